"""The simulated web: its truth is what it serves, its noise is new on every fetch, and a seed gives one web only."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import lxml.html
import pytest

from bench.web import uncued
from bench.web.edits import COSMETIC, SUBSTANTIVE
from bench.web.listing import list_path
from bench.web.plan import build_world
from bench.web.server import WebServer
from bench.web.sites import BY_NAME, SITES
from bench.web.world import World
from bench.wordless import WORDS, copy_without_words

SIZE, TICKS = 120, 6


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(7, size=SIZE, ticks=TICKS)


def served(web: WebServer, site: str, path: str, **headers: str) -> str:
    answer = web.answer(BY_NAME[site], path, headers)
    assert answer is not None
    return answer.body.decode(BY_NAME[site].charset)


def visible(page: str) -> str:
    tree = lxml.html.fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    return re.sub(r"\s+", "", " ".join(tree.itertext("*")))


def bare(text: str) -> str:
    return re.sub(r"[\s\"“”「」’'\u2011-]+", "", text)


def test_same_seed_same_web_and_another_seed_another(world: World) -> None:
    assert build_world(7, size=SIZE, ticks=TICKS) == world
    assert build_world(8, size=SIZE, ticks=TICKS).events != world.events


def test_default_web_has_everything_that_must_be_told_apart() -> None:
    world = build_world(1)
    kinds = Counter(event.kind for event in world.events)
    whats = {event.what for event in world.events}
    assert len(world.ticks[0].states) == 500
    assert {site.script for site in SITES} == {"en", "hant", "hans"}
    assert kinds["appeared"] >= 50
    assert kinds["edited"] >= 120
    assert kinds.keys() >= {
        "cosmetic",
        "withdrawn",
        "restored",
        "moved",
        "outage",
        "notice",
        "redesign",
        "interlude",
        "unlinked",
        "relisted",
    }
    assert whats >= {
        *SUBSTANTIVE,
        *COSMETIC,
        "404",
        "410",
        "soft",
        "home",
        "503",
        "time-out",
        "closed",
        "reverted",
        "copy",
        "block",
        "consent",
        "maintenance",
    }


def test_pages_meet_one_event_a_tick_at_most(world: World) -> None:
    told = Counter((event.tick, event.site, event.path) for event in world.events if event.path)
    assert set(told.values()) == {1}


def test_every_page_says_what_the_truth_says_at_every_tick(world: World) -> None:
    web = WebServer(world)
    for web.tick, tick in enumerate(world.ticks):
        for (site, path), state in tick.states.items():
            if state.kind != "live" or tick.sites[site].mode != "normal":
                continue
            text = bare(visible(served(web, site, path)))
            dressed = state.article.dress != type(state.article.dress)()
            missing = [said for said in state.article.texts() if bare(said)[:-1] not in text]
            assert dressed or not missing, (site, path, missing)


def test_edits_change_what_is_served_and_nothing_else_does(world: World) -> None:
    for before, after, number in zip(world.ticks, world.ticks[1:], range(1, TICKS + 1), strict=False):
        edited = {(event.site, event.path) for event in world.at(number) if event.kind == "edited"}
        changed = {
            key
            for key, state in after.states.items()
            if key in before.states and state.article.texts() != before.states[key].article.texts()
        }
        assert changed == edited


def test_noise_is_new_on_every_fetch_where_bytes_do_not_stand_still(world: World) -> None:
    web = WebServer(world)
    for site, path in world.ticks[0].states:
        same = served(web, site, path) == served(web, site, path)
        assert same == (BY_NAME[site].validators == "honest"), (site, path)


def test_honest_pages_answer_304_until_they_are_built_anew(world: World) -> None:
    web = WebServer(world)
    for (site, path), state in world.ticks[1].states.items():
        if (
            BY_NAME[site].validators != "honest"
            or (site, path) not in world.ticks[0].states
            or state.kind not in {"live", "soft"}
        ):
            continue
        web.tick = 0
        first = web.answer(BY_NAME[site], path, {})
        web.tick = 1
        again = web.answer(BY_NAME[site], path, {"if-none-match": dict(first.headers)["ETag"]})  # type: ignore[union-attr]
        assert (again.status == 304) == (state.built == 0)  # type: ignore[union-attr]


def test_stuck_validators_answer_304_even_to_an_edited_page() -> None:
    world = build_world(1)
    event = next(event for event in world.events if event.kind == "edited" and event.site == "s11")
    web = WebServer(world)
    tag = dict(web.answer(BY_NAME["s11"], event.path, {}).headers)["ETag"]  # type: ignore[union-attr]
    web.tick = event.tick
    assert web.answer(BY_NAME["s11"], event.path, {"if-none-match": tag}).status == 304  # type: ignore[union-attr]


def test_lists_hold_new_pages_and_links_that_are_pages(world: World) -> None:
    web = WebServer(world)
    for number, tick in enumerate(world.ticks):
        web.tick = number
        web.ports = dict.fromkeys(BY_NAME, 1)
        for event in world.at(number):
            if event.kind == "appeared":
                assert event.path in served(web, event.site, list_path(BY_NAME[event.site])).replace("&amp;", "&")
                assert (event.site, event.path) in tick.states


def test_hard_mode_puts_each_kind_without_cue_inside_articles_over_two_seeds() -> None:
    kinds = {
        kind
        for seed in (1, 2)
        for shown in build_world(seed, size=24, ticks=1, hard=True).uncued.values()
        for kind in shown
    }
    assert kinds == set(uncued.KINDS)
    assert not any(build_world(1, size=24, ticks=1).uncued.values())


def test_served_over_http_a_port_a_site_with_their_mishaps(world: World) -> None:
    with WebServer(world) as web:
        for number, tick in enumerate(world.ticks):
            web.go_to(number)
            closed = [name for name, site in tick.sites.items() if site.mode == "closed"]
            for name in closed:
                with pytest.raises(OSError, match="refused"):
                    urlopen(web.base(name) + "/", timeout=5)
            gone = [event for event in world.at(number) if event.what in {"404", "410", "503"}]
            for event in gone:
                with pytest.raises(HTTPError, match=event.what) as caught:
                    urlopen(web.base(event.site) + event.path, timeout=5)
                caught.value.close()
        site, path = next(
            key for key, state in tick.states.items() if state.kind == "live" and BY_NAME[key[0]].validators == "honest"
        )
        with urlopen(web.base(site) + path, timeout=5) as answer:
            tag = answer.headers["ETag"]
        with pytest.raises(HTTPError, match="304"):
            urlopen(Request(web.base(site) + path, headers={"If-None-Match": tag}), timeout=5)
        assert web.key_of(web.base(site) + path + ("&" if "?" in path else "?") + "utm_source=x") == (site, path)
        assert {request.status for request in web.requests} >= {200, 304, 404}


def test_nothing_of_the_detector_is_known_to_the_web() -> None:
    for module in Path("bench/web").glob("*.py"):
        assert not re.search(r"^\s*(from|import) pipeline", module.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_copy_without_words_is_the_program_with_two_files_emptied(tmp_path: Path) -> None:
    copy = copy_without_words(Path.cwd(), tmp_path / "wordless")
    differing = [
        str(path.relative_to(copy))
        for path in copy.rglob("*.*")
        if path.suffix != ".pyc" and path.read_bytes() != (Path.cwd() / path.relative_to(copy)).read_bytes()
    ]
    asked = "import pipeline.comparing.units as u, pipeline.reading.zones as z; print(z.ZONE_WORDS, u.is_stamp('Views: 12'), u.is_meta('By A. Wong'))"
    done = subprocess.run(
        (sys.executable, "-c", asked), env={"PYTHONPATH": str(copy)}, cwd=tmp_path, capture_output=True, text=True
    )
    assert (sorted(differing), done.stdout) == (sorted(WORDS), "{} False False\n")
