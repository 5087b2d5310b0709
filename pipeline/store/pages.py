"""Pages as stored: their state, their next check, and the lists that researchers ask for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeline.errors import UsageError
from pipeline.model import PageState
from pipeline.schedule import Watched, next_check
from pipeline.source import Source
from pipeline.store.codec import to_text, to_time
from pipeline.store.opening import Store
from pipeline.urls import canonical_url


def next_check_of(store: Store, source: Source, page_id: int, now: datetime) -> str | None:
    """When a live Page is looked at again; None = never by itself: it is an entry of its Listing, or none that counts."""
    row = store.row("SELECT * FROM pages WHERE page_id=?", (page_id,))
    if row is None:
        return None
    if row["entry"]:
        return None
    if source.watch == "relevant" and not row["standing"] and row["relevant"] == 0:
        return None
    found = to_time(row["found_at"])
    watched = Watched(
        page_id=page_id,
        checks=row["checks"],
        edits=row["edits"],
        standing=bool(row["standing"]),
        born_at=_born(row["published_at"], found),
        found_at=found,
    )
    return to_text(next_check(watched, now))


def _born(published: str | None, found: datetime) -> datetime:
    """When the Page was published, as far as known; never after it was found."""
    if published is None:
        return found
    try:
        stated = datetime.fromisoformat(published if len(published) > 7 else f"{published:0<7}-01")
    except ValueError:
        return found
    return min(stated if stated.tzinfo else stated.replace(tzinfo=found.tzinfo), found)


def find_page(store: Store, named: str) -> Any:
    """The row of a Page named by id or by any URL it ever had. Raises UsageError if there is none."""
    if named.isdigit():
        row = store.row("SELECT * FROM pages WHERE page_id=?", (int(named),))
    else:
        row = store.row(
            "SELECT p.* FROM page_urls AS u JOIN pages AS p ON p.page_id=u.page_id WHERE u.url IN (?,?)",
            (named, canonical_url(named)),
        )
    if row is None:
        raise UsageError(f"{named}: no such Page. List them with: pactwatch pages")
    return row


def list_pages(
    store: Store, *, sources: Sequence[str] = (), area: str | None = None, relevant_only: bool = False, limit: int = -1
) -> list[dict[str, Any]]:
    """Pages as `pages --format json` prints them, newest found first."""
    places = ",".join("?" * len(sources))
    conditions = [f"p.source_id IN ({places})"] if sources else []
    values: list[Any] = list(sources)
    if area is not None:
        conditions.append("EXISTS (SELECT 1 FROM json_each(p.areas) WHERE value=?)")
        values.append(area)
    if relevant_only:
        conditions.append("p.relevant=1")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = store.rows(
        "SELECT p.page_id, p.url, p.source_id AS source, s.tier, p.language, p.state, p.title, p.published_at,"
        " p.published_precision, p.found_at, p.last_checked_at, p.checks, p.versions, p.relevance, p.areas, p.story_id,"
        " p.page_kind, p.relevant FROM pages AS p JOIN sources AS s ON s.source_id=p.source_id"
        f" {where} ORDER BY p.found_at DESC, p.page_id DESC LIMIT ?",
        (*values, limit),
    )
    return [dict(row) for row in rows]


def list_versions(store: Store, page_id: int) -> list[Any]:
    """The Versions of a Page, oldest first."""
    return store.rows("SELECT * FROM versions WHERE page_id=? ORDER BY number", (page_id,))


def set_life(
    store: Store, page_id: int, *, state: PageState, gone_since: str | None, gone_checks: int, gone_status: int | None
) -> None:
    """Write a Page's state. Inside a transaction."""
    store.execute(
        "UPDATE pages SET state=?, gone_since_at=?, gone_checks=?, gone_status=? WHERE page_id=?",
        (state, gone_since, gone_checks, gone_status, page_id),
    )
