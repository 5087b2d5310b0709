"""How lists are printed: a table for a person, JSON, JSON lines or CSV for a program."""

import csv
import io
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from pipeline.errors import UsageError

_AGO = re.compile(r"(\d+)\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

TABLE = ("table", "json", "jsonl", "csv")
"""The forms of a list."""

Command = Callable[..., Any]


def form_option(*forms: str) -> Callable[[Command], Command]:
    """The option --format, as `form`; the first of the forms is what is printed when nothing is said."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], help="For a person, or for programs."
    )


def print_values(values: Sequence[Mapping[str, Any]], form: str, columns: Sequence[str] = ()) -> None:
    """Print plain values as json (one array), jsonl (a line each) or csv. columns: the header where there is no value."""
    if form == "json":
        click.echo(json.dumps(list(values), ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for value in values:
            click.echo(json.dumps(value, ensure_ascii=False))
    else:
        click.echo(write_csv(values, columns), nl=False)


def write_csv(values: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> str:
    """CSV with a header line (without values: `columns`).

    A cell that a spreadsheet would run as a formula is made text by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header := list(values[0]) if values else columns:
        writer.writerow(header)
    for value in values:
        writer.writerow(_cell(one) for one in value.values())
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for a person. The last column takes the room that is left; where there is too little it stands below its row.

    In a pipe a row is a line, however long.
    """
    shown = [[safe(cell) for cell in row] for row in rows]
    if not shown:
        click.echo("nothing")
        return
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    short = [max(cell_len(row[place]) for row in (columns, *shown)) for place in range(len(columns) - 1)]
    left = sum(short) + GAP * len(short)
    least = max(cell_len(columns[-1]), min(LEAST, max(cell_len(line) for row in shown for line in row[-1].split("\n"))))
    below = room is not None and room - left < least
    click.echo(click.style(_line(columns[:-1] if below else columns, short), bold=True))
    for row in shown:
        said = _wrapped(row[-1], room - (4 if below else left) if room else None)
        beside, under = ("", said) if below else (said[0], said[1:])
        click.echo(_line([*row[:-1], beside], short))
        for line in filter(None, under):
            click.echo(" " * (4 if below else left) + line)


GAP = 2
LEAST = 30
"""Columns of the terminal that the last column of a table needs, if it is not short, to stand beside the others."""


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=False)]
    return (" " * GAP).join([*padded, *cells[len(widths) :]]).rstrip()


def _wrapped(text: str, room: int | None) -> list[str]:
    """A cell's lines; in a pipe one."""
    if room is None:
        return [" | ".join(text.splitlines())]
    lines = [wrapped.plain.rstrip() for line in text.splitlines() for wrapped in Text(line).wrap(Console(), room)]
    return lines or [""]


def safe(text: str) -> str:
    """Text from a site, line by line, without what a terminal would obey."""
    return "\n".join("".join(one if one.isprintable() else " " for one in line) for line in text.splitlines())


def local(moment: datetime | str | None, zone: str) -> str:
    """A stored time in the operator's zone, to the minute; '' for None."""
    if moment is None:
        return ""
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return when.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def local_date(published: str | None, zone: str) -> str:
    """A printed date: as it is at day precision or a coarser one, else in the operator's zone to the minute; '' for None."""
    return local(published, zone) if published and "T" in published else published or ""


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
