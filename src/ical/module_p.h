/* ical/module_p.h - what daybook-ical.so offers to the program: the one thing that libical does for us.
 *
 * Reading, writing and repeating are our own (rule_p.h says why for rules; reading a file with libical takes ten times as long,
 * and its parser keeps no line numbers). libical knows how tzdata is told in iCalendar's words. */
#pragma once
#include <glib.h>

#define ICAL_MODULE "daybook-ical"
#define ICAL_MODULE_SYMBOL "daybook_ical_module"

typedef struct {
	/** The VTIMEZONE of an IANA name, whole, lines ended with CRLF; the caller's. NULL when libical does not know it. */
	char *(*vtimezone)(const char *zone);
} IcalModule;

extern const IcalModule daybook_ical_module;
