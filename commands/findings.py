"""changes, pages, show, diff, search: what was found, from the database."""

import json
from collections.abc import Sequence
from typing import Any

import click

from cli import read_clock
from commands.opening import read_config, read_topic, reading
from commands.printing import TABLE, form_option, local, local_date, print_table, print_values, read_time
from pipeline.config import Config
from pipeline.errors import UsageError
from pipeline.model import ChangeKind, Weight
from pipeline.store.opening import Store
from pipeline.telling.finding import Finding

CHANGE_COLUMNS = (
    "change_id", "found_at", "not_before", "kind", "weight", "baseline", "silent", "title_changed", "reverts_to",
    "facts", "summary", "page_id", "page_url", "source", "tier", "language", "title", "areas", "relevance",
    "story_id", "from_version", "to_version", "page_kind", "relevant", "confidence",
)  # fmt: skip
PAGE_COLUMNS = (
    "page_id", "url", "source", "tier", "language", "state", "title", "published_at", "published_precision",
    "found_at", "last_checked_at", "checks", "versions", "relevance", "areas", "story_id", "page_kind", "relevant",
)  # fmt: skip
FOUND_COLUMNS = (
    "page_id", "url", "source", "language", "title", "published_at", "found_at", "relevance", "state", "snippet",
)  # fmt: skip
"""The header of a CSV without rows, so that a program that reads it on a quiet day finds its columns."""


@click.command()
@click.option("--since", metavar="T", help="Found at T or later: 2026-11-21, with time and offset, or 3d (ago).")
@click.option("--until", metavar="T", help="Found at T or earlier.")
@click.option("--after", "after_id", metavar="ID", type=int, default=0, help="With a larger change_id only.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    type=click.Choice([str(kind) for kind in ChangeKind]),
    help=f"Of this kind; may be repeated: {', '.join(ChangeKind)}.",
)
@click.option(
    "--weight",
    "weights",
    multiple=True,
    type=click.Choice([str(weight) for weight in Weight]),
    help="Of this weight; may be repeated.",
)
@click.option("--area", "areas", multiple=True, metavar="AREA", help="Of this Area, e.g. data-flow; may be repeated.")
@click.option("--source", "sources", multiple=True, metavar="SOURCE", help="Of this Source; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Cosmetic ones too, and Pages that are not relevant.")
@click.option("--limit", type=int, default=-1, help="At most so many.")
@form_option(*TABLE, "atom")
@click.pass_context
def changes(
    ctx: click.Context,
    since: str | None,
    until: str | None,
    after_id: int,
    kinds: tuple[str, ...],
    weights: tuple[str, ...],
    areas: tuple[str, ...],
    sources: tuple[str, ...],
    everything: bool,
    limit: int,
    form: str,
) -> None:
    """List findings, in the order in which they were made."""
    from pipeline.store.findings import Wish, as_public, find_changes

    config = read_config(ctx)
    now, zone = read_clock(), config.schedule.time_zone
    wish = Wish(
        after_id=after_id,
        since=read_time(since, now, zone, "--since"),
        until=read_time(until, now, zone, "--until"),
        kinds=kinds,
        weights=(*weights, Weight.COSMETIC) if everything and weights else weights,
        areas=areas,
        sources=sources,
        everything=everything or Weight.COSMETIC in weights,
        limit=limit,
    )
    with reading(config) as store:
        _know(store, sources, areas, config)
        found = find_changes(store, wish)
    if form == "atom":
        from commands.feed import write_atom

        click.echo(write_atom(found, config.smtp.desk_url, now))
    elif form != "table":
        print_values([as_public(finding) for finding in found], form, CHANGE_COLUMNS)
    else:
        print_table(("id", "found", "kind", "weight", "source", "what"), [_row_of(finding, zone) for finding in found])


def _row_of(finding: Finding, zone: str) -> tuple[str, ...]:
    return (
        str(finding.change_id),
        local(finding.found_at, zone),
        f"{finding.kind}{' (baseline)' if finding.baseline else ''}",
        str(finding.weight),
        finding.source_id,
        f"{finding.title}\n{finding.summary}" if finding.kind is not ChangeKind.APPEARED else finding.title,
    )


def _know(store: Store, sources: Sequence[str], areas: Sequence[str], config: Config) -> None:
    """Refuse a Source that was never crawled, or an Area that the topic does not have: the answer would be empty for ever."""
    known = {row["source_id"] for row in store.rows("SELECT source_id FROM sources")}
    for source in sources:
        if source not in known:
            raise UsageError(
                f"--source: {source}: no such Source. There are: {', '.join(sorted(known)) or 'none yet'}."
            )
    if not areas:
        return
    tags = [area.tag for area in read_topic(config).areas]
    for area in areas:
        if area not in tags:
            raise UsageError(f"--area: {area}: no such Area. There are: {', '.join(tags)}.")


@click.command()
@click.option("--source", "sources", multiple=True, metavar="SOURCE", help="Of this Source; may be repeated.")
@click.option("--area", metavar="AREA", help="Of this Area, e.g. data-flow.")
@click.option("--relevant", is_flag=True, help="Relevant Pages only.")
@click.option("--limit", type=int, default=-1, help="At most so many.")
@form_option(*TABLE)
@click.pass_context
def pages(
    ctx: click.Context, sources: tuple[str, ...], area: str | None, relevant: bool, limit: int, form: str
) -> None:
    """List known Pages, newest first."""
    from pipeline.store.pages import list_pages

    config = read_config(ctx)
    with reading(config) as store:
        _know(store, sources, (area,) if area else (), config)
        found = list_pages(store, sources=sources, area=area, relevant_only=relevant, limit=limit)
    for page in found:
        page["areas"], page["relevant"] = json.loads(page["areas"]), bool(page["relevant"])
    if form != "table":
        print_values(found, form, PAGE_COLUMNS)
        return
    rows = [
        (
            str(page["page_id"]),
            local(page["found_at"], config.schedule.time_zone),
            str(page["state"]),
            str(page["versions"]),
            "" if page["relevance"] is None else f"{page['relevance']:.2f}",
            str(page["source"]),
            f"{page['title'] or page['url']}",
        )
        for page in found
    ]
    print_table(("id", "found", "state", "versions", "relevance", "source", "title"), rows)


@click.command()
@click.argument("page")
@click.option("--version", "number", type=int, help="The text of this Version; else of the last one.")
@click.option("--noise", is_flag=True, help="Instead of the text: which blocks are held for noise, and why.")
@form_option("text", "json")
@click.pass_context
def show(ctx: click.Context, page: str, number: int | None, noise: bool, form: str) -> None:
    """Show a Page: its state, its addresses, its Versions, its Changes and its text. PAGE is an id or a URL."""
    from commands.noise import noise_values, print_noise
    from commands.page_view import page_values, print_page

    config = read_config(ctx)
    with reading(config) as store:
        values = (noise_values if noise else page_values)(store, page, number)
    if form == "json":
        print_values([values], "json")
    else:
        (print_noise if noise else print_page)(values, config.schedule.time_zone)


@click.command()
@click.argument("page")
@click.option("--from", "first", type=int, help="Version number; else the last but one.")
@click.option("--to", "second", type=int, help="Version number; else the last.")
@form_option("text", "html", "json")
@click.pass_context
def diff(ctx: click.Context, page: str, first: int | None, second: int | None, form: str) -> None:
    """Show what differs between two Versions of a Page. PAGE is an id or a URL."""
    from commands.saved import print_comparison
    from pipeline.store.pages import find_page, list_versions
    from pipeline.versions import compare_versions

    with reading(read_config(ctx)) as store:
        row = find_page(store, page)
        versions = {version["number"]: version for version in list_versions(store, row["page_id"])}
        if len(versions) < 2 and (first is None or second is None):
            raise UsageError(f"{page}: has {len(versions)} version; a diff needs two.")
        newest = second if second is not None else max(versions)
        oldest = first if first is not None else newest - 1
        older, newer = (_version(versions, number, page) for number in (oldest, newest))
        comparison = compare_versions(store, row, older, newer)
    heading = f"{row['title']}\n{row['url']}\nversion {oldest} -> version {newest}"
    print_comparison(comparison, form, heading=heading)


def _version(versions: dict[int, Any], number: int, page: str) -> Any:
    if number not in versions:
        raise UsageError(f"{page}: has no version {number}. It has 1 to {max(versions, default=0)}.")
    return versions[number]


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=int, default=20, show_default=True, help="At most so many.")
@form_option(*TABLE)
@click.pass_context
def search(ctx: click.Context, query: tuple[str, ...], limit: int, form: str) -> None:
    """Search the present texts, in English and Chinese; either Chinese script finds both."""
    from pipeline.store.search import search_pages

    config = read_config(ctx)
    with reading(config) as store:
        found = search_pages(store, " ".join(query), limit=limit)
    if form != "table":
        print_values(found, form, FOUND_COLUMNS)
        return
    rows = [
        (
            str(page["page_id"]),
            str(page["source"]),
            local_date(page["published_at"], config.schedule.time_zone),
            f"{page['title']}\n{page['snippet']}",
        )
        for page in found
    ]
    print_table(("id", "source", "published", "text"), rows)
