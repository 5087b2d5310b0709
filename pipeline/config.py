"""pactwatch.toml: what an operator sets. Every key is optional but those of a subscriber.

An edge: reads one file. Errors name the file, the key and the remedy.
"""

import os
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from pipeline.errors import ConfigError

DEFAULT_NAME = "pactwatch.toml"


class StoreConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the database and the raw bodies lie, relative to the file."""

    database: str = "db/pactwatch.db"
    raw: str = "db/raw.db"


class CrawlConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How pactwatch shows itself to the sites and what it may reach."""

    contact: str = ""
    concurrency: int = 16
    allow_private_hosts: tuple[str, ...] = ()


class SourcesConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which Source files are read; 'builtin' are those that come with pactwatch."""

    folders: tuple[str, ...] = ("builtin",)
    enable: tuple[str, ...] = ("*",)
    disable: tuple[str, ...] = ()


class TopicConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What relevance is measured against: the name of a profile that comes with pactwatch, or a path."""

    profile: str = "hk-mainland-digital-economy"


class ScheduleConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the daemon ticks (cron syntax), how long a tick may last, in seconds, and how long a translation may take.

    warm: keep a process that has loaded what a tick needs, and fork each tick from it.
    """

    tick: str = "*/5 * * * *"
    time_zone: str = "Asia/Hong_Kong"
    deadline: int = 3600
    warm: bool = True
    twin_stale_hours: int = 24


class SmtpConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"sender": "from"}):
    """The mail server. The password comes from the environment variable that `password_env` names."""

    host: str = "localhost"
    port: int = 25
    starttls: bool = True
    username: str = ""
    password_env: str = "PACTWATCH_SMTP_PASSWORD"
    sender: str = "pactwatch <pactwatch@localhost>"
    envelope_from: str = ""
    reply_to: str = ""
    unsubscribe_url: str = ""
    desk_url: str = ""
    timeout: float = 30.0


class Subscriber(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reader: addresses, language, Areas (none = all), weights and cadence (cron syntax, schedule.time_zone)."""

    name: str
    to: tuple[str, ...]
    language: str = "en"
    cadence: str = "0 8 * * *"
    weights: tuple[str, ...] = ("major",)
    areas: tuple[str, ...] = ()
    when_empty: str = "skip"


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of pactwatch.toml."""

    store: StoreConfig = StoreConfig()
    crawl: CrawlConfig = CrawlConfig()
    sources: SourcesConfig = SourcesConfig()
    topic: TopicConfig = TopicConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    smtp: SmtpConfig = SmtpConfig()
    subscribers: tuple[Subscriber, ...] = ()
    folder: str = "."
    file: str = "pactwatch.toml"

    @property
    def shown(self) -> Path:
        """The file all of this stands in, for a refusal; relative where it lies below the present folder."""
        path = Path(self.folder, self.file)
        return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path

    def path(self, name: str) -> Path:
        """A path of the file, resolved against the folder the file lies in."""
        return Path(self.folder, name).resolve()

    @property
    def patience(self) -> timedelta:
        """So long the other language edition may take before it is told that it did not follow an edit."""
        return timedelta(hours=self.schedule.twin_stale_hours)

    @property
    def database(self) -> Path:
        """The database."""
        return self.path(self.store.database)

    @property
    def raw(self) -> Path:
        """The raw bodies, beside the database."""
        return self.path(self.store.raw)


def load_config(path: Path) -> Config:
    """Read and check pactwatch.toml; a missing file is a ConfigError that says how to make one."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file. Make one with: pactwatch init") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    try:
        declared = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    for key in ("folder", "file"):
        if key in declared:
            raise ConfigError(f"{path}: {key}: unknown key. Remove it.")
    try:
        config = msgspec.convert({**declared, "folder": str(path.resolve().parent), "file": path.name}, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_say(str(error))}") from None
    _check(config, path)
    return config


def _say(message: str) -> str:
    """Turn msgspec's '... - at `$.crawl.contact`' into 'crawl.contact: ...'."""
    match = re.fullmatch(r"(?P<what>.*?)(?: - at `\$\.?(?P<where>[^`]*)`)?", message, re.DOTALL)
    what, where = (match["what"], match["where"]) if match else (message, None)
    unknown = re.search(r"unknown field `([^`]+)`", what)
    if unknown:
        key = f"{where}.{unknown[1]}" if where else unknown[1]
        return f"{key}: unknown key. Remove it, or see README.md for the keys there are."
    missing = re.search(r"missing required field `([^`]+)`", what)
    if missing:
        key = f"{where}.{missing[1]}" if where else missing[1]
        return f"{key}: is missing. Add it."
    return f"{where}: {what}" if where else what


def _check(config: Config, path: Path) -> None:
    """Refuse values that have the right type and no meaning."""
    try:
        ZoneInfo(config.schedule.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = config.schedule.time_zone
        raise ConfigError(f"{path}: schedule.time_zone: {zone!r} is no time zone. Use e.g. Asia/Hong_Kong.") from None
    _check_cron(path, "schedule.tick", config.schedule.tick)
    hours = config.schedule.twin_stale_hours
    if not 1 <= hours <= 24 * 30:
        raise ConfigError(f"{path}: schedule.twin_stale_hours: {hours} is not from 1 to 720. Use e.g. 24.")
    names: set[str] = set()
    for place, subscriber in enumerate(config.subscribers):
        key = f"subscribers[{place}]"
        if subscriber.name in names or not re.fullmatch(r"[A-Za-z0-9_-]+", subscriber.name):
            raise ConfigError(f"{path}: {key}.name: {subscriber.name!r} must be unique: letters, digits, - and _.")
        names.add(subscriber.name)
        if not subscriber.to or not all(re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", to) for to in subscriber.to):
            raise ConfigError(f"{path}: {key}.to: {list(subscriber.to)} must hold mail addresses, at least one.")
        _check_choice(path, f"{key}.language", subscriber.language, ("en", "zh-Hant", "zh-Hans"))
        _check_choice(path, f"{key}.when_empty", subscriber.when_empty, ("skip", "say so"))
        for weight in subscriber.weights:
            _check_choice(path, f"{key}.weights", weight, ("major", "minor", "cosmetic"))
        _check_cron(path, f"{key}.cadence", subscriber.cadence)


def _check_choice(path: Path, key: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ConfigError(f"{path}: {key}: {value!r} is not one of {', '.join(choices)}.")


def _check_cron(path: Path, key: str, value: str) -> None:
    fields = value.split()
    if len(fields) != 5 or not all(re.fullmatch(r"[\d*/,\-a-zA-Z]+", part) for part in fields):
        raise ConfigError(f"{path}: {key}: {value!r} is no cron line of five fields, e.g. '0 8 * * *'.")


def config_path(named: str | None) -> Path:
    """The file to read: named on the command line, else PACTWATCH_CONFIG, else ./pactwatch.toml."""
    return Path(named or os.environ.get("PACTWATCH_CONFIG") or DEFAULT_NAME)
