"""The bundled news site is what it says: six hosts, honest and lying validators, noise on every fetch, seven days."""

import json
import re
import tomllib
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import feedparser
import lxml.html
import pypdfium2
import pytest

from tests.world.content import BANKS, TEXTS, make_edition
from tests.world.days import Answer, Part, Tick, answer_of, body_on, revised_on, ticks_of, title_on
from tests.world.paths import HOSTS, source_id
from tests.world.play import source_texts
from tests.world.render import parts_of
from tests.world.site import LISTINGS, Site
from tests.world.truth import Expected, expected_findings, judge_tick, unreported_paths

CONTAINERS = {
    "gov-en": "#pressrelease", "gov-tc": "#pressrelease", "regulator": "#BodyLabel", "monetary": ".template-content-area",
    "policy": ".richtext", "paper": ".story-body",
}  # fmt: skip
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(1) as running:
        yield running


def fetch(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={key.replace("_", "-"): value for key, value in headers.items()})
    try:
        with OPENER.open(request, timeout=5) as answer:
            return answer.status, {key.lower(): value for key, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {key.lower(): value for key, value in error.headers.items()}, error.read()


def at(site: Site, day: int, part: Part = Part.AM) -> Tick:
    tick = next(tick for tick in site.ticks if (tick.day, tick.part) == (day, part))
    site.turn_to(tick)
    return tick


@pytest.mark.parametrize("seed", range(1, 13))
def test_every_seed_makes_a_whole_world(seed: int) -> None:
    edition = make_edition(seed)
    for story in edition.stories:
        for day in range(1, 8):
            assert "{" not in title_on(story, day) + body_on(story, day), story.role
            assert parts_of(body_on(story, day))
    assert {story.host for story in edition.stories} == set(HOSTS)
    assert len(edition.stories) >= 60


@pytest.mark.parametrize(("seed", "other"), [(1, 2), (2, 3), (1, 4)])
def test_another_seed_has_other_texts_and_the_same_kinds_of_findings(seed: int, other: int) -> None:
    one, two = make_edition(seed), make_edition(other)
    kinds = [Counter((found.kind, found.baseline) for found in expected_findings(edition)) for edition in (one, two)]
    assert set(kinds[0]) == set(kinds[1])
    assert len(one.stories) != len(two.stories)
    texts = [
        {body_on(story, 7) for story in edition.stories if expected_of(edition, story.role)} for edition in (one, two)
    ]
    assert not texts[0] & texts[1]


def expected_of(edition: object, role: str) -> bool:
    return any(found.role == role and not found.baseline for found in expected_findings(edition))  # type: ignore[arg-type]


def test_both_banks_tell_every_kind_of_finding_and_of_fact() -> None:
    kinds = {found.kind for seed in (1, 2) for found in expected_findings(make_edition(seed))}
    assert kinds == {"appeared", "edited", "withdrawn", "twin_conflict", "twin_stale", "restored", "moved"}
    facts = {found.fact for found in expected_findings(make_edition(1))}
    assert facts >= {"number", "money", "percent", "date", "modality", "limit"}
    assert [name for name in BANKS if (TEXTS / f"{name}.toml").exists()] == list(BANKS)


def test_feed_of_the_press_has_tracking_keys_and_new_guids_every_time(site: Site) -> None:
    at(site, 1)
    feeds = [feedparser.parse(fetch(f"{site.base('paper')}{LISTINGS['paper']}")[2]) for _ in range(2)]
    assert [entry.title for entry in feeds[0].entries] == [entry.title for entry in feeds[1].entries]
    assert all(entry.link.endswith("?utm_source=rss_feed") for entry in feeds[0].entries)
    assert not {entry.id for entry in feeds[0].entries} & {entry.id for entry in feeds[1].entries}


def test_listings_name_the_pages_of_the_day_in_their_own_shapes(site: Site) -> None:
    for day in (1, 2):
        at(site, day)
        for host in HOSTS:
            body = fetch(f"{site.base(host)}{LISTINGS[host]}")[2]
            text = body.decode("gb18030" if host == "regulator" else "utf-8")
            born = {story.path for story in site.edition.of_host(host) if story.born <= day and not story.pdf}
            unborn = {story.path for story in site.edition.of_host(host) if story.born > day}
            assert all(path in text for path in born), host
            assert not [path for path in unborn if path in text], host
    answer = json.loads(fetch(f"{site.base('monetary')}{LISTINGS['monetary']}?lang=en")[2])
    assert set(answer["result"]["records"][0]) == {"title", "link", "date"}


@pytest.mark.parametrize("host", HOSTS)
def test_noise_differs_on_each_fetch_and_the_text_does_not(site: Site, host: str) -> None:
    at(site, 1)
    story = next(story for story in site.edition.of_host(host) if story.born <= 1 and not story.pdf)
    bodies = [fetch(f"{site.base(host)}{story.path}")[2] for _ in range(3)]
    assert all(a != b for a, b in pairwise(bodies))
    wanted = [part["text"] for part in parts_of(body_on(story, 1)) if part["kind"] == "paragraph"]
    for body in bodies:
        tree = lxml.html.fromstring(body.decode("gb18030" if host == "regulator" else "utf-8"))
        shown = " ".join(tree.text_content().split())
        assert not [text for text in wanted if " ".join(text.split()) not in shown]
        assert tree.cssselect(CONTAINERS[host])


def test_regulator_sends_gb18030_and_calls_it_something_smaller(site: Site) -> None:
    at(site, 1)
    status, headers, body = fetch(f"{site.base('regulator')}{site.edition.story('filing-sc').path}")
    assert (status, headers["content-type"]) == (200, "text/html")
    assert b"charset=gb2312" in body
    assert "李㳘、周镕" in body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")


def test_honest_validators_answer_304_until_the_text_changes(site: Site) -> None:
    page = f"{site.base('gov-en')}{site.edition.story('progress-en').path}"
    at(site, 1)
    etag = fetch(page)[1]["etag"]
    assert fetch(page, If_None_Match=etag)[0] == 304
    at(site, 3)
    assert fetch(page, If_None_Match=etag)[0] == 200
    page = f"{site.base('policy')}/en/our_work/data_flow/index.html"
    at(site, 1)
    since = fetch(page)[1]["last-modified"]
    assert fetch(page, If_Modified_Since=since)[0] == 304
    at(site, 2)
    assert fetch(page, If_Modified_Since=since)[0] == 200


@pytest.mark.parametrize(("host", "header"), [("regulator", "last-modified"), ("monetary", "etag"), ("paper", None)])
def test_other_hosts_have_useless_validators_or_none(site: Site, host: str, header: str | None) -> None:
    at(site, 1)
    story = next(story for story in site.edition.of_host(host) if story.born <= 1)
    first = fetch(f"{site.base(host)}{story.path}")[1]
    if header is None:
        assert not {"etag", "last-modified"} & set(first)
        return
    at(site, 2)
    assert fetch(f"{site.base(host)}{story.path}")[1][header] != first[header]


def test_robots_forbids_a_page_that_the_sitemap_names(site: Site) -> None:
    at(site, 1)
    draft = site.edition.story("drafts-en")
    assert "/en/our_work/internal/" in fetch(f"{site.base('policy')}/robots.txt")[2].decode()
    assert draft.path in fetch(f"{site.base('policy')}/sitemap.xml")[2].decode()
    assert draft.path in unreported_paths(site.edition)["demo-policy"]
    assert fetch(f"{site.base('regulator')}/robots.txt")[0] == 404


def test_days_bring_a_withdrawal_a_return_a_redirect_and_a_page_that_is_none(site: Site) -> None:
    gone = f"{site.base('gov-en')}{site.edition.story('esign-en').path}"
    moved = site.edition.story("ecny-en")
    soft = f"{site.base('paper')}{site.edition.story('blip-paper').path}"
    seen = []
    for day, part in ((2, Part.AM), (3, Part.AM), (3, Part.PM), (4, Part.AM), (4, Part.PM), (5, Part.AM)):
        at(site, day, part)
        seen.append((fetch(gone)[0], b"Page not found" in fetch(soft)[2]))
    assert seen == [(200, False), (404, False), (404, False), (404, True), (404, False), (200, False)]
    reply = site.answer("monetary", "GET", moved.path, {})
    assert (reply.status, reply.headers["Location"]) == (301, moved.moved_path)
    assert fetch(f"{site.base('monetary')}{moved.path}")[0] == 200


@pytest.mark.parametrize("seed", [1, 2])
def test_outage_closes_the_port_or_answers_503_and_ends(seed: int) -> None:
    with Site(seed) as site:
        page = f"{site.base('regulator')}{LISTINGS['regulator']}"
        port = site.ports["regulator"]
        at(site, 4)
        if site.edition.outage[2] == "closed":
            with pytest.raises(urllib.error.URLError):
                fetch(page)
        else:
            assert fetch(page)[0] == 503
        at(site, 5)
        assert (fetch(page)[0], site.ports["regulator"]) == (200, port)


@pytest.mark.parametrize(("seed", "host", "old", "new"), [(1, "paper", ".story-body", ".copy"), (2, "monetary", ".template-content-area", ".rel__text")])  # fmt: skip
def test_redesign_changes_every_template_and_no_word_of_the_text(seed: int, host: str, old: str, new: str) -> None:
    with Site(seed) as site:
        stories = [story for story in site.edition.of_host(host) if story.born <= 1 and not story.soft]
        for day, selector, gone in ((4, old, new), (5, new, old)):
            at(site, day)
            for story in stories:
                tree = lxml.html.fromstring(fetch(f"{site.base(host)}{story.address(day)}")[2])
                assert tree.cssselect(selector), story.role
                assert not tree.cssselect(gone), story.role
                shown = " ".join(tree.text_content().split())
                wanted = [part["text"] for part in parts_of(body_on(story, day)) if part["kind"] == "paragraph"]
                assert not [text for text in wanted if " ".join(text.split()) not in shown], story.role


def test_annex_is_a_pdf_with_other_fees_on_day_six(site: Site) -> None:
    texts = []
    for day in (5, 6):
        at(site, day)
        status, headers, body = fetch(f"{site.base('policy')}/doc/annex.pdf")
        assert (status, headers["content-type"]) == (200, "application/pdf")
        document = pypdfium2.PdfDocument(body)
        texts.append(document[0].get_textpage().get_text_range())
        document.close()
    fees = [re.search(r"first filing is HK\$([\d,]+)", text) for text in texts]
    assert all(fees)
    assert fees[0][1] != fees[1][1]  # type: ignore[index]
    assert texts[0].replace(fees[0][1], fees[1][1]) == texts[1]  # type: ignore[index]


def test_silent_corrections_leave_the_page_s_own_date_alone() -> None:
    edition = make_edition(1)
    silent, told = edition.story("startup-fund-en"), edition.story("standing-en")
    assert revised_on(silent, 7) == revised_on(silent, 1)
    assert revised_on(told, 2) > revised_on(told, 1)


def test_ticks_are_in_order_and_those_of_one_day_at_least_six_hours_apart() -> None:
    ticks = ticks_of(make_edition(1))
    assert [(tick.day, str(tick.part)) for tick in ticks] == [
        (1, "am"), (2, "am"), (3, "am"), (3, "pm"), (4, "am"), (4, "pm"), (5, "am"), (6, "am"), (6, "pm"), (7, "am"), (7, "pm")
    ]  # fmt: skip
    assert all(
        later.at - earlier.at >= (later.at - earlier.at).__class__(hours=6) for earlier, later in pairwise(ticks)
    )


def test_truth_knows_an_outage_a_blip_and_typography_for_nothing() -> None:
    for seed in (1, 2):
        edition = make_edition(seed)
        found = expected_findings(edition)
        assert not [row for row in found if row.source == "demo-regulator" and row.day == 4]
        assert not [row for row in found if row.role == "blip-paper" and not row.baseline]
        assert not [row for row in found if row.role == "typography-paper" and not row.baseline]
        assert not {row.role for row in found} & {s.role for s in edition.stories if s.kind != "relevant"}
        late = [row for row in found if row.day == 7 and row.part == "pm"]
        assert late == []


def test_judge_names_what_is_missed_what_is_too_much_and_what_differs() -> None:
    base = {"demo-gov-en": "http://h"}
    wanted = Expected(
        day=3, part="am", kind="edited", source="demo-gov-en", role="r", paths=("/a",), fact="number", before="6", after="8", weight="major",
        silent=True,
    )  # fmt: skip
    row = {
        "kind": "edited", "source": "demo-gov-en", "page_url": "http://h/a", "facts": [{"type": "number", "before": "6", "after": "8"}],
        "summary": "6 became 8", "baseline": False, "silent": True, "weight": "major", "reverts_to": None,
    }  # fmt: skip
    assert judge_tick([wanted], [row], base).agrees
    assert judge_tick([wanted], [], base).missed == ("edited demo-gov-en r /a",)
    assert judge_tick([], [row], base).surplus == ("edited demo-gov-en http://h/a: 6 became 8",)
    differing = judge_tick([wanted], [row | {"silent": False, "weight": "minor", "facts": []}], base).differing
    assert [line.partition(": ")[2] for line in differing] == [
        "silent is False, should be True", "weight is minor, should be major", "no fact of type number among []"
    ]  # fmt: skip


def test_sources_of_the_site_are_six_valid_declarations(site: Site, tmp_path: Path) -> None:
    catalog = pytest.importorskip("crawler.catalog", reason="the catalog is not there yet")
    for name, text in source_texts(site.ports).items():
        assert tomllib.loads(text)["id"] == name
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    sources = catalog.load_catalog((str(tmp_path),))
    assert sorted(source.id for source in sources) == sorted(source_id(host) for host in HOSTS)
    for host in HOSTS:
        source = next(source for source in sources if source.id == source_id(host))
        pattern = re.compile(source.page_url)
        for story in site.edition.of_host(host):
            assert pattern.search(f"{site.base(host)}{story.path}"), story.path
            assert answer_of(story, 7, Part.AM) is Answer.ELSEWHERE or not story.moved
