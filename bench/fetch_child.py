"""One way of bench.fetch, in a process of its own; reads the URLs from standard input, prints its CPU seconds as JSON.

'bare', 'bare_304': Scrapy alone. 'new': a first crawl into a new store at the folder; 'not_modified', 'same_bytes': the
checks after it.
"""

import json
import resource
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.launch import CrawlOptions, crawl, run_in_reactor
from pipeline.model import Tier
from pipeline.plan import Rung
from pipeline.source import Pace, Source
from pipeline.store.captures import CrawlStore
from pipeline.store.opening import open_writer
from pipeline.store.planning import plan_crawl
from pipeline.store.sources import sync_sources
from pipeline.urls import host_of

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def cpu() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def fetch_bare(urls: list[str], *, conditional: bool) -> tuple[float, dict[str, int]]:
    """Fetch with Scrapy's defaults; conditional: with the ETags that a first, uncounted fetch brought."""
    import urllib.request

    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response

    tags: dict[str, str] = {}
    if conditional:
        for url in urls:
            with urllib.request.urlopen(url) as answer:
                tags[url] = answer.headers["ETag"]
    statuses: dict[str, int] = {}

    class Bare(Spider):
        name = "bare"
        handle_httpstatus_list = [304]

        async def start(self) -> AsyncIterator[Any]:
            for url in urls:
                yield Request(url, headers={"If-None-Match": tags[url]} if conditional else None)

        def parse(self, response: Response) -> None:
            statuses[str(response.status)] = statuses.get(str(response.status), 0) + 1

    process = AsyncCrawlerProcess(
        {"LOG_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "TELNETCONSOLE_ENABLED": False}
    )
    process.crawl(Bare)
    started = cpu()
    process.start()
    return cpu() - started, statuses


def fetch_ours(way: str, folder: Path, urls: list[str]) -> tuple[float, dict[str, int]]:
    """Crawl what is due with the real store; the plan is made before the clock starts, as its own cost is another's."""
    from urllib.parse import urljoin

    source = Source(
        id="bench", tier=Tier.PRESS, side="hong-kong", home=urljoin(urls[0], "/"), time_zone="Asia/Hong_Kong",
        name={"en": "bench"}, page_url=".*", standing=tuple(urls), pace=Pace(delay=0),
    )  # fmt: skip
    now = NOW if way == "new" else NOW + timedelta(days=1)
    with open_writer(folder / "pactwatch.db", folder / "raw.db") as store:
        sync_sources(store, (source,), now)
        if way == "same_bytes":
            with store.write_txn():
                store.execute("UPDATE pages SET etag=NULL, last_modified=NULL")
        plan = plan_crawl(store, source, now, force=True, max_pages=len(urls))
        options = CrawlOptions(clock=lambda: now, contact="bench@example.org", allow_private_hosts=(host_of(urls[0]),))
        started = cpu()
        result = run_in_reactor(crawl(plan, sink=CrawlStore(store, plan), options=options))
        spent = cpu() - started
    if result.crash:
        raise SystemExit(result.crash)
    counts = result.counts
    return spent, {
        "requests": counts.requests, "captures": counts.captures,
        Rung.NOT_MODIFIED: counts.not_modified, Rung.SAME_BYTES: counts.same_bytes,
    }  # fmt: skip


def main() -> None:
    way, folder, urls = sys.argv[1], Path(sys.argv[2]), json.load(sys.stdin)
    if way.startswith("bare"):
        spent, counts = fetch_bare(urls, conditional=way == "bare_304")
    else:
        spent, counts = fetch_ours(way, folder, urls)
    expected = {"bare": "200", "bare_304": "304", "new": "captures"}.get(way, way)
    if counts.get(expected, 0) < 0.95 * len(urls):
        raise SystemExit(f"{way}: {counts}, not what is measured")
    print(json.dumps({"cpu": spent, "whole": cpu(), **counts}))


if __name__ == "__main__":
    main()
