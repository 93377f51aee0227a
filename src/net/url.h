/* net/url.h - addresses: percent-encoding, query and form fields, what may be spoken to without TLS. */
#pragma once
#include <glib.h>

/** One path segment or field, percent-encoded but for RFC 3986's unreserved characters. */
char *url_escape(const char *text);
/** "name=value&…" from pairs, NULL-terminated; a pair with a NULL value is left out. For queries and forms (application/x-www-form-urlencoded). */
char *url_fields(const char *name, const char *value, ...) G_GNUC_NULL_TERMINATED;
/** The value of a field in a query or form, decoded; NULL when it is not there. */
char *url_field(const char *query, const char *name);
/** https anywhere, http only to 127.0.0.0/8, ::1 and localhost; no user, no fragment. */
gboolean url_may_be_used(const char *url);
/** Is its host one of those, with or without TLS? */
gboolean url_is_loopback(const char *url);
/** https://host:port of an address (the port only where it is not the usual one), for the log and for people. NULL when it is none. */
char *url_origin(const char *url);
