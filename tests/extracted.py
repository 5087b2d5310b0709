"""What extraction makes of the pages of the museum, as digests: raising EXTRACTOR is forgotten only if nothing compares.

    python -m tests.extracted [--unreleased]      writes tests/extracted.json anew

Refuses where a page comes out otherwise and EXTRACTOR is what it was: stored Documents would be held against others. Before a
release nobody stores any: --unreleased.
"""

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import msgspec

from pipeline.model import EXTRACTOR
from pipeline.reading.extract import extract_document

HERE = Path(__file__).parent
PINNED = HERE / "extracted.json"
MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".json": "application/json",
    ".xml": "application/rss+xml",
}


def digests() -> dict[str, str]:
    """File below tests/ -> 16 hex digits of all that its Document says."""
    files = sorted([*HERE.glob("pairs/*/before.*"), *HERE.glob("pairs/*/after.*"), *HERE.glob("pages/*/*/**/*.htm*")])
    return {str(path.relative_to(HERE)): _digest(path) for path in files}


def _digest(path: Path) -> str:
    document = extract_document(path.read_bytes(), url="https://depot.example/p", media_type=MEDIA_TYPES[path.suffix])
    return hashlib.sha256(msgspec.json.encode(replace(document, extractor=0))).hexdigest()[:16]


def pinned() -> tuple[int, dict[str, str]]:
    """The EXTRACTOR and the digests as they were written last."""
    stored = json.loads(PINNED.read_text(encoding="utf-8"))
    return stored["extractor"], stored["documents"]


def main(arguments: list[str]) -> int:
    """Write the digests; 1 where EXTRACTOR should have been raised."""
    found = digests()
    if PINNED.exists() and "--unreleased" not in arguments:
        number, documents = pinned()
        other = [name for name in found if documents.get(name, found[name]) != found[name]]
        if other and number == EXTRACTOR:
            print(
                f"{len(other)} pages come out otherwise ({', '.join(other[:3])} ...): raise EXTRACTOR in pipeline/model.py first"
            )
            return 1
    PINNED.write_text(json.dumps({"extractor": EXTRACTOR, "documents": found}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
