"""How lists are printed: a table for a person, JSON, JSON lines or CSV for a program."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from pipeline.errors import UsageError

_AGO = re.compile(r"(\d+)\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def print_values(values: Sequence[Mapping[str, Any]], form: str) -> None:
    """Print plain values as json (one array), jsonl (a line each) or csv."""
    if form == "json":
        click.echo(json.dumps(list(values), ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for value in values:
            click.echo(json.dumps(value, ensure_ascii=False))
    else:
        click.echo(write_csv(values), nl=False)


def write_csv(values: Sequence[Mapping[str, Any]]) -> str:
    """CSV with a header line. A cell that a spreadsheet would run as a formula is made text by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if values:
        writer.writerow(values[0].keys())
    for value in values:
        writer.writerow(_cell(one) for one in value.values())
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, wide: str | None = None) -> None:
    """A plain table as wide as the terminal; in a pipe 160 columns and no colour. wide: the column that gets the room.

    Without rows it says so.
    """
    filled = [[safe_lines(cell) for cell in row] for row in rows]
    if not filled:
        click.echo("nothing")
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=160, no_color=True)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", ratio=1 if name == wide else None, no_wrap=name != wide)
    for row in filled:
        table.add_row(*row)
    console.print(table)


def safe(text: str) -> str:
    """Text from a site without what a terminal or rich would obey."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return shown.replace("[", "\\[")


def safe_lines(text: str) -> str:
    """The same, its own line breaks kept."""
    return "\n".join(safe(line) for line in text.splitlines())


def local(moment: datetime | str | None, zone: str) -> str:
    """A stored time in the operator's zone, to the minute; '' for None."""
    if moment is None:
        return ""
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return when.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def read_time(text: str | None, now: datetime, zone: str, option: str) -> datetime | None:
    """A time as people type it: 2026-11-21, 2026-11-21T10:40, with offset, or '3d' (ago). UTC; None stays None."""
    if text is None:
        return None
    ago = _AGO.fullmatch(text.strip())
    if ago:
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: {text!r} is no time. Use 2026-11-21, 2026-11-21T10:40+08:00, or 3d.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
