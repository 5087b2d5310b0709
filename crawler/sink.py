"""Hands what was fetched to the store, in small batches. Decides nothing.

A batch is one transaction of the store: BATCH answers, or HEAVY bytes, or what came within a second, or the rest.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pipeline.errors import PactwatchError
from pipeline.plan import DuePage, ListingAnswer, PageAnswer

BATCH = 25
"""Answers in one transaction: a commit costs little then, and a kill loses little."""
SECONDS = 1.0
HEAVY = 8 * 1024 * 1024
"""Bytes of bodies that are held at most: reports of 20 MB must not pile up in memory."""


class CrawlSink(Protocol):
    """What the crawl needs of the store (pipeline/store/captures.py has it).

    load_host and save_host keep what is known of a host between ticks, as JSON values:
    robots_status (int or null), robots_text, robots_at, back_off_until_at (UTC ISO 8601 or null), back_off_reason.
    """

    def store_listing(self, answer: ListingAnswer, now: datetime) -> tuple[DuePage, ...]:
        """Keep what a Listing said; gives the Pages that are to be fetched now."""

    def store_pages(self, answers: Sequence[PageAnswer], now: datetime) -> None:
        """Keep a batch of answers in one transaction."""

    def load_host(self, host: str) -> Mapping[str, object] | None:
        """What is known of a host, None = nothing."""

    def save_host(self, host: str, known: Mapping[str, object]) -> None:
        """Keep what is known of a host."""


class Batch:
    """The answers of one Source's crawl on their way to the store.

    error: why the store would take no more, None = it does; everything after it is dropped and stays due.
    """

    def __init__(
        self,
        sink: CrawlSink,
        clock: Callable[[], datetime],
        *,
        on_error: Callable[[], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self._sink = sink
        self._clock = clock
        self._on_error = on_error
        self._on_crash = on_crash
        self._held: list[PageAnswer] = []
        self._bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        self.stored = 0
        self.error: PactwatchError | None = None

    def add(self, answer: PageAnswer) -> None:
        """Take an answer; it is stored with the batch it falls into."""
        self._held.append(answer)
        self._bytes += answer.bytes_received
        if len(self._held) >= BATCH or self._bytes >= HEAVY:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SECONDS, self._flush_in_time)

    def _flush_in_time(self) -> None:
        task = asyncio.ensure_future(self.close())
        task.add_done_callback(self._tell_crash)

    def _tell_crash(self, task: "asyncio.Task[None]") -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._on_crash(error)

    async def close(self) -> None:
        """Store what is held, as a task: whatever it raises is looked at by who waits for it."""
        self.flush()

    def flush(self) -> None:
        """Store what is held."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        held, self._held, self._bytes = self._held, [], 0
        if not held or self.error is not None:
            return
        try:
            self._sink.store_pages(held, self._clock())
        except PactwatchError as error:
            self._refuse(error)
        else:
            self.stored += len(held)

    def store_listing(self, answer: ListingAnswer) -> tuple[DuePage, ...]:
        """Store a Listing's answer at once: it says which Pages to fetch next."""
        if self.error is not None:
            return ()
        try:
            return self._sink.store_listing(answer, self._clock())
        except PactwatchError as error:
            self._refuse(error)
            return ()

    def _refuse(self, error: PactwatchError) -> None:
        self.error = error
        self._on_error()
