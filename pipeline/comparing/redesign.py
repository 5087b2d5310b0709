"""A template that changed: recognised by the container that is gone, read by the old text itself.

Pure. Text is the identity, the markup is not: unchanged text makes no Edit, true Edits of the same hour still show.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.comparing.container import Container, choose_container, learn_container
from pipeline.comparing.noise import Knowledge
from pipeline.comparing.sifted import Sifted
from pipeline.comparing.units import dates_in, is_prose, small_print_rest
from pipeline.derived import derived
from pipeline.model import Document, Edit, Field, Op
from pipeline.text.keys import fold_key, likeness

_PAGES_SHARE = 0.5
_PAGES_LEAST = 2
_RECOGNISED = 0.3
_SAME_LINE = 0.6
_KIN_LEAST = 2
_STAYED = 2
_MENU_LINK = 0.5
_REORDERED_LEAST = 3
_REORDERED_SHARE = 0.25
_WORD = re.compile(r"\w+")
_STAMP = re.compile(r"(\.[^.#\[]*?)[-_]+[0-9a-zA-Z]{2,8}(?=$|[.#\[])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Where a Page keeps its text before and now. moved: the old container is gone from the new Document."""

    old: Container | None
    new: Container | None
    moved: bool


def find_templates(old: Document, new: Document, knowledge: Knowledge) -> Templates:
    """Find the containers of the two sides of a Page.

    Where the old one is gone the new one is learned with the old Document's own lines as witness, no label or class.
    """
    before = choose_container(old, knowledge.containers.values(), knowledge.is_noisy)
    if before is None or not new.blocks or any(before.holds(block.path) for block in new.blocks if block.path):
        return Templates(old=before, new=before, moved=False)
    lines = [block.text for block in old.blocks if before.holds(block.path)]
    return Templates(old=before, new=learn_container(new, [*lines, *old.text.split("\n")]), moved=True)


def is_redesign(templates: Sequence[Templates], knowledge: Knowledge, others: int = 0) -> bool:
    """Whether so many of a Source's Pages lost their container in one Run that the site was rebuilt.

    knowledge: of the last Run; a template it knows is no news, so the Alarm closes itself. others: so many more Pages
    have their container.
    """
    known = [template for template in templates if template.old is not None]
    fresh = sum(template.moved and not _is_known(template, knowledge) for template in known)
    return fresh >= _PAGES_LEAST and fresh >= _PAGES_SHARE * (len(known) + others)


def _is_known(template: Templates, knowledge: Knowledge) -> bool:
    """Whether where a Page now keeps its text is known, or is where it was but for the suffixes that a build stamps."""
    old, new = template.old, template.new
    return (
        old is not None
        and new is not None
        and (new.path in knowledge.containers or _unstamped(new.path) == _unstamped(old.path))
    )


def _unstamped(path: str) -> str:
    """A path without what may be the mark of a build: the last part of each class ("col-bdc", "col")."""
    return ">".join(_STAMP.sub(r"\1", label) for label in path.split(">"))


def is_recognised(old_keys: frozenset[str], new_keys: frozenset[str]) -> bool:
    """Whether enough of the old sentences stand in the new template to tell Edits from a new text."""
    return not old_keys or len(old_keys & new_keys) >= _RECOGNISED * len(old_keys)


def _is_small_print(edit: Edit, old: Sifted, new: Sifted) -> bool:
    """Whether a short line was put together anew, or another one stands in its place: by-lines and facts boxes."""
    if edit.field is Field.HEADING or is_prose(edit.before) or is_prose(edit.after):
        return False
    before, after = small_print_rest(edit.before), small_print_rest(edit.after)
    if likeness(before, after) < _SAME_LINE or _is_set_anew(edit, old, new):
        return True
    return before == after and dates_in(edit.before) == dates_in(edit.after)


def _is_set_anew(edit: Edit, old: Sifted, new: Sifted) -> bool:
    """Whether each word that a short line lost stands in another one now, and each that it gained stood in one before.

    A figure stands in many lines by chance, so another figure is no such word.
    """
    if edit.field is Field.CELL:
        return False
    was, now = _words(edit.before), _words(edit.after)
    gone, come = was - now, now - was
    if any(any(map(str.isdigit, word)) for word in gone | come):
        return False
    return come <= _small_words(old.document) and gone <= _small_words(new.document)


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold_key, _WORD.findall(text)))


@derived
def _small_words(document: Document) -> frozenset[str]:
    """The words of all lines that are no running text: a menu may be long."""
    lines = [block for block in document.blocks if block.link_share >= _MENU_LINK or not is_prose(block.text)]
    return frozenset().union(*(_words(piece.text) for block in lines for piece in block.pieces))


def _stood_in_a_list(edit: Edit, old: Sifted, new: Sifted) -> bool:
    """Whether a line that came or went stood among others of its path that the other template shows too."""
    here, there = (new, old) if edit.op is Op.INSERT else (old, new)
    key = fold_key(edit.before or edit.after)
    paths = {sentence.path for sentence in here.sentences if sentence.key == key}
    kin = [sentence.key for sentence in here.sentences if sentence.path in paths and sentence.key != key]
    stayed = sum(there.everywhere[other] > 0 for other in kin)
    return stayed >= _KIN_LEAST and 2 * stayed >= len(kin)


def edits_across(edits: Sequence[Edit], old: Sifted, new: Sifted) -> tuple[Edit, ...]:
    """The Edits that count across two templates: no rows and labels that the new one brought or dropped.

    Order counts where nearly all of it was kept: little moved, and much did not.
    """
    moved = {fold_key(edit.after) for edit in edits if edit.op is Op.MOVE}
    firm = (sentence.key for sentence in new.sentences if sentence.firm)
    in_order = sum(key in old.counted and key not in moved for key in firm) >= _STAYED * len(moved)
    return tuple(edit for edit in edits if (in_order if edit.op is Op.MOVE else _counts_across(edit, old, new)))


def _counts_across(edit: Edit, old: Sifted, new: Sifted) -> bool:
    return (
        (edit.op is Op.REPLACE and not _is_small_print(edit, old, new))
        or edit.field in (Field.CELL, Field.ATTACHMENT, Field.NOTE, Field.TITLE)
        or (edit.field is not Field.ROW and is_prose(edit.before or edit.after))
        or (edit.op is not Op.REPLACE and _stood_in_a_list(edit, old, new))
    )


def is_reordered(reordered: int, pages: int) -> bool:
    """Whether a new template shows texts in another order. reordered: so many of its `pages` have a text that moved."""
    return reordered >= _REORDERED_LEAST and reordered > _REORDERED_SHARE * pages
