"""Ticks in processes of their own, warm and cold: what they do, how they are ended, and that nothing is left of them."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bench.footprint import below
from bench.wordless import PROGRAM, copy_without_words
from commands.warm import OURS
from tests.installation import CHINESE, FEE, GOING, ROOT, TICKS, Installation, environment, write_installation
from tests.server import RSS, Hang, Reply, Site, Slow, feed_of
from ticks import TickEnd, Ticks

WELL = TickEnd(code=0, late=False)
UNLIKE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT")
"""In what no two runs are alike: random ids, and when a server answered. Besides, who did a share and when tables were made."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        made.put("/n/fee", Reply(FEE % "1,132"))
        made.put("/n/going", Reply(GOING))
        list_pages(made, "fee", "going")
        yield made


@pytest.fixture
def installed(tmp_path: Path, site: Site) -> Installation:
    return write_installation(tmp_path / "installed", site.host)


def list_pages(site: Site, *names: str) -> None:
    site.put("/feed.xml", Reply(feed_of(*((site.url(f"/n/{name}"), f"The page {name}") for name in names)), RSS))


def tick(ticks: Ticks, place: Installation, *more: str, now: str = TICKS[0], deadline: float = 60) -> TickEnd:
    surroundings = {**environment(place.folder, now), "PYTHONHASHSEED": "0"}  # so that sets are stored in one order
    return ticks.run("once", "--force", "--quiet", *more, deadline=deadline, environment=surroundings, folder=place.folder)  # fmt: skip


def rows(place: Installation, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(place.database)) as connection:
        return connection.execute(sql).fetchall()


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(found: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it never came to pass"
        time.sleep(0.02)


def call_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except FileNotFoundError:
        return ""


def there(process: int | None) -> int:
    """A process that there is: a signal to 0 would be one to this process and all of its group."""
    assert process
    return process


def test_a_warm_tick_stores_what_a_cold_one_stores(tmp_path: Path, site: Site) -> None:
    places = {warm: write_installation(tmp_path / str(warm), site.host) for warm in (True, False)}
    with Ticks(warm=True) as warm, Ticks(warm=False) as cold:
        for number, now in enumerate(TICKS[:3]):
            site.put("/n/fee", Reply(FEE % f"{number + 1},132"))
            if number:
                site.put("/n/chinese", Reply(CHINESE))
                list_pages(site, "fee", "chinese")
            assert tick(warm, places[True], now=now) == tick(cold, places[False], now=now) == WELL
        assert cold.warm_process is None
    stored = []
    for place in places.values():
        with closing(sqlite3.connect(place.database)) as connection:
            dump = [UNLIKE.sub("", line) for line in connection.iterdump()]
        stored.append(
            [line for line in dump if not line.startswith(('INSERT INTO "source_runs"', 'INSERT INTO "_sqlite'))]
        )
    assert stored[0] == stored[1]
    assert rows(places[True], "SELECT count(*) FROM changes WHERE kind = 'edited'") == [(2,)]


def test_a_tick_has_the_time_the_folder_the_files_and_the_environment_of_now(
    installed: Installation, site: Site
) -> None:
    with Ticks(warm=True) as ticks:
        for now in TICKS[:2]:
            assert tick(ticks, installed, now=now) == WELL
        assert rows(installed, "SELECT started_at FROM runs ORDER BY run_id") == [
            ("2026-05-04T01:00:00Z",),
            ("2026-05-05T01:00:00Z",),
        ]
        declared = installed.folder / "sources" / "x-gazette.toml"
        declared.write_text(declared.read_text(encoding="utf-8").replace('"official"', '"press"'), encoding="utf-8")
        assert tick(ticks, installed, now=TICKS[2]) == WELL
        assert rows(installed, "SELECT tier FROM sources") == [("press",)]
        elsewhere = write_installation(installed.folder.parent / "elsewhere", site.host)
        assert tick(ticks, elsewhere) == WELL
        (elsewhere.folder / "other.toml").write_text("[crawl]\n", encoding="utf-8")
        surroundings = {**environment(elsewhere.folder, TICKS[0]), "PACTWATCH_CONFIG": "none.toml"}
        assert ticks.run("once", deadline=60, environment=surroundings, folder=elsewhere.folder).code == 2
    assert rows(elsewhere, "SELECT count(*) FROM runs") == [(1,)]


def test_what_a_tick_says_and_how_it_ends_are_its_own(installed: Installation, tmp_path: Path, site: Site) -> None:
    site.put("/feed.xml", Reply("no feed at all", RSS))
    with (tmp_path / "said").open("wb") as said, Ticks(warm=True, errors=said) as ticks:
        assert tick(ticks, installed) == TickEnd(code=1, late=False)
        assert tick(ticks, installed, "nowhere") == TickEnd(code=2, late=False)
        list_pages(site, "fee")
        assert tick(ticks, installed) == WELL
    lines = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert [line.partition(":")[0] for line in lines] == ["x-gazette", "pactwatch"]


@pytest.mark.parametrize("warm", [True, False])
def test_a_tick_is_ended_in_good_order_at_its_deadline(warm: bool, installed: Installation, site: Site) -> None:
    names = [f"page{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    for name in names:
        site.put(f"/n/{name}", Slow(0.5, Reply(GOING)))
    list_pages(site, *names)
    with Ticks(warm=warm) as ticks:
        assert tick(ticks, installed, deadline=3 if warm else 7) == TickEnd(code=0, late=True)
        assert rows(installed, "SELECT outcome FROM source_runs") == [("stopped",)]


@pytest.mark.parametrize("warm", [True, False])
def test_a_tick_that_does_not_end_is_killed(
    warm: bool, installed: Installation, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticks.GRACE", 0.5)
    site.put("/feed.xml", Hang())
    with Ticks(warm=warm) as ticks:
        assert tick(ticks, installed, deadline=3 if warm else 8) == TickEnd(code=-signal.SIGKILL, late=True)
        list_pages(site, "fee")
        assert tick(ticks, installed) == WELL


@pytest.mark.slow
@pytest.mark.parametrize("warm", [True, False])
def test_the_processes_of_a_tick_are_killed_with_it(
    warm: bool, installed: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticks.GRACE", 0.5)
    seen: list[int] = []
    with Ticks(warm=warm) as ticks:
        assert ticks.run("crawl", "--force", deadline=60, environment=environment(installed.folder, TICKS[0]), folder=installed.folder) == WELL  # fmt: skip
        with closing(sqlite3.connect(installed.database)) as connection, connection:
            connection.execute("UPDATE captures SET read_attempts = 1")  # so each is read in a process of its own

        others = below(os.getpid())

        def of_the_tick() -> list[int]:
            return [one for one in below(os.getpid()) if one not in others]

        def stand_still() -> None:
            wait_until(lambda: [one for one in of_the_tick() if "multiprocessing" in call_of(one)])
            seen.extend(of_the_tick())
            for process in seen:
                os.kill(process, signal.SIGSTOP)

        watcher = threading.Thread(target=stand_still)
        watcher.start()
        end = tick(ticks, installed, deadline=6 if warm else 10)
        watcher.join()
    assert end == TickEnd(code=-signal.SIGKILL, late=True)
    assert len(seen) >= 2
    wait_until(lambda: not any(map(is_alive, seen)))


def test_a_warm_process_that_died_is_followed_by_another(installed: Installation, site: Site) -> None:
    with Ticks(warm=True) as ticks:
        assert tick(ticks, installed) == WELL
        first = ticks.warm_process
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert tick(ticks, installed, now=TICKS[1]) == WELL
        second = ticks.warm_process
        assert second not in (first, None)

        def die() -> None:
            wait_until(lambda: len(site.asked("/n/going")) > before)
            os.kill(there(second), signal.SIGKILL)

        before = len(site.asked("/n/going"))
        site.put("/n/going", Slow(1.0, Reply(GOING)))
        threading.Thread(target=die).start()
        assert tick(ticks, installed, now=TICKS[2]) == TickEnd(code=-signal.SIGKILL, late=False)
        assert tick(ticks, installed, now=TICKS[3]) == WELL
    assert rows(installed, "SELECT outcome FROM runs ORDER BY run_id") == [("ok",)] * 4  # its tick came to its end


def test_a_tick_whose_warm_process_stands_still_has_its_deadline_too(
    installed: Installation, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticks.GRACE", 1.0)
    site.put("/n/going", Hang())
    with Ticks(warm=True) as ticks:

        def stand_still() -> None:
            wait_until(lambda: site.asked("/n/going"))
            os.kill(there(ticks.warm_process), signal.SIGSTOP)

        threading.Thread(target=stand_still).start()
        assert tick(ticks, installed, deadline=2) == TickEnd(code=-signal.SIGKILL, late=True)
        monkeypatch.setattr("ticks.START", 0.5)
        site.put("/n/going", Reply(GOING))
        assert tick(ticks, installed) == WELL  # cold, for a new one is not that quick
        monkeypatch.setattr("ticks.START", 60.0)
        assert tick(ticks, installed) == WELL
        os.kill(there(ticks.warm_process), signal.SIGSTOP)
        monkeypatch.setattr("ticks.START", 2.0)
        assert tick(ticks, installed) == WELL
    assert rows(installed, "SELECT outcome FROM runs ORDER BY run_id") == [("killed",), ("ok",), ("ok",), ("ok",)]


def test_where_nothing_warm_begins_ticks_are_cold(installed: Installation, tmp_path: Path) -> None:
    program = copy_without_words(ROOT, tmp_path / "program")
    (program / "commands" / "warm.py").write_text("import a_part_that_an_upgrade_left_out\n", encoding="utf-8")
    surroundings = {**environment(installed.folder, TICKS[0]), "PYTHONPATH": str(program)}
    with (tmp_path / "said").open("wb") as said, Ticks(warm=True, errors=said) as ticks:
        for _ in range(2):
            end = ticks.run(
                "once", "--force", "--quiet", deadline=60, environment=surroundings, folder=installed.folder
            )
            assert (end, ticks.warm_process) == (WELL, None)
    assert "a_part_that_an_upgrade_left_out" in (tmp_path / "said").read_text(encoding="utf-8")


def test_a_new_version_of_the_program_is_loaded_anew(installed: Installation, tmp_path: Path) -> None:
    program = copy_without_words(ROOT, tmp_path / "program")
    surroundings = {**environment(installed.folder, TICKS[0]), "PYTHONPATH": str(program)}

    def run() -> int | None:
        assert ticks.run("once", "--quiet", deadline=60, environment=surroundings, folder=installed.folder) == WELL
        return ticks.warm_process

    with Ticks(warm=True) as ticks:
        first = run()
        assert run() == first
        os.utime(program / "pipeline" / "decide.py")
        second = run()
        assert second != first
        assert run() == second
        (program / "pipeline" / "ledger.py").unlink()
        program = ROOT  # what is left of the other would do no tick
        surroundings["PYTHONPATH"] = str(program)
        assert run() not in (first, second)


def test_every_part_of_the_program_is_watched_for_a_new_version() -> None:
    assert {name.removesuffix(".py") for name in PROGRAM} - {"scrapy.cfg"} == OURS


def test_no_tick_begins_after_the_end(installed: Installation) -> None:
    for warm in (True, False):
        with Ticks(warm=warm) as ticks:
            ticks.stop()
            assert tick(ticks, installed) == TickEnd(code=-signal.SIGTERM, late=False)
            assert ticks.warm_process is None
    assert not installed.database.exists()


LATE = """
import json, os, sys, threading
from pathlib import Path
from commands.warm import preload
preload()
begun = [one.name for one in threading.enumerate()], len(os.listdir("/proc/self/task"))
opened = [os.readlink(one) for one in Path("/proc/self/fd").iterdir() if one.exists()]
before = set(sys.modules)
from cli import main
try:
    main(["once", "--force", "--quiet"])
finally:
    print(json.dumps([begun, opened, "twisted.internet.reactor" in before, sorted(set(sys.modules) - before)]))
"""


def test_all_that_a_tick_imports_was_imported_and_nothing_was_begun(installed: Installation, site: Site) -> None:
    assert installed.run("once", "--force", "--quiet", now=TICKS[0]).code == 0
    site.put("/n/fee", Reply(FEE % "2,219"))
    site.put("/n/chinese", Reply(CHINESE))
    list_pages(site, "fee", "chinese")
    surroundings = {**environment(installed.folder, TICKS[1]), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", LATE], cwd=installed.folder, env=surroundings, capture_output=True, text=True, check=True
    )
    begun, opened, reactor, late = json.loads(done.stdout)
    assert begun == [["MainThread"], 1]
    assert [name for name in opened if "pactwatch" in name] == []
    assert (reactor, late) == (False, ["twisted.internet.reactor"])


def watching(place: Installation, *, options: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
    """The daemon in the installation's folder, with a tick a minute."""
    surroundings = {**environment(place.folder, None), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *options, "-m", "cli", "watch"]
    return subprocess.Popen(command, cwd=place.folder, env=surroundings, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("during", [True, False], ids=["during a tick", "between ticks"])
def test_nothing_is_left_of_a_daemon_that_is_killed(during: bool, installed: Installation, site: Site) -> None:
    site.put("/n/going", Slow(3.0 if during else 0.0, Reply(GOING)))
    daemon = watching(installed)
    try:
        wait_until(lambda: site.asked("/n/going"))
        wait_until(lambda: len(below(daemon.pid)) == 1 + during)
        started = below(daemon.pid)
    finally:
        daemon.kill()
        daemon.communicate(timeout=60)
    wait_until(lambda: not any(map(is_alive, started)))
    assert rows(installed, "SELECT outcome FROM runs") == [("ok",)]  # the tick ended in good order


@pytest.mark.slow
def test_a_daemon_that_is_told_to_stop_ends_its_tick_in_good_order(installed: Installation, site: Site) -> None:
    site.put("/n/going", Slow(3.0, Reply(GOING)))
    daemon = watching(installed, options=("-X", "importtime"))
    try:
        wait_until(lambda: site.asked("/n/going"))
        started = below(daemon.pid)
        assert [call_of(one).split()[2] for one in started] == ["commands.warm"] * 2
    finally:
        daemon.send_signal(signal.SIGTERM)
        said = daemon.communicate(timeout=60)[1]
    assert daemon.returncode == 0
    assert not any(map(is_alive, started))
    assert rows(installed, "SELECT outcome, ended_at IS NULL FROM runs") == [("ok", 0)]
    imported = {line.rpartition("|")[2].strip() for line in said.splitlines() if line.startswith("import time:")}
    assert {name.partition(".")[0] for name in imported} & {"scrapy", "twisted", "trafilatura", "lxml"} == set()
    assert "apscheduler" in imported


@pytest.mark.slow
def test_a_daemon_without_warmth_starts_its_ticks_cold(installed: Installation, site: Site) -> None:
    text = installed.config.read_text(encoding="utf-8")
    installed.config.write_text(f"[schedule]\nwarm = false\n{text}", encoding="utf-8")
    site.put("/n/going", Slow(2.0, Reply(GOING)))
    daemon = watching(installed)
    try:
        wait_until(lambda: site.asked("/n/going"))
        (started,) = below(daemon.pid)
        assert call_of(started).split()[2] == "cli"
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.communicate(timeout=60)
    assert (daemon.returncode, is_alive(started)) == (0, False)
