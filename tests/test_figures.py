"""A figure inside a sentence that is another on every fetch: its words are compared, and only they are told."""

import pytest

from pipeline.comparing.changes import decide
from pipeline.comparing.noise import Knowledge
from pipeline.model import Document
from tests.harbour import EDITED, TEXT, page, seen

EN = "Firms in the old harbour may apply until 27 September 2026 ({} have signed up)."
ZH = "港灣數據辦公室於舊電車廠開設第二個共用實驗室，首年有四十個名額（已有{}人報名）。"


def told(was: str, now: str) -> list[tuple[str, str]]:
    """The Edits between one Capture of before and two of now, each with a count of its own."""

    def shot(sentence: str, count: str) -> Document:
        return page([*TEXT, sentence.format(count)])

    verdict = decide(
        [seen(1, [shot(was, "8,123")], [shot(now, "9,410"), shot(now, "977")])], Knowledge(version=1)
    ).pages[0]
    return [(edit.before, edit.after) for edit in verdict.comparison.edits]


@pytest.mark.parametrize("sentence", [EN, ZH], ids=["en", "zh"])
def test_a_count_that_changes_by_itself_is_no_edit(sentence: str) -> None:
    assert told(sentence, sentence) == []


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (EN, EN.replace("27 September", "11 October")),
        (EN, EN.replace("may", "may not")),
        (ZH, ZH.replace("四十", "六十")),
    ],
    ids=["deadline", "negation", "zh"],
)
def test_an_edit_beside_such_a_count_is_told_without_it(was: str, now: str) -> None:
    assert told(was, now) == [(was.format("…"), now.format("…"))]


def test_a_figure_that_both_captures_show_is_never_elided() -> None:
    assert told(
        "The fee was HK$15 million in {0} offices.".replace("{0}", "six"), "The fee was HK$75 million in six offices."
    ) == [("The fee was HK$15 million in six offices.", "The fee was HK$75 million in six offices.")]


def test_rotating_sentences_of_one_making_are_no_edit_where_two_came_together_by_chance() -> None:
    rogue = ("Up to {} boats may berth.", "Firms with fewer than {} lamps pay half.", "The pier takes {} guests a day.")

    def shot(text: list[str], making: int, count: int) -> Document:
        return page([*text, rogue[making].format(count)])

    def quiet_and_told(text: list[str]) -> list[str]:
        olds, news = [shot(TEXT, 0, 41), shot(TEXT, 0, 77)], [shot(text, 1, 12), shot(text, 2, 85)]
        found = [*decide([seen(1, olds, news)], Knowledge(version=1)).pages[0].comparison.edits]
        return [edit.after or edit.before for edit in found]

    assert (quiet_and_told(TEXT), quiet_and_told(EDITED)) == ([], [EDITED[2]])
