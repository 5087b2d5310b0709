"""The Digests that are due are frozen, each in its own transaction; then the outbox is handed to the mail server."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from commands.opening import read_topic
from pipeline.config import Config, Subscriber
from pipeline.model import Stage, Tier
from pipeline.store.codec import to_time, to_time_or_none
from pipeline.store.findings import Wish, find_changes
from pipeline.store.joining import day_of
from pipeline.store.opening import Store
from pipeline.store.runs import blind_sources
from pipeline.store.sources import names_of
from pipeline.store.subscribers import (
    Cursor,
    Frozen,
    PendingDelivery,
    freeze_digest,
    meet_subscriber,
    note_delivery,
    pending_deliveries,
    skip_digest,
)
from pipeline.store.telling import (
    Reached,
    activity_by_week,
    arrivals_between,
    candidates_since,
    measures_now,
    newly_relevant,
    steps_of,
    stories_told,
)
from pipeline.telling.background import Activity, Arrival, Background, Candidate, Measure, Step
from pipeline.telling.digest import Digest, compose_digest
from pipeline.telling.finding import Blind, Finding
from pipeline.telling.mail import Handover, Receipt, next_attempt, send_message
from pipeline.telling.message import write_letters
from pipeline.telling.render import render_html, render_text
from pipeline.telling.words import Words, load_words
from scheduler import fell_due

BLIND_AFTER = timedelta(hours=24)
"""A Source that was not seen for so long is named in a Digest."""

WEEKS = 4
"""So many weeks, the present one last, stand in a Digest's table of events."""


REASONS = {
    "outage": "outage",
    "busy": "outage",
    "refused": "blocked",
    "address": "blocked",
    "robots": "robots",
    "robots_unknown": "outage",
}
"""Why a Listing's fetch failed -> the reason that a reader is told, a key of words/*.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one message."""

    delivery: PendingDelivery
    receipt: Receipt

    @property
    def failed(self) -> bool:
        """Whether an operator must know."""
        return self.receipt.outcome is not Handover.HANDED_OVER


def words_of(config: Config, subscriber: Subscriber) -> Words:
    """The words of a Subscriber's language, with the names of the topic and its Areas."""
    return load_words(subscriber.language, time_zone=config.schedule.time_zone, topic=read_topic(config))


def freeze_due(store: Store, config: Config, now: datetime) -> list[int]:
    """Freeze a Digest for every Subscriber whose cadence fell due; returns the digest_ids."""
    frozen = []
    for subscriber in config.subscribers:
        cursor = meet_subscriber(store, subscriber.name, now)
        since = cursor.last_digest_at or cursor.added_at or now
        if fell_due(subscriber.cadence, config.schedule.time_zone, since, now):
            digest_id = freeze_now(store, config, subscriber, cursor, now)
            if digest_id is not None:
                frozen.append(digest_id)
    return frozen


def freeze_now(store: Store, config: Config, subscriber: Subscriber, cursor: Cursor, now: datetime) -> int | None:
    """Freeze what a Subscriber was not told yet; None = there is nothing to tell and the Subscriber wants no such mail."""
    findings = find_changes(store, Wish(after_id=cursor.change_id, baseline=False))
    last = store.value("SELECT coalesce(max(change_id), 0) FROM changes")
    digest = compose(store, config, subscriber, findings, since=cursor.last_digest_at, until=now)
    if digest.empty and subscriber.when_empty == "skip":
        skip_digest(store, subscriber.name, last, now)
        return None
    words = words_of(config, subscriber)
    letters = write_letters(digest, subscriber=subscriber, smtp=config.smtp, words=words)
    frozen = Frozen(
        language=digest.language,
        subject=digest.subject,
        html=render_html(digest, subscriber=subscriber, smtp=config.smtp, words=words),
        text=render_text(digest, subscriber=subscriber, smtp=config.smtp, words=words),
        since=digest.since,
        until=digest.until,
        change_ids=digest.change_ids,
        to_change_id=last,
        messages=tuple((letter.recipient, letter.message_id, letter.eml) for letter in letters),
    )
    return freeze_digest(store, subscriber.name, frozen, now)


def compose(
    store: Store,
    config: Config,
    subscriber: Subscriber,
    findings: Sequence[Finding],
    *,
    since: datetime | None,
    until: datetime,
) -> Digest:
    """A Subscriber's Digest of these findings, with the Sources that could not be seen."""
    words = words_of(config, subscriber)
    blind = [
        Blind(
            source_id=row["source_id"],
            source_names=names_of(row),
            since=to_time_or_none(row["last_ok_at"]),
            reason=REASONS.get((row["last_error"] or "").partition(":")[0], "failing"),
        )
        for row in blind_sources(store, until - BLIND_AFTER)
    ]
    return compose_digest(
        findings,
        subscriber=subscriber,
        since=since,
        until=until,
        words=words,
        blind=blind,
        candidates=_candidates(store, since, until),
        background=_background(store, subscriber, findings, since, until),
    )


def _background(
    store: Store, subscriber: Subscriber, findings: Sequence[Finding], since: datetime | None, until: datetime
) -> Background:
    """What is known beyond the findings: what became of Initiatives, Stories told before, how all of it stands."""
    today = day_of(until)
    reached = steps_of(store, findings, today)
    return Background(
        steps={one.change_id: _step(one) for one in reached},
        known_stories=stories_told(store, subscriber.name),
        newly_relevant=newly_relevant(store, (finding.change_id for finding in findings)),
        arrivals=_arrivals(store, reached, since, today),
        measures=tuple(_measure(row) for row in measures_now(store, today)),
        activity=_activity(store, today),
    )


def _step(reached: Reached) -> Step:
    event, before = reached.event, reached.before
    return Step(
        stage=event.stage,
        before=before.stage if before and before.stage is not event.stage else None,
        on=event.effective_on,
        scheduled=reached.scheduled,
        names=reached.names,
        quote=event.quote if event.field == "text" else None,
    )


def _arrivals(store: Store, reached: Sequence[Reached], since: datetime | None, today: date) -> tuple[Arrival, ...]:
    """The scheduled stages whose day came since the last Digest, but for those that a finding tells; of the first none."""
    told = {(one.initiative_id, one.event.stage) for one in reached}
    rows = arrivals_between(store, day_of(since), today) if since is not None else []
    return tuple(
        Arrival(
            names=row["names"],
            areas=tuple(row["areas"]),
            stage=Stage(row["stage"]),
            on=row["effective_on"],
            announced_on=row["announced_on"],
            tier=Tier(row["tier"]),
            quote=row["quote"],
            language=row["language"],
            page_url=row["url"],
            source_id=row["source_id"],
            source_names=names_of(row),
            initiative_id=row["initiative_id"],
        )
        for row in rows
        if (row["initiative_id"], row["stage"]) not in told
    )


def _measure(row: dict[str, Any]) -> Measure:
    standing = row["standing"]
    return Measure(
        names=row["names"],
        areas=tuple(row["areas"]),
        stage=standing.stage,
        since=standing.since,
        tier=standing.tier,
        next_stage=standing.next_stage,
        next_on=standing.next_on,
        page_url=row["page_url"],
        other_dates=tuple(row["other_dates"]),
        initiative_id=row["initiative_id"],
    )


def _activity(store: Store, today: date) -> Activity:
    """Events by Area and week, those Areas first in which most happened."""
    last = today - timedelta(days=today.weekday())
    weeks = tuple(last - timedelta(weeks=back) for back in reversed(range(WEEKS)))
    counted = {(row["area"], row["monday"]): row["events"] for row in activity_by_week(store, weeks[0], last)}
    rows = [
        (area, tuple(counted.get((area, week.isoformat()), 0) for week in weeks))
        for area in {key[0] for key in counted}
    ]
    return Activity(weeks=weeks, rows=tuple(sorted(rows, key=lambda row: (-sum(row[1]), row[0]))))


def _candidates(store: Store, since: datetime | None, until: datetime) -> list[Candidate]:
    """Measures met in the period that wait for a person's word."""
    return [
        Candidate(
            name=row["name"],
            language=row["language"],
            source_names=names_of(row),
            found_at=to_time(row["first_seen_at"]),
            page_url=row["url"],
            initiative_id=row["initiative_id"],
        )
        for row in candidates_since(store, since, until)
    ]


def send_pending(
    store: Store, config: Config, now: datetime, progress: Callable[[Sent], None] | None = None
) -> list[Sent]:
    """Hand over what waits in the outbox. A server that does not answer is not asked again in this tick."""
    sent: list[Sent] = []
    for delivery in pending_deliveries(store, now):
        receipt = send_message(delivery.eml, smtp=config.smtp, recipient=delivery.recipient)
        again = next_attempt(receipt.outcome, delivery.attempts + 1, now)
        note_delivery(
            store,
            delivery.delivery_id,
            outcome=receipt.outcome,
            error=None if receipt.outcome is Handover.HANDED_OVER else receipt.sentence,
            next_attempt_at=again,
            now=now,
        )
        sent.append(Sent(delivery=delivery, receipt=receipt))
        if progress is not None:
            progress(sent[-1])
        if receipt.outcome is Handover.FAILED:
            break
    return sent
