"""Raw bodies, content-addressed and compressed, in their own file: written first, orphans swept."""

import sqlite3
from collections.abc import Mapping, Sequence

from pipeline.store.codec import pack_body, unpack_body
from pipeline.store.opening import Store, in_words


def put_bodies(store: Store, bodies: Mapping[str, bytes]) -> None:
    """Keep bodies by their sha256 (hex). Committed when this returns."""
    if not bodies:
        return
    try:
        store.raw.execute("BEGIN IMMEDIATE")
        for mark, body in bodies.items():
            if store.raw.execute("SELECT 1 FROM bodies WHERE sha256=?", (mark,)).fetchone() is None:
                store.raw.execute("INSERT INTO bodies VALUES (?,?,?)", (mark, len(body), pack_body(body)))
        store.raw.execute("COMMIT")
    except sqlite3.Error as error:
        if store.raw.in_transaction:
            store.raw.execute("ROLLBACK")
        raise in_words(error, store.path.with_name("raw.db")) from error


def get_body(store: Store, sha256: str) -> bytes | None:
    """The body with this sha256, None = not kept any more."""
    packed = get_packed_body(store, sha256)
    return None if packed is None else unpack_body(packed)


def get_packed_body(store: Store, sha256: str) -> bytes | None:
    """The body with this sha256 as it is kept (codec.unpack_body makes it whole), None = not kept any more."""
    row = store.raw.execute("SELECT body FROM bodies WHERE sha256=?", (sha256,)).fetchone()
    return None if row is None else row[0]


def sweep_loose(store: Store) -> int:
    """Delete the bodies of Captures that were just let go, if no other Capture names them; returns how many."""
    used = "SELECT 1 FROM captures WHERE body_sha256=?"
    orphans = [(mark,) for mark in store.loose if store.value(used, (mark,)) is None]
    _delete_bodies(store, orphans)
    store.loose.clear()
    return len(orphans)


def sweep_bodies(store: Store) -> int:
    """Delete all bodies that no Capture names (a kill may leave some); returns how many."""
    named = {row[0] for row in store.rows("SELECT DISTINCT body_sha256 FROM captures WHERE body_sha256 IS NOT NULL")}
    kept = [row[0] for row in store.raw.execute("SELECT sha256 FROM bodies")]
    orphans = [(mark,) for mark in kept if mark not in named]
    _delete_bodies(store, orphans)
    return len(orphans)


def _delete_bodies(store: Store, marks: Sequence[tuple[str]]) -> None:
    if not marks:
        return
    store.raw.execute("BEGIN IMMEDIATE")
    store.raw.executemany("DELETE FROM bodies WHERE sha256=?", marks)
    store.raw.execute("COMMIT")
