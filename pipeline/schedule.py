"""When a Page is looked at again: a hazard of change by age, times what this Page has shown so far.

Pure: no clock, no network, no files, no SQL. A Page's interval is proportional to one over the square root of its hazard,
which for a fixed number of fetches gives the least mean delay; random parts are seeded from (Page, number of the check).
"""

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

HAZARD = ((6.0, 0.02), (24.0, 0.008), (72.0, 0.003), (336.0, 0.0008), (2160.0, 0.0002), (math.inf, 0.00005))
"""(up to this age in hours, edits per hour) of a published document; estimated from the histories beside the project."""

STANDING_HAZARD = 0.001
"""Edits per hour of a standing page, whatever its age."""

SCALE = 0.15
"""Hours times the square root of edits per hour; 1.06 hours for a document of the day."""

PRIOR = 0.5
"""Weight of the table against what this Page has shown, in edits (shape of the Gamma prior)."""

SHORTEST = timedelta(minutes=30)
LONGEST = timedelta(days=14)
CONFIRM_GONE = timedelta(hours=6)
"""A Page that is gone is looked at again so much later before it is called withdrawn."""
UNCONDITIONAL_EVERY = timedelta(days=14)
UNCONDITIONAL_SHARE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the schedule knows of a Page. age_at_first: its age in hours when first seen."""

    page_id: int
    checks: int
    edits: int
    standing: bool
    born_at: datetime
    found_at: datetime


def next_check(page: Watched, now: datetime) -> datetime:
    """The time of the next look at a live Page."""
    age = max(0.0, (now - page.born_at).total_seconds() / 3600)
    first = max(0.0, (page.found_at - page.born_at).total_seconds() / 3600)
    if page.standing:
        hazard, expected = STANDING_HAZARD, STANDING_HAZARD * (age - first)
    else:
        hazard, expected = _hazard(age), _expected(age) - _expected(first)
    likely = hazard * (PRIOR + page.edits) / (PRIOR + max(0.0, expected))
    wait = timedelta(hours=SCALE / math.sqrt(likely))
    wait *= random.Random(f"{page.page_id}/{page.checks}").uniform(0.9, 1.1)
    return now + min(max(wait, SHORTEST), LONGEST)


def next_check_of_gone(now: datetime, *, withdrawn: bool) -> datetime:
    """The time of the next look at a Page that answered 'not there'."""
    return now + (timedelta(days=1) if withdrawn else CONFIRM_GONE)


def next_check_after_failure(now: datetime, failures: int, retry_after: float | None) -> datetime:
    """Back off: 15 minutes, doubled with each failure in a row, a day at most; never sooner than the server asked."""
    wait = min(900.0 * 2 ** min(failures - 1, 10), 86_400.0)
    return now + timedelta(seconds=max(wait, min(retry_after or 0.0, 86_400.0)))


def asks_without_validators(page_id: int, checks: int, last_body_at: datetime | None, now: datetime) -> bool:
    """Whether this check goes without validators: every fortnight, and for a random share."""
    if last_body_at is None or now - last_body_at >= UNCONDITIONAL_EVERY:
        return True
    return random.Random(f"full/{page_id}/{checks}").random() < UNCONDITIONAL_SHARE


def _hazard(age: float) -> float:
    return next(rate for until, rate in HAZARD if age < until)


def _expected(age: float) -> float:
    """Edits expected from birth to this age (hours)."""
    total, start = 0.0, 0.0
    for until, rate in HAZARD:
        total += rate * (min(age, until) - start)
        if age <= until:
            break
        start = until
    return total
