"""Which measure a text tells of, how far it has come and since when: stage events with their quotes, and what follows from them.

Pure: no clock, no network, no files, no SQL. The verbs and their traps are the topic's (stages.py); here a claim becomes an
event with Evidence, and the events of an Initiative become its stage.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.meaning.evidence import gather_evidence
from pipeline.meaning.stages import StageClaim, find_proposals, find_stage_claims
from pipeline.meaning.terms import fold_text
from pipeline.meaning.topic_senses import Topic
from pipeline.model import Document, PageKind, Precision, Relevance, Stage, Tier

_BEFORE_IT_IS = (Stage.PROPOSED, Stage.CONSULTING)
"""What says of no measure that it is there: once more was reached, they bring it back to nothing."""

_CONFLICT_DAYS = 60
"""Two days named for one stage within this time are one stage on two words; further apart, the stage was reached twice."""

_TITLE_QUOTED = 0.4
"""A title weighs three times a paragraph as a claim; as a quote a full sentence that says the same is better."""

_NAMED = re.compile(r"《([^《》\n]{4,60})》|「([^「」\n]{4,40})」|“([^“”\n]{4,60})”")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEvent:
    """That a text tells a stage, on whose word, with the sentence on which it stands.

    concept: of the Initiative, None = none known by name or pattern. announced_on: the day it was said. effective_on: when
    it takes effect as printed ('2026-11-01', '2026-11'), None = not said. precision: of effective_on if it is said.
    field: title or text; quote is the text's [start, end), counted in code points.
    """

    concept: str | None
    stage: Stage
    announced_on: str
    effective_on: str | None
    precision: Precision
    tier: Tier
    field: str
    start: int
    end: int
    quote: str

    @property
    def since(self) -> str:
        """The day from which it counts."""
        return self.effective_on or self.announced_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an Initiative stands on a day. next_stage, next_on: what is scheduled, None = nothing.

    tier: on whose word. unconfirmed: what only the press, or analysts, say beyond it.
    """

    stage: Stage
    since: str
    tier: Tier
    next_stage: Stage | None = None
    next_on: str | None = None
    unconfirmed: tuple[StageEvent, ...] = ()


def read_events(
    document: Document, relevance: Relevance, topic: Topic, *, tier: Tier, seen_on: date
) -> tuple[StageEvent, ...]:
    """The stages that a relevant Document tells, each with its quote: the one it is about, then what it only proposes.

    An official text that is about something else may say what is meant to come of a known Initiative: "the Government will
    explore the flow of data in Hetao". A proposal takes nothing back, so one sentence is enough; a comment's is nobody's word.
    """
    if not relevance.relevant:
        return ()
    evidence, published = gather_evidence(document, topic), _published_on(document)
    proposals = find_proposals(evidence, topic)
    events = {}
    if relevance.initiative not in proposals or relevance.stage is Stage.PROPOSED:
        claims = find_stage_claims(evidence, topic, date.fromisoformat(published) if published else None)
        main = _read_main(document, relevance, claims, tier, published or seen_on.isoformat())
        events = {main.concept: main} if main is not None else {}
    if tier is Tier.OFFICIAL and relevance.page_kind is not PageKind.COMMENTARY:
        for concept, claim in sorted(proposals.items()):
            place = _place_claim(document, claim)
            if place is not None and concept not in events:
                events[concept] = _make_event(
                    document, place, concept, Stage.PROPOSED, None, tier, published or seen_on.isoformat()
                )
    return tuple(events.values())


def _read_main(
    document: Document, relevance: Relevance, claims: Sequence[StageClaim], tier: Tier, said_on: str
) -> StageEvent | None:
    """The stage that the text is about; None = it tells none, or no sentence of its own says so."""
    if relevance.stage is None:
        return None
    if relevance.initiative is None and relevance.page_kind is not PageKind.PRACTICAL_INITIATIVE:
        return None
    place = _find_quote(document, claims, relevance)
    if place is None:
        return None
    return _make_event(document, place, relevance.initiative, relevance.stage, relevance.stage_date, tier, said_on)


def _make_event(
    document: Document,
    place: tuple[str, int, int],
    concept: str | None,
    stage: Stage,
    effective: str | None,
    tier: Tier,
    said_on: str,
) -> StageEvent:
    field, start, end = place
    return StageEvent(
        concept=concept,
        stage=stage,
        announced_on=said_on,
        effective_on=effective,
        precision=Precision.MONTH if effective and len(effective) == 7 else Precision.DAY,
        tier=tier,
        field=field,
        start=start,
        end=end,
        quote=(document.title if field == "title" else document.text)[start:end],
    )


def _published_on(document: Document) -> str | None:
    """The day of publication as printed, None = none is."""
    return document.published.shown[:10] if document.published and len(document.published.shown) >= 10 else None


def _place_claim(document: Document, claim: StageClaim) -> tuple[str, int, int] | None:
    """Where the sentence of a claim stands: field, start, end without the blanks around; None = not in title or text."""
    field = "title" if claim.field == "title" else "text"
    whole = document.title if field == "title" else document.text
    if fold_text(whole[claim.start : claim.start + len(claim.sentence)]) != claim.sentence:
        return None
    start = claim.start + len(claim.sentence) - len(claim.sentence.lstrip())
    end = claim.start + len(claim.sentence.rstrip())
    return (field, start, end) if start < end else None


def _find_quote(document: Document, claims: Sequence[StageClaim], relevance: Relevance) -> tuple[str, int, int] | None:
    """Where the sentence stands that says it: in the text before the title unless only the title is plain, dated if it may be."""
    told = {relevance.stage} | ({Stage.LAUNCHED, Stage.IN_FORCE, Stage.EXPANDED} if relevance.stage_date else set())
    best: tuple[tuple[object, ...], str, int, int] | None = None
    for claim in claims:
        if claim.stage not in told:
            continue
        place = _place_claim(document, claim)
        if place is None:
            continue
        field, start, end = place
        right = claim.stage is relevance.stage
        dated = claim.effective == relevance.stage_date
        weight = claim.weight * (_TITLE_QUOTED if field == "title" else 1.0)
        rank = (not dated, not right, claim.passing, -weight, start)
        if best is None or rank < best[0]:
            best = (rank, field, start, end)
    return None if best is None else best[1:]


def name_candidate(title: str) -> str:
    """What a measure that no topic file knows is called until a person names it: what the title quotes, else the title."""
    quoted = _NAMED.search(title)
    return next(part for part in quoted.groups() if part) if quoted else " ".join(title.split())[:120]


def supersedes(new: StageEvent | None, text: str, title: str, old: StageEvent) -> bool:
    """Whether a later Version of a Page no longer says what an earlier one did."""
    if new is not None:
        return (new.stage, new.effective_on) != (old.stage, old.effective_on)
    return fold_text(old.quote) not in fold_text(title if old.field == "title" else text)


def find_standing(events: Iterable[StageEvent], today: date) -> Standing | None:
    """How an Initiative stands on a day by all that is told of it and not taken back; None = nothing is.

    Official evidence is followed where there is any; what is said to begin later is scheduled and changes nothing before.
    """
    told = sorted(events, key=_order)
    if not told:
        return None
    best = min(_TIERS[event.tier] for event in told)
    heard = [event for event in told if _TIERS[event.tier] == best]
    here = [event for event in heard if starts_on(event.since) <= today]
    later = [event for event in heard if starts_on(event.since) > today]
    stage, since = _stage_of(here) if here else (Stage.PROPOSED, min(event.announced_on for event in later))
    following = min(
        _withdraw_dates(later),
        key=lambda event: (event.since, -_RIPENESS[event.stage], event.announced_on),
        default=None,
    )
    others = [event for event in told if _TIERS[event.tier] > best and event.stage not in _BEFORE_IT_IS]
    beyond = [event for event in others if event.stage is not stage and event.since > since]
    return Standing(
        stage=stage,
        since=since,
        tier=heard[0].tier,
        next_stage=following.stage if following else None,
        next_on=following.since if following else None,
        unconfirmed=tuple(beyond),
    )


_TIERS = {Tier.OFFICIAL: 0, Tier.PRESS: 1, Tier.ANALYSIS: 2}


_RIPENESS = {stage: place for place, stage in enumerate((
    Stage.PROPOSED, Stage.CONSULTING, Stage.PILOT, Stage.LAUNCHED, Stage.IN_FORCE, Stage.EXTENDED, Stage.AMENDED, Stage.EXPANDED,
    Stage.SUSPENDED, Stage.ENDED,
))}  # fmt: skip
"""Of two stages told for one day the riper counts: a pilot that opens for applications is launched."""


def _order(event: StageEvent) -> tuple[object, ...]:
    return (event.since, _RIPENESS[event.stage], event.announced_on, event.quote)


def _stage_of(here: Sequence[StageEvent]) -> tuple[Stage, str]:
    """The last stage reached, and since when: the first word of it in an unbroken run, by the date that is said first."""
    reached = [event for event in here if event.stage not in _BEFORE_IT_IS] or list(here)
    stage = reached[-1].stage
    run = []
    for event in reversed(reached):
        if event.stage is not stage:
            break
        run.append(event)
    stated = [event.effective_on for event in run if event.effective_on]
    return stage, min(stated) if stated else min(event.announced_on for event in run)


def _withdraw_dates(later: Sequence[StageEvent]) -> list[StageEvent]:
    """Of each stage scheduled, what was said last: a day put off replaces the day before it."""
    last: dict[Stage, StageEvent] = {}
    for event in sorted(later, key=lambda event: (event.announced_on, event.since)):
        last[event.stage] = event
    return list(last.values())


def find_conflicts(events: Iterable[StageEvent]) -> tuple[tuple[StageEvent, StageEvent], ...]:
    """Pairs of events that name two days for one stage: both stand, side by side."""
    dated = sorted((event for event in events if event.effective_on and len(event.effective_on) == 10), key=_order)
    pairs = []
    for place, one in enumerate(dated):
        for other in dated[place + 1 :]:
            apart = (starts_on(other.since) - starts_on(one.since)).days
            if one.stage is other.stage and 0 < apart <= _CONFLICT_DAYS:
                pairs.append((one, other))
    return tuple(pairs)


def starts_on(printed: str) -> date:
    """The first day of a printed day, month or year."""
    return date.fromisoformat(
        f"{printed}-01" if len(printed) == 7 else f"{printed}-01-01" if len(printed) == 4 else printed
    )
