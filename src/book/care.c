/* book/care.c - copies of the book: made, listed, brought back. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/paths.h"
#include "book/care_p.h"
#include "book/people.h"
#include "book/sync_p.h"

#define RESTORE_FOLDER ".restore-XXXXXX" /* beside the book, while a copy is made ready */
#define HALF_MADE_SECONDS 86400

void backup_info_free(BackupInfo *info)
{
	if (!info)
		return;
	g_free(info->path);
	g_free(info);
}

/* --- the folder --- */

char *care_folder(const char *book_path)
{
	g_autofree char *folder = g_path_get_dirname(book_path);

	return g_build_filename(folder, "backups", NULL);
}

char *care_new_name(const char *book_path, const char *prefix, GTimeZone *zone)
{
	g_autofree char *folder = care_folder(book_path);
	g_autofree char *stamp = local_iso(zone_local(zone, clock_real()));
	g_auto(GStrv) parts = g_strsplit(stamp, "T", 2);
	g_auto(GStrv) clock = g_strsplit(parts[1], ":", 3);
	g_autofree char *digits = g_strjoinv("", clock);

	for (int n = 1;; n++) {
		g_autofree char *again = n > 1 ? g_strdup_printf("-%d", n) : g_strdup("");
		g_autofree char *name = g_strconcat(prefix, parts[0], "-", digits, again, ".db", NULL);
		char *path = g_build_filename(folder, name, NULL);
		if (!g_file_test(path, G_FILE_TEST_EXISTS))
			return path;
		g_free(path);
	}
}

void care_remove_folder(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *at = g_build_filename(path, name, NULL);
		if (g_file_test(at, G_FILE_TEST_IS_DIR) && !g_file_test(at, G_FILE_TEST_IS_SYMLINK))
			care_remove_folder(at);
		else
			g_unlink(at);
	}
	g_rmdir(path);
}

static gboolean is_old(const char *path)
{
	GStatBuf at;

	return g_lstat(path, &at) == 0 && at.st_mtime < clock_real() - HALF_MADE_SECONDS;
}

/* "x.part-AbCdEf" for STORE_UNFINISHED after a name. */
static gboolean is_unfinished(const char *name)
{
	const char *at = g_strrstr(name, ".part-");

	return at && strlen(at) == strlen(STORE_UNFINISHED);
}

static void sweep_folder(const char *folder, gboolean (*half_made)(const char *name))
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		if (!half_made(name) || !is_old(path))
			continue;
		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			care_remove_folder(path);
		else
			g_unlink(path);
	}
}

static gboolean is_restore_folder(const char *name)
{
	return g_str_has_prefix(name, ".restore-") && strlen(name) == strlen(RESTORE_FOLDER);
}

void care_sweep(const char *book_path)
{
	g_autofree char *copies = care_folder(book_path);
	g_autofree char *folder = g_path_get_dirname(book_path);

	sweep_folder(copies, is_unfinished);
	sweep_folder(folder, is_restore_folder);
}

/* --- backup --- */

static BackupInfo *info_of(const char *path, gint64 bookings)
{
	BackupInfo *info = g_new0(BackupInfo, 1);
	GStatBuf at = { 0 };

	info->path = g_strdup(path);
	info->bookings = bookings;
	if (g_stat(path, &at) == 0) {
		info->at = at.st_mtime;
		info->bytes = at.st_size;
	}
	return info;
}

BackupInfo *book_backup(Book *book, const char *file, GError **error)
{
	gint64 bookings;

	return store_backup(book->store, file, &bookings, error) ? info_of(file, bookings) : NULL;
}

/* --- listing --- */

static gboolean is_copy(const char *name)
{
	static const char *const kinds[] = { COPY_DAILY, COPY_BEFORE_VERSION, COPY_BEFORE_RESTORE,
					     COPY_DAMAGED };

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(name, kinds[i]) && g_str_has_suffix(name, ".db"))
			return TRUE;
	return FALSE;
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
	const BackupInfo *left = *(BackupInfo *const *)a, *right = *(BackupInfo *const *)b;

	return left->at != right->at ? (left->at < right->at ? 1 : -1) : strcmp(right->path, left->path);
}

GPtrArray *care_copies(const char *book_path, gboolean count, GError **error)
{
	g_autofree char *folder = care_folder(book_path);
	g_autoptr(GPtrArray) copies = g_ptr_array_new_with_free_func((GDestroyNotify)backup_info_free);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &problem);
	const char *name;

	if (!dir && !g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
		daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The folder of copies cannot be read: %s."),
			     problem->message);
		return NULL;
	}
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *file = g_build_filename(folder, name, NULL);
		gint64 bookings = count && is_copy(name) ? store_count_in(file, NULL) : -1;
		if (is_copy(name))
			g_ptr_array_add(copies, info_of(file, bookings < 0 ? NONE : bookings));
	}
	g_ptr_array_sort(copies, newest_first);
	return g_steal_pointer(&copies);
}

GPtrArray *book_backups_at(const char *path, GError **error)
{
	return care_copies(path, TRUE, error);
}

GPtrArray *book_backups(Book *book, GError **error)
{
	return book_backups_at(book->path, error);
}

/* --- restore --- */

/* What must hold in the restored book too: who has been erased, read when the log had `seq` events. */
typedef struct {
	GHashTable *erased; /* of customers' ids */
	gint64 seq;         /* -1: could not be read */
} Erasures;

/* An erasure also writes rows again that once named the person: only who is blank in the image was erased. */
static gboolean note_erasure(const Event *event, gpointer data)
{
	Erasures *erasures = data;

	erasures->seq = event->seq;
	if (strcmp(event->type, "customer.erased") == 0 && strcmp(event->entity, customer_class.name) == 0 &&
	    *event->after) {
		g_autoptr(Customer) customer = model_from_image(&customer_class, event->after, NULL);
		if (customer && customer->erased != NONE)
			g_hash_table_add(erasures->erased, g_strdup(event->entity_id));
	}
	return TRUE;
}

static void erasures_init(Erasures *erasures)
{
	erasures->erased = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	erasures->seq = 0;
}

/* A book that is damaged may not tell all of them: what it tells is taken. */
static void read_erasures(Store *store, Erasures *erasures)
{
	g_autoptr(GError) problem = NULL;

	if (!store || !store_events(store, 0, note_erasure, erasures, &problem)) {
		g_warning("restore: not every erasure could be read from the book (%s)",
			  problem ? problem->message : "it does not open");
		erasures->seq = -1;
	}
}

static gboolean erase_again(Book *book, GHashTable *erased, GError **error)
{
	GHashTableIter each;
	gpointer id;

	g_hash_table_iter_init(&each, erased);
	while (g_hash_table_iter_next(&each, &id, NULL)) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(Customer) customer = store_get(book->store, &customer_class, id, &problem);
		if (problem ||
		    (customer && customer->erased == NONE && !book_customer_erase(book, id, &problem))) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return FALSE;
		}
	}
	return TRUE;
}

/* A folder beside the book with a copy of `file` in it as book.db: checked, of this schema, without whoever has been erased, and with
 * every linked calendar waiting for a yes. So
 * that nobody comes back even for a moment, whatever happens, the live book only ever sees this one. */
static char *make_ready(const BookOptions *options, const char *file, const Erasures *erasures,
			GError **error)
{
	g_autofree char *beside = g_path_get_dirname(options->path);
	g_autofree char *folder = g_build_filename(beside, RESTORE_FOLDER, NULL);
	BookOptions ready = *options;
	gboolean done = FALSE;

	if (!paths_make_parent(options->path, error))
		return NULL;
	if (!g_mkdtemp_full(folder, 0700)) {
		daybook_fail(error, DAYBOOK_ERROR_FAILED, _("Nothing can be written beside %s: %s."),
			     options->path, g_strerror(errno));
		return NULL;
	}
	g_autofree char *path = g_build_filename(folder, "book.db", NULL);
	g_autoptr(Store) empty = store_create(path, error);
	g_autoptr(Book) book = NULL;
	ready.path = path;
	ready.request_id = NULL;
	if (empty && store_restore(empty, file, NULL, NULL, error) && (book = book_open(&ready, error)))
		/* nobody talks on the phone about a day that comes back from a copy */
		done = erase_again(book, erasures->erased, error) &&
		       store_holds_expire(book->store, G_MAXINT64, error) && sync_after_restore(book, error);
	g_clear_pointer(&book, book_close);
	g_clear_pointer(&empty, store_close); /* the last to close it leaves one file */
	if (done)
		return g_steal_pointer(&folder);
	care_remove_folder(folder);
	return NULL;
}

typedef struct {
	const Book *book;
	const Erasures *erasures;
	BackupInfo *saved;
} Saving;

/* The book as it is now, kept. A damaged one is kept uncounted. */
static BackupInfo *save_now(const Book *book, Store *store, GError **error)
{
	g_autofree char *file = care_new_name(book->path, COPY_BEFORE_RESTORE, book->zone);
	g_autoptr(GError) problem = NULL;
	gint64 bookings = NONE;

	if (!store_backup(store, file, &bookings, &problem)) {
		if (!g_error_matches(problem, DAYBOOK_ERROR, DAYBOOK_ERROR_DAMAGED) ||
		    !store_backup(store, file, NULL, error)) {
			if (error && !*error)
				g_propagate_error(error, g_steal_pointer(&problem));
			return NULL;
		}
		bookings = NONE;
	}
	return info_of(file, bookings);
}

/* StoreLockedFunc: nobody can write any more, so what is kept here is all that was ever confirmed. */
static gboolean save_locked(gpointer data, GError **error)
{
	Saving *saving = data;
	g_autoptr(Store) store = store_open(saving->book->path, error);
	gint64 seq;

	if (!store)
		return FALSE;
	seq = saving->erasures->seq < 0 ? -1 : store_event_last_seq(store, NULL);
	if (seq >= 0 && seq != saving->erasures->seq)
		return daybook_fail(error, DAYBOOK_ERROR_CONFLICT,
				    _("Somebody changed the book while the copy was being looked at; nothing "
				      "was restored. Do it again."));
	saving->saved = save_now(saving->book, store, error);
	return saving->saved != NULL;
}

gboolean book_restore(Book *book, const char *file, BackupInfo **saved, GError **error)
{
	BookOptions options = {
		.path = book->path, .actor = book->actor, .source = book->source, .clock = book->clock
	};
	Erasures erasures;
	Saving saving = { book, &erasures, NULL };
	gboolean done;

	erasures_init(&erasures);
	read_erasures(book->store, &erasures);
	g_autofree char *folder = make_ready(&options, file, &erasures, error);
	if (!folder) {
		g_hash_table_unref(erasures.erased);
		return FALSE;
	}
	g_autofree char *ready = g_build_filename(folder, "book.db", NULL);
	done = store_restore(book->store, ready, save_locked, &saving, error);
	care_remove_folder(folder);
	g_hash_table_unref(erasures.erased);
	if (saved)
		*saved = done ? g_steal_pointer(&saving.saved) : NULL;
	backup_info_free(saving.saved);
	return done && book_load_house(book, error);
}

/* --- restore where the book does not open --- */

/* Moves what lies there into the folder of copies, first what belongs to it: a -wal that is left alone would be taken for the next
 * book's. aside: where it lies now. */
static gboolean put_aside(const char *path, char **aside, GError **error)
{
	static const char *const parts[] = { "-shm", "-wal", "-journal", "" };
	g_autoptr(GTimeZone) utc = zone_new("UTC", NULL);
	g_autofree char *to = care_new_name(path, COPY_DAMAGED, utc);

	*aside = NULL;
	if (!paths_make_parent(to, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *old = g_strconcat(path, parts[i], NULL);
		g_autofree char *new = g_strconcat(to, parts[i], NULL);
		if (g_rename(old, new) == 0) {
			if (!*parts[i])
				*aside = g_steal_pointer(&to);
		} else if (errno != ENOENT) {
			return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("%s cannot be put aside: %s."),
					    old, g_strerror(errno));
		}
	}
	return TRUE;
}

gboolean book_restore_at(const BookOptions *options, const char *file, BackupInfo **saved, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Book) book = book_open(options, &problem);
	g_autoptr(Store) store = NULL;
	g_autofree char *aside = NULL;
	Erasures erasures;
	gboolean done;

	if (book)
		return book_restore(book, file, saved, error);
	if (!g_error_matches(problem, DAYBOOK_ERROR, DAYBOOK_ERROR_DAMAGED)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	erasures_init(&erasures);
	store = store_open(options->path, NULL);
	read_erasures(store, &erasures);
	g_clear_pointer(&store, store_close);
	g_autofree char *folder = make_ready(options, file, &erasures, error);
	g_hash_table_unref(erasures.erased);
	if (!folder)
		return FALSE;
	g_autofree char *ready = g_build_filename(folder, "book.db", NULL);
	done = put_aside(options->path, &aside, error);
	if (done && g_rename(ready, options->path) != 0)
		done = daybook_fail(error, DAYBOOK_ERROR_FAILED, _("%s cannot be put in its place: %s."),
				    ready, g_strerror(errno));
	else
		care_remove_folder(folder);
	if (saved)
		*saved = done ? info_of(aside, NONE) : NULL;
	return done;
}
