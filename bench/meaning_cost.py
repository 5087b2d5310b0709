"""What it costs to understand a new Page beside extracting it, in a store of 1,000 and of 100,000 Pages.

A store is filled by SQL with a history of DAILY Pages a day, of which RELEVANT are about the subject and are in Stories.
Then a day like those before it comes in TICKS ticks: each Page is extracted from HTML of a real page's size, scored, and
joined by the corridor's own `join_new`. All are CPU seconds of one process in one run.
"""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from bench.events import HKT, Told, make_month
from bench.stories import make_traits
from pipeline.joining import join_new
from pipeline.meaning.initiatives import StageEvent
from pipeline.meaning.relevance import score_document
from pipeline.meaning.topic_senses import Topic
from pipeline.model import Document, Precision, PrintedDate, Stage, Tier
from pipeline.reading.extract import extract_document
from pipeline.store.codec import encode_document, pack_against, to_text
from tests.joined import Told as Store
from tests.joined import at

DAILY = 100
RELEVANT = 4
TICKS = 12
DAY = date(2026, 9, 15)
CYCLE = 11_900
"""Pages after which the history begins anew: in stores that differ by so many, the days before the measured one are the same."""


def measure_cost(pages: int, topic: Topic, bodies: Sequence[bytes]) -> dict[str, float]:
    """CPU milliseconds per new Page of each part, and the share of all but extraction in extraction.

    bodies: HTML of the day's Pages that are not about the subject, used again where there are too few.
    """
    day, bodies = _make_day(), [bodies[number % len(bodies)] for number in range(DAILY)]
    for body in bodies[:5]:
        _extract(body)
    begun = time.process_time()
    documents = [_extract(body) for body in bodies]
    extraction = time.process_time() - begun
    documents = [
        _as_read(day[number // 25]) if number % 25 == 0 else replace(one, published=_print(_minute(DAY, number)))
        for number, one in enumerate(documents)
    ]
    with tempfile.TemporaryDirectory() as name:
        store = Store(Path(name), {page.source: page.tier for page in _history()})
        fill(store, pages, topic)
        join_new(store.store, store.catalog, topic, at(DAY, "06:00"))
        ticks = [_play_tick(store, documents, day, tick, topic) for tick in range(TICKS)]
    relevance, joining = (sum(parts) for parts in zip(*ticks, strict=True))
    return {
        "stored_pages": pages,
        "extraction_ms": 1000 * extraction / DAILY,
        "relevance_ms": 1000 * relevance / DAILY,
        "joining_ms": 1000 * joining / DAILY,
        "share": (relevance + joining) / extraction,
    }


def count_steps(pages: int, topic: Topic) -> float:
    """Steps of SQLite's machine that joining takes per new Page: the same on every machine, and the rows it reads are in them.

    The day's Pages that are not about the subject are all alike, but for the figures in them. Stories are looked for in the
    fifty days before, so stores of fewer than 5,000 Pages give less to read than all larger ones.
    """
    day, steps = _make_day(), [0]
    documents = [
        _as_read(day[number // 25])
        if number % 25 == 0
        else Document(
            title=f"Notice {number}",
            text=f"Road {number} is closed. " * 40,
            language="en",
            published=_print(_minute(DAY, number)),
        )
        for number in range(DAILY)
    ]

    def count() -> int:
        steps[0] += 1
        return 0

    with tempfile.TemporaryDirectory() as name:
        store = Store(Path(name), {page.source: page.tier for page in _history()})
        fill(store, pages, topic)
        join_new(store.store, store.catalog, topic, at(DAY, "06:00"))
        for tick in range(TICKS):
            _tell_tick(store, documents, day, tick)
            store.store.connection.set_progress_handler(count, 1)
            join_new(store.store, store.catalog, topic, at(DAY, f"{9 + tick:02d}:00"))
            store.store.connection.set_progress_handler(None, 0)
    return steps[0] / DAILY


def _tell_tick(store: Store, documents: Sequence[Document], day: Sequence[Told], tick: int) -> None:
    """The Pages of one tick are found."""
    for number in range(tick * DAILY // TICKS, (tick + 1) * DAILY // TICKS):
        told = day[number // 25] if number % 25 == 0 else None
        url = told.url if told else f"https://www.info.gov.hk/gia/general/202609/15/P{number}.htm"
        store.tell(told.source if told else "hk-gia", url, documents[number], at(DAY, f"{9 + tick:02d}:00"))


def _play_tick(
    store: Store, documents: Sequence[Document], day: Sequence[Told], tick: int, topic: Topic
) -> tuple[float, float]:
    """CPU seconds of relevance and of joining for the Pages of one tick."""
    now = at(DAY, f"{9 + tick:02d}:00")
    mine = range(tick * DAILY // TICKS, (tick + 1) * DAILY // TICKS)
    begun = time.process_time()
    for number in mine:
        score_document(documents[number], topic, tier=Tier.OFFICIAL)
    relevance = time.process_time() - begun
    _tell_tick(store, documents, day, tick)
    begun = time.process_time()
    join_new(store.store, store.catalog, topic, now)
    return relevance, time.process_time() - begun


def _extract(body: bytes) -> Document:
    return extract_document(body, url="https://bench.example/a/1")


def _history() -> list[Told]:
    return make_month(2, "tune")


def _make_day() -> list[Told]:
    """RELEVANT Pages of one day, in three scripts."""
    day = next(
        mine
        for first in range(40)
        if len(
            mine := [page for page in make_month(3, "tune") if page.published.astimezone(HKT).date().day == 1 + first]
        )
        >= RELEVANT
    )
    shift = DAY - day[0].published.astimezone(HKT).date()
    return [replace(page, published=page.published + shift) for page in day[:RELEVANT]]


def _as_read(page: Told) -> Document:
    return Document(title=page.title, text=page.text, language=page.language, published=_print(page.published))


def _minute(day: date, number: int) -> datetime:
    """When the number-th of a day's Pages was published: from eight in the morning to eight at night."""
    return at(day, "08:00") + timedelta(minutes=12 * 60 * (number % DAILY) // DAILY)


def _print(moment: datetime) -> PrintedDate:
    shown = moment.astimezone(HKT).isoformat()
    return PrintedDate(at=moment, precision=Precision.MINUTE, shown=shown, literal="as published")


def fill(told: Store, pages: int, topic: Topic) -> None:
    """Make the store hold so many Pages of earlier days, those about the subject with traits, in Stories."""
    store, month = told.store, _history()
    traits = [make_traits(page, topic) for page in month]
    plain = Document(title="filled", text="Nothing of note. " * 60, language="en")
    packed = pack_against(encode_document(plain), f"{plain.title}\n{plain.text}".encode())
    for start in range(0, pages, 5000):
        with store.write_txn():
            for number in range(start, min(start + 5000, pages)):
                back = 1 + (pages - 1 - number) // DAILY
                found = _minute(DAY - timedelta(days=back), number)
                relevant = number % (DAILY // RELEVANT) == 0
                page_id = _add_page(told, number, found, relevant, packed, plain)
                if relevant:
                    mine = traits[(number // (DAILY // RELEVANT)) % len(traits)]
                    _join(
                        told,
                        page_id,
                        replace(mine, key=f"https://filled.example/{number}", day=found.astimezone(HKT).date()),
                        found,
                    )


def _add_page(told: Store, number: int, found: datetime, relevant: bool, packed: bytes, plain: Document) -> int:
    store, moment = told.store, to_text(found)
    url = f"https://filled.example/{number}"
    page_id = store.execute(
        "INSERT INTO pages (source_id, url, language, title, found_at, versions, checks, relevant, areas)"
        " VALUES ('hk-gia',?,?,'filled',?,1,9,?,'[]')",
        (url, ("en", "zh-Hant")[number // 2 % 2], moment, relevant),
    ).lastrowid
    assert page_id is not None
    store.execute("INSERT INTO page_urls VALUES (?,?,'listed',?)", (url, page_id, moment))
    capture = store.execute(
        "INSERT INTO captures (capture_key, source_id, page_id, purpose, url, status, headers, media_type, fetched_at, read_at)"
        " VALUES (?,'hk-gia',?,'page',?,200,'[]','text/html',?,?)",
        (f"filled {number}", page_id, url, moment, moment),
    ).lastrowid
    store.execute(
        "INSERT INTO versions (page_id, number, reason, capture_id, extractor, seen_at, title, text, content_sha256, rules_sha256,"
        " document, joined_at, published_at, published_precision) VALUES (?,1,'first',?,1,?,?,?,'','',?,?,?,'minute')",
        (page_id, capture, moment, plain.title, plain.text, packed, moment, moment),
    )
    return page_id


def _join(told: Store, page_id: int, traits: object, found: datetime) -> None:
    """Put a filled Page into a Story of its own, and let it tell a stage of an Initiative of a dozen."""
    store, moment = told.store, to_text(found)
    version = store.value("SELECT version_id FROM versions WHERE page_id=?", (page_id,))
    day = found.astimezone(HKT).date().isoformat()
    key = store.value("SELECT url FROM pages WHERE page_id=?", (page_id,))
    store.execute(
        "INSERT INTO traits (page_id, key, version_id, day, joined_on, traits) VALUES (?,?,?,?,?,?)",
        (page_id, key, version, day, day, msgspec.msgpack.encode(traits)),
    )
    story = store.execute(
        "INSERT INTO stories (key, title, lead_page_id, first_seen_at) VALUES (?,'filled',?,?)", (key, page_id, moment)
    ).lastrowid
    store.execute(
        "INSERT INTO story_pages (story_id, page_id, rule, joined_at) VALUES (?,?,'first',?)", (story, page_id, moment)
    )
    store.execute("UPDATE pages SET story_id=? WHERE page_id=?", (story, page_id))
    store.execute(
        "INSERT INTO relevance (version_id, profile, score, relevant, page_kind, areas, terms, rule)"
        " VALUES (?,'hk-mainland-digital-economy',0.9,1,'announcement','[]','[]','filled')",
        (version,),
    )
    event = StageEvent(
        concept=None, stage=Stage.LAUNCHED, announced_on=day, effective_on=None, precision=Precision.DAY, tier=Tier.OFFICIAL,
        field="text", start=0, end=7, quote="Nothing",
    )  # fmt: skip
    initiative = f"filled-{page_id % 12}"
    store.execute(
        "INSERT OR IGNORE INTO initiatives (key, name, candidate, first_seen_at, stage) VALUES (?,?,0,?,'launched')",
        (initiative, initiative, moment),
    )
    store.execute(
        "INSERT INTO initiative_events (initiative_id, stage, announced_on, precision, tier, version_id, field, quote_start,"
        " quote_end, quote, seen_on) SELECT initiative_id, ?, ?, 'day', 'official', ?, 'text', 0, 7, ?, ? FROM initiatives WHERE key=?",
        (event.stage, day, version, event.quote, day, initiative),
    )
