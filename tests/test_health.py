"""An operator is told what a Source's own history makes strange, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.health import KINDS, AlarmWord, ListingHistory, SourceHistory, judge_source
from pipeline.plan import Failure

NOW = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)
FEED = "https://a.example/feed"
LISTING = ListingHistory(
    url=FEED,
    every=600,
    added_at=NOW - timedelta(days=30),
    last_ok_at=NOW - timedelta(minutes=9),
    last_entries=20,
    usual_entries=20.0,
)


def days_ago(*days: float) -> tuple[datetime, ...]:
    return tuple(NOW - timedelta(days=day) for day in days)


WELL = SourceHistory(
    source_id="hk-a", listings=(LISTING,), found_at=days_ago(9, 8, 7, 5, 4, 3, 2, 1), checked=40, refused=1, vouched=9
)


def with_listing(**keys: object) -> SourceHistory:
    return replace(WELL, listings=(replace(LISTING, **keys),))  # type: ignore[arg-type]


FAILING = {
    "failures": 3,
    "last_ok_at": NOW - timedelta(hours=2),
    "failure": "not_a_listing",
    "error": "hk-a: an HTML page stands where a feed is declared",
}


@pytest.mark.parametrize(
    "history",
    [
        WELL,
        SourceHistory(source_id="hk-new"),
        with_listing(**{**FAILING, "failures": 2}),
        with_listing(**{**FAILING, "last_ok_at": NOW - timedelta(minutes=20)}),
        with_listing(last_entries=0, usual_entries=1.2),
        with_listing(last_entries=0, usual_entries=None),
        with_listing(last_entries=3),
        replace(WELL, checked=2, refused=2),
        replace(WELL, checked=40, refused=19),
        replace(WELL, lied=1),
        replace(WELL, found_at=days_ago(60, 50, 40)),
        replace(WELL, found_at=days_ago(80, 70, 60, 50, 40, 30)),
        replace(WELL, found_at=days_ago(3.9, 3.8, 3.7, 3.6, 3.5, 3.4)),
    ],
    ids=[
        "well", "new", "two failures", "short outage", "rarely any", "usual not known", "fewer", "few pages", "some refuse",
        "one lie", "few found", "rare publisher", "long weekend",
    ],
)  # fmt: skip
def test_nothing_is_told_of_a_source_that_does_as_it_did(history: SourceHistory) -> None:
    assert judge_source(history, NOW) == ()


def test_listing_that_fails_is_told_with_its_reason_and_remedy() -> None:
    assert judge_source(with_listing(**FAILING), NOW) == (
        AlarmWord(
            kind="listing_failing",
            subject=FEED,
            source_id="hk-a",
            message=f"hk-a: {FEED} was last read on 2026-03-20, 3 failures in a row: "
            "an HTML page stands where a feed is declared",
            remedy="The site has changed. Open the URL in a browser and correct the Listing in the Source's TOML.",
        ),
    )


def test_listing_that_was_never_read_is_told() -> None:
    (alarm,) = judge_source(with_listing(**{**FAILING, "last_ok_at": None}), NOW)
    assert f"{FEED} was never read" in alarm.message


@pytest.mark.parametrize("failure", [failure for failure in Failure if failure is not Failure.OTHER])
def test_every_failure_has_a_remedy_of_its_own(failure: Failure) -> None:
    (alarm,) = judge_source(with_listing(**{**FAILING, "failure": str(failure)}), NOW)
    (other,) = judge_source(with_listing(**{**FAILING, "failure": "other"}), NOW)
    assert alarm.remedy != other.remedy


def test_listing_that_is_empty_where_history_says_twenty_is_told() -> None:
    assert judge_source(with_listing(last_entries=0), NOW) == (
        AlarmWord(
            kind="listing_empty",
            subject=FEED,
            source_id="hk-a",
            message=f"hk-a: {FEED} lists nothing, and usually about 20",
            remedy="Open it in a browser. If the site has changed, correct the Listing in the Source's TOML.",
        ),
    )


def test_source_that_refuses_is_told_and_not_evaded() -> None:
    (alarm,) = judge_source(replace(WELL, checked=5, refused=4), NOW)
    assert (alarm.kind, alarm.subject) == ("source_blocked", "hk-a")
    assert alarm.message == "hk-a: 4 of 5 Pages checked within a day refuse us"
    assert "It is not evaded." in alarm.remedy


def test_validators_that_lie_are_told() -> None:
    (alarm,) = judge_source(replace(WELL, lied=2), NOW)
    assert (alarm.kind, alarm.message) == (
        "validators_lie",
        "hk-a: 2 of 9 Pages looked at without validators had changed behind the ETag that says they had not",
    )


def test_silence_is_told_against_the_usual_gap() -> None:
    (alarm,) = judge_source(replace(WELL, found_at=days_ago(18, 17, 16, 14, 13, 12, 11, 10)), NOW)
    assert (alarm.kind, alarm.message) == (
        "source_silent",
        "hk-a: nothing new for 10 days, since 2026-03-10; usually every 24 hours",
    )


def test_source_that_cannot_be_read_is_not_called_silent_too() -> None:
    history = replace(with_listing(**FAILING), found_at=days_ago(18, 17, 16, 14, 13, 12, 11, 10))
    assert [alarm.kind for alarm in judge_source(history, NOW)] == ["listing_failing"]


def test_every_alarm_is_of_a_known_kind() -> None:
    strange = replace(
        WELL, listings=(replace(LISTING, **FAILING), replace(LISTING, last_entries=0)), refused=40, lied=5  # type: ignore[arg-type]
    )  # fmt: skip
    said = {alarm.kind for alarm in judge_source(strange, NOW)}
    assert said | {"source_silent"} == set(KINDS)
