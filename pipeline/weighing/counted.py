"""A figure with what it counts: "6 task forces" says what "6" does not.

Pure: no clock, no network, no files, no SQL, no logging.
"""

import re
from collections.abc import Sequence

from pipeline.model import Edit, Fact, FactType
from pipeline.weighing.excerpt import clean_text, count_columns

# A figure as short as this says nothing without what it counts.
_BARE_COLUMNS = 6
_COUNTED = re.compile(r"\s?[㐀-䶿一-鿿]{1,3}|(?: [A-Za-z][A-Za-z'’-]*){1,2}")
LONGEST_WEIGHED = 2_000
"""A sentence longer than this is not searched for words to quote: no publisher writes one."""


def fact_sides(fact: Fact, edits: Sequence[Edit]) -> tuple[str, str]:
    """Both sides of a fact, a bare figure with the word or two that follow it in the text: '6 task forces'."""
    before, after = clean_text(fact.before or ""), clean_text(fact.after or "")
    counts = fact.type in (FactType.NUMBER, FactType.LIMIT)
    if not counts or max(count_columns(before), count_columns(after)) > _BARE_COLUMNS:
        return before, after
    for edit in edits:
        if max(len(edit.before), len(edit.after)) > LONGEST_WEIGHED:
            continue
        old, new = _with_counted(before, edit.before), _with_counted(after, edit.after)
        if (old or not before) and (new or not after) and old != new:
            return old, new
    return before, after


def _with_counted(figure: str, text: str) -> str:
    """A figure and what it counts in a text; '' where the figure does not stand there."""
    if not figure:
        return ""
    found = re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d,.]*\d)", clean_text(text))
    if found is None:
        return ""
    counted = _COUNTED.match(clean_text(text), found.end())
    return found[0] + (counted[0] if counted else "")
