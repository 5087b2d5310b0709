"""What becomes of a Capture that was read: it is marked, set aside, or let go with its body."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeline.model import Outcome
from pipeline.store.alarms import open_alarm
from pipeline.store.codec import to_text
from pipeline.store.opening import Store


def mark_read(
    store: Store, capture_id: int, outcome: str, error: str | None, now: datetime, *, shows: bool = False
) -> None:
    """This Capture is done with. shows: it was read whole and says what the Page's last Version says. Inside a transaction.

    One that is no page (a wall, a soft 404) leaves no validators behind: that it has not changed since does not mean that the
    Page is there.
    """
    store.execute(
        "UPDATE captures SET read_at=?, outcome=?, error=?, shows_version=? WHERE capture_id=?",
        (to_text(now), outcome, error, shows, capture_id),
    )
    if outcome not in (Outcome.OK, "set_aside"):
        store.execute(
            "UPDATE pages SET etag=NULL, last_modified=NULL, body_sha256=NULL WHERE page_id="
            "(SELECT page_id FROM captures WHERE capture_id=? AND status=200)",
            (capture_id,),
        )


def set_aside(store: Store, row: Any, error: str, now: datetime) -> None:
    """Put away a Capture that killed its reader, with an Alarm; its body is kept. row: of waiting_captures."""
    subject = f"capture {row['capture_id']}"
    with store.write_txn():
        mark_read(store, row["capture_id"], "set_aside", error, now)
        open_alarm(
            store,
            kind="set_aside",
            subject=subject,
            source_id=row["source_id"],
            page_id=row["page_id"],
            message=f"{row['page_url']}: {subject} was set aside: {error}.",
            remedy="The Page is checked again as usual. Its body is kept; please report it with the URL.",
            now=now,
        )


LATEST_SHOWING = (
    "SELECT max(w.capture_id) FROM captures AS w WHERE w.page_id={page} AND w.purpose='page' AND w.shows_version=1"
)
"""The Capture of a Page that last was read whole and said what the Page's last Version says. page: an SQL expression."""


def drop_superseded(store: Store, page_id: int, latest: int) -> None:
    """Let read Captures of a Page go that made no Version, but for the latest, and for the latest that was read whole and
    well: by that one glances are held. Inside a transaction.

    Of one from which something came in a round the row stays, without the body.
    """
    former = (
        "FROM captures WHERE page_id=?1 AND capture_id<>?2 AND read_at IS NOT NULL AND purpose='page'"
        " AND outcome<>'set_aside' AND NOT EXISTS (SELECT 1 FROM versions AS v WHERE v.capture_id=captures.capture_id)"
        f" AND capture_id<>coalesce(({LATEST_SHOWING.format(page='?1')}), 0)"
    )
    kept = store.rows(
        f"SELECT capture_id, body_sha256 {former} AND round_id IS NOT NULL AND body_sha256 IS NOT NULL",
        (page_id, latest),
    )
    for row in kept:
        store.execute("UPDATE captures SET body_sha256=NULL WHERE capture_id=?", (row["capture_id"],))
    gone = store.execute(f"DELETE {former} AND round_id IS NULL RETURNING body_sha256", (page_id, latest)).fetchall()
    store.loose.update(row["body_sha256"] for row in (*kept, *gone) if row["body_sha256"] is not None)


def drop_body(store: Store, capture_id: int) -> None:
    """Let the body of a read Capture go: of a metered site only the headline is kept. Inside a transaction."""
    body = store.value("SELECT body_sha256 FROM captures WHERE capture_id=?", (capture_id,))
    if body is not None:
        store.execute("UPDATE captures SET body_sha256=NULL WHERE capture_id=?", (capture_id,))
        store.loose.add(body)


def drop_read(store: Store, capture_ids: Sequence[int]) -> None:
    """Let Captures go: made to learn or to confirm (their Observation is kept), or told by a glance to bring noise alone (their
    Check is). Inside a transaction."""
    for capture_id in capture_ids:
        gone = store.execute("DELETE FROM captures WHERE capture_id=? RETURNING body_sha256", (capture_id,))
        store.loose.update(row[0] for row in gone if row[0] is not None)
