"""The terms of a topic found in a text, in one pass, at the offsets of the text itself.

Pure: no clock, no network, no files, no SQL. A folded text has the length of the text it was made from: Traditional is
read as Simplified, capitals as small letters, hyphens as spaces; what is shown and stored stays as printed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pipeline.text.variants import SIMPLIFIED, TRADITIONAL

_HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00a0\u2007\u202f\u3000\t"
_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = "\u2018\u2019\u02bc\uff07"
_FOLD = {ord(before): after for before, after in zip(TRADITIONAL, SIMPLIFIED, strict=True)}
_FOLD |= {ord("台"): "台", ord("臺"): "台", ord("衞"): "卫"}
_FOLD |= {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_FOLD |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLD |= {code: chr(code - 0xFEE0 + 32) for code in range(0xFF21, 0xFF3B)}
_FOLD |= dict.fromkeys(map(ord, _HYPHENS), " ")
_FOLD |= dict.fromkeys(map(ord, _APOSTROPHES), "'")


def fold_text(text: str) -> str:
    """Fold a text for matching, character by character: the answer has the same length."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """One printed form of a concept.

    folded: as fold_text gives it. near: folded strings of which one must stand in the whole text, none = no condition;
    unless: folded strings of which none may.
    """

    folded: str
    concept: str
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found at start to end (code points) of the text."""

    start: int
    end: int
    concept: str


@dataclass(frozen=True)
class _Family:
    """The surfaces that begin alike, longest first."""

    surfaces: tuple[Surface, ...]

    @cached_property
    def by_folded(self) -> dict[str, Surface]:
        return {one.folded: one for one in self.surfaces}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds the longest with its word boundary. Made when first asked for: a topic has a thousand, a page meets few."""
        boundary = "s?(?![a-z0-9])"
        forms = [re.escape(one.folded) + (boundary if _is_latin(one.folded[-1]) else "") for one in self.surfaces]
        return re.compile("|".join(forms))


class TermIndex:
    """All surfaces of a topic by their first word (Latin) or first two characters (Han): longest wins, no overlaps."""

    __slots__ = ("_families", "_han", "_words")

    def __init__(self, surfaces: Iterable[Surface]) -> None:
        by_start: dict[str, list[Surface]] = {}
        for surface in surfaces:
            by_start.setdefault(_start_of(surface.folded), []).append(surface)
        self._families = {start: _make_family(group) for start, group in by_start.items()}
        self._words = frozenset(start for start in by_start if start.isascii())
        han = "".join(sorted({re.escape(start[0]) for start in by_start if not start.isascii()}))
        self._han = re.compile(f"[{han}]" if han else r"(?!)")

    def find_terms(self, folded: str, whole: str | None = None) -> list[Hit]:
        """Find every term of a folded text, in order. whole: where near and unless are looked for, folded."""
        hits: list[Hit] = []
        context = folded if whole is None else whole
        held: dict[str, bool] = {}
        after = 0
        for start, family in self._list_places(folded):
            if start >= after:
                hit = _match_family(family, folded, start, context, held)
                if hit is not None:
                    hits.append(hit)
                    after = hit.end
        return hits

    def _list_places(self, folded: str) -> list[tuple[int, _Family]]:
        """Where a term may begin. Words are looked up as a set first: few of a text's words begin any term."""
        families = self._families
        places: list[tuple[int, _Family]] = []
        for word in self._words.intersection(_WORD.findall(folded)):
            family, length = families[word], len(word)
            at = folded.find(word)
            while at >= 0:
                end = at + length
                if not (at and _is_latin(folded[at - 1])) and not (end < len(folded) and _is_latin(folded[end])):
                    places.append((at, family))
                at = folded.find(word, end)
        for match in self._han.finditer(folded):
            start = match.start()
            found = families.get(folded[start : start + 2])
            if found is not None:
                places.append((start, found))
        places.sort(key=_first)
        return places


def _make_family(group: list[Surface]) -> _Family:
    return _Family(tuple(sorted(group, key=lambda one: (-len(one.folded), one.folded))))


def _match_family(family: _Family, folded: str, start: int, context: str, held: dict[str, bool]) -> Hit | None:
    """The longest surface of a family at a place; a shorter one where the longest does not hold in its context."""
    match = family.pattern.match(folded, start)
    if match is None:
        return None
    found = match.group()
    longest = family.by_folded.get(found) or family.by_folded[found[:-1]]
    if _holds(longest, context, held):
        return Hit(start, match.end(), longest.concept)
    for surface in family.surfaces:
        if folded.startswith(surface.folded, start) and _holds(surface, context, held):
            end = _end_of(folded, start + len(surface.folded))
            if end is not None:
                return Hit(start, end, surface.concept)
    return None


def _first(place: tuple[int, _Family]) -> int:
    return place[0]


def _start_of(folded: str) -> str:
    first = _WORD.match(folded)
    return first.group() if first else folded[:2]


def _holds(surface: Surface, context: str, held: dict[str, bool]) -> bool:
    """Tell whether a surface counts in this text. held: what was found out before."""
    if not surface.near and not surface.unless:
        return True
    known = held.get(surface.folded)
    if known is None:
        known = not surface.near or any(word in context for word in surface.near)
        known = known and not any(word in context for word in surface.unless)
        held[surface.folded] = known
    return known


def _end_of(folded: str, end: int) -> int | None:
    """Where a term ends, a plural s taken in; None where a Latin word goes on."""
    if end >= len(folded) or not (_is_latin(folded[end - 1]) and _is_latin(folded[end])):
        return end
    if folded[end] == "s" and (end + 1 >= len(folded) or not _is_latin(folded[end + 1])):
        return end + 1
    return None


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
