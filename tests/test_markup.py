"""Edits as a person reads them, with colour and without."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Edit, Field, Op
from pipeline.weighing.markup import (
    DELETED,
    INSERTED,
    edit_html,
    edit_text,
    edits_html,
    edits_text,
    mark_html,
    mark_text,
)


def edit(op: Op, before: str, after: str, field: Field = Field.PARAGRAPH) -> Edit:
    return Edit(field=field, op=op, before=before, after=after)


DATE = edit(Op.REPLACE, "It opens on 1 December 2026.", "It opens on 15 January 2027.")
COME = edit(Op.INSERT, "", "A desk <opens> & stays.")
GONE = edit(Op.DELETE, "費用全免。", "")
MOVED = edit(Op.MOVE, "Same text.", "Same text.")


def test_html_says_what_changed_in_three_ways_besides_colour() -> None:
    html = edit_html(DATE)
    assert html == (
        f'It opens on <del class="was" style="{DELETED}">1 December 2026</del> '
        f'<ins class="now" style="{INSERTED}">15 January 2027</ins>.'
    )
    assert "line-through" in DELETED
    assert "underline" in INSERTED
    assert "font-weight:600" in INSERTED


def test_html_is_escaped_and_whole_texts_are_marked_whole() -> None:
    assert edit_html(COME) == f'<ins class="now" style="{INSERTED}">A desk &lt;opens&gt; &amp; stays.</ins>'
    assert edit_html(GONE) == f'<del class="was" style="{DELETED}">費用全免。</del>'
    assert edit_html(MOVED) == '<span class="moved">Same text.</span>'


def test_spaces_stay_outside_the_marks() -> None:
    assert re.sub(' (class|style)="[^"]*"', "", mark_html("up to 30 firms", "30 firms")) == "<del>up to</del> 30 firms"


@pytest.mark.parametrize(
    ("made", "lines"),
    [
        (DATE, "was: It opens on 1 December 2026.\nnow: It opens on 15 January 2027."),
        (COME, "now: A desk <opens> & stays."),
        (GONE, "was: 費用全免。"),
        (MOVED, "now: Same text."),
    ],
)
def test_text_mail_has_was_and_now(made: Edit, lines: str) -> None:
    assert edit_text(made) == lines


def test_was_and_now_can_be_said_in_chinese() -> None:
    assert edit_text(edit(Op.REPLACE, "三十家", "四十家"), was="原文：", now="現文：") == "原文： 三十家\n現文： 四十家"


def test_a_terminal_shows_a_line_an_edit() -> None:
    title = edit(Op.REPLACE, "Hub to open", "Hub to shut", Field.TITLE)
    assert edits_text([title, COME, GONE, MOVED]).splitlines() == [
        "~ title: Hub to [-open-]{+shut+}",
        "+ A desk <opens> & stays.",
        "- 費用全免。",
        "> Same text.",
    ]


def test_a_list_in_html_names_each_operation() -> None:
    assert re.findall(
        '<p class="edit (.*?)"><span class="label">(.*?)</span>', edits_html([DATE, COME, GONE, MOVED])
    ) == [
        ("replace", "changed"),
        ("insert", "added"),
        ("delete", "removed"),
        ("move", "moved"),
    ]


@given(st.text(max_size=50), st.text(max_size=50))
def test_nothing_a_publisher_wrote_becomes_markup(before: str, after: str) -> None:
    html = mark_html(before, after)
    assert set(re.findall(r"<[^>]*>", html)) <= {
        "</del>",
        "</ins>",
        f'<del class="was" style="{DELETED}">',
        f'<ins class="now" style="{INSERTED}">',
    }


@given(st.text(alphabet="ab 數据1", max_size=30), st.text(alphabet="ab 數据1", max_size=30))
def test_text_marks_without_what_is_gone_are_the_new_text(before: str, after: str) -> None:
    assert re.sub(r"\[-.*?-\]|\{\+|\+\}", "", mark_text(before, after)) == after
