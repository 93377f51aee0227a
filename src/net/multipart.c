/* net/multipart.c - writes strictly, reads with patience: lines may end in LF alone, there may be words before the first part, and parts may
 * be missing, doubled or out of order. What is not certain is unknown (status 0), for to take another part's answer would be worse. */
#include "net/multipart.h"

#include "base/clock.h"
#include <stdio.h>
#include <string.h>

#define MAX_BOUNDARY 200 /* RFC 2046 says 70 */
#define MAX_RETRY_AFTER (24 * 60 * 60)

/* --- writing --- */

static gboolean occurs(const char *boundary, const MultipartCall *calls, guint n)
{
	for (guint i = 0; i < n; i++)
		if ((calls[i].body && strstr(calls[i].body, boundary)) || strstr(calls[i].path, boundary))
			return TRUE;
	return FALSE;
}

static char *choose_boundary(const MultipartCall *calls, guint n)
{
	for (;;) {
		char *boundary = g_strdup_printf("daybook_%08x%08x", g_random_int(), g_random_int());
		if (!occurs(boundary, calls, n))
			return boundary;
		g_free(boundary);
	}
}

/* An etag is a server's word: whatever ends a line is left out of it, and then it is no longer equal to any. */
static void append_plain(GString *out, const char *text)
{
	for (; *text; text++)
		if ((guchar)*text >= 0x20 && *text != 0x7F)
			g_string_append_c(out, *text);
}

static void write_part(GString *out, const char *boundary, guint number, const MultipartCall *call)
{
	g_string_append_printf(out, "--%s\r\nContent-Type: application/http\r\nContent-ID: <%u>\r\n\r\n",
			       boundary, number);
	append_plain(out, call->method);
	g_string_append_c(out, ' ');
	append_plain(out, call->path);
	g_string_append(out, " HTTP/1.1\r\n");
	if (call->if_match) {
		g_string_append(out, "If-Match: ");
		append_plain(out, call->if_match);
		g_string_append(out, "\r\n");
	}
	if (call->body)
		g_string_append_printf(
			out,
			"Content-Type: application/json; charset=UTF-8\r\nContent-Length: %" G_GSIZE_FORMAT
			"\r\n",
			strlen(call->body));
	g_string_append_printf(out, "\r\n%s\r\n", call->body ? call->body : "");
}

char *multipart_write(const MultipartCall *calls, guint n, char **content_type)
{
	g_autofree char *boundary = choose_boundary(calls, n);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < n; i++)
		write_part(out, boundary, i + 1, &calls[i]);
	g_string_append_printf(out, "--%s--\r\n", boundary);
	*content_type = g_strdup_printf("multipart/mixed; boundary=%s", boundary);
	return g_string_free(out, FALSE);
}

/* --- reading --- */

typedef struct {
	const char *at, *end; /* not ended by NUL */
} Span;

void multipart_answers_free(MultipartAnswer *answers, guint n)
{
	for (guint i = 0; answers && i < n; i++)
		g_free(answers[i].body);
	g_free(answers);
}

/* The next line, without its end; FALSE at the end of the text. */
static gboolean next_line(Span *rest, Span *line)
{
	if (rest->at >= rest->end)
		return FALSE;
	const char *lf = memchr(rest->at, '\n', (gsize)(rest->end - rest->at));
	*line = (Span){ rest->at, lf ? lf : rest->end };
	rest->at = lf ? lf + 1 : rest->end;
	if (lf && line->end > line->at && line->end[-1] == '\r')
		line->end--;
	return TRUE;
}

static char *span_text(Span span)
{
	return g_strndup(span.at, (gsize)(span.end - span.at));
}

/* "multipart/mixed; charset=x; boundary="a b"" -> a b */
static char *boundary_of(const char *content_type)
{
	if (!content_type || g_ascii_strncasecmp(content_type, "multipart/", 10) != 0)
		return NULL;
	const char *p = strchr(content_type, ';');
	while (p) {
		p += 1 + strspn(p + 1, " \t");
		if (g_ascii_strncasecmp(p, "boundary=", 9) == 0)
			break;
		p = strchr(p, ';');
	}
	if (!p)
		return NULL;
	p += 9;
	char *boundary =
		*p == '"' ? g_strndup(p + 1, strcspn(p + 1, "\"")) : g_strndup(p, strcspn(p, "; \t"));
	if (*boundary && strlen(boundary) <= MAX_BOUNDARY)
		return boundary;
	g_free(boundary);
	return NULL;
}

typedef enum { LINE_TEXT, LINE_NEXT, LINE_LAST } LineKind;

/* RFC 2046 5.1.1: "--", the boundary, "--" after the last part, and blanks that mean nothing. */
static LineKind line_kind(Span line, const char *boundary)
{
	gsize length = (gsize)(line.end - line.at), own = strlen(boundary) + 2;
	if (length < own || line.at[0] != '-' || line.at[1] != '-' ||
	    memcmp(line.at + 2, boundary, own - 2) != 0)
		return LINE_TEXT;
	const char *p = line.at + own;
	gboolean last = line.end - p >= 2 && p[0] == '-' && p[1] == '-';
	for (p += last ? 2 : 0; p < line.end; p++)
		if (*p != ' ' && *p != '\t' && *p != '\r')
			return LINE_TEXT;
	return last ? LINE_LAST : LINE_NEXT;
}

/* What the headers of a part, or of the answer in it, say. */
typedef struct {
	gint64 number;      /* Content-ID; 0 */
	gint64 length;      /* Content-Length; -1 */
	gint64 retry_after; /* -1 */
} Headers;

/* A whole number, 0 or more; -1 for anything else. */
static gint64 number_of(const char *text)
{
	gint64 number = 0;
	if (!*text)
		return -1;
	for (; *text; text++) {
		if (!g_ascii_isdigit(*text) || number > G_MAXINT32)
			return -1;
		number = number * 10 + (*text - '0');
	}
	return number;
}

/* <response-12>, response-12, <12> */
static gint64 id_of(char *text)
{
	gsize length = strlen(text);
	if (*text == '<' && text[length - 1] == '>') {
		text[length - 1] = 0;
		text++;
	}
	if (g_ascii_strncasecmp(text, "response-", 9) == 0)
		text += 9;
	return MAX(number_of(text), 0);
}

/* Seconds, or a date as RFC 9110 5.6.7 writes it. */
static gint64 wait_of(const char *text)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int day, year, hour, minute, second;
	char name[4];
	gint64 seconds = number_of(text);
	if (seconds >= 0)
		return MIN(seconds, MAX_RETRY_AFTER);
	if (sscanf(text, "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &day, name, &year, &hour, &minute, &second) !=
	    6)
		return -1;
	for (int i = 0; i < 12; i++)
		if (g_ascii_strcasecmp(name, months[i]) == 0) {
			g_autoptr(GDateTime) at = g_date_time_new_utc(year, i + 1, day, hour, minute, second);
			return at ? CLAMP(g_date_time_to_unix(at) - clock_real(), 0, MAX_RETRY_AFTER) : -1;
		}
	return -1;
}

static void read_header(Span line, Headers *headers)
{
	const char *colon = memchr(line.at, ':', (gsize)(line.end - line.at));
	if (!colon)
		return;
	g_autofree char *name = g_strstrip(span_text((Span){ line.at, colon }));
	g_autofree char *value = g_strstrip(span_text((Span){ colon + 1, line.end }));
	if (g_ascii_strcasecmp(name, "Content-ID") == 0)
		headers->number = *value ? id_of(value) : 0;
	else if (g_ascii_strcasecmp(name, "Content-Length") == 0)
		headers->length = number_of(value);
	else if (g_ascii_strcasecmp(name, "Retry-After") == 0)
		headers->retry_after = wait_of(value);
}

/* Up to the empty line, which is taken too. FALSE when there is none. */
static gboolean read_headers(Span *rest, Headers *headers)
{
	Span line;
	*headers = (Headers){ .length = -1, .retry_after = -1 };
	while (next_line(rest, &line)) {
		if (line.at == line.end)
			return TRUE;
		read_header(line, headers);
	}
	return FALSE;
}

/* "HTTP/1.1 204 No Content" -> 204; 0 for anything else. */
static int status_of(Span line)
{
	g_autofree char *text = span_text(line);
	const char *p = strchr(text, ' ');
	if (g_ascii_strncasecmp(text, "HTTP/", 5) != 0 || !p)
		return 0;
	p += strspn(p, " ");
	gsize digits = strspn(p, "0123456789");
	int status = digits == 3 ? (int)g_ascii_strtoll(p, NULL, 10) : 0;
	return status >= 200 && status < 600 && (p[3] == 0 || p[3] == ' ') ? status : 0;
}

static MultipartAnswer read_answer(Span rest)
{
	MultipartAnswer answer = { .retry_after = -1 };
	Headers headers;
	Span line;
	do { /* an empty line or two before it */
		if (!next_line(&rest, &line))
			return answer;
	} while (line.at == line.end);
	int status = status_of(line);
	/* An answer without body may end with its last header. */
	gboolean whole = read_headers(&rest, &headers) || status == 204 || status == 304;
	gsize length = (gsize)(rest.end - rest.at);
	if (!whole || !status || (length && memchr(rest.at, 0, length)) || headers.length > (gint64)length)
		return answer;
	answer.status = status;
	answer.retry_after = headers.retry_after;
	answer.body =
		length ? g_strndup(rest.at, headers.length >= 0 ? (gsize)headers.length : length) : NULL;
	return answer;
}

static void take_part(Span part, MultipartAnswer *answers, gboolean *seen, guint n)
{
	Headers headers;
	if (!read_headers(&part, &headers) || headers.number < 1 || headers.number > n)
		return;
	guint at = (guint)headers.number - 1;
	g_clear_pointer(&answers[at].body, g_free);
	answers[at] = (MultipartAnswer){ .retry_after = -1 };
	if (!seen[at]) /* two answers to one call: neither is believed */
		answers[at] = read_answer(part);
	seen[at] = TRUE;
}

/* The line end before a boundary belongs to the boundary. */
static const char *before_line_end(const char *from, const char *boundary)
{
	if (boundary > from && boundary[-1] == '\n')
		boundary--;
	if (boundary > from && boundary[-1] == '\r')
		boundary--;
	return boundary;
}

MultipartAnswer *multipart_read(const char *content_type, const char *text, gsize length, guint n)
{
	MultipartAnswer *answers = g_new0(MultipartAnswer, MAX(n, 1));
	for (guint i = 0; i < n; i++)
		answers[i].retry_after = -1;
	g_autofree char *boundary = boundary_of(content_type);
	g_autofree gboolean *seen = g_new0(gboolean, MAX(n, 1));
	if (!boundary || !length)
		return answers;
	Span rest = { text, text + length }, line;
	const char *part =
		NULL; /* where the part that is being read begins; one without an end is not taken */
	while (next_line(&rest, &line)) {
		LineKind kind = line_kind(line, boundary);
		if (kind == LINE_TEXT)
			continue;
		if (part)
			take_part((Span){ part, before_line_end(part, line.at) }, answers, seen, n);
		part = rest.at;
		if (kind == LINE_LAST)
			break;
	}
	return answers;
}
