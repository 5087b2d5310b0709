"""Put noise and edits of our own into the real pages of ../shared/data/pages: what is reported that is none, what is missed.

    python -m bench.mutations [--pages N] [--seed S] [--noise KIND ...] [--show]

Each page is captured several times with fresh noise. Columns: captures of before + captures of now; "3" = three captures
of before, two pairs of them learned from. Main text is extracted once a page; the noise is added to it, as a witness that
was fooled would have it. Held verdicts count as reported, so the figures are those of the comparison itself.
"""

import argparse
import contextlib
import copy
import gzip
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement

from pipeline.blocks import read_blocks
from pipeline.changes import PageEvidence, decide
from pipeline.extract import extract_document
from pipeline.keys import fold_key, split_sentences
from pipeline.model import Document
from pipeline.noise import Knowledge, learn_pages, learn_pair

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"
HAN = re.compile(r"[\u3400-\u9fff]")
_SYLLABLES = "ba ce di fo gu ha jen kil lor mar nest pol quin ras sed tam ven wix yor zel".split()
_MADE = random.Random(7)
WORDS = {
    "en": ["".join(_MADE.choices(_SYLLABLES, k=_MADE.randrange(2, 4))) for _ in range(900)],
    "zh": ["".join(chr(_MADE.randrange(0x4E00, 0x8FFF)) for _ in range(2)) for _ in range(900)],
}


def sentence(rng: random.Random, script: str, words: int = 11) -> str:
    """An invented sentence."""
    chosen = rng.choices(WORDS[script], k=words)
    if script == "zh":
        return "".join(chosen) + "。"
    return (" ".join(chosen)).capitalize() + "."


@dataclass
class Page:
    """One real page, parsed once."""

    name: str
    script: str
    body: list[str]
    document: Document
    html: str
    paths: list[str]  # xpaths of body paragraphs
    headline: str | None

    def parse(self) -> HtmlElement:
        return lxml.html.document_fromstring(self.html)


@dataclass
class Shot:
    """A capture in the making."""

    page: Page
    tree: HtmlElement
    fetch: int
    seed: int
    added: list[str] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    title: str | None = None

    @property
    def rng(self) -> random.Random:
        return random.Random(f"{self.page.name} {self.seed} {self.fetch}")

    @property
    def fixed(self) -> random.Random:
        return random.Random(f"{self.page.name} {self.seed}")

    def paragraph(self, place: int) -> HtmlElement:
        return self.tree.xpath(self.page.paths[place % len(self.page.paths)])[0]

    def insert(self, markup: str, place: int | None = None) -> None:
        found = self.fixed.randrange(1, len(self.page.paths)) if place is None else place
        for element in reversed(lxml.html.fragments_fromstring(markup)):
            self.tree_after(self.page.paths[found % len(self.page.paths)], element)
            self.added += [text.strip() for text in element.itertext() if text.strip()]

    def tree_after(self, path: str, element: HtmlElement) -> None:
        anchors[id(self.tree)][path].addnext(element)

    def document(self) -> Document:
        lines = [self.replaced.get(line, line) for line in self.page.document.text.split("\n")]
        return replace(
            self.page.document,
            title=self.page.document.title if self.title is None else self.title,
            text="\n".join([*lines, *self.added]),
            blocks=read_blocks(self.tree, None),
        )


anchors: dict[int, dict[str, HtmlElement]] = {}


def text_of(shot: Shot, words: int = 11) -> str:
    return sentence(shot.rng, shot.page.script, words)


# -- noise that carries a cue -------------------------------------------------------------------------------------------
def views(shot: Shot) -> None:
    count = shot.rng.randrange(1000, 90000)
    shot.insert(
        f"<div class='meta'><span>{count} views</span></div>"
        if shot.page.script == "en"
        else f"<div><span>浏览次数：{count}</span></div>"
    )


def shares(shot: Shot) -> None:
    shot.insert(f"<div class='share-buttons'>Share <b>{shot.rng.randrange(999)}</b> times on this network</div>")


def clock(shot: Shot) -> None:
    rng = shot.rng
    shot.insert(
        f"<p>{'Last updated' if shot.page.script == 'en' else '更新時間'}: {rng.randrange(10, 24)}:{rng.randrange(10, 60)}, 2026-0{rng.randrange(1, 10)}-1{rng.randrange(10)}</p>"
    )


def related(shot: Shot) -> None:
    rows = "".join(
        f"<li><a href='/{shot.rng.random()}'>{sentence(shot.rng, shot.page.script)}</a></li>" for _ in range(4)
    )
    shot.insert(f"<div class='related-news'><h3>Related news</h3><ul>{rows}</ul></div>")


def related_heading(shot: Shot) -> None:
    rng = shot.rng
    rows = "".join(f"<li><a href='/{i}'>{sentence(rng, shot.page.script)}</a></li>" for i in range(4))
    shot.insert(
        f"<div class='x1'><h3>{'Related news' if shot.page.script == 'en' else '相關新聞'}</h3><ul>{rows}</ul></div>"
    )


def advert(shot: Shot) -> None:
    shot.insert(f"<div class='ad-slot'><p>{text_of(shot)}</p><p>{text_of(shot, 14)}</p></div>")


def most_read(shot: Shot) -> None:
    rng = shot.rng
    pool = [sentence(random.Random(i), shot.page.script) for i in range(12)]
    rows = "".join(f"<li><a href='/{i}'>{text}</a></li>" for i, text in enumerate(rng.sample(pool, 5)))
    shot.insert(f"<aside><h3>Most read</h3><ol>{rows}</ol></aside>")


def tokens(shot: Shot) -> None:
    rng = shot.rng
    for element in shot.tree.iter():
        if isinstance(element.tag, str) and element.get("class"):
            element.set("data-nonce", f"{rng.random()}")
            element.set("class", element.get("class", "") + f" css-{rng.randrange(16**6):06x}a")
    shot.insert(f"<form><input type='hidden' value='{rng.random()}'></form><script>var n={rng.random()}</script>")


def cookie(shot: Shot) -> None:
    if shot.fetch % 2:
        shot.insert(f"<div id='cookie-banner'><p>{text_of(shot, 30)}</p></div>")


def comments(shot: Shot) -> None:
    count = shot.rng.randrange(3, 300)
    shot.insert(f"<div class='comments'><h3>{count} comments</h3><p>{text_of(shot)}</p></div>")


def ago(shot: Shot) -> None:
    minutes = shot.rng.randrange(2, 59)
    shot.insert(f"<p>{minutes} minutes ago</p>" if shot.page.script == "en" else f"<p>{minutes}分鐘前</p>")


# -- noise without any cue ----------------------------------------------------------------------------------------------
def teaser(shot: Shot) -> None:
    letters = "".join(shot.fixed.choices("bcdfghjklmnpqrstvwxz", k=6))
    shot.insert(f"<div class='{letters}'><p>{text_of(shot, 16)}</p></div>")


def carousel_of(size: int) -> Callable[[Shot], None]:
    def carousel(shot: Shot) -> None:
        chosen = shot.rng.randrange(size)
        text = sentence(random.Random(f"{shot.page.name} {size} {chosen}"), shot.page.script, 16)
        shot.insert(f"<div class='xq'><p>{text}</p></div>")

    return carousel


def ticker(shot: Shot) -> None:
    rng = shot.rng
    shot.insert(
        f"<div class='xt'>ABC {rng.randrange(100, 999)}.{rng.randrange(10, 99)} {rng.choice('+-')}{rng.randrange(1, 9)}.{rng.randrange(10, 99)}%</div>"
    )


def bare_number(shot: Shot) -> None:
    shot.insert(f"<span class='xn'>{shot.rng.randrange(1000, 99999)}</span>")


def body_path(shot: Shot) -> None:
    shot.insert(f"<p>{text_of(shot, 16)}</p>")


def cards(shot: Shot) -> None:
    rng, script = shot.rng, shot.page.script
    made = "".join(
        f"<div class='xc'><h4><a href='/c'>{sentence(rng, script, 6)}</a></h4><p>{sentence(rng, script, 14)}</p></div>"
        for _ in range(3)
    )
    shot.insert(f"<div class='xw'>{made}</div>")


def lookers(shot: Shot) -> None:
    count = f"{shot.rng.randrange(1000, 9999):,}"
    shot.insert(
        f"<div class='xp'><p>There are {count} people looking at this page.</p></div>"
        if shot.page.script == "en"
        else f"<div class='xp'><p>現時有{count}人正在瀏覽本頁。</p></div>"
    )


def outside(shot: Shot) -> None:
    box = lxml.html.fragment_fromstring(f"<div class='xo'><p>{text_of(shot, 18)}</p></div>")
    shot.tree.find("body").append(box)


def half_time(shot: Shot) -> None:
    if shot.rng.random() < 0.5:
        shot.insert(f"<div class='xh'><p>{sentence(shot.fixed, shot.page.script, 18)}</p></div>")


def inner_counter(shot: Shot) -> None:
    element = shot.paragraph(2)
    element.text = (element.text or "") + f" ({shot.rng.randrange(1000, 9999):,} have signed up)"


CUED = {
    f.__name__: f
    for f in (views, shares, clock, related, related_heading, advert, most_read, tokens, cookie, comments, ago)
}
UNCUED = {
    "teaser": teaser,
    "carousel_3": carousel_of(3),
    "carousel_2": carousel_of(2),
    "ticker": ticker,
    "bare_number": bare_number,
    "body_path": body_path,
    "cards": cards,
    "lookers": lookers,
    "outside": outside,
    "half_time": half_time,
    "inner_counter": inner_counter,
}


# -- edits --------------------------------------------------------------------------------------------------------------
def edit_text(shot: Shot, place: int, change: Callable[[str], str]) -> None:
    element = shot.paragraph(place)
    before = " ".join(element.text_content().split())
    for child in list(element):
        element.remove(child)
    element.text = change(before)
    shot.replaced[before] = element.text


def edit_number(shot: Shot) -> None:
    def change(text: str) -> str:
        found = list(re.finditer(r"\d+", text))
        if not found:
            return text[: len(text) // 2] + (" 37 " if shot.page.script == "en" else "三十七") + text[len(text) // 2 :]
        last = found[-1]
        return text[: last.start()] + str(int(last[0][:6]) + 3) + text[last.end() :]

    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), change)


def edit_word(shot: Shot) -> None:
    def change(text: str) -> str:
        if shot.page.script == "zh":
            middle = len(text) // 2
            return text[:middle] + "央視" + text[middle + 2 :]
        words = text.split(" ")
        words[len(words) // 2] = "harbour"
        return " ".join(words)

    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), change)


def edit_not(shot: Shot) -> None:
    def change(text: str) -> str:
        if shot.page.script == "zh":
            return text[: len(text) // 2] + "不" + text[len(text) // 2 :]
        words = text.split(" ")
        return " ".join([*words[: len(words) // 2], "not", *words[len(words) // 2 :]])

    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), change)


def edit_date(shot: Shot) -> None:
    suffix = " The deadline is {} October 2026." if shot.page.script == "en" else "截止日期為2026年10月{}日。"
    day = 11 if shot.fetch >= 100 else 27
    edit_text(shot, 1, lambda text: text + suffix.format(day))


def add_sentence(shot: Shot) -> None:
    edit_text(shot, 1, lambda text: text + " " + sentence(shot.fixed, shot.page.script))


def drop_sentence(shot: Shot) -> None:
    def change(text: str) -> str:
        parts = split_sentences(text)
        return text.replace(parts[-1], "").strip() if len(parts) > 1 else text[: len(text) // 2]

    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), change)


def add_paragraph(shot: Shot) -> None:
    shot.insert(f"<p>{sentence(shot.fixed, shot.page.script, 18)}</p>")


def drop_paragraph(shot: Shot) -> None:
    shot.paragraph(shot.fixed.randrange(len(shot.page.paths))).drop_tree()


def rewrite(shot: Shot) -> None:
    edit_text(shot, shot.fixed.randrange(len(shot.page.paths)), lambda text: sentence(shot.fixed, shot.page.script, 16))


def move_paragraph(shot: Shot) -> None:
    first, last = shot.paragraph(0), shot.paragraph(len(shot.page.paths) - 1)
    first.drop_tree()
    last.addnext(first)


def headline(shot: Shot) -> None:
    if shot.page.headline is None:
        return
    element = shot.tree.xpath(shot.page.headline)[0]
    before = " ".join(element.text_content().split())
    for child in list(element):
        element.remove(child)
    element.text = before + (" again" if shot.page.script == "en" else "再度")
    if shot.fixed.random() < 0.5:
        shot.title = element.text


EDITS = {
    f.__name__: f
    for f in (
        edit_number,
        edit_word,
        edit_not,
        edit_date,
        add_sentence,
        drop_sentence,
        add_paragraph,
        drop_paragraph,
        rewrite,
        move_paragraph,
        headline,
    )
}


def load_pages(limit: int) -> Iterator[Page]:
    """Pages of which at least four body paragraphs are found in the markup."""
    count = 0
    for path in sorted(DATA.glob("*.html.gz"), key=lambda path: fold_key(path.name)[::-1]):
        gold = json.loads(path.with_name(path.name.replace(".html.gz", ".json")).read_text())
        body = gzip.decompress(path.read_bytes())
        document = extract_document(body, url=gold.get("url"), media_type="text/html")
        wanted = {fold_key(part) for line in gold["text"].split("\n") for part in (line, *split_sentences(line))} - {""}
        try:
            tree = lxml.html.document_fromstring(body.decode("utf-8"))
            tree = lxml.html.document_fromstring(lxml.html.tostring(tree, encoding="unicode"))
        except (UnicodeDecodeError, ValueError):
            continue
        roots = tree.getroottree()
        found = []
        for element in tree.iter("p", "div"):
            text = " ".join(element.text_content().split()) if not len(element) else ""
            if len(text) >= (20 if HAN.search(text) else 50) and (
                fold_key(text) in wanted or all(fold_key(part) in wanted for part in split_sentences(text))
            ):
                found.append((roots.getpath(element), text))
        if len(found) < 4 or tree.find("body") is None:
            continue
        heads = [
            h for h in tree.iter("h1") if len(key := fold_key(h.text_content())) > 5 and key in fold_key(document.title)
        ]
        script = "zh" if len(HAN.findall(found[0][1])) > 8 else "en"
        yield Page(
            name=path.name,
            script=script,
            body=[text for _, text in found],
            document=document,
            html=lxml.html.tostring(tree, encoding="unicode"),
            paths=[place for place, _ in found],
            headline=roots.getpath(heads[0]) if len(heads) == 1 else None,
        )
        count += 1
        if count >= limit:
            return


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
