"""Decisions: what persons decided, dated, with who and why. Nothing is taken away; a later one may undo an earlier."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.store.codec import to_json, to_text
from pipeline.store.opening import Store

NOISE_KEEP = "noise_keep"
"""Blocks on a path of a Source are text, whatever was learned. detail: path, page (URL), text (an example)."""

NOISE_UNDO = "noise_undo"
"""That was wrong: what was learned of the path holds again. detail: path."""


def add_decision(
    store: Store, *, verb: str, subject: str, who: str, why: str, detail: Mapping[str, Any], now: datetime
) -> None:
    """Keep what a person decided, for ever. Inside a transaction."""
    store.execute(
        "INSERT INTO decisions (decided_at, who, verb, subject, why, detail, after_run)"
        " VALUES (?,?,?,?,?,?,(SELECT coalesce(max(run_id), 0) FROM runs))",
        (to_text(now), who, verb, subject, why, to_json(dict(detail))),
    )


def decisions_of(store: Store, *verbs: str) -> list[tuple[str, str, dict[str, Any]]]:
    """What persons decided, in order: verb, subject, detail."""
    marks = ",".join("?" * len(verbs))
    rows = store.rows(
        f"SELECT verb, subject, detail FROM decisions WHERE verb IN ({marks}) ORDER BY decision_id", verbs
    )
    return [(row["verb"], row["subject"], json.loads(row["detail"])) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruling:
    """That a person said of a path of a Source: this is text. page: URL of the Page they looked at."""

    path: str
    page: str
    text: str
    decided_at: str
    who: str
    why: str


def overrulings_of(store: Store, source_id: str) -> dict[str, Overruling]:
    """What holds today of a Source, by path, in the order in which it was decided."""
    return {one.path: one for source, one in all_overrulings(store) if source == source_id}


def all_overrulings(store: Store) -> list[tuple[str, Overruling]]:
    """What holds today, each with its Source, in the order in which it was decided."""
    held: dict[tuple[str, str], Overruling] = {}
    for row in store.rows("SELECT * FROM decisions WHERE verb IN (?,?) ORDER BY decision_id", (NOISE_KEEP, NOISE_UNDO)):
        detail = json.loads(row["detail"])
        place = (row["subject"], detail["path"])
        held.pop(place, None)
        if row["verb"] == NOISE_KEEP:
            said = {name: row[name] for name in ("decided_at", "who", "why")}
            held[place] = Overruling(path=detail["path"], page=detail["page"], text=detail["text"], **said)
    return [(source, one) for (source, _), one in held.items()]
