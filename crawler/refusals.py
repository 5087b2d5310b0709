"""What a Source's TOML must not say: keys that make no sense together, patterns and selectors that do not compile.

Pure: looks at a declared Source, before its Listings are expanded.
"""

import re
from collections.abc import Callable, Iterator
from string import Formatter
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jmespath
import msgspec
from jmespath.exceptions import JMESPathError
from lxml.cssselect import CSSSelector, SelectorError

from pipeline.model import Shape
from pipeline.source import JsonRule, Listing, Rule, Source

Refusal = tuple[str, str]
"""The key, and the reason with its remedy."""

# ISO 639-1, and the Chinese languages of ISO 639-3 that a site may declare.
_LANGUAGES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj
kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv
ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti
tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu cmn gan hak lzh nan wuu yue
"""
_LANGUAGE = re.compile(r"(?P<language>[a-z]{2,3})(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
_TEMPLATE = re.compile(r"\{[^{}:]+\}")
_DATE_NAME = re.compile(r"date:(%[YymdjHMS]|[^%{}])+")
_URL_DATE_NAMES = {"year", "month", "day", "hour", "minute", "second", "created"}

_COMMON = {"shape", "url", "every", "language", "lang", "topics", "headers", "fetch_url", "url_date"}
_PAGED = {"pages", "method", "payload", "payload_as"}
_HTML_IN_JSON = _COMMON | _PAGED | {"html", "row", "links", "title", "date", "date_formats", "total"}
_KEYS = {
    Shape.FEED: _COMMON | {"link", "body"},
    Shape.SITEMAP: _COMMON | {"max_pages"},
    Shape.LINKS: _COMMON | _PAGED | {"row", "links", "title", "date", "date_formats", "next", "max_pages"},
    Shape.JSON: _COMMON | _PAGED | {"items", "link", "title", "summary", "date", "modified", "date_formats", "body", "total"},
}  # fmt: skip


def find_refusals(source: Source) -> Iterator[Refusal]:
    """Everything that is wrong in the Source, in the order of its keys."""
    yield from _address("home", source.home)
    yield from _zone(source.time_zone)
    if not source.name:
        yield "name", 'empty; give the name in one language at least: name = { en = "…" }'
    for language in source.name:
        yield from _language(f"name.{language}", language)
    yield from _pattern("page_url", source.page_url)
    for index, url in enumerate(source.standing):
        yield from _address(f"standing[{index}]", url)
    if not source.listings and not source.standing:
        yield "listings", "a Source needs a [[listings]] or a standing URL; add one"
    for index, rewrite in enumerate(source.rewrite):
        broken = list(_pattern(f"rewrite[{index}].pattern", rewrite.pattern))
        yield from broken or _replacement(f"rewrite[{index}].replace", rewrite.pattern, rewrite.replace)
    yield from _twins(source)
    for index, listing in enumerate(source.listings):
        for key, reason in _listing(listing, source):
            yield f"listings[{index}].{key}", reason
    for index, rule in enumerate(source.rules):
        for key, reason in _rule(rule):
            yield f"rules[{index}].{key}", reason


def is_template(text: str) -> bool:
    """Whether the text is a template ('https://a.example/{id}') and no JMESPath."""
    return bool(_TEMPLATE.search(text))


def template_names(text: str) -> list[str]:
    """The names between braces, in order; a date's with its form ('date:%Y%m')."""
    return [name if not form else f"{name}:{form}" for _, name, form, _ in Formatter().parse(text) if name is not None]


def _listing(listing: Listing, source: Source) -> Iterator[Refusal]:
    shape = listing.shape
    for key in _set_keys(listing):
        if key not in (_KEYS[shape] if listing.html is None or shape is not Shape.JSON else _HTML_IN_JSON):
            yield key, f"means nothing to a {shape} Listing{' with html' if listing.html else ''}; remove it"
    yield from _address("url", listing.url)
    yield from _expansions(listing)
    if shape is Shape.FEED:
        if listing.link not in (None, "guid"):
            yield "link", f"'{listing.link}' is unknown; a feed's link can be \"guid\" only"
        if listing.body not in (None, "description", "content"):
            yield "body", f'\'{listing.body}\' is unknown; a feed\'s body is "description" or "content"'
    if shape is Shape.LINKS or listing.html is not None:
        if listing.links is None:
            yield "links", "missing; add the CSS selector of the links to Pages"
        for key in ("row", "links", "title", "date", "next"):
            yield from _selector(key, getattr(listing, key))
        yield from _path("html", listing.html)
    elif shape is Shape.JSON:
        for key in ("items", "link"):
            if getattr(listing, key) is None:
                yield key, "missing; a json Listing needs items and link, or html and links"
        for key in ("items", "link", "title", "summary", "date", "modified", "body"):
            yield from _path(key, getattr(listing, key))
    yield from _path("total", listing.total)
    if listing.date_formats and listing.date is None and listing.modified is None:
        yield "date_formats", "there is no date to read; add date or remove it"
    if listing.payload and listing.method != "POST":
        yield "payload", 'is sent by POST only; add method = "POST" or remove it'
    if listing.max_pages > 1 and listing.next is None and shape is Shape.LINKS:
        yield "max_pages", "needs next, the CSS selector of the link to the older page"
    if listing.total is not None and listing.pages is None:
        yield "total", "needs pages"
    yield from _url_date(listing.url_date)
    yield from _fetch_url(listing, source)


def _expansions(listing: Listing) -> Iterator[Refusal]:
    try:
        names = template_names(listing.url)
    except ValueError as error:
        yield "url", f"{error}; a brace is written {{{{ or }}}}"
        return
    for name in names:
        if name not in ("page", "topic", "lang") and not _DATE_NAME.fullmatch(name):
            yield "url", f"unknown expansion {{{name}}}; known are {{date:%Y%m%d}}, {{page}}, {{topic}}, {{lang}}"
    words = msgspec.json.encode([listing.url, listing.payload]).decode()
    for key, name, given in (("topics", "{topic}", listing.topics), ("lang", "{lang}", listing.lang),
                             ("pages", "{page}", listing.pages)):  # fmt: skip
        if given and name not in words:
            yield key, f"is not used: neither url nor payload holds {name}; remove it or use it"
        if not given and name in words:
            yield key, f"missing: {name} stands in url or payload; add {key}"
    if listing.language and listing.lang:
        yield "language", "say either language or lang (tag -> the site's code), not both"
    for language in (listing.language, *listing.lang):
        if language is not None:
            yield from _language("language" if language == listing.language else f"lang.{language}", language)
    if listing.paging is not None and listing.paging.last < listing.paging.first:
        yield "pages", "last lies before first"


def _fetch_url(listing: Listing, source: Source) -> Iterator[Refusal]:
    if listing.fetch_url is None:
        return
    yield from _address("fetch_url", listing.fetch_url)
    try:
        known = set(re.compile(source.page_url).groupindex)
        names = template_names(listing.fetch_url)
    except (re.error, ValueError) as error:
        yield "fetch_url", str(error)
        return
    for name in names:
        if name not in known:
            yield "fetch_url", f"{{{name}}} is no named group of page_url; name it there: (?P<{name}>…)"


def _rule(rule: Rule) -> Iterator[Refusal]:
    if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
        yield "valid_until", "lies before valid_from"
    yield from _pattern("page", rule.page)
    for key in ("body", "title", "date", "modified"):
        yield from _selector(key, getattr(rule, key))
    for index, selector in enumerate(rule.remove):
        yield from _selector(f"remove[{index}]", selector)
    yield from _url_date(rule.url_date)
    if rule.json is not None:
        yield from _selector("json.script", rule.json.script)
        for key in JsonRule.__struct_fields__:
            if key != "script":
                yield from _path(f"json.{key}", getattr(rule.json, key))
    if not _set_keys(rule) - {"valid_from", "valid_until", "page"}:
        yield (
            "body",
            "the rule says nothing; add body, remove, title, date, modified, url_date or json, or remove the rule",
        )


def _url_date(pattern: str | None) -> Iterator[Refusal]:
    broken = list(_pattern("url_date", pattern))
    yield from broken
    if pattern is not None and not broken:
        names = set(re.compile(pattern).groupindex)
        if names - _URL_DATE_NAMES or not names & {"year", "created"}:
            yield "url_date", "its groups are named year, month, day, hour, minute, second or created, with a year"


def _twins(source: Source) -> Iterator[Refusal]:
    twins = source.twins
    if twins is None:
        return
    places = sorted({name for name in re.findall(r"\{(\w+)\}", twins.rule) if name in ("lang", "lang2")})
    if "lang" not in places:
        yield "twins.rule", "{lang} is missing; it stands where the editions' addresses differ"
    for language in twins.lang:
        yield from _language(f"twins.lang.{language}", language)
    codes = [(code,) if isinstance(code, str) else code for code in twins.lang.values()]
    if len(set(codes)) < max(2, len(codes)):
        yield "twins.lang", "needs two languages or more, each with a code of its own"
    if any(len(code) != len(places) for code in codes):
        yield "twins.lang", f"each language needs as many codes as the rule has places ({', '.join(places)})"


def _set_keys(declared: Listing | Rule) -> set[str]:
    """The keys that differ from their default."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(declared)}
    return {key for key, default in defaults.items() if getattr(declared, key) not in (default, {}, ())}


def _language(key: str, tag: str) -> Iterator[Refusal]:
    match = _LANGUAGE.fullmatch(tag)
    if match is None or match["language"] not in _LANGUAGES.split():
        yield key, f"'{tag}' is no BCP 47 language tag; write for example en, zh-Hant, zh-Hans"


def _zone(name: str) -> Iterator[Refusal]:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield "time_zone", f"'{name}' is no time zone; write for example Asia/Hong_Kong"


def _address(key: str, url: str) -> Iterator[Refusal]:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        yield key, f"'{url}' is no URL: {error}"
        return
    if parts.scheme not in ("http", "https") or not parts.netloc:
        yield key, f"'{url}' is no http(s) URL; write it in full: https://…"


def _compiles(
    key: str, text: str | None, compile_: Callable[[str], object], error: type[Exception], what: str
) -> Iterator[Refusal]:
    if text is None:
        return
    try:
        compile_(text)
    except error as reason:
        yield key, f"'{text}' is no {what}: {' '.join(str(reason).split())}; correct it"


def _pattern(key: str, text: str | None) -> Iterator[Refusal]:
    return _compiles(key, text, re.compile, re.error, "regular expression")


def _selector(key: str, text: str | None) -> Iterator[Refusal]:
    return _compiles(key, text, CSSSelector, SelectorError, "CSS selector")


def _path(key: str, text: str | None) -> Iterator[Refusal]:
    if text is not None and is_template(text):
        for name in template_names(text):
            yield from _path(key, name)
        return
    yield from _compiles(key, text, jmespath.compile, JMESPathError, "JMESPath")


def _replacement(key: str, pattern: str, replace: str) -> Iterator[Refusal]:
    return _compiles(key, replace, lambda text: re.sub(pattern, text, ""), re.error, "replacement")
