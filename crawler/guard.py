"""Where a fetch may go: http(s) only, public addresses only, on the first request and on every redirect.

The address is checked when the name is resolved, and the very address that was checked is connected to: a name that
points elsewhere a moment later changes nothing. What an operator allows by name (`allow_private_hosts`) is exempt.
"""

import asyncio
import socket
import time
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Protocol, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from twisted.internet.address import IPv4Address as Tcp4
from twisted.internet.address import IPv6Address as Tcp6
from twisted.internet.interfaces import IHostnameResolver
from w3lib.url import safe_url_string
from zope.interface import implementer  # type: ignore[import-untyped] # ships no types

from pipeline.errors import AddressRefused, FetchError
from pipeline.urls import host_of

_NAT64 = IPv6Network("64:ff9b::/96")
_SITE_LOCAL = IPv6Network("fec0::/10")
_REMEMBERED = 60.0  # seconds that a resolved name is taken for known
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_OF_THE_PAGE = (b"If-None-Match", b"If-Modified-Since")


class TooManyRedirects(FetchError):
    """A chain of redirects that does not end."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the open internet, whatever form it is wrapped in (mapped, NAT64, 6to4)."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address in _SITE_LOCAL:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def require_web_url(url: str) -> None:
    """Refuse what is not http(s); where its host leads is checked when that is resolved."""
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError as error:
        raise AddressRefused(f"{url} is not an address: not fetched ({error})") from None
    if scheme not in ("http", "https"):
        raise AddressRefused(f"{url} is not an http(s) address: not fetched")
    if not host_of(url):
        raise AddressRefused(f"{url} names no host: not fetched")


class Resolution:
    """A resolution under way, as Twisted wants it named."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing to stop: the answer is left unread."""


class Receiver(Protocol):
    """Who asked for a resolution (Twisted's IResolutionReceiver)."""

    def resolutionBegan(self, resolution: Resolution) -> None: ...  # noqa: N802

    def addressResolved(self, address: Tcp4 | Tcp6) -> None: ...  # noqa: N802

    def resolutionComplete(self) -> None: ...  # noqa: N802


@implementer(IHostnameResolver)
class PublicResolver:
    """Resolves names to public addresses only; refused ones are remembered until they are told.

    allowed: 'host:port' texts that may be private, as written in allow_private_hosts.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self.allowed = frozenset(name.lower() for name in allowed)
        self._refused: dict[tuple[str, int], str] = {}
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """As Scrapy's own commands make it; -s ALLOW_PRIVATE_HOSTS=127.0.0.1:8799 is for a site on this machine."""
        return cls(crawler.settings.getlist("ALLOW_PRIVATE_HOSTS"))

    def install_on_reactor(self) -> None:
        """Make every connection of this process go through here."""
        from twisted.internet import reactor

        reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - IHostnameResolver
        self,
        resolutionReceiver: Receiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[Any]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Resolution:
        """Give the addresses that may be connected to; none where all of them are refused or there is none."""
        resolution = Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        literal = _read_literal(hostName)
        if literal is not None:
            self._hand_over(resolutionReceiver, hostName, portNumber, (literal,))
            return resolution
        expires, known = self._known.get(hostName, (0.0, ()))
        if time.monotonic() < expires:
            self._hand_over(resolutionReceiver, hostName, portNumber, known)
            return resolution
        task = asyncio.ensure_future(self._look_up(hostName))
        task.add_done_callback(
            lambda done: self._hand_over(
                resolutionReceiver, hostName, portNumber, () if done.cancelled() else done.result()
            )
        )
        return resolution

    async def _look_up(self, name: str) -> tuple[str, ...]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(name, 0, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return ()
        addresses = tuple(dict.fromkeys(str(address[0]).partition("%")[0] for *_, address in found))
        self._known[name] = (time.monotonic() + _REMEMBERED, addresses)
        return addresses

    def _hand_over(self, receiver: Receiver, name: str, port: int, found: tuple[str, ...]) -> None:
        exempt = f"{f'[{name}]' if ':' in name else name}:{port}".lower() in self.allowed
        public = [address for address in found if exempt or is_public(ip_address(address))]
        if found and not public:
            self._refused[name, port] = found[0]
        for address in public:
            receiver.addressResolved((Tcp6 if ":" in address else Tcp4)("TCP", address, port))
        receiver.resolutionComplete()

    def take_refusal(self, url: str) -> AddressRefused | None:
        """Say why the host of this URL was not resolved, if it was refused; None = it was not."""
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        name = parts.hostname or ""
        address = self._refused.pop((name, port), None)
        if address is None:
            return None
        exempt = f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
        return AddressRefused(
            f"{exempt} leads to {address}, which is not a public address: not fetched. "
            f'If that is meant, add "{exempt}" to allow_private_hosts under [crawl].'
        )


def _read_literal(name: str) -> str | None:
    """Read an address written in any of the forms that systems take for one: 0x7f.1, 2130706433, ::ffff:127.0.0.1."""
    try:
        return str(ip_address(name.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(name)) if name[:1].isdigit() else None
    except OSError:
        return None


class RedirectMiddleware:
    """Follows redirects, hop by hop: each is a new request that robots.txt, guard and pace look at.

    Leaves in the request's meta: hops, a tuple of (status, URL that answered it), oldest first.
    """

    def __init__(self, most: int) -> None:
        self._most = most

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("REDIRECT_ENABLED"):
            raise NotConfigured
        return cls(crawler.settings.getint("REDIRECT_MAX_TIMES"))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Turn an answer that sends us on into the next request."""
        if response.status not in _REDIRECTS:
            return response
        location = response.headers.get(b"Location")
        if not location:
            return response
        target = urljoin(request.url, safe_url_string(location))
        hops: tuple[tuple[int, str], ...] = (*request.meta.get("hops", ()), (response.status, request.url))
        if len(hops) > self._most:
            raise TooManyRedirects(f"{hops[0][1]} redirects more than {self._most} times, last to {target}: given up")
        try:
            require_web_url(target)
        except AddressRefused as refusal:
            raise AddressRefused(f"{hops[0][1]} redirects to {target}: {refusal}") from None
        keep = response.status in (307, 308) or request.method in ("GET", "HEAD")
        onward: Request = request.replace(url=target, meta={**request.meta, "hops": hops})
        if not keep:
            onward = onward.replace(method="GET", body=b"")
        if host_of(target) != host_of(request.url):
            _forget_headers(onward)
        if response.status in _PERMANENT:
            for name in _OF_THE_PAGE:  # what moved for good is read whole at its new address
                onward.headers.pop(name, None)
        if not keep:
            onward.headers.pop(b"Content-Type", None)
        return onward


def _forget_headers(request: Request) -> None:
    """Leave away what was meant for the first host (keys, cookies); what we always send is set anew."""
    kept = {name: request.headers[name] for name in _OF_THE_PAGE if name in request.headers}
    request.headers.clear()
    request.headers.update(kept)


def permanent_target(hops: tuple[tuple[int, str], ...], final_url: str) -> str | None:
    """Where a Page has moved for good: the end of the leading permanent redirects, None = nowhere."""
    target: str | None = None
    for place, (status, _) in enumerate(hops):
        if status not in _PERMANENT:
            break
        target = hops[place + 1][1] if place + 1 < len(hops) else final_url
    return target
