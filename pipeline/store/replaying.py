"""What replay copies from a store into an empty one: what was fetched, listed, decided by persons; never what was found."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pipeline.store.codec import listed_from_json
from pipeline.store.opening import Store
from pipeline.store.reading import WAITING

_MADE_BY_CRAWLING = (
    "last_checked_at", "next_check_at", "checks", "etag", "last_modified", "body_sha256", "last_body_at", "failures",
    "last_error", "fetch_url", "title",
)  # fmt: skip
"""Columns of pages that no reading makes; the title is a Listing's where nothing was read."""


def runs_of(store: Store) -> list[Any]:
    """Every Run, oldest first."""
    return store.rows("SELECT * FROM runs ORDER BY run_id")


def rounds_of(store: Store, run_id: int) -> list[Any]:
    """The rounds of a Run, in the order of deciding."""
    return store.rows("SELECT * FROM rounds WHERE run_id=? ORDER BY round_id", (run_id,))


def looks_of(store: Store, round_id: int) -> list[list[Any]]:
    """The looks of a round: per Page the row of its Capture, then those of its second looks."""
    looks: dict[int, list[Any]] = defaultdict(list)
    for row in store.rows("SELECT * FROM round_looks WHERE round_id=? ORDER BY look, place", (round_id,)):
        looks[row["look"]].append(row)
    return list(looks.values())


def decisions_after(store: Store, run_id: int) -> list[Any]:
    """What persons decided between a Run and the next."""
    return store.rows("SELECT * FROM decisions WHERE after_run=? ORDER BY decision_id", (run_id,))


def was_joined_at(store: Store, moment: str) -> bool:
    """Whether joining was done at the time of a Run that was killed."""
    return store.row("SELECT 1 FROM versions WHERE joined_at=?", (moment,)) is not None


def copy_rows(old: Store, new: Store, table: str, where: str = "1", values: Sequence[Any] = ()) -> int:
    """Copy rows of a table as they are, but for those that are there; returns how many. Inside a transaction of `new`."""
    rows = old.rows(f"SELECT * FROM {table} WHERE {where}", values)
    if rows:
        names = rows[0].keys()
        marks = ",".join("?" * len(names))
        new.execute_many(
            f"INSERT OR IGNORE INTO {table} ({','.join(names)}) VALUES ({marks})", [tuple(row) for row in rows]
        )
    return len(rows)


def copy_pages(old: Store, new: Store, until: str) -> None:
    """The Pages found up to a time as they were when they were found. Inside a transaction of `new`."""
    known = {row[0] for row in new.rows("SELECT page_id FROM pages")}
    first = "SELECT url, reason FROM page_urls WHERE page_id=? ORDER BY reason='moved', seen_at, url LIMIT 1"
    for row in old.rows("SELECT * FROM pages WHERE found_at<=? ORDER BY page_id", (until,)):
        address = old.row(first, (row["page_id"],))
        if row["page_id"] in known or address is None:
            continue
        listed = listed_from_json(row["listed"])
        new.execute(
            "INSERT INTO pages (page_id, source_id, url, fetch_url, listing_id, standing, entry, language, title, found_at,"
            " baseline, listed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                row["page_id"], row["source_id"], address["url"], row["fetch_url"], row["listing_id"], row["standing"],
                row["entry"], listed.language if listed else None, listed.title if listed else None, row["found_at"],
                row["baseline"], row["listed"],
            ),
        )  # fmt: skip
        copy_rows(old, new, "page_urls", "url=?", (address["url"],))


def copy_capture(old: Store, new: Store, capture_key: str) -> Any:
    """A Capture that waits in `new`, as reading.waiting_captures gives it; None = no such row is kept."""
    row = old.row("SELECT * FROM captures WHERE capture_key=?", (capture_key,))
    if row is None:
        return None
    values = {**dict(row), "read_at": None, "outcome": None, "error": None, "read_attempts": 0, "round_id": None}
    marks = ",".join(f":{name}" for name in values)
    new.execute(f"INSERT OR IGNORE INTO captures ({','.join(values)}) VALUES ({marks})", values)
    copy_body(old, new, row["body_sha256"])
    return new.row(
        f"{WAITING} WHERE c.capture_key=?",
        (capture_key,),
    )


def observed_row(old: Store, capture_key: str) -> dict[str, Any]:
    """What is left of the Capture of a second look: enough of a row to decide with. Its capture_id is none."""
    row = old.row("SELECT page_id, capture_key, purpose FROM observations WHERE capture_key=?", (capture_key,))
    assert row is not None, capture_key
    return {**dict(row), "capture_id": -1}


def copy_body(old: Store, new: Store, sha256: str | None) -> None:
    """A raw body, if there is one and it is not there yet."""
    row = old.raw.execute("SELECT * FROM bodies WHERE sha256=?", (sha256,)).fetchone()
    if row is not None:
        new.raw.execute("INSERT OR IGNORE INTO bodies VALUES (?,?,?)", tuple(row))


def version_of_capture(old: Store, capture_key: str) -> int | None:
    """The first Version that was made of a Capture, None = none was."""
    found: int | None = old.value(
        "SELECT v.version_id FROM versions AS v JOIN captures AS c ON c.capture_id=v.capture_id"
        " WHERE c.capture_key=? ORDER BY v.number LIMIT 1",
        (capture_key,),
    )
    return found


class Looks:
    """When each Page was looked at, as far as the Captures and Checks of a store say."""

    def __init__(self, old: Store) -> None:
        self._times: dict[int, list[str]] = defaultdict(list)
        for row in old.rows(
            "SELECT page_id, fetched_at FROM captures UNION SELECT page_id, first_at FROM checks WHERE state='live'"
            " UNION SELECT page_id, last_at FROM checks WHERE state='live'"
            " UNION SELECT c.page_id, n.value FROM checks AS c, json_each(c.noted) AS n ORDER BY 2"
        ):
            self._times[row[0]].append(row[1])

    def write(self, new: Store, now: str) -> None:
        """Write of every Twin when it was looked at last. Inside a transaction of `new`."""
        for row in new.rows("SELECT page_id FROM twins UNION SELECT twin_id FROM twins"):
            times = self._times[row[0]]
            place = bisect_right(times, now)
            if place:
                new.execute("UPDATE pages SET last_checked_at=? WHERE page_id=?", (times[place - 1], row[0]))


def finish(old: Store, new: Store) -> None:
    """What is left of crawling: Checks, due times, Captures that wait or were of no account. Inside a transaction of `new`."""
    new.execute("DELETE FROM checks")
    copy_rows(old, new, "checks")
    copy_rows(old, new, "hosts")
    for row in old.rows("SELECT * FROM pages"):
        taken = {name: row[name] for name in _MADE_BY_CRAWLING if name != "title"}
        state = row["state"] if row["state"] in ("failing", "blocked") else None
        new.execute(
            f"UPDATE pages SET {', '.join(f'{name}=:{name}' for name in taken)}, state=coalesce(:state, state),"
            " title=coalesce(title, :title) WHERE page_id=:page_id",
            {**taken, "state": state, "title": row["title"], "page_id": row["page_id"]},
        )
    known = {row[0] for row in new.rows("SELECT capture_key FROM captures")}
    for row in old.rows("SELECT * FROM captures"):
        if row["capture_key"] not in known:
            copy_rows(old, new, "captures", "capture_key=?", (row["capture_key"],))
            copy_body(old, new, row["body_sha256"])
        elif row["read_at"] is not None:
            new.execute(
                "UPDATE captures SET read_at=?, outcome=?, error=? WHERE capture_key=? AND read_at IS NULL",
                (row["read_at"], row["outcome"], row["error"], row["capture_key"]),
            )
