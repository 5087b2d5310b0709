"""The parts of a page beside its text: lead, the publisher's change note, the files it links to as its own.

Pure. What is furniture (navigation, footer, related) holds none of them.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from pipeline.model import Attachment
from pipeline.reading.lines import PageLines, all_furniture, count_units

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|xlsm|pptx?|odt|ods|odp|csv|rtf|zip|rar|7z|ofd|wps|et|epub)(?=$|[?#&])"
    r"|/(?:downloadfile|download_file|filedownload|fileDownload|getfile)\b|downloadfile\.jsp|[?&](?:fText|filename|fileName)=",
    re.IGNORECASE,
)
_FILE_NAMES = ("fText", "fileName", "filename", "name")
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|summary|intro|abstract|subtitle|sub-?headline|dek|deck|zhaiyao|daodu)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^(?:\W{0,3})(?:corrections?\b|corrected\b|corrigendum\b|clarification\b|amend(?:ed|ment)\b(?= (?:on|to|at|note|:))"
    r"|updated? (?:to|with|on) |updated?\s*[:：]|added (?:a |the |new |link|information|guidance|details)"
    r"|removed (?:a |the |information)|(?:editor'?s?|change) note\b"
    r"|th(?:is|e) (?:article|story|page|release|statement|guidance|document|press release) (?:was|has been|is) "
    r"(?:amended|corrected|updated|revised|withdrawn|replaced)"
    r"|更正|勘誤|勘误|更新[:：]|更新说明|更新說明|修訂[:：]|修订说明|本文已(?:更新|更正|修訂|修订)|編者按[:：]|编者按[:：]|【更正】)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"^\W{0,3}(?:updated?|更新)\s*[:：]?\s*(?:on\s+)?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[^.。]{0,40}$",
    re.IGNORECASE,
)
_PROSE_UNITS = 8
_CLIMB = 3


def find_lead(scope: HtmlElement | None, text: Sequence[str]) -> str | None:
    """The standfirst that the markup names, else the first paragraph that is prose; None = none told apart.

    scope: the element that holds the main text. text: its lines.
    """
    lines = set(text)
    for element in scope.iter("p", "div", "h2", "strong", "section") if scope is not None else ():
        if _LEAD.search(f"{element.get('class', '')} {element.get('id', '')}"):
            said = " ".join("".join(element.itertext()).split())
            if said in lines and count_units(said) >= _PROSE_UNITS:
                return said
    return next((line for line in text if count_units(line) >= _PROSE_UNITS and line[-1:] not in "：:"), None)


def find_note(page: PageLines) -> str | None:
    """The publisher's own change note: the latest, None = none.

    GOV.UK lists them under 'Full page history', the latest first; others write a line that begins with
    Correction, Updated to ..., 更正.
    """
    for element in page.notes:
        said = " ".join("".join(element.itertext()).split())
        if 2 <= count_units(said) <= 150:
            return said
    for line in page.lines:
        if 2 <= line.units <= 150 and line.link_share < 0.8 and _NOTE.match(line.text) and not _DATED.search(line.text):
            return line.text
    return None


def names_file(href: str) -> bool:
    """Whether an address is that of a file to read or keep, not of a page."""
    return _FILE.search(href) is not None


def find_attachments(scope: HtmlElement | None, page: PageLines, url: str | None) -> tuple[Attachment, ...]:
    """The files that a page links to in and around its main text, in order, each once.

    scope: the element that holds the main text; its surroundings up to <main> or <article>, or three levels, count.
    """
    if scope is None:
        return ()
    links = [(link, (link.get("href") or "").strip()) for link in _around(scope).iter("a")]
    files = [(link, href) for link, href in links if href and names_file(href)]
    if not files:
        return ()
    furniture = {span.element for span in page.spans if span.zone and all_furniture(page.lines[span.start : span.end])}
    found: dict[str, Attachment] = {}
    for link, href in files:
        if any(each in furniture for each in link.iterancestors()):
            continue
        try:
            target = urljoin(url or "", href)
        except ValueError:
            continue
        found.setdefault(target, Attachment(url=target, title=_file_title(link, target)))
    return tuple(found.values())


def _around(scope: HtmlElement) -> HtmlElement:
    """The element in which files belong to the main text."""
    chosen = scope
    for level, element in enumerate(scope.iterancestors()):
        if element.tag in ("main", "article"):
            return element
        if level < _CLIMB and element.tag not in ("body", "html"):
            chosen = element
    return chosen


def _file_title(link: HtmlElement, target: str) -> str:
    said = " ".join("".join(link.itertext()).split()) or (link.get("title") or "").strip()
    if said:
        return said
    return next(_names(target), target)


def _names(target: str) -> Iterator[str]:
    """What a file is called in its address: a query field of a download servlet, or the last part of the path."""
    parts = urlsplit(target)
    query = parse_qs(parts.query)
    for name in _FILE_NAMES:
        yield from query.get(name, ())
    last = unquote(parts.path.rsplit("/", 1)[-1])
    if last:
        yield last
