"""When a stage takes effect, as far as a sentence prints it.

Pure: no clock. Works on folded text (Simplified, lower case, hyphens as spaces). A day without a year is given the year
that brings it nearest to the publication; without a publication date it is no date.
"""

import re
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_HAN = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "◯": 0,
    "两": 2,
}
_N = r"[0-9〇○零一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?P<y1>20\d\d) ?(?:年|/|\.| )(?P<m1>1[0-2]|0?[1-9]) ?(?:月|/|\.| )(?P<d1>3[01]|[12]\d|0?[1-9]) ?(?:日|号|(?!\d))"
    rf"|(?P<y2>(?:20\d\d|[二][〇○零]{_N}{{2}})) ?年 ?(?P<m2>{_N}{{1,2}}) ?月(?: ?(?P<d2>{_N}{{1,3}}) ?[日号])?"
    rf"|(?<!\d)(?P<m3>{_N}{{1,2}}) ?月(?: ?(?P<d3>{_N}{{1,3}}) ?[日号])"
    rf"|(?<![a-z])(?P<m4>{_MONTH})\.? (?P<d4>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y4>20\d\d))?"
    rf"|(?<!\d)(?P<d5>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?P<m5>{_MONTH})(?![a-z])\.?(?:,? (?P<y5>20\d\d))?"
    rf"|(?<![a-z])(?P<m6>{_MONTH}),? (?P<y6>20\d\d)"
)
_TODAY = re.compile(
    r"(?:from|starting|effective|with effect from|as from) today"
    r"|(?:started service|opened|launched|begins?|began|starts|takes effect|came into operation) today"
    r"|今日?起|即日起|自即日|今(?:日|天)?(?:正式)?(?:启用|上线|开通|实施|生效|施行|推出|启动)"
    r"|今(?:日|天)[^，。]{0,6}(?:启用|开通|上线)|自(?:公布|发布|印发|签署)之日起"
)
_UNTIL = re.compile(r"(?:until|till|through|up to|by|to|至|到)\s*(?:the )?$")
_FROM = re.compile(
    r"(?:from|on|since|effective|starting|commencing|begin(?:s|ning)?|opens?|as of|自|由|于|在|从)"
    r"\s*(?:the )?(?:sunday|monday|tuesday|wednesday|thursday|friday|saturday)?,? ?$"
)
_STARTING = re.compile(r"(?:from|effective|effect|starting|自|由|从)\s*(?:on )?(?:the )?$")
_AFTER = re.compile(r"^[^，。,.]{0,6}(?:起|生效|施行|实施|上线|开通|启用|接受申请|推出|开始|正式)")
_BRACKETED = re.compile(r"(?:today|今日|今天|今)\s?[(（]$")
_SAYING = re.compile(r"表示|宣布|公布|决定|指出|透露|说|said|announced|told")
_NEAR_VERB = 12
_CLOSING = re.compile(r"(?:截止|前反馈|之前|提交意见|deadline|submitted by|sent by|comments? by|closes? on|before)")


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if ten:
        return (_HAN.get(tens, 1) if tens else 1) * 10 + (_HAN.get(units, 0) if units else 0)
    return int("".join(str(_HAN[character]) for character in text if character in _HAN) or 0)


def find_dates(sentence: str, published: date | None) -> list[tuple[int, int, str]]:
    """Find the dates of a folded sentence as (start, end, ISO date at the printed precision)."""
    found = []
    for match in _DATE.finditer(sentence):
        parts = {key[0]: value for key, value in match.groupdict().items() if value}
        month = _MONTHS.get(parts["m"]) or _number(parts["m"])
        day = _number(parts["d"]) if "d" in parts else None
        year = _number(parts["y"]) if "y" in parts else _nearest_year(month, day, published)
        shown = _show(year, month, day)
        if shown:
            found.append((match.start(), match.end(), shown))
    return found


def find_effect(sentence: str, verb_at: int, stage_ends: bool, published: date | None) -> str | None:
    """Say when what a folded sentence tells takes effect.

    verb_at: where its stage verb stands. stage_ends: the day of an extension is its new end ("until ...").
    Returns an ISO date at the printed precision, or None if none is printed.
    """
    best: tuple[int, str] | None = None
    for start, end, shown in find_dates(sentence, published):
        before, after = sentence[max(0, start - 24) : start], sentence[end : end + 12]
        if _CLOSING.search(before[-12:] + " " + after):
            continue
        until = bool(_UNTIL.search(before))
        if until and not stage_ends:
            continue
        rank = 1
        if until is stage_ends and (until or _FROM.search(before) or _AFTER.match(after)):
            rank = 5
        said = end <= verb_at and _SAYING.search(sentence[end:verb_at])
        if said and not (_STARTING.search(before) or _AFTER.match(after)):
            continue
        near = verb_at - end <= _NEAR_VERB
        if start >= verb_at or _BRACKETED.search(before) or (rank == 1 and near):
            rank += 1
        if rank >= 2 and (best is None or rank > best[0]):
            best = (rank, shown)
    if best:
        return best[1]
    if published and not stage_ends and _TODAY.search(sentence):
        return published.isoformat()
    return None


def _nearest_year(month: int, day: int | None, published: date | None) -> int | None:
    if published is None:
        return None
    try:
        candidates = [date(year, month, day or 15) for year in range(published.year - 1, published.year + 2)]
    except ValueError:
        return None
    return min(candidates, key=lambda one: (abs(one - published - timedelta(days=60)), one)).year


def _show(year: int | None, month: int, day: int | None) -> str | None:
    if year is None or not 2000 <= year <= 2099 or not 1 <= month <= 12:
        return None
    try:
        return date(year, month, day).isoformat() if day else f"{year:04d}-{month:02d}"
    except ValueError:
        return None
