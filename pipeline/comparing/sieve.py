"""Knowledge made ready to ask: is this place noise, is this text shared by many Pages, is this template known?

Pure: no clock, no network, no files, no SQL.
"""

from pipeline.comparing.container import Container
from pipeline.comparing.noise import CHANGES_WANTED, Knowledge, hash_key

_NOISE_SHARE = 0.35
_PAGES_WANTED = 4
_PAGES_SHARE = 0.25
_PAIRS_WANTED = 3
_PAIRS_FOR_BOXES = 6
"""A box shown half of the time is on all of three pairs' pages one time in eight, on all of six one time in sixty-four."""


class Sieve:
    """What Knowledge says of places, texts and templates."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._noisy = {place for place, counts in knowledge.path_noise.items() if _is_noise(*counts)}
        self._noisy -= {place for place in self._noisy if place[0] in knowledge.overruled}
        tails: dict[str, tuple[int, int]] = {}
        for (path, inline), (seen, changed) in knowledge.path_noise.items():
            tail = _tail(path)
            if tail and not inline:
                before = tails.get(tail, (0, 0))
                tails[tail] = (before[0] + seen, before[1] + changed)
        self._tails = {tail for tail, counts in tails.items() if _is_noise(*counts)}
        self._threshold = max(_PAGES_WANTED, _PAGES_SHARE * knowledge.pages)

    def why_noise(self, path: str, inline: str = "") -> str | None:
        """In words, why a place is held for noise; None = it is not."""
        place = (path, inline)
        counts = self.knowledge.path_noise.get(place)
        if place in self._noisy and counts:
            return f"changed in {counts[1]} of {counts[0]} sightings seconds apart"
        if counts is None and not inline and _tail(path) in self._tails and not self.is_overruled(path):
            return f"like {_tail(path)}, which changes by itself elsewhere on this Source"
        return None

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


def _is_noise(seen: int, changed: int) -> bool:
    return changed >= CHANGES_WANTED and changed >= _NOISE_SHARE * seen


def _tail(path: str) -> str:
    """The last two labels of a path if one has a class or id: what survives a redesign. '' otherwise."""
    tail = ">".join(path.split(">")[-2:])
    return tail if "." in tail or "#" in tail else ""
