"""digest: a Subscriber's Digest, as a preview, or frozen and sent."""

import json
import sys

import click

from cli import read_clock
from commands.opening import read_config, reading, writing
from commands.printing import form_option, read_time
from pipeline.config import Config, Subscriber
from pipeline.errors import UsageError

NEW = "is new: its digests tell what is found from its first tick on"


@click.command()
@click.argument("subscriber")
@click.option("--since", metavar="T", help="Findings from T on, told or not; else what was not told yet.")
@click.option("--until", metavar="T", help="Findings until T.")
@form_option("text", "html", "eml", "json")
@click.option("--send", is_flag=True, help="Freeze it now and hand it over, without waiting for the cadence.")
@click.option("--test", "proof", is_flag=True, help="Send a short test mail; tells no finding.")
@click.pass_context
def digest(
    ctx: click.Context, subscriber: str, since: str | None, until: str | None, form: str, send: bool, proof: bool
) -> None:
    """Show the Digest that SUBSCRIBER would get now; --send sends it."""
    config = read_config(ctx)
    reader = _named(config, subscriber)
    if proof:
        _send_test(config, reader)
    elif send:
        if since or until:
            raise UsageError("--send tells what was not told yet, once; --since and --until are for previews.")
        _send_now(config, reader)
    else:
        _preview(config, reader, since, until, form)


def _named(config: Config, name: str) -> Subscriber:
    for subscriber in config.subscribers:
        if subscriber.name == name:
            return subscriber
    known = ", ".join(one.name for one in config.subscribers) or "none yet: add [[subscribers]] to pactwatch.toml"
    raise UsageError(f"{name}: no such subscriber. There are: {known}.")


def _preview(config: Config, subscriber: Subscriber, since: str | None, until: str | None, form: str) -> None:
    from commands.outbox import compose, words_of
    from pipeline.store.findings import Wish, find_changes
    from pipeline.store.subscribers import cursor_of
    from pipeline.telling.message import write_letters
    from pipeline.telling.render import describe_digest, render_html, render_text

    now, zone = read_clock(), config.schedule.time_zone
    begin, end = read_time(since, now, zone, "--since"), read_time(until, now, zone, "--until")
    with reading(config) as store:
        cursor = cursor_of(store, subscriber.name)
        after = cursor.change_id if cursor is not None and begin is None else 0
        findings = find_changes(store, Wish(after_id=after, since=begin, until=end, baseline=False))
        told_until = cursor.last_digest_at if cursor is not None else None
        made = compose(store, config, subscriber, findings, since=begin or told_until, until=end or now)
    if cursor is None and begin is None:
        click.echo(f"{subscriber.name} {NEW}; this preview shows all that was found so far.", err=True)
    words = words_of(config, subscriber)
    if form == "html":
        click.echo(render_html(made, subscriber=subscriber, smtp=config.smtp, words=words))
    elif form == "eml":
        letters = write_letters(made, subscriber=subscriber, smtp=config.smtp, words=words)
        click.echo(letters[0].eml, nl=False)
    elif form == "json":
        click.echo(
            json.dumps(describe_digest(made, words=words, desk_url=config.smtp.desk_url), ensure_ascii=False, indent=2)
        )
    else:
        click.echo(render_text(made, subscriber=subscriber, smtp=config.smtp, words=words))


def _send_now(config: Config, subscriber: Subscriber) -> None:
    from commands.outbox import freeze_now, send_pending
    from pipeline.store.subscribers import cursor_of, meet_subscriber

    now = read_clock()
    failed = False
    with writing(config) as store:
        if cursor_of(store, subscriber.name) is None:
            click.echo(f"{subscriber.name} {NEW}.")
        cursor = meet_subscriber(store, subscriber.name, now)
        if freeze_now(store, config, subscriber, cursor, now) is None:
            click.echo("nothing to tell: no mail was made")
        for sent in send_pending(store, config, now):
            failed = failed or sent.failed
            said = sent.receipt.sentence if sent.failed else f"handed over (digest {sent.delivery.digest_id})"
            click.echo(f"mail to {sent.delivery.recipient}: {said}", err=sent.failed)
    sys.exit(1 if failed else 0)


def _send_test(config: Config, subscriber: Subscriber) -> None:
    from commands.outbox import words_of
    from pipeline.telling.mail import Handover, send_message
    from pipeline.telling.message import build_test_message

    words = words_of(config, subscriber)
    failed = False
    for letter in build_test_message(subscriber, smtp=config.smtp, words=words, now=read_clock()):
        receipt = send_message(letter.eml, smtp=config.smtp, recipient=letter.recipient)
        bad = receipt.outcome is not Handover.HANDED_OVER
        failed = failed or bad
        said = receipt.sentence if bad else "handed over; a bounce would come to [smtp] envelope_from"
        click.echo(f"test mail to {letter.recipient}: {said}", err=bad)
    sys.exit(1 if failed else 0)
