/* book/sync_chunk.c - a chunk of what a calendar server said: one write transaction, many of them one change.
 *
 * The server acts, so its name stands in the log; the change's words say what became of appointments and grow with the chunks. */
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "book/sync_take_p.h"

#define MOST_SENTENCES 10 /* of a change's words; what was overruled is kept beyond */
#define MOST_WORDS 4000   /* bytes, of anything */
#define MOST_OVERRULED (64 << 10)

const char *sync_server_words(const Account *account)
{
	if (g_str_equal(account->kind, "google"))
		return _("Google Calendar");
	if (g_str_equal(account->kind, "microsoft"))
		return _("Outlook");
	return *account->label ? account->label : _("the calendar server");
}

Account *sync_account_of(Book *book, const char *calendar, GError **error)
{
	g_autoptr(Calendar) row = store_calendar(book->store, calendar, error);
	Account *account = row ? store_account(book->store, row->account, error) : NULL;

	if (!account && !(error && *error))
		daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("That calendar is no longer linked."));
	return account;
}

void sync_taking_end(Book *book)
{
	SyncTaking *taking = g_steal_pointer(&book->taking);

	if (!taking)
		return;
	g_free(book->actor);
	book->actor = taking->actor_before;
	g_free(book->request_id);
	book->request_id = taking->request_id_before;
	account_free(taking->account);
	g_free(taking->source);
	g_string_free(taking->said, TRUE);
	g_free(taking);
}

gboolean book_sync_begin(Book *book, const char *account_id, const char *correlation, GError **error)
{
	char *request_id = g_steal_pointer(&book->request_id);
	gboolean begun = book_begin(book, error);
	g_autoptr(Account) account = NULL;
	SyncTaking *taking;

	book->request_id = request_id;
	if (!begun)
		return FALSE;
	account = store_account(book->store, account_id, error);
	if (!account || account->removed) {
		if (!(error && *error))
			daybook_fail(error, DAYBOOK_ERROR_NOT_FOUND, _("That account is no longer here."));
		return book_abort(book);
	}
	taking = book->taking = g_new0(SyncTaking, 1);
	taking->source = g_strdup_printf("sync:%s", account->label);
	taking->actor_before = g_steal_pointer(&book->actor);
	taking->request_id_before = g_steal_pointer(&book->request_id);
	taking->said = g_string_new(NULL);
	book->actor = g_strdup(sync_server_words(account));
	book->source_now = taking->source;
	taking->account = g_steal_pointer(&account);
	if (correlation) {
		g_free(book->correlation);
		book->correlation = g_strdup(correlation);
		book->change_written = TRUE;
	}
	return TRUE;
}

void book_sync_abort(Book *book)
{
	book_abort(book);
}

gboolean book_sync_many_begin(Book *book, GError **error)
{
	return store_bulk_begin(book->store, error);
}

gboolean book_sync_many_end(Book *book, GError **error)
{
	return store_bulk_end(book->store, error);
}

guint book_sync_written(const Book *book)
{
	return book->saved + (book->taking ? book->taking->written : 0);
}

void sync_wrote(Book *book)
{
	if (book->taking)
		book->taking->written++;
}

void sync_say(Book *book, char *take)
{
	SyncTaking *taking = book->taking;
	g_autofree char *sentence = take;

	if (!taking || taking->said->len > MOST_WORDS)
		return;
	if (taking->sentences++ < MOST_SENTENCES)
		g_string_append_printf(taking->said, "%s%s", taking->said->len ? "; " : "", sentence);
	else if (taking->sentences == MOST_SENTENCES + 1)
		g_string_append(taking->said, "; …");
}

/* However much was said before. */
void sync_say_overruled(Book *book, char *take)
{
	SyncTaking *taking = book->taking;
	g_autofree char *sentence = take;

	if (!taking || taking->said->len > MOST_OVERRULED)
		return;
	taking->overruled = TRUE;
	g_string_append_printf(taking->said, "%s%s", taking->said->len ? "; " : "", sentence);
}

char *sync_overruled_words(Book *book, const Event *event, const Booking *booking)
{
	g_autoptr(Change) change = g_str_has_prefix(event->source, "sync:") ? store_change(book->store, event->correlation, NULL) : NULL;
	g_autofree char *name = change ? sync_name_of(book, booking) : NULL, *begins = name ? g_strconcat(name, ": ", NULL) : NULL;
	g_auto(GStrv) sentences = g_strsplit(change ? change->what : "", "; ", -1);
	g_autoptr(GString) all = g_string_new(NULL);

	for (char **one = sentences; *one; one++) {
		const char *at = strstr(*one, begins); /* the first comes after the server's name */
		if (at)
			g_string_append_printf(all, "%s%s", all->len ? "; " : "", at + strlen(begins));
	}
	return all->len ? g_strdup(all->str) : NULL;
}

/* --- the change's words --- */

/* The first chunk's: "Google Calendar: moved Maria Lopez to Tue 24 Nov 14:30; cancelled …", or that only busy times came. */
static char *first_words(const SyncTaking *taking)
{
	if (taking->said->len)
		return g_strdup_printf("%s: %s", sync_server_words(taking->account), taking->said->str);
	return g_strdup_printf(_("Busy times from %s"), sync_server_words(taking->account));
}

/* A later chunk's, after what the change says already. */
static gboolean add_words(Book *book, GError **error)
{
	const SyncTaking *taking = book->taking;
	g_autoptr(Change) change = NULL;
	g_autofree char *what = NULL;

	if (!taking->said->len || !(change = store_change(book->store, book->correlation, error)))
		return !(error && *error);
	if (!change->undoable) /* nothing but busy times so far */
		what = first_words(taking);
	else if (!taking->overruled && (strlen(change->what) > MOST_WORDS || g_str_has_suffix(change->what, "…")))
		return TRUE;
	else if (strlen(change->what) > MOST_OVERRULED)
		return TRUE;
	else
		what = g_strdup_printf("%s; %s", change->what, taking->said->str);
	return store_change_words(book->store, book->correlation, what, TRUE, error);
}

gboolean book_sync_commit(Book *book, char **correlation, GError **error)
{
	gboolean resumed = book->change_written, saved = book->saved > 0;
	g_autofree char *what = first_words(book->taking);
	g_autofree char *is = g_strdup(book->correlation);

	if (correlation)
		*correlation = NULL;
	if (!saved && book->taking->written == 0) {
		book_abort(book);
		if (correlation && resumed)
			*correlation = g_steal_pointer(&is);
		return TRUE;
	}
	if (resumed && !add_words(book, error))
		return book_abort(book);
	book->undoable = book->taking->said->len > 0;
	book->change_written = resumed || !saved; /* rows of sync alone are no change of the business */
	if (!book_commit(book, what, NULL, error))
		return FALSE;
	if (correlation && (saved || resumed))
		*correlation = g_steal_pointer(&is);
	return TRUE;
}
