"""relate: two saved pages without a store; the other commands of meaning through the door."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import pactwatch
from pipeline.joining import join_new
from pipeline.meaning.relating import relate_documents
from tests.joined import TOPIC, Told, at, make_document

DAY = date(2026, 9, 2)
EN = "The Hong Kong Monetary Authority and the People's Bank of China announced that ZA Bank joins cross-boundary credit referencing between Hong Kong and Zhuhai from 4 November 2026. Loans of HK$45 million were granted to 33 enterprises."
ZH = (
    "金管局與中國人民銀行宣布，眾安銀行由2026年11月4日起加入香港與珠海的跨境徵信互通。33間企業獲批合共4,500萬港元貸款。"
)
PRESS = "ZA Bank will use credit reports from Zhuhai from 4 November to lend to small firms, the HKMA said. So far 33 companies got HK$45 million under the cross-border credit referencing link."
OTHER = "The Hong Kong Monetary Authority announced that the daily limit of e-CNY wallets is raised to RMB20,000 for payments in Foshan from 9 December 2026."

ENGLISH = make_document("ZA Bank joins cross-boundary credit referencing", EN, "en", DAY)
CASES = [
    ("editions", ENGLISH, make_document("眾安銀行加入跨境徵信互通", ZH, "zh-Hant", DAY), (True, True, "matched")),
    ("a-newspaper", ENGLISH, make_document("ZA Bank to lend on mainland credit data from Zhuhai", PRESS, "en", DAY), (False, True, "alike")),
    ("a-copy", ENGLISH, make_document("ZA Bank joins credit link", EN, "en", DAY + timedelta(days=9)), (False, True, "copy")),
    ("another-measure", ENGLISH, make_document("e-CNY wallet limit raised", OTHER, "en", DAY), (False, False, None)),
    ("weeks-later", ENGLISH, make_document("眾安銀行加入跨境徵信互通", ZH, "zh-Hant", DAY + timedelta(days=30)), (False, False, None)),
    ("nothing-in-them", make_document("", "", "en"), make_document("", "", "zh-Hant"), (False, False, None)),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "want"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_two_documents_are_related(one: object, other: object, want: tuple) -> None:
    for pair in ((one, other), (other, one)):
        relation = relate_documents(*pair, TOPIC)  # type: ignore[arg-type]
        assert (relation.twins, relation.same_story, relation.rule) == want


def run(*arguments: str) -> str:
    result = CliRunner().invoke(pactwatch, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def save(path: Path, title: str, text: str, language: str) -> str:
    date_line = "<p>2 September 2026</p>" if language == "en" else "<p>2026年9月2日</p>"
    path.write_text(
        f'<html lang="{language}"><head><title>{title}</title></head><body><h1>{title}</h1>{date_line}<p>{text}</p></body></html>',
        encoding="utf-8",
    )
    return str(path)


def test_relate_prints_its_public_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = save(tmp_path / "a.html", "ZA Bank joins cross-boundary credit referencing", EN, "en")
    other = save(tmp_path / "b.html", "眾安銀行加入跨境徵信互通", ZH, "zh-Hant")
    value = json.loads(run("relate", one, other, "--format", "json"))
    assert (value["twins"], value["same_story"], value["rule"]) == (True, True, "matched")
    assert "initiative:credit-referencing" in value["terms"]
    assert run("relate", one, other).startswith("Twins: one publication in two languages")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    told = Told(tmp_path, {"hk-test": "official"})
    told.tell("hk-gia", "https://www.info.gov.hk/gia/general/202609/02/Pen.htm", ENGLISH, at(DAY))
    text = "The ITIB and the Cyberspace Administration of China launched the facilitation measure of the GBA Standard Contract today."
    told.tell(
        "hk-test",
        "https://hk-test.example/1",
        make_document("GBA Standard Contract measure launched", text, "en", DAY),
        at(DAY),
    )
    join_new(told.store, told.catalog, TOPIC, at(DAY, "13:00"))
    told.store.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PACTWATCH_NOW", at(DAY, "18:00").isoformat())
    (tmp_path / "pactwatch.toml").write_text("", encoding="utf-8")
    return tmp_path


def test_lists_and_decisions_go_through_the_door(database: Path) -> None:
    stories = json.loads(run("stories", "--format", "json"))
    assert [len(one["pages"]) for one in stories] == [1, 1]
    assert len(json.loads(run("announcements", "--format", "json"))) == 2
    (one,) = json.loads(run("initiatives", "--format", "json"))
    public = [
        "initiative_id",
        "name",
        "names",
        "stage",
        "stage_since",
        "next_stage",
        "next_on",
        "areas",
        "sources",
        "events",
    ]
    assert list(one)[: len(public)] == public
    assert list(one["events"][0])[:7] == [
        "stage",
        "announced_on",
        "effective_on",
        "precision",
        "tier",
        "page_url",
        "quote",
    ]
    assert (one["name"], one["stage"], one["stage_since"]) == ("GBA Standard Contract", "launched", "2026-09-02")
    assert json.loads(run("initiatives", "--stage", "ended", "--format", "json")) == []
    assert json.loads(run("initiatives", "--candidates", "--format", "json")) == []
    assert "GBA Standard Contract" in run("initiatives", "show", str(one["initiative_id"]))
    assert "no page" not in run("initiatives", "rename", str(one["initiative_id"]), "GBA contract")
    assert json.loads(run("initiatives", "--format", "json"))[0]["name"] == "GBA contract"
    ids = [str(story["pages"][0]["page_id"]) for story in stories]
    run("stories", "join", *ids)
    assert [len(story["pages"]) for story in json.loads(run("stories", "--format", "json"))] == [2]
    for gone in stories:
        assert "ZA Bank" in run("stories", "show", str(gone["story_id"]))
    run("stories", "split", ids[0])
    run("stories", "pin", ids[1])
    assert len(json.loads(run("stories", "--format", "json"))) == 2
    assert "0 pages" in run("rescore", "--dry-run")
    assert "0 pages" in run("rescore")


@pytest.mark.parametrize(
    "arguments",
    [("stories", "show", "99"), ("initiatives", "show", "99"), ("stories", "split", "1"), ("stories", "join", "1")],
)
def test_what_is_not_there_is_said_in_words(database: Path, arguments: tuple[str, ...]) -> None:
    from pipeline.errors import UsageError

    with pytest.raises(UsageError):
        CliRunner().invoke(pactwatch, arguments, catch_exceptions=False)
