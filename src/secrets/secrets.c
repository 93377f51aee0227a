/* secrets/secrets.c - the keyring, by the module's table, or a file that only its owner can read. */
#include "secrets/secrets.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/paths.h"
#include "net/url.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_BYTES (256 * 1024) /* of tokens: far more than any */

void secrets_wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	g_free(text);
}

char *secrets_file(const char *account)
{
	g_autofree char *folder = paths_accounts();
	g_autofree char *escaped =
		url_escape(account); /* an id is a UUID; were it not, it still names no other folder */
	g_autofree char *name = g_strconcat(escaped, ".json", NULL);
	return g_build_filename(folder, name, NULL);
}

/* --- writing --- */

static gboolean write_all(int fd, const char *text, gsize length)
{
	while (length > 0) {
		gssize wrote = write(fd, text, length);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return FALSE;
		text += wrote;
		length -= (gsize)wrote;
	}
	return TRUE;
}

/* So that the new name, too, is there after a power cut. A file system that cannot do it loses no more than the last change. */
static void sync_folder(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static gboolean cannot_write(const char *path, int why, GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The sign-in cannot be kept in “%s”: %s."), path,
			    g_strerror(why));
}

static gboolean store_file(const char *account, const char *text, GError **error)
{
	g_autofree char *path = secrets_file(account);
	g_autofree char *beside = g_strconcat(path, ".XXXXXX", NULL);
	if (!paths_make_parent(path, error))
		return FALSE;
	int fd = g_mkstemp_full(beside, O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return cannot_write(path, errno, error);
	gboolean kept = write_all(fd, text, strlen(text)) && fsync(fd) == 0;
	int why = errno;
	if (close(fd) != 0 && kept) {
		why = errno;
		kept = FALSE;
	}
	if (kept && rename(beside, path) != 0) {
		why = errno;
		kept = FALSE;
	}
	if (!kept) {
		unlink(beside);
		return cannot_write(path, why, error);
	}
	sync_folder(path);
	return TRUE;
}

/* --- reading --- */

static gboolean is_private(const char *path, const struct stat *info, GError **error)
{
	if (S_ISREG(info->st_mode) && info->st_uid == geteuid() && (info->st_mode & 077) == 0 &&
	    info->st_size <= MAX_BYTES)
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_FAILED,
			    _("“%s” holds a sign-in and must be a file that only you can read: run chmod 600 "
			      "on it, or, if "
			      "others may have read it, remove the account and add it again."),
			    path);
}

static void cannot_read(const char *path, int why, GError **error)
{
	daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The sign-in in “%s” cannot be read: %s."), path,
		     g_strerror(why));
}

static char *read_all(int fd, gsize length)
{
	char *text = g_malloc(length + 1);
	gsize got = 0;
	while (got < length) {
		gssize more = read(fd, text + got, length - got);
		if (more < 0 && errno == EINTR)
			continue;
		if (more <= 0)
			break;
		got += (gsize)more;
	}
	text[got] = 0;
	return text;
}

static char *load_file(const char *account, GError **error)
{
	g_autofree char *path = secrets_file(account);
	struct stat info;
	/* Nothing is waited for (a pipe), no link is followed to what may be somebody else's. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0) {
		if (errno != ENOENT)
			cannot_read(path, errno, error);
		return NULL;
	}
	char *text = NULL;
	if (fstat(fd, &info) != 0)
		cannot_read(path, errno, error);
	else if (is_private(path, &info, error))
		text = read_all(fd, (gsize)info.st_size);
	close(fd);
	return text;
}

static gboolean clear_file(const char *account, GError **error)
{
	g_autofree char *path = secrets_file(account);
	if (unlink(path) == 0 || errno == ENOENT)
		return TRUE;
	int why = errno;
	return daybook_fail(error, DAYBOOK_ERROR_FAILED, _("The sign-in in “%s” cannot be removed: %s."),
			    path, g_strerror(why));
}

/* --- either --- */

gboolean secrets_store(const NetApi *net, SecretsPlace place, const char *account, const char *label,
		       const char *text, GError **error)
{
	if (place == SECRETS_FILE)
		return store_file(account, text, error);
	return net->keyring_store(account, label, text, error);
}

char *secrets_load(const NetApi *net, SecretsPlace place, const char *account, GError **error)
{
	return place == SECRETS_FILE ? load_file(account, error) : net->keyring_load(account, error);
}

gboolean secrets_clear(const NetApi *net, SecretsPlace place, const char *account, GError **error)
{
	return place == SECRETS_FILE ? clear_file(account, error) : net->keyring_clear(account, error);
}
