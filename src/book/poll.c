/* book/poll.c - polls: asked, answered, declined, closed, found */
#include "book/poll_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/text.h"
#include "book/fields_p.h"
#include "plan/poll.h"

#define STEP_DEFAULT 15
#define PEOPLE_MOST 1000
#define ANSWERS_MOST 5000000 /* people by candidates: a hundred for a year of quarters of an hour */
#define WINDOWS_MOST 1000    /* of a poll, or of an answer */

GArray *poll_intervals(const GPtrArray *windows, gboolean merge)
{
	GArray *intervals = g_array_sized_new(FALSE, FALSE, sizeof(Interval), windows->len);

	for (guint i = 0; i < windows->len; i++) {
		const WishWindow *window = windows->pdata[i];
		Interval interval = { window->start, window->end };
		g_array_append_val(intervals, interval);
	}
	if (merge)
		plan_merge(intervals);
	return intervals;
}

static void set_windows(GPtrArray *windows, const GArray *intervals)
{
	g_ptr_array_set_size(windows, 0);
	for (guint i = 0; i < intervals->len; i++) {
		WishWindow *window = wish_window_new();
		window->start = g_array_index(intervals, Interval, i).start;
		window->end = g_array_index(intervals, Interval, i).end;
		g_ptr_array_add(windows, window);
	}
}

static gboolean check_windows(const GPtrArray *windows, GError **error)
{
	if (windows->len > WINDOWS_MOST)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("That is more than %d spans of time."),
				    WINDOWS_MOST);
	for (guint i = 0; i < windows->len; i++) {
		const WishWindow *window = windows->pdata[i];
		if (window->end <= window->start)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("A span of time must end after it starts."));
	}
	return TRUE;
}

/* --- a new one --- */

static gboolean take_staff(Book *book, PollPerson *person, GError **error)
{
	const Staff *staff = book_staff_by_id(book, person->staff);

	if (!staff || staff->removed)
		return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no such staff member."));
	if (!staff->active)
		return daybook_fail(error, DAYBOOK_ERROR_POLICY, _("%s no longer works here."), staff->name);
	model_set(&poll_person_class, person, &person->name, staff->name);
	return TRUE;
}

/* Answers go by name: no two may have the same. */
static gboolean take_person(Book *book, Poll *poll, const PollPerson *asked, GError **error)
{
	g_autoptr(PollPerson) person = poll_person_new();

	person->must = asked->must != 0;
	model_set(&poll_person_class, person, &person->staff, asked->staff);
	if (person->staff ? !take_staff(book, person, error)
			  : !field_take(&poll_person_class, person, &person->name,
					field_name(asked->name, _("person"), error)) ||
				    !field_take(&poll_person_class, person, &person->email,
						field_email(asked->email, error)))
		return FALSE;
	for (guint i = 0; i < poll->people->len; i++)
		if (field_same(((const PollPerson *)poll->people->pdata[i])->name, person->name))
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("“%s” is asked twice. Give each person a name of their own."),
					    person->name);
	g_ptr_array_add(poll->people, g_steal_pointer(&person));
	return TRUE;
}

static gboolean take_people(Book *book, Poll *poll, const GPtrArray *people, GError **error)
{
	if (people->len == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("Nobody is asked. Name the staff or the people it is for."));
	if (people->len > PEOPLE_MOST)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("At most %d people can be asked at once."),
				    PEOPLE_MOST);
	for (guint i = 0; i < people->len; i++)
		if (!take_person(book, poll, people->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gint by_start(gconstpointer a_, gconstpointer b_)
{
	const WishWindow *a = *(WishWindow *const *)a_, *b = *(WishWindow *const *)b_;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return (a->end > b->end) - (a->end < b->end);
}

/* The windows stay apart where they touch: each has a start of its own to count from. */
static gboolean take_windows(Book *book, Poll *poll, const GPtrArray *windows, GError **error)
{
	g_autoptr(GArray) intervals = NULL, starts = NULL;

	if (windows->len == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("When could it be? Give at least one span of time."));
	if (!check_windows(windows, error))
		return FALSE;
	intervals = poll_intervals(windows, FALSE);
	set_windows(poll->windows, intervals);
	g_ptr_array_sort(poll->windows, by_start);
	starts = plan_poll_starts(book->zone, intervals, poll->seconds, (int)poll->step, POLL_STARTS_MOST);
	if (starts->len == 0) {
		g_autofree char *length = when_duration_words(poll->seconds);
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("None of these spans of time is long enough for %s."), length);
	}
	if (starts->len > POLL_STARTS_MOST || starts->len * poll->people->len > ANSWERS_MOST)
		return daybook_fail(
			error, DAYBOOK_ERROR_USAGE,
			_("Those are too many times to choose from. Take a longer step, or less time."));
	return TRUE;
}

/* Whom a name means among those asked: the whole name, else the start of its words. */
static PollPerson *find_person(const Poll *poll, const char *who, GError **error)
{
	g_autofree char *folded = text_fold(who);

	for (int match = 2; match >= 1; match--) {
		g_autoptr(GPtrArray) found = g_ptr_array_new(), names = g_ptr_array_new();
		for (guint i = 0; i < poll->people->len; i++) {
			PollPerson *person = poll->people->pdata[i];
			if (book_name_match(person->name, folded) < match)
				continue;
			g_ptr_array_add(found, person);
			g_ptr_array_add(names, person->name);
		}
		if (found->len == 1)
			return found->pdata[0];
		if (found->len > 1) {
			book_ambiguous(error, _("person"), who, names, names);
			return NULL;
		}
	}
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	for (guint i = 0; i < poll->people->len; i++)
		g_ptr_array_add(all, ((const PollPerson *)poll->people->pdata[i])->name);
	g_ptr_array_add(all, NULL);
	g_autofree char *known = field_words((const char *const *)all->pdata, 8);
	daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("“%s” is not asked in “%s”. Asked: %s."), who,
		     poll->title, known);
	return NULL;
}

static gboolean take_musts(const Poll *poll, const GPtrArray *musts, GError **error)
{
	for (guint i = 0; musts && i < musts->len; i++) {
		PollPerson *person = find_person(poll, musts->pdata[i], error);
		if (!person)
			return FALSE;
		person->must = 1;
	}
	return TRUE;
}

static Poll *make(Book *book, const PollNew *asked, GError **error)
{
	g_autoptr(Poll) poll = poll_new();

	field_new_id(&poll_class, poll);
	poll->seconds = asked->seconds;
	poll->step = asked->step == NONE ? STEP_DEFAULT : asked->step;
	model_set(&poll_class, poll, &poll->status, "open");
	if (poll->seconds < 60 || poll->seconds > 366 * (gint64)ZONE_DAY_SECONDS) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("How long should it be? From a minute to a year."));
		return NULL;
	}
	if (!field_take(&poll_class, poll, &poll->title, field_name(asked->title, _("poll"), error)) ||
	    !field_number(_("step"), poll->step, 1, 1440, error) ||
	    !take_people(book, poll, asked->people, error) || !take_musts(poll, asked->musts, error) ||
	    !take_windows(book, poll, asked->windows, error))
		return NULL;
	return g_steal_pointer(&poll);
}

/* what: takes it. */
static Poll *save(Book *book, Poll *take, const char *type, char *what, GError **error)
{
	g_autoptr(Poll) poll = take;
	g_autofree char *words = what;

	if (!book_save(book, &poll_class, poll, type, error)) {
		book_abort(book);
		return NULL;
	}
	return book_commit(book, words, NULL, error) ? g_steal_pointer(&poll) : NULL;
}

Poll *book_poll_add(Book *book, const PollNew *asked, GError **error)
{
	g_autoptr(Poll) poll = NULL;

	if (!book_begin(book, error))
		return NULL;
	poll = make(book, asked, error);
	if (!poll) {
		book_abort(book);
		return NULL;
	}
	g_autofree char *what = g_strdup_printf(_("Asked for a time: %s"), poll->title);
	return save(book, g_steal_pointer(&poll), "poll.created", g_steal_pointer(&what), error);
}

/* --- answers --- */

Poll *book_poll(Book *book, const char *id, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Poll) poll = store_get(book->store, &poll_class, id, &problem);

	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (!poll || poll->removed)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("There is no poll %s (any more)."), id);
	else
		return g_steal_pointer(&poll);
	return NULL;
}

static gboolean is_open(const Poll *poll, GError **error)
{
	if (g_str_equal(poll->status, "booked"))
		return daybook_fail(error, DAYBOOK_ERROR_POLICY,
				    _("“%s” is booked already. Undo that first, or move the booking."),
				    poll->title);
	if (g_str_equal(poll->status, "closed"))
		return daybook_fail(error, DAYBOOK_ERROR_POLICY, _("The poll “%s” is closed."), poll->title);
	return TRUE;
}

Poll *poll_open_one(Book *book, const char *id, GError **error)
{
	g_autoptr(Poll) poll = book_poll(book, id, error);

	return poll && is_open(poll, error) ? g_steal_pointer(&poll) : NULL;
}

char *book_poll_person(Book *book, const char *id, const char *who, GError **error)
{
	g_autoptr(Poll) poll = book_poll(book, id, error);
	const PollPerson *person = poll ? find_person(poll, who, error) : NULL;

	return person ? g_strdup(person->name) : NULL;
}

static PollPerson *find_outsider(const Poll *poll, const char *who, GError **error)
{
	PollPerson *person = find_person(poll, who, error);

	if (!person || !person->staff)
		return person;
	daybook_fail(error, DAYBOOK_ERROR_USAGE,
		     _("%s is staff: the book itself answers. Change the hours or block time instead."),
		     person->name);
	return NULL;
}

static void keep_answer(const Poll *poll, PollPerson *person, gint64 answer, const GArray *free,
			const char *zone)
{
	gint64 last = 0;

	for (guint i = 0; i < poll->people->len; i++)
		last = MAX(last, ((const PollPerson *)poll->people->pdata[i])->answered);
	if (!person->answered)
		person->answered = last + 1;
	person->answer = answer;
	model_set(&poll_person_class, person, &person->zone, zone);
	if (free)
		set_windows(person->free, free);
	else
		g_ptr_array_set_size(person->free, 0);
}

/* free NULL: they decline. */
static Poll *answer(Book *book, const char *id, const char *who, const GArray *free, const char *zone,
		    GError **error)
{
	g_autoptr(Poll) poll = NULL, before = NULL;
	PollPerson *person;

	if (!book_begin(book, error))
		return NULL;
	poll = poll_open_one(book, id, error);
	person = poll ? find_outsider(poll, who, error) : NULL;
	if (!person) {
		book_abort(book);
		return NULL;
	}
	before = poll_copy(poll);
	keep_answer(poll, person, free ? 1 : 2, free, zone);
	if (model_equal(&poll_class, before, poll)) { /* said already */
		book_abort(book);
		return g_steal_pointer(&poll);
	}
	/* translators: a person, then what is to be held */
	g_autofree char *what = g_strdup_printf(free ? _("%s answered “%s”") : _("%s declined “%s”"),
						person->name, poll->title);
	return save(book, g_steal_pointer(&poll), free ? "poll.answered" : "poll.declined",
		    g_steal_pointer(&what), error);
}

Poll *book_poll_answer(Book *book, const char *id, const char *who, const GPtrArray *free, const char *zone,
		       GError **error)
{
	g_autoptr(GArray) times = NULL;
	g_autofree char *name = field_zone(zone ? zone : "", error);

	if (!name || !check_windows(free, error))
		return NULL;
	if (free->len == 0) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("When can %s? Give at least one span of time, or decline."), who);
		return NULL;
	}
	times = poll_intervals(free, TRUE);
	return answer(book, id, who, times, name, error);
}

Poll *book_poll_decline(Book *book, const char *id, const char *who, GError **error)
{
	return answer(book, id, who, NULL, "", error);
}

Poll *book_poll_close(Book *book, const char *id, GError **error)
{
	g_autoptr(Poll) poll = NULL;

	if (!book_begin(book, error))
		return NULL;
	poll = book_poll(book, id, error);
	if (poll && g_str_equal(poll->status, "closed")) { /* done already */
		book_abort(book);
		return g_steal_pointer(&poll);
	}
	if (!poll || !is_open(poll, error)) {
		book_abort(book);
		return NULL;
	}
	model_set(&poll_class, poll, &poll->status, "closed");
	g_autofree char *what = g_strdup_printf(_("Closed the poll “%s”"), poll->title);
	return save(book, g_steal_pointer(&poll), "poll.closed", g_steal_pointer(&what), error);
}

/* --- the list --- */

static gint newest_first(gconstpointer a_, gconstpointer b_)
{
	const Poll *a = *(Poll *const *)a_, *b = *(Poll *const *)b_;
	int names;

	if (a->created != b->created)
		return a->created > b->created ? -1 : 1;
	names = strcmp(a->title, b->title);
	return names ? names : strcmp(a->id, b->id);
}

GPtrArray *book_polls(Book *book, gboolean all, GError **error)
{
	g_autoptr(GPtrArray) rows = store_all(book->store, &poll_class, error),
			     polls = model_list_new(&poll_class);

	if (!rows)
		return NULL;
	for (guint i = 0; i < rows->len; i++) {
		const Poll *poll = rows->pdata[i];
		if (!poll->removed && (all || g_str_equal(poll->status, "open")))
			g_ptr_array_add(polls, g_steal_pointer(&rows->pdata[i]));
	}
	g_ptr_array_sort(polls, newest_first);
	return g_steal_pointer(&polls);
}

/* How a poll is named by a text: by its id, its whole title, the start of its words while it is open, or since. */
typedef enum { BY_ID, BY_TITLE, BY_WORDS_OPEN, BY_WORDS, NAMINGS } Naming;

static gboolean is_named(const Poll *poll, Naming naming, const char *text, const char *folded)
{
	switch (naming) {
	case BY_ID:
		return id_is_prefix(text) && g_ascii_strncasecmp(poll->id, text, strlen(text)) == 0;
	case BY_TITLE:
		return book_name_match(poll->title, folded) == 2;
	case BY_WORDS_OPEN:
		return g_str_equal(poll->status, "open") && book_name_match(poll->title, folded) > 0;
	case BY_WORDS:
	default:
		return book_name_match(poll->title, folded) > 0;
	}
}

char *book_find_poll(Book *book, const char *text, GError **error)
{
	g_autoptr(GPtrArray) polls = book_polls(book, TRUE, error);
	g_autofree char *folded = text_fold(text);

	if (!polls)
		return NULL;
	for (Naming naming = BY_ID; naming < NAMINGS; naming++) {
		g_autoptr(GPtrArray) ids = g_ptr_array_new(), titles = g_ptr_array_new();
		for (guint i = 0; i < polls->len; i++) {
			Poll *poll = polls->pdata[i];
			if (!is_named(poll, naming, text, folded))
				continue;
			g_ptr_array_add(ids, poll->id);
			g_ptr_array_add(titles, poll->title);
		}
		if (ids->len == 1)
			return g_strdup(ids->pdata[0]);
		if (ids->len > 1) {
			book_ambiguous(error, _("poll"), text, ids, titles);
			return NULL;
		}
	}
	daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
		     _("There is no poll “%s”. Look with `daybook poll list --all`."), text);
	return NULL;
}
