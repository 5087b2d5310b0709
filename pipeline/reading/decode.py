"""Bytes to characters: the declared charset, checked against the bytes.

Pure: no clock, no network, no files. Bodies come here decompressed.
"""

import codecs
import re
from dataclasses import dataclass

SNIFFED = 4096
"""Bytes searched for a declaration inside the body (WHATWG searches 1024; mainland pages put long comments first)."""

SAMPLED = 200_000
"""Bytes decoded per candidate when charsets are compared."""

READS_WELL = 0.34
"""Plausibility from which a declared charset is believed (right ones reach 0.45 and more on the real pages, wrong ones 0.1)."""

BROKEN_UTF8 = 0.25
"""Broken sequences for each whole one beyond ASCII up to which a body is still UTF-8: cut ones, or a part included from
elsewhere in another charset. A body that is of another charset breaks nearly all of them."""

_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_PROLOG = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})["']""", re.IGNORECASE)
_CSS = re.compile(rb"""^@charset "([A-Za-z0-9_:.-]{2,40})";""")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_WHATWG = {
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gb_2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "csgb2312": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "csbig5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
}
"""Labels that browsers read as another encoding than their name says (WHATWG Encoding, section 4.2)."""

_MULTIBYTE = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_JAPANESE = ("cp932", "euc_jp")
_COMMON = frozenset(
    "的一是不了在人有我他这这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者"
    "意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利"
    "什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走"
    "義這個們來為國說時會對過發後種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰頭體見產給門東聲員"
    "處論結電話網報場區務數據經濟創科技信息香港特別行政內地合作政府部門局長今日表示发展市场企业金融服务数据区"
    "，。、：；！？（）「」『』《》“”％０１２３４５６７８９"
)
"""Frequent characters of Chinese text: a charset that is right yields many of them, a wrong one hardly any."""

_GARBLED = re.compile(
    "\ufffd|锟斤拷|锘縚|烫烫烫|屯屯屯|Ã[\u0080-¿]|â€[\u0080-\uffff]|ï»¿|ï¼[\u0080-¿Œš›]|ã€[\u0080-\u2030]|[åäèéæç][\u0080-¿‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]{2}"
)
_WIDE = re.compile("[^\x00-\x7f]+")
_KANA = re.compile("[\u3041-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_LATIN = re.compile("[\u00c0-\u024f‘’“”–—…•®©£§°·\u00a0«»]")
_ODD = re.compile("[\x80-\x9f\u0250-\u2012\u2100-\u2fff\u3100-\u4dff\ua000-\uabff\ud7a4-\ufeff\U00010000-\U0010ffff]")
_CONTROLS = (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20))
_NO_CHARACTERS = ("\ufffe", "\uffff")
_ASCII = bytes(range(128))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A body as characters.

    encoding: the Python codec it was read with. sure: the bytes bear the choice out.
    """

    text: str
    encoding: str
    sure: bool

    @property
    def confident(self) -> bool:
        """Whether the bytes bear the choice out and nothing was lost on the way."""
        return self.sure and not looks_garbled(self.text)


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """Read a body with the charset that its bytes bear out.

    declared: the charset of the HTTP header, None = none. Order: byte order mark, valid UTF-8, then header, the
    body's own declaration and the charsets of the region, whichever yields the most plausible text.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _decoded(body, body[len(mark) :].decode(encoding, "replace"), encoding, sure=True)
    named = [label for label in (_codec(declared), _codec(_declaration(body))) if label]
    if "iso2022_jp" in named and b"\x1b$" in body:
        return _decoded(body, body.decode("iso2022_jp", "replace"), "iso2022_jp", sure=True)
    try:
        return _decoded(body, body.decode("utf-8"), "utf-8", sure=True)
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8", "replace")
    wide = sum(map(len, re.findall("[^\x00-\x7f\ufffd]+", text)))
    if text.count("\ufffd") <= BROKEN_UTF8 * wide:
        return _decoded(body, text, "utf-8", sure=True)
    return _best_of(body, named)


def _best_of(body: bytes, named: list[str]) -> Decoded:
    """The most plausible reading of a body that is not UTF-8; what was declared is taken if it reads well, and wins a draw."""
    sample = body[:SAMPLED]
    scores: dict[str, float] = {}
    for name in dict.fromkeys(name for name in named if name != "utf-8"):
        scores[name] = _plausibility(sample.decode(name, "replace"), name)
        if scores[name] >= READS_WELL:
            return _decoded(body, body.decode(name, "replace"), name, sure=True)
        scores[name] += 0.15
    for name in (*_MULTIBYTE, "cp1252"):
        scores.setdefault(name, _plausibility(sample.decode(name, "replace"), name))
    best = max(scores, key=lambda name: scores[name])
    return _decoded(body, body.decode(best, "replace"), best, sure=best in named or scores[best] > 0.2)


def _plausibility(text: str, encoding: str) -> float:
    """How much the characters beyond ASCII look like written language, from about -4 to 1."""
    rows = _WIDE.findall(text)
    wide = "".join(rows)
    if not wide:
        return 0.0
    lost = wide.count("\ufffd")
    good = sum(char in _COMMON for char in wide)
    kana = len(_KANA.findall(wide)) if encoding in _JAPANESE else 0  # the Chinese charsets have kana at the same places
    latin = len(_LATIN.findall(wide))
    hangul = sum(len(row) for row in _HANGUL.findall(wide))
    odd = len(_ODD.findall(wide))
    alone = sum(len(row) == 1 for row in rows) / len(
        rows
    )  # Latin letters stand alone; in a wrong charset they come in rows
    return (good + 0.7 * kana + 0.5 * hangul * (1 - alone) + 0.3 * latin * alone - 4 * lost - 2 * odd) / len(wide)


def _decoded(body: bytes, text: str, encoding: str, *, sure: bool) -> Decoded:
    """The text without characters that no text has. A control is its own byte in every charset: few bodies have one."""
    clean = text
    for code in _CONTROLS:
        if code in body:
            clean = clean.replace(chr(code), " ")
    for character in _NO_CHARACTERS:
        clean = clean.replace(character, " ")
    return Decoded(text=clean.removeprefix("\ufeff"), encoding=encoding, sure=sure)


def looks_garbled(text: str) -> bool:
    """Whether a text shows the traces of a charset mistaken somewhere on its way (mojibake).

    More than two traces and more than one in 300 characters: a stray trace is a typing error of the publisher.
    """
    sample = text[:SAMPLED]
    if sample.isascii():
        return False
    wide = sample.encode("utf-8", "replace").translate(None, _ASCII).decode("utf-8")
    traces = len(_GARBLED.findall(wide))
    return traces > 2 and traces * 300 > len(sample)


def _declaration(body: bytes) -> str | None:
    head = body[:SNIFFED]
    found = _PROLOG.search(head) or _META.search(head) or _CSS.search(head)
    return found.group(1).decode("ascii") if found else None


def _codec(label: str | None) -> str | None:
    """The Python codec for a declared label, None where there is none or it names no text encoding."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    if name.startswith(("utf-16", "utf16", "utf-32")):
        return "utf-8"
    name = _WHATWG.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return found.name if getattr(found, "_is_text_encoding", True) else None
