"""How much of each Page's text is held for noise, and the Alarm while that is more than a fifth of some."""

from datetime import datetime

from pipeline.store.alarms import close_alarm, open_alarm
from pipeline.store.opening import Store

_TOO_MUCH = "source_id=? AND masked > 0.2 AND state='live' AND relevant IS NOT 0"
"""The fifth is the issue's; the index pages_masked has it too. What concerns no reader raises no Alarm."""


def set_masked(store: Store, page_id: int, masked: float) -> None:
    """Write how much of a Page is held, if that is another share than before. Inside a transaction."""
    store.execute("UPDATE pages SET masked=? WHERE page_id=? AND masked<>?", (masked, page_id, masked))


def masked_pages(store: Store, source_id: str) -> list[int]:
    """The Pages of a Source of which more than a fifth is held, the most masked first."""
    rows = store.rows(f"SELECT page_id FROM pages WHERE {_TOO_MUCH} ORDER BY masked DESC, page_id", (source_id,))
    return [row[0] for row in rows]


def tell_masks(store: Store, source_id: str, now: datetime) -> None:
    """One Alarm for the Source while a mask eats more than a fifth of a Page; it closes itself. Inside a transaction."""
    pages = masked_pages(store, source_id)
    if not pages:
        close_alarm(store, kind="mask", subject=source_id, now=now)
        return
    row = store.row("SELECT url, masked FROM pages WHERE page_id=?", (pages[0],))
    assert row is not None
    many = "1 Page" if len(pages) == 1 else f"{len(pages)} Pages"
    open_alarm(
        store,
        kind="mask",
        subject=source_id,
        source_id=source_id,
        page_id=pages[0],
        message=f"{source_id}: of {many} more than a fifth is held for noise, most of {row['url']} ({row['masked']:.0%});"
        " an edit there would not be seen.",
        remedy=f"See what is held with: pactwatch show --noise {pages[0]}; say what is text with: pactwatch noise keep.",
        now=now,
    )
