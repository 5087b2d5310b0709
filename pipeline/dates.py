"""Dates as publishers print them, in English, Chinese and the forms of machines, with precision and literal.

Pure: nothing here knows what day it is, and nothing is guessed: an ambiguous or impossible date is no date.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from pipeline.errors import DateConflict
from pipeline.model import Precision, PrintedDate

EARLIEST, LATEST = 1980, 2100
"""Years outside are typing errors, ids or history, not dates of publication."""

LONGEST = 2_000
"""Characters of a text that are searched: a line that prints a date is shorter."""

_MONTH_NAMES = str.split("january february march april may june july august september october november december")
_MONTHS = {shown: number for number, name in enumerate(_MONTH_NAMES, 1) for shown in (name, name[:3])} | {"sept": 9}
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_HAN_DIGITS = {"零": "0", "○": "0", "Ｏ": "0"} | {
    digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")
}
_HAN = "〇零○一二三四五六七八九十廿卅"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：／－．　", "0123456789:/-. ")
_ZONES = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "hkt": 8,
    "bst": 1,
    "est": -5,
    "edt": -4,
    "pst": -8,
    "pdt": -7,
    "jst": 9,
    "kst": 9,
}
_OFFSET = r"(?P<zone>Z\b|[+-]\d{2}:?\d{2}\b|\b(?:UTC|GMT|HKT|BST|EST|EDT|PST|PDT|JST|KST)\b(?!\s*[+-]\d))"
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-4])(?:[:：時时點点](?P<minute>[0-5]\d)(?:[:：分](?P<second>[0-5]\d)(?:[.,]\d{1,9})?秒?|分)?)"
)
_HALF = r"(?P<half>上午|下午|晚上|凌晨|早上|中午|[ap]\.?m\.?)"
_WEEKDAY = (
    r"(?:[（(\[]?\s*(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\s*[)）\]]?|[（(](?:月|火|水|木|金|土|日)[)）]"
    r"|[（(]?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[)）]?)"
)
_NOT_DIGIT = r"(?<![\d.,/-])"
_TIME = re.compile(
    rf"[\sT,，;；·|/\-–—at於于在]*(?:{_WEEKDAY}[\s,，]*)?(?:(?:香港|北京|本港|当地|當地)[時时][間间]|(?:Issued at )?HKT)?\s*"
    rf"(?:{_HALF}\s*)?(?:{_CLOCK})(?![\d%])\s*(?:(?P<after>[ap]\.?m\.?)(?![a-z])\s*)?(?:hrs?\b\s*)?[(]?{_OFFSET}?",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(
    rf"[\s,，at]*(?P<hour>1[0-2]|0?[1-9])\s*(?P<after>[ap]\.?m\.?)(?![a-z])\s*{_OFFSET}?", re.IGNORECASE
)
_ISSUED = re.compile(r"[\s/]*Issued at HKT\s*(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)", re.IGNORECASE)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_NOT_DIGIT}(?P<year>\d{{4}}|[{_HAN}Ｏ]{{4}})\s*年\s*(?P<month>\d{{1,2}}|[{_HAN}]{{1,3}})\s*月\s*(?:(?P<day>\d{{1,2}}|[{_HAN}]{{1,3}})\s*[日号號])?",
        r"(?:民國|民国)\s*(?P<minguo>\d{2,3})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        rf"{_NOT_DIGIT}(?P<year>(?:19|20)\d{{2}})(?P<mark>\s?[-/.]\s?)(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?![\d/])(?!\.\d)",
        rf"(?<![\w.]){_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*[,.]?\s*(?P<year>(?:19|20)\d{{2}})(?!\d)",
        rf"{_NOT_DIGIT}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*(?:of\s+)?{_MONTH}[\s,-]*(?P<year>(?:19|20)\d{{2}})(?!\d)",
        rf"{_NOT_DIGIT}(?P<year>(?:19|20)\d{{2}})\s+{_MONTH}\s+(?P<day>\d{{1,2}})(?![\d:])",
        rf"(?:mon|tue|wed|thu|fri|sat|sun)\s+{_MONTH}\s+(?P<day>\d{{1,2}})\s+(?P<clock>\d{{2}}:\d{{2}}:\d{{2}})\s+[A-Z]{{3,4}}\s+(?P<year>(?:19|20)\d{{2}})(?!\d)",
        rf"{_NOT_DIGIT}(?P<day>\d{{1,2}})(?P<split>\s?-\s?|\s?\.\s?|\s?/\s?)(?P<month>\d{{1,2}})(?P=split)(?P<year>(?:19|20)\d{{2}})(?![\d/])",
    )
)
_WHOLE = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>(?:19|20)\d{2})(?P<month>[01]\d)(?P<day>[0-3]\d)(?:T?(?P<clock>[0-2]\d[0-5]\d(?:[0-5]\d)?)(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
        rf"{_MONTH}\s*,?\s*(?P<year>(?:19|20)\d{{2}})",
        r"(?P<year>(?:19|20)\d{2})\s?[-/.]\s?(?P<month>[01]?\d)",
        r"(?P<year>(?:19|20)\d{2})\s?年?",
    )
)
_YEAR = re.compile(rf"(?:19|20)\d\d|[{_HAN}Ｏ]{{4}}|民[國国]")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A date found in a text at [start, end)."""

    date: PrintedDate
    start: int
    end: int


def parse_official_date(
    text: str, *, latest: datetime | None = None, time_zone: str = "Asia/Hong_Kong", day_first: bool = True
) -> PrintedDate | None:
    """Read the date that a text prints, as Hong Kong and mainland offices, newspapers and machines print it.

    text: one line or value, e.g. "2026年4月12日 (星期日)", "二〇二六年四月十二日", "12 Apr 2026 09:30", "1744512345".
    latest: later dates are taken for event dates and refused; None = no such bound.
    time_zone: of a time printed without one. Of several times on one day the first counts.
    day_first: 03/04/2026 is 3 April; otherwise it is no date.
    Returns None if no date is printed. Raises DateConflict if two different dates of day precision stand in the text.
    """
    whole = _parse_whole(text.strip(), time_zone)
    found = [whole] if whole else [each.date for each in find_dates(text, time_zone, day_first=day_first)]
    found = [date for date in found if latest is None or date.at <= latest]
    days = {date.shown[:10] for date in found if date.precision not in (Precision.MONTH, Precision.YEAR)}
    if len(days) > 1:
        raise DateConflict(f"two dates in one line: {' and '.join(sorted(days))} in {text.strip()[:80]!r}")
    exact = [date for date in found if date.precision not in (Precision.MONTH, Precision.YEAR)]
    return next(iter(exact or found), None)


def find_dates(text: str, time_zone: str = "Asia/Hong_Kong", *, day_first: bool = False) -> list[FoundDate]:
    """Every date with a year that a text prints, in order; a bare month and year only in Chinese (2026年4月).

    day_first: read 03/04/2026 as 3 April, as Hong Kong prints it; otherwise it is no date.
    """
    folded = text[:LONGEST].translate(_FULL_WIDTH)
    if not _YEAR.search(folded):
        return []
    matches = sorted((match for form in _FORMS for match in form.finditer(folded)), key=lambda m: (m.start(), -m.end()))
    found: list[FoundDate] = []
    reached = 0
    for match in matches:
        if match.start() < reached:
            continue
        each = _read(match, text, folded, time_zone, day_first=day_first)
        if each:
            found.append(each)
            reached = each.end
    return found


def _read(match: re.Match[str], text: str, folded: str, time_zone: str, *, day_first: bool) -> FoundDate | None:
    parts = match.groupdict()
    ymd = _day_of(parts, day_first=day_first)
    if ymd is None:
        return None
    end, clock, zone = match.end(), None, None
    if parts.get("clock"):
        clock = _clock_of({"hour": parts["clock"][:2], "minute": parts["clock"][3:5], "second": parts["clock"][6:8]})
    elif parts.get("day"):
        timed = _ISSUED.match(folded, end) or _TIME.match(folded, end) or _HOUR_ONLY.match(folded, end)
        clock = _clock_of(timed.groupdict()) if timed else None
        if timed and clock:
            end, zone = timed.end(), timed.groupdict().get("zone")
    date = _printed(ymd, clock, zone, time_zone, text[match.start() : end].strip())
    return FoundDate(date=date, start=match.start(), end=end) if date else None


def _parse_whole(text: str, time_zone: str) -> PrintedDate | None:
    """A text that is one date as machines write it: epoch, YYYYMMDD, month or year alone."""
    if len(text) > 40:
        return None
    if _EPOCH.fullmatch(text):
        return _from_epoch(text, time_zone)
    for form in _WHOLE:
        match = form.fullmatch(text)
        ymd = _day_of(match.groupdict()) if match else None
        if match and ymd:
            digits = match.groupdict().get("clock") or ""
            parts = {"hour": digits[:2], "minute": digits[2:4], "second": digits[4:6]}
            clock = _clock_of(parts) if digits else None
            return _printed(ymd, clock, match.groupdict().get("zone"), time_zone, text)
    return None


def _from_epoch(text: str, time_zone: str) -> PrintedDate | None:
    seconds = int(text.split(".")[0])
    at = datetime.fromtimestamp(seconds / 1000 if seconds > 100_000_000_000 else seconds, UTC).replace(microsecond=0)
    if not EARLIEST <= at.year <= LATEST:
        return None
    return PrintedDate(
        at=at, precision=Precision.SECOND, shown=at.astimezone(_zone(time_zone)).isoformat(), literal=text
    )


def _day_of(parts: dict[str, str | None], *, day_first: bool = False) -> tuple[int, int | None, int | None] | None:
    """Year, month and day of a match; None where they are none or could be read in two ways (03/04/2026)."""
    year = int(parts["minguo"] or 0) + 1911 if parts.get("minguo") else _number(parts["year"])
    month = _MONTHS[name.lower()] if (name := parts.get("name")) else _number(parts.get("month"))
    day = _number(parts.get("day"))
    if year is None or not EARLIEST <= year <= LATEST:
        return None
    if (parts.get("split") or "").strip() == "/" and day and month:
        if day <= 12 and month <= 12 and day != month and not day_first:
            return None
        if month > 12:
            day, month = month, day
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= 31:
        return None
    return year, month, day


def _number(text: str | None) -> int | None:
    """A number in Arabic or Chinese numerals; None for none."""
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    tens = {"十": "1", "廿": "2", "卅": "3"}
    if not any(mark in text for mark in tens):
        return int("".join(_HAN_DIGITS[digit] for digit in text))
    for mark, value in tens.items():
        if mark in text:
            before, after = text.split(mark, 1)
            lead = _HAN_DIGITS.get(before, value) if before else value
            after = after.removeprefix("十")
            return int(lead) * 10 + int(_HAN_DIGITS.get(after, "0") if after else "0")
    return None


def _clock_of(parts: dict[str, str | None]) -> tuple[int, int | None, int | None] | None:
    """Hour, minute and second; None where they are none. 24:00 is left out: it names the next day."""
    if not parts.get("hour"):
        return None
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or parts.get("after") or "").lower().replace(".", "")
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "凌晨", "早上", "am") and hour == 12:
        hour = 0
    if hour > 23:
        return None
    minute, second = (int(parts[name] or 0) if parts.get(name) else None for name in ("minute", "second"))
    return hour, minute, second


def _printed(
    ymd: tuple[int, int | None, int | None],
    clock: tuple[int, int | None, int | None] | None,
    offset: str | None,
    time_zone: str,
    literal: str,
) -> PrintedDate | None:
    """The date in its public form; None for a day that the calendar has not."""
    year, month, day = ymd
    zone = _offset(offset) or _zone(time_zone)
    hour, minute, second = clock or (0, None, None)
    try:
        local = datetime(year, month or 1, day or 1, hour, minute or 0, second or 0, tzinfo=zone)
    except ValueError:
        return None
    if clock and day:
        precision = Precision.SECOND if second is not None else Precision.MINUTE
        shown = local.isoformat()
    else:
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        shown = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    return PrintedDate(at=local.astimezone(UTC), precision=precision, shown=shown, literal=literal)


def _offset(text: str | None) -> timezone | None:
    """The offset that a literal names: +0800, +08:00, Z, HKT."""
    if not text:
        return None
    if text.lower() in _ZONES:
        return timezone(timedelta(hours=_ZONES[text.lower()]))
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        return None
    return timezone((timedelta(hours=hours, minutes=minutes)) * (-1 if text[0] == "-" else 1))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
