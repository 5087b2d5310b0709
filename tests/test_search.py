"""Search in English and Chinese of any length, either script finding both, on the SQLite that is there."""

import hashlib
from pathlib import Path

import pytest

from pipeline.model import Document
from pipeline.store.opening import Store, open_writer
from pipeline.store.search import fold_for_search, index_document, make_query, search_pages

TEXTS = {
    1: ("Hetao data channel opens", "The channel takes 30 institutions. Apply by 1 December."),
    2: ("河套數據通道接受申請", "首階段接受30間機構。數據跨境流動便利措施由數字政策辦公室公布。"),
    3: ("网信办发布个人信息出境办法", "数据跨境流动的便利化措施自2026年5月1日起施行。"),
    4: ("Weather: hot", 'A "quoted" word, AND an OR; NEAR the coast.'),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_writer(tmp_path / "a.db", tmp_path / "raw.db")
    with opened.write_txn():
        opened.execute(
            "INSERT INTO sources (source_id, tier, side, home, time_zone, rules_sha256, added_at)"
            " VALUES ('s', 'official', 'hong-kong', 'https://a.example/', 'Asia/Hong_Kong', '', '2026-04-12T00:00:00Z')"
        )
        for page_id, (title, text) in TEXTS.items():
            opened.execute(
                "INSERT INTO pages (page_id, source_id, url, title, found_at) VALUES (?, 's', ?, ?, '2026-04-12T00:00:00Z')",
                (page_id, f"https://a.example/{page_id}", title),
            )
            index_document(opened, page_id, Document(title=title, text=text, language=None))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("channel", {1}),
        ("CHANNEL hetao", {1}),
        ("数据", {2, 3}),
        ("數據", {2, 3}),
        ("數據跨境流動", {2, 3}),
        ("据跨", {2, 3}),
        ("河", {2}),
        ("道", {2}),
        ("30間", {2}),
        ("数据流动", set()),
        ('"data channel"', {1}),
        ('"channel data"', set()),
        ("AND", {4}),
        ('quoted"', {4}),
        ("title:weather", set()),
        ("NEAR(", {4}),
        ("*", set()),
        ("", set()),
        ("-hot", {4}),
    ],
)
def test_words_find_their_pages(store: Store, words: str, found: set[int]) -> None:
    assert {page["page_id"] for page in search_pages(store, words)} == found


def test_query_is_never_syntax() -> None:
    assert make_query('a" OR "b') == '"a" "OR" "b"'


def test_page_is_found_by_its_present_text_alone(store: Store) -> None:
    with store.write_txn():
        for page_id, before in TEXTS.items():
            index_document(store, page_id, Document(title="Title", text="Something else", language=None), before)
        store.execute("INSERT INTO page_search (page_search) VALUES ('integrity-check')")
    assert search_pages(store, "channel") == search_pages(store, "數據") == []
    assert {page["page_id"] for page in search_pages(store, "something")} == TEXTS.keys()


def test_folding_is_the_one_that_made_the_indexes_there_are() -> None:
    """A word is taken out as it was put in: if this fails, the next migration must make page_search anew."""
    every = "".join(map(chr, range(0x20, 0x30000)))
    text = every.encode("utf-8", "ignore").decode() + " 數據跨境，流動 data-flow 30間x"
    assert hashlib.sha256(fold_for_search(text).encode()).hexdigest()[:16] == "786999f774769746"
