"""A site with a feed on loopback, a real store, and the days that pass: ticks are run as `once` runs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commands.order import Order, Part
from commands.tick import TickOutcome, run_tick
from pipeline.config import Config, CrawlConfig
from pipeline.meaning.topic import load_topic
from pipeline.source import Source
from pipeline.store.findings import Wish, find_changes
from pipeline.store.opening import Store, open_writer
from tests.crawls import listing_at, source_at
from tests.server import Reply, Site, feed_of

START = datetime(2026, 9, 1, 1, tzinfo=UTC)
TOPIC = load_topic("hk-mainland-digital-economy")
PAIR = "The Innovation, Technology and Industry Bureau and the Cyberspace Administration of China"


def article(title: str, *sentences: str, noise: int = 0) -> Reply:
    """A press release with a visit counter that differs with `noise`."""
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    page = (
        f"<!doctype html><html lang=en><head><title>{title} - Gazette</title></head><body><nav><a href=/>Home</a></nav>"
        f"<main><article class=release><h1>{title}</h1><p class=date>31 August 2026</p>{text}</article></main>"
        f"<footer>Visitors: {noise * 7919 + 12}</footer></body></html>"
    )
    return Reply(page.encode(), "text/html; charset=utf-8")


def release(number: int, *, limit: str = "30 institutions", noise: int = 0) -> Reply:
    return article(
        f"Data channel number {number} opens to applications",
        f"{PAIR} announced the opening of cross-boundary data channel number {number} under the memorandum of understanding.",
        f"The channel takes {limit} in its first phase, in the Hetao zone, and filing takes ten working days at the most.",
        "Applications are made through the Digital Policy Office, which answers every applicant within four weeks.",
        noise=noise,
    )


@dataclass
class World:
    """A site with a feed, a store, and the days that pass."""

    site: Site
    store: Store
    folder: Path
    source: Source
    now: datetime = START

    def put_feed(self, *numbers: int) -> None:
        entries = [(self.site.url(f"/a/{number}"), f"Data channel number {number} opens") for number in numbers]
        self.site.put("/feed.xml", Reply(feed_of(*entries), "application/rss+xml"))

    def tick(self, hours: float = 24, *, parts: Part = Part.CRAWL | Part.READ, **keys: Any) -> TickOutcome:
        self.now += timedelta(hours=hours)
        config = Config(
            folder=str(self.folder), crawl=CrawlConfig(contact="ops@example.org", allow_private_hosts=(self.site.host,))
        )
        order = Order(
            config=config, sources=(self.source,), catalog=(self.source,), topic=TOPIC, parts=parts, now=self.now,
            job="once", force=True, workers=0, **keys,
        )  # fmt: skip
        return run_tick(self.store, order)

    def found(self) -> list[tuple[str, str, bool]]:
        return [
            (str(one.kind), one.page_url.rpartition("/")[2], one.baseline)
            for one in find_changes(self.store, Wish(everything=True))
        ]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Site() as site, open_writer(tmp_path / "pactwatch.db", tmp_path / "raw.db") as store:
        source = source_at(site, page_url=r"/a/\w+$", watch="all", listings=(listing_at(site.url("/feed.xml")),))
        made = World(site=site, store=store, folder=tmp_path, source=source)
        for number in (1, 2, 3):
            site.put(f"/a/{number}", release(number))
        made.put_feed(1, 2, 3)
        made.tick()
        yield made
