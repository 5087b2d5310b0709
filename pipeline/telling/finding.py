"""A Change with all that a reader needs to believe it: what `changes` prints and a Digest is made of.

Pure: no clock, no network, no files, no SQL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.model import ChangeKind, Comparison, Edit, Fact, PageKind, Tier, Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One Change, its Page and its Evidence, as stored.

    not_before: the last check that still saw the old state; None = never seen before.
    page_url: a Source's home for a notice. source_names: language tag -> name.
    published_shown: the date as the page prints it, in the public form (model.PrintedDate.shown); None = none printed.
    quote: a verbatim sentence of Version `to_version_id`, at [quote_start, quote_end) of its text; None = no text.
    gone_since, gone_checks: for withdrawn, the first failing check and how many confirmed it.
    moved_from: for moved, the URL before. reverted_at: when the Change that this one undoes was found, None = not known.
    confidence: of an edit, how far the witnesses agree, 0 to 1.
    """

    change_id: int
    found_at: datetime
    not_before: datetime | None
    kind: ChangeKind
    weight: Weight
    baseline: bool
    silent: bool
    title_changed: bool
    reverts_to: int | None
    facts: tuple[Fact, ...]
    summary: str
    edits: tuple[Edit, ...]
    page_id: int | None
    page_url: str
    source_id: str
    source_names: Mapping[str, str]
    tier: Tier
    language: str | None
    title: str
    areas: tuple[str, ...]
    score: float | None
    relevant: bool
    page_kind: PageKind | None
    rule: str | None
    published_shown: str | None
    published_precision: str | None
    quote: str | None = None
    quote_start: int | None = None
    quote_end: int | None = None
    from_version: int | None = None
    to_version: int | None = None
    to_version_id: int | None = None
    story_id: int | None = None
    gone_since: datetime | None = None
    gone_status: int | None = None
    gone_checks: int | None = None
    moved_from: str | None = None
    reverted_at: datetime | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A Source that could not be seen during a Digest's period.

    since: when it was last seen well; None = never. reason: in words, for a reader.
    """

    source_id: str
    source_names: Mapping[str, str]
    since: datetime | None
    reason: str


def as_comparison(finding: Finding) -> Comparison:
    """What `compare` would say of an edit: what was decided when it was found, with all that was known by then."""
    return Comparison(
        changed=finding.weight is not Weight.COSMETIC,
        weight=finding.weight,
        silent=finding.silent,
        title_changed=finding.title_changed,
        facts=finding.facts,
        summary=finding.summary,
        edits=finding.edits,
    )


def find_there_and_back(findings: Iterable[Finding]) -> tuple[frozenset[int], frozenset[int]]:
    """The change_ids of edits that a later one among the findings undid, and those of the edits that undid them.

    An edit undoes those since the text that it brings back: after it all is as it was before them.
    """
    edits = [finding for finding in findings if finding.kind is ChangeKind.EDITED and finding.page_id is not None]
    pairs = [
        (edit.change_id, last.change_id)
        for last in edits
        for edit in edits
        if last.reverts_to is not None
        and edit.page_id == last.page_id
        and last.reverts_to <= edit.change_id < last.change_id
    ]
    return frozenset(undone for undone, _ in pairs), frozenset(undoing for _, undoing in pairs)
