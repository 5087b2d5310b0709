"""A Change in one sentence that quotes what changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Edit, FactType, Field, Op
from pipeline.weighing.diff import align_texts
from pipeline.weighing.facts import changed_facts
from pipeline.weighing.summary import LONGEST, SummaryKind, SummaryPart
from pipeline.weighing.weigh import summarise, summary_parts


def told(before: list[str], after: list[str], field: Field = Field.PARAGRAPH) -> str:
    edits = align_texts(before, after, field)
    return summarise(edits, changed_facts(edits))


KEPT = "Nothing else differs in this text."


@pytest.mark.parametrize(
    ("before", "after", "summary"),
    [
        pytest.param(
            ["Applications close on 27 September.", KEPT], ["Applications close on 11 October.", KEPT, "Fees are waived.", "Desks open daily."],
            "deadline 27 September → 11 October; 2 sentences added", id="deadline and sentences",
        ),
        pytest.param(
            ["It takes up to 30 institutions.", KEPT, "An old line that goes."], ["It takes 30 institutions.", KEPT],
            "“up to 30 institutions” → “30 institutions”; sentence removed: “An old line that goes.”", id="limit and one sentence",
        ),
        pytest.param(["Fees shall apply to banks."], ["Fees shall not apply to banks."], "“shall apply” → “shall not apply”", id="denial in context"),
        pytest.param(["數據可出境使用，手續從簡。"], ["數據不可出境使用，手續從簡。"], "“可” → “不可”", id="Han denial"),
        pytest.param(["撥款15億元推動發展。"], ["撥款20億元推動發展。"], "15億元 → 20億元", id="sum"),
        pytest.param(["截止日期為2026年5月12日。"], ["截止日期為2026年6月2日。"], "deadline 2026年5月12日 → 2026年6月2日", id="Chinese deadline"),
        pytest.param(["The lake is green today and calm."], ["The lake is blue today and calm."], "“green” → “blue”", id="words"),
        pytest.param([KEPT], [KEPT, "An enquiry desk has been set up at the Park."], "sentence added: “An enquiry desk has been set up at the Park.”", id="one sentence"),
        pytest.param([KEPT, "Move me to the top please."], ["Move me to the top please.", KEPT], "sentence moved: “Move me to the top please.”", id="move"),
        pytest.param(["Updated 5 May 2026", "12 firms joined."], ["Updated 6 May 2026", "13 firms joined."], "“12 firms” → “13 firms”", id="what is cosmetic is not told"),
        pytest.param(["It set up 6 task forces in May."], ["It set up 8 task forces in May."], "“6 task forces” → “8 task forces”", id="figure with what it counts"),
        pytest.param([], [], "", id="nothing"),
    ],
)  # fmt: skip
def test_changes_are_said_in_a_sentence(before: list[str], after: list[str], summary: str) -> None:
    assert told(before, after) == summary


def test_a_headline_is_told_first_and_once() -> None:
    edits = [
        Edit(field=Field.PARAGRAPH, op=Op.REPLACE, before="It has 3 firms.", after="It has 4 firms."),
        Edit(field=Field.TITLE, op=Op.REPLACE, before="Channel to open on 5 May", after="Channel to open on 6 May"),
    ]
    assert (
        summarise(edits, changed_facts(edits))
        == "headline “Channel to open on 5 May” → “Channel to open on 6 May”; “3 firms” → “4 firms”"
    )


def test_of_a_long_headline_the_changed_words_are_told() -> None:
    lead = "Innovation, Technology and Industry Bureau and its partners announce that the data channel "
    edit = Edit(field=Field.TITLE, op=Op.REPLACE, before=lead + "opens to banks", after=lead + "is closed to banks")
    assert summarise([edit], ()) == "headline “opens” → “is closed”"


def test_fields_have_their_own_nouns() -> None:
    rows = [Edit(field=Field.ROW, op=Op.INSERT, before="", after=f"Row {n}") for n in range(3)]
    annex = Edit(field=Field.ATTACHMENT, op=Op.INSERT, before="", after="Annex A (PDF)")
    assert summarise([*rows, annex], ()) == "3 rows added; attachment added: “Annex A (PDF)”"


def test_the_cells_of_a_new_row_are_quoted_together() -> None:
    cells = [Edit(field=Field.CELL, op=Op.INSERT, before="", after=text) for text in ("Bank A", "3 May 2026")]
    assert summarise(cells, ()) == "2 table cells added: “Bank A · 3 May 2026”"


def test_the_publisher_s_note_comes_before_what_we_found() -> None:
    edits = [
        Edit(field=Field.ATTACHMENT, op=Op.REPLACE, before="Form, 446 KB", after="Form, 745 KB"),
        Edit(field=Field.PARAGRAPH, op=Op.REPLACE, before="It has 3 firms.", after="It has 4 firms."),
        Edit(field=Field.LEAD, op=Op.INSERT, before="", after="One."),
        Edit(field=Field.PARAGRAPH, op=Op.INSERT, before="", after="Two."),
        Edit(field=Field.NOTE, op=Op.INSERT, before="", after="Corrected the number of firms."),
    ]
    assert summarise(edits, changed_facts(edits)) == (
        "the publisher notes “Corrected the number of firms.”; “3 firms” → “4 firms”; “446 KB” → “745 KB”; 2 sentences added"
    )


def test_a_date_line_is_called_one() -> None:
    edits = [Edit(field=Field.DATE, op=Op.REPLACE, before="6 July 2026", after="12 July 2026")]
    assert (changed_facts(edits), summarise(edits, ())) == ((), "date line “6 July 2026” → “12 July 2026”")


def test_parts_carry_no_words_of_ours() -> None:
    edits = align_texts(["Apply by 5 May.", KEPT], ["Apply by 6 May.", KEPT, "One more.", "And more."], Field.PARAGRAPH)
    assert summary_parts(edits, changed_facts(edits)) == (
        SummaryPart(kind=SummaryKind.DEADLINE, before="5 May", after="6 May", type=FactType.DATE),
        SummaryPart(kind=SummaryKind.COUNT, op=Op.INSERT, count=2),
    )


EDITS = st.lists(
    st.builds(
        Edit, field=st.sampled_from(Field), op=st.sampled_from(Op),
        before=st.text("ab 數據3not不", max_size=300), after=st.text("ab 數據4not不可", max_size=300),
    ),
    max_size=12,
)  # fmt: skip


@given(EDITS)
def test_a_summary_is_one_line_of_at_most_200_characters(edits: list[Edit]) -> None:
    summary = summarise(edits, changed_facts(edits))
    assert len(summary) <= LONGEST
    assert "\n" not in summary
    assert bool(summary) == bool(edits)
