"""Dates are read in every form that the watched publishers print, and nothing is guessed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import find_dates, parse_official_date
from pipeline.errors import DateConflict
from pipeline.model import Precision, PrintedDate


@pytest.mark.parametrize(
    ("text", "shown", "precision", "literal"),
    [
        ("Ends/Friday, April 13, 2018\nIssued at HKT 15:00", "2018-04-13T15:00:00+08:00", "minute", "April 13, 2018\nIssued at HKT 15:00"),
        ("2019年10月18日（星期五） 香港時間18時00分", "2019-10-18T18:00:00+08:00", "minute", "2019年10月18日（星期五） 香港時間18時00分"),
        ("2026年4月12日 (星期日)", "2026-04-12", "day", "2026年4月12日"),
        ("二〇二六年四月十二日", "2026-04-12", "day", "二〇二六年四月十二日"),
        ("二○二六年十二月二十五日", "2026-12-25", "day", "二○二六年十二月二十五日"),
        ("二零二六年十月三十日", "2026-10-30", "day", "二零二六年十月三十日"),
        ("民國115年4月12日", "2026-04-12", "day", "民國115年4月12日"),
        ("2026年09月18日 17:00", "2026-09-18T17:00:00+08:00", "minute", "2026年09月18日 17:00"),
        ("2026年4月12日 下午3時05分", "2026-04-12T15:05:00+08:00", "minute", "2026年4月12日 下午3時05分"),
        ("发布时间：2026-04-12 17:00", "2026-04-12T17:00:00+08:00", "minute", "2026-04-12 17:00"),
        ("發佈時間：2026-04-12", "2026-04-12", "day", "2026-04-12"),
        ("２０２６年４月１２日", "2026-04-12", "day", "２０２６年４月１２日"),
        ("2026-04-12-17:05:06", "2026-04-12T17:05:06+08:00", "second", "2026-04-12-17:05:06"),
        ("2026-02-16T16:53:29.346", "2026-02-16T16:53:29+08:00", "second", "2026-02-16T16:53:29.346"),
        ("2026-04-12T09:05:06Z", "2026-04-12T09:05:06+00:00", "second", "2026-04-12T09:05:06Z"),
        ("2026-04-12T09:05:06+0530", "2026-04-12T09:05:06+05:30", "second", "2026-04-12T09:05:06+0530"),
        ("Sun, 12 Apr 2026 09:30:00 +0800", "2026-04-12T09:30:00+08:00", "second", "12 Apr 2026 09:30:00 +0800"),
        ("Sun Apr 12 09:30:00 CST 2026", "2026-04-12T09:30:00+08:00", "second", "Sun Apr 12 09:30:00 CST 2026"),
        ("12 Apr 2026 09:30", "2026-04-12T09:30:00+08:00", "minute", "12 Apr 2026 09:30"),
        ("April 14, 2025", "2025-04-14", "day", "April 14, 2025"),
        ("Posted: Apr. 3rd, 2026 at 5:08 p.m. HKT", "2026-04-03T17:08:00+08:00", "minute", "Apr. 3rd, 2026 at 5:08 p.m. HKT"),
        ("12th of April 2026", "2026-04-12", "day", "12th of April 2026"),
        ("2026 Apr 12", "2026-04-12", "day", "2026 Apr 12"),
        ("12 - 04 - 2026", "2026-04-12", "day", "12 - 04 - 2026"),
        ("12.04.2026", "2026-04-12", "day", "12.04.2026"),
        ("12/04/2026", "2026-04-12", "day", "12/04/2026"),
        ("04/25/2026", "2026-04-25", "day", "04/25/2026"),
        ("2026/4/12 8:05", "2026-04-12T08:05:00+08:00", "minute", "2026/4/12 8:05"),
        ("2026.04.12", "2026-04-12", "day", "2026.04.12"),
        ("20260412", "2026-04-12", "day", "20260412"),
        ("20260412093000", "2026-04-12T09:30:00+08:00", "second", "20260412093000"),
        ("1775957400", "2026-04-12T09:30:00+08:00", "second", "1775957400"),
        ("1775957400123", "2026-04-12T09:30:00+08:00", "second", "1775957400123"),
        ("April 2026", "2026-04", "month", "April 2026"),
        ("2026年4月", "2026-04", "month", "2026年4月"),
        ("2026-04", "2026-04", "month", "2026-04"),
        ("2026年", "2026", "year", "2026年"),
        ("2025年04月13日 17:51 最後更新:18:57", "2025-04-13T17:51:00+08:00", "minute", "2025年04月13日 17:51"),
        ("Tuesday 14 April 2026 | 09:05", "2026-04-14T09:05:00+08:00", "minute", "14 April 2026 | 09:05"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)  # fmt: skip
def test_forms(text: str, shown: str, precision: str, literal: str) -> None:
    found = parse_official_date(text)
    assert found is not None
    assert (found.shown, found.precision, found.literal) == (shown, Precision(precision), literal)


def test_the_instant_is_midnight_of_the_time_zone_at_day_precision() -> None:
    assert parse_official_date("2026年4月12日", time_zone="Asia/Shanghai") == PrintedDate(
        at=datetime(2026, 4, 11, 16, 0, tzinfo=UTC),
        precision=Precision.DAY,
        shown="2026-04-12",
        literal="2026年4月12日",
    )


@pytest.mark.parametrize(
    "text",
    [
        "2026年02月30日",
        "version 1.2026.04.12.3",
        "call 2026-1234",
        "12:30",
        "二十世纪",
        "13/13/2026",
        "1234567",
        "",
        "0",
        "2026-13-01",
        "1 May",
        "0012-04-2026",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_official_date(text) is None


def test_an_ambiguous_date_is_none_where_days_need_not_come_first() -> None:
    assert parse_official_date("03/04/2026", day_first=False) is None


def test_a_date_later_than_the_bound_is_refused() -> None:
    latest = datetime(2026, 4, 12, 12, 0, tzinfo=UTC)
    assert parse_official_date("2026-04-13", latest=latest) is None
    assert parse_official_date("2026-04-12", latest=latest) is not None


def test_two_days_in_one_line_conflict() -> None:
    with pytest.raises(DateConflict, match="2026-04-12 and 2026-05-01"):
        parse_official_date("from 12 April 2026 to 1 May 2026")


def test_one_day_printed_twice_does_not_conflict() -> None:
    found = parse_official_date("2026-04-12 (12 April 2026 09:30)")
    assert found is not None
    assert found.shown == "2026-04-12"


def test_find_dates_gives_every_date_with_its_place() -> None:
    text = "Published 12 April 2026; updated 2026年4月13日 08:00."
    assert [(each.date.shown, text[each.start : each.end]) for each in find_dates(text)] == [
        ("2026-04-12", "12 April 2026"),
        ("2026-04-13T08:00:00+08:00", "2026年4月13日 08:00"),
    ]


@given(
    st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)),
    st.sampled_from(["%Y年%m月%d日", "%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%Y/%m/%d", "%d - %m - %Y", "%Y%m%d"]),
)
def test_every_day_survives_being_printed(day: date, form: str) -> None:
    found = parse_official_date(f"{day.strftime(form)}")
    assert found is not None
    assert found.shown == day.strftime("%Y-%m-%d")


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm(text: str) -> None:
    for each in find_dates(text):
        assert text[each.start : each.end].strip() == each.date.literal
