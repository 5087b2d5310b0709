"""Findings as people ask for them: Changes with their Pages, Edits and Evidence, by monotonic change_id."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.model import ChangeKind, Edit, Field, Op, PageKind, Tier, Weight
from pipeline.store.codec import facts_from_json, terms_from_json, to_text, to_time, to_time_or_none
from pipeline.store.opening import Store
from pipeline.store.sources import names_of
from pipeline.telling.finding import Finding

_COLUMNS = (
    "SELECT c.*, p.url AS page_url, p.language AS language, p.title AS page_title, p.areas AS areas, p.relevance AS score,"
    " p.page_kind AS page_kind, p.story_id AS story_id, s.tier AS tier, s.home AS home, s.name_en, s.name_zh_hant,"
    " s.name_zh_hans, f.number AS from_number, t.number AS to_number, t.title AS to_title, t.published_at, t.published_precision,"
    " r.rule AS rule, u.found_at AS reverted_at FROM changes AS c JOIN sources AS s ON s.source_id=c.source_id"
    " LEFT JOIN pages AS p ON p.page_id=c.page_id"
    " LEFT JOIN versions AS f ON f.version_id=c.from_version_id LEFT JOIN versions AS t ON t.version_id=c.to_version_id"
    " LEFT JOIN relevance AS r ON r.version_id=c.to_version_id LEFT JOIN changes AS u ON u.change_id=c.reverts_to"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which findings are asked for. told: leave out cosmetic ones, baselines' non-relevant Pages and all not relevant."""

    after_id: int = 0
    since: datetime | None = None
    until: datetime | None = None
    kinds: Sequence[str] = ()
    weights: Sequence[str] = ()
    areas: Sequence[str] = ()
    sources: Sequence[str] = ()
    page_id: int | None = None
    everything: bool = False
    baseline: bool = True
    limit: int = -1


def find_changes(store: Store, wish: Wish) -> list[Finding]:
    """Findings in the order in which they were made."""
    conditions, values = _conditions(wish)
    rows = store.rows(
        f"{_COLUMNS} WHERE {' AND '.join(conditions)} ORDER BY c.change_id LIMIT ?", (*values, wish.limit)
    )
    return [_finding(store, row) for row in rows]


def _conditions(wish: Wish) -> tuple[list[str], list[Any]]:
    conditions: list[str] = ["c.change_id > ?"]
    values: list[Any] = [wish.after_id]
    for column, sign, moment in (("c.found_at", ">=", wish.since), ("c.found_at", "<=", wish.until)):
        if moment is not None:
            conditions.append(f"{column} {sign} ?")
            values.append(to_text(moment))
    for column, chosen in (("c.kind", wish.kinds), ("c.weight", wish.weights), ("c.source_id", wish.sources)):
        if chosen:
            conditions.append(f"{column} IN ({','.join('?' * len(chosen))})")
            values.extend(chosen)
    if wish.areas:
        marks = ",".join("?" * len(wish.areas))
        conditions.append(f"EXISTS (SELECT 1 FROM json_each(p.areas) WHERE value IN ({marks}))")
        values.extend(wish.areas)
    if wish.page_id is not None:
        conditions.append("c.page_id = ?")
        values.append(wish.page_id)
    if not wish.everything:
        conditions.append("c.relevant = 1 AND c.weight <> 'cosmetic'")
    if not wish.baseline:
        conditions.append("c.baseline = 0")
    return conditions, values


def _finding(store: Store, row: Any) -> Finding:
    detail = json.loads(row["detail"])
    edits = store.rows("SELECT * FROM edits WHERE change_id=? ORDER BY position", (row["change_id"],))
    quote = _quote(store, row["to_version_id"])
    return Finding(
        change_id=row["change_id"],
        found_at=to_time(row["found_at"]),
        not_before=to_time_or_none(row["not_before"]),
        kind=ChangeKind(row["kind"]),
        weight=Weight(row["weight"]),
        baseline=bool(row["baseline"]),
        silent=bool(row["silent"]),
        title_changed=bool(row["title_changed"]),
        reverts_to=row["reverts_to"],
        facts=facts_from_json(row["facts"]),
        summary=row["summary"],
        edits=tuple(
            Edit(field=Field(one["field"]), op=Op(one["op"]), before=one["before"], after=one["after"]) for one in edits
        ),
        page_id=row["page_id"],
        page_url=row["page_url"] or row["home"],
        source_id=row["source_id"],
        source_names=names_of(row),
        tier=Tier(row["tier"]),
        language=row["language"],
        title=row["to_title"] or row["page_title"] or row["summary"],
        areas=tuple(json.loads(row["areas"] or "[]")),
        score=row["score"],
        relevant=bool(row["relevant"]),
        page_kind=PageKind(row["page_kind"]) if row["page_kind"] else None,
        rule=row["rule"],
        published_shown=row["published_at"],
        published_precision=row["published_precision"],
        quote=quote[0] if quote else None,
        quote_start=quote[1] if quote else None,
        quote_end=quote[2] if quote else None,
        from_version=row["from_number"],
        to_version=row["to_number"],
        to_version_id=row["to_version_id"],
        story_id=row["story_id"],
        gone_since=to_time_or_none(detail.get("gone_since")),
        gone_status=detail.get("status"),
        gone_checks=detail.get("gone_checks"),
        moved_from=detail.get("from"),
        reverted_at=to_time_or_none(row["reverted_at"]),
        confidence=row["confidence"],
    )


def _quote(store: Store, version_id: int | None) -> tuple[str, int, int] | None:
    """The sentence of a Version that holds most of what made it relevant, with its offsets in the text."""
    row = store.row(
        "SELECT v.text, r.terms FROM versions AS v JOIN relevance AS r ON r.version_id=v.version_id WHERE v.version_id=?",
        (version_id,),
    )
    return None if row is None else choose_quote(row["text"], row["terms"])


_EARLY, _LATEST = 0.75, 0.1
"""A sentence is worth so much of the one before it as a quote, the last ones still a little."""


def choose_quote(text: str, terms_json: str) -> tuple[str, int, int] | None:
    """The sentence with the most distinct concepts in it, an early one before a late one; None = the text has none.

    A publisher says the news first; at the end stands what is told every time.
    """
    from pipeline.text.keys import split_sentences

    terms = [term for term in terms_from_json(terms_json) if term.field != "title"]
    best: tuple[float, int, int] | None = None
    for number, (start, end) in enumerate(_sentence_spans(text, split_sentences)):
        concepts = {term.concept for term in terms if start <= term.start and term.end <= end}
        worth = len(concepts) * max(_EARLY**number, _LATEST)
        if concepts and (best is None or worth > best[0]):
            best = (worth, start, end)
    return None if best is None else (text[best[1] : best[2]], best[1], best[2])


def _sentence_spans(text: str, split: Any) -> list[tuple[int, int]]:
    spans, place = [], 0
    for line in text.splitlines(keepends=True):
        inner = place
        for sentence in split(line.rstrip("\n")):
            start = text.find(sentence, inner)
            if start >= 0 and sentence.strip():
                spans.append((start, start + len(sentence)))
                inner = start + len(sentence)
        place += len(line)
    return spans


def as_public(finding: Finding) -> dict[str, Any]:
    """A finding with the keys of `changes --format json`, to the letter."""
    return {
        "change_id": finding.change_id,
        "found_at": to_text(finding.found_at),
        "not_before": None if finding.not_before is None else to_text(finding.not_before),
        "kind": finding.kind,
        "weight": finding.weight,
        "baseline": finding.baseline,
        "silent": finding.silent,
        "title_changed": finding.title_changed,
        "reverts_to": finding.reverts_to,
        "facts": [{"type": fact.type, "before": fact.before, "after": fact.after} for fact in finding.facts],
        "summary": finding.summary,
        "page_id": finding.page_id,
        "page_url": finding.page_url,
        "source": finding.source_id,
        "tier": finding.tier,
        "language": finding.language,
        "title": finding.title,
        "areas": list(finding.areas),
        "relevance": finding.score,
        "story_id": finding.story_id,
        "from_version": finding.from_version,
        "to_version": finding.to_version,
        "page_kind": finding.page_kind,
        "relevant": finding.relevant,
        "confidence": finding.confidence,
    }
