"""What a watcher said in a tick, in words common to all watchers, and what watching cost it."""

import os
import resource
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing a watcher told at a tick. path '' = the whole site. kind: appeared, edited, withdrawn, restored, moved, notice,
    flapping, listed (a headline seen in a list's diff), error (could not be read, no more said). weight '' = none given."""

    tick: int
    site: str
    path: str
    kind: str
    weight: str = ""
    text: str = ""


@dataclass(slots=True, kw_only=True)
class Watched:
    """A watcher's whole run over one World."""

    watcher: str
    version: str
    claims: list[Claim] = field(default_factory=list)
    alarms: list[tuple[int, str]] = field(default_factory=list)  # tick, line
    seconds: float = 0.0  # CPU of its processes after tick 0
    first_seconds: float = 0.0  # and in tick 0
    wall: float = 0.0
    stored_first: int = 0  # bytes of its store after tick 0 and at the end, without raw bodies
    stored_last: int = 0
    notes: list[str] = field(default_factory=list)


def children_seconds(running: int | None = None) -> float:
    """CPU seconds of all children of this process that have ended.

    running: one that has not; it counts with its own ended children, to a hundredth.
    """
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = used.ru_utime + used.ru_stime
    if running is None:
        return ended
    fields = Path(f"/proc/{running}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return ended + sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
