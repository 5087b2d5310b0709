"""The tables of a Digest, and the days that came: for the eye, for a screen reader and for text mail, in three languages."""

from datetime import date
from typing import Any

import pytest
from lxml import html as lxml_html

from pipeline.model import ChangeKind, Fact, FactType, Stage, Tier
from pipeline.telling.background import Activity, Arrival, Background, Measure, Step
from pipeline.telling.digest import Digest, compose_digest
from pipeline.telling.digest_tables import SHOWN_MEASURES, draw_track
from pipeline.telling.render import describe_digest, render_html, render_text
from pipeline.telling.words import LANGUAGES, load_words
from tests.findings import SINCE, UNTIL, make_edited, make_finding
from tests.test_digest import CHANNEL, make_arrival
from tests.test_render import smtp, subscriber

MEASURE = Measure(
    names=CHANNEL, areas=("data-flow",), stage=Stage.PILOT, since="2026-08-31", tier=Tier.PRESS, next_stage=Stage.LAUNCHED,
    next_on="2026-12-01", page_url="https://www.example.hk/page/7", other_dates=("2026-09-02",),
)  # fmt: skip
ACTIVITY = Activity(weeks=(date(2026, 8, 24), date(2026, 8, 31)), rows=(("data-flow", (12, 4)), ("fintech", (0, 1))))


def compose(language: str, *findings: Any, **background: Any) -> Digest:
    return compose_digest(
        findings, subscriber=subscriber(language), since=SINCE, until=UNTIL, words=load_words(language),
        background=Background(**background),
    )  # fmt: skip


def html_of(digest: Digest) -> Any:
    words = load_words(digest.language)
    return lxml_html.fromstring(render_html(digest, subscriber=subscriber(digest.language), smtp=smtp(), words=words))


def text_of(digest: Digest) -> str:
    return render_text(digest, subscriber=subscriber(digest.language), smtp=smtp(), words=load_words(digest.language))


TABLES = {
    "en": [
        "- Hetao data channel: pilot (press only) · Since: 31 August 2026 (also",
        "  said: 2 September 2026) · Scheduled: launched, 1 December 2026",
        "Area       24 Aug  31 Aug",
        "Data flow      12       4",
        "Fintech         0       1",
    ],
    "zh-Hant": [
        "- 河套數據專道：試行（只見傳媒） · 起始日期：2026年8月31日（另有說法：",
        "  2026年9月2日） · 已定日期：2026年12月1日起推出",
        "範疇       8月24日  8月31日",
    ],
    "zh-Hans": [
        "- 河套数据专用通道：试点（只见媒体） · 起始日期：2026年8月31日（另有说",
        "  法：2026年9月2日） · 已定日期：2026年12月1日起启动",
        "领域       8月24日  8月31日",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_a_text_mail(language: str) -> None:
    lines = text_of(compose(language, make_finding(), measures=(MEASURE,), activity=ACTIVITY)).splitlines()
    assert [line for line in TABLES[language] if line not in lines] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_of_html_have_heads_and_a_name(language: str) -> None:
    tree = html_of(compose(language, make_finding(), measures=(MEASURE,), activity=ACTIVITY))
    words = load_words(language)
    for name, columns, rows in (("measures", 4, 1), ("activity", 3, 2)):
        (table,) = tree.xpath(f"//table[contains(@class, '{name}')]")
        assert table.get("aria-label") == words.say(f"sections.{name}")
        assert len(table.xpath("./thead/tr/th[@scope='col']")) == columns
        assert len(table.xpath("./tbody/tr/th[@scope='row']")) == rows
    (track,) = tree.xpath("//span[contains(@class, 'track')]")
    assert (track.text, track.get("aria-hidden")) == ("●●○○", "true")
    assert [link.get("href") for link in tree.xpath("//table//a")] == ["https://www.example.hk/page/7"]
    shades = [
        (cell.get("class"), cell.text_content()[-2:].strip()) for cell in tree.xpath("//td[contains(@class, 'shade')]")
    ]
    assert [name for name, _ in shades] == ["shade3", "shade1", "shade1"]


def test_where_nothing_is_known_there_is_no_table() -> None:
    digest = compose("en", make_finding())
    assert html_of(digest).xpath("//table") == []
    assert describe_digest(digest, words=load_words("en"))["tables"] == ()


def test_measures_beyond_a_few_are_counted() -> None:
    text = text_of(compose("en", make_finding(), measures=(MEASURE,) * (SHOWN_MEASURES + 2)))
    assert text.count("- Hetao data channel") == SHOWN_MEASURES
    assert "2 more measures are not listed here." in text


def test_what_is_off_the_way_has_no_picture() -> None:
    assert [draw_track(stage) for stage in (Stage.PROPOSED, Stage.IN_FORCE, Stage.AMENDED, Stage.ENDED)] == [
        "●○○○", "●●●○", "●●●●", ""
    ]  # fmt: skip


ARRIVED = {
    "en": ("[Its day has come] Hetao data channel", "Launched as of 21 November 2026, as had been announced"),
    "zh-Hant": ("[已屆實行日期] 河套數據專道", "自2026年11月21日起推出，早前已公布"),
    "zh-Hans": ("[已到实施日期] 河套数据专用通道", "自2026年11月21日起启动，此前已公布"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_that_came_is_an_entry_with_the_sentence_that_had_said_so(language: str) -> None:
    arrival: Arrival = make_arrival()
    lines = text_of(compose(language, arrivals=(arrival,))).splitlines()
    for line in ARRIVED[language]:
        assert line in lines
    assert any(line.startswith("> ") and arrival.quote[:30] in line for line in lines)
    assert arrival.page_url in lines


STEPS = [
    (Step(stage=Stage.LAUNCHED, names=CHANNEL, on="2026-12-01", scheduled=True), "Hetao data channel: announced, starts 1 December 2026", "河套數據專道：已公布，2026年12月1日起推出"),
    (Step(stage=Stage.PILOT, names=CHANNEL, before=Stage.PROPOSED), "Hetao data channel: proposed → pilot", "河套數據專道：擬議 → 試行"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "english", "chinese"), STEPS, ids=["scheduled", "reached"])
def test_a_step_names_its_measure(step: Step, english: str, chinese: str) -> None:
    for language, want in (("en", english), ("zh-Hant", chinese)):
        assert want in text_of(compose(language, make_finding(1), steps={1: step})).splitlines()


def test_an_edit_that_brings_a_page_to_the_topic_says_so_with_a_quote() -> None:
    finding = make_edited(1, facts=(), quote="The channel serves both sides.")
    text = text_of(compose("en", finding, newly_relevant={1}))
    assert "[Now concerns the agreement] Hetao data channel to open to applications" in text
    assert "> “The channel serves both sides.”" in text


def test_each_fact_on_which_languages_disagree_is_told() -> None:
    facts = (
        Fact(type=FactType.NUMBER, before="5 days", after="10天"),
        Fact(type=FactType.MONEY, before="HK$1 billion", after="100億元"),
    )
    text = text_of(compose("en", make_finding(1, kind=ChangeKind.TWIN_CONFLICT, facts=facts)))
    assert "The English page says 5 days; the Chinese page says 10天." in text
    assert "The English page says HK$1 billion; the Chinese page says 100億元." in text
