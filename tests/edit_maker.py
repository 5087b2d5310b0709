"""Edits made from sentences of our own, in three scripts: each changes one fact, or typography alone. Seeded."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.text.variants import SIMPLIFIED, TRADITIONAL

ENGLISH = (
    "The Digital Policy Office {will} accept applications from {n} institutions by {date}.",
    "Under the scheme, the bureau {will} set aside {money} for data centres in the Hetao zone by {date}.",
    "About {percent} of the firms surveyed said they {will} move records across the boundary within {n} days.",
    "Sun Dong said the pilot {will} cover {n} hospitals from {date}, with fees capped at {money}.",
    "The two sides {will} meet again on {date}; the {nth} round drew {n} companies and {money} in pledges.",
    "Licensed banks {will} file a standard contract within {n} working days of {date}, the regulator added.",
    "Applicants whose turnover exceeds {money} {will} be exempt, and {percent} of fees {will} be refunded.",
)
HANT = (
    "數字政策辦公室{will}於{date}接受{n}機構提交申請，首階段名額由專責小組審批。",
    "計劃撥款{money}支援河套園區的數據中心，{will}在{date}前批出，並由創科局跟進。",
    "受訪企業中有{percent}表示{will}在{n}工作天內把資料傳送至內地，較去年的調查為高。",
    "孫東表示，試點{will}由{date}起涵蓋{n}醫院，每宗收費以{money}為上限。",
    "雙方{will}於{date}再次會面；{nth}輪會議吸引了{n}公司，並達成{money}的合作意向。",
    "臺灣及香港的持牌銀行{will}在{date}起計{n}日內備案標準合同，監管機構補充說。",
)
HANS = tuple(
    text.translate(dict(zip(map(ord, TRADITIONAL), SIMPLIFIED, strict=True))).replace("臺", "台") for text in HANT
)
SCRIPTS = {"en": ENGLISH, "zh-Hant": HANT, "zh-Hans": HANS}

_MONTHS = str.split("January February March April May June July August September October November December")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class MadeEdit:
    """One edit with its kind ('number', 'quotes' ...), script and both sides."""

    kind: str
    script: str
    before: str
    after: str


def make_fact_edits(count: int, seed: int) -> list[MadeEdit]:
    """Edits that change exactly one number, sum, share, date, denial or duty."""
    chance = random.Random(seed)
    made = []
    while len(made) < count:
        script = chance.choice(list(SCRIPTS))
        kind = chance.choice(["number", "number", "date", "date", "negation"])
        template = chance.choice(SCRIPTS[script])
        slots = [slot for slot in _SLOTS[kind] if "{" + slot + "}" in template]
        if not slots:
            continue
        slot = chance.choice(slots)
        facts = {name: _FACTS[script][name](chance) for name in ("n", "nth", "money", "percent", "date", "will")}
        if slot == "will":
            facts["will"], other = _denial(script, chance)
        else:
            other = _nudge(facts[slot], slot, script, chance)
        before = template.format(**facts)
        after = template.format(**{**facts, slot: other})
        if slot == "will" or (facts[slot] != other and _same_figures(facts[slot], other)):
            made.append(MadeEdit(kind, script, before, after))
    return made


_SLOTS = {"number": ("n", "nth", "money", "percent"), "date": ("date",), "negation": ("will",)}


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def _english_number(chance: random.Random) -> str:
    return chance.choice(
        [str(chance.randint(2, 99)), f"{chance.randint(1, 9)},{chance.randint(100, 999)}", "twelve", "thirty"]
    )


def _english_date(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.choice(_MONTHS), chance.randint(2024, 2029)
    return chance.choice(
        [
            f"{day} {month} {year}",
            f"{month} {day}, {year}",
            f"{day} {month}",
            f"{month} {year}",
            f"{year}-0{chance.randint(1, 9)}-{day:02}",
        ]
    )


def _english_money(chance: random.Random) -> str:
    sign = chance.choice(["HK$", "US$", "RMB"])
    return f"{sign}{chance.randint(1, 99)}{chance.choice(['', '.5', '.25'])} {chance.choice(['million', 'billion'])}"


def _chinese_number(units: str) -> Callable[[random.Random], str]:
    def make(chance: random.Random) -> str:
        number = chance.randint(2, 98)
        shown = chance.choice([str(number), _han(number), str(number * 100)])
        return ("兩" if shown == "二" and "間" in units else "两" if shown == "二" else shown) + chance.choice(units)

    return make


def _chinese_date(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2024, 2029)
    spoken = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
    return chance.choice(
        [
            f"{year}年{month}月{day}日",
            f"{month}月{day}日",
            f"{spoken}年{_han(month)}月{_han(day)}日",
            f"{year}年{month}月",
        ]
    )


def _chinese_money(scales: str, currencies: tuple[str, ...]) -> Callable[[random.Random], str]:
    def make(chance: random.Random) -> str:
        amount = chance.choice([str(chance.randint(1, 99)), f"{chance.randint(1, 9)}.5", _han(chance.randint(11, 99))])
        return amount + chance.choice(scales) + chance.choice(currencies)

    return make


_FACTS: dict[str, dict[str, Callable[[random.Random], str]]] = {
    "en": {
        "n": _english_number, "date": _english_date, "money": _english_money,
        "percent": lambda chance: f"{chance.randint(2, 98)}{chance.choice(['%', ' per cent', '.5%'])}",
        "nth": lambda chance: chance.choice(["second", "third", "20th", "fifth"]),
        "will": lambda chance: chance.choice(["may", "will", "shall", "should", "must"]),
    },
    "zh-Hant": {
        "n": _chinese_number("間家個"), "date": _chinese_date, "money": _chinese_money("億萬", ("元", "港元")),
        "percent": lambda chance: chance.choice([f"{chance.randint(2, 98)}%", f"百分之{_han(chance.randint(11, 98))}", f"{chance.randint(2, 9)}成"]),
        "nth": lambda chance: "第" + _DIGITS[chance.randint(2, 9)],
        "will": lambda chance: chance.choice(["將", "須", "可", "應"]),
    },
    "zh-Hans": {
        "n": _chinese_number("家个"), "date": _chinese_date, "money": _chinese_money("亿万", ("元", "人民币")),
        "percent": lambda chance: chance.choice([f"{chance.randint(2, 98)}%", f"百分之{_han(chance.randint(11, 98))}"]),
        "nth": lambda chance: "第" + _DIGITS[chance.randint(2, 9)],
        "will": lambda chance: chance.choice(["将", "须", "可", "应"]),
    },
}  # fmt: skip


def _same_figures(fact: str, other: str) -> bool:
    """Whether both are written in digits or both in words: 四家 and 4家 would be one fact."""
    return any(c.isascii() and c.isdigit() for c in fact) == any(c.isascii() and c.isdigit() for c in other)


def _denial(script: str, chance: random.Random) -> tuple[str, str]:
    """A duty and its denial, in either order."""
    pairs = {
        "en": [
            ("will", "will not"),
            ("may", "may not"),
            ("shall", "shall not"),
            ("can", "cannot"),
            ("will", "will no longer"),
            ("must", "need not"),
            ("does", "doesn't"),
        ],
        "zh-Hant": [
            ("將", "將不"),
            ("可", "不可"),
            ("須", "無須"),
            ("會", "不會"),
            ("已", "未"),
            ("曾", "沒有"),
            ("可", "不得"),
        ],
        "zh-Hans": [
            ("将", "将不"),
            ("可", "不可"),
            ("须", "无须"),
            ("会", "不会"),
            ("已", "未"),
            ("曾", "没有"),
            ("可", "不得"),
        ],
    }[script]
    first, second = chance.choice(pairs)
    return (first, second) if chance.random() < 0.5 else (second, first)


def _nudge(fact: str, slot: str, script: str, chance: random.Random) -> str:
    """Another fact of that kind: freshly made, or with one of its digits changed."""
    digits = [place for place, character in enumerate(fact) if character.isascii() and character.isdigit()]
    if digits and chance.random() < 0.6:
        place = chance.choice(digits)
        if slot != "date" or not fact[place : place + 3].isdigit():  # no year 3026
            return fact[:place] + str(int(fact[place]) % 9 + 1) + fact[place + 1 :]
    return _FACTS[script][slot](chance)


def make_typographic_edits(count: int, seed: int) -> list[MadeEdit]:
    """Edits that change how a sentence is printed and not what it says."""
    chance = random.Random(seed)
    made = []
    while len(made) < count:
        script = chance.choice(list(SCRIPTS))
        facts = {name: make(chance) for name, make in _FACTS[script].items()}
        quoted = {
            "en": "the “data” channel – “Hetao” – isn’t new: ",
            "zh-Hant": "「數據」通道－－「河套」，",
            "zh-Hans": "“数据”通道——“河套”，",
        }[script]
        before = quoted + chance.choice(SCRIPTS[script]).format(**facts)
        kind, change = chance.choice(list(_TYPOGRAPHY.items()))
        after = change(before, script, chance)
        if after != before:
            made.append(MadeEdit(kind, script, before, after))
    return made


def _requote(text: str, script: str, chance: random.Random) -> str:
    forms = chance.choice(['""', "“”", "「」", "『』", "«»"])
    for old, new in zip(("“「", "”」"), forms, strict=True):
        for each in old:
            text = text.replace(each, new)
    return text.replace("’", chance.choice("'’"))


def _redash(text: str, script: str, chance: random.Random) -> str:
    return text.replace(" – ", chance.choice([" - ", " — ", " -- "])).replace("－－", "──").replace("——", "—")


def _respace(text: str, script: str, chance: random.Random) -> str:
    if script == "en":
        return text.replace(" ", chance.choice(["\u00a0", "  ", "\n"]), chance.randint(1, 9))
    place = next(
        at
        for at in chance.sample(range(2, len(text) - 2), len(text) - 4)
        if text[at] >= "\u4e00" and text[at - 1] >= "\u4e00"
    )
    return text[:place] + chance.choice([" ", "\n", "\u3000"]) + text[place:]


def _widen(text: str, script: str, chance: random.Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in text)


def _repunctuate(text: str, script: str, chance: random.Random) -> str:
    table = {"，": ",", "。": ".", "；": ";"} if chance.random() < 0.5 else {"，": "、", "。": "｡"}
    return text.rstrip(".") + "!" if script == "en" else text.translate(str.maketrans(table))


def _reletter(text: str, script: str, chance: random.Random) -> str:
    if script == "en":
        return text.replace("channel", "Channel").replace("scheme", "Scheme").replace("pilot", "PILOT")
    if script == "zh-Hans":
        back = {simple: full for simple, full in zip(SIMPLIFIED, TRADITIONAL, strict=True)}
        return text.translate(
            {ord(simple): full for simple, full in back.items() if simple in "数据办应将须设个机构内"}
        )
    return text.translate({ord(full): simple for full, simple in zip(TRADITIONAL, SIMPLIFIED, strict=True)})


def _regroup(text: str, script: str, chance: random.Random) -> str:
    return (
        text.replace(",", "")
        if script == "en" and any(c.isdigit() for c in text)
        else text.replace("臺", "台").replace("為", "爲")
    )


_TYPOGRAPHY: dict[str, Callable[[str, str, random.Random], str]] = {
    "quotes": _requote, "dashes": _redash, "white space": _respace, "width": _widen, "punctuation": _repunctuate,
    "letters": _reletter, "grouping and variants": _regroup,
}  # fmt: skip
