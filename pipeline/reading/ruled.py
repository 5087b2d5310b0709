"""What the dated hints of a Source say of a page: they go before everything that is found without them.

Pure. A selector that matches nothing is no error here: the page is read without it and marked.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol
from urllib.parse import urljoin

import jmespath
from jmespath.exceptions import JMESPathError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, fragment_fromstring

from pipeline.dates import parse_official_date
from pipeline.errors import DateConflict
from pipeline.model import Attachment, PrintedDate
from pipeline.reading.lines import read_lines
from pipeline.reading.steps import steps_of

_MARKUP = re.compile(r"<(?:p|div|br|a|span|h[1-6]|ul|table|strong)\b", re.IGNORECASE)
_TEXT_KEYS = ("text", "data", "value", "content", "html", "body", "children", "blocks", "paragraphs")


class JsonRuleLike(Protocol):
    """What is used of pipeline.source.JsonRule."""

    @property
    def script(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def lead(self) -> str | None: ...
    @property
    def date(self) -> str | None: ...
    @property
    def modified(self) -> str | None: ...
    @property
    def body(self) -> str | None: ...
    @property
    def attachments(self) -> str | None: ...


class RuleLike(Protocol):
    """What is used of pipeline.source.Rule."""

    @property
    def body(self) -> str | None: ...
    @property
    def remove(self) -> tuple[str, ...]: ...
    @property
    def title(self) -> str | None: ...
    @property
    def date(self) -> str | None: ...
    @property
    def modified(self) -> str | None: ...
    @property
    def url_date(self) -> str | None: ...
    @property
    def json(self) -> JsonRuleLike | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What the rules found; None = they say nothing of it.

    body: the element that the body rule names, for lead and attachments. missed: a rule matched nothing.
    """

    lines: tuple[str, ...] | None = None
    body: HtmlElement | None = None
    title: str | None = None
    lead: str | None = None
    published: PrintedDate | None = None
    modified: PrintedDate | None = None
    attachments: tuple[Attachment, ...] = ()
    missed: bool = False


def apply_rule(tree: HtmlElement, rule: RuleLike, *, url: str | None, time_zone: str) -> Ruled:
    """Read a page as its Source's rule says. What `remove` names is taken out of the tree for good."""
    for selector in rule.remove:
        for element in _selector(selector)(tree):
            if element.getparent() is not None:
                element.drop_tree()
    if rule.json is not None and rule.json.script:
        script = next(iter(_selector(rule.json.script)(tree)), None)
        said = _parse_json(script.text or "") if script is not None else None
        embedded = read_json(said, rule.json, url=url, time_zone=time_zone) if said is not None else Ruled(missed=True)
        if embedded.lines:
            return embedded
        return replace(_apply_selectors(tree, rule, url, time_zone), missed=True)
    return _apply_selectors(tree, rule, url, time_zone)


def _apply_selectors(tree: HtmlElement, rule: RuleLike, url: str | None, time_zone: str) -> Ruled:
    bodies = _selector(rule.body)(tree) if rule.body else []
    outer = [
        body for body in bodies if not any(body is not other and other in body.iterancestors() for other in bodies)
    ]
    lines = tuple(line.text for body in outer for line in read_lines(steps_of(body)).lines)
    titles = [text for element in (_selector(rule.title)(tree) if rule.title else []) if (text := _said_by(element))]
    published = _date_of(tree, rule.date, time_zone) or date_of_url(url, rule.url_date, time_zone)
    missed = bool((rule.body and not lines) or (rule.title and not titles) or (rule.date and not published))
    return Ruled(
        lines=lines or None,
        body=outer[0] if outer else None,
        title=titles[0] if titles else None,
        published=published,
        modified=_date_of(tree, rule.modified, time_zone),
        missed=missed,
    )


def _said_by(element: HtmlElement) -> str:
    """What an element says: a meta its content, a time its datetime, others their text."""
    value = (
        element.get("content") if element.tag == "meta" else element.get("datetime") if element.tag == "time" else None
    )
    return " ".join((value or "".join(element.itertext())).split())


def _date_of(tree: HtmlElement, selector: str | None, time_zone: str) -> PrintedDate | None:
    if not selector:
        return None
    for element in _selector(selector)(tree):
        date = read_date(_said_by(element), time_zone)
        if date:
            return date
    return None


def read_date(value: object, time_zone: str) -> PrintedDate | None:
    """The date that a declared place holds: text, or a number (epoch); None where it holds none or two."""
    if isinstance(value, float):
        value = int(value)
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        return None
    try:
        return parse_official_date(str(value)[:200], time_zone=time_zone)
    except DateConflict:
        return None


def date_of_url(url: str | None, pattern: str | None, time_zone: str) -> PrintedDate | None:
    """The date that a URL prints, by a pattern with groups year, month, day, hour, minute, second or created."""
    match = re.search(pattern, url) if url and pattern else None
    if match is None:
        return None
    parts = {name: value for name, value in match.groupdict().items() if value}
    created = parts.get("created", "")
    year = parts.get("year") or created[:4]
    day = "-".join(
        part for part in (year, parts.get("month") or created[4:6], parts.get("day") or created[6:8]) if part
    )
    clock = ":".join(parts[name] for name in ("hour", "minute", "second") if name in parts)
    date = read_date(f"{day} {clock}".strip() if ":" in clock else day, time_zone)
    return replace(date, literal=match.group(0)) if date else None


def read_json(said: object, rule: JsonRuleLike, *, url: str | None, time_zone: str) -> Ruled:
    """Read a JSON value as the rule's JMESPaths say."""
    body = _search(rule.body, said)
    lines, element = _lines_of(body)
    title = _search(rule.title, said)
    lead = _search(rule.lead, said)
    published = read_date(_search(rule.date, said), time_zone)
    return Ruled(
        lines=lines or None,
        body=element,
        title=" ".join(str(title).split()) if title else None,
        lead=" ".join(_lines_of(lead)[0]) or None,
        published=published,
        modified=read_date(_search(rule.modified, said), time_zone),
        attachments=tuple(_attachments(_search(rule.attachments, said), url)),
        missed=bool((rule.body and not lines) or (rule.title and not title) or (rule.date and not published)),
    )


def _search(path: str | None, said: object) -> object:
    if not path:
        return None
    try:
        found: object = jmespath.search(path, said)
    except JMESPathError:
        return None
    return found


def _lines_of(value: object) -> tuple[tuple[str, ...], HtmlElement | None]:
    """The lines of a JSON body: HTML, plain text, or the texts of a tree of blocks."""
    text = value if isinstance(value, str) else "\n".join(_texts(value))
    if _MARKUP.search(text):
        element = parse_fragment(text)
        return tuple(line.text for line in read_lines(steps_of(element)).lines), element
    return tuple(kept for line in text.splitlines() if (kept := " ".join(line.split()))), None


def parse_fragment(text: str) -> HtmlElement:
    """A piece of HTML as the children of one div."""
    return fragment_fromstring(text.replace("\x00", " "), create_parent="div")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for key in _TEXT_KEYS:
            yield from _texts(value.get(key))


def _attachments(value: object, url: str | None) -> Iterator[Attachment]:
    for each in value if isinstance(value, list) else []:
        if isinstance(each, dict) and each.get("url"):
            target = urljoin(url or "", str(each["url"]))
            yield Attachment(url=target, title=" ".join(str(each.get("title") or target.rsplit("/", 1)[-1]).split()))


def _parse_json(text: str) -> object:
    """JSON, or the first value of it where a script assigns it; None where there is none."""
    start = re.search(r"[{\[]", text)
    if not start:
        return None
    try:
        found: object = json.JSONDecoder(strict=False).raw_decode(text, start.start())[0]
    except (ValueError, RecursionError):
        return None
    return found


@lru_cache(maxsize=512)
def _selector(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
