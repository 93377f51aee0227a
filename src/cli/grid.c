/* cli/grid.c - a table of text, aligned by display width. */
#include "cli/words_p.h"

#include "base/text.h"
#include <string.h>

#define BETWEEN 2   /* blank columns between two cells */
#define NARROWEST 8 /* what a cut column keeps */
#define MEASURED 1000 /* rows that are measured together where a table goes out as it grows */
#define WIDEST 120  /* what a column has at most; where nothing is cut, one long title must not widen every row */

typedef struct {
	char **cells; /* NULL: a line across */
	char *line;
} TableRow;

struct CliTable {
	const char *columns;
	guint n;
	GArray *rows;  /* of TableRow */
	Cli *cli;      /* whose long table goes out as it grows; NULL */
	int *widths;   /* of the columns */
};

static void row_clear(gpointer data)
{
	TableRow *row = data;
	g_strfreev(row->cells);
	g_free(row->line);
}

CliTable *cli_table_new(const char *columns)
{
	CliTable *table = g_new0(CliTable, 1);
	table->columns = columns;
	table->n = (guint)strlen(columns);
	table->widths = g_new0(int, table->n);
	table->rows = g_array_new(FALSE, FALSE, sizeof(TableRow));
	g_array_set_clear_func(table->rows, row_clear);
	return table;
}

void cli_table_flow(Cli *cli, CliTable *table)
{
	table->cli = cli;
}

static void measure(const CliTable *table, int *widths)
{
	for (guint i = 0; i < table->rows->len; i++) {
		const TableRow *row = &g_array_index(table->rows, TableRow, i);
		for (guint j = 0; row->cells && j < table->n; j++)
			widths[j] = MAX(widths[j], MIN(text_width(row->cells[j]), WIDEST));
	}
}

/* Takes columns from the widest of those that may be cut until the line fits. */
static void narrow(const CliTable *table, int *widths, int room)
{
	int total = 0;
	for (guint j = 0; j < table->n; j++)
		total += widths[j] > 0 ? widths[j] + BETWEEN : 0;
	for (total -= BETWEEN; total > room; total--) {
		int widest = -1;
		for (guint j = 0; j < table->n; j++)
			if (table->columns[j] == 'c' && widths[j] > NARROWEST &&
			    (widest < 0 || widths[j] > widths[widest]))
				widest = (int)j;
		if (widest < 0)
			return;
		widths[widest]--;
	}
}

static void append_row(GString *out, const CliTable *table, const TableRow *row, const int *widths,
		       gboolean cut)
{
	gsize began = out->len;
	for (guint j = 0; j < table->n; j++) {
		if (widths[j] == 0)
			continue;
		if (out->len > began)
			g_string_append(out, MARK_PLAIN "  ");
		g_autofree char *cell = cut ? text_cut(row->cells[j], widths[j]) : g_strdup(row->cells[j]);
		int blanks = MAX(widths[j] - text_width(cell), 0);
		if (table->columns[j] == 'r')
			g_string_append_printf(out, "%*s%s", blanks, "", cell);
		else
			g_string_append_printf(out, "%s%*s", cell, blanks, "");
	}
	while (out->len > began && strchr(" " MARK_PLAIN, out->str[out->len - 1]))
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

/* The rows so far. Of a table that goes out as it grows the columns only get wider. */
static void say_rows(Cli *cli, CliTable *table)
{
	int room = cli_columns();
	measure(table, table->widths);
	narrow(table, table->widths, room);
	for (guint i = 0; i < table->rows->len; i++) {
		const TableRow *row = &g_array_index(table->rows, TableRow, i);
		if (row->cells)
			append_row(cli->text, table, row, table->widths, room < G_MAXINT);
		else
			g_string_append_printf(cli->text, "%s\n", row->line);
	}
	g_array_set_size(table->rows, 0);
}

static void add_row(CliTable *table, const TableRow *row)
{
	g_array_append_vals(table->rows, row, 1);
	if (table->cli && table->rows->len >= MEASURED)
		say_rows(table->cli, table);
}

void cli_table_row(CliTable *table, const char *const *cells)
{
	TableRow row = { .cells = g_new0(char *, table->n + 1) };
	for (guint i = 0; i < table->n; i++) {
		row.cells[i] = g_strdup(cells[i] ? cells[i] : "");
		g_strdelimit(row.cells[i], "\n\r\t", ' ');
	}
	add_row(table, &row);
}

void cli_table_line(CliTable *table, const char *text)
{
	TableRow row = { .line = g_strdup(text) };
	add_row(table, &row);
}

void cli_table_say(Cli *cli, CliTable *table)
{
	say_rows(cli, table);
	g_array_unref(table->rows);
	g_free(table->widths);
	g_free(table);
}
