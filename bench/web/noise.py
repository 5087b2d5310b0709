"""Noise with cues, new on every fetch: what real sites put around and into a text without editing it.

Kinds: counter, clock, nonce, related, most-read, advertisement, shares, weather, attribute order, mail obfuscation,
build hashes, form token. Each is drawn from a random stream of the very fetch.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bench.web.model import Script, Site
from bench.web.texts import fill, in_script, words_of

LABELS = {
    "views": ("Views: {}", "瀏覽次數：{}"),
    "hits": ("{} hits since publication", "點擊 {}"),
    "related": ("Related news", "相關新聞"),
    "read": ("Most read", "點擊排行"),
    "ad": ("Advertisement", "廣告"),
    "share": ("Share", "分享到"),
    "shares": ("{} shares", "已分享 {} 次"),
    "comments": ("{} comments", "{} 條評論"),
    "weather": ("Weather: {} °C, humidity {} per cent", "天氣：{}°C　相對濕度 {}%"),
    "now": ("Local time {}", "現在時間：{}"),
    "search": ("Search", "搜尋"),
    "contact": ("Enquiries: {}", "查詢電郵：{}"),
    "sponsor": ("Sponsored by {}", "{} 贊助"),
}
_TAG = re.compile(r"<(\w+)((?: [\w:-]+=\"[^\"]*\"){2,})(\s*/?)>")
_ATTRIBUTE = re.compile(r" ([\w:-]+=\"[^\"]*\")")


def label(key: str, script: Script) -> str:
    """A label of the site's furniture in its script."""
    return in_script(LABELS[key][0 if script == "en" else 1], script)


def token(rng: Random, length: int = 12) -> str:
    """A random token as build tools and frameworks make them."""
    return "".join(rng.choice("0123456789abcdef") for _ in range(length))


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The noise of one fetch. pool: the site's other headlines with their paths. day: ISO, of its clock."""

    rng: Random
    site: Site
    pool: Sequence[tuple[str, str]]
    day: str

    def say(self, key: str, *values: object) -> str:
        return label(key, self.site.script).format(*values)

    def clock(self) -> str:
        time = f"{self.rng.randint(0, 23):02}:{self.rng.randint(0, 59):02}:{self.rng.randint(0, 59):02}"
        return f'<div class="clock" id="nowtime">{self.say("now", f"{self.day} {time}")}</div>'

    def weather(self) -> str:
        return f'<div class="weather">{self.say("weather", self.rng.randint(9, 33), self.rng.randint(40, 98))}</div>'

    def counter(self) -> str:
        count = self.rng.randint(90, 99999)
        return f'<span class="view-count" data-n="{count}">{self.say("views" if len(self.site.name) % 2 else "hits", f"{count:,}")}</span>'

    def shares(self) -> str:
        links = "".join(
            f'<a class="share-{place}" href="https://{place}.example/s?t={token(self.rng)}">{place}</a>'
            for place in ("chirper", "facepage", "weifriend")
        )
        counted = self.say("shares", self.rng.randint(0, 900)) + " " + self.say("comments", self.rng.randint(0, 300))
        return f'<div class="share-bar">{self.say("share")} {links} <span class="share-count">{counted}</span></div>'

    def headlines(self, count: int) -> list[tuple[str, str]]:
        """So many headlines: two in three of the site's own pages, the others of other sites."""
        own = self.rng.sample(list(self.pool), min(len(self.pool), count))
        made = [
            (
                fill(self.rng.choice(words_of(self.site.script).TITLES), self.rng, self.site.script),
                f"/go/{token(self.rng, 6)}",
            )
            for _ in own
        ]
        return [a if self.rng.random() < 0.66 else b for a, b in zip(own, made, strict=True)]

    def related(self) -> str:
        rows = "".join(
            f'<li><a href="{html.escape(path)}">{html.escape(title)}</a></li>'
            for title, path in self.headlines(self.rng.randint(3, 5))
        )
        return f'<div class="related-news"><h3>{self.say("related")}</h3><ul>{rows}</ul></div>'

    def most_read(self) -> str:
        rows = "".join(
            f'<li><a href="{html.escape(path)}">{html.escape(title)}</a> <em>{self.rng.randint(100, 9999)}</em></li>'
            for title, path in self.headlines(6)
        )
        return f'<div class="hot-list most-read"><h3>{self.say("read")}</h3><ol>{rows}</ol></div>'

    def advertisement(self) -> str:
        brand = self.rng.choice(
            ("Harbour Tea", "Kite Mobile", "Lotus Bank", "Plum Travel", "Orchid Homes", "Pearl Pens")
        )
        return (
            f'<div class="ad-container" id="ad-{token(self.rng, 5)}"><span class="ad__label">{self.say("ad")}</span>'
            f'<a href="https://ads.example/c/{token(self.rng)}">{self.say("sponsor", brand)} {self.rng.randint(2, 9)}.{self.rng.randint(0, 9)}</a></div>'
        )

    def mail(self, address: str) -> str:
        """An address hidden from harvesters, another way each time."""
        if self.rng.random() < 0.5:
            key = self.rng.randint(1, 255)
            code = f"{key:02x}" + "".join(f"{ord(letter) ^ key:02x}" for letter in address)
            return f'<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{code}">[email&#160;protected]</a>'
        spelt = "".join(self.rng.choice((f"&#{ord(letter)};", f"&#x{ord(letter):x};")) for letter in address)
        return f'<a href="mailto:{spelt}">{spelt}</a>'

    def form(self) -> str:
        return (
            f'<form action="/search" method="get"><input type="hidden" name="csrf_token" value="{token(self.rng, 32)}">'
            f'<input type="text" name="q" placeholder="{self.say("search")}"><button type="submit">{self.say("search")}</button></form>'
        )

    def head(self) -> str:
        build = token(self.rng, 8)
        return (
            f'<link rel="stylesheet" href="/static/site.{build}.css"><script nonce="{token(self.rng, 16)}" src="/static/app.{build}.js"></script>'
            f'<script nonce="{token(self.rng, 16)}">window.__t={self.rng.randint(10**9, 2 * 10**9)};</script>'
        )

    def shuffle_attributes(self, page: str) -> str:
        """The same page with the attributes of every tag in another order."""

        def shuffled(match: "re.Match[str]") -> str:
            attributes = _ATTRIBUTE.findall(match[2])
            self.rng.shuffle(attributes)
            return f"<{match[1]} {' '.join(attributes)}{match[3]}>"

        return _TAG.sub(shuffled, page)
