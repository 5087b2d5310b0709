"""The life of a Page: live, gone, back again, moved. Gone is confirmed before it is called withdrawn.

Pure: no clock, no network, no files, no SQL.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model import ChangeKind, Outcome, PageState
from pipeline.schedule import CONFIRM_GONE


class Sight(StrEnum):
    """What one look at a Page showed."""

    THERE = "there"
    NOT_THERE = "not_there"  # 404, 410, soft 404, a redirect to the home page
    NO_ANSWER = "no_answer"  # block, consent, login, maintenance, empty, collapsed: tells nothing of its life


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A Page's state as stored. gone_since, gone_checks: the looks in a row that did not find it."""

    state: PageState
    gone_since: datetime | None = None
    gone_checks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The state after a look, and the Change it makes (withdrawn or restored), None = none."""

    life: Life
    kind: ChangeKind | None = None


def sight_of(status: int, *, home: bool, outcome: Outcome) -> Sight:
    """What an answer says of the Page's life. Another status than 200, 404, 410 tells nothing."""
    if status in (404, 410) or home or outcome is Outcome.SOFT_404:
        return Sight.NOT_THERE
    if status == 200 and outcome is Outcome.OK:
        return Sight.THERE
    return Sight.NO_ANSWER


def take_step(life: Life, sight: Sight, at: datetime) -> Step:
    """One look further. Withdrawn needs two looks without an answer between them, CONFIRM_GONE apart."""
    if sight is Sight.NO_ANSWER:
        return Step(life=life)
    if sight is Sight.THERE:
        back = life.state is PageState.GONE
        return Step(life=Life(state=PageState.LIVE), kind=ChangeKind.RESTORED if back else None)
    since = life.gone_since or at
    checks = life.gone_checks + 1
    if life.state is PageState.GONE:
        return Step(life=Life(state=PageState.GONE, gone_since=since, gone_checks=checks))
    if checks >= 2 and at - since >= CONFIRM_GONE:
        gone = Life(state=PageState.GONE, gone_since=since, gone_checks=checks)
        return Step(life=gone, kind=ChangeKind.WITHDRAWN)
    return Step(life=Life(state=life.state, gone_since=since, gone_checks=checks))
