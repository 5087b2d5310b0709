"""A box of its own whose whole text was swapped, on a template not yet known: a rotation as likely as an Edit.

Pure. Such a candidate waits until a later look shows the same; what came back meanwhile is no Edit.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Document, Edit
from pipeline.text.keys import fold_key

_LOOKS_ALIKE = 3
"""Looks after which a page that never changes a byte is believed: it has nothing that rotates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A candidate that waits: marks of the Edits and of what the Page showed, and how often it was looked at."""

    edits: int
    shown: int
    looks: int = 1


def _mark(texts: Iterable[str]) -> int:
    return int.from_bytes(hashlib.blake2b("\n".join(texts).encode(), digest_size=7).digest(), "big")


def look_again(
    suspicions: Mapping[int, Suspicion], page_id: int, edits: Sequence[Edit], documents: Sequence[Document]
) -> Suspicion | None:
    """The suspicion to keep of a Page; None = the same was seen at a later look, so it is believed."""
    told = _mark(sorted(f"{edit.op} {fold_key(edit.before)} {fold_key(edit.after)}" for edit in edits))
    shown = _mark(block.text for document in documents for block in document.blocks)
    before = suspicions.get(page_id)
    if before is None or before.edits != told:
        return Suspicion(edits=told, shown=shown)
    if before.shown != shown or before.looks + 1 >= _LOOKS_ALIKE:
        return None
    return Suspicion(edits=told, shown=shown, looks=before.looks + 1)
