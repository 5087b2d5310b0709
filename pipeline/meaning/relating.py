"""Whether two Documents by themselves would be Twins, or one Story, and by which rule.

Pure: no clock, no network, no files, no SQL. Where neither says whose it is, they are held against each other as pages of
one Source for Twins, and of two for a Story.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipeline.meaning.likeness import Likeness, Pool, compare_traits
from pipeline.meaning.stories import DAYS_APART, ENOUGH, is_copy, score_event
from pipeline.meaning.topic import Topic
from pipeline.meaning.traits import Traits, read_traits
from pipeline.meaning.twins import ENOUGH as ENOUGH_TWINS
from pipeline.meaning.twins import may_be_editions, score_editions
from pipeline.model import Document, Tier
from pipeline.urls import canonical_url, host_of

_UNKNOWN_DAY = date(2000, 1, 1)
_STRANGERS = 0.8
"""How sure a match must be where nothing says that both are one Source's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What two Documents are to each other. rule: link, matched, copy, alike; None = nothing. terms: what they share."""

    twins: bool
    same_story: bool
    rule: str | None
    terms: tuple[str, ...]
    score: float


def relate_documents(one: Document, other: Document, topic: Topic) -> Relation:
    """Relate two Documents; the same in either order."""
    first, second = (_traits_of(document, f"{place}", topic) for place, document in enumerate((one, other)))
    if not one.published or not other.published:
        day = (first if one.published else second).day
        first, second = (_traits_of(document, key, topic, day) for document, key in ((one, "0"), (other, "1")))
    likeness = compare_traits(first, second, Pool((first, second)))
    terms = likeness.shared[:12]
    if may_be_editions(first, second) and (_linked(one, other) or _linked(other, one)):
        return Relation(twins=True, same_story=True, rule="link", terms=terms, score=1.0)
    if first.language != second.language and first.question == second.question:
        score = score_editions(first, second, likeness)
        if score >= _enough_for_twins(one, other) and likeness.gap <= 1 and not (first.alone or second.alone):
            return Relation(twins=True, same_story=True, rule="matched", terms=terms, score=round(score, 3))
    return _relate_as_strangers(first, second, likeness, terms)


def _relate_as_strangers(first: Traits, second: Traits, likeness: Likeness, terms: tuple[str, ...]) -> Relation:
    if first.chinese == second.chinese and is_copy(likeness):
        return Relation(twins=False, same_story=True, rule="copy", terms=terms, score=round(likeness.copied, 3))
    score = score_event(likeness, first, second)
    alike = score >= ENOUGH and likeness.gap <= DAYS_APART
    return Relation(twins=False, same_story=alike, rule="alike" if alike else None, terms=terms, score=round(score, 3))


def _traits_of(document: Document, key: str, topic: Topic, day: date | None = None) -> Traits:
    found = datetime(2000, 1, 1, tzinfo=UTC)
    return read_traits(
        document,
        topic,
        key=key,
        source_id=key,
        tier=Tier.OFFICIAL,
        found_at=found,
        found_day=day or _UNKNOWN_DAY,
    )


def _linked(one: Document, other: Document) -> bool:
    """Whether the one names the other's address as its edition in another language."""
    address = canonical_url(other.canonical_url) if other.canonical_url else None
    return address is not None and any(canonical_url(url) == address for _, url in one.twin_urls)


def _enough_for_twins(one: Document, other: Document) -> float:
    hosts = [host_of(document.canonical_url or "") for document in (one, other)]
    if all(hosts):
        return ENOUGH_TWINS if hosts[0] == hosts[1] else 2.0
    return _STRANGERS
