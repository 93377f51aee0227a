/* cli/poll.c - poll: a time for several people, asked, answered, ranked, booked. */
#include "cli/commands_p.h"

#include "book/people.h"
#include "book/poll.h"
#include <string.h>

#define RANK_LIMIT 20 /* what a person is shown unless told otherwise */

/* --- what was typed --- */

/* START/END, as a range of times is read; the zone is the business's or the one that somebody answers in. */
static gboolean read_span(const Cli *cli, const char *text, GTimeZone *zone, GPtrArray *windows,
			  GError **error)
{
	When when = book_when(cli->book);
	const char *slash = strchr(text, '/');
	gint64 from, to;

	when.zone = zone;
	if (!slash)
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("“%s” is no span of time: write START/END, as in 2026-11-24T14:00/16:00."), text);
	g_autofree char *range = g_strdup_printf("%.*s..%s", (int)(slash - text), text, slash + 1);
	if (!when_range(&when, range, &from, &to, error))
		return FALSE;
	WishWindow *window = wish_window_new();
	window->start = from;
	window->end = to;
	g_ptr_array_add(windows, window);
	return TRUE;
}

GPtrArray *cli_spans(const Cli *cli, const char *option, GTimeZone *zone, GError **error)
{
	g_autoptr(GPtrArray) texts = cli_split(cli_list(cli, option));
	g_autoptr(GPtrArray) windows = model_list_new(&wish_window_class);

	for (guint i = 0; i < texts->len; i++)
		if (!read_span(cli, texts->pdata[i], zone, windows, error)) {
			g_prefix_error(error, "--%s: ", option);
			return NULL;
		}
	return g_steal_pointer(&windows);
}

/* --staff and --person, as they come. */
static GPtrArray *read_people(const Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) people = model_list_new(&poll_person_class);
	g_autoptr(GPtrArray) staff = cli_find_staff_list(cli, "staff", error);
	const GPtrArray *others = cli_list(cli, "person");

	if (!staff)
		return NULL;
	for (guint i = 0; i < staff->len; i++) {
		PollPerson *person = poll_person_new();
		model_set(&poll_person_class, person, &person->staff, staff->pdata[i]);
		g_ptr_array_add(people, person);
	}
	for (guint i = 0; others && i < others->len; i++) {
		g_auto(GStrv) parts = g_strsplit(others->pdata[i], ":", 2);
		PollPerson *person = poll_person_new();
		model_set(&poll_person_class, person, &person->name, parts[0]);
		model_set(&poll_person_class, person, &person->email, parts[0] ? parts[1] : NULL);
		g_ptr_array_add(people, person);
	}
	return g_steal_pointer(&people);
}

static gboolean need(const Cli *cli, const char *option, GError **error)
{
	return cli_list(cli, option) ||
	       daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” needs --%s."), cli->command->name, option);
}

static char *find_poll(const Cli *cli, GError **error)
{
	return book_find_poll(cli->book, cli_arg(cli, 0), error);
}

/* --- in words --- */

char *cli_span_words(const Cli *cli, GTimeZone *zone, gint64 start, gint64 end)
{
	gint64 from = zone_local(zone, start), to = zone_local(zone, end);
	gboolean midnight = to == (local_day(from) + 1) * ZONE_DAY_SECONDS;
	g_autofree char *day = cli_day_words(cli, local_day(from));
	g_autofree char *begins = local_hhmm(from);
	g_autofree char *ends = midnight ? g_strdup("24:00") : local_hhmm(to);

	if (midnight || local_day(from) == local_day(to))
		return g_strdup_printf("%s %s–%s", day, begins, ends);
	g_autofree char *last = cli_day_words(cli, local_day(to));
	return g_strdup_printf("%s %s – %s %s", day, begins, last, ends);
}

static char *spans_words(const Cli *cli, GTimeZone *zone, const GPtrArray *windows)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < windows->len; i++) {
		const WishWindow *window = windows->pdata[i];
		g_ptr_array_add(words, cli_span_words(cli, zone, window->start, window->end));
	}
	return cli_join(words, ", ");
}

/* On the business's clock; behind it on their own, where that is another. */
static char *answer_words(const Cli *cli, const PollPerson *person)
{
	if (person->staff)
		return g_strdup(_("by the book"));
	if (person->answer == 0)
		return g_strdup(_("not answered yet"));
	if (person->answer == 2)
		return g_strdup(_("cannot"));
	g_autofree char *here = spans_words(cli, book_zone(cli->book), person->free);
	if (!*person->zone || strcmp(person->zone, book_business(cli->book)->zone) == 0)
		return g_steal_pointer(&here);
	g_autoptr(GTimeZone) zone = book_zone_named(cli->book, person->zone);
	g_autofree char *there = spans_words(cli, zone, person->free);
	return g_strdup_printf("%s (%s: %s)", here, person->zone, there);
}

static const char *status_of(const Poll *poll)
{
	return strcmp(poll->status, "booked") == 0   ? _("booked")
	       : strcmp(poll->status, "closed") == 0 ? _("closed")
						     : _("open");
}

static char *names_of(const GPtrArray *people)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < people->len; i++)
		g_ptr_array_add(names, ((const PollPerson *)people->pdata[i])->name);
	return cli_join(names, ", ");
}

/* "Team meeting · 1h · 3 people · open · 1a2b3c4d" */
static char *poll_words(const Cli *cli, const Poll *poll)
{
	g_autofree char *length = when_duration_words(poll->seconds);
	g_autofree char *id = cli_short_id(cli, poll->id);
	g_autofree char *people =
		g_strdup_printf(ngettext("%u person", "%u people", poll->people->len), poll->people->len);

	return g_strdup_printf("%s · %s · %s · %s · %s", poll->title, length, people, status_of(poll), id);
}

static gboolean answer_poll(Cli *cli, Poll *take, const char *done)
{
	g_autoptr(Poll) poll = take;

	if (!poll)
		return FALSE;
	if (cli_wants_json(cli))
		cli_answer(cli, json_poll(cli->book, poll));
	if (cli_wants_text(cli)) {
		g_autofree char *words = poll_words(cli, poll);
		cli_confirm_done(cli, "%s %s\n", done, words);
	}
	return TRUE;
}

/* --- asking and answering --- */

gboolean cmd_poll_new(Cli *cli, GError **error)
{
	gint64 minutes = 0, step = NONE;

	if (!need(cli, "duration", error) || !need(cli, "window", error) ||
	    !cli_minutes(cli, "duration", FALSE, &minutes, error) ||
	    !cli_minutes(cli, "step", FALSE, &step, error))
		return FALSE;
	g_autoptr(GPtrArray) windows = cli_spans(cli, "window", book_zone(cli->book), error);
	g_autoptr(GPtrArray) people = windows ? read_people(cli, error) : NULL;
	if (!people)
		return FALSE;
	g_autoptr(GPtrArray) musts = cli_split(cli_list(cli, "must"));
	PollNew poll = { .title = cli_arg(cli, 0),
			 .seconds = minutes * 60,
			 .step = step,
			 .windows = windows,
			 .people = people,
			 .musts = musts };
	return answer_poll(cli, book_poll_add(cli->book, &poll, error), _("Asked:"));
}

/* What was kept of an answer, for whoever typed it in. */
static void confirm_answer(Cli *cli, const Poll *poll, const char *who)
{
	for (guint i = 0; i < poll->people->len; i++) {
		const PollPerson *person = poll->people->pdata[i];
		if (strcmp(person->name, who) != 0)
			continue;
		g_autofree char *words = answer_words(cli, person);
		cli_confirm_done(cli, "%s: %s\n", person->name, words);
	}
}

static gboolean answer_person(Cli *cli, Poll *take, const char *who)
{
	g_autoptr(Poll) poll = take;

	if (!poll)
		return FALSE;
	cli_answer(cli, json_poll(cli->book, poll));
	confirm_answer(cli, poll, who);
	return TRUE;
}

gboolean cmd_poll_answer(Cli *cli, GError **error)
{
	const char *zone_name = cli_text(cli, "timezone");

	if (!need(cli, "who", error) || !need(cli, "free", error))
		return FALSE;
	g_autofree char *id = find_poll(cli, error);
	g_autoptr(GTimeZone) zone = !id         ? NULL
				    : zone_name ? zone_new(zone_name, error)
						: g_time_zone_ref(book_zone(cli->book));
	g_autoptr(GPtrArray) free = zone ? cli_spans(cli, "free", zone, error) : NULL;
	g_autofree char *who = free ? book_poll_person(cli->book, id, cli_text(cli, "who"), error) : NULL;
	return who && answer_person(cli, book_poll_answer(cli->book, id, who, free, zone_name, error), who);
}

gboolean cmd_poll_decline(Cli *cli, GError **error)
{
	if (!need(cli, "who", error))
		return FALSE;
	g_autofree char *id = find_poll(cli, error);
	g_autofree char *who = id ? book_poll_person(cli->book, id, cli_text(cli, "who"), error) : NULL;
	return who && answer_person(cli, book_poll_decline(cli->book, id, who, error), who);
}

gboolean cmd_poll_close(Cli *cli, GError **error)
{
	g_autofree char *id = find_poll(cli, error);

	return id && answer_poll(cli, book_poll_close(cli->book, id, error), _("Closed:"));
}

/* --- ranking and booking --- */

/* " 1  Tue 24 Nov 14:00–15:00  2 of 3  A, B  not C": a must-have that is missing is a warning. */
static void candidate_row(const Cli *cli, CliTable *table, const Poll *poll, const PollCandidate *candidate,
			  guint n)
{
	gboolean must = FALSE;

	for (guint i = 0; i < candidate->cannot->len; i++)
		must |= ((const PollPerson *)candidate->cannot->pdata[i])->must != 0;
	g_autofree char *number = g_strdup_printf("%u", n);
	g_autofree char *when = cli_span_words(cli, book_zone(cli->book), candidate->start, candidate->end);
	/* translators: how many can, of how many asked */
	g_autofree char *count = g_strdup_printf(_("%u of %u"), candidate->can->len, poll->people->len);
	g_autofree char *can = names_of(candidate->can);
	g_autofree char *names = names_of(candidate->cannot);
	/* translators: the names of those who cannot */
	g_autofree char *without = *names ? g_strdup_printf(_("without %s"), names) : g_strdup("");
	g_autofree char *cannot = g_strconcat(must ? MARK_WARN : MARK_FAINT, without, NULL);
	CLI_ROW(table, number, when, count, can, *names ? cannot : NULL);
}

static void say_unknown(Cli *cli, const Poll *poll)
{
	g_autoptr(GPtrArray) unknown = g_ptr_array_new();

	for (guint i = 0; i < poll->people->len; i++) {
		const PollPerson *person = poll->people->pdata[i];
		if (!person->staff && person->answer == 0)
			g_ptr_array_add(unknown, (gpointer)person);
	}
	if (unknown->len == 0)
		return;
	g_autofree char *names = names_of(unknown);
	cli_say(cli, "%s %s\n", _("Not answered yet:"), names);
}

/* A candidate and its number among the ranked. */
typedef struct {
	const PollCandidate *candidate;
	guint n;
} Numbered;

static gint by_time(gconstpointer a, gconstpointer b)
{
	gint64 x = ((const Numbered *)a)->candidate->start, y = ((const Numbered *)b)->candidate->start;

	return (x > y) - (x < y);
}

static GArray *numbered(const GPtrArray *candidates, gboolean in_time)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(Numbered));

	for (guint i = 0; i < candidates->len; i++) {
		Numbered one = { candidates->pdata[i], i + 1 };
		g_array_append_val(list, one);
	}
	if (in_time)
		g_array_sort(list, by_time);
	return list;
}

static void say_ranked(Cli *cli, const Poll *poll, const GArray *list, guint limit)
{
	CliTable *table = cli_table_new("rllcc");

	cli_say(cli, MARK_STRONG "%s\n", poll->title);
	for (guint i = 0; i < list->len && i < limit; i++) {
		const Numbered *one = &g_array_index(list, Numbered, i);
		candidate_row(cli, table, poll, one->candidate, one->n);
	}
	cli_table_say(cli, table);
	say_unknown(cli, poll);
}

static void answer_ranked(Cli *cli, const Poll *poll, const GArray *list, guint limit)
{
	cJSON *document = cJSON_CreateObject();

	cJSON_AddStringToObject(document, "id", poll->id);
	cJSON_AddStringToObject(document, "title", poll->title);
	cJSON *candidates = cJSON_AddArrayToObject(document, "candidates");
	cli_answer(cli, document);
	for (guint i = 0; i < list->len && i < limit; i++) {
		const Numbered *one = &g_array_index(list, Numbered, i);
		cJSON_AddItemToArray(candidates,
				     cli_as_text(json_poll_candidate(cli->book, one->candidate, one->n)));
	}
}

gboolean cmd_poll_rank(Cli *cli, GError **error)
{
	gint64 limit = cli_wants_json(cli) ? 0 : RANK_LIMIT;

	if (!cli_number(cli, "limit", 0, G_MAXUINT, &limit, error))
		return FALSE;
	g_autofree char *id = find_poll(cli, error);
	g_autoptr(Poll) poll = id ? book_poll(cli->book, id, error) : NULL;
	g_autoptr(GPtrArray) candidates = poll ? book_poll_rank(cli->book, poll, TRUE, error) : NULL;
	if (!candidates)
		return FALSE;
	g_autoptr(GArray) list = numbered(candidates, cli_flag(cli, "by-time"));
	guint most = limit ? (guint)limit : G_MAXUINT;
	if (cli_wants_json(cli))
		answer_ranked(cli, poll, list, most);
	if (cli_wants_text(cli))
		say_ranked(cli, poll, list, most);
	if (list->len == 0)
		cli_remark(cli, _("There is no time yet that anybody can."));
	else if (list->len > most)
		cli_remark(cli, _("There are more; --limit 0 shows all."));
	return TRUE;
}

gboolean cmd_poll_book(Cli *cli, GError **error)
{
	gint64 n;
	g_autoptr(BookResult) result = NULL;

	if (!cli_read_number(cli_arg(cli, 1), 1, G_MAXUINT, &n, error))
		return FALSE;
	g_autofree char *id = find_poll(cli, error);
	return id && book_poll_book(cli->book, id, (guint)n, &result, error) &&
	       cli_answer_change(cli, result, _("Booked:"), FALSE, error);
}

/* --- list and show --- */

static void poll_row(const Cli *cli, CliTable *table, const Poll *poll)
{
	const WishWindow *first = poll->windows->pdata[0];
	guint answered = 0;

	for (guint i = 0; i < poll->people->len; i++) {
		const PollPerson *person = poll->people->pdata[i];
		answered += person->staff || person->answer != 0;
	}
	g_autofree char *length = when_duration_words(poll->seconds);
	g_autofree char *when = cli_span_words(cli, book_zone(cli->book), first->start, first->end);
	g_autofree char *more =
		poll->windows->len > 1 ? g_strconcat(when, ", …", NULL) : g_steal_pointer(&when);
	g_autofree char *count = g_strdup_printf(_("%u of %u answered"), answered, poll->people->len);
	g_autofree char *id = cli_short_id(cli, poll->id);
	g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
	CLI_ROW(table, poll->title, length, more, count, status_of(poll), faint_id);
}

gboolean cmd_poll_list(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) polls = book_polls(cli->book, cli_flag(cli, "all"), error);

	if (!polls)
		return FALSE;
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("crclll");
	for (guint i = 0; i < polls->len; i++) {
		if (cli_wants_json(cli))
			cJSON_AddItemToArray(list, json_poll(cli->book, polls->pdata[i]));
		poll_row(cli, table, polls->pdata[i]);
	}
	cli_answer_list(cli, "polls", list);
	cli_table_say(cli, table);
	if (polls->len == 0)
		cli_remark(cli, _("There is no poll."));
	return TRUE;
}

static void say_poll(Cli *cli, const Poll *poll)
{
	g_autofree char *words = poll_words(cli, poll);
	g_autofree char *windows = spans_words(cli, book_zone(cli->book), poll->windows);
	CliTable *table = cli_table_new("lccc");

	cli_say(cli, MARK_STRONG "%s\n", words);
	cli_say(cli, MARK_FAINT "%s" MARK_PLAIN " %s\n", _("When:"), windows);
	for (guint i = 0; i < poll->people->len; i++) {
		const PollPerson *person = poll->people->pdata[i];
		g_autofree char *name = g_strconcat("  ", person->name, NULL);
		g_autofree char *answer = answer_words(cli, person);
		CLI_ROW(table, name, person->must ? _("must be there") : NULL, answer, person->email);
	}
	cli_table_say(cli, table);
	if (poll->booking)
		cli_say(cli, MARK_FAINT "%s" MARK_PLAIN " %s\n", _("Booking:"), poll->booking);
	cli_say(cli, MARK_FAINT "%s" MARK_PLAIN " %s\n", _("Id:"), poll->id);
}

gboolean cmd_poll_show(Cli *cli, GError **error)
{
	g_autofree char *id = find_poll(cli, error);
	g_autoptr(Poll) poll = id ? book_poll(cli->book, id, error) : NULL;

	if (!poll)
		return FALSE;
	if (cli_wants_json(cli))
		cli_answer(cli, json_poll(cli->book, poll));
	if (cli_wants_text(cli))
		say_poll(cli, poll);
	return TRUE;
}
