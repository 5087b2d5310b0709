"""The closed sets of values: every choice that a word of pactwatch can take, as the public face spells it."""

from enum import StrEnum


class Tier(StrEnum):
    """On whose word a Source speaks."""

    OFFICIAL = "official"
    PRESS = "press"
    ANALYSIS = "analysis"


class Shape(StrEnum):
    """How a Listing is read; one spider each. `watch` is the spider of known Pages."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LINKS = "links"
    JSON = "json"


class Precision(StrEnum):
    """How exactly a date was printed."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class PageState(StrEnum):
    """What the last checks of a Page found."""

    LIVE = "live"
    GONE = "gone"
    MOVED = "moved"
    BLOCKED = "blocked"
    FAILING = "failing"


class Outcome(StrEnum):
    """What the quality gate makes of an answer; only `ok` becomes a Version."""

    OK = "ok"
    SOFT_404 = "soft_404"
    BLOCKED = "blocked"
    CONSENT = "consent"
    LOGIN = "login"
    MAINTENANCE = "maintenance"
    EMPTY = "empty"
    COLLAPSED = "collapsed"
    MOJIBAKE = "mojibake"


class Reason(StrEnum):
    """Why a Version was kept; `technical` means that we changed, not they."""

    FIRST = "first"
    CONTENT = "content"
    TECHNICAL = "technical"


class ChangeKind(StrEnum):
    """What kind of dated finding a Change is."""

    APPEARED = "appeared"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    MOVED = "moved"
    NOTICE = "notice"
    FLAPPING = "flapping"
    TWIN_STALE = "twin_stale"
    TWIN_CONFLICT = "twin_conflict"


class Weight(StrEnum):
    """How much a Change matters to a reader; cosmetic ones are seen and never told."""

    MAJOR = "major"
    MINOR = "minor"
    COSMETIC = "cosmetic"


class Field(StrEnum):
    """The part of a Document in which an Edit stands."""

    TITLE = "title"
    LEAD = "lead"
    NOTE = "note"
    DATE = "date"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ROW = "row"
    CELL = "cell"
    ATTACHMENT = "attachment"


class Op(StrEnum):
    """What an Edit did."""

    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"
    MOVE = "move"


class FactType(StrEnum):
    """What kind of fact an Edit changed."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    NAME = "name"
    PARTY = "party"
    STATUS = "status"
    NEGATION = "negation"
    MODALITY = "modality"
    LIMIT = "limit"


class PageKind(StrEnum):
    """What a Page is to a reader; the first four are relevant, the last two are not."""

    ANNOUNCEMENT = "announcement"
    PRACTICAL_INITIATIVE = "practical_initiative"
    PROGRESS = "progress"
    COMMENTARY = "commentary"
    EVENT = "event"
    UNRELATED = "unrelated"


class Stage(StrEnum):
    """How far an Initiative has come, as the text names it."""

    PROPOSED = "proposed"
    CONSULTING = "consulting"
    PILOT = "pilot"
    LAUNCHED = "launched"
    IN_FORCE = "in_force"
    EXPANDED = "expanded"
    EXTENDED = "extended"
    AMENDED = "amended"
    SUSPENDED = "suspended"
    ENDED = "ended"
