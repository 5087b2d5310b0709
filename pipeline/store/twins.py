"""What findings about Twins are made of: pairs with new Versions, edits that were not followed."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from pipeline.store.codec import to_text
from pipeline.store.opening import Store

_PAIR = (
    "SELECT w.page_id AS one_page, w.twin_id AS other_page, a.source_id, a.language AS one_language, b.language AS other_language,"
    " v.version_id AS one_version, x.version_id AS other_version,"
    " v.published_at AS one_published, x.published_at AS other_published, max(a.relevant, b.relevant) AS relevant,"
    " min(a.baseline, b.baseline, v.number=1, x.number=1) AS baseline, a.found_at"
    " FROM twins AS w JOIN pages AS a ON a.page_id=w.page_id"
    " JOIN pages AS b ON b.page_id=w.twin_id JOIN versions AS v ON v.page_id=a.page_id AND v.number=a.versions"
    " JOIN versions AS x ON x.page_id=b.page_id AND x.number=b.versions"
    " WHERE (a.language LIKE 'en%') <> (b.language LIKE 'en%') AND (a.relevant=1 OR b.relevant=1)"
)


def twins_seen_since(store: Store, version_ids: Collection[int]) -> list[Any]:
    """English and Chinese Twins about the topic of which one's last Version is among these."""
    pairs: dict[tuple[int, int], Any] = {}
    for version_id in sorted(version_ids):
        page_id = store.value("SELECT page_id FROM versions WHERE version_id=?", (version_id,))
        for column in ("w.page_id", "w.twin_id"):
            for row in store.rows(f"{_PAIR} AND {column}=?", (page_id,)):
                pairs[row["one_page"], row["other_page"]] = row
    return [pairs[pair] for pair in sorted(pairs)]


def told_conflicts(store: Store, one: int, other: int) -> set[str]:
    """The facts, as JSON, on which two Pages were told to disagree before."""
    rows = store.rows(
        "SELECT f.value FROM changes AS c, json_each(c.detail, '$.facts') AS f WHERE c.kind='twin_conflict' AND c.page_id IN (?,?)"
        " AND json_extract(c.detail, '$.pages[0]')=? AND json_extract(c.detail, '$.pages[1]')=?",
        (one, other, one, other),
    )
    return {row[0] for row in rows}


def unfollowed_edits(store: Store, before: datetime, patience: timedelta) -> list[Any]:
    """Edits of relevant Pages up to a time, of which the Twin was looked at that much later and has none near them."""
    return store.rows(
        "SELECT c.*, a.language, b.language AS twin_language, b.page_id AS twin_id FROM changes AS c INDEXED BY changes_by_found"
        " CROSS JOIN pages AS b ON b.page_id IN (SELECT twin_id FROM twins WHERE page_id=c.page_id"
        "  UNION ALL SELECT page_id FROM twins WHERE twin_id=c.page_id) JOIN pages AS a ON a.page_id=c.page_id"
        " WHERE c.kind='edited' AND c.weight<>'cosmetic' AND c.relevant=1 AND c.found_at<=:before AND c.found_at>=:first"
        " AND b.state='live' AND b.failures=0 AND b.last_checked_at>=strftime('%Y-%m-%dT%H:%M:%SZ', c.found_at, :patience)"
        " AND NOT EXISTS (SELECT 1 FROM changes AS t WHERE t.page_id=b.page_id AND t.kind='edited' AND t.weight<>'cosmetic'"
        "  AND t.found_at>=strftime('%Y-%m-%dT%H:%M:%SZ', c.found_at, :earlier))"
        " AND NOT EXISTS (SELECT 1 FROM changes AS t WHERE t.page_id=c.page_id AND t.kind='twin_stale'"
        "  AND json_extract(t.detail, '$.edit')=c.change_id) ORDER BY c.change_id",
        {
            "before": to_text(before),
            "first": to_text(before - 14 * patience),
            "patience": f"+{int(patience.total_seconds())} seconds",
            "earlier": f"-{int(patience.total_seconds())} seconds",
        },
    )
