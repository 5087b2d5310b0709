"""The desk: every page answers with its quote verbatim, hostile text stays text, unknown numbers get a page that helps."""

import asyncio
import re
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import lxml.html
import msgspec
import pytest

import db.schema
from commands.serve import make_datasette
from pipeline.desk import Desk, furnish
from pipeline.meaning.topic import load_topic
from pipeline.store.meaning import list_initiatives
from pipeline.store.subscribers import meet_subscriber
from pipeline.telling.words import LANGUAGES
from tests.joined import PROFILE, TOPIC, Told, at, make_document
from tests.test_joining import CANDIDATE, DAY, TIERS, decide, join, tell_launch, tell_release

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
LAUNCH = (
    "The Hong Kong Monetary Authority and the People's Bank of China today launched cross-boundary credit referencing"
    " for enterprises in Hong Kong and Shenzhen."
)
NUMBERS = {"changes": "change_id", "pages": "page_id", "initiatives": "initiative_id", "stories": "story_id"}


def tell_hostile(told: Told) -> int:
    """A Page whose title and text try to be markup, and an edit of it that does."""
    url, now = "https://www.hkma.gov.hk/eng/hostile", at(DAY, "16:00")
    title = f"HKMA launches credit referencing {HOSTILE}"
    told.tell("hk-hkma", url, make_document(title, f"{LAUNCH} {HOSTILE}", "en", now), now)
    page_id = told.tell("hk-hkma", url, make_document(title, f"{LAUNCH} It is open. {HOSTILE}", "en", now), now)
    with told.store.write_txn():
        told.store.execute(
            "INSERT INTO edits (change_id, position, field, op, before, after)"
            " SELECT max(change_id), 0, 'paragraph', 'replace', ?, ? FROM changes",
            (f"{LAUNCH} {HOSTILE}", f"{LAUNCH} It is open. {HOSTILE}"),
        )
    return page_id


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    told = Told(folder, TIERS | {"hk-test": "official"})
    tell_release(told, chinese="2026年11月14日")
    tell_hostile(told)
    tell_launch(told)
    join(told, at(DAY, "17:00"))
    meet_subscriber(told.store, "team", at(DAY))
    with told.store.write_txn():
        told.store.execute(
            "INSERT INTO digests (subscriber, language, until_at, after_change_id, to_change_id, findings, subject, html, text,"
            " frozen_at) VALUES ('team', 'en', '', 0, 1, 1, 's', '<!DOCTYPE html><p style=\"color:red\">as sent</p>', 't', '')"
        )
    told.store.close()
    return folder / "db" / "pactwatch.db"


@pytest.fixture(scope="module")
def app(file: Path) -> Any:
    return open_desk(file)


def open_desk(file: Path) -> Any:
    connection = sqlite3.connect(file)
    tables = db.schema.tables_of(connection)
    connection.close()
    return make_datasette(file, tables, topic=load_topic(PROFILE))


def get(app: Any, path: str) -> httpx.Response:
    response: httpx.Response = asyncio.run(app.client.get(path))
    return response


def numbers(file: Path, kind: str) -> list[int]:
    connection = sqlite3.connect(file)
    found = [row[0] for row in connection.execute(f"SELECT {NUMBERS[kind]} FROM {kind}")]
    connection.close()
    assert found
    return found


def words_of(html: str) -> str:
    """The text of a page with one space where it has white space."""
    return " ".join(lxml.html.fromstring(html).text_content().split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", NUMBERS)
def test_every_row_has_a_page_in_every_language_and_all_its_links_lead_on(
    app: Any, file: Path, kind: str, language: str
) -> None:
    for number in numbers(file, kind):
        answer = get(app, f"/desk/{kind}/{number}?lang={language}")
        assert answer.status_code == 200
        tree = lxml.html.fromstring(answer.text)
        assert tree.get("lang") == language
        assert len(tree.xpath("//main//h1")) == len(tree.xpath("//main")) == len(tree.xpath("//header/nav[1]")) == 1
        inner = {href for href in tree.xpath("//a/@href") if href.startswith("/desk")}
        assert {href: get(app, href).status_code for href in inner} == dict.fromkeys(inner, 200)


def test_a_stage_stands_with_its_sentence_word_for_word_and_marked_in_the_text(app: Any, file: Path) -> None:
    connection = sqlite3.connect(file)
    events = connection.execute("SELECT initiative_id, quote, field FROM initiative_events").fetchall()
    connection.close()
    assert events
    for initiative_id, quote, field in events:
        tree = lxml.html.fromstring(get(app, f"/desk/initiatives/{initiative_id}").text)
        assert " ".join(quote.split()) in " ".join(tree.text_content().split())
        marks = []
        for href in tree.xpath("//a[contains(@href, '#quote')]/@href"):
            marks += lxml.html.fromstring(get(app, href).text).xpath("//mark[@id='quote']")
        assert quote in {mark.text_content() for mark in marks}, field


def test_a_change_shows_its_edit_inline_and_both_versions(app: Any, file: Path) -> None:
    connection = sqlite3.connect(file)
    (change_id,) = connection.execute("SELECT change_id FROM changes WHERE kind='edited'").fetchone()
    connection.close()
    tree = lxml.html.fromstring(get(app, f"/desk/changes/{change_id}").text)
    assert tree.xpath("string(//main//ins)").strip() == "It is open."
    assert {"Version 1", "Version 2", "Compare versions"} <= set(tree.xpath("//dd/a/text()"))


def test_a_finding_about_twins_leads_to_both(app: Any, file: Path) -> None:
    connection = sqlite3.connect(file)
    (change_id,) = connection.execute("SELECT change_id FROM changes WHERE kind='twin_conflict'").fetchone()
    pages = {row[0] for row in connection.execute("SELECT page_id FROM pages WHERE url LIKE '%gia/general%'")}
    connection.close()
    links = lxml.html.fromstring(get(app, f"/desk/changes/{change_id}").text).xpath("//dd/a/@href")
    assert len(pages) == 2
    assert {f"/desk/pages/{page_id}" for page_id in pages} <= set(links)


def test_versions_are_held_against_each_other_whichever_they_are(app: Any, file: Path) -> None:
    connection = sqlite3.connect(file)
    (page_id,) = connection.execute("SELECT page_id FROM pages WHERE url LIKE '%hostile'").fetchone()
    connection.close()
    forth = get(app, f"/desk/pages/{page_id}/diff?from=1&to=2").text
    back = get(app, f"/desk/pages/{page_id}/diff?from=2&to=1").text
    assert "It is open." in lxml.html.fromstring(forth).xpath("string(//main//ins)")
    assert "It is open." in lxml.html.fromstring(back).xpath("string(//main//del)")
    assert "read the same" in get(app, f"/desk/pages/{page_id}/diff?from=1&to=1").text
    assert get(app, f"/desk/pages/{page_id}/diff").headers["location"] == f"/desk/pages/{page_id}/diff?from=1&to=2"


def test_a_story_tells_what_joined_its_pages_and_on_what_they_differ(app: Any, file: Path) -> None:
    connection = sqlite3.connect(file)
    (story_id,) = connection.execute("SELECT story_id FROM pages WHERE language='zh-Hant'").fetchone()
    connection.close()
    english, chinese = (get(app, f"/desk/stories/{story_id}?lang={tag}").text for tag in ("en", "zh-Hant"))
    assert "The English page says 4 November 2026; the Chinese page says 2026年11月14日." in words_of(english)
    assert "the same in another language" in words_of(english)
    titles = [lxml.html.fromstring(html).xpath("string(//h1)") for html in (english, chinese)]
    assert titles == ["ZA Bank joins cross-boundary credit referencing", "眾安銀行加入跨境徵信互通"]


def test_what_a_page_says_is_text_and_never_markup(app: Any, file: Path) -> None:
    for kind in NUMBERS:
        for number in numbers(file, kind):
            html = get(app, f"/desk/{kind}/{number}").text
            assert not re.search(r"<script|<img|<[^>]* on\w+=", html)
    (page_id,) = [n for n in numbers(file, "pages") if "alert(1)" in get(app, f"/desk/pages/{n}").text]
    assert HOSTILE in words_of(get(app, f"/desk/pages/{page_id}").text)


@pytest.mark.parametrize(
    "path",
    ["changes/999", "pages/999", "pages/999/diff", "pages/1/diff?from=1&to=9", "pages/1?version=7", "digests/99", "initiatives/99",
     "stories/99", "changes/abc", "changes/99999999999999999999", "nothing", f"changes/{HOSTILE}", ""],
)  # fmt: skip
def test_an_unknown_number_gets_a_page_that_helps(app: Any, path: str) -> None:
    answer = get(app, f"/desk/{path}")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text
    assert "<script" not in answer.text
    assert lxml.html.fromstring(answer.text).xpath("//main//a/@href") == ["/"]


def test_no_page_may_load_anything_from_elsewhere_or_run_a_script(app: Any) -> None:
    page, digest, table = (get(app, path) for path in ("/desk/changes/1", "/desk/digests/1", "/pactwatch/pages"))
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in digest.headers["content-security-policy"]
    assert "script-src 'self'" in table.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert get(app, "/desk/style.css").headers["content-type"].startswith("text/css")


def test_a_digest_is_shown_exactly_as_it_was_sent(app: Any) -> None:
    assert get(app, "/desk/digests/1").text == '<!DOCTYPE html><p style="color:red">as sent</p>'


def test_a_measure_names_the_one_it_takes_the_place_of(file: Path) -> None:
    connection = sqlite3.connect(file)
    number, key = connection.execute("SELECT initiative_id, key FROM initiatives WHERE candidate=0").fetchone()
    connection.close()
    older = next(one for one in TOPIC.initiatives if one.concept != key)
    measures = tuple(
        msgspec.structs.replace(one, replaces=older.concept) if one.concept == key else one for one in TOPIC.initiatives
    )
    app = open_desk(file)
    furnish(app, Desk(topic=replace(TOPIC, initiatives=measures), clock=lambda: at(DAY)))
    assert f"follows on: {older.names['en']}" in words_of(get(app, f"/desk/initiatives/{number}").text)


def test_a_merged_initiative_leads_on_for_ever(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    document = make_document("Cross-boundary data ledger launched", CANDIDATE, "en", DAY)
    told.tell("hk-test", "https://hk-test.example/1", document, at(DAY))
    tell_launch(told)
    join(told, at(DAY, "16:00"))
    known, other = sorted(list_initiatives(told.store, at(DAY, "16:00")), key=lambda one: one["candidate"])
    decide(told, "initiative_merge", other["key"], {"into": known["key"]}, at(DAY, "16:30"))
    told.store.close()
    answer = get(
        open_desk(tmp_path / "db" / "pactwatch.db"), f"/desk/initiatives/{other['initiative_id']}?lang=zh-Hans"
    )
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/desk/initiatives/{known['initiative_id']}?lang=zh-Hans"
