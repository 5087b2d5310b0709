"""Which facts an Edit changed.

Pure: no clock, no network, no files, no SQL. Facts are compared by value (fact_reading.py), told as printed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.model import Edit, Fact, FactType, Op
from pipeline.weighing import fact_words as words
from pipeline.weighing.fact_reading import FIGURES, FoundFact, find_facts
from pipeline.weighing.stamps import is_furniture

__all__ = ["FoundFact", "changed_facts", "find_facts"]

REWRITTEN = 6
"""Facts that differ in one sentence beyond which it is rewritten: only those with a counterpart are named then."""


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
    pairs = [
        pair
        for pair in _pair_facts(was, now)
        if (_took_its_place(pair, before, after) if all(pair) else not (rewritten or _says_little(pair)))
    ]
    pairs.sort(key=lambda pair: pair[1].start if pair[1] else (pair[0].start if pair[0] else 0))
    return [_word_fact(pair, before, after) for pair in pairs]


def _pair_leftovers(was: Sequence[FoundFact], now: Sequence[FoundFact]) -> tuple[list[FoundFact], list[FoundFact]]:
    """What either side states more often than the other; figures that changed places count as changed."""
    left = _surplus(was, now), _surplus(now, was)
    if not left[0] and not left[1]:
        for kind in FIGURES:
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


def _took_its_place(pair: tuple[FoundFact | None, FoundFact | None], before: str, after: str) -> bool:
    """Whether a name stands where the other stood: one neighbouring word is the same. Other facts need no proof."""
    was, now = pair
    if was is None or now is None or was.type is not FactType.NAME or {was.value, now.value} <= words.PEOPLE.keys():
        return True
    ends = [
        (re.findall(r"[\w'-]+|$", text[: fact.start])[-2:-1], re.findall(r"[\w'-]+|$", text[fact.end :])[:1])
        for fact, text in ((was, before), (now, after))
    ]
    return ends[0][0] == ends[1][0] or ends[0][1] == ends[1][1]


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
    figures = [fact for fact in find_facts(text) if fact.type in FIGURES]
    after = next((fact for fact in figures if 0 <= fact.start - limit.end <= 3), None)
    return after or next((fact for fact in figures if 0 <= limit.start - fact.end <= 1), None)
