"""robots.txt is obeyed; while it does not answer, nothing is fetched."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.launch import crawl, run_in_reactor
from crawler.robots import read_rules
from pipeline.plan import Failure, Rung
from tests.crawls import NOW, MemorySink, crawl_now, listing_at, options_for, plan_listings, plan_pages, source_at
from tests.server import Answer, Drop, Hang, Huge, Loop, Redirect, Reply, RetryAfter, Site, Slow, Status

PAGE = Reply("<html><body><p>x</p></body></html>")


def text(*lines: str) -> Reply:
    return Reply("\n".join(lines), "text/plain")


@pytest.mark.parametrize(
    ("robots", "path", "failure"),
    [
        (text("User-agent: *", "Disallow: /private/"), "/open", None),
        (text("User-agent: *", "Disallow: /private/"), "/private/a", Failure.ROBOTS),
        (text("User-agent: *", "Disallow: /"), "/a", Failure.ROBOTS),
        (text("User-agent: *", "Disallow: /", "", "User-agent: pactwatch", "Allow: /"), "/a", None),
        (text("User-agent: pactwatch", "Disallow: /", "", "User-agent: *", "Allow: /"), "/a", Failure.ROBOTS),
        (text("User-agent: *", "Disallow: /*.pdf$"), "/a.pdf", Failure.ROBOTS),
        (text("\ufeffUser-agent: *", "Disallow: /"), "/a", Failure.ROBOTS),
        (Reply("<html><body>Not found</body></html>"), "/a", None),
        (text(""), "/a", None),
        (Status(404), "/a", None),
        (Status(403), "/a", None),
        (Redirect("/robots.txt?here"), "/a", None),
        (Loop("/robots.txt"), "/a", None),
        (Status(500), "/a", Failure.ROBOTS_UNKNOWN),
        (Status(503), "/a", Failure.ROBOTS_UNKNOWN),
        (RetryAfter("1"), "/a", Failure.ROBOTS_UNKNOWN),
        (Hang(), "/a", Failure.ROBOTS_UNKNOWN),
        (Drop(), "/a", Failure.ROBOTS_UNKNOWN),
        (Huge(), "/a", Failure.ROBOTS_UNKNOWN),
    ],
    ids=[
        "open", "forbidden", "all", "ours allowed", "ours forbidden", "pattern", "bom", "html", "empty", "404", "403",
        "redirect", "loop", "500", "503", "429", "hang", "drop", "huge",
    ],
)  # fmt: skip
def test_robots_decides(robots: Answer, path: str, failure: Failure | None) -> None:
    with Site() as site:
        site.put("/robots.txt", robots)
        site.put("/robots.txt?here", text("User-agent: *", "Allow: /"))
        url = site.put(path, PAGE)
        timeout = 0.5 if isinstance(robots, Hang) else 30
        _, sink = crawl_now(plan_pages(source_at(site), url), site, settings={"DOWNLOAD_TIMEOUT": timeout})
        assert sink.answer(url).failure is failure
        assert len(site.asked(path)) == (1 if failure is None else 0)


def test_refusal_is_told_in_words() -> None:
    with Site() as site:
        site.put("/robots.txt", text("User-agent: *", "Disallow: /"))
        url = site.put("/a", PAGE)
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        assert sink.answer(url).error == f"{site.host}/robots.txt does not allow {url}: not fetched"


def test_unknown_robots_are_asked_for_once_a_crawl_and_told_as_an_outage() -> None:
    with Site() as site:
        site.put("/robots.txt", Status(500))
        urls = [site.put(f"/{name}", PAGE) for name in ("a", "b", "c")]
        result, sink = crawl_now(plan_pages(source_at(site), *urls), site)
        assert {answer.error for answer in sink.pages} == {
            f"{site.url('/robots.txt')} answered 500: {site.host} is not asked now"
        }
        assert ([seen.path for seen in site.seen], result.counts.errors) == (["/robots.txt"], 3)
        assert sink.hosts == {}  # asked again at the next tick


def test_crawl_that_ends_while_it_asks_for_robots_ends_no_other() -> None:
    with Site() as site:
        site.put("/robots.txt", Slow(1.0, text("User-agent: *", "Allow: /")))
        url = site.put("/a", PAGE)
        short = replace(plan_pages(source_at(site, source_id="hk-short"), url), seconds=0.3)
        long = plan_pages(source_at(site, source_id="hk-long"), url)
        sinks, options = (MemorySink(), MemorySink()), options_for(site)

        async def both() -> None:
            await asyncio.gather(
                crawl(short, sink=sinks[0], options=options), crawl(long, sink=sinks[1], options=options)
            )

        run_in_reactor(both())
        assert ([answer.failure for answer in sinks[1].pages], len(site.asked("/a"))) == ([None], 1)


def test_source_whose_host_is_away_says_so_once_for_all_its_listings() -> None:
    with Site() as site:
        site.put("/robots.txt", Status(500))
        listings = tuple(listing_at(site.url(f"/{name}.xml")) for name in ("en", "tc", "sc"))
        result, sink = crawl_now(plan_listings(source_at(site, listings=listings)), site)
        assert result.listing_errors == (f"{site.url('/robots.txt')} answered 500: {site.host} is not asked now",)
        assert ([listing.failure for listing in sink.listings], result.counts.errors) == (
            [Failure.ROBOTS_UNKNOWN] * 3,
            3,
        )


def test_robots_are_kept_for_a_day() -> None:
    with Site() as site:
        site.put("/robots.txt", text("User-agent: *", "Disallow: /private/"))
        url, private = site.put("/a", PAGE), site.put("/private/b", PAGE)
        plan, sink = plan_pages(source_at(site), url, private), MemorySink()
        for hours in (0, 23, 25):
            crawl_now(plan, site, sink, clock=lambda hours=hours: NOW + timedelta(hours=hours))
        assert len(site.asked("/robots.txt")) == 2
        assert [answer.failure for answer in sink.pages if answer.due.url == private] == [Failure.ROBOTS] * 3
        assert sink.hosts[site.host]["robots_at"] == "2026-03-03T05:00:00Z"


def test_robots_from_the_future_are_read_again() -> None:
    with Site() as site:
        url, sink = site.put("/a", PAGE), MemorySink()
        crawl_now(plan_pages(source_at(site), url), site, sink)
        before = datetime(2020, 1, 1, tzinfo=UTC)  # PACTWATCH_NOW may turn the clock back
        crawl_now(plan_pages(source_at(site), url), site, sink, clock=lambda: before)
        assert len(site.asked("/robots.txt")) == 2


@pytest.mark.parametrize(("said", "kept"), [("0.2", 0.2), ("3", 3.0), ("86400", 30.0), ("x", 0.0)])
def test_crawl_delay_is_honoured_up_to_a_limit(said: str, kept: float) -> None:
    assert read_rules(200, f"User-agent: *\nCrawl-delay: {said}").crawl_delay == kept


def test_crawl_delay_slows_the_pace() -> None:
    with Site() as site:
        site.put("/robots.txt", text("User-agent: *", "Crawl-delay: 0.3"))
        urls = [site.put(f"/{name}", PAGE) for name in ("a", "b")]
        crawl_now(plan_pages(source_at(site), *urls), site)
        at = [seen.at for seen in site.seen]
        assert at[2] - at[1] >= 0.3


def test_redirect_to_another_host_obeys_the_rules_there() -> None:
    with Site() as site, Site() as other:
        other.put("/robots.txt", text("User-agent: *", "Disallow: /there"))
        other.put("/there", PAGE)
        url = site.put("/a", Redirect(other.url("/there")))
        _, sink = crawl_now(plan_pages(source_at(site), url), site, allow_private_hosts=(site.host, other.host))
        assert (sink.answer(url).failure, other.asked("/there")) == (Failure.ROBOTS, [])


def test_allowed_page_is_fetched() -> None:
    with Site() as site:
        url = site.put("/a", PAGE)
        _, sink = crawl_now(plan_pages(source_at(site), url), site)
        assert sink.answer(url).rung is Rung.NEW
