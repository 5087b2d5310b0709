"""Runs urlwatch over a World: a job a page and a list, `urlwatch` once a tick, its report taken from a reporter hook."""

import json
import subprocess
import time
from enum import Enum
from pathlib import Path
from typing import Any

from bench.peers.claim import Claim, Watched, children_seconds
from bench.peers.selectors import EXCLUDED, TEXT, list_xpath
from bench.web.server import WebServer

TEXT_FILTER = {
    "html2text": {
        "method": "pyhtml2text",
        "unicode_snob": True,
        "body_width": 0,
        "inline_links": False,
        "ignore_links": True,
        "ignore_images": True,
        "pad_tables": False,
        "single_line_break": True,
    }
}
"""The example of urlwatch's documentation (filters, html2text), to the letter."""

HOOKS = '''import json
from urlwatch import reporters


class LinesReporter(reporters.ReporterBase):
    """Every job's state as a line of JSON."""

    __kind__ = "lines"

    def submit(self):
        with open("report.jsonl", "w", encoding="utf-8") as out:
            for state in self.job_states:
                changed = state.verb == "changed"
                said = {"url": state.job.get_location(), "verb": state.verb, "diff": state.get_diff() if changed else "", "error": (state.traceback or "")[-300:]}
                out.write(json.dumps(said) + chr(10))
'''


class Variant(Enum):
    """With or without selectors."""

    PLAIN = "urlwatch html2text"
    SELECTED = "urlwatch css + excludes"


def jobs_of(web: WebServer, variant: Variant) -> list[dict[str, Any]]:
    """A job a page that is there at tick 0, a job a list."""
    layouts = {site.name: site.layout for site in web.world.sites}
    jobs: list[dict[str, Any]] = []
    for site, path in web.world.ticks[0].states:
        filters: list[Any] = [TEXT_FILTER, "strip"]
        if variant is Variant.SELECTED:
            filters.insert(0, {"css": {"selector": TEXT[layouts[site]], "exclude": EXCLUDED}})
        jobs.append({"url": web.base(site) + path, "filter": filters})
    for one in web.world.sites:
        xpath = list_xpath(one)
        first = {"xpath": {"path": xpath + "/text()", "method": "xml"}} if xpath else {"css": {"selector": "ul.list"}}
        jobs.append({"url": web.list_url(one), "filter": [first, "strip"] if xpath else [first, TEXT_FILTER, "strip"]})
    return jobs


def watch(web: WebServer, folder: Path, program: Path, variant: Variant) -> Watched:
    """All ticks."""
    folder.mkdir(parents=True)
    # JSON is YAML; documents are parted by a line of dashes
    (folder / "urls.yaml").write_text(
        "\n---\n".join(json.dumps(job) for job in jobs_of(web, variant)), encoding="utf-8"
    )
    (folder / "hooks.py").write_text(HOOKS, encoding="utf-8")
    config = {
        "display": {"new": True, "error": True, "unchanged": False},
        "report": {"lines": {"enabled": True}, "stdout": {"enabled": False}},
    }
    (folder / "urlwatch.yaml").write_text(json.dumps(config), encoding="utf-8")
    version = subprocess.run((str(program), "--version"), capture_output=True, text=True, check=True).stdout.strip()
    watched = Watched(watcher=variant.value, version=version)
    command = (
        str(program),
        "--urls",
        "urls.yaml",
        "--config",
        "urlwatch.yaml",
        "--hooks",
        "hooks.py",
        "--cache",
        "cache.db",
    )
    began, gone = time.monotonic(), set[str]()
    for tick in range(len(web.world.ticks)):
        web.go_to(tick)
        before = children_seconds()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=1200)
        if done.returncode or not (folder / "report.jsonl").exists():
            raise RuntimeError(f"urlwatch at tick {tick}: exit {done.returncode}\n{done.stderr[-2000:]}")
        used = children_seconds() - before
        watched.seconds += used if tick else 0
        watched.first_seconds += 0 if tick else used
        for line in (folder / "report.jsonl").read_text(encoding="utf-8").splitlines():
            watched.claims += claims_of(json.loads(line), tick, web, gone)
        (folder / "report.jsonl").unlink()
        watched.stored_last = (folder / "cache.db").stat().st_size
        watched.stored_first = watched.stored_first or watched.stored_last
    watched.wall = time.monotonic() - began
    return watched


def claims_of(said: dict[str, str], tick: int, web: WebServer, gone: set[str]) -> list[Claim]:
    """A job's state in common words. An error that says 404 or 410 is taken for a withdrawal, once."""
    site, path = web.key_of(said["url"])
    listed = any(web.list_url(one) == said["url"] for one in web.world.sites)
    verb, error = said["verb"], said["error"]
    if verb == "changed":
        gone.discard(said["url"])
        added = "\n".join(
            line[1:] for line in said["diff"].splitlines() if line.startswith("+") and not line.startswith("+++ ")
        )
        return [Claim(tick=tick, site=site, path=path, kind="listed" if listed else "edited", text=added)]
    if verb == "error":
        withdrawn = any(f"{status} Client Error" in error for status in (404, 410))
        if withdrawn and said["url"] not in gone:
            gone.add(said["url"])
            return [Claim(tick=tick, site=site, path=path, kind="withdrawn", text=error)]
        return [] if withdrawn else [Claim(tick=tick, site=site, path=path, kind="error", text=error)]
    gone.discard(said["url"])
    return []
