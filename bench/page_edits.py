"""Edits that are put into real pages, the headline's among them."""

import re
from collections.abc import Callable

from bench.shots import Shot, sentence
from pipeline.text.keys import split_sentences


# -- edits --------------------------------------------------------------------------------------------------------------
def edit_text(shot: Shot, place: int, change: Callable[[str], str]) -> None:
    element = shot.paragraph(place)
    before = " ".join(element.text_content().split())
    for child in list(element):
        element.remove(child)
    element.text = change(before)
    shot.replaced[before] = element.text


def edit_number(shot: Shot) -> None:
    def change(text: str) -> str:
        found = list(re.finditer(r"\d+", text))
        if not found:
            return text[: len(text) // 2] + (" 37 " if shot.page.script == "en" else "三十七") + text[len(text) // 2 :]
        last = found[-1]
        return text[: last.start()] + str(int(last[0][:6]) + 3) + text[last.end() :]

    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), change)


def edit_word(shot: Shot) -> None:
    def change(text: str) -> str:
        if shot.page.script == "zh":
            middle = len(text) // 2
            return text[:middle] + "央視" + text[middle + 2 :]
        words = text.split(" ")
        words[len(words) // 2] = "harbour"
        return " ".join(words)

    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), change)


def edit_not(shot: Shot) -> None:
    def change(text: str) -> str:
        if shot.page.script == "zh":
            return text[: len(text) // 2] + "不" + text[len(text) // 2 :]
        words = text.split(" ")
        return " ".join([*words[: len(words) // 2], "not", *words[len(words) // 2 :]])

    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), change)


def edit_date(shot: Shot) -> None:
    suffix = " The deadline is {} October 2026." if shot.page.script == "en" else "截止日期為2026年10月{}日。"
    day = 11 if shot.fetch >= 100 else 27
    edit_text(shot, 1, lambda text: text + suffix.format(day))


def add_sentence(shot: Shot) -> None:
    edit_text(shot, 1, lambda text: text + " " + sentence(shot.fixed, shot.page.script))


def drop_sentence(shot: Shot) -> None:
    def change(text: str) -> str:
        parts = split_sentences(text)
        return text.replace(parts[-1], "").strip() if len(parts) > 1 else text[: len(text) // 2]

    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), change)


def add_paragraph(shot: Shot) -> None:
    shot.insert(f"<p>{sentence(shot.fixed, shot.page.script, 18)}</p>")


def drop_paragraph(shot: Shot) -> None:
    shot.paragraph(shot.fixed.randrange(len(shot.page.paths))).drop_tree()


def rewrite(shot: Shot) -> None:
    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), lambda text: sentence(shot.fixed, shot.page.script, 16))


def move_paragraph(shot: Shot) -> None:
    first, last = shot.paragraph(0), shot.paragraph(len(shot.page.paths) - 1)
    first.drop_tree()
    last.addnext(first)


def headline(shot: Shot) -> None:
    if shot.page.headline is None:
        return
    element = shot.tree.xpath(shot.page.headline)[0]
    before = " ".join(element.text_content().split())
    for child in list(element):
        element.remove(child)
    element.text = before + (" again" if shot.page.script == "en" else "再度")
    if shot.fixed.random() < 0.5:
        shot.title = element.text


EDITS = {
    f.__name__: f
    for f in (
        edit_number,
        edit_word,
        edit_not,
        edit_date,
        add_sentence,
        drop_sentence,
        add_paragraph,
        drop_paragraph,
        rewrite,
        move_paragraph,
        headline,
    )
}
