"""What became of a Page, and of a whole Source: Comparisons that a reader can trust.

Pure. `compare_documents` is for two saved files; `propose` and `decide` see a Source's Run as a whole.
"""

from collections.abc import Sequence

from pipeline.container import choose_container
from pipeline.edits import find_edits
from pipeline.facts import changed_facts
from pipeline.gate import judge
from pipeline.model import Comparison, Document, Edit, Field, Outcome, Weight
from pipeline.noise import Knowledge, Sieve
from pipeline.reading import Reading, read_document
from pipeline.weigh import summarise, weigh_edits

NOTHING = Comparison(changed=False, weight=None, silent=False, title_changed=False, facts=(), summary="", edits=())


def compare_documents(a: Document, b: Document) -> Comparison:
    """Compare two saved states of one Page, a before b, by what is known of words, zones and patterns alone.

    The container is learned from a, and from b by a's own sentences where the template is another.
    """
    outcome = judge(b, 200, a)
    if outcome is not Outcome.OK:
        return Comparison(
            changed=False,
            weight=None,
            silent=False,
            title_changed=False,
            facts=(),
            summary="",
            edits=(),
            outcome=outcome,
        )
    sieve = Sieve(Knowledge())
    container = choose_container(a, ())
    old = read_document(a, sieve, container)
    new = read_document(b, sieve, container)
    return judge_edits(find_edits([old], [new]), old, new)


def judge_edits(edits: Sequence[Edit], old: Reading, new: Reading) -> Comparison:
    """Weigh Edits and say in one sentence what they did."""
    weight = weigh_edits(edits)
    facts = changed_facts(edits)
    changed = weight in (Weight.MAJOR, Weight.MINOR)
    told = old.document.modified != new.document.modified or any(edit.field is Field.NOTE for edit in edits)
    moved = any(edit.field is not Field.DATE for edit in edits)
    return Comparison(
        changed=changed,
        weight=weight,
        silent=changed and moved and not told,
        title_changed=any(edit.field is Field.TITLE for edit in edits),
        facts=facts,
        summary=summarise(edits, facts),
        edits=tuple(edits),
    )
