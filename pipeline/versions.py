"""Holds two stored Versions of a Page against each other: as was decided when the Change was found, else as of today.

An edge: reads through pipeline/store.
"""

from typing import Any

from pipeline.cases import load_knowledge
from pipeline.comparing.changes import compare_documents
from pipeline.model import ChangeKind, Comparison
from pipeline.store.documents import document_of
from pipeline.store.findings import Wish, find_changes
from pipeline.store.opening import Store
from pipeline.telling.finding import as_comparison


def compare_versions(store: Store, page: Any, older: Any, newer: Any) -> Comparison:
    """What became of one Version of a Page by another. page: a row of pages; older, newer: rows of versions."""
    told = find_changes(store, Wish(page_id=page["page_id"], kinds=(ChangeKind.EDITED,), everything=True))
    pair = (older["number"], newer["number"])
    stored = next((one for one in told if (one.from_version, one.to_version) == pair), None)
    if stored is not None:
        return as_comparison(stored)
    before, after = (document_of(store, version["version_id"]) for version in (older, newer))
    return compare_documents(before, after, load_knowledge(store, page["source_id"]))
