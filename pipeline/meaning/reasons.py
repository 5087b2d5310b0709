"""Why a Document is relevant or not, in words: the rule as one sentence that quotes the text, and the terms one by one.

Pure. The sentences name what the text itself prints; nothing is said that stands in no Term.
"""

from pipeline.meaning.evidence import read_units
from pipeline.meaning.features import Findings
from pipeline.meaning.topic_senses import Topic
from pipeline.model import Document, PageKind, Relevance

_NAMED = 0.36
_FIELDS = ("title", "lead", "body", "quote", "boilerplate")


def say_rule(found: Findings, topic: Topic, relevant: bool, kind: PageKind) -> str:
    """Say the rule that decided, as a sentence."""
    if found.features["old"]:
        return f"Published before {topic.since}, so it is context and not part of the question."
    if relevant and not found.evidence.terms:
        return "Its lead, which stands apart from the text, names both sides and the subject."
    if relevant:
        return _say_named(found, topic) or f"{_say_parties(found, topic)} and speaks of {_say_subject(found, topic)}."
    if found.negative and found.features["negative"] >= 0.3:
        why = topic.negatives[found.negative].why
        return f"Has words of the question, but {why} ({_quote(found, (found.negative,))})."
    if kind is PageKind.EVENT:
        return "Tells of a gathering or a visit, without a measure or a signing of both sides."
    return _say_lack(found, topic)


def _say_named(found: Findings, topic: Topic) -> str | None:
    if found.features["named"] < _NAMED:
        return None
    order = {field: rank for rank, field in enumerate(_FIELDS)}
    named = [
        term
        for term in sorted(found.evidence.terms, key=lambda term: order[term.field])
        if topic.senses[term.concept].named >= 0.5
    ]
    if not named:
        return None
    first = named[0]
    where = f"in the {first.field}" if first.field != "body" else "in the text"
    what = "a paper" if topic.senses[first.concept].role == "agreement" else "a measure"
    return f"Names {_mark(first.term)} {where}, {what} of both sides."


def _mark(term: str) -> str:
    return f"“{term}”"


def _quote(found: Findings, concepts: tuple[str, ...]) -> str:
    """What the text prints for some concepts, each once, first mention first."""
    printed: dict[str, str] = {}
    for term in found.evidence.terms:
        if term.concept in concepts and term.concept not in printed:
            printed[term.concept] = _mark(term.term)
    return ", ".join(printed[concept] for concept in concepts if concept in printed)


def _say_parties(found: Findings, topic: Topic) -> str:
    first, second = (_strongest(found, topic, side) for side in (0, 1))
    if first == second and first is not None:
        return f"Names both sides ({_quote(found, (first,))})"
    named = [
        _quote(found, (concept,)) if concept else f"nobody of {side}"
        for concept, side in ((first, topic.sides[0]), (second, topic.sides[1]))
    ]
    return f"Names {named[0]} and {named[1]}"


def _strongest(found: Findings, topic: Topic, side: int) -> str | None:
    """The concept that says most surely that a side is a party, None = nobody does."""
    concepts = {term.concept for term in found.evidence.terms if term.field != "boilerplate"}
    best = max(concepts, key=lambda one: (topic.senses[one].parties[side], one), default=None)
    return best if best and topic.senses[best].parties[side] else None


def _say_subject(found: Findings, topic: Topic) -> str:
    concepts = {term.concept for term in found.evidence.terms if term.field != "boilerplate"}
    order = sorted(
        (
            one
            for one in concepts
            if topic.senses[one].strength and topic.senses[one].role in ("area", "theme", "joint")
        ),
        key=lambda one: (-topic.senses[one].strength, one),
    )
    named = sorted(one for one in concepts if topic.senses[one].named or topic.senses[one].strength)
    return (
        _quote(found, tuple(order[:3] or named[:2]))
        or _quote(found, _words_together(concepts, topic))
        or "nothing of the subject"
    )


def _words_together(concepts: set[str], topic: Topic) -> tuple[str, ...]:
    """Words that speak of an Area only together, as far as they stand in the text."""
    groups = [group for together in topic.together for group in together.groups]
    return tuple(sorted(concept for concept in concepts if any(concept in group for group in groups)))[:3]


def _say_lack(found: Findings, topic: Topic) -> str:
    whole = read_units(found.evidence.units, topic)
    if whole.strength < 0.2:
        return "Says nothing, or next to nothing, of the subject."
    if not whole.first or not whole.second:
        missing = [side for side, weight in zip(topic.sides, (whole.first, whole.second), strict=True) if not weight]
        return f"Speaks of {_say_subject(found, topic)}, but names nobody of {' or '.join(missing)}."
    return f"{_say_parties(found, topic)}, but speaks too little of the subject ({_say_subject(found, topic)})."


def explain(relevance: Relevance, document: Document) -> str:
    """Tell a Relevance in words, term by term, for a person at a terminal."""
    verdict = "Relevant" if relevance.relevant else "Not relevant"
    lines = [f"{verdict} (score {relevance.score:.2f}). {relevance.rule}"]
    lines.append(f"Kind of Page: {relevance.page_kind.replace('_', ' ')}.")
    if relevance.areas:
        lines.append(f"Areas: {', '.join(relevance.areas)}.")
    if relevance.initiative:
        lines.append(f"Initiative: {relevance.initiative}.")
    if relevance.stage:
        when = f", effective {relevance.stage_date}" if relevance.stage_date else ""
        lines.append(f"Stage: {relevance.stage.replace('_', ' ')}{when}.")
    for field in _FIELDS:
        mine = [term for term in relevance.terms if term.field == field]
        if mine:
            told = ", ".join(f"{term.term} ({term.concept}, {term.start}-{term.end})" for term in mine[:20])
            lines.append(f"In the {field}: {told}{' …' if len(mine) > 20 else ''}")
    if not document.text:
        lines.append("Only a headline was there to read.")
    return "\n".join(lines)
