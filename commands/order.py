"""What is asked of a tick, and what becomes of it: the words between the commands, the tick and a Source's share of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Flag, auto

from pipeline.config import Config
from pipeline.errors import UsageError
from pipeline.meaning.topic import Topic
from pipeline.model import Counts
from pipeline.source import Source


class Part(Flag):
    """What a tick does; `once` does it all."""

    CRAWL = auto()
    READ = auto()
    MAIL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a tick. sources: the ones to do, catalog order. force: ignores next_check_at only."""

    config: Config
    sources: tuple[Source, ...]
    catalog: tuple[Source, ...]
    topic: Topic
    parts: Part
    now: datetime
    job: str
    force: bool = False
    workers: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """How one Source's share ended. errors: what failed, in words; none = well."""

    source_id: str
    counts: Counts
    errors: tuple[str, ...] = ()
    held: int = 0
    cut: str | None = None


def sources_named(catalog: Sequence[Source], names: Sequence[str]) -> tuple[Source, ...]:
    """The Sources with these ids, all if none is named. Raises UsageError for one that is not there."""
    known = {source.id: source for source in catalog}
    for name in names:
        if name not in known:
            raise UsageError(f"{name}: no such Source is enabled. List them with: pactwatch sources list")
    return tuple(known[name] for name in names) if names else tuple(catalog)
