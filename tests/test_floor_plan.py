"""The plan of the house: who may import whom. The tables are the map."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

MAY_IMPORT = {
    "cli": {"commands", "pipeline"},
    "commands": {"cli", "scheduler", "ticks", "commands", "crawler", "pipeline", "db", "tests"},
    "scheduler": {"ticks", "pipeline"},
    "ticks": set(),
    "crawler": {"crawler", "pipeline"},
    "pipeline": {"pipeline", "db"},
    "db": {"db"},
}
"""Folder or file at the top -> the tops it may import. `commands` may import tests for the demo's site alone."""

ROOMS = {
    "text": set(),
    "reading": {"text"},
    "weighing": {"text"},
    "comparing": {"text", "reading", "weighing"},
    "meaning": {"text", "weighing"},
    "telling": {"text", "weighing", "meaning"},
}
"""Room of pipeline -> the rooms it may import. What stands outside them is either words, which every room may import, or
the corridor (run, readers, decide, joining and what they share), which no room may."""

WORDS = {"model", "plan", "source", "errors", "urls", "dates", "store"}
"""What crawler may know of pipeline: its words and its store."""

EDGES = {
    "store", "run", "decide", "cases", "ledger", "readers", "mail", "config", "topic", "words", "render", "desk",
    "joining", "standing", "twin_findings", "wishes", "rescoring", "rounds", "replay", "reextract", "versions", "desk_pages", "desk_html", "workers", "many_traits",
}  # fmt: skip
"""Modules of pipeline that touch files, processes, the network or the database; all others are pure."""

SHARED = {"config", "dates", "derived", "errors", "model", "plan", "schedule", "source", "store", "urls", "values"}
"""What of pipeline outside its rooms a room may import: words, and for its edges the store."""

IMPURE = {
    "sqlite3", "sqlite_utils", "logging", "socket", "subprocess", "smtplib", "requests", "urllib.request", "time", "os",
    "scrapy", "twisted", "apscheduler", "multiprocessing", "threading", "asyncio", "pathlib",
}  # fmt: skip


def modules() -> list[Path]:
    folders = [ROOT / name for name in ("commands", "crawler", "pipeline", "db")]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    return sorted([*(ROOT / f"{name}.py" for name in ("cli", "scheduler", "ticks")), *files])


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module in ("pipeline", "crawler", "db"):
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_module_imports_only_what_lies_below(path: Path) -> None:
    top = name_of(path).split(".")[0]
    ours = {
        imported
        for imported in imports_of(path)
        if imported.split(".")[0] in MAY_IMPORT or imported.startswith("tests")
    }
    wrong = {imported for imported in ours if imported.split(".")[0] not in MAY_IMPORT[top]}
    assert wrong == set()
    if top == "crawler":
        strange = {i for i in ours if i.startswith("pipeline.") and i.split(".")[1] not in WORDS}
        assert strange == set()
    place = name_of(path).split(".")[1:]
    if top == "pipeline" and place and place[0] != "store" and place[-1] not in EDGES:
        assert imports_of(path) & IMPURE == set()
        assert {i for i in ours if i.startswith("pipeline.store")} == set()
    if "tests" in {imported.split(".")[0] for imported in imports_of(path)}:
        assert name_of(path) == "commands.demo"


@pytest.mark.parametrize("room", ROOMS)
def test_room_of_pipeline_imports_only_rooms_before_it(room: str) -> None:
    for path in sorted((ROOT / "pipeline" / room).glob("*.py")):
        ours = {imported.split(".")[1] for imported in imports_of(path) if imported.startswith("pipeline.")}
        assert ours - {room} - ROOMS[room] - SHARED == set(), name_of(path)


def test_no_import_goes_in_a_circle() -> None:
    names = {name_of(path): path for path in modules()}
    arrows = {name: {i for i in top_level_imports(path) if i in names and i != name} for name, path in names.items()}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name not in done:
            for target in arrows[name]:
                visit(target, (*above, name))
            done.add(name)

    for name in names:
        visit(name, ())


def top_level_imports(path: Path) -> set[str]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = set()
    for node in body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_module_fits_in_a_head(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    tree = ast.parse(text)
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert long == []
    if text.strip():
        assert ast.get_docstring(tree), "the first line says what the module is for"
