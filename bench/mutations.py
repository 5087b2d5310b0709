"""Put noise and edits of our own into the real pages of ../shared/data/pages: what is reported that is none, what is missed.

    python -m bench.mutations [--pages N] [--seed S] [--noise KIND ...] [--show]

Each page is captured several times with fresh noise. Columns: captures of before + captures of now; "3" = three captures
of before, two pairs of them learned from. Main text is extracted once a page; the noise is added to it, as a witness that
was fooled would have it. What waits for a second capture counts as reported ("1+1", "3+1" are not what is told in
service); what waits for a later look does not, and edits that do are counted apart.
"""

import argparse
import contextlib
import copy
import time
from collections import Counter, defaultdict
from collections.abc import Callable

from lxml.html import HtmlElement

from bench.noises import CUED, UNCUED, inner_counter
from bench.page_edits import EDITS, edit_date
from bench.shots import Page, Shot, anchors, load_pages
from pipeline.comparing.changes import PageEvidence, decide
from pipeline.comparing.noise import Knowledge, learn_pages, learn_pair
from pipeline.model import Document


class Studio:
    """Captures of one page with one kind of noise, each made once."""

    def __init__(self, page: Page, tree: HtmlElement, noise: Callable[[Shot], None] | None, seed: int) -> None:
        self.page, self.tree, self.noise, self.seed = page, tree, noise, seed
        self.made: dict[int, Document] = {}

    def take(self, fetch: int, edit: Callable[[Shot], None] | None = None) -> Document:
        if edit is None and fetch in self.made:
            return self.made[fetch]
        tree = copy.deepcopy(self.tree)
        shot = Shot(page=self.page, tree=tree, fetch=fetch, seed=self.seed)
        anchors.clear()
        anchors[id(tree)] = {path: tree.xpath(path)[0] for path in self.page.paths}
        if self.noise is inner_counter or edit is None:
            if self.noise:
                self.noise(shot)
            if edit:
                edit(shot)
        else:
            edit(shot)
            if self.noise:
                with contextlib.suppress(AttributeError):
                    self.noise(shot)
        document = shot.document()
        if edit is None:
            self.made[fetch] = document
        return document


delayed: Counter[str] = Counter()  # edits that wait for a later look
SCENARIOS = ("1+1", "1+2", "2+2", "3+1", "3+2")


def judge(studio: Studio, scenario: str, edit: Callable[[Shot], None] | None) -> bool:
    """Whether a change is reported in a scenario. Edits stand in the captures of now."""
    olds, news = int(scenario[0]), int(scenario[2])
    if edit is edit_date:
        old = [studio.take(fetch, edit) for fetch in range(olds)]
    else:
        old = [studio.take(fetch) for fetch in range(olds)]
    new = [studio.take(100 + fetch, edit) for fetch in range(news)]
    knowledge = learn_pages(Knowledge(), {1: old[0]})
    if olds == 3:
        knowledge = learn_pair(learn_pair(knowledge, old[0], old[1]), old[1], old[2])
    elif olds == 2:
        knowledge = learn_pair(knowledge, old[0], old[1])
    verdict = decide([PageEvidence(page_id=1, old=tuple(old), new=tuple(new))], knowledge).pages[0]
    if options.show and verdict.comparison.changed == (edit is None):
        print(
            "   ",
            scenario,
            studio.page.name,
            edit and edit.__name__,
            verdict.outcome,
            [(e.field.value, e.op.value, e.before[:70], e.after[:70]) for e in verdict.comparison.edits[:4]],
        )
    if edit is not None and verdict.suspicion is not None:
        delayed[scenario] += 1
    return verdict.comparison.changed and (edit is not None or verdict.suspicion is None)


def main() -> None:
    """Print the two tables."""
    started = time.process_time()
    pages = [(page, page.parse()) for page in load_pages(options.pages)]
    print(
        f"{len(pages)} pages, {sum(page.script == 'zh' for page, _ in pages)} in Han script, {sum(page.headline is not None for page, _ in pages)} with one headline"
    )
    checks = 0
    for group, kinds in (("cued", CUED), ("uncued", UNCUED)):
        totals: Counter[str] = Counter()
        for name, noise in kinds.items():
            if options.noise and name not in options.noise:
                continue
            false: Counter[str] = Counter()
            for page, tree in pages:
                studio = Studio(page, tree, noise, options.seed)
                for scenario in SCENARIOS:
                    false[scenario] += judge(studio, scenario, None)
                    checks += 1
            totals += false
            print(
                f"{group:7} {name:16}" + "".join(f"  {scenario} {false[scenario]:>3}" for scenario in SCENARIOS),
                flush=True,
            )
        print(f"{group:7} {'all':16}" + "".join(f"  {scenario} {totals[scenario]:>3}" for scenario in SCENARIOS))
    if options.noise == ["none"]:
        options.noise = []
    every = {**CUED, **UNCUED}
    missed: dict[str, Counter[str]] = defaultdict(Counter)
    for number, (page, tree) in enumerate(pages):
        for place, (name, edit) in enumerate(EDITS.items()):
            if name == "headline" and page.headline is None:
                continue
            kind = list(every)[(number * 7 + place) % len(every)]
            if options.noise and kind not in options.noise:
                continue
            studio = Studio(page, tree, every[kind], options.seed)
            for scenario in ("1+2", "2+2", "3+2"):
                missed[name][scenario] += not judge(studio, scenario, edit)
                missed[name]["of"] += scenario == "2+2"
                checks += 1
    for name, counts in missed.items():
        print(
            f"missed  {name:16} of {counts['of']:>3}" + "".join(f"  {s} {counts[s]:>3}" for s in ("1+2", "2+2", "3+2"))
        )
    print("edits that wait for a later look:", dict(delayed))
    print(f"{checks} checks, {time.process_time() - started:.0f} CPU seconds")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", nargs="*", default=[])
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    main()
