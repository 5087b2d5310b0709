"""How a host is asked: one request at a time, at its pace, with validators, and not at all while it says 'later'.

All crawlers of the process share one HostGates. Every wait is on the monotonic clock.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

from crawler.guard import PublicResolver, require_web_url
from pipeline.errors import FetchError
from pipeline.plan import DueListing, DuePage
from pipeline.urls import host_of

PATIENCE = 10.0
"""Seconds that a request waits for a host that said 'later'; beyond that it is left for another tick."""
DEFAULT_PACE = 2.0
"""Seconds between two requests of a person's `scrapy shell`."""
BUSY_429 = 60.0
BUSY_503 = 300.0
"""Seconds a host is left alone when it names none."""
LONGEST = 86_400.0
"""A Retry-After beyond a day is taken for a day: a mistake of theirs must not silence a Source for good."""
IN_A_ROW = 3


class HostBusy(FetchError):
    """The host asked to be left alone for a while."""

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(f"{host} asked to be left alone; asked again in {round(seconds)} s")
        self.seconds = seconds


class CutShort(FetchError):
    """The crawl's time is over before this request was sent: it stays due."""


@dataclass(slots=True)
class _Gate:
    """One host. free_at, closed_until: monotonic seconds. row: 503s in a row."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    delay: float = 0.0
    free_at: float = 0.0
    closed_until: float = 0.0
    row: int = 0


class HostGates:
    """The pace of every host, shared by all crawlers of the process.

    concurrency: requests under way at the same time, over all hosts.
    """

    def __init__(self, concurrency: int = 16, clock: Callable[[], float] = time.monotonic) -> None:
        self._gates: dict[str, _Gate] = {}
        self._room = asyncio.Semaphore(concurrency)
        self._clock = clock

    def _gate(self, host: str) -> _Gate:
        gate = self._gates.get(host)
        if gate is None:
            gate = self._gates[host] = _Gate()
        return gate

    def set_pace(self, host: str, delay: float) -> None:
        """Ask this host no faster than `delay` seconds apart; the slowest wish holds."""
        gate = self._gate(host)
        gate.delay = max(gate.delay, delay)

    def pace_of(self, host: str) -> float:
        """Seconds between two requests to this host."""
        return self._gate(host).delay

    def back_off(self, host: str, seconds: float) -> None:
        """Leave this host alone for so long."""
        gate = self._gate(host)
        gate.closed_until = max(gate.closed_until, self._clock() + min(seconds, LONGEST))

    def closed_for(self, host: str) -> float:
        """Seconds that this host is still to be left alone, 0 = none."""
        return max(0.0, self._gate(host).closed_until - self._clock())

    def note_answer(self, host: str, status: int, retry_after: float | None) -> float:
        """Learn from an answer; gives the seconds that the host is now to be left alone (0 = it is open)."""
        gate = self._gate(host)
        if status == 503:
            gate.row += 1
        else:
            gate.row = 0
        if status == 429 or gate.row >= IN_A_ROW:
            default = BUSY_429 if status == 429 else BUSY_503
            self.back_off(host, default if retry_after is None else retry_after)
        return self.closed_for(host)

    @asynccontextmanager
    async def turn(self, host: str, delay: float, is_over: Callable[[], bool]) -> AsyncIterator[None]:
        """Wait for this host's turn, at least `delay` seconds after the last one ended.

        HostBusy = it is to be left alone longer than we wait, CutShort = too late.
        """
        gate = self._gate(host)
        gate.delay = max(gate.delay, delay)
        async with gate.lock:
            while True:
                closed = self.closed_for(host)
                if closed > PATIENCE:
                    raise HostBusy(host, closed)
                if is_over():
                    raise CutShort(f"{host}: not asked any more, the crawl's time is over")
                wait = max(closed, gate.free_at - self._clock())
                if wait <= 0:
                    break
                await asyncio.sleep(min(wait, 0.5))
            async with self._room:
                try:
                    yield
                finally:
                    gate.free_at = self._clock() + gate.delay


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Read Retry-After: seconds, or an HTTP date from which the seconds to wait follow; None = it says nothing."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), LONGEST)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return min(max(0.0, (at - now).total_seconds()), LONGEST)


class PoliteDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own download, at the host's turn and only to addresses that may be reached."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        share = getattr(crawler.spider, "share", None)
        self._gates: HostGates = share.gates if share is not None else HostGates()
        self._delay: float = share.plan.source.pace.delay if share is not None else DEFAULT_PACE
        self._is_over: Callable[[], bool] = share.is_over if share is not None else bool
        self._count: Callable[[], None] = share.count_request if share is not None else _count_nothing
        self._note: Callable[[Response], None] = share.note_answer if share is not None else _note_nothing

    async def download_request(self, request: Request) -> Response:
        require_web_url(request.url)
        async with self._gates.turn(host_of(request.url), self._delay, self._is_over):
            self._count()
            try:
                response = await super().download_request(request)
            except CannotResolveHostError:
                refusal = installed_guard().take_refusal(request.url)
                if refusal is not None:
                    raise refusal from None
                raise
            self._note(response)  # before the next one's turn
            return response


def _count_nothing() -> None:
    """Nobody counts."""


def _note_nothing(_: Response) -> None:
    """Nobody remembers."""


def installed_guard() -> PublicResolver:
    """The guard that every connection of this process goes through."""
    from twisted.internet import reactor

    resolver: Any = reactor.nameResolver
    if not isinstance(resolver, PublicResolver):
        raise RuntimeError("fetching without the address guard: start crawls with crawler.launch.run_in_reactor")
    return resolver


class ValidatorMiddleware:
    """Asks 'has it changed?' with the validators of the last answer, unless a check is to go without."""

    def process_request(self, request: Request) -> None:
        """Set If-None-Match, and If-Modified-Since where there is no ETag."""
        due: DuePage | DueListing | None = request.meta.get("due")
        if due is None or due.unconditional or request.method != "GET" or "hops" in request.meta:
            return
        if due.etag is not None:
            request.headers[b"If-None-Match"] = due.etag
        if due.last_modified is not None:
            request.headers[b"If-Modified-Since"] = due.last_modified
