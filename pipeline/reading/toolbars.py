"""Lines of a page that are its toolbar and no text: print, share, type size, how often it was read.

Pure. A whole line is judged, never a part of one: a paragraph that speaks of 字体 is text. What is known stands in labels.py.
"""

import re
import unicodedata
from functools import lru_cache

from pipeline.reading.labels import (
    DATE_PATTERNS,
    PAGE_COUNTERS,
    PAGE_DATE_LABELS,
    SOURCE_LABELS,
    TOOLBAR_LABELS,
    TYPE_SIZES,
)
from pipeline.text.patterns import NEVER, any_word

_LONGEST = 140
_ENOUGH = 2
"""So many labels, counters and dates make a toolbar; a counter alone does too."""


_COUNTER = re.compile("|".join(PAGE_COUNTERS) or NEVER)
_DATE = re.compile("|".join(DATE_PATTERNS) or NEVER)
_LABEL = re.compile(any_word(TOOLBAR_LABELS))
_SIZES = re.compile(TYPE_SIZES or NEVER)
_PAGE_DATED = re.compile(any_word(PAGE_DATE_LABELS))
_DATED = re.compile(any_word((*PAGE_DATE_LABELS, "时间", "時間")))
_SOURCE = re.compile(rf"(?:{any_word(SOURCE_LABELS)})\s?:\s?[^\s:,.。,;!?]{{0,20}}")


_SHORT = 40
_STOPS = ".。!！?？;；,，"


@lru_cache(maxsize=16_384)
def is_toolbar(line: str) -> bool:
    """Whether a line holds nothing but labels of a toolbar, type sizes, counters of visits, dates and whence the page came.

    At least one of them must be a label or a counter, or a date be labelled as the page's own beside a source: dates and
    sources alone are not taken for a toolbar.
    """
    if len(line) > _LONGEST or (len(line) > _SHORT and line.rstrip()[-1:] in _STOPS):
        return False  # running text, which most lines of a long page are
    rest, counters = _COUNTER.subn("\n", unicodedata.normalize("NFKC", line).lower())
    rest, sizes = _SIZES.subn("\n", rest)
    rest, labels = _LABEL.subn("\n", rest)
    if not counters and not labels and (":" not in rest or not _PAGE_DATED.search(rest)):
        return False
    rest, dates = _DATE.subn("\n", rest)
    rest, sources = _SOURCE.subn("\n", _DATED.sub("\n", rest))
    if any(map(str.isalnum, rest)) or not (counters or labels or (dates and sources)):
        return False
    return counters > 0 or labels + sizes + dates + sources >= _ENOUGH
