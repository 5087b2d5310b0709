"""What a printed fact is worth: numbers, sums and dates as one form for every way of writing them.

Pure. Texts come flat (glyphs.py): "十五亿元" and "HK$1.5 billion" are read here, "１５億元" is flattened before.
"""

import re
from decimal import Decimal, InvalidOperation

from pipeline.weighing import fact_words as words

_HAN_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN_TENS = {"十": 10, "廿": 20, "卅": 30}
_HAN_SCALES = {"百": 100, "千": 1000}
_HAN_GROUPS = {"万": 10_000, "亿": 100_000_000}
_LATIN_SCALE = re.compile(r"[a-z]+$")
_FIGURES = re.compile(r"[\d,]+(?:\.\d+)*")


def read_number(printed: str) -> Decimal | None:
    """Read a number of digits, Han numerals, English words, or digits with a scale word; None where it is none.

    "1,500", "1.5亿", "三十", "二〇二六", "twenty-five", "1.5 billion".
    """
    text = printed.strip().lower().replace(",", "").replace(" ", "")
    figures = _FIGURES.match(text)
    if figures:
        number = _decimal(figures[0])
        rest = text[figures.end() :].lstrip("余多几-")
        if number is None or not rest:
            return number
        if rest in words.SCALES:
            return number.scaleb(words.SCALES[rest])
        return _han_mixed(number, rest)
    if re.fullmatch(r"[a-z-]+", text):
        return _english(printed.strip().lower())
    return _han(text)


_RANGE = re.compile(
    r"(.*[\d〇零一二三四五六七八九十百千万亿两])\s?[-至到]\s?([\d〇零一二三四五六七八九十百千万亿两].*)"
)


def read_amount(printed: str) -> str | None:
    """Read a number or a range of two as one form, "1500" or "10-20"; a scale said once holds for both."""
    span = _RANGE.fullmatch(printed.strip())
    if not span:
        number = read_number(printed)
        return None if number is None else show_number(number)
    scale = re.search(r"[百千万亿]+$|[A-Za-z]+$", span[2])
    low = read_number(span[1] + (scale[0] if scale and not re.search("[百千万亿a-zA-Z]$", span[1]) else ""))
    high = read_number(span[2])
    return None if low is None or high is None else f"{show_number(low)}-{show_number(high)}"


def show_number(number: Decimal) -> str:
    """Write a number in one way: no exponent, no trailing zeros."""
    shown = format(number, "f")
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"


def _decimal(figures: str) -> Decimal | None:
    try:
        return Decimal(figures)
    except InvalidOperation:  # 3.2.1, a version
        return None


def _han_mixed(number: Decimal, rest: str) -> Decimal | None:
    """A number whose scale is in Han and may go on: 1 and "万5千", 3 and "百万"."""
    scale = re.match("[百千万亿]+", rest)
    if not scale:
        return None
    for character in scale[0]:
        number *= _HAN_SCALES.get(character) or _HAN_GROUPS[character]
    tail = rest[scale.end() :].lstrip("余多几")
    if not tail:
        return number
    more = read_number(tail)
    return None if more is None else number + more


def _han(text: str) -> Decimal | None:
    if not text or any(c not in _HAN_DIGITS and c not in _HAN_TENS and c not in "百千万亿半余多几点" for c in text):
        return None
    whole, point, part = text.partition("点")
    if point:
        number = _han(whole)
        digits = "".join(str(_HAN_DIGITS.get(digit, "")) for digit in part)
        return None if number is None or len(digits) != len(part) or not digits else number + Decimal(f"0.{digits}")
    if len(text) > 1 and all(character in _HAN_DIGITS for character in text):
        return Decimal("".join(str(_HAN_DIGITS[character]) for character in text))
    total, section, digit = Decimal(0), Decimal(0), Decimal(0)
    for character in text:
        if character in _HAN_DIGITS:
            digit = Decimal(_HAN_DIGITS[character])
        elif character in _HAN_TENS:
            section += (digit or 1) * _HAN_TENS[character]
            digit = Decimal(0)
        elif character in _HAN_SCALES:
            section += (digit or 1) * _HAN_SCALES[character]
            digit = Decimal(0)
        elif character in _HAN_GROUPS:
            total = ((total + section + digit) or Decimal(1)) * _HAN_GROUPS[character]
            section = digit = Decimal(0)
        elif character == "半":
            digit += Decimal("0.5")
    return total + section + digit


def _english(text: str) -> Decimal | None:
    total, digit = Decimal(0), Decimal(0)
    for word in re.split(r"[\s-]+", text):
        if word in words.SMALL_NUMBERS:
            digit += words.SMALL_NUMBERS[word]
        elif word == "dozen":
            digit = (digit or Decimal(1)) * 12
        elif word == "hundred":
            digit = (digit or Decimal(1)) * 100
        elif word in words.SCALES:
            total += (digit or 1) * Decimal(10) ** words.SCALES[word]
            digit = Decimal(0)
        elif word != "and":
            return None
    return total + digit


_HAN_DATE = re.compile(
    r"(?:([\d〇零一二三四五六七八九]{4})年)?\s?(?:([\d一二三四五六七八九十]{1,3})月)?\s?(?:([\d一二三四五六七八九十廿卅]{1,3})[日号])?"
)
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DMY_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_MONTH_NAME = re.compile(rf"\b({'|'.join(words.MONTHS)})\b\.?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?m\.?|(\d{1,2}):(\d{2})(?::\d{2})?")
_HAN_CLOCK = re.compile(
    r"(上午|下午|凌晨|中午|晚上|早上)?\s?([\d一二三四五六七八九十]{1,3})[时点](?:([\d一二三四五六七八九十]{1,3})分|(半))?"
)


def read_date(printed: str) -> str:
    """Write a printed date in one form: 2026-04-12, --04-12, 2026-04, 2026, with the clock time where one is printed.

    Ranges, quarters and words as "next year" come back as their letters and digits in lower case.
    """
    day, rest = _read_day(printed)
    clock, rest = _read_clock(rest)
    rest = re.sub(
        r"(?i)[\s,()]|星期[一二三四五六日天]|周[一二三四五六日天]|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?<=\d)(?:st|nd|rd|th)",
        "",
        rest,
    )
    parts = [part for part in (day, clock, rest.lower().strip(".-")) if part]
    return " ".join(parts) or re.sub(r"\W", "", printed).lower()


def _read_day(text: str) -> tuple[str, str]:
    for form, order in ((_ISO_DATE, (1, 2, 3)), (_DMY_DATE, (3, 2, 1))):
        found = form.search(text)
        if found:
            year, month, day = (int(found[place]) for place in order)
            return _join_date(year, month, day), text[: found.start()] + text[found.end() :]
    if re.search("[年月日号]", text):
        return _read_han_day(text)
    return _read_english_day(text)


def _read_han_day(text: str) -> tuple[str, str]:
    for found in _HAN_DATE.finditer(text):
        if found[0].strip():
            values = [read_number(part) if part else None for part in found.groups()]
            year, month, day = (None if value is None else int(value) for value in values)
            return _join_date(year, month, day), text[: found.start()] + text[found.end() :]
    return "", text


def _read_english_day(text: str) -> tuple[str, str]:
    name = _MONTH_NAME.search(text)
    year = _YEAR.search(text)
    if not name:
        if year and not re.search(r"\d", text[: year.start()] + text[year.end() :]):
            return year[0], text[: year.start()] + text[year.end() :]
        return "", text
    rest = text[: name.start()] + " " + text[name.end() :]
    if year:
        rest = rest.replace(year[0], "", 1)
    days = re.findall(r"(?<![\d:.])(\d{1,2})(?:st|nd|rd|th)?(?![\d:.]|\s?[ap]\.?m)", rest)
    if len(days) == 1:
        rest = re.sub(rf"(?<![\d:.]){days[0]}(?:st|nd|rd|th)?(?:\sof\b)?(?![\d:.]|\s?[ap]\.?m)", "", rest, count=1)
    elif days:  # a range: its days stay in the rest
        return _join_date(int(year[0]) if year else None, words.MONTHS[name[1]], None), "-".join(days)
    return _join_date(int(year[0]) if year else None, words.MONTHS[name[1]], int(days[0]) if days else None), rest


def _join_date(year: int | None, month: int | None, day: int | None) -> str:
    if month is None and day is None:
        return "" if year is None else str(year)
    shown = "-" if year is None else str(year)
    shown += "--" if month is None else f"-{month:02}"
    return shown if day is None else f"{shown}-{day:02}"


def _read_clock(text: str) -> tuple[str, str]:
    found = _CLOCK.search(text)
    if found:
        hour, minute = int(found[1] or found[4]), found[2] or found[5] or "00"
        half = found[3]
        return _show_clock(hour, minute, afternoon=half == "p", morning=half == "a"), text[: found.start()] + text[
            found.end() :
        ]
    found = _HAN_CLOCK.search(text)
    if found:
        number = read_number(found[2])
        minutes = read_number(found[3]) if found[3] else None
        minute = "30" if found[4] else f"{int(minutes or 0):02}"
        afternoon = found[1] in {"下午", "晚上"}
        clock = _show_clock(int(number or 0), minute, afternoon=afternoon, morning=bool(found[1]) and not afternoon)
        return clock, text[: found.start()] + text[found.end() :]
    return "", text


def _show_clock(hour: int, minute: str, *, afternoon: bool, morning: bool) -> str:
    if afternoon and hour < 12:
        hour += 12
    if morning and hour == 12 and not afternoon:
        hour = 0
    return f"{hour:02}:{minute}"


_CURRENCY = {name.lower(): code for code, names in words.CURRENCIES.items() for name in names}
_CURRENCY_NAMES = re.compile(
    "|".join(re.escape(name) for name in sorted(_CURRENCY, key=len, reverse=True)), re.IGNORECASE
)


def read_money(printed: str) -> str:
    """Write a sum as code and amount: "HK$1.5 billion" is HKD 1500000000; a bare 元 stays 元."""
    codes = [_CURRENCY[found.lower()] for found in _CURRENCY_NAMES.findall(printed)]
    named = [code for code in codes if code not in {"元", "$"}] or codes
    amount = read_amount(_CURRENCY_NAMES.sub("", printed).replace("余", "").replace("多", ""))
    return f"{named[0] if named else '?'} {amount or printed.lower()}"


def read_percent(printed: str) -> str:
    """Write a share as percent: 百分之十二, 12 per cent and 12% are 12; points keep their name."""
    points = bool(re.search("百分点|基点|point|pp", printed))
    tenths = re.fullmatch(r"([\d一二两三四五六七八九十.]+)成(半)?", printed)
    if tenths:
        number = read_number(tenths[1])
        return show_number((number or Decimal(0)) * 10 + (5 if tenths[2] else 0)) + "%"
    figure = re.sub(r"(?i)百分之|个?百分点|percentage\spoints?|per\s?cent|basis\spoints?|pp|[%\s]", "", printed)
    return (read_amount(figure) or figure.lower()) + ("pp" if points else "%")
