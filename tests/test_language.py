"""Language and script are told by characters."""

import opencc
import pytest

from pipeline.text.language import SIMPLIFIED, TRADITIONAL, detect_language, detect_script

ENGLISH = "The two sides agreed to explore how data may flow across the boundary, and that a pilot will be launched."


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        pytest.param(ENGLISH, None, "en", id="english"),
        pytest.param(ENGLISH, "ja", "en", id="declared languages lie"),
        pytest.param("數字經濟合作備忘錄今日簽署，雙方將推動數據跨境流動。", None, "zh-Hant", id="traditional"),
        pytest.param("数字经济合作备忘录今日签署，双方将推动数据跨境流动。", "en", "zh-Hans", id="simplified"),
        pytest.param("數字經濟 Digital Economy MOU signed 今日簽署", None, "zh-Hant", id="mixed, mostly chinese"),
        pytest.param("香港金管局", "zh-HK", "zh-Hant", id="no telling character: the hint decides"),
        pytest.param("香港金管局", None, "zh-Hans", id="no telling character and no hint"),
        pytest.param("これは日本語の文章です。経済協力について述べています。", None, "ja", id="japanese"),
        pytest.param("디지털 경제 협력에 관한 양해각서", None, "ko", id="korean"),
        pytest.param(
            "Die beiden Seiten haben vereinbart, den Datenverkehr zu erleichtern und zu fördern.",
            "de-DE",
            "de",
            id="german, declared",
        ),
        pytest.param(
            "Die beiden Seiten haben vereinbart, den Datenverkehr zu erleichtern und zu fördern.",
            None,
            None,
            id="german, not declared",
        ),
        pytest.param("HKMA launches data pilot", None, "en", id="headline"),
        pytest.param("", None, None, id="nothing"),
        pytest.param("12345 !!", "fr", "fr", id="no letters"),
        pytest.param("ڈبلن میں دوسرا میچ کھیلا گیا", "ur", "ur", id="another script, declared"),
        pytest.param("ڈبلن میں دوسرا میچ کھیلا گیا", "en", None, id="another script, declared wrongly"),
    ],
)
def test_language(text: str, hint: str | None, language: str | None) -> None:
    assert detect_language(text, hint) == language


def test_characters_of_one_script_change_in_conversion() -> None:
    to_simplified, to_traditional = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
    kept_simplified = [char for char in SIMPLIFIED if to_traditional.convert(char) == char]
    kept_traditional = [char for char in TRADITIONAL if to_simplified.convert(char) == char]
    assert len(SIMPLIFIED) > 1_000
    assert len(TRADITIONAL) > 1_900
    assert len(kept_simplified) <= 10
    assert len(kept_traditional) <= 0.1 * len(TRADITIONAL)  # rare characters that GB 2312 left out


@pytest.mark.parametrize("text", ["着眼", "启", "裏面", "群", "后里干面余"])
def test_characters_in_use_in_both_scripts_tell_little(text: str) -> None:
    assert detect_script(text) in (None, "zh-Hant")
