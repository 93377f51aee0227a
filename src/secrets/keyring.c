/* secrets/keyring.c - the desktop's keyring, through libsecret.
 *
 * libsecret answers "nothing" both for a keyring without the entry and for one that is locked or was never made, so in each such case the
 * service is asked which it is. A service that hangs would hold the caller for ever: every call ends after KEYRING_S. That is long for a
 * program and short for a person, but a person whose desktop asks for the keyring's password needs some of it; when it is over the dialogue
 * goes away and the account says why. */
#include "secrets/keyring_p.h"

#include "base/error.h"
#include "base/i18n.h"
#include "net/module.h"
#include <libsecret/secret.h>

#define KEYRING_S 15

static const SecretSchema schema = {
	"org.daybook.Account",
	SECRET_SCHEMA_NONE,
	{ { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
	0,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL, /* libsecret's own, reserved */
};

/* --- a call that ends --- */

/* libsecret's calls without "_sync", in a context of their own: so a timer of ours is looked at while they run, and what GIO leaves to be
 * done later is done before the context goes (the others leak it). */
typedef struct {
	GMainContext *context;
	GCancellable *cancellable;
	GSource *timer;
	GAsyncResult *result;
} Call;

static gboolean on_late(gpointer data)
{
	g_cancellable_cancel(data);
	return G_SOURCE_REMOVE;
}

static void on_answer(GObject *source, GAsyncResult *result, gpointer data)
{
	Call *call = data;
	(void)source;
	call->result = g_object_ref(result);
}

/* Of the call that was just begun; borrowed until the next one. */
static GAsyncResult *wait_for(Call *call)
{
	while (!call->result)
		g_main_context_iteration(call->context, TRUE);
	return call->result;
}

/* Before each further call. */
static Call *next(Call *call)
{
	g_clear_object(&call->result);
	return call;
}

static void begin_call(Call *call)
{
	*call = (Call){ .context = g_main_context_new(), .cancellable = g_cancellable_new() };
	g_main_context_push_thread_default(call->context);
	call->timer = g_timeout_source_new_seconds(KEYRING_S);
	g_source_set_callback(call->timer, on_late, call->cancellable, NULL);
	g_source_attach(call->timer, call->context);
}

static void end_call(Call *call)
{
	secret_service_disconnect(); /* next time another service may be there */
	g_source_destroy(call->timer);
	g_source_unref(call->timer);
	g_clear_object(&call->result);
	while (g_main_context_iteration(call->context, FALSE))
		continue;
	g_main_context_pop_thread_default(call->context);
	g_main_context_unref(call->context);
	g_object_unref(call->cancellable);
}

/* --- why not --- */

typedef enum {
	KEYRING_OPEN,
	KEYRING_LOCKED,
	KEYRING_NONE,
	KEYRING_NO_SERVICE,
	KEYRING_NO_BUS,
	KEYRING_SILENT,
	KEYRING_BROKEN
} State;

static State state_of_error(const GError *why)
{
	if (g_error_matches(why, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
	    g_error_matches(why, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
	    g_error_matches(why, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
		return KEYRING_SILENT;
	if (g_error_matches(why, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
		return KEYRING_LOCKED;
	if (g_error_matches(why, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
	    g_error_matches(why, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
	    (why && why->domain == G_DBUS_ERROR && why->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
	     why->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY))
		return KEYRING_NO_SERVICE;
	return KEYRING_BROKEN;
}

/* Asks the service itself; shows no dialogue. */
static State ask_state(Call *call)
{
	g_autoptr(GError) why = NULL;
	secret_service_get(SECRET_SERVICE_NONE, call->cancellable, on_answer, next(call));
	g_autoptr(SecretService) service = secret_service_get_finish(wait_for(call), &why);
	if (!service)
		return state_of_error(why);
	secret_collection_for_alias(service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
				    call->cancellable, on_answer, next(call));
	g_autoptr(SecretCollection) collection = secret_collection_for_alias_finish(wait_for(call), &why);
	if (why)
		return state_of_error(why);
	if (!collection)
		return KEYRING_NONE;
	return secret_collection_get_locked(collection) ? KEYRING_LOCKED : KEYRING_OPEN;
}

static gboolean tell(State state, const GError *why, GError **error)
{
	const char *words = NULL;
	switch (state) {
	case KEYRING_NO_BUS:
		words = _("There is no keyring here: this terminal has no desktop session (no session bus).");
		break;
	case KEYRING_NO_SERVICE:
		words = _("There is no keyring here: no keyring service is installed or running (GNOME "
			  "Keyring and KWallet are two).");
		break;
	case KEYRING_NONE:
		words = _("No keyring has been made yet. Sign in to the desktop, or make one with its "
			  "passwords program.");
		break;
	case KEYRING_LOCKED:
		words = _("The keyring is locked. Sign in to the desktop, or unlock it with its passwords "
			  "program, and try again.");
		break;
	case KEYRING_SILENT:
		words = _("The keyring did not answer. If it asks for its password, enter it and try again; "
			  "else start it again.");
		break;
	case KEYRING_OPEN:
	case KEYRING_BROKEN:
		break;
	}
	/* TRANSLATORS: %s is one of the sentences above about the keyring. */
	const char *instead = _("To keep the sign-in in a file that only you can read instead: --store file.");
	if (words)
		return daybook_fail(error, DAYBOOK_ERROR_AUTH, "%s %s", words, instead);
	g_autofree char *other = g_strdup_printf(_("The keyring cannot be used (%s)."),
						 why ? why->message : _("it gave no reason"));
	return daybook_fail(error, DAYBOOK_ERROR_AUTH, "%s %s", other, instead);
}

/* Says why a call brought nothing; takes why over. TRUE, without an error, when the keyring is open and there was just nothing there. */
static gboolean explain(GError *why, Call *call, GError **error)
{
	State state = why ? state_of_error(why) : KEYRING_BROKEN;
	if (state == KEYRING_BROKEN) { /* nothing, or words that only a programmer understands */
		State asked = ask_state(call);
		if (asked == KEYRING_OPEN && !why)
			return TRUE;
		state = asked == KEYRING_OPEN ? KEYRING_BROKEN : asked;
	}
	tell(state, why, error);
	g_clear_error(&why);
	return FALSE;
}

static gboolean begin(Call *call, GError **error)
{
	g_autoptr(GError) why = NULL;
	if (!net_session_bus(&why))
		return tell(KEYRING_NO_BUS, why, error);
	begin_call(call);
	return TRUE;
}

static GHashTable *attributes_of(const char *account)
{
	return secret_attributes_build(&schema, "account", account, NULL);
}

/* --- the three --- */

gboolean keyring_store(const char *account, const char *label, const char *secret, GError **error)
{
	Call call;
	if (!begin(&call, error))
		return FALSE;
	g_autoptr(GHashTable) attributes = attributes_of(account);
	GError *why = NULL;
	secret_password_storev(&schema, attributes, SECRET_COLLECTION_DEFAULT, label, secret,
			       call.cancellable, on_answer, &call);
	gboolean stored = secret_password_store_finish(wait_for(&call), &why);
	if (!stored) {
		if (!why) /* a dialogue that the person closed */
			why = g_error_new_literal(SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "");
		explain(why, &call, error);
	}
	end_call(&call);
	return stored;
}

char *keyring_load(const char *account, GError **error)
{
	Call call;
	if (!begin(&call, error))
		return NULL;
	g_autoptr(GHashTable) attributes = attributes_of(account);
	GError *why = NULL;
	secret_password_lookupv(&schema, attributes, call.cancellable, on_answer, &call);
	char *found = secret_password_lookup_finish(wait_for(&call), &why);
	char *text = g_strdup(found);
	secret_password_free(found);
	if (!text)
		explain(why, &call, error);
	end_call(&call);
	return text;
}

gboolean keyring_clear(const char *account, GError **error)
{
	Call call;
	if (!begin(&call, error))
		return FALSE;
	g_autoptr(GHashTable) attributes = attributes_of(account);
	GError *why = NULL;
	secret_password_clearv(&schema, attributes, call.cancellable, on_answer, &call);
	gboolean cleared = secret_password_clear_finish(wait_for(&call), &why) ||
			   explain(why, &call, error); /* it was not there: just as well */
	end_call(&call);
	return cleared;
}
