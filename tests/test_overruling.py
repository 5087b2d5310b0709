"""A place held for noise is shown with the reason, a person overrules it, and the detector respects that from then on."""

import itertools
import json
from pathlib import Path

import pytest

from pipeline.cases import load_knowledge
from pipeline.store.decisions import add_decision, overrulings_of
from pipeline.store.findings import Wish, find_changes
from tests.installation import Installation
from tests.installation import installation as installation
from tests.server import Live, Reply
from tests.ticks import World, article
from tests.ticks import world as world

TIP = ">main>article.release>p.tip"
count = itertools.count(1)


def with_tip(number: int, tip: str) -> Reply:
    page = article(
        f"Guide number {number} to the data clearance service",
        f"The Digital Policy Office published guide number {number} to the cross-boundary data clearance service.",
        f"It explains in {number} steps how an institution files a standard contract with the office.",
        f"Part {number} answers what was asked most in the first year, from the papers to the days that a filing takes.",
    )
    return Reply(page.body.replace(b"</article>", f"<p class=tip>{tip}</p></article>".encode()), page.media_type)


def rotating(number: int) -> Live:
    return Live(lambda _: with_tip(number, f"Tip of the minute, number {next(count)}: keep every paper of the filing."))


def decide(world: World, verb: str) -> None:
    detail = {"path": TIP, "page": world.site.url("/a/4"), "text": "Tip"}
    with world.store.write_txn():
        add_decision(world.store, verb=verb, subject="hk-test", who="ana", why="fees", detail=detail, now=world.now)


def tell_tip(world: World, tip: str) -> list[str]:
    """What is found when page 4 shows this tip from now on."""
    before = max(one.change_id for one in find_changes(world.store, Wish(everything=True)))
    world.site.put("/a/4", with_tip(4, tip))
    world.tick()
    world.tick()
    return [one.summary for one in find_changes(world.store, Wish(everything=True, after_id=before))]


@pytest.fixture
def noisy(world: World) -> World:
    """A world in which it was learned that the tip of the minute changes by itself."""
    for number in (4, 5, 6):
        world.site.put(f"/a/{number}", rotating(number))
    world.put_feed(1, 2, 3, 4, 5, 6)
    for _ in range(3):
        world.tick()
    return world


def test_detector_respects_the_word_of_a_person_and_its_undoing(noisy: World) -> None:
    assert tell_tip(noisy, "The fee of the guide is HK$500 for each copy.") == []
    decide(noisy, "noise_keep")
    assert len(tell_tip(noisy, "The fee of the guide is HK$600 for each copy.")) == 1
    assert tell_tip(noisy, "The fee of the guide is HK$650 for each copy.") == ["HK$600 → HK$650"]
    decide(noisy, "noise_undo")
    assert tell_tip(noisy, "The fee of the guide is HK$700 for each copy.") == []


def test_what_was_overruled_survives_later_lessons(noisy: World) -> None:
    decide(noisy, "noise_keep")
    before = load_knowledge(noisy.store, "hk-test")
    noisy.site.put("/a/9", rotating(9))
    noisy.put_feed(9, 1, 2, 3)
    noisy.tick()
    after = load_knowledge(noisy.store, "hk-test")
    assert after.version > before.version
    assert after.overruled == {TIP}
    assert list(overrulings_of(noisy.store, "hk-other")) == []


def alarms(world: World) -> list[tuple[str, bool]]:
    rows = world.store.rows("SELECT message, closed_at FROM alarms WHERE kind='mask' ORDER BY alarm_id")
    return [(row["message"], row["closed_at"] is not None) for row in rows]


def test_alarm_is_open_while_noise_eats_more_than_a_fifth_of_a_page(noisy: World) -> None:
    assert alarms(noisy) == []
    long = (
        "Where the papers of a filing are kept for seven years, the office may ask for any of them at a day's notice."
    )
    noisy.site.put("/a/5", Live(lambda _: with_tip(5, f"{next(count)} {long} {long}")))
    noisy.tick()
    ((said, closed),) = alarms(noisy)
    assert (said.startswith("hk-test: of 1 Page more than a fifth is held for noise, most of "), closed) == (
        True,
        False,
    )
    noisy.site.put("/a/5", rotating(5))
    noisy.tick()
    assert alarms(noisy) == [(said, True)]
    assert noisy.store.value("SELECT max(masked) FROM pages") < 0.2


def test_page_says_what_is_held_and_a_person_overrules_it(installation: Installation, tmp_path: Path) -> None:
    mine = installation.copy(tmp_path / "mine")
    (shown,) = json.loads(mine.run("show", "1", "--noise", "--format", "json").out)
    assert [(one["path"], one["text"], one["why"]) for one in shown["held"]] == [
        (">main>p", "4 May 2026", "small print: dates, counters, labels")
    ]
    assert (shown["masked"], shown["container"], shown["overruled"]) == (0.0, ">main", [])
    assert "small print: dates, counters, labels\n  >main>p\n      4 May 2026\n" in mine.run("show", "1", "--noise").out
    kept = mine.run("noise", "keep", "1", "4 May", "--why", "the date is what we watch")
    assert (kept.code, kept.out[:25]) == (0, "x-gazette: >main>p counts")
    (shown,) = json.loads(mine.run("show", "1", "--noise", "--format", "json").out)
    assert shown["held"] == []
    (said,) = json.loads(mine.run("noise", "--format", "json").out)
    assert (said["source"], said["path"], said["why"], said["text"]) == (
        "x-gazette", ">main>p", "the date is what we watch", "4 May 2026",
    )  # fmt: skip
    assert said["decided_at"] == "2026-05-06T02:00:00Z"
    assert mine.run("noise", "undo", "1", ">main>p").code == 0
    assert json.loads(mine.run("noise", "--format", "json").out) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("noise", "keep", "1", "no such words"), "no held block of this page has this path or these words"),
        (("noise", "undo", "1", ">main>p"), "nobody said of it that it is text"),
        (("show", "1", "--noise", "--version", "9"), "has no version 9"),
        (("noise", "keep", "99", ">main>p"), "no such Page"),
    ],
    ids=["nothing held", "nothing kept", "no version", "no page"],
)
def test_wrong_word_is_refused_with_the_remedy(
    installation: Installation, arguments: tuple[str, ...], said: str
) -> None:
    ended = installation.run(*arguments)
    assert (ended.code, said in ended.err) == (2, True)
