"""Events as several publishers tell them: fills the templates of tests/labelled/events.toml, and plays a day or a month.

The same seed gives the same pages on every machine. What is true stands beside each page: its event, and its Twin's key.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from opencc import OpenCC

EVENTS = Path(__file__).parent.parent / "tests" / "labelled" / "events.toml"
HKT = ZoneInfo("Asia/Hong_Kong")
PLACES = [
    ("Shenzhen", "深圳"), ("Guangzhou", "廣州"), ("Zhuhai", "珠海"), ("Dongguan", "東莞"), ("Foshan", "佛山"), ("Nansha", "南沙"), ("Qianhai", "前海"),
]  # fmt: skip
SECTORS = [
    ("banking", "銀行"), ("healthcare", "醫療"), ("insurance", "保險"), ("logistics", "物流"), ("aviation", "航空"), ("retail", "零售"), ("shipping", "航運"),
]  # fmt: skip
FIRMS = [
    ("Bank of East Asia", "東亞銀行"), ("Hang Seng Bank", "恒生銀行"), ("ZA Bank", "眾安銀行"), ("Livi Bank", "理慧銀行"),
    ("Dah Sing Bank", "大新銀行"), ("Fusion Bank", "富融銀行"),
]  # fmt: skip
PEOPLE = [("Sun Dong", "孫東"), ("Lillian Cheong", "張曼莉"), ("Tony Wong", "黃志光"), ("Christopher Hui", "許正宇")]
HAN = "零一二三四五六七八九十"
CONTEXT = {
    "en": [
        "Hong Kong and the Cyberspace Administration of China signed a memorandum on the digital economy on April 12, 2026.",
        "Chief Executive John Lee has called cross-border data flow a priority of his government.",
        "The Greater Bay Area has a population of more than 87 million.",
        "Analysts said that the real test would be how many companies use it.",
    ],
    "zh": [
        "香港與國家網信辦於2026年4月12日簽署數字經濟合作備忘錄。",
        "行政長官李家超多次表示，數據跨境流動是政府的重點工作。",
        "粵港澳大灣區有逾8 700萬人口。",
        "有學者認為，成效須視乎有多少企業採用。",
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One page about one event. twin: equal for the language editions of one publication; None = it has no other edition.

    copy: it re-hosts another publisher's text.
    """

    url: str
    source: str
    tier: str
    language: str
    title: str
    text: str
    published: datetime
    event: str
    twin: str | None = None
    copy: bool = False


@cache
def read_templates() -> tuple[dict, ...]:
    """The templates in the order of the file."""
    return tuple(tomllib.loads(EVENTS.read_text(encoding="utf-8"))["event"])


@cache
def _simplify(text: str) -> str:
    plain = OpenCC("t2s").convert(text)
    for hong_kong, mainland in (
        ("数码", "数字"),
        ("个人资料", "个人信息"),
        ("网上", "在线"),
        ("透过", "通过"),
        ("业界", "行业"),
        ("信贷", "贷款"),
    ):
        plain = plain.replace(hong_kong, mainland)
    return plain


def draw_slots(random: Random, day: date, parent: dict | None = None, like: dict | None = None) -> dict:
    """The words and figures of one event. like: an event to resemble, all but for one word and the figures."""
    if parent:
        return parent
    slots = {
        "place": random.choice(PLACES), "sector": random.choice(SECTORS), "firm": random.choice(FIRMS), "who": random.choice(PEOPLE),
        "n": random.randint(3, 60), "m": random.randint(61, 950), "m2": random.randint(1000, 9000), "pct": random.randint(11, 79),
        "pct2": random.choice(["0.4", "0.7", "1.2", "2.3"]), "sum": random.randint(15, 900), "sum2": random.randint(2, 14) * 5,
        "lcq": random.randint(1, 10), "day": day + timedelta(days=random.randint(15, 80)), "day2": day + timedelta(days=random.randint(90, 140)),
    }  # fmt: skip
    if like:
        kept = random.choice(["place", "sector", "firm"])
        slots |= {name: like[name] for name in ("place", "sector", "firm", "who") if name != kept}
        for name, bank in (("place", PLACES), ("sector", SECTORS), ("firm", FIRMS)):
            if name == kept:
                slots[name] = random.choice([one for one in bank if one != like[name]])
    return slots


def _fill(text: str, slots: dict, chinese: bool, style: int, today: date) -> str:
    words = {}
    for name, value in slots.items():
        if isinstance(value, tuple):
            words[name] = value[chinese]
        elif isinstance(value, date):
            words[name] = _say_day(value, chinese, style, today)
        else:
            words[name] = str(value)
    words["lcq_zh"] = HAN[slots["lcq"]]
    filled = text.format_map(words)
    return filled[:1].upper() + filled[1:]


def _say_day(day: date, chinese: bool, style: int, today: date) -> str:
    if chinese:
        if style % 3 == 0 and day.year == today.year:
            return f"{day.month}月{day.day}日"
        return f"{day.year}年{day.month}月{day.day}日"
    if style % 3 == 0 and day.year == today.year:
        return f"{day:%B} {day.day}"
    return f"{day:%B} {day.day}, {day.year}" if style % 2 else f"{day.day} {day:%B} {day.year}"


def official_texts(template: dict, slots: dict, day: date, style: int = 0) -> dict[str, tuple[str, str]]:
    """The release as title and text, by language."""
    filled = {}
    for language, key in (("en", "en"), ("zh-Hant", "zh")):
        chinese = key == "zh"
        title = _fill(template[f"{key}_title"], slots, chinese, style, day)
        filled[language] = title, "\n".join(_fill(line, slots, chinese, style, day) for line in template[key])
    filled["zh-Hans"] = _simplify(filled["zh-Hant"][0]), _simplify(filled["zh-Hant"][1])
    return filled


def press_text(template: dict, slots: dict, day: date, random: Random, chinese: bool) -> tuple[str, str]:
    """How a newspaper tells it, with something of its own."""
    key, style = "zh" if chinese else "en", random.randint(0, 5)
    title = _fill(random.choice(template[f"press_{key}_title"]), slots, chinese, style, day)
    lines = [_fill(line, slots, chinese, style, day) for line in template[f"press_{key}"]]
    if random.random() < 0.3:
        lines = lines[:1]
    if random.random() < 0.6:
        lines.append(random.choice(CONTEXT[key]))
    return title, "\n".join(lines)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HKT).astimezone(UTC)


def tell_event(name: str, template: dict, slots: dict, day: date, random: Random) -> list[Told]:
    """All pages about one event: the release in its languages, its re-hosts, and the press of that day and the next."""
    official = official_texts(template, slots, day, random.randint(0, 5))
    hour, minute = random.randint(9, 18), random.choice([0, 15, 30, 45])
    pages: list[Told] = []

    def add(
        source: str,
        tier: str,
        language: str,
        title: str,
        text: str,
        when: datetime,
        twin: str | None = None,
        copy: bool = False,
    ) -> None:
        url = f"https://{source}.example/{language}/{when:%Y/%m/%d}/{name}-{len(pages)}"
        pages.append(
            Told(
                url=url,
                source=source,
                tier=tier,
                language=language,
                title=title,
                text=text,
                published=when,
                event=name,
                twin=twin,
                copy=copy,
            )
        )

    only_press = random.random() < 0.12
    if not only_press:
        for language in ("en", "zh-Hant"):
            late = random.choice([0, 0, 0, 2, 6]) if language == "en" else 0
            title, text = official[language]
            end = (
                f"Ends/{day:%A}, {day:%B} {day.day}, {day.year}"
                if language == "en"
                else f"完／{day.year}年{day.month}月{day.day}日"
            )
            add(
                "hk-gia",
                "official",
                language,
                title,
                f"{text}\n{end}",
                _at(day, hour, minute) + timedelta(minutes=late),
                twin=name,
            )
        if random.random() < 0.4:
            source = random.choice(["hk-hkma", "hk-dpo"])
            for language in ("en", "zh-Hant"):
                add(
                    source,
                    "official",
                    language,
                    *official[language],
                    _at(day, hour, minute),
                    twin=f"{name}-{source}",
                    copy=True,
                )
        for language in ("en", "zh-Hant", "zh-Hans"):
            if random.random() < 0.35:
                title, text = official[language]
                lines = text.split("\n")[: random.randint(2, 3)]
                add(
                    "hk-bastille",
                    "press",
                    language,
                    title,
                    "\n".join(lines),
                    _at(day, hour, minute) + timedelta(hours=1),
                    copy=True,
                )
        if random.random() < 0.3:
            add(
                "cn-cac",
                "official",
                "zh-Hans",
                *official["zh-Hans"],
                _at(day + timedelta(days=random.randint(0, 1)), 17, 0),
            )
    papers = [
        ("hk-rthk", "en"),
        ("hk-rthk", "zh-Hant"),
        ("hk-scmp", "en"),
        ("hk-hk01", "zh-Hant"),
        ("hk-tkww", "zh-Hant"),
        ("hk-standard", "en"),
        ("cn-xinhua", "zh-Hans"),
    ]
    for source, language in random.sample(papers, random.randint(2, 5)):
        title, text = press_text(template, slots, day, random, language != "en")
        if language == "zh-Hans":
            title, text = _simplify(title), _simplify(text)
        later = timedelta(hours=random.choice([1, 2, 3, 5, 20]))
        add(
            source,
            "press",
            language,
            title,
            text,
            _at(day, hour, minute) + later,
            twin=f"{name}-rthk" if source == "hk-rthk" else None,
        )
    return pages


def make_month(seed: int, split: str, events: int = 60, first: date = date(2026, 9, 1)) -> list[Told]:
    """A month of so many events, with follow-ups and look-alikes, in the order of publication."""
    random = Random(f"{split}-{seed}")
    templates = [one for one in read_templates() if one["split"] == split and not one.get("plain")]
    heads = [one for one in templates if "after" not in one]
    follows = {one["after"]: one for one in templates if "after" in one}
    pages: list[Told] = []
    told: list[tuple[dict, dict, date]] = []
    number = 0
    while number < events:
        template, day, like = random.choice(heads), first + timedelta(days=random.randint(0, 29)), None
        if told and random.random() < 0.35:
            template, like, day = random.choice(told)
            day += timedelta(days=random.randint(0, 2))
        slots = draw_slots(random, day, like=like)
        told.append((template, slots, day))
        pages += tell_event(f"e{number:03d}", template, slots, day, random)
        number += 1
        if template["id"] in follows and number < events and random.random() < 0.6:
            later = day + timedelta(days=random.randint(3, 14))
            pages += tell_event(f"e{number:03d}", follows[template["id"]], slots, later, random)
            number += 1
    pages += tell_singly(split, heads, first, random)
    return sorted(pages, key=lambda page: (page.published, page.url))


def tell_singly(split: str, templates: list[dict], first: date, random: Random, number: int = 40) -> list[Told]:
    """Pages that tell what nobody else does: round-ups, comment and standing pages that name the same measures and places."""
    pages = []
    for turn in range(number):
        day, chinese = first + timedelta(days=random.randint(0, 29)), random.random() < 0.5
        lines = []
        for template in random.sample(templates, 3):
            lines += press_text(template, draw_slots(random, day), day, random, chinese)[1].split("\n")[:1]
        lines.insert(0, random.choice(CONTEXT["zh" if chinese else "en"]))
        slots = draw_slots(random, day)
        title = (
            f"{slots['place'][1]}{slots['sector'][1]}數據合作的前景"
            if chinese
            else f"What next for {slots['sector'][0]} data between Hong Kong and {slots['place'][0]}"
        )
        source, tier = random.choice(
            [("hk-scmp", "press"), ("hk-hk01", "press"), ("law-passle", "analysis"), ("hk-itib", "official")]
        )
        language = "zh-Hant" if chinese else "en"
        text = "\n".join(lines[: random.randint(2, 4)])
        url = f"https://{source}.example/{language}/{day:%Y/%m/%d}/s{turn:03d}"
        pages.append(
            Told(
                url=url,
                source=source,
                tier=tier,
                language=language,
                title=title,
                text=text,
                published=_at(day, 8, 0),
                event=f"s{turn:03d}",
            )
        )
    return pages


def make_editions(seed: int, split: str, pairs: int = 100) -> list[Told]:
    """Pages of three publishers whose editions share no address: `pairs` publications in two languages, near misses among them."""
    random = Random(f"editions-{split}-{seed}")
    templates = [one for one in read_templates() if one["split"] == split]
    pages: list[Told] = []
    last: tuple[dict, dict, date] | None = None
    for number in range(pairs):
        template, day, like = random.choice(templates), date(2026, 9, 1) + timedelta(days=random.randint(0, 11)), None
        if last and random.random() < 0.45:
            template, like, day = last
        slots = draw_slots(random, day, like=like)
        last = (template, slots, day)
        source = random.choice(["hk-gia", "hk-newsgov", "hk-rthk"])
        if source == "hk-rthk" and template.get("plain"):
            source = "hk-gia"
        name, hour, minute = f"p{number:03d}", random.randint(9, 19), random.choice([0, 5, 15, 30, 40])
        official = official_texts(template, slots, day, random.randint(0, 5))
        alone = random.random() < 0.12
        for language in (random.choice(["en", "zh-Hant"]),) if alone else ("en", "zh-Hant"):
            title, text = official[language]
            when = _at(day, hour, minute)
            if source == "hk-rthk":
                title, text = press_text(template, slots, day, random, language != "en")
            if source != "hk-gia":
                when += timedelta(minutes=random.randint(0, 90))
            elif alone:
                title += " (English only)" if language == "en" else "（只有中文）"
            url = f"https://{source}.example/{language}/{when:%Y/%m/%d}/{name}"
            pages.append(
                Told(
                    url=url,
                    source=source,
                    tier="press" if source == "hk-rthk" else "official",
                    language=language,
                    title=title,
                    text=text,
                    published=when,
                    event=name,
                    twin=name,
                )
            )
    return sorted(pages, key=lambda page: (page.published, page.url))
