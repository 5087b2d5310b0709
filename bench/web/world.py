"""The state of the simulated web at every tick, and the truth about it: the same seed gives the same web."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bench.web.listing import Listed
from bench.web.model import Article, Event, Site
from bench.web.rates import MODES, Mode

Key = tuple[str, str]  # site, path


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is served at an address in one tick. status: of 'gone'. target: where 'home' and 'moved' lead."""

    kind: Literal["live", "gone", "soft", "home", "error", "hang", "moved"]
    article: Article
    status: int = 200
    target: str = ""
    built: int = 0  # the tick in which a site with honest validators last made these bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteState:
    """How a whole site is in one tick. mode: normal, closed (no port listens), or the interlude shown everywhere."""

    layout: str
    mode: Mode = "normal"
    notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Everything as it is in one tick."""

    states: dict[Key, State]
    sites: dict[str, SiteState]
    lists: dict[str, tuple[Listed, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A web from tick 0 (the baseline) to the last, and its Events. quiet: the tick in which nothing happens, None = none."""

    seed: int
    hard: bool
    sites: tuple[Site, ...]
    ticks: tuple[Tick, ...]
    events: tuple[Event, ...]
    uncued: dict[str, tuple[str, ...]]  # site -> its kinds of noise without a cue
    quiet: int | None = None

    def at(self, tick: int) -> tuple[Event, ...]:
        """The Events of one tick."""
        return tuple(event for event in self.events if event.tick == tick)


def freeze_tick(
    tick: int,
    sites: Sequence[Site],
    states: Mapping[Key, State],
    linked: Mapping[str, Sequence[Key]],
    days: Mapping[Key, str],
    *,
    quiet: bool = False,
) -> Tick:
    """The web as it now is. linked: what each list names, oldest first; days: the date each entry shows. quiet: no interludes."""
    shown = {}
    for site in sites:
        new = site.next_layout is not None and site.redesign_tick is not None and tick >= site.redesign_tick
        noticed = site.notice_tick is not None and tick >= site.notice_tick
        layout = str(site.next_layout) if new else site.layout
        mode = "normal" if quiet else MODES.get((tick, site.name), "normal")
        shown[site.name] = SiteState(layout=layout, mode=mode, notice=noticed)
    lists = {
        name: tuple(_listed(key, states[key].article, days[key]) for key in reversed(keys))
        for name, keys in linked.items()
    }
    return Tick(states=dict(states), sites=shown, lists=lists)


def _listed(key: Key, article: Article, day: str) -> Listed:
    first = next((part.sentences[0] for part in article.parts if part.shape == "paragraph"), "")
    return Listed(path=key[1], title=article.title, day=day, summary=first)
