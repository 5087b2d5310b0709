"""Stories as stored: which Pages tell them, which Page leads, where a merged one leads on to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pipeline.meaning.stories import Joined, JoinRule
from pipeline.store.codec import to_json, to_text
from pipeline.store.opening import Store


def clear_day(store: Store, page_ids: Sequence[int]) -> None:
    """Take Pages out of their Stories, to be joined anew. Inside a transaction."""
    store.execute_many("DELETE FROM story_pages WHERE page_id=?", [(one,) for one in page_ids])


def story_keys(store: Store, page_ids: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """By page_id the key of the Story it is in, and whether that is pinned."""
    found = {}
    for page_id in page_ids:
        row = store.row(
            "SELECT t.key, t.pinned FROM story_pages AS sp JOIN stories AS t ON t.story_id=sp.story_id WHERE sp.page_id=?",
            (page_id,),
        )
        if row is not None:
            found[page_id] = (row["key"], bool(row["pinned"]))
    return found


def save_joined(store: Store, joined: Sequence[Joined], ids: Mapping[str, int], now: datetime) -> list[int]:
    """Write where a day's Pages belong; returns the story_ids that were touched. Inside a transaction."""
    stories: dict[str, int] = {}
    for one in joined:
        if one.story not in stories:
            stories[one.story] = _story_id(store, one.story, now)
        store.execute(
            "INSERT INTO story_pages (story_id, page_id, rule, score, partner_id, terms, copy, joined_at)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (
                stories[one.story], ids[one.page], one.rule, one.score, ids[one.partner] if one.partner else None,
                to_json(one.terms), one.copy, to_text(now),
            ),
        )  # fmt: skip
        store.execute("UPDATE pages SET story_id=? WHERE page_id=?", (stories[one.story], ids[one.page]))
    return sorted(stories.values())


def _story_id(store: Store, key: str, now: datetime) -> int:
    """The Story of this key, made or brought back where it is not there."""
    row = store.row("SELECT story_id FROM stories WHERE key=?", (key,))
    if row is not None:
        store.execute("UPDATE stories SET merged_into=NULL WHERE story_id=?", (row[0],))
        return int(row[0])
    made = store.execute("INSERT INTO stories (key, title, first_seen_at) VALUES (?,'',?)", (key, to_text(now)))
    return int(made.lastrowid or 0)


def redirect_empty(store: Store, story_ids: Iterable[int]) -> None:
    """Those of these Stories that have no Page any more lead on to where their oldest Page is now. Inside a transaction."""
    for story_id in sorted(set(story_ids)):
        onward = store.value(
            "SELECT p.story_id FROM stories AS t JOIN traits AS k ON k.key=t.key JOIN pages AS p ON p.page_id=k.page_id"
            " WHERE t.story_id=? AND t.merged_into IS NULL AND p.story_id<>t.story_id"
            " AND NOT EXISTS (SELECT 1 FROM story_pages AS sp WHERE sp.story_id=t.story_id)",
            (story_id,),
        )
        if onward is not None:
            store.execute(
                "UPDATE stories SET merged_into=? WHERE (story_id=? OR merged_into=?) AND story_id<>?",
                (onward, story_id, story_id, onward),
            )


def describe_story(store: Store, story_id: int, lead_page_id: int) -> None:
    """Write a Story's lead, its title and when its first Page was found. Inside a transaction."""
    store.execute(
        "UPDATE stories SET lead_page_id=:lead, title=coalesce((SELECT title FROM pages WHERE page_id=:lead), ''),"
        " first_seen_at=coalesce((SELECT min(p.found_at) FROM story_pages AS sp JOIN pages AS p ON p.page_id=sp.page_id"
        " WHERE sp.story_id=:story), first_seen_at) WHERE story_id=:story",
        {"lead": lead_page_id, "story": story_id},
    )


def pages_of_story(store: Store, story_id: int) -> list[tuple[int, bool]]:
    """The Pages of a Story: page_id, and whether its text is a copy."""
    rows = store.rows("SELECT page_id, copy FROM story_pages WHERE story_id=? ORDER BY page_id", (story_id,))
    return [(row["page_id"], bool(row["copy"])) for row in rows]


def page_of_key(store: Store, key: str) -> int | None:
    """The Page that was compared under this key; None = none was."""
    found: int | None = store.value("SELECT page_id FROM traits WHERE key=?", (key,))
    return found


def key_of_page(store: Store, page_id: int) -> str | None:
    """The key of a Page, None = it was not compared with others: it does not concern the topic."""
    found: str | None = store.value("SELECT key FROM traits WHERE page_id=?", (page_id,))
    return found


def story_of_page(store: Store, page_id: int) -> int | None:
    """The Story a Page is in."""
    found: int | None = store.value("SELECT story_id FROM story_pages WHERE page_id=?", (page_id,))
    return found


def keys_beside(store: Store, page_id: int) -> list[str]:
    """The keys of the other Pages in a Page's Story."""
    rows = store.rows(
        "SELECT t.key FROM story_pages AS sp JOIN story_pages AS mine ON mine.story_id=sp.story_id AND mine.page_id=?"
        " JOIN traits AS t ON t.page_id=sp.page_id WHERE sp.page_id<>? ORDER BY t.key",
        (page_id, page_id),
    )
    return [row[0] for row in rows]


def pin_story(store: Store, story_id: int) -> None:
    """From now on nothing joins or leaves this Story by likeness. Inside a transaction."""
    store.execute("UPDATE stories SET pinned=1 WHERE story_id=?", (story_id,))


def make_story(store: Store, page_id: int, now: datetime) -> int:
    """A Story for a Page that a person parted from its own. Inside a transaction."""
    key = key_of_page(store, page_id) or f"page {page_id}"
    mine = story_of_page(store, page_id)
    if store.value("SELECT key FROM stories WHERE story_id=?", (mine,)) == key:
        key = f"{key}#apart"
    return _story_id(store, key, now)


def move_to_story(store: Store, page_id: int, story_id: int, now: datetime) -> None:
    """Put a Page into a Story by a person's word. Inside a transaction."""
    store.execute("DELETE FROM story_pages WHERE page_id=?", (page_id,))
    store.execute(
        "INSERT INTO story_pages (story_id, page_id, rule, joined_at) VALUES (?,?,?,?)",
        (story_id, page_id, JoinRule.PERSON, to_text(now)),
    )
    store.execute("UPDATE pages SET story_id=? WHERE page_id=?", (story_id, page_id))


def merge_stories(store: Store, one: int, other: int) -> int:
    """Make two Stories one: the one whose first Page is older stays. Returns it. Inside a transaction."""
    kept, gone = (
        row[0]
        for row in store.rows(
            "SELECT story_id FROM stories WHERE story_id IN (?,?) ORDER BY first_seen_at, key", (one, other)
        )
    )
    store.execute("UPDATE story_pages SET story_id=?, rule=? WHERE story_id=?", (kept, JoinRule.PERSON, gone))
    store.execute("UPDATE pages SET story_id=? WHERE story_id=?", (kept, gone))
    store.execute("UPDATE stories SET merged_into=? WHERE story_id=? OR merged_into=?", (kept, gone, gone))
    return int(kept)


def stories_of_person(store: Store) -> list[int]:
    """The Stories in which a Page stands by a person's word, and those it was taken from."""
    return [row[0] for row in store.rows("SELECT DISTINCT story_id FROM story_pages WHERE rule='person'")]
