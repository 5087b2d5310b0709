"""One crawl of one Source, and the reactor it runs in. Judged by what was stored, never by Scrapy's finish reason.

    result = run_in_reactor(crawl(plan, sink=store, options=options))

Several Sources run side by side with asyncio.gather inside that coroutine; they share the options, and so the pace of
each host.
"""

import asyncio
import atexit
import copy
import logging
import signal
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.logformatter import LogFormatter
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor, is_reactor_installed
from twisted.python.failure import Failure as Thrown

from crawler import settings as own_settings
from crawler.guard import PublicResolver
from crawler.politeness import HostGates
from crawler.robots import RobotsBook
from crawler.share import Share
from crawler.sink import Batch, CrawlSink
from crawler.spiders.feed import FeedSpider
from crawler.spiders.json import JsonSpider
from crawler.spiders.links import LinksSpider
from crawler.spiders.sitemap import SitemapSpider
from crawler.spiders.watch import WatchSpider
from pipeline.model import Counts
from pipeline.plan import CrawlPlan

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
NO_CONTACT = "no contact is set: sites cannot reach you. Set contact in pactwatch.toml under [crawl]"
_SPIDERS = {spider.name: spider for spider in (FeedSpider, SitemapSpider, LinksSpider, JsonSpider, WatchSpider)}
_Result = TypeVar("_Result")


class Cut(StrEnum):
    """What ended a crawl before all that was due was asked; the rest stays due."""

    BUDGET = "budget"  # plan.max_pages
    DEADLINE = "deadline"  # plan.seconds
    STOPPED = "stopped"  # SIGTERM, SIGINT
    STORE = "store"  # the store takes no more


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """What all Sources of a process crawl with.

    clock: the time that is stored (PACTWATCH_NOW may hold it still); pace and time-outs have their own clock.
    contact: an address where sites reach the operator, '' = none. allow_private_hosts: 'host:port' texts.
    """

    clock: Callable[[], datetime]
    contact: str = ""
    allow_private_hosts: tuple[str, ...] = ()
    concurrency: int = 16
    settings: dict[str, Any] = field(default_factory=dict)
    base: Settings = field(init=False)
    gates: HostGates = field(init=False)
    robots: RobotsBook = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", _settings_for(self.contact, self.settings))
        object.__setattr__(self, "gates", HostGates(self.concurrency))
        object.__setattr__(self, "robots", RobotsBook(self.gates, self.clock))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """What a Source's crawl did. first_error: in words, of any kind, None = none; no sentence repeats the source_id.

    listing_errors: why Listings could not be read, each reason once. crash: what broke on our own side (an
    exception in a callback, the store), None = nothing. cut: what ended it early, None = all that was due was asked.
    """

    source_id: str
    counts: Counts
    first_error: str | None = None
    listing_errors: tuple[str, ...] = ()
    crash: str | None = None
    cut: Cut | None = None

    @property
    def failed(self) -> bool:
        """Whether an operator must look: a Listing or the Source failed. One Page's failure is none."""
        return bool(self.listing_errors) or self.crash is not None


class QuietFormatter(LogFormatter):
    """Says nothing of single fetches and what they brought: the Run tells it in words."""

    def crawled(self, *_: Any) -> None:  # type: ignore[override]
        """Nothing: one line a fetch is what a person turns to `scrapy fetch` for."""

    def scraped(self, *_: Any) -> None:  # type: ignore[override]
        """Nothing."""


class _Crawl:
    """The crawlers of one Source while they run."""

    def __init__(self, plan: CrawlPlan, sink: CrawlSink, options: CrawlOptions) -> None:
        self.plan = plan
        self.options = options
        self.crawlers: list[Crawler] = []
        self.batch = Batch(sink, options.clock, on_error=self._stop_for_store, on_crash=self._note_crash)
        self.share = Share(
            plan=plan, batch=self.batch, sink=sink, gates=options.gates, robots=options.robots, clock=options.clock
        )
        self.cut: Cut | None = None
        self._ending: asyncio.Future[Any] | None = None

    async def run(self) -> CrawlResult:
        loop = asyncio.get_running_loop()
        deadline = loop.call_later(self.plan.seconds, self.stop, Cut.DEADLINE)
        _signals.running.add(self)
        try:
            crawls = [self._crawl_with(name) for name in _spiders_of(self.plan)]
            outcomes = await asyncio.gather(*crawls, return_exceptions=True)
            outcomes += await asyncio.gather(self.batch.close(), return_exceptions=True)
            if self._ending is not None:
                await self._ending
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    self._note_crash(outcome)
        finally:
            deadline.cancel()
            _signals.running.discard(self)
        return self.tell()

    def _stop_for_store(self) -> None:
        self.stop(Cut.STORE)

    def _note_crash(self, error: BaseException) -> None:
        self.share.note_crash(error)

    async def _crawl_with(self, name: str) -> None:
        # Not by AsyncCrawlerRunner: it copies all settings once more, which costs as much as the rest of a small crawl.
        crawler = Crawler(_SPIDERS[name], self.options.base)
        if self.plan.source.cookies:
            crawler.settings.set("COOKIES_ENABLED", True, priority="cmdline")
        crawler.signals.connect(self._spider_raised, signals.spider_error)
        self.crawlers.append(crawler)
        await crawler.crawl_async(share=self.share)

    async def _stop_crawlers(self) -> None:
        await asyncio.gather(*(crawler.stop_async() for crawler in self.crawlers if crawler.crawling))

    def _spider_raised(self, failure: Thrown, **_: Any) -> None:
        if failure.value is not None:
            self._note_crash(failure.value)

    def stop(self, cut: Cut) -> None:
        """Send nothing more; what is under way is waited for, what is held is stored."""
        if self.cut is not None:
            return
        self.cut = cut
        self.share.over = True
        self._ending = asyncio.gather(self.batch.close(), self._stop_crawlers(), return_exceptions=True)

    def tell(self) -> CrawlResult:
        """Say what was done."""
        share = self.share
        error = self.batch.error
        crash = str(error) if error is not None else share.crash
        cut = self.cut or (Cut.BUDGET if share.left_over else None)
        noted = () if self.options.contact else (NO_CONTACT,)
        return CrawlResult(
            source_id=self.plan.source.id,
            counts=share.tally.counts(noted),
            first_error=crash or share.first_error,
            listing_errors=tuple(dict.fromkeys(share.listing_errors)),
            crash=crash,
            cut=cut,
        )


class _Signals:
    """What SIGTERM ends: the crawls under way, and those that would begin after it."""

    def __init__(self) -> None:
        self.running: set[_Crawl] = set()
        self.stopped = False


_signals = _Signals()


async def crawl(plan: CrawlPlan, *, sink: CrawlSink, options: CrawlOptions) -> CrawlResult:
    """Fetch what is due of one Source and hand it to the sink; runs inside run_in_reactor.

    Never raises for what a site does: that is in the answers. A store that fails is in the result's crash.
    """
    _install_guard(options)
    under_way = _Crawl(plan, sink, options)
    if _signals.stopped:
        under_way.cut = Cut.STOPPED
        return under_way.tell()
    return await under_way.run()


def _spiders_of(plan: CrawlPlan) -> list[str]:
    shapes = dict.fromkeys(str(due.listing.shape) for due in plan.listings)
    return [*shapes, *(["watch"] if plan.pages else [])]


class _CrawlSettings(Settings):
    """Settings of which each crawler takes a shallow copy: no value is changed in place, and a deep one costs as a fetch."""

    def copy(self) -> "_CrawlSettings":
        copied = copy.copy(self)
        copied.attributes = {name: copy.copy(attribute) for name, attribute in self.attributes.items()}
        return copied


def _settings_for(contact: str, more: dict[str, Any]) -> Settings:
    settings = _CrawlSettings()
    settings.setmodule(own_settings, priority="project")
    for name in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"):
        # What is turned off is left out by name: Scrapy would import it first, and then find that it is off.
        chosen = {**settings[f"{name}_BASE"], **settings[name]}
        settings.set(name, {path: place for path, place in chosen.items() if place is not None}, priority="cmdline")
        settings.set(f"{name}_BASE", {}, priority="cmdline")
    if contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", priority="cmdline")
    settings.setdict(more, priority="cmdline")
    return settings


def _install_guard(options: CrawlOptions) -> None:
    from twisted.internet import reactor

    resolver: Any = reactor.nameResolver
    allowed = frozenset(name.lower() for name in options.allow_private_hosts)
    if not isinstance(resolver, PublicResolver) or resolver.allowed != allowed:
        PublicResolver(allowed).install_on_reactor()


def run_in_reactor(main: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a coroutine that crawls to its end; may be called again in the same process.

    SIGTERM and SIGINT end the crawls early (Cut.STOPPED) and let the coroutine finish; a second one cancels it.
    """
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)  # what it would say, answers and result say in words
    loop = _reactor_loop()
    task = loop.create_task(main)
    _signals.stopped = False

    def stop() -> None:
        if _signals.stopped:
            task.cancel()
        _signals.stopped = True
        for under_way in tuple(_signals.running):
            under_way.stop(Cut.STOPPED)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        return loop.run_until_complete(task)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def _reactor_loop() -> asyncio.AbstractEventLoop:
    """The event loop of this process's reactor; installs and starts the reactor the first time."""
    if not is_reactor_installed():
        asyncio.set_event_loop(asyncio.new_event_loop())
        install_reactor(_REACTOR)
    from twisted.internet import reactor

    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop
    if not reactor.running:
        # Started once and never stopped: a Twisted reactor cannot be started twice, and the loop drives it anyway.
        reactor.startRunning(installSignalHandlers=False)
        atexit.register(loop.close)
    return loop
