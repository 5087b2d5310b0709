"""initiatives: practical measures, at which stage and on whose word; and what a person decides of them."""

import getpass
from typing import Any

import click

from cli import read_clock
from commands.meaning import FORM, WHY, carry_out
from commands.opening import read_config, reading, writing
from commands.printing import form_option, print_table, print_values
from pipeline.errors import UsageError
from pipeline.model import Stage


@click.group(invoke_without_command=True)
@click.option("--stage", "stages", multiple=True, type=click.Choice([str(stage) for stage in Stage]))
@click.option("--candidates", is_flag=True, help="Only those that wait for a person's word.")
@FORM
@click.pass_context
def initiatives(ctx: click.Context, stages: tuple[str, ...], candidates: bool, form: str) -> None:
    """List practical measures: at which stage, since when, on whose word, with every quote."""
    from pipeline.store.meaning import list_initiatives

    if ctx.invoked_subcommand is not None:
        return
    with reading(read_config(ctx)) as store:
        found = list_initiatives(store, read_clock(), stages=stages, candidates=True if candidates else None)
    if form != "table":
        print_values(found, form)
        return
    rows = [
        (
            str(one["initiative_id"]),
            f"{one['stage']}{'' if one['stage_tier'] == 'official' else ' (' + str(one['stage_tier']) + ')'}",
            str(one["stage_since"]),
            f"{one['next_stage']} {one['next_on']}" if one["next_stage"] else "",
            str(len(one["events"])),
            f"{one['name']}{'  (candidate)' if one['candidate'] else ''}",
        )
        for one in found
    ]
    print_table(("id", "stage", "since", "scheduled", "events", "name"), rows)


@initiatives.command("show")
@click.argument("initiative", type=int)
@form_option("text", "json")
@click.pass_context
def show_initiative(ctx: click.Context, initiative: int, form: str) -> None:
    """Show an Initiative: every step with the sentence on which it stands."""
    from pipeline.store.meaning import find_initiative_values

    with reading(read_config(ctx)) as store:
        value = find_initiative_values(store, initiative, read_clock())
    if form == "json":
        print_values([value], "json")
        return
    click.echo(f"{value['name']}: {value['stage']} since {value['stage_since']} ({value['stage_tier']})")
    if value["next_stage"]:
        click.echo(f"scheduled: {value['next_stage']} on {value['next_on']}")
    for event in value["events"]:
        taken_back = ", taken back since" if event["superseded"] else ""
        effect = f", takes effect {event['effective_on']}" if event["effective_on"] else ""
        click.echo(f"\n{event['announced_on']} {event['stage']}{effect} ({event['tier']}{taken_back})")
        click.echo(f"    “{event['quote']}”\n    {event['page_url']}")
    for conflict in value["conflicts"]:
        click.echo(f"\nTwo dates for {conflict['stage']}: {' and '.join(conflict['dates'])}")


@initiatives.command("accept")
@click.argument("initiative", type=int)
@WHY
@click.pass_context
def accept(ctx: click.Context, initiative: int, reason: str) -> None:
    """Say that a candidate is an Initiative."""
    _decide_initiative(ctx, "initiative_accept", initiative, {}, reason)


@initiatives.command("rename")
@click.argument("initiative", type=int)
@click.argument("name")
@click.option("--language", default="en", show_default=True, help="Of the name: en, zh-Hant or zh-Hans.")
@WHY
@click.pass_context
def rename(ctx: click.Context, initiative: int, name: str, language: str, reason: str) -> None:
    """Give an Initiative a name."""
    _decide_initiative(ctx, "initiative_rename", initiative, {"names": {language: name}}, reason)


@initiatives.command("merge")
@click.argument("initiative", type=int)
@click.argument("into", type=int)
@WHY
@click.pass_context
def merge(ctx: click.Context, initiative: int, into: int, reason: str) -> None:
    """Make an Initiative part of another; its number leads there for ever."""
    _decide_initiative(ctx, "initiative_merge", initiative, {"into": into}, reason)


def _decide_initiative(ctx: click.Context, verb: str, initiative: int, detail: dict[str, Any], reason: str) -> None:
    """Keep a Decision about an Initiative, and carry it out."""
    from pipeline.store.decisions import add_decision
    from pipeline.store.meaning import find_initiative_values

    config, now = read_config(ctx), read_clock()
    with writing(config) as store:
        value = find_initiative_values(store, initiative, now)
        if "into" in detail:
            into = find_initiative_values(store, detail["into"], now)
            if into["initiative_id"] == value["initiative_id"]:
                raise UsageError(f"{initiative} and {detail['into']} are one Initiative already.")
            detail = {"into": into["key"]}
        with store.write_txn():
            add_decision(
                store, verb=verb, subject=value["key"], who=getpass.getuser(), why=reason, detail=detail, now=now
            )
        carry_out(store, now)
        value = find_initiative_values(store, initiative, now)
    click.echo(f"Initiative {value['initiative_id']}: {value['name']}. Kept as a Decision; replay respects it.")
