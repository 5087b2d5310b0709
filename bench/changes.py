"""pactwatch and its peers on one simulated web with truth, in one run, in one table.

    python -m bench.changes [--seeds 1 2 3 4 5] [--ticks 6] [--size 500] [--hard] [--write bench/changes.md] [--misses FOLDER]
                            [--only NAME ...] [--without-peers] [--no-words] [--jobs N]
                            [--peers FOLDER] [--keep FOLDER]

The web (bench/web) is generated from a seed and served on loopback, a port a site; its noise is new on every fetch, for every
watcher its own. pactwatch runs as its daemon does and is given a list a site and no selector; the peers are given every page there is at tick 0 and every
list, with the configuration that bench/peers prints. A peer that cannot be installed fails the run, unless --without-peers
says that none is wanted. Exit 1 also where pactwatch falls short of what DESIGN.md promises.
"""

import argparse
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from bench.peers import changedetection, ours, urlwatch
from bench.peers.claim import Watched
from bench.peers.places import DEFAULT, NoPeerError, program_of
from bench.table import Result, cost_of, falls_short, write_table
from bench.web.plan import build_world
from bench.web.score import hold_against, hold_alarms
from bench.web.server import WebServer
from bench.web.show import write_misses
from bench.web.world import World
from bench.wordless import compile_program

Watch = Callable[[WebServer, Path], Watched]


@dataclass(slots=True)
class Options:
    """What the command line asks for."""

    seeds: list[int]
    ticks: int
    size: int
    hard: bool
    only: list[str] = field(default_factory=list)
    jobs: int = 1
    without_peers: bool = False
    no_words: bool = False
    peers: Path = DEFAULT
    misses: Path | None = None
    keep: Path | None = None


def watchers(options: Options) -> dict[str, Watch]:
    """Name -> how it is run, in the order of the table's columns."""
    chosen: dict[str, Watch] = {"pactwatch": lambda web, folder: ours.watch(web, folder, words=not options.no_words)}
    if not options.without_peers:
        uw, cd = program_of("urlwatch", options.peers), program_of("changedetection.io", options.peers)
        for one in urlwatch.Variant:
            chosen[one.value] = lambda web, folder, one=one: urlwatch.watch(web, folder, uw, one)  # type: ignore[misc]
        for two in changedetection.Variant:
            chosen[two.value] = lambda web, folder, two=two: changedetection.watch(web, folder, cd, two)  # type: ignore[misc]
    return {name: watch for name, watch in chosen.items() if not options.only or name in options.only}


def run_watcher(name: str, watch: Watch, world: World, misses: Path | None) -> Result:
    """One watcher over one World, from an empty store."""
    folder = Path(tempfile.mkdtemp(prefix="pactwatch-bench-"))
    try:
        with WebServer(world, name) as web:
            watched = watch(web, folder / "store")
            cost = cost_of(watched, web)
        score = hold_against(world, watched.claims, watched_from_start=name != "pactwatch")
        if name == "pactwatch":
            hold_alarms(world, score, watched.alarms)
        if misses is not None and name == "pactwatch":
            write_misses(world, score, misses)
        return Result(
            name=name,
            version=watched.version,
            score=score,
            cost=cost,
            alarms=[f"seed {world.seed}, tick {tick}: {line}" for tick, line in watched.alarms],
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_seed(options: Options, seed: int) -> list[Result]:
    """Every watcher on one seed, the slow ones first."""
    world = build_world(seed, size=options.size, ticks=options.ticks, hard=options.hard, quiet=True)
    results = []
    for name, watch in reversed(watchers(options).items()):
        kept = (
            options.keep
            and options.keep / f"{seed}-{options.size}-{options.ticks}-{options.hard}-{options.no_words}-{name}.pickle"
        )
        if kept and kept.exists():
            results.append(pickle.loads(kept.read_bytes()))
            continue
        result = run_watcher(name, watch, world, options.misses)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(result))
        print(
            f"seed {seed}: {name}: {result.cost.wall:.0f} s, CPU {result.cost.seconds + result.cost.first_seconds:.0f} s",
            file=sys.stderr,
            flush=True,
        )
        results.append(result)
    return results


def run_all(options: Options) -> list[Result]:
    """Every watcher on every seed, added up, in the order of the table's columns."""
    names = list(watchers(options))  # a peer that cannot be installed fails here
    results: dict[str, Result] = {}
    with ProcessPoolExecutor(max_workers=options.jobs) as pool:
        for result in chain.from_iterable(pool.map(partial(run_seed, options), options.seeds)):
            name = result.name
            if name in results:
                results[name].add(result)
            else:
                results[name] = result
    return [results[name] for name in names]


def read_options(arguments: list[str] | None = None) -> tuple[Options, Path | None]:
    """The command line; where the table is written, None = only printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--ticks", type=int, default=6)
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--hard", action="store_true", help="noise without any cue inside the articles as well")
    parser.add_argument("--only", nargs="+", default=[], help="these columns only")
    parser.add_argument("--jobs", type=int, default=1, help="so many seeds at a time; wall clock then says nothing")
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--no-words", action="store_true", help="pactwatch with its zone and label words emptied")
    parser.add_argument("--peers", type=Path, default=DEFAULT, help="where the peers' environments are, or are made")
    parser.add_argument(
        "--keep", type=Path, help="keep each column of each seed here, and go on where a run was cut short"
    )
    parser.add_argument("--misses", type=Path, help="write the two states of every page missed or falsely told here")
    parser.add_argument("--write", type=Path, help="write the table to this file too")
    found = vars(parser.parse_args(arguments))
    write = found.pop("write")
    return Options(**found), write


def main() -> int:
    """Run, print, judge."""
    options, write = read_options()
    compile_program(ours.ROOT)
    try:
        results = run_all(options)
    except NoPeerError as error:
        print(
            f"{error}\nWithout its peers the table says nothing; --without-peers runs pactwatch alone.", file=sys.stderr
        )
        return 1
    command = "python -m bench.changes " + " ".join(sys.argv[1:])
    table = write_table(
        results, command, seeds=options.seeds, ticks=options.ticks, size=options.size, hard=options.hard
    )
    print(table)
    if write is not None:
        write.write_text(table, encoding="utf-8")
    short = [
        line for result in results if result.name == "pactwatch" for line in falls_short(result, hard=options.hard)
    ]
    for line in short:
        print(f"short: {line}", file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
