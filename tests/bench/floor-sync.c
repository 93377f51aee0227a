/* floor-sync - libcurl, cJSON and SQLite alone: what agreeing with a calendar server costs, without agreeing on anything.
 *   floor-sync push API TOKEN CALENDAR N FILE	N events in batches of 50 on one connection; a synced transaction of rows for each batch
 *   floor-sync pull API TOKEN CALENDAR FILE	every page of a list, parsed, its events in one transaction
 *   floor-sync idle API TOKEN CALENDAR SYNCTOKEN	one list that finds nothing
 * FILE is made. Prints the milliseconds of the exchange. */
#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <time.h>

#include "floor.h"

#define BATCH 50
#define DAY_SECONDS 86400

typedef struct {
	char *text;
	size_t length, room;
} Text;

typedef struct {
	CURL *curl;
	struct curl_slist *headers;
	const char *api, *token, *calendar;
	Text answer;
} Wire;

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void add(Text *text, const char *bytes, size_t n)
{
	if (text->length + n + 1 > text->room) {
		text->room = (text->length + n + 1) * 2;
		text->text = realloc(text->text, text->room);
		if (!text->text)
			floor_die("memory", "none left");
	}
	memcpy(text->text + text->length, bytes, n);
	text->length += n;
	text->text[text->length] = '\0';
}

static size_t take(char *bytes, size_t size, size_t n, void *text)
{
	add(text, bytes, size * n);
	return size * n;
}

/* One request on the one connection; the answer in wire->answer. */
static void ask(Wire *wire, const char *url, const char *type, const Text *body)
{
	char header[4096];
	long status = 0;
	struct curl_slist *headers = NULL;
	snprintf(header, sizeof header, "Authorization: Bearer %s", wire->token);
	headers = curl_slist_append(headers, header);
	if (type)
		headers = curl_slist_append(headers, type);
	wire->answer.length = 0;
	curl_easy_setopt(wire->curl, CURLOPT_URL, url);
	curl_easy_setopt(wire->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(wire->curl, CURLOPT_USERAGENT, "floor (gzip)");
	curl_easy_setopt(wire->curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	curl_easy_setopt(wire->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(wire->curl, CURLOPT_WRITEDATA, &wire->answer);
	if (body) {
		curl_easy_setopt(wire->curl, CURLOPT_POSTFIELDSIZE, (long)body->length);
		curl_easy_setopt(wire->curl, CURLOPT_POSTFIELDS, body->text);
	} else {
		curl_easy_setopt(wire->curl, CURLOPT_HTTPGET, 1L);
	}
	if (curl_easy_perform(wire->curl) != CURLE_OK)
		floor_die("curl", url);
	curl_easy_getinfo(wire->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		floor_die("status", wire->answer.text ? wire->answer.text : "?");
	curl_slist_free_all(headers);
}

static sqlite3 *new_file(const char *path)
{
	sqlite3 *db = floor_open(path);
	floor_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
		       "CREATE TABLE link(booking TEXT PRIMARY KEY, remote TEXT, etag TEXT, base TEXT, start "
		       "INTEGER) WITHOUT ROWID; "
		       "CREATE INDEX link_remote ON link(remote)");
	return db;
}

static void keep(sqlite3_stmt *stmt, const cJSON *event)
{
	const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(event, "id"));
	const char *etag = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(event, "etag"));
	const char *summary = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(event, "summary"));
	sqlite3_bind_text(stmt, 1, id, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 2, id, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 3, etag, -1, SQLITE_STATIC);
	sqlite3_bind_text(stmt, 4, summary, -1, SQLITE_STATIC);
	sqlite3_bind_int64(stmt, 5, 0);
	floor_step(stmt);
}

/* --- push --- */

static void add_part(Text *body, const Wire *wire, int n, int part)
{
	char text[2048], id[40], start[40], end[40];
	time_t at = 1795593600 + (time_t)(n / 32) * DAY_SECONDS + (time_t)(n % 32) * 900, to = at + 900;
	snprintf(id, sizeof id, "%08x%08x%08x%08x0", (unsigned)n, (unsigned)rand(), (unsigned)rand(),
		 (unsigned)at);
	strftime(start, sizeof start, "%Y-%m-%dT%H:%M:%SZ", gmtime(&at));
	strftime(end, sizeof end, "%Y-%m-%dT%H:%M:%SZ", gmtime(&to));
	add(body, text,
	    (size_t)snprintf(text, sizeof text,
			     "--floor\r\nContent-Type: application/http\r\nContent-ID: <%d>\r\n\r\n"
			     "POST /calendar/v3/calendars/%s/events?sendUpdates=none "
			     "HTTP/1.1\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
			     "{\"id\":\"%s\",\"summary\":\"Customer "
			     "%d\",\"description\":\"\",\"location\":\"\",\"start\":{\"dateTime\":\"%s\","
			     "\"timeZone\":\"Europe/Berlin\"},"
			     "\"end\":{\"dateTime\":\"%s\",\"timeZone\":\"Europe/"
			     "Berlin\"},\"extendedProperties\":{\"private\":{\"daybook_id\":\"%s\",\"daybook_"
			     "book\":\"%s\"}}}\r\n",
			     part, wire->calendar, id, n, start, end, id, id));
}

/* The parts' JSON, found by its braces at the beginning of a line: enough for a floor. */
static void keep_parts(sqlite3_stmt *stmt, const char *text)
{
	for (const char *at = text; (at = strstr(at, "\r\n\r\n{"));) {
		const char *end = NULL;
		cJSON *event = cJSON_ParseWithOpts(at + 4, &end, 0);
		if (event)
			keep(stmt, event);
		cJSON_Delete(event);
		at = end && end > at + 4 ? end : at + 5;
	}
}

static void push(Wire *wire, int count, const char *path)
{
	char url[1024];
	Text body = { 0 };
	sqlite3 *db = new_file(path);
	sqlite3_stmt *stmt = floor_prepare(db, "INSERT OR REPLACE INTO link VALUES(?1, ?2, ?3, ?4, ?5)");
	snprintf(url, sizeof url, "%s/batch/calendar/v3", wire->api);
	double begun = now_ms();
	for (int n = 0; n < count; n += BATCH) {
		body.length = 0;
		for (int part = 0; part < BATCH && n + part < count; part++)
			add_part(&body, wire, n + part, part);
		add(&body, "--floor--\r\n", 11);
		ask(wire, url, "Content-Type: multipart/mixed; boundary=floor", &body);
		floor_exec(db, "BEGIN IMMEDIATE");
		keep_parts(stmt, wire->answer.text);
		floor_exec(db, "COMMIT");
	}
	printf("%.3f\n", now_ms() - begun);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	free(body.text);
}

/* --- pull --- */

static void pull(Wire *wire, const char *path)
{
	char url[4096], page[2048] = "";
	sqlite3 *db = new_file(path);
	sqlite3_stmt *stmt = floor_prepare(db, "INSERT OR REPLACE INTO link VALUES(?1, ?2, ?3, ?4, ?5)");
	double begun = now_ms();
	floor_exec(db, "BEGIN IMMEDIATE");
	do {
		const cJSON *event, *next;
		snprintf(url, sizeof url, "%s/calendar/v3/calendars/%s/events?maxResults=2500%s%s", wire->api,
			 wire->calendar, *page ? "&pageToken=" : "", page);
		ask(wire, url, NULL, NULL);
		cJSON *list = cJSON_ParseWithLength(wire->answer.text, wire->answer.length);
		cJSON_ArrayForEach (event, cJSON_GetObjectItemCaseSensitive(list, "items"))
			keep(stmt, event);
		next = cJSON_GetObjectItemCaseSensitive(list, "nextPageToken");
		page[0] = '\0';
		if (cJSON_IsString(next)) {
			char *escaped = curl_easy_escape(wire->curl, next->valuestring, 0);
			snprintf(page, sizeof page, "%s", escaped);
			curl_free(escaped);
		}
		cJSON_Delete(list);
	} while (*page);
	floor_exec(db, "COMMIT");
	printf("%.3f\n", now_ms() - begun);
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void idle(Wire *wire, const char *token)
{
	char url[4096];
	double begun = now_ms();
	snprintf(url, sizeof url, "%s/calendar/v3/calendars/%s/events?maxResults=2500&syncToken=%s",
		 wire->api, wire->calendar, token);
	ask(wire, url, NULL, NULL);
	cJSON_Delete(cJSON_ParseWithLength(wire->answer.text, wire->answer.length));
	printf("%.3f\n", now_ms() - begun);
}

int main(int argc, char **argv)
{
	Wire wire = { 0 };
	if (argc < 6)
		floor_die("usage", "floor-sync push|pull|idle API TOKEN CALENDAR …");
	curl_global_init(CURL_GLOBAL_DEFAULT);
	wire.curl = curl_easy_init();
	wire.api = argv[2];
	wire.token = argv[3];
	wire.calendar = argv[4];
	if (strcmp(argv[1], "push") == 0 && argc == 7)
		push(&wire, atoi(argv[5]), argv[6]);
	else if (strcmp(argv[1], "pull") == 0)
		pull(&wire, argv[5]);
	else
		idle(&wire, argv[5]);
	curl_easy_cleanup(wire.curl);
	free(wire.answer.text);
	return 0;
}
