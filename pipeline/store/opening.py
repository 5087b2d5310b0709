"""Opens the database: one writer behind a lock, any number of readers; the guarded accessor that all SQL goes through."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import db
from pipeline.errors import StoreError, StoreFull, StoreLocked, StoreNewer

VIEWS = Path(db.__file__).with_name("views.sql")
FREE_BYTES = 64 * 1024 * 1024
"""A tick is not begun with less room than this: on a full disk even DELETE fails."""

RAW_SHAPE = """
CREATE TABLE IF NOT EXISTS bodies (sha256 TEXT PRIMARY KEY, bytes INTEGER NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""


class Store:
    """An opened database. Reading is `rows`, `row`, `value`; writing only inside `with store.write_txn():`."""

    def __init__(self, connection: sqlite3.Connection, raw: sqlite3.Connection, path: Path, lock: int | None) -> None:
        """connection, raw: the main file and the raw bodies. lock: the flock's descriptor, None = read only."""
        self.connection = connection
        self.raw = raw
        self.path = path
        self.loose: set[str] = set()
        """Hashes of bodies whose Capture was let go since this was opened; bodies.sweep_loose looks after them."""
        self._lock = lock
        self._writing = False

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[sqlite3.Row]:
        """All rows of a SELECT."""
        return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Row | None:
        """The first row of a SELECT, or None."""
        found: sqlite3.Row | None = self.connection.execute(sql, values).fetchone()
        return found

    def value(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.connection.execute(sql, values).fetchone()
        return None if found is None else found[0]

    def execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        """One writing statement; refused outside a transaction."""
        if not self._writing:
            raise StoreError(f"{self.path}: a write outside write_txn(): {sql[:60]}")
        return self.connection.execute(sql, values)

    def execute_many(self, sql: str, values: Iterable[Sequence[Any] | Mapping[str, Any]]) -> None:
        """One writing statement for many rows; refused outside a transaction."""
        if not self._writing:
            raise StoreError(f"{self.path}: a write outside write_txn(): {sql[:60]}")
        self.connection.executemany(sql, values)

    @contextmanager
    def write_txn(self) -> Iterator[None]:
        """BEGIN IMMEDIATE ... COMMIT; whatever goes wrong inside leaves nothing behind."""
        if self._lock is None:
            raise StoreError(f"{self.path}: opened for reading only")
        if self._writing:
            raise StoreError(f"{self.path}: a transaction inside a transaction")
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            self._writing = True
            yield
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise in_words(error, self.path) from error
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._writing = False

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close both files and let the lock go."""
        if self._lock is not None:
            self.connection.execute("PRAGMA optimize")
        self.connection.close()
        self.raw.close()
        if self._lock is not None:
            os.close(self._lock)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def open_writer(database: Path, raw: Path) -> Store:
    """Open for writing: takes the lock, makes or migrates the files.

    Raises StoreLocked if another process writes, StoreNewer if a newer pactwatch made the database,
    StoreFull if the disk has no room, StoreError if the file is no database.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    raw.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(database.parent).free
    if free < FREE_BYTES:
        room = f"{free // 1_000_000} MB free, {FREE_BYTES // 1_000_000} MB needed"
        raise StoreFull(f"{database}: the disk is nearly full ({room}). Make room, then start again; nothing is lost.")
    lock = _take_lock(database)
    try:
        connection = _connect(f"file:{_quoted(database)}?mode=rwc", database)
        bodies = _connect(f"file:{_quoted(raw)}?mode=rwc", raw)
        _prepare(connection, bodies, database)
    except BaseException:
        os.close(lock)
        raise
    return Store(connection, bodies, database, lock)


def open_reader(database: Path, raw: Path) -> Store:
    """Open read only, while another process may write. Raises StoreError if there is no database yet."""
    if not database.exists():
        raise StoreError(f"{database}: no database yet. Make one with: pactwatch init")
    connection = _connect(f"file:{_quoted(database)}?mode=ro", database)
    _refuse_newer(connection, database)
    if raw.exists():
        bodies = _connect(f"file:{_quoted(raw)}?mode=ro", raw)
    else:
        bodies = sqlite3.connect(":memory:", isolation_level=None)
        bodies.executescript(RAW_SHAPE)
    return Store(connection, bodies, database, None)


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _take_lock(database: Path) -> int:
    descriptor = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        remedy = "Wait for it to end, or stop it; it holds the lock only while it runs."
        raise StoreLocked(f"{database}: another pactwatch is writing. {remedy}") from None
    return descriptor


def _connect(uri: str, path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=15, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.Error as error:
        raise in_words(error, path) from error
    return connection


def _prepare(connection: sqlite3.Connection, bodies: sqlite3.Connection, database: Path) -> None:
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA cache_size=-16000")
        _refuse_newer(connection, database)
        _migrate(connection)
        _renew_views(connection)
        bodies.execute("PRAGMA journal_mode=WAL")
        bodies.executescript(RAW_SHAPE)
    except sqlite3.Error as error:
        raise in_words(error, database) from error


def _applied(connection: sqlite3.Connection) -> set[str]:
    """The names of the migrations that made this database what it is."""
    try:
        return {row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations")}
    except sqlite3.OperationalError:
        return set()


def _migrate(connection: sqlite3.Connection) -> None:
    if _applied(connection).issuperset(db.MIGRATIONS):
        return
    import sqlite_utils  # slow to import, and nothing to do on nearly every day

    from db.migrations import migrations

    migrations.apply(sqlite_utils.Database(connection))


def _refuse_newer(connection: sqlite3.Connection, database: Path) -> None:
    """Refuse a database that holds migrations unknown to this program."""
    unknown = sorted(_applied(connection).difference(db.MIGRATIONS))
    if unknown:
        raise StoreNewer(
            f"{database}: made by a newer pactwatch (it has the migration {unknown[0]!r}). "
            "Update pactwatch; nothing was changed."
        )


def _renew_views(connection: sqlite3.Connection) -> None:
    """Views are made anew when their text changed, so that no old definition lives on."""
    text = VIEWS.read_text(encoding="utf-8")
    mark = int(hashlib.sha256(text.encode()).hexdigest()[:7], 16)
    if connection.execute("PRAGMA user_version").fetchone()[0] == mark:
        return
    connection.execute("BEGIN IMMEDIATE")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='view'").fetchall():
        connection.execute(f'DROP VIEW "{name}"')
    for statement in text.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version={mark}")
    connection.execute("COMMIT")


def in_words(error: sqlite3.Error, path: Path) -> StoreError:
    """A SQLite error as a sentence for an operator."""
    said = str(error)
    if "locked" in said or "busy" in said:
        return StoreLocked(
            f"{path}: the database is locked by another program for more than 15 s. Close it and try again."
        )
    if "full" in said:
        return StoreFull(f"{path}: the disk is full. Make room and start again; what was committed is kept.")
    if "not a database" in said:
        return StoreError(
            f"{path}: this file is no SQLite database. Move it away, or name another in [store] database."
        )
    if "malformed" in said:
        return StoreError(
            f"{path}: the database is damaged. Restore a backup; pactwatch doctor tells what can be read."
        )
    if "readonly" in said or "unable to open" in said:
        return StoreError(f"{path}: cannot be opened ({said}). Check that the folder exists and may be written to.")
    return StoreError(f"{path}: {said}")
