"""Where a template keeps its text: the container, learned from a witness of the main text.

Pure. A container is a path; text is the identity and the path only says which Blocks are furniture.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.comparing.units import Kind, is_data, is_prose, kind_of
from pipeline.derived import derived
from pipeline.model import Block, Document
from pipeline.text.keys import fold_key, split_sentences

_SHARE = 0.8
"""Of the witness's prose characters that a container must hold."""

_LEVELS_TO_HEADLINE = 3
_HEADLINE_REACH = 400
_LEAF_TAGS = frozenset({"p", "li", "ul", "ol", "tr", "td", "th", "dl", "dt", "dd", "a", "blockquote", "tbody", "table"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """The path that holds a template's text.

    prose_paths: where the witness found running text: never zoned away but by nav and footer.
    pages: on how many Pages it was learned.
    """

    path: str
    prose_paths: frozenset[str]
    pages: int = 1

    def holds(self, path: str) -> bool:
        """Whether a path lies in the container."""
        return path.startswith(self.path) and (len(path) == len(self.path) or path[len(self.path)] == ">")

    def lays_out(self, path: str) -> bool:
        """Whether a path of cells is where a layout of tables sets its text: in no container but the whole page, and in no
        cell that holds text itself, for that is a table of the text's own."""
        return (
            not self.path
            and path in self.prose_paths
            and not any(path.startswith(f"{outer}>") for outer in self.prose_paths)
        )


def labels_of(path: str) -> tuple[str, ...]:
    """The labels of a path, outermost first."""
    return tuple(path.split(">")[1:])


@lru_cache(maxsize=16_384)
def zone_below(path: str, depth: int) -> str | None:
    """The zone of the nearest label of a path that names one, of those after the first `depth`."""
    for label in reversed(labels_of(path)[depth:]):
        if label.endswith("]"):
            return label[label.rindex("[") + 1 : -1]
    return None


@lru_cache(maxsize=16_384)
def _prefixes(path: str) -> tuple[str, ...]:
    labels = labels_of(path)
    return tuple(">" + ">".join(labels[:depth]) for depth in range(1, len(labels) + 1))


@derived
def headline_block(document: Document) -> Block | None:
    """The Block that shows the headline: the longest whose key lies in the title's, an h1 before others.

    Only the first 400 Blocks are looked at; in a zone only an h1 counts, for headers hold headlines (P8) and the
    words of a layout ("right-sidebar") may enclose the page.
    """
    title = fold_key(document.title)
    best: tuple[int, Block] | None = None
    for block in document.blocks[:_HEADLINE_REACH]:
        is_h1 = ">h1" in block.path
        if not block.path or block.zone == "footer" or (block.zone and not is_h1):
            continue
        key = fold_key(block.text)
        if not key or not (key in title or (is_h1 and len(title) > 3 and title in key)):
            continue
        if len(key) * 3 < len(title) and len(key) < 12:
            continue
        weight = len(key) + 30 * is_h1
        if best is None or weight > best[0]:
            best = (weight, block)
    return best[1] if best else None


def _witnessed(blocks: Iterable[Block], keys: frozenset[str]) -> dict[str, int]:
    """Characters of prose per path that the witness has as a whole line or sentence, never as a substring (P1)."""
    found: dict[str, int] = defaultdict(int)
    for block in blocks:
        text = block.text
        if not block.path or not _may_be_text(text, block):
            continue
        if fold_key(text) in keys or any(fold_key(sentence) in keys for sentence in split_sentences(text)):
            found[block.path] += len(text)
    return found


def _may_be_text(text: str, block: Block) -> bool:
    """Whether a Block is running text, in a cell too: a layout of tables keeps all its text in cells."""
    kind = kind_of(text, block.path, block.link_share)
    return kind is Kind.PROSE or (kind is Kind.CELL and is_prose(text))


def keys_of_lines(lines: Iterable[str]) -> frozenset[str]:
    """The keys of whole lines and of their sentences."""
    keys = set()
    for line in lines:
        keys.add(fold_key(line))
        keys.update(map(fold_key, split_sentences(line)))
    return frozenset(keys - {""})


def learn_container(document: Document, lines: Sequence[str] | None = None) -> Container | None:
    """Learn where a Document keeps its text.

    lines: the witness; by default the Document's main text. At a redesign the old sentences are it.
    None where nothing of the witness stands in the Blocks, or they have no markup.
    """
    if lines is None:
        return own_container(document)
    found = _witnessed(document.blocks, keys_of_lines(lines))
    total = sum(found.values())
    if not total:
        return None
    held: dict[str, int] = defaultdict(int)
    for path, length in found.items():
        for prefix in _prefixes(path):
            held[prefix] += length
    path = max((prefix for prefix in held if held[prefix] >= _SHARE * total), key=len, default="")
    labels = list(labels_of(path))
    if path in found and labels and "#" not in labels[-1]:
        labels.pop()  # P9: siblings of the leaf itself would fall out
    while labels and re.split(r"[.#\[]", labels[-1], maxsplit=1)[0] in _LEAF_TAGS:
        labels.pop()
    labels = _reach_headline(document, labels)
    return Container(path="".join(f">{label}" for label in labels), prose_paths=frozenset(found))


@derived
def own_container(document: Document) -> Container | None:
    """Where a Document keeps its text, its own main text being the witness."""
    return learn_container(document, document.text.split("\n"))


@derived
def _prefixes_there(document: Document) -> frozenset[str]:
    return frozenset(prefix for path in {block.path for block in document.blocks} for prefix in _prefixes(path))


@derived
def _open_container(document: Document) -> Container | None:
    """The container by all running text outside firm zones."""
    return learn_container(document, [block.text for block in document.blocks if block.zone not in ("nav", "footer")])


def lasting_container(document: Document, is_noise: Callable[[str], bool]) -> Container | None:
    """Where a Document keeps its text, but for a witness that took a box which changes by itself for it.

    Where nothing else stands, the noise is where it is said to be: so an operator hears of a mask that eats the text.
    """
    own = own_container(document)
    if own is None or not all(map(is_noise, own.prose_paths)):
        return own
    lasting = [block for block in document.blocks if block.zone not in ("nav", "footer") and not is_noise(block.path)]
    return learn_container(document, [block.text for block in lasting]) or own


def _reach_headline(document: Document, labels: list[str]) -> list[str]:
    """Climb up to three levels if that takes the headline in."""
    headline = headline_block(document)
    if headline is None:
        return labels
    target = labels_of(headline.path)
    for climbed in range(min(_LEVELS_TO_HEADLINE, len(labels)) + 1):
        depth = len(labels) - climbed
        if depth and list(target[:depth]) == labels[:depth]:
            return labels[:depth]
    return labels


def choose_container(
    document: Document, known: Iterable[Container], is_noise: Callable[[str], bool] = lambda path: False
) -> Container | None:
    """The container to read a Document with: the Source's usual one that holds its own, else its own.

    is_noise: whether a path is held for noise; what holds nothing else is no container. Where the main text stands in
    no Block, all running text outside firm zones is the witness. None for data.
    """
    if not document.blocks or is_data(document.blocks[0].path):
        return None
    own = lasting_container(document, is_noise)
    if own is None:
        own = _open_container(document)
    present = _prefixes_there(document)
    usual = [container for container in known if container.path in present and container.pages >= 3]
    usual = [held for held in usual if not all(map(is_noise, held.prose_paths))]
    if own is not None:
        usual = [held for held in usual if held.holds(own.path)]
    if not usual:
        return own
    best = max(usual, key=lambda container: (container.pages, len(container.path)))
    if own is None:
        return best
    return Container(path=best.path, prose_paths=best.prose_paths | own.prose_paths, pages=best.pages)
