"""From the declarations of a topic to a checked Topic, ready for matching.

Pure: no files. Refusals name file, key and reason.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.errors import TopicError
from pipeline.meaning.terms import Surface, TermIndex, fold_text
from pipeline.meaning.topic_check import check_areas, check_concepts, check_measures, list_forms, walk_concepts
from pipeline.meaning.topic_file import Agreement, Area, Concept, Language, Measure, Negative, Party, Profile
from pipeline.model import Stage

_PARTY_WEIGHT = {"body": 0.9, "official": 0.8, "place": 0.5}
_NAMED_PARTIES = 0.8
_NAMES_SIDE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """What a mention of one concept says.

    parties: weight on the first and on the second side. strength: how much it speaks of the subject. named: how much it
    is a paper or measure of both sides by name (0 = it is none).
    """

    role: str
    parties: tuple[float, float] = (0.0, 0.0)
    strength: float = 0.0
    named: float = 0.0
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Concepts that speak of an Area when one of each group stands in one paragraph or title."""

    groups: tuple[frozenset[str], ...]
    strength: float
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """A stage's words. unless: None = nothing stands against it."""

    stage: Stage
    weight: float
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that tell the kind of a Page. where: title, head or text."""

    kind: str
    weight: float
    where: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic, checked and ready: matching needs nothing else.

    sides: the two parties. marks: what a mention of a concept is to a pattern: itself, and `side:NAME` of whom it names.
    senses, display (first printed form): by concept. modality: by effect.
    """

    name: str
    title: dict[str, str]
    sides: tuple[str, str]
    since: date | None
    threshold: float
    index: TermIndex
    senses: dict[str, Sense]
    marks: dict[str, frozenset[str]]
    display: dict[str, str]
    areas: tuple[Area, ...]
    together: tuple[Together, ...]
    initiatives: tuple[Measure, ...]
    negatives: dict[str, Negative]
    verbs: tuple[Verb, ...]
    modality: dict[str, re.Pattern[str]]
    cues: tuple[Cue, ...]


def make_topic(files: Sequence[tuple[str, Profile]], language: Language, joined: Profile) -> Topic:
    """Check a topic's declarations and make them ready.

    files: as read, with their names, for refusals. joined: all of them as one.
    """
    first = files[0][0]
    if joined.name is None or joined.title is None or len(joined.sides) != 2:
        raise TopicError(f"{first}: name, title and two sides must be given")
    places = check_concepts(files)
    check_areas(files, joined, places)
    check_measures(files, joined, places)
    senses = _find_senses(files, joined)
    return Topic(
        name=joined.name,
        title=joined.title,
        sides=(joined.sides[0], joined.sides[1]),
        since=joined.since,
        threshold=joined.threshold or 0.5,
        index=TermIndex(_list_surfaces(files)),
        senses=senses,
        marks={concept: _marks_of(concept, sense, joined.sides) for concept, sense in senses.items()},
        display={concept.concept: _display_of(concept) for _, _, concept in walk_concepts(files)},
        areas=joined.areas,
        together=tuple(
            Together(groups=tuple(map(frozenset, pattern.all)), strength=pattern.strength, area=area.tag)
            for area in joined.areas
            for pattern in area.patterns
        ),
        initiatives=joined.initiatives,
        negatives={one.concept: one for one in joined.negatives},
        verbs=_read_verbs(language),
        modality=_read_modality(language),
        cues=tuple(
            Cue(kind=one.kind, weight=one.weight, where=one.where, pattern=_compile(one.en, one.zh))
            for one in language.cues
        ),
    )


def _read_verbs(language: Language) -> tuple[Verb, ...]:
    return tuple(
        Verb(
            stage=one.stage,
            weight=one.weight,
            pattern=_compile(one.en, one.zh),
            unless=_compile(one.unless, ()) if one.unless else None,
        )
        for one in language.verbs
    )


def _read_modality(language: Language) -> dict[str, re.Pattern[str]]:
    """One expression per effect; an effect may be declared in several tables."""
    effects = sorted({one.effect for one in language.modality})
    mine = {effect: [one for one in language.modality if one.effect == effect] for effect in effects}
    return {
        effect: _compile([word for one in tables for word in one.en], [word for one in tables for word in one.zh])
        for effect, tables in mine.items()
    }


def _compile(english: Sequence[str], chinese: Sequence[str]) -> re.Pattern[str]:
    """Join expressions; English ones stand at word boundaries. Raises TopicError for one that is none."""
    parts = [rf"(?<![a-z0-9])(?:{'|'.join(english)})(?![a-z0-9])"] if english else []
    try:
        return re.compile("|".join((*parts, *map(fold_text, chinese))) or r"(?!)")
    except re.error as error:
        for word in (*english, *chinese):
            try:
                re.compile(word)
            except re.error as own:
                raise TopicError(f"topic/language: '{word}' is no regular expression: {own}") from own
        raise TopicError(f"topic/language: expressions do not join: {error}") from error


def _display_of(concept: Concept) -> str:
    return next(list_forms(concept), concept.short[0].text if concept.short else concept.concept)


def _marks_of(concept: str, sense: Sense, sides: Sequence[str]) -> frozenset[str]:
    named = (f"side:{side}" for side, weight in zip(sides, sense.parties, strict=True) if weight >= _NAMES_SIDE)
    return frozenset((concept, *named))


def _find_senses(files: Sequence[tuple[str, Profile]], joined: Profile) -> dict[str, Sense]:
    senses: dict[str, Sense] = {}

    def party(role: str, declared: Party) -> None:
        weight = _PARTY_WEIGHT[role] if declared.weight is None else declared.weight
        first = declared.side == joined.sides[0]
        parties = (weight, 0.0) if first else (0.0, weight)
        senses[declared.concept] = Sense(role=role, parties=parties, strength=declared.strength)

    for body in joined.bodies:
        party("body", body)
    for official in joined.officials:
        party("official", official)
    for place in joined.places:
        party("place", place)
    for one in joined.joint:
        areas = (one.area,) if one.area else ()
        senses[one.concept] = Sense(role="joint", parties=(one.weight, one.weight), strength=one.strength, areas=areas)
    for theme in joined.themes:
        senses[theme.concept] = Sense(role="theme", strength=theme.strength)
    for area in joined.areas:
        for term in area.terms:
            parties = (term.implies.get(joined.sides[0], 0.0), term.implies.get(joined.sides[1], 0.0))
            senses[term.concept] = Sense(role="area", parties=parties, strength=term.strength, areas=(area.tag,))
    both: tuple[Agreement | Measure, ...] = (*joined.agreements, *joined.initiatives)
    for named in both:
        role = "initiative" if isinstance(named, Measure) else "agreement"
        parties = (_NAMED_PARTIES * named.weight, _NAMED_PARTIES * named.weight)
        senses[named.concept] = Sense(role=role, parties=parties, strength=1.0, named=named.weight, areas=named.areas)
    senses |= {one.concept: Sense(role="neutral") for one in joined.neutral}
    senses |= {one.concept: Sense(role="gathering") for one in joined.gatherings}
    senses |= {one.concept: Sense(role="cue") for one in joined.cues}
    senses |= {one.concept: Sense(role="negative") for one in joined.negatives}
    return senses


def _list_surfaces(files: Sequence[tuple[str, Profile]]) -> Iterator[Surface]:
    seen: set[str] = set()
    for _, _, concept in walk_concepts(files):
        unless = tuple(fold_text(word) for word in getattr(concept, "unless", ()) if not isinstance(concept, Negative))
        for form in list_forms(concept):
            folded = fold_text(form).strip(" 《》「」“”()")
            if folded not in seen:
                seen.add(folded)
                yield Surface(folded=folded, concept=concept.concept, unless=unless)
        for short in concept.short:
            folded = fold_text(short.text)
            if folded not in seen:
                seen.add(folded)
                near = tuple(fold_text(word) for word in short.near)
                yield Surface(
                    folded=folded, concept=concept.concept, near=near, unless=tuple(map(fold_text, short.unless))
                )
