"""How a Source went lately: the plain figures that its health is judged by, and the Alarms that come of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from pipeline.store.alarms import close_alarm, open_alarm
from pipeline.store.codec import to_text, to_time
from pipeline.store.opening import Store

NEW_PAGES = 20
"""So many of the last new Pages say how often a Source publishes."""


def listing_figures(store: Store, source_id: str) -> list[dict[str, Any]]:
    """The enabled Listings of a Source as they went; `failure` and `error` apart, None where the last check was well."""
    rows = [dict(row) for row in store.rows("SELECT * FROM listings WHERE source_id=? AND enabled=1", (source_id,))]
    for row in rows:
        failure, _, error = (row["last_error"] or "").partition(": ")
        row["failure"], row["error"] = failure or None, error or None
    return rows


def new_page_times(store: Store, source_id: str) -> tuple[datetime, ...]:
    """When the last new Pages were found, oldest first; the baseline does not count."""
    rows = store.rows(
        "SELECT found_at FROM pages WHERE source_id=? AND baseline=0 ORDER BY page_id DESC LIMIT ?",
        (source_id, NEW_PAGES),
    )
    return tuple(to_time(row[0]) for row in reversed(rows))


def page_figures(store: Store, source_id: str, now: datetime) -> dict[str, int]:
    """Pages checked and refused within the last day; looks vouched for by an ETag, and those that lied."""
    row = store.row(
        "SELECT count(*) AS checked, coalesce(sum(state='blocked'), 0) AS refused FROM pages"
        " WHERE source_id=? AND last_checked_at>?",
        (source_id, to_text(now - timedelta(days=1))),
    )
    vows = store.row("SELECT vouched, lied FROM sources WHERE source_id=?", (source_id,))
    return {**dict(row or {}), **dict(vows or {})}


def renew_alarms(store: Store, source_id: str, said: Iterable[Any], kinds: Iterable[str], now: datetime) -> None:
    """Open what is said (kind, subject, message, remedy); close a Source's open Alarms of these kinds that are not."""
    with store.write_txn():
        open_now = set()
        for word in said:
            open_now.add((word.kind, word.subject))
            open_alarm(
                store,
                kind=word.kind,
                subject=word.subject,
                source_id=source_id,
                message=word.message,
                remedy=word.remedy,
                now=now,
            )
        for row in store.rows("SELECT kind, subject FROM alarms WHERE source_id=? AND closed_at IS NULL", (source_id,)):
            if row["kind"] in tuple(kinds) and (row["kind"], row["subject"]) not in open_now:
                close_alarm(store, kind=row["kind"], subject=row["subject"], now=now)
