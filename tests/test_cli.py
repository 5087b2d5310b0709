"""The command line as people type it: exit codes, messages that name file, key and value, JSON to the letter, nothing lost."""

import gzip
import json
import os
import re
import socket
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest

from cli import COMMANDS, pactwatch
from crawler.catalog import load_catalog
from pipeline.config import Config, load_config
from pipeline.store.alarms import close_alarm, open_alarm
from pipeline.store.opening import open_writer
from tests.installation import CHINESE, FEE, SOURCE, Ended, Installation, run, run_apart, write_installation
from tests.installation import installation as installation
from tests.smtp_server import Refuse, SmtpServer
from tests.world.pdf import write_pdf

NEEDS_CONFIG = (
    ["check"], ["crawl"], ["read"], ["once"], ["watch"], ["changes"], ["pages"], ["show", "1"], ["diff", "1"], ["search", "data"],
    ["why", "1"], ["digest", "team"], ["health"], ["alarms"], ["runs"], ["sources"], ["sources", "list"], ["sources", "show", "hk-gia"], ["sources", "check"],
    ["serve"], ["doctor"], ["backup", "to"],
)  # fmt: skip

Text, Number, Flag, Time = (str,), (int, float), (bool,), (str,)
Maybe = (type(None),)
CHANGES: Mapping[str, tuple[type, ...]] = {
    "change_id": (int,), "found_at": Time, "not_before": Time + Maybe, "kind": Text, "weight": Text, "baseline": Flag, "silent": Flag,
    "title_changed": Flag, "reverts_to": (int,) + Maybe, "facts": (list,), "summary": Text, "page_id": (int,) + Maybe, "page_url": Text,
    "source": Text, "tier": Text, "language": Text + Maybe, "title": Text + Maybe, "areas": (list,), "relevance": Number + Maybe,
    "story_id": (int,) + Maybe, "from_version": (int,) + Maybe, "to_version": (int,) + Maybe,
}  # fmt: skip
PAGES: Mapping[str, tuple[type, ...]] = {
    "page_id": (int,), "url": Text, "source": Text, "tier": Text, "language": Text + Maybe, "state": Text, "title": Text + Maybe,
    "published_at": Text + Maybe, "published_precision": Text + Maybe, "found_at": Time, "last_checked_at": Time + Maybe,
    "checks": (int,), "versions": (int,), "relevance": Number + Maybe, "areas": (list,), "story_id": (int,) + Maybe,
}  # fmt: skip
EXTRACT: Mapping[str, tuple[type, ...]] = {
    "file": Text, "error": Maybe, "title": Text + Maybe, "text": Text, "language": Text + Maybe, "published_at": Text + Maybe,
    "published_precision": Text + Maybe, "published_text": Text + Maybe, "attachments": (list,), "low_confidence": Flag,
    "extractor": (int, str),
}  # fmt: skip
COMPARE: Mapping[str, tuple[type, ...]] = {
    "changed": Flag, "kind": Text + Maybe, "weight": Text + Maybe, "silent": Flag, "title_changed": Flag, "facts": (list,),
    "summary": Text + Maybe, "edits": (list,), "outcome": Text,
}  # fmt: skip
WHY: Mapping[str, tuple[type, ...]] = {
    "file": Text, "error": Maybe, "score": Number, "relevant": Flag, "page_kind": Text, "areas": (list,), "terms": (list,),
    "rule": Text + Maybe, "initiative": Text + Maybe, "stage": Text + Maybe, "stage_date": Text + Maybe,
}  # fmt: skip


def hold(value: Mapping[str, Any], promised: Mapping[str, tuple[type, ...]]) -> None:
    """The value has every promised key with a value of a promised type; more keys are allowed."""
    assert {name for name in promised if name not in value} == set()
    assert {
        name: value[name] for name, types in promised.items()
        if not isinstance(value[name], types) or (isinstance(value[name], bool) and bool not in types)
    } == {}  # fmt: skip


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder of saved pages and nothing else."""
    (tmp_path / "was.html").write_text(FEE % "1,132", encoding="utf-8")
    (tmp_path / "now.html").write_text(FEE % "2,219", encoding="utf-8")
    (tmp_path / "now.html.gz").write_bytes(gzip.compress((FEE % "2,219").encode()))
    (tmp_path / "tc.html").write_text(CHINESE, encoding="utf-8")
    lines = [
        "Fees of the data clearance service",
        "The fee is HK$2,219 for each contract between Hong Kong and the Mainland.",
    ]
    (tmp_path / "annex.pdf").write_bytes(write_pdf("Fees", lines, made="20260504090000"))
    (tmp_path / "none.pdf").write_bytes(b"%PDF-1.4 and then nothing")
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(b"x" * 1000)[:20])
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 20)
    return tmp_path


def test_bare_command_and_help_show_every_command(tmp_path: Path) -> None:
    bare, asked = run(folder=tmp_path), run("--help", folder=tmp_path)
    assert (bare.code, asked.code, asked.err) == (2, 0, "")
    assert [name for name in COMMANDS if f"\n  {name} " not in asked.out] == []


@pytest.mark.parametrize(
    "command", [[name] for name in COMMANDS] + [["sources", name] for name in ("list", "show", "check")]
)
def test_every_command_has_help(command: list[str], tmp_path: Path) -> None:
    ended = run(*command, "--help", folder=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    said = ended.out.splitlines()
    assert said[0].startswith(f"Usage: pactwatch {' '.join(command)}")
    assert said[2].strip(), "a sentence that says what it does"


def test_every_option_has_help() -> None:
    context = click.Context(pactwatch)
    silent = []
    for name in COMMANDS:
        command = pactwatch.get_command(context, name)
        inner = command.commands.values() if isinstance(command, click.Group) else [command]
        silent += [
            (name, param.opts)
            for one in inner
            for param in one.params
            if isinstance(param, click.Option) and not param.help
        ]
    assert silent == []


def test_version_is_that_of_the_project(tmp_path: Path) -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert run("--version", folder=tmp_path).out == f"pactwatch, version {project['version']}\n"


@pytest.mark.parametrize("command", NEEDS_CONFIG, ids=" ".join)
def test_missing_config_says_how_to_make_one(command: list[str], tmp_path: Path) -> None:
    now = None if command == ["watch"] else "2026-05-06T10:00:00+08:00"
    ended = run(*command, folder=tmp_path, now=now)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "pactwatch: pactwatch.toml: no such file. Make one with: pactwatch init\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[crawl", "not valid TOML"),
        ("[crawl]\ncontract = 'x'", "crawl.contract: unknown key"),
        ("[crawl]\nconcurrency = 'many'", "crawl.concurrency: Expected `int`, got `str`"),
        ("[smtp]\nport = '25'", "smtp.port: Expected `int`, got `str`"),
        ("[schedule]\ntime_zone = 'Asia/Kowloon'", "schedule.time_zone: 'Asia/Kowloon' is no time zone"),
        ("[schedule]\ntick = 'hourly'", "schedule.tick: 'hourly' is no cron line"),
        ("[schedule]\ntick = '61 * * * *'", "'61 * * * *' is no cron line"),
        ("[[subscribers]]\nto = ['a@example.org']", "subscribers[0].name: is missing"),
        ("[[subscribers]]\nname = 'a'\nto = ['nobody']", "subscribers[0].to: ['nobody']"),
        ("[[subscribers]]\nname = 'a'\nto = ['a@example.org']\nlanguage = 'zh'", "subscribers[0].language: 'zh' is not one of en, zh-Hant, zh-Hans"),
        ("[[subscribers]]\nname = 'a'\nto = ['a@example.org']\nweights = ['huge']", "subscribers[0].weights: 'huge'"),
        ("[sources]\nfolders = ['nowhere']", "[sources] folders: 'nowhere'"),
        ("[sources]\nenable = ['hk-nobody']", "[sources] enable: 'hk-nobody'"),
        ("[topic]\nprofile = 'weather'", "topic.profile: 'weather' is no file"),
    ],
)  # fmt: skip
def test_wrong_config_is_refused_with_key_and_value(toml: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "pactwatch.toml").write_text(toml, encoding="utf-8")
    ended = run("check", folder=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    if not said.startswith("'61"):
        assert ended.err.startswith("pactwatch: pactwatch.toml: ")


@pytest.mark.parametrize(
    "command",
    [
        ("read",), ("once",), ("replay", "new.db"), ("reextract",), ("rescore",), ("relate", "page.html", "page.html"),
        ("why", "page.html"), ("why", "1"), ("serve", "--port", "0"), ("digest", "desk", "--test"), ("changes", "--area", "data"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_topic_that_is_not_there_is_refused_with_the_name_of_the_config(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    assert run("init", folder=tmp_path).code == 0
    (tmp_path / "page.html").write_text("<html><body><p>A page.</p></body></html>", encoding="utf-8")
    config = tmp_path / "pactwatch.toml"
    desk = "\n[[subscribers]]\nname = 'desk'\nto = ['a@example.org']\n"
    config.write_text(f"{config.read_text(encoding='utf-8')}{desk}", encoding="utf-8")
    config.write_text(
        re.sub(r"(?m)^#? *profile *=.*$", 'profile = "weather"', config.read_text(encoding="utf-8")), encoding="utf-8"
    )
    ended = run(*command, folder=tmp_path)
    assert ended.code == 2
    assert ended.err.startswith("pactwatch: pactwatch.toml: topic.profile: 'weather' is no file")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("tier =", "teir ="), "x-gazette.toml: teir: unknown key"),
        (('tier = "official"', 'tier = "offical"'), "x-gazette.toml: tier: "),
        (('shape = "feed"', 'shape = "fed"'), "x-gazette.toml: listings[0].shape: "),
        (("'^http://[^/]+/n/[a-z]+$'", "'^http://[^/+$'"), "x-gazette.toml: page_url: "),
    ],
)
def test_wrong_source_is_refused_with_file_key_and_reason(change: tuple[str, str], said: str, tmp_path: Path) -> None:
    made = write_installation(tmp_path / "here", "127.0.0.1:1")
    file = made.folder / "sources" / "x-gazette.toml"
    file.write_text(SOURCE.format(host="127.0.0.1:1").replace(*change), encoding="utf-8")
    for command in (["check"], ["sources", "check"], ["once"]):
        ended = made.run(*command)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err


@pytest.mark.parametrize("command", ["changes", "once", "digest team"])
@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", "1750000000"])
def test_wrong_clock_is_refused_with_its_value(command: str, moment: str, installation: Installation) -> None:
    ended = installation.run(*command.split(), now=moment)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"pactwatch: PACTWATCH_NOW: '{moment}' is no ISO 8601 time")


def test_daemon_refuses_a_clock_that_stands_still(installation: Installation) -> None:
    ended = installation.run("watch")
    assert (ended.code, ended.out) == (2, "")
    assert "PACTWATCH_NOW is set" in ended.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("nonsense", 2, "No such command 'nonsense'"),
        ("changes --kind changed", 2, "'changed' is not one of 'appeared', 'edited'"),
        ("changes --since yesterday", 2, "--since: 'yesterday' is no time. Use 2026-11-21"),
        ("changes --source x-nobody", 2, "--source: x-nobody: no such Source. There are: x-gazette."),
        ("changes --area weather", 2, "--area: weather: no such Area. There are: data-flow, "),
        ("pages --source x-nobody", 2, "--source: x-nobody: no such Source"),
        ("show 99", 2, "99: no such Page. List them with: pactwatch pages"),
        ("show https://a.example/none", 2, "https://a.example/none: no such Page"),
        ("show 1 --version 9", 2, "1: has no version 9. It has 1 to 2."),
        ("diff 3", 2, "3: has 1 version; a diff needs two."),
        ("diff 1 --from 7", 2, "1: has no version 7. It has 1 to 2."),
        ("why 99", 2, "99: no such Page"),
        (f"why https://a.example/{'a' * 300}", 2, "no such Page"),
        ("announcements show 99", 2, "99: no such Story"),
        ("backup pactwatch.toml", 1, "pactwatch.toml: cannot be made a folder: File exists. Name another."),
        ("why none.html", 1, "none.html: cannot be read: No such file or directory"),
        ("extract none.html", 1, "none.html: cannot be read: No such file or directory"),
        ("extract sources", 1, "sources: cannot be read: Is a directory"),
        ("compare none.html none.html", 1, "none.html: cannot be read"),
        ("once x-nobody", 2, "x-nobody: no such Source is enabled. List them with: pactwatch sources list"),
        ("sources show x-nobody", 2, "x-nobody: no such Source is enabled"),
        ("digest nobody", 2, "nobody: no such subscriber. There are: team."),
        ("digest team --send --since 3d", 2, "--since and --until are for previews"),
        ("serve --port 99999", 2, "99999"),
        ("--config nowhere.toml changes", 2, "nowhere.toml: no such file"),
    ],
)
def test_wrong_usage_names_the_value_and_the_way_out(
    arguments: str, code: int, said: str, installation: Installation
) -> None:
    ended = installation.run(*arguments.split())
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_changes_tell_what_happened_with_the_promised_keys(installation: Installation) -> None:
    ended = installation.run("changes", "--format", "json")
    rows = json.loads(ended.out)
    for row in rows:
        hold(row, CHANGES)
    assert (ended.code, ended.err) == (0, "")
    told = [
        (row["change_id"], row["kind"], row["weight"], row["baseline"], row["silent"], row["title"]) for row in rows
    ]
    assert told == [
        (1, "appeared", "major", True, False, "Data clearance service"),
        (2, "appeared", "major", True, False, "Joint data sandbox"),
        (3, "edited", "major", False, True, "Data clearance service"),
        (4, "appeared", "major", False, False, "粵港電子簽名證書互認推出"),
        (5, "withdrawn", "major", False, False, "Joint data sandbox"),
    ]
    edited = rows[2]
    assert edited["facts"] == [{"type": "money", "before": "HK$1,132", "after": "HK$2,219"}]
    assert (edited["found_at"], edited["not_before"]) == ("2026-05-05T01:00:00Z", "2026-05-04T01:00:00Z")
    assert (edited["source"], edited["tier"], edited["language"]) == ("x-gazette", "official", "en")
    assert (edited["from_version"], edited["to_version"]) == (1, 2)


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ("--after 3", [4, 5]),
        ("--since 2026-05-05", [3, 4, 5]),
        ("--since 2026-05-05 --until 2026-05-05T23:00", [3, 4]),
        ("--since 2h", [5]),
        ("--kind edited --kind withdrawn", [3, 5]),
        ("--weight minor", []),
        ("--area data-flow --kind appeared", [1, 2]),
        ("--source x-gazette --limit 2", [1, 2]),
        ("--all", [1, 2, 3, 4, 5]),
    ],
)
def test_changes_are_chosen_as_asked(arguments: str, ids: list[int], installation: Installation) -> None:
    ended = installation.run("changes", *arguments.split(), "--format", "jsonl")
    assert [json.loads(line)["change_id"] for line in ended.out.splitlines()] == ids


def test_the_same_changes_in_every_form(installation: Installation) -> None:
    array = json.loads(installation.run("changes", "--format", "json").out)
    lines = [json.loads(line) for line in installation.run("changes", "--format", "jsonl").out.splitlines()]
    csv = installation.run("changes", "--format", "csv").out
    atom = installation.run("changes", "--format", "atom").out
    table = installation.run("changes").out
    assert lines == array
    assert csv.splitlines()[0] == ",".join(array[0])
    assert len(csv.splitlines()) == len(table.splitlines()) == 1 + len(array)
    assert atom.count("<entry>") == len(array)
    assert "HK$1,132 → HK$2,219" in table


def test_pages_have_the_promised_keys(installation: Installation) -> None:
    rows = json.loads(installation.run("pages", "--format", "json").out)
    for row in rows:
        hold(row, PAGES)
    assert [(row["page_id"], row["state"], row["versions"], row["language"]) for row in rows] == [
        (3, "live", 1, "zh-Hant"), (2, "gone", 1, "en"), (1, "live", 2, "en"),
    ]  # fmt: skip
    assert (rows[2]["published_at"], rows[2]["published_precision"]) == ("2026-05-04", "day")


def test_show_and_diff_take_an_id_or_a_url(installation: Installation) -> None:
    url = json.loads(installation.run("show", "1", "--format", "json").out)[0]["url"]
    assert installation.run("show", url).out == installation.run("show", "1").out
    diff = installation.run("diff", url).out
    assert "version 1 -> version 2" in diff
    assert "[-HK$1,132-]{+HK$2,219+}" in diff
    hold(json.loads(installation.run("diff", "1", "--format", "json").out), COMPARE)
    assert "<ins" in installation.run("diff", "1", "--format", "html").out


@pytest.mark.parametrize(
    ("words", "pages"), [("clearance", [1]), ("数据", [3]), ("數據", [3]), ("nothing here", []), ("(", [])]
)
def test_search_finds_either_script(words: str, pages: list[int], installation: Installation) -> None:
    ended = installation.run("search", words, "--format", "json")
    assert (ended.code, [row["page_id"] for row in json.loads(ended.out)]) == (0, pages)


@pytest.mark.parametrize(
    ("some", "none"),
    [
        ("changes", "changes --after 999"),
        ("pages", "pages --limit 0"),
        ("search clearance", "search nothing here"),
    ],
)
def test_csv_without_rows_has_the_same_header(some: str, none: str, installation: Installation) -> None:
    header, *rows = installation.run(*some.split(), "--format", "csv").out.splitlines()
    assert rows != []
    assert installation.run(*none.split(), "--format", "csv").out == f"{header}\n"


def test_alarms_are_listed_with_what_to_do(installation: Installation, tmp_path: Path) -> None:
    copied = installation.copy(tmp_path / "copy")
    assert copied.run("alarms").out == "nothing\n"
    opened = {
        "kind": "source_silent",
        "message": "It is silent.",
        "remedy": "Look whether it moved.",
        "now": datetime(2026, 5, 6, tzinfo=UTC),
    }
    config = load_config(copied.config)
    with open_writer(config.database, config.raw) as store, store.write_txn():
        for subject in ("one", "two"):
            open_alarm(store, subject=subject, **opened)
        close_alarm(store, kind="source_silent", subject="one", now=datetime(2026, 5, 6, 1, tzinfo=UTC))
    (still,) = json.loads(copied.run("alarms", "--format", "json").out)
    assert (still["subject"], still["closed_at"], still["opened_at"]) == ("two", None, "2026-05-06T00:00:00Z")
    both = [json.loads(line) for line in copied.run("alarms", "--all", "--format", "jsonl").out.splitlines()]
    assert [(one["subject"], one["closed_at"]) for one in both] == [("two", None), ("one", "2026-05-06T01:00:00Z")]
    assert "open    source_silent  It is silent. | Look whether it moved." in copied.run("alarms").out


def test_an_announcement_is_shown_with_its_pages(installation: Installation) -> None:
    listed = json.loads(installation.run("announcements", "--format", "json").out)
    assert listed != []
    for one in listed:
        assert json.loads(installation.run("announcements", "show", str(one["story_id"]), "--format", "json").out) == [
            one
        ]
        shown = installation.run("announcements", "show", str(one["story_id"])).out
        assert all(page["url"] in shown for page in one["pages"])


def test_a_list_without_rows_says_so(installation: Installation) -> None:
    assert installation.run("changes", "--after", "99").out == "nothing\n"
    assert installation.run("changes", "--after", "99", "--format", "json").out == "[]\n"
    assert installation.run("changes", "--after", "99", "--format", "jsonl").out == ""


def test_extract_says_what_html_gz_and_pdf_say(saved: Path) -> None:
    ended = run("extract", "now.html", "now.html.gz", "tc.html", "annex.pdf", "--format", "json", folder=saved)
    plain, packed, chinese, annex = json.loads(ended.out)
    for value in (plain, packed, chinese, annex):
        hold(value, EXTRACT)
    assert (ended.code, ended.err) == (0, "")
    assert {**packed, "file": "now.html"} == plain
    assert (plain["title"], plain["language"]) == ("Data clearance service", "en")
    assert (plain["published_at"], plain["published_precision"], plain["published_text"]) == (
        "2026-05-04",
        "day",
        "4 May 2026",
    )
    assert (chinese["language"], chinese["published_at"], chinese["published_text"]) == (
        "zh-Hant",
        "2026-05-05",
        "2026年5月5日",
    )
    assert "HK$2,219 for each contract" in annex["text"]


def test_extract_of_an_empty_page_says_so_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    said = run("extract", "empty.html", folder=tmp_path)
    assert (said.code, said.err, "None" in said.out) == (0, "", False)
    assert said.out.startswith("empty.html\n(no title)\nno date printed · language not known\nlow confidence")


def test_a_file_is_called_as_the_caller_called_it(saved: Path) -> None:
    files = ["./was.html", f"{saved}//now.html", "../gone.html"]
    for command in ("extract", "why"):
        ended = run(command, *files, "--format", "jsonl", folder=saved)
        assert [json.loads(line)["file"] for line in ended.out.splitlines()] == files


def test_a_name_that_is_no_utf8_is_a_json_escape_in_any_locale(saved: Path) -> None:
    name = "tc\udcff.html"
    (saved / name).write_text(CHINESE, encoding="utf-8")
    for more in ({"PYTHONIOENCODING": "utf-8:strict"}, {"PYTHONIOENCODING": "ascii"}):
        ended = run_apart("extract", name, "--format", "jsonl", folder=saved, more=more)
        value = json.loads(ended.out)
        assert (ended.code, value["file"], value["title"]) == (0, name, "粵港電子簽名證書互認推出")


@pytest.mark.parametrize(
    "body", [b"\0" * 200, bytes(range(256)) * 8, b"PK\x03\x04 a document"], ids=["zeros", "mixed", "zip"]
)
def test_bytes_that_are_no_text_are_refused_whatever_the_name(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(body)
    for command in (["extract"], ["why"], ["compare", "page.html"], ["relate", "page.html"]):
        ended = run(*command, "page.html", folder=tmp_path)
        assert ended == Ended(code=1, out="", err="pactwatch: page.html: its bytes are neither text nor PDF\n")


def test_extract_has_a_line_a_file_in_order_failures_too(saved: Path) -> None:
    files = ["was.html", "gone.html", "none.pdf", "cut.html.gz", "noise.bin", "tc.html"]
    ended = run("extract", *files, "--format", "jsonl", folder=saved)
    values = [json.loads(line) for line in ended.out.splitlines()]
    assert [value["file"] for value in values] == files
    assert ended.code == 1
    failed = [value for value in values if value["error"] is not None]
    assert {"gone.html", "none.pdf", "cut.html.gz"} <= {value["file"] for value in failed}
    for value in failed:
        assert set(EXTRACT) <= set(value)
        assert {name for name in EXTRACT if value[name] is not None} == {"file", "error"}
        assert value["error"].startswith(f"{value['file']}: ")
        assert f"pactwatch: {value['error']}\n" in ended.err
    for value in (values[0], values[-1]):
        hold(value, EXTRACT)


def test_compare_tells_what_a_reader_would_be_told(saved: Path) -> None:
    ended = run("compare", "was.html", "now.html.gz", "--format", "json", folder=saved)
    value = json.loads(ended.out)
    hold(value, COMPARE)
    assert (ended.code, value["changed"], value["kind"], value["weight"], value["outcome"]) == (
        0,
        True,
        "edited",
        "major",
        "ok",
    )
    assert value["facts"] == [{"type": "money", "before": "HK$1,132", "after": "HK$2,219"}]
    (edit,) = value["edits"]
    assert (set(edit), edit["field"], edit["op"]) == ({"field", "op", "before", "after"}, "paragraph", "replace")
    assert "major: HK$1,132 → HK$2,219" in run("compare", "was.html", "now.html", folder=saved).out
    assert "<del" in run("compare", "was.html", "now.html", "--format", "html", folder=saved).out


def test_compare_of_a_page_with_itself_is_no_change(saved: Path) -> None:
    value = json.loads(run("compare", "was.html", "was.html", "--format", "json", folder=saved).out)
    hold(value, COMPARE)
    assert value == {
        "changed": False, "kind": None, "weight": None, "silent": False, "title_changed": False, "facts": [], "summary": None,
        "edits": [], "outcome": "ok",
    }  # fmt: skip


def test_why_says_the_terms_with_their_places(saved: Path) -> None:
    ended = run("why", "now.html", "gone.html", "tc.html", "--format", "jsonl", folder=saved)
    english, gone, chinese = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.code, gone["file"]) == (1, "gone.html")
    assert {name for name in WHY if gone[name] is not None} == {"file", "error"}
    text = json.loads(run("extract", "tc.html", "--format", "json", folder=saved).out)[0]["text"]
    for value in (english, chinese):
        hold(value, WHY)
        assert value["relevant"]
        assert value["terms"]
        assert all(set(term) == {"term", "concept", "field", "start", "end"} for term in value["terms"])
    body = [term for term in chinese["terms"] if term["field"] != "title"]
    assert [text[term["start"] : term["end"]] for term in body] == [term["term"] for term in body]
    assert run("why", "now.html", folder=saved).out.startswith("now.html\nRelevant (score ")


def test_saved_files_need_no_config_and_leave_nothing_behind(saved: Path) -> None:
    before = sorted(saved.iterdir())
    for command in (["extract", "now.html"], ["compare", "was.html", "now.html"], ["why", "now.html"]):
        for more in ([], ["--url", "https://www.info.gov.hk/gia/general/202605/04/P2026050400123.htm"]):
            ended = run(*command, *more, folder=saved)
            assert (ended.code, ended.err) == (0, "")
    assert sorted(saved.iterdir()) == before


def test_any_folder_will_do(installation: Installation, tmp_path: Path) -> None:
    here = installation.run("changes", "--format", "json").out
    named = run("--config", str(installation.config), "changes", "--format", "json", folder=tmp_path)
    shell = run_apart(
        "changes", "--format", "json", folder=tmp_path, more={"PACTWATCH_CONFIG": str(installation.config)}
    )
    assert (named, shell) == (Ended(code=0, out=here, err=""), Ended(code=0, out=here, err=""))
    assert list(tmp_path.iterdir()) == []


def test_a_shell_sees_the_exit_codes(installation: Installation, tmp_path: Path) -> None:
    ends = [run_apart(*arguments, folder=folder) for arguments, folder in (
        (["check"], installation.folder), (["extract", "none.html"], tmp_path), (["changes"], tmp_path), (["why"], tmp_path),
    )]  # fmt: skip
    assert [end.code for end in ends] == [0, 1, 2, 2]
    assert all(bool(end.err) == bool(end.code) for end in ends)


def test_readers_read_and_writers_are_told_while_another_writes(installation: Installation, tmp_path: Path) -> None:
    copied = installation.copy(tmp_path / "copy")
    quiet = {
        command: copied.run(*command)
        for command in (("changes",), ("pages",), ("show", "1"), ("health",), ("search", "data"))
    }
    with open_writer(copied.database, copied.folder / "raw.db") as store, store.write_txn():
        store.execute("UPDATE pages SET title='half done'")
        assert {command: copied.run(*command) for command in quiet} == quiet
        assert copied.run("backup", "aside").code == 0
        for command in ("crawl", "read", "once", "init"):
            ended = copied.run(command)
            assert ended.code == 1
            assert "another pactwatch is writing" in ended.err


def test_backup_restores_to_a_sound_database(installation: Installation, tmp_path: Path) -> None:
    copied = installation.copy(tmp_path / "copy")
    before = copied.run("changes", "--format", "json")
    made = copied.run("backup", "kept/monday")
    assert (made.code, made.err) == (0, "")
    again = copied.run("backup", "kept/monday")
    assert (again.code, again.out) == (1, "")
    assert "kept/monday/pactwatch.db: is there already" in again.err
    for name in ("pactwatch.db", "raw.db"):
        for file in copied.folder.glob(f"{name}*"):
            file.unlink()
        os.replace(copied.folder / "kept" / "monday" / name, copied.folder / name)
    doctor = copied.run("doctor")
    assert (doctor.code, doctor.err) == (0, "")
    assert "pactwatch.db: sound, every body in its place" in doctor.out
    assert copied.run("changes", "--format", "json") == before


def test_doctor_tells_what_is_bad(installation: Installation, tmp_path: Path) -> None:
    copied = installation.copy(tmp_path / "copy")
    (copied.folder / "raw.db").unlink()
    ended = copied.run("doctor")
    assert ended.code == 1
    assert "bodies are missing in the raw file: restore both files from one backup" in ended.out
    copied.database.write_bytes(b"no database at all" * 1000)
    assert [copied.run(command).code for command in ("doctor", "changes", "once")] == [1, 1, 1]
    assert copied.run("changes").err.startswith("pactwatch: ")


def test_init_writes_once_and_leaves_what_is_there(tmp_path: Path) -> None:
    first = run("init", folder=tmp_path)
    config = tmp_path / "pactwatch.toml"
    written = config.read_bytes() + b"# mine\n"
    config.write_bytes(written)
    second = run("init", folder=tmp_path)
    assert (first.code, second.code, first.err, second.err) == (0, 0, "", "")
    assert "pactwatch.toml: is there already, left as it is" in second.out
    assert config.read_bytes() == written
    check = run("check", folder=tmp_path)
    assert (
        check.code,
        check.out.startswith(f"Sources: {len(load_catalog())}, Listings: "),
        "crawl.contact is not set" in check.err,
    ) == (
        0,
        True,
        True,
    )
    assert sorted(path.name for path in (tmp_path / "db").iterdir() if path.suffix == ".db") == [
        "pactwatch.db",
        "raw.db",
    ]


def test_a_source_without_listings_says_what_is_watched_instead(tmp_path: Path) -> None:
    assert run("init", folder=tmp_path).code == 0
    shown, live = (run("sources", *words, "hk-legco", folder=tmp_path) for words in (["show"], ["check", "--live"]))
    assert (shown.code, live.code, live.err) == (0, 0, "")
    assert "no Listings: these addresses are watched\nstanding: https://www.legco.gov.hk/" in shown.out
    assert live.out == "hk-legco: no Listings to ask, 6 standing addresses\n"


def test_first_config_is_what_is_meant_when_nothing_is_said(tmp_path: Path) -> None:
    assert run("init", folder=tmp_path).code == 0
    assert load_config(tmp_path / "pactwatch.toml") == Config(folder=str(tmp_path.resolve()))
    text = (tmp_path / "pactwatch.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(text)
    known = msgspec.to_builtins(Config())
    assert {key: set(table) for key, table in declared.items()} == {key: set(known[key]) for key in declared}
    assert set(known) - set(declared) == {"subscribers", "folder", "file"}
    reader = re.sub(r"(?m)^# ", "", text[text.index("# [[subscribers]]") :])
    (tmp_path / "reader.toml").write_text(reader, encoding="utf-8")
    assert load_config(tmp_path / "reader.toml").subscribers[0].name == "team"


def test_sources_are_listed_shown_and_checked(installation: Installation) -> None:
    listed = installation.run("sources", "list", "--format", "json")
    assert [(row["source"], row["tier"], row["listings"]) for row in json.loads(listed.out)] == [
        ("x-gazette", "official", 1)
    ]
    assert installation.run("sources", "--format", "json") == listed
    shown = installation.run("sources", "show", "x-gazette")
    assert (shown.code, "zh-Hant: 示例公報" in shown.out, "2026-05-06 09:00" in shown.out) == (0, True, True)
    checked = installation.run("sources", "check")
    assert (checked.code, checked.out) == (0, "Sources: 1, Listings: 1. All well declared\n")
    live = installation.run("sources", "check", "--live")
    assert (live.code, live.out) == (1, "")
    assert live.err.startswith("x-gazette: ")


def test_digest_is_shown_as_often_as_one_likes(installation: Installation) -> None:
    first, second = (installation.run("digest", "team") for _ in range(2))
    assert first == second
    assert (first.code, first.err) == (0, "")
    assert "sum changed from HK$1,132 to HK$2,219, without" in first.out
    assert "was: HK$1,132" in first.out.replace("Was", "was")
    value = json.loads(installation.run("digest", "team", "--format", "json").out)
    assert value["change_ids"] == [3, 4, 5]
    assert value["until"].endswith("Z")
    assert installation.run("digest", "team", "--format", "html").out.lower().startswith("<!doctype html>")
    assert "Subject: pactwatch: " in installation.run("digest", "team", "--format", "eml").out


def test_digest_is_sent_once_and_a_test_tells_nothing(installation: Installation, tmp_path: Path) -> None:
    copied = installation.copy(tmp_path / "copy")
    with SmtpServer() as server:
        copied.config.write_text(
            copied.config.read_text(encoding="utf-8").replace("port = 9", f"port = {server.port}"), encoding="utf-8"
        )
        proof = copied.run("digest", "team", "--test")
        assert (proof.code, proof.err, len(server.messages)) == (0, "", 1)
        assert b"HK$2,219" not in server.messages[0].data
        sent, again = copied.run("digest", "team", "--send"), copied.run("digest", "team", "--send")
        assert (sent.code, sent.out) == (0, "mail to a@example.org: handed over (digest 1)\n")
        assert (again.code, again.out) == (0, "nothing to tell: no mail was made\n")
        assert [message.rcpt_to for message in server.messages] == [("a@example.org",)] * 2
    assert "Nothing new" in copied.run("digest", "team").out
    assert json.loads(copied.run("digest", "team", "--since", "2026-05-01", "--format", "json").out)["change_ids"] == [
        3,
        4,
        5,
    ]


def test_a_new_reader_is_told_what_comes_and_sees_what_was(installation: Installation, tmp_path: Path) -> None:
    copied = installation.copy(tmp_path / "copy")
    with copied.config.open("a", encoding="utf-8") as config:
        config.write('[[subscribers]]\nname = "late"\nto = ["b@example.org"]\n')
    preview = copied.run("digest", "late")
    assert (preview.code, "Data clearance service" in preview.out) == (0, True)
    said = "late is new: its digests tell what is found from its first tick on"
    assert preview.err == f"{said}; this preview shows all that was found so far.\n"
    assert copied.run("digest", "late", "--send").out == f"{said}.\nnothing to tell: no mail was made\n"


def test_a_mail_that_is_refused_is_a_failure_and_stays_to_be_sent(installation: Installation, tmp_path: Path) -> None:
    copied = installation.copy(tmp_path / "copy")
    with SmtpServer(Refuse()) as server:
        copied.config.write_text(
            copied.config.read_text(encoding="utf-8").replace("port = 9", f"port = {server.port}"), encoding="utf-8"
        )
        for command in ("--test", "--send"):
            ended = copied.run("digest", "team", command)
            assert (ended.code, "a@example.org" in ended.err, "no such mailbox here" in ended.err) == (1, True, True)
    unreachable = installation.copy(tmp_path / "unreachable").run("digest", "team", "--send")
    assert (unreachable.code, "127.0.0.1:9" in unreachable.err) == (1, True)


def test_once_without_a_network_says_so_per_source_and_keeps_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        host = f"127.0.0.1:{closed.getsockname()[1]}"
    made = write_installation(tmp_path / "here", host)
    other = SOURCE.format(host=host).replace("x-gazette", "x-other").replace("feed.xml", "other.xml")
    (made.folder / "sources" / "x-other.toml").write_text(other, encoding="utf-8")
    ended = made.run("once")
    *said, last = ended.err.splitlines()
    assert (ended.code, sorted(line.split(":")[0] for line in said)) == (1, ["x-gazette", "x-other"])
    assert all("refuses the connection" in line for line in said)
    assert last.startswith("Every Source failed: is this machine on the network?")
    quiet = made.run("once", "--force", "--quiet")
    assert (quiet.code, quiet.out, sorted(quiet.err.splitlines())) == (1, "", sorted(said))
    first = json.loads(made.run("runs", "--format", "json").out)[-1]
    assert (first["job"], first["outcome"], first["first_error"] is not None) == ("once", "failed", True)
    assert json.loads(made.run("changes", "--all", "--format", "json").out) == []
    assert "refuses the connection" in made.run("health").out
    assert "BAD  last tick: " in made.run("doctor").out
