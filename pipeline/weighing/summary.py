"""A Change in one sentence that quotes what changed: "deadline 27 September → 11 October; 2 sentences added".

Pure: no clock, no network, no files, no SQL. The parts carry no words of ours, so that a Digest can say them in the
reader's language; word_parts() says them in English.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.model import Edit, Fact, FactType, Field, Op
from pipeline.text.glyphs import flatten, is_han
from pipeline.weighing import fact_words as words
from pipeline.weighing.counted import fact_sides
from pipeline.weighing.diff import mark_words

LONGEST = 200
"""Characters of a summary: two lines on a telephone."""

QUOTED = 60
"""Characters of one quote."""


NOTED = 120
"""Characters of the publisher's own change note."""

_FILE_SIZE = re.compile(r"\d\s?(?:[kKMG]B|pages?)$")


class SummaryKind(StrEnum):
    """What a part of a summary tells."""

    TITLE = "title"
    NOTE = "note"
    DEADLINE = "deadline"
    FACT = "fact"
    WORDS = "words"
    TEXT = "text"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPart:
    """One clause of a summary, without words of ours.

    before, after: quotes, '' = nothing on that side (of a count: only cells are quoted).
    count: Edits this part stands for. type: of a fact, None = none.
    """

    kind: SummaryKind
    before: str = ""
    after: str = ""
    op: Op = Op.REPLACE
    field: Field = Field.PARAGRAPH
    type: FactType | None = None
    count: int = 1


def word_parts(parts: Sequence[SummaryPart]) -> str:
    """Say parts in one English sentence, as many as 200 characters hold; the rest is counted."""
    said: list[str] = []
    for index, part in enumerate(parts):
        clause = _word_part(part)
        left = len(parts) - index - 1
        if said and len("; ".join([*said, clause])) + (12 if left else 0) > LONGEST:
            return "; ".join([*said, f"{left + 1} more"])
        said.append(clause)
    return "; ".join(said)


def find_parts(edits: Sequence[Edit], facts: Sequence[Fact]) -> tuple[SummaryPart, ...]:
    """The clauses of a summary, the weightiest first.

    Headline; the publisher's own change note, which says it best; facts, deadlines first and file sizes last; words;
    whole texts.
    """
    parts = [_title_part(edit) for edit in edits if edit.field is Field.TITLE]
    notes = [edit for edit in edits if edit.field is Field.NOTE and edit.after]
    body = [edit for edit in edits if edit.field is not Field.TITLE and edit not in notes]
    found = [_fact_part(fact, body) for fact in facts if not parts or any(_stands_in(fact, edit) for edit in body)]
    found.sort(key=lambda part: (part.kind is not SummaryKind.DEADLINE, bool(_FILE_SIZE.search(part.after))))
    parts += [
        SummaryPart(kind=SummaryKind.NOTE, after=_cut(note.after, NOTED), op=note.op, field=Field.NOTE)
        for note in notes[:1]
    ]
    parts += found
    parts += _find_words(body, facts)
    parts += _count_parts(body)
    return tuple(
        {(part.before, part.after) if part.before or part.after else part: part for part in reversed(parts)}.values()
    )[::-1]


def _title_part(edit: Edit) -> SummaryPart:
    """A headline: both whole where they are short, else the words that changed."""
    before, after = edit.before, edit.after
    if max(len(before), len(after)) > QUOTED and before and after:
        before, after = _changed_words(edit)
    return SummaryPart(kind=SummaryKind.TITLE, before=_cut(before), after=_cut(after), op=edit.op, field=edit.field)


def _changed_words(edit: Edit) -> tuple[str, str]:
    """All that went and all that came, with its neighbours where one of them is nothing."""
    marks = mark_words(edit.before, edit.after)
    old = " … ".join(text.strip() for op, text in marks if op is Op.DELETE)
    new = " … ".join(text.strip() for op, text in marks if op is Op.INSERT)
    if old and new:
        return old, new
    return _with_neighbours(edit, next((text.strip() for op, text in marks if op), ""), gone=bool(old))


def _fact_part(fact: Fact, edits: Sequence[Edit]) -> SummaryPart:
    before, after = fact.before or "", fact.after or ""
    edit = next((edit for edit in edits if _stands_in(fact, edit)), None)
    kind = SummaryKind.FACT
    if edit and fact.type is FactType.NUMBER:
        before, after = fact_sides(fact, (edit,))
    if edit and not (before and after and _speaks(before, after, fact)):
        before, after = _with_neighbours(edit, before or after, gone=bool(before))
    elif edit and fact.type is FactType.DATE and re.search(words.DEADLINE_WORDS, _beside(fact, edit), re.IGNORECASE):
        kind = SummaryKind.DEADLINE
    field = edit.field if edit else Field.PARAGRAPH
    return SummaryPart(kind=kind, before=_cut(before), after=_cut(after), field=field, type=fact.type)


def _beside(fact: Fact, edit: Edit) -> str:
    """The words within 60 characters of a fact, of either text, flat."""
    near = []
    for literal, text in ((fact.before or "", edit.before), (fact.after or "", edit.after)):
        place = text.find(literal)
        near.append(flatten(text[max(0, place - QUOTED) : place + len(literal) + QUOTED // 4]))
    return " ".join(near)


def _speaks(before: str, after: str, fact: Fact) -> bool:
    """Whether a fact can be quoted without its neighbours: not so a bare figure."""
    return fact.type is not FactType.NUMBER or all(any(map(str.isalpha, side)) for side in (before, after))


def _stands_in(fact: Fact, edit: Edit) -> bool:
    return edit.op is Op.REPLACE and (fact.before or "") in edit.before and (fact.after or "") in edit.after


def _with_neighbours(edit: Edit, literal: str, *, gone: bool) -> tuple[str, str]:
    """The changed run with a word of context on each side: "shall not apply" says more than "not"."""
    marks = mark_words(edit.before, edit.after)
    place = _find_mark(edit, marks, literal, gone=gone)
    if place is None:
        return (literal, "") if gone else ("", literal)
    first = place - 1 if marks[place][0] is Op.INSERT and place and marks[place - 1][0] is Op.DELETE else place
    last = (
        first + 1
        if marks[first][0] is Op.DELETE and first + 1 < len(marks) and marks[first + 1][0] is Op.INSERT
        else first
    )
    lead = _last_word(marks[first - 1][1]) if first else ""
    tail = _first_word(marks[last + 1][1]) if last + 1 < len(marks) else ""
    run = marks[first : last + 1]
    old = "".join(text for op, text in run if op is Op.DELETE)
    new = "".join(text for op, text in run if op is Op.INSERT)
    return (lead + old + tail).strip(), (lead + new + tail).strip()


def _find_mark(edit: Edit, marks: Sequence[tuple[Op | None, str]], literal: str, *, gone: bool) -> int | None:
    """The first changed run that touches a literal on the side where it stands."""
    side, other = (edit.before, Op.INSERT) if gone else (edit.after, Op.DELETE)
    start = side.find(literal)
    while start >= 0:
        place = 0
        for index, (op, text) in enumerate(marks):
            if op is other:
                continue
            if op is not None and place < start + len(literal) and start < place + len(text):
                return index
            place += len(text)
        start = side.find(literal, start + 1)
    return None


def _last_word(text: str) -> str:
    if text and is_han(text.rstrip()[-1:] or " "):
        return text[-2:]
    found = re.search(r"\S+\s*$", text)
    return found[0] if found else ""


def _first_word(text: str) -> str:
    if text and is_han(text[0]):
        return text[:3]
    found = re.match(r"\s*[\w'’-]+", text)
    return found[0] if found else ""


def _find_words(edits: Sequence[Edit], facts: Sequence[Fact]) -> list[SummaryPart]:
    """The words that changed in rewritten texts no fact speaks for: the first of them quoted, the rest counted."""
    silent = [
        edit for edit in edits
        if edit.op is Op.REPLACE and not any(_stands_in(fact, edit) for fact in facts)
    ]  # fmt: skip
    if not silent:
        return []
    old, new = _changed_words(silent[0])
    quoted = SummaryPart(kind=SummaryKind.WORDS, before=_cut(old), after=_cut(new), field=silent[0].field)
    rest = Counter(edit.field for edit in silent[1:])
    return [quoted] + [SummaryPart(kind=SummaryKind.COUNT, field=field, count=count) for field, count in rest.items()]


def _count_parts(edits: Sequence[Edit]) -> list[SummaryPart]:
    """Whole texts in, out or elsewhere: a single one quoted, more counted by field."""
    whole: dict[tuple[Op, Field], list[Edit]] = {}
    for edit in edits:
        if edit.op is not Op.REPLACE:
            field = Field.PARAGRAPH if edit.field is Field.LEAD else edit.field
            whole.setdefault((edit.op, field), []).append(edit)
    return [_whole_part(op, field, same) for (op, field), same in whole.items()]


def _whole_part(op: Op, field: Field, same: Sequence[Edit]) -> SummaryPart:
    """A single text quoted; more are counted, and the cells of a table quoted as they stand in their row."""
    quoted = same if len(same) == 1 or field is Field.CELL else ()
    return SummaryPart(
        kind=SummaryKind.TEXT if len(same) == 1 else SummaryKind.COUNT,
        before=_cut(" · ".join(edit.before for edit in quoted if edit.before)),
        after=_cut(" · ".join(edit.after for edit in quoted if edit.after)),
        op=op,
        field=field,
        count=len(same),
    )


def _cut(text: str, longest: int = QUOTED) -> str:
    """A quote of at most so many characters, cut at a word, with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return (head if is_han(head[-1]) else head.rpartition(" ")[0] or head).rstrip(",;:，；、 ") + "…"


_NOUNS = {
    Field.TITLE: "headline", Field.LEAD: "sentence", Field.NOTE: "change note", Field.DATE: "date line",
    Field.PARAGRAPH: "sentence",
    Field.HEADING: "heading", Field.ROW: "row", Field.CELL: "table cell", Field.ATTACHMENT: "attachment",
}  # fmt: skip
_VERBS = {Op.INSERT: "added", Op.DELETE: "removed", Op.REPLACE: "reworded", Op.MOVE: "moved"}


def _word_part(part: SummaryPart) -> str:
    noun, verb = _NOUNS[part.field], _VERBS[part.op]
    if part.kind is SummaryKind.COUNT:
        quote = part.before or part.after
        return f"{part.count} {noun}{'s' if part.count > 1 else ''} {verb}" + (f": “{quote}”" if quote else "")
    if part.kind is SummaryKind.TEXT:
        return f"{noun} {verb}: “{part.before or part.after}”"
    if part.kind is SummaryKind.NOTE:
        return f"the publisher notes “{part.after}”"
    if not part.before or not part.after:
        prefix = "headline " if part.kind is SummaryKind.TITLE else ""
        return f"{prefix}“{part.before or part.after}” {'removed' if part.before else 'added'}"
    plain = part.type in {FactType.DATE, FactType.MONEY, FactType.PERCENT} and len(part.before + part.after) < QUOTED
    pair = f"{part.before} → {part.after}" if plain else f"“{part.before}” → “{part.after}”"
    if part.field in {Field.TITLE, Field.DATE}:
        return f"{noun} {pair}"
    return f"deadline {pair}" if part.kind is SummaryKind.DEADLINE else pair
