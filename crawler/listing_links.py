"""Reads an HTML list: rows, links, titles and dates by CSS selectors.

Pure.
"""

import re
from collections.abc import Iterator

from lxml import html
from lxml.cssselect import CSSSelector
from lxml.etree import ParserError

from crawler.listed import Found, FoundEntry, UnlikeShape, decode_listing, join_url
from pipeline.source import Listing

_CUT = re.compile(r"\s*(?:\.{2,}|…+)$")


def read_links(body: bytes, listing: Listing, content_type: str | None, *, url: str) -> Found:
    """The entries of an HTML list. url: what it answered to."""
    return read_html_list(decode_listing(body, content_type), listing, url=url)


def read_html_list(text: str, listing: Listing, *, url: str) -> Found:
    """The entries of an HTML text. Raises UnlikeShape where row or links match nothing."""
    try:
        root = html.document_fromstring(_without_prolog(text))
    except (ParserError, ValueError) as error:
        raise UnlikeShape("links", "the answer is empty or no HTML") from error
    base = next((join_url(url, base.get("href")) for base in root.iter("base") if base.get("href")), url)
    rows = _select(root, listing.row) if listing.row else [root]
    if not rows:
        raise UnlikeShape("row", f"selector '{listing.row}' matched nothing")
    found = [found for row in rows for found in _entries(row, listing)]
    if not found:
        raise UnlikeShape("links", f"selector '{listing.links}' matched no link")
    noted = tuple(
        f"{key}: selector '{getattr(listing, key)}' matched nothing in {len(found)} entries"
        for key, values in (("title", [entry.title for entry in found]), ("date", [entry.published for entry in found]))
        if getattr(listing, key) and not any(values)
    )
    older = _select(root, listing.next) if listing.next else []
    next_urls = tuple(dict.fromkeys(join_url(base, href) for link in older[:1] if (href := link.get("href"))))
    return Found(entries=tuple(found), next_urls=next_urls, base=base, noted=noted)


def _entries(row: html.HtmlElement, listing: Listing) -> Iterator[FoundEntry]:
    for link in _select(row, listing.links or "a[href]"):
        href = (link.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
            continue
        scope = row if listing.row else link.getparent()
        yield FoundEntry(
            link=href,
            title=_first_text(scope, listing.title) if listing.title else _link_text(link),
            published=_first_text(scope, listing.date) if listing.date else None,
        )


def _link_text(link: html.HtmlElement) -> str | None:
    """The text of a link; its title attribute where the text is cut short."""
    text = _text(link)
    whole = " ".join((link.get("title") or "").split())
    start = _CUT.sub("", text)
    if whole and (not text or (len(whole) > len(start) and whole.startswith(start))):
        return whole
    return text or None


def _first_text(scope: html.HtmlElement, selector: str) -> str | None:
    """The text of the first match that has one; of a <meta> its content; a title attribute where the text is cut."""
    for element in _select(scope, selector):
        text = element.get("content") if element.tag == "meta" else _link_text(element)
        if text:
            return str(text)
    return None


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _select(scope: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    return list(CSSSelector(selector, translator="html")(scope))


def _without_prolog(text: str) -> str:
    """lxml refuses characters with an encoding declaration."""
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
