"""CPU of a tick that is forked from the daemon's warm process, beside the same tick started cold, in the same run.

    python -m bench.warm [--pages 60] [--rounds 7]

Two installations watch one site on loopback, made-up pages of a real page's size; their ticks are run in turns, as the daemon runs
them (ticks.py), with the clock stated. 'quiet': nothing is due. '304': the list and all pages are, and answer that nothing changed.
'noise': all answer with other noise around the same text. CPU is that of all processes of a tick, the warm one's own included; what
its start costs is in its first tick, told apart. Each ratio is taken within its round, after three days in which noise is learned.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.footprint import write_config
from bench.pages import make_page
from bench.peers.claim import children_seconds
from bench.wordless import compile_program
from tests.server import Reply, Site
from ticks import Ticks

ROOT = Path(__file__).resolve().parent.parent
FIRST = datetime(2026, 3, 2, 1, tzinfo=UTC)
LEARNING = 3
KINDS = ("quiet", "304", "noise")


def put_pages(site: Site, pages: int, noise: int) -> None:
    """Serve the list and the pages, with this noise around each."""
    links = "".join(
        f"<a href={site.put(f'/p/{n}', Reply(make_page(n, noise=noise)))}>Page {n}</a>" for n in range(pages)
    )
    site.put("/list", Reply(f"<html><body>{links}</body></html>"))


def spend(ticks: Ticks, folder: Path, now: datetime, *more: str) -> float:
    """CPU seconds of one tick."""
    before = children_seconds(ticks.warm_process)
    environment = {**os.environ, "PACTWATCH_NOW": now.isoformat(), "PYTHONPATH": str(ROOT)}
    end = ticks.run("once", "--quiet", *more, deadline=600, environment=environment, folder=folder)
    if (end.code, end.late) != (0, False):
        raise SystemExit(f"a tick ended with {end}")
    return children_seconds(ticks.warm_process) - before


def days(site: Site, pages: int, rounds: int) -> Iterator[tuple[str, datetime, tuple[str, ...]]]:
    """The ticks, each to be run by all: its kind, its time, its arguments beside `once`."""
    for day in range(LEARNING + rounds):
        put_pages(site, pages, noise=day)
        now = FIRST + timedelta(days=day)
        yield ("noise" if day >= LEARNING else "first" if not day else "learning"), now, ("--force",)
        if day >= LEARNING:
            yield "quiet", now + timedelta(minutes=5), ()
            yield "304", now + timedelta(hours=6), ("--force",)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    compile_program(ROOT)
    costs: dict[tuple[str, str], list[float]] = {}
    with Site() as site, tempfile.TemporaryDirectory() as name, Ticks(warm=True) as warm, Ticks(warm=False) as cold:
        ways = {"warm": warm, "cold": cold}
        for way in ways:
            (Path(name) / way).mkdir()
            write_config(Path(name) / way, site)
        for kind, now, more in days(site, chosen.pages, chosen.rounds):
            for way, ticks in ways.items():
                costs.setdefault((kind, way), []).append(spend(ticks, Path(name) / way, now, *more))
    first = {way: costs["first", way][0] for way in ways}
    print(f"first tick, {chosen.pages} new pages: warm {first['warm']:.2f} s, cold {first['cold']:.2f} s")
    for kind in KINDS:
        mine, theirs = costs[kind, "warm"], costs[kind, "cold"]
        ratios = [one / other for one, other in zip(mine, theirs, strict=True)]
        print(
            f"{kind:6} warm {1000 * statistics.median(mine):5.0f} ms, cold {1000 * statistics.median(theirs):5.0f} ms; "
            f"warm / cold: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    main()
