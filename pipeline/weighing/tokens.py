"""A sentence as tokens that are compared and shown as one: figures with their units, Latin words, Han characters.

Pure: no clock, no network, no files, no SQL.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.text.glyphs import flatten, is_content, is_han
from pipeline.weighing.fact_reading import FIGURES, find_facts

FIGURE_WEIGHT = 2
"""A figure is one thing, however long it is written: a sentence with another date is the same sentence."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of text that an Edit keeps or replaces as a whole; what lies between tokens is space and punctuation.

    key: equal keys are the same to a reader. weight: how much of a sentence it is, in characters.
    """

    start: int
    end: int
    key: str
    weight: int


@lru_cache(maxsize=1_024)
def split_tokens(text: str) -> tuple[Token, ...]:
    """Split a text into its tokens, in order."""
    flat = flatten(text)
    tokens: list[Token] = []
    place = 0
    for fact in find_facts(text):
        if fact.type in FIGURES:
            tokens.extend(_split_plain(flat, place, fact.start))
            key = f"{fact.type}:{fact.value}:{fact.unit}"
            tokens.append(Token(fact.start, fact.end, key, min(FIGURE_WEIGHT, sum(map(is_content, fact.literal)))))
            place = fact.end
    tokens.extend(_split_plain(flat, place, len(text)))
    return tuple(tokens)


def _split_plain(flat: str, place: int, end: int) -> list[Token]:
    tokens = []
    while place < end:
        character = flat[place]
        word = None if is_han(character) else _WORD.match(flat, place, end)
        if word:
            stop = next((at for at in range(place, word.end()) if is_han(flat[at])), word.end())
            tokens.append(Token(place, stop, flat[place:stop].casefold(), stop - place))
            place = stop
        else:
            if is_content(character) or _binds(flat, place):
                tokens.append(Token(place, place + 1, character.casefold(), 1))
            place += 1
    return tokens


def _binds(flat: str, place: int) -> bool:
    """Whether a mark belongs to the figures beside it: 10-20, 1/2, 3:2, -5, <5; not a bullet, not a stop."""
    character = flat[place]
    following = flat[place + 1 : place + 2]
    if character in "<>=≤≥":
        return flat[place + 1 :].lstrip()[:1].isdigit()
    if character not in "-/:." or not following.isdigit():
        return character == "-" and flat[:place].rstrip()[-1:].isdigit() and flat[place + 1 :].lstrip()[:1].isdigit()
    return flat[place - 1 : place].isdigit() or (character == "-" and not flat[place - 1 : place].strip())
