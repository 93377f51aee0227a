/* floor.h - what the floor programs share: the least that SQLite alone needs to answer what daybook answers. Nothing is checked beyond
 * what would make a figure wrong, nothing is kept, nothing is folded or translated. */
#pragma once
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void floor_die(const char *what, const char *why)
{
	fprintf(stderr, "floor: %s: %s\n", what, why);
	exit(1);
}

static inline sqlite3 *floor_open(const char *path)
{
	sqlite3 *db;
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		floor_die(path, sqlite3_errmsg(db));
	return db;
}

static inline void floor_exec(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		floor_die(sql, sqlite3_errmsg(db));
}

static inline sqlite3_stmt *floor_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		floor_die(sql, sqlite3_errmsg(db));
	return stmt;
}

/* 1 a row, 0 the end (the statement is reset). */
static inline int floor_step(sqlite3_stmt *stmt)
{
	int code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE)
		floor_die(sqlite3_sql(stmt), sqlite3_errmsg(sqlite3_db_handle(stmt)));
	sqlite3_reset(stmt);
	return 0;
}

static inline const char *floor_text(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);
	return text ? text : "";
}

/* The bookings that overlap [?1, ?2): short ones by their start, those longer than a day by an index of their own. */
#define FLOOR_LINE(by) \
	"SELECT b.row, b.start, b.status, c.name, b.* FROM booking b " by "LEFT JOIN customer c ON c.id = b.customer "
#define FLOOR_SHORT \
	FLOOR_LINE("") "WHERE b.removed = 0 AND b.start > ?1 - 86400 AND b.start < ?2 AND b.[end] - b.start <= 86400 " \
		       "AND (b.[end] > ?1 OR b.start >= ?1) ORDER BY b.start"
#define FLOOR_LONG \
	FLOOR_LINE("INDEXED BY booking_long ") "WHERE b.removed = 0 AND b.[end] - b.start > 86400 AND b.start < ?2 " \
					       "AND b.[end] > ?1 ORDER BY b.start"
enum { LINE_ROW, LINE_START, LINE_STATUS, LINE_CUSTOMER };
#define FLOOR_PARTS \
	"SELECT p.staff, p.service, p.start, p.[end], p.price FROM booking_part p WHERE p.booking = ?1 ORDER BY p.position"
enum { PART_STAFF, PART_SERVICE, PART_START, PART_END };

/* Staff or services: few, read whole. */
#define FLOOR_MAX_NAMES 64
typedef struct {
	char *id, *name;
} FloorName;

static inline int floor_names(sqlite3 *db, const char *sql, FloorName names[FLOOR_MAX_NAMES])
{
	sqlite3_stmt *stmt = floor_prepare(db, sql);
	int n = 0;
	while (n < FLOOR_MAX_NAMES && floor_step(stmt))
		names[n++] = (FloorName){ strdup(floor_text(stmt, 0)), strdup(floor_text(stmt, 1)) };
	sqlite3_finalize(stmt);
	return n;
}
#define FLOOR_STAFF "SELECT id, name FROM staff WHERE removed = 0 ORDER BY position"
#define FLOOR_SERVICES "SELECT id, name FROM service ORDER BY position"

static inline int floor_find(const FloorName *names, int n, const char *id)
{
	for (int i = 0; i < n; i++)
		if (strcmp(names[i].id, id) == 0)
			return i;
	return -1;
}
