"""The digest's own words: the same in three languages, each in its own script, and dates as each writes them."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from string import Formatter

import opencc
import pytest

from pipeline.errors import UsageError
from pipeline.meaning.stories import JoinRule
from pipeline.meaning.topic import load_topic
from pipeline.meaning.twins import TwinRule
from pipeline.model import ChangeKind, FactType, Field, PageKind, PageState, Reason, Stage, Tier
from pipeline.telling.words import LANGUAGES, Words, load_words, near_languages

PIPELINE = Path(__file__).parent.parent / "pipeline"


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_all_languages_have_the_same_keys() -> None:
    keys = {language: set(load_words(language).texts) for language in LANGUAGES}
    assert keys["en"] == keys["zh-Hant"] == keys["zh-Hans"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_and_none_asks_for_a_place_that_english_has_not(language: str) -> None:
    english, words = load_words("en").texts, load_words(language).texts
    assert not [key for key, text in words.items() if not text.strip()]
    loose = ("dates.", "counts.", "sentences.", "headline.more_facts")
    strange = {key for key, text in words.items() if places(text) != places(english[key]) and not key.startswith(loose)}
    assert strange == set()


def test_simplified_words_hold_no_traditional_character() -> None:
    convert = opencc.OpenCC("t2s").convert
    assert {k: v for k, v in load_words("zh-Hans").texts.items() if convert(v) != v} == {}


def test_traditional_words_hold_no_simplified_character() -> None:
    # A character that Traditional texts write as it is may stand for several; only the sure ones are told.
    convert = opencc.OpenCC("s2t").convert
    both = set("台后里面只干表系制游松准注郁云复征周几出布占尸板占志")
    found = {
        key: character
        for key, text in load_words("zh-Hant").texts.items()
        for character in text
        if character not in both and convert(character) != character
    }
    assert found == {}


def test_simplified_is_a_text_of_its_own() -> None:
    hant, hans = load_words("zh-Hant").texts, load_words("zh-Hans").texts
    assert (hans["labels.moved"], hant["labels.moved"]) == ("已迁移", "已移位")
    assert (hans["footer.change"][:5], hans["links.unsubscribe"]) == ("如需更改语", "退订")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("tiers", Tier), ("facts", FactType), ("fields", Field), ("labels", ChangeKind), ("stages", Stage), ("kinds", PageKind),
        ("states", PageState), ("rules", JoinRule), ("rules", TwinRule), ("reasons_kept", Reason),
    ],
)  # fmt: skip
def test_every_value_of_the_model_has_a_word(language: str, table: str, kind: type[StrEnum]) -> None:
    words = load_words(language)
    assert [value for value in kind if words.find(table, value.value) is None] == []


def test_every_key_that_code_names_exists() -> None:
    known = load_words("en").texts
    files = [*PIPELINE.rglob("*.py"), *(PIPELINE / "telling" / "templates").glob("*.j2")]
    asked = {
        (path.name, key)
        for path in files
        for key in re.findall(r'words\.(?:say|count)\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(asked) > 40
    tables = {key.partition(".")[0] + "." for key in known}
    assert {(name, key) for name, key in asked if key not in known and key not in tables} == set()


@pytest.mark.parametrize(
    ("language", "shown", "written"),
    [
        ("en", "2026-04-12", "12 April 2026"),
        ("en", "2026-04", "April 2026"),
        ("en", "2026", "2026"),
        ("en", "2026-11-18T15:12+08:00", "18 November 2026, 15:12"),
        ("en", "next spring", "next spring"),
        ("en", "2026-13-40", "2026-13-40"),
        ("zh-Hant", "2026-04-12", "2026年4月12日"),
        ("zh-Hans", "2026-04", "2026年4月"),
        ("zh-Hans", "2026", "2026年"),
        ("zh-Hant", "2026-11-18T15:12+08:00", "2026年11月18日 15:12"),
    ],
)
def test_a_printed_date_is_written_as_the_language_writes_it(language: str, shown: str, written: str) -> None:
    assert load_words(language).shown(shown) == written


@pytest.mark.parametrize(
    ("since", "english", "chinese"),
    [
        (None, "until 22 November 2026", "截至2026年11月22日"),
        (datetime(2026, 11, 21, 23, tzinfo=UTC), "22 November 2026", "2026年11月22日"),
        (datetime(2026, 11, 20, tzinfo=UTC), "20 to 22 November 2026", "2026年11月20日至22日"),
        (datetime(2026, 10, 30, tzinfo=UTC), "30 October to 22 November 2026", "2026年10月30日至11月22日"),
        (datetime(2025, 12, 31, tzinfo=UTC), "31 December 2025 to 22 November 2026", "2025年12月31日至2026年11月22日"),
    ],
)
def test_a_period_says_each_part_of_a_date_once(since: datetime | None, english: str, chinese: str) -> None:
    until = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
    assert (load_words("en").period(since, until), load_words("zh-Hant").period(since, until)) == (english, chinese)


def test_times_are_shown_in_the_zone_of_the_config() -> None:
    late = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
    assert load_words("en").moment(late) == "22 November 2026, 01:30"
    assert load_words("en", time_zone="UTC").moment(late) == "21 November 2026, 17:30"


def test_english_plurals() -> None:
    words = load_words("en")
    assert [words.count("counts.pages", n) for n in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
    assert load_words("zh-Hant").count("counts.pages", 1) == "1個網頁"


def test_areas_and_title_come_from_the_topic() -> None:
    words = load_words("zh-Hans", topic=load_topic("hk-mainland-digital-economy"))
    assert (words.topic, words.area("fintech"), words.area("made-up-tag")) == (
        "香港与内地数字经济合作",
        "金融科技",
        "Made up tag",
    )
    assert load_words("en").topic == ""


def test_a_reader_is_served_the_other_script_before_english() -> None:
    assert [near_languages(language)[1] for language in LANGUAGES] == ["zh-Hant", "zh-Hans", "zh-Hant"]


def test_a_language_that_is_not_written_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match=r"language 'pt': digests are written in en, zh-Hant, zh-Hans\."):
        load_words("pt")


def test_the_first_of_the_month() -> None:
    words: Words = load_words("en")
    assert words.day(date(2027, 1, 1)) == "1 January 2027"


def test_stages_of_an_initiative_are_words_too() -> None:
    assert [stage for stage in Stage if load_words("en").find("stages", stage.value) is None] == []
