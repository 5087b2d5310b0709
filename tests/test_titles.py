"""The headline is found without the name of the site."""

import pytest

from pipeline.reading.extract import parse_page
from pipeline.reading.lines import read_lines
from pipeline.reading.linked import read_said
from pipeline.reading.steps import steps_of
from pipeline.reading.titles import find_title


def title_of(head: str, body: str) -> str:
    tree = parse_page(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return find_title(tree, read_said(tree, None), read_lines(steps_of(tree)).lines)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param("<title>Data pilot opens | Harbour Post</title>", "<h1>Data pilot opens</h1>", "Data pilot opens", id="h1 repeated by the title"),
        pytest.param("<title>Data pilot opens for banks | Harbour Post</title>", "<h1>Harbour Post</h1><h1>Data pilot opens for banks</h1>", "Data pilot opens for banks", id="the site's own h1 is passed over"),
        pytest.param("<title>Harbour Post</title>", "<h1>Data pilot opens for banks</h1>", "Data pilot opens for banks", id="only h1, title names the site alone"),
        pytest.param("<title>Data pilot opens for banks</title>", "<h1>Menu</h1><p>Data pilot opens for banks</p>", "Data pilot opens for banks", id="an h1 that is furniture"),
        pytest.param("<title>数据跨境试点启动_中国某某网</title>", "<div>数据跨境试点启动</div>", "数据跨境试点启动", id="part of the title that stands on the page"),
        pytest.param("<title>数据跨境试点启动-某某新闻网</title>", "<p>正文</p>", "数据跨境试点启动", id="site after a hyphen"),
        pytest.param("<title>數據跨境試點啟動 - 社會 - 某時</title>", "<p>內文</p>", "數據跨境試點啟動", id="two names behind"),
        pytest.param("<title>棱镜|数据试点启动：三十家企业可参加_财经_某讯网</title>", "<h1>棱镜|数据试点启动：三十家企业可参加</h1>", "棱镜|数据试点启动：三十家企业可参加", id="a bar that belongs to the headline"),
        pytest.param('<meta property="og:title" content="Data pilot opens"><title>Harbour Post</title>', "<p>x</p>", "Data pilot opens", id="og:title"),
        pytest.param('<meta name="ArticleTitle" content="数据跨境试点启动"><title>某某市政府</title>', "<p>正文</p>", "数据跨境试点启动", id="ArticleTitle"),
        pytest.param('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Data pilot opens"}</script><title>Harbour</title>', "<p>x</p>", "Data pilot opens", id="json-ld"),
        pytest.param("<title>Press Releases</title>", "<div>Two sides sign memorandum<br>*********************<br>The text follows.</div>", "Two sides sign memorandum", id="headline above a row of asterisks"),
        pytest.param("<title>NASA SVS | Yields of wheat and maize until 2100</title>", "<h1>Yields of wheat and maize until 2100</h1>", "Yields of wheat and maize until 2100", id="site in front"),
        pytest.param("<title>Data pilot opens for banks | Harbour Post</title>", "<h1>Topics Data pilot opens for banks Share</h1>", "Data pilot opens for banks", id="an h1 with more in it"),
        pytest.param("", "<p>no title at all</p>", "", id="none"),
    ],
)  # fmt: skip
def test_title(head: str, body: str, title: str) -> None:
    assert title_of(head, body) == title
