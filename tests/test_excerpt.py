"""What is shown of a long or hostile text: cleaned, cut, windowed, wrapped."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Edit, Field, Op
from pipeline.weighing.excerpt import clean_text, count_columns, cut_text, mark_edit, show_window, wrap_line
from tests.findings import replace_edit


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a \t b\n\nc ", "a b c"),
        ("Title\r\nBcc: x@y.z", "Title Bcc: x@y.z"),
        ("abc\u202egnp.exe\u202c", "abcgnp.exe"),
        ("a\u200bb\ufeff", "ab"),
        ("half\ud83d pair", "half\ufffd pair"),
        ("nul\x00l", "nul l"),
        ("שלום עולם", "שלום עולם"),
        ("", ""),
    ],
)
def test_a_cleaned_text_is_one_harmless_line(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("河套", 4), ("（）", 4), ("e\u0301", 1), ("", 0)])
def test_han_counts_two_columns(text: str, columns: int) -> None:
    assert count_columns(text) == columns


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("short", 10, "short"),
        ("a few plain words", 12, "a few plain…"),
        ("a few plain words", 10, "a few…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("河套數據通道", 9, "河套數據…"),
        ("Budget: 15 billion", 9, "Budget…"),
    ],
)
def test_a_cut_text_ends_at_a_word_where_it_can(text: str, limit: int, cut: str) -> None:
    assert cut_text(text, limit) == cut


@given(st.text(max_size=300), st.integers(2, 80))
def test_a_cut_text_is_never_too_wide(text: str, limit: int) -> None:
    cut = cut_text(clean_text(text), limit)
    assert count_columns(cut) <= limit


def edit(op: Op, before: str = "", after: str = "") -> Edit:
    return Edit(field=Field.PARAGRAPH, op=op, before=before, after=after)


@pytest.mark.parametrize(
    ("one", "runs"),
    [
        (edit(Op.INSERT, after="New line."), ((Op.INSERT, "New line."),)),
        (edit(Op.DELETE, before="Old line."), ((Op.DELETE, "Old line."),)),
        (edit(Op.MOVE, "Line.", "Line."), ((Op.MOVE, "Line."),)),
        (
            replace_edit("申請機構應備案。", "申請機構須備案。"),
            ((None, "申請機構"), (Op.DELETE, "應"), (Op.INSERT, "須"), (None, "備案。")),
        ),
    ],
)
def test_an_edit_in_runs(one: Edit, runs: tuple[tuple[Op | None, str], ...]) -> None:
    assert mark_edit(one) == runs


def test_a_long_sentence_is_shown_around_its_change() -> None:
    words = " ".join(f"word{n}" for n in range(200))
    runs = show_window(
        mark_edit(replace_edit(f"{words} opens on 1 May {words}.", f"{words} opens on 2 June {words}.")), around=40
    )
    assert runs == (
        (None, "… word197 word198 word199 opens on "),
        (Op.DELETE, "1 May"),
        (Op.INSERT, "2 June"),
        (None, " word0 word1 word2 word3 word4 word5…"),
    )


def test_a_long_kept_stretch_between_two_changes_loses_its_middle() -> None:
    kept = "甲乙丙丁戊己庚辛壬癸" * 30
    runs = show_window(((Op.DELETE, "一"), (None, kept), (Op.INSERT, "二")), around=20)
    assert runs == ((Op.DELETE, "一"), (None, "甲乙丙丁戊己庚辛壬癸…甲乙丙丁戊己庚辛壬癸"), (Op.INSERT, "二"))


def test_a_change_of_ten_thousand_characters_is_cut_too() -> None:
    (run,) = show_window(mark_edit(edit(Op.INSERT, after="數據" * 5_000)))
    assert count_columns(run[1]) < 420
    assert "…" in run[1]


@pytest.mark.parametrize(("start", "end"), [("", ""), ("x " * 40_000, " y" * 40_000), ("數" * 50_000, "據" * 50_000)])
def test_a_sentence_as_long_as_a_book_is_marked_at_once(start: str, end: str) -> None:
    runs = mark_edit(replace_edit(f"{start}1 May{end}", f"{start}2 June{end}"))
    assert "".join(text for op, text in runs if op is not Op.INSERT) == clean_text(f"{start}1 May{end}")
    assert "".join(text for op, text in runs if op is not Op.DELETE) == clean_text(f"{start}2 June{end}")


@pytest.mark.parametrize(
    ("line", "wrapped"),
    [
        ("", [""]),
        ("one two three four", ["one two", "three four"]),
        ("> one two three", ["> one two", "> three"]),
        ("  was: one two three", ["  was: one", "  two three"]),
        ("https://example.org/a/very/long/path x", ["https://example.org/a/very/long/path", "x"]),
        ("河套數據通道。接受", ["河套數據通", "道。接受"]),
        ("「河套」數據通道", ["「河套」數", "據通道"]),
    ],
)
def test_lines_of_a_text_mail(line: str, wrapped: list[str]) -> None:
    assert wrap_line(line, 11) == wrapped


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
@settings(deadline=None)
def test_wrapping_loses_no_character(line: str) -> None:
    line = clean_text(line)
    joined = "".join(wrap_line(line, 20))
    strip = str.maketrans("", "", " > -")
    assert "".join(joined.split()).translate(strip) == "".join(line.split()).translate(strip)
    assert not any(unicodedata.category(character) == "Cc" for character in joined)
