"""How well Twins and Stories are joined: precision and recall, B-cubed F1, cost, on made-up editions and a made-up month.

Run by bench/meaning.py. Errors of the held half are never shown.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

from bench.events import HKT, Told, make_month
from pipeline.meaning.stories import COPY_DAYS, Known, join_day
from pipeline.meaning.topic_senses import Topic
from pipeline.meaning.traits import Traits, read_traits
from pipeline.meaning.twins import match_editions
from pipeline.model import Document, Precision, PrintedDate, Tier


def make_traits(page: Told, topic: Topic) -> Traits:
    """Read the traits of a made-up page, as if it had been found when it was published."""
    shown = page.published.astimezone(HKT)
    printed = PrintedDate(
        at=page.published, precision=Precision.MINUTE, shown=shown.isoformat(), literal="as published"
    )
    document = Document(title=page.title, text=page.text, language=page.language, published=printed)
    return read_traits(
        document,
        topic,
        key=page.url,
        source_id=page.source,
        tier=Tier(page.tier),
        found_at=page.published,
        found_day=shown.date(),
    )


def find_twins(pages: Sequence[Traits]) -> set[tuple[str, str]]:
    """Match the editions of every Source, as the corridor does."""
    by_source: dict[str, list[Traits]] = defaultdict(list)
    for page in pages:
        by_source[page.source_id].append(page)
    return {(link.one, link.other) for mine in by_source.values() for link in match_editions(mine, {})}


def true_twins(pages: Sequence[Told]) -> set[tuple[str, str]]:
    """The pairs of keys that are one publication."""
    by_twin: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        if page.twin:
            by_twin[f"{page.source} {page.twin}"].append(page.url)
    return {(min(urls), max(urls)) for urls in by_twin.values() if len(urls) == 2}


def measure_twins(sets: Sequence[Sequence[Told]], topic: Topic, show: bool = False) -> dict[str, float]:
    """Precision and recall of the Twins matched, over some sets of pages of which each is matched by itself."""
    counts: Counter[str] = Counter()
    for pages in sets:
        truth = true_twins(pages)
        found = find_twins([make_traits(page, topic) for page in pages])
        counts.update(tp=len(found & truth), fp=len(found - truth), fn=len(truth - found))
        if show:
            titles = {page.url: f"{page.source} {page.title}" for page in pages}
            for kind, pairs in (("false", found - truth), ("missed", truth - found)):
                for one, other in sorted(pairs):
                    print(kind, "|", titles[one], "|", titles[other])
    return {
        "pairs": counts["tp"] + counts["fn"],
        "precision": counts["tp"] / max(1, counts["tp"] + counts["fp"]),
        "recall": counts["tp"] / max(1, counts["tp"] + counts["fn"]),
    }


def play_month(pages: Sequence[Told], topic: Topic) -> tuple[dict[str, str], float]:
    """Join a month day by day; returns the Story's key by the Page's, and the CPU seconds it took."""
    started = time.process_time()
    traits = [make_traits(page, topic) for page in pages]
    days: dict[object, list[Traits]] = defaultdict(list)
    for one in traits:
        days[one.found_at.astimezone(HKT).date()].append(one)
    story_of: dict[str, str] = {}
    by_key = {one.key: one for one in traits}
    twins: set[tuple[str, str]] = set()
    for day in sorted(days, key=str):
        fresh = days[day]
        near = [
            one
            for one in traits
            if timedelta(0) < fresh[0].found_at - one.found_at <= timedelta(days=COPY_DAYS) and one.key in story_of
        ]
        sources = {one.source_id for one in fresh}
        recent = [one for one in near if one.source_id in sources and abs((one.day - fresh[0].day).days) <= 1]
        twins |= find_twins([*fresh, *recent])
        known: dict[str, list[Traits]] = defaultdict(list)
        for one in near:
            known[story_of[one.key]].append(by_key[one.key])
        stories = [Known(key=key, pages=tuple(mine)) for key, mine in known.items()]
        for joined in join_day(fresh, stories, twins):
            story_of[joined.page] = joined.story
    return story_of, time.process_time() - started


def b_cubed(truth: dict[str, str], found: dict[str, str]) -> dict[str, float]:
    """B-cubed precision, recall and F1 of a grouping."""
    want, got = defaultdict(set), defaultdict(set)
    for key, event in truth.items():
        want[event].add(key)
        got[found[key]].add(key)
    precision = sum(len(want[truth[key]] & got[found[key]]) / len(got[found[key]]) for key in truth) / len(truth)
    recall = sum(len(want[truth[key]] & got[found[key]]) / len(want[truth[key]]) for key in truth) / len(truth)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall)}


def measure_stories(split: str, seed: int, topic: Topic, show: bool = False) -> dict[str, float]:
    """B-cubed figures of one month, with its size and cost."""
    pages = make_month(seed, split)
    truth = {page.url: page.event for page in pages}
    found, spent = play_month(pages, topic)
    if show:
        _show_groups(pages, found)
    return b_cubed(truth, found) | {
        "pages": len(pages), "events": len(set(truth.values())), "stories": len(set(found.values())), "cpu_ms": 1000 * spent / len(pages)
    }  # fmt: skip


def _show_groups(pages: Sequence[Told], found: dict[str, str]) -> None:
    groups = defaultdict(list)
    for page in pages:
        groups[found[page.url]].append(page)
    for key, mine in groups.items():
        events = {page.event for page in mine}
        if len(events) > 1:
            print("MIXED", key)
            for page in mine:
                print("   ", page.event, page.source, page.language, f"{page.published:%d %H:%M}", page.title)
    by_event = defaultdict(set)
    for page in pages:
        by_event[page.event].add(found[page.url])
    for event, stories in by_event.items():
        if len(stories) > 1:
            print("SPLIT", event)
            for page in pages:
                if page.event == event:
                    print(
                        "   ",
                        found[page.url][-20:],
                        page.source,
                        page.language,
                        f"{page.published:%d %H:%M}",
                        page.title,
                    )
