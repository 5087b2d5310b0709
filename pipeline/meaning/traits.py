"""What of a Document is held against others to tell whether both are one publication, or tell of one event.

Pure: no clock, no network, no files, no SQL. A feature is a word 'kind:value' that means the same in every language: a
concept of the glossary, an everyday word of the lexicon, a figure or date by its value.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate
from zlib import crc32

from pipeline.meaning.lexicon import INDEX
from pipeline.meaning.surnames import find_surnames
from pipeline.meaning.terms import fold_text
from pipeline.meaning.topic_senses import Topic
from pipeline.model import Document, FactType, Tier
from pipeline.weighing.fact_reading import FoundFact, find_figures

READ = 2_500
"""Characters of a text that are read for features: an event is told at the top, what follows is background."""

SKETCH = 64
"""Shingles kept of a text, those with the smallest hashes: enough to tell a copy from a rewording."""

_HEAD = 320
_WORD = re.compile(r"[a-z0-9]+|[㐀-鿿]")
_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9+]*[A-Z])"
    r"(?:[A-Z][A-Z0-9+]+|[A-Za-z]+\d[A-Za-z0-9]*|[a-z]+[A-Z][A-Za-z]*)(?![A-Za-z0-9])"
)
_COMMON = frozenset({"HK", "HKT", "HKSAR", "RMB", "HKD", "USD", "CEO", "LCQ"})
_ALONE = re.compile(r"\((?:english|chinese) only\)|[(（]?只有(?:中文|英文)[)）]?", re.IGNORECASE)
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u2009](?=\d{3}(?!\d))")
_HAN_NEAR = re.compile(r"[㐀-鿿]")
_TALE = re.compile(r"\s*(?:ends/|完[/／]|issued at hkt|香港时间)", re.IGNORECASE)
_QUESTION = re.compile(r"lcq ?(\d+)|立法会(十?[一二三四五六七八九十])题")
_HAN = "零一二三四五六七八九十"
_FIGURES = {FactType.MONEY, FactType.PERCENT, FactType.NUMBER, FactType.DATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is compared of one Page.

    key: its URL, the natural key. day: of publication, else when it was found, in the Source's zone; at: the printed
    minute in UTC, None = only the day is known. title, body: features of the title, and of text and title together.
    sketch: smallest hashes of its shingles, ascending; shingles: how many there are. dated: it prints a date. alone: it says
    that it is published in one language only. question: its number in LegCo, None = it is none.
    """

    key: str
    source_id: str
    tier: Tier
    language: str
    day: date
    at: datetime | None
    found_at: datetime
    title: frozenset[str]
    body: frozenset[str]
    sketch: tuple[int, ...]
    shingles: int
    size: int
    dated: bool = True
    alone: bool = False
    question: int | None = None

    @property
    def chinese(self) -> bool:
        """Whether it is in Chinese, of either script."""
        return self.language.startswith("zh")

    @property
    def order(self) -> tuple[date, datetime, str]:
        """Oldest first, the same on every machine."""
        return (self.day, self.at or datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC), self.key)


def read_traits(
    document: Document, topic: Topic, *, key: str, source_id: str, tier: Tier, found_at: datetime, found_day: date
) -> Traits:
    """Read what is compared of a Document. found_day: of found_at in the Source's time zone."""
    published = document.published
    precise = published is not None and published.precision in ("second", "minute")
    day = date.fromisoformat(published.shown[:10]) if published and len(published.shown) >= 10 else found_day
    text = without_tail(document.text)
    head, folded_title = text[:READ], fold_text(document.title)
    title = frozenset(_features(document.title, folded_title, topic, day))
    folded = fold_text(head)
    tokens = _WORD.findall(fold_text(text[: 4 * READ]))
    hashes = _shingle(tokens)
    question = _QUESTION.search(folded_title)
    return Traits(
        key=key,
        source_id=source_id,
        tier=tier,
        language=document.language or "und",
        day=day,
        at=published.at if published and precise else None,
        found_at=found_at,
        title=title,
        body=title | frozenset(_features(head, folded, topic, day)),
        sketch=tuple(sorted(hashes)[:SKETCH]),
        shingles=len(hashes),
        size=len(tokens),
        dated=published is not None,
        alone=bool(_ALONE.search(document.title)),
        question=_read_question(question) if question else None,
    )


def without_tail(text: str) -> str:
    """The text without the line that says when it was issued."""
    lines = text.split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _TALE.match(fold_text(lines[-1]))):
        lines.pop()
    return "\n".join(lines)


def _features(printed: str, folded: str, topic: Topic, day: date) -> Iterator[str]:
    for hit in topic.index.find_terms(folded):
        if topic.senses[hit.concept].role not in ("neutral", "negative"):
            yield f"{topic.senses[hit.concept].role}:{hit.concept}"
    yield from (hit.concept for hit in INDEX.find_terms(folded))
    yield from _figures(find_figures(group_digits(printed)), day)
    yield from find_surnames(printed, folded)
    yield from (f"name:{name.lower()}" for name in _NAME.findall(printed) if name not in _COMMON)


def group_digits(text: str) -> str:
    """The text with commas where Chinese releases group digits by a space: 5 000萬 is 5,000萬; of the same length."""
    return _GROUPED.sub(",", text) if _HAN_NEAR.search(text) else text


def _figures(facts: Iterable[FoundFact], day: date) -> Iterator[str]:
    """Figures by value; a date without a year is given the one nearest to the day; the day itself says nothing."""
    for fact in facts:
        if fact.type not in _FIGURES:
            continue
        value = fact.value.rsplit(" ", 1)[-1] if fact.type is FactType.MONEY else fact.value.lstrip("#")
        if fact.type is FactType.DATE:
            stated = read_day(fact.value, day)
            if stated is not None and stated != day:
                yield f"date:{stated.isoformat()}"
        elif fact.type is not FactType.NUMBER or _counts(value):
            yield f"{'number' if fact.type is FactType.NUMBER else fact.type.value}:{value}"


def _counts(value: str) -> bool:
    return not (value.isdigit() and int(value) < 3)


def read_day(value: str, day: date) -> date | None:
    """The day of a date fact's value ('2026-06-30', '--07-14'); None where it names no day."""
    try:
        if value.startswith("--") and len(value) >= 7:
            month, number = int(value[2:4]), int(value[5:7])
            years = [date(year, month, number) for year in (day.year - 1, day.year, day.year + 1)]
            return min(years, key=lambda one: abs(one - day))
        return date.fromisoformat(value[:10]) if len(value) >= 10 else None
    except ValueError:
        return None


def _shingle(tokens: list[str]) -> set[int]:
    """Hashes of all runs of five tokens, cut out of one row of bytes: a Han character has three."""
    row = " ".join(tokens).encode()
    starts = list(accumulate((len(token) + 1 if token.isascii() else 4 for token in tokens), initial=0))
    return {crc32(row[start : end - 1]) for start, end in zip(starts, starts[5:], strict=False)}


def _read_question(match: re.Match[str]) -> int:
    if match[1]:
        return int(match[1])
    tens, ten, units = match[2].rpartition("十")
    return (10 if ten else 0) + (_HAN.index(units) if units else 0)
