"""Which Pages are the same publication in another language: by address, by the page's own links, by matching.

Pure: no clock, no network, no files, no SQL. Matching is for Sources whose editions share no address (info.gov.hk,
news.gov.hk, RTHK): same day and nearly the same minute, the same figures and dates, names folded to concepts.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from pipeline.meaning.likeness import Likeness, Pool, compare_traits
from pipeline.meaning.traits import READ, Traits
from pipeline.source import Source
from pipeline.urls import canonical_url, rewrite_url, twin_urls, url_language


class TwinRule(StrEnum):
    """What made two Pages Twins; the earlier the surer."""

    PERSON = "person"
    URL = "url"
    LINK = "link"
    MATCHED = "matched"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinLink:
    """Two Pages of one Source that are one publication. one, other: keys, one < other. terms: features that matched."""

    one: str
    other: str
    rule: TwinRule
    score: float
    terms: tuple[str, ...] = ()


WEIGHTS = {
    "bias": -2.4, "contained": 2.6, "common": 2.2, "figures": 4.2, "strange": -3.6, "against": -3.4, "time": 1.6, "size": 0.6,
    "thin": -5.0,
}  # fmt: skip
"""Of the logistic sum; fitted to the tune half of bench/meaning.py's Twins and Stories and rounded."""

ENOUGH = 0.6
MARGIN = 0.35
"""By so much, in log odds, the match must be better than any rival of either edition: with two that fit, none is taken."""

_HOURS_APART = 14
_CLOSE = 20
_SEPARATOR = re.compile(r"(?<=\d)[, \u00a0](?=\d{3}(?!\d))")
_FIGURE = re.compile(r"(?<!\d)(?!20[0-4]\d(?!\d))\d[\d.]*\d")
_LENGTH = 1.45
"""Tokens of a Chinese text (characters) for one of an English text (words), on the tune half."""


def editions_by_address(
    key: str, source: Source, linked: Iterable[tuple[str, str]]
) -> tuple[tuple[str, TwinRule], ...]:
    """The URLs at which other language editions stand: by the Source's rule, then by the page's own links (hreflang).

    A link to an address that the rule can read adds nothing: templates are copied with the links of the publication before.
    """
    found = {rewrite_url(url, source): TwinRule.URL for _, url in twin_urls(key, source.twins)}
    for url in [rewrite_url(canonical_url(url), source) for _, url in linked]:
        if not found or url_language(url, source.twins) is None:
            found.setdefault(url, TwinRule.LINK)
    found.pop(key, None)
    return tuple(sorted(found.items()))


def may_be_editions(page: Traits, other: Traits) -> bool:
    """Whether two Pages whose addresses or links say so can be one publication in two languages.

    Not where both are in one language, and not where one says that it is published in one language only: what stands at the
    address of the other language then is a line that says so.
    """
    return page.language != other.language and (page.chinese == other.chinese or not (page.alone or other.alone))


def looks_like_edition(text: str, other: str, minutes: float | None) -> bool:
    """A cheap look before an unread text is read: printed within minutes of the other, or with a figure in common.

    minutes: between the two, None = one prints no minute. A figure: two digits or more, and no year of ours.
    """
    if minutes is not None and minutes <= _CLOSE:
        return True
    return not _figures_of(text).isdisjoint(_figures_of(other))


@lru_cache(maxsize=4_096)
def _figures_of(text: str) -> frozenset[str]:
    return frozenset(_FIGURE.findall(_SEPARATOR.sub("", text[:READ])))


def match_editions(
    pages: Sequence[Traits], taken: Mapping[str, Collection[str]], wanted: Collection[str] | None = None
) -> tuple[TwinLink, ...]:
    """Match the editions of one Source's publications by what they say; each Page gets at most one Twin a language.

    taken: by key, the languages in which a Page has its Twin already. wanted: keys of which one must be in a pair, None = all.
    """
    free = [page for page in sorted(pages, key=lambda page: page.order) if not page.alone]
    pool = Pool(pages)
    scored: list[tuple[float, Traits, Traits, Likeness]] = []
    for place, page in enumerate(free):
        for other in islice(free, place + 1, None):
            if (other.day - page.day).days > 1:
                break
            asked = wanted is None or page.key in wanted or other.key in wanted
            if asked and _may_be_twins(page, other, taken):
                likeness = compare_traits(page, other, pool)
                scored.append((score_editions(page, other, likeness), page, other, likeness))
    scored.sort(key=lambda one: (-one[0], one[1].key, one[2].key))
    return tuple(_choose(scored, taken))


def _choose(
    scored: Sequence[tuple[float, Traits, Traits, Likeness]], taken: Mapping[str, Collection[str]]
) -> Iterable[TwinLink]:
    rivals: dict[tuple[str, str], list[float]] = {}
    for score, page, other, _ in scored:
        rivals.setdefault((page.key, other.language), []).append(score)
        rivals.setdefault((other.key, page.language), []).append(score)
    used = {(key, language) for key, languages in taken.items() for language in languages}
    for score, page, other, likeness in scored:
        slots = ((page.key, other.language), (other.key, page.language))
        if score < ENOUGH or any(slot in used for slot in slots):
            continue
        if any(_has_rival(rivals[slot], score) for slot in slots):
            continue
        used.update(slots)
        one, two = sorted((page.key, other.key))
        yield TwinLink(one=one, other=two, rule=TwinRule.MATCHED, score=round(score, 3), terms=likeness.shared[:8])


def _has_rival(scores: Sequence[float], score: float) -> bool:
    return sum(_odds(other) > _odds(score) - MARGIN for other in scores) > 1


def _odds(score: float) -> float:
    """Log odds: 0.99 is as far from 0.95 as 0.95 is from 0.8."""
    return math.log(max(score, 1e-9) / max(1.0 - score, 1e-9))


def _may_be_twins(page: Traits, other: Traits, taken: Mapping[str, Collection[str]]) -> bool:
    if page.language == other.language or other.language in taken.get(page.key, ()) or page.question != other.question:
        return False
    if page.language in taken.get(other.key, ()):
        return False
    if page.at is not None and other.at is not None:
        return abs((page.at - other.at).total_seconds()) <= _HOURS_APART * 3600
    return True


def score_editions(page: Traits, other: Traits, likeness: Likeness) -> float:
    """How surely two texts of one Source in two languages are one publication, 0 to 1."""
    total = (
        WEIGHTS["bias"]
        + WEIGHTS["contained"] * likeness.contained
        + WEIGHTS["common"] * likeness.common
        + WEIGHTS["figures"] * (likeness.figures if likeness.figures is not None else 0.4)
        + WEIGHTS["strange"] * likeness.strange
        + WEIGHTS["against"] * len(likeness.against)
        + WEIGHTS["thin"] * likeness.thin
        + WEIGHTS["time"] * _compare_times(page, other)
        + WEIGHTS["size"] * _compare_sizes(page, other)
    )
    return round(1.0 / (1.0 + math.exp(-total)), 9)


def _compare_times(page: Traits, other: Traits) -> float:
    """1 in the same minute, falling to 0 at three hours and below it beyond; 0.3 where only the day is known."""
    if page.at is None or other.at is None:
        return 0.3 if page.day == other.day else -0.5
    minutes = abs((page.at - other.at).total_seconds()) / 60
    return max(-1.0, 1.0 - math.log1p(minutes) / math.log1p(180))


def _compare_sizes(page: Traits, other: Traits) -> float:
    """1 for lengths that fit a translation, below 0 for one text several times the other's."""
    if not page.size or not other.size:
        return 0.0
    ratio = page.size / other.size
    if page.chinese != other.chinese:
        ratio = ratio / _LENGTH if page.chinese else ratio * _LENGTH
    return max(-1.0, 1.0 - abs(math.log(ratio)) / math.log(2))
