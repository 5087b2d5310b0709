"""The lines of a Digest as types: what layout.py words and render.py sets in HTML and text.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from dataclasses import dataclass

from pipeline.model import Op
from pipeline.weighing.excerpt import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text and the language it is in; None = not known."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A text and where it leads; None = nowhere safe."""

    text: Text
    url: str | None


Line = tuple[Link, ...]
"""A sentence in runs, of which some lead to their evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """A fact that changed: '' = not stated on that side. name: '' = words, not a fact."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLine:
    """One Edit, narrowed to what changed. part: the field's name where it is not plain text."""

    part: str
    op: Op
    runs: tuple[Run, ...]

    @property
    def before(self) -> str:
        """The older text of the window."""
        return "".join(text for op, text in self.runs if op in (None, Op.DELETE, Op.MOVE)).strip()

    @property
    def after(self) -> str:
        """The newer text of the window."""
        return "".join(text for op, text in self.runs if op in (None, Op.INSERT, Op.MOVE)).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLines:
    """One entry, every word chosen; '' and () where there is nothing to say."""

    full: bool
    label: str
    title: Link
    tier: str
    source: Link
    date: str
    original: str
    areas: tuple[str, ...]
    quote: Text | None
    step: str
    language: str | None
    silent: tuple[str, str] = ("", "")
    happened: tuple[str, ...] = ()
    facts: tuple[FactLine, ...] = ()
    gist: FactLine | None = None
    edits: tuple[EditLine, ...] = ()
    more_edits: str = ""
    others: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLines:
    """One section: its head, its entries and its closing lines."""

    heading: str
    entries: tuple[EntryLines, ...]
    closing: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table. note: said below it; track: a picture of the text, for the eye only; shade: 0 to 3, how dark."""

    text: Text
    url: str | None = None
    note: str = ""
    track: str = ""
    shade: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its head; the first cell of a row names it. name: measures or activity."""

    name: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLines:
    """A whole Digest. notes: the sections that are paragraphs (head and lines)."""

    period: str
    headline: tuple[Text, ...]
    sections: tuple[SectionLines, ...]
    unlisted: str
    notes: tuple[tuple[str, tuple[Line, ...]], ...]
    tables: tuple[Table, ...] = ()
