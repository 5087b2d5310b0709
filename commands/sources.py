"""sources list, show, check: the Sources that are declared, and what came of them."""

import sys

import click

from cli import read_clock
from commands.opening import read_catalog, read_config, reading
from commands.printing import TABLE, form_option, local, print_table, print_values
from pipeline.errors import StoreError, UsageError
from pipeline.source import Source


@click.group(invoke_without_command=True)
@form_option(*TABLE)
@click.pass_context
def sources(ctx: click.Context, form: str) -> None:
    """List, show and check the Sources; by itself it lists them."""
    if ctx.invoked_subcommand is None:
        _list(ctx, form)


@sources.command("list")
@form_option(*TABLE)
@click.pass_context
def list_sources(ctx: click.Context, form: str) -> None:
    """List the Sources that are enabled."""
    _list(ctx, form)


def _list(ctx: click.Context, form: str) -> None:
    config = read_config(ctx)
    values = [
        {
            "source": source.id,
            "name": source.name.get("en", source.id),
            "tier": source.tier,
            "side": source.side,
            "listings": len(source.listings),
            "standing": len(source.standing),
            "languages": sorted({listing.language for listing in source.listings if listing.language}),
            "home": source.home,
        }
        for source in read_catalog(config)
    ]
    if form != "table":
        print_values(values, form)
        return
    rows = [
        (str(one["source"]), str(one["tier"]), str(one["side"]), str(one["listings"]), f"{one['name']}")
        for one in values
    ]
    print_table(("source", "tier", "side", "listings", "name"), rows)


@sources.command("show")
@click.argument("source")
@click.pass_context
def show_source(ctx: click.Context, source: str) -> None:
    """Show one Source: its Listings and when each was read last."""
    config = read_config(ctx)
    found = _named(read_catalog(config), source)
    click.echo(f"{found.id} · {found.tier} · {found.side} · {found.home}")
    for tag, name in found.name.items():
        click.echo(f"  {tag}: {name}")
    click.echo(
        f"fetch {found.fetch} · watch {found.watch} · keep {found.keep} · one request every {found.pace.delay:g} s"
    )
    state = {}
    try:
        with reading(config) as store:
            state = {row["url"]: row for row in store.rows("SELECT * FROM listings WHERE source_id=?", (found.id,))}
    except StoreError:
        click.echo("(no database yet: nothing was read)")
    rows = []
    for listing in found.listings:
        row = state.get(listing.key)
        last = local(row["last_ok_at"], config.schedule.time_zone) if row is not None else ""
        said = (row["last_error"] or "") if row is not None else ""
        rows.append((str(listing.shape), listing.language or "", listing.every, last, f"{listing.url}\n{said}".strip()))
    if rows:
        print_table(("shape", "language", "every", "last read", "listing"), rows)
    else:
        click.echo("no Listings: these addresses are watched")
    for url in found.standing:
        click.echo(f"standing: {url}")


@sources.command("check")
@click.argument("names", nargs=-1)
@click.option("--live", is_flag=True, help="Fetch each Listing once, politely, and say what it gives. Stores nothing.")
@click.pass_context
def check_sources(ctx: click.Context, names: tuple[str, ...], live: bool) -> None:
    """Check the files of the Sources; with --live their Listings too."""
    from commands.order import sources_named

    config = read_config(ctx)
    chosen = sources_named(read_catalog(config), names)
    if not live:
        click.echo(
            f"Sources: {len(chosen)}, Listings: {sum(len(source.listings) for source in chosen)}. All well declared"
        )
        return
    from commands.live import check_live

    failed = False
    for source in chosen:
        if not source.listings:
            click.echo(f"{source.id}: no Listings to ask, {len(source.standing)} standing addresses")
    for verdict in check_live(config, chosen, read_clock()):
        failed = failed or verdict.error is not None
        if verdict.error is None:
            click.echo(
                f"{verdict.source_id}: {verdict.entries} entries, newest {verdict.newest or 'undated'} · {verdict.url}"
            )
        else:
            click.echo(f"{verdict.source_id}: {verdict.error} · {verdict.url}", err=True)
    sys.exit(1 if failed else 0)


def _named(catalog: tuple[Source, ...], name: str) -> Source:
    for source in catalog:
        if source.id == name:
            return source
    raise UsageError(f"{name}: no such Source is enabled. List them with: pactwatch sources list")
