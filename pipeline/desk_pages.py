"""The pages of the desk: from an address to what the database holds for it, as HTML. Reads only.

An edge: reads through pipeline/store. Every function takes the number that an address names and returns an Answer.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.meaning.topic_senses import Topic
from pipeline.store.codec import to_time
from pipeline.store.desk import (
    changes_of,
    digest_html,
    initiative_row,
    one_change,
    one_page,
    relevance_of_version,
    steps_of_initiative,
    steps_of_version,
    story_conflicts,
    story_pages,
    story_row,
    twins_of,
    undone_by,
)
from pipeline.store.initiatives import find_initiative
from pipeline.store.meaning import find_initiative_values, follow
from pipeline.store.opening import Store
from pipeline.store.pages import list_versions
from pipeline.store.sources import names_of
from pipeline.telling.desk_html import lines_between, lines_of, render_page
from pipeline.telling.phrases import say_what_happened
from pipeline.telling.places import diff_place, in_language, initiative_place, story_place
from pipeline.telling.ranking import rank_language
from pipeline.telling.steps import name_of
from pipeline.telling.words import Words
from pipeline.versions import compare_versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the desk answers. html: '' where it leads on. onward: the place that took the place of the one asked for."""

    html: str = ""
    onward: str | None = None
    found: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who asks and for what. arguments: of the query, by name. database: Datasette's name for it. address: without lang.

    topic: what the Initiatives of the database are known by, None = not said.
    """

    words: Words
    topic: Topic | None
    now: datetime
    database: str
    address: str
    arguments: Mapping[str, str]

    def number(self, name: str) -> int | None:
        """A whole number of the query; None = there is none that can be meant."""
        value = self.arguments.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _set(name: str, visit: Visit, **values: object) -> Answer:
    return Answer(
        html=render_page(name, words=visit.words, address=visit.address, database=visit.database, **values),
        found=name != "missing",
    )


def _lead_on(place: str, visit: Visit) -> Answer:
    """To another place of the desk, in the language that was asked for."""
    return Answer(onward=in_language(place, visit.words.language))


def show_missing(visit: Visit) -> Answer:
    """A page for an address that leads nowhere."""
    return _set("missing", visit, what=f"{visit.address.partition('?')[0][:80]}: ")


def show_change(store: Store, number: int, visit: Visit) -> Answer:
    """One finding."""
    finding = one_change(store, number)
    if finding is None:
        return show_missing(visit)
    versions = list_versions(store, finding.page_id) if finding.page_id else []
    version = next((one for one in versions if one["version_id"] == finding.to_version_id), None)
    return _set(
        "change",
        visit,
        finding=finding,
        lines=lines_of(finding, visit.words),
        undone=undone_by(store, number),
        twins=twins_of(store, finding.page_id) if finding.page_id else (),
        steps=steps_of_version(store, finding.to_version_id),
        version=version,
        seen=to_time(version["seen_at"]) if version else None,
    )


def show_page(store: Store, number: int, visit: Visit) -> Answer:
    """One Page, with the text of the Version asked for, else of the last."""
    page = one_page(store, number)
    versions = list_versions(store, number)
    wanted = visit.number("version")
    version = next((one for one in versions if one["number"] == wanted), None) if wanted else (versions or [None])[-1]
    if page is None or (wanted and version is None):
        return show_missing(visit)
    before, quoted, after = _mark(version["text"] if version else "", visit.number("start"), visit.number("end"))
    return _set(
        "page",
        visit,
        page=page,
        names=names_of(page),
        areas=_areas(page, visit.words),
        judged=relevance_of_version(store, version["version_id"]) if version else None,
        twins=twins_of(store, number),
        changes=changes_of(store, number),
        versions=versions,
        version=version,
        seen=to_time(version["seen_at"]) if version else None,
        before=before,
        quoted=quoted,
        after=after,
        marked="title" if wanted and visit.number("start") is None else "text",
    )


def _mark(text: str, start: int | None, end: int | None) -> tuple[str, str, str]:
    """A text before, in and behind a quote; all of it before where no quote of it is asked for."""
    if start is None or end is None or not start < end <= len(text):
        return text, "", ""
    return text[:start], text[start:end], text[end:]


def _areas(row: Any, words: Words) -> tuple[str, ...]:
    return tuple(words.area(tag) for tag in json.loads(row["areas"]))


def show_diff(store: Store, number: int, visit: Visit) -> Answer:
    """What differs between two Versions of a Page; without from and to, between the last two."""
    page = one_page(store, number)
    versions = {one["number"]: one for one in list_versions(store, number)}
    if page is None or not versions:
        return show_missing(visit)
    asked = (visit.number("from"), visit.number("to"))
    if asked == (None, None):
        newest = max(versions)
        return _lead_on(diff_place(number, max(newest - 1, 1), newest), visit)
    older, newer = (versions.get(one or 0) for one in asked)
    if older is None or newer is None:
        return show_missing(visit)
    lines = lines_between(compare_versions(store, page, older, newer), page["language"], visit.words)
    seen = {one: to_time(row["seen_at"]) for one, row in versions.items()}
    values = {"older": older, "newer": newer, "versions": list(versions.values()), "seen": seen}
    return _set("diff", visit, page=page, names=names_of(page), lines=lines, **values)


def show_digest(store: Store, number: int, visit: Visit) -> Answer:
    """A Digest exactly as it was sent."""
    html = digest_html(store, number)
    return show_missing(visit) if html is None else Answer(html=html)


def show_initiative(store: Store, number: int, visit: Visit) -> Answer:
    """An Initiative; a merged one leads on to what it became part of."""
    row = initiative_row(store, number)
    if row is None:
        return show_missing(visit)
    if (onward := follow(store, "initiatives", "initiative_id", number)) != number:
        return _lead_on(initiative_place(onward), visit)
    value = find_initiative_values(store, number, visit.now)
    steps = steps_of_initiative(store, number)
    value["language"] = steps[0]["language"] if steps else None
    before = _before(store, row["key"], visit)
    return _set("initiative", visit, value=value, steps=steps, areas=_areas(row, visit.words), before=before)


def _before(store: Store, key: str, visit: Visit) -> tuple[tuple[str, str, str | None], ...]:
    """The measures that this one takes the place of, by the topic: name, its language, and where they are shown if they are."""
    known = {measure.concept: measure for measure in visit.topic.initiatives} if visit.topic else {}
    found, replaced = [], known[key].replaces if key in known else None
    while replaced is not None:
        number = find_initiative(store, replaced)
        place = initiative_place(number) if number is not None else None
        found.append((*name_of(known[replaced].names, visit.words.language), place))
        replaced = known[replaced].replaces
    return tuple(found)


def show_story(store: Store, number: int, visit: Visit) -> Answer:
    """A Story; a merged one leads on to what it became part of."""
    row = story_row(store, number)
    if row is None:
        return show_missing(visit)
    if (onward := follow(store, "stories", "story_id", number)) != number:
        return _lead_on(story_place(onward), visit)
    pages = story_pages(store, number)
    if not pages:
        return show_missing(visit)
    lead = next((one for one in pages if one["page_id"] == row["lead_page_id"]), pages[0])
    same = [one for one in pages if one["tier"] == lead["tier"]]
    titled = min((lead, *same), key=lambda one: rank_language(one["language"], visit.words.language))
    return _set(
        "story",
        visit,
        pages=pages,
        said_title=titled["title"] or titled["url"],
        said_language=titled["language"],
        conflicts=story_conflicts(store, number),
        happened=lambda change: say_what_happened(change, visit.words),
    )


Show = Callable[[Store, int, Visit], Answer]

PAGES: Mapping[str, Show] = {
    "changes/{n}": show_change,
    "pages/{n}": show_page,
    "pages/{n}/diff": show_diff,
    "digests/{n}": show_digest,
    "initiatives/{n}": show_initiative,
    "stories/{n}": show_story,
}
"""Address below /desk -> who answers it."""
