"""The quality gate: what is no page is an outcome, a phrase at a time, and what a page is about is none."""

import pytest

from pipeline.comparing.gate import judge
from pipeline.comparing.gate_words import BLOCKED, CONSENT, LOGIN, MAINTENANCE, NOT_FOUND
from pipeline.model import Document, Outcome
from pipeline.reading.extract import extract_document

TEXT = " ".join(
    f"The office said on day {day} that the harbour works would go on as planned and that no ferry would be cancelled."
    for day in range(1, 21)
)
NAV = (
    "<nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li></ul></nav><footer><p>Harbour office</p></footer>"
)


def page(head: str, text: str = "") -> Document:
    html = f"<html><head><title>{head}</title></head><body>{NAV}<main><h1>{head}</h1>{text}</main></body></html>"
    return extract_document(html.encode(), media_type="text/html", charset="utf-8")


def lines(phrases: str) -> list[str]:
    return [line for line in phrases.split("\n") if line]


PHRASES = [
    (phrase, outcome)
    for phrases, outcome in (
        (NOT_FOUND, Outcome.SOFT_404),
        (BLOCKED, Outcome.BLOCKED),
        (CONSENT, Outcome.CONSENT),
        (LOGIN, Outcome.LOGIN),
        (MAINTENANCE, Outcome.MAINTENANCE),
    )
    for phrase in lines(phrases)
]


@pytest.mark.parametrize(("phrase", "outcome"), PHRASES)
def test_each_phrase_as_a_headline_names_its_outcome(phrase: str, outcome: Outcome) -> None:
    assert judge(page(phrase, "<p>Please go back to the home page.</p>"), 200, None) is outcome


def test_a_phrase_in_the_text_of_a_short_answer_names_it() -> None:
    found = page("Harbour office", "<p>Sorry, we can't find the page you are looking for.</p>")
    assert judge(found, 200, None) is Outcome.SOFT_404


@pytest.mark.parametrize(
    "head", ["Page not found", "System maintenance on Sunday", "Log in", "Access denied: a history"]
)
def test_a_long_text_under_such_a_headline_is_a_page(head: str) -> None:
    assert judge(page(head, f"<p>{TEXT}</p>"), 200, None) is Outcome.OK


def test_a_page_that_is_about_the_phrase_stays_a_page() -> None:
    before = page("System maintenance", "<p>Our systems rest from 1 to 3 May.</p>")
    after = page("System maintenance", "<p>Our systems rest from 1 to 4 May.</p>")
    assert judge(after, 200, before) is Outcome.OK


def test_a_text_that_a_zone_encloses_is_a_page_all_the_same() -> None:
    found = page("Ferries", f"<div class=paywall><h2>We value your privacy</h2><p>{TEXT}</p></div>")
    assert judge(found, 200, None) is Outcome.OK


STATUSES = {
    200: Outcome.OK,
    401: Outcome.LOGIN,
    403: Outcome.BLOCKED,
    404: Outcome.SOFT_404,
    410: Outcome.SOFT_404,
    429: Outcome.BLOCKED,
    500: Outcome.MAINTENANCE,
    503: Outcome.MAINTENANCE,
}


@pytest.mark.parametrize(("status", "outcome"), STATUSES.items())
def test_the_status_speaks_before_the_text(status: int, outcome: Outcome) -> None:
    assert judge(page("Ferries", f"<p>{TEXT}</p>"), status, None) is outcome


def test_only_furniture_is_empty() -> None:
    found = extract_document(f"<html><body>{NAV}</body></html>".encode(), media_type="text/html")
    assert judge(found, 200, None) is Outcome.EMPTY


def test_a_list_of_links_is_a_page() -> None:
    rows = "".join(f"<li><a href=/d{i}>Decision {i} on the allotment of places</a></li>" for i in range(5))
    assert judge(page("Decisions", f"<ul>{rows}</ul>"), 200, None) is Outcome.OK


def test_less_than_a_quarter_of_the_text_is_a_collapse() -> None:
    whole, rest = page("Ferries", f"<p>{TEXT}</p>"), page("Ferries", "<p>The office said so.</p>")
    assert [judge(rest, 200, whole), judge(whole, 200, rest), judge(rest, 200, None)] == [
        Outcome.COLLAPSED,
        Outcome.OK,
        Outcome.OK,
    ]


def test_a_text_that_stands_twice_is_a_page_put_together_wrongly() -> None:
    once = "".join(f"<p>{line}.</p>" for line in TEXT.split(". "))
    assert judge(page("Ferries", once * 2), 200, page("Ferries", once)) is Outcome.COLLAPSED


def test_half_of_the_text_is_an_edit() -> None:
    assert judge(page("F", f"<p>{TEXT[: len(TEXT) // 2]}</p>"), 200, page("F", f"<p>{TEXT}</p>")) is Outcome.OK


def test_text_decoded_by_a_wrong_table_is_mojibake() -> None:
    good = page("數據", "<p>" + "數據跨境流動的標準合同已經實施，企業可以提交備案。" * 4 + "</p>")
    broken = page("x", "<p>" + ("數據跨境流動的標準合同已經實施。" * 4).encode().decode("latin-1") + "</p>")
    assert [judge(broken, 200, None), judge(broken, 200, good), judge(good, 200, broken)] == [
        Outcome.MOJIBAKE,
        Outcome.MOJIBAKE,
        Outcome.OK,
    ]


def test_a_document_that_extraction_refused_keeps_its_outcome() -> None:
    assert judge(Document(title="", text="", language=None, outcome=Outcome.LOGIN), 200, None) is Outcome.LOGIN


def test_a_wall_in_the_sites_own_template_is_known_among_its_boxes() -> None:
    lines = [
        f"Proposal {n} of the harbour board was put to the vote on day {n} and carried by the members."
        for n in range(9)
    ]
    box = "".join(
        f"<div class=k><p>The regatta of team {n} sails past the old lighthouse at noon.</p></div>" for n in range(8)
    )

    def shown(head: str, *said: str) -> Document:
        text = "".join(f"<p>{line}</p>" for line in said)
        html = f"<html><head><title>{head} | Harbour board</title></head><body>{NAV}<div id=c><h1>{head}</h1>{text}</div>{box}</body></html>"
        return extract_document(html.encode(), media_type="text/html", charset="utf-8")

    before = shown("Votes of the harbour board", *lines)
    assert judge(before, 200, None) is Outcome.OK
    assert judge(shown("Page not found", "The page was moved or never stood here."), 200, before) is Outcome.SOFT_404
    assert judge(shown("Sorry", "This article is no longer available."), 200, before) is Outcome.SOFT_404
    assert (
        judge(shown("Votes of the harbour board", *lines, "This article is no longer available."), 200, before)
        is Outcome.OK
    )
