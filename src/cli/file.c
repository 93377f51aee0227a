/* cli/file.c - a file written whole or not at all. */
#include "cli/commands_p.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean cannot(const char *path, GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("“%s” cannot be written: %s."), path,
			    g_strerror(errno));
}

/* A device or a pipe cannot be replaced: it is written to. */
static gboolean write_straight(const char *path, CliFill fill, gpointer data, GError **error)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return cannot(path, error);
	gboolean filled = fill(fd, data, error);
	if (close(fd) != 0 && filled)
		return cannot(path, error);
	return filled;
}

/* A new file beside it, which takes its place once it is whole and on the disk. */
static gboolean write_beside(const char *path, CliFill fill, gpointer data, GError **error)
{
	g_autofree char *temporary = g_strdup_printf("%s.XXXXXX", path);
	int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return cannot(path, error);
	gboolean filled = fill(fd, data, error);
	gboolean kept = filled && fsync(fd) == 0;
	if (filled && !kept)
		cannot(path, error);
	close(fd);
	if (kept && g_rename(temporary, path) == 0)
		return TRUE;
	if (kept)
		cannot(path, error);
	g_unlink(temporary);
	return FALSE;
}

gboolean cli_write_file(const char *path, CliFill fill, gpointer data, GError **error)
{
	struct stat status;
	char *real = realpath(path, NULL); /* a link stays one */
	gboolean straight = real && stat(real, &status) == 0 && !S_ISREG(status.st_mode);
	gboolean good = straight ? write_straight(real, fill, data, error)
				 : write_beside(real ? real : path, fill, data, error);
	free(real);
	return good;
}
