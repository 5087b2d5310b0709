"""replay: what the store holds, decided again from the beginning in an empty database, and the two held against each other."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from commands.opening import read_catalog, read_config, read_topic, reading
from commands.printing import form_option, print_table, print_values, safe
from pipeline.errors import UsageError
from pipeline.replay import Differing, Replayed

SHOWN = 20
"""At most so many differences are printed for a person; --format json has them all."""


@click.command()
@click.argument("db", type=click.Path(path_type=Path, dir_okay=False))
@form_option("text", "json")
@click.pass_context
def replay(ctx: click.Context, db: Path, form: str) -> None:
    """Decide all that is stored again, in the new database DB, and say whether the same comes out; exit 1 if it does not.

    From Captures, Checks, Observations and Decisions, as today's program, Sources and topic have it. The store is only read.
    """
    from pipeline.readers import Readers
    from pipeline.replay import replay as play_again
    from pipeline.store.opening import open_writer

    config = read_config(ctx)
    raw = db.with_name(f"{db.stem}-raw.db")
    for path in (db, raw):
        if path.exists():
            raise UsageError(f"{path}: is there already. Name a database that is not, or move it away.")
    topic = read_topic(config)
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("runs"))
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with reading(config) as old, open_writer(db, raw) as new, Readers(topic) as readers, bar:
        task = bar.add_task("replay", total=None)
        done = play_again(
            old,
            new,
            read_catalog(config),
            topic,
            profile=config.topic.profile,
            readers=readers,
            patience=config.patience,
            progress=lambda number, total: bar.update(task, completed=number, total=total),
        )
    if form == "json":
        print_values([_as_value(done)], "json")
    else:
        _print(done, db)
    if done.differing or done.left_out:
        sys.exit(1)


def _as_value(done: Replayed) -> dict[str, object]:
    return {
        "runs": done.runs,
        "rounds": done.rounds,
        "looks": done.looks,
        "counts": {kind: {"stored": stored, "replayed": again} for kind, (stored, again) in done.counts.items()},
        "differing": [{"kind": one.kind, "stored": one.stored, "row": dict(one.row)} for one in done.differing],
        "left_out": list(done.left_out),
    }


def _print(done: Replayed, db: Path) -> None:
    click.echo(f"{done.runs} runs, {done.rounds} rounds, {done.looks} looks decided again in {db}")
    missing = {kind: sum(one.kind == kind and one.stored for one in done.differing) for kind in done.counts}
    print_table(
        ("", "stored", "replayed", "the same"),
        [(kind, str(stored), str(again), str(stored - missing[kind])) for kind, (stored, again) in done.counts.items()],
    )
    for source_id in done.left_out:
        click.echo(
            f"{source_id}: left out: no such Source is enabled. Enable it in [sources] and replay again.", err=True
        )
    if not done.differing:
        click.echo("Everything came out the same.")
        return
    click.echo(f"{len(done.differing)} rows differ:")
    for one in done.differing[:SHOWN]:
        click.echo(f"  {_line_of(one)}")
    if len(done.differing) > SHOWN:
        click.echo(f"  and {len(done.differing) - SHOWN} more; --format json has all")
    click.echo("They differ where the program, the Sources' rules or the topic are not what they were.", err=True)


def _line_of(one: Differing) -> str:
    values = {name: value for name, value in one.row.items() if value not in (None, "", 0)}
    return safe(
        f"{'stored only' if one.stored else 'replay only'}: {one.kind}: {json.dumps(values, ensure_ascii=False)}"
    )
