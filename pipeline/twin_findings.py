"""Findings about Twins: edited in one language and not in the other after a day; figures and days that differ between them.

An edge: reads and writes through pipeline/store. Both are told once, of the Page that changed last.
"""

from datetime import date, datetime, timedelta
from typing import Any

from pipeline.many_traits import Editions, TraitReader
from pipeline.model import ChangeKind, Comparison, Fact, Weight
from pipeline.store.codec import facts_from_json, to_json, to_time
from pipeline.store.documents import plain_of
from pipeline.store.opening import Store
from pipeline.store.reading import add_change
from pipeline.store.rounds import note_look
from pipeline.store.twins import told_conflicts, twins_seen_since, unfollowed_edits

STALE_AFTER = timedelta(hours=24)
"""So long the other edition may take where nobody says otherwise (schedule.twin_stale_hours)."""


_TOGETHER = 200
"""So many pairs of Twins are compared together: each is two whole Documents."""


def tell_conflicts(store: Store, version_ids: frozenset[int], reader: TraitReader, now: datetime) -> None:
    """Tell on what Twins disagree of which one has a Version that was just joined. Inside a transaction."""
    rows = twins_seen_since(store, version_ids)
    for start in range(0, len(rows), _TOGETHER):
        some = rows[start : start + _TOGETHER]
        for row, facts in zip(some, reader.compare([_editions(store, row) for row in some]), strict=True):
            _tell_conflict(store, row, facts, now)


def _editions(store: Store, row: Any) -> Editions:
    """The English edition first, where there is one."""
    sides = sorted((row[f"{side}_language"] != "en", side) for side in ("one", "other"))
    first, second = (side for _, side in sides)
    one, other = (plain_of(store, row[f"{side}_version"]) for side in (first, second))
    return Editions(one=one, other=other, day=_day_of(row, first))


def _tell_conflict(store: Store, row: Any, facts: tuple[Fact, ...], now: datetime) -> None:
    known = told_conflicts(store, row["one_page"], row["other_page"])
    fresh = tuple(fact for fact in facts if to_json(fact) not in known)
    if not fresh:
        return
    last = max(("one", "other"), key=lambda side: (row[f"{side}_version"], side))
    quoted = "; ".join(f"{fact.before} / {fact.after}" for fact in fresh)
    add_change(
        store,
        source_id=row["source_id"],
        page_id=row[f"{last}_page"],
        kind=ChangeKind.TWIN_CONFLICT,
        weight=Weight.MAJOR,
        summary=f"the language editions differ: {quoted}",
        relevant=bool(row["relevant"]),
        baseline=bool(row["baseline"]),
        to_version_id=row[f"{last}_version"],
        comparison=_bare(fresh),
        detail={"pages": [row["one_page"], row["other_page"]], "facts": [to_json(fact) for fact in fresh]},
        now=now,
    )


def _day_of(row: Any, side: str) -> date:
    printed = row[f"{side}_published"] or ""
    return date.fromisoformat(printed[:10]) if len(printed) >= 10 else to_time(row["found_at"]).date()


def tell_stale(store: Store, now: datetime, patience: timedelta) -> None:
    """Tell the edits that the other edition did not follow in time, though it was looked at. Inside a transaction."""
    for row in unfollowed_edits(store, now - patience, patience):
        facts = facts_from_json(row["facts"])
        add_change(
            store,
            source_id=row["source_id"],
            page_id=row["page_id"],
            kind=ChangeKind.TWIN_STALE,
            weight=Weight(row["weight"]),
            summary=f"changed in {row['language']} and not in {row['twin_language']}: {row['summary']}",
            relevant=True,
            from_version_id=row["from_version_id"],
            to_version_id=row["to_version_id"],
            comparison=_bare(facts),
            detail={"edit": row["change_id"], "twin": row["twin_id"]},
            now=now,
        )
        note_look(store, row["twin_id"])


def _bare(facts: tuple[Fact, ...]) -> Comparison:
    """The facts of a finding that has no Edits of its own."""
    return Comparison(
        changed=True, weight=Weight.MAJOR, silent=False, title_changed=False, facts=facts, summary="", edits=()
    )
