"""Numbered migrations: number n takes a database from version n-1 to n; a released one never changes."""

from __future__ import annotations

Migration = tuple[str, ...]

HISTORY: tuple[Migration, ...] = (
    (
        """CREATE TABLE calls (
            id INTEGER PRIMARY KEY, call_id TEXT NOT NULL UNIQUE, direction TEXT NOT NULL, disposition TEXT NOT NULL,
            number TEXT NOT NULL, canonical TEXT NOT NULL, name TEXT NOT NULL, person_id TEXT NOT NULL,
            department TEXT NOT NULL, via TEXT NOT NULL, started_at INTEGER NOT NULL, answered_at INTEGER NOT NULL,
            ended_at INTEGER NOT NULL, duration_ms INTEGER NOT NULL, code TEXT NOT NULL, sip_status INTEGER NOT NULL,
            seen INTEGER NOT NULL)""",
        "CREATE INDEX calls_newest ON calls (started_at, id)",
        "CREATE INDEX calls_direction ON calls (direction, started_at, id)",
        "CREATE INDEX calls_missed ON calls (started_at, id) WHERE disposition = 'missed'",
        "CREATE INDEX calls_unseen ON calls (id) WHERE seen = 0",
        "CREATE INDEX calls_number ON calls (canonical, started_at, id)",
        """CREATE TABLE numbers (
            canonical TEXT PRIMARY KEY, incoming INTEGER NOT NULL, outgoing INTEGER NOT NULL, missed INTEGER NOT NULL)
            WITHOUT ROWID""",
        """CREATE TRIGGER calls_counted AFTER INSERT ON calls BEGIN
            INSERT OR IGNORE INTO numbers VALUES (new.canonical, 0, 0, 0);
            UPDATE numbers SET incoming = incoming + (new.direction = 'incoming'),
                outgoing = outgoing + (new.direction = 'outgoing'), missed = missed + (new.disposition = 'missed')
                WHERE canonical = new.canonical;
            END""",
        """CREATE TRIGGER calls_uncounted AFTER DELETE ON calls BEGIN
            UPDATE numbers SET incoming = incoming - (old.direction = 'incoming'),
                outgoing = outgoing - (old.direction = 'outgoing'), missed = missed - (old.disposition = 'missed')
                WHERE canonical = old.canonical;
            END""",
    ),
    (
        "ALTER TABLE calls ADD COLUMN transferred_to TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE calls ADD COLUMN transferred_name TEXT NOT NULL DEFAULT ''",
    ),
    (
        "ALTER TABLE calls ADD COLUMN referred_by TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE calls ADD COLUMN referred_by_name TEXT NOT NULL DEFAULT ''",
    ),
)

# The directory is a cache, built anew for every download: a file of another version is thrown away, never migrated.
DIRECTORY_VERSION = 1
DIRECTORY: Migration = (
    "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE departments (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, parent_id TEXT NOT NULL, position INTEGER NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE people (
        rank INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, folded TEXT NOT NULL,
        letter TEXT NOT NULL, department_id TEXT NOT NULL, place INTEGER NOT NULL, position TEXT NOT NULL,
        extension TEXT NOT NULL, mobile TEXT NOT NULL, mobile_digits TEXT NOT NULL, email TEXT NOT NULL,
        permission TEXT NOT NULL, picture_etag TEXT NOT NULL)""",
    "CREATE INDEX people_place ON people (place, letter)",
    "CREATE INDEX people_extension ON people (extension) WHERE extension <> ''",
    "CREATE INDEX people_mobile ON people (mobile) WHERE mobile <> ''",
)
