"""What all spiders do: fetch a Page, read a Listing to its end, say in words why one failed."""

import sys
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.http import Response
from twisted.python.failure import Failure as Thrown

from crawler.answers import header_of, read_entry, read_failure, read_page, read_status, was_asked
from crawler.guard import permanent_target, require_web_url
from crawler.listings import ListingRequest, listing_requests, read_listing
from crawler.politeness import CutShort, HostBusy
from crawler.share import Share
from pipeline.errors import AddressRefused, ReadError
from pipeline.model import ListingEntry, Shape
from pipeline.plan import DueListing, DuePage, Failure, ListingAnswer, PageAnswer, Rung
from pipeline.urls import host_of

MOST_REQUESTS = 400
"""Requests that one Listing may take in one pass, whatever it links on to."""


class SourceSpider(Spider):
    """A spider of one Source, as launch.crawl runs it: with the Share of that crawl."""

    share: Share

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Refuse to run outside of a planned crawl, in words."""
        if "share" not in kwargs:
            refusal = (
                f"`scrapy crawl {cls.name}` would fetch without a plan and keep nothing. "
                f"run: pactwatch crawl {kwargs.get('source') or 'SOURCE'}"
            )
            sys.stderr.write(f"{refusal}\n")  # Scrapy swallows what a spider's making raises, but for the exit code
            raise UsageError(refusal, print_help=False)
        return super().from_crawler(crawler, *args, **kwargs)

    def ask_page(self, due: DuePage) -> Request | None:
        """Make the request of a Page; None = the budget is spent, or its address cannot be fetched (which is told)."""
        if not self.share.take_turn():
            return None
        url = due.fetch_url or due.url
        try:
            require_web_url(url)
        except AddressRefused as error:
            self.share.take_page(
                PageAnswer(due=due, answered_at=self.share.clock(), failure=Failure.ADDRESS, error=str(error))
            )
            return None
        return Request(
            url,
            headers=self.share.plan.source.headers or None,
            callback=self.take_page,
            errback=self.miss_page,
            meta={"due": due},
            dont_filter=True,
        )

    def take_page(self, response: Response) -> None:
        """Take the answer of a Page."""
        share, due = self.share, response.meta["due"]
        answer = read_page(response, due, share.plan.source, share.clock())
        if answer.failure is Failure.BUSY and answer.retry_after is None:
            answer = replace(answer, retry_after=share.gates.closed_for(host_of(response.url)) or None)
        share.take_page(answer)

    def miss_page(self, failure: Thrown) -> None:
        """Take that a Page did not answer. What was never sent stays due and is no failure."""
        share, error = self.share, failure.value
        if isinstance(error, CutShort) or error is None:
            return
        due: DuePage = failure.request.meta["due"]  # type: ignore[attr-defined]
        kind, sentence = read_failure(error, due.fetch_url or due.url)
        wait = error.seconds if isinstance(error, HostBusy) else None
        share.take_page(PageAnswer(due=due, answered_at=share.clock(), failure=kind, error=sentence, retry_after=wait))


class Pass:
    """One Listing on its way: what is still to be asked, what was read."""

    def __init__(self, due: DueListing, asked: tuple[ListingRequest, ...]) -> None:
        self.due = due
        self.queue = deque(asked)
        self.single = len(asked) == 1
        self.met = set(asked_key(request) for request in asked)
        self.entries: dict[str, ListingEntry] = {}
        self.digest = sha256()
        self.received = 0
        self.count = 0
        self.etag: str | None = None
        self.last_modified: str | None = None

    def add_next(self, more: tuple[ListingRequest, ...]) -> None:
        """Queue what the Listing links on to, each once."""
        for request in more:
            key = asked_key(request)
            if key not in self.met and len(self.met) < MOST_REQUESTS:
                self.met.add(key)
                self.queue.append(request)
                self.single = False


def asked_key(request: ListingRequest) -> tuple[str, str, bytes]:
    """What makes two requests of a Listing the same."""
    return request.method, request.url, request.body or b""


class ListingSpider(SourceSpider):
    """Reads the due Listings of one shape and fetches the Pages that are new on them."""

    shape: Shape

    async def start(self) -> AsyncIterator[Any]:
        """Ask the first request of every due Listing of this shape."""
        share = self.share
        for due in share.plan.listings:
            if due.listing.shape is self.shape:
                asked = listing_requests(share.plan.source, due.listing, now=share.clock())
                for request in self.ask_listing(Pass(due, asked)):
                    yield request

    def ask_listing(self, under_way: Pass) -> Iterator[Request]:
        """Make the next request of a Listing, or close it."""
        if not under_way.queue:
            yield from self.close_listing(under_way)
            return
        asked = under_way.queue.popleft()
        try:
            require_web_url(asked.url)
        except AddressRefused as error:
            yield from self.fail_listing(under_way, Failure.ADDRESS, str(error), None)
            return
        meta: dict[str, Any] = {"pass": under_way, "asked": asked}
        if under_way.single and under_way.count == 0 and not under_way.due.first:
            meta["due"] = under_way.due  # validators make sense for a Listing of one request only
        under_way.count += 1
        yield Request(
            asked.url,
            method=asked.method,
            headers=dict(asked.headers),
            body=asked.body,
            callback=self.take_listing,
            errback=self.miss_listing,
            meta=meta,
            dont_filter=True,
            priority=10,
        )

    def take_listing(self, response: Response) -> Iterator[Request]:
        """Read one answer of a Listing."""
        share = self.share
        under_way: Pass = response.meta["pass"]
        asked: ListingRequest = response.meta["asked"]
        due, at = under_way.due, share.clock()
        under_way.received += len(response.body)
        if response.status == 304 and "due" in response.meta and was_asked(due):
            share.take_listing(ListingAnswer(due=due, answered_at=at, rung=Rung.NOT_MODIFIED))
            return
        if response.status in (404, 410) and asked.day is not None:
            yield from self.ask_listing(under_way)  # a day on which nothing was published has no list
            return
        refusal = read_status(response.status, asked.url, header_of(response, b"Retry-After"), at)
        if refusal is None and response.status != 200:
            refusal = Failure.OTHER, f"{asked.url} answered {response.status}: the Listing is gone", None
        if refusal is not None:
            yield from self.fail_listing(under_way, *refusal)
            return
        under_way.digest.update(response.body)
        if self.is_unchanged(under_way, response):
            share.take_listing(
                ListingAnswer(
                    due=due, answered_at=at, rung=Rung.SAME_BYTES, bytes_received=under_way.received,
                    body_sha256=due.body_sha256, etag=header_of(response, b"ETag"),
                    last_modified=header_of(response, b"Last-Modified"),
                )
            )  # fmt: skip
            return
        try:
            reading = read_listing(
                response.body, source=share.plan.source, listing=due.listing, request=asked,
                content_type=header_of(response, b"Content-Type"), now=at,
            )  # fmt: skip
        except ReadError as error:
            yield from self.fail_listing(under_way, Failure.NOT_A_LISTING, str(error), None)
            return
        share.note(reading.noted)
        moved = permanent_target(response.meta.get("hops", ()), response.url)
        if moved is not None:
            share.note((f"{asked.url} has moved for good to {moved}: correct the Listing in the Source's TOML",))
        for entry in reading.entries:
            under_way.entries.setdefault(entry.url, entry)
        if due.whole or not reading.entries:  # a sitemap index has no entries of its own
            under_way.add_next(reading.next)
        under_way.etag, under_way.last_modified = header_of(response, b"ETag"), header_of(response, b"Last-Modified")
        yield from self.ask_listing(under_way)

    def is_unchanged(self, under_way: Pass, response: Response) -> bool:
        """Whether a Listing of one request has the bytes of last time (a first pass is always read)."""
        due = under_way.due
        if due.first or not under_way.single or due.body_sha256 is None:
            return False
        return under_way.digest.hexdigest() == due.body_sha256

    def miss_listing(self, failure: Thrown) -> Iterator[Request]:
        """Take that a Listing did not answer."""
        error = failure.value
        if isinstance(error, CutShort) or error is None:
            return
        under_way: Pass = failure.request.meta["pass"]  # type: ignore[attr-defined]
        kind, sentence = read_failure(error, failure.request.meta["asked"].url)  # type: ignore[attr-defined]
        wait = error.seconds if isinstance(error, HostBusy) else None
        yield from self.fail_listing(under_way, kind, sentence, wait)

    def fail_listing(self, under_way: Pass, kind: Failure, sentence: str, wait: float | None) -> Iterator[Request]:
        """Close a Listing that failed; what was read of it before is kept, as incomplete."""
        if under_way.entries:
            yield from self.close_listing(under_way, error=sentence)
            return
        self.share.take_listing(
            ListingAnswer(
                due=under_way.due, answered_at=self.share.clock(), bytes_received=under_way.received,
                failure=kind, error=sentence.removeprefix(f"{self.share.plan.source.id}: "), retry_after=wait, complete=False,
            )
        )  # fmt: skip

    def close_listing(self, under_way: Pass, error: str | None = None) -> Iterator[Request]:
        """Hand the entries over; fetch the Pages that are new, and take those whose whole text is here."""
        share, single = self.share, under_way.single and error is None
        answer = ListingAnswer(
            due=under_way.due,
            answered_at=share.clock(),
            rung=Rung.NEW,
            entries=tuple(under_way.entries.values()),
            complete=error is None,
            etag=under_way.etag if single else None,
            last_modified=under_way.last_modified if single else None,
            body_sha256=under_way.digest.hexdigest() if single else None,
            bytes_received=under_way.received,
            error=None if error is None else f"{error} (what was read before is kept)",
        )
        if not answer.entries:
            share.note((f"{under_way.due.listing.url} lists nothing",))
        for due in share.take_listing(answer):
            entry = under_way.entries.get(due.url)
            if entry is not None and entry.body is not None:
                share.take_page(read_entry(entry, due, share.plan.source, share.clock()))
                continue
            request = self.ask_page(due)
            if request is not None:
                yield request
