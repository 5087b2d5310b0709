-- The views a researcher starts from. Dropped and made anew whenever the database is opened for writing with another text of this file.
CREATE VIEW changes_recent AS
SELECT c.change_id, c.found_at, c.not_before, c.kind, c.weight, c.silent, c.summary, p.title, p.url, p.language, s.name_en AS source_name,
       s.tier, p.areas, p.relevance, c.page_id, c.source_id, c.from_version_id, c.to_version_id
FROM changes AS c JOIN sources AS s ON s.source_id = c.source_id LEFT JOIN pages AS p ON p.page_id = c.page_id
WHERE c.weight <> 'cosmetic' AND c.relevant = 1 AND c.baseline = 0;

CREATE VIEW pages_relevant AS
SELECT p.page_id, p.title, p.url, p.language, p.published_at, p.published_precision, p.found_at, p.state, p.versions, p.relevance, p.page_kind,
       p.areas, s.name_en AS source_name, s.tier, p.source_id, p.last_checked_at
FROM pages AS p JOIN sources AS s ON s.source_id = p.source_id WHERE p.relevant = 1;

CREATE VIEW announcements AS
SELECT t.story_id, t.title, p.url, s.name_en AS source_name, p.published_at, p.published_precision, t.first_seen_at, p.areas,
       count(*) AS pages, count(DISTINCT CASE WHEN sp.copy = 0 THEN o.source_id END) AS sources,
       group_concat(DISTINCT o.language) AS languages,
       min(CASE WHEN os.tier <> 'official' THEN o.found_at END) AS press_seen_at
FROM stories AS t JOIN pages AS p ON p.page_id = t.lead_page_id JOIN sources AS s ON s.source_id = p.source_id
JOIN story_pages AS sp ON sp.story_id = t.story_id JOIN pages AS o ON o.page_id = sp.page_id
JOIN sources AS os ON os.source_id = o.source_id
WHERE t.merged_into IS NULL AND s.tier = 'official' AND p.relevant = 1 GROUP BY t.story_id;

CREATE VIEW initiatives_now AS
SELECT i.initiative_id, i.name, i.areas, i.stage, i.stage_since, i.stage_tier, i.next_stage, i.next_on, i.candidate,
       e.announced_on, e.effective_on, e.precision, e.quote, p.url
FROM initiatives AS i LEFT JOIN initiative_events AS e ON e.initiative_event_id = (
  SELECT x.initiative_event_id FROM initiative_events AS x
  WHERE x.initiative_id = i.initiative_id AND x.superseded = 0 AND x.stage = i.stage AND x.tier = i.stage_tier
  ORDER BY x.field = 'title', coalesce(x.effective_on, x.announced_on) DESC, x.initiative_event_id DESC LIMIT 1)
LEFT JOIN versions AS v ON v.version_id = e.version_id LEFT JOIN pages AS p ON p.page_id = v.page_id
WHERE i.merged_into IS NULL AND i.stage IS NOT NULL;

CREATE VIEW source_health AS
SELECT s.source_id, s.name_en AS name, s.tier, s.enabled, s.last_ok_at, s.last_new_page_at,
       (SELECT count(*) FROM pages AS p WHERE p.source_id = s.source_id) AS pages,
       (SELECT count(*) FROM pages AS p WHERE p.source_id = s.source_id AND p.relevant = 1) AS pages_relevant,
       (SELECT count(*) FROM captures AS c WHERE c.source_id = s.source_id AND c.read_at IS NULL) AS captures_waiting,
       (SELECT max(l.failures) FROM listings AS l WHERE l.source_id = s.source_id AND l.enabled = 1) AS failures_in_a_row,
       (SELECT l.last_error FROM listings AS l WHERE l.source_id = s.source_id AND l.enabled = 1 AND l.failures > 0 ORDER BY l.failures DESC LIMIT 1) AS last_error,
       (SELECT count(*) FROM alarms AS a WHERE a.source_id = s.source_id AND a.closed_at IS NULL) AS alarms_open
FROM sources AS s;
