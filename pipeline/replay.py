"""Replay: the rounds of a store are decided again, from its Captures, Checks, Observations and Decisions, in an empty one.

An edge: reads one store, writes another, through the same code that wrote the first.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pipeline.cases import PageCase, Seen
from pipeline.comparing.gate import judge
from pipeline.decide import decide_round
from pipeline.joining import carry_out_wishes, join_new
from pipeline.meaning.relevance import score_document
from pipeline.meaning.topic import Topic
from pipeline.model import Document
from pipeline.readers import Readers, Reading
from pipeline.run import job_of
from pipeline.source import Source
from pipeline.store.codec import to_time
from pipeline.store.documents import document_of
from pipeline.store.natural import KINDS, natural_rows
from pipeline.store.observations import document_observed
from pipeline.store.opening import Store
from pipeline.store.reading import last_version
from pipeline.store.replaying import (
    Looks,
    copy_capture,
    copy_pages,
    copy_rows,
    decisions_after,
    finish,
    looks_of,
    observed_row,
    rounds_of,
    runs_of,
    version_of_capture,
    was_joined_at,
)
from pipeline.store.rounds import Quiet
from pipeline.twin_findings import STALE_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """What one store has and the other has not. kind: of natural.KINDS. stored: the first one has it."""

    kind: str
    stored: bool
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of a replay. counts: kind -> (stored, replayed). left_out: Sources whose declaration is not there any more."""

    runs: int
    rounds: int
    looks: int
    counts: Mapping[str, tuple[int, int]]
    differing: tuple[Differing, ...]
    left_out: tuple[str, ...]


def replay(
    old: Store,
    new: Store,
    catalog: Sequence[Source],
    topic: Topic,
    *,
    profile: str,
    readers: Readers,
    patience: timedelta = STALE_AFTER,
    progress: Callable[[int, int], None] | None = None,
) -> Replayed:
    """Play everything that was decided in `old` again in `new`, which is empty, and hold the two against each other.

    patience: what schedule.twin_stale_hours was when it was decided.
    """
    player = _Player(old, new, catalog, topic, profile, readers, patience)
    runs = runs_of(old)
    player.begin()
    for number, run in enumerate(runs, start=1):
        player.play(run)
        if progress is not None:
            progress(number, len(runs))
    with new.write_txn():
        finish(old, new)
    counts, differing = hold_against(old, new)
    return Replayed(
        runs=len(runs),
        rounds=player.rounds,
        looks=player.looks,
        counts=counts,
        differing=tuple(differing),
        left_out=tuple(sorted(player.left_out)),
    )


def hold_against(old: Store, new: Store) -> tuple[dict[str, tuple[int, int]], list[Differing]]:
    """How many of each kind were found in two stores, and what only one of them has."""
    counts, differing = {}, []
    for kind in KINDS:
        sides = [natural_rows(store, kind) for store in (old, new)]
        counts[kind] = (len(sides[0]), len(sides[1]))
        keyed = [Counter(tuple(row.values()) for row in side) for side in sides]
        names = list(next((side[0] for side in sides if side), {}))
        for stored, left in ((True, keyed[0] - keyed[1]), (False, keyed[1] - keyed[0])):
            differing += [
                Differing(kind=kind, stored=stored, row=dict(zip(names, values, strict=True)))
                for values in sorted(left.elements(), key=str)
            ]
    return counts, differing


class _Player:
    """Plays Run after Run."""

    def __init__(
        self,
        old: Store,
        new: Store,
        catalog: Sequence[Source],
        topic: Topic,
        profile: str,
        readers: Readers,
        patience: timedelta,
    ) -> None:
        self._old, self._new, self._catalog = old, new, catalog
        self._topic, self._profile, self._readers, self._patience = topic, profile, readers, patience
        self._sources = {source.id: source for source in catalog}
        self._when = Looks(old)
        self.rounds = self.looks = 0
        self.left_out: set[str] = set()

    def begin(self) -> None:
        """What was declared, and what was decided by persons before the first Run."""
        with self._new.write_txn():
            copy_rows(self._old, self._new, "sources")
            copy_rows(self._old, self._new, "listings")
        self._decisions(0)

    def play(self, run: Any) -> None:
        """One Run: what was found by then, its rounds, joining, and what persons decided after it."""
        with self._new.write_txn():
            copy_rows(self._old, self._new, "runs", "run_id=?", (run["run_id"],))
            copy_pages(self._old, self._new, run["started_at"])
        for one in rounds_of(self._old, run["run_id"]):
            self._round(one)
        whole = run["job"] != "crawl" and run["outcome"] != "killed"
        if whole or was_joined_at(self._old, run["started_at"]):
            with self._new.write_txn():
                self._when.write(self._new, run["started_at"])
            join_new(self._new, self._catalog, self._topic, to_time(run["started_at"]), patience=self._patience)
        self._decisions(run["run_id"])

    def _round(self, row: Any) -> None:
        source = self._sources.get(row["source_id"])
        if source is None:
            self.left_out.add(row["source_id"])
            return
        looks = looks_of(self._old, row["round_id"])
        with self._new.write_txn():
            rows = [self._rows(look) for look in looks]
        readings = self._read(source, [one for look in rows for one in look])
        cases = [
            PageCase(
                page_id=look[0]["page_id"],
                seen=tuple(Seen(row=one, reading=readings[one["capture_key"]]) for one in look),
                last=last_version(self._new, look[0]["page_id"]),
            )
            for look in rows
        ]
        decide_round(
            self._new, source, cases, profile=self._profile, now=to_time(row["decided_at"]), hold=bool(row["held"]),
            quiet=Quiet(pages=row["quiet"], templated=row["quiet_templated"]),
        )  # fmt: skip
        self.rounds += 1
        self.looks += len(looks)

    def _rows(self, look: Sequence[Any]) -> list[Any]:
        """The Captures of a look as they waited; of second looks nothing but their Observation is left."""
        rows = []
        for one in look:
            row = copy_capture(self._old, self._new, one["capture_key"])
            rows.append(row or observed_row(self._old, one["capture_key"]))
        return rows

    def _read(self, source: Source, rows: Sequence[Any]) -> dict[str, Reading]:
        """What each Capture said: read again where its body is kept, else as it was read then. By key."""
        whole = [row for row in rows if row["capture_id"] > 0 and (row["body_sha256"] or row["status"] != 200)]
        read = self._readers.read([job_of(self._new, source, row) for row in whole])
        found = {row["capture_key"]: reading for row, reading in zip(whole, read, strict=True)}
        for row in rows:
            if row["capture_key"] not in found:
                found[row["capture_key"]] = self._reading_of(source, row, self._document(row["capture_key"]))
        return found

    def _document(self, capture_key: str) -> Document | None:
        version_id = version_of_capture(self._old, capture_key)
        return document_observed(self._old, capture_key) if version_id is None else document_of(self._old, version_id)

    def _reading_of(self, source: Source, row: Any, document: Document | None) -> Reading:
        if document is None:
            return Reading(capture_id=row["capture_id"], page_id=row["page_id"])
        return Reading(
            capture_id=row["capture_id"],
            page_id=row["page_id"],
            document=document,
            relevance=score_document(document, self._topic, tier=source.tier),
            outcome=judge(document, 200, None),
        )

    def _decisions(self, run_id: int) -> None:
        for row in decisions_after(self._old, run_id):
            with self._new.write_txn():
                copy_rows(self._old, self._new, "decisions", "decision_id=?", (row["decision_id"],))
                if not row["verb"].startswith("noise_"):
                    carry_out_wishes(self._new, to_time(row["decided_at"]))
