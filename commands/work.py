"""crawl, read, once, watch: the work itself. Says per Source what was done, and what failed, on stderr."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cli import read_clock
from commands.opening import read_catalog, read_config, read_topic, writing
from pipeline.config import Config, config_path
from pipeline.model import Counts

if TYPE_CHECKING:
    from commands.order import SourceOutcome


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--force", is_flag=True, help="Take all Listings and Pages for due; robots, pace and budgets hold.")
@click.pass_context
def crawl(ctx: click.Context, sources: tuple[str, ...], force: bool) -> None:
    """Fetch what is due: Captures, nothing decided yet."""
    from commands.order import Part

    _work(read_config(ctx), sources, Part.CRAWL, "crawl", force=force, quiet=False)


@click.command()
@click.pass_context
def read(ctx: click.Context) -> None:
    """Turn pending Captures into Versions and findings."""
    from commands.order import Part

    _work(read_config(ctx), (), Part.READ, "read", force=False, quiet=False)


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--force", is_flag=True, help="Take all Listings and Pages for due; robots, pace and budgets hold.")
@click.option("--quiet", is_flag=True, help="Say only what failed.")
@click.pass_context
def once(ctx: click.Context, sources: tuple[str, ...], force: bool, quiet: bool) -> None:
    """One whole tick: crawl, read, send the Digests that are due."""
    from commands.order import Part

    _work(read_config(ctx), sources, Part.CRAWL | Part.READ | Part.MAIL, "once", force=force, quiet=quiet)


@click.command()
@click.pass_context
def watch(ctx: click.Context) -> None:
    """The daemon: a tick at every time of [schedule] tick, each in a process of its own."""
    from scheduler import Daemon

    Daemon(read_config(ctx), config_path(ctx.find_root().obj), lambda line: click.echo(line, err=True)).watch()


def _work(config: Config, names: tuple[str, ...], part: object, job: str, *, force: bool, quiet: bool) -> None:
    from commands.order import Order, Part, SourceOutcome, sources_named
    from commands.tick import run_tick

    assert isinstance(part, Part)
    now = read_clock()
    catalog = read_catalog(config)
    order = Order(
        config=config,
        sources=sources_named(catalog, names),
        catalog=catalog,
        topic=read_topic(config),
        parts=part,
        now=now,
        job=job,
        force=force,
    )
    with writing(config) as store, _bar(job, len(order.sources), quiet=quiet) as advance:

        def tell(outcome: SourceOutcome) -> None:
            advance()
            line = _line_of(outcome)
            if outcome.errors:
                for error in outcome.errors:
                    click.echo(f"{outcome.source_id}: {error}", err=True)
            elif line and not quiet:
                click.echo(line)

        done = run_tick(store, order, tell)
    for sent in done.sent:
        if sent.failed:
            click.echo(f"mail to {sent.delivery.recipient}: {sent.receipt.sentence}", err=True)
        elif not quiet:
            click.echo(f"mail to {sent.delivery.recipient}: handed over (digest {sent.delivery.digest_id})")
    if not quiet:
        click.echo(_sum_of(done.counts))
        for warning in done.warnings:
            click.echo(f"warning: {warning}", err=True)
        if any(outcome.errors for outcome in done.outcomes):
            click.echo(_say_what_to_do(done.outcomes), err=True)
    if done.errors:
        sys.exit(1)


@contextmanager
def _bar(job: str, total: int, *, quiet: bool) -> Iterator[Callable[[], None]]:
    """A progress bar where a person looks on; gives what moves it on by one."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as bar:
        task = bar.add_task(job, total=total)
        yield lambda: bar.advance(task)


def _sum_of(counts: Counts) -> str:
    """One line of what the whole tick did, so that a quiet one is seen to have worked."""
    numbers = ((counts.requests, "request"), (counts.new_pages, "new page"), (counts.changes, "change"))
    asked, *found = (f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in numbers)
    return ", ".join((asked, f"{counts.not_modified} not modified", *found))


def _say_what_to_do(outcomes: Sequence["SourceOutcome"]) -> str:
    """What an operator may do about Sources that failed."""
    again = "What failed is asked again when it is due; pactwatch health says how each Source is doing."
    if len(outcomes) > 1 and all(outcome.errors for outcome in outcomes):
        return f"Every Source failed: is this machine on the network? {again}"
    return again


def _line_of(outcome: "SourceOutcome") -> str:
    """One line of what a Source's share brought; '' if it brought nothing."""
    counts = outcome.counts
    numbers = (
        (counts.new_pages, "new page", "new pages"),
        (counts.versions, "version", "versions"),
        (counts.changes, "change", "changes"),
        (outcome.held, "capture held for a second look", "captures held for a second look"),
    )
    said = [f"{number} {one if number == 1 else many}" for number, one, many in numbers if number]
    return f"{outcome.source_id}: {', '.join(said)}" if said else ""
