"""Real pages, real HTTP: the saved pages beside the project served on loopback, three ticks of the real command line.

    python -m bench.real_pages

The first tick reads them all, the second finds them unchanged (the server answers without validators, so the bytes are
compared), in the third one page in ten has one figure of its text changed. Nothing of the pages is kept.
"""

import gzip
import html
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "pages"
NOWS = ("2026-11-20T01:00:00Z", "2026-11-21T01:00:00Z", "2026-11-22T01:00:00Z")


class Site:
    """Serves a list page and the pages; `edited` has the ids of those whose text is changed."""

    def __init__(self) -> None:
        self.pages = {path.name.split(".")[0]: path for path in sorted(DATA.glob("*.html.gz"))}
        self.edited: dict[str, bytes] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 the name that http.server calls
                status, body = site.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", "text/html" if status == 200 else "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    def answer(self, path: str) -> tuple[int, bytes]:
        name = path.removeprefix("/p/")
        if path == "/list":
            links = "".join(f'<li><a href="/p/{html.escape(one)}">{html.escape(one)}</a></li>' for one in self.pages)
            return 200, f"<html><body><ul class=all>{links}</ul></body></html>".encode()
        if name in self.edited:
            return 200, self.edited[name]
        if name in self.pages:
            return 200, gzip.decompress(self.pages[name].read_bytes())
        return 404, b"no such page"

    def edit(self, every: int) -> int:
        """Change the last digit of the longest run of text with a number in it, in every n-th page; returns how many."""
        for name in list(self.pages)[::every]:
            body = gzip.decompress(self.pages[name].read_bytes())
            gold = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["text"] or ""
            for number in re.findall(r"(?<![\w.,])\d{2,4}(?![\w.,])", gold):
                shown = [m for m in re.finditer(rb"(?<![\w.,/=\"'-])" + number.encode() + rb"(?![\w.,/=\"'-])", body)]
                if len(shown) == 1:
                    at = shown[0].end() - 1
                    digit = b"7" if body[at : at + 1] != b"7" else b"4"
                    self.edited[name] = body[:at] + digit + body[at + 1 :]
                    break
        return len(self.edited)


def write_config(folder: Path, host: str) -> Path:
    """A config with one Source that lists all pages."""
    (folder / "sources").mkdir()
    (folder / "sources" / "real.toml").write_text(
        f'id = "real"\ntier = "official"\nside = "international"\nhome = "http://{host}/"\ntime_zone = "UTC"\n'
        f'page_url = \'^http://{re.escape(host)}/p/.+$\'\nwatch = "all"\nfirst_pass = 1000\nname = {{ en = "Real pages" }}\n'
        f'pace = {{ delay = 0.0 }}\n[[listings]]\nshape = "links"\nurl = "http://{host}/list"\nlinks = "ul.all a"\nevery = "1h"\n',
        encoding="utf-8",
    )
    path = folder / "pactwatch.toml"
    path.write_text(
        f'[crawl]\ncontact = "bench@example.org"\nallow_private_hosts = ["{host}"]\n[sources]\nfolders = ["sources"]\n',
        encoding="utf-8",
    )
    return path


def run(config: Path, now: str, *words: str) -> str:
    """One command of pactwatch."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", "--config", str(config), *words],
        env={**os.environ, "PACTWATCH_NOW": now}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n")
    return done.stdout


def main() -> None:
    if not DATA.is_dir():
        sys.exit("bench.real_pages: ../shared/data/pages is not there")
    site = Site()
    with tempfile.TemporaryDirectory() as name:
        config = write_config(Path(name), site.host)
        for place, now in enumerate(NOWS):
            edited = site.edit(10) if place == 2 else 0
            began, cpu = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            run(config, now, "once", "--force")
            took = time.perf_counter() - began
            spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - cpu
            last = json.loads(run(config, now, "runs", "--limit", "1", "--format", "json"))[0]
            print(
                f"tick {place + 1}: {took:.1f} s wall, {spent:.1f} s CPU, {last['outcome']}, {json.dumps(last['counts'])}"
            )
            found = json.loads(run(config, now, "changes", "--all", "--since", now, "--format", "json"))
            print(
                f"        edited pages: {edited}; changes: {[(one['kind'], one['weight']) for one in found if one['kind'] != 'appeared']}"
            )
        pages = json.loads(run(config, NOWS[2], "pages", "--format", "json"))
        read = [page for page in pages if page["versions"]]
        dated = sum(page["published_at"] is not None for page in read)
        print(
            f"{len(pages)} pages, {len(read)} with a Version, {dated} with a date, states {sorted({page['state'] for page in pages})}"
        )
        relevant = [page["title"] for page in read if (page["relevance"] or 0) >= 0.5]
        print(f"relevant to the agreement: {len(relevant)} {relevant}")
    print(
        f"largest process of a tick: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB (wanted: <= 400)"
    )


if __name__ == "__main__":
    main()
