"""What size costs: CPU of new Pages, rechecks and an idle tick at 10,000 and at 300,000 stored Versions; rows of unchanged rechecks.

    python -m bench.growth [--large 300000] [--rounds 5]

The store is filled by SQL (filling.py); what is timed goes through the store's own doors and the corridor, in one process. CPU
holds on a crowded machine; a disk slower than its cache is not seen by it.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench.filling import fill, models_of
from bench.stores import SOURCE, START, add_captures, add_pages, open_bench
from commands.order import Order, Part
from commands.tick import run_tick
from pipeline.config import Config
from pipeline.meaning.topic import Topic, load_topic
from pipeline.plan import CrawlPlan, DuePage, PageAnswer, Rung
from pipeline.store.captures import CrawlStore
from pipeline.store.opening import Store
from pipeline.store.planning import plan_crawl

TAKEN = 150
RECHECKED = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The store with what a tick needs."""

    store: Store
    folder: str
    topic: Topic

    def tick(self, now: datetime) -> int:
        """Read and decide all that waits; returns how many Versions were made."""
        done = run_tick(self.store, Order(
            config=Config(folder=self.folder), sources=(SOURCE,), catalog=(SOURCE,), topic=self.topic, parts=Part.READ,
            now=now, job="read", workers=0,
        ))  # fmt: skip
        return done.counts.versions

    def take_in(self, turn: int) -> float:
        """CPU seconds to keep TAKEN new Captures, and to read, decide and join them."""
        first = 1_000_000 + 1_000 * turn
        due = add_pages(self.store, first, TAKEN)
        began = time.process_time()
        add_captures(self.store, due, first=1_000)
        assert self.tick(START + timedelta(days=turn)) == TAKEN
        return time.process_time() - began

    def recheck(self, turn: int) -> float:
        """CPU seconds to plan a crawl and to keep RECHECKED answers that say nothing new."""
        now = START + timedelta(days=turn, hours=2)
        sink = CrawlStore(self.store, CrawlPlan(source=SOURCE, listings=(), pages=()))
        rows = self.store.rows("SELECT page_id, url FROM pages WHERE next_check_at IS NOT NULL LIMIT ?", (RECHECKED,))
        began = time.process_time()
        plan_crawl(self.store, SOURCE, now)
        for start in range(0, len(rows), 25):
            due = [DuePage(page_id=row["page_id"], url=row["url"]) for row in rows[start : start + 25]]
            sink.store_pages([PageAnswer(due=one, answered_at=now, rung=Rung.NOT_MODIFIED) for one in due], now)
        return time.process_time() - began

    def idle(self, turn: int) -> float:
        """CPU seconds of ten ticks for which nothing waits."""
        began = time.process_time()
        for minute in range(10):
            assert self.tick(START + timedelta(days=turn, hours=3, minutes=minute)) == 0
        return time.process_time() - began


def count_rows(store: Store) -> dict[str, int]:
    """Rows of every table."""
    names = [
        row[0] for row in store.rows("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE '%search%'")
    ]
    counts = {name: store.value(f'SELECT count(*) FROM "{name}"') for name in names}
    counts["bodies"] = store.raw.execute("SELECT count(*) FROM bodies").fetchone()[0]
    return counts


def rows_of_rechecks(bench: Bench) -> dict[str, int]:
    """Rows added by a second round of rechecks that bring nothing new: 304, same bytes, new noise around the same text."""
    due = add_pages(bench.store, 50, 60)
    sink = CrawlStore(bench.store, CrawlPlan(source=SOURCE, listings=(), pages=()))
    before: dict[str, int] = {}
    for turn in range(3):
        add_captures(bench.store, due, first=50, noise=turn)
        now = START + timedelta(days=turn, hours=1)
        for rung in (Rung.NOT_MODIFIED, Rung.SAME_BYTES):
            sink.store_pages([PageAnswer(due=page, answered_at=now, rung=rung) for page in due], now)
        bench.tick(now)
        if turn == 1:
            before = count_rows(bench.store)
    after = count_rows(bench.store)
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def measure(bench: Bench, first: int, rounds: int) -> dict[str, float]:
    """Median CPU seconds of each kind of work at the size that the store has."""
    ways: dict[str, Callable[[int], float]] = {
        f"{TAKEN} new Pages": bench.take_in, f"{RECHECKED} rechecks": bench.recheck, "10 idle ticks": bench.idle,
    }  # fmt: skip
    return {name: statistics.median(way(first + turn) for turn in range(rounds)) for name, way in ways.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    topic = load_topic("hk-mainland-digital-economy")
    with tempfile.TemporaryDirectory() as name, open_bench(Path(name)) as store:
        bench = Bench(store=store, folder=name, topic=topic)
        grown = rows_of_rechecks(bench)
        bench.take_in(0)
        models = models_of(store)
        fill(store, chosen.small, models)
        small = measure(bench, 10, chosen.rounds)
        began = time.process_time()
        fill(store, chosen.large, models)
        print(f"filled in {time.process_time() - began:.0f} s of CPU: {store.path.stat().st_size // 1_000_000:,} MB")
        large = measure(bench, 10 + chosen.rounds, chosen.rounds)
        held = store.value("SELECT count(*) FROM versions")
    print(f"CPU at {held:,} Versions beside that at {chosen.small:,} (wanted: <= 1.3):")
    for name, cost in small.items():
        print(f"  {name}: {large[name] / cost:.2f} times ({1000 * cost:.0f} ms -> {1000 * large[name]:.0f} ms)")
    print(f"rows added by 180 unchanged rechecks beside the Run's own: {json.dumps(grown)}")


if __name__ == "__main__":
    main()
