"""Edits as a person reads them: HTML with <ins> and <del> for mail and desk, plain text for terminals and text mail.

Pure: no clock, no network, no files, no SQL. Three signals and none of them colour alone: underline and weight for what
came, a line through for what went, and the words Was and Now. Styles stand inline, since mail clients drop the rest;
the classes let a style sheet change them for dark mode (with !important).
"""

from collections.abc import Iterable
from html import escape

from pipeline.model import Edit, Field, Op
from pipeline.weighing.diff import split_stretches

INSERTED = "color:#0b5d34;background-color:#e3f4ea;font-weight:600;text-decoration:underline"
DELETED = "color:#9b1c1c;background-color:#fdeaea;text-decoration:line-through"
"""Contrast 7.0 and 7.0 on their own tint, 8 and more on white."""

Marks = tuple[tuple[Op | None, str], ...]


def show_marks(before: str, after: str) -> Marks:
    """The marks of mark_words without what is only printed otherwise: there the new print is shown, unmarked."""
    shown: list[tuple[Op | None, str]] = []
    kept = ""
    for stretch in split_stretches(before, after):
        if not stretch.real:
            kept += stretch.after
            continue
        runs = ((None, kept), (Op.DELETE, stretch.before), (Op.INSERT, stretch.after))
        shown.extend((op, text) for op, text in runs if text)
        kept = ""
    return tuple([*shown, (None, kept)] if kept else shown)


def mark_html(before: str, after: str) -> str:
    """One text with its changes inside as <del> and <ins>, all else escaped; a space parts the two."""
    shown = ""
    last: Op | None = None
    for op, text in show_marks(before, after):
        parted = last is Op.DELETE and op is Op.INSERT and not shown.endswith(" ") and not text.startswith(" ")
        shown += (" " if parted else "") + _tag(op, text)
        last = op
    return shown


def edit_html(edit: Edit) -> str:
    """An Edit as inline HTML: the words marked, or the whole text where it came, went or moved."""
    if edit.op is Op.MOVE:
        return f'<span class="moved">{escape(edit.after)}</span>'
    return mark_html(edit.before, edit.after)


def _tag(op: Op | None, text: str) -> str:
    if op is None:
        return escape(text)
    name, kind, style = ("del", "was", DELETED) if op is Op.DELETE else ("ins", "now", INSERTED)
    inner = text.strip()
    if not inner:
        return escape(text)
    lead, tail = text[: text.index(inner)], text[text.index(inner) + len(inner) :]
    return f'{lead}<{name} class="{kind}" style="{style}">{escape(inner)}</{name}>{tail}'


def mark_text(before: str, after: str) -> str:
    """One line of plain text with its changes inside: [-gone-]{+come+}."""
    wrapped = {Op.DELETE: ("[-", "-]"), Op.INSERT: ("{+", "+}")}
    shown = []
    for op, text in show_marks(before, after):
        start, end = ("", "") if op is None else wrapped[op]
        shown.append(f"{start}{text}{end}")
    return "".join(shown)


def edit_text(edit: Edit, *, was: str = "was:", now: str = "now:") -> str:
    """An Edit as lines of plain text, for text mail: what it was, what it is now.

    was, now: the two words in the reader's language; they are padded to one width where both are Latin.
    """
    width = max(len(was), len(now)) if (was + now).isascii() else 0
    lines = [f"{word.ljust(width)} {text}" for word, text in ((was, edit.before), (now, edit.after)) if text]
    return lines[-1] if edit.op is Op.MOVE else "\n".join(lines)


def edits_text(edits: Iterable[Edit]) -> str:
    """Edits as a terminal shows them: a line each with a sign, + - ~ or >, its field, and the change inside it."""
    signs = {Op.INSERT: "+", Op.DELETE: "-", Op.REPLACE: "~", Op.MOVE: ">"}
    lines = []
    for edit in edits:
        shown = mark_text(edit.before, edit.after) if edit.op is Op.REPLACE else edit.after or edit.before
        lines.append(f"{signs[edit.op]} {_name_field(edit.field)}{shown}")
    return "\n".join(lines)


def edits_html(edits: Iterable[Edit]) -> str:
    """Edits as a list of paragraphs, each marked with its operation for those who cannot see the styles."""
    words = {Op.INSERT: "added", Op.DELETE: "removed", Op.REPLACE: "changed", Op.MOVE: "moved"}
    paragraphs = []
    for edit in edits:
        label = f'<span class="label">{_name_field(edit.field)}{words[edit.op]}</span>'
        paragraphs.append(f'<p class="edit {edit.op}">{label} {edit_html(edit)}</p>')
    return "\n".join(paragraphs)


def _name_field(field: Field) -> str:
    return "" if field is Field.PARAGRAPH else f"{field}: "
