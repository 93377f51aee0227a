/* net/multipart.h - several requests in one (multipart/mixed of application/http, Google's batch).
 * Source: https://developers.google.com/calendar/api/guides/batch; RFC 2046 5.1. Parts are told by Content-ID: <n>, answered as <response-n>. */
#pragma once
#include <glib.h>

typedef struct {
	const char *method, *path; /* path and query only */
	const char *if_match;      /* NULL */
	const char *body;          /* JSON, or NULL */
} MultipartCall;

typedef struct {
	int status;         /* 0: no answer to this part came: its outcome is unknown */
	char *body;         /* NULL or text */
	gint64 retry_after; /* seconds; -1 */
} MultipartAnswer;
void multipart_answers_free(MultipartAnswer *answers, guint n);

/** The body of the outer request; content_type gets "multipart/mixed; boundary=…". The boundary occurs in no part. */
char *multipart_write(const MultipartCall *calls, guint n, char **content_type);
/** Answers in the order of the calls, however they came. Never fails: what cannot be read is status 0. The text need not end in NUL. */
MultipartAnswer *multipart_read(const char *content_type, const char *text, gsize length, guint n);
