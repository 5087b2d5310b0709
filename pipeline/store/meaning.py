"""Stories, Announcements and Initiatives as people ask for them: plain values for lists, JSON and the desk."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeline.errors import UsageError
from pipeline.meaning.initiatives import find_conflicts, find_standing
from pipeline.store.initiatives import event_of
from pipeline.store.joining import day_of
from pipeline.store.opening import Store

_STORY = (
    "SELECT t.story_id, t.title, t.first_seen_at, t.pinned, t.lead_page_id, p.url, p.published_at, p.published_precision, p.areas,"
    " p.relevance, p.source_id AS source, s.tier FROM stories AS t JOIN pages AS p ON p.page_id=t.lead_page_id"
    " JOIN sources AS s ON s.source_id=p.source_id WHERE t.merged_into IS NULL"
)
_TOLD = (
    "SELECT p.page_id, p.url, p.source_id AS source, s.tier, p.language, p.title, p.published_at, p.published_precision,"
    " p.found_at, p.relevant, sp.rule, sp.score, sp.partner_id, sp.terms, sp.copy, sp.joined_at FROM story_pages AS sp"
    " JOIN pages AS p ON p.page_id=sp.page_id JOIN sources AS s ON s.source_id=p.source_id WHERE sp.story_id=?"
    " ORDER BY sp.partner_id IS NOT NULL, p.found_at, p.page_id"
)


def list_stories(store: Store, *, limit: int = -1) -> list[dict[str, Any]]:
    """Stories, the one first seen last first, each with its Pages and why they are in it."""
    rows = store.rows(f"{_STORY} ORDER BY t.first_seen_at DESC, t.story_id DESC LIMIT ?", (limit,))
    return [story_values(store, row) for row in rows]


def find_story(store: Store, story_id: int) -> dict[str, Any]:
    """A Story by its number; a merged one leads on. Raises UsageError if there is none."""
    found = follow(store, "stories", "story_id", story_id)
    row = store.row(f"{_STORY} AND t.story_id=?", (found,))
    if row is None:
        raise UsageError(f"{story_id}: no such Story. List them with: pactwatch stories")
    return story_values(store, row)


def follow(store: Store, table: str, column: str, number: int) -> int:
    """The number that stands for another: itself, or what it was merged into. table: stories or initiatives."""
    sql = {
        "stories": "SELECT merged_into FROM stories WHERE story_id=?",
        "initiatives": "SELECT merged_into FROM initiatives WHERE initiative_id=?",
    }[table]
    seen = {number}
    while (onward := store.value(sql, (number,))) is not None and onward not in seen:
        number = onward
        seen.add(number)
    return number


def story_values(store: Store, row: Any) -> dict[str, Any]:
    """A Story as `stories --format json` prints it."""
    pages = [dict(one) for one in store.rows(_TOLD, (row["story_id"],))]
    for page in pages:
        page |= {"terms": json.loads(page["terms"]), "copy": bool(page["copy"]), "relevant": bool(page["relevant"])}
    own = sorted({page["source"] for page in pages if not page["copy"]})
    return {
        "story_id": row["story_id"],
        "title": row["title"],
        "url": row["url"],
        "source": row["source"],
        "tier": row["tier"],
        "published_at": row["published_at"],
        "published_precision": row["published_precision"],
        "first_seen_at": row["first_seen_at"],
        "areas": json.loads(row["areas"]),
        "relevance": row["relevance"],
        "pinned": bool(row["pinned"]),
        "languages": sorted({page["language"] for page in pages if page["language"]}),
        "sources": own,
        "pages": pages,
    }


def list_announcements(store: Store, *, limit: int = -1) -> list[dict[str, Any]]:
    """Stories led by an official Source, with the lag between languages and to the press."""
    rows = store.rows(
        f"{_STORY} AND s.tier='official' AND p.relevant=1 ORDER BY t.first_seen_at DESC, t.story_id DESC LIMIT ?",
        (limit,),
    )
    return [_announcement(story_values(store, row), row["lead_page_id"]) for row in rows]


def find_announcement(store: Store, story_id: int) -> dict[str, Any]:
    """An Announcement by the number of its Story; a merged one leads on. Raises UsageError if no official Page leads it."""
    story = find_story(store, story_id)
    lead = store.row(
        "SELECT t.lead_page_id, p.relevant FROM stories AS t JOIN pages AS p ON p.page_id=t.lead_page_id WHERE t.story_id=?",
        (story["story_id"],),
    )
    if lead is None or story["tier"] != "official" or not lead["relevant"]:
        raise UsageError(
            f"{story_id}: no official Page leads this Story. See it with: pactwatch stories show {story_id}"
        )
    return _announcement(story, lead["lead_page_id"])


def _announcement(story: dict[str, Any], lead_id: int) -> dict[str, Any]:
    pages = story["pages"]
    lead = next((page for page in pages if page["page_id"] == lead_id), None)
    others = [
        page for page in pages if lead and page["source"] == lead["source"] and page["language"] != lead["language"]
    ]
    press = [page for page in pages if page["tier"] != "official"]
    return story | {
        "language_lag_minutes": _lag(lead, others),
        "press_lag_minutes": _lag(lead, press),
        "press": sorted({page["source"] for page in press}),
    }


def _lag(lead: dict[str, Any] | None, others: Sequence[dict[str, Any]]) -> int | None:
    """Minutes from the lead to the first of the others: as printed where all print the minute, else as we found them."""
    if lead is None or not others:
        return None
    exact = all(page["published_precision"] in ("second", "minute") for page in (lead, *others))
    column = "published_at" if exact else "found_at"
    first = min(_moment(page[column]) for page in others)
    return round((first - _moment(lead[column])).total_seconds() / 60)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def list_initiatives(
    store: Store, now: datetime, *, stages: Sequence[str] = (), candidates: bool | None = None
) -> list[dict[str, Any]]:
    """Initiatives with their events. candidates: those that wait for a word, or the others; None = all."""
    rows = store.rows(
        "SELECT * FROM initiatives WHERE merged_into IS NULL AND stage IS NOT NULL ORDER BY initiative_id"
    )
    values = [
        initiative_values(store, row, now) for row in rows if candidates is None or bool(row["candidate"]) == candidates
    ]
    return [one for one in values if not stages or one["stage"] in stages]


def find_initiative_values(store: Store, initiative_id: int, now: datetime) -> dict[str, Any]:
    """An Initiative by its number; a merged one leads on. Raises UsageError if there is none."""
    found = follow(store, "initiatives", "initiative_id", initiative_id)
    row = store.row("SELECT * FROM initiatives WHERE initiative_id=?", (found,))
    if row is None:
        raise UsageError(f"{initiative_id}: no such Initiative. List them with: pactwatch initiatives")
    return initiative_values(store, row, now)


def initiative_values(store: Store, row: Any, now: datetime) -> dict[str, Any]:
    """An Initiative as `initiatives --format json` prints it."""
    told = store.rows(
        "SELECT e.*, p.url, p.source_id, p.page_id, p.language FROM initiative_events AS e"
        " JOIN versions AS v ON v.version_id=e.version_id JOIN pages AS p ON p.page_id=v.page_id"
        " WHERE e.initiative_id=? ORDER BY coalesce(e.effective_on, e.announced_on), e.announced_on, e.initiative_event_id",
        (row["initiative_id"],),
    )
    events = [event_of(one) for one in told if not one["superseded"]]
    standing = find_standing(events, day_of(now))
    return {
        "initiative_id": row["initiative_id"],
        "name": row["name"],
        "names": json.loads(row["names"]),
        "stage": standing.stage if standing else None,
        "stage_since": standing.since if standing else None,
        "next_stage": standing.next_stage if standing else None,
        "next_on": standing.next_on if standing else None,
        "areas": json.loads(row["areas"]),
        "sources": sorted({one["source_id"] for one in told}),
        "events": [_event_values(one) for one in told],
        "key": row["key"],
        "candidate": bool(row["candidate"]),
        "stage_tier": standing.tier if standing else None,
        "unconfirmed": [
            {"stage": one.stage, "since": one.since, "tier": one.tier, "quote": one.quote}
            for one in (standing.unconfirmed if standing else ())
        ],
        "conflicts": [
            {"stage": one.stage, "dates": [one.since, other.since], "quotes": [one.quote, other.quote]}
            for one, other in find_conflicts(events)
        ],
    }


def _event_values(row: Any) -> dict[str, Any]:
    return {
        "stage": row["stage"],
        "announced_on": row["announced_on"],
        "effective_on": row["effective_on"],
        "precision": row["precision"],
        "tier": row["tier"],
        "page_url": row["url"],
        "quote": row["quote"],
        "page_id": row["page_id"],
        "source": row["source_id"],
        "language": row["language"],
        "version_id": row["version_id"],
        "field": row["field"],
        "start": row["quote_start"],
        "end": row["quote_end"],
        "superseded": bool(row["superseded"]),
    }
