"""The facts a text states, and which of them an Edit changed.

Pure: no clock, no network, no files, no SQL. Facts are compared by value: 15億元 and 十五億元 are one fact,
HK$1.5 billion and HK$15 billion are two.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline import fact_words as words
from pipeline.fact_patterns import FACT_PATTERNS, FACTS
from pipeline.fact_values import read_date, read_money, read_number, read_percent, show_number
from pipeline.glyphs import close_gaps, flatten
from pipeline.model import Edit, Fact, FactType, Op
from pipeline.stamps import is_furniture

LONGEST = 20_000
"""Characters of one text that are read for facts: a sentence has hundreds, a page that is one line is bounded."""


REWRITTEN = 6
"""Facts that differ in one sentence beyond which it is rewritten: only those with a counterpart are named then."""


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
_FIGURES = frozenset({FactType.NUMBER, FactType.MONEY, FactType.PERCENT, FactType.DATE})
_NAMED = (
    ("people", words.PEOPLE),
    ("party", words.PARTIES),
    ("status", {value: f"(?i:{latin})|{han}" for value, (latin, han) in words.STATUSES.items()}),
    (
        "limit",
        {value: f"(?i:{latin})|{han}" if han else f"(?i:{latin})" for value, (latin, han) in words.LIMITS.items()},
    ),
)
_VALUES = {
    kind: [
        (value, re.compile(pattern.replace("(?: ", r"(?:\s") if kind == "people" else pattern))
        for value, pattern in table.items()
    ]
    for kind, table in _NAMED
}
_VALUES["modality"] = [
    (value, re.compile("|".join(filter(None, (words.MODALS_LATIN.get(value), words.MODALS_HAN.get(value))))))
    for value in {**words.MODALS_LATIN, **words.MODALS_HAN}
]


@lru_cache(maxsize=8_192)
def find_facts(text: str) -> tuple[FoundFact, ...]:
    """Find the facts of a text in their order, none within another."""
    flat, places = close_gaps(flatten(text[:LONGEST]))
    capitals = _is_title_case(flat)
    found = []
    for match in FACTS.finditer(flat):
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
    opens = not re.search(r"[A-Za-z0-9,;)]['\"]?\s?$", flat[:start]) or start == 0
    alone = first.end() == end - start
    if first[0] in words.OPENERS or (
        opens and alone and not (first[0].isupper() and len(first[0]) > 1) and not re.search(r"[A-Z0-9]", first[0][1:])
    ):
        rest = re.search("[A-Z]", flat[start + first.end() : end])
        return end if rest is None else start + first.end() + rest.start()
    return start


def _known_name(printed: str) -> str:
    """Which table holds a name that stood behind an opener; 'name' where none does."""
    known = (kind for kind in ("people", "party") if any(pattern.fullmatch(printed) for _, pattern in _VALUES[kind]))
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
    if name in _VALUES:
        for value, pattern in _VALUES[name]:
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


def changed_facts(edits: Iterable[Edit]) -> tuple[Fact, ...]:
    """Name the facts that the Edits changed, in reading order, each once.

    Only rewritten texts change facts: a whole sentence in or out speaks for itself, a moved one says the same, a date
    line or counter states none.
    """
    changed: dict[Fact, None] = {}
    for edit in edits:
        if edit.op is Op.REPLACE and not is_furniture(edit):
            changed.update(dict.fromkeys(_changed_in(edit.before, edit.after)))
    return tuple(changed)


def _changed_in(before: str, after: str) -> list[Fact]:
    was, now = _pair_leftovers(find_facts(before), find_facts(after))
    rewritten = len(was) + len(now) > REWRITTEN
    pairs = [pair for pair in _pair_facts(was, now) if all(pair) or not (rewritten or _says_little(pair))]
    pairs.sort(key=lambda pair: pair[1].start if pair[1] else (pair[0].start if pair[0] else 0))
    return [_word_fact(pair, before, after) for pair in pairs]


def _pair_leftovers(was: Sequence[FoundFact], now: Sequence[FoundFact]) -> tuple[list[FoundFact], list[FoundFact]]:
    """What either side states more often than the other; figures that changed places count as changed."""
    left = _surplus(was, now), _surplus(now, was)
    if not left[0] and not left[1]:
        for kind in _FIGURES:
            old, new = ([fact for fact in side if fact.type is kind] for side in (was, now))
            swapped = [(a, b) for a, b in zip(old, new, strict=True) if _same(a) != _same(b)]
            left[0].extend(a for a, _ in swapped)
            left[1].extend(b for _, b in swapped)
    return left


def _same(fact: FoundFact) -> tuple[FactType, str, str]:
    return fact.type, fact.value, fact.unit


def _surplus(these: Sequence[FoundFact], those: Sequence[FoundFact]) -> list[FoundFact]:
    left = Counter(map(_same, those))
    surplus = []
    for fact in these:
        if left[_same(fact)]:
            left[_same(fact)] -= 1
        else:
            surplus.append(fact)
    return surplus


_DUTIES = frozenset({FactType.NEGATION, FactType.MODALITY})
_AMOUNTS = frozenset({FactType.NUMBER, FactType.MONEY, FactType.PERCENT})


def _pair_facts(was: list[FoundFact], now: list[FoundFact]) -> list[tuple[FoundFact | None, FoundFact | None]]:
    """Pair by type and unit first, by type next, then an amount with an amount, a duty with its denial; in order."""
    pairs: list[tuple[FoundFact | None, FoundFact | None]] = []
    old, new = list(was), list(now)
    tests = (
        lambda a, b: a.type is b.type and a.unit == b.unit,
        lambda a, b: a.type is b.type,
        lambda a, b: {a.type, b.type} <= _AMOUNTS,
        lambda a, b: {a.type, b.type} <= _DUTIES,
    )
    for fits in tests:
        for fact in list(old):
            partner = next((other for other in new if fits(fact, other)), None)
            if partner:
                old.remove(fact)
                new.remove(partner)
                pairs.append((fact, partner))
    return pairs + [(fact, None) for fact in old] + [(None, fact) for fact in new]


def _says_little(pair: tuple[FoundFact | None, FoundFact | None]) -> bool:
    """Whether what stands on one side only is worth no line: a spoken "one" or "first", a name of no known body."""
    fact = pair[0] or pair[1]
    if fact is None:
        return True
    if fact.type is FactType.NAME:
        return fact.value not in words.PEOPLE
    return fact.value in {"1", "#1"} and not re.search(r"\d", fact.literal)


def _word_fact(pair: tuple[FoundFact | None, FoundFact | None], before: str, after: str) -> Fact:
    was, now = pair
    kinds = [fact.type for fact in (now, was) if fact]
    kind = FactType.NEGATION if FactType.NEGATION in kinds else kinds[0]
    if kind is FactType.LIMIT:
        shown = _word_limit(was, before, after), _word_limit(now, after, before)
        if was and now:
            return Fact(type=kind, before=shown[0] or was.literal, after=shown[1] or now.literal)
        return Fact(
            type=kind,
            before=shown[0] or _figure_of(now, after, before),
            after=shown[1] or _figure_of(was, before, after),
        )
    return Fact(type=kind, before=was.literal if was else None, after=now.literal if now else None)


def _word_limit(limit: FoundFact | None, text: str, other: str) -> str | None:
    """A limit with the figure it bounds, where that stands on both sides: "up to 30 places"; None for no limit."""
    if limit is None:
        return None
    if _figure_of(limit, text, other) is None:
        return limit.literal
    figure = _bounded(limit, text)
    assert figure is not None
    return text[min(limit.start, figure.start) : max(limit.end, figure.end)]


def _figure_of(limit: FoundFact | None, text: str, other: str) -> str | None:
    """How the figure that a limit bounds is printed on the other side; None where it is not."""
    figure = _bounded(limit, text) if limit else None
    if figure is None:
        return None
    return next((fact.literal for fact in find_facts(other) if _same(fact) == _same(figure)), None)


def _bounded(limit: FoundFact, text: str) -> FoundFact | None:
    """The figure beside a limit, at most a space or a few words of currency away."""
    figures = [fact for fact in find_facts(text) if fact.type in _FIGURES]
    after = next((fact for fact in figures if 0 <= fact.start - limit.end <= 3), None)
    return after or next((fact for fact in figures if 0 <= limit.start - fact.end <= 1), None)
