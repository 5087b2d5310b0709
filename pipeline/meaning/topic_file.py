"""What people write in a topic file, as typed words; pipeline/meaning/topic.py reads and checks it.

Pure: no files. A topic is one TOML file or a folder of them that are read as one. Unknown keys are refused.
"""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pipeline.model import Stage

Share = Annotated[float, Meta(ge=0, le=1)]
Words = tuple[Annotated[str, Meta(min_length=2)], ...]
Id = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]*$")]


class _Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every table may hold nothing besides."""


class Short(_Declared, frozen=True, kw_only=True):
    """A name that others bear too. near: counts only where one of these stands; unless: never where one does."""

    text: Annotated[str, Meta(min_length=2)]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Concept(_Declared, frozen=True, kw_only=True):
    """A concept and its printed forms in three scripts; those of one script are found in the other."""

    concept: Id
    en: Words = ()
    zh_hant: Words = msgspec.field(default=(), name="zh-Hant")
    zh_hans: Words = msgspec.field(default=(), name="zh-Hans")
    short: tuple[Short, ...] = ()


class Party(Concept, frozen=True, kw_only=True):
    """A body, official or place of one side. weight: how much a mention says that this side is a party.

    strength: how much it speaks of the subject by what it is.
    """

    side: Id
    weight: Share | None = None
    strength: Share = 0.0


class Joint(Concept, frozen=True, kw_only=True):
    """A word that names both sides at once. area, strength: the Area it also speaks of, and how much."""

    weight: Share = 0.8
    area: Id | None = None
    strength: Share = 0.0


class Theme(Concept, frozen=True, kw_only=True):
    """What the question is about but no Area by itself."""

    strength: Share


class AreaTerm(Concept, frozen=True, kw_only=True):
    """Words of one Area. strength: how much one mention says that a text is about it.

    implies: by side, how much the word alone says that this side is a party (the e-CNY is the mainland's).
    """

    strength: Share = 0.5
    implies: dict[str, Share] = {}


class AreaPattern(_Declared, frozen=True, kw_only=True):
    """Words that speak of an Area only together, one of each group in one paragraph or title."""

    all: Annotated[tuple[tuple[str, ...], ...], Meta(min_length=2)]
    strength: Share


class Area(_Declared, frozen=True, kw_only=True):
    """One field of the agreement."""

    tag: Id
    names: dict[str, str]
    terms: tuple[AreaTerm, ...] = ()
    patterns: tuple[AreaPattern, ...] = ()


class Agreement(Concept, frozen=True, kw_only=True):
    """A paper that both sides signed. unless: folded words in the text that show it is another one."""

    areas: tuple[Id, ...] = ()
    weight: Share = 1.0
    unless: tuple[str, ...] = ()


class Pattern(_Declared, frozen=True, kw_only=True):
    """Of each group one must stand in one paragraph: a concept, or `side:NAME` for anything of that side.

    unless: concepts of which none may stand there.
    """

    all: Annotated[tuple[tuple[str, ...], ...], Meta(min_length=1)]
    unless: tuple[Id, ...] = ()


class Measure(Concept, frozen=True, kw_only=True):
    """A known Initiative. replaces: the one it takes the place of."""

    names: dict[str, str]
    areas: tuple[Id, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    replaces: Id | None = None
    weight: Share = 1.0


class Negative(Concept, frozen=True, kw_only=True):
    """What looks like the question and is not. unless: concepts that, found in title or lead, stand against it."""

    why: str
    weight: Share
    where: Annotated[str, Meta(pattern="^(title|head|text)$")] = "head"
    unless: tuple[Id, ...] = ()


class Profile(_Declared, frozen=True, kw_only=True):
    """One file of a topic; the files of a folder are joined key by key."""

    name: Id | None = None
    title: dict[str, str] | None = None
    sides: tuple[Id, ...] = ()
    since: date | None = None
    threshold: Annotated[float, Meta(gt=0, lt=1)] | None = None
    themes: tuple[Theme, ...] = ()
    neutral: tuple[Concept, ...] = ()
    gatherings: tuple[Concept, ...] = ()
    bodies: tuple[Party, ...] = ()
    officials: tuple[Party, ...] = ()
    places: tuple[Party, ...] = ()
    joint: tuple[Joint, ...] = ()
    areas: tuple[Area, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    initiatives: tuple[Measure, ...] = ()
    cues: tuple[Concept, ...] = ()
    negatives: tuple[Negative, ...] = ()


class StageVerb(_Declared, frozen=True, kw_only=True):
    """Words that name a stage, as regular expressions on the folded text (Simplified, lower case, hyphen = space).

    unless: expressions that, matching the same sentence, mean that it is not said. weight: against other stages in one
    sentence the heavier wins.
    """

    stage: Stage
    weight: Annotated[float, Meta(gt=0, le=10)] = 1.0
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Modality(_Declared, frozen=True, kw_only=True):
    """How a sentence says it: future (not yet), proposal, negated (not at all), past (told in passing), signed."""

    effect: Annotated[str, Meta(pattern="^(future|proposal|negated|past|signed)$")]
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class KindCue(_Declared, frozen=True, kw_only=True):
    """Words that tell what a Page is to a reader. where: title, head (title and lead) or text."""

    kind: Annotated[str, Meta(pattern="^(announcement|practical_initiative|progress|commentary|event|boilerplate)$")]
    weight: Annotated[float, Meta(gt=0, le=10)] = 1.0
    where: Annotated[str, Meta(pattern="^(title|head|text)$")] = "head"
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()


class Language(_Declared, frozen=True, kw_only=True):
    """What every topic shares: verbs of stages, modality, cues of kinds."""

    verbs: tuple[StageVerb, ...] = ()
    modality: tuple[Modality, ...] = ()
    cues: tuple[KindCue, ...] = ()
