"""The stage a text names: which Initiative, how far it has come, and when that takes effect.

Pure: no clock, no network, no files, no SQL. The verbs and their traps are data (topic/language/stages.toml);
here stands how they are weighed: title before lead before body, the claim before what is told in passing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.meaning.evidence import Evidence, Unit, find_pattern, make_unit, read_units, split_sentences
from pipeline.meaning.stage_dates import find_effect
from pipeline.meaning.topic_senses import Topic
from pipeline.model import Stage

_FIELD_WEIGHT = {"title": 3.0, "lead": 1.8, "body": 0.9}
_FIELD_SENTENCES = {"title": 2, "lead": 4, "body": 12}
_PASSING = 0.2
_LATER = 0.85
_CLAUSE = 0.97
_NEGATION = 110
"""Code points before a verb in which a no counts: "denied reports that tax incentives agreed with ... would be scrapped"."""
_TAKING_EFFECT = (Stage.EXPANDED, Stage.AMENDED, Stage.LAUNCHED, Stage.IN_FORCE, Stage.PILOT)
_CLAUSES = re.compile(r"[^ ]+(?: (?![\u4e00-\u9fff])[^ ]*|(?<![\u4e00-\u9fff]) [^ ]*)*")
"""A Chinese headline sets its clauses apart by a space: what the second hopes for is not said of the first."""
_APPLYING = re.compile(r"\bappl(?:y|ies|ication)|申请|报名")
_DATED = re.compile(r"(?:from|on|effective|starting|起|自|由|于|将于)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageClaim:
    """That a sentence names a stage. weight: how much it is what the text is about; start: its offset."""

    stage: Stage
    weight: float
    field: str
    sentence: str
    start: int
    verb_at: int
    passing: bool
    effective: str | None


def find_stage_claims(evidence: Evidence, topic: Topic, published: date | None) -> list[StageClaim]:
    """Find every stage that title, lead and the paragraphs on the subject name, heaviest first."""
    claims: list[StageClaim] = []
    for unit in _read_on(evidence, topic):
        sentences = _split_headline(unit) if unit.field == "title" else split_sentences(unit)
        for number, sentence in enumerate(sentences[: _FIELD_SENTENCES[unit.field]]):
            weight = _FIELD_WEIGHT[unit.field] * (_CLAUSE if unit.field == "title" else _LATER) ** number
            claims.extend(_claims_of(sentence, weight, topic, published))
    return sorted(claims, key=lambda claim: -claim.weight)


def choose_claim(
    claims: Sequence[StageClaim], evidence: Evidence, topic: Topic, published: date | None
) -> StageClaim | None:
    """Choose the claim the text is about, None = it names no stage.

    A signing by itself names none: in a text titled by one, only its title may. A date may stand in another sentence
    that says when it takes effect.
    """
    signed = topic.modality["signed"]
    if signed.search(evidence.title.folded):
        claims = [claim for claim in claims if claim.field == "title"]
    elif any(signed.search(unit.folded[:160]) for unit in evidence.lead):
        claims = [claim for claim in claims if claim.field == "title" or claim.stage is not Stage.PROPOSED]
    if not claims:
        return None
    totals: dict[Stage, float] = {}
    for claim in claims:
        best = totals.get(claim.stage, 0.0)
        totals[claim.stage] = max(best, claim.weight) + 0.15 * min(best, claim.weight)
    stage = max(totals, key=lambda one: (totals[one], one))
    if stage is Stage.PROPOSED:
        scheduled = next((claim for claim in claims if _is_scheduled(claim, published)), None)
        stage = scheduled.stage if scheduled else stage
    mine = [claim for claim in claims if claim.stage is stage]
    dated = _find_effective(mine, claims if stage in _TAKING_EFFECT else ())
    return replace(mine[0], effective=dated.effective) if dated else mine[0]


def _find_effective(mine: Sequence[StageClaim], others: Sequence[StageClaim]) -> StageClaim | None:
    """The claim that says from when, of this stage before that of another.

    A measure that takes applications today and starts in October begins in October, in whichever edition that is said.
    """
    dated = [claim for claim in mine if claim.effective]
    if dated and not _APPLYING.search(dated[0].sentence):
        return dated[0]
    begins = (claim for claim in (*dated, *others) if _begins_later(claim, dated))
    return next(begins, None) or next(iter(dated), None) or _find_dated(others)


def _begins_later(claim: StageClaim, dated: Sequence[StageClaim]) -> bool:
    """Whether a claim names a later day than that of applying, on which the measure itself is at work."""
    if not dated or claim.passing or _APPLYING.search(claim.sentence):
        return False
    return claim.stage in (Stage.LAUNCHED, Stage.IN_FORCE) and (claim.effective or "") > (dated[0].effective or "")


def _is_scheduled(claim: StageClaim, published: date | None) -> bool:
    """Tell whether title or lead names the very day: 'will open soon' with 'on 1 December' below it is scheduled.

    The day on which it is said is no such day: 'announced today (24 January)'.
    """
    told = claim.effective is not None and len(claim.effective) == 10 and not claim.passing
    told = told and (published is None or claim.effective != published.isoformat())
    return told and claim.field in ("title", "lead") and claim.stage in _TAKING_EFFECT


def _find_dated(claims: Sequence[StageClaim]) -> StageClaim | None:
    """The claim that says from when: a measure launched or in force from a day, told as the news and not in passing."""
    return next(
        (
            claim
            for claim in claims
            if claim.effective and not claim.passing and claim.stage in (Stage.LAUNCHED, Stage.IN_FORCE)
        ),
        None,
    )


def find_proposals(evidence: Evidence, topic: Topic) -> dict[str, StageClaim]:
    """Find the known Initiatives that a text only proposes: of each the first claim, by concept.

    Only sentences that name the measure count, and all of them: in "the plan was issued; it proposes a channel for data" the
    plan is there, the channel is not.
    """
    claims: dict[str, list[StageClaim]] = {}
    for unit in _read_on(evidence, topic):
        for sentence in split_sentences(unit)[: _FIELD_SENTENCES[unit.field]]:
            concept = _name_measure(sentence, topic)
            if concept is not None:
                claims.setdefault(concept, []).extend(_claims_of(sentence, 1.0, topic, None))
    return {
        concept: mine[0]
        for concept, mine in claims.items()
        if mine and all(claim.stage is Stage.PROPOSED for claim in mine)
    }


def _name_measure(sentence: Unit, topic: Topic) -> str | None:
    """The known Initiative that one sentence names, None = none, or more than one."""
    named = {measure.concept for measure in topic.initiatives if measure.concept in sentence.concepts} or {
        measure.concept
        for measure in topic.initiatives
        if any(find_pattern((sentence,), pattern, topic) for pattern in measure.patterns)
    }
    return named.pop() if len(named) == 1 else None


def _read_on(evidence: Evidence, topic: Topic) -> Iterator[Unit]:
    yield evidence.title
    yield from (unit for unit in evidence.lead if unit.start < 0)
    body = 0
    for number, unit in enumerate(evidence.paragraphs):
        if unit.field == "lead":
            yield unit
        elif body < 6:
            reading = read_units((unit,), topic)
            if reading.named or reading.strength >= 0.35 or number < 3:
                body += 1
                yield unit


def _split_headline(unit: Unit) -> list[Unit]:
    """Split a title into sentences, and those into the clauses that a space parts between two Han characters."""
    clauses = []
    for sentence in split_sentences(unit):
        for match in _CLAUSES.finditer(sentence.folded):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            hits = [hit for hit in sentence.hits if start <= hit.start < end]
            clauses.append(make_unit(unit.field, start, match.group(), hits))
    return clauses


def _claims_of(unit: Unit, weight: float, topic: Topic, published: date | None) -> Iterator[StageClaim]:
    """The stages that one sentence names."""
    sentence = unit.folded
    negated, past = topic.modality["negated"], topic.modality["past"]
    for verb in topic.verbs:
        match = verb.pattern.search(sentence)
        if match is None or (verb.unless and verb.unless.search(sentence)):
            continue
        before = sentence[max(0, match.start() - _NEGATION) : match.start()]
        if negated.search(before) or negated.search(match.group()):
            continue
        stage = verb.stage
        effective = find_effect(sentence, match.start(), stage is Stage.EXTENDED, published)
        around = sentence[max(0, match.start() - 40) : match.end() + 3]
        passing = bool(past.search(around)) and stage is not Stage.PROPOSED
        if _is_future(verb.stage, sentence, match.start(), effective, topic):
            stage = Stage.PROPOSED
        yield StageClaim(
            stage=stage,
            weight=weight * verb.weight * (_PASSING if passing else 1.0),
            field=unit.field,
            sentence=sentence,
            start=unit.start,
            verb_at=match.start(),
            passing=passing,
            effective=None if stage in (Stage.PROPOSED, Stage.CONSULTING) else effective,
        )


def _is_future(stage: Stage, sentence: str, verb_at: int, effective: str | None, topic: Topic) -> bool:
    """Tell whether a stage is only meant: 'will open on 1 December' is scheduled, 'will open next year' proposed.

    What is ended or suspended may itself have been a proposal, so there only a future before the verb counts.
    """
    if stage in (Stage.PROPOSED, Stage.CONSULTING):
        return False
    if effective is not None and len(effective) >= 7 and _DATED.search(sentence):
        return False
    meant = topic.modality["future"].search(sentence)
    if stage in (Stage.ENDED, Stage.SUSPENDED):
        return meant is not None and meant.start() < verb_at
    return meant is not None or topic.modality["proposal"].search(sentence) is not None


def find_initiative(evidence: Evidence, topic: Topic) -> str | None:
    """Name the known Initiative that a text is mainly about, None = none known.

    A name in the title weighs most; a pattern weighs less than a name, and a later lead less than the title.
    """
    scores: dict[str, float] = {}
    body = tuple(unit for unit in evidence.paragraphs if unit.field != "lead")
    for weight, units in ((3.0, (evidence.title,)), (2.0, evidence.lead), (1.0, body[:12])):
        concepts = evidence.concepts(units)
        for measure in topic.initiatives:
            if measure.concept in concepts:
                scores[measure.concept] = scores.get(measure.concept, 0.0) + weight * measure.weight
            elif any(find_pattern(units, pattern, topic) for pattern in measure.patterns):
                scores[measure.concept] = scores.get(measure.concept, 0.0) + 0.7 * weight * measure.weight
    if not scores:
        return None
    best = max(scores, key=lambda concept: (scores[concept], concept))
    return best if scores[best] >= 1.0 else None
