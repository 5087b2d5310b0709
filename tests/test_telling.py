"""What a Digest is told beyond its findings, from the store: days that came, how measures stand, what fell into which week."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from commands.outbox import compose
from pipeline.config import Config, Subscriber
from pipeline.joining import join_new
from pipeline.store.findings import Wish, choose_quote, find_changes
from pipeline.store.telling import activity_by_week, arrivals_between, measures_now
from tests.joined import TOPIC, Told, at, make_document

SAID = date(2026, 11, 18)
CHANNEL = (
    "The ITIB and the Cyberspace Administration of China announced today that the Hetao data channel will open on {}."
)
READER = Subscriber(name="team", to=("a@example.org",), language="en", weights=("major", "minor"))


def tell_channel(told: Told, opening: str, day: date, source: str = "hk-test") -> None:
    document = make_document("Hetao data channel to open", CHANNEL.format(opening), "en", SAID)
    told.tell(source, f"https://{source}.example/1", document, at(day))
    join_new(told.store, told.catalog, TOPIC, at(day, "13:00"))


def test_a_scheduled_stage_is_told_once_when_its_day_comes(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    tell_channel(told, "1 December 2026", SAID)
    days = [
        (SAID, date(2026, 11, 30)),
        (date(2026, 11, 30), date(2026, 12, 7)),
        (date(2026, 12, 7), date(2026, 12, 14)),
    ]
    found = [[(row["stage"], row["effective_on"]) for row in arrivals_between(told.store, *both)] for both in days]
    assert found == [[], [("launched", "2026-12-01")], []]
    (row,) = arrivals_between(told.store, *days[1])
    assert (row["names"]["zh-Hant"], row["url"]) == ("河套數據專道", "https://hk-test.example/1")
    assert "1 December 2026" in row["quote"]


def test_a_day_that_was_put_off_does_not_come(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    tell_channel(told, "1 December 2026", SAID)
    tell_channel(told, "15 January 2027", date(2026, 11, 29))
    assert arrivals_between(told.store, date(2026, 11, 28), date(2026, 12, 7)) == []
    assert len(arrivals_between(told.store, date(2026, 12, 7), date(2027, 1, 16))) == 1


def test_a_digest_tells_the_day_without_a_finding_and_shows_how_things_stand(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    tell_channel(told, "1 December 2026", SAID)
    config = Config(subscribers=(READER,))
    digest = compose(told.store, config, READER, (), since=at("2026-11-29"), until=at("2026-12-06"))
    assert (digest.empty, digest.headline) == (False, "Hetao data channel: launched as of 1 December 2026.")
    (measure,) = digest.measures
    assert (measure.stage, measure.since, measure.next_on) == ("launched", "2026-12-01", None)
    first = compose(told.store, config, READER, (), since=None, until=at("2026-12-06"))
    assert (first.empty, len(first.measures)) == (True, 1)


def test_a_day_within_one_digest_is_told_by_its_finding(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    tell_channel(told, "20 November 2026", SAID)
    config = Config(subscribers=(READER,))
    findings = find_changes(told.store, Wish())
    digest = compose(told.store, config, READER, findings, since=at(SAID, "09:00"), until=at("2026-11-22"))
    (entry,) = digest.entries
    assert (digest.arrivals, entry.step and (entry.step.stage, entry.step.on)) == ((), ("launched", "2026-11-20"))
    assert entry.quote == CHANNEL.format("20 November 2026")


def test_measures_stand_as_of_a_day_with_what_else_is_said(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official", "sz-test": "official"})
    tell_channel(told, "1 December 2026", SAID)
    tell_channel(told, "8 December 2026", SAID, "sz-test")
    before, after = (measures_now(told.store, date(2026, 12, day))[0] for day in (1, 20))
    assert (before["standing"].stage, before["standing"].next_on, before["other_dates"]) == (
        "launched",
        "2026-12-08",
        [],
    )
    assert (after["standing"].since, after["other_dates"]) == ("2026-12-01", ["2026-12-08"])


def test_events_count_once_in_the_week_in_which_they_were_published(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official", "hk-paper": "press"})
    text = CHANNEL.format("1 December 2026")
    for source, published in (
        ("hk-test", SAID),
        ("hk-paper", SAID + timedelta(days=1)),
        ("hk-test", date(2026, 11, 22)),
    ):
        url = f"https://{source}.example/{published}"
        title = "Hetao data channel to open" if published < date(2026, 11, 22) else "GBA Standard Contract filing eased"
        body = (
            text
            if published < date(2026, 11, 22)
            else "The filing of the GBA Standard Contract is streamlined from today, the Digital Policy Office and the CAC said."
        )
        told.tell(source, url, make_document(title, body, "en", published), at(date(2026, 11, 23)))
    join_new(told.store, told.catalog, TOPIC, at(date(2026, 11, 23), "13:00"))
    rows = [tuple(row) for row in activity_by_week(told.store, date(2026, 11, 9), date(2026, 11, 23))]
    assert [row for row in rows if row[0] == "data-flow"] == [("data-flow", "2026-11-16", 2)]


@pytest.mark.parametrize("backgrounds", [1, 4])
def test_a_quote_is_the_news_and_not_what_is_told_every_time(backgrounds: int) -> None:
    news = "The channel opens today."
    always = "The ITIB and the CAC signed a Memorandum in April."
    text = "\n".join(
        [news, "It is free.", "Forms are online.", "Calls are answered.", "Mail too.", *[always] * backgrounds]
    )
    spots = [
        (text.index("channel"), "channel"),
        (text.index("ITIB"), "itib"),
        (text.index("CAC"), "cac"),
        (text.index("Memorandum"), "mou"),
    ]
    terms = [
        {"term": "x", "concept": concept, "field": "body", "start": start, "end": start + 3} for start, concept in spots
    ]
    assert choose_quote(text, json.dumps(terms)) == (news, 0, len(news))
