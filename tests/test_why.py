"""Why a text counts, in the reader's language: every sentence that relevance makes is known, and none is half English."""

import re

import pytest

from bench.meaning import PROFILE, SECOND, make_document, read_labelled
from pipeline.meaning.relevance import score_document
from pipeline.meaning.topic import load_topic
from pipeline.model import Tier
from pipeline.telling.why import say_why
from pipeline.telling.words import load_words

SAID = [
    ("Names “數據流動備忘錄” in the title, a paper of both sides.", "在標題提到「數據流動備忘錄」，即雙方共同簽署的文件。", "在标题中提到“數據流動備忘錄”，即双方共同签署的文件。"),
    ("Names “ITIB” and “CAC” and speaks of “data flow”, “AI”.", "提到「ITIB」和「CAC」，並談及「data flow」、「AI」。", "提到“ITIB”和“CAC”，并谈到“data flow”、“AI”。"),
    ("Names both sides (“Hong Kong and the Mainland”), but speaks too little of the subject (nothing of the subject).",
     "提到雙方（「Hong Kong and the Mainland」），但甚少談及有關主題（無關主題）。", "提到双方（“Hong Kong and the Mainland”），但很少谈到相关主题（与主题无关的内容）。"),
    ("Speaks of “AI”, but names nobody of hong-kong or mainland.", "談及「AI」，但沒有提到香港、內地一方。", "谈到“AI”，但没有提到香港、内地一方。"),
    ("Published before 2021-01-01, so it is context and not part of the question.", "刊於2021年1月1日之前，屬背景資料，不在所問之內。",
     "发表于2021年1月1日之前，属于背景信息，不在所问范围之内。"),
    ("Has words of the question, but the counterpart is a city (“Shanghai”).", "有相關字眼，但說的是另一回事（「Shanghai」）。", "有相关字眼，但说的是另一件事（“Shanghai”）。"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "hant", "hans"), SAID)
def test_a_reason_is_said_in_three_languages(rule: str, hant: str, hans: str) -> None:
    told = [say_why(rule, load_words(language)) for language in ("en", "zh-Hant", "zh-Hans")]
    assert told == [(rule, "en"), (hant, "zh-Hant"), (hans, "zh-Hans")]


def test_a_sentence_of_an_older_release_stays_english_and_says_so() -> None:
    assert say_why("Because it does.", load_words("zh-Hant")) == ("Because it does.", "en")


@pytest.mark.parametrize("split", ["tune", "timeline", "second"])
def test_every_reason_that_relevance_gives_is_known(split: str) -> None:
    topic, words = load_topic(str(SECOND) if split == "second" else PROFILE), load_words("zh-Hans")
    for row in read_labelled(split):
        rule = score_document(make_document(row), topic, tier=Tier(row["tier"])).rule
        told, language = say_why(rule, words)
        assert language == "zh-Hans", rule
        left = re.sub("“[^”]*”", "", told)
        assert split == "second" or not re.search("[A-Za-z]", left), (rule, told)
