"""Reads Captures: pure work on one Capture, done here, in worker processes, or alone in a process where one may die.

An edge: it owns processes. What a Capture says depends on nothing but the Job.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import datetime
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

MANY = 120
"""From so many Captures on, starting worker processes costs less than it saves (about a second of start-up each)."""

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


_topic: Topic | None = None


def _prepare_worker(topic: Topic) -> None:
    global _topic
    _topic = topic


def _read_in_worker(job: Job) -> Reading:
    assert _topic is not None
    return read_capture(job, _topic)


class Readers:
    """Reads Jobs with up to `workers` processes; small batches are read here. Use as a context."""

    def __init__(self, topic: Topic, *, workers: int = 2, many: int = MANY) -> None:
        """workers: 0 = never start a process for a batch."""
        self._topic = topic
        self._workers = workers
        self._many = many
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Readers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def read(self, jobs: Sequence[Job], progress: Callable[[int], None] | None = None) -> list[Reading]:
        """All readings, in the order of the jobs. Jobs that were tried before are read alone in a process of their own."""
        fresh = []
        readings: dict[int, Reading] = {}
        for job in (job for job in jobs if job.attempts == 0):
            glanced = glance_at(job)
            if glanced is None:
                fresh.append(replace(job, former=None))
            else:
                readings[job.capture_id] = glanced
        for done in self._read_fresh(fresh):
            readings[done.capture_id] = done
            if progress is not None:
                progress(1)
        for job in jobs:
            if job.capture_id not in readings:
                readings[job.capture_id] = self._read_alone(job)
                if progress is not None:
                    progress(1)
        return [readings[job.capture_id] for job in jobs]

    def _read_fresh(self, jobs: Sequence[Job]) -> Iterable[Reading]:
        if len(jobs) < self._many or self._workers < 2:
            return (read_capture(job, self._topic) for job in jobs)
        return self._read_in_pool(jobs)

    def _read_in_pool(self, jobs: Sequence[Job]) -> Iterator[Reading]:
        """Stops early if the pool breaks: what is missing is then read alone."""
        if self._pool is None:
            self._pool = self._make_pool(self._workers)
        try:
            for reading in self._pool.map(_read_in_worker, jobs, chunksize=max(1, min(8, len(jobs) // 16))):
                if reading.document is not None:
                    hand_on(reading.document, reading.kept)
                yield reading
        except BrokenProcessPool:
            self._pool = None

    def _read_alone(self, job: Job) -> Reading:
        pool = self._make_pool(1)
        try:
            return pool.submit(_read_in_worker, job).result(timeout=ALONE_SECONDS)
        except FutureTimeoutError:
            for process in list(getattr(pool, "_processes", {}).values()):
                process.kill()
            said = f"reading took longer than {ALONE_SECONDS:.0f} s"
        except BrokenProcessPool:
            said = "the process that read it died"
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return Reading(capture_id=job.capture_id, page_id=job.page_id, error=said, fatal=True)

    def _make_pool(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_prepare_worker,
            initargs=(self._topic,),
        )
