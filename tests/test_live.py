"""`sources check --live` against a server on loopback: what each Listing gives, in one line; nothing is stored."""

from pathlib import Path

from tests.installation import SOURCE, write_installation
from tests.server import RSS, HtmlFeed, Reply, Site

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><title>Older</title><link>http://127.0.0.1/n/a</link><pubDate>Tue, 05 May 2026 09:00:00 +0800</pubDate></item>
<item><title>Newer</title><link>http://127.0.0.1/n/b</link><pubDate>Wed, 06 May 2026 10:30:00 +0800</pubDate></item>
</channel></rss>"""


def test_live_check_says_what_each_listing_gives_and_stores_nothing(tmp_path: Path) -> None:
    """A feed that is read, one that is HTML, a list whose selector matches nothing: one line each, the good ones too."""
    listed = {
        "feed": ("shape = 'feed'", Reply(FEED, RSS)),
        "html": ("shape = 'feed'", HtmlFeed()),
        "links": ("shape = 'links'\nlinks = 'ul.news a'", Reply("<p>No list here.</p>")),
    }
    with Site() as site:
        made = write_installation(tmp_path / "here", site.host)
        source = SOURCE.format(host=site.host).partition("[[listings]]")[0]
        for path, (shape, answer) in listed.items():
            source += f"[[listings]]\n{shape}\nurl = '{site.put(f'/{path}', answer)}'\nevery = '10m'\n"
        (made.folder / "sources" / "x-gazette.toml").write_text(source, encoding="utf-8")
        before = sorted(made.folder.rglob("*"))
        ended = made.run("sources", "check", "--live")
    assert (ended.code, ended.out) == (
        1,
        f"x-gazette: 2 entries, newest 2026-05-06T10:30:00+08:00 · {site.url('/feed')}\n",
    )
    html, links = sorted(ended.err.splitlines(), key=lambda line: "/links" in line)
    assert (html.startswith("x-gazette: "), "HTML" in html, html.endswith(site.url("/html"))) == (True, True, True)
    assert (links.startswith("x-gazette: "), "'ul.news a'" in links, links.endswith(site.url("/links"))) == (
        True,
        True,
        True,
    )
    assert {seen.path for seen in site.seen} == {"/robots.txt", "/feed", "/html", "/links"}
    assert sorted(made.folder.rglob("*")) == before
