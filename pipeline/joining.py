"""The corridor's third part: what was read and decided is joined to Twins, Stories and Initiatives, a day at a time.

An edge like run.py: reads and writes through pipeline/store; what belongs together is decided in the pure stages. Called
once a tick after all Sources; Versions not joined yet are marked in the store, so a kill leaves them to the next tick. All
that was found on one Hong Kong day is joined anew together each time, so the order of reading within it changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from pipeline.many_traits import TraitReader
from pipeline.meaning.stories import Known as KnownStory
from pipeline.meaning.stories import choose_lead, join_day
from pipeline.meaning.topic import Topic
from pipeline.meaning.traits import Traits
from pipeline.meaning.twins import TwinLink, editions_by_address, looks_like_edition, match_editions, may_be_editions
from pipeline.model import Document, Reason
from pipeline.source import Source
from pipeline.standing import read_day, renew_standings
from pipeline.store.documents import document_of, with_documents
from pipeline.store.joining import (
    Known,
    are_told,
    day_of,
    forget_matches,
    head_of,
    mark_joined,
    matches_of,
    page_at,
    pages_near,
    save_traits,
    save_twins,
    set_joined_on,
    traits_joined_before,
    traits_joined_on,
    traits_of,
    twins_of,
    versions_to_join,
)
from pipeline.store.opening import Store
from pipeline.store.stories import (
    clear_day,
    describe_story,
    pages_of_story,
    redirect_empty,
    save_joined,
    stories_of_person,
    story_keys,
    story_of_page,
)
from pipeline.twin_findings import STALE_AFTER, tell_conflicts, tell_stale
from pipeline.wishes import carry_out, read_wishes

BATCH = 2_000
"""At most so many Versions are joined in one transaction."""


def join_new(
    store: Store,
    catalog: Sequence[Source],
    topic: Topic,
    now: datetime,
    *,
    patience: timedelta = STALE_AFTER,
    workers: int = 0,
) -> int:
    """Join what was not joined yet, oldest day first, then tell what Twins do not agree on. Returns how many Versions.

    patience: so long one language edition may take to follow an edit of the other. workers: processes that may help.
    """
    total = 0
    sources = {source.id: source for source in catalog}
    with TraitReader(topic, workers) as reader:
        while waiting := versions_to_join(store, BATCH):
            day = min(day_of(row["seen_at"]) for row in waiting)
            rows = [row for row in waiting if day_of(row["seen_at"]) == day]
            with store.write_txn():
                _Day(store, sources, topic, reader, day, now).join(rows)
                joined = frozenset(row["version_id"] for row in rows)
                theirs = frozenset(row["version_id"] for row in rows if row["reason"] != Reason.TECHNICAL)
                tell_conflicts(store, theirs, reader, now)
                mark_joined(store, joined, now)
            total += len(rows)
    with store.write_txn():
        carry_out_wishes(store, now)
        tell_stale(store, now, patience)
    return total


def carry_out_wishes(store: Store, now: datetime) -> None:
    """Carry out what persons decided, and what hangs on it. Inside a transaction."""
    renew_standings(store, carry_out(store, now), day_of(now))
    renew_leads(store, stories_of_person(store))


def renew_leads(store: Store, story_ids: Iterable[int]) -> None:
    """Write lead and title of Stories. Inside a transaction."""
    for story_id in story_ids:
        pages = pages_of_story(store, story_id)
        known = traits_of(store, [page_id for page_id, _ in pages])
        if known:
            copies = {known[page_id].traits.key for page_id, copy in pages if copy}
            lead = choose_lead((one.traits for one in known.values()), copies)
            describe_story(store, story_id, next(one for one, mine in known.items() if mine.traits is lead))


class _Day:
    """One day's joining, inside one transaction."""

    def __init__(
        self,
        store: Store,
        sources: Mapping[str, Source],
        topic: Topic,
        reader: TraitReader,
        day: date,
        now: datetime,
    ) -> None:
        self._store, self._sources, self._topic, self._day, self._now = store, sources, topic, day, now
        self._reader = reader
        self._known: dict[int, Known] = {}

    def join(self, rows: Sequence[Any]) -> None:
        """Join Versions found on this day, and the day's Stories anew with them; nothing is done over that cannot have changed."""
        told = [row for row in rows if row["relevant"] or self._is_told_elsewhere(row)]
        self._read(told)
        today = {one.page_id for one in traits_joined_on(self._store, self._day)}
        fresh = {row["page_id"] for row in told if row["relevant"] and self._known[row["page_id"]].joined_on is None}
        matched = matches_of(self._store, self._day)
        forget_matches(self._store, self._day)
        for row in told:
            self._link_editions(row)
        self._match_editions(fresh | today, rows)
        if not told and matches_of(self._store, self._day) == matched:
            return
        members = fresh | today
        pairs = twins_of(self._store, members)
        members |= {one for pair in pairs for one in pair if self._get(one).joined_on in (None, self._day)}
        if fresh | today:
            set_joined_on(self._store, members, self._day)
            self._join_stories(sorted(members), pairs)
        self._renew_leads(row["page_id"] for row in told if row["page_id"] not in members)
        touched = read_day(self._store, self._topic, self._day)
        renew_standings(self._store, touched, self._day)

    def _is_told_elsewhere(self, row: Any) -> bool:
        """Whether a Page not about the topic was read for it before, or is by the Source's rule an edition of one that was."""
        if traits_of(self._store, (row["page_id"],)):
            return True
        source = self._sources.get(row["source_id"])
        return source is not None and are_told(
            self._store, [url for url, _ in editions_by_address(row["url"], source, ())]
        )

    def _get(self, page_id: int) -> Known:
        if page_id not in self._known:
            self._known.update(traits_of(self._store, (page_id,)))
        return self._known[page_id]

    def _read(self, rows: Sequence[Any]) -> None:
        """Read and keep the traits of Versions."""
        read = self._reader.read(with_documents(self._store, rows))
        for row, traits in zip(rows, read, strict=True):
            save_traits(self._store, row["page_id"], row["version_id"], traits)
        self._known.update(traits_of(self._store, [row["page_id"] for row in rows]))

    def _link_editions(self, row: Any) -> None:
        """Twins by the Source's rule and by the page's own links, where the other edition is a Page of the same Source."""
        source = self._sources.get(row["source_id"])
        if source is None:
            return
        document: Document = document_of(self._store, row["version_id"])
        for url, rule in editions_by_address(row["url"], source, document.twin_urls):
            other = page_at(self._store, url)
            if other is None or other["source_id"] != row["source_id"] or other["page_id"] == row["page_id"]:
                continue
            if not traits_of(self._store, (other["page_id"],)):
                self._read([other])
            one, two = sorted(
                (self._get(row["page_id"]), self._get(other["page_id"])), key=lambda known: known.traits.key
            )
            if may_be_editions(one.traits, two.traits):
                link = TwinLink(one=one.traits.key, other=two.traits.key, rule=rule, score=1.0)
                ids = {one.traits.key: one.page_id, two.traits.key: two.page_id}
                save_twins(self._store, (link,), ids, self._day)

    def _match_editions(self, wanted: set[int], rows: Sequence[Any]) -> None:
        """Twins by what they say, for Sources whose editions share no address; one of each pair is about the topic.

        Pages about the topic are held against each other first; only what finds no Twin there is held against the others
        that came out near it in time, which have not been read for this yet.
        """
        by_source: dict[str, list[Known]] = {}
        for page_id in wanted | self._waiting_since_yesterday({row["source_id"] for row in rows}):
            known = self._get(page_id)
            source = self._sources.get(known.traits.source_id)
            if source is not None and source.twins is None:
                by_source.setdefault(source.id, []).append(known)
        for source_id, mine in sorted(by_source.items()):
            found = {known.page_id: known for known in mine}
            self._match(found, {known.traits.key for known in mine})
            paired = {page_id for pair in twins_of(self._store, found) for page_id in pair}
            alone = [known for known in mine if known.page_id not in paired]
            near: dict[int, Any] = {}
            for known in alone:
                near.update(self._find_near(source_id, known, found.keys() | near.keys()))
            self._read([row for page_id, row in near.items() if not traits_of(self._store, (page_id,))])
            found.update((page_id, self._get(page_id)) for page_id in near)
            if len(found) > len(mine):
                self._match(found, {known.traits.key for known in alone})

    def _find_near(self, source_id: str, known: Known, found: Collection[int]) -> Iterator[tuple[int, Any]]:
        """The Pages that may be a Page's other editions and were not found before, each with its row."""
        head = head_of(self._store, known.version_id)
        for row in pages_near(self._store, source_id, self._day, known.traits):
            if row["page_id"] not in found and looks_like_edition(head, row["head"], row["minutes"]):
                yield row["page_id"], row

    def _match(self, found: Mapping[int, Known], wanted: set[str]) -> None:
        if len({known.traits.chinese for known in found.values()}) < 2:
            return
        taken: dict[str, set[str]] = {}
        for one, other in twins_of(self._store, found):
            for mine, theirs in ((one, other), (other, one)):
                taken.setdefault(self._get(mine).traits.key, set()).add(self._get(theirs).traits.language)
        ids = {known.traits.key: page_id for page_id, known in found.items()}
        pages = [known.traits for known in found.values()]
        save_twins(self._store, match_editions(pages, taken, wanted), ids, self._day)

    def _waiting_since_yesterday(self, source_ids: set[str]) -> set[int]:
        """Pages joined the day before that have no Twin: the other edition may have come past midnight."""
        yesterday = traits_joined_on(self._store, self._day - timedelta(days=1))
        self._known.update({one.page_id: one for one in yesterday})
        paired = {page_id for pair in twins_of(self._store, [one.page_id for one in yesterday]) for page_id in pair}
        return {one.page_id for one in yesterday if one.traits.source_id in source_ids and one.page_id not in paired}

    def _join_stories(self, members: Sequence[int], pairs: Iterable[tuple[int, int]]) -> None:
        """Join the day's Pages anew, against the Stories that were there before it."""
        store = self._store
        pinned = {page_id for page_id, (_, held) in story_keys(store, members).items() if held}
        fresh = [self._get(page_id) for page_id in members if page_id not in pinned]
        members = [one.page_id for one in fresh]
        if not fresh:
            return
        days = {known.traits.day for known in fresh}
        before = [one for one in traits_joined_before(store, self._day, days) if one.page_id not in members]
        twin_ids = {page_id for pair in pairs for page_id in pair} | pinned
        twin_ids -= {*members, *(one.page_id for one in before)}
        before += [self._get(page_id) for page_id in twin_ids]
        left = [story for member in members if (story := story_of_page(store, member)) is not None]
        clear_day(store, members)
        keys = story_keys(store, [one.page_id for one in before])
        stories: dict[tuple[str, bool], list[Traits]] = {}
        for one in before:
            if one.page_id in keys:
                stories.setdefault(keys[one.page_id], []).append(one.traits)
        ids = {one.traits.key: one.page_id for one in (*fresh, *before)}
        joined = join_day(
            [one.traits for one in fresh],
            [
                KnownStory(key=key, pages=tuple(pages), pinned=pinned)
                for (key, pinned), pages in sorted(stories.items())
            ],
            {(self._get(one).traits.key, self._get(other).traits.key) for one, other in pairs},
            read_wishes(store),
        )
        renew_leads(store, save_joined(store, joined, ids, self._now))
        redirect_empty(store, left)

    def _renew_leads(self, page_ids: Iterable[int]) -> None:
        """An edit of a Page may have changed the title of its Story."""
        touched = {self._store.value("SELECT story_id FROM pages WHERE page_id=?", (page_id,)) for page_id in page_ids}
        renew_leads(self._store, sorted(touched - {None}))
