"""Crawls in tests: a store in memory that keeps what it is given, a Source made of a few literals, one reactor a process."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from crawler.launch import CrawlOptions, CrawlResult, crawl, run_in_reactor
from pipeline.model import Shape, Tier
from pipeline.plan import CrawlPlan, DueListing, DuePage, ListingAnswer, PageAnswer
from pipeline.source import Listing, Pace, Source
from tests.server import Site

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class MemorySink:
    """Keeps every answer. Pages are known by URL; the second time an entry is met it is not fetched."""

    def __init__(self) -> None:
        self.listings: list[ListingAnswer] = []
        self.pages: list[PageAnswer] = []
        self.batches: list[int] = []
        self.hosts: dict[str, dict[str, object]] = {}
        self.known: dict[str, int] = {}

    def store_listing(self, answer: ListingAnswer, now: datetime) -> tuple[DuePage, ...]:
        self.listings.append(answer)
        fetch = []
        for entry in answer.entries or ():
            if entry.url not in self.known:
                self.known[entry.url] = len(self.known) + 1
                page_id = self.known[entry.url]
                fetch.append(DuePage(page_id=page_id, url=entry.url, fetch_url=entry.fetch_url, listed=entry))
        return tuple(fetch)

    def store_pages(self, answers: Sequence[PageAnswer], now: datetime) -> None:
        self.batches.append(len(answers))
        self.pages.extend(answers)

    def load_host(self, host: str) -> Mapping[str, object] | None:
        return self.hosts.get(host)

    def save_host(self, host: str, known: Mapping[str, object]) -> None:
        self.hosts[host] = dict(known)

    def answer(self, url: str) -> PageAnswer:
        """The one answer of a Page."""
        (found,) = [answer for answer in self.pages if answer.due.url == url]
        return found


def source_at(site: Site, *, source_id: str = "hk-test", **keys: Any) -> Source:
    """A Source at the site, every URL of which is a Page."""
    return Source(
        id=source_id,
        tier=Tier.PRESS,
        side="hong-kong",
        home=site.url("/"),
        time_zone="Asia/Hong_Kong",
        name={"en": source_id},
        **{"page_url": ".*", "pace": Pace(delay=0), **keys},
    )


def listing_at(url: str, shape: Shape = Shape.FEED, **keys: Any) -> Listing:
    return Listing(shape=shape, url=url, every="10m", language="en", **keys)


def plan_listings(source: Source, *, first: bool = False, **keys: Any) -> CrawlPlan:
    """A plan of all Listings of a Source."""
    listings = tuple(
        DueListing(listing_id=place, listing=listing, first=first, **keys)
        for place, listing in enumerate(source.listings, 1)
    )
    return CrawlPlan(source=source, listings=listings, pages=())


def plan_pages(source: Source, *urls: str, **keys: Any) -> CrawlPlan:
    """A plan of these Pages."""
    pages = tuple(DuePage(page_id=place, url=url, **keys) for place, url in enumerate(urls, 1))
    return CrawlPlan(source=source, listings=(), pages=pages)


def options_for(*sites: Site, **keys: Any) -> CrawlOptions:
    """Options that allow these sites, with a contact, and a time-out for tests."""
    settings = {"DOWNLOAD_TIMEOUT": 5, **keys.pop("settings", {})}
    return CrawlOptions(
        **{
            "clock": lambda: NOW,
            "contact": "ops@example.org",
            "allow_private_hosts": tuple(site.host for site in sites),
            "settings": settings,
            **keys,
        }
    )


def crawl_now(
    plan: CrawlPlan, site: Site, sink: MemorySink | None = None, **keys: Any
) -> tuple[CrawlResult, MemorySink]:
    """Run one crawl to its end."""
    sink = sink or MemorySink()
    return run_in_reactor(crawl(plan, sink=sink, options=options_for(site, **keys))), sink
