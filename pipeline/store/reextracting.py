"""What reading stored Captures anew needs from the store: last Versions that were made by other rules or another EXTRACTOR."""

from typing import Any

from pipeline.store.opening import Store


def outdated_versions(store: Store, source_id: str, mark: str, after: int, limit: int) -> list[Any]:
    """Last Versions of a Source's Pages whose rules_sha256 is not `mark`, by page_id after one, with their Capture and Page."""
    return store.rows(
        "SELECT coalesce(c.listed, p.listed) AS listed, c.*, p.page_id AS page_id,"
        " p.url AS page_url, p.language AS page_language, v.version_id, v.number, v.seen_at,"
        " v.knowledge FROM pages AS p JOIN versions AS v ON v.page_id=p.page_id AND v.number=p.versions"
        " JOIN captures AS c ON c.capture_id=v.capture_id"
        " WHERE p.source_id=? AND v.rules_sha256<>? AND p.page_id>? ORDER BY p.page_id LIMIT ?",
        (source_id, mark, after, limit),
    )


def count_outdated(store: Store, source_id: str, mark: str) -> int:
    """How many there are."""
    found: int = store.value(
        "SELECT count(*) FROM pages AS p JOIN versions AS v ON v.page_id=p.page_id AND v.number=p.versions"
        " WHERE p.source_id=? AND v.rules_sha256<>?",
        (source_id, mark),
    )
    return found


def mark_current(store: Store, version_id: int, mark: str, extractor: int) -> None:
    """This Version says what today's extraction says. Inside a transaction."""
    store.execute("UPDATE versions SET rules_sha256=?, extractor=? WHERE version_id=?", (mark, extractor, version_id))
