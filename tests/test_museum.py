"""The museum of pairs, found by themselves, and each pitfall that ever cost a wrong run."""

import json
from pathlib import Path

import pytest

from pipeline.comparing.changes import compare_documents, decide
from pipeline.comparing.container import choose_container, learn_container
from pipeline.comparing.noise import Knowledge, learn_pair
from pipeline.model import Document, Outcome, Weight
from pipeline.reading.extract import extract_document
from tests.harbour import TEXT, edits_of, page, seen

PAIRS = sorted((Path(__file__).parent / "pairs").iterdir())
MEDIA_TYPES = {".html": "text/html", ".md": "text/markdown", ".json": "application/json", ".xml": "application/rss+xml"}
# -- the museum ---------------------------------------------------------------------------------------------------------


def load(folder: Path, side: str) -> Document:
    (path,) = folder.glob(f"{side}.*")
    return extract_document(path.read_bytes(), url="https://depot.example/p", media_type=MEDIA_TYPES[path.suffix])


@pytest.mark.parametrize("folder", PAIRS, ids=lambda folder: folder.name)
def test_a_pair_of_the_museum_is_told_as_labelled(folder: Path) -> None:
    found = compare_documents(load(folder, "before"), load(folder, "after"))
    told = [{"field": e.field, "op": e.op, "before": e.before, "after": e.after} for e in found.edits]
    assert (found.outcome, found.changed) == (Outcome.OK, folder.name.startswith("truepos-")), told
    path = folder / "expected.json"
    expected = json.loads(path.read_text()) if path.exists() else {}
    if "edits" in expected:
        assert told == expected["edits"]
    if "weight" in expected:
        assert found.weight == expected["weight"]
    if "fields" in expected:
        assert set(expected["fields"]) <= {edit.field.value for edit in found.edits}
    assert found.title_changed is expected.get("title_changed", False)


@pytest.mark.parametrize("folder", PAIRS, ids=lambda folder: folder.name)
def test_a_page_beside_itself_has_no_edit(folder: Path) -> None:
    assert [compare_documents(load(folder, side), load(folder, side)).edits for side in ("before", "after")] == [(), ()]


# -- pitfalls, each of which cost a wrong run -------------------------------------------------------------------------------


def test_p1_a_menu_phrase_inside_a_sentence_is_no_witness() -> None:
    menu = "".join(
        f"<li><a href=/{n}>{word}</a></li>" for n, word in enumerate(["the old tram depot", "the river", "small firms"])
    )
    container = learn_container(page(TEXT, shell=f"<div id=top><ul>{menu}</ul></div><main>{{}}</main>"))
    assert container is not None
    assert (container.path, container.prose_paths) == (">main>article", frozenset({">main>article>p"}))


def test_p4_what_was_learned_is_no_edit() -> None:
    """The old Version is filtered again with today's Knowledge."""

    def shot(text: str) -> Document:
        return page(TEXT, f'<div class="xq"><p>{text} is what the harbour says today about itself.</p></div>')

    knowledge = Knowledge()
    for name in ("a", "b"):
        knowledge = learn_pair(knowledge, shot(f"{name} one"), shot(f"{name} two"))
    verdict = decide([seen(1, [shot("old")], [shot("new")])], knowledge).pages[0]
    assert (verdict.differs, verdict.held, verdict.comparison.edits) == (False, None, ())


def test_p5_a_changed_deadline_of_thirty_characters_is_major() -> None:
    lines = [
        "申請截止日期為二零二六年九月二十七日下午五時正。",
        "港灣數據辦公室於舊電車廠開設第二個共用實驗室，首年有四十個名額。",
    ]
    later = [lines[0].replace("二十七日", "三十日"), lines[1]]
    found = compare_documents(page(lines), page(later))
    assert (found.weight, [edit.after for edit in found.edits]) == (Weight.MAJOR, [later[0]])


def test_p6_a_figure_inside_a_sentence_is_no_counter() -> None:
    was, now = (
        "The film had 8,123 views in its first week, said the office.",
        "The film had 9,004 views in its first week, said the office.",
    )
    assert edits_of(page([*TEXT, was]), page([*TEXT, now])) == [("paragraph", "replace", was, now)]


def test_p7_a_query_string_is_no_sentence_end() -> None:
    was, now = (f"See GetFile.ashx?FileId={n} for the form, and ask if it is not clear." for n in (3, 4))
    assert len(edits_of(page([*TEXT, was]), page([*TEXT, now]))) <= 1


def test_p8_a_site_suffix_in_the_title_is_no_edit() -> None:
    one, other = page(TEXT), page(TEXT)
    suffixed = Document(title="Laboratory opens | Harbour TV", text=other.text, language="en", blocks=other.blocks)
    assert compare_documents(one, suffixed).edits == ()


def test_p9_the_container_is_never_the_leaf_itself() -> None:
    listed = "<ol class=body>" + "".join(f"<li>{line}</li>" for line in TEXT) + "</ol>"
    document = page([], listed)
    container = choose_container(document, ())
    assert container is not None
    assert container.holds(">article>p")


def test_p11_a_most_read_list_from_a_small_pool_is_no_edit() -> None:
    def shot(*places: int) -> Document:
        rows = "".join(f"<li><a href=/{n}>Regatta number {n} returns to the harbour</a></li>" for n in places)
        return page(TEXT, f"<h3>Most read</h3><ul>{rows}</ul>")

    assert edits_of(shot(1, 2, 3), shot(3, 4, 5)) == []


def test_p12_shuffled_cards_are_no_moved_prose() -> None:
    cards = [
        f'<div class=card><a href="/{n}"><p>Story {n} from the harbour quarter, told at length for the reader.</p></a></div>'
        for n in range(5)
    ]
    assert edits_of(page(TEXT, *cards), page(TEXT, *reversed(cards))) == []
