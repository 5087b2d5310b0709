"""Knowledge made ready to ask: is this place noise, is this text shared by many Pages, is this template known?

Pure: no clock, no network, no files, no SQL.
"""

from pipeline.comparing.built import LOOSE_LINK, is_furnishable, shape_of
from pipeline.comparing.container import Container
from pipeline.comparing.noise import BUILDS_WANTED, Knowledge, Spot, hash_key, is_noise
from pipeline.model import Block, Piece

_BUILT_SHARE = 0.6
"""Of the Pages on which anything differed, those that must differ at a spot: an Edit of many Pages changes few of all."""

_PAGES_WANTED = 4
_PAGES_SHARE = 0.25
_PAIRS_WANTED = 3
_PAIRS_FOR_BOXES = 6
"""A box shown half of the time is on all of three pairs' pages one time in eight, on all of six one time in sixty-four."""


class Sieve:
    """What Knowledge says of places, texts and templates."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        tails: dict[str, tuple[int, int]] = {}
        for (path, inline), (seen, changed) in knowledge.path_noise.items():
            tail = _tail(path)
            if tail and not inline:
                before = tails.get(tail, (0, 0))
                tails[tail] = (before[0] + seen, before[1] + changed)
        self._tails = {tail for tail, counts in tails.items() if is_noise(*counts)}
        self._built = {
            spot: f"{'other figures' if spot[2] else 'other rows'} on {changed} of {seen} Pages made anew"
            for spot, (seen, changed) in knowledge.built.items()
            if changed >= BUILDS_WANTED and changed >= _BUILT_SHARE * seen and not self.is_overruled(spot[0])
        }
        self._built_paths = frozenset(path for path, _, _ in self._built)
        self._threshold = max(_PAGES_WANTED, _PAGES_SHARE * knowledge.pages)

    def why_noise(self, path: str, inline: str = "") -> str | None:
        """In words, why a place is held for noise; None = it is not."""
        counts = self.knowledge.path_noise.get((path, inline))
        if counts and self.knowledge.is_noisy(path, inline):
            return f"changed in {counts[1]} of {counts[0]} sightings seconds apart"
        if counts is None and not inline and _tail(path) in self._tails and not self.is_overruled(path):
            return f"like {_tail(path)}, which changes by itself elsewhere on this Source"
        return None

    def why_built(self, block: Block, piece: Piece | None = None) -> str | None:
        """In words, why a Block, or a piece of it, is held for noise that is built into Pages; None = it is not."""
        if block.path not in self._built_paths or not is_furnishable(block):
            return None
        if piece is not None:
            return self._built.get((block.path, piece.inline, shape_of(piece.text))) if piece.inline else None
        shape = shape_of(block.text)
        figures = self._built.get((block.path, "", shape)) if shape else None
        return figures or (self._built.get((block.path, "", "")) if block.link_share >= LOOSE_LINK else None)

    @property
    def built(self) -> frozenset[Spot]:
        """The spots that are held for noise built into Pages."""
        return frozenset(self._built)

    def is_overruled(self, path: str) -> bool:
        """Whether a person said that what stands on this path is text."""
        return path in self.knowledge.overruled

    def has_flickered(self, path: str) -> bool:
        """Whether a path was ever seen to change by itself, and nobody said that it is text all the same."""
        return not self.is_overruled(path) and self.knowledge.path_noise.get((path, ""), (0, 0))[1] > 0

    def why_boilerplate(self, key: str) -> str | None:
        """In words, why a Block's text is the Source's and not the Page's; None = it is not."""
        pages = self.knowledge.block_df.get(hash_key(key), 0) if self.knowledge.block_df else 0
        return f"stands on {pages} of {self.knowledge.pages} Pages" if pages >= self._threshold else None

    def knows_template(self, container: Container | None) -> bool:
        """Whether enough pairs of Captures were seen on this template to trust a baseline seen once."""
        return self._pairs(container) >= _PAIRS_WANTED

    def knows_boxes(self, container: Container | None) -> bool:
        """Whether so many pairs were seen that a box which comes and goes by itself would have been among them."""
        return self._pairs(container) >= _PAIRS_FOR_BOXES

    def _pairs(self, container: Container | None) -> int:
        return self.knowledge.pairs.get(container.path if container else "", 0)


def _tail(path: str) -> str:
    """The last two labels of a path if one has a class or id: what survives a redesign. '' otherwise."""
    tail = ">".join(path.split(">")[-2:])
    return tail if "." in tail or "#" in tail else ""
