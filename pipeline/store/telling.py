"""What a Digest must know beyond its findings: steps of Initiatives, Stories told before, measures that wait for a word."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.finding import Finding
from pipeline.initiatives import StageEvent, Standing, find_standing, starts_on
from pipeline.model import ChangeKind
from pipeline.store.codec import to_text
from pipeline.store.initiatives import event_of
from pipeline.store.opening import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """That a finding moved an Initiative. before: how it stood until then, None = nothing was told of it."""

    change_id: int
    event: StageEvent
    before: Standing | None
    scheduled: bool


def steps_of(store: Store, findings: Iterable[Finding], today: date) -> list[Reached]:
    """What the findings did to Initiatives, but for what was known: a stage told again, a proposal for what is there."""
    steps = []
    for finding in findings:
        if finding.kind not in (ChangeKind.APPEARED, ChangeKind.EDITED):
            continue
        row = store.row("SELECT * FROM initiative_events WHERE version_id=? AND superseded=0", (finding.to_version_id,))
        if row is not None:
            step = _step_of(store, finding.change_id, row, today)
            if step is not None:
                steps.append(step)
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
    if scheduled and (after.next_stage, after.next_on) != (event.stage, event.since):
        return None
    if scheduled and before is not None and before.next_on == event.since:
        return None
    if not scheduled and (after.stage is not event.stage or (before is not None and before.stage is event.stage)):
        return None
    return Reached(change_id=change_id, event=event, before=before, scheduled=scheduled)


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
        "SELECT i.name, i.names, i.first_seen_at, p.url, s.name_en, s.name_zh_hant, s.name_zh_hans FROM initiatives AS i"
        " JOIN initiative_events AS e ON e.initiative_event_id=(SELECT min(initiative_event_id) FROM initiative_events"
        "  WHERE initiative_id=i.initiative_id) JOIN versions AS v ON v.version_id=e.version_id"
        " JOIN pages AS p ON p.page_id=v.page_id JOIN sources AS s ON s.source_id=p.source_id"
        " WHERE i.candidate=1 AND i.merged_into IS NULL AND p.baseline=0 AND i.first_seen_at>? AND i.first_seen_at<=?"
        " ORDER BY i.first_seen_at DESC, i.initiative_id DESC LIMIT ?",
        (to_text(since) if since else "", to_text(until), limit),
    )
    return [{**dict(row), "language": next(iter(json.loads(row["names"])), "und")} for row in rows]
