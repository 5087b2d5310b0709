"""Initiatives and their events as stored; and what persons decided of them and of Stories."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pipeline.meaning.initiatives import StageEvent, Standing
from pipeline.model import PageKind, Precision, Relevance, Stage, Tier
from pipeline.store.codec import terms_from_json, to_json
from pipeline.store.opening import Store


def staged_versions(store: Store, first: str, last: str) -> list[Any]:
    """Versions found between two times whose text tells a stage or that follow one that did, with their Relevance."""
    return store.rows(
        "SELECT v.version_id, v.page_id, v.seen_at, v.title, v.text, v.published_at, p.found_at, s.tier, s.source_id,"
        " s.time_zone, r.score, r.relevant, r.page_kind, r.areas, r.rule, r.initiative, r.stage, r.stage_date, t.key AS story_key,"
        " t.title AS story_title, p.language FROM versions AS v JOIN relevance AS r ON r.version_id=v.version_id"
        " JOIN pages AS p ON p.page_id=v.page_id JOIN sources AS s ON s.source_id=p.source_id"
        " LEFT JOIN stories AS t ON t.story_id=p.story_id WHERE v.seen_at BETWEEN ? AND ? AND v.reason<>'technical'"
        " AND (r.relevant=1 OR v.number>1) ORDER BY v.version_id",
        (first, last),
    )


def relevance_of(row: Any) -> Relevance:
    """The Relevance of a row of staged_versions."""
    return Relevance(
        score=row["score"],
        relevant=bool(row["relevant"]),
        page_kind=PageKind(row["page_kind"]),
        areas=tuple(json.loads(row["areas"])),
        terms=terms_from_json("[]"),
        rule=row["rule"],
        initiative=row["initiative"],
        stage=Stage(row["stage"]) if row["stage"] else None,
        stage_date=row["stage_date"],
    )


def forget_events(store: Store, day: date) -> set[int]:
    """Take back the events of a day, to be read anew; returns the Initiatives they were of. Inside a transaction."""
    rows = store.rows("SELECT DISTINCT initiative_id FROM initiative_events WHERE seen_on=?", (day.isoformat(),))
    store.execute("DELETE FROM initiative_events WHERE seen_on=?", (day.isoformat(),))
    return {row[0] for row in rows}


def find_initiative(store: Store, key: str) -> int | None:
    """The Initiative of this key, where it was merged the one it became part of; None = not known yet."""
    row = store.row("SELECT initiative_id, merged_into FROM initiatives WHERE key=?", (key,))
    while row is not None and row["merged_into"] is not None:
        row = store.row(
            "SELECT initiative_id, merged_into FROM initiatives WHERE initiative_id=?", (row["merged_into"],)
        )
    return None if row is None else int(row["initiative_id"])


def make_initiative(
    store: Store, *, key: str, name: str, names: Mapping[str, str], areas: Iterable[str], candidate: bool, seen_at: str
) -> int:
    """Keep an Initiative met for the first time. Inside a transaction."""
    made = store.execute(
        "INSERT INTO initiatives (key, name, names, areas, candidate, first_seen_at) VALUES (?,?,?,?,?,?)",
        (key, name, to_json(dict(names)), to_json(tuple(areas)), candidate, seen_at),
    )
    return int(made.lastrowid or 0)


def add_event(store: Store, initiative_id: int, version_id: int, event: StageEvent, day: date) -> None:
    """Keep a stage event with its quote. Inside a transaction."""
    store.execute(
        "INSERT INTO initiative_events (initiative_id, stage, announced_on, effective_on, precision, tier, version_id, field,"
        " quote_start, quote_end, quote, seen_on) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            initiative_id, event.stage, event.announced_on, event.effective_on, event.precision, event.tier, version_id,
            event.field, event.start, event.end, event.quote, day.isoformat(),
        ),
    )  # fmt: skip


def events_of_page(store: Store, page_id: int, before: int) -> list[Any]:
    """The events that earlier Versions of a Page told and that still count."""
    return store.rows(
        "SELECT e.*, i.key FROM initiative_events AS e JOIN versions AS v ON v.version_id=e.version_id"
        " JOIN initiatives AS i ON i.initiative_id=e.initiative_id WHERE v.page_id=? AND e.version_id<? AND e.superseded=0",
        (page_id, before),
    )


def supersede(store: Store, event_id: int) -> None:
    """A later Version of the Page says otherwise. Inside a transaction."""
    store.execute("UPDATE initiative_events SET superseded=1 WHERE initiative_event_id=?", (event_id,))


def event_of(row: Any) -> StageEvent:
    """The event of a row of initiative_events (joined with key where its concept matters)."""
    return StageEvent(
        concept=row["key"] if "key" in row.keys() else None,  # noqa: SIM118 - a sqlite3.Row tests its values
        stage=Stage(row["stage"]),
        announced_on=row["announced_on"],
        effective_on=row["effective_on"],
        precision=Precision(row["precision"]),
        tier=Tier(row["tier"]),
        field=row["field"],
        start=row["quote_start"],
        end=row["quote_end"],
        quote=row["quote"],
    )


def events_of(store: Store, initiative_id: int) -> list[StageEvent]:
    """What is told of an Initiative and was not taken back."""
    rows = store.rows(
        "SELECT * FROM initiative_events WHERE initiative_id=? AND superseded=0 ORDER BY initiative_event_id",
        (initiative_id,),
    )
    return [event_of(row) for row in rows]


def initiatives_due(store: Store, today: date) -> set[int]:
    """The Initiatives of which a scheduled day has come."""
    return {
        row[0] for row in store.rows("SELECT initiative_id FROM initiatives WHERE next_on<=?", (today.isoformat(),))
    }


def write_standing(store: Store, initiative_id: int, standing: Standing | None) -> None:
    """Write how an Initiative stands; a candidate of which nothing is told any more goes. Inside a transaction."""
    if standing is None:
        store.execute(
            "DELETE FROM initiatives WHERE initiative_id=? AND candidate=1 AND merged_into IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM initiatives AS m WHERE m.merged_into=initiatives.initiative_id)"
            " AND NOT EXISTS (SELECT 1 FROM initiative_events AS e WHERE e.initiative_id=initiatives.initiative_id)",
            (initiative_id,),
        )
    stage = standing or None
    store.execute(
        "UPDATE initiatives SET stage=?, stage_since=?, stage_tier=?, next_stage=?, next_on=? WHERE initiative_id=?",
        (
            stage.stage if stage else None, stage.since if stage else None, stage.tier if stage else None,
            stage.next_stage if stage else None, stage.next_on if stage else None, initiative_id,
        ),
    )  # fmt: skip


def accept_initiative(store: Store, initiative_id: int) -> None:
    """A person says that it is one. Inside a transaction."""
    store.execute("UPDATE initiatives SET candidate=0 WHERE initiative_id=?", (initiative_id,))


def rename_initiative(store: Store, initiative_id: int, names: Mapping[str, str]) -> None:
    """Give it names by language; the English one, else the first, is shown. Inside a transaction."""
    kept = {**json.loads(store.value("SELECT names FROM initiatives WHERE initiative_id=?", (initiative_id,))), **names}
    name = names.get("en") or kept.get("en") or next(iter(kept.values()))
    store.execute("UPDATE initiatives SET name=?, names=? WHERE initiative_id=?", (name, to_json(kept), initiative_id))


def merge_initiatives(store: Store, one: int, into: int) -> None:
    """Make one Initiative part of another; its number leads there for ever. Inside a transaction."""
    store.execute("UPDATE initiative_events SET initiative_id=? WHERE initiative_id=?", (into, one))
    store.execute("UPDATE initiatives SET merged_into=? WHERE initiative_id=? OR merged_into=?", (into, one, one))
    write_standing(store, one, None)
