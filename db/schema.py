"""The database in words: descriptions.toml read, checked against the tables, and written as SCHEMA.md and metadata."""

import sqlite3
import tomllib
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
INTERNAL = ("sqlite_", "_sqlite_", "page_search_")

Words = Mapping[str, Mapping[str, str]]


def read_words() -> Words:
    """table or view -> column -> sentence; '_' is the table's own."""
    return tomllib.loads((HERE / "descriptions.toml").read_text(encoding="utf-8"))


def tables_of(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Every table and view with its columns, tables first, in the order in which they were made."""
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table','view') ORDER BY type='view', rowid"
    )
    names = [name for (name,) in rows if not name.startswith(INTERNAL)]
    return {name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')] for name in names}


def describe(words: Words, table: str, column: str) -> str | None:
    """The sentence for a column: its own, or the one that holds everywhere; None = nobody wrote one."""
    return words.get(table, {}).get(column) or words["about"].get(column)


def write_schema(connection: sqlite3.Connection) -> str:
    """SCHEMA.md: every table and view with a sentence for each column."""
    words = read_words()
    lines = [
        "# The database in words",
        "",
        "Generated from db/descriptions.toml by `python -m db.schema > db/SCHEMA.md`; a test checks that it is current.",
        "Times named *_at are UTC, ISO 8601, to the second. Views are for reading; ids never change their meaning.",
    ]
    for table, columns in tables_of(connection).items():
        lines += ["", f"## {table}", words.get(table, {}).get("_", ""), "", "| column | what it is |", "|---|---|"]
        lines += [f"| {column} | {describe(words, table, column) or ''} |" for column in columns]
    return "\n".join(lines) + "\n"


def make_empty() -> sqlite3.Connection:
    """An empty database of today's shape, in memory."""
    import sqlite_utils

    from db.migrations import migrations

    made = sqlite_utils.Database(memory=True)
    migrations.apply(made)
    made.conn.executescript((HERE / "views.sql").read_text(encoding="utf-8"))
    return made.conn


if __name__ == "__main__":
    import sys

    sys.stdout.write(write_schema(make_empty()))
