/* cli/stop.c - Ctrl-C while the network is waited for: the step under way is ended in order. */
#include "cli/sync_p.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A handler is given nothing but the signal's number, so this one descriptor cannot be anywhere else. */
static volatile sig_atomic_t stop_event = -1;

static void on_signal(G_GNUC_UNUSED int number)
{
	const guint64 one = 1;
	if (stop_event >= 0 && write(stop_event, &one, sizeof one) < 0)
		return; /* it is readable already */
}

int cli_stop_begin(void)
{
	/* SA_RESETHAND: the second time it ends the program. Nothing is lost by that either, it is only less polite to the server. */
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
	sigemptyset(&action.sa_mask);
	stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (stop_event < 0)
		return -1;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	return stop_event;
}

gboolean cli_stop_asked(int stop_fd)
{
	struct pollfd watched = { .fd = stop_fd, .events = POLLIN };
	return stop_fd >= 0 && poll(&watched, 1, 0) > 0;
}

void cli_stop_end(int stop_fd)
{
	if (stop_fd < 0)
		return;
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	stop_event = -1;
	close(stop_fd);
}
