"""What a Page is to a reader: announcement, practical initiative, progress, commentary, event or unrelated.

Pure. The cues are data (topic/language/kinds.toml); the publisher's tier and the stage named decide with them.
"""

from collections.abc import Mapping

from pipeline.meaning.evidence import Evidence
from pipeline.meaning.stages import StageClaim
from pipeline.meaning.topic_senses import Topic
from pipeline.model import PageKind, Stage, Tier

_TIER = {Tier.ANALYSIS: {"commentary": 8.5}, Tier.PRESS: {"commentary": 0.55}, Tier.OFFICIAL: {"commentary": -1.2}}
_CAP = {"title": 1.5, "head": 2.0, "text": 2.0}
_STAGED = {"title": 1.6, "lead": 1.2, "body": 1.2}
"""How much the verb of a stage says that the text is a measure's: a headline's most."""
_EVENT_CAP = 3.0
_NAMED_MEASURE = 1.6
"""An official page titled by a measure that says no more is that measure's own page."""


def weigh_kinds(evidence: Evidence, topic: Topic, tier: Tier) -> dict[str, float]:
    """Weigh the cues of each kind: a cue counts once a place, at most twice a kind and place."""
    title = evidence.title.folded
    lead = "\n".join(unit.folded for unit in evidence.lead)[:1200]
    text = "\n".join(unit.folded for unit in (*evidence.paragraphs, *evidence.boilerplate))[:6000]
    weights: dict[str, float] = dict(_TIER[tier])
    if tier is Tier.OFFICIAL and any(topic.senses[concept].role == "initiative" for concept in evidence.title.concepts):
        weights["practical_initiative"] = _NAMED_MEASURE
    for cue in topic.cues:
        if cue.kind == "boilerplate":
            continue
        found = 0.0
        if cue.where == "text":
            found = len({match.group() for match in cue.pattern.finditer(text)})
        else:
            found = len({match.group() for match in cue.pattern.finditer(title)})
            if cue.where == "head":
                found += 0.6 * len({match.group() for match in cue.pattern.finditer(lead)})
        weights[cue.kind] = weights.get(cue.kind, 0.0) + cue.weight * min(found, _CAP[cue.where])
    return weights


def weigh_event(weights: Mapping[str, float], claim: StageClaim | None) -> float:
    """Say how much more a text is a gathering than a measure or a signing, 0 to 3."""
    measure = claim.weight if claim and claim.stage is not Stage.PROPOSED else 0.0
    told = (
        weights.get("announcement", 0.0) + weights.get("progress", 0.0) + max(0.0, 0.5 * weights.get("commentary", 0.0))
    )
    other = max(measure, told)
    return min(_EVENT_CAP, max(0.0, weights.get("event", 0.0) - other))


def choose_kind(weights: Mapping[str, float], claim: StageClaim | None, tier: Tier) -> PageKind:
    """Choose among the four kinds that are relevant."""
    told = claim.weight * _STAGED[claim.field] if claim is not None else 0.0
    staged, proposed = (0.0, told) if claim is not None and claim.stage is Stage.PROPOSED else (told, 0.0)
    ranked = {
        PageKind.COMMENTARY: weights.get("commentary", 0.0),
        PageKind.PROGRESS: weights.get("progress", 0.0),
        PageKind.PRACTICAL_INITIATIVE: staged + 0.4 * weights.get("practical_initiative", 0.0),
        PageKind.ANNOUNCEMENT: max(
            weights.get("announcement", 0.0), 0.6 * weights.get("announcement", 0.0) + proposed, 0.5
        ),
    }
    return max(ranked, key=lambda kind: (ranked[kind], kind))
