"""Keeps of each round what replay needs: the looks of which something came, and how many others were quiet.

An edge: writes through pipeline/store, inside the transaction of the round.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from pipeline.cases import PageCase
from pipeline.comparing.changes import SourceVerdict
from pipeline.comparing.noise import Knowledge
from pipeline.store.observations import add_observation
from pipeline.store.opening import Store
from pipeline.store.rounds import Quiet, add_round


def add_glanced(quiet: Quiet, cases: Sequence[PageCase]) -> Quiet:
    """Count in the Pages that a glance found the same: they are there, in a template that is known."""
    glanced = sum(case.first.reading.same for case in cases)
    return Quiet(pages=quiet.pages + glanced, templated=quiet.templated + glanced)


def keep_round(
    store: Store,
    source_id: str,
    cases: Sequence[PageCase],
    verdict: SourceVerdict,
    before: Knowledge,
    *,
    touched: Collection[int],
    hold: bool,
    quiet: Quiet,
    now: datetime,
) -> None:
    """Keep a round if something came of it.

    before: what was known at its begin. touched: Pages of which a row was written that a quiet look does not write.
    quiet: of a round that is played again, the looks that are not.
    """
    telling = {*touched, *_teaching(cases, verdict, before)}
    looks = [case for case in cases if case.page_id in telling]
    if not looks:
        return
    others = [case for case in cases if case.readable and case.last is not None and case.page_id not in telling]
    templated = {page.page_id for page in verdict.pages if page.templated}
    quiet = Quiet(
        pages=quiet.pages + len(others),
        templated=quiet.templated + sum(case.page_id in templated for case in others),
    )
    add_round(store, source_id, [[one.row for one in case.seen] for case in looks], hold=hold, quiet=quiet, now=now)
    for case in looks:
        _keep_documents(store, case, now)


def _teaching(cases: Sequence[PageCase], verdict: SourceVerdict, before: Knowledge) -> Iterator[int]:
    """The Pages from which something was learned, or of which the verdict must be come to again."""
    for case in cases:
        if case.page_id in before.suspicions or (len(case.documents) > 1):
            yield case.page_id
    for page in verdict.pages:
        if page.held or page.rebased or page.suspicion or page.taught:
            yield page.page_id
    for notice in verdict.notices:
        yield from notice.page_ids


def _keep_documents(store: Store, case: PageCase, now: datetime) -> None:
    """What the looks said of which no Version was made."""
    made = store.value("SELECT count(*) FROM versions WHERE capture_id=?", (case.first.row["capture_id"],))
    for place, one in enumerate(case.seen):
        document = one.reading.document
        if document is not None and (place or not made):
            add_observation(
                store,
                page_id=case.page_id,
                version_id=None,
                capture_key=one.row["capture_key"],
                purpose=one.row["purpose"],
                document=document,
                now=now,
            )
