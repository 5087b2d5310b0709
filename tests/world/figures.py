"""The figures, dates and names that a seed draws for a text bank, written as each language writes them.

Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What stands for the placeholders of a text bank. names: placeholder -> language -> name."""

    numbers: Mapping[str, int]
    dates: Mapping[str, date]
    names: Mapping[str, Mapping[str, str]]

    def in_language(self, language: str) -> dict[str, str]:
        """Every placeholder as a publisher in that language prints it."""
        words = {key: f"{number:,}" if language == "en" else str(number) for key, number in self.numbers.items()}
        words |= {key: print_date(day, language) for key, day in self.dates.items()}
        return words | {key: name[language] for key, name in self.names.items()}


def print_date(day: date, language: str) -> str:
    """A date inside a sentence."""
    if language == "en":
        return f"{day.day} {day:%B %Y}"
    return f"{day.year}年{day.month}月{day.day}日"


def draw_figures(bank: Mapping[str, Any], first_day: date, random: Random) -> Figures:
    """Draw from the ranges of a bank: [numbers] low and high, [dates] days after the first day, [names] choices."""
    numbers = {key: random.randint(low, high) for key, (low, high) in bank.get("numbers", {}).items()}
    dates = {
        key: first_day + timedelta(days=random.randint(low, high)) for key, (low, high) in bank.get("dates", {}).items()
    }
    names: dict[str, Mapping[str, str]] = {}
    taken: set[str] = set()
    for key, choices in bank.get("names", {}).items():
        free = [name for name in choices if name["en"] not in taken]
        names[key] = random.choice(free)
        taken.add(names[key]["en"])
    return Figures(numbers=numbers, dates=dates, names=names)
