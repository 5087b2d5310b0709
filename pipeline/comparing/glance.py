"""The rung before reading: whether new bytes say what the last Version's own bytes said, but for known noise.

Pure. Two bodies are cut into their texts between tags; only where these differ is the page parsed, to see whether every
text that came or went stands where nothing counts: on learned noise, in furniture, or as a counter. Whatever is not
plainly so is left to reading, which is ten times dearer; so a glance never tells an edit, and must never hide one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from heapq import nlargest
from html import escape, unescape

from lxml.html import HtmlElement

from pipeline.comparing.container import Container, labels_of, zone_below
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.sifted import FIRM_ZONES
from pipeline.comparing.units import Kind, is_clock, is_stamp, kind_of
from pipeline.reading.blocks import Place, decode_mail, is_note_path, place_of, stable_token
from pipeline.reading.decode import decode
from pipeline.reading.extract import parse_page
from pipeline.reading.parts import names_file

MOST_DIFFERING = 400
"""Texts between the first and the last difference above which reading decides."""

_GROWN = 0.1
"""Share of a page's characters by which its noise may have grown; above it reading judges how much of the text is masked."""

_LONGEST = 3
"""So many of a page's longest texts are looked for in the containers that are known."""

_CLASSES_LOST = 0.1
"""Class and id values that only one body has, as a share of its distinct tags, above which the template may be another."""

_UNREAD = re.compile(
    r"<(?:!--(?!>).*?-->|(script|style|noscript|template|svg)\b[^>]*>[^<]*(?:<(?!/\1\b)[^<]*)*</\1\b[^>]*>)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"(<[^>]*>)")
_SAID = re.compile(r"<(?:meta|link|html|base)\b", re.IGNORECASE)
_LINKED_DATA = re.compile(r"<script\b[^>]*ld\+json[^>]*>[^<]*(?:<(?!/script)[^<]*)*", re.IGNORECASE)
_FLEETING = re.compile(r"csrf|token|nonce|request-?id|session", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_NAMED = re.compile(r"\s(?:class|id)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)
_DATED = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|[年月日]|\d[/-]\d|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_HIDDEN_MAIL = re.compile(r"(<[^>]*\bdata-cfemail\s*=\s*[\"']?([0-9a-fA-F]+)[^>]*>)[^<]*")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))")
_RELATIONS_READ = frozenset({"canonical", "alternate"})


@dataclass(frozen=True)
class Glance:
    """What a body shows without being read. charset: of its HTTP header."""

    body: bytes
    charset: str | None

    @cached_property
    def html(self) -> str:
        """The decoded body; mail addresses that are hidden from harvesters, by another key on every fetch, are shown."""
        text = decode(self.body, self.charset).text
        if "data-cfemail" not in text:
            return text
        return _HIDDEN_MAIL.sub(
            lambda hidden: hidden[1].replace("data-cfemail", "data-mail") + escape(decode_mail(hidden[2])), text
        )

    @cached_property
    def shown(self) -> str:
        """The page without what no reader sees: scripts, styles, drawings, comments."""
        return _UNREAD.sub("", self.html)

    @cached_property
    def parts(self) -> list[str]:
        """Texts and tags in turn, a text first."""
        return _TAG.split(self.shown)

    @cached_property
    def texts(self) -> list[str]:
        """What stands between the tags, in order."""
        return [text for part in self.parts[::2] if (text := (unescape(part) if "&" in part else part).strip())]

    @cached_property
    def linked_data(self) -> list[str]:
        """What the page says of itself to machines in scripts."""
        return _LINKED_DATA.findall(self.html) if "ld+json" in self.html else []


class _Side:
    """One of the two bodies, and where those texts stand on it that are asked about: no others are looked for."""

    def __init__(self, glance: Glance, asked: set[str]) -> None:
        self.longest = set(nlargest(_LONGEST, glance.texts, key=len))
        self._glance, self._asked = glance, asked | self.longest
        self._places: dict[HtmlElement, Place | None] = {}

    @cached_property
    def _standing(self) -> dict[str, list[tuple[HtmlElement, bool]]]:
        """Text -> the element around it, whether it is all that the element holds."""
        tree, asked = parse_page(self._glance.shown), self._asked
        found: dict[str, list[tuple[HtmlElement, bool]]] = {}
        for element in tree.iter() if tree is not None else ():
            if (text := element.text) and (text := text.strip()) in asked:
                found.setdefault(text, []).append((element, len(element) == 0))
            if (text := element.tail) and (text := text.strip()) in asked and element.getparent() is not None:
                found.setdefault(text, []).append((element.getparent(), False))
        return found

    def shows(self, texts: set[str]) -> bool:
        """Whether all of these stand on the page."""
        return texts <= self._standing.keys()

    def stands(self, text: str) -> list[tuple[Place | None, bool]]:
        """At which places a text stands, and whether alone in its element."""
        return [(place_of(element, self._places), alone) for element, alone in self._standing.get(text, ())]


def says_the_same(old: Glance, new: Glance, sieve: Sieve) -> bool:
    """Whether a reader would find in `new` what stood in `old`, as far as a glance can tell; False = it must be read."""
    if old.linked_data != new.linked_data or not _same_frame(old, new):
        return False
    parted = _differing(old.texts, new.texts)
    if parted is None:
        return False
    gone, come = parted
    if sum(map(len, come)) - sum(map(len, gone)) > _GROWN * sum(map(len, new.texts)):
        return False
    moved = gone & come
    before, after = (_Side(glance, gone | come) for glance in (old, new))
    return _count_nowhere(after, come, before, moved, sieve) and bool(
        (come and _same_places(old, new)) or _count_nowhere(before, gone, after, moved, sieve)
    )


def _same_places(old: Glance, new: Glance) -> bool:
    """Whether two bodies have the same elements in the same order, so that a text replaced stands where the other stood."""
    tags = old.parts[1::2], new.parts[1::2]
    if len(tags[0]) != len(tags[1]):
        return False
    apart = [(one, other) for one, other in zip(*tags, strict=True) if one != other]
    return all(
        one.split(None, 1)[0] == other.split(None, 1)[0] and _names(one) == _names(other) for one, other in apart
    )


def _same_frame(old: Glance, new: Glance) -> bool:
    """Whether two bodies agree in what they say of themselves, in the files they link to and in their template."""
    tags = [set(side.parts[1::2]) for side in (old, new)]
    apart = (tags[0] - tags[1], tags[1] - tags[0])
    if _said(apart[0]) != _said(apart[1]):
        return False
    if any(names_file(href) for side in apart for tag in side for href in _HREF.findall(tag)):
        return False
    classes = [Counter(name for tag in side for name in _names(tag)) for side in apart]
    lost = (classes[0] - classes[1]) + (classes[1] - classes[0])
    return lost.total() <= _CLASSES_LOST * min(map(len, tags))


def _names(tag: str) -> list[str]:
    """The classes and the id of a tag, without what a build stamps on them."""
    return [stable_token(token) for named in _NAMED.findall(tag) for token in named.strip("\"'").split()]


def _said(tags: Iterable[str]) -> set[frozenset[tuple[str, str]]]:
    """What tags of the head say that is read, in whatever order they say it: no style sheets and no tokens."""
    said = set()
    for tag in tags:
        if not _SAID.match(tag) or _FLEETING.search(tag):
            continue
        attributes = {name.lower(): "".join(values) for name, *values in _ATTRIBUTE.findall(tag)}
        if tag[1:5].lower() != "link" or _RELATIONS_READ & set(attributes.get("rel", "").lower().split()):
            said.add(frozenset(attributes.items()))
    return said


def _differing(old: Sequence[str], new: Sequence[str]) -> tuple[set[str], set[str]] | None:
    """The texts that went and those that came; None = too many to look at."""
    if old == new:
        return set(), set()
    start, shortest = 0, min(len(old), len(new))
    while start < shortest and old[start] == new[start]:
        start += 1
    end = 0
    while end < shortest - start and old[-1 - end] == new[-1 - end]:
        end += 1
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(left), len(right)) > MOST_DIFFERING:
        return None
    gone: set[str] = set()
    come: set[str] = set()
    for operation, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if operation != "equal":
            gone.update(left[a:b])
            come.update(right[c:d])
    return gone, come


def _count_nowhere(here: _Side, texts: set[str], there: _Side, moved: set[str], sieve: Sieve) -> bool:
    """Whether none of these texts counts where one side shows it, but in places where the other shows it too.

    A headline that comes into a box of links stands in the <h1> as before. moved: what went and came, so its order counts.
    """
    places = _places_that_count(here, texts, sieve)
    if not places:
        return places is not None
    return moved.isdisjoint(places) and places == _places_that_count(there, set(places), sieve)


def _places_that_count(side: _Side, texts: set[str], sieve: Sieve) -> dict[str, list[str]] | None:
    """Text -> the paths at which it counts, of those that count anywhere; None where one is not found on the page.

    Everything counts on a page that keeps its text where no known template does: such pages are read, to learn from them,
    and the words of a layout ("with-nav-sidebar") may enclose the text itself. Where the pages of a Source are known to have
    no container (a layout of tables), the text must stand in no zone at all.
    """
    if not texts:
        return {}
    if not side.shows(texts):
        return None
    known = tuple(filter(sieve.knows_template, sieve.knowledge.containers.values()))
    homes = [place.path for text in side.longest for place, _ in side.stands(text) if place]
    at_home = any(_containers(path, known) for path in homes) or (
        sieve.knows_template(None) and bool(homes) and not any(zone_below(path, 0) for path in homes)
    )
    counted: dict[str, list[str]] = {}
    for text in texts:
        for place, alone in side.stands(text):
            if place is None or not at_home or not _is_held(place, text, alone, sieve, known):
                counted.setdefault(text, []).append(place.path if place else "")
    return counted


def _containers(path: str, known: Iterable[Container]) -> list[Container]:
    return [container for container in known if container.holds(path)]


def _is_held(place: Place, text: str, alone: bool, sieve: Sieve, known: Sequence[Container]) -> bool:
    """Whether a text at a place does not count, by what holds whatever else the page says.

    alone: it is all that its element holds. known: the containers of templates of which enough was learned.
    """
    if ">h1" in place.path:
        return False
    if sieve.why_noise(place.path) or (place.inline and sieve.why_noise(place.path, place.inline)):
        return True
    depth = max((len(labels_of(container.path)) for container in _containers(place.path, known)), default=0)
    zone = zone_below(place.path, depth)
    if zone in FIRM_ZONES:
        return True
    if is_note_path(place.path):
        return False
    if zone and zone != "banner" and not any(place.path in container.prose_paths for container in known):
        return True
    stamp = is_stamp(text) if place.inline else kind_of(text, place.path, 0.0) is Kind.STAMP
    return alone and stamp and (is_clock(text) or not _DATED.search(text))
