"""What stands in a Digest, where, in which order, and how its first lines say it."""

import random
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Subscriber
from pipeline.model import ChangeKind, Edit, Fact, FactType, Field, Op, PageKind, Stage, Tier, Weight
from pipeline.telling.background import Arrival, Background, Measure, Step
from pipeline.telling.digest import (
    FULL_ENTRIES,
    LISTED_ENTRIES,
    Digest,
    Section,
    choose_findings,
    compose_digest,
    place_finding,
)
from pipeline.telling.finding import Finding
from pipeline.telling.layout import lay_out
from pipeline.telling.words import load_words
from pipeline.weighing.excerpt import count_columns
from tests.findings import (
    GIA,
    NOON,
    RTHK,
    SCMP,
    SINCE,
    UNTIL,
    make_edited,
    make_finding,
    replace_edit,
    rich_blind,
    rich_findings,
)

EVERY_WEIGHT = ("major", "minor")


def subscriber(**keys: Any) -> Subscriber:
    return Subscriber(**{"name": "team", "to": ("a@example.org",), "weights": EVERY_WEIGHT, **keys})


def compose(*findings: Finding, language: str = "en", **keys: Any) -> Digest:
    return compose_digest(
        findings, subscriber=subscriber(language=language, **keys), since=SINCE, until=UNTIL, words=load_words(language)
    )


@pytest.mark.parametrize(
    ("keys", "wanted", "told"),
    [
        pytest.param({}, {}, True, id="relevant and major"),
        pytest.param({"relevant": False}, {}, False, id="not relevant"),
        pytest.param({"baseline": True}, {}, False, id="baseline"),
        pytest.param({"weight": Weight.MINOR}, {"weights": ("major",)}, False, id="weight not asked for"),
        pytest.param({"weight": Weight.MINOR}, {}, True, id="weight asked for"),
        pytest.param({"areas": ("ai",)}, {"areas": ("ai", "fintech")}, True, id="one area of two"),
        pytest.param({"areas": ("data-flow",)}, {"areas": ("ai",)}, False, id="another area"),
        pytest.param({"areas": ()}, {"areas": ("ai",)}, False, id="no area, some asked for"),
        pytest.param({"areas": ()}, {}, True, id="no area, none asked for"),
    ],
)
def test_only_what_a_subscriber_asked_for_is_told(keys: dict[str, Any], wanted: dict[str, Any], told: bool) -> None:
    finding = make_finding(**keys)
    assert choose_findings([finding], subscriber(**wanted)) == ((finding,) if told else ())


def test_a_change_offered_twice_is_told_once() -> None:
    digest = compose(make_finding(4), make_finding(4))
    assert (digest.change_ids, len(digest.entries)) == ((4,), 1)


def test_the_cursor_is_the_last_change_looked_at_told_or_not() -> None:
    digest = compose(make_finding(4), make_finding(9, relevant=False))
    assert (digest.change_ids, digest.cursor) == ((4,), 9)


@pytest.mark.parametrize(
    ("finding", "section"),
    [
        (make_finding(page_kind=PageKind.PRACTICAL_INITIATIVE), Section.INITIATIVES),
        (make_finding(page_kind=PageKind.ANNOUNCEMENT), Section.ANNOUNCEMENTS),
        (make_finding(page_kind=PageKind.PROGRESS), Section.ANNOUNCEMENTS),
        (make_finding(page_kind=None), Section.ANNOUNCEMENTS),
        (make_edited(), Section.FACTS),
        (make_edited(page_kind=PageKind.PRACTICAL_INITIATIVE), Section.FACTS),
        (make_edited(facts=()), Section.ALSO),
        *((make_finding(kind=kind), Section.ALSO) for kind in ChangeKind if kind not in ("appeared", "edited")),
        (
            make_finding(kind=ChangeKind.TWIN_CONFLICT, facts=(Fact(type=FactType.DATE, before="1", after="2"),)),
            Section.ALSO,
        ),
    ],
)
def test_where_a_finding_stands(finding: Finding, section: Section) -> None:
    assert place_finding(finding) is section


def test_the_rich_digest_in_reading_order() -> None:
    digest = compose(*rich_findings())
    told = [
        (entry.section.value, entry.lead.change_id, [one.change_id for one in entry.others]) for entry in digest.entries
    ]
    assert told == [
        ("initiatives", 1, [2, 3]),
        ("announcements", 4, [5]),
        ("facts", 6, [7]),
        ("also", 8, []),
        ("also", 9, []),
        ("also", 10, []),
        ("also", 11, []),
        ("also", 12, []),
    ]
    assert [finding.change_id for finding in digest.commentary] == [13]
    assert digest.counts == (("initiatives", 1), ("announcements", 1), ("facts", 1), ("also", 5), ("commentary", 1))
    assert digest.change_ids == tuple(range(1, 14))


@given(seed=st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_findings_come_changes_nothing(seed: int) -> None:
    findings = list(rich_findings())
    random.Random(seed).shuffle(findings)
    assert compose(*findings) == compose(*rich_findings())


def test_an_official_page_speaks_for_a_story_even_when_press_came_first() -> None:
    press = make_finding(1, tier=Tier.PRESS, source_id="hk-rthk", source_names=RTHK, story_id=3)
    official = make_finding(2, source_id="hk-gia", source_names=GIA, story_id=3)
    (entry,) = compose(press, official).entries
    assert (entry.lead, entry.others) == (official, (press,))


@pytest.mark.parametrize(("language", "lead"), [("en", 1), ("zh-Hant", 2), ("zh-Hans", 2)])
def test_the_twin_in_the_readers_language_speaks(language: str, lead: int) -> None:
    twins = make_finding(1, story_id=3), make_finding(2, story_id=3, language="zh-Hant")
    (entry,) = compose(*twins, language=language).entries
    assert entry.lead.change_id == lead


def test_edits_of_two_sources_in_one_story_are_two_lines() -> None:
    ours, theirs = make_edited(1, story_id=3), make_edited(2, story_id=3, source_id="hk-rthk", tier=Tier.PRESS)
    assert len(compose(ours, theirs).entries) == 2


def there_and_back(first: int, **keys: Any) -> tuple[Finding, Finding]:
    """6 -> 8, and two Changes later 8 -> 6."""
    there = Fact(type=FactType.NUMBER, before="6", after="8")
    back = Fact(type=FactType.NUMBER, before="8", after="6")
    undone = {"reverts_to": first, "reverted_at": datetime(2026, 9, 2, 1, tzinfo=UTC)}
    return (
        make_edited(first, page_id=1, story_id=3, facts=(there,), edits=(replace_edit("6 days", "8 days"),), **keys),
        make_edited(first + 2, page_id=1, story_id=3, facts=(back,), edits=(replace_edit("8 days", "6 days"),), **undone)
    )  # fmt: skip


def test_two_edits_of_one_page_are_two_events_and_the_undone_one_never_leads() -> None:
    digest = compose(*there_and_back(1))
    assert [[one.change_id for one in entry.findings] for entry in digest.entries] == [[1], [3]]
    title = "Hetao data channel to open to applications"
    back = "back to what it was before 2 September 2026, without notice"
    assert digest.headline == f"{title}: number changed from 8 days to 6 days, {back}."
    assert digest.subject.startswith("pactwatch: Hetao data channel to open")
    assert "now 6 days" in digest.subject
    assert compose(*there_and_back(1), language="zh-Hant").headline == (
        f"{title}：數目由8 days改為6 days，回復至2026年9月2日前的原樣，網頁並無說明。"
    )


def test_edits_of_twins_fold_the_first_with_the_first() -> None:
    english = there_and_back(1)
    chinese = [
        replace(one, change_id=n, page_id=2, language="zh-Hant", reverts_to=2 if one.reverts_to else None)
        for n, one in zip((2, 4), english, strict=True)
    ]
    digest = compose(*english, *chinese)
    assert [[one.change_id for one in entry.findings] for entry in digest.entries] == [[1, 2], [3, 4]]


def test_a_further_edit_of_a_page_is_an_event_of_its_own() -> None:
    digest = compose(*(make_edited(n, page_id=1, story_id=3) for n in (1, 2)))
    assert [[one.change_id for one in entry.findings] for entry in digest.entries] == [[1], [2]]


def test_an_undone_change_leads_no_digest_in_which_something_else_stands() -> None:
    there, _ = there_and_back(1)
    back = make_edited(3, page_id=1, story_id=3, reverts_to=1, weight=Weight.COSMETIC)
    other = make_finding(9, tier=Tier.ANALYSIS)
    assert compose(there, back, other).headline == compose(other).headline


def test_there_and_back_leads_no_digest_and_stands_last_in_its_section() -> None:
    there, back = there_and_back(1)
    other = make_edited(9, page_id=7, tier=Tier.PRESS, silent=False)
    digest = compose(there, back, other)
    assert digest.headline == compose(other).headline
    assert [entry.lead.change_id for entry in digest.section(Section.FACTS)] == [9, 1, 3]


def test_an_edit_that_undoes_one_told_before_may_lead() -> None:
    _, back = there_and_back(1)
    assert compose(back, make_edited(9, page_id=7, tier=Tier.PRESS)).headline == compose(back).headline


def test_pages_without_a_story_are_not_joined_by_likeness() -> None:
    assert len(compose(make_finding(1), make_finding(2)).entries) == 2


def test_a_new_page_and_its_edit_are_two_events() -> None:
    digest = compose(make_finding(1, story_id=3), make_edited(2, story_id=3, page_id=1))
    assert [entry.section for entry in digest.entries] == [Section.ANNOUNCEMENTS, Section.FACTS]


def test_no_section_takes_all_the_room() -> None:
    findings = [make_finding(n) for n in range(1, 50)] + [make_edited(n) for n in range(50, 60)]
    digest = compose(*findings)
    full = [entry.section.value for entry in digest.entries if entry.full]
    listed = [entry.section.value for entry in digest.entries]
    assert (full.count("announcements"), full.count("facts")) == (4, 3)
    assert (listed.count("announcements"), listed.count("facts")) == (20, 10)


@pytest.mark.parametrize("many", [1, 5, 7, 28, 29, 500])
def test_a_digest_has_one_page(many: int) -> None:
    findings = [make_finding(n) for n in range(1, many + 1)] + [make_edited(1000), make_edited(1001, facts=())]
    digest = compose(*findings)
    total = many + 2
    full = [entry.section for entry in digest.entries if entry.full]
    assert len(full) == min(total, FULL_ENTRIES)
    assert {Section.ANNOUNCEMENTS, Section.FACTS, Section.ALSO} <= set(full)
    assert (len(digest.entries), digest.unlisted) == (min(total, LISTED_ENTRIES), max(0, total - LISTED_ENTRIES))
    assert len(digest.change_ids) == total


@pytest.mark.parametrize(
    ("finding", "language", "headline"),
    [
        (
            make_edited(),
            "en",
            "Hetao data channel to open to applications: date changed from 1 December 2026 to 15 January 2027, "
            "and 2 more facts, without notice.",
        ),
        (
            make_edited(
                language="zh-Hant",
                title="河套數據通道接受申請",
                facts=(Fact(type=FactType.DATE, before="2026年12月1日", after="2027年1月15日"),),
            ),
            "zh-Hant",
            "河套數據通道接受申請：日期由2026年12月1日改為2027年1月15日，網頁並無說明。",
        ),
        (
            make_edited(silent=False, facts=(Fact(type=FactType.LIMIT, before="up to", after=None),)),
            "en",
            "Hetao data channel to open to applications: limit dropped, up to.",
        ),
        (
            make_edited(silent=False, facts=(Fact(type=FactType.MONEY, before=None, after="十五億元"),)),
            "zh-Hans",
            "Hetao data channel to open to applications：新增金额十五億元。",
        ),
        (make_finding(), "en", "Harbour data desk opens to applications."),
        (make_finding(tier=Tier.PRESS, source_names=RTHK), "en", "RTHK: Harbour data desk opens to applications."),
        (make_finding(kind=ChangeKind.WITHDRAWN), "en", "Withdrawn: Harbour data desk opens to applications."),
        (
            make_finding(
                kind=ChangeKind.EDITED, edits=(replace_edit("The desk is calm today.", "The desk is busy today."),)
            ),
            "en",
            "Harbour data desk opens to applications: “calm” became “busy”.",
        ),
        (
            make_finding(kind=ChangeKind.EDITED, edits=(replace_edit("Desk opens", "Desk closes", Field.TITLE),)),
            "en",
            "“Desk opens” is now titled “Desk closes”.",
        ),
        (
            make_finding(
                kind=ChangeKind.EDITED,
                edits=(Edit(field=Field.PARAGRAPH, op=Op.MOVE, before="A sentence.", after="A sentence."),),
            ),
            "zh-Hans",
            "文本有改动：Harbour data desk opens to applications。",
        ),
        (make_finding(title="Is the desk open?"), "en", "Is the desk open?"),
        (make_finding(title="", page_url="https://www.example.hk/a/b"), "en", "www.example.hk/a/b."),
    ],
)
def test_the_headline_is_the_finding_with_the_fact_itself(finding: Finding, language: str, headline: str) -> None:
    assert compose(finding, language=language).headline == headline


@pytest.mark.parametrize(
    ("findings", "strongest"),
    [
        pytest.param([make_finding(1), make_edited(2)], 2, id="a fact changed without notice before an announcement"),
        pytest.param(
            [make_edited(1, silent=False), make_finding(2, page_kind=PageKind.PRACTICAL_INITIATIVE)],
            2,
            id="a new measure before a fact changed with notice",
        ),
        pytest.param([make_finding(1), make_edited(2, silent=False)], 2, id="a fact before an announcement"),
        pytest.param([make_edited(1, tier=Tier.PRESS), make_finding(2)], 2, id="official before press"),
        pytest.param(
            [make_finding(1, kind=ChangeKind.MOVED), make_finding(2, kind=ChangeKind.WITHDRAWN)],
            2,
            id="withdrawn before moved",
        ),
        pytest.param([make_finding(1, score=0.6), make_finding(2, score=0.9)], 2, id="the more relevant of two"),
    ],
)
def test_the_strongest_finding_leads(findings: list[Finding], strongest: int) -> None:
    alone = next(finding for finding in findings if finding.change_id == strongest)
    assert compose(*findings).headline == compose(alone).headline


@pytest.mark.parametrize(
    ("findings", "language", "subject"),
    [
        ([make_edited()], "en", "pactwatch: Hetao data channel to open… now 15 January 2027"),
        (
            [make_edited(), *(make_finding(n) for n in range(2, 8))],
            "en",
            "pactwatch: Hetao data channel… now 15 January 2027 (+6 more)",
        ),
        (
            [
                make_edited(
                    language="zh-Hant",
                    title="河套數據通道",
                    facts=(Fact(type=FactType.DATE, before="2026年12月1日", after="2027年1月15日"),),
                ),
                *(make_finding(n) for n in range(2, 8)),
            ],
            "zh-Hant",
            "pactwatch：河套數據通道：改為2027年1月15日（另有6項）",
        ),
        ([make_finding()], "zh-Hans", "pactwatch：Harbour data desk opens to applications"),
        (
            [make_finding(kind=ChangeKind.WITHDRAWN), make_finding(2, kind=ChangeKind.MOVED)],
            "en",
            "pactwatch: Withdrawn: Harbour data desk opens to… (+1 more)",
        ),
        ([make_finding(title="Desk\r\nBcc: x@y.z\x00\u202egnp")], "en", "pactwatch: Desk Bcc: x@y.z gnp"),
        ([], "en", "pactwatch: nothing new"),
    ],
)
def test_subjects(findings: list[Finding], language: str, subject: str) -> None:
    assert compose(*findings, language=language).subject == subject


@given(
    title=st.text(max_size=200),
    before=st.none() | st.text(max_size=80),
    after=st.none() | st.text(max_size=80),
    kind=st.sampled_from(list(ChangeKind)),
    language=st.sampled_from(["en", "zh-Hant", "zh-Hans"]),
    more=st.sampled_from([0, 1, 999]),
)
@settings(max_examples=80, deadline=None)
def test_a_subject_is_one_line_of_sixty_columns_whatever_a_page_says(
    title: str, before: str | None, after: str | None, kind: ChangeKind, language: str, more: int
) -> None:
    finding = make_edited(10_000, title=title, kind=kind, facts=(Fact(type=FactType.NAME, before=before, after=after),))
    others = [make_finding(n, tier=Tier.ANALYSIS) for n in range(1, more + 1)]
    subject = compose(finding, *others, language=language).subject
    assert count_columns(subject) <= 60
    assert subject.splitlines() == [subject]
    assert not {unicodedata.category(character) for character in subject} & {"Cc", "Cs", "Zl", "Zp"}


def test_nothing_to_tell_is_said_with_what_could_not_be_seen() -> None:
    words = load_words("en")
    digest = compose_digest((), subscriber=subscriber(), since=SINCE, until=UNTIL, words=words, blind=rich_blind())
    assert (digest.empty, digest.headline, digest.preheader, digest.cursor) == (
        True,
        "Nothing new, and 1 source could not be seen.",
        "No findings in this period.",
        None,
    )
    assert compose().headline == "Nothing new."


def test_only_comment_still_has_a_headline() -> None:
    digest = compose(make_finding(1, tier=Tier.PRESS, page_kind=PageKind.COMMENTARY, source_names=SCMP))
    assert (digest.headline, digest.preheader, digest.entries) == (
        "South China Morning Post: Harbour data desk opens to applications.",
        "1 finding: 1 commentary.",
        (),
    )


def test_counts_in_three_languages() -> None:
    said = {
        language: compose(*rich_findings(), language=language).preheader for language in ("en", "zh-Hant", "zh-Hans")
    }
    assert said == {
        "en": "9 findings: 1 practical initiative, 1 new announcement, 1 change of facts, 5 other changes, 1 commentary.",
        "zh-Hant": "共9項：1項具體措施、1項新公布、1項事實改動、5項其他改動、1篇評論。",
        "zh-Hans": "共9项：1项具体措施、1项新公布、1项事实改动、5项其他改动、1篇评论。",
    }


def test_a_finding_with_nothing_but_its_kind_is_told() -> None:
    bare = replace(
        make_finding(1, title="", score=None, rule=None, published_shown=None, published_precision=None, language=None),
        source_names={},
        areas=(),
        found_at=NOON - timedelta(days=1),
    )
    assert compose(bare).headline == "www.example.hk/page/1."


def told_with(background: Background, *findings: Finding) -> Digest:
    words = load_words("en")
    return compose_digest(
        findings, subscriber=subscriber(), since=SINCE, until=UNTIL, words=words, background=background
    )


def test_press_on_a_story_told_before_is_one_line_with_a_count() -> None:
    press = [make_finding(n, tier=Tier.PRESS, source_names=RTHK, story_id=3) for n in (1, 2)]
    fresh = make_finding(3, tier=Tier.PRESS, source_names=RTHK, story_id=4)
    official = make_finding(4, story_id=3)
    digest = told_with(Background(known_stories={3}), *press, fresh, official)
    assert (list(digest.echoes), [entry.lead for entry in digest.entries]) == (press, [official, fresh])
    assert digest.preheader == "4 findings: 2 new announcements, 2 press reports on known stories."
    assert digest.change_ids == (1, 2, 3, 4)


def test_a_press_comment_on_a_story_told_before_is_press_on_it_and_no_commentary() -> None:
    comment = make_finding(1, tier=Tier.PRESS, story_id=3, page_kind=PageKind.COMMENTARY)
    fresh = replace(comment, change_id=2, story_id=4)
    digest = told_with(Background(known_stories={3}), comment, fresh)
    assert (digest.echoes, digest.commentary) == ((comment,), (fresh,))


def test_an_edit_that_was_taken_back_says_so() -> None:
    there, back = there_and_back(1)
    digest = compose(there, back)
    assert [(entry.lead.change_id, entry.undone) for entry in digest.entries] == [(1, True), (3, False)]
    labels = [entry.label for section in lay_out(digest, load_words("en")).sections for entry in section.entries]
    assert labels == ["Taken back later", ""]


def test_a_step_of_an_initiative_stands_with_the_event_that_made_it() -> None:
    step = Step(stage=Stage.LAUNCHED, before=Stage.PROPOSED, on="2026-11-18")
    (entry,) = told_with(
        Background(steps={2: step}, newly_relevant={1}), make_finding(1, story_id=3), make_finding(2, story_id=3)
    ).entries
    assert (entry.step, entry.newly_relevant) == (step, True)


CHANNEL = {"en": "Hetao data channel", "zh-Hant": "河套數據專道", "zh-Hans": "河套数据专用通道"}


def make_arrival(**keys: Any) -> Arrival:
    values: dict[str, Any] = {
        "names": CHANNEL,
        "areas": ("data-flow",),
        "stage": Stage.LAUNCHED,
        "on": "2026-11-21",
        "announced_on": "2026-11-18",
        "tier": Tier.OFFICIAL,
        "quote": "The channel opens on 21 November 2026.",
        "language": "en",
        "page_url": "https://www.example.hk/page/7",
        "source_id": "hk-gia",
        "source_names": GIA,
    }
    return Arrival(**{**values, **keys})


def test_a_day_that_came_makes_a_digest_by_itself() -> None:
    digest = told_with(Background(arrivals=(make_arrival(), make_arrival(areas=("fintech",)))))
    assert (digest.empty, len(digest.arrivals)) == (False, 2)
    assert digest.headline == "Hetao data channel: launched as of 21 November 2026."
    assert digest.subject.startswith("pactwatch: Hetao data channel: launched as")
    assert digest.preheader == "2 findings: 2 measures whose day came."
    finding = make_finding(1)
    both = told_with(Background(arrivals=(make_arrival(),)), finding)
    assert both.headline == told_with(Background(), finding).headline
    assert dict(both.counts) == {"arrived": 1, "announcements": 1}


def test_of_measures_and_days_a_subscriber_is_told_the_own_areas() -> None:
    measures = tuple(
        Measure(names=CHANNEL, areas=(area,), stage=Stage.PILOT, since="2026-01-01", tier=Tier.OFFICIAL)
        for area in ("data-flow", "fintech")
    )
    digest = compose_digest(
        (),
        subscriber=subscriber(areas=("fintech",)),
        since=SINCE,
        until=UNTIL,
        words=load_words("en"),
        background=Background(arrivals=(make_arrival(),), measures=measures),
    )
    assert (digest.arrivals, digest.measures) == ((), measures[1:])


def test_practical_initiatives_are_given_more_room_than_other_sections() -> None:
    practical = [make_finding(n, page_kind=PageKind.PRACTICAL_INITIATIVE) for n in range(1, 6)]
    others = [make_finding(n) for n in range(6, 9)] + [make_edited(n) for n in range(9, 12)]
    full = [entry.section.value for entry in compose(*practical, *others).entries if entry.full]
    assert full == ["initiatives"] * 4 + ["announcements"] * 2 + ["facts"]


def test_what_was_changed_and_changed_back_comes_last_in_its_section() -> None:
    there, back = there_and_back(1)
    digest = compose(there, back, make_edited(9, silent=False, tier=Tier.PRESS))
    assert [entry.lead.change_id for entry in digest.entries] == [9, 1, 3]
    assert digest.headline == compose(make_edited(9, silent=False, tier=Tier.PRESS)).headline


def test_the_quote_of_an_entry_is_the_sentence_that_tells_its_step() -> None:
    finding = make_finding(1, quote="Something else.")
    step = Step(stage=Stage.LAUNCHED, quote="It was launched today.")
    assert [told_with(Background(steps=steps), finding).entries[0].quote for steps in ({1: step}, {})] == [
        "It was launched today.",
        "Something else.",
    ]
