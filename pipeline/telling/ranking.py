"""Which finding speaks for an event, leads a Digest and comes first in its section.

Pure: no clock, no network, no files, no SQL, no logging. Ranks are sort keys: the smallest comes first.
"""

from pipeline.model import ChangeKind, PageKind, Tier, Weight
from pipeline.telling.finding import Finding

_TIERS = {Tier.OFFICIAL: 0, Tier.PRESS: 1, Tier.ANALYSIS: 2}
_KINDS = (
    ChangeKind.TWIN_CONFLICT,
    ChangeKind.TWIN_STALE,
    ChangeKind.WITHDRAWN,
    ChangeKind.RESTORED,
    ChangeKind.MOVED,
    ChangeKind.EDITED,
    ChangeKind.APPEARED,
    ChangeKind.NOTICE,
    ChangeKind.FLAPPING,
)


def rank_language(theirs: str | None, reader: str) -> int:
    """How far a text is from a reader's language: the same, the other script, another language."""
    known = theirs or ""
    return 0 if known == reader else 1 if known[:2] == reader[:2] else 2


def rank_voice(finding: Finding, language: str) -> tuple[object, ...]:
    """Who speaks for an event: official first, then the reader's language, then Chinese of the other script."""
    foreign = rank_language(finding.language, language)
    return (_TIERS[finding.tier], foreign, -len(finding.facts), finding.change_id)


def rank_finding(finding: Finding, language: str) -> tuple[object, ...]:
    """The order inside a section: by kind, weight, tier, the silent ones, the reader's language, then relevance."""
    return (
        _KINDS.index(finding.kind),
        finding.weight is not Weight.MAJOR,
        _TIERS[finding.tier],
        not finding.silent,
        rank_language(finding.language, language),
        -(finding.score or 0.0),
        finding.change_id,
    )


def rank_headline(finding: Finding, language: str) -> tuple[object, ...]:
    """The strongest finding first: a fact changed without notice, a new measure, another fact, an announcement ..."""
    practical = finding.page_kind is PageKind.PRACTICAL_INITIATIVE
    match finding.kind:
        case ChangeKind.EDITED if finding.facts:
            strength = 6 if finding.silent or practical else 4
        case ChangeKind.APPEARED:
            strength = 5 if practical else 3
        case ChangeKind.WITHDRAWN | ChangeKind.TWIN_CONFLICT:
            strength = 2
        case ChangeKind.EDITED:
            strength = 1
        case _:
            strength = 0
    replaced = any(fact.before and fact.after for fact in finding.facts)
    weight = finding.weight is not Weight.MAJOR
    foreign = rank_language(finding.language, language)
    return (weight, _TIERS[finding.tier], -strength, not replaced, foreign, -(finding.score or 0.0), finding.change_id)
