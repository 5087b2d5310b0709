"""Rounds: which looks were decided together, where something came of it. A round in which all was quiet is no row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.store.codec import to_text
from pipeline.store.opening import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Known Pages that were decided in the same round and were as they were. templated: whose container is known."""

    pages: int = 0
    templated: int = 0


NOTHING_QUIET = Quiet()


def add_round(
    store: Store, source_id: str, looks: Sequence[Sequence[Any]], *, hold: bool, quiet: Quiet, now: datetime
) -> None:
    """Keep a round. looks: per Page its rows of captures, the look itself first. Inside a transaction."""
    made = store.execute(
        "INSERT INTO rounds (run_id, source_id, decided_at, held, quiet, quiet_templated)"
        " VALUES ((SELECT coalesce(max(run_id), 0) FROM runs),?,?,?,?,?)",
        (source_id, to_text(now), hold, quiet.pages, quiet.templated),
    )
    store.execute_many(
        "INSERT INTO round_looks (round_id, look, place, page_id, capture_key) VALUES (?,?,?,?,?)",
        [
            (made.lastrowid, number, place, rows[0]["page_id"], row["capture_key"])
            for number, rows in enumerate(looks)
            for place, row in enumerate(rows)
        ],
    )
    store.execute_many(
        "UPDATE captures SET round_id=? WHERE capture_id=?",
        [(made.lastrowid, rows[0]["capture_id"]) for rows in looks],
    )


def note_look(store: Store, page_id: int) -> None:
    """A finding rests on the last look at this Page: its Check keeps the time of it. Inside a transaction."""
    store.execute(
        "UPDATE checks SET noted=json_insert(noted, '$[#]', last_at) WHERE check_id="
        "(SELECT max(check_id) FROM checks WHERE page_id=?) AND last_at<>first_at AND NOT EXISTS"
        " (SELECT 1 FROM json_each(noted) WHERE value=last_at)",
        (page_id,),
    )
