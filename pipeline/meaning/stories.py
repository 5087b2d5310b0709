"""Which Pages tell one event: Twins, copies, and Pages of different Sources that share what is rare.

Pure: no clock, no network, no files, no SQL. A day's Pages are joined together against the Stories that were there before
it, so that the order of reading within a day changes nothing. No two Pages of one Source are joined by likeness alone, and no
Page without a date of its own: a page that stands for ever tells no event.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from pipeline.meaning.likeness import Likeness, Pool, compare_traits
from pipeline.meaning.traits import Traits
from pipeline.model import Tier

WEIGHTS = {
    "bias": -3.0, "contained": 1.5, "common": 1.2, "titles": 2.4, "figures": 3.4, "strange": -3.4, "against": -3.2, "gap": -1.3,
    "evidence": 1.1, "thin": -5.0,
}  # fmt: skip
"""Of the logistic sum over two Pages; fitted to the tune half of bench/meaning.py's Twins and Stories and rounded."""

ENOUGH = 0.5
"""Two groups are one Story if their Pages are so alike on average."""

SURE = 0.75
"""The same where a Source would stand in it twice in one language: a newspaper writes again, or of something else."""

DAYS_APART = 4
"""Pages further apart tell of two events, unless one is the other's copy or Twin."""

COPY_DAYS = 45
COPIED = 0.75
"""From this share of the shorter text on, with no figure changed, a text is a copy."""

_SHARED = 0.15
"""Texts are held against each other as copies where they share at least this much of the smaller sketch."""


class JoinRule(StrEnum):
    """Why a Page is in its Story."""

    PERSON = "person"
    FIRST = "first"
    TWIN = "twin"
    COPY = "copy"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A Story that was there before the day. pinned: nothing joins it by likeness. pages: those near enough to matter."""

    key: str
    pages: tuple[Traits, ...]
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person decided: pairs of keys that belong together, and pairs that must not."""

    together: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()

    def forbids(self, one: str, other: str) -> bool:
        """Whether a person parted these two Pages."""
        return (one, other) in self.apart or (other, one) in self.apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Where a Page of the day belongs. story: the key of the Story, the URL of its oldest Page.

    rule, score, terms: why; partner: the Page it is closest to, None = it is the first. copy: its words are another's.
    """

    page: str
    story: str
    rule: JoinRule
    score: float
    partner: str | None
    terms: tuple[str, ...]
    copy: bool


@dataclass(slots=True)
class _Group:
    """Pages that are together so far. story: of a known Story, None = a new one."""

    pages: list[Traits]
    story: str | None
    pinned: bool = False

    @property
    def key(self) -> str:
        return self.story or min(self.pages, key=lambda page: page.order).key


def join_day(
    fresh: Sequence[Traits],
    known: Sequence[Known],
    twins: Collection[tuple[str, str]],
    wishes: Wishes | None = None,
) -> tuple[Joined, ...]:
    """Join a day's Pages with each other and with the Stories that were there. twins: pairs of keys, in either order."""
    return _Joining(fresh, known, twins, wishes or Wishes()).run()


class _Joining:
    """The joining of one day."""

    def __init__(
        self, fresh: Sequence[Traits], known: Sequence[Known], twins: Collection[tuple[str, str]], wishes: Wishes
    ) -> None:
        self._fresh = {page.key: page for page in sorted(fresh, key=lambda page: page.order)}
        self._wishes = wishes
        self._twins = {(min(pair), max(pair)) for pair in twins}
        old = [page for story in known for page in story.pages]
        self._pages = self._fresh | {page.key: page for page in old}
        self._pool = Pool(self._pages.values())
        groups = [
            _Group(list(story.pages), story.key, story.pinned) for story in sorted(known, key=lambda one: one.key)
        ]
        groups += [_Group([page], None) for page in self._fresh.values()]
        self._group = {page.key: group for group in groups for page in group.pages}
        self._likeness: dict[tuple[str, str], Likeness] = {}
        self._scores: dict[tuple[str, str], float] = {}
        self._copies: set[tuple[str, str]] = set()

    def run(self) -> tuple[Joined, ...]:
        self._copies = self._find_copies()
        for pairs in (self._wishes.together, self._twins, self._copies):
            for one, other in sorted(pairs):
                if one in self._pages and other in self._pages and (one in self._fresh or other in self._fresh):
                    self._merge(self._group[one], self._group[other])
        self._merge_alike()
        return tuple(self._tell(page, self._group[key]) for key, page in self._fresh.items())

    def _compare(self, one: Traits, other: Traits) -> Likeness:
        pair = _pair(one, other)
        if pair not in self._likeness:
            self._likeness[pair] = compare_traits(one, other, self._pool)
        return self._likeness[pair]

    def _find_copies(self) -> set[tuple[str, str]]:
        """Pairs of different Sources of which one is the other's copy; looked for where texts share many shingles."""
        by_shingle: dict[int, list[str]] = {}
        for key, page in self._pages.items():
            for shingle in page.sketch:
                by_shingle.setdefault(shingle, []).append(key)
        copies = set()
        for key, page in self._fresh.items():
            shared = Counter(other for shingle in page.sketch for other in by_shingle[shingle] if other != key)
            for other, number in shared.items():
                if number >= _SHARED * min(len(page.sketch), len(self._pages[other].sketch)):
                    found = self._pages[other]
                    if self._may_be_copy(page, found) and is_copy(self._compare(page, found)):
                        copies.add(_pair(page, found))
        return copies

    @staticmethod
    def _may_be_copy(one: Traits, other: Traits) -> bool:
        near = abs((one.day - other.day).days) <= COPY_DAYS
        return near and one.source_id != other.source_id and one.chinese == other.chinese

    def _merge(self, one: _Group, other: _Group) -> _Group | None:
        """Make two groups one; None where they are one, are two known Stories, or were parted by a person."""
        if one is other or (one.story is not None and other.story is not None) or self._parted(one, other):
            return None
        first, second = (other, one) if other.story is not None else (one, other)
        first.pages += second.pages
        first.pinned = first.pinned or second.pinned
        for page in second.pages:
            self._group[page.key] = first
        return first

    def _parted(self, one: _Group, other: _Group) -> bool:
        return bool(self._wishes.apart) and any(
            self._wishes.forbids(a.key, b.key) for a in one.pages for b in other.pages
        )

    def _merge_alike(self) -> None:
        """Join the two most alike groups, again and again, while they are alike enough on average."""
        groups = list({id(group): group for group in self._group.values()}.values())
        fresh = [group for group in groups if group.story is None]
        pairs = {(id(one), id(other)): (one, other) for one, other in combinations(fresh, 2)}
        pairs |= {(id(one), id(other)): (one, other) for one in fresh for other in groups if other.story is not None}
        scores = {pair: (self._score(*both), *both) for pair, both in pairs.items()}
        while True:
            found = [(-score, sorted((a.key, b.key)), a, b) for score, a, b in scores.values() if score is not None]
            if not found:
                return
            _, _, one, other = min(found, key=lambda bond: bond[:2])
            kept = self._merge(one, other)
            scores = {pair: value for pair, value in scores.items() if not {id(one), id(other)} & set(pair)}
            if kept is None:
                continue
            groups = [group for group in groups if group is kept or (group is not one and group is not other)]
            for group in groups:
                if group is not kept:
                    scores[id(kept), id(group)] = (self._score(kept, group), kept, group)

    def _score(self, one: _Group, other: _Group) -> float | None:
        """How alike two groups are, None = not enough, or not to be joined."""
        if (one.story and other.story) or one.pinned or other.pinned or self._parted(one, other):
            return None
        scores, twice = [], False
        for a in one.pages:
            for b in other.pages:
                if a.source_id == b.source_id:
                    twice = twice or a.language == b.language
                elif a.dated and b.dated and abs((a.day - b.day).days) <= DAYS_APART:
                    scores.append(self._score_pair(a, b))
        if not scores:
            return None
        mean = round(sum(sorted(scores)) / len(scores), 9)
        return mean if mean >= (SURE if twice else ENOUGH) else None

    def _score_pair(self, one: Traits, other: Traits) -> float:
        pair = _pair(one, other)
        if pair not in self._scores:
            self._scores[pair] = score_event(self._compare(one, other), one, other)
        return self._scores[pair]

    def _tell(self, page: Traits, group: _Group) -> Joined:
        """Why a Page is in its group: the strongest bond it has with one of the others."""
        others = [other for other in group.pages if other is not page]
        bonds = []
        for other in others:
            pair = _pair(page, other)
            if pair in self._wishes.together:
                bonds.append((0, -1.0, other, JoinRule.PERSON))
            elif pair in self._twins:
                bonds.append((1, -1.0, other, JoinRule.TWIN))
            elif pair in self._copies:
                bonds.append((2, -self._compare(page, other).copied, other, JoinRule.COPY))
            elif other.source_id != page.source_id:
                bonds.append((3, -self._score_pair(page, other), other, JoinRule.ALIKE))
        first = page.key == group.key
        if first or not bonds:
            return Joined(
                page=page.key, story=group.key, rule=JoinRule.FIRST, score=1.0, partner=None, terms=(), copy=False
            )
        _, score, partner, rule = min(bonds, key=lambda bond: (bond[0], bond[1], bond[2].order))
        return Joined(
            page=page.key,
            story=group.key,
            rule=rule,
            score=round(-score, 3),
            partner=partner.key,
            terms=self._compare(page, partner).shared[:8],
            copy=any(_pair(page, other) in self._copies and other.order < page.order for other in others),
        )


def _pair(one: Traits, other: Traits) -> tuple[str, str]:
    return (one.key, other.key) if one.key < other.key else (other.key, one.key)


def is_copy(likeness: Likeness) -> bool:
    """Whether one text is a copy of the other: the same words, and no figure, place or name changed."""
    unchanged = likeness.kept is None or likeness.kept >= 0.75
    return likeness.copied >= COPIED and not likeness.against and unchanged


def score_event(likeness: Likeness, one: Traits, other: Traits) -> float:
    """How surely two texts of different Sources tell one event, 0 to 1."""
    asked = one.question is not None and other.question is not None and one.question != other.question
    total = (
        WEIGHTS["bias"]
        + WEIGHTS["contained"] * likeness.contained
        + WEIGHTS["common"] * likeness.common
        + WEIGHTS["titles"] * likeness.titles
        + WEIGHTS["figures"] * (likeness.figures or 0.0)
        + WEIGHTS["strange"] * likeness.strange
        + WEIGHTS["against"] * (len(likeness.against) + asked)
        + WEIGHTS["gap"] * min(likeness.gap, DAYS_APART)
        + WEIGHTS["thin"] * likeness.thin
        + WEIGHTS["evidence"] * min(likeness.evidence, 40.0) / 20.0
    )
    return round(1.0 / (1.0 + math.exp(-total)), 9)


_TIERS = {Tier.OFFICIAL: 0, Tier.PRESS: 1, Tier.ANALYSIS: 2}


def choose_lead(pages: Iterable[Traits], copies: Collection[str] = (), pinned: str | None = None) -> Traits:
    """The Page that leads a Story: the one a person pinned, else the official original, even if a copy was found first."""
    return min(pages, key=lambda page: (page.key != pinned, _TIERS[page.tier], page.key in copies, page.order))
