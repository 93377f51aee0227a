/* tests/fuzz/fuzz-csv.c - reading a table.
 *
 * The input is the file. Whatever is in it: rows come in order, their fields are texts; and written and read again they are the
 * same rows. */
#include "tests/fuzz/fuzz.h"

#include "base/csv.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* All rows of a file, written as our own table; NULL when it was refused. */
static GString *rows_of(const char *bytes, gsize size, guint *n_rows)
{
	int fd = memfd_create("table", MFD_CLOEXEC);
	MUST(write(fd, bytes, size) == (ssize_t)size);
	MUST(lseek(fd, 0, SEEK_SET) == 0);
	g_autoptr(CsvReader) reader = csv_reader_new(fd);
	g_autoptr(GError) error = NULL;
	GString *out = g_string_new(NULL);
	GPtrArray *fields = NULL;
	guint line = 0, last = 0;
	*n_rows = 0;
	while (csv_reader_row(reader, &fields, &line, &error)) {
		MUST(line > last && fields->len > 0 && fields->len <= CSV_MAX_FIELDS);
		for (guint i = 0; i < fields->len; i++)
			MUST(g_utf8_validate(g_ptr_array_index(fields, i), -1, NULL));
		last = line;
		csv_write_row(out, (const char *const *)fields->pdata, fields->len);
		g_ptr_array_unref(fields);
		++*n_rows;
	}
	close(fd);
	if (error) {
		g_string_free(out, TRUE);
		return NULL;
	}
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	guint first, second;
	g_autoptr(GString) table = rows_of((const char *)data, size, &first);
	if (!table)
		return 0;
	/* The first row decides what separates the others. */
	g_autoptr(GString) led = g_string_new("a,b,c\r\n");
	g_string_append_len(led, table->str, (gssize)table->len);
	g_autoptr(GString) again = rows_of(led->str, led->len, &second);
	MUST(again && second == first + 1);
	MUST(again->len == led->len && memcmp(again->str, led->str, led->len) == 0);
	return 0;
}
