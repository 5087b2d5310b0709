"""Reads the date that a Listing prints for an entry, with the precision it gives.

Pure. pipeline/dates.py knows the forms; here are those that a Listing declares, and what feeds do with midnight.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pipeline.dates import parse_official_date
from pipeline.errors import DateConflict
from pipeline.model import Precision, PrintedDate

_DIRECTIVES = (
    ("%S", Precision.SECOND),
    ("%M", Precision.MINUTE),
    ("%d", Precision.DAY),
    ("%j", Precision.DAY),
    ("%m", Precision.MONTH),
)
_SHOWN = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


def read_listed_date(value: str | float, formats: tuple[str, ...], zone: ZoneInfo) -> PrintedDate | None:
    """The date of an entry, None = none that is understood.

    value: as printed. formats: strptime forms, 'epoch', 'epoch_ms'; () = whatever official sites and machines print.
    zone: the Source's, of dates that print none; times are shown in it. Midnight in it is a day without a time:
    machines print it where they know the day only.
    """
    literal = " ".join(str(value).split())
    if formats:
        return next((found for form in formats if (found := _read_form(literal, form, zone))), None)
    try:
        found = parse_official_date(literal, time_zone=zone.key)
    except DateConflict:
        return None
    if found is None or found.precision in _SHOWN:
        return found
    return _dated(found.at.astimezone(zone), found.precision, found.literal)


def _read_form(literal: str, form: str, zone: ZoneInfo) -> PrintedDate | None:
    try:
        if form in ("epoch", "epoch_ms"):
            seconds = float(literal) if form == "epoch" else float(literal) / 1000
            return _dated(datetime.fromtimestamp(seconds, UTC).astimezone(zone), Precision.SECOND, literal)
        at = datetime.strptime(literal, form)  # noqa: DTZ007 - the zone is given below
    except (ValueError, OverflowError, OSError):
        return None
    precision = next((precision for directive, precision in _DIRECTIVES if directive in form), Precision.YEAR)
    return _dated((at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone), precision, literal)


def _dated(at: datetime, precision: Precision, literal: str) -> PrintedDate:
    if precision not in _SHOWN and (at.hour, at.minute, at.second) == (0, 0, 0):
        precision = Precision.DAY
    if precision in _SHOWN:
        at = at.replace(hour=0, minute=0, second=0, microsecond=0)
        shown = at.strftime(_SHOWN[precision])
    else:
        shown = at.replace(microsecond=0).isoformat()
    return PrintedDate(at=at.astimezone(UTC), precision=precision, shown=shown, literal=literal)
