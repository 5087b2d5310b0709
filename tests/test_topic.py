"""Topic files: what is refused with which words, and what matching finds in them."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TopicError
from pipeline.meaning.terms import Surface, TermIndex, fold_text
from pipeline.meaning.topic import _FOLDER, _parse, list_topics, load_topic
from pipeline.meaning.topic_file import Language, StageVerb
from pipeline.meaning.topic_senses import _read_verbs
from pipeline.model import Stage

SECOND = Path(__file__).parent / "topics" / "johor-singapore-zone.toml"

HEAD = 'name = "toy"\ntitle = { en = "Toy" }\nsides = ["north", "south"]\n'
AREAS = """
[[areas]]
tag = "rail"
names = { en = "Rail" }
[[areas.terms]]
concept = "train"
en = ["train"]
[[areas]]
tag = "road"
names = { en = "Road" }
[[areas.terms]]
concept = "lorry"
en = ["lorry"]
"""


def test_topic_that_comes_with_pactwatch_is_whole() -> None:
    topic = load_topic("hk-mainland-digital-economy")
    assert list_topics() == ("hk-mainland-digital-economy",)
    assert topic.sides == ("hong-kong", "mainland")
    assert [area.tag for area in topic.areas] == [
        "data-flow",
        "data-trading",
        "digital-infrastructure",
        "fintech",
        "ai",
        "blockchain",
        "digital-identity",
        "smart-city",
        "innovation-industry",
        "startups",
        "digital-trade",
        "cybersecurity",
    ]
    for measure in topic.initiatives:
        assert set(measure.names) == {"en", "zh-Hant", "zh-Hans"}, measure.concept


def test_topic_is_found_by_name_and_by_path() -> None:
    folder = Path(__file__).parent.parent / "pipeline" / "topic" / "hk-mainland-digital-economy"
    assert load_topic(str(folder)).name == load_topic("hk-mainland-digital-economy").name
    assert load_topic(str(SECOND)).name == "johor-singapore-zone"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("name = ", "topic.toml: cannot be read as TOML", id="no TOML"),
        pytest.param(
            HEAD + 'colour = "red"\n', "topic.toml: top level: Object contains unknown field `colour`", id="unknown key"
        ),
        pytest.param(
            HEAD + '[[bodies]]\nconcept = "x"\nside = "north"\nweight = 2\n',
            r"topic.toml: \$.bodies\[0\].weight: Expected `float` <= 1.0",
            id="weight too large",
        ),
        pytest.param(
            HEAD + '[[bodies]]\nconcept = "x"\nside = "west"\nen = ["Ministry"]\n',
            "topic.toml: bodies 'x': side 'west' is none of",
            id="unknown side",
        ),
        pytest.param('title = { en = "Toy" }\n', "topic.toml: name, title and two sides must be given", id="no name"),
        pytest.param(
            HEAD + AREAS.replace('en = ["lorry"]', 'en = ["train"]'),
            "topic.toml: areas 'road' terms.0.: 'train' stands in two Areas' terms: 'train' and 'lorry'",
            id="term in two Areas",
        ),
        pytest.param(
            HEAD + AREAS + '[[places]]\nconcept = "city"\nside = "north"\nen = ["Train"]\n',
            "'Train' stands for 'city' already|'train' stands for 'city' already",
            id="form that stands for two concepts",
        ),
        pytest.param(
            HEAD + AREAS + '[[themes]]\nconcept = "train"\nstrength = 1\n',
            "concept 'train' was declared before, in topic.toml",
            id="concept twice",
        ),
        pytest.param(
            HEAD + AREAS + '[[initiatives]]\nconcept = "a"\nnames = { en = "A measure" }\nareas = ["air"]\n',
            "topic.toml: initiatives 'a': there is no Area 'air'",
            id="unknown Area",
        ),
        pytest.param(
            HEAD
            + AREAS
            + '[[initiatives]]\nconcept = "a"\nnames = { en = "A way" }\nreplaces = "b"\n'
            + '[[initiatives]]\nconcept = "b"\nnames = { en = "B way" }\nreplaces = "a"\n',
            "topic.toml: initiatives 'a': replaces goes in a circle: a -> b -> a",
            id="circle of replaces",
        ),
        pytest.param(
            HEAD
            + AREAS
            + '[[initiatives]]\nconcept = "a"\nnames = { en = "A way" }\n[[initiatives.patterns]]\nall = [["nobody"]]\n',
            "topic.toml: initiatives 'a': pattern names 'nobody', which is declared nowhere",
            id="pattern that names nothing",
        ),
    ],
)
def test_wrong_topic_is_refused_with_file_key_and_reason(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "topic.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TopicError, match=message):
        load_topic(str(file))


def test_topic_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(TopicError, match="no such file; those that come with pactwatch: hk-mainland-digital-economy"):
        load_topic("nowhere")


def test_unknown_stage_word_is_refused() -> None:
    with pytest.raises(TopicError, match=r"stages.toml: \$.verbs\[0\].stage: Invalid enum value 'finished'"):
        _parse("stages.toml", '[[verbs]]\nstage = "finished"\nen = ["done"]\n', Language)


def test_topic_is_made_once_until_a_file_says_something_else(tmp_path: Path) -> None:
    folder = shutil.copytree(_FOLDER / list_topics()[0], tmp_path / "mine")
    first = load_topic(str(folder))
    assert load_topic(str(folder)) is first
    (folder / "worth.toml").write_text("threshold = 0.7\n", encoding="utf-8")
    assert (first.threshold, load_topic(str(folder)).threshold) == (0.5, 0.7)


def test_expression_that_is_none_is_refused() -> None:
    language = Language(verbs=(StageVerb(stage=Stage.PILOT, en=("pilot(", "trial")),))
    with pytest.raises(TopicError, match=r"topic/language: 'pilot\(' is no regular expression"):
        _read_verbs(language)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("創科及工業局與國家網信辦", [("創科及工業局", "itib"), ("國家網信辦", "cac")], id="Traditional"),
        pytest.param("创科局与国家网信办", [("创科局", "itib"), ("国家网信办", "cac")], id="Simplified"),
        pytest.param(
            "ITIB and CAC of China",
            [("ITIB", "itib"), ("CAC", "cac"), ("China", "china")],
            id="short names in their company",
        ),
        pytest.param("California's CAC fined a developer", [], id="CAC of California"),
        pytest.param("內蒙古河套灌區", [], id="Hetao in Inner Mongolia"),
        pytest.param("河套香港園區", [("河套香港園區", "hetao")], id="Hetao of Hong Kong, longest match"),
        pytest.param(
            "Survey ship near Nansha, Manila says", [("Manila", "other-country")], id="Nansha of the Spratlys"
        ),
        pytest.param("The firm's DPO signed an NDA", [], id="data protection officer, non-disclosure agreement"),
        pytest.param(
            "Digital Policy Office (DPO)", [("Digital Policy Office", "dpo"), ("DPO", "dpo")], id="DPO of Hong Kong"
        ),
        pytest.param("AIR and ＡＩ技術", [("ＡＩ", "ai-term")], id="word boundary, full width"),
        pytest.param(
            "cross‑border data flows", [("cross‑border data flows", "cross-boundary-data")], id="hyphen, plural"
        ),
        pytest.param("HK$10 million", [("HK$", "of-the-trade")], id="a sum is no party"),
        pytest.param("覆蓋港澳台", [("港澳台", "of-the-trade")], id="Hong Kong, Macao and Taiwan in one breath"),
        pytest.param("中國證監會", [("中國證監會", "csrc")], id="the other securities regulator"),
    ],
)
def test_terms_are_found_with_their_traps(text: str, found: list[tuple[str, str]]) -> None:
    topic = load_topic("hk-mainland-digital-economy")
    hits = topic.index.find_terms(fold_text(text))
    assert [(text[hit.start : hit.end], hit.concept) for hit in hits] == found


@given(st.text(max_size=200))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold_text(text)) == len(text)
    assert fold_text(fold_text(text)) == fold_text(text)


@given(st.text(alphabet="數據跨境 data-flow.港", max_size=60))
def test_hits_are_in_order_and_never_overlap(text: str) -> None:
    index = TermIndex(
        [Surface(folded=word, concept=word) for word in ("数据", "数据跨境", "data", "data flow", "flow")]
    )
    hits = index.find_terms(fold_text(text))
    assert all(before.end <= after.start for before, after in zip(hits, hits[1:], strict=False))
    assert all(hit.start < hit.end <= len(text) for hit in hits)
