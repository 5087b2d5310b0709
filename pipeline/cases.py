"""One look at a Page as the corridor carries it: the Capture, what reading it brought, and what it is held against."""

from dataclasses import dataclass, replace
from typing import Any

from pipeline.comparing import changes
from pipeline.comparing.gate import judge
from pipeline.comparing.noise import Knowledge
from pipeline.model import Document, Outcome
from pipeline.readers import Reading
from pipeline.store.decisions import overrulings_of
from pipeline.store.opening import Store
from pipeline.store.reading import LastVersion, load_learned

ENTRY = "application/vnd.pactwatch.entry+json"
"""The media type of a Listing entry that is the whole text: there is nothing to fetch a second time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A pending Capture with what reading it brought. row: of store.reading.waiting_captures."""

    row: Any
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCase:
    """One look at a Page: its Capture, the second ones of the same Run, and the last Version it is held against."""

    page_id: int
    seen: tuple[Seen, ...]
    last: LastVersion | None

    @property
    def first(self) -> Seen:
        """The look itself."""
        return self.seen[0]

    @property
    def documents(self) -> tuple[Document, ...]:
        """What each Capture of this look says, where it says something."""
        return tuple(one.reading.document for one in self.seen if one.reading.document is not None)

    @property
    def outcome(self) -> Outcome:
        """The quality gate's word on this look, held against the last Version."""
        document = self.first.reading.document
        if document is None:
            return self.first.reading.outcome
        if self.last is None or not self.last.documents:
            return self.first.reading.outcome
        former = self.last.documents[0]
        return judge(document, self.first.row["status"], former)

    @property
    def readable(self) -> bool:
        """Whether there is a text to compare."""
        return self.first.reading.document is not None and self.outcome is Outcome.OK

    @property
    def evidence(self) -> changes.PageEvidence:
        """This look as the change detection takes it."""
        return changes.PageEvidence(
            page_id=self.page_id,
            old=self.last.documents if self.last else (),
            new=self.documents,
            confirmable=self.first.row["media_type"] != ENTRY,
        )


def load_knowledge(store: Store, source_id: str) -> Knowledge:
    """What was learned of a Source's pages, empty at first; and what a person overruled of it."""
    learned = load_learned(store, source_id)
    known = Knowledge() if learned is None else Knowledge.from_bytes(learned[1])
    return replace(known, overruled=frozenset(overrulings_of(store, source_id)))
