/* base/log.c - GLib's log writer, to one file of JSON lines.
 *
 * Several processes write the same file: it is opened for appending, each line is one write(), and whoever finds it
 * full renames it to daybook.log.1 under a lock; the others notice that their file is no longer the one of that name. */
#include "base/log.h"

#include "base/paths.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG_MAX_BYTES (1024 * 1024)

typedef struct {
	GMutex lock; /* the main thread and the worker both write */
	char *path;
	GLogLevelFlags most; /* the least grave level that is written */
	int fd;              /* -1 while it cannot be written */
} Log;

static const struct {
	const char *name;
	GLogLevelFlags level;
} levels[] = {
	{ "error", G_LOG_LEVEL_CRITICAL },
	{ "warning", G_LOG_LEVEL_WARNING },
	{ "info", G_LOG_LEVEL_INFO },
	{ "debug", G_LOG_LEVEL_DEBUG },
};

static GLogLevelFlags level_named(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(levels); i++)
		if (g_strcmp0(name, levels[i].name) == 0)
			return levels[i].level;
	return G_LOG_LEVEL_WARNING;
}

gboolean log_is_level(const char *level)
{
	for (gsize i = 0; i < G_N_ELEMENTS(levels); i++)
		if (g_strcmp0(level, levels[i].name) == 0)
			return TRUE;
	return FALSE;
}

/* GLib has six levels, the log four: what is fatal or critical is an error, a message is information. */
static const char *level_name(GLogLevelFlags level)
{
	if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
		return "error";
	if (level & G_LOG_LEVEL_WARNING)
		return "warning";
	return level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO) ? "info" : "debug";
}

/* --- lines --- */

static void append_json(GString *line, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_string_append_c(line, '"');
	for (const char *p = valid; *p; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_c(line, '\\');
		if ((guchar)*p < 0x20 || *p == 0x7F)
			g_string_append_printf(line, "\\u%04x", (guint)(guchar)*p);
		else
			g_string_append_c(line, *p);
	}
	g_string_append_c(line, '"');
}

static void append_member(GString *line, const char *key, const char *value)
{
	g_string_append_c(line, line->len > 1 ? ',' : '{');
	append_json(line, key);
	g_string_append_c(line, ':');
	append_json(line, value);
}

/* GLib's own fields are told by other means, or tell where the source is: only those of an error help. */
static gboolean is_wanted(const GLogField *field, GLogLevelFlags level)
{
	static const char *const never[] = { "PRIORITY", "GLIB_OLD_LOG_API", NULL };
	if (g_strv_contains(never, field->key))
		return FALSE;
	return !g_str_has_prefix(field->key, "CODE_") || (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
}

static const char *field_key(const GLogField *field)
{
	return strcmp(field->key, "GLIB_DOMAIN") == 0 ? "domain" : field->key;
}

static GString *line_of(GLogLevelFlags level, const GLogField *fields, gsize n_fields)
{
	GString *line = g_string_new("{");
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S");
	g_string_append_printf(line, "\"time\":\"%s.%03dZ\"", time, g_date_time_get_microsecond(now) / 1000);
	append_member(line, "level", level_name(level));
	for (gsize i = 0; i < n_fields; i++) {
		if (!is_wanted(&fields[i], level))
			continue;
		g_autofree char *value = fields[i].length < 0
						 ? g_strdup(fields[i].value)
						 : g_strndup(fields[i].value, (gsize)fields[i].length);
		g_autofree char *key = g_ascii_strdown(field_key(&fields[i]), -1);
		append_member(line, key, value);
	}
	return g_string_append(line, "}\n");
}

/* --- the file --- */

static void log_close(Log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

static void log_open(Log *log)
{
	log_close(log);
	if (paths_make_parent(log->path, NULL))
		log->fd = open(log->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* Whether the open file is still the one of that name; its size in *bytes. */
static gboolean is_current(const Log *log, gint64 *bytes)
{
	struct stat open_file, named;
	if (log->fd < 0 || fstat(log->fd, &open_file) != 0 || stat(log->path, &named) != 0)
		return FALSE;
	*bytes = open_file.st_size;
	return open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

static void log_rotate(Log *log)
{
	gint64 bytes = 0;
	if (flock(log->fd, LOCK_EX) != 0)
		return;
	/* Another process may have done it while we waited. */
	if (is_current(log, &bytes) && bytes >= LOG_MAX_BYTES) {
		g_autofree char *older = g_strconcat(log->path, ".1", NULL);
		if (rename(log->path, older) != 0) {
			flock(log->fd, LOCK_UN);
			return;
		}
	}
	log_open(log); /* closing lets the lock go */
}

static void log_write(Log *log, const GString *line)
{
	gint64 bytes = 0;
	if (!is_current(log, &bytes))
		log_open(log);
	else if (bytes >= LOG_MAX_BYTES)
		log_rotate(log);
	/* A full disk loses the line, and only the line. */
	if (log->fd >= 0 && write(log->fd, line->str, line->len) < 0)
		log_close(log);
}

static GLogWriterOutput on_log(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer log_)
{
	Log *log = log_;
	if ((level & G_LOG_LEVEL_MASK) <= log->most) {
		g_autoptr(GString) line = line_of(level, fields, n_fields);
		int kept = errno; /* whoever logs an error may read errno afterwards */
		g_mutex_lock(&log->lock);
		log_write(log, line);
		g_mutex_unlock(&log->lock);
		errno = kept;
	}
	return G_LOG_WRITER_HANDLED;
}

void log_start(const char *level)
{
	static Log log = { .fd = -1 }; /* GLib takes one writer for the life of the process */
	static gsize started;
	g_mutex_lock(&log.lock);
	log.most = level_named(level);
	g_mutex_unlock(&log.lock);
	if (g_once_init_enter(&started)) {
		log.path = paths_log();
		g_log_set_writer_func(on_log, &log, NULL);
		g_once_init_leave(&started, 1);
	}
}
