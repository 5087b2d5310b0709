"""A Document sifted for comparison: its sentences with the field each stands in, and why a Block does not count.

Pure. Old Documents are sifted again with today's Knowledge (P4), so what was learned never becomes an Edit.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.comparing.container import Container, headline_block, labels_of, zone_below
from pipeline.comparing.noise import hash_key
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.units import Kind, has_order, is_furniture_heading, is_prose, is_stamp, kind_of
from pipeline.derived import derived
from pipeline.model import Block, Document, Field, Piece
from pipeline.reading.blocks import is_note_path
from pipeline.text.keys import fold_key, split_sentences

_FIELDS = {Kind.HEADING: Field.HEADING, Kind.ROW: Field.ROW, Kind.CELL: Field.CELL}
_SMALL_PRINT = {
    Kind.STAMP: "small print: dates, counters, labels",
    Kind.META: "small print: by-line",
}
_LOOSE_LINK = 0.5
FIRM_ZONES = frozenset({"nav", "footer", "ad", "cookie", "share", "comments", "counter", "search", "signup"})
"""Zones that hold no text of the page, whatever the witness took for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that counts, or a whole row, cell or heading.

    firm: its order says something (running text, not in a list, not mostly link; P12). path: where it stands.
    """

    key: str
    text: str
    field: Field
    firm: bool
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A Block that does not count, and why in words.

    place: of the Block in the Document, from 0. inline: only this part of it. learned: from the Source's own Captures.
    """

    text: str
    path: str
    why: str
    place: int = 0
    inline: str = ""
    learned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What counts of a Document, in order, and what it says anywhere.

    everywhere: keys of all its sentences, counted or not: what moved in or out of furniture is no Edit.
    masked: share of the container's characters on places that change by themselves, where an Edit would not be seen.
    """

    document: Document
    sentences: tuple[Sentence, ...]
    held: tuple[Held, ...]
    counted: Counter[str]
    everywhere: Counter[str]
    masked: float = 0.0


def _scope(block: Block) -> str:
    """The path below which a heading of furniture rules: its parent, or the element of its zone if that is nearer."""
    parent, zoned = block.path.rpartition(">")[0], block.path.rpartition("]")
    return max(parent, zoned[0] + zoned[1], key=len)


class _Furniture:
    """Whether the Blocks being sifted stand under a heading such as "Related news"."""

    def __init__(self) -> None:
        self._under: str | None = None

    def is_over(self, block: Block) -> bool:
        """Whether a Block stands under such a heading, as far as its path says."""
        return self._under is not None and block.path.startswith(self._under)

    def covers(self, block: Block, kind: Kind, text: str) -> bool:
        if kind is Kind.HEADING or (kind in (Kind.SHORT, Kind.ROW) and is_furniture_heading(text)):
            self._under = _scope(block) if is_furniture_heading(text) else None
            return self._under is not None
        if self._under is None:
            return False
        ended = kind is Kind.CELL or kind is Kind.PROSE and block.link_share < _LOOSE_LINK
        if ended or not block.path.startswith(self._under):
            self._under = None
            return False
        return True


class _Plain(NamedTuple):
    """A Block as it stands before anything is known of its Source: text, its key, its kind, keyed sentences, inlines."""

    text: str
    key: str
    kind: Kind
    keyed: tuple[tuple[str, str], ...]
    inlines: frozenset[str]


def _plain(block: Block, kept: Sequence[Piece], inlines: frozenset[str]) -> _Plain:
    text = block.text if len(kept) == len(block.pieces) else " ".join("".join([one.text for one in kept]).split())
    kind = kind_of(text, block.path, block.link_share)
    parts = split_sentences(text) if kind in (Kind.PROSE, Kind.SHORT) else (text,)
    return _Plain(text=text, key=fold_key(text), kind=kind, keyed=_keyed(parts), inlines=inlines)


def _keyed(parts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, part) for part in parts if (key := fold_key(part)))


@derived
def _plain_blocks(document: Document) -> tuple[_Plain, ...]:
    """Every Block without the stamps that are set in an element of their own (P6)."""
    return tuple(
        _plain(
            block,
            [
                piece
                for piece in block.pieces
                if not (piece.inline and is_stamp(piece.text.strip()) and piece.text.strip())
            ],
            frozenset(piece.inline for piece in block.pieces if piece.inline),
        )
        for block in _blocks_of(document)
    )


def _quiet(block: Block, plain: _Plain, sieve: Sieve) -> _Plain:
    """The Block without the pieces that are learned noise; itself where none is."""
    noisy = {inline for inline in plain.inlines if sieve.why_noise(block.path, inline)}
    built = [piece for piece in block.pieces if sieve.why_built(block, piece)]
    if not noisy and not built:
        return plain
    kept = [
        piece
        for piece in block.pieces
        if not piece.text.strip()
        or not (piece.inline and (piece.inline in noisy or piece in built or is_stamp(piece.text.strip())))
    ]
    return _plain(block, kept, plain.inlines)


def _as_text(plain: _Plain, path: str, container: Container | None) -> _Plain:
    """A cell of a layout of tables as the paragraph that it is, if it reads as running text."""
    if plain.kind is not Kind.CELL or container is None or not container.lays_out(path) or not is_prose(plain.text):
        return plain
    return plain._replace(kind=Kind.PROSE, keyed=_keyed(split_sentences(plain.text)))


def _why_furniture(block: Block, kind: Kind, container: Container | None, strict: bool) -> str | None:
    """Why a Block is furniture by its zone or by standing outside the container; None = it is text."""
    if not block.path or (is_note_path(block.path) and block.zone not in FIRM_ZONES):
        return None
    inside = container is not None and container.holds(block.path)
    zone = zone_below(block.path, len(labels_of(container.path)) if inside and container else 0)
    proven = kind is Kind.PROSE and container is not None and block.path in container.prose_paths
    if zone == "banner" and kind is Kind.PROSE:
        return None  # notices stand there; a promotion that rotates is learned
    if zone and (zone in FIRM_ZONES or not proven):
        return f"zone {zone}"
    if container is not None and not inside and (strict or kind not in (Kind.PROSE, Kind.HEADING)):
        return "outside the text"
    return None


def _why_learned(block: Block, key: str, sieve: Sieve, skip: frozenset[int]) -> str | None:
    """Why a Block is held by what the Source's own Captures taught."""
    if skip and hash_key(key) in skip:
        return "came onto many Pages at once"
    return sieve.why_noise(block.path) or sieve.why_built(block) or sieve.why_boilerplate(key)


@derived
def _blocks_of(document: Document) -> tuple[Block, ...]:
    """The Blocks, or one a line where the Document has no markup."""
    if document.blocks:
        return document.blocks
    return tuple(Block(path="", pieces=(Piece(text=line),)) for line in document.text.split("\n") if line.strip())


def _field_of(kind: Kind, key: str, path: str, lead: str, note: str) -> Field:
    if (note and key in note) or is_note_path(path):
        return Field.NOTE
    if kind in _FIELDS:
        return _FIELDS[kind]
    return Field.LEAD if lead and key in lead else Field.PARAGRAPH


def _sentences_of(
    block: Block, kind: Kind, keyed: tuple[tuple[str, str], ...], lead: str, note: str
) -> Iterator[Sentence]:
    """The sentences of a Block that counts. keyed: their keys and texts."""
    firm = kind is Kind.PROSE and block.link_share < _LOOSE_LINK and has_order(block.path)
    for key, text in keyed:
        field = _field_of(kind, key, block.path, lead, note)
        yield Sentence(key=key, text=text, field=field, firm=firm, path=block.path)


def sift_document(
    document: Document,
    sieve: Sieve,
    container: Container | None,
    *,
    strict: bool = False,
    skip: frozenset[int] = frozenset(),
) -> Sifted:
    """Sift a Document with today's Knowledge.

    container None = none known, so all that is no furniture counts. strict: the template changed, so nothing outside
    counts. skip: hashes of Blocks that are told once for the Source.
    """
    headline = headline_block(document)
    lead, note = fold_key(document.lead or ""), fold_key(document.note or "")
    furniture = _Furniture()
    sentences: list[Sentence] = []
    held: list[Held] = []
    everywhere: Counter[str] = Counter()
    eaten = length = 0
    for place, (block, plain) in enumerate(zip(_blocks_of(document), _plain_blocks(document), strict=True)):
        text, whole, kind, keyed, _ = _as_text(_quiet(block, plain, sieve), block.path, container)
        inside = container.holds(block.path) if container else not block.path
        if inside and len(text) < len(plain.text) and not furniture.is_over(block):
            eaten += 0 if _why_furniture(block, plain.kind, container, strict) else len(plain.text) - len(text)
        if not whole:
            continue
        everywhere.update([key for key, _ in keyed])
        if block is headline:
            continue
        why = "under a heading of furniture" if furniture.covers(block, kind, text) else None
        why = why or _SMALL_PRINT.get(kind) or _why_furniture(block, kind, container, strict)
        learned = None if why else _why_learned(block, whole, sieve, skip)
        if (why or learned) and not sieve.is_overruled(block.path):
            if inside and learned and (sieve.why_noise(block.path) or sieve.why_built(block)):
                eaten += len(text)
            said = why or learned or ""
            held.append(Held(text=text, path=block.path, why=said, place=place, learned=bool(learned)))
            continue
        length += len(text) if inside else 0
        sentences += _sentences_of(block, kind, keyed, lead, note)
    return Sifted(
        document=document,
        sentences=tuple(sentences),
        held=tuple(held),
        counted=Counter(sentence.key for sentence in sentences),
        everywhere=everywhere,
        masked=round(eaten / (eaten + length), 3) if eaten else 0.0,
    )
