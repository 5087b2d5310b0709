"""Composes articles from words and a random stream: the same stream gives the same article."""

import re
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from types import ModuleType

import opencc

from bench.web import words_en, words_zh
from bench.web.model import Article, Part, Script

FIRST_DAY = date(2026, 3, 1)  # the day of tick 0 is the day after; what is older was published before it


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=65536)
def simplified(text: str) -> str:
    """The words of a Simplified site."""
    return str(_converter().convert(text))


def words_of(script: Script) -> ModuleType:
    """The word lists of a script."""
    return words_en if script == "en" else words_zh


def in_script(text: str, script: Script) -> str:
    """A Chinese text as a site of this script prints it; English stays."""
    return simplified(text) if script == "hans" else text


def printed_date(day: date, script: Script) -> str:
    """A date inside a sentence."""
    if script == "en":
        return f"{day.day} {words_en.MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def fill(form: str, rng: Random, script: Script) -> str:
    """A form with its slots filled: every figure, date and name drawn anew."""
    words = words_of(script)

    def drawn(match: "re.Match[str]") -> str:
        slot = match.group(1)
        if slot in {"date", "deadline"}:
            days = rng.randint(-300, -3) if slot == "date" and rng.random() < 0.3 else rng.randint(20, 300)
            return printed_date(FIRST_DAY + timedelta(days=days), script)
        numbers = {
            "n": lambda: rng.randint(12, 980),
            "small": lambda: rng.randint(11, 48),
            "digit": lambda: rng.randint(1, 9),
        }
        if slot in numbers:
            return str(numbers[slot]())
        if slot == "pct":
            return f"{rng.randint(2, 89)}.{rng.randint(1, 9)}" if rng.random() < 0.6 else str(rng.randint(2, 89))
        lists = {
            "office": words.OFFICES,
            "place": words.PLACES,
            "person": words.PEOPLE,
            "scheme": words.SCHEMES,
            "goods": words.GOODS,
        }
        return str(rng.choice(lists[slot]))

    return in_script(re.sub(r"\{(\w+)\}", drawn, form), script)


def sentence(rng: Random, script: Script) -> str:
    """One sentence of news."""
    return fill(rng.choice(words_of(script).SENTENCES), rng, script)


def paragraph(rng: Random, script: Script) -> Part:
    """One to four sentences, on one page of three with a stock sentence at its end."""
    sentences = [sentence(rng, script) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.08:
        sentences.append(in_script(rng.choice(words_of(script).STOCK), script))
    return Part(shape="paragraph", sentences=tuple(sentences))


def entry(rng: Random, script: Script) -> str:
    """One row of a list."""
    return fill(rng.choice(words_of(script).ENTRIES), rng, script)


def table_row(rng: Random, script: Script) -> tuple[str, ...]:
    """District, number, share, date."""
    return (
        fill("{place}", rng, script),
        str(rng.randint(20, 4000)),
        fill("{pct}%", rng, script),
        fill("{date}", rng, script),
    )


def attachment(rng: Random, script: Script) -> tuple[str, str]:
    """A file that an article points at."""
    return (f"doc-{rng.randint(1000, 9999)}.pdf", fill(rng.choice(words_of(script).LABELS), rng, script))


def compose(rng: Random, script: Script, day: date) -> Article:
    """A news piece, a notice with a list and annexes, a page of questions under headings, or a table of figures."""
    kind = rng.choices(("news", "brief", "notice", "questions", "figures"), (40, 20, 20, 10, 10))[0]
    words = words_of(script)
    count = {"news": rng.randint(4, 10), "brief": rng.randint(1, 3)}.get(kind, rng.randint(3, 6))
    parts: list[Part] = [paragraph(rng, script) for _ in range(count)]
    attachments: tuple[tuple[str, str], ...] = ()
    if kind == "notice":
        parts.insert(
            rng.randint(1, len(parts)),
            Part(shape="list", sentences=tuple(entry(rng, script) for _ in range(rng.randint(3, 6)))),
        )
        attachments = tuple(attachment(rng, script) for _ in range(rng.randint(1, 3)))
    if kind == "questions":
        heads = rng.sample(words.HEADINGS, 3)
        for place, head in zip(range(len(parts) - 1, 0, -2), heads, strict=False):
            parts.insert(place, Part(shape="heading", sentences=(in_script(head, script),)))
    if kind == "figures":
        head = tuple(in_script(cell, script) for cell in words.TABLE_HEAD)
        parts.append(Part(shape="table", rows=(head, *(table_row(rng, script) for _ in range(rng.randint(4, 9))))))
    contact = f"desk{rng.randint(10, 99)}@office.example" if rng.random() < 0.5 else ""
    author = fill("{person}", rng, script)
    return Article(
        title=fill(rng.choice(words.TITLES), rng, script),
        day=day.isoformat(),
        author=author,
        parts=tuple(parts),
        attachments=attachments,
        contact=contact,
    )
