"""Documents of Versions: compressed against what their row says anyway, and against a Version of the same Source.

Pages of a Source share their furniture, and a Document says the text of its row again: so kept, it costs a quarter. A base
is itself kept without one, so that any Document is two rows away at most.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pipeline.derived import derived
from pipeline.model import Document
from pipeline.store.codec import decode_document, encode_document, pack_against, unpack_against
from pipeline.store.opening import Store

_TRIED = 3
"""So many bases are tried; a Source has few templates."""

_NEAR = 0.7
"""A base must save so much: else the Document is kept without, and later ones may be near to it."""

_SAID = "SELECT title, text, base_id, document FROM versions WHERE version_id=?"


def pack_version(store: Store, page_id: int, document: Document) -> tuple[int | None, bytes]:
    """How the Document of a new Version of a Page is kept: (base_id, bytes)."""
    plain, own = encode_document(document), _words(document.title, document.text)
    alone = packed_alone(document)
    for base_id in _bases(store, page_id, document.language):
        near = pack_against(plain, plain_of(store, base_id) + own)
        if len(near) <= _NEAR * len(alone):
            return base_id, near
    return None, alone


@derived
def packed_alone(document: Document) -> bytes:
    """The Document compressed against what its row says anyway."""
    return pack_against(encode_document(document), _words(document.title, document.text))


def plain_of(store: Store, version_id: int) -> bytes:
    """The Document of a Version, encoded (codec.decode_document makes it whole)."""
    row = store.row(_SAID, (version_id,))
    assert row is not None, version_id
    own, base = _words(row["title"], row["text"]), row["base_id"]
    return _unpacked(row["document"], own if base is None else plain_of(store, base) + own)


def document_of(store: Store, version_id: int) -> Document:
    """The Document of a Version; the last ones are remembered."""
    return decode_document(plain_of(store, version_id))


def with_documents(store: Store, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows that name a version_id, each with its encoded Document as `document`."""
    return [{**dict(row), "document": plain_of(store, row["version_id"])} for row in rows]


def _bases(store: Store, page_id: int, language: str | None) -> list[int]:
    """Versions that may be near: the Page's own last one, then those of the Source's newest Pages, its language first."""
    rows = store.rows(
        "SELECT coalesce(v.base_id, v.version_id) AS base FROM (SELECT page_id, versions, found_at FROM pages WHERE page_id=:page"
        " UNION ALL SELECT * FROM (SELECT page_id, versions, found_at FROM pages WHERE source_id="
        "   (SELECT source_id FROM pages WHERE page_id=:page) AND versions>0 AND page_id<>:page"
        "   ORDER BY found_at DESC, page_id DESC LIMIT 8)"
        ") AS p JOIN versions AS v ON v.page_id=p.page_id AND v.number=p.versions"
        " ORDER BY p.page_id=:page DESC, v.language IS NOT :language, p.found_at DESC, p.page_id DESC",
        {"page": page_id, "language": language},
    )
    return list(dict.fromkeys(row["base"] for row in rows))[:_TRIED]


@lru_cache(maxsize=64)
def _unpacked(packed: bytes, known: bytes) -> bytes:
    return unpack_against(packed, known)


def _words(title: str, text: str) -> bytes:
    return f"{title}\n{text}".encode()
