"""Writes the two states of a page that was missed or falsely told, for whoever works on the detector."""

import json
from dataclasses import asdict
from pathlib import Path

from bench.peers.claim import Claim
from bench.web.model import Event
from bench.web.score import Score
from bench.web.server import WebServer
from bench.web.world import World


def write_misses(world: World, score: Score, folder: Path) -> None:
    """A folder a case: before.html, after.html (bytes as served, with a fetch's noise each), case.json."""
    web = WebServer(world, "shown")
    web.ports = {site.name: 1 for site in world.sites}
    cases: list[tuple[str, Event | Claim]] = [("missed", event) for event in score.missed]
    cases += [("false", claim) for claim in score.false_claims]
    for number, (what, case) in enumerate(cases):
        place = folder / f"seed{world.seed}{'-hard' if world.hard else ''}-{what}-{number:03}-t{case.tick}-{case.site}"
        place.mkdir(parents=True, exist_ok=True)
        (place / "case.json").write_text(json.dumps(asdict(case), ensure_ascii=False, indent=1), encoding="utf-8")
        site = next(site for site in world.sites if site.name == case.site)
        for name, tick in (("before", case.tick - 1), ("after", case.tick)):
            web.tick = tick
            closed = world.ticks[tick].sites[site.name].mode == "closed"  # nobody answers there
            answer = web.answer(site, case.path, {}) if case.path and not closed else None
            if answer is not None:
                (place / f"{name}.html").write_bytes(answer.body)
