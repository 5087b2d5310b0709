"""From the declarations of a topic to a checked Topic, ready for matching.

Pure: no files. Refusals name file, key and reason.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.errors import TopicError
from pipeline.model import Stage
from pipeline.terms import Surface, TermIndex, fold_text
from pipeline.topic_file import Agreement, Area, Concept, Language, Measure, Negative, Party, Profile

_PARTY_WEIGHT = {"body": 0.9, "official": 0.8, "place": 0.5}
_NAMED_PARTIES = 0.8
_LISTS = (
    "themes",
    "neutral",
    "gatherings",
    "bodies",
    "officials",
    "places",
    "joint",
    "agreements",
    "initiatives",
    "cues",
    "negatives",
)


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

    sides: the two parties. senses, display (first printed form): by concept. modality: by effect.
    """

    name: str
    title: dict[str, str]
    sides: tuple[str, str]
    since: date | None
    threshold: float
    index: TermIndex
    senses: dict[str, Sense]
    display: dict[str, str]
    areas: tuple[Area, ...]
    initiatives: tuple[Measure, ...]
    negatives: dict[str, Negative]
    verbs: tuple[Verb, ...]
    modality: dict[str, re.Pattern[str]]
    cues: tuple[Cue, ...]


@dataclass(slots=True)
class _Place:
    """Where a concept was declared, for refusals."""

    file: str
    key: str


def make_topic(files: Sequence[tuple[str, Profile]], language: Language, joined: Profile) -> Topic:
    """Check a topic's declarations and make them ready.

    files: as read, with their names, for refusals. joined: all of them as one.
    """
    first = files[0][0]
    if joined.name is None or joined.title is None or len(joined.sides) != 2:
        raise TopicError(f"{first}: name, title and two sides must be given")
    places = _check_concepts(files)
    _check_areas(files, joined)
    _check_measures(files, joined, places)
    senses = _find_senses(files, joined)
    return Topic(
        name=joined.name,
        title=joined.title,
        sides=(joined.sides[0], joined.sides[1]),
        since=joined.since,
        threshold=joined.threshold or 0.5,
        index=TermIndex(_list_surfaces(files)),
        senses=senses,
        display={concept.concept: _display_of(concept) for _, _, concept in _walk(files)},
        areas=joined.areas,
        initiatives=joined.initiatives,
        negatives={one.concept: one for one in joined.negatives},
        verbs=tuple(
            Verb(
                stage=one.stage,
                weight=one.weight,
                pattern=_compile(one.en, one.zh),
                unless=_compile(one.unless, ()) if one.unless else None,
            )
            for one in language.verbs
        ),
        modality={
            effect: _compile(
                [word for one in language.modality if one.effect == effect for word in one.en],
                [word for one in language.modality if one.effect == effect for word in one.zh],
            )
            for effect in sorted({one.effect for one in language.modality})
        },
        cues=tuple(
            Cue(kind=one.kind, weight=one.weight, where=one.where, pattern=_compile(one.en, one.zh))
            for one in language.cues
        ),
    )


def _compile(english: Sequence[str], chinese: Sequence[str]) -> re.Pattern[str]:
    """Join expressions; English ones stand at word boundaries."""
    parts = [rf"(?<![a-z0-9])(?:{'|'.join(english)})(?![a-z0-9])"] if english else []
    return re.compile("|".join((*parts, *map(fold_text, chinese))) or r"(?!)")


def _walk(files: Sequence[tuple[str, Profile]]) -> Iterator[tuple[str, str, Concept]]:
    """Every concept with the file and the key at which it stands."""
    for name, profile in files:
        for key in _LISTS:
            for number, concept in enumerate(getattr(profile, key)):
                yield name, f"{key}[{number}]", concept
        for area in profile.areas:
            for number, term in enumerate(area.terms):
                yield name, f"areas '{area.tag}' terms[{number}]", term


def _forms(concept: Concept) -> Iterator[str]:
    """The printed forms of a concept; a measure's display names are forms too."""
    if isinstance(concept, Measure):
        yield from concept.names.values()
    yield from (*concept.en, *concept.zh_hant, *concept.zh_hans)


def _display_of(concept: Concept) -> str:
    return next(_forms(concept), concept.short[0].text if concept.short else concept.concept)


def _check_concepts(files: Sequence[tuple[str, Profile]]) -> dict[str, _Place]:
    """Refuse a concept declared twice and a form that stands for two concepts."""
    places: dict[str, _Place] = {}
    owners: dict[str, tuple[str, str]] = {}
    for file, key, concept in _walk(files):
        if concept.concept in places:
            raise TopicError(
                f"{file}: {key}: concept '{concept.concept}' was declared before, in {places[concept.concept].file}"
            )
        places[concept.concept] = _Place(file, key)
        for form in (*_forms(concept), *(short.text for short in concept.short)):
            owner, where = owners.setdefault(fold_text(form).strip(" 《》「」“”()"), (concept.concept, key))
            if owner != concept.concept:
                if where.startswith("areas") and key.startswith("areas"):
                    raise TopicError(
                        f"{file}: {key}: '{form}' stands in two Areas' terms: '{owner}' and '{concept.concept}'"
                    )
                raise TopicError(f"{file}: {key}: '{form}' stands for '{owner}' already ({where})")
    return places


def _check_areas(files: Sequence[tuple[str, Profile]], joined: Profile) -> None:
    tags = {area.tag for area in joined.areas}
    for file, profile in files:
        for key, used in (
            *((f"agreements '{one.concept}'", one.areas) for one in profile.agreements),
            *((f"initiatives '{one.concept}'", one.areas) for one in profile.initiatives),
            *((f"joint '{one.concept}'", (one.area,) if one.area else ()) for one in profile.joint),
        ):
            for tag in used:
                if tag not in tags:
                    raise TopicError(f"{file}: {key}: there is no Area '{tag}'")
        for area in profile.areas:
            for term in area.terms:
                for side in term.implies:
                    if side not in joined.sides:
                        raise TopicError(
                            f"{file}: areas '{area.tag}': implies '{side}', which is none of {joined.sides}"
                        )
        for key in ("bodies", "officials", "places"):
            for party in getattr(profile, key):
                if party.side not in joined.sides:
                    raise TopicError(f"{file}: {key} '{party.concept}': side '{party.side}' is none of {joined.sides}")


def _check_measures(files: Sequence[tuple[str, Profile]], joined: Profile, places: dict[str, _Place]) -> None:
    """Refuse patterns and exceptions that name nothing, and a circle of replaces."""
    replaced = {one.concept: one.replaces for one in joined.initiatives if one.replaces}
    for file, profile in files:
        for measure in profile.initiatives:
            key = f"initiatives '{measure.concept}'"
            for word in (word for pattern in measure.patterns for group in pattern.all for word in group):
                known = word[5:] in joined.sides if word.startswith("side:") else word in places
                if not known:
                    raise TopicError(f"{file}: {key}: pattern names '{word}', which is declared nowhere")
            seen, next_one = [measure.concept], replaced.get(measure.concept)
            while next_one:
                if next_one in seen:
                    raise TopicError(f"{file}: {key}: replaces goes in a circle: {' -> '.join([*seen, next_one])}")
                if next_one not in {one.concept for one in joined.initiatives}:
                    raise TopicError(f"{file}: {key}: replaces '{next_one}', which is no initiative")
                seen.append(next_one)
                next_one = replaced.get(next_one)
        for negative in profile.negatives:
            for word in negative.unless:
                if word not in places:
                    raise TopicError(f"{file}: negatives '{negative.concept}': unless names '{word}', declared nowhere")


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
    for _, _, concept in _walk(files):
        unless = tuple(fold_text(word) for word in getattr(concept, "unless", ()) if not isinstance(concept, Negative))
        for form in _forms(concept):
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
