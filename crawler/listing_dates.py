"""Reads the date that a Listing prints for an entry, with the precision it gives.

Pure. Forms that official sites print on pages are read by pipeline/dates.py; here are those of feeds and APIs.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from pipeline.model import Precision, PrintedDate

_MILLISECONDS = 1e11
"""Epoch numbers above it are milliseconds: as seconds it is the year 5138, as milliseconds 1973."""

_DIRECTIVES = (
    ("%S", Precision.SECOND),
    ("%M", Precision.MINUTE),
    ("%d", Precision.DAY),
    ("%j", Precision.DAY),
    ("%m", Precision.MONTH),
)
_SHOWN = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}
_OFFICIAL = re.compile(
    r"(?P<year>20\d\d)\s*[-./年]\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<day2>\d{1,2})\s*[-./]\s*(?P<month2>\d{1,2})\s*[-./]\s*(?P<year2>20\d\d)"
)
_CLOCK = re.compile(r"\d:\d\d(?P<second>:\d\d)?")


def read_listed_date(value: str | float, formats: tuple[str, ...], zone: ZoneInfo) -> PrintedDate | None:
    """The date of an entry, None = none that is understood.

    value: as printed. formats: strptime forms, 'epoch', 'epoch_ms'; () = RFC 822, ISO 8601 and official forms.
    zone: of dates that print none. Midnight in it is a day without a time: nobody publishes on the stroke of it.
    """
    literal = " ".join(str(value).split())
    for form in formats:
        if found := _formed(literal, form, zone):
            return found
    if formats or not literal:
        return None
    if isinstance(value, int | float) or re.fullmatch(r"1\d{9}(\d{3})?", literal):
        return _epoch(float(value), literal, zone)
    at = _standard(literal, zone)
    if at is not None:
        clock = _CLOCK.search(literal)
        if clock is None or at.astimezone(zone).time().isoformat() == "00:00:00":
            return _dated(at.astimezone(zone), Precision.DAY, literal)
        return _dated(at.astimezone(zone), Precision.SECOND if clock["second"] else Precision.MINUTE, literal)
    return _official(literal, zone)


def _official(literal: str, zone: ZoneInfo) -> PrintedDate | None:
    """The day in '2026年4月12日', '2026.04.12', '2026/4/12' or '12 - 04 - 2026', wherever it stands."""
    match = _OFFICIAL.search(literal)
    if match is None:
        return None
    year, month, day = (
        match["year"] or match["year2"],
        match["month"] or match["month2"],
        match["day"] or match["day2"],
    )
    try:
        at = datetime(int(year), int(month), int(day), tzinfo=zone)
    except ValueError:
        return None
    return _dated(at, Precision.DAY, match[0])


def _formed(literal: str, form: str, zone: ZoneInfo) -> PrintedDate | None:
    if form in ("epoch", "epoch_ms"):
        try:
            return _epoch(float(literal) * (1 if form == "epoch" else 0.001), literal, zone, exact=True)
        except ValueError:
            return None
    try:
        at = datetime.strptime(literal, form)  # noqa: DTZ007 - the zone is given below
    except ValueError:
        return None
    precision = next((precision for directive, precision in _DIRECTIVES if directive in form), Precision.YEAR)
    at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone)
    return _dated(at, precision, literal)


def _epoch(number: float, literal: str, zone: ZoneInfo, *, exact: bool = False) -> PrintedDate | None:
    try:
        at = datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS and not exact else number, UTC)
    except (OverflowError, OSError, ValueError):
        return None
    at = at.astimezone(zone)
    midnight = (at.hour, at.minute, at.second) == (0, 0, 0)
    return _dated(at, Precision.DAY if midnight else Precision.SECOND, literal)


def _standard(literal: str, zone: ZoneInfo) -> datetime | None:
    """RFC 822 and ISO 8601, with their own zone or the Source's."""
    try:
        at = datetime.fromisoformat(literal)
    except ValueError:
        try:
            at = parsedate_to_datetime(literal)
        except (ValueError, TypeError, IndexError):
            return None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _dated(at: datetime, precision: Precision, literal: str) -> PrintedDate:
    if precision in _SHOWN:
        at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    shown = at.strftime(_SHOWN[precision]) if precision in _SHOWN else at.replace(microsecond=0).isoformat()
    return PrintedDate(at=at.astimezone(UTC), precision=precision, shown=shown, literal=literal)
