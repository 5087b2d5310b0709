"""The shape of the database, as migrations in order. A released migration is never edited and imports no live code."""

from typing import Any

from sqlite_utils import Migrations

migrations = Migrations("pactwatch")

FIRST = """
CREATE TABLE sources (
  source_id TEXT PRIMARY KEY, name_en TEXT, name_zh_hant TEXT, name_zh_hans TEXT,
  tier TEXT NOT NULL, side TEXT NOT NULL, home TEXT NOT NULL, time_zone TEXT NOT NULL,
  rules_sha256 TEXT NOT NULL, enabled INTEGER NOT NULL DEFAULT 1, trusts_validators INTEGER NOT NULL DEFAULT 1,
  vouched INTEGER NOT NULL DEFAULT 0, lied INTEGER NOT NULL DEFAULT 0,
  added_at TEXT NOT NULL, last_ok_at TEXT, last_new_page_at TEXT
) STRICT;
CREATE TABLE listings (
  listing_id INTEGER PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources(source_id),
  url TEXT NOT NULL, shape TEXT NOT NULL, language TEXT, enabled INTEGER NOT NULL DEFAULT 1,
  every_seconds INTEGER NOT NULL, added_at TEXT NOT NULL, baseline_at TEXT, next_check_at TEXT NOT NULL,
  last_checked_at TEXT, last_ok_at TEXT, failures INTEGER NOT NULL DEFAULT 0, last_error TEXT, usual_entries REAL,
  last_entries INTEGER, checks INTEGER NOT NULL DEFAULT 0, etag TEXT, last_modified TEXT, body_sha256 TEXT,
  UNIQUE (source_id, url)
) STRICT;
CREATE TABLE stories (
  story_id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  lead_page_id INTEGER REFERENCES pages(page_id), first_seen_at TEXT NOT NULL, pinned INTEGER NOT NULL DEFAULT 0,
  merged_into INTEGER REFERENCES stories(story_id)
) STRICT;
CREATE TABLE pages (
  page_id INTEGER PRIMARY KEY, title TEXT, url TEXT NOT NULL UNIQUE, source_id TEXT NOT NULL REFERENCES sources(source_id),
  language TEXT, published_at TEXT, published_precision TEXT, found_at TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'live',
  relevant INTEGER, relevance REAL, page_kind TEXT, areas TEXT NOT NULL DEFAULT '[]', versions INTEGER NOT NULL DEFAULT 0,
  edits INTEGER NOT NULL DEFAULT 0, last_changed_at TEXT, checks INTEGER NOT NULL DEFAULT 0, last_checked_at TEXT,
  story_id INTEGER REFERENCES stories(story_id), derived_from INTEGER REFERENCES pages(page_id),
  baseline INTEGER NOT NULL DEFAULT 0, standing INTEGER NOT NULL DEFAULT 0, entry INTEGER NOT NULL DEFAULT 0,
  listing_id INTEGER REFERENCES listings(listing_id), fetch_url TEXT, next_check_at TEXT, listed TEXT,
  etag TEXT, last_modified TEXT, body_sha256 TEXT, last_body_at TEXT,
  gone_since_at TEXT, gone_checks INTEGER NOT NULL DEFAULT 0, gone_status INTEGER,
  failures INTEGER NOT NULL DEFAULT 0, last_error TEXT,
  masked REAL NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX pages_due ON pages(source_id, next_check_at);
CREATE INDEX pages_by_found ON pages(source_id, found_at);
CREATE INDEX pages_masked ON pages(source_id) WHERE masked > 0.2;
CREATE INDEX pages_by_story ON pages(story_id) WHERE story_id IS NOT NULL;
CREATE TABLE page_urls (
  url TEXT PRIMARY KEY, page_id INTEGER NOT NULL REFERENCES pages(page_id), reason TEXT NOT NULL,
  seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX page_urls_by_page ON page_urls(page_id);
CREATE TABLE runs (
  run_id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT,
  outcome TEXT, counts TEXT NOT NULL DEFAULT '{}', first_error TEXT, warnings TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE TABLE source_runs (
  source_run_id INTEGER PRIMARY KEY AUTOINCREMENT, run_id INTEGER NOT NULL REFERENCES runs(run_id),
  source_id TEXT NOT NULL REFERENCES sources(source_id), owner TEXT NOT NULL, epoch INTEGER NOT NULL,
  phase TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT, outcome TEXT, counts TEXT NOT NULL DEFAULT '{}',
  first_error TEXT
) STRICT;
CREATE INDEX source_runs_by_source ON source_runs(source_id, source_run_id);
CREATE TABLE captures (
  capture_id INTEGER PRIMARY KEY AUTOINCREMENT, capture_key TEXT NOT NULL UNIQUE,
  source_id TEXT NOT NULL REFERENCES sources(source_id), page_id INTEGER NOT NULL REFERENCES pages(page_id),
  purpose TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT, status INTEGER NOT NULL, headers TEXT NOT NULL,
  media_type TEXT NOT NULL, body_sha256 TEXT, fetched_at TEXT NOT NULL, listed TEXT, not_before TEXT,
  home INTEGER NOT NULL DEFAULT 0, moved_to TEXT,
  read_at TEXT, read_attempts INTEGER NOT NULL DEFAULT 0, outcome TEXT, error TEXT, round_id INTEGER,
  shows_version INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX captures_pending ON captures(source_id, capture_id) WHERE read_at IS NULL;
CREATE INDEX captures_by_page ON captures(page_id, capture_id);
CREATE INDEX captures_by_body ON captures(body_sha256) WHERE body_sha256 IS NOT NULL;
CREATE TABLE checks (
  check_id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL REFERENCES pages(page_id), state TEXT NOT NULL,
  first_at TEXT NOT NULL, last_at TEXT NOT NULL, times INTEGER NOT NULL, rung TEXT NOT NULL,
  noted TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX checks_by_page ON checks(page_id, check_id);
CREATE TABLE observations (
  observation_id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL REFERENCES pages(page_id), version_id INTEGER,
  capture_key TEXT NOT NULL UNIQUE, purpose TEXT NOT NULL, observed_at TEXT NOT NULL, base_id INTEGER,
  document BLOB NOT NULL
) STRICT;
CREATE INDEX observations_by_page ON observations(page_id, observation_id);
CREATE TABLE rounds (
  round_id INTEGER PRIMARY KEY AUTOINCREMENT, run_id INTEGER NOT NULL, source_id TEXT NOT NULL REFERENCES sources(source_id),
  decided_at TEXT NOT NULL, held INTEGER NOT NULL, quiet INTEGER NOT NULL, quiet_templated INTEGER NOT NULL
) STRICT;
CREATE INDEX rounds_by_run ON rounds(run_id);
CREATE TABLE round_looks (
  round_id INTEGER NOT NULL REFERENCES rounds(round_id), look INTEGER NOT NULL, place INTEGER NOT NULL,
  page_id INTEGER NOT NULL, capture_key TEXT NOT NULL, PRIMARY KEY (round_id, look, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE versions (
  version_id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL REFERENCES pages(page_id), number INTEGER NOT NULL,
  reason TEXT NOT NULL, capture_id INTEGER NOT NULL REFERENCES captures(capture_id), extractor INTEGER NOT NULL,
  knowledge INTEGER NOT NULL DEFAULT 0, seen_at TEXT NOT NULL, title TEXT NOT NULL, lead TEXT, note TEXT,
  text TEXT NOT NULL,
  language TEXT, published_at TEXT, published_precision TEXT, published_text TEXT, modified_at TEXT,
  attachments TEXT NOT NULL DEFAULT '[]', content_sha256 TEXT NOT NULL, rules_sha256 TEXT NOT NULL,
  low_confidence INTEGER NOT NULL DEFAULT 0,
  base_id INTEGER REFERENCES versions(version_id), document BLOB NOT NULL, joined_at TEXT, UNIQUE (page_id, number)
) STRICT;
CREATE INDEX versions_by_capture ON versions(capture_id);
CREATE INDEX versions_by_seen ON versions(seen_at);
CREATE INDEX versions_to_join ON versions(version_id) WHERE joined_at IS NULL;
CREATE TABLE changes (
  change_id INTEGER PRIMARY KEY AUTOINCREMENT, page_id INTEGER REFERENCES pages(page_id),
  source_id TEXT NOT NULL REFERENCES sources(source_id), kind TEXT NOT NULL, weight TEXT NOT NULL,
  baseline INTEGER NOT NULL DEFAULT 0, silent INTEGER NOT NULL DEFAULT 0, title_changed INTEGER NOT NULL DEFAULT 0,
  reverts_to INTEGER REFERENCES changes(change_id), from_version_id INTEGER REFERENCES versions(version_id),
  to_version_id INTEGER REFERENCES versions(version_id), found_at TEXT NOT NULL, not_before TEXT,
  summary TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '[]', confidence REAL, relevant INTEGER NOT NULL DEFAULT 0,
  detail TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX changes_by_page ON changes(page_id, change_id);
CREATE INDEX changes_by_found ON changes(found_at);
CREATE TABLE edits (
  edit_id INTEGER PRIMARY KEY, change_id INTEGER NOT NULL REFERENCES changes(change_id), position INTEGER NOT NULL,
  field TEXT NOT NULL, op TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, UNIQUE (change_id, position)
) STRICT;
CREATE TABLE relevance (
  version_id INTEGER PRIMARY KEY REFERENCES versions(version_id), profile TEXT NOT NULL, score REAL NOT NULL,
  relevant INTEGER NOT NULL, page_kind TEXT NOT NULL, areas TEXT NOT NULL, terms TEXT NOT NULL, rule TEXT NOT NULL,
  initiative TEXT, stage TEXT, stage_date TEXT
) STRICT;
CREATE TABLE knowledge (
  source_id TEXT PRIMARY KEY REFERENCES sources(source_id), version INTEGER NOT NULL, learned BLOB NOT NULL
) STRICT;
CREATE TABLE traits (
  page_id INTEGER PRIMARY KEY REFERENCES pages(page_id), key TEXT NOT NULL UNIQUE,
  version_id INTEGER NOT NULL REFERENCES versions(version_id), day TEXT NOT NULL, joined_on TEXT, traits BLOB NOT NULL
) STRICT;
CREATE INDEX traits_by_joining ON traits(joined_on) WHERE joined_on IS NOT NULL;
CREATE TABLE twins (
  page_id INTEGER NOT NULL REFERENCES pages(page_id), twin_id INTEGER NOT NULL REFERENCES pages(page_id),
  rule TEXT NOT NULL, score REAL NOT NULL, terms TEXT NOT NULL DEFAULT '[]', joined_on TEXT NOT NULL,
  PRIMARY KEY (page_id, twin_id)
) STRICT;
CREATE INDEX twins_by_twin ON twins(twin_id);
CREATE INDEX twins_by_joining ON twins(joined_on);
CREATE TABLE story_pages (
  story_id INTEGER NOT NULL REFERENCES stories(story_id), page_id INTEGER NOT NULL REFERENCES pages(page_id),
  rule TEXT NOT NULL, score REAL NOT NULL DEFAULT 1, partner_id INTEGER REFERENCES pages(page_id),
  terms TEXT NOT NULL DEFAULT '[]', copy INTEGER NOT NULL DEFAULT 0, joined_at TEXT NOT NULL,
  PRIMARY KEY (story_id, page_id)
) STRICT;
CREATE INDEX story_pages_by_page ON story_pages(page_id);
CREATE INDEX story_pages_by_person ON story_pages(story_id) WHERE rule='person';
CREATE TABLE initiatives (
  initiative_id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  names TEXT NOT NULL DEFAULT '{}', areas TEXT NOT NULL DEFAULT '[]', candidate INTEGER NOT NULL DEFAULT 1,
  merged_into INTEGER REFERENCES initiatives(initiative_id), first_seen_at TEXT NOT NULL,
  stage TEXT, stage_since TEXT, stage_tier TEXT, next_stage TEXT, next_on TEXT
) STRICT;
CREATE TABLE initiative_events (
  initiative_event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  initiative_id INTEGER NOT NULL REFERENCES initiatives(initiative_id), stage TEXT NOT NULL,
  announced_on TEXT, effective_on TEXT, precision TEXT, tier TEXT NOT NULL,
  version_id INTEGER NOT NULL REFERENCES versions(version_id), field TEXT NOT NULL,
  quote_start INTEGER NOT NULL, quote_end INTEGER NOT NULL, quote TEXT NOT NULL,
  superseded INTEGER NOT NULL DEFAULT 0, seen_on TEXT NOT NULL
) STRICT;
CREATE INDEX initiative_events_by_initiative ON initiative_events(initiative_id);
CREATE INDEX initiative_events_by_version ON initiative_events(version_id);
CREATE INDEX initiative_events_by_seen ON initiative_events(seen_on);
CREATE TABLE subscribers (
  name TEXT PRIMARY KEY, change_cursor INTEGER NOT NULL, last_digest_at TEXT, added_at TEXT NOT NULL
) STRICT;
CREATE TABLE digests (
  digest_id INTEGER PRIMARY KEY AUTOINCREMENT, subscriber TEXT NOT NULL REFERENCES subscribers(name),
  language TEXT NOT NULL,
  since_at TEXT, until_at TEXT NOT NULL, after_change_id INTEGER NOT NULL, to_change_id INTEGER NOT NULL,
  findings INTEGER NOT NULL,
  subject TEXT NOT NULL, html TEXT NOT NULL, text TEXT NOT NULL, frozen_at TEXT NOT NULL
) STRICT;
CREATE TABLE digest_changes (
  digest_id INTEGER NOT NULL REFERENCES digests(digest_id), change_id INTEGER NOT NULL REFERENCES changes(change_id),
  PRIMARY KEY (digest_id, change_id)
) STRICT;
CREATE TABLE deliveries (
  delivery_id INTEGER PRIMARY KEY AUTOINCREMENT, digest_id INTEGER NOT NULL REFERENCES digests(digest_id),
  recipient TEXT NOT NULL,
  message_id TEXT NOT NULL, eml BLOB NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, last_attempt_at TEXT,
  next_attempt_at TEXT,
  handed_over_at TEXT, outcome TEXT NOT NULL DEFAULT 'pending', error TEXT, UNIQUE (digest_id, recipient)
) STRICT;
CREATE TABLE alarms (
  alarm_id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, subject TEXT NOT NULL,
  source_id TEXT REFERENCES sources(source_id), page_id INTEGER REFERENCES pages(page_id),
  message TEXT NOT NULL, remedy TEXT NOT NULL, opened_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, closed_at TEXT
) STRICT;
CREATE UNIQUE INDEX alarms_open ON alarms(kind, subject) WHERE closed_at IS NULL;
CREATE TABLE decisions (
  decision_id INTEGER PRIMARY KEY AUTOINCREMENT, decided_at TEXT NOT NULL, who TEXT NOT NULL, verb TEXT NOT NULL,
  subject TEXT NOT NULL,
  why TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '{}', after_run INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE hosts (
  host TEXT PRIMARY KEY, robots_status INTEGER, robots_text TEXT, robots_at TEXT, back_off_until_at TEXT,
  back_off_reason TEXT
) STRICT;
CREATE VIRTUAL TABLE page_search USING fts5 (title, body, content='', tokenize='unicode61 remove_diacritics 2');
INSERT INTO page_search (page_search, rank) VALUES ('usermerge', 2);
"""


@migrations()
def create_tables(db: Any) -> None:
    """Make the tables of the first release."""
    for statement in FIRST.split(";\n"):
        if statement.strip():
            db.execute(statement)
