"""Raw bodies, content-addressed and compressed, in their own file: written first, orphans swept."""

import hashlib
import sqlite3
from collections.abc import Sequence

from pipeline.store.codec import pack_body, unpack_body
from pipeline.store.opening import Store, in_words


def put_bodies(store: Store, bodies: Sequence[bytes]) -> dict[bytes, str]:
    """Keep bodies; returns body -> sha256 (hex). Committed when this returns."""
    marks = {body: hashlib.sha256(body).hexdigest() for body in bodies}
    if not marks:
        return {}
    try:
        store.raw.execute("BEGIN IMMEDIATE")
        for body, mark in marks.items():
            if store.raw.execute("SELECT 1 FROM bodies WHERE sha256=?", (mark,)).fetchone() is None:
                store.raw.execute("INSERT INTO bodies VALUES (?,?,?)", (mark, len(body), pack_body(body)))
        store.raw.execute("COMMIT")
    except sqlite3.Error as error:
        if store.raw.in_transaction:
            store.raw.execute("ROLLBACK")
        raise in_words(error, store.path.with_name("raw.db")) from error
    return marks


def get_body(store: Store, sha256: str) -> bytes | None:
    """The body with this sha256, None = not kept any more."""
    row = store.raw.execute("SELECT body FROM bodies WHERE sha256=?", (sha256,)).fetchone()
    return None if row is None else unpack_body(row[0])


def sweep_bodies(store: Store) -> int:
    """Delete bodies that no Capture names; returns how many."""
    named = {row[0] for row in store.rows("SELECT DISTINCT body_sha256 FROM captures WHERE body_sha256 IS NOT NULL")}
    kept = [row[0] for row in store.raw.execute("SELECT sha256 FROM bodies")]
    orphans = [(mark,) for mark in kept if mark not in named]
    store.raw.execute("BEGIN IMMEDIATE")
    store.raw.executemany("DELETE FROM bodies WHERE sha256=?", orphans)
    store.raw.execute("COMMIT")
    return len(orphans)
