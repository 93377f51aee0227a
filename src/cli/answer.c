/* cli/answer.c - what is printed: answers on stdout, remarks and errors on stderr. */
#include "cli/words_p.h"

#include "base/text.h"
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define POUR_BYTES                                                                                           \
	(256 << 10) /* what is said stays until then, so that a command which fails has said nothing else */

gboolean cli_wants_json(const Cli *cli)
{
	return cli->json || cli->request_words;
}

gboolean cli_wants_text(const Cli *cli)
{
	return !cli->json || cli->request_words;
}

/* --- text with marks --- */

/* What a terminal is sent for a mark. Few colours: bold, dim, yellow; all of them say something that words say too. */
static const char *sequence(char mark)
{
	static const char *const sequences[] = { NULL, "\033[0m", "\033[1m", "\033[2m", "\033[33m" };
	return mark >= 1 && mark <= 4 ? sequences[(int)mark] : NULL;
}

gboolean cli_is_colorful(FILE *file)
{
	const char *never = g_getenv("NO_COLOR");
	const char *term = g_getenv("TERM");
	return isatty(fileno(file)) && !(never && *never) && term && strcmp(term, "dumb") != 0;
}

/* One stretch without marks or newline. A terminal in another character set than UTF-8 gets what comes nearest; a file or a pipe keeps
 * the text as it is. */
static void write_stretch(FILE *file, const char *text, gsize length, gboolean convert)
{
	g_autofree char *stretch = g_strndup(text, length);
	g_autofree char *clean = text_clean(stretch);
	if (!convert) {
		fputs(clean, file);
		return;
	}
	/* What the character set has stays; else the whole stretch in ASCII, letters without their accents. */
	g_autofree char *converted = g_locale_from_utf8(clean, -1, NULL, NULL, NULL);
	g_autofree char *plain = converted ? NULL : g_str_to_ascii(clean, NULL);
	fputs(converted ? converted : plain, file);
}

void cli_write(FILE *file, const char *text, gboolean color)
{
	gboolean convert = !i18n_is_utf8() && isatty(fileno(file));
	gboolean marked = FALSE;
	while (*text) {
		gsize plain = strcspn(text, MARK_PLAIN MARK_STRONG MARK_FAINT MARK_WARN "\n");
		if (plain > 0)
			write_stretch(file, text, plain, convert);
		text += plain;
		if (!*text)
			break;
		if (*text == '\n') {
			if (marked && color)
				fputs(sequence(*MARK_PLAIN), file);
			marked = FALSE;
			fputc('\n', file);
		} else if (color && (marked || *text != *MARK_PLAIN)) {
			marked = *text != *MARK_PLAIN;
			fputs(sequence(*text), file);
		}
		text++;
	}
}

int cli_columns(void)
{
	struct winsize size;
	if (!isatty(STDOUT_FILENO))
		return G_MAXINT;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

/* --- answers --- */

void cli_say(Cli *cli, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_string_append_vprintf(cli->text, format, args);
	va_end(args);
}

void cli_confirm_done(Cli *cli, const char *format, ...)
{
	if (cli->quiet)
		return;
	va_list args;
	va_start(args, format);
	g_string_append_vprintf(cli->text, format, args);
	va_end(args);
}

void cli_remark(const Cli *cli, const char *format, ...)
{
	if (cli->quiet || cli->json)
		return;
	va_list args;
	va_start(args, format);
	g_string_append_vprintf(cli->remarks, format, args);
	va_end(args);
	g_string_append_c(cli->remarks, '\n');
}

void cli_remark_take(const Cli *cli, char *remark)
{
	if (remark)
		cli_remark(cli, "%s", remark);
	g_free(remark);
}

void cli_answer(Cli *cli, cJSON *document)
{
	cJSON_Delete(cli->answer);
	cli->answer = document;
}

cJSON *cli_as_text(cJSON *take)
{
	char *text = cJSON_PrintUnformatted(take);
	cJSON *raw = cJSON_CreateRaw(text);
	cJSON_free(text);
	cJSON_Delete(take);
	return raw;
}

void cli_stream_begin(Cli *cli, const char *name)
{
	cli->document = g_string_new(NULL);
	g_string_printf(cli->document, "{\"%s\":[", name);
}

void cli_stream_add(Cli *cli, cJSON *take)
{
	char *text = cJSON_PrintUnformatted(take);
	g_string_append(cli->document, cli->streamed ? "," : "");
	g_string_append(cli->document, text);
	cli->streamed = TRUE;
	cJSON_free(text);
	cJSON_Delete(take);
}

void cli_stream_end(Cli *cli)
{
	g_string_append(cli->document, "]}\n");
}

void cli_answer_list(Cli *cli, const char *name, cJSON *list)
{
	cJSON *document = cJSON_CreateObject();
	cJSON_AddItemToObject(document, name, list);
	cli_answer(cli, document);
}

void cli_write_json(FILE *file, const cJSON *document)
{
	char *text = cJSON_PrintUnformatted(document);
	fputs(text, file);
	fputc('\n', file);
	cJSON_free(text);
}

/* What was said so far, or the finished text of a document. */
static void write_out(Cli *cli)
{
	if (cli->json && cli->document) {
		fputs(cli->document->str, stdout);
		g_string_truncate(cli->document, 0);
	} else if (!cli->json && cli->text->len > 0) {
		cli_write(stdout, cli->text->str, cli_is_colorful(stdout));
		g_string_truncate(cli->text, 0);
	}
}

gboolean cli_pour(Cli *cli)
{
	const GString *said = cli->json ? cli->document : cli->text;
	if (said->len >= POUR_BYTES && !cli->unwritten) {
		write_out(cli);
		cli->unwritten = ferror(stdout) ? errno : 0;
	}
	return !cli->unwritten;
}

gboolean cli_flush(Cli *cli, GError **error)
{
	if (cli->json && cli->answer)
		cli_write_json(stdout, cli->answer);
	write_out(cli);
	gboolean written = fflush(stdout) == 0 && !ferror(stdout);
	int why = cli->unwritten ? cli->unwritten : errno;
	cli_write(stderr, cli->remarks->str, cli_is_colorful(stderr));
	g_string_truncate(cli->remarks, 0);
	if (written)
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The answer could not be written: %s."),
			    g_strerror(why));
}

/* --- errors --- */

/* "2026-11-24T14:30:00+01:00" as "Tue 24 Nov 14:30", the wall time that the text itself says. */
static char *stamp_words(const cJSON *stamp)
{
	int year, month, day, hour, minute;
	if (!cJSON_IsString(stamp) ||
	    sscanf(stamp->valuestring, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) != 5)
		return g_strdup("");
	g_autofree char *words = day_short(day_from_civil(year, month, day));
	return g_strdup_printf("%s %02d:%02d", words, hour, minute);
}

static const char *name_in(const cJSON *thing, const char *key)
{
	const cJSON *of = cJSON_GetObjectItemCaseSensitive(thing, key);
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(of, "name");
	return cJSON_IsString(name) ? name->valuestring : "";
}

static void append_slot(GString *out, const cJSON *slot)
{
	g_autofree char *when = stamp_words(cJSON_GetObjectItemCaseSensitive(slot, "start"));
	const char *who = name_in(slot, "staff");
	g_string_append_printf(out, "%s%s%s", when, *who ? " " : "", who);
}

static void append_alternatives(GString *out, const cJSON *details)
{
	const cJSON *slots = cJSON_GetObjectItemCaseSensitive(details, "alternatives");
	if (cJSON_GetArraySize(slots) == 0)
		return;
	g_autoptr(GString) list = g_string_new(NULL);
	const cJSON *slot;
	cJSON_ArrayForEach (slot, slots) {
		if (list->len > 0)
			g_string_append(list, " · ");
		append_slot(list, slot);
	}
	g_string_append(out, "  ");
	g_string_append_printf(out, _("Free: %s"), list->str);
	g_string_append_c(out, '\n');
}

/* One date of a repeated booking that does not fit: why, and the nearest that would. */
static void append_date(GString *out, const cJSON *date)
{
	g_autofree char *when = stamp_words(cJSON_GetObjectItemCaseSensitive(date, "start"));
	const cJSON *nearest = cJSON_GetObjectItemCaseSensitive(date, "nearest");
	const char *message = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(date, "message"));
	g_string_append_printf(out, "  %s", when);
	if (cJSON_IsObject(nearest)) {
		g_autoptr(GString) slot = g_string_new(NULL);
		append_slot(slot, nearest);
		g_string_append(out, "  ");
		g_string_append_printf(out, _("nearest: %s"), slot->str);
	}
	g_string_append_printf(out, "  %s\n", message ? message : "");
}

static void append_dates(GString *out, const cJSON *details)
{
	const cJSON *dates = cJSON_GetObjectItemCaseSensitive(details, "dates"), *date;
	cJSON_ArrayForEach (date, dates) {
		if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(date, "fits")))
			append_date(out, date);
	}
	if (cJSON_GetArraySize(dates) > 0)
		g_string_append(out, _("--clash skip, move or overbook says what becomes of them, --date "
				       "DAY=CHOICE of one.\n"));
}

static void append_candidates(GString *out, const Cli *cli, const cJSON *details)
{
	const cJSON *candidate;
	cJSON_ArrayForEach (candidate, cJSON_GetObjectItemCaseSensitive(details, "candidates")) {
		const cJSON *id = cJSON_GetObjectItemCaseSensitive(candidate, "id");
		const cJSON *name = cJSON_GetObjectItemCaseSensitive(candidate, "name");
		if (!cJSON_IsString(id))
			continue;
		g_autofree char *shown = cli_short_id(cli, id->valuestring);
		g_string_append_printf(out, "  %s  %s\n", shown,
				       cJSON_IsString(name) ? name->valuestring : "");
	}
}

static void write_error_json(const GError *error)
{
	const char *details = daybook_error_details(error);
	cJSON *parsed = details ? cJSON_Parse(details) : NULL;
	cJSON *document = cJSON_CreateObject();
	cJSON *body = cJSON_AddObjectToObject(document, "error");
	cJSON_AddStringToObject(body, "code", daybook_error_name(error));
	cJSON_AddStringToObject(body, "message", error->message);
	cJSON_AddItemToObject(body, "details", parsed ? parsed : cJSON_CreateObject());
	cli_write_json(stderr, document);
	cJSON_Delete(document);
}

void cli_write_error(const Cli *cli, const GError *error)
{
	if (cli->json) {
		write_error_json(error);
		return;
	}
	g_autoptr(GString) out = g_string_new(cli->remarks->str);
	g_string_append_printf(out, MARK_STRONG "daybook:" MARK_PLAIN " %s\n", error->message);
	cJSON *details = daybook_error_details(error) ? cJSON_Parse(daybook_error_details(error)) : NULL;
	append_dates(out, details);
	append_alternatives(out, details);
	append_candidates(out, cli, details);
	cJSON_Delete(details);
	cli_write(stderr, out->str, cli_is_colorful(stderr));
}
