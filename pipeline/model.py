"""The words of pactwatch as types: what passes between the stages.

Pure: no clock, no network, no files, no SQL. Every word is defined here once (its closed sets of values in values.py) and
has no synonym elsewhere.
"""

from dataclasses import dataclass, field, fields
from datetime import datetime

from pipeline.values import (
    ChangeKind as ChangeKind,
)
from pipeline.values import (
    FactType as FactType,
)
from pipeline.values import (
    Field as Field,
)
from pipeline.values import (
    Op as Op,
)
from pipeline.values import (
    Outcome as Outcome,
)
from pipeline.values import (
    PageKind as PageKind,
)
from pipeline.values import (
    PageState as PageState,
)
from pipeline.values import (
    Precision as Precision,
)
from pipeline.values import (
    Reason as Reason,
)
from pipeline.values import (
    Shape as Shape,
)
from pipeline.values import (
    Stage as Stage,
)
from pipeline.values import (
    Tier as Tier,
)
from pipeline.values import (
    Weight as Weight,
)

EXTRACTOR = 1
"""Raised by one whenever extraction returns something else for the same Capture and rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date as a publisher printed it. A date without a literal is no date.

    at: UTC; for day precision midnight in the Source's time zone (month, year: the first day's).
    shown: the public form: '2026-04-12' at day precision ('2026-04', '2026' above it), else local time with offset.
    literal: the characters it was read from.
    """

    at: datetime
    precision: Precision
    shown: str
    literal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a Document links to as its own (PDF, Word, sheet, download servlet)."""

    url: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One run of text inside a Block, with the path of inline elements it stands in ('' = the Block itself)."""

    text: str
    inline: str = ""
    linked: bool = False


class _Text:
    """Room for a text that is made once; no field, so it is neither compared nor stored."""

    __slots__ = ("_text",)
    _text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(_Text):
    """The text between two block-level tags, in document order.

    path: labels 'tag.class#id' from body down, without positions, digits and hash-like class tokens.
    zone: the kind of page furniture it stands in ('nav', 'footer', 'related' ...), None = none.
    link_share: share of its characters that are link text, 0 to 1.
    """

    path: str
    pieces: tuple[Piece, ...]
    zone: str | None = None
    link_share: float = 0.0

    @property
    def text(self) -> str:
        """The pieces joined, in the publisher's own characters, white space collapsed. Asked for often, so kept."""
        try:
            return self._text
        except AttributeError:
            text = " ".join("".join([piece.text for piece in self.pieces]).split())
            object.__setattr__(self, "_text", text)
            return text


class _Derived:
    """Room for what follows from a Document alone (pipeline/derived.py); no field, so it is neither compared nor stored."""

    __slots__ = ("_derived",)
    _derived: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(_Derived):
    """What one Capture says after extraction: a pure function of Capture, Source rules and EXTRACTOR.

    text: the main text, one paragraph a line; offsets of quotes and terms count its code points.
    lead: the first paragraph or standfirst, None = none told apart.
    note: the publisher's own change note ('Updated to add ...'), None = none.
    modified: the page's own 'last updated', None = not printed.
    blocks: every Block of the page (furniture too), for telling changes; empty for PDF and entries without markup.
    low_confidence: the main text may be wrong (collapse, engines disagree).
    """

    title: str
    text: str
    language: str | None
    published: PrintedDate | None = None
    modified: PrintedDate | None = None
    lead: str | None = None
    note: str | None = None
    attachments: tuple[Attachment, ...] = ()
    blocks: tuple[Block, ...] = ()
    canonical_url: str | None = None
    twin_urls: tuple[tuple[str, str], ...] = ()
    low_confidence: bool = False
    outcome: Outcome = Outcome.OK
    extractor: int = EXTRACTOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One aligned difference between two Documents; '' stands for the missing side of an insert or delete."""

    field: Field
    op: Op
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that an Edit changed, both sides as printed; None = it stands on one side only."""

    type: FactType
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What became of one Document: the answer of `compare` and the heart of a Change.

    changed: what a reader would be told. weight None = nothing differs; cosmetic = seen, not told.
    outcome: the quality gate on the newer Document; anything but ok carries no edits.
    """

    changed: bool
    weight: Weight | None
    silent: bool
    title_changed: bool
    facts: tuple[Fact, ...]
    summary: str
    edits: tuple[Edit, ...]
    outcome: Outcome = Outcome.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the topic found in a Document.

    field: title, lead, body, quote or boilerplate; start and end count code points of the title (field title) or the text.
    """

    term: str
    concept: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """Why a Document concerns the agreement.

    score: 0 to 1, the estimated share of texts with this evidence that a researcher would keep.
    rule: the rule that decided, in words.
    """

    score: float
    relevant: bool
    page_kind: PageKind
    areas: tuple[str, ...]
    terms: tuple[Term, ...]
    rule: str
    initiative: str | None = None
    stage: Stage | None = None
    stage_date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEntry:
    """One Page as a Listing names it.

    url: absolute, after the Source's rewrites. body: the whole text as HTML where entries are whole texts, else None.
    fetch_url: where the text is fetched when that is not at `url`.
    """

    url: str
    title: str | None = None
    summary: str | None = None
    published: PrintedDate | None = None
    modified: PrintedDate | None = None
    language: str | None = None
    body: str | None = None
    fetch_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP exchange that brought something new. Never edited.

    capture_key: UUID text, the WARC-Record-ID; storing it twice is one row.
    headers: kept response headers, lower-case names. body: None where there was none; body_sha256: its hash, hexadecimal.
    purpose: 'page', 'confirm' or 'learn'.
    listed: what the Listing said of this Page (title and date are evidence where the Page prints none).
    """

    capture_key: str
    source_id: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    media_type: str
    body: bytes | None
    body_sha256: str | None
    fetched_at: datetime
    page_id: int | None = None
    purpose: str = "page"
    final_url: str | None = None
    listed: ListingEntry | None = None
    capture_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a Run or a Source's share of it did."""

    requests: int = 0
    not_modified: int = 0
    same_bytes: int = 0
    same_content: int = 0
    captures: int = 0
    new_pages: int = 0
    versions: int = 0
    changes: int = 0
    errors: int = 0
    bytes_received: int = 0
    noted: tuple[str, ...] = field(default=())

    def __add__(self, other: "Counts") -> "Counts":
        """Two shares of a Run together."""
        return Counts(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})
