"""Writes the findings of one round down: Changes of Pages, notices about the Source, the Alarm of a redesign; and counts them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from pipeline.cases import PageCase
from pipeline.comparing.notices import Notice
from pipeline.model import ChangeKind, Counts, Weight
from pipeline.source import Source
from pipeline.store.alarms import close_alarm, open_alarm
from pipeline.store.masks import tell_masks
from pipeline.store.opening import Store
from pipeline.store.reading import add_change


class Ledger:
    """Used inside one transaction. counts: what was done so far; held: looks that wait for a second one."""

    def __init__(self, store: Store, source: Source, now: datetime) -> None:
        self._store, self._source, self._now = store, source, now
        self.counts = Counts()
        self.held = 0

    def count(self, **more: int) -> None:
        """Add to the counts: count(versions=1)."""
        self.counts = replace(
            self.counts, **{name: getattr(self.counts, name) + number for name, number in more.items()}
        )

    def add(self, case: PageCase, *, kind: ChangeKind, **values: Any) -> None:
        """A Change of a Page. values: of store.reading.add_change."""
        add_change(
            self._store,
            source_id=self._source.id,
            page_id=case.page_id,
            kind=kind,
            now=self._now,
            not_before=None if kind is ChangeKind.APPEARED else case.first.row["not_before"],
            **values,
        )
        self.count(changes=1)

    def add_notice(self, notice: Notice) -> None:
        """The same text on many Pages at once: one finding about the Source."""
        add_change(
            self._store,
            source_id=self._source.id,
            page_id=None,
            kind=ChangeKind.NOTICE,
            weight=Weight.MAJOR,
            summary=notice.summary,
            relevant=True,
            now=self._now,
            detail={"pages": list(notice.page_ids), "text": notice.text},
        )
        self.count(changes=1)

    def tell_masks(self) -> None:
        """One Alarm while noise eats more than a fifth of a Page's text; it closes itself."""
        tell_masks(self._store, self._source.id, self._now)

    def tell_redesign(self, *, seen: bool, redesign: bool) -> None:
        """One Alarm while a redesign is suspected; it closes itself when Pages are read as before."""
        subject = self._source.id
        if redesign:
            open_alarm(
                self._store,
                kind="redesign",
                subject=subject,
                source_id=subject,
                message=f"{subject}: the pages have a new template; unchanged text was recognised in it.",
                remedy="Look at one or two of its Pages; a rule in the Source's TOML may need valid_until.",
                now=self._now,
            )
        elif seen:
            close_alarm(self._store, kind="redesign", subject=subject, now=self._now)
