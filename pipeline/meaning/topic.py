"""The loader of a topic: what a question is about, as files people write, checked and made ready for matching.

An edge: reads files, knows no page. Everything that is particular to a question stands in those files and nowhere in
code; what every question shares (verbs of stages, cues of kinds) stands in topic/language/.
"""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.errors import TopicError
from pipeline.meaning.topic_file import Language, Profile
from pipeline.meaning.topic_senses import Topic, make_topic

__all__ = ["Topic", "list_topics", "load_topic"]

_FOLDER = Path(__file__).parents[1] / "topic"
_LANGUAGE = "language"
_T = TypeVar("_T", bound=msgspec.Struct)


def list_topics() -> tuple[str, ...]:
    """Name the topics that come with pactwatch."""
    return tuple(sorted(path.stem for path in _FOLDER.iterdir() if path.stem != _LANGUAGE))


def load_topic(name_or_path: str) -> Topic:
    """Read a topic by the name of one that comes with pactwatch, or by the path of its file or folder.

    Raises TopicError with file, key and reason.
    """
    path = Path(name_or_path)
    if not path.exists():
        path = _FOLDER / name_or_path
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise TopicError(
            f"topic {name_or_path!r}: no such file; those that come with pactwatch: {', '.join(list_topics())}"
        )
    return _make(tuple(map(_read, files)), tuple(map(_read, sorted((_FOLDER / _LANGUAGE).glob("*.toml")))))


def _read(file: Path) -> tuple[str, str]:
    """A file's name and text."""
    try:
        return file.name, file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TopicError(f"{file.name}: cannot be read as TOML: {error}") from error


@lru_cache(maxsize=4)
def _make(files: tuple[tuple[str, str], ...], language: tuple[tuple[str, str], ...]) -> Topic:
    """The topic that these texts declare; made once, as it is most of what a tick costs in which nothing is due."""
    profiles = [(name, _parse(name, text, Profile)) for name, text in files]
    spoken = [_parse(name, text, Language) for name, text in language]
    return make_topic(profiles, _join(Language, spoken), _join(Profile, [profile for _, profile in profiles]))


def _parse(name: str, text: str, kind: type[_T]) -> _T:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TopicError(f"{name}: cannot be read as TOML: {error}") from error
    try:
        return msgspec.convert(raw, kind, strict=True)
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at `")
        raise TopicError(f"{name}: {key.rstrip('`') or 'top level'}: {reason}") from error


def _join(kind: type[_T], parts: Iterable[_T]) -> _T:
    """Join files key by key: lists are chained, the last of anything else counts."""
    joined: dict[str, Any] = {}
    for part in parts:
        for key, value in msgspec.structs.asdict(part).items():
            if isinstance(value, tuple):
                joined[key] = (*joined.get(key, ()), *value)
            elif value is not None:
                joined[key] = value
    return kind(**joined)
