/* book/upkeep.c - what a front end does beside its work: series topped up, one rotated copy a day, indexes made whole. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/care_p.h"

#define KEEP_DAYS 7
#define KEEP_WEEKS 4
#define KEEP_MONTHS 12
#define KEEP_BEFORE 5          /* of each kind of copy that is made before something */
#define SPARE_BYTES (64 << 20) /* a copy never fills the disk that the book is on */

/* --- which copies stay --- */

/* The day in "daily-2026-11-24.db"; NONE for another name. */
static gint64 day_of_name(const char *name)
{
	int year, month, mday, end = 0;

	if (sscanf(name, COPY_DAILY "%4d-%2d-%2d.db%n", &year, &month, &mday, &end) != 3 || !end ||
	    name[end] || !day_is_valid(year, month, mday))
		return NONE;
	return day_from_civil(year, month, mday);
}

static gint newest_day_first(gconstpointer a, gconstpointer b)
{
	gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;

	return left < right ? 1 : left > right ? -1 : 0;
}

/* Periods are counted back from the newest copy; a period's newest copy stands for it. */
typedef struct {
	gint64 last; /* the period counted last */
	int left;    /* how many more are kept */
} Keeping;

static gboolean keeps(Keeping *keeping, gint64 period)
{
	if (keeping->left == 0 || period == keeping->last)
		return FALSE;
	keeping->last = period;
	keeping->left--;
	return TRUE;
}

static gint64 month_of(gint64 day)
{
	int year, month;

	day_to_civil(day, &year, &month, NULL);
	return year * 12 + month;
}

static gint64 week_of(gint64 day)
{
	return day - day_weekday(day); /* its Monday */
}

GArray *care_days_to_drop(GArray *days)
{
	Keeping daily = { NONE, KEEP_DAYS }, weekly = { NONE, KEEP_WEEKS }, monthly = { NONE, KEEP_MONTHS };
	GArray *drop = g_array_new(FALSE, FALSE, sizeof(gint64));

	g_array_sort(days, newest_day_first);
	for (guint i = 0; i < days->len; i++) {
		gint64 day = g_array_index(days, gint64, i);
		gboolean a_day = keeps(&daily, day), a_week = keeps(&weekly, week_of(day)),
			 a_month = keeps(&monthly, month_of(day));
		if (!a_day && !a_week && !a_month)
			g_array_append_val(drop, day);
	}
	return drop;
}

static char *daily_file(const char *book_path, gint64 day)
{
	g_autofree char *folder = care_folder(book_path);
	g_autofree char *iso = day_iso(day);
	g_autofree char *name = g_strconcat(COPY_DAILY, iso, ".db", NULL);

	return g_build_filename(folder, name, NULL);
}

static void rotate(const char *book_path, const GPtrArray *copies)
{
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(gint64));
	guint versions = 0, restores = 0;

	for (guint i = 0; i < copies->len; i++) {
		const char *path = ((const BackupInfo *)copies->pdata[i])->path;
		const char *name = strrchr(path, '/') + 1;
		gint64 day = day_of_name(name);
		if (day != NONE)
			g_array_append_val(days, day);
		else if ((g_str_has_prefix(name, COPY_BEFORE_VERSION) && ++versions > KEEP_BEFORE) ||
			 (g_str_has_prefix(name, COPY_BEFORE_RESTORE) && ++restores > KEEP_BEFORE))
			g_unlink(path);
	}
	g_autoptr(GArray) drop = care_days_to_drop(days);
	for (guint i = 0; i < drop->len; i++) {
		g_autofree char *file = daily_file(book_path, g_array_index(drop, gint64, i));
		g_unlink(file);
	}
}

/* --- the day's copy --- */

static gboolean has_room(const char *book_path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(book_path);
	struct statvfs disk;
	GStatBuf book;
	guint64 free_bytes;

	if (statvfs(folder, &disk) != 0 || g_stat(book_path, &book) != 0)
		return TRUE; /* the copying itself will tell */
	free_bytes = (guint64)disk.f_bavail * disk.f_frsize;
	return free_bytes > (guint64)book.st_size + SPARE_BYTES ||
	       daybook_fail(error, DAYBOOK_ERROR_FAILED,
			    _("The disk is nearly full: today's copy of the book was not made."));
}

static gboolean copy_of_today(Book *book, const char *file, GError **error)
{
	g_autoptr(GPtrArray) copies = NULL;
	gint64 bookings, wrong;

	if (!has_room(book->path, error) || !store_backup(book->store, file, &bookings, error) ||
	    !(copies = care_copies(book->path, FALSE, error)))
		return FALSE;
	rotate(book->path, copies);
	if ((wrong = store_search_wrong(book->store, error)) <= 0)
		return wrong == 0;
	g_warning("upkeep: the search indexes were wrong in %d places and are made again", (int)wrong);
	if (!store_begin(book->store, error))
		return FALSE;
	if (store_search_rebuild(book->store, error))
		return store_commit(book->store, error);
	store_rollback(book->store);
	return FALSE;
}

/* A front end goes on without what the disk or another desk refuses; a damaged book it must be told of. */
static gboolean settle(GError *problem, GError **error)
{
	if (!problem)
		return TRUE;
	if (g_error_matches(problem, DAYBOOK_ERROR, DAYBOOK_ERROR_DAMAGED) ||
	    g_error_matches(problem, DAYBOOK_ERROR, DAYBOOK_ERROR_TOO_NEW)) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	/* another desk was first: the copy is made, and that is all that was wanted */
	if (!g_error_matches(problem, DAYBOOK_ERROR, DAYBOOK_ERROR_CONFLICT))
		g_warning("upkeep: %s", problem->message);
	g_error_free(problem);
	return TRUE;
}

gboolean book_upkeep(Book *book, GError **error)
{
	gint64 now = clock_real();
	g_autofree char *today = daily_file(book->path, zone_day_of(book->zone, now));
	GError *problem = NULL;

	book_series_top_up(book, now, &problem);
	if (!settle(problem, error))
		return FALSE;
	/* also where another desk has made today's copy since one was left in the middle of it */
	care_sweep(book->path);
	if (g_file_test(today, G_FILE_TEST_EXISTS))
		return TRUE;
	problem = NULL;
	copy_of_today(book, today, &problem);
	return settle(problem, error);
}
