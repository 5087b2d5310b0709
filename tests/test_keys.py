"""Keys and sentences: two texts with equal keys are the same to a reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.keys import fold_key, split_sentences

SAME = {
    "case": ("Digital ID", "digital id"),
    "quotes": ('He said "yes".', "He said “yes”"),
    "dashes": ("a - b", "a—b"),
    "line wrap between Han characters": ("數字\n　經濟", "數字經濟"),
    "half-width stop": ("完成｡", "完成。"),
    "full-width digits": ("２０２６年４月", "2026年4月"),
    "thousands": ("1,234,567 people", "1234567 people"),
    "script variants": ("臺灣 裏程碑 羣眾", "台灣 里程碑 群眾"),
    "traditional and simplified": ("數據跨境流動", "数据跨境流动"),
    "soft hyphen and zero-width space": ("data\u00ad base\u200b", "data base"),
    "range dashes": ("10-12 May", "10 – 12 May"),
    "comparison signs": ("≥ 5", ">= 5"),
    "mail spelled out": ("write to a.b@c.gov.hk", "write to a.b [at] c.gov.hk"),
    "address of a link": ("see https://a.gov.hk/x?y=1 now", "see https://b.gov.hk now"),
    "markdown target": ("[rules](/a)", "[rules](/b)"),
}

OTHER = {
    "decimal point": ("HK$1.5 billion", "HK$15 billion"),
    "decimal comma": ("1,5", "15"),
    "minus": ("-5°C", "5°C"),
    "range": ("3-5 years", "35 years"),
    "time": ("9:30", "930"),
    "fraction": ("1/2", "12"),
    "less and more": ("<5%", ">5%"),
    "percent": ("5%", "5"),
    "currency": ("US$5", "€5"),
    "one Han character": ("不公開", "公開"),
    "plus": ("60+", "60"),
    "mail address": ("write to a@c.gov.hk", "write to b@c.gov.hk"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_what_reads_the_same_has_one_key(one: str, other: str) -> None:
    assert fold_key(one) == fold_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER.keys())
def test_what_says_something_else_has_another_key(one: str, other: str) -> None:
    assert fold_key(one) != fold_key(other)


@pytest.mark.parametrize("text", ["", " \n", "—…·", "()[]", "|"])
def test_a_text_without_letters_or_digits_has_no_key(text: str) -> None:
    assert fold_key(text) == ""


@given(st.text(max_size=60))
def test_folding_a_key_gives_the_key(text: str) -> None:
    assert fold_key(fold_key(text)) == fold_key(text)


SENTENCES = {
    "English": ("One ends. Two ends! Three?", ("One ends.", "Two ends!", "Three?")),
    "Chinese": ("第一句。第二句！第三句？", ("第一句。", "第二句！", "第三句？")),
    "closing quotes stay with their sentence": ("他說：「好。」她走了。", ("他說：「好。」", "她走了。")),
    "abbreviations": (
        "Mr. Lam of the U.S. met Dr. Ng. They agreed.",
        ("Mr. Lam of the U.S. met Dr. Ng.", "They agreed."),
    ),
    "numbers": ("It cost HK$1.5 billion. No. 5 is open.", ("It cost HK$1.5 billion.", "No. 5 is open.")),
    "a query string is no end (P7)": ("See GetFile.ashx?FileId=3 for it.", ("See GetFile.ashx?FileId=3 for it.",)),
    "a line ends a sentence": ("Title\nText here.", ("Title", "Text here.")),
    "an initial before lower case": ("Held by J. smith and co.", ("Held by J. smith and co.",)),
    "white space alone": (" \n\t", ()),
}


@pytest.mark.parametrize(("text", "expected"), SENTENCES.values(), ids=SENTENCES.keys())
def test_text_is_split_where_a_sentence_ends(text: str, expected: tuple[str, ...]) -> None:
    assert split_sentences(text) == expected


@given(st.text(alphabet='ab .!?。！\n"」”1A', max_size=80))
def test_sentences_are_slices_with_only_white_space_between(text: str) -> None:
    rest = text
    for sentence in split_sentences(text):
        gap, found, rest = rest.partition(sentence)
        assert (gap.strip(), found) == ("", sentence)
    assert rest.strip() == ""
