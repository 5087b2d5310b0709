"""What a day's Versions tell of Initiatives, and how each stands now. An edge: reads and writes through pipeline/store."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.initiatives import find_standing, name_candidate, read_event, supersedes
from pipeline.model import Tier
from pipeline.store.codec import to_text, to_time, unpack_document
from pipeline.store.initiatives import (
    add_event,
    event_of,
    events_of,
    events_of_page,
    find_initiative,
    forget_events,
    initiatives_due,
    make_initiative,
    relevance_of,
    staged_versions,
    supersede,
    write_standing,
)
from pipeline.store.joining import ZONE
from pipeline.store.opening import Store
from pipeline.topic import Topic

CANDIDATE = "candidate:"
"""Before the key of the Story in which a measure was met that the topic does not name."""


def read_events(store: Store, topic: Topic, day: date) -> set[int]:
    """Read the events of a day anew; returns the Initiatives that are touched. Inside a transaction."""
    touched = forget_events(store, day)
    start = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    end = start + timedelta(days=1, seconds=-1)
    for row in staged_versions(store, to_text(start), to_text(end)):
        touched |= _read_event(store, topic, row, day)
    return touched


def _read_event(store: Store, topic: Topic, row: Any, day: date) -> set[int]:
    """Keep what one Version tells; what earlier ones of the Page told and it does not is taken back."""
    document, relevance = unpack_document(row["document"]), relevance_of(row)
    seen_on = to_time(row["seen_at"]).astimezone(ZoneInfo(row["time_zone"])).date()
    event = read_event(document, relevance, topic, tier=Tier(row["tier"]), seen_on=seen_on)
    touched, said_before = set(), False
    for old in events_of_page(store, row["page_id"], row["version_id"]):
        former = event_of(old)
        if supersedes(event, document.text, document.title, former):
            supersede(store, old["initiative_event_id"])
            touched.add(old["initiative_id"])
        elif event is not None:
            said_before = True
    if event is None or said_before:
        return touched
    key = event.concept or f"{CANDIDATE}{row['story_key'] or row['page_id']}"
    initiative_id = find_initiative(store, key)
    if initiative_id is None:
        initiative_id = _meet(store, topic, row, key, relevance.areas)
    add_event(store, initiative_id, row["version_id"], event, day)
    return touched | {initiative_id}


def _meet(store: Store, topic: Topic, row: Any, key: str, areas: Iterable[str]) -> int:
    """Keep an Initiative that is met for the first time: a known one by its names, else a candidate."""
    known = next((one for one in topic.initiatives if one.concept == key), None)
    if known is not None:
        name = known.names.get("en") or next(iter(known.names.values()))
        return make_initiative(
            store, key=key, name=name, names=known.names, areas=known.areas, candidate=False, seen_at=row["seen_at"]
        )
    name = name_candidate(row["story_title"] or row["title"])
    return make_initiative(
        store,
        key=key,
        name=name,
        names={row["language"] or "und": name},
        areas=areas,
        candidate=True,
        seen_at=row["seen_at"],
    )


def renew_standings(store: Store, touched: Iterable[int], today: date) -> None:
    """Write how the Initiatives stand that were touched, or of which a scheduled day has come. Inside a transaction."""
    for initiative_id in sorted({*touched, *initiatives_due(store, today)}):
        write_standing(store, initiative_id, find_standing(events_of(store, initiative_id), today))
