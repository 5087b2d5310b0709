"""Where on the desk what is told can be looked up: the addresses of its pages, which never change.

Pure: no clock, no network, no files, no SQL, no logging.
"""

from urllib.parse import urlencode


def change_place(change_id: int) -> str:
    """The page of one finding."""
    return f"/desk/changes/{change_id}"


def page_place(page_id: int, version: int | None = None, quote: tuple[int, int] | None = None) -> str:
    """The page of a Page; of one of its Versions; of a quote in that, with [start, end) in its text."""
    if version is None:
        return f"/desk/pages/{page_id}"
    marked = f"&start={quote[0]}&end={quote[1]}" if quote else ""
    return f"/desk/pages/{page_id}?version={version}{marked}"


def diff_place(page_id: int, older: int, newer: int) -> str:
    """The page on which two Versions are held against each other."""
    return f"/desk/pages/{page_id}/diff?from={older}&to={newer}"


def story_place(story_id: int) -> str:
    """The page of a Story."""
    return f"/desk/stories/{story_id}"


def initiative_place(initiative_id: int) -> str:
    """The page of an Initiative."""
    return f"/desk/initiatives/{initiative_id}"


def digest_place(digest_id: int) -> str:
    """The page of a Digest as it was sent."""
    return f"/desk/digests/{digest_id}"


def in_language(place: str, language: str) -> str:
    """The same place in a reader's language; the desk speaks English unless it is asked otherwise."""
    if language == "en":
        return place
    path, hash_mark, anchor = place.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'lang': language})}{hash_mark}{anchor}"


def on_desk(desk: str, place: str, language: str) -> str:
    """A place as a link from elsewhere. desk: where the desk is reached."""
    return desk.rstrip("/") + in_language(place, language)
