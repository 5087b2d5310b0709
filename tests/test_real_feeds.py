"""The feed reader on real feeds (read where they lie, never copied): what another reader finds, it finds."""

import gzip
import html
from pathlib import Path

import pytest

from crawler.listing_feed import read_feed
from pipeline.model import Shape
from pipeline.source import Listing

DOCS = Path(__file__).parents[2] / "shared" / "data" / "histories" / "docs"
FEEDS = sorted(DOCS.glob("rss-feeds*/*.xml.gz"))[::6]


@pytest.mark.skipif(not FEEDS, reason="../shared/data is not here: real feeds are not part of the project")
def test_real_feeds_give_the_links_and_titles_that_feedparser_gives() -> None:
    feedparser = pytest.importorskip("feedparser")
    listing = Listing(shape=Shape.FEED, url="https://feed.example/", every="1h", language="en")
    entries = 0
    for path in FEEDS:
        body = gzip.decompress(path.read_bytes())
        ours = [(entry.link, entry.title) for entry in read_feed(body, listing, None).entries]
        theirs = [
            (entry.get("link"), " ".join(html.unescape(entry.get("title", "")).split()))
            for entry in feedparser.parse(body).entries
        ]
        assert ours == theirs, path.name
        entries += len(ours)
    assert entries > 300
