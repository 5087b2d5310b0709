"""robots.txt, obeyed: what it forbids is not fetched, and while it does not answer nothing is fetched.

4xx (but 429): there are no rules. 5xx, 429, time-out, DNS, no address: not now, told as an outage. Kept for a day.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK

from crawler.failures import TRANSPORT, read_transport_failure
from crawler.guard import TooManyRedirects
from crawler.politeness import CutShort, HostBusy, HostGates
from crawler.sink import CrawlSink
from pipeline.errors import AddressRefused, FetchError, RobotsRefused
from pipeline.urls import host_of

AGENT = "pactwatch"
"""The name that robots.txt files may address."""
KEPT = timedelta(hours=24)
LONGEST_DELAY = 30.0
"""Seconds of Crawl-delay that are honoured; beyond, a Source of 400 Pages would never be through in a day."""
LARGEST = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309 asks for at least as many)."""


class RobotsUnknown(FetchError):
    """robots.txt itself did not answer: the host is not asked now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a host's robots.txt says. parsed None = there are no rules."""

    parsed: Protego | None
    crawl_delay: float = 0.0

    def allow(self, url: str) -> bool:
        """Whether we may fetch this URL."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, AGENT))


def read_rules(status: int, text: str) -> Rules:
    """Read a robots.txt as it was answered; status 4xx = there are no rules."""
    if 400 <= status < 500:
        return Rules(parsed=None)
    parsed = Protego.parse(text)
    delay = parsed.crawl_delay(AGENT)
    return Rules(parsed=parsed, crawl_delay=min(float(delay or 0.0), LONGEST_DELAY))


class RobotsBook:
    """The robots.txt of every host, shared by all crawlers of the process and kept in the store between ticks."""

    def __init__(self, gates: HostGates, clock: Callable[[], datetime]) -> None:
        self._gates = gates
        self._clock = clock
        self._rules: dict[str, asyncio.Future[Rules]] = {}
        self._known: dict[str, dict[str, object]] = {}

    async def rules_of(self, url: str, sink: CrawlSink, crawler: Crawler) -> Rules:
        """Give the rules of this URL's host, fetched if they are not known; FetchError = they cannot be had now."""
        host = host_of(url)
        while True:
            asked = self._rules.get(host)
            if asked is None:
                return await self._ask(url, host, sink, crawler)
            try:
                return await asyncio.shield(asked)
            except CutShort:
                continue  # the time of the crawl that asked is over, that of this one perhaps not

    async def _ask(self, url: str, host: str, sink: CrawlSink, crawler: Crawler) -> Rules:
        asked = self._rules[host] = asyncio.get_running_loop().create_future()
        asked.add_done_callback(_read_exception)
        try:
            rules = await self._find(url, host, sink, crawler)
            asked.set_result(rules)
        except FetchError as error:
            if isinstance(error, CutShort | HostBusy):
                del self._rules[host]  # it was not asked: another request may
            asked.set_exception(error)
            raise
        finally:
            if not asked.done():
                self._rules.pop(host, None)
                asked.set_exception(RobotsUnknown(f"{host}/robots.txt could not be read: {host} is not asked now"))
        return rules

    async def _find(self, url: str, host: str, sink: CrawlSink, crawler: Crawler) -> Rules:
        known = dict(sink.load_host(host) or {})
        self._known[host] = known
        now = self._clock()
        until = _read_time(known.get("back_off_until_at"))
        if until is not None and until > now:
            self._gates.back_off(host, (until - now).total_seconds())
        read_at, status = _read_time(known.get("robots_at")), known.get("robots_status")
        if read_at is not None and isinstance(status, int) and now - KEPT < read_at <= now:
            return self._open(host, status, str(known.get("robots_text") or ""))
        status, text = await self._fetch(url, host, crawler)
        known.update(robots_status=status, robots_text=text, robots_at=_write_time(now))
        sink.save_host(host, known)
        return self._open(host, status, text)

    def _open(self, host: str, status: int, text: str) -> Rules:
        rules = read_rules(status, text)
        self._gates.set_pace(host, rules.crawl_delay)
        return rules

    async def _fetch(self, url: str, host: str, crawler: Crawler) -> tuple[int, str]:
        address = f"{url.partition(':')[0]}://{host}/robots.txt"
        asked = Request(address, callback=NO_CALLBACK, meta={"robots": True, "download_maxsize": 4 * LARGEST})
        try:
            answer = await crawler.engine.download_async(asked)
        except TooManyRedirects:
            return 404, ""  # RFC 9309 2.3.1.2: unavailable
        except (AddressRefused, CutShort, HostBusy):
            raise
        except TRANSPORT as error:
            _, words = read_transport_failure(error)
            raise RobotsUnknown(f"{address} {words}: {host} is not asked now") from error
        if answer.status == 429 or answer.status >= 500 or 300 <= answer.status < 400:
            raise RobotsUnknown(f"{address} answered {answer.status}: {host} is not asked now")
        if answer.status >= 400:
            return answer.status, ""
        return answer.status, answer.body[:LARGEST].decode("utf-8", "replace").removeprefix("\ufeff")

    def keep_back_off(self, host: str, seconds: float, reason: str, sink: CrawlSink) -> None:
        """Keep for the ticks to come that a host wants to be left alone."""
        known = self._known.setdefault(host, dict(sink.load_host(host) or {}))
        known["back_off_until_at"] = _write_time(self._clock() + timedelta(seconds=math.ceil(seconds)))
        known["back_off_reason"] = reason
        sink.save_host(host, known)


class RobotsMiddleware:
    """Lets a request pass if the host's robots.txt allows it."""

    def __init__(self, crawler: Crawler, robots: RobotsBook, sink: CrawlSink) -> None:
        self._crawler = crawler
        self._robots = robots
        self._sink = sink

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        share = getattr(crawler.spider, "share", None)
        if share is None:
            raise NotConfigured  # `scrapy shell`, `scrapy fetch`: a person's own hands
        return cls(crawler, share.robots, share.sink)

    async def process_request(self, request: Request) -> None:
        """Refuse what robots.txt forbids, and everything while it is unknown."""
        if "robots" in request.meta:
            return
        rules = await self._robots.rules_of(request.url, self._sink, self._crawler)
        if not rules.allow(request.url):
            raise RobotsRefused(f"{host_of(request.url)}/robots.txt does not allow {request.url}: not fetched")


def _read_time(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    return datetime.fromisoformat(value).astimezone(UTC)


def _write_time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _read_exception(asked: "asyncio.Future[Rules]") -> None:
    """Mark the exception as seen: nobody else may be waiting."""
    if not asked.cancelled():
        asked.exception()
