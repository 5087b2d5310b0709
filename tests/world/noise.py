"""What differs on a real page each time it is fetched, though nobody wrote anything: counters, clocks, tokens, cards.

Pure: every fetch has its own number, and its noise follows from it and the seed.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from tests.world.paths import HONG_KONG

COUNTERS = {
    "en": ("Page views: {n:,}", "{n:,} views", "Viewed {n:,} times", "{n:,} people have read this"),
    "zh-Hant": ("瀏覽次數：{n:,}", "點擊率：{n}", "本頁已被瀏覽 {n:,} 次"),
    "zh-Hans": ("浏览次数：{n}", "阅读 {n}", "点击数：{n} 次"),
}
POINTS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ADS = {
    "en": (
        "Fly to Sapporo from HK$1,980 return, this week only", "Three months free on any broadband plan",
        "Dim sum for two at 40% off", "Your dream flat in Tai Po, show flats open daily", "Try the new electric hatchback today",
        "Open an account and get a free suitcase", "Winter sale: second coat half price", "Piano lessons from HK$150",
        "Meet the watchmakers of Geneva in Central", "Fresh oysters delivered by six", "Learn Spanish in 20 minutes a day",
    ),
    "zh-Hant": ("廣告：北海道五天團低至五折", "開戶即送行李箱一個", "新盤示範單位今日開放"),
    "zh-Hans": ("双十一好物推荐", "专业摄影器材八折起", "本地特产产地直发"),
}  # fmt: skip
TEASERS = (
    "Why the harbour ferries are full again on Sundays", "Ten noodle shops that open after midnight",
    "The last neon sign maker of Mong Kok looks back", "A guide to the autumn hikes of Lantau",
    "What a typhoon does to a container port", "How a school band ended up on the world stage",
    "The tram driver who paints his passengers", "Five libraries worth a detour", "In pictures: dragon boats at dawn",
    "Old cinema in Yau Ma Tei to reopen as a stage", "Quiz: how well do you know the outlying islands?",
    "The baker who starts work at 2am", "Inside the city's biggest lost-property room",
)  # fmt: skip


class Noise:
    """The noise of one fetch, offered to the page templates."""

    def __init__(self, *, seed: int, fetch: int, at: datetime, language: str) -> None:
        self._random = Random(f"noise {seed} {fetch}")
        self._language = language
        self._at = at.astimezone(HONG_KONG) + timedelta(seconds=self._random.randrange(1, 600))
        self._fetch = fetch

    def counter(self) -> str:
        """A visit counter in the page's script; it only grows."""
        form = COUNTERS[self._language][0]
        return form.format(n=20_000 + self._fetch * 37 + self._random.randrange(37))

    def other_counter(self) -> str:
        """A counter in any of the usual words."""
        forms = COUNTERS[self._language]
        return forms[1].format(n=1_000 + self._fetch * 3 + self._random.randrange(3))

    def clock(self) -> str:
        """The time of day as the page's head shows it."""
        local = self._at
        if self._language == "en":
            return f"{POINTS[local.weekday()]}, {local.day} {local:%B %Y} {local:%H:%M:%S} HKT"
        day = "一二三四五六日"[local.weekday()]
        return f"{local.year}年{local.month}月{local.day}日 星期{day} {local:%H:%M:%S}"

    def token(self, length: int = 32) -> str:
        """A nonce, a csrf token, a build hash: hexadecimal."""
        return "".join(self._random.choices("0123456789abcdef", k=length))

    def shares(self) -> int:
        """How often a page was shared."""
        return self._random.randrange(3, 999)

    def advert(self) -> str:
        """An advertisement's line."""
        return self._random.choice(ADS[self._language])

    def teasers(self, count: int) -> list[str]:
        """Headlines of the magazine part, never the same few."""
        return self._random.sample(TEASERS, k=count)

    def some(self, choices: Sequence[object], count: int) -> list[object]:
        """A few of many, in any order."""
        return self._random.sample(list(choices), k=min(count, len(choices)))

    def sometimes(self, share: float = 0.5) -> bool:
        """True in that share of the fetches."""
        return self._random.random() < share

    def number(self, low: int, high: int) -> int:
        """Any number."""
        return self._random.randint(low, high)

    def shuffle_attributes(self, markup: str) -> str:
        """The same markup with the attributes of some tags in another order."""
        return _TAG.sub(self._shuffle_tag, markup)

    def _shuffle_tag(self, match: re.Match[str]) -> str:
        attributes = _ATTRIBUTE.findall(match["attributes"])
        self._random.shuffle(attributes)
        return f"<{match['name']} {' '.join(attributes)}{match['end']}"


_TAG = re.compile(r"""<(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:\s+[a-z-]+="[^"<>]*"){2,})(?P<end>\s*/?>)""")
_ATTRIBUTE = re.compile(r"""[a-z-]+="[^"<>]*\"""")
