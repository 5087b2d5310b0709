"""How well pages are understood: precision and recall of relevance, kinds, stages, by script, on labelled texts.

Run: python -m bench.meaning [--split tune|held|timeline|second] [--errors]   (errors of held are never shown)
"""

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.extract import extract_document
from pipeline.model import Document, Precision, PrintedDate, Relevance, Tier
from pipeline.relevance import score_document
from pipeline.topic import load_topic

LABELLED = Path(__file__).parent.parent / "tests" / "labelled"
SECOND = Path(__file__).parent.parent / "tests" / "topics" / "johor-singapore-zone.toml"
PAGES = Path(__file__).parent.parent.parent / "shared" / "data" / "pages"


def read_labelled(split: str) -> list[dict]:
    """Read one split of the labelled texts."""
    return [json.loads(line) for line in (LABELLED / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]


def make_document(row: dict) -> Document:
    """Make the Document that extraction would have made."""
    published = None
    if row["published"]:
        at = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
        published = PrintedDate(at=at, precision=Precision.DAY, shown=row["published"], literal=row["published"])
    return Document(title=row["title"], text=row["text"], language=row["script"], published=published)


def measure(split: str, topic_name: str = "hk-mainland-digital-economy", show: bool = False) -> dict[str, float]:
    """Score a split; keys such as precision, recall_en, kind_f1, stage_accuracy, cpu_ms."""
    topic, rows = load_topic(topic_name), read_labelled(split)
    documents = [make_document(row) for row in rows]
    started = time.process_time()
    answers = [score_document(one, topic, tier=Tier(row["tier"])) for one, row in zip(documents, rows, strict=True)]
    spent = time.process_time() - started
    if show:
        _show_errors(rows, answers)
    return _figures(rows, answers) | {"cpu_ms": 1000 * spent / len(rows)}


def _figures(rows: list[dict], answers: list[Relevance]) -> dict[str, float]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row, answer in zip(rows, answers, strict=True):
        outcome = ("t" if answer.relevant == row["relevant"] else "f") + ("p" if answer.relevant else "n")
        counts[""][outcome] += 1
        counts["_" + row["script"]][outcome] += 1
    figures: dict[str, float] = {}
    for key, count in counts.items():
        figures["precision" + key] = count["tp"] / max(1, count["tp"] + count["fp"])
        figures["recall" + key] = count["tp"] / max(1, count["tp"] + count["fn"])
    practical = [
        answer.relevant for row, answer in zip(rows, answers, strict=True) if row["page_kind"] == "practical_initiative"
    ]
    figures["recall_practical"] = sum(practical) / max(1, len(practical))
    figures["kind_f1"] = _macro_f1(
        [(row["page_kind"], str(answer.page_kind)) for row, answer in zip(rows, answers, strict=True)]
    )
    both = [(row, answer) for row, answer in zip(rows, answers, strict=True) if row["relevant"] and answer.relevant]
    figures["stage_accuracy"] = sum(row["stage"] == answer.stage for row, answer in both) / max(1, len(both))
    staged = [(row, answer) for row, answer in both if row["stage"]]
    figures["stage_accuracy_staged"] = sum(row["stage"] == answer.stage for row, answer in staged) / max(1, len(staged))
    figures["stage_date_accuracy"] = sum(row["stage_date"] == answer.stage_date for row, answer in staged) / max(
        1, len(staged)
    )
    known = [(row, answer) for row, answer in both if row["initiative"] or row["page_kind"] == "practical_initiative"]
    figures["initiative_accuracy"] = sum(row["initiative"] == answer.initiative for row, answer in known) / max(
        1, len(known)
    )
    figures["areas_f1"] = _areas_f1(both)
    return figures


def _macro_f1(pairs: list[tuple[str, str]]) -> float:
    scores = []
    for kind in sorted({want for want, _ in pairs}):
        hit = sum(want == got == kind for want, got in pairs)
        scores.append(2 * hit / max(1, sum(want == kind for want, _ in pairs) + sum(got == kind for _, got in pairs)))
    return sum(scores) / len(scores)


def _areas_f1(both: list[tuple[dict, Relevance]]) -> float:
    hit = sum(len(set(row["areas"]) & set(answer.areas)) for row, answer in both)
    return 2 * hit / max(1, sum(len(row["areas"]) + len(answer.areas) for row, answer in both))


def _show_errors(rows: list[dict], answers: list[Relevance]) -> None:
    for row, answer in zip(rows, answers, strict=True):
        wrong = [
            f"{key}: want {row[key]} got {got}"
            for key, got in (
                ("relevant", answer.relevant),
                ("page_kind", str(answer.page_kind)),
                ("stage", answer.stage),
                ("stage_date", answer.stage_date),
                ("initiative", answer.initiative),
                ("areas", sorted(answer.areas)),
            )
            if row[key] != got and (key in ("relevant", "page_kind") or row["relevant"])
        ]
        if wrong:
            print(f"{row['id']} {answer.score:.2f} {row['title'][:60]} | {answer.rule}\n    " + "\n    ".join(wrong))


def measure_cost(folder: Path) -> dict[str, float] | None:
    """CPU per real page of extraction and of relevance in one run, None where the real pages are absent."""
    index = folder / "INDEX.jsonl"
    if not index.is_file():
        return None
    topic = load_topic("hk-mainland-digital-economy")
    names = [json.loads(line)["id"] for line in index.read_text(encoding="utf-8").splitlines()]
    bodies = [gzip.decompress((folder / f"{name}.html.gz").read_bytes()) for name in names]
    documents = [extract_document(body, url="https://example.org/page") for body in bodies[:10]]
    started = time.process_time()
    documents = [extract_document(body, url="https://example.org/page") for body in bodies]
    read = time.process_time()
    for document in documents:
        score_document(document, topic, tier=Tier.PRESS)
    scored = time.process_time()
    on_subject = [make_document(row) for row in read_labelled("held") if row["relevant"]]
    long_ones = [replace(one, text="\n".join([one.text] * (4500 // max(1, len(one.text)) + 1))) for one in on_subject]
    begun = time.process_time()
    for document in long_ones:
        score_document(document, topic, tier=Tier.PRESS)
    ended = time.process_time()
    pages = len(documents)
    return {
        "extraction_ms": 1000 * (read - started) / pages,
        "relevance_ms": 1000 * (scored - read) / pages,
        "share": (scored - read) / (read - started),
        "relevance_ms_on_subject_4500_characters": 1000 * (ended - begun) / len(long_ones),
    }


def main() -> None:
    """Print the figures of every split, of the second topic, and of the cost beside extraction."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", choices=["tune", "held", "timeline", "second"])
    parser.add_argument("--errors", action="store_true", help="show every error; never those of the held split")
    chosen = parser.parse_args()
    for split in [chosen.split] if chosen.split else ["tune", "held", "timeline", "second"]:
        topic = str(SECOND) if split == "second" else "hk-mainland-digital-economy"
        figures = measure(split, topic_name=topic, show=chosen.errors and split != "held")
        print(f"{split}: " + ", ".join(f"{key} {value:.3f}" for key, value in figures.items()))
    cost = None if chosen.split else measure_cost(PAGES)
    print(
        "cost: " + (", ".join(f"{key} {value:.3f}" for key, value in cost.items()) if cost else "real pages not here")
    )


if __name__ == "__main__":
    main()
