"""Stores for benches: a Source, its Pages and their pending Captures, put in by the store's own doors."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from bench.pages import make_page
from pipeline.model import Capture, Tier
from pipeline.plan import CrawlPlan, DuePage, PageAnswer, Rung
from pipeline.source import Source
from pipeline.store.captures import CrawlStore
from pipeline.store.opening import Store, open_writer
from pipeline.store.sources import make_page as add_page
from pipeline.store.sources import sync_sources

START = datetime(2026, 4, 12, 9, tzinfo=UTC)
SOURCE = Source(
    id="bench",
    tier=Tier.OFFICIAL,
    side="hong-kong",
    home="https://bench.example/",
    time_zone="Asia/Hong_Kong",
    name={"en": "Bench News"},
    page_url=r"^https://bench\.example/a/\d+$",
    watch="all",
)


def open_bench(folder: Path) -> Store:
    """A new store with the one Source."""
    store = open_writer(folder / "pactwatch.db", folder / "raw.db")
    sync_sources(store, (SOURCE,), START)
    return store


def add_pages(store: Store, first: int, count: int) -> list[DuePage]:
    """New Pages, as a Listing would have made them."""
    due = []
    with store.write_txn():
        for number in range(first, first + count):
            url = f"https://bench.example/a/{number}"
            page_id = add_page(store, source_id=SOURCE.id, url=url, now=START, baseline=False)
            assert page_id is not None
            due.append(DuePage(page_id=page_id, url=url))
    return due


def add_captures(store: Store, due: list[DuePage], *, first: int, noise: int = 0, edit: int = 0) -> None:
    """A pending Capture for each Page. edit: another number, another article; noise: other furniture."""
    sink = CrawlStore(store, CrawlPlan(source=SOURCE, listings=(), pages=()))
    now = START + timedelta(days=noise + edit)
    for start in range(0, len(due), 25):
        answers = []
        for place, page in enumerate(due[start : start + 25], start):
            body = make_page(first + place, seed=1 + edit, noise=noise)
            key = str(UUID(int=(page.page_id << 32) + (noise << 16) + edit))
            capture = Capture(
                capture_key=key,
                source_id=SOURCE.id,
                url=page.url,
                status=200,
                headers=(),
                media_type="text/html; charset=utf-8",
                body=body,
                body_sha256=sha256(body).hexdigest(),
                fetched_at=now,
                page_id=page.page_id,
            )
            answers.append(PageAnswer(due=page, answered_at=now, rung=Rung.NEW, capture=capture))
        sink.store_pages(answers, now)
