"""How much an Edit matters to a reader: rules in order, the first that holds decides.

Pure: no clock, no network, no files, no SQL.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.model import Edit, Fact, Field, Op, Weight
from pipeline.text.glyphs import flatten, is_content, is_han
from pipeline.text.keys import fold_key
from pipeline.weighing.diff import LONGEST, mark_words, split_stretches
from pipeline.weighing.facts import changed_facts
from pipeline.weighing.stamps import is_furniture
from pipeline.weighing.summary import SummaryPart, find_parts, word_parts
from pipeline.weighing.tokens import split_tokens

ALWAYS_HEAVY = re.compile("[0-9不未无没非勿毋〇一二三四五六七八九十百千万亿两%$€£¥]")
"""Characters whose coming or going is never a slip of the pen."""

PARTICLES = re.compile(
    r"[\s,.;:'\"()-]*(?:(?:a|an|the|that|which|的|地|得|之|了|及|和|与|并)[\s,.;:'\"()-]*)?", re.IGNORECASE
)
"""Articles and particles: swapped, come or gone, they change no duty and no fact."""

SENTENCE = 40
"""Columns from which a row that ends with a stop is a sentence, not a title; Han counts two."""

LONGEST_RUN = 500
"""Letters of a changed run that are compared one by one; longer ones are more than a letter anyway."""


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


def summarise(edits: Sequence[Edit], facts: Sequence[Fact]) -> str:
    """Say in one English sentence, of at most 200 characters, what the Edits changed; '' for no Edits."""
    return word_parts(summary_parts(edits, facts))


def summary_parts(edits: Sequence[Edit], facts: Sequence[Fact]) -> tuple[SummaryPart, ...]:
    """The clauses of a summary; what is cosmetic is only told of where nothing else is."""
    told = [edit for edit in edits if weigh_edit(edit) is not Weight.COSMETIC]
    return find_parts(told or edits, facts)


def _reads_the_same(edit: Edit) -> bool:
    if edit.op is Op.MOVE:
        return False
    if fold_key(edit.before) == fold_key(edit.after):
        return True
    if max(len(edit.before), len(edit.after)) > LONGEST:
        return not any(stretch.real for stretch in split_stretches(edit.before, edit.after))
    old, new = split_tokens(edit.before), split_tokens(edit.after)
    return [token.key for token in old] == [token.key for token in new]


def _changes_a_fact(edit: Edit) -> bool:
    return bool(changed_facts((edit,)))


def _changes_a_fact_in_a_sentence(edit: Edit) -> bool:
    """A sentence that is one link is a row by its markup, and says no less for it."""
    if edit.field is not Field.ROW or edit.op is not Op.REPLACE:
        return False
    return _is_sentence(edit.before) and _is_sentence(edit.after) and _changes_a_fact(edit)


def _is_sentence(text: str) -> bool:
    ended = text.rstrip("\"'”’」』) \n")[-1:]
    return ended in {*".!?。！？"} and len(text) + sum(map(is_han, text[:SENTENCE])) >= SENTENCE


def _changes_more_than_a_letter(edit: Edit) -> bool:
    """Whether figures, a negation or two characters differ; articles and particles count for nothing."""
    letters = 0
    for old, new in changed_runs(edit.before, edit.after):
        if PARTICLES.fullmatch(old) and PARTICLES.fullmatch(new):
            continue
        went, came = _differing(old, new)
        if ALWAYS_HEAVY.search(went + came):
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
    a, b = ("".join(filter(is_content, run.casefold()))[:LONGEST_RUN] for run in (old, new))
    went, came = [], []
    for op, i, j, m, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op != "equal":
            went.append(a[i:j])
            came.append(b[m:n])
    return "".join(went), "".join(came)


RULES: tuple[Rule, ...] = (
    Rule("what reads the same is typography", Weight.COSMETIC, _reads_the_same),
    Rule("the page's own date, a counter or a by-line is not the text", Weight.COSMETIC, is_furniture),
    Rule("any word of a headline", Weight.MAJOR, lambda edit: edit.field is Field.TITLE),
    Rule("a text that only moved", Weight.MINOR, lambda edit: edit.op is Op.MOVE),
    Rule("a fact in a row that is a whole sentence", Weight.MAJOR, _changes_a_fact_in_a_sentence),
    Rule("a row or an attachment", Weight.MINOR, lambda edit: edit.field in {Field.ROW, Field.ATTACHMENT}),
    Rule("a whole text in or out", Weight.MAJOR, lambda edit: edit.op in {Op.INSERT, Op.DELETE}),
    Rule("a fact changed", Weight.MAJOR, _changes_a_fact),
    Rule("a figure, a denial or two letters changed", Weight.MAJOR, _changes_more_than_a_letter),
    Rule("a letter or a particle", Weight.MINOR, lambda _edit: True),
)
"""Weights of DESIGN.md section 5 and CHANGES.md step 13."""
