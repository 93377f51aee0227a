/* store/statements.h - every query there is, by name.
 *
 * X(NAME, flags, SQL). {booking:b} stands for that class's columns with the prefix b., in the class's order, {=account} for what
 * writes a row of that class, {+account} for what adds one that is not there.
 * STMT_READS_ALL marks the few that must read everything (export, verify, rebuild): the test that compares step counts at
 * 1 k and 1 M bookings passes them over.
 * The rows of the logged classes themselves (get, put, all) are made from the model's field tables, in rows.c.
 * Private to store. */
#pragma once

enum { STMT_READS_ALL = 1 << 0 };

/* A booking's line in a list: its columns, its row number, its customer's name and phones. */
#define LINE_BY(index) \
	"SELECT {booking:b}, b.row, c.name, c.phones FROM booking b " index " LEFT JOIN customer c ON c.id = b.customer "
#define LINE LINE_BY("")

/* An entry of the waitlist, its customer's name and phones. */
#define WAITING "SELECT {waitlist:w}, c.name, c.phones FROM waitlist w LEFT JOIN customer c ON c.id = w.customer "

/* What stands in a calendar may not be right any more. What is on its way is looked at when the answer comes; a conflict waits for a person. */
#define LINKS_MARK \
	"UPDATE sync_link SET status = 'pending', attempts = 0, next_attempt = 0, error_kind = '', error = '', " \
	"since = iif(status = 'pending', since, ?1) WHERE kind <> 'mirror' AND status IN ('synced', 'failed', 'pending') AND "

/* clang-format off */
#define STMTS(X) \
	X(BEGIN, 0, "BEGIN IMMEDIATE") \
	X(BEGIN_READ, 0, "BEGIN") \
	X(COMMIT, 0, "COMMIT") \
	X(ROLLBACK, 0, "ROLLBACK") \
	X(SCHEMA_VERSION, 0, "PRAGMA user_version") \
	X(DATA_VERSION, 0, "PRAGMA data_version") \
	X(META_GET, 0, "SELECT value FROM meta WHERE key = ?1") \
	X(META_SET, 0, "INSERT INTO meta(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value") \
	\
	X(BOOKING_ROW, 0, "SELECT row FROM booking WHERE id = ?1") \
	X(BOOKING_LINE, 0, LINE "WHERE b.id = ?1") \
	X(BOOKING_AT, 0, LINE "WHERE b.row = ?1") \
	X(BOOKING_ALONE_AT, 0, "SELECT {booking:b}, b.row, NULL, NULL FROM booking b WHERE b.row = ?1") \
	X(BOOKINGS_SHORT, 0, LINE \
	  "WHERE b.removed = 0 AND b.start > ?1 - 86400 AND b.start < ?2 AND b.[end] - b.start <= 86400 " \
	  "AND (b.[end] > ?1 OR b.start >= ?1) ORDER BY b.start") \
	X(BOOKINGS_LONG, 0, LINE_BY("INDEXED BY booking_long") \
	  "WHERE b.removed = 0 AND b.[end] - b.start > 86400 AND b.start < ?2 AND b.[end] > ?1 ORDER BY b.start") \
	X(BOOKINGS_ALL, STMT_READS_ALL, LINE "WHERE b.removed = 0 ORDER BY b.start, b.row") \
	X(BOOKINGS_FROM, 0, LINE "WHERE b.removed = 0 AND b.start >= ?1 ORDER BY b.start") \
	X(BOOKINGS_OF, 0, LINE "WHERE b.customer = ?1 AND b.removed = 0 ORDER BY b.start") \
	X(BOOKINGS_OF_BACK, 0, LINE "WHERE b.customer = ?1 AND b.removed = 0 ORDER BY b.start DESC") \
	X(BOOKING_STARTS_OF, 0, "SELECT row, start FROM booking WHERE customer = ?1 AND removed = 0") \
	X(LAST_VISIT, 0, \
	  "SELECT b.start, (SELECT p.service FROM booking_part p WHERE p.booking = b.row ORDER BY p.position LIMIT 1) " \
	  "FROM booking b WHERE b.customer = ?1 AND b.removed = 0 AND b.start <= ?2 " \
	  "AND b.status <> 'cancelled' AND b.status <> 'late_cancelled' AND b.status <> 'no_show' ORDER BY b.start DESC LIMIT 1") \
	X(BOOKINGS_OF_SERIES, 0, LINE "WHERE b.series = ?1 AND b.removed = 0 ORDER BY b.occurrence") \
	X(BOOKINGS_BY_UID, 0, LINE "WHERE b.uid = ?1 AND b.uid <> '' ORDER BY b.recurrence_id") \
	X(BOOKING_BY_UID, 0, "SELECT id FROM booking WHERE uid = ?1 AND uid <> '' AND recurrence_id = ?2") \
	X(SERIES_LATEST, 0, "SELECT id FROM booking WHERE series = ?1 AND removed = 0 ORDER BY occurrence DESC LIMIT 1") \
	X(SERIES_OCCURRENCES, 0, "SELECT occurrence FROM booking WHERE series = ?1 AND occurrence IS NOT NULL ORDER BY occurrence") \
	X(SERIES_AT, 0, "SELECT id FROM booking WHERE series = ?1 AND occurrence = ?2") \
	X(PARTS, 0, "SELECT {booking_part:p} FROM booking_part p WHERE p.booking = ?1 ORDER BY p.position") \
	X(PARTS_DELETE, 0, "DELETE FROM booking_part WHERE booking = ?1") \
	X(PART_INSERT, 0, \
	  "INSERT INTO booking_part(booking, position, service, staff, resource, start, [end], price, busy, busy_from, busy_to, live) " \
	  "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)") \
	X(PARTS_OF_STAFF, 0, \
	  "SELECT b.id, p.service, p.staff, p.resource, p.start, p.[end], p.busy_from, p.busy_to, p.busy FROM (" \
	  "SELECT * FROM booking_part WHERE live = 1 AND staff = ?1 AND busy_to - busy_from <= 86400 " \
	  "AND busy_from > ?2 - 86400 AND busy_from < ?3 AND busy_to > ?2 " \
	  "UNION ALL SELECT * FROM booking_part WHERE live = 1 AND staff = ?1 AND busy_to - busy_from > 86400 " \
	  "AND busy_from < ?3 AND busy_to > ?2) p JOIN booking b ON b.row = p.booking") \
	X(PARTS_OF_RESOURCE, 0, \
	  "SELECT b.id, p.service, p.staff, p.resource, p.start, p.[end], p.busy_from, p.busy_to, p.busy FROM (" \
	  "SELECT * FROM booking_part WHERE live = 1 AND resource = ?1 AND busy_to - busy_from <= 86400 " \
	  "AND busy_from > ?2 - 86400 AND busy_from < ?3 AND busy_to > ?2 " \
	  "UNION ALL SELECT * FROM booking_part WHERE live = 1 AND resource = ?1 AND busy_to - busy_from > 86400 " \
	  "AND busy_from < ?3 AND busy_to > ?2) p JOIN booking b ON b.row = p.booking") \
	X(PARTS_STARTING, 0, \
	  "SELECT b.id, p.service, p.staff, p.resource, p.start, p.[end], p.busy_from, p.busy_to, p.busy " \
	  "FROM booking b JOIN booking_part p ON p.booking = b.row " \
	  "WHERE b.removed = 0 AND b.start >= ?1 AND b.start < ?2 AND b.kind = 'appointment' AND p.live = 1 ORDER BY b.start, b.row") \
	X(OVERLAPS_STAFF, STMT_READS_ALL, \
	  "SELECT b.id, p.service, p.staff, p.resource, p.start, p.[end], p.busy_from, p.busy_to, p.busy FROM booking_part p " \
	  "JOIN booking b ON b.row = p.booking WHERE p.live = 1 AND p.staff IS NOT NULL AND p.busy = 1 ORDER BY p.staff, p.busy_from, p.busy_to") \
	X(OVERLAPS_RESOURCE, STMT_READS_ALL, \
	  "SELECT b.id, p.service, p.staff, p.resource, p.start, p.[end], p.busy_from, p.busy_to, p.busy FROM booking_part p " \
	  "JOIN booking b ON b.row = p.booking WHERE p.live = 1 AND p.resource IS NOT NULL ORDER BY p.resource, p.busy_from, p.busy_to") \
	\
	X(CUSTOMER_ROW, 0, "SELECT row FROM customer WHERE id = ?1") \
	X(CUSTOMER_AT, 0, "SELECT {customer:c} FROM customer c WHERE c.row = ?1 AND c.removed = 0") \
	X(CUSTOMER_LINE_AT, 0, "SELECT id, name, phones FROM customer WHERE row = ?1 AND removed = 0") \
	X(CUSTOMER_NAME_AT, 0, "SELECT name FROM customer WHERE row = ?1 AND removed = 0") \
	X(CUSTOMERS_MERGED_INTO, STMT_READS_ALL, "SELECT id FROM customer WHERE merged_into = ?1 AND removed = 1") \
	X(CUSTOMERS_ALL, STMT_READS_ALL, "SELECT {customer:c} FROM customer c WHERE c.removed = 0 ORDER BY c.row") \
	\
	X(CUSTOMER_TEXT, 0, "SELECT text FROM customer_text WHERE rowid = ?1") \
	X(CUSTOMER_TEXT_PUT, 0, "INSERT INTO customer_text(rowid, text) VALUES(?1, ?2)") \
	X(CUSTOMER_TEXT_DELETE, 0, "DELETE FROM customer_text WHERE rowid = ?1") \
	X(BOOKING_TEXT, 0, "SELECT text FROM booking_text WHERE rowid = ?1") \
	X(BOOKING_TEXT_PUT, 0, "INSERT INTO booking_text(rowid, text) VALUES(?1, ?2)") \
	X(BOOKING_TEXT_DELETE, 0, "DELETE FROM booking_text WHERE rowid = ?1") \
	X(WORD_PUT, 0, "INSERT OR IGNORE INTO word(fold, kind, what) VALUES(?1, ?2, ?3)") \
	X(WORD_DELETE, 0, "DELETE FROM word WHERE fold = ?1 AND kind = ?2 AND what = ?3") \
	X(FIND_PREFIX, 0, "SELECT DISTINCT what FROM word WHERE kind IN (?3, ?3 + 2) AND fold >= ?1 AND fold < ?2 LIMIT ?4") \
	X(FIND_CUSTOMER_TEXT, 0, "SELECT rowid, text FROM customer_text WHERE customer_text MATCH ?1 LIMIT ?2") \
	X(FIND_BOOKING_TEXT, 0, "SELECT rowid, text FROM booking_text WHERE booking_text MATCH ?1 ORDER BY rowid DESC LIMIT ?2") \
	X(WORD_NEXT, 0, "SELECT fold FROM word WHERE kind = 0 AND fold > ?1 AND fold < ?2 ORDER BY fold LIMIT 1") \
	X(WORD_IS, 0, "SELECT 1 FROM word WHERE kind = 0 AND fold = ?1 LIMIT 1") \
	X(SEARCH_CLEAR_1, STMT_READS_ALL, "DELETE FROM word") \
	X(SEARCH_CLEAR_2, STMT_READS_ALL, "DELETE FROM customer_text") \
	X(SEARCH_CLEAR_3, STMT_READS_ALL, "DELETE FROM booking_text") \
	X(SEARCH_WRONG, STMT_READS_ALL, \
	  "SELECT (SELECT count(*) FROM customer c WHERE c.removed = 0 AND c.erased IS NULL AND c.name <> '' " \
	  "AND NOT EXISTS (SELECT 1 FROM customer_text_docsize d WHERE d.id = c.row)) " \
	  "+ (SELECT count(*) FROM customer_text_docsize d " \
	  "WHERE NOT EXISTS (SELECT 1 FROM customer c WHERE c.row = d.id AND c.removed = 0 AND c.erased IS NULL)) " \
	  "+ (SELECT count(*) FROM booking b WHERE b.removed = 0 AND trim(b.title || b.notes || b.public_note, ' ' || char(9, 10, 13)) <> '' " \
	  "AND NOT EXISTS (SELECT 1 FROM booking_text_docsize d WHERE d.id = b.row)) " \
	  "+ (SELECT count(*) FROM booking_text_docsize d " \
	  "WHERE NOT EXISTS (SELECT 1 FROM booking b WHERE b.row = d.id AND b.removed = 0))") \
	\
	X(EVENT_LAST, 0, "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1") \
	X(EVENT_PUT, 0, \
	  "INSERT INTO event(seq, id, type, version, at, source, actor, correlation, entity, entity_id, after, salt, payload_hash, " \
	  "prev_hash, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)") \
	X(EVENTS, STMT_READS_ALL, "SELECT * FROM event WHERE seq > ?1 ORDER BY seq") \
	X(EVENTS_OF_ENTITY, 0, "SELECT * FROM event WHERE entity_id = ?1 ORDER BY seq") \
	X(EVENTS_OF_CORRELATION, 0, "SELECT * FROM event WHERE correlation = ?1 ORDER BY seq") \
	X(EVENT_BEFORE, 0, "SELECT * FROM event WHERE entity_id = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1") \
	X(EVENT_FIRST_SINCE, STMT_READS_ALL, \
	  "SELECT min(e.seq), EXISTS(SELECT 1 FROM change b WHERE b.at <= ?1 AND b.seq > m.first) FROM (SELECT min(seq) AS first FROM change " \
	  "WHERE at > ?1) m JOIN change c ON c.seq = m.first JOIN event e ON e.correlation = c.id") \
	X(EVENTS_SINCE, STMT_READS_ALL, "SELECT entity_id FROM event WHERE seq >= ?1") \
	X(ENTITIES_SINCE, STMT_READS_ALL, \
	  "SELECT entity_id, min(seq) FROM event INDEXED BY event_entity GROUP BY entity_id HAVING max(seq) >= ?1") \
	X(EVENT_IMAGE, 0, "SELECT after FROM event WHERE entity_id = ?1 AND at <= ?2 AND entity = ?3 ORDER BY seq DESC LIMIT 1") \
	X(EVENT_IMAGE_SINCE, 0, "SELECT after FROM event WHERE entity_id = ?1 AND at > ?2 AND after <> '' ORDER BY seq LIMIT 1") \
	X(EVENT_BLANK, 0, "UPDATE event SET after = '', salt = '' WHERE entity_id = ?1") \
	X(EVENT_SEQ_SINCE, 0, \
	  "SELECT min(e.seq) FROM (SELECT id FROM change WHERE at >= ?1 ORDER BY at LIMIT 1) c JOIN event e ON e.correlation = c.id") \
	\
	X(CHANGE_PUT, 0, \
	  "INSERT INTO change(id, kind, actor, source, at, what, undoes, undone, undoable) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)") \
	X(CHANGE_GET, 0, "SELECT * FROM change WHERE id >= ?1 AND id <= ?1 || '~' LIMIT 2") \
	X(CHANGE_NEWEST, 0, \
	  "SELECT * FROM change WHERE actor = ?1 AND kind = ?2 AND undone = 0 AND undoable = 1 " \
	  "AND source IN ('ui', 'cli') ORDER BY seq DESC LIMIT 1") \
	X(CHANGE_NEWEST_SEQ, 0, \
	  "SELECT seq FROM change WHERE actor = ?1 AND kind = ?2 AND undoable = 1 AND source IN ('ui', 'cli') ORDER BY seq DESC LIMIT 1") \
	X(CHANGE_UNDONE, 0, "UPDATE change SET undone = ?2 WHERE id = ?1") \
	X(CHANGE_WORDS, 0, "UPDATE change SET what = ?2, undoable = ?3 WHERE id = ?1") \
	X(CHANGE_FORGET, 0, \
	  "UPDATE change SET what = ?3 WHERE id IN (SELECT correlation FROM event WHERE entity_id = ?1) AND instr(what, ?2) > 0") \
	X(CHANGE_FINAL, 0, "UPDATE change SET undoable = 0 WHERE id IN (SELECT correlation FROM event WHERE entity_id = ?1)") \
	X(CHANGES, 0, "SELECT * FROM change ORDER BY seq DESC LIMIT ?1") \
	X(CHANGES_OF, 0, "SELECT * FROM change WHERE actor = ?2 ORDER BY seq DESC LIMIT ?1") \
	X(LAST_BOOKING, 0, \
	  "SELECT e.entity_id FROM change c CROSS JOIN event e ON e.correlation = c.id CROSS JOIN booking b ON b.id = e.entity_id " \
	  "WHERE c.actor = ?1 AND c.source <> 'system' AND e.entity = 'booking' AND b.removed = 0 " \
	  "ORDER BY c.seq DESC, e.seq DESC LIMIT 1") \
	\
	X(REQUEST_GET, 0, "SELECT words, answer, correlation FROM request WHERE key = ?1") \
	X(REQUEST_FORGET, STMT_READS_ALL, \
	  "UPDATE request SET words = '', answer = NULL WHERE correlation IN (SELECT correlation FROM event WHERE entity_id = ?1)") \
	X(REQUEST_PUT, 0, "INSERT INTO request(key, words, correlation, at) VALUES(?1, ?2, ?3, ?4)") \
	X(REQUEST_ANSWER, 0, "UPDATE request SET answer = ?2 WHERE key = ?1") \
	\
	X(HOLDS, 0, "SELECT {hold:h} FROM hold h WHERE h.until > ?1 ORDER BY h.start, h.id") \
	X(HOLD_PUT, 0, "{=hold}") \
	X(HOLD_DELETE, 0, "DELETE FROM hold WHERE id = ?1") \
	X(HOLDS_EXPIRE, 0, "DELETE FROM hold WHERE until <= ?1") \
	X(HOLDS_FORGET, 0, "UPDATE hold SET note = ''") \
	\
	X(WAITLIST_ALL, STMT_READS_ALL, WAITING "WHERE w.removed = 0 ORDER BY w.priority DESC, w.created, w.id") \
	X(WAITLIST_WAITING, STMT_READS_ALL, WAITING \
	  "WHERE w.removed = 0 AND w.status = 'waiting' ORDER BY w.priority DESC, w.created, w.id") \
	X(WAITLIST_LINE, 0, WAITING "WHERE w.id = ?1 AND w.removed = 0") \
	X(WAITLIST_TOUCHING, 0, \
	  "SELECT w.id, w.service, w.staff, w.seconds FROM waitlist w WHERE w.removed = 0 AND w.status = 'waiting' AND w.auto_book = ?3 " \
	  "AND (w.latest IS NULL OR w.latest > ?1) AND (w.earliest IS NULL OR w.earliest < ?2) ORDER BY w.priority DESC, w.created, w.id") \
	X(WAITLIST_ANY, 0, "SELECT 1 FROM waitlist w WHERE w.removed = 0 AND w.status = 'waiting' LIMIT 1") \
	X(WAITLIST_OF, 0, \
	  "SELECT {waitlist:w} FROM waitlist w WHERE w.customer = ?1 AND w.removed = 0 ORDER BY w.created, w.id") \
	X(WAITLIST_NAMING, STMT_READS_ALL, \
	  "SELECT {waitlist:w} FROM waitlist w WHERE w.removed = 0 AND w.status = 'waiting' AND ?1 IN (w.staff, w.service) " \
	  "ORDER BY w.created, w.id") \
	\
	X(ACCOUNTS, 0, "SELECT {account:a} FROM account a WHERE a.removed = 0 ORDER BY a.created, a.rowid") \
	X(ACCOUNT_GET, 0, "SELECT {account:a} FROM account a WHERE a.id = ?1") \
	X(ACCOUNT_PUT, 0, "{=account}") \
	X(CALENDARS, 0, "SELECT {calendar:c} FROM calendar c WHERE c.removed = 0 ORDER BY c.created, c.rowid") \
	X(CALENDARS_BEFORE, 0, "SELECT {calendar:c} FROM calendar c WHERE c.remote_id = ?1 AND c.removed = 1 ORDER BY c.created DESC, c.rowid DESC") \
	X(CALENDAR_GET, 0, "SELECT {calendar:c} FROM calendar c WHERE c.id = ?1") \
	X(CALENDAR_PUT, 0, "{=calendar}") \
	X(CALENDARS_UNPLAN, 0, "UPDATE calendar SET sync_token = '', state = 'needs_plan', state_text = '', last_full = 0 WHERE removed = 0") \
	\
	X(LINK_GET, 0, "SELECT {sync_link:l} FROM sync_link l WHERE l.booking = ?1") \
	X(LINK_PUT, 0, "{=sync_link}") \
	X(LINK_ADD, 0, "{+sync_link}") \
	X(LINK_DELETE, 0, "DELETE FROM sync_link WHERE booking = ?1") \
	X(LINK_AT, 0, "SELECT {sync_link:l} FROM sync_link l WHERE l.calendar = ?1 AND l.remote_id = ?2 LIMIT 1") \
	X(LINK_SENT_TO, 0, "SELECT {sync_link:l} FROM sync_link l WHERE l.sent_calendar = ?1 AND l.sent_remote_id = ?2 LIMIT 1") \
	X(LINK_OF_OCCURRENCE, 0, \
	  "SELECT {sync_link:l} FROM sync_link l WHERE l.calendar = ?1 AND l.series = ?2 AND l.original = ?3 LIMIT 1") \
	X(LINKS_OF_SERIES, 0, "SELECT {sync_link:l} FROM sync_link l WHERE l.calendar = ?1 AND l.series = ?2 ORDER BY l.original") \
	X(LINKS_OF_CALENDAR, 0, \
	  "SELECT {sync_link:l} FROM sync_link l WHERE l.calendar = ?1 AND (l.remote_id, l.booking) > (?2, ?3) " \
	  "ORDER BY l.remote_id, l.booking LIMIT ?4") \
	X(LINKS_OF, 0, "SELECT {sync_link:l} FROM json_each(?1) j CROSS JOIN sync_link l ON l.booking = j.value") \
	X(LINKS_SHORT, 0, \
	  "SELECT {sync_link:l} FROM booking b CROSS JOIN sync_link l ON l.booking = b.id " \
	  "WHERE b.removed = 0 AND b.start > ?1 - 86400 AND b.start < ?2 AND b.[end] - b.start <= 86400") \
	X(LINKS_LONG, 0, \
	  "SELECT {sync_link:l} FROM booking b INDEXED BY booking_long CROSS JOIN sync_link l ON l.booking = b.id " \
	  "WHERE b.removed = 0 AND b.[end] - b.start > 86400 AND b.start < ?2 AND b.[end] > ?1") \
	X(LINKS_DUE, 0, \
	  "SELECT {sync_link:l} FROM sync_link l WHERE l.calendar = ?1 AND l.status = 'pending' AND l.held = 0 AND l.next_attempt <= ?2 " \
	  "AND l.status NOT IN ('synced', 'deleted') ORDER BY l.next_attempt, l.since") \
	X(LINKS_IN, 0, \
	  "SELECT {sync_link:l} FROM sync_link l WHERE l.calendar = ?1 AND l.status = ?2 AND l.status NOT IN ('synced', 'deleted') LIMIT ?3") \
	X(LINKS_OPEN, 0, \
	  "SELECT {sync_link:l} FROM sync_link l CROSS JOIN booking b ON b.id = l.booking " \
	  "WHERE l.status NOT IN ('synced', 'deleted') AND instr(?1, l.status) > 0 ORDER BY CASE l.status WHEN 'conflict' THEN 0 " \
	  "WHEN 'failed' THEN 1 ELSE 3 - l.held END, b.start, b.id LIMIT ?2") \
	X(LINKS_EDITED, 0, "SELECT {sync_link:l} FROM sync_link l WHERE l.theirs IS NOT NULL AND l.status = 'synced' LIMIT ?1") \
	X(LINK_COUNTS, 0, \
	  "SELECT calendar, status, held, count(*), min(since) FROM sync_link WHERE status NOT IN ('synced', 'deleted') " \
	  "GROUP BY calendar, status, held") \
	X(LINKS_LIVE, 0, \
	  "SELECT count(*) FROM (SELECT 1 FROM sync_link WHERE calendar = ?1 AND kind <> 'mirror' AND base IS NOT NULL LIMIT ?2)") \
	X(LINKS_MARK_CUSTOMER, 0, LINKS_MARK "booking IN (SELECT id FROM booking WHERE customer = ?2 AND removed = 0 AND start >= ?3)") \
	X(LINKS_MARK_FROM, STMT_READS_ALL, LINKS_MARK "booking IN (SELECT id FROM booking WHERE removed = 0 AND start >= ?2)") \
	X(LINKS_MARK_CALENDAR, STMT_READS_ALL, LINKS_MARK "calendar = ?2") \
	X(LINKS_RETRY, 0, \
	  "UPDATE sync_link SET status = 'pending', attempts = 0, next_attempt = 0, error_kind = '', error = '', " \
	  "since = iif(status = 'pending', since, ?2) WHERE calendar = ?1 AND (status = 'failed' OR (status = 'pending' AND next_attempt > 0)) " \
	  "AND status NOT IN ('synced', 'deleted')") \
	X(LINKS_CLEAR, STMT_READS_ALL, "DELETE FROM sync_link WHERE calendar = ?1") \
	X(LINKS_UNSEND, STMT_READS_ALL, \
	  "UPDATE sync_link SET sent = NULL, sent_version = 0, sent_calendar = NULL, sent_remote_id = NULL WHERE sent_calendar = ?1") \
	X(LINKS_UNPLAN, STMT_READS_ALL, \
	  "UPDATE sync_link SET status = 'pending', base = NULL, etag = '', theirs = NULL, held = 0, attempts = 0, next_attempt = 0, " \
	  "error_kind = '', error = '', since = ?1, sent = NULL, sent_version = 0, sent_calendar = NULL, sent_remote_id = NULL " \
	  "WHERE kind <> 'mirror' AND status <> 'deleted'") \
	X(WINDOW, 0, \
	  "SELECT row, start, id FROM booking WHERE removed = 0 AND start >= ?1 AND start < ?3 AND (start > ?1 OR row > ?2) " \
	  "AND kind = 'appointment' ORDER BY start, row") \
	\
	X(SERIES_OF_REMOTE, 0, "SELECT event, filled FROM sync_series WHERE calendar = ?1 AND remote_id = ?2") \
	X(SERIES_REMOTE_ALL, STMT_READS_ALL, "SELECT calendar, event FROM sync_series WHERE ?1 IS NULL OR calendar = ?1 ORDER BY calendar, remote_id") \
	X(SERIES_REMOTE_PUT, 0, \
	  "INSERT INTO sync_series(calendar, remote_id, event, filled) VALUES(?1, ?2, ?3, ?4) " \
	  "ON CONFLICT(calendar, remote_id) DO UPDATE SET event = excluded.event, filled = excluded.filled") \
	X(SERIES_REMOTE_UNFILLED, 0, "SELECT calendar, event, filled FROM sync_series WHERE filled < ?1 ORDER BY filled LIMIT 1") \
	X(SERIES_REMOTE_REFILL, STMT_READS_ALL, "UPDATE sync_series SET filled = -9223372036854775808 WHERE calendar = ?1") \
	X(SERIES_REMOTE_DELETE, 0, "DELETE FROM sync_series WHERE calendar = ?1 AND remote_id = ?2") \
	X(SERIES_REMOTE_CLEAR, STMT_READS_ALL, "DELETE FROM sync_series WHERE calendar = ?1") \
	X(EXCEPTIONS, 0, "SELECT event FROM sync_exception WHERE calendar = ?1 AND series = ?2 ORDER BY original") \
	X(EXCEPTION_GET, 0, "SELECT event FROM sync_exception WHERE calendar = ?1 AND series = ?2 AND original = ?3") \
	X(EXCEPTION_PUT, 0, \
	  "INSERT INTO sync_exception(calendar, series, original, event) VALUES(?1, ?2, ?3, ?4) " \
	  "ON CONFLICT(calendar, series, original) DO UPDATE SET event = excluded.event") \
	X(EXCEPTION_DELETE, 0, "DELETE FROM sync_exception WHERE calendar = ?1 AND series = ?2 AND original = ?3") \
	X(EXCEPTIONS_DELETE, 0, "DELETE FROM sync_exception WHERE calendar = ?1 AND series = ?2") \
	X(EXCEPTIONS_CLEAR, STMT_READS_ALL, "DELETE FROM sync_exception WHERE calendar = ?1") \
	\
	X(HELD_GET, 0, "SELECT booking, calendar, direction, at FROM sync_held WHERE booking = ?1") \
	X(HELD_ALL, STMT_READS_ALL, "SELECT booking, calendar, direction, at FROM sync_held ORDER BY at, booking") \
	X(HELD_PUT, 0, \
	  "INSERT INTO sync_held(booking, calendar, direction, at) VALUES(?1, ?2, ?3, ?4) " \
	  "ON CONFLICT(booking) DO UPDATE SET calendar = excluded.calendar, direction = excluded.direction") \
	X(HELD_DELETE, 0, "DELETE FROM sync_held WHERE booking = ?1") \
	X(HELD_CLEAR, 0, "DELETE FROM sync_held WHERE calendar = ?1") \
	X(HELD_FORGET, STMT_READS_ALL, "DELETE FROM sync_held") \
	X(GUARD_COUNT, 0, "SELECT count(*) FROM sync_guard WHERE calendar = ?1 AND direction = ?2 AND at > ?3 AND confirmed = 0") \
	X(GUARD_GET, 0, "SELECT at, confirmed FROM sync_guard WHERE calendar = ?1 AND direction = ?2 AND booking = ?3") \
	X(GUARD_PUT, 0, \
	  "INSERT INTO sync_guard(calendar, direction, booking, at, confirmed) VALUES(?1, ?2, ?3, ?4, ?5) " \
	  "ON CONFLICT(calendar, direction, booking) DO UPDATE SET at = excluded.at, confirmed = max(confirmed, excluded.confirmed)") \
	X(GUARD_DELETE, 0, "DELETE FROM sync_guard WHERE calendar = ?1 AND direction = ?2 AND booking = ?3") \
	X(GUARD_PRUNE, 0, "DELETE FROM sync_guard WHERE calendar = ?1 AND direction = ?2 AND at <= ?3 AND confirmed = 0") \
	X(GUARD_CLEAR, 0, "DELETE FROM sync_guard WHERE calendar = ?1") \
	X(GUARD_FORGET, STMT_READS_ALL, "DELETE FROM sync_guard") \
	\
	X(REMOVAL_ADD, 0, \
	  "INSERT INTO sync_removal(calendar, remote_id, etag, booking, attempts, next_attempt, error) VALUES(?1, ?2, ?3, ?4, 0, 0, '') " \
	  "ON CONFLICT(calendar, remote_id) DO UPDATE SET etag = excluded.etag, attempts = 0, next_attempt = 0") \
	X(REMOVAL_GET, 0, "SELECT 1 FROM sync_removal WHERE calendar = ?1 AND remote_id = ?2") \
	X(REMOVALS_DUE, 0, \
	  "SELECT id, calendar, remote_id, etag, booking, attempts FROM sync_removal WHERE calendar = ?1 AND next_attempt <= ?2 " \
	  "ORDER BY next_attempt, id LIMIT ?3") \
	X(REMOVAL_DONE, 0, "DELETE FROM sync_removal WHERE id = ?1") \
	X(REMOVAL_DROP, 0, "DELETE FROM sync_removal WHERE calendar = ?1 AND remote_id = ?2") \
	X(REMOVAL_AGAIN, 0, "UPDATE sync_removal SET attempts = attempts + 1, next_attempt = ?2, error = ?3 WHERE id = ?1") \
	X(REMOVAL_NEXT, 0, "SELECT min(next_attempt) FROM sync_removal WHERE calendar = ?1") \
	X(REMOVALS_CLEAR, 0, "DELETE FROM sync_removal WHERE calendar = ?1") \
	X(ORPHAN_PUT, 0, \
	  "INSERT INTO sync_orphan(calendar, remote_id, event) VALUES(?1, ?2, ?3) " \
	  "ON CONFLICT(calendar, remote_id) DO UPDATE SET event = excluded.event") \
	X(ORPHANS, STMT_READS_ALL, "SELECT calendar, event FROM sync_orphan ORDER BY calendar, remote_id") \
	X(ORPHAN_DELETE, 0, "DELETE FROM sync_orphan WHERE calendar = ?1 AND remote_id = ?2") \
	X(ORPHANS_CLEAR, 0, "DELETE FROM sync_orphan WHERE calendar = ?1") \
	X(ORPHANS_FORGET, STMT_READS_ALL, "DELETE FROM sync_orphan WHERE instr(event, ?1) > 0") \
	\
	X(RUN_ADD, 0, \
	  "INSERT INTO sync_run(account, started, ended, pulled, pushed, failed, conflicts, refreshes, requests, total_ms, operations, error) " \
	  "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)") \
	X(RUNS, 0, "SELECT {sync_run:r} FROM sync_run r ORDER BY r.started DESC, r.id DESC LIMIT ?1") \
	X(RUNS_OF, 0, "SELECT {sync_run:r} FROM sync_run r WHERE r.account = ?2 ORDER BY r.started DESC, r.id DESC LIMIT ?1") \
	X(RUN_SUMS, 0, \
	  "SELECT sum(pushed), sum(pulled), sum(failed), sum(requests), sum(refreshes), sum(total_ms) FROM sync_run " \
	  "WHERE account = ?1 AND started >= ?2") \
	X(RUNS_PRUNE, 0, "DELETE FROM sync_run WHERE started < ?1")
/* clang-format on */
