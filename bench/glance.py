"""The rung before reading on real pages: edits that a glance hid (none may be), and noise that it saw through.

    python -m bench.glance [--pages 24]

Noise and edits are those of bench.mutations, put into the pages of ../shared/data/pages; each edit once alone and once with noise around
it, whose places were learned from three pairs of captures. Exit 1 if an edit is hidden.
"""

import argparse
import contextlib
import copy
from collections import Counter
from collections.abc import Callable

import lxml.html
from lxml.html import HtmlElement

from bench.noises import CUED, UNCUED
from bench.page_edits import EDITS, edit_date
from bench.shots import Page, Shot, anchors, load_pages
from pipeline.comparing.bodies import Glance
from pipeline.comparing.glance import says_the_same
from pipeline.comparing.noise import Knowledge, learn_pages, learn_pair
from pipeline.comparing.sieve import Sieve
from pipeline.model import Document

Change = Callable[[Shot], None]
NOISES = {**CUED, **UNCUED}
PAIRS = 3


def take(
    page: Page, tree: HtmlElement, fetch: int, noise: Change | None, edit: Change | None = None
) -> tuple[Glance, Document]:
    """A capture of a page as bytes, and what reading makes of it."""
    made = copy.deepcopy(tree)
    shot = Shot(page=page, tree=made, fetch=fetch, seed=1)
    anchors.clear()
    anchors[id(made)] = {path: made.xpath(path)[0] for path in page.paths}
    if edit is not None:
        edit(shot)
    if noise is not None:
        with contextlib.suppress(AttributeError):  # the edit took the paragraph away that this noise stands beside
            noise(shot)
    return Glance(lxml.html.tostring(made, encoding="unicode").encode(), "utf-8"), shot.document()


def glance(page: Page, tree: HtmlElement, noise: Change | None, edit: Change | None) -> bool:
    """Whether a glance at a later capture, with this edit, ends the check."""
    before = edit if edit is edit_date else None  # this edit is of a sentence that must stand there first
    looks = [take(page, tree, fetch, noise, before) for fetch in range(PAIRS + 1)]
    knowledge = learn_pages(Knowledge(), {1: looks[0][1]})
    for (_, one), (_, other) in zip(looks, looks[1:], strict=False):
        knowledge = learn_pair(knowledge, one, other)
    return says_the_same(looks[0][0], take(page, tree, 100, noise, edit)[0], Sieve(knowledge))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=24)
    seen: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    edits = pages = 0
    for page in load_pages(parser.parse_args().pages):
        pages += 1
        tree = page.parse()
        for place, (name, edit) in enumerate(EDITS.items()):
            if name == "headline" and page.headline is None:
                continue
            for noise in (None, list(NOISES.values())[(7 * pages + place) % len(NOISES)]):
                edits += 1
                hidden[name] += glance(page, tree, noise, edit)
        for name, noise in NOISES.items():
            seen[name] += glance(page, tree, noise, None)
    print(f"{pages} pages; edits hidden: {hidden.total()} of {edits} {dict(+hidden) or ''}")
    print(f"noise seen through: {seen.total()} of {pages * len(NOISES)}; by kind, of {pages}: {dict(seen)}")
    raise SystemExit(1 if hidden.total() else 0)


if __name__ == "__main__":
    main()
