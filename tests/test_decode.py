"""Bodies become characters, whatever was declared."""

import pytest

from pipeline.reading.decode import Decoded, decode, looks_garbled

SIMPLIFIED = "粤港澳大湾区数据跨境流动的便利措施将于六月实施，三十家企业可以参加，费用由政府承担。" * 4
TRADITIONAL = "粵港澳大灣區數據跨境流動的便利措施將於六月實施，三十家企業可以參加，費用由政府承擔。" * 4
HONG_KONG = "位於鰂魚涌和深水埗的兩個服務中心，今日起在香港為市民提供電子服務，毋須預約。" * 4
JAPANESE = "デジタル経済に関する覚書は、データの安全な流通を進めるためのものです。" * 4
FRENCH = "Le protocole d’accord a été signé à Hong Kong, où l’économie numérique est déjà développée. " * 4


def page(text: str, charset: str | None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>t</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "big5", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("meta", [None, "utf-8", "gbk"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(SIMPLIFIED, "gb18030", id="simplified"),
        pytest.param(TRADITIONAL, "big5hkscs", id="traditional"),
        pytest.param(HONG_KONG, "big5hkscs", id="hkscs"),
        pytest.param(SIMPLIFIED, "utf-8", id="utf-8"),
        pytest.param(JAPANESE, "euc_jp", id="euc-jp"),
        pytest.param(JAPANESE, "cp932", id="shift-jis"),
        pytest.param(FRENCH, "cp1252", id="western"),
    ],
)
def test_the_bytes_decide_whatever_is_declared(
    text: str, encoding: str, meta: str | None, declared: str | None
) -> None:
    body = page(text, meta).encode(encoding)
    decoded = decode(body, declared)
    assert decoded.text == page(text, meta)
    assert decoded.confident


@pytest.mark.parametrize(
    ("label", "encoding"),
    [("GB2312", "gb18030"), ("gbk", "gb18030"), ("Big5", "big5hkscs"), ("big5-hkscs", "big5hkscs")],
)
def test_labels_are_read_as_browsers_read_them(label: str, encoding: str) -> None:
    text = TRADITIONAL if "ig5" in label else SIMPLIFIED + "镕堃"
    assert decode(page(text, label).encode(encoding)) == Decoded(text=page(text, label), encoding=encoding, sure=True)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_beats_every_declaration(codec: str) -> None:
    assert decode(SIMPLIFIED.encode(codec), "big5").text == SIMPLIFIED


def test_a_body_cut_inside_a_character_is_still_utf8() -> None:
    decoded = decode(SIMPLIFIED.encode()[:-1], "gb2312")
    assert (decoded.encoding, decoded.text[:-1]) == ("utf-8", SIMPLIFIED[:-1])


def test_characters_that_no_page_may_hold_become_spaces() -> None:
    assert decode(b"a\x00b\x1bc").text == "a b c"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SIMPLIFIED.encode().decode("cp1252", "replace"), id="utf-8 read as western"),
        pytest.param("锟斤拷" * 20, id="replacement marks read as gbk"),
        pytest.param(SIMPLIFIED.encode("gb18030").decode("utf-8", "replace"), id="gbk read as utf-8"),
    ],
)
def test_mojibake_is_noticed(text: str) -> None:
    assert looks_garbled(text)
    assert not decode(text.encode()).confident


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, JAPANESE, FRENCH, "Ã is a letter.", "", "plain"])
def test_written_language_is_no_mojibake(text: str) -> None:
    assert not looks_garbled(text)
