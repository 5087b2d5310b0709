"""Which text that went became which text that came: one sentence rewritten rather than one out and one in.

Pure: no clock, no network, no files, no SQL. Bounded: what is too many to compare is compared by its rare words.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pipeline.model import Field
from pipeline.weighing.align import rising
from pipeline.weighing.tokens import split_tokens

ALIKE = 0.6
"""Share of common text from which two texts are one rewritten, wherever they stand (CHANGES.md step 13)."""

LONE = 0.25
"""The same where just one text went and one came in the same place."""

COMPARED = 20_000
"""Most pairs of texts that are compared one by one, some 0.2 s; beyond, only those that share a rare token."""

SAMPLED = 2_000
"""Characters of a text that tell what it is like."""

RARE = 8
"""Texts that hold a token, at most, for it to name candidates."""

_ONE_FOR_ONE = {
    Field.TITLE: 0.0,
    Field.CELL: 0.0,
    Field.LEAD: 0.0,
    Field.DATE: 0.0,
    Field.ROW: ALIKE,
    Field.ATTACHMENT: ALIKE,
}

Bag = Counter[str]


def pair_texts(
    before: Sequence[str], after: Sequence[str], gone: Sequence[int], come: Sequence[int],
    kept: Sequence[tuple[int, int]], field: Field,
) -> list[tuple[int, int]]:  # fmt: skip
    """Pair places that went with places that came, each at most once, sorted.

    kept: the pairs of unchanged texts, rising in both; what stands between two of them stands in the same place.
    """
    if not gone or not come:
        return []
    old = {place: weigh_tokens(before[place]) for place in gone}
    new = {place: weigh_tokens(after[place]) for place in come}
    here = dict(zip(gone, _gaps(gone, [a for a, _ in kept]), strict=True))
    there = dict(zip(come, _gaps(come, [b for _, b in kept]), strict=True))
    scored = []
    for a, b in _candidates(old, new):
        alike = share_common(old[a], new[b])
        if alike >= ALIKE:
            scored.append((-alike - 0.1 * (here[a] == there[b]), abs(a - b), a, b))
    pairs: dict[int, int] = {}
    taken = set()
    for _, _, a, b in sorted(scored):
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)
    anchors = rising(sorted([*kept, *pairs.items()]))
    pairs.update(_pair_lone(old, new, pairs, anchors, _ONE_FOR_ONE.get(field, LONE)))
    return sorted(pairs.items())


def weigh_tokens(text: str) -> Bag:
    """What a text is made of: its tokens with their lengths. A figure weighs 2, one of them for being a figure."""
    bag: Bag = Counter()
    for token in split_tokens(text[:SAMPLED]):
        kind = token.key.partition(":")[0]
        if kind and kind != token.key:
            bag[kind + ":"] += 1
            bag[token.key] += 1
        else:
            bag[token.key] += token.weight
    return bag


def share_common(old: Bag, new: Bag) -> float:
    """The share of two texts that both hold, 0 to 1, whatever its order."""
    whole = old.total() + new.total()
    small, large = (old, new) if len(old) < len(new) else (new, old)
    common = sum(min(weight, large[key]) for key, weight in small.items() if key in large)
    return 2 * common / whole if whole else 0.0


def _candidates(old: dict[int, Bag], new: dict[int, Bag]) -> Iterable[tuple[int, int]]:
    if len(old) * len(new) <= COMPARED:
        return [(a, b) for a in old for b in new]
    holders: dict[str, list[int]] = defaultdict(list)
    for b, bag in new.items():
        for key in bag:
            if len(holders[key]) <= RARE:
                holders[key].append(b)
    found: dict[tuple[int, int], None] = {}
    for a, bag in old.items():
        for key in bag:
            near = holders.get(key, ())
            if len(near) <= RARE:
                found.update(((a, b), None) for b in near)
    return found


def _gaps(places: Sequence[int], anchors: Sequence[int]) -> list[int]:
    ordered = sorted(anchors)
    return [bisect_left(ordered, place) for place in places]


def _pair_lone(
    old: dict[int, Bag], new: dict[int, Bag], pairs: dict[int, int], anchors: Sequence[tuple[int, int]], least: float
) -> dict[int, int]:
    """Texts that stand alone on both sides between two anchors."""
    gone = [place for place in old if place not in pairs]
    come = sorted(new.keys() - set(pairs.values()))
    alone: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place, gap in zip(gone, _gaps(gone, [a for a, _ in anchors]), strict=True):
        alone[gap][0].append(place)
    for place, gap in zip(come, _gaps(come, [b for _, b in anchors]), strict=True):
        alone[gap][1].append(place)
    return {
        went[0]: came[0]
        for went, came in alone.values()
        if len(went) == len(came) == 1 and share_common(old[went[0]], new[came[0]]) >= least
    }
