"""A Page under a new address keeps its identity; where the new address was taken for a new Page, the two become one."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.store.opening import Store
from pipeline.store.sources import add_url, find_page, state_listed
from pipeline.urls import like_urls


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a move did. absorbed: the Page that was made for the new address and is no more; None = there was none.

    taken: the new address is another Page with Versions of its own; this one is marked as moved and not looked at again.
    """

    absorbed: int | None = None
    taken: bool = False


def move_page(store: Store, page_id: int, url: str, now: datetime) -> Move | None:
    """Make `url` the Page's address; None if it was so but for a slash or http and https: nothing to tell. In a transaction."""
    was = store.value("SELECT url FROM pages WHERE page_id=?", (page_id,))
    if was == url:
        return None
    if was in like_urls(url):
        add_url(store, page_id, url, "moved", now)
        store.execute("UPDATE pages SET url=?, fetch_url=NULL WHERE page_id=?", (url, page_id))
        return None
    holder = find_page(store, url)
    if holder is None:
        add_url(store, page_id, url, "moved", now)
    elif holder != page_id:
        if store.value("SELECT versions FROM pages WHERE page_id=?", (holder,)):
            store.execute("UPDATE pages SET state='moved', next_check_at=NULL WHERE page_id=?", (page_id,))
            return Move(taken=True)
        state_listed(store, holder)
        for table in ("captures", "checks", "observations", "page_urls", "changes", "alarms"):
            store.execute(f"UPDATE {table} SET page_id=? WHERE page_id=?", (page_id, holder))
        store.execute("DELETE FROM round_looks WHERE page_id=?", (holder,))
        store.execute("DELETE FROM pages WHERE page_id=?", (holder,))
    store.execute("UPDATE pages SET url=?, fetch_url=NULL WHERE page_id=?", (url, page_id))
    return Move(absorbed=holder if holder not in (None, page_id) else None)
