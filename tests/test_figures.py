"""A figure inside a sentence that is another on every fetch: its words are compared, and only they are told."""

import pytest

from pipeline.comparing.changes import decide
from pipeline.comparing.noise import Knowledge
from pipeline.model import Document
from tests.harbour import TEXT, page, seen

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
