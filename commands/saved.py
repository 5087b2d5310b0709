"""extract, compare, why: the same readings on saved files, without a config and without a store."""

import gzip
import io
import json
import os
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.printing import form_option
from pipeline.errors import ConfigError, PactwatchError, UnreadableBody, UsageError
from pipeline.model import Comparison, Document, Tier

if TYPE_CHECKING:
    from pipeline.meaning.topic import Topic
    from pipeline.source import Source

LARGEST = 200_000_000
"""Bytes of a saved file, unpacked; a larger one is refused."""

MEDIA = {
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".xml": "application/xml",
    ".rss": "application/xml",
    ".atom": "application/xml",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".yml": "application/yaml",
    ".yaml": "application/yaml",
}


def read_saved(path: Path, url: str | None) -> Document:
    """The Document of a saved file; .gz is unpacked. A saved file has no clock: no date in it is refused for being late."""
    from pipeline.reading.extract import extract_document

    body = _unpacked(path)
    suffixes = [suffix for suffix in path.suffixes if suffix != ".gz"]
    media_type = MEDIA.get(suffixes[-1].lower() if suffixes else "", "text/html")
    if body[:5] == b"%PDF-":
        media_type = "application/pdf"
    source = source_of(url)
    rule = None
    if source is not None and url is not None:
        from cli import read_clock
        from pipeline.source import rule_for

        rule = rule_for(source, url, read_clock())
    zone = source.time_zone if source is not None else "Asia/Hong_Kong"
    try:
        return extract_document(body, url=url, media_type=media_type, rule=rule, time_zone=zone)
    except UnreadableBody as error:
        raise UnreadableBody(f"{path}: {str(error).removeprefix((url or 'body') + ': ')}") from None


def source_of(url: str | None) -> "Source | None":
    """The Source whose page_url matches: of the config that is there, else of those that come with pactwatch."""
    if url is None:
        return None
    from commands.opening import read_catalog
    from crawler.catalog import load_catalog
    from pipeline.config import config_path, load_config
    from pipeline.source import match_source

    context = click.get_current_context(silent=True)
    path = config_path(context.find_root().obj if context else None)
    catalog = read_catalog(load_config(path)) if path.exists() else load_catalog()
    return match_source(catalog, url)


def _unpacked(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableBody(f"{path}: cannot be read: {error.strerror}") from None
    if body[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(body)) as packed:
                body = packed.read(LARGEST + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableBody(f"{path}: is no whole gzip file: {error}") from None
    if len(body) > LARGEST:
        raise UnreadableBody(f"{path}: holds more than {LARGEST // 1_000_000} MB")
    return body


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option(
    "--url", metavar="U", help="Where the file is from: base of its links, picks a Source's rules; never fetched."
)
@form_option("text", "json", "jsonl")
def extract(files: tuple[str, ...], url: str | None, form: str) -> None:
    """Say what saved pages say (HTML, PDF, .gz too): title, date, text."""
    values, failed = [], False
    for file in files:
        try:
            value = extracted(file, read_saved(Path(file), url))
        except PactwatchError as error:
            failed = True
            value = {**dict.fromkeys(EXTRACTED), "file": file, "error": str(error)}
            click.echo(f"pactwatch: {error}", err=True)
        if form == "jsonl":
            click.echo(json.dumps(value, ensure_ascii=False))
        values.append(value)
    if form == "json":
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    elif form == "text" and (said := [_as_text(value) for value in values if value["error"] is None]):
        click.echo("\n\n".join(said))
    sys.exit(1 if failed else 0)


EXTRACTED = (
    "file", "error", "title", "text", "language", "published_at", "published_precision", "published_text", "attachments",
    "low_confidence", "extractor",
)  # fmt: skip


def extracted(file: str, document: Document) -> dict[str, Any]:
    """A Document with the keys of `extract --format json`, to the letter. file: as the caller named it."""
    published = document.published
    return {
        "file": file,
        "error": None,
        "title": document.title or None,
        "text": document.text,
        "language": document.language,
        "published_at": published.shown if published else None,
        "published_precision": published.precision if published else None,
        "published_text": published.literal if published else None,
        "attachments": [{"url": one.url, "title": one.title} for one in document.attachments],
        "low_confidence": document.low_confidence,
        "extractor": document.extractor,
        "lead": document.lead,
        "note": document.note,
        "modified_at": document.modified.shown if document.modified else None,
    }


def _as_text(value: dict[str, Any]) -> str:
    date = f"{value['published_at']} (“{value['published_text']}”)" if value["published_at"] else "no date printed"
    doubt = "\nlow confidence: the main text may be wrong" if value["low_confidence"] else ""
    files = "".join(f"\nattachment: {one['title']} {one['url']}" for one in value["attachments"])
    title, language = value["title"] or "(no title)", value["language"] or "language not known"
    return f"{value['file']}\n{title}\n{date} · {language}{doubt}{files}\n\n{value['text']}"


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option(
    "--url", metavar="U", help="Where the files are from: base of their links, picks a Source's rules; never fetched."
)
@form_option("text", "html", "json")
def compare(a: Path, b: Path, url: str | None, form: str) -> None:
    """Say what would be reported if the first saved page became the second."""
    from pipeline.comparing.changes import compare_documents

    print_comparison(compare_documents(read_saved(a, url), read_saved(b, url)), form, heading=f"{a} -> {b}")


def print_comparison(comparison: Comparison, form: str, *, heading: str) -> None:
    """A Comparison as text, as a page, or with the keys of `compare --format json`, to the letter."""
    if form == "json":
        click.echo(json.dumps(compared(comparison), ensure_ascii=False, indent=2))
        return
    from commands.comparison_view import as_html, as_text

    click.echo(as_html(comparison, heading) if form == "html" else as_text(comparison, heading))


def compared(comparison: Comparison) -> dict[str, Any]:
    """A Comparison as plain values."""
    return {
        "changed": comparison.changed,
        "kind": "edited" if comparison.changed else None,
        "weight": comparison.weight,
        "silent": comparison.silent,
        "title_changed": comparison.title_changed,
        "facts": [{"type": fact.type, "before": fact.before, "after": fact.after} for fact in comparison.facts],
        "summary": comparison.summary or None,
        "edits": [
            {"field": edit.field, "op": edit.op, "before": edit.before, "after": edit.after}
            for edit in comparison.edits
        ],
        "outcome": comparison.outcome,
    }


@click.command()
@click.argument("pages", nargs=-1, required=True)
@click.option("--url", metavar="U", help="Where the files are from; never fetched.")
@click.option(
    "--tier", type=click.Choice([str(tier) for tier in Tier]), default="official", show_default=True, help="Of files."
)
@form_option("text", "json", "jsonl")
@click.pass_context
def why(ctx: click.Context, pages: tuple[str, ...], url: str | None, tier: str, form: str) -> None:
    """Say why pages concern the agreement. Each PAGE is an id, a URL, or a saved file."""
    values, failed = [], False
    for page in pages:
        try:
            stored = not os.path.isfile(page) and (page.isdigit() or "://" in page)
            value = _why_page(ctx, page) if stored else _why_file(page, url, Tier(tier))
        except (UsageError, ConfigError):
            raise
        except PactwatchError as error:
            failed = True
            value = {**dict.fromkeys(WHY), "file": page, "error": str(error)}
            click.echo(f"pactwatch: {error}", err=True)
        if form == "jsonl":
            click.echo(json.dumps({name: value[name] for name in value if name != "words"}, ensure_ascii=False))
        values.append(value)
    if form == "json":
        click.echo(
            json.dumps([{k: v for k, v in one.items() if k != "words"} for one in values], ensure_ascii=False, indent=2)
        )
    elif form == "text" and (said := [f"{one['file']}\n{one['words']}" for one in values if one["error"] is None]):
        click.echo("\n\n".join(said))
    sys.exit(1 if failed else 0)


WHY = ("file", "error", "score", "relevant", "page_kind", "areas", "terms", "rule", "initiative", "stage", "stage_date")


def _why_file(file: str, url: str | None, tier: Tier) -> dict[str, Any]:
    return _reasons(file, read_saved(Path(file), url), topic_here(), tier)


def topic_here() -> "Topic":
    """The topic of the config that is there, else the one that pactwatch is for."""
    from commands.opening import read_topic
    from pipeline.config import TopicConfig, config_path, load_config
    from pipeline.meaning.topic import load_topic

    context = click.get_current_context(silent=True)
    path = config_path(context.find_root().obj if context else None)
    return read_topic(load_config(path)) if path.exists() else load_topic(TopicConfig().profile)


def _why_page(ctx: click.Context, page: str) -> dict[str, Any]:
    from commands.opening import read_config, read_topic, reading
    from pipeline.store.documents import document_of
    from pipeline.store.pages import find_page, list_versions

    config = read_config(ctx)
    topic = read_topic(config)
    with reading(config) as store:
        row = find_page(store, page)
        versions: Sequence[Any] = list_versions(store, row["page_id"])
        tier = store.value("SELECT tier FROM sources WHERE source_id=?", (row["source_id"],))
        if not versions:
            raise UsageError(f"{page}: was not read yet. Read what waits with: pactwatch read")
        document = document_of(store, versions[-1]["version_id"])
    return _reasons(row["url"], document, topic, Tier(tier))


def _reasons(name: str, document: Document, topic: Any, tier: Tier) -> dict[str, Any]:
    from pipeline.meaning.relevance import explain, score_document

    relevance = score_document(document, topic, tier=tier)
    return {
        "file": name,
        "error": None,
        "score": relevance.score,
        "relevant": relevance.relevant,
        "page_kind": relevance.page_kind,
        "areas": list(relevance.areas),
        "terms": [
            {"term": one.term, "concept": one.concept, "field": one.field, "start": one.start, "end": one.end}
            for one in relevance.terms
        ],
        "rule": relevance.rule,
        "initiative": relevance.initiative,
        "stage": relevance.stage,
        "stage_date": relevance.stage_date,
        "words": explain(relevance, document),
    }
