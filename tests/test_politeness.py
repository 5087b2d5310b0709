"""A host is asked one request at a time, at its pace, by all crawlers together, and not while it says 'later'."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.launch import crawl, run_in_reactor
from crawler.politeness import CutShort, HostBusy, HostGates, read_retry_after
from pipeline.plan import Failure
from pipeline.source import Pace
from tests.crawls import NOW, MemorySink, crawl_now, options_for, plan_pages, source_at
from tests.server import Reply, RetryAfter, Site, Slow, Status

HOST = "news.example"


class Clock:
    """Monotonic seconds that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 02 Mar 2026 04:10:00 GMT", 600.0),
        ("Mon, 02 Mar 2026 03:00:00 GMT", 0.0),
        ("99999999", 86_400.0),
        ("Mon, 02 Mar 2099 03:00:00 GMT", 86_400.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_never_beyond_a_day(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, datetime(2026, 3, 2, 4, 0, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("answers", "closed"),
    [
        ([(200, None)], 0.0),
        ([(503, None)], 0.0),
        ([(503, 900.0)], 0.0),
        ([(503, None), (503, None)], 0.0),
        ([(503, None), (503, None), (503, None)], 300.0),
        ([(503, None), (503, None), (503, 30.0)], 30.0),
        ([(503, None), (503, None), (200, None), (503, None)], 0.0),
        ([(429, None)], 60.0),
        ([(429, 5.0)], 5.0),
        ([(429, 500.0), (429, 5.0)], 500.0),
    ],
)
def test_one_429_or_three_503_in_a_row_close_a_host(answers: list[tuple[int, float | None]], closed: float) -> None:
    gates = HostGates(clock=Clock())
    for status, retry_after in answers:
        gates.note_answer(HOST, status, retry_after)
    assert gates.closed_for(HOST) == closed
    assert gates.closed_for("other.example") == 0.0


def test_closed_host_opens_again_on_the_monotonic_clock() -> None:
    clock = Clock()
    gates = HostGates(clock=clock)
    gates.back_off(HOST, 60)
    clock.at += 61
    assert gates.closed_for(HOST) == 0.0


def take_turn(gates: HostGates, delay: float = 0.0, is_over: Callable[[], bool] = bool) -> None:
    async def turn() -> None:
        async with gates.turn(HOST, delay, is_over):
            pass

    asyncio.run(turn())


def test_host_that_is_closed_for_long_is_not_waited_for() -> None:
    gates = HostGates(clock=Clock())
    gates.back_off(HOST, 3600)
    with pytest.raises(HostBusy, match=r"news\.example asked to be left alone; asked again in 3600 s"):
        take_turn(gates)


def test_nothing_is_sent_once_the_crawl_is_over() -> None:
    with pytest.raises(CutShort):
        take_turn(HostGates(), is_over=lambda: True)


def test_slowest_wish_holds_for_a_host() -> None:
    gates = HostGates()
    gates.set_pace(HOST, 0.0)
    take_turn(gates, 3.0)
    gates.set_pace(HOST, 1.0)
    assert gates.pace_of(HOST) == 3.0


def test_two_sources_share_the_pace_of_their_host() -> None:
    with Site() as site:
        urls = [site.put(f"/{name}", Slow(0.02, Reply("<p>x</p>"))) for name in ("a", "b", "c", "d", "e", "f")]
        one = source_at(site, source_id="hk-one", pace=Pace(delay=0.1))
        two = source_at(site, source_id="hk-two", pace=Pace(delay=0.05))
        options = options_for(site)

        async def both() -> None:
            await asyncio.gather(
                crawl(plan_pages(one, *urls[:3]), sink=MemorySink(), options=options),
                crawl(plan_pages(two, *urls[3:]), sink=MemorySink(), options=options),
            )

        run_in_reactor(both())
        asked = [seen.at for seen in site.seen]
        assert (len(asked), site.under_way.most) == (7, 1)  # robots.txt once, for both
        assert all(later - earlier >= 0.1 for earlier, later in zip(asked[1:], asked[2:], strict=False))


def test_pages_of_a_host_that_said_later_are_left_for_another_tick() -> None:
    with Site() as site:
        first = site.put("/a", RetryAfter("600"))
        rest = [site.put(f"/{name}", Reply("<p>x</p>")) for name in ("b", "c")]
        sink = MemorySink()
        crawl_now(plan_pages(source_at(site), first, *rest), site, sink)
        assert [(answer.failure, round(answer.retry_after or 0)) for answer in sink.pages] == [(Failure.BUSY, 600)] * 3
        assert [seen.path for seen in site.seen] == ["/robots.txt", "/a"]
        # ... and still so in the next process, until the time that is kept
        assert sink.hosts[site.host]["back_off_until_at"] == "2026-03-02T04:10:00Z"
        assert sink.hosts[site.host]["back_off_reason"] == "answered 429"
        crawl_now(plan_pages(source_at(site), *rest), site, sink)
        assert len(site.seen) == 2
        later = datetime(2026, 3, 2, 4, 11, tzinfo=UTC)
        crawl_now(plan_pages(source_at(site), *rest), site, sink, clock=lambda: later)
        assert sorted(seen.path for seen in site.seen[2:]) == ["/b", "/c"]


def test_host_that_asks_for_a_moment_is_waited_for() -> None:
    with Site() as site:
        first = site.put("/a", RetryAfter("1"))
        second = site.put("/b", Reply("<p>x</p>"))
        started = time.monotonic()
        _, sink = crawl_now(plan_pages(source_at(site), first, second), site)
        assert (sink.answer(second).failure, time.monotonic() - started > 1) == (None, True)


def test_three_503_in_a_row_close_the_host() -> None:
    with Site() as site:
        urls = [site.put(f"/{name}", Status(503)) for name in ("a", "b", "c", "d", "e")]
        _, sink = crawl_now(plan_pages(source_at(site), *urls), site)
        assert [answer.failure for answer in sink.pages] == [Failure.BUSY] * 5
        assert len(site.seen) == 4  # robots.txt and three of them


def test_requests_over_all_hosts_stay_below_the_limit() -> None:
    sites = [Site() for _ in range(4)]
    for site in sites:
        site.__enter__()
    running, most = 0, 0

    async def all_of_them() -> None:
        options = options_for(*sites, concurrency=2)
        plans = [plan_pages(source_at(site), site.put("/a", Slow(0.1))) for site in sites]
        nonlocal most

        async def watch() -> None:
            nonlocal most
            while True:
                most = max(most, sum(site.under_way.now for site in sites))
                await asyncio.sleep(0.005)

        watching = asyncio.ensure_future(watch())
        await asyncio.gather(*(crawl(plan, sink=MemorySink(), options=options) for plan in plans))
        watching.cancel()

    run_in_reactor(all_of_them())
    for site in sites:
        site.__exit__(None, None, None)
    assert (most, running) == (2, 0)


def test_who_asks_is_said_with_a_contact() -> None:
    with Site() as site:
        url = site.put("/a", Reply("<p>x</p>"))
        result, _ = crawl_now(plan_pages(source_at(site), url), site, clock=lambda: NOW)
        assert {seen.headers["user-agent"] for seen in site.seen} == {"pactwatch/0.1.0 (+ops@example.org)"}
        assert "accept-language" not in site.asked("/a")[0].headers
        assert "referer" not in site.asked("/a")[0].headers
        assert result.counts.noted == ()


def test_missing_contact_is_said_in_every_result() -> None:
    with Site() as site:
        url = site.put("/a", Reply("<p>x</p>"))
        result, _ = crawl_now(plan_pages(source_at(site), url), site, contact="")
        assert result.counts.noted == (
            "no contact is set: sites cannot reach you. Set contact in pactwatch.toml under [crawl]",
        )
