"""What bodies without a page say: JSON, feeds and other XML, Markdown, YAML and plain text, entries of a Listing.

Pure. Every line or value becomes one Block, so that changes can be told.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from pipeline.errors import UnreadableBody
from pipeline.model import Attachment, Block, Document, Piece
from pipeline.reading.blocks import read_blocks
from pipeline.reading.lines import count_units, read_lines
from pipeline.reading.parts import find_attachments, find_lead
from pipeline.reading.ruled import RuleLike, parse_fragment, read_date, read_json
from pipeline.reading.steps import steps_of
from pipeline.text.language import detect_language

_MARKUP = re.compile(r"<[a-zA-Z!/][^>]*>")
_NEW_LINE = re.compile(
    r"^\s*(?:#{1,6}\s|[-*+•]\s|\d{1,3}[.)]\s|\([a-z\d]{1,3}\)\s|>|\||```|---+\s*$|===+\s*$|[一二三四五六七八九十]{1,3}、)"
)
_KEYED = re.compile(r"^\s*(?:- )?[\w\"'-]+:(?:\s|$)|^\s*- ")
_HEADING = re.compile(r"^\s{0,3}#{1,3}\s+(.+?)\s*#*$")
_UNDERLINE = re.compile(r"^\s*(?:===+|---+)\s*$")
_HAN_EDGE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_UPDATED = re.compile(r"\b(?:updated?|revised|modified|effective)\b|更新|修訂|修订", re.IGNORECASE)
_TITLE_KEYS = ("title", "headline", "name", "法規名稱", "LawName", "标题", "標題")
_DATE_KEYS = ("published", "datePublished", "date", "pubDate", "publishTime", "issueDate")
_FEED_ENTRY = ("item", "entry")
_FEED_TEXT = ("title", "description", "summary", "content", "encoded", "subtitle")
MOST_VALUES = 200_000
"""Values of a JSON or XML body that are read."""


def extract_plain(text: str, *, time_zone: str = "Asia/Hong_Kong") -> Document:
    """Read Markdown, YAML or plain text: wrapped lines are joined to paragraphs, keyed lines stay apart."""
    rows = [line.rstrip() for line in text.splitlines()]
    filled = [row for row in rows if row.strip()]
    keyed = sum(bool(_KEYED.match(row)) for row in filled) > 0.5 * len(filled)
    lines = [" ".join(row.split()) for row in filled] if keyed else _join_wrapped(rows)
    lines = [line for line in lines if not _UNDERLINE.match(line)]
    title = _title_of(filled if keyed else rows, lines, keyed=keyed)
    dated = (line for line in lines[:12] if count_units(line) <= 12 and _UPDATED.search(line))
    modified = next((date for line in dated if (date := read_date(line, time_zone))), None)
    return replace(_document(title, lines, path=">keyed" if keyed else ">plain"), modified=modified)


def _join_wrapped(rows: Sequence[str]) -> list[str]:
    """The paragraphs of a text whose lines may be wrapped; no space between Han characters."""
    joined: list[str] = []
    open_paragraph = False
    for row in rows:
        line = " ".join(row.split())
        if not line:
            open_paragraph = False
        elif open_paragraph and not _NEW_LINE.match(row):
            han = _HAN_EDGE.match(joined[-1][-1]) and _HAN_EDGE.match(line[0])
            joined[-1] += line if han else f" {line}"
        else:
            joined.append(line)
            open_paragraph = not _HEADING.match(row)
    return joined


def _title_of(rows: Sequence[str], lines: Sequence[str], *, keyed: bool) -> str:
    """A `title:` key, the first heading, or the first short line that is neither a date nor a label."""
    if keyed:
        named = (re.match(r"^\s*(?:title|name|header):\s*[\"']?(.+?)[\"']?\s*$", row) for row in rows[:60])
        return next((match[1] for match in named if match), "")
    for place, row in enumerate(rows[:60]):
        heading = _HEADING.match(row)
        if heading:
            return heading[1].strip("*_ ")
        if place and row.startswith("===") and rows[place - 1].strip():
            return rows[place - 1].strip()
    told = (
        line for line in lines[:4] if count_units(line) <= 30 and not _UPDATED.search(line) and line[-1] not in ":："
    )
    return next(told, "").strip("*_# ")


def extract_json(
    text: str, *, rule: RuleLike | None = None, url: str | None = None, time_zone: str = "Asia/Hong_Kong"
) -> Document:
    """Read a JSON body: by the rule's JMESPaths, else every value that is text or a number. Raises UnreadableBody."""
    said = _parse(text, url)
    if rule is not None and rule.json is not None and not rule.json.script:
        ruled = read_json(said, rule.json, url=url, time_zone=time_zone)
        if ruled.lines:
            document = _document(ruled.title or "", ruled.lines, path=">json")
            return replace(
                document,
                published=ruled.published,
                modified=ruled.modified,
                lead=ruled.lead or find_lead(ruled.body, ruled.lines),
                attachments=ruled.attachments,
                blocks=read_blocks(steps_of(ruled.body), url) if ruled.body is not None else document.blocks,
                low_confidence=ruled.missed,
            )
    values = list(_values(said))
    top = said if isinstance(said, dict) else {}
    title = next((str(top[key]) for key in _TITLE_KEYS if isinstance(top.get(key), str)), "")
    published = next((date for key in _DATE_KEYS if (date := read_date(top.get(key), time_zone))), None)
    blocks = tuple(_block(value, path) for path, value in values)
    lines = [block.text for block in blocks]
    language = detect_language("\n".join(lines))
    missed = rule is not None and rule.json is not None
    return Document(
        title=title,
        text="\n".join(lines),
        language=language,
        published=published,
        lead=find_lead(None, lines),
        blocks=blocks,
        low_confidence=missed or not lines,
    )


def _values(said: object) -> Iterator[tuple[str, str]]:
    """Every value with the path of its keys, without positions."""
    stack: list[tuple[str, object]] = [(">json", said)]
    read = 0
    while stack and read < MOST_VALUES:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack.extend((f"{path}>{key}", inner) for key, inner in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend((path, inner) for inner in reversed(value))
        elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
            for line in _shown(str(value)):
                read += 1
                yield path, line


def _shown(text: str) -> Iterator[str]:
    """The lines of a value, its markup read as HTML."""
    if _MARKUP.search(text):
        yield from (line.text for line in read_lines(steps_of(parse_fragment(text))).lines)
        return
    yield from (kept for line in text.splitlines() if (kept := " ".join(line.split())))


def extract_xml(text: str, *, url: str | None = None) -> Document:
    """Read a feed, entry by entry, or the text of any other XML. Raises UnreadableBody where it is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, huge_tree=True, remove_comments=True
    )
    try:
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableBody(f"{url or 'body'}: not XML ({error})") from error
    if root is None:
        raise UnreadableBody(f"{url or 'body'}: not XML")
    blocks: list[Block] = []
    title = ""
    entries = [element for element in root.iter() if _name(element) in _FEED_ENTRY]
    wanted = entries or [root]
    for element in wanted:
        for inner in element.iter():
            name = _name(inner)
            if not inner.text or (entries and name not in _FEED_TEXT):
                continue
            blocks.extend(_block(line, f">{_name(root)}>{_name(element)}>{name}") for line in _shown(inner.text))
    channel = next((each for each in root.iter() if _name(each) == "title" and each.getparent() not in entries), None)
    title = " ".join((channel.text or "").split()) if channel is not None else ""
    lines = [block.text for block in blocks]
    return Document(
        title=title,
        text="\n".join(lines),
        language=detect_language("\n".join(lines)),
        blocks=tuple(blocks),
        low_confidence=not lines,
    )


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def extract_entry(text: str, *, url: str | None = None, time_zone: str = "Asia/Hong_Kong") -> Document:
    """Read a Listing entry that is the whole text: JSON {title, html, published, url}."""
    said = _parse(text, url)
    entry = said if isinstance(said, dict) else {}
    address = str(entry.get("url") or "") or url
    element = parse_fragment(str(entry.get("html") or ""))
    page = read_lines(steps_of(element))
    lines = [line.text for line in page.lines]
    title = " ".join(str(entry.get("title") or "").split())
    attachments: tuple[Attachment, ...] = find_attachments(element, page, address)
    return Document(
        title=title,
        text="\n".join(lines),
        language=detect_language("\n".join((title, *lines))),
        published=read_date(entry.get("published"), time_zone),
        lead=find_lead(element, lines),
        attachments=attachments,
        blocks=read_blocks(steps_of(element), address),
        low_confidence=not lines,
    )


def _parse(text: str, url: str | None) -> object:
    try:
        said: object = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise UnreadableBody(f"{url or 'body'}: not JSON ({error})") from error
    return said


def _document(title: str, lines: Sequence[str], *, path: str) -> Document:
    return Document(
        title=title,
        text="\n".join(lines),
        language=detect_language("\n".join((title, *lines))),
        lead=find_lead(None, lines),
        blocks=tuple(_block(line, path) for line in lines),
        low_confidence=not lines,
    )


def _block(line: str, path: str) -> Block:
    return Block(path=path, pieces=(Piece(text=line),))
