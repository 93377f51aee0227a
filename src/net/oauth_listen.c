/* net/oauth_listen.c - the loopback redirect: a listener for one sign-in, by poll, beside a line that may be pasted.
 *
 * Anything on this machine may connect, so nothing is believed but what carries the flow's state; a connection gets 8 KiB and ten seconds,
 * and there are at most eight of them, of which the oldest gives way. */
#include "net/oauth_p.h"

#include "base/error.h"
#include "base/i18n.h"
#include "net/url.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_REQUEST 8192
#define MAX_CONNECTIONS 8
#define CONNECTION_US (10 * G_TIME_SPAN_SECOND)

int oauth_listen(guint16 *port, GError **error)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, length) == 0 &&
	    listen(fd, MAX_CONNECTIONS) == 0 && getsockname(fd, (struct sockaddr *)&address, &length) == 0) {
		*port = ntohs(address.sin_port);
		return fd;
	}
	int why = errno;
	if (fd >= 0)
		close(fd);
	daybook_fail(error, DAYBOOK_ERROR_FAILED, _("No port of 127.0.0.1 is to be had for the sign-in: %s."),
		     g_strerror(why));
	return -1;
}

/* --- what an answer is --- */

typedef enum { ANSWER_NOT_OURS, ANSWER_CODE, ANSWER_REFUSED } AnswerKind;

typedef struct {
	AnswerKind kind;
	char *code;  /* of ANSWER_CODE */
	char *error; /* of ANSWER_REFUSED: the server's name for it */
} Answer;

static void answer_clear(Answer *answer)
{
	g_free(answer->code);
	g_free(answer->error);
	*answer = (Answer){ 0 };
}

/* Takes as long for a wrong text as for the right one. */
static gboolean is_equal(const char *secret, const char *given)
{
	gsize length = strlen(secret);
	guint different = strlen(given) != length;
	const char *other = different ? secret : given;
	for (gsize i = 0; i < length; i++)
		different |= (guint)(guchar)(secret[i] ^ other[i]);
	return different == 0;
}

static Answer read_query(const OAuthFlow *flow, const char *query)
{
	Answer answer = { .kind = ANSWER_NOT_OURS };
	g_autofree char *state = url_field(query, "state");
	if (!state || !is_equal(flow->state, state))
		return answer;
	answer.error = url_field(query, "error");
	answer.code = url_field(query, "code");
	if (answer.error && *answer.error)
		answer.kind = ANSWER_REFUSED;
	else if (answer.code && *answer.code)
		answer.kind = ANSWER_CODE;
	return answer;
}

/* What the wait ends with. */
static gboolean take_answer(Answer *answer, char **code, GError **error)
{
	if (answer->kind == ANSWER_CODE) {
		*code = g_steal_pointer(&answer->code);
		return TRUE;
	}
	if (strcmp(answer->error, "access_denied") == 0)
		return daybook_fail(error, DAYBOOK_ERROR_AUTH,
				    _("The sign-in was refused in the browser. Sign in again and allow "
				      "daybook what it asks for."));
	if (strcmp(answer->error, "server_error") == 0 ||
	    strcmp(answer->error, "temporarily_unavailable") == 0)
		return daybook_fail(error, DAYBOOK_ERROR_NETWORK,
				    _("The server cannot sign anybody in just now. Try again later."));
	g_autofree char *shown = g_strndup(answer->error, 60);
	g_strcanon(shown, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.", '?');
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("The server does not accept daybook's client (%s). Look at the client id and "
			      "the client secret: both "
			      "must be those of one client of the kind “Desktop app”."),
			    shown);
}

/* --- the browser --- */

typedef struct {
	int fd;
	gint64 until; /* monotonic, microseconds */
	GString *request;
} Connection;

static void connection_free(gpointer data)
{
	Connection *connection = data;
	close(connection->fd);
	g_string_free(connection->request, TRUE);
	g_free(connection);
}

/* The page is small enough for the socket's buffer: it is not waited for. */
static void reply(const Connection *connection, const char *status, const char *words)
{
	g_autofree char *text = g_markup_escape_text(words, -1);
	g_autofree char *body =
		g_strdup_printf("<!doctype html><html><head><meta charset=\"utf-8\"><title>daybook</title>"
				"<meta name=\"viewport\" content=\"width=device-width\"></head>"
				"<body><h1>daybook</h1><p>%s</p></body></html>\n",
				text);
	g_autofree char *page = g_strdup_printf(
		"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %" G_GSIZE_FORMAT
		"\r\nConnection: close\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
		"Content-Security-Policy: default-src 'none'\r\n\r\n%s",
		status, strlen(body), body);
	if (send(connection->fd, page, strlen(page), MSG_NOSIGNAL) < 0)
		return; /* the browser has gone; the sign-in does not depend on it */
	shutdown(connection->fd, SHUT_WR);
}

/* The query of "GET /daybook?… HTTP/1.1"; NULL when it is another path. */
static char *query_of(const char *request)
{
	g_autofree char *line = g_strndup(request, strcspn(request, "\r\n"));
	g_auto(GStrv) words = g_strsplit(line, " ", 3);
	if (g_strv_length(words) != 3 || strcmp(words[0], "GET") != 0 ||
	    !g_str_has_prefix(words[2], "HTTP/1."))
		return NULL;
	gsize path = strlen(OAUTH_PATH);
	if (!g_str_has_prefix(words[1], OAUTH_PATH) || (words[1][path] != '?' && words[1][path]))
		return NULL;
	return g_strdup(words[1][path] ? words[1] + path + 1 : "");
}

static Answer answer_request(const OAuthFlow *flow, const Connection *connection)
{
	Answer answer = { .kind = ANSWER_NOT_OURS };
	g_autofree char *query = query_of(connection->request->str);
	if (!query) {
		reply(connection, "404 Not Found", _("There is nothing here."));
		return answer;
	}
	answer = read_query(flow, query);
	if (answer.kind == ANSWER_CODE)
		reply(connection, "200 OK",
		      _("You are signed in. You can close this window and go back to daybook."));
	else if (answer.kind == ANSWER_REFUSED)
		reply(connection, "200 OK",
		      _("The sign-in was refused. You can close this window and go back to daybook."));
	else
		reply(connection, "400 Bad Request",
		      _("This is not the sign-in that daybook is waiting for."));
	return answer;
}

/* Reads what there is. FALSE when the connection is over: answered, closed or of no use. */
static gboolean read_more(const OAuthFlow *flow, Connection *connection, Answer *answer)
{
	char bytes[2048];
	gssize got = recv(connection->fd, bytes, sizeof bytes, 0);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return TRUE;
	if (got <= 0)
		return FALSE;
	g_string_append_len(connection->request, bytes, got);
	if (strstr(connection->request->str, "\r\n\r\n") || strstr(connection->request->str, "\n\n")) {
		*answer = answer_request(flow, connection);
		return FALSE;
	}
	if (connection->request->len < MAX_REQUEST)
		return TRUE;
	reply(connection, "431 Request Header Fields Too Large", _("There is nothing here."));
	return FALSE;
}

static void take_connections(int listener, GPtrArray *connections)
{
	int fd;
	while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
		Connection *connection = g_new0(Connection, 1);
		connection->fd = fd;
		connection->until = g_get_monotonic_time() + CONNECTION_US;
		connection->request = g_string_new(NULL);
		if (connections->len == MAX_CONNECTIONS)
			g_ptr_array_remove_index(connections, 0);
		g_ptr_array_add(connections, connection);
	}
}

/* --- the line --- */

/* The whole address, or only what is behind its '?'. */
static Answer read_line(const OAuthFlow *flow, const char *line)
{
	const char *query = strchr(line, '?');
	g_autofree char *text = g_strstrip(g_strdup(query ? query + 1 : line));
	text[strcspn(text, "#")] = 0;
	return read_query(flow, text);
}

/* One line out of what was pasted; NULL when there is no whole one. at_end: the rest counts as one. */
static char *next_line(GString *pasted, gboolean at_end)
{
	char *end = strchr(pasted->str, '\n');
	if (!end && (!at_end || !pasted->len))
		return NULL;
	gsize length = end ? (gsize)(end - pasted->str) : pasted->len;
	char *line = g_strndup(pasted->str, length);
	g_string_erase(pasted, 0, (gssize)(end ? length + 1 : length));
	return g_strstrip(line);
}

/* The lines that are there. FALSE, with an error, for one that is something else: whoever typed it wants to know. */
static gboolean take_lines(OAuthFlow *flow, gboolean at_end, Answer *answer, GError **error)
{
	char *line;
	while (answer->kind == ANSWER_NOT_OURS && (line = next_line(flow->pasted, at_end))) {
		gboolean empty = !*line;
		if (!empty)
			*answer = read_line(flow, line);
		g_free(line);
		if (!empty && answer->kind == ANSWER_NOT_OURS)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("That is not the address that this sign-in ends with. Copy it "
					      "whole from the browser's "
					      "address line: it begins with %s."),
					    flow->redirect);
	}
	if (flow->pasted->len > MAX_REQUEST)
		g_string_truncate(flow->pasted, 0);
	return TRUE;
}

static gboolean read_pasted(OAuthFlow *flow, int *paste_fd, Answer *answer, GError **error)
{
	char bytes[2048];
	gssize got = read(*paste_fd, bytes, sizeof bytes);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return TRUE;
	if (got <= 0)
		*paste_fd = -1;          /* its end is no answer: the browser may still come */
	for (gssize i = 0; i < got; i++) /* no line of a terminal holds a NUL */
		if (bytes[i])
			g_string_append_c(flow->pasted, bytes[i]);
	return take_lines(flow, got <= 0, answer, error);
}

/* --- waiting for either --- */

typedef struct {
	OAuthFlow *flow;
	int paste_fd;
	NetStop *stop;
	GPtrArray *connections; /* of Connection */
	Answer answer;
} Wait;

/* How long poll() may sleep, in milliseconds; connections whose time is over are closed. */
static int drop_slow(GPtrArray *connections)
{
	gint64 now = g_get_monotonic_time(), next = -1;
	for (guint i = connections->len; i > 0; i--) {
		const Connection *connection = connections->pdata[i - 1];
		if (connection->until <= now)
			g_ptr_array_remove_index(connections, i - 1);
		else if (next < 0 || connection->until < next)
			next = connection->until;
	}
	return next < 0 ? -1 : (int)((next - now) / 1000) + 1;
}

enum { POLL_LISTENER, POLL_STOP, POLL_PASTE, POLL_FIXED };

static gboolean serve(Wait *wait, const struct pollfd *polled, guint n_connections, GError **error)
{
	if (polled[POLL_PASTE].revents && !read_pasted(wait->flow, &wait->paste_fd, &wait->answer, error))
		return FALSE;
	/* In the order they came, so that each that can be answered is, before the one that ends the wait. */
	for (guint i = 0, at = 0; i < n_connections && wait->answer.kind == ANSWER_NOT_OURS; i++) {
		answer_clear(&wait->answer);
		if (polled[POLL_FIXED + i].revents &&
		    !read_more(wait->flow, wait->connections->pdata[at], &wait->answer))
			g_ptr_array_remove_index(wait->connections, at);
		else
			at++;
	}
	if (polled[POLL_LISTENER].revents)
		take_connections(wait->flow->listener, wait->connections);
	return TRUE;
}

static gboolean wait_once(Wait *wait, GError **error)
{
	struct pollfd polled[POLL_FIXED + MAX_CONNECTIONS] = {
		[POLL_LISTENER] = { wait->flow->listener, POLLIN, 0 },
		[POLL_STOP] = { net_stop_fd(wait->stop), POLLIN, 0 },
		[POLL_PASTE] = { wait->paste_fd, POLLIN, 0 },
	};
	int timeout = drop_slow(wait->connections);
	guint n = wait->connections->len;
	for (guint i = 0; i < n; i++)
		polled[POLL_FIXED + i] =
			(struct pollfd){ ((Connection *)wait->connections->pdata[i])->fd, POLLIN, 0 };
	if (poll(polled, POLL_FIXED + n, timeout) < 0)
		return errno == EINTR || errno == EAGAIN
			       ? TRUE
			       : daybook_fail(error, DAYBOOK_ERROR_FAILED,
					      _("The sign-in cannot be waited for: %s."), g_strerror(errno));
	return serve(wait, polled, n, error);
}

gboolean oauth_flow_wait(OAuthFlow *flow, int paste_fd, NetStop *stop, char **code, GError **error)
{
	g_autoptr(GPtrArray) connections = g_ptr_array_new_with_free_func(connection_free);
	Wait wait = { flow, paste_fd, stop, connections, { 0 } };
	*code = NULL;
	/* What was pasted behind a line that the last wait ended with. */
	gboolean going = take_lines(flow, FALSE, &wait.answer, error);
	while (going && wait.answer.kind == ANSWER_NOT_OURS) {
		answer_clear(&wait.answer);
		if (net_stop_is_set(stop))
			going = daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The sign-in was stopped."));
		else
			going = wait_once(&wait, error);
	}
	going = going && take_answer(&wait.answer, code, error);
	answer_clear(&wait.answer);
	return going;
}
