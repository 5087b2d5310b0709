"""Relevance: what a researcher keeps and what not, each told by quotation; any input gives a sound answer."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.meaning import measure
from pipeline.meaning.relevance import explain, loose_gate, score_document
from pipeline.meaning.topic import load_topic
from pipeline.model import Document, PageKind, Precision, PrintedDate, Relevance, Stage, Tier

TOPIC = load_topic("hk-mainland-digital-economy")
SECOND = Path(__file__).parent / "topics" / "johor-singapore-zone.toml"
GATE = json.loads((Path(__file__).parent / "gate" / "relevance.json").read_text(encoding="utf-8"))


def score(title: str, text: str = "", tier: Tier = Tier.PRESS, published: str | None = None) -> Relevance:
    """Score a text against the topic that comes with pactwatch."""
    printed = None
    if published:
        at = datetime.fromisoformat(published).replace(tzinfo=UTC)
        printed = PrintedDate(at=at, precision=Precision.DAY, shown=published, literal=published)
    return score_document(Document(title=title, text=text, language=None, published=printed), TOPIC, tier=tier)


@pytest.mark.parametrize("split", ["held", "tune", "timeline", "second"])
def test_labelled_texts_hold_their_floors(split: str) -> None:
    topic = str(SECOND) if split == "second" else "hk-mainland-digital-economy"
    figures = measure(split, topic_name=topic)
    assert {key: figures[key] for key, floor in GATE[split].items() if figures[key] < floor} == {}


def test_whole_answer_is_a_function_of_the_text() -> None:
    title = "HKMA and PBoC expand e-CNY pilot"
    found = score(title, tier=Tier.OFFICIAL)
    assert (found.relevant, found.page_kind, found.areas) == (True, PageKind.PRACTICAL_INITIATIVE, ("fintech",))
    assert (found.initiative, found.stage, found.stage_date) == ("e-cny", Stage.EXPANDED, None)
    assert [(term.term, term.concept, term.field, term.start, term.end) for term in found.terms] == [
        ("HKMA", "hkma", "title", 0, 4),
        ("PBoC", "pboc", "title", 9, 13),
        ("e-CNY", "e-cny-term", "title", 21, 26),
    ]
    assert found.rule == "Names “HKMA” and “PBoC” and speaks of “e-CNY”."
    assert found == score(title, tier=Tier.OFFICIAL)


@pytest.mark.parametrize(
    ("title", "text", "rule"),
    [
        pytest.param(
            "滬港簽署數字經濟合作備忘錄",
            "數字政策辦公室與上海市數據局簽署備忘錄。",
            "Has words of the question, but the counterpart is Shanghai, not the national authority (“滬港”).",
            id="Shanghai, nearly the same title",
        ),
        pytest.param(
            "Hong Kong and Alibaba's home town Hangzhou sign MOUs on digital trade",
            "",
            "Has words of the question, but the counterpart is a city or province other than Guangdong (“Hangzhou”).",
            id="Hangzhou",
        ),
        pytest.param(
            "新加坡與中國簽署數字經濟合作備忘錄",
            "",
            "Has words of the question, but the pair of parties is another one (“新加坡”).",
            id="Singapore and China",
        ),
        pytest.param(
            "粵港澳大灣區（內地、澳門）個人信息跨境流動標準合同今起實施",
            "",
            "Has words of the question, but the measure is the mainland's with Macao"
            " (“粵港澳大灣區（內地、澳門）個人信息跨境流動標準合同”).",
            id="Macao",
        ),
        pytest.param(
            "行政院施政報告提穩定幣",
            "",
            "Has words of the question, but the bodies are Taiwan's (“行政院”).",
            id="Taiwan",
        ),
        pytest.param(
            "國家網信辦公布數據出境安全管理問答",
            "",
            "Speaks of “數據出境”, but names nobody of hong-kong.",
            id="mainland only",
        ),
        pytest.param(
            "數字辦推出人工智能指引",
            "",
            "Speaks of “人工智能”, but names nobody of mainland.",
            id="Hong Kong only",
        ),
        pytest.param("New bus routes", "", "Says nothing, or next to nothing, of the subject.", id="nothing"),
    ],
)
def test_look_alikes_are_refused_with_the_reason(title: str, text: str, rule: str) -> None:
    found = score(title, text)
    assert (found.relevant, found.page_kind, found.stage, found.areas) == (False, PageKind.UNRELATED, None, ())
    assert found.rule == rule


def test_body_counts_where_the_title_says_nothing() -> None:
    text = (
        "The Secretary for Innovation, Technology and Industry and the Cyberspace Administration of China agreed today"
        " that cross-boundary data flow between Hong Kong and the Mainland will cover insurers.\n"
        "The GBA Standard Contract serves for the purpose."
    )
    assert score("A new chapter").relevant is False
    assert score("A new chapter", text).relevant is True


def test_boilerplate_and_a_passing_mention_do_not_make_a_long_text_relevant() -> None:
    paragraphs = ["The BUD Fund helps shops in Hong Kong to hire and to train staff."] * 12
    paragraphs.insert(9, "Members may also note that the ITIB and the CAC signed an MoU on digital economy this year.")
    text = "\n".join([*paragraphs, "About us: we follow cross-boundary data flow between Hong Kong and the Mainland."])
    found = score("LCQ20: Support for shops", text, Tier.OFFICIAL)
    assert found.relevant is False
    assert {term.field for term in found.terms if term.concept == "cross-boundary-data-official"} == {"boilerplate"}


def test_text_from_before_the_question_is_context() -> None:
    title = "LCQ16: Cross-boundary data flow between Hong Kong and the Mainland"
    assert score(title, tier=Tier.OFFICIAL, published="2025-05-23").relevant is True
    old = score(title, tier=Tier.OFFICIAL, published="2018-05-23")
    assert old.relevant is False
    assert old.rule == "Published before 2021-01-01, so it is context and not part of the question."


def test_lead_apart_from_the_text_counts_and_gives_no_offsets() -> None:
    lead = "Hong Kong and the Cyberspace Administration of China widen cross-boundary data flow."
    document = Document(title="A step", text="Details follow.", language="en", lead=lead)
    found = score_document(document, TOPIC, tier=Tier.PRESS)
    assert found.relevant is True
    assert found.terms == ()
    assert found.rule == "Its lead, which stands apart from the text, names both sides and the subject."


def test_quoted_terms_are_told_as_quotes() -> None:
    found = score("孫東談數據", "他說：「內地與香港之間的數據跨境流動會在年內擴展至更多行業。」")
    assert {term.field for term in found.terms if term.concept == "cross-boundary-data"} == {"quote"}


def test_gate_for_busy_sources_is_loose() -> None:
    gate = loose_gate(TOPIC)
    assert all(map(gate, ("孫東：爭取年內落實", "AI chips", "港深簽署協議", "e-CNY", "HKMA issues circular")))
    assert not any(map(gate, ("天氣回暖", "Rugby sevens", "香港馬拉松", "Trains delayed in Guangdong")))


def test_explanation_names_score_rule_and_every_term() -> None:
    document = Document(title="Payment Connect launched", text="", language="en")
    told = explain(score_document(document, TOPIC, tier=Tier.PRESS), document).splitlines()
    assert told[0].startswith("Relevant (score 0.")
    assert told[0].endswith("Names “Payment Connect” in the title, a measure of both sides.")
    assert told[1:] == [
        "Kind of Page: practical initiative.",
        "Areas: fintech.",
        "Initiative: payment-connect.",
        "Stage: launched.",
        "In the title: Payment Connect (payment-connect, 0-15)",
        "Only a headline was there to read.",
    ]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param("", "", id="nothing at all"),
        pytest.param("香港 data " * 700, "", id="title of 5,600 characters"),
        pytest.param(
            "홍콩과 본토 디지털 경제 양해각서", "홍콩 정부와 중국 인터넷 정보판공실이 서명했다.", id="fourth language"
        ),
        pytest.param("Memorando sobre economia digital", "Hong Kong e a China assinaram.", id="Portuguese"),
        pytest.param("一" * 10, "\n\n\n　\n", id="blank paragraphs"),
        pytest.param("x", "“" * 500 + "「" * 500, id="open quotes"),
    ],
)
def test_odd_input_gives_a_sound_answer(title: str, text: str) -> None:
    found = score(title, text)
    assert 0.0 <= found.score <= 1.0
    assert found.rule.endswith(".")


def test_text_of_300_pages_is_read_with_a_bounded_list_of_terms() -> None:
    page = "\n".join(["香港與內地數據跨境流動，創科局與國家網信辦。 " * 20, "其他內容。" * 60])
    found = score("河套報告", "\n".join([page] * 300), Tier.OFFICIAL)
    assert found.relevant is True
    assert len(found.terms) < 100


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="香港內地國家網信辦創科局數據跨境流動 AI CAC「」“”\n。.將推出", max_size=120),
    st.text(alphabet="香港內地國家網信辦創科局數據跨境流動 AI CAC「」“”\n。.將推出", max_size=400),
)
def test_every_term_is_found_verbatim_at_its_offsets(title: str, text: str) -> None:
    for term in score(title, text).terms:
        source = title if term.field == "title" else text
        assert source[term.start : term.end] == term.term
