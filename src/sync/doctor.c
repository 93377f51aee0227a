/* sync/doctor.c - what only the server can tell of the accounts: reached or not, signed in or not, clocks. What waits, and for whom, the book's own
 * doctor tells without a network (book/doctor_book.c). Ends within 10 s. */
#include "sync/service_p.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/said.h"
#include "book/care.h"
#include "sync/account.h"
#include "sync/limit.h"
#include <string.h>

#define LIMIT_MS 7000
#define LOCK_MS 2000
/* Tokens and signatures begin to fail about here. Seconds. */
#define SKEW_WARNING 120

static void add(GPtrArray *findings, DoctorGrade grade, const char *account, char *take_message, const char *advice)
{
	DoctorFinding *finding = g_new(DoctorFinding, 1);
	*finding = (DoctorFinding){ g_strdup("sync"), grade, g_strdup_printf("%s: %s", account, take_message), g_strdup(advice) };
	g_free(take_message);
	g_ptr_array_add(findings, finding);
}

/* --- the tokens --- */

static void check_sign_in(const Account *account, GPtrArray *findings)
{
	gint64 now = clock_real(), left = account->refresh_expires - now;
	if (account_is_testing(account, now))
		add(findings, DOCTOR_WARNING, account->label, g_strdup(_("the sign-in ends after 7 days, for the Google project of this client id is in “Testing”.")),
		    _("Set the project to “In production” on its consent screen, then sign in once more."));
	else if (account->refresh_expires && left < 3 * 86400)
		add(findings, DOCTOR_WARNING, account->label, g_strdup(_("the sign-in ends within three days.")), _("To sign in: daybook account sign-in ACCOUNT"));
}

static void check_clock(const Session *session, GPtrArray *findings)
{
	gint64 skew = session->clock_skew;
	if (skew == NONE || ABS(skew) < SKEW_WARNING)
		return;
	add(findings, DOCTOR_WARNING, session->account->label,
	    g_strdup_printf(skew > 0 ? _("this machine's clock is %d s behind the server's.")
				     : _("this machine's clock is %d s ahead of the server's."),
			    (int)MIN(ABS(skew), G_MAXINT)),
	    _("Set the clock, or have it set from the network: sign-ins fail with a wrong one."));
}

static void reach(const SessionBase *base, const Account *account, GPtrArray *findings)
{
	g_auto(Reply) reply = { 0 };
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)provider_calendar_free);
	g_autoptr(Session) session = session_open(base, account, &reply);
	if (session && session->provider->calendars(session, list, &reply))
		add(findings, DOCTOR_OK, account->label, g_strdup(_("the server answers and takes the sign-in.")), NULL);
	else if (reply.kind == REPLY_SIGN_IN || reply.kind == REPLY_SETUP)
		add(findings, DOCTOR_PROBLEM, account->label, said_words(reply.words), _("To sign in: daybook account sign-in ACCOUNT"));
	else
		add(findings, DOCTOR_WARNING, account->label,
		    said_words(reply.words ? reply.words : N_("the server did not answer in time.")), _("Nothing is lost; what waits is sent when it can be reached."));
	if (session)
		check_clock(session, findings);
}

/* --- all of it --- */

static void check_accounts(Book *book, const SyncSummary *summary, NetStop *stop, GPtrArray *findings)
{
	g_autoptr(GError) missing = NULL;
	/* a token may be renewed, and two who do that at once could lose it */
	g_autoptr(Lock) lock = lock_take(book_path(book), LOCK_MS, -1, &missing);
	g_autoptr(Engine) engine = lock ? engine_new(stop, &missing) : NULL;
	if (!lock) {
		add(findings, DOCTOR_OK, _("accounts"), g_strdup(missing->message), NULL);
		return;
	}
	if (!engine) {
		add(findings, DOCTOR_PROBLEM, _("accounts"), g_strdup(missing->message), NULL);
		return;
	}
	for (guint i = 0; i < summary->accounts->len; i++) {
		const SyncAccountStatus *status = summary->accounts->pdata[i];
		check_sign_in(status->account, findings);
		if (strcmp(status->account->state, "needs_sign_in") != 0) /* told by the book's own doctor */
			reach(engine_base(engine), status->account, findings);
	}
}

void service_doctor(const BookOptions *options, GPtrArray *findings)
{
	g_autoptr(Book) book = book_open(options, NULL);
	g_autoptr(SyncSummary) summary = book ? book_sync_summary(book, NULL) : NULL;
	if (!summary || !summary->accounts->len)
		return;
	g_autoptr(NetStop) stop = net_stop_new();
	Limit *limit = limit_new(stop, -1, LIMIT_MS);
	check_accounts(book, summary, stop, findings);
	limit_free(limit);
}
