"""The quality gate: whether an answer is the page at all. Anything but ok is never an Edit nor a first Version.

Pure. Words are data in gate_words.py; here is how much must stand around them.
"""

import re
from collections import Counter
from functools import lru_cache

from pipeline.comparing.container import headline_block
from pipeline.comparing.gate_words import BLOCKED, CONSENT, LOGIN, MAINTENANCE, NOT_FOUND
from pipeline.comparing.units import Kind, is_prose, kind_of
from pipeline.derived import derived
from pipeline.model import Document, Outcome
from pipeline.text.keys import fold_key

_HAN = re.compile(r"[\u3400-\u9fff]+")
_PAGE_HEADS = 6
"""Headings and first lines that say what the answer is."""

_SHORT_ANSWER = 400
"""Running text below which a phrase in it speaks for the whole answer (a Han character counts as three)."""

_HEADLINE_SLACK = 16
_COLLAPSED_SHARE = 0.25
_LEFT_SHARE = 0.4
"""Of the running text: boxes that rotate over a site stay where the text is gone."""

_COLLAPSED_FROM = 100
_DOUBLED_SHARE = 0.8
_DOUBLED_FROM = 3
_EMPTY_BELOW = 20
_MOJIBAKE = re.compile(r"[ÃÂ][\u0080-\u00bf]|â€[\u0080-\uffff]|[ãäåæçèé][\u0080-\u00bfœ-žŠ‚-›]{2}|锟斤拷|烫烫烫|\ufffd")
_MOJIBAKE_SHARE = 0.02
_BY_STATUS = {
    401: Outcome.LOGIN,
    402: Outcome.LOGIN,
    403: Outcome.BLOCKED,
    404: Outcome.SOFT_404,
    410: Outcome.SOFT_404,
}


def _keys(phrases: str) -> frozenset[str]:
    return frozenset(fold_key(phrase) for phrase in phrases.split("\n") if phrase.strip())


_WALLS = (
    (Outcome.SOFT_404, _keys(NOT_FOUND)),
    (Outcome.BLOCKED, _keys(BLOCKED)),
    (Outcome.MAINTENANCE, _keys(MAINTENANCE)),
    (Outcome.CONSENT, _keys(CONSENT)),
    (Outcome.LOGIN, _keys(LOGIN)),
)


@lru_cache(maxsize=8_192)
def _wall_named(key: str, slack: int) -> Outcome | None:
    """The wall that a heading names: a phrase with at most `slack` other characters around it."""
    for outcome, phrases in _WALLS:
        if key in phrases:
            return outcome
    for outcome, phrases in _WALLS:
        if any(phrase in key and len(key) - len(phrase) <= slack for phrase in phrases if len(phrase) > 5):
            return outcome
    return None


@derived
def counted_text(document: Document) -> list[str]:
    """The texts of a Document that are no furniture by kind or zone; of its main text where it has no Blocks."""
    if not document.blocks:
        return [line for line in document.text.split("\n") if line.strip()]
    return [
        text
        for block in document.blocks
        if not block.zone
        and kind_of(text := block.text, block.path, block.link_share)
        in (Kind.PROSE, Kind.HEADING, Kind.CELL, Kind.SHORT)
    ]


def _length(texts: list[str]) -> int:
    """How much is said: characters, a Han character as three."""
    return sum(len(text) + 2 * sum(map(len, _HAN.findall(text))) for text in texts)


@derived
def _counted_length(document: Document) -> int:
    """How much a Document says, by its Blocks or its main text: a zone may enclose the page."""
    return max(_length(counted_text(document)), _length([document.text]))


def judge(document: Document, status: int, previous: Document | None) -> Outcome:
    """Judge one answer. status: HTTP, 200 for a saved file. previous: the Page's last good Document, None = none."""
    if document.outcome is not Outcome.OK:
        return document.outcome
    if status >= 500 or status in (408, 429):
        return Outcome.BLOCKED if status == 429 else Outcome.MAINTENANCE
    if status >= 400:
        return _BY_STATUS.get(status, Outcome.BLOCKED)
    texts = counted_text(document)
    wall = _find_wall(document, texts)
    if wall is not None and not _said_before(previous, wall):
        return wall
    if previous is not None and (wall := _wall_instead(document, previous)) is not None:
        return wall
    length = _counted_length(document)
    if length < _EMPTY_BELOW and not document.attachments and len(document.text) < _EMPTY_BELOW:
        rows = sum(len(block.text) for block in document.blocks if not block.zone)
        if rows < _EMPTY_BELOW:
            return Outcome.EMPTY
    if _mojibake(document.text) > _MOJIBAKE_SHARE and (previous is None or _mojibake(previous.text) <= _MOJIBAKE_SHARE):
        return Outcome.MOJIBAKE
    if previous is not None:
        before = _counted_length(previous)
        if before > _COLLAPSED_FROM and length < _COLLAPSED_SHARE * before and _shrunk(document, previous):
            return Outcome.OK if _is_rewritten(document, previous) else Outcome.COLLAPSED
        if before > _COLLAPSED_FROM and _is_doubled(texts, counted_text(previous)):
            return Outcome.COLLAPSED
    return Outcome.OK


def _is_doubled(texts: list[str], before: list[str]) -> bool:
    """Whether nearly all that stood once stands twice: the page was put together wrongly, nothing was said anew."""
    once = [text for text, count in Counter(before).items() if count == 1]
    now = Counter(texts)
    return len(once) > _DOUBLED_FROM and sum(now[text] == 2 for text in once) >= _DOUBLED_SHARE * len(once)


def _find_wall(document: Document, texts: list[str]) -> Outcome | None:
    """The wall that the title, a heading or, on a short answer, a first line names."""
    length = _counted_length(document)
    if length > 4 * _SHORT_ANSWER:
        return None
    heads = [block.text for block in document.blocks if not block.zone and "h1" in block.path or ">h2" in block.path]
    for head in [document.title, *heads[:_PAGE_HEADS]]:
        named = _wall_named(fold_key(head), _HEADLINE_SLACK)
        if named is not None and length <= (_SHORT_ANSWER if named is not Outcome.SOFT_404 else 2 * _SHORT_ANSWER):
            return named
    if length > _SHORT_ANSWER:
        return None
    for text in texts[:_PAGE_HEADS]:
        named = _wall_named(fold_key(text), 3 * _HEADLINE_SLACK)
        if named is not None:
            return named
    return None


def _wall_instead(document: Document, previous: Document) -> Outcome | None:
    """The wall that stands where the text was: little of it is left, and one of the lines that are new names a wall.

    So a "not found" set in the site's own template is known among its menus, boxes and headlines.
    """
    was = [text for text in counted_text(previous) if is_prose(text)]
    shown = {fold_key(block.text) for block in document.blocks}
    left = [text for text in was if fold_key(text) in shown]
    if _length(was) <= _COLLAPSED_FROM or _length(left) > _LEFT_SHARE * _length(was):
        return None
    before = {fold_key(block.text) for block in previous.blocks}
    fresh = [text for text in counted_text(document) if fold_key(text) not in before]
    if (named := _wall_named(fold_key(document.title), _HEADLINE_SLACK)) is not None:
        return named
    if _length([text for text in fresh if is_prose(text)]) > 2 * _SHORT_ANSWER:
        return None  # room for boxes that bring new text on every fetch
    return next((named for text in fresh if (named := _wall_named(fold_key(text), 3 * _HEADLINE_SLACK))), None)


def _said_before(previous: Document | None, wall: Outcome) -> bool:
    """Whether the last good Document says the same, so it is what the page is about."""
    return previous is not None and _find_wall(previous, counted_text(previous)) is wall


def _shrunk(document: Document, previous: Document) -> bool:
    """Whether the main text collapsed too, where extraction found one before."""
    return len(previous.text) <= _COLLAPSED_FROM or len(document.text) < 2 * _COLLAPSED_SHARE * len(previous.text)


def _is_rewritten(document: Document, previous: Document) -> bool:
    """Whether a short new text was written in place of a long one: under the same headline, where the old one stood."""
    headlines = [block.text if block else "" for block in map(headline_block, (document, previous))]
    if not headlines[0] or fold_key(headlines[0]) != fold_key(headlines[1]):
        return False
    places = {block.path for block in previous.blocks if is_prose(block.text) and not block.zone}
    before = {fold_key(block.text) for block in previous.blocks}
    told = [block.text for block in document.blocks if block.path in places and is_prose(block.text)]
    fresh = [text for text in told if fold_key(text) not in before]
    return _length(fresh) > _COLLAPSED_FROM and 2 * _length(fresh) > _length(told)


def _mojibake(text: str) -> float:
    """The share of a text that was decoded by the wrong table."""
    return len("".join(_MOJIBAKE.findall(text))) / max(len(text), 1)
