"""The units of a text: each Block's words with its kind, as a reader would sort text from small print.

Pure. What counts in a comparison is decided in `changes` and `noise`; here a text is only read.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from pipeline.reading.labels import (
    BYLINE_LABELS,
    CLOCK_LABELS,
    COUNTER_PATTERNS,
    DATE_PATTERNS,
    FURNITURE_HEADINGS,
    FURNITURE_PATTERNS,
    PAGE_DATE_LABELS,
    STAMP_LABELS,
)
from pipeline.text.keys import fold_key
from pipeline.text.patterns import NEVER, any_word


class Kind(StrEnum):
    """What a Block is to a reader."""

    STAMP = "stamp"  # dates, clocks, counters, their labels: never text
    META = "meta"  # a by-line or dated label line: never text
    HEADING = "heading"
    ROW = "row"  # nearly all link
    CELL = "cell"
    PROSE = "prose"
    SHORT = "short"


_STAMP_LENGTH = 140
_HEADING_LENGTH = 48
_PROSE_LENGTH = 60
_PROSE_HAN = 20
_ROW_LINK = 0.8
_BARE_NUMBER = re.compile(r"[\d.,:/\-+() ]+[km万萬]?")
_DATE = re.compile("|".join(DATE_PATTERNS) or NEVER)
_COUNTER = re.compile("|".join(COUNTER_PATTERNS) or NEVER)
_LABEL = re.compile(any_word(STAMP_LABELS))
_CLOCK = re.compile(rf"\W*(?:{any_word(CLOCK_LABELS)})")
_KNOWLEDGE = re.sub(r"\\[a-zA-Z]", " ", " ".join((*DATE_PATTERNS, *COUNTER_PATTERNS, *STAMP_LABELS))).lower()
_STARTS = frozenset(word[:3] for word in re.findall(r"[a-z]{3,}", _KNOWLEDGE))
_OTHERS = frozenset(character for character in _KNOWLEDGE if not character.isascii())
_WORDS = re.compile(r"[a-z]{3,}|[^\x00-\x7f]")
_BYLINE = re.compile(rf"\W*(?:{any_word(BYLINE_LABELS)})\s?(?P<colon>:)?")
_TAILED = re.compile(rf"^[^\x00.!?。]{{1,24}}[\s|/,(]+(?:{any_word(PAGE_DATE_LABELS)})\s?:?\s?(?:\x00\s?)+[)]?$")
"""A short name, then the label of the page's own date, then the date: "A. Wong | Last updated: 3 May 2026"."""
_BY_NAME = re.compile(r"\s*[Bb][Yy] (?:[A-Z][\w.'’-]*[ ,|]*|and |in |for |of ){2,8}$")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?:\s|$)|[。！？!?｡][”’」』）)]*|[;；]$")
_EMPHASIS = str.maketrans("_*|", "   ")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]")
_FURNITURE_PATTERN = re.compile("|".join(FURNITURE_PATTERNS) or NEVER)
_FURNITURE = frozenset(map(fold_key, FURNITURE_HEADINGS))


def _has_other_words(folded: str) -> bool:
    """Whether a word begins as none of the stamps' words do, or a character stands in none: then it is no stamp."""
    for match in _WORDS.finditer(folded):
        word = match[0]
        if word[:3] not in _STARTS if word.isascii() else word.isalpha() and word not in _OTHERS:
            return True
    return False


def mask_stamps(text: str) -> str:
    """The text without dates, clocks and counters, after NFKC and in lower case."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_EMPHASIS)
    return _COUNTER.sub(" ", _DATE.sub(" ", _COUNTER.sub(" ", folded)))


def dates_in(text: str) -> list[str]:
    """The dates and times that stand in the text, as printed but for width and case, sorted."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return sorted(match[0].strip() for match in _DATE.finditer(folded))


def small_print_rest(text: str) -> str:
    """The key of what is left of a line without dates, counters and their labels: who, or what."""
    return fold_key(_LABEL.sub(" ", mask_stamps(text)))


@lru_cache(maxsize=65_536)
def is_stamp(text: str) -> bool:
    """Whether only dates, clocks, counters and their labels stand in the text.

    A whole short line or piece is judged, never a part of a sentence. A bare number is a counter.
    """
    if len(text) > _STAMP_LENGTH or _has_other_words(unicodedata.normalize("NFKC", text).lower()):
        return False
    masked = mask_stamps(text)
    return not fold_key(_LABEL.sub(" ", masked)) or _BARE_NUMBER.fullmatch(masked.strip()) is not None


def is_clock(stamp: str) -> bool:
    """Whether a stamp tells the hour at which the page is looked at: "Local time 2026-03-02 09:15"."""
    return _CLOCK.match(unicodedata.normalize("NFKC", stamp).lower()) is not None


@lru_cache(maxsize=65_536)
def is_meta(text: str) -> bool:
    """Whether the text is a by-line, or a date beside its label with little else."""
    if len(text) > _STAMP_LENGTH or _SENTENCE_END.search(text):
        return False
    folded = unicodedata.normalize("NFKC", text).lower()
    byline = _BYLINE.match(folded)
    if byline and (byline["colon"] or _BY_NAME.match(text)):
        return True
    if _TAILED.search(_DATE.sub("\x00", folded)):
        return True
    start = folded.lstrip(" (|[-")
    if not (_LABEL.match(start) or _DATE.match(start)):
        return False
    masked = _DATE.sub("\x00", folded)
    if "\x00" not in masked or not _LABEL.search(masked):
        return False
    return len(fold_key(_LABEL.sub(" ", masked))) < 24 and _LABEL.match(masked.lstrip(" (|[-\x00")) is not None


@lru_cache(maxsize=65_536)
def is_prose(text: str) -> bool:
    """Whether the text reads as running text: an ended sentence, or long for its script."""
    if len(text) >= _PROSE_LENGTH:
        return True
    return len(text) >= 12 and (len(_HAN.findall(text)) >= _PROSE_HAN or _SENTENCE_END.search(text) is not None)


@lru_cache(maxsize=16_384)
def is_furniture_heading(text: str) -> bool:
    """Whether a heading announces rows that are not the page's own: "Related news", 延伸閱讀."""
    if len(text) > _HEADING_LENGTH:
        return False
    key = fold_key(re.sub(r"[\s(（]*\d*[)）]*\s*[:：>»]?\s*$", "", text))
    return key in _FURNITURE or _FURNITURE_PATTERN.fullmatch(text.strip()) is not None


@lru_cache(maxsize=16_384)
def _tags(path: str) -> tuple[str, ...]:
    """The tags of a path, outermost first."""
    return tuple(re.split(r"[.#\[]", label, maxsplit=1)[0] for label in path.split(">") if label)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELLS = frozenset({"td", "th"})
_LISTED = frozenset({"li", "dt", "dd"})


@lru_cache(maxsize=16_384)
def is_listed(path: str) -> bool:
    """Whether a path lies in a list: its order says nothing."""
    return not _LISTED.isdisjoint(_tags(path))


_DATA_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "urlset", "json", "keyed", "plain", ""})
_UNORDERED_ROOTS = _DATA_ROOTS - {"plain"}


def is_data(path: str) -> bool:
    """Whether a path lies in no HTML: feeds, JSON, YAML and plain text have no furniture."""
    return path.split(">", 2)[1:2] == [] or path.split(">", 2)[1] in _DATA_ROOTS


@lru_cache(maxsize=16_384)
def has_order(path: str) -> bool:
    """Whether the order of texts on a path says something: not so in lists, feeds, JSON and YAML."""
    roots = path.split(">", 2)[1:2]
    return bool(roots) and roots[0] not in _UNORDERED_ROOTS and not is_listed(path)


@lru_cache(maxsize=16_384)
def _place_kind(path: str) -> Kind | None:
    """The kind that the place alone tells: a heading or a table cell; None = the text must tell."""
    tags = _tags(path)
    if not _HEADINGS.isdisjoint(tags[-3:]):
        return Kind.HEADING
    return Kind.CELL if tags and tags[-1] in _CELLS else None


def kind_of(text: str, path: str, link_share: float) -> Kind:
    """The kind of a Block; path '' = a line without markup, which has no rows or headings."""
    place = _place_kind(path)
    if place is Kind.CELL:
        return Kind.PROSE if len(text) > 200 else Kind.CELL
    if is_stamp(text):
        return Kind.STAMP
    if is_meta(text):
        return Kind.META
    if place is Kind.HEADING:
        return place
    if link_share > _ROW_LINK:
        return Kind.ROW
    return Kind.PROSE if is_prose(text) else Kind.SHORT
