/* sync/limit.c - a NetStop that follows a descriptor or a clock */
#include "sync/limit.h"

#include <errno.h>
#include <poll.h>

struct Limit {
	NetStop *stop, *end;
	int fd, ms;
	GThread *thread;
};

static gpointer follow(gpointer limit_)
{
	const Limit *limit = limit_;
	struct pollfd fds[] = { { .fd = net_stop_fd(limit->end), .events = POLLIN }, { .fd = limit->fd, .events = POLLIN } };
	int ready;
	do
		ready = poll(fds, G_N_ELEMENTS(fds), limit->ms);
	while (ready < 0 && errno == EINTR);
	if (!fds[0].revents)
		net_stop_set(limit->stop);
	return NULL;
}

Limit *limit_new(NetStop *stop, int fd, int ms)
{
	if (fd < 0 && ms < 0)
		return NULL;
	Limit *limit = g_new(Limit, 1);
	*limit = (Limit){ .stop = stop, .end = net_stop_new(), .fd = fd, .ms = ms };
	limit->thread = g_thread_new("limit", follow, limit);
	return limit;
}

void limit_free(Limit *limit)
{
	if (!limit)
		return;
	net_stop_set(limit->end);
	g_thread_join(limit->thread);
	net_stop_free(limit->end);
	g_free(limit);
}
