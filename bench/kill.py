"""kill -9 of `pactwatch once` at random moments, over the local site with a real mail server: is anything lost or told twice?

    python -m bench.kill [--kills 100] [--random 1]

A seed's week is played once in peace; then again and again with kills. Every tick is killed some times at a moment drawn evenly
from the length of that tick in peace (mail included), once at each of the POINTS, which no tick passes unseen however fast it is,
and once more between DATA and 250 where it sends mail, then run to its end. The database at the end of a killed week must say what
the peaceful one says: the same Changes, each once; no Change in two Digests of a Subscriber; a Delivery that was repeated (the
kill fell between DATA and 250) has the same Message-ID and the same bytes. Prints the counts; exit 1 if one of these fails.
A tick that was killed has looked once more, so noise is learned that peace never saw (or peace what kills never saw: every fetch has
noise of its own): what is told in other words is counted apart, and so are edits told of Pages that nobody edited.
"""

import argparse
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from random import Random
from threading import Event

from tests.smtp_server import Fault, SmtpServer
from tests.world.days import Tick, is_down
from tests.world.play import HUNG, ROOT, TIMEOUT, run_pactwatch, write_config
from tests.world.site import Site

SLOW_MAIL = 0.25
"""Seconds between the end of DATA and 250, so that kills fall there."""

FAULTS = (
    "lost",
    "twice or made up",
    "Changes in two Digests",
    "repeated with other bytes",
    "mails missing",
    "last runs of a tick that failed",
    "runs that never ended",
)

POINTS = {
    "when it has begun": "SELECT 1 FROM runs WHERE run_id>?",
    "when the first Source is read": "SELECT 1 FROM source_runs WHERE run_id>? AND (phase<>'crawl' OR ended_at IS NOT NULL)",
    "when the first Source is done": "SELECT 1 FROM source_runs WHERE run_id>? AND ended_at IS NOT NULL",
}
"""What the database says from some moment of a tick to its end. ?: the last Run before it."""

Line = tuple[str, str, str, str, bool]
"""A Change by natural keys: time, kind, page and summary without host (a week has ports of its own), baseline."""


_CHECKS = re.compile(r"on \d+ checks")
"""A withdrawal says how many looks confirmed it; a killed tick looked as well, and its next one looks again."""


class SlowTaker(Fault):
    """Takes every message, and says so a little later. taken: set when it has one and has not said so yet."""

    def __init__(self) -> None:
        self.taken = Event()

    def drops(self) -> bool:
        self.taken.set()
        time.sleep(SLOW_MAIL)
        return False


@dataclass
class Week:
    """What a played week left behind. false: edits told of Pages that nobody edited, not among the lines. seconds: how long each tick took; mailed: in which mail went out."""

    lines: Counter[Line] = field(default_factory=Counter)
    false: Counter[Line] = field(default_factory=Counter)
    digests: int = 0
    twice_told: int = 0
    mails: list[bytes] = field(default_factory=list)
    seconds: dict[Tick, float] = field(default_factory=dict)
    mailed: set[Tick] = field(default_factory=set)
    kills: int = 0
    kills_in_mail: int = 0
    kills_at_points: int = 0
    ended_first: int = 0
    refused: int = 0
    hung: int = 0


@contextmanager
def _world(seed: int, folder: Path, taker: SlowTaker) -> Iterator[tuple[Site, SmtpServer, Path]]:
    with Site(seed) as site, SmtpServer(taker) as sink:
        config = write_config(folder, site.ports, sink.port)
        text = config.read_text(encoding="utf-8").replace('cadence = "0 20 * * sun"', 'cadence = "0 8 * * *"')
        config.write_text(text, encoding="utf-8")
        yield site, sink, config


def play_week(seed: int, *, ticks: int, random: Random | None, peace: Week | None, kills: int) -> Week:
    """Play the first ticks of a week; with `random`, kill until `kills` are spent, spread over the ticks."""
    week = Week()
    folder, taker = Path(tempfile.mkdtemp(prefix="pactwatch-kill-")), SlowTaker()
    try:
        with _world(seed, folder, taker) as (site, sink, config):
            planned = site.ticks[:ticks]
            for place, tick in enumerate(planned):
                site.turn_to(tick)
                before = len(sink.messages)
                if random is not None and peace is not None:
                    share = (kills - week.kills + len(planned) - place - 1) // (len(planned) - place)
                    wanted = week.kills + share
                    for _ in range(3 * share):
                        if week.kills < wanted:
                            _kill_once(week, config, tick, random.uniform(0, peace.seconds[tick]))
                    for sign in POINTS.values():
                        _kill_at(week, config, tick, sign)
                    if tick in peace.mailed:
                        _kill_in_mail(week, config, tick, taker.taken)
                started = time.monotonic()
                ended = run_pactwatch(config, tick, "once", "--force")
                if ended.returncode == HUNG:
                    week.hung += 1
                    ended = run_pactwatch(config, tick, "once", "--force")
                week.seconds[tick] = time.monotonic() - started
                if len(sink.messages) > before:
                    week.mailed.add(tick)
                down = any(is_down(site.edition, host, tick.day) for host in site.ports)
                if ended.returncode != int(down):
                    week.refused += 1
                    print(
                        f"  seed {seed}, {tick.at}: exit {ended.returncode}: {ended.stderr.strip()[-500:]}",
                        file=sys.stderr,
                    )
            _read_database(week, config.parent / "pactwatch.db", site)
            week.mails = [message.data for message in sink.messages]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return week


def _start_tick(config: Path, tick: Tick) -> subprocess.Popen[bytes]:
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment |= {"PACTWATCH_NOW": tick.at.isoformat(), "PACTWATCH_CONFIG": str(config)}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "once", "--force"],
        env=environment, cwd=config.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _kill_once(week: Week, config: Path, tick: Tick, after: float) -> None:
    """Start a tick and kill -9 its process after so many seconds; its workers must end by themselves."""
    process = _start_tick(config, tick)
    try:
        process.wait(after)
        week.ended_first += 1
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        week.kills += 1


def _kill_at(week: Week, config: Path, tick: Tick, sign: str) -> None:
    """Start a tick and kill -9 its process when the database says that it has come so far."""
    path = config.parent / "pactwatch.db"
    last = _ask(path, "SELECT coalesce(max(run_id), 0) FROM runs WHERE run_id>?", -1) or 0
    process = _start_tick(config, tick)
    deadline = time.monotonic() + TIMEOUT
    while process.poll() is None and not (there := _ask(path, sign, last)) and time.monotonic() < deadline:
        time.sleep(0.005)
    week.kills_at_points += bool(there) and process.poll() is None
    process.kill()
    process.wait()


def _ask(path: Path, sql: str, value: int) -> int | None:
    """The first value of an answer; None = none, or there is no such table yet."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            row = database.execute(sql, (value,)).fetchone()
    except sqlite3.OperationalError:
        return None
    return None if row is None else int(row[0])


def _kill_in_mail(week: Week, config: Path, tick: Tick, taken: Event) -> None:
    """Start a tick and kill -9 its process when the mail server has a message and has not said 250."""
    taken.clear()
    process = _start_tick(config, tick)
    deadline = time.monotonic() + TIMEOUT
    while process.poll() is None and not taken.wait(0.01) and time.monotonic() < deadline:
        pass
    caught = taken.is_set() and process.poll() is None
    process.kill()
    process.wait()
    week.kills_in_mail += caught


def _read_database(week: Week, path: Path, site: Site) -> None:
    hosts = [site.base(host) for host in site.ports]
    still = {story.path for story in site.edition.stories if not story.rewordings}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT c.found_at, c.kind, coalesce(p.url, s.source_id), c.summary, c.baseline FROM changes c"
            " JOIN sources s USING (source_id) LEFT JOIN pages p USING (page_id) ORDER BY c.change_id"
        )
        for at, kind, url, summary, baseline in rows:
            for host in hosts:
                url, summary = url.removeprefix(host), summary.replace(host, "")
            lines = week.false if kind == "edited" and url in still else week.lines
            lines[at, kind, url, _CHECKS.sub("on N checks", summary), bool(baseline)] += 1
        week.digests = database.execute("SELECT count(*) FROM digests").fetchone()[0]
        week.twice_told = database.execute(
            "SELECT count(*) FROM (SELECT 1 FROM digest_changes JOIN digests USING (digest_id)"
            " GROUP BY subscriber, change_id HAVING count(*) > 1)"
        ).fetchone()[0]


def _repeats(mails: Sequence[bytes]) -> tuple[int, int]:
    """How many messages came more than once, and how many of those came with other bytes."""
    by_id: dict[str, list[bytes]] = defaultdict(list)
    for data in mails:
        by_id[str(message_from_bytes(data)["Message-ID"])].append(data)
    again = [bodies for bodies in by_id.values() if len(bodies) > 1]
    return sum(len(bodies) - 1 for bodies in again), sum(len(set(bodies)) > 1 for bodies in again)


def hold_against(peace: Week, week: Week) -> dict[str, int]:
    """What a killed week has in common with the peaceful one, and what it has not; the FAULTS must all be 0."""
    lost, made_up = peace.lines - week.lines, week.lines - peace.lines
    there, here = (Counter(line[:3] + line[4:] for line in lines.elements()) for lines in (lost, made_up))
    repeated, other_bytes = _repeats(week.mails)
    sent = [{str(message_from_bytes(data)["Message-ID"]) for data in one.mails} for one in (peace, week)]
    return {
        "kills": week.kills, "kills at named points": week.kills_at_points, "kills between DATA and 250": week.kills_in_mail, "ticks that ended before the kill": week.ended_first, "Changes in peace": peace.lines.total(),
        "Changes after kills": week.lines.total(), "lost": (there - here).total(), "twice or made up": (here - there).total(),
        "false edits in peace": peace.false.total(), "false edits after kills": week.false.total(), "told in other words": (there & here).total(), "Digests": week.digests, "Changes in two Digests": week.twice_told,
        "mails repeated": repeated, "repeated with other bytes": other_bytes, "mails missing": abs(len(sent[0]) - len(sent[1])),
        "last runs of a tick that failed": week.refused, "runs that never ended": week.hung,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--random", type=int, default=1, help="seed of the moments")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--ticks", type=int, default=11)
    chosen = parser.parse_args()
    random = Random(chosen.random)
    totals: Counter[str] = Counter()
    left = chosen.kills
    for place, seed in enumerate(chosen.seeds):
        share = left // (len(chosen.seeds) - place)
        left -= share
        peace = play_week(seed, ticks=chosen.ticks, random=None, peace=None, kills=0)
        week = play_week(seed, ticks=chosen.ticks, random=random, peace=peace, kills=share)
        for line in sorted(((peace.lines - week.lines) + (week.lines - peace.lines)).elements())[:10]:
            print(f"  seed {seed}: differs: {line}", file=sys.stderr)
        totals.update(hold_against(peace, week))
    for label, number in totals.items():
        print(f"{label:<36} {number}")
    return 1 if any(totals[fault] for fault in FAULTS) else 0


if __name__ == "__main__":
    sys.exit(main())
