"""The words of a Source's TOML."""

import msgspec
import pytest

from pipeline.model import Shape, Tier
from pipeline.source import Listing, Pages, Rewrite, Source, match_source, read_interval


@pytest.mark.parametrize(("text", "seconds"), [("10m", 600), ("6h", 21_600), ("1d", 86_400), ("2w", 1_209_600)])
def test_intervals_are_minutes_hours_days_and_weeks(text: str, seconds: int) -> None:
    assert read_interval(text) == seconds
    assert Listing(shape=Shape.FEED, url="https://x.example/", every=text).seconds == seconds


@pytest.mark.parametrize("text", ["", "m", "0m", "-1h", "1.5h", "10 m", "1y", "10"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="every"):
        msgspec.convert({"shape": "feed", "url": "https://x.example/", "every": text}, Listing)


def test_listings_that_post_are_told_apart_by_what_they_post() -> None:
    english = Listing(shape=Shape.JSON, url="https://x.example/api", every="1h", payload={"l": "EN", "n": 1})
    same = Listing(shape=Shape.JSON, url="https://x.example/api", every="2h", payload={"n": 1, "l": "EN"})
    chinese = Listing(shape=Shape.JSON, url="https://x.example/api", every="1h", payload={"l": "TC", "n": 1})
    plain = Listing(shape=Shape.JSON, url="https://x.example/api", every="1h")
    assert english.key == 'https://x.example/api {"l":"EN","n":1}' == same.key
    assert chinese.key != english.key
    assert plain.key == "https://x.example/api"


def test_a_listing_of_days_is_dated() -> None:
    assert Listing(shape=Shape.LINKS, url="https://x.example/{date:%Y%m%d}", every="1d").dated
    assert not Listing(shape=Shape.LINKS, url="https://x.example/{page}", every="1d").dated


def declare(id_: str, page_url: str) -> Source:
    return Source(
        id=id_,
        tier=Tier.PRESS,
        side="gba",
        home="https://x.example/",
        time_zone="Asia/Macau",
        name={"en": id_},
        page_url=page_url,
    )


def test_a_url_picks_the_source_whose_pages_it_is_one_of() -> None:
    sources = (declare("a", r"^https://x\.example/a/"), declare("b", r"^https://x\.example/[ab]/"))
    assert match_source(sources, "https://x.example/a/1") == sources[0]
    assert match_source(sources, "https://x.example/b/1") == sources[1]
    assert match_source(sources, "https://x.example/c/1") is None


def test_a_url_picks_its_source_as_people_copy_it() -> None:
    source = msgspec.structs.replace(
        declare("a", r"^https://x\.example/a/\d+$"),
        standing=("https://x.example/policy",),
        rewrite=(Rewrite(pattern="^http://", replace="https://"), Rewrite(pattern=r"\?big=1$", replace="")),
    )
    assert match_source((source,), "http://x.example/a/7?big=1") == source
    assert match_source((source,), "http://x.example/policy") == source
    assert match_source((source,), "http://x.example/a/7?big=2") is None


@pytest.mark.parametrize(("pages", "paging"), [(3, Pages(last=3)), ({"first": 0, "last": 4}, Pages(first=0, last=4))])
def test_pages_are_a_number_or_a_range(pages: object, paging: Pages) -> None:
    listing = msgspec.convert({"shape": "links", "url": "https://x.example/{page}", "pages": pages}, Listing)
    assert listing.paging == paging


def test_a_source_is_what_the_defaults_say_where_its_toml_is_silent() -> None:
    source = declare("a", "a")
    assert (source.fetch, source.watch, source.keep, source.pace.delay) == ("all", "relevant", "full", 2.0)
    assert (source.cookies, source.standing, source.rules, source.twins) == (False, (), (), None)
    assert source.zone.key == "Asia/Macau"
