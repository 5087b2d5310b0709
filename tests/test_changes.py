"""Changes a reader can trust: what is told of two states of a page, and a Source's Run seen whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.comparing.changes import PageEvidence, compare_documents, decide
from pipeline.comparing.mask import explain_noise
from pipeline.comparing.noise import Knowledge, learn_pages, learn_pair
from pipeline.comparing.wanted import Wanted, propose
from pipeline.model import Block, Document, Edit, Field, Op, Outcome, Piece, Weight
from tests.harbour import EDITED, TEXT, edits_of, numbered, page, rebuilt, seen

# -- what is told ---------------------------------------------------------------------------------------------------------


def test_an_edit_without_a_date_or_note_is_silent() -> None:
    stamp = "<p>Last updated: {}</p>"
    assert [
        compare_documents(page(TEXT), page(EDITED)).silent,
        compare_documents(
            page(TEXT), page([*EDITED], "<p class=change-note>Fee corrected in the third paragraph</p>")
        ).silent,
        compare_documents(page(TEXT, stamp.format("3 March 2026")), page(TEXT, stamp.format("4 March 2026"))).silent,
    ] == [True, False, False]


def test_a_file_replaced_under_its_title_is_an_attachment_edit() -> None:
    link = '<p>Read the <a href="/f/{}">Guide for applicants</a> (PDF) before you apply for a place.</p>'
    found = compare_documents(page(TEXT, link.format("guide-v1.pdf")), page(TEXT, link.format("guide-v2.pdf")))
    assert [(edit.field, edit.op) for edit in found.edits] == [(Field.ATTACHMENT, Op.REPLACE)]


def test_an_address_that_is_another_on_every_fetch_is_no_file_gone() -> None:
    def shot(token: int) -> Document:
        return page(TEXT, f'<p><a href="/get.pdf?token={token}">Guide for applicants</a> (PDF)</p>')

    assert decide([seen(1, [shot(1)], [shot(2), shot(3)])], taught()).pages[0].comparison.edits == ()


def test_a_cell_is_told_apart_from_the_same_number_in_a_pager() -> None:
    pager = "<nav><a href=/6>6</a><a href=/7>7</a></nav>"
    table = "<table><tr><th>Places</th><td>{}</td></tr></table>"
    assert edits_of(page(TEXT, table.format(5), pager), page(TEXT, table.format(7), pager)) == [
        ("cell", "replace", "5", "7")
    ]


def test_what_is_no_page_has_an_outcome_and_no_edits() -> None:
    found = compare_documents(page(TEXT), page(["Please go back to the home page."], title="Page not found"))
    assert (found.outcome, found.changed, found.edits) == (Outcome.SOFT_404, False, ())


def test_typography_alone_is_cosmetic() -> None:
    was, now = 'He called it "a first" - and not the last one.', "He called it “a first” — and not the last one."
    found = compare_documents(page([*TEXT, was]), page([*TEXT, now]))
    assert (found.changed, found.weight, [edit.after for edit in found.edits]) == (False, Weight.COSMETIC, [now])


def test_lines_without_markup_are_compared_as_they_stand() -> None:
    one = Document(title="", text="\n".join(TEXT), language="en")
    other = Document(title="", text="\n".join(EDITED), language="en")
    assert edits_of(one, other) == [("paragraph", "replace", TEXT[2], EDITED[2])]


@given(st.lists(st.sampled_from(TEXT), max_size=6), st.lists(st.sampled_from([*TEXT, EDITED[2]]), max_size=6))
def test_applying_the_edits_gives_the_new_sentences(before: list[str], after: list[str]) -> None:
    def lines(texts: list[str]) -> Document:
        return Document(
            title="",
            text="",
            language="en",
            blocks=tuple(Block(path=">plain", pieces=(Piece(text=text),)) for text in texts),
        )

    left = list(before)
    found = compare_documents(lines(before), lines(after))
    if found.outcome is not Outcome.OK:
        return
    for edit in found.edits:
        if edit.op in (Op.DELETE, Op.REPLACE):
            left.remove(edit.before)
        if edit.op in (Op.INSERT, Op.REPLACE):
            left.append(edit.after)
    assert sorted(left) == sorted(after)


# -- a Source's Run -------------------------------------------------------------------------------------------------------


def taught(pages: int = 6, pairs: int = 3) -> Knowledge:
    knowledge = learn_pages(Knowledge(), {n: page(numbered(n)) for n in range(pages)})
    for n in range(pairs):
        knowledge = learn_pair(knowledge, page(numbered(n)), page(numbered(n)))
    return knowledge


def test_the_first_pages_of_a_source_are_looked_at_twice() -> None:
    wanted = propose([seen(n, [], [page(numbered(n))]) for n in range(30)], Knowledge())
    assert wanted[:4] == tuple(Wanted(page_id=n, why="learn") for n in range(4))
    assert len(wanted) <= 7


def test_a_candidate_wants_to_be_confirmed_and_an_unchanged_page_nothing() -> None:
    pages = [seen(n, [page(numbered(n))], [page(numbered(n))]) for n in range(20)]
    pages[7] = seen(7, [page(TEXT)], [page(EDITED)])
    assert propose(pages, taught()) == (Wanted(page_id=7, why="confirm"),)


def test_what_one_capture_saw_is_held_until_another_saw_it() -> None:
    once = decide([seen(1, [page(TEXT)], [page(EDITED)])], taught()).pages[0]
    twice = decide([seen(1, [page(TEXT)], [page(EDITED), page(EDITED)])], taught()).pages[0]
    assert (once.held, twice.held) == ("waits for a second Capture to confirm it", None)
    assert twice.differs
    assert twice.comparison.edits == (Edit(field=Field.PARAGRAPH, op=Op.REPLACE, before=TEXT[2], after=EDITED[2]),)
    assert twice.confidence > once.confidence


def test_a_challenge_instead_of_the_second_capture_confirms_nothing() -> None:
    wall = page(["Please wait while we check your browser."], title="Just a moment...")
    verdict = decide([seen(1, [page(TEXT)], [page(EDITED), wall])], taught()).pages[0]
    assert (verdict.differs, verdict.held) == (True, "waits for a second Capture to confirm it")


def test_an_entry_that_cannot_be_fetched_again_is_not_held() -> None:
    evidence = PageEvidence(page_id=1, old=(page(TEXT),), new=(page(EDITED),), confirmable=False)
    assert propose([evidence], taught()) == ()
    assert decide([evidence], taught()).pages[0].held is None


def teaser(word: str) -> str:
    return (
        f'<div class="bxkq"><p>{word.capitalize()} {word} of the harbour {word} by the {word} and the {word}.</p></div>'
    )


def test_fresh_noise_without_a_cue_is_told_from_an_edit_at_first_sight() -> None:
    words = iter(["festival", "orchestra", "ferries", "lanterns"])
    shots = [page(TEXT, teaser(next(words))) for _ in range(3)]
    edited = [page(EDITED, teaser(word)) for word in ("regatta", "market")]
    quiet = decide([seen(1, shots[:1], shots[1:])], taught()).pages[0]
    told = decide([seen(1, shots[:1], edited)], taught()).pages[0]
    assert quiet.comparison.edits == ()
    assert [edit.after for edit in told.comparison.edits] == [EDITED[2]]


def test_a_counter_inside_a_paragraph_is_told_from_an_edit() -> None:
    def shot(count: int, text: list[str] = TEXT) -> Document:
        return page([*text, f"So many firms ({count}) have signed up for the second call."])

    quiet = decide([seen(1, [shot(812)], [shot(901), shot(933)])], taught()).pages[0]
    told = decide([seen(1, [shot(812)], [shot(901, EDITED), shot(933, EDITED)])], taught()).pages[0]
    assert (quiet.differs, [edit.after for edit in told.comparison.edits]) == (False, [EDITED[2]])


def test_a_redesign_is_one_word_for_all_and_edits_in_the_same_run_are_found() -> None:
    furniture = "<div class=more>Sign the petition for the ferry and tell your friends of it.</div>"
    pages = [seen(n, [page(numbered(n))] * 2, [rebuilt(numbered(n), furniture)] * 2) for n in range(8)]
    changed = [*numbered(3)[:2], "The fee is HK$99 million in total.", *numbered(3)[3:]]
    pages[3] = seen(3, [page(numbered(3))] * 2, [rebuilt(changed, furniture)] * 2)
    verdict = decide(pages, taught(8))
    assert (verdict.redesign, verdict.notices) == (True, ())
    assert [page.page_id for page in verdict.pages if page.differs] == [3]
    assert verdict.pages[3].comparison.edits == (
        Edit(field=Field.PARAGRAPH, op=Op.REPLACE, before=numbered(3)[2], after=changed[2]),
    )


def test_a_paragraph_moved_in_a_redesign_is_told_and_an_order_that_all_pages_changed_is_not() -> None:
    def moved(number: int) -> list[str]:
        return [*numbered(number)[1:], numbered(number)[0]]

    pages = [seen(n, [page(numbered(n))] * 2, [rebuilt(numbered(n))] * 2) for n in range(8)]
    one = [*pages[:3], seen(3, [page(numbered(3))] * 2, [rebuilt(moved(3))] * 2), *pages[4:]]
    told = decide(one, taught(8)).pages
    assert [page.page_id for page in told if page.differs] == [3]
    assert [(edit.op, edit.after) for edit in told[3].comparison.edits] == [(Op.MOVE, numbered(3)[0])]
    all_of_them = [seen(n, [page(numbered(n))] * 2, [rebuilt(moved(n))] * 2) for n in range(8)]
    assert [page.differs for page in decide(all_of_them, taught(8)).pages] == [False] * 8


def test_furniture_of_a_new_template_is_no_edit_on_a_source_of_many_pages() -> None:
    furniture = "<div class=abs>Sign the petition for the ferry and tell your friends of it.</div>"
    pages = [seen(n, [page(numbered(n))] * 2, [rebuilt(numbered(n), furniture)] * 2) for n in range(5)]
    verdict = decide(pages, taught(60))
    assert (verdict.redesign, [page.differs for page in verdict.pages]) == (True, [False] * 5)


def test_a_box_that_comes_and_goes_is_not_missed_on_a_new_template() -> None:
    box = "<div class=app><p>Get the new application for the ferries and the alerts on your phone.</p></div>"
    note = "<div class=help><p>The help desk of the office answers every call until nine in the evening.</p></div>"
    flickered = learn_pair(taught(8), page(numbered(0), box, note), page(numbered(0), note))
    pages = [seen(n, [page(numbered(n), note)], [rebuilt(numbered(n), note)] * 2) for n in range(8)]
    pages[3] = seen(3, [page(numbered(3), box, note)], [rebuilt(numbered(3), note)] * 2)
    pages[5] = seen(5, [page(numbered(5), note)], [rebuilt(numbered(5))] * 2)
    verdict = decide(pages, flickered)
    assert (verdict.redesign, [page.page_id for page in verdict.pages if page.differs]) == (True, [5])
    assert [edit.before[:13] for edit in verdict.pages[5].comparison.edits] == ["The help desk"]


def test_after_a_redesign_edits_are_found_as_before() -> None:
    first = decide([seen(n, [page(numbered(n))] * 2, [rebuilt(numbered(n))] * 2) for n in range(8)], taught(8))
    later = decide([seen(2, [page(numbered(2))] * 2, [rebuilt([*numbered(2), "It was opened."])] * 2)], first.knowledge)
    assert (later.redesign, [edit.after for edit in later.pages[0].comparison.edits]) == (False, ["It was opened."])


def test_a_page_rewritten_in_a_redesign_is_held() -> None:
    pages = [seen(n, [page(numbered(n))] * 2, [rebuilt(numbered(n))] * 2) for n in range(8)]
    other = [f"Nothing of this stood there before, line {n} of the new text says." for n in range(6)]
    pages[5] = seen(5, [page(numbered(5))] * 2, [rebuilt(other)] * 2)
    verdict = decide(pages, taught(8)).pages[5]
    assert verdict.held is not None or not verdict.comparison.changed


def test_a_redesign_is_told_once_and_pages_are_held_against_the_new_template() -> None:
    pages = [seen(n, [page(numbered(n))] * 2, [rebuilt(numbered(n))] * 2) for n in range(8)]
    first = decide(pages, taught(8))
    assert [verdict.rebased for verdict in first.pages] == [True] * 8
    assert decide(pages, first.knowledge).redesign is False


def test_a_mark_that_a_build_stamps_on_every_class_is_no_redesign() -> None:
    def built(n: int, mark: str, text: list[str]) -> Document:
        return page(text, shell=f"<div class=shell{mark}><div class=col{mark}>{{}}</div></div>")

    known = decide([seen(n, [], [built(n, "", numbered(n))]) for n in range(8)], Knowledge()).knowledge
    changed = [*numbered(3)[:2], "The fee is HK$99 million in total.", *numbered(3)[3:]]
    pages = [
        seen(n, [built(n, "", numbered(n))] * 2, [built(n, "-bdc", changed if n == 3 else numbered(n))] * 2)
        for n in range(8)
    ]
    verdict = decide(pages, known)
    assert (verdict.redesign, [one.page_id for one in verdict.pages if one.differs]) == (False, [3])


BOXES = {
    "One": "Lanterns float down the river on the first night of the festival.",
    "Two": "Bread is baked at the mill each morning, and children may watch.",
}


def box(name: str, *extra: str) -> Document:
    return page(TEXT, f'<div class="xq"><p>{BOXES[name]}</p></div>', *extra)


def test_a_box_swapped_whole_on_an_unknown_template_waits_for_a_later_look() -> None:
    """A carousel of few texts looks like an Edit whatever confirms it in the same Run."""
    first = decide([seen(1, [box("One")] * 2, [box("Two")] * 2)], Knowledge(version=1))
    back = decide([seen(1, [box("One")] * 2, [box("One")] * 2)], first.knowledge)
    stays = decide([seen(1, [box("One")] * 2, [box("Two", "<i>9</i>")] * 2)], first.knowledge)
    assert [(one.pages[0].held is not None, one.pages[0].comparison.changed) for one in (first, back, stays)] == [
        (True, True),
        (False, False),
        (False, True),
    ]
    assert (len(first.knowledge.suspicions), back.knowledge.suspicions, stays.knowledge.suspicions) == (1, {}, {})


def test_a_page_that_never_changes_a_byte_is_believed_at_the_third_look() -> None:
    knowledge, held = Knowledge(version=1), []
    for _ in range(3):
        verdict = decide([seen(1, [box("One")] * 2, [box("Two")] * 2)], knowledge)
        knowledge = verdict.knowledge
        held.append(verdict.pages[0].held is not None)
    assert held == [True, True, False]


def test_box_of_its_own_is_told_at_once_on_a_template_where_it_would_have_been_seen_to_flicker() -> None:
    pages = [seen(1, [box("One")] * 2, [box("Two")] * 2)]
    assert [decide(pages, taught(pairs=pairs)).pages[0].held is None for pairs in (3, 6)] == [False, True]


def test_a_notice_on_all_pages_is_one_finding_and_no_edit() -> None:
    notice = "<p>The office closes at noon on 24 December and opens again on 2 January.</p>"
    pages = [seen(n, [page(numbered(n))] * 2, [page(numbered(n), notice)] * 2) for n in range(8)]
    verdict = decide(pages, taught(8))
    assert [(found.text, found.page_ids) for found in verdict.notices] == [(notice[3:-4], tuple(range(8)))]
    assert [page.differs for page in verdict.pages] == [False] * 8
    again = decide(pages, verdict.knowledge)
    assert (again.notices, [page.differs for page in again.pages]) == ((), [False] * 8)


def test_a_notice_does_not_hide_an_edit_of_the_same_run() -> None:
    notice = "<p>The office closes at noon on 24 December and opens again on 2 January.</p>"
    pages = [seen(n, [page(numbered(n))] * 2, [page(numbered(n), notice)] * 2) for n in range(8)]
    pages[2] = seen(2, [page(TEXT)] * 2, [page(EDITED, notice)] * 2)
    verdict = decide(pages, taught(8))
    assert [page.page_id for page in verdict.pages if page.differs] == [2]


def test_an_outcome_of_the_gate_makes_no_version() -> None:
    missing = page(["Please go back."], title="Page not found")
    verdict = decide([seen(1, [page(TEXT)], [missing])], taught()).pages[0]
    assert (verdict.outcome, verdict.differs, verdict.comparison.edits) == (Outcome.SOFT_404, False, ())


def test_a_mask_that_eats_the_text_is_told() -> None:
    paths = {(">article>p", ""): (10, 9)}
    verdict = decide([seen(1, [page(TEXT)], [page(TEXT, "<p>More.</p>")])], Knowledge(version=1, path_noise=paths))
    assert verdict.pages[0].masked > 0.2


def test_a_box_that_changes_by_itself_is_no_place_where_a_page_keeps_its_text() -> None:
    """The main text of a layout of tables may be what a box of teasers says; the text beside it counts all the same."""

    def tables(cards: str, lines: list[str]) -> Document:
        path = ">table>tr>td.zw"
        blocks = [Block(path=path, pieces=(Piece(text=line),)) for line in lines]
        cards_path = f"{path}>div>div>p"
        teasers = [Block(path=cards_path, pieces=(Piece(text=f"{line} {cards}."),)) for line in BOXES.values()]
        return Document(
            title="", text="\n".join(block.text for block in teasers), language="en", blocks=(*teasers, *blocks)
        )

    knowledge = Knowledge()
    for turn in range(6):
        knowledge = learn_pair(knowledge, tables(f"{turn}a", TEXT), tables(f"{turn}b", TEXT))
    verdict = decide([seen(1, [tables("c", TEXT)] * 2, [tables("d", EDITED), tables("e", EDITED)])], knowledge).pages[0]
    assert [edit.after for edit in verdict.comparison.edits] == [EDITED[2]]
    assert (verdict.masked, knowledge.pairs) == (0.228, {">table>tr>td.zw>div>div": 1, "": 5})


def test_rows_that_change_under_related_news_are_no_part_of_the_text_that_is_eaten() -> None:
    rows = "".join(f"<li><a href=/{n}>Number {n} of the news that is read most today</a></li>" for n in range(9))
    paths = {(">article>ul>li", ">a"): (10, 9)}
    knowledge = Knowledge(version=1, path_noise=paths)

    def masked(heading: str) -> float:
        listed = page(TEXT, f"<h4>{heading}</h4><ul>{rows}</ul>")
        return decide([seen(1, [page(TEXT)], [listed])], knowledge).pages[0].masked

    assert masked("The nine measures") > 0.2
    assert masked("Related news") == 0.0


def test_each_held_block_says_why() -> None:
    held = explain_noise(page(TEXT, "<p>Views: 812</p>", "<div class=share><b>Tell a friend</b></div>"), Knowledge())
    assert [(one.text, one.why) for one in held.held] == [
        ("Home", "zone nav"),
        ("Views: 812", "small print: dates, counters, labels"),
        ("Tell a friend", "zone share"),
    ]


def test_the_order_of_pages_decides_nothing() -> None:
    pages = [seen(n, [page(numbered(n))] * 2, [page(numbered(n) if n % 2 else EDITED)] * 2) for n in range(6)]
    one, other = decide(pages, taught()), decide(pages[::-1], taught())
    assert one.pages == other.pages[::-1]


@pytest.mark.slow
def test_pages_of_very_many_blocks_are_compared_in_bounded_time() -> None:
    def shot(path: str, lines: list[str]) -> Document:
        blocks = tuple(Block(path=path, pieces=(Piece(text=line),), link_share=1.0) for line in lines)
        return Document(title="", text="", language="en", blocks=blocks)

    rows = [f"Decision {n} on the allotment of places" for n in range(5_000)]
    found = compare_documents(shot(">main>ul>li", rows), shot(">main>ul>li", rows[5:]))
    assert [edit.before for edit in found.edits] == rows[:5]
    same = ["The same paragraph stands here over and over again."]
    assert len(compare_documents(shot(">main>p", same * 2000), shot(">main>p", same * 1990)).edits) == 10
    one, other = ([f"Line {n} of text {name} that nobody wrote before." for n in range(300)] for name in "ab")
    assert compare_documents(shot(">main>p", one), shot(">main>p", other)).changed
