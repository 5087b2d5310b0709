"""A copy of pactwatch that knows no words: the files of zone and label words are emptied, all else is as it is.

What is left must come from the site's own Captures; `python -m bench.changes --no-words` measures how far that carries.
"""

import compileall
import shutil
from pathlib import Path

PROGRAM = ("cli.py", "scheduler.py", "ticks.py", "scrapy.cfg", "commands", "crawler", "db", "pipeline")
WORDS = ("pipeline/reading/zones.py", "pipeline/reading/labels.py")
_EMPTIED = """

for _name in [name for name in globals() if name.isupper()]:
    globals()[_name] = type(globals()[_name])()
"""


def copy_without_words(root: Path, folder: Path) -> Path:
    """Copy the program at `root` into a new folder and empty every table of its word files; returns the copy."""
    folder.mkdir(parents=True)
    for name in PROGRAM:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.db*"))
        else:
            shutil.copy2(source, folder / name)
    for name in WORDS:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(_EMPTIED)
    compile_program(folder)
    return folder


def compile_program(root: Path) -> None:
    """Write the bytecode, as `make setup` does with this program and pip with the peers: whatever the environment forbids."""
    for name in PROGRAM:
        (compileall.compile_dir if (root / name).is_dir() else compileall.compile_file)(root / name, quiet=1)
