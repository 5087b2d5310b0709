"""CPU per check beside a bare Scrapy fetch of the same pages, in the same run: not modified, same bytes, new.

    python -m bench.fetch [--pages 600] [--rounds 5] [--data ../shared/data/pages]

Pages are real ones where --data is there, else made up; they are served on loopback by this process. Every figure is the
CPU time (user and system) of a child process between the start of its reactor and its end; beside it the ratio of the
whole processes, imports included. Ways are interleaved, round by round; each ratio is taken within its round, and the median is told.
The bare fetch is Scrapy with its default settings and its log off, on the same URLs, answering 200, or 304 where
'bare_304' is named. Ours keeps what it finds in the real store (two SQLite files on disk), obeys robots.txt and the guard.
Exit 1 if a ratio is above what it may be.
"""

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.server import Reply, Site

ROOT = Path(__file__).resolve().parent.parent
LIMITS = {"not_modified": 1.3, "same_bytes": 1.4}
WAYS = ("bare", "bare_304", "not_modified", "same_bytes", "new")
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def read_pages(count: int, folder: Path) -> list[bytes]:
    """So many pages: the real ones in turn, each made distinct by a comment at its end."""
    real = [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.html.gz"))]
    words = "The Government and the Cyberspace Administration will press ahead with cross-boundary data flow. " * 6
    made = "".join(f"<p id='p{n}'>{n} {words}</p>" for n in range(60))
    bodies = [body for body in real if len(body) < 400_000] or [f"<html><body>{made}</body></html>".encode()]
    return [bodies[n % len(bodies)] + f"<!-- {n} -->".encode() for n in range(count)]


def child(way: str, folder: Path, urls: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.fetch_child", way, str(folder)],
        cwd=ROOT, input=json.dumps(urls), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"bench.fetch_child {way} failed:\n{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "pages")
    arguments = parser.parse_args()
    bodies = read_pages(arguments.pages, arguments.data)
    size = sum(map(len, bodies)) // len(bodies)
    print(f"{arguments.pages} pages of {size:,} bytes on average, {arguments.rounds} rounds")
    ratios: dict[str, list[float]] = {way: [] for way in WAYS}
    costs: dict[str, list[float]] = {way: [] for way in WAYS}
    whole: dict[str, list[float]] = {way: [] for way in WAYS}
    with Site() as site:
        urls = [site.put(f"/page/{n}.html", Reply(body)) for n, body in enumerate(bodies)]
        for _ in range(arguments.rounds):
            with tempfile.TemporaryDirectory() as folder:
                told = {way: child(way, Path(folder), urls) for way in ("bare", "new", *WAYS[1:4])}
            for way in WAYS:
                costs[way].append(told[way]["cpu"] / arguments.pages * 1000)
                ratios[way].append(told[way]["cpu"] / told["bare"]["cpu"])
                whole[way].append(told[way]["whole"] / told["bare"]["whole"])
    for way in WAYS:
        ratio, limit = statistics.median(ratios[way]), LIMITS.get(way)
        line = f"{way:14} {statistics.median(costs[way]):6.2f} ms a check   {ratio:5.2f} x bare"
        line += f" ({min(ratios[way]):.2f} to {max(ratios[way]):.2f}), {statistics.median(whole[way]):.2f} x the whole process"
        print(line + (f"   may be {limit}" if limit else ""))
    if any(statistics.median(ratios[way]) > limit for way, limit in LIMITS.items()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
