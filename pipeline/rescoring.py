"""A changed profile is applied to what is stored: Relevance anew for every Version, and what hangs on it joined again.

An edge: reads and writes through pipeline/store. Makes no finding: we changed, not they.
"""

import json
from dataclasses import dataclass
from typing import Any

from pipeline.meaning.relevance import score_document
from pipeline.meaning.topic import Topic
from pipeline.model import Relevance, Tier
from pipeline.store.codec import to_json
from pipeline.store.documents import document_of
from pipeline.store.opening import Store
from pipeline.store.reading import add_relevance
from pipeline.store.rescoring import forget_joining, versions_after

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescored:
    """A Page whose last Version is now judged otherwise. before, after: what differs, by name."""

    page_id: int
    url: str
    title: str
    before: dict[str, Any]
    after: dict[str, Any]


def rescore(store: Store, topic: Topic, profile: str, *, write: bool) -> tuple[int, tuple[Rescored, ...]]:
    """Score every Version anew; returns how many were scored, and the Pages that are judged otherwise now."""
    last, scored, changed = 0, 0, []
    while rows := versions_after(store, last, BATCH):
        last = rows[-1]["version_id"]
        scored += len(rows)
        judged = [
            (row, score_document(document_of(store, row["version_id"]), topic, tier=Tier(row["tier"]))) for row in rows
        ]
        moved = [(row, relevance) for row, relevance in judged if _values(row) != _values_of(relevance)]
        changed += [_told(row, relevance) for row, relevance in moved if row["last"]]
        if write:
            with store.write_txn():
                for row, relevance in judged:
                    _write(store, row, relevance, profile)
                forget_joining(store, [(row["version_id"], relevance.relevant) for row, relevance in moved])
    return scored, tuple(changed)


def _write(store: Store, row: Any, relevance: Relevance, profile: str) -> None:
    """Keep the new Relevance; the Page shows that of its last Version, which comes last."""
    add_relevance(store, row["page_id"], row["version_id"], relevance, profile)


def _values(row: Any) -> dict[str, Any]:
    """What a reader would notice of a stored Relevance."""
    return {
        "relevant": bool(row["relevant"]),
        "page_kind": row["page_kind"],
        "areas": json.loads(row["areas"] or "[]"),
        "initiative": row["initiative"],
        "stage": row["stage"],
        "stage_date": row["stage_date"],
    }


def _values_of(relevance: Relevance) -> dict[str, Any]:
    return {
        "relevant": relevance.relevant,
        "page_kind": str(relevance.page_kind),
        "areas": json.loads(to_json(relevance.areas)),
        "initiative": relevance.initiative,
        "stage": str(relevance.stage) if relevance.stage else None,
        "stage_date": relevance.stage_date,
    }


def _told(row: Any, relevance: Relevance) -> Rescored:
    before, after = _values(row), _values_of(relevance)
    differing = [name for name in before if before[name] != after[name]]
    return Rescored(
        page_id=row["page_id"],
        url=row["url"],
        title=row["title"],
        before={name: before[name] for name in differing},
        after={name: after[name] for name in differing},
    )
