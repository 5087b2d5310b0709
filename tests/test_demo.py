"""The demo, played through the real command line, finds what is true of the bundled site, and nothing else."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import lxml.html
import pytest

from commands.opening import read_topic
from commands.serve import make_datasette
from db.schema import tables_of
from pipeline.config import load_config
from pipeline.telling.words import load_words
from tests.world.content import CONFUSABLE, UNRELATED
from tests.world.paths import HOSTS, source_id
from tests.world.play import DESK, MARK, ROOT, SUBSCRIBERS, Played, play, run_pactwatch, write_config
from tests.world.site import LISTINGS
from tests.world.truth import unreported_paths

SEEDS = (1, 2)


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed{seed}")
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("demo"), seed=request.param)


@pytest.mark.slow
def test_every_command_ends_as_it_should(played: Played) -> None:
    assert [(tick.tick.day, str(tick.tick.part), tick.stderr) for tick in played.ticks if tick.failed] == []


@pytest.mark.slow
def test_nothing_true_is_missed(played: Played) -> None:
    assert [(tick.tick.day, str(tick.tick.part), line) for tick in played.ticks for line in tick.verdict.missed] == []


@pytest.mark.slow
def test_nothing_is_told_that_did_not_happen(played: Played) -> None:
    assert [(tick.tick.day, str(tick.tick.part), line) for tick in played.ticks for line in tick.verdict.surplus] == []


@pytest.mark.slow
def test_findings_say_what_happened_facts_weight_and_silence(played: Played) -> None:
    assert [
        (tick.tick.day, str(tick.tick.part), line) for tick in played.ticks for line in tick.verdict.differing
    ] == []


@pytest.mark.slow
def test_noise_makes_no_edit_not_even_a_cosmetic_one_that_nobody_sees(played: Played) -> None:
    reworded = {
        f"{played.base[source_id(story.host)]}{path}"
        for story in played.edition.stories for path in (story.path, story.moved_path) if story.rewordings
    }  # fmt: skip
    edited = [row for row in played.every_change if row["kind"] not in ("appeared", "withdrawn", "restored", "moved")]
    assert [(row["kind"], row["page_url"], row["summary"]) for row in edited if row["page_url"] not in reworded] == []


@pytest.mark.slow
def test_diff_says_of_two_versions_what_the_change_said(played: Played) -> None:
    edited = [row for row in played.every_change if row["kind"] == "edited"]
    names = ("weight", "silent", "title_changed", "facts", "summary")
    wanted = ("diff", "--format", "json")
    for row in edited:
        versions = ("--from", str(row["from_version"]), "--to", str(row["to_version"]))
        ended = run_pactwatch(
            played.folder / "pactwatch.toml", played.ticks[-1].tick, *wanted, row["page_url"], *versions
        )
        said = json.loads(ended.stdout)
        assert {name: said[name] for name in names} == {name: row[name] for name in names}
        assert said["edits"]


@pytest.mark.slow
def test_every_page_of_the_site_is_found_once_relevant_or_not(played: Played) -> None:
    appeared = [row["page_url"] for row in played.every_change if row["kind"] == "appeared"]
    wanted = [
        f"{played.base[source_id(story.host)]}{story.address(7)}"
        for story in played.edition.stories if not story.forbidden and story.born <= 7
    ]  # fmt: skip
    assert sorted(appeared) == sorted(wanted)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [UNRELATED, CONFUSABLE])
def test_what_is_not_the_topic_is_told_to_nobody(played: Played, kind: str) -> None:
    paths = unreported_paths(played.edition)
    urls = {f"{played.base[source]}{path}" for source, found in paths.items() for path in found}
    roles = {
        f"{played.base[source_id(story.host)]}{story.path}": story.role
        for story in played.edition.stories if story.kind == kind
    }  # fmt: skip
    told = [row["page_url"] for tick in played.ticks for row in tick.changes if row["page_url"] in urls]
    assert [roles[url] for url in told if url in roles] == []


@pytest.mark.slow
def test_three_readers_get_one_digest_each_in_their_language(played: Played) -> None:
    assert sorted(str(mail["To"]) for mail in played.mails) == sorted(f"{name}@example.org" for name in SUBSCRIBERS)
    languages = {str(mail["To"]).partition("@")[0]: mail["Content-Language"] for mail in played.mails}
    assert languages == SUBSCRIBERS
    for mail in played.mails:
        html = mail.get_body(("html",))
        text = mail.get_body(("plain",))
        assert html is not None
        assert text is not None
        assert f'lang="{mail["Content-Language"]}"' in html.get_content()
    assert {name: path.is_file() for name, path in played.digests.items()} == dict.fromkeys(SUBSCRIBERS, True)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), SUBSCRIBERS.items())
def test_a_digest_says_what_became_practical_with_the_sentence_that_says_so(
    played: Played, name: str, language: str
) -> None:
    (mail,) = [mail for mail in played.mails if str(mail["To"]).startswith(name)]
    part, words = mail.get_body(("plain",)), load_words(language)
    assert part is not None
    lines = part.get_content().splitlines()
    for key in ("initiatives", "announcements", "facts", "measures", "activity"):
        assert words.say(f"sections.{key}") in lines, key
    for key in ("twin_conflict", "twin_stale", "undone"):
        assert words.say(f"labels.{key}") in part.get_content(), key
    texts = set()
    with closing(sqlite3.connect(played.folder / "pactwatch.db")) as connection:
        for (text,) in connection.execute("SELECT quote FROM initiative_events"):
            texts.add(" ".join(text.split()))
    quoted = [line for line in lines if line.startswith("> ")]
    assert len(quoted) >= 3
    said = "".join(part.get_content().replace("\n> ", " ").split())
    assert sum("".join(text.split()) in said for text in texts) >= 3


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), SUBSCRIBERS.items())
def test_a_stranger_can_click_from_every_line_to_its_evidence(played: Played, name: str, language: str) -> None:
    """The digest's links as `serve` answers them; the sentences that it quotes stand on the pages they lead to."""
    (mail,) = [mail for mail in played.mails if str(mail["To"]).startswith(name)]
    part = mail.get_body(("html",))
    assert part is not None
    tree = lxml.html.fromstring(part.get_content())
    database = played.folder / "pactwatch.db"
    with closing(sqlite3.connect(database)) as connection:
        app = make_datasette(
            database, tables_of(connection), topic=read_topic(load_config(played.folder / "pactwatch.toml"))
        )
    titles = tree.xpath("//h3/a | //p[@class='line']/a | //table[contains(@class, 'measures')]//th/a")
    assert len(titles) >= 12
    assert [link.text_content() for link in titles if not link.get("href").startswith(f"{DESK}/desk/")] == []
    pages = {}
    for href in {str(href) for href in tree.xpath("//a/@href") if str(href).startswith(DESK)}:
        answer = asyncio.run(app.client.get(href.removeprefix(DESK)))
        assert answer.status_code == 200, href
        assert f'lang="{language}"' in answer.text
        pages[href] = "".join(lxml.html.fromstring(answer.text).text_content().split())
    for entry in tree.xpath("//div[@class='entry'][h3/a]"):
        for quote in entry.xpath("./blockquote/p[1]"):
            said = "".join(quote.text_content().split()).strip("“”「」").rstrip("…")
            assert said in pages[entry.xpath("./h3/a/@href")[0]]


@pytest.mark.slow
def test_robots_is_read_first_and_what_it_forbids_is_never_asked_for(played: Played) -> None:
    for host in HOSTS:
        asked = [request.path for request in played.requests if request.host == host]
        assert asked[0] == "/robots.txt", host
    forbidden = {story.path for story in played.edition.stories if story.forbidden}
    assert [request.path for request in played.requests if request.path in forbidden] == []
    agents = {request.headers.get("user-agent", "") for request in played.requests}
    assert all("pactwatch" in agent.lower() and "demo@example.org" in agent for agent in agents), agents


@pytest.mark.slow
def test_honest_hosts_are_asked_with_validators_and_answer_304(played: Played) -> None:
    for host in ("gov-en", "policy"):
        again = [request.status for request in played.requests if request.host == host and request.tick.day == 5]
        assert again.count(304) >= 3, host


@pytest.mark.slow
def test_a_listing_is_asked_for_once_a_tick(played: Played) -> None:
    for host in HOSTS:
        for tick in played.ticks:
            asked = [
                request for request in played.requests
                if request.host == host and request.tick == tick.tick and request.path.startswith(LISTINGS[host]) and request.status < 500
            ]  # fmt: skip
            assert len(asked) <= 1, (host, tick.tick)


def test_folder_of_the_demo_is_emptied_and_another_one_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(ValueError, match="holds something that the demo did not write"):
        play(tmp_path, days=1)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep"


def test_config_of_the_demo_is_one_that_pactwatch_reads(tmp_path: Path) -> None:
    path = write_config(tmp_path, dict.fromkeys(HOSTS, 8799), 2525)
    config = load_config(path)
    assert path.read_text(encoding="utf-8").startswith(MARK)
    assert {reader.name: reader.language for reader in config.subscribers} == SUBSCRIBERS
    assert config.crawl.allow_private_hosts == ("127.0.0.1:8799",) * 6


def test_no_product_code_knows_the_site() -> None:
    words = re.compile(
        r"harbour courier|demo-(?:gov|regulator|monetary|policy|paper)|tests\.world|PRHeadlineSpan|loadingInfoPage",
        re.I,
    )
    files = [ROOT / "cli.py", ROOT / "scheduler.py", ROOT / "ticks.py"]
    for folder in ("pipeline", "crawler", "commands", "db"):
        files += [path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".toml", ".sql", ".html")]
    known = [path.relative_to(ROOT).as_posix() for path in files if words.search(path.read_text(encoding="utf-8"))]
    assert [name for name in known if not name.startswith("crawler/sources/")] == ["commands/demo.py"]
