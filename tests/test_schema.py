"""The database in words: a sentence for every table, column and view, and no word for what is not there."""

from db.schema import HERE, describe, make_empty, read_words, tables_of, write_schema

PROMISED = {
    "sources", "listings", "pages", "page_urls", "captures", "versions", "changes", "edits", "relevance", "stories",
    "story_pages", "initiatives", "initiative_events", "digests", "deliveries", "runs", "alarms", "announcements",
    "initiatives_now", "changes_recent", "pages_relevant", "source_health",
}  # fmt: skip


def test_every_table_and_column_has_its_sentence() -> None:
    words = read_words()
    silent = [
        f"{table}.{column}"
        for table, columns in tables_of(make_empty()).items()
        for column in ("_", *columns)
        if not (describe(words, table, column) or "").endswith((".", "..."))
    ]
    assert silent == []


def test_no_word_is_said_of_what_is_not_there() -> None:
    tables = tables_of(make_empty())
    lost = [
        f"{table}.{column}"
        for table, columns in read_words().items()
        if table != "about"
        for column in columns
        if column != "_" and column not in tables.get(table, ())
    ]
    assert lost == []


def test_promised_tables_and_views_are_there() -> None:
    assert set(tables_of(make_empty())) >= PROMISED


def test_schema_md_is_current() -> None:
    assert (HERE / "SCHEMA.md").read_text(encoding="utf-8") == write_schema(make_empty())


def test_tables_are_strict() -> None:
    made = make_empty()
    strict = {row[1]: row[5] for row in made.execute("PRAGMA table_list") if row[2] == "table" and row[0] == "main"}
    loose = {name for name, flag in strict.items() if not flag and not name.startswith(("sqlite_", "_sqlite"))}
    assert loose == set()


def test_views_give_rows_of_their_columns() -> None:
    made = make_empty()
    for view in ("announcements", "initiatives_now", "changes_recent", "pages_relevant", "source_health"):
        assert made.execute(f"SELECT * FROM {view}").fetchall() == []
