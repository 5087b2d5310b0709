"""Observations: what looks said from which something was learned and no Version came, without their bodies."""

from datetime import datetime

from pipeline.model import Document
from pipeline.store.codec import pack_document, pack_near, to_text, unpack_document, unpack_near
from pipeline.store.opening import Store


def add_observation(
    store: Store,
    *,
    page_id: int,
    version_id: int | None,
    capture_key: str,
    purpose: str,
    document: Document,
    now: datetime,
) -> None:
    """Keep what a Capture said. version_id: the Version that it shows, None = none (yet). Inside a transaction.

    It is compressed against the Page's last Version, so that it costs what differs.
    """
    base = store.row(
        "SELECT version_id, document FROM versions WHERE page_id=? ORDER BY number DESC LIMIT 1", (page_id,)
    )
    packed = pack_document(document) if base is None else pack_near(document, base["document"])
    store.execute(
        "INSERT INTO observations (page_id, version_id, capture_key, purpose, observed_at, base_id, document)"
        " VALUES (?,?,?,?,?,?,?) ON CONFLICT (capture_key) DO UPDATE SET version_id=coalesce(version_id, excluded.version_id)",
        (page_id, version_id, capture_key, purpose, to_text(now), base["version_id"] if base else None, packed),
    )


def documents_observed(store: Store, version_id: int, most: int) -> list[Document]:
    """What the last second looks said that show a Version, oldest first."""
    rows = store.rows(
        "SELECT o.document, b.document AS base FROM observations AS o LEFT JOIN versions AS b ON b.version_id=o.base_id"
        " WHERE o.version_id=? AND o.purpose<>'page' ORDER BY o.observation_id DESC LIMIT ?",
        (version_id, most),
    )
    return [_unpack(row["document"], row["base"]) for row in reversed(rows)]


def document_observed(store: Store, capture_key: str) -> Document | None:
    """What the Capture with this key said, if that was kept as an Observation."""
    row = store.row(
        "SELECT o.document, b.document AS base FROM observations AS o LEFT JOIN versions AS b ON b.version_id=o.base_id"
        " WHERE o.capture_key=?",
        (capture_key,),
    )
    return None if row is None else _unpack(row["document"], row["base"])


def _unpack(packed: bytes, base: bytes | None) -> Document:
    return unpack_document(packed) if base is None else unpack_near(packed, base)
