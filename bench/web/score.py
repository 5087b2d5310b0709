"""Holds what a watcher claimed against the truth of a World."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.peers.claim import Claim
from bench.web.model import Event
from bench.web.world import Key, World

LATE = 1  # ticks by which a withdrawal, return or move may be told later: it has to be confirmed
TOLD = {"edited", "appeared", "withdrawn", "restored", "moved", "notice", "flapping"}


@dataclass(slots=True, kw_only=True)
class Score:
    """Counts of one watcher on one World; `right` and `of` by what is asked, and the lists behind them."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)  # by kind of claim
    checks: int = 0  # of pages with nothing to tell
    missed: list[Event] = field(default_factory=list)
    false_claims: list[Claim] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Join another World's score to this."""
        self.right += other.right
        self.of += other.of
        self.false += other.false
        self.checks += other.checks
        self.missed += other.missed
        self.false_claims += other.false_claims


class Scorer:
    """Matches claims with Events, one World."""

    def __init__(self, world: World, claims: Iterable[Claim], watched_from_start: bool = False) -> None:
        self.world, self.score = world, Score()
        self.moves = {
            (event.site, event.before): (event.site, event.after) for event in world.events if event.kind == "moved"
        }
        self.known = set(world.ticks[0].states) if watched_from_start else None
        self.left: dict[Key, list[Claim]] = defaultdict(list)
        claims = tuple(claims)
        self.listed = [claim for claim in claims if claim.kind == "listed"]
        for claim in claims:
            if claim.tick > 0 and claim.kind in TOLD:
                self.left[self._root((claim.site, claim.path))].append(claim)

    def _root(self, key: Key) -> Key:
        """A page by its last address, after all moves."""
        while key in self.moves:
            key = self.moves[key]
        return key

    def _take(self, event: Event, kind: str, late: int) -> Claim | None:
        claims = self.left[self._root((event.site, event.path))]
        found = next(
            (claim for claim in claims if claim.kind == kind and event.tick <= claim.tick <= event.tick + late), None
        )
        if found:
            claims.remove(found)
        return found

    def run(self) -> Score:
        """The counts. Claims that no Event explains are false."""
        for event in sorted(self.world.events, key=lambda event: event.tick):
            self._hold(event)
        self._late_edits()
        self._rest()
        if self.listed:
            self._headlines()
        self.score.checks = self._quiet_checks()
        return self.score

    def _count(self, event: Event, what: str, found: Claim | None) -> None:
        self.score.of[what] += 1
        self.score.right[what] += found is not None
        if found is None:
            self.score.missed.append(event)

    def _hold(self, event: Event) -> None:
        if (
            self.known is not None
            and event.path
            and (event.site, event.path) not in self.known
            and event.kind != "appeared"
        ):
            return  # a page this watcher was never given
        if event.kind == "edited":
            found = self._take(event, "edited", 0)
            if found is not None and found.weight == "cosmetic":
                found = None
            self._count(event, "moved paragraphs" if event.what == "paragraph moved" else "edits", found)
            self._count_by(event, f"edit: {event.what}", found)
            if self._redesigned(event):
                at = next(site.redesign_tick for site in self.world.sites if site.name == event.site) == event.tick
                self._count_by(event, "edits at a redesign" if at else "edits after a redesign", found)
            if event.site == "s11":
                self._count_by(event, "edits behind lying 304s", found)
            if found is not None and found.weight:
                self._count_by(event, "edits weighed major", found if found.weight == "major" else None)
        elif event.kind == "cosmetic":
            found = self._take(event, "edited", 0)
            self.score.of["cosmetic edits not told"] += 1
            self.score.right["cosmetic edits not told"] += found is None or found.weight == "cosmetic"
            self.score.false["cosmetic edit weighed major"] += found is not None and found.weight in {"major", ""}
            if found is not None and found.weight != "cosmetic":
                self.score.false_claims.append(found)
        elif event.kind == "appeared":
            self._count(event, "new articles in their tick", self._take(event, "appeared", 0))
        elif event.kind == "withdrawn":
            what = {"soft": "soft 404s", "home": "redirects home"}.get(event.what, "withdrawals (404, 410)")
            self._count(event, what, self._take(event, "withdrawn", LATE))
        elif event.kind in {"restored", "moved", "notice"}:
            self._count(
                event,
                {"restored": "returns", "moved": "moves", "notice": "notices as one finding"}[event.kind],
                self._take(event, event.kind, LATE),
            )

    def _count_by(self, event: Event, what: str, found: Claim | None) -> None:
        self.score.of[what] += 1
        self.score.right[what] += found is not None

    def _redesigned(self, event: Event) -> bool:
        site = next(site for site in self.world.sites if site.name == event.site)
        return site.redesign_tick is not None and event.tick >= site.redesign_tick

    def _late_edits(self) -> None:
        """Edits that were told a tick or more later, before anything else happened to the page."""
        for event in [event for event in self.score.missed if event.kind == "edited"]:
            found = self._take(event, "edited", len(self.world.ticks))
            self.score.right["edits told later"] += found is not None

    def _rest(self) -> None:
        for key, claims in self.left.items():
            for claim in claims:
                if claim.weight == "cosmetic":
                    self.score.false["cosmetic, not told"] += 1
                    continue
                self.score.false[self._context(claim, key)] += 1
                self.score.false["on the quiet tick"] += claim.tick == self.world.quiet
                self.score.false_claims.append(claim)

    def _context(self, claim: Claim, key: Key) -> str:
        """Where a claim stands that no Event explains."""
        here = [event for event in self.world.events if event.site == claim.site and event.tick <= claim.tick]
        page = [event for event in here if self._root((event.site, event.path)) == key]
        if claim.kind == "edited" and any(
            event.told and event.tick >= claim.tick - LATE for event in page if event.kind != "edited"
        ):
            return "withdrawal, return or move told as an edit"
        if claim.kind not in {"edited", "flapping"}:
            return f"{claim.kind} that is none"
        recent = [
            event.kind
            for event in (*page, *(event for event in here if not event.path))
            if event.tick >= claim.tick - 1
        ]
        if {"interlude", "outage"} & set(recent):
            return "at outages and interludes"
        now = [event.kind for event in here if not event.path and event.tick == claim.tick]
        if "redesign" in now:
            return "at redesigns"
        if "notice" in now:
            return "at notices"
        return "on unchanged pages"

    def _headlines(self) -> None:
        """New articles whose headline stands in what a watcher showed of a changed list."""
        for event in self.world.events:
            if event.kind == "appeared":
                shown = any(
                    claim.kind == "listed"
                    and (claim.tick, claim.site) == (event.tick, event.site)
                    and event.after[:24] in claim.text
                    for claim in self.listed
                )
                self.score.of["new headlines in a list's diff"] += 1
                self.score.right["new headlines in a list's diff"] += shown

    def _quiet_checks(self) -> int:
        told = {(event.tick, event.site, event.path) for event in self.world.events if event.told}
        count = 0
        for number in range(1, len(self.world.ticks)):
            for key, state in self.world.ticks[number - 1].states.items():
                count += (
                    state.kind != "moved" and (number, *key) not in told and (self.known is None or key in self.known)
                )
        return count


def hold_alarms(world: World, score: Score, alarms: Iterable[tuple[int, str]]) -> None:
    """Count the redesigns that one Alarm told, opened in their tick and closed by the last; and those that are none.

    alarms: the tick in which an operator read a line, and the line, with the site's name and "new template" in it.
    """
    redesigned = {event.site: event.tick for event in world.events if event.kind == "redesign"}
    read: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for tick, line in alarms:
        for site in world.sites:
            if f" {site.name}: " in line and "new template" in line:
                read[site.name][line].append(tick)
    what = "redesigns as one alarm"
    for site_name, tick in redesigned.items():
        lines = list(read[site_name].values())
        score.of[what] += 1
        score.right[what] += len(lines) == 1 and lines[0][0] == tick and lines[0][-1] < len(world.ticks) - 1
    score.false["redesign that is none"] += sum(len(lines) for name, lines in read.items() if name not in redesigned)


def hold_against(world: World, claims: Iterable[Claim], *, watched_from_start: bool = False) -> Score:
    """Score what a watcher said. watched_from_start: it knows the pages of tick 0 only, and is asked about those only."""
    return Scorer(world, claims, watched_from_start).run()
