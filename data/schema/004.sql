-- Free time: limits a person may set, slots held while talking, the waitlist, and polls for a time that suits several.

ALTER TABLE staff ADD COLUMN max_per_day INTEGER;
ALTER TABLE policy ADD COLUMN rank_load INTEGER NOT NULL DEFAULT 0;
ALTER TABLE policy ADD COLUMN ignore_gaps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE policy ADD COLUMN forget_length INTEGER NOT NULL DEFAULT 0;

-- Who wants to come and has no time yet. earliest and latest bound its windows, so that a slot that frees finds it by index.
CREATE TABLE waitlist (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	customer TEXT REFERENCES customer(id), service TEXT REFERENCES service(id), staff TEXT REFERENCES staff(id),
	seconds INTEGER NOT NULL, windows TEXT NOT NULL, weekdays INTEGER NOT NULL, from_min INTEGER NOT NULL, to_min INTEGER NOT NULL,
	earliest INTEGER, latest INTEGER, priority INTEGER NOT NULL, auto_book INTEGER NOT NULL, reach TEXT NOT NULL, notes TEXT NOT NULL,
	status TEXT NOT NULL, booking TEXT REFERENCES booking(id), created INTEGER NOT NULL
) STRICT;
-- In the order they are asked in, with all that says whether a time could suit them: most are passed over without being read.
CREATE INDEX waitlist_waiting ON waitlist(auto_book, priority DESC, created, id, earliest, latest, service, staff, seconds)
	WHERE removed = 0 AND status = 'waiting';
CREATE INDEX waitlist_customer ON waitlist(customer);

CREATE TABLE poll (
	id TEXT PRIMARY KEY, version INTEGER NOT NULL, removed INTEGER NOT NULL,
	title TEXT NOT NULL, seconds INTEGER NOT NULL, step INTEGER NOT NULL, windows TEXT NOT NULL, people TEXT NOT NULL,
	status TEXT NOT NULL, booking TEXT REFERENCES booking(id), created INTEGER NOT NULL
) STRICT;

-- A slot kept while talking. Not logged; it counts until its end and never against its owner.
CREATE TABLE hold (
	id TEXT PRIMARY KEY, owner TEXT NOT NULL, note TEXT NOT NULL, start INTEGER NOT NULL, [end] INTEGER NOT NULL,
	until INTEGER NOT NULL, parts TEXT NOT NULL, created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_until ON hold(until);

-- No query looks a series up by its UID: its bookings are asked for.
DROP INDEX series_uid;
