"""What the spiders of one Source's crawl share: the plan, the way to the store, the budget, and the tally."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawler.politeness import HostGates
from crawler.robots import RobotsBook
from crawler.sink import Batch, CrawlSink
from pipeline.model import Counts
from pipeline.plan import CrawlPlan, DuePage, ListingAnswer, PageAnswer, Rung
from pipeline.urls import host_of


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

    def name_source(self, sentence: str) -> str:
        """Put the Source's id before a sentence that lacks it."""
        prefix = f"{self.plan.source.id}: "
        return sentence if sentence.startswith(prefix) else prefix + sentence

    def note(self, sentences: tuple[str, ...]) -> None:
        """Keep what an operator should know though nothing failed."""
        self.tally.noted.extend(self.name_source(sentence) for sentence in sentences)

    def note_crash(self, error: BaseException) -> None:
        """Name what broke on our own side."""
        sentence = self.name_source(f"{type(error).__name__}: {error}")
        self.note_error(sentence)
        if self.crash is None:
            self.crash = sentence

    def note_status(self, url: str, status: int, retry_after: float | None) -> float:
        """Tell the host's gate of an answer, and keep what it asks; gives the seconds it is to be left alone."""
        host = host_of(url)
        closed = self.gates.note_answer(host, status, retry_after)
        if closed > 0 and status in (429, 503):
            self.robots.keep_back_off(host, closed, f"answered {status}", self.sink)
        return closed

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
