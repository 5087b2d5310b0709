"""The lists of a site, new at every fetch: RSS with a build date (and guids that churn), Atom, HTML lists."""

import html
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

from bench.web.model import Site
from bench.web.noise import Noise, token

FEED_PATHS = {"rss": "/rss/all.xml", "atom": "/feed.atom", "list": "/list/index.html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a list."""

    path: str
    title: str
    day: str
    summary: str


def list_path(site: Site) -> str:
    """Where the list of a site stands."""
    return FEED_PATHS[site.listing]


def _address(entry: Listed, noise: Noise, base: str, tick: int) -> str:
    """An entry's link, as the habits of the site write it this time."""
    path = entry.path
    if "tracking keys" in noise.site.habits:
        path += f"?utm_source=rss&utm_medium={token(noise.rng, 4)}"
    if "slashes" in noise.site.habits and tick % 2:
        path += "/"
    return base + path


def render_listing(entries: tuple[Listed, ...], noise: Noise, *, base: str, tick: int) -> str:
    """The list as one fetch sees it."""
    site = noise.site
    if site.listing == "list":
        return _html_list(entries, noise, base, tick)
    now = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=tick, seconds=noise.rng.randint(0, 40000))
    pieces = []
    for entry in entries:
        address, title = html.escape(_address(entry, noise, base, tick)), html.escape(entry.title)
        at = datetime.combine(date.fromisoformat(entry.day), datetime.min.time(), UTC) + timedelta(hours=2)
        guid = token(noise.rng) if "guid churn" in site.habits else html.escape(base + entry.path)
        if site.listing == "atom":
            pieces.append(
                f'<entry><title>{title}</title><id>{guid}</id><link href="{address}"/><updated>{at.isoformat()}</updated><summary>{html.escape(entry.summary)}</summary></entry>\n'
            )
        else:
            permanent = ' isPermaLink="false"' if "guid churn" in site.habits else ""
            pieces.append(
                f"<item><title>{title}</title><link>{address}</link><guid{permanent}>{guid}</guid><pubDate>{format_datetime(at)}</pubDate>"
                f"<description>{html.escape(entry.summary)}</description></item>\n"
            )
    if site.listing == "atom":
        return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{site.title}</title><id>{base}/</id><updated>{now.isoformat()}</updated>\n{"".join(pieces)}</feed>\n'
    return (
        f'<?xml version="1.0" encoding="{site.charset}"?>\n<rss version="2.0"><channel><title>{site.title}</title><link>{base}/</link><description>{site.title}</description>'
        f"<lastBuildDate>{format_datetime(now)}</lastBuildDate>\n{''.join(pieces)}</channel></rss>\n"
    )


def _html_list(entries: tuple[Listed, ...], noise: Noise, base: str, tick: int) -> str:
    site = noise.site
    rows = "".join(
        f'<li><span class="date">{entry.day}</span><a href="{html.escape(_address(entry, noise, base, tick))}" target="_blank">{html.escape(entry.title)}</a></li>\n'
        for entry in entries
    )
    meta = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={site.meta_charset}">'
        if site.meta_charset
        else ""
    )
    return (
        f'<html><head>{meta}<title>{site.title}</title>{noise.head()}</head><body><div class="top">{noise.clock()}{noise.form()}</div>\n'
        f'<div class="main"><ul class="list">{rows}</ul></div><div class="side">{noise.most_read()}{noise.weather()}</div></body></html>\n'
    )
