"""From a body to what it says: decoding, the main text, headline, dates, files and addresses of one Capture.

Pure: the same body, rules and EXTRACTOR give the same Document, on any day and in any order.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape

from lxml.etree import ElementDefaultClassLookup, ParserError, SubElement, strip_elements
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipeline.errors import UnreadableBody
from pipeline.model import Document, ListingEntry
from pipeline.reading.blocks import read_blocks
from pipeline.reading.decode import decode
from pipeline.reading.extract_plain import extract_entry, extract_json, extract_plain, extract_xml
from pipeline.reading.lines import PageLines, all_furniture, read_lines
from pipeline.reading.linked import Said, read_said
from pipeline.reading.main_text import HAN, LATIN, PROSE_UNITS, choose_main
from pipeline.reading.parts import find_attachments, find_lead, find_note
from pipeline.reading.published import find_published
from pipeline.reading.ruled import Ruled, RuleLike, apply_rule, date_of_url
from pipeline.reading.steps import steps_of
from pipeline.reading.titles import find_headline, find_title, fold_title
from pipeline.reading.toolbars import is_toolbar
from pipeline.reading.witness import TOO_MANY_CHARACTERS, TOO_MANY_LINES, MainText, ask_trafilatura, join_opinions
from pipeline.text.language import detect_language

LARGEST = 32_000_000
"""Bytes above which a body is not read."""

ENTRY_TYPE = "application/vnd.pactwatch.entry+json"
"""The media type of a Listing entry that is the whole text: JSON {title, html, published, url}."""

TOO_DEEP = 250
"""Nesting above which trafilatura is not asked: it copies and serialises by recursion."""

DISAGREED = 0.4
"""Agreement of the two opinions under which the main text may be wrong."""

THIN_UNITS = 60
THIN_SHARE = 0.25
"""A text of fewer words, or with less than this share of the page's prose outside furniture, may be the wrong one."""

_PARSER = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
# One class for all elements: lxml.html looks up another for each tag, in Python, each time an element is met.
_PARSER.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
_GIVEN_UP = ("ERR_RESOURCE_LIMIT", "ERR_INTERNAL_ERROR")
_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_LOOKS_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|main|article|div|p|h[1-6]|table|ul|section|frameset)\b", re.IGNORECASE
)
_UNREAD = ("script", "style", "svg", "noscript", "template", "iframe")
_TEXT_BYTES = bytes(set(range(256)) - set(range(32)) | set(b"\t\n\v\f\r\x1b"))
"""All bytes but the controls that no text has: of compressed or random bytes every tenth is one, in text none."""
_WIDE = ("zh-Hant", "zh-Hans", "ja", "ko")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of a body from outside it: its address, clock and what the Listing said."""

    url: str | None
    time_zone: str
    latest: datetime | None
    listed: ListingEntry | None
    language: str | None

    @property
    def hint(self) -> str | None:
        """The language that the Listing names."""
        return self.language or (self.listed.language if self.listed else None)


def extract_document(
    body: bytes,
    *,
    url: str | None = None,
    media_type: str | None = None,
    charset: str | None = None,
    rule: RuleLike | None = None,
    time_zone: str = "Asia/Hong_Kong",
    latest: datetime | None = None,
    listed: ListingEntry | None = None,
    language: str | None = None,
) -> Document:
    """Read what one body says.

    media_type: decides how it is read; None = by the first bytes. charset: of the HTTP header. rule: hints of the
    Source that hold on that day. latest: no date of publication after it is accepted, None = no bound.
    listed: evidence where the Page prints no title or date. language: what the Listing declares.
    Raises UnreadableBody: neither text nor PDF, or larger than LARGEST.
    """
    if len(body) > LARGEST:
        raise UnreadableBody(f"{url or 'body'}: {len(body):,} bytes, more than the {LARGEST:,} that are read")
    context = Context(url=url, time_zone=time_zone, latest=latest, listed=listed, language=language)
    kind = _kind(body, media_type)
    if kind == "pdf":
        return _with_listed(_extract_pdf(body, rule, context), context)
    if kind == "unreadable":
        what = "its bytes are" if _is_binary(body) else f"{media_type} is"
        raise UnreadableBody(f"{url or 'body'}: {what} neither text nor PDF")
    decoded = decode(body, charset)
    if kind == "entry":
        document = extract_entry(decoded.text, url=url, time_zone=time_zone)
    elif kind == "json":
        document = extract_json(decoded.text, rule=rule, url=url, time_zone=time_zone)
    elif kind == "xml":
        document = extract_xml(decoded.text, url=url)
    elif kind == "plain":
        document = extract_plain(decoded.text, time_zone=time_zone)
    else:
        document = _extract_html(decoded.text, rule, context)
    if document.published and latest and document.published.at > latest:
        document = replace(document, published=None)
    document = _with_listed(document, context)
    return document if decoded.confident else replace(document, low_confidence=True)


def _extract_pdf(body: bytes, rule: RuleLike | None, context: Context) -> Document:
    """Read a PDF; the day in its address, by the Source's rule, goes before those that it prints."""
    from pipeline.reading.extract_pdf import extract_pdf  # here, since few ticks meet one and pdfium is large

    document = extract_pdf(body, url=context.url, time_zone=context.time_zone, latest=context.latest)
    named = date_of_url(context.url, rule.url_date, context.time_zone) if rule else None
    if named is None or (context.latest is not None and named.at > context.latest):
        return document
    return replace(document, published=named)


def parse_page(text: str) -> HtmlElement | None:
    """Parse decoded HTML once for everything that is read from it; None where there is no element.

    libxml2 gives up on pages that nest more than 2,048 deep: those are read as lines without their tags.
    """
    markup = _PROLOG.sub("", text)
    try:
        tree = document_fromstring(markup.encode("utf-8", "replace"), parser=_PARSER)
    except ParserError:
        return None
    broken = any(error.type_name in _GIVEN_UP for error in _PARSER.error_log)
    return _parse_flat(markup) if broken else tree


def _parse_flat(markup: str) -> HtmlElement:
    """A page as paragraphs of its text, the tags between them dropped."""
    shown = re.sub(r"(?is)<(script|style|noscript|template)\b.*?</\1\s*>|<!--.*?-->", " ", markup)
    texts = (unescape(" ".join(part.split())) for part in re.split(r"<[^<>]*>", shown))
    tree = document_fromstring("<html><body></body></html>")
    for text in filter(None, texts):
        SubElement(tree.body, "p").text = text
    return tree


def _kind(body: bytes, media_type: str | None) -> str:
    """How a body is read. The bytes overrule a media type that says HTML or nothing."""
    told = (media_type or "").split(";")[0].strip().lower()
    head = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if told == ENTRY_TYPE:
        return "entry"
    if head.startswith(b"%PDF-") or told == "application/pdf":
        return "pdf"
    if told.startswith(("image/", "audio/", "video/", "font/")) or _is_binary(body):
        return "unreadable"
    if told.endswith(("json", "+json")):
        return "json"
    if told in ("text/plain", "text/markdown", "text/x-markdown", "text/yaml", "text/csv") or told.endswith("yaml"):
        return "plain"
    if told.endswith("xml") and "html" not in told:
        return "html" if b"<html" in head.lower() else "xml"
    if told:
        return "html"
    if head.startswith((b"{", b"[")):
        return "json"
    if head.startswith(b"<?xml") and b"<html" not in head.lower():
        return "xml"
    return "html" if _LOOKS_HTML.search(body[:20_000]) else "plain"


def _is_binary(body: bytes) -> bool:
    head = body[:2048]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    if head.startswith(
        (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!")
    ):
        return True
    return len(head.translate(None, _TEXT_BYTES)) > len(head) / 20


def _extract_html(text: str, rule: RuleLike | None, context: Context) -> Document:
    tree = parse_page(text)
    if tree is None:
        return Document(title="", text="", language=None, low_confidence=True)
    said = read_said(tree, context.url)
    ruled = apply_rule(tree, rule, url=context.url, time_zone=context.time_zone) if rule else Ruled()
    strip_elements(tree, *_UNREAD, with_tail=False)
    steps = steps_of(tree)
    page, blocks = read_lines(steps), read_blocks(steps, context.url)
    wide = _is_wide(page)
    title = ruled.title or find_title(tree, said, page.lines)
    container = choose_main(page.lines, page.spans, HAN if wide else LATIN, find_headline(page.lines, title))
    dates = find_published(said, page, title=title, url=context.url, latest=context.latest, time_zone=context.time_zone)
    scope = ruled.body if ruled.body is not None else container
    attachments = ruled.attachments or find_attachments(scope, page, context.url)
    note = find_note(page)
    main, sure = (MainText(lines=ruled.lines, agreement=None), True) if ruled.lines else (None, False)
    if main is None:
        main, sure = _main_text(tree, page, said, wide)
    lines = tuple(line for line in main.lines if not is_toolbar(line))
    lines = lines[1:] if len(lines) > 1 and fold_title(lines[0]) == fold_title(title) else lines
    return Document(
        title=title,
        text="\n".join(lines),
        language=detect_language("\n".join((title, *lines)), context.hint or said.language),
        published=ruled.published or dates.published,
        modified=ruled.modified or dates.modified,
        lead=ruled.lead or find_lead(scope, lines),
        note=note,
        attachments=attachments,
        blocks=blocks,
        canonical_url=said.canonical_url,
        twin_urls=said.twin_urls,
        low_confidence=not sure or ruled.missed or not lines,
    )


def _is_wide(page: PageLines) -> bool:
    """Whether the page's prose is Chinese, Japanese or Korean."""
    prose = [line.text for line in page.lines if line.units >= PROSE_UNITS] or [line.text for line in page.lines]
    return detect_language("\n".join(prose[:50])) in _WIDE


def _main_text(tree: HtmlElement, page: PageLines, said: Said, wide: bool) -> tuple[MainText, bool]:
    """The main text and whether it can be trusted; trafilatura is asked where it helps."""
    ours = tuple(line.text for line in page.lines if line.kept)
    units = sum(line.units for line in page.lines if line.kept)
    prose = sum(line.units for line in page.lines if line.units >= PROSE_UNITS and not line.furniture)
    thin = units < THIN_UNITS or units < THIN_SHARE * prose
    alone = MainText(lines=ours, agreement=None)
    large = len(page.lines) > TOO_MANY_LINES or sum(len(line.text) for line in page.lines) > TOO_MANY_CHARACTERS
    if page.depth > TOO_DEEP or large or (wide and not thin):
        return alone, not thin
    if not thin:
        _drop_furniture(page)
    joined = join_opinions(tree, page.lines, ask_trafilatura(tree), article=said.is_article)
    agreed = (joined.agreement or 0.0) >= DISAGREED
    return (alone if wide and ours else joined), agreed


def _drop_furniture(page: PageLines) -> None:
    """Take furniture out of the tree, which is read for the last time: trafilatura then has half the work."""
    for span in page.spans:
        if span.zone and span.element.getparent() is not None and all_furniture(page.lines[span.start : span.end]):
            span.element.drop_tree()


def _with_listed(document: Document, context: Context) -> Document:
    """Fill in what the Page does not print from what its Listing said."""
    listed = context.listed
    if listed is None:
        return document
    published = document.published
    if listed.published and (context.latest is None or listed.published.at <= context.latest):
        published = published or listed.published
    return replace(
        document,
        title=document.title or listed.title or "",
        published=published,
        modified=document.modified or listed.modified,
        language=document.language or listed.language,
    )
