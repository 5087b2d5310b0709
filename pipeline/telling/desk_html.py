"""Sets a page of the desk in HTML, in the reader's language and in the digest's own words.

Pure given the templates, which are read once. What sources say is escaped here and nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from pipeline.model import Comparison
from pipeline.telling import places
from pipeline.telling.digest import Entry, place_finding
from pipeline.telling.digest_lines import EditLine, EntryLines, FactLine
from pipeline.telling.entries import edit_line, entry_lines, fact_line
from pipeline.telling.finding import Finding
from pipeline.telling.phrases import language_tag, mark_original, safe_url, say_headline, show_date, source_name
from pipeline.telling.render import make_environment
from pipeline.telling.steps import name_of
from pipeline.telling.why import say_why
from pipeline.telling.words import LANGUAGES, Words, load_words
from pipeline.weighing.excerpt import clean_text

_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedLines:
    """The facts and Edits between two Versions, as the macros of parts.html.j2 take them. language: of the Page."""

    language: str | None
    facts: tuple[FactLine, ...]
    edits: tuple[EditLine, ...]


@cache
def _environment() -> jinja2.Environment:
    environment = make_environment(html=True)
    environment.filters |= {"clean": clean_text, "safe_url": safe_url, "tag": language_tag, "bare": _bare}
    environment.globals |= {
        "change_place": places.change_place,
        "page_place": places.page_place,
        "diff_place": places.diff_place,
        "story_place": places.story_place,
        "initiative_place": places.initiative_place,
        "tongues": tuple((tag, load_words(tag).say("language.name")) for tag in LANGUAGES),
        "name_of": name_of,
        "source_name": source_name,
        "original": mark_original,
        "why": say_why,
        "headline": lambda finding, words: say_headline(finding, words)[0],
    }
    return environment


def _bare(term: str) -> str:
    """A feature that two Pages share without the name of its kind: 'city:lok-ma-chau' -> 'lok ma chau'."""
    kind, _, value = term.rpartition(":")
    return value if kind == "date" else value.replace("-", " ")


@cache
def read_style() -> str:
    """The style sheet of the desk: the digest's, and what a wider page needs."""
    return "".join((_FOLDER / name).read_text(encoding="utf-8") for name in ("digest.css", "desk.css"))


def render_page(name: str, *, words: Words, address: str, **values: object) -> str:
    """One page of the desk. name: of its template. address: path and query without lang, for the other languages."""

    def time(at: datetime | str) -> Markup:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), words.moment(moment))

    return (
        _environment()
        .get_template(f"desk_{name}.html.j2")
        .render(
            words=words,
            address=address,
            time=time,
            date=lambda shown: show_date(shown, words),
            here=lambda place: places.in_language(place, words.language),
            turned=places.in_language,
            **values,
        )
    )


def lines_of(finding: Finding, words: Words) -> EntryLines:
    """A finding as the digest shows it, with every fact and Edit uncut."""
    entry = Entry(section=place_finding(finding), lead=finding, quote=finding.quote)
    return entry_lines(entry, words, None, whole=True)


def lines_between(comparison: Comparison, language: str | None, words: Words) -> ComparedLines:
    """What differs between any two Versions, whole."""
    return ComparedLines(
        language=language_tag(language),
        facts=tuple(fact_line(fact, comparison.edits, words) for fact in comparison.facts),
        edits=tuple(edit_line(edit, words, whole=True) for edit in comparison.edits),
    )
