"""Whether a Page goes back and forth between the same texts: that is told once, not at every turn."""

from datetime import datetime, timedelta
from enum import Enum

from pipeline.store.codec import to_text
from pipeline.store.opening import Store

FLAPS_WITHIN = timedelta(days=14)
"""Turns further apart than this are edits again, each told."""


class Turn(Enum):
    """What an edit is that brings back a text which the Page had before."""

    EDIT = "edit"
    """The first time: somebody took an edit back."""
    FLAPPING = "flapping"
    """It turned back before: the Page flaps, and that is told now."""
    TOLD = "told"
    """It flaps, and that was told."""


def turn_of(store: Store, page_id: int, reverts_to: int | None, now: datetime) -> Turn:
    """What this edit is. reverts_to: the Change that it undoes, None = the text is new."""
    if reverts_to is None:
        return Turn.EDIT
    since = (page_id, to_text(now - FLAPS_WITHIN))
    turned = store.row(
        "SELECT count(*) AS turns, sum(kind='flapping') AS told FROM changes"
        " WHERE page_id=? AND found_at>=? AND kind IN ('edited','flapping') AND reverts_to IS NOT NULL",
        since,
    )
    assert turned is not None
    if turned["told"]:
        return Turn.TOLD
    return Turn.FLAPPING if turned["turns"] else Turn.EDIT
