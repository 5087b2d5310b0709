"""What a Page's pending Capture is held against before it is read: the last Version, and the raw body that last showed it.

An edge of the store: reads only.
"""

from dataclasses import dataclass

from pipeline.store.bodies import get_packed_body
from pipeline.store.closing import LATEST_SHOWING
from pipeline.store.opening import Store
from pipeline.store.reading import LastVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerBody:
    """A Page's last Version with the packed body in which it was last read whole. last: without its Documents."""

    last: LastVersion
    media_type: str | None
    packed: bytes


def former_body(store: Store, page_id: int) -> FormerBody | None:
    """A Page's last Version and a body that shows it; None = there is none, the body was let go, or so much of the Page is
    held for noise that its mask must be judged anew.

    The body is that of the Capture last read whole, not the Version's own: after a notice or a redesign no glance would
    do for the old one any more. It was read, and found to say the same, so glances never build on glances.
    """
    row = store.row(
        "SELECT v.version_id, v.number, v.rules_sha256, v.capture_id, c.media_type, c.body_sha256 FROM versions AS v"
        f" JOIN captures AS c ON c.capture_id=max(v.capture_id, coalesce(({LATEST_SHOWING.format(page='v.page_id')}), 0))"
        " JOIN pages AS p ON p.page_id=v.page_id"
        " WHERE v.page_id=? AND p.masked <= 0.2 ORDER BY v.number DESC LIMIT 1",
        (page_id,),
    )
    packed = None if row is None or row["body_sha256"] is None else get_packed_body(store, row["body_sha256"])
    if row is None or packed is None:
        return None
    last = LastVersion(
        version_id=row["version_id"],
        number=row["number"],
        rules_sha256=row["rules_sha256"],
        capture_id=row["capture_id"],
        documents=(),
    )
    return FormerBody(last=last, media_type=row["media_type"], packed=packed)
