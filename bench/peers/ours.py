"""Runs pactwatch over a World through its real command line: `once --force` a tick, `once` seven hours later, `changes`, `health`.

Lists are asked every twelve hours, so the second start finds only what is to be seen again.
"""

import json
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.peers.claim import Claim, Watched, children_seconds
from bench.web.model import Site
from bench.web.server import WebServer
from bench.wordless import copy_without_words

ROOT = Path(__file__).resolve().parents[2]
FIRST = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in Hong Kong on the day of tick 0
SECOND_LOOK = timedelta(hours=7)
_LANGUAGES = {"en": "en", "hant": "zh-Hant", "hans": "zh-Hans"}
_SLOTS = {
    "{n}": r"\d+",
    "{y}": r"\d{4}",
    "{m}": r"\d{2}",
    "{d}": r"\d{2}",
    "{dd}": r"\d{2}",
    "{ym}": r"\d{6}",
    "{day}": r"\d{8}",
    "{slug}": "[a-z-]+",
}


def source_toml(site: Site, web: WebServer) -> str:
    """A Source with its list; nothing that tells text from noise."""
    pattern = re.escape(site.path).replace(r"\{", "{").replace(r"\}", "}")
    for slot, found in _SLOTS.items():
        pattern = pattern.replace(slot, found)
    shape = "links" if site.listing == "list" else "feed"
    links = 'links = "ul.list a"\n' if shape == "links" else ""
    return (
        f'id = "{site.name}"\ntier = "official"\nside = "hong-kong"\nhome = "{web.base(site.name)}/"\ntime_zone = "Asia/Hong_Kong"\n'
        f'name = {{ en = "{site.title}", zh-Hant = "{site.title}", zh-Hans = "{site.title}" }}\n'
        f'page_url = \'^{re.escape(web.base(site.name))}{pattern}/?([?&].*)?$\'\nfetch = "all"\nwatch = "all"\nfirst_pass = 5000\npace = {{ delay = 0 }}\n'
        f'[[listings]]\nshape = "{shape}"\nurl = "{web.list_url(site)}"\nevery = "12h"\nlanguage = "{_LANGUAGES[site.script]}"\n{links}'
    )


def write_config(folder: Path, web: WebServer) -> None:
    """pactwatch.toml and a Source a site."""
    (folder / "sources").mkdir(parents=True)
    hosts = ", ".join(f'"127.0.0.1:{port}"' for port in web.ports.values())
    (folder / "pactwatch.toml").write_text(
        f'[crawl]\ncontact = "bench@example.org"\nallow_private_hosts = [{hosts}]\n[sources]\nfolders = ["sources"]\n',
        encoding="utf-8",
    )
    for site in web.world.sites:
        (folder / "sources" / f"{site.name}.toml").write_text(source_toml(site, web), encoding="utf-8")


def run(folder: Path, now: datetime, *arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """One command of pactwatch in a process of its own. root: the checkout, or a copy of it."""
    environment = {
        **os.environ,
        "PACTWATCH_NOW": now.isoformat(),
        "PACTWATCH_CONFIG": str(folder / "pactwatch.toml"),
        "PYTHONPATH": str(root),
    }
    return subprocess.run(
        (sys.executable, str(root / "cli.py"), *arguments),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )


def watch(web: WebServer, folder: Path, *, words: bool = True) -> Watched:
    """All ticks; what was said is what `changes --all` adds in each. words False: with its word files emptied."""
    write_config(folder, web)
    root = ROOT if words else copy_without_words(ROOT, folder / "wordless")
    watched = Watched(watcher="pactwatch", version=version())
    after = 0
    began = time.monotonic()
    for tick in range(len(web.world.ticks)):
        web.go_to(tick)
        now = FIRST + timedelta(days=tick)
        before, spent = children_seconds(), 0.0
        for look, arguments in enumerate((("once", "--force", "--quiet"), ("once", "--quiet"))):
            web.look = look
            done = run(folder, now + look * SECOND_LOOK, *arguments, root=root)
            if done.returncode not in {0, 1}:
                raise RuntimeError(
                    f"pactwatch {' '.join(arguments)} at tick {tick}: exit {done.returncode}\n{done.stderr[-3000:]}"
                )
            spent += children_seconds() - before
            health = run(folder, now + look * SECOND_LOOK, "health")
            watched.alarms += [(tick, line) for line in health.stderr.splitlines() if line.startswith("ALARM")]
            before = children_seconds()
            if done.stderr:
                watched.notes.append(f"tick {tick}, look {look + 1}: {done.stderr[:600]}")
        if tick:
            watched.seconds += spent
        else:
            watched.first_seconds += spent
            watched.stored_first = stored(folder)
        found = json.loads(
            run(folder, now, "changes", "--all", "--after", str(after), "--format", "json").stdout or "[]"
        )
        after = max([after, *(row["change_id"] for row in found)])
        watched.claims += [claim_of(row, tick, web) for row in found]
    watched.wall = time.monotonic() - began
    watched.stored_last = stored(folder)
    return watched


def version() -> str:
    """The commit that is measured; a plus where the checkout differs from it."""

    def git(*arguments: str) -> str:
        return subprocess.run(("git", *arguments), cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git(
        "status", "--porcelain", "--untracked-files=no", "--", "pipeline", "crawler", "commands", "db", "cli.py"
    )
    return f"{git('rev-parse', '--short', 'HEAD')}{'+' if changed else ''}"


def claim_of(row: dict[str, Any], tick: int, web: WebServer) -> Claim:
    """A finding in common words; those of the baseline are kind 'baseline'."""
    site, path = web.key_of(row["page_url"])
    if row["kind"] == "notice":
        path = ""
    kind = "baseline" if row["kind"] == "appeared" and row["baseline"] else row["kind"]
    return Claim(tick=tick, site=site, path=path, kind=kind, weight=row["weight"] or "", text=row["summary"] or "")


def stored(folder: Path) -> int:
    """Bytes of the database beside the raw bodies, its log included."""
    return sum(path.stat().st_size for path in (folder / "db").glob("pactwatch.db*"))
