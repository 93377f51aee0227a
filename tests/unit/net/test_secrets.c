/* tests of secrets/secrets.h: the file (the keyring: tests/e2e/test_net_keyring.py) */
#include "secrets/secrets.h"

#include "base/error.h"
#include "tests/unit/unit.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ACCOUNT "7d444840-9dc0-11d1-b245-5ffdce74fad2"

static void setup(void)
{
	g_setenv("XDG_DATA_HOME", unit_dir(), TRUE);
}

static gboolean store(const char *text, GError **error)
{
	return secrets_store(NULL, SECRETS_FILE, ACCOUNT, "label", text, error);
}

static guint files_in(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	guint n = 0;
	while (dir && g_dir_read_name(dir))
		n++;
	return n;
}

static void test_file(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = secrets_file(ACCOUNT);
	g_autofree char *want = unit_path("daybook/accounts/" ACCOUNT ".json");
	struct stat info;
	T_STR("path", path, want);
	T_NULL("none yet", secrets_load(NULL, SECRETS_FILE, ACCOUNT, &error));
	T_NO_ERROR("none yet", error);
	mode_t before = umask(0);
	T_TRUE("store", store("{\"refresh_token\":\"1//x\"}", &error));
	umask(before);
	T_NO_ERROR("store", error);
	T_INT("there", stat(path, &info), 0);
	T_INT("for its owner alone", info.st_mode & 07777, 0600);
	char *text = secrets_load(NULL, SECRETS_FILE, ACCOUNT, &error);
	T_STR("load", text, "{\"refresh_token\":\"1//x\"}");
	secrets_wipe(text);
	T_TRUE("replace", store("new", &error));
	T_INT("nothing left beside it", files_in(path), 1);
	text = secrets_load(NULL, SECRETS_FILE, ACCOUNT, &error);
	T_STR("the new one", text, "new");
	secrets_wipe(text);
	T_TRUE("clear", secrets_clear(NULL, SECRETS_FILE, ACCOUNT, &error));
	T_TRUE("clear again", secrets_clear(NULL, SECRETS_FILE, ACCOUNT, &error));
	T_INT("gone", files_in(path), 0);
	T_NO_ERROR("all of it", error);
	secrets_wipe(NULL);
}

static void refused(const char *label)
{
	g_autoptr(GError) error = NULL;
	T_NULL(label, secrets_load(NULL, SECRETS_FILE, ACCOUNT, &error));
	T_ERROR(label, error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
}

static void test_readable(void)
{
	static const struct {
		const char *label;
		mode_t mode;
	} rows[] = { { "its group", 0640 }, { "everybody", 0604 }, { "writable", 0622 }, { "all", 0777 } };
	g_autofree char *path = secrets_file(ACCOUNT);
	g_autofree char *other = unit_path("other.json");
	T_TRUE("store", store("secret", NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		T_INT("chmod", g_chmod(path, rows[i].mode), 0);
		refused(rows[i].label);
	}
	T_INT("chmod", g_chmod(path, 0600), 0);
	T_INT("moved", g_rename(path, other), 0);
	T_INT("link", symlink(other, path), 0);
	refused("a link");
	g_unlink(path);
	T_INT("folder", g_mkdir(path, 0700), 0);
	refused("a folder");
	g_rmdir(path);
	T_INT("pipe", mkfifo(path, 0600), 0);
	refused("a pipe, which is not waited for");
	g_unlink(path);
	g_autofree char *big = g_strnfill(300 * 1024, 'x');
	T_TRUE("store", store(big, NULL));
	refused("too big to be true");
}

/* An account's name never leaves the folder. */
static void test_names(void)
{
	g_autofree char *path = secrets_file("../../evil/x");
	g_autofree char *want = unit_path("daybook/accounts/..%2F..%2Fevil%2Fx.json");
	T_STR("path", path, want);
}

static void test_cannot(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *in_the_way = unit_path("daybook");
	T_TRUE("a file in the way", g_file_set_contents(in_the_way, "x", 1, NULL));
	T_FALSE("store", store("secret", &error));
	T_ERROR("store", error, DAYBOOK_ERROR, DAYBOOK_ERROR_FAILED);
	T_NULL("no secret in the words", strstr(error->message, "secret"));
	refused("load");
}

UNIT_SUITE("secrets", setup, NULL, { "keeps a file for its owner alone", test_file },
	   { "refuses what others may have touched", test_readable }, { "stays in its folder", test_names },
	   { "says when it cannot", test_cannot })
