"""One way of bench.tick, in a process of its own; reads the URLs from standard input, prints its CPU seconds as JSON."""

import gc
import json
import sys
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from bench.fetch_child import NOW, cpu
from cli import SELDOM
from commands.order import Order, Part
from commands.tick import run_tick
from pipeline.config import Config, CrawlConfig
from pipeline.meaning.topic import load_topic
from pipeline.model import Tier
from pipeline.reading.extract import extract_document
from pipeline.source import Pace, Source
from pipeline.store.opening import open_writer
from pipeline.urls import host_of

WARM = (
    b"<html><body><article><h1>Warm</h1><p>"
    + b"One sentence after another, to load what is loaded once. " * 40
    + b"</p></article></body></html>"
)


def fetch_bare(urls: list[str], way: str) -> tuple[float, int]:
    """Fetch with Scrapy's defaults; 'bare_text': with trafilatura's defaults on each answer; 'bare_whole': with metadata."""
    import trafilatura
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response

    read: dict[str, Callable[[bytes], object]] = {
        "bare": bool,
        "bare_text": trafilatura.extract,
        "bare_whole": partial(trafilatura.bare_extraction, with_metadata=True),
    }
    read[way](WARM)
    done: list[object] = []

    class Bare(Spider):
        name = "bare"

        async def start(self) -> AsyncIterator[Any]:
            for url in urls:
                yield Request(url)

        def parse(self, response: Response) -> None:
            done.append(read[way](response.body))

    process = AsyncCrawlerProcess(
        {"LOG_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "TELNETCONSOLE_ENABLED": False}
    )
    process.crawl(Bare)
    started = cpu()
    process.start()
    return cpu() - started, len(done)


def tick_ours(way: str, folder: Path, urls: list[str]) -> tuple[float, int]:
    """One whole tick over standing Pages, set up as the command line does: crawl, read, look again where wanted, decide."""
    source = Source(
        id="bench", tier=Tier.PRESS, side="hong-kong", home=urljoin(urls[0], "/"), time_zone="Asia/Hong_Kong",
        name={"en": "bench"}, page_url=".*", standing=tuple(urls), pace=Pace(delay=0), watch="all",
    )  # fmt: skip
    crawling = CrawlConfig(contact="bench@example.org", allow_private_hosts=(host_of(urls[0]),))
    order = Order(
        config=Config(folder=str(folder), crawl=crawling), sources=(source,), catalog=(source,),
        topic=load_topic("hk-mainland-digital-economy"), parts=Part.CRAWL | Part.READ, job="once", force=True, workers=0,
        now=NOW + timedelta(days=("new", "noise", "again").index(way)),
    )  # fmt: skip
    extract_document(WARM, media_type="text/html")
    gc.set_threshold(*SELDOM)
    with open_writer(folder / "pactwatch.db", folder / "raw.db") as store:
        started = cpu()
        done = run_tick(store, order)
        spent = cpu() - started
    if done.errors:
        raise SystemExit(done.errors[0])
    return spent, done.counts.versions if way == "new" else done.counts.same_content


def main() -> None:
    way, folder, urls = sys.argv[1], Path(sys.argv[2]), json.load(sys.stdin)
    spent, done = fetch_bare(urls, way) if way.startswith("bare") else tick_ours(way, folder, urls)
    if done < 0.9 * len(urls):
        raise SystemExit(f"{way}: {done} of {len(urls)}, not what is measured")
    print(json.dumps({"cpu": spent}))


if __name__ == "__main__":
    main()
