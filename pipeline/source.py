"""What a Source's TOML declares, as typed words: a publisher's site, its Listings, its dated rules.

Pure: no clock, no network, no files. The keys are a public promise (people write them); crawler/catalog.py reads and
checks the files, and expands `{topic}` and `{lang}`, so that every Listing handed on has one URL and one language.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from pipeline.model import Shape, Tier

Side = Literal["hong-kong", "mainland", "gba", "international"]
Language = Annotated[str, Meta(description="BCP 47 tag: en, zh-Hant, zh-Hans")]
Selector = Annotated[
    str, Meta(description="CSS selector; of a <meta> its content, of anything else its text", min_length=1)
]
Pattern = Annotated[str, Meta(description="regular expression (Python)", min_length=1)]
Path = Annotated[str, Meta(description="JMESPath, or a template such as 'https://a.example/{id}'", min_length=1)]
Interval = Annotated[str, Meta(description="10m, 6h, 1d, 1w", pattern="^[1-9][0-9]*[mhdw]$")]

_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


class Pace(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast a host is asked. delay: seconds between two requests to one host."""

    delay: Annotated[float, Meta(ge=0, le=3600)] = 2.0


class Pages(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The values of `{page}` in a Listing's URL or payload: first, first + step ... up to last."""

    first: int = 1
    step: Annotated[int, Meta(ge=1)] = 1
    last: int


class Listing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A feed, sitemap, HTML list or JSON API on which Pages appear.

    language: of its entries, None = each Document tells. pages: a number stands for 1, 2 ... up to it.
    url: may hold `{date:%Y%m}` (one request a day), `{page}`, `{topic}`, `{lang}`.
    topics, lang: what `{topic}` and `{lang}` stand for (language tag -> the site's own code); empty once expanded.
    feed: link 'guid' = the guid is the address; body 'description' or 'content' = the entry is the whole text.
    links: row = what holds one entry; links, title, date stand inside it; next = link to the older page.
    json: items = the list; html = a field that holds an HTML list, then read by row, links, title, date.
    total: JMESPath of the number of entries there are in all; no page beyond it is asked for.
    date_formats: strptime forms, or 'epoch', 'epoch_ms'; none = the forms that official sites print.
    url_date: of entries that print no date, the date in their address; named groups as in a Rule's.
    fetch_url: where the text is fetched, a template on the named groups of page_url, None = at the Page's URL.
    """

    shape: Shape
    url: Annotated[str, Meta(min_length=1)]
    every: Interval = "12h"
    language: Language | None = None
    lang: dict[str, str] = msgspec.field(default_factory=dict)
    topics: tuple[str, ...] = ()
    row: Selector | None = None
    links: Selector | None = None
    next: Selector | None = None
    max_pages: Annotated[int, Meta(ge=1)] = 1
    items: Path | None = None
    html: Path | None = None
    link: str | None = None
    title: str | None = None
    summary: str | None = None
    date: str | None = None
    modified: str | None = None
    body: str | None = None
    date_formats: tuple[str, ...] = ()
    url_date: Pattern | None = None
    pages: Pages | Annotated[int, Meta(ge=1)] | None = None
    total: Path | None = None
    method: Literal["GET", "POST"] = "GET"
    payload: dict[str, object] = msgspec.field(default_factory=dict)
    payload_as: Literal["json", "form"] = "json"
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    fetch_url: str | None = None

    @property
    def key(self) -> str:
        """What tells this Listing from the others of its Source: its URL, and its payload where it posts one."""
        if not self.payload:
            return self.url
        return f"{self.url} {msgspec.json.encode(self.payload, order='deterministic').decode()}"

    @property
    def seconds(self) -> int:
        """`every` in seconds."""
        return read_interval(self.every)

    @property
    def paging(self) -> Pages | None:
        """The values of `{page}`, None = it has one page only."""
        return Pages(last=self.pages) if isinstance(self.pages, int) else self.pages

    @property
    def dated(self) -> bool:
        """Whether it lists one day each: it then serves backfill."""
        return "{date" in self.url


class JsonRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a Page that is JSON, or carries JSON in a script, says what; all are JMESPath.

    script: selector of the script element, None = the body itself is JSON. body: text or HTML.
    date, modified: text, or a number (epoch; above 1e11 in milliseconds). attachments: list of {url, title}.
    """

    script: Selector | None = None
    title: str | None = None
    lead: str | None = None
    date: str | None = None
    modified: str | None = None
    body: str | None = None
    attachments: str | None = None


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dated hint for extraction; holds for Captures from valid_from to valid_until, both days included.

    page: only for Pages whose URL it is found in. url_date: the date in the address, where it knows better than the
    page; named groups year, month, day, hour, minute, second, or created (YYYYMMDD, the year of month and day).
    """

    valid_from: date | None = None
    valid_until: date | None = None
    page: Pattern | None = None
    body: Selector | None = None
    remove: tuple[Selector, ...] = ()
    title: Selector | None = None
    date: Selector | None = None
    modified: Selector | None = None
    url_date: Pattern | None = None
    json: JsonRule | None = None


class Twins(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the language editions of one publication map to one another by URL.

    rule: a URL template: `{lang}` is what differs, any other `{name}` is what stays. lang: language tag -> the site's
    code; where two places differ, a list of codes, for `{lang}` and `{lang2}`.
    """

    rule: Annotated[str, Meta(min_length=1)]
    lang: dict[str, str | tuple[str, ...]]


class Rewrite(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address that stands for another one: photo variants, mirrors, hosts with and without www.

    derived: a machine's copy of the Page at the other address: never a Page of its own, its words are not kept.
    """

    pattern: Pattern
    replace: str
    derived: bool = False


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A publisher's site that is watched.

    fetch: 'matching' = only Listing entries whose title or summary passes a loose gate. watch: which known Pages are
    checked again. standing: URLs watched for ever. keep: 'headline' = title, standfirst and link only (metered sites).
    first_pass: at most so many Pages are fetched on the first pass of its Listings. cookies: a cookie jar of its own.
    """

    id: Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
    tier: Tier
    side: Side
    home: str
    time_zone: str
    name: dict[str, str]
    page_url: Pattern
    fetch: Literal["all", "matching"] = "all"
    watch: Literal["relevant", "all"] = "relevant"
    keep: Literal["full", "headline"] = "full"
    standing: tuple[str, ...] = ()
    first_pass: Annotated[int, Meta(ge=0)] = 200
    cookies: bool = False
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    pace: Pace = Pace()
    rewrite: tuple[Rewrite, ...] = ()
    twins: Twins | None = None
    listings: tuple[Listing, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the dates it prints."""
        return ZoneInfo(self.time_zone)


def read_interval(text: str) -> int:
    """'10m', '6h', '1d', '1w' in seconds."""
    return int(text[:-1]) * _SECONDS[text[-1]]


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of a Source, compiled once."""
    return re.compile(pattern)


def rule_for(source: Source, url: str, at: datetime) -> Rule | None:
    """The first rule that holds for this Page on the day of the Capture (in the Source's time zone)."""
    day = at.astimezone(source.zone).date()
    for rule in source.rules:
        if rule.valid_from is not None and day < rule.valid_from:
            continue
        if rule.valid_until is not None and day > rule.valid_until:
            continue
        if rule.page is None or compiled(rule.page).search(url):
            return rule
    return None


def match_source(sources: tuple[Source, ...], url: str) -> Source | None:
    """The Source one of whose Pages the address is, as it is or after rewrites; None = of none; the first where two do."""
    return next((source for source in sources if _is_of(url, source)), None)


def _is_of(url: str, source: Source) -> bool:
    pattern, rewritten = compiled(source.page_url), url
    for rewrite in source.rewrite:
        rewritten = compiled(rewrite.pattern).sub(rewrite.replace, rewritten)
    return bool(pattern.search(url) or pattern.search(rewritten) or rewritten in source.standing)
