"""The two tables at the end of a Digest: how the Initiatives stand, and what fell into the last weeks.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from pipeline.model import Stage, Tier
from pipeline.telling.background import Activity, Measure
from pipeline.telling.digest_lines import Cell, Table, Text
from pipeline.telling.phrases import safe_url, show_date
from pipeline.telling.places import initiative_place, on_desk
from pipeline.telling.steps import name_of
from pipeline.telling.words import Words
from pipeline.weighing.excerpt import clean_text, cut_text

SHOWN_MEASURES = 10
SHOWN_AREAS = 8
_STEPS = (
    (Stage.PROPOSED, Stage.CONSULTING),
    (Stage.PILOT,),
    (Stage.LAUNCHED, Stage.IN_FORCE),
    (Stage.EXPANDED, Stage.EXTENDED, Stage.AMENDED),
)
"""How far a stage is on the way from a proposal to a measure at work; what is suspended or ended is off it."""


def table_measures(measures: tuple[Measure, ...], words: Words, desk: str | None = None) -> Table | None:
    """A line for each Initiative, what moved last first; None = there is none. desk: as for entry_lines."""
    if not measures:
        return None
    hidden = len(measures) - SHOWN_MEASURES
    return Table(
        name="measures",
        heading=words.say("sections.measures"),
        columns=tuple(words.say(f"tables.{key}") for key in ("measure", "stage", "since", "next")),
        rows=tuple(_measure_row(one, words, desk) for one in measures[:SHOWN_MEASURES]),
        note=words.count("tables.more_measures", hidden) if hidden > 0 else "",
    )


def _measure_row(measure: Measure, words: Words, desk: str | None) -> tuple[Cell, ...]:
    name, language = name_of(measure.names, words.language)
    stage = words.say(f"stages.{measure.stage.value}")
    doubt = words.say("tables.unconfirmed", tier=words.say(f"tiers.{measure.tier.value}").lower())
    others = words.join(tuple(show_date(date, words) for date in measure.other_dates))
    scheduled = ""
    if measure.next_stage and measure.next_on:
        date = show_date(measure.next_on, words)
        scheduled = words.say("tables.scheduled", stage=words.say(f"stages.{measure.next_stage.value}"), date=date)
    url = safe_url(measure.page_url)
    if desk and measure.initiative_id is not None:
        url = on_desk(desk, initiative_place(measure.initiative_id), words.language)
    return (
        Cell(text=Text(text=cut_text(clean_text(name), 80), language=language), url=url),
        Cell(
            text=Text(text=stage, language=words.language),
            note="" if measure.tier is Tier.OFFICIAL else doubt,
            track=draw_track(measure.stage),
        ),
        Cell(
            text=Text(text=show_date(measure.since, words), language=words.language),
            note=words.say("tables.other_dates", dates=others) if others else "",
        ),
        Cell(text=Text(text=scheduled, language=words.language)),
    )


def draw_track(stage: Stage) -> str:
    """How far a stage is, in four marks; '' for what is off the way. A picture of what stands in words beside it."""
    reached = next((place for place, stages in enumerate(_STEPS) if stage in stages), None)
    return "" if reached is None else "●" * (reached + 1) + "○" * (len(_STEPS) - reached - 1)


def table_activity(activity: Activity, words: Words) -> Table | None:
    """A line for each Area, a column for each week; None = nothing fell into any."""
    if not activity.rows:
        return None
    most = max(number for _, numbers in activity.rows for number in numbers) or 1
    return Table(
        name="activity",
        heading=words.say("sections.activity"),
        columns=(
            words.say("tables.area"),
            *(words.short(day) for day in activity.weeks),
        ),
        rows=tuple(
            (
                Cell(text=Text(text=cut_text(clean_text(words.area(area)), 40), language=words.language)),
                *(
                    Cell(text=Text(text=str(number), language=words.language), shade=-(-3 * number // most))
                    for number in numbers
                ),
            )
            for area, numbers in activity.rows[:SHOWN_AREAS]
        ),
        note=words.say("tables.activity_note"),
    )
