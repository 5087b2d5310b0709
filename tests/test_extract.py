"""One body in, one Document out: text, headline, dates, files and addresses, in the shapes of the watched sites."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.extraction import measure, read_cases, read_ours
from pipeline.errors import UnreadableBody
from pipeline.model import Attachment, ListingEntry, Precision, PrintedDate
from pipeline.reading.extract import ENTRY_TYPE, extract_document
from pipeline.source import JsonRule, Rule

SENTENCES = (
    "The Government and the authorities of the neighbouring province signed a memorandum on data services today.",
    "Under the memorandum, thirty banks may take part in a pilot that opens on 1 December, the spokesman said.",
    "Fees of up to HK$1.5 million will be waived for small firms, and a working group will meet twice a year.",
)
HAN = (
    "粵港兩地政府今日簽署數據服務合作備忘錄，三十家銀行可以參加將於十二月一日啟動的試點計劃。",
    "發言人表示，中小企業的費用最多可獲豁免一百五十萬元，工作小組每年舉行兩次會議，並公布進展。",
    "備忘錄涵蓋人工智能、金融科技和智慧城市等範疇，雙方會就跨境數據流動訂立標準合同。",
)
NAV = '<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>'
FOOTER = "<footer><p>Copyright 2026. All rights reserved by the publisher of this site, who thanks you.</p></footer>"


def page(main: str, head: str = "<title>Data pilot opens | Harbour Post</title>", after: str = "") -> bytes:
    return f"<!doctype html><html lang=en><head>{head}</head><body>{NAV}<main>{main}</main>{after}{FOOTER}</body></html>".encode()


def paragraphs(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def day(shown: str, literal: str) -> PrintedDate:
    at = datetime.fromisoformat(f"{shown}T00:00:00+08:00").astimezone(UTC)
    return PrintedDate(at=at, precision=Precision.DAY, shown=shown, literal=literal)


def test_an_article_gives_its_text_headline_and_date_without_furniture() -> None:
    document = extract_document(page(f"<h1>Data pilot opens</h1><p>12 April 2026</p>{paragraphs(SENTENCES)}"))
    assert document.text == "\n".join(SENTENCES)
    assert (document.title, document.language, document.lead) == ("Data pilot opens", "en", SENTENCES[0])
    assert document.published == day("2026-04-12", "12 April 2026")
    assert not document.low_confidence
    assert len(document.blocks) == 8


def test_a_chinese_article_loses_the_related_news_below_it() -> None:
    related = "".join(f'<li><a href="/{n}">另一則新聞的標題第{n}號，講述其他事情</a></li>' for n in range(9))
    body = f"<h2>試點啟動</h2><span>2026-04-12 17:00 來源：某某網</span>{paragraphs(HAN)}<ul>{related}</ul>"
    document = extract_document(page(body, "<title>試點啟動_某某網</title>"))
    assert document.text == "\n".join(HAN)
    assert (document.title, document.language) == ("試點啟動", "zh-Hant")
    assert document.published is not None
    assert document.published.shown == "2026-04-12T17:00:00+08:00"


def test_a_short_chinese_notice_is_text_enough() -> None:
    document = extract_document(page(f"<h1>公告</h1><p>{HAN[0]}</p>", "<title>公告</title>"))
    assert document.text == HAN[0]


@pytest.mark.parametrize("encoding", ["big5hkscs", "utf-8"])
@pytest.mark.parametrize("charset", [None, "gb2312", "big5"])
def test_a_wrong_or_missing_charset_changes_nothing(encoding: str, charset: str | None) -> None:
    body = page(paragraphs(HAN)).decode().encode(encoding)
    assert extract_document(body, charset=charset).text == "\n".join(HAN)


@pytest.mark.parametrize(
    ("head", "body", "url", "shown", "literal"),
    [
        pytest.param("", "<div>Ends/Friday, April 13, 2018<br>Issued at HKT 15:00<br>NNNN</div>", None, "2018-04-13T15:00:00+08:00", "April 13, 2018\nIssued at HKT 15:00", id="GIA trailer"),
        pytest.param("", "<div>完<br>2019年10月18日（星期五）<br>香港時間18時00分</div>", None, "2019-10-18T18:00:00+08:00", "2019年10月18日（星期五）\n香港時間18時00分", id="GIA trailer in Chinese"),
        pytest.param('<meta name="firstpublishedtime" content="2026-04-12-17:05:06">', "", None, "2026-04-12T17:05:06+08:00", "2026-04-12-17:05:06", id="gov.cn meta"),
        pytest.param('<meta name="PubDate" content="2026-04-12 17:05">', "", None, "2026-04-12T17:05:00+08:00", "2026-04-12 17:05", id="PubDate"),
        pytest.param('<meta property="article:published_time" content="2026-04-12T17:05:06+08:00">', "", None, "2026-04-12T17:05:06+08:00", "2026-04-12T17:05:06+08:00", id="published_time"),
        pytest.param('<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],"datePublished":"2026-04-12"}]}</script>', "", None, "2026-04-12", "2026-04-12", id="json-ld"),
        pytest.param("", "", "https://example.org/202604/12/P1.htm", "2026-04-12", "202604/12", id="year and month, day in the address"),
        pytest.param("", "", "https://example.org/eng/2026/04/20260412/20260412_093000_001.html", "2026-04-12", "20260412", id="day in the address"),
    ],
)  # fmt: skip
def test_dates_of_machines_trailers_and_addresses(
    head: str, body: str, url: str | None, shown: str, literal: str
) -> None:
    document = extract_document(page(paragraphs(SENTENCES) + body, f"<title>Data pilot opens</title>{head}"), url=url)
    assert document.published is not None
    assert (document.published.shown, document.published.literal) == (shown, literal)


def test_a_labelled_date_in_print_beats_the_meta_of_the_content_system() -> None:
    head = '<title>试点启动</title><meta name="PubDate" content="2026-04-10 08:00">'
    body = f"<h1>试点启动</h1><div>发布时间：2026-04-12 17:00 来源：某办</div>{paragraphs(HAN)}"
    published = extract_document(page(body, head)).published
    assert published is not None
    assert published.shown == "2026-04-12T17:00:00+08:00"


def test_the_day_in_print_decides_where_machines_are_told_utc() -> None:
    head = '<title>试点启动</title><meta property="article:published_time" content="2026-04-11T17:30:00Z">'
    published = extract_document(page(f"<h1>试点启动</h1><i>2026-04-12</i>{paragraphs(HAN)}", head)).published
    assert published is not None
    assert (published.shown, published.literal) == ("2026-04-12T01:30:00+08:00", "2026-04-11T17:30:00Z")


def test_a_date_under_its_label_is_read() -> None:
    body = f"{paragraphs(SENTENCES)}<dl><dt>Published</dt><dd>12 April 2026</dd><dt>Last updated</dt><dd>1 May 2026</dd></dl>"
    document = extract_document(page(f"<h1>Data pilot opens</h1>{body}"))
    assert (document.published, document.modified) == (
        day("2026-04-12", "12 April 2026"),
        day("2026-05-01", "1 May 2026"),
    )


def test_todays_date_above_the_headline_is_not_the_publication() -> None:
    body = f'<div>今天是2026年11月20日 星期五</div><h2>试点启动</h2><b id="pubtime">2026-04-12</b>{paragraphs(HAN)}'
    assert extract_document(page(body, "<title>试点启动</title>")).published == day("2026-04-12", "2026-04-12")


def test_prose_above_the_headline_is_no_text() -> None:
    notice = "<p>Readers are reminded that this site moves house next month, and that old addresses end then.</p>"
    document = extract_document(page(f"{notice * 4}<h1>Data pilot opens</h1>{paragraphs(SENTENCES)}"))
    assert document.text == "\n".join(SENTENCES)


@pytest.mark.parametrize(
    ("closing", "ends"),
    [
        pytest.param("（責任編輯：陳大文）", True, id="the editor's name"),
        pytest.param("推荐阅读", True, id="a closing label"),
        pytest.param("相關文章", False, id="a label that stands amid texts too"),
    ],
)
def test_an_article_ends_at_its_closing_line(closing: str, ends: bool) -> None:
    body = f"<h1>試點啟動</h1>{paragraphs(HAN)}<p>{closing}</p><p>{HAN[0][::-1]}</p>"
    document = extract_document(page(body, "<title>試點啟動</title>"))
    assert document.text == "\n".join(HAN if ends else (*HAN, closing, HAN[0][::-1]))


def test_the_last_update_is_told_from_the_publication() -> None:
    body = f"<h1>試點啟動</h1><div>2025年04月13日 17:51 最後更新:18:57</div>{paragraphs(HAN)}"
    document = extract_document(page(body, "<title>試點啟動</title>"))
    assert document.published is not None
    assert document.modified is not None
    assert document.published.shown == "2025-04-13T17:51:00+08:00"
    assert (document.modified.shown, document.modified.literal) == (
        "2025-04-13T18:57:00+08:00",
        "2025年04月13日 17:51 最後更新:18:57",
    )


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(paragraphs(SENTENCES) + "<p>The scheme ends on 1 May 2026, the day after the deadline of 30 April 2026.</p>", id="dates in prose"),
        pytest.param("<p>Deadline: 1 May 2026</p>" + paragraphs(SENTENCES), id="a deadline"),
        pytest.param("<p>12 April 2026</p><p>14 April 2026</p>" + paragraphs(SENTENCES), id="two dates, none labelled"),
        pytest.param("<p>03/04/2026</p>" + paragraphs(SENTENCES), id="one date, two readings"),
    ],
)  # fmt: skip
def test_no_date_is_better_than_a_guess(body: str) -> None:
    assert extract_document(page(f"<h1>Data pilot opens</h1>{body}")).published is None


def test_a_date_after_the_capture_is_refused() -> None:
    body = page(f"<h1>Data pilot opens</h1><p>12 April 2027</p>{paragraphs(SENTENCES)}")
    assert extract_document(body, latest=datetime(2026, 4, 12, tzinfo=UTC)).published is None


def test_files_belong_to_the_main_text_and_have_names() -> None:
    links = (
        '<p>See the <a href="/doc/mou.pdf">memorandum</a> and <a href="form.docx?v=2">the form</a>.</p>'
        '<p><a href="/cms/pub/interact/downloadfile.jsp?filepath=abc&fText=%E9%99%84%E4%BB%B6.doc"></a></p>'
        '<p><a href="/doc/mou.pdf">again</a> <a href="/news/pdf">no file</a></p>'
    )
    after = '<div class="related-news"><a href="/other.pdf">Other</a></div>'
    document = extract_document(page(paragraphs(SENTENCES) + links, after=after), url="https://example.org/a/b.html")
    assert document.attachments == (
        Attachment(url="https://example.org/doc/mou.pdf", title="memorandum"),
        Attachment(url="https://example.org/a/form.docx?v=2", title="the form"),
        Attachment(url="https://example.org/cms/pub/interact/downloadfile.jsp?filepath=abc&fText=%E9%99%84%E4%BB%B6.doc", title="附件.doc"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (
            '<p class="app-c-published-dates__change-note">Updated to add the new fee.</p>',
            "Updated to add the new fee.",
        ),
        (
            "<p>Correction: an earlier version named the wrong bank.</p>",
            "Correction: an earlier version named the wrong bank.",
        ),
        ("<p>更正：第二段的金額應為一百五十萬元。</p>", "更正：第二段的金額應為一百五十萬元。"),
        ("<p>Updated: 12 April 2026</p>", None),
        ("<p>Updated guidance will follow when the two sides have met again in the new year.</p>", None),
    ],
)
def test_the_change_note_of_the_publisher(body: str, note: str | None) -> None:
    assert extract_document(page(paragraphs(SENTENCES) + body)).note == note


def test_addresses_that_the_page_names() -> None:
    head = (
        '<title>Data pilot opens</title><link rel="canonical" href="/a.html">'
        '<link rel="alternate" hreflang="zh-Hant" href="/tc/a.html"><link rel="alternate" hreflang="x-default" href="/">'
        '<link rel="alternate" hreflang="de" href="javascript:1">'
    )
    document = extract_document(page(paragraphs(SENTENCES), head), url="https://example.org/a.html?x=1")
    assert document.canonical_url == "https://example.org/a.html"
    assert document.twin_urls == (("zh-Hant", "https://example.org/tc/a.html"),)


def test_the_rule_of_the_source_goes_first() -> None:
    rule = Rule(body="#BodyLabel", title="h1.title", date="#pubtime", remove=("#BodyLabel .ad",))
    body = (
        f'<h1 class="title">试点 启动</h1><i id="pubtime">2026年09月18日 17:00</i><div id="BodyLabel"><p>正文只有一句。</p>'
        f'<p class="ad">广告。</p></div>{paragraphs(HAN)}'
    )
    document = extract_document(page(body), rule=rule, time_zone="Asia/Shanghai")
    assert (document.text, document.title, document.low_confidence) == ("正文只有一句。", "试点 启动", False)
    assert document.published is not None
    assert document.published.shown == "2026-09-18T17:00:00+08:00"
    assert not any("广告" in block.text for block in document.blocks)


def test_a_rule_that_matches_nothing_is_marked_and_the_page_read_without_it() -> None:
    document = extract_document(page(f"<h1>Data pilot opens</h1>{paragraphs(SENTENCES)}"), rule=Rule(body="#gone"))
    assert (document.text, document.low_confidence) == ("\n".join(SENTENCES), True)


def test_json_inside_a_page_is_read_by_its_rule() -> None:
    story = {
        "props": {
            "article": {
                "head": "Data pilot opens",
                "at": 1775957400000,
                "blocks": [{"type": "p", "text": line} for line in SENTENCES],
            }
        }
    }
    script = f'<script id="__NEXT_DATA__">{json.dumps(story)}</script>'
    rule = Rule(
        json=JsonRule(
            script="#__NEXT_DATA__", title="props.article.head", date="props.article.at", body="props.article.blocks"
        )
    )
    document = extract_document(page(script), rule=rule)
    assert (document.title, document.text) == ("Data pilot opens", "\n".join(SENTENCES))
    assert document.published is not None
    assert document.published.shown == "2026-04-12T09:30:00+08:00"


def test_a_json_body_is_read_by_its_rule() -> None:
    body = json.dumps(
        {
            "data": {
                "t": "Notice",
                "d": "2026-04-12",
                "html": paragraphs(SENTENCES),
                "files": [{"url": "/a.pdf", "title": "Annex"}],
            }
        }
    )
    rule = Rule(json=JsonRule(title="data.t", date="data.d", body="data.html", attachments="data.files"))
    document = extract_document(body.encode(), media_type="application/json", rule=rule, url="https://example.org/api")
    assert (document.title, document.text, document.published) == (
        "Notice",
        "\n".join(SENTENCES),
        day("2026-04-12", "2026-04-12"),
    )
    assert document.attachments == (Attachment(url="https://example.org/a.pdf", title="Annex"),)
    assert [block.text for block in document.blocks] == list(SENTENCES)


def test_a_json_body_without_a_rule_gives_its_values() -> None:
    document = extract_document(
        b'{"title": "Act", "articles": [{"no": 1, "text": "First."}, {"no": 2, "text": "Second."}]}'
    )
    assert (document.title, document.text) == ("Act", "Act\n1\nFirst.\n2\nSecond.")
    assert [block.path for block in document.blocks][1:3] == [">json>articles>no", ">json>articles>text"]


def test_a_listing_entry_is_the_whole_text() -> None:
    entry = {
        "title": "Data pilot",
        "html": paragraphs(SENTENCES),
        "published": "Sun, 12 Apr 2026 09:30:00 +0800",
        "url": "https://example.org/1",
    }
    document = extract_document(json.dumps(entry).encode(), media_type=ENTRY_TYPE)
    assert (document.title, document.text, document.language) == ("Data pilot", "\n".join(SENTENCES), "en")
    assert document.published is not None
    assert document.published.shown == "2026-04-12T09:30:00+08:00"
    assert len(document.blocks) == 3


def test_a_feed_gives_its_entries() -> None:
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?><rss><channel><title>Harbour</title><lastBuildDate>now</lastBuildDate>'
        "<item><title>One</title><guid>x</guid><description>&lt;p&gt;First text.&lt;/p&gt;</description></item>"
        "<item><title>Two</title><description><![CDATA[<b>Second</b> text.]]></description></item></channel></rss>"
    )
    document = extract_document(feed.encode(), media_type="application/rss+xml")
    assert (document.title, document.text) == ("Harbour", "One\nFirst text.\nTwo\nSecond text.")


def test_markdown_joins_wrapped_lines_and_keeps_lists_apart() -> None:
    text = "# Terms\n\nThese terms are\nwrapped here.\n- one\n- two\n\n條款於\n此處換行。\n"
    document = extract_document(text.encode(), media_type="text/markdown")
    assert (document.title, document.text) == (
        "Terms",
        "# Terms\nThese terms are wrapped here.\n- one\n- two\n條款於此處換行。",
    )


def test_yaml_keeps_its_lines() -> None:
    text = "title: Support\nsections:\n  - name: Rent\n    url: /rent\n"
    document = extract_document(text.encode(), media_type="text/plain")
    assert (document.title, document.text.splitlines()) == (
        "Support",
        ["title: Support", "sections:", "- name: Rent", "url: /rent"],
    )


def test_what_the_listing_said_stands_in_where_the_page_is_silent() -> None:
    listed = ListingEntry(url="https://example.org/1", title="Data pilot", published=day("2026-04-12", "2026-04-12"))
    document = extract_document(paragraphs(SENTENCES).encode(), listed=listed)
    assert (document.title, document.published) == ("Data pilot", listed.published)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, None), (b"PK\x03\x04" + b"\x00" * 99, "text/html"), (b"x", "image/png"), (b"{", "application/json")],
    ids=["png", "zip", "declared image", "torn json"],
)  # fmt: skip
def test_what_is_no_text_is_unreadable(body: bytes, media_type: str | None) -> None:
    with pytest.raises(UnreadableBody):
        extract_document(body, media_type=media_type)


def test_a_body_above_the_limit_is_unreadable() -> None:
    with pytest.raises(UnreadableBody, match="32,000,000"):
        extract_document(b"x" * 32_000_001)


PROSE = f"<p>{SENTENCES[0]}</p>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("<html><frameset><frame src=a></frameset></html>", "", id="frameset"),
        pytest.param("<script>var a = 'some text';</script>", "", id="only a script"),
        pytest.param("<div>" * 10_000 + PROSE, SENTENCES[0], id="10,000 deep"),
        pytest.param("<ul><li>" * 1_000 + PROSE, SENTENCES[0], id="1,000 deep"),
        pytest.param(PROSE * 5_000, "\n".join(SENTENCES[:1] * 5_000), id="one paragraph 5,000 times"),
        pytest.param(f"<table><tr><td><table><tr><td>{PROSE}</td></tr></table></td></tr></table>", SENTENCES[0], id="tables for layout"),
        pytest.param(f"<button>{PROSE * 3}", "\n".join(SENTENCES[:1] * 3), id="unclosed button"),
        pytest.param(f"<p>{SENTENCES[0]}\u202e</p>", SENTENCES[0] + "\u202e", id="right-to-left mark"),
        pytest.param('<?xml version="1.0" encoding="gb2312"?><html><body>' + PROSE, SENTENCES[0], id="xml prolog"),
    ],
)  # fmt: skip
def test_odd_pages_are_read_in_bounded_time(body: str, text: str) -> None:
    start = time.process_time()
    assert extract_document(body.encode(), media_type="text/html").text == text
    assert time.process_time() - start < 8


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [PROSE * 150_000, "<p>" + "word and another, " * 1_000_000, '<li><a href="/n">Headline of the list</a></li>' * 200_000],
    ids=["18 MB of paragraphs", "one paragraph of 18 MB", "200,000 links"],
)  # fmt: skip
def test_huge_pages_are_read_in_bounded_time(body: str) -> None:
    start = time.process_time()
    extract_document(body.encode(), media_type="text/html")
    assert time.process_time() - start < 60


def test_a_list_page_taken_for_an_article_is_marked() -> None:
    rows = "".join(
        f'<li><a href="/{n}">Government announces scheme number {n}</a> 2026-04-0{n}</li>' for n in range(1, 9)
    )
    assert extract_document(page(f"<ul>{rows}</ul>", "<title>News</title>")).low_confidence


def test_the_same_body_gives_the_same_document_every_time() -> None:
    bodies = [page(f"<h1>Data pilot opens</h1>{paragraphs(SENTENCES)}"), page(paragraphs(HAN))]
    first = [extract_document(body) for body in bodies]
    for _ in range(5):
        assert [extract_document(body) for body in reversed(bodies)] == first[::-1]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("<>/ abdivp=\"'&;#1龍\x0b"), max_size=300))
def test_any_markup_is_read_without_harm(text: str) -> None:
    msgspec.json.encode(extract_document(text.encode(), media_type="text/html").text)


PAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"
FLOORS = Path(__file__).parent / "gate" / "extraction.json"


@pytest.mark.slow
@pytest.mark.skipif(not PAGES.exists(), reason="the real pages of ../shared/data/pages are not here")
def test_the_real_pages_are_read_at_least_as_well_as_before() -> None:
    cases = list(read_cases(PAGES))
    figures = measure(cases, {case.name: read_ours(case) for case in cases})
    floors = json.loads(FLOORS.read_text("utf-8"))
    reached = {group: {name: round(figures[group][name], 3) for name in wanted} for group, wanted in floors.items()}
    below = {
        (group, name): (value, floors[group][name])
        for group, values in reached.items()
        for name, value in values.items()
        if (value > floors[group][name] if name in ("wrong_dates", "lost_unflagged") else value < floors[group][name])
    }
    assert below == {}
