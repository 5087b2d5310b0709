"""Crawls into the real store: what is new is kept, what is known costs no row, and what is gone is told."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.launch import CrawlResult, crawl, run_in_reactor
from pipeline.errors import StoreError
from pipeline.plan import PageAnswer
from pipeline.source import Source
from pipeline.store.captures import CrawlStore
from pipeline.store.opening import Store, open_writer
from pipeline.store.planning import plan_crawl
from pipeline.store.sources import sync_sources
from tests.crawls import NOW, listing_at, options_for, source_at
from tests.server import RSS, Reply, RetryAfter, Site, Status, feed_of

TABLES = ("pages", "captures", "checks", "listings")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_writer(tmp_path / "pactwatch.db", tmp_path / "raw.db") as opened:
        yield opened


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as started:
        pages = [started.put(f"/{name}", Reply(f"<p>{name}</p>", etag=name != "c")) for name in ("a", "b", "c")]
        started.put("/feed", Reply(feed_of(*((page, page) for page in pages)), RSS))
        yield started


def tick(store: Store, site: Site, source: Source, hours: float) -> CrawlResult:
    now = NOW + timedelta(hours=hours)
    plan = plan_crawl(store, source, now, force=True)
    return run_in_reactor(crawl(plan, sink=CrawlStore(store, plan), options=options_for(site, clock=lambda: now)))


def rows(store: Store) -> dict[str, Any]:
    return {table: store.value(f"SELECT count(*) FROM {table}") for table in TABLES}


def test_second_crawl_asks_everything_and_adds_at_most_a_check_a_page(store: Store, site: Site) -> None:
    source = source_at(site, listings=(listing_at(site.url("/feed")),))
    sync_sources(store, (source,), NOW)
    first = tick(store, site, source, 0)
    assert (first.crash, first.counts.captures, first.counts.new_pages) == (None, 3, 3)
    second = tick(store, site, source, 1)
    assert (second.counts.not_modified, second.counts.same_bytes, second.counts.captures) == (3, 1, 0)  # a, b, feed; c
    known = rows(store)
    assert (known["pages"], known["captures"]) == (3, 3)
    for hours in (2, 3, 4):
        tick(store, site, source, hours)
    assert rows(store) == known


def test_page_that_went_is_a_capture_and_one_that_is_busy_is_none(store: Store, site: Site) -> None:
    source = source_at(site, listings=(listing_at(site.url("/feed")),))
    sync_sources(store, (source,), NOW)
    tick(store, site, source, 0)
    site.put("/a", Status(404))
    site.put("/c", RetryAfter("7200"))
    result = tick(store, site, source, 1)
    assert (result.crash, result.failed) == (None, False)
    statuses = [row["status"] for row in store.rows("SELECT status FROM captures ORDER BY capture_id")]
    assert statuses == [200, 200, 200, 404]
    kept = store.row("SELECT back_off_until_at, back_off_reason, robots_status FROM hosts WHERE host=?", (site.host,))
    assert dict(kept or {}) == {
        "back_off_until_at": "2026-03-02T07:00:00Z",
        "back_off_reason": "answered 429",
        "robots_status": 404,
    }


def test_page_listed_with_and_without_a_slash_is_one(store: Store, site: Site) -> None:
    source = source_at(site, listings=(listing_at(site.url("/feed")),))
    sync_sources(store, (source,), NOW)
    tick(store, site, source, 0)
    slashed = [site.url(f"/{name}/") for name in ("a", "b")]
    site.put("/feed", Reply(feed_of(*((url, url) for url in slashed)), RSS))
    second = tick(store, site, source, 1)
    assert (second.counts.new_pages, rows(store)["pages"]) == (0, 3)
    known = {row["url"] for row in store.rows("SELECT url FROM page_urls")}
    assert known >= set(slashed)


def test_etag_that_pages_share_is_not_believed(store: Store, site: Site) -> None:
    for name in ("a", "b", "c"):
        site.put(f"/{name}", Reply(f"<p>{name}</p>", headers={"ETag": '"same"'}))
    source = source_at(site, listings=(listing_at(site.url("/feed")),))
    sync_sources(store, (source,), NOW)
    tick(store, site, source, 0)
    assert [page.unconditional for page in plan_crawl(store, source, NOW, force=True).pages] == [True] * 3


class LostStore(CrawlStore):
    """Ends after the Listing is kept and before a Page is: what a kill between the two leaves behind."""

    def store_pages(self, answers: Sequence[PageAnswer], now: datetime) -> None:
        raise StoreError("gone")


def lose(store: Store, site: Site, source: Source, hours: float) -> None:
    now = NOW + timedelta(hours=hours)
    plan = plan_crawl(store, source, now)
    run_in_reactor(crawl(plan, sink=LostStore(store, plan), options=options_for(site, clock=lambda: now)))


def test_texts_of_a_feed_survive_a_kill_between_the_feed_and_its_texts(store: Store, site: Site) -> None:
    item = "<item><title>Data hub</title><link>https://x.example/1</link><description>It opens.</description></item>"
    body = f'<rss version="2.0"><channel><title>News</title>{item}</channel></rss>'
    url = site.put("/texts", Reply(body, RSS, etag=True))
    source = source_at(site, listings=(listing_at(url, body="description"),), page_url="^https://x[.]example/")
    sync_sources(store, (source,), NOW)
    lose(store, site, source, 0)
    assert (rows(store)["pages"], rows(store)["captures"]) == (1, 0)
    assert tick(store, site, source, 1).counts.captures == 1
    again = tick(store, site, source, 2)  # now the feed vouches for itself
    assert (again.counts.not_modified + again.counts.same_bytes, rows(store)["captures"]) == (1, 1)


def test_page_that_its_listing_retitled_is_due_after_a_kill_before_its_fetch(store: Store, site: Site) -> None:
    source = source_at(site, listings=(listing_at(site.url("/feed")),))
    sync_sources(store, (source,), NOW)
    tick(store, site, source, 0)
    site.put("/feed", Reply(feed_of((site.url("/a"), "Another title")), RSS))
    lose(store, site, source, 1)
    plan = plan_crawl(store, source, NOW + timedelta(hours=2))
    assert [page.url for page in plan.pages] == [site.url("/a")]
