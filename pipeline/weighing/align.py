"""Which members of two sequences of keys correspond, in order, in bounded time.

Pure. Patience: common ends first, then members that are unique on both sides, then exact search in what is small,
then occurrence by occurrence: 5,000 equal members, or thousands of unlike ones, cost little more than reading them.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

EXACT = 250_000
"""Most pairs (length times length) that are searched exactly; 500 against 500 takes about 0.1 s."""


def match_keys(before: Sequence[Hashable], after: Sequence[Hashable], *, exact: int = EXACT) -> list[tuple[int, int]]:
    """Pair equal members so that pairs never cross: (place before, place after), rising in both.

    exact: how large a stretch is searched for its longest common blocks rather than by unique members.
    """
    pairs: list[tuple[int, int]] = []
    waiting = [(0, len(before), 0, len(after))]
    while waiting:
        low, high, left, right = waiting.pop()
        while low < high and left < right and before[low] == after[left]:
            pairs.append((low, left))
            low, left = low + 1, left + 1
        while low < high and left < right and before[high - 1] == after[right - 1]:
            high, right = high - 1, right - 1
            pairs.append((high, right))
        if low == high or left == right:
            continue
        if (high - low) * (right - left) <= exact:
            pairs.extend(_search(before[low:high], after[left:right], low, left))
            continue
        anchors = _unique_pairs(before, after, low, high, left, right)
        if anchors:
            for place, other in [*anchors, (high, right)]:
                waiting.append((low, place, left, other))
                low, left = place, other
                if place < high:
                    pairs.append((place, other))
                    low, left = place + 1, other + 1
        else:
            pairs.extend(_by_occurrence(before, after, low, high, left, right))
    return sorted(pairs)


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of pairs (sorted by the first) whose second members rise."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for index, (_, other) in enumerate(pairs):
        place = bisect_left(tails, other)
        previous.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(other)
            ends.append(index)
        else:
            tails[place] = other
            ends[place] = index
    chosen = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = previous[index]
    return chosen[::-1]


def _places(keys: Sequence[Hashable], start: int, end: int) -> dict[Hashable, list[int]]:
    places = defaultdict(list)
    for place in range(start, end):
        places[keys[place]].append(place)
    return places


def _unique_pairs(
    before: Sequence[Hashable], after: Sequence[Hashable], low: int, high: int, left: int, right: int
) -> list[tuple[int, int]]:
    here, there = _places(before, low, high), _places(after, left, right)
    return rising([(at[0], there[key][0]) for key, at in here.items() if len(at) == 1 and len(there.get(key, ())) == 1])


def _search(before: Sequence[Hashable], after: Sequence[Hashable], low: int, left: int) -> list[tuple[int, int]]:
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return [(low + a + step, left + b + step) for a, b, size in blocks for step in range(size)]


def _by_occurrence(
    before: Sequence[Hashable], after: Sequence[Hashable], low: int, high: int, left: int, right: int
) -> list[tuple[int, int]]:
    here, there = _places(before, low, high), _places(after, left, right)
    pairs = [pair for key, at in here.items() for pair in zip(at, there.get(key, ()), strict=False)]
    return rising(sorted(pairs))
