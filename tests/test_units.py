"""Kinds: text told from small print, a test for each line of knowledge."""

import pytest

from pipeline.comparing.units import Kind, is_furniture_heading, is_meta, is_stamp, kind_of, mask_stamps
from pipeline.reading.labels import BYLINE_LABELS, COUNTER_PATTERNS, DATE_PATTERNS, FURNITURE_HEADINGS, STAMP_LABELS

DATES = (
    "2026-04-12",
    "二〇二六年四月十二日",
    "2026年4月",
    "4月12日",
    "12/04/2026",
    "12 April 2026",
    "12-Apr-2026",
    "April 12, 2026",
    "Apr 2026",
    "Sunday",
    "（星期日）",
    "18:05:33",
    "6 p.m.",
    "下午6時05分",
    "HKT",
    "3 hours ago",
    "yesterday",
    "3小時前",
)
COUNTERS = (
    "Views: 8,123",
    "8.1k views",
    "5 min read",
    "8,123 people are viewing this page right now",
    "浏览次数：8123次",
    "1.2萬次點擊",
    "您是第8123位訪客",
    "visitor counter: 8,123",
)


@pytest.mark.parametrize(("pattern", "example"), list(zip(DATE_PATTERNS, DATES, strict=True)), ids=DATES)
def test_each_date_pattern_reads_its_example(pattern: str, example: str) -> None:
    assert mask_stamps(example).strip() == ""


@pytest.mark.parametrize(("pattern", "example"), list(zip(COUNTER_PATTERNS, COUNTERS, strict=True)), ids=COUNTERS)
def test_each_counter_pattern_reads_its_example(pattern: str, example: str) -> None:
    assert is_stamp(example)


@pytest.mark.parametrize("label", STAMP_LABELS)
def test_each_label_beside_a_date_is_a_stamp(label: str) -> None:
    assert is_stamp(f"{label}：2026-04-12 09:30")


@pytest.mark.parametrize("label", BYLINE_LABELS)
def test_each_by_line_label_opens_a_by_line(label: str) -> None:
    assert is_meta(f"{label}: Chan Tai Man")


@pytest.mark.parametrize("heading", FURNITURE_HEADINGS)
def test_each_furniture_heading_is_known_with_colon_and_count(heading: str) -> None:
    assert [is_furniture_heading(text) for text in (heading, f"{heading.upper()}:", f"{heading} (12)")] == [True] * 3


@pytest.mark.parametrize("heading", ["Related policy papers:", "相關政策解讀："])
def test_a_heading_that_names_what_is_related_is_furniture(heading: str) -> None:
    assert is_furniture_heading(heading)


TEXT = [
    "The deadline is 27 September 2026.",
    "Deadline: 27 September 2026",
    "截止日期為2026年9月27日。",
    "申請截止日期：2026年9月27日",
    "2026年9月27日前",
    "實施日期：2026年5月1日",
    "5 March 2026: workshop in Shenzhen",
    "By 2027 all firms must register",
    "HK$1.5 billion",
    "12.5%",
    "Updated to add new rules",
    "There are 8,123 people looking at this page.",
    "Views of the public are sought until 3 May.",
    "Related party transactions must be declared in full by each member.",
]


@pytest.mark.parametrize("text", TEXT)
def test_a_date_or_number_with_words_of_its_own_is_text(text: str) -> None:
    """P5: a short line with a date is a deadline as often as a stamp. P6: no counter inside a sentence."""
    assert (is_stamp(text), is_meta(text)) == (False, False)


KINDS = {
    "prose": ("Firms may apply until the end of May.", ">main>p", 0.0, Kind.PROSE),
    "prose in Chinese": ("企業可於五月底前提交申請，逾期恕不受理，敬請留意", ">main>p", 0.0, Kind.PROSE),
    "short": ("Opening hours", ">main>p", 0.0, Kind.SHORT),
    "heading": ("Opening hours", ">main>h2.x", 0.0, Kind.HEADING),
    "heading's inner block": ("Opening hours", ">main>h2>div", 0.0, Kind.HEADING),
    "row": ("Decision on the allotment of places", ">main>ul>li", 1.0, Kind.ROW),
    "cell": ("27 September 2026", ">main>table>tr>td", 0.0, Kind.CELL),
    "bare number": ("8,123", ">main>span", 0.0, Kind.STAMP),
    "by-line": ("By Jane Doe and John Roe", ">main>p", 0.0, Kind.META),
}


@pytest.mark.parametrize(("text", "path", "share", "kind"), KINDS.values(), ids=KINDS.keys())
def test_a_block_has_the_kind_a_reader_would_give_it(text: str, path: str, share: float, kind: Kind) -> None:
    assert kind_of(text, path, share) is kind
