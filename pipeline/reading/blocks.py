"""The blocks of a page: the text between two block-level tags, with the path, pieces and zone it stands in.

Pure. Works on the tree that extraction parsed and changes nothing in it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from sys import intern
from urllib.parse import urldefrag

from lxml.html import HtmlElement

from pipeline.model import Block, Piece
from pipeline.reading.steps import Step
from pipeline.reading.zones import NOTE_WORDS, STATE_WORDS, ZONE_NEGATIONS, ZONE_ROLES, ZONE_TAGS, ZONE_WORDS

_INLINE = frozenset(
    str.split(
        "a abbr acronym b bdi bdo big button cite code data del dfn em font i img ins kbd label mark nobr o:p output q "
        "rb rp rt ruby s samp small span st1:chsdate strike strong sub sup time tt u var wbr"
    )
)
_SKIPPED = frozenset(
    str.split(
        "script style template noscript svg input select textarea option datalist iframe object embed applet video "
        "audio canvas map head title meta link base source track progress meter"
    )
)
_LONG_BUTTON = 60
"""Characters from which the text of a <button> is content: one real page lies wholly in an unclosed button."""

_HEADED = frozenset({"article", "main", "section"})
_WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")
_DIGITS = re.compile(r"\d+")
_HEX = re.compile(r"[0-9a-f]{5,}")
"""One hash in 135 of five places has no digit ("bdabc"), and hardly a word is spelt with a to f alone."""
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)


def _is_hash(part: str) -> bool:
    """Whether a part of a class token was made by a build: digits among letters, case that jumps, no vowel."""
    letters = _DIGITS.sub("", part)
    if _HEX.fullmatch(part):
        return True
    if len(part) >= 4 and letters and letters != part and not re.fullmatch(r"[a-zA-Z]+\d{1,2}", part):
        return True
    if len(letters) >= 5 and not _VOWEL.search(letters):
        return True
    words = _WORD.findall(letters)
    return 5 <= len(letters) <= 12 and len(words) >= 3 and sum(map(len, words)) / len(words) < 2.6


@lru_cache(maxsize=16_384)
def stable_token(token: str) -> str:
    """A class or id token without what changes from page to page; '' where nothing is left."""
    parts = [part for part in re.split(r"[-_:]+", token) if part and not _is_hash(part)]
    kept = "-".join(filter(None, (_DIGITS.sub("", part) for part in parts)))
    return "" if parts[:1] == ["is"] or kept.lower() in STATE_WORDS else kept


@lru_cache(maxsize=16_384)
def zone_of_token(token: str) -> str | None:
    """The zone that a class or id token names, None = none."""
    words = [word.lower() for word in _WORD.findall(token)]
    if not words or words[0] in ZONE_NEGATIONS:
        return None
    for word in (*words, "".join(words)):
        if word in ZONE_WORDS:
            return ZONE_WORDS[word]
    return None


@lru_cache(maxsize=16_384)
def _label(tag: str, classes: str, identity: str, role: str, headed: bool) -> tuple[str, str | None]:
    """The path label of an element and the zone that begins with it.

    headed: it stands inside an article, main or section, so a <header> is the heading of that.
    """
    tokens = [stable for stable in map(stable_token, classes.split()) if stable]
    stable_id = stable_token(identity.strip())
    label = ".".join([tag, *dict.fromkeys(tokens)]) + (f"#{stable_id}" if stable_id else "")
    zone = ZONE_TAGS.get(tag) or ZONE_ROLES.get(role)
    if tag == "header" and not headed:
        zone = "header"
    if tag in ("body", "html", "main", "article"):
        return intern(label), None
    for token in (*tokens, stable_id):
        zone = zone or zone_of_token(token)
    return intern(f"{label}[{zone}]" if zone else label), zone


@dataclass(slots=True)
class Place:
    """Where text stands: the path of its Block, the inline path below it, the zone, in a link, under an article.

    below: the Places met right below it, by tag and names: those of siblings are one.
    """

    path: str
    inline: str = ""
    zone: str | None = None
    linked: bool = False
    headed: bool = False
    below: "dict[tuple[object, ...], Place]" = field(default_factory=dict, repr=False, compare=False)


class _Reading:
    """The Blocks read so far and the pieces of the one being read."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[Piece] = []
        self._path = ""
        self._zone: str | None = None

    def add(self, text: str, place: Place) -> None:
        shown = _single_spaced(text)
        if not self._pieces:
            if shown == " ":
                return
            self._path, self._zone = place.path or ">body", place.zone
        elif self._pieces[-1].inline == place.inline and self._pieces[-1].linked == place.linked:
            shown = self._pieces.pop().text + shown
        self._pieces.append(Piece(text=shown, inline=place.inline, linked=place.linked))

    def add_lines(self, text: str, place: Place) -> None:
        """Add preformatted text, a Block a line."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.end_block()
            self.add(line, place)

    def end_block(self) -> None:
        """Close the Block being read; white space alone makes none."""
        if not self._pieces:
            return
        total = linked = 0
        for piece in self._pieces:
            length = len(piece.text.strip())
            total += length
            linked += length * piece.linked
        share = round(linked / total, 3)
        self.blocks.append(Block(path=self._path, pieces=tuple(self._pieces), zone=self._zone, link_share=share))
        self._pieces = []


def _single_spaced(text: str) -> str:
    """A text, not empty, with every run of white space as one space."""
    words = text.split()
    if not words:
        return " "
    return f"{' ' if text[0].isspace() else ''}{' '.join(words)}{' ' if text[-1].isspace() else ''}"


def decode_mail(cipher: str) -> str:
    """The mail address that Cloudflare hid in a data-cfemail attribute; '' if it is none."""
    try:
        octets = bytes.fromhex(cipher)
    except ValueError:
        return ""
    return bytes(octet ^ octets[0] for octet in octets[1:]).decode("utf-8", "replace")


def _leads_away(href: str | None, base_url: str | None) -> bool:
    """Whether a link leads off this page: a table of contents is text of the page, not a row of links."""
    if not href or href.startswith("#"):
        return False
    if base_url is None or "#" not in href:
        return True
    page, fragment = urldefrag(href)
    return not (fragment and page == urldefrag(base_url)[0])


@lru_cache(maxsize=16_384)
def is_note_path(path: str) -> bool:
    """Whether a path ends where a publisher says what was changed: `p.change-note`."""
    tokens = re.split(r"[.#>\[\]]", ">".join(path.split(">")[-3:]))
    joined = ("".join(_WORD.findall(token)).lower() for token in tokens)
    return any(word in token for token in joined if token for word in NOTE_WORDS)


def _is_skipped(element: HtmlElement, tag: str) -> bool:
    if tag == "button":
        return sum(len(part.strip()) for part in element.itertext() if isinstance(part, str)) < _LONG_BUTTON
    return tag in _SKIPPED


def _place_below(element: HtmlElement, tag: str, above: Place, base_url: str | None) -> Place:
    """Where the text inside an element stands, given where the element itself does."""
    get = element.get
    if tag in _INLINE:
        linked = above.linked or (tag == "a" and _leads_away(get("href"), base_url))
        piece = (tag, get("class", ""), linked)
        place = above.below.get(piece)
        if place is None:
            inline = intern(f"{above.inline}>{_label(tag, piece[1], '', '', True)[0]}")
            place = above.below[piece] = Place(above.path, inline, above.zone, linked, above.headed)
        return place
    block = (tag, get("class", ""), get("id", ""), get("role", ""))
    place = above.below.get(block)
    if place is None:
        label, zone = _label(*block, above.headed)
        path = intern(f"{above.path}{above.inline}>{label}")
        headed = above.headed or tag in _HEADED
        place = above.below[block] = Place(path, "", zone or above.zone, above.linked, headed)
    return place


def place_of(element: HtmlElement, known: dict[HtmlElement, Place | None]) -> Place | None:
    """Where the text of an element stands, as read_blocks has it; None outside body, or in what is not read.

    known: what was found for elements of this tree before; grows.
    """
    line: list[HtmlElement] = []
    above: HtmlElement | None = element
    while above is not None and above not in known and above.tag != "body":
        line.append(above)
        above = above.getparent()
    place = None if above is None else known.setdefault(above, Place(""))
    for below in reversed(line):
        if place is not None:
            place = None if _is_skipped(below, below.tag) else _place_below(below, below.tag, place, None)
        known[below] = place
    return place


def read_blocks(steps: Sequence[Step], base_url: str | None) -> tuple[Block, ...]:
    """Read every Block of a page, or of a part of it, in document order, furniture and hidden parts too.

    base_url: the page's own address, to know links into itself. Each path begins below the first step's element;
    the zone is that of the nearest ancestor that names one. () for a frameset.
    """
    reading = _Reading()
    skipped = None
    opened: list[tuple[Place, bool]] = []
    place = Place("")
    for tag, element, text in steps:
        if skipped is not None:
            if element is skipped:
                skipped = None
                if text:
                    reading.add(text, place)
        elif tag is None:
            place, closes = opened.pop()
            if closes:
                reading.end_block()
            if text and opened:
                reading.add(text, place)
        elif not tag:
            if text:
                reading.add(text, place)
        elif opened and _is_skipped(element, tag):
            skipped = element
        else:
            closes = tag not in _INLINE
            if closes:
                reading.end_block()
            opened.append((place, closes))
            if len(opened) > 1:
                place = _place_below(element, tag, place, base_url)
            hidden = element.get("data-cfemail")
            if shown := decode_mail(hidden) if hidden else text:
                (reading.add_lines if tag == "pre" else reading.add)(shown, place)
    reading.end_block()
    return tuple(reading.blocks)
