"""Kind of Page: what each is told by, in three scripts and on whose word."""

from datetime import datetime

import pytest

from crawler.catalog import BUILTIN, load_source
from pipeline.meaning.relevance import score_document
from pipeline.meaning.topic import load_topic
from pipeline.model import Document, PageKind, Tier
from tests.cases import Case, extract_case, find_cases

BLOG = [(case, url) for case in find_cases() if case.source_id == "hk-fso" for url in case.expected["pages"]]
TOPIC = load_topic("hk-mainland-digital-economy")
BOTH = "香港創科局與國家網信辦推動數據跨境流動。"


@pytest.mark.parametrize(
    ("title", "text", "tier", "kind"),
    [
        ("ITIB and CAC sign MoU on digital economy", "", Tier.OFFICIAL, PageKind.ANNOUNCEMENT),
        ("創科局與國家網信辦簽署數字經濟合作備忘錄", "", Tier.PRESS, PageKind.ANNOUNCEMENT),
        ("孫東：擬明年推出內地數據專道", BOTH, Tier.PRESS, PageKind.ANNOUNCEMENT),
        ("GBA Standard Contract extended to all sectors", "", Tier.PRESS, PageKind.PRACTICAL_INITIATIVE),
        ("大湾区标准合同备案指引修订", "", Tier.OFFICIAL, PageKind.PRACTICAL_INITIATIVE),
        ("大灣區標準合同修訂徵求意見", "", Tier.OFFICIAL, PageKind.PRACTICAL_INITIATIVE),
        ("LCQ14: Promoting cross-boundary data flow with the Mainland", "", Tier.OFFICIAL, PageKind.PROGRESS),
        ("立法會十四題：數據跨境流動最新進展", BOTH, Tier.OFFICIAL, PageKind.PROGRESS),
        ("大灣區標準合同備案累計逾百宗", "截至八月底，共收到逾百宗備案。", Tier.PRESS, PageKind.PROGRESS),
        ("Opinion | Hetao data must cross the river", BOTH, Tier.PRESS, PageKind.COMMENTARY),
        ("社評：兩地數據流通宜加快", BOTH + "本報認為，當局應公開清單。", Tier.PRESS, PageKind.COMMENTARY),
        (
            "Using the GBA Standard Contract",
            "In our view clients should file early.",
            Tier.ANALYSIS,
            PageKind.COMMENTARY,
        ),
        ("世界互聯網大會亞太峰會在港開幕", "國家網信辦主任與行政長官出席開幕式。", Tier.PRESS, PageKind.EVENT),
        (
            "CE meets Director of Cyberspace Administration of China",
            "Mr John Lee received him at Government House.",
            Tier.OFFICIAL,
            PageKind.EVENT,
        ),
        ("Rain expected in Hong Kong and Guangdong", "", Tier.OFFICIAL, PageKind.UNRELATED),
    ],
)
def test_kind_is_told(title: str, text: str, tier: Tier, kind: PageKind) -> None:
    found = score_document(Document(title=title, text=text, language=None), TOPIC, tier=tier)
    assert found.page_kind is kind, found.rule
    assert found.relevant is (kind not in (PageKind.EVENT, PageKind.UNRELATED))


def test_tier_tips_the_balance_between_commentary_and_the_thing_itself() -> None:
    document = Document(title="The GBA Standard Contract", text="Parties in Hong Kong may file it.", language="en")
    kinds = {tier: score_document(document, TOPIC, tier=tier).page_kind for tier in Tier}
    assert kinds[Tier.ANALYSIS] is PageKind.COMMENTARY
    assert kinds[Tier.OFFICIAL] is not PageKind.COMMENTARY


@pytest.mark.parametrize(("case", "url"), BLOG, ids=[url.split("/")[3] for _, url in BLOG])
def test_the_column_of_an_official_is_commentary_in_either_language(case: Case, url: str) -> None:
    source = load_source(BUILTIN / f"{case.source_id}.toml")
    document = extract_case(case, source, url, None, datetime.fromisoformat(case.expected["now"]))
    assert document is not None
    scored = score_document(document, TOPIC, tier=source.tier)
    assert (scored.relevant, scored.page_kind) == (True, PageKind.COMMENTARY)
