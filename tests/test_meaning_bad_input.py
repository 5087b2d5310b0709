"""Pages that nobody would write and somebody publishes: sound results from scoring to Stories and Initiatives, nothing lost."""

import time
from datetime import date
from pathlib import Path

import pytest

from pipeline.joining import join_new
from pipeline.meaning.relating import relate_documents
from pipeline.meaning.relevance import score_document
from pipeline.model import Document, Tier
from pipeline.store.meaning import list_announcements, list_initiatives, list_stories
from tests.joined import TOPIC, Told, at, make_document

DAY = date(2026, 9, 2)
NEWS = (
    "The Innovation, Technology and Industry Bureau and the Cyberspace Administration of China launched the facilitation "
    "measure of the GBA Standard Contract today (September 2)."
)
TITLE = "GBA Standard Contract facilitation measure launched"
PLAIN = "The library opens at nine. Visitors bring their own cups. The garden is closed for repairs.\n"
FRENCH = "Hong Kong et Pékin ont lancé le contrat type (GBA Standard Contract) pour les données personnelles, selon le bureau."
ODD = {
    "a-fourth-language": make_document("Contrat type lancé", FRENCH, "fr", DAY),
    "no-language": make_document(TITLE, NEWS, "und", DAY),
    "300-pages": make_document(TITLE, NEWS + "\n" + PLAIN * 9_000, "en", DAY),
    "300-pages-of-it": make_document(TITLE, "\n".join([NEWS] * 5_000), "en", DAY),
    "a-title-of-5000-characters": make_document((TITLE + " ") * 100, NEWS, "en", DAY),
    "nothing-but-a-title": make_document(TITLE, "", "en", DAY),
    "one-line-without-an-end": make_document(TITLE, NEWS.replace(".", ",") * 400, "en", DAY),
    "no-date": make_document(TITLE, NEWS, "en"),
}


@pytest.mark.parametrize("document", ODD.values(), ids=ODD)
def test_an_odd_page_is_read_told_and_kept(tmp_path: Path, document: Document) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    begun = time.process_time()
    page_id = told.tell("hk-test", "https://hk-test.example/odd", document, at(DAY))
    told.tell("hk-test", "https://hk-test.example/plain", make_document(TITLE, NEWS, "en", DAY), at(DAY))
    join_new(told.store, told.catalog, TOPIC, at(DAY, "13:00"))
    assert time.process_time() - begun < 20
    relevant = told.store.value("SELECT relevant FROM pages WHERE page_id=?", (page_id,))
    in_stories = {page["page_id"] for story in list_stories(told.store) for page in story["pages"]}
    assert (page_id in in_stories) == bool(relevant)
    assert told.store.value("SELECT count(*) FROM versions WHERE joined_at IS NULL") == 0
    assert [one["name"] for one in list_initiatives(told.store, at(DAY)) if not one["candidate"]] == [
        "GBA Standard Contract"
    ]
    for row in told.store.rows(
        "SELECT e.*, v.title, v.text FROM initiative_events AS e JOIN versions AS v USING (version_id)"
    ):
        whole = row["title"] if row["field"] == "title" else row["text"]
        assert whole[row["quote_start"] : row["quote_end"]] == row["quote"]


def test_a_page_that_quotes_another_whole_is_a_copy_and_the_original_leads(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official", "hk-paper": "press"})
    body = "\n".join(
        [NEWS, *(f"Point {number} of {number + 11} of the measure concerns firm {number * 7}." for number in range(12))]
    )
    quoting = make_document("In full: what they said", f"The bureau said: “{body}”", "en", DAY)
    told.tell("hk-paper", "https://hk-paper.example/1", quoting, at(DAY, "11:00"))
    told.tell("hk-test", "https://hk-test.example/1", make_document(TITLE, body, "en", DAY), at(DAY, "12:00"))
    join_new(told.store, told.catalog, TOPIC, at(DAY, "13:00"))
    (story,) = list_stories(told.store)
    assert (story["url"], story["tier"], len(story["pages"])) == ("https://hk-test.example/1", "official", 2)
    (announcement,) = list_announcements(told.store)
    assert announcement["press"] == ["hk-paper"]
    assert relate_documents(quoting, make_document(TITLE, body, "en", DAY), TOPIC).rule == "copy"


def test_a_quote_of_a_denial_is_no_launch() -> None:
    text = "The bureau denied reports that it had launched the GBA Standard Contract with the Cyberspace Administration of China."
    relevance = score_document(make_document("Bureau denies report", text, "en", DAY), TOPIC, tier=Tier.OFFICIAL)
    assert relevance.stage is None
