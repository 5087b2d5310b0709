"""CPU of a whole check, reading included, beside a bare Scrapy fetch, in the same run: a new page, and new noise around an old text.

    python -m bench.tick [--pages 300] [--rounds 3]

'new' is held against a bare fetch of the same pages with trafilatura on each: 'text' is extract with its defaults, 'whole' is
bare_extraction with metadata (title and date, which a Document has too). 'noise': every page is fetched again with another visit
counter, other related links and another token, so the bytes tell nothing. 'again': once more, the template known by then.
The pages are made up: one site, one template (what a Source is); --real: saved pages, every one of another site, so that each is
looked at twice to learn its noise, which is the counter alone. Every figure is the CPU of a child process from the start of its reactor to its end, libraries loaded and warmed; ways are
interleaved; each ratio is taken within its round, for the bare fetch with the mean of one before and one after it.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.fetch import ROOT, read_pages
from bench.pages import make_page
from tests.server import Reply, Site

WAYS = ("bare", "bare_text", "bare_whole", "new", "noise", "again")
LIMITS = (("new", "bare_whole", 1.15), ("new", "bare_text", None), ("noise", "bare", None), ("again", "bare", 2.0))


def put_pages(site: Site, bodies: list[bytes], counter: int) -> list[str]:
    """Serve the pages with a visit counter at the end of each; no validators."""
    return [
        site.put(f"/page/{n}.html", Reply(_counted(body, counter + n), etag=False)) for n, body in enumerate(bodies)
    ]


def make_pages(count: int, noise: int) -> list[bytes]:
    """So many made-up pages of one template, with this round's noise around them."""
    return [make_page(number, noise=noise) for number in range(count)]


def _counted(body: bytes, visits: int) -> bytes:
    """The page with a visit counter as the last of its body; after </html> nothing would be shown."""
    before, end, after = body.rpartition(b"</body>")
    return b"".join(
        (before or body, f"<div class=counter>Visits: {visits}</div>".encode(), end, after if before else b"")
    )


def child(way: str, folder: Path, urls: list[str]) -> float:
    """CPU seconds of one way, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.tick_child", way, str(folder)],
        cwd=ROOT, input=json.dumps(urls), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"bench.tick_child {way} failed:\n{done.stdout}{done.stderr}")
    return float(json.loads(done.stdout.splitlines()[-1])["cpu"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--real", action="store_true", help="real pages, each with a template of its own")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "pages")
    chosen = parser.parse_args()
    real = read_pages(chosen.pages, chosen.data) if chosen.real else None
    bodies = real or make_pages(chosen.pages, 0)
    print(f"{chosen.pages} pages of {sum(map(len, bodies)) // len(bodies):,} bytes on average")
    costs: dict[str, list[float]] = {way: [] for way in WAYS}
    with Site() as site:
        for turn in range(chosen.rounds):
            with tempfile.TemporaryDirectory() as name:
                for place, way in enumerate(WAYS):
                    urls = put_pages(site, real or make_pages(chosen.pages, place), 1000 * turn + 100_000 * place)
                    costs[way].append(child(way, Path(name), urls))
                costs["bare"][-1] = (costs["bare"][-1] + child("bare", Path(name), urls)) / 2
    per = {way: [1000 * cost / chosen.pages for cost in costs[way]] for way in WAYS}
    for way in WAYS:
        print(f"{way:10} {statistics.median(per[way]):6.2f} ms a check")
    for way, base, limit in LIMITS:
        ratios = [mine / theirs for mine, theirs in zip(costs[way], costs[base], strict=True)]
        wanted = f"   wanted: <= {limit}" if limit else ""
        print(f"{way} / {base}: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}){wanted}")


if __name__ == "__main__":
    main()
