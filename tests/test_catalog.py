"""The catalog: what people write in a Source's TOML, and how it is refused."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from crawler.catalog import BUILTIN, load_catalog, load_source, read_source, source_schema, sources_table
from pipeline.errors import SourceError
from pipeline.source import JsonRule, Listing, Rewrite, Rule, Source, Twins

MINIMAL = r"""
id = "x-y"
tier = "official"
side = "mainland"
home = "https://x.example/"
time_zone = "Asia/Shanghai"
name = { en = "X" }
page_url = '^https://x\.example/(?P<id>\d+)$'
[[listings]]
shape = "json"
url = "https://x.example/list.json"
language = "zh-Hans"
every = "1h"
items = "rows"
link = "url"
"""


def change(old: str, new: str) -> str:
    assert MINIMAL.count(old) == 1, old
    return MINIMAL.replace(old, new)


def add(text: str) -> str:
    return MINIMAL + text + "\n"


def on_top(text: str) -> str:
    return text + "\n" + MINIMAL


@pytest.mark.parametrize(
    ("toml", "refusal"),
    [
        ("id = ", "not TOML: Invalid value (at end of document)"),
        ("a = 1\na = 2\nc = 3", "not TOML: Cannot overwrite a value (at line 2, column 6)"),
        (on_top("cookie = true"), "cookie: unknown key; correct or remove it"),
        (add("titel = 'a'"), "listings[0].titel: unknown key; correct or remove it"),
        (on_top("rules = [{ bodi = 'p' }]"), "rules[0].bodi: unknown key"),
        (change('id = "x-y"', 'id = "X Y"'), "id: expected text matching"),
        (change('id = "x-y"', ""), "id: missing; add it"),
        (change('every = "1h"', 'every = "hourly"'), "listings[0].every: expected text matching"),
        (change('every = "1h"', "every = 3600"), "listings[0].every: expected text, got a whole number"),
        (change('"official"', '"blog"'), "tier: invalid enum value 'blog'"),
        (change('"mainland"', '"moon"'), "side: invalid enum value 'moon'"),
        (change("Asia/Shanghai", "Asia/Shangai"), "time_zone: 'Asia/Shangai' is no time zone; write for example Asia/Hong_Kong"),
        (change("Asia/Shanghai", "../etc"), "time_zone: '../etc' is no time zone"),
        (change("https://x.example/\"", 'x.example"'), "home: 'x.example' is no http(s) URL; write it in full"),
        (change(r"^https://x\.example/(?P<id>\d+)$", "("), "page_url: '(' is no regular expression: missing ), unterminated subpattern"),
        (change("{ en = \"X\" }", "{}"), "name: empty; give the name in one language at least"),
        (change("{ en = \"X\" }", '{ tc = "X" }'), "name.tc: 'tc' is no BCP 47 language tag; write for example en, zh-Hant, zh-Hans"),
        (change('"zh-Hans"', '"zh_CN"'), "listings[0].language: 'zh_CN' is no BCP 47 language tag"),
        (change('language = "zh-Hans"', ""), None),
        (change('every = "1h"', ""), None),
        (change("list.json", "{lang}.json") + "lang = { en = 'e' }", "listings[0].language: say either language or lang (tag -> the site's code), not both"),
        (change('language = "zh-Hans"', 'lang = { en = "e" }'), "listings[0].lang: is not used: neither url nor payload holds {lang}"),
        (change("list.json", "{lang}.json"), "listings[0].lang: missing: {lang} stands in url or payload; add lang"),
        (change("list.json", "{month}.json"), "listings[0].url: unknown expansion {month}; known are {date:%Y%m%d}"),
        (change("list.json", "{date:%Q}.json"), "listings[0].url: unknown expansion {date:%Q}"),
        (change("list.json", "{page.json"), "listings[0].url: expected '}' before end of string"),
        (change("list.json", "{page}.json"), "listings[0].pages: missing: {page} stands in url or payload; add pages"),
        (add("pages = { last = 3 }"), "listings[0].pages: is not used"),
        (change("list.json", "{page}.json") + "pages = { first = 4, last = 3 }", "listings[0].pages: last lies before first"),
        (add("topics = ['a']"), "listings[0].topics: is not used"),
        (change("https://x.example/list.json", "file:///etc/passwd"), "listings[0].url: 'file:///etc/passwd' is no http(s) URL"),
        (change('items = "rows"', 'items = "rows["'), "listings[0].items: 'rows[' is no JMESPath"),
        (change('items = "rows"', ""), "listings[0].items: missing; a json Listing needs items and link, or html and links"),
        (change('link = "url"', 'link = "https://x.example/{a b}"'), "listings[0].link: 'a b' is no JMESPath"),
        (add("links = 'a'"), "listings[0].links: means nothing to a json Listing; remove it"),
        (add("html = 'data.html'"), "listings[0].items: means nothing to a json Listing with html; remove it"),
        (change('shape = "json"', 'shape = "feed"'), "listings[0].items: means nothing to a feed Listing; remove it"),
        (change('shape = "json"', 'shape = "links"'), "listings[0].links: missing; add the CSS selector"),
        (add("html = 'data.html'\nlinks = 'a['"), "listings[0].links: 'a[' is no CSS selector: Expected"),
        (add("total = 'n'"), "listings[0].total: needs pages"),
        (add("payload = { a = 1 }"), "listings[0].payload: is sent by POST only"),
        (add("date_formats = ['epoch']"), "listings[0].date_formats: there is no date to read"),
        (add("fetch_url = 'https://x.example/api?{ref}'"), "listings[0].fetch_url: {ref} is no named group of page_url"),
        (add("fetch_url = 'https://x.example/{id'"), "listings[0].fetch_url: expected '}' before end of string"),
        (change("https://x.example/\"", 'https://[x"'), "home: 'https://[x' is no URL: Invalid IPv6 URL"),
        (add("fetch_url = '/api?{id}'"), "listings[0].fetch_url: '/api?{id}' is no http(s) URL"),
        (add("[[rewrite]]\npattern = '('\nreplace = ''"), "rewrite[0].pattern: '(' is no regular expression"),
        (add("[[rewrite]]\npattern = 'a'\nreplace = '\\1'"), "rewrite[0].replace: '\\1' is no replacement: invalid group reference 1"),
        (add("[[rules]]\ntitle = 'h1['"), "rules[0].title: 'h1[' is no CSS selector"),
        (add("[[rules]]\npage = 'x'"), "rules[0].body: the rule says nothing"),
        (add("[[rules]]\nurl_date = '(?P<day>x)'"), "rules[0].url_date: its groups are named year, month, day"),
        (add("[[rules]]\nbody = 'p'\nvalid_from = 2026-02-01\nvalid_until = 2026-01-01"), "rules[0].valid_until: lies before valid_from"),
        (add("url_date = '(?P<dag>x)'"), "listings[0].url_date: its groups are named year"),
        (add("[[rules]]\njson = { body = 'a[' }"), "rules[0].json.body: 'a[' is no JMESPath"),
        (add("[twins]\nrule = 'https://x.example/{rest}'\nlang = { en = 'a', zh-Hans = 'b' }"), "twins.rule: {lang} is missing"),
        (add("[twins]\nrule = 'https://x.example/{lang}'\nlang = { en = 'a' }"), "twins.lang: needs two languages or more"),
        (add("[twins]\nrule = 'https://x.example/{lang}/{lang2}'\nlang = { en = ['a', 'b'], zh-Hans = 'c' }"), "twins.lang: each language needs as many codes as the rule has places (lang, lang2)"),
        (on_top("standing = ['x']"), "standing[0]: 'x' is no http(s) URL"),
        (on_top("pace = { delay = -1.0 }"), "pace.delay: expected"),
        (add("[[listings]]\nshape = 'feed'\nurl = 'https://x.example/f'\nlanguage = 'en'\nevery = '1d'\nlink = 'id'"), "listings[1].link: 'id' is unknown; a feed's link can be \"guid\" only"),
        (add("[[listings]]\nshape = 'feed'\nurl = 'https://x.example/f'\nlanguage = 'en'\nevery = '1d'\nbody = 'all'"), "listings[1].body: 'all' is unknown"),
        (add("[[listings]]\nshape = 'links'\nurl = 'https://x.example/f'\nlanguage = 'en'\nevery = '1d'\nlinks = 'a'\nmax_pages = 3"), "listings[1].max_pages: needs next"),
        (MINIMAL + MINIMAL[MINIMAL.index("[[listings]]") :], "listings[1].url: https://x.example/list.json is listed twice; remove one"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_refused_with_file_key_and_reason(toml: str, refusal: str | None) -> None:
    if refusal is None:
        assert read_source(toml.encode(), file="a/x.toml").id == "x-y"
        return
    with pytest.raises(SourceError) as caught:
        read_source(toml.encode(), file="a/x.toml")
    assert str(caught.value).startswith("a/x.toml: ")
    assert refusal in str(caught.value)


def test_a_file_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^x\.toml: not UTF-8 \(byte 8\); save it as UTF-8$"):
        read_source("name = '国'".encode("gb18030") + b" = 1", file="x.toml")


def test_all_refusals_of_a_file_are_told_at_once() -> None:
    toml = change("Asia/Shanghai", "Nowhere").replace('"zh-Hans"', '"tc"')
    with pytest.raises(SourceError) as caught:
        read_source(toml.encode(), file="x.toml")
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == ["time_zone", "listings[0].language"]


def test_topics_and_languages_become_listings_of_their_own() -> None:
    toml = change("list.json", "{lang}/{topic}/{page}.json").replace(
        'language = "zh-Hans"', 'lang = { en = "e", zh-Hant = "c" }'
    )
    toml += "topics = ['a', 'b']\npages = { last = 2 }\nmethod = 'POST'\npayload = { l = '{lang}', deep = [{ t = '{topic}' }], p = '{page}' }"
    listings = read_source(toml.encode(), file="x.toml").listings
    assert [(listing.url, listing.language, listing.payload) for listing in listings] == [
        ("https://x.example/e/a/{page}.json", "en", {"l": "e", "deep": [{"t": "a"}], "p": "{page}"}),
        ("https://x.example/c/a/{page}.json", "zh-Hant", {"l": "c", "deep": [{"t": "a"}], "p": "{page}"}),
        ("https://x.example/e/b/{page}.json", "en", {"l": "e", "deep": [{"t": "b"}], "p": "{page}"}),
        ("https://x.example/c/b/{page}.json", "zh-Hant", {"l": "c", "deep": [{"t": "b"}], "p": "{page}"}),
    ]
    assert all(not listing.topics and not listing.lang for listing in listings)
    assert len({listing.key for listing in listings}) == 4


DESIGNED = r"""
id = "hk-gia"
tier = "official"                      # official, press, analysis
side = "hong-kong"                     # hong-kong, mainland, gba, international
home = "https://www.info.gov.hk/"
time_zone = "Asia/Hong_Kong"
name = { en = "HKSAR Government press releases", zh-Hant = "香港特別行政區政府新聞公報", zh-Hans = "香港特别行政区政府新闻公报" }
page_url = '^https?://www\.info\.gov\.hk/gia/general/\d{6}/\d{2}/P\d+p?\.htm$'   # only what matches is a Page
fetch = "all"                          # or "matching": only Listing entries whose title or summary passes a loose gate
watch = "relevant"                     # which known Pages are checked again: "relevant" or "all"
standing = []                          # URLs watched for ever
pace = { delay = 2.0 }
[[listings]]
shape = "feed"                         # RSS, Atom, JSON Feed
url = "https://www.info.gov.hk/gia/rss/general_en.xml"
language = "en"
every = "10m"
[[listings]]
shape = "links"                        # an HTML list
url = "https://www.info.gov.hk/gia/general/{date:%Y%m}/{date:%d}.htm"   # dated: serves backfill
links = "css selector of the links"
language = "en"
every = "1d"
[[rules]]                              # dated hints for extraction; all optional
valid_until = 2026-01-01
body = "css"
remove = ["css"]
title = "css"
date = "css"
[twins]
rule = "https://www.info.gov.hk/{lang}/{rest}"
lang = { en = "en", zh-Hant = "tc" }
"""


def test_the_declaration_that_was_promised_is_read_to_the_letter() -> None:
    source = read_source(DESIGNED.encode(), file="x.toml")
    assert [(listing.shape, listing.every, listing.seconds, listing.dated) for listing in source.listings] == [
        ("feed", "10m", 600, False),
        ("links", "1d", 86_400, True),
    ]
    (rule,) = source.rules
    assert (rule.valid_until, rule.body, rule.remove, rule.title, rule.date) == (
        date(2026, 1, 1),
        "css",
        ("css",),
        "css",
        "css",
    )
    assert (source.fetch, source.watch, source.standing, source.pace.delay) == ("all", "relevant", (), 2.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "own"
    own.mkdir()
    (own / "x-y.toml").write_text(MINIMAL, "utf-8")
    (own / "x-z.toml").write_text(MINIMAL.replace("x-y", "x-z").replace("list.json", "z.json"), "utf-8")
    (own / "notes.txt").write_text("not a Source", "utf-8")
    return tmp_path


def test_folders_are_relative_to_the_config_and_sources_come_by_id(folder: Path) -> None:
    assert [source.id for source in load_catalog(["own"], base=folder)] == ["x-y", "x-z"]
    both = load_catalog(["own", "builtin"], base=folder)
    assert [source.id for source in both] == sorted(source.id for source in both)
    assert len(both) == 2 + len(load_catalog())


@pytest.mark.parametrize(
    ("enable", "disable", "ids"),
    [(["*"], ["x-z"], ["x-y"]), (["x-z"], [], ["x-z"]), (["x-*"], ["*z"], ["x-y"]), ([], [], [])],
)
def test_sources_are_enabled_and_disabled_by_pattern(
    folder: Path, enable: list[str], disable: list[str], ids: list[str]
) -> None:
    assert [source.id for source in load_catalog(["own"], base=folder, enable=enable, disable=disable)] == ids


def test_a_pattern_that_names_nothing_is_refused(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"^\[sources\] disable: 'hk-gai' names no Source; there are: x-y, x-z$"):
        load_catalog(["own"], base=folder, disable=["hk-gai"])


def test_one_id_in_two_files_is_refused(folder: Path) -> None:
    (folder / "own" / "zz.toml").write_text(MINIMAL.replace("list.json", "other.json"), "utf-8")
    with pytest.raises(SourceError, match=r"zz\.toml: id: 'x-y' is already the id of .*x-y\.toml; give it another"):
        load_catalog(["own"], base=folder)


def test_one_listing_in_two_sources_is_refused(folder: Path) -> None:
    (folder / "own" / "zz.toml").write_text(MINIMAL.replace("x-y", "zz"), "utf-8")
    with pytest.raises(
        SourceError, match=r"zz\.toml: listings: https://x\.example/list\.json is already read by .*x-y\.toml"
    ):
        load_catalog(["own"], base=folder)


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_sources_is_refused(folder: Path, name: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(SourceError, match=rf"^\[sources\] folders: '{name}' "):
        load_catalog([name], base=folder)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        load_source(tmp_path / "x.toml")


def test_builtin_files_are_named_from_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (BUILTIN / "hk-gia.toml").exists()
    with pytest.raises(SourceError, match=r"^crawler/sources/none\.toml: "):
        load_source(BUILTIN / "none.toml")


def test_the_schema_for_editors_is_up_to_date() -> None:
    """Write it anew with: python -c "import crawler.catalog as c, json; print(json.dumps(c.source_schema(), indent=1, ensure_ascii=False))"."""
    assert json.loads((BUILTIN / "schema.json").read_text("utf-8")) == json.loads(json.dumps(source_schema()))


def test_the_table_of_sources_is_up_to_date() -> None:
    """Write it anew with: python -c "import crawler.catalog as c; print(c.sources_table(c.load_catalog()))"."""
    assert (BUILTIN / "README.md").read_text("utf-8").endswith("\n" + sources_table(load_catalog()))


def test_every_key_is_explained() -> None:
    text = (BUILTIN / "README.md").read_text("utf-8")
    for struct in (Source, Listing, Rule, JsonRule, Twins, Rewrite):
        for key in struct.__struct_fields__:
            assert re.search(rf"\b{key}\b", text), (struct.__name__, key)


def test_the_example_in_the_guide_is_a_source() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (BUILTIN / "README.md").read_text("utf-8"), re.DOTALL)
    assert read_source(example.encode(), file="README.md").id == "x-news"


def test_the_schema_knows_every_key_of_the_builtin_sources() -> None:
    definitions = source_schema()["$defs"]
    keys = {name: set(definition.get("properties", ())) for name, definition in definitions.items()}
    for path in sorted(BUILTIN.glob("*.toml")):
        declared = tomllib.loads(path.read_text("utf-8"))
        assert set(declared) <= keys["Source"], path.name
        assert all(set(listing) <= keys["Listing"] for listing in declared.get("listings", ())), path.name
        assert declared["id"] == path.stem
