"""Characters that look different and read the same: one form for each, without moving any.

Pure. A flat text has the length of the text it was made from, so offsets hold in both. For reading facts and for
comparing, never for showing.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pipeline.text.variants import SIMPLIFIED, TRADITIONAL

_SAME = {
    '"': "“”„‟«»「」『』〝〞＂",
    "'": "‘’‚‛′＇",
    "-": "‐‑‒–—―−－～〜~",
    ",": "、，",
    ".": "。．｡",
    "〇": "○◯",
    "台": "臺檯颱",
    "着": "著",
    "里": "裏裡",
    "线": "線綫",
    "为": "爲為",
    " ": "\u00a0\u3000\u2002\u2003\u2009\u202f\t\n\r\u200b\ufeff",
}


class _Flattening(dict[int, str]):
    """What each code point is read as; filled as characters are met, so bounded by Unicode."""

    def __missing__(self, code: int) -> str:
        narrow = unicodedata.normalize("NFKC", chr(code))
        if len(narrow) != 1:
            narrow = chr(code)
        flat = self[code] = narrow if ord(narrow) == code else self.get(ord(narrow), narrow)
        return flat


_FLATTENING = _Flattening()
_FLATTENING.update({ord(before): after for before, after in zip(TRADITIONAL, SIMPLIFIED, strict=True)})
_FLATTENING.update({ord(each): flat for flat, others in _SAME.items() for each in others})


@lru_cache(maxsize=1_024)
def flatten(text: str) -> str:
    """Write a text in Simplified Han, half-width forms, straight quotes, hyphens for dashes, spaces for white space."""
    return text.translate(_FLATTENING)


_GAP = re.compile("(?<=[\u3400-\u9fff〇]) +(?=[\u3400-\u9fff〇0-9])|(?<=[0-9]) +(?=[\u3400-\u9fff〇])")


def close_gaps(flat: str) -> tuple[str, Sequence[int]]:
    """A flat text without the spaces beside Han, which mean nothing, and where each of its characters stood."""
    gaps = [match.span() for match in _GAP.finditer(flat)]
    if not gaps:
        return flat, range(len(flat))
    places: list[int] = []
    last = 0
    for start, end in gaps:
        places.extend(range(last, start))
        last = end
    places.extend(range(last, len(flat)))
    return "".join(flat[place] for place in places), places


def is_han(character: str) -> bool:
    """Whether a character is compared by itself: Han, kana; not Latin, not Hangul (words there have spaces)."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\u3040" <= character <= "\u30ff"
        or "\uf900" <= character <= "\ufaff"
        or (character in "〇々")
    )


def is_content(character: str) -> bool:
    """Whether a character is text to a reader: letters, digits, currency, %, +, °; not space, not punctuation."""
    kind = unicodedata.category(character)
    return kind[0] in "LNM" or kind == "Sc" or character in "%‰+°±×÷"
