"""Compare the labelled pairs of ../shared/data/histories: what is found, what is reported that is none, and the CPU.

    python -m bench.histories [--misses] [--json] [--cost]

Prints, per kind and for HTML: substantive found, precision, none-pairs reported; then CPU beside trafilatura's bare
extraction with metadata on the same bytes in the same run.
"""

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lxml.html
import trafilatura

from pipeline.comparing.changes import PageEvidence, compare_documents, decide
from pipeline.comparing.container import choose_container
from pipeline.comparing.noise import Knowledge, learn_pages
from pipeline.comparing.sieve import Sieve
from pipeline.comparing.sifted import sift_document
from pipeline.model import Block, Comparison, Document, Piece
from pipeline.reading.blocks import read_blocks
from pipeline.reading.extract import extract_document
from pipeline.reading.steps import steps_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "histories"
PAGES = DATA.parent / "pages"
MEDIA_TYPES = {
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "xml": "application/rss+xml",
    "yml": "application/yaml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One labelled pair and what was found."""

    name: str
    kind: str
    suffix: str
    label: str
    why: str
    comparison: Comparison


def load_document(name: str, url: str | None) -> Document:
    """Extract one saved version."""
    body = gzip.decompress((DATA / name).read_bytes())
    return extract_document(body, url=url, media_type=MEDIA_TYPES[name.split(".")[-2]])


def compare_pairs() -> list[Pair]:
    """Compare every labelled pair."""
    urls = {}
    for line in (DATA / "index.jsonl").read_text().splitlines():
        entry = json.loads(line)
        urls.update({version["file"]: entry.get("url") for version in entry["versions"]})
    pairs = []
    for line in (DATA / "labels.jsonl").read_text().splitlines():
        entry = json.loads(line)
        before, after = (load_document(entry[side], urls.get(entry[side])) for side in "ab")
        pairs.append(
            Pair(
                name=entry["pair"],
                kind=entry["kind"],
                suffix=entry["a"].split(".")[-2],
                label=entry["label"],
                why=entry.get("why", ""),
                comparison=compare_documents(before, after),
            )
        )
    return pairs


def score(pairs: list[Pair]) -> dict[str, float | int]:
    """Substantive found, precision of what is reported, none-pairs reported."""
    substantive = [pair for pair in pairs if pair.label == "substantive"]
    reported = [pair for pair in pairs if pair.comparison.changed]
    right = [pair for pair in reported if pair.label == "substantive"]
    return {
        "pairs": len(pairs),
        "substantive": len(substantive),
        "found": len(right),
        "reported": len(reported),
        "precision": round(len(right) / len(reported), 3) if reported else 1.0,
        "none_reported": sum(pair.label == "none" for pair in reported),
        "cosmetic_reported": sum(pair.label == "cosmetic" for pair in reported),
    }


def measure_cost() -> dict[str, float]:
    """CPU per page of each step, as a share of trafilatura's bare extraction with metadata on the same bytes."""
    spent: Counter[str] = Counter()

    def timed(name: str, step: Callable[..., Any], *values: Any, **named: Any) -> Any:
        started = time.process_time()
        result = step(*values, **named)
        spent[name] += time.process_time() - started
        return result

    sieve = Sieve(Knowledge())
    for path in sorted(PAGES.glob("*.html.gz"))[::4]:
        body = gzip.decompress(path.read_bytes())
        timed("trafilatura", trafilatura.bare_extraction, body, with_metadata=True)
        document = timed("extract_document", extract_document, body, media_type="text/html")
        tree = timed("parse", lxml.html.document_fromstring, body)
        timed("blocks", read_blocks, timed("walk", steps_of, tree), None)
        for name in ("sift, texts new", "sift, texts seen before"):
            container = timed(name, choose_container, document, ())
            timed(name, sift_document, document, sieve, container)
        knowledge = learn_pages(Knowledge(), {1: document})
        noisy = replace(document, blocks=(*document.blocks, Block(path=">p", pieces=(Piece(text="12:31"),))))
        evidence = PageEvidence(page_id=1, old=(document,), new=(noisy,))
        timed("decide, nothing changed", decide, [evidence], knowledge)
    return {name: round(seconds / spent["trafilatura"], 3) for name, seconds in spent.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", action="store_true", help="print each wrong pair with its Edits")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cost", action="store_true", help="measure CPU beside trafilatura on data/pages instead")
    options = parser.parse_args()
    if options.cost:
        for name, share in measure_cost().items():
            print(f"{name:26} {share:.3f}")
        return
    started = time.process_time()
    pairs = compare_pairs()
    seconds = time.process_time() - started
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[pair.kind].append(pair)
        groups["HTML" if pair.suffix == "html" else "other"].append(pair)
        groups["all"].append(pair)
    table = {name: score(group) for name, group in sorted(groups.items())}
    if options.json:
        print(json.dumps(table, indent=1))
        return
    for name, row in table.items():
        print(
            f"{name:18} found {row['found']:>3}/{row['substantive']:<3} precision {row['precision']:.3f}  "
            f"none reported {row['none_reported']}  cosmetic reported {row['cosmetic_reported']}"
        )
    print(f"{seconds:.1f} CPU seconds for {len(pairs)} pairs, extraction included")
    if options.misses:
        for pair in pairs:
            if pair.comparison.changed != (pair.label == "substantive"):
                show(pair)


def show(pair: Pair) -> None:
    """Print a wrong pair."""
    found = pair.comparison
    print(f"\n== {pair.label} {pair.name} {pair.why} outcome={found.outcome} weight={found.weight}")
    for edit in found.edits[:8]:
        print(f"   {edit.field} {edit.op}: {edit.before[:160]!r} -> {edit.after[:160]!r}")


if __name__ == "__main__":
    main()
