"""Noise that a site builds into its Pages: it stands still between two looks, and is another on every Page made anew.

Pure. Learned across Pages and nights, since two Captures seconds apart show the same. True Edits are rare, single and of
words; so only a short line whose figures alone changed, or a shelf of links to the Source's own Pages whose rows were
swapped, is learned, and only where it changed on nearly every Page on which anything did.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.comparing.container import headline_block
from pipeline.comparing.noise import BUILDS_WANTED, Knowledge, Spot, hash_key, same_template
from pipeline.comparing.units import Kind, kind_of
from pipeline.model import Block, Document, FactType
from pipeline.text.keys import fold_key
from pipeline.weighing.facts import find_facts

_FIGURE = re.compile(r"\d[\d.,]*")
LOOSE_LINK = 0.5
_SWAPPED = 0.5
_POOLED = 1 / 3
"""Share of the rows that came to a shelf which must stand on other Pages: as their headlines, or on their shelves."""

_MEMORY = 64
_SPOTS_KEPT = 500


def shape_of(text: str) -> str:
    """The key of a text with every figure the same; '' where it has none."""
    return fold_key(_FIGURE.sub(" 0 ", text)) if _FIGURE.search(text) else ""


def find_spots(old: Document, new: Document, knowledge: Knowledge) -> frozenset[Spot]:
    """The spots at which two states of a Page on one template show other figures, or other rows."""
    if not same_template(old, new):
        return frozenset()
    was, now = _by_path(old), _by_path(new)
    said = [frozenset(fold_key(block.text) for block in side.blocks) for side in (old, new)]
    files = frozenset(fold_key(file.title) for side in (old, new) for file in side.attachments)
    found: set[Spot] = set()
    for path in was.keys() & now.keys():
        gone = [block for block in was[path] if fold_key(block.text) not in said[1]]
        come = [block for block in now[path] if fold_key(block.text) not in said[0]]
        if not gone or not come:
            continue
        found.update(_counters(gone, come))
        swapped = len(gone) >= max(2, _SWAPPED * len(was[path])) and len(come) >= max(2, _SWAPPED * len(now[path]))
        if swapped and _is_shelf((*gone, *come), files) and _is_pooled(come, knowledge.block_df):
            found.add((path, "", ""))
    return frozenset(found)


def _by_path(document: Document) -> dict[str, list[Block]]:
    """The Blocks that may be such noise: no headline, heading, cell or running text."""
    headline = headline_block(document)
    found: dict[str, list[Block]] = {}
    for block in document.blocks:
        if block.path and block is not headline and is_furnishable(block):
            found.setdefault(block.path, []).append(block)
    return found


def is_furnishable(block: Block) -> bool:
    """Whether a Block is short or nearly all link: running text, headings and cells are never held for what they are."""
    kind = kind_of(block.text, block.path, block.link_share)
    return kind not in (Kind.HEADING, Kind.CELL) and (kind is not Kind.PROSE or block.link_share >= LOOSE_LINK)


def _counters(gone: Iterable[Block], come: Iterable[Block]) -> Iterator[Spot]:
    """Short lines of which figures alone changed: the inline elements that hold them, or the whole line."""
    shapes = {shape: block for block in come if (shape := shape_of(block.text))}
    for block in gone:
        twin = shapes.get(shape_of(block.text))
        if twin is None or len(twin.pieces) != len(block.pieces):
            continue
        apart = [(one, other) for one, other in zip(block.pieces, twin.pieces, strict=True) if one.text != other.text]
        if all(one.inline and one.inline == other.inline and _has_words(one.text) for one, other in apart):
            texts = [(one.inline, one.text, other.text) for one, other in apart]
        else:
            texts = [("", block.text, twin.text)]
        if all(_counts_only(text) for _, *sides in texts for text in sides):
            yield from ((block.path, inline, shape_of(text)) for inline, text, _ in texts)


def _has_words(text: str) -> bool:
    """Whether words stand beside the figures, so that the line is known again by them."""
    return any(map(str.isalpha, text))


def _counts_only(text: str) -> bool:
    """Whether a text states bare numbers and no other fact: no date, sum, share or limit is ever a counter."""
    return all(fact.type is FactType.NUMBER for fact in find_facts(text))


def _is_shelf(blocks: Sequence[Block], files: frozenset[str]) -> bool:
    """Whether all of them are rows of links, none to a file."""
    return all(block.link_share >= LOOSE_LINK and fold_key(block.text) not in files for block in blocks)


def _is_pooled(come: Sequence[Block], block_df: Mapping[int, int]) -> bool:
    titles = [fold_key("".join(piece.text for piece in block.pieces if piece.linked)) for block in come]
    return sum(hash_key(title) in block_df for title in titles) >= _POOLED * len(titles)


def learn_spots(
    built: Mapping[Spot, tuple[int, int]], pages: Sequence[tuple[frozenset[Spot], frozenset[str]]]
) -> dict[Spot, tuple[int, int]]:
    """Count where Pages that differ show other figures and rows: spot -> (Pages that differed, of them there).

    pages: per Page its spots, and the paths on which something of it would be told; a spot is only heeded from then on.
    """
    counts = dict(built)
    changed = Counter(spot for spots, paths in pages for spot in spots if spot in counts or spot[0] in paths)
    for spot in (counts.keys() | changed.keys()) if pages else ():
        seen, moved = counts.get(spot, (0, 0))
        seen, moved = seen + len(pages), moved + changed[spot]
        counts[spot] = (seen // 2, moved // 2) if seen > _MEMORY and moved >= 2 * BUILDS_WANTED else (seen, moved)
    for spot in [spot for spot, (seen, moved) in counts.items() if seen > _MEMORY and 2 * moved < seen]:
        del counts[spot]
    while len(counts) > _SPOTS_KEPT:
        counts.pop(next(iter(counts)))
    return counts
