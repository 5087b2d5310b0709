"""The simulated web, small: pactwatch's real command line finds all that happens on it and nothing else.

The floors are in tests/gate/changes.json; the full figures, beside the peers', in bench/changes.md.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bench.peers import ours
from bench.peers.claim import children_seconds
from bench.table import alarms_in
from bench.web.plan import build_world
from bench.web.score import hold_against
from bench.web.server import WebServer

FLOORS = json.loads((Path(__file__).parent / "gate" / "changes.json").read_text())["web"]


@pytest.mark.slow
def test_a_small_web_is_told_as_it_is(tmp_path: Path) -> None:
    world = build_world(FLOORS["seed"], size=FLOORS["size"], ticks=FLOORS["ticks"])
    with WebServer(world, "pactwatch") as web:
        watched = ours.watch(web, tmp_path / "store")
    score = hold_against(world, watched.claims)
    asked = {name: score.of[name] for name in FLOORS["asked"]}
    assert asked == FLOORS["asked"]  # the web is the same one; what is asked of it never shrinks
    assert {name: score.right[name] for name in asked} == asked, score.missed
    assert alarms_in(score) <= FLOORS["false_alarms"], score.false_claims
    assert score.false["cosmetic edit weighed major"] == 0


def test_no_cpu_of_a_tick_is_hidden_in_the_process_it_is_forked_from(tmp_path: Path) -> None:
    world = build_world(FLOORS["seed"], size=24, ticks=1)
    before = children_seconds()
    with WebServer(world, "pactwatch") as web:
        ours.write_config(tmp_path, web)
        with ours.Daily(tmp_path, ours.ROOT) as daily:
            told = [daily.tick(ours.FIRST + timedelta(hours=hours), "once", "--force", "--quiet") for hours in range(3)]
    counted = [spent for _, spent in told]
    # What the kernel counts when all has ended; the end of the warm process is in no tick.
    assert abs(sum(counted) - (children_seconds() - before)) < 0.2
    assert counted[0] > 2 * min(counted[1:]) > 0  # the start of the warm process is in the first
