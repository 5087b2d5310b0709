"""The one difference that stands for an edit where there is room for one: its weightiest fact, or its first words.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from dataclasses import dataclass

from pipeline.model import FactType, Op
from pipeline.telling.finding import Finding
from pipeline.weighing.counted import LONGEST_WEIGHED, fact_sides
from pipeline.weighing.excerpt import clean_text, cut_text
from pipeline.weighing.summary import SummaryKind
from pipeline.weighing.weigh import summary_parts

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
