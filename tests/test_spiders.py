"""What a Page or a Listing answers becomes the right rung, Capture or failure, with a sentence an operator understands."""

import json
from hashlib import sha256
from typing import Any

import pytest

from pipeline.model import Shape
from pipeline.plan import Failure, Rung
from tests import server
from tests.crawls import NOW, MemorySink, crawl_now, listing_at, plan_listings, plan_pages, source_at
from tests.server import Answer, Redirect, Reply, Site, Status

HTML = b"<html><head><title>T</title></head><body><p>The scheme opens on 1 December.</p></body></html>"
HASH = sha256(HTML).hexdigest()


def limits_for(answer: Answer) -> dict[str, object]:
    """Small limits; a short time-out only where it is what ends the fetch."""
    silent = isinstance(answer, server.Tarpit | server.Hang)
    return {"DOWNLOAD_TIMEOUT": 1 if silent else 30, "DOWNLOAD_MAXSIZE": 2 << 20}


def fetch(answer: Answer, **due: Any) -> Any:
    """The PageAnswer of one Page that answers so."""
    with Site() as site:
        url = site.put("/page", answer)
        _, sink = crawl_now(plan_pages(source_at(site), url, **due), site)
        return sink.answer(url)


def test_new_page_is_a_capture_with_what_came() -> None:
    found = fetch(Reply(HTML, "text/html; charset=utf-8", headers={"Last-Modified": "Mon, 02 Mar 2026 01:00:00 GMT"}))
    capture = found.capture
    assert (found.rung, found.failure, found.moved_to, found.home) == (Rung.NEW, None, None, False)
    assert (found.etag, found.last_modified) == (f'"{HASH[:16]}"', "Mon, 02 Mar 2026 01:00:00 GMT")
    assert (capture.status, capture.body, capture.media_type, capture.purpose) == (200, HTML, "text/html", "page")
    assert (capture.fetched_at, capture.page_id, capture.final_url) == (NOW, 1, None)
    assert [name for name, _ in capture.headers] == ["content-type", "last-modified", "etag", "date"]


def test_etag_that_holds_is_not_modified() -> None:
    found = fetch(Reply(HTML), etag=f'"{HASH[:16]}"')
    assert (found.rung, found.capture, found.bytes_received) == (Rung.NOT_MODIFIED, None, 0)


def test_date_that_holds_is_not_modified() -> None:
    date = "Mon, 02 Mar 2026 01:00:00 GMT"
    found = fetch(Reply(HTML, etag=False, headers={"Last-Modified": date}), last_modified=date)
    assert found.rung is Rung.NOT_MODIFIED


def test_same_bytes_make_no_capture() -> None:
    found = fetch(Reply(HTML, etag=False), body_sha256=HASH)
    assert (found.rung, found.capture) == (Rung.SAME_BYTES, None)


def test_same_bytes_after_unpacking_make_no_capture() -> None:
    assert fetch(server.Gzipped(HTML), body_sha256=HASH).rung is Rung.SAME_BYTES


@pytest.mark.parametrize("purpose", ["learn", "confirm"])
def test_second_look_always_brings_a_capture(purpose: str) -> None:
    found = fetch(Reply(HTML), body_sha256=HASH, etag=f'"{HASH[:16]}"', unconditional=True, purpose=purpose)
    assert (found.rung, found.capture.purpose, found.capture.body) == (Rung.NEW, purpose, HTML)


@pytest.mark.parametrize("url", ["javascript:void(0)", "mailto:a@example.org", "/relative", "http://[half", "http://"])
def test_address_that_cannot_be_fetched_is_told_and_keeps_no_other_page_from_being_asked(url: str) -> None:
    with Site() as site:
        good = site.put("/a", Reply(HTML))
        result, sink = crawl_now(plan_pages(source_at(site), url, good), site)
        assert (sink.answer(url).failure, sink.answer(good).rung, result.crash) == (Failure.ADDRESS, Rung.NEW, None)
        assert (sink.answer(url).error or "").startswith(url)


def test_not_modified_that_was_not_asked_for_is_no_answer() -> None:
    found = fetch(Status(304, b""), unconditional=True, body_sha256=HASH)
    assert (found.failure, found.error) == (Failure.OTHER, f"{found.due.url} answered 304")


@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_a_capture_too(status: int) -> None:
    found = fetch(Status(status))
    assert (found.rung, found.failure, found.capture.status) == (Rung.NEW, None, status)


def test_wrong_charset_is_kept_byte_for_byte() -> None:
    reply = server.WrongCharset()
    assert fetch(reply).capture.body == reply.body


@pytest.mark.parametrize(
    ("answer", "failure", "sentence", "retry_after"),
    [
        (Status(401), Failure.REFUSED, "{url} asks for a login (401): recorded, not evaded", None),
        (server.Block(), Failure.REFUSED, "{url} refuses us (403): recorded, not evaded", None),
        (Status(451), Failure.REFUSED, "{url} is withheld by law (451): recorded, not evaded", None),
        (Status(500), Failure.OUTAGE, "{url} answered 500: their server is out of order", None),
        (Status(503), Failure.BUSY, "{url} is busy (503)", None),
        (server.RetryAfter("90", 503), Failure.BUSY, "{url} is busy (503) and asks us to come back in 90 s", 90.0),
        (server.RetryAfter("90"), Failure.BUSY, "{url} is busy (429) and asks us to come back in 90 s", 90.0),
        (
            server.RetryAfter("Mon, 02 Mar 2026 04:05:00 GMT"),
            Failure.BUSY,
            "{url} is busy (429) and asks us to come back in 300 s",
            300.0,
        ),
        (Status(429), Failure.BUSY, "{url} is busy (429)", 60.0),
        (server.Reset(), Failure.OUTAGE, "{url} did not answer: the connection broke", None),
        (server.Raw(), Failure.OUTAGE, "{url} did not answer: the connection broke", None),
        (server.Drop(), Failure.OUTAGE, "{url} broke off before its end", None),
        (server.Tarpit(), Failure.OUTAGE, "{url} did not answer in time", None),
        (server.Hang(), Failure.OUTAGE, "{url} did not answer in time", None),
        (server.Huge(), Failure.TOO_LARGE, "{url} is larger than is read (DOWNLOAD_MAXSIZE): left alone", None),
        (
            server.Huge(declared=True),
            Failure.TOO_LARGE,
            "{url} is larger than is read (DOWNLOAD_MAXSIZE): left alone",
            None,
        ),
        (
            server.GzipBomb(64 << 20),
            Failure.TOO_LARGE,
            "{url} unpacks to more than is read (DOWNLOAD_MAXSIZE): left alone",
            None,
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else None,
)
def test_bad_answer_is_told_in_words(
    answer: Answer, failure: Failure, sentence: str, retry_after: float | None
) -> None:
    with Site() as site:
        url = site.put("/page", answer)
        result, sink = crawl_now(plan_pages(source_at(site), url), site, settings=limits_for(answer))
        found = sink.answer(url)
        said = round(found.retry_after) if found.retry_after is not None else None
        assert (found.failure, found.error, said) == (failure, sentence.format(url=url), retry_after)
        assert found.capture is None
        assert (result.first_error, result.failed) == (found.error, False)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_bomb_of_any_kind_is_left_alone(encoding: str) -> None:
    with Site() as site:
        url = site.put("/page", server.Bomb(encoding, 64 << 20))
        _, sink = crawl_now(
            plan_pages(source_at(site), url), site, settings={"DOWNLOAD_TIMEOUT": 30, "DOWNLOAD_MAXSIZE": 2 << 20}
        )
        assert sink.answer(url).failure is Failure.TOO_LARGE


def test_body_that_is_no_gzip_is_told_in_words() -> None:
    found = fetch(server.BadGzip())
    assert found.failure is Failure.OTHER
    assert "cannot be unpacked" in found.error


def test_five_gigabytes_are_cut_off_at_the_limit() -> None:
    with Site() as site:
        url = site.put("/page", server.Huge(5 * 1024**3))
        _, sink = crawl_now(plan_pages(source_at(site), url), site)  # the real limit, 25 MB
        assert sink.answer(url).failure is Failure.TOO_LARGE


def test_nobody_there_is_an_outage() -> None:
    with Site() as site:
        pass  # closed again: its port refuses
    with Site() as here:
        dead = f"http://{site.host}/page"
        _, sink = crawl_now(plan_pages(source_at(here), dead), here, allow_private_hosts=(here.host, site.host))
        # its robots.txt is asked first, and does not answer either
        assert (sink.answer(dead).failure, sink.answer(dead).error) == (
            Failure.ROBOTS_UNKNOWN,
            f"http://{site.host}/robots.txt did not answer: its host refuses the connection: "
            f"{site.host} is not asked now",
        )


def test_name_that_does_not_exist_is_an_outage() -> None:
    with Site() as site:
        url = "http://no-such-host.invalid/page"
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        assert sink.answer(url).failure is Failure.ROBOTS_UNKNOWN
        assert "did not answer: the name of its host is not known (DNS)" in (sink.answer(url).error or "")


@pytest.mark.parametrize(
    ("status", "moved", "final"), [(301, True, True), (308, True, True), (302, False, True), (307, False, True)]
)
def test_only_a_permanent_redirect_moves_a_page(status: int, moved: bool, final: bool) -> None:
    with Site() as site:
        there = site.put("/there", Reply(HTML))
        url = site.put("/page", Redirect("/there", status))
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        found = sink.answer(url)
        assert (found.moved_to, found.home) == (there if moved else None, False)
        assert found.capture is not None
        assert (found.capture.url, found.capture.final_url) == (url, there)
        assert ("location", there) in found.capture.headers


def test_page_that_moved_is_read_whole_though_its_bytes_are_known() -> None:
    with Site() as site:
        site.put("/there", Reply(HTML))
        url = site.put("/page", Redirect("/there", 301))
        due = {"etag": f'"{HASH[:16]}"', "body_sha256": HASH}
        _, sink = crawl_now(plan_pages(source_at(site), url, **due), site)
        assert sink.answer(url).rung is Rung.NEW


def test_redirect_to_the_front_door_is_told() -> None:
    with Site() as site:
        site.put("/", Reply(HTML))
        url = site.put("/page", Redirect("/", 302))
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        assert (sink.answer(url).home, sink.answer(url).moved_to) == (True, None)


def test_text_is_fetched_where_the_source_says() -> None:
    with Site() as site:
        site.put("/api/7", Reply('{"title": "T"}', "application/json"))
        url = site.url("/page/7")
        plan = plan_pages(source_at(site), url, fetch_url=site.url("/api/7"))
        _, sink = crawl_now(plan, site)
        capture = sink.answer(url).capture
        assert capture is not None
        assert (capture.url, capture.media_type, site.asked("/page/7")) == (site.url("/api/7"), "application/json", [])


# Listings ------------------------------------------------------------------------------------------------------------


def pages(site: Site, count: int = 3) -> list[str]:
    return [site.put(f"/p/{number}", Reply(HTML + str(number).encode())) for number in range(count)]


def shape_of(site: Site, shape: Shape, urls: list[str]) -> Any:
    """A Listing of this shape that names these Pages."""
    if shape is Shape.FEED:
        body, kind, keys = server.feed_of(*((url, f"Title of {url}") for url in urls)), server.RSS, {}
    elif shape is Shape.SITEMAP:
        locations = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
        body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'.encode()
        kind, keys = "application/xml", {}
    elif shape is Shape.LINKS:
        body = "".join(f'<li class="row"><a href="{url}">Title of {url}</a></li>' for url in urls).encode()
        body, kind, keys = b"<html><body><ul>" + body + b"</ul></body></html>", "text/html", {"links": "li.row a"}
    else:
        body = json.dumps({"rows": [{"u": url, "t": f"Title of {url}"} for url in urls]}).encode()
        kind, keys = "application/json", {"items": "rows", "link": "u", "title": "t"}
    return listing_at(site.put("/listing", Reply(body, kind)), shape, **keys)


@pytest.mark.parametrize("shape", list(Shape))
def test_new_pages_of_a_listing_are_fetched_at_once_and_known_ones_are_not(shape: Shape) -> None:
    with Site() as site:
        urls = pages(site)
        source = source_at(site, listings=(shape_of(site, shape, urls),))
        first, sink = crawl_now(plan_listings(source, first=True), site)
        assert (first.failed, first.first_error) == (False, None)
        (listing,) = sink.listings
        assert listing.entries is not None
        assert ([entry.url for entry in listing.entries], listing.complete, listing.rung) == (urls, True, Rung.NEW)
        assert sorted(answer.due.url for answer in sink.pages) == urls
        assert (first.counts.captures, first.counts.new_pages) == (3, 3)

        again, _ = crawl_now(plan_listings(source, etag=listing.etag), site, sink)
        assert (sink.listings[-1].rung, sink.listings[-1].entries) == (Rung.NOT_MODIFIED, None)
        assert (again.counts.requests, len(sink.pages)) == (1, 3)  # robots.txt is kept for a day

        same, _ = crawl_now(plan_listings(source, body_sha256=listing.body_sha256), site, sink)
        assert (sink.listings[-1].rung, same.counts.same_bytes) == (Rung.SAME_BYTES, 1)


def test_first_pass_is_read_though_nothing_changed() -> None:
    with Site() as site:
        source = source_at(site, listings=(shape_of(site, Shape.FEED, pages(site)),))
        _, sink = crawl_now(plan_listings(source, first=True), site)
        known = {"etag": sink.listings[0].etag, "body_sha256": sink.listings[0].body_sha256}
        _, sink = crawl_now(plan_listings(source, first=True, **known), site)
        assert len(sink.listings[0].entries or ()) == 3


@pytest.mark.parametrize(
    ("answer", "failure", "words"),
    [
        (server.HtmlFeed(), Failure.NOT_A_LISTING, "if the site has changed, correct the Listing"),
        (server.NoXml(), Failure.NOT_A_LISTING, "if the site has changed, correct the Listing"),
        (Status(404), Failure.OTHER, "answered 404: the Listing is gone"),
        (Status(500), Failure.OUTAGE, "answered 500: their server is out of order"),
        (server.Block(), Failure.REFUSED, "refuses us (403): recorded, not evaded"),
        (server.RetryAfter("120"), Failure.BUSY, "is busy (429) and asks us to come back in 120 s"),
        (server.Tarpit(), Failure.OUTAGE, "did not answer in time"),
        (server.Huge(), Failure.TOO_LARGE, "is larger than is read"),
        (server.GzipBomb(64 << 20), Failure.TOO_LARGE, "unpacks to more than is read"),
        (server.Loop("/listing"), Failure.LOOP, "redirects more than 6 times"),
        (server.RedirectToFile(), Failure.ADDRESS, "is not an http(s) address: not fetched"),
        (server.RedirectToPrivate(), Failure.ADDRESS, "which is not a public address: not fetched"),
    ],
    ids=["html", "no-xml", "404", "500", "403", "429", "tarpit", "huge", "bomb", "loop", "file", "private"],
)
def test_listing_that_fails_says_why(answer: Answer, failure: Failure, words: str) -> None:
    with Site() as site:
        source = source_at(site, listings=(listing_at(site.put("/listing", answer)),))
        result, sink = crawl_now(plan_listings(source), site, settings=limits_for(answer))
        (listing,) = sink.listings
        assert (listing.failure, listing.entries, listing.complete) == (failure, None, False)
        assert words in (listing.error or "")
        assert "hk-test" not in (listing.error or "")  # the result names the Source
        assert (result.listing_errors, result.failed, result.crash) == ((listing.error,), True, None)


@pytest.mark.parametrize("answer", [server.EmptyFeed(), server.BadXml()], ids=["empty", "cut-off"])
def test_feed_without_entries_is_told_and_is_no_failure(answer: Answer) -> None:
    with Site() as site:
        source = source_at(site, listings=(listing_at(site.put("/listing", answer)),))
        result, sink = crawl_now(plan_listings(source), site)
        assert (sink.listings[0].entries, sink.listings[0].failure, result.failed) == ((), None, False)
        assert result.counts.noted == (f"hk-test: {site.url('/listing')} lists nothing",)


def test_whole_texts_of_a_listing_are_captures_without_a_fetch() -> None:
    with Site() as site:
        feed = server.feed_of().replace(
            b"</channel>",
            b"<item><title>Deal</title><guid>https://news.example/1</guid><link>https://news.example/1</link>"
            b"<description>&lt;p&gt;Whole text&lt;/p&gt;</description></item></channel>",
        )
        listing = listing_at(site.put("/listing", Reply(feed, server.RSS)), body="description")
        source = source_at(site, listings=(listing,))
        result, sink = crawl_now(plan_listings(source, first=True), site)
        found = sink.answer("https://news.example/1")
        assert (found.rung, result.counts.requests) == (Rung.NEW, 2)  # robots.txt and the feed
        assert found.capture is not None
        assert (found.capture.status, found.capture.media_type) == (200, "application/vnd.pactwatch.entry+json")
        assert json.loads(found.capture.body or b"") == {
            "title": "Deal", "html": "<p>Whole text</p>", "published": None, "url": "https://news.example/1",
        }  # fmt: skip


def test_listing_that_fails_on_its_second_page_keeps_the_first_as_incomplete() -> None:
    with Site() as site:
        urls = pages(site, 2)
        rows = "".join(f'<li class="row"><a href="{url}">T</a></li>' for url in urls)
        first = site.put("/listing", Reply(f'<ul>{rows}</ul><a class="next" href="/listing/2">older</a>'))
        site.put("/listing/2", Status(500))
        listing = listing_at(first, Shape.LINKS, links="li.row a", next="a.next", max_pages=3)
        result, sink = crawl_now(plan_listings(source_at(site, listings=(listing,)), first=True), site)
        (answer,) = sink.listings
        assert ([entry.url for entry in answer.entries or ()], answer.complete) == (urls, False)
        assert (answer.failure, answer.etag, answer.body_sha256) == (None, None, None)
        assert result.listing_errors == (
            f"{site.url('/listing/2')} answered 500: their server is out of order (what was read before is kept)",
        )


def test_listing_that_moved_for_good_is_read_and_told() -> None:
    with Site() as site:
        urls = pages(site, 1)
        there = site.put("/there", Reply(server.feed_of((urls[0], "T")), server.RSS))
        here = site.put("/listing", Redirect("/there", 301))
        result, sink = crawl_now(plan_listings(source_at(site, listings=(listing_at(here),))), site)
        assert ([entry.url for entry in sink.listings[0].entries or ()], result.failed) == (urls, False)
        assert result.counts.noted == (
            f"hk-test: {here} has moved for good to {there}: correct the Listing in the Source's TOML",
        )


def test_listing_that_links_to_itself_for_ever_is_read_once() -> None:
    with Site() as site:
        (url,) = pages(site, 1)
        body = f'<ul><li class="row"><a href="{url}">T</a></li></ul><a class="next" href="/listing?again">older</a>'
        first = site.put("/listing", Reply(body))
        listing = listing_at(first, Shape.LINKS, links="li.row a", next="a.next", max_pages=50)
        _, sink = crawl_now(plan_listings(source_at(site, listings=(listing,)), first=True), site)
        assert (len(sink.listings), len(site.asked("/listing?again"))) == (1, 1)


def test_posted_listing_sends_its_payload_and_no_validators() -> None:
    with Site() as site:
        urls = pages(site, 1)
        url = site.put("/api", Reply(json.dumps({"rows": [{"u": urls[0]}]}), "application/json"))
        listing = listing_at(url, Shape.JSON, method="POST", payload={"year": 2026}, items="rows", link="u")
        source = source_at(site, listings=(listing,))
        crawl_now(plan_listings(source, etag='"x"'), site, MemorySink())
        (asked,) = site.asked("/api")
        assert (asked.method, json.loads(asked.body), "if-none-match" in asked.headers) == (
            "POST",
            {"year": 2026},
            False,
        )
