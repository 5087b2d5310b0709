"""What a careful reader who looked at every tick would say: the findings of each tick, and the pages with none.

Pure. Follows from the stories alone; nothing here knows how pactwatch finds changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.world.content import RELEVANT, Edition, Rewording, Story
from tests.world.days import DAYS, Answer, Tick, answer_of, is_down, ticks_of
from tests.world.paths import source_id

STALE_AFTER = timedelta(hours=24)
"""So long a translation may take."""
CONFIRM_AFTER = timedelta(hours=6)
"""A page that is gone is withdrawn when two looks at least so far apart agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One finding of one tick.

    paths: any of these is the page (a moved one has two). fact, before, after: what must stand among its facts; '' = not asked.
    weight 'any' = not asked. silent, reverts: only asked of edits.
    """

    day: int
    part: str
    kind: str
    source: str
    role: str
    paths: tuple[str, ...]
    baseline: bool = False
    fact: str = ""
    before: str = ""
    after: str = ""
    weight: str = "any"
    silent: bool | None = None
    reverts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found beside what is true: in words, each line one disagreement."""

    missed: tuple[str, ...]
    surplus: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether everything true was found, and nothing else."""
        return not (self.missed or self.surplus or self.differing)


def expected_findings(edition: Edition, days: int = DAYS) -> tuple[Expected, ...]:
    """Every finding of the first days, baseline included, in the order of ticks and stories."""
    ticks = ticks_of(edition, days)
    found = [finding for story in edition.stories if is_reported(story) for finding in _follow(edition, story, ticks)]
    found += [finding for story in edition.stories if story.twin for finding in _fall_apart(story, ticks)]
    order = {(tick.day, str(tick.part)): place for place, tick in enumerate(ticks)}
    return tuple(sorted(found, key=lambda finding: order[finding.day, finding.part]))


def is_reported(story: Story) -> bool:
    """Whether anything about a story is to be told at all."""
    return story.kind == RELEVANT and not story.forbidden


def unreported_paths(edition: Edition) -> Mapping[str, tuple[str, ...]]:
    """Per Source, the addresses that must stand in no finding: unrelated, confusable and forbidden pages."""
    paths: dict[str, tuple[str, ...]] = {}
    for story in edition.stories:
        if not is_reported(story):
            paths[source_id(story.host)] = (*paths.get(source_id(story.host), ()), story.path)
    return paths


def _follow(edition: Edition, story: Story, ticks: Sequence[Tick]) -> list[Expected]:
    """One story through all ticks, as a reader with a good memory."""
    found: list[Expected] = []
    seen = withdrawn = told_moved = False
    gone_at: datetime | None = None
    applied: set[int] = set()
    for tick in ticks:
        if is_down(edition, story.host, tick.day):
            continue
        answer = answer_of(story, tick.day, tick.part)
        if answer is Answer.UNBORN:
            continue
        if answer in (Answer.GONE, Answer.SOFT):
            gone_at = gone_at or tick.at
            if seen and not withdrawn and tick.at - gone_at >= CONFIRM_AFTER:
                withdrawn = True
                found.append(_finding(story, tick, "withdrawn", weight="major"))
            continue
        due = {
            place: entry
            for place, entry in enumerate(story.rewordings)
            if entry.day <= tick.day and place not in applied
        }
        applied |= set(due)
        gone_at = None
        if not seen:
            seen = True
            found.append(_finding(story, tick, "appeared", baseline=tick.day == 1, weight="major"))
            continue
        if withdrawn:
            withdrawn = False
            found.append(_finding(story, tick, "restored", weight="major"))
        if answer is Answer.ELSEWHERE and not told_moved:
            told_moved = True
            found.append(_finding(story, tick, "moved", weight="minor"))
        found += [_edited(story, tick, entry) for entry in due.values() if entry.weight != "cosmetic"]
    return found


def _fall_apart(story: Story, ticks: Sequence[Tick]) -> list[Expected]:
    """What is to be told of a story whose other language edition stays as it was: at once that they differ, later that it lags."""
    found: list[Expected] = []
    for entry in story.rewordings:
        edited = next((tick for tick in ticks if tick.day >= entry.day), None)
        if edited is None:
            continue
        found.append(_finding(story, edited, "twin_conflict", weight="major", fact=entry.fact))
        late = next((tick for tick in ticks if tick.at - edited.at >= STALE_AFTER), None)
        if late is not None:
            found.append(_finding(story, late, "twin_stale", weight=entry.weight, fact=entry.fact))
    return found


def _edited(story: Story, tick: Tick, entry: Rewording) -> Expected:
    return _finding(
        story, tick, "edited", weight=entry.weight, fact=entry.fact, before=entry.before, after=entry.after,
        silent=not entry.told, reverts=entry.reverts,
    )  # fmt: skip


def _finding(story: Story, tick: Tick, kind: str, **rest: Any) -> Expected:
    paths = tuple(path for path in (story.path, story.moved_path) if path)
    return Expected(
        day=tick.day, part=str(tick.part), kind=kind, source=source_id(story.host), role=story.role, paths=paths, **rest
    )


def judge_tick(expected: Sequence[Expected], found: Sequence[Mapping[str, Any]], base: Mapping[str, str]) -> Verdict:
    """Compare one tick's true findings with the rows of `pactwatch changes --format json`.

    base: source id -> 'http://127.0.0.1:PORT'.
    """
    left = list(found)
    missed, differing = [], []
    for finding in expected:
        urls = {f"{base[finding.source]}{path}" for path in finding.paths}
        row = next((row for row in left if row["kind"] == finding.kind and row["page_url"] in urls), None)
        if row is None:
            missed.append(f"{finding.kind} {finding.source} {finding.role} {finding.paths[-1]}")
            continue
        left.remove(row)
        differing += [f"{finding.kind} {finding.source} {finding.role}: {text}" for text in _differences(finding, row)]
    surplus = [f"{row['kind']} {row['source']} {row['page_url']}: {row['summary']}" for row in left]
    return Verdict(missed=tuple(missed), surplus=tuple(surplus), differing=tuple(differing))


def _differences(finding: Expected, row: Mapping[str, Any]) -> list[str]:
    said = []
    for key in ("baseline", "silent"):
        wanted = getattr(finding, key)
        if wanted is not None and bool(row[key]) != wanted:
            said.append(f"{key} is {row[key]}, should be {wanted}")
    if finding.weight not in ("any", row["weight"]):
        said.append(f"weight is {row['weight']}, should be {finding.weight}")
    if finding.reverts and row["reverts_to"] is None:
        said.append("reverts_to is null")
    facts = row["facts"]
    if finding.fact and not any(fact["type"] == finding.fact for fact in facts):
        said.append(f"no fact of type {finding.fact} among {facts}")
    whole = "\n".join(f"{fact['before']} {fact['after']}" for fact in facts) + row["summary"]
    for side in (finding.before, finding.after):
        if finding.kind == "edited" and side and side not in whole:
            said.append(f"{side!r} stands neither in the facts nor in the summary {row['summary']!r}")
    return said
