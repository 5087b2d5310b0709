"""How much an Edit matters to a reader: rules in order, the first that holds decides.

Pure: no clock, no network, no files, no SQL.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline import weigh_words as words
from pipeline.diff import mark_words
from pipeline.facts import changed_facts, find_facts
from pipeline.glyphs import flatten, is_content
from pipeline.keys import fold_key
from pipeline.model import Edit, FactType, Field, Op, Weight
from pipeline.summary import SummaryKind, SummaryPart, summarise, summary_parts
from pipeline.tokens import split_tokens

__all__ = ["RULES", "Rule", "SummaryKind", "SummaryPart", "summarise", "summary_parts", "weigh_edit", "weigh_edits"]

LONGEST_LINE = 140
"""Characters of a line that may be a date line, counter or by-line; longer ones are text (CHANGES.md step 6)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: what holds of an Edit, and what it weighs then."""

    says: str
    weight: Weight
    holds: Callable[[Edit], bool]


def weigh_edit(edit: Edit) -> Weight:
    """Weigh one Edit by the first rule that holds."""
    return next(rule.weight for rule in RULES if rule.holds(edit))


def weigh_edits(edits: Iterable[Edit]) -> Weight | None:
    """The weight of the heaviest Edit; None for none."""
    found = {weigh_edit(edit) for edit in edits}
    return next((weight for weight in (Weight.MAJOR, Weight.MINOR, Weight.COSMETIC) if weight in found), None)


def _reads_the_same(edit: Edit) -> bool:
    if edit.op is Op.MOVE:
        return False
    if fold_key(edit.before) == fold_key(edit.after):
        return True
    old, new = split_tokens(edit.before), split_tokens(edit.after)
    return [token.key for token in old] == [token.key for token in new]


def _is_furniture(edit: Edit) -> bool:
    sides = [side for side in (edit.before, edit.after) if side]
    return edit.field is not Field.TITLE and all(is_stamp(side) or is_byline(side) for side in sides)


def is_stamp(text: str) -> bool:
    """Whether a line holds a date, time or counter and label words, nothing else.

    A date alone is no stamp, nor one beside "Date:" or 截止日期: a deadline is text (CHANGES.md P5).
    """
    if len(text) > LONGEST_LINE:
        return False
    flat = flatten(text).casefold()
    if not words.STAMP_LABELS.search(flat):
        return False
    for fact in reversed(find_facts(text)):
        if fact.type is FactType.DATE:
            flat = flat[: fact.start] + " " + flat[fact.end :]
    rest = words.STAMP_LABELS.sub(" ", flat)
    rest = words.STAMP_FILLERS.sub(" ", rest)
    return not re.search(r"[^\W\d_]", rest)


def is_byline(text: str) -> bool:
    """Whether a line says who wrote it or where it was taken from, and nothing else."""
    flat = flatten(text).strip()
    return len(flat) <= LONGEST_LINE // 2 and bool(words.BYLINE.fullmatch(flat))


def _changes_a_fact(edit: Edit) -> bool:
    return bool(changed_facts((edit,)))


def _changes_more_than_a_letter(edit: Edit) -> bool:
    """Whether figures, a negation or two characters differ; articles and particles count for nothing."""
    letters = 0
    for old, new in changed_runs(edit.before, edit.after):
        if words.PARTICLES.fullmatch(old) and words.PARTICLES.fullmatch(new):
            continue
        went, came = _differing(old, new)
        if words.ALWAYS_HEAVY.search(went + came):
            return True
        letters += max(len(went), len(came))
    return letters >= 2


def changed_runs(before: str, after: str) -> list[tuple[str, str]]:
    """What mark_words marks, as (deleted, inserted), flat; '' stands for the missing side."""
    runs: list[tuple[str, str]] = []
    deleted = ""
    for op, text in (*mark_words(before, after), (None, "")):
        if op is Op.INSERT:
            runs.append((flatten(deleted), flatten(text)))
            deleted = ""
            continue
        if deleted:
            runs.append((flatten(deleted), ""))
        deleted = text if op is Op.DELETE else ""
    return runs


def _differing(old: str, new: str) -> tuple[str, str]:
    """The letters and digits of two short runs that are not common to both."""
    a, b = ("".join(filter(is_content, run.casefold()))[: LONGEST_LINE * 4] for run in (old, new))
    went, came = [], []
    for op, i, j, m, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op != "equal":
            went.append(a[i:j])
            came.append(b[m:n])
    return "".join(went), "".join(came)


RULES: tuple[Rule, ...] = (
    Rule("what reads the same is typography", Weight.COSMETIC, _reads_the_same),
    Rule("a date line, counter or by-line is not the text", Weight.COSMETIC, _is_furniture),
    Rule("the page's own date moved", Weight.COSMETIC, lambda edit: edit.field is Field.DATE),
    Rule("any word of a headline", Weight.MAJOR, lambda edit: edit.field is Field.TITLE),
    Rule("a text that only moved", Weight.MINOR, lambda edit: edit.op is Op.MOVE),
    Rule("a row or an attachment", Weight.MINOR, lambda edit: edit.field in {Field.ROW, Field.ATTACHMENT}),
    Rule("a whole text in or out", Weight.MAJOR, lambda edit: edit.op in {Op.INSERT, Op.DELETE}),
    Rule("a fact changed", Weight.MAJOR, _changes_a_fact),
    Rule("a figure, a denial or two letters changed", Weight.MAJOR, _changes_more_than_a_letter),
    Rule("a letter or a particle", Weight.MINOR, lambda _edit: True),
)
"""Weights of DESIGN.md section 5 and CHANGES.md step 13."""
