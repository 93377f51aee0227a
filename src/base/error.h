/* base/error.h - what can go wrong, in one domain.
 *
 * The code decides what a program does (exit status, JSON `error.code`); the message is for the person: what
 * happened, to what, and what to do. A refusal may carry details, a JSON text (cli.md, "details").
 * Ownership: details given are copied; details returned are borrowed from the error. */
#pragma once
#include <glib.h>

typedef enum {
	DAYBOOK_ERROR_FAILED,    /* exit 1: locked, disk full, read-only, anything else */
	DAYBOOK_ERROR_USAGE,     /* 2: the words of the call are off */
	DAYBOOK_ERROR_NOT_FOUND, /* 3 */
	DAYBOOK_ERROR_CONFLICT,  /* 4: double booking, changed meanwhile, undo impossible */
	DAYBOOK_ERROR_POLICY,    /* 5: closed, a status step that is not allowed, too late */
	DAYBOOK_ERROR_NETWORK,   /* 6 */
	DAYBOOK_ERROR_AUTH,      /* 6 */
	DAYBOOK_ERROR_DAMAGED,   /* 7 */
	DAYBOOK_ERROR_TOO_NEW,   /* 7 */
	DAYBOOK_ERROR_COUNT
} DaybookErrorCode;

/* A GError of this domain holds its details as private data (GLib's extended errors). */
#define DAYBOOK_ERROR (daybook_error_quark())
GQuark daybook_error_quark(void);

/** The code's name in the contract: "failed", "usage", "not_found" … A foreign domain is "failed"; GLib's
 *  option errors are "usage". */
const char *daybook_error_name(const GError *error);

/** The exit status of the contract, 1 to 7. */
int daybook_error_exit_status(const GError *error);

/** Gives an error of our domain its details (a JSON text; copied). NULL takes them away. */
void daybook_error_set_details(GError *error, const char *json);

/** The details, or NULL. Borrowed. */
const char *daybook_error_details(const GError *error);

/** g_set_error for our domain, shorter. Always returns FALSE, so that `return daybook_fail(...)` reads well. */
gboolean daybook_fail(GError **error, DaybookErrorCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/** The same of a pattern and strings as said.h has them (N_, a NULL at the end): the message is in this process's language, and
 *  daybook_error_said gives what can be kept for readers of others. */
gboolean daybook_fail_said(GError **error, DaybookErrorCode code, const char *pattern, ...) G_GNUC_NULL_TERMINATED;
/** Said (said.h), or the message where it was not. The caller frees. */
char *daybook_error_said(const GError *error);
