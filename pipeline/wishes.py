"""What persons decided of Stories and Initiatives is carried out, and carried out again after each joining.

An edge: reads and writes through pipeline/store. Decisions name Pages and Initiatives by their keys, which stay.
"""

from datetime import datetime

from pipeline.meaning.stories import Wishes
from pipeline.store.decisions import decisions_of
from pipeline.store.initiatives import (
    accept_initiative,
    find_initiative,
    merge_initiatives,
    rename_initiative,
)
from pipeline.store.opening import Store
from pipeline.store.stories import make_story, merge_stories, move_to_story, page_of_key, pin_story, story_of_page


def read_wishes(store: Store) -> Wishes:
    """What persons decided of Stories, as pairs of keys of Pages."""
    together: set[tuple[str, str]] = set()
    apart: set[tuple[str, str]] = set()
    for verb, subject, detail in decisions_of(store, "story_join", "story_split"):
        pairs = {(min(subject, other), max(subject, other)) for other in detail["pages"] if other != subject}
        if verb == "story_join":
            together, apart = together | pairs, apart - pairs
        else:
            together, apart = together - pairs, apart | pairs
    return Wishes(together=frozenset(together), apart=frozenset(apart))


def carry_out(store: Store, now: datetime) -> set[int]:
    """Carry out every Decision, in order; returns the Initiatives that are touched. Inside a transaction."""
    for verb, subject, detail in decisions_of(store, "story_join", "story_split", "story_pin"):
        page_id = page_of_key(store, subject)
        if page_id is not None:
            _carry_out_story(store, verb, page_id, detail.get("pages", ()), now)
    touched: set[int] = set()
    for verb, subject, detail in decisions_of(store, "initiative_accept", "initiative_rename", "initiative_merge"):
        one = find_initiative(store, subject)
        if one is None:
            continue
        if verb == "initiative_accept":
            accept_initiative(store, one)
        elif verb == "initiative_rename":
            rename_initiative(store, one, detail["names"])
        else:
            into = find_initiative(store, detail["into"])
            if into is not None and into != one:
                merge_initiatives(store, one, into)
                touched.add(into)
    return touched


def _carry_out_story(store: Store, verb: str, page_id: int, keys: tuple[str, ...], now: datetime) -> None:
    mine = story_of_page(store, page_id)
    if mine is None:
        return
    others = {found for key in keys if (found := page_of_key(store, key)) is not None}
    stories = {story for other in others if (story := story_of_page(store, other)) is not None}
    if verb == "story_pin":
        pin_story(store, mine)
    elif verb == "story_join":
        for other in sorted(stories - {mine}):
            mine = merge_stories(store, mine, other)
    elif mine in stories:
        move_to_story(store, page_id, make_story(store, page_id, now), now)
