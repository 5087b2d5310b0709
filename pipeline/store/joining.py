"""What joining needs from the store and gives back: Versions not joined yet, traits, Twins, Stories."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from pipeline.meaning.traits import READ, Traits
from pipeline.meaning.twins import TwinLink, TwinRule
from pipeline.store.codec import to_json, to_text, to_time
from pipeline.store.opening import Store

ZONE = ZoneInfo("Asia/Hong_Kong")
"""In which a day begins, for what is joined together."""

NEAR_HOURS = 3
"""An edition that does not concern the topic by its own words is looked for so near the other; later it says too little."""

WINDOW = 50
"""Days of publication around a day within which Pages are looked at for Stories (a copy may come late)."""


def day_of(moment: datetime | str) -> date:
    """The Hong Kong day of a time."""
    return (to_time(moment) if isinstance(moment, str) else moment).astimezone(ZONE).date()


def versions_to_join(store: Store, limit: int) -> list[Any]:
    """Versions that were not joined yet, oldest first, each with its Page and Source."""
    return store.rows(
        "SELECT v.version_id, v.page_id, v.number, v.reason, v.seen_at, p.url, p.source_id, p.found_at, p.relevant,"
        " s.tier, s.time_zone FROM versions AS v JOIN pages AS p ON p.page_id=v.page_id"
        " JOIN sources AS s ON s.source_id=p.source_id WHERE v.joined_at IS NULL ORDER BY v.version_id LIMIT ?",
        (limit,),
    )


def mark_joined(store: Store, version_ids: Iterable[int], now: datetime) -> None:
    """These Versions are done with. Inside a transaction."""
    store.execute_many(
        "UPDATE versions SET joined_at=? WHERE version_id=?", [(to_text(now), one) for one in version_ids]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The traits of a Page as stored. joined_on: the day on which it was joined to a Story, None = it was not."""

    page_id: int
    version_id: int
    joined_on: date | None
    traits: Traits


def save_traits(store: Store, page_id: int, version_id: int, traits: Traits) -> None:
    """Keep the traits of a Page's last Version; the key and the day of joining stay. Inside a transaction."""
    store.execute(
        "INSERT INTO traits (page_id, key, version_id, day, traits) VALUES (?,?,?,?,?) ON CONFLICT (page_id) DO UPDATE SET"
        " version_id=excluded.version_id, day=excluded.day, traits=excluded.traits",
        (
            page_id,
            traits.key,
            version_id,
            traits.day.isoformat(),
            msgspec.msgpack.encode(traits, order="deterministic"),
        ),
    )


def set_joined_on(store: Store, page_ids: Iterable[int], day: date) -> None:
    """These Pages belong to the Stories of a day, unless they do to those of an earlier one. Inside a transaction."""
    store.execute_many(
        "UPDATE traits SET joined_on=? WHERE page_id=? AND joined_on IS NULL",
        [(day.isoformat(), one) for one in page_ids],
    )


_KNOWN = "SELECT page_id, version_id, joined_on, key, traits FROM traits"


def _known(row: Any) -> Known:
    traits = msgspec.msgpack.decode(row["traits"], type=Traits)
    return Known(
        page_id=row["page_id"],
        version_id=row["version_id"],
        joined_on=date.fromisoformat(row["joined_on"]) if row["joined_on"] else None,
        traits=replace(traits, key=row["key"]) if traits.key != row["key"] else traits,
    )


def traits_joined_on(store: Store, day: date) -> list[Known]:
    """The Pages that joined Stories on a day."""
    return [_known(row) for row in store.rows(f"{_KNOWN} WHERE joined_on=?", (day.isoformat(),))]


def traits_joined_before(store: Store, day: date, days: Collection[date]) -> list[Known]:
    """The Pages that joined Stories before a day and were published near one of some days."""
    first, last = (min(days) - timedelta(days=WINDOW)).isoformat(), (max(days) + timedelta(days=WINDOW)).isoformat()
    rows = store.rows(
        f"{_KNOWN} WHERE joined_on<? AND joined_on>=? AND day BETWEEN ? AND ?",
        (day.isoformat(), (day - timedelta(days=WINDOW)).isoformat(), first, last),
    )
    return [_known(row) for row in rows]


def traits_of(store: Store, page_ids: Iterable[int]) -> dict[int, Known]:
    """The traits of these Pages, by page_id, of those that have some."""
    found = (store.row(f"{_KNOWN} WHERE page_id=?", (page_id,)) for page_id in page_ids)
    return {row["page_id"]: _known(row) for row in found if row is not None}


def are_told(store: Store, keys: Iterable[str]) -> bool:
    """Whether one of these URLs is a Page with traits."""
    return any(store.value("SELECT 1 FROM traits WHERE key=?", (key,)) for key in keys)


def pages_near(store: Store, source_id: str, day: date, traits: Traits) -> list[Any]:
    """The last Versions of a Source's Pages in other languages that were found up to a day and printed near a Page's minute.

    Where one of both prints no minute, those found in the two days before are near. head: what is read of each; minutes:
    between the two, None = one prints none.
    """
    first, at = day - timedelta(days=2), traits.at.isoformat() if traits.at else None
    return store.rows(
        "SELECT v.version_id, v.page_id, v.number, v.reason, v.seen_at, p.url, p.source_id, p.found_at, p.relevant,"
        " s.tier, s.time_zone, v.title || char(10) || substr(v.text, 1, :length) AS head,"
        " CASE WHEN v.published_precision IN ('second', 'minute') THEN abs(julianday(v.published_at)-julianday(:at))*1440 END"
        " AS minutes FROM pages AS p JOIN versions AS v ON v.page_id=p.page_id AND v.number=p.versions"
        " JOIN sources AS s ON s.source_id=p.source_id WHERE p.source_id=:source AND p.found_at BETWEEN :first AND :last"
        " AND coalesce(p.language, 'und')<>:language AND (:at IS NULL OR v.published_precision IS NULL"
        "  OR v.published_precision NOT IN ('second', 'minute')"
        "  OR abs(julianday(v.published_at)-julianday(:at))<=:hours/24.0)",
        {
            "source": source_id,
            "first": f"{first.isoformat()}T00:00:00Z",
            "last": f"{day.isoformat()}T23:59:59Z",
            "language": traits.language,
            "at": at,
            "hours": NEAR_HOURS,
            "length": READ,
        },
    )


def head_of(store: Store, version_id: int) -> str:
    """Title and first part of the text of a Version."""
    sql = "SELECT title || char(10) || substr(text, 1, ?) FROM versions WHERE version_id=?"
    return str(store.value(sql, (READ, version_id)))


def page_at(store: Store, url: str) -> Any:
    """The Page of a URL with its last Version; None = there is none, or it was not read yet."""
    return store.row(
        "SELECT v.version_id, v.page_id, v.number, v.reason, v.seen_at, p.url, p.source_id, p.found_at, p.relevant,"
        " s.tier, s.time_zone FROM page_urls AS u JOIN pages AS p ON p.page_id=u.page_id"
        " JOIN versions AS v ON v.page_id=p.page_id AND v.number=p.versions JOIN sources AS s ON s.source_id=p.source_id"
        " WHERE u.url=?",
        (url,),
    )


def matches_of(store: Store, day: date) -> list[tuple[int, int, float]]:
    """The Twins that were matched on a day."""
    rows = store.rows(
        "SELECT page_id, twin_id, score FROM twins WHERE joined_on=? AND rule=? ORDER BY page_id, twin_id",
        (day.isoformat(), TwinRule.MATCHED),
    )
    return [tuple(row) for row in rows]


def forget_matches(store: Store, day: date) -> None:
    """Take back the Twins that were matched on a day: they are matched anew with all of its Pages. Inside a transaction."""
    store.execute("DELETE FROM twins WHERE joined_on=? AND rule=?", (day.isoformat(), TwinRule.MATCHED))


def save_twins(store: Store, links: Iterable[TwinLink], ids: Mapping[str, int], day: date) -> None:
    """Keep Twins; a surer rule replaces a weaker one. Inside a transaction."""
    for link in links:
        one, other = sorted((ids[link.one], ids[link.other]))
        store.execute(
            "INSERT INTO twins (page_id, twin_id, rule, score, terms, joined_on) VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET"
            " rule=excluded.rule, score=excluded.score, terms=excluded.terms WHERE twins.rule='matched'",
            (one, other, link.rule, link.score, to_json(link.terms), day.isoformat()),
        )


def twins_of(store: Store, page_ids: Iterable[int]) -> list[tuple[int, int]]:
    """The pairs of Twins of which one is among these Pages."""
    pairs: set[tuple[int, int]] = set()
    for page_id in page_ids:
        for row in store.rows(
            "SELECT page_id, twin_id FROM twins WHERE page_id=? UNION SELECT page_id, twin_id FROM twins WHERE twin_id=?",
            (page_id, page_id),
        ):
            pairs.add((row[0], row[1]))
    return sorted(pairs)
