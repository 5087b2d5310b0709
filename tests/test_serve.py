"""Datasette over a database: every page answers, search finds both scripts, the ten queries run, nothing can be written."""

import asyncio
import json
import sqlite3
from urllib.parse import quote

import httpx
import lxml.html
import pytest

import db.schema
from commands.serve import START, make_datasette, read_queries
from pipeline.model import Document
from pipeline.store.opening import open_writer
from pipeline.store.search import index_document
from tests.test_search import TEXTS


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> object:
    folder = tmp_path_factory.mktemp("desk")
    with open_writer(folder / "pactwatch.db", folder / "raw.db") as store, store.write_txn():
        store.execute(
            "INSERT INTO sources (source_id, tier, side, home, time_zone, rules_sha256, added_at)"
            " VALUES ('s', 'official', 'hong-kong', 'https://a.example/', 'Asia/Hong_Kong', '', '2026-04-12T00:00:00Z')"
        )
        for page_id, (title, text) in TEXTS.items():
            store.execute(
                "INSERT INTO pages (page_id, source_id, url, title, found_at) VALUES (?, 's', ?, ?, '2026-04-12T00:00:00Z')",
                (page_id, f"https://a.example/{page_id}", title),
            )
            index_document(store, page_id, Document(title=title, text=text, language=None))
        store.execute(
            "INSERT INTO pages (page_id, source_id, url, listed, found_at) VALUES (9, 's', 'https://a.example/9', ?, '2026-04-12T00:00:00Z')",
            ("x" * 300,),
        )
    connection = sqlite3.connect(folder / "pactwatch.db")
    tables = db.schema.tables_of(connection)
    connection.close()
    return make_datasette(folder / "pactwatch.db", tables)


def get(app: object, path: str) -> httpx.Response:
    return asyncio.run(app.client.get(path))  # type: ignore[attr-defined]


def test_every_table_and_view_page_answers(app: object) -> None:
    tables = db.schema.tables_of(db.schema.make_empty())
    answers = {table: get(app, f"/pactwatch/{table}").status_code for table in tables if table != "page_search"}
    assert set(answers.values()) == {200}


@pytest.mark.parametrize(
    ("words", "pages"), [("channel", {1}), ("数据", {2, 3}), ("數據", {2, 3}), ("河", {2}), ("nothing here", set())]
)
def test_search_box_finds_both_scripts(app: object, words: str, pages: set[int]) -> None:
    answer = get(app, f"/pactwatch/pages.json?_search={quote(words)}&_shape=array")
    assert {row["page_id"] for row in answer.json()} == pages


@pytest.mark.parametrize("name", sorted(read_queries()))
def test_canned_query_runs(app: object, name: str) -> None:
    answer = get(app, f"/pactwatch/{name}.json?words={quote('數據')}&url=1&_shape=objects")
    assert answer.status_code == 200, answer.text
    assert json.loads(answer.text)["ok"] is True


def test_ten_queries_are_there() -> None:
    assert len(read_queries()) == 10


def test_pages_carry_words_language_and_guarding_headers(app: object) -> None:
    answer = get(app, "/pactwatch/pages")
    assert "One canonical URL of one Source in one language" in answer.text
    assert '<html lang="en">' in answer.text
    assert "/-/pactwatch/desk.css" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert get(app, "/-/pactwatch/desk.css").status_code == 200


@pytest.mark.parametrize(
    "sql",
    [
        "delete from pages",
        "insert into sources values (1)",
        "pragma journal_mode=delete",
        "attach 'x.db' as x",
        "select randomblob(900000000)",
    ],
)
def test_nothing_is_written_and_nothing_huge_is_made(app: object, sql: str) -> None:
    answer = get(app, f"/pactwatch.json?sql={quote(sql)}")
    assert answer.status_code == 400


def test_database_cannot_be_downloaded(app: object) -> None:
    assert get(app, "/pactwatch.db").status_code == 403


@pytest.mark.parametrize("path", ["/nowhere", "/pactwatch/nowhere", "/pactwatch/pages/99"])
def test_unknown_address_is_not_found_and_prints_no_traceback(
    app: object, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = get(app, path)
    assert (answer.status_code, 'href="/">home' in answer.text, "desk.css" in answer.text) == (404, True, True)
    assert capfd.readouterr().err == ""


def test_front_page_leads_to_search_questions_and_tables(app: object) -> None:
    front = lxml.html.fromstring(get(app, "/").text)
    front.make_links_absolute("http://localhost/")
    links = {str(link.get("href")).removeprefix("http://localhost") for link in front.iter("a")}
    assert front.xpath("//form/@action") == ["http://localhost/pactwatch/search"]
    assert {f"/pactwatch/{name}" for name in read_queries()} - links == {"/pactwatch/search"}
    assert {f"/pactwatch/{name}" for names in START.values() for name in names} <= links
    assert all(text.strip() for text in front.xpath("//dd/text()"))
    assert {get(app, link).status_code for link in links if link.startswith("/")} == {200}


def test_numbers_lead_to_their_rows_in_queries_and_views(app: object) -> None:
    for path in (f"/pactwatch/search?words={quote('數據')}", "/pactwatch?sql=select+page_id+from+pages"):
        assert '<a href="/desk/pages/2">2</a>' in get(app, path).text
    assert '<a href="/pactwatch/sources/s">s</a>' in get(app, "/pactwatch/pages").text


def test_a_long_cell_is_cut_in_the_table_and_whole_on_its_row(app: object) -> None:
    long = "x" * 300
    table, row = (get(app, path).text for path in ("/pactwatch/pages", "/pactwatch/pages/9"))
    assert long not in table
    assert long in row
