/* base/error.c - one domain; details ride along as private data of the GError. */
#include "base/error.h"

#include "base/said.h"

typedef struct {
	char *details; /* JSON text or NULL */
	char *said;    /* the message in no language (said.h), or NULL */
} DaybookErrorPrivate;

static void daybook_error_private_init(DaybookErrorPrivate *priv)
{
	priv->details = NULL;
	priv->said = NULL;
}

static void daybook_error_private_copy(const DaybookErrorPrivate *from, DaybookErrorPrivate *to)
{
	to->details = g_strdup(from->details);
	to->said = g_strdup(from->said);
}

static void daybook_error_private_clear(DaybookErrorPrivate *priv)
{
	g_free(priv->details);
	g_free(priv->said);
}

/* GLib's macro defines daybook_error_quark() and daybook_error_get_private(). */
G_DEFINE_EXTENDED_ERROR(DaybookError, daybook_error)

static const struct {
	const char *name;
	int exit_status;
} kinds[DAYBOOK_ERROR_COUNT] = {
	[DAYBOOK_ERROR_FAILED] = { "failed", 1 },       [DAYBOOK_ERROR_USAGE] = { "usage", 2 },
	[DAYBOOK_ERROR_NOT_FOUND] = { "not_found", 3 }, [DAYBOOK_ERROR_CONFLICT] = { "conflict", 4 },
	[DAYBOOK_ERROR_POLICY] = { "policy", 5 },       [DAYBOOK_ERROR_NETWORK] = { "network", 6 },
	[DAYBOOK_ERROR_AUTH] = { "auth", 6 },           [DAYBOOK_ERROR_DAMAGED] = { "damaged", 7 },
	[DAYBOOK_ERROR_TOO_NEW] = { "too_new", 7 },
};

static int kind_of(const GError *error)
{
	if (error->domain == DAYBOOK_ERROR && error->code >= 0 && error->code < DAYBOOK_ERROR_COUNT)
		return error->code;
	if (error->domain == G_OPTION_ERROR)
		return DAYBOOK_ERROR_USAGE;
	return DAYBOOK_ERROR_FAILED;
}

const char *daybook_error_name(const GError *error)
{
	return kinds[kind_of(error)].name;
}

int daybook_error_exit_status(const GError *error)
{
	return kinds[kind_of(error)].exit_status;
}

void daybook_error_set_details(GError *error, const char *json)
{
	if (!error || error->domain != DAYBOOK_ERROR)
		return;
	DaybookErrorPrivate *priv = daybook_error_get_private(error);
	char *copy = g_strdup(json); /* before the free: json may be the old text */
	g_free(priv->details);
	priv->details = copy;
}

const char *daybook_error_details(const GError *error)
{
	if (!error || error->domain != DAYBOOK_ERROR)
		return NULL;
	return daybook_error_get_private(error)->details;
}

gboolean daybook_fail(GError **error, DaybookErrorCode code, const char *format, ...)
{
	if (!error)
		return FALSE;
	va_list args;
	va_start(args, format);
	GError *made = g_error_new_valist(DAYBOOK_ERROR, (gint)code, format, args);
	va_end(args);
	g_propagate_error(error, made);
	return FALSE;
}

gboolean daybook_fail_said(GError **error, DaybookErrorCode code, const char *pattern, ...)
{
	va_list strings;
	va_start(strings, pattern);
	g_autofree char *said = said_new_valist(pattern, strings), *words = said_words(said);
	va_end(strings);
	GError *made = g_error_new_literal(DAYBOOK_ERROR, (gint)code, words);
	daybook_error_get_private(made)->said = g_steal_pointer(&said);
	if (error)
		g_propagate_error(error, made);
	else
		g_error_free(made);
	return FALSE;
}

char *daybook_error_said(const GError *error)
{
	const char *said = error->domain == DAYBOOK_ERROR ? daybook_error_get_private(error)->said : NULL;
	return g_strdup(said ? said : error->message);
}
