"""The second opinion on the main text: trafilatura's, and how it is joined with our own, line by line.

Pure: trafilatura's caches, clocks and metadata are shut off by argument. Chinese, Japanese and Korean pages do
without it: measured on data/pages our own choice is better there (F1 0.98 against 0.92) and joining adds nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipeline.reading.lines import Line

_NO_WORD = re.compile(r"[\W_]+")
_LONG = 12

TOO_MANY_LINES = 6_000
TOO_MANY_CHARACTERS = 1_000_000
"""Size above which trafilatura is not asked: its cost grows faster than the page."""

APART = 0.3
"""Share of the shorter opinion that both must hold for the two to speak of the same text."""

FRAGMENT = 0.5
MOSTLY = 0.7
"""One opinion is a fragment of the other if it lies in it mostly and covers less than half of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MainText:
    """The main text as lines, and how far the two opinions agree, 0 to 1 (None = only one was heard)."""

    lines: tuple[str, ...]
    agreement: float | None


def ask_trafilatura(tree: HtmlElement, *, fast: bool = True) -> str:
    """The main text as trafilatura reads it, '' = none. The tree is left as it was."""
    import trafilatura  # here, since most ticks read no page whole, and it takes a quarter of a second to load

    text = trafilatura.extract(
        tree, fast=fast, include_comments=False, deduplicate=False, include_images=False, with_metadata=False
    )
    return text or ""


def join_opinions(tree: HtmlElement, lines: Sequence[Line], other: str, *, article: bool) -> MainText:
    """Join our own choice of lines (Line.kept) with trafilatura's text.

    article: the page says it is an article; pages of reference (services, guides, lists) keep their links and headings.
    """
    ours = tuple(line.text for line in lines if line.kept)
    keys = [_squeeze(line.text) for line in lines]
    above = {key for key, line in zip(keys, lines, strict=True) if line.above}
    theirs = tuple(text for text in other.splitlines() if (key := _squeeze(text)) and key not in above)
    held = _held_lines(keys, other)
    own_size = sum(len(key) for key, line in zip(keys, lines, strict=True) if line.kept)
    other_size = len(_squeeze(other))
    both = [place for place, line in enumerate(lines) if line.kept and held[place]]
    shared = sum(len(keys[place]) for place in both)
    if not own_size or not other_size:
        return MainText(lines=ours or theirs, agreement=0.0)
    agreement = min(1.0, shared / max(own_size, other_size))
    if not both or shared < APART * min(own_size, other_size):
        return MainText(lines=_referee(tree, ours, theirs), agreement=agreement)
    if shared < FRAGMENT * own_size and shared >= MOSTLY * other_size:
        return MainText(lines=ours, agreement=agreement)
    if shared < FRAGMENT * other_size and shared >= MOSTLY * own_size:
        return MainText(lines=theirs, agreement=agreement)
    keeps = _keeps_in_article if article else _keeps_in_reference
    first, last = both[0], both[-1]
    joined = tuple(
        line.text
        for place, line in enumerate(lines)
        if keys[place] and keeps(line, held[place], place - first if place < first else max(0, place - last))
    )
    return MainText(lines=joined, agreement=agreement)


def _keeps_in_article(line: Line, held: bool, offside: int) -> bool:
    """Whether a line of an article is text. offside: lines before (negative) or after what both opinions hold."""
    if line.kept:
        return held or (not offside and (line.heading or (line.units >= _LONG and line.tag != "li")))
    return held and not line.furniture and (not offside or (offside < 0 and line.units >= _LONG))


def _keeps_in_reference(line: Line, held: bool, offside: int) -> bool:
    """The same for a page of reference: what either opinion holds, links and headings between included."""
    if line.kept:
        return True
    if line.furniture:
        return False
    return (held or line.link_share > 0.5 or line.heading) if not offside else (held and line.heading)


def _referee(tree: HtmlElement, ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Where the two speak of different texts, the one that trafilatura's slow reading is nearer to."""
    slow = ask_trafilatura(tree, fast=False)
    return ours if _likeness("\n".join(ours), slow) >= _likeness("\n".join(theirs), slow) else theirs


def _likeness(a: str, b: str) -> float:
    left, right = ({text[place : place + 8] for place in range(len(text) - 7)} for text in (_squeeze(a), _squeeze(b)))
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


def _held_lines(keys: Sequence[str], text: str) -> list[bool]:
    """Which lines stand in a text: whole lines or table cells of it, or anywhere in it if they are long."""
    cells = {_squeeze(cell) for line in text.splitlines() for cell in line.split("|")}
    joined = _squeeze(text)
    return [bool(key) and (key in cells or (len(key) > 15 and key in joined)) for key in keys]


def _squeeze(text: str) -> str:
    return _NO_WORD.sub("", text)
