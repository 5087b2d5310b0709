"""One tick: each Source's share of it, joining, then the Digests that are due.

What a quiet tick does not need (Scrapy, the readers, mail) is imported when it is: most ticks find little due, and
start-up is most of what they cost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from commands.order import Order, Part, SourceOutcome
from crawler.loading import load_scrapy
from pipeline.joining import join_new
from pipeline.model import Counts
from pipeline.plan import CrawlPlan
from pipeline.store.bodies import sweep_bodies, sweep_loose
from pipeline.store.opening import Store
from pipeline.store.planning import plan_crawl
from pipeline.store.reading import sources_with_pending
from pipeline.store.runs import begin_run, end_run
from pipeline.store.search import tidy_index
from pipeline.store.sources import sync_sources
from pipeline.store.subscribers import pending_deliveries

if TYPE_CHECKING:
    from commands.outbox import Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class TickOutcome:
    """What a tick did, Source by Source. warnings: what an operator should mend, though nothing failed."""

    run_id: int
    outcomes: tuple[SourceOutcome, ...]
    sent: tuple["Sent", ...]
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
    if plans := _plan_shares(store, order):
        load_scrapy()
        from commands.share import do_shares

        outcomes = do_shares(store, order, plans, run_id, progress)
    if Part.READ in order.parts:
        patience, workers = order.config.patience, order.workers
        join_new(store, order.catalog, order.topic, order.now, patience=patience, workers=workers)
    sent = _send_mail(store, order) if Part.MAIL in order.parts else []
    done = _sum_up(run_id, outcomes, sent)
    state = "failed" if done.errors else "ok"
    first = done.errors[0] if done.errors else None
    end_run(store, run_id, outcome=state, counts=done.counts, error=first, warnings=done.warnings, now=order.now)
    sweep_loose(store)
    if done.counts.versions:
        tidy_index(store)
    return done


def _plan_shares(store: Store, order: Order) -> list[CrawlPlan]:
    """What is due of each Source of which anything is due, or waits to be read."""
    plans = []
    waiting = set(sources_with_pending(store)) if Part.READ in order.parts else set()
    for source in order.sources:
        plan = CrawlPlan(source=source, listings=(), pages=())
        if Part.CRAWL in order.parts:
            plan = plan_crawl(store, source, order.now, force=order.force)
        if plan.listings or plan.pages or source.id in waiting:
            plans.append(plan)
    return plans


def _send_mail(store: Store, order: Order) -> list["Sent"]:
    """Freeze the Digests that are due and hand over what waits in the outbox."""
    if not order.config.subscribers and not pending_deliveries(store, order.now):
        return []
    from commands.outbox import freeze_due, send_pending

    freeze_due(store, order.config, order.now)
    return send_pending(store, order.config, order.now)


def _sum_up(run_id: int, outcomes: Sequence[SourceOutcome], sent: Sequence["Sent"]) -> TickOutcome:
    counts = Counts()
    for outcome in outcomes:
        counts += outcome.counts
    return TickOutcome(
        run_id=run_id,
        outcomes=tuple(outcomes),
        sent=tuple(sent),
        counts=replace(counts, noted=()),
        warnings=tuple(dict.fromkeys(counts.noted)),
    )
