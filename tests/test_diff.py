"""What became of sentences, and which words changed inside one."""

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Edit, Field, Op, Weight
from pipeline.text.glyphs import is_han
from pipeline.text.keys import fold_key
from pipeline.weighing.align import match_keys
from pipeline.weighing.diff import align_texts, mark_words, typography_edits
from pipeline.weighing.facts import changed_facts
from pipeline.weighing.markup import mark_text
from pipeline.weighing.weigh import summarise, weigh_edits
from tests.edit_maker import make_fact_edits, make_typographic_edits

A, B, C = "The pilot opens in Hetao.", "Fees are waived for a year.", "Banks file a standard contract."


def told(edits: tuple[Edit, ...]) -> list[tuple[str, str, str]]:
    return [(edit.op.value, edit.before, edit.after) for edit in edits]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([], [], [], id="nothing"),
        pytest.param([A, B], [A, B], [], id="the same"),
        pytest.param([A], [A, B], [("insert", "", B)], id="added"),
        pytest.param([A, B], [B], [("delete", A, "")], id="removed"),
        pytest.param([A, B, C], [B, C, A], [("move", A, A)], id="a move is a move"),
        pytest.param(
            [A, "Apply by 27 September 2026.", C],
            [A, "Apply by 11 October 2026.", C],
            [("replace", "Apply by 27 September 2026.", "Apply by 11 October 2026.")],
            id="another date is the same sentence",
        ),
        pytest.param(
            [A, "申請人應於九月提交文件。", C],
            [A, "申請人須於十月提交文件。", C],
            [("replace", "申請人應於九月提交文件。", "申請人須於十月提交文件。")],
            id="Han by character",
        ),
        pytest.param(
            [A, B, C],
            ["The pilot opens in Nansha.", "An unrelated line stands here now.", C],
            [
                ("replace", A, "The pilot opens in Nansha."),
                ("delete", B, ""),
                ("insert", "", "An unrelated line stands here now."),
            ],
            id="unlike ones are one in and one out",
        ),
        pytest.param(["A “quote” – here."], ['A "quote" - here.'], [], id="typography is no edit"),
        pytest.param(["One thing. And another thing."], ["One thing.", "And another thing."], [], id="cut elsewhere"),
        pytest.param([A, "* * *"], [A], [], id="a text that says nothing"),
        pytest.param([B, B, A], [B, A], [("delete", B, "")], id="one of two equal sentences"),
    ],
)
def test_sentences_are_aligned(before: list[str], after: list[str], expected: list[tuple[str, str, str]]) -> None:
    assert told(align_texts(before, after, Field.PARAGRAPH)) == expected


def test_rows_that_changed_places_are_no_edit() -> None:
    assert align_texts([A, B, C], [C, A, B], Field.ROW) == ()


def test_cells_and_headlines_replace_one_for_one_however_unlike() -> None:
    assert told(align_texts([A, "Open", C], [A, "Suspended", C], Field.CELL)) == [("replace", "Open", "Suspended")]
    assert told(align_texts([A], [B], Field.TITLE)) == [("replace", A, B)]


def test_what_is_only_printed_otherwise_can_be_asked_for() -> None:
    assert told(typography_edits([A, "數據“通道”"], [A, "数据「通道」"], Field.PARAGRAPH)) == [
        ("replace", "數據“通道”", "数据「通道」")
    ]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        pytest.param("for up to 30 firms.", "for 30 firms.", "for [-up to -]30 firms.", id="words go"),
        pytest.param("It shall apply.", "It shall not apply.", "It shall {+not +}apply.", id="a word comes"),
        pytest.param(
            "It opens on 1 December 2026.", "It opens on 15 January 2027.", "It opens on [-1 December 2026-]{+15 January 2027+}.", id="a date is one"
        ),
        pytest.param("計劃撥款HK$1.5 billion支援", "計劃撥款HK$15 billion支援", "計劃撥款[-HK$1.5 billion-]{+HK$15 billion+}支援", id="a sum is one"),
        pytest.param("首階段三十家機構參與", "首階段五十家機構參與", "首階段[-三十家-]{+五十家+}機構參與", id="a Han number with its unit"),
        pytest.param("由創科局負責審批", "由數字辦負責審批", "由[-創科局-]{+數字辦+}負責審批", id="Han characters"),
        pytest.param("甲部門會同乙機構審批文件等", "丙部門會丁乙機構審批文件等", "[-甲-]{+丙+}部門會[-同-]{+丁+}乙機構審批文件等", id="three kept stay kept"),
        pytest.param("由甲的乙負責審批文件", "由丙的丁負責審批文件", "由[-甲的乙-]{+丙的丁+}負責審批文件", id="an island of one is joined"),
        pytest.param("we all go", "they never say so", "[-we all go-]{+they never say so+}", id="unlike texts are shown whole"),
        pytest.param("臺灣“數據”", "台湾「數據」", "台湾「數據」", id="typography is shown new and unmarked"),
        pytest.param("between 10–20 places", "between 10-20 places", "between 10-20 places", id="a range dash"),
    ],
)  # fmt: skip
def test_words_are_marked(before: str, after: str, shown: str) -> None:
    assert mark_text(before, after) == shown


def both_sides(before: str, after: str) -> tuple[str, str]:
    marks = mark_words(before, after)
    assert all(text for _, text in marks)
    assert all(one[0] is not other[0] for one, other in zip(marks, marks[1:], strict=False))
    old = "".join(text for op, text in marks if op is not Op.INSERT)
    return old, "".join(text for op, text in marks if op is not Op.DELETE)


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            [
                "the ",
                "data",
                "數據",
                "数据",
                " ",
                "，",
                ",",
                "“",
                '"',
                "15億元",
                "HK$1.5 billion",
                "三十家",
                "12.5%",
                "2026年4月12日",
                "1 December 2026",
                "不",
                "not ",
                "臺",
                "台",
                "\n",
                "-",
                "–",
                "10",
                "１０",
                "可持續",
                "將軍澳",
                "é",
                "👍🏽",
                "ﬁ",
                "½",
            ]
        ),
        max_size=14,
    ).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS, TEXTS)
def test_kept_and_deleted_are_the_old_sentence_kept_and_inserted_the_new_one(before: str, after: str) -> None:
    assert both_sides(before, after) == (before, after)


def test_made_edits_give_both_sentences_back() -> None:
    for edit in [*make_fact_edits(300, seed=11), *make_typographic_edits(300, seed=12)]:
        assert both_sides(edit.before, edit.after) == (edit.before, edit.after)


LINES = st.lists(
    st.sampled_from(
        [A, B, C, "數據通道開放申請。", "数据通道开放申请。", "Fees are waived for two years.", "x", "y", "* *"]
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(LINES, LINES)
def test_edits_applied_to_the_old_sentences_give_the_new_ones(before: list[str], after: list[str]) -> None:
    counted = Counter(filter(None, map(fold_key, before)))
    for edit in align_texts(before, after, Field.PARAGRAPH):
        if edit.op is not Op.MOVE:
            counted[fold_key(edit.before)] -= 1
            counted[fold_key(edit.after)] += 1
    counted.pop("", None)
    assert +counted == Counter(filter(None, map(fold_key, after)))
    assert min(counted.values(), default=0) >= 0


@given(LINES)
def test_nothing_became_of_the_same_sentences(lines: list[str]) -> None:
    assert align_texts(lines, lines, Field.PARAGRAPH) == ()


@given(
    st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 6), max_size=40), st.sampled_from([0, 50, 10_000])
)
def test_matched_members_are_equal_and_never_cross(before: list[int], after: list[int], exact: int) -> None:
    pairs = match_keys(before, after, exact=exact)
    assert all(before[a] == after[b] for a, b in pairs)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in zip(pairs, pairs[1:], strict=False))


def test_a_one_fact_edit_marks_at_most_a_tenth_of_sixty_han_characters() -> None:
    """The fact, and nothing else, is inside the marks. A fact of more than six characters is marked whole all the same."""
    shares = []
    filler = "，有關安排已於早前的會議上獲得雙方確認並將按照既定程序逐步落實和檢討，詳情稍後公布"
    for edit in make_fact_edits(600, seed=5):
        pad = filler[: max(0, 61 - sum(map(is_han, edit.before)))]
        marks = mark_words(edit.before + pad, edit.after + pad)
        marked = max(sum(len(text) for op, text in marks if op is side) for side in (Op.DELETE, Op.INSERT))
        if edit.script != "en" and marked <= 6:
            shares.append(marked / len(edit.before + pad))
            assert len(marks) <= 5
    assert len(shares) > 200
    assert max(shares) <= 0.10


@pytest.mark.parametrize(
    ("before", "after", "longest"),
    [
        pytest.param(["同一段落。"] * 5_000, ["同一段落。"] * 4_000 + ["另一段落。"], 1.0, id="5,000 equal paragraphs"),
        pytest.param([f"Line {n} says {n * 7}." for n in range(3_000)], [f"Line {n} says {n * 9}." for n in range(3_000)], 10.0, id="3,000 rewritten sentences"),
        pytest.param([A, B] * 2_000, [B, A] * 2_000, 2.0, id="alternating"),
        pytest.param([f"{n}" for n in range(4_000)], [f"{n}" for n in reversed(range(4_000))], 2.0, id="reversed"),
    ],
)  # fmt: skip
def test_long_documents_cost_bounded_time(before: list[str], after: list[str], longest: float) -> None:
    started = time.process_time()
    align_texts(before, after, Field.PARAGRAPH)
    assert time.process_time() - started < longest


def test_a_page_that_is_one_sentence_costs_bounded_time() -> None:
    started = time.process_time()
    before, after = "數據流動 " * 8_000, "流動數據 " * 8_000
    assert both_sides(before, after) == (before, after)
    lines = "The quick 30 firms and 數據 流動 words. " * 25_000
    assert (
        mark_text(lines + "It has 30 seats. " + lines, lines + "It has 40 seats. " + lines).count(
            "[-30 seats-]{+40 seats+}"
        )
        == 1
    )
    edits = align_texts([lines], [lines.replace("30", "31") + "tail"], Field.PARAGRAPH)
    assert (weigh_edits(edits), len(summarise(edits, changed_facts(edits))) <= 200) == (Weight.MAJOR, True)
    assert time.process_time() - started < 8
