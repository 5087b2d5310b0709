"""The Edits between sifted Documents of one Page: what every Capture of now has and no Capture of before had.

Pure. Text is the identity: sentences are counted as a multiset, their order tells moves alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from pipeline.comparing.field_edits import attachment_edits, date_edits, title_edits
from pipeline.comparing.figures import ELIDED
from pipeline.comparing.sifted import Sentence, Sifted
from pipeline.model import Edit, Field, Op
from pipeline.text.keys import fold_key, likeness
from pipeline.weighing.align import rising
from pipeline.weighing.diff import align_texts, typography_edits

_GROUPS: tuple[tuple[Field, ...], ...] = (
    (Field.LEAD, Field.NOTE, Field.PARAGRAPH),
    (Field.HEADING,),
    (Field.ROW,),
    (Field.CELL,),
)
"""Fields aligned together; an Edit has the last one's name unless it stands in a lead or note."""

_ALIKE = 0.6
_COMPARED = 200
"""Texts that one text is held against; bounds the cost of a page rewritten whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """How often each key was added or removed, by consensus of the Captures."""

    added: Counter[str]
    removed: Counter[str]


def find_typography(old: Sifted, new: Sifted) -> tuple[Edit, ...]:
    """Sentences that read the same and are printed otherwise; cosmetic, and never a Version."""
    edits: list[Edit] = []
    for group in _GROUPS:
        sides = [[sentence.text for sentence in side.sentences if sentence.field in group] for side in (old, new)]
        edits += typography_edits(sides[0], sides[1], group[-1]) if sides[0] != sides[1] else ()
    return tuple(edits)


def _has_like(key: str, others: Iterable[str]) -> bool:
    """Whether any of the others is like a key; of very many the first of about its length are tried."""
    near = (other for other in others if 2 * len(other) > len(key) and len(other) < 2 * len(key))
    return any(likeness(key, other) >= _ALIKE for other in islice(near, _COMPARED))


def _surplus(side: Sequence[Sifted], other: Sequence[Sifted]) -> Counter[str]:
    counted = _least(one.counted for one in side) - _most(one.counted for one in other)
    return counted & (_least(one.everywhere for one in side) - _most(one.everywhere for one in other))


def _least(counters: Iterable[Counter[str]]) -> Counter[str]:
    """How often each key stands at least in every counter."""
    first, *rest = counters
    least = first
    for counter in rest:
        least = least & counter
    return least


def _most(counters: Iterable[Counter[str]]) -> Counter[str]:
    """How often each key stands at most in any counter."""
    most: Counter[str] = Counter()
    for counter in counters:
        most = most | counter
    return most


def find_candidates(olds: Sequence[Sifted], news: Sequence[Sifted], kept: frozenset[str] = frozenset()) -> Candidates:
    """What was added and removed by consensus: more often in every Capture of one side than in any of the other.

    As text that counts, and anywhere too: what only moved in or out of furniture is no Edit. kept: paths on which
    nothing is taken for rotation.
    """
    added = _surplus(news, olds)
    removed = _surplus(olds, news)
    if len(olds) == 1 and len(news) > 1:
        removed -= _rotated(removed, added, olds[0], news, kept)
    if len(news) == 1 and len(olds) > 1:
        added -= _rotated(added, removed, news[0], olds, kept)
    removed -= _alike_by_chance(removed, olds[-1], news, kept)
    added -= _alike_by_chance(added, news[0], olds, kept)
    return Candidates(added=added, removed=removed)


def _alike_by_chance(
    agreed: Counter[str], side: Sifted, others: Sequence[Sifted], kept: frozenset[str]
) -> Counter[str]:
    """Sentences that two Captures agree in but for a figure, on a path where those of the other side agree in none.

    There texts rotate, and two of one making came together: "Up to 40 firms ...", "Up to 12 firms ...".
    """
    elided = [one for one in side.sentences if ELIDED in one.text and agreed[one.key] > 0 and one.path not in kept]
    rotating = {
        sentence.path
        for one, other in pairwise(others if elided else ())
        for sentence in one.sentences
        if sentence.key not in other.everywhere
    }
    return Counter({one.key: agreed[one.key] for one in elided if one.path in rotating})


def _rotated(
    seen_once: Counter[str], agreed: Counter[str], single: Sifted, pair: Sequence[Sifted], kept: frozenset[str]
) -> Counter[str]:
    """Of the keys that one Capture alone showed, those that rotate.

    Two Captures of one state differ in some texts on a path: so many texts on that path of the other state's only
    Capture are explained by it, the likest first. A text that became an agreed one is an Edit and no rotation.
    """
    differing: dict[str, list[str]] = defaultdict(list)
    for one, other in ((pair[0], pair[1]), (pair[1], pair[0])):
        found: dict[str, list[str]] = defaultdict(list)
        for sentence in one.sentences:
            if sentence.key not in other.everywhere and sentence.path not in kept:
                found[sentence.path].append(sentence.key)
        for path, keys in found.items():
            differing[path] = max(differing[path], keys, key=len)
    explained: Counter[str] = Counter()
    for path, keys in differing.items():
        loose = [
            sentence.key
            for sentence in single.sentences
            if sentence.path == path and seen_once[sentence.key] > 0 and not _has_like(sentence.key, agreed)
        ]
        if len(loose) > len(keys):
            loose.sort(key=lambda key: -max(likeness(key, other) for other in keys[:_COMPARED]))
        explained.update(loose[: len(keys)])
    return explained


def find_edits(
    olds: Sequence[Sifted],
    news: Sequence[Sifted],
    *,
    moves: bool = True,
    trusted: bool = True,
    kept: frozenset[str] = frozenset(),
) -> tuple[Edit, ...]:
    """Find the Edits from the last Version to now.

    olds: Captures that show the last Version, newest last; news: Captures of now. Both may be of one Capture; then a
    text seen once is all the evidence there is. moves False: order says nothing. trusted
    False: the baseline was seen once on a template not yet known, so text on a path of its own may have been noise.
    kept: paths of which a person said that they are text.
    """
    title = title_edits(olds, news)
    candidates = find_candidates(olds, news, kept)
    old, new = olds[-1], news[0]
    if not trusted:
        candidates = replace(candidates, removed=candidates.removed - _loners(old, new, candidates))
    moved = _moved_keys(olds, news) if moves else frozenset()
    edits = list(title)
    shown = {fold_key(text) for edit in title for text in (edit.before, edit.after)}
    if candidates.added or candidates.removed or moved:
        left = Candidates(added=candidates.added.copy(), removed=candidates.removed.copy())
        for group in _GROUPS:
            edits += _edits_of(group, old, new, left, moved)
    edits = [edit for edit in edits if edit.field is Field.TITLE or not _says_only(edit, shown)]
    return (*edits, *attachment_edits(olds, news), *date_edits(olds, news))


def _loners(old: Sifted, new: Sifted, candidates: Candidates) -> Counter[str]:
    """Keys that went without a likeness and stood on a path where nothing else stayed."""
    stayed = {sentence.path for sentence in old.sentences if sentence.key in new.everywhere}
    return Counter(
        {
            sentence.key: candidates.removed[sentence.key]
            for sentence in old.sentences
            if sentence.key in candidates.removed
            and sentence.path not in stayed
            and not _has_like(sentence.key, candidates.added)
        }
    )


def lone_paths(edits: Sequence[Edit], old: Sifted, new: Sifted) -> tuple[str, ...]:
    """For each Edit the path of which it adds, drops or swaps all text: a box of its own; '' = it does not."""
    stayed = {sentence.path for sentence in old.sentences if sentence.key in new.everywhere}
    stayed |= {sentence.path for sentence in new.sentences if sentence.key in old.everywhere}
    paths = {sentence.key: sentence.path for sifted in (old, new) for sentence in sifted.sentences}
    found = (
        paths.get(fold_key(edit.before or edit.after), "") if edit.op in (Op.INSERT, Op.DELETE) else ""
        for edit in edits
    )
    return tuple("" if path in stayed else path for path in found)


def _says_only(edit: Edit, keys: set[str]) -> bool:
    return {fold_key(edit.before), fold_key(edit.after)} - {""} <= keys


def _moved_keys(olds: Sequence[Sifted], news: Sequence[Sifted]) -> frozenset[str]:
    """Running text that stands once in every Capture and went elsewhere; none if the Captures of a side disagree."""
    counts = [sifted.counted for sifted in (*olds, *news)]
    firm = frozenset.intersection(
        *(frozenset(sentence.key for sentence in sifted.sentences if sentence.firm) for sifted in (*olds, *news))
    )
    firm = frozenset(key for key in firm if all(count[key] == 1 for count in counts))
    orders = [_order(sifted, firm) for sifted in (*olds, *news)]
    before, after = orders[len(olds) - 1], orders[len(olds)]
    if before == after or any(order != before for order in orders[: len(olds)]):
        return frozenset()
    if any(order != after for order in orders[len(olds) :]):
        return frozenset()
    places = {key: place for place, key in enumerate(after)}
    stayed = rising([(place, places[key]) for place, key in enumerate(before)])
    return firm - {before[place] for place, _ in stayed}


def _order(sifted: Sifted, keys: frozenset[str]) -> list[str]:
    return [sentence.key for sentence in sifted.sentences if sentence.key in keys]


def _side(
    group: tuple[Field, ...], sifted: Sifted, other: Sifted, candidates: Counter[str], moved: frozenset[str]
) -> list[Sentence]:
    """The sentences of some fields that differ, and those both sides have in place, for the order."""
    return [
        sentence
        for sentence in sifted.sentences
        if sentence.field in group
        and sentence.key not in moved
        and (candidates[sentence.key] > 0 or sentence.key in other.counted)
    ]


def _edits_of(
    group: tuple[Field, ...], old: Sifted, new: Sifted, left: Candidates, moved: frozenset[str]
) -> list[Edit]:
    """The Edits in some fields; each consumes what it tells of `left`, so nothing is told twice or without evidence."""
    before, after = _side(group, old, new, left.removed, moved), _side(group, new, old, left.added, moved)
    special = {
        sentence.text: sentence.field for sentence in (*before, *after) if sentence.field in (Field.LEAD, Field.NOTE)
    }
    aligned = align_texts([sentence.text for sentence in before], [sentence.text for sentence in after], group[-1])
    edits = [told for edit in aligned if edit.op is not Op.MOVE and (told := _evident(edit, left))]
    was = {sentence.key: sentence.text for sentence in old.sentences if sentence.key in moved}
    edits += [
        Edit(field=sentence.field, op=Op.MOVE, before=was[sentence.key], after=sentence.text)
        for sentence in new.sentences
        if sentence.field in group and sentence.key in moved
    ]
    return [replace(edit, field=special.get(edit.after) or special.get(edit.before) or edit.field) for edit in edits]


def _evident(edit: Edit, left: Candidates) -> Edit | None:
    """The part of an Edit that the candidates bear out, None = nothing of it."""
    gone, come = fold_key(edit.before), fold_key(edit.after)
    was, now = bool(gone) and left.removed[gone] > 0, bool(come) and left.added[come] > 0
    left.removed[gone] -= was
    left.added[come] -= now
    if was and now:
        return edit
    if now:
        return replace(edit, op=Op.INSERT, before="")
    return replace(edit, op=Op.DELETE, after="") if was else None
