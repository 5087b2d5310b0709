"""What a Source's own Captures teach: places that flicker, Blocks that many Pages share; and what they must not teach."""

import pytest

from pipeline.comparing.container import Container
from pipeline.comparing.noise import Knowledge, block_hashes, exchange_pages, hash_key, learn_pages, learn_pair
from pipeline.comparing.sieve import Sieve
from pipeline.model import Block, Document, Piece
from pipeline.text.keys import fold_key

BODY = [f"The office said on day {day} that the harbour works would go on as planned." for day in range(10)]


def block(text: str, path: str = ">main>p", inline: str = "") -> Block:
    return Block(path=path, pieces=(Piece(text=text, inline=inline),))


def document(*extra: Block, body: list[str] = BODY) -> Document:
    return Document(title="Works", text="\n".join(body), language="en", blocks=(*map(block, body), *extra))


def learn(*pairs: tuple[Document, Document]) -> Sieve:
    knowledge = Knowledge()
    for first, second in pairs:
        knowledge = learn_pair(knowledge, first, second)
    return Sieve(knowledge)


def box(text: str) -> Document:
    return document(block(text, ">main>div.x>p"))


def test_a_place_that_changed_in_two_pairs_is_noise_and_says_why() -> None:
    once, twice = learn((box("a1"), box("a2"))), learn((box("a1"), box("a2")), (box("a3"), box("a4")))
    assert [sieve.why_noise(">main>div.x>p") for sieve in (once, twice)] == [
        None,
        "changed in 2 of 2 sightings seconds apart",
    ]


def test_a_rogue_paragraph_leaves_the_body_what_it_is() -> None:
    """P2: noise is a share of Blocks, not whether the path's texts changed at all."""
    sieve = learn(*((document(block(f"rogue {n}")), document(block(f"rogue {n + 50}"))) for n in range(6)))
    assert sieve.why_noise(">main>p") is None


def test_nothing_is_learned_across_a_redesign() -> None:
    """P3: Captures on two templates teach nothing."""
    other = Document(
        title="Works", text="", language="en", blocks=tuple(block(text, ">body>div.new>div") for text in BODY)
    )
    assert learn_pair(Knowledge(), document(), other) == Knowledge()


def test_text_under_another_label_did_not_change() -> None:
    def labelled(name: str) -> Document:
        return Document(title="", text="", language="en", blocks=tuple(block(t, f">main>div.{name}>p") for t in BODY))

    shared = tuple(block(f"Menu {n}", f">nav>a.x{n}") for n in range(5))
    one, two = (Document(title="", text="", language="en", blocks=(*labelled(n).blocks, *shared)) for n in ("a", "b"))
    sieve = learn((one, two), (two, one), (one, two))
    assert [sieve.why_noise(f">main>div.{name}>p") for name in ("a", "b")] == [None, None]


def test_small_print_on_the_bodys_path_leaves_it_text() -> None:
    def stamped(minutes: int) -> Document:
        return document(block(f"{minutes} minutes ago"), body=BODY[:2])

    assert learn((stamped(1), stamped(2)), (stamped(3), stamped(4))).why_noise(">main>p") is None


def test_a_box_shown_in_half_of_the_fetches_is_noise() -> None:
    sieve = learn((box("offer"), document()), (document(), box("offer")))
    assert sieve.why_noise(">main>div.x>p") is not None


def test_only_the_noisy_piece_of_a_block_is_noise() -> None:
    def counted(number: int) -> Document:
        pieces = (
            Piece(text="Read by "),
            Piece(text=f"{number} people", inline=">span.n"),
            Piece(text=" in the quarter"),
        )
        return document(Block(path=">main>div.meta", pieces=pieces))

    sieve = learn((counted(1), counted(2)), (counted(3), counted(4)))
    assert (sieve.why_noise(">main>div.meta"), sieve.why_noise(">main>div.meta", ">span.n")) == (
        None,
        "changed in 2 of 2 sightings seconds apart",
    )


def test_a_piece_that_only_has_another_class_did_not_change() -> None:
    """A mail address is hidden from harvesters in one look and spelt out in the next."""

    def contact(inline: str) -> Document:
        pieces = (Piece(text="Enquiries: "), Piece(text="desk41@office.example", inline=inline))
        annex = (Piece(text="Annex A", inline=">a"),)
        return document(Block(path=">main>div", pieces=annex), Block(path=">main>div", pieces=pieces))

    sieve = learn(*((contact(">a"), contact(">a.hidden")) for _ in range(3)))
    assert sieve.why_noise(">main>div", ">a") is None


def test_the_end_of_a_path_carries_what_was_learned_over_a_redesign() -> None:
    sieve = learn((box("a1"), box("a2")), (box("a3"), box("a4")))
    assert [sieve.why_noise(path) is not None for path in (">body>div.new>div.x>p", ">body>div.new>div>p")] == [
        True,
        False,
    ]


def test_what_was_learned_decays() -> None:
    knowledge = Knowledge()
    for number in range(3):
        knowledge = learn_pair(knowledge, box(f"a{number}"), box(f"b{number}"))
    for _ in range(80):
        knowledge = learn_pair(knowledge, box("same"), box("same"))
    assert Sieve(knowledge).why_noise(">main>div.x>p") is None


def test_a_researcher_overrules_what_was_learned() -> None:
    knowledge = learn((box("a1"), box("a2")), (box("a3"), box("a4"))).knowledge
    overruled = Knowledge(path_noise=knowledge.path_noise, overruled=frozenset({">main>div.x>p"}))
    assert Sieve(overruled).why_noise(">main>div.x>p") is None


def test_a_block_on_four_pages_and_a_quarter_is_boilerplate() -> None:
    shared = "The office is open on weekdays."
    pages = {n: document(block(shared), body=[f"{text} {n}" for text in BODY]) for n in range(4)}
    three = Sieve(learn_pages(Knowledge(), dict(list(pages.items())[:3])))
    four = Sieve(learn_pages(Knowledge(), pages))
    many = Sieve(learn_pages(learn_pages(Knowledge(), pages), {n: document(body=[f"{n}"]) for n in range(9, 29)}))
    assert [sieve.why_boilerplate(fold_key(shared)) for sieve in (three, four, many)] == [
        None,
        "stands on 4 of 4 Pages",
        None,
    ]


def test_a_repeated_sentence_is_no_boilerplate() -> None:
    """P10: by whole Block, not by sentence."""
    pages = {n: document(body=[f"{text} Details are in the annex {n}." for text in BODY]) for n in range(6)}
    assert Sieve(learn_pages(Knowledge(), pages)).why_boilerplate(fold_key("Details are in the annex 1.")) is None


def test_a_text_that_left_a_page_counts_no_longer() -> None:
    first = document(block("Notice of works at the pier"))
    knowledge = learn_pages(Knowledge(), {1: first})
    later = exchange_pages(knowledge, [(block_hashes(first), block_hashes(document()))])
    assert (
        hash_key("noticeofworksatthepier") in knowledge.block_df,
        hash_key("noticeofworksatthepier") in later.block_df,
    ) == (True, False)


def test_knowledge_survives_its_bytes() -> None:
    knowledge = learn_pages(learn((box("a1"), box("a2"))).knowledge, {1: box("a1"), 2: box("b1")})
    assert Knowledge.from_bytes(knowledge.to_bytes()) == knowledge


def test_the_version_rises_only_when_something_was_learned() -> None:
    knowledge = learn_pages(Knowledge(), {1: document()})
    same = exchange_pages(knowledge, [(block_hashes(document()), block_hashes(document()))])
    assert (knowledge.version > 0, same is knowledge) == (True, True)


@pytest.mark.parametrize(("pairs", "known"), [(2, False), (3, True)])
def test_three_pairs_make_a_template_known(pairs: int, known: bool) -> None:
    sieve = learn(*((document(), document()) for _ in range(pairs)))
    assert sieve.knows_template(Container(path=">main", prose_paths=frozenset())) is known
