"""The Sources and Listings as the store knows them: brought into line with the catalog at the start of a Run."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from pipeline.model import EXTRACTOR
from pipeline.source import Source
from pipeline.store.codec import to_text
from pipeline.store.opening import Store
from pipeline.urls import canonical_url, like_urls


def sync_sources(store: Store, sources: Sequence[Source], now: datetime) -> None:
    """Make the rows of sources, listings and standing Pages agree with the declarations.

    Where the rules of a Source (or EXTRACTOR) changed, its validators are dropped: what they vouch for is no longer
    what would be read. What is no longer declared is disabled, never deleted.
    """
    with store.write_txn():
        store.execute("UPDATE sources SET enabled=0")
        store.execute("UPDATE listings SET enabled=0")
        for source in sources:
            _sync_source(store, source, now)


def rules_mark(source: Source) -> str:
    """What the reading of a Source's Captures depends on besides the Capture: EXTRACTOR and its rules, as a sha256."""
    rules = msgspec.json.encode((EXTRACTOR, source.rules, source.rewrite, source.page_url))
    return hashlib.sha256(rules).hexdigest()


def _sync_source(store: Store, source: Source, now: datetime) -> None:
    mark = rules_mark(source)
    before = store.value("SELECT rules_sha256 FROM sources WHERE source_id=?", (source.id,))
    names = (source.name.get("en"), source.name.get("zh-Hant"), source.name.get("zh-Hans"))
    store.execute(
        "INSERT INTO sources (source_id, name_en, name_zh_hant, name_zh_hans, tier, side, home, time_zone, rules_sha256,"
        " enabled, added_at) VALUES (?,?,?,?,?,?,?,?,?,1,?) ON CONFLICT (source_id) DO UPDATE SET name_en=excluded.name_en,"
        " name_zh_hant=excluded.name_zh_hant, name_zh_hans=excluded.name_zh_hans, tier=excluded.tier, side=excluded.side,"
        " home=excluded.home, time_zone=excluded.time_zone, rules_sha256=excluded.rules_sha256, enabled=1",
        (source.id, *names, source.tier, source.side, source.home, source.time_zone, mark, to_text(now)),
    )
    if before not in (None, mark):
        drop = "UPDATE {} SET etag=NULL, last_modified=NULL, body_sha256=NULL WHERE source_id=?"
        store.execute(drop.format("pages"), (source.id,))
        store.execute(drop.format("listings"), (source.id,))
    for listing in source.listings:
        store.execute(
            "INSERT INTO listings (source_id, url, shape, language, every_seconds, added_at, next_check_at)"
            " VALUES (?,?,?,?,?,?,?) ON CONFLICT (source_id, url) DO UPDATE SET shape=excluded.shape,"
            " language=excluded.language, every_seconds=excluded.every_seconds, enabled=1",
            (source.id, listing.key, listing.shape, listing.language, listing.seconds, to_text(now), to_text(now)),
        )
    for url in source.standing:
        make_page(store, source_id=source.id, url=canonical_url(url), now=now, baseline=True, standing=True)


def find_page(store: Store, url: str) -> int | None:
    """The Page known by this URL, or by one that differs in the slash at its end or in http and https alone."""
    urls = (url, *like_urls(url))
    marks = ",".join("?" * len(urls))
    found = {
        row["url"]: row["page_id"]
        for row in store.rows(f"SELECT url, page_id FROM page_urls WHERE url IN ({marks})", urls)
    }
    return next((found[one] for one in urls if one in found), None)


def add_url(store: Store, page_id: int, url: str, reason: str, now: datetime) -> None:
    """One more URL of a Page, unless it is known."""
    store.execute(
        "INSERT INTO page_urls (url, page_id, reason, seen_at) VALUES (?,?,?,?) ON CONFLICT (url) DO NOTHING",
        (url, page_id, reason, to_text(now)),
    )


def make_page(
    store: Store,
    *,
    source_id: str,
    url: str,
    now: datetime,
    baseline: bool,
    standing: bool = False,
    language: str | None = None,
    fetch_url: str | None = None,
    listing_id: int | None = None,
    listed: str | None = None,
    title: str | None = None,
    entry: bool = False,
    due: bool = True,
) -> int | None:
    """A new Page at this URL; None if the URL is known already (as any Page's present or former one).

    One that differs in the slash at its end or in http and https alone is the same, and becomes another of its URLs.

    entry: its text is an entry of its Listing. due: it is to be fetched now; else never, unless its Listing says so.
    """
    known = find_page(store, url)
    if known is not None:
        add_url(store, known, url, "listed", now)
        return None
    made = store.execute(
        "INSERT INTO pages (source_id, url, fetch_url, listing_id, standing, entry, language, title, found_at, baseline,"
        " next_check_at, listed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            source_id, url, fetch_url, listing_id, standing, entry, language, title, to_text(now), baseline,
            to_text(now) if due and not entry else None, listed,
        ),
    )  # fmt: skip
    page_id = made.lastrowid
    assert page_id is not None
    add_url(store, page_id, url, "standing" if standing else "listed", now)
    if not baseline:
        store.execute("UPDATE sources SET last_new_page_at=? WHERE source_id=?", (to_text(now), source_id))
    return page_id


def names_of(row: Any) -> dict[str, str]:
    """A Source's names by language, of a row that carries them."""
    columns = (("en", "name_en"), ("zh-Hant", "name_zh_hant"), ("zh-Hans", "name_zh_hans"))
    return {tag: row[column] for tag, column in columns if row[column]}


def state_listed(store: Store, page_id: int) -> None:
    """Write into a Page's Captures what its Listing said so far, where they only say "as the Page's": it is about to change.

    Inside a transaction.
    """
    store.execute(
        "UPDATE captures SET listed=(SELECT listed FROM pages WHERE page_id=:page) WHERE page_id=:page AND listed IS NULL",
        {"page": page_id},
    )
