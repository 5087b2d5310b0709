"""Listings: what to ask for, and which Pages an answer names.

Pure: the spiders fetch, this reads. One reader per shape lies beside it (listing_feed, _sitemap, _links, _json).
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from crawler.listed import Found, FoundEntry, UnlikeShape, join_url
from crawler.listing_dates import read_listed_date
from crawler.listing_feed import read_feed
from crawler.listing_json import read_json
from crawler.listing_links import read_links
from crawler.listing_sitemap import read_sitemap
from pipeline.errors import NotAListing
from pipeline.model import ListingEntry, PrintedDate, Shape
from pipeline.source import Listing, Source, compiled, rule_for
from pipeline.urls import canonical_url, date_in_url, host_of, is_derived, is_page, rewrite_url, url_language

_DATE = re.compile(r"\{date:([^{}]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRequest:
    """One request for a part of a Listing.

    day: of a dated Listing. page: the value of `{page}`, or how many parts came before, from 0.
    """

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    day: date | None = None
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingReading:
    """What one answer says.

    entries: the Pages of this Source, in the order of the Listing, each once. next: older parts of the same Listing.
    foreign: what is no Page of this Source (canonical URLs; perhaps another Source's). noted: for an operator.
    """

    entries: tuple[ListingEntry, ...]
    next: tuple[ListingRequest, ...] = ()
    foreign: tuple[ListingEntry, ...] = ()
    noted: tuple[str, ...] = ()


def listing_requests(
    source: Source, listing: Listing, *, now: datetime, day: date | None = None
) -> tuple[ListingRequest, ...]:
    """The first request for a Listing; of a dated one, for yesterday's and today's (in the Source's zone).

    day: only this day of a dated Listing (backfill).
    """
    days: list[date | None] = [day]
    if listing.dated and day is None:
        today = now.astimezone(source.zone).date()
        days = [today - timedelta(days=1), today]
    first = listing.paging.first if listing.paging else 0
    requests = (_request(source, listing, day=day if listing.dated else None, page=first) for day in days)
    return tuple({(request.url, request.body): request for request in requests}.values())


def read_listing(
    body: bytes, *, source: Source, listing: Listing, request: ListingRequest, content_type: str | None, now: datetime
) -> ListingReading:
    """What an answer says. now: when it came.

    Raises NotAListing, in words, if the answer has not the shape or a selector matches nothing; a dated Listing of
    today may be empty still.
    """
    try:
        found = _read_shape(body, listing, content_type, request.url)
    except UnlikeShape as unlike:
        if unlike.key in ("row", "links") and request.day == now.astimezone(source.zone).date():
            return ListingReading(entries=(), noted=(f"nothing listed yet for {request.day}",))
        where = f"listings.{unlike.key}" if unlike.key != "shape" else f'listings.shape = "{listing.shape}"'
        raise NotAListing(
            f"{source.id}: {where}: {unlike} ({request.url}); "
            f"if the site has changed, correct the Listing in the Source's TOML"
        ) from unlike
    pages: dict[str, ListingEntry] = {}
    foreign: dict[str, ListingEntry] = {}
    undated = 0
    for entry in found.entries:
        listed = _list_entry(entry, source, listing, base=found.base or request.url, now=now)
        if listing.language and (url_language(listed.url, source.twins) or listing.language) != listing.language:
            continue  # a switch to another language; that edition has a Listing of its own
        into = pages if is_page(listed.url, source) else foreign
        if listed.url not in into or into[listed.url].title is None:
            into[listed.url] = listed
        undated += entry.published is not None and listed.published is None
    noted = found.noted
    if undated and undated == len(found.entries):
        noted += (f"date: none of {undated} dates is understood, for example '{found.entries[0].published}'",)
    return ListingReading(
        entries=tuple(pages.values()),
        next=tuple(_next_requests(found, source, listing, request)),
        foreign=tuple(foreign.values()),
        noted=noted,
    )


def _read_shape(body: bytes, listing: Listing, content_type: str | None, url: str) -> Found:
    if listing.shape is Shape.FEED:
        return read_feed(body, listing, content_type)
    if listing.shape is Shape.SITEMAP:
        return read_sitemap(body, listing, content_type)
    if listing.shape is Shape.LINKS:
        return read_links(body, listing, content_type, url=url)
    return read_json(body, listing, content_type, url=url)


def _list_entry(entry: FoundEntry, source: Source, listing: Listing, *, base: str, now: datetime) -> ListingEntry:
    printed = canonical_url(join_url(base, entry.link))
    url = rewrite_url(printed, source)
    if not is_page(url, source):
        url = printed
    read = _date_reader(source, listing)
    listed = ListingEntry(
        url=url,
        title=entry.title,
        summary=entry.summary,
        published=read(entry.published) or _url_date(url, source, listing, now),
        modified=read(entry.modified),
        language=listing.language,
        body=entry.body,
        fetch_url=_fetch_url(url, source, listing),
    )
    if is_derived(printed, source):  # a machine's words are not the publisher's, nor is their language the Page's
        return replace(listed, title=None, summary=None, body=None, language=None)
    return listed


def _date_reader(source: Source, listing: Listing) -> Callable[[str | float | None], PrintedDate | None]:
    def read(value: str | float | None) -> PrintedDate | None:
        return None if value is None else read_listed_date(value, listing.date_formats, source.zone)

    return read


def _url_date(url: str, source: Source, listing: Listing, now: datetime) -> PrintedDate | None:
    rule = rule_for(source, url, now)
    pattern = listing.url_date or (rule.url_date if rule else None)
    return date_in_url(url, pattern, source.zone) if pattern else None


def _fetch_url(url: str, source: Source, listing: Listing) -> str | None:
    match = compiled(source.page_url).search(url)
    if listing.fetch_url is None or match is None:
        return None
    return canonical_url(listing.fetch_url.format_map({name: text or "" for name, text in match.groupdict().items()}))


def _next_requests(found: Found, source: Source, listing: Listing, request: ListingRequest) -> Iterator[ListingRequest]:
    paging = listing.paging
    if paging is not None:
        page = request.page + paging.step
        seen = page if paging.step > 1 else (page - paging.first) * len(found.entries)
        more = len(found.entries) >= paging.step and (found.total is None or seen < found.total)
        if found.entries and more and page <= paging.last:
            yield _request(source, listing, day=request.day, page=page)
        return
    if listing.shape is Shape.LINKS and request.page + 1 >= listing.max_pages:
        return
    for url in found.next_urls:
        url = canonical_url(url)
        if host_of(url) == host_of(request.url) and url != request.url:
            yield replace(request, url=url, page=request.page + 1)


def _request(source: Source, listing: Listing, *, day: date | None, page: int) -> ListingRequest:
    url = listing.url
    if day is not None:
        url = _DATE.sub(lambda match: day.strftime(match[1]), url)
    url = url.replace("{page}", str(page))
    headers = {**source.headers, **listing.headers}
    body = None
    if listing.method == "POST":
        payload = _fill_page(listing.payload, page)
        if listing.payload_as == "json":
            body = json.dumps(payload, ensure_ascii=False).encode()
            headers.setdefault("Content-Type", "application/json")
        else:
            body = urlencode(payload).encode()
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    return ListingRequest(
        url=canonical_url(url), method=listing.method, headers=tuple(headers.items()), body=body, day=day, page=page
    )


def _fill_page(value: Any, page: int) -> Any:
    """The payload with `{page}` filled in; where it stands alone, as a number."""
    if value == "{page}":
        return page
    if isinstance(value, str):
        return value.replace("{page}", str(page))
    if isinstance(value, dict):
        return {key: _fill_page(inner, page) for key, inner in value.items()}
    if isinstance(value, list):
        return [_fill_page(inner, page) for inner in value]
    return value
