"""What README.md and docs/ say is true: every command and query in them runs, generated parts are current, every link leads somewhere."""

import ast
import re
import shlex
import sqlite3
import struct
import tomllib
from pathlib import Path

import pytest

from cli import COMMANDS
from commands.serve import read_queries
from crawler.catalog import read_source
from docs.generate import FILES, GROUPS, ROOT, renew
from pipeline.config import load_config
from pipeline.store.search import make_query
from tests.installation import Installation
from tests.installation import installation as installation
from tests.test_cli import CHANGES, COMPARE, EXTRACT, PAGES, WHY

READMES = ("README.md", "README.zh-Hant.md", "README.zh-Hans.md")
DOCS = (*READMES, *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
NEVER_RUN = {
    "make demo": "tests/test_demo.py plays it",
    "make run": "needs the network; tests/test_cli.py has it without",
}
"""Lines of sh blocks that are not run here, and why. Blocks without a language are for other people's programs: cron, systemctl."""

Block = tuple[str, str]


def blocks(language: str) -> list[Block]:
    """(file, text) of every fenced block in this language."""
    found = []
    for name in DOCS:
        text = (ROOT / name).read_text(encoding="utf-8")
        found += [
            (name, match[1]) for match in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
        ]
    return found


def lines_of(language: str) -> list[Block]:
    """(file, command) of every line of such blocks, comments taken off."""
    cut = [
        (name, re.sub(r"\s+# .*", "", line).strip()) for name, text in blocks(language) for line in text.splitlines()
    ]
    return [(name, line) for name, line in cut if line and not line.startswith("#")]


def statements() -> list[Block]:
    """(file, statement) of every SQL block."""
    return [(name, one.strip()) for name, text in blocks("sql") for one in text.split(";\n") if one.strip()]


def test_generated_parts_are_current() -> None:
    for name in FILES:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "<!-- generated: " in text
        assert renew(text) == text, f"{name}: run python -m docs.generate"


def test_no_command_stands_in_two_places_and_all_are_there() -> None:
    placed = [name for names in GROUPS.values() for name in names]
    assert (len(placed), set(placed) - set(COMMANDS)) == (len(set(placed)), set())


@pytest.mark.parametrize(("name", "line"), lines_of("sh"))
def test_every_command_line_does_what_it_says(name: str, line: str, installation: Installation, tmp_path: Path) -> None:
    if line in NEVER_RUN:
        return
    copied = installation.copy(tmp_path / "copy")
    words = shlex.split(line)
    assert words[0] == "pactwatch", (
        f"{name}: {line}: an sh block holds commands of ours; others go into a block without a language"
    )
    ended = copied.run(*words[1:])
    # The server of this installation is gone, so a tick must say so; nothing else may fail.
    assert (ended.code, bool(ended.err)) == ((1, True) if words[1] == "once" else (0, False)), ended


def test_inline_commands_are_commands() -> None:
    for name in DOCS:
        text = (ROOT / name).read_text(encoding="utf-8")
        typed = re.findall(r"`(?:\.venv/bin/)?pactwatch ([a-z]+)", text)
        assert [word for word in typed if word not in COMMANDS] == [], name


@pytest.mark.parametrize(("name", "sql"), statements())
def test_every_query_runs_and_finds_something(name: str, sql: str, installation: Installation) -> None:
    connection = sqlite3.connect(f"file:{installation.database}?mode=ro", uri=True)
    connection.create_function("pactwatch_query", 1, make_query, deterministic=True)
    try:
        rows = connection.execute(sql, {"url": 1, "words": "數據"}).fetchall()
    finally:
        connection.close()
    assert rows or "source_health" in sql, f"{name}: a query that shows nothing teaches nothing: {sql}"


def test_ten_questions_are_all_shown() -> None:
    shown = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert len(read_queries()) == 10
    assert [name for name, query in read_queries().items() if query["sql"].strip() not in shown] == []


@pytest.mark.parametrize(("name", "text"), blocks("python"))
def test_python_lines_parse_and_their_queries_run(name: str, text: str, installation: Installation) -> None:
    literals = [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    queries = [part for literal in literals for part in literal.split("; ") if part.startswith("SELECT")]
    assert queries, name
    connection = sqlite3.connect(f"file:{installation.database}?mode=ro", uri=True)
    try:
        for query in queries:
            assert connection.execute(query.replace("FROM found ", "FROM changes_recent ")).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize(("name", "text"), blocks("toml"))
def test_toml_is_a_config(name: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / "pactwatch.toml"
    file.write_text(text, encoding="utf-8")
    assert tomllib.loads(text), name
    load_config(file)


def test_the_example_of_a_source_is_one() -> None:
    text = (ROOT / "crawler" / "sources" / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert read_source(example.encode(), file="x-news.toml").id == "x-news"


def test_every_promised_key_is_explained() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for heading, keys in (
        ("changes", CHANGES),
        ("pages", PAGES),
        ("extract", EXTRACT),
        ("compare", COMPARE),
        ("why", WHY),
    ):
        part = text[text.index(f"### {heading}\n") :].partition("\n### ")[0]
        words = set(re.findall(r"[a-z_]+", part))
        assert [key for key in keys if key not in words] == [], heading


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    aims = re.findall(r"\]\(([^)]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    local = [aim.partition("#")[0] for aim in aims if not aim.startswith(("http://", "https://", "#"))]
    assert [aim for aim in local if not ((ROOT / name).parent / aim).exists()] == []


def test_what_one_sees_is_what_is_said_in_the_code() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme[readme.index("| you see |") :].partition("\n\n")[0]
    seen = [part.strip(" …") for row in table.splitlines()[2:] for part in re.findall(r"`([^`]+)`", row.split("|")[1])]
    code = " ".join(
        path.read_text(encoding="utf-8")
        for top in ("commands", "crawler", "pipeline")
        for path in (ROOT / top).rglob("*.py")
    )
    assert seen
    assert [part for part in seen if part not in code] == []


def test_readme_is_short_and_its_picture_small() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200
    picture = (ROOT / "docs" / "images" / "digest.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 200_000
    assert struct.unpack(">I", picture[16:20]) == (640,)


@pytest.mark.parametrize("name", DOCS)
def test_words_are_those_of_the_design(name: str) -> None:
    text = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", " ", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert (
        re.findall(r"(?i)\b(articles?|snapshots?|entit(?:y|ies)|helpers?|utils|scrap(?:e|es|ed|er|ers))\b", text) == []
    )


@pytest.mark.parametrize("name", ["pactwatch.service", "pactwatch-once.service"])
def test_units_call_a_command_that_is_there(name: str) -> None:
    unit = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    (start,) = re.findall(r"^ExecStart=(\S+) --config \S+ (\w+)(?: --quiet)?$", unit, re.MULTILINE)
    assert (Path(start[0]).name, start[1] in COMMANDS) == ("pactwatch", True)
    assert "\nUser=pactwatch\n" in unit
    assert "\nNoNewPrivileges=yes\n" in unit


def test_image_is_built_of_everything_that_is_installed_and_runs_as_nobody_special() -> None:
    text = (ROOT / "packaging" / "Dockerfile").read_text(encoding="utf-8")
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    tops = {package.partition(".")[0] for package in declared["packages"]}
    assert [top for top in sorted(tops) if f"COPY {top} {top}\n" not in text] == []
    assert all(f"{module}.py" in text for module in declared["py-modules"])
    assert "\nUSER pactwatch\n" in text
