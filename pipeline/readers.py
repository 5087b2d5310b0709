"""Reads Captures: pure work on one Capture, done here, in worker processes, or alone in a process where one may die.

An edge: it has processes read. What a Capture says depends on nothing but the Job.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from types import TracebackType

from pipeline.comparing.container import learn_container, own_container
from pipeline.comparing.gate import judge
from pipeline.comparing.glance import Glance, says_the_same
from pipeline.comparing.noise import block_hashes
from pipeline.comparing.sieve import Sieve
from pipeline.derived import hand_on, keeper, name_of
from pipeline.errors import PactwatchError
from pipeline.meaning.relevance import score_document
from pipeline.meaning.topic import Topic
from pipeline.model import Document, ListingEntry, Outcome, Relevance, Tier
from pipeline.reading.extract import extract_document
from pipeline.source import Rule
from pipeline.store.codec import pack_document
from pipeline.workers import Worker, wait_for_any

MANY = 120
"""From so many Captures on, starting worker processes costs less than it saves (about a second of start-up each)."""

GIVEN_AHEAD = 4
"""So many Captures are given to a process together; as many may wait there, so that it never idles."""

GLANCED_TOGETHER = 8
"""So many glances are begun at once: one costs less than noting that it is made."""

ALONE_SECONDS = 120.0
"""A Capture that was tried before is read alone, and given up after this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """What a glance at a Capture holds it against: the body of the Page's last Version, and what is noise there."""

    body: bytes
    sieve: Sieve


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that reading one Capture needs. attempts: how often it was begun before. latest: no published date after it.

    headline: of this Source title, standfirst and link are kept, nothing else. former: what the Page said at its last
    Version, where a glance may do; None = it must be read.
    """

    capture_id: int
    page_id: int
    status: int
    url: str
    media_type: str
    charset: str | None
    body: bytes | None
    rule: Rule | None
    time_zone: str
    latest: datetime
    listed: ListingEntry | None
    language: str | None
    tier: Tier
    headline: bool
    attempts: int
    former: Former | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of a Job. error: why there is no Document, in words. fatal: the reader died or ran out of time on it.

    same: a glance was enough to see that nothing changed; there is no Document then.
    packed: the Document as stored. kept: what was worked out for it besides (derived.py), worth more than its pickling.
    """

    capture_id: int
    page_id: int
    document: Document | None = None
    relevance: Relevance | None = None
    packed: bytes | None = None
    kept: dict[str, object] = field(default_factory=dict)
    outcome: Outcome = Outcome.EMPTY
    error: str | None = None
    fatal: bool = False
    same: bool = False


def read_capture(job: Job, topic: Topic) -> Reading:
    """Extract, judge by itself, score and pack one Capture. A body that cannot be read is an outcome, not an error."""
    if job.body is None or job.status != 200:
        return Reading(capture_id=job.capture_id, page_id=job.page_id)
    try:
        document = extract_document(
            job.body,
            url=job.url,
            media_type=job.media_type,
            charset=job.charset,
            rule=job.rule,
            time_zone=job.time_zone,
            latest=job.latest,
            listed=job.listed,
            language=job.language,
        )
    except PactwatchError as error:
        return Reading(capture_id=job.capture_id, page_id=job.page_id, error=str(error))
    outcome = judge(document, job.status, None)
    if job.headline:
        document = replace(document, text=document.lead or "", blocks=(), attachments=())
    relevance = score_document(document, topic, tier=job.tier)
    return Reading(
        capture_id=job.capture_id,
        page_id=job.page_id,
        document=document,
        relevance=relevance,
        packed=pack_document(document),
        kept=_worked_out(document),
        outcome=outcome,
    )


def glance_at(job: Job) -> Reading | None:
    """Whether one look at a Capture shows that it says what it said; None = it must be read."""
    if job.former is None or job.body is None:
        return None
    old, new = (Glance(body, job.charset) for body in (job.former.body, job.body))
    if not says_the_same(old, new, job.former.sieve):
        return None
    return Reading(capture_id=job.capture_id, page_id=job.page_id, outcome=Outcome.OK, same=True)


def _worked_out(document: Document) -> dict[str, object]:
    """Work out here, where there may be many processes, what deciding asks of every new Document."""
    block_hashes(document)
    learn_container(document)
    known = (block_hashes, own_container)
    return {name: value for name, value in keeper(document).items() if name in {name_of(one) for one in known}}


Note = Callable[[Sequence[int], Sequence[int]], None]
"""Told of Captures before their reading is begun, and of those whose reading has ended and did no harm."""


def note_nothing(begun: Sequence[int], ended: Sequence[int]) -> None:
    """For those who read what cannot be lost."""


class _UnderWay:
    """Which Captures are being read, told before each is begun: after a kill it is known which one may have been the cause."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._ended: list[int] = []

    def begin(self, jobs: Sequence[Job]) -> None:
        self._note([job.capture_id for job in jobs], self._ended)
        self._ended = []

    def end(self, capture_id: int) -> None:
        self._ended.append(capture_id)

    def end_all(self) -> None:
        if self._ended:
            self._note((), self._ended)


class Readers:
    """Reads Jobs with up to `workers` processes; small batches are read here. Use as a context."""

    def __init__(self, topic: Topic, *, workers: int = 2, many: int = MANY) -> None:
        """workers: 0 = never start a process for a batch."""
        self._many = many
        self._read = partial(read_capture, topic=topic)
        self._crew = [Worker[Job, Reading](self._read) for _ in range(workers)]

    def __enter__(self) -> "Readers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._crew:
            worker.stop()

    def read(self, jobs: Sequence[Job], note: Note = note_nothing) -> list[Reading]:
        """All readings, in the order of the jobs. Jobs that were tried before are read alone in a process of their own."""
        readings: dict[int, Reading] = {}
        under_way = _UnderWay(note)
        untried = [job for job in jobs if job.attempts == 0]
        for done in self._glance(untried, under_way):
            readings[done.capture_id] = done
        fresh = [replace(job, former=None) for job in untried if job.capture_id not in readings]
        for done in self._read_fresh(fresh, under_way):
            readings[done.capture_id] = done
            under_way.end(done.capture_id)
        for job in jobs:
            if job.capture_id not in readings:
                under_way.begin([job])
                readings[job.capture_id] = done = self._read_alone(job)
                if not done.fatal:
                    under_way.end(job.capture_id)
        under_way.end_all()
        return [readings[job.capture_id] for job in jobs]

    def _glance(self, jobs: Sequence[Job], under_way: _UnderWay) -> Iterator[Reading]:
        waiting = deque(job for job in jobs if job.former is not None)
        while waiting:
            some = _next_of(waiting, GLANCED_TOGETHER)
            under_way.begin(some)
            for job in some:
                reading = glance_at(job)
                under_way.end(job.capture_id)
                if reading is not None:
                    yield reading

    def _read_fresh(self, jobs: Sequence[Job], under_way: _UnderWay) -> Iterator[Reading]:
        if len(jobs) >= self._many and len(self._crew) > 1:
            yield from self._read_in_crew(deque(jobs), under_way)
            return
        for job in jobs:
            under_way.begin([job])
            yield self._read(job)

    def _read_in_crew(self, waiting: deque[Job], under_way: _UnderWay) -> Iterator[Reading]:
        """Leaves out the Captures on which a process died: those are then read alone."""
        try:
            while True:
                for worker in self._crew:
                    if waiting and worker.left <= GIVEN_AHEAD:
                        some = _next_of(waiting, GIVEN_AHEAD)
                        under_way.begin(some)
                        worker.give(some)
                if not wait_for_any(self._crew):
                    return
                for worker in self._crew:
                    done, _, undone = worker.take()
                    waiting.extendleft(reversed(undone))
                    for reading in done:
                        if reading.document is not None:
                            hand_on(reading.document, reading.kept)
                        yield reading
        finally:
            for worker in self._crew:
                if worker.left:
                    worker.stop()

    def _read_alone(self, job: Job) -> Reading:
        worker = Worker[Job, Reading](self._read)
        worker.give([job])
        try:
            if not wait_for_any([worker], ALONE_SECONDS):
                worker.kill()
                said = f"reading took longer than {ALONE_SECONDS:.0f} s"
            else:
                done, _, _ = worker.take()
                if done:
                    return done[0]
                said = "the process that read it died"
        finally:
            worker.stop()
        return Reading(capture_id=job.capture_id, page_id=job.page_id, error=said, fatal=True)


def _next_of(waiting: deque[Job], most: int) -> list[Job]:
    return [waiting.popleft() for _ in range(min(most, len(waiting)))]
