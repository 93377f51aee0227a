/* measure - times programs against each other: first one, then the other, round after round, so that whatever else the machine
 * does falls on all alike.
 *
 *   measure spawn ROUNDS -- PROGRAM ARG... [:: PROGRAM ARG...]...
 *	from exec to exit, its output going nowhere
 *   measure screen ROUNDS COLSxROWS KEYS -- MARK PROGRAM ARG... [:: MARK PROGRAM ARG...]...
 *	in a terminal of that size: from exec to the last byte of the first screen, which must have MARK on it; then each
 *	of KEYS, from the key to the last byte of its repaint; then q
 *
 * Prints lines "PROGRAM'S NUMBER, FIGURE, VALUE": ms, rss_kib, first_ms, key_ms:KEY, bytes (of the first screen). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define QUIET_MS 80       /* a terminal with nothing new for so long shows the whole screen */
#define PATIENCE_MS 60000 /* nothing for so long: the program hangs */
#define MAX_PROGRAMS 8

extern char **environ;

static void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
static void die(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("measure: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void check_status(const char *program, int status)
{
	if (WIFSIGNALED(status))
		die("%s: ended by signal %d", program, WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		die("%s: status %d", program, WEXITSTATUS(status));
}

/* --- spawn --- */

static void spawn_once(int number, char **argv, posix_spawn_file_actions_t *actions)
{
	pid_t pid;
	int status;
	struct rusage usage;
	double start = now_ms();
	int wrong = posix_spawn(&pid, argv[0], actions, NULL, argv, environ);
	if (wrong)
		die("%s: %s", argv[0], strerror(wrong));
	if (wait4(pid, &status, 0, &usage) != pid)
		die("wait4: %s", strerror(errno));
	double took = now_ms() - start;
	check_status(argv[0], status);
	printf("%d ms %.4f\n%d rss_kib %ld\n", number, took, number, usage.ru_maxrss);
}

static void spawn_all(int rounds, char ***programs, int n)
{
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < n; i++)
			spawn_once(i, programs[i], &actions);
	posix_spawn_file_actions_destroy(&actions);
}

/* --- screen --- */

typedef struct {
	pid_t pid;
	int master;
	double started;
	char *seen; /* what came since it was last emptied */
	size_t n_seen, room;
} Terminal;

static void terminal_open(Terminal *term, char **argv, int cols, int rows)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	term->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (term->master < 0 || grantpt(term->master) || unlockpt(term->master))
		die("no pseudo-terminal: %s", strerror(errno));
	const char *name = ptsname(term->master);
	int slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0 || ioctl(slave, TIOCSWINSZ, &size))
		die("%s: %s", name, strerror(errno));
	term->n_seen = 0;
	term->started = now_ms();
	term->pid = fork();
	if (term->pid < 0)
		die("fork: %s", strerror(errno));
	if (term->pid == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		for (int fd = 0; fd < 3; fd++)
			dup2(slave, fd);
		execv(argv[0], argv);
		_exit(127);
	}
	close(slave);
}

/* Reads what is there, waiting at most timeout_ms for it. 1 something, 0 nothing, -1 the program has gone. */
static int terminal_read(Terminal *term, int timeout_ms)
{
	struct pollfd poller = { .fd = term->master, .events = POLLIN };
	int ready = poll(&poller, 1, timeout_ms);
	if (ready <= 0)
		return ready == 0 ? 0 : -1;
	if (term->room < term->n_seen + 65536) {
		term->room = 2 * term->room + 65536;
		term->seen = realloc(term->seen, term->room);
		if (!term->seen)
			die("out of memory");
	}
	ssize_t n = read(term->master, term->seen + term->n_seen, 65536);
	if (n <= 0)
		return -1;
	term->n_seen += (size_t)n;
	return 1;
}

/* The moment of the last byte before the terminal falls quiet, with mark (NULL: whatever) among what came. */
static double terminal_painted(Terminal *term, const char *program, const char *mark)
{
	double begun = now_ms(), last = begun;
	for (;;) {
		int came = terminal_read(term, QUIET_MS);
		if (came < 0)
			die("%s ended before its screen was there:\n%.*s", program, (int)term->n_seen,
			    term->seen);
		if (came > 0)
			last = now_ms();
		else if (term->n_seen && (!mark || memmem(term->seen, term->n_seen, mark, strlen(mark))))
			return last;
		else if (now_ms() - begun > PATIENCE_MS)
			die("%s never painted \"%s\"", program, mark ? mark : "anything");
	}
}

static void terminal_key(Terminal *term, char key)
{
	if (write(term->master, &key, 1) != 1)
		die("the terminal takes no key: %s", strerror(errno));
}

static long resident_kib(pid_t pid)
{
	char path[64], line[256];
	long kib = 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *file = fopen(path, "r");
	if (!file)
		die("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof line, file))
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	fclose(file);
	return kib;
}

static void terminal_close(Terminal *term, const char *program)
{
	int status;
	terminal_key(term, 'q');
	double begun = now_ms();
	while (terminal_read(term, 1000) >= 0)
		if (now_ms() - begun > PATIENCE_MS) {
			kill(term->pid, SIGKILL);
			die("%s does not end at q", program);
		}
	if (waitpid(term->pid, &status, 0) != term->pid)
		die("waitpid: %s", strerror(errno));
	check_status(program, status);
	close(term->master);
}

static void screen_once(int number, char **mark_and_argv, int cols, int rows, const char *keys)
{
	static Terminal term;
	const char *mark = mark_and_argv[0];
	char **argv = mark_and_argv + 1;
	terminal_open(&term, argv, cols, rows);
	double painted = terminal_painted(&term, argv[0], mark);
	printf("%d first_ms %.4f\n%d bytes %zu\n", number, painted - term.started, number, term.n_seen);
	for (const char *key = keys; *key; key++) {
		term.n_seen = 0;
		double pressed = now_ms();
		terminal_key(&term, *key);
		printf("%d key_ms:%c %.4f\n", number, *key, terminal_painted(&term, argv[0], NULL) - pressed);
	}
	printf("%d rss_kib %ld\n", number, resident_kib(term.pid));
	terminal_close(&term, argv[0]);
}

/* --- main --- */

/* Cuts the rest of the command line at each "::". */
static int split(char **argv, char **programs[MAX_PROGRAMS])
{
	int n = 0;
	if (!*argv || strcmp(*argv++, "--") != 0 || !*argv)
		die("-- and a program are missing");
	programs[n++] = argv;
	for (; *argv; argv++) {
		if (strcmp(*argv, "::") != 0)
			continue;
		*argv = NULL;
		if (n == MAX_PROGRAMS || !argv[1] || strcmp(argv[1], "::") == 0)
			die("too many programs, or none after ::");
		programs[n++] = argv + 1;
	}
	return n;
}

int main(int argc, char **argv)
{
	char **programs[MAX_PROGRAMS];
	int cols, rows;
	if (argc > 3 && strcmp(argv[1], "spawn") == 0) {
		int n = split(argv + 3, programs);
		spawn_all(atoi(argv[2]), programs, n);
	} else if (argc > 5 && strcmp(argv[1], "screen") == 0 &&
		   sscanf(argv[3], "%dx%d", &cols, &rows) == 2) {
		int n = split(argv + 5, programs);
		for (int round = atoi(argv[2]); round > 0; round--)
			for (int i = 0; i < n; i++)
				screen_once(i, programs[i], cols, rows, argv[4]);
	} else {
		die("see the head of measure.c for how it is called");
	}
	return 0;
}
