"""A real HTTP server on 127.0.0.1, port 0, whose paths answer well or fail in ways that have names.

with Site() as site:
    site.put("/feed.xml", Reply(feed_bytes, "application/rss+xml"))
    site.put("/slow", Slow(seconds=2))
    ... site.url("/feed.xml"), site.host ("127.0.0.1:40123"), site.seen
"""

import gzip
import hashlib
import io
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Protocol

import brotli
import zstandard

CHUNK = b"x" * 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as it came in; at: monotonic seconds."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float


class Exchange:
    """What an Answer writes to."""

    def __init__(self, http: BaseHTTPRequestHandler, seen: Seen, base: str) -> None:
        self.http = http
        self.seen = seen
        self.base = base

    def send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.head(status, {**headers, "Content-Length": str(len(body))})
        if self.seen.method != "HEAD" and status != 304:
            self.http.wfile.write(body)

    def head(self, status: int, headers: dict[str, str]) -> None:
        self.http.send_response(status)
        for name, value in headers.items():
            self.http.send_header(name, value)
        self.http.end_headers()

    def write(self, data: bytes) -> None:
        self.http.wfile.write(data)
        self.http.wfile.flush()

    def hang_up(self) -> None:
        self.http.close_connection = True


class Answer(Protocol):
    """Whatever can be put on a path."""

    def answer(self, exchange: Exchange) -> None: ...


@dataclass(frozen=True, slots=True)
class Reply:
    """A good answer, with an ETag made of the body unless etag is False; answers 304 where the validator matches."""

    body: bytes | str = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: bool = True

    def answer(self, exchange: Exchange) -> None:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        headers = {"Content-Type": self.media_type, **self.headers}
        if self.etag and self.status == 200:
            headers.setdefault("ETag", f'"{hashlib.sha256(body).hexdigest()[:16]}"')
        asked = exchange.seen.headers
        tag, date = headers.get("ETag"), headers.get("Last-Modified")
        if (tag and asked.get("if-none-match") == tag) or (
            date and "if-none-match" not in asked and asked.get("if-modified-since") == date
        ):
            exchange.send(304, {"ETag": tag} if tag else {})
        else:
            exchange.send(self.status, headers, body)


@dataclass(frozen=True, slots=True)
class Live:
    """An answer computed per request: noise, counters, other texts on other days."""

    make: Callable[[Seen], Reply]

    def answer(self, exchange: Exchange) -> None:
        self.make(exchange.seen).answer(exchange)


@dataclass(frozen=True, slots=True)
class Slow:
    """Waits before a good answer."""

    seconds: float = 1.0
    reply: Reply = field(default_factory=lambda: Reply("<html><body><p>slow</p></body></html>"))

    def answer(self, exchange: Exchange) -> None:
        time.sleep(self.seconds)
        self.reply.answer(exchange)


@dataclass(frozen=True, slots=True)
class Tarpit:
    """Sends one byte at a time, for ever."""

    every: float = 0.05
    for_seconds: float = 60.0

    def answer(self, exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": "text/html", "Connection": "close"})
        end = time.monotonic() + self.for_seconds
        while time.monotonic() < end:
            exchange.write(b"x")
            time.sleep(self.every)
        exchange.hang_up()


@dataclass(frozen=True, slots=True)
class Hang:
    """Accepts the request and never says a word."""

    for_seconds: float = 60.0

    def answer(self, exchange: Exchange) -> None:
        end = time.monotonic() + self.for_seconds
        while time.monotonic() < end and not exchange.http.server.stopping:  # type: ignore[attr-defined]
            time.sleep(0.05)
        exchange.hang_up()


@dataclass(frozen=True, slots=True)
class Drop:
    """Promises more bytes than it sends."""

    sent: int = 100
    promised: int = 10_000

    def answer(self, exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": "text/html", "Content-Length": str(self.promised)})
        exchange.write(b"x" * self.sent)
        exchange.hang_up()


@dataclass(frozen=True, slots=True)
class Raw:
    """Sends these bytes in place of an answer, and hangs up."""

    data: bytes = b"SSH-2.0-OpenSSH_9.6\r\n"

    def answer(self, exchange: Exchange) -> None:
        exchange.write(self.data)
        exchange.hang_up()


def Reset() -> Raw:  # noqa: N802
    return Raw(b"")


@dataclass(frozen=True, slots=True)
class Status:
    """A status with a small body: 401, 403, 404, 410, 451, 500 ..."""

    status: int
    body: bytes = b"<html><body><h1>No</h1></body></html>"
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self, exchange: Exchange) -> None:
        exchange.send(self.status, {"Content-Type": "text/html; charset=utf-8", **self.headers}, self.body)


def Gone() -> Status:  # noqa: N802 - faults are named like what they are
    return Status(410)


def NotFound() -> Status:  # noqa: N802
    return Status(404)


def Block() -> Status:  # noqa: N802
    return Status(403, b"<html><title>Attention Required!</title><body>You have been blocked</body></html>")


def RetryAfter(value: str, status: int = 429) -> Status:  # noqa: N802
    return Status(status, headers={"Retry-After": value})


@dataclass(frozen=True, slots=True)
class Redirect:
    """Sends on to `location` (a path of this site or an absolute URL)."""

    location: str
    status: int = 302

    def answer(self, exchange: Exchange) -> None:
        exchange.send(self.status, {"Location": self.location})


def Loop(path: str) -> Redirect:  # noqa: N802
    return Redirect(path, 302)


def RedirectToPrivate(port: int = 1) -> Redirect:  # noqa: N802
    return Redirect(f"http://127.0.0.1:{port}/secret", 302)


def RedirectToFile() -> Redirect:  # noqa: N802
    return Redirect("file:///etc/passwd", 302)


def WrongCharset(text: str = "香港與內地數字經濟合作協議") -> Reply:  # noqa: N802
    return Reply(f"<html><body><p>{text}</p></body></html>".encode("big5"), "text/html; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Huge:
    """Streams `size` bytes; declared: with a Content-Length that says so."""

    size: int = 5 * 1024**3
    declared: bool = False

    def answer(self, exchange: Exchange) -> None:
        length = {"Content-Length": str(self.size)} if self.declared else {"Connection": "close"}
        exchange.head(200, {"Content-Type": "text/html", **length})
        left = self.size
        while left > 0:
            exchange.write(CHUNK[: min(left, len(CHUNK))])
            left -= len(CHUNK)
        exchange.hang_up()


def bomb(size: int) -> bytes:
    """`size` zero bytes, gzipped without ever holding them."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as sheet:
        zeros = bytes(1 << 20)
        for _ in range(size >> 20):
            sheet.write(zeros)
    return packed.getvalue()


@dataclass(frozen=True, slots=True)
class GzipBomb:
    """A small gzip body that unpacks to `size` bytes."""

    size: int = 200 << 20

    def answer(self, exchange: Exchange) -> None:
        exchange.send(200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, bomb(self.size))


@dataclass(frozen=True, slots=True)
class Bomb:
    """As GzipBomb, in any encoding that is asked for: gzip, deflate, br, zstd."""

    encoding: str
    size: int = 64 << 20

    def answer(self, exchange: Exchange) -> None:
        zeros = bytes(self.size)
        packed = {
            "gzip": lambda: gzip.compress(zeros),
            "deflate": lambda: zlib.compress(zeros),
            "br": lambda: brotli.compress(zeros, quality=5),
            "zstd": lambda: zstandard.ZstdCompressor().compress(zeros),
        }[self.encoding]()
        exchange.send(200, {"Content-Type": "text/html", "Content-Encoding": self.encoding}, packed)


def Gzipped(body: bytes, media_type: str = "text/html; charset=utf-8") -> Reply:  # noqa: N802
    return Reply(gzip.compress(body, mtime=0), media_type, headers={"Content-Encoding": "gzip"})


def BadGzip() -> Reply:  # noqa: N802
    return Reply(b"this is no gzip at all", headers={"Content-Encoding": "gzip"}, etag=False)


RSS = "application/rss+xml; charset=utf-8"


def feed_of(*entries: tuple[str, str], title: str = "News") -> bytes:
    """RSS with (link, title) entries."""
    listed = "".join(
        f"<item><title>{name}</title><link>{link}</link><guid>{link}</guid></item>" for link, name in entries
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>{listed}</channel></rss>'
    ).encode()


def EmptyFeed() -> Reply:  # noqa: N802
    return Reply(feed_of(), RSS)


def HtmlFeed() -> Reply:  # noqa: N802
    return Reply("<!DOCTYPE html><html><head><title>Maintenance</title></head><body><p>Back soon.</p></body></html>")


def BadXml() -> Reply:  # noqa: N802
    return Reply(b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>half', RSS)


def NoXml() -> Reply:  # noqa: N802
    return Reply(b"Service temporarily unavailable", RSS)


class _Http(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def _answer(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        length = int(self.headers.get("Content-Length") or 0)
        seen = Seen(
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
            at=time.monotonic(),
        )
        site.seen.append(seen)
        answer = site.find(self.path)
        exchange = Exchange(self, seen, site.base)
        with site.under_way():
            try:
                answer.answer(exchange)
            except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                self.close_connection = True

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - the names http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    stopping = False

    def handle_error(self, *_: object) -> None:
        """A client that left is no error here."""


class _UnderWay:
    """Counts the exchanges that run at the same time."""

    def __init__(self) -> None:
        self.now = 0
        self.most = 0
        self._lock = threading.Lock()

    def __call__(self) -> "_UnderWay":
        return self

    def __enter__(self) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.now -= 1


class Site:
    """The server: paths and what they answer. A path not put answers 404, robots.txt too."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> None:
        self._server = _Server((address, 0), _Http)
        self._server.site = self  # type: ignore[attr-defined]
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._paths: dict[str, Answer] = {}
        self.port: int = self._server.server_address[1]
        self.host = f"{address}:{self.port}"
        self.base = f"{'https' if tls else 'http'}://{self.host}"
        self.seen: list[Seen] = []
        self.under_way = _UnderWay()

    def url(self, path: str) -> str:
        return self.base + path

    def put(self, path: str, answer: Answer) -> str:
        """Put an answer on a path (query included); gives the URL."""
        self._paths[path] = answer
        return self.url(path)

    def find(self, path: str) -> Answer:
        return self._paths.get(path) or self._paths.get(path.partition("?")[0]) or Status(404)

    def asked(self, path: str) -> list[Seen]:
        """The requests for one path, in order."""
        return [seen for seen in self.seen if seen.path == path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __enter__(self) -> "Site":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.stopping = True
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
