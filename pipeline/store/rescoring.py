"""What rescoring needs from the store: all Versions with how they were judged; and what was joined on it, to be joined anew."""

from collections.abc import Sequence
from typing import Any

from pipeline.store.opening import Store


def versions_after(store: Store, version_id: int, limit: int) -> list[Any]:
    """Versions in order after one, each with its Relevance (NULL = none), `last` = it is its Page's last."""
    return store.rows(
        "SELECT v.version_id, v.page_id, v.title, p.url, s.tier, v.number=p.versions AS last, r.relevant, r.page_kind,"
        " r.areas, r.initiative, r.stage, r.stage_date FROM versions AS v JOIN pages AS p ON p.page_id=v.page_id"
        " JOIN sources AS s ON s.source_id=p.source_id LEFT JOIN relevance AS r ON r.version_id=v.version_id"
        " WHERE v.version_id>? ORDER BY v.version_id LIMIT ?",
        (version_id, limit),
    )


def forget_joining(store: Store, judged: Sequence[tuple[int, bool]]) -> None:
    """These Versions are joined anew; a Page that is not relevant any more leaves its Story. Inside a transaction."""
    for version_id, relevant in judged:
        store.execute("UPDATE versions SET joined_at=NULL WHERE version_id=?", (version_id,))
        page_id = store.value(
            "SELECT v.page_id FROM versions AS v JOIN pages AS p ON p.page_id=v.page_id"
            " WHERE v.version_id=? AND v.number=p.versions",
            (version_id,),
        )
        if page_id is not None and not relevant:
            store.execute("UPDATE traits SET joined_on=NULL WHERE page_id=?", (page_id,))
            store.execute("DELETE FROM story_pages WHERE page_id=?", (page_id,))
            store.execute("UPDATE pages SET story_id=NULL WHERE page_id=?", (page_id,))
