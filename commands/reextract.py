"""reextract: stored Captures read anew after an upgrade of extraction, or of a Source's rules."""

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from cli import read_clock
from commands.opening import read_catalog, read_config, read_topic, writing
from commands.printing import form_option, print_values


@click.command()
@click.argument("sources", nargs=-1)
@form_option("text", "json")
@click.pass_context
def reextract(ctx: click.Context, sources: tuple[str, ...], form: str) -> None:
    """Read the last Captures anew after an upgrade of extraction or a change of rules: Versions that no reader is told of.

    A tick does this by itself for each Page that changes. What was read is marked: stop it, and it goes on where it was.
    """
    from commands.order import sources_named
    from pipeline.joining import join_new
    from pipeline.readers import Readers
    from pipeline.reextract import count_pages
    from pipeline.reextract import reextract as read_anew

    config, now = read_config(ctx), read_clock()
    catalog = read_catalog(config)
    chosen = sources_named(catalog, sources)
    topic = read_topic(config)
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("pages"))
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with writing(config) as store, Readers(topic) as readers, bar:
        task = bar.add_task("reextract", total=count_pages(store, chosen))
        done = read_anew(
            store, chosen, readers, profile=config.topic.profile, progress=lambda pages: bar.advance(task, pages)
        )
        if done.technical:
            join_new(store, catalog, topic, now, patience=config.patience)
    same = done.pages - done.technical - done.bodiless - done.unreadable
    if form == "json":
        values = {"pages": done.pages, "technical": done.technical, "same": same}
        print_values([{**values, "bodiless": done.bodiless, "unreadable": done.unreadable}], "json")
        return
    if not done.pages:
        click.echo("Nothing to read anew: all was read by today's extraction and rules.")
        return
    click.echo(f"{done.pages} pages read anew: {done.technical} technical versions, {same} as they were")
    if done.bodiless:
        click.echo(
            f"{done.bodiless} could not be: their bodies are not kept (headline only). They are taken up when they change."
        )
    if done.unreadable:
        click.echo(f"{done.unreadable} could not be read by today's extraction; they stay as they are.")
