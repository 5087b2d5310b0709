"""The six hosts and how each of them builds its addresses, after sites of their kind.

Pure.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
HOSTS = ("gov-en", "gov-tc", "regulator", "monetary", "policy", "paper")
LANGUAGES = {
    "gov-en": "en", "gov-tc": "zh-Hant", "regulator": "zh-Hans", "monetary": "en", "policy": "en", "paper": "en"
}  # fmt: skip


def source_id(host: str) -> str:
    """The id of the Source that watches a host."""
    return f"demo-{host}"


def page_path(host: str, at: datetime, serial: int, slug: str) -> str:
    """The address that a host gives to a text published at a time; serial keeps two of one day apart."""
    match host:
        case "gov-en" | "gov-tc":
            return f"/gia/general/{at:%Y%m}/{at:%d}/P{at:%Y%m%d}{serial:05d}.htm"
        case "regulator":
            return f"/{at:%Y-%m}/{at:%d}/c_{int(at.timestamp()) * 1000 + serial}.htm"
        case "monetary":
            return f"/eng/news-and-media/press-releases/{at:%Y/%m}/{at:%Y%m%d}-{serial % 100}/"
        case "policy":
            return f"/en/our_work/{slug}.html"
        case "paper":
            return f"/news/{at:%Y/%m/%d}/{slug}-{int(at.timestamp()) // 3600 % 10000}{serial:04d}"
    raise ValueError(host)
