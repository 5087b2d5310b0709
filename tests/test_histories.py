"""The labelled histories of ../shared/data: found and precision never fall below tests/gate/changes.json."""

import json
from pathlib import Path

import pytest

from bench.histories import DATA, compare_pairs, score

FLOORS = json.loads((Path(__file__).parent / "gate" / "changes.json").read_text())["histories"]


@pytest.mark.slow
@pytest.mark.skipif(not DATA.exists(), reason="../shared/data/histories is not here: a user's clone has none")
def test_real_edits_are_found_and_noise_is_not_told() -> None:
    pairs = compare_pairs()
    html, every = score([pair for pair in pairs if pair.suffix == "html"]), score(pairs)
    assert html["found"] >= FLOORS["html_found"]
    assert html["precision"] >= FLOORS["html_precision"]
    assert html["none_reported"] <= FLOORS["html_none_reported"]
    assert every["found"] >= FLOORS["all_found"]
    assert every["precision"] >= FLOORS["all_precision"]
    assert every["none_reported"] <= FLOORS["all_none_reported"]
