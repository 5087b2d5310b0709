"""What understanding a Page costs: as much in a large store as in a small one, and a small share of extraction where it was measured."""

import json
import re
from pathlib import Path

import pytest

from bench.meaning_cost import CYCLE, count_steps
from tests.installation import ROOT
from tests.joined import TOPIC

CEILINGS = json.loads((Path(__file__).parent / "gate" / "cost.json").read_text())
ROW = re.compile(r"^\| ([\d,]+) \| [\d.]+ ms \| [\d.]+ ms \| [\d.]+ ms \| ([\d.]+) % \|$", re.MULTILINE)


@pytest.mark.slow
def test_joining_a_page_reads_no_more_from_a_store_of_twice_the_size() -> None:
    small, large = (count_steps(1_000 + times * CYCLE, TOPIC) for times in (1, 2))
    assert 0 < large <= CEILINGS["growth_of_steps"] * small


def test_the_share_that_was_last_measured_stands_within_its_ceiling() -> None:
    """CPU is measured by `python -m bench.meaning`, which fails by the same ceiling; a test of seconds would be one of the machine."""
    shares = {
        stored: float(share) / 100 for stored, share in ROW.findall((ROOT / "bench" / "meaning.md").read_text("utf-8"))
    }
    assert set(shares) == {"1,000", "100,000"}
    assert max(shares.values()) <= CEILINGS["share_of_extraction"]
