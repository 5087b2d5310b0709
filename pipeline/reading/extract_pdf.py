"""What a PDF says: its text layer, title and date.

Pure. A scan without a text layer is empty, not an error; what pdfium cannot open is unreadable.
"""

import re
from datetime import datetime

import pypdfium2

from pipeline.dates import find_dates, parse_official_date
from pipeline.errors import DateConflict, UnreadableBody
from pipeline.model import Document, Outcome, Precision, PrintedDate
from pipeline.reading.lines import count_units
from pipeline.text.language import detect_language

MOST_PAGES = 400
"""Pages read; longer reports are annexes, and the time of a read must be bounded."""

_CREATED = re.compile(r"D:(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?")
_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–—\s]*$", re.IGNORECASE)
_ENDS = re.compile(r"[.!?。！？；;:：]['\"”’」』）)]*$")
_HAN_END = re.compile("[\u3040-\u30ff\u3400-\u9fff，、]$")
_NEW = re.compile(
    r"^(?:[•●◦▪‣·*\-–—]\s|\(?[\divxlc]{1,4}[.)]\s|[（(]?[一二三四五六七八九十]{1,3}[)）、.]|第[一二三四五六七八九十百]+[章条條节節])",
    re.IGNORECASE,
)
_FILE_TITLE = re.compile(r"\.(?:docx?|pdf|pptx?|indd|wpd)$|^(?:microsoft word|untitled|powerpoint)", re.IGNORECASE)


def extract_pdf(
    body: bytes, *, url: str | None = None, time_zone: str = "Asia/Hong_Kong", latest: datetime | None = None
) -> Document:
    """Read a PDF. Raises UnreadableBody where it is none, is damaged or locked. Blocks stay empty."""
    try:
        pdf = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise UnreadableBody(f"{url or 'body'}: not a PDF that can be read: {str(error).rstrip('.')}") from error
    try:
        pages = [_page_text(pdf, number) for number in range(min(len(pdf), MOST_PAGES))]
        metadata = pdf.get_metadata_dict()
    finally:
        pdf.close()
    paragraphs = [paragraph for page in _without_running_heads(pages) for paragraph in _paragraphs(page)]
    text = "\n".join(paragraphs)
    if not text.strip():
        return Document(title=_title(metadata, []), text="", language=None, low_confidence=True, outcome=Outcome.EMPTY)
    published = _printed_date(paragraphs, time_zone)
    return Document(
        title=_title(metadata, paragraphs),
        text=text,
        language=detect_language(text),
        published=published if published and (latest is None or published.at <= latest) else None,
        lead=next((each for each in paragraphs[1:] if count_units(each) >= 12), None),
        low_confidence=count_units(text) < 10 * len(pages),
    )


def _page_text(pdf: pypdfium2.PdfDocument, number: int) -> list[str]:
    page = pdf[number]
    try:
        layer = page.get_textpage()
        try:
            text: str = layer.get_text_bounded()
        finally:
            layer.close()
    finally:
        page.close()
    clean = text.replace("\ufffe", "").replace("\x02", "")
    return [" ".join(line.split()) for line in clean.splitlines() if line.strip()]


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Pages without page numbers and without first and last lines that most pages share."""
    edges: dict[str, int] = {}
    for page in pages:
        for line in {*page[:1], *page[-1:]}:
            edges[line] = edges.get(line, 0) + 1
    running = {line for line, times in edges.items() if times >= 3 and times * 2 > len(pages)}
    return [[line for line in page if line not in running and not _PAGE_NUMBER.match(line)] for page in pages]


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines joined where a sentence runs on; Han text without a space between."""
    full = max((count_units(line) for line in lines), default=0)
    joined: list[str] = []
    run_on = False
    for line in lines:
        if run_on and not _NEW.match(line):
            space = "" if _HAN_END.search(joined[-1]) else " "
            hyphen = joined[-1].endswith("-") and line[:1].islower()
            joined[-1] = joined[-1].rstrip("-") + line if hyphen else f"{joined[-1]}{space}{line}"
        else:
            joined.append(line)
        run_on = not _ENDS.search(line) and count_units(line) > 0.6 * full
    return joined


def _title(metadata: dict[str, str], paragraphs: list[str]) -> str:
    """The title that the file names if it stands in the text; else the first lines of it."""
    told = " ".join(metadata.get("Title", "").split())
    if told and not _FILE_TITLE.search(told) and (not paragraphs or told.lower() in " ".join(paragraphs[:20]).lower()):
        return told
    first = next((each for each in paragraphs[:8] if count_units(each) >= 3), paragraphs[0] if paragraphs else "")
    return first[:200]


def _printed_date(paragraphs: list[str], time_zone: str) -> PrintedDate | None:
    """The date in print on a line of its own, at the head or the foot of the text; two days are none."""
    near = [*paragraphs[:12], *paragraphs[-6:]]
    days: dict[str, PrintedDate] = {}
    for line in near:
        found = find_dates(line, time_zone)
        if len(found) == 1 and count_units(line) <= 14 and found[0].date.precision is not Precision.YEAR:
            try:
                date = parse_official_date(line, time_zone=time_zone)
            except DateConflict:
                continue
            if date and date.precision not in (Precision.MONTH, Precision.YEAR):
                days.setdefault(date.shown[:10], date)
    return next(iter(days.values())) if len(days) == 1 else None
