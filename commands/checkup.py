"""What `doctor` looks at, one finding a line: (what, whether it is well, what was seen or what to do)."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from commands.opening import read_catalog, read_topic
from commands.printing import local
from pipeline.config import Config, load_config
from pipeline.errors import PactwatchError
from pipeline.store.opening import FREE_BYTES, open_reader
from pipeline.store.upkeep import find_damage

Seen = tuple[str, bool, str]


def examine(path: Path) -> Iterator[Seen]:
    """Look at the program, the config, the disk, the Sources, the database and its last tick."""
    yield "python", sys.version_info >= (3, 11), sys.version.split()[0]
    yield "sqlite", sqlite3.sqlite_version_info >= (3, 37), f"{sqlite3.sqlite_version} (3.37 or newer is needed)"
    for name in ("scrapy", "trafilatura", "sqlite-utils", "apscheduler", "datasette"):
        yield name, True, version(name)
    try:
        config = load_config(path)
    except PactwatchError as error:
        yield "config", False, str(error)
        return
    yield "config", True, str(path)
    yield (
        "contact",
        bool(config.crawl.contact),
        config.crawl.contact or "not set: sites cannot reach you; set crawl.contact",
    )
    yield from _files(config)
    yield from _database(config)


def _files(config: Config) -> Iterator[Seen]:
    try:
        catalog = read_catalog(config)
        read_topic(config)
    except PactwatchError as error:
        yield "sources and topic", False, str(error)
    else:
        yield "sources and topic", True, f"Sources: {len(catalog)}, topic: {config.topic.profile}"
    folder = config.database.parent
    free = shutil.disk_usage(folder if folder.exists() else Path(config.folder)).free
    yield "disk", free > 4 * FREE_BYTES, f"{free // 1_000_000} MB free beside the database"


def _database(config: Config) -> Iterator[Seen]:
    zone = config.schedule.time_zone
    try:
        with open_reader(config.database, config.raw) as store:
            damage = find_damage(store)
            last = store.row("SELECT * FROM runs ORDER BY run_id DESC LIMIT 1")
            waiting = store.value("SELECT count(*) FROM captures WHERE read_at IS NULL")
            alarms = store.rows("SELECT message FROM alarms WHERE closed_at IS NULL")
    except PactwatchError as error:
        yield "database", False, str(error)
        return
    yield "database", not damage, damage[0] if damage else f"{config.database.name}: sound, every body in its place"
    if last is None:
        yield "last tick", True, "none yet; run: pactwatch once"
    else:
        well = last["outcome"] in ("ok", None)
        yield (
            "last tick",
            well,
            f"{local(last['started_at'], zone)}: {last['outcome'] or 'under way'} {last['first_error'] or ''}".strip(),
        )
    yield "waiting", waiting < 5000, f"{waiting} Captures wait to be read"
    for alarm in alarms:
        yield "alarm", False, alarm["message"]
