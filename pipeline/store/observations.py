"""Observations: what looks said from which something was learned and no Version came, without their bodies."""

from datetime import datetime
from typing import Any

from pipeline.model import Document
from pipeline.store.codec import decode_document, encode_document, pack_against, to_text, unpack_against
from pipeline.store.documents import plain_of
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
    base = store.value("SELECT version_id FROM versions WHERE page_id=? ORDER BY number DESC LIMIT 1", (page_id,))
    packed = pack_against(encode_document(document), b"" if base is None else plain_of(store, base))
    store.execute(
        "INSERT INTO observations (page_id, version_id, capture_key, purpose, observed_at, base_id, document)"
        " VALUES (?,?,?,?,?,?,?) ON CONFLICT (capture_key) DO UPDATE SET version_id=coalesce(version_id, excluded.version_id)",
        (page_id, version_id, capture_key, purpose, to_text(now), base, packed),
    )


def documents_observed(store: Store, version_id: int, most: int) -> list[Document]:
    """What the last second looks said that show a Version, oldest first."""
    rows = store.rows(
        "SELECT document, base_id FROM observations WHERE version_id=? AND purpose<>'page'"
        " ORDER BY observation_id DESC LIMIT ?",
        (version_id, most),
    )
    return [_unpack(store, row) for row in reversed(rows)]


def document_observed(store: Store, capture_key: str) -> Document | None:
    """What the Capture with this key said, if that was kept as an Observation."""
    row = store.row("SELECT document, base_id FROM observations WHERE capture_key=?", (capture_key,))
    return None if row is None else _unpack(store, row)


def _unpack(store: Store, row: Any) -> Document:
    known = b"" if row["base_id"] is None else plain_of(store, row["base_id"])
    return decode_document(unpack_against(row["document"], known))
