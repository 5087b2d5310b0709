"""Reading in processes that die: only the Capture that was being read is suspected, all others are read as ever."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from bench.pages import make_page
from bench.stores import SOURCE, START, add_captures, add_pages, open_bench
from commands.order import Order, Part
from commands.tick import run_tick
from pipeline import readers
from pipeline.config import Config
from pipeline.model import Tier
from pipeline.readers import Job, Readers
from pipeline.store.bodies import put_bodies
from pipeline.store.codec import pack_body
from pipeline.store.opening import open_reader
from tests.ticks import TOPIC

ROOT = Path(__file__).parents[1]
SLOW = b"<html><body>" + b"".join(b"<p>Sentence %d of a page that has no end.</p>" % n for n in range(400_000))
"""A page that takes a reader many seconds."""

READ = """
import sys
from pathlib import Path
from tests.test_readers import order_of
from bench.stores import open_bench
from commands.tick import run_tick
folder = Path(sys.argv[1])
with open_bench(folder) as store:
    run_tick(store, order_of(folder))
"""


def order_of(folder: Path) -> Order:
    return Order(
        config=Config(folder=str(folder)), sources=(SOURCE,), catalog=(SOURCE,), topic=TOPIC, parts=Part.READ, now=START,
        job="read", workers=0,
    )  # fmt: skip


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_after_a_kill_only_those_begun_together_are_suspected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_bench(tmp_path) as store:
        add_captures(store, add_pages(store, 0, 7), first=0)
        mark = sha256(SLOW).hexdigest()
        slow = store.value("SELECT capture_id FROM captures WHERE url LIKE '%/4'")
        put_bodies(store, {mark: SLOW})
        with store.write_txn():
            store.execute("UPDATE captures SET body_sha256=? WHERE capture_id=?", (mark, slow))
    reading = subprocess.Popen([sys.executable, "-c", READ, str(tmp_path)], cwd=ROOT)
    with open_reader(tmp_path / "pactwatch.db", tmp_path / "raw.db") as look:

        def suspected() -> list[int]:
            return [row[0] for row in look.rows("SELECT capture_id FROM captures WHERE read_attempts>0")]

        wait_until(lambda: slow in suspected())
        reading.kill()
        reading.wait()
        assert slow in suspected()
        assert len(suspected()) <= readers.READ_TOGETHER
    monkeypatch.setattr(readers, "ALONE_SECONDS", 5.0)
    with open_bench(tmp_path) as store:
        done = run_tick(store, order_of(tmp_path))
        odd = store.rows("SELECT capture_id, outcome FROM captures WHERE outcome<>'ok'")
    assert (done.counts.versions, [tuple(row) for row in odd]) == (6, [(slow, "set_aside")])


def test_process_that_dies_takes_no_other_capture_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [job_of(number, SLOW if number == 3 else make_page(number)) for number in range(30)]
    noted: list[tuple[Sequence[int], Sequence[int]]] = []
    monkeypatch.setattr(readers, "ALONE_SECONDS", 0.001)
    with Readers(TOPIC, workers=2, many=2) as crew, ThreadPoolExecutor(1) as aside:
        reading = aside.submit(crew.read, jobs, lambda begun, ended: noted.append((begun, ended)))
        wait_until(lambda: len({one for _, ended in noted for one in ended}) >= 18)
        process_on(crew, 3).kill()
        brought = reading.result(timeout=60)
    assert [one.capture_id for one in brought] == [job.capture_id for job in jobs]
    assert [one.capture_id for one in brought if one.document is None] == [3]
    assert brought[3].fatal
    told = Counter(one for begun, _ in noted for one in begun)
    told.subtract(one for _, ended in noted for one in ended)
    assert told[3] == 2
    assert all(one.error is None for one in brought if one.capture_id != 3)


def process_on(crew: Readers, capture_id: int) -> BaseProcess:
    """The process that is reading this Capture."""
    worker = next(one for one in crew._crew if one._given and one._given[0][0].capture_id == capture_id)
    assert worker._pool is not None
    return next(iter(worker._pool._processes.values()))


def job_of(number: int, body: bytes) -> Job:
    return Job(
        capture_id=number, page_id=number, status=200, url=f"https://bench.example/a/{number}", media_type="text/html",
        charset="utf-8", packed=pack_body(body), rule=None, time_zone="Asia/Hong_Kong", latest=START, listed=None, language=None,
        tier=Tier.PRESS, headline=False, attempts=0,
    )  # fmt: skip
