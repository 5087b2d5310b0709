"""Every Source that comes with pactwatch, against its cases: listing, page, trap, and every key of its TOML."""

import tomllib
from datetime import date, datetime

import pytest
from msgspec import structs

from crawler.catalog import BUILTIN, convert_source, load_catalog
from pipeline.errors import SourceError
from pipeline.source import Rule, match_source, rule_for
from pipeline.urls import canonical_url, is_page, rewrite_url
from tests.cases import Case, deletions, differs, find_cases, read_case

SOURCES = {source.id: source for source in load_catalog()}
CASES = find_cases()
SHIPPED = [
    "cn-cac",
    "cn-gov",
    "cn-miit",
    "cn-nda",
    "gd-gov",
    "hk-dpo",
    "hk-fso",
    "hk-gia",
    "hk-hk01",
    "hk-hkma",
    "hk-itib",
    "hk-legco",
    "hk-newsgov",
    "hk-pcpd",
    "hk-policyaddress",
    "hk-rthk",
    "hk-scmp",
    "hk-sfc",
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_comes_out_as_expected(case: Case) -> None:
    expected = case.expected
    told = read_case(case, SOURCES[case.source_id])
    for part in ("watched", "twins", "rewrites", "listings", "pages"):
        assert told[part] == expected[part], part


def test_every_source_has_a_case_with_a_listing_if_it_has_one_a_page_and_a_trap() -> None:
    assert sorted(SOURCES) == sorted(SHIPPED)
    for source_id, source in SOURCES.items():
        cases = [case.expected for case in CASES if case.source_id == source_id]
        listed = [case for case in cases if case["listings"] or not source.listings]
        assert any(case["pages"] and case["trap"] for case in listed), source_id


def undetected_deletions(source_id: str) -> list[str]:
    """The keys of a Source's TOML without which everything comes out as before."""
    declared = tomllib.loads((BUILTIN / f"{source_id}.toml").read_text("utf-8"))
    cases = [case for case in CASES if case.source_id == source_id]
    assert not any(differs(case, SOURCES[source_id]) for case in cases)
    undetected = []
    for key, rest in deletions(declared):
        try:
            source = convert_source(rest, file=source_id)
        except SourceError:
            continue
        if not any(differs(case, source) for case in cases):
            undetected.append(key)
    return undetected


@pytest.mark.parametrize("source_id", sorted(SOURCES))
def test_no_key_of_a_toml_is_without_effect(source_id: str) -> None:
    assert undetected_deletions(source_id) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_pages_are_known_under_their_canonical_address(case: Case) -> None:
    source = SOURCES[case.source_id]
    pages = [entry["url"] for listing in case.expected["listings"].values() for entry in listing["entries"]]
    for url in pages:
        assert (canonical_url(url), rewrite_url(url, source), is_page(url, source)) == (url, url, True)
        assert match_source(tuple(SOURCES.values()), url) == source


@pytest.mark.parametrize(
    ("source_id", "url", "page"),
    [
        ("hk-gia", "https://www.info.gov.hk/gia/general/202509/10/P2025091000277p.htm", "https://www.info.gov.hk/gia/general/202509/10/P2025091000277.htm"),
        ("hk-gia", "http://sc.isd.gov.hk/TuniS/www.info.gov.hk/gia/general/201910/18/P2019101800508.htm", "https://www.info.gov.hk/gia/general/201910/18/P2019101800508.htm"),
        ("hk-gia", "https://sc.isd.gov.hk/TuniS//www.info.gov.hk/gia/general/202312/29/P2023122900307.htm?fontSize=1", "https://www.info.gov.hk/gia/general/202312/29/P2023122900307.htm"),
        ("hk-newsgov", "https://news.gov.hk/eng/2025/04/20250414/20250414_183938_337.html", "https://www.news.gov.hk/eng/2025/04/20250414/20250414_183938_337.html"),
        ("hk-newsgov", "https://www.news.gov.hk/chi/2026/09/20260916/20260916_100303_151.html", None),
        ("hk-dpo", "https://digitalpolicy.gov.hk/en/our_work/digital_infrastructure/mainland/cross-boundary_data_flow", "https://www.digitalpolicy.gov.hk/en/our_work/digital_infrastructure/mainland/cross-boundary_data_flow"),
        ("hk-itib", "https://www.itib.gov.hk/en/legislative_council_business/questions/2025/pr_20250319.html", None),
        ("hk-hkma", "https://www.hkma.gov.hk/eng/news-and-media/press-releases/2026/03/20260305-3/", None),
        ("hk-sfc", "https://apps.sfc.hk/edistributionWeb/gateway/TC/news-and-announcements/news/doc?refNo=25PR99", None),
        ("cn-cac", "https://www.cac.gov.cn/2026-04/10/c_1777558395078289.htm", None),
        ("cn-cac", "http://www.cac.gov.cn/2023-07/13/c_1690898327029107.htm", "https://www.cac.gov.cn/2023-07/13/c_1690898327029107.htm"),
        ("cn-nda", "https://www.nda.gov.cn/sjj/zwgk/zcfb/0112/20260107214358696030895_pc.html", None),
        ("cn-nda", "https://www.nda.gov.cn/sjj/zwgk/tzgg/0908/20260908100236590767189_mobile.html", "https://www.nda.gov.cn/sjj/zwgk/tzgg/0908/20260908100236590767189_pc.html"),
        ("cn-miit", "https://www.miit.gov.cn/jgsj/xxjsfzs/gzdt/art/2025/art_c195b1b6c1f343e392ee83bf960af9f6.html", None),
        ("cn-gov", "https://www.gov.cn/zhengce/zhengceku/202403/content_6942231.htm", None),
        ("hk-rthk", "https://news.rthk.hk/rthk/ch/component/k2/1870296-20260916.htm", None),
        ("hk-scmp", "https://www.scmp.com/news/hong-kong/society/article/3358943/hong-kong-mainland-china-start-sharing-data-year-tech-minister-sun-dong?utm_source=rss_feed", "https://www.scmp.com/news/hong-kong/society/article/3358943/hong-kong-mainland-china-start-sharing-data-year-tech-minister-sun-dong"),
        ("hk-hk01", "https://www.hk01.com/%E6%94%BF%E6%83%85/914305/%E5%89%B5%E7%A7%91", "https://www.hk01.com/sns/article/914305"),
        ("hk-hk01", "https://zh.hk01.com/%E6%94%BF%E6%83%85/60229472/%E6%9D%8E", "https://zh.hk01.com/sns/article/60229472"),
        ("hk-hk01", "https://hk01.com/sns/article/60229472", "https://www.hk01.com/sns/article/60229472"),
        (None, "https://www.hk01.com/channel/310/%E6%94%BF%E6%83%85", None),
        ("hk-pcpd", "https://www.pcpd.org.hk/english/news_events/media_statements/press_20240611.html", None),
        ("hk-pcpd", "https://pcpd.org.hk/sc_chi/news_events/newspaper/newspaper_20240314.html", "https://www.pcpd.org.hk/sc_chi/news_events/newspaper/newspaper_20240314.html"),
        ("hk-pcpd", "https://www.pcpd.org.hk/english/resources_centre/publications/files/standard_contract_gba.pdf", None),
        (None, "https://www.pcpd.org.hk/english/news_events/media_statements/press.html", None),
        ("hk-fso", "https://www.fso.gov.hk/eng/blog/blog20240414.htm", None),
        ("hk-fso", "http://fso.gov.hk/eng/blog/blog20240414.htm", "https://www.fso.gov.hk/eng/blog/blog20240414.htm"),
        (None, "https://www.fso.gov.hk/eng/blog/index.htm", None),
        ("hk-policyaddress", "https://policyaddress.gov.hk/2024/en/p153.html", "https://www.policyaddress.gov.hk/2024/en/p153.html"),
        ("hk-policyaddress", "https://www.policyaddress.gov.hk/2026/en/chapter3.html", None),
        (None, "https://www.policyaddress.gov.hk/2026/en/gallery.html", None),
        ("hk-legco", "https://www.legco.gov.hk/yr2026/english/panels/itb/papers/itb20260608cb2-730-2-e.pdf", None),
        ("hk-legco", "https://www.legco.gov.hk/yr2026/english/panels/ci/papers/ci20260421cb2-480-3-e.pdf", None),
        ("hk-legco", "http://www.legco.gov.hk/yr2026/chinese/panels/itb/papers/itb20260713cb2-1000-3-c.pdf", "https://www.legco.gov.hk/yr2026/chinese/panels/itb/papers/itb20260713cb2-1000-3-c.pdf"),
        (None, "https://www.legco.gov.hk/en/legco-business/committees/panel.html", None),
        (None, "https://www.cac.gov.cn/2025/03/14/c_1777558395078289.htm", None),
        (None, "https://www.info.gov.hk/gia/general/202511/07.htm", None),
        (None, "https://plus.scmp.com/news/article/3358943/a", None),
        (None, "https://www.info.gov.hk.example.org/gia/general/202509/10/P2025091000277.htm", None),
    ],
)  # fmt: skip
def test_addresses_that_were_seen_belong_to_their_source(source_id: str | None, url: str, page: str | None) -> None:
    """The example addresses of facts/sources.json, and some that look like them."""
    source = match_source(tuple(SOURCES.values()), url)
    assert (source and source.id) == source_id
    if source is not None:
        assert rewrite_url(url, source) == (page or url)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_file_of_a_case_is_served(case: Case) -> None:
    served = {one["file"] for known in case.site.values() for one in (known if isinstance(known, list) else [known])}
    assert served == {path.name for path in case.folder.iterdir()} - {"site.json", "expected.json"}


@pytest.mark.parametrize(
    ("day", "body"),
    [
        ("2025-12-31T15:59:59+00:00", "#old"),
        ("2025-12-31T16:00:00+00:00", "#new"),
        ("2026-06-01T15:59:00+00:00", "#new"),
        ("2026-06-01T16:00:00+00:00", None),
    ],
)
def test_rules_hold_from_day_to_day_of_the_source(day: str, body: str | None) -> None:
    source = structs.replace(
        SOURCES["hk-gia"],
        rules=(
            Rule(page="/other/", body="#other"),
            Rule(valid_until=date(2025, 12, 31), body="#old"),
            Rule(valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 1), body="#new"),
        ),
    )
    at = datetime.fromisoformat(day)
    rule = rule_for(source, "https://www.info.gov.hk/gia/general/202601/01/P2026010100001.htm", at)
    assert (rule and rule.body) == body
