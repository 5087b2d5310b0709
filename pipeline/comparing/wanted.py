"""Which Pages are looked at once more in a Run, and what the Run teaches before anything in it is decided.

Pure.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.comparing.compared import PageEvidence, compare_page
from pipeline.comparing.container import choose_container
from pipeline.comparing.noise import Knowledge, block_hashes, exchange_pages, learn_pages, learn_pair
from pipeline.comparing.sieve import Sieve
from pipeline.derived import derived
from pipeline.model import Document

_LEARN_PER_TEMPLATE = 4
"""Pages of an unknown template looked at twice in one Run; three pairs make it known."""

_LEARN_ONE_IN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A Page of which one more Capture is wanted in this Run. why: 'learn' or 'confirm'."""

    page_id: int
    why: str


def propose(pages: Sequence[PageEvidence], knowledge: Knowledge) -> tuple[Wanted, ...]:
    """Say of which Pages one more Capture is wanted now: to confirm a candidate, or to learn a template's noise.

    A candidate seen by one Capture wants another. So do the first Pages of a template until enough pairs are known,
    and one Page in fifty afterwards, chosen by what it shows.
    """
    known = learn_run(pages, knowledge)
    sieve = Sieve(known)
    asked: Counter[str] = Counter()
    wanted = []
    for page in pages:
        if len(page.new) != 1 or not page.confirmable or not page.new[0].blocks:
            continue
        if page.old and compare_page(page, known, sieve).edits:
            wanted.append(Wanted(page_id=page.page_id, why="confirm"))
            continue
        container = choose_container(page.new[0], known.containers.values(), known.is_noisy)
        path = container.path if container else ""
        unknown = not sieve.knows_template(container) and asked[path] < _LEARN_PER_TEMPLATE
        if unknown or (page.old != page.new and _is_drawn(page)):
            asked[path] += 1
            wanted.append(Wanted(page_id=page.page_id, why="learn"))
    return tuple(sorted(wanted, key=lambda one: one.why))


def _is_drawn(page: PageEvidence) -> bool:
    """Whether this Capture is one of the few to learn from: by its content, so that replay draws the same."""
    drawn = hashlib.blake2b(f"{page.page_id} {draw_of(page.new[0])}".encode(), digest_size=4).digest()
    return int.from_bytes(drawn, "big") % _LEARN_ONE_IN == 0


@derived
def draw_of(document: Document) -> str:
    """A hash of all that a Capture shows: by it some are drawn."""
    return hashlib.blake2b("\n".join(block.text for block in document.blocks).encode(), digest_size=8).hexdigest()


def learn_run(pages: Sequence[PageEvidence], knowledge: Knowledge) -> Knowledge:
    """What the Run teaches before anything in it is decided: pairs, new Pages, Blocks that came and went."""
    for page in pages:
        for other in page.new[1:]:
            knowledge = learn_pair(knowledge, page.new[0], other)
    knowledge = learn_pages(knowledge, {page.page_id: page.new[0] for page in pages if not page.old})
    return exchange_pages(knowledge, (_exchange(page) for page in pages if page.old))


def _exchange(page: PageEvidence) -> tuple[frozenset[int], frozenset[int]]:
    return block_hashes(page.old[-1]), block_hashes(page.new[0])
