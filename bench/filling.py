"""Fills a store with years of history at once: rows of every table that grows, straight into the tables, in one transaction.

What is put in is what reading real-sized made-up pages gave, under other addresses, PER_DAY new Pages a day back from the start.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import msgspec

from bench.stores import SOURCE, START
from pipeline.meaning.traits import Traits
from pipeline.store.codec import to_text
from pipeline.store.opening import Store
from pipeline.store.search import fold_for_search

PAGE_VERSIONS = 3
PER_DAY = 100
RELEVANT_ONE_IN = 10
BODY = bytes(range(256)) * 4
"""Stands for a packed body of a kilobyte: what a body costs does not depend on how many there are, its key does."""

_COLUMNS = {
    "pages": "page_id, source_id, url, title, language, found_at, relevant, relevance, versions, edits, checks, story_id,"
    " next_check_at, body_sha256",
    "page_urls": "url, page_id, reason, seen_at",
    "checks": "page_id, state, first_at, last_at, times, rung",
    "captures": "capture_id, capture_key, source_id, page_id, purpose, url, status, headers, media_type, body_sha256, fetched_at,"
    " read_at, outcome, shows_version",
    "versions": "version_id, page_id, number, reason, capture_id, extractor, seen_at, title, text, language, content_sha256,"
    " rules_sha256, document, joined_at",
    "relevance": "version_id, profile, score, relevant, page_kind, areas, terms, rule",
    "changes": "change_id, page_id, source_id, kind, weight, from_version_id, to_version_id, found_at, summary, relevant",
    "edits": "change_id, position, field, op, before, after",
    "traits": "page_id, key, version_id, day, joined_on, traits",
    "stories": "story_id, key, title, lead_page_id, first_seen_at",
    "story_pages": "story_id, page_id, rule, joined_at",
    "page_search": "rowid, title, body",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A Page that was read, to be put in many times. traits: None = it is not about the topic."""

    version: Any
    words: tuple[str, str]
    traits: Traits | None


def models_of(store: Store) -> list[Model]:
    """What the first Pages of this store, read before, were made of."""
    models = []
    rows = store.rows("SELECT v.*, p.relevant AS relevant FROM versions AS v JOIN pages AS p USING (page_id)")
    for version in rows:
        words = fold_for_search(version["title"]), fold_for_search(version["text"])
        traits = store.value("SELECT traits FROM traits WHERE page_id=?", (version["page_id"],))
        known = msgspec.msgpack.decode(traits, type=Traits) if version["relevant"] and traits is not None else None
        models.append(Model(version=version, words=words, traits=known))
    return models


def fill(store: Store, versions: int, models: Sequence[Model]) -> None:
    """Make the store hold so many Versions, PAGE_VERSIONS a Page."""
    have = store.value("SELECT count(*) FROM versions")
    next_id = {name: 1 + (store.value(f"SELECT max({key}) FROM {name}") or 0) for name, key in _KEYS.items()}
    first = max(next_id["pages"], 10_000_000)
    plain = [model for model in models if model.traits is None]
    about = [model for model in models if model.traits is not None]
    maker = _Maker(next_id, random.Random(have))
    for connection in (store.connection, store.raw):
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=OFF")  # a Story names its Page and the Page its Story
    store.raw.execute("BEGIN")
    with store.write_txn():
        for place in range(max(0, versions - have) // PAGE_VERSIONS):
            one = about[place % len(about)] if place % RELEVANT_ONE_IN == 0 else plain[place % len(plain)]
            marks = maker.add(one, first + place, START - timedelta(days=1 + place // PER_DAY))
            store.raw.executemany("INSERT INTO bodies VALUES (?,?,?)", [(mark, len(BODY), BODY) for mark in marks])
            if place % 2_000 == 1_999:
                _write(store, maker.take())
        _write(store, maker.take())
    store.raw.execute("COMMIT")
    for connection in (store.connection, store.raw):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
    assert not store.rows("PRAGMA foreign_key_check")
    store.connection.execute("PRAGMA optimize")


_KEYS = {
    "pages": "page_id",
    "captures": "capture_id",
    "versions": "version_id",
    "changes": "change_id",
    "stories": "story_id",
}


def _write(store: Store, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    for name, columns in _COLUMNS.items():
        marks = ",".join("?" * len(columns.split(",")))
        store.execute_many(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows[name])


class _Maker:
    """Makes the rows of Pages, table by table."""

    def __init__(self, next_id: dict[str, int], chance: random.Random) -> None:
        self._next, self._chance = next_id, chance
        self._rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _COLUMNS}

    def take(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows made since the last time."""
        made, self._rows = self._rows, {name: [] for name in _COLUMNS}
        return made

    def add(self, model: Model, page_id: int, found: Any) -> list[str]:
        """The rows of one Page; returns the hashes of its bodies."""
        rows, at, relevant = self._rows, to_text(found), model.traits is not None
        url, title = f"https://bench.example/filled/{page_id}", f"{model.version['title']} {page_id}"
        story = self._id("stories") if model.traits is not None else None
        marks = [f"{self._chance.getrandbits(256):064x}" for _ in range(PAGE_VERSIONS)]
        versions = [self._add_version(model, page_id, number, mark, url, at) for number, mark in enumerate(marks, 1)]
        again = to_text(START + timedelta(days=1 + page_id % 300))
        rows["pages"].append((
            page_id, SOURCE.id, url, title, model.version["language"], at, relevant, float(relevant), PAGE_VERSIONS,
            PAGE_VERSIONS - 1, 9, story, again, marks[-1],
        ))  # fmt: skip
        rows["page_urls"].append((url, page_id, "listed", at))
        rows["checks"].append((page_id, "live", at, at, 5, "same_bytes"))
        rows["page_search"].append((page_id, model.words[0], f"word{page_id % 50_000} {model.words[1][:600]}"))
        if model.traits is not None and story is not None:
            traits = msgspec.msgpack.encode(replace(model.traits, key=url, day=found.date(), at=None, found_at=found))
            rows["traits"].append(
                (page_id, url, versions[-1], found.date().isoformat(), found.date().isoformat(), traits)
            )
            rows["stories"].append((story, url, title, page_id, at))
            rows["story_pages"].append((story, page_id, "own", at))
        return marks

    def _add_version(self, model: Model, page_id: int, number: int, mark: str, url: str, at: str) -> int:
        rows, row = self._rows, model.version
        capture, version, change = (self._id(name) for name in ("captures", "versions", "changes"))
        rows["captures"].append((
            capture, f"filled-{page_id}-{number}", SOURCE.id, page_id, "page", url, 200, "[]", "text/html", mark, at, at, "ok", 1,
        ))  # fmt: skip
        rows["versions"].append((
            version, page_id, number, "content" if number > 1 else "first", capture, row["extractor"], at, row["title"],
            row["text"][:1_500], row["language"], mark, row["rules_sha256"], row["document"], at,
        ))  # fmt: skip
        rows["relevance"].append((
            version, "hk-mainland-digital-economy", 0.0, model.traits is not None, "news", "[]", "[]", "",
        ))  # fmt: skip
        rows["changes"].append((
            change, page_id, SOURCE.id, "edited" if number > 1 else "appeared", "minor", version - 1 if number > 1 else None, version, at,
            "a sentence added", model.traits is not None,
        ))  # fmt: skip
        if number > 1:
            rows["edits"].append((change, 0, "text", "insert", "", row["text"][:120]))
        return version

    def _id(self, name: str) -> int:
        self._next[name] += 1
        return self._next[name] - 1
