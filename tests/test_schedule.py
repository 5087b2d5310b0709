"""When a Page is looked at again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.schedule import (
    LONGEST,
    SHORTEST,
    Watched,
    asks_without_validators,
    next_check,
    next_check_after_failure,
    next_check_of_gone,
)

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)


def watched(age_hours: float, *, edits: int = 0, standing: bool = False, page_id: int = 1) -> Watched:
    born = NOW - timedelta(hours=age_hours)
    return Watched(page_id=page_id, checks=3, edits=edits, standing=standing, born_at=born, found_at=born)


def wait(page: Watched) -> float:
    return (next_check(page, NOW) - NOW).total_seconds() / 3600


def test_interval_grows_with_age() -> None:
    waits = [wait(watched(age)) for age in (1, 12, 48, 200, 1000, 5000)]
    assert waits == sorted(waits)
    assert waits[0] < 2
    assert waits[-1] > 24


def test_page_that_changed_is_looked_at_sooner() -> None:
    assert wait(watched(200, edits=5)) < wait(watched(200)) / 2


def test_standing_page_is_not_forgotten_with_age() -> None:
    assert wait(watched(20_000, standing=True, edits=10)) < 24


@pytest.mark.parametrize("age", [0, 0.1, 5.9, 6, 24, 72, 336, 2160, 50_000])
@pytest.mark.parametrize("edits", [0, 1, 100])
def test_interval_keeps_its_bounds(age: float, edits: int) -> None:
    assert SHORTEST <= next_check(watched(age, edits=edits), NOW) - NOW <= LONGEST


def test_interval_is_the_same_on_every_replay_and_differs_between_pages() -> None:
    pages = [replace(watched(100), page_id=number) for number in range(50)]
    assert [wait(page) for page in pages] == [wait(page) for page in pages]
    assert len({wait(page) for page in pages}) > 40


def test_failures_double_the_wait_up_to_a_day_and_the_server_is_heard() -> None:
    waits = [(next_check_after_failure(NOW, failures, None) - NOW).total_seconds() for failures in (1, 2, 3, 20)]
    assert waits == [900, 1800, 3600, 86_400]
    assert next_check_after_failure(NOW, 1, 7200.0) - NOW == timedelta(hours=2)
    assert next_check_after_failure(NOW, 1, 1e9) - NOW == timedelta(days=1)


def test_gone_page_is_confirmed_after_six_hours_and_then_daily() -> None:
    assert next_check_of_gone(NOW, withdrawn=False) - NOW == timedelta(hours=6)
    assert next_check_of_gone(NOW, withdrawn=True) - NOW == timedelta(days=1)


def test_validators_are_left_out_every_fortnight_and_for_a_hundredth() -> None:
    assert asks_without_validators(1, 1, None, NOW)
    assert asks_without_validators(1, 1, NOW - timedelta(days=14), NOW)
    drawn = [asks_without_validators(page, 1, NOW, NOW) for page in range(10_000)]
    assert 60 <= sum(drawn) <= 140
