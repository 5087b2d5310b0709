"""What a Document holds of a topic: terms by field, and what title, lead and each paragraph say of the two sides.

Pure: no clock, no network, no files, no SQL. A unit is the title or one paragraph.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.meaning.terms import Hit, fold_text
from pipeline.meaning.topic_file import Pattern
from pipeline.meaning.topic_senses import Together, Topic
from pipeline.model import Document, Term

MAX_TERMS = 12
"""Hits told per concept and field: a text of 300 pages names a body thousands of times."""

_SENTENCE = re.compile(
    r"[^。！？；!?;\n]+?(?:[。！？；!?;]|(?<![ .][a-z])(?<!mr)(?<!ms)(?<!dr)(?<!mrs)(?<!hon)(?<!prof)(?<! no)\.(?=\s|$)|$)"
)
_LONG_QUOTE = re.compile(r"「[^「」\n]{14,}」|“[^“”\n]{14,}”|\"[^\"\n]{40,}\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The title or one paragraph. start: its offset in the text; hits: with offsets in the whole text."""

    field: str
    start: int
    folded: str
    hits: tuple[Hit, ...]
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What some units say together.

    first, second: how surely each side is a party (0 to 1). strength: how much they speak of the subject. named: the
    strongest paper or measure of both sides by name.
    """

    first: float
    second: float
    strength: float
    named: float

    @property
    def pair(self) -> float:
        """How surely both sides are parties."""
        return float((self.first * self.second) ** 0.5)

    @property
    def joint(self) -> float:
        """How much they speak of the subject as a matter of both sides."""
        return self.pair * self.strength


_NOTHING = Reading(first=0.0, second=0.0, strength=0.0, named=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is found in one Document. paragraphs: without furniture (boilerplate is kept apart)."""

    title: Unit
    lead: tuple[Unit, ...]
    paragraphs: tuple[Unit, ...]
    boilerplate: tuple[Unit, ...]
    terms: tuple[Term, ...]

    @property
    def head(self) -> tuple[Unit, ...]:
        """Title and lead."""
        return (self.title, *self.lead)

    @property
    def units(self) -> tuple[Unit, ...]:
        """Title, a lead that stands apart from the text, and paragraphs, without boilerplate."""
        return (self.title, *(unit for unit in self.lead if unit.start < 0), *self.paragraphs)

    def concepts(self, units: Iterable[Unit]) -> Counter[str]:
        """Count the concepts that stand in some units."""
        return Counter(hit.concept for unit in units for hit in unit.hits)


def make_unit(field: str, start: int, folded: str, hits: Iterable[Hit]) -> Unit:
    """Make the title, a paragraph or a sentence of what was found in it."""
    found = tuple(hits)
    return Unit(field=field, start=start, folded=folded, hits=found, concepts=frozenset(hit.concept for hit in found))


def gather_evidence(document: Document, topic: Topic) -> Evidence:
    """Find a topic's terms in a Document and sort them by where they stand."""
    title, text = fold_text(document.title), fold_text(document.text)
    lead = fold_text(document.lead) if document.lead and document.lead not in document.text else ""
    whole = "\n".join((title, lead, text))
    title_unit = make_unit("title", 0, title, topic.index.find_terms(title, whole))
    standfirst = make_unit("lead", -1, lead, topic.index.find_terms(lead, whole))
    lead_end = _find_lead_end(document)
    body = _split_units(text, topic.index.find_terms(text, whole), lead_end, _find_boilerplate(topic))
    kept = tuple(unit for unit in body if unit.field != "boilerplate")
    return Evidence(
        title=title_unit,
        lead=(*((standfirst,) if lead else ()), *(unit for unit in kept if unit.field == "lead")),
        paragraphs=kept,
        boilerplate=tuple(unit for unit in body if unit.field == "boilerplate"),
        terms=_list_terms(document, (title_unit, *body)),
    )


def read_units(units: Iterable[Unit], topic: Topic) -> Reading:
    """Say what some units tell together: the surest mention of each side, and all subjects, each counted once."""
    first = second = named = 0.0
    silence = 1.0
    units = [unit for unit in units if unit.hits]
    if not units:
        return _NOTHING
    present = frozenset().union(*(unit.concepts for unit in units))
    for together in topic.together:
        if together.groups[-1].isdisjoint(present):
            continue
        if any(holds_together(unit, together) for unit in units):
            silence *= 1.0 - together.strength
    for concept in present:
        sense = topic.senses[concept]
        first, second = max(first, sense.parties[0]), max(second, sense.parties[1])
        named = max(named, sense.named)
        silence *= 1.0 - min(sense.strength, 0.95)
    return Reading(first=first, second=second, strength=1.0 - silence, named=named)


def holds_together(unit: Unit, together: Together) -> bool:
    """Tell whether one paragraph or title holds a concept of each group."""
    return all(not group.isdisjoint(unit.concepts) for group in together.groups)


def _find_lead_end(document: Document) -> int:
    """Where the lead ends in the text: after the Document's own if it stands there, else after the first paragraph."""
    if document.lead:
        found = document.text.find(document.lead)
        if found >= 0:
            return found + len(document.lead)
    end = document.text.find("\n")
    return len(document.text) if end < 0 else end


def _find_boilerplate(topic: Topic) -> tuple[re.Pattern[str], ...]:
    return tuple(cue.pattern for cue in topic.cues if cue.kind == "boilerplate")


def _split_units(text: str, hits: list[Hit], lead_end: int, boilerplate: tuple[re.Pattern[str], ...]) -> list[Unit]:
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    by_paragraph: list[list[Hit]] = [[] for _ in starts]
    for hit in hits:
        by_paragraph[bisect_right(starts, hit.start) - 1].append(hit)
    units = []
    for number, start in enumerate(starts):
        end = starts[number + 1] - 1 if number + 1 < len(starts) else len(text)
        folded = text[start:end]
        if not folded.strip():
            continue
        field = "lead" if start < lead_end else "body"
        if number and len(folded) < 400 and any(pattern.match(folded) for pattern in boilerplate):
            field = "boilerplate"
        units.append(make_unit(field, start, folded, by_paragraph[number]))
    return units


def _list_terms(document: Document, units: tuple[Unit, ...]) -> tuple[Term, ...]:
    quotes = [match.span() for match in _LONG_QUOTE.finditer(document.text)]
    opened, closed = [start for start, _ in quotes], [end for _, end in quotes]
    counted: Counter[tuple[str, str]] = Counter()
    terms = []
    for unit in units:
        printed = document.title if unit.field == "title" else document.text
        for hit in unit.hits:
            field = unit.field
            if field in ("lead", "body") and bisect_right(opened, hit.start) > bisect_right(closed, hit.start):
                field = "quote"
            counted[hit.concept, field] += 1
            if counted[hit.concept, field] <= MAX_TERMS:
                terms.append(
                    Term(
                        term=printed[hit.start : hit.end],
                        concept=hit.concept,
                        field=field,
                        start=hit.start,
                        end=hit.end,
                    )
                )
    return tuple(terms)


def split_sentences(unit: Unit) -> list[Unit]:
    """Split a paragraph, its hits with it."""
    base = max(unit.start, 0)
    sentences = []
    for match in _SENTENCE.finditer(unit.folded):
        start, end = base + match.start(), base + match.end()
        hits = [hit for hit in unit.hits if start <= hit.start < end]
        sentences.append(make_unit(unit.field, start, match.group(), hits))
    return sentences


def find_pattern(units: Iterable[Unit], pattern: Pattern, topic: Topic) -> bool:
    """Tell whether one unit holds of each group a concept, or somebody of a side, and nothing that stands against it."""
    for unit in units:
        marks = frozenset().union(*(topic.marks[concept] for concept in unit.concepts))
        if marks and all(not marks.isdisjoint(group) for group in pattern.all) and marks.isdisjoint(pattern.unless):
            return True
    return False
