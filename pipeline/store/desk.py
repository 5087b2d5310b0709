"""What the desk's pages are made of, beyond what the command line asks for. Only reads."""

import json
from typing import Any

from pipeline.store.findings import Wish, find_changes
from pipeline.store.opening import Store
from pipeline.store.sources import names_of
from pipeline.telling.finding import Finding

_NAMED = "s.name_en, s.name_zh_hant, s.name_zh_hans, s.tier, s.home"


def one_change(store: Store, change_id: int) -> Finding | None:
    """A finding by its number, whether it is told to anybody or not; None = there is none."""
    found = find_changes(store, Wish(after_id=change_id - 1, everything=True, limit=1))
    return found[0] if found and found[0].change_id == change_id else None


def changes_of(store: Store, page_id: int) -> list[Finding]:
    """All findings on a Page, in the order in which they were made."""
    return find_changes(store, Wish(page_id=page_id, everything=True))


def undone_by(store: Store, change_id: int) -> int | None:
    """The later edit that brought back what this one had changed; None = none did."""
    sql = (
        "SELECT min(u.change_id) FROM changes AS c JOIN changes AS u ON u.page_id=c.page_id AND u.kind='edited'"
        " AND u.reverts_to<=c.change_id AND u.change_id>c.change_id WHERE c.change_id=? AND c.kind='edited'"
    )
    found: int | None = store.value(sql, (change_id,))
    return found


def one_page(store: Store, page_id: int) -> Any:
    """A Page with its Source's names and tier; None = there is none."""
    return store.row(
        f"SELECT p.*, {_NAMED} FROM pages AS p JOIN sources AS s ON s.source_id=p.source_id WHERE p.page_id=?",
        (page_id,),
    )


def relevance_of_version(store: Store, version_id: int | None) -> Any:
    """How a Version was judged: rule, score, page_kind, terms; None = it was not."""
    return store.row("SELECT * FROM relevance WHERE version_id=?", (version_id,))


def twins_of(store: Store, page_id: int) -> list[Any]:
    """The Twins of a Page and the rule that made them so."""
    return store.rows(
        "SELECT p.page_id, p.title, p.url, p.language, w.rule, w.score, w.terms FROM twins AS w JOIN pages AS p"
        " ON p.page_id=CASE w.page_id WHEN ?1 THEN w.twin_id ELSE w.page_id END WHERE w.page_id=?1 OR w.twin_id=?1"
        " ORDER BY p.language, p.page_id",
        (page_id,),
    )


def steps_of_version(store: Store, version_id: int | None) -> list[dict[str, Any]]:
    """What a Version says of Initiatives, each with the Initiative's names."""
    return _steps(store, "e.version_id=?", version_id)


def steps_of_initiative(store: Store, initiative_id: int) -> list[dict[str, Any]]:
    """Everything told of an Initiative, by the day it takes effect; what was taken back too."""
    return _steps(store, "e.initiative_id=?", initiative_id)


def _steps(store: Store, condition: str, number: int | None) -> list[dict[str, Any]]:
    rows = store.rows(
        "SELECT e.*, i.name, i.names, i.candidate, v.number, v.title, v.seen_at, p.page_id, p.url, p.language, p.source_id,"
        f" {_NAMED} FROM initiative_events AS e JOIN initiatives AS i ON i.initiative_id=e.initiative_id"
        " JOIN versions AS v ON v.version_id=e.version_id JOIN pages AS p ON p.page_id=v.page_id"
        f" JOIN sources AS s ON s.source_id=p.source_id WHERE {condition}"
        " ORDER BY coalesce(e.effective_on, e.announced_on), e.announced_on, e.initiative_event_id",
        (number,),
    )
    return [{**dict(row), "names": json.loads(row["names"]), "source_names": names_of(row)} for row in rows]


def story_pages(store: Store, story_id: int) -> list[dict[str, Any]]:
    """The Pages of a Story, the first ones first, each with its Source and what joined it."""
    rows = store.rows(
        "SELECT p.page_id, p.title, p.url, p.language, p.source_id, p.published_at, p.found_at, sp.rule, sp.score, sp.partner_id,"
        f" sp.terms, sp.copy, q.title AS partner_title, q.language AS partner_language, {_NAMED} FROM story_pages AS sp"
        " JOIN pages AS p ON p.page_id=sp.page_id JOIN sources AS s ON s.source_id=p.source_id"
        " LEFT JOIN pages AS q ON q.page_id=sp.partner_id WHERE sp.story_id=?"
        " ORDER BY sp.partner_id IS NOT NULL, p.found_at, p.page_id",
        (story_id,),
    )
    return [{**dict(row), "terms": json.loads(row["terms"]), "source_names": names_of(row)} for row in rows]


def story_conflicts(store: Store, story_id: int) -> list[Finding]:
    """The findings that say on what the languages of a Story's Pages differ."""
    page_ids = [row[0] for row in store.rows("SELECT page_id FROM story_pages WHERE story_id=?", (story_id,))]
    kinds = ("twin_conflict", "twin_stale")
    found = [
        one for page_id in page_ids for one in find_changes(store, Wish(page_id=page_id, kinds=kinds, everything=True))
    ]
    return sorted(found, key=lambda one: one.change_id)


def digest_html(store: Store, digest_id: int) -> str | None:
    """The HTML of a Digest as it was frozen; None = there is none."""
    found: str | None = store.value("SELECT html FROM digests WHERE digest_id=?", (digest_id,))
    return found


def story_row(store: Store, story_id: int) -> Any:
    """The row of a Story; None = there is none."""
    return store.row("SELECT * FROM stories WHERE story_id=?", (story_id,))


def initiative_row(store: Store, initiative_id: int) -> Any:
    """The row of an Initiative; None = there is none."""
    return store.row("SELECT * FROM initiatives WHERE initiative_id=?", (initiative_id,))
