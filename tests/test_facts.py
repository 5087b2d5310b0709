"""The facts of a text in three scripts, their values, and the traps."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Edit, Field, Op
from pipeline.text.glyphs import flatten
from pipeline.weighing import fact_words
from pipeline.weighing.diff import mark_words
from pipeline.weighing.fact_reading import FIGURES, find_figures
from pipeline.weighing.facts import changed_facts, find_facts


def read(text: str, *kinds: str) -> list[tuple[str, str, str]]:
    found = [(fact.type.value, fact.literal, f"{fact.value} {fact.unit}".strip()) for fact in find_facts(text)]
    return [fact for fact in found if not kinds or fact[0] in kinds]


@pytest.mark.parametrize(
    ("text", "kind", "literal", "value"),
    [
        ("worth HK$1.5 billion in all", "money", "HK$1.5 billion", "HKD 1500000000"),
        ("worth HK$15 billion in all", "money", "HK$15 billion", "HKD 15000000000"),
        ("of US$30m,", "money", "US$30m", "USD 30000000"),
        ("RMB 2,500 a year", "money", "RMB 2,500", "CNY 2500"),
        ("some 1.5 billion yuan", "money", "1.5 billion yuan", "CNY 1500000000"),
        ("HK$1.5-2 billion", "money", "HK$1.5-2 billion", "HKD 1500000000-2000000000"),
        ("撥款15億元支持", "money", "15億元", "元 1500000000"),
        ("撥款十五億元支持", "money", "十五億元", "元 1500000000"),
        ("拨款１．５亿元支持", "money", "１．５亿元", "元 150000000"),
        ("人民幣15億元", "money", "人民幣15億元", "CNY 1500000000"),
        ("15亿元人民币", "money", "15亿元人民币", "CNY 1500000000"),
        ("約3,000萬港元", "money", "3,000萬港元", "HKD 30000000"),
        ("rose 12.5% to", "percent", "12.5%", "12.5%"),
        ("rose 12.5 per cent to", "percent", "12.5 per cent", "12.5%"),
        ("rose by two percentage points", "percent", "two percentage points", "2pp"),
        ("上升百分之十二", "percent", "百分之十二", "12%"),
        ("增長百分之八點六，", "percent", "百分之八點六", "8.6%"),
        ("增加兩成半", "percent", "兩成半", "25%"),
        ("Some HK$10-billion fund", "money", "HK$10-billion", "HKD 10000000000"),
        ("Some RMB5,000 a day", "money", "RMB5,000", "CNY 5000"),
        ("上升１２％", "percent", "１２％", "12%"),
        ("上升12.5個百分點", "percent", "12.5個百分點", "12.5pp"),
        ("逾七成半企業", "percent", "七成半", "75%"),
        ("for 30 institutions", "number", "30 institutions", "30 institutions"),
        ("for thirty institutions", "number", "thirty institutions", "30 institutions"),
        ("within 10 working days", "number", "10 working days", "10 working days"),
        ("twenty-five hospitals", "number", "twenty-five hospitals", "25 hospitals"),
        ("1,500 firms", "number", "1,500 firms", "1500 firms"),
        ("1.2 million users", "number", "1.2 million users", "1200000 users"),
        ("a 24-hour hotline", "number", "24-hour", "24 hour"),
        ("the 20th meeting", "number", "20th", "#20"),
        ("the third phase", "number", "third", "#3"),
        ("首批三十家機構", "number", "三十家", "30 家"),
        ("首批30家機構", "number", "30家", "30 家"),
        ("兩間醫院", "number", "兩間", "2 间"),
        ("一百二十三個項目", "number", "一百二十三個", "123 个"),
        ("1.5萬人次", "number", "1.5萬人次", "15000 人次"),
        ("第十二條訂明", "number", "第十二條", "#12 条"),
        ("10至20間", "number", "10至20間", "10-20 间"),
        ("30餘家", "number", "30餘家", "30 家"),
        ("on 12 April 2026.", "date", "12 April 2026", "2026-04-12"),
        ("on April 12, 2026.", "date", "April 12, 2026", "2026-04-12"),
        ("on 12th Apr 2026.", "date", "12th Apr 2026", "2026-04-12"),
        ("on 2026-04-12.", "date", "2026-04-12", "2026-04-12"),
        ("on Sunday, 12 April 2026", "date", "Sunday, 12 April 2026", "2026-04-12"),
        ("by 30 June", "date", "30 June", "--06-30"),
        ("in December 2026", "date", "December 2026", "2026-12"),
        ("in May", "date", "May", "--05"),
        ("by 2027", "date", "2027", "2027"),
        ("in 2026-27", "date", "2026-27", "2026-27"),
        ("at 3.30 pm", "date", "3.30 pm", "15:30"),
        ("in the first quarter of 2027", "date", "first quarter of 2027", "2027 firstquarterof"),
        ("撥款十\n五 億元支持", "money", "十\n五 億元", "元 1500000000"),
        ("於 2026 年 4 月 12 日舉行", "date", "2026 年 4 月 12 日", "2026-04-12"),
        ("call 2810 2717 now", "number", "2810 2717", "2810 2717"),
        ("call +852 2810 2717 now", "number", "+852 2810 2717", "+852 2810 2717"),
        ("Updated December 18, 2020", "date", "December 18, 2020", "2020-12-18"),
        ("於2026年4月12日（星期日）舉行", "date", "2026年4月12日（星期日）", "2026-04-12"),
        ("於二〇二六年四月十二日舉行", "date", "二〇二六年四月十二日", "2026-04-12"),
        ("于２０２６年４月１２日举行", "date", "２０２６年４月１２日", "2026-04-12"),
        ("4月12日起", "date", "4月12日", "--04-12"),
        ("2026年年底", "date", "2026年", "2026"),
        ("下午3時30分", "date", "下午3時30分", "15:30"),
        ("明年起", "date", "明年", "明年"),
    ],
)
def test_figures_are_read(text: str, kind: str, literal: str, value: str) -> None:
    assert read(text, "money", "percent", "number", "date")[:1] == [(kind, literal, value)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up to 30", [("limit", "up to", "max")]),
        ("no more than 30", [("limit", "no more than", "max")]),
        ("at least 30", [("limit", "at least", "min")]),
        ("最多30", [("limit", "最多", "max")]),
        ("不超過30", [("limit", "不超過", "max")]),
        ("不得少於30", [("limit", "不得少於", "min")]),
        ("以30為上限", [("limit", "上限", "max")]),
        ("will not", [("modality", "will", "will"), ("negation", "not", "not")]),
        ("no longer", [("negation", "no longer", "no longer")]),
        ("must", [("modality", "must", "must")]),
        ("firms are required to file", [("modality", "are required to", "must")]),
        ("擬設立", [("modality", "擬", "plan")]),
        ("將設立", [("modality", "將", "will")]),
        ("须提交", [("modality", "须", "must")]),
        ("应提交", [("modality", "应", "should")]),
        ("可提交", [("modality", "可", "can")]),
        ("不適用", [("negation", "不", "不")]),
        ("未獲批", [("negation", "未", "未"), ("status", "獲批", "approved")]),
        ("沒有申請", [("negation", "沒有", "没有")]),
        ("無須申請", [("negation", "無須", "无须")]),
        ("非重要數據", [("negation", "非", "非")]),
        ("The pilot was launched", [("status", "pilot", "pilot"), ("status", "launched", "launched")]),
        ("已暫停", [("status", "暫停", "suspended")]),
        ("國家網信辦", [("party", "國家網信辦", "cac")]),
        ("The Cyberspace Administration of China", [("party", "Cyberspace Administration of China", "cac")]),
        ("said Sun Dong", [("name", "Sun Dong", "sun dong")]),
        ("孫東", [("name", "孫東", "sun dong")]),
        ("the Anchorpoint group", [("name", "Anchorpoint", "anchorpoint")]),
        ("Applicants apply", []),
        ("「十五五」規劃", [("name", "十五五", "fifteenth plan")]),
    ],
)
def test_words_that_are_facts_are_read(text: str, expected: list[tuple[str, str, str]]) -> None:
    kinds = ("limit", "modality", "negation", "status", "party", "name")
    assert read(text, *kinds) == expected


@pytest.mark.parametrize(
    "text",
    str.split(
        "應用 供應 反應 適應 相應 因應 回應 響應 效應 將軍澳 可能 可持續發展 可靠 許可 認可 可行 模擬 虛擬 草擬 必需品 須知 "
        "不但 不斷 不同 不少 不論 不僅 未來 無論 無人駕駛 無障碍 非常 非洲 南非 非物質 合約 條約 預約 附近 最近 成立 完成 十分 "
        "一定 一些 一體化 進一步 统一 供应商 应对 将来 可信 不时"
    ),
)
def test_words_with_a_telling_character_state_nothing(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "5G",
        "Web3",
        "another",
        "mustard",
        "notable",
        "candidate",
        "dismay",
        "willing",
        "the 5Gs",
        "canned",
        "none-",
        "May",
    ],
)
def test_latin_words_are_matched_whole(text: str) -> None:
    assert [fact for fact in read(text) if fact[0] not in {"name"}] in ([], [("negation", "none", "none")])


def changed(before: str, after: str, op: Op = Op.REPLACE) -> list[tuple[str, str | None, str | None]]:
    facts = changed_facts([Edit(field=Field.PARAGRAPH, op=op, before=before, after=after)])
    return [(fact.type.value, fact.before, fact.after) for fact in facts]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("It opens on 1 December 2026 with 30 firms.", "It opens on 15 January 2027 with 30 firms.", [("date", "1 December 2026", "15 January 2027")], id="unchanged facts vanish"),
        pytest.param("for up to 30 institutions.", "for 30 institutions.", [("limit", "up to 30 institutions", "30 institutions")], id="a limit takes its figure along"),
        pytest.param("供最多30間機構", "供30間機構", [("limit", "最多30間", "30間")], id="a Han limit"),
        pytest.param("up to 30 firms", "at least 30 firms", [("limit", "up to 30 firms", "at least 30 firms")], id="another limit"),
        pytest.param("Firms should file.", "Firms must file.", [("modality", "should", "must")], id="a duty"),
        pytest.param("It shall apply.", "It shall not apply.", [("negation", None, "not")], id="on one side only"),
        pytest.param("計劃無須申請", "計劃須申請", [("negation", "無須", "須")], id="a duty and its denial"),
        pytest.param("from 10 firms to 20 firms", "from 20 firms to 10 firms", [("number", "10 firms", "20 firms"), ("number", "20 firms", "10 firms")], id="figures that changed places"),
        pytest.param("30 firms for 5 days", "5 days for 40 firms", [("number", "30 firms", "40 firms")], id="paired by unit"),
        pytest.param("約15億元", "約十五億元", [], id="the same sum"),
        pytest.param("國家網信辦宣布", "国家互联网信息办公室宣布", [], id="the same body"),
        pytest.param("a fee of 1.5 billion", "a fee of HK$1.5 billion", [("money", "1.5 billion", "HK$1.5 billion")], id="a number became a sum"),
        pytest.param("The Privacy Policy applies to firms.", "The terms and the Privacy Policy apply to the Platform.", [], id="a name that came alone"),
        pytest.param("WE MAY STOP THE Service AT ONCE", "WE MAY STOP THE Service AND THE SITE AT ONCE", [], id="shouting names nobody"),
        pytest.param("chaired by Ada Wong today", "chaired by Bo Chan today", [("name", "Ada Wong", "Bo Chan")], id="a name in its place"),
        pytest.param("rules on travel by Zed Co again", "lines to Alpha Ltd quarantine soon", [], id="names in other places"),
        pytest.param("in the Macao talks held today", "in the Nauru talks held today", [("party", "Macao", None), ("name", None, "Nauru")][:1], id="a party that went"),
        pytest.param("推出計劃", "推出一項計劃", [], id="one is an article"),
        pytest.param("Last updated 5 May 2026", "Last updated 6 May 2026", [], id="a stamp states nothing"),
    ],
)  # fmt: skip
def test_changed_facts_are_named_as_printed(before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    assert changed(before, after) == expected


def test_whole_sentences_and_moves_change_no_fact() -> None:
    assert changed("", "30 firms by 5 May", Op.INSERT) == []
    assert changed("30 firms", "30 firms", Op.MOVE) == []


FACT_TEXT = st.lists(
    st.sampled_from(
        [*"0159.,-/:%$ 〇一二三十百千万亿两半点多余成年月日号时分第至到家元个不未无非将可应须约逾", "百分之", "HK$", "人民币", "May ", "first ", "two-", "am", "12th ", "billion", "January", "Sun Dong"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=200), FACT_TEXT))
def test_facts_lie_in_order_within_the_text(text: str) -> None:
    end = 0
    for fact in find_facts(text):
        assert end <= fact.start < fact.end <= len(text)
        assert fact.literal == text[fact.start : fact.end]
        assert fact.value
        end = fact.end


@given(st.text(max_size=200))
def test_a_flat_text_is_as_long_as_the_text(text: str) -> None:
    assert len(flatten(text)) == len(text)
    assert flatten(flatten(text)) == flatten(text)


def test_the_word_lists_are_written_flat() -> None:
    lists = [*fact_words.NO_NEGATION, *fact_words.NO_MODAL, *fact_words.MODALS_HAN.values(), fact_words.NEGATIONS_HAN]
    lists += [han for _, han in [*fact_words.STATUSES.values(), *fact_words.LIMITS.values()]]
    lists += [*fact_words.PARTIES.values(), *fact_words.PEOPLE.values(), fact_words.MEASURES]
    assert [text for text in lists if flatten(text) != text] == []


@pytest.mark.parametrize(
    ("state", "words"),
    [(state, words) for state, (_, words) in fact_words.STATUSES.items()]
    + [(state, words) for state, words in fact_words.MODALS_HAN.items()],
)
def test_each_han_word_of_a_state_is_read_as_it(state: str, words: str) -> None:
    for word in re.sub(r"\(.*?\)|\w\?", "", words).split("|"):
        assert (word, state) in [(fact[1], fact[2]) for fact in read(word)], word


@pytest.mark.parametrize("kind", ["PARTIES", "PEOPLE"])
def test_each_name_is_read_as_whose_it_is(kind: str) -> None:
    for value, names in getattr(fact_words, kind).items():
        for name in re.sub(r"\(.*?\)\?|\w\?", "", names).split("|"):
            assert value in [fact[2] for fact in read(name)], name


def test_a_text_of_a_million_characters_is_read_to_its_bound() -> None:
    assert len(find_facts("30 firms, " * 100_000)) == 1_000


REPEATED = "1 1, A. Abc  十 三十 數 one- 20/ (12) HK$ - A' of 2026- 1. 百分之 \" may 不"


@pytest.mark.parametrize("part", REPEATED.split(" "))
def test_nothing_repeated_costs_more_than_its_length(part: str) -> None:
    started = time.process_time()
    for text in (part * 5_000, (part + " ") * 5_000):
        find_facts(text[:10_000])
        mark_words(text[:9_999], text[:9_999] + "x")
    assert time.process_time() - started < 8


FIGURED = [
    "ZA Bank joins from 4 November 2026; loans of HK$45 million were granted to 33 enterprises, up 12 per cent.",
    "眾安銀行由2026年11月4日起加入，33間企業獲批合共4,500萬港元貸款，百分之十二為新客戶。",
    "On Monday, June 30, three of the twenty banks (15%) met.",
]


@pytest.mark.parametrize("text", FIGURED)
def test_figures_by_themselves_are_those_among_all_facts(text: str) -> None:
    assert find_figures(text) == tuple(fact for fact in find_facts(text) if fact.type in FIGURES) != ()
