/* tests of net/multipart.h */
#include "net/multipart.h"
#include "tests/unit/unit.h"
#include <string.h>

#define TYPE "multipart/mixed; boundary=b"

static void test_write(void)
{
	const MultipartCall calls[] = {
		{ "PATCH", "/calendar/v3/calendars/c/events/e?sendUpdates=none", "\"318\"",
		  "{\"summary\":\"Cut\"}" },
		{ "DELETE", "/calendar/v3/calendars/c/events/f", NULL, NULL },
		{ "GET", "/x", "\"a\"\r\nX-Evil: 1", NULL },
	};
	g_autofree char *type = NULL;
	g_autofree char *text = multipart_write(calls, 3, &type);
	g_autofree char *boundary = g_strdup(strchr(type, '=') + 1);
	T_TRUE(type, g_str_has_prefix(type, "multipart/mixed; boundary=") && strlen(boundary) <= 70);
	g_autofree char *want = g_strdup_printf(
		"--%s\r\nContent-Type: application/http\r\nContent-ID: <1>\r\n\r\n"
		"PATCH /calendar/v3/calendars/c/events/e?sendUpdates=none HTTP/1.1\r\nIf-Match: \"318\"\r\n"
		"Content-Type: application/json; charset=UTF-8\r\nContent-Length: "
		"17\r\n\r\n{\"summary\":\"Cut\"}\r\n"
		"--%s\r\nContent-Type: application/http\r\nContent-ID: <2>\r\n\r\n"
		"DELETE /calendar/v3/calendars/c/events/f HTTP/1.1\r\n\r\n\r\n"
		"--%s\r\nContent-Type: application/http\r\nContent-ID: <3>\r\n\r\n"
		"GET /x HTTP/1.1\r\nIf-Match: \"a\"X-Evil: 1\r\n\r\n\r\n--%s--\r\n",
		boundary, boundary, boundary, boundary);
	T_STR("text", text, want);
}

/* One part of an answer, as Google writes it. */
static void answer(GString *out, const char *boundary, const char *id, const char *http, const char *line_end)
{
	g_string_append_printf(out, "--%s%sContent-Type: application/http%sContent-ID: %s%s%s%s%s", boundary,
			       line_end, line_end, id, line_end, line_end, http, line_end);
}

/* Shuffled, with LF or CRLF, among words that mean nothing: each answer comes to its call. */
static void test_round_trip(void)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261122);
	for (guint round = 0; round < 200; round++) {
		guint n = (guint)g_rand_int_range(rand, 1, 51), order[50];
		const char *line_end = g_rand_boolean(rand) ? "\r\n" : "\n";
		g_autoptr(GString) text = g_string_new(g_rand_boolean(rand) ? "a preamble\n--not it\n" : "");
		for (guint i = 0; i < n; i++)
			order[i] = i;
		for (guint i = n - 1; i > 0; i--) {
			guint j = (guint)g_rand_int_range(rand, 0, (gint32)i + 1), swapped = order[i];
			order[i] = order[j];
			order[j] = swapped;
		}
		for (guint i = 0; i < n; i++) {
			g_autofree char *id = g_strdup_printf("<response-%u>", order[i] + 1);
			g_autofree char *http = g_strdup_printf(
				"HTTP/1.1 %u Whatever%sETag: \"x\"%s%s{\"n\":%u,%s\"t\":\"--b\"}",
				200 + order[i], line_end, line_end, line_end, order[i], line_end);
			answer(text, "b", id, http, line_end);
		}
		g_string_append_printf(text, "--b--%sepilogue --b", line_end);
		MultipartAnswer *got = multipart_read(TYPE, text->str, text->len, n);
		for (guint i = 0; i < n; i++) {
			g_autofree char *body = g_strdup_printf("{\"n\":%u,%s\"t\":\"--b\"}", i, line_end);
			T_INT("status", got[i].status, 200 + i);
			T_STR("body", got[i].body, body);
			T_INT("no wait", got[i].retry_after, -1);
		}
		multipart_answers_free(got, n);
	}
}

static void test_types(void)
{
	static const struct {
		const char *type, *boundary;
		int status;
	} rows[] = {
		{ "multipart/mixed; boundary=b", "b", 204 },
		{ "Multipart/Mixed;charset=x; BOUNDARY=b; x=y", "b", 204 },
		{ "multipart/mixed; boundary=\"b c:d\"", "b c:d", 204 },
		{ "multipart/related;boundary=b", "b", 204 },
		{ "multipart/mixed; boundary=\"\"", "", 0 },
		{ "multipart/mixed; boundary=", "", 0 },
		{ "multipart/mixed", "b", 0 },
		{ "multipart/mixed; boundary=c", "b", 0 },
		{ "text/html; boundary=b", "b", 0 },
		{ "", "b", 0 },
		{ NULL, "b", 0 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		answer(text, rows[i].boundary, "<response-1>", "HTTP/1.1 204 No Content\r\n\r\n", "\r\n");
		g_string_append_printf(text, "--%s--\r\n", rows[i].boundary);
		MultipartAnswer *got = multipart_read(rows[i].type, text->str, text->len, 1);
		T_INT(rows[i].type ? rows[i].type : "NULL", got[0].status, rows[i].status);
		multipart_answers_free(got, 1);
	}
	g_autofree char *endless = g_strdup_printf("multipart/mixed; boundary=%0300d", 1);
	MultipartAnswer *got = multipart_read(endless, "x", 1, 1);
	T_INT("a boundary without end", got[0].status, 0);
	multipart_answers_free(got, 1);
}

static void test_ids(void)
{
	static const struct {
		const char *id;
		int status;
	} rows[] = { { "<response-1>", 204 },
		     { "response-1", 204 },
		     { "<1>", 204 },
		     { "<Response-1>", 204 },
		     { "1", 204 },
		     { "<response-2>", 0 },
		     { "<response-0>", 0 },
		     { "", 0 },
		     { "<>", 0 },
		     { "<", 0 },
		     { "<response-1", 0 },
		     { "<x-1>", 0 },
		     { "<-1>", 0 },
		     { "<response-1x>", 0 },
		     { "<response-99999999999999999999>", 0 } };
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		answer(text, "b", rows[i].id, "HTTP/1.1 204 No Content\r\n\r\n", "\r\n");
		g_string_append(text, "--b--");
		MultipartAnswer *got = multipart_read(TYPE, text->str, text->len, 1);
		T_INT(rows[i].id, got[0].status, rows[i].status);
		multipart_answers_free(got, 1);
	}
}

/* What is not certain is unknown: a part that lacks its end, says too much, or comes twice. */
static void test_hostile(void)
{
	static const struct {
		const char *label, *text;
		int status;
		const char *body;
		gint64 retry_after;
	} rows[] = {
		{ "no end", "--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\n\n{}", 0, NULL, -1 },
		{ "cut in the headers", "--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\nX: ", 0, NULL, -1 },
		{ "no inner blank line", "--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\nX: y\n--b--", 0, NULL,
		  -1 },
		{ "no inner blank line, 204", "--b\nContent-ID: <1>\n\nHTTP/1.1 204 No Content\nX: y\n--b--",
		  204, NULL, -1 },
		{ "no outer blank line", "--b\nContent-ID: <1>\n--b--", 0, NULL, -1 },
		{ "twice",
		  "--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\n\n1\n--b\nContent-ID: <1>\n\nHTTP/1.1 200 "
		  "OK\n\n2\n--b--",
		  0, NULL, -1 },
		{ "thrice",
		  "--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\n\n1\n--b\nContent-ID: <1>\n\n\n--b\nContent-ID: "
		  "<1>\n\nHTTP/1.1 200 OK\n\n2\n--b--",
		  0, NULL, -1 },
		{ "after the last", "--b--\n--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\n\n{}\n--b--", 0, NULL,
		  -1 },
		{ "no status line", "--b\nContent-ID: <1>\n\n{}\n--b--", 0, NULL, -1 },
		{ "status of four digits", "--b\nContent-ID: <1>\n\nHTTP/1.1 2000 OK\n\n{}\n--b--", 0, NULL,
		  -1 },
		{ "status 100", "--b\nContent-ID: <1>\n\nHTTP/1.1 100 Continue\n\n{}\n--b--", 0, NULL, -1 },
		{ "status -20", "--b\nContent-ID: <1>\n\nHTTP/1.1 -20 OK\n\n{}\n--b--", 0, NULL, -1 },
		{ "shorter than it says",
		  "--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\nContent-Length: 99\n\n{}\n--b--", 0, NULL, -1 },
		{ "longer than it says",
		  "--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\nContent-Length: 2\n\n{}\n\n\n--b--", 200, "{}",
		  -1 },
		{ "HTTP/2, no reason", "--b\nContent-ID: <1>\n\nHTTP/2 200\n\n{}\n--b--", 200, "{}", -1 },
		{ "blanks behind a boundary", "--b \t\nContent-ID: <1>\n\nHTTP/1.1 200 OK\n\n{}\n--b-- \r\n",
		  200, "{}", -1 },
		{ "a longer boundary inside", "--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\n\n--bb\n--b--", 200,
		  "--bb", -1 },
		{ "wait", "--b\nContent-ID: <1>\n\nHTTP/1.1 429 Slow\nRETRY-AFTER:  7 \n\n{}\n--b--", 429,
		  "{}", 7 },
		{ "wait for ever",
		  "--b\nContent-ID: <1>\n\nHTTP/1.1 429 Slow\nRetry-After: 2000000000\n\n{}\n--b--", 429,
		  "{}", 86400 },
		{ "wait for what has been",
		  "--b\nContent-ID: <1>\n\nHTTP/1.1 429 Slow\nRetry-After: Sun, 06 Nov 1994 08:49:37 "
		  "GMT\n\n{}\n--b--",
		  429, "{}", 0 },
		{ "wait till the end",
		  "--b\nContent-ID: <1>\n\nHTTP/1.1 429 Slow\nRetry-After: Fri, 06 Nov 2989 08:49:37 "
		  "GMT\n\n{}\n--b--",
		  429, "{}", 86400 },
		{ "wait for nothing",
		  "--b\nContent-ID: <1>\n\nHTTP/1.1 429 Slow\nRetry-After: -1, soon\n\n{}\n--b--", 429, "{}",
		  -1 },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		MultipartAnswer *got = multipart_read(TYPE, rows[i].text, strlen(rows[i].text), 1);
		T_INT(rows[i].label, got[0].status, rows[i].status);
		T_STR(rows[i].label, got[0].body, rows[i].body);
		T_INT(rows[i].label, got[0].retry_after, rows[i].retry_after);
		multipart_answers_free(got, 1);
	}
	static const char nul[] = "--b\nContent-ID: <1>\n\nHTTP/1.1 200 OK\n\n{\0}\n--b--";
	MultipartAnswer *got = multipart_read(TYPE, nul, sizeof nul - 1, 1);
	T_INT("a NUL in the body", got[0].status, 0);
	multipart_answers_free(got, 1);
	multipart_answers_free(multipart_read(TYPE, "", 0, 0), 0);
}

/* Each beginning of an answer gives only answers that were whole; each damaged byte does no harm (ASan looks on). */
static void test_cut(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	gsize ends[3];
	static const char *const ids[] = { "<response-1>", "<response-2>", "<response-3>" };
	for (guint i = 0; i < 3; i++) {
		answer(text, "b", ids[i], "HTTP/1.1 200 OK\r\n\r\n{\"a\":1}", "\r\n");
		ends[i] = text->len + 3; /* with the "--b" that comes next, it is whole */
	}
	g_string_append(text, "--b--\r\n");
	for (gsize length = 0; length <= text->len; length++) {
		g_autofree char *copy = g_memdup2(text->str, length);
		MultipartAnswer *got = multipart_read(TYPE, copy, length, 3);
		for (guint i = 0; i < 3; i++)
			if (length < ends[i] || length >= ends[i] + 2) /* between them lies half a line end */
				T_INT("cut", got[i].status, length < ends[i] ? 0 : 200);
		multipart_answers_free(got, 3);
	}
	for (gsize at = 0; at < text->len; at++) {
		static const char bytes[] = "\r\n-<0:\0 ";
		for (gsize j = 0; j < sizeof bytes - 1; j++) {
			g_autofree char *copy = g_memdup2(text->str, text->len);
			copy[at] = bytes[j];
			multipart_answers_free(multipart_read(TYPE, copy, text->len, 3), 3);
		}
	}
}

UNIT_SUITE("multipart", NULL, NULL, { "writes what the guide shows", test_write },
	   { "gives each answer to its call", test_round_trip }, { "finds the boundary", test_types },
	   { "knows an answer by its id", test_ids },
	   { "believes nothing that is not certain", test_hostile }, { "survives cuts and damage", test_cut })
