"""The language and script of a text, by Unicode ranges and by characters that only one script has.

Pure, and without a language identifier: on texts of two or three languages ranges are faster and err less.
"""

import re
from collections import Counter
from collections.abc import Container

_ENGLISH = frozenset(
    str.split(
        "the of and to in a is for on that with as by at from be are was has have it will this an its or not which been "
        "were he she they their more said who can new after over about into also than but his her we you i"
    )
)

ENGLISH_SHARE = 0.16
"""Share of function words from which Latin text is English: running English has 0.3 to 0.5, other languages under 0.1."""

PLAIN_SHARE = 0.09
"""The same where every word is ASCII and no other language is declared: addresses and tables thin English out."""

HEADLINE_SHARE = 0.05
"""The same for texts of under 25 words: headlines drop articles."""

SAMPLED = 8_000
"""Characters read; the language of a Document does not hang on more."""

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
_OTHER = re.compile("[\u0370-\u1fff]")


def _characters(codec: str, leads: range, trails: tuple[range, ...]) -> frozenset[str]:
    codes = b"".join(bytes((lead, trail)) for lead in leads for part in trails for trail in part)
    return frozenset(codes.decode(codec, "ignore"))


# The charset standards are the tables: GB 2312 holds Simplified and no Traditional forms, Big5 the reverse.
_GB_FIRST = _characters("gb2312", range(0xB0, 0xD8), (range(0xA1, 0xFF),))
_GB_ALL = _GB_FIRST | _characters("gb2312", range(0xD8, 0xF8), (range(0xA1, 0xFF),))
_BIG5_FIRST = _characters("big5", range(0xA4, 0xC7), (range(0x40, 0x7F), range(0xA1, 0xFF)))
_BIG5_ALL = _BIG5_FIRST | _characters("big5", range(0xC9, 0xFA), (range(0x40, 0x7F), range(0xA1, 0xFF)))
_SHARED = frozenset("着群峰秘床污略裏線綫吃启")
"""In use in both scripts although only one of the standards has them."""

SIMPLIFIED = _GB_FIRST - _BIG5_ALL - _SHARED
TRADITIONAL = frozenset(char for char in _BIG5_FIRST | frozenset("衞説") if char >= "\u4e00") - _GB_ALL - _SHARED | {
    "裏"
}


def detect_language(text: str, hint: str | None = None) -> str | None:
    """Name the language of a text: en, zh-Hant, zh-Hans, ja, ko, another BCP 47 tag, or None.

    hint: what the page or the Listing says of itself; it decides only what the characters leave open (declared
    languages lie: English pages under /ja/, English releases behind the Simplified mirror).
    """
    sample = text[:SAMPLED]
    words = _WORD.findall(sample)
    if sample.isascii():
        return _latin(words, hint)
    characters = Counter(sample)
    han, kana, hangul = (
        sum(times for character, times in characters.items() if script.match(character))
        for script in (_HAN, _KANA, _HANGUL)
    )
    wide = han + kana + hangul
    if wide and wide * 1.5 >= len(words):
        if hangul * 3 > wide:
            return "ko"
        if kana * 20 > wide:
            return "ja"
        return _script_of(characters) or _chinese(hint)
    if len(_OTHER.findall(sample)) > sum(map(len, words)):
        return _tag(hint) if hint and not hint.lower().startswith(("en", "zh")) else None
    return _latin(words, hint)


def detect_script(text: str) -> str | None:
    """zh-Hant or zh-Hans by the characters that only one of them has; None where they are as many, or none."""
    return _script_of(Counter(text))


def _script_of(characters: Counter[str]) -> str | None:
    def count(script: Container[str]) -> int:
        return sum(times for character, times in characters.items() if character in script)

    simplified, traditional = count(SIMPLIFIED), count(TRADITIONAL)
    if simplified == traditional:
        return None
    return "zh-Hans" if simplified > traditional else "zh-Hant"


def _chinese(hint: str | None) -> str:
    """The script that is declared, where the characters leave it open."""
    declared = (hint or "").lower()
    return "zh-Hant" if re.search("hant|hk|tw|mo|tc", declared) else "zh-Hans"


def _latin(words: list[str], hint: str | None) -> str | None:
    if not words:
        return _tag(hint)
    share = sum(map(_ENGLISH.__contains__, map(str.lower, words))) / len(words)
    declared = _tag(hint)
    if share >= ENGLISH_SHARE:
        return "en"
    if declared and not declared.startswith("zh"):
        return declared
    if sum(map(str.isascii, words)) < 0.99 * len(words):
        return None
    short = len(words) < 25 and (share >= HEADLINE_SHARE or declared is None)
    return "en" if short or share >= PLAIN_SHARE else None


def _tag(hint: str | None) -> str | None:
    """A declared language as a tidy tag: 'EN-us' is en; None where it is no tag."""
    if not hint or not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", hint.strip()):
        return None
    first = re.split("[-_]", hint.strip())[0].lower()
    if first == "zh":
        return "zh-Hant" if re.search("hant|hk|tw|mo", hint.lower()) else "zh-Hans"
    return first
