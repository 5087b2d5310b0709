"""What the demo says to a person who reads along: each tick's findings, and where everything lies in the end."""

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape

from tests.world.content import Edition
from tests.world.paths import HONG_KONG, HOSTS

if TYPE_CHECKING:
    from tests.world.play import Played, PlayedTick

STYLES = {
    "appeared": "green", "edited": "yellow", "withdrawn": "red", "restored": "cyan", "moved": "blue", "notice": "magenta"
}  # fmt: skip
DAYTIMES = {"am": "morning", "pm": "evening"}


def tell_start(out: Console, edition: Edition, days: int) -> None:
    """Say what is going to happen."""
    languages = len({story.language for story in edition.stories})
    out.print(
        f"[bold]pactwatch demo[/bold]: {days} days of a made-up news site on this machine: {len(HOSTS)} hosts, {languages} languages,\n"
        f"{len(edition.stories)} pages (seed {edition.seed}). Every page is fetched over real HTTP, with fresh noise each time.\n"
        "Every tick is one `pactwatch once`.",
        soft_wrap=True,
    )


def tell_tick(out: Console, played: "PlayedTick") -> None:
    """Say what a tick found."""
    local = played.tick.at.astimezone(HONG_KONG)
    out.print(f"\n[bold]Day {played.tick.day}[/bold]  {local:%A} {local.day} {local:%B %Y, %H:%M} Hong Kong time")
    baseline = [row for row in played.changes if row["baseline"]]
    told = [row for row in played.changes if not row["baseline"]]
    if baseline:
        out.print(f"  {len(baseline)} relevant pages recorded as the baseline: old news, in no digest", soft_wrap=True)
    for kind, rows in groupby(
        sorted(told, key=lambda row: list(STYLES).index(row["kind"]) if row["kind"] in STYLES else 9), key=_kind
    ):
        for row in rows:
            _tell_change(out, kind, row)
    if not played.changes:
        out.print("  nothing to tell")
    if played.outage:
        for line in played.stderr.strip().splitlines()[:3]:
            out.print(f"  [dim]could not see:[/dim] {escape(line)}", soft_wrap=True)
    if played.failed:
        tell_failure(out, f"once (exit {played.code})", played.stderr)
    for label, lines in (
        ("missed", played.verdict.missed),
        ("not true", played.verdict.surplus),
        ("differs", played.verdict.differing),
    ):
        for line in lines:
            out.print(f"  [bold red]{label}[/bold red] {escape(line)}", soft_wrap=True)


def _kind(row: Mapping[str, Any]) -> str:
    return str(row["kind"])


def _tell_change(out: Console, kind: str, row: Mapping[str, Any]) -> None:
    notes = [row["source"].removeprefix("demo-"), *(["no notice given"] if row["silent"] else [])]
    out.print(
        f"  [{STYLES.get(kind, 'white')}]{kind:<10}[/] {escape(row['title'])} [dim]({escape(', '.join(notes))})[/dim]",
        soft_wrap=True,
    )
    if kind == "edited" and row["summary"]:
        out.print(f"             {escape(row['summary'])}", soft_wrap=True)


def tell_failure(out: Console, command: str, error: str) -> None:
    """Say that a command failed."""
    out.print(
        f"  [bold red]failed[/bold red] pactwatch {escape(command)}: {escape(_last_lines(error))}", soft_wrap=True
    )


def tell_end(out: Console, result: "Played", *, browser: bool) -> None:
    """Say how it went, where everything lies, and what to type next."""
    expected = sum(len(tick.expected) for tick in result.ticks)
    missed = sum(len(tick.verdict.missed) for tick in result.ticks)
    surplus = sum(len(tick.verdict.surplus) for tick in result.ticks)
    out.print(
        f"\n[bold]In the end[/bold]  found {expected - missed} of the {expected} things that happened"
        f"{', and nothing that did not' if not surplus else f', and {surplus} that did not'};\n"
        f"            {len(result.requests)} requests, {len(result.mails)} digests sent",
        soft_wrap=True,
    )
    out.print(f"  {'database':<20} {escape(_shown(result.folder / 'pactwatch.db'))}", soft_wrap=True)
    for name, path in result.digests.items():
        out.print(f"  {f'digest, {name}':<20} {escape(_shown(path))}", soft_wrap=True)
        if name in result.pictures:
            out.print(f"  {'its picture':<20} {escape(_shown(result.pictures[name]))}", soft_wrap=True)
    if result.digests and not browser:
        out.print(f"  {'their pictures':<20} none: no Chromium was found on this machine")
    out.print("\nNext, type (while `serve` runs, every line of a digest leads to its evidence):")
    for words in ("announcements", "initiatives", "initiatives --candidates", "serve"):
        config = escape(_shown(result.folder / "pactwatch.toml"))
        out.print(f"  {escape(_command())} --config {config} {words}", soft_wrap=True)


def _last_lines(error: str) -> str:
    """The end of what a command said on stderr: of a traceback the line that names the error."""
    lines = error.strip().splitlines()
    return "\n".join(lines[-1:] if "Traceback (most recent call last):" in lines else lines[-5:])


def _shown(path: Path) -> str:
    """A path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.resolve().relative_to(here)) if path.resolve().is_relative_to(here) else str(path.resolve())


def _command() -> str:
    return ".venv/bin/pactwatch" if Path(".venv/bin/pactwatch").exists() else "pactwatch"
