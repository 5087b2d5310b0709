"""Blocks: the text between block-level tags, where it stands, and the zone it is in."""

import lxml.html
import pytest

from pipeline.model import Block, Piece
from pipeline.reading.blocks import is_note_path, read_blocks
from pipeline.reading.steps import steps_of
from pipeline.reading.zones import NOTE_WORDS, STATE_WORDS, ZONE_ROLES, ZONE_TAGS, ZONE_WORDS


def blocks_of(body: str, url: str | None = None) -> tuple[Block, ...]:
    return read_blocks(steps_of(lxml.html.document_fromstring(f"<html><body>{body}</body></html>")), url)


def texts_of(body: str) -> list[str]:
    return [block.text for block in blocks_of(body)]


def test_a_block_keeps_its_path_its_pieces_and_its_links() -> None:
    assert blocks_of('<div class="text" id="main1"><p>See <a href="/x">the rules</a> now</p></div>') == (
        Block(
            path=">div.text#main>p",
            pieces=(
                Piece(text="See "),
                Piece(text="the rules", inline=">a", linked=True),
                Piece(text=" now"),
            ),
            zone=None,
            link_share=0.6,
        ),
    )


CUTS = {
    "br": ("<p>one<br>two</p>", ["one", "two"]),
    "text around a block": ("<div>a<p>b</p>c</div>", ["a", "b", "c"]),
    "a block inside a link": ("<a href=x><div>a</div> b</a>", ["a", "b"]),
    "preformatted lines": ("<pre>a\nb</pre>", ["a", "b"]),
    "comments and instructions": ("<p>a<!-- x -->b<?y z?>c</p>", ["abc"]),
    "scripts and forms": ("<p>a<script>x</script>b<input value=c></p><noscript>n</noscript>", ["ab"]),
    "hidden text counts": ("<div hidden>a</div><p style='display:none'>b</p>", ["a", "b"]),
    "a short button is none": ("<button>Go</button><p>a</p>", ["a"]),
    "a long button is text": (f"<button><p>{'word ' * 20}</p></button>", [("word " * 20).strip()]),
    "white space collapses": ("<p> a \n\t b </p><p> </p>", ["a b"]),
    "a hidden mail address is read": (
        "<p>To <a data-cfemail='0b6a4b6925636061'>[email&#160;protected]</a></p>",
        ["To a@b.hkj"],
    ),
}


@pytest.mark.parametrize(("body", "expected"), CUTS.values(), ids=CUTS.keys())
def test_text_is_cut_at_block_level_tags(body: str, expected: list[str]) -> None:
    assert texts_of(body) == expected


PATHS = {
    "digits": ('<div class="col-md-8 post-1234"><p>a</p></div>', ">div.col-md.post>p"),
    "build hashes": ('<div class="css-1q2w3e text__a81Zq"><p>a</p></div>', ">div.css.text>p"),
    "build hashes of letters alone": ('<div class="g-main g-bdabc"><p>a</p></div>', ">div.g-main.g>p"),
    "random letters": ('<div class="bxkqzt"><p>a</p></div>', ">div>p"),
    "states": ('<div class="menuless is-active open"><p>a</p></div>', ">div.menuless>p"),
    "positions": ("<div><p>x</p></div><div><p>a</p></div>", ">div>p"),
}


@pytest.mark.parametrize(("body", "path"), PATHS.values(), ids=PATHS.keys())
def test_paths_hold_no_position_number_hash_or_state(body: str, path: str) -> None:
    assert blocks_of(body)[-1].path == path


def test_text_right_in_the_body_stands_on_a_path_of_its_own() -> None:
    assert [block.path for block in blocks_of("Skip to the text<p>a</p>")] == [">body", ">p"]


def test_a_link_into_the_page_itself_is_text_of_the_page() -> None:
    (block,) = blocks_of('<p><a href="https://a.hk/p#two">Two</a> <a href="#x">X</a></p>', "https://a.hk/p")
    assert block.link_share == 0.0


@pytest.mark.parametrize("word", sorted(ZONE_WORDS))
def test_each_zone_word_names_its_zone(word: str) -> None:
    assert [blocks_of(f'<div {name}="x-{word}"><p>a</p></div>')[0].zone for name in ("class", "id")] == [
        ZONE_WORDS[word]
    ] * 2


@pytest.mark.parametrize("tag", sorted(ZONE_TAGS))
def test_each_zone_tag_names_its_zone(tag: str) -> None:
    assert blocks_of(f"<{tag}><p>a</p></{tag}>")[0].zone == ZONE_TAGS[tag]


@pytest.mark.parametrize("role", sorted(ZONE_ROLES))
def test_each_zone_role_names_its_zone(role: str) -> None:
    assert blocks_of(f"<div role={role}><p>a</p></div>")[0].zone == ZONE_ROLES[role]


@pytest.mark.parametrize("word", sorted(STATE_WORDS))
def test_each_state_word_is_left_out_of_paths(word: str) -> None:
    assert blocks_of(f'<div class="text {word}"><p>a</p></div>')[0].path == ">div.text>p"


@pytest.mark.parametrize("word", sorted(NOTE_WORDS))
def test_each_note_word_marks_a_change_note(word: str) -> None:
    assert is_note_path(f">div>p.{word}")


NO_ZONES = [
    "css-1ad2f",
    "jsx-73hot9",
    "with-nav-sidebar",
    "has-ads",
    "no-menu",
    "navy",
    "shareholders",
    "header-less",
    "unrelated-x",
]


@pytest.mark.parametrize("name", NO_ZONES)
def test_words_about_the_layout_are_no_zone(name: str) -> None:
    assert blocks_of(f'<div class="{name}"><p>a</p></div>')[0].zone is None


def test_a_header_is_a_zone_only_above_the_article() -> None:
    found = blocks_of("<header><p>site</p></header><article><header><h1>head</h1></header></article>")
    assert [block.zone for block in found] == ["header", None]


def test_the_nearest_zone_wins() -> None:
    assert blocks_of('<aside><div class="share"><p>a</p></div></aside>')[0].zone == "share"


@pytest.mark.parametrize(
    "page",
    [
        "<html><frameset><frame src=a></frameset></html>",
        "<html><body></body></html>",
        "<html><body><script>x</script></body></html>",
    ],
)
def test_a_page_without_text_has_no_blocks(page: str) -> None:
    assert read_blocks(steps_of(lxml.html.document_fromstring(page)), None) == ()


def test_ten_thousand_levels_and_two_hundred_thousand_links_are_read() -> None:
    deep = lxml.html.document_fromstring(f"<body>{'<div>' * 200}x{'</div>' * 200}</body>")
    element = deep.find("body")
    for _ in range(10_000):
        element = lxml.html.etree.SubElement(element, "div")
    element.text = "deep"
    assert [block.text for block in read_blocks(steps_of(deep), None)] == ["x", "deep"]
