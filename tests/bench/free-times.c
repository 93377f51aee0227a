/* free-times - free slots beside SQLite's bare read of the same parts, in turn in one process.
 *   free-times FILE NOW SERVICE FROM TO HOW ROUNDS	(id; instants)
 * HOW is all: every slot of the range, beside the read of all its parts; first: ten slots, beside the read of the first week; rank: the best fifty, beside
 * the list of all. Prints the two numbers of milliseconds of each round. */
#include "floor.h"

#include "book/booking.h"

#define WEEK (7 * 86400)

/* As the program asks (src/store/statements.h). */
#define PARTS                                                                                                \
	"SELECT b.id, p.service, p.staff, p.resource, p.start, p.[end], p.busy_from, p.busy_to, p.busy "     \
	"FROM ("                                                                                             \
	"SELECT * FROM booking_part WHERE live = 1 AND staff = ?1 AND busy_to - busy_from <= 86400 "         \
	"AND busy_from > ?2 - 86400 AND busy_from < ?3 AND busy_to > ?2 "                                    \
	"UNION ALL SELECT * FROM booking_part WHERE live = 1 AND staff = ?1 AND busy_to - busy_from > "      \
	"86400 "                                                                                             \
	"AND busy_from < ?3 AND busy_to > ?2) p JOIN booking b ON b.row = p.booking"

typedef struct {
	Book *book;
	sqlite3 *db;
	sqlite3_stmt *parts;
	FreeQuery query;
	guint found; /* parts or slots, of the last */
} Bench;

static double now_ms(void)
{
	return (double)g_get_monotonic_time() / 1e3;
}

static double read_parts(Bench *bench, gint64 to)
{
	const GPtrArray *staff = book_staff(bench->book);
	gint64 sum = 0;
	double begun = now_ms();
	floor_exec(bench->db, "BEGIN");
	bench->found = 0;
	for (guint i = 0; i < staff->len; i++) {
		sqlite3_bind_text(bench->parts, 1, ((const Staff *)staff->pdata[i])->id, -1, SQLITE_STATIC);
		sqlite3_bind_int64(bench->parts, 2, bench->query.from);
		sqlite3_bind_int64(bench->parts, 3, to);
		while (floor_step(bench->parts)) {
			for (int column = 0; column < 4; column++)
				sum += *floor_text(bench->parts, column);
			for (int column = 4; column < 9; column++)
				sum += sqlite3_column_int64(bench->parts, column);
			bench->found++;
		}
	}
	floor_exec(bench->db, "COMMIT");
	if (sum == 0)
		floor_die("parts", "there are none");
	return now_ms() - begun;
}

static double find_slots(Bench *bench, guint limit, gboolean rank)
{
	g_autoptr(GError) error = NULL;
	double begun = now_ms();
	bench->query.limit = limit;
	bench->query.rank = rank;
	g_autoptr(GPtrArray) slots = book_free(bench->book, &bench->query, &error);
	double took = now_ms() - begun;
	if (!slots)
		floor_die("free", error->message);
	bench->found = slots->len;
	return took;
}

static void round_of(Bench *bench, const char *how)
{
	double floor, ours;
	if (strcmp(how, "all") == 0) {
		floor = read_parts(bench, bench->query.to);
		ours = find_slots(bench, G_MAXUINT, FALSE);
	} else if (strcmp(how, "first") == 0) {
		floor = read_parts(bench, bench->query.from + WEEK);
		ours = find_slots(bench, 10, FALSE);
	} else {
		floor = find_slots(bench, G_MAXUINT, FALSE);
		ours = find_slots(bench, 50, TRUE);
	}
	printf("%.4f %.4f\n", floor, ours);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	if (argc != 8)
		floor_die("usage", "free-times FILE NOW SERVICE FROM TO all|first|rank ROUNDS");
	BookOptions options = {
		.path = argv[1], .actor = "bench", .source = "cli", .clock = { TRUE, atoll(argv[2]) }
	};
	g_autoptr(GPtrArray) visits = model_list_new(&visit_class);
	Visit *visit = visit_new();
	visit->service = g_strdup(argv[3]);
	g_ptr_array_add(visits, visit);
	Bench bench = { .book = book_open(&options, &error),
			.query = { .visits = visits, .from = atoll(argv[4]), .to = atoll(argv[5]) } };
	if (!bench.book)
		floor_die("open", error->message);
	bench.db = floor_open(argv[1]);
	bench.parts = floor_prepare(bench.db, PARTS);
	for (int round = atoi(argv[7]); round > 0; round--)
		round_of(&bench, argv[6]);
	sqlite3_finalize(bench.parts);
	sqlite3_close(bench.db);
	book_close(bench.book);
	return 0;
}
