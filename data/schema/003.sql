-- Sync: somebody else's calendars and how far the mirror of this book has got in them. None of it is logged or replayed. Instants of the
-- back-off, of the guard and of runs go by the real clock. base, sent, theirs and event are images (JSON) of the model's structs.

CREATE TABLE account (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	kind TEXT NOT NULL, label TEXT NOT NULL, email TEXT NOT NULL, state TEXT NOT NULL, state_text TEXT NOT NULL,
	store TEXT NOT NULL, client_id TEXT NOT NULL, api_url TEXT NOT NULL, auth_url TEXT NOT NULL, token_url TEXT NOT NULL,
	revoke_url TEXT NOT NULL, scope TEXT NOT NULL, signed_in INTEGER NOT NULL, refresh_expires INTEGER NOT NULL,
	pause_until INTEGER NOT NULL, write_pause_until INTEGER NOT NULL, pause_round INTEGER NOT NULL, pace INTEGER NOT NULL,
	daily INTEGER NOT NULL, made_day INTEGER NOT NULL, made INTEGER NOT NULL, notify INTEGER NOT NULL,
	last_sync INTEGER NOT NULL, clock_skew INTEGER NOT NULL, created INTEGER NOT NULL
) STRICT;

CREATE TABLE calendar (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	account TEXT NOT NULL REFERENCES account(id), remote_id TEXT NOT NULL, name TEXT NOT NULL, zone TEXT NOT NULL,
	staff TEXT REFERENCES staff(id), blocks_for TEXT REFERENCES staff(id), show TEXT NOT NULL, on_conflict TEXT NOT NULL,
	since INTEGER NOT NULL, sync_token TEXT NOT NULL, state TEXT NOT NULL, state_text TEXT NOT NULL,
	last_pull INTEGER NOT NULL, last_full INTEGER NOT NULL, created INTEGER NOT NULL
) STRICT;

-- A booking's place in a calendar.
CREATE TABLE sync_link (
	booking TEXT PRIMARY KEY REFERENCES booking(id), calendar TEXT NOT NULL REFERENCES calendar(id), kind TEXT NOT NULL,
	remote_id TEXT NOT NULL, generation INTEGER NOT NULL, etag TEXT NOT NULL, base TEXT, sent TEXT, sent_version INTEGER NOT NULL,
	sent_calendar TEXT REFERENCES calendar(id), sent_remote_id TEXT, status TEXT NOT NULL, attempts INTEGER NOT NULL,
	next_attempt INTEGER NOT NULL, error_kind TEXT NOT NULL, error TEXT NOT NULL, last_synced INTEGER NOT NULL, theirs TEXT,
	held INTEGER NOT NULL, series TEXT, original INTEGER, link TEXT NOT NULL, since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_link_remote ON sync_link(calendar, remote_id);
CREATE INDEX sync_link_sent ON sync_link(sent_calendar, sent_remote_id) WHERE sent_calendar IS NOT NULL;
CREATE INDEX sync_link_series ON sync_link(calendar, series, original) WHERE series IS NOT NULL;
-- Whatever is not settled: the queue, in the order it is worked off, and what a person is shown.
CREATE INDEX sync_link_open ON sync_link(calendar, status, held, next_attempt, since) WHERE status NOT IN ('synced', 'deleted');
CREATE INDEX sync_link_edited ON sync_link(booking) WHERE theirs IS NOT NULL;
CREATE INDEX sync_link_live ON sync_link(calendar) WHERE kind <> 'mirror' AND base IS NOT NULL;

-- Repeating events made elsewhere (filled: the instant up to which their occurrences stand), and what differs from their rule in single occurrences (which may come first).
CREATE TABLE sync_series (
	calendar TEXT NOT NULL REFERENCES calendar(id), remote_id TEXT NOT NULL, event TEXT NOT NULL, filled INTEGER NOT NULL,
	PRIMARY KEY (calendar, remote_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_series_filled ON sync_series(filled);
CREATE TABLE sync_exception (
	calendar TEXT NOT NULL REFERENCES calendar(id), series TEXT NOT NULL, original INTEGER NOT NULL, event TEXT NOT NULL,
	PRIMARY KEY (calendar, series, original)
) STRICT, WITHOUT ROWID;

-- Cancellations that wait for a yes. direction "here": it was deleted there; "there": it was cancelled here.
CREATE TABLE sync_held (
	booking TEXT PRIMARY KEY REFERENCES booking(id), calendar TEXT NOT NULL REFERENCES calendar(id), direction TEXT NOT NULL,
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_held_calendar ON sync_held(calendar);
-- Cancellations of the last hour; confirmed: a person said yes, it does not count.
CREATE TABLE sync_guard (
	calendar TEXT NOT NULL REFERENCES calendar(id), direction TEXT NOT NULL, booking TEXT NOT NULL, at INTEGER NOT NULL,
	confirmed INTEGER NOT NULL,
	PRIMARY KEY (calendar, direction, booking)
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_guard_at ON sync_guard(calendar, direction, at) WHERE confirmed = 0;

-- Events to be deleted that no link stands for any more.
CREATE TABLE sync_removal (
	id INTEGER PRIMARY KEY,
	calendar TEXT NOT NULL REFERENCES calendar(id), remote_id TEXT NOT NULL, etag TEXT NOT NULL, booking TEXT NOT NULL,
	attempts INTEGER NOT NULL, next_attempt INTEGER NOT NULL, error TEXT NOT NULL,
	UNIQUE (calendar, remote_id)
) STRICT;
CREATE INDEX sync_removal_due ON sync_removal(calendar, next_attempt);

-- Events of this book without a booking in it (after a restore): offered as "bring back".
CREATE TABLE sync_orphan (
	calendar TEXT NOT NULL REFERENCES calendar(id), remote_id TEXT NOT NULL, event TEXT NOT NULL,
	PRIMARY KEY (calendar, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_run (
	id INTEGER PRIMARY KEY,
	account TEXT NOT NULL REFERENCES account(id), started INTEGER NOT NULL, ended INTEGER NOT NULL, pulled INTEGER NOT NULL,
	pushed INTEGER NOT NULL, failed INTEGER NOT NULL, conflicts INTEGER NOT NULL, refreshes INTEGER NOT NULL,
	requests INTEGER NOT NULL, total_ms INTEGER NOT NULL, operations TEXT NOT NULL, error TEXT NOT NULL
) STRICT;
CREATE INDEX sync_run_account ON sync_run(account, started);
CREATE INDEX sync_run_started ON sync_run(started);
