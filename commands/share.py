"""A Source's share of a tick: crawl, read, look a second time where needed, decide.

Here the crawler and the corridor meet. A Source is decided as soon as its own crawl is over.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import wait
from datetime import datetime
from functools import partial

from commands.order import Order, Part, SourceOutcome
from crawler.health import KINDS, ListingHistory, SourceHistory, judge_source
from crawler.launch import CrawlOptions, CrawlResult, crawl, run_in_reactor
from pipeline.errors import PactwatchError
from pipeline.meaning.relevance import loose_gate
from pipeline.model import Counts
from pipeline.plan import CrawlPlan
from pipeline.readers import Job, Readers, Reading
from pipeline.run import SourceReading, batches_of
from pipeline.source import Source
from pipeline.store.captures import CrawlStore
from pipeline.store.codec import to_time, to_time_or_none
from pipeline.store.history import listing_figures, new_page_times, page_figures, renew_alarms
from pipeline.store.opening import Store
from pipeline.store.planning import plan_again
from pipeline.store.reading import note_attempts
from pipeline.store.runs import end_source_run, enter_phase, lease_source


def do_shares(
    store: Store,
    order: Order,
    plans: Sequence[CrawlPlan],
    run_id: int,
    progress: Callable[[SourceOutcome], None] | None = None,
) -> list[SourceOutcome]:
    """Do the shares of these Sources side by side. A Source that fails keeps none of the others from being done."""
    with Readers(order.topic, workers=order.workers) as readers:
        shares = _Shares(store, order, readers, run_id, progress)
        doing = shares.run(plans)
        return run_in_reactor(doing) if Part.CRAWL in order.parts else asyncio.run(doing)


class _Shares:
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

    async def run(self, plans: Sequence[CrawlPlan]) -> list[SourceOutcome]:
        return list(await asyncio.gather(*(self._do_source(plan.source, plan) for plan in plans)))

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
            counts += decided
        return SourceOutcome(
            source_id=source.id, counts=counts, errors=tuple(errors), held=held, cut=None if cut is None else str(cut)
        )

    async def _crawl(self, plan: CrawlPlan) -> CrawlResult:
        gate = loose_gate(self._order.topic) if plan.source.fetch == "matching" else None
        return await crawl(plan, sink=CrawlStore(self._store, plan, gate), options=self._options)

    async def _read(self, source: Source, share: int) -> tuple[Counts, int]:
        """Read, look again, read that, decide, with the next batch read meanwhile. Returns what is held too."""
        total, held = Counts(), 0
        batches = batches_of(self._store, source.id)
        under_way = await self._begin_next(source, batches, ahead=False)
        while under_way is not None:
            reading, coming = under_way
            enter_phase(self._store, share, "read")
            reading.take(await coming)
            under_way = await self._begin_next(source, batches, ahead=True)
            wanted = reading.wanted() if Part.CRAWL in self._order.parts else {}
            if wanted:
                enter_phase(self._store, share, "confirm")
                again = await self._crawl(plan_again(self._store, source, wanted))
                total += again.counts
                reading.take(await self._read_jobs(partial(reading.begin_second, wanted)))
            enter_phase(self._store, share, "decide")
            total += reading.decide()
            held += reading.held
        return total, held

    async def _begin_next(
        self, source: Source, batches: Iterator[Sequence[int]], *, ahead: bool
    ) -> tuple[SourceReading, asyncio.Task[list[Reading]]] | None:
        """Have the next batch read. ahead: while the one before it is decided."""
        captures = next(batches, None)
        if captures is None:
            return None
        profile, now = self._order.config.topic.profile, self._order.now
        reading = SourceReading(self._store, source, self._readers, captures, profile=profile, now=now)
        coming = asyncio.create_task(self._read_jobs(reading.begin, ahead=ahead))
        await asyncio.sleep(0)  # it is on its way before deciding keeps the event loop for itself
        return reading, coming

    async def _read_jobs(self, begin: Callable[[], Sequence[Job]], *, ahead: bool = False) -> list[Reading]:
        """Read what is begun now, one batch at a time.

        ahead: all attempts are noted before the first is made, since deciding lets nobody write; after a kill they are made
        one by one.
        """
        async with self._reading:
            jobs = begin()
            noted = {job.capture_id for job in jobs} if ahead else set()
            if noted:
                note_attempts(self._store, noted, ())
            loop = asyncio.get_running_loop()

            async def note(begun: Sequence[int], ended: Sequence[int]) -> None:
                note_attempts(self._store, begun, ended)

            def note_from_thread(begun: Sequence[int], ended: Sequence[int]) -> None:
                fresh = [one for one in begun if one not in noted]
                noted.difference_update(begun)
                told = asyncio.run_coroutine_threadsafe(note(fresh, ended), loop)
                while fresh and loop.is_running():
                    if wait([told], timeout=1.0).done:
                        told.result()
                        return
                if not loop.is_running():
                    raise asyncio.CancelledError  # the tick was ended: nobody waits for what is read any more

            return await loop.run_in_executor(None, self._readers.read, jobs, note_from_thread)


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
