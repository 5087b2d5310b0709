"""relate: what two saved pages are to each other. rescore: a changed topic applied to what is stored."""

import json
from pathlib import Path

import click

from cli import read_clock
from commands.opening import read_catalog, read_config, read_topic, reading, writing
from commands.printing import form_option, print_values


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@form_option("text", "json")
def relate(a: Path, b: Path, form: str) -> None:
    """Say whether two saved pages are one publication in two languages, or tell one event, and by which rule."""
    from commands.saved import read_saved, topic_here
    from pipeline.meaning.relating import relate_documents

    relation = relate_documents(read_saved(a, None), read_saved(b, None), topic_here())
    if form == "json":
        value = {"twins": relation.twins, "same_story": relation.same_story, "rule": relation.rule}
        click.echo(
            json.dumps({**value, "terms": list(relation.terms), "score": relation.score}, ensure_ascii=False, indent=2)
        )
        return
    said = (
        "Twins: one publication in two languages"
        if relation.twins
        else "One Story"
        if relation.same_story
        else "Two events"
    )
    click.echo(f"{said}{f', by the rule “{relation.rule}”' if relation.rule else ''} (score {relation.score:.2f}).")
    if relation.terms:
        click.echo(f"Both have: {', '.join(relation.terms)}")


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@form_option("text", "json", "jsonl")
@click.pass_context
def rescore(ctx: click.Context, dry_run: bool, form: str) -> None:
    """Apply a changed topic to what is stored: Relevance, Stories and Initiatives anew. Says what changed; tells no reader."""
    from pipeline.joining import join_new
    from pipeline.rescoring import rescore as score_again

    config, now = read_config(ctx), read_clock()
    topic = read_topic(config)
    with reading(config) if dry_run else writing(config) as store:
        scored, changed = score_again(store, topic, config.topic.profile, write=not dry_run)
        if not dry_run:
            join_new(store, read_catalog(config), topic, now, patience=config.patience)
    if form != "text":
        print_values(
            [
                {"page_id": one.page_id, "url": one.url, "title": one.title, "before": one.before, "after": one.after}
                for one in changed
            ],
            form,
        )
        return
    for one in changed:
        differs = "; ".join(f"{name} {one.before[name]} -> {one.after[name]}" for name in one.before)
        click.echo(f"[{one.page_id}] {one.title}\n    {differs}")
    would = "would be " if dry_run else ""
    click.echo(f"{scored} versions scored; {len(changed)} pages {would}judged otherwise.")
