/* clockshift - loaded before the program (LD_PRELOAD), it moves the clocks that the program asks: the file that CLOCK_SHIFT names holds how many seconds
 * the machine's clock is ahead, and how many seconds of its running time the machine slept. Read each time, so that a test may move a running program's.
 * CLOCK_STANDS names a file of microseconds since 1970 UTC instead, at which the wall clock stands. NO_INOTIFY: as if the user's instances were used up. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LONGEST 63

int clock_gettime(clockid_t clock, struct timespec *at);
gint64 g_get_real_time(void);

/* What is in the file that the variable names, "" for none. */
static void read_file(const char *variable, char text[LONGEST + 1])
{
	const char *name = getenv(variable);
	int fd = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
	ssize_t n = fd >= 0 ? read(fd, text, LONGEST) : 0;
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = 0;
}

static void read_shift(long *ahead, long *slept)
{
	char text[LONGEST + 1], *end;
	read_file("CLOCK_SHIFT", text);
	*ahead = strtol(text, &end, 10);
	*slept = strtol(end, NULL, 10);
}

int clock_gettime(clockid_t clock, struct timespec *at)
{
	long ahead, slept;
	int done = (int)syscall(SYS_clock_gettime, clock, at);
	if (done == 0 && clock == CLOCK_BOOTTIME) {
		read_shift(&ahead, &slept);
		at->tv_sec += slept;
	}
	return done;
}

gint64 g_get_real_time(void)
{
	long ahead, slept;
	struct timespec at;
	char stands[LONGEST + 1];
	read_file("CLOCK_STANDS", stands);
	if (*stands)
		return strtoll(stands, NULL, 10);
	read_shift(&ahead, &slept);
	clock_gettime(CLOCK_REALTIME, &at);
	return (at.tv_sec + ahead) * G_USEC_PER_SEC + at.tv_nsec / 1000;
}

int inotify_init1(int flags)
{
	if (!getenv("NO_INOTIFY"))
		return (int)syscall(SYS_inotify_init1, flags);
	errno = EMFILE;
	return -1;
}
