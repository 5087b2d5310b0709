"""Memory of the daemon: its parent, the warm process beside it, and a tick with everything it started, on a first pass over many pages.

    python -m bench.footprint [--pages 400] [--cold]

`pactwatch watch` as an operator runs it, on made-up pages of a real page's size that are served on loopback by this process. Memory is
what the kernel counts: resident for the parent; for a tick the sum over its processes of the proportional share (PSS), the
warm process it was forked from included, sampled twenty times a second, and the largest resident size that any of them had. Exit 1
above 60 MB or 400 MB. --cold: with `warm = false`.
"""

import argparse
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.pages import make_page
from tests.server import Reply, Site

ROOT = Path(__file__).resolve().parent.parent
PARENT, TICK = 60, 400
IDLE = (("status", "VmRSS"), ("smaps_rollup", "Pss"), ("smaps_rollup", "Private_Dirty"))


def write_config(folder: Path, site: Site, *, warm: bool = True) -> Path:
    """A config with one Source that lists all pages."""
    (folder / "sources").mkdir()
    (folder / "sources" / "bench.toml").write_text(
        f'id = "bench"\ntier = "official"\nside = "international"\nhome = "{site.url("/")}"\ntime_zone = "UTC"\n'
        f'page_url = \'^{re.escape(site.url("/p/"))}.+$\'\nwatch = "all"\nfirst_pass = 5000\nname = {{ en = "Bench" }}\n'
        f'pace = {{ delay = 0.0 }}\n[[listings]]\nshape = "links"\nurl = "{site.url("/list")}"\nlinks = "a"\nevery = "1h"\n',
        encoding="utf-8",
    )
    path = folder / "pactwatch.toml"
    path.write_text(
        f'[crawl]\ncontact = "bench@example.org"\nallow_private_hosts = ["{site.host}"]\n[sources]\nfolders = ["sources"]\n'
        f"[schedule]\nwarm = {str(warm).lower()}\n",
        encoding="utf-8",
    )
    return path


def kilobytes(process: int, name: str, of: str) -> int:
    """A figure of a process in kB; 0 where it is gone."""
    try:
        text = Path(f"/proc/{process}/{name}").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(rf"^{of}:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def below(process: int) -> list[int]:
    """The processes that a process started, and theirs."""
    started: list[int] = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            started += map(int, listed.read_text(encoding="utf-8").split())
        except OSError:
            continue  # it ended meanwhile
    return [one for child in started for one in (child, *below(child))]


def ended_runs(database: Path) -> list[str]:
    """The counts of the Runs that ended."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return [row[0] for row in connection.execute("SELECT counts FROM runs WHERE ended_at IS NOT NULL")]
    except sqlite3.OperationalError:
        return []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--cold", action="store_true")
    chosen = parser.parse_args()
    pages = chosen.pages
    together = largest = parent = 0
    left = []
    with Site() as site, tempfile.TemporaryDirectory() as name:
        links = "".join(f"<a href={site.put(f'/p/{n}', Reply(make_page(n)))}>Page {n}</a>" for n in range(pages))
        site.put("/list", Reply(f"<html><body>{links}</body></html>"))
        config = write_config(Path(name), site, warm=not chosen.cold)
        environment = {key: value for key, value in os.environ.items() if key != "PACTWATCH_NOW"}
        command = [sys.executable, "-m", "cli", "--config", str(config), "watch"]
        daemon = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        try:
            while daemon.poll() is None and not (runs := ended_runs(Path(name) / "db" / "pactwatch.db")):
                tick = below(daemon.pid)
                together = max(together, sum(kilobytes(one, "smaps_rollup", "Pss") for one in tick))
                largest = max([largest, *(kilobytes(one, "status", "VmHWM") for one in tick)])
                parent = max(parent, kilobytes(daemon.pid, "status", "VmRSS"))
                time.sleep(0.05)
            while len(left := below(daemon.pid)) > (not chosen.cold):
                time.sleep(0.05)
            idle = [[kilobytes(one, *where) for one in left] for where in IDLE]
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(60)
    print(f"a first pass over {pages} pages: {runs[0]}")
    print(f"parent of the daemon: {parent / 1024:.0f} MB (wanted: <= {PARENT})")
    for resident, share, own in zip(*idle, strict=True):
        print(
            f"the warm process between ticks: {resident / 1024:.0f} MB, its share {share / 1024:.0f} MB, written by it {own / 1024:.0f} MB"
        )
    print(
        f"a tick, its processes together: {together / 1024:.0f} MB; the largest alone: {largest / 1024:.0f} MB (wanted: <= {TICK})"
    )
    sys.exit(parent > PARENT * 1024 or max(together, largest) > TICK * 1024)


if __name__ == "__main__":
    main()
