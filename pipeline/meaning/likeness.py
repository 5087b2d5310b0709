"""How alike two Pages are in what they tell: shared features weighed by how rare they are, and what stands against it.

Pure: no clock, no network, no files, no SQL.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.meaning.traits import SKETCH, Traits

_USUAL = {
    "agreement": 0.15, "initiative": 0.1, "body": 0.25, "official": 0.12, "place": 0.5, "joint": 0.3, "theme": 0.5, "area": 0.25,
    "gathering": 0.1, "cue": 0.5, "city": 0.12, "land": 0.1, "trade": 0.15, "firm": 0.05, "office": 0.15, "matter": 0.2,
    "name": 0.1, "date": 0.03, "money": 0.02, "percent": 0.04,
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


class Pool:
    """Texts among which likeness is measured: a feature that many of them have says little."""

    def __init__(self, traits: Iterable[Traits]) -> None:
        pool = list(traits)
        self._texts = len(pool)
        self._counts = Counter(feature for one in pool for feature in one.body)
        self.weigh = lru_cache(maxsize=None)(self._weigh)

    def _weigh(self, feature: str) -> float:
        """The weight of a feature: the rarer the heavier, 0 at least."""
        usual = _usual_number(feature) if feature.startswith("number:") else _USUAL.get(kind_of(feature), 0.2)
        return -math.log((self._counts[feature] + usual * _PRIOR) / (self._texts + _PRIOR + 1))

    def weigh_all(self, features: Iterable[str]) -> float:
        """The weight of some features together."""
        return sum(map(self.weigh, features))


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

    contained: float
    common: float
    titles: float
    figures: float | None
    kept: float | None
    strange: float
    against: tuple[str, ...]
    copied: float
    gap: int
    shared: tuple[str, ...]
    evidence: float
    thin: float


def compare_traits(one: Traits, other: Traits, pool: Pool) -> Likeness:
    """Hold two texts against each other; the same in either order."""
    both = one.body & other.body
    weight = sum(pool.weigh(feature) * _place(feature, one, other) for feature in both)
    mine, theirs = _weight_of(one, pool), _weight_of(other, pool)
    figures, kept, strange = _compare_figures(one, other, pool)
    return Likeness(
        contained=min(1.0, weight / (min(mine, theirs) or 1.0)),
        common=min(1.0, weight / ((mine + theirs - weight) or 1.0)),
        titles=min(_share_title(one, other, pool), _share_title(other, one, pool)),
        figures=figures,
        kept=kept,
        strange=strange,
        against=tuple(kind for kind in _EXCLUDING if _excludes(kind, one, other)),
        copied=compare_sketches(one, other),
        gap=abs((one.day - other.day).days),
        shared=tuple(sorted(both, key=lambda feature: (-pool.weigh(feature), feature))),
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


def _weight_of(one: Traits, pool: Pool) -> float:
    return sum(pool.weigh(feature) * (_IN_TITLES if feature in one.title else 1.0) for feature in one.body)


def _compare_figures(one: Traits, other: Traits, pool: Pool) -> tuple[float | None, float | None, float]:
    mine, theirs = ({feature for feature in side.body if kind_of(feature) in _FIGURES} for side in (one, other))
    fewer = min(len(mine), len(theirs))
    if not fewer:
        return None, None, 0.0
    shared = pool.weigh_all(mine & theirs)
    poorer = min(pool.weigh_all(mine), pool.weigh_all(theirs))
    strange = 0.0 if mine & theirs else min(1.0, fewer / _FEW)
    return min(1.0, shared / (poorer + _CHANCE)), min(1.0, shared / (poorer or 1.0)), strange


def _excludes(kind: str, one: Traits, other: Traits) -> bool:
    """Whether each names its own word of a kind in the title (in the text, where no title does) and none of the other's."""
    prefix = f"{kind}:"
    titles = [{feature for feature in side.title if feature.startswith(prefix)} for side in (one, other)]
    texts = [{feature for feature in side.body if feature.startswith(prefix)} for side in (one, other)]
    mine, theirs = titles[0] or texts[0], titles[1] or texts[1]
    return bool(mine and theirs and not mine & texts[1] and not theirs & texts[0])


def _share_title(one: Traits, other: Traits, pool: Pool) -> float:
    """The share of what the title of the one names that stands in the other; _UNNAMED where it names nothing."""
    whole = pool.weigh_all(one.title)
    return pool.weigh_all(one.title & other.body) / whole if whole > 0.5 else _UNNAMED


def compare_sketches(one: Traits, other: Traits) -> float:
    """The share of the shorter text that stands in the other, estimated from the smallest hashes of both."""
    if not one.sketch or not other.sketch:
        return 0.0
    mine, theirs = set(one.sketch), set(other.sketch)
    union = sorted(mine | theirs)[:SKETCH]
    alike = sum(value in mine and value in theirs for value in union) / len(union)
    shorter = min(one.shingles, other.shingles)
    return min(1.0, alike * (one.shingles + other.shingles) / ((1.0 + alike) * shorter))
