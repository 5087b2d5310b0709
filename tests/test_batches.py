"""A Source's backlog in batches: the next is read while one is decided, and what deciding changes of its Pages is seen."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.stores import SOURCE, add_captures, add_pages, open_bench
from commands.tick import run_tick
from pipeline import run
from pipeline.store.opening import Store, open_reader
from pipeline.store.reading import pending_captures, waiting_captures
from tests.test_readers import ROOT, order_of, wait_until

DIES = """
import os, signal, sys
from pathlib import Path
from bench.stores import open_bench
from commands.tick import run_tick
from pipeline import run
from tests.test_readers import order_of
run.BATCH = 4
folder = Path(sys.argv[1])
with open_bench(folder) as store:
    store.connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
    with store.write_txn():
        store.execute("CREATE TEMP TRIGGER third AFTER INSERT ON versions WHEN NEW.capture_id=3 BEGIN SELECT die(); END")
    run_tick(store, order_of(folder))
"""

ENDED = """
import sys
from dataclasses import replace
from pathlib import Path
from bench.stores import open_bench
from commands.order import Part
from commands.tick import run_tick
from crawler.loading import load_scrapy
from tests.test_readers import order_of
folder = Path(sys.argv[1])
load_scrapy()
with open_bench(folder) as store:
    run_tick(store, replace(order_of(folder), parts=Part.CRAWL | Part.READ))
"""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "BATCH", 4)


def texts(store: Store) -> list[tuple[str, int]]:
    """Number of the article's address and number of the Version, in the order in which they were made."""
    rows = store.rows("SELECT p.url, v.number FROM versions AS v JOIN pages AS p USING (page_id) ORDER BY v.version_id")
    return [(row["url"].rpartition("/")[2], row["number"]) for row in rows]


def test_next_batch_is_begun_before_one_is_decided(tmp_path: Path) -> None:
    with open_bench(tmp_path) as store:
        add_captures(store, add_pages(store, 0, 12), first=0)
        with store.write_txn():
            store.execute("CREATE TEMP TABLE under_way (capture_id, others)")
            store.execute(
                "CREATE TEMP TRIGGER look AFTER INSERT ON versions BEGIN INSERT INTO under_way SELECT NEW.capture_id,"
                " group_concat(capture_id) FROM (SELECT capture_id FROM captures WHERE read_attempts>0 ORDER BY 1); END"
            )
        run_tick(store, order_of(tmp_path))
        seen = {row["capture_id"]: row["others"] for row in store.rows("SELECT * FROM under_way")}
        left = store.value("SELECT count(*) FROM captures WHERE read_at IS NULL OR read_attempts>0")
    assert [seen[first] for first in (1, 5, 9)] == ["5,6,7,8", "9,10,11,12", None]
    assert (len(seen), left) == (12, 0)


def test_after_a_kill_while_deciding_all_is_read_and_told_once(tmp_path: Path) -> None:
    with open_bench(tmp_path) as store:
        add_captures(store, add_pages(store, 0, 10), first=0)
    died = subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], cwd=ROOT, check=False, env=os.environ)
    with open_bench(tmp_path) as store:
        tried = [row[0] for row in store.rows("SELECT capture_id FROM captures WHERE read_attempts>0")]
        assert (died.returncode, tried, texts(store)) == (-signal.SIGKILL, [5, 6, 7, 8], [])
        run_tick(store, order_of(tmp_path))
        odd = store.value("SELECT count(*) FROM captures WHERE outcome<>'ok' OR read_attempts>0")
        assert (texts(store), odd) == ([(str(number), 1) for number in range(10)], 0)


def test_tick_that_is_ended_while_it_reads_ends(tmp_path: Path) -> None:
    """The thread that reads waits for nobody who is not there any more, and what was not read waits for the next tick."""
    with open_bench(tmp_path) as store:
        add_captures(store, add_pages(store, 0, 400), first=0)
    tick = subprocess.Popen([sys.executable, "-c", ENDED, str(tmp_path)], cwd=ROOT, stderr=subprocess.DEVNULL)
    with open_reader(tmp_path / "pactwatch.db", tmp_path / "raw.db") as look:
        wait_until(lambda: look.value("SELECT count(*) FROM captures WHERE read_attempts>0") > 0)
    for _ in range(2):
        tick.send_signal(signal.SIGTERM)
        time.sleep(0.3)
    try:
        assert tick.wait(30) != 0
    finally:
        tick.kill()
    with open_bench(tmp_path) as store:
        assert len(store.rows("SELECT 1 FROM captures WHERE read_at IS NULL")) > 300


def test_no_glance_at_a_page_of_which_another_look_waits(tmp_path: Path) -> None:
    """What the earlier look makes of it is not known yet, so there is nothing to hold the later one against."""
    with open_bench(tmp_path) as store:
        due = add_pages(store, 0, 3)
        add_captures(store, due, first=0)
        add_captures(store, due[1:2], first=1, noise=1)
        rows = waiting_captures(store, pending_captures(store, SOURCE.id))
        assert [run.may_glance(row, run.job_of(store, SOURCE, row)) for row in rows] == [True, False, True, False]


def test_page_that_another_took_in_is_read_as_that_one(tmp_path: Path) -> None:
    with open_bench(tmp_path) as store:
        due = add_pages(store, 0, 6)
        add_captures(store, due[:5], first=0)
        add_captures(store, due[5:], first=0, noise=1)
        with store.write_txn():
            store.execute("UPDATE captures SET moved_to=? WHERE capture_id=1", (due[5].url,))
        run_tick(store, order_of(tmp_path))
        assert sorted(texts(store)) == [(str(number), 1) for number in range(1, 6)]
        assert store.value("SELECT count(*) FROM captures WHERE read_at IS NULL") == 0
