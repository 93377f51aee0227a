/* cli/table.c - the table of commands: what the parser accepts, help says, the shell completes and the manual lists. */
#include "cli/commands_p.h"

/* clang-format off */
#define STATUSES "tentative confirmed arrived in-service completed no-show cancelled late-cancelled"
#define SYNC_STATUSES "local pending syncing synced failed conflict deleted"
#define DAYS "today tomorrow yesterday"
#define RANGES "today tomorrow yesterday week month"

#define STAFF { "staff", CLI_VALUE, "WHO", N_("which staff member"), NULL }
#define RESOURCE { "resource", CLI_VALUE, "WHAT", N_("which room, chair or other resource"), NULL }
#define SERVICE { "service", CLI_VALUE, "WHAT", N_("which service"), NULL }
#define WITH { "with", CLI_LIST, "SERVICE[/STAFF]", N_("one more service in the same visit"), NULL }
#define DURATION { "duration", CLI_VALUE, "DURATION", N_("how long: 45, 1h30, 2h"), NULL }
#define END { "end", CLI_VALUE, "TIME", N_("when it ends, instead of a duration"), NULL }
#define PHONE { "phone", CLI_VALUE, "PHONE", N_("the new customer's phone"), NULL }
#define EMAIL { "email", CLI_VALUE, "EMAIL", N_("the new customer's e-mail"), NULL }
#define TITLE { "title", CLI_VALUE, "TEXT", N_("a title of its own"), NULL }
#define NOTES { "notes", CLI_VALUE, "TEXT", N_("private notes, never shared"), NULL }
#define PUBLIC_NOTE { "public-note", CLI_VALUE, "TEXT", N_("a note that may be shared"), NULL }
#define PRICE { "price", CLI_VALUE, "PRICE", N_("the price, such as 45.00"), NULL }
#define DEPOSIT { "deposit", CLI_VALUE, "PRICE", N_("the deposit agreed on"), NULL }
#define STATUS { "status", CLI_VALUE, "STATUS", N_("its status; confirmed when not given"), STATUSES }
#define REPEAT { "repeat", CLI_VALUE, "RRULE", N_("repeat it: \"every 4 weeks, 6 times\", or FREQ=WEEKLY;COUNT=6"), NULL }
#define CLASH \
	{ "clash", CLI_VALUE, "CHOICE", N_("what becomes of the dates of a series that do not fit"), "skip move overbook" }, \
	{ "date", CLI_LIST, "DAY=CHOICE", N_("what becomes of one date of a series: skip, move or overbook"), NULL }
#define BUFFERS \
	{ "buffer-before", CLI_VALUE, "DURATION", N_("time kept free before it, in place of the service's"), NULL }, \
	{ "buffer-after", CLI_VALUE, "DURATION", N_("time kept free after it, in place of the service's"), NULL }
#define SERIES { "series", CLI_VALUE, "SCOPE", N_("of a series: this date alone, the following too, or all that are to come"), "this following all" }
#define OVERBOOK { "overbook", CLI_VALUE, "REASON", N_("book although a rule speaks against it, and why"), NULL }
#define DRY_RUN { "dry-run", CLI_FLAG, NULL, N_("check everything, change nothing"), NULL }
#define LIMIT { "limit", CLI_VALUE, "N", N_("at most that many; 0 is no limit"), NULL }
#define YES { "yes", CLI_FLAG, NULL, N_("do it without asking"), NULL }
#define ONE_STAFF { "staff", CLI_VALUE, "WHO", N_("one staff member's, not the business's"), NULL }
#define COLOR { "color", CLI_VALUE, "COLOR", N_("the colour on the screen, such as #3a7bd5"), NULL }
#define ACTIVE { "active", CLI_FLAG, NULL, N_("bring back what was retired"), NULL }
#define RENAME { "name", CLI_VALUE, "NAME", N_("a new name"), NULL }
#define NO_MORE { NULL, CLI_FLAG, NULL, NULL, NULL }

const CliOption cli_globals[] = {
	{ "book", CLI_VALUE, "FILE", N_("the appointment book (also DAYBOOK_BOOK)"), NULL },
	{ "json", CLI_FLAG, NULL, N_("answer with one JSON document"), NULL },
	{ "quiet", CLI_FLAG, NULL, N_("only results, no remarks"), NULL },
	{ "verbose", CLI_FLAG, NULL, N_("say more: whole ids, how to take a change back"), NULL },
	{ "now", CLI_VALUE, "TIME", N_("pretend that it is that time (also DAYBOOK_NOW)"), NULL },
	{ "by", CLI_VALUE, "NAME", N_("who acts, for the log; the login name when not given"), NULL },
	{ "request-id", CLI_VALUE, "KEY", N_("the same key again does nothing and gives the same answer"), NULL },
	{ "help", CLI_FLAG, NULL, N_("explain the command"), NULL },
	{ "version", CLI_FLAG, NULL, N_("print the version"), NULL },
	NO_MORE,
};

static const CliOption init_options[] = {
	{ "name", CLI_VALUE, "NAME", N_("the business's name"), NULL },
	{ "timezone", CLI_VALUE, "ZONE", N_("its time zone, such as Europe/Berlin; the machine's when not given"), NULL },
	{ "currency", CLI_VALUE, "CURRENCY", N_("its currency, such as EUR"), NULL },
	{ "hours", CLI_VALUE, "SPEC", N_("when it is open: \"mo-fr 09:00-18:00, sa 09:00-13:00\""), NULL },
	{ "staff", CLI_LIST, "NAME,…", N_("who works there; the person at the keyboard when not given"), NULL },
	{ "demo", CLI_FLAG, NULL, N_("fill it with a believable business around today"), NULL },
	NO_MORE,
};
static const CliOption book_options[] = {
	{ "customer", CLI_VALUE, "WHO", N_("a known customer"), NULL },
	{ "new-customer", CLI_VALUE, "NAME", N_("a new customer of that name"), NULL },
	PHONE, EMAIL, SERVICE, STAFF, RESOURCE,
	{ "start", CLI_VALUE, "TIME", N_("when it begins"), NULL },
	DURATION, END, BUFFERS, TITLE, NOTES, PUBLIC_NOTE, PRICE, DEPOSIT, STATUS, WITH,
	{ "block", CLI_FLAG, NULL, N_("block the time instead of booking a customer"), NULL },
	REPEAT, CLASH, OVERBOOK, DRY_RUN, NO_MORE,
};
static const CliOption walkin_options[] = { STAFF, RESOURCE, DURATION, PHONE, EMAIL, NOTES, PRICE, OVERBOOK, DRY_RUN, NO_MORE };
static const CliOption block_options[] = { STAFF, RESOURCE, NOTES, REPEAT, CLASH, OVERBOOK, DRY_RUN, NO_MORE };
static const CliOption move_options[] = { STAFF, RESOURCE, DURATION, SERIES, CLASH, OVERBOOK, DRY_RUN, NO_MORE };
static const CliOption edit_options[] = {
	{ "customer", CLI_VALUE, "WHO", N_("another customer; \"\" takes the customer away"), NULL },
	{ "new-customer", CLI_VALUE, "NAME", N_("a new customer of that name"), NULL },
	PHONE, EMAIL,
	{ "service", CLI_VALUE, "WHAT", N_("another service, in place of the one it has"), NULL },
	STAFF, RESOURCE,
	{ "start", CLI_VALUE, "TIME", N_("another beginning; a day alone keeps the hour"), NULL },
	DURATION, END, BUFFERS, TITLE, NOTES, PUBLIC_NOTE, PRICE, DEPOSIT,
	{ "status", CLI_VALUE, "STATUS", N_("another status, as `mark` sets it"), STATUSES },
	{ "with", CLI_LIST, "SERVICE[/STAFF]", N_("the further services of the visit, all of them"), NULL },
	SERIES,
	{ "repeat", CLI_VALUE, "RRULE", N_("with --series: repeat it otherwise from here on"), NULL },
	CLASH, OVERBOOK, DRY_RUN, NO_MORE,
};
static const CliOption rebook_options[] = {
	{ "in", CLI_VALUE, "DURATION", N_("how much later, at the same hour: 4w when not given"), NULL },
	OVERBOOK, NO_MORE,
};
static const CliOption cancel_options[] = {
	{ "reason", CLI_VALUE, "TEXT", N_("why, for the history"), NULL },
	{ "late", CLI_FLAG, NULL, N_("record it as cancelled too late"), NULL },
	SERIES, NO_MORE,
};
static const CliOption list_options[] = {
	STAFF,
	{ "customer", CLI_VALUE, "WHO", N_("one customer's"), NULL },
	SERVICE,
	{ "status", CLI_VALUE, "STATUS,…", N_("only those of these statuses"), STATUSES },
	{ "sync", CLI_LIST, "STATUS,…", N_("only those that sync has in these statuses"), SYNC_STATUSES },
	{ "all", CLI_FLAG, NULL, N_("the cancelled ones too"), NULL },
	{ "as-of", CLI_VALUE, "TIME", N_("the book as it was then"), NULL },
	LIMIT,
	{ "tsv", CLI_FLAG, NULL, N_("one line each, fields between tabs"), NULL },
	{ "format", CLI_VALUE, "TEXT", N_("one line each, as in \"{start} {customer}\""), NULL },
	NO_MORE,
};
static const CliOption free_options[] = {
	SERVICE, WITH, DURATION, STAFF, RESOURCE,
	{ "from", CLI_VALUE, "TIME", N_("not before; now when not given"), NULL },
	{ "to", CLI_VALUE, "TIME", N_("wholly before; 14 days later when not given"), NULL },
	{ "weekdays", CLI_VALUE, "DAYS", N_("only on these: mo,tu or mo-fr"), NULL },
	{ "hours", CLI_VALUE, "HOURS", N_("wholly within these hours of the day: 09:00-12:00, 14:00-, -12:00"), NULL },
	{ "gap", CLI_VALUE, "DURATION", N_("leave no gap shorter than that to the bookings beside it; none at all is fine"), NULL },
	{ "limit", CLI_VALUE, "N", N_("at most that many, 50 when not given; 0 is no limit"), NULL },
	{ "rank", CLI_FLAG, NULL, N_("the best first, with what speaks for each"), NULL },
	{ "customer", CLI_VALUE, "WHO", N_("with --rank: this customer's habits count"), NULL },
	{ "offset", CLI_VALUE, "N", N_("pass over the first so many: the next page"), NULL },
	{ "step", CLI_VALUE, "MIN", N_("starts every so many minutes; the policy's slot-step when not given"), NULL },
	NO_MORE,
};
static const CliOption hold_options[] = {
	SERVICE, WITH, STAFF, RESOURCE, DURATION, END,
	{ "for", CLI_VALUE, "DURATION", N_("how long it is held; 10 minutes when not given"), NULL },
	{ "notes", CLI_VALUE, "TEXT", N_("for whom, or why"), NULL },
	NO_MORE,
};
#define WISH_OPTIONS \
	{ "service", CLI_VALUE, "WHAT", N_("for which service"), NULL }, \
	{ "staff", CLI_VALUE, "WHO", N_("with whom; anybody who can when not given"), NULL }, \
	DURATION, \
	{ "from", CLI_VALUE, "TIME", N_("not before"), NULL }, \
	{ "to", CLI_VALUE, "TIME", N_("wholly before"), NULL }, \
	{ "window", CLI_LIST, "START/END", N_("a span of time that would suit; again for more"), NULL }, \
	{ "weekdays", CLI_VALUE, "DAYS", N_("only on these: mo,we-fr"), NULL }, \
	{ "hours", CLI_VALUE, "HOURS", N_("only between these hours: 09:00-12:00"), NULL }, \
	{ "priority", CLI_VALUE, "N", N_("the higher the sooner; 0 when not given"), NULL }, \
	{ "reach", CLI_VALUE, "TEXT", N_("how to reach them, where not by their phone"), NULL }, \
	NOTES, \
	{ "auto", CLI_FLAG, NULL, N_("book it without asking as soon as something frees"), NULL }
static const CliOption waitlist_add_options[] = {
	{ "customer", CLI_VALUE, "WHO", N_("a known customer"), NULL },
	{ "new-customer", CLI_VALUE, "NAME", N_("a new customer of that name"), NULL },
	PHONE, EMAIL, WISH_OPTIONS, NO_MORE,
};
static const CliOption waitlist_edit_options[] = {
	{ "customer", CLI_VALUE, "WHO", N_("another customer"), NULL },
	WISH_OPTIONS,
	{ "no-auto", CLI_FLAG, NULL, N_("only with asking again"), NULL },
	NO_MORE,
};
static const CliOption waitlist_list_options[] = {
	{ "all", CLI_FLAG, NULL, N_("those who were booked or are gone too"), NULL },
	NO_MORE,
};
static const CliOption waitlist_match_options[] = {
	STAFF,
	{ "from", CLI_VALUE, "TIME", N_("not before; now when not given"), NULL },
	{ "to", CLI_VALUE, "TIME", N_("wholly before"), NULL },
	{ "slots", CLI_VALUE, "N", N_("at most that many for each, 3 when not given"), NULL },
	NO_MORE,
};
static const CliOption waitlist_book_options[] = { STAFF, NO_MORE };
static const CliOption delay_options[] = {
	{ "staff", CLI_VALUE, "WHO", N_("who is late; everybody when not given"), NULL },
	{ "from", CLI_VALUE, "TIME", N_("the rest of the day from then on; now when not given"), NULL },
	DRY_RUN, NO_MORE,
};
static const CliOption absent_options[] = {
	{ "reason", CLI_VALUE, "TEXT", N_("why, for the leave"), NULL },
	{ "no-closure", CLI_FLAG, NULL, N_("only the bookings; write no leave"), NULL },
	DRY_RUN, NO_MORE,
};
static const CliOption explain_options[] = { SERVICE, WITH, DURATION, STAFF, RESOURCE, NO_MORE };
static const CliOption find_options[] = {
	{ "limit", CLI_VALUE, "N", N_("at most that many of each, 50 when not given; 0 is no limit"), NULL },
	NO_MORE,
};
static const CliOption customer_list_options[] = {
	{ "phone", CLI_VALUE, "DIGITS", N_("those with these digits in a phone number"), NULL },
	LIMIT, NO_MORE,
};
#define CUSTOMER_FIELDS_OPTIONS \
	{ "phone", CLI_LIST, "PHONE", N_("a phone number; again for more"), NULL }, \
	{ "email", CLI_VALUE, "EMAIL", N_("the e-mail address"), NULL }, \
	{ "timezone", CLI_VALUE, "ZONE", N_("the customer's own time zone"), NULL }, \
	{ "language", CLI_VALUE, "LANGUAGE", N_("the customer's language, such as de"), NULL }, \
	{ "notes", CLI_VALUE, "TEXT", N_("private notes"), NULL }, \
	{ "preferences", CLI_VALUE, "TEXT", N_("what the customer likes"), NULL }, \
	{ "consents", CLI_VALUE, "TEXT", N_("what the customer agreed to"), NULL }
static const CliOption customer_add_options[] = { CUSTOMER_FIELDS_OPTIONS, NO_MORE };
static const CliOption customer_edit_options[] = { RENAME, CUSTOMER_FIELDS_OPTIONS, NO_MORE };
static const CliOption customer_export_options[] = {
	{ "output", CLI_VALUE, "FILE", N_("where to; - is standard output"), NULL },
	NO_MORE,
};
static const CliOption poll_new_options[] = {
	DURATION,
	{ "window", CLI_LIST, "START/END,…", N_("when it could be; again for more"), NULL },
	{ "staff", CLI_LIST, "WHO,…", N_("staff, who answer by the book"), NULL },
	{ "person", CLI_LIST, "NAME[:EMAIL]", N_("somebody else; again for more"), NULL },
	{ "must", CLI_LIST, "WHO,…", N_("without whom it makes no sense, of those named"), NULL },
	{ "step", CLI_VALUE, "DURATION", N_("between two beginnings; 15 minutes when not given"), NULL },
	NO_MORE,
};
static const CliOption poll_answer_options[] = {
	{ "who", CLI_VALUE, "NAME", N_("who answers, of those asked"), NULL },
	{ "free", CLI_LIST, "START/END,…", N_("when they can; again for more"), NULL },
	{ "timezone", CLI_VALUE, "ZONE", N_("the zone of their times; the business's when not given"), NULL },
	NO_MORE,
};
static const CliOption poll_decline_options[] = {
	{ "who", CLI_VALUE, "NAME", N_("who cannot, of those asked"), NULL },
	NO_MORE,
};
static const CliOption poll_rank_options[] = {
	{ "by-time", CLI_FLAG, NULL, N_("in time order; the numbers stay those of best first"), NULL },
	{ "limit", CLI_VALUE, "N", N_("at most that many; 0 is no limit"), NULL },
	NO_MORE,
};
static const CliOption poll_list_options[] = {
	{ "all", CLI_FLAG, NULL, N_("the booked and closed ones too"), NULL },
	NO_MORE,
};
static const CliOption yes_options[] = { YES, NO_MORE };
#define STAFF_MAX { "max-per-day", CLI_VALUE, "N", N_("how many appointments a day; none is no limit"), NULL }
static const CliOption staff_add_options[] = { COLOR, STAFF_MAX, NO_MORE };
static const CliOption staff_edit_options[] = { RENAME, COLOR, STAFF_MAX, ACTIVE, NO_MORE };
static const CliOption resource_add_options[] = {
	{ "kind", CLI_VALUE, "KIND", N_("what it is: room, chair, lift"), NULL },
	COLOR, NO_MORE,
};
static const CliOption resource_edit_options[] = {
	RENAME,
	{ "kind", CLI_VALUE, "KIND", N_("what it is: room, chair, lift"), NULL },
	COLOR, ACTIVE, NO_MORE,
};
#define SERVICE_FIELDS_OPTIONS \
	DURATION, \
	{ "price", CLI_VALUE, "PRICE", N_("the price, such as 45.00; none takes it away"), NULL }, \
	{ "buffer-before", CLI_VALUE, "DURATION", N_("time kept free before"), NULL }, \
	{ "buffer-after", CLI_VALUE, "DURATION", N_("time kept free after"), NULL }, \
	{ "segments", CLI_VALUE, "SEGMENTS", N_("what it is made of: \"30 busy, 45 free, 30 busy\""), NULL }, \
	{ "capacity", CLI_VALUE, "N", N_("how many customers at the same time"), NULL }, \
	{ "resource", CLI_VALUE, "KIND", N_("the kind of resource it needs"), NULL }, \
	{ "staff", CLI_LIST, "WHO,…", N_("who does it; everybody when not given"), NULL }, \
	{ "max-per-day", CLI_VALUE, "N", N_("how many a day; none is no limit"), NULL }, \
	{ "description", CLI_VALUE, "TEXT", N_("what it is, in words"), NULL }, \
	COLOR
static const CliOption service_add_options[] = { SERVICE_FIELDS_OPTIONS, NO_MORE };
static const CliOption service_edit_options[] = {
	RENAME, SERVICE_FIELDS_OPTIONS,
	{ "for", CLI_VALUE, "WHO", N_("the duration and the price are this person's own"), NULL },
	ACTIVE, NO_MORE,
};
static const CliOption hours_show_options[] = { ONE_STAFF, NO_MORE };
static const CliOption hours_set_options[] = {
	ONE_STAFF,
	{ "from", CLI_VALUE, "DAY", N_("valid from that day on"), DAYS },
	{ "until", CLI_VALUE, "DAY", N_("valid to that day, itself included"), DAYS },
	NO_MORE,
};
static const CliOption closure_add_options[] = {
	ONE_STAFF,
	{ "open", CLI_VALUE, "HOURS", N_("open on those days, at these hours: \"10:00-14:00\""), NULL },
	{ "reason", CLI_VALUE, "TEXT", N_("why"), NULL },
	NO_MORE,
};
static const CliOption closure_import_options[] = { ONE_STAFF, DRY_RUN, NO_MORE };
static const CliOption closure_list_options[] = {
	{ "all", CLI_FLAG, NULL, N_("the past ones too"), NULL },
	NO_MORE,
};
static const CliOption import_options[] = {
	{ "match-customers", CLI_FLAG, NULL, N_("an event that names a known customer becomes that customer's appointment"), NULL },
	{ "staff", CLI_VALUE, "WHO", N_("whose time the events take; nobody's when not given"), NULL },
	DRY_RUN, NO_MORE,
};
static const CliOption export_options[] = {
	{ "customers", CLI_FLAG, NULL, N_("the customers, as CSV, instead of the bookings"), NULL },
	{ "private", CLI_FLAG, NULL, N_("private notes too"), NULL },
	{ "output", CLI_VALUE, "FILE", N_("where to; - is standard output"), NULL },
	NO_MORE,
};
static const CliOption undo_options[] = {
	{ "list", CLI_FLAG, NULL, N_("show the changes that can be taken back, newest first"), NULL },
	{ "limit", CLI_VALUE, "N", N_("how many to show, 20 when not given; 0 is no limit"), NULL },
	NO_MORE,
};
static const CliOption log_options[] = {
	{ "since", CLI_VALUE, "TIME|SEQ", N_("only from that time or number on"), NULL },
	{ "follow", CLI_FLAG, NULL, N_("go on showing what comes, until interrupted"), NULL },
	{ "limit", CLI_VALUE, "N", N_("only the newest; 0 is no limit"), NULL },
	NO_MORE,
};
#define ACCOUNT_SETTINGS \
	{ "pace", CLI_VALUE, "N", N_("at most so many changes a second to each calendar; 5 when not given"), NULL }, \
	{ "daily", CLI_VALUE, "N", N_("at most so many new events a day; 5000 when not given"), NULL }, \
	{ "notify", CLI_VALUE, "on|off", N_("tell on the desktop when sync needs a person"), "on off" }
static const CliOption account_add_options[] = {
	{ "label", CLI_VALUE, "NAME", N_("what you call the account"), NULL },
	{ "client-file", CLI_VALUE, "FILE", N_("the client's JSON file as Google's console gives it; - is standard input"), NULL },
	{ "client-id", CLI_VALUE, "ID", N_("the client's id, instead of the file"), NULL },
	{ "client-secret", CLI_VALUE, "SECRET", N_("its secret; - reads it from standard input, where no list of processes shows it"), NULL },
	{ "store", CLI_VALUE, "PLACE", N_("where the sign-in is kept: the keyring, or a file that only you can read"), "keyring file" },
	ACCOUNT_SETTINGS,
	{ "api-url", CLI_VALUE, "URL", N_("another server: its root address"), NULL },
	{ "auth-url", CLI_VALUE, "URL", N_("another server: where a person agrees"), NULL },
	{ "token-url", CLI_VALUE, "URL", N_("another server: where tokens come from"), NULL },
	{ "revoke-url", CLI_VALUE, "URL", N_("another server: where tokens are given back"), NULL },
	NO_MORE,
};
static const CliOption account_edit_options[] = {
	{ "label", CLI_VALUE, "NAME", N_("another name for the account"), NULL },
	ACCOUNT_SETTINGS, NO_MORE,
};
static const CliOption sign_in_options[] = {
	{ "no-browser", CLI_FLAG, NULL, N_("only print the address, to open it elsewhere"), NULL },
	NO_MORE,
};
#define ACCOUNT { "account", CLI_VALUE, "ACCOUNT", N_("of which account, where there are several"), NULL }
static const CliOption calendar_list_options[] = { ACCOUNT, NO_MORE };
static const CliOption calendar_link_options[] = {
	ACCOUNT,
	{ "staff", CLI_VALUE, "WHO", N_("whose bookings go there; everybody's when not given"), NULL },
	{ "show", CLI_VALUE, "LEVEL", N_("how much stands there of a booking; name when not given"), "busy initials name service phone" },
	{ "on-conflict", CLI_VALUE, "WHO", N_("who is right where both sides changed the same; book when not given"), "book remote newest ask" },
	{ "since", CLI_VALUE, "DAY", N_("the past too, from that day on; today when not given"), DAYS },
	DRY_RUN, YES, NO_MORE,
};
static const CliOption calendar_unlink_options[] = { ACCOUNT, YES, NO_MORE };
static const CliOption sync_options[] = {
	{ "full", CLI_FLAG, NULL, N_("read the calendars whole again"), NULL },
	{ "watch", CLI_FLAG, NULL, N_("go on keeping in step, until interrupted"), NULL },
	NO_MORE,
};
static const CliOption sync_status_options[] = {
	{ "limit", CLI_VALUE, "N", N_("at most that many bookings, 50 when not given; 0 is no limit"), NULL },
	NO_MORE,
};
static const CliOption help_options[] = {
	{ "all", CLI_FLAG, NULL, N_("explain every command"), NULL },
	NO_MORE,
};

const CliCommand cli_commands[] = {
	/* --- the day --- */
	{ "list", NULL, "[RANGE]", CLI_GROUP_DAY, CLI_READS, list_options, N_("List bookings; today's when no range is given"),
	  N_("RANGE is a day, two days with .. between, week or month. Cancelled bookings are shown with --all or --status only."), cmd_list },
	{ "next", NULL, "[N]", CLI_GROUP_DAY, CLI_READS, NULL, N_("Show who comes next, or the next N"), NULL, cmd_next },
	{ "show", NULL, "ID", CLI_GROUP_DAY, CLI_READS, NULL, N_("Show one booking with its history and its sync"), NULL, cmd_show },
	{ "free", NULL, "", CLI_GROUP_DAY, CLI_READS, free_options, N_("List free times"),
	  N_("One line for each start and each staff member who can. Without --service say how long with --duration. A day alone at --to is "
	     "meant whole."),
	  cmd_free },
	{ "explain", NULL, "TIME", CLI_GROUP_DAY, CLI_READS, explain_options, N_("Say whether a time can be booked, and if not, why and what would do"),
	  N_("Every rule with yes or no, the nearest free time, and the smallest change that would make it fit. Without --service say how long with "
	     "--duration. The same rules decide when booking."),
	  cmd_explain },
	{ "hold list", NULL, "", CLI_GROUP_DAY, CLI_READS, NULL, N_("List the slots that are held now"), NULL, cmd_hold_list },
	{ "find", "search", "TEXT…", CLI_GROUP_DAY, CLI_READS, find_options, N_("Find customers and bookings"),
	  N_("Every word anywhere, accents ignored; four or more digits find a phone number."), cmd_find },

	/* --- changes --- */
	{ "book", NULL, "[LINE…]", CLI_GROUP_CHANGE, CLI_CHANGES, book_options, N_("Book an appointment"),
	  N_("LINE is one line of language (\"maria cut tue 2pm\"); options win over it. Without --service, --duration or --end is needed; without --staff it is the first who is free. --overbook overrides every rule "
	     "and keeps the reason. With --repeat every date is checked, and one that clashes books none but where --clash or --date says what becomes of it."),
	  cmd_book },
	{ "say", NULL, "LINE…", CLI_GROUP_CHANGE, CLI_CHANGES, yes_options, N_("Do what one line of language says, or answer it"),
	  N_("It books, moves, cancels, books again, finds free times, tells who is next, undoes. What it read is shown word by word, and what "
	     "changes something asks. Free times are offered with numbers: say \"2\" or \"the tuesday one\" within ten minutes."),
	  cmd_say },
	{ "walkin", NULL, "NAME [SERVICE]", CLI_GROUP_CHANGE, CLI_CHANGES, walkin_options, N_("Book a new customer who is already here"),
	  N_("It begins at the next step of the slots. Without SERVICE it takes --duration, or 30 minutes."), cmd_walkin },
	{ "block", NULL, "TIME DURATION [TEXT…]", CLI_GROUP_CHANGE, CLI_CHANGES, block_options, N_("Block time"),
	  N_("A day and a number of days (\"2026-12-24 2d\") block whole days."), cmd_block },
	{ "hold", NULL, "TIME", CLI_GROUP_CHANGE, CLI_CHANGES, hold_options, N_("Keep a slot while somebody talks on the phone"),
	  N_("Nobody else can book it until the time is over; you can. Booked, or let go, it is over at once. Without --service and --duration it "
	     "is half an hour."),
	  cmd_hold },
	{ "hold release", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Let go of a slot that is held, whoever holds it"), NULL,
	  cmd_hold_release },
	{ "delay", NULL, "MINUTES", CLI_GROUP_CHANGE, CLI_CHANGES, delay_options, N_("Push the rest of the day, for somebody is late"),
	  N_("The gaps are eaten first; what is done, blocks and breaks stay. What comes past closing goes there all the same, marked. --dry-run only "
	     "shows it. Who must be told is listed with their phones."),
	  cmd_delay },
	{ "absent", NULL, "WHO RANGE", CLI_GROUP_CHANGE, CLI_CHANGES, absent_options, N_("Give somebody's appointments to others, for they are away"),
	  N_("At the same hour, to who has the skill and the time; whom nobody can take is listed to be called, with three other times. The leave is "
	     "written too."),
	  cmd_absent },
	{ "waitlist list", NULL, "", CLI_GROUP_CHANGE, CLI_READS, waitlist_list_options, N_("List who wants to come and has no time yet"),
	  N_("By priority, then who has waited longest."), cmd_waitlist_list },
	{ "waitlist match", NULL, "[ID]", CLI_GROUP_CHANGE, CLI_READS, waitlist_match_options, N_("List who of them could come, and when"),
	  N_("Each with the first times that are free and suit. ID is one entry."), cmd_waitlist_match },
	{ "waitlist add", NULL, "", CLI_GROUP_CHANGE, CLI_CHANGES, waitlist_add_options, N_("Put somebody on the waitlist"),
	  N_("When something frees that suits, you are told; with --auto it is booked at once, and undone together with what freed it."),
	  cmd_waitlist_add },
	{ "waitlist edit", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, waitlist_edit_options, N_("Change what somebody waits for"),
	  N_("The windows given replace all; any takes them, the weekdays or the hours away. ID may be a customer with one entry."),
	  cmd_waitlist_edit },
	{ "waitlist book", NULL, "ID SLOT", CLI_GROUP_CHANGE, CLI_CHANGES, waitlist_book_options, N_("Book somebody from the waitlist"),
	  N_("SLOT is a time, or the number of one that `waitlist match` lists."), cmd_waitlist_book },
	{ "waitlist remove", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Take somebody off the waitlist"), NULL, cmd_waitlist_remove },
	{ "move", NULL, "ID TIME…", CLI_GROUP_CHANGE, CLI_CHANGES, move_options, N_("Move a booking"),
	  N_("A day alone keeps the hour."), cmd_move },
	{ "edit", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, edit_options, N_("Change any field of a booking"), NULL, cmd_edit },
	{ "rebook", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, rebook_options,
	  N_("Book the same customer, services and staff again"), NULL, cmd_rebook },
	{ "mark", NULL, "ID STATUS", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Set a booking's status"),
	  N_("STATUS is one of: tentative, confirmed, arrived, in-service, completed, no-show, cancelled, late-cancelled."), cmd_mark },
	{ "arrive", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Mark that the customer is here"), NULL, cmd_arrive },
	{ "done", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Mark a booking as completed"), NULL, cmd_done },
	{ "noshow", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Mark that nobody came"), NULL, cmd_noshow },
	{ "cancel", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, cancel_options, N_("Cancel a booking"), NULL, cmd_cancel },
	{ "paid", NULL, "ID [AMOUNT]", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Record money; the whole price when no amount is given"), NULL,
	  cmd_paid },
	{ "note", NULL, "ID|WHO TEXT…", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Add a dated note to a booking or a customer"),
	  N_("An id, last or next is a booking; anything else is a customer."), cmd_note },
	{ "poll new", NULL, "TITLE", CLI_GROUP_CHANGE, CLI_CHANGES, poll_new_options, N_("Ask several people for a time"),
	  N_("It lies wholly in one of the windows. A window is START/END, as in 2026-11-24T14:00/16:00; two days are whole days. Staff answer by "
	     "the book itself: their hours without what they have."),
	  cmd_poll_new },
	{ "poll answer", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, poll_answer_options, N_("Put down when somebody can"),
	  N_("The spans of time are read in --timezone. A second answer replaces the first."), cmd_poll_answer },
	{ "poll decline", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, poll_decline_options, N_("Put down that somebody cannot"), NULL,
	  cmd_poll_decline },
	{ "poll rank", NULL, "ID", CLI_GROUP_CHANGE, CLI_READS, poll_rank_options, N_("Show the times it could be, the best first"),
	  N_("First those that most can, of these those with most of the must-haves, then the earlier."), cmd_poll_rank },
	{ "poll book", NULL, "ID N", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Book the Nth of the times that `poll rank` shows"),
	  N_("It is one visit of all staff who can; the others stand in its notes."), cmd_poll_book },
	{ "poll list", NULL, "", CLI_GROUP_CHANGE, CLI_READS, poll_list_options, N_("List the open polls, the newest first"), NULL, cmd_poll_list },
	{ "poll show", NULL, "ID", CLI_GROUP_CHANGE, CLI_READS, NULL, N_("Show a poll and who has answered what"), NULL, cmd_poll_show },
	{ "poll close", NULL, "ID", CLI_GROUP_CHANGE, CLI_CHANGES, NULL, N_("Take no more answers"), NULL, cmd_poll_close },

	/* --- people --- */
	{ "customer add", NULL, "NAME", CLI_GROUP_PEOPLE, CLI_CHANGES, customer_add_options, N_("Add a customer"),
	  N_("Two customers may share a name, a phone and an e-mail."), cmd_customer_add },
	{ "customer list", NULL, "[TEXT…]", CLI_GROUP_PEOPLE, CLI_READS, customer_list_options, N_("List customers by name"), NULL, cmd_customer_list },
	{ "customer show", NULL, "WHO", CLI_GROUP_PEOPLE, CLI_READS, NULL, N_("Show a customer with the latest bookings"), NULL, cmd_customer_show },
	{ "customer edit", NULL, "WHO", CLI_GROUP_PEOPLE, CLI_CHANGES, customer_edit_options, N_("Change a customer"),
	  N_("The phones given replace those there are."), cmd_customer_edit },
	{ "customer merge", NULL, "WHO INTO", CLI_GROUP_PEOPLE, CLI_CHANGES, NULL, N_("Make two customers one"),
	  N_("Everything of the first becomes the second's. One undo takes it back."), cmd_customer_merge },
	{ "customer export", NULL, "WHO", CLI_GROUP_PEOPLE, CLI_READS, customer_export_options,
	  N_("Write everything known of a customer, as JSON"), NULL, cmd_customer_export },
	{ "customer erase", NULL, "WHO", CLI_GROUP_PEOPLE, CLI_CHANGES, yes_options, N_("Erase a customer for good"),
	  N_("The person goes out of every row and the log; the bookings stay as time without a name. This cannot be undone, so it asks."),
	  cmd_customer_erase },
	{ "staff add", NULL, "NAME", CLI_GROUP_PEOPLE, CLI_CHANGES, staff_add_options, N_("Add a staff member"), NULL, cmd_staff_add },
	{ "staff list", NULL, "", CLI_GROUP_PEOPLE, CLI_READS, NULL, N_("List the staff"), NULL, cmd_staff_list },
	{ "staff edit", NULL, "WHO", CLI_GROUP_PEOPLE, CLI_CHANGES, staff_edit_options, N_("Change a staff member"), NULL, cmd_staff_edit },
	{ "staff retire", NULL, "WHO", CLI_GROUP_PEOPLE, CLI_CHANGES, NULL, N_("Take a staff member out of new bookings"), NULL, cmd_staff_retire },
	{ "staff merge", NULL, "WHO INTO", CLI_GROUP_PEOPLE, CLI_CHANGES, NULL, N_("Hand everything of one staff member to another"),
	  NULL, cmd_staff_merge },

	/* --- the house --- */
	{ "service add", NULL, "NAME", CLI_GROUP_HOUSE, CLI_CHANGES, service_add_options, N_("Add a service"),
	  N_("--duration is needed, or --segments."), cmd_service_add },
	{ "service list", NULL, "", CLI_GROUP_HOUSE, CLI_READS, NULL, N_("List the services"), NULL, cmd_service_list },
	{ "service edit", NULL, "WHAT", CLI_GROUP_HOUSE, CLI_CHANGES, service_edit_options, N_("Change a service"),
	  N_("What is booked keeps the price it had."), cmd_service_edit },
	{ "service retire", NULL, "WHAT", CLI_GROUP_HOUSE, CLI_CHANGES, NULL, N_("Take a service out of new bookings"), NULL, cmd_service_retire },
	{ "resource add", NULL, "NAME", CLI_GROUP_HOUSE, CLI_CHANGES, resource_add_options, N_("Add a room, chair or other resource"), NULL,
	  cmd_resource_add },
	{ "resource list", NULL, "", CLI_GROUP_HOUSE, CLI_READS, NULL, N_("List the resources"), NULL, cmd_resource_list },
	{ "resource edit", NULL, "WHAT", CLI_GROUP_HOUSE, CLI_CHANGES, resource_edit_options, N_("Change a resource"), NULL, cmd_resource_edit },
	{ "resource retire", NULL, "WHAT", CLI_GROUP_HOUSE, CLI_CHANGES, NULL, N_("Take a resource out of new bookings"), NULL, cmd_resource_retire },
	{ "hours show", NULL, "", CLI_GROUP_HOUSE, CLI_READS, hours_show_options, N_("Show the opening hours"), NULL, cmd_hours_show },
	{ "hours set", NULL, "SPEC…", CLI_GROUP_HOUSE, CLI_CHANGES, hours_set_options, N_("Set the hours of the business, or of one staff member"),
	  N_("SPEC is as \"mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00\", or closed; of a staff member also default: the business's "
	     "hours again. With --from and --until it is an exception for those days."),
	  cmd_hours_set },
	{ "closure add", NULL, "RANGE", CLI_GROUP_HOUSE, CLI_CHANGES, closure_add_options, N_("Close on some days, or open on a closed one"),
	  NULL, cmd_closure_add },
	{ "closure list", NULL, "", CLI_GROUP_HOUSE, CLI_READS, closure_list_options, N_("List closures, today's and the coming ones"), NULL,
	  cmd_closure_list },
	{ "closure remove", NULL, "ID", CLI_GROUP_HOUSE, CLI_CHANGES, NULL, N_("Take a closure away"), NULL, cmd_closure_remove },
	{ "closure import", NULL, "FILE", CLI_GROUP_HOUSE, CLI_CHANGES, closure_import_options, N_("Take the days of a calendar file as closures"),
	  N_("FILE is iCalendar: public holidays, or with --staff somebody's leave. Each date still to come becomes a closure, a yearly one up to the "
	     "horizon. The same file again changes nothing."),
	  cmd_closure_import },
	{ "business show", NULL, "", CLI_GROUP_HOUSE, CLI_READS, NULL, N_("Show the business's name, zone, currency and address"), NULL,
	  cmd_business_show },
	{ "business set", NULL, "NAME VALUE…", CLI_GROUP_HOUSE, CLI_CHANGES, NULL, N_("Change one of them"),
	  N_("NAME is one of: name, timezone, currency, locale, week-start, phone, email, address."), cmd_business_set },
	{ "policy show", NULL, "", CLI_GROUP_HOUSE, CLI_READS, NULL, N_("Show the policies"), NULL, cmd_policy_show },
	{ "policy set", NULL, "NAME VALUE…", CLI_GROUP_HOUSE, CLI_CHANGES, NULL, N_("Change a policy"),
	  N_("NAME is one of: slot-step, min-notice, horizon, cancel-deadline, max-per-day, buffers-inside-hours, rank-spread, rank-gaps, remember-length."), cmd_policy_set },

	/* --- in step with a calendar elsewhere --- */
	{ "account add", NULL, "google", CLI_GROUP_SYNC, CLI_CHANGES, account_add_options, N_("Add an account of a calendar server"),
	  N_("--label is needed. The client's id and secret are your own, from Google's console: daybook(1) says how, under CALENDARS "
	     "ELSEWHERE. The file is the best way: a secret on the command line can be seen by others on this machine."),
	  cmd_account_add },
	{ "account list", NULL, "", CLI_GROUP_SYNC, CLI_READS, NULL, N_("List the accounts"), NULL, cmd_account_list },
	{ "account sign-in", NULL, "ACCOUNT", CLI_GROUP_SYNC, CLI_READS, sign_in_options, N_("Sign in to an account, in the browser"),
	  N_("The address can be opened on any machine; if the last page cannot be shown there, its address is pasted here."),
	  cmd_account_sign_in },
	{ "account edit", NULL, "ACCOUNT", CLI_GROUP_SYNC, CLI_CHANGES, account_edit_options, N_("Change an account's settings"), NULL,
	  cmd_account_edit },
	{ "account remove", NULL, "ACCOUNT", CLI_GROUP_SYNC, CLI_CHANGES, yes_options, N_("Forget an account and its sign-in"),
	  N_("Its calendars are unlinked; bookings and events stay. It asks where a calendar is linked."), cmd_account_remove },
	{ "calendar list", NULL, "", CLI_GROUP_SYNC, CLI_READS, calendar_list_options, N_("List the calendars there are"), NULL,
	  cmd_calendar_list },
	{ "calendar link", NULL, "CALENDAR", CLI_GROUP_SYNC, CLI_CHANGES, calendar_link_options, N_("Keep a calendar in step with the book"),
	  N_("CALENDAR is an id or a name; primary is the account's own. It shows what it would do, and asks. Of a linked calendar it changes "
	     "what is given."),
	  cmd_calendar_link },
	{ "calendar unlink", NULL, "CALENDAR", CLI_GROUP_SYNC, CLI_CHANGES, calendar_unlink_options, N_("Leave a calendar alone again"),
	  N_("Bookings and events stay; only the busy times that came from it go."), cmd_calendar_unlink },
	{ "sync", NULL, "", CLI_GROUP_SYNC, CLI_READS, sync_options, N_("Bring the book and its calendars in step"),
	  N_("Once, and everything that waits; with --watch for good. The status is 0 only when nothing waits, failed or needs you."), cmd_sync },
	{ "sync status", NULL, "", CLI_GROUP_SYNC, CLI_READS, sync_status_options, N_("Show how the accounts stand, and what is not in step"), NULL,
	  cmd_sync_status },
	{ "sync retry", NULL, "[ID]", CLI_GROUP_SYNC, CLI_READS, NULL, N_("Try again now what failed: one booking, or all"), NULL, cmd_sync_retry },
	{ "sync take", NULL, "theirs|ours ID", CLI_GROUP_SYNC, CLI_CHANGES, NULL, N_("Settle a conflict"),
	  N_("theirs is what stands in the calendar, ours what stands in the book. Where only the text was changed there, theirs makes it the "
	     "public note."),
	  cmd_sync_take },
	{ "sync confirm", NULL, "", CLI_GROUP_SYNC, CLI_READS, NULL, N_("Let go what is held, for it is meant"),
	  N_("Many cancellations at once are held, on either side, until somebody says that they are meant."), cmd_sync_confirm },
	{ "sync adopt", NULL, "ID", CLI_GROUP_SYNC, CLI_CHANGES, NULL, N_("Make an appointment of an event that was made in the calendar"),
	  N_("ID is its block here, or the event's own id where `sync status` offers to bring it back."), cmd_sync_adopt },
	{ "sync release", NULL, "ID", CLI_GROUP_SYNC, CLI_CHANGES, NULL, N_("Let an adopted appointment follow its calendar again"), NULL,
	  cmd_sync_release },

	/* --- the book itself --- */
	{ "init", NULL, "", CLI_GROUP_BOOK, CLI_ALONE, init_options, N_("Make a new appointment book"), NULL, cmd_init },
	{ "import", NULL, "FILE", CLI_GROUP_BOOK, CLI_CHANGES, import_options, N_("Read a calendar (iCalendar) or customers (CSV)"),
	  N_("- is standard input. The same file again changes nothing."), cmd_import },
	{ "export", NULL, "[RANGE]", CLI_GROUP_BOOK, CLI_READS, export_options, N_("Write bookings as iCalendar, or customers as CSV"),
	  N_("Without RANGE it is the whole book, cancelled bookings too."), cmd_export },
	{ "undo", NULL, "[CORRELATION]", CLI_GROUP_BOOK, CLI_CHANGES, undo_options, N_("Take back your last change, or the one named"),
	  N_("Again goes further back."), cmd_undo },
	{ "redo", NULL, "", CLI_GROUP_BOOK, CLI_CHANGES, NULL, N_("Do again what was taken back"), NULL, cmd_redo },
	{ "log", NULL, "[ID]", CLI_GROUP_BOOK, CLI_READS, log_options, N_("Show what was changed, when and by whom"),
	  N_("ID is a booking's, a customer's or anything else's. With --follow and --json each event is a line of its own."), cmd_log },
	{ "log verify", NULL, "", CLI_GROUP_BOOK, CLI_READS, NULL, N_("Check the log, and that it gives the book as it is"), NULL, cmd_log_verify },
	{ "backup", NULL, "FILE", CLI_GROUP_BOOK, CLI_READS, NULL, N_("Copy the book while it is in use"), NULL, cmd_backup },
	{ "restore", NULL, "FILE", CLI_GROUP_BOOK, CLI_ALONE, NULL, N_("Bring back the book as a copy has it"),
	  N_("The book as it is now is copied first."), cmd_restore },
	{ "backups", NULL, "", CLI_GROUP_BOOK, CLI_READS, NULL, N_("List the copies that daybook made by itself"), NULL, cmd_backups },
	{ "doctor", NULL, "", CLI_GROUP_BOOK, CLI_ALONE, NULL, N_("Check that everything is in order"), NULL, cmd_doctor },
	{ "version", NULL, "", CLI_GROUP_BOOK, CLI_ALONE, NULL, N_("Print the version"), NULL, cmd_version },
	{ "help", NULL, "[COMMAND…]", CLI_GROUP_BOOK, CLI_ALONE, help_options, N_("Explain daybook, or one command"), NULL, cmd_help },
	{ "generate", NULL, "WHAT", CLI_GROUP_HIDDEN, CLI_ALONE, NULL, N_("Print the completion (bash) or the manual's part (manual)"), NULL,
	  cmd_generate },
	{ NULL, NULL, NULL, CLI_GROUP_HIDDEN, CLI_ALONE, NULL, NULL, NULL, NULL },
};
