"""What follows from a Document alone is worked out once: `@derived` keeps it with the Document, and it goes with it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from pipeline.model import Document

T = TypeVar("T")


def derived(make: Callable[[Document], T]) -> Callable[[Document], T]:
    """Make a pure function of a Document answer a second time without working. Its value must never be changed."""
    name = name_of(make)

    @wraps(make)
    def get(document: Document) -> T:
        kept = keeper(document)
        if name not in kept:
            kept[name] = make(document)
        return cast(T, kept[name])

    return get


def name_of(make: Callable[[Document], object]) -> str:
    """The name under which a function's value is kept."""
    return f"{make.__module__}.{make.__qualname__}"


def keeper(document: Document) -> dict[str, object]:
    """What was worked out for a Document so far, by name; to be handed on to an equal one made elsewhere."""
    try:
        return document._derived
    except AttributeError:
        object.__setattr__(document, "_derived", {})
        return document._derived


def hand_on(document: Document, kept: dict[str, object]) -> None:
    """Give a Document what was worked out for an equal one, in another process."""
    object.__setattr__(document, "_derived", dict(kept))
