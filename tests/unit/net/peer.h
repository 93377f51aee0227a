/* tests/unit/net/peer.h - a server of raw bytes on 127.0.0.1, in threads of its own: what no decent server would say. */
#pragma once
#include <glib.h>

typedef struct Peer Peer;
/* Answers one request (its head and body as they came) by writing to fd. FALSE: the connection is closed. Runs on a thread of the peer's. */
typedef gboolean (*PeerAnswer)(int fd, const char *request, gpointer data);

Peer *peer_new(PeerAnswer answer, gpointer data);
void peer_free(Peer *peer); /* ends what is still under way, and waits for it */
char *peer_url(const Peer *peer, const char *path); /* the caller's */
guint peer_port(const Peer *peer);
int peer_connections(Peer *peer); /* so many were taken */

/* For answers. FALSE when the other side has gone. */
gboolean peer_send(int fd, const void *bytes, gsize length);
gboolean peer_say(int fd, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A whole answer: "200 OK", further header lines (each ended with \r\n, or ""), body. */
gboolean peer_reply(int fd, const char *status, const char *headers, const char *body);
