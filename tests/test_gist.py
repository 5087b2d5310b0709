"""The one difference that stands for an edit."""

import pytest

from pipeline.model import ChangeKind, Edit, Fact, FactType, Field, Op
from pipeline.telling.finding import Finding
from pipeline.telling.gist import Gist, find_gist
from pipeline.weighing.counted import fact_sides
from tests.findings import make_edited, make_finding, replace_edit


def edited(*edits: Edit, facts: tuple[Fact, ...] = ()) -> Finding:
    return make_finding(kind=ChangeKind.EDITED, edits=edits, facts=facts)


def number(before: str | None, after: str | None, kind: FactType = FactType.NUMBER) -> Fact:
    return Fact(type=kind, before=before, after=after)


@pytest.mark.parametrize(
    ("fact", "before", "after", "sides"),
    [
        (
            number("6", "8"),
            "We set up 6 task forces, all new.",
            "We set up 8 task forces, all new.",
            ("6 task forces", "8 task forces"),
        ),
        (number("6", "8"), "設立6個專責小組。", "設立8個專責小組。", ("6個專責", "8個專責")),
        (number("6", "8"), "The count is 6.", "The count is 8.", ("6", "8")),
        (number("6", "8"), "In 16 cities and 6 towns.", "In 16 cities and 8 towns.", ("6 towns", "8 towns")),
        (number("6", "8"), "In 6,000 cities.", "In 8,000 cities.", ("6", "8")),
        (number(None, "8"), "", "It has 8 offices now.", ("", "8 offices now")),
        (
            number("30 institutions", "40 institutions"),
            "For 30 institutions here.",
            "For 40 institutions here.",
            ("30 institutions", "40 institutions"),
        ),
        (number("5%", "6%", FactType.PERCENT), "A 5% levy.", "A 6% levy.", ("5%", "6%")),
        (number("6", "8"), "x" * 6_000, "y" * 6_000, ("6", "8")),
        (number("6", "8"), "elsewhere", "elsewhere too", ("6", "8")),
    ],
)
def test_a_bare_figure_is_shown_with_what_it_counts(
    fact: Fact, before: str, after: str, sides: tuple[str, str]
) -> None:
    assert fact_sides(fact, (replace_edit(before, after),)) == sides


@pytest.mark.parametrize(
    ("finding", "gist"),
    [
        pytest.param(
            make_edited(),
            Gist(before="1 December 2026", after="15 January 2027", type=FactType.DATE),
            id="a date before a limit",
        ),
        pytest.param(
            edited(facts=(number(None, "HK$5", FactType.MONEY), number("one name", "another", FactType.NAME))),
            Gist(before="one name", after="another", type=FactType.NAME),
            id="replaced before added",
        ),
        pytest.param(
            edited(replace_edit("The desk is calm today.", "The desk is busy today.")),
            Gist(before="calm", after="busy"),
            id="words",
        ),
        pytest.param(
            edited(replace_edit("Desk opens", "Desk closes", Field.TITLE)),
            Gist(before="Desk opens", after="Desk closes", retitled=True),
            id="title",
        ),
        pytest.param(
            edited(Edit(field=Field.ATTACHMENT, op=Op.INSERT, before="", after="Form.pdf")),
            Gist(before="", after="Form.pdf"),
            id="attachment",
        ),
        pytest.param(
            edited(Edit(field=Field.PARAGRAPH, op=Op.MOVE, before="One.", after="One.")),
            None,
            id="a move quotes nothing",
        ),
        pytest.param(edited(), None, id="nothing"),
        pytest.param(edited(facts=(number("\x00", " "),)), None, id="a fact of nothing visible"),
    ],
)
def test_what_stands_for_an_edit(finding: Finding, gist: Gist | None) -> None:
    assert find_gist(finding) == gist
