"""What of a long or hostile text is shown in one line: cleaned, cut to columns, a window around each change.

Pure: no clock, no network, no files, no SQL, no logging.
"""

import re
import unicodedata

from pipeline.model import Edit, Op
from pipeline.weighing.diff import mark_words

Run = tuple[Op | None, str]
"""A stretch of text and what became of it; None = kept."""

ELLIPSIS = "…"
# Marks that turn the direction of everything after them, and those that no reader sees.
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A sentence longer than this is narrowed to its middle before words are compared (comparison is quadratic at worst).
_LONGEST_MARKED = 2_000


def clean_text(text: str) -> str:
    """One line that can stand in a mail: no controls, no direction marks, white space collapsed."""
    text = _UNSEEN.sub("", _CONTROL.sub(" ", text))
    return " ".join(_SURROGATE.sub("\ufffd", text).split())


def count_columns(text: str) -> int:
    """The width of a line on a fixed grid: Han and full-width 2, combining marks 0, all else 1."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut_text(text: str, limit: int) -> str:
    """The beginning of a text in at most `limit` columns, with an ellipsis where something is left out."""
    if count_columns(text) <= limit:
        return text
    return _head(text, limit - 1) + ELLIPSIS


def _head(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` columns; a word is not split if it need not be."""
    width = 0
    for place, character in enumerate(text):
        width += _width(character)
        if width > limit:
            return _back_to_space(text, place).rstrip(" ,;:，；：、(（")
    return text


def _back_to_space(text: str, end: int) -> str:
    start = text[:end]
    if end >= len(text) or not (text[end].isascii() and text[end].isalnum() and start[-1:].isascii()):
        return start
    space = start.rfind(" ")
    return start[:space] if space > end * 0.5 else start


def _tail(text: str, limit: int) -> str:
    """The longest end of at most `limit` columns; a word is not split if it need not be."""
    width = 0
    for place in range(len(text) - 1, -1, -1):
        width += _width(text[place])
        if width > limit:
            end = text[place + 1 :]
            space = end.find(" ")
            broken = text[place].isalnum() and text[place].isascii() and end[:1].isascii()
            return end[space + 1 :] if broken and -1 < space < len(end) * 0.4 else end.lstrip()
    return text


def mark_edit(edit: Edit) -> tuple[Run, ...]:
    """The runs of one Edit: what was kept, deleted and inserted; a move is one run."""
    before, after = clean_text(edit.before), clean_text(edit.after)
    match edit.op:
        case Op.INSERT:
            return ((Op.INSERT, after),)
        case Op.DELETE:
            return ((Op.DELETE, before),)
        case Op.MOVE:
            return ((Op.MOVE, after or before),)
        case Op.REPLACE:
            return _mark_middle(before, after)


def _mark_middle(before: str, after: str) -> tuple[Run, ...]:
    if max(len(before), len(after)) <= _LONGEST_MARKED:
        return mark_words(before, after)
    start = _shared_start(before, after)
    end = _shared_start(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    short = max(len(old), len(new)) <= _LONGEST_MARKED
    middle = mark_words(old, new) if short else ((Op.DELETE, old), (Op.INSERT, new))
    runs: list[Run] = [(None, before[:start]), *middle, (None, before[len(before) - end :])]
    return tuple(run for run in runs if run[1])


def _shared_start(one: str, other: str) -> int:
    """How many characters two texts share at their start, back to where a word begins."""
    shared = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    shared = min(len(one), len(other)) if shared is None else shared
    while shared and one[shared - 1].isascii() and not one[shared - 1].isspace():
        shared -= 1
    return shared


def show_window(runs: tuple[Run, ...], *, around: int = 100, longest: int = 400) -> tuple[Run, ...]:
    """The runs with kept text shortened to `around` columns beside each change, and no change above `longest`."""
    shown: list[Run] = []
    for place, (op, text) in enumerate(runs):
        if op is not None:
            shown.append((op, _shorten(text, longest // 2, longest // 2)))
        elif len(runs) == 1:
            shown.append((op, cut_text(text, longest)))
        else:
            before = 0 if place == 0 else around
            after = 0 if place == len(runs) - 1 else around
            shown.append((op, _shorten(text, before, after)))
    return tuple(shown)


def _shorten(text: str, first: int, last: int) -> str:
    """The first and last columns of a text with an ellipsis between; 0 = nothing of that side."""
    if count_columns(text) <= (first or last) + last + 20:
        return text
    head = f"{_head(text, first)}{ELLIPSIS}" if first else ELLIPSIS
    tail = _tail(text, last) if last else ""
    gap = " " if tail[:1].isascii() and tail else ""
    return f"{head}{gap}{tail}" if tail else head


# Marks that begin no line and marks that end none.
_NOT_FIRST = "，。、；：？！）」』】》〉”’…,.;:?!)]}%"
_NOT_LAST = "（「『【《〈“‘([{"
_HAN = r"\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_TOKEN = re.compile(rf"\s+|[{_HAN}]|[^\s{_HAN}]+")


def wrap_line(line: str, limit: int) -> list[str]:
    """A line of a text mail as lines of at most `limit` columns; Han breaks anywhere, a word or a URL never.

    Further lines are indented as the first, a quotation's begin with its '> '.
    """
    lead = re.match(r"(?:> |\s*(?:- )?)", line)
    start = lead[0] if lead else ""
    further = start if start.startswith(">") else " " * len(start)
    lines, now = [], start
    for token in _glue(_TOKEN.findall(line[len(start) :])):
        if count_columns(now) + count_columns(token.rstrip()) > limit and now.strip(" >-"):
            lines.append(now.rstrip())
            now = further
            token = token.lstrip()
        now += token
    return [*lines, now.rstrip()]


def _glue(tokens: list[str]) -> list[str]:
    """The tokens that no line break may part, joined."""
    glued: list[str] = []
    for token in tokens:
        if glued and (token[0] in _NOT_FIRST or glued[-1][-1] in _NOT_LAST):
            glued[-1] += token
        else:
            glued.append(token)
    return glued
