"""Patterns of words, for what is known of small print and furniture.

Pure.
"""

import re
import unicodedata
from collections.abc import Iterable

NEVER = "(?!)"
"""What no words match."""


def any_word(words: Iterable[str]) -> str:
    """A pattern of any of the words after NFKC and in lower case, longest first; Latin ones only as whole words."""
    distinct = {unicodedata.normalize("NFKC", word).lower() for word in words}
    folded = sorted(distinct, key=lambda word: (-len(word), word))
    latin = "|".join(re.escape(word) for word in folded if word.isascii())
    other = "|".join(re.escape(word) for word in folded if not word.isascii())
    return "|".join(filter(None, (rf"(?<![\w])(?:{latin})(?![\w])" if latin else "", other))) or NEVER
