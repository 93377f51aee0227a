/* book/exchange_csv.c - customers as CSV, in and out.
 *
 * In: a header line names the columns (English or German, in any order). A row with an `id` is that customer; without one it is the
 * customer of the same name, phone and e-mail, so that the same file twice changes nothing and two people who share only
 * one of them stay two. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/text.h"
#include "book/exchange_p.h"
#include "model/customer.h"

#define CHUNK_ROWS 200
#define PHONES " / " /* several phones in one field */

typedef enum {
	COL_ID,
	COL_NAME,
	COL_FIRST,
	COL_LAST,
	COL_PHONE,
	COL_EMAIL,
	COL_ZONE,
	COL_LANGUAGE,
	COL_NOTES,
	COL_PREFERENCES,
	COL_CONSENTS,
	COL_COUNT
} Column;

/* Folded header words; what other programs and address books write. */
static const struct {
	const char *word;
	Column column;
} headers[] = {
	{ "id", COL_ID },
	{ "name", COL_NAME },
	{ "full name", COL_NAME },
	{ "display name", COL_NAME },
	{ "customer", COL_NAME },
	{ "kunde", COL_NAME },
	{ "first name", COL_FIRST },
	{ "given name", COL_FIRST },
	{ "vorname", COL_FIRST },
	{ "last name", COL_LAST },
	{ "family name", COL_LAST },
	{ "surname", COL_LAST },
	{ "nachname", COL_LAST },
	{ "phone", COL_PHONE },
	{ "phones", COL_PHONE },
	{ "phone number", COL_PHONE },
	{ "mobile", COL_PHONE },
	{ "mobile phone", COL_PHONE },
	{ "cell", COL_PHONE },
	{ "telefon", COL_PHONE },
	{ "mobil", COL_PHONE },
	{ "handy", COL_PHONE },
	{ "email", COL_EMAIL },
	{ "e-mail", COL_EMAIL },
	{ "e-mail address", COL_EMAIL },
	{ "email address", COL_EMAIL },
	{ "timezone", COL_ZONE },
	{ "time zone", COL_ZONE },
	{ "zeitzone", COL_ZONE },
	{ "language", COL_LANGUAGE },
	{ "sprache", COL_LANGUAGE },
	{ "notes", COL_NOTES },
	{ "note", COL_NOTES },
	{ "notizen", COL_NOTES },
	{ "notiz", COL_NOTES },
	{ "preferences", COL_PREFERENCES },
	{ "consents", COL_CONSENTS },
};

/* What is exported, in this order. */
static const struct {
	const char *header;
	Column column;
} exported[] = { { "id", COL_ID },
		 { "name", COL_NAME },
		 { "phone", COL_PHONE },
		 { "email", COL_EMAIL },
		 { "timezone", COL_ZONE },
		 { "language", COL_LANGUAGE },
		 { "notes", COL_NOTES },
		 { "preferences", COL_PREFERENCES },
		 { "consents", COL_CONSENTS } };

typedef struct {
	Book *book;
	const ImportOptions *options;
	ImportReport *report;
	GArray *columns;  /* of int: what each field of a row is; -1 unknown */
	GHashTable *seen; /* keys of a dry run's rows, which are written nowhere */
	char *what;
} Import;

static int column_of(const char *header)
{
	g_autofree char *folded = text_fold(header);

	for (guint i = 0; i < G_N_ELEMENTS(headers); i++)
		if (strcmp(folded, headers[i].word) == 0)
			return (int)headers[i].column;
	return -1;
}

static gboolean read_header(Import *import, const GPtrArray *fields, GError **error)
{
	gboolean named = FALSE;

	for (guint i = 0; i < fields->len; i++) {
		int column = column_of(fields->pdata[i]);
		named |= column == COL_NAME || column == COL_FIRST || column == COL_LAST;
		g_array_append_val(import->columns, column);
	}
	if (!named)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("The first line of %s names no column “name” (or “first name”, “last "
				      "name”): it is no list of customers."),
				    import->options->path);
	return TRUE;
}

/* --- a row --- */

static void add_phone(Customer *customer, const char *typed)
{
	g_autofree char *clean = text_name(typed);
	g_autofree char *number = clean ? text_phone(clean) : NULL;
	Phone *phone;

	if (!clean)
		return;
	for (guint i = 0; i < customer->phones->len; i++)
		if (strcmp(((const Phone *)customer->phones->pdata[i])->number, number) == 0)
			return;
	phone = phone_new();
	model_set(&phone_class, phone, &phone->number, number);
	model_set(&phone_class, phone, &phone->typed, clean);
	g_ptr_array_add(customer->phones, phone);
}

static void add_phones(Customer *customer, const char *field)
{
	g_auto(GStrv) phones = g_strsplit(field, PHONES, -1);

	for (char **phone = phones; *phone; phone++)
		add_phone(customer, *phone);
}

static char **text_field(Customer *customer, Column column)
{
	switch (column) {
	case COL_EMAIL:
		return &customer->email;
	case COL_ZONE:
		return &customer->zone;
	case COL_LANGUAGE:
		return &customer->language;
	case COL_NOTES:
		return &customer->notes;
	case COL_PREFERENCES:
		return &customer->preferences;
	case COL_CONSENTS:
		return &customer->consents;
	default:
		return NULL;
	}
}

static const char *first_number(const Customer *customer)
{
	return customer->phones->len ? ((const Phone *)customer->phones->pdata[0])->number : "";
}

/* Words that the indexes have them by: a name without letters ("!!!") has none, but there may be an e-mail or a phone. */
static char **words_of(const Customer *customer)
{
	char **words = text_words(customer->name);

	if (!words[0]) {
		g_strfreev(words);
		words = text_words(customer->email);
	}
	if (!words[0] && customer->phones->len) {
		g_strfreev(words);
		words = g_new0(char *, 2);
		words[0] = text_digits(first_number(customer));
	}
	return words;
}

/* The customer a row describes; NULL with a message when it describes none. */
static Customer *customer_of(const Import *import, const GPtrArray *fields, char **id, const char **wrong)
{
	g_autoptr(Customer) customer = customer_new();
	g_autofree char *first = NULL, *last = NULL, *whole = NULL, *both = NULL;

	customer->erased = NONE;
	for (guint i = 0; i < fields->len && i < import->columns->len; i++) {
		int column = g_array_index(import->columns, int, i);
		g_autofree char *value = text_clean(fields->pdata[i]);
		char **field = column < 0 ? NULL : text_field(customer, (Column)column);
		g_strstrip(value);
		if (field && *value)
			model_set(&customer_class, customer, field, value);
		else if (column == COL_PHONE)
			add_phones(customer, value);
		else if (column == COL_NAME)
			whole = (g_free(whole), g_steal_pointer(&value));
		else if (column == COL_FIRST)
			first = (g_free(first), g_steal_pointer(&value));
		else if (column == COL_LAST)
			last = (g_free(last), g_steal_pointer(&value));
		else if (column == COL_ID && *value)
			*id = (g_free(*id), g_steal_pointer(&value));
	}
	both = whole && *whole ? g_strdup(whole)
			       : g_strdup_printf("%s %s", first ? first : "", last ? last : "");
	g_free(customer->name);
	if (!(customer->name = text_name(both))) {
		customer->name = g_strdup("");
		*wrong = _("It has no name.");
		return NULL;
	}
	if (*id && !id_is_uuid(*id)) {
		*wrong = _("Its id is none of daybook's.");
		return NULL;
	}
	g_auto(GStrv) words = words_of(customer);
	if (!words[0] && !*id) {
		*wrong = _("Its name has no letters, and there is neither a phone nor an e-mail.");
		return NULL;
	}
	if (*customer->zone && !zone_exists(customer->zone)) {
		*wrong = _("Its time zone is unknown.");
		return NULL;
	}
	return g_steal_pointer(&customer);
}

/* --- who is it? --- */

static char *key_of(const Customer *customer)
{
	g_autofree char *name = text_fold(customer->name);
	g_autofree char *email = text_fold(customer->email);

	return g_strdup_printf("%s\n%s\n%s", name, first_number(customer), email);
}

/* The customer of the same name, phone and e-mail; NULL without error when there is none. */
static Customer *find_same(const Import *import, const Customer *wanted, GError **error)
{
	g_autofree char *key = key_of(wanted);
	g_auto(GStrv) words = words_of(wanted);
	g_autoptr(GArray) rows =
		store_find_customers(import->book->store, (const char *const *)words, 1000, error);

	for (guint i = 0; rows && i < rows->len; i++) {
		g_autoptr(Customer) customer =
			store_customer_at(import->book->store, g_array_index(rows, gint64, i), error);
		g_autofree char *other = customer ? key_of(customer) : NULL;
		if (other && strcmp(key, other) == 0)
			return g_steal_pointer(&customer);
	}
	return NULL;
}

static Customer *find_standing(const Import *import, const Customer *wanted, const char *id, GError **error)
{
	if (id)
		return store_get(import->book->store, &customer_class, id, error);
	return find_same(import, wanted, error);
}

/* What the file says, over what stands; an empty field of the file says nothing. */
static void follow(Customer *stands, const Customer *wanted)
{
	static const Column texts[] = { COL_EMAIL, COL_ZONE,        COL_LANGUAGE,
					COL_NOTES, COL_PREFERENCES, COL_CONSENTS };

	model_set(&customer_class, stands, &stands->name, wanted->name);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		char **from = text_field((Customer *)wanted, texts[i]);
		if (**from)
			model_set(&customer_class, stands, text_field(stands, texts[i]), *from);
	}
	for (guint i = 0; i < wanted->phones->len; i++)
		add_phone(stands, ((const Phone *)wanted->phones->pdata[i])->typed);
}

static gboolean write_row(Import *import, Customer *wanted, const char *id, guint line, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Customer) stands = find_standing(import, wanted, id, &problem);
	g_autoptr(Customer) before = stands ? customer_copy(stands) : NULL;

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (stands && (stands->erased != NONE || stands->removed)) {
		import_report_problem(import->report, wanted->name, line,
				      _("That customer was erased or merged; the row was passed over."));
		import->report->skipped++;
		return TRUE;
	}
	if (!stands) {
		g_autofree char *key = key_of(wanted);
		if (import->options->dry_run && !g_hash_table_add(import->seen, g_steal_pointer(&key))) {
			import->report->unchanged++;
			return TRUE;
		}
		import->report->created++;
		g_free(wanted->id);
		wanted->id = id ? g_strdup(id) : id_new();
		return import->options->dry_run ||
		       book_save(import->book, &customer_class, wanted, "customer.created", error);
	}
	follow(stands, wanted);
	if (model_equal(&customer_class, stands, before)) {
		import->report->unchanged++;
		return TRUE;
	}
	import->report->updated++;
	return import->options->dry_run ||
	       book_save(import->book, &customer_class, stands, "customer.changed", error);
}

static gboolean take_row(Import *import, const GPtrArray *fields, guint line, GError **error)
{
	g_autofree char *id = NULL;
	const char *wrong = NULL;
	g_autoptr(Customer) customer = NULL;
	guint done = import->report->created + import->report->updated + import->report->unchanged;

	if (fields->len == 1 && !*(const char *)fields->pdata[0])
		return TRUE; /* an empty line */
	if (!(customer = customer_of(import, fields, &id, &wrong))) {
		import_report_problem(import->report, NULL, line, wrong);
		return TRUE;
	}
	if (!write_row(import, customer, id, line, error))
		return FALSE;
	if (import->options->progress && done % CHUNK_ROWS == 0 &&
	    !import->options->progress(done, import->options->data))
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("Stopped. What was taken in so far stands; the same file again goes on "
				      "from there."));
	return import->options->dry_run || import->book->saved < CHUNK_ROWS ||
	       book_commit_chunk(import->book, import->what, error);
}

static gboolean read_rows(Import *import, int fd, GError **error)
{
	g_autoptr(CsvReader) reader = csv_reader_new(fd);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) fields = NULL;
	guint line = 0;

	if (!csv_reader_row(reader, &fields, &line, &problem)) {
		if (problem)
			g_propagate_error(error, g_steal_pointer(&problem));
		else
			daybook_fail(error, DAYBOOK_ERROR_USAGE, _("%s is empty."), import->options->path);
		return FALSE;
	}
	if (!read_header(import, fields, error))
		return FALSE;
	for (;;) {
		g_clear_pointer(&fields, g_ptr_array_unref);
		if (!csv_reader_row(reader, &fields, &line, &problem)) {
			if (!problem)
				return TRUE;
			g_propagate_error(error, g_steal_pointer(&problem));
			return FALSE;
		}
		if (!take_row(import, fields, line, error))
			return FALSE;
	}
}

static int open_input(const char *path, GError **error)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : g_open(path, O_RDONLY | O_CLOEXEC, 0);

	if (fd < 0)
		daybook_fail(error, errno == ENOENT ? DAYBOOK_ERROR_NOT_FOUND : DAYBOOK_ERROR_FAILED,
			     _("%s cannot be read: %s."), path, g_strerror(errno));
	return fd;
}

ImportReport *book_import_customers(Book *book, const ImportOptions *options, GError **error)
{
	g_autoptr(ImportReport) report = import_report_new();
	g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *name = g_path_get_basename(options->path);
	g_autofree char *what = g_strdup_printf(_("Imported %s"), name);
	Import import = { book, options, report, columns, seen, what };
	int fd = open_input(options->path, error);
	gboolean done;

	if (fd < 0)
		return NULL;
	done = import_open(book, options->dry_run, error);
	if (done) {
		done = read_rows(&import, fd, error);
		done = import_close(book, options->dry_run, done, what, &report->correlation, error);
	}
	close(fd);
	return done ? g_steal_pointer(&report) : NULL;
}

/* --- out --- */

typedef struct {
	GString *out;
	int fd;
	GError *error;
} Export;

static gboolean flush(Export *export)
{
	const char *at = export->out->str;
	gsize left = export->out->len;

	while (left > 0) {
		gssize n = write(export->fd, at, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return daybook_fail(&export->error, DAYBOOK_ERROR_FAILED,
					    _("The list could not be written: %s."), g_strerror(errno));
		at += n;
		left -= (gsize)n;
	}
	g_string_truncate(export->out, 0);
	return TRUE;
}

static char *all_phones(const Customer *customer)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < customer->phones->len; i++)
		g_string_append_printf(all, "%s%s", i ? PHONES : "",
				       ((const Phone *)customer->phones->pdata[i])->typed);
	return g_string_free(all, FALSE);
}

static gboolean export_customer(gpointer take, gpointer data)
{
	Export *export = data;
	g_autoptr(Customer) customer = take;
	g_autofree char *phones = all_phones(customer);
	const char *fields[G_N_ELEMENTS(exported)];

	if (customer->erased != NONE)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(exported); i++) {
		char **field = text_field(customer, exported[i].column);
		fields[i] = exported[i].column == COL_ID      ? customer->id
			    : exported[i].column == COL_NAME  ? customer->name
			    : exported[i].column == COL_PHONE ? phones
							      : *field;
	}
	csv_write_row(export->out, fields, G_N_ELEMENTS(fields));
	return export->out->len < 65536 || flush(export);
}

gboolean book_export_customers(Book *book, const ExportOptions *options, GError **error)
{
	Export export = { g_string_new(NULL), options->fd, NULL };
	const char *names[G_N_ELEMENTS(exported)];
	gboolean done;

	for (guint i = 0; i < G_N_ELEMENTS(exported); i++)
		names[i] = exported[i].header;
	csv_write_row(export.out, names, G_N_ELEMENTS(names));
	done = store_customers_all(book->store, export_customer, &export, error);
	if (done && !export.error)
		flush(&export);
	g_string_free(export.out, TRUE);
	if (export.error) {
		g_propagate_error(error, export.error);
		return FALSE;
	}
	return done;
}
