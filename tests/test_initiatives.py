"""Initiatives: the timeline played page by page ends at the right stages; no event without its quote."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.joining import join_new
from pipeline.meaning.initiatives import (
    StageEvent,
    find_conflicts,
    find_standing,
    name_candidate,
    read_events,
    supersedes,
)
from pipeline.meaning.relevance import score_document
from pipeline.model import Precision, Stage, Tier
from tests.joined import TOPIC, Told, at, make_document, play_timeline

TIMELINE = tomllib.loads((Path(__file__).parent / "labelled" / "timeline.toml").read_text(encoding="utf-8"))


def make_event(
    stage: str, on: str, effective: str | None = None, tier: str = "official", quote: str = "q"
) -> StageEvent:
    return StageEvent(
        concept="m", stage=Stage(stage), announced_on=on, effective_on=effective, precision=Precision.DAY, tier=Tier(tier),
        field="text", start=0, end=len(quote), quote=quote,
    )  # fmt: skip


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Told, dict[date, dict[str, tuple[object, ...]]]]:
    """The timeline, told and joined day by day, with how each Initiative stood after every day asked for."""
    return play_timeline(tmp_path_factory.mktemp("timeline"), TIMELINE)


@pytest.mark.parametrize(
    "want", TIMELINE["stands"], ids=[f"{one['on']} {one.get('concept', 'candidate')}" for one in TIMELINE["stands"]]
)
def test_timeline_ends_at_the_right_stage(played: tuple[Told, dict], want: dict) -> None:
    stood = played[1][want["on"]].get(want.get("concept") or want["candidate"])
    assert stood == (
        want["stage"],
        want["since"],
        want.get("tier", "official"),
        want.get("next_stage"),
        want.get("next_on"),
    )


def test_a_signing_a_meeting_and_a_briefing_are_no_stage(played: tuple[Told, dict]) -> None:
    told = played[0].store.rows(
        "SELECT v.title, e.stage FROM initiative_events AS e JOIN versions AS v ON v.version_id=e.version_id"
    )
    quiet = {page["title"] for page in TIMELINE["page"] if page.get("quiet")}
    assert len(quiet) == 6
    assert [tuple(row) for row in told if row["title"] in quiet] == []


def test_every_stored_event_has_its_quote_at_its_offsets(played: tuple[Told, dict]) -> None:
    rows = played[0].store.rows(
        "SELECT e.*, v.text, v.title FROM initiative_events AS e JOIN versions AS v ON v.version_id=e.version_id"
    )
    assert len(rows) >= 12
    for row in rows:
        whole = row["title"] if row["field"] == "title" else row["text"]
        assert whole[row["quote_start"] : row["quote_end"]] == row["quote"] != ""


@given(st.sampled_from(TIMELINE["page"]), st.text(max_size=60), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_a_quote_stands_where_it_is_said_to_in_any_text(page: dict, noise: str, place: int) -> None:
    lines = page["text"].strip().split("\n")
    lines.insert(min(place, len(lines)), noise)
    document = make_document(noise[:20] + page["title"], "\n".join(lines), page["language"], page["on"])
    relevance = score_document(document, TOPIC, tier=Tier.OFFICIAL)
    for event in read_events(document, relevance, TOPIC, tier=Tier.OFFICIAL, seen_on=page["on"]):
        assert (
            (document.title if event.field == "title" else document.text)[event.start : event.end] == event.quote != ""
        )


OUTLINE = "The Innovation, Technology and Industry Bureau promulgated today the Development Outline for the Hong Kong Park of Hetao.\nThe Government will explore with the Mainland the cross-boundary flow of data in Hetao."
PLAN = "The ITIB and the Cyberspace Administration of China issued an action plan today. The Hetao data channel will open next year."


@pytest.mark.parametrize(
    ("title", "text", "tier", "want"),
    [
        ("Development Outline for Hetao promulgated", OUTLINE, Tier.OFFICIAL, [(None, "launched"), ("hetao-data-channel", "proposed")]),
        ("Development Outline for Hetao promulgated", OUTLINE, Tier.PRESS, [(None, "launched")]),
        ("Action plan on digital economy issued", PLAN, Tier.OFFICIAL, [("hetao-data-channel", "proposed")]),
    ],
    ids=["an-outline-and-what-it-proposes", "of-the-press-only-what-it-is-about", "the-plan-is-there-the-channel-is-not"],
)  # fmt: skip
def test_what_a_text_proposes_of_another_measure_is_proposed(title: str, text: str, tier: Tier, want: list) -> None:
    document = make_document(title, text, "en", date(2024, 11, 20))
    relevance = score_document(document, TOPIC, tier=tier)
    events = read_events(document, relevance, TOPIC, tier=tier, seen_on=date(2024, 11, 20))
    assert [(event.concept, event.stage) for event in events] == want


STANDINGS = [
    ("official-over-press", [("launched", "2024-01-01", None, "official"), ("ended", "2024-03-01", None, "press")], ("launched", "2024-01-01", None, None)),
    ("a-proposal-takes-nothing-back", [("launched", "2024-01-01", None, "official"), ("proposed", "2024-03-01", None, "official")], ("launched", "2024-01-01", None, None)),
    ("scheduled-changes-nothing-before", [("pilot", "2024-01-01", None, "official"), ("in_force", "2024-05-01", "2024-12-01", "official")], ("pilot", "2024-01-01", "in_force", "2024-12-01")),
    ("scheduled-alone-is-proposed", [("launched", "2024-05-01", "2024-12-01", "official")], ("proposed", "2024-05-01", "launched", "2024-12-01")),
    ("put-off-replaces-the-day", [("launched", "2024-05-01", "2024-08-01", "official"), ("launched", "2024-05-20", "2024-12-01", "official")], ("proposed", "2024-05-01", "launched", "2024-12-01")),
    ("press-alone-is-told-as-such", [("pilot", "2024-02-01", None, "press")], ("pilot", "2024-02-01", None, None)),
    ("effective-date-counts", [("expanded", "2024-05-05", "2024-05-01", "official"), ("expanded", "2024-05-07", None, "official")], ("expanded", "2024-05-01", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("events", "want"), [case[1:] for case in STANDINGS], ids=[case[0] for case in STANDINGS])
def test_standing(events: list, want: tuple) -> None:
    told = [make_event(stage, on, effective, tier) for stage, on, effective, tier in events]
    for order in (told, told[::-1]):
        standing = find_standing(order, date(2024, 6, 1))
        assert standing is not None
        assert (standing.stage, standing.since, standing.next_stage, standing.next_on) == want


def test_what_only_the_press_says_beyond_is_marked() -> None:
    ended = make_event("ended", "2024-03-01", tier="press")
    standing = find_standing([make_event("launched", "2024-01-01"), ended], date(2024, 6, 1))
    assert standing is not None
    assert standing.unconfirmed == (ended,)


def test_two_days_for_one_stage_stand_side_by_side() -> None:
    one, other, later = (
        make_event("launched", "2024-01-01", day) for day in ("2024-02-01", "2024-02-15", "2025-02-01")
    )
    assert find_conflicts([later, other, one]) == ((one, other),)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("关于印发《数据出境便利化行动方案》的通知", "数据出境便利化行动方案"),
        ("推出「跨境理財數據通」服務", "跨境理財數據通"),
        ("New scheme for data", "New scheme for data"),
    ],
)
def test_a_candidate_is_called_what_the_title_quotes(title: str, name: str) -> None:
    assert name_candidate(title) == name


def test_a_later_version_takes_back_what_it_does_not_say() -> None:
    old = make_event("launched", "2024-01-01", "2024-02-01", quote="It opens on 1 February.")
    assert supersedes(make_event("launched", "2024-01-01", "2024-03-01"), "", "", old)
    assert not supersedes(make_event("launched", "2024-01-01", "2024-02-01"), "", "", old)
    assert not supersedes(None, "News. It opens on 1 February.", "", old)
    assert supersedes(None, "News. It is off.", "", old)


def test_an_edited_date_moves_the_schedule(tmp_path: Path) -> None:
    told = Told(tmp_path, {"hk-test": "official"})
    text = "The Innovation, Technology and Industry Bureau and the Cyberspace Administration of China announced that the Hetao data channel will open on {}."
    url, day = "https://hk-test.example/1", date(2026, 8, 1)
    for number, opening in enumerate(("1 December 2026", "15 January 2027")):
        now = at(day + timedelta(days=number))
        told.tell("hk-test", url, make_document("Hetao data channel to open", text.format(opening), "en", day), now)
        join_new(told.store, told.catalog, TOPIC, now)
    row = told.store.row("SELECT stage, next_stage, next_on FROM initiatives WHERE key='hetao-data-channel'")
    assert tuple(row) == ("proposed", "launched", "2027-01-15")
    assert [
        tuple(one) for one in told.store.rows("SELECT effective_on, superseded FROM initiative_events ORDER BY 1")
    ] == [
        ("2026-12-01", 1),
        ("2027-01-15", 0),
    ]
