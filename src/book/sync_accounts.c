/* book/sync_accounts.c - accounts, and which of their calendars are linked to whom */
#include "book/sync_p.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/id.h"
#include "base/text.h"
#include "book/sync_take_p.h"

/* Ends what book_lock began. */
static gboolean done(Book *book, gboolean well, GError **error)
{
	sync_calendars_changed(book);
	if (well && store_commit(book->store, error))
		return TRUE;
	store_rollback(book->store);
	return FALSE;
}

const char *book_sync_book_id(Book *book, GError **error)
{
	gboolean inside = store_in_transaction(book->store), well;
	g_autofree char *id = NULL;
	g_autoptr(GError) problem = NULL;

	if (book->sync_book)
		return book->sync_book;
	id = store_meta(book->store, "sync_book", &problem);
	if (!id && !problem && !inside && book_lock(book, &problem))
		id = store_meta(book->store, "sync_book", &problem); /* another desk may have been first */
	if (!problem && !id) {
		id = id_new();
		well = store_meta_set(book->store, "sync_book", id, &problem) &&
		       (inside || store_commit(book->store, &problem));
		if (!well)
			g_clear_pointer(&id, g_free);
	}
	if (!inside)
		store_rollback(book->store);
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	return id ? (book->sync_book = g_intern_string(id)) : NULL;
}

/* --- accounts --- */

GPtrArray *book_sync_accounts(Book *book, GError **error)
{
	return store_accounts(book->store, error);
}

static gboolean same_words(const char *a, const char *b)
{
	g_autofree char *one = g_utf8_casefold(a, -1);
	g_autofree char *other = g_utf8_casefold(b, -1);

	return *a && strcmp(one, other) == 0;
}

static gboolean account_is(const Account *account, const char *which)
{
	return g_str_equal(account->id, which) || same_words(account->label, which) ||
	       same_words(account->email, which) ||
	       (id_is_prefix(which) && g_ascii_strncasecmp(account->id, which, strlen(which)) == 0);
}

static const char *account_name(const Account *account)
{
	return *account->label ? account->label : *account->email ? account->email : account->id;
}

Account *book_sync_account(Book *book, const char *which, GError **error)
{
	g_autoptr(GPtrArray) all = store_accounts(book->store, error);
	g_autoptr(GPtrArray) ids = g_ptr_array_new(), names = g_ptr_array_new();
	const Account *found = NULL;

	for (guint i = 0; all && i < all->len; i++) {
		const Account *account = all->pdata[i];
		if (which && !account_is(account, which))
			continue;
		found = account;
		g_ptr_array_add(ids, account->id);
		g_ptr_array_add(names, (gpointer)account_name(account));
	}
	if (ids->len == 1)
		return account_copy(found);
	if (ids->len > 1)
		book_ambiguous(error, _("account"), which ? which : _("the account"), ids, names);
	else if (all && which)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     _("There is no account “%s”. `daybook account list` shows them."), which);
	else if (all)
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
			     _("No account is connected yet. `daybook account add google` connects one."));
	return NULL;
}

static gboolean label_is_free(Book *book, const Account *account, GError **error)
{
	g_autoptr(GPtrArray) all = store_accounts(book->store, error);

	for (guint i = 0; all && i < all->len; i++) {
		const Account *other = all->pdata[i];
		if (!g_str_equal(other->id, account->id) && same_words(other->label, account->label))
			return daybook_fail(
				error, DAYBOOK_ERROR_CONFLICT,
				_("There is an account called “%s” already. Choose another label."),
				account->label);
	}
	return all != NULL;
}

static gboolean write_account(Book *book, Account *account, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Account) before = *account->id ? store_account(book->store, account->id, &problem) : NULL;

	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	if (!label_is_free(book, account, error))
		return FALSE;
	if (!*account->id) {
		g_autofree char *id = id_new();
		model_set(&account_class, account, &account->id, id);
	}
	account->created = account->created ? account->created : clock_real();
	account->version = before ? before->version : 0;
	if (before && model_equal(&account_class, account, before))
		return TRUE;
	account->version++;
	return store_account_put(book->store, account, error);
}

gboolean book_sync_account_save(Book *book, Account *account, GError **error)
{
	return book_lock(book, error) && done(book, write_account(book, account, error), error);
}

gboolean book_sync_account_remove(Book *book, const char *id, GError **error)
{
	g_autoptr(GPtrArray) calendars = book_sync_calendars(book, id, error);
	g_autoptr(Account) account = NULL;
	gboolean well;

	for (guint i = 0; calendars && i < calendars->len; i++)
		if (!book_sync_calendar_unlink(book, ((const Calendar *)calendars->pdata[i])->id, error))
			return FALSE;
	if (!calendars || !book_lock(book, error))
		return FALSE;
	account = store_account(book->store, id, error);
	well = account != NULL;
	if (well) {
		account->removed = 1;
		account->version++;
		well = store_account_put(book->store, account, error);
	} else if (error && !*error) {
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("That account is no longer here."));
	}
	return done(book, well, error);
}

/* --- looking for calendars --- */

GPtrArray *book_sync_calendars(Book *book, const char *account, GError **error)
{
	g_autoptr(GPtrArray) some = model_list_new(&calendar_class);
	g_autoptr(GPtrArray) all = store_calendars(book->store, error);

	for (guint i = 0; all && i < all->len; i++) {
		const Calendar *calendar = all->pdata[i];
		if (!account || g_str_equal(calendar->account, account))
			g_ptr_array_add(some, calendar_copy(calendar));
	}
	return all ? g_steal_pointer(&some) : NULL;
}

Calendar *book_sync_calendar(Book *book, const char *which, const char *account, GError **error)
{
	g_autoptr(GPtrArray) all = book_sync_calendars(book, account, error);

	for (guint i = 0; all && i < all->len; i++) {
		const Calendar *calendar = all->pdata[i];
		if (g_str_equal(calendar->id, which) || g_str_equal(calendar->remote_id, which))
			return calendar_copy(calendar);
	}
	for (guint i = 0; all && i < all->len; i++) {
		const Calendar *calendar = all->pdata[i];
		if (same_words(calendar->name, which))
			return calendar_copy(calendar);
	}
	return NULL;
}

/* --- linking --- */

static gboolean one_of(const char *what, const char *value, const char *const *allowed, GError **error)
{
	g_autofree char *words = g_strjoinv(", ", (char **)allowed);

	return g_strv_contains(allowed, value) ||
	       daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is not a value of %s. There are: %s."), value,
			    what, words);
}

static gboolean check_words(Calendar *calendar, GError **error)
{
	static const char *const shows[] = { "busy", "initials", "name", "service", "phone", NULL };
	static const char *const policies[] = { "book", "remote", "newest", "ask", NULL };

	if (!*calendar->show)
		model_set(&calendar_class, calendar, &calendar->show, "name");
	if (!*calendar->on_conflict)
		model_set(&calendar_class, calendar, &calendar->on_conflict, "book");
	return one_of("--show", calendar->show, shows, error) &&
	       one_of("--on-conflict", calendar->on_conflict, policies, error);
}

static gboolean check_people(const Book *book, const Calendar *calendar, GError **error)
{
	const char *const ids[] = { calendar->staff, calendar->blocks_for };

	for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
		const Staff *staff = ids[i] ? book_staff_by_id(book, ids[i]) : NULL;
		if (ids[i] && (!staff || staff->removed))
			return daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND,
					    _("There is no such staff member."));
	}
	return TRUE;
}

/* One calendar a staff member, one for all the others. */
static gboolean staff_is_free(Book *book, const Calendar *calendar, GError **error)
{
	const Staff *staff = book_staff_by_id(book, calendar->staff);

	for (guint i = 0; i < book->calendars->len; i++) {
		const Calendar *other = book->calendars->pdata[i];
		if (g_str_equal(other->id, calendar->id) || g_strcmp0(other->staff, calendar->staff) != 0)
			continue;
		if (staff)
			return daybook_fail(
				error, DAYBOOK_ERROR_CONFLICT,
				_("The bookings of %s go to the calendar “%s” already. Unlink that one "
				  "first."),
				staff->name, other->name);
		return daybook_fail(
			error, DAYBOOK_ERROR_CONFLICT,
			_("Everybody's bookings go to the calendar “%s” already. Say whose go to this "
			  "one (--staff), or unlink that one first."),
			other->name);
	}
	return TRUE;
}

/* The linked row of the same calendar, or NULL. */
static const Calendar *linked_row(const Book *book, const Calendar *calendar)
{
	for (guint i = 0; i < book->calendars->len; i++) {
		const Calendar *other = book->calendars->pdata[i];
		if (g_str_equal(other->id, calendar->id) ||
		    (g_str_equal(other->account, calendar->account) &&
		     g_str_equal(other->remote_id, calendar->remote_id)))
			return other;
	}
	return NULL;
}

/* What a change of a linked calendar makes necessary. */
static gboolean relink(Book *book, Calendar *calendar, const Calendar *before, GError **error)
{
	gboolean moved = g_strcmp0(calendar->staff, before->staff) != 0,
		 earlier = calendar->since < before->since,
		 others = moved || calendar->since != before->since ||
			  g_strcmp0(calendar->blocks_for, before->blocks_for) != 0;

	calendar->version = before->version;
	calendar->created = before->created;
	model_set(&calendar_class, calendar, &calendar->sync_token, others ? "" : before->sync_token);
	calendar->last_pull = before->last_pull;
	calendar->last_full = before->last_full;
	if (others && !store_remote_series_refill(book->store, calendar->id, error))
		return FALSE;
	if ((moved || !g_str_equal(calendar->show, before->show)) &&
	    !store_links_mark_calendar(book->store, calendar->id, clock_real(), error))
		return FALSE;
	return (!moved && !earlier) || sync_window_from(book, calendar->since, error);
}

static gboolean link_calendar(Book *book, Calendar *calendar, GError **error)
{
	g_autoptr(Account) account = store_account(book->store, calendar->account, error);
	const Calendar *before;
	gboolean well;

	if (!account || account->removed) {
		if (error && !*error)
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("That account is no longer here."));
		return FALSE;
	}
	if (!sync_calendars(book, error) || !check_words(calendar, error) ||
	    !check_people(book, calendar, error))
		return FALSE;
	before = linked_row(book, calendar);
	if (before)
		model_set(&calendar_class, calendar, &calendar->id, before->id);
	if (!*calendar->id) {
		g_autofree char *id = id_new();
		model_set(&calendar_class, calendar, &calendar->id, id);
	}
	if (!calendar->since)
		calendar->since = before ? before->since : zone_day_start(book->zone, book_today(book));
	if (!staff_is_free(book, calendar, error))
		return FALSE;
	model_set(&calendar_class, calendar, &calendar->state, "linked");
	model_set(&calendar_class, calendar, &calendar->state_text, "");
	calendar->removed = 0;
	if (before) {
		well = relink(book, calendar, before, error);
	} else {
		calendar->created = clock_real();
		calendar->version = 0;
		model_set(&calendar_class, calendar, &calendar->sync_token, "");
		well = sync_window_from(book, calendar->since, error);
	}
	if (!well || (before && model_equal(&calendar_class, calendar, before)))
		return well;
	calendar->version++;
	return store_calendar_put(book->store, calendar, error);
}

gboolean book_sync_calendar_link(Book *book, Calendar *calendar, GError **error)
{
	return book_lock(book, error) && done(book, link_calendar(book, calendar, error), error) &&
	       sync_fill_window(book, error);
}

static gboolean write_calendar(Book *book, Calendar *calendar, GError **error)
{
	g_autoptr(Calendar) row = store_calendar(book->store, calendar->id, error), before = NULL;

	if (!row || row->removed) {
		if (error && !*error)
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("That calendar is no longer linked."));
		return FALSE;
	}
	before = calendar_copy(row);
	model_set(&calendar_class, row, &row->name, calendar->name);
	model_set(&calendar_class, row, &row->zone, calendar->zone);
	model_set(&calendar_class, row, &row->state, calendar->state);
	model_set(&calendar_class, row, &row->state_text, calendar->state_text);
	model_set(&calendar_class, row, &row->sync_token, calendar->sync_token);
	row->last_pull = calendar->last_pull;
	row->last_full = calendar->last_full;
	row->version += !model_equal(&calendar_class, row, before);
	calendar->version = row->version;
	return row->version == before->version || store_calendar_put(book->store, row, error);
}

gboolean book_sync_calendar_save(Book *book, Calendar *calendar, GError **error)
{
	return book_lock(book, error) && done(book, write_calendar(book, calendar, error), error);
}

/* --- unlinking --- */

/* Nothing is read or written any more while what it left here is cleared away. */
static gboolean close_calendar(Book *book, Calendar *calendar, GError **error)
{
	model_set(&calendar_class, calendar, &calendar->state, "paused");
	model_set(&calendar_class, calendar, &calendar->state_text, N_("It is being unlinked."));
	calendar->version++;
	return book_lock(book, error) && done(book, store_calendar_put(book->store, calendar, error), error);
}

/* A page of blocks that came from there. after: where the page before ended. */
static gboolean clear_page(Book *book, const Calendar *calendar, const GPtrArray *links, char **correlation,
			   GError **error)
{
	gboolean well = book_sync_begin(book, calendar->account, *correlation, error);

	if (!well)
		return FALSE;
	for (guint i = 0; well && i < links->len; i++)
		if (sync_is_mirror(links->pdata[i]))
			well = sync_take_away(book, links->pdata[i], error);
	g_clear_pointer(correlation, g_free);
	if (well && book_sync_commit(book, correlation, error))
		return TRUE;
	book_sync_abort(book);
	return FALSE;
}

static gboolean clear_mirrors(Book *book, const Calendar *calendar, GError **error)
{
	g_autofree char *remote = g_strdup(""), *booking = g_strdup(""), *correlation = NULL;

	for (;;) {
		g_autoptr(GPtrArray) links = store_links_of_calendar(book->store, calendar->id, remote,
								     booking, SYNC_CHUNK, error);
		const SyncLink *last;
		if (!links)
			return FALSE;
		if (links->len == 0)
			return TRUE;
		last = links->pdata[links->len - 1];
		g_free(remote);
		g_free(booking);
		remote = g_strdup(last->remote_id);
		booking = g_strdup(last->booking);
		if (!clear_page(book, calendar, links, &correlation, error))
			return FALSE;
	}
}

/* The row stays, for what the log and the runs tell. Bookings that another calendar takes now are given to that one. */
static gboolean end_calendar(Book *book, Calendar *calendar, GError **error)
{
	const GPtrArray *calendars;

	calendar->removed = 1;
	calendar->version++;
	model_set(&calendar_class, calendar, &calendar->sync_token, "");
	if (!store_calendar_clear(book->store, calendar->id, error) ||
	    !store_calendar_put(book->store, calendar, error))
		return FALSE;
	sync_calendars_changed(book);
	if (!(calendars = sync_calendars(book, error)))
		return FALSE;
	for (guint i = 0; i < calendars->len; i++)
		if (!sync_window_from(book, ((const Calendar *)calendars->pdata[i])->since, error))
			return FALSE;
	return TRUE;
}

gboolean book_sync_calendar_unlink(Book *book, const char *id, GError **error)
{
	g_autoptr(Calendar) calendar = store_calendar(book->store, id, error);

	if (!calendar || calendar->removed) {
		if (error && !*error)
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("That calendar is no longer linked."));
		return FALSE;
	}
	return close_calendar(book, calendar, error) && clear_mirrors(book, calendar, error) &&
	       book_lock(book, error) && done(book, end_calendar(book, calendar, error), error) &&
	       sync_fill_window(book, error);
}

/* --- after a restore --- */

/* What stands there is newer than this book: what was last agreed is not true any more, and nothing is sent or taken before a yes. Then the
 * book wins: events of ours are bound again as they stand, and made what the book says. */
gboolean sync_after_restore(Book *book, GError **error)
{
	return book_lock(book, error) &&
	       done(book, store_sync_unplan(book->store, clock_real(), error), error);
}
