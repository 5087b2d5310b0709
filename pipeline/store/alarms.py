"""Alarms: what an operator must know. One stays open while its cause lasts, and closes itself."""

from datetime import datetime
from typing import Any

from pipeline.store.codec import to_text
from pipeline.store.opening import Store


def open_alarm(
    store: Store,
    *,
    kind: str,
    subject: str,
    message: str,
    remedy: str,
    now: datetime,
    source_id: str | None = None,
    page_id: int | None = None,
) -> None:
    """Open an Alarm, or renew the open one of this kind and subject. Inside a transaction."""
    renewed = store.execute(
        "UPDATE alarms SET last_seen_at=?, message=?, remedy=? WHERE kind=? AND subject=? AND closed_at IS NULL",
        (to_text(now), message, remedy, kind, subject),
    )
    if renewed.rowcount == 0:
        store.execute(
            "INSERT INTO alarms (kind, subject, source_id, page_id, message, remedy, opened_at, last_seen_at)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (kind, subject, source_id, page_id, message, remedy, to_text(now), to_text(now)),
        )


def close_alarm(store: Store, *, kind: str, subject: str, now: datetime) -> None:
    """Close the open Alarm of this kind and subject, if there is one. Inside a transaction."""
    store.execute(
        "UPDATE alarms SET closed_at=? WHERE kind=? AND subject=? AND closed_at IS NULL", (to_text(now), kind, subject)
    )


def list_alarms(store: Store, limit: int = -1) -> list[dict[str, Any]]:
    """All Alarms there ever were, newest first."""
    return [dict(row) for row in store.rows("SELECT * FROM alarms ORDER BY alarm_id DESC LIMIT ?", (limit,))]


def open_alarms(store: Store) -> list[dict[str, Any]]:
    """The Alarms that are open, oldest first."""
    rows = store.rows("SELECT * FROM alarms WHERE closed_at IS NULL ORDER BY alarm_id")
    return [dict(row) for row in rows]
