"""A Comparison as a person reads it: on a terminal, or as one HTML page."""

from html import escape

from pipeline.model import Comparison, Fact, Outcome, Weight
from pipeline.weighing.markup import edits_html, edits_text

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
body { font: 16px/1.6 system-ui, 'Noto Sans', 'Noto Sans TC', sans-serif; }
h1 { font-size: 1.15rem; margin: 0; } .meta, .label { color: #555d66; font-size: .875rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; } td, th { text-align: left; padding: .3rem .6rem .3rem 0;
border-bottom: 1px solid #d0d4d9; vertical-align: top; font-weight: normal; }
.edit { border-left: 2px solid #d0d4d9; padding-left: .75rem; }
ins { font-weight: 600; } @media (prefers-color-scheme: dark) { .meta, .label { color: #a7b0ba; }
ins { color: #86e0ad !important; background: #123524 !important; }
del { color: #ffb0a8 !important; background: #43191b !important; } }
"""


def as_text(comparison: Comparison, heading: str) -> str:
    """The verdict, the facts that changed, and every Edit on a line of its own."""
    lines = [heading, verdict_of(comparison)]
    if comparison.facts:
        lines.append("")
        lines.extend(f"{fact.type}: {fact.before or '(none)'} -> {fact.after or '(none)'}" for fact in comparison.facts)
    if comparison.edits:
        lines.extend(("", edits_text(comparison.edits)))
    return "\n".join(lines)


def as_html(comparison: Comparison, heading: str) -> str:
    """The same as a page that needs nothing else."""
    title, *rest = heading.split("\n")
    facts = "".join(_fact_row(fact) for fact in comparison.facts)
    table = f"<table><tr><th></th><th>Was</th><th>Now</th></tr>{facts}</table>" if facts else ""
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>\n'
        f'<body><h1>{escape(title)}</h1>\n<p class="meta">{"<br>".join(escape(line) for line in rest)}</p>\n'
        f"<p><b>{escape(verdict_of(comparison))}</b></p>\n{table}\n{edits_html(comparison.edits)}\n</body></html>"
    )


def _fact_row(fact: Fact) -> str:
    was, now = escape(fact.before or ""), escape(fact.after or "")
    return f"<tr><td>{fact.type}</td><td><del>{was}</del></td><td><ins>{now}</ins></td></tr>"


def verdict_of(comparison: Comparison) -> str:
    """What a reader would be told, in one sentence."""
    if comparison.outcome is not Outcome.OK:
        return f"not compared: the second is no such page ({comparison.outcome})"
    if comparison.weight is None:
        return "no change"
    if comparison.weight is Weight.COSMETIC:
        return f"cosmetic, not reported: {comparison.summary}"
    silent = "; no notice given" if comparison.silent else ""
    return f"{comparison.weight}: {comparison.summary}{silent}"
