"""Reads the Capture of every last Version anew after extraction or rules changed: technical Versions, which reach no reader.

An edge: reads and writes through pipeline/store. What is read is marked, so a kill leaves the rest to the next call.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pipeline.model import EXTRACTOR, Reason
from pipeline.readers import Readers, Reading
from pipeline.run import job_of
from pipeline.source import Source
from pipeline.store.codec import to_time
from pipeline.store.documents import document_of
from pipeline.store.opening import Store
from pipeline.store.reading import add_relevance, add_version
from pipeline.store.reextracting import count_outdated, mark_current, outdated_versions
from pipeline.store.sources import rules_mark

BATCH = 200
"""Pages that are read and written together; what was written is not read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What came of it. technical: Pages with a new Version; bodiless: whose body is not kept, left as they are.

    unreadable: today's extraction makes nothing of them; left as they are, too.
    """

    pages: int = 0
    technical: int = 0
    bodiless: int = 0
    unreadable: int = 0

    def __add__(self, other: "Reread") -> "Reread":
        return Reread(
            pages=self.pages + other.pages,
            technical=self.technical + other.technical,
            bodiless=self.bodiless + other.bodiless,
            unreadable=self.unreadable + other.unreadable,
        )


def count_pages(store: Store, sources: Sequence[Source]) -> int:
    """How many Pages there are to read anew."""
    return sum(count_outdated(store, source.id, rules_mark(source)) for source in sources)


def reextract(
    store: Store,
    sources: Sequence[Source],
    readers: Readers,
    *,
    profile: str,
    progress: Callable[[int], None] | None = None,
) -> Reread:
    """Read anew what was read by other rules or another EXTRACTOR, Source by Source."""
    total = Reread()
    for source in sources:
        after, mark = 0, rules_mark(source)
        while rows := outdated_versions(store, source.id, mark, after, BATCH):
            after = rows[-1]["page_id"]
            kept = [row for row in rows if row["body_sha256"] is not None]
            readings = readers.read([replace(job_of(store, source, row), attempts=0) for row in kept])
            with store.write_txn():
                done = [
                    _settle(store, row, reading, mark, profile) for row, reading in zip(kept, readings, strict=True)
                ]
            total = sum(done, total + Reread(pages=len(rows) - len(kept), bodiless=len(rows) - len(kept)))
            if progress is not None:
                progress(len(rows))
    return total


def _settle(store: Store, row: Any, reading: Reading, mark: str, profile: str) -> Reread:
    """Mark the Version as current, or make a technical one of what the same Capture says now."""
    document = reading.document
    if document is None:
        return Reread(pages=1, unreadable=1)
    if replace(document_of(store, row["version_id"]), extractor=EXTRACTOR) == document:
        mark_current(store, row["version_id"], mark, EXTRACTOR)
        return Reread(pages=1)
    version_id = add_version(
        store,
        page_id=row["page_id"],
        number=row["number"] + 1,
        reason=Reason.TECHNICAL,
        capture_id=row["capture_id"],
        document=document,
        rules_sha256=mark,
        knowledge=row["knowledge"],
        now=_seen_at(row),
    )
    if reading.relevance is not None:
        add_relevance(store, row["page_id"], version_id, reading.relevance, profile)
    return Reread(pages=1, technical=1)


def _seen_at(row: Any) -> datetime:
    """A technical Version shows what was seen when the former one was made: the same Capture."""
    return to_time(row["seen_at"])
