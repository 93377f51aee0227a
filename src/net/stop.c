/* net/stop.c - one flag and one eventfd: what waits with poll() is woken, what computes looks. */
#include "net/net.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct NetStop {
	int fd;
	gint set; /* atomic */
};

NetStop *net_stop_new(void)
{
	NetStop *stop = g_new0(NetStop, 1);
	stop->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (stop->fd < 0)
		g_warning("no eventfd: %s",
			  g_strerror(errno)); /* whoever waits looks at the flag now and then */
	return stop;
}

void net_stop_set(NetStop *stop)
{
	static const guint64 one = 1;
	if (!g_atomic_int_compare_and_exchange(&stop->set, 0, 1) || stop->fd < 0)
		return;
	while (write(stop->fd, &one, sizeof one) < 0 && errno == EINTR)
		continue;
}

gboolean net_stop_is_set(NetStop *stop)
{
	return stop && g_atomic_int_get(&stop->set);
}

int net_stop_fd(NetStop *stop)
{
	return stop ? stop->fd : -1;
}

void net_stop_free(NetStop *stop)
{
	if (!stop)
		return;
	if (stop->fd >= 0)
		close(stop->fd);
	g_free(stop);
}
