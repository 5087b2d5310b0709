"""Subscribers, frozen Digests and the outbox of Deliveries. A Digest and the move of its cursor are one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.store.codec import to_text, to_text_or_none, to_time_or_none
from pipeline.store.opening import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a Subscriber was told: the last change_id looked at, and when the last Digest ended (None = none yet)."""

    change_id: int
    last_digest_at: datetime | None
    added_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A Digest as it will be sent for ever: its words and one message a recipient (address, Message-ID, bytes)."""

    language: str
    subject: str
    html: str
    text: str
    since: datetime | None
    until: datetime
    change_ids: tuple[int, ...]
    to_change_id: int
    messages: tuple[tuple[str, str, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingDelivery:
    """A message that waits to be handed over. attempts: how often it was tried."""

    delivery_id: int
    digest_id: int
    subscriber: str
    recipient: str
    message_id: str
    eml: bytes
    attempts: int


def meet_subscriber(store: Store, name: str, now: datetime) -> Cursor:
    """A Subscriber's cursor; one who is met for the first time is told what comes from now on."""
    row = store.row("SELECT * FROM subscribers WHERE name=?", (name,))
    if row is None:
        last = store.value("SELECT coalesce(max(change_id), 0) FROM changes")
        with store.write_txn():
            store.execute(
                "INSERT INTO subscribers (name, change_cursor, added_at) VALUES (?,?,?)", (name, last, to_text(now))
            )
        return Cursor(change_id=last, last_digest_at=None, added_at=now)
    return _cursor(row)


def cursor_of(store: Store, name: str) -> Cursor | None:
    """A Subscriber's cursor; None = never met. Writes nothing."""
    row = store.row("SELECT * FROM subscribers WHERE name=?", (name,))
    return None if row is None else _cursor(row)


def _cursor(row: Any) -> Cursor:
    return Cursor(
        change_id=row["change_cursor"],
        last_digest_at=to_time_or_none(row["last_digest_at"]),
        added_at=to_time_or_none(row["added_at"]),
    )


def freeze_digest(store: Store, name: str, frozen: Frozen, now: datetime) -> int:
    """Write a Digest, its Deliveries and the move of the cursor in one transaction. Returns the digest_id."""
    with store.write_txn():
        digest_id: int = 1 + store.value("SELECT coalesce(max(digest_id), 0) FROM digests")
        after = store.value("SELECT change_cursor FROM subscribers WHERE name=?", (name,))
        store.execute(
            "INSERT INTO digests (digest_id, subscriber, language, since_at, until_at, after_change_id, to_change_id,"
            " findings, subject, html, text, frozen_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                digest_id, name, frozen.language, to_text_or_none(frozen.since), to_text(frozen.until), after,
                frozen.to_change_id, len(frozen.change_ids), frozen.subject, frozen.html, frozen.text, to_text(now),
            ),
        )  # fmt: skip
        store.execute_many(
            "INSERT INTO digest_changes (digest_id, change_id) VALUES (?,?)",
            [(digest_id, one) for one in frozen.change_ids],
        )
        store.execute_many(
            "INSERT INTO deliveries (digest_id, recipient, message_id, eml) VALUES (?,?,?,?)",
            [(digest_id, recipient, message_id, eml) for recipient, message_id, eml in frozen.messages],
        )
        _move_cursor(store, name, frozen.to_change_id, frozen.until)
    return digest_id


def skip_digest(store: Store, name: str, to_change_id: int, until: datetime) -> None:
    """Nothing to tell and nothing is sent: the cursor moves all the same."""
    with store.write_txn():
        _move_cursor(store, name, to_change_id, until)


def _move_cursor(store: Store, name: str, change_id: int, until: datetime) -> None:
    store.execute(
        "UPDATE subscribers SET change_cursor=max(change_cursor, ?), last_digest_at=? WHERE name=?",
        (change_id, to_text(until), name),
    )


def pending_deliveries(store: Store, now: datetime) -> list[PendingDelivery]:
    """Messages to hand over now, in the order in which they were frozen."""
    rows = store.rows(
        "SELECT d.*, g.subscriber FROM deliveries AS d JOIN digests AS g ON g.digest_id=d.digest_id"
        " WHERE d.outcome IN ('pending','deferred','failed','unknown') AND (d.next_attempt_at IS NULL OR d.next_attempt_at<=?)"
        " ORDER BY d.delivery_id",
        (to_text(now),),
    )
    return [
        PendingDelivery(
            delivery_id=row["delivery_id"],
            digest_id=row["digest_id"],
            subscriber=row["subscriber"],
            recipient=row["recipient"],
            message_id=row["message_id"],
            eml=row["eml"],
            attempts=row["attempts"],
        )
        for row in rows
    ]


def note_delivery(
    store: Store, delivery_id: int, *, outcome: str, error: str | None, next_attempt_at: datetime | None, now: datetime
) -> None:
    """Write how an attempt ended: handed_over, refused, deferred or failed."""
    with store.write_txn():
        store.execute(
            "UPDATE deliveries SET attempts=attempts+1, last_attempt_at=:now, outcome=:outcome, error=:error,"
            " next_attempt_at=:again, handed_over_at=CASE WHEN :outcome='handed_over' THEN :now ELSE handed_over_at END"
            " WHERE delivery_id=:id",
            {
                "now": to_text(now),
                "outcome": outcome,
                "error": error,
                "again": to_text_or_none(next_attempt_at),
                "id": delivery_id,
            },
        )


def told_changes(store: Store, digest_ids: Iterable[int]) -> list[int]:
    """The change_ids that stand in these Digests."""
    marks = list(digest_ids)
    places = ",".join("?" * len(marks))
    return [row[0] for row in store.rows(f"SELECT change_id FROM digest_changes WHERE digest_id IN ({places})", marks)]
