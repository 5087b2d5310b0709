"""What a crawl is asked to do and what it answers: the words between the store and the spiders.

Pure: no clock, no network, no files, no SQL.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model import Capture, ListingEntry
from pipeline.source import Listing, Source


class Rung(StrEnum):
    """The rung of the recheck ladder on which an answer ended; each is cheaper than the next."""

    NOT_MODIFIED = "not_modified"
    SAME_BYTES = "same_bytes"
    SAME_CONTENT = "same_content"
    NEW = "new"


class Failure(StrEnum):
    """Why a fetch brought no Capture. An outage is none of the Page's doing."""

    OUTAGE = "outage"  # time-out, DNS, connection refused, 5xx other than 503, TLS
    BUSY = "busy"  # 429 or 503: come back later
    REFUSED = "refused"  # 401, 403, 451, paywall: recorded and shown, never evaded
    ROBOTS = "robots"  # robots.txt forbids it
    ROBOTS_UNKNOWN = "robots_unknown"  # robots.txt itself did not answer: not now
    ADDRESS = "address"  # the URL or a hop leads to an address that is not public
    TOO_LARGE = "too_large"  # over the size or decompression limit
    LOOP = "loop"  # too many redirects
    NOT_A_LISTING = "not_a_listing"  # a Listing's answer of another shape
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueListing:
    """A Listing that is to be read now.

    unconditional: ask without validators. first: no complete pass yet, so its Pages are the baseline.
    whole: follow it to its last page, since it was not read lately; else its newest page tells what is new.
    """

    listing_id: int
    listing: Listing
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    unconditional: bool = False
    first: bool = False
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """A Page that is to be fetched now.

    fetch_url: where its text is fetched, None = at `url`. purpose: 'page', 'confirm' or 'learn'; the latter two
    are always unconditional. listed: what a Listing said of it, kept with the Capture.
    """

    page_id: int
    url: str
    fetch_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    unconditional: bool = False
    purpose: str = "page"
    listed: ListingEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlPlan:
    """A Source's share of a Run: what is due, and the budget that bounds it."""

    source: Source
    listings: tuple[DueListing, ...]
    pages: tuple[DuePage, ...]
    max_pages: int = 400
    seconds: float = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingAnswer:
    """What one Listing said: its entries in order, or why it could not be read.

    complete: all its pages were read (a first pass that is complete is the baseline).
    entries None = not modified or same bytes (rung says which), or a failure.
    """

    due: DueListing
    answered_at: datetime
    rung: Rung | None = None
    entries: tuple[ListingEntry, ...] | None = None
    complete: bool = True
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    bytes_received: int = 0
    failure: Failure | None = None
    error: str | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAnswer:
    """What one fetch of a Page brought.

    capture: set on rung NEW (200, and 404 or 410 too: that is something new to know); None on the cheaper rungs and failures.
    moved_to: the URL after a permanent redirect (301, 308), None = none. home: a redirect ended at the Source's home page.
    """

    due: DuePage
    answered_at: datetime
    rung: Rung | None = None
    capture: Capture | None = None
    moved_to: str | None = None
    home: bool = False
    etag: str | None = None
    last_modified: str | None = None
    bytes_received: int = 0
    failure: Failure | None = None
    error: str | None = None
    retry_after: float | None = None
