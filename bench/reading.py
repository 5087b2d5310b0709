"""With a backlog of new Pages: reading with two processes against one, by the wall clock, in one run.

python -m bench.reading [--pages 2000]
"""

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bench.stores import SOURCE, START, add_captures, add_pages, open_bench
from commands.order import Order, Part
from commands.tick import run_tick
from pipeline.config import Config
from pipeline.meaning.topic import load_topic


def read_backlog(pages: int, workers: int) -> float:
    """Seconds to read and decide a backlog of so many new Pages."""
    with tempfile.TemporaryDirectory() as name, open_bench(Path(name)) as store:
        add_captures(store, add_pages(store, 0, pages), first=0)
        order = Order(
            config=Config(folder=name),
            sources=(SOURCE,),
            catalog=(SOURCE,),
            topic=load_topic("hk-mainland-digital-economy"),
            parts=Part.READ,
            now=START + timedelta(hours=1),
            job="read",
            workers=workers,
        )
        began = time.perf_counter()
        done = run_tick(store, order)
        took = time.perf_counter() - began
        assert done.counts.versions == pages, done
        return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    pages = parser.parse_args().pages
    read_backlog(100, 0)
    one, two = read_backlog(pages, 0), read_backlog(pages, 2)
    print(f"{pages} new pages: one process 1.00, two processes {one / two:.2f} times the speed (wanted: >= 1.6)")
    print(f"(one: {1000 * one / pages:.1f} ms a page on this machine)")


if __name__ == "__main__":
    main()
