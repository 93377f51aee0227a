/* tests/unit/base/test_csv.c - tables in and out, and bytes that are no UTF-8 */
#include "base/csv.h"
#include "base/encoding.h"
#include "base/error.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A file of these bytes, open for reading. */
static int file_of(const char *bytes, gsize length)
{
	g_autofree char *path = unit_path("table.csv");
	g_autoptr(GError) error = NULL;
	g_file_set_contents(path, bytes, (gssize)length, &error);
	T_NO_ERROR("writing the file", error);
	return g_open(path, O_RDONLY | O_CLOEXEC, 0);
}

/* All rows as "line|field|field/line|…"; an error as its message at the end, after "!". */
static char *read_all(int fd)
{
	g_autoptr(CsvReader) reader = csv_reader_new(fd);
	g_autoptr(GError) error = NULL;
	GString *out = g_string_new(NULL);
	GPtrArray *fields = NULL;
	guint line = 0;
	while (csv_reader_row(reader, &fields, &line, &error)) {
		g_string_append_printf(out, "%s%u", out->len ? "/" : "", line);
		for (guint i = 0; i < fields->len; i++)
			g_string_append_printf(out, "|%s", (char *)g_ptr_array_index(fields, i));
		g_ptr_array_unref(fields);
	}
	if (error)
		g_string_append_printf(out, "!%s", error->message);
	T_FALSE("nothing comes after the end", csv_reader_row(reader, &fields, &line, NULL));
	return g_string_free(out, FALSE);
}

static char *read_bytes(const char *bytes, gsize length)
{
	int fd = file_of(bytes, length);
	char *all = read_all(fd);
	close(fd);
	return all;
}

static void test_reading(void)
{
	static const struct {
		const char *label, *bytes, *want;
	} rows[] = {
		{ "LF", "a,b\nc,d\n", "1|a|b/2|c|d" },
		{ "CRLF", "a,b\r\nc,d\r\n", "1|a|b/2|c|d" },
		{ "CR", "a,b\rc,d\r", "1|a|b/2|c|d" },
		{ "no end of line at the end", "a,b\nc,d", "1|a|b/2|c|d" },
		{ "semicolons", "a;b,c;d\n1,5;2\n", "1|a|b,c|d/2|1,5|2" },
		{ "tabs", "a\tb\n1,5\t2;3\n", "1|a|b/2|1,5|2;3" },
		{ "a comma in quotes does not tell", "\"a,b,c\";d\ne;f\n", "1|a,b,c|d/2|e|f" },
		{ "byte order mark",
		  "\xef\xbb\xbf"
		  "a,b\n",
		  "1|a|b" },
		{ "quotes", "\"a \"\"b\"\"\",\",\"\n", "1|a \"b\"|," },
		{ "a line end in quotes", "\"a\r\nb\",c\nd,e\n", "1|a\nb|c/3|d|e" },
		{ "empty fields", ",\n\"\",x\n", "1||/2||x" },
		{ "blank lines are passed over", "\n\na,b\n\r\n\nc,d\n\n", "3|a|b/6|c|d" },
		{ "a quote inside a field is itself", "5\" x,b\n", "1|5\" x|b" },
		{ "what follows a closing quote belongs to the field", "\"a\"b,c\n", "1|ab|c" },
		{ "rows of different lengths", "a,b,c\nd\n", "1|a|b|c/2|d" },
		{ "UTF-8", "M\xc3\xbcller,\xe7\x8e\x8b\n", "1|M\xc3\xbcller|\xe7\x8e\x8b" },
		{ "Windows-1252", "M\xfcller,\x80 5,\x93x\x94\n",
		  "1|M\xc3\xbcller|\xe2\x82\xac 5|\xe2\x80\x9cx\xe2\x80\x9d" },
		{ "nothing", "", "" },
		{ "only blank lines", "\n\r\n\n", "" },
		{ "a quote without end", "a,b\n\"c,d\ne,f\n",
		  "1|a|b!The quote opened in line 2 is never closed." },
		{ "UTF-16",
		  "\xff\xfe"
		  "a",
		  "!The table is written in UTF-16. Save it as UTF-8." },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = read_bytes(rows[i].bytes, strlen(rows[i].bytes));
		T_STR(rows[i].label, got, rows[i].want);
	}
	g_autofree char *nul = read_bytes("a,b\nc,\0d\n", 9);
	T_STR("a NUL byte", nul, "1|a|b!Line 2 has a NUL byte in it: this is no table.");
}

/* The buffer's edge falls on every kind of byte. */
static void test_edges(void)
{
	static const char pattern[] = "\"x\r\ny\"\"z\",b;c\r\n";
	g_autoptr(GString) bytes = g_string_new("head,b\r\n");
	g_autoptr(GString) want = g_string_new("1|head|b");
	for (guint i = 0; i < 20000; i++) {
		/* a growing tail moves the edge through the pattern */
		g_autofree char *tail = g_strnfill(i % 7, 'w');
		g_string_append_printf(bytes, "%s%s\r\n", pattern, tail);
		g_string_append_printf(want, "/%u|x\ny\"z|b;c", 2 + i * 3);
		if (i % 7)
			g_string_append_printf(want, "/%u|%s", 4 + i * 3, tail);
	}
	g_autofree char *got = read_bytes(bytes->str, bytes->len);
	T_TRUE("20,000 rows", strcmp(got, want->str) == 0);
}

static void test_limits(void)
{
	g_autofree char *field = g_strnfill(CSV_MAX_FIELD_BYTES, 'x');
	g_autofree char *fits = g_strconcat("a,", field, "\n", NULL);
	g_autofree char *too_long = g_strconcat("a,", field, "x\n", NULL);
	g_autofree char *row = g_strconcat(field, ",", field, ",", field, ",", field, ",x\n", NULL);
	g_autofree char *many = g_strnfill(CSV_MAX_FIELDS, ',');
	g_autofree char *got = read_bytes(fits, strlen(fits));
	T_TRUE("a field of the greatest length", g_str_has_suffix(got, "xxx"));
	g_clear_pointer(&got, g_free);
	got = read_bytes(too_long, strlen(too_long));
	T_STR("longer", got, "!Line 1 has a field longer than a megabyte.");
	g_clear_pointer(&got, g_free);
	got = read_bytes(row, strlen(row));
	T_STR("a long row", got, "!Line 1 has a row longer than 4 megabytes.");
	g_clear_pointer(&got, g_free);
	got = read_bytes(many, strlen(many));
	T_STR("many fields", got, "!Line 1 has more than 1000 fields.");
}

static void test_pipe(void)
{
	static const char bytes[] = "a;b\n1;2\n";
	int ends[2];
	T_INT("pipe", pipe(ends), 0);
	for (gsize i = 0; i < sizeof bytes - 1; i++)
		T_INT("one byte", write(ends[1], bytes + i, 1), 1);
	close(ends[1]);
	g_autofree char *got = read_all(ends[0]);
	close(ends[0]);
	T_STR("a pipe", got, "1|a|b/2|1|2");
	g_autofree char *closed = read_all(-1);
	T_STR("no file", closed, "!The table cannot be read: Bad file descriptor.");
}

static void test_writing(void)
{
	static const char *const plain[] = { "a", "b c", "" };
	static const char *const hard[] = { "a,b",   "say \"x\"", "two\nlines", " edge",
					    "edge ", "a;b",       "a\tb",       "" };
	static const char *const alone[] = { "" };
	g_autoptr(GString) out = g_string_new(NULL);
	csv_write_row(out, plain, G_N_ELEMENTS(plain));
	T_STR("plain", out->str, "a,b c,\r\n");
	g_string_truncate(out, 0);
	csv_write_row(out, alone, 1);
	T_STR("one empty field is no blank line", out->str, "\"\"\r\n");
	g_string_truncate(out, 0);
	csv_write_row(out, hard, G_N_ELEMENTS(hard));
	T_STR("hard", out->str,
	      "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\" edge\",\"edge \",\"a;b\",\"a\tb\",\r\n");
	g_autofree char *again = read_bytes(out->str, out->len);
	T_STR("read again", again, "1|a,b|say \"x\"|two\nlines| edge|edge |a;b|a\tb|");
}

static void test_encoding(void)
{
	static const struct {
		const char *label, *bytes, *want;
	} rows[] = {
		{ "nothing", "", "" },
		{ "ASCII of more than a word", "Haircut for Anna", "Haircut for Anna" },
		{ "UTF-8 stays", "na\xc3\xafve caf\xc3\xa9s", "na\xc3\xafve caf\xc3\xa9s" },
		{ "the last byte counts", "1234567\xfc", "1234567\xc3\xbc" },
		{ "a cut character", "abc\xc3", "abc\xc3\x83" },
		{ "a byte without a character", "x\x81y", "x\xef\xbf\xbdy" },
		{ "the euro", "\x80", "\xe2\x82\xac" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(">");
		encoding_append(out, rows[i].bytes, strlen(rows[i].bytes));
		T_STR(rows[i].label, out->str + 1, rows[i].want);
	}
}

UNIT_SUITE("csv", NULL, NULL, { "reading", test_reading }, { "the buffer's edges", test_edges },
	   { "limits", test_limits }, { "a pipe", test_pipe }, { "writing", test_writing },
	   { "bytes that are no UTF-8", test_encoding })
