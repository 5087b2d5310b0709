"""Every Source crawled for real: its case served on loopback, its TOML with each host turned into a folder of that site."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from crawler.catalog import BUILTIN, read_source
from pipeline.model import Capture
from pipeline.plan import Rung
from pipeline.reading.extract import extract_document
from pipeline.source import Pace, Source, rule_for
from tests.cases import Case, find_cases
from tests.crawls import MemorySink, crawl_now, plan_listings, plan_pages
from tests.server import Live, Reply, Seen, Site

CASES = find_cases()


def local_text(text: str, base: str, host: str) -> str:
    """A page as the site on loopback serves it: absolute links under base, links from the root under their host."""
    text = re.sub(r"https?://", base, text)
    text = re.sub(r'((?:href|src)=\\?["\'])//', rf"\g<1>{base}", text)
    return re.sub(r'((?:href|src)=\\?["\'])/(?!/)', rf"\g<1>{base}{host}/", text)


def local_body(body: bytes, content_type: str, base: str, host: str) -> bytes:
    """A body as the site on loopback serves it; a PDF as it is."""
    return body if content_type == "application/pdf" else local_text(body.decode(), base, host).encode()


def local_source(source_id: str, base: str) -> Source:
    """The Source with every 'https://' of its TOML, in patterns too, turned into the site's address."""
    toml = (BUILTIN / f"{source_id}.toml").read_text("utf-8")
    toml = re.sub(r"https\?://|https?://", base, toml)
    return msgspec.structs.replace(read_source(toml.encode(), file=source_id), pace=Pace(delay=0), standing=())


def serve_case(case: Case, site: Site, base: str) -> None:
    """Put all answers of a case on the site, those that depend on the payload too."""
    for url, known in case.site.items():
        answers = known if isinstance(known, list) else [known]
        address = re.sub("^https?://", "/", url)
        host = address.split("/")[1]
        replies = [
            (
                one.get("method", "GET"),
                one.get("body_contains", ""),
                Reply(
                    local_body((case.folder / one["file"]).read_bytes(), one["content_type"], base, host),
                    one["content_type"],
                    one["status"],
                ),
            )
            for one in answers
        ]

        def reply(seen: Seen, replies: list[Any] = replies) -> Reply:
            found = (
                answer
                for method, part, answer in replies
                if method == seen.method and part in seen.body.decode("utf-8", "replace")
            )
            return next(found, Reply("", status=404))

        site.put(address, Live(reply))


def read_capture(capture: Capture, source: Source, now: datetime) -> Any:
    return extract_document(
        capture.body or b"",
        url=capture.url,
        media_type=capture.media_type,
        rule=rule_for(source, capture.url, now),
        time_zone=source.time_zone,
        latest=now,
        listed=capture.listed,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_crawled_as_it_is_read(case: Case, tmp_path: Path) -> None:
    expected = case.expected
    now = datetime.fromisoformat(expected["now"])
    listed = {entry["url"] for listing in expected["listings"].values() for entry in listing["entries"]}
    with Site() as site:
        base = site.url("/")
        serve_case(case, site, base)
        source = local_source(case.source_id, base)
        _, sink = crawl_now(plan_listings(source, first=True), site, MemorySink(), clock=lambda: now)
        standing = [re.sub("^https?://", base, url) for url in expected["pages"] if url not in listed]
        _, watch = crawl_now(plan_pages(source, *standing), site, MemorySink(), clock=lambda: now)
    found = {entry.url for answer in sink.listings for entry in answer.entries or ()}
    assert found == {re.sub("^https?://", base, url) for url in listed}
    for line, listing in expected["listings"].items():
        method, url, payload = (*line.split(" ", 2), "")[:3]
        asked = [
            seen
            for seen in site.asked(re.sub("^https?://", "/", url))
            if (seen.method, seen.body.decode()) == (method, payload)
        ]
        assert asked, line
        assert all(
            asked[0].headers.get(name.lower()) == re.sub("^https?://", base, value)
            for name, value in listing["headers"].items()
        )
    captured = {
        answer.due.url: answer.capture
        for answer in (*sink.pages, *watch.pages)
        if answer.rung is Rung.NEW and answer.capture
    }
    for url, page in expected["pages"].items():
        capture = captured[re.sub("^https?://", base, url)]
        document = read_capture(capture, source, now)
        assert (capture.status, document.title, document.language) == (200, page["title"], page["language"])
        assert all(sentence in document.text for sentence in page.get("contains", []))
        assert not any(sentence in document.text for sentence in page.get("lacks", []))
        told = document.published and f"{document.published.shown} {document.published.precision}"
        assert told == page.get("published")
