"""The Edits of a Page's own fields: its headline, its files, its dates.

Pure.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from pipeline.comparing.container import headline_block
from pipeline.comparing.sifted import Sifted
from pipeline.model import Document, Edit, Field, Op, PrintedDate
from pipeline.text.keys import fold_key
from pipeline.urls import canonical_url


def _shown_title(sifted: Sifted, path: str | None = None) -> tuple[str, str | None]:
    """The headline as shown and the path it stands on; by `path` where no Block fits the title."""
    block = headline_block(sifted.document)
    if block is None and path is not None:
        block = next((found for found in sifted.document.blocks if found.path == path), None)
    return (block.text, block.path) if block else (sifted.document.title, None)


_DATES: tuple[Callable[[Document], PrintedDate | None], ...] = (
    lambda document: document.published,
    lambda document: document.modified,
)


def title_edits(olds: Sequence[Sifted], news: Sequence[Sifted]) -> list[Edit]:
    """The headline's Edit: of the Block that shows it, else of the title; none where Captures of now disagree."""
    old, new = olds[-1], news[0]
    was, path = _shown_title(old)
    now, _ = _shown_title(new, path)
    if fold_key(was) == fold_key(now):
        whole = fold_key(old.document.title), fold_key(new.document.title)
        if whole[0] == whole[1] or len(fold_key(was)) * 2 > min(map(len, whole)) or _flips(old, new, *whole):
            return []
        was, now = old.document.title, new.document.title
    keys = fold_key(was), fold_key(now)
    agreed = all(fold_key(_shown_title(other, path)[0]) == keys[1] for other in news[1:]) or was == old.document.title
    if not all(keys) or not agreed or _flips(old, new, *keys):
        return []
    return [Edit(field=Field.TITLE, op=Op.REPLACE, before=was, after=now)]


def _flips(old: Sifted, new: Sifted, was: str, now: str) -> bool:
    """Whether both sides show both texts, so that extraction merely chose another one."""
    return new.everywhere[was] > 0 and old.everywhere[now] > 0


def attachment_edits(olds: Sequence[Sifted], news: Sequence[Sifted]) -> list[Edit]:
    """Files that came, went, or were replaced by another under the same title.

    Counted by title too, so that an address that is another on every fetch is no file gone.
    """
    before = [{_file_name(held.url): held.title for held in old.document.attachments} for old in olds]
    after = [{_file_name(held.url): held.title for held in new.document.attachments} for new in news]
    come, gone = _only_in(after, before), _only_in(before[::-1], after)
    titles = {fold_key(title): name for name, title in gone.items()}
    was, now = ([Counter(map(fold_key, files.values())) for files in side] for side in (before, after))
    edits = []
    for name, title in come.items():
        key = fold_key(title)
        replaced = titles.pop(key, None)
        if replaced is not None:
            gone.pop(replaced)
            old, new = f"{title} ({replaced})", f"{title} ({name})"
            edits.append(Edit(field=Field.ATTACHMENT, op=Op.REPLACE, before=old, after=new))
        elif min(counts[key] for counts in now) > max(counts[key] for counts in was):
            edits.append(Edit(field=Field.ATTACHMENT, op=Op.INSERT, before="", after=title or name))
    for name, title in gone.items():
        key = fold_key(title)
        if min(counts[key] for counts in was) > max(counts[key] for counts in now):
            edits.append(Edit(field=Field.ATTACHMENT, op=Op.DELETE, before=title or name, after=""))
    return edits


def _only_in(side: Sequence[dict[str, str]], other: Sequence[dict[str, str]]) -> dict[str, str]:
    """The files that every Capture of one side has and none of the other; titles of the first."""
    return {
        name: title
        for name, title in side[0].items()
        if all(name in files for files in side) and not any(name in files for files in other)
    }


def _file_name(url: str) -> str:
    """The last part of a file's address, with its query: hosts and folders move while the file stays, tracking keys come and go."""
    return canonical_url(url).rstrip("/").rpartition("/")[2]


def date_edits(olds: Sequence[Sifted], news: Sequence[Sifted]) -> list[Edit]:
    """The page's own dates, where both sides print one and their Captures agree."""
    edits = []
    for read in _DATES:
        was, now = ([read(sifted.document) for sifted in side] for side in (olds, news))
        shown = [{date.shown if date else None for date in side} for side in (was, now)]
        if was[-1] and now[0] and len(shown[0]) == len(shown[1]) == 1 and shown[0] != shown[1]:
            edits.append(Edit(field=Field.DATE, op=Op.REPLACE, before=was[-1].literal, after=now[0].literal))
    return edits
