"""Twins: by rule, by link, by matching, with near misses; what they do not agree on."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bench.addresses import measure_addresses
from bench.events import make_editions
from bench.publications import make_publications
from bench.stories import find_twins, make_traits, measure_twins
from pipeline.joining import join_new
from pipeline.meaning.disagreement import find_disagreements
from pipeline.meaning.surnames import find_surnames
from pipeline.meaning.terms import fold_text
from pipeline.meaning.twins import TwinRule, editions_by_address, looks_like_edition, match_editions
from pipeline.model import Fact, FactType
from pipeline.urls import twin_urls
from tests.cases import Case, extract_case, find_cases
from tests.joined import BUILTIN, TOPIC, Told, at, make_document

FLOORS = json.loads((Path(__file__).parent / "gate" / "stories.json").read_text())["twins"]
DAY = date(2026, 4, 12)
BY_NAME = {"hk-fso", "hk-hk01", "hk-legco", "hk-pcpd", "hk-policyaddress"}
"""Sources of facts/topic.md 2.2 whose editions differ in the name of a folder, a file or a host; each has a case with two."""


@pytest.mark.slow
@pytest.mark.parametrize("split", ["tune", "held"])
def test_editions_are_matched_as_well_as_before(split: str) -> None:
    figures = measure_twins([make_editions(seed, split) for seed in (1, 2)], TOPIC)
    assert figures["pairs"] >= 170
    assert {name: figures[name] >= floor for name, floor in FLOORS[split].items()} == dict.fromkeys(FLOORS[split], True)


PUBLISHED = [("first", 220), ("spare", 200), ("proof", 120)]


@pytest.mark.slow
@pytest.mark.parametrize(("split", "pairs"), PUBLISHED, ids=[split for split, _ in PUBLISHED])
def test_publications_beside_near_misses_are_matched_as_well_as_before(split: str, pairs: int) -> None:
    figures = measure_twins([make_publications(1, split, pairs)], TOPIC)
    assert figures["pairs"] >= pairs
    assert {name: figures[name] >= floor for name, floor in FLOORS[split].items()} == dict.fromkeys(FLOORS[split], True)


@pytest.mark.slow
def test_editions_are_found_by_address_as_well_as_before(tmp_path: Path) -> None:
    figures, floors = measure_addresses(1, TOPIC, tmp_path), FLOORS["by_address"]
    assert (figures["publishers"], figures["pairs"] >= 200) == (11, True)
    assert {name: figures[name] >= floor for name, floor in floors.items()} == dict.fromkeys(floors, True)


BY_RULE = [
    ("hk-hkma", "https://www.hkma.gov.hk/eng/news-and-media/press-releases/2025/10/20251010-3/",
     {"https://www.hkma.gov.hk/chi/news-and-media/press-releases/2025/10/20251010-3/": TwinRule.URL,
      "https://www.hkma.gov.hk/gb_chi/news-and-media/press-releases/2025/10/20251010-3/": TwinRule.URL}),
    ("hk-sfc", "https://apps.sfc.hk/edistributionWeb/gateway/EN/news-and-announcements/news/doc?refNo=26PR27",
     {"https://apps.sfc.hk/edistributionWeb/gateway/TC/news-and-announcements/news/doc?refNo=26PR27": TwinRule.URL,
      "https://apps.sfc.hk/edistributionWeb/gateway/SC/news-and-announcements/news/doc?refNo=26PR27": TwinRule.URL}),
    ("hk-gia", "https://www.info.gov.hk/gia/general/202604/12/P2026041200123.htm", {}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "url", "want"), BY_RULE, ids=[case[0] for case in BY_RULE])
def test_rules_say_where_the_other_editions_stand(source: str, url: str, want: dict) -> None:
    assert dict(editions_by_address(url, BUILTIN[source], ())) == want


def test_a_link_of_the_page_is_followed_and_the_rule_is_surer() -> None:
    source, url = BUILTIN["hk-hkma"], BY_RULE[0][1]
    other = next(iter(BY_RULE[0][2]))
    linked = (("zh-Hant", other), ("fr", "https://www.hkma.gov.hk/fr/"))
    found = dict(editions_by_address(url, source, linked))
    assert (found[other], found["https://www.hkma.gov.hk/fr/"]) == (TwinRule.URL, TwinRule.LINK)


def test_a_link_to_the_publication_before_is_not_followed_where_the_rule_reads_it() -> None:
    url, want = BY_RULE[0][1:]
    before = next(iter(want)).replace("20251010-3", "20251010-2")
    assert dict(editions_by_address(url, BUILTIN["hk-hkma"], (("zh-Hant", before),))) == want


EDITIONS = [
    (case, *pair)
    for case in find_cases()
    for pair in sorted(
        {
            (min(url, other), max(url, other))
            for url in case.expected["twins"]
            for _, other in twin_urls(url, BUILTIN[case.source_id].twins)
            if case.answer(url) and case.answer(other)
        }
    )
]


@pytest.mark.parametrize(
    ("case", "url", "other"), EDITIONS, ids=[f"{case.name}-{place}" for place, (case, *_) in enumerate(EDITIONS)]
)
def test_editions_that_a_site_serves_are_joined_by_their_addresses(
    tmp_path: Path, case: Case, url: str, other: str
) -> None:
    told, now = Told(tmp_path), datetime.fromisoformat(case.expected["now"])
    for one in (url, other):
        document = extract_case(case, BUILTIN[case.source_id], one, None, now)
        assert document is not None
        told.tell(case.source_id, one, document, now)
    join_new(told.store, told.catalog, TOPIC, now + timedelta(hours=1))
    rows = told.store.rows(
        "SELECT a.url, b.url, t.rule FROM twins AS t JOIN pages AS a USING (page_id) JOIN pages AS b ON b.page_id=t.twin_id"
    )
    assert [(*sorted(row[:2]), row[2]) for row in rows] == [(url, other, TwinRule.URL)]


def test_publishers_whose_addresses_tell_have_editions_among_the_cases() -> None:
    assert {case.source_id for case, *_ in EDITIONS} >= BY_NAME


ON_THE_DATA = (
    "Hong Kong and the Cyberspace Administration of China opened the filing of the GBA Standard Contract to all today."
)
ALONE = [
    ("translated", "GBA Standard Contract open to all", "大灣區標準合同開放", "香港與國家網信辦今日開放大灣區標準合同備案。", 1),
    ("english-only", "GBA Standard Contract open to all (English only)", "大灣區標準合同（只有英文）", "本新聞稿只有英文版本。", 0),
    ("english-in-both", "GBA Standard Contract open to all", "GBA Standard Contract open to all", ON_THE_DATA, 0),
    ("translated-later", "GBA Standard Contract open to all", "今日通告", "本通告正在翻譯，備妥後會隨即載於本頁。", 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "other", "text", "twins"), [case[1:] for case in ALONE], ids=[case[0] for case in ALONE]
)
def test_two_addresses_that_fit_are_twins_only_where_two_languages_tell_one_thing(
    tmp_path: Path, title: str, other: str, text: str, twins: int
) -> None:
    told, url = Told(tmp_path), BY_RULE[0][1]
    told.tell("hk-hkma", url, make_document(title, ON_THE_DATA, "en", DAY), at(DAY))
    join_new(told.store, told.catalog, TOPIC, at(DAY, "13:00"))
    language = "en" if text == ON_THE_DATA else "zh-Hant"
    told.tell(
        "hk-hkma", url.replace("/eng/", "/chi/"), make_document(other, text, language), at(DAY + timedelta(days=2))
    )
    join_new(told.store, told.catalog, TOPIC, at(DAY + timedelta(days=2), "13:00"))
    assert told.store.value("SELECT count(*) FROM twins WHERE rule='url'") == twins


SURNAMES = [
    ("The Hon Chan Pui-yee asked.", "陳沛儀議員提問。", {"surname:chan"}),
    ("Professor Sun Dong and Mr Wang Jingtao signed.", "孫東局長與王京濤先生簽署。", {"surname:sun", "surname:wong"}),
    ("The HKMA said so.", "金管局表示，任何人士說法不同。", set()),
]  # fmt: skip


@pytest.mark.parametrize(("english", "chinese", "want"), SURNAMES, ids=["a-lawmaker", "two-officials", "nobody"])
def test_a_surname_is_one_feature_in_both_languages(english: str, chinese: str, want: set[str]) -> None:
    assert set(find_surnames(english, fold_text(english))) == want
    assert set(find_surnames(chinese, fold_text(chinese))) >= want


def test_any_order_matches_the_same() -> None:
    traits = [make_traits(page, TOPIC) for page in make_editions(3, "tune", 40)]
    assert find_twins(traits) == find_twins(traits[::-1])


def test_with_two_that_fit_none_is_taken() -> None:
    pages = make_editions(3, "tune", 1)
    traits = [make_traits(page, TOPIC) for page in pages]
    assert len(match_editions(traits, {})) == 1
    from dataclasses import replace

    again = replace(traits[0], key=traits[0].key + "/again")
    assert match_editions([*traits, again], {}) == ()


EN = "The scheme opens on 15 January 2027 with 30 places and HK$5 million.\nSome 12 banks take part."
DISAGREE = [
    ("the-same", EN, "計劃於2027年1月15日開始，名額30個，撥款500萬港元。\n約12間銀行參與。", ()),
    ("a-day", EN, "計劃於2027年1月18日開始，名額30個，撥款500萬港元。\n約12間銀行參與。",
     (Fact(type=FactType.DATE, before="15 January 2027", after="2027年1月18日"),)),
    ("a-sum", EN, "計劃於2027年1月15日開始，名額30個，撥款5 000萬港元。\n約12間銀行參與。",
     (Fact(type=FactType.MONEY, before="HK$5 million", after="5 000萬港元"),)),
    ("another-currency", "A fund of US$50 million opens on 15 January 2027.", "一項3.9億港元的基金於2027年1月15日開始運作。", ()),
    ("left-out", EN, "計劃於2027年1月15日開始，名額30個。\n約12間銀行參與。", ()),
    ("in-words", "Six task forces will report by March 1.", "六個專責小組會在三月一日前提交報告。", ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("english", "chinese", "want"), [case[1:] for case in DISAGREE], ids=[case[0] for case in DISAGREE]
)
def test_what_editions_do_not_agree_on(english: str, chinese: str, want: tuple) -> None:
    one, other = make_document("A scheme", english, "en", DAY), make_document("計劃", chinese, "zh-Hant", DAY)
    assert find_disagreements(one, other, DAY) == want


def test_true_twins_of_the_bench_agree() -> None:
    """The figures of a release and its translation are the same: no conflict may be told of the hundred pairs."""
    pages = make_editions(1, "tune", 100)
    by_twin: dict[str, list] = {}
    for page in pages:
        by_twin.setdefault(str(page.twin), []).append(page)
    told = {}
    for twin, pair in by_twin.items():
        if len(pair) == 2:
            one, other = sorted(pair, key=lambda page: page.language)
            documents = [make_document(page.title, page.text, page.language) for page in (one, other)]
            day = (one.published + timedelta(hours=8)).date()
            facts = find_disagreements(documents[0], documents[1], day)
            if facts:
                told[twin] = (facts, one.title)
    assert told == {}


@pytest.mark.parametrize(
    ("one", "other", "minutes", "want"),
    [
        ("33 firms", "33間企業", None, True),
        ("HK$4,500 million", "4 500百萬元", 200.0, True),
        ("Signed in 2026", "2026年簽署", None, False),
        ("3 of 5", "3項", 90.0, False),
        ("Nothing in common", "毫無相同", 5.0, True),
    ],
)
def test_a_cheap_look_passes_what_may_be_an_edition(one: str, other: str, minutes: float | None, want: bool) -> None:
    assert looks_like_edition(one, other, minutes) is want
    assert looks_like_edition(other, one, minutes) is want
