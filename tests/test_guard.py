"""A fetch goes to public addresses of the web, on every hop, however the address is written."""

import asyncio
import socket
from ipaddress import ip_address
from typing import Any

import pytest

from crawler.guard import PublicResolver, is_public, permanent_target, require_web_url
from pipeline.errors import AddressRefused
from pipeline.plan import Failure
from tests.crawls import crawl_now, plan_pages, source_at
from tests.server import Loop, Redirect, RedirectToFile, RedirectToPrivate, Reply, Site


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:c0a8:101::1",
    ],
)  # fmt: skip
def test_address_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "210.6.0.1", "2001:4860::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/x", "data:text/html,x", "gopher://x/", "http://"]
)
def test_url_is_no_web_address(url: str) -> None:
    with pytest.raises(AddressRefused):
        require_web_url(url)


class Asking:
    """Who asks for a resolution."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.done = asyncio.Event()

    def resolutionBegan(self, resolution: Any) -> None:
        pass

    def addressResolved(self, address: Any) -> None:
        self.found.append(f"{address.host}:{address.port}")

    def resolutionComplete(self) -> None:
        self.done.set()


def resolve(name: str, port: int, *, allowed: tuple[str, ...] = (), answers: list[str] | None = None) -> list[str]:
    """What may be connected to for this name; answers: what the system's resolver says."""

    async def ask() -> list[str]:
        if answers is not None:

            async def said(*_: Any, **__: Any) -> list[Any]:
                return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, 0)) for answer in answers]

            asyncio.get_running_loop().getaddrinfo = said  # type: ignore[assignment]
        asking = Asking()
        PublicResolver(allowed).resolveHostName(asking, name, port)
        await asyncio.wait_for(asking.done.wait(), 5)
        return asking.found

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "name",
    ["127.0.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "127.1", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1",
     "fe80::1%eth0", "localhost"],
)  # fmt: skip
def test_private_address_is_not_connected_to_however_it_is_written(name: str) -> None:
    assert resolve(name, 80) == []


@pytest.mark.parametrize(
    ("answers", "connected"),
    [
        (["10.0.0.1"], []),
        (["8.8.8.8"], ["8.8.8.8:443"]),
        (["10.0.0.1", "8.8.8.8"], ["8.8.8.8:443"]),
        (["::ffff:10.0.0.1"], []),
        ([], []),
    ],
    ids=["private", "public", "both", "mapped", "none"],
)
def test_only_public_answers_of_a_name_are_connected_to(answers: list[str], connected: list[str]) -> None:
    assert resolve("news.example", 443, answers=answers) == connected


def test_allowed_is_this_host_at_this_port_only() -> None:
    allowed = ("127.0.0.1:8799", "intra.example:80")
    assert resolve("127.0.0.1", 8799, allowed=allowed) == ["127.0.0.1:8799"]
    assert resolve("127.0.0.1", 8800, allowed=allowed) == []
    assert resolve("INTRA.example", 80, allowed=allowed, answers=["10.0.0.9"]) == ["10.0.0.9:80"]


def test_name_is_resolved_once_so_that_the_checked_address_is_the_one_connected_to() -> None:
    asked = 0

    async def ask() -> list[list[str]]:
        async def rebinding(*_: Any, **__: Any) -> list[Any]:
            nonlocal asked
            asked += 1
            answer = "8.8.8.8" if asked == 1 else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answer, 0))]

        asyncio.get_running_loop().getaddrinfo = rebinding  # type: ignore[assignment]
        resolver, found = PublicResolver(), []
        for _ in range(2):
            asking = Asking()
            resolver.resolveHostName(asking, "rebind.example", 80)
            await asking.done.wait()
            found.append(asking.found)
        return found

    assert asyncio.run(ask()) == [["8.8.8.8:80"], ["8.8.8.8:80"]]
    assert asked == 1


@pytest.mark.parametrize(
    ("hops", "target"),
    [
        ((), None),
        (((302, "a"),), None),
        (((301, "a"),), "end"),
        (((308, "a"), (301, "b")), "end"),
        (((301, "a"), (302, "b")), "b"),
        (((302, "a"), (301, "b")), None),
    ],
)
def test_moved_for_good_is_the_end_of_the_leading_permanent_hops(
    hops: tuple[tuple[int, str], ...], target: str | None
) -> None:
    assert permanent_target(hops, "end") == target


def test_page_that_redirects_to_a_private_address_is_refused_and_nothing_is_asked_there() -> None:
    with Site() as site, Site() as private:
        url = site.put("/out", RedirectToPrivate(private.port))
        result, sink = crawl_now(plan_pages(source_at(site), url), site)
        answer = sink.answer(url)
        assert answer.failure is Failure.ADDRESS
        assert answer.error == (
            f"{url}: {private.host} leads to 127.0.0.1, which is not a public address: not fetched. "
            f'If that is meant, add "{private.host}" to allow_private_hosts under [crawl].'
        )
        assert (private.seen, result.failed) == ([], False)


def test_page_that_redirects_to_a_file_is_refused() -> None:
    with Site() as site:
        url = site.put("/out", RedirectToFile())
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        assert (sink.answer(url).failure, sink.answer(url).error) == (
            Failure.ADDRESS,
            f"{url} redirects to file:///etc/passwd: file:///etc/passwd is not an http(s) address: not fetched",
        )


def test_redirect_loop_is_given_up_in_words() -> None:
    with Site() as site:
        url = site.put("/loop", Loop("/loop"))
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        assert (sink.answer(url).failure, sink.answer(url).error) == (
            Failure.LOOP,
            f"{url} redirects more than 6 times, last to {url}: given up",
        )
        assert len(site.asked("/loop")) == 7


def test_another_host_gets_no_header_meant_for_the_first() -> None:
    with Site() as site, Site() as other:
        other.put("/there", Reply("<html><body>there</body></html>"))
        url = site.put("/key", Redirect(other.url("/there")))
        source = source_at(site, headers={"X-Key": "secret"})
        crawl_now(plan_pages(source, url), site, allow_private_hosts=(site.host, other.host))
        assert site.asked("/key")[0].headers["x-key"] == "secret"
        assert "x-key" not in other.asked("/there")[0].headers
        assert other.asked("/there")[0].headers["user-agent"].startswith("pactwatch/")
