"""Serves a World on loopback, a port a site, with its validators, charsets, mishaps and the noise of each fetch; and counts."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from urllib.parse import parse_qsl, urlencode, urlsplit

from bench.web.listing import list_path, render_listing
from bench.web.model import Site
from bench.web.noise import Noise
from bench.web.page import render_interlude, render_page, soft_article
from bench.web.texts import FIRST_DAY, in_script
from bench.web.words_en import NOTICE as NOTICE_EN
from bench.web.words_zh import NOTICE as NOTICE_ZH
from bench.web.world import Key, State, World

HANG_SECONDS = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One answered request. sent: bytes of the body; whole: bytes a full answer has; look: which of a tick's looks it was of."""

    tick: int
    site: str
    path: str
    kind: str  # page, list, robots, other
    status: int
    sent: int
    whole: int
    conditional: bool
    look: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Status, headers, body."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class WebServer:
    """A World on loopback. One watcher at a time: each sees fresh noise of its own."""

    def __init__(self, world: World, watcher: str = "anyone") -> None:
        self.world, self.watcher, self.tick, self.look = world, watcher, 0, 0
        self.fetches: Counter[str] = Counter()
        self.requests: list[Request] = []
        self.ending = threading.Event()
        self._lock = threading.Lock()
        self._servers: dict[str, ThreadingHTTPServer] = {}
        self.ports: dict[str, int] = {}

    def __enter__(self) -> "WebServer":
        for site in self.world.sites:
            self._open(site, 0)
        return self

    def __exit__(self, *_: object) -> None:
        self.ending.set()
        for name in list(self._servers):
            self._close(name)

    def _open(self, site: Site, port: int) -> None:
        web = self

        class Handler(_Handler):
            owner, of_site = web, site

        server = _Server(("127.0.0.1", port), Handler)
        self.ports[site.name] = server.server_address[1]
        self._servers[site.name] = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def _close(self, name: str) -> None:
        server = self._servers.pop(name)
        server.shutdown()
        server.server_close()

    def go_to(self, tick: int) -> None:
        """Time passes: the web is as it is at this tick; closed sites listen no more."""
        self.tick, self.look = tick, 0
        for site in self.world.sites:
            closed = self.world.ticks[tick].sites[site.name].mode == "closed"
            if closed and site.name in self._servers:
                self._close(site.name)
            if not closed and site.name not in self._servers:
                self._open(site, self.ports[site.name])

    def base(self, site: str) -> str:
        """The address of a site, without a slash at its end."""
        return f"http://127.0.0.1:{self.ports[site]}"

    def list_url(self, site: Site) -> str:
        """The address of its list."""
        return self.base(site.name) + list_path(site)

    def page_urls(self) -> list[str]:
        """The addresses of all pages there are, those gone and moved too."""
        return [self.base(site) + path for site, path in self.world.ticks[self.tick].states]

    def key_of(self, url: str) -> tuple[str, str]:
        """Site and path of an address; tracking keys and a slash at the end do not count."""
        parts = urlsplit(url)
        name = {port: name for name, port in self.ports.items()}.get(parts.port or 0, "?")
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        return name, plain_path(target, self.world.ticks[self.tick].states, name)

    def answer(self, site: Site, target: str, headers: dict[str, str]) -> Answer | None:
        """What a request gets; None = nothing, the connection stays open until it is given up."""
        now = self.world.ticks[self.tick]
        path = plain_path(target, now.states, site.name)
        if path == "/robots.txt":
            return Answer(status=404, body=b"none", headers=(("Content-Type", "text/plain"),))
        mode = now.sites[site.name].mode
        with self._lock:
            self.fetches[site.name + path] += 1
            count = self.fetches[site.name + path]
        noise = self._noise(site, f"{self.watcher} {path} {self.tick} {count}")
        if mode != "normal":
            return self._text(site, render_interlude(mode, noise))
        if path == list_path(site):
            feed = site.listing != "list"
            return self._text(
                site,
                render_listing(now.lists[site.name], noise, base=self.base(site.name), tick=self.tick),
                "application/xml" if feed else "text/html",
            )
        state = now.states.get((site.name, path))
        if state is None or state.kind == "gone":
            return self._text(
                site,
                "<html><body><h1>404</h1></body></html>"
                if path != "/"
                else f"<html><body><h1>{site.title}</h1></body></html>",
                status=200 if path == "/" else state.status if state else 404,
            )
        if state.kind == "hang":
            return None
        if state.kind == "error":
            return self._text(site, "<html><body><h1>503 Service Unavailable</h1></body></html>", status=503)
        if state.kind in {"home", "moved"}:
            status = 301 if state.kind == "moved" else 302
            return Answer(status=status, headers=(("Location", self.base(site.name) + state.target),))
        return self._page(site, path, state, noise, headers)

    def _noise(self, site: Site, stream: str) -> Noise:
        pool = [(entry.title, entry.path) for entry in self.world.ticks[self.tick].lists[site.name]]
        day = FIRST_DAY + timedelta(days=1 + self.tick)
        return Noise(rng=Random(f"{self.world.seed} {site.name} {stream}"), site=site, pool=pool, day=day.isoformat())

    def _page(self, site: Site, path: str, state: State, noise: Noise, headers: dict[str, str]) -> Answer:
        """A live page or a soft 404, with the validators of its site."""
        now = self.world.ticks[self.tick].sites[site.name]
        tick = self.tick
        if site.validators == "honest":
            tick, noise = state.built, self._noise(site, f"build {state.built} {path}")
            pool = [(entry.title, entry.path) for entry in self.world.ticks[tick].lists[site.name]]
            noise = Noise(rng=noise.rng, site=site, pool=pool, day=(FIRST_DAY + timedelta(days=1 + tick)).isoformat())
        article = state.article if state.kind == "live" else soft_article(noise, path)
        notice = in_script(NOTICE_EN if site.script == "en" else NOTICE_ZH, site.script) if now.notice else ""
        page = render_page(
            article,
            noise,
            layout_name=now.layout,
            notice=notice,
            kinds=self.world.uncued[site.name],
            path=path,
            tick=tick,
        )
        answer = self._text(site, page)
        validators = self._validators(site, state, tick, answer.body)
        known = dict(validators)
        asked = headers.get("if-none-match")
        same = asked == known["ETag"] if asked and "ETag" in known else False
        if not asked and headers.get("if-modified-since") and site.validators == "honest":
            same = headers["if-modified-since"] == known["Last-Modified"]
        if same:
            return Answer(status=304, body=answer.body, headers=validators)
        return Answer(status=answer.status, body=answer.body, headers=(*answer.headers, *validators))

    def _validators(self, site: Site, state: State, tick: int, body: bytes) -> tuple[tuple[str, str], ...]:
        """ETag and Last-Modified as the site gives them, honest or not."""
        built = format_datetime(datetime(2026, 3, 2, 1, tzinfo=UTC) + timedelta(days=tick), usegmt=True)
        if site.validators == "honest":
            return (("ETag", f'"{sha256(body).hexdigest()[:16]}"'), ("Last-Modified", built))
        if site.validators == "now":
            at = datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(days=tick, seconds=sum(self.fetches.values()))
            return (("Last-Modified", format_datetime(at, usegmt=True)),)
        if site.validators == "flipping":  # two machines behind one address, each with a weak tag of its own
            backend = Random(f"{self.watcher} {sum(self.fetches.values())}").choice("ab")
            now = self.world.ticks[self.tick].sites[site.name]
            said = sha256(repr((state.article, state.kind, now)).encode()).hexdigest()[:12]
            return (("ETag", f'W/"{backend}-{said}"'),)
        if site.validators == "stuck":  # a tag that never changes, whatever the page says
            return (("ETag", '"5f1c-wp"'),)
        return ()

    def _text(self, site: Site, text: str, media_type: str = "text/html", status: int = 200) -> Answer:
        said = media_type + (f"; charset={site.header_charset}" if site.header_charset else "")
        return Answer(
            status=status, body=text.encode(site.charset, "xmlcharrefreplace"), headers=(("Content-Type", said),)
        )

    def log(self, site: Site, target: str, answer: Answer, conditional: bool) -> None:
        """Note a request that was answered."""
        path = plain_path(target, self.world.ticks[self.tick].states, site.name)
        known = {list_path(site): "list", "/robots.txt": "robots"}
        kind = known.get(path, "page" if (site.name, path) in self.world.ticks[self.tick].states else "other")
        sent = 0 if answer.status == 304 else len(answer.body)
        request = Request(
            tick=self.tick,
            site=site.name,
            path=path,
            kind=kind,
            status=answer.status,
            sent=sent,
            whole=len(answer.body),
            conditional=conditional,
            look=self.look,
        )
        with self._lock:
            self.requests.append(request)


def plain_path(target: str, states: Mapping[Key, State], site: str) -> str:
    """The path as the truth writes it: without tracking keys, without or with a slash at its end as it is known."""
    parts = urlsplit(target)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if not name.startswith("utm_")])
    path = parts.path + (f"?{query}" if query else "")
    return next((one for one in (path, path.rstrip("/"), path + "/") if (site, one) in states), path)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: WebServer
    of_site: Site

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.owner.answer(self.of_site, self.path, headers)
        if answer is None:
            self.owner.ending.wait(HANG_SECONDS)
            self.close_connection = True
            return
        self.owner.log(self.of_site, self.path, answer, "if-none-match" in headers or "if-modified-since" in headers)
        body = b"" if answer.status == 304 else answer.body
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the WebServer keeps the log."""
