"""The corridor's second half: what was read of a Source becomes Versions, Changes and next checks, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.cases import PageCase, load_knowledge
from pipeline.comparing import changes
from pipeline.comparing.life import Life, Sight, sight_of, take_step
from pipeline.ledger import Ledger
from pipeline.model import ChangeKind, Counts, Document, Outcome, PageState, Reason, Weight
from pipeline.rounds import add_glanced, keep_round
from pipeline.schedule import next_check_of_gone
from pipeline.source import Source
from pipeline.store.captures import extend_check
from pipeline.store.closing import drop_body, drop_read, drop_superseded, mark_read
from pipeline.store.codec import to_text, to_text_or_none, to_time_or_none
from pipeline.store.flapping import Turn, turn_of
from pipeline.store.masks import set_masked
from pipeline.store.moving import move_page
from pipeline.store.observations import add_observation
from pipeline.store.opening import Store
from pipeline.store.pages import next_check_of, set_life
from pipeline.store.reading import (
    add_relevance,
    add_version,
    content_mark,
    note_lie,
    reverted_change,
    save_learned,
)
from pipeline.store.rounds import NOTHING_QUIET, Quiet
from pipeline.store.sources import rules_mark


def decide_round(
    store: Store,
    source: Source,
    cases: Sequence[PageCase],
    *,
    profile: str,
    now: datetime,
    hold: bool,
    quiet: Quiet = NOTHING_QUIET,
) -> tuple[Counts, int]:
    """Decide one look at each of these Pages together; returns what was done and how many looks are held.

    hold: what wants a second look and had none stays pending (else it is let go: a newer look is there).
    quiet: Pages that were in the round too, when it is played again.
    """
    with store.write_txn():
        before = load_knowledge(store, source.id)
        writer = _Writer(store, source, profile=profile, now=now, hold=hold)
        left = writer.follow_moves(cases)
        quiet = add_glanced(quiet, left)
        verdict = changes.decide(
            [case.evidence for case in left if case.readable],
            before,
            others=quiet.pages,
            others_templated=quiet.templated,
        )
        writer.settle_all(left, verdict)
        there = [case for case in cases if case.page_id not in writer.absorbed]
        keep_round(store, source.id, there, verdict, before, touched=writer.touched, hold=hold, quiet=quiet, now=now)
        if verdict.knowledge.version != before.version:
            save_learned(store, source.id, verdict.knowledge.version, verdict.knowledge.to_bytes())
    return writer.ledger.counts, writer.ledger.held


class _Writer:
    """Writes the rows of one round. Used inside one transaction."""

    def __init__(self, store: Store, source: Source, *, profile: str, now: datetime, hold: bool) -> None:
        self._store, self._source = store, source
        self._profile, self._now, self._hold = profile, now, hold
        self._knowledge = 0
        self.ledger = Ledger(store, source, now)
        self.touched: set[int] = set()
        """Pages of which something was written that a quiet look does not write."""
        self.absorbed: set[int] = set()
        """Pages that are no more: their address is another one's new address."""

    def settle_all(self, cases: Sequence[PageCase], verdict: changes.SourceVerdict) -> None:
        """What became of each Page, and of the Source."""
        self._knowledge = verdict.knowledge.version
        by_page = {page.page_id: page for page in verdict.pages}
        for case in cases:
            self._settle(case, by_page.get(case.page_id))
        for notice in verdict.notices:
            self.ledger.add_notice(notice)
        self.ledger.tell_redesign(seen=bool(verdict.pages), redesign=verdict.redesign)
        self.ledger.tell_masks()

    def _settle(self, case: PageCase, verdict: changes.PageVerdict | None) -> None:
        """One Page: its life, its Version, its Changes, its next check, and its Captures marked as read."""
        row = case.first.row
        outcome = verdict.outcome if verdict is not None else case.outcome
        if verdict is not None and verdict.held and self._hold:
            self.ledger.held += 1
            return
        life = self._store.row("SELECT state, gone_since_at, gone_checks FROM pages WHERE page_id=?", (case.page_id,))
        assert life is not None  # asked anew: an earlier look of the same Run may have changed it
        since = to_time_or_none(life["gone_since_at"])
        before = Life(state=PageState(life["state"]), gone_since=since, gone_checks=life["gone_checks"])
        sight = sight_of(row["status"], home=bool(row["home"]), outcome=outcome)
        step = take_step(before, sight, self._now)
        if step.life != before and not before.state is step.life.state is PageState.GONE:
            self.touched.add(case.page_id)
        self._write_life(case, step.life, sight)
        if step.kind is not None and case.last is not None:
            self._life_change(case, step.kind, step.life)
        shows = verdict is not None and sight is Sight.THERE and not verdict.held
        if verdict is not None and shows:
            self._settle_text(case, verdict)
        elif case.first.reading.same and case.last is not None:
            extend_check(self._store, case.page_id, "same_content", "live", self._now)
            self.ledger.count(same_content=1)
        self._close_look(case, outcome, sight, step.life, shows=shows)

    def _settle_text(self, case: PageCase, verdict: changes.PageVerdict) -> None:
        document = case.first.reading.document
        assert document is not None
        if case.last is None:
            version_id = self._keep_version(case, document, Reason.FIRST, 1)
            self._appeared(case, version_id)
        elif not case.last.documents:
            version_id = self._keep_version(case, document, Reason.TECHNICAL, case.last.number + 1)
        elif verdict.differs:
            version_id = self._keep_version(case, document, Reason.CONTENT, case.last.number + 1)
            self._edited(case, verdict, document, version_id)
        else:
            version_id = case.last.version_id
            extend_check(self._store, case.page_id, "same_content", "live", self._now)
            self.ledger.count(same_content=1)
        set_masked(self._store, case.page_id, verdict.masked)
        self._observe(case, version_id)

    def _keep_version(self, case: PageCase, document: Document, reason: Reason, number: int) -> int:
        reading = case.first.reading
        version_id = add_version(
            self._store,
            page_id=case.page_id,
            number=number,
            reason=reason,
            capture_id=reading.capture_id,
            document=document,
            rules_sha256=rules_mark(self._source),
            knowledge=self._knowledge,
            now=self._now,
        )
        if reading.relevance is not None:
            add_relevance(self._store, case.page_id, version_id, reading.relevance, self._profile)
        self.ledger.count(versions=1)
        self.touched.add(case.page_id)
        return version_id

    def _appeared(self, case: PageCase, version_id: int) -> None:
        reading = case.first.reading
        title = reading.document.title if reading.document else ""
        self.ledger.add(
            case,
            kind=ChangeKind.APPEARED,
            weight=Weight.MAJOR,
            summary=f"new: {title}",
            baseline=bool(case.first.row["page_baseline"]),
            relevant=bool(reading.relevance and reading.relevance.relevant),
            to_version_id=version_id,
        )

    def _edited(self, case: PageCase, verdict: changes.PageVerdict, document: Document, version_id: int) -> None:
        comparison = verdict.comparison
        assert case.last is not None
        if comparison.weight is None:
            return
        note_lie(self._store, self._source.id, case.first.row, case.last.capture_id)
        was_relevant = bool(case.first.row["page_relevant"])
        reading = case.first.reading
        is_relevant = bool(reading.relevance and reading.relevance.relevant)
        reverts_to = reverted_change(self._store, case.page_id, content_mark(document), case.last.number)
        turn = turn_of(self._store, case.page_id, reverts_to, self._now)
        back = "" if turn is Turn.EDIT else "goes back and forth between the same texts; now "
        self.ledger.add(
            case,
            kind=ChangeKind.EDITED if turn is Turn.EDIT else ChangeKind.FLAPPING,
            weight=Weight.COSMETIC if turn is Turn.TOLD else comparison.weight,
            summary=back + comparison.summary,
            relevant=was_relevant or is_relevant,
            reverts_to=reverts_to,
            from_version_id=case.last.version_id,
            to_version_id=version_id,
            comparison=comparison,
            confidence=verdict.confidence,
            detail={"became_relevant": is_relevant and not was_relevant},
        )

    def _life_change(self, case: PageCase, kind: ChangeKind, life: Life) -> None:
        assert case.last is not None
        row = case.first.row
        restored = kind is ChangeKind.RESTORED
        sight = row["status"] if row["status"] >= 400 else "sent to the front page" if row["home"] else "soft 404"
        summary = "back, after it was withdrawn" if restored else f"gone: {sight} on {life.gone_checks} checks"
        self.ledger.add(
            case,
            kind=kind,
            weight=Weight.MAJOR,
            summary=summary,
            relevant=bool(row["page_relevant"]),
            from_version_id=case.last.version_id,
            to_version_id=case.last.version_id,
            detail={
                "status": row["status"],
                "gone_since": row["page_gone_since_at"] if restored else to_text_or_none(life.gone_since),
                "gone_checks": row["page_gone_checks"] if restored else life.gone_checks,
            },
        )

    def follow_moves(self, cases: Sequence[PageCase]) -> list[PageCase]:
        """Follow permanent redirects; returns the looks that are left: what was made for a new address is absorbed."""
        left = {case.page_id: case for case in cases}
        for case in cases:
            row = case.first.row
            if row["moved_to"] is None or row["status"] != 200 or row["home"] or case.page_id not in left:
                continue
            move = move_page(self._store, case.page_id, row["moved_to"], self._now)
            if move is None:
                continue
            self.touched.add(case.page_id)
            if case.last is not None:
                self._tell_move(case)
            if move.absorbed is not None:
                self.absorbed.add(move.absorbed)
            absorbed = left.pop(move.absorbed, None) if move.absorbed is not None else None
            if absorbed is not None:
                drop_read(self._store, [one.row["capture_id"] for one in absorbed.seen])
            if move.taken:
                mark_read(self._store, row["capture_id"], case.outcome, None, self._now)
                drop_read(self._store, [one.row["capture_id"] for one in case.seen[1:]])
                left.pop(case.page_id)
        return list(left.values())

    def _tell_move(self, case: PageCase) -> None:
        row = case.first.row
        version_id = case.last.version_id if case.last else None
        self.ledger.add(
            case,
            kind=ChangeKind.MOVED,
            weight=Weight.MINOR,
            summary=f"moved from {row['page_url']}",
            relevant=bool(row["page_relevant"]),
            from_version_id=version_id,
            to_version_id=version_id,
            detail={"from": row["page_url"], "to": row["moved_to"]},
        )

    def _write_life(self, case: PageCase, life: Life, sight: Sight) -> None:
        status = case.first.row["status"] if sight is Sight.NOT_THERE else None
        set_life(
            self._store,
            case.page_id,
            state=life.state,
            gone_since=to_text_or_none(life.gone_since),
            gone_checks=life.gone_checks,
            gone_status=status,
        )

    def _observe(self, case: PageCase, version_id: int) -> None:
        for one in case.seen[1:]:
            if one.reading.document is not None:
                add_observation(
                    self._store,
                    page_id=case.page_id,
                    version_id=version_id,
                    capture_key=one.row["capture_key"],
                    purpose=one.row["purpose"],
                    document=one.reading.document,
                    now=self._now,
                )

    def _close_look(self, case: PageCase, outcome: Outcome, sight: Sight, life: Life, *, shows: bool) -> None:
        row = case.first.row
        if sight is not Sight.THERE:
            state = "not_there" if sight is Sight.NOT_THERE else str(outcome)
            extend_check(self._store, case.page_id, state, state, self._now)
        if sight is Sight.NOT_THERE:
            again: str | None = to_text(next_check_of_gone(self._now, withdrawn=life.state is PageState.GONE))
        else:
            again = next_check_of(self._store, self._source, case.page_id, self._now)
        self._store.execute("UPDATE pages SET next_check_at=? WHERE page_id=?", (again, case.page_id))
        if case.first.reading.same and sight is Sight.THERE:
            drop_read(self._store, [row["capture_id"]])
            return
        mark_read(self._store, row["capture_id"], outcome, case.first.reading.error, self._now, shows=shows)
        drop_read(self._store, [one.row["capture_id"] for one in case.seen[1:]])
        drop_superseded(self._store, case.page_id, row["capture_id"])
        if self._source.keep == "headline":
            drop_body(self._store, row["capture_id"])
