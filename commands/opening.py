"""What every command begins with: the config, the catalog, the topic, the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.config import Config, config_path, load_config
from pipeline.errors import ConfigError, SourceError
from pipeline.source import Source
from pipeline.store.opening import Store, open_reader, open_writer

if TYPE_CHECKING:
    from pipeline.meaning.topic import Topic


def read_config(ctx: click.Context) -> Config:
    """The config that --config, PACTWATCH_CONFIG or the folder names. Raises ConfigError."""
    return load_config(config_path(ctx.find_root().obj))


@contextmanager
def writing(config: Config) -> Iterator[Store]:
    """The store, opened for writing; another writer is a StoreLocked."""
    with open_writer(config.database, config.raw) as store:
        yield store


@contextmanager
def reading(config: Config) -> Iterator[Store]:
    """The store, opened for reading beside a writer."""
    with open_reader(config.database, config.raw) as store:
        yield store


def read_catalog(config: Config) -> tuple[Source, ...]:
    """The Sources that the config enables. Raises SourceError."""
    from crawler.catalog import load_catalog

    chosen = config.sources
    try:
        return load_catalog(chosen.folders, enable=chosen.enable, disable=chosen.disable, base=Path(config.folder))
    except SourceError as error:
        if str(error).startswith("[sources]"):  # a key of the config, not of a Source
            raise ConfigError(f"{config.shown}: {error}") from None
        raise


def read_topic(config: Config) -> "Topic":
    """The topic that the config names. Raises TopicError; one that is not there is a ConfigError."""
    from pipeline.meaning.topic import list_topics, load_topic

    name = config.topic.profile
    if not Path(name).exists() and name not in list_topics():
        there = ", ".join(list_topics())
        raise ConfigError(
            f"{config.shown}: topic.profile: {name!r} is no file; those that come with pactwatch: {there}"
        )
    return load_topic(name)
