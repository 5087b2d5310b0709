"""A glance at new bytes: it ends a check only where nothing that counts differs, and never hides an edit."""

from pathlib import Path

import pytest

from pipeline.comparing.bodies import Glance
from pipeline.comparing.container import Container
from pipeline.comparing.glance import says_the_same
from pipeline.comparing.noise import Knowledge
from pipeline.comparing.sieve import Sieve

BODY = [f"<p>On day {day} the office said that the harbour works would go on as planned.</p>" for day in range(12)]
LEARNED = Knowledge(
    containers={">main": Container(path=">main", prose_paths=frozenset({">main>p"}), pages=9)},
    pairs={">main": 9},
    path_noise={(">main>div.pick", ""): (4, 4), (">main>p", ">span.seen"): (4, 4)},
)


def page(
    *, head: str = "", body: list[str] = BODY, views: str = "120", pick: str = "Ferries", files: str = "a.pdf"
) -> str:
    return (
        f"<html><head><title>Works</title>{head}</head><body><nav><a href=/>Home</a></nav><main><h1>Works</h1>"
        f"{''.join(body)}<p>Read by <span class=seen>{views}</span> people.</p><div class=pick>{pick}</div>"
        f"<a href='/{files}'>The plan</a></main><footer>Office</footer><script>var t = '{views}'</script></body></html>"
    )


def same(old: str, new: str, knowledge: Knowledge = LEARNED) -> bool:
    return says_the_same(Glance(old.encode(), "utf-8"), Glance(new.encode(), "utf-8"), Sieve(knowledge))


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(page(), id="the same"),
        pytest.param(page().replace("'120'</script>", "'99'</script>"), id="another script"),
        pytest.param(page(views="7,310"), id="a piece that is learned noise"),
        pytest.param(page(pick="Trams &amp; buses"), id="a box that is learned noise"),
        pytest.param(page().replace("Home</a>", "Home</a><a href=/x>Tramways</a>"), id="a link more in the menu"),
        pytest.param(page().replace("<html>", "<html><!-- made at 12:31 -->"), id="a comment"),
        pytest.param(page(head="<meta name=csrf-token content=b3>"), id="a token"),
        pytest.param(page(head="<link rel=stylesheet href=/site.7cb4052d.css>"), id="a style sheet of another build"),
        pytest.param(page(pick="Works"), id="the headline in a box that is learned noise"),
        pytest.param(page().replace("<nav>", "<nav><a href=/x?id=7>Home</a>"), id="a number in an address"),
    ],
)
def test_noise_ends_at_a_glance(new: str) -> None:
    assert same(page(), new)


MAIL = "desk@office.example"


def hidden(key: int) -> str:
    cipher = bytes([key, *(ord(letter) ^ key for letter in MAIL)]).hex()
    return f'<a class="__cf_email__" data-cfemail="{cipher}">[email&#160;protected]</a>'


def test_address_hidden_another_way_each_time_ends_at_a_glance() -> None:
    spelt = "".join(f"&#{ord(letter)};" for letter in MAIL)
    shown = f"<a href='mailto:{spelt}'>{spelt}</a>"
    pages = [page(body=[*BODY, f"<p>Write to {mail} by noon.</p>"]) for mail in (hidden(7), hidden(99), shown)]
    assert same(pages[0], pages[1])
    assert same(pages[1], pages[2])
    assert not same(pages[0], page(body=[*BODY, f"<p>Write to {hidden(7).replace('7', '8', 1)} by noon.</p>"]))


def test_order_of_attributes_in_the_head_says_nothing() -> None:
    one, other = "<meta name=date content=2026-09-02>", "<meta content=2026-09-02 name=date>"
    assert same(page(head=one), page(head=other))
    assert not same(page(head=one), page(head=other.replace("02", "03")))


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(page(head="<link rel=canonical href=/other>"), id="another address of its own"),
        pytest.param(page(body=[*BODY, "<p>Works</p>"]), id="the headline as a paragraph"),
        pytest.param(page(body=[*BODY[:5], BODY[5].replace("5", "6"), *BODY[6:]]), id="a digit"),
        pytest.param(page(body=BODY[:-1]), id="a paragraph less"),
        pytest.param(page(body=[*BODY[:-1], "<p></p>"], views="121"), id="a paragraph emptied while a counter ran on"),
        pytest.param(
            page(body=[*BODY[:-1], "<p>&nbsp;</p>"], views="121").replace("<p>", "<p id=a>", 1),
            id="the same, another id",
        ),
        pytest.param(page(body=[*BODY, "<p>Visitors may come.</p>"]), id="a paragraph more"),
        pytest.param(page(body=[BODY[1], BODY[0], *BODY[2:]]), id="two paragraphs in another order"),
        pytest.param(page().replace("<h1>Works", "<h1>Works again"), id="the headline"),
        pytest.param(page().replace("<title>Works", "<title>Works again"), id="the title"),
        pytest.param(page(files="b.pdf"), id="another file under the same name"),
        pytest.param(page(head="<meta name=last-modified content=2026-09-02>"), id="a date in the head"),
        pytest.param(page(head="<script type=application/ld+json>{}</script>"), id="what it says to machines"),
        pytest.param(page(pick="On day 3").replace("class=pick", "class=news"), id="a text where nothing was learned"),
    ],
)
def test_whatever_may_count_is_left_to_reading(new: str) -> None:
    assert not same(page(), new)


def test_zones_say_nothing_of_a_source_whose_pages_are_not_known() -> None:
    assert not same(page(), page().replace("Office</footer>", "Offices</footer>"), Knowledge())


CLOCK = "<header class=top><div id=now>{}</div></header><nav>"


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        pytest.param("Local time 2026-03-02 09:15:01", "Local time 2026-03-08 22:40:59", True, id="a clock"),
        pytest.param("今天是2026年3月2日 星期一", "今天是2026年3月8日 星期日", True, id="a clock of the day"),
        pytest.param("Last updated 2026-03-02 09:15", "Last updated 2026-03-08 22:40", False, id="a date of the page"),
    ],
)
def test_clock_is_told_from_a_date_of_the_page(before: str, after: str, seen: bool) -> None:
    old, new = (page().replace("<nav>", CLOCK.format(said).replace("header", "div")) for said in (before, after))
    assert same(old, new) is seen


def tables(cell: str, more: str = "Other news", opening: str = "<td>") -> str:
    rows = "".join(f"<tr>{opening}{text.removeprefix('<p>').removesuffix('</p>')}</td></tr>" for text in BODY)
    return (
        f"<html><body><table>{rows}<tr><td>{cell}</td></tr></table><div class=related-news>{more}</div></body></html>"
    )


HOMELESS = Knowledge(pairs={"": 5})


def test_text_in_tables_is_at_home_where_the_source_is_known_to_have_no_container() -> None:
    assert same(tables("Works"), tables("Works", more="Newer news"), HOMELESS)
    assert not same(tables("Works"), tables("Works", more="Newer news"), Knowledge())
    assert not same(tables("Works"), tables("Other works"), HOMELESS)
    zoned = "<td class=sidebar>"
    assert not same(tables("Works", opening=zoned), tables("Works", more="Newer news", opening=zoned), HOMELESS)


def in_article(part: str) -> str:
    """The page with one paragraph more in the middle of its text."""
    return page(body=[*BODY[:5], f"<p>{part}</p>", *BODY[5:]])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<b>Fee: 5</b>", "<script>Fee: 5</script>", id="into a script"),
        pytest.param("<script>Fee: 5</script>", "<b>Fee: 5</b>", id="out of a script"),
        pytest.param("<b>Fee: 5</b>", "<script>Fee: 5</b>", id="a script that is not closed"),
        pytest.param("<!-- till noon -->Fee: 5", "<!-- till noon Fee: 5 -->", id="into a comment"),
        pytest.param("<!-- till -- noon Fee: 5 -->", "<!-- till -- noon -->Fee: 5", id="out of a comment"),
        pytest.param(
            "<!-- till <b>noon Fee: 5</b> -->", "<!-- till <b>noon --> Fee: 5</b>", id="a comment that ends earlier"
        ),
        pytest.param(
            "<!-- till <b>noon --> Fee: 5</b>", "<!-- till <b>noon Fee: 5</b> -->", id="a comment that ends later"
        ),
        pytest.param("<b>Fee: 5", "<i>Fee: 6", id="another element"),
        pytest.param("<>Fee: 5", "<b>Fee: 6", id="a tag without a name"),
        pytest.param("<b>Fee: 5 < 6", "<b>Fee: 5 < 7", id="a sign that opens no tag"),
        pytest.param("<b title=a>Fee: 5</b>", "<b title=b>Fee: 6</b>", id="a value and a text"),
        pytest.param("<b class=a>Fee: 5</b>", "<b class=c>Fee: 5</b><p>Fee: 6", id="a text more"),
        pytest.param("<script>a</script>Fee: 5", "<script>b</script>Fee: 6", id="behind a script"),
        pytest.param("<script>a<b</script>Fee: 5", "<script>c<d</script>Fee: 6", id="behind a script with signs"),
        pytest.param("Fee: caf\xe9", "Fee: caf\xe8", id="in another charset"),
        pytest.param("Fee: \u4e94", "Fee: \u516d", id="in Chinese"),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
def test_what_a_reader_sees_change_is_left_to_reading(old: str, new: str, charset: str) -> None:
    bodies = [in_article(part).encode(charset) for part in (old, new)]
    assert not says_the_same(Glance(bodies[0], charset), Glance(bodies[1], charset), Sieve(LEARNED))
    assert says_the_same(Glance(bodies[0], charset), Glance(bodies[0], charset), Sieve(LEARNED))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("<script>a</script>", "<script>b</script>", id="a script"),
        pytest.param("<script>a<b</script>", "<script>a<c</script>", id="a script with signs"),
        pytest.param("<!-- made at 12:30 -->", "<!-- made at 12:31 -->", id="a comment"),
        pytest.param("<!-- <b>12:30</b> -->", "<!-- <b>12:31</b> -->", id="a comment with an element"),
        pytest.param("<svg><g><path d='1'></g></svg>", "<svg><g><path d='2'></g></svg>", id="a drawing"),
        pytest.param("<b style='color:red'>Fee</b>", "<b style='color:blue'>Fee</b>", id="a value that says nothing"),
    ],
)
def test_what_no_reader_sees_ends_at_a_glance(old: str, new: str) -> None:
    assert same(in_article(f"{old} 5"), in_article(f"{new} 5"))


def test_other_template_is_left_to_reading() -> None:
    dressed = [f'<p class="a{n}" id="b{n}">{n}</p>' for n in range(40)]
    assert not same(page(body=dressed), page(body=[each.replace('"a', '"c') for each in dressed]))


PAIRS = sorted((Path(__file__).parent / "pairs").glob("truepos-*"))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_no_edit_of_the_museum_is_hidden(pair: Path) -> None:
    before, after = (next(iter(pair.glob(f"{name}.*"))).read_text(encoding="utf-8") for name in ("before", "after"))
    assert not same(before, after, Knowledge())
    assert not same(before, after)


def test_text_that_leaves_a_box_of_noise_for_the_article_is_left_to_reading() -> None:
    box, paragraph = "<div class=pick>Visitors may come.</div>", "<p>Visitors may come.</p>"
    was = page(pick="Visitors may come.")
    assert box in was
    assert not same(was, was.replace(box, paragraph))
    assert not same(was.replace(box, paragraph), was)
