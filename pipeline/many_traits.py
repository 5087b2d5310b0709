"""Reads the traits of many Versions, and on what many Twins disagree: here, or in processes where they are many.

An edge: it may start processes. What is read depends on nothing but the texts and the topic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from pipeline.meaning.disagreement import find_disagreements
from pipeline.meaning.topic import Topic
from pipeline.meaning.traits import Traits, read_traits
from pipeline.model import Fact, Tier
from pipeline.store.codec import decode_document, to_time

if TYPE_CHECKING:
    from pipeline.workers import Crew

MANY = 120
"""From so many on, starting processes costs less than it saves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    document: bytes
    url: str
    source_id: str
    tier: Tier
    time_zone: str
    found_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """Two language editions as encoded Documents, and the day of publication, for dates without a year."""

    one: bytes
    other: bytes
    day: date


class TraitReader:
    """Reads with up to `workers` processes, which go on until the end. Use as a context."""

    def __init__(self, topic: Topic, workers: int) -> None:
        """workers: below 2 = never start a process."""
        self._do = partial(_do, topic=topic)
        self._workers = workers
        self._crew: Crew[_Job | Editions, Traits | tuple[Fact, ...]] | None = None

    def __enter__(self) -> "TraitReader":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._crew is not None:
            self._crew.stop()

    def read(self, rows: Sequence[Any]) -> list[Traits]:
        """The traits of Versions, in order. rows: as store.joining gives them."""
        jobs = [
            _Job(
                document=row["document"],
                url=row["url"],
                source_id=row["source_id"],
                tier=Tier(row["tier"]),
                time_zone=row["time_zone"],
                found_at=to_time(row["found_at"]),
            )
            for row in rows
        ]
        return cast(list[Traits], self._do_all(jobs))

    def compare(self, pairs: Sequence[Editions]) -> list[tuple[Fact, ...]]:
        """The facts on which the editions of each pair disagree, in order."""
        return cast(list[tuple[Fact, ...]], self._do_all(pairs))

    def _do_all(self, jobs: Sequence[_Job | Editions]) -> list[Traits | tuple[Fact, ...]]:
        if self._crew is None and (self._workers < 2 or len(jobs) < MANY):
            return [self._do(job) for job in jobs]
        if self._crew is None:
            from pipeline.workers import Crew  # here, since few ticks have so many

            self._crew = Crew(self._do, self._workers)
        return self._crew.do_all(jobs)


def _do(job: _Job | Editions, topic: Topic) -> Traits | tuple[Fact, ...]:
    if isinstance(job, Editions):
        return find_disagreements(decode_document(job.one), decode_document(job.other), job.day)
    return read_traits(
        decode_document(job.document),
        topic,
        key=job.url,
        source_id=job.source_id,
        tier=job.tier,
        found_at=job.found_at,
        found_day=job.found_at.astimezone(ZoneInfo(job.time_zone)).date(),
    )
