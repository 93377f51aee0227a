/* floor-list - SQLite alone: opens the book, asks for the bookings of [FROM, TO), prints a line for each.
 *   floor-list FILE FROM TO	(instants) */
#include <time.h>

#include "floor.h"

typedef struct {
	FloorName staff[FLOOR_MAX_NAMES], services[FLOOR_MAX_NAMES];
	int n_staff, n_services;
	sqlite3_stmt *parts;
} House;

static void print_line(House *house, sqlite3_stmt *line)
{
	time_t start = (time_t)sqlite3_column_int64(line, LINE_START);
	char when[32];
	struct tm local;
	localtime_r(&start, &local);
	strftime(when, sizeof when, "%a %d %b %H:%M", &local);
	printf("%s  %s  %s", when, floor_text(line, LINE_CUSTOMER), floor_text(line, LINE_STATUS));
	sqlite3_bind_int64(house->parts, 1, sqlite3_column_int64(line, LINE_ROW));
	while (floor_step(house->parts)) {
		int staff = floor_find(house->staff, house->n_staff, floor_text(house->parts, PART_STAFF));
		int service = floor_find(house->services, house->n_services,
					 floor_text(house->parts, PART_SERVICE));
		printf("  %s %s", staff < 0 ? "" : house->staff[staff].name,
		       service < 0 ? "" : house->services[service].name);
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	static House house;
	if (argc != 4)
		floor_die("usage", "floor-list FILE FROM TO");
	sqlite3 *db = floor_open(argv[1]);
	house.n_staff = floor_names(db, FLOOR_STAFF, house.staff);
	house.n_services = floor_names(db, FLOOR_SERVICES, house.services);
	house.parts = floor_prepare(db, FLOOR_PARTS);
	const char *const queries[] = { FLOOR_LONG, FLOOR_SHORT };
	for (int i = 0; i < 2; i++) {
		sqlite3_stmt *line = floor_prepare(db, queries[i]);
		sqlite3_bind_int64(line, 1, atoll(argv[2]));
		sqlite3_bind_int64(line, 2, atoll(argv[3]));
		while (floor_step(line))
			print_line(&house, line);
		sqlite3_finalize(line);
	}
	sqlite3_finalize(house.parts);
	sqlite3_close(db);
	return 0;
}
