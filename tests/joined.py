"""A store with Pages that were read and decided, as decide.py leaves them, for the tests of what comes after."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawler.catalog import load_catalog
from pipeline.joining import join_new
from pipeline.meaning.relevance import score_document
from pipeline.meaning.topic import Topic, load_topic
from pipeline.model import ChangeKind, Document, Precision, PrintedDate, Reason, Tier, Weight
from pipeline.source import Source
from pipeline.store.opening import Store, open_writer
from pipeline.store.reading import add_change, add_relevance, add_version
from pipeline.store.sources import make_page, rules_mark, sync_sources

HKT = ZoneInfo("Asia/Hong_Kong")
PROFILE = "hk-mainland-digital-economy"
TOPIC: Topic = load_topic(PROFILE)
BUILTIN = {source.id: source for source in load_catalog()}
START = datetime(2020, 1, 1, tzinfo=UTC)


def at(day: date | str, clock: str = "12:00") -> datetime:
    """A Hong Kong day and time in UTC."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(when, time.fromisoformat(clock), tzinfo=HKT).astimezone(UTC)


def make_document(title: str, text: str, language: str, published: datetime | date | None = None) -> Document:
    """A Document as extraction gives it."""
    printed = None
    if isinstance(published, datetime):
        shown = published.astimezone(HKT).isoformat()
        printed = PrintedDate(at=published, precision=Precision.MINUTE, shown=shown, literal=shown)
    elif published is not None:
        printed = PrintedDate(
            at=at(published, "00:00"), precision=Precision.DAY, shown=published.isoformat(), literal="printed"
        )
    return Document(title=title, text=text.strip(), language=language, published=printed)


def make_source(source_id: str, tier: str = "official") -> Source:
    """A Source of the catalog, or one made up with what a Source must have."""
    if source_id in BUILTIN:
        return BUILTIN[source_id]
    return Source(
        id=source_id, tier=Tier(tier), side="hong-kong", home=f"https://{source_id}.example/", time_zone="Asia/Hong_Kong",
        name={"en": source_id}, page_url=rf"^https://{source_id}\.example/",
    )  # fmt: skip


class Told:
    """A store that Pages are told to."""

    def __init__(self, folder: Path, sources: dict[str, str] | None = None, made: tuple[Source, ...] = ()) -> None:
        """sources: id -> tier, of those that are not in the catalog. made: more Sources, as they are."""
        self.store: Store = open_writer(folder / "db" / "pactwatch.db", folder / "db" / "raw.db")
        made = (*made, *(make_source(source_id, tier) for source_id, tier in (sources or {}).items()))
        self.catalog: tuple[Source, ...] = (*(one for one in made if one.id not in BUILTIN), *BUILTIN.values())
        self._sources = {source.id: source for source in self.catalog}
        sync_sources(self.store, self.catalog, START)

    def tell(self, source_id: str, url: str, document: Document, now: datetime, *, baseline: bool = False) -> int:
        """A Page is found, or has a new text; returns its page_id."""
        store, source = self.store, self._sources[source_id]
        known = store.value("SELECT page_id FROM pages WHERE url=?", (url,))
        relevance = score_document(document, TOPIC, tier=source.tier)
        with store.write_txn():
            page_id = known or make_page(
                store, source_id=source_id, url=url, now=now, baseline=baseline, language=document.language
            )
            assert page_id is not None
            store.execute(
                "UPDATE pages SET last_checked_at=? WHERE page_id=?", (now.strftime("%Y-%m-%dT%H:%M:%SZ"), page_id)
            )
            number = 1 + store.value("SELECT count(*) FROM versions WHERE page_id=?", (page_id,))
            last = store.value("SELECT max(version_id) FROM versions WHERE page_id=?", (page_id,))
            capture = store.execute(
                "INSERT INTO captures (capture_key, source_id, page_id, purpose, url, status, headers, media_type, fetched_at, read_at)"
                " VALUES (?,?,?,'page',?,200,'{}','text/html',?,?)",
                (f"{url} {number}", source_id, page_id, url, now.isoformat(), now.isoformat()),
            )
            version_id = add_version(
                store, page_id=page_id, number=number, reason=Reason.FIRST if number == 1 else Reason.CONTENT,
                capture_id=int(capture.lastrowid or 0), document=document, rules_sha256=rules_mark(source), knowledge=0, now=now,
            )  # fmt: skip
            add_relevance(store, page_id, version_id, relevance, PROFILE)
            add_change(
                store, source_id=source_id, page_id=page_id, kind=ChangeKind.APPEARED if number == 1 else ChangeKind.EDITED,
                weight=Weight.MAJOR, summary="told", now=now, baseline=baseline, relevant=relevance.relevant,
                from_version_id=last, to_version_id=version_id,
            )  # fmt: skip
        return int(page_id)

    def look(self, page_id: int, now: datetime) -> None:
        """A Page is looked at and is as it was."""
        with self.store.write_txn():
            self.store.execute(
                "UPDATE pages SET last_checked_at=? WHERE page_id=?", (now.strftime("%Y-%m-%dT%H:%M:%SZ"), page_id)
            )

    def stories(self) -> list[tuple[str, ...]]:
        """The URLs of each Story's Pages, in order."""
        rows = self.store.rows(
            "SELECT t.key, group_concat(k.key, ' ') FROM stories AS t JOIN story_pages AS sp ON sp.story_id=t.story_id"
            " JOIN traits AS k ON k.page_id=sp.page_id WHERE t.merged_into IS NULL GROUP BY t.story_id"
        )
        return sorted(tuple(sorted(row[1].split())) for row in rows)


def retitled(document: Document, **values: str) -> Document:
    """A Document with another title or text."""
    return replace(document, **values)  # type: ignore[arg-type]


Standing = dict[date, dict[str, tuple[object, ...]]]
"""By day, how each Initiative stood after it: stage, since, on whose word, what is scheduled and when."""


def play_timeline(folder: Path, timeline: dict[str, Any], topic: Topic = TOPIC) -> tuple[Told, Standing]:
    """Tell the pages of tests/labelled/timeline.toml day by day and join them, as a year of ticks would."""
    tiers = {page["source"]: page.get("tier", "official") for page in timeline["page"]}
    told, standing = Told(folder, tiers), {}
    asked = {one["on"] for one in timeline["stands"]}
    for day in sorted(asked | {page["on"] for page in timeline["page"]}):
        for number, page in enumerate(timeline["page"]):
            if page["on"] == day:
                document = make_document(page["title"], page["text"], page["language"], day)
                told.tell(page["source"], f"https://{page['source']}.example/{day}/{number}", document, at(day))
        join_new(told.store, told.catalog, topic, at(day, "13:00"))
        standing[day] = {
            row["name" if row["candidate"] else "key"]: (
                row["stage"], row["stage_since"], row["stage_tier"], row["next_stage"], row["next_on"]
            )
            for row in told.store.rows("SELECT * FROM initiatives WHERE merged_into IS NULL")
        }  # fmt: skip
    return told, standing


def is_as_said(stood: Standing, want: dict[str, Any]) -> bool:
    """Whether an Initiative stood on a day as the timeline says."""
    found = stood[want["on"]].get(want.get("concept") or want["candidate"])
    said = (want["stage"], want["since"], want.get("tier", "official"), want.get("next_stage"), want.get("next_on"))
    return found == said
