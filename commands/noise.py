"""show --noise, noise: which Blocks of a Page are held for noise and why, and a person's word against it."""

import getpass
import shlex
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import Any

import click

from cli import read_clock
from commands.meaning import FORM, WHY
from commands.opening import read_config, reading, writing
from commands.printing import local, print_table, print_values, safe
from pipeline.errors import UsageError
from pipeline.store.opening import Store

SHOWN = 100
"""At most so many characters of a held Block are printed for a person."""


def noise_values(store: Store, named: str, number: int | None) -> dict[str, Any]:
    """What is held of a Page's Version, and why. number: None = the last. Raises UsageError where there is none."""
    from pipeline.cases import load_knowledge
    from pipeline.comparing.mask import explain_noise
    from pipeline.store.decisions import overrulings_of
    from pipeline.store.documents import document_of
    from pipeline.store.pages import find_page, list_versions

    row = find_page(store, named)
    versions = {one["number"]: one for one in list_versions(store, row["page_id"])}
    if not versions or (number or 1) not in versions:
        raise UsageError(f"{named}: has no version {number or 1}. It has {len(versions)}.")
    version = versions[number or max(versions)]
    mask = explain_noise(document_of(store, version["version_id"]), load_knowledge(store, row["source_id"]))
    return {
        "page_id": row["page_id"],
        "url": row["url"],
        "source": row["source_id"],
        "title": version["title"],
        "version": version["number"],
        "masked": mask.masked,
        "blocks": mask.blocks,
        "container": mask.container,
        "template_known": mask.known,
        "pairs": mask.pairs,
        "held": [
            {name: getattr(one, name) for name in ("place", "path", "inline", "text", "why", "learned")}
            for one in mask.held
        ],
        "overruled": [asdict(one) for one in overrulings_of(store, row["source_id"]).values()],
    }


def print_noise(values: Mapping[str, Any], zone: str) -> None:
    """What is held of a Page, for a person: by reason and place, in reading order."""
    click.echo(safe(values["title"] or "(no title yet)"))
    click.echo(values["url"])
    where = values["container"]
    click.echo(
        f"version {values['version']} · {values['blocks']} blocks · text is taken from {where or 'the whole page'}"
        if where is not None
        else f"version {values['version']} · {values['blocks']} blocks · no container is known: all that is no furniture counts"
    )
    pairs = f"{values['pairs']} pair{'' if values['pairs'] == 1 else 's'} of looks a moment apart"
    click.echo(f"{values['masked']:.0%} of the text is held for changing by itself · template learned from {pairs}")
    for why, together in groupby(values["held"], key=lambda one: one["why"]):
        click.echo(f"\n{click.style(why, bold=True)}")
        for place, blocks in groupby(together, key=lambda one: (one["path"], one["inline"])):
            click.echo(f"  {place[0] or '(no markup)'}{f' part {place[1]}' if place[1] else ''}")
            for block in blocks:
                text = safe(block["text"])
                click.echo(f"      {text if len(text) <= SHOWN else text[:SHOWN] + '…'}")
    if not values["held"]:
        click.echo("\nnothing is held: every block counts")
    for one in values["overruled"]:
        said = f": {one['why']}" if one["why"] else ""
        click.echo(
            f"\nkept as text since {local(one['decided_at'], zone)} by {one['who']}{safe(said)}\n  {one['path']}"
        )
    doubtful = sorted((one for one in values["held"] if one["path"]), key=lambda one: not one["learned"])
    if doubtful:
        example = shlex.quote(doubtful[0]["path"])
        click.echo(f"\nWrong? Say that a place is text: pactwatch noise keep {values['page_id']} {example} --why …")


@click.group(invoke_without_command=True)
@FORM
@click.pass_context
def noise(ctx: click.Context, form: str) -> None:
    """List the places that a person said are text, whatever was learned; show --noise PAGE says what is held."""
    from pipeline.store.decisions import all_overrulings

    if ctx.invoked_subcommand is not None:
        return
    config = read_config(ctx)
    with reading(config) as store:
        found = [{"source": source, **asdict(one)} for source, one in all_overrulings(store)]
    if form != "table":
        print_values(found, form)
        return
    zone = config.schedule.time_zone
    rows = [
        (one["source"], local(one["decided_at"], zone), one["who"], one["path"], f"{one['why']}\n{one['text']}".strip())
        for one in found
    ]
    print_table(("source", "decided", "by", "path", "why"), rows)


@noise.command("keep")
@click.argument("page")
@click.argument("place")
@WHY
@click.pass_context
def keep(ctx: click.Context, page: str, place: str, reason: str) -> None:
    """Say that a place is text on all Pages of the Source. PLACE: a path as show --noise has it, or words of a held Block."""
    config, now = read_config(ctx), read_clock()
    with writing(config) as store:
        values = noise_values(store, page, None)
        path, text = _choose_held(values, place)
        _decide(store, "noise_keep", values, {"path": path, "page": values["url"], "text": text[:200]}, reason, now)
    click.echo(f"{values['source']}: {path} counts as text from now on. Kept as a Decision; replay respects it.")


@noise.command("undo")
@click.argument("page")
@click.argument("place")
@WHY
@click.pass_context
def undo(ctx: click.Context, page: str, place: str, reason: str) -> None:
    """Take such a word back: what was learned holds again. PLACE: the path, as `pactwatch noise` has it."""
    config, now = read_config(ctx), read_clock()
    with writing(config) as store:
        values = noise_values(store, page, None)
        paths = [one["path"] for one in values["overruled"] if place in (one["path"], one["text"])]
        if not paths:
            raise UsageError(f"{place}: nobody said of it that it is text. What was said: pactwatch noise")
        _decide(store, "noise_undo", values, {"path": paths[0]}, reason, now)
    click.echo(f"{values['source']}: what was learned of {paths[0]} holds again. Kept as a Decision.")


def _choose_held(values: Mapping[str, Any], place: str) -> tuple[str, str]:
    """The path that PLACE means, and an example of what stands there. Raises UsageError where it means none or several."""
    held = [one for one in values["held"] if one["path"]]
    named = [one for one in held if one["path"] == place] or [one for one in held if place in one["text"]]
    paths = list(dict.fromkeys(one["path"] for one in named))
    remedy = f"What is held: pactwatch show --noise {values['page_id']}"
    if not paths:
        raise UsageError(f"{place}: no held block of this page has this path or these words. {remedy}")
    if len(paths) > 1:
        raise UsageError(f"{place}: stands on {len(paths)} paths: {', '.join(paths)}. Name one of them. {remedy}")
    return paths[0], named[0]["text"]


def _decide(
    store: Store, verb: str, values: Mapping[str, Any], detail: dict[str, str], why: str, now: datetime
) -> None:
    """Keep the Decision; what is held of the Pages of the Alarm is measured again, so that it closes at once."""
    from pipeline.cases import load_knowledge
    from pipeline.comparing.mask import explain_noise
    from pipeline.store.decisions import add_decision
    from pipeline.store.masks import masked_pages, set_masked, tell_masks
    from pipeline.store.reading import last_version

    source_id = values["source"]
    with store.write_txn():
        add_decision(store, verb=verb, subject=source_id, who=getpass.getuser(), why=why, detail=detail, now=now)
        knowledge = load_knowledge(store, source_id)
        for page_id in masked_pages(store, source_id):
            last = last_version(store, page_id)
            if last is not None:
                set_masked(store, page_id, explain_noise(last.documents[0], knowledge).masked)
        tell_masks(store, source_id, now)
