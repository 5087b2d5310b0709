"""The Edits of a Page's own fields: its headline, its files, its dates.

Pure.
"""

from collections.abc import Iterable, Sequence

from pipeline.container import headline_block
from pipeline.keys import fold_key
from pipeline.model import Document, Edit, Field, Op
from pipeline.sifted import Sifted


def _shown_title(sifted: Sifted, path: str | None = None) -> tuple[str, str | None]:
    """The headline as shown and the path it stands on; by `path` where no Block fits the title."""
    block = headline_block(sifted.document)
    if block is None and path is not None:
        block = next((found for found in sifted.document.blocks if found.path == path), None)
    return (block.text, block.path) if block else (sifted.document.title, None)


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
    """Files that came, went, or were replaced by another under the same title."""
    before = [{_file_name(held.url): held.title for held in old.document.attachments} for old in olds]
    after = [{_file_name(held.url): held.title for held in new.document.attachments} for new in news]
    come = [
        name for name in after[0] if all(name in files for files in after) and not any(map(name.__eq__, _names(before)))
    ]
    gone = [
        name
        for name in before[-1]
        if all(name in files for files in before) and not any(map(name.__eq__, _names(after)))
    ]
    edits = []
    titles = {fold_key(before[-1][name]): name for name in gone}
    for name in come:
        title = after[0][name]
        replaced = titles.pop(fold_key(title), None)
        if replaced is None:
            edits.append(Edit(field=Field.ATTACHMENT, op=Op.INSERT, before="", after=title or name))
            continue
        gone.remove(replaced)
        edits.append(
            Edit(field=Field.ATTACHMENT, op=Op.REPLACE, before=f"{title} ({replaced})", after=f"{title} ({name})")
        )
    edits += [Edit(field=Field.ATTACHMENT, op=Op.DELETE, before=before[-1][name] or name, after="") for name in gone]
    return edits


def _names(sides: Sequence[dict[str, str]]) -> Iterable[str]:
    return (name for files in sides for name in files)


def _file_name(url: str) -> str:
    """The last part of a file's address, with its query: hosts and folders move while the file stays."""
    return url.split("#")[0].rstrip("/").rpartition("/")[2]


def date_edits(old: Document, new: Document) -> list[Edit]:
    """The page's own dates, where both sides print one."""
    pairs = ((old.published, new.published), (old.modified, new.modified))
    return [
        Edit(field=Field.DATE, op=Op.REPLACE, before=was.literal, after=now.literal)
        for was, now in pairs
        if was and now and was.shown != now.shown
    ]
