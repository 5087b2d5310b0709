"""Full-text search in any stock SQLite: Han runs as overlapping bigrams, folded to Simplified; one function makes the query."""

import re
from typing import Any

from pipeline.derived import derived
from pipeline.model import Document
from pipeline.store.opening import Store
from pipeline.text.variants import SIMPLIFIED, TRADITIONAL

_FOLD = str.maketrans(TRADITIONAL, SIMPLIFIED)
_RUN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)")
_WORD = re.compile(r'"([^"]*)"|(\S+)')


def fold_for_search(text: str) -> str:
    """The text as the index holds it: Han runs split into bigrams (a lone character stands alone), the rest as it is."""
    folded = text.translate(_FOLD)
    return _RUN.sub(lambda run: f" {_bigrams(run[1], whole=True)} ", folded)


def _bigrams(run: str, *, whole: bool) -> str:
    """The overlapping bigrams of a Han run; in the index the last character too, so that one character is found by prefix."""
    pairs = [run[place : place + 2] for place in range(len(run) - 1)]
    return " ".join([*pairs, run[-1]] if whole or len(run) == 1 else pairs)


def make_query(words: str) -> str:
    """An FTS5 query for what a person typed: every word must occur; a Han run is a phrase, and so is "...".

    Nothing typed is ever taken for FTS5 syntax. '' when there is nothing to look for.
    """
    terms = []
    for quoted, plain in _WORD.findall(words):
        for part in _RUN.split((quoted or plain).translate(_FOLD)):
            if _RUN.fullmatch(part):
                terms.append(f'"{_bigrams(part, whole=False)}"' + ("*" if len(part) == 1 else ""))
            elif re.search(r"\w", part):
                terms.append(f'"{part.replace(chr(34), " ").strip()}"')
    return " ".join(terms)


@derived
def indexed_words(document: Document) -> tuple[str, str]:
    """Title and text of a Document as the index holds them."""
    return fold_for_search(document.title), fold_for_search(document.text)


def index_document(store: Store, page_id: int, document: Document, before: tuple[str, str] | None = None) -> None:
    """Put what a Page says now into the index. Inside a transaction.

    before: title and text of it that the index holds, None = none. The index keeps no texts of its own (a sixth of the
    database), so it must be told word for word what to take out.
    """
    if before is not None:
        store.execute(
            "INSERT INTO page_search (page_search, rowid, title, body) VALUES ('delete', ?, ?, ?)",
            (page_id, *map(fold_for_search, before)),
        )
    store.execute("INSERT INTO page_search (rowid, title, body) VALUES (?,?,?)", (page_id, *indexed_words(document)))


MERGED = 64
"""At most so many pages of the index file are written to tidy it: its size must not make a tick longer."""


def tidy_index(store: Store) -> None:
    """Take out of the index, a little at a time, what Pages said before."""
    with store.write_txn():
        store.execute("INSERT INTO page_search (page_search, rank) VALUES ('merge', ?)", (MERGED,))


def search_pages(store: Store, words: str, *, limit: int = 20) -> list[dict[str, Any]]:
    """Pages whose present text holds all the words, best first; English and Chinese of any length, both scripts."""
    query = make_query(words)
    if not query:
        return []
    rows = store.rows(
        "SELECT p.page_id, p.url, p.source_id AS source, p.language, p.title, p.published_at, p.found_at, p.relevance,"
        " p.state, (SELECT v.text FROM versions AS v WHERE v.page_id=p.page_id ORDER BY v.number DESC LIMIT 1) AS text"
        " FROM page_search AS f JOIN pages AS p ON p.page_id=f.rowid WHERE page_search MATCH ?"
        " ORDER BY bm25(page_search, 5.0, 1.0), p.page_id DESC LIMIT ?",
        (query, limit),
    )
    found = [dict(row) for row in rows]
    for page in found:
        page["snippet"] = snippet_of(page.pop("text") or "", words)
    return found


def snippet_of(text: str, words: str, *, width: int = 160) -> str:
    """The part of a text around the first word of the query, in the publisher's characters."""
    folded = text.translate(_FOLD).casefold()
    sought = [(quoted or plain).translate(_FOLD).casefold() for quoted, plain in _WORD.findall(words)]
    places = [place for word in sought if (place := folded.find(word)) >= 0]
    start = max(0, min(places, default=0) - width // 3)
    cut = " ".join(text[start : start + width].split())
    return f"{'… ' if start else ''}{cut}{' …' if start + width < len(text) else ''}"
