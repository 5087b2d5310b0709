"""Dates in print on lines that are stamps: what is printed beside them says what they date.

Pure. A line of prose that names a day is no stamp.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.dates import FoundDate, find_dates, parse_official_date
from pipeline.model import Precision, PrintedDate
from pipeline.reading.lines import Line, count_units

UPDATED = re.compile(
    r"(?:last|page|content)?\s*(?:updated?|modified|reviewed|revised|revision|edited|amended)\b"
    r"|最[後后近]?(?:一次)?(?:更新|修訂|修订|修改|編輯|编辑)|更新|修訂日期|修订日期|改訂|수정",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publish|posted|released?\b|issued\b|first|發佈|发布|發布|發表|发表|刊登|公布|公佈|公開|時間|时间|日期|配信|입력",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"today|now\b|deadline|clos(?:e|ing)|expir|effective|until|\bby\b|\bfrom\b|event|meeting|copyright|©|born|archived"
    r"|accessed|retrieved|今天|今日|现在|現在|当前|當前|截止|生效|有效|實施|实施|施行|舉行|举行|活動|活动|會議|会议|成文|起至|至$"
    r"|印发日期|报名|報名|考试|考試|申请|申請|開始|开始|結束|结束|办理|公示|簽署|签署|成立|下載|下载",
    re.IGNORECASE,
)
_CLOCK_ONLY = re.compile(r"\s*[:：]?\s*(\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)(?![\d:：/年-])")
_RELEASE_TIME = re.compile(r"Issued at HKT|香港[時时][間间]", re.IGNORECASE)

_LABEL_LINE = re.compile(
    r"(?:(?:date )?(?:first )?(?:published|posted|released|issued)(?: on| date)?|publication date|release date|date of issue"
    r"|(?:发布|發佈|發布|公布|公佈)(?:时间|時間|日期)?"
    r"|(?P<updated>(?:last )?(?:updated|modified|revised)(?: on)?"
    r"|最[後后近](?:更新|修訂|修订)(?:日期|时间|時間)?|更新(?:日期|时间|時間)))\s*[:：]?",
    re.IGNORECASE,
)
STAMP_UNITS = 18
TEXT_UNITS = 6
"""Units beside its dates up to which a line is a stamp (date, source, author): any line, and one of the main text."""


class Label(StrEnum):
    """What a stamp dates; plain: nothing beside it says."""

    PUBLISHED = "published"
    UPDATED = "updated"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date in print, with its label and whether it stands in furniture."""

    date: PrintedDate
    label: Label
    furniture: bool


def find_stamps(lines: Iterable[Line], time_zone: str) -> Iterator[Stamp]:
    """The dates of day precision or finer on lines that are stamps, in order."""
    for line in lines:
        if len(line.text) > 300:
            continue
        reached, rest = 0, []
        found = find_dates(line.text, time_zone)
        for each in found:
            rest.append(line.text[reached : each.start])
            reached = each.end
        rest.append(line.text[reached:])
        limit = TEXT_UNITS if line.kept else STAMP_UNITS
        if not found or count_units(" ".join(rest)) > limit or len(found) > 3:
            continue
        for before, each in zip(rest, found, strict=False):
            if is_exact(each.date) and not _OTHER.search(before):
                yield Stamp(each.date, _label(before), line.furniture)
        yield from _clock_updates(line, found[-1], time_zone)


def find_labelled(lines: Sequence[Line], time_zone: str) -> Iterator[Stamp]:
    """Dates under a line that is their label and nothing else, as tables and definition lists print them."""
    for place, line in enumerate(lines):
        label = _LABEL_LINE.fullmatch(line.text) if len(line.text) < 30 else None
        for below in lines[place + 1 : place + 3] if label else ():
            found = find_dates(below.text, time_zone)
            if len(found) == 1 and is_exact(found[0].date) and count_units(below.text) <= TEXT_UNITS:
                updated = label is not None and label["updated"]
                yield Stamp(found[0].date, Label.UPDATED if updated else Label.PUBLISHED, line.furniture)
                break


def is_exact(date: PrintedDate) -> bool:
    """Whether a date names a day."""
    return date.precision not in (Precision.MONTH, Precision.YEAR)


def _label(before: str) -> Label:
    if UPDATED.search(before):
        return Label.UPDATED
    return Label.PUBLISHED if _PUBLISHED.search(before) else Label.PLAIN


def _clock_updates(line: Line, found: FoundDate, time_zone: str) -> Iterator[Stamp]:
    """'2025年04月13日 17:51 最後更新:18:57': the time of the update without its day."""
    label = UPDATED.search(line.text, found.end)
    clock = _CLOCK_ONLY.match(line.text, label.end()) if label else None
    updated = parse_official_date(f"{found.date.shown[:10]} {clock[1]}", time_zone=time_zone) if clock else None
    if clock and updated:
        yield Stamp(replace(updated, literal=line.text[found.start : clock.end()]), Label.UPDATED, line.furniture)


def find_release_line(lines: Sequence[Line], time_zone: str) -> PrintedDate | None:
    """The closing lines of a Hong Kong press release: 'Ends/Friday, April 13, 2018 / Issued at HKT 15:00'."""
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place].text
        if not (("HKT" in line or "香港" in line) and _RELEASE_TIME.search(line)):
            continue
        text = "\n".join(each.text for each in lines[max(0, place - 1) : place + 1])
        for tail in (line, text):
            found = find_dates(tail[-300:], time_zone)
            if found and found[-1].date.precision is Precision.MINUTE:
                beside = count_units(tail.replace(found[-1].date.literal, " "))
                if beside <= TEXT_UNITS:
                    return found[-1].date
    return None
