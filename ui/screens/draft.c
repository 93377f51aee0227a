/* ui/screens/draft.c - files of unfinished forms: form-<book>-<random>.draft */
#include "ui/screens/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"
#include "base/paths.h"

#define END_MARK "\n[end]\n" /* what follows it is left over from a longer text */
#define DRAFT_MAX_BYTES 65536

struct Draft {
	char *path;
	int fd; /* locked; -1: no file yet */
};

/* Drafts of different books do not mix: part of the hash of the book's path. */
static char *prefix_of(const Book *book)
{
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, book_path(book), -1);
	return g_strdup_printf("form-%.12s-", hash);
}

Draft *draft_new(const Book *book)
{
	Draft *draft = g_new(Draft, 1);
	g_autofree char *folder = paths_drafts(), *prefix = prefix_of(book), *id = id_new();
	g_autofree char *name = g_strdup_printf("%s%.8s.draft", prefix, id);
	*draft = (Draft){ .path = g_build_filename(folder, name, NULL), .fd = -1 };
	return draft;
}

static gboolean open_file(Draft *draft, int flags)
{
	draft->fd = open(draft->path, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (draft->fd >= 0 && flock(draft->fd, LOCK_EX | LOCK_NB) == 0)
		return TRUE;
	if (draft->fd >= 0)
		close(draft->fd);
	draft->fd = -1;
	return FALSE;
}

static void draft_free(Draft *draft)
{
	if (draft->fd >= 0)
		close(draft->fd);
	g_free(draft->path);
	g_free(draft);
}

void draft_write(Draft *draft, GKeyFile *content)
{
	gsize length;
	g_autofree char *data = g_key_file_to_data(content, &length, NULL);
	g_autofree char *text = g_strconcat(data, END_MARK, NULL);
	length = strlen(text);
	if (draft->fd < 0 && (!paths_make_parent(draft->path, NULL) || !open_file(draft, O_CREAT)))
		return;
	ssize_t written = pwrite(draft->fd, text, length, 0);
	if (written == (ssize_t)length && ftruncate(draft->fd, (off_t)length) < 0)
		g_debug("a draft kept an old end: %s", g_strerror(errno));
}

void draft_remove(Draft *draft)
{
	if (draft->fd >= 0)
		unlink(draft->path);
	draft_free(draft);
}

void draft_keep(Draft *draft)
{
	draft_free(draft);
}

/* --- finding --- */

static GKeyFile *read_content(int fd)
{
	g_autofree char *text = g_malloc0(DRAFT_MAX_BYTES + 1);
	ssize_t n = pread(fd, text, DRAFT_MAX_BYTES, 0);
	char *end = n > 0 ? strstr(text, END_MARK) : NULL;
	g_autoptr(GKeyFile) content = g_key_file_new();
	if (!end)
		return NULL; /* cut short */
	*end = '\0';
	return g_key_file_load_from_data(content, text, (gsize)-1, G_KEY_FILE_NONE, NULL)
		       ? g_steal_pointer(&content)
		       : NULL;
}

static int newest_first(gconstpointer a_, gconstpointer b_)
{
	const char *a = *(char *const *)a_, *b = *(char *const *)b_;
	GStatBuf one = { .st_mtime = 0 }, two = { .st_mtime = 0 };
	if (g_stat(a, &one) < 0 || g_stat(b, &two) < 0 || one.st_mtime == two.st_mtime)
		return strcmp(a, b);
	return one.st_mtime > two.st_mtime ? -1 : 1;
}

static GPtrArray *files_of(const Book *book)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *folder = paths_drafts(), *prefix = prefix_of(book);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	for (const char *name; dir && (name = g_dir_read_name(dir));)
		if (g_str_has_prefix(name, prefix) && g_str_has_suffix(name, ".draft"))
			g_ptr_array_add(files, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(files, newest_first);
	return files;
}

Draft *draft_take(const Book *book, GKeyFile **content)
{
	g_autoptr(GPtrArray) files = files_of(book);
	for (guint i = 0; i < files->len; i++) {
		Draft *draft = g_new(Draft, 1);
		*draft = (Draft){ .path = g_strdup(files->pdata[i]), .fd = -1 };
		if (!open_file(draft, 0)) {
			draft_free(draft); /* somebody is writing it */
			continue;
		}
		*content = read_content(draft->fd);
		if (*content)
			return draft;
		draft_remove(draft); /* nothing that could be read will ever be */
	}
	return NULL;
}

char *draft_words(const Book *book)
{
	GKeyFile *content = NULL;
	Draft *draft = draft_take(book, &content);
	if (!draft)
		return NULL;
	char *words = g_key_file_get_string(content, "form", "words", NULL);
	g_key_file_unref(content);
	draft_keep(draft);
	return words ? words : g_strdup("?");
}
