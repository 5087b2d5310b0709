"""What a Digest knows beyond its findings: what became of Initiatives, what was told before, how all of them stand.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.model import Stage, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a finding did to an Initiative. before: its stage until then, None = new. on: the day the stage takes effect
    in the public form (model.PrintedDate.shown), None = not said; scheduled: that day is still to come.

    names: of the Initiative by language, {} = it has no name of its own yet. quote: the sentence that says it, None = the title.
    """

    stage: Stage
    before: Stage | None = None
    on: str | None = None
    scheduled: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    quote: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """That the day of a scheduled stage came, on which no Page need have changed. quote: of the Page that had said so."""

    names: Mapping[str, str]
    areas: tuple[str, ...]
    stage: Stage
    on: str
    announced_on: str
    tier: Tier
    quote: str
    language: str | None
    page_url: str
    source_id: str
    source_names: Mapping[str, str]
    initiative_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How an Initiative stands. since, next_on: as printed, in the public form. other_dates: what else is said of the stage."""

    names: Mapping[str, str]
    areas: tuple[str, ...]
    stage: Stage
    since: str
    tier: Tier
    next_stage: Stage | None = None
    next_on: str | None = None
    page_url: str | None = None
    other_dates: tuple[str, ...] = ()
    initiative_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """How many events of each Area fell into which week. weeks: their Mondays; rows: Area and a number for each week."""

    weeks: tuple[date, ...] = ()
    rows: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is known beyond the findings. steps: by change_id. known_stories: told in an earlier Digest.

    newly_relevant: change_ids of edits that made a Page concern the topic. measures: what moved last comes first.
    """

    steps: Mapping[int, Step] = field(default_factory=dict)
    known_stories: Collection[int] = ()
    newly_relevant: Collection[int] = ()
    arrivals: Sequence[Arrival] = ()
    measures: Sequence[Measure] = ()
    activity: Activity = field(default_factory=Activity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible Initiative that waits for a person's word. language: of the name. page_url: of the Page it was met on."""

    name: str
    language: str
    source_names: Mapping[str, str]
    found_at: datetime
    page_url: str | None = None
    initiative_id: int | None = None
