/* cli/say_read.c - a line read against the book, and its questions asked. */
#include "cli/say_p.h"

#include "book/people.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- reading --- */

static void read_again(CliSaying *saying)
{
	say_reading_free(saying->reading);
	saying->reading = talk_read(saying->talk, saying->line, saying->offered,
				    (const SayAnswer *)(void *)saying->answers->data, saying->answers->len);
}

gboolean cli_saying_begin(CliSaying *saying, Cli *cli, const char *line, gboolean offered, GError **error)
{
	saying->cli = cli;
	saying->line = g_utf8_make_valid(line, -1);
	saying->offered = offered;
	saying->answers = g_array_new(FALSE, FALSE, sizeof(SayAnswer));
	saying->talk = talk_new(cli->book, error);
	if (!saying->talk)
		return FALSE;
	read_again(saying);
	return TRUE;
}

void cli_saying_end(CliSaying *saying)
{
	g_free(saying->line);
	if (saying->answers)
		g_array_unref(saying->answers);
	talk_free(saying->talk);
	say_reading_free(saying->reading);
}

/* --- JSON --- */

static void add_text(cJSON *object, const char *name, const char *text)
{
	if (text)
		cJSON_AddStringToObject(object, name, text);
}

static void add_thing(cJSON *object, const char *name, const char *id, const char *thing)
{
	cJSON *body = id ? cJSON_AddObjectToObject(object, name) : cJSON_AddNullToObject(object, name);
	if (!id)
		return;
	cJSON_AddStringToObject(body, "id", id);
	cJSON_AddStringToObject(body, "name", thing);
}

static void add_minute(cJSON *object, const char *name, int minute)
{
	g_autofree char *text = minute < 0       ? NULL
				: minute == 1440 ? g_strdup("24:00")
						 : local_hhmm(minute * 60);
	add_text(object, name, text);
}

static void add_when(cJSON *object, const char *name, const SayWhen *when)
{
	if (when->day == NONE && when->minute < 0 && when->from < 0)
		return;
	cJSON *body = cJSON_AddObjectToObject(object, name);
	g_autofree char *day = when->day != NONE ? day_iso(when->day) : NULL;
	g_autofree char *last = when->day != NONE ? day_iso(when->last) : NULL;
	add_text(body, "day", day);
	add_text(body, "last_day", last);
	add_minute(body, "time", when->minute);
	add_minute(body, "from", when->from);
	add_minute(body, "to", when->to);
}

static cJSON *spans_json(const CliSaying *saying)
{
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < saying->reading->spans->len; i++) {
		const SaySpan *span = saying->reading->spans->pdata[i];
		g_autofree char *text = g_strndup(saying->line + span->from, span->to - span->from);
		cJSON *body = cJSON_CreateObject();
		cJSON_AddStringToObject(body, "text", text);
		cJSON_AddNumberToObject(body, "from", span->from);
		cJSON_AddNumberToObject(body, "to", span->to);
		cJSON_AddStringToObject(body, "role", say_role_name(span->role));
		cJSON_AddStringToObject(body, "became", span->became);
		cJSON_AddBoolToObject(body, "slip", span->typo);
		cJSON_AddItemToArray(list, body);
	}
	return list;
}

static cJSON *choices_json(const SayQuestion *question)
{
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < question->choices->len; i++) {
		const SayChoice *choice = question->choices->pdata[i];
		cJSON *body = cJSON_CreateObject();
		if (choice->id)
			cJSON_AddStringToObject(body, "id", choice->id);
		else
			cJSON_AddNullToObject(body, "id");
		cJSON_AddStringToObject(body, "name", choice->name);
		cJSON_AddStringToObject(body, "role", say_role_name(choice->role));
		cJSON_AddItemToArray(list, body);
	}
	return list;
}

static cJSON *questions_json(const CliSaying *saying)
{
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < saying->reading->questions->len; i++) {
		const SayQuestion *question = saying->reading->questions->pdata[i];
		g_autofree char *text =
			g_strndup(saying->line + question->from, question->to - question->from);
		cJSON *body = cJSON_CreateObject();
		cJSON_AddStringToObject(body, "text", text);
		cJSON_AddStringToObject(body, "role", say_role_name(question->role));
		cJSON_AddStringToObject(body, "message", question->message);
		cJSON_AddItemToObject(body, "candidates", choices_json(question));
		cJSON_AddItemToArray(list, body);
	}
	return list;
}

static cJSON *visits_json(const SayReading *reading)
{
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < reading->visits->len; i++) {
		const SayVisit *visit = reading->visits->pdata[i];
		cJSON *body = cJSON_CreateObject();
		add_thing(body, "service", visit->service, visit->service_name);
		add_thing(body, "staff", visit->staff, visit->staff_name);
		cJSON_AddItemToArray(list, body);
	}
	return list;
}

cJSON *cli_reading_json(const CliSaying *saying)
{
	const SayReading *reading = saying->reading;
	const Book *book = saying->cli->book;
	cJSON *body = cJSON_CreateObject();
	cJSON_AddStringToObject(body, "line", saying->line);
	cJSON_AddStringToObject(body, "verb", say_verb_name(reading->verb));
	add_thing(body, "customer", reading->customer, reading->customer_name);
	add_text(body, "new_customer", reading->new_customer);
	add_text(body, "phone", reading->phone);
	add_text(body, "email", reading->email);
	cJSON_AddItemToObject(body, "visits", visits_json(reading));
	add_when(body, "at", &reading->at);
	add_when(body, "was", &reading->was);
	cJSON_AddItemToObject(body, "start", json_instant(book_zone(book), reading->start));
	if (reading->seconds)
		cJSON_AddNumberToObject(body, "minutes", (double)(reading->seconds / 60));
	add_text(body, "rrule", reading->rrule);
	cJSON_AddItemToObject(body, "price", json_money(reading->price, book_business(book)->currency));
	add_text(body, "notes", reading->note);
	add_text(body, "title", reading->title);
	if (reading->number)
		cJSON_AddNumberToObject(body, "number", reading->number);
	cJSON_AddItemToObject(body, "words", spans_json(saying));
	cJSON_AddItemToObject(body, "questions", questions_json(saying));
	return body;
}

/* --- asking --- */

gboolean cli_can_talk(const Cli *cli)
{
	return !cli->json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

char *cli_prompt(const char *prompt)
{
	char typed[1024] = "";
	cli_write(stderr, prompt, FALSE);
	if (!fgets(typed, sizeof typed, stdin))
		return NULL;
	g_autofree char *line = g_utf8_make_valid(g_strstrip(typed), -1);
	return *line ? g_steal_pointer(&line) : NULL;
}

static gboolean nothing_done(GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("Nothing was done."));
}

/* Gives an error the reading, and the candidates (taken; NULL: none). */
static gboolean with_reading(const CliSaying *saying, GError *problem, cJSON *candidates, GError **error)
{
	cJSON *details = cJSON_CreateObject();
	cJSON_AddItemToObject(details, "candidates", candidates ? candidates : cJSON_CreateArray());
	cJSON_AddItemToObject(details, "reading", cli_reading_json(saying));
	char *text = cJSON_PrintUnformatted(details);
	cJSON_Delete(details);
	daybook_error_set_details(problem, text);
	cJSON_free(text);
	g_propagate_error(error, problem);
	return FALSE;
}

/* What was typed in place of words that were not understood. */
static void replace_words(CliSaying *saying, guint from, guint to, const char *typed)
{
	g_autofree char *head = g_strndup(saying->line, from);
	char *line = g_strconcat(head, typed, saying->line + to, NULL);
	g_free(saying->line);
	saying->line = line;
	g_array_set_size(saying->answers, 0);
	read_again(saying);
}

static gboolean ask_one(CliSaying *saying, const SayQuestion *question, GError **error)
{
	g_autoptr(GString) prompt = g_string_new(question->message);
	gint64 number;
	g_string_append_c(prompt, '\n');
	for (guint i = 0; i < question->choices->len; i++)
		g_string_append_printf(prompt, "  %u  %s\n", i + 1,
				       ((SayChoice *)question->choices->pdata[i])->name);
	g_string_append_printf(prompt, "%s ",
			       question->choices->len ? _("The number, or other words (Enter: stop):")
						      : _("In other words (Enter: stop):"));
	g_autofree char *typed = cli_prompt(prompt->str);
	if (!typed)
		return nothing_done(error);
	if (question->choices->len &&
	    g_ascii_string_to_signed(typed, 10, 1, question->choices->len, &number, NULL)) {
		SayAnswer answer = { question->from, question->to, (guint)number - 1 };
		g_array_append_val(saying->answers, answer);
		read_again(saying);
	} else {
		replace_words(saying, question->from, question->to, typed);
	}
	return TRUE;
}

static const SayQuestion *open_question(const CliSaying *saying, guint ignored)
{
	for (guint i = 0; i < saying->reading->questions->len; i++) {
		const SayQuestion *question = saying->reading->questions->pdata[i];
		if (!(ignored & 1U << question->role))
			return question;
	}
	return NULL;
}

gboolean cli_saying_settle(CliSaying *saying, guint ignored, GError **error)
{
	const SayQuestion *question;
	while ((question = open_question(saying, ignored))) {
		if (cli_can_talk(saying->cli)) {
			if (!ask_one(saying, question, error))
				return FALSE;
			continue;
		}
		GError *problem = NULL;
		daybook_fail(&problem, DAYBOOK_ERROR_USAGE, "%s", question->message);
		return with_reading(saying, problem, choices_json(question), error);
	}
	return TRUE;
}

gboolean cli_saying_want(CliSaying *saying, const char *question, GError **error)
{
	if (!cli_can_talk(saying->cli)) {
		GError *problem = NULL;
		daybook_fail(&problem, DAYBOOK_ERROR_USAGE, "%s", question);
		return with_reading(saying, problem, NULL, error);
	}
	g_autofree char *prompt = g_strconcat(question, " ", NULL);
	g_autofree char *typed = cli_prompt(prompt);
	if (!typed)
		return nothing_done(error);
	g_autofree char *more = g_strconcat(" ", typed, NULL);
	guint end = (guint)strlen(saying->line);
	for (guint i = 0; i < saying->reading->spans->len;
	     i++) { /* before a note, which goes on to the end */
		const SaySpan *span = saying->reading->spans->pdata[i];
		if (span->role == SAY_NOTE || span->role == SAY_TITLE) {
			g_autofree char *inner = g_strconcat(typed, " ", NULL);
			replace_words(saying, span->from, span->from, inner);
			return cli_saying_settle(saying, 0, error);
		}
	}
	replace_words(saying, end, end, more);
	return cli_saying_settle(saying, 0, error);
}

gboolean cli_saying_complete(CliSaying *saying, GError **error)
{
	const char *lacks;
	while ((lacks = talk_lacks(saying->reading)))
		if (!cli_saying_want(saying, lacks, error))
			return FALSE;
	return TRUE;
}

int cli_saying_choose(CliSaying *saying, const char *question, const GPtrArray *ids, const GPtrArray *names,
		      GError **error)
{
	if (!cli_can_talk(saying->cli)) {
		GError *problem = NULL;
		cJSON *list = cJSON_CreateArray();
		for (guint i = 0; i < ids->len; i++) {
			cJSON *body = cJSON_CreateObject();
			cJSON_AddStringToObject(body, "id", ids->pdata[i]);
			cJSON_AddStringToObject(body, "name", names->pdata[i]);
			cJSON_AddItemToArray(list, body);
		}
		daybook_fail(&problem, DAYBOOK_ERROR_USAGE, "%s", question);
		with_reading(saying, problem, list, error);
		return -1;
	}
	g_autoptr(GString) prompt = g_string_new(question);
	g_string_append_c(prompt, '\n');
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(prompt, "  %u  %s\n", i + 1, (const char *)names->pdata[i]);
	g_string_append_printf(prompt, "%s ", _("The number (Enter: stop):"));
	g_autofree char *typed = cli_prompt(prompt->str);
	gint64 number;
	if (!typed || !g_ascii_string_to_signed(typed, 10, 1, names->len, &number, NULL)) {
		nothing_done(error);
		return -1;
	}
	return (int)number - 1;
}

gboolean cli_saying_confirm(CliSaying *saying, const char *plan, const char *question, GError **error)
{
	g_autofree char *words = say_reading_words(saying->reading, saying->line);
	g_autofree char *all = g_strdup_printf("%s\n%s%s%s", words, plan, *plan ? "\n" : "", question);
	GError *problem = NULL;
	if (cli_flag(saying->cli, "yes"))
		cli_remark(saying->cli, "%s", words);
	if (cli_ask(saying->cli, all, &problem))
		return TRUE;
	return with_reading(saying, problem, NULL, error);
}
