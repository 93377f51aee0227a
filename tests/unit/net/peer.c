/* tests/unit/net/peer.c */
#include "tests/unit/net/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct Peer {
	int listener;
	guint port;
	PeerAnswer answer;
	gpointer data;
	GThread *thread;
	gint connections; /* atomic */
	pthread_mutex_t lock; /* not GLib's, which ThreadSanitizer does not see */
	gboolean over;
	GPtrArray *threads; /* of the connections */
	GArray *open;       /* int: their sockets */
};

typedef struct {
	Peer *peer;
	int fd;
} Talk;

gboolean peer_send(int fd, const void *bytes, gsize length)
{
	const char *at = bytes;
	while (length > 0) {
		gssize sent = send(fd, at, length, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return FALSE;
		at += sent;
		length -= (gsize)sent;
	}
	return TRUE;
}

gboolean peer_say(int fd, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	return peer_send(fd, text, strlen(text));
}

gboolean peer_reply(int fd, const char *status, const char *headers, const char *body)
{
	return peer_say(fd, "HTTP/1.1 %s\r\n%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", status, headers,
			strlen(body), body);
}

/* --- reading requests --- */

/* How long the request is that the text begins with; 0 while it is not whole. */
static gsize request_length(const GString *text)
{
	const char *end = strstr(text->str, "\r\n\r\n");
	if (!end)
		return 0;
	gsize length = (gsize)(end + 4 - text->str);
	g_autofree char *head = g_ascii_strdown(text->str, (gssize)length);
	const char *body = strstr(head, "\r\ncontent-length:");
	if (body)
		length += (gsize)strtoul(body + strlen("\r\ncontent-length:"), NULL, 10);
	return length <= text->len ? length : 0;
}

static char *next_request(int fd, GString *came)
{
	char bytes[16384];
	gsize length;
	while (!(length = request_length(came))) {
		gssize got = recv(fd, bytes, sizeof bytes, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return NULL;
		g_string_append_len(came, bytes, got);
	}
	char *request = g_strndup(came->str, length);
	g_string_erase(came, 0, (gssize)length);
	return request;
}

static void forget(Peer *peer, int fd)
{
	pthread_mutex_lock(&peer->lock);
	for (guint i = 0; i < peer->open->len; i++)
		if (g_array_index(peer->open, int, i) == fd) {
			g_array_remove_index_fast(peer->open, i);
			break;
		}
	pthread_mutex_unlock(&peer->lock);
}

static gpointer talk(gpointer data)
{
	Talk *one = data;
	g_autoptr(GString) came = g_string_new(NULL);
	gboolean going = TRUE;
	while (going) {
		g_autofree char *request = next_request(one->fd, came);
		going = request && one->peer->answer(one->fd, request, one->peer->data);
	}
	forget(one->peer, one->fd);
	close(one->fd);
	g_free(one);
	return NULL;
}

/* FALSE when the peer is over. */
static gboolean take(Peer *peer, int fd)
{
	pthread_mutex_lock(&peer->lock);
	gboolean going = !peer->over;
	if (going) {
		Talk *one = g_new(Talk, 1);
		*one = (Talk){ peer, fd };
		g_atomic_int_inc(&peer->connections);
		g_array_append_val(peer->open, fd);
		g_ptr_array_add(peer->threads, g_thread_new("talk", talk, one));
	} else {
		close(fd);
	}
	pthread_mutex_unlock(&peer->lock);
	return going;
}

static gpointer listen_on(gpointer data)
{
	Peer *peer = data;
	int fd;
	while ((fd = accept(peer->listener, NULL, NULL)) >= 0 || errno == EINTR)
		if (fd >= 0 && !take(peer, fd))
			break;
	return NULL;
}

Peer *peer_new(PeerAnswer answer, gpointer data)
{
	Peer *peer = g_new0(Peer, 1);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert(bind(peer->listener, (struct sockaddr *)&address, length) == 0 &&
		 listen(peer->listener, 16) == 0 &&
		 getsockname(peer->listener, (struct sockaddr *)&address, &length) == 0);
	peer->port = ntohs(address.sin_port);
	peer->answer = answer;
	peer->data = data;
	pthread_mutex_init(&peer->lock, NULL);
	peer->threads = g_ptr_array_new();
	peer->open = g_array_new(FALSE, FALSE, sizeof(int));
	peer->thread = g_thread_new("peer", listen_on, peer);
	return peer;
}

void peer_free(Peer *peer)
{
	pthread_mutex_lock(&peer->lock);
	peer->over = TRUE;
	for (guint i = 0; i < peer->open->len; i++)
		shutdown(g_array_index(peer->open, int, i), SHUT_RDWR);
	pthread_mutex_unlock(&peer->lock);
	shutdown(peer->listener, SHUT_RDWR); /* wakes accept() */
	g_thread_join(peer->thread);
	for (guint i = 0; i < peer->threads->len; i++)
		g_thread_join(peer->threads->pdata[i]);
	close(peer->listener);
	g_ptr_array_free(peer->threads, TRUE);
	g_array_free(peer->open, TRUE);
	pthread_mutex_destroy(&peer->lock);
	g_free(peer);
}

char *peer_url(const Peer *peer, const char *path)
{
	return g_strdup_printf("http://127.0.0.1:%u%s", peer->port, path);
}

guint peer_port(const Peer *peer)
{
	return peer->port;
}

int peer_connections(Peer *peer)
{
	return g_atomic_int_get(&peer->connections);
}
