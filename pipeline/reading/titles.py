"""The headline of a page, without the name of the site.

Pure. The h1 that the head of the page repeats is the headline; without one, the part of og:title or <title> that
stands on the page as a line of its own; without that, what is left when the site's name is cut off.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from pipeline.reading.lines import Line
from pipeline.reading.linked import Said

_SITE = r"网|網|报|報|在线|在線|新闻|新聞|频道|頻道|门户|門戶|政府|信息|\.(?:com|cn|hk|net|org)|[A-Za-z]{2}"
_BREAK = re.compile(
    r"\s+[|｜–—―·•»«/:：-]{1,2}\s+|\s*[|｜_]+\s*|\s*(?:--+|——+|―{2,}|»|::)\s*|\s*[：:](?=\S{2,12}$)"
    rf"|\s*[-–—](?=[^-–—]{{2,20}}$)(?=.*(?:{_SITE}))"
)
_STRONG = re.compile(r"[|｜_»«•]|--|::|——")
_CHANNEL = re.compile("[\u4e00-\u9fff]{2,4}")
_ASTERISKS = re.compile(r"\*{5,}")
_TITLE_METAS = ("articletitle", "og:title", "citation_title", "twitter:title", "dc.title", "dcterms.title", "title")
_PIECE = 2


LONGEST = 400
"""Characters of a line above which it is no headline."""


def find_title(tree: HtmlElement, said: Said, lines: Sequence[Line]) -> str:
    """The headline of a page; '' where the page names none.

    lines: of the page, to see which part of the <title> stands on the page.
    """
    element = tree.find(".//title")
    titled = _tidy(element.text_content()) if element is not None else ""
    told = [_tidy(said.metas[name]) for name in _TITLE_METAS if said.metas.get(name)]
    named = [_tidy(each["headline"]) for each in said.articles if isinstance(each.get("headline"), str)]
    headings = [_tidy("".join(h1.itertext())) for h1 in tree.iter("h1")]
    sources = [each for each in (*named[:1], *told, titled) if each]
    site = fold_title(said.metas.get("og:site_name", ""))
    heading = _repeated_heading([each for each in headings if each and fold_title(each) != site], sources)
    if heading:
        return heading
    if named and len(named[0]) > 5:
        return named[0]
    shown = {fold_title(line.text) for line in lines[:400] if len(line.text) < LONGEST}
    return (
        next(_shown_parts(sources, shown), None)
        or _underlined(lines)
        or next((cut for each in sources if (cut := _cut_site(each, site))), None)
        or next((each for each in headings if each), "")
    )


def find_headline(lines: Sequence[Line], title: str) -> int | None:
    """The place of the first line that is the headline, one with a heading's tag before others; None = none is."""
    wanted = fold_title(title)
    if len(wanted) < 4:
        return None
    places = [n for n, line in enumerate(lines) if len(line.text) < LONGEST and fold_title(line.text) == wanted]
    return next((place for place in places if lines[place].heading), places[0] if places else None)


def _repeated_heading(headings: Sequence[str], sources: Sequence[str]) -> str | None:
    """The h1 that the head repeats: the longest within it, else the first much like it, else the only one of some length."""
    keys = [fold_title(each) for each in sources]
    within = [each for each in headings if (key := fold_title(each)) and any(key in source for source in keys)]
    whole = [each for each in within if any(_covers(fold_title(each), source) for source in sources)]
    if whole:
        return max(whole, key=len)
    others = [each for each in headings if each not in within]
    like = [each for each in others if any(_likeness(fold_title(each), key) >= 0.5 for key in keys)]
    if like:
        parts = (cut for source in sources if (cut := _cut_site(source, "")))
        held = (cut for cut in parts if fold_title(cut) in fold_title(like[0]) and 2 * len(cut) >= len(like[0]))
        return next(held, like[0])
    alone = [each for each in headings if len(fold_title(each)) >= 8]
    return alone[0] if len(alone) == 1 and not within else None


def _covers(key: str, source: str) -> bool:
    """Whether a title repeats a heading, and not as the name of the site behind a break."""
    if key not in fold_title(source):
        return False
    parts = [fold_title(part) for part in _BREAK.split(source)]
    return not (key in parts[1:] and len(key) < max(map(len, parts)))


def _shown_parts(sources: Sequence[str], shown: set[str]) -> Iterator[str]:
    """Parts of the titles that stand on the page as a line: those from the start first, longest first."""
    for source in sources:
        breaks = list(_BREAK.finditer(source))
        for found in reversed(breaks):
            if fold_title(source[: found.start()]) in shown and len(fold_title(source[: found.start()])) > 3:
                yield source[: found.start()]
        if fold_title(source) in shown:
            yield source
        for part in _BREAK.split(source)[1:]:
            if len(part) > 0.6 * len(source) and fold_title(part) in shown:
                yield part


def _cut_site(source: str, site: str) -> str:
    """A title without what follows its last breaks; the longest part where the first is a mere word."""
    parts = _BREAK.split(source)
    kept = source
    while (breaks := list(_BREAK.finditer(kept))) and (
        kept == source or _STRONG.search(kept) or _CHANNEL.fullmatch(kept[breaks[-1].end() :])
    ):
        kept = kept[: breaks[-1].start()]
    longest = max(parts, key=len)
    if fold_title(kept) == site or len(kept) < 0.5 * len(longest):
        return longest
    return kept


def _underlined(lines: Sequence[Line]) -> str | None:
    """The line above a row of asterisks: so the Government's press releases mark their headline."""
    for place, line in enumerate(lines[:200]):
        if place and _ASTERISKS.fullmatch(line.text):
            return lines[place - 1].text
    return None


def _likeness(a: str, b: str) -> float:
    """Share of the shorter key's pairs of characters that the other key has too."""
    left, right = ({key[place : place + _PIECE] for place in range(len(key) - 1)} for key in (a, b))
    return len(left & right) / len(left) if left else 0.0


@lru_cache(maxsize=4_096)
def fold_title(text: str) -> str:
    """A title as it is compared: NFKC, lower case, letters and digits only. Every line of a page is asked twice."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _tidy(text: object) -> str:
    return " ".join(str(text).split())
