"""Cases: saved or synthetic pages of a Source in the site's real shape, with what must come of them.

tests/pages/<source>/<case>/ holds bodies, site.json (URL -> file, status, content_type; a list of them where the
payload decides) and expected.json. This module finds them and reads them through the product.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler.listings import ListingRequest, listing_requests, read_listing
from pipeline.errors import NotAListing, UnreadableBody
from pipeline.model import Document, ListingEntry, PrintedDate
from pipeline.reading.extract import extract_document
from pipeline.source import Source, rule_for
from pipeline.urls import is_derived, rewrite_url, twin_urls

PAGES = Path(__file__).parent / "pages"
ENTRY = "application/vnd.pactwatch.entry+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the case's site answers to one request."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One folder of tests/pages."""

    source_id: str
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.source_id}/{self.folder.name}"

    @property
    def expected(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "expected.json").read_text("utf-8")))

    @property
    def site(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "site.json").read_text("utf-8")))

    def answer(self, url: str, method: str = "GET", body: bytes | None = None) -> Answer | None:
        """The answer to a request, None = this case's site knows no such address."""
        known = self.site.get(url, [])
        for one in known if isinstance(known, list) else [known]:
            if one.get("method", "GET") == method and one.get("body_contains", "") in (body or b"").decode():
                content = (self.folder / one["file"]).read_bytes()
                return Answer(status=one["status"], content_type=one["content_type"], body=content)
        return None


def find_cases() -> tuple[Case, ...]:
    """All cases, by name."""
    return tuple(
        Case(source_id=path.parent.parent.name, folder=path.parent) for path in sorted(PAGES.glob("*/*/expected.json"))
    )


def read_case(case: Case, source: Source) -> dict[str, Any]:
    """What the product makes of a case, in the form of its expected.json."""
    return dict(_parts(case, source))


def differs(case: Case, source: Source) -> bool:
    """Whether the case comes out otherwise than expected; looks no further than the first difference."""
    expected = case.expected
    try:
        return any(expected[key] != value for key, value in _parts(case, source))
    except (NotAListing, UnreadableBody):
        return True


def _parts(case: Case, source: Source) -> Iterator[tuple[str, Any]]:
    """The parts of expected.json, cheap ones first."""
    expected = case.expected
    now = datetime.fromisoformat(expected["now"])
    yield (
        "watched",
        {
            "name": source.name,
            "fetch": source.fetch,
            "watch": source.watch,
            "keep": source.keep,
            "first_pass": source.first_pass,
            "cookies": source.cookies,
            "delay": source.pace.delay,
            "standing": list(source.standing),
            "asked": [
                f"every {listing.seconds} s, {listing.language}: {_request_line(request)}"
                for listing in source.listings
                for request in listing_requests(source, listing, now=now)
            ],
        },
    )
    yield "twins", {url: dict(twin_urls(url, source.twins)) for url in expected["twins"]}
    yield "rewrites", {url: [rewrite_url(url, source), is_derived(url, source)] for url in expected["rewrites"]}
    listings, entries = _read_listings(case, source, now)
    yield "listings", listings
    pages: dict[str, ListingEntry | None] = {url: None for url in source.standing} | {
        entry.url: entry for entry in entries
    }
    yield (
        "pages",
        {
            url: told
            for url, entry in pages.items()
            if (told := _read_page(case, source, url, entry, now, expected["pages"].get(url, {}))) is not None
        },
    )


def _read_listings(case: Case, source: Source, now: datetime) -> tuple[dict[str, Any], list[ListingEntry]]:
    read: dict[str, Any] = {}
    entries: list[ListingEntry] = []
    for listing in source.listings:
        for request in listing_requests(source, listing, now=now):
            answer = case.answer(request.url, request.method, request.body)
            if answer is None:
                continue
            reading = read_listing(answer.body, source=source, listing=listing, request=request, content_type=answer.content_type, now=now)  # fmt: skip
            entries += reading.entries
            read[_request_line(request)] = {
                "headers": dict(request.headers),
                "entries": [_listed(entry) for entry in reading.entries],
                "foreign": [entry.url for entry in reading.foreign],
                "next": [_request_line(following) for following in reading.next],
                "noted": list(reading.noted),
            }
    return read, entries


def _request_line(request: ListingRequest) -> str:
    body = "" if request.body is None else " " + request.body.decode()
    return f"{request.method} {request.url}{body}"


def _listed(entry: ListingEntry) -> dict[str, Any]:
    told = {
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "published": _date(entry.published),
        "modified": _date(entry.modified),
        "language": entry.language,
        "fetch_url": entry.fetch_url,
        "body": entry.body,
    }
    return {key: value for key, value in told.items() if value is not None}


def _date(date: PrintedDate | None) -> str | None:
    return date and f"{date.shown} {date.precision}"


def _read_page(
    case: Case, source: Source, url: str, entry: ListingEntry | None, now: datetime, expected: dict[str, Any]
) -> dict[str, Any] | None:
    """What a Page says; of its text, which of the expected sentences it has, and which unwanted ones it lacks."""
    document = extract_case(case, source, url, entry, now)
    if document is None:
        return None
    told = {
        "title": document.title,
        "published": _date(document.published),
        "modified": _date(document.modified),
        "language": document.language,
        "attachments": [[attachment.title, attachment.url] for attachment in document.attachments],
        "contains": [sentence for sentence in expected.get("contains", []) if sentence in document.text],
        "lacks": [sentence for sentence in expected.get("lacks", []) if sentence not in document.text],
    }
    return {key: value for key, value in told.items() if value not in (None, [])}


def extract_case(case: Case, source: Source, url: str, entry: ListingEntry | None, now: datetime) -> Document | None:
    """The Document of one Page of the case, None = the case's site does not serve it."""
    rule = rule_for(source, url, now)
    if entry is not None and entry.body is not None:
        published = entry.published.literal if entry.published else None
        whole = {"title": entry.title, "html": entry.body, "published": published, "url": url}
        body, media_type = json.dumps(whole, ensure_ascii=False).encode(), ENTRY
    else:
        answer = case.answer((entry.fetch_url if entry else None) or url)
        if answer is None:
            return None
        body, media_type = answer.body, answer.content_type
    return extract_document(
        body, url=url, media_type=media_type, rule=rule, time_zone=source.time_zone, latest=now, listed=entry
    )


def deletions(declared: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of a TOML with the TOML as it is without it; for lists of tables, without each table too."""
    if isinstance(declared, dict):
        for key, value in declared.items():
            yield f"{path}.{key}".lstrip("."), {other: kept for other, kept in declared.items() if other != key}
            for deleted, rest in deletions(value, f"{path}.{key}"):
                yield deleted, {**declared, key: rest}
    elif isinstance(declared, list):
        for index, value in enumerate(declared):
            if isinstance(value, dict):
                yield f"{path}[{index}]".lstrip("."), declared[:index] + declared[index + 1 :]
                for deleted, rest in deletions(value, f"{path}[{index}]"):
                    yield deleted, [*declared[:index], rest, *declared[index + 1 :]]
