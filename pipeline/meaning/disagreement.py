"""What the language editions of one publication do not agree on: a sum, a share, a number, a day, who acted.

Pure: no clock, no network, no files, no SQL. Told only where both editions have one such word in the same place and the
rest of the place agrees: a translation that rounds, leaves out or converts is no conflict.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.meaning.traits import group_digits, read_day, without_tail
from pipeline.model import Document, Fact, FactType
from pipeline.weighing.fact_words import PEOPLE
from pipeline.weighing.facts import FoundFact, find_facts

_PARAGRAPHS = 80
_SMALL = 4
"""A number below this is too often a word of speech: "both", "one of", 一個."""

_FIGURES = (FactType.MONEY, FactType.PERCENT, FactType.NUMBER, FactType.DATE)


@dataclass(frozen=True, slots=True)
class _Stated:
    """A figure, day or person in a paragraph, by a value that is the same in both languages."""

    kind: FactType
    value: str
    unit: str
    literal: str


def find_disagreements(one: Document, other: Document, day: date) -> tuple[Fact, ...]:
    """The facts on which two editions differ: `before` as the first prints it, `after` as the second does.

    day: of publication, for dates without a year.
    """
    mine, theirs = (_read_places(document, day) for document in (one, other))
    said = [{(fact.kind, fact.value) for place in places for fact in place} for places in (mine, theirs)]
    facts: dict[Fact, None] = {}
    for here, there in _pair_places(mine, theirs):
        alone = [
            [fact for fact in place if (fact.kind, fact.value) not in known]
            for place, known in ((here, said[1]), (there, said[0]))
        ]
        for kind in (*_FIGURES, FactType.NAME):
            left, right = ([fact for fact in side if fact.kind is kind] for side in alone)
            if len(left) == len(right) == 1 and _comparable(left[0], right[0]):
                facts[Fact(type=kind, before=left[0].literal, after=right[0].literal)] = None
    return tuple(facts)


def _read_places(document: Document, day: date) -> list[list[_Stated]]:
    lines = [document.title, *without_tail(document.text).split("\n")[:_PARAGRAPHS]]
    return [list(_state(find_facts(group_digits(line)), line, day)) for line in lines if line.strip()]


def _state(facts: Sequence[FoundFact], printed: str, day: date) -> Iterator[_Stated]:
    for fact in facts:
        if fact.type is FactType.DATE:
            stated = read_day(fact.value, day)
            if stated is not None:
                yield _Stated(fact.type, stated.isoformat(), "", printed[fact.start : fact.end])
        elif fact.type is FactType.MONEY:
            unit, _, amount = fact.value.rpartition(" ")
            yield _Stated(fact.type, amount, unit, printed[fact.start : fact.end])
        elif fact.type is FactType.NUMBER:
            value = fact.value.lstrip("#")
            if not (value.isdigit() and int(value) < _SMALL):
                yield _Stated(fact.type, value, "", printed[fact.start : fact.end])
        elif fact.type is FactType.PERCENT or (fact.type is FactType.NAME and fact.value in PEOPLE):
            yield _Stated(fact.type, fact.value, "", printed[fact.start : fact.end])


def _pair_places(
    mine: list[list[_Stated]], theirs: list[list[_Stated]]
) -> Iterator[tuple[list[_Stated], list[_Stated]]]:
    """Paragraphs that are each other's translation: by their number where both have as many, else by what they share."""
    if len(mine) == len(theirs):
        yield from zip(mine, theirs, strict=True)
        return
    for here in mine:
        values = {(fact.kind, fact.value) for fact in here}
        shares = [len(values & {(fact.kind, fact.value) for fact in there}) for there in theirs]
        best = max(shares, default=0)
        if best and shares.count(best) == 1:
            yield here, theirs[shares.index(best)]


def _comparable(one: _Stated, other: _Stated) -> bool:
    """Whether two values can contradict each other: sums of one currency, or of one that is not said."""
    if one.kind is not FactType.MONEY:
        return True
    plain = {"", "元", "$"}
    return one.unit == other.unit or bool({one.unit, other.unit} & plain and "USD" not in (one.unit, other.unit))
