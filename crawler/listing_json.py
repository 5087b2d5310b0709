"""Reads a JSON Listing: entries by JMESPath and templates, or an HTML list inside a field.

Pure.
"""

import json
from typing import Any
from urllib.parse import quote

import jmespath
from jmespath.exceptions import JMESPathError

from crawler.listed import Found, FoundEntry, UnlikeShape, decode_listing, html_title, looks_like_html, plain_text
from crawler.listing_links import read_html_list
from crawler.refusals import is_template, template_names
from pipeline.source import Listing


def read_json(body: bytes, listing: Listing, content_type: str | None, *, url: str) -> Found:
    """The entries of a JSON answer. url: what it answered to. Raises UnlikeShape naming the key that fits nothing."""
    text = decode_listing(body, content_type).strip()
    if looks_like_html(text):
        raise UnlikeShape("shape", f"an HTML page stands where JSON is declared (title: {html_title(text)})")
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnlikeShape("shape", f"not JSON: {error}") from error
    if listing.html is not None:
        inner = _search(listing.html, answer)
        if not isinstance(inner, str):
            raise UnlikeShape("html", f"'{listing.html}' is no text in the answer: {text[:80]}")
        return read_html_list(inner, listing, url=url)
    items = _search(listing.items or "@", answer)
    if not isinstance(items, list):
        raise UnlikeShape("items", f"'{listing.items}' is no list in the answer: {text[:80]}")
    found = [_entry(item, listing) for item in items]
    linked = tuple(entry for entry in found if entry.link)
    if found and not linked:
        raise UnlikeShape("link", f"'{listing.link}' gives no address for any of {len(found)} entries")
    total = _search(listing.total, answer) if listing.total else None
    return Found(
        entries=linked,
        total=int(total) if isinstance(total, int | float) or (isinstance(total, str) and total.isdecimal()) else None,
        noted=tuple(_empty_keys(listing, linked)),
    )


def _entry(item: Any, listing: Listing) -> FoundEntry:
    return FoundEntry(
        link=_value(listing.link, item, quoted=True) or "",
        title=_plain(_value(listing.title, item)),
        summary=_plain(_value(listing.summary, item)),
        published=_printed(listing.date, item),
        modified=_printed(listing.modified, item),
        body=_value(listing.body, item),
    )


def _value(path: str | None, item: Any, *, quoted: bool = False) -> str | None:
    """The text that a JMESPath or template gives for an entry, None = nothing."""
    if path is None:
        return None
    if not is_template(path):
        value = _search(path, item)
        return str(value) if isinstance(value, str | int | float) and value != "" else None
    filled = path
    for name in template_names(path):
        value = _search(name, item)
        if not isinstance(value, str | int | float) or value == "":
            return None
        filled = filled.replace("{" + name + "}", quote(str(value), safe="/") if quoted else str(value))
    return filled


def _printed(path: str | None, item: Any) -> str | float | None:
    value = _search(path, item) if path is not None and not is_template(path) else _value(path, item)
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "" else None


def _plain(text: str | None) -> str | None:
    return plain_text(text) or None if text else None


def _empty_keys(listing: Listing, found: tuple[FoundEntry, ...]) -> list[str]:
    """A sentence for every key that gives nothing for any entry."""
    keys = {"title": "title", "summary": "summary", "date": "published", "modified": "modified", "body": "body"}
    return [
        f"{key}: '{getattr(listing, key)}' gives nothing in {len(found)} entries"
        for key, name in keys.items()
        if found and getattr(listing, key) and not any(getattr(entry, name) for entry in found)
    ]


def _search(path: str, answer: Any) -> Any:
    """What a JMESPath finds; an answer of types the path cannot bear holds nothing."""
    try:
        return jmespath.search(path, answer)
    except JMESPathError:
        return None
