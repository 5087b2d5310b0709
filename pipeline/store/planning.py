"""What is due of a Source: the Listings and Pages whose time has come, with the validators to ask with."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pipeline.model import PageState
from pipeline.plan import CrawlPlan, DueListing, DuePage
from pipeline.schedule import asks_without_validators
from pipeline.source import Source
from pipeline.store.codec import listed_from_json, to_text, to_time_or_none
from pipeline.store.opening import Store

CATCH_UP = 3


def plan_crawl(store: Store, source: Source, now: datetime, *, force: bool = False, max_pages: int = 400) -> CrawlPlan:
    """What is due of a Source. `force` ignores next_check_at only; at most max_pages Pages, the longest due first."""
    declared = {listing.key: listing for listing in source.listings}
    due = "" if force else " AND next_check_at <= :now"
    values = {"source": source.id, "now": to_text(now), "most": max_pages}
    listings = store.rows(
        f"SELECT * FROM listings WHERE source_id=:source AND enabled=1{due} ORDER BY listing_id", values
    )
    pages = store.rows(
        f"SELECT * FROM pages WHERE source_id=:source AND next_check_at IS NOT NULL{due}"
        " ORDER BY next_check_at, page_id LIMIT :most",
        values,
    )
    trusted = store.value("SELECT trusts_validators FROM sources WHERE source_id=?", (source.id,)) != 0
    return CrawlPlan(
        source=source,
        listings=tuple(
            DueListing(
                listing_id=row["listing_id"],
                listing=declared[row["url"]],
                etag=row["etag"],
                last_modified=row["last_modified"],
                body_sha256=row["body_sha256"],
                unconditional=not trusted,
                first=row["baseline_at"] is None,
                whole=_was_long_ago(row, now),
            )
            for row in listings
            if row["url"] in declared
        ),
        pages=tuple(due_page(row, now, trusted=trusted) for row in pages),
        max_pages=max_pages,
    )


def _was_long_ago(row: Any, now: datetime) -> bool:
    """Whether a Listing was not read well for CATCH_UP of its intervals: more may be new than its newest page shows."""
    last = to_time_or_none(row["last_ok_at"])
    return row["baseline_at"] is None or last is None or now - last > CATCH_UP * timedelta(seconds=row["every_seconds"])


def plan_again(store: Store, source: Source, wanted: Mapping[int, str]) -> CrawlPlan:
    """A second, unconditional look at a few Pages. wanted: page_id -> 'learn' or 'confirm'."""
    rows = [store.row("SELECT * FROM pages WHERE page_id=?", (page_id,)) for page_id in sorted(wanted)]
    pages = tuple(
        DuePage(
            page_id=row["page_id"],
            url=row["url"],
            fetch_url=row["fetch_url"],
            unconditional=True,
            purpose=wanted[row["page_id"]],
            listed=listed_from_json(row["listed"]),
        )
        for row in rows
        if row is not None
    )
    return CrawlPlan(source=source, listings=(), pages=pages)


def due_page(row: Any, now: datetime, *, trusted: bool) -> DuePage:
    """A row of pages as a Page to fetch. trusted: its Source's validators are believed."""
    gone = row["gone_since_at"] is not None or row["state"] == PageState.GONE
    full = (
        gone
        or not trusted
        or asks_without_validators(row["page_id"], row["checks"], to_time_or_none(row["last_body_at"]), now)
    )
    return DuePage(
        page_id=row["page_id"],
        url=row["url"],
        fetch_url=row["fetch_url"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_sha256=None if gone else row["body_sha256"],
        unconditional=full,
        listed=listed_from_json(row["listed"]),
    )
