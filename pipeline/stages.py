"""The stage a text names: which Initiative, how far it has come, and when that takes effect.

Pure: no clock, no network, no files, no SQL. The verbs and their traps are data (topic/language/stages.toml);
here stands how they are weighed: title before lead before body, the claim before what is told in passing, no before yes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.evidence import Evidence, Unit, find_pattern, read_units
from pipeline.model import Stage
from pipeline.stage_dates import find_effect
from pipeline.topic_senses import Topic

_SENTENCE = re.compile(r"[^。！？；!?;\n]+?(?:[。！？；!?;]|\.(?=\s|$)|$)")
_FIELD_WEIGHT = {"title": 3.0, "lead": 1.8, "body": 0.9}
_FIELD_SENTENCES = {"title": 2, "lead": 4, "body": 12}
_PASSING = 0.2
_DATED = re.compile(r"(?:from|on|effective|starting|起|自|由|于|将于)")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageClaim:
    """That a sentence names a stage. weight: how much it is what the text is about; start: the sentence in its field."""

    stage: Stage
    weight: float
    field: str
    sentence: str
    start: int
    verb_at: int
    effective: str | None


def find_stage_claims(evidence: Evidence, topic: Topic, published: date | None) -> list[StageClaim]:
    """Find every stage that title, lead and the paragraphs on the subject name, heaviest first."""
    claims: list[StageClaim] = []
    for unit in _read_on(evidence, topic):
        for number, (start, sentence) in enumerate(_sentences(unit.folded)):
            if number >= _FIELD_SENTENCES[unit.field]:
                break
            weight = _FIELD_WEIGHT[unit.field] * (0.85**number)
            claims.extend(_claims_of(unit, start, sentence, weight, topic, published))
    return sorted(claims, key=lambda claim: -claim.weight)


def choose_claim(claims: Sequence[StageClaim]) -> StageClaim | None:
    """Choose the claim the text is about, None = it names no stage; a claim of that stage with a date is preferred."""
    if not claims:
        return None
    totals: dict[Stage, float] = {}
    for claim in claims:
        best = totals.get(claim.stage, 0.0)
        totals[claim.stage] = max(best, claim.weight) + 0.15 * min(best, claim.weight)
    stage = max(totals, key=lambda one: (totals[one], one))
    mine = [claim for claim in claims if claim.stage is stage]
    heaviest = mine[0]
    if heaviest.effective is None:
        return next((claim for claim in mine if claim.effective), heaviest)
    return heaviest


def _read_on(evidence: Evidence, topic: Topic) -> Iterator[Unit]:
    yield evidence.title
    body = 0
    for number, unit in enumerate(evidence.paragraphs):
        if unit.field == "lead":
            yield unit
        elif body < 6:
            reading = read_units((unit,), topic)
            if reading.named or reading.strength >= 0.35 or number < 3:
                body += 1
                yield unit


def _sentences(folded: str) -> Iterator[tuple[int, str]]:
    for match in _SENTENCE.finditer(folded):
        if match.group().strip():
            yield match.start(), match.group()


def _claims_of(
    unit: Unit, start: int, sentence: str, weight: float, topic: Topic, published: date | None
) -> Iterator[StageClaim]:
    negated, past, future = (topic.modality[effect] for effect in ("negated", "past", "future"))
    for verb in topic.verbs:
        match = verb.pattern.search(sentence)
        if match is None or (verb.unless and verb.unless.search(sentence)):
            continue
        before = sentence[max(0, match.start() - 60) : match.start()]
        if negated.search(before) or negated.search(match.group()):
            continue
        stage, claim_weight = verb.stage, weight * verb.weight
        effective = find_effect(sentence, match.start(), stage is Stage.EXTENDED, published)
        if past.search(before[-40:]) and stage is not Stage.PROPOSED:
            claim_weight *= _PASSING
        if (
            stage not in (Stage.PROPOSED, Stage.CONSULTING)
            and future.search(sentence)
            and not _is_dated(sentence, effective)
        ):
            stage = Stage.PROPOSED
        yield StageClaim(
            stage=stage,
            weight=claim_weight,
            field=unit.field,
            sentence=sentence,
            start=start + max(unit.start, 0),
            verb_at=match.start(),
            effective=None if stage in (Stage.PROPOSED, Stage.CONSULTING) else effective,
        )


def _is_dated(sentence: str, effective: str | None) -> bool:
    """Tell whether a day is named: 'will open on 1 December' is scheduled, 'will open next year' is proposed."""
    return effective is not None and len(effective) >= 7 and bool(_DATED.search(sentence))


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
            elif any(find_pattern(units, pattern.all, topic) for pattern in measure.patterns):
                scores[measure.concept] = scores.get(measure.concept, 0.0) + 0.7 * weight * measure.weight
    if not scores:
        return None
    best = max(scores, key=lambda concept: (scores[concept], concept))
    return best if scores[best] >= 1.0 else None
