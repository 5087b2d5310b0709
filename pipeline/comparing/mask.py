"""The mask: what of a Document does not count for its Changes, and why, for a person to look at.

Pure.
"""

from dataclasses import dataclass

from pipeline.comparing.container import choose_container
from pipeline.comparing.noise import Knowledge
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.sifted import Held, sift_document
from pipeline.comparing.units import is_stamp
from pipeline.model import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """What is held, in reading order, and how much that is.

    container: the path that holds the text; None = none known, so all that is no furniture counts.
    pairs: pairs of Captures seconds apart that this template was learned from. blocks: how many there are at all.
    masked: share of the container's characters on places that change by themselves, where an Edit would not be seen.
    """

    held: tuple[Held, ...]
    container: str | None
    pairs: int
    known: bool
    blocks: int
    masked: float


def explain_noise(document: Document, knowledge: Knowledge) -> Mask:
    """Which Blocks of a Document, and which parts of Blocks, do not count with today's Knowledge, and why in words."""
    sieve = Sieve(knowledge)
    container = choose_container(document, knowledge.containers.values(), knowledge.is_noisy)
    sifted = sift_document(document, sieve, container)
    held = [*sifted.held, *_held_parts(document, sieve, {one.place for one in sifted.held})]
    return Mask(
        held=tuple(sorted(held, key=lambda one: one.place)),
        container=container.path if container else None,
        pairs=knowledge.pairs.get(container.path if container else "", 0),
        known=sieve.knows_template(container),
        blocks=len(document.blocks),
        masked=sifted.masked,
    )


def _held_parts(document: Document, sieve: Sieve, whole: set[int]) -> list[Held]:
    """The parts of Blocks that are left out of Blocks that count."""
    found = []
    for place, block in enumerate(document.blocks):
        for piece in block.pieces if place not in whole else ():
            text = " ".join(piece.text.split())
            if not piece.inline or not text:
                continue
            learned = sieve.why_noise(block.path, piece.inline) or sieve.why_built(block, piece)
            why = learned or ("small print of its own: dates, counters, labels" if is_stamp(text) else None)
            if why:
                found.append(
                    Held(text=text, path=block.path, why=why, place=place, inline=piece.inline, learned=bool(learned))
                )
    return found
