"""A Page under a new address keeps its identity; where the new address was taken for a new Page, the two become one."""

from datetime import datetime

from pipeline.store.codec import to_text
from pipeline.store.opening import Store


def move_page(store: Store, page_id: int, url: str, now: datetime) -> bool:
    """Make `url` the Page's address; False if it is so already. Inside a transaction.

    A Page that was made for the new address and has no Version yet is merged into this one. If it has Versions it
    stays, and this one is marked as moved and not looked at again.
    """
    holder = store.value("SELECT page_id FROM page_urls WHERE url=?", (url,))
    if holder == page_id:
        changed = store.execute("UPDATE pages SET url=? WHERE page_id=? AND url<>?", (url, page_id, url))
        return changed.rowcount > 0
    if holder is not None:
        if store.value("SELECT versions FROM pages WHERE page_id=?", (holder,)):
            store.execute("UPDATE pages SET state='moved', next_check_at=NULL WHERE page_id=?", (page_id,))
            return True
        for table in ("captures", "checks", "observations", "page_urls", "changes", "alarms"):
            store.execute(f"UPDATE {table} SET page_id=? WHERE page_id=?", (page_id, holder))
        store.execute("DELETE FROM pages WHERE page_id=?", (holder,))
    else:
        store.execute(
            "INSERT INTO page_urls (url, page_id, reason, seen_at) VALUES (?,?,'moved',?)", (url, page_id, to_text(now))
        )
    store.execute("UPDATE pages SET url=? WHERE page_id=?", (url, page_id))
    return True
