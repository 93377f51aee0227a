/* cli/account.c - account add, list, edit, sign-in, remove. */
#include "cli/sync_p.h"

#include <errno.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/browser.h"
#include "base/said.h"

#define SECRET_BYTES 4096
#define MOST_PACE 100000
#define STDIN_FILE "/dev/stdin"

/* --- an account, for programs and people --- */

static void add_instant(Cli *cli, cJSON *object, const char *key, gint64 instant)
{
	cJSON_AddItemToObject(object, key, json_instant(book_zone(cli->book), instant > 0 ? instant : NONE));
}

cJSON *cli_account_json(Cli *cli, const Account *account)
{
	cJSON *object = cJSON_CreateObject();
	cJSON_AddStringToObject(object, "id", account->id);
	cJSON_AddStringToObject(object, "kind", account->kind);
	cJSON_AddStringToObject(object, "label", account->label);
	cJSON_AddStringToObject(object, "email", account->email);
	cJSON_AddStringToObject(object, "state", account->state);
	g_autofree char *why = said_words(account->state_text);
	cJSON_AddStringToObject(object, "reason", why);
	cJSON_AddStringToObject(object, "store", account->store);
	cJSON_AddStringToObject(object, "client_id", account->client_id);
	cJSON_AddStringToObject(object, "api_url", account->api_url);
	add_instant(cli, object, "signed_in", account->signed_in);
	add_instant(cli, object, "sign_in_ends", account->refresh_expires);
	add_instant(cli, object, "last_sync", account->last_sync);
	cJSON_AddNumberToObject(object, "pace", (double)account->pace);
	cJSON_AddNumberToObject(object, "daily", (double)account->daily);
	cJSON_AddBoolToObject(object, "notify", account->notify != 0);
	add_instant(cli, object, "created", account->created);
	return object;
}

static const char *state_words(const Account *account)
{
	static const char *const states[][2] = {
		{ "ok", N_("in order") },
		{ "offline", N_("offline") },
		{ "needs_sign_in", N_("needs a sign-in") },
		{ "paused", N_("paused") },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
		if (strcmp(account->state, states[i][0]) == 0)
			return _(states[i][1]);
	return account->state;
}

static gboolean answer_account(Cli *cli, const char *id, const char *done, GError **error)
{
	g_autoptr(Account) account = book_sync_account(cli->book, id, error);
	if (!account)
		return FALSE;
	g_autofree char *short_id = cli_short_id(cli, account->id);
	cli_answer(cli, cli_account_json(cli, account));
	cli_confirm_done(cli, "%s %s%s%s · %s · %s\n", done, account->label, *account->email ? " · " : "",
			 account->email, state_words(account), short_id);
	return TRUE;
}

gboolean cmd_account_list(Cli *cli, GError **error)
{
	g_autoptr(GPtrArray) accounts = book_sync_accounts(cli->book, error);
	if (!accounts)
		return FALSE;
	cJSON *list = cJSON_CreateArray();
	CliTable *table = cli_table_new("ccllcr");
	for (guint i = 0; i < accounts->len; i++) {
		const Account *account = accounts->pdata[i];
		gboolean fine = strcmp(account->state, "ok") == 0;
		g_autofree char *state = g_strconcat(fine ? "" : MARK_WARN, state_words(account), NULL);
		g_autofree char *id = cli_short_id(cli, account->id);
		g_autofree char *faint_id = g_strconcat(MARK_FAINT, id, NULL);
		cJSON_AddItemToArray(list, cli_account_json(cli, account));
		g_autofree char *why = said_words(account->state_text);
		CLI_ROW(table, account->label, account->email, account->kind, state, why,
			faint_id);
	}
	cli_answer_list(cli, "accounts", list);
	cli_table_say(cli, table);
	if (accounts->len == 0)
		cli_remark(cli, _("There is no account to sync with yet. See: daybook help account add"));
	return TRUE;
}

/* --- settings that add and edit share --- */

static gboolean read_settings(const Cli *cli, Account *account, GError **error)
{
	const char *label = cli_text(cli, "label");
	const char *notify = cli_text(cli, "notify");
	if (label) {
		g_autofree char *name = g_strstrip(g_strdup(label));
		if (!*name)
			return daybook_fail(error, DAYBOOK_ERROR_USAGE,
					    _("--label needs a name for the account, such as Google."));
		model_set(&account_class, account, &account->label, name);
	}
	if (notify && strcmp(notify, "on") != 0 && strcmp(notify, "off") != 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("--notify: “%s” is neither on nor off."),
				    notify);
	if (notify)
		account->notify = strcmp(notify, "on") == 0;
	return cli_number(cli, "pace", 1, MOST_PACE, &account->pace, error) &&
	       cli_number(cli, "daily", 1, G_MAXINT32, &account->daily, error);
}

/* --- add --- */

/* Without an echo where somebody types it. */
static gboolean read_secret_line(char *line, int size)
{
	struct termios before, silent;
	gboolean terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
	if (terminal) {
		silent = before;
		silent.c_lflag &= ~(tcflag_t)ECHO;
		cli_write(stderr, _("Client secret: "), FALSE);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	}
	gboolean read = fgets(line, size, stdin) != NULL;
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	return read;
}

/* --client-secret, or a line of standard input for "-". The caller frees; NULL without an error when none was given. */
static char *read_secret(const Cli *cli, GError **error)
{
	const char *given = cli_text(cli, "client-secret");
	if (g_strcmp0(given, "-") != 0)
		return g_strdup(given);
	char line[SECRET_BYTES] = "";
	if (!read_secret_line(line, sizeof line) || !*g_strstrip(line)) {
		daybook_fail(error, DAYBOOK_ERROR_USAGE,
			     _("--client-secret -: nothing came on standard input."));
		return NULL;
	}
	char *secret = g_strdup(line);
	explicit_bzero(line, sizeof line);
	return secret;
}

static gboolean check_client(const Cli *cli, GError **error)
{
	if (!cli_not_both(cli, "client-file", "client-id", error) ||
	    !cli_not_both(cli, "client-file", "client-secret", error))
		return FALSE;
	if (!cli_text(cli, "client-id") != !cli_text(cli, "client-secret"))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--client-id and --client-secret go together. The file that holds both "
				      "(--client-file) is easier."));
	return TRUE;
}

static void read_addresses(const Cli *cli, Account *account)
{
	const struct {
		const char *option;
		char **field;
	} addresses[] = {
		{ "client-id", &account->client_id },   { "api-url", &account->api_url },
		{ "auth-url", &account->auth_url },     { "token-url", &account->token_url },
		{ "revoke-url", &account->revoke_url },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++)
		if (cli_text(cli, addresses[i].option))
			model_set(&account_class, account, addresses[i].field,
				  cli_text(cli, addresses[i].option));
}

static void wipe(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}

static gboolean check_kind(const Cli *cli, GError **error)
{
	if (strcmp(cli_arg(cli, 0), "google") == 0)
		return TRUE;
	return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("There is no kind of account “%s”, only: google."),
			    cli_arg(cli, 0));
}

gboolean cmd_account_add(Cli *cli, GError **error)
{
	const char *store = cli_text(cli, "store");
	const char *file = cli_text(cli, "client-file");
	g_autoptr(Account) account = account_new();
	if (!check_kind(cli, error) || !check_client(cli, error) || !read_settings(cli, account, error))
		return FALSE;
	if (!cli_text(cli, "label"))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--label needs a name for the account, such as Google."));
	if (store && strcmp(store, "keyring") != 0 && strcmp(store, "file") != 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("--store: “%s” is neither keyring nor file."), store);
	model_set(&account_class, account, &account->kind, cli_arg(cli, 0));
	model_set(&account_class, account, &account->store, store ? store : "keyring");
	read_addresses(cli, account);

	GError *no_secret = NULL;
	char *secret = read_secret(cli, &no_secret);
	if (no_secret) {
		g_propagate_error(error, no_secret);
		return FALSE;
	}
	gboolean good = cli->service->account_add(cli->book, account, secret,
						  g_strcmp0(file, "-") == 0 ? STDIN_FILE : file, error);
	wipe(secret);
	if (!good || !answer_account(cli, account->id, _("Added:"), error))
		return FALSE;
	g_autofree char *id = cli_short_id(cli, account->id);
	cli_remark(cli, _("Now sign in: daybook account sign-in %s"), id);
	return TRUE;
}

/* --- edit, remove --- */

gboolean cmd_account_edit(Cli *cli, GError **error)
{
	g_autoptr(Account) account = book_sync_account(cli->book, cli_arg(cli, 0), error);
	return account && read_settings(cli, account, error) &&
	       book_sync_account_save(cli->book, account, error) &&
	       answer_account(cli, account->id, _("Changed:"), error);
}

gboolean cmd_account_remove(Cli *cli, GError **error)
{
	char *remark = NULL;
	g_autoptr(Account) account = book_sync_account(cli->book, cli_arg(cli, 0), error);
	g_autoptr(GPtrArray) linked = account ? book_sync_calendars(cli->book, account->id, error) : NULL;
	if (!linked)
		return FALSE;
	if (linked->len > 0) {
		g_autofree char *question = g_strdup_printf(
			ngettext("Remove the account %s and unlink its %u calendar? The bookings stay, and "
				 "what "
				 "stands in the calendar stays there.",
				 "Remove the account %s and unlink its %u calendars? The bookings stay, and "
				 "what stands in the calendars stays there.",
				 linked->len),
			account->label, linked->len);
		if (!cli_ask(cli, question, error))
			return FALSE;
	}
	cJSON *document = cli_account_json(cli, account);
	if (!cli->service->account_remove(cli->book, account->id, &remark, error)) {
		cJSON_Delete(document);
		return FALSE;
	}
	cli_answer(cli, document);
	cli_confirm_done(cli, _("Removed: %s\n"), account->label);
	cli_remark_take(cli, remark);
	return TRUE;
}

/* --- sign-in --- */

typedef struct {
	Cli *cli;
	gboolean browse;
} SignIn;

/* Printed at once, for somebody has to act on it: nothing else can happen until then. */
static void on_open(const char *url, gpointer data)
{
	const SignIn *sign_in = data;
	gboolean opened = sign_in->browse && browser_open(url, NULL);
	if (sign_in->cli->json) {
		cJSON *document = cJSON_CreateObject();
		cJSON_AddStringToObject(document, "open", url);
		cli_write_json(stdout, document);
		cJSON_Delete(document);
		fflush(stdout);
		return;
	}
	cli_write(stderr,
		  opened ? _("Sign in in the browser that opens now. If none does, open this address:\n")
			 : _("Open this address in a browser, on any machine, and sign in there:\n"),
		  FALSE);
	fflush(stderr);
	cli_write(stdout, url, FALSE);
	fputc('\n', stdout);
	fflush(stdout);
	cli_write(stderr,
		  _("If the browser then shows a page that cannot be reached, paste that page's address "
		    "here.\n"),
		  FALSE);
}

gboolean cmd_account_sign_in(Cli *cli, GError **error)
{
	g_autoptr(Account) account = book_sync_account(cli->book, cli_arg(cli, 0), error);
	if (!account)
		return FALSE;
	SignIn sign_in = { .cli = cli, .browse = !cli_flag(cli, "no-browser") };
	GError *failed = NULL;
	int stop = cli_stop_begin();
	gboolean good =
		cli->service->sign_in(cli->book, account->id, on_open, &sign_in, STDIN_FILENO, stop, &failed);
	gboolean stopped = cli_stop_asked(stop);
	cli_stop_end(stop);
	if (!good && stopped) {
		g_error_free(failed);
		return daybook_fail(error, DAYBOOK_ERROR_AUTH,
				    _("The sign-in was broken off; nothing has changed."));
	}
	if (!good) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	if (!answer_account(cli, account->id, _("Signed in:"), error))
		return FALSE;
	g_autoptr(GPtrArray) linked = book_sync_calendars(cli->book, account->id, NULL);
	if (linked && linked->len == 0)
		cli_remark(cli, _("Now link a calendar: daybook calendar link primary"));
	return TRUE;
}
