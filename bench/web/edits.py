"""Edits of an Article: those a reader must hear of, and those that only a machine sees.

Each makes a new Article and the words before and after, or None where the Article has nothing to bite on.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from bench.web.model import Article, Part, Script
from bench.web.texts import (
    FIRST_DAY,
    attachment,
    compose,
    entry,
    fill,
    in_script,
    paragraph,
    sentence,
    table_row,
    words_of,
)

Edited = tuple[Article, str, str]
_DATE = re.compile(r"(\d{1,2})( [A-Z][a-z]+ \d{4})|(\d{4}年\d{1,2}月)(\d{1,2})日")
_NUMBER = re.compile(r"(?<![\d年月])\d{2,}(?![\d年月日])(?! [A-Z][a-z]+ \d{4})")


def _sites(article: Article, found: Callable[[str], bool]) -> list[tuple[int, int]]:
    """(part, sentence) of every paragraph's sentence in which something is found."""
    return [
        (at, index)
        for at, part in enumerate(article.parts)
        if part.shape == "paragraph"
        for index, text in enumerate(part.sentences)
        if found(text)
    ]


def _put(article: Article, at: int, part: Part | None) -> Article:
    parts = list(article.parts)
    parts[at : at + 1] = [] if part is None else [part]
    return replace(article, parts=tuple(parts))


def _swap(article: Article, rng: Random, change: Callable[[str], str]) -> Edited | None:
    """Change one sentence that the change moves."""
    places = _sites(article, lambda text: change(text) != text)
    if not places:
        return None
    at, index = rng.choice(places)
    sentences = list(article.parts[at].sentences)
    before, sentences[index] = sentences[index], change(sentences[index])
    return _put(article, at, replace(article.parts[at], sentences=tuple(sentences))), before, sentences[index]


def one_digit(article: Article, rng: Random, script: Script) -> Edited | None:
    """One digit of one number."""
    step = rng.randint(1, 8)

    def change(text: str) -> str:
        return _NUMBER.sub(lambda found: found[0][:-1] + str((int(found[0][-1]) + step) % 10), text, count=1)

    return _swap(article, rng, change)


def one_date(article: Article, rng: Random, script: Script) -> Edited | None:
    """A date, or a deadline, put off or brought forward within its month."""

    def change(text: str) -> str:
        def moved(found: "re.Match[str]") -> str:
            if found[1]:
                return f"{(int(found[1]) + 10) % 27 + 1}{found[2]}"
            return f"{found[3]}{(int(found[4]) + 10) % 27 + 1}日"

        return _DATE.sub(moved, text, count=1)

    return _swap(article, rng, change)


def deadline(article: Article, rng: Random, script: Script) -> Edited | None:
    """The closing date of an application, another date altogether."""
    marks = ("close on", "should reach") if script == "en" else ("截止", "或之前送交", "或之前送交")

    def change(text: str) -> str:
        if not any(in_script(mark, script) in text for mark in marks):
            return text
        later = fill("{deadline}", rng, script)
        return _DATE.sub(lambda _: later, text, count=1)

    return _swap(article, Random(rng.random()), change) if _sites(article, lambda text: change(text) != text) else None


def negation(article: Article, rng: Random, script: Script) -> Edited | None:
    """What will be, will not be; or the other way round."""
    pairs = (
        ("does not intend", "intends"),
        (" will apply", " will not apply"),
        (" is open to", " is not open to"),
        (" may use", " may not use"),
    )
    han = (
        ("不會就", "會就"),
        ("將適用", "不適用"),
        ("開放予", "不開放予"),
        ("可使用", "不可使用"),
        ("已同意", "未同意"),
        ("並無爭議", "引起爭議"),
    )
    chosen = pairs if script == "en" else tuple((in_script(a, script), in_script(b, script)) for a, b in han)

    def change(text: str) -> str:
        for a, b in chosen:
            if a in text:
                return text.replace(a, b, 1)
        return text

    return _swap(article, rng, change)


def up_to(article: Article, rng: Random, script: Script) -> Edited | None:
    """ "Up to" a sum becomes the sum."""

    def change(text: str) -> str:
        if script == "en":
            return (
                text.replace(" up to HK$", " HK$")
                .replace("Up to ", "")
                .replace(" may receive HK$", " will receive HK$")
            )
        return text.replace("最多", "")

    return _swap(article, rng, change)


def name(article: Article, rng: Random, script: Script) -> Edited | None:
    """One person for another."""
    people = [in_script(person, script) for person in words_of(script).PEOPLE]
    shift = rng.randint(1, len(people) - 1)

    def change(text: str) -> str:
        for index, person in enumerate(people):
            if person in text:
                return text.replace(person, people[(index + shift) % len(people)])
        return text

    return _swap(article, rng, change)


def headline(article: Article, rng: Random, script: Script) -> Edited | None:
    """One word of the headline."""
    for slot in rng.sample(("SCHEMES", "PLACES", "GOODS", "OFFICES"), 4):
        words = [in_script(word, script) for word in getattr(words_of(script), slot)]
        for index, word in enumerate(words):
            if word in article.title:
                title = article.title.replace(word, words[(index + rng.randint(1, len(words) - 1)) % len(words)], 1)
                return replace(article, title=title), article.title, title
    return None


def sentence_in(article: Article, rng: Random, script: Script) -> Edited | None:
    """A sentence more in a paragraph."""
    at, index = rng.choice(_sites(article, lambda text: True))
    new = sentence(rng, script)
    sentences = list(article.parts[at].sentences)
    sentences.insert(index + 1, new)
    return _put(article, at, replace(article.parts[at], sentences=tuple(sentences))), "", new


def sentence_out(article: Article, rng: Random, script: Script) -> Edited | None:
    """A sentence less, of a paragraph that has two or more."""
    places = [(at, index) for at, index in _sites(article, lambda text: True) if len(article.parts[at].sentences) > 1]
    if not places:
        return None
    at, index = rng.choice(places)
    sentences = list(article.parts[at].sentences)
    gone = sentences.pop(index)
    return _put(article, at, replace(article.parts[at], sentences=tuple(sentences))), gone, ""


def paragraph_in(article: Article, rng: Random, script: Script) -> Edited | None:
    """A paragraph more."""
    new = paragraph(rng, script)
    parts = list(article.parts)
    parts.insert(rng.randint(0, len(parts)), new)
    return replace(article, parts=tuple(parts)), "", new.sentences[0]


def paragraph_out(article: Article, rng: Random, script: Script) -> Edited | None:
    """A paragraph less, where four or more stand."""
    places = [at for at, part in enumerate(article.parts) if part.shape == "paragraph"]
    if len(places) < 4:
        return None
    at = rng.choice(places)
    return _put(article, at, None), article.parts[at].sentences[0], ""


def paragraph_moved(article: Article, rng: Random, script: Script) -> Edited | None:
    """A paragraph of two sentences or more goes to another place."""
    places = [at for at, part in enumerate(article.parts) if part.shape == "paragraph" and len(part.sentences) > 1]
    if not places or len(article.parts) < 4:
        return None
    at = rng.choice(places)
    parts = list(article.parts)
    part = parts.pop(at)
    to = (at + rng.randint(2, len(parts) - 1)) % (len(parts) + 1)
    parts.insert(to if to != at else (at + 2) % (len(parts) + 1), part)
    return replace(article, parts=tuple(parts)), part.sentences[0], part.sentences[0]


def row(article: Article, rng: Random, script: Script) -> Edited | None:
    """A cell of a table changed, or a row added; a row of a list added or taken."""
    places = [at for at, part in enumerate(article.parts) if part.shape in {"list", "table"}]
    if not places:
        return None
    at = rng.choice(places)
    part = article.parts[at]
    if part.shape == "list":
        sentences = list(part.sentences)
        if rng.random() < 0.5 and len(sentences) > 2:
            gone = sentences.pop(rng.randrange(len(sentences)))
            return _put(article, at, replace(part, sentences=tuple(sentences))), gone, ""
        new = entry(rng, script)
        sentences.insert(rng.randint(0, len(sentences)), new)
        return _put(article, at, replace(part, sentences=tuple(sentences))), "", new
    rows = list(part.rows)
    if rng.random() < 0.4:
        rows.append(table_row(rng, script))
        return _put(article, at, replace(part, rows=tuple(rows))), "", " ".join(rows[-1])
    line = rng.randrange(1, len(rows))
    cells = list(rows[line])
    before, cells[1] = cells[1], str(int(cells[1]) + rng.randint(1, 400))
    rows[line] = tuple(cells)
    return _put(article, at, replace(part, rows=tuple(rows))), before, cells[1]


def annex(article: Article, rng: Random, script: Script) -> Edited | None:
    """A file more, or a file less."""
    if len(article.attachments) > 1 and rng.random() < 0.4:
        return replace(article, attachments=article.attachments[:-1]), article.attachments[-1][1], ""
    new = attachment(rng, script)
    return replace(article, attachments=(*article.attachments, new)), "", new[1]


def rewrite(article: Article, rng: Random, script: Script) -> Edited | None:
    """Every paragraph anew under the same headline."""
    other = compose(rng, script, FIRST_DAY)
    return (
        replace(article, parts=other.parts),
        article.parts[0].sentences[0] if article.parts[0].sentences else "",
        "rewritten",
    )


SUBSTANTIVE: dict[str, Callable[[Article, Random, Script], Edited | None]] = {
    "digit": one_digit,
    "date": one_date,
    "deadline": deadline,
    "negation": negation,
    "up to": up_to,
    "name": name,
    "headline": headline,
    "sentence in": sentence_in,
    "sentence out": sentence_out,
    "paragraph in": paragraph_in,
    "paragraph out": paragraph_out,
    "paragraph moved": paragraph_moved,
    "row": row,
    "annex": annex,
    "rewrite": rewrite,
}
COSMETIC = ("quotes", "spaces", "forms", "emphasis", "links", "updated")


def dress_up(article: Article, what: str, tick: int, script: Script) -> Article:
    """One cosmetic edit: nothing a reader would call a change."""
    dress = article.dress
    changed = {
        "quotes": replace(dress, quotes="curly" if script == "en" else "corner"),
        "spaces": replace(dress, spaces="nbsp" if script == "en" else "wrapped"),
        "forms": replace(dress, forms="dash" if script == "en" else "full"),
        "emphasis": replace(dress, emphasis=True),
        "links": replace(dress, link_tail=f"utm_campaign=t{tick}"),
        "updated": replace(dress, updated=tick),
    }
    return replace(article, dress=changed[what])
