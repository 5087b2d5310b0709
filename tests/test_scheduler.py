"""The clock: times that fell due, and the daemon as it runs."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from scheduler import cron_trigger, fell_due

ROOT = Path(__file__).parents[1]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "now", "due"),
    [
        pytest.param("2026-09-01T07:59:00+08:00", "2026-09-01T08:00:00+08:00", True, id="on the minute"),
        pytest.param("2026-09-01T07:00:00+08:00", "2026-09-01T07:59:59+08:00", False, id="not yet"),
        pytest.param("2026-09-01T08:00:00+08:00", "2026-09-01T20:00:00+08:00", False, id="done already"),
        pytest.param("2026-09-01T08:00:01+08:00", "2026-09-04T12:00:00+08:00", True, id="a missed one is made up for"),
    ],
)
def test_cadence_falls_due_once(since: str, now: str, due: bool) -> None:
    assert fell_due("0 8 * * *", "Asia/Hong_Kong", at(since), at(now)) is due


def test_cron_line_that_names_no_time_is_refused() -> None:
    with pytest.raises(ConfigError, match="no cron line"):
        cron_trigger("99 * * * *", "Asia/Hong_Kong")


@pytest.mark.slow
def test_daemon_ticks_stays_small_and_stops_when_told(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    config = tmp_path / "pactwatch.toml"
    config.write_text('[crawl]\ncontact = "a@b.example"\n[sources]\nfolders = ["sources"]\n', encoding="utf-8")
    (tmp_path / "sources" / "one.toml").write_text(
        'id = "one"\ntier = "press"\nside = "hong-kong"\nhome = "http://127.0.0.1:9/"\ntime_zone = "UTC"\n'
        'page_url = \'/a/\'\nname = { en = "One" }\n[[listings]]\nshape = "feed"\nurl = "http://127.0.0.1:9/f"\nevery = "1h"\n',
        encoding="utf-8",
    )
    environment = {name: value for name, value in os.environ.items() if name != "PACTWATCH_NOW"}
    daemon = subprocess.Popen(
        [sys.executable, "-m", "cli", "--config", str(config), "watch"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        runs = wait_for_run(tmp_path / "db" / "pactwatch.db")
        status = Path(f"/proc/{daemon.pid}/status").read_text(encoding="utf-8")
        resident = int(status.partition("VmRSS:")[2].split()[0])
    finally:
        daemon.send_signal(signal.SIGTERM)
        said = daemon.communicate(timeout=60)[1]
    assert runs == [("once", "failed")]
    assert daemon.returncode == 0
    assert "watching" in said
    assert "one: " in said
    assert resident / 1024 <= 60


def wait_for_run(database: Path) -> list[tuple[str, str]]:
    for _ in range(240):
        time.sleep(0.25)
        if database.exists():
            connection = sqlite3.connect(database)
            try:
                runs = connection.execute("SELECT job, outcome FROM runs WHERE ended_at IS NOT NULL").fetchall()
            except sqlite3.OperationalError:
                runs = []
            finally:
                connection.close()
            if runs:
                return runs
    raise AssertionError("no tick within a minute")


def test_daemon_refuses_a_clock_that_stands_still(tmp_path: Path) -> None:
    config = tmp_path / "pactwatch.toml"
    config.write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cli", "--config", str(config), "watch"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PACTWATCH_NOW": "2026-09-01T00:00:00Z"}, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "needs a clock that runs" in done.stderr
