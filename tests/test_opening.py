"""The database file: one writer, many readers, and a clear word for whatever is wrong with it."""

import shutil
import sqlite3
from collections import namedtuple
from hashlib import sha256
from pathlib import Path

import pytest

from db import MIGRATIONS
from db.migrations import migrations
from pipeline.errors import StoreError, StoreFull, StoreLocked, StoreNewer
from pipeline.store.bodies import get_body, put_bodies, sweep_bodies
from pipeline.store.opening import Store, open_reader, open_writer


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "db" / "pactwatch.db", tmp_path / "db" / "raw.db"


def add_source(store: Store, name: str) -> None:
    store.execute(
        "INSERT INTO sources (source_id, tier, side, home, time_zone, rules_sha256, added_at)"
        " VALUES (?, 'official', 'hong-kong', 'https://a.example/', 'Asia/Hong_Kong', '', '2026-04-12T00:00:00Z')",
        (name,),
    )


def test_transaction_leaves_all_or_nothing(files: tuple[Path, Path]) -> None:
    with open_writer(*files) as store:
        with store.write_txn():
            add_source(store, "kept")
        with pytest.raises(ZeroDivisionError), store.write_txn():
            add_source(store, "lost")
            _ = 1 / 0
        assert [row[0] for row in store.rows("SELECT source_id FROM sources")] == ["kept"]


def test_write_outside_a_transaction_is_refused(files: tuple[Path, Path]) -> None:
    with open_writer(*files) as store, pytest.raises(StoreError, match="outside write_txn"):
        add_source(store, "a")


def test_second_writer_leaves_with_a_clear_word(files: tuple[Path, Path]) -> None:
    with open_writer(*files), pytest.raises(StoreLocked, match="another pactwatch is writing"):
        open_writer(*files)
    open_writer(*files).close()


def test_reader_sees_what_a_writer_commits_and_writes_nothing(files: tuple[Path, Path]) -> None:
    with open_writer(*files) as writer, open_reader(*files) as reader:
        with writer.write_txn():
            add_source(writer, "a")
        assert reader.value("SELECT count(*) FROM sources") == 1
        with pytest.raises(StoreError, match="reading only"), reader.write_txn():
            pass


def test_reader_without_a_database_says_how_to_make_one(files: tuple[Path, Path]) -> None:
    with pytest.raises(StoreError, match="pactwatch init"):
        open_reader(*files)


def test_every_migration_is_named() -> None:
    assert tuple(migration.name for migration in migrations._migrations) == MIGRATIONS


def test_newer_database_is_left_alone(files: tuple[Path, Path]) -> None:
    open_writer(*files).close()
    connection = sqlite3.connect(files[0])
    connection.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('pactwatch', 'from_the_future', '')"
    )
    connection.commit()
    connection.close()
    before = files[0].read_bytes()
    for opened in (open_writer, open_reader):
        with pytest.raises(StoreNewer, match="'from_the_future'.*Update pactwatch"):
            opened(*files)
    assert files[0].read_bytes() == before


def test_file_that_is_no_database_is_named(files: tuple[Path, Path]) -> None:
    files[0].parent.mkdir()
    files[0].write_bytes(b"not a database, but long enough to be one" * 100)
    with pytest.raises(StoreError, match="no SQLite database"):
        open_writer(*files)


def test_database_locked_by_another_program_is_said(files: tuple[Path, Path]) -> None:
    with open_writer(*files) as store:
        store.connection.execute("PRAGMA busy_timeout=50")
        other = sqlite3.connect(files[0], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match="locked by another program"), store.write_txn():
            pass
        other.execute("ROLLBACK")
        other.close()
        with store.write_txn():
            add_source(store, "a")


def test_full_disk_is_seen_before_a_tick(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(StoreFull, match="nearly full.*Make room"):
        open_writer(*files)


def test_disk_that_fills_up_loses_nothing_committed(files: tuple[Path, Path]) -> None:
    with open_writer(*files) as store:
        with store.write_txn():
            add_source(store, "kept")
        pages = store.value("PRAGMA page_count")
        store.connection.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StoreFull, match="disk is full"), store.write_txn():
            for number in range(5000):
                add_source(store, f"s{number}")
        assert store.value("SELECT count(*) FROM sources") == 1
        store.connection.execute("PRAGMA max_page_count=100000")
        with store.write_txn():
            add_source(store, "after")


def test_bodies_are_kept_once_and_orphans_are_swept(files: tuple[Path, Path]) -> None:
    with open_writer(*files) as store:
        marks = {body: sha256(body).hexdigest() for body in (b"one", b"two")}
        for _ in range(2):
            put_bodies(store, {mark: body for body, mark in marks.items()})
        assert get_body(store, marks[b"two"]) == b"two"
        assert get_body(store, "0" * 64) is None
        assert sweep_bodies(store) == 2


def test_views_are_renewed_when_their_text_changed(files: tuple[Path, Path]) -> None:
    open_writer(*files).close()
    connection = sqlite3.connect(files[0])
    connection.execute("DROP VIEW source_health")
    connection.execute("CREATE VIEW source_health AS SELECT 1 AS old")
    connection.execute("PRAGMA user_version=1")
    connection.commit()
    connection.close()
    with open_writer(*files) as store:
        assert "source_id" in store.rows("PRAGMA table_info(source_health)")[0]["name"]


def test_every_foreign_key_names_its_column(files: tuple[Path, Path]) -> None:
    with open_writer(*files) as store:
        for row in store.rows("SELECT name FROM sqlite_master WHERE type='table'"):
            for key in store.rows(f"PRAGMA foreign_key_list('{row['name']}')"):
                assert key["to"], f"{row['name']}.{key['from']} references {key['table']} without a column"
