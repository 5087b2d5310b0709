"""Stages: every verb where it must fire, and beside it where it must not; and when the stage takes effect."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.meaning.evidence import gather_evidence
from pipeline.meaning.stage_dates import find_dates, find_effect
from pipeline.meaning.stages import choose_claim, find_initiative, find_stage_claims
from pipeline.meaning.terms import fold_text
from pipeline.meaning.topic import load_topic
from pipeline.model import Document

TOPIC = load_topic("hk-mainland-digital-economy")


def tell(title: str, text: str = "", published: date | None = None) -> tuple[str | None, str | None]:
    """The stage and the date that a text tells."""
    evidence = gather_evidence(Document(title=title, text=text, language=None), TOPIC)
    claim = choose_claim(find_stage_claims(evidence, TOPIC, published), evidence, TOPIC, published)
    return (str(claim.stage), claim.effective) if claim else (None, None)


@pytest.mark.parametrize(
    ("title", "stage", "when"),
    [
        # expanded and extended are told by their object
        ("GBA Standard Contract extended to all sectors", "expanded", None),
        ("GBA Standard Contract extended to all sectors from November 1, 2024", "expanded", "2024-11-01"),
        ("Exemption extended until June 30, 2028", "extended", "2028-06-30"),
        ("Trial prolonged", "extended", None),
        ("Scheme extended for two more years", "extended", None),
        ("便利措施擴展至各行業", "expanded", None),
        ("試行計劃延長至2027年12月31日", "extended", "2027-12-31"),
        ("便利措施扩至全行业", "expanded", None),
        ("试点期限延长", "extended", None),
        # a pilot made regular is expanded
        ("Credit referencing pilot becomes a regular service", "expanded", None),
        ("跨境徵信試點恆常化", "expanded", None),
        ("跨境征信互通业务试点常规化", "expanded", None),
        ("跨境征信互通由试点转为常态化", "expanded", None),
        # pilots
        ("Pilot of cross-boundary credit referencing begins", "pilot", None),
        ("銀行業先行先試", "pilot", None),
        ("深港跨境数据验证平台启动试运行", "pilot", None),
        # launched, in force, scheduled
        ("Payment Connect launched", "launched", None),
        ("Payment Connect to start on June 22, 2025", "launched", "2025-06-22"),
        ("數據專道12月1日接受申請", "launched", None),
        ("跨境支付通今日上線", "launched", None),
        ("Guidelines take effect on 1 October 2026", "in_force", "2026-10-01"),
        ("指引自2026年10月1日起施行", "in_force", "2026-10-01"),
        ("規定今日生效", "in_force", None),
        # not yet
        ("Data channel will launch next year", "proposed", None),
        ("智方便擬明年推出互通", "proposed", None),
        ("拟在河套试点数据出境负面清单", "proposed", None),
        ("Hong Kong plans to expand data scheme", "proposed", None),
        ("深圳提出在前海開展數據出境試點", "proposed", None),
        # a gathering opens, no measure does
        ("Digital Economy Summit opened today", None, None),
        ("Task force meeting on data flow begins", None, None),
        ("數字經濟峰會今日啟動", None, None),
        ("Hong Kong to expand e-CNY pilot", "proposed", None),
        ("Payment connect to begin operations soon", "proposed", None),
        ("Hongkongers will be able to open e-CNY wallets", "launched", None),
        ("當局研究推出數據專道", "proposed", None),
        # consulting, also when it is over
        ("Consultation on data contract closes", "consulting", None),
        ("DPO seeks views on data contract", "consulting", None),
        ("標準合同修訂稿公開徵求意見", "consulting", None),
        ("大湾区标准合同修订稿意见征集截止", "consulting", None),
        ("大灣區標準合同修訂諮詢屆滿", "consulting", None),
        # amended
        ("Filing under GBA Standard Contract streamlined", "amended", None),
        ("標準合同備案指引修訂", "amended", None),
        ("备案流程优化", "amended", None),
        # suspended and ended; a proposal withdrawn is ended
        ("Health data trial suspended", "suspended", None),
        ("病歷跨境試點叫停", "suspended", None),
        ("Trial for insurers terminated", "ended", None),
        ("Proposed levy on data filings withdrawn", "ended", None),
        ("撤回備案收費建議", "ended", None),
        ("共享試驗計劃終止", "ended", None),
        # a denial is no launch, a denial of the end no end
        ("No plan to launch data levy", None, None),
        ("Office denies contract will be scrapped", None, None),
        ("數字辦否認取消大灣區標準合同", None, None),
        ("并未推出收费计划", None, None),
        # a signing by itself is an announcement without a stage
        ("ITIB and CAC sign MoU to promote digital economy", None, None),
        ("創科局與網信辦簽署合作備忘錄", None, None),
        # words that look like a verb and are none
        ("Traditional and simplified Chinese versions available", None, None),
        ("In consultation with the trade, reply follows", None, None),
        ("顧問研究進行中", "proposed", None),
        ("粵港成立研究院", None, None),
        ("三年行動計劃印發", "launched", None),
        ("Clinical trials in Shenzhen", None, None),
    ],
)
def test_title_tells_its_stage(title: str, stage: str | None, when: str | None) -> None:
    assert tell(title) == (stage, when)


@pytest.mark.parametrize(
    ("title", "text", "published", "told"),
    [
        pytest.param(
            "Cross-boundary data measure to cover all sectors",
            "The measure of the GBA Standard Contract will be extended to all sectors with effect from November 1, 2024.",
            date(2024, 10, 31),
            ("expanded", "2024-11-01"),
            id="scheduled",
        ),
        pytest.param(
            "便利措施擴至各行業",
            "《大灣區標準合同》便利措施擴展至各行業。有關措施於11月1日起生效。",
            date(2024, 11, 5),
            ("expanded", "2024-11-01"),
            id="date in the next sentence, year from the publication",
        ),
        pytest.param(
            "Six months on, few use data contract",
            "Since its launch in December 2023 the contract has drawn 30 filings.",
            date(2024, 6, 13),
            (None, None),
            id="told in passing",
        ),
        pytest.param(
            "深化數字人民幣跨境應用",
            "香港居民今日（五月十七日）起可開立數字人民幣錢包。",
            date(2024, 5, 17),
            ("launched", "2024-05-17"),
            id="Han numerals",
        ),
        pytest.param(
            "Joint announcement on credit referencing",
            "On 10 October 2025 the HKMA said that the credit referencing pilot will become a regular service.",
            date(2025, 10, 10),
            ("expanded", None),
            id="the day it was said is not the day it starts",
        ),
        pytest.param(
            "跨境数据要求征求意见",
            "现公开征求意见，请于2023年11月15日前反馈。",
            date(2023, 11, 1),
            ("consulting", None),
            id="a closing date is no effect",
        ),
    ],
)
def test_text_tells_stage_and_date(
    title: str, text: str, published: date | None, told: tuple[str | None, str | None]
) -> None:
    if told == (None, None):
        assert tell(title, text, published)[0] in (None, "launched")
        evidence = gather_evidence(Document(title=title, text=text, language=None), TOPIC)
        assert all(claim.passing for claim in find_stage_claims(evidence, TOPIC, published))
    else:
        assert tell(title, text, published) == told


@pytest.mark.parametrize(
    ("text", "published", "dates"),
    [
        ("from 1 November 2024", None, ["2024-11-01"]),
        ("on Nov 1, 2024", None, ["2024-11-01"]),
        ("in November 2024", None, ["2024-11"]),
        ("自2024年11月1日起", None, ["2024-11-01"]),
        ("二○二四年十一月一日", None, ["2024-11-01"]),
        ("二零二六年十月", None, ["2026-10"]),
        ("2026年10月起施行", None, ["2026-10"]),
        ("2026-10-01", None, ["2026-10-01"]),
        ("十二月十三日", date(2023, 12, 13), ["2023-12-13"]),
        ("1月15日", date(2026, 11, 18), ["2027-01-15"]),
        ("December 1", date(2026, 11, 18), ["2026-12-01"]),
        ("12月1日", None, []),
        ("31 February 2026", None, []),
        ("section 12.1 of 2026", None, []),
    ],
)
def test_dates_are_read_at_the_printed_precision(text: str, published: date | None, dates: list[str]) -> None:
    assert [shown for _, _, shown in find_dates(fold_text(text), published)] == dates


def test_until_is_the_date_of_an_extension_and_of_nothing_else() -> None:
    sentence = "scheme runs until 31 december 2027"
    assert find_effect(sentence, 7, True, None) == "2027-12-31"
    assert find_effect(sentence, 7, False, None) is None


@given(st.text(alphabet="今日起二〇十月年日0123456789 ,-/自由至 from until november", max_size=40))
def test_any_text_has_only_real_dates(text: str) -> None:
    for start, end, shown in find_dates(fold_text(text), date(2026, 4, 12)):
        assert 0 <= start < end <= len(text)
        date.fromisoformat(shown if len(shown) == 10 else shown + "-01")


@pytest.mark.parametrize(
    ("title", "text", "concept"),
    [
        ("GBA Standard Contract now open to all", "", "gba-standard-contract"),
        ("《大灣區標準合同》便利措施擴展", "", "gba-standard-contract"),
        ("粤港澳大湾区（内地、香港）个人信息跨境流动标准合同实施指引", "", "gba-standard-contract"),
        ("HKMA and PBoC widen digital yuan trial", "", "e-cny"),
        ("Digital yuan in Shanghai taxis", "", None),
        ("跨境支付通上線", "", "payment-connect"),
        ("深港跨境數據驗證平台試行", "", "data-validation-platform"),
        ("Special channel for mainland research data in Hetao, Hong Kong", "", "hetao-data-channel"),
        ("「數字灣區」三年行動方案", "", "digital-bay-area"),
        ("粵港電子簽名證書互認", "", "esign-recognition"),
        ("“智方便”可登录粤省事", "", "iamsmart-link"),
        ("HKSAR and CAC sign memorandum", "It may one day widen the GBA Standard Contract.", "gba-standard-contract"),
        ("New bus routes in Sha Tin", "Fares rise.", None),
    ],
)
def test_initiative_is_named(title: str, text: str, concept: str | None) -> None:
    assert find_initiative(gather_evidence(Document(title=title, text=text, language=None), TOPIC), TOPIC) == concept
