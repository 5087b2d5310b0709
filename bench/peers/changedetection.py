"""Runs changedetection.io over a World in its batch mode (`-b -r all`): a watch a page and a list; what it saved is read from its datastore."""

import json
import os
import subprocess
import time
from enum import Enum
from pathlib import Path
from typing import Any

from bench.peers.claim import Claim, Watched, children_seconds
from bench.peers.selectors import EXCLUDED, TEXT, list_xpath
from bench.web.server import WebServer

ENVIRONMENT = {
    "ALLOW_IANA_RESTRICTED_ADDRESSES": "true",  # loopback
    "DISABLE_VERSION_CHECK": "true",
    "DISABLE_BROTLI_TEXT_SNAPSHOT": "true",  # so that snapshots can be read here
    "FETCH_WORKERS": "10",
    "LOGGER_LEVEL": "ERROR",
    "MINIMUM_SECONDS_RECHECK_TIME": "0",
}


class Variant(Enum):
    """With or without selectors."""

    PLAIN = "changedetection.io"
    SELECTED = "changedetection.io filters"


def watches_of(web: WebServer, variant: Variant) -> list[tuple[str, dict[str, Any]]]:
    """Address and options of every watch."""
    layouts = {site.name: site.layout for site in web.world.sites}
    watches: list[tuple[str, dict[str, Any]]] = []
    for site, path in web.world.ticks[0].states:
        options: dict[str, Any] = {}
        if variant is Variant.SELECTED:
            options = {
                "include_filters": TEXT[layouts[site]].split(", "),
                "subtractive_selectors": EXCLUDED.split(", "),
                "trim_text_whitespace": True,
            }
        watches.append((web.base(site) + path, options))
    for one in web.world.sites:
        xpath = list_xpath(one)
        watches.append((web.list_url(one), {"include_filters": [f"xpath:{xpath}/text()" if xpath else "ul.list"]}))
    return watches


def run(folder: Path, program: Path, arguments: list[str]) -> None:
    """One batch: all watches once, then it ends."""
    command = (str(program), "-d", str(folder), "-C", "-h", "127.0.0.1", "-p", "5917", "-b", *arguments)
    done = subprocess.run(
        command,
        env={**os.environ, **ENVIRONMENT},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    if done.returncode not in {0, -15}:
        raise RuntimeError(f"changedetection.io: exit {done.returncode}\n{(done.stdout + done.stderr)[-2000:]}")


def watch(web: WebServer, folder: Path, program: Path, variant: Variant) -> Watched:
    """All ticks."""
    folder.mkdir(parents=True)
    watched = Watched(watcher=variant.value, version=program.parents[1].name.replace("-", " "))
    arguments = []
    for number, (url, options) in enumerate(watches_of(web, variant)):
        arguments += ["-u", url, f"-u{number}", json.dumps(options)]
    began, seen, gone = time.monotonic(), dict[str, int](), set[str]()
    for tick in range(len(web.world.ticks)):
        web.go_to(tick)
        before = children_seconds()
        run(folder, program, ["-r", "all"] if tick else arguments)
        used = children_seconds() - before
        watched.seconds += used if tick else 0
        watched.first_seconds += 0 if tick else used
        for path in sorted(folder.glob("*/watch.json")):
            watched.claims += claims_of(path, tick, web, seen, gone)
        watched.stored_last = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        watched.stored_first = watched.stored_first or watched.stored_last
    watched.wall = time.monotonic() - began
    return watched


def claims_of(place: Path, tick: int, web: WebServer, seen: dict[str, int], gone: set[str]) -> list[Claim]:
    """What a watch says after a tick: a snapshot more is an alarm, `last_error` an error (404 and 410 a withdrawal, once)."""
    watch_json = json.loads(place.read_text(encoding="utf-8"))
    url, error = watch_json["url"], str(watch_json.get("last_error") or "")
    site, path = web.key_of(url)
    listed = any(web.list_url(one) == url for one in web.world.sites)
    history = place.with_name("history.txt")
    lines = history.read_text(encoding="utf-8").splitlines() if history.exists() else []
    before, seen[url] = seen.get(url, 0), len(lines)
    if error and error != "False":
        withdrawn = "404" in error or "410" in error
        if withdrawn and url not in gone:
            gone.add(url)
            return [Claim(tick=tick, site=site, path=path, kind="withdrawn", text=error[:200])]
        return [] if withdrawn else [Claim(tick=tick, site=site, path=path, kind="error", text=error[:200])]
    gone.discard(url)
    if before == 0 or len(lines) <= before:
        return []
    text = ""
    if listed:
        new, old = (
            place.with_name(line.split(",", 1)[1].rsplit("/", 1)[-1]).read_text(encoding="utf-8")
            for line in (lines[-1], lines[-2])
        )
        known = set(old.splitlines())
        text = "\n".join(line for line in new.splitlines() if line not in known)
    return [Claim(tick=tick, site=site, path=path, kind="listed" if listed else "edited", text=text)]
