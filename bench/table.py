"""The one table of bench/changes: what each watcher found, missed and cost, side by side, with raw counts."""

from collections import Counter
from dataclasses import dataclass, field

from bench.peers.claim import Watched
from bench.web.score import Score
from bench.web.server import WebServer

KINDS = (
    ("new articles in their tick", "new articles fetched and told in the tick they appear"),
    ("new headlines in a list's diff", "new headlines visible in a changed list's diff"),
    ("edits", "substantive edits told in their tick"),
    ("edits at a redesign", "of them made in the tick of a redesign"),
    ("edits after a redesign", "of them made after a redesign"),
    ("edits behind lying 304s", "of them behind validators that never change"),
    ("moved paragraphs", "moved paragraphs told"),
    ("edits weighed major", "told edits weighed major"),
    ("cosmetic edits not told", "cosmetic edits that stay untold"),
    ("withdrawals (404, 410)", "withdrawals (404, 410) named"),
    ("soft 404s", "soft 404s named as withdrawals"),
    ("redirects home", "redirects to the home page named as withdrawals"),
    ("returns", "returns named"),
    ("moves", "moves (301) named"),
    ("notices as one finding", "notices on all pages told as one finding"),
    ("redesigns as one alarm", "redesigns told as one alarm, which closes itself"),
)
FALSE = (
    "on unchanged pages",
    "at redesigns",
    "at notices",
    "at outages and interludes",
    "appeared that is none",
    "withdrawn that is none",
    "restored that is none",
    "moved that is none",
    "notice that is none",
    "withdrawal, return or move told as an edit",
    "cosmetic edit weighed major",
)


@dataclass(slots=True, kw_only=True)
class Cost:
    """What watching took, after tick 0 but for `first_…`.

    checks: pages times ticks, and what a second look of a tick looked at because it was due. extra: requests for pages
    beyond one a check: to learn, to confirm, to see whether a page is still gone.
    """

    checks: int
    seconds: float
    first_seconds: float
    wall: float
    extra: int
    first_extra: int
    first_pages: int
    sent: int
    whole: int
    growth: int

    def add(self, other: "Cost") -> None:
        """Join another run's."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True, kw_only=True)
class Result:
    """One column."""

    name: str
    version: str
    score: Score
    cost: Cost
    alarms: list[str] = field(default_factory=list)

    def add(self, other: "Result") -> None:
        """Join another World's."""
        self.score.add(other.score)
        self.cost.add(other.cost)
        self.alarms += other.alarms


def _asked(web: WebServer) -> Counter[tuple[int, int, str, str]]:
    """How often each page was asked for, per tick and look."""
    return Counter(
        (request.tick, request.look, request.site, request.path)
        for request in web.requests
        if request.kind == "page" and request.status not in {301, 302}
    )


def cost_of(watched: Watched, web: WebServer) -> Cost:
    """CPU, requests and bytes of a run; a page that moved is one page."""
    everything = watched.watcher == "pactwatch"
    asked: Counter[tuple[int, int]] = Counter()
    due = [0] * len(web.world.ticks)
    for (tick, look, site, path), count in _asked(web).items():
        asked[tick, look] += count
        due[tick] += bool(look) and web.world.ticks[tick].states[site, path].kind == "live"
    pages = [
        sum(state.kind != "moved" for state in (tick if everything else web.world.ticks[0]).states.values())
        for tick in web.world.ticks
    ]
    later = [request for request in web.requests if request.kind == "page" and request.tick]
    return Cost(
        checks=sum(pages[1:]) + sum(due[1:]),
        seconds=watched.seconds,
        first_seconds=watched.first_seconds,
        wall=watched.wall,
        extra=sum(asked[tick, 0] + asked[tick, 1] - due[tick] - pages[tick] for tick in range(1, len(pages))),
        first_extra=asked[0, 0] + asked[0, 1] - due[0] - pages[0],
        first_pages=pages[0],
        sent=sum(request.sent for request in later),
        whole=sum(request.whole for request in later),
        growth=watched.stored_last - watched.stored_first,
    )


def share(right: int, of: int) -> str:
    """'119 of 120', or nothing where nothing was asked."""
    return f"{right} of {of}" if of else ""


def alarms_in(score: Score) -> int:
    """False alarms of all kinds that are told to a reader."""
    return sum(
        score.false[name]
        for name in FALSE
        if name not in {"withdrawal, return or move told as an edit", "cosmetic edit weighed major"}
    )


def growth_of(result: Result) -> float:
    """Bytes by which the store grew, per edit and new article of the web."""
    of = result.score.of
    return result.cost.growth / max(of["edits"] + of["moved paragraphs"] + of["new articles in their tick"], 1)


def rows_of(results: list[Result]) -> list[tuple[str, list[str]]]:
    """The table's rows."""
    rows = [(said, [share(one.score.right[name], one.score.of[name]) for one in results]) for name, said in KINDS]
    rows.append(("edits told a tick or more later", [str(one.score.right["edits told later"]) for one in results]))
    rows.append(("checks of pages with nothing to tell", [f"{one.score.checks:,}" for one in results]))
    rows.append(("false alarms, all", [str(alarms_in(one.score)) for one in results]))
    rows.append(
        (
            "per 1,000 checks with nothing to tell",
            [f"{1000 * alarms_in(one.score) / max(one.score.checks, 1):.2f}" for one in results],
        )
    )
    rows.append(("on the quiet tick", [str(one.score.false["on the quiet tick"]) for one in results]))
    rows += [(f"- {name}", [str(one.score.false[name]) for one in results]) for name in FALSE]
    rows.append(
        ("alarms to the operator", [str(len(set(one.alarms))) if one.name == "pactwatch" else "" for one in results])
    )
    costs = [one.cost for one in results]
    rows.append(
        (
            "CPU seconds per 1,000 checks, after the first tick",
            [f"{1000 * cost.seconds / max(cost.checks, 1):.1f}" for cost in costs],
        )
    )
    rows.append(
        (
            "CPU seconds per 1,000 pages in the first tick",
            [f"{1000 * cost.first_seconds / max(cost.first_pages, 1):.1f}" for cost in costs],
        )
    )
    rows.append(
        (
            "extra fetches of pages after the first tick",
            [f"{100 * cost.extra / max(cost.checks, 1):.1f} %" for cost in costs],
        )
    )
    rows.append(
        (
            "extra fetches in the first tick",
            [f"{100 * cost.first_extra / max(cost.first_pages, 1):.1f} %" for cost in costs],
        )
    )
    rows.append(
        (
            "bytes saved by conditional requests",
            [f"{100 * (1 - cost.sent / max(cost.whole, 1)):.1f} %" for cost in costs],
        )
    )
    rows.append(("store growth per true change, bytes", [f"{growth_of(one):,.0f}" for one in results]))
    rows.append(("wall clock, seconds", [f"{cost.wall:.0f}" for cost in costs]))
    return rows


def write_table(results: list[Result], command: str, *, seeds: list[int], ticks: int, size: int, hard: bool) -> str:
    """The table as Markdown, with what was run."""
    lines = [
        "# Changes: pactwatch and its peers on one simulated web",
        "",
        f"`{command}`",
        "",
        f"Seeds {', '.join(map(str, seeds))}; {size} pages on twelve sites, three scripts, {ticks} ticks after the first and a quiet one; noise "
        + (
            "with cues, and ten kinds without any cue inside the articles."
            if hard
            else "with cues, new on every fetch."
        ),
        "Versions: "
        + "; ".join(
            dict.fromkeys(one.version if one.name in one.version else f"{one.name}: {one.version}" for one in results)
        )
        + ".",
        "pactwatch knows a list a site and no selector; the peers are given every page of the first tick, and every list. Raw counts throughout.",
        "The configurations are bench/peers/urlwatch.py, bench/peers/changedetection.py and bench/peers/selectors.py; the web is bench/web.",
        "",
        "| | " + " | ".join(one.name for one in results) + " |",
        "|---|" + "---:|" * len(results),
    ]
    lines += [f"| {said} | {' | '.join(cells)} |" for said, cells in rows_of(results)]
    lines += [
        "",
        "Edits told, by kind:",
        "",
        "| | " + " | ".join(one.name for one in results) + " |",
        "|---|" + "---:|" * len(results),
    ]
    kinds = sorted({kind for one in results for kind in one.score.of if kind.startswith("edit: ")})
    lines += [
        f"| {kind[6:]} | {' | '.join(share(one.score.right[kind], one.score.of[kind]) for one in results)} |"
        for kind in kinds
    ]
    return "\n".join(lines) + "\n"


def falls_short(result: Result, *, hard: bool) -> list[str]:
    """Where pactwatch is below what it promises, one line each."""
    score, cost = result.score, result.cost
    found = []
    for name, least in (("edits", 0.995), ("new articles in their tick", 1.0)):
        if score.of[name] and score.right[name] / score.of[name] < least:
            found.append(f"{name}: {share(score.right[name], score.of[name])}, promised {least}")
    found += [
        f"{name}: {share(score.right[name], score.of[name])}"
        for name, _ in KINDS[9:]
        if score.right[name] < score.of[name]
    ]
    most = 1 / 500 if hard else 1 / 5000
    if alarms_in(score) > most * score.checks:
        found.append(f"false alarms: {alarms_in(score)} in {score.checks} checks, promised 1 in {1 / most:.0f}")
    if score.false["cosmetic edit weighed major"]:
        found.append(f"cosmetic edits weighed major: {score.false['cosmetic edit weighed major']}")
    if cost.extra > 0.1 * cost.checks:
        found.append(f"extra fetches: {cost.extra} in {cost.checks} checks, promised 10 %")
    for name in ("on the quiet tick", "redesign that is none"):
        if score.false[name]:
            found.append(f"{name}: {score.false[name]}")
    if growth_of(result) > 2048:
        found.append(f"store growth: {growth_of(result):,.0f} bytes per true change, promised 2,048")
    if cost.sent > 0.75 * cost.whole:
        found.append("bytes saved: less than 25 %")
    return found
