/* floor-find - SQLite alone: a cold full-text search, a line printed for each customer and booking found, 51 of each at most.
 *   floor-find FILE WORD	(folded, three characters or more) */
#include "floor.h"

static const char *const queries[] = {
	"SELECT c.id, c.name, c.phones FROM customer_text t JOIN customer c ON c.row = t.rowid "
	"WHERE customer_text MATCH ?1 AND c.removed = 0 LIMIT 51",
	"SELECT b.id, c.name, b.notes FROM booking_text t JOIN booking b ON b.row = t.rowid "
	"LEFT JOIN customer c ON c.id = b.customer WHERE booking_text MATCH ?1 AND b.removed = 0 "
	"ORDER BY t.rowid DESC LIMIT 51",
};

int main(int argc, char **argv)
{
	char match[256];
	if (argc != 3)
		floor_die("usage", "floor-find FILE WORD");
	sqlite3 *db = floor_open(argv[1]);
	snprintf(match, sizeof match, "\"%s\"", argv[2]);
	for (int i = 0; i < 2; i++) {
		sqlite3_stmt *stmt = floor_prepare(db, queries[i]);
		sqlite3_bind_text(stmt, 1, match, -1, SQLITE_STATIC);
		while (floor_step(stmt))
			printf("%s  %s  %s\n", floor_text(stmt, 0), floor_text(stmt, 1), floor_text(stmt, 2));
		sqlite3_finalize(stmt);
	}
	sqlite3_close(db);
	return 0;
}
