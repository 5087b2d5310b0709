"""Where facts stand in a flat text: one pattern each, in the order in which they claim characters.

Pure. Built from the words of fact_words.py; offsets are those of the flat text, which are the text's own. Every
repetition is bounded, so that no text costs more than its length.
"""

import re
from functools import cache

from pipeline.model import FactType
from pipeline.weighing import fact_words as words

_HAN = "〇零一二三四五六七八九十百千万亿两廿卅"
_FIGURE = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?(?!\d)|\d{1,15}(?:\.\d{1,9}){0,3}"
_TO_FIGURE = rf"(?:\s?[-至到]\s?(?>{_FIGURE})(?![年月日时:-]))?"
_LATIN_SCALES = "hundred|thousand|million|billion|trillion|mn|bn|m|b|k"
_SMALL = "|".join(sorted(words.SMALL_NUMBERS, key=len, reverse=True))
_ENGLISH_NUMBER = (
    rf"(?:{_SMALL}|(?:a\s)?dozen|hundreds?|thousands?)"
    rf"(?:[\s-](?:{_SMALL}|hundred|thousand|million|billion|dozen)){{0,6}}"
)
_HAN_SCALED = r"\s?(?:[百千万亿]{1,4}(?:\d{1,6}[千百]?)?)?[余多]?"
_ALONE = r"(?<!\d[.,/])"
_BEFORE = r"(?<![A-Za-z0-9])"
_AFTER = r"(?![A-Za-z0-9])"


def _names(table: dict[str, tuple[str, ...]], *, latin: bool) -> str:
    chosen = [name for names in table.values() for name in names if name.isascii() == latin]
    return "|".join(re.escape(name).replace(r"\ ", r"\s") for name in sorted(chosen, key=len, reverse=True))


_SIGNS = "|".join(
    re.escape(sign)
    for sign in ("HK$", "US$", "NT$", "A$", "S$", "CN¥", "RMB", "CNY", "HKD", "USD", "MOP", "EUR", "$", "€", "£", "¥")
)
_HAN_CURRENCIES = _names(words.CURRENCIES, latin=False)
_LATIN_CURRENCIES = "Hong\\sKong\\sdollars?|US\\sdollars?|dollars?|yuan|renminbi|RMB|euros?|pounds?|patacas?|yen"
_LATIN_AMOUNT = rf"(?>{_FIGURE}){_TO_FIGURE}(?:[\s-]?(?i:{_LATIN_SCALES}){_AFTER})?"
_HAN_AMOUNT = rf"(?:(?:{_FIGURE}){_HAN_SCALED}|[{_HAN}]{{1,16}}[余多]?)"

_MONEY = "|".join(
    (
        rf"(?:{_SIGNS})\s?{_LATIN_AMOUNT}(?:[百千万亿]{{1,4}})?(?:{_HAN_CURRENCIES})?",
        rf"(?:人民币|港币|美元|港元)\s?{_HAN_AMOUNT}(?:元|圆)?",
        rf"{_HAN_AMOUNT}\s?(?:{_HAN_CURRENCIES})(?:人民币)?(?![月旦宵老首素件始])",
        rf"{_BEFORE}(?i:{_LATIN_AMOUNT}|{_ENGLISH_NUMBER})[\s-](?i:{_LATIN_CURRENCIES}){_AFTER}",
    )
)
_PERCENT = "|".join(
    (
        rf"百分之(?:(?:{_FIGURE})|[{_HAN}点]{{1,9}})",
        rf"(?:(?:(?:{_FIGURE})\s?[-至到]\s?)?(?:{_FIGURE})|(?<![A-Za-z])(?i:{_ENGLISH_NUMBER}))\s?(?:%|个?百分点|(?i:percentage\spoints?|per\s?cent|basis\spoints?|pp){_AFTER})",
        r"(?<![十百千万第])[一二两三四五六七八九](?:成半|成(?![立为员果功本都年绩交就分长套熟因品群效份全型像人]))",
    )
)
_MONTH = rf"(?:{'|'.join(sorted(words.MONTHS, key=len, reverse=True))})\b(?:\.(?=\s\d))?"
_SURE_MONTHS = "|".join(month for month in sorted(words.MONTHS, key=len, reverse=True) if month not in {"May", "March"})
_SURE_MONTH = rf"(?:{_SURE_MONTHS})\b(?:\.(?=\s\d))?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_HAN_DAY = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_HALF_DAY = "(?:上午|下午|凌晨|中午|晚上|早上)"
_HAN_CLOCK = rf"(?:{_HALF_DAY}\s?{_HAN_DAY}[时点](?:{_HAN_DAY}分|半|正)?|(?<!\d)\d{{1,2}}时(?:\d{{1,2}}分)?)"
_HAN_WEEKDAY = r"(?:\s?\(?(?:星期|周)[一二三四五六日天]\)?)"
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m(?:\.|\b)|(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])"
_DATE = "|".join(
    (
        rf"(?<!\d)(?:\d{{4}}|[〇零一二三四五六七八九]{{4}})年(?:\s?{_HAN_DAY}月(?:\s?{_HAN_DAY}[日号])?)?(?:底|初|内|中旬|上旬|下旬)?{_HAN_WEEKDAY}?(?:\s?{_HAN_CLOCK})?",
        rf"(?<![\d个]){_HAN_DAY}月\s?{_HAN_DAY}[日号]{_HAN_WEEKDAY}?(?:\s?{_HAN_CLOCK})?",
        rf"(?<![\d个]){_HAN_DAY}月(?:底|初|中旬|上旬|下旬|份)?",
        rf"(?<![\d{_HAN}]){_HAN_DAY}日(?![元圆本均报])",
        _HAN_CLOCK,
        r"(?:星期[一二三四五六日天]|(?<![\d一二两三每几数])周[一二三四五六日](?![年岁]))",
        words.RELATIVE_DATES,
        rf"(?<!\d)(?<!\d[/.-]){_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)(?:[T\s]\s?\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?",
        rf"(?<!\d)(?<!\d[/.-])\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR}(?!\d)",
        rf"(?<!\d)(?<!\d[/.-]){_YEAR}\s?[-/]\s?(?:{_YEAR}|\d\d)(?![\d/.-])年?度?",
        rf"{_BEFORE}(?:{_WEEKDAY},?\s)?{_DAY}(?:\s?(?:-|and|to|&)\s?{_DAY})?\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR}{_AFTER})?",
        rf"{_BEFORE}(?:{_WEEKDAY},?\s)?{_MONTH}\s{_YEAR}{_AFTER}",
        rf"{_BEFORE}(?:{_WEEKDAY},?\s)?{_MONTH}\s{_DAY}(?:\s?-\s?{_DAY})?{_AFTER}(?:,?\s{_YEAR}{_AFTER})?",
        rf"{_BEFORE}{_SURE_MONTH}{_AFTER}|(?<=[iI]n\s)(?:May|March){_AFTER}|(?<=[bB]y\s)(?:May|March){_AFTER}|(?<=since\s)(?:May|March){_AFTER}",
        rf"{_BEFORE}{_WEEKDAY}{_AFTER}",
        rf"{_BEFORE}(?:{_CLOCK})",
        rf"{_BEFORE}(?i:(?:first|second|third|fourth)\s(?:quarter|half)(?:\sof\s(?:{_YEAR}|(?:the|this|next)\syear))?){_AFTER}",
        rf"{_BEFORE}[QH][1-4](?:\s{_YEAR})?{_AFTER}",
        rf"{_BEFORE}(?i:(?:next|this|last|the\ssame)\s(?:year|month|week|quarter|summer|autumn|winter|spring)|today|tomorrow|yesterday){_AFTER}",
    )
)
_BARE_YEAR = (
    rf"(?<![\d.,$€£¥%-])(?<![A-Za-z]){_YEAR}(?![\d%])(?!,\d)(?!\.\d)(?!-\d)(?![A-Za-z])(?!\s?(?:{words.MEASURES}))"
)
_LATIN_LIMITS = "|".join(latin for latin, _ in words.LIMITS.values())
_HAN_LIMITS = "|".join(han for _, han in words.LIMITS.values() if han)
_LIMIT = rf"{_BEFORE}(?i:{_LATIN_LIMITS}){_AFTER}|{_HAN_LIMITS}"
_PLURAL = rf"(?!(?:{'|'.join(sorted(words.NOT_UNITS))})\b)[a-z]{{3,}}s"
_UNIT = rf"(?:[\s-]?(?i:{words.UNITS}){_AFTER}|\s(?:{_PLURAL}){_AFTER})"
_MEASURE = rf"(?!{'|'.join(words.NO_MEASURE)})(?:{words.MEASURES})"
_NUMBER = "|".join(
    (
        # A telephone number is one: seven digits or more in groups.
        r"(?<![\w.,])(?=[+(]{0,2}(?:\d[\s()-]{0,2}){7})\+?\d{0,3}\s?(?:\(\d{1,5}\)\s?)?\d{2,5}(?:[\s-]\d{2,5}){1,4}(?![\d,])",
        rf"第\s?(?:\d{{1,15}}|[{_HAN}]{{1,16}})(?:{words.MEASURES}|条|章|节|款|回)?",
        rf"{_BEFORE}(?:\d{{1,6}}(?:st|nd|rd|th)|(?i:{'|'.join(words.ORDINALS)})){_AFTER}",
        rf"{_BEFORE}{_ALONE}(?>{_FIGURE}){_TO_FIGURE}(?:[\s-]?(?i:{_LATIN_SCALES}){_AFTER})?"
        rf"(?:{_UNIT}|{_HAN_SCALED}\s?{_MEASURE}|\s?[百千万亿]{{1,4}}[余多]?)?(?![A-Za-z])",
        rf"[{_HAN}]{{1,16}}[余多]?(?:[至到][{_HAN}]{{1,16}})?{_MEASURE}",
        r"[二三四五六七八九]?十[一二三四五六七八九]?(?![分足方字])|[一二三四五六七八九两][百千万亿][一二三四五六七八九十百千万亿零]{0,14}",
        rf"{_BEFORE}(?i:{_ENGLISH_NUMBER})(?:[\s-](?i:{words.UNITS})|\s(?:{_PLURAL}))?{_AFTER}(?!\sanother)",
    )
)
_NEGATION = rf"{_BEFORE}(?i:{words.NEGATIONS_LATIN}){_AFTER}|{words.NEGATIONS_HAN}"
_MODAL = rf"{_BEFORE}(?:{'|'.join(words.MODALS_LATIN.values())}){_AFTER}|{'|'.join(words.MODALS_HAN.values())}"
_LATIN_STATUSES = "|".join(latin for latin, _ in words.STATUSES.values())
_HAN_STATUSES = "|".join(han for _, han in words.STATUSES.values())
_STATUS = rf"{_BEFORE}(?i:{_LATIN_STATUSES}){_AFTER}|{_HAN_STATUSES}"
_CAPITAL = r"(?!(?:RMB|CNY|HKD|USD|MOP|EUR)\s?\d)[A-Z][A-Za-z0-9']{0,40}(?:[&.-][A-Za-z0-9']{1,40}){0,6}(?![\w$])"


def _known(table: dict[str, str]) -> str:
    names = [name for names in table.values() for name in names.split("|")]
    latin = "|".join(name.replace(" ", r"\s") for name in sorted(names, key=len, reverse=True) if name.isascii())
    han = "|".join(sorted((name for name in names if not name.isascii()), key=len, reverse=True))
    return rf"{_BEFORE}(?:{latin}){_AFTER}|{han}"


_SKIPPED = "|".join(sorted({*words.NO_NEGATION, *words.NO_MODAL}, key=len, reverse=True))

FACT_PATTERNS: tuple[tuple[str, FactType | None, str], ...] = (
    ("people", FactType.NAME, _known(words.PEOPLE)),
    ("percent", FactType.PERCENT, _PERCENT),
    ("money", FactType.MONEY, _MONEY),
    ("date", FactType.DATE, _DATE),
    ("year", FactType.DATE, _BARE_YEAR),
    ("limit", FactType.LIMIT, _LIMIT),
    ("number", FactType.NUMBER, _NUMBER),
    ("skipped", None, _SKIPPED),
    ("negation", FactType.NEGATION, _NEGATION),
    ("status", FactType.STATUS, _STATUS),
    ("modality", FactType.MODALITY, _MODAL),
    ("party", FactType.PARTY, _known(words.PARTIES)),
    (
        "name",
        FactType.NAME,
        rf"{_BEFORE}{_CAPITAL}(?:\s(?:of\s(?:the\s)?)?(?!{_MONTH}\s|{_WEEKDAY}){_CAPITAL}){{0,12}}",
    ),
)

_FIGURES = ("percent", "money", "date", "year", "number")


@cache
def facts_pattern() -> re.Pattern[str]:
    """Any fact. The first pattern that fits at the leftmost place wins: 不超過 is a limit before 不 is a negation.

    Compiled when first asked for, like the others: that takes longer than all else that a quiet tick does.
    """
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, _, pattern in FACT_PATTERNS))


@cache
def figure_pattern() -> re.Pattern[str]:
    """A figure or a date."""
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, _, pattern in FACT_PATTERNS if name in _FIGURES))


@cache
def figure_start() -> re.Pattern[str]:
    """Where a figure or a date can begin: a cheap look before the long one."""
    return re.compile(
        rf"(?<!\d)(?<!\d[.,])\d|(?<![{_HAN}])[{_HAN}第]|{_SIGNS}|人民币|港币|美元|港元|星期|周|{_HALF_DAY}"
        rf"|{_BEFORE}(?:{'|'.join(words.MONTHS)}|{_WEEKDAY}|(?i:{_SMALL}|dozen|hundred|thousand|{'|'.join(words.ORDINALS)}))(?![a-z])"
    )
