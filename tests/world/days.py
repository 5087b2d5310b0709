"""What happens when: the ticks of seven days, what each page says and answers at each of them.

Pure.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from tests.world.content import Edition, Story
from tests.world.paths import HONG_KONG

DAYS = 7
TWO_TICKS = (3, 4, 6)
"""Days with a second tick at 17:00, eight hours after the first: what is gone in the morning is confirmed then."""


class Part(StrEnum):
    """Half of a day."""

    AM = "am"
    PM = "pm"


class Answer(StrEnum):
    """What a page answers."""

    LIVE = "live"
    GONE = "gone"
    SOFT = "soft"
    UNBORN = "unborn"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One look at all hosts. at: UTC, what PACTWATCH_NOW says."""

    day: int
    part: Part
    at: datetime


def ticks_of(edition: Edition, days: int = DAYS) -> tuple[Tick, ...]:
    """The ticks of the first days, in order: 09:00 in Hong Kong, on some days 17:00 too; the last day ends at 20:30."""
    ticks = []
    for day in range(1, days + 1):
        hours = [(Part.AM, time(9))]
        if day in TWO_TICKS:
            hours.append((Part.PM, time(17)))
        if day == DAYS:
            hours.append((Part.PM, time(20, 30)))
        for part, hour in hours:
            at = datetime.combine(edition.first_day + timedelta(days=day - 1), hour, tzinfo=HONG_KONG)
            ticks.append(Tick(day=day, part=part, at=at.astimezone(UTC)))
    return tuple(ticks)


def answer_of(story: Story, day: int, part: Part) -> Answer:
    """What a story's first address answers at a time."""
    if story.born > day:
        return Answer.UNBORN
    if f"{day}.{part}" in story.soft:
        return Answer.SOFT
    if story.gone and story.gone[0] <= day <= story.gone[1]:
        return Answer.GONE
    if story.moved and day >= story.moved:
        return Answer.ELSEWHERE
    return Answer.LIVE


def title_on(story: Story, day: int) -> str:
    """The headline that the publisher shows on a day."""
    return _reword(story, day, "title")


def body_on(story: Story, day: int) -> str:
    """The text that the publisher shows on a day."""
    return _reword(story, day, "body")


def _reword(story: Story, day: int, where: str) -> str:
    text = story.title if where == "title" else story.body
    for rewording in story.rewordings:
        if rewording.where != where or rewording.day > day:
            continue
        if text.count(rewording.old) != 1:
            raise ValueError(
                f"{story.role}, day {rewording.day}: {rewording.old!r} stands {text.count(rewording.old)} times"
            )
        text = text.replace(rewording.old, rewording.new)
    return text


def revised_on(story: Story, day: int) -> datetime:
    """The date of revision that the page prints: that of the last change its publisher owned up to."""
    told = [rewording.day for rewording in story.rewordings if rewording.told and rewording.day <= day]
    return story.published if not told else _morning(story, max(told))


def saved_on(story: Story, day: int) -> datetime:
    """When the file was really saved last, owned up to or not: what Last-Modified says on honest hosts."""
    days = [rewording.day for rewording in story.rewordings if rewording.day <= day]
    return story.published if not days else _morning(story, max(days))


def _morning(story: Story, day: int) -> datetime:
    """Half past seven on that day, before the first tick."""
    first = story.published - timedelta(days=story.born - 2)
    return datetime.combine(first.date() + timedelta(days=day - 1), time(7, 30), tzinfo=HONG_KONG)


def is_down(edition: Edition, host: str, day: int) -> str:
    """How a host fails on a day: 'closed', '503', or '' where it is up."""
    down, on, how = edition.outage
    return how if (host, day) == (down, on) else ""


def wears_new_look(edition: Edition, host: str, day: int) -> bool:
    """Whether the host has been redesigned by that day."""
    return edition.redesign[0] == host and day >= edition.redesign[1]
