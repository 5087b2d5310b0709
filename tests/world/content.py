"""What is written on the six hosts: the text banks of `texts/`, filled with the figures, dates and names of one seed.

Pure but for reading the text banks once. The same seed gives the same stories on every machine.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from tests.world.figures import Figures, draw_figures
from tests.world.paths import HONG_KONG, HOSTS, page_path

TEXTS = Path(__file__).parent / "texts"
BANKS = ("a", "b")
RELEVANT, UNRELATED, CONFUSABLE = "relevant", "unrelated", "confusable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """What a publisher does to a text on one day: `old` becomes `new`, once.

    fact: the kind of fact that differs ('' = none), with `before` and `after` as printed. weight: what a reader would call it;
    'cosmetic' must never be told. told: the page's own date of revision moves with it. reverts: back to what stood before.
    """

    day: int
    old: str
    new: str
    where: str = "body"
    fact: str = ""
    before: str = ""
    after: str = ""
    weight: str = "major"
    told: bool = False
    reverts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One page through seven days.

    born: the first day it is found (1 or earlier = it was there before). gone: days without it, [first, last]; 7 = to the end.
    soft: 'day.part' on which the site answers 200 and says that there is no such page. moved: day of a permanent redirect.
    listed: named by the host's Listing. twin: the role of its other language edition, which does not follow its rewordings.
    body lines: '# ' heading, '* ' list row, '| ' table row, '@ path | title' attachment.
    """

    role: str
    host: str
    language: str
    title: str
    body: str
    born: int
    published: datetime
    path: str
    kind: str = RELEVANT
    listed: bool = True
    standing: bool = False
    forbidden: bool = False
    pdf: bool = False
    gone: tuple[int, ...] = ()
    gone_status: int = 404
    soft: tuple[str, ...] = ()
    moved: int = 0
    moved_path: str = ""
    twin: str = ""
    rewordings: tuple[Rewording, ...] = ()

    def address(self, day: int) -> str:
        """The path under which it lives on a day."""
        return self.moved_path if self.moved and day >= self.moved else self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Everything that one seed makes: the stories of seven days from `first_day` (a Monday) on."""

    seed: int
    bank: str
    first_day: date
    stories: tuple[Story, ...]
    redesign: tuple[str, int]
    outage: tuple[str, int, str]

    def of_host(self, host: str) -> tuple[Story, ...]:
        """The stories of one host."""
        return tuple(story for story in self.stories if story.host == host)

    def story(self, role: str) -> Story:
        """The story that plays a role of the plot."""
        return next(story for story in self.stories if story.role == role)


@lru_cache(maxsize=64)
def make_edition(seed: int) -> Edition:
    """The world of a seed: odd seeds lead with bank a, even ones with bank b; quiet stories come from the other."""
    random = Random(f"pactwatch world {seed}")
    lead, other = BANKS if seed % 2 else BANKS[::-1]
    first_day = date(2026, 8, 3) + timedelta(weeks=(seed * 3 + random.randrange(3)) % 14)
    bank, quiet = _read_bank(lead), _read_bank(other)
    figures = draw_figures(bank, first_day, random)
    serials = count(random.randrange(20, 500))
    stories = [_write_story(declared, figures, first_day, random, next(serials)) for declared in bank["story"]]
    borrowed = [declared for declared in quiet["story"] if declared.get("lend")]
    loaned = draw_figures(quiet, first_day, random)
    chosen = random.sample(borrowed, k=random.randint(2, min(4, len(borrowed))))
    stories += [_write_story(declared, loaned, first_day, random, next(serials)) for declared in chosen]
    stories += _write_fillers(first_day, random, serials)
    redesigned = "paper" if seed % 2 else "monetary"
    outage = ("regulator", 4, "closed" if seed % 2 else "503")
    edition = Edition(
        seed=seed, bank=lead, first_day=first_day, stories=tuple(stories), redesign=(redesigned, 5), outage=outage
    )
    _check_addresses(edition)
    return edition


@lru_cache(maxsize=8)
def _read_bank(name: str) -> Mapping[str, Any]:
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


def _write_story(declared: Mapping[str, Any], figures: Figures, first_day: date, random: Random, serial: int) -> Story:
    """Fill one declared story with figures and give it its date and address."""
    words = figures.in_language(declared["language"])
    born = declared["born"]
    at = datetime.combine(first_day + timedelta(days=born - 2), time.fromisoformat(declared["at"]), tzinfo=HONG_KONG)
    rewordings = tuple(
        Rewording(**{key: _fill(value, words) for key, value in entry.items()})
        for entry in declared.get("rewordings", ())
    )
    plain = {
        key: value
        for key, value in declared.items()
        if key not in ("at", "rewordings", "path", "slug", "lend", "background")
    }
    body = declared["body"].strip()
    if declared.get("background", True) and not declared.get("pdf"):
        body = f"{body}\n\n{_background(declared['language'], random)}"
    host, title = declared["host"], _fill(declared["title"].strip(), words)
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower())[:7]) if host == "paper" else declared.get("slug", "")
    story = Story(
        **{
            **plain,
            "title": title,
            "body": _fill(body, words),
            "gone": tuple(declared.get("gone", ())),
            "soft": tuple(declared.get("soft", ())),
            "rewordings": rewordings,
            "published": at,
            "path": declared.get("path") or page_path(host, at, serial, slug),
        }
    )
    if story.moved:
        story = replace(story, moved_path=page_path(host, at, serial + 50, f"{slug}-new"))
    return story


def _fill(value: Any, words: Mapping[str, str]) -> Any:
    return value.format_map(words) if isinstance(value, str) else value


def _background(language: str, random: Random) -> str:
    return str(random.choice(_read_bank("background")[language]))


def _write_fillers(first_day: date, random: Random, serials: Iterator[int]) -> list[Story]:
    """News that has nothing to do with the agreement: some of before, some new every day; how many is the seed's choice."""
    stories: list[Story] = []
    for host in HOSTS:
        templates = [entry for entry in _read_bank("fillers")["story"] if host in entry["hosts"]]
        days = [-random.randrange(0, 9) for _ in range(random.randint(3, 6))]
        days += [day for day in range(2, 8) if random.random() < (0.9 if host == "paper" else 0.4)]
        for place, day in enumerate(days):
            template = templates[place % len(templates)]
            figures = draw_figures(template, first_day, random)
            declared = {
                "role": f"filler-{host}-{place}",
                "host": host,
                "language": template["language"],
                "born": day,
                "at": f"{random.randrange(9, 21):02d}:{random.choice((0, 15, 30, 45)):02d}",
                "kind": UNRELATED,
                "title": template["title"],
                "body": template["body"],
                "slug": f"{template['slug']}-{place}",
                "background": False,
            }
            stories.append(_write_story(declared, figures, first_day, random, next(serials)))
    return stories


def _check_addresses(edition: Edition) -> None:
    seen: set[tuple[str, str]] = set()
    for story in edition.stories:
        for path in (story.path, *([story.moved_path] if story.moved_path else [])):
            if (story.host, path) in seen:
                raise ValueError(f"seed {edition.seed}: two stories at {story.host}{path}")
            seen.add((story.host, path))
