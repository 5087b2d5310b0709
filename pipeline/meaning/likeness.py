"""How alike two Pages are in what they tell: shared features weighed by how rare they are, and what stands against it.

Pure: no clock, no network, no files, no SQL.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.meaning.traits import SKETCH, Traits

_USUAL = {
    "agreement": 0.15, "initiative": 0.1, "body": 0.25, "official": 0.12, "place": 0.5, "joint": 0.3, "theme": 0.5, "area": 0.25,
    "gathering": 0.1, "cue": 0.5, "city": 0.12, "land": 0.1, "trade": 0.15, "firm": 0.05, "office": 0.15, "matter": 0.2,
    "name": 0.1, "person": 0.2, "surname": 0.1, "date": 0.03, "money": 0.02, "percent": 0.04,
}  # fmt: skip
"""How usual a feature of each kind is in a text on the subject, before any is counted: estimated on the tune month."""

_PRIOR = 25
"""So many texts the estimate above is worth."""

_CHANCE = 2.5
"""The weight of about one number: what two texts may share by chance."""

_UNNAMED = 0.3
"""What a title that names nothing known counts as."""

_ENOUGH = 12.0
"""The weight of what is shared below which likeness is thin: texts of which little is known are alike in nothing else."""

_FEW = 3
"""From so many figures on in both texts, none in common means two events."""

_FIGURES = ("date", "money", "percent", "number")
_EXCLUDING = ("city", "firm", "trade", "official")
_IN_TITLES, _IN_A_TITLE = 2.0, 1.4


class _Weights(dict[str, float]):
    """The weight of a feature: the rarer the heavier, 0 at least; worked out when first asked for."""

    def __init__(self, pool: Sequence[Traits]) -> None:
        self._texts = len(pool)
        self._counts = Counter(feature for one in pool for feature in one.body)

    def __missing__(self, feature: str) -> float:
        usual = _usual_number(feature) if feature.startswith("number:") else _USUAL.get(kind_of(feature), 0.2)
        weight = -math.log((self._counts[feature] + usual * _PRIOR) / (self._texts + _PRIOR + 1))
        self[feature] = weight
        return weight


@dataclass(frozen=True, slots=True)
class _Side:
    """What a text brings to every comparison in its pool.

    title, text: by excluding kind, the features of that kind. named: the weight of its title.
    """

    weight: float
    named: float
    figures: frozenset[str]
    figures_weight: float
    title: Mapping[str, frozenset[str]]
    text: Mapping[str, frozenset[str]]


class Pool:
    """Texts among which likeness is measured: a feature that many of them have says little."""

    def __init__(self, traits: Iterable[Traits]) -> None:
        self._weights = _Weights(list(traits))
        self._sides: dict[int, tuple[Traits, _Side]] = {}
        self.weigh = self._weights.__getitem__

    def weigh_all(self, features: Iterable[str]) -> float:
        """The weight of some features together."""
        return sum(map(self.weigh, features))

    def side_of(self, one: Traits) -> _Side:
        """What a text brings, worked out once. It need not be one of the pool's."""
        held = self._sides.get(id(one))
        if held is None:
            held = self._sides[id(one)] = (one, self._make_side(one))
        return held[1]

    def _make_side(self, one: Traits) -> _Side:
        figures = frozenset(feature for feature in one.body if kind_of(feature) in _FIGURES)
        return _Side(
            weight=sum(self.weigh(feature) * (_IN_TITLES if feature in one.title else 1.0) for feature in one.body),
            named=self.weigh_all(one.title),
            figures=figures,
            figures_weight=self.weigh_all(figures),
            title=_by_kind(one.title),
            text=_by_kind(one.body),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two texts are; every number but gap and evidence is 0 to 1.

    contained: share of the poorer text's features that stand in the other too. common: share of all features of both.
    titles: the share of each title's features that the other text has, of the title of which it has less.
    figures: the same of figures and dates, less where there are few: one number may be shared by chance; None = one of them
    has none. kept: the share of the poorer text's figures that the other has, as it is. strange: how surely they have no
    figure in common though both have some. against: kinds of words, such as cities, of which each has its own.
    copied: share of the shorter text's shingles in the other. gap: days between them. shared: the features that both have,
    heaviest first; thin: how little that is. evidence: their weight.
    """

    one: Traits
    other: Traits
    pool: Pool
    both: frozenset[str]
    contained: float
    common: float
    figures: float | None
    kept: float | None
    strange: float
    against: tuple[str, ...]
    gap: int
    evidence: float
    thin: float

    @property
    def titles(self) -> float:
        """Worked out when asked for, like all that few pairs are asked for."""
        one, other = self.one, self.other
        return min(_share_title(one, other, self.pool), _share_title(other, one, self.pool))

    @property
    def copied(self) -> float:
        """See above."""
        return compare_sketches(self.one, self.other)

    @property
    def shared(self) -> tuple[str, ...]:
        """See above."""
        return tuple(sorted(self.both, key=lambda feature: (-self.pool.weigh(feature), feature)))


def compare_traits(one: Traits, other: Traits, pool: Pool) -> Likeness:
    """Hold two texts against each other; the same in either order."""
    both = one.body & other.body
    mine, theirs = pool.side_of(one), pool.side_of(other)
    weight = sum(pool.weigh(feature) * _place(feature, one, other) for feature in both)
    figures, kept, strange = _compare_figures(mine, theirs, pool)
    return Likeness(
        one=one,
        other=other,
        pool=pool,
        both=both,
        contained=min(1.0, weight / (min(mine.weight, theirs.weight) or 1.0)),
        common=min(1.0, weight / ((mine.weight + theirs.weight - weight) or 1.0)),
        figures=figures,
        kept=kept,
        strange=strange,
        against=tuple(kind for kind in _EXCLUDING if _excludes(kind, mine, theirs)),
        gap=abs((one.day - other.day).days),
        evidence=weight,
        thin=max(0.0, 1.0 - weight / _ENOUGH),
    )


def _usual_number(feature: str) -> float:
    """How usual a number is: small and round ones stand in every text."""
    digits = feature.removeprefix("number:").replace(".", "").rstrip("0")
    return (0.4, 0.4, 0.15, 0.04)[len(digits)] if len(digits) < 4 else 0.015


def kind_of(feature: str) -> str:
    """The kind of a feature: 'city' of 'city:zhuhai'."""
    return feature.partition(":")[0]


def _place(feature: str, one: Traits, other: Traits) -> float:
    titles = (feature in one.title) + (feature in other.title)
    return (1.0, _IN_A_TITLE, _IN_TITLES)[titles]


def _by_kind(features: Iterable[str]) -> dict[str, frozenset[str]]:
    """Of each excluding kind its features, none for a kind that has none."""
    found: dict[str, set[str]] = {}
    for feature in features:
        kind = kind_of(feature)
        if kind in _EXCLUDING:
            found.setdefault(kind, set()).add(feature)
    return {kind: frozenset(of_kind) for kind, of_kind in found.items()}


def _compare_figures(mine: _Side, theirs: _Side, pool: Pool) -> tuple[float | None, float | None, float]:
    fewer = min(len(mine.figures), len(theirs.figures))
    if not fewer:
        return None, None, 0.0
    both = mine.figures & theirs.figures
    shared = pool.weigh_all(both)
    poorer = min(mine.figures_weight, theirs.figures_weight)
    strange = 0.0 if both else min(1.0, fewer / _FEW)
    return min(1.0, shared / (poorer + _CHANCE)), min(1.0, shared / (poorer or 1.0)), strange


_NONE: frozenset[str] = frozenset()


def _excludes(kind: str, one: _Side, other: _Side) -> bool:
    """Whether each names its own word of a kind in the title (in the text, where no title does) and none of the other's."""
    texts = one.text.get(kind, _NONE), other.text.get(kind, _NONE)
    mine, theirs = one.title.get(kind, texts[0]), other.title.get(kind, texts[1])
    return bool(mine and theirs and not mine & texts[1] and not theirs & texts[0])


def _share_title(one: Traits, other: Traits, pool: Pool) -> float:
    """The share of what the title of the one names that stands in the other; _UNNAMED where it names nothing."""
    named = pool.side_of(one).named
    return pool.weigh_all(one.title & other.body) / named if named > 0.5 else _UNNAMED


def compare_sketches(one: Traits, other: Traits) -> float:
    """The share of the shorter text that stands in the other, estimated from the smallest hashes of both."""
    if not one.sketch or not other.sketch:
        return 0.0
    mine, theirs = set(one.sketch), set(other.sketch)
    if mine.isdisjoint(theirs):
        return 0.0
    union = sorted(mine | theirs)[:SKETCH]
    alike = sum(value in mine and value in theirs for value in union) / len(union)
    shorter = min(one.shingles, other.shingles)
    return min(1.0, alike * (one.shingles + other.shingles) / ((1.0 + alike) * shorter))
