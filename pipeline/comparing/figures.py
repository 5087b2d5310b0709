"""Figures inside a sentence that change by themselves: elided on both sides, so the words around them can be compared.

Pure. "(8,123 have signed up)" at the end of a paragraph is another sentence on every fetch; an Edit of its words would
otherwise never be seen twice alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.comparing.sifted import Sentence, Sifted
from pipeline.text.keys import fold_key

_FIGURE = re.compile(r"\d[\d.,]*(?<![.,])")
_BEFORE, _AFTER = 3, 6
"""Characters around a figure by which it is known again in a sentence that was edited elsewhere."""

_MOST = 2
"""Figures of one sentence that may flicker; more is another sentence of the same making."""

ELIDED = "…"
"""What stands for a figure that changes by itself."""


def elide_flickering(
    olds: tuple[Sifted, ...], news: tuple[Sifted, ...], kept: frozenset[str] = frozenset()
) -> tuple[tuple[Sifted, ...], tuple[Sifted, ...]]:
    """Both sides of a Page with the figures elided that two Captures of one side show differently in one sentence.

    kept: paths of which a person said that they are text; nothing is elided there.
    """
    places = {place for side in (olds, news) for one, other in pairwise(side) for place in _flickering(one, other)}
    if not places:
        return olds, news
    around = (f"(?<={_any_digit(before)}){_FIGURE.pattern}(?={_any_digit(after)})" for before, after in sorted(places))
    pattern = re.compile("|".join(around))
    return tuple(_elide(side, pattern, kept) for side in olds), tuple(_elide(side, pattern, kept) for side in news)


def _flickering(one: Sifted, other: Sifted) -> Iterable[tuple[str, str]]:
    """What stands before and after each figure that alone differs between two sentences on one path."""
    rest: dict[tuple[str, str], list[Sentence]] = {}
    for sentence in other.sentences:
        if sentence.key not in one.everywhere:
            rest.setdefault((sentence.path, _FIGURE.sub("0", sentence.text)), []).append(sentence)
    for sentence in one.sentences:
        if sentence.key in other.everywhere:
            continue
        for twin in rest.get((sentence.path, _FIGURE.sub("0", sentence.text)), ())[:1]:
            yield from _places(sentence.text, twin.text)


def _places(one: str, other: str) -> Sequence[tuple[str, str]]:
    figures = zip(_FIGURE.finditer(one), _FIGURE.finditer(other), strict=True)
    found = [
        (one[max(0, figure.start() - _BEFORE) : figure.start()], one[figure.end() : figure.end() + _AFTER])
        for figure, twin in figures
        if figure[0] != twin[0]
    ]
    firm = all(len(before) == _BEFORE and after for before, after in found)
    return found if firm and len(found) <= _MOST else ()


def _any_digit(context: str) -> str:
    """The pattern of a context: a digit in it may be another, since a date beside the figure may be what was edited."""
    return re.sub(r"\d", r"\\d", re.escape(context))


def _elide(sifted: Sifted, pattern: re.Pattern[str], kept: frozenset[str]) -> Sifted:
    sentences = []
    everywhere = Counter(sifted.everywhere)
    for sentence in sifted.sentences:
        text = sentence.text if sentence.path in kept else pattern.sub(ELIDED, sentence.text)
        if text != sentence.text:
            everywhere[sentence.key] -= 1
            sentence = replace(sentence, key=fold_key(text), text=text)
            everywhere[sentence.key] += 1
        sentences.append(sentence)
    counted = Counter(sentence.key for sentence in sentences)
    return replace(sifted, sentences=tuple(sentences), counted=counted, everywhere=+everywhere)
