"""stories, announcements: which Pages tell one event and why, who said it first, and what a person decides of it."""

import getpass
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from cli import read_clock
from commands.opening import read_config, reading, writing
from commands.printing import TABLE, form_option, local, local_date, print_table, print_values
from pipeline.errors import UsageError
from pipeline.store.opening import Store

FORM = form_option(*TABLE)
LIMIT = click.option("--limit", type=int, default=-1, help="At most so many.")
WHY = click.option("--why", "reason", default="", help="The reason, kept with the Decision.")


@click.group(invoke_without_command=True)
@LIMIT
@FORM
@click.pass_context
def stories(ctx: click.Context, limit: int, form: str) -> None:
    """List Stories: Pages of all Sources and languages that tell one event."""
    from pipeline.store.meaning import list_stories

    if ctx.invoked_subcommand is not None:
        return
    config = read_config(ctx)
    with reading(config) as store:
        found = list_stories(store, limit=limit)
    if form != "table":
        print_values(found, form)
        return
    zone = config.schedule.time_zone
    rows = [
        (
            str(one["story_id"]),
            local(one["first_seen_at"], zone),
            str(len(one["pages"])),
            ", ".join(one["sources"]),
            english_title(one),
        )
        for one in found
    ]
    print_table(("id", "first seen", "pages", "told by", "title"), rows)


def english_title(story: Mapping[str, Any]) -> str:
    """What a Story is called to the operator: the English title that its lead or another Page of that tier has, else its own."""
    pages = [page for page in story["pages"] if page["tier"] == story["tier"] and page["title"]]
    return str(next((page["title"] for page in pages if (page["language"] or "").startswith("en")), story["title"]))


@stories.command("show")
@click.argument("story", type=int)
@form_option("text", "json")
@click.pass_context
def show_story(ctx: click.Context, story: int, form: str) -> None:
    """Show a Story: its Pages, and why each is in it."""
    from pipeline.store.meaning import find_story

    with reading(read_config(ctx)) as store:
        value = find_story(store, story)
    _print_story(value, form)


def _print_story(value: Mapping[str, Any], form: str) -> None:
    if form == "json":
        print_values([value], "json")
        return
    click.echo(f"Story {value['story_id']}: {english_title(value)}\n{value['url']}")
    for page in value["pages"]:
        why = (
            "first"
            if page["partner_id"] is None
            else f"{page['rule']} {page['score']:.2f} with page {page['partner_id']}"
        )
        copy = ", a copy" if page["copy"] else ""
        click.echo(f"\n[{page['page_id']}] {page['source']} ({page['language']}) {page['title']}\n    {page['url']}")
        click.echo(f"    {why}{copy}{': ' + ', '.join(page['terms']) if page['terms'] else ''}")


@stories.command("join")
@click.argument("pages", nargs=-1, required=True)
@WHY
@click.pass_context
def join_stories(ctx: click.Context, pages: tuple[str, ...], reason: str) -> None:
    """Say that Pages (ids or URLs) tell one event; their Stories become one, the older stays."""
    if len(pages) < 2:
        raise UsageError("stories join: name two Pages or more, by id or URL.")
    _decide_story(ctx, "story_join", pages[0], pages[1:], reason)


@stories.command("split")
@click.argument("page")
@WHY
@click.pass_context
def split_story(ctx: click.Context, page: str, reason: str) -> None:
    """Say that a Page (id or URL) does not belong to its Story; it gets one of its own."""
    _decide_story(ctx, "story_split", page, (), reason)


@stories.command("pin")
@click.argument("page")
@WHY
@click.pass_context
def pin_story(ctx: click.Context, page: str, reason: str) -> None:
    """Say that the Story of a Page (id or URL) is right as it is: nothing joins or leaves it by likeness."""
    _decide_story(ctx, "story_pin", page, (), reason)


def _decide_story(ctx: click.Context, verb: str, page: str, others: tuple[str, ...], reason: str) -> None:
    """Keep a Decision about a Story, and carry it out."""
    from pipeline.store.decisions import add_decision
    from pipeline.store.pages import find_page
    from pipeline.store.stories import key_of_page, keys_beside

    config, now = read_config(ctx), read_clock()
    with writing(config) as store:
        page_ids = [find_page(store, name)["page_id"] for name in (page, *others)]
        keys = [key_of_page(store, page_id) for page_id in page_ids]
        for name, key in zip((page, *others), keys, strict=True):
            if key is None:
                raise UsageError(f"{name}: is in no Story; it does not concern the topic, or was not read yet.")
        beside = keys_beside(store, page_ids[0]) if verb == "story_split" else keys[1:]
        if verb == "story_split" and not beside:
            raise UsageError(f"{page}: is alone in its Story already.")
        with store.write_txn():
            add_decision(
                store,
                verb=verb,
                subject=str(keys[0]),
                who=getpass.getuser(),
                why=reason,
                detail={"pages": beside},
                now=now,
            )
        carry_out(store, now)
        row = find_page(store, page)
    click.echo(f"Story {row['story_id']}: kept as a Decision; later joining respects it.")


def carry_out(store: Store, now: datetime) -> None:
    """Carry out what was decided."""
    from pipeline.joining import carry_out_wishes

    with store.write_txn():
        carry_out_wishes(store, now)


@click.group(invoke_without_command=True)
@LIMIT
@FORM
@click.pass_context
def announcements(ctx: click.Context, limit: int, form: str) -> None:
    """List Stories led by an official Source: when they say it, when we saw it, how late the others were."""
    from pipeline.store.meaning import list_announcements

    if ctx.invoked_subcommand is not None:
        return
    config = read_config(ctx)
    with reading(config) as store:
        found = list_announcements(store, limit=limit)
    if form != "table":
        print_values(found, form)
        return
    rows = [
        (
            str(one["story_id"]),
            local_date(one["published_at"], config.schedule.time_zone),
            local(one["first_seen_at"], config.schedule.time_zone),
            one["source"],
            ", ".join(one["languages"]),
            "" if one["press_lag_minutes"] is None else f"{one['press_lag_minutes'] / 60:.1f} h",
            english_title(one),
        )
        for one in found
    ]
    print_table(("story", "published", "seen", "source", "languages", "press after", "title"), rows)


@announcements.command("show")
@click.argument("story", type=int)
@form_option("text", "json")
@click.pass_context
def show_announcement(ctx: click.Context, story: int, form: str) -> None:
    """Show an Announcement: its Pages, and why each tells it."""
    from pipeline.store.meaning import find_announcement

    with reading(read_config(ctx)) as store:
        value = find_announcement(store, story)
    _print_story(value, form)
