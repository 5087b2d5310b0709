"""The local news site: six HTTP servers on loopback, one a host, that answer as the day they are told it is.

Faults are part of the days: a closed port, 503s, 404s, pages that are none, redirects. Every request is logged.
"""

import gzip
import hashlib
import sys
import textwrap
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.world import render
from tests.world.content import Edition, Story, make_edition
from tests.world.days import Answer, Tick, answer_of, body_on, is_down, saved_on, ticks_of, title_on
from tests.world.noise import Noise
from tests.world.paths import HOSTS, LANGUAGES
from tests.world.pdf import write_pdf

ROBOTS = {
    "policy": "User-agent: *\nDisallow: /en/our_work/internal/\nCrawl-delay: 0\n",
    "paper": "User-agent: *\nDisallow: /search\nDisallow: /author/\n",
    "gov-en": "User-agent: *\nAllow: /\n",
}
"""The other hosts answer 404: no rules."""

LISTINGS = {
    "gov-en": "/gia/rss/general_en.xml", "gov-tc": "/gia/general/ctoday.htm", "regulator": "/wxfb/A093702index_1.htm",
    "monetary": "/public/press-releases", "policy": "/sitemap.xml", "paper": "/rss/2/feed",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a host answers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came."""

    host: str
    method: str
    path: str
    headers: Mapping[str, str]
    status: int
    tick: Tick


class Site:
    """Six servers and the day it is on them. `with Site(seed) as site: site.turn_to(tick)`."""

    def __init__(self, seed: int) -> None:
        self.edition: Edition = make_edition(seed)
        self.ticks = ticks_of(self.edition)
        self.tick = self.ticks[0]
        self.log: list[Asked] = []
        self.ports: dict[str, int] = {}
        self._servers: dict[str, _Server] = {}
        self._fetches = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        for host in HOSTS:
            self._open(host)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for host in list(self._servers):
            self._close(host)

    def base(self, host: str) -> str:
        """'http://127.0.0.1:PORT' of a host."""
        return f"http://127.0.0.1:{self.ports[host]}"

    def turn_to(self, tick: Tick) -> None:
        """Make it that time on all hosts."""
        self.tick = tick
        for host in HOSTS:
            closed = is_down(self.edition, host, tick.day) == "closed"
            if closed and host in self._servers:
                self._close(host)
            elif not closed and host not in self._servers:
                self._open(host)

    def answer(self, host: str, method: str, target: str, headers: Mapping[str, str]) -> Reply:
        """Answer one request, and log it."""
        tick = self.tick
        with self._lock:
            self._fetches += 1
            number = self._fetches
        noise = Noise(seed=self.edition.seed, fetch=number, at=tick.at, language=LANGUAGES[host])
        reply = self._reply(host, target, headers, noise, tick)
        kept = {key.lower(): value for key, value in headers.items()}
        self.log.append(Asked(host=host, method=method, path=target, headers=kept, status=reply.status, tick=tick))
        return reply

    def _reply(self, host: str, target: str, headers: Mapping[str, str], noise: Noise, tick: Tick) -> Reply:
        path = target.partition("?")[0]
        if is_down(self.edition, host, tick.day) == "503":
            return Reply(status=503, body=b"<html><body><h1>503 Service Unavailable</h1></body></html>", headers=_HTML)
        if path == "/robots.txt":
            rules = ROBOTS.get(host)
            return (
                Reply(status=404, headers=_HTML)
                if rules is None
                else Reply(status=200, body=rules.encode(), headers=_TEXT)
            )
        if path == LISTINGS[host]:
            return self._listing(host, noise, tick)
        if path in ("/", "/en/", "/index.htm"):
            return Reply(status=200, body=render.render_home(self.edition, host, tick, noise).encode(), headers=_HTML)
        for story in self.edition.of_host(host):
            if path in (story.path, story.moved_path):
                return self._page(story, path, headers, noise, tick)
        return _missing(404, host, noise)

    def _listing(self, host: str, noise: Noise, tick: Tick) -> Reply:
        base = self.base(host)
        match host:
            case "gov-en" | "paper":
                feed = render.render_feed(self.edition, host, tick, noise, base)
                return Reply(
                    status=200, body=feed.encode(), headers={"Content-Type": "application/rss+xml; charset=utf-8"}
                )
            case "policy":
                sitemap = render.render_sitemap(self.edition, host, tick, noise, base)
                return Reply(status=200, body=sitemap.encode(), headers={"Content-Type": "application/xml"})
            case "monetary":
                answer = render.render_json(self.edition, host, tick, base)
                return Reply(status=200, body=answer.encode(), headers={"Content-Type": "application/json"})
        return _html(host, render.render_list(self.edition, host, tick, noise))

    def _page(self, story: Story, path: str, headers: Mapping[str, str], noise: Noise, tick: Tick) -> Reply:
        answer = answer_of(story, tick.day, tick.part)
        if answer is Answer.ELSEWHERE and path == story.path:
            return Reply(status=301, headers={"Location": story.moved_path, **_HTML})
        if answer is Answer.UNBORN or (path == story.moved_path and answer is not Answer.ELSEWHERE):
            return _missing(404, story.host, noise)
        if answer is Answer.GONE:
            return _missing(story.gone_status, story.host, noise)
        if answer is Answer.SOFT:
            return _missing(200, story.host, noise)
        validators = _validators(story, tick, noise)
        if _is_unchanged(story, headers, validators):
            return Reply(status=304, headers=validators)
        if story.pdf:
            return Reply(
                status=200, body=_annex(story, tick), headers={"Content-Type": "application/pdf", **validators}
            )
        markup = render.render_page(self.edition, story, tick, noise, self.base(story.host))
        reply = _html(story.host, markup)
        return Reply(status=200, body=reply.body, headers={**reply.headers, **validators})

    def _open(self, host: str) -> None:
        port = self.ports.get(host, 0)
        handler = type("Handler", (_Handler,), {"site": self, "host": host})
        server = _Server(("127.0.0.1", port), handler)
        self.ports[host] = server.server_port
        self._servers[host] = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=host, daemon=True).start()

    def _close(self, host: str) -> None:
        server = self._servers.pop(host)
        server.shutdown()
        server.server_close()


_HTML = {"Content-Type": "text/html; charset=utf-8"}
_TEXT = {"Content-Type": "text/plain"}


def _html(host: str, markup: str) -> Reply:
    """A page in the host's encoding; the regulator's header names none, its meta tag names a smaller one."""
    if host == "regulator":
        return Reply(status=200, body=markup.encode("gb18030"), headers={"Content-Type": "text/html"})
    return Reply(status=200, body=markup.encode(), headers=_HTML)


def _missing(status: int, host: str, noise: Noise) -> Reply:
    reply = _html(host, render.render_missing(host, noise))
    return Reply(status=status, body=reply.body, headers=reply.headers)


def _validators(story: Story, tick: Tick, noise: Noise) -> dict[str, str]:
    """Honest ones on the government's English site and the policy office; useless ones or none elsewhere."""
    saved = format_datetime(saved_on(story, tick.day), usegmt=False)
    match story.host:
        case "gov-en":
            text = f"{title_on(story, tick.day)}\n{body_on(story, tick.day)}"
            return {"ETag": f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'}
        case "policy":
            gmt = format_datetime(parsedate_to_datetime(saved).astimezone(tick.at.tzinfo), usegmt=True)
            return {"Last-Modified": gmt}
        case "monetary":
            return {"ETag": f'W/"{noise.token(12)}"'}
        case "regulator":
            return {"Last-Modified": format_datetime(tick.at, usegmt=True)}
    return {}


def _is_unchanged(story: Story, headers: Mapping[str, str], validators: Mapping[str, str]) -> bool:
    asked = {key.lower(): value for key, value in headers.items()}
    if story.host == "gov-en":
        return asked.get("if-none-match") == validators["ETag"]
    if story.host == "policy" and "if-modified-since" in asked:
        return parsedate_to_datetime(asked["if-modified-since"]) >= parsedate_to_datetime(validators["Last-Modified"])
    return False


def _annex(story: Story, tick: Tick) -> bytes:
    lines: list[str] = [title_on(story, tick.day), ""]
    for paragraph in body_on(story, tick.day).split("\n\n"):
        lines += [*textwrap.wrap(" ".join(paragraph.split()), 88), ""]
    return write_pdf(title_on(story, tick.day), lines, made=f"{saved_on(story, tick.day):%Y%m%d%H%M%S}")


class _Server(ThreadingHTTPServer):
    """One host. A client that was killed in the middle is no error of the site."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request of one host."""

    protocol_version = "HTTP/1.1"
    site: Site
    host: str

    def do_GET(self) -> None:
        self._send(self.site.answer(self.host, "GET", self.path, dict(self.headers)))

    def do_HEAD(self) -> None:
        self._send(self.site.answer(self.host, "HEAD", self.path, dict(self.headers)))

    def _send(self, reply: Reply) -> None:
        body = reply.body
        self.send_response(reply.status)
        for key, value in reply.headers.items():
            self.send_header(key, value)
        if self.host == "policy" and body and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        if reply.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET" and reply.status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on stderr: `Site.log` has it all."""
