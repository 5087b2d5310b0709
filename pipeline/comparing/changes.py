"""What became of a Page, and of a whole Source in one Run: Comparisons that a reader can trust.

Pure. `compare_documents` is for two saved files; `decide` sees a Source's Run as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.comparing.built import find_spots, learn_spots
from pipeline.comparing.compared import PageEvidence, compare_page, without_walls
from pipeline.comparing.edits import find_typography
from pipeline.comparing.gate import judge
from pipeline.comparing.noise import Knowledge, Spot, exchange_pages, learn_containers, learn_pair
from pipeline.comparing.notices import Notice, find_notices
from pipeline.comparing.redesign import find_templates, is_redesign, is_reordered
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.suspects import Suspicion, look_again
from pipeline.comparing.wanted import learn_run
from pipeline.model import Comparison, Document, Edit, Field, Op, Outcome, Weight
from pipeline.weighing.facts import changed_facts
from pipeline.weighing.weigh import summarise, weigh_edits

_ALONE = "a box of its own changed whole where text may rotate; waits for a later look"

__all__ = [
    "NOTHING",
    "Notice",
    "PageEvidence",
    "PageVerdict",
    "SourceVerdict",
    "compare_documents",
    "decide",
    "judge_edits",
]

NOTHING = Comparison(changed=False, weight=None, silent=False, title_changed=False, facts=(), summary="", edits=())


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVerdict:
    """What became of one Page.

    differs: a new Version is needed. held: why it waits for more evidence, None = it does not.
    confidence: 0 to 1, how far the witnesses agree. masked: share of the text's characters held for noise.
    rebased: the template is another and the text is known in it, so the Captures of now show the Version best.
    templated: it was known where the Page kept its text. told_at: the paths on which its Edits stand.
    taught: what differed taught that noise is built into the Source's Pages, and is told no more.
    """

    page_id: int
    outcome: Outcome
    comparison: Comparison = NOTHING
    differs: bool = False
    held: str | None = None
    confidence: float = 1.0
    masked: float = 0.0
    rebased: bool = False
    templated: bool = False
    suspicion: Suspicion | None = None
    told_at: frozenset[str] = frozenset()
    taught: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceVerdict:
    """What became of a Source's Pages in a Run, with what it taught. redesign: one Alarm, not many Changes."""

    pages: tuple[PageVerdict, ...]
    redesign: bool
    notices: tuple[Notice, ...]
    knowledge: Knowledge


def compare_documents(a: Document, b: Document, knowledge: Knowledge | None = None) -> Comparison:
    """Compare two saved states of one Page, a before b.

    knowledge: what its Source has taught; None = only what is known of words, zones and patterns.
    """
    outcome = judge(b, 200, a)
    if outcome is not Outcome.OK:
        return replace(NOTHING, outcome=outcome)
    knowledge = knowledge or Knowledge()
    case = compare_page(PageEvidence(page_id=0, old=(a,), new=(b,)), knowledge, Sieve(knowledge))
    return judge_edits(case.edits or find_typography(case.olds[0], case.news[0]), a, b)


def judge_edits(edits: Sequence[Edit], old: Document, new: Document) -> Comparison:
    """Weigh Edits and say in one sentence what they did.

    silent: a text moved, and neither the page's own modified date nor its change note did.
    """
    weight = weigh_edits(edits)
    facts = changed_facts(edits)
    changed = weight in (Weight.MAJOR, Weight.MINOR)
    dated = any(edit.field in (Field.DATE, Field.NOTE) for edit in edits) or old.modified != new.modified
    return Comparison(
        changed=changed,
        weight=weight,
        silent=changed and not dated,
        title_changed=any(edit.field is Field.TITLE for edit in edits),
        facts=facts,
        summary=summarise(edits, facts),
        edits=tuple(edits),
    )


def decide(
    pages: Sequence[PageEvidence], knowledge: Knowledge, *, others: int = 0, others_templated: int = 0
) -> SourceVerdict:
    """Decide a Source's Run: each Page's Comparison, one redesign, notices, and what was learned.

    knowledge: of the last Run; pairs in `new` are learned here and nowhere else. others: so many more known Pages were
    in the Run and are as they were (when it is played again), of so many the container is known.
    """
    pages = [without_walls(page) for page in pages]
    known = [page for page in pages if page.old]
    today = learn_run(pages, knowledge)
    sieve = Sieve(today)
    templates = {page.page_id: find_templates(page.old[-1], page.new[0], today) for page in known}
    redesign = is_redesign(list(templates.values()), knowledge, others_templated)
    spread = find_notices([(page.page_id, page.old, page.new) for page in known], knowledge, sieve, others)
    notices = () if redesign else spread  # what a new template brings onto its Pages is furniture
    skip = frozenset(notice.block_hash for notice in spread)
    verdicts = [PageVerdict(page_id=page.page_id, outcome=Outcome.OK) for page in pages if not page.old]
    judged = [_decide_page(page, today, sieve, skip=skip, redesign=redesign) for page in known]
    built = _learn_built(known, judged, knowledge)
    if built != knowledge.built:
        today = replace(today, built=built)
        came, sieve = Sieve(today).built - sieve.built, Sieve(today)
        judged = [
            replace(_decide_page(page, today, sieve, skip=skip, redesign=redesign), taught=True)
            if any(path in verdict.told_at for path, _, _ in came)
            else verdict
            for page, verdict in zip(known, judged, strict=True)
        ]
    moved = [template.moved for template in templates.values()]
    reordered = [_has_moves(verdict) and template for verdict, template in zip(judged, moved, strict=True)]
    if is_reordered(sum(reordered), sum(moved)):
        judged = [
            _decide_page(page, today, sieve, skip=skip, redesign=redesign, moves=False) if again else verdict
            for page, verdict, again in zip(known, judged, reordered, strict=True)
        ]
    verdicts += judged
    order = {page.page_id: place for place, page in enumerate(pages)}
    verdicts = [
        replace(verdict, templated=verdict.page_id in templates and templates[verdict.page_id].old is not None)
        for verdict in verdicts
    ]
    verdicts.sort(key=lambda verdict: order[verdict.page_id])
    learned = _keep_lessons(pages, replace(knowledge, built=built), verdicts, notices)
    if built != knowledge.built:
        learned = replace(learned, version=learned.version + 1)
    rebased = [verdict.page_id for verdict in verdicts if verdict.rebased]
    learned = learn_containers(learned, (templates[page_id].new for page_id in rebased))
    return SourceVerdict(pages=tuple(verdicts), redesign=redesign, notices=notices, knowledge=learned)


def _decide_page(
    page: PageEvidence, knowledge: Knowledge, sieve: Sieve, *, skip: frozenset[int], redesign: bool, moves: bool = True
) -> PageVerdict:
    outcome = judge(page.new[0], 200, page.old[-1])
    if outcome is not Outcome.OK:
        return PageVerdict(page_id=page.page_id, outcome=outcome, comparison=replace(NOTHING, outcome=outcome))
    case = compare_page(page, knowledge, sieve, skip=skip, moves=moves)
    masked = case.news[0].masked
    rebased = case.templates.moved and case.recognised
    if not case.edits:
        return PageVerdict(page_id=page.page_id, outcome=outcome, masked=masked, rebased=rebased)
    held: str | None = None
    suspicion = None
    if redesign and not case.recognised:
        held = "the template is new and too little of the old text stands in it"
    elif len(page.new) == 1 and page.confirmable and page.new[0].blocks:
        held = "waits for a second Capture to confirm it"
    elif page.confirmable and case.stands_alone(sieve):
        suspicion = look_again(knowledge.suspicions, page.page_id, case.edits, page.new)
        held = _ALONE if suspicion else None
    return PageVerdict(
        page_id=page.page_id,
        outcome=outcome,
        comparison=judge_edits(case.edits, page.old[-1], page.new[0]),
        differs=True,
        held=held,
        confidence=case.confidence(sieve),
        masked=masked,
        rebased=rebased,
        suspicion=suspicion,
        told_at=case.told_at,
    )


def _learn_built(
    pages: Sequence[PageEvidence], verdicts: Sequence[PageVerdict], knowledge: Knowledge
) -> Mapping[Spot, tuple[int, int]]:
    """What Pages that differ from their last Version teach of noise that is built into them."""
    found = [
        (find_spots(page.old[-1], page.new[0], knowledge), verdict.told_at)
        for page, verdict in zip(pages, verdicts, strict=True)
        if verdict.told_at and not verdict.rebased and (len(page.new) > 1 or not page.confirmable)
    ]
    return learn_spots(knowledge.built, found) if found else knowledge.built


def _has_moves(verdict: PageVerdict) -> bool:
    return any(edit.op is Op.MOVE for edit in verdict.comparison.edits)


def _keep_lessons(
    pages: Sequence[PageEvidence], knowledge: Knowledge, verdicts: Sequence[PageVerdict], notices: Sequence[Notice]
) -> Knowledge:
    """The Knowledge to store: Pages whose Version stays are counted as that Version shows them."""
    order = {page.page_id for page in pages}
    moved = {verdict.page_id for verdict in verdicts if verdict.differs and not verdict.held}
    kept = [page for page in pages if not page.old or page.page_id in moved]
    waiting = {verdict.page_id for verdict in verdicts if verdict.held}
    pairs = [page for page in pages if page.old and page.page_id not in moved and page.page_id not in waiting]
    for page in pairs:
        for other in page.new[1:]:
            knowledge = learn_pair(knowledge, page.new[0], other)
    knowledge = learn_run(kept, knowledge)
    suspicions = {page_id: held for page_id, held in knowledge.suspicions.items() if page_id not in order}
    suspicions |= {verdict.page_id: verdict.suspicion for verdict in verdicts if verdict.suspicion}
    if suspicions != knowledge.suspicions:
        knowledge = replace(knowledge, version=knowledge.version + 1, suspicions=suspicions)
    put = [frozenset({notice.block_hash}) for notice in notices for _ in notice.page_ids]
    return exchange_pages(knowledge, ((frozenset(), hashes) for hashes in put))
