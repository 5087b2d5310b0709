"""What a day's Versions tell of Initiatives, and how each stands now. An edge: reads and writes through pipeline/store."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.meaning.initiatives import StageEvent, find_standing, name_candidate, read_events, supersedes
from pipeline.meaning.topic import Topic
from pipeline.model import Tier
from pipeline.store.codec import to_text, to_time
from pipeline.store.documents import document_of
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

CANDIDATE = "candidate:"
"""Before the key of the Story in which a measure was met that the topic does not name."""


def read_day(store: Store, topic: Topic, day: date) -> set[int]:
    """Read the events of a day anew; returns the Initiatives that are touched. Inside a transaction."""
    touched = forget_events(store, day)
    start = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    end = start + timedelta(days=1, seconds=-1)
    for row in staged_versions(store, to_text(start), to_text(end)):
        touched |= _read_event(store, topic, row, day)
    return touched


def _read_event(store: Store, topic: Topic, row: Any, day: date) -> set[int]:
    """Keep what one Version tells; what earlier ones of the Page told and it does not is taken back."""
    document, relevance = document_of(store, row["version_id"]), relevance_of(row)
    seen_on = to_time(row["seen_at"]).astimezone(ZoneInfo(row["time_zone"])).date()
    told = read_events(document, relevance, topic, tier=Tier(row["tier"]), seen_on=seen_on)
    keys = {event.concept: event.concept or f"{CANDIDATE}{row['story_key'] or row['page_id']}" for event in told}
    touched, said_before = set(), set()
    for old in events_of_page(store, row["page_id"], row["version_id"]):
        same = next((event for event in told if _is_of(store, keys[event.concept], old)), None)
        if supersedes(same, document.text, document.title, event_of(old)):
            supersede(store, old["initiative_event_id"])
            touched.add(old["initiative_id"])
        elif same is not None:
            said_before.add(same.concept)
    for event in told:
        if event.concept not in said_before:
            touched.add(_keep(store, topic, row, keys[event.concept], relevance.areas, event, day))
    return touched


def _is_of(store: Store, key: str, old: Any) -> bool:
    """Whether a key leads to the Initiative of an earlier event; of candidates a Page has one, whatever its Story."""
    both_candidates = key.startswith(CANDIDATE) and str(old["key"]).startswith(CANDIDATE)
    return both_candidates or find_initiative(store, key) == old["initiative_id"]


def _keep(store: Store, topic: Topic, row: Any, key: str, areas: Iterable[str], event: StageEvent, day: date) -> int:
    """Keep an event with the Initiative of a key, met now if it was not before; returns the initiative_id."""
    initiative_id = find_initiative(store, key)
    if initiative_id is None:
        initiative_id = _meet(store, topic, row, key, areas)
    add_event(store, initiative_id, row["version_id"], event, day)
    return initiative_id


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
