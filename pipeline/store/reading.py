"""What reading needs from the store and gives back: pending Captures, former Documents, new Versions and Changes."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.derived import derived
from pipeline.model import ChangeKind, Comparison, Document, Reason, Relevance, Weight
from pipeline.store.codec import edit_rows, to_json, to_text
from pipeline.store.documents import document_of, pack_version
from pipeline.store.observations import documents_observed
from pipeline.store.opening import Store
from pipeline.store.search import index_document
from pipeline.text.keys import fold_key


@dataclass(frozen=True, slots=True, kw_only=True)
class LastVersion:
    """A Page's last Version with the Documents that show it, oldest first (its own, then those of its Observations).

    documents: one, a new reading of the Version's Capture, where EXTRACTOR or the rules changed; () = it cannot be read.
    """

    version_id: int
    number: int
    rules_sha256: str
    capture_id: int
    documents: tuple[Document, ...]


WAITING = (
    "SELECT coalesce(c.listed, p.listed) AS listed, c.*, p.url AS page_url, p.language AS page_language,"
    " p.state AS page_state, p.baseline AS page_baseline, p.gone_since_at AS page_gone_since_at,"
    " p.gone_checks AS page_gone_checks, p.title AS page_title, p.relevant AS page_relevant,"
    " (SELECT count(*) FROM captures AS o WHERE o.page_id=c.page_id AND o.read_at IS NULL) AS page_waiting"
    " FROM captures AS c JOIN pages AS p ON p.page_id=c.page_id"
)
"""Captures as reading wants them, each with its Page's columns as page_*. page_waiting: how many wait of its Page."""


def pending_captures(store: Store, source_id: str) -> list[int]:
    """The ids of the Captures that wait to be read, oldest first."""
    rows = store.rows(
        "SELECT capture_id FROM captures WHERE source_id=? AND read_at IS NULL ORDER BY capture_id", (source_id,)
    )
    return [row[0] for row in rows]


def waiting_captures(store: Store, capture_ids: Iterable[int]) -> list[Any]:
    """Those of these Captures that wait to be read, oldest first, each with its Page's columns as page_*."""
    return store.rows(
        f"{WAITING} WHERE c.capture_id IN (SELECT value FROM json_each(?)) AND c.read_at IS NULL ORDER BY c.capture_id",
        (to_json(list(capture_ids)),),
    )


def waiting_second_looks(store: Store, page_ids: Iterable[int]) -> list[Any]:
    """The second looks at these Pages that wait to be read, as waiting_captures gives them."""
    return store.rows(
        f"{WAITING} WHERE c.page_id IN (SELECT value FROM json_each(?)) AND c.read_at IS NULL AND c.purpose<>'page'"
        " ORDER BY c.capture_id",
        (to_json(list(page_ids)),),
    )


def sources_with_pending(store: Store) -> list[str]:
    """The Sources that have Captures waiting."""
    return [row[0] for row in store.rows("SELECT DISTINCT source_id FROM captures WHERE read_at IS NULL")]


def note_attempts(store: Store, begun: Iterable[int], ended: Iterable[int]) -> None:
    """Count an attempt to read these Captures, committed before it is made; forget those of others that ended well."""
    with store.write_txn():
        store.execute_many("UPDATE captures SET read_attempts=0 WHERE capture_id=?", [(one,) for one in ended])
        store.execute_many(
            "UPDATE captures SET read_attempts=read_attempts+1 WHERE capture_id=?", [(one,) for one in begun]
        )


def capture_of_version(store: Store, version_id: int) -> Any:
    """The Capture of a Version with its Page's URL and language, as waiting_captures gives them."""
    return store.row(
        "SELECT coalesce(c.listed, p.listed) AS listed, c.*, p.url AS page_url, p.language AS page_language FROM versions AS v"
        " JOIN captures AS c ON c.capture_id=v.capture_id JOIN pages AS p ON p.page_id=v.page_id WHERE v.version_id=?",
        (version_id,),
    )


def last_version(store: Store, page_id: int) -> LastVersion | None:
    """A Page's last Version, None = it has none yet."""
    row = store.row("SELECT * FROM versions WHERE page_id=? ORDER BY number DESC LIMIT 1", (page_id,))
    if row is None:
        return None
    seen = documents_observed(store, row["version_id"], 2)
    return LastVersion(
        version_id=row["version_id"],
        number=row["number"],
        rules_sha256=row["rules_sha256"],
        capture_id=row["capture_id"],
        documents=(document_of(store, row["version_id"]), *seen),
    )


@derived
def content_mark(document: Document) -> str:
    """The sha256 of what a reader would read: equal for texts that differ in typography only."""
    words = [fold_key(line) for line in (document.title, *document.text.splitlines())]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def add_version(
    store: Store,
    *,
    page_id: int,
    number: int,
    reason: Reason,
    capture_id: int,
    document: Document,
    rules_sha256: str,
    knowledge: int,
    now: datetime,
) -> int:
    """Keep a Version; returns its id. Inside a transaction."""
    published, modified = document.published, document.modified
    base_id, packed = pack_version(store, page_id, document)
    made = store.execute(
        "INSERT INTO versions (page_id, number, reason, capture_id, extractor, knowledge, seen_at, title, lead, note, text,"
        " language, published_at, published_precision, published_text, modified_at, attachments, content_sha256,"
        " rules_sha256, low_confidence, base_id, document) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            page_id, number, reason, capture_id, document.extractor, knowledge, to_text(now), document.title,
            document.lead, document.note, document.text, document.language,
            published.shown if published else None, published.precision if published else None,
            published.literal if published else None, modified.shown if modified else None,
            to_json(document.attachments), content_mark(document), rules_sha256, document.low_confidence,
            base_id, packed,
        ),
    )  # fmt: skip
    store.execute(
        "UPDATE pages SET versions=?, title=?, language=coalesce(?, language), published_at=coalesce(?, published_at),"
        " published_precision=coalesce(?, published_precision) WHERE page_id=?",
        (
            number, document.title, document.language, published.shown if published else None,
            published.precision if published else None, page_id,
        ),
    )  # fmt: skip
    last = store.row("SELECT title, text FROM versions WHERE page_id=? AND number=?", (page_id, number - 1))
    index_document(store, page_id, document, (last["title"], last["text"]) if last else None)
    return int(made.lastrowid or 0)


def add_relevance(store: Store, page_id: int, version_id: int, relevance: Relevance, profile: str) -> None:
    """Keep why a Version is relevant, and show it on its Page. Inside a transaction."""
    store.execute(
        "INSERT OR REPLACE INTO relevance (version_id, profile, score, relevant, page_kind, areas, terms, rule, initiative,"
        " stage, stage_date) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            version_id, profile, relevance.score, relevance.relevant, relevance.page_kind, to_json(relevance.areas),
            to_json(relevance.terms), relevance.rule, relevance.initiative, relevance.stage, relevance.stage_date,
        ),
    )  # fmt: skip
    store.execute(
        "UPDATE pages SET relevance=?, relevant=?, areas=?, page_kind=? WHERE page_id=?",
        (relevance.score, relevance.relevant, to_json(relevance.areas), relevance.page_kind, page_id),
    )


def add_change(
    store: Store,
    *,
    source_id: str,
    page_id: int | None,
    kind: ChangeKind,
    weight: Weight,
    summary: str,
    now: datetime,
    not_before: str | None = None,
    baseline: bool = False,
    relevant: bool = False,
    reverts_to: int | None = None,
    from_version_id: int | None = None,
    to_version_id: int | None = None,
    comparison: Comparison | None = None,
    confidence: float | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Keep a Change with its Edits; returns its id. Inside a transaction."""
    made = store.execute(
        "INSERT INTO changes (page_id, source_id, kind, weight, baseline, silent, title_changed, reverts_to,"
        " from_version_id, to_version_id, found_at, not_before, summary, facts, confidence, relevant, detail)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            page_id, source_id, kind, weight, baseline, bool(comparison and comparison.silent),
            bool(comparison and comparison.title_changed), reverts_to, from_version_id, to_version_id, to_text(now),
            not_before, summary, to_json(comparison.facts if comparison else ()), confidence, relevant,
            to_json(detail or {}),
        ),
    )  # fmt: skip
    change_id = int(made.lastrowid or 0)
    if comparison is not None and comparison.edits:
        store.execute_many(
            "INSERT INTO edits (change_id, position, field, op, before, after) VALUES (?,?,?,?,?,?)",
            edit_rows(change_id, comparison.edits),
        )
    if kind is ChangeKind.EDITED and page_id is not None:
        store.execute("UPDATE pages SET edits=edits+1, last_changed_at=? WHERE page_id=?", (to_text(now), page_id))
    return change_id


def reverted_change(store: Store, page_id: int, mark: str, last_number: int) -> int | None:
    """The Change that is undone if a Page's text becomes one it had before its last Version; None = a new text."""
    found: int | None = store.value(
        "SELECT c.change_id FROM versions AS v JOIN changes AS c ON c.page_id=v.page_id AND c.from_version_id=v.version_id"
        " WHERE v.page_id=? AND v.content_sha256=? AND v.number<? AND c.kind='edited' ORDER BY v.number DESC LIMIT 1",
        (page_id, mark, last_number),
    )
    return found


def load_learned(store: Store, source_id: str) -> tuple[int, bytes] | None:
    """What was learned of a Source's pages (version, bytes), None = nothing yet."""
    row = store.row("SELECT version, learned FROM knowledge WHERE source_id=?", (source_id,))
    return None if row is None else (row["version"], row["learned"])


def save_learned(store: Store, source_id: str, version: int, learned: bytes) -> None:
    """Keep what was learned of a Source's pages. Inside a transaction."""
    store.execute(
        "INSERT OR REPLACE INTO knowledge (source_id, version, learned) VALUES (?,?,?)", (source_id, version, learned)
    )


def note_lie(store: Store, source_id: str, row: Any, former_capture_id: int) -> None:
    """A text changed behind an unchanged ETag: count it; twice, and the Source's validators are not believed any more."""
    former = store.value("SELECT headers FROM captures WHERE capture_id=?", (former_capture_id,))
    etag = dict(json.loads(row["headers"])).get("etag")
    if former is not None and etag is not None and dict(json.loads(former)).get("etag") == etag:
        store.execute(
            "UPDATE sources SET lied=lied+1, trusts_validators=CASE WHEN lied>=1 THEN 0 ELSE trusts_validators END"
            " WHERE source_id=?",
            (source_id,),
        )
