"""The key of a text: two texts with equal keys are the same to a reader. And the sentences of a text.

Pure: no clock, no network, no files, no SQL. Keys are compared and hashed, never shown.
"""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from pipeline.text.variants import SIMPLIFIED, TRADITIONAL

_KEPT_SYMBOLS = frozenset("%+°±×÷")
_HELD = {
    "\ue000": ".",
    "\ue001": ":",
    "\ue002": "/",
    "\ue003": "-",
    "\ue004": ",",
    "\ue005": "<",
    "\ue006": ">",
    "\ue007": "=",
}
_HOLD = {shown: held for held, shown in _HELD.items()}
_DASHES = "-‐‑‒–—―−~〜～"


class _Folding(dict[int, str | None]):
    """What each code point becomes in a key; filled as characters are met, so bounded by Unicode."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        kind = unicodedata.category(character)
        kept = kind[0] in "LNM" or kind == "Sc" or character in _KEPT_SYMBOLS
        folded = self[code] = character.casefold() if kept else None
        return folded


_FOLDING = _Folding()
_FOLDING.update({ord(before): after for before, after in zip(TRADITIONAL, SIMPLIFIED, strict=True)})
_FOLDING.update({ord(held): shown for held, shown in _HELD.items()})

_MAIL = re.compile(
    r"[\w.+-]+(?:@|\s?[\[(](?:at|protected)[\])]\s?)[\w-]+(?:\.[\w-]+)+|\[email\s*protected\]", re.IGNORECASE
)
_AT = re.compile(r"\s?[\[(]at[\])]\s?", re.IGNORECASE)
_MARKDOWN_TARGET = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'()\[\]（）「」《》，。；、\u4e00-\u9fff]+"
    r"|(?<![\w@.])(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|int|info|hk|cn|mo|tw|uk|eu|us|io)(?:\.[a-z]{2})?(?![\w.]*\w@)(?:/[^\s<>\"'()\[\]（）「」《》，。；、\u4e00-\u9fff]*)?(?![\w])",
    re.IGNORECASE,
)
_STOP_INSIDE = re.compile(r"\.\S")
"""No address is without it or "://": most stops end a sentence."""

# Each begins with what is rare in a text, so that a search leaps to it.
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")
_BETWEEN_DIGITS = re.compile(rf"(\d)(?:([.:/,])|\s*([{_DASHES}])\s*)(?=\d)")
_MINUS = re.compile(r"[-−](?<![\w)\]].)(?=\d)")
_COMPARED = re.compile(r"[<>=≤≥](?=\s?[\d$£€¥])")
_FIGURE = re.compile(r"[\d$£€¥]")
_COMPARISON = {"≤": "<=", "≥": ">="}


def _hold_between(match: re.Match[str]) -> str:
    return match[1] + _HOLD[match[2] or "-"]


def _hold_comparison(match: re.Match[str]) -> str:
    return "".join(_HOLD[mark] for mark in _COMPARISON.get(match[0], match[0]))


def _fold_figures(text: str) -> str:
    """Hold the marks that bind digits; text: from three characters before the first figure on."""
    folded = _THOUSANDS.sub("", text)
    folded = _BETWEEN_DIGITS.sub(_hold_between, folded)
    folded = _MINUS.sub(_HOLD["-"], folded)
    return _COMPARED.sub(_hold_comparison, folded)


def _normalize(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _fold_mail(match: re.Match[str]) -> str:
    """A mail address as it is, one that is spelled out too; one that is hidden (by Cloudflare) as a token."""
    address = _AT.sub("@", match[0])
    return address if "@" in address else " mailaddress "


@lru_cache(maxsize=65_536)
def fold_key(text: str) -> str:
    """Fold a text to what a reader takes in: letters, digits, currency, %, +, ° and the marks that bind digits.

    Width, case, script variants, quotes, dashes, punctuation and all white space go. A URL is one token,
    whichever it is. '' for a text without a letter or digit. Folding a key again gives the key.
    """
    folded = _normalize(text)
    if "@" in folded or "[" in folded:
        folded = _MARKDOWN_TARGET.sub("] ", folded)
        folded = _MAIL.sub(_fold_mail, folded)
    if "." in folded and ("://" in folded or _STOP_INSIDE.search(folded)):
        folded = _URL.sub(" webaddress ", folded)
    if not folded.isalpha() and (figure := _FIGURE.search(folded)):
        start = max(0, figure.start() - 3)
        folded = folded[:start] + _fold_figures(folded[start:])
    key = _normalize(folded.translate(_FOLDING))
    if not any(map(str.isalnum, key)):
        return ""
    return key if key == text or key.isalnum() else fold_key(key)


# Latin stops need white space after them (P7: a query string is no end); full-width stops do not.
_STOP = re.compile(
    r"""[.!?…]+["'”’»)\]]*(?=\s)      # Latin, before white space
      |[。！？｡．‼⁇]+["'”’»」』）)】》〉]*      # Han, anywhere
      |\n+""",
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[A-Za-z]|(?:[A-Za-z]\.)+[A-Za-z]|(?:mr|mrs|ms|dr|prof|hon|rev|st|sr|jr|messrs|no|nos|art|arts|para|paras|sec|ch|fig|figs|vol|pp?|cf|vs|viz|approx|dept|govt|gov|"
    r"ltd|co|corp|inc|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|tel|ext|ref|cap|etc|al|ca|bzw|usw|nr))$",
    re.IGNORECASE,
)
_ENDS_ANYWAY = frozenset(str.split("etc al ltd co corp inc jr sr"))


def _is_stop(text: str, start: int, end: int) -> bool:
    """Whether the mark at text[start:end] ends a sentence: a single Latin stop after an abbreviation does not."""
    if text[start] != "." or text[start + 1 : start + 2] == ".":
        return True
    following = text[end : end + 40].lstrip()[:1]
    if following.islower():
        return False
    before = text[max(0, start - 16) : start]
    found = _ABBREVIATION.search(before)
    if not found:
        return True
    word = found[0].strip(" (\"'“‘\t\n\u00a0").lower()
    return word in _ENDS_ANYWAY or word == "i" or (word.isdigit())


@lru_cache(maxsize=32_768)
def split_sentences(text: str) -> tuple[str, ...]:
    """Split a text into sentences, English and Chinese; a line break always ends one.

    Each is a slice of the text without white space at its ends; joined with the white space that stood between them
    they give the text back. () for white space alone.
    """
    sentences = []
    start = 0
    for match in _STOP.finditer(text):
        if match[0][0] != "\n" and not _is_stop(text, match.start(), match.end()):
            continue
        sentence = text[start : match.end()].strip()
        if sentence:
            sentences.append(sentence)
        start = match.end()
    rest = text[start:].strip()
    if rest:
        sentences.append(rest)
    return tuple(sentences)


def likeness(one: str, other: str) -> float:
    """How alike two keys are, 0 to 1: shared pairs of characters."""
    pairs, others = (Counter(zip(key, key[1:], strict=False)) for key in (one, other))
    total = pairs.total() + others.total()
    return 2 * (pairs & others).total() / total if total else float(one == other)
