"""What an HTTP exchange means, in the crawl's words: rung, Capture or failure, with a sentence for the operator.

Pure: no clock, no network, no store.
"""

import uuid
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import msgspec
from scrapy.http import Response

from crawler.failures import read_transport_failure
from crawler.guard import TooManyRedirects, permanent_target
from crawler.politeness import HostBusy, read_retry_after
from crawler.robots import RobotsUnknown
from pipeline.errors import AddressRefused, NotAListing, RobotsRefused
from pipeline.model import Capture, ListingEntry, PrintedDate
from pipeline.plan import DueListing, DuePage, Failure, PageAnswer, Rung
from pipeline.source import Source
from pipeline.urls import canonical_url

ENTRY = "application/vnd.pactwatch.entry+json"
"""The media type of a Listing entry whose body is the whole text."""
_KEPT = (
    "content-type",
    "content-language",
    "last-modified",
    "etag",
    "date",
    "content-disposition",
    "x-robots-tag",
    "age",
)
_KEPT_BYTES = tuple((name, name.encode()) for name in _KEPT)
_REFUSED = {401: "asks for a login", 402: "asks for money", 403: "refuses us", 451: "is withheld by law"}
_NEWS = frozenset({404, 410})


def read_failure(error: BaseException, url: str) -> tuple[Failure, str]:
    """Say why a request brought no answer."""
    match error:
        case AddressRefused():
            return Failure.ADDRESS, str(error) if url in str(error) else f"{url}: {error}"
        case TooManyRedirects():
            return Failure.LOOP, str(error)
        case RobotsRefused():
            return Failure.ROBOTS, str(error)
        case RobotsUnknown():
            return Failure.ROBOTS_UNKNOWN, str(error)
        case HostBusy():
            return Failure.BUSY, str(error)
        case NotAListing():
            return Failure.NOT_A_LISTING, str(error)
    kind, words = read_transport_failure(error)
    return kind, f"{url} {words}"


def read_status(status: int, url: str, header: str | None, now: datetime) -> tuple[Failure, str, float | None] | None:
    """Say why a status is no answer, and when to come back; None = it is one (2xx, 404, 410)."""
    if 200 <= status < 300 or status in _NEWS:
        return None
    if status in (429, 503):
        wait = read_retry_after(header, now)
        asked = "" if wait is None else f" and asks us to come back in {round(wait)} s"
        return Failure.BUSY, f"{url} is busy ({status}){asked}", wait
    if status in _REFUSED:
        return Failure.REFUSED, f"{url} {_REFUSED[status]} ({status}): recorded, not evaded", None
    if status >= 500:
        return Failure.OUTAGE, f"{url} answered {status}: their server is out of order", None
    return Failure.OTHER, f"{url} answered {status}", None


def header_of(response: Response, name: bytes) -> str | None:
    """A response header as text, None = not sent."""
    value = response.headers.get(name)
    return None if value is None else value.decode("latin-1")


def media_type_of(response: Response) -> str:
    """The declared media type in lower case; where none is declared, what the first bytes say."""
    declared = (header_of(response, b"content-type") or "").partition(";")[0].strip().lower()
    if declared and declared not in ("application/octet-stream", "binary/octet-stream", "application/force-download"):
        return declared
    start = response.body[:512].lstrip()
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    return "text/html" if start.startswith(b"<") else declared or "application/octet-stream"


def was_asked(due: DuePage | DueListing) -> bool:
    """Whether validators are sent for it: only then is 'not modified' an answer."""
    return not due.unconditional and (due.etag is not None or due.last_modified is not None)


def read_page(response: Response, due: DuePage, source: Source, at: datetime) -> PageAnswer:
    """Make the answer of a Page of an HTTP answer, on the cheapest rung that holds."""
    status = response.status
    tags: dict[str, Any] = {
        "etag": header_of(response, b"ETag"),
        "last_modified": header_of(response, b"Last-Modified"),
        "bytes_received": len(response.body),
    }
    hops: tuple[tuple[int, str], ...] = response.meta.get("hops", ())
    moved = permanent_target(hops, response.url) if hops else None
    if moved is not None and canonical_url(moved) == canonical_url(due.fetch_url or due.url):
        moved = None
    if status == 304 and was_asked(due):
        return PageAnswer(due=due, answered_at=at, rung=Rung.NOT_MODIFIED, moved_to=moved, **tags)
    refusal = read_status(status, due.url, header_of(response, b"Retry-After"), at)
    if refusal is not None:
        failure, error, wait = refusal
        return PageAnswer(
            due=due, answered_at=at, failure=failure, error=error, retry_after=wait, bytes_received=len(response.body)
        )
    body = response.body
    home = bool(hops) and _is_home(response.url, source) and not _is_home(hops[0][1], source)
    digest = sha256(body).hexdigest()
    known = due.body_sha256 if status == 200 and due.purpose == "page" and moved is None and not home else None
    if digest == known:
        return PageAnswer(due=due, answered_at=at, rung=Rung.SAME_BYTES, **tags)
    capture = Capture(
        capture_key=str(uuid.uuid4()),
        source_id=source.id,
        url=due.fetch_url or due.url,
        status=status,
        headers=_kept_headers(response, hops),
        media_type=media_type_of(response),
        body=body,
        body_sha256=digest,
        fetched_at=at,
        page_id=due.page_id,
        purpose=due.purpose,
        final_url=response.url if hops else None,
        listed=due.listed,
    )
    return PageAnswer(due=due, answered_at=at, rung=Rung.NEW, capture=capture, moved_to=moved, home=home, **tags)


def _kept_headers(response: Response, hops: tuple[tuple[int, str], ...]) -> tuple[tuple[str, str], ...]:
    kept = [(name, value) for name, raw in _KEPT_BYTES if (value := header_of(response, raw)) is not None]
    kept.extend(("location", url) for _, url in (*hops[1:], (0, response.url)) if hops)
    return tuple(kept)


def _is_home(url: str, source: Source) -> bool:
    """Whether an address is a site's front door: the Source's home, or the root of a host."""
    parts = urlsplit(canonical_url(url))
    if canonical_url(url) == canonical_url(source.home):
        return True
    return parts.path.rstrip("/") in ("", "/index.html", "/index.htm", "/index.php") and not parts.query


def read_entry(entry: ListingEntry, due: DuePage, source: Source, at: datetime) -> PageAnswer:
    """Make the answer of a Page whose whole text the Listing holds: no fetch, the entry is the exchange."""
    body = entry_body(entry)
    digest = sha256(body).hexdigest()
    if digest == due.body_sha256:
        return PageAnswer(due=due, answered_at=at, rung=Rung.SAME_BYTES, bytes_received=0)
    capture = Capture(
        capture_key=str(uuid.uuid4()),
        source_id=source.id,
        url=due.url,
        status=200,
        headers=(),
        media_type=ENTRY,
        body=body,
        body_sha256=digest,
        fetched_at=at,
        page_id=due.page_id,
        purpose=due.purpose,
        listed=due.listed,
    )
    return PageAnswer(due=due, answered_at=at, rung=Rung.NEW, capture=capture)


def entry_body(entry: ListingEntry) -> bytes:
    """The bytes kept for an entry that is a whole text: always the same for the same entry."""
    return msgspec.json.encode(
        {"title": entry.title, "html": entry.body, "published": _date_fields(entry.published), "url": entry.url}
    )


def _date_fields(date: PrintedDate | None) -> dict[str, str] | None:
    if date is None:
        return None
    return {
        "at": date.at.isoformat(),
        "precision": str(date.precision),
        "shown": date.shown,
        "literal": date.literal,
    }
