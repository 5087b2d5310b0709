"""A small real installation: a config, one Source on a loopback server, four ticks in which something happens. Made once a session.

The command is run in this process as people type it (`run`), or in a process of its own (`run_apart`).
"""

import contextlib
import functools
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from cli import main
from tests.server import RSS, Reply, Site, Status, feed_of

ROOT = Path(__file__).parents[1]
TICKS = (
    "2026-05-04T09:00:00+08:00",
    "2026-05-05T09:00:00+08:00",
    "2026-05-06T01:00:00+08:00",
    "2026-05-06T09:00:00+08:00",
)
AFTER = "2026-05-06T10:00:00+08:00"

FEE = """<!doctype html><html lang="en"><head><title>Data clearance service - Example Gazette</title></head><body><main><h1>Data clearance
service</h1><p>4 May 2026</p><p>The Innovation, Technology and Industry Bureau and the Cyberspace Administration of China opened a data clearance
service under the Memorandum of Understanding on digital economy between Hong Kong and the Mainland.</p>
<p>The service handles the cross-boundary flow of personal information between Hong Kong and Mainland cities of the Greater Bay Area.</p>
<p>The fee is HK$%s for each contract, and each filing is answered within ten working days.</p></main></body></html>"""
CHINESE = """<!doctype html><html lang="zh-Hant"><head><title>粵港電子簽名證書互認推出</title></head><body><main><h1>粵港電子簽名證書互認推出</h1>
<p>2026年5月5日</p><p>數字政策辦公室與廣東省政務服務和數據管理局今日宣布，按照內地與香港數字經濟合作備忘錄，推出電子簽名證書互認。</p>
<p>首批涵蓋六間核證機構，企業在香港及廣東簽署合約，毋須另備紙本。</p></main></body></html>"""
GOING = """<!doctype html><html lang="en"><head><title>Joint data sandbox - Example Gazette</title></head><body><main><h1>Joint data sandbox</h1>
<p>4 May 2026</p><p>Hong Kong and Shenzhen will pilot a joint sandbox for cross-boundary data flow with the Cyberspace Administration of China.</p>
<p>Applications from banks and hospitals in Hong Kong and the Mainland are received until 30 June 2026.</p></main></body></html>"""

CONFIG = """[store]
database = "pactwatch.db"
raw = "raw.db"
[crawl]
contact = "ops@example.org"
allow_private_hosts = ["{host}"]
[sources]
folders = ["sources"]
[smtp]
host = "127.0.0.1"
port = 9
starttls = false
from = "pactwatch <pactwatch@example.org>"
[[subscribers]]
name = "team"
to = ["a@example.org"]
cadence = "0 8 1 1 *"
weights = ["major", "minor"]
"""
SOURCE = """id = "x-gazette"
tier = "official"
side = "hong-kong"
home = "http://{host}/"
time_zone = "Asia/Hong_Kong"
name = {{ en = "Example Gazette", zh-Hant = "示例公報" }}
page_url = '^http://[^/]+/n/[a-z]+$'
watch = "all"
pace = {{ delay = 0 }}
[[listings]]
shape = "feed"
url = "http://{host}/feed.xml"
every = "10m"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A folder with a config; commands are run in it. now: PACTWATCH_NOW."""

    folder: Path
    now: str = AFTER

    @property
    def config(self) -> Path:
        return self.folder / "pactwatch.toml"

    @property
    def database(self) -> Path:
        return self.folder / "pactwatch.db"

    def run(self, *arguments: str, now: str | None = None) -> Ended:
        return run(*arguments, folder=self.folder, now=now or self.now)

    def copy(self, folder: Path) -> "Installation":
        """The same installation in another folder, to be spoilt there."""
        shutil.copytree(self.folder, folder)
        return Installation(folder=folder, now=self.now)


def environment(folder: Path, now: str | None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PACTWATCH_")}
    return {**kept, "PYTHONUTF8": "1", **({"PACTWATCH_NOW": now} if now else {})}


def run(*arguments: str, folder: Path, now: str | None = AFTER) -> Ended:
    """Run a command in this process, in a folder."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    code: object = 0
    with (
        patch.dict(os.environ, environment(folder, now), clear=True),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main(list(arguments))
        except SystemExit as end:
            code = end.code
    said, complained = (_read_back(stream) for stream in (out, err))
    return Ended(code=code if isinstance(code, int) else int(code is not None), out=said, err=complained)


def _read_back(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def run_apart(*arguments: str, folder: Path, now: str | None = AFTER, more: Mapping[str, str] | None = None) -> Ended:
    """Run a command in a process of its own, as a shell would."""
    command = [sys.executable, str(ROOT / "cli.py"), *arguments]
    ended = subprocess.run(
        command, cwd=folder, env={**environment(folder, now), **(more or {})}, capture_output=True, text=True, timeout=240, check=False
    )  # fmt: skip
    return Ended(code=ended.returncode, out=ended.stdout, err=ended.stderr)


def write_installation(folder: Path, host: str) -> Installation:
    """A config and one Source at this host; nothing was fetched yet."""
    (folder / "sources").mkdir(parents=True)
    (folder / "pactwatch.toml").write_text(CONFIG.format(host=host), encoding="utf-8")
    (folder / "sources" / "x-gazette.toml").write_text(SOURCE.format(host=host), encoding="utf-8")
    return Installation(folder=folder)


@functools.cache
def _lived(base: Path) -> Installation:
    """Baseline of two Pages; a new one and a fee that is changed; one Page gone, twice looked for."""
    with Site() as site:
        made = write_installation(base / "lived", site.host)
        fee, going, chinese = (site.url(f"/n/{name}") for name in ("fee", "going", "chinese"))
        site.put("/n/fee", Reply(FEE % "1,132"))
        site.put("/n/going", Reply(GOING))
        site.put("/feed.xml", Reply(feed_of((fee, "Data clearance service"), (going, "Joint data sandbox")), RSS))
        ends = [made.run("once", "--force", now=TICKS[0])]
        site.put("/n/fee", Reply(FEE % "2,219"))
        site.put("/n/chinese", Reply(CHINESE))
        listed = ((fee, "Data clearance service"), (chinese, "粵港電子簽名證書互認推出"))
        site.put("/feed.xml", Reply(feed_of(*listed), RSS))
        ends.append(made.run("once", "--force", now=TICKS[1]))
        site.put("/n/going", Status(404))
        ends += [made.run("once", "--force", now=moment) for moment in TICKS[2:]]
    assert [(end.code, end.err) for end in ends] == [(0, "")] * 4
    return made


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The installation that lived through four ticks; not to be written to: copy it for that."""
    return _lived(tmp_path_factory.getbasetemp())
