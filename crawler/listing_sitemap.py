"""Reads a sitemap: a urlset, or a sitemapindex whose parts are asked for next; gzipped or not.

Pure. `lastmod` says when a Page was touched, never when it was published.
"""

import re
import zlib

from lxml import etree

from crawler.listed import Found, FoundEntry, UnlikeShape, decode_listing, html_title, looks_like_html
from crawler.listing_feed import local_name, parse_xml
from pipeline.source import Listing

_PICTURES = re.compile(r"^\{[^}]*(?:image|video)")
LARGEST = 50 * 1024 * 1024
"""Bytes of an unpacked sitemap: the protocol's own limit."""


def read_sitemap(body: bytes, listing: Listing, content_type: str | None) -> Found:
    """The entries of a urlset, or the parts of a sitemapindex, latest first, max_pages of them at most."""
    text = decode_listing(unpack(body), content_type)
    if looks_like_html(text):
        raise UnlikeShape("shape", f"an HTML page stands where a sitemap is declared (title: {html_title(text)})")
    root = parse_xml(text)
    kind = local_name(root)
    if kind == "sitemapindex":
        parts = sorted((_fields(part) for part in root), key=lambda fields: fields.get("lastmod", ""), reverse=True)
        urls = tuple(fields["loc"] for fields in parts if fields.get("loc"))
        return Found(entries=(), next_urls=urls[: listing.max_pages])
    if kind != "urlset":
        raise UnlikeShape("shape", f"XML with the root <{kind}> is no sitemap")
    found = (_fields(element) for element in root)
    return Found(
        entries=tuple(
            FoundEntry(
                link=fields["loc"],
                title=fields.get("title"),
                published=fields.get("publication_date"),
                modified=fields.get("lastmod"),
            )
            for fields in found
            if fields.get("loc")
        )
    )


def unpack(body: bytes) -> bytes:
    """The body without gzip. Raises UnlikeShape for one that is broken or larger than LARGEST."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(body, LARGEST)
    except zlib.error as error:
        raise UnlikeShape("shape", f"broken gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise UnlikeShape("shape", f"more than {LARGEST} bytes when unpacked")
    return content


def _fields(element: etree._Element) -> dict[str, str]:
    """Text of the element's descendants by local name, the first of each; pictures' own addresses aside."""
    fields: dict[str, str] = {}
    for child in element.iter():
        if child is element or not isinstance(child.tag, str):
            continue
        if _PICTURES.search(child.tag):
            continue
        fields.setdefault(local_name(child), (child.text or "").strip())
    return fields
