"""The hard mode's noise: ten kinds without any cue (no class word, no label) inside the article, after CHANGES.md section 5.

A site has two of the kinds, the same ones for all its pages; which ones rotates with the seed, so that each kind is met.
"""

import html
from collections.abc import Sequence
from random import Random

from bench.web.model import Script, Site
from bench.web.noise import token
from bench.web.texts import fill, in_script, sentence, words_of

KINDS = (
    "teaser",
    "carousel of 3",
    "carousel of 2",
    "ticker",
    "same path",
    "cards",
    "onlookers",
    "outside box",
    "half-time box",
    "counter in a sentence",
)
_ONLOOKERS = ("There are {} people looking at this page.", "現有{}人正在看這一頁。")
_SIGNED = (" ({} have signed up)", "（已有{}人報名）")


def kinds_of(site: Site, number: int, seed: int) -> tuple[str, ...]:
    """The two kinds of a site; sites whose bytes stand still between builds have none, for none could be learned there."""
    if site.validators == "honest":
        return ()
    at = (number * 2 + seed * 3) % len(KINDS)
    return KINDS[at], KINDS[(at + 1) % len(KINDS)]


def _spoken(texts: tuple[str, str], value: object, script: Script) -> str:
    return in_script(texts[0 if script == "en" else 1], script).format(value)


def block(kind: str, rng: Random, site: Site, paragraph: str) -> str:
    """One block of noise; paragraph: how the site's layout sets a paragraph of its body. '' = not this time."""
    script = site.script
    fixed = Random(f"{site.name} {kind}")  # what stays the same on this site: class words, the pools
    name = "x" + token(fixed, 5)
    pool = [f"{sentence(fixed, script)}{' ' if script == 'en' else ''}{sentence(fixed, script)}" for _ in range(3)]
    if kind == "teaser":
        title = fill(rng.choice(words_of(script).TITLES), rng, script)
        return f'<div class="{name}"><a href="/go/{token(rng, 6)}">{html.escape(title)}</a><span>{html.escape(sentence(rng, script))}</span></div>'
    if kind in {"carousel of 3", "carousel of 2"}:
        return f'<div class="{name}">{html.escape(rng.choice(pool[: int(kind[-1])]))}</div>'
    if kind == "ticker":
        quotes = " ".join(
            f"{code} {rng.randint(900, 29999) / 100:.2f} {rng.choice('+-')}{rng.random():.2f}"
            for code in ("HXI", "SZC", "QWT")
        )
        return f'<div class="{name}">{quotes}</div><div class="{name}n">{rng.randint(1000, 99999)}</div>'
    if kind == "same path":
        return paragraph.format(html.escape(sentence(rng, script)))
    if kind == "cards":
        cards = "".join(
            f"<div><h4>{html.escape(fill(rng.choice(words_of(script).TITLES), rng, script))}</h4><p>{html.escape(sentence(rng, script))}</p></div>"
            for _ in range(3)
        )
        return f'<div class="{name}">{cards}</div>'
    if kind == "onlookers":
        return f'<div class="{name}">{_spoken(_ONLOOKERS, f"{rng.randint(11, 9999):,}", script)}</div>'
    if kind == "half-time box":
        return f'<div class="{name}">{html.escape(pool[0])}</div>' if rng.random() < 0.5 else ""
    return ""


def signed_up(kinds: Sequence[str], rng: Random, script: Script) -> str:
    """What stands at the end of a body sentence, '' where the site has no such counter."""
    return _spoken(_SIGNED, f"{rng.randint(11, 9999):,}", script) if "counter in a sentence" in kinds else ""


def outside(kinds: Sequence[str], rng: Random, site: Site) -> str:
    """A box of prose beside the article."""
    if "outside box" not in kinds:
        return ""
    name = "x" + token(Random(site.name), 5)
    return f'<div class="{name}"><p>{html.escape(sentence(rng, site.script))} {html.escape(sentence(rng, site.script))}</p></div>'
