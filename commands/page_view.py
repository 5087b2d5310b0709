"""One Page as `show` prints it."""

import json
from typing import Any

import click

from commands.printing import local, local_date, safe
from pipeline.errors import UsageError
from pipeline.store.codec import to_text
from pipeline.store.findings import Wish, find_changes
from pipeline.store.opening import Store
from pipeline.store.pages import find_page, list_versions


def page_values(store: Store, named: str, number: int | None) -> dict[str, Any]:
    """All that `show` says of a Page. number: the Version whose text is shown, None = the last."""
    row = find_page(store, named)
    versions = list_versions(store, row["page_id"])
    chosen = next((one for one in versions if one["number"] == number), None) if number else (versions or [None])[-1]
    if number and chosen is None:
        raise UsageError(f"{named}: has no version {number}. It has 1 to {len(versions)}.")
    urls = store.rows(
        "SELECT url, reason, seen_at FROM page_urls WHERE page_id=? ORDER BY seen_at, url", (row["page_id"],)
    )
    checks = store.rows("SELECT * FROM checks WHERE page_id=? ORDER BY check_id DESC LIMIT 5", (row["page_id"],))
    names = (
        "page_id",
        "url",
        "source_id",
        "language",
        "state",
        "title",
        "published_at",
        "published_precision",
        "found_at",
    )
    more = ("last_checked_at", "next_check_at", "checks", "relevance", "page_kind", "last_error", "masked")
    return {
        **{name: row[name] for name in (*names, *more)},
        "areas": json.loads(row["areas"]),
        "urls": [dict(one) for one in urls],
        "versions": [
            {name: one[name] for name in ("number", "reason", "seen_at", "title", "published_text")}
            | {"low_confidence": bool(one["low_confidence"])}
            for one in versions
        ],
        "changes": [
            {
                "change_id": one.change_id,
                "kind": one.kind,
                "weight": one.weight,
                "summary": one.summary,
                "found_at": to_text(one.found_at),
                "confidence": one.confidence,
            }
            for one in find_changes(store, Wish(page_id=row["page_id"], everything=True))
        ],
        "last_checks": [dict(one) for one in checks],
        "version": chosen["number"] if chosen else None,
        "text": chosen["text"] if chosen else None,
    }


def print_page(values: dict[str, Any], zone: str) -> None:
    """A Page for a person."""
    click.echo(safe(values["title"] or "(no title yet)"))
    click.echo(values["url"])
    for other in values["urls"]:
        if other["url"] != values["url"]:
            click.echo(f"  also {other['url']} ({other['reason']})")
    published = local_date(values["published_at"], zone) or "no date printed"
    score = "not scored" if values["relevance"] is None else f"relevance {values['relevance']:.2f}"
    kind = f", {values['page_kind']}" if values["page_kind"] else ""
    areas = f" ({', '.join(values['areas'])})" if values["areas"] else ""
    click.echo(f"{values['source_id']} · {values['state']} · published {published} · {score}{kind}{areas}")
    next_check = local(values["next_check_at"], zone) or "not planned"
    click.echo(f"found {local(values['found_at'], zone)} · {values['checks']} checks · next {next_check}")
    if values["masked"]:
        click.echo(
            f"{values['masked']:.0%} of the text is held for changing by itself; see what: show --noise {values['page_id']}"
        )
    if values["last_error"]:
        click.echo(f"last failure: {values['last_error']}")
    for version in values["versions"]:
        doubt = " · low confidence" if version["low_confidence"] else ""
        click.echo(f"  version {version['number']} · {local(version['seen_at'], zone)} · {version['reason']}{doubt}")
    for change in values["changes"]:
        when = local(change["found_at"], zone)
        sure = "" if change["confidence"] is None else f", confidence {change['confidence']:.2f}"
        said = f"{change['kind']}, {change['weight']}{sure}: {safe(change['summary'])}"
        click.echo(f"  change {change['change_id']} · {when} · {said}")
    if values["text"] is not None:
        click.echo(f"\n--- version {values['version']}\n{safe(values['text'])}")
