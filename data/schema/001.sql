-- The book, first version. Words are the field's own; see HACKING.md for how to add a migration.
-- Instants are seconds since 1970 UTC, wall times the same numbers read off a wall clock, money minor units.
-- Lists that no query looks into (phones, segments, skills, ranges, skipped) are JSON text in their row.
-- `row` numbers are this file's own business (search indexes, parts); ids are what the world sees.

CREATE TABLE meta (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE business (
	id TEXT PRIMARY KEY CHECK (id = 'business'), version INTEGER NOT NULL, removed INTEGER NOT NULL,
	name TEXT NOT NULL, zone TEXT NOT NULL, currency TEXT NOT NULL, locale TEXT NOT NULL, week_start INTEGER NOT NULL,
	phone TEXT NOT NULL, email TEXT NOT NULL, address TEXT NOT NULL
) STRICT;

CREATE TABLE policy (
	id TEXT PRIMARY KEY CHECK (id = 'policy'), version INTEGER NOT NULL, removed INTEGER NOT NULL,
	slot_step INTEGER NOT NULL, min_notice INTEGER NOT NULL, horizon INTEGER NOT NULL, cancel_deadline INTEGER NOT NULL,
	max_per_day INTEGER, buffers_inside_hours INTEGER NOT NULL
) STRICT;

CREATE TABLE staff (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	name TEXT NOT NULL, color TEXT NOT NULL, active INTEGER NOT NULL, position INTEGER NOT NULL
) STRICT;

CREATE TABLE resource (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	name TEXT NOT NULL, kind TEXT NOT NULL, color TEXT NOT NULL, active INTEGER NOT NULL, position INTEGER NOT NULL
) STRICT;

CREATE TABLE service (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	name TEXT NOT NULL, duration INTEGER NOT NULL, segments TEXT NOT NULL, buffer_before INTEGER NOT NULL,
	buffer_after INTEGER NOT NULL, price INTEGER, color TEXT NOT NULL, capacity INTEGER NOT NULL,
	resource_kind TEXT NOT NULL, skills TEXT NOT NULL, max_per_day INTEGER, description TEXT NOT NULL,
	active INTEGER NOT NULL, position INTEGER NOT NULL
) STRICT;

CREATE TABLE customer (
	row INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	name TEXT NOT NULL, phones TEXT NOT NULL, email TEXT NOT NULL, zone TEXT NOT NULL, language TEXT NOT NULL,
	notes TEXT NOT NULL, preferences TEXT NOT NULL, consents TEXT NOT NULL,
	merged_into TEXT REFERENCES customer(id), erased INTEGER, created INTEGER NOT NULL, updated INTEGER NOT NULL
) STRICT;

CREATE TABLE opening_hours (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	staff TEXT REFERENCES staff(id), from_day INTEGER, until_day INTEGER, ranges TEXT NOT NULL, created INTEGER NOT NULL
) STRICT;

CREATE TABLE closure (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	staff TEXT REFERENCES staff(id), kind TEXT NOT NULL, first_day INTEGER, last_day INTEGER, start INTEGER, [end] INTEGER,
	ranges TEXT NOT NULL, reason TEXT NOT NULL, created INTEGER NOT NULL
) STRICT;

CREATE TABLE series (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	rrule TEXT NOT NULL, local_start INTEGER NOT NULL, zone TEXT NOT NULL, filled_until INTEGER NOT NULL,
	skipped TEXT NOT NULL, uid TEXT NOT NULL, created INTEGER NOT NULL
) STRICT;
CREATE INDEX series_uid ON series(uid) WHERE uid <> '';

CREATE TABLE booking (
	row INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	kind TEXT NOT NULL, customer TEXT REFERENCES customer(id), start INTEGER NOT NULL, [end] INTEGER NOT NULL,
	zone TEXT NOT NULL, local_start INTEGER NOT NULL, all_day INTEGER NOT NULL, status TEXT NOT NULL,
	title TEXT NOT NULL, notes TEXT NOT NULL, public_note TEXT NOT NULL,
	series TEXT REFERENCES series(id), occurrence INTEGER, source TEXT NOT NULL, overbooked TEXT, busy INTEGER NOT NULL,
	currency TEXT NOT NULL, paid INTEGER, deposit INTEGER, uid TEXT NOT NULL, recurrence_id TEXT NOT NULL,
	sequence INTEGER NOT NULL, extra TEXT NOT NULL, cancel_reason TEXT NOT NULL,
	created INTEGER NOT NULL, updated INTEGER NOT NULL,
	CHECK ([end] >= start)
) STRICT;
-- A range is asked with start > from - 86400; the few longer than a day stand in an index of their own beside it.
CREATE INDEX booking_start ON booking(start) WHERE removed = 0;
CREATE INDEX booking_long ON booking(start) WHERE removed = 0 AND [end] - start > 86400;
CREATE INDEX booking_customer ON booking(customer, start) WHERE customer IS NOT NULL AND removed = 0;
CREATE UNIQUE INDEX booking_series ON booking(series, occurrence) WHERE series IS NOT NULL;
CREATE INDEX booking_uid ON booking(uid, recurrence_id) WHERE uid <> '';

-- live: the booking is neither removed nor cancelled nor a no-show, and it is busy.
CREATE TABLE booking_part (
	booking INTEGER NOT NULL REFERENCES booking(row), position INTEGER NOT NULL,
	service TEXT REFERENCES service(id), staff TEXT REFERENCES staff(id), resource TEXT REFERENCES resource(id),
	start INTEGER NOT NULL, [end] INTEGER NOT NULL, price INTEGER, busy INTEGER NOT NULL,
	busy_from INTEGER NOT NULL, busy_to INTEGER NOT NULL, live INTEGER NOT NULL,
	PRIMARY KEY (booking, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_staff ON booking_part(staff, busy_from, busy_to)
	WHERE live = 1 AND staff IS NOT NULL AND busy_to - busy_from <= 86400;
CREATE INDEX part_staff_long ON booking_part(staff, busy_from, busy_to)
	WHERE live = 1 AND staff IS NOT NULL AND busy_to - busy_from > 86400;
CREATE INDEX part_resource ON booking_part(resource, busy_from, busy_to)
	WHERE live = 1 AND resource IS NOT NULL AND busy_to - busy_from <= 86400;
CREATE INDEX part_resource_long ON booking_part(resource, busy_from, busy_to)
	WHERE live = 1 AND resource IS NOT NULL AND busy_to - busy_from > 86400;

-- The log. One chain: each hash holds the one before.
CREATE TABLE event (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, source TEXT NOT NULL,
	actor TEXT NOT NULL, correlation TEXT NOT NULL, entity TEXT NOT NULL, entity_id TEXT NOT NULL, after TEXT NOT NULL,
	salt TEXT NOT NULL, payload_hash TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE INDEX event_entity ON event(entity_id, seq);
CREATE INDEX event_correlation ON event(correlation);

-- One use case each: what undo and redo go by. Not logged.
CREATE TABLE change (
	seq INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, actor TEXT NOT NULL, source TEXT NOT NULL, at INTEGER NOT NULL,
	what TEXT NOT NULL, undoes TEXT, undone INTEGER NOT NULL, undoable INTEGER NOT NULL
) STRICT;
CREATE INDEX change_actor ON change(actor, kind, seq);
CREATE INDEX change_of ON change(actor, seq);
CREATE INDEX change_at ON change(at);

-- Search: folded text. Trigrams for three characters and more, words by prefix for fewer.
CREATE VIRTUAL TABLE customer_text USING fts5(text, tokenize = 'trigram case_sensitive 1', detail = full);
CREATE VIRTUAL TABLE booking_text USING fts5(text, tokenize = 'trigram case_sensitive 1', detail = full);
-- kind 0: a word of a customer; 1: of a booking; 2: a run of one or two CJK characters or the last digits of a phone of a
-- customer; 3: such a run of a booking. what is the row's number.
CREATE TABLE word (
	kind INTEGER NOT NULL, fold TEXT NOT NULL, what INTEGER NOT NULL,
	PRIMARY KEY (kind, fold, what)
) STRICT, WITHOUT ROWID;
