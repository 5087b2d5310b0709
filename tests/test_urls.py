"""Addresses: one Page, one canonical URL."""

from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.source import Source, Twins
from pipeline.urls import (
    canonical_url,
    date_in_url,
    host_of,
    is_derived,
    is_page,
    like_urls,
    rewrite_url,
    twin_urls,
    url_language,
)

MIRRORED = msgspec.convert(
    {
        "id": "a-b",
        "tier": "official",
        "side": "hong-kong",
        "home": "https://a.example/",
        "time_zone": "Asia/Hong_Kong",
        "name": {"en": "A"},
        "page_url": r"^https://a\.example/n/\d+\.htm$",
        "standing": ["https://A.example:443/policy"],
        "rewrite": [
            {"pattern": r"^https?://m\.example/t/+", "replace": "https://", "derived": True},
            {"pattern": r"(/n/\d+)p\.htm$", "replace": r"\1.htm"},
            {"pattern": r"\?fontSize=\d$", "replace": ""},
        ],
    },
    Source,
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Example.ORG/A", "https://www.example.org/A"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("http://a.example:443/x", "http://a.example:443/x"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example/x#part", "https://a.example/x"),
        ("https://a.example/x?utm_source=rss&id=3&fbclid=q", "https://a.example/x?id=3"),
        ("https://a.example/x?utm_medium=feed", "https://a.example/x"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"),
        ("https://a.example/%7euser/%e6%95%b0", "https://a.example/~user/%E6%95%B0"),
        ("https://a.example/数据 表", "https://a.example/%E6%95%B0%E6%8D%AE%20%E8%A1%A8"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/a/./b/../c/", "https://a.example/a/c/"),
        ("  https://a.example/x\n", "https://a.example/x"),
        ("https://a.example./x/", "https://a.example/x/"),
        ("https://數據.example/x", "https://xn--97uqn.example/x"),
        ("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"),
        ("https://User:Pass@A.example/x", "https://User:Pass@a.example/x"),
        ("https://数" + "据" * 70 + ".example/x", "https://数" + "据" * 70 + ".example/x"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://[broken/x", "https://[broken/x"),
        ("https://a.example:port/x", "https://a.example:port/x"),
        ("", ""),
    ],
)
def test_an_address_has_one_canonical_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@given(st.text(alphabet="aB/.%20e?&=#:~_ú数;@[]", max_size=30))
def test_the_canonical_form_of_a_canonical_form_is_itself(rest: str) -> None:
    url = canonical_url("https://Host.example/" + rest)
    assert canonical_url(url) == url


@given(
    st.sampled_from(["https://m.example/t//a.example/n/1p.htm", "https://a.example:443/n/2.htm", "https://b.example/"]),
    st.text("p.?fontSize=1&/%", max_size=12),
)
def test_rewriting_twice_changes_nothing_more(url: str, rest: str) -> None:
    once = rewrite_url(url + rest.replace("?fontSize", ""), MIRRORED)
    assert rewrite_url(once, MIRRORED) == once


@pytest.mark.parametrize(
    ("url", "page", "derived", "a_page"),
    [
        ("https://a.example/n/12.htm", "https://a.example/n/12.htm", False, True),
        ("https://a.example/n/12p.htm?fontSize=1", "https://a.example/n/12p.htm", False, False),
        ("https://a.example/n/12p.htm", "https://a.example/n/12.htm", False, True),
        ("http://m.example/t//a.example/n/12p.htm", "https://a.example/n/12.htm", True, True),
        ("https://a.example/policy", "https://a.example/policy", False, True),
        ("https://b.example/n/12.htm", "https://b.example/n/12.htm", False, False),
    ],
)
def test_rewrites_join_the_addresses_of_one_page(url: str, page: str, derived: bool, a_page: bool) -> None:
    rewritten = rewrite_url(url, MIRRORED)
    assert (rewritten, is_derived(url, MIRRORED), is_page(rewritten, MIRRORED)) == (page, derived, a_page)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.example/x", "a.example"),
        ("https://a.example:443/", "a.example"),
        ("http://127.0.0.1:8799/x", "127.0.0.1:8799"),
        ("http://[::1]:80/", "[::1]"),
        ("/relative", ""),
        ("https://[broken", ""),
    ],
)
def test_the_host_carries_a_port_of_its_own_only(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "pattern", "shown", "precision"),
    [
        (
            "/eng/20250414_183938_3.html",
            r"/(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)_(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)_",
            "2025-04-14T18:39:38+08:00",
            "second",
        ),
        ("/202511/07/P1", r"/(?P<year>\d{4})(?P<month>\d\d)/(?P<day>\d\d)/", "2025-11-07", "day"),
        ("/0112/202601072143", r"/(?P<month>\d\d)(?P<day>\d\d)/(?P<created>\d{8})", "2026-01-12", "day"),
        ("/0105/202512302143", r"/(?P<month>\d\d)(?P<day>\d\d)/(?P<created>\d{8})", "2026-01-05", "day"),
        ("/2026/x", r"/(?P<year>\d{4})/", "2026", "year"),
        ("/202613/07/P1", r"/(?P<year>\d{4})(?P<month>\d\d)/(?P<day>\d\d)/", None, None),
        ("/x", r"/(?P<year>\d{4})/", None, None),
    ],
)
def test_an_address_prints_its_date(url: str, pattern: str, shown: str | None, precision: str | None) -> None:
    found = date_in_url(url, pattern, ZoneInfo("Asia/Hong_Kong"))
    assert (found and found.shown, found and found.precision) == (shown, precision)
    assert found is None or found.literal in url


TWINS = {
    "hkma": Twins(
        rule="https://www.hkma.gov.hk/{lang}/news/{rest}", lang={"en": "eng", "zh-Hant": "chi", "zh-Hans": "gb_chi"}
    ),
    "sfc": Twins(rule="https://apps.sfc.hk/gateway/{lang}/doc?refNo={ref}", lang={"en": "EN", "zh-Hant": "TC"}),
    "legco": Twins(
        rule="https://www.legco.gov.hk/{year}/{lang}/panels/{stem}-{lang2}.pdf",
        lang={"en": ("english", "e"), "zh-Hant": ("chinese", "c")},
    ),
    "hk01": Twins(rule="https://{lang}.hk01.com/{rest}", lang={"zh-Hant": "www", "zh-Hans": "zh"}),
    "repeated": Twins(rule="https://a.example/{lang}/{day}/{day}_{n}", lang={"en": "en", "zh-Hant": "tc"}),
}


@pytest.mark.parametrize(
    ("name", "url", "language", "others"),
    [
        ("hkma", "https://www.hkma.gov.hk/gb_chi/news/2026/1/", "zh-Hans", {"en": "https://www.hkma.gov.hk/eng/news/2026/1/", "zh-Hant": "https://www.hkma.gov.hk/chi/news/2026/1/"}),
        ("sfc", "https://apps.sfc.hk/gateway/TC/doc?refNo=26PR1", "zh-Hant", {"en": "https://apps.sfc.hk/gateway/EN/doc?refNo=26PR1"}),
        ("legco", "https://www.legco.gov.hk/yr2026/english/panels/itb/papers/itb20260608cb2-730-2-e.pdf", "en", {"zh-Hant": "https://www.legco.gov.hk/yr2026/chinese/panels/itb/papers/itb20260608cb2-730-2-c.pdf"}),
        ("hk01", "https://zh.hk01.com/a/1", "zh-Hans", {"zh-Hant": "https://www.hk01.com/a/1"}),
        ("repeated", "https://a.example/tc/20260412/20260412_7", "zh-Hant", {"en": "https://a.example/en/20260412/20260412_7"}),
        ("repeated", "https://a.example/tc/20260412/20260413_7", None, {}),
        ("legco", "https://www.legco.gov.hk/yr2026/english/panels/itb-c.pdf", None, {}),
        ("hkma", "https://www.hkma.gov.hk/fra/news/1", None, {}),
        ("hkma", "https://b.example/eng/news/1", None, {}),
        ("hkma", "https://www.hkma.gov.hk/eng/news/", None, {}),
    ],
)  # fmt: skip
def test_the_twin_rule_names_the_other_editions(
    name: str, url: str, language: str | None, others: dict[str, str]
) -> None:
    assert url_language(url, TWINS[name]) == language
    assert dict(twin_urls(url, TWINS[name])) == others
    for other in others.values():
        assert url in dict(twin_urls(other, TWINS[name])).values()


def test_a_source_without_a_twin_rule_names_none() -> None:
    assert (url_language("https://a.example/en/1", None), twin_urls("https://a.example/en/1", None)) == (None, ())


def test_like_urls_differ_in_slash_and_scheme_alone() -> None:
    assert set(like_urls("https://x.example/a?b=1")) == {
        "https://x.example/a/?b=1",
        "http://x.example/a?b=1",
        "http://x.example/a/?b=1",
    }
    assert like_urls("http://x.example:8080/a/") == ("http://x.example:8080/a",)
    assert like_urls("tag:x.example,2026:1") == ()
