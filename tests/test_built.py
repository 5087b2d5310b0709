"""Noise that a site builds into its Pages: learned across Pages and nights, and what must never be taken for it."""

import pytest

from pipeline.comparing.built import learn_spots
from pipeline.comparing.changes import SourceVerdict, decide
from pipeline.comparing.mask import explain_noise
from pipeline.comparing.noise import Knowledge, learn_pages, learn_pair
from pipeline.comparing.sieve import Sieve
from pipeline.model import Document
from tests.harbour import numbered, page, seen

LINE = '<div class="qx">Passed on <b>{} times, answered {} times</b></div>'
"""A counter of which no label word is known."""

NAMES = ("Acoustics", "Ballast", "Chart", "Dredging", "Estuary", "Ferry", "Granary", "Hull")
PAGES = len(NAMES)


def title(number: int) -> str:
    return f"{NAMES[number]} laboratory opens its doors"


def shot(number: int, *extra: str, text: list[str] | None = None) -> Document:
    return page(text or numbered(number), *extra, title=title(number))


def taught() -> Knowledge:
    knowledge = learn_pages(Knowledge(), {number: shot(number) for number in range(PAGES)})
    for number in range(6):
        knowledge = learn_pair(knowledge, shot(number), shot(number))
    return knowledge


def night(before: str, after: str, count: int, knowledge: Knowledge | None = None, still: int = 0) -> SourceVerdict:
    """`count` Pages made anew, two looks showing the same; {} in the markup is another figure on each. still: edited in
    their running text alone."""
    pages = [
        seen(
            number,
            [shot(number, before.format(number + 11, number + 40))] * 2,
            [shot(number, after.format(number + 61, number + 90))] * 2,
        )
        for number in range(count)
    ]
    for number in range(count, count + still):
        edited = [*numbered(number)[:2], "The fee is HK$99 million in total.", *numbered(number)[3:]]
        held = before.format(number + 11, number + 40)
        pages.append(seen(number, [shot(number, held)] * 2, [shot(number, held, text=edited)] * 2))
    return decide(pages, knowledge or taught())


def told(verdict: SourceVerdict) -> list[int]:
    return [page.page_id for page in verdict.pages if page.differs]


def test_a_line_whose_figures_alone_change_on_every_page_made_anew_is_noise_and_says_why() -> None:
    verdict = night(LINE, LINE, 3)
    held = explain_noise(shot(7, LINE.format(5, 6)), verdict.knowledge).held
    assert told(verdict) == []
    assert [page.taught for page in verdict.pages] == [True] * 3
    assert [(one.text, one.why, one.learned) for one in held if "times" in one.text] == [
        ("5 times, answered 6 times", "other figures on 3 of 3 Pages made anew", True)
    ]


def test_two_pages_are_told_and_the_third_night_teaches() -> None:
    first = night(LINE, LINE, 2)
    second = night(LINE, LINE, 1, first.knowledge)
    third = night(LINE, LINE, 1, second.knowledge)
    assert [told(one) for one in (first, second, third)] == [[0, 1], [], []]
    assert [[page.taught for page in one.pages] for one in (second, third)] == [[True], [False]]


def test_an_edit_beside_such_a_line_is_told_alone() -> None:
    learned = night(LINE, LINE, 3).knowledge
    edited = [*numbered(4)[:2], "The fee is HK$99 million in total.", *numbered(4)[3:]]
    one = seen(4, [shot(4, LINE.format(1, 2))] * 2, [shot(4, LINE.format(8, 9), text=edited)] * 2)
    assert [edit.after for edit in decide([one], learned).pages[0].comparison.edits] == [edited[2]]


def shelf(*numbers: int) -> str:
    rows = "".join(f'<li><a href="/p/{number}">{title(number)}</a></li>' for number in numbers)
    return f'<div class="qx"><ul>{rows}</ul></div>'


def shelves(first: int) -> list[list[Document]]:
    """The two sides of a Page whose shelf shows three other Pages now."""
    others = [(first + step) % PAGES for step in range(1, 7)]
    return [[shot(first, shelf(*others[:3]))] * 2, [shot(first, shelf(*others[3:]))] * 2]


def test_a_shelf_of_the_sources_own_pages_is_noise_where_every_page_has_another() -> None:
    pages = [seen(number, *shelves(number)) for number in range(4)]
    verdict = decide(pages, taught())
    assert told(verdict) == []
    assert told(decide([seen(5, *shelves(5))], verdict.knowledge)) == []
    why = {
        one.why for one in explain_noise(shot(6, shelf(1, 2, 3)), verdict.knowledge).held if "laboratory" in one.text
    }
    assert why == {"other rows on 4 of 4 Pages made anew"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "<p>The office counted {} boats and {} ferries.</p>",
            "<p>The office counted {} boats and {} ferries.</p>",
            id="running text",
        ),
        pytest.param(
            "<table><tr><td>Boats</td><td>{}</td><td>of {}</td></tr></table>",
            "<table><tr><td>Boats</td><td>{}</td><td>of {}</td></tr></table>",
            id="a cell",
        ),
        pytest.param("<h3>Round {} of {}</h3>", "<h3>Round {} of {}</h3>", id="a heading"),
        pytest.param(
            '<div class="qx">Fee for a place: HK${} and {}</div>',
            '<div class="qx">Fee for a place: HK${} and {}</div>',
            id="a sum",
        ),
        pytest.param(
            '<div class="qx">Closes on 3 May 20{} at pier {}</div>',
            '<div class="qx">Closes on 4 May 20{} at pier {}</div>',
            id="a date",
        ),
        pytest.param(
            '<div class="qx">Up to {} boats of {}</div>', '<div class="qx">Up to {} boats of {}</div>', id="a limit"
        ),
        pytest.param(
            '<div class="qx">Berth {} of {} is open</div>', '<div class="qx">Berth {} of {} is shut</div>', id="words"
        ),
        pytest.param(
            "<ul><li>Lamp {}</li><li>Rope {}</li></ul>",
            "<ul><li>Buoy {}</li><li>Sail {}</li></ul>",
            id="a list that links to nothing",
        ),
        pytest.param(
            '<ul><li><a href="/a">Plan {}</a></li><li><a href="/b">Map {}</a></li></ul>',
            '<ul><li><a href="/c">Draft {}</a></li><li><a href="/d">Chart {}</a></li></ul>',
            id="links to no page of the Source",
        ),
    ],
)
def test_what_many_pages_may_change_at_once_is_told_of_each(before: str, after: str) -> None:
    assert told(night(before, after, 5)) == list(range(5))


def test_figures_that_change_on_few_of_the_pages_that_differ_are_told() -> None:
    assert told(night(LINE, LINE, 3, still=4)) == list(range(7))


def test_a_person_overrules_it_and_it_survives_its_bytes() -> None:
    learned = Knowledge.from_bytes(night(LINE, LINE, 3).knowledge.to_bytes())
    (path,) = {spot[0] for spot in Sieve(learned).built}
    overruled = Knowledge(built=learned.built, overruled=frozenset({path}))
    assert (len(Sieve(learned).built), Sieve(overruled).built) == (1, frozenset())


def test_it_decays_where_pages_are_edited_and_the_line_stays() -> None:
    spot = (">main>div", "", "passedon0times")
    built = learn_spots({}, [(frozenset({spot}), frozenset({">main>div"}))] * 6)
    learned = built[spot]
    for _ in range(5):
        built = learn_spots(built, [(frozenset(), frozenset())])
    assert (learned, built[spot], Sieve(Knowledge(built=built)).built) == ((6, 6), (11, 6), frozenset())
    for _ in range(100):
        built = learn_spots(built, [(frozenset(), frozenset())])
    assert built == {}
