"""Loads the digest's own words in one language: words/*.toml, and dates as that language writes them.

An edge: reads the files that come with pactwatch, once each.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pipeline.errors import UsageError
from pipeline.meaning.topic_senses import Topic

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
_FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language, by 'table.key'. Shown times are in `zone`.

    topic: the title of what is watched, '' = none given. areas: its Areas' names by tag.
    """

    language: str
    texts: Mapping[str, str]
    zone: ZoneInfo
    topic: str
    areas: Mapping[str, str]

    def say(self, key: str, /, **values: object) -> str:
        """The text of a key with its places filled; KeyError where the key or a value is missing."""
        return self.texts[key].format(**values)

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The text of a key for this number: 'one|many' where the language tells them apart."""
        one, bar, many = self.texts[key].partition("|")
        return (one if n == 1 or not bar else many).format(n=n, **values)

    def find(self, table: str, name: str) -> str | None:
        """The text of a name that comes from outside; None where the table has no such name."""
        return self.texts.get(f"{table}.{name}")

    def area(self, tag: str) -> str:
        """An Area's name; a tag that the topic does not know is shown as words."""
        return self.areas.get(tag) or tag.replace("-", " ").strip().capitalize()

    def day(self, value: date) -> str:
        """A date as the language writes it."""
        return self.say("dates.day", **self._parts(value))

    def short(self, value: date) -> str:
        """A day of the year in the least room."""
        return self.say("dates.short", **self._parts(value))

    def moment(self, at: datetime) -> str:
        """An instant in the zone, to the minute."""
        local = at.astimezone(self.zone)
        return self.say("dates.moment", date=self.day(local.date()), clock=f"{local:%H:%M}")

    def local_day(self, at: datetime) -> str:
        """The day of an instant in the zone."""
        return self.day(at.astimezone(self.zone).date())

    def shown(self, text: str) -> str:
        """A date in the public form (model.PrintedDate.shown) as the language writes it; any other text as it is."""
        try:
            match len(text):
                case 4:
                    return self.say("dates.year", year=int(text))
                case 7:
                    parts = self._parts(date.fromisoformat(f"{text}-01"))
                    return self.say("dates.month", **parts)
                case 10:
                    return self.day(date.fromisoformat(text))
                case _:
                    printed = datetime.fromisoformat(text)
        except ValueError:
            return text
        return self.say("dates.moment", date=self.day(printed.date()), clock=f"{printed:%H:%M}")

    def period(self, since: datetime | None, until: datetime) -> str:
        """The days from since to until; since None = there is no earlier Digest."""
        last = until.astimezone(self.zone).date()
        if since is None:
            return self.say("dates.until", date=self.day(last))
        first = since.astimezone(self.zone).date()
        if first >= last:
            return self.day(last)
        key = "years" if first.year != last.year else "months" if first.month != last.month else "days"
        places = {f"{name}_from": value for name, value in self._parts(first).items()}
        places |= {f"{name}_to": value for name, value in self._parts(last).items()}
        return self.say(f"dates.period_{key}", **places)

    def weekday(self, number: int) -> str:
        """The name of a day of the week, Monday = 0."""
        return self.texts["dates.weekdays"].split("|")[number]

    def join(self, parts: tuple[str, ...]) -> str:
        """Several names in one sentence."""
        return self.texts["language.separator"].join(parts)

    def quote(self, text: str) -> str:
        """A text between the quotation marks of the language."""
        return f"{self.texts['language.quote_open']}{text}{self.texts['language.quote_close']}"

    def _parts(self, value: date) -> dict[str, object]:
        months, short = (self.texts[f"dates.{key}"].split("|") for key in ("months", "months_short"))
        return {
            "year": value.year,
            "month": months[value.month - 1],
            "month_short": short[value.month - 1],
            "day": value.day,
        }


@cache
def _read(language: str) -> Mapping[str, str]:
    tables = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return MappingProxyType({f"{table}.{key}": text for table, keys in tables.items() for key, text in keys.items()})


def load_words(language: str, *, time_zone: str = "Asia/Hong_Kong", topic: Topic | None = None) -> Words:
    """The words of a Subscriber's language; UsageError for a language that pactwatch does not write.

    topic: names its Areas and itself; a name missing in the language is taken from the other script or English.
    """
    if language not in LANGUAGES:
        raise UsageError(f"language {language!r}: digests are written in {', '.join(LANGUAGES)}.")
    return Words(
        language=language,
        texts=_read(language),
        zone=ZoneInfo(time_zone),
        topic=_nearest(topic.title, language) if topic else "",
        areas=MappingProxyType({area.tag: _nearest(area.names, language) for area in topic.areas} if topic else {}),
    )


def _nearest(names: Mapping[str, str], language: str) -> str:
    """A name in the language or the nearest one there is; '' where there is none."""
    return next((names[tag] for tag in near_languages(language) if names.get(tag)), "")


def near_languages(language: str) -> tuple[str, ...]:
    """The languages in which a reader is best served, the own first: the other script comes before English."""
    return {"zh-Hant": ("zh-Hant", "zh-Hans", "en"), "zh-Hans": ("zh-Hans", "zh-Hant", "en")}.get(language, LANGUAGES)
