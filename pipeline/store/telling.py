"""What a Digest must know beyond its findings: what became of Initiatives, Stories told before, activity, candidates."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pipeline.meaning.initiatives import StageEvent, Standing, find_conflicts, find_standing, starts_on
from pipeline.model import ChangeKind
from pipeline.store.codec import to_text
from pipeline.store.initiatives import event_of
from pipeline.store.opening import Store
from pipeline.telling.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """That a finding moved an Initiative. before: how it stood until then, None = nothing was told of it.

    names: of the Initiative by language, {} = a candidate's, which is called by its Page until a person names it.
    """

    change_id: int
    initiative_id: int
    names: dict[str, str]
    event: StageEvent
    before: Standing | None
    scheduled: bool


def steps_of(store: Store, findings: Iterable[Finding], today: date) -> list[Reached]:
    """What the findings did to Initiatives, but for what was known: a stage told again, a proposal for what is there."""
    steps = []
    for finding in findings:
        if finding.kind not in (ChangeKind.APPEARED, ChangeKind.EDITED):
            continue
        told = store.rows(
            "SELECT e.*, i.names, i.candidate FROM initiative_events AS e JOIN initiatives AS i USING (initiative_id)"
            " WHERE e.version_id=? AND e.superseded=0 ORDER BY e.initiative_event_id",
            (finding.to_version_id,),
        )
        reached = (_step_of(store, finding.change_id, row, today) for row in told)
        steps += [step for step in reached if step is not None][:1]
    return steps


def _step_of(store: Store, change_id: int, row: Any, today: date) -> Reached | None:
    event = event_of(row)
    told = store.rows(
        "SELECT * FROM initiative_events WHERE initiative_id=? AND seen_on<=? AND (superseded=0 OR seen_on<?)",
        (row["initiative_id"], row["seen_on"], row["seen_on"]),
    )
    seen_on = date.fromisoformat(row["seen_on"])
    before = find_standing([event_of(other) for other in told if other["seen_on"] < row["seen_on"]], seen_on)
    after = find_standing([event_of(other) for other in told], today)
    assert after is not None
    scheduled = starts_on(event.since) > today
    if scheduled and after.next_on != event.since:
        return None
    if scheduled and after.next_stage is not None:
        event = replace(event, stage=after.next_stage)  # of two stages named for one day the riper is told
    if scheduled and before is not None and before.next_on == event.since:
        return None
    if not scheduled and (after.stage is not event.stage or (before is not None and before.stage is event.stage)):
        return None
    return Reached(
        change_id=change_id,
        initiative_id=row["initiative_id"],
        names={} if row["candidate"] else json.loads(row["names"]),
        event=event,
        before=before,
        scheduled=scheduled,
    )


_TOLD = (
    "SELECT e.*, p.url, p.language, p.source_id, s.name_en, s.name_zh_hant, s.name_zh_hans FROM initiative_events AS e"
    " JOIN versions AS v ON v.version_id=e.version_id JOIN pages AS p ON p.page_id=v.page_id"
    " JOIN sources AS s ON s.source_id=p.source_id"
)


def arrivals_between(store: Store, first: date, last: date) -> list[dict[str, Any]]:
    """The scheduled stages of Initiatives whose day came after a first day, up to a last one, as was known on the first.

    Each with the event that had scheduled it and its Page; candidates are left out.
    """
    found = []
    for row in store.rows("SELECT * FROM initiatives WHERE candidate=0 AND merged_into IS NULL ORDER BY initiative_id"):
        told = store.rows(f"{_TOLD} WHERE e.initiative_id=? AND e.superseded=0", (row["initiative_id"],))
        known = [(event_of(one), one) for one in told if one["seen_on"] <= first.isoformat()]
        before = find_standing([event for event, _ in known], first)
        now = find_standing([event_of(one) for one in told], last)
        if before is None or now is None or (now.stage, now.since) != (before.next_stage, before.next_on):
            continue
        said = [one for event, one in known if (event.stage, event.since) == (now.stage, now.since)]
        found += [
            {**dict(one), "names": json.loads(row["names"]), "areas": json.loads(row["areas"])} for one in said[:1]
        ]
    return found


def measures_now(store: Store, today: date) -> list[dict[str, Any]]:
    """How the Initiatives stand that a person or the topic knows, what moved last first, each with the Page that says so.

    other_dates: what else is said of the same stage.
    """
    found = []
    for row in store.rows("SELECT * FROM initiatives WHERE candidate=0 AND merged_into IS NULL ORDER BY initiative_id"):
        told = [
            (event_of(one), one)
            for one in store.rows(f"{_TOLD} WHERE e.initiative_id=? AND e.superseded=0", (row["initiative_id"],))
        ]
        events = [event for event, _ in told]
        standing = find_standing(events, today)
        if standing is None:
            continue
        said = [one for event, one in told if event.stage is standing.stage and event.tier is standing.tier]
        pairs = [pair for pair in find_conflicts(events) if pair[0].stage is standing.stage]
        found.append(
            {
                "initiative_id": row["initiative_id"],
                "names": json.loads(row["names"]),
                "areas": json.loads(row["areas"]),
                "standing": standing,
                "page_url": said[-1]["url"] if said else None,
                "other_dates": sorted(
                    {one.since for pair in pairs for one in pair} - {standing.since, standing.next_on}
                ),
                "moved_on": max(one["seen_on"] for _, one in told),
            }
        )
    return sorted(found, key=lambda one: (one["moved_on"], one["standing"].since, -one["initiative_id"]), reverse=True)


def activity_by_week(store: Store, first: date, last: date) -> list[Any]:
    """How many Stories of each Area have their first Page in which week (a Monday), by the day it says it was published."""
    return store.rows(
        "SELECT area, monday, count(*) AS events FROM (SELECT a.value AS area, p.story_id,"
        " min(date(coalesce(substr(p.published_at, 1, 10), date(p.found_at, '+8 hours')), 'weekday 0', '-6 days')) AS monday"
        " FROM pages AS p, json_each(p.areas) AS a WHERE p.relevant=1 AND p.story_id IS NOT NULL"
        " AND (p.published_precision IS NULL OR p.published_precision NOT IN ('month', 'year')) GROUP BY 1, 2)"
        " WHERE monday BETWEEN ? AND ? GROUP BY area, monday",
        (first.isoformat(), last.isoformat()),
    )


def stories_told(store: Store, subscriber: str) -> set[int]:
    """The Stories of which a Subscriber was told in a Digest."""
    rows = store.rows(
        "SELECT DISTINCT p.story_id FROM digests AS g JOIN digest_changes AS d ON d.digest_id=g.digest_id"
        " JOIN changes AS c ON c.change_id=d.change_id JOIN pages AS p ON p.page_id=c.page_id"
        " WHERE g.subscriber=? AND p.story_id IS NOT NULL",
        (subscriber,),
    )
    return {row[0] for row in rows}


def newly_relevant(store: Store, change_ids: Iterable[int]) -> set[int]:
    """The edits that made a Page concern the topic."""
    sql = "SELECT 1 FROM changes WHERE change_id=? AND json_extract(detail, '$.became_relevant')"
    return {change_id for change_id in change_ids if store.row(sql, (change_id,)) is not None}


def candidates_since(store: Store, since: datetime | None, until: datetime, limit: int = 5) -> list[dict[str, Any]]:
    """Measures met in a period that wait for a person's word, with the Page they were met on, newest first."""
    rows = store.rows(
        "SELECT i.initiative_id, i.name, i.names, i.first_seen_at, p.url, s.name_en, s.name_zh_hant, s.name_zh_hans"
        " FROM initiatives AS i"
        " JOIN initiative_events AS e ON e.initiative_event_id=(SELECT min(initiative_event_id) FROM initiative_events"
        "  WHERE initiative_id=i.initiative_id) JOIN versions AS v ON v.version_id=e.version_id"
        " JOIN pages AS p ON p.page_id=v.page_id JOIN sources AS s ON s.source_id=p.source_id"
        " WHERE i.candidate=1 AND i.merged_into IS NULL AND p.baseline=0 AND i.first_seen_at>? AND i.first_seen_at<=?"
        " ORDER BY i.first_seen_at DESC, i.initiative_id DESC LIMIT ?",
        (to_text(since) if since else "", to_text(until), limit),
    )
    return [{**dict(row), "language": next(iter(json.loads(row["names"])), "und")} for row in rows]
