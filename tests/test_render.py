"""How a Digest looks: the text form whole, the HTML form by what must and must not stand in it.

tests/digests/*.txt are the text forms of tests/findings.rich_findings(). After a wanted change write them anew with
    python -m tests.test_render
and read the difference.
"""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from pipeline.config import SmtpConfig, Subscriber
from pipeline.model import ChangeKind, Fact, FactType, PageKind, Stage, Tier
from pipeline.telling.background import Background, Candidate, Step
from pipeline.telling.digest import Digest, compose_digest
from pipeline.telling.finding import Finding
from pipeline.telling.phrases import safe_url, say_blind, say_cadence
from pipeline.telling.render import describe_digest, render_html, render_text
from pipeline.telling.words import LANGUAGES, Words, load_words
from tests.findings import NOON, SINCE, UNTIL, make_edited, make_finding, replace_edit, rich_blind, rich_findings

FOLDER = Path(__file__).parent / "digests"
DESK = "https://desk.example.org/"


def smtp(**keys: Any) -> SmtpConfig:
    return SmtpConfig(**{"sender": "pactwatch <pactwatch@example.org>", "reply_to": "Desk <desk@example.org>", **keys})


def subscriber(language: str = "en", **keys: Any) -> Subscriber:
    return Subscriber(
        **{"name": "team", "to": ("a@example.org",), "language": language, "weights": ("major", "minor"), **keys}
    )


def compose(*findings: Finding, language: str = "en", words: Words | None = None) -> Digest:
    candidate = Candidate(
        name="mutual recognition of electronic seals",
        language="en",
        source_names=rich_blind()[0].source_names,
        found_at=NOON,
        page_url="https://www.example.hk/seals",
        initiative_id=7,
    )
    return compose_digest(
        findings,
        subscriber=subscriber(language),
        since=SINCE,
        until=UNTIL,
        words=words or load_words(language),
        blind=rich_blind(),
        candidates=(candidate,),
    )


def html_of(*findings: Finding, language: str = "en", **keys: Any) -> str:
    digest = compose(*findings, language=language)
    return render_html(
        digest, subscriber=subscriber(language), smtp=smtp(**keys), words=load_words(language), digest_id=12
    )


def tree_of(*findings: Finding, language: str = "en", **keys: Any) -> Any:
    return lxml_html.fromstring(html_of(*findings, language=language, **keys))


def text_of(*findings: Finding, language: str = "en", **keys: Any) -> str:
    digest = compose(*findings, language=language)
    return render_text(
        digest, subscriber=subscriber(language), smtp=smtp(**keys), words=load_words(language), digest_id=12
    )


def named(language: str) -> Words:
    """The words with a topic of our own, so that no topic file changes what is expected here."""
    areas = {
        "en": ("Harbour economy", "Data flow", "Computing"),
        "zh-Hant": ("海港經濟", "數據流動", "算力"),
        "zh-Hans": ("海港经济", "数据流动", "算力"),
    }
    topic, flow, computing = areas[language]
    return replace(load_words(language), topic=topic, areas={"data-flow": flow, "digital-infrastructure": computing})


def rich_text(language: str) -> str:
    words = named(language)
    digest = compose(*rich_findings(), language=language, words=words)
    keys = {"desk_url": DESK} if language == "en" else {}
    return render_text(digest, subscriber=subscriber(language), smtp=smtp(**keys), words=words, digest_id=12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_form_as_it_was_read_and_found_good(language: str) -> None:
    assert rich_text(language) == (FOLDER / f"{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_stand_in_a_table_of_was_and_now(language: str) -> None:
    (table,) = tree_of(make_edited(), language=language).xpath("//table[contains(@class, 'facts')]")
    words = load_words(language)
    assert [cell.text_content() for cell in table.xpath(".//thead//th")] == [
        "",
        words.say("labels.was"),
        words.say("labels.now"),
    ]
    sides = [[node.text_content() for node in row.xpath(".//del | .//ins")] for row in table.xpath(".//tbody/tr")]
    assert sides == [
        ["1 December 2026", "15 January 2027"],
        ["up to 30 institutions", "30 institutions"],
        ["should file", "must file"],
    ]


def test_a_fact_on_one_side_only_says_that_the_other_has_none() -> None:
    tree = tree_of(make_edited(facts=(Fact(type=FactType.LIMIT, before="up to", after=None),)))
    (row,) = tree.xpath("//tbody/tr[th[@scope='row']]")
    assert row.text_content().split() == ["Limit", "Was:", "up", "to", "Now:", "not", "stated"]


def test_insertion_and_deletion_show_without_colour() -> None:
    tree = tree_of(make_edited())
    assert {
        style
        for node in tree.xpath("//ins")
        for style in node.get("style").split(";")
        if "decoration" in style or "weight" in style
    } == {
        "text-decoration: underline",
        "font-weight: 600",
    }
    assert {
        style for node in tree.xpath("//del") for style in node.get("style").split(";") if "decoration" in style
    } == {"text-decoration: line-through"}


def test_the_old_and_the_new_text_of_an_edit_can_be_read_from_its_marks() -> None:
    (first, *_) = tree_of(make_edited()).xpath("//div[contains(@class, 'edit')]/p")
    assert first.text_content() == "The Hetao data channel opens to applications on 1 December 2026 15 January 2027."
    assert [(node.tag, node.text) for node in first] == [("del", "1 December 2026"), ("ins", "15 January 2027")]


def test_texts_in_another_language_are_marked_and_the_readers_own_are_not() -> None:
    tree = tree_of(*rich_findings())
    assert tree.get("lang") == "en"
    foreign = {(node.get("lang"), node.text_content()) for node in tree.xpath("//body//*[@lang]")}
    assert foreign == {
        ("zh-Hans", "工作组就算力互联达成十二项共识"),
        ("zh-Hans", "“双方就十二项工作达成共识，其中三项将在河套先行先试。”"),
        ("zh-Hant", "數據跨境流動專題網頁"),
    }


PIECE = make_finding(
    change_id=13,
    kind=ChangeKind.APPEARED,
    page_kind=PageKind.COMMENTARY,
    tier=Tier.PRESS,
    page_url="https://a.example/1",
)
LEADS = [
    ("", "en", ["https://a.example/1", "https://www.example.hk/seals"]),
    (DESK, "en", [f"{DESK}desk/changes/13", f"{DESK}desk/initiatives/7"]),
    (DESK, "zh-Hant", [f"{DESK}desk/changes/13?lang=zh-Hant", f"{DESK}desk/initiatives/7?lang=zh-Hant"]),
]


@pytest.mark.parametrize(("desk", "language", "want"), LEADS, ids=["no-desk", "desk", "desk-zh-Hant"])
def test_comment_pieces_and_candidates_lead_to_their_evidence(desk: str, language: str, want: list[str]) -> None:
    tree, text = tree_of(PIECE, language=language, desk_url=desk), text_of(PIECE, language=language, desk_url=desk)
    closing = tree.xpath("//p[contains(@class, 'meta')]/a/@href") + tree.xpath("//p[contains(@class, 'line')]/a/@href")
    assert closing == want
    assert [line.strip() for line in text.split("\n") if line.strip() in want] == want


@pytest.mark.parametrize(
    ("reader", "page", "mark"),
    [
        ("en", "zh-Hans", "Chinese original"),
        ("en", "pt", "Original in another language (pt)"),
        ("zh-Hant", "en", "英文原文"),
        ("zh-Hant", "zh-Hans", "簡體原文"),
        ("zh-Hans", "zh-Hant", "繁体原文"),
        ("zh-Hans", "zh-Hans", ""),
        ("en", None, ""),
    ],
)
def test_a_quote_is_never_translated_and_says_what_it_is(reader: str, page: str | None, mark: str) -> None:
    tree = tree_of(make_finding(language=page, quote="Quelle 原文 text."), language=reader)
    assert "Quelle 原文 text." in tree.xpath("string(//blockquote/p[1])")
    _tier, _source, _date, *rest = tree.xpath("string(//blockquote/p[2])").split(" · ")
    assert rest == ([mark] if mark else []) + ["Data flow"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No notice given. The page's own date still says 18 November 2026."),
        ("zh-Hant", "未有公布。網頁所示日期仍為2026年11月18日。"),
        ("zh-Hans", "未作说明。网页所示日期仍为2026年11月18日。"),
    ],
)
def test_a_silent_edit_is_told_as_such(language: str, sentence: str) -> None:
    assert sentence in text_of(make_edited(), language=language)
    assert sentence not in text_of(make_edited(silent=False), language=language)


def test_a_silent_edit_of_a_page_without_a_date_names_none() -> None:
    text = text_of(make_edited(published_shown=None))
    assert "No notice given." in text
    assert "still says" not in text


@pytest.mark.parametrize(
    ("keys", "english", "hant", "hans"),
    [
        (
            {"kind": ChangeKind.WITHDRAWN, "gone_since": NOON, "gone_status": 404, "gone_checks": None},
            "Gone since 21 November 2026. The last copy is kept.",
            "自2026年11月21日起已撤下，最後版本已存檔。",
            "自2026年11月21日起已撤下，最后版本已存档。",
        ),
        (
            {"kind": ChangeKind.RESTORED},
            "Back, with the same text as before.",
            "已恢復，內容不變。",
            "已恢复，内容不变。",
        ),
        (
            {"kind": ChangeKind.RESTORED, "edits": (replace_edit("One.", "Two."),)},
            "Back, with changed text.",
            "已恢復，內容有改動。",
            "已恢复，内容有改动。",
        ),
        ({"kind": ChangeKind.MOVED}, "Same text, new address.", "內容不變，網址已改。", "内容不变，网址已改。"),
        (
            {"kind": ChangeKind.NOTICE, "page_id": None},
            "The same text was put onto many pages of this source.",
            "同一段文字在此來源的多個網頁上同時出現。",
            "同一段文字在该来源的多个网页上同时出现。",
        ),
        (
            {"kind": ChangeKind.FLAPPING},
            "The page shows two texts by turns. Further turns are not reported.",
            "網頁輪流顯示兩種文本，往後的來回不再逐一報告。",
            "网页轮流显示两种文本，之后的来回不再逐一报告。",
        ),
        (
            {"kind": ChangeKind.TWIN_STALE},
            "This page changed; the same page in the other language did not.",
            "此網頁已改動，另一語文的相同網頁則未改。",
            "该网页已改动，另一语言的相同网页则未改。",
        ),
        (
            {"kind": ChangeKind.TWIN_CONFLICT, "facts": (Fact(type=FactType.NUMBER, before="5", after="10"),)},
            "The English page says 5; the Chinese page says 10.",
            "英文網頁為5，中文網頁為10。",
            "英文网页为5，中文网页为10。",
        ),
        (
            {"kind": ChangeKind.EDITED, "edits": (replace_edit("One.", "Two."),), "reverts_to": 1},
            "Back to what it was before an earlier change.",
            "內容回復至較早前的原樣。",
            "内容恢复到较早前的原样。",
        ),
        (
            {
                "kind": ChangeKind.EDITED,
                "edits": (replace_edit("One.", "Two."),),
                "reverts_to": 1,
                "reverted_at": datetime(2026, 9, 2, 1, tzinfo=UTC),
            },
            "Back to what it was before 2 September 2026.",
            "內容回復至2026年9月2日前的原樣。",
            "内容恢复到2026年9月2日之前的原样。",
        ),
    ],
)
def test_what_became_of_a_page_in_three_languages(keys: dict[str, Any], english: str, hant: str, hans: str) -> None:
    said = [text_of(make_finding(**keys), language=language).splitlines() for language in LANGUAGES]
    assert [sentence in lines for sentence, lines in zip((english, hant, hans), said, strict=True)] == [
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("step", "language", "line"),
    [
        (
            Step(stage=Stage.LAUNCHED, before=Stage.PROPOSED, on="2026-11-18"),
            "en",
            "Proposed → launched, since 18 November 2026",
        ),
        (Step(stage=Stage.IN_FORCE), "en", "In force"),
        (Step(stage=Stage.PILOT, on="2027-01-15", scheduled=True), "en", "Announced, pilot from 15 January 2027"),
        (Step(stage=Stage.PILOT, on="2027-01-15", scheduled=True), "zh-Hant", "已公布，2027年1月15日起試行"),
        (
            Step(stage=Stage.CONSULTING, before=Stage.PROPOSED, on="2026-11"),
            "zh-Hans",
            "拟议 → 征求意见，自2026年11月起",
        ),
    ],
)
def test_a_stage_is_said_and_what_is_to_come_is_not_said_to_be(step: Step, language: str, line: str) -> None:
    words = load_words(language)
    background = Background(steps={1: step}, newly_relevant={1})
    digest = compose_digest(
        (make_finding(1),),
        subscriber=subscriber(language),
        since=SINCE,
        until=UNTIL,
        words=words,
        background=background,
    )
    text = render_text(digest, subscriber=subscriber(language), smtp=smtp(), words=words).splitlines()
    assert line in text
    assert words.say("sentences.newly_relevant") in text


def test_links_lead_to_the_sources_where_there_is_no_desk() -> None:
    links = [link.get("href") for link in tree_of(make_edited()).xpath("//a")]
    assert links == ["https://www.example.hk/page/1"] * 3 + [
        "https://www.example.hk/seals",
        "mailto:desk@example.org?subject=unsubscribe%20team",
    ]


def test_links_lead_to_the_desk_where_there_is_one() -> None:
    links = [link.get("href") for link in tree_of(make_edited(), desk_url=DESK).xpath("//a")]
    assert links == [
        "https://desk.example.org/desk/changes/1",
        "https://www.example.hk/page/1",
        "https://desk.example.org/desk/pages/1/diff?from=1&to=2",
        "https://www.example.hk/page/1",
        "https://desk.example.org/desk/initiatives/7",
        "https://desk.example.org/desk/digests/12",
        "mailto:desk@example.org?subject=unsubscribe%20team",
    ]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.hk/x?y=1&z=2", "https://a.hk/x?y=1&z=2"),
        ("http://a.hk/數據", "http://a.hk/數據"),
        ("https://a.hk/a b", "https://a.hk/a%20b"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.hk/x", None),
        ("https://", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_stand_behind_a_link(url: str | None, safe: str | None) -> None:
    assert safe_url(url) == safe


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "{{ 7*7 }} {% raw %}",
    "</style><style>*{display:none}</style>",
    "<!--[if mso]><table><![endif]-->",
    "\u202eevil\u202c \u0000 \ud800",
    "x" * 5_000,
    "&lt;b&gt; &amp;",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_page_says_is_text_and_nothing_else(hostile: str) -> None:
    findings = (
        make_finding(
            1, title=hostile, quote=hostile, source_names={"en": hostile}, areas=(hostile,), published_shown=hostile
        ),
        make_edited(
            2,
            title=hostile,
            facts=(Fact(type=FactType.NAME, before=hostile, after=f"{hostile}!"),),
            edits=(replace_edit(f"{hostile} a", f"{hostile} b"), replace_edit("", hostile)),
            language=hostile[:9],
        ),
        make_finding(3, kind=ChangeKind.MOVED, moved_from=hostile, page_url=hostile),
    )
    plain = tree_of(make_finding(1, quote="q"), make_edited(2), make_finding(3, kind=ChangeKind.MOVED))
    page = html_of(*findings)
    tree = lxml_html.fromstring(page)
    assert {node.tag for node in tree.iter() if isinstance(node.tag, str)} <= {
        node.tag for node in plain.iter() if isinstance(node.tag, str)
    }
    assert not [name for node in tree.iter() for name in node.attrib if name.startswith("on") or name == "src"]
    assert all(re.match(r"https?://www\.example\.hk/|mailto:", link.get("href")) for link in tree.xpath("//a"))
    assert len(tree.xpath("//style")) == 1
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\ud800-\udfff]", page + text_of(*findings))
    page.encode()


@given(text=st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_out_as_it_is(text: str) -> None:
    digest = compose(make_finding(quote=f"q{text}q"))
    page = lxml_html.fromstring(render_html(digest, subscriber=subscriber(), smtp=smtp(), words=load_words("en")))
    shown = page.xpath("string(//blockquote/p[1])")
    from pipeline.weighing.excerpt import clean_text

    assert clean_text(shown) == f"“{clean_text(f'q{text}q')}”"


def test_nothing_is_fetched_when_a_digest_is_opened() -> None:
    page = html_of(*rich_findings())
    assert re.findall(r"(?:src=|background=|@import|url\()", page) == []
    assert lxml_html.fromstring(page).xpath("//img | //link | //script | //iframe | //form") == []


def test_styles_are_inline_and_the_media_rules_stay() -> None:
    tree = tree_of(*rich_findings())
    (sheet,) = tree.xpath("//style")
    assert re.findall(r"@media \(([a-z-]+)", sheet.text) == ["min-width", "max-width", "prefers-color-scheme"]
    assert [node.tag for node in tree.xpath("//h1 | //h2 | //h3 | //ins | //del | //td") if not node.get("style")] == []


def contrast(one: str, other: str) -> float:
    """The contrast of two '#rrggbb' colours as WCAG 2 defines it."""

    def light(colour: str) -> float:
        parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_has_enough_contrast_in_light_and_dark() -> None:
    sheet = (FOLDER.parent.parent / "pipeline" / "telling" / "templates" / "digest.css").read_text(encoding="utf-8")
    light, _, dark = sheet.partition("@media (prefers-color-scheme: dark)")
    for part, ground in ((light, "#ffffff"), (dark, "#181c20")):
        rules = re.findall(r"([^{}]+)\{([^{}]*)\}", part)
        pairs = {}
        for selector, body in rules:
            text = re.search(r"(?<![-\w])color: (#[0-9a-f]{6})", body)
            behind = re.search(r"background-color: (#[0-9a-f]{6})", body)
            if text and "preheader" not in selector:
                pairs[selector.strip()] = contrast(text[1], behind[1] if behind else ground)
        assert len(pairs) >= 6
        assert {selector: ratio for selector, ratio in pairs.items() if ratio < 6.5} == {}


def test_sections_without_entries_vanish() -> None:
    tree = tree_of(make_edited())
    assert tree.xpath("//h2/text()") == [
        "Facts that changed",
        "Waiting for a person to confirm",
        "What we could not see",
    ]


def test_comment_alone_is_not_headed_as_an_announcement() -> None:
    tree = tree_of(make_finding(page_kind=PageKind.COMMENTARY, tier=Tier.PRESS))
    assert tree.xpath("//h2/text()")[0] == "Commentary"


def test_five_hundred_long_findings_make_a_mail_that_is_not_clipped() -> None:
    title = "跨境數據流動促進措施最新安排 and its arrangements " * 20
    edits = tuple(replace_edit(f"{title} {n} May.", f"{title} {n} June.") for n in range(20))
    findings = [make_edited(n, title=title, edits=edits, language="zh-Hant") for n in range(1, 501)]
    assert len(html_of(*findings, desk_url=DESK).encode()) < 100_000
    assert "470 more findings are not listed here." in text_of(*findings)


@pytest.mark.parametrize(
    ("cadence", "language", "said"),
    [
        ("0 8 * * *", "en", "every day at 08:00 Hong Kong time"),
        ("5 17 * * mon-fri", "en", "on working days at 17:05 Hong Kong time"),
        ("0 9 * * mon", "zh-Hant", "逢星期一香港時間09:00"),
        ("0 8 * * *", "zh-Hans", "每天香港时间08:00"),
        ("*/10 * * * *", "en", "on the schedule “*/10 * * * *” (Hong Kong time)"),
    ],
)
def test_cadences_in_words(cadence: str, language: str, said: str) -> None:
    assert say_cadence(cadence, load_words(language)) == said


@pytest.mark.parametrize(
    ("reason", "language", "said"),
    [
        ("outage", "en", "the site did not answer"),
        ("outage", "zh-Hans", "网站没有响应"),
        ("", "en", "its pages could not be fetched"),
        ("HTTP 503 on 3 checks.", "en", "its pages could not be fetched (HTTP 503 on 3 checks)"),
        ("HTTP 503", "zh-Hant", "未能取得其網頁（HTTP 503）"),
    ],
)
def test_why_a_source_was_not_seen_is_told_in_the_readers_words(reason: str, language: str, said: str) -> None:
    blind = replace(rich_blind()[0], reason=reason, since=None)
    words = load_words(language)
    name = "Shenzhen Municipal Government: " if language == "en" else "深圳市人民政府："
    assert say_blind(blind, words)[:2] == (
        f"{name}{said}{words.say('language.full_stop')}",
        words.say("sentences.blind_never"),
    )


def test_the_json_form_is_json_and_holds_every_line() -> None:
    digest = compose(*rich_findings())
    told = json.loads(json.dumps(describe_digest(digest, words=load_words("en"))))
    assert told["change_ids"] == list(range(1, 14))
    assert [section["heading"] for section in told["sections"]] == [
        "Practical initiatives",
        "New announcements",
        "Facts that changed",
        "Also changed",
    ]
    assert told["sections"][2]["entries"][0]["facts"][0] == {
        "name": "Date",
        "before": "1 December 2026",
        "after": "15 January 2027",
    }


def test_text_lines_fit_a_mail_window() -> None:
    from pipeline.weighing.excerpt import count_columns

    for language in LANGUAGES:
        wide = [line for line in rich_text(language).splitlines() if count_columns(line) > 74 and "http" not in line]
        assert wide == []


if __name__ == "__main__":
    for name in LANGUAGES:
        (FOLDER / f"{name}.txt").write_text(rich_text(name), encoding="utf-8")
