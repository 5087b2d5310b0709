"""What a Source's own Captures teach about its furniture: paths that flicker, Blocks that many Pages share, containers.

Pure: Knowledge is a value; every lesson returns another one. It is a function of the Captures in order.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec

from pipeline.comparing.container import Container, lasting_container, learn_container
from pipeline.comparing.suspects import Suspicion
from pipeline.comparing.units import is_stamp
from pipeline.derived import derived
from pipeline.model import Block, Document
from pipeline.text.keys import fold_key

CHANGES_WANTED = 2
"""So many texts of a place must have changed before it is held for noise."""

BUILDS_WANTED = 3
"""So many Pages that differ must show other figures or rows at a spot before it is held for noise built into them."""

_NOISE_SHARE = 0.35
_SAME_TEMPLATE = 0.5
_MEMORY = 64
"""Sightings of a path after which both of its counts are halved, so that what was learned decays."""

_SINGLES_KEPT = 4_000
_PATHS_KEPT = 5_000
_STABLE_REST = 6

Place = tuple[str, str]
"""A path and the inline path inside its Blocks; '' = the Block as a whole."""

Spot = tuple[str, str, str]
"""A place and the words of a line that stands there, without its figures; '' = rows of links, whatever they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What is known of one Source's furniture.

    version: rises with every lesson that changed something. pages: Pages counted in block_df.
    pairs: container path -> pairs of Captures seconds apart that were learned from ('' = none found).
    path_noise: place -> (Blocks seen, Blocks whose text was not in the other Capture).
    built: spot -> (Pages that differed from their last Version, of them so many there); see `built`.
    block_df: hash of a Block's key -> Pages that show it now; keys of one Page only are forgotten after 4,000 others.
    overruled: paths that a researcher said are text, whatever was learned; kept as Decisions, not in the bytes.
    suspicions: by Page id.
    """

    version: int = 0
    pages: int = 0
    pairs: Mapping[str, int] = field(default_factory=dict)
    containers: Mapping[str, Container] = field(default_factory=dict)
    path_noise: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    built: Mapping[Spot, tuple[int, int]] = field(default_factory=dict)
    block_df: Mapping[int, int] = field(default_factory=dict)
    overruled: frozenset[str] = frozenset()
    suspicions: Mapping[int, Suspicion] = field(default_factory=dict)

    def is_noisy(self, path: str, inline: str = "") -> bool:
        """Whether the Blocks on a path, or such pieces of them, are held for noise, by pairs of Captures that showed it."""
        counts = self.path_noise.get((path, inline))
        return counts is not None and path not in self.overruled and is_noise(*counts)

    def to_bytes(self) -> bytes:
        """JSON that from_bytes reads back to an equal Knowledge, but for what a person overruled."""
        stored = _Stored(
            version=self.version,
            pages=self.pages,
            pairs=dict(self.pairs),
            containers=[(held.path, sorted(held.prose_paths), held.pages) for held in self.containers.values()],
            path_noise=[(path, inline, *counts) for (path, inline), counts in self.path_noise.items()],
            built=[(*spot, *counts) for spot, counts in self.built.items()],
            block_df=list(self.block_df.items()),
            suspicions=[(page_id, held.edits, held.shown, held.looks) for page_id, held in self.suspicions.items()],
        )
        return msgspec.json.encode(stored)

    @staticmethod
    def from_bytes(stored: bytes) -> "Knowledge":
        """The Knowledge that to_bytes wrote. Raises msgspec.ValidationError for anything else."""
        read = msgspec.json.decode(stored, type=_Stored)
        return Knowledge(
            version=read.version,
            pages=read.pages,
            pairs=read.pairs,
            containers={
                path: Container(path=path, prose_paths=frozenset(prose), pages=pages)
                for path, prose, pages in read.containers
            },
            path_noise={(path, inline): (seen, changed) for path, inline, seen, changed in read.path_noise},
            built={(path, inline, shape): (seen, changed) for path, inline, shape, seen, changed in read.built},
            block_df=dict(read.block_df),
            suspicions={
                page_id: Suspicion(edits=edits, shown=shown, looks=looks)
                for page_id, edits, shown, looks in read.suspicions
            },
        )


class _Stored(msgspec.Struct):
    version: int
    pages: int
    pairs: dict[str, int]
    containers: list[tuple[str, list[str], int]]
    path_noise: list[tuple[str, str, int, int]]
    block_df: list[tuple[int, int]]
    suspicions: list[tuple[int, int, int, int]] = []
    built: list[tuple[str, str, str, int, int]] = []


def is_noise(seen: int, changed: int) -> bool:
    """Whether a place is noise, by the texts seen there and how many of them changed between two looks."""
    return changed >= CHANGES_WANTED and changed >= _NOISE_SHARE * seen


def hash_key(key: str) -> int:
    """A signed 64-bit hash of a key, the same on every machine and day."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


@derived
def block_hashes(document: Document) -> frozenset[int]:
    """The hashes of a Document's Block keys."""
    return frozenset(hash_key(key) for key in {fold_key(block.text) for block in document.blocks} if key)


class _Sides(NamedTuple):
    """What a pair of Captures is compared by, one side."""

    blocks: dict[str, Counter[tuple[str, ...]]]
    pieces: dict[Place, Counter[str]]
    said: frozenset[str]
    paths: frozenset[str]


@derived
def _sides(document: Document) -> _Sides:
    blocks = document.blocks
    paths = frozenset(block.path for block in blocks)
    return _Sides(blocks=_block_counts(blocks), pieces=_piece_counts(blocks), said=_said(blocks), paths=paths)


def _rest_key(block: Block) -> str:
    """The key of what stands in a Block outside inline elements."""
    return fold_key("".join(piece.text for piece in block.pieces if not piece.inline))


def _piece_counts(blocks: Iterable[Block]) -> dict[Place, Counter[str]]:
    counts: dict[Place, Counter[str]] = defaultdict(Counter)
    for block in blocks:
        for piece in block.pieces:
            key = fold_key(piece.text) if piece.inline else ""
            if key:
                counts[block.path, piece.inline][key] += 1
    return counts


def _block_counts(blocks: Iterable[Block]) -> dict[str, Counter[tuple[str, ...]]]:
    """Per path, how often each text stands: its key, and the key of what stands outside inline elements if that is long.

    Small print is left out: it never counts, and must not make the body's path noisy.
    """
    counts: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for block in blocks:
        text = block.text
        key, rest = fold_key(text), _rest_key(block)
        if key and block.path and not is_stamp(text):
            counts[block.path][(key, rest) if len(rest) >= _STABLE_REST else (key,)] += 1
    return counts


def _said(blocks: Iterable[Block]) -> frozenset[str]:
    """All that a Capture says, on any path: a text that stands under another label did not change."""
    return frozenset(key for block in blocks for key in (fold_key(block.text), _rest_key(block)) if key)


def same_template(first: Document, second: Document) -> bool:
    """Whether two Captures share at least half of their paths: nothing is learned across templates (P3)."""
    one, two = _sides(first).paths, _sides(second).paths
    return bool(one and two) and len(one & two) >= _SAME_TEMPLATE * max(len(one), len(two))


def compare_pair(first: Document, second: Document) -> dict[Place, tuple[int, int]]:
    """Blocks (and pieces) seen, and changed, per place, in two Captures of one Page seconds apart.

    A share of Blocks, so one rogue paragraph leaves the body's path what it is (P2). A Block whose own text outside
    inline elements is in the other Capture did not change: its pieces did. Nor did one that stands on another path.
    """
    found: dict[Place, tuple[int, int]] = {}
    one, pieces, said, _ = _sides(first)
    two, other, said_too, _ = _sides(second)
    for path in one.keys() | two.keys():
        before, after = one.get(path, Counter()), two.get(path, Counter())
        gone = sum(count for text, count in (before - after).items() if said_too.isdisjoint(text))
        come = sum(count for text, count in (after - before).items() if said.isdisjoint(text))
        found[path, ""] = (max(before.total(), after.total()), max(gone, come))
    for place in pieces.keys() & other.keys():
        changed = max(_missing(place, pieces, other), _missing(place, other, pieces))
        found[place] = (max(pieces[place].total(), other[place].total()), changed)
    return found


def _missing(place: Place, here: Mapping[Place, Counter[str]], there: Mapping[Place, Counter[str]]) -> int:
    """How many pieces of a place are not in the other Capture, nor on the same path under another inline element.

    An address that is hidden from harvesters in one look has another class there.
    """
    left = here[place] - there[place]
    beside = {key for (path, _), keys in there.items() if path == place[0] for key in keys} if left else set()
    return sum(count for key, count in left.items() if key not in beside)


def learn_pair(knowledge: Knowledge, first: Document, second: Document) -> Knowledge:
    """Learn which places flicker from two Captures of one Page seconds apart; never from Captures far apart (P3)."""
    if not same_template(first, second):
        return knowledge
    noise = dict(knowledge.path_noise)
    for place, (seen, changed) in compare_pair(first, second).items():
        before = noise.get(place, (0, 0))
        if place[1] and not changed and place not in noise:
            continue  # stable pieces are the rule; only stable paths are worth remembering
        total, moved = before[0] + seen, before[1] + changed
        noise[place] = (total // 2, moved // 2) if total > _MEMORY and moved >= 2 * CHANGES_WANTED else (total, moved)
    while len(noise) > _PATHS_KEPT:
        noise.pop(next(iter(noise)))
    container = lasting_container(first, knowledge.is_noisy)
    pairs = dict(knowledge.pairs)
    path = container.path if container else ""
    pairs[path] = pairs.get(path, 0) + 1
    return replace(knowledge, version=knowledge.version + 1, path_noise=noise, pairs=pairs)


def learn_pages(knowledge: Knowledge, documents: Mapping[int, Document]) -> Knowledge:
    """Learn from Pages seen for the first time: the Blocks that Pages share, and where they keep their text.

    documents: by Page id. A Page that was learned before goes through `exchange_pages`.
    """
    if not documents:
        return knowledge
    known = exchange_pages(knowledge, ((frozenset(), block_hashes(document)) for document in documents.values()))
    found = (learn_container(document) for document in documents.values())
    return replace(learn_containers(known, found), pages=knowledge.pages + len(documents))


def learn_containers(knowledge: Knowledge, found: Iterable[Container | None]) -> Knowledge:
    """Remember containers, one a Page: how many Pages keep their text there, and on which paths."""
    containers = dict(knowledge.containers)
    for own in found:
        if own is None:
            continue
        held = containers.get(own.path, Container(path=own.path, prose_paths=frozenset(), pages=0))
        containers[own.path] = Container(
            path=own.path, prose_paths=held.prose_paths | own.prose_paths, pages=held.pages + 1
        )
    if containers == knowledge.containers:
        return knowledge
    return replace(knowledge, version=knowledge.version + 1, containers=containers)


def exchange_pages(knowledge: Knowledge, exchanged: Iterable[tuple[frozenset[int], frozenset[int]]]) -> Knowledge:
    """Count the Blocks that left and came on Pages: pairs of (hashes that it showed, hashes that it shows)."""
    counts = dict(knowledge.block_df)
    moved = False
    for left, come in exchanged:
        for hashed in sorted(left - come):
            if hashed in counts:
                moved = True
                counts[hashed] -= 1
                if counts[hashed] <= 0:
                    del counts[hashed]
        for hashed in sorted(come - left):
            moved = True
            counts[hashed] = counts.get(hashed, 0) + 1
    singles = [hashed for hashed, pages in counts.items() if pages == 1]
    for hashed in singles[: max(0, len(singles) - _SINGLES_KEPT)]:
        del counts[hashed]
    return replace(knowledge, version=knowledge.version + 1, block_df=counts) if moved else knowledge
