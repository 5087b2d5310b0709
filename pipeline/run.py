"""The corridor: a Source's pending Captures -> Documents -> findings, in phases (propose, confirm, decide).

Reads and writes through pipeline/store only; what is decided is decided in the pure stages and written by decide.py.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from email.message import Message
from functools import cached_property, lru_cache
from typing import Any

from pipeline.cases import PageCase, Seen, load_knowledge
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.wanted import propose
from pipeline.decide import decide_round
from pipeline.model import Counts
from pipeline.readers import Former, Job, Readers, Reading
from pipeline.source import Source, rule_for
from pipeline.store.bodies import get_packed_body
from pipeline.store.closing import set_aside
from pipeline.store.codec import listed_from_json, to_time
from pipeline.store.former import former_body
from pipeline.store.opening import Store
from pipeline.store.reading import (
    LastVersion,
    capture_of_version,
    last_version,
    pending_captures,
    waiting_captures,
    waiting_second_looks,
)
from pipeline.store.sources import rules_mark

BATCH = 500
"""At most so many Captures of a Source are decided together; what is left is read next."""

CONFIRM_MOST = 60
"""At most so many Pages of a Source are looked at a second time in a Run."""

LEARN_ONE_IN = 50
"""One look in so many is read and made twice though a glance would do: what was learned of noise must stay true."""


def batches_of(store: Store, source_id: str) -> Iterator[list[int]]:
    """The Captures of a Source that wait now, in the parts in which they are decided."""
    waiting = pending_captures(store, source_id)
    return (waiting[start : start + BATCH] for start in range(0, len(waiting), BATCH))


class SourceReading:
    """A batch of a Source's Captures: begin, (readers read), take; `wanted` for second looks; begin those, take; `decide`.

    It may be begun while the one before it is decided: what that one changes of the Pages is seen when it takes.
    """

    def __init__(
        self,
        store: Store,
        source: Source,
        readers: Readers,
        captures: Sequence[int],
        *,
        profile: str,
        now: datetime,
    ) -> None:
        self._captures = captures
        self._store, self._source, self._readers = store, source, readers
        self._profile, self._now = profile, now
        self._seen: list[Seen] = []
        self._former: dict[int, LastVersion] = {}
        self._lasts: dict[int, LastVersion | None] = {}
        self._drawn: set[int] = set()
        self.held = 0
        """After `decide`: how many Captures stay pending, since they want a second look and had none."""

    def begin(self) -> tuple[Job, ...]:
        """What reading these Captures needs."""
        return tuple(self._job(row) for row in waiting_captures(self._store, self._captures))

    def begin_second(self, page_ids: Iterable[int]) -> tuple[Job, ...]:
        """What reading the second looks at these Pages needs, now that they were made."""
        rows = waiting_second_looks(self._store, page_ids)
        return tuple(self._job(row) for row in rows if row["capture_id"] not in self._captures)

    def _job(self, row: Any) -> Job:
        job = job_of(self._store, self._source, row)
        if not may_glance(row, job):
            return job
        former = former_body(self._store, row["page_id"])
        if former is None or former.media_type != row["media_type"] or former.last.rules_sha256 != self._rules:
            return job
        if row["page_id"] in self._sieve.knowledge.suspicions:
            return job
        if is_drawn(row):
            self._drawn.add(row["page_id"])
            return job
        self._former[row["page_id"]] = former.last
        return replace(job, former=Former(packed=former.packed, sieve=self._sieve))

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(load_knowledge(self._store, self._source.id))

    @cached_property
    def _rules(self) -> str:
        return rules_mark(self._source)

    def take(self, readings: Sequence[Reading]) -> None:
        """Take in what reading brought, in the order of the jobs; what killed its reader is set aside."""
        rows = {row["capture_id"]: row for row in waiting_captures(self._store, [one.capture_id for one in readings])}
        for reading in readings:
            row = rows.get(reading.capture_id)
            if row is None:
                continue  # its Page became another's while the batch before was decided
            if reading.fatal:
                set_aside(self._store, row, reading.error or "", self._now)
            else:
                self._seen.append(Seen(row=row, reading=reading))

    def wanted(self) -> Mapping[int, str]:
        """Which Pages are to be looked at once more now: page_id -> 'learn' or 'confirm'."""
        cases = self._cases(self._rounds()[-1]) if self._seen else []
        evidence = [case.evidence for case in cases if case.readable and len(case.seen) == 1]
        wanted = propose(evidence, load_knowledge(self._store, self._source.id))
        asked = {one.page_id: one.why for one in wanted}
        asked |= {page.page_id: "learn" for page in evidence if page.page_id in self._drawn - asked.keys()}
        return dict(list(asked.items())[:CONFIRM_MOST])

    def decide(self) -> Counts:
        """Make Versions and Changes of all that was read; what wants a second look and had none stays pending."""
        total = Counts()
        rounds = self._rounds()
        for turn, seen in enumerate(rounds):
            newest = turn == len(rounds) - 1
            cases = self._cases(seen)
            made, held = decide_round(
                self._store, self._source, cases, profile=self._profile, now=self._now, hold=newest
            )
            total += made
            self.held += held
            self._lasts.clear()
        self._seen = []
        return total

    def _rounds(self) -> list[list[list[Seen]]]:
        """Per round the looks at each Page, one look being a Capture and its second ones; the newest looks come last."""
        looks: dict[int, list[list[Seen]]] = {}
        for one in self._seen:
            turns = looks.setdefault(one.row["page_id"], [])
            if one.row["purpose"] != "page" and turns:
                turns[-1].append(one)
            else:
                turns.append([one])
        deepest = max((len(turns) for turns in looks.values()), default=0)
        return [
            [turns[place - deepest] for turns in looks.values() if len(turns) >= deepest - place]
            for place in range(deepest)
        ]

    def _cases(self, looks: Sequence[Sequence[Seen]]) -> list[PageCase]:
        return [PageCase(page_id=look[0].row["page_id"], seen=tuple(look), last=self._last(look[0])) for look in looks]

    def _last(self, seen: Seen) -> LastVersion | None:
        """A Page's last Version; read again from its Capture if EXTRACTOR or the rules changed: we changed, not they.

        Where that cannot be read any more there is nothing to hold a new look against, so it makes a technical Version.
        """
        page_id = seen.row["page_id"]
        if seen.reading.same:
            return self._former[page_id]
        if page_id not in self._lasts:
            self._lasts[page_id] = self._load_last(page_id)
        return self._lasts[page_id]

    def _load_last(self, page_id: int) -> LastVersion | None:
        last = last_version(self._store, page_id)
        if last is None or last.rules_sha256 == self._rules:
            return last
        row = capture_of_version(self._store, last.version_id)
        job = replace(job_of(self._store, self._source, row), attempts=0)
        document = self._readers.read([job])[0].document
        return replace(last, documents=() if document is None else (document,))


def may_glance(row: Any, job: Job) -> bool:
    """Whether a look at a Page may end with a glance: the only one, an HTML answer to a plain check of a Page that is there."""
    plain = row["purpose"] == "page" and row["status"] == 200 and row["moved_to"] is None and not row["home"]
    html = job.media_type in ("text/html", "application/xhtml+xml") and not job.headline
    embedded = job.rule is not None and job.rule.json is not None
    sure = row["page_state"] == "live" and row["page_waiting"] == 1 and row["read_attempts"] == 0
    return plain and html and not embedded and sure


def is_drawn(row: Any) -> bool:
    """Whether this Capture is one of the few that are read and looked at twice all the same, to learn; by its bytes."""
    drawn = hashlib.blake2b(f"{row['page_id']} {row['body_sha256']}".encode(), digest_size=4).digest()
    return int.from_bytes(drawn, "big") % LEARN_ONE_IN == 0


def job_of(store: Store, source: Source, row: Any) -> Job:
    """What reading a Capture needs."""
    media_type, charset = _typed(row["media_type"] or "text/html")
    fetched = to_time(row["fetched_at"])
    return Job(
        capture_id=row["capture_id"],
        page_id=row["page_id"],
        status=row["status"],
        url=row["page_url"],
        media_type=media_type,
        charset=charset,
        packed=None if row["body_sha256"] is None else get_packed_body(store, row["body_sha256"]),
        rule=rule_for(source, row["page_url"], fetched),
        time_zone=source.time_zone,
        latest=fetched,
        listed=listed_from_json(row["listed"]),
        language=row["page_language"],
        tier=source.tier,
        headline=source.keep == "headline",
        attempts=row["read_attempts"],
    )


@lru_cache(maxsize=64)
def _typed(content_type: str) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type."""
    header = Message()
    header["content-type"] = content_type
    return header.get_content_type(), header.get_content_charset()
