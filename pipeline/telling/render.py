"""A Digest as HTML and as text, for mail and for the archive.

Pure given the templates, which are read once. What sources say is escaped here and nowhere else.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

import css_inline
import jinja2
from markupsafe import Markup

from pipeline.config import SmtpConfig, Subscriber
from pipeline.model import Op
from pipeline.telling.digest import Digest
from pipeline.telling.digest_lines import DigestLines, Table
from pipeline.telling.layout import lay_out
from pipeline.telling.phrases import safe_url, say_cadence
from pipeline.telling.places import digest_place, on_desk
from pipeline.telling.words import Words
from pipeline.weighing.excerpt import Run, count_columns, wrap_line

_FOLDER = Path(__file__).parent / "templates"
_TEXT_COLUMNS = 72
# Figure spaces after the preheader, so that a mail client shows no body text beside it.
_PADDING = "\u2007" * 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """What stands below a Digest. desk: where it is kept, None = nowhere. unsubscribe: https or mailto."""

    paragraphs: tuple[str, ...]
    desk: str | None
    unsubscribe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """The templates as loaded, and the style sheet that is inlined."""

    html: jinja2.Template
    text: jinja2.Template
    css: str
    inliner: css_inline.CSSInliner


def make_environment(*, html: bool) -> jinja2.Environment:
    """The templates that come with pactwatch. html: what sources say is escaped, and can be shown as SHOWN does."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=html,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    if html:
        environment.filters |= SHOWN
    return environment


@cache
def load_templates() -> Templates:
    """Read the templates that come with pactwatch."""
    html, text = make_environment(html=True), make_environment(html=False)
    text.filters |= {"rule": _rule, "grid": _grid}
    return Templates(
        html=html.get_template("digest.html.j2"),
        text=text.get_template("digest.txt.j2"),
        css=(_FOLDER / "digest.css").read_text(encoding="utf-8"),
        inliner=css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False),
    )


def render_html(digest: Digest, *, subscriber: Subscriber, smtp: SmtpConfig, words: Words, digest_id: int = 0) -> str:
    """The HTML form: one file without anything fetched from elsewhere. digest_id: 0 = a preview."""
    templates = load_templates()
    page = templates.html.render(
        digest=digest,
        lines=lay_out(digest, words, desk_url=smtp.desk_url),
        footer=write_footer(subscriber, smtp, words, digest_id),
        words=words,
        css=Markup(templates.css),
        padding=_PADDING,
    )
    return templates.inliner.inline(page)


def render_text(digest: Digest, *, subscriber: Subscriber, smtp: SmtpConfig, words: Words, digest_id: int = 0) -> str:
    """The text form, at most 72 columns wide where a word allows it."""
    colon = words.say("language.colon")
    text = load_templates().text.render(
        digest=digest,
        lines=lay_out(digest, words, desk_url=smtp.desk_url),
        footer=write_footer(subscriber, smtp, words, digest_id),
        words=words,
        colon=colon,
        was=words.say("labels.was").lower() + colon,
        now=words.say("labels.now").lower() + colon,
        gap=" " if words.language == "en" else "",
    )
    return "\n".join(_wrap_lines(text)).rstrip("\n") + "\n"


def describe_digest(digest: Digest, *, words: Words, desk_url: str = "") -> dict[str, object]:
    """A Digest as plain values, for JSON: every line as worded, and which Changes stand in it."""
    lines: DigestLines = lay_out(digest, words, desk_url=desk_url)
    return {
        "subscriber": digest.subscriber,
        "language": digest.language,
        "since": digest.since and _as_utc(digest.since),
        "until": _as_utc(digest.until),
        "subject": digest.subject,
        "headline": digest.headline,
        "counts": dict(digest.counts),
        "change_ids": list(digest.change_ids),
        **{key: value for key, value in asdict(lines).items() if key != "headline"},
    }


def _as_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # as all times of ours are written


def write_footer(subscriber: Subscriber, smtp: SmtpConfig, words: Words, digest_id: int) -> Footer:
    """Why the reader gets this, and how to change or end it."""
    areas = words.join(tuple(words.area(tag) for tag in subscriber.areas)) or words.say("footer.every_area")
    language = words.say("language.name")
    why = words.say("footer.why", areas=areas, language=language, cadence=say_cadence(subscriber.cadence, words))
    desk = safe_url(smtp.desk_url)
    change = (words.say("footer.change"),) if smtp.reply_to else ()
    return Footer(
        paragraphs=(words.say("footer.evidence"), (" " if words.language == "en" else "").join((why, *change))),
        desk=on_desk(desk, digest_place(digest_id), "en") if desk and digest_id else None,
        unsubscribe=safe_url(smtp.unsubscribe_url) or unsubscribe_mail(subscriber, smtp),
    )


def unsubscribe_mail(subscriber: Subscriber, smtp: SmtpConfig) -> str:
    """The mailto address by which a reader asks a person to end this."""
    name, _, rest = (smtp.reply_to or smtp.sender).rpartition("<")
    address = rest.rstrip("> ") if name or rest.endswith(">") else rest
    return f"mailto:{quote(address, safe='@+.-_')}?subject=unsubscribe%20{subscriber.name}"


def name_script(language: str) -> str:
    """The style class of a language's script."""
    return {"zh-Hant": "hant", "zh-Hans": "hans", "zh": "hans"}.get(language, "latin")


def space_runs(runs: tuple[Run, ...]) -> Iterator[Run]:
    """The runs with a space between a deletion and the insertion beside it, where a script has spaces."""
    previous: Run = (None, "")
    for op, text in runs:
        touching = {op, previous[0]} == {Op.INSERT, Op.DELETE} and previous[1][-1:].isascii() and text[:1].isascii()
        if touching and not previous[1][-1:].isspace() and not text[:1].isspace():
            yield None, " "
        yield op, text
        previous = (op, text)


SHOWN = {"script": name_script, "spaced": space_runs}
"""The filters of the macros in parts.html.j2."""


def _rule(heading: str) -> str:
    return f"{heading}\n{'-' * count_columns(heading)}"


def _grid(table: Table) -> str:
    """A table of numbers in columns of one width, Han characters counted as two."""
    rows = [list(table.columns), *([cell.text.text for cell in row] for row in table.rows)]
    widths = [max(count_columns(row[place]) for row in rows) for place in range(len(table.columns))]
    lines = []
    for first, *rest in rows:
        cells = [first + " " * (widths[0] - count_columns(first))]
        cells += [" " * (width - count_columns(cell)) + cell for cell, width in zip(rest, widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _wrap_lines(text: str) -> Iterator[str]:
    blank = 0
    for line in text.split("\n"):
        if line == "-- ":
            yield from ("", line) if blank == 0 else (line,)
            continue
        blank = blank + 1 if not line.strip() else 0
        if blank <= 2:
            yield from wrap_line(line.rstrip(), _TEXT_COLUMNS)
