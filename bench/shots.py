"""Real pages of ../shared/data/pages, and captures of them in the making."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement

from pipeline.model import Document
from pipeline.reading.blocks import read_blocks
from pipeline.reading.extract import extract_document
from pipeline.reading.steps import steps_of
from pipeline.text.keys import fold_key, split_sentences

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
            blocks=read_blocks(steps_of(self.tree), None),
        )


anchors: dict[int, dict[str, HtmlElement]] = {}


def text_of(shot: Shot, words: int = 11) -> str:
    return sentence(shot.rng, shot.page.script, words)


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
