"""pactwatch.toml: every refusal names file, key and remedy."""

from pathlib import Path

import pytest

from commands.opening import read_catalog, read_topic
from commands.upkeep import FIRST_CONFIG
from pipeline.config import Config, config_path, load_config
from pipeline.errors import ConfigError


def write(folder: Path, text: str) -> Path:
    path = folder / "pactwatch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, ""))
    assert config == Config(folder=str(tmp_path))
    assert config.database == tmp_path / "db" / "pactwatch.db"


def test_file_that_init_writes_is_the_defaults(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, FIRST_CONFIG.read_text(encoding="utf-8"))) == Config(folder=str(tmp_path))


def test_key_named_from_is_the_sender(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, '[smtp]\nfrom = "a <a@example.org>"')).smtp.sender == "a <a@example.org>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[crawl]\ncontcat = 1", "crawl.contcat: unknown key"),
        ("[crwal]", "crwal: unknown key"),
        ("folder = '/'", "folder: unknown key"),
        ("file = 'a'", "file: unknown key"),
        ("[crawl]\nconcurrency = 'many'", "crawl.concurrency: Expected `int`"),
        ("[schedule]\ntime_zone = 'Asia/Kowloon'", "schedule.time_zone: 'Asia/Kowloon' is no time zone"),
        ("[schedule]\ntick = 'often'", "schedule.tick: 'often' is no cron line"),
        ("[schedule]\ntwin_stale_hours = 0", "schedule.twin_stale_hours: 0 is not from 1 to 720"),
        ("[schedule]\ntwin_stale_hours = 'soon'", "schedule.twin_stale_hours: Expected `int`"),
        ("[schedule]\nwarm = 'yes'", "schedule.warm: Expected `bool`"),
        ("[[subscribers]]\nname = 'a'", "subscribers[0].to: is missing"),
        ("[[subscribers]]\nname = 'a b'\nto = ['a@b']", "subscribers[0].name: 'a b' must be unique"),
        ("[[subscribers]]\nname = 'a'\nto = []", "subscribers[0].to: [] must hold mail addresses"),
        ("[[subscribers]]\nname = 'a'\nto = ['a@b\\r\\nBcc: x@y']", "subscribers[0].to"),
        ("[[subscribers]]\nname = 'a'\nto = ['a@b']\nlanguage = 'zh'", "subscribers[0].language: 'zh' is not one of"),
        (
            "[[subscribers]]\nname = 'a'\nto = ['a@b']\nweights = ['huge']",
            "subscribers[0].weights: 'huge' is not one of",
        ),
        ("[[subscribers]]\nname='a'\nto=['a@b']\n[[subscribers]]\nname='a'\nto=['a@b']", "subscribers[1].name"),
        ("[crawl", "not valid TOML"),
    ],
)
def test_refusal_names_file_key_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as refused:
        load_config(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert said in str(refused.value)
    assert refused.value.exit_code == 2


def test_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="pactwatch init"):
        load_config(tmp_path / "none.toml")


def test_file_is_named_by_option_then_environment_then_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACTWATCH_CONFIG", "b.toml")
    assert config_path("a.toml") == Path("a.toml")
    assert config_path(None) == Path("b.toml")
    monkeypatch.delenv("PACTWATCH_CONFIG")
    assert config_path(None) == Path("pactwatch.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sources]\nenable = ['hk-nowhere']", "[sources] enable: 'hk-nowhere' names no Source"),
        ("[sources]\ndisable = ['xx-*']", "[sources] disable: 'xx-*' names no Source"),
        ("[topic]\nprofile = 'weather'", "topic.profile: 'weather' is no file"),
    ],
)
def test_refusal_of_a_name_that_leads_nowhere_names_the_file_too(tmp_path: Path, text: str, said: str) -> None:
    config = load_config(write(tmp_path, text))
    with pytest.raises(ConfigError) as refused:
        read_catalog(config)
        read_topic(config)
    assert str(refused.value).startswith(f"{tmp_path / 'pactwatch.toml'}: {said}")
