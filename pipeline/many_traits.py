"""Reads the traits of many Versions at once: here, or in processes where they are many.

An edge: it may start processes. What is read depends on nothing but the row and the topic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.meaning.topic import Topic
from pipeline.meaning.traits import Traits, read_traits
from pipeline.model import Tier
from pipeline.store.codec import to_time, unpack_document

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


def read_many(rows: Sequence[Any], topic: Topic, workers: int) -> list[Traits]:
    """The traits of Versions, in order. rows: as store.joining gives them. workers: processes that may be started."""
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
    do = partial(_read, topic=topic)
    if workers < 2 or len(jobs) < MANY:
        return [do(job) for job in jobs]
    from pipeline.workers import do_all  # here, since few ticks have so many

    return do_all(do, jobs, workers)


def _read(job: _Job, topic: Topic) -> Traits:
    return read_traits(
        unpack_document(job.document),
        topic,
        key=job.url,
        source_id=job.source_id,
        tier=job.tier,
        found_at=job.found_at,
        found_day=job.found_at.astimezone(ZoneInfo(job.time_zone)).date(),
    )
