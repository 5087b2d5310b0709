"""`sources check --live`: each Listing fetched once, into a store of its own that is thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawler.launch import CrawlOptions, CrawlResult, crawl, run_in_reactor
from pipeline.config import Config
from pipeline.plan import CrawlPlan, DueListing, DuePage, ListingAnswer, PageAnswer
from pipeline.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one Listing gave. newest: the latest date among its entries, in the public form. error: None = it was read."""

    source_id: str
    url: str
    entries: int = 0
    newest: str | None = None
    error: str | None = None


@dataclass(slots=True)
class _Glance:
    """Takes the Listings' answers in and asks for no Page."""

    source: Source
    verdicts: list[Verdict] = field(default_factory=list)

    def store_listing(self, answer: ListingAnswer, now: datetime) -> tuple[DuePage, ...]:
        dates = [entry.published.shown for entry in answer.entries or () if entry.published is not None]
        failed = None if answer.failure is None else f"{answer.failure}: {answer.error}"
        self.verdicts.append(
            Verdict(
                source_id=self.source.id,
                url=answer.due.listing.url,
                entries=len(answer.entries or ()),
                newest=max(dates, default=None),
                error=failed,
            )
        )
        return ()

    def store_pages(self, answers: Sequence[PageAnswer], now: datetime) -> None:
        """No Page was asked for."""

    def load_host(self, host: str) -> dict[str, Any] | None:
        return None

    def save_host(self, host: str, known: Any) -> None:
        """Nothing is kept."""


def check_live(config: Config, sources: Sequence[Source], now: datetime) -> list[Verdict]:
    """Read every Listing of these Sources once, robots, pace and limits as always."""
    crawling = config.crawl
    options = CrawlOptions(
        clock=lambda: now,
        contact=crawling.contact,
        allow_private_hosts=crawling.allow_private_hosts,
        concurrency=crawling.concurrency,
    )
    glances = [_Glance(source) for source in sources]

    async def look() -> list[CrawlResult]:
        import asyncio

        return list(await asyncio.gather(*(crawl(_plan(one.source), sink=one, options=options) for one in glances)))

    run_in_reactor(look())
    return [verdict for glance in glances for verdict in glance.verdicts]


def _plan(source: Source) -> CrawlPlan:
    due = tuple(
        DueListing(listing_id=number, listing=listing, unconditional=True)
        for number, listing in enumerate(source.listings)
    )
    return CrawlPlan(source=source, listings=due, pages=())
