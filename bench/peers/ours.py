"""Runs pactwatch over a World as its daemon does: a tick of `once --force`, one of `once` seven hours later; then `changes`, `health`.

Ticks are forked from a warm process as `pactwatch watch` has it, whose start counts in the first tick; the clock alone is the
World's. Lists are asked every twelve hours, so the second tick of a day finds only what is to be seen again.
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
from ticks import Ticks

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


def surroundings(folder: Path, now: datetime, root: Path) -> dict[str, str]:
    """The environment of a command of the program at `root`, at this time, with the config in this folder."""
    return {
        **os.environ,
        "PACTWATCH_NOW": now.isoformat(),
        "PACTWATCH_CONFIG": str(folder / "pactwatch.toml"),
        "PYTHONPATH": str(root),
    }


def run(folder: Path, now: datetime, *arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """One command of pactwatch in a process of its own. root: the checkout, or a copy of it."""
    return subprocess.run(
        (sys.executable, str(root / "cli.py"), *arguments),
        cwd=folder,
        env=surroundings(folder, now, root),
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )


class Daily:
    """The ticks of one folder, as the daemon runs them; use as a context."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder, self._root = folder, root
        self._said = (folder / "said.txt").open("w+", encoding="utf-8")
        self._ticks = Ticks(warm=True, errors=self._said)

    def __enter__(self) -> "Daily":
        return self

    def __exit__(self, *_: object) -> None:
        with self._said, self._ticks:
            pass

    def tick(self, now: datetime, *arguments: str) -> tuple[str, float]:
        """One tick; what it said on stderr, and the CPU seconds of all its processes, the warm one's own included."""
        began, before = self._said.seek(0, os.SEEK_END), self._spent()
        environment = surroundings(self._folder, now, self._root)
        end = self._ticks.run(*arguments, deadline=1200, environment=environment, folder=self._folder)
        spent = self._spent() - before
        self._said.seek(began)
        said = self._said.read()
        if end.code not in {0, 1} or end.late:
            raise RuntimeError(f"pactwatch {' '.join(arguments)} at {now}: {end}\n{said[-3000:]}")
        return said, spent

    def _spent(self) -> float:
        """CPU of all that has ended, and of the warm process with its ended children, which has not."""
        return children_seconds(self._ticks.warm_process)


def watch(web: WebServer, folder: Path, *, words: bool = True) -> Watched:
    """All ticks; what was said is what `changes --all` adds in each. words False: with its word files emptied."""
    write_config(folder, web)
    root = ROOT if words else copy_without_words(ROOT, folder / "wordless")
    watched = Watched(watcher="pactwatch", version=version())
    after = 0
    began = time.monotonic()
    with Daily(folder, root) as daily:
        for tick in range(len(web.world.ticks)):
            web.go_to(tick)
            now = FIRST + timedelta(days=tick)
            for look, arguments in enumerate((("once", "--force", "--quiet"), ("once", "--quiet"))):
                web.look = look
                at = now + look * SECOND_LOOK
                said, spent = daily.tick(at, *arguments)
                if said:
                    watched.notes.append(f"tick {tick}, look {look + 1}: {said[:600]}")
                if tick:
                    watched.seconds += spent
                else:
                    watched.first_seconds += spent
                alarms = run(folder, at, "health").stderr.splitlines()
                watched.alarms += [(tick, line) for line in alarms if line.startswith("ALARM")]
            if not tick:
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
        "status",
        "--porcelain",
        "--untracked-files=no",
        "--",
        "pipeline",
        "crawler",
        "commands",
        "db",
        "cli.py",
        "ticks.py",
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
