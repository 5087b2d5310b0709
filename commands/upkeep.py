"""init, check, health, alarms, runs, backup, doctor: setting up and looking after an installation."""

import json
import sys
from pathlib import Path

import click

from commands.opening import read_catalog, read_config, read_topic, reading, writing
from commands.printing import TABLE, form_option, local, print_table, print_values
from pipeline.config import config_path, load_config
from pipeline.errors import UsageError

FIRST_CONFIG = Path(__file__).with_name("first-config.toml")


@click.command()
@click.pass_context
def init(ctx: click.Context) -> None:
    """Write a commented pactwatch.toml and make the database."""
    path = config_path(ctx.find_root().obj)
    if path.exists():
        click.echo(f"{path}: is there already, left as it is")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FIRST_CONFIG.read_text(encoding="utf-8"), encoding="utf-8")
        click.echo(f"{path}: written. Set crawl.contact, and add a [[subscribers]].")
    config = load_config(path)
    with writing(config):
        pass
    click.echo(f"{_near(config.database)}: ready. Next: pactwatch check, then pactwatch once")


def _near(path: Path) -> str:
    """A path as seen from here, if it lies below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


@click.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Check the config, the Sources and the topic files; no network."""
    from scheduler import cron_trigger

    config = read_config(ctx)
    catalog = read_catalog(config)
    read_topic(config)
    cron_trigger(config.schedule.tick, config.schedule.time_zone)
    for subscriber in config.subscribers:
        cron_trigger(subscriber.cadence, config.schedule.time_zone)
    listings = sum(len(source.listings) for source in catalog)
    counted = f"Sources: {len(catalog)}, Listings: {listings}, subscribers: {len(config.subscribers)}"
    click.echo(f"{counted}, topic: {config.topic.profile}. All well")
    if not config.crawl.contact:
        click.echo("warning: crawl.contact is not set: sites cannot reach you. Set it in pactwatch.toml.", err=True)


@click.command()
@form_option(*TABLE)
@click.pass_context
def health(ctx: click.Context, form: str) -> None:
    """Show how each Source is doing, and the open Alarms; exit 1 if there is one."""
    from pipeline.store.alarms import open_alarms
    from pipeline.store.runs import list_runs, source_health

    config = read_config(ctx)
    zone = config.schedule.time_zone
    with reading(config) as store:
        rows, alarms, runs = source_health(store), open_alarms(store), list_runs(store, 1)
    if form != "table":
        print_values(rows, form)
    else:
        last = (
            f"last tick {local(runs[0]['started_at'], zone)}: {runs[0]['outcome'] or 'under way'}"
            if runs
            else "no tick yet"
        )
        click.echo(last)
        print_table(
            ("source", "last read", "last new page", "pages", "relevant", "waiting", "trouble"),
            [
                (
                    str(row["source_id"]),
                    local(row["last_ok_at"], zone) or "never",
                    local(row["last_new_page_at"], zone),
                    str(row["pages"]),
                    str(row["pages_relevant"]),
                    str(row["captures_waiting"]),
                    row["last_error"] or "",
                )
                for row in rows
                if row["enabled"]
            ],
        )
        for alarm in alarms:
            click.echo(f"ALARM since {local(alarm['opened_at'], zone)}: {alarm['message']} {alarm['remedy']}", err=True)
    sys.exit(1 if alarms else 0)


@click.command()
@click.option("--all", "everything", is_flag=True, help="Those that closed too, newest first.")
@form_option(*TABLE)
@click.pass_context
def alarms(ctx: click.Context, everything: bool, form: str) -> None:
    """List the open Alarms, oldest first: what is the matter, and what to do."""
    from pipeline.store.alarms import list_alarms, open_alarms

    config = read_config(ctx)
    zone = config.schedule.time_zone
    with reading(config) as store:
        found = list_alarms(store) if everything else open_alarms(store)
    if form != "table":
        print_values(found, form)
        return
    rows = [
        (
            str(one["alarm_id"]),
            local(one["opened_at"], zone),
            local(one["closed_at"], zone) or "open",
            str(one["kind"]),
            f"{one['message']}\n{one['remedy']}",
        )
        for one in found
    ]
    print_table(("id", "opened", "closed", "kind", "what"), rows)


@click.command()
@click.option("--limit", type=int, default=20, show_default=True, help="At most so many.")
@form_option(*TABLE)
@click.pass_context
def runs(ctx: click.Context, limit: int, form: str) -> None:
    """List the last Runs, newest first."""
    from pipeline.store.runs import list_runs

    config = read_config(ctx)
    with reading(config) as store:
        found = list_runs(store, limit)
    for run in found:
        run["counts"], run["warnings"] = json.loads(run["counts"]), json.loads(run["warnings"])
    if form != "table":
        print_values(found, form)
        return
    names = ("requests", "not_modified", "captures", "versions", "changes")
    rows = [
        (
            str(run["run_id"]),
            local(run["started_at"], config.schedule.time_zone),
            str(run["job"]),
            str(run["outcome"] or "under way"),
            *(str(run["counts"].get(name, 0)) for name in names),
            run["first_error"] or "",
        )
        for run in found
    ]
    headings = ("run", "started", "job", "outcome", "asked", "304", "captures", "versions", "changes", "first error")
    print_table(headings, rows)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.pass_context
def backup(ctx: click.Context, path: Path) -> None:
    """Copy the database and the raw bodies into the folder PATH, while the daemon runs."""
    from pipeline.store.upkeep import back_up

    config = read_config(ctx)
    for made in back_up(config.database, config.raw, path):
        click.echo(f"{made}: {made.stat().st_size / 1e6:.1f} MB")
    click.echo("To restore: stop pactwatch, put both files where [store] says, then run: pactwatch doctor")


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Look over the installation; say what is wrong and what to do."""
    from commands.checkup import examine

    path = config_path(ctx.find_root().obj)
    if not path.exists():
        raise UsageError(f"{path}: no such file. Make one with: pactwatch init")
    failed = False
    for name, well, said in examine(path):
        click.echo(f"{'ok ' if well else 'BAD'}  {name}: {said}")
        failed = failed or not well
    sys.exit(1 if failed else 0)
