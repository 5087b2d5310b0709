"""How well Twins are found by address: publications of every publisher whose addresses tell, with near misses, played through the store.

Fills tests/labelled/addresses.toml; the same seed gives the same pages on every machine. Pages are made as HTML, extracted,
told day by day and joined as a tick does. What is true stands beside each page: its publication, None where it is no edition.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from opencc import OpenCC

from crawler.catalog import convert_source
from pipeline.joining import join_new
from pipeline.meaning.topic_senses import Topic
from pipeline.reading.extract import extract_document
from pipeline.source import Source
from pipeline.urls import is_derived, is_page, rewrite_url
from tests.joined import BUILTIN, Told, at

DECLARED = tomllib.loads((Path(__file__).parent.parent / "tests" / "labelled" / "addresses.toml").read_text("utf-8"))
FIRST = date(2026, 10, 1)
DAYS = 10
ENGLISH_STUB = "（只有英文）", "本新聞稿只備英文版本。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A page at an address. printed: as a site links to it. twin: equal for the editions of one publication, None = it is none's."""

    source: str
    url: str
    printed: str
    html: str
    language: str
    on: date
    twin: str | None


def read_sources() -> dict[str, Source]:
    """The publishers of the file by id: those that come with pactwatch as they come, the others as declared."""
    return {source.id: source for source in map(_source_of, DECLARED["publisher"])}


def _source_of(publisher: dict) -> Source:
    if "use" in publisher:
        return BUILTIN[publisher["use"]]
    declared = publisher["source"]  # nothing is listed here, so the home page stands for what is watched
    return convert_source({**declared, "standing": [declared["home"]]}, file="tests/labelled/addresses.toml")


def make_placed(seed: int, each: int = 20) -> list[Placed]:
    """So many publications of each publisher and those beside them, in the order they came out."""
    random = Random(f"addresses-{seed}")
    pages: list[Placed] = []
    for publisher in DECLARED["publisher"]:
        source, taken = _source_of(publisher), set[str]()
        while len(taken) < each:
            slots, on = _draw(random, publisher), FIRST + timedelta(days=random.randrange(DAYS))
            neighbours = [slots, *_beside(random, publisher, slots)]
            if any(_stem(publisher, one) in taken for one in neighbours):
                continue
            for one in neighbours:
                taken.add(_stem(publisher, one))
                pages += _publish(random, publisher, source, one, on)
    return sorted(pages, key=lambda page: (page.on, page.url))


def _draw(random: Random, publisher: dict) -> dict[str, str]:
    when = date(2024, 1, 1) + timedelta(days=random.randrange(900))
    return {
        "y": str(when.year), "yy": str(when.year)[2:], "m": f"{when.month:02d}", "d": f"{when.day:02d}", "n": str(random.randint(1, 270)),
        "id": str(random.randint(60_000_000, 61_000_000)), "slug": random.choice(["data_flow", "filing", "contract", "questions", "progress"]) + random.choice("abcdefgh"),
        "folder": random.choice(publisher.get("folders", ["gbacbdf", "cooperation", "pilot"])),
    }  # fmt: skip


def _beside(random: Random, publisher: dict, slots: dict[str, str]) -> Iterator[dict[str, str]]:
    """Other publications whose addresses differ in one slot: the next number, another year, the same stem in another folder."""
    for name in publisher["beside"]:
        if random.random() < 0.45:
            other = dict(slots)
            if name in ("folder", "slug"):
                other[name] = next(
                    value[name] for _ in range(99) if (value := _draw(random, publisher))[name] != slots[name]
                )
            elif name == "d":
                other["d"] = f"{int(slots['d']) % 28 + 1:02d}"
            else:
                for one in ("y", "yy") if name in ("y", "yy") else (name,):
                    other[one] = str(int(slots[one]) + 1)
            yield other


def _stem(publisher: dict, slots: dict[str, str]) -> str:
    return publisher["address"].format_map({**slots, "lang": "", "lang2": ""})


def _publish(random: Random, publisher: dict, source: Source, slots: dict[str, str], on: date) -> Iterator[Placed]:
    """The editions of one publication. What is published in one language alone may still stand at the other's address."""
    languages = list(publisher["lang"])
    text, figures = (
        random.choice(DECLARED["text"]),
        {"k": str(random.randint(3, 40)), "t": str(random.randint(61, 990))},
    )
    fate = random.random()
    if fate < 0.12:
        languages = [random.choice(languages)]  # its Twin was never published
    elif fate < 0.2:
        languages.remove(random.choice(languages))
    foreign = fate > 0.93 and {"en", "zh-Hant"} <= set(languages)  # English stands at the Chinese address too
    stub = 0.86 < fate <= 0.93 and "en" in languages  # "(English only)", and a line at the Chinese address that says so
    late, stale = not stub and random.random() < 0.2, random.random() < 0.06
    for place, language in enumerate(languages):
        url = _address(publisher, slots, language)
        spoken = "en" if foreign and language == "zh-Hant" else language
        title, lines = _text(text, spoken, figures)
        if stub:
            title, lines = (f"{title} (English only)", lines) if language == "en" else _say_stub(title, language)
        linked = _stale_links(publisher, slots, language) if stale else ""
        behind = late and place > 0
        if behind and random.random() < 0.5:  # a headline first, the text when it is translated
            title, lines = _text(DECLARED["notice"], spoken, figures)
        twin = None if len(languages) == 1 or (stub and language == "en") else _stem(publisher, slots)
        yield Placed(
            source=source.id, url=url, printed=_print(random, publisher, url), html=_html(title, lines, language, linked),
            language=spoken, on=on + timedelta(days=behind * random.randint(1, 3)), twin=twin,
        )  # fmt: skip


def _say_stub(title: str, language: str) -> tuple[str, list[str]]:
    mark, line = ENGLISH_STUB
    return (title + mark, [line] * 2) if language == "zh-Hant" else (title + _simplify(mark), [_simplify(line)] * 2)


def _address(publisher: dict, slots: dict[str, str], language: str) -> str:
    codes = dict(zip(("lang", "lang2"), publisher["lang"][language], strict=False))
    return str(publisher["address"].format_map({**slots, **codes}))


def _print(random: Random, publisher: dict, url: str) -> str:
    """One of the forms in which sites link to it."""
    forms = publisher.get("printed", ())
    if not forms or random.random() < 0.5:
        return url
    pattern, replace = random.choice(forms)
    return re.sub(pattern, replace, url)


def _stale_links(publisher: dict, slots: dict[str, str], language: str) -> str:
    """Links to other editions that a template forgot to renew: they lead to the publication before."""
    name = publisher["beside"][0]
    before = dict(slots) | ({name: str(int(slots[name]) + 1)} if slots[name].isdigit() else {})
    others = [other for other in publisher["lang"] if other != language]
    return "".join(
        f'<link rel="alternate" hreflang="{one}" href="{_address(publisher, before, one)}">' for one in others
    )


def _text(text: dict, language: str, figures: dict[str, str]) -> tuple[str, list[str]]:
    key = "en" if language == "en" else "zh"
    title, *lines = (line.format_map(figures) for line in (text[f"{key}_title"], *text[key]))
    return (_simplify(title), [_simplify(line) for line in lines]) if language == "zh-Hans" else (title, lines)


def _simplify(text: str) -> str:
    return str(OpenCC("t2s").convert(text))


def _html(title: str, lines: Sequence[str], language: str, linked: str) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>{title}</title>{linked}</head><body><nav><a href="/">Home</a></nav>'
        f"<main><h1>{title}</h1>{body}</main></body></html>"
    )


def true_pairs(pages: Sequence[Placed]) -> set[tuple[str, str]]:
    """Addresses of editions in two languages of one publication."""
    return {
        (one.url, other.url)
        for one in pages
        for other in pages
        if one.url < other.url
        and one.twin
        and (one.source, one.twin) == (other.source, other.twin)
        and one.language != other.language
    }


def play(folder: Path, pages: Sequence[Placed], topic: Topic) -> Told:
    """Tell pages day by day under the address by which their Source knows them, and join them."""
    told = Told(folder, made=tuple(source for source in read_sources().values() if source.id not in BUILTIN))
    sources = {source.id: source for source in told.catalog}
    for day in sorted({page.on for page in pages}):
        for page in pages:
            if page.on == day:
                url = rewrite_url(page.printed, sources[page.source])
                assert is_page(url, sources[page.source]), url
                told.tell(page.source, url, extract_document(page.html.encode(), url=url), at(day))
        join_new(told.store, told.catalog, topic, at(day, "20:00"))
    return told


def measure_addresses(seed: int, topic: Topic, folder: Path, show: bool = False) -> dict[str, float]:
    """Precision and recall of the Twins found, and the share of mirrors taken for what they are.

    Asked for are pairs of which one page at least is about the subject: others are joined to nothing, unless a third edition is.
    """
    pages = make_placed(seed)
    told, sources = play(folder, pages, topic), read_sources()
    known = {page.url: rewrite_url(page.url, sources[page.source]) for page in pages}
    about = {row[0] for row in told.store.rows("SELECT url FROM pages WHERE relevant=1")}
    truth = {tuple(sorted((known[one], known[other]))) for one, other in true_pairs(pages)}
    asked = {pair for pair in truth if about & set(pair)}
    found = {
        tuple(sorted(row))
        for row in told.store.rows(
            "SELECT a.url, b.url FROM twins AS t JOIN pages AS a USING (page_id) JOIN pages AS b ON b.page_id=t.twin_id"
        )
    }
    if show:
        for kind, pairs in (("false", found - truth), ("missed", asked - found)):
            for pair in sorted(pairs):
                print(kind, *pair)
    return {
        "publishers": len(DECLARED["publisher"]), "pages": len(pages), "pairs": len(asked),
        "precision": len(found & truth) / max(1, len(found)), "recall": len(found & asked) / max(1, len(asked)),
        "mirrors": measure_mirrors(seed),
    }  # fmt: skip


def measure_mirrors(seed: int, each: int = 60) -> float:
    """The share of addresses on machine-converted mirrors that lead to the original and are known for a copy; originals are none."""
    random, right = Random(f"mirrors-{seed}"), 0
    for mirror in DECLARED["mirror"]:
        for _ in range(each):
            slots = _draw(random, mirror) | {"n": f"{random.randint(0, 999):03d}"}
            behind, source = mirror["address"].format_map(slots), BUILTIN[mirror["use"]]
            printed, original = random.choice(mirror["prefixes"]) + behind, f"https://{behind}"
            right += (
                rewrite_url(printed, source) == original
                and is_derived(printed, source)
                and not is_derived(original, source)
            )
    return right / (each * len(DECLARED["mirror"]))
