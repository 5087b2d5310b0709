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
FIRST_THIRTEEN = [
    "cn-cac",
    "cn-gov",
    "cn-miit",
    "cn-nda",
    "gd-gov",
    "hk-dpo",
    "hk-gia",
    "hk-hkma",
    "hk-itib",
    "hk-newsgov",
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


def test_every_source_has_a_case_with_a_listing_a_page_and_a_trap() -> None:
    assert sorted(SOURCES) == sorted(FIRST_THIRTEEN)
    for source_id in SOURCES:
        cases = [case.expected for case in CASES if case.source_id == source_id]
        assert any(case["listings"] and case["pages"] and case["trap"] for case in cases), source_id


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
