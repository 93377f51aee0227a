/* cli/say_book.c - booking what a line says: at its time, or at one of the free times that it is offered. */
#include "cli/say_p.h"

#include "base/money.h"
#include <string.h>

#define OFFER_SLOTS 10

/* --- the reading as options --- */

void cli_give(Cli *cli, const char *option, const char *value)
{
	GPtrArray *values = g_ptr_array_new();
	g_ptr_array_add(values, (gpointer)g_intern_string(value));
	g_hash_table_insert(cli->given, (gpointer)g_intern_string(option), values);
}

static gboolean is_given(const Cli *cli, const char *option)
{
	return g_hash_table_contains(cli->given, option);
}

static void give(Cli *cli, const char *option, const char *value)
{
	if (value && !is_given(cli, option))
		cli_give(cli, option, value);
}

static void give_visits(Cli *cli, const SayReading *reading)
{
	if (is_given(cli, "service") || is_given(cli, "with"))
		return;
	for (guint i = 0; i < reading->visits->len; i++) {
		const SayVisit *visit = reading->visits->pdata[i];
		if (i == 0) {
			give(cli, "service", visit->service);
			give(cli, "staff", visit->staff);
			continue;
		}
		g_autofree char *with = visit->staff ? g_strdup_printf("%s/%s", visit->service, visit->staff)
						     : g_strdup(visit->service);
		GPtrArray *list = g_hash_table_lookup(cli->given, "with");
		if (list)
			g_ptr_array_add(list, (gpointer)g_intern_string(with));
		else
			cli_give(cli, "with", with);
	}
}

void cli_fill_given(Cli *cli, const SayReading *reading)
{
	GTimeZone *zone = book_zone(cli->book);
	if (!is_given(cli, "customer") && !is_given(cli, "new-customer") && !is_given(cli, "block")) {
		give(cli, "customer", reading->customer);
		give(cli, "new-customer", reading->new_customer);
		give(cli, "phone", reading->new_customer ? reading->phone : NULL);
		give(cli, "email", reading->new_customer ? reading->email : NULL);
	}
	g_autofree char *start = reading->start != NONE ? zone_rfc3339(zone, reading->start) : NULL;
	g_autofree char *length =
		reading->seconds ? g_strdup_printf("%dm", (int)(reading->seconds / 60)) : NULL;
	g_autofree char *price = reading->price != NONE
					 ? money_plain(reading->price, book_business(cli->book)->currency)
					 : NULL;
	give_visits(cli, reading);
	give(cli, "start", start);
	give(cli, "duration", is_given(cli, "end") ? NULL : length);
	give(cli, "price", price);
	give(cli, "repeat", reading->rrule);
	give(cli, "notes", reading->note);
	give(cli, "title", reading->title);
}

/* The questions that options have answered already. */
static guint answered_by_options(const Cli *cli)
{
	static const struct {
		const char *option;
		SayRole role;
	} rows[] = { { "customer", SAY_CUSTOMER }, { "new-customer", SAY_CUSTOMER },
		     { "block", SAY_CUSTOMER },    { "service", SAY_SERVICE },
		     { "staff", SAY_STAFF },       { "start", SAY_DAY },
		     { "start", SAY_TIME },        { "duration", SAY_LENGTH },
		     { "end", SAY_LENGTH },        { "repeat", SAY_REPEAT },
		     { "price", SAY_PRICE } };
	guint bits = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (is_given(cli, rows[i].option))
			bits |= 1U << rows[i].role;
	return bits;
}

gboolean cli_book_line(Cli *cli, const char *line, GError **error)
{
	g_auto(CliSaying) saying = { .cli = cli };
	if (!cli_saying_begin(&saying, cli, line, FALSE, error) ||
	    !cli_saying_settle(&saying, answered_by_options(cli), error))
		return FALSE;
	if (saying.reading->verb != SAY_BOOK)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“book” only books. For this line it is: daybook say \"%s\""), line);
	cli_fill_given(cli, saying.reading);
	g_autofree char *words = say_reading_words(saying.reading, saying.line);
	cli_remark(cli, "%s", words);
	if (saying.reading->twice)
		cli_remark(cli,
			   _("That time exists twice, for the clocks go back; the earlier one is meant."));
	return TRUE;
}

/* --- at a time --- */

/* What the options in cli->given ask for, as `book` reads them. */
static BookRequest *read_request(Cli *cli, GError **error)
{
	const CliCommand *say = cli->command;
	cli->command = cli_command("book");
	BookRequest *request = cli_read_request(cli, error);
	cli->command = say;
	return request;
}

/* Whether it fits is known before anybody is asked. */
static gboolean book_given(CliSaying *saying, GError **error)
{
	Cli *cli = saying->cli;
	g_autoptr(BookRequest) request = read_request(cli, error);
	g_autoptr(BookResult) tried = NULL;
	if (!request)
		return FALSE;
	request->dry_run = 1;
	if (!book_add(cli->book, request, &tried, error))
		return FALSE;
	const Booking *booking = tried->bookings->pdata[0];
	g_autofree char *when = cli_instant_words(cli, booking->start);
	g_autofree char *length = when_duration_words(booking->end - booking->start);
	g_autofree char *staff = cli_booking_staff(cli, booking);
	g_autofree char *plan = g_strdup_printf("%s · %s · %s", when, length, staff);
	if (!cli_saying_confirm(saying, plan, _("Book it?"), error))
		return FALSE;
	request->dry_run = 0;
	return cli_add_booking(cli, request, error);
}

/* --- at one of several --- */

static void say_offer(Cli *cli, const GPtrArray *slots)
{
	CliTable *table = cli_table_new("rlcl");
	for (guint i = 0; i < slots->len; i++) {
		const Slot *slot = slots->pdata[i];
		const Staff *staff = book_staff_by_id(cli->book, slot->staff);
		g_autofree char *number = g_strdup_printf("%u", i + 1);
		g_autofree char *when = cli_instant_words(cli, slot->start);
		g_autofree char *end = local_hhmm(zone_local(book_zone(cli->book), slot->end));
		g_autofree char *times = g_strdup_printf("%s–%s", when, end);
		CLI_ROW(table, number, times, staff ? staff->name : NULL, NULL);
	}
	cli_table_say(cli, table);
}

static gboolean take_slot(CliSaying *saying, const Slot *slot, GError **error)
{
	Cli *cli = saying->cli;
	g_autofree char *start = zone_rfc3339(book_zone(cli->book), slot->start);
	cli_give(cli, "start", start);
	if (slot->staff && !is_given(cli, "staff"))
		cli_give(cli, "staff", slot->staff);
	if (!book_given(saying, error))
		return FALSE;
	cli_offer_forget(cli);
	return TRUE;
}

/* Its number in the offer. */
static guint number_of(const GPtrArray *slots, const Slot *slot)
{
	guint i = 0;
	while (slots->pdata[i] != slot)
		i++;
	return i + 1;
}

static const Slot *one_slot(CliSaying *saying, const GPtrArray *slots, GError **error)
{
	g_autoptr(GPtrArray) picked = talk_pick(saying->talk, slots, saying->reading);
	if (picked->len == 1)
		return picked->pdata[0];
	if (picked->len == 0) {
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("None of the times on offer is that."));
		return NULL;
	}
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < picked->len; i++) {
		const Slot *slot = picked->pdata[i];
		g_ptr_array_add(ids, g_strdup_printf("%u", number_of(slots, slot)));
		g_ptr_array_add(names, cli_instant_words(saying->cli, slot->start));
	}
	int chosen = cli_saying_choose(saying, _("Several of the times on offer are that. Which?"), ids,
				       names, error);
	return chosen >= 0 ? picked->pdata[chosen] : NULL;
}

/* On the terminal the offer goes on as a talk. */
static gboolean talk(CliSaying *saying, const GPtrArray *slots, GError **error)
{
	Cli *cli = saying->cli;
	cli_write(stderr, cli->text->str, cli_is_colorful(stderr));
	g_string_truncate(cli->text, 0);
	g_autofree char *typed = cli_prompt(_("Which one? (Enter: none) "));
	g_auto(CliSaying) pick = { .cli = cli };
	if (!typed)
		return TRUE;
	if (!cli_saying_begin(&pick, cli, typed, TRUE, error) || !cli_saying_settle(&pick, 0, error))
		return FALSE;
	if (pick.reading->verb != SAY_PICK)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is none of them. Nothing was done."),
				    typed);
	const Slot *slot = one_slot(&pick, slots, error);
	return slot && take_slot(saying, slot, error);
}

static gboolean offer(CliSaying *saying, GError **error)
{
	Cli *cli = saying->cli;
	g_autoptr(GPtrArray) all = talk_slots(saying->talk, saying->reading, error);
	if (!all)
		return FALSE;
	g_autoptr(GPtrArray) slots = talk_offer(saying->talk, all, OFFER_SLOTS);
	if (cli_wants_json(cli))
		cli_answer_list(cli, "slots", json_slots(cli->book, slots));
	if (slots->len == 0) {
		cli_remark(cli, _("Nothing is free there."));
		return TRUE;
	}
	if (!cli_offer_keep(cli, slots, error))
		return FALSE;
	if (cli_wants_text(cli))
		say_offer(cli, slots);
	if (cli_can_talk(cli))
		return talk(saying, slots, error);
	cli_remark(
		cli,
		_("Nothing is booked yet. Within ten minutes: daybook say 2, or say \"the tuesday one\"."));
	return TRUE;
}

/* --- the verbs --- */

gboolean cli_say_book(CliSaying *saying, GError **error)
{
	Cli *cli = saying->cli;
	if (!cli_saying_complete(saying, error))
		return FALSE;
	cli_fill_given(cli, saying->reading);
	if (saying->reading->twice)
		cli_remark(cli,
			   _("That time exists twice, for the clocks go back; the earlier one is meant."));
	if (saying->reading->start != NONE)
		return book_given(saying, error);
	return offer(saying, error);
}

gboolean cli_say_pick(CliSaying *saying, GError **error)
{
	GError *problem = NULL;
	g_autoptr(GPtrArray) slots = cli_offer_load(saying->cli, &problem);
	if (!slots) {
		if (!problem)
			daybook_fail(&problem, DAYBOOK_ERROR_USAGE,
				     _("Nothing is on offer (offers last ten minutes). Ask first, such as: "
				       "daybook "
				       "say \"book maria cut next week\"."));
		g_propagate_error(error, problem);
		return FALSE;
	}
	const Slot *slot = one_slot(saying, slots, error);
	return slot && take_slot(saying, slot, error);
}

gboolean cli_say_free(CliSaying *saying, GError **error)
{
	Cli *cli = saying->cli;
	if (!cli_saying_complete(saying, error))
		return FALSE;
	g_autoptr(GPtrArray) slots = talk_slots(saying->talk, saying->reading, error);
	if (!slots)
		return FALSE;
	if (cli_wants_json(cli))
		cli_answer_list(cli, "slots", json_slots(cli->book, slots));
	if (cli_wants_text(cli))
		cli_say_slots(cli, slots);
	if (slots->len == 0)
		cli_remark(cli, _("Nothing is free there."));
	return TRUE;
}
