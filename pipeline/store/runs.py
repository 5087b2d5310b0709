"""Runs and a Source's share of them: what was done, how it ended, what went wrong first."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pipeline.model import Counts
from pipeline.store.codec import to_json, to_text
from pipeline.store.opening import Store


def begin_run(store: Store, job: str, now: datetime) -> tuple[int, int]:
    """A new Run; returns its id and how many Runs a killed process had left open.

    Those are closed and their leases voided: whoever holds the lock is the only one who writes.
    """
    ended = (to_text(now),)
    with store.write_txn():
        store.execute("UPDATE source_runs SET ended_at=?, outcome='killed' WHERE ended_at IS NULL", ended)
        killed = store.execute("UPDATE runs SET ended_at=?, outcome='killed' WHERE ended_at IS NULL", ended).rowcount
        made = store.execute("INSERT INTO runs (job, started_at) VALUES (?,?)", (job, to_text(now)))
    return int(made.lastrowid or 0), killed


def end_run(
    store: Store,
    run_id: int,
    *,
    outcome: str,
    counts: Counts,
    error: str | None,
    warnings: Sequence[str],
    now: datetime,
) -> None:
    """Close a Run. outcome: ok, failed (a Source, a Listing or a mail failed), stopped."""
    with store.write_txn():
        store.execute(
            "UPDATE runs SET ended_at=?, outcome=?, counts=?, first_error=?, warnings=? WHERE run_id=?",
            (to_text(now), outcome, to_json(counts), error, to_json(list(warnings)), run_id),
        )


def lease_source(store: Store, run_id: int, source_id: str, owner: str, now: datetime) -> int:
    """Take a Source for this Run; returns the source_run_id. A later epoch makes an earlier one stale."""
    with store.write_txn():
        epoch = 1 + (store.value("SELECT max(epoch) FROM source_runs WHERE source_id=?", (source_id,)) or 0)
        made = store.execute(
            "INSERT INTO source_runs (run_id, source_id, owner, epoch, phase, started_at) VALUES (?,?,?,?,'crawl',?)",
            (run_id, source_id, owner, epoch, to_text(now)),
        )
    return int(made.lastrowid or 0)


def enter_phase(store: Store, source_run_id: int, phase: str) -> None:
    """A Source's Run goes on: crawl, read, confirm, decide."""
    with store.write_txn():
        store.execute("UPDATE source_runs SET phase=? WHERE source_run_id=?", (phase, source_run_id))


def end_source_run(
    store: Store, source_run_id: int, *, outcome: str, counts: Counts, error: str | None, now: datetime
) -> None:
    """A Source's share is over. outcome: ok, failed, cut (budget), stopped."""
    with store.write_txn():
        store.execute(
            "UPDATE source_runs SET ended_at=?, outcome=?, counts=?, first_error=? WHERE source_run_id=?",
            (
                to_text(now),
                outcome,
                to_json({name: n for name, n in asdict(counts).items() if n}),
                error,
                source_run_id,
            ),
        )


def list_runs(store: Store, limit: int = 20) -> list[dict[str, Any]]:
    """The last Runs, newest first."""
    rows = store.rows("SELECT * FROM runs ORDER BY run_id DESC LIMIT ?", (limit,))
    return [dict(row) for row in rows]


def source_history(store: Store, source_id: str, limit: int = 20) -> list[dict[str, Any]]:
    """A Source's share of the last Runs, newest first."""
    rows = store.rows(
        "SELECT * FROM source_runs WHERE source_id=? ORDER BY source_run_id DESC LIMIT ?", (source_id, limit)
    )
    return [dict(row) for row in rows]


def source_health(store: Store) -> list[dict[str, Any]]:
    """The rows of the view source_health."""
    return [dict(row) for row in store.rows("SELECT * FROM source_health ORDER BY source_id")]


def blind_sources(store: Store, since: datetime) -> list[dict[str, Any]]:
    """Sources of which no Listing was read well after `since`, though it was tried: a reader should know."""
    rows = store.rows(
        "SELECT h.source_id, h.last_ok_at, h.last_error, s.name_en, s.name_zh_hant, s.name_zh_hans FROM source_health AS h"
        " JOIN sources AS s ON s.source_id=h.source_id WHERE h.enabled=1 AND h.failures_in_a_row > 0"
        " AND (h.last_ok_at IS NULL OR h.last_ok_at < ?) ORDER BY h.source_id",
        (to_text(since),),
    )
    return [dict(row) for row in rows]
