"""serve: Datasette over the database, read only, on loopback, with our words, queries and search."""

import socket
import tomllib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import db.schema
from cli import read_clock
from commands.opening import read_config, read_topic, reading
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.meaning.topic import Topic

FOLDER = Path(db.schema.__file__).with_name("datasette")
FACETS = {
    "changes": ["kind", "weight", "source_id", "silent", "baseline"],
    "changes_recent": ["kind", "source_name", "tier"],
    "pages": ["source_id", "language", "state", "page_kind", "relevant"],
    "pages_relevant": ["source_name", "language", "page_kind", "state"],
    "versions": ["reason", "language", "published_precision"],
    "runs": ["job", "outcome"],
}
SORT = {
    "changes": "change_id",
    "changes_recent": "change_id",
    "pages": "page_id",
    "pages_relevant": "found_at",
    "versions": "version_id",
    "runs": "run_id",
    "captures": "capture_id",
    "digests": "digest_id",
}
START = {
    "Findings": ["changes_recent", "pages_relevant", "announcements", "initiatives_now"],
    "Everything behind them": ["pages", "versions", "changes", "edits", "captures"],
    "How the watching goes": ["source_health", "runs", "alarms", "digests"],
}
"""What the front page names, with the sentence of each: heading -> tables and views."""
SETTINGS = {
    "allow_download": False,  # a download of a file that is being written is no consistent copy: pactwatch backup is
    "suggest_facets": False,  # costs 30 to 200 ms a page on 50,000 Pages; the useful facets are set
    "default_page_size": 50,
    "sql_time_limit_ms": 3000,
    "num_sql_threads": 2,
    "truncate_cells_html": 240,  # a cell of JSON or of a whole text made rows a screen high; the row's own page shows all
}


def read_queries() -> dict[str, dict[str, str]]:
    """The canned queries: name -> title and sql."""
    return tomllib.loads((FOLDER / "queries.toml").read_text(encoding="utf-8"))


def make_metadata(name: str, tables: dict[str, list[str]]) -> dict[str, Any]:
    """Datasette's metadata for the database `name`: a sentence for everything, facets, order, search, queries."""
    words = db.schema.read_words()
    described: dict[str, Any] = {}
    for table, columns in tables.items():
        sentences = {column: db.schema.describe(words, table, column) for column in columns}
        described[table] = {
            "description": words.get(table, {}).get("_", ""),
            "columns": {column: sentence for column, sentence in sentences.items() if sentence},
            **({"facets": FACETS[table]} if table in FACETS else {}),
            **({"sort_desc": SORT[table]} if table in SORT else {}),
            **({"fts_table": "page_search", "fts_pk": "page_id"} if table == "pages" else {}),
            **({"hidden": True} if table.startswith("page_search") else {}),
        }
    described["_sqlite_migrations"] = {"hidden": True}
    return {
        "title": "pactwatch",
        "description": "What became of the Hong Kong-mainland digital-economy agreement. Times are UTC.",
        "databases": {
            name: {
                "description": "Begin with changes_recent and pages_relevant; the queries below answer common questions.",
                "tables": described,
                "queries": read_queries(),
                "start": START,
            }
        },
        "extra_css_urls": ["/-/pactwatch/desk.css"],
    }


def make_datasette(
    database: Path, tables: dict[str, list[str]], *, topic: "Topic | None" = None, time_zone: str = "Asia/Hong_Kong"
) -> Any:
    """A Datasette over one database that another process may be writing: opened read only, never as immutable."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    from pipeline import desk

    # Where Rich is installed, Datasette 0.65 answers an unknown address with 500 and the traceback of its own call of Rich.
    vars(import_module("datasette.handle_exception"))["rich"] = None
    if not pm.is_registered(desk):
        pm.register(desk, name="pactwatch")
    served = Datasette(
        [str(database)],
        metadata=make_metadata(database.stem, tables),
        settings=SETTINGS,
        static_mounts=[("-/pactwatch", str(FOLDER / "static"))],
        template_dir=str(FOLDER / "templates"),
    )
    desk.furnish(served, desk.Desk(topic=topic, time_zone=time_zone, clock=read_clock))
    return served


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Of this machine; 0 = any that is free.",
)
@click.pass_context
def serve(ctx: click.Context, port: int) -> None:
    """Browse the database in a web browser, on this machine only."""
    import uvicorn

    config = read_config(ctx)
    topic = read_topic(config)
    with reading(config) as store:
        tables = db.schema.tables_of(store.connection)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageError(f"--port {port}: {error.strerror}. Name another port.") from None
        click.echo(f"http://127.0.0.1:{listening.getsockname()[1]}/  (stop with Ctrl-C)")
        served = make_datasette(config.database, tables, topic=topic, time_zone=config.schedule.time_zone)
        server = uvicorn.Server(uvicorn.Config(served.app(), log_level="warning"))
        server.run(sockets=[listening])
