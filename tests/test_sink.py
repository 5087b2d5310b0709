"""Answers reach the store in small batches, in order, and a store that fails is told."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from crawler.launch import Cut
from crawler.sink import BATCH, HEAVY, Batch
from pipeline.errors import PactwatchError, StoreFull, StoreLocked
from pipeline.plan import DuePage, PageAnswer, Rung
from tests.crawls import NOW, MemorySink, crawl_now, listing_at, plan_listings, plan_pages, source_at
from tests.server import RSS, Reply, Site, Slow, feed_of


def answer(number: int) -> PageAnswer:
    due = DuePage(page_id=number, url=f"https://a.example/{number}")
    return PageAnswer(due=due, answered_at=NOW, rung=Rung.NOT_MODIFIED)


class Refusing(MemorySink):
    """A store that takes so many batches, and then no more."""

    def __init__(self, error: Exception, after: int = 0) -> None:
        super().__init__()
        self.error = error
        self.after = after

    def store_pages(self, answers: Sequence[PageAnswer], now: datetime) -> None:
        if len(self.batches) >= self.after:
            raise self.error
        super().store_pages(answers, now)


def test_batches_are_of_25_in_order_and_the_rest_at_the_end() -> None:
    sink = MemorySink()

    async def fill() -> None:
        batch = Batch(sink, lambda: NOW, on_error=lambda: None, on_crash=lambda _: None)
        for number in range(2 * BATCH + 3):
            batch.add(answer(number))
        batch.flush()
        batch.flush()

    asyncio.run(fill())
    assert sink.batches == [BATCH, BATCH, 3]
    assert [found.due.page_id for found in sink.pages] == list(range(2 * BATCH + 3))


def test_heavy_bodies_are_not_held() -> None:
    sink = MemorySink()

    async def fill() -> None:
        batch = Batch(sink, lambda: NOW, on_error=lambda: None, on_crash=lambda _: None)
        for number in range(6):
            batch.add(replace(answer(number), bytes_received=HEAVY // 2))
        batch.flush()

    asyncio.run(fill())
    assert sink.batches == [2, 2, 2]


def test_slow_answers_are_stored_within_a_second() -> None:
    with Site() as site:
        urls = [site.put(f"/{number}", Slow(0.4, Reply("<p>x</p>"))) for number in range(4)]
        sink = MemorySink()
        crawl_now(plan_pages(source_at(site), *urls), site, sink)
        assert (len(sink.batches), sum(sink.batches)) == (2, 4)


@pytest.mark.parametrize("error", [StoreFull("db/raw.db: the disk is full"), StoreLocked("db: locked")])
def test_store_that_takes_no_more_ends_the_crawl_in_words(error: PactwatchError) -> None:
    with Site() as site:
        urls = [site.put(f"/{number}", Reply("<p>x</p>")) for number in range(4 * BATCH)]
        sink = Refusing(error, after=1)
        result, _ = crawl_now(plan_pages(source_at(site), *urls), site, sink)
        assert (result.cut, result.crash, result.first_error, result.failed) == (
            Cut.STORE,
            str(error),
            str(error),
            True,
        )
        assert len(sink.batches) == 1  # a full one, or less where a second went by first
        assert len(site.seen) < 3 * BATCH  # nothing is fetched that cannot be kept


def test_error_of_our_own_is_a_crash_with_its_name(caplog: pytest.LogCaptureFixture) -> None:
    with Site() as site:
        urls = [site.put(f"/{number}", Reply("<p>x</p>")) for number in range(BATCH)]
        sink = Refusing(ZeroDivisionError("division by zero"))
        result, _ = crawl_now(plan_pages(source_at(site), *urls), site, sink)
        assert (result.crash, result.failed) == ("ZeroDivisionError: division by zero", True)
        assert "broke on our own side" in caplog.text


def test_error_of_our_own_at_the_very_end_is_a_crash_too() -> None:
    with Site() as site:
        url = site.put("/a", Reply("<p>x</p>"))
        result, _ = crawl_now(plan_pages(source_at(site), url), site, Refusing(ZeroDivisionError("division by zero")))
        assert result.crash == "ZeroDivisionError: division by zero"


def test_listing_is_stored_before_its_pages_are_asked() -> None:
    order: list[str] = []

    class Ordered(MemorySink):
        def store_listing(self, answer: object, now: datetime) -> tuple[DuePage, ...]:
            order.append("listing")
            return super().store_listing(answer, now)  # type: ignore[arg-type]

        def store_pages(self, answers: Sequence[PageAnswer], now: datetime) -> None:
            order.append("page")

    with Site() as site:
        page = site.put("/a", Reply("<p>x</p>"))
        feed = site.put("/feed", Reply(feed_of((page, "A")), RSS))
        started = time.monotonic()
        crawl_now(plan_listings(source_at(site, listings=(listing_at(feed),))), site, Ordered())
        assert (order, time.monotonic() - started < 5) == (["listing", "page"], True)
