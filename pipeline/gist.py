"""The one difference that stands for an edit where there is room for one: its weightiest fact, or its first words.

Pure: no clock, no network, no files, no SQL, no logging.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.excerpt import clean_text, count_columns, cut_text
from pipeline.finding import Finding
from pipeline.model import Edit, Fact, FactType, Op
from pipeline.summary import SummaryKind
from pipeline.weigh import summary_parts

# The fact a reader asks for first.
_ORDER = (
    FactType.STATUS,
    FactType.DATE,
    FactType.MONEY,
    FactType.PERCENT,
    FactType.LIMIT,
    FactType.NUMBER,
    FactType.NEGATION,
    FactType.MODALITY,
    FactType.PARTY,
    FactType.NAME,
)
# A figure as short as this says nothing without what it counts.
_BARE_COLUMNS = 6
_COUNTED = re.compile(r"\s?[㐀-䶿一-鿿]{1,3}|(?: [A-Za-z][A-Za-z'’-]*){1,2}")
LONGEST_WEIGHED = 2_000
"""A sentence longer than this is not searched for words to quote: no publisher writes one."""
# Edits of one Page that are looked through for words to quote.
_EDITS_SEARCHED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """Both sides of a difference as printed, cut; '' = it does not stand there. type: None = words, not a fact."""

    before: str
    after: str
    type: FactType | None = None
    retitled: bool = False


def find_gist(finding: Finding, limit: int = 48) -> Gist | None:
    """What stands for an edit, each side in at most `limit` columns; None where nothing can be quoted."""
    if finding.facts:
        fact = min(finding.facts, key=lambda one: (not (one.before and one.after), _ORDER.index(one.type)))
        before, after = fact_sides(fact, finding.edits)
        gist = Gist(before=cut_text(before, limit), after=cut_text(after, limit), type=fact.type)
        return gist if gist.before or gist.after else None
    short = [edit for edit in finding.edits if max(len(edit.before), len(edit.after)) <= LONGEST_WEIGHED]
    for part in summary_parts(short[:_EDITS_SEARCHED], ()):
        before, after = cut_text(clean_text(part.before), limit), cut_text(clean_text(part.after), limit)
        if part.count == 1 and part.op is not Op.MOVE and (before or after):
            retitled = part.kind is SummaryKind.TITLE and bool(before and after)
            return Gist(before=before, after=after, retitled=retitled)
    return None


def fact_sides(fact: Fact, edits: Sequence[Edit]) -> tuple[str, str]:
    """Both sides of a fact, a bare figure with the word or two that follow it in the text: '6 task forces'."""
    before, after = clean_text(fact.before or ""), clean_text(fact.after or "")
    counts = fact.type in (FactType.NUMBER, FactType.LIMIT)
    if not counts or max(count_columns(before), count_columns(after)) > _BARE_COLUMNS:
        return before, after
    for edit in edits:
        if max(len(edit.before), len(edit.after)) > LONGEST_WEIGHED:
            continue
        old, new = _with_counted(before, edit.before), _with_counted(after, edit.after)
        if (old or not before) and (new or not after) and old != new:
            return old, new
    return before, after


def _with_counted(figure: str, text: str) -> str:
    """A figure and what it counts in a text; '' where the figure does not stand there."""
    if not figure:
        return ""
    found = re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d,.]*\d)", clean_text(text))
    if found is None:
        return ""
    counted = _COUNTED.match(clean_text(text), found.end())
    return found[0] + (counted[0] if counted else "")
