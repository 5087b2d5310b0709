"""The settings hold what DESIGN.md 10.4 asks, in the names that this Scrapy knows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.misc import load_object

from crawler import settings as own
from tests.server import Reply, Site

ROOT = Path(own.__file__).resolve().parent.parent
OURS = [name for name in dir(own) if name.isupper()]


def settings() -> Settings:
    made = Settings()
    made.setmodule(own, priority="project")
    return made


@pytest.mark.parametrize(
    ("name", "default", "ours"),
    [
        ("REMOTE_CONTROL_ENABLED", True, False),
        ("TELNETCONSOLE_ENABLED", 1, False),
        ("DOWNLOAD_VERIFY_CERTIFICATES", False, True),
        ("ROBOTSTXT_OBEY", False, False),  # crawler.robots obeys
        ("DOWNLOAD_MAXSIZE", 1 << 30, 25 << 20),
        ("DOWNLOAD_TIMEOUT", 180, 25.0),
        ("COOKIES_ENABLED", True, False),
        ("REFERER_ENABLED", True, False),
        ("RETRY_ENABLED", True, False),
        ("METAREFRESH_ENABLED", True, False),
        ("HTTPPROXY_ENABLED", True, False),
        ("HTTPCACHE_ENABLED", False, False),
        ("REDIRECT_MAX_TIMES", 20, 6),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 8, 1),
        ("AUTOTHROTTLE_ENABLED", False, False),
        ("LOG_ENABLED", True, False),
        ("DOWNLOAD_FAIL_ON_DATALOSS", True, True),
    ],
)
def test_defaults_of_scrapy_2_19_are_turned_round(name: str, default: object, ours: object) -> None:
    assert getattr(default_settings, name) == default
    assert settings()[name] == ours


def test_default_headers_ask_for_no_language() -> None:
    assert default_settings.DEFAULT_REQUEST_HEADERS["Accept-Language"] == "en"
    assert "Accept-Language" not in dict(settings().getdict("DEFAULT_REQUEST_HEADERS"))


def test_only_web_schemes_have_a_download_handler() -> None:
    handlers = {scheme: path for scheme, path in settings().getwithbase("DOWNLOAD_HANDLERS").items() if path}
    assert handlers == dict.fromkeys(("http", "https"), "crawler.politeness.PoliteDownloadHandler")


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_that_scrapy_knows(name: str) -> None:
    assert name in default_settings.__all__


@pytest.mark.parametrize("name", ["DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"])
def test_components_turned_off_are_among_the_defaults_and_ours_load(name: str) -> None:
    base = getattr(default_settings, f"{name}_BASE")
    for path, place in getattr(own, name).items():
        assert path in base if place is None else load_object(path)


def test_user_agent_says_who_we_are() -> None:
    assert settings()["USER_AGENT"] == f"pactwatch/{own.read_version()}"


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Started by a wrapper that turns the store into an import error: none of these may need it.
    program = "import sys; sys.modules['pipeline.store'] = None; from scrapy.cmdline import execute; execute()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SCRAPY")}
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.mark.slow
def test_scrapy_lists_one_spider_a_shape_without_a_store() -> None:
    listed = scrapy("list")
    assert (listed.returncode, listed.stdout.split()) == (0, ["feed", "json", "links", "sitemap", "watch"])


@pytest.mark.slow
def test_scrapy_fetch_of_a_private_address_is_refused_unless_it_is_allowed() -> None:
    with Site() as site:
        url = site.put("/a", Reply("<p>here</p>"))
        refused = scrapy("fetch", "-L", "ERROR", url)
        assert "which is not a public address: not fetched" in refused.stderr
        assert (refused.stdout, site.seen) == ("", [])
        allowed = scrapy("fetch", "-s", f"ALLOW_PRIVATE_HOSTS={site.host}", url)
        assert allowed.stdout.strip() == "<p>here</p>"


@pytest.mark.slow
def test_scrapy_crawl_refuses_in_words() -> None:
    refused = scrapy("crawl", "feed", "-a", "source=hk-gia")
    assert refused.returncode != 0
    assert "run: pactwatch crawl hk-gia" in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stdout + refused.stderr
