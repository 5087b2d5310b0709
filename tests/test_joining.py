"""Joining in the store: re-entrant, the same in any order of reading within a day, findings about Twins, Decisions kept."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from bench.events import HKT, make_month
from bench.events import Told as Page
from commands.meaning import english_title
from pipeline.joining import carry_out_wishes, join_new
from pipeline.meaning.topic import load_topic
from pipeline.rescoring import rescore
from pipeline.store.decisions import add_decision
from pipeline.store.meaning import (
    find_initiative_values,
    find_story,
    list_announcements,
    list_initiatives,
    list_stories,
)
from pipeline.store.stories import key_of_page, keys_beside
from pipeline.store.telling import candidates_since, steps_of, stories_told
from tests.joined import PROFILE, TOPIC, Told, at, make_document

DAY = date(2026, 9, 2)
TIERS = {
    "hk-bastille": "press", "hk-standard": "press", "hk-tkww": "press", "hk-hk01": "press", "law-passle": "analysis", "hk-scmp": "press", "hk-rthk": "press",
    "cn-xinhua": "press", "cn-cac": "official", "hk-dpo": "official", "hk-hkma": "official", "hk-itib": "official",
}  # fmt: skip
EN = "The Hong Kong Monetary Authority and the People's Bank of China announced that {} joins cross-boundary credit referencing between Hong Kong and Zhuhai from {}. Loans of HK$45 million were granted to 33 enterprises."
ZH = "金管局與中國人民銀行宣布，{}由{}起加入香港與珠海的跨境徵信互通。33間企業獲批合共4,500萬港元貸款。"


def tell_release(
    told: Told, *, english: str = "4 November 2026", chinese: str = "2026年11月4日", day: date = DAY
) -> tuple[int, int]:
    """One release in two languages of a Source whose editions share no address."""
    pages = (
        ("en", "ZA Bank joins cross-boundary credit referencing", EN.format("ZA Bank", english)),
        ("zh-Hant", "眾安銀行加入跨境徵信互通", ZH.format("眾安銀行", chinese)),
    )
    one, other = (
        told.tell(
            "hk-gia",
            f"https://www.info.gov.hk/gia/general/202609/02/P{language}.htm",
            make_document(title, text, language, at(day, "15:00")),
            at(day, "15:10"),
        )
        for language, title, text in pages
    )
    return one, other


def join(told: Told, now: Any) -> int:
    return join_new(told.store, told.catalog, TOPIC, now)


def rows_of(told: Told) -> dict[str, list[tuple]]:
    """What joining wrote, by natural keys."""
    store = told.store
    return {
        "stories": [tuple(row) for row in store.rows(
            "SELECT t.key, t.title, p.url FROM stories AS t JOIN pages AS p ON p.page_id=t.lead_page_id WHERE t.merged_into IS NULL ORDER BY 1")],
        "pages": [tuple(row) for row in store.rows(
            "SELECT t.key, p.url, sp.rule, sp.score, q.url, sp.copy FROM story_pages AS sp JOIN stories AS t ON t.story_id=sp.story_id"
            " JOIN pages AS p ON p.page_id=sp.page_id LEFT JOIN pages AS q ON q.page_id=sp.partner_id ORDER BY 1, 2")],
        "twins": sorted((*sorted((row[0], row[1])), row[2]) for row in store.rows(
            "SELECT a.url, b.url, w.rule FROM twins AS w JOIN pages AS a ON a.page_id=w.page_id JOIN pages AS b ON b.page_id=w.twin_id")),
        "initiatives": [tuple(row) for row in store.rows("SELECT key, name, stage, stage_since, stage_tier, next_stage, next_on FROM initiatives ORDER BY 1")],
        "events": [tuple(row) for row in store.rows(
            "SELECT i.key, p.url, e.stage, e.announced_on, e.effective_on, e.quote, e.superseded FROM initiative_events AS e JOIN initiatives AS i"
            " ON i.initiative_id=e.initiative_id JOIN versions AS v ON v.version_id=e.version_id JOIN pages AS p ON p.page_id=v.page_id ORDER BY 1, 2, 3")],
    }  # fmt: skip


def play(folder: Path, pages: list[Page], seed: int, ticks: int) -> dict[str, list[tuple]]:
    """Tell a few days' pages, each day's in an order of its own and in so many ticks."""
    told = Told(folder, TIERS)
    days: dict[date, list[Page]] = {}
    for page in pages:
        days.setdefault(page.published.astimezone(HKT).date(), []).append(page)
    for day in sorted(days):
        order = Random(seed).sample(days[day], len(days[day]))
        size = -(-len(order) // ticks)
        for tick in range(ticks):
            now = at(day, f"{20 + tick % 3}:{tick:02d}")
            for page in order[tick * size : (tick + 1) * size]:
                # found_at is what the day has in common: which tick read it first must not matter
                told.tell(
                    page.source,
                    page.url,
                    make_document(page.title, page.text, page.language, page.published),
                    at(day, "20:00"),
                )
            join(told, now)
    return rows_of(told)


@pytest.mark.slow
def test_any_order_of_reading_within_a_day_gives_the_same_rows(tmp_path: Path) -> None:
    pages = [
        page for page in make_month(4, "tune", events=26) if page.published.astimezone(HKT).date() <= date(2026, 9, 7)
    ]
    assert len(pages) > 25
    want = play(tmp_path / "a", pages, 1, 1)
    assert len(want["stories"]) > 5
    for seed, ticks in ((2, 1), (3, 3)):
        got = play(tmp_path / f"b{seed}", pages, seed, ticks)
        for table, rows in want.items():
            assert got[table] == rows, table


def test_editions_join_and_a_second_call_does_nothing(tmp_path: Path) -> None:
    told = Told(tmp_path)
    one, other = tell_release(told)
    assert join(told, at(DAY, "15:20")) == 2
    before = rows_of(told)
    assert before["twins"][0][2] == "matched"
    assert len(told.stories()) == 1
    assert join(told, at(DAY, "15:30")) == 0
    assert rows_of(told) == before
    assert {row[0] for row in told.store.rows("SELECT story_id FROM pages WHERE page_id IN (?,?)", (one, other))} == {1}


def test_the_edition_that_comes_past_midnight_still_joins(tmp_path: Path) -> None:
    told = Told(tmp_path)
    url = "https://www.info.gov.hk/gia/general/202609/{}"
    told.tell(
        "hk-gia",
        url.format("02/Pen.htm"),
        make_document(
            "ZA Bank joins cross-boundary credit referencing",
            EN.format("ZA Bank", "4 November 2026"),
            "en",
            at(DAY, "23:50"),
        ),
        at(DAY, "23:55"),
    )
    join(told, at(DAY, "23:56"))
    next_day = DAY + timedelta(days=1)
    told.tell(
        "hk-gia",
        url.format("03/Pzh.htm"),
        make_document(
            "眾安銀行加入跨境徵信互通", ZH.format("眾安銀行", "2026年11月4日"), "zh-Hant", at(next_day, "00:02")
        ),
        at(next_day, "00:05"),
    )
    join(told, at(next_day, "00:06"))
    assert len(told.stories()) == 1


def test_a_kill_before_the_mark_leaves_it_to_the_next_tick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(tmp_path)
    tell_release(told)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.joining.mark_joined", killed)
        with pytest.raises(KeyboardInterrupt):
            join(told, at(DAY, "15:20"))
    assert told.stories() == []
    assert join(told, at(DAY, "15:25")) == 2
    assert len(told.stories()) == 1


def test_the_official_page_leads_and_a_story_that_was_merged_leads_on(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-bastille": "press"})
    text = EN.format("ZA Bank", "4 November 2026")
    told.tell(
        "hk-bastille",
        "https://hk-bastille.example/1",
        make_document("ZA Bank joins credit link", text, "en", at(DAY, "16:00")),
        at(DAY, "16:00"),
    )
    join(told, at(DAY, "16:01"))
    (first,) = list_stories(told.store)
    tell_release(told)
    join(told, at(DAY, "16:10"))
    (story,) = list_stories(told.store)
    assert (story["source"], len(story["pages"]), story["sources"]) == ("hk-gia", 3, ["hk-gia"])
    assert find_story(told.store, first["story_id"])["story_id"] == story["story_id"]
    (said,) = list_announcements(told.store)
    assert (said["languages"], said["press"], said["language_lag_minutes"], said["press_lag_minutes"]) == (
        ["en", "zh-Hant"],
        ["hk-bastille"],
        0,
        60,
    )


def test_twins_that_disagree_are_told_once(tmp_path: Path) -> None:
    told = Told(tmp_path)
    _, chinese = tell_release(told, chinese="2026年11月9日")
    join(told, at(DAY, "15:20"))
    join(told, at(DAY, "15:30"))
    (row,) = told.store.rows("SELECT * FROM changes WHERE kind='twin_conflict'")
    assert json.loads(row["facts"]) == [{"type": "date", "before": "4 November 2026", "after": "2026年11月9日"}]
    assert (row["page_id"], row["weight"], row["relevant"], row["baseline"]) == (chinese, "major", 1, 0)


def test_a_story_led_in_chinese_is_called_by_its_english_title(tmp_path: Path) -> None:
    told = Told(tmp_path)
    tell_release(told)
    join(told, at(DAY, "15:20"))
    (story,) = list_stories(told.store)
    led_in_chinese = story | {"title": "眾安銀行加入徵信互通", "pages": story["pages"][::-1]}
    assert english_title(led_in_chinese) == "ZA Bank joins cross-boundary credit referencing"
    alone = led_in_chinese | {"pages": [page for page in story["pages"] if page["language"] != "en"]}
    assert english_title(alone) == "眾安銀行加入徵信互通"


def test_twins_of_the_baseline_that_come_to_disagree_are_news(tmp_path: Path) -> None:
    told = Told(tmp_path)
    english, _ = tell_release(told)
    with told.store.write_txn():
        told.store.execute("UPDATE pages SET baseline=1")
    join(told, at(DAY, "15:20"))
    title, text = "ZA Bank joins cross-boundary credit referencing", EN.format("ZA Bank", "14 November 2026")
    url = told.store.value("SELECT url FROM pages WHERE page_id=?", (english,))
    told.tell("hk-gia", url, make_document(title, text, "en", at(DAY, "15:00")), at(DAY + timedelta(days=1)))
    join(told, at(DAY + timedelta(days=1), "13:00"))
    rows = told.store.rows("SELECT page_id, baseline FROM changes WHERE kind='twin_conflict'")
    assert [tuple(row) for row in rows] == [(english, 0)]


def test_a_patience_of_six_hours_is_kept(tmp_path: Path) -> None:
    told = Told(tmp_path)
    english, chinese = tell_release(told)
    join(told, at(DAY, "15:20"))
    url = told.store.value("SELECT url FROM pages WHERE page_id=?", (english,))
    title, text = "ZA Bank joins cross-boundary credit referencing", EN.format("ZA Bank", "4 November 2026")
    told.tell("hk-gia", url, make_document(title, f"{text} The fee is HK$80.", "en"), at(DAY, "20:00"))
    for hours, want in ((5, 0), (7, 1)):
        now = at(DAY, "20:00") + timedelta(hours=hours)
        told.look(chinese, now)
        join_new(told.store, told.catalog, TOPIC, now, patience=timedelta(hours=6))
        assert len(told.store.rows("SELECT 1 FROM changes WHERE kind='twin_stale'")) == want, hours


def test_an_edit_that_the_other_edition_does_not_follow_is_told_after_a_day(tmp_path: Path) -> None:
    told = Told(tmp_path)
    english, chinese = tell_release(told)
    join(told, at(DAY, "15:20"))
    edited = DAY + timedelta(days=3)
    url = told.store.value("SELECT url FROM pages WHERE page_id=?", (english,))
    told.tell(
        "hk-gia",
        url,
        make_document(
            "ZA Bank joins cross-boundary credit referencing",
            EN.format("ZA Bank", "4 November 2026") + " The fee is HK$80.",
            "en",
            at(DAY, "15:00"),
        ),
        at(edited),
    )
    for hours, want in ((1, 0), (23, 0), (25, 1), (30, 1)):
        now = at(edited) + timedelta(hours=hours)
        told.look(chinese, now)
        join(told, now)
        rows = told.store.rows("SELECT page_id FROM changes WHERE kind='twin_stale'")
        assert [row[0] for row in rows] == [english] * want, hours


def test_an_edit_in_both_is_not_stale(tmp_path: Path) -> None:
    told = Told(tmp_path)
    pages = tell_release(told)
    join(told, at(DAY, "15:20"))
    edited = DAY + timedelta(days=3)
    for page_id, language, title, text in zip(
        pages, ("en", "zh-Hant"), ("ZA Bank joins", "眾安銀行加入"), (EN, ZH), strict=True
    ):
        url = told.store.value("SELECT url FROM pages WHERE page_id=?", (page_id,))
        told.tell(
            "hk-gia",
            url,
            make_document(title, text.format("ZA Bank", "") + " 80", language, at(DAY, "15:00")),
            at(edited),
        )
    for page_id in pages:
        told.look(page_id, at(edited) + timedelta(hours=30))
    join(told, at(edited) + timedelta(hours=30))
    assert told.store.rows("SELECT 1 FROM changes WHERE kind='twin_stale'") == []


def decide(told: Told, verb: str, subject: str, detail: dict, now: Any) -> None:
    with told.store.write_txn():
        add_decision(told.store, verb=verb, subject=subject, who="a researcher", why="", detail=detail, now=now)
    with told.store.write_txn():
        carry_out_wishes(told.store, now)


def test_split_and_join_are_kept_through_later_joining(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-bastille": "press"})
    one, other = tell_release(told)
    join(told, at(DAY, "15:20"))
    key = str(key_of_page(told.store, other))
    decide(told, "story_split", key, {"pages": keys_beside(told.store, other)}, at(DAY, "16:00"))
    assert len(told.stories()) == 2
    text = EN.format("ZA Bank", "4 November 2026")
    told.tell(
        "hk-bastille",
        "https://hk-bastille.example/1",
        make_document("ZA Bank joins credit link", text, "en", at(DAY, "16:30")),
        at(DAY, "16:30"),
    )
    join(told, at(DAY, "16:40"))
    assert sorted(map(len, told.stories())) == [1, 2]
    decide(told, "story_join", key, {"pages": [str(key_of_page(told.store, one))]}, at(DAY, "17:00"))
    join(told, at(DAY, "17:10"))
    assert list(map(len, told.stories())) == [3]


def test_a_pinned_story_takes_nothing_in(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-bastille": "press"})
    one, _ = tell_release(told)
    join(told, at(DAY, "15:20"))
    decide(told, "story_pin", str(key_of_page(told.store, one)), {"pages": []}, at(DAY, "15:30"))
    text = "Hong Kong lets ZA Bank use credit data from Zhuhai from 4 November 2026, the HKMA said: cross-border credit referencing made HK$45 million of loans to 33 firms."
    told.tell(
        "hk-bastille",
        "https://hk-bastille.example/1",
        make_document("ZA Bank joins credit link", text, "en", at(DAY, "16:30")),
        at(DAY, "16:30"),
    )
    join(told, at(DAY, "16:40"))
    assert sorted(map(len, told.stories())) == [1, 2]


LAUNCHED = "The ITIB and the Cyberspace Administration of China launched the facilitation measure of the GBA Standard Contract today."


def tell_launch(told: Told) -> None:
    """A measure that the topic knows."""
    title = "GBA Standard Contract facilitation measure launched"
    told.tell("hk-test", "https://hk-test.example/known", make_document(title, LAUNCHED, "en", DAY), at(DAY))


CANDIDATE = "The Digital Policy Office and the Cyberspace Administration of China launched today the cross-boundary data ledger for Hong Kong and the Mainland on digital economy."


def test_a_candidate_is_accepted_renamed_and_merged_for_ever(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    told.tell(
        "hk-test",
        "https://hk-test.example/1",
        make_document("Cross-boundary data ledger launched", CANDIDATE, "en", DAY),
        at(DAY),
    )
    tell_launch(told)
    join(told, at(DAY, "16:00"))
    found = {one["name"]: one for one in list_initiatives(told.store, at(DAY, "16:00"))}
    candidate, known = found["Cross-boundary data ledger launched"], found["GBA Standard Contract"]
    assert (candidate["candidate"], known["candidate"], candidate["stage"]) == (True, False, "launched")
    assert [row["name"] for row in candidates_since(told.store, None, at(DAY, "17:00"))] == [candidate["name"]]
    decide(told, "initiative_accept", candidate["key"], {}, at(DAY, "16:10"))
    decide(told, "initiative_rename", candidate["key"], {"names": {"en": "Data ledger"}}, at(DAY, "16:11"))
    told.tell("hk-test", "https://hk-test.example/2", make_document("Weather", "Sunny.", "en", DAY), at(DAY))
    join(told, at(DAY, "16:20"))
    value = find_initiative_values(told.store, candidate["initiative_id"], at(DAY, "16:20"))
    assert (value["name"], value["candidate"]) == ("Data ledger", False)
    decide(told, "initiative_merge", candidate["key"], {"into": known["key"]}, at(DAY, "16:30"))
    join(told, at(DAY, "16:40"))
    merged = find_initiative_values(told.store, candidate["initiative_id"], at(DAY, "16:40"))
    assert (merged["initiative_id"], len(merged["events"])) == (known["initiative_id"], len(known["events"]) + 1)
    assert set(merged) >= {
        "initiative_id",
        "name",
        "names",
        "stage",
        "stage_since",
        "next_stage",
        "next_on",
        "areas",
        "sources",
        "events",
    }


def test_an_initiative_merged_today_takes_in_what_is_read_again(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    page = told.tell(
        "hk-test",
        "https://hk-test.example/1",
        make_document("Cross-boundary data ledger launched", CANDIDATE, "en", DAY),
        at(DAY),
    )
    tell_launch(told)
    join(told, at(DAY, "16:00"))
    found = {one["candidate"]: one for one in list_initiatives(told.store, at(DAY, "16:00"))}
    decide(told, "initiative_merge", found[True]["key"], {"into": found[False]["key"]}, at(DAY, "16:30"))
    with told.store.write_txn():
        told.store.execute("UPDATE versions SET joined_at=NULL WHERE page_id=?", (page,))
    join(told, at(DAY, "16:40"))
    (only,) = list_initiatives(told.store, at(DAY, "16:40"))
    assert only["initiative_id"] == found[False]["initiative_id"]
    assert len(only["events"]) == len(found[False]["events"]) + 1


def test_a_scheduled_stage_counts_from_its_day(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    text = "創新科技及工業局與國家互聯網信息辦公室今日公布，河套數據專道將於2026年12月1日開通。"
    told.tell(
        "hk-test",
        "https://hk-test.example/1",
        make_document("河套數據專道將於十二月一日開通", text, "zh-Hant", DAY),
        at(DAY),
    )
    for day, want in (("2026-09-02", "proposed"), ("2026-11-30", "proposed"), ("2026-12-01", "launched")):
        join(told, at(day, "18:00"))
        assert told.store.value("SELECT stage FROM initiatives_now") == want, day


def test_steps_tell_what_is_new_and_not_what_was_known(tmp_path: Path) -> None:
    from pipeline.store.findings import Wish, find_changes

    told = Told(tmp_path, {"hk-test": "official", "hk-paper": "press"})
    pages = (
        (0, "hk-test", "GBA Standard Contract facilitation measure launched", "The ITIB and the Cyberspace Administration of China launched the facilitation measure of the GBA Standard Contract today."),
        (1, "hk-paper", "GBA Standard Contract launched", "Hong Kong and the mainland launched the GBA Standard Contract facilitation measure yesterday."),
        (30, "hk-test", "GBA Standard Contract extended to all sectors", "The facilitation measure of the GBA Standard Contract is extended to all sectors with effect from today, the Digital Policy Office and the CAC said."),
    )  # fmt: skip
    for days, source, title, text in pages:
        day = DAY + timedelta(days=days)
        told.tell(source, f"https://{source}.example/{days}", make_document(title, text, "en", day), at(day))
        join(told, at(day, "13:00"))
    findings = find_changes(told.store, Wish())
    steps = {
        step.change_id: (step.event.stage, step.before and step.before.stage)
        for step in steps_of(told.store, findings, date(2026, 10, 3))
    }
    assert steps == {1: ("launched", None), 3: ("expanded", "launched")}
    assert stories_told(told.store, "nobody") == set()


def test_rescore_takes_out_what_the_new_profile_does_not_want(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    tell_release(told)
    tell_launch(told)
    join(told, at(DAY, "15:20"))
    other = load_topic(str(Path(__file__).parent / "topics" / "johor-singapore-zone.toml"))
    scored, changed = rescore(told.store, other, other.name, write=False)
    assert (scored, len(changed), len(told.stories())) == (3, 3, 2)
    rescore(told.store, other, other.name, write=True)
    join_new(told.store, told.catalog, other, at(DAY, "16:00"))
    assert told.stories() == []
    assert told.store.rows("SELECT 1 FROM initiatives_now") == []
    scored, changed = rescore(told.store, TOPIC, PROFILE, write=True)
    join(told, at(DAY, "17:00"))
    assert ([one.after["relevant"] for one in changed], len(told.stories())) == ([True, True, True], 2)
    assert told.store.value("SELECT stage FROM initiatives_now") == "launched"


def test_traits_are_kept_in_one_order_whatever_python_hashes(tmp_path: Path) -> None:
    told = Told(tmp_path)
    tell_release(told)
    join(told, at(DAY, "16:00"))
    kept = [msgspec.msgpack.decode(row["traits"])["body"] for row in told.store.rows("SELECT traits FROM traits")]
    assert [len(one) > 5 for one in kept] == [True, True]
    assert kept == [sorted(one) for one in kept]
