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


def pack_document(document: Document) -> bytes:
    """A Document as zstd-compressed MessagePack."""
    return zstandard.ZstdCompressor(level=6).compress(msgspec.msgpack.encode(document))


@lru_cache(maxsize=64)
def unpack_document(packed: bytes) -> Document:
    """The Document that pack_document packed; the last ones are remembered."""
    return msgspec.msgpack.decode(_plain(packed), type=Document)


def pack_near(document: Document, base: bytes) -> bytes:
    """A Document compressed against another packed one, which it resembles: what they share costs nothing."""
    near = zstandard.ZstdCompressionDict(_plain(base), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    return zstandard.ZstdCompressor(level=6, dict_data=near).compress(msgspec.msgpack.encode(document))


@lru_cache(maxsize=64)
def unpack_near(packed: bytes, base: bytes) -> Document:
    """The Document that pack_near packed against the same other one."""
    near = zstandard.ZstdCompressionDict(_plain(base), dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    plain = zstandard.ZstdDecompressor(dict_data=near).decompress(packed, max_output_size=_MOST)
    return msgspec.msgpack.decode(plain, type=Document)


def _plain(packed: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=_MOST)


_MOST = 512 * 1024 * 1024


def pack_body(body: bytes) -> bytes:
    """A raw body, zstd-compressed."""
    return zstandard.ZstdCompressor(level=6).compress(body)


def unpack_body(packed: bytes) -> bytes:
    """The raw body that pack_body packed."""
    return zstandard.ZstdDecompressor().decompress(packed, max_output_size=2 * 1024 * 1024 * 1024)


def edit_rows(change_id: int, edits: Iterable[Edit]) -> list[tuple[Any, ...]]:
    """The rows of `edits` for one Change, in reading order."""
    return [(change_id, place, edit.field, edit.op, edit.before, edit.after) for place, edit in enumerate(edits)]
