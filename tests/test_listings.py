"""Listings: what is asked for, and what an answer of each shape says."""

import gzip
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.catalog import read_source
from crawler.listing_dates import read_listed_date
from crawler.listing_sitemap import LARGEST
from crawler.listings import ListingReading, ListingRequest, listing_requests, read_listing
from pipeline.errors import NotAListing
from pipeline.source import Listing, Source
from pipeline.urls import is_page

NOW = datetime(2026, 4, 13, 17, 30, tzinfo=UTC)  # 01:30 of the 14th in Hong Kong
TOML = r"""
id = "x-y"
tier = "official"
side = "hong-kong"
home = "https://x.example/"
time_zone = "Asia/Hong_Kong"
name = { en = "X" }
page_url = '^https://x\.example/n/(?P<ref>\d+)$'
headers = { Accept-Language = "en" }
[[rewrite]]
pattern = '^https?://m\.example/'
replace = "https://x.example/"
derived = true
[[rules]]
url_date = '/n/(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})'
[[listings]]
language = "en"
every = "1h"
"""
HTML_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>no list</body></html>"


def declare(listing: str) -> tuple[Source, Listing]:
    source = read_source((TOML + listing).encode(), file="x.toml")
    return source, source.listings[0]


def read(body: bytes | str, listing: str, *, content_type: str | None = None) -> ListingReading:
    source, declared = declare(listing)
    (*_, request) = listing_requests(source, declared, now=NOW)
    content = body if isinstance(body, bytes) else body.encode()
    return read_listing(content, source=source, listing=declared, request=request, content_type=content_type, now=NOW)


def told(reading: ListingReading) -> list[tuple[str, str | None, str | None]]:
    return [(entry.url, entry.title, entry.published and entry.published.shown) for entry in reading.entries]


FEED = "shape = 'feed'\nurl = 'https://x.example/feed.xml'\n"
LINKS = "shape = 'links'\nurl = 'https://x.example/list/'\nlinks = 'a'\n"
JSON = "shape = 'json'\nurl = 'https://x.example/api?p={page}'\npages = { last = 3 }\nitems = 'rows'\nlink = 'url'\ntitle = 't'\ndate = 'd'\n"
SITEMAP = "shape = 'sitemap'\nurl = 'https://x.example/sitemap.xml'\n"


@pytest.mark.parametrize(
    ("feed", "entries"),
    [
        pytest.param(
            "<rss version='2.0'><channel><item><title>A &amp;amp; B</title><link>https://x.example/n/1?utm_source=rss#top</link>"
            "<pubDate>Mon, 13 Apr 2026 15:00:05 +0800</pubDate></item></channel></rss>",
            [("https://x.example/n/1", "A & B", "2026-04-13T15:00:05+08:00")],
            id="RSS 2.0",
        ),
        pytest.param(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
            "<channel><title>X</title><link>https://x.example/</link></channel>"
            "<item><title><![CDATA[One &#8211; two]]></title><link>/n/2</link><dc:date>2026-04-13</dc:date></item></rdf:RDF>",
            [("https://x.example/n/2", "One – two", "2026-04-13")],
            id="RDF",
        ),
        pytest.param(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://x.example/n/'><entry><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>A <b>plan</b></div></title>"
            "<link rel='self' href='https://x.example/api/3'/><link href='3'/><published>2026-04-13T01:00:00Z</published><updated>2026-04-13T02:00:00Z</updated></entry></feed>",
            [("https://x.example/n/3", "A plan", "2026-04-13T09:00:00+08:00")],
            id="Atom",
        ),
        pytest.param(
            json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "4", "url": "https://x.example/n/4", "title": "D", "content_html": "<p>d</p>", "date_published": "2026-04-13T10:00:00+08:00"}]}),
            [("https://x.example/n/4", "D", "2026-04-13T10:00:00+08:00")],
            id="JSON Feed",
        ),
        pytest.param("<rss><channel><item><title>No date, but in the address</title><link>https://x.example/n/20260412</link></item></channel></rss>", [("https://x.example/n/20260412", "No date, but in the address", "2026-04-12")], id="RSS 0.91"),
        pytest.param(
            "<rss><channel><item><title>Midnight is a day</title><link>https://x.example/n/5</link><pubDate>Mon, 13 Apr 2026 00:00:00 +0800</pubDate></item></channel></rss>",
            [("https://x.example/n/5", "Midnight is a day", "2026-04-13")],
            id="date without time",
        ),
        pytest.param("<rss><channel><title>X</title></channel></rss>", [], id="empty feed"),
        pytest.param(
            "<rss><channel><item><title>R&D & more&nbsp;text</title><link>https://x.example/n/6</link></item></channel></rss>",
            [("https://x.example/n/6", "R&D & more text", None)],
            id="bare ampersand and HTML entity",
        ),
        pytest.param(
            "<rss><channel><item><title>Whole</title><link>https://x.example/n/7</link></item><item><title>Half</title><link>https://x.example/n/8",
            [("https://x.example/n/7", "Whole", None)],
            id="cut off",
        ),
        pytest.param(
            "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y '&x;&x;'>]>"
            "<rss><channel><item><title>a&x;&y;b</title><link>https://x.example/n/9</link></item></channel></rss>",
            [("https://x.example/n/9", "a&x;&y;b", None)],
            id="entities stay unread",
        ),
        pytest.param(
            "<rss><channel><item><title>One</title><link>https://x.example/n/1</link></item><item><title>Again</title><link>HTTPS://X.example:443/n/1</link></item></channel></rss>",
            [("https://x.example/n/1", "One", None)],
            id="each Page once",
        ),
        pytest.param(
            "<rss><channel><item><title>机器转换</title><link>https://m.example/n/1</link><description>词</description></item></channel></rss>",
            [("https://x.example/n/1", None, None)],
            id="a machine's copy keeps no words",
        ),
    ],
)  # fmt: skip
def test_a_feed_names_its_pages(feed: str, entries: list[tuple[str, str | None, str | None]]) -> None:
    assert told(read(feed, FEED)) == entries


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs", "utf-16"])
def test_a_feed_is_read_in_its_own_charset(encoding: str) -> None:
    title = "數字經濟合作備忘錄簽署儀式舉行" if encoding.startswith("big5") else "数字经济合作备忘录签署仪式举行"
    declared = {"gb18030": "gb2312", "big5hkscs": "big5"}.get(encoding, encoding)
    feed = f"<?xml version='1.0' encoding='{declared}'?><rss><channel><item><title>{title}</title><link>https://x.example/n/1</link></item></channel></rss>"
    assert read(feed.encode(encoding), FEED).entries[0].title == title


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        ("数据，流动".encode(), "text/xml; charset=gb2312", "数据，流动"),
        ("数据，流动".encode("gb18030"), "text/xml; charset=GB2312", "数据，流动"),
        ("數據，流動".encode("big5"), "text/xml; charset=big5", "數據，流動"),
        ("数据，流动".encode() + b"\xff", None, "数据，流动\ufffd"),
        ("caf\u00e9".encode("latin-1"), "text/xml; charset=iso-8859-1", "caf\u00e9"),
        (b"plain \xff", "text/xml; charset=no-such-charset", "plain \ufffd"),
        (b"plain \xff", "text/xml; charset=undefined", "plain \ufffd"),
    ],
)
def test_what_is_declared_counts_where_the_bytes_are_not_utf8(
    body: bytes, content_type: str | None, title: str
) -> None:
    feed = b"<rss><channel><item><title>%s</title><link>https://x.example/n/1</link></item></channel></rss>" % body
    assert read(feed, FEED, content_type=content_type).entries[0].title == title


def test_entries_that_are_whole_texts_carry_them() -> None:
    feed = (
        "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><title>T</title><guid>https://x.example/n/1</guid>"
        "<link>https://x.example/</link><description><![CDATA[<p>Short</p>]]></description>"
        "<content:encoded><![CDATA[<p>Long</p><p>text</p>]]></content:encoded></item></channel></rss>"
    )
    (long,) = read(feed, FEED + "link = 'guid'\nbody = 'content'").entries
    assert (long.url, long.body, long.summary) == ("https://x.example/n/1", "<p>Long</p><p>text</p>", None)
    (short,) = read(feed, FEED + "link = 'guid'\nbody = 'description'").entries
    assert short.body == "<p>Short</p>"
    (summary,) = read(feed, FEED + "link = 'guid'").entries
    assert (summary.body, summary.summary) == (None, "Short")


@pytest.mark.parametrize(
    ("body", "listing", "sentence"),
    [
        pytest.param(HTML_PAGE, FEED, 'x-y: listings.shape = "feed": an HTML page stands where a feed is declared (title: Sign in) (https://x.example/feed.xml); if the site has changed, correct the Listing in the Source\'s TOML', id="HTML for a feed"),
        pytest.param(b"", FEED, "neither XML nor JSON", id="nothing for a feed"),
        pytest.param(b"{", FEED, "neither XML nor JSON: Expecting property name", id="broken JSON for a feed"),
        pytest.param(b"{}", FEED, "JSON without the version and items of a JSON Feed", id="other JSON for a feed"),
        pytest.param(b"<urlset/>", FEED, "XML with the root <urlset> is no feed", id="sitemap for a feed"),
        pytest.param(b"plain words", FEED, "neither XML nor JSON", id="words for a feed"),
        pytest.param(b"<rss><channel><item><title>T</title></item></channel></rss>", FEED, 'listings.link: no entry has an address: its entries carry none; try link = "guid"', id="no links"),
        pytest.param(HTML_PAGE, SITEMAP, "an HTML page stands where a sitemap is declared", id="HTML for a sitemap"),
        pytest.param(b"<rss/>", SITEMAP, "XML with the root <rss> is no sitemap", id="feed for a sitemap"),
        pytest.param(b"\x1f\x8b broken", SITEMAP, "broken gzip", id="broken gzip"),
        pytest.param(HTML_PAGE, LINKS + "row = '.list li'", "x-y: listings.row: selector '.list li' matched nothing (https://x.example/list/)", id="row"),
        pytest.param(HTML_PAGE, LINKS, "listings.links: selector 'a' matched no link", id="links"),
        pytest.param(b"", LINKS, "listings.links: the answer is empty or no HTML", id="nothing for a list"),
        pytest.param(HTML_PAGE, JSON, "an HTML page stands where JSON is declared (title: Sign in)", id="HTML for JSON"),
        pytest.param(b"{", JSON, "not JSON", id="broken JSON"),
        pytest.param(b"[" * 100_000, JSON, "not JSON: maximum recursion depth exceeded", id="bottomless JSON"),
        pytest.param(b"<a>" * 100_000, FEED, "XML with the root <a> is no feed", id="bottomless XML"),
        pytest.param(b"<div>" * 100_000, LINKS, "selector 'a' matched no link", id="bottomless HTML"),
        pytest.param(b'{"rows": null, "error": 7}', JSON, "listings.items: 'rows' is no list in the answer: {\"rows\": null", id="items"),
        pytest.param(b'{"rows": [{"href": "x"}]}', JSON, "listings.link: 'url' gives no address for any of 1 entries", id="link"),
        pytest.param(b'{"data": {}}', "shape = 'json'\nurl = 'https://x.example/a'\nhtml = 'data.html'\nlinks = 'a'", "listings.html: 'data.html' is no text in the answer", id="html"),
    ],
)  # fmt: skip
def test_what_is_not_the_declared_listing_is_told_in_words(body: bytes, listing: str, sentence: str) -> None:
    with pytest.raises(NotAListing) as caught:
        read(body, listing)
    assert sentence in str(caught.value)


def test_a_sitemap_says_when_a_page_was_touched() -> None:
    urlset = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>"
        "<url><image:image><image:loc>https://x.example/n/99</image:loc></image:image><loc> https://x.example/n/1 </loc><lastmod>2026-04-13T09:00+08:00</lastmod></url>"
        "<url><loc>https://x.example/about</loc></url></urlset>"
    )
    for body in (urlset.encode(), gzip.compress(urlset.encode())):
        reading = read(body, SITEMAP)
        (entry,) = reading.entries
        assert (entry.url, entry.published, entry.modified and entry.modified.shown) == (
            "https://x.example/n/1",
            None,
            "2026-04-13T09:00:00+08:00",
        )
        assert [other.url for other in reading.foreign] == ["https://x.example/about"]


def test_a_sitemap_index_leads_to_its_latest_parts_on_the_same_host() -> None:
    index = (
        "<sitemapindex><sitemap><loc>https://x.example/a.xml</loc><lastmod>2026-01-01</lastmod></sitemap>"
        "<sitemap><loc>https://x.example/b.xml.gz</loc><lastmod>2026-04-01</lastmod></sitemap>"
        "<sitemap><loc>https://x.example/c.xml</loc></sitemap></sitemapindex>"
    )
    reading = read(index, SITEMAP + "max_pages = 2")
    assert reading.entries == ()
    assert [request.url for request in reading.next] == ["https://x.example/b.xml.gz", "https://x.example/a.xml"]
    assert read(index.replace("//x.", "//evil."), SITEMAP).next == ()


def test_a_gzip_bomb_for_a_sitemap_is_refused() -> None:
    with pytest.raises(NotAListing, match=f"more than {LARGEST} bytes when unpacked"):
        read(gzip.compress(b" " * (LARGEST + 1), 1), SITEMAP)


LIST = """<html><head><base href="/n/"></head><body><nav><a href="/about">About</a></nav><ul class="list">
<li><h5><a href="11" title="A title that the list cuts short">A title that the l...</a></h5><div class="times">2026-04-12</div></li>
<li><h5><a href="12" title="read more">Its own words</a></h5><div class="times">2026年4月11日</div></li>
<li><h5><a href="13"><img src="x.png"></a><a href="#top">top</a><a href="javascript:go()">go</a></h5><div class="times"></div></li>
<li><h5><a href="https://other.example/n/1">Elsewhere</a></h5></li>
</ul><a class="older" href="/list/2">Older</a></body></html>"""


def test_an_html_list_is_read_by_rows() -> None:
    reading = read(
        LIST, LINKS.replace("'a'", "'h5 a'") + "row = '.list li'\ndate = '.times'\nnext = 'a.older'\nmax_pages = 2"
    )
    assert told(reading) == [
        ("https://x.example/n/11", "A title that the list cuts short", "2026-04-12"),
        ("https://x.example/n/12", "Its own words", "2026-04-11"),
        ("https://x.example/n/13", None, None),
    ]
    assert [(entry.url, entry.title) for entry in reading.foreign] == [("https://other.example/n/1", "Elsewhere")]
    assert [(request.url, request.page) for request in reading.next] == [("https://x.example/list/2", 1)]


def test_an_html_list_without_rows_takes_the_date_beside_the_link() -> None:
    body = "<p><a href='/n/1'>One</a> <i>12 - 04 - 2026</i></p><p><a href='/n/2'>Two</a> <i>13.04.2026 ;</i></p>"
    assert told(read(body, LINKS + "date = 'i'")) == [
        ("https://x.example/n/1", "One", "2026-04-12"),
        ("https://x.example/n/2", "Two", "2026-04-13"),
    ]


def test_a_selector_for_title_or_date_that_matches_nothing_is_noted_and_loses_nothing() -> None:
    reading = read(LIST, LINKS.replace("'a'", "'h5 a'") + "row = '.list li'\ntitle = 'h6'\ndate = 'time'")
    assert [entry.url for entry in reading.entries] == [f"https://x.example/n/1{digit}" for digit in (1, 2, 3)]
    assert reading.noted == (
        "title: selector 'h6' matched nothing in 4 entries",
        "date: selector 'time' matched nothing in 4 entries",
    )


def test_dates_that_nobody_understands_are_noted() -> None:
    reading = read('{"rows": [{"url": "https://x.example/n/1", "d": "next week"}]}', JSON)
    assert reading.noted == (
        "title: 't' gives nothing in 1 entries",
        "date: none of 1 dates is understood, for example 'next week'",
    )


def test_a_day_index_is_asked_for_yesterday_and_today_of_the_source() -> None:
    source, listing = declare("shape = 'links'\nurl = 'https://x.example/{date:%Y%m}/{date:%d}.htm'\nlinks = 'a'")
    assert [(request.url, request.day) for request in listing_requests(source, listing, now=NOW)] == [
        ("https://x.example/202604/13.htm", date(2026, 4, 13)),
        ("https://x.example/202604/14.htm", date(2026, 4, 14)),
    ]
    assert [request.url for request in listing_requests(source, listing, now=NOW, day=date(2023, 6, 29))] == [
        "https://x.example/202306/29.htm"
    ]


def test_a_year_index_is_asked_for_once() -> None:
    source, listing = declare("shape = 'links'\nurl = 'https://x.example/{date:%Y}/'\nlinks = 'a'")
    assert [request.url for request in listing_requests(source, listing, now=NOW)] == ["https://x.example/2026/"]


def test_todays_index_may_be_empty_still_and_yesterdays_may_not() -> None:
    source, listing = declare("shape = 'links'\nurl = 'https://x.example/{date:%Y%m%d}.htm'\nlinks = 'li a'")
    yesterday, today = listing_requests(source, listing, now=NOW)
    reading = read_listing(HTML_PAGE, source=source, listing=listing, request=today, content_type=None, now=NOW)
    assert (reading.entries, reading.noted) == ((), ("nothing listed yet for 2026-04-14",))
    with pytest.raises(NotAListing, match=r"selector 'li a' matched no link \(https://x\.example/20260413\.htm\)"):
        read_listing(HTML_PAGE, source=source, listing=listing, request=yesterday, content_type=None, now=NOW)


def rows(*numbers: int) -> bytes:
    return json.dumps(
        {"n": 5, "rows": [{"url": f"/n/{number}", "t": f"T{number}", "d": 1776038400 + number} for number in numbers]}
    ).encode()


def test_json_pages_are_turned_until_the_last() -> None:
    source, listing = declare(JSON)
    (request,) = listing_requests(source, listing, now=NOW)
    assert request == ListingRequest(url="https://x.example/api?p=1", headers=(("Accept-Language", "en"),), page=1)
    asked = []
    while True:
        reading = read_listing(rows(1, 2), source=source, listing=listing, request=request, content_type=None, now=NOW)
        asked.append(request.url)
        if not reading.next:
            break
        (request,) = reading.next
    assert asked == [f"https://x.example/api?p={page}" for page in (1, 2, 3)]
    empty = read_listing(rows(), source=source, listing=listing, request=request, content_type=None, now=NOW)
    assert (empty.entries, empty.next) == ((), ())


@pytest.mark.parametrize(
    ("pages", "numbers", "following"),
    [
        ("{ last = 9 }", (1, 2), 2),
        ("{ last = 9 }", (1, 2, 3, 4, 5), None),
        ("{ first = 0, step = 3, last = 99 }", (1, 2, 3), 3),
        ("{ first = 0, step = 5, last = 99 }", (1, 2, 3, 4, 5), None),
    ],
)
def test_no_page_beyond_the_total_is_asked_for(pages: str, numbers: tuple[int, ...], following: int | None) -> None:
    reading = read(rows(*numbers), JSON.replace("{ last = 3 }", pages) + "total = 'n'")
    assert [request.page for request in reading.next] == ([] if following is None else [following])


def test_a_posted_payload_carries_page_and_headers() -> None:
    source, listing = declare(
        JSON.replace("?p={page}", "")
        + "method = 'POST'\nheaders = { X-Requested-With = 'XMLHttpRequest' }\npayload = { pageNo = '{page}', q = 'p{page}', sort = [{ f = '日期' }, 1] }"
    )
    (request,) = listing_requests(source, listing, now=NOW)
    assert request == ListingRequest(
        url="https://x.example/api",
        method="POST",
        headers=(
            ("Accept-Language", "en"),
            ("X-Requested-With", "XMLHttpRequest"),
            ("Content-Type", "application/json"),
        ),
        body='{"pageNo": 1, "q": "p1", "sort": [{"f": "日期"}, 1]}'.encode(),
        page=1,
    )
    form = msgspec.structs.replace(listing, payload_as="form", payload={"page": "{page}", "q": "数 据"})
    (request,) = listing_requests(source, form, now=NOW)
    assert request.body == b"page=1&q=%E6%95%B0+%E6%8D%AE"
    assert dict(request.headers)["Content-Type"] == "application/x-www-form-urlencoded"


def test_json_links_titles_and_bodies_come_from_paths_and_templates() -> None:
    listing = JSON.replace("link = 'url'", "link = 'https://x.example/n/{id}'").replace(
        "title = 't'", "title = '{meta.no}. {t}'"
    )
    listing += "summary = 's'\nbody = 'html'\nmodified = 'm'\nfetch_url = 'https://x.example/api/text?ref={ref}'"
    body = {
        "rows": [
            {
                "id": 7,
                "t": "数据<br>出境",
                "meta": {"no": 3},
                "s": "<p>S &amp; T</p>",
                "html": "<p>B</p>",
                "d": "2026-02-16T16:53:29.346",
                "m": 1776038400123,
            },
            {"t": "no id"},
        ]
    }
    (entry,) = read(json.dumps(body), listing).entries
    assert (entry.url, entry.title, entry.summary, entry.body) == (
        "https://x.example/n/7",
        "3. 数据出境",
        "S & T",
        "<p>B</p>",
    )
    assert (entry.published and entry.published.shown, entry.modified and entry.modified.shown) == (
        "2026-02-16T16:53:29+08:00",
        "2026-04-13T08:00:00+08:00",
    )
    assert entry.fetch_url == "https://x.example/api/text?ref=7"


def test_what_cannot_be_read_of_an_entry_is_left_out_and_the_others_stay() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "items": [
            "words",
            {"url": "http://[", "title": "T"},
            {"url": "https://x.example/n/1", "date_published": "1 April 2026 or 2 April 2026"},
        ],
    }
    reading = read(json.dumps(feed), FEED)
    assert [(entry.url, entry.published) for entry in reading.entries] == [("https://x.example/n/1", None)]
    assert [entry.url for entry in reading.foreign] == ["http://["]
    listing = JSON.replace("title = 't'", "title = 'abs(t)'")
    assert read('{"rows": [{"url": "/n/1", "t": "words"}]}', listing).entries[0].title is None


def test_a_json_listing_may_be_a_bare_list_and_carry_a_bom() -> None:
    body = b"\xef\xbb\xbf" + json.dumps([{"url": "/n/1"}]).encode()
    assert [entry.url for entry in read(body, JSON.replace("'rows'", "'@'")).entries] == ["https://x.example/n/1"]


def test_a_list_inside_a_json_field_is_read_as_html() -> None:
    listing = (
        "shape = 'json'\nurl = 'https://x.example/api'\nhtml = 'data.html'\nrow = 'li'\nlinks = 'a'\ndate = 'span'"
    )
    body = json.dumps({"data": {"html": "<ul><li><a href='/n/1'>一</a><span>2026-04-12</span></li></ul>"}})
    assert told(read(body, listing)) == [("https://x.example/n/1", "一", "2026-04-12")]


@pytest.mark.parametrize(
    ("value", "formats", "shown", "precision"),
    [
        ("Mon, 13 Apr 2026 15:00:05 +0800", (), "2026-04-13T15:00:05+08:00", "second"),
        ("Mon, 13 Apr 2026 07:00:05 GMT", (), "2026-04-13T15:00:05+08:00", "second"),
        ("13 Apr 2026 15:00", (), "2026-04-13T15:00:00+08:00", "minute"),
        ("2026-04-13", (), "2026-04-13", "day"),
        ("2026-04-13T00:00:00+08:00", (), "2026-04-13", "day"),
        ("2026-04-13 15:00", (), "2026-04-13T15:00:00+08:00", "minute"),
        ("2026-02-16T16:53:29.346", (), "2026-02-16T16:53:29+08:00", "second"),
        ("2026.04.13", (), "2026-04-13", "day"),
        ("發布日期：2026年4月13日", (), "2026-04-13", "day"),
        ("22 - 05 - 2026 ;", (), "2026-05-22", "day"),
        (1776038405, (), "2026-04-13T08:00:05+08:00", "second"),
        (1776009600, (), "2026-04-13", "day"),
        (1776038405123, (), "2026-04-13T08:00:05+08:00", "second"),
        ("1776038405", (), "2026-04-13T08:00:05+08:00", "second"),
        ("1776038405", ("epoch",), "2026-04-13T08:00:05+08:00", "second"),
        (1776038405123, ("epoch_ms",), "2026-04-13T08:00:05+08:00", "second"),
        ("04/13/26", ("epoch", "%m/%d/%y"), "2026-04-13", "day"),
        ("04/2026", ("%m/%Y",), "2026-04", "month"),
        ("2026", ("%Y",), "2026", "year"),
        ("13 April", ("%Y",), None, None),
        ("2026-13-45", (), None, None),
        ("2026年2月30日", (), None, None),
        ("soon", (), None, None),
        ("", (), None, None),
        (1e300, (), None, None),
    ],
)
def test_listed_dates_keep_the_precision_they_print(
    value: str | float, formats: tuple[str, ...], shown: str | None, precision: str | None
) -> None:
    found = read_listed_date(value, formats, ZoneInfo("Asia/Hong_Kong"))
    assert (found and found.shown, found and found.precision) == (shown, precision)


BODIES = {
    FEED: b"<?xml version='1.0'?><rss><channel><item><title>a &amp; b</title><link>https://x.example/n/1</link><pubDate>Mon, 13 Apr 2026 15:00:05 +0800</pubDate></item></channel></rss>",
    SITEMAP: gzip.compress(
        b"<urlset><url><loc>https://x.example/n/1</loc><lastmod>2026-04-13</lastmod></url></urlset>"
    ),
    LINKS
    + "row = 'li'\ndate = 'i'\nnext = 'a'": "<ul><li><a href='/n/1' title='一'>一...</a><i>2026年4月13日</i></li></ul>".encode(
        "gb18030"
    ),
    JSON
    + "total = 'n'": b'{"n": "7", "rows": [{"url": "/n/1", "t": "T", "d": 1776038405}, {"url": ["x"], "t": {}, "d": [1]}]}',
}


@pytest.mark.parametrize("listing", BODIES)
@given(st.integers(0, 200), st.integers(0, 40), st.binary(max_size=6))
def test_whatever_comes_is_read_or_refused_in_words(listing: str, start: int, cut: int, put: bytes) -> None:
    body = BODIES[listing]
    told, entries = "", ()
    try:
        entries = read(body[:start] + put + body[start + cut :], listing).entries
    except NotAListing as refusal:
        told = str(refusal)
    assert told.startswith("x-y: listings.") or all(is_page(entry.url, declare(listing)[0]) for entry in entries)
