"""The Datasette plugin: search in both Chinese scripts, ids that lead somewhere, limits on what a query may ask for, and headers.

Depends only on hooks that live on in Datasette 1.0: prepare_connection, render_cell and asgi_wrapper.
"""

import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from datasette import hookimpl
from datasette.utils import tilde_encode
from markupsafe import Markup

from pipeline.store.search import make_query

LARGEST_VALUE = 8_000_000
"""Bytes of one value: `select randomblob(900000000)` runs past any time limit."""

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        b" frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)

HTML = b'<!DOCTYPE html>\n<html lang="en">'
"""Datasette's pages name no language; a browser then picks Japanese glyphs for Chinese, and a screen reader any voice."""

ROWS = {
    "page_id": "pages",
    "twin_id": "pages",
    "derived_from": "pages",
    "lead_page_id": "pages",
    "version_id": "versions",
    "from_version_id": "versions",
    "to_version_id": "versions",
    "change_id": "changes",
    "reverts_to": "changes",
    "capture_id": "captures",
    "source_id": "sources",
    "story_id": "stories",
    "initiative_id": "initiatives",
}
"""Whose row a column names, by whatever query or view it is shown."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@hookimpl(trylast=True)  # type: ignore[untyped-decorator] # pluggy's marker has no types in Datasette 0.65
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Make the search box and the canned queries find Chinese. trylast: Datasette registers its own escape_fts first."""
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    for name in ("escape_fts", "pactwatch_query"):
        conn.create_function(name, 1, _query, deterministic=True)


def _query(words: object) -> str:
    """An FTS5 query for what was typed; a query that finds nothing where nothing can be looked for."""
    return make_query(str(words or "")) or '""'


@hookimpl  # type: ignore[untyped-decorator] # as above
def render_cell(value: object, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    """A number of a Page, Version, Change ... leads to its row in views and queries too; NULL and a row's own key do not."""
    leads_to = ROWS.get(column)
    if (
        not isinstance(value, int | str) or leads_to is None or leads_to == table
    ):  # a dict: Datasette has made a link of it
        return None
    link: str = datasette.urls.row(database, leads_to, tilde_encode(str(value)))
    return Markup('<a href="{}">{}</a>').format(link, value)


@hookimpl  # type: ignore[untyped-decorator] # as above
def asgi_wrapper() -> Callable[[App], App]:
    """Every answer carries HEADERS."""

    def wrap(app: App) -> App:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_with_headers(event: MutableMapping[str, Any]) -> None:
                if event["type"] == "http.response.start":
                    event["headers"] = [*event.get("headers", ()), *HEADERS]
                elif event["type"] == "http.response.body":
                    event["body"] = event.get("body", b"").replace(b"<!DOCTYPE html>\n<html>", HTML, 1)
                await send(event)

            await app(scope, receive, send_with_headers)

        return guarded

    return wrap
