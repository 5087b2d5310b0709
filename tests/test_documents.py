"""How Documents of Versions are kept: near to what is there already, and whole again when they are asked for."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.model import Block, Document, Piece, Reason
from pipeline.store.documents import document_of
from pipeline.store.opening import Store, open_writer
from pipeline.store.reading import add_version
from tests.test_opening import add_source
from tests.ticks import START

MENU = tuple(
    Block(path=f">nav>ul>li.entry-{place}[nav]", pieces=(Piece(text=f"Entry {place} of a long menu", linked=True),), zone="nav", link_share=1.0)
    for place in range(60)
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_writer(tmp_path / "pactwatch.db", tmp_path / "raw.db")
    with store.write_txn():
        for source in ("a", "b"):
            add_source(store, source)
        for page_id, source in ((1, "a"), (2, "a"), (3, "b"), (4, "a")):
            values = (page_id, f"https://{source}.example/{page_id}", source, f"2026-04-12T00:00:0{page_id}Z")
            store.execute("INSERT INTO pages (page_id, url, source_id, found_at) VALUES (?,?,?,?)", values)
            store.execute(
                "INSERT INTO captures (capture_id, capture_key, source_id, page_id, purpose, url, status, headers, media_type,"
                " fetched_at) VALUES (?,?,?,?,'page','',200,'[]','text/html','2026-04-12T00:00:00Z')",
                (page_id, str(page_id), source, page_id),
            )
    return store


def page(words: str) -> Document:
    text = f"The office said that {words} would go on as planned, and that firms may apply."
    return Document(
        title=words,
        text=text,
        language="en",
        blocks=(*MENU, Block(path=">main>p", pieces=(Piece(text=text),))),
    )


def keep(store: Store, page_id: int, document: Document, number: int = 1) -> int:
    with store.write_txn():
        return add_version(
            store, page_id=page_id, number=number, reason=Reason.CONTENT, capture_id=page_id, document=document,
            rules_sha256="", knowledge=0, now=START,
        )  # fmt: skip


def kept(store: Store, version_id: int) -> tuple[int | None, int]:
    row = store.row("SELECT base_id, length(document) AS size FROM versions WHERE version_id=?", (version_id,))
    assert row is not None
    return row["base_id"], row["size"]


def test_document_is_kept_near_to_another_of_its_source(store: Store) -> None:
    said = [page(f"the {what} works") for what in ("harbour", "tunnel", "railway")]
    first, second, other = (keep(store, page_id, document) for page_id, document in zip((1, 2, 3), said, strict=True))
    edited = keep(store, 1, page("the harbour works of May"), number=2)
    bases = {one: kept(store, one)[0] for one in (first, second, other, edited)}
    assert bases == {first: None, second: first, other: None, edited: first}
    assert max(kept(store, one)[1] for one in (second, edited)) < 0.5 * kept(store, first)[1]
    assert [document_of(store, one) for one in (first, second, other)] == said


def test_document_of_another_template_stands_by_itself_and_others_are_near_to_it(store: Store) -> None:
    plain = replace(
        page("the depot"),
        blocks=tuple(
            Block(path=f">div.r{n}", pieces=(Piece(text=sha256(str(n).encode()).hexdigest()),)) for n in range(60)
        ),
    )
    first = keep(store, 1, page("the harbour works"))
    second = keep(store, 2, plain)
    third = keep(store, 4, replace(plain, title="the other depot"))
    assert [kept(store, one)[0] for one in (first, second, third)] == [None, None, second]
    assert document_of(store, third).title == "the other depot"
