/* cli/say_offer.c - the free times that a line was answered with, kept for ten minutes beside the drafts.
 *
 * A file for each actor and book, readable by its owner alone: the options of `book` as far as they are known, and the slots. */
#include "cli/say_p.h"

#include "base/paths.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define OFFER_SECONDS 600

static char *offer_path(const Cli *cli)
{
	g_autofree char *folder = paths_drafts();
	g_autofree char *whose = g_strdup_printf("%s\n%s", book_path(cli->book), book_actor(cli->book));
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, whose, -1);
	return g_strdup_printf("%s/offer-%.16s.json", folder, hash);
}

/* Options that are of the offer, not of the call. */
static const char *const kept[] = { "customer", "new-customer", "phone", "email", "service", "staff",
				    "with",     "duration",     "price", "notes", "title",   NULL };

static cJSON *options_json(const Cli *cli)
{
	cJSON *options = cJSON_CreateObject();
	for (gsize i = 0; kept[i]; i++) {
		const GPtrArray *values = g_hash_table_lookup(cli->given, kept[i]);
		cJSON *list = values ? cJSON_AddArrayToObject(options, kept[i]) : NULL;
		for (guint v = 0; values && v < values->len; v++)
			cJSON_AddItemToArray(list, cJSON_CreateString(values->pdata[v]));
	}
	return options;
}

static gboolean write_text(int fd, gpointer text, GError **error)
{
	gsize length = strlen(text), done = 0;
	while (done < length) {
		gssize n = write(fd, (char *)text + done, length - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return daybook_fail(error, DAYBOOK_ERROR_FAILED,
					    _("The offer could not be kept: %s."), g_strerror(errno));
		done += (gsize)n;
	}
	return TRUE;
}

gboolean cli_offer_keep(const Cli *cli, const GPtrArray *slots, GError **error)
{
	g_autofree char *path = offer_path(cli);
	cJSON *offer = cJSON_CreateObject();
	cJSON_AddNumberToObject(offer, "made", (double)book_now(cli->book));
	cJSON_AddItemToObject(offer, "options", options_json(cli));
	cJSON *list = cJSON_AddArrayToObject(offer, "slots");
	for (guint i = 0; i < slots->len; i++) {
		char *image = model_image(&slot_class, slots->pdata[i]);
		cJSON_AddItemToArray(list, cJSON_CreateString(image));
		g_free(image);
	}
	char *text = cJSON_PrintUnformatted(offer);
	cJSON_Delete(offer);
	gboolean done = paths_make_parent(path, error) && cli_write_file(path, write_text, text, error);
	cJSON_free(text);
	return done;
}

/* The offer's document; NULL: there is none that holds. One that is too old goes. */
static cJSON *read_offer(const Cli *cli)
{
	g_autofree char *path = offer_path(cli), *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	cJSON *offer = cJSON_Parse(text);
	const cJSON *made = cJSON_GetObjectItemCaseSensitive(offer, "made");
	double age = cJSON_IsNumber(made) ? (double)book_now(cli->book) - made->valuedouble : OFFER_SECONDS;
	if (age >= 0 && age < OFFER_SECONDS)
		return offer;
	cJSON_Delete(offer);
	g_unlink(path);
	return NULL;
}

gboolean cli_offer_is_there(const Cli *cli)
{
	cJSON *offer = read_offer(cli);
	cJSON_Delete(offer);
	return offer != NULL;
}

void cli_offer_forget(const Cli *cli)
{
	g_autofree char *path = offer_path(cli);
	g_unlink(path);
}

static void give_options(Cli *cli, const cJSON *offer)
{
	const cJSON *option, *value;
	cJSON_ArrayForEach (option, cJSON_GetObjectItemCaseSensitive(offer, "options")) {
		gboolean known = option->string && g_strv_contains(kept, option->string);
		gboolean first = TRUE;
		cJSON_ArrayForEach (value, option) {
			if (!known || !cJSON_IsString(value))
				continue;
			if (first)
				cli_give(cli, option->string, value->valuestring);
			else
				g_ptr_array_add(g_hash_table_lookup(cli->given, option->string),
						(gpointer)g_intern_string(value->valuestring));
			first = FALSE;
		}
	}
}

GPtrArray *cli_offer_load(Cli *cli, GError **error)
{
	cJSON *offer = read_offer(cli);
	const cJSON *image;
	if (!offer)
		return NULL;
	g_autoptr(GPtrArray) slots = model_list_new(&slot_class);
	cJSON_ArrayForEach (image, cJSON_GetObjectItemCaseSensitive(offer, "slots")) {
		gpointer slot = cJSON_IsString(image)
					? model_from_image(&slot_class, image->valuestring, error)
					: NULL;
		if (!slot) {
			cJSON_Delete(offer);
			return NULL;
		}
		g_ptr_array_add(slots, slot);
	}
	give_options(cli, offer);
	cJSON_Delete(offer);
	return g_steal_pointer(&slots);
}
