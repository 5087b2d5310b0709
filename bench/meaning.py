"""How well pages are understood, all in one run: relevance, kinds, stages, Twins, Stories, the timeline, and what it costs.

Run: python -m bench.meaning [--split tune|held|timeline|second] [--errors] [--quick]   (errors of held are never shown)
"""

import argparse
import gzip
import json
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from bench.addresses import measure_addresses
from bench.events import make_editions
from bench.meaning_cost import measure_cost
from bench.pages import make_page
from bench.publications import make_publications
from bench.stories import measure_stories, measure_twins
from pipeline.meaning.relevance import score_document
from pipeline.meaning.topic import load_topic
from pipeline.meaning.topic_senses import Topic
from pipeline.model import Document, Precision, PrintedDate, Relevance, Tier
from tests.joined import is_as_said, play_timeline

PROFILE = "hk-mainland-digital-economy"
LABELLED = Path(__file__).parent.parent / "tests" / "labelled"
SECOND = Path(__file__).parent.parent / "tests" / "topics" / "johor-singapore-zone.toml"
CEILINGS = Path(__file__).parent.parent / "tests" / "gate" / "cost.json"
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


def read_bodies(folder: Path) -> list[bytes]:
    """HTML of real pages where they are at hand, else of made-up ones of a real page's size."""
    index = folder / "INDEX.jsonl"
    if not index.is_file():
        return [make_page(1 + number + number // 9) for number in range(90)]  # every tenth is about the subject
    names = [json.loads(line)["id"] for line in index.read_text(encoding="utf-8").splitlines()]
    return [gzip.decompress((folder / f"{name}.html.gz").read_bytes()) for name in names]


def measure_timeline(topic: Topic) -> dict[str, float]:
    """Of what the facts say of Initiatives on some days, the share that the timeline's pages, played day by day, end in."""
    timeline = tomllib.loads((LABELLED / "timeline.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        _, stood = play_timeline(Path(name), timeline, topic)
    right = [is_as_said(stood, one) for one in timeline["stands"]]
    return {"pages": len(timeline["page"]), "asked": len(right), "right": sum(right) / len(right)}


def _say(name: str, figures: dict[str, float]) -> None:
    print(f"{name}: " + ", ".join(f"{key} {value:.3f}" for key, value in figures.items()), flush=True)


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--split", choices=["tune", "held", "timeline", "second"], help="labelled texts of one split only"
    )
    parser.add_argument("--errors", action="store_true", help="show every error; never those of a held split")
    parser.add_argument("--quick", action="store_true", help="without the cost in a store of 100,000 Pages")
    chosen = parser.parse_args()
    for split in [chosen.split] if chosen.split else ["tune", "held", "timeline", "second"]:
        topic = str(SECOND) if split == "second" else PROFILE
        _say(split, measure(split, topic_name=topic, show=chosen.errors and split != "held"))
    if chosen.split:
        return
    knowledge = load_topic(PROFILE)
    for split in ("tune", "held"):
        show = chosen.errors and split == "tune"
        _say(f"twins, {split}", measure_twins([make_editions(seed, split) for seed in (1, 2)], knowledge, show))
        _say(f"stories, {split}", measure_stories(split, 1, knowledge, show))
    for name, pairs in (("first", 220), ("spare", 200), ("proof", 120)):
        _say(f"twins, {name}", measure_twins([make_publications(1, name, pairs)], knowledge, chosen.errors))
    with tempfile.TemporaryDirectory() as folder:
        _say("twins, by address", measure_addresses(1, knowledge, Path(folder), chosen.errors))
    _say("timeline, played", measure_timeline(knowledge))
    bodies = read_bodies(PAGES)
    costs = [measure_cost(pages, knowledge, bodies) for pages in ((1_000,) if chosen.quick else (1_000, 100_000))]
    for cost in costs:
        _say("cost", cost)
    ceiling = json.loads(CEILINGS.read_text(encoding="utf-8"))["share_of_extraction"]
    if any(cost["share"] > ceiling for cost in costs):
        raise SystemExit(f"understanding a Page costs more than {ceiling:.0%} of extracting it ({CEILINGS.name})")


if __name__ == "__main__":
    main()
