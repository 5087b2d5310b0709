"""One tick after another over a real site on loopback, into a real store: what is found, once each, and what is not."""

from datetime import timedelta

import pytest

from commands.order import Order, Part
from commands.tick import run_tick
from pipeline import readers
from pipeline.config import Config, CrawlConfig
from pipeline.model import Shape
from pipeline.store.findings import Wish, find_changes
from tests.crawls import listing_at, source_at
from tests.server import NotFound, Redirect, Reply, Status, feed_of
from tests.ticks import START, TOPIC, World, release
from tests.ticks import world as world

BASELINE = [("appeared", "1", True), ("appeared", "2", True), ("appeared", "3", True)]


def test_first_pass_is_the_baseline_and_what_comes_later_is_new(world: World) -> None:
    assert world.found() == BASELINE
    world.site.put("/a/4", release(4))
    world.put_feed(4, 1, 2, 3)
    world.tick()
    assert world.found() == [*BASELINE, ("appeared", "4", False)]
    world.tick()
    assert world.found() == [*BASELINE, ("appeared", "4", False)]


def test_noise_makes_no_version_and_adds_no_row(world: World) -> None:
    def size() -> dict[str, int]:
        names = ("captures", "versions", "changes", "checks", "observations", "pages", "edits")
        counts = {name: world.store.value(f"SELECT count(*) FROM {name}") for name in names}
        return {**counts, "bodies": world.store.raw.execute("SELECT count(*) FROM bodies").fetchone()[0]}

    for noise in range(1, 4):
        for number in (1, 2, 3):
            world.site.put(f"/a/{number}", release(number, noise=noise))
        world.tick()
        if noise == 1:
            settled = size()
    assert world.found() == BASELINE
    assert size() == settled


def test_edit_is_found_once_with_what_changed(world: World) -> None:
    world.site.put("/a/2", release(2, limit="up to 45 institutions"))
    world.tick()
    world.tick()
    assert world.found() == [*BASELINE, ("edited", "2", False)]
    (edited,) = [one for one in find_changes(world.store, Wish()) if one.kind == "edited"]
    assert (str(edited.weight), edited.silent, edited.from_version, edited.to_version) == ("major", True, 1, 2)
    assert [(edit.before[:30], "45" in edit.after) for edit in edited.edits] == [
        ("The channel takes 30 instituti", True)
    ]
    assert edited.not_before == START + timedelta(hours=24)


def test_text_that_comes_back_names_the_change_it_undoes(world: World) -> None:
    world.site.put("/a/2", release(2, limit="45 institutions"))
    world.tick()
    world.site.put("/a/2", release(2))
    world.tick()
    first, second = [one for one in find_changes(world.store, Wish()) if one.kind == "edited"]
    assert first.reverts_to is None
    assert (second.reverts_to, second.reverted_at) == (first.change_id, first.found_at)


def test_page_that_goes_back_and_forth_is_said_to_flap_once(world: World) -> None:
    for turn in range(6):
        world.site.put("/a/2", release(2, limit="30 institutions" if turn % 2 else "45 institutions"))
        world.tick()
    told = [one for one in find_changes(world.store, Wish()) if one.page_url.endswith("/2") and one.kind != "appeared"]
    assert [(str(one.kind), one.reverts_to is not None) for one in told] == [
        ("edited", False), ("edited", True), ("flapping", True),
    ]  # fmt: skip
    assert told[-1].summary == "goes back and forth between the same texts; now “30 institutions” → “45 institutions”"
    every = [one for one in find_changes(world.store, Wish(everything=True)) if one.kind == "flapping"]
    assert [str(one.weight) for one in every] == ["major", "cosmetic", "cosmetic", "cosmetic"]
    world.site.put("/a/2", release(2, limit="60 institutions"))
    world.tick()
    assert world.found()[-1] == ("edited", "2", False)


def test_withdrawn_is_confirmed_and_restored_when_it_answers_again(world: World) -> None:
    world.site.put("/a/1", NotFound())
    world.tick(1)
    assert world.found() == BASELINE
    world.tick(7)
    assert world.found()[3:] == [("withdrawn", "1", False)]
    world.tick(24)
    assert world.found()[3:] == [("withdrawn", "1", False)]
    world.site.put("/a/1", release(1))
    world.tick(24)
    assert world.found()[3:] == [("withdrawn", "1", False), ("restored", "1", False)]


def test_wall_that_stays_as_it_is_does_not_pass_for_the_page(world: World) -> None:
    page = "SELECT checks.state, pages.etag FROM pages JOIN checks USING (page_id) WHERE url LIKE '%/1' ORDER BY check_id DESC"
    world.site.put(
        "/a/1", Reply(b"<html><title>Log in</title><h1>Please log in</h1><input type=password></html>", "text/html")
    )
    for _ in range(3):
        world.tick(30)
    assert tuple(world.store.row(page) or ()) == ("login", None)
    world.site.put("/a/1", release(1, limit="45 institutions"))
    world.tick(30)
    assert world.found()[3:] == [("edited", "1", False)]


@pytest.mark.parametrize("status", [500, 502, 503, 403])
def test_outage_or_refusal_is_never_a_withdrawal(world: World, status: int) -> None:
    world.site.put("/a/1", Status(status))
    for _ in range(4):
        world.tick(30)
    assert world.found() == BASELINE
    world.site.put("/a/1", release(1))
    world.tick(48)
    assert world.found() == BASELINE


def test_two_looks_that_wait_together_withdraw_a_page_once(world: World) -> None:
    """As a killed tick and the one after it leave them."""
    world.site.put("/a/1", Status(404))
    world.tick()
    world.tick(parts=Part.CRAWL)
    world.tick(parts=Part.CRAWL)
    world.tick(parts=Part.READ)
    assert world.found()[3:] == [("withdrawn", "1", False)]


def test_moved_page_keeps_its_identity(world: World) -> None:
    world.site.put("/a/new", release(3))
    world.site.put("/a/3", Redirect(world.site.url("/a/new"), 301))
    world.tick()
    world.tick()
    assert world.found()[3:] == [("moved", "new", False)]
    assert world.store.value("SELECT count(*) FROM pages") == 3


def test_moved_page_that_its_listing_shows_under_the_new_address_is_not_new(world: World) -> None:
    world.site.put("/a/new", release(3))
    world.site.put("/a/3", Redirect(world.site.url("/a/new"), 301))
    entries = [(world.site.url(f"/a/{name}"), f"Data channel {name}") for name in ("new", "1", "2")]
    world.site.put("/feed.xml", Reply(feed_of(*entries), "application/rss+xml"))
    world.tick()
    world.tick()
    assert world.found()[3:] == [("moved", "new", False)]


def test_crawl_and_read_apart_find_what_once_finds(world: World) -> None:
    world.site.put("/a/4", release(4))
    world.put_feed(4, 1, 2, 3)
    world.tick(parts=Part.CRAWL)
    assert world.found() == BASELINE
    world.tick(parts=Part.READ)
    world.tick(parts=Part.READ)
    assert world.found() == [*BASELINE, ("appeared", "4", False)]


def test_capture_that_kills_its_reader_is_set_aside_and_the_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (4, 5):
        world.site.put(f"/a/{number}", release(number))
    world.put_feed(5, 4, 1, 2, 3)
    world.tick(parts=Part.CRAWL)
    with world.store.write_txn():
        world.store.execute(
            "UPDATE captures SET read_attempts=1 WHERE page_id=(SELECT page_id FROM pages WHERE url LIKE '%/a/4')"
        )
    monkeypatch.setattr(readers, "ALONE_SECONDS", 0.001)
    world.tick(parts=Part.READ)
    assert world.found() == [*BASELINE, ("appeared", "5", False)]
    alarm = world.store.row("SELECT kind, message, remedy FROM alarms WHERE closed_at IS NULL")
    assert alarm is not None
    assert (alarm["kind"], "set aside: reading took longer" in alarm["message"]) == ("set_aside", True)
    monkeypatch.undo()
    world.site.put("/a/4", release(4, limit="31 institutions"))
    world.tick()
    assert world.found()[-1] == ("appeared", "4", False)


def test_unset_contact_is_a_warning_in_every_run(world: World) -> None:
    config = Config(folder=str(world.folder), crawl=CrawlConfig(allow_private_hosts=(world.site.host,)))
    order = Order(
        config=config, sources=(world.source,), catalog=(world.source,), topic=TOPIC, parts=Part.CRAWL | Part.READ,
        now=world.now + timedelta(days=1), job="once", force=True, workers=0,
    )  # fmt: skip
    done = run_tick(world.store, order)
    assert any("contact" in warning for warning in done.warnings)
    assert "contact" in world.store.value("SELECT warnings FROM runs ORDER BY run_id DESC LIMIT 1")


def test_host_that_does_not_answer_fails_the_run_in_words(world: World) -> None:
    closed = source_at(world.site, source_id="hk-closed", listings=(listing_at("http://127.0.0.1:9/feed.xml"),))
    config = Config(
        folder=str(world.folder), crawl=CrawlConfig(contact="a@b.example", allow_private_hosts=("127.0.0.1:9",))
    )
    order = Order(
        config=config, sources=(closed,), catalog=(world.source, closed), topic=TOPIC, parts=Part.CRAWL | Part.READ,
        now=world.now + timedelta(days=1), job="once", force=True, workers=0,
    )  # fmt: skip
    done = run_tick(world.store, order)
    assert len(done.errors) == 1
    assert done.errors[0].startswith("hk-closed: ")
    run = world.store.row("SELECT outcome, first_error FROM runs ORDER BY run_id DESC LIMIT 1")
    assert run is not None
    assert (run["outcome"], run["first_error"]) == ("failed", done.errors[0])


def test_run_that_was_killed_is_closed_by_the_next(world: World) -> None:
    with world.store.write_txn():
        world.store.execute("UPDATE runs SET ended_at=NULL, outcome=NULL")
    world.tick()
    outcomes = [row[0] for row in world.store.rows("SELECT outcome FROM runs ORDER BY run_id")]
    assert outcomes == ["killed", "ok"]


def test_older_pages_of_a_list_are_read_first_and_after_a_long_pause(world: World) -> None:
    def put_list(place: int, *numbers: int) -> None:
        links = "".join(f'<li><a href="/a/{number}">Data channel {number}</a></li>' for number in numbers)
        page = f'<html><body><ul>{links}</ul><a class=next href="/list/{place + 1}">older</a></body></html>'
        world.site.put(f"/list/{place}", Reply(page.encode(), "text/html"))

    put_list(1, 1)
    put_list(2, 2)
    listing = listing_at(world.site.url("/list/1"), Shape.LINKS, links="li a", next="a.next", max_pages=2)
    world.source = source_at(world.site, page_url=r"/a/\w+$", watch="all", listings=(listing,))

    def asked() -> list[str]:
        before = len(world.site.seen)
        world.tick(hours=pause)
        return [seen.path for seen in world.site.seen[before:] if seen.path.startswith("/list/")]

    pause = 24.0
    assert asked() == ["/list/1", "/list/2"]
    pause = 0.2
    put_list(1, 3, 1)
    assert asked() == ["/list/1"]
    pause = 2.0
    put_list(1, 3)
    put_list(2, 1, 2)
    assert asked() == ["/list/1", "/list/2"]
