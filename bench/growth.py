"""What size costs: CPU of taking new Versions in at 10,000 and at 300,000 stored Versions; rows added by unchanged rechecks.

    python -m bench.growth [--large 300000]

The store is filled by SQL with rows of real size; what is timed goes through the store's own doors and the corridor.
"""

import argparse
import json
import random
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bench.stores import SOURCE, START, add_captures, add_pages, open_bench
from commands.order import Order, Part
from commands.tick import run_tick
from pipeline.config import Config
from pipeline.meaning.topic import Topic, load_topic
from pipeline.plan import CrawlPlan, PageAnswer, Rung
from pipeline.store.captures import CrawlStore
from pipeline.store.opening import Store
from pipeline.store.search import index_page

TAKEN = 150
PAGE_VERSIONS = 3


def fill(store: Store, versions: int) -> None:
    """Make the store hold so many Versions, PAGE_VERSIONS a Page, with their Captures, Changes and index rows."""
    have = store.value("SELECT count(*) FROM versions")
    packed = store.row("SELECT document, text, content_sha256 FROM versions LIMIT 1")
    assert packed is not None
    chance = random.Random(have)
    first = store.value("SELECT max(page_id) FROM pages") + 1
    for start in range(0, (versions - have) // PAGE_VERSIONS, 2000):
        pages = range(first + start, first + min(start + 2000, (versions - have) // PAGE_VERSIONS))
        with store.write_txn():
            for page_id in pages:
                _add_page(store, page_id, packed, chance)


def _add_page(store: Store, page_id: int, packed: tuple, chance: random.Random) -> None:
    document, text, mark = packed
    at, url = "2026-01-01T00:00:00Z", f"https://bench.example/filled/{page_id}"
    store.execute(
        "INSERT INTO pages (page_id, source_id, url, title, found_at, versions, checks) VALUES (?,?,?,?,?,?,9)",
        (page_id, SOURCE.id, url, "filled", at, PAGE_VERSIONS),
    )
    store.execute("INSERT INTO page_urls VALUES (?,?,'listed',?)", (url, page_id, at))
    store.execute(
        "INSERT INTO checks (page_id, state, first_at, last_at, times, rung) VALUES (?,'live',?,?,5,'same_bytes')",
        (page_id, at, at),
    )
    for number in range(1, PAGE_VERSIONS + 1):
        capture = store.execute(
            "INSERT INTO captures (capture_key, source_id, page_id, purpose, url, status, headers, media_type, body_sha256,"
            " fetched_at, read_at, outcome) VALUES (?,?,?,'page',?,200,'[]','text/html',?,?,?,'ok')",
            (f"{page_id}/{number}", SOURCE.id, page_id, url, f"{chance.getrandbits(256):064x}", at, at),
        ).lastrowid
        version = store.execute(
            "INSERT INTO versions (page_id, number, reason, capture_id, extractor, seen_at, title, text, content_sha256,"
            " rules_sha256, document) VALUES (?,?,'content',?,1,?,'filled',?,?,'',?)",
            (page_id, number, capture, at, text, mark, document),
        ).lastrowid
        store.execute(
            "INSERT INTO changes (page_id, source_id, kind, weight, to_version_id, found_at, summary) VALUES (?,?,?,?,?,?,'')",
            (page_id, SOURCE.id, "edited" if number > 1 else "appeared", "major", version, at),
        )
    index_page(store, page_id, "filled", f"word{chance.randrange(10**6)} {text[:300]}")


def take_in(store: Store, folder: str, topic: Topic, turn: int) -> float:
    """CPU seconds to keep TAKEN new Captures of edited pages and to decide them."""
    due = add_pages(store, 1_000_000 * (turn + 1), TAKEN)
    began = time.process_time()
    add_captures(store, due, first=1_000_000 * (turn + 1))
    order = Order(
        config=Config(folder=folder), sources=(SOURCE,), catalog=(SOURCE,), topic=topic, parts=Part.READ,
        now=START + timedelta(days=turn), job="read", workers=0,
    )  # fmt: skip
    done = run_tick(store, order)
    assert done.counts.versions == TAKEN
    return time.process_time() - began


def count_rows(store: Store) -> dict[str, int]:
    """Rows of every table."""
    names = [
        row[0] for row in store.rows("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE '%search%'")
    ]
    counts = {name: store.value(f'SELECT count(*) FROM "{name}"') for name in names}
    counts["bodies"] = store.raw.execute("SELECT count(*) FROM bodies").fetchone()[0]
    return counts


def recheck(store: Store, folder: str, topic: Topic) -> dict[str, int]:
    """Rows added by a second round of rechecks that bring nothing new: 304, same bytes, new noise around the same text."""
    due = add_pages(store, 50, 60)
    sink = CrawlStore(store, CrawlPlan(source=SOURCE, listings=(), pages=()))
    before: dict[str, int] = {}
    for turn in range(3):
        add_captures(store, due, first=50, noise=turn)
        now = START + timedelta(days=turn, hours=1)
        for rung in (Rung.NOT_MODIFIED, Rung.SAME_BYTES):
            sink.store_pages([PageAnswer(due=page, answered_at=now, rung=rung) for page in due], now)
        run_tick(store, Order(
            config=Config(folder=folder), sources=(SOURCE,), catalog=(SOURCE,), topic=topic, parts=Part.READ, now=now,
            job="read", workers=0,
        ))  # fmt: skip
        if turn == 1:
            before = count_rows(store)
    after = count_rows(store)
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=300_000)
    chosen = parser.parse_args()
    topic = load_topic("hk-mainland-digital-economy")
    with tempfile.TemporaryDirectory() as name, open_bench(Path(name)) as store:
        grown = recheck(store, name, topic)
        take_in(store, name, topic, 0)
        fill(store, chosen.small)
        small = [take_in(store, name, topic, turn) for turn in (1, 2, 3)]
        fill(store, chosen.large)
        large = [take_in(store, name, topic, turn) for turn in (4, 5, 6)]
        held = store.value("SELECT count(*) FROM versions")
    ratio = sorted(large)[1] / sorted(small)[1]
    print(f"ingest at {held:,} Versions costs {ratio:.2f} times that at {chosen.small:,} (wanted: <= 1.3)")
    print(f"rows added by 180 unchanged rechecks beside the Run's own: {json.dumps(grown)}")


if __name__ == "__main__":
    main()
