"""Publications of info.gov.hk, news.gov.hk and RTHK in two languages, with near misses: fills tests/labelled/editions.toml.

The same seed gives the same pages on every machine. What is true stands beside each page: the key of its publication.
"""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from bench.events import HKT, Told

PUBLICATIONS = Path(__file__).parent.parent / "tests" / "labelled" / "editions.toml"
SOURCES = {"release": "hk-gia", "bulletin": "hk-newsgov", "radio": "hk-rthk"}
FIRST = date(2026, 10, 5)
DAYS = {"first": 14, "spare": 60, "proof": 30}
WORDS = {
    "place": [
        ("Futian", "福田"), ("Longgang", "龍崗"), ("Zhongshan", "中山"), ("Huizhou", "惠州"), ("Jiangmen", "江門"), ("Zhaoqing", "肇慶"),
    ],
    "firm": [
        ("Standard Chartered", "渣打銀行"), ("Chong Hing Bank", "創興銀行"), ("WeLab Bank", "匯立銀行"), ("SenseTime", "商湯"),
        ("HKT", "香港電訊"), ("AsiaInfo", "亞信科技"),
    ],
    "who": [
        ("the Deputy Financial Secretary, Mr Michael Wong,", "財政司副司長黃偉綸"),
        ("the Secretary for Commerce and Economic Development, Mr Algernon Yau,", "商務及經濟發展局局長丘應樺"),
        ("the Secretary for Constitutional and Mainland Affairs, Mr Erick Tsang Kwok-wai,", "政制及內地事務局局長曾國衞"),
        ("the Acting Secretary for Innovation, Technology and Industry, Ms Lillian Cheong,", "署理創新科技及工業局局長張曼莉"),
    ],
    "school": [("HKUST", "科技大學"), ("PolyU", "理工大學"), ("City University", "城市大學"), ("Lingnan University", "嶺南大學")],
    "member": [("Chan Pui-yee", "陳沛儀"), ("Lau Kin-shing", "劉建成"), ("Ho Mei-ling", "何美玲"), ("Tse Wai-lun", "謝偉倫")],
}  # fmt: skip
HAN = "零一二三四五六七八九十"
MONTHS = "January February March April May June July August September October November December".split()


@cache
def read_publications(split: str) -> tuple[dict, ...]:
    """The templates of one split, in the order of the file."""
    templates = tomllib.loads(PUBLICATIONS.read_text(encoding="utf-8"))["publication"]
    return tuple(one for one in templates if one["split"] == split)


def draw(random: Random, day: date, like: dict | None = None) -> dict:
    """Words and figures of one publication. like: another's, of which all words are kept and no figure."""
    slots: dict = {name: random.choice(bank) for name, bank in WORDS.items()}
    slots["member2"] = random.choice([one for one in WORDS["member"] if one != slots["member"]])
    slots["lcq"], slots["lcq2"] = random.sample(range(1, 11), 2)
    if like is not None:
        slots |= {name: value for name, value in like.items() if isinstance(value, tuple) or name.startswith("lcq")}
    count = random.randint(3, 48)
    return slots | {
        "n": count, "n1": count + 1, "n2": random.randint(6, 36), "m": random.randint(51, 880), "pct": random.randint(8, 93),
        "big": random.randint(12, 990) * 100, "money": random.choice([random.randint(2, 95) * 10**8, random.randint(11, 99) * 10**6, random.randint(2, 90) * 10**5]),
        "day": day + timedelta(days=random.randint(12, 120)), "past": day,
    }  # fmt: skip


def make_publications(seed: int, split: str = "first", pairs: int = 220) -> list[Told]:
    """So many publications in two languages, and those in one alone among them, in the order they came out.

    Only templates with figures are told again on one day: without any, two would be one publication to every reader.
    """
    random = Random(f"publications-{split}-{seed}")
    templates = read_publications(split)
    heads = [one for one in templates if "near" not in one and "after" not in one]
    pages: list[Told] = []
    told = number = 0
    while told < pairs:
        day = FIRST + timedelta(days=random.randrange(DAYS[split]))
        for template, slots, on in _bundle(random, random.choice(heads), templates, day):
            mine = list(_issue(random, template, slots, on, f"q{number:03d}"))
            number, told = number + 1, told + (len(mine) == 2)
            pages += mine
    return sorted(pages, key=lambda page: (page.published, page.url))


def _bundle(random: Random, head: dict, templates: tuple[dict, ...], day: date) -> Iterator[tuple[dict, dict, date]]:
    """A publication with what resembles it: the same again with other figures, what is beside it, what follows."""
    slots = draw(random, day)
    yield head, slots, day
    if random.random() < 0.3 and head["split"] == "first":
        later = day + timedelta(days=random.randint(0, 1))
        yield head, draw(random, later, slots), later
    for other in templates:
        if other.get("near") == head["id"] and random.random() < 0.7:
            yield other, draw(random, day, slots), day
        elif other.get("after") == head["id"] and random.random() < 0.6:
            later = day + timedelta(days=random.randint(1, 5))
            yield other, draw(random, later, slots), later


def _issue(random: Random, template: dict, slots: dict, day: date, name: str) -> Iterator[Told]:
    """The pages of one publication. Some that could be in two languages are in one: named so at info.gov.hk, not elsewhere."""
    kind, source = template["kind"], SOURCES[template["kind"]]
    alone = template.get("alone") or (random.choice(["en", "zh"]) if random.random() < 0.1 else None)
    first = datetime(day.year, day.month, day.day, random.randint(9, 18), random.choice([0, 10, 30, 45]), tzinfo=HKT)
    late = {"release": [0, 0, 0, 1, 3, 25], "bulletin": [0, 5, 20, 70], "radio": [0, 10, 45, 130, 260]}[kind]
    for key, language in (("en", "en"), ("zh", "zh-Hant")):
        if alone not in (None, key):
            continue
        when = first + timedelta(minutes=random.choice(late))
        title, *lines = (_fill(line, slots, key, kind, day) for line in (template[f"{key}_title"], *template[key]))
        if kind == "release":
            if alone and "alone" not in template:
                title += " (English only)" if key == "en" else "（只有中文）"
            lines += _close(when, key)
        yield Told(
            url=f"https://{source}.example/{key}/{when:%Y/%m/%d}/{name}", source=source, tier="press" if kind == "radio" else "official",
            language=language, title=title, text="\n".join(lines), published=when.astimezone(UTC), event=name, twin=name,
        )  # fmt: skip


def _close(when: datetime, key: str) -> tuple[str, str]:
    if key == "en":
        return f"Ends/{when:%A}, {MONTHS[when.month - 1]} {when.day}, {when.year}", f"Issued at HKT {when:%H:%M}"
    return f"完／{when.year}年{when.month}月{when.day}日（星期{'一二三四五六日'[when.weekday()]}）", (
        f"香港時間{when.hour}時{when.minute:02d}分"
    )


def _fill(line: str, slots: dict, key: str, kind: str, day: date) -> str:
    words = {name: _say(name, value, key, kind, day) for name, value in slots.items()}
    words |= {f"{name}_zh": HAN[slots[name]] for name in ("lcq", "lcq2")}
    filled = line.format_map(words)
    return filled[:1].upper() + filled[1:]


def _say(name: str, value: object, key: str, kind: str, day: date) -> str:
    """A word or figure as each publisher prints it in each language."""
    chinese = key == "zh"
    if isinstance(value, tuple):
        return str(value[chinese])
    if isinstance(value, date):
        return _say_day(value, chinese, kind, day)
    if not isinstance(value, int):
        return str(value)
    if name == "money":
        return _say_money(value, chinese, kind)
    if name == "big":
        if chinese and kind == "radio":
            return f"{value / 10_000:g}萬" if value >= 10_000 else str(value)
        if chinese and kind == "bulletin" and value >= 10_000:
            return f"{value / 10_000:g}萬"
        return f"{value:,}".replace(",", " ") if chinese and value >= 10_000 else f"{value:,}"
    return str(value)


def _say_day(value: date, chinese: bool, kind: str, day: date) -> str:
    if chinese:
        year = f"{value.year}年" if kind == "release" or value.year != day.year else ""
        return f"{year}{value.month}月{value.day}日"
    year = f", {value.year}" if value.year != day.year else ""
    return f"{MONTHS[value.month - 1]} {value.day}{year}"


def _say_money(value: int, chinese: bool, kind: str) -> str:
    if chinese:
        unit, word = (10**8, "億") if value >= 10**8 else (10**4, "萬")
        amount = f"{value / unit:g}" if kind != "release" else f"{value / unit:,g}".replace(",", " ")
        return f"{amount}{word}{'港' if kind == 'radio' else ''}元"
    sign = "HK$" if kind == "radio" else "$"
    if value >= 10**9:
        return f"{sign}{value / 10**9:g} billion"
    return f"{sign}{value / 10**6:g} million" if value >= 10**6 else f"{sign}{value:,}"
