"""Plays the world through the real command line: starts the site and a mail server, ticks day by day, compares with the truth.

    result = play(Path("demo"), seed=1)

Every step is `pactwatch` in a process of its own with PACTWATCH_NOW and PACTWATCH_CONFIG set, as an operator would type it.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.smtp_server import SmtpServer
from tests.world.content import Edition
from tests.world.days import DAYS, Tick, is_down, ticks_of
from tests.world.paths import HOSTS, source_id
from tests.world.site import Asked, Site
from tests.world.tell import tell_end, tell_failure, tell_start, tell_tick
from tests.world.truth import Expected, Verdict, expected_findings, judge_tick

ROOT = Path(__file__).parents[2]
MARK = "# Written by `pactwatch demo`; the folder is emptied when it is played again."
SUBSCRIBERS = {"english": "en", "traditional": "zh-Hant", "simplified": "zh-Hans"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WIDTH = 720
MEASURE = "<script>document.title = document.body.scrollHeight</script>"
DESK = "http://127.0.0.1:8001"
"""Where `pactwatch serve` stands unless it is told otherwise; the digests' links lead there."""
TIMEOUT = 300
"""Seconds that one command may take."""
HUNG = 124
"""The exit code given to a command that was killed because it did not end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedTick:
    """One tick: how the command ended, what it found (rows of `changes --format json`) and what is true."""

    tick: Tick
    code: int
    stdout: str
    stderr: str
    changes: tuple[Mapping[str, Any], ...]
    expected: tuple[Expected, ...]
    verdict: Verdict
    outage: bool

    @property
    def failed(self) -> bool:
        """Whether the command went wrong; with a host down it must say so and exit 1."""
        return self.code != (1 if self.outage else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Seven days, played. every_change: all rows in the end, cosmetic ones and Pages not relevant too.

    digests, pictures: by the name of the reader, the HTML of the mail and what Chromium shows of it, if there is one.
    """

    edition: Edition
    folder: Path
    ticks: tuple[PlayedTick, ...]
    mails: tuple[EmailMessage, ...]
    raw_mails: tuple[bytes, ...]
    every_change: tuple[Mapping[str, Any], ...]
    requests: tuple[Asked, ...]
    base: Mapping[str, str]
    digests: Mapping[str, Path]
    pictures: Mapping[str, Path]

    @property
    def failed(self) -> bool:
        """Whether a command failed, a finding was missed or made up, or no mail came."""
        return any(tick.failed or not tick.verdict.agrees for tick in self.ticks) or len(self.mails) != len(SUBSCRIBERS)


def play(folder: Path, seed: int = 1, days: int = DAYS, out: Console | None = None) -> Played:
    """Play the first days of a seed's world in a folder of its own, which is emptied first.

    out: where a person reads along; None = in silence. Raises ValueError for a folder that holds anything else.
    """
    out = out or Console(quiet=True)
    _clear(folder)
    with Site(seed) as site, SmtpServer() as sink:
        config = write_config(folder, site.ports, sink.port)
        tell_start(out, site.edition, days)
        truth = expected_findings(site.edition, days)
        ticks: list[PlayedTick] = []
        last = 0
        for tick in ticks_of(site.edition, days):
            site.turn_to(tick)
            played = _play_tick(site, config, tick, truth, last)
            last = max([last, *(row["change_id"] for row in played.changes)])
            ticks.append(played)
            if played.failed:
                (folder / f"failed-day{tick.day}{tick.part}.txt").write_text(
                    played.stdout + played.stderr, encoding="utf-8"
                )
            tell_tick(out, played)
        if not sink.messages:
            _send(config, ticks[-1].tick, out)
        every, _ = _changes(config, ticks[-1].tick, 0, "--all")
        raw = tuple(message.data for message in sink.messages)
        requests, base = tuple(site.log), {source_id(host): site.base(host) for host in HOSTS}
    mails = tuple(_read_mail(data) for data in raw)
    digests = _save_mails(folder, mails, raw)
    taken = {name: take_picture(path) for name, path in digests.items()}
    result = Played(
        edition=site.edition, folder=folder, ticks=tuple(ticks), mails=mails, raw_mails=raw, every_change=every, requests=requests,
        base=base, digests=digests, pictures={name: path for name, path in taken.items() if path is not None},
    )  # fmt: skip
    tell_end(out, result, browser=find_browser() is not None)
    return result


def write_config(folder: Path, ports: Mapping[str, int], smtp_port: int) -> Path:
    """Write pactwatch.toml and the six Sources into a folder; the hosts of this machine are allowed by name."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    for name, text in source_texts(ports).items():
        (folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
    hosts = ", ".join(f'"127.0.0.1:{port}"' for port in ports.values())
    readers = "".join(
        f'\n[[subscribers]]\nname = "{name}"\nto = ["{name}@example.org"]\nlanguage = "{language}"\n'
        f'cadence = "0 20 * * sun"\nweights = ["major", "minor"]\n'
        for name, language in SUBSCRIBERS.items()
    )
    config = folder / "pactwatch.toml"
    config.write_text(
        f"""{MARK}
[store]
database = "pactwatch.db"
raw = "raw.db"

[crawl]
contact = "demo@example.org"
allow_private_hosts = [{hosts}]

[sources]
folders = ["sources"]

[smtp]
host = "127.0.0.1"
port = {smtp_port}
starttls = false
from = "pactwatch <pactwatch@example.org>"
desk_url = "{DESK}"
{readers}""",
        encoding="utf-8",
    )
    return config


def source_texts(ports: Mapping[str, int]) -> dict[str, str]:
    """The six Sources' declarations with the ports of a running site, by id."""
    declared = Path(__file__).parent / "sources"
    return {
        source_id(host): (declared / f"{source_id(host)}.toml")
        .read_text(encoding="utf-8")
        .replace("{port}", str(ports[host]))
        for host in HOSTS
    }


def run_pactwatch(config: Path, now: Tick, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command as an operator would, at the time of a tick."""
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment |= {"PACTWATCH_NOW": now.at.isoformat(), "PACTWATCH_CONFIG": str(config), "PYTHONUTF8": "1"}
    command = [sys.executable, str(ROOT / "cli.py"), *arguments]
    process = subprocess.Popen(
        command, env=environment, cwd=config.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        start_new_session=True,
    )  # fmt: skip
    try:
        stdout, stderr = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        stdout, stderr = process.communicate()
        return subprocess.CompletedProcess(command, HUNG, stdout, f"{stderr}\ndid not end within {TIMEOUT} s")
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


def find_browser() -> str | None:
    """A Chromium on this machine, None = there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def take_picture(page: Path) -> Path | None:
    """A picture of the whole of an HTML file as Chromium shows it, None where there is no Chromium or it would not."""
    picture = page.with_suffix(".png")
    measured = page.with_name(".measured.html")
    measured.write_text(page.read_text(encoding="utf-8") + MEASURE, encoding="utf-8")
    shown = _browse(measured, "--dump-dom")
    measured.unlink()
    height = re.search(r"<title>(\d+)</title>", shown)
    _browse(page, f"--screenshot={picture}", height=int(height[1]) if height else 3000)
    return picture if picture.exists() else None


def _browse(page: Path, order: str, height: int = 800) -> str:
    """Have Chromium do one thing with a page; returns what it prints, '' where there is none or it does not end."""
    browser, profile = find_browser(), page.parent / ".browser"
    if browser is None:
        return ""
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
        "--disable-component-update", "--hide-scrollbars", f"--user-data-dir={profile}", f"--window-size={WIDTH},{height}",
        order, page.resolve().as_uri(),
    ]  # fmt: skip
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False, text=True, encoding="utf-8").stdout
    except subprocess.TimeoutExpired:
        return ""
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def _play_tick(site: Site, config: Path, tick: Tick, truth: Sequence[Expected], last: int) -> PlayedTick:
    ended = run_pactwatch(config, tick, "once", "--force")
    changes, error = _changes(config, tick, last)
    expected = tuple(row for row in truth if (row.day, row.part) == (tick.day, str(tick.part)))
    base = {source_id(host): site.base(host) for host in HOSTS}
    return PlayedTick(
        tick=tick, code=ended.returncode, stdout=ended.stdout, stderr="\n".join(part for part in (error, ended.stderr.strip()) if part), changes=changes, expected=expected,
        verdict=judge_tick(expected, changes, base), outage=any(is_down(site.edition, host, tick.day) for host in HOSTS),
    )  # fmt: skip


def _changes(config: Path, tick: Tick, after: int, *more: str) -> tuple[tuple[Mapping[str, Any], ...], str]:
    """The rows of `pactwatch changes`, and what it said where it failed."""
    ended = run_pactwatch(config, tick, "changes", "--after", str(after), "--format", "json", *more)
    if ended.returncode:
        return (), f"pactwatch changes: exit {ended.returncode}: {ended.stderr}"
    return tuple(json.loads(ended.stdout)), ""


def _send(config: Path, tick: Tick, out: Console) -> None:
    """Send the Digests by hand, where the days played do not reach their hour."""
    for name in SUBSCRIBERS:
        ended = run_pactwatch(config, tick, "digest", name, "--send")
        if ended.returncode:
            tell_failure(out, f"digest {name} --send", ended.stderr)


def _read_mail(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _save_mails(folder: Path, mails: Sequence[EmailMessage], raw: Sequence[bytes]) -> dict[str, Path]:
    """Keep every mail as it came and its HTML part beside it; returns the latter by reader."""
    shown: dict[str, Path] = {}
    for mail, data in zip(mails, raw, strict=True):
        name = str(mail["To"]).strip("<>").partition("@")[0]
        (folder / f"digest-{name}.eml").write_bytes(data)
        part = mail.get_body(("html",))
        if part is not None:
            shown[name] = folder / f"digest-{name}.html"
            shown[name].write_text(part.get_content(), encoding="utf-8")
    return {name: shown[name] for name in SUBSCRIBERS if name in shown}


def _clear(folder: Path) -> None:
    """Empty a folder that an earlier demo filled."""
    if folder.exists() and any(folder.iterdir()):
        config = folder / "pactwatch.toml"
        if not config.is_file() or not config.read_text(encoding="utf-8").startswith(MARK):
            raise ValueError(f"{folder}: holds something that the demo did not write. Name another folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
