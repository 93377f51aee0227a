/* ui/term.c - the terminal, through curses
 *
 * Keys are read from a pad that nothing is drawn on: reading a window refreshes it. Characters come raw, so that ^S and ^Z are
 * keys like any other; stopping the program is done here, by hand, so that the terminal is in order before and after.
 *
 * A crash (SIGSEGV and its like) must put the terminal back with nothing but write() and tcsetattr(): the bytes for that are made
 * when the terminal is taken over. A signal handler has no argument, hence the one static variable of the front end. */
#include "ui/term.h"

#define NCURSES_NOMACROS 1
#include <curses.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "ui/terminfo.h"

#define ESCAPE_DELAY_MS 25
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define FRAME_BEGIN "\033[?2026h"
#define FRAME_END "\033[?2026l"
#define CODE_PASTE_BEGIN (KEY_MAX + 1)
#define CODE_PASTE_END (KEY_MAX + 2)
#define RESCUE_BYTES 512
#define SIGNAL_STACK_BYTES 65536

static const int crash_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGQUIT };

static struct {
	SCREEN *screen;
	WINDOW *input;
	struct termios tty; /* as it was found */
	char bytes[RESCUE_BYTES];
	gsize n_bytes;
	struct sigaction before[G_N_ELEMENTS(crash_signals)];
	char *stack; /* a stack that ran over has no room for a handler */
} rescue;

/* --- crashes --- */

static void write_all(const char *bytes, gsize n)
{
	while (n) {
		ssize_t done = write(STDOUT_FILENO, bytes, n);
		if (done <= 0 && errno != EINTR)
			return;
		if (done > 0) {
			bytes += done;
			n -= (gsize)done;
		}
	}
}

static void on_crash(int number)
{
	write_all(rescue.bytes, rescue.n_bytes);
	tcsetattr(STDIN_FILENO, TCSANOW, &rescue.tty);
	/* Then whatever would have happened without us, with the same signal: it is raised again on return for a fault, and now
	 * for an abort. */
	for (gsize i = 0; i < G_N_ELEMENTS(crash_signals); i++)
		sigaction(crash_signals[i], &rescue.before[i], NULL);
	raise(number);
}

/* Appends a capability of the terminal without its padding ("$<5/>"). */
static void add_rescue(const char *capability)
{
	const char *text = tigetstr((char *)capability);
	if (!text || text == (char *)-1)
		return;
	for (; *text && rescue.n_bytes < RESCUE_BYTES; text++) {
		if (text[0] == '$' && text[1] == '<') {
			const char *end = strchr(text, '>');
			if (end) {
				text = end;
				continue;
			}
		}
		rescue.bytes[rescue.n_bytes++] = *text;
	}
}

static void prepare_rescue(void)
{
	static const char at_once[] = FRAME_END PASTE_OFF; /* a crash may come in the middle of a drawing */
	rescue.n_bytes = sizeof at_once - 1;
	memcpy(rescue.bytes, at_once, rescue.n_bytes);
	add_rescue("sgr0");
	add_rescue("cnorm");
	add_rescue("rmkx");
	add_rescue("rmcup");
	if (rescue.n_bytes < RESCUE_BYTES)
		rescue.bytes[rescue.n_bytes++] = '\n';

	rescue.stack = g_malloc(SIGNAL_STACK_BYTES);
	sigaltstack(&(stack_t){ .ss_sp = rescue.stack, .ss_size = SIGNAL_STACK_BYTES }, NULL);
	struct sigaction action = { .sa_handler = on_crash, .sa_flags = SA_ONSTACK | SA_NODEFER };
	sigemptyset(&action.sa_mask);
	for (gsize i = 0; i < G_N_ELEMENTS(crash_signals); i++)
		sigaction(crash_signals[i], &action, &rescue.before[i]);
}

static void forget_rescue(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(crash_signals); i++)
		sigaction(crash_signals[i], &rescue.before[i], NULL);
	sigaltstack(&(stack_t){ .ss_flags = SS_DISABLE }, NULL);
	g_clear_pointer(&rescue.stack, g_free);
}

/* --- start and stop --- */

/* TERM as curses will read it, for a message. */
static const char *terminal_name(void)
{
	const char *name = g_getenv("TERM");
	return name && *name ? name : "?";
}

static gboolean can_place_cursor(void)
{
	const char *cup = tigetstr((char *)"cup");
	return cup && cup != (char *)-1;
}

gboolean term_start(GError **error)
{
	tcgetattr(STDIN_FILENO, &rescue.tty);
	g_autofree char *entry = terminfo_without_rare(g_getenv("TERM"));
	g_autofree char *before = g_strdup(g_getenv("TERMINFO"));
	if (entry)
		g_setenv("TERMINFO", entry, TRUE);
	rescue.screen = newterm(NULL, stdout, stdin);
	if (entry && before)
		g_setenv("TERMINFO", before, TRUE);
	else if (entry)
		g_unsetenv("TERMINFO");
	if (!rescue.screen)
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("The terminal type “%s” is not known on this machine. Set TERM to one "
				      "that is, for example: "
				      "TERM=xterm daybook"),
				    terminal_name());
	if (!can_place_cursor()) {
		endwin();
		g_clear_pointer(&rescue.screen, delscreen);
		return daybook_fail(error, DAYBOOK_ERROR_FAILED,
				    _("The terminal type “%s” cannot place its cursor, so no screen can be "
				      "drawn. The commands work: "
				      "try daybook list"),
				    terminal_name());
	}
	set_escdelay(ESCAPE_DELAY_MS);
	raw();
	noecho();
	nonl();
	curs_set(0);
	leaveok(stdscr, FALSE);
	typeahead(-1); /* a screen is drawn to its end, whatever is being typed */
	rescue.input = newpad(1, 1);
	keypad(rescue.input, TRUE);
	nodelay(rescue.input, TRUE);
	define_key("\033[200~", CODE_PASTE_BEGIN);
	define_key("\033[201~", CODE_PASTE_END);
	prepare_rescue();
	write_all(PASTE_ON, sizeof PASTE_ON - 1);
	return TRUE;
}

void term_stop(void)
{
	if (!rescue.screen)
		return;
	curs_set(1);
	endwin();
	write_all(PASTE_OFF, sizeof PASTE_OFF - 1);
	forget_rescue();
	g_clear_pointer(&rescue.input, delwin);
	g_clear_pointer(&rescue.screen, delscreen);
}

/* --- keys --- */

TermInput term_read(Key *key)
{
	wint_t c;
	switch (wget_wch(rescue.input, &c)) {
	case OK:
		*key = key_from_char(c);
		/* a NUL (Ctrl-Space) is no key of ours, and 0 is "none" */
		return TERM_KEY;
	case KEY_CODE_YES:
		if (c == CODE_PASTE_BEGIN)
			return TERM_PASTE_BEGIN;
		if (c == CODE_PASTE_END)
			return TERM_PASTE_END;
		*key = key_from_curses((int)c);
		return TERM_KEY;
	default:
		return TERM_NOTHING;
	}
}

/* --- size --- */

gboolean term_resize(void)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 || size.ws_col == 0)
		return FALSE;
	if (!is_term_resized(size.ws_row, size.ws_col))
		return FALSE;
	resizeterm(size.ws_row, size.ws_col);
	return TRUE;
}

void term_frame_begin(void)
{
	write_all(FRAME_BEGIN, sizeof FRAME_BEGIN - 1);
}

void term_frame_end(void)
{
	write_all(FRAME_END, sizeof FRAME_END - 1);
}

void term_redraw(void)
{
	clearok(curscr, TRUE);
}

/* --- Ctrl-Z --- */

void term_suspend(void)
{
	struct sigaction by_default = { .sa_handler = SIG_DFL }, before;
	curs_set(1);
	def_prog_mode();
	endwin();
	write_all(PASTE_OFF, sizeof PASTE_OFF - 1);
	sigemptyset(&by_default.sa_mask);
	sigaction(SIGTSTP, &by_default, &before);
	kill(0, SIGTSTP); /* returns when the shell says go on */
	sigaction(SIGTSTP, &before, NULL);
	reset_prog_mode();
	curs_set(0);
	write_all(PASTE_ON, sizeof PASTE_ON - 1);
	term_resize();
	term_redraw();
}
