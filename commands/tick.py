"""One tick: for every Source crawl, read, look a second time where needed, decide; then the Digests that are due.

The only place where the crawler and the corridor meet. A Source is decided as soon as its own crawl is over.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Flag, auto

from commands.outbox import Sent, freeze_due, send_pending
from crawler.health import KINDS, ListingHistory, SourceHistory, judge_source
from crawler.launch import CrawlOptions, CrawlResult, crawl, run_in_reactor
from pipeline.config import Config
from pipeline.errors import PactwatchError, UsageError
from pipeline.joining import join_new
from pipeline.meaning.relevance import loose_gate
from pipeline.meaning.topic import Topic
from pipeline.model import Counts
from pipeline.plan import CrawlPlan
from pipeline.readers import Readers
from pipeline.run import SourceReading, add_counts
from pipeline.source import Source
from pipeline.store.bodies import sweep_bodies, sweep_loose
from pipeline.store.captures import CrawlStore
from pipeline.store.codec import to_time, to_time_or_none
from pipeline.store.history import listing_figures, new_page_times, page_figures, renew_alarms
from pipeline.store.opening import Store
from pipeline.store.planning import plan_again, plan_crawl
from pipeline.store.reading import sources_with_pending
from pipeline.store.runs import begin_run, end_run, end_source_run, enter_phase, lease_source
from pipeline.store.sources import sync_sources


class Part(Flag):
    """What a tick does; `once` does it all."""

    CRAWL = auto()
    READ = auto()
    MAIL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a tick. sources: the ones to do, catalog order. force: ignores next_check_at only."""

    config: Config
    sources: tuple[Source, ...]
    catalog: tuple[Source, ...]
    topic: Topic
    parts: Part
    now: datetime
    job: str
    force: bool = False
    workers: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """How one Source's share ended. errors: what failed, in words; none = well."""

    source_id: str
    counts: Counts
    errors: tuple[str, ...] = ()
    held: int = 0
    cut: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TickOutcome:
    """What a tick did, Source by Source. warnings: what an operator should mend, though nothing failed."""

    run_id: int
    outcomes: tuple[SourceOutcome, ...]
    sent: tuple[Sent, ...]
    counts: Counts
    warnings: tuple[str, ...]

    @property
    def errors(self) -> tuple[str, ...]:
        """All that failed, in words."""
        unread = tuple(f"{outcome.source_id}: {error}" for outcome in self.outcomes for error in outcome.errors)
        return (*unread, *(sent.receipt.sentence for sent in self.sent if sent.failed))


def run_tick(store: Store, order: Order, progress: Callable[[SourceOutcome], None] | None = None) -> TickOutcome:
    """Do a tick and close its Run. A Source that fails keeps none of the others from being done."""
    sync_sources(store, order.catalog, order.now)
    run_id, killed = begin_run(store, order.job, order.now)
    if killed:
        sweep_bodies(store)
    outcomes: list[SourceOutcome] = []
    if order.parts & (Part.CRAWL | Part.READ):
        with Readers(order.topic, workers=order.workers) as readers:
            tick = _Tick(store, order, readers, run_id, progress)
            outcomes = run_in_reactor(tick.run()) if Part.CRAWL in order.parts else asyncio.run(tick.run())
    if Part.READ in order.parts:
        join_new(store, order.catalog, order.topic, order.now, patience=order.config.patience)
    sent: list[Sent] = []
    if Part.MAIL in order.parts:
        freeze_due(store, order.config, order.now)
        sent = send_pending(store, order.config, order.now)
    done = _sum_up(run_id, outcomes, sent)
    state = "failed" if done.errors else "ok"
    first = done.errors[0] if done.errors else None
    end_run(store, run_id, outcome=state, counts=done.counts, error=first, warnings=done.warnings, now=order.now)
    sweep_loose(store)
    return done


def _sum_up(run_id: int, outcomes: Sequence[SourceOutcome], sent: Sequence[Sent]) -> TickOutcome:
    counts = Counts()
    for outcome in outcomes:
        counts = add_counts(counts, outcome.counts)
    return TickOutcome(
        run_id=run_id,
        outcomes=tuple(outcomes),
        sent=tuple(sent),
        counts=replace(counts, noted=()),
        warnings=tuple(dict.fromkeys(counts.noted)),
    )


class _Tick:
    """The Sources of one tick, side by side; the store is touched by the event loop's thread only."""

    def __init__(
        self,
        store: Store,
        order: Order,
        readers: Readers,
        run_id: int,
        progress: Callable[[SourceOutcome], None] | None,
    ) -> None:
        self._store, self._order, self._readers, self._run_id = store, order, readers, run_id
        self._progress = progress
        self._owner = f"{socket.gethostname()}/{os.getpid()}"
        self._reading = asyncio.Lock()
        crawling = order.config.crawl
        self._options = CrawlOptions(
            clock=lambda: order.now,
            contact=crawling.contact,
            allow_private_hosts=crawling.allow_private_hosts,
            concurrency=crawling.concurrency,
        )

    async def run(self) -> list[SourceOutcome]:
        waiting = set(sources_with_pending(self._store)) if Part.READ in self._order.parts else set()
        tasks = []
        for source in self._order.sources:
            plan = self._plan(source)
            if plan.listings or plan.pages or source.id in waiting:
                tasks.append(self._do_source(source, plan))
        return list(await asyncio.gather(*tasks))

    def _plan(self, source: Source) -> CrawlPlan:
        if Part.CRAWL not in self._order.parts:
            return CrawlPlan(source=source, listings=(), pages=())
        return plan_crawl(self._store, source, self._order.now, force=self._order.force)

    async def _do_source(self, source: Source, plan: CrawlPlan) -> SourceOutcome:
        now = self._order.now
        share = lease_source(self._store, self._run_id, source.id, self._owner, now)
        try:
            outcome = await self._phases(source, plan, share)
        except PactwatchError as error:
            outcome = SourceOutcome(source_id=source.id, counts=Counts(errors=1), errors=(str(error),))
        state = "failed" if outcome.errors else outcome.cut or "ok"
        first = outcome.errors[0] if outcome.errors else None
        end_source_run(self._store, share, outcome=state, counts=outcome.counts, error=first, now=now)
        renew_health(self._store, source, now)
        if self._progress is not None:
            self._progress(outcome)
        return outcome

    async def _phases(self, source: Source, plan: CrawlPlan, share: int) -> SourceOutcome:
        counts, errors, cut = Counts(), [], None
        if plan.listings or plan.pages:
            result = await self._crawl(plan)
            counts, cut = result.counts, result.cut
            errors = [*result.listing_errors, *([result.crash] if result.crash else [])]
        held = 0
        if Part.READ in self._order.parts:
            decided, held = await self._read(source, share)
            counts = add_counts(counts, decided)
        return SourceOutcome(
            source_id=source.id, counts=counts, errors=tuple(errors), held=held, cut=None if cut is None else str(cut)
        )

    async def _crawl(self, plan: CrawlPlan) -> CrawlResult:
        gate = loose_gate(self._order.topic) if plan.source.fetch == "matching" else None
        return await crawl(plan, sink=CrawlStore(self._store, plan, gate), options=self._options)

    async def _read(self, source: Source, share: int) -> tuple[Counts, int]:
        """Read, look again, read that, decide; until nothing is left that was not begun. Returns what is held too."""
        total, held = Counts(), 0
        while True:
            reading = SourceReading(
                self._store, source, self._readers, profile=self._order.config.topic.profile, now=self._order.now
            )
            enter_phase(self._store, share, "read")
            if not await self._read_waiting(reading):
                return total, held
            wanted = reading.wanted()
            if wanted and Part.CRAWL in self._order.parts:
                enter_phase(self._store, share, "confirm")
                again = await self._crawl(plan_again(self._store, source, wanted))
                total = add_counts(total, again.counts)
                await self._read_waiting(reading)
            enter_phase(self._store, share, "decide")
            total = add_counts(total, reading.decide())
            if reading.held:
                return total, held + reading.held

    async def _read_waiting(self, reading: SourceReading) -> bool:
        async with self._reading:
            jobs = reading.begin()
            if not jobs:
                return False
            loop = asyncio.get_running_loop()
            reading.take(await loop.run_in_executor(None, self._readers.read, jobs))
            return True


def renew_health(store: Store, source: Source, now: datetime) -> None:
    """Judge a Source by its own history; its Alarms open and close accordingly."""
    listings = tuple(
        ListingHistory(
            url=row["url"],
            every=row["every_seconds"],
            added_at=to_time(row["added_at"]),
            last_ok_at=to_time_or_none(row["last_ok_at"]),
            failures=row["failures"],
            failure=row["failure"],
            error=row["error"],
            last_entries=row["last_entries"],
            usual_entries=row["usual_entries"],
        )
        for row in listing_figures(store, source.id)
    )
    history = SourceHistory(
        source_id=source.id,
        listings=listings,
        found_at=new_page_times(store, source.id),
        **page_figures(store, source.id, now),
    )
    renew_alarms(store, source.id, judge_source(history, now), KINDS, now)


def sources_named(catalog: Sequence[Source], names: Sequence[str]) -> tuple[Source, ...]:
    """The Sources with these ids, all if none is named. Raises UsageError for one that is not there."""
    known = {source.id: source for source in catalog}
    for name in names:
        if name not in known:
            raise UsageError(f"{name}: no such Source is enabled. List them with: pactwatch sources list")
    return tuple(known[name] for name in names) if names else tuple(catalog)
