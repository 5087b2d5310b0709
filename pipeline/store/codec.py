"""How values stand in the database: times, JSON and compressed Documents. No SQL here."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
import zstandard

from pipeline.model import Document, Edit, Fact, ListingEntry, Term

T = TypeVar("T")


def to_text(moment: datetime) -> str:
    """UTC ISO 8601 to the second, '2026-11-21T02:40:00Z'."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_text_or_none(moment: datetime | None) -> str | None:
    """As to_text; None stays None."""
    return None if moment is None else to_text(moment)


def to_time(text: str) -> datetime:
    """The aware UTC datetime of a stored time."""
    return datetime.fromisoformat(text)


def to_time_or_none(text: str | None) -> datetime | None:
    """As to_time; None stays None."""
    return None if text is None else to_time(text)


def to_json(value: Any) -> str:
    """Compact JSON, Chinese as it is."""
    return msgspec.json.encode(value).decode()


def facts_from_json(text: str) -> tuple[Fact, ...]:
    """Facts as stored in changes.facts."""
    return msgspec.json.decode(text, type=tuple[Fact, ...])


def terms_from_json(text: str) -> tuple[Term, ...]:
    """Terms as stored in relevance.terms."""
    return msgspec.json.decode(text, type=tuple[Term, ...])


def listed_from_json(text: str | None) -> ListingEntry | None:
    """What a Listing said of a Page, as stored."""
    return None if text is None else msgspec.json.decode(text, type=ListingEntry)


def encode_document(document: Document) -> bytes:
    """A Document as MessagePack."""
    return msgspec.msgpack.encode(document)


@lru_cache(maxsize=64)
def decode_document(encoded: bytes) -> Document:
    """The Document that encode_document encoded; the last ones are remembered."""
    return msgspec.msgpack.decode(encoded, type=Document)


def pack_against(plain: bytes, known: bytes) -> bytes:
    """Bytes compressed against others that will be known when they are unpacked: what is in both costs nothing."""
    return zstandard.ZstdCompressor(level=6, dict_data=_known(known)).compress(plain)


def unpack_against(packed: bytes, known: bytes) -> bytes:
    """The bytes that pack_against packed against the same others."""
    return zstandard.ZstdDecompressor(dict_data=_known(known)).decompress(packed, max_output_size=_MOST)


def _known(known: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(known, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


_MOST = 512 * 1024 * 1024


def pack_body(body: bytes) -> bytes:
    """A raw body, zstd-compressed: most are let go again, and level 6 would take four times as long to save a tenth."""
    return zstandard.ZstdCompressor(level=2).compress(body)


def unpack_body(packed: bytes) -> bytes:
    """The raw body that pack_body packed."""
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=2 * 1024 * 1024 * 1024)


def edit_rows(change_id: int, edits: Iterable[Edit]) -> list[tuple[Any, ...]]:
    """The rows of `edits` for one Change, in reading order."""
    return [(change_id, place, edit.field, edit.op, edit.before, edit.after) for place, edit in enumerate(edits)]
