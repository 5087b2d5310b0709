"""Chooses the findings for one Subscriber and one period, and their order: a Digest.

Pure: no clock, no network, no files, no SQL, no logging. How it looks is render.py's and layout.py's work.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from pipeline.config import Subscriber
from pipeline.model import ChangeKind, PageKind, Tier
from pipeline.telling.background import Activity, Arrival, Background, Candidate, Measure, Step
from pipeline.telling.finding import Blind, Finding, find_there_and_back
from pipeline.telling.headline import open_digest
from pipeline.telling.ranking import rank_finding, rank_headline, rank_voice
from pipeline.telling.words import Words

FULL_ENTRIES = 7
"""Entries in full; the others are title lines. A Digest never has a second page."""
LISTED_ENTRIES = 30
"""Entries listed at all; the others are counted. Webmail clips a message above about 100 KB."""


class Section(StrEnum):
    """A part of a Digest, in reading order; its name is a key of words/*.toml."""

    INITIATIVES = "initiatives"
    ANNOUNCEMENTS = "announcements"
    FACTS = "facts"
    ALSO = "also"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event in a Digest.

    lead: the finding that speaks for it. others: the same event in other languages or on other Sources.
    full: with quote or edits; False = a title line. step: what it did to an Initiative, None = nothing known.
    quote: the sentence of the lead on which it stands, None = none. undone: a later edit took it back.
    """

    section: Section
    lead: Finding
    others: tuple[Finding, ...] = ()
    full: bool = True
    step: Step | None = None
    newly_relevant: bool = False
    quote: str | None = None
    undone: bool = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The lead and the others."""
        return (self.lead, *self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The findings chosen for one Subscriber and one period, in reading order.

    since: None = the first Digest. headline_quotes: the parts of the headline in `headline_language`.
    echoes: press on Stories told before. unlisted: events counted and not listed. arrivals: scheduled stages whose day came.
    measures, activity: how all known Initiatives stand, and what fell into the last weeks.
    counts: name (a key of words 'counts') and number, none of them 0.
    change_ids: every Change told, folded ones too. cursor: the last change_id looked at, told or not (None = none).
    """

    subscriber: str
    language: str
    since: datetime | None
    until: datetime
    subject: str
    preheader: str
    headline: str
    headline_quotes: tuple[str, ...]
    headline_language: str | None
    entries: tuple[Entry, ...]
    commentary: tuple[Finding, ...]
    echoes: tuple[Finding, ...]
    unlisted: int
    candidates: tuple[Candidate, ...]
    blind: tuple[Blind, ...]
    counts: tuple[tuple[str, int], ...]
    change_ids: tuple[int, ...]
    cursor: int | None
    arrivals: tuple[Arrival, ...] = ()
    measures: tuple[Measure, ...] = ()
    activity: Activity = field(default_factory=Activity)

    @property
    def empty(self) -> bool:
        """Nothing was found and no day came; the Subscriber's when_empty decides whether it is sent."""
        return not self.change_ids and not self.arrivals

    def section(self, section: Section) -> tuple[Entry, ...]:
        """The entries of one section."""
        return tuple(entry for entry in self.entries if entry.section is section)


def compose_digest(
    findings: Sequence[Finding],
    *,
    subscriber: Subscriber,
    since: datetime | None,
    until: datetime,
    words: Words,
    blind: Sequence[Blind] = (),
    candidates: Sequence[Candidate] = (),
    background: Background | None = None,
) -> Digest:
    """Choose, fold, order and word one Digest. Same input, same Digest, in any order of the findings."""
    chosen = choose_findings(findings, subscriber)
    background = background or Background()
    echoes = tuple(one for one in chosen if _is_echo(one, background))
    commentary = tuple(one for one in chosen if _is_commentary(one) and not _is_echo(one, background))
    aside = {finding.change_id for finding in (*commentary, *echoes)}
    told = [finding for finding in chosen if finding.change_id not in aside]
    undone, undoing = find_there_and_back(findings)
    fleeting = undone | undoing
    entries = _fold(told, words.language, background, undone, fleeting)
    arrivals = tuple(one for one in background.arrivals if _of_areas(one.areas, subscriber))
    counts = _count(entries, commentary, echoes, arrivals)
    strongest = _choose_strongest(entries, (*commentary, *echoes), undone, fleeting, words)
    opening = open_digest(strongest, arrivals, counts, len(blind), words)
    return Digest(
        subscriber=subscriber.name,
        language=words.language,
        since=since,
        until=until,
        subject=opening.subject,
        preheader=opening.preheader,
        headline=opening.headline,
        headline_quotes=opening.quotes,
        headline_language=strongest.language if strongest else None,
        entries=_limit(entries),
        commentary=commentary,
        echoes=echoes,
        unlisted=max(0, len(entries) - LISTED_ENTRIES),
        candidates=tuple(candidates),
        blind=tuple(blind),
        counts=counts,
        change_ids=tuple(finding.change_id for finding in chosen),
        cursor=max((finding.change_id for finding in findings), default=None),
        arrivals=arrivals,
        measures=tuple(one for one in background.measures if _of_areas(one.areas, subscriber)),
        activity=background.activity,
    )


def _of_areas(areas: Collection[str], subscriber: Subscriber) -> bool:
    """Whether a Subscriber wants something of these Areas."""
    return not subscriber.areas or not set(subscriber.areas).isdisjoint(areas)


def _choose_strongest(
    entries: Sequence[Entry], aside: Sequence[Finding], undone: Collection[int], fleeting: Collection[int], words: Words
) -> Finding | None:
    """The finding that gives headline and subject. Only if there is no other: one told in one line; there and back."""

    def rank(lead: Finding) -> tuple[object, ...]:
        return (lead.change_id in undone, lead.change_id in fleeting, *rank_headline(lead, words.language))

    return min((entry.lead for entry in entries), key=rank, default=next(iter(aside), None))


def choose_findings(findings: Iterable[Finding], subscriber: Subscriber) -> tuple[Finding, ...]:
    """The findings this Subscriber is told, each Change once, by change_id."""
    wanted = {
        finding.change_id: finding
        for finding in findings
        if finding.relevant
        and not finding.baseline
        and finding.weight in subscriber.weights
        and _of_areas(finding.areas, subscriber)
    }
    return tuple(wanted[change_id] for change_id in sorted(wanted))


def _is_commentary(finding: Finding) -> bool:
    told = (PageKind.PRACTICAL_INITIATIVE, PageKind.ANNOUNCEMENT, PageKind.PROGRESS, None)
    return finding.kind is ChangeKind.APPEARED and finding.page_kind not in told


def _is_echo(finding: Finding, background: Background) -> bool:
    """Press on a Story that was told before: no news, but a sign of how far it went."""
    appeared = finding.kind is ChangeKind.APPEARED and finding.tier is not Tier.OFFICIAL
    return appeared and finding.story_id in background.known_stories


def place_finding(finding: Finding) -> Section:
    """The section in which a finding stands."""
    if finding.kind is ChangeKind.APPEARED:
        initiative = finding.page_kind is PageKind.PRACTICAL_INITIATIVE
        return Section.INITIATIVES if initiative else Section.ANNOUNCEMENTS
    edited = finding.kind is ChangeKind.EDITED
    return Section.FACTS if edited and finding.facts else Section.ALSO


def _fold(
    findings: Sequence[Finding],
    language: str,
    background: Background,
    undone: Collection[int],
    fleeting: Collection[int],
) -> list[Entry]:
    """One Entry an event, in reading order: new Pages of one Story together; edits only with their Twins, same Source.

    The section is that of the lead among the appeared ones: an official announcement is not moved by a newspaper.
    What happened to one Page at two times is two events: its second edit goes with the second one of its Twin.
    There and back stands last in its section: nothing is otherwise than it was.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    times: Counter[tuple[object, ...]] = Counter()
    for finding in findings:
        event = (*_event(finding), finding.reverts_to is not None, finding.change_id in undone)
        page = (event, finding.page_id)
        groups.setdefault((*event, times[page]), []).append(finding)
        times[page] += 1
    entries = []
    for group in groups.values():
        lead, *others = sorted(group, key=lambda finding: rank_voice(finding, language))
        entries.append(
            Entry(
                section=place_finding(lead),
                lead=lead,
                others=tuple(others),
                step=next(
                    (background.steps[one.change_id] for one in (lead, *others) if one.change_id in background.steps),
                    None,
                ),
                quote=_quote(lead, background),
                undone=lead.change_id in undone,
                newly_relevant=any(one.change_id in background.newly_relevant for one in group),
            )
        )
    return sorted(entries, key=lambda entry: _rank_entry(entry, language, fleeting))


def _quote(lead: Finding, background: Background) -> str | None:
    """The sentence on which an entry stands: of the step where its lead tells one, else that which says most of the topic."""
    step = background.steps.get(lead.change_id)
    return step.quote if step is not None and step.quote else lead.quote


def _event(finding: Finding) -> tuple[object, ...]:
    if finding.story_id is None:
        return (finding.change_id,)
    if finding.kind is ChangeKind.APPEARED:
        return (finding.kind, finding.story_id)
    if finding.kind is ChangeKind.EDITED:
        return (finding.kind, finding.story_id, finding.source_id, bool(finding.facts))
    return (finding.kind, finding.story_id, finding.source_id)


_SECTIONS = tuple(Section)


def _rank_entry(entry: Entry, language: str, fleeting: Collection[int]) -> tuple[object, ...]:
    section = _SECTIONS.index(entry.section)
    return (section, entry.lead.change_id in fleeting, *rank_finding(entry.lead, language))


def _limit(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """At most FULL_ENTRIES in full and LISTED_ENTRIES at all, in turn: two to practical initiatives, one to the others."""
    turns = Counter[Section]()
    order: list[tuple[int, int]] = []
    for place, entry in enumerate(entries):
        turn = turns[entry.section]
        order.append((turn // 2 if entry.section is Section.INITIATIVES else turn, place))
        turns[entry.section] += 1
    served = [place for _, place in sorted(order)]
    full = set(served[:FULL_ENTRIES])
    return tuple(replace(entries[place], full=place in full) for place in sorted(served[:LISTED_ENTRIES]))


def _count(
    entries: Sequence[Entry], commentary: Sequence[Finding], echoes: Sequence[Finding], arrivals: Sequence[Arrival]
) -> tuple[tuple[str, int], ...]:
    numbers = [(section.value, sum(entry.section is section for entry in entries)) for section in Section]
    lines = [("commentary", len(commentary)), ("echoes", len(echoes))]
    return tuple((name, number) for name, number in [("arrived", len(arrivals)), *numbers, *lines] if number)
