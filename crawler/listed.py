"""What a reader of one shape finds on a Listing, before it is known which of it are Pages.

Pure: no clock, no network, no files.
"""

import codecs
import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--|!\[CDATA\[|!DOCTYPE[^<>]*)>", re.DOTALL)
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(r"(?:encoding|charset)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
"""Charsets as declared, and what is meant: sites use characters beyond the narrow ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntry:
    """One entry as printed: texts are plain, body is HTML, dates are not read yet; None = not there.

    link: as printed, relative links resolved by the reader where the shape has a base of its own.
    """

    link: str
    title: str | None = None
    summary: str | None = None
    published: str | float | None = None
    modified: str | float | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All entries in the order of the Listing.

    next_urls: further parts of the same Listing. base: what relative links are relative to, None = the request's URL.
    total: how many entries there are in all, None = not said. noted: sentences for an operator; nothing is lost by it.
    """

    entries: tuple[FoundEntry, ...]
    next_urls: tuple[str, ...] = ()
    base: str | None = None
    total: int | None = None
    noted: tuple[str, ...] = ()


class UnlikeShape(Exception):
    """The body has not the declared shape: key of the Listing, or '' for the shape as a whole, and the reason."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


def decode_listing(body: bytes, content_type: str | None) -> str:
    """The characters of a Listing's body. content_type: its HTTP header.

    Valid UTF-8 is UTF-8 whatever is declared; a body that declares nothing is taken for UTF-8 with broken places.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        named = _CHARSET.search(content_type or "") or _DECLARED.search(body[:2000].decode("latin-1"))
    label = named[1].lower() if named else "utf-8"
    try:
        return body.decode(_WIDER.get(label, label), "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")


def join_url(base: str, link: str) -> str:
    """The link made absolute; as it is where it is no link at all."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link.strip()


def plain_text(text: str) -> str:
    """The text of a title or summary that may hold markup or entities, white space collapsed."""
    if _TAG.search(text):
        text = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", " ", text)
        text = re.sub(r"(?i)</?(?:p|div|br|li|ul|ol|tr|td|h[1-6])\b[^<>]*>", " ", text)
        text = _BETWEEN_HAN.sub("", _TAG.sub("", text))
    return " ".join(html.unescape(text).split())


def looks_like_html(text: str) -> bool:
    """Whether an HTML page stands where something else was expected."""
    head = text[:2000].lower()
    return "<html" in head or "<!doctype html" in head


def html_title(text: str) -> str:
    """The title of an HTML page, for a message."""
    match = re.search(r"(?is)<title[^>]*>(.*?)</title>", text[:20000])
    return plain_text(match[1])[:80] if match else "no title"
