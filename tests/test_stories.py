"""Stories: floors on a made-up month; copies, look-alikes, who leads, what a person decided, any order."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bench.events import Told, make_month
from bench.stories import b_cubed, make_traits, measure_stories
from pipeline.meaning.stories import JoinRule, Known, Wishes, choose_lead, join_day
from pipeline.model import Tier
from tests.joined import TOPIC

FLOORS = json.loads((Path(__file__).parent / "gate" / "stories.json").read_text())["stories"]


@pytest.mark.slow
@pytest.mark.parametrize("split", ["tune", "held"])
def test_a_month_is_joined_as_well_as_before(split: str) -> None:
    figures = measure_stories(split, 1, TOPIC)
    assert (figures["pages"] >= 400, figures["events"] >= 60) == (True, True)
    assert {name: figures[name] >= floor for name, floor in FLOORS[split].items()} == dict.fromkeys(FLOORS[split], True)


def test_b_cubed_knows_one_heap_and_dust() -> None:
    truth = {"a": "1", "b": "1", "c": "2"}
    assert b_cubed(truth, truth)["f1"] == 1.0
    assert b_cubed(truth, dict.fromkeys(truth, "x"))["recall"] == 1.0
    assert b_cubed(truth, {key: key for key in truth})["precision"] == 1.0


EN = "The Hong Kong Monetary Authority announced that ZA Bank joins cross-boundary credit referencing with Zhuhai. {} enterprises obtained loans of HK$45 million. It will take applications from 4 November 2026."
ZH = "金管局宣布，眾安銀行加入與珠海的跨境徵信互通。{}間企業取得合共4,500萬港元貸款，2026年11月4日起接受申請。"
NOON = datetime(2026, 9, 3, 4, 0, tzinfo=UTC)


def page(
    source: str,
    language: str = "en",
    *,
    n: int = 33,
    days: int = 0,
    text: str | None = None,
    tier: str = "press",
    title: str | None = None,
    tag: str = "",
) -> Told:
    chinese = language != "en"
    return Told(
        url=f"https://{source}.example/{language}{tag}", source=source, tier=tier, language=language, published=NOON + timedelta(days=days), event="",
        title=title or ("眾安銀行加入珠海跨境徵信互通" if chinese else "ZA Bank joins credit referencing with Zhuhai"),
        text=text or (ZH if chinese else EN).format(n),
    )  # fmt: skip


def stories_of(
    *pages: Told, known: tuple[Known, ...] = (), twins: set = frozenset(), wishes: Wishes | None = None
) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    for joined in join_day([make_traits(one, TOPIC) for one in pages], known, twins, wishes):
        groups.setdefault(joined.story, set()).add(
            joined.page.split("/")[2].removesuffix(".example") + " " + joined.page.rsplit("/", 1)[1]
        )
    return groups


def test_three_scripts_are_one_story() -> None:
    assert list(stories_of(page("a"), page("b", "zh-Hant"), page("c", "zh-Hans")).values()) == [
        {"a en", "b zh-Hant", "c zh-Hans"}
    ]


def test_one_source_is_never_joined_by_likeness_alone() -> None:
    assert len(stories_of(page("a"), page("a", tag="2"))) == 2
    assert len(stories_of(page("a"), page("a", "zh-Hant"))) == 2


def test_twins_are_one_story() -> None:
    pair = (page("a").url, page("a", "zh-Hant").url)
    assert len(stories_of(page("a"), page("a", "zh-Hant"), twins={pair})) == 1


@pytest.mark.parametrize(
    "other",
    [
        page("b", n=71, days=9),
        page(
            "b",
            text=EN.replace("Zhuhai", "Foshan").replace("45", "81").format(58),
            title="ZA Bank joins credit referencing with Foshan",
        ),
        page("b", text="Hong Kong Observatory said 33 stations recorded rain.", title="Rain in Hong Kong"),
    ],
    ids=["days-later", "another-city", "one-number-by-chance"],
)
def test_look_alikes_are_two_events(other: Told) -> None:
    assert len(stories_of(page("a"), other)) == 2


def test_a_copy_joins_late_and_is_marked() -> None:
    first = make_traits(page("a"), TOPIC)
    late = make_traits(page("b", days=20), TOPIC)
    (joined,) = join_day([late], [Known(key=first.key, pages=(first,))], ())
    assert (joined.story, joined.rule, joined.copy, joined.partner) == (first.key, JoinRule.COPY, True, first.key)


def test_a_copy_with_another_figure_is_no_copy() -> None:
    first = make_traits(page("a"), TOPIC)
    changed = page("b", days=20, text=EN.replace("45", "90").replace("4 November", "9 December").format(71))
    (joined,) = join_day([make_traits(changed, TOPIC)], [Known(key=first.key, pages=(first,))], ())
    assert joined.story == changed.url


def test_the_official_original_leads_even_when_a_copy_was_found_first() -> None:
    copy, official = (make_traits(one, TOPIC) for one in (page("a"), page("z", tier="official", days=1)))
    assert choose_lead([copy, official]) is official
    other = make_traits(page("y", tier="official", days=0), TOPIC)
    assert choose_lead([official, other], copies={other.key}) is official
    assert {Tier.OFFICIAL, Tier.PRESS} == {official.tier, copy.tier}


def test_what_a_person_decided_is_respected() -> None:
    one, other = page("a"), page("b", "zh-Hant")
    apart = Wishes(apart=frozenset({(one.url, other.url)}))
    assert len(stories_of(one, other, wishes=apart)) == 2
    rain = page("b", text="Hong Kong Observatory said 33 stations recorded rain.", title="Rain")
    together = Wishes(together=frozenset({(one.url, rain.url)}))
    assert len(stories_of(one, rain, wishes=together)) == 1


def test_nothing_joins_a_pinned_story() -> None:
    first = make_traits(page("a"), TOPIC)
    assert len(stories_of(page("b"), known=(Known(key=first.key, pages=(first,), pinned=False),))) == 1
    (joined,) = join_day(
        [make_traits(page("b", "zh-Hant"), TOPIC)], [Known(key=first.key, pages=(first,), pinned=True)], ()
    )
    assert joined.rule is JoinRule.FIRST


def test_a_page_without_a_date_tells_no_event() -> None:
    from dataclasses import replace

    dated, undated = make_traits(page("a"), TOPIC), replace(make_traits(page("b", "zh-Hant"), TOPIC), dated=False)
    assert len({joined.story for joined in join_day([dated, undated], (), ())}) == 2


def test_any_order_within_a_day_gives_the_same() -> None:
    month = make_month(2, "tune", events=20)
    busiest = max({one.published.day for one in month}, key=lambda day: sum(one.published.day == day for one in month))
    traits = [make_traits(one, TOPIC) for one in month if one.published.day == busiest]
    assert len(traits) >= 9
    want = sorted((one.page, one.story, one.rule, one.partner) for one in join_day(traits, (), ()))
    for seed in range(6):
        order = Random(seed).sample(traits, len(traits))
        assert sorted((one.page, one.story, one.rule, one.partner) for one in join_day(order, (), ())) == want
