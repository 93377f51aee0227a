/* cli/commands_p.h - every command's function, and what several of them share. */
#pragma once
#include "book/booking.h"
#include "book/exchange.h"
#include "book/json.h"
#include "cli/typed_p.h"
#include "cli/words_p.h"

#define CLI_SYNC_FUNCTIONS(X)                                                                                \
	X(account_add) X(account_list) X(account_edit) X(account_sign_in) X(account_remove)                  \
		X(calendar_list) X(calendar_link) X(calendar_unlink) X(sync) X(sync_status) X(sync_retry)    \
			X(sync_take) X(sync_confirm) X(sync_adopt) X(sync_release)
#define CLI_COMMAND_FUNCTIONS(X)                                                                             \
	X(hold) X(hold_list) X(hold_release) X(waitlist_add) X(waitlist_edit) X(waitlist_list) X(waitlist_match) \
	X(waitlist_book) X(waitlist_remove) X(delay) X(absent)                                                                 \
	X(init)                                                                                              \
	X(business_show)                                                                                     \
	X(business_set) X(policy_show) X(policy_set) X(book) X(walkin) X(block) X(move) X(edit) X(rebook) X( \
		mark) X(arrive) X(done) X(noshow) X(cancel) X(paid) X(note) X(say) X(list) X(next) X(show) X(free) X(explain)  \
		X(find) X(customer_add) X(customer_list) X(customer_show) X(customer_edit) X(customer_merge) \
			X(customer_export) X(customer_erase) X(staff_add) X(staff_list) X(staff_edit)        \
				X(staff_retire) X(staff_merge) X(resource_add) X(resource_list)              \
					X(resource_edit) X(resource_retire) X(service_add) X(service_list)   \
						X(service_edit) X(service_retire) X(hours_show) X(hours_set) \
							X(closure_add) X(closure_list) X(closure_remove) X(closure_import)     \
								X(import) X(export) X(undo) X(redo) X(log)   \
									X(log_verify) X(backup) X(restore)   \
										X(backups) X(doctor)         \
											X(version) X(help)   \
												X(generate)  \
													CLI_SYNC_FUNCTIONS(X)
#define CLI_POLL_FUNCTIONS(X)                                                                                \
	X(poll_new) X(poll_answer) X(poll_decline) X(poll_rank) X(poll_book) X(poll_list) X(poll_show) X(poll_close)
#define CLI_DECLARE(name) gboolean cmd_##name(Cli *cli, GError **error);
CLI_COMMAND_FUNCTIONS(CLI_DECLARE)
CLI_POLL_FUNCTIONS(CLI_DECLARE)
#undef CLI_DECLARE

/** The answer of an import, and what is said of it. */
cJSON *cli_import_json(const ImportReport *report);
void cli_say_import(Cli *cli, const ImportReport *report, gboolean dry_run);
/** Answers, with the bookings that the last change of the house left outside ("outside"), which are listed for a person too. Takes remark. */
gboolean cli_answer_outside(Cli *cli, cJSON *answer, char *remark, GError **error);
/** Answers with a customer after a change. */
void cli_answer_customer(Cli *cli, const Customer *customer, const char *done);
/** A table of bookings under a heading for each day. */
void cli_say_bookings(Cli *cli, const GPtrArray *views);
/** The slots under a heading for each day. */
void cli_say_slots(Cli *cli, const GPtrArray *slots);
/** What the options of `book` ask for; NULL with an error. */
BookRequest *cli_read_request(const Cli *cli, GError **error);
/** Books it, and answers. */
gboolean cli_add_booking(Cli *cli, const BookRequest *request, GError **error);
/** Answers with a booking after a change; done: "Moved:". */
gboolean cli_answer_change(Cli *cli, const BookResult *result, const char *done, gboolean dry_run,
			   GError **error);
/** The START/END of an option, each as a range of times is read; the zone is the business's or the one that somebody answers in. GPtrArray of
 *  WishWindow; NULL with an error. */
GPtrArray *cli_spans(const Cli *cli, const char *option, GTimeZone *zone, GError **error);
/** --weekdays ("mo,tu", "mo-fr") as bits 1 << weekday, and --hours ("09:00-12:00", "14:00-", "-12:00") as minutes of the wall. */
gboolean cli_weekdays(const Cli *cli, guint *weekdays, GError **error);
gboolean cli_hours(const Cli *cli, int *from_min, int *to_min, GError **error);
/** "Tue 24 Nov 14:00–15:30"; both days where it is over midnight. */
char *cli_span_words(const Cli *cli, GTimeZone *zone, gint64 start, gint64 end);

/** Answers with what was undone ("undone") or redone. Takes the change; NULL: FALSE. */
gboolean cli_answer_undone(Cli *cli, const char *name, Change *change, const char *done);
/** Tells with --verbose how to take a change back. */
void cli_remark_change(const Cli *cli, const char *correlation);

/** Writes a file whole or not at all, 0600; a device or a pipe straight. fill writes to the descriptor and leaves it open. */
typedef gboolean (*CliFill)(int fd, gpointer data, GError **error);
gboolean cli_write_file(const char *path, CliFill fill, gpointer data, GError **error);

/** What `generate` prints: the completion for bash, and the part of daybook(1) that the table makes (mdoc, English). The caller
 *  frees. */
char *cli_bash_completion(void);
char *cli_manual(void);
extern const char *const cli_groups[CLI_GROUP_COUNT]; /* headings, in English */
