/* floor-screen - ncurses and SQLite alone: the day as a grid, a column for each of the staff.
 *   floor-screen FILE FROM	(the instant at which the day begins)
 * ] the next day, t back to the first, q ends. */
#include <curses.h>
#include <locale.h>
#include <time.h>

#include "floor.h"

#define DAY 86400
#define FIRST_MINUTE (8 * 60)
#define MINUTES_A_ROW 15
#define TOP 2

typedef struct {
	FloorName staff[FLOOR_MAX_NAMES], services[FLOOR_MAX_NAMES];
	int n_staff, n_services;
	sqlite3_stmt *lines[2], *parts;
	int width; /* of a column */
} Screen;

static int row_of(time_t at)
{
	struct tm local;
	localtime_r(&at, &local);
	return TOP + (local.tm_hour * 60 + local.tm_min - FIRST_MINUTE) / MINUTES_A_ROW;
}

static void paint_part(const Screen *screen, const char *customer, const char *status)
{
	int staff = floor_find(screen->staff, screen->n_staff, floor_text(screen->parts, PART_STAFF));
	int service =
		floor_find(screen->services, screen->n_services, floor_text(screen->parts, PART_SERVICE));
	int from = row_of((time_t)sqlite3_column_int64(screen->parts, PART_START));
	int to = row_of((time_t)sqlite3_column_int64(screen->parts, PART_END));
	const char *words[] = { customer, service < 0 ? "" : screen->services[service].name, status };
	attrset(COLOR_PAIR(1 + service % 6));
	for (int row = from; row < to && row < LINES - 1; row++)
		mvprintw(row, 6 + staff * screen->width, "%-*.*s", screen->width - 1, screen->width - 1,
			 row - from < 3 ? words[row - from] : "");
}

static void paint_frame(const Screen *screen, time_t from)
{
	char words[64];
	struct tm local;
	localtime_r(&from, &local);
	strftime(words, sizeof words, "%A %d %B %Y", &local);
	erase();
	attrset(A_BOLD);
	mvaddstr(0, 2, words);
	for (int i = 0; i < screen->n_staff; i++)
		mvprintw(1, 6 + i * screen->width, "%.*s", screen->width - 1, screen->staff[i].name);
	attrset(A_NORMAL);
	for (int row = TOP; row < LINES - 1; row++) {
		int minute = FIRST_MINUTE + (row - TOP) * MINUTES_A_ROW;
		mvprintw(row, 0, "%02d:%02d", minute / 60, minute % 60);
		for (int i = 0; i < screen->n_staff; i++)
			mvaddch(row, 5 + i * screen->width, ACS_VLINE);
	}
	mvaddstr(LINES - 1, 0, "] next day  t first day  q end");
}

static void paint_day(Screen *screen, time_t from)
{
	paint_frame(screen, from);
	for (int i = 0; i < 2; i++) {
		sqlite3_bind_int64(screen->lines[i], 1, from);
		sqlite3_bind_int64(screen->lines[i], 2, from + DAY);
		while (floor_step(screen->lines[i])) {
			sqlite3_bind_int64(screen->parts, 1,
					   sqlite3_column_int64(screen->lines[i], LINE_ROW));
			while (floor_step(screen->parts))
				paint_part(screen, floor_text(screen->lines[i], LINE_CUSTOMER),
					   floor_text(screen->lines[i], LINE_STATUS));
		}
	}
	refresh();
}

int main(int argc, char **argv)
{
	static Screen screen;
	if (argc != 3)
		floor_die("usage", "floor-screen FILE FROM");
	setlocale(LC_ALL, "");
	sqlite3 *db = floor_open(argv[1]);
	initscr();
	cbreak();
	noecho();
	curs_set(0);
	start_color();
	for (short i = 1; i <= 6; i++)
		init_pair(i, i, COLOR_BLACK);
	screen.n_staff = floor_names(db, FLOOR_STAFF, screen.staff);
	screen.n_services = floor_names(db, FLOOR_SERVICES, screen.services);
	screen.width = screen.n_staff ? (COLS - 6) / screen.n_staff : COLS - 6;
	screen.lines[0] = floor_prepare(db, FLOOR_LONG);
	screen.lines[1] = floor_prepare(db, FLOOR_SHORT);
	screen.parts = floor_prepare(db, FLOOR_PARTS);
	time_t first = (time_t)atoll(argv[2]);
	int key = 't';
	for (time_t from = first; key != 'q' && key != ERR; key = getch()) {
		from = key == ']' ? from + DAY : key == 't' ? first : from;
		paint_day(&screen, from);
	}
	endwin();
	return 0; /* the file is left to the system, as a person's Ctrl-C would */
}
