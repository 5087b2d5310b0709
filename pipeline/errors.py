"""What can go wrong, as a tree: every message names its subject and what to do about it.

PactwatchError
├── UsageError            wrong command line or a value that cannot be meant (exit 2)
├── ConfigError           pactwatch.toml: file, key, reason (exit 2)
│   ├── SourceError       a Source's TOML: file, key, reason
│   └── TopicError        a topic file: file, key, reason
├── StoreError            the database: locked, newer, damaged, full (exit 1)
│   ├── StoreLocked
│   ├── StoreNewer
│   └── StoreFull
├── FetchError            a fetch that was refused or failed before an answer came (exit 1)
│   ├── AddressRefused    a URL that leads to a private address or another scheme
│   └── RobotsRefused
├── ReadError             a body that cannot be read
│   ├── NotAListing       a Listing's answer is not of its shape
│   ├── UnreadableBody    neither text nor PDF, or too large
│   └── DateConflict      two different dates of day precision in one line
└── MailError             a digest that could not be handed over (exit 1)
"""


class PactwatchError(Exception):
    """Anything that pactwatch itself reports; the message is for an operator."""

    exit_code = 1


class UsageError(PactwatchError):
    """The command line cannot be meant as typed."""

    exit_code = 2


class ConfigError(PactwatchError):
    """A file that people write is wrong: the message names file, key and reason."""

    exit_code = 2


class SourceError(ConfigError):
    """A Source's TOML is wrong."""


class TopicError(ConfigError):
    """A topic file is wrong."""


class StoreError(PactwatchError):
    """The database cannot be used."""


class StoreLocked(StoreError):
    """Another process is writing to the database."""


class StoreNewer(StoreError):
    """The database was written by a newer pactwatch."""


class StoreFull(StoreError):
    """The disk has no room for what must be written."""


class FetchError(PactwatchError):
    """A fetch failed before an answer came."""


class AddressRefused(FetchError):
    """The URL leads to an address that is not public, or has a scheme other than http(s)."""


class RobotsRefused(FetchError):
    """The host's robots.txt does not allow this fetch."""


class ReadError(PactwatchError):
    """A body cannot be read as what it claims to be."""


class NotAListing(ReadError):
    """A Listing's answer has not the shape that its Source declares."""


class UnreadableBody(ReadError):
    """A Page's body is neither text nor PDF, or larger than is read."""


class DateConflict(ReadError):
    """Two different dates of day precision stand in one line."""


class MailError(PactwatchError):
    """A Digest could not be handed to the mail server."""
