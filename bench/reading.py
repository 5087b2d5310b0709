"""With a backlog of new Pages: reading with two processes against one, by the wall clock and by CPU, in one run.

    python -m bench.reading [--pages 2000] [--rounds 1]

What the wall clock says holds on a machine with two idle cores. The CPU says what such a machine would show at least, wherever it
was measured: the main process' CPU counts whole, as if it never worked beside the readers, theirs counts half. From the start of
the tick to its end; the store is filled before, a tick of a few Pages has loaded what is loaded once.
"""

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.stores import SOURCE, START, add_captures, add_pages, open_bench
from cli import SELDOM
from commands.order import Order, Part
from commands.tick import run_tick
from pipeline.config import Config
from pipeline.meaning.topic import load_topic
from pipeline.store.opening import Store

ROOT = Path(__file__).parents[1]
WARM = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Seconds: by the wall clock, CPU of the main process, CPU of those that it started."""

    wall: float
    main: float
    helpers: float

    @property
    def at_least(self) -> float:
        """Seconds on two idle cores if the main process never worked beside the others."""
        return self.main + self.helpers / 2


def cpu_of(who: int) -> float:
    """CPU seconds so far of this process (RUSAGE_SELF) or of those it waited for (RUSAGE_CHILDREN)."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def read_all(store: Store, folder: str, pages: int, workers: int) -> None:
    """One tick that reads and decides all that waits."""
    order = Order(
        config=Config(folder=folder), sources=(SOURCE,), catalog=(SOURCE,),
        topic=load_topic("hk-mainland-digital-economy"), parts=Part.READ, now=START + timedelta(hours=1), job="read",
        workers=workers,
    )  # fmt: skip
    done = run_tick(store, order)
    assert done.counts.versions == pages, done


def child(pages: int, workers: int) -> None:
    """Read a backlog in this process, set up as the command line does, and tell its wall and CPU seconds."""
    gc.set_threshold(*SELDOM)
    with tempfile.TemporaryDirectory() as name, open_bench(Path(name)) as store:
        add_captures(store, add_pages(store, pages, WARM), first=pages)
        read_all(store, name, WARM, 0)
    with tempfile.TemporaryDirectory() as name, open_bench(Path(name)) as store:
        add_captures(store, add_pages(store, 0, pages), first=0)
        wall, main = time.perf_counter(), cpu_of(resource.RUSAGE_SELF)
        read_all(store, name, pages, workers)
        print(json.dumps([time.perf_counter() - wall, cpu_of(resource.RUSAGE_SELF) - main, time.process_time()]))


def measure(pages: int, workers: int) -> Cost:
    """What reading a backlog costs, in a process of its own."""
    before = cpu_of(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", f"from bench.reading import child; child({pages}, {workers})"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    wall, main, whole = json.loads(done.stdout)
    helpers = cpu_of(resource.RUSAGE_CHILDREN) - before - whole if workers else 0.0
    return Cost(wall=wall, main=main, helpers=helpers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=1)
    chosen = parser.parse_args()
    rounds = [(measure(chosen.pages, 0), measure(chosen.pages, 2)) for _ in range(chosen.rounds)]
    wall = statistics.median(one.wall / two.wall for one, two in rounds)
    bound = statistics.median(one.main / two.at_least for one, two in rounds)
    print(f"{chosen.pages} new pages, two processes beside one (wanted: >= 1.6 times the speed):")
    print(f"  by the wall clock {wall:.2f}; by CPU at least {bound:.2f} on two idle cores")
    for one, two in rounds:
        each = [1000 * cost / chosen.pages for cost in (one.main, two.main, two.helpers)]
        print("  ms of CPU a page: one {:.1f}; two: main process {:.1f}, readers {:.1f}".format(*each))


if __name__ == "__main__":
    main()
