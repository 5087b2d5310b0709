"""The rung before reading: whether new bytes say what the last Version's own bytes said, but for known noise.

Pure. Two bodies are cut into their texts between tags; only where these differ is the page parsed, to see whether every
text that came or went stands where nothing counts: on learned noise, in furniture, or as a counter. Whatever is not
plainly so is left to reading, which is ten times dearer; so a glance never tells an edit, and must never hide one.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from heapq import nlargest

from lxml.html import HtmlElement

from pipeline.comparing.bodies import Glance, differing_texts, replaced_texts, rewrapped_texts, same_frame, same_places
from pipeline.comparing.container import Container, labels_of, zone_below
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.sifted import FIRM_ZONES
from pipeline.comparing.units import Kind, is_clock, is_stamp, kind_of
from pipeline.reading.blocks import Place, is_note_path, place_of
from pipeline.reading.extract import parse_page

_GROWN = 0.1
"""Share of a page's characters by which its noise may have grown; above it reading judges how much of the text is masked."""

_LONGEST = 3
"""So many of a page's longest texts are looked for in the containers that are known."""

_DATED = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|[年月日]|\d[/-]\d|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)


class _Side:
    """One of the two bodies, and where those texts stand on it that are asked about: no others are looked for."""

    def __init__(self, glance: Glance, asked: set[str]) -> None:
        self._glance, self.asked = glance, asked
        self._places: dict[HtmlElement, Place | None] = {}

    @cached_property
    def _strewn(self) -> list[tuple[str, HtmlElement, bool]]:
        """All texts of the page, each with an element, and whether it stands behind that one instead of in it."""
        tree = parse_page(self._glance.shown)
        found = []
        for element in tree.iter() if tree is not None else ():
            if (text := element.text) and (text := text.strip()):
                found.append((text, element, False))
            if (text := element.tail) and (text := text.strip()):
                found.append((text, element, True))
        return found

    @cached_property
    def _standing(self) -> dict[str, list[tuple[HtmlElement, bool]]]:
        """Text -> the element around it, whether it is all that the element holds."""
        found: dict[str, list[tuple[HtmlElement, bool]]] = {}
        for text, element, behind in self._strewn:
            if text in self.asked and (around := element.getparent() if behind else element) is not None:
                found.setdefault(text, []).append((around, not behind and len(element) == 0))
        return found

    @property
    def size(self) -> int:
        """Characters of all its texts."""
        return sum([len(text) for text, _, _ in self._strewn])

    @property
    def homes(self) -> list[str]:
        """The paths at which its longest texts stand."""
        longest = nlargest(_LONGEST, self._strewn, key=lambda strewn: len(strewn[0]))
        around = [element.getparent() if behind else element for _, element, behind in longest]
        return [place.path for element in around if element is not None and (place := place_of(element, self._places))]

    def shows(self, texts: set[str]) -> bool:
        """Whether all of these stand on the page."""
        return texts <= self._standing.keys()

    def stands(self, text: str) -> list[tuple[Place | None, bool]]:
        """At which places a text stands, and whether alone in its element."""
        return [(place_of(element, self._places), alone) for element, alone in self._standing.get(text, ())]


def says_the_same(old: Glance, new: Glance, sieve: Sieve) -> bool:
    """Whether a reader would find in `new` what stood in `old`, as far as a glance can tell; False = it must be read."""
    if old.linked_data != new.linked_data:
        return False
    replaced = replaced_texts(old, new)
    if replaced is not None and _is_noise(old, new, replaced, sieve, in_place=True):
        return True
    if not same_frame(old, new):
        return False
    parted = differing_texts(old.texts, new.texts)
    if parted is None:
        return False
    in_place = same_places(old, new)
    if not (in_place or any(parted)):
        before, after = (_Side(glance, rewrapped_texts(old, new)) for glance in (old, new))
        return _count_alike(before, after, sieve)
    return _is_noise(old, new, parted, sieve, in_place=in_place)


def _is_noise(old: Glance, new: Glance, parted: tuple[set[str], set[str]], sieve: Sieve, *, in_place: bool) -> bool:
    """Whether neither the texts that went nor those that came count. in_place: where one went, another came."""
    gone, come = parted
    before, after = (_Side(glance, gone | come) for glance in (old, new))
    grown = sum(map(len, come)) - sum(map(len, gone))
    if grown > 0 and grown > _GROWN * after.size:
        return False
    moved = gone & come
    return _count_nowhere(after, come, before, moved, sieve) and bool(
        (come and in_place) or _count_nowhere(before, gone, after, moved, sieve)
    )


def _count_alike(before: _Side, after: _Side, sieve: Sieve) -> bool:
    """Whether the texts that are asked about count at the same places: what stood in a box of noise may be in the article now."""
    return not after.asked or (
        _places_that_count(before, before.asked, sieve) == _places_that_count(after, after.asked, sieve) is not None
    )


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
    homes = side.homes
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
