"""Replay: Versions, Changes, Stories and Initiatives come out again from what is kept, row for row; and what is kept is little."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.order import Part
from pipeline.joining import carry_out_wishes
from pipeline.readers import Readers
from pipeline.replay import Replayed, replay
from pipeline.store.decisions import add_decision
from pipeline.store.opening import Store, open_writer
from pipeline.store.stories import key_of_page, keys_beside
from tests.installation import Installation
from tests.installation import installation as installation
from tests.joined import PROFILE
from tests.server import RSS, Live, NotFound, Redirect, Reply, feed_of
from tests.ticks import TOPIC, World, release
from tests.ticks import world as world

count = itertools.count(1)


@contextmanager
def replayed(world: World, folder: Path) -> Iterator[tuple[Replayed, Store]]:
    with (
        open_writer(folder / "again.db", folder / "again-raw.db") as new,
        Readers(TOPIC, workers=0) as readers,
    ):
        yield replay(world.store, new, (world.source,), TOPIC, profile=PROFILE, readers=readers), new


def same(world: World, folder: Path) -> Replayed:
    with replayed(world, folder) as (done, _):
        assert [(one.kind, one.stored, dict(one.row)) for one in done.differing] == []
        assert done.left_out == ()
        return done


def noisy(number: int, limit: str = "30 institutions") -> Live:
    """A release with a box that shows another tip on every fetch."""
    page = release(number, limit=limit)
    return Live(
        lambda _: Reply(
            page.body.replace(b"</article>", f"<p class=tip>Tip {next(count)} of the minute.</p></article>".encode()),
            page.media_type,
        )
    )


def rebuilt(number: int, limit: str) -> Reply:
    """The same release in another template."""
    page = release(number, limit=limit)
    body = page.body.replace(b"<article class=release>", b"<div class=story>").replace(b"</article>", b"</div>")
    return Reply(body.replace(b"<main>", b"<div id=page>").replace(b"</main>", b"</div>"), page.media_type)


def live_through(world: World) -> None:
    """Noise that is learned, edits, one taken back, a withdrawal and a return, a move, an outage of nothing."""
    for number in (4, 5, 6, 7):
        world.site.put(f"/a/{number}", noisy(number))
    world.put_feed(7, 6, 5, 4, 3, 2, 1)
    world.tick()
    world.tick()
    world.site.put("/a/5", noisy(5, limit="45 institutions"))
    world.site.put("/a/2", release(2, limit="up to 60 institutions"))
    world.tick()
    world.site.put("/a/2", release(2))
    world.site.put("/a/1", NotFound())
    world.tick(3)
    world.tick(9)
    world.site.put("/a/1", release(1))
    world.site.put("/a/moved", release(3))
    world.site.put("/a/3", Redirect(world.site.url("/a/moved"), 301))
    world.put_feed(8, 7, 6, 5, 4, 2, 1)
    world.site.put("/a/8", release(8))
    world.tick()
    world.tick()


def kinds(world: World) -> set[str]:
    return {row[0] for row in world.store.rows("SELECT kind FROM changes")}


def test_what_was_found_comes_out_again_row_for_row(world: World, tmp_path: Path) -> None:
    live_through(world)
    assert kinds(world) == {"appeared", "edited", "withdrawn", "restored", "moved"}
    done = same(world, tmp_path)
    counts = {kind: stored for kind, (stored, _) in done.counts.items()}
    assert counts["Versions"] == world.store.value("SELECT count(*) FROM versions")
    assert counts["Changes"] == world.store.value("SELECT count(*) FROM changes")
    assert counts["Stories"] > 5


def test_redesign_notice_and_flapping_come_out_again(world: World, tmp_path: Path) -> None:
    for number in range(4, 10):
        world.site.put(f"/a/{number}", release(number))
    world.put_feed(*range(1, 10))
    world.tick()
    for number in range(1, 8):
        said = "All offices of the bureau are closed for the works at the pier until the end of the month."
        page = release(number)
        body = page.body.replace(b"</article>", f"<p>{said}</p></article>".encode())
        world.site.put(f"/a/{number}", Reply(body, page.media_type))
    world.tick()
    for turn in range(4):
        world.site.put("/a/9", release(9, limit=f"{31 + turn % 2} institutions"))
        world.tick()
    for number in range(1, 9):
        world.site.put(f"/a/{number}", rebuilt(number, "88 institutions" if number == 4 else "30 institutions"))
    world.tick()
    assert kinds(world) == {"appeared", "edited", "notice", "flapping"}
    assert world.store.value("SELECT count(*) FROM alarms WHERE kind='redesign'") == 1
    same(world, tmp_path)


def test_noise_built_into_pages_is_learned_again(world: World, tmp_path: Path) -> None:
    def built(number: int, passed_on: int, limit: int = 0) -> Reply:
        page = release(number, limit=f"{limit or number + 30} institutions")
        line = f"<div class=qx>Passed on {passed_on} times</div></article>"
        return Reply(page.body.replace(b"</article>", line.encode()), page.media_type)

    for number in range(1, 7):
        world.site.put(f"/a/{number}", built(number, number))
    world.put_feed(*range(1, 7))
    world.tick()
    said = world.store.value("SELECT max(change_id) FROM changes")
    for number in range(4, 7):
        world.site.put(f"/a/{number}", built(number, number * 11))
    world.tick()
    for number in range(2, 6):
        world.site.put(f"/a/{number}", built(number, number * 13, 45 if number == 2 else 0))
    world.tick()
    later = world.store.rows("SELECT kind, summary FROM changes WHERE change_id>?", (said,))
    assert [tuple(row) for row in later] == [("edited", "“32 institutions” → “45 institutions”")]
    same(world, tmp_path)


def test_rounds_where_most_pages_were_quiet_come_out_again(world: World, tmp_path: Path) -> None:
    """Two of twelve pages in a new template are no redesign; played without the ten quiet ones they must be none either."""
    for number in range(4, 13):
        world.site.put(f"/a/{number}", noisy(number))
    world.put_feed(*range(1, 13))
    for _ in range(4):
        world.tick()
    for number in (2, 3):
        world.site.put(f"/a/{number}", rebuilt(number, "88 institutions"))
    world.tick()
    assert world.store.value("SELECT max(quiet) FROM rounds") >= 8
    assert world.store.value("SELECT count(*) FROM alarms WHERE kind='redesign'") == 0
    with replayed(world, tmp_path) as (done, new):
        assert done.differing == ()
        assert new.value("SELECT count(*) FROM alarms WHERE kind='redesign'") == 0


def test_what_persons_decided_is_played_at_its_time(world: World, tmp_path: Path) -> None:
    live_through(world)
    store = world.store
    page_id = store.value("SELECT page_id FROM pages WHERE url LIKE '%/a/5'")
    tip = {"path": ">main>article.release>p.tip", "page": "", "text": ""}
    with store.write_txn():
        key = key_of_page(store, page_id)
        beside = keys_beside(store, page_id) or [key_of_page(store, page_id - 1)]
        verb = "story_split" if keys_beside(store, page_id) else "story_join"
        add_decision(store, verb=verb, subject=str(key), who="ana", why="", detail={"pages": beside}, now=world.now)
        carry_out_wishes(store, world.now)
        add_decision(store, verb="noise_keep", subject="hk-test", who="ana", why="", detail=tip, now=world.now)
    world.site.put("/a/6", Reply(noisy(6).make(None).body, "text/html; charset=utf-8"))  # type: ignore[arg-type]
    before = store.value("SELECT count(*) FROM changes")
    world.tick()
    world.tick()
    assert store.value("SELECT count(*) FROM changes") > before
    same(world, tmp_path)


def test_crawl_and_read_apart_and_a_held_look_come_out_again(world: World, tmp_path: Path) -> None:
    world.site.put("/a/2", release(2, limit="45 institutions"))
    world.tick(parts=Part.CRAWL)
    world.tick(parts=Part.READ)
    assert world.found()[3:] == []
    world.tick()
    assert world.found()[3:] == [("edited", "2", False)]
    same(world, tmp_path)


def test_store_that_was_replayed_can_be_replayed(world: World, tmp_path: Path) -> None:
    live_through(world)
    with replayed(world, tmp_path) as (_, again):
        (tmp_path / "third").mkdir()
        with (
            open_writer(tmp_path / "third" / "a.db", tmp_path / "third" / "b.db") as third,
            Readers(TOPIC, workers=0) as readers,
        ):
            done = replay(again, third, (world.source,), TOPIC, profile=PROFILE, readers=readers)
        assert done.differing == ()
        assert done.rounds > 5


def test_difference_is_named(world: World, tmp_path: Path) -> None:
    live_through(world)
    with world.store.write_txn():
        world.store.execute(
            "UPDATE changes SET weight='cosmetic' WHERE kind='edited' AND page_id=2 AND reverts_to IS NULL"
        )
    with replayed(world, tmp_path) as (done, _):
        assert [(one.kind, one.stored, one.row["weight"]) for one in done.differing] == [
            ("Changes", True, "cosmetic"), ("Changes", False, "major"),
        ]  # fmt: skip


def test_command_says_whether_the_same_came_out(installation: Installation, tmp_path: Path) -> None:
    mine = installation.copy(tmp_path / "mine")
    ended = mine.run("replay", "again.db")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.endswith("Everything came out the same.\n")
    assert "Initiatives   2       2         2\n" in ended.out
    refused = mine.run("replay", "again.db")
    assert (refused.code, "again.db: is there already" in refused.err) == (2, True)
    (value,) = json.loads(mine.run("replay", "third.db", "--format", "json").out)
    assert value["counts"]["stage events"] == {"stored": 2, "replayed": 2}
    declared = mine.folder / "sources" / "x-gazette.toml"
    other = declared.read_text(encoding="utf-8").replace("x-gazette", "y-gazette")
    declared.rename(declared.with_name("y-gazette.toml")).write_text(other, encoding="utf-8")
    gone = mine.run("replay", "fourth.db")
    assert (gone.code, "x-gazette: left out" in gone.err) == (1, True)


def edition(world: World, name: str, other: str, language: str, title: str, *sentences: str) -> None:
    link = f'<link rel=alternate hreflang={"zh-Hant" if language == "en" else "en"} href="{world.site.url(f"/a/{other}")}">'
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    world.site.put(
        f"/a/{name}",
        Reply(
            f"<!doctype html><html lang={language}><head><title>{title}</title>{link}</head><body><main><article class=release>"
            f"<h1>{title}</h1>{text}</article></main></body></html>"
        ),
    )


def test_finding_about_twins_comes_out_again_on_the_same_day(world: World, tmp_path: Path) -> None:
    english = (
        "The Digital Policy Office and the Cyberspace Administration of China opened a channel for cross-boundary data flow.",
        "Applications are received by the Digital Policy Office until 30 October 2026 under the memorandum of understanding.",
    )
    chinese = ("數字政策辦公室與國家互聯網信息辦公室開通跨境數據流動通道。", "數字政策辦公室按照合作備忘錄接受申請，至2026年10月30日為止。")  # fmt: skip
    edition(world, "en", "zh", "en", "Channel for cross-boundary data flow opens", *english)
    edition(world, "zh", "en", "zh-Hant", "跨境數據流動通道開通", *chinese)
    entries = ("en", "zh", "1", "2", "3")
    world.site.put("/feed.xml", Reply(feed_of(*((world.site.url(f"/a/{one}"), one) for one in entries)), RSS))
    world.tick()
    late = english[1].replace("30 October", "13 November")
    edition(world, "en", "zh", "en", "Channel for cross-boundary data flow opens", english[0], late)
    for _ in range(8):
        world.tick(8)
    assert {"twin_stale"} <= kinds(world)
    assert world.store.value("SELECT count(*) FROM checks WHERE noted<>'[]'") == 1
    same(world, tmp_path)
