"""What became of sentences: Edits between two sequences of texts, and the words that changed inside one.

Pure: no clock, no network, no files, no SQL. Compared folded, shown in the publisher's own characters.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model import Edit, Field, Op
from pipeline.text.glyphs import is_content
from pipeline.text.keys import fold_key
from pipeline.weighing.align import match_keys
from pipeline.weighing.pairing import pair_texts
from pipeline.weighing.tokens import Token, split_tokens

JOINED = 3
"""Fewer kept characters than this between two changes are joined into them: islands of one word help nobody."""

COMMON = 0.4
"""Below this share of common text two sentences are shown whole, one after the other."""

WORDS_EXACT = 1_000_000
"""Pairs of tokens searched exactly in one sentence; beyond, unique words are the anchors."""

LONGEST = 20_000
"""Characters of a text that are compared word by word; a sentence has hundreds, a page that is one line has more."""

CONTEXT = 100
"""Characters left beside a difference in a long text, so that figures keep their units."""

RECUT = 6
"""Sentences that may have been one sentence before, or become one."""

UNORDERED = frozenset({Field.ROW, Field.ATTACHMENT, Field.DATE})
"""Fields whose order says nothing: a list that was sorted anew moved nothing."""

Pairs = list[tuple[int, int]]


def align_texts(before: Sequence[str], after: Sequence[str], field: Field) -> tuple[Edit, ...]:
    """Tell what became of a sequence of sentences (rows, cells, titles): Edits in reading order.

    Texts with equal keys are unchanged, whatever their typography (typography_edits tells it). Texts that only stand
    elsewhere are moves; texts alike are one replacement; a text that is only cut into sentences elsewhere is no edit.
    """
    keys, others = [fold_key(text) for text in before], [fold_key(text) for text in after]
    kept = match_keys(keys, others)
    gone = _rest(keys, {a for a, _ in kept})
    come = _rest(others, {b for _, b in kept})
    gone, come = _drop_recut(gone, come, keys, others)
    moved = _find_moves(gone, come, keys, others)
    gone = _rest(keys, {a for a, _ in moved}, gone)
    come = _rest(others, {b for _, b in moved}, come)
    replaced = pair_texts(before, after, gone, come, kept, field)
    anchors = sorted(kept + replaced)
    edits = [((b, 1, a), Op.REPLACE, before[a], after[b]) for a, b in replaced]
    if field not in UNORDERED:
        edits += [((b, 1, a), Op.MOVE, before[a], after[b]) for a, b in moved]
    edits += [((b, 1, 0), Op.INSERT, "", after[b]) for b in _rest(others, {b for _, b in replaced}, come)]
    edits += [
        ((_before(a, anchors), 2, a), Op.DELETE, before[a], "") for a in _rest(keys, {a for a, _ in replaced}, gone)
    ]
    edits.sort(key=lambda edit: edit[0])
    return tuple(Edit(field=field, op=op, before=old, after=new) for _, op, old, new in edits)


def typography_edits(before: Sequence[str], after: Sequence[str], field: Field) -> tuple[Edit, ...]:
    """Texts that read the same and are printed otherwise, as Edits: all cosmetic."""
    kept = match_keys([fold_key(text) for text in before], [fold_key(text) for text in after])
    return tuple(
        Edit(field=field, op=Op.REPLACE, before=before[a], after=after[b]) for a, b in kept if before[a] != after[b]
    )


def _rest(keys: Sequence[str], used: set[int], places: Iterable[int] | None = None) -> list[int]:
    """The places that are not used and say something."""
    return [place for place in (range(len(keys)) if places is None else places) if place not in used and keys[place]]


def _before(place: int, anchors: Pairs) -> int:
    """Where in the new text a deleted one stood: after the partner of what stood before it, -1 = at the start."""
    index = bisect_left(anchors, (place, -1))
    return anchors[index - 1][1] if index else -1


def _drop_recut(gone: list[int], come: list[int], keys: list[str], others: list[str]) -> tuple[list[int], list[int]]:
    """Drop neighbours that, joined, read like neighbours of the other side: the same text, cut elsewhere."""
    runs: dict[str, tuple[int, ...]] = {}
    for run in _runs(come):
        runs.setdefault("".join(others[place] for place in run), run)
    used_gone: set[int] = set()
    used_come: set[int] = set()
    for run in _runs(gone):
        match = runs.get("".join(keys[place] for place in run), ())
        if len(run) + len(match) > 2 and match and used_gone.isdisjoint(run) and used_come.isdisjoint(match):
            used_gone.update(run)
            used_come.update(match)
    return [a for a in gone if a not in used_gone], [b for b in come if b not in used_come]


def _runs(places: list[int]) -> Iterable[tuple[int, ...]]:
    for index, place in enumerate(places):
        for length in range(1, RECUT + 1):
            run = tuple(places[index : index + length])
            if len(run) == length and run[-1] - place == length - 1:
                yield run


def _find_moves(gone: list[int], come: list[int], keys: list[str], others: list[str]) -> Pairs:
    waiting: dict[str, list[int]] = defaultdict(list)
    for place in reversed(come):
        waiting[others[place]].append(place)
    return [(place, waiting[keys[place]].pop()) for place in gone if waiting[keys[place]]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of both texts. real: what a reader takes in differs; otherwise it is kept, or only printed otherwise."""

    before: str
    after: str
    real: bool = False


def mark_words(before: str, after: str) -> tuple[tuple[Op | None, str], ...]:
    """Mark what changed inside a text: runs in reading order, None = kept, else deleted or inserted.

    Kept and deleted runs join to `before`, kept and inserted ones to `after`, to the character; so what is only printed
    otherwise (a quote, a dash, a script variant) is a deletion and an insertion too, of just that character. Each date,
    sum, number with unit and word changes whole. Under 40 % of common text both are one run.
    """
    return _marks(split_stretches(before, after))


def split_stretches(before: str, after: str) -> list[Stretch]:
    """Split two texts into stretches that are kept, changed, or only printed otherwise; joined they give both.

    A text longer than any sentence is first narrowed to what differs; where even that is long, it changed whole.
    """
    if before == after:
        return [Stretch(before, after)]
    if max(len(before), len(after)) > LONGEST:
        start, end = shared_ends(before, after)
        old_middle, new_middle = before[start : len(before) - end], after[start : len(after) - end]
        long = max(len(old_middle), len(new_middle)) > LONGEST
        middle = [Stretch(old_middle, new_middle, real=True)] if long else split_stretches(old_middle, new_middle)
        lead, tail = before[:start], before[len(before) - end :]
        return [Stretch(lead, lead), *middle, Stretch(tail, tail)]
    old, new = split_tokens(before), split_tokens(after)
    pairs = match_keys([token.key for token in old], [token.key for token in new], exact=WORDS_EXACT)
    common = 2 * sum(old[a].weight for a, _ in pairs)
    whole = sum(token.weight for token in (*old, *new))
    if common < COMMON * whole and len(pairs) < min(len(old), len(new)):
        return [Stretch(before, after, real=True)]
    return _join_near(_cut_stretches(before, after, old, new, pairs))


def shared_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters two texts share at their start and at their end, less some words of context."""
    start = _shared_start(before, after)
    end = _shared_start(before[start:][::-1], after[start:][::-1])
    return start, end


def _shared_start(one: str, other: str) -> int:
    shared = min(len(one), len(other))
    if one[:shared] != other[:shared]:
        low, high = 0, shared
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle)
        shared = low
    shared = max(0, shared - CONTEXT)
    while shared and not one[shared - 1].isspace() and one[shared - 1] not in "。，；,;":
        shared -= 1
    return shared


def _cut_stretches(before: str, after: str, old: Sequence[Token], new: Sequence[Token], pairs: Pairs) -> list[Stretch]:
    stretches: list[Stretch] = []
    a = b = start = begin = 0
    for place, other in [*pairs, (len(old), len(new))]:
        here = old[place] if place < len(old) else Token(len(before), len(before), "", 0)
        there = new[other] if other < len(new) else Token(len(after), len(after), "", 0)
        stretches += _between(
            before[start : here.start],
            after[begin : there.start],
            [(token.start - start, token.end - start) for token in old[a:place]],
            [(token.start - begin, token.end - begin) for token in new[b:other]],
        )
        stretches.append(Stretch(before[here.start : here.end], after[there.start : there.end]))
        a, b, start, begin = place + 1, other + 1, here.end, there.end
    return stretches


def _between(old: str, new: str, went: Sequence[tuple[int, int]], came: Sequence[tuple[int, int]]) -> list[Stretch]:
    """What stands between two kept tokens; spaces and punctuation that both have at an end are kept."""
    lead = min(went[0][0] if went else len(old), came[0][0] if came else len(new))
    head = next((at for at in range(lead) if old[at] != new[at]), lead)
    tail = min(len(old) - max(went[-1][1] if went else 0, head), len(new) - max(came[-1][1] if came else 0, head))
    end = next((at for at in range(tail) if old[-1 - at] != new[-1 - at]), tail)
    return [
        Stretch(old[:head], new[:head]),
        Stretch(old[head : len(old) - end], new[head : len(new) - end], real=bool(went or came)),
        Stretch(old[len(old) - end :], new[len(new) - end :]),
    ]


def _join_near(stretches: list[Stretch]) -> list[Stretch]:
    """Join what is kept between two changes into them where it is less than a word."""
    joined: list[Stretch] = []
    last = -1
    for stretch in stretches:
        if stretch.real and last >= 0:
            kept = sum(is_content(character) for between in joined[last + 1 :] for character in between.after)
            if kept < JOINED:
                near = [*joined[last:], stretch]
                del joined[last:]
                stretch = Stretch("".join(x.before for x in near), "".join(x.after for x in near), real=True)
        if stretch.real:
            last = len(joined)
        joined.append(stretch)
    return joined


def _marks(stretches: Iterable[Stretch]) -> tuple[tuple[Op | None, str], ...]:
    """Write stretches as runs: neighbours of one kind as one, a deletion before its insertion, nothing empty."""
    marks: list[tuple[Op | None, str]] = []
    kept = old = new = ""
    for stretch in [*stretches, None]:
        same = stretch is not None and stretch.before == stretch.after
        if stretch is None or (same and stretch.before):
            if old or new:
                marks += [(None, kept)] if kept else []
                marks += [(op, text) for op, text in ((Op.DELETE, old), (Op.INSERT, new)) if text]
                kept = old = new = ""
            kept += stretch.before if stretch else ""
        elif not same:
            old, new = old + stretch.before, new + stretch.after
    return tuple([*marks, (None, kept)] if kept else marks)
