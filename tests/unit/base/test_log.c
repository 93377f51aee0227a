/* tests/unit/base/test_log.c - the log's lines and its rotation. GLib takes one log writer for the life of a process, so
 * each test logs in a child of its own and reads what that left. */
#include "base/log.h"
#include "tests/unit/unit.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void setup(void)
{
	g_setenv("XDG_STATE_HOME", unit_dir(), TRUE);
}

static void teardown(void)
{
	g_setenv("XDG_STATE_HOME", g_getenv("HOME"), TRUE);
}

/* Runs it in a child; its exit status. */
static int in_child(void (*logs)(void))
{
	int status = -1;
	pid_t child = fork();
	if (child == 0) {
		logs();
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static char *log_text(const char *name)
{
	char *text = NULL;
	g_autofree char *path = g_build_filename(unit_dir(), "daybook", name, NULL);
	g_file_get_contents(path, &text, NULL, NULL);
	return text;
}

static void log_some(void)
{
	log_start("info");
	g_log_structured("daybook-test", G_LOG_LEVEL_INFO, "RUN_ID", "r-1", "MESSAGE",
			 "pushed \"%d\"\n\\ \x01 ü \xFF", 7);
	g_log("daybook-old", G_LOG_LEVEL_WARNING, "the old way");
	g_log_structured_standard("daybook-test", G_LOG_LEVEL_MESSAGE, "test_log.c", "7", "f", "a message");
	g_log("daybook-test", G_LOG_LEVEL_DEBUG, "too fine");
}

static void test_lines(void)
{
	T_INT("logged", in_child(log_some), 0);
	g_autofree char *text = log_text("daybook.log");
	if (!T_NOT_NULL("a file", text))
		return;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	T_INT("three lines and the end", g_strv_length(lines), 4);
	T_TRUE(lines[0], g_regex_match_simple("^\\{\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\."
					      "\\d{3}Z\",\"level\":\"info\",",
					      lines[0], 0, 0));
	T_TRUE(lines[0],
	       g_str_has_suffix(lines[0],
				"\"message\":\"pushed \\\"7\\\"\\u000a\\\\ \\u0001 ü \xEF\xBF\xBD\","
				"\"domain\":\"daybook-test\",\"run_id\":\"r-1\"}"));
	T_NOT_NULL(lines[1],
		   strstr(lines[1],
			  "\"level\":\"warning\",\"message\":\"the old way\",\"domain\":\"daybook-old\""));
	T_NOT_NULL(lines[2], strstr(lines[2], "\"level\":\"info\""));
	T_NULL("no source lines in what is no error", strstr(text, "code_file"));

	g_autofree char *path = g_build_filename(unit_dir(), "daybook", "daybook.log", NULL);
	GStatBuf info;
	T_INT("there", g_stat(path, &info), 0);
	T_INT("for nobody else", info.st_mode & 0777, 0600);
}

static void log_quietly(void)
{
	log_start(NULL);
	g_log("daybook-test", G_LOG_LEVEL_INFO, "too fine");
	log_start("nonsense");
	g_log("daybook-test", G_LOG_LEVEL_MESSAGE, "too fine");
	g_log("daybook-test", G_LOG_LEVEL_WARNING, "grave");
	log_start("debug");
	g_log("daybook-test", G_LOG_LEVEL_DEBUG, "fine");
	g_log_set_always_fatal(G_LOG_FATAL_MASK);
	log_start("error");
	g_log("daybook-test", G_LOG_LEVEL_WARNING, "too fine");
	g_log_structured_standard("daybook-test", G_LOG_LEVEL_CRITICAL, "test_log.c", "7", "f", "gravest");
}

static void test_levels(void)
{
	T_INT("logged", in_child(log_quietly), 0);
	g_autofree char *text = log_text("daybook.log");
	T_NULL("not what is too fine", strstr(text, "too fine"));
	T_NOT_NULL("what is grave", strstr(text, "grave"));
	T_NOT_NULL("an error says where it comes from", strstr(text, "\"code_file\":\"test_log.c\""));
	T_NOT_NULL("an error", strstr(text, "\"level\":\"error\""));
	T_NOT_NULL("after the level was changed", strstr(text, "\"level\":\"debug\""));
}

/* Three times what fits one file. */
static void log_much(void)
{
	g_autofree char *much = g_strnfill(1000, 'x');
	log_start("info");
	for (int i = 0; i < 3 * 1100; i++)
		g_log_structured("daybook-test", G_LOG_LEVEL_INFO, "MESSAGE", "%d %s", i, much);
}

static void test_rotation(void)
{
	T_INT("logged", in_child(log_much), 0);
	g_autofree char *now = log_text("daybook.log");
	g_autofree char *before = log_text("daybook.log.1");
	if (!T_NOT_NULL("the file", now) || !T_NOT_NULL("the one before", before))
		return;
	T_TRUE("no larger than it may be",
	       strlen(now) <= 1024 * 1024 + 2000 && strlen(before) <= 1024 * 1024 + 2000);
	T_NOT_NULL("the last line is there", strstr(now, "\"message\":\"3299 x"));
	T_TRUE("whole lines", g_str_has_suffix(before, "}\n") && g_str_has_suffix(now, "}\n"));
}

static void test_two_processes(void)
{
	pid_t children[2];
	for (int i = 0; i < 2; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			log_much();
			_exit(0);
		}
	}
	for (int i = 0; i < 2; i++) {
		int status = -1;
		waitpid(children[i], &status, 0);
		T_INT("logged", status, 0);
	}
	static const char *const names[] = { "daybook.log", "daybook.log.1" };
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *text = log_text(names[i]);
		if (!T_NOT_NULL(names[i], text))
			continue;
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
		int torn = 0;
		for (gsize j = 0; lines[j] && *lines[j]; j++)
			torn += !g_str_has_prefix(lines[j], "{\"time\"") ||
				!g_str_has_suffix(lines[j], "x\",\"domain\":\"daybook-test\"}");
		T_INT(names[i], torn, 0);
		T_TRUE(names[i], strlen(text) <= 1024 * 1024 + 4000);
	}
}

static void log_nowhere(void)
{
	g_setenv("XDG_STATE_HOME", "/dev/null", TRUE);
	log_start("info");
	g_log("daybook-test", G_LOG_LEVEL_WARNING, "lost");
}

static void test_nowhere(void)
{
	T_INT("the work goes on", in_child(log_nowhere), 0);
}

UNIT_SUITE("log", setup, teardown, { "lines", test_lines }, { "levels", test_levels },
	   { "rotation", test_rotation }, { "two processes", test_two_processes },
	   { "nowhere to write", test_nowhere })
