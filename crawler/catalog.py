"""The catalog: reads sources/*.toml into Sources, strictly. Every refusal names file, key, reason and remedy.

An edge: it reads files. What may stand in them is said by pipeline/source.py (words) and refusals.py (sense).
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

import msgspec

from crawler.refusals import find_refusals
from pipeline.errors import SourceError
from pipeline.source import Listing, Source

BUILTIN = Path(__file__).parent / "sources"
"""The Sources that come with pactwatch; `folders = ["builtin"]` means this folder."""

_AT = re.compile(r" - at `(?P<path>[^`]+)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>[^`]+)`")
_MISSING = re.compile(r"Object missing required field `(?P<key>[^`]+)`")
_TYPES = {"`str`": "text", "`int`": "a whole number", "`float`": "a number", "`bool`": "true or false",
          "`object`": "a table", "`array`": "a list", "`null`": "nothing", "`date`": "a date"}  # fmt: skip


def load_catalog(
    folders: Sequence[str] = ("builtin",),
    *,
    enable: Sequence[str] = ("*",),
    disable: Sequence[str] = (),
    base: Path = Path(),
) -> tuple[Source, ...]:
    """The Sources of all folders that are enabled and not disabled, by id, their Listings expanded.

    enable, disable: ids or patterns such as 'hk-*'. base: what relative folders are relative to.
    Raises SourceError for anything that is wrong in any file, enabled or not.
    """
    found: dict[str, tuple[str, Source]] = {}
    listed: dict[str, str] = {}
    for folder in folders:
        for path in _source_files(folder, base):
            file = _shown_path(path)
            source = load_source(path)
            if source.id in found:
                raise SourceError(
                    f"{file}: id: '{source.id}' is already the id of {found[source.id][0]}; give it another"
                )
            for listing in source.listings:
                if listing.key in listed:
                    raise SourceError(
                        f"{file}: listings: {listing.key} is already read by {listed[listing.key]}; remove it from one"
                    )
                listed[listing.key] = file
            found[source.id] = (file, source)
    for key, patterns in (("enable", enable), ("disable", disable)):
        for pattern in patterns:
            if pattern != "*" and not any(fnmatchcase(id_, pattern) for id_ in found):
                raise SourceError(
                    f"[sources] {key}: '{pattern}' names no Source; there are: {', '.join(sorted(found))}"
                )
    return tuple(
        source
        for id_, (_, source) in sorted(found.items())
        if _matches_any(id_, enable) and not _matches_any(id_, disable)
    )


def load_source(path: Path) -> Source:
    """The Source that one file declares, its Listings expanded."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{_shown_path(path)}: cannot be read: {error.strerror}") from error
    return read_source(content, file=_shown_path(path))


@lru_cache(maxsize=256)
def read_source(content: bytes, *, file: str) -> Source:
    """The Source that the TOML declares; worked out once. file: how refusals name it."""
    try:
        declared = tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise SourceError(f"{file}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{file}: not TOML: {error}") from error
    return convert_source(declared, file=file)


def convert_source(declared: dict[str, Any], *, file: str) -> Source:
    """The Source that a TOML, already parsed, declares."""
    try:
        source = msgspec.convert(declared, Source)
    except msgspec.ValidationError as error:
        raise SourceError(f"{file}: {_say_refusal(str(error))}") from error
    refusals = [f"{file}: {key}: {reason}" for key, reason in find_refusals(source)]
    if refusals:
        raise SourceError("\n".join(refusals))
    return _expand_source(source, file)


def source_schema() -> dict[str, Any]:
    """The JSON Schema of a Source's TOML, for editors (crawler/sources/schema.json)."""
    schema = msgspec.json.schema(Source, schema_hook=lambda type_: {"description": "any value"})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A pactwatch Source", **schema}


def sources_table(sources: Sequence[Source]) -> str:
    """The Sources as a Markdown table (crawler/sources/README.md holds it)."""
    rows = ["| id | name | tier | side | languages | Listings |", "|---|---|---|---|---|---|"]
    for source in sources:
        said = [listing.language for listing in source.listings] or (source.twins.lang if source.twins else ())
        languages = ", ".join(dict.fromkeys(language for language in said if language))
        shapes = Counter(f"{listing.shape}, every {listing.every}" for listing in source.listings)
        listings = "; ".join(f"{count} {shape}" for shape, count in shapes.items())
        listings = listings or f"none, {len(source.standing)} standing"
        name = source.name.get("en") or next(iter(source.name.values()))
        rows.append(
            f"| {source.id} | [{name}]({source.home}) | {source.tier} | {source.side} | {languages} | {listings} |"
        )
    return "\n".join(rows) + "\n"


def expand_listing(listing: Listing) -> Iterator[Listing]:
    """The Listing once for every `{topic}` and `{lang}`, which are then filled in everywhere."""
    for topic, (language, code) in product(listing.topics or ("",), listing.lang.items() or ((listing.language, ""),)):
        names = {"{topic}": topic, "{lang}": code}
        filled = {
            name: _fill(getattr(listing, name), names)
            for name in listing.__struct_fields__
            if name not in ("shape", "language", "lang", "topics", "fetch_url")
        }
        yield msgspec.structs.replace(listing, **filled, language=language, lang={}, topics=())


def _expand_source(source: Source, file: str) -> Source:
    listings: dict[str, Listing] = {}
    for index, declared in enumerate(source.listings):
        for listing in expand_listing(declared):
            if listing.key in listings:
                raise SourceError(f"{file}: listings[{index}].url: {listing.key} is listed twice; remove one")
            listings[listing.key] = listing
    return msgspec.structs.replace(source, listings=tuple(listings.values()))


def _fill(value: Any, names: dict[str, str]) -> Any:
    """The value with the names filled in every text inside it."""
    if isinstance(value, str):
        for name, text in names.items():
            if text:
                value = value.replace(name, text)
        return value
    if isinstance(value, dict):
        return {key: _fill(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_fill(inner, names) for inner in value]
    return value


def _source_files(folder: str, base: Path) -> list[Path]:
    path = BUILTIN if folder == "builtin" else base / folder
    if not path.is_dir():
        raise SourceError(f"[sources] folders: '{folder}' is no folder (looked for {path}); correct it or make it")
    files = sorted(path.glob("*.toml"))
    if not files:
        raise SourceError(f"[sources] folders: '{folder}' holds no .toml file (looked in {path})")
    return files


def _shown_path(path: Path) -> str:
    """The path as an operator knows it: builtin ones from the checkout's root."""
    if path.parent == BUILTIN:
        return f"crawler/sources/{path.name}"
    return str(path)


def _say_refusal(message: str) -> str:
    """msgspec's message as 'key: reason; remedy'."""
    at = _AT.search(message)
    path = at["path"].removeprefix("$").lstrip(".") if at else ""
    reason = _AT.sub("", message)
    if unknown := _UNKNOWN.match(reason):
        return (
            f"{_join(path, unknown['key'])}: unknown key; correct or remove it (crawler/sources/schema.json lists all)"
        )
    if missing := _MISSING.match(reason):
        return f"{_join(path, missing['key'])}: missing; add it"
    for type_, words in _TYPES.items():
        reason = reason.replace(type_, words)
    return f"{path or 'the file'}: {reason[:1].lower()}{reason[1:]}"


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _matches_any(id_: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(id_, pattern) for pattern in patterns)
