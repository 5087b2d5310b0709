"""Makes a World from a seed: who publishes, edits, withdraws, moves, fails or redesigns what, and when.

Rates are per page and tick. Each page meets at most one Event a tick, so that the truth about it is one word.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from bench.web import uncued
from bench.web.edits import COSMETIC, SUBSTANTIVE, dress_up
from bench.web.model import Article, Event, Part, Site
from bench.web.rates import BY_LINE, COPIES, HANG_TICK, MODES, RATES, REBUILT, RETURN_AFTER
from bench.web.sites import SITES
from bench.web.texts import FIRST_DAY, compose, in_script
from bench.web.world import Key, State, Tick, World, freeze_tick


class Planner:
    """Builds one World, tick by tick."""

    def __init__(self, seed: int, size: int, ticks: int, hard: bool) -> None:
        self.rng = Random(f"web {seed}")
        self.size, self.count, self.seed, self.hard = size, ticks, seed, hard
        self.states: dict[Key, State] = {}
        self.linked: dict[str, list[Key]] = {site.name: [] for site in SITES}  # oldest first
        self.listed_day: dict[Key, str] = {}
        self.events: list[Event] = []
        self.touched: set[Key] = set()
        self.returns: dict[int, list[Key]] = {}
        self.earlier: dict[Key, Article] = {}  # what a page said before its last edit
        self.numbers = dict.fromkeys((site.name for site in SITES), 10000)
        self.withdrawn = 0
        self.kinds: list[str] = []
        self.tick = 0

    def build(self, *, quiet: bool) -> World:
        """All ticks, and one more in which nothing happens if that is asked for."""
        for index in range(self.size):
            site = SITES[index % len(SITES)]
            day = FIRST_DAY - timedelta(days=self.rng.randint(0, 700))
            self._publish(site, compose(self.rng, site.script, day))
        ticks = [self._frozen()]
        for tick in range(1, self.count + 1):
            self.tick = tick
            self._step()
            ticks.append(self._frozen())
        if quiet:
            self.tick += 1
            self._pass_night()
            ticks.append(self._frozen())
        kinds = {
            site.name: uncued.kinds_of(site, number, self.seed) if self.hard else ()
            for number, site in enumerate(SITES)
        }
        return World(
            seed=self.seed,
            hard=self.hard,
            sites=SITES,
            ticks=tuple(ticks),
            events=tuple(self.events),
            uncued=kinds,
            quiet=self.tick if quiet else None,
        )

    # one tick

    def _pass_night(self) -> None:
        """What failed answers again; some pages of sites with honest validators are built anew."""
        for key, state in self.states.items():
            site = self._site(key)
            if state.kind in {"error", "hang"}:
                self.states[key] = replace(state, kind="live")
            if site.validators == "honest" and self.rng.random() < REBUILT:
                self.states[key] = replace(self.states[key], built=self.tick)

    def _step(self) -> None:
        self.touched = set()
        self._pass_night()
        self._whole_sites()
        self._restore()
        for _ in range(self._due("revert")):
            self._revert()
        for what in ("404", "410", "soft", "home"):
            for _ in range(self._due(what)):
                self._withdraw(what)
        for _ in range(self._due("moved")):
            self._move()
        for _ in range(self._due("error")):
            self._fail("error")
        if self.tick == HANG_TICK:
            self._fail("hang")
        for _ in range(self._due("cosmetic")):
            self._cosmetic()
        for _ in range(self._due("edit")):
            self._edit(None)
        for what in ("unlinked", "relisted"):
            for _ in range(self._due(what)):
                self._shift_link(what)
        for _ in range(self._due("new")):
            self._publish_new()

    def _due(self, what: str) -> int:
        """How many of this happen now; over the ticks they add up to the rate."""
        rate = RATES[what] * self.size
        return int(rate * self.tick + 0.5) - int(rate * (self.tick - 1) + 0.5)

    def _whole_sites(self) -> None:
        for site in SITES:
            mode = MODES.get((self.tick, site.name))
            if mode:
                self._note(site, "", "outage" if mode == "closed" else "interlude", mode)
            if site.redesign_tick == self.tick:
                self._note(site, "", "redesign", str(site.next_layout))
            if site.notice_tick == self.tick:
                self._note(site, "", "notice")
                for key in self.states:
                    if key[0] == site.name:
                        self.states[key] = replace(self.states[key], built=self.tick)
            if self.tick in {site.redesign_tick, site.notice_tick}:
                for _ in range(max(1, self.size // 125)):
                    self._edit(site)

    # pages

    def _site(self, key: Key) -> Site:
        return next(site for site in SITES if site.name == key[0])

    def _normal(self, site: Site) -> bool:
        return (self.tick, site.name) not in MODES

    def _note(self, site: Site, path: str, kind: str, what: str = "", before: str = "", after: str = "") -> None:
        self.events.append(
            Event(tick=self.tick, site=site.name, path=path, kind=kind, what=what, before=before, after=after)
        )
        self.touched.add((site.name, path))

    def _free(self, site: Site | None = None) -> list[Key]:
        """Live, listed pages that nothing has happened to in this tick, in a random order."""
        keys = [
            key
            for key, state in self.states.items()
            if state.kind == "live"
            and key not in self.touched
            and self._normal(self._site(key))
            and (site is None or key[0] == site.name)
        ]
        self.rng.shuffle(keys)
        return keys

    def _path(self, site: Site, article: Article) -> str:
        self.numbers[site.name] += self.rng.randint(1, 9)
        year, month, day = article.day.split("-")
        slug = re.sub(r"[^a-z]+", "-", article.title.lower()).strip("-")[:40].strip("-")
        return site.path.format(
            n=self.numbers[site.name],
            y=year,
            m=month,
            d=day,
            dd=day,
            ym=year + month,
            day=year + month + day,
            slug=slug,
        )

    def _publish(self, site: Site, article: Article) -> str:
        path = self._path(site, article)
        self.states[site.name, path] = State(kind="live", article=article, built=self.tick)
        self.linked[site.name].append((site.name, path))
        self.listed_day[site.name, path] = article.day
        return path

    def _publish_new(self) -> None:
        sites = [site for site in SITES if self._normal(site)]
        site = sites[(self.tick * 5 + len(self.events)) % len(sites)]
        article = compose(self.rng, site.script, self._today())
        self._note(site, self._publish(site, article), "appeared", "new", after=article.title)
        if len(self.events) % 2:
            return
        for name in COPIES.get(site.name, ()):
            other = next(one for one in SITES if one.name == name)
            if self._normal(other):
                said = in_script(BY_LINE[0 if site.script == "en" else 1], site.script).format(site.title)
                copy = replace(
                    article,
                    parts=(*article.parts, Part(shape="paragraph", sentences=(said,))),
                    attachments=(),
                    contact="",
                )
                self._note(other, self._publish(other, copy), "appeared", "copy", after=article.title)

    def _today(self) -> date:
        return FIRST_DAY + timedelta(days=1 + self.tick)

    def _set(self, key: Key, article: Article) -> None:
        self.states[key] = replace(self.states[key], article=article, built=self.tick)

    def _edit(self, site: Site | None) -> None:
        """One substantive edit of the kind whose turn it is, on a page that has something for it."""
        if not self.kinds:
            self.kinds = self.rng.sample(sorted(SUBSTANTIVE), len(SUBSTANTIVE))
        for what in self.kinds:
            for key in self._free(site)[:60]:
                state, script = self.states[key], self._site(key).script
                edited = SUBSTANTIVE[what](state.article, self.rng, script)
                if edited is None or edited[0].texts() == state.article.texts():
                    continue
                self.earlier[key] = state.article
                self._set(key, edited[0])
                self._note(self._site(key), key[1], "edited", what, edited[1], edited[2])
                self.kinds.remove(what)
                return

    def _revert(self) -> None:
        """A page says again what it said before its last edit."""
        for key in self._free():
            if key in self.earlier:
                before = self.states[key].article
                article = replace(self.earlier.pop(key), dress=before.dress)
                self._set(key, article)
                self._note(self._site(key), key[1], "edited", "reverted", before.title, article.title)
                return

    def _cosmetic(self) -> None:
        what = COSMETIC[len(self.events) % len(COSMETIC)]
        for key in self._free():
            state, site = self.states[key], self._site(key)
            article = dress_up(state.article, what, self.tick, site.script)
            if article == state.article or (what == "links" and not article.attachments):
                continue
            self._set(key, article)
            self._note(site, key[1], "cosmetic", what)
            return

    def _pick(self, change: Callable[[Key, State], State], note: Callable[[Key], None]) -> Key | None:
        free = self._free()
        if not free:
            return None
        key = free[0]
        self.states[key] = change(key, self.states[key])
        note(key)
        return key

    def _withdraw(self, what: str) -> None:
        target = "/" if what == "home" else ""
        status = int(what) if what.isdigit() else 200
        kind = "gone" if what.isdigit() else what
        key = self._pick(
            lambda _, state: replace(state, kind=kind, status=status, target=target, built=self.tick),  # type: ignore[arg-type]
            lambda key: self._note(self._site(key), key[1], "withdrawn", what),
        )
        if key is None:
            return
        self.withdrawn += 1
        if self.withdrawn % 2:
            self.linked[key[0]] = [one for one in self.linked[key[0]] if one != key]
        if self.withdrawn % 3 == 0:
            self.returns.setdefault(self.tick + RETURN_AFTER, []).append(key)

    def _restore(self) -> None:
        for key in self.returns.pop(self.tick, []):
            if not self._normal(self._site(key)):
                self.returns.setdefault(self.tick + 1, []).append(key)
                continue
            self.states[key] = replace(self.states[key], kind="live", status=200, target="", built=self.tick)
            if key not in self.linked[key[0]]:
                self.linked[key[0]].append(key)
            self._note(self._site(key), key[1], "restored")

    def _move(self) -> None:
        free = self._free()
        if not free:
            return
        key = free[0]
        site, state = self._site(key), self.states[key]
        new = (site.name, self._path(site, state.article))
        self.states[new] = replace(state, built=self.tick)
        self.states[key] = replace(state, kind="moved", target=new[1])
        self.linked[site.name] = [new if one == key else one for one in self.linked[site.name]]
        self.listed_day[new] = self.listed_day[key]
        self._note(site, key[1], "moved", "301", key[1], new[1])
        self.touched.add(new)

    def _fail(self, kind: str) -> None:
        self._pick(
            lambda _, state: replace(state, kind=kind, status=503),  # type: ignore[arg-type]
            lambda key: self._note(self._site(key), key[1], "outage", "503" if kind == "error" else "time-out"),
        )

    def _shift_link(self, what: str) -> None:
        for key in self._free():
            if key in self.linked[key[0]]:
                self.linked[key[0]].remove(key)
                if what == "relisted":
                    self.linked[key[0]].append(key)
                    self.listed_day[key] = self._today().isoformat()
                self._note(self._site(key), key[1], what)
                return

    def _frozen(self) -> Tick:
        quiet = self.tick > self.count
        return freeze_tick(min(self.tick, self.count), SITES, self.states, self.linked, self.listed_day, quiet=quiet)


def build_world(seed: int, *, size: int = 500, ticks: int = 6, hard: bool = False, quiet: bool = False) -> World:
    """The web of this seed: `size` pages over twelve sites at tick 0, and what happens in so many ticks after it.

    quiet: one tick more follows, with noise and nothing else.
    """
    return Planner(seed, size, ticks, hard).build(quiet=quiet)
