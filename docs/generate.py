"""Writes the generated parts of README.md and docs/: commands, Sources, queries. Run `python -m docs.generate`; a test compares."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from cli import COMMANDS, pactwatch
from commands.serve import read_queries
from crawler.catalog import load_catalog

ROOT = Path(__file__).parents[1]
FILES = ("README.md", "docs/queries.md", "docs/commands.md")
SHOWN = ("facts-changed-silently",)
"""The queries that README.md shows in full; docs/queries.md has all of them."""
GROUPS = {
    "try it": ("demo",),
    "set up": ("init", "check", "sources"),
    "work": ("once", "watch", "crawl", "read", "digest"),
    "look after": ("health", "alarms", "runs", "doctor", "backup", "reextract", "replay"),
    "read": ("changes", "pages", "show", "diff", "noise", "search", "serve"),
    "what it means": ("announcements", "initiatives", "stories", "rescore"),
    "saved files, without config or database": ("extract", "compare", "why", "relate"),
}
"""What one wants to do -> the commands for it; those without a place stand last."""

_PART = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def renew(text: str) -> str:
    """The text of a file with every generated part as it is today."""
    parts: dict[str, Callable[[], str]] = {
        "commands": command_table,
        "command-groups": command_groups,
        "sources": source_groups,
        "shown-queries": lambda: query_block({name: read_queries()[name] for name in SHOWN}),
        "queries": lambda: query_blocks(read_queries()),
    }
    return _PART.sub(lambda match: f"{match[1]}{parts[match['name']]()}{match[3]}", text)


def command_table() -> str:
    """Every command with what has to follow it and the first sentence of its help."""
    lines = ["| command | does |", "|---|---|"]
    lines += [f"| `{typed}` | {said} |" for typed, said in _commands()]
    return "\n".join(lines) + "\n"


def _commands() -> Iterator[tuple[str, str]]:
    context = click.Context(pactwatch)
    for name in COMMANDS:
        command = pactwatch.get_command(context, name)
        assert command is not None
        inner = command.commands if isinstance(command, click.Group) else {}
        itself = {} if inner and not getattr(command, "invoke_without_command", False) else {"": command}
        for more, one in (itself | inner).items():
            typed = " ".join(
                [name, more, *(_shown(param) for param in one.params if isinstance(param, click.Argument))]
            )
            yield " ".join(typed.split()), one.get_short_help_str(limit=200)


def _shown(argument: click.Argument) -> str:
    name = argument.human_readable_name + ("…" if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def command_groups() -> str:
    """The commands by what one wants to do."""
    placed = {name for names in GROUPS.values() for name in names}
    groups = {**GROUPS, "more": tuple(name for name in COMMANDS if name not in placed)}
    return "".join(
        f"- **{wish}**: {', '.join(f'`{name}`' for name in names)}\n" for wish, names in groups.items() if names
    )


def source_groups() -> str:
    """The Sources that come with pactwatch, by who speaks."""
    groups: dict[str, list[str]] = {}
    for source in load_catalog():
        speaker = f"{source.tier}, {source.side}"
        groups.setdefault(speaker, []).append(f"[{source.name.get('en', source.id)}]({source.home}) (`{source.id}`)")
    return "".join(f"- **{speaker}**: {', '.join(names)}\n" for speaker, names in groups.items())


def query_block(queries: Mapping[str, Mapping[str, str]]) -> str:
    """Queries as one block of SQL, each under its title."""
    said = [f"-- {query['title']} ({name})\n{query['sql'].strip()};\n" for name, query in queries.items()]
    return f"```sql\n{''.join(said)}```\n"


def query_blocks(queries: Mapping[str, Mapping[str, str]]) -> str:
    """Queries each in a block of its own, under a heading."""
    return "".join(
        f"\n## {query['title']}\n`{name}`\n```sql\n{query['sql'].strip()};\n```\n" for name, query in queries.items()
    )


if __name__ == "__main__":
    for name in FILES:
        path = ROOT / name
        path.write_text(renew(path.read_text(encoding="utf-8")), encoding="utf-8")
