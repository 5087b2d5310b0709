"""What a topic's declarations must hold true to: refusals that name file, key and reason.

Pure: no files. A term stands for one concept, names lead somewhere, nothing replaces itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.errors import TopicError
from pipeline.meaning.terms import fold_text
from pipeline.meaning.topic_file import Concept, Measure, Profile

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


@dataclass(slots=True)
class Place:
    """Where a concept was declared, for refusals."""

    file: str
    key: str


def walk_concepts(files: Sequence[tuple[str, Profile]]) -> Iterator[tuple[str, str, Concept]]:
    """Every concept with the file and the key at which it stands."""
    for name, profile in files:
        for key in _LISTS:
            for number, concept in enumerate(getattr(profile, key)):
                yield name, f"{key}[{number}]", concept
        for area in profile.areas:
            for number, term in enumerate(area.terms):
                yield name, f"areas '{area.tag}' terms[{number}]", term


def list_forms(concept: Concept) -> Iterator[str]:
    """The printed forms of a concept; a measure's display names are forms too."""
    if isinstance(concept, Measure):
        yield from concept.names.values()
    yield from (*concept.en, *concept.zh_hant, *concept.zh_hans)


def check_concepts(files: Sequence[tuple[str, Profile]]) -> dict[str, Place]:
    """Refuse a concept declared twice and a form that stands for two concepts."""
    places: dict[str, Place] = {}
    owners: dict[str, tuple[str, str]] = {}
    for file, key, concept in walk_concepts(files):
        if concept.concept in places:
            raise TopicError(
                f"{file}: {key}: concept '{concept.concept}' was declared before, in {places[concept.concept].file}"
            )
        places[concept.concept] = Place(file, key)
        for form in (*list_forms(concept), *(short.text for short in concept.short)):
            owner, where = owners.setdefault(fold_text(form).strip(" 《》「」“”()"), (concept.concept, key))
            if owner != concept.concept:
                if where.startswith("areas") and key.startswith("areas"):
                    raise TopicError(
                        f"{file}: {key}: '{form}' stands in two Areas' terms: '{owner}' and '{concept.concept}'"
                    )
                raise TopicError(f"{file}: {key}: '{form}' stands for '{owner}' already ({where})")
    return places


def check_areas(files: Sequence[tuple[str, Profile]], joined: Profile, places: dict[str, Place]) -> None:
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
            for word in (word for pattern in area.patterns for group in pattern.all for word in group):
                if word not in places:
                    raise TopicError(f"{file}: areas '{area.tag}': pattern names '{word}', which is declared nowhere")
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


def check_measures(files: Sequence[tuple[str, Profile]], joined: Profile, places: dict[str, Place]) -> None:
    """Refuse patterns and exceptions that name nothing, and a circle of replaces."""
    replaced = {one.concept: one.replaces for one in joined.initiatives if one.replaces}
    for file, profile in files:
        for measure in profile.initiatives:
            key = f"initiatives '{measure.concept}'"
            for word in (
                word for pattern in measure.patterns for group in (*pattern.all, pattern.unless) for word in group
            ):
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
