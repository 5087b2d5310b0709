"""What decides relevance, as numbers: how much title, lead, paragraphs and the whole text speak of the subject of a topic
as a matter of both sides, and what stands against it.

Pure: no clock, no network, no files, no SQL.
"""

from dataclasses import dataclass
from datetime import date

from pipeline.meaning.evidence import Evidence, gather_evidence, read_units, split_sentences
from pipeline.meaning.page_kind import weigh_event, weigh_kinds
from pipeline.meaning.stages import StageClaim, choose_claim, find_stage_claims
from pipeline.meaning.topic_senses import Topic
from pipeline.model import Document, Tier

_ON_SUBJECT = 0.35
"""A paragraph of at least this strength is on the subject: one word that is its own, or two that it shares."""

_IN_HEAD = 0.15
_SHARE = 0.25
_BOTH = 0.5
_WORTH_READING = 0.05
"""Below this the answer is sure to be no (the score is under 0.1), and nobody need ask for kind and stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """A Document's evidence and what was made of it.

    features: numbers by name, 0 to 1 (event: above). negative: the heaviest concept against it, None = none.
    """

    evidence: Evidence
    features: dict[str, float]
    negative: str | None
    kinds: dict[str, float]
    claim: StageClaim | None


def find_features(document: Document, topic: Topic, tier: Tier) -> Findings:
    """Read a Document's evidence into numbers."""
    evidence = gather_evidence(document, topic)
    published = _read_day(document)
    title, head = read_units((evidence.title,), topic), read_units(evidence.head, topic)
    whole = read_units(evidence.units, topic)
    gathering = any(topic.senses[one].role == "gathering" for one in evidence.concepts(evidence.head))
    claim: StageClaim | None = None
    kinds: dict[str, float] = {}
    if whole.joint >= _WORTH_READING or head.pair >= _BOTH or gathering:
        claim = choose_claim(find_stage_claims(evidence, topic, published), evidence, topic, published)
        kinds = weigh_kinds(evidence, topic, tier)
    negative, against = _weigh_negatives(evidence, topic)
    features = {
        "bias": 1.0,
        "title": title.joint,
        "head": head.joint,
        "paragraph": max((read_units((unit,), topic).joint for unit in evidence.paragraphs), default=head.joint),
        "sentence": _best_sentence(evidence, topic),
        "whole": whole.joint,
        "named": max(title.named, 0.9 * head.named, 0.4 * whole.named),
        "buried": _buried(evidence, topic) if head.joint < _IN_HEAD else 0.0,
        "subject": title.strength,
        "negative": against,
        "event": weigh_event(kinds, claim),
        "gathering": float(gathering),
        "met": head.pair if head.strength >= _IN_HEAD else 0.0,
        "official": float(tier is Tier.OFFICIAL),
        "analysis": float(tier is Tier.ANALYSIS),
        "old": float(topic.since is not None and published is not None and published < topic.since),
    }
    return Findings(evidence=evidence, features=features, negative=negative, kinds=kinds, claim=claim)


def _best_sentence(evidence: Evidence, topic: Topic) -> float:
    """The most that one sentence says of the subject as a matter of both sides: nearness tells a passing mention."""
    best = 0.0
    for unit in evidence.units:
        if len(unit.hits) > 1 and read_units((unit,), topic).joint > best:
            best = max(best, *(read_units((sentence,), topic).joint for sentence in split_sentences(unit)))
    return best


def _read_day(document: Document) -> date | None:
    """The day of publication as printed; a month or a year is no day."""
    if document.published is None or len(document.published.shown) < 10:
        return None
    return date.fromisoformat(document.published.shown[:10])


def _buried(evidence: Evidence, topic: Topic) -> float:
    """How little of a text is on the subject, when title and lead are not: 1 = nothing, 0 = a quarter or more."""
    total = sum(len(unit.folded) for unit in evidence.paragraphs)
    on_it = sum(len(unit.folded) for unit in evidence.paragraphs if read_units((unit,), topic).strength >= _ON_SUBJECT)
    return max(0.0, 1.0 - on_it / (_SHARE * total)) if total else 0.0


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
