"""What a Digest opens with: subject, headline and preheader, of the strongest finding or of a day that came.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.telling.background import Arrival
from pipeline.telling.finding import Finding
from pipeline.telling.phrases import say_counts, say_headline, say_nothing, say_subject, subject_nothing
from pipeline.telling.steps import say_arrived, subject_arrived
from pipeline.telling.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a Digest opens with. quotes: the parts of the headline that are the publisher's words."""

    subject: str
    preheader: str
    headline: str
    quotes: tuple[str, ...] = ()


def open_digest(
    strongest: Finding | None,
    arrivals: Sequence[Arrival],
    counts: tuple[tuple[str, int], ...],
    blind: int,
    words: Words,
) -> Opening:
    """Subject and headline of the strongest finding, else of a day that came."""
    more = sum(number for _, number in counts) - 1
    if strongest is not None:
        headline, quotes = say_headline(strongest, words)
        subject = say_subject(strongest, more, words)
        return Opening(subject=subject, preheader=say_counts(counts, words), headline=headline, quotes=quotes)
    if arrivals:
        subject, headline = subject_arrived(arrivals[0], more, words), say_arrived(arrivals[0], words)
        return Opening(subject=subject, preheader=say_counts(counts, words), headline=headline)
    headline, preheader = say_nothing(blind, words), words.say("counts.nothing")
    return Opening(subject=subject_nothing(words), preheader=preheader, headline=headline)
