"""Reads Captures: pure work on one Capture, done here, in worker processes, or alone in a process where one may die.

An edge: it has processes read. What a Capture says depends on nothing but the Job.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from types import TracebackType

from pipeline.comparing.bodies import Glance
from pipeline.comparing.container import own_container
from pipeline.comparing.gate import judge
from pipeline.comparing.glance import says_the_same
from pipeline.comparing.noise import block_hashes
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.wanted import draw_of
from pipeline.derived import hand_on, name_of
from pipeline.errors import PactwatchError
from pipeline.meaning.relevance import score_document
from pipeline.meaning.topic import Topic
from pipeline.model import Document, ListingEntry, Outcome, Relevance, Tier
from pipeline.reading.extract import extract_document
from pipeline.source import Rule
from pipeline.store.codec import decode_document, encode_document, unpack_body
from pipeline.store.documents import packed_alone
from pipeline.store.reading import content_mark
from pipeline.store.search import indexed_words
from pipeline.workers import Worker, next_of, wait_for_any, work_off

MANY = 120
"""From so many Captures on, starting worker processes costs less than it saves (about a second of start-up each)."""

GLANCED_TOGETHER = 8
"""So many glances are begun at once: one costs less than noting that it is made."""

READ_TOGETHER = 4
"""So many readings are begun at once here: noting each by itself is a tenth of a tick. After a kill so many are read alone."""

ALONE_SECONDS = 120.0
"""A Capture that was tried before is read alone, and given up after this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """What a glance at a Capture holds it against: the packed body of the Page's last Version, and what is noise there."""

    packed: bytes
    sieve: Sieve


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that reading one Capture needs. attempts: how often it was begun before. latest: no published date after it.

    packed: the body as it is kept, None = there is none; many Jobs wait, and a packed one is a fifth of it.
    headline: of this Source title, standfirst and link are kept, nothing else. former: what the Page said at its last
    Version, where a glance may do; None = it must be read.
    """

    capture_id: int
    page_id: int
    status: int
    url: str
    media_type: str
    charset: str | None
    packed: bytes | None
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
    encoded: the Document on its way from another process.
    kept: what was worked out for it besides (derived.py), worth more than its pickling.
    """

    capture_id: int
    page_id: int
    document: Document | None = None
    relevance: Relevance | None = None
    encoded: bytes | None = None
    kept: dict[str, object] = field(default_factory=dict)
    outcome: Outcome = Outcome.EMPTY
    error: str | None = None
    fatal: bool = False
    same: bool = False


def read_capture(job: Job, topic: Topic) -> Reading:
    """Extract, judge by itself and score one Capture. A body that cannot be read is an outcome, not an error."""
    if job.packed is None or job.status != 200:
        return Reading(capture_id=job.capture_id, page_id=job.page_id)
    try:
        document = extract_document(
            unpack_body(job.packed),
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
        outcome=outcome,
    )


def _read_to_send(job: Job, topic: Topic) -> Reading:
    """read_capture for another process: the Document goes encoded, which is a fifth of the work of sending it whole.

    What deciding asks of every new Document goes with it: here there may be many processes.
    """
    reading = read_capture(job, topic)
    document = reading.document
    if document is None:
        return reading
    return replace(reading, document=None, encoded=encode_document(document), kept=_worked_out(document))


def _receive(reading: Reading) -> Reading:
    """What another process read, whole again."""
    if reading.encoded is None:
        return reading
    document = decode_document(reading.encoded)
    hand_on(document, reading.kept)
    return replace(reading, document=document)


def glance_at(job: Job) -> Reading | None:
    """Whether one look at a Capture shows that it says what it said; None = it must be read."""
    if job.former is None or job.packed is None:
        return None
    old, new = (Glance(unpack_body(packed), job.charset) for packed in (job.former.packed, job.packed))
    if not says_the_same(old, new, job.former.sieve):
        return None
    return Reading(capture_id=job.capture_id, page_id=job.page_id, outcome=Outcome.OK, same=True)


def _worked_out(document: Document) -> dict[str, object]:
    """What deciding asks of every new Document, by name."""
    asked = (block_hashes, own_container, draw_of, content_mark, indexed_words, packed_alone)
    return {name_of(work_out): work_out(document) for work_out in asked}


Note = Callable[[Sequence[int], Sequence[int]], None]
"""Told of Captures before their reading is begun, and of those whose reading has ended and did no harm."""


def note_nothing(begun: Sequence[int], ended: Sequence[int]) -> None:
    """For those who read what cannot be lost."""


class _UnderWay:
    """Which Captures are being read, told before they are begun: after a kill it is known which may have been the cause."""

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
        self._read_to_send = partial(_read_to_send, topic=topic)
        self._crew = [Worker[Job, Reading](self._read_to_send) for _ in range(workers)]

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
        for done in self._read_alone([job for job in jobs if job.capture_id not in readings], under_way):
            readings[done.capture_id] = done
            if not done.fatal:
                under_way.end(done.capture_id)
        under_way.end_all()
        return [readings[job.capture_id] for job in jobs]

    def _glance(self, jobs: Sequence[Job], under_way: _UnderWay) -> Iterator[Reading]:
        waiting = deque(job for job in jobs if job.former is not None)
        while waiting:
            some = next_of(waiting, GLANCED_TOGETHER)
            under_way.begin(some)
            for job in some:
                reading = glance_at(job)
                under_way.end(job.capture_id)
                if reading is not None:
                    yield reading

    def _read_fresh(self, jobs: Sequence[Job], under_way: _UnderWay) -> Iterator[Reading]:
        if len(jobs) >= self._many and len(self._crew) > 1:
            yield from map(_receive, work_off(self._crew, jobs, under_way.begin))
            return
        waiting = deque(jobs)
        while waiting:
            some = next_of(waiting, READ_TOGETHER)
            under_way.begin(some)
            yield from map(self._read, some)

    def _read_alone(self, jobs: Sequence[Job], under_way: _UnderWay) -> Iterator[Reading]:
        """Each is all that the process has to do, so if it dies or stays away it is known on which."""
        worker = Worker[Job, Reading](self._read_to_send)
        try:
            for job in jobs:
                under_way.begin([job])
                worker.give([job])
                said = "the process that read it died"
                if not wait_for_any([worker], ALONE_SECONDS):
                    worker.kill()
                    said = f"reading took longer than {ALONE_SECONDS:.0f} s"
                done, _, _ = worker.take()
                failed = Reading(capture_id=job.capture_id, page_id=job.page_id, error=said, fatal=True)
                yield _receive(done[0]) if done else failed
        finally:
            worker.stop()
