"""Two bodies as they were fetched: whether their frames are the same, and which texts differ; nothing is read.

Pure. A body is cut into tags and the texts between them. Where two have the same tags in the same order, as most pages have
that are fetched again, only what differs is looked at.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from html import escape, unescape
from itertools import compress, count
from operator import ne

from pipeline.reading.blocks import decode_mail, stable_token
from pipeline.reading.decode import decode
from pipeline.reading.parts import names_file

MOST_DIFFERING = 400
"""Texts between the first and the last difference above which reading decides."""

_MOST_REPLACED = 200
"""Pieces of a body above which what was replaced is not told piece by piece."""

_CLASSES_LOST = 0.1
"""Class and id values that only one body has, as a share of its distinct tags, above which the template may be another."""

_UNREAD = re.compile(
    r"<(?=[!sntSNT])(?:!--(?!>).*?-->|(script|style|noscript|template|svg)\b[^>]*>[^<]*(?:<(?!/\1\b)[^<]*)*</\1\b[^>]*>)",
    re.DOTALL | re.IGNORECASE,
)
_UNREAD_BYTES = re.compile(_UNREAD.pattern.encode(), re.DOTALL | re.IGNORECASE)
_BEGUN = re.compile(rb"!--|\w+")
_TAG = re.compile(r"(<[!/?a-zA-Z][^>]*>)")
_SAID = re.compile(r"<(?:meta|link|html|base)\b", re.IGNORECASE)
_LINKED_DATA = re.compile(rb"<script\b[^>]*ld\+json[^>]*>[^<]*(?:<(?!/script)[^<]*)*", re.IGNORECASE)
_FLEETING = re.compile(r"csrf|token|nonce|request-?id|session", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_NAMED = re.compile(r"\s(?:class|id)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+)", re.IGNORECASE)
_HIDDEN_MAIL = re.compile(r"(<[^>]*\bdata-cfemail\s*=\s*[\"']?([0-9a-fA-F]+)[^>]*>)[^<]*")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))")
_RELATIONS_READ = frozenset({"canonical", "alternate"})


@dataclass(frozen=True)
class Glance:
    """What a body shows without being read. charset: of its HTTP header."""

    body: bytes
    charset: str | None

    @cached_property
    def unread(self) -> tuple[list[int], list[int]]:
        """Where scripts, styles, drawings and comments begin and end in the body; in UTF-16 none are found."""
        spans = [match.span() for match in _UNREAD_BYTES.finditer(self.body)]
        return [start for start, _ in spans], [end for _, end in spans]

    @cached_property
    def shown(self) -> str:
        """The decoded body without what no reader sees; mail addresses that are hidden from harvesters are shown."""
        starts, ends = self.unread
        parts = [self.body[end:start] for end, start in zip([0, *ends], [*starts, len(self.body)], strict=True)]
        seen = decode(b"".join(parts), self.charset)
        text = seen.text if seen.encoding == "utf-8" else _UNREAD.sub("", decode(self.body, self.charset).text)
        if "data-cfemail" not in text:
            return text
        return _HIDDEN_MAIL.sub(
            lambda hidden: hidden[1].replace("data-cfemail", "data-mail") + escape(decode_mail(hidden[2])), text
        )

    @cached_property
    def parts(self) -> list[str]:
        """Texts and tags in turn, a text first."""
        return _TAG.split(self.shown)

    @cached_property
    def texts(self) -> list[str]:
        """What stands between the tags, in order."""
        return [text for part in self.parts[::2] if (text := _plain(part))]

    @cached_property
    def linked_data(self) -> list[bytes]:
        """What the page says of itself to machines in scripts."""
        return _LINKED_DATA.findall(self.body) if b"ld+json" in self.body else []


def replaced_texts(old: Glance, new: Glance) -> tuple[set[str], set[str]] | None:
    """The texts that went and those that came where both bodies have the same tags, but for values that say nothing.

    By its place among the pieces that a body falls into at every "<", each text that went has one that came in its stead.
    None = not so, or not plainly so: what differs is taken for UTF-8, and hidden mail addresses are not shown.
    """
    pieces = old.body.split(b"<"), new.body.split(b"<")
    if len(pieces[0]) != len(pieces[1]) or b"data-cfemail" in new.body:
        return None
    apart = list(compress(count(), map(ne, *pieces)))
    if len(apart) > _MOST_REPLACED:
        return None
    gone, come = set(), set()
    tags: tuple[set[str], set[str]] = set(), set()
    for one, other in _cut_unread(pieces[0], pieces[1], apart, new):
        try:
            (tag, closed, text), (its_tag, its_closed, its_text) = (
                side.decode().partition(">") for side in (one, other)
            )
        except UnicodeDecodeError:
            return None
        if not (closed and its_closed):
            return None
        if tag != its_tag:
            tags[0].add(f"<{tag}>")
            tags[1].add(f"<{its_tag}>")
            if not _alike(tag, its_tag):
                return None
        if (was := _plain(text)) != (now := _plain(its_text)):
            if not now:
                return None
            gone.add(was)
            come.add(now)
    if not _say_the_same(*tags):
        return None
    return gone - {""}, come


def _cut_unread(
    old: Sequence[bytes], new: Sequence[bytes], apart: Sequence[int], glance: Glance
) -> Iterator[tuple[bytes, bytes]]:
    """The pieces that differ, old and new, without what no reader sees; a piece that closes such a part keeps its tag.

    Where it is not plain how far the unread part of the old piece goes, neither has a tag that ends.
    """
    starts, ends = glance.unread
    at = before = 0
    for place in apart:
        at += sum(map(len, new[before:place])) + place - before
        before = place
        around = bisect_right(starts, at - 1) - 1
        end = ends[around] - at if around >= 0 else 0
        one, other = old[place], new[place]
        if place == 0:
            yield b">" + one, b">" + other
        elif end <= 0 or other.startswith(b"/"):
            yield one, other
        elif end >= len(other) and b"-->" not in one and (starts[around] < at - 1 or _begins(one) == _begins(other)):
            continue
        elif one.startswith(b"!--") and other.startswith(b"!--") and one.count(b"-->") == other.count(b"-->") == 1:
            yield b">" + one.partition(b"-->")[2], b">" + other[end:]
        else:
            yield b"", b""


def same_places(old: Glance, new: Glance) -> bool:
    """Whether two bodies have the same elements in the same order and texts between the same ones: so each that went has
    another in its stead."""
    tags = old.parts[1::2], new.parts[1::2]
    if len(tags[0]) != len(tags[1]) or _filled(old) != _filled(new):
        return False
    return all(map(_alike, *tags))


def _filled(glance: Glance) -> list[bool]:
    return [bool(_plain(part)) for part in glance.parts[::2]]


def same_frame(old: Glance, new: Glance) -> bool:
    """Whether two bodies agree in what they say of themselves, in the files they link to and in their template."""
    tags = [set(side.parts[1::2]) for side in (old, new)]
    apart = (tags[0] - tags[1], tags[1] - tags[0])
    if not _say_the_same(*apart):
        return False
    classes = [Counter(name for tag in side for name in _names(tag)) for side in apart]
    lost = (classes[0] - classes[1]) + (classes[1] - classes[0])
    return lost.total() <= _CLASSES_LOST * min(map(len, tags))


def differing_texts(old: Sequence[str], new: Sequence[str]) -> tuple[set[str], set[str]] | None:
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


def rewrapped_texts(old: Glance, new: Glance) -> set[str]:
    """Of two bodies with the same texts, those before which other tags stand."""
    runs = zip(_runs(old.parts), _runs(new.parts), strict=True)
    return {
        text
        for (tags, text), (its_tags, _) in runs
        if len(tags) != len(its_tags) or not all(map(_alike, tags, its_tags))
    }


def _runs(parts: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    """Each text of a body, with the tags since the one before it."""
    last = -1
    for place in range(0, len(parts), 2):
        if text := _plain(parts[place]):
            yield parts[last + 2 : place : 2], text
            last = place - 1


def _plain(text: str) -> str:
    return (unescape(text) if "&" in text else text).strip()


def _alike(one: str, other: str) -> bool:
    """Whether two tags, both with or both without their brackets, begin alike and have the same classes and id."""
    return one == other or (one.split(None, 1)[:1] == other.split(None, 1)[:1] and _names(one) == _names(other))


def _begins(piece: bytes) -> bytes:
    """The name of the element that a piece opens, "!--" for a comment."""
    begun = _BEGUN.match(piece)
    return begun[0].lower() if begun else b""


def _names(tag: str) -> list[str]:
    """The classes and the id of a tag, without what a build stamps on them."""
    return [stable_token(token) for named in _NAMED.findall(tag) for token in named.strip("\"'").split()]


def _say_the_same(gone: set[str], come: set[str]) -> bool:
    """Whether tags that only one body has say the same of the page, and none links to a file."""
    if _said(gone) != _said(come):
        return False
    return not any(names_file(href) for side in (gone, come) for tag in side for href in _HREF.findall(tag))


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
