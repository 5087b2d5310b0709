"""What the spiders of one Source's crawl share: the plan, the way to the store, the budget, and the tally."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from scrapy.http import Response

from crawler.politeness import HostGates, read_retry_after
from crawler.robots import RobotsBook
from crawler.sink import Batch, CrawlSink
from pipeline.model import Counts
from pipeline.plan import CrawlPlan, DuePage, ListingAnswer, PageAnswer, Rung
from pipeline.urls import host_of

_log = logging.getLogger("pactwatch.crawl")


@dataclass(slots=True)
class Tally:
    """Counts while they grow."""

    requests: int = 0
    not_modified: int = 0
    same_bytes: int = 0
    captures: int = 0
    new_pages: int = 0
    errors: int = 0
    bytes_received: int = 0
    noted: list[str] = field(default_factory=list)

    def counts(self, noted: tuple[str, ...]) -> Counts:
        """The counts as they stand."""
        return Counts(
            requests=self.requests,
            not_modified=self.not_modified,
            same_bytes=self.same_bytes,
            captures=self.captures,
            new_pages=self.new_pages,
            errors=self.errors,
            bytes_received=self.bytes_received,
            noted=(*noted, *dict.fromkeys(self.noted)),
        )

    def count_rung(self, rung: Rung | None) -> None:
        """Count on which rung an answer ended."""
        if rung is Rung.NOT_MODIFIED:
            self.not_modified += 1
        elif rung is Rung.SAME_BYTES:
            self.same_bytes += 1


@dataclass(slots=True, kw_only=True)
class Share:
    """One Source's crawl, as its spiders see it. over: nothing more is sent. left_over: Pages beyond the budget."""

    plan: CrawlPlan
    batch: Batch
    sink: CrawlSink
    gates: HostGates
    robots: RobotsBook
    clock: Callable[[], datetime]
    tally: Tally = field(default_factory=Tally)
    over: bool = False
    left_over: int = 0
    asked_pages: int = 0
    first_error: str | None = None
    crash: str | None = None
    listing_errors: list[str] = field(default_factory=list)

    def is_over(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.over

    def count_request(self) -> None:
        """Count a request that is sent, robots.txt and redirects too."""
        self.tally.requests += 1

    def take_turn(self) -> bool:
        """Whether the budget has room for one more Page; counts it."""
        if self.asked_pages >= self.plan.max_pages:
            self.left_over += 1
            return False
        self.asked_pages += 1
        return True

    def note_error(self, sentence: str) -> None:
        """Count an error; the first one is told."""
        self.tally.errors += 1
        if self.first_error is None:
            self.first_error = sentence

    def note(self, sentences: tuple[str, ...]) -> None:
        """Keep what an operator should know though nothing failed; such sentences stand alone and name the Source."""
        self.tally.noted.extend(f"{self.plan.source.id}: {sentence}" for sentence in sentences)

    def note_crash(self, error: BaseException) -> None:
        """Name what broke on our own side."""
        sentence = f"{type(error).__name__}: {error}"
        _log.error("a crawl of %s broke on our own side", self.plan.source.id, exc_info=error)
        self.note_error(sentence)
        if self.crash is None:
            self.crash = sentence

    def note_answer(self, response: Response) -> None:
        """Tell the host's gate of an answer, and keep for the ticks to come if it asks to be left alone."""
        host, status = host_of(response.url), response.status
        value = response.headers.get(b"Retry-After") if status in (429, 503) else None
        wait = None if value is None else read_retry_after(value.decode("latin-1"), self.clock())
        closed = self.gates.note_answer(host, status, wait)
        if closed > 0 and status in (429, 503):
            self.robots.keep_back_off(host, closed, f"answered {status}", self.sink)

    def take_page(self, answer: PageAnswer) -> None:
        """Pass the answer of a Page on."""
        self.tally.count_rung(answer.rung)
        self.tally.bytes_received += answer.bytes_received
        self.tally.captures += answer.capture is not None
        if answer.failure is not None:
            self.note_error(answer.error or str(answer.failure))
        self.batch.add(answer)

    def take_listing(self, answer: ListingAnswer) -> tuple[DuePage, ...]:
        """Pass the answer of a Listing on; gives the Pages to fetch now."""
        self.tally.count_rung(answer.rung)
        self.tally.bytes_received += answer.bytes_received
        if answer.error is not None:
            self.note_error(answer.error)
            self.listing_errors.append(answer.error)
        pages = self.batch.store_listing(answer)
        self.tally.new_pages += len(pages)
        return pages
