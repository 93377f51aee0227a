/* floor-import - libical and SQLite alone: reads every event and writes the rows that an import writes, 200 to a synced transaction.
 *   floor-import BOOK FILE
 * Nothing is compared with what stands, no zone looked up, no hash made (they are of the right length). */
#include <ctype.h>

#include "floor-events.h"
#include "floor.h"

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define SALT "60303ae22b998861bce3b28f33eec1be"
#define CHUNK 200

enum { BEGIN, BOOKING, PART, EVENT, TEXT, WORD, COMMIT, STATEMENTS };
static const char *const sql[STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[BOOKING] = "INSERT INTO booking(id, version, removed, kind, start, [end], zone, local_start, all_day, status, title, notes, "
		    "public_note, source, busy, currency, uid, recurrence_id, sequence, extra, cancel_reason, created, updated) "
		    "VALUES(?1, 1, 0, 'block', ?2, ?3, 'Europe/Berlin', ?2, 0, 'confirmed', ?4, ?5, '', 'import', 1, 'EUR', ?6, '', 1, "
		    "?7, '', ?2, ?2)",
	[PART] = "INSERT INTO booking_part(booking, position, start, [end], busy, busy_from, busy_to, live) "
		 "VALUES(?1, 0, ?2, ?3, 1, ?2, ?3, 1)",
	[EVENT] = "INSERT INTO event(id, type, version, at, source, actor, correlation, entity, entity_id, after, salt, payload_hash, "
		  "prev_hash, hash) VALUES(?1, 'booking.created', 1, ?2, 'import', 'bench', 'c5f852f6-11f2-4bf4-8fdd-981568b4fa4e', "
		  "'booking', ?3, ?4, '" SALT "', '" HASH "', '" HASH "', '" HASH "')",
	[TEXT] = "INSERT INTO booking_text(rowid, text) VALUES(?1, ?2)",
	[WORD] = "INSERT OR IGNORE INTO word(fold, kind, what) VALUES(?1, 1, ?2)",
	[COMMIT] = "COMMIT",
};

typedef struct {
	sqlite3 *db;
	sqlite3_stmt *stmt[STATEMENTS];
	int in_chunk;
} Import;

static void text(sqlite3_stmt *stmt, int at, const char *value)
{
	sqlite3_bind_text(stmt, at, value, -1, SQLITE_STATIC);
}

static void new_id(char id[37])
{
	unsigned char b[16];
	sqlite3_randomness(sizeof b, b);
	for (int i = 0; i < 16; i++)
		snprintf(id + 2 * i, 3, "%02x", b[i]);
	memcpy(id + 32, "0000", 5);
}

/* Each run of letters and digits; the text is lower case already. */
static void put_words(Import *import, char *words, sqlite3_int64 row)
{
	for (char *at = words; *at;) {
		char *end = at;
		while (isalnum((unsigned char)*end))
			end++;
		char after = *end;
		*end = '\0';
		if (end > at) {
			text(import->stmt[WORD], 1, at);
			sqlite3_bind_int64(import->stmt[WORD], 2, row);
			floor_step(import->stmt[WORD]);
		}
		at = after ? end + 1 : end;
		*end = after;
	}
}

static void put_text(Import *import, const char *title, const char *notes, sqlite3_int64 row)
{
	char all[2048];
	snprintf(all, sizeof all, "%s\n%s", title, notes);
	for (char *c = all; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	sqlite3_bind_int64(import->stmt[TEXT], 1, row);
	text(import->stmt[TEXT], 2, all);
	floor_step(import->stmt[TEXT]);
	put_words(import, all, row);
}

static void put_event(Import *import, const char *id, sqlite3_int64 start, sqlite3_int64 end, const char *title, const char *notes,
		      const char *uid)
{
	char event[37], after[4096];
	new_id(event);
	snprintf(after, sizeof after,
		 "{\"id\":\"%s\",\"version\":1,\"removed\":0,\"kind\":\"block\",\"customer\":null,\"start\":%lld,\"end\":%lld,"
		 "\"zone\":\"Europe/Berlin\",\"local_start\":%lld,\"all_day\":0,\"status\":\"confirmed\",\"title\":\"%s\",\"notes\":\"%s\","
		 "\"public_note\":\"\",\"series\":null,\"occurrence\":null,\"source\":\"import\",\"overbooked\":null,\"busy\":1,"
		 "\"currency\":\"EUR\",\"paid\":null,\"deposit\":null,\"uid\":\"%s\",\"recurrence_id\":\"\",\"sequence\":1,\"extra\":\"\","
		 "\"cancel_reason\":\"\",\"created\":%lld,\"updated\":%lld,\"parts\":[{\"service\":null,\"staff\":null,"
		 "\"resource\":null,\"start\":%lld,\"end\":%lld,\"price\":null,\"busy\":1,\"busy_from\":%lld,\"busy_to\":%lld}]}",
		 id, start, end, start, title, notes, uid, start, start, start, end, start, end);
	text(import->stmt[EVENT], 1, event);
	sqlite3_bind_int64(import->stmt[EVENT], 2, start);
	text(import->stmt[EVENT], 3, id);
	text(import->stmt[EVENT], 4, after);
	floor_step(import->stmt[EVENT]);
}

static void put_booking(Import *import, const char *id, sqlite3_int64 start, sqlite3_int64 end, icalcomponent *event)
{
	const char *title = icalcomponent_get_summary(event), *notes = icalcomponent_get_description(event);
	const char *uid = icalcomponent_get_uid(event), *place = icalcomponent_get_location(event);
	char extra[1024];
	snprintf(extra, sizeof extra, "[[\"LOCATION\",\":%s\"]]", place ? place : "");
	text(import->stmt[BOOKING], 1, id);
	sqlite3_bind_int64(import->stmt[BOOKING], 2, start);
	sqlite3_bind_int64(import->stmt[BOOKING], 3, end);
	text(import->stmt[BOOKING], 4, title ? title : "");
	text(import->stmt[BOOKING], 5, notes ? notes : "");
	text(import->stmt[BOOKING], 6, uid ? uid : "");
	text(import->stmt[BOOKING], 7, extra);
	floor_step(import->stmt[BOOKING]);

	sqlite3_int64 row = sqlite3_last_insert_rowid(import->db);
	sqlite3_bind_int64(import->stmt[PART], 1, row);
	sqlite3_bind_int64(import->stmt[PART], 2, start);
	sqlite3_bind_int64(import->stmt[PART], 3, end);
	floor_step(import->stmt[PART]);
	put_text(import, title ? title : "", notes ? notes : "", row);
	put_event(import, id, start, end, title ? title : "", notes ? notes : "", uid ? uid : "");
}

static void import_event(icalcomponent *event, void *data)
{
	Import *import = data;
	char id[37];
	new_id(id);
	if (import->in_chunk == 0)
		floor_step(import->stmt[BEGIN]);
	put_booking(import, id, icaltime_as_timet(icalcomponent_get_dtstart(event)), icaltime_as_timet(icalcomponent_get_dtend(event)),
		    event);
	icalcomponent_free(event);
	if (++import->in_chunk < CHUNK)
		return;
	import->in_chunk = 0;
	floor_step(import->stmt[COMMIT]);
}

int main(int argc, char **argv)
{
	Import import = { 0 };
	FILE *file = argc == 3 ? fopen(argv[2], "r") : NULL;
	if (!file)
		floor_die("usage", "floor-import BOOK FILE");
	import.db = floor_open(argv[1]);
	floor_exec(import.db, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL");
	for (int i = 0; i < STATEMENTS; i++)
		import.stmt[i] = floor_prepare(import.db, sql[i]);
	printf("%zu events\n", floor_events(file, import_event, &import));
	if (import.in_chunk)
		floor_step(import.stmt[COMMIT]);
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(import.stmt[i]);
	sqlite3_close(import.db);
	fclose(file);
	return 0;
}
