"""Which of the dates of a page is its date of publication, and which its own 'last updated'.

Pure. Machine-readable dates first, but a labelled date in print beats a meta element of a content system; what stands
near the headline comes next, the closing line of a press release, the address. Rather none than a guess.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.dates import find_dates, parse_official_date
from pipeline.errors import DateConflict
from pipeline.model import Precision, PrintedDate
from pipeline.reading.datelines import UPDATED, Label, Stamp, find_labelled, find_release_line, find_stamps, is_exact
from pipeline.reading.lines import Line, PageLines
from pipeline.reading.linked import Said

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
_DIGITS = re.compile(r"\d{4}|年")
_NOISE = re.compile(r"[\W_]+")
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

WINDOW = 12
"""Lines before the first of the text that are searched where the headline does not begin the window."""


NEAR = 9
"""Of those and the first three of the text, the last that may print a date without a label."""

ABOVE = 3
"""Lines above the headline that are searched too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDates:
    """The two dates of a page; None = not printed."""

    published: PrintedDate | None
    modified: PrintedDate | None


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
    window, named = _window(lines, title)
    stamps = list(find_stamps(window, time_zone))
    near = stamps if named else list(find_stamps((line for line in window[-NEAR:] if not line.furniture), time_zone))
    released = find_release_line(lines, time_zone)
    candidates = (
        *_of_articles(said, "datePublished", title, url, time_zone),
        *([released] if released else []),
        *_of_metas(said, _PUBLISHED_METAS, time_zone),
        *_of_print(stamps, near, page, time_zone),
        *_of_metas(said, _SYSTEM_METAS, time_zone),
        *_of_url(url, time_zone),
        *_without_year(said, window, time_zone),
    )
    published = next((date for date in candidates if latest is None or date.at <= latest), None)
    if published and published.shown.endswith("+00:00"):
        published = _in_local_time(published, stamps, time_zone)
    return PageDates(published=published, modified=_modified(said, lines, stamps, title, url, time_zone))


def _in_local_time(said: PrintedDate, stamps: Sequence[Stamp], time_zone: str) -> PrintedDate:
    """A date told to machines in UTC, shown in local time where the page prints the local day and that is another."""
    local = said.at.astimezone(ZoneInfo(time_zone)).isoformat()
    printed = {stamp.date.shown[:10] for stamp in stamps if stamp.label is not Label.UPDATED}
    return replace(said, shown=local) if local[:10] in printed and said.shown[:10] not in printed else said


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
        if date and is_exact(date):
            yield date


def _of_print(stamps: Sequence[Stamp], near: Sequence[Stamp], page: PageLines, time_zone: str) -> Iterator[PrintedDate]:
    """Dates in print: labelled near the headline, named by their element, labelled elsewhere, then merely near it.

    near: where dates without a label are believed.
    """
    plain = [stamp for stamp in near if stamp.label is Label.PLAIN]
    labelled = (line for line in page.lines if not line.furniture and _LABELLED.search(line.text))
    groups = (
        [stamp.date for stamp in stamps if stamp.label is Label.PUBLISHED],
        list(_of_elements(page, time_zone)),
        [stamp.date for stamp in find_stamps(labelled, time_zone) if stamp.label is Label.PUBLISHED],
        [stamp.date for stamp in find_labelled(page.lines, time_zone) if stamp.label is Label.PUBLISHED],
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
            if is_exact(each.date) and not UPDATED.search(before):
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
    said: Said, lines: Sequence[Line], stamps: Sequence[Stamp], title: str, url: str | None, time_zone: str
) -> PrintedDate | None:
    """The page's own 'last updated': in print first, then as said to machines."""
    printed = [stamp.date for stamp in stamps if stamp.label is Label.UPDATED]
    if not printed:
        tail = [
            line for line in lines if len(line.text) < 200 and _DIGITS.search(line.text) and UPDATED.search(line.text)
        ]
        told_apart = (*find_stamps(tail[:50], time_zone), *find_labelled(lines, time_zone))
        printed = [stamp.date for stamp in told_apart if stamp.label is Label.UPDATED]
        printed = printed if len({date.shown for date in printed}) == 1 else []
    told = (_value(said.metas.get(name), time_zone) for name in _MODIFIED_METAS)
    return next(
        (date for date in (*printed, *_of_articles(said, "dateModified", title, url, time_zone), *told) if date), None
    )


def _window(lines: Sequence[Line], title: str) -> tuple[Sequence[Line], bool]:
    """The lines from the headline to the first lines of the text, and whether the headline was found."""
    kept = [place for place, line in enumerate(lines) if line.kept]
    if not kept:
        return lines[: 2 * WINDOW], False
    wanted = _NOISE.sub("", title)
    named = [
        place
        for place in range(min(kept[0] + 3, len(lines)))
        if len(wanted) > 3 and wanted in _NOISE.sub("", lines[place].text)
    ]
    start = named[-1] if named else max(0, kept[0] - WINDOW)
    above = [line for line in lines[max(0, start - ABOVE) : start] if not line.furniture] if named else []
    return [*above, *lines[start : kept[0] + 3]], bool(named)


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
