"""Which of the dates of a page is its date of publication, and which its own 'last updated'.

Pure. Machine-readable dates first, but a labelled date in print beats a meta element of a content system; what stands
near the headline comes next, the closing line of a press release, the address. Rather none than a guess.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.dates import FoundDate, find_dates, parse_official_date
from pipeline.errors import DateConflict
from pipeline.lines import Line, PageLines, count_units
from pipeline.linked import Said
from pipeline.model import Precision, PrintedDate

_PUBLISHED_METAS = tuple(
    str.split(
        "article:published_time og:article:published_time og:published_time datepublished firstpublishedtime "
        "publish-date publish_date publication_date published published_time published-date dc.date.issued "
        "dcterms.issued sailthru.date parsely-pub-date "
        "cxenseparse:recs:publishtime cxenseparse:publishtime article.published article:create_at "
        "originalpublicationdate og:release_date release_date epoch-publish-date og:time govuk:first-published-at "
        "weibo:article:create_at apub:time eprints.datestamp citation_publication_date citation_online_date"
    )
)
_SYSTEM_METAS = tuple(str.split("publishdate pubdate dcterms.created date.created date dc.date"))
"""Metas that some content systems fill with the day of typing or of building: a date in print beats them."""

_MODIFIED_METAS = tuple(
    str.split(
        "article:modified_time og:article:modified_time og:modified_time og:updated_time datemodified date.modified "
        "date.updated dateupdate last-modified last_modified lastmod dcterms.modified dc.date.modified "
        "govuk:public-updated-at govuk:updated-at weibo:article:update_at article:update_at"
    )
)
_UPDATED = re.compile(
    r"(?:last|page|content)?\s*(?:updated?|modified|reviewed|revised|revision|edited|amended)\b|最[後后近]?(?:一次)?(?:更新|修訂|修订|修改|編輯|编辑)"
    r"|更新|修訂日期|修订日期|改訂|수정",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publish|posted|released?\b|issued\b|first|發佈|发布|發布|發表|发表|刊登|公布|公佈|公開|時間|时间|日期|配信|입력",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"today|now\b|今天|今日|现在|現在|当前|當前|deadline|clos(?:e|ing)|expir|effective|until|\bby\b|\bfrom\b|event|meeting|copyright|©|born|archived|accessed|retrieved|截止|生效|有效|實施|实施|施行"
    r"|舉行|举行|活動|活动|會議|会议|成文|起至|至$|印发日期",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{4}|年")
_CLOCK_ONLY = re.compile(r"\s*[:：]?\s*(\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)(?![\d:：/年-])")
_NOISE = re.compile(r"[\W_]+")
_RELEASE_TIME = re.compile(r"Issued at HKT|香港[時时][間间]", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:发布|發佈|發布)(?:时间|時間|日期)|^(?:Published|Posted|Date of issue|Release date)\b", re.IGNORECASE
)
_YEARLESS = re.compile(
    r"(?:发布|發佈|發布)(?:时间|時間|日期|于|於)?\s*[:：]?\s*(\d{1,2})[-/月](\d{1,2})日?(?!\d*[-/年])"
)
_URL_DAY = (
    re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d{2})[-/_]?(0[1-9]|1[0-2])[-/_](0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d{2})([-/_])([1-9]|1[0-2])\2([1-9]|[12]\d|3[01])(?!\d)"),
)

STAMP_UNITS = 18
"""Units beside its dates up to which a line is a stamp (date, source, author), not prose that names a date."""

WINDOW = 12
"""Lines before the first of the text that are searched where the headline does not begin the window."""


ABOVE = 3
"""Lines above the headline that are searched too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDates:
    """The two dates of a page; None = not printed."""

    published: PrintedDate | None
    modified: PrintedDate | None


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A date in print: on which line, with which label ('published', 'updated' or '')."""

    date: PrintedDate
    label: str
    furniture: bool


def find_published(
    said: Said,
    page: PageLines,
    *,
    title: str,
    url: str | None = None,
    latest: datetime | None = None,
    time_zone: str = "Asia/Hong_Kong",
) -> PageDates:
    """Find when a page says it was published and last updated.

    page: the page's lines with the main text marked. title: the headline, where the search in print begins.
    latest: no date of publication after it is accepted.
    """
    lines = page.lines
    window = _window(lines, title)
    stamps = list(_stamps(window, time_zone))
    released = _release_line(lines, time_zone)
    candidates = (
        *_of_articles(said, "datePublished", title, url, time_zone),
        *([released] if released else []),
        *_of_metas(said, _PUBLISHED_METAS, time_zone),
        *_of_print(stamps, page, time_zone),
        *_of_metas(said, _SYSTEM_METAS, time_zone),
        *_of_url(url, time_zone),
        *_without_year(said, window, time_zone),
    )
    published = next((date for date in candidates if latest is None or date.at <= latest), None)
    return PageDates(published=published, modified=_modified(said, lines, stamps, title, url, time_zone))


def _of_articles(said: Said, key: str, title: str, url: str | None, time_zone: str) -> Iterator[PrintedDate]:
    """The date of the JSON-LD article; of several, the one with the headline of the page, or its address."""
    dated = [(each, date) for each in said.articles if (date := _value(each.get(key), time_zone))]
    days = {date.shown[:10] for _, date in dated}
    if len(days) > 1:
        wanted = _NOISE.sub("", title)
        dated = [
            (each, date)
            for each, date in dated
            if (wanted and _NOISE.sub("", str(each.get("headline") or each.get("name") or "")) == wanted)
            or (url and url in (each.get("url"), each.get("@id"), each.get("mainEntityOfPage")))
        ] or dated[:1]
    if dated:
        yield dated[0][1]


def _of_metas(said: Said, names: Sequence[str], time_zone: str) -> Iterator[PrintedDate]:
    for name in names:
        date = _value(said.metas.get(name), time_zone)
        if date and date.precision not in (Precision.MONTH, Precision.YEAR):
            yield date


def _of_print(stamps: Sequence[_Stamp], page: PageLines, time_zone: str) -> Iterator[PrintedDate]:
    """Dates in print: labelled near the headline, named by their element, labelled elsewhere, then merely near it."""
    plain = [stamp for stamp in stamps if stamp.label == ""]
    labelled = (line for line in page.lines if not line.furniture and _LABELLED.search(line.text))
    groups = (
        [stamp.date for stamp in stamps if stamp.label == "published"],
        list(_of_elements(page, time_zone)),
        [stamp.date for stamp in _stamps(labelled, time_zone) if stamp.label == "published"],
        [stamp.date for stamp in plain if not stamp.furniture],
        [stamp.date for stamp in plain if stamp.furniture],
    )
    for group in groups:
        if len({date.shown[:10] for date in group}) == 1:
            yield max(group, key=_exactness)


def _of_elements(page: PageLines, time_zone: str) -> Iterator[PrintedDate]:
    """The dates of elements whose class or id names them so (#pubtime, .release-date)."""
    for element in page.dated:
        text = " ".join("".join(element.itertext()).split())
        found = find_dates(text, time_zone) if len(text) < 200 else []
        for each in found[:1]:
            before = text[: each.start]
            if each.date.precision not in (Precision.MONTH, Precision.YEAR) and not _UPDATED.search(before):
                yield each.date


def _of_url(url: str | None, time_zone: str) -> Iterator[PrintedDate]:
    for form in _URL_DAY:
        match = form.search((url or "").split("?")[0])
        if match:
            date = parse_official_date(
                f"{match[1]}-{int(match.groups()[-2]):02d}-{int(match.groups()[-1]):02d}", time_zone=time_zone
            )
            if date:
                yield replace(date, literal=match[0])


def _without_year(said: Said, lines: Sequence[Line], time_zone: str) -> Iterator[PrintedDate]:
    """A labelled day without its year (发布时间：10-08 12:00), where the page tells machines a date of that day."""
    told = [date for name in _MODIFIED_METAS if (date := _value(said.metas.get(name), time_zone))]
    for line in lines:
        match = _YEARLESS.search(line.text)
        if match:
            day = f"-{int(match[1]):02d}-{int(match[2]):02d}"
            yield from (date for date in told if date.shown[4:10] == day)


def _modified(
    said: Said, lines: Sequence[Line], stamps: Sequence[_Stamp], title: str, url: str | None, time_zone: str
) -> PrintedDate | None:
    """The page's own 'last updated': in print first, then as said to machines."""
    printed = [stamp.date for stamp in stamps if stamp.label == "updated"]
    if not printed:
        tail = [
            line for line in lines if len(line.text) < 200 and _DIGITS.search(line.text) and _UPDATED.search(line.text)
        ]
        printed = [stamp.date for stamp in _stamps(tail[:50], time_zone) if stamp.label == "updated"]
        printed = printed if len({date.shown for date in printed}) == 1 else []
    told = (_value(said.metas.get(name), time_zone) for name in _MODIFIED_METAS)
    return next(
        (date for date in (*printed, *_of_articles(said, "dateModified", title, url, time_zone), *told) if date), None
    )


def _window(lines: Sequence[Line], title: str) -> Sequence[Line]:
    """The lines from the headline to the first lines of the text."""
    kept = [place for place, line in enumerate(lines) if line.kept]
    if not kept:
        return lines[: 2 * WINDOW]
    wanted = _NOISE.sub("", title)
    named = [
        place
        for place in range(min(kept[0] + 3, len(lines)))
        if len(wanted) > 3 and wanted in _NOISE.sub("", lines[place].text)
    ]
    start = named[-1] if named else max(0, kept[0] - WINDOW)
    above = [line for line in lines[max(0, start - ABOVE) : start] if not line.furniture] if named else []
    return [*above, *lines[start : kept[0] + 3]]


def _stamps(lines: Iterable[Line], time_zone: str) -> Iterator[_Stamp]:
    """The dates on lines that are stamps, each with its label."""
    for line in lines:
        if len(line.text) > 300:
            continue
        reached, rest = 0, []
        found = find_dates(line.text, time_zone)
        for each in found:
            rest.append(line.text[reached : each.start])
            reached = each.end
        rest.append(line.text[reached:])
        if not found or count_units(" ".join(rest)) > STAMP_UNITS or len(found) > 3:
            continue
        for number, each in enumerate(found):
            before = rest[number]
            if each.date.precision in (Precision.MONTH, Precision.YEAR) or _OTHER.search(before):
                continue
            label = "updated" if _UPDATED.search(before) else "published" if _PUBLISHED.search(before) else ""
            yield _Stamp(each.date, label, line.furniture)
        yield from _clock_updates(line, found[-1], time_zone)


def _clock_updates(line: Line, found: FoundDate, time_zone: str) -> Iterator[_Stamp]:
    """'2025年04月13日 17:51 最後更新:18:57': the time of the update without its day."""
    label = _UPDATED.search(line.text, found.end)
    clock = _CLOCK_ONLY.match(line.text, label.end()) if label else None
    updated = parse_official_date(f"{found.date.shown[:10]} {clock[1]}", time_zone=time_zone) if clock else None
    if clock and updated:
        yield _Stamp(replace(updated, literal=line.text[found.start : clock.end()]), "updated", line.furniture)


def _release_line(lines: Sequence[Line], time_zone: str) -> PrintedDate | None:
    """The closing lines of a Hong Kong press release: 'Ends/Friday, April 13, 2018 / Issued at HKT 15:00'."""
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place].text
        if ("HKT" in line or "香港" in line) and _RELEASE_TIME.search(line):
            text = "\n".join(each.text for each in lines[max(0, place - 1) : place + 1])
            found = find_dates(text[-300:], time_zone)
            if found and found[-1].date.precision is Precision.MINUTE and count_units(text) < 3 * STAMP_UNITS:
                return found[-1].date
    return None


def _value(value: object, time_zone: str) -> PrintedDate | None:
    if not isinstance(value, (str, int)) or len(str(value)) > 60:
        return None
    try:
        date = parse_official_date(str(value), time_zone=time_zone, day_first=False)
    except DateConflict:
        return None
    return date if date and date.at.year > 1990 else None


def _exactness(date: PrintedDate) -> timedelta:
    order = {Precision.SECOND: 3, Precision.MINUTE: 2, Precision.DAY: 1}
    return timedelta(order.get(date.precision, 0))
