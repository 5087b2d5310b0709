"""Why a Document concerns a topic: evidence weighed, never gated, and told in words.

Pure: no clock, no network, no files, no SQL. The score is the estimated share of texts with this evidence that a
researcher would keep: a logistic sum whose weights were fitted on tests/labelled/tune.jsonl (bench/meaning.py).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.evidence import Evidence, Unit, gather_evidence, read_units
from pipeline.model import Document, PageKind, Relevance, Stage, Tier
from pipeline.page_kind import choose_kind, weigh_event, weigh_kinds
from pipeline.stages import StageClaim, choose_claim, find_initiative, find_stage_claims
from pipeline.terms import fold_text
from pipeline.topic_senses import Topic

WEIGHTS = {
    "bias": -3.6,
    "title": 2.6,
    "head": 4.1,
    "paragraph": 1.4,
    "whole": 0.9,
    "spread": 0.9,
    "subject": 1.1,
    "negative": -3.2,
    "event": -1.4,
    "official": 0.1,
    "analysis": 0.5,
    "old": -6.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A Document's evidence and what was made of it: features by the names of WEIGHTS."""

    evidence: Evidence
    features: dict[str, float]
    negative: str | None
    kinds: dict[str, float]
    claim: StageClaim | None
    published: date | None


def score_document(document: Document, topic: Topic, *, tier: Tier) -> Relevance:
    """Say whether a Document concerns a topic, why, and what it tells of which Initiative."""
    found = find_features(document, topic, tier)
    score = 1.0 / (1.0 + math.exp(-sum(weight * found.features[name] for name, weight in WEIGHTS.items())))
    relevant = score >= topic.threshold
    kind = choose_kind(found.kinds, found.claim, tier) if relevant else _irrelevant_kind(found)
    told = relevant and _tells_stage(kind, found.claim)
    claim = found.claim if told else None
    return Relevance(
        score=round(score, 4),
        relevant=relevant,
        page_kind=kind,
        areas=_find_areas(found.evidence, topic) if relevant else (),
        terms=found.evidence.terms,
        rule=_say_rule(found, topic, relevant, kind),
        initiative=find_initiative(found.evidence, topic) if relevant else None,
        stage=claim.stage if claim else None,
        stage_date=claim.effective if claim else None,
    )


def find_features(document: Document, topic: Topic, tier: Tier) -> Findings:
    """Read the evidence into numbers between 0 and 1 (event: above)."""
    evidence = gather_evidence(document, topic)
    published = document.published.at.date() if document.published else None
    if document.published and len(document.published.shown) >= 10:
        published = date.fromisoformat(document.published.shown[:10])
    claim = choose_claim(find_stage_claims(evidence, topic, published), evidence, topic)
    kinds = weigh_kinds(evidence, topic, tier)
    head, whole = read_units(evidence.head, topic), read_units(evidence.units, topic)
    title = read_units((evidence.title,), topic)
    best = max((read_units((unit,), topic).joint for unit in evidence.paragraphs), default=head.joint)
    negative, weight = _weigh_negatives(evidence, topic)
    features = {
        "bias": 1.0,
        "title": title.joint,
        "head": head.joint,
        "paragraph": best,
        "whole": whole.joint,
        "named": max(title.named, 0.9 * head.named, 0.4 * whole.named),
        "spread": _spread(evidence, topic),
        "subject": title.strength,
        "negative": weight,
        "event": weigh_event(kinds, claim),
        "gathering": float(any(topic.senses[one].role == "gathering" for one in evidence.concepts(evidence.head))),
        "official": float(tier is Tier.OFFICIAL),
        "analysis": float(tier is Tier.ANALYSIS),
        "old": float(topic.since is not None and published is not None and published < topic.since),
    }
    return Findings(
        evidence=evidence, features=features, negative=negative, kinds=kinds, claim=claim, published=published
    )


def loose_gate(topic: Topic) -> Callable[[str], bool]:
    """Make the gate for Listing entries of Sources that fetch "matching": any word of the subject, or both sides."""

    def passes(text: str) -> bool:
        reading = read_units((_unit_of(text, topic),), topic)
        return reading.strength >= 0.2 or reading.named > 0 or (reading.first > 0 and reading.second > 0)

    return passes


def _unit_of(text: str, topic: Topic) -> Unit:
    folded = fold_text(text)
    return Unit(field="title", start=0, folded=folded, hits=tuple(topic.index.find_terms(folded)))


def _spread(evidence: Evidence, topic: Topic) -> float:
    """The share of a text that stands in paragraphs on the subject; of an entry without text, of its title."""
    units = evidence.paragraphs or (evidence.title,)
    total = sum(len(unit.folded) for unit in units)
    on_it = sum(len(unit.folded) for unit in units if read_units((unit,), topic).strength >= 0.35)
    return on_it / total if total else 0.0


def _weigh_negatives(evidence: Evidence, topic: Topic) -> tuple[str | None, float]:
    """The heaviest negative: in the title it weighs whole, in the lead 0.8, elsewhere in the text 0.4."""
    title, head, text = (evidence.concepts(units) for units in ((evidence.title,), evidence.head, evidence.units))
    best: tuple[str | None, float] = (None, 0.0)
    for concept, negative in topic.negatives.items():
        if concept not in text or any(word in head for word in negative.unless):
            continue
        where = 1.0 if concept in title else 0.8 if concept in head else 0.4
        if (negative.where == "title" and concept not in title) or (negative.where == "head" and concept not in head):
            continue
        if negative.weight * where > best[1]:
            best = (concept, negative.weight * where)
    return best


def _irrelevant_kind(found: Findings) -> PageKind:
    features = found.features
    topical = features["gathering"] or (features["head"] >= 0.2 and features["negative"] < 0.5)
    return PageKind.EVENT if topical and features["event"] > 0.5 else PageKind.UNRELATED


def _tells_stage(kind: PageKind, claim: StageClaim | None) -> bool:
    """Progress and commentary name a stage only where their title does."""
    if claim is None:
        return False
    if kind in (PageKind.PROGRESS, PageKind.COMMENTARY):
        return claim.field == "title" and claim.stage is not Stage.PROPOSED
    return True


def _find_areas(evidence: Evidence, topic: Topic) -> tuple[str, ...]:
    """The Areas a text is filed under: those of its title and lead, and those that its text keeps speaking of."""
    weights: dict[str, float] = {}
    for factor, units in ((2.0, (evidence.title,)), (1.5, evidence.lead), (0.5, evidence.paragraphs)):
        for concept, count in evidence.concepts(units).items():
            for area in topic.senses[concept].areas:
                strength = max(topic.senses[concept].strength, 0.3)
                weights[area] = weights.get(area, 0.0) + factor * strength * min(count, 3)
    order = [area.tag for area in topic.areas]
    return tuple(sorted((area for area, weight in weights.items() if weight >= 0.6), key=order.index))


def _say_rule(found: Findings, topic: Topic, relevant: bool, kind: PageKind) -> str:
    """The rule that decided, as a sentence."""
    features, head = found.features, set(found.evidence.concepts(found.evidence.head))
    named = _first_named(found.evidence.concepts(found.evidence.units), topic, ("agreement", "initiative"))
    if features["old"]:
        return f"Published before {topic.since}, so it is context and not part of the question."
    if relevant and named and features["named"] >= 0.36:
        return (
            f"Names {topic.display[named]}, which belongs to both sides{', in title or lead' if named in head else ''}."
        )
    if relevant:
        return f"{_say_parties(found, topic)} and speaks of {_say_subject(found, topic)}."
    if found.negative and features["negative"] >= 0.3:
        return f"Looks like the question, but {topic.negatives[found.negative].why}."
    if kind is PageKind.EVENT:
        return "Tells of a gathering or a visit of both sides, without a measure."
    return _say_lack(found, topic)


def _say_parties(found: Findings, topic: Topic) -> str:
    first, second = (_strongest(found.evidence.units, topic, side) for side in (0, 1))
    return f"Names {first} and {second}" if first != second else f"Names {first}"


def _strongest(units: Iterable[Unit], topic: Topic, side: int) -> str:
    concepts = {hit.concept for unit in units for hit in unit.hits}
    best = max(concepts, key=lambda one: (topic.senses[one].parties[side], one), default=None)
    return topic.display[best] if best and topic.senses[best].parties[side] else f"nobody of {topic.sides[side]}"


def _say_subject(found: Findings, topic: Topic) -> str:
    concepts = {hit.concept for unit in found.evidence.units for hit in unit.hits}
    subjects = sorted(
        (one for one in concepts if topic.senses[one].strength), key=lambda one: -topic.senses[one].strength
    )
    return ", ".join(topic.display[one] for one in subjects[:3]) or "nothing of the subject"


def _say_lack(found: Findings, topic: Topic) -> str:
    whole = read_units(found.evidence.units, topic)
    if whole.strength < 0.2:
        return "Says nothing, or next to nothing, of the subject."
    if not whole.first or not whole.second:
        missing = [side for side, weight in zip(topic.sides, (whole.first, whole.second), strict=True) if not weight]
        return f"Speaks of {_say_subject(found, topic)}, but names nobody of {' or '.join(missing)}."
    return f"{_say_parties(found, topic)}, but speaks of {_say_subject(found, topic)} too little or elsewhere."


def _first_named(concepts: Iterable[str], topic: Topic, roles: tuple[str, ...]) -> str | None:
    return next((one for one in concepts if topic.senses[one].role in roles), None)


def explain(relevance: Relevance, document: Document) -> str:
    """Tell a Relevance in words, term by term, for a person at a terminal."""
    verdict = "Relevant" if relevance.relevant else "Not relevant"
    lines = [
        f"{verdict}: {relevance.score:.2f}. {relevance.rule}",
        f"Kind of Page: {relevance.page_kind.replace('_', ' ')}.",
    ]
    if relevance.areas:
        lines.append(f"Areas: {', '.join(relevance.areas)}.")
    if relevance.initiative:
        lines.append(f"Initiative: {relevance.initiative}.")
    if relevance.stage:
        when = f", effective {relevance.stage_date}" if relevance.stage_date else ""
        lines.append(f"Stage: {relevance.stage}{when}.")
    for field in ("title", "lead", "body", "quote", "boilerplate"):
        mine = [term for term in relevance.terms if term.field == field]
        if mine:
            told = ", ".join(f"{term.term} ({term.concept}, {term.start}-{term.end})" for term in mine[:20])
            lines.append(f"In the {field}: {told}{' …' if len(mine) > 20 else ''}")
    if not document.text:
        lines.append("Only a headline was there to read.")
    return "\n".join(lines)
