"""Backup while a tick may be running, and what can be wrong with the files."""

import os
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store.opening import Store, open_reader


def back_up(database: Path, raw: Path, folder: Path) -> list[Path]:
    """Copy both files into a folder: the main one first, so that every body it names is in the other.

    Each is written under a temporary name and then renamed: a copy that is there is whole.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be made a folder: {error.strerror}. Name another.") from None
    made = []
    with open_reader(database, raw) as store:
        for connection, name in ((store.connection, database.name), (store.raw, raw.name)):
            target, growing = folder / name, folder / f".{name}.part"
            if target.exists():
                raise StoreError(f"{target}: is there already. Name an empty folder, or move it away.")
            growing.unlink(missing_ok=True)
            connection.execute("VACUUM INTO ?", (str(growing),))
            os.replace(growing, target)
            made.append(target)
    return made


def find_damage(store: Store) -> list[str]:
    """What is wrong with the files, in words; empty = all well."""
    found = [f"{store.path.name}: {row[0]}" for row in store.rows("PRAGMA quick_check") if row[0] != "ok"]
    for table, rowid, parent, _ in store.rows("PRAGMA foreign_key_check"):
        found.append(f"{store.path.name}: row {rowid} of {table} names a row of {parent} that is not there")
    kept = {row[0] for row in store.raw.execute("SELECT sha256 FROM bodies")}
    named = store.rows("SELECT DISTINCT body_sha256 FROM captures WHERE body_sha256 IS NOT NULL")
    missing = sum(row[0] not in kept for row in named)
    if missing:
        found.append(f"{missing} bodies are missing in the raw file: restore both files from one backup")
    return found
