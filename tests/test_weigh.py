"""How much an Edit matters: the table of rules, line by line, and the claims on made edits."""

import time
from collections import Counter

import pytest

from pipeline.model import Edit, Field, Op, Weight
from pipeline.weighing.facts import changed_facts
from pipeline.weighing.stamps import is_byline, is_stamp
from pipeline.weighing.weigh import RULES, weigh_edit, weigh_edits
from tests.edit_maker import MadeEdit, make_fact_edits, make_typographic_edits

MAJOR, MINOR, COSMETIC = Weight.MAJOR, Weight.MINOR, Weight.COSMETIC


def edit(before: str, after: str, field: Field = Field.PARAGRAPH, op: Op = Op.REPLACE) -> Edit:
    return Edit(field=field, op=op, before=before, after=after)


@pytest.mark.parametrize(
    ("before", "after", "weight"),
    [
        pytest.param("up to 30 firms", "30 firms", MAJOR, id="limit dropped"),
        pytest.param("costs HK$1.5 billion", "costs HK$15 billion", MAJOR, id="decimal point lost"),
        pytest.param("撥款15億元", "撥款15萬元", MAJOR, id="scale word"),
        pytest.param("三十家機構", "四十家機構", MAJOR, id="Han number"),
        pytest.param("Fees shall apply.", "Fees may apply.", MAJOR, id="modality"),
        pytest.param("申請人應提交", "申請人須提交", MAJOR, id="modality of one character"),
        pytest.param("數據可出境", "數據不可出境", MAJOR, id="negation"),
        pytest.param("The fee is now due.", "The fee is not due.", MAJOR, id="one letter makes a denial"),
        pytest.param("內地、香港適用", "內地、澳門適用", MAJOR, id="party"),
        pytest.param("said Sun Dong today", "said Wang Song today", MAJOR, id="name"),
        pytest.param("The pilot was launched.", "The pilot was suspended.", MAJOR, id="status"),
        pytest.param("The lake is green.", "The lake is blue.", MAJOR, id="a word"),
        pytest.param("between 10-20 seats", "between 10-30 seats", MAJOR, id="range"),
        pytest.param("ratio of 1:2", "ratio of 1/2", MAJOR, id="mark between digits"),
        pytest.param("The organisation runs it.", "The organization runs it.", MINOR, id="one letter"),
        pytest.param("Send the documents.", "Send documents.", MINOR, id="article"),
        pytest.param("辦理的手續", "辦理之手續", MINOR, id="particle"),
        pytest.param("Its “data” – here", "Its \"data\" - here", COSMETIC, id="quotes and dashes"),
        pytest.param("共１５億元，下同", "共15億元,下同", COSMETIC, id="full width"),
        pytest.param("臺灣裏面", "台灣裡面", COSMETIC, id="variants"),
        pytest.param("數據跨境流動標準合同", "数据跨境流动标准合同", COSMETIC, id="Traditional to Simplified"),
        pytest.param("數據 通道", "數據\n通道", COSMETIC, id="white space between Han"),
        pytest.param("1,500 firms", "1500 firms", COSMETIC, id="grouping"),
        pytest.param("12 April 2026", "April 12, 2026", COSMETIC, id="the same date written otherwise"),
        pytest.param("十五億元", "15億元", COSMETIC, id="the same sum in digits"),
        pytest.param("Last updated: 12 May 2026", "Last updated: 3 June 2026", COSMETIC, id="stamp"),
        pytest.param("更新時間：2026年5月12日 17:00", "更新時間：2026年6月2日 09:30", COSMETIC, id="Chinese stamp"),
        pytest.param("1,234 views", "1,240 views", COSMETIC, id="counter"),
        pytest.param("瀏覽次數：1234", "瀏覽次數：1250", COSMETIC, id="Chinese counter"),
        pytest.param("By Ada Wong", "By Bo Chan", COSMETIC, id="by-line"),
        pytest.param("Closing date: 12 May 2026", "Closing date: 3 June 2026", MAJOR, id="a deadline is no stamp"),
        pytest.param("截止日期：2026年5月12日", "截止日期：2026年6月2日", MAJOR, id="P5: a Chinese deadline is no stamp"),
        pytest.param("日期：5月12日", "日期：5月13日", MAJOR, id="a date of an event"),
        pytest.param("12 May 2026", "13 May 2026", MAJOR, id="a date alone has no label"),
        pytest.param("Some 8,123 people have signed up.", "Some 8,124 people have signed up.", MAJOR, id="P6: a figure in a sentence"),
    ],
)  # fmt: skip
def test_a_rewritten_sentence_weighs(before: str, after: str, weight: Weight) -> None:
    assert weigh_edit(edit(before, after)) == weight
    assert weigh_edit(edit(after, before)) == weight


@pytest.mark.parametrize(
    ("made", "weight"),
    [
        pytest.param(edit("", "An enquiry desk has opened.", op=Op.INSERT), MAJOR, id="sentence in"),
        pytest.param(edit("Fees are waived.", "", op=Op.DELETE), MAJOR, id="sentence out"),
        pytest.param(edit("", "Eligibility", Field.HEADING, Op.INSERT), MAJOR, id="heading in"),
        pytest.param(edit("Open", "", Field.CELL, Op.DELETE), MAJOR, id="cell out"),
        pytest.param(edit("", "Updated 12 May 2026", op=Op.INSERT), COSMETIC, id="stamp in"),
        pytest.param(edit("", "• • •", op=Op.INSERT), COSMETIC, id="ornament in"),
        pytest.param(edit("", "Guidance for banks", Field.ROW, Op.INSERT), MINOR, id="row in"),
        pytest.param(edit("Guidance for 30 banks", "Guidance for 40 banks", Field.ROW), MINOR, id="figure in a row"),
        pytest.param(
            edit("This comes as the bureau sets aside up to HK$20 million for ports.", "This comes as the bureau sets aside HK$20 million for ports.", Field.ROW),
            MAJOR, id="a sentence that is one link",
        ),
        pytest.param(edit("", "Annex A", Field.ATTACHMENT, Op.INSERT), MINOR, id="attachment in"),
        pytest.param(edit("Fees are waived.", "Fees are waived.", op=Op.MOVE), MINOR, id="prose moved"),
        pytest.param(edit("12 May 2026", "13 May 2026", Field.DATE), COSMETIC, id="the page's own date"),
        pytest.param(edit("", "Added the new deadline.", Field.NOTE, Op.INSERT), MAJOR, id="change note"),
        pytest.param(edit("Channel to open", "Channel to shut", Field.TITLE), MAJOR, id="one word of a headline"),
        pytest.param(edit("Data hub's plan", "Data hub’s plan", Field.TITLE), COSMETIC, id="quote in a headline"),
        pytest.param(edit("Color of money", "Colour of money", Field.TITLE), MAJOR, id="one letter of a headline"),
    ],
)  # fmt: skip
def test_fields_and_whole_texts_weigh(made: Edit, weight: Weight) -> None:
    assert weigh_edit(made) == weight


def test_the_heaviest_edit_decides_and_no_edit_weighs_nothing() -> None:
    light, heavy = edit("The organisation.", "The organization."), edit("3 firms", "4 firms")
    assert [weigh_edits([]), weigh_edits([light]), weigh_edits([light, heavy])] == [None, MINOR, MAJOR]


def test_every_rule_can_be_read_and_the_last_always_holds() -> None:
    assert len({rule.says for rule in RULES}) == len(RULES)
    assert RULES[-1].holds(edit("x", "y"))


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("Published 5 May 2026, last updated 6 May 2026", True),
        ("Issued at HKT 15:00", True),
        ("3 min read", True),
        ("發布日期：2026-05-12", True),
        ("来源：新华社 2026年5月12日 发布", False),
        ("Updated to add the new fee", False),
        ("Next review: 5 May 2026", False),
        ("申請表最後更新日期及截止日期：2026年5月12日", False),
        ("5 May 2026", False),
        ("Views on the consultation are due by 5 May 2026", False),
    ],
)
def test_stamps_hold_dates_and_labels_alone(line: str, stamp: bool) -> None:
    assert is_stamp(line) is stamp


@pytest.mark.parametrize(
    ("line", "byline"),
    [("By Ada Wong and Bo Chan", True), ("By 30 June, banks must file.", False), ("責任編輯：王小明", True), ("來源：數字辦", True), ("By law it must.", False)],
)  # fmt: skip
def test_bylines_hold_names_alone(line: str, byline: bool) -> None:
    assert is_byline(line) is byline


def weigh_made(edits: list[MadeEdit]) -> Counter[tuple[str, str, Weight]]:
    return Counter((made.kind, made.script, weigh_edit(edit(made.before, made.after))) for made in edits)


def test_each_of_500_edits_of_a_number_date_or_negation_in_three_scripts_is_major() -> None:
    weighed = weigh_made(make_fact_edits(500, seed=1))
    assert weighed.total() == 500
    assert {(kind, script) for kind, script, _ in weighed} == {
        (kind, script) for kind in ("number", "date", "negation") for script in ("en", "zh-Hant", "zh-Hans")
    }
    assert {weight for _, _, weight in weighed} == {MAJOR}


def test_each_of_500_edits_of_a_number_date_or_negation_is_named_as_that_fact() -> None:
    named = {"number": {"number", "money", "percent"}, "date": {"date"}, "negation": {"negation"}}
    for made in make_fact_edits(500, seed=2):
        types = [fact.type.value for fact in changed_facts([edit(made.before, made.after)])]
        assert len(types) == 1, made
        assert types[0] in named[made.kind], made


def test_each_of_500_typographic_edits_in_three_scripts_is_cosmetic() -> None:
    weighed = weigh_made(make_typographic_edits(500, seed=3))
    assert weighed.total() == 500
    assert len({(kind, script) for kind, script, _ in weighed}) >= 18
    assert {weight for _, _, weight in weighed} == {COSMETIC}


def test_weighing_a_thousand_edits_costs_under_two_seconds() -> None:
    edits = [edit(made.before, made.after) for made in make_fact_edits(1_000, seed=4)]
    started = time.process_time()
    weigh_edits(edits)
    assert time.process_time() - started < 2
