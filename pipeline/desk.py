"""The Datasette plugin: the desk's pages, search in both Chinese scripts, ids that lead somewhere, limits and headers.

Depends only on hooks that live on in Datasette 1.0: prepare_connection, register_routes, render_cell and asgi_wrapper.
"""

import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from datasette import Response, hookimpl
from datasette.utils import tilde_encode
from markupsafe import Markup

from pipeline.desk_pages import PAGES, Answer, Show, Visit, show_missing
from pipeline.meaning.topic_senses import Topic
from pipeline.store.opening import Store
from pipeline.store.search import make_query
from pipeline.telling.desk_html import read_style
from pipeline.telling.words import LANGUAGES, load_words

LARGEST_VALUE = 8_000_000
"""Bytes of one value: `select randomblob(900000000)` runs past any time limit."""

HEADERS = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))

_NOTHING = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
POLICIES = (
    ("/desk/digests/", _NOTHING + b"style-src 'unsafe-inline' 'self'; form-action 'none'"),
    ("/desk", _NOTHING + b"style-src 'self'; form-action 'self'"),
    (
        "/",
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        b" frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    ),
)
"""What a page may load, by how its address begins. A Digest was made for mail and has its styles inline; no page of the desk
has a script; Datasette's own have some."""

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
    "digest_id": "digests",
}
"""Whose row a column names, by whatever query or view it is shown."""
SHOWN = {"pages", "changes", "stories", "initiatives", "digests"}
"""What has a page on the desk, which says more than the row."""

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
    if leads_to in SHOWN:
        link = datasette.urls.path(f"/desk/{leads_to}/{value}")
    return Markup('<a href="{}">{}</a>').format(link, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """How the desk speaks: whose Areas it names, and in which zone it tells the time. clock: the present time."""

    topic: Topic | None = None
    time_zone: str = "Asia/Hong_Kong"
    clock: Callable[[], datetime]


_DESKS: WeakKeyDictionary[Any, Desk] = WeakKeyDictionary()


def furnish(datasette: Any, desk: Desk) -> None:
    """Give a Datasette its desk, before it is asked for a page of it."""
    _DESKS[datasette] = desk


@hookimpl  # type: ignore[untyped-decorator] # as above
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """The desk's pages, and a page for every other address below /desk."""
    routes: list[tuple[str, Callable[..., Any]]] = [(r"/desk/style\.css$", _style)]
    for place, show in PAGES.items():
        routes.append((f"/desk/{place.format(n=_NUMBER)}$", _route(show)))
    return [*routes, (r"/desk(?:/.*)?$", _route(None))]


_NUMBER = r"(?P<number>\d{1,15})"


def _style() -> Response:
    return Response(read_style(), content_type="text/css; charset=utf-8")


def _route(show: Show | None) -> Callable[..., Any]:
    """What answers one kind of address. show: None = none that is known."""

    async def answer(request: Any, datasette: Any) -> Response:
        desk = _DESKS[datasette]
        database = next(one for name, one in datasette.databases.items() if name != "_internal")
        arguments = {name: request.args.get(name) or "" for name in request.args}
        asked = arguments.pop("lang", "en")
        words = load_words(asked if asked in LANGUAGES else "en", time_zone=desk.time_zone, topic=desk.topic)
        query = urlencode(arguments)
        address = request.path + (f"?{query}" if query else "")
        visit = Visit(
            words=words,
            topic=desk.topic,
            now=desk.clock(),
            database=database.name,
            address=address,
            arguments=arguments,
        )
        number = int(request.url_vars.get("number", 0))

        def read(connection: sqlite3.Connection) -> Answer:
            store = Store(connection, connection, Path(database.path), None)
            return show_missing(visit) if show is None else show(store, number, visit)

        found = await database.execute_fn(read)
        return (
            Response.redirect(found.onward) if found.onward else Response.html(found.html, 200 if found.found else 404)
        )

    return answer


@hookimpl  # type: ignore[untyped-decorator] # as above
def asgi_wrapper() -> Callable[[App], App]:
    """Every answer carries HEADERS and the policy of its address."""

    def wrap(app: App) -> App:
        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            policy = next(
                rule for start, rule in POLICIES if str(scope.get("path", "/")).startswith(start) or start == "/"
            )

            async def send_with_headers(event: MutableMapping[str, Any]) -> None:
                if event["type"] == "http.response.start":
                    event["headers"] = [*event.get("headers", ()), *HEADERS, (b"content-security-policy", policy)]
                elif event["type"] == "http.response.body":
                    event["body"] = event.get("body", b"").replace(b"<!DOCTYPE html>\n<html>", HTML, 1)
                await send(event)

            await app(scope, receive, send_with_headers)

        return guarded

    return wrap
