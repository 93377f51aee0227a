/* tests/fuzz/replay.c - gives a fuzz target the files of its corpus, one by one, without libFuzzer.
 *
 * replay-NAME [FILE...]   without files, all of $srcdir/tests/fuzz/corpus/NAME. A broken input ends the program; the last
 * name printed is the one. */
#include "tests/fuzz/fuzz.h"

#include <glib.h>
#include <string.h>

static int replay(const char *path)
{
	g_autofree char *data = NULL;
	g_autoptr(GError) error = NULL;
	gsize size = 0;
	if (!g_file_get_contents(path, &data, &size, &error)) {
		fprintf(stderr, "%s\n", error->message);
		return 1;
	}
	printf("%s\n", path);
	fflush(stdout);
	/* A copy of just that size, so that AddressSanitizer sees a read past its end. */
	g_autofree guint8 *exact = g_memdup2(data, size);
	LLVMFuzzerTestOneInput(exact, size);
	return 0;
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int replay_corpus(const char *folder)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	if (!dir) {
		fprintf(stderr, "%s\n", error->message);
		return 1;
	}
	for (const char *name; (name = g_dir_read_name(dir));)
		g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(paths, by_name);
	int failed = paths->len == 0;
	for (guint i = 0; i < paths->len; i++)
		failed |= replay(g_ptr_array_index(paths, i));
	printf("%u inputs\n", paths->len);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0;
	for (int i = 1; i < argc; i++)
		failed |= replay(argv[i]);
	if (argc > 1)
		return failed;
	const char *top = g_getenv("srcdir");
	const char *name = strrchr(argv[0], '-');
	if (!name) {
		fprintf(stderr, "which corpus? The program's name ends in -NAME.\n");
		return 99;
	}
	g_autofree char *folder =
		g_build_filename(top ? top : ".", "tests", "fuzz", "corpus", name + 1, NULL);
	return replay_corpus(folder);
}
