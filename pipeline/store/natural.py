"""What was found, by natural keys: URLs, times and texts instead of numbers, so that two stores can be held against each other."""

from typing import Any

from pipeline.store.opening import Store

_VERSIONS = (
    "SELECT p.url, v.number - (SELECT count(*) FROM versions AS t WHERE t.page_id=v.page_id AND t.number<v.number"
    " AND t.reason='technical') AS number, v.reason, v.seen_at, v.title, v.published_at, v.content_sha256, r.relevant,"
    " r.page_kind, r.areas FROM versions AS v JOIN pages AS p ON p.page_id=v.page_id"
    " LEFT JOIN relevance AS r ON r.version_id=v.version_id WHERE v.reason<>'technical'"
)
_CHANGES = (
    "SELECT c.found_at, c.kind, coalesce(p.url, c.source_id) AS url, c.weight, c.summary, c.facts, c.baseline, c.silent,"
    " c.title_changed, c.relevant, c.not_before, c.confidence, u.found_at AS undone, f.seen_at AS since, t.seen_at AS until,"
    " (SELECT group_concat(e.field || ' ' || e.op || ' ' || e.before || ' ' || e.after, '|') FROM"
    "  (SELECT * FROM edits WHERE change_id=c.change_id ORDER BY position) AS e) AS edits FROM changes AS c"
    " LEFT JOIN pages AS p ON p.page_id=c.page_id LEFT JOIN changes AS u ON u.change_id=c.reverts_to"
    " LEFT JOIN versions AS f ON f.version_id=c.from_version_id LEFT JOIN versions AS t ON t.version_id=c.to_version_id"
)
_STORIES = (
    "SELECT t.key, t.title, l.url AS lead, t.pinned, p.url, sp.rule, sp.score, q.url AS partner, sp.terms, sp.copy"
    " FROM story_pages AS sp JOIN stories AS t ON t.story_id=sp.story_id JOIN pages AS p ON p.page_id=sp.page_id"
    " LEFT JOIN pages AS l ON l.page_id=t.lead_page_id LEFT JOIN pages AS q ON q.page_id=sp.partner_id"
)
_INITIATIVES = (
    "SELECT i.key, i.name, i.names, i.areas, i.candidate, m.key AS merged_into, i.stage, i.stage_since, i.stage_tier,"
    " i.next_stage, i.next_on FROM initiatives AS i LEFT JOIN initiatives AS m ON m.initiative_id=i.merged_into"
)
_EVENTS = (
    "SELECT i.key, p.url, v.seen_at, e.stage, e.announced_on, e.effective_on, e.precision, e.tier, e.field, e.quote_start,"
    " e.quote_end, e.quote, e.superseded, e.seen_on FROM initiative_events AS e"
    " JOIN initiatives AS i ON i.initiative_id=e.initiative_id JOIN versions AS v ON v.version_id=e.version_id"
    " JOIN pages AS p ON p.page_id=v.page_id"
)
_TWINS = (
    "SELECT min(a.url, b.url) AS one, max(a.url, b.url) AS other, w.rule, w.score FROM twins AS w"
    " JOIN pages AS a ON a.page_id=w.page_id JOIN pages AS b ON b.page_id=w.twin_id"
)
KINDS = {
    "Versions": _VERSIONS, "Changes": _CHANGES, "Twins": _TWINS, "Stories": _STORIES, "Initiatives": _INITIATIVES,
    "stage events": _EVENTS,
}  # fmt: skip
"""What is held against each other -> the question for it. A Version that we made because we changed is none of theirs."""


def natural_rows(store: Store, kind: str) -> list[dict[str, Any]]:
    """What was found of a kind, in no order that means anything."""
    return [dict(row) for row in store.rows(KINDS[kind])]
