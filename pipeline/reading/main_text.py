"""Which lines of a page are its main text: the element whose prose outweighs its furniture most, trimmed at both ends.

Pure. Knows no site: the weights were found on data/pages and move F1 by less than 0.005 when halved or doubled.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from lxml.html import HtmlElement

from pipeline.reading.lines import Line, Span

VOID_SHARE = {"tag": 0.9, "hidden": 0.8, "alien": 0.95, "words": 0.4}
"""A zone that holds more than this share of the page's prose is none: the words named the layout, not the element."""

PROSE_UNITS = 12
SENTENCE_UNITS = 5
"""Units from which a line is prose: any line, and one that ends as a sentence."""


BELOW_UNITS = 20
"""Units of prose below the headline from which prose above it is furniture."""


LONGEST_LABEL = 40
"""Characters of the longest line that ends an article."""

_EDITOR = re.compile(r"^[（(【\[]?\s*(?:责任编辑|責任編輯|责编|責編|值班编辑)\s*[:：]")
_CLOSING = re.compile(
    r"[【\[■●▼]?\s*(?:(?:推荐|推薦|精彩|热门|熱門|往期)(?:阅读|閱讀|新闻|新聞|推荐|推薦|文章|内容|資訊|资讯|回顾|回顧)"
    r"|猜你喜欢|猜你喜歡|网友评论|網友評論|最新评论|您此时的心情|阅读剩余全文.{0,4}|参考文献|參考文獻"
    r"|references|bibliography|works cited|about the authors?|leave a (?:reply|comment)|related posts)\s*[:：】\]…]*",
    re.IGNORECASE,
)
"""Labels that end an article; not 'Related articles', 'Read more', 相關文章, which stand amid the text too."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a line that is not prose costs the element it stands in: a fixed part, and a part a unit."""

    short: float = 0.7
    link: float = 1.0
    link_unit: float = 0.3
    furniture: float = 1.0
    furniture_unit: float = 0.5


LATIN = Weights()
HAN = Weights(furniture=2.0, furniture_unit=1.0)
"""Chinese and Japanese pages set related news and comments right below the article, without a tag of their own."""


def choose_main(
    lines: Sequence[Line], spans: Sequence[Span], weights: Weights, headline: int | None = None
) -> HtmlElement | None:
    """Mark the lines of the main text (Line.kept) and return the element that holds them, None = no text.

    headline: the place of the line that is the headline; prose above it is furniture. None = not known.
    """
    if not lines:
        return None
    mark_furniture(lines, spans)
    worth = [_weigh(line, weights) for line in lines]
    if headline is not None and sum(value for value in worth[headline:] if value > 0) >= BELOW_UNITS:
        for place in range(headline):
            if worth[place] > 0:
                lines[place].furniture = lines[place].above = True
                worth[place] = _weigh(lines[place], weights)
    sums = list(accumulate(worth, initial=0.0))
    best = max(spans, key=lambda span: (round(sums[span.end] - sums[span.start], 6), span.start - span.end))
    start, end = _densest_run(worth, best.start, best.end)
    end = _cut_tail(lines, start, end)
    for line in lines[start:end]:
        line.kept = not line.furniture and line.link_share <= 0.6 and any(map(str.isalnum, line.text))
    return best.element


def mark_furniture(lines: Sequence[Line], spans: Sequence[Span]) -> None:
    prose = list(accumulate((max(0.0, _weigh(line, LATIN)) for line in lines), initial=0.0))
    for span in spans:
        if span.zone and prose[span.end] - prose[span.start] <= VOID_SHARE[span.zone] * prose[-1]:
            for line in lines[span.start : span.end]:
                line.furniture = True


def _weigh(line: Line, weights: Weights) -> float:
    """What a line says for the element around it: prose its units, anything else against it."""
    if line.furniture:
        return -weights.furniture - min(weights.furniture_unit * line.units, 30)
    if line.link_share > 0.5:
        return -weights.link - weights.link_unit * min(line.units, 20)
    if line.heading:
        return 0.0
    if line.units >= PROSE_UNITS or (line.units >= SENTENCE_UNITS and line.sentence):
        return line.units * (1 - line.link_share) - 2
    return -weights.short


def _cut_tail(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the text ends for the reader: at the editor's name, or at a closing label past the middle."""
    units = list(accumulate((line.units for line in lines[start:end]), initial=0.0))
    for place in range(start, end):
        line, before = lines[place], units[place - start]
        if len(line.text) > LONGEST_LABEL or before < SENTENCE_UNITS:
            continue
        if _EDITOR.match(line.text) or (_CLOSING.fullmatch(line.text) and 2 * before >= units[-1]):
            return place
    return end


def _densest_run(worth: Sequence[float], start: int, end: int) -> tuple[int, int]:
    """The run of lines within [start, end) with the greatest sum."""
    best, run, first, chosen = float("-inf"), 0.0, start, (start, end)
    for place in range(start, end):
        if run <= 0:
            run, first = 0.0, place
        run += worth[place]
        if run > best:
            best, chosen = run, (first, place + 1)
    return chosen
