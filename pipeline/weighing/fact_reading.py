"""The facts that a text states: each where it stands, with a value that can be compared.

Pure: no clock, no network, no files, no SQL. 15億元 and 十五億元 have one value, HK$1.5 billion and HK$15 billion two.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.model import FactType
from pipeline.text.glyphs import close_gaps, flatten
from pipeline.weighing import fact_words as words
from pipeline.weighing.fact_patterns import FACT_PATTERNS, facts_pattern, figure_pattern, figure_start
from pipeline.weighing.fact_values import read_date, read_money, read_number, read_percent, show_number

LONGEST = 10_000
"""Characters of one text that are read for facts: a sentence has hundreds, a page that is one line is bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFact:
    """A fact where it stands in a text.

    literal: text[start:end], as printed. value: one form for every way of writing it, comparable within a type.
    unit: what is counted, '' = nothing said.
    """

    type: FactType
    start: int
    end: int
    literal: str
    value: str
    unit: str = ""


_TYPES = {name: kind for name, kind, _ in FACT_PATTERNS}
FIGURES = frozenset({FactType.NUMBER, FactType.MONEY, FactType.PERCENT, FactType.DATE})
"""What is counted or dated: one token each when words are compared."""

_NAMED = (
    ("people", words.PEOPLE),
    ("party", words.PARTIES),
    ("status", {value: f"(?i:{latin})|{han}" for value, (latin, han) in words.STATUSES.items()}),
    (
        "limit",
        {value: f"(?i:{latin})|{han}" if han else f"(?i:{latin})" for value, (latin, han) in words.LIMITS.items()},
    ),
)


@cache
def _values() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Name of a pattern -> the values that its printed forms may have, each with its own pattern."""
    found = {
        kind: [
            (value, re.compile(pattern.replace("(?: ", r"(?:\s") if kind == "people" else pattern))
            for value, pattern in table.items()
        ]
        for kind, table in _NAMED
    }
    modals = {**words.MODALS_LATIN, **words.MODALS_HAN}
    found["modality"] = [
        (value, re.compile("|".join(filter(None, (words.MODALS_LATIN.get(value), words.MODALS_HAN.get(value))))))
        for value in modals
    ]
    return found


@lru_cache(maxsize=1_024)
def find_facts(text: str) -> tuple[FoundFact, ...]:
    """Find the facts of a text in their order, none within another."""
    flat, places = close_gaps(flatten(text[:LONGEST]))
    capitals = _is_title_case(flat)
    found = []
    for match in facts_pattern().finditer(flat):
        name = match.lastgroup or ""
        kind = _TYPES.get(name)
        if kind is None:
            continue
        start, end = match.span()
        if name == "name":
            start = _skip_opener(flat, start, end)
            name = _known_name(flat[start:end])
            kind = _TYPES[name] or kind
            if start == end or (name == "name" and capitals and not _is_acronym(flat[start:end], flat)):
                continue
        value, unit = _read_value(name, flat[start:end], flat, end)
        start, end = places[start], places[end - 1] + 1
        found.append(FoundFact(type=kind, start=start, end=end, literal=text[start:end], value=value, unit=unit))
    return tuple(found)


@lru_cache(maxsize=1_024)
def find_figures(text: str) -> tuple[FoundFact, ...]:
    """Find the figures and dates of a text, at a tenth of what all its facts cost: looked for only where one can begin."""
    flat, places = close_gaps(flatten(text[:LONGEST]))
    found, end = [], 0
    figure = figure_pattern()
    for begin in figure_start().finditer(flat):
        match = figure.match(flat, begin.start()) if begin.start() >= end else None
        if match is None:
            continue
        end = match.end()
        name = match.lastgroup or ""
        value, unit = _read_value(name, match.group(), flat, end)
        start, last = places[match.start()], places[end - 1] + 1
        found.append(
            FoundFact(
                type=_TYPES[name] or FactType.NUMBER,
                start=start,
                end=last,
                literal=text[start:last],
                value=value,
                unit=unit,
            )
        )
    return tuple(found)


def _is_title_case(flat: str) -> bool:
    """Whether capitals say nothing, as in a headline or clause that capitalises all its words."""
    latin = re.findall(r"[A-Za-z]{4,}", flat)
    ended = bool(re.search(r"[.!?;]['\")]*$", flat)) and not flat.isupper()
    return len(latin) > 2 and sum(word[0].isupper() for word in latin) > (0.9 if ended else 0.6) * len(latin)


def _is_acronym(printed: str, flat: str) -> bool:
    """Whether a name stands out even among capitals: HKMA does, unless all is shouted."""
    return printed.isupper() and " " not in printed and not flat.isupper()


def _skip_opener(flat: str, start: int, end: int) -> int:
    """Where a name begins after the word that only opens a sentence; its end where nothing is left."""
    first = re.match(r"[A-Za-z0-9'&.-]+", flat[start:end])
    if not first:
        return start
    opens = not re.search(r"[A-Za-z0-9,;)]['\"]?\s?$", flat[max(0, start - 3) : start]) or start == 0
    alone = first.end() == end - start
    if first[0] in words.OPENERS or (
        opens and alone and not (first[0].isupper() and len(first[0]) > 1) and not re.search(r"[A-Z0-9]", first[0][1:])
    ):
        rest = re.search("[A-Z]", flat[start + first.end() : end])
        return end if rest is None else start + first.end() + rest.start()
    return start


def _known_name(printed: str) -> str:
    """Which table holds a name that stood behind an opener; 'name' where none does."""
    known = (kind for kind in ("people", "party") if any(pattern.fullmatch(printed) for _, pattern in _values()[kind]))
    return next(known, "name")


def _read_value(name: str, printed: str, flat: str, end: int) -> tuple[str, str]:
    if name == "percent":
        return read_percent(printed), ""
    if name == "money":
        return read_money(printed), ""
    if name in {"date", "year"}:
        return read_date(printed), ""
    if name == "number":
        return _read_count(printed)
    if name in _values():
        for value, pattern in _values()[name]:
            if pattern.fullmatch(printed):
                return value, ""
    return re.sub(r"\s+", " ", printed).lower(), ""


_RANGE = re.compile(
    r"([\d,.]+|[〇零一二三四五六七八九十百千万亿两]+)\s?[-至到]\s?([\d〇零一二三四五六七八九十百千万亿两].*)"
)
_COUNT = re.compile(
    r"(第?\s?[\d,.]+|第?[〇零一二三四五六七八九十百千万亿两廿卅]+)(?:\s?(hundred|thousand|million|billion|trillion|mn|bn|[mbk])\b)?\s?([百千万亿]*)[余多]?[\s-]*(.*)",
    re.IGNORECASE,
)


def _read_count(printed: str) -> tuple[str, str]:
    """The value and the unit of a number: "30 institutions" is 30 and institutions, 三十家 is 30 and 家."""
    span = _RANGE.fullmatch(printed)
    if span:
        low, high = _read_count(span[1])[0], _read_count(span[2])
        return f"{low}-{high[0]}", high[1]
    ordinal = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", printed)
    if ordinal or printed.lower() in words.ORDINALS:
        return f"#{ordinal[1] if ordinal else words.ORDINALS[printed.lower()]}", ""
    parts = _COUNT.fullmatch(printed)
    if parts:
        figure = parts[1].removeprefix("第").strip()
        number = read_number(figure + (parts[2] or "") + (parts[3] or ""))
        shown = show_number(number) if number is not None else figure.lower()
        return ("#" if printed.startswith("第") else "") + shown, parts[4].strip().lower()
    spoken = printed.lower().split()
    for cut in range(len(spoken), 0, -1):
        number = read_number(" ".join(spoken[:cut]))
        if number is not None:
            return show_number(number), " ".join(spoken[cut:])
    return printed.lower(), ""
