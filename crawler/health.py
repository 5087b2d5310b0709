"""What is expected of a Source by its own history, and what an operator must know when it is not met.

Pure: history and now in, Alarms out. The store keeps them open while they are said and closes them when they are not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

KINDS = ("listing_failing", "listing_empty", "source_blocked", "source_silent", "validators_lie")
"""Every kind that judge_source may say: an open Alarm of these that is not said any more is over."""

FAILURES = 3
"""Failures in a row before a Listing's trouble is told: one lost answer is no news."""
GRACE = 3
"""... and so many of its intervals without a good answer."""
USUAL = 2.0
"""Entries that a Listing must usually have before 'none' is strange."""
FOUND = 6
"""New Pages that must be known before a silence can be told from a rare publisher."""
SILENCE = 4.0
"""A silence is strange at so many times the longest gap seen lately ..."""
SHORTEST = timedelta(days=4)
"""... and never before a long weekend is over."""
REFUSED_SHARE = 0.5
REFUSED_PAGES = 3
"""A Source is blocked when so many Pages, and this share of those checked, are refused within a day."""
LIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingHistory:
    """A Listing as it went. last_ok_at None = never read; entries None = not known. every: seconds.

    failure: why the last check failed, as its Failure ('outage', 'refused' ...) and in words; None = it did not.
    """

    url: str
    every: int
    added_at: datetime
    last_ok_at: datetime | None = None
    failures: int = 0
    failure: str | None = None
    error: str | None = None
    last_entries: int | None = None
    usual_entries: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHistory:
    """A Source as it went.

    found_at: when its last new Pages were found (no baseline), oldest first. checked, refused: Pages checked and refused
    (401, 403, 451, robots.txt) within the last day. vouched, lied: checks without validators whose ETag was that of the
    last answer, and how many of them brought other bytes all the same.
    """

    source_id: str
    listings: tuple[ListingHistory, ...] = ()
    found_at: tuple[datetime, ...] = ()
    checked: int = 0
    refused: int = 0
    vouched: int = 0
    lied: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmWord:
    """An Alarm to be open. subject: a Source's id, or the URL of one of its Listings."""

    kind: str
    subject: str
    source_id: str
    message: str
    remedy: str


def judge_source(history: SourceHistory, now: datetime) -> tuple[AlarmWord, ...]:
    """Say what an operator must know of a Source now; () = all is as its history says."""
    said = [_judge_listing(listing, history.source_id, now) for listing in history.listings]
    said.append(_judge_refusals(history))
    said.append(_judge_validators(history))
    if not any(said):  # a Source that cannot be read is not silent, it is unread
        said.append(_judge_silence(history, now))
    return tuple(word for word in said if word is not None)


def _judge_listing(listing: ListingHistory, source_id: str, now: datetime) -> AlarmWord | None:
    since = listing.last_ok_at or listing.added_at
    if listing.failures >= FAILURES and now - since >= timedelta(seconds=GRACE * listing.every):
        error = (listing.error or "no reason kept").removeprefix(f"{source_id}: ")
        read = "was never read" if listing.last_ok_at is None else f"was last read on {_day(since)}"
        return AlarmWord(
            kind="listing_failing",
            subject=listing.url,
            source_id=source_id,
            message=f"{source_id}: {listing.url} {read}, {listing.failures} failures in a row: {error}",
            remedy=_REMEDIES.get(listing.failure or "", _ANY),
        )
    usual = listing.usual_entries or 0.0
    if listing.failures == 0 and listing.last_entries == 0 and usual >= USUAL:
        return AlarmWord(
            kind="listing_empty",
            subject=listing.url,
            source_id=source_id,
            message=f"{source_id}: {listing.url} lists nothing, and usually about {round(usual)}",
            remedy="Open it in a browser. If the site has changed, correct the Listing in the Source's TOML.",
        )
    return None


_ANY = "Open it in a browser, then try: pactwatch sources check --live"
_REMEDIES = {
    "refused": "The site refuses us. Set contact under [crawl], write to the site, or disable the Source. It is not evaded.",
    "robots": "robots.txt forbids it. Ask the site, use another Listing, or disable the Source.",
    "robots_unknown": "Its robots.txt does not answer, so nothing is fetched. Wait; if it lasts, ask the site.",
    "outage": "The site does not answer. Wait; if it opens in a browser, look at this machine's network and DNS.",
    "busy": "The site asks for fewer requests. Raise pace.delay or `every` in the Source's TOML.",
    "address": "Its address is not public. If that is meant, add it to allow_private_hosts under [crawl].",
    "not_a_listing": "The site has changed. Open the URL in a browser and correct the Listing in the Source's TOML.",
    "too_large": "It is larger than is read. Use a smaller Listing (a newer part, another feed).",
    "loop": "It redirects in a circle. Open the URL in a browser and correct the Listing in the Source's TOML.",
}


def _judge_refusals(history: SourceHistory) -> AlarmWord | None:
    if history.refused < REFUSED_PAGES or history.refused < REFUSED_SHARE * history.checked:
        return None
    return AlarmWord(
        kind="source_blocked",
        subject=history.source_id,
        source_id=history.source_id,
        message=f"{history.source_id}: {history.refused} of {history.checked} Pages checked within a day refuse us",
        remedy=_REMEDIES["refused"],
    )


def _judge_validators(history: SourceHistory) -> AlarmWord | None:
    if history.lied < LIES:
        return None
    return AlarmWord(
        kind="validators_lie",
        subject=history.source_id,
        source_id=history.source_id,
        message=(
            f"{history.source_id}: {history.lied} of {history.vouched} Pages looked at without validators "
            f"had changed behind the ETag that says they had not"
        ),
        remedy="Nothing to do: its Pages are now always read whole.",
    )


def _judge_silence(history: SourceHistory, now: datetime) -> AlarmWord | None:
    if len(history.found_at) < FOUND:
        return None
    gaps = [later - earlier for earlier, later in pairwise(history.found_at)]
    silent = now - history.found_at[-1]
    if silent < max(SHORTEST, SILENCE * max(gaps)):
        return None
    return AlarmWord(
        kind="source_silent",
        subject=history.source_id,
        source_id=history.source_id,
        message=(
            f"{history.source_id}: nothing new for {silent.days} days, since {_day(history.found_at[-1])}; "
            f"usually {_often(median(gap.total_seconds() for gap in gaps))}"
        ),
        remedy="Open its home page. If there is news, its Listings show it no more: correct them in the Source's TOML.",
    )


def _often(seconds: float) -> str:
    hours = seconds / 3600
    if hours < 1.5:
        return "every hour or more often"
    return f"every {round(hours)} hours" if hours < 36 else f"every {round(hours / 24)} days"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
