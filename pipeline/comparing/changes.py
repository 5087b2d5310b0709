"""What became of a Page, and of a whole Source in one Run: Comparisons that a reader can trust.

Pure. `compare_documents` is for two saved files; `propose` and `decide` see a Source's Run as a whole.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.comparing.compared import PageEvidence, compare_page, without_walls
from pipeline.comparing.container import choose_container
from pipeline.comparing.edits import find_typography
from pipeline.comparing.gate import judge
from pipeline.comparing.noise import Knowledge, block_hashes, exchange_pages, learn_containers, learn_pages, learn_pair
from pipeline.comparing.notices import Notice, find_notices
from pipeline.comparing.redesign import find_templates, is_redesign, is_reordered
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.suspects import Suspicion, look_again
from pipeline.derived import derived
from pipeline.model import Comparison, Document, Edit, Field, Op, Outcome, Weight
from pipeline.weighing.facts import changed_facts
from pipeline.weighing.weigh import summarise, weigh_edits

_LEARN_PER_TEMPLATE = 4
"""Pages of an unknown template looked at twice in one Run; three pairs make it known."""

_LEARN_ONE_IN = 50

_ALONE = "a box of its own changed whole where text may rotate; waits for a later look"

__all__ = [
    "NOTHING",
    "Notice",
    "PageEvidence",
    "PageVerdict",
    "SourceVerdict",
    "Wanted",
    "compare_documents",
    "decide",
    "judge_edits",
    "propose",
]

NOTHING = Comparison(changed=False, weight=None, silent=False, title_changed=False, facts=(), summary="", edits=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A Page of which one more Capture is wanted in this Run. why: 'learn' or 'confirm'."""

    page_id: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVerdict:
    """What became of one Page.

    differs: a new Version is needed. held: why it waits for more evidence, None = it does not.
    confidence: 0 to 1, how far the witnesses agree. masked: share of the text's characters held for noise.
    rebased: the template is another and the text is known in it, so the Captures of now show the Version best.
    templated: it was known where the Page kept its text.
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


def propose(pages: Sequence[PageEvidence], knowledge: Knowledge) -> tuple[Wanted, ...]:
    """Say of which Pages one more Capture is wanted now: to confirm a candidate, or to learn a template's noise.

    A candidate seen by one Capture wants another. So do the first Pages of a template until enough pairs are known,
    and one Page in fifty afterwards, chosen by what it shows.
    """
    known = _learn_run(pages, knowledge)
    sieve = Sieve(known)
    asked: Counter[str] = Counter()
    wanted = []
    for page in pages:
        if len(page.new) != 1 or not page.confirmable or not page.new[0].blocks:
            continue
        if page.old and compare_page(page, known, sieve).edits:
            wanted.append(Wanted(page_id=page.page_id, why="confirm"))
            continue
        container = choose_container(page.new[0], known.containers.values())
        path = container.path if container else ""
        unknown = not sieve.knows_template(container) and asked[path] < _LEARN_PER_TEMPLATE
        if unknown or (page.old != page.new and _is_drawn(page)):
            asked[path] += 1
            wanted.append(Wanted(page_id=page.page_id, why="learn"))
    return tuple(sorted(wanted, key=lambda one: one.why))


def _is_drawn(page: PageEvidence) -> bool:
    """Whether this Capture is one of the few to learn from: by its content, so that replay draws the same."""
    drawn = hashlib.blake2b(f"{page.page_id} {draw_of(page.new[0])}".encode(), digest_size=4).digest()
    return int.from_bytes(drawn, "big") % _LEARN_ONE_IN == 0


@derived
def draw_of(document: Document) -> str:
    """A hash of all that a Capture shows: by it some are drawn."""
    return hashlib.blake2b("\n".join(block.text for block in document.blocks).encode(), digest_size=8).hexdigest()


def _learn_run(pages: Sequence[PageEvidence], knowledge: Knowledge) -> Knowledge:
    """What the Run teaches before anything in it is decided: pairs, new Pages, Blocks that came and went."""
    for page in pages:
        for other in page.new[1:]:
            knowledge = learn_pair(knowledge, page.new[0], other)
    knowledge = learn_pages(knowledge, {page.page_id: page.new[0] for page in pages if not page.old})
    return exchange_pages(knowledge, (_exchange(page) for page in pages if page.old))


def _exchange(page: PageEvidence) -> tuple[frozenset[int], frozenset[int]]:
    return block_hashes(page.old[-1]), block_hashes(page.new[0])


def decide(
    pages: Sequence[PageEvidence], knowledge: Knowledge, *, others: int = 0, others_templated: int = 0
) -> SourceVerdict:
    """Decide a Source's Run: each Page's Comparison, one redesign, notices, and what was learned.

    knowledge: of the last Run; pairs in `new` are learned here and nowhere else. others: so many more known Pages were
    in the Run and are as they were (when it is played again), of so many the container is known.
    """
    pages = [without_walls(page) for page in pages]
    known = [page for page in pages if page.old]
    today = _learn_run(pages, knowledge)
    sieve = Sieve(today)
    templates = {page.page_id: find_templates(page.old[-1], page.new[0], today) for page in known}
    redesign = is_redesign(list(templates.values()), knowledge, others_templated)
    spread = find_notices([(page.page_id, page.old, page.new) for page in known], knowledge, sieve, others)
    notices = () if redesign else spread  # what a new template brings onto its Pages is furniture
    skip = frozenset(notice.block_hash for notice in spread)
    verdicts = [PageVerdict(page_id=page.page_id, outcome=Outcome.OK) for page in pages if not page.old]
    judged = [_decide_page(page, today, sieve, skip=skip, redesign=redesign) for page in known]
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
    learned = _keep_lessons(pages, knowledge, verdicts, notices)
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
    )


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
    knowledge = _learn_run(kept, knowledge)
    suspicions = {page_id: held for page_id, held in knowledge.suspicions.items() if page_id not in order}
    suspicions |= {verdict.page_id: verdict.suspicion for verdict in verdicts if verdict.suspicion}
    if suspicions != knowledge.suspicions:
        knowledge = replace(knowledge, version=knowledge.version + 1, suspicions=suspicions)
    put = [frozenset({notice.block_hash}) for notice in notices for _ in notice.page_ids]
    return exchange_pages(knowledge, ((frozenset(), hashes) for hashes in put))
