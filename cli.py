"""The door for people: the `pactwatch` command. Thin: each command lives in commands/, and is imported only when called."""

import gc
import io
import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import click

from pipeline.errors import PactwatchError, UsageError

COMMANDS = {
    "init": "commands.upkeep:init",
    "check": "commands.upkeep:check",
    "crawl": "commands.work:crawl",
    "read": "commands.work:read",
    "once": "commands.work:once",
    "watch": "commands.work:watch",
    "changes": "commands.findings:changes",
    "pages": "commands.findings:pages",
    "show": "commands.findings:show",
    "diff": "commands.findings:diff",
    "noise": "commands.noise:noise",
    "search": "commands.findings:search",
    "why": "commands.saved:why",
    "stories": "commands.meaning:stories",
    "announcements": "commands.meaning:announcements",
    "initiatives": "commands.initiatives:initiatives",
    "relate": "commands.relating:relate",
    "rescore": "commands.relating:rescore",
    "extract": "commands.saved:extract",
    "compare": "commands.saved:compare",
    "digest": "commands.mail:digest",
    "health": "commands.upkeep:health",
    "alarms": "commands.upkeep:alarms",
    "runs": "commands.upkeep:runs",
    "sources": "commands.sources:sources",
    "serve": "commands.serve:serve",
    "doctor": "commands.upkeep:doctor",
    "backup": "commands.upkeep:backup",
    "reextract": "commands.reextract:reextract",
    "replay": "commands.replay:replay",
    "demo": "commands.demo:demo",
}

SELDOM = (50_000, 20, 20)
"""When Python looks for cycles: loading modules and reading pages make many objects and few cycles, and looking costs an
eighth of a quiet tick at the usual 700."""


class Door(click.Group):
    """A group whose commands are imported when they are called, so that each starts as fast as it can."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a newcomer's day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, None = there is none."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first line of their help."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                rows.append((name, command.get_short_help_str(limit=90)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--config", "config", metavar="PATH", help="The file to read; else PACTWATCH_CONFIG, else ./pactwatch.toml."
)
@click.version_option(package_name="pactwatch")
@click.pass_context
def pactwatch(ctx: click.Context, config: str | None) -> None:
    """Watch what becomes of the Hong Kong-mainland digital-economy agreement.

    Collects official and press pages, keeps every version in SQLite, tells what changed, and mails digests.
    Exit 0: did it. 1: a Listing, a Source, a file or a mail failed (said on stderr). 2: wrong usage or config.
    """
    ctx.obj = config


def read_clock() -> datetime:
    """The time at which this command happens, UTC: PACTWATCH_NOW if it is set, else the clock. Read once a command."""
    stated = os.environ.get("PACTWATCH_NOW")
    if not stated:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        raise UsageError(f"PACTWATCH_NOW: {stated!r} is no ISO 8601 time, e.g. 2026-04-12T09:00:00+08:00.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def main(arguments: list[str] | None = None) -> Any:
    """Run the command; our own errors become one line on stderr and an exit code."""
    gc.set_threshold(*SELDOM)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # UTF-8 whatever the locale; what it cannot hold becomes a JSON escape
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return pactwatch(args=arguments, prog_name="pactwatch")
    except PactwatchError as error:
        click.echo(f"pactwatch: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
