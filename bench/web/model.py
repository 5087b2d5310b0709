"""The words of the simulated web: Site, Article, Part, Event.

Pure values. Written without sight of the detector, and never bent to what it finds.
"""

from dataclasses import dataclass
from typing import Literal

Script = Literal["en", "hant", "hans"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One piece of an article's body: a paragraph's sentences, a heading, a list's entries, or a table's rows."""

    shape: Literal["paragraph", "heading", "list", "table"]
    sentences: tuple[str, ...] = ()  # of a paragraph, a heading (one), a list (one an entry)
    rows: tuple[tuple[str, ...], ...] = ()  # of a table, the head first


@dataclass(frozen=True, slots=True, kw_only=True)
class Dress:
    """What differs to the eye of a machine only: set by cosmetic edits."""

    quotes: str = "plain"  # plain, curly, corner
    spaces: str = "plain"  # plain, wrapped, nbsp
    forms: str = "plain"  # plain, full (full-width digits, colons and brackets), dash
    emphasis: bool = False  # the first words of the first paragraph set bold
    link_tail: str = ""  # a campaign key on every link of the body
    updated: int = -1  # the tick of the last "last updated" stamp, -1 = the day of publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page's substance, whatever template shows it."""

    title: str
    day: str  # ISO date of publication
    author: str
    parts: tuple[Part, ...]
    attachments: tuple[tuple[str, str], ...] = ()  # (file name, label)
    contact: str = ""
    dress: Dress = Dress()

    def texts(self) -> tuple[str, ...]:
        """Everything a reader reads, in order: for the truth, not for show."""
        said = [self.title]
        for part in self.parts:
            said += part.sentences
            said += [cell for row in part.rows for cell in row]
        return (*said, *(label for _, label in self.attachments))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A publisher: its script, bytes, validators, list, template, habits."""

    name: str
    script: Script
    title: str
    charset: str  # of the bytes
    header_charset: str | None  # what Content-Type says, None = nothing
    meta_charset: str | None  # what <meta> says
    validators: Literal["honest", "absent", "now", "flipping", "stuck"]
    listing: Literal["rss", "atom", "list"]
    layout: str
    path: str  # of a page: {slug}, {day}, {n}
    redesign_tick: int | None = None
    next_layout: str | None = None
    notice_tick: int | None = None
    habits: tuple[str, ...] = ()  # cued noise beyond what every site has; oddities of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a page (or, path '', to a whole site) at a tick.

    kind: appeared, edited, cosmetic, withdrawn, restored, moved, outage, notice, redesign, interlude (a maintenance, consent or
    block page for one tick), unlinked (gone from the list only), relisted (top of the list again, nothing new).
    what: the kind of edit, the status, ...; before, after: the words that changed, or the old and new path.
    """

    tick: int
    site: str
    path: str
    kind: str
    what: str = ""
    before: str = ""
    after: str = ""

    @property
    def told(self) -> bool:
        """Whether a reader should hear of it."""
        return self.kind in {"appeared", "edited", "withdrawn", "restored", "moved", "notice"}
