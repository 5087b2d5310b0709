"""How well pages are understood: precision and recall of relevance, kinds, stages, by script, on labelled texts.

Run: python -m bench.meaning [--split tune|held] [--errors]   (errors are shown for tune only)
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from pipeline.model import Document, Precision, PrintedDate, Relevance, Tier
from pipeline.relevance import score_document
from pipeline.topic import load_topic

LABELLED = Path(__file__).parent.parent / "tests" / "labelled"
RELEVANT = ("announcement", "practical_initiative", "progress", "commentary")


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


def main() -> None:
    """Print the figures of both splits."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--split", choices=["tune", "held", "timeline"])
    parser.add_argument("--errors", action="store_true")
    chosen = parser.parse_args()
    for split in [chosen.split] if chosen.split else ["tune", "held", "timeline"]:
        figures = measure(split, show=chosen.errors and split == "tune")
        print(f"{split}: " + ", ".join(f"{key} {value:.3f}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
