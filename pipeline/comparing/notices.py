"""A text that came onto many Pages of a Source at once: one finding about the Source, no Edit of each Page.

Pure.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.comparing.noise import Knowledge, hash_key
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.units import Kind, kind_of
from pipeline.model import Document
from pipeline.text.keys import fold_key

_PAGES_LEAST = 4
_PAGES_SHARE = 0.25
_SUMMARY_LENGTH = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The text, the Pages it came onto in this Run, and the hash of its Block's key."""

    text: str
    page_ids: tuple[int, ...]
    block_hash: int

    @property
    def summary(self) -> str:
        """One sentence that quotes it."""
        quoted = self.text if len(self.text) <= _SUMMARY_LENGTH else self.text[: _SUMMARY_LENGTH - 1] + "…"
        return f"“{quoted}” put on {len(self.page_ids)} pages at once"


def find_notices(
    pages: Sequence[tuple[int, Sequence[Document], Sequence[Document]]],
    knowledge: Knowledge,
    sieve: Sieve,
    others: int = 0,
) -> tuple[Notice, ...]:
    """Find running text that is new on at least four and a quarter of the Run's Pages: (id, old, new Captures).

    It must stand in every new Capture and in none of the old, in no zone and on no noisy path, and have been on no
    Page of the Source before the Run: what rotates over a Source was. others: so many more Pages were in the Run.
    """
    shown: dict[str, dict[int, str]] = defaultdict(dict)
    for page_id, olds, news in pages:
        before = {fold_key(block.text) for old in olds for block in old.blocks}
        later = [{fold_key(block.text) for block in new.blocks} for new in news[1:]]
        for block in news[0].blocks:
            text = block.text
            key = fold_key(text)
            if not key or key in before or block.zone or not all(key in keys for keys in later):
                continue
            if kind_of(text, block.path, block.link_share) is Kind.PROSE and not sieve.why_noise(block.path):
                shown[key][page_id] = text
    least = max(_PAGES_LEAST, _PAGES_SHARE * (len(pages) + others))
    return tuple(
        Notice(text=next(iter(found.values())), page_ids=tuple(found), block_hash=hash_key(key))
        for key, found in shown.items()
        if len(found) >= least and not knowledge.block_df.get(hash_key(key))
    )
