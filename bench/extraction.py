"""Extraction on the real pages, beside trafilatura with its default settings, in the same run.

    python -m bench.extraction [--pages ../shared/data/pages] [--worst LANGUAGE] [--json]

F1: precision and recall of shingles per page, averaged, then F1; word 4-grams, and for Chinese, Japanese and Korean
character 4-grams after NFKC without white space. Titles exact after NFKC without punctuation. Dates to the day.
CPU: extract_document against trafilatura.extract (text only) and against bare_extraction with metadata.
"""

import argparse
import gzip
import json
import logging
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import trafilatura

from pipeline.reading.extract import extract_document

PAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"
GROUPS: dict[str, Callable[["Case"], bool]] = {
    "en": lambda case: case.language == "en",
    "zh": lambda case: case.language.startswith("zh"),
    "gov": lambda case: case.government,
    "ja": lambda case: case.language == "ja",
    "other": lambda case: case.language in ("xx", "x", "ko"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One saved page with what people read on it; None = not told."""

    name: str
    language: str
    government: bool
    url: str | None
    body: bytes
    text: str
    title: str | None
    date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader made of a page, and in how much CPU time."""

    text: str
    title: str
    date: str | None
    flagged: bool
    seconds: float


def read_cases(folder: Path) -> Iterator[Case]:
    """The saved pages of a folder."""
    for line in (folder / "INDEX.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        told = json.loads((folder / f"{row['id']}.json").read_text("utf-8"))
        yield Case(
            name=row["id"],
            language=row["lang"],
            government=bool(row["gov"]),
            url=row["url"],
            body=gzip.decompress((folder / f"{row['id']}.html.gz").read_bytes()),
            text=told["text"],
            title=told.get("title"),
            date=(told.get("date") or "")[:10] or None,
        )


def read_ours(case: Case) -> Reading:
    """extract_document, as `pactwatch extract` calls it."""
    start = time.process_time()
    document = extract_document(case.body, url=case.url, media_type="text/html")
    seconds = time.process_time() - start
    shown = document.published.shown[:10] if document.published else None
    return Reading(
        text=document.text, title=document.title, date=shown, flagged=document.low_confidence, seconds=seconds
    )


def read_trafilatura(case: Case) -> Reading:
    """trafilatura.extract for the text, bare_extraction for title and date; the time is that of the text alone."""
    start = time.process_time()
    text = trafilatura.extract(case.body) or ""
    seconds = time.process_time() - start
    said = trafilatura.bare_extraction(case.body, url=case.url, with_metadata=True)
    title, date = (getattr(said, "title", None), getattr(said, "date", None)) if said else (None, None)
    return Reading(text=text, title=title or "", date=(date or "")[:10] or None, flagged=False, seconds=seconds)


def shingles(text: str, wide: bool) -> Counter[str]:
    """The 4-grams of a text: of characters where it is wide (Chinese, Japanese, Korean), else of words."""
    folded = unicodedata.normalize("NFKC", text)
    parts = list(re.sub(r"\s+", "", folded)) if wide else re.findall(r"\w+", folded)
    return Counter("\t".join(parts[place : place + 4]) for place in range(max(1, len(parts) - 3)) if parts)


def overlap(case: Case, text: str) -> tuple[float, float]:
    """Precision and recall of a text on one page."""
    wide = case.language in ("zh-s", "zh-t", "ja", "ko")
    wanted, found = shingles(case.text, wide), shingles(text, wide)
    shared = sum((wanted & found).values())
    return (shared / sum(found.values()) if found else 0.0), (shared / sum(wanted.values()) if wanted else 1.0)


def f1(precision: float, recall: float) -> float:
    """The harmonic mean; 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def same_title(a: str, b: str) -> bool:
    """Whether two titles are equal after NFKC without white space, punctuation and symbols."""
    return _bare(a) == _bare(b)


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PZSC")


def measure(cases: Iterable[Case], readings: dict[str, Reading]) -> dict[str, dict[str, float]]:
    """Figures per group of pages; `wrong` counts dates that were given and are not the page's."""
    figures: dict[str, dict[str, float]] = {}
    every = list(cases)
    for group, belongs in GROUPS.items():
        chosen = [case for case in every if belongs(case)]
        scores = [overlap(case, readings[case.name].text) for case in chosen]
        titled = [case for case in chosen if case.title]
        dated = [case for case in chosen if case.date]
        right = sum(readings[case.name].date == case.date for case in dated)
        given = sum(readings[case.name].date is not None for case in dated)
        precision, recall = (sum(score[side] for score in scores) / len(scores) for side in (0, 1))
        lost = [case for case, score in zip(chosen, scores, strict=True) if f1(*score) < 0.1]
        figures[group] = {
            "pages": len(chosen),
            "f1": f1(precision, recall),
            "precision": precision,
            "recall": recall,
            "titles": sum(same_title(readings[c.name].title, c.title or "") for c in titled) / max(1, len(titled)),
            "dates": right / max(1, len(dated)),
            "wrong_dates": (given - right) / max(1, len(dated)),
            "lost": len(lost),
            "lost_unflagged": sum(not readings[case.name].flagged for case in lost),
            "flagged": sum(readings[case.name].flagged for case in chosen),
            "cpu": sum(readings[case.name].seconds for case in chosen),
        }
    return figures


def _read_both(cases: Iterable[Case], rounds: int) -> tuple[dict[str, Reading], dict[str, Reading]]:
    """Both readers page by page in turn, so that a busy machine slows both; of several rounds the fastest counts."""
    ours: dict[str, Reading] = {}
    theirs: dict[str, Reading] = {}
    for case in cases:
        mine = [(read_ours(case), read_trafilatura(case)) for _ in range(rounds)]
        ours[case.name] = min((pair[0] for pair in mine), key=lambda reading: reading.seconds)
        theirs[case.name] = min((pair[1] for pair in mine), key=lambda reading: reading.seconds)
    return ours, theirs


def _print_table(ours: dict[str, dict[str, float]], theirs: dict[str, dict[str, float]]) -> None:
    columns = ("f1", "precision", "recall", "titles", "dates", "wrong_dates")
    print("| pages | reader | " + " | ".join(columns) + " | lost (unflagged) | flagged | CPU ratio |")
    print("|---" * (len(columns) + 5) + "|")
    for group, mine in ours.items():
        for name, row in (("pactwatch", mine), ("trafilatura", theirs[group])):
            cells = " | ".join(f"{row[column]:.3f}" for column in columns)
            ratio = row["cpu"] / theirs[group]["cpu"]
            lost = f"{row['lost']:.0f} ({row['lost_unflagged']:.0f})"
            print(f"| {group} {row['pages']:.0f} | {name} | {cells} | {lost} | {row['flagged']:.0f} | {ratio:.2f} |")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=Path, default=PAGES)
    options.add_argument("--rounds", type=int, default=2, help="rounds of reading, of which the fastest counts")
    options.add_argument("--worst", help="also list the worst pages of a group")
    options.add_argument(
        "--json", action="store_true", help="print our figures as JSON, for tests/gate/extraction.json"
    )
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)
    cases = list(read_cases(chosen.pages))
    readings, others = _read_both(cases, 1 if chosen.json else chosen.rounds)
    ours = measure(cases, readings)
    if chosen.json:
        print(json.dumps(ours, indent=1))
        return
    _print_table(ours, measure(cases, others))
    if chosen.worst:
        ranked = sorted(
            ((f1(*overlap(case, readings[case.name].text)), case) for case in cases if GROUPS[chosen.worst](case)),
            key=lambda pair: pair[0],
        )
        for score, case in ranked[:20]:
            reading = readings[case.name]
            print(f"{score:.2f} {case.name} flagged={reading.flagged} date={reading.date} title={reading.title[:60]!r}")


if __name__ == "__main__":
    main()
