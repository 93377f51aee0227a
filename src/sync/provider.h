/* sync/provider.h - what the engine asks of a calendar service. One table of functions each; google.c is the first.
 *
 * A provider makes addresses and bodies and reads answers; tokens, waiting, counting and the connection are session.h's. It decides nothing:
 * what an answer means for a booking is the planner's and the engine's business, by its ReplyKind alone.
 * Ownership: calls are borrowed, answers are the caller's. */
#pragma once
#include "model/sync.h"
#include "net/net.h"

typedef enum {
	REPLY_DONE,
	REPLY_STOPPED,      /* by us */
	REPLY_OFFLINE,      /* no answer, or somebody else's (a captive portal): the outcome of a write is unknown */
	REPLY_SERVER,       /* 5xx, or an answer that makes no sense: the outcome of a write is unknown */
	REPLY_RATE,         /* too many requests: not done */
	REPLY_QUOTA,        /* writes pause for an hour: not done */
	REPLY_DAILY,        /* writes pause till the service's next day: not done */
	REPLY_UNAUTHORIZED, /* the access token: not done */
	REPLY_SIGN_IN,      /* only a person can help: consent withdrawn, a scope is missing */
	REPLY_SETUP,        /* only a person can help: the service is switched off for this client */
	REPLY_FULL,         /* of a list: the sync token is no good any more */
	REPLY_NOT_FOUND,
	REPLY_GONE,         /* there was one */
	REPLY_TAKEN,        /* of an insert: the id is in use */
	REPLY_ALONE,        /* a part of a batch, to be tried alone */
	REPLY_CHANGED,      /* it is not as If-Match says */
	REPLY_READ_ONLY,    /* may not write there */
	REPLY_REFUSED,      /* this one for good: words say why */
	REPLY_UNREADABLE,   /* of a GET: it stands there, and is not as documented */
	REPLY_COUNT
} ReplyKind;

typedef struct {
	ReplyKind kind;
	int status;         /* HTTP's, 0 without one */
	gint64 retry_after; /* seconds, -1 when nothing was said */
	char *words;        /* for a person, in no language yet (base/said.h); NULL when done */
} Reply;
void reply_clear(Reply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reply, reply_clear)
/** Sets what it became; words are copied. Always FALSE but for REPLY_DONE. */
gboolean reply_set(Reply *reply, ReplyKind kind, const char *words);
/** The same with an error's message. */
gboolean reply_fail(Reply *reply, ReplyKind kind, const GError *error);
/** Does the whole account rest after this, and not just one event or calendar? */
gboolean reply_is_of_account(ReplyKind kind);
/** May a write have been done although it was answered so? */
gboolean reply_is_unknown(ReplyKind kind);

typedef struct Session Session;
typedef struct Provider Provider;
typedef struct ProviderFlight ProviderFlight;

/* --- reading --- */

/* A calendar as the account lists it. */
typedef struct {
	char *id, *name, *zone, *role, *color;
	gboolean primary, writable;
} ProviderCalendar;
void provider_calendar_free(ProviderCalendar *calendar);

typedef struct {
	const char *calendar; /* remote id */
	const char *token;    /* "" : everything from `since` on */
	gint64 since;
	const char *page; /* NULL: the first */
	const char *zone; /* of whole days */
	gboolean brief;   /* only remote_id, etag and deleted of each event */
} ProviderQuery;

typedef struct {
	GPtrArray *events; /* of RemoteEvent */
	GPtrArray *unread; /* of RemoteEvent: those that are not as documented; id, etag, page, perhaps a title, and nothing else */
	char *next;        /* page; NULL: this was the last */
	char *token;       /* of the last page; NULL when none was given */
	char *name, *zone;
	gboolean writable;
} ProviderPage;
void provider_page_clear(ProviderPage *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProviderPage, provider_page_clear)

/* --- writing --- */

typedef enum { CALL_GET, CALL_INSERT, CALL_PATCH, CALL_DELETE, CALL_COUNT } CallKind;
const char *call_kind_name(CallKind kind); /* "insert": in SyncRun.operations */

typedef struct {
	CallKind kind;
	const char *calendar, *event; /* remote ids */
	const char *etag;             /* "" : whatever stands there */
	const char *zone;             /* of whole days in the answer */
	/* INSERT, PATCH */
	const EventFields *want;
	const EventFields *base; /* PATCH: what stands there: only what differs is sent */
	const EventFields *sent; /* PATCH: what may stand there instead; NULL */
	const char *booking, *book; /* our private properties */
} ProviderCall;

typedef struct {
	Reply reply;
	RemoteEvent *event; /* when done, but for DELETE; of INSERT and PATCH perhaps no more than id, etag and page */
} ProviderAnswer;
void provider_answers_free(ProviderAnswer *answers, guint n);

struct Provider {
	const char *kind;  /* "google": account.kind */
	const char *title; /* "Google Calendar" */
	guint batch;       /* calls in one request at most */

	/** Fills what a new account does not say: addresses, scope, pace, daily. */
	void (*defaults)(Account *account);
	/** Client id and secret out of the file that the service gives away. Errors: USAGE. */
	gboolean (*read_client)(const char *text, char **id, char **secret, GError **error);
	/** What an answer means, from status and body; reply is cleared. */
	void (*judge)(const HttpResponse *response, Reply *reply);

	/** Appends ProviderCalendars. */
	gboolean (*calendars)(Session *session, GPtrArray *list, Reply *reply);
	gboolean (*events)(Session *session, const ProviderQuery *query, ProviderPage *page, Reply *reply);
	/** The id of an occurrence of a series that has had no event of its own so far. */
	char *(*occurrence_id)(const char *series, gint64 original, gboolean all_day);
	/** Would this patch send anything? */
	gboolean (*differs)(const ProviderCall *call);
	/** 1 to `batch` calls in one request, no two of one event. Answers in their order, NULL when the request as a whole got none (outer says why):
	 *  then nothing is known of any of them. */
	ProviderAnswer *(*call)(Session *session, const ProviderCall *calls, guint n, Reply *outer);
	/** call in its steps, to do something else while the server thinks. prepare makes the request, start sends it off: one at a time, and nothing else is
	 *  asked of any account before it has landed; the calls stay where they are until end. land waits (and sends, where start has not): FALSE where call
	 *  gives NULL; well: every one was done, as far as its status says. read, after a landing: the answers. end (NULL is fine) frees, and gives up what
	 *  has not landed. */
	ProviderFlight *(*prepare)(Session *session, const ProviderCall *calls, guint n);
	void (*start)(ProviderFlight *flight);
	gboolean (*land)(ProviderFlight *flight, gboolean *well, Reply *outer);
	ProviderAnswer *(*read)(ProviderFlight *flight);
	void (*end)(ProviderFlight *flight);
	/** When a REPLY_DAILY is over. */
	gint64 (*next_day)(gint64 now);
};

/** NULL for a kind that nobody knows. */
const Provider *provider_of(const char *kind);
extern const Provider provider_google;
