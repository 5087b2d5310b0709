"""The store's side of a crawl: what is due, and what came back. Captures are committed before anything else is made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pipeline.model import Capture, ListingEntry, PageState
from pipeline.plan import CrawlPlan, DuePage, Failure, ListingAnswer, PageAnswer, Rung
from pipeline.schedule import next_check_after_failure
from pipeline.store.bodies import put_bodies
from pipeline.store.codec import listed_from_json, to_json, to_text
from pipeline.store.opening import Store
from pipeline.store.pages import next_check_of
from pipeline.store.planning import due_page
from pipeline.store.sources import make_page, state_listed

READ_SOON = timedelta(hours=6)
"""A Page whose Capture waits to be read is not fetched again before this, should its reading be delayed."""

FAILING_AFTER = 3
"""So many failures in a row make a Page 'failing'."""


SHARED_TAG = 3
"""So many Pages with one ETag and other bytes prove that it does not follow the bytes; two may be one Page that moved."""


@dataclass(slots=True)
class CrawlStore:
    """Takes the answers of one Source's crawl in. gate: for `fetch = "matching"`, whether an entry is worth fetching."""

    store: Store
    plan: CrawlPlan
    gate: Any = None
    left: int = field(init=False)
    _tags: dict[str, dict[str, int]] = field(init=False, default_factory=dict)
    _texts: list[tuple[ListingAnswer, set[int]]] = field(init=False, default_factory=list)
    """Listings that hold whole texts, with the Pages whose text is not kept yet."""
    first_left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = max(0, self.plan.max_pages - len(self.plan.pages))
        self.first_left = self.plan.source.first_pass

    def store_listing(self, answer: ListingAnswer, now: datetime) -> tuple[DuePage, ...]:
        """Keep what a Listing said; returns the Pages to fetch now: unknown ones, and known ones it says were modified."""
        with self.store.write_txn():
            if answer.failure is not None:
                self._listing_failed(answer, now)
                return ()
            self._listing_answered(answer, now)
            met = [(entry, self._meet(entry, answer, now)) for entry in answer.entries or ()]
            texts = {page.page_id for entry, page in met if page is not None and entry.body is not None}
            if texts:
                self._texts.append((answer, texts))
                self._vouch(answer, None)
        fetch = [page for _, page in met if page is not None][: self.left]
        self.left -= len(fetch)
        return tuple(fetch)

    def _listing_failed(self, answer: ListingAnswer, now: datetime) -> None:
        failures = 1 + self.store.value("SELECT failures FROM listings WHERE listing_id=?", (answer.due.listing_id,))
        again = next_check_after_failure(now, failures, answer.retry_after)
        self.store.execute(
            "UPDATE listings SET last_checked_at=?, failures=?, last_error=?, next_check_at=?, checks=checks+1"
            " WHERE listing_id=?",
            (to_text(now), failures, f"{answer.failure}: {answer.error}", to_text(again), answer.due.listing_id),
        )

    def _listing_answered(self, answer: ListingAnswer, now: datetime) -> None:
        entries = None if answer.entries is None else len(answer.entries)
        baseline = to_text(now) if answer.due.first and answer.complete and entries is not None else None
        self.store.execute(
            "UPDATE listings SET last_checked_at=:now, last_ok_at=:now, failures=0, last_error=NULL, checks=checks+1,"
            " next_check_at=:again, baseline_at=coalesce(baseline_at, :baseline),"
            " last_entries=coalesce(:entries, last_entries),"
            " usual_entries=CASE WHEN :entries IS NULL OR :entries=0 THEN usual_entries"
            "   ELSE coalesce(usual_entries * 0.8 + :entries * 0.2, :entries) END,"
            " etag=CASE WHEN :kept THEN etag ELSE :etag END,"
            " last_modified=CASE WHEN :kept THEN last_modified ELSE :modified END,"
            " body_sha256=CASE WHEN :kept THEN body_sha256 ELSE :body END WHERE listing_id=:listing",
            {
                "now": to_text(now),
                "again": to_text(now + timedelta(seconds=answer.due.listing.seconds)),
                "baseline": baseline,
                "entries": entries,
                "kept": answer.rung is Rung.NOT_MODIFIED,
                "etag": answer.etag,
                "modified": answer.last_modified,
                "body": answer.body_sha256,
                "listing": answer.due.listing_id,
            },
        )
        self.store.execute("UPDATE sources SET last_ok_at=? WHERE source_id=?", (to_text(now), self.plan.source.id))

    def _vouch(self, answer: ListingAnswer, by: ListingAnswer | None) -> None:
        """Remember by what a Listing is known to be unchanged; None = it is read anew next time.

        A Listing that holds whole texts vouches for nothing before they are kept: else a kill in between would lose them.
        """
        self.store.execute(
            "UPDATE listings SET etag=?, last_modified=?, body_sha256=? WHERE listing_id=?",
            (by and by.etag, by and by.last_modified, by and by.body_sha256, answer.due.listing_id),
        )

    def _meet(self, entry: ListingEntry, answer: ListingAnswer, now: datetime) -> DuePage | None:
        """Make or recognise the Page of an entry; returns it if it is to be fetched now."""
        source = self.plan.source
        if source.fetch == "matching" and self.gate is not None:
            words = " ".join(part for part in (entry.title, entry.summary, entry.body) if part)
            if not self.gate(words):
                return None
        slim = replace(entry, body=None)
        listed = to_json(slim)
        wanted = not answer.due.first or self.first_left > 0
        page_id = make_page(
            self.store,
            source_id=source.id,
            url=entry.url,
            now=now,
            baseline=answer.due.first,
            language=entry.language,
            fetch_url=entry.fetch_url,
            listing_id=answer.due.listing_id,
            listed=listed,
            title=entry.title,
            entry=entry.body is not None,
            due=wanted,
        )
        if page_id is None:
            return self._meet_again(entry, slim, answer, now)
        if not wanted:
            return None
        self.first_left -= answer.due.first
        return DuePage(page_id=page_id, url=entry.url, fetch_url=entry.fetch_url, listed=slim)

    def _meet_again(
        self, entry: ListingEntry, slim: ListingEntry, answer: ListingAnswer, now: datetime
    ) -> DuePage | None:
        """A known Page: looked at now only if its own Listing shows another title or modification, or holds its text."""
        row = self.store.row(
            "SELECT p.* FROM page_urls AS u JOIN pages AS p ON p.page_id=u.page_id WHERE u.url=?", (entry.url,)
        )
        if row is None or row["source_id"] != self.plan.source.id or row["listing_id"] != answer.due.listing_id:
            return None
        before = listed_from_json(row["listed"])
        retitled = before is not None and None not in (before.title, entry.title) and before.title != entry.title
        modified = before is not None and entry.modified is not None and before.modified != entry.modified
        if retitled or modified:
            # Due from now on, in the same transaction: a kill before the fetch must not make it wait for its next check.
            state_listed(self.store, row["page_id"])
            self.store.execute(
                "UPDATE pages SET listed=?, next_check_at=CASE WHEN entry THEN NULL ELSE ? END WHERE page_id=?",
                (to_json(slim), to_text(now), row["page_id"]),
            )
        due_already = any(page.page_id == row["page_id"] for page in self.plan.pages)
        if entry.body is not None or ((retitled or modified) and not due_already):
            return due_page(row, now, trusted=True)
        return None

    def store_pages(self, answers: Sequence[PageAnswer], now: datetime) -> None:
        """Keep a small batch of answers: bodies first, then one transaction."""
        captures = [answer.capture for answer in answers if answer.capture is not None]
        put_bodies(
            self.store, {one.body_sha256: one.body for one in captures if one.body_sha256 and one.body is not None}
        )
        with self.store.write_txn():
            for answer in answers:
                self._store_answer(answer, now)
            for listing, missing in self._texts:
                missing.difference_update(answer.due.page_id for answer in answers)
                if not missing:
                    self._vouch(listing, listing)
        self._texts = [(listing, missing) for listing, missing in self._texts if missing]

    def _store_answer(self, answer: PageAnswer, now: datetime) -> None:
        if answer.failure is not None:
            self._page_failed(answer, now)
        elif answer.capture is None:
            extend_check(self.store, answer.due.page_id, str(answer.rung), "live", now)
            self.store.execute(
                "UPDATE pages SET last_checked_at=?, checks=checks+1, failures=0, last_error=NULL,"
                " state=CASE WHEN state IN ('failing','blocked') THEN 'live' ELSE state END, next_check_at=?"
                " WHERE page_id=?",
                (to_text(now), self._again(answer.due.page_id, now), answer.due.page_id),
            )
            if answer.rung is Rung.SAME_BYTES:
                self._set_validators(answer, None, now)
                self._count_vouched(answer)
        else:
            self._add_capture(answer, answer.capture, now)

    def _again(self, page_id: int, now: datetime) -> str | None:
        return next_check_of(self.store, self.plan.source, page_id, now)

    def _add_capture(self, answer: PageAnswer, capture: Capture, now: datetime) -> None:
        page_id = answer.due.page_id
        body = capture.body_sha256
        listed = capture.listed or answer.due.listed
        before, known = self.store.row("SELECT last_checked_at, listed FROM pages WHERE page_id=?", (page_id,)) or (
            None,
            None,
        )
        said = None if listed is None else to_json(listed)
        added = self.store.execute(
            "INSERT INTO captures (capture_key, source_id, page_id, purpose, url, final_url, status, headers, media_type,"
            " body_sha256, fetched_at, listed, not_before, home, moved_to) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
            " ON CONFLICT (capture_key) DO NOTHING",
            (
                capture.capture_key, self.plan.source.id, page_id, answer.due.purpose, capture.url, capture.final_url,
                capture.status, to_json(capture.headers), capture.media_type, body, to_text(now),
                None if said == known else said, before, answer.home, answer.moved_to,
            ),
        )  # fmt: skip
        if added.rowcount == 0:
            return
        self.store.execute(
            "UPDATE pages SET last_checked_at=?, checks=checks+1, failures=0, last_error=NULL, next_check_at=? WHERE page_id=?",
            (to_text(now), to_text(now + READ_SOON), page_id),
        )
        if capture.status == 200 and answer.due.purpose == "page":
            self._set_validators(answer, body, now)
            self._count_vouched(answer)
            self._doubt_shared_tag(answer, body)

    def _count_vouched(self, answer: PageAnswer) -> None:
        """A look without validators that came back with the ETag of the last one: the site vouches for sameness."""
        if answer.due.unconditional and answer.etag is not None and answer.etag == answer.due.etag:
            self.store.execute("UPDATE sources SET vouched=vouched+1 WHERE source_id=?", (self.plan.source.id,))

    def _doubt_shared_tag(self, answer: PageAnswer, body: str | None) -> None:
        """An ETag that several Pages with other bytes share says nothing of any: the Source's validators are not believed."""
        if answer.etag is None or body is None:
            return
        bodies = self._tags.setdefault(answer.etag, {})
        bodies[body] = answer.due.page_id
        if len(set(bodies.values())) == SHARED_TAG:
            self.store.execute("UPDATE sources SET trusts_validators=0 WHERE source_id=?", (self.plan.source.id,))

    def _set_validators(self, answer: PageAnswer, body: str | None, now: datetime) -> None:
        self.store.execute(
            "UPDATE pages SET etag=?, last_modified=?, body_sha256=coalesce(?, body_sha256), last_body_at=? WHERE page_id=?",
            (answer.etag, answer.last_modified, body, to_text(now), answer.due.page_id),
        )

    def _page_failed(self, answer: PageAnswer, now: datetime) -> None:
        page_id = answer.due.page_id
        failures = 1 + self.store.value("SELECT failures FROM pages WHERE page_id=?", (page_id,))
        again = next_check_after_failure(now, failures, answer.retry_after)
        refused = answer.failure in (Failure.REFUSED, Failure.ROBOTS, Failure.ADDRESS)
        state = PageState.BLOCKED if refused else PageState.FAILING if failures >= FAILING_AFTER else None
        self.store.execute(
            "UPDATE pages SET last_checked_at=?, checks=checks+1, failures=?, last_error=?, next_check_at=?,"
            " state=CASE WHEN ? IS NULL OR state='gone' THEN state ELSE ? END WHERE page_id=?",
            (to_text(now), failures, f"{answer.failure}: {answer.error}", to_text(again), state, state, page_id),
        )
        extend_check(self.store, page_id, str(answer.failure), str(answer.failure), now)

    def load_host(self, host: str) -> dict[str, Any] | None:
        """What is known of a host: robots.txt as fetched, and until when to leave it alone; None = nothing."""
        row = self.store.row("SELECT * FROM hosts WHERE host=?", (host,))
        return None if row is None else dict(row)

    def save_host(self, host: str, known: Mapping[str, Any]) -> None:
        """Keep what is known of a host (keys as in load_host)."""
        names = ("robots_status", "robots_text", "robots_at", "back_off_until_at", "back_off_reason")
        with self.store.write_txn():
            self.store.execute(
                "INSERT OR REPLACE INTO hosts (host, robots_status, robots_text, robots_at, back_off_until_at,"
                " back_off_reason) VALUES (?,?,?,?,?,?)",
                (host, *(known.get(name) for name in names)),
            )


def extend_check(store: Store, page_id: int, rung: str, state: str, now: datetime) -> None:
    """Count a check that brought nothing new: the Page's last Check grows, or a new one begins with another state."""
    last = store.row("SELECT * FROM checks WHERE page_id=? ORDER BY check_id DESC LIMIT 1", (page_id,))
    if last is not None and last["state"] == state:
        store.execute(
            "UPDATE checks SET last_at=?, times=times+1, rung=? WHERE check_id=?",
            (to_text(now), rung, last["check_id"]),
        )
    else:
        store.execute(
            "INSERT INTO checks (page_id, state, first_at, last_at, times, rung) VALUES (?,?,?,?,1,?)",
            (page_id, state, to_text(now), to_text(now), rung),
        )
