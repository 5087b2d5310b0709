"""The lines of a page in document order, and which lines each element spans: what the main text is chosen from.

Pure. Works on the tree that extraction parsed and changes nothing in it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from pipeline.reading.blocks import zone_of_token
from pipeline.reading.steps import Step
from pipeline.reading.zones import ZONE_NEGATIONS, ZONE_ROLES

_SKIPPED = frozenset(
    str.split(
        "script style noscript template svg math iframe select option datalist input textarea object embed applet "
        "canvas video audio map head title meta link base source track progress meter"
    )
)
_BLOCK = frozenset(
    str.split(
        "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset "
        "figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr html label legend li main "
        "menu nav ol p pre section summary table tbody td tfoot th thead tr ul"
    )
)
_FURNITURE = frozenset(str.split("nav footer aside button dialog menu figcaption label"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_APART = frozenset(
    str.split(
        "author authorbox bio byline caption credit credits disclaimer embed erweima ewm keywords latest next onetrust "
        "outbrain player prev previous print qrcode respond taboola taglist tags tools visually"
    )
)
"""Whole words of a class or id token that name what stands in an article and is no part of its text."""

_NOTE, _DATED = "note", "dated"
_DATE_NAME = re.compile(
    r"pub(?:lish(?:ed)?)?[-_]?(?:time|date)|(?:release|posted|issue|article|news|post|con|entry|content)[-_]?(?:time|date)|date[-_]?(?:published|posted)"
    r"|fa?bu?(?:sj|rq|shijian|riqi)|wzrq|sendtime",
    re.IGNORECASE,
)
_NOTE_CLASS = re.compile(r"change-note|update-note|correction|corrigendum|editors?-note", re.IGNORECASE)
_ALIEN = frozenset(("comments", "cookie"))
"""Zones that are no part of the text however much prose they hold."""

_CAMEL = re.compile("[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_OPEN = frozenset(("html", "body", "main", "article"))
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_HAN = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_WORD = re.compile("[A-Za-z0-9\u00c0-\u1fff]+")
_SENTENCE_END = frozenset(".!?。！？；;…”\"'’」』）):：")

HAN_UNIT = 0.6
"""How many words a Han character counts for: texts and their translations on official pages are 1.6 characters a word."""


@dataclass(slots=True)
class Line:
    """The text between two block-level tags or line breaks.

    tag: of the nearest block-level element. units: words, or their worth in Han characters. link_share: 0 to 1.
    furniture: it stands in a zone that is no part of an article. above: it is prose above the headline.
    kept: it belongs to the main text.
    """

    text: str
    tag: str
    link_share: float
    units: float
    element: HtmlElement
    furniture: bool = False
    above: bool = False
    kept: bool = False

    @property
    def heading(self) -> bool:
        """Whether it is a heading by its tag."""
        return self.tag in _HEADINGS

    @property
    def sentence(self) -> bool:
        """Whether it ends as sentences do."""
        return self.text[-1:] in _SENTENCE_END


@dataclass(frozen=True, slots=True)
class Span:
    """An element and its lines [start, end); zone: why it may be furniture, None = no reason."""

    element: HtmlElement
    start: int
    end: int
    zone: str | None


class _Lines:
    """The lines read so far and the text of the one being read."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.spans: list[Span] = []
        self._parts: list[str] = []
        self._linked = 0

    def add(self, text: str | None, linked: bool) -> None:
        if text:
            self._parts.append(text)
            if linked:
                self._linked += len(text.strip())

    def end_line(self, block: HtmlElement) -> None:
        if not self._parts:
            return
        text = " ".join("".join(self._parts).split())
        if text:
            share = min(1.0, self._linked / len(text))
            self.lines.append(Line(text, block.tag, share, count_units(text), block))
        self._parts.clear()
        self._linked = 0


def count_units(text: str) -> float:
    """The length of a text in words, its white space being single spaces; a Han character is worth 0.6 of one."""
    if text.isascii():
        return text.count(" ") + 1.0 if text else 0.0
    return len(_WORD.findall(text)) + HAN_UNIT * len(_HAN.findall(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLines:
    """All lines of a page, the span of every block-level element (inner ones first), and how deep it nests.

    notes: the elements whose class names them a change note. dated: those whose class or id names them the date.
    """

    lines: list[Line]
    spans: list[Span]
    depth: int
    notes: tuple[HtmlElement, ...] = ()
    dated: tuple[HtmlElement, ...] = ()


def all_furniture(lines: Sequence[Line]) -> bool:
    """Whether an element with these lines is furniture through and through; one without lines is not."""
    return bool(lines) and all(line.furniture for line in lines)


def read_lines(steps: Sequence[Step]) -> PageLines:
    """Read every line of a page, or of a part of it, from the steps over it."""
    if not steps:
        return PageLines(lines=[], spans=[], depth=0)
    reading, depth = _Lines(), 0
    named: dict[str | None, list[HtmlElement]] = {_NOTE: [], _DATED: []}
    tag, block, text = steps[0]
    reading.add(text, False)
    linked, skipped = False, None
    opened: list[tuple[int, bool, HtmlElement, str | None, bool]] = [(0, False, block, None, tag in _BLOCK)]
    for tag, element, text in islice(steps, 1, None):
        if skipped is not None:
            if element is skipped:
                skipped = None
                reading.add(text, linked)
        elif tag is None:
            start, linked, outer, zone, closes = opened.pop()
            if closes:
                reading.end_line(block)
                reading.spans.append(Span(element, start, len(reading.lines), zone))
            block = outer
            if opened:
                reading.add(text, linked)
        elif tag in _SKIPPED or tag == "br":
            if tag == "br":
                reading.end_line(block)
            skipped = element
        elif tag:
            is_block, zone = tag in _BLOCK, _zone(element, tag)
            if zone in named:
                named[zone].append(element)
                zone = None
            closes = is_block or zone is not None
            if closes:
                reading.end_line(block)
            opened.append((len(reading.lines), linked, block, zone, closes))
            linked, block = linked or tag == "a", element if is_block else block
            reading.add(text, linked)
            depth = max(depth, len(opened))
        else:
            reading.add(text, linked)
    return PageLines(
        lines=reading.lines, spans=reading.spans, depth=depth, notes=tuple(named[_NOTE]), dated=tuple(named[_DATED])
    )


def _zone(element: HtmlElement, tag: str) -> str | None:
    """Why an element may be furniture: its tag, its words, or that it is not shown; None = no reason."""
    if tag in _FURNITURE:
        return "tag"
    if tag in _OPEN:
        return None
    classes = identity = role = ""
    for name, value in element.items():
        if name == "class":
            classes = value
        elif name == "id":
            identity = value
        elif name == "role":
            role = value
        elif name == "style" and _HIDDEN.search(value):
            return "hidden"
    named = _zone_named(classes, identity) if classes or identity else None
    return named or ("words" if role in ZONE_ROLES else None)


@lru_cache(maxsize=16_384)
def _zone_named(classes: str, identity: str) -> str | None:
    """Why an element of that class and id may be furniture; 'note' and 'dated' where it names one."""
    if _NOTE_CLASS.search(classes):
        return _NOTE
    if _DATE_NAME.search(f"{classes} {identity}"):
        return _DATED
    names = {_zone_word(token) for token in (*classes.split(), *identity.split())}
    if not names.isdisjoint(_ALIEN):
        return "alien"
    return "words" if names - {None} else None


@lru_cache(maxsize=16_384)
def _zone_word(token: str) -> str | None:
    """The zone that a class or id token names, None = none."""
    words = [word.lower() for word in _CAMEL.findall(token)]
    apart = not _APART.isdisjoint(words) and words[0] not in ZONE_NEGATIONS
    return zone_of_token(token) or ("apart" if apart else None)
