/* say/say.h - one line of language, read.
 *
 * "maria cut tue 2pm ana 45m every 4 weeks note: allergic" becomes a SayReading: what is wanted, of whom, when, and which words said
 * so. Nothing is guessed: what is not understood, or can mean two things, is a SayQuestion, and an answer to it is given with the
 * next reading of the same line. Pure: no clock, no database; what the line is read against stands in a SayContext. A reading costs
 * some microseconds and a few look-ups of names, so that a line can be read at every key.
 *
 * Languages are files (data/languages), all understood at once, the one asked for first.
 * Units: days, instants and wall minutes as base/zone.h; lengths in seconds. Ownership: what is returned is the caller's. */
#pragma once
#include "base/when.h"
#include "model/catalog.h"

typedef struct SayLanguages SayLanguages;
/** Reads the tables. first: "de", whose words win over the same words of another language; NULL or unknown: English. Errors: FAILED,
 *  naming the file and the word. */
SayLanguages *say_languages_new(const char *first, GError **error);
void say_languages_free(SayLanguages *languages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SayLanguages, say_languages_free)

/* --- what a line is read against --- */

typedef enum {
	SAY_FIT_TYPO = 1, /* one typo away */
	SAY_FIT_START,    /* each word begins a word of the name */
	SAY_FIT_WORD,     /* each word is a word of the name */
	SAY_FIT_WHOLE     /* it is the name */
} SayFit;

/* Somebody or something that words can mean. */
typedef struct {
	char *id, *name;
	SayFit fit;
} SayName;
SayName *say_name_new(const char *id, const char *name, SayFit fit);
void say_name_free(SayName *name);
/** How folded words fit a name; 0: not at all. typos: one slip in one word is forgiven. */
SayFit say_fit(const char *name, const char *const *words, gboolean typos);

/* The customers that folded words can mean (say_fit; several that fit are all returned, or SAY_NAMES_MOST of them), or whose phone
 * holds the digits that are the only word. GPtrArray of SayName. */
typedef enum { SAY_FIND_NAME, SAY_FIND_TYPO, SAY_FIND_PHONE } SayFind;
typedef GPtrArray *(*SayCustomers)(const char *const *words, SayFind how, gpointer data);
#define SAY_NAMES_MOST 20

/* An answer to a question: which of its choices the words from..to mean. */
typedef struct {
	guint from, to; /* bytes of the line */
	guint choice;
} SayAnswer;

typedef struct {
	When when;
	const char *currency;
	int open_from, open_to;    /* minutes: when the house is open at the earliest and the latest; "at 2" is the one of 2:00 and 14:00
	                            * that lies within */
	const GPtrArray *services; /* of Service; */
	const GPtrArray *staff;    /* of Staff; the active ones are looked at */
	SayCustomers customers;    /* NULL: nobody is known */
	gpointer data;             /* for customers */
	gboolean offered;          /* slots are on offer: "the tuesday one" takes one */
	const SayAnswer *answers;
	guint n_answers;
} SayContext;

/* --- what came of it --- */

typedef enum {
	SAY_NOTHING, /* the line is empty */
	SAY_BOOK,
	SAY_MOVE,
	SAY_CANCEL,
	SAY_REBOOK,
	SAY_FREE,
	SAY_NEXT,
	SAY_UNDO,
	SAY_REDO,
	SAY_PICK, /* one of what is on offer */
	SAY_VERB_COUNT
} SayVerb;
const char *say_verb_name(SayVerb verb); /* "book": JSON */

typedef enum {
	SAY_VERB,
	SAY_CUSTOMER,
	SAY_NEW_CUSTOMER,
	SAY_PHONE,
	SAY_EMAIL,
	SAY_SERVICE,
	SAY_STAFF,
	SAY_DAY,
	SAY_TIME,
	SAY_LENGTH,
	SAY_REPEAT,
	SAY_PRICE,
	SAY_NOTE,
	SAY_TITLE,
	SAY_NUMBER,
	SAY_FILLER, /* changes nothing */
	SAY_UNKNOWN,
	SAY_ROLE_COUNT
} SayRole;
const char *say_role_name(SayRole role); /* "new_customer": JSON */

/* Words of the line, and what they became. */
typedef struct {
	SayRole role;
	guint from, to; /* bytes of the line */
	char *became;   /* in words, in the person's language; "" for a filler, and where a question stands */
	gboolean typo;  /* read as a slip of typing */
} SaySpan;

typedef struct {
	SayRole role;    /* what the words are then: SAY_NEW_CUSTOMER beside SAY_CUSTOMER */
	char *id, *name; /* id NULL for a day or a time */
	gint64 value;    /* the day, or the minute */
} SayChoice;

/* What must be asked. Without choices the words are not understood. */
typedef struct {
	SayRole role;
	guint from, to;
	char *message;      /* for a person */
	GPtrArray *choices; /* of SayChoice */
} SayQuestion;

typedef struct {
	char *service, *service_name; /* NULL: just time */
	char *staff, *staff_name;     /* NULL: anybody */
} SayVisit;

/* Where something is: all NONE or -1 where not said. */
typedef struct {
	gint64 day, last; /* last: a range of days, else the day again */
	int minute, end;  /* of the day; end -1: not said */
	int from, to;     /* a window of the day: "afternoon", "after 3pm" */
	gint64 instant;   /* "in 2 hours", "now" */
} SayWhen;

typedef struct {
	SayVerb verb;
	char *customer, *customer_name; /* known */
	char *new_customer, *phone, *email;
	GPtrArray *visits; /* of SayVisit, in the order of the line; a person without service is a visit of its own */
	SayWhen at;        /* when it is wanted */
	SayWhen was;       /* when what is moved or cancelled is now */
	gint64 start;      /* the instant of at where it says day and time, else NONE */
	gboolean twice;    /* that wall time exists twice; the earlier was taken */
	gint64 seconds;    /* 0: not said */
	char *rrule;
	gint64 price;      /* minor, NONE */
	gint64 later;      /* rebook: seconds ("in 4 weeks"), 0 */
	char *note, *title;
	int number;        /* "next 3", "2" of an offer; 0 */
	GPtrArray *spans;     /* of SaySpan, in order; every word of the line is in one */
	GPtrArray *questions; /* of SayQuestion, in order */
} SayReading;
void say_reading_free(SayReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SayReading, say_reading_free)

/** Never fails: what it cannot read is a question. */
SayReading *say_read(const SayLanguages *languages, const SayContext *context, const char *line);
/** The reading word by word: "maria → Maria Lopez · tue 2pm → Tuesday 24 November 14:00". */
char *say_reading_words(const SayReading *reading, const char *line);
/** Is there a question of this role (SAY_ROLE_COUNT: any)? */
const SayQuestion *say_question(const SayReading *reading, SayRole role);

/** How often alone, as a rule (RFC 5545): "every 4 weeks, 6 times"; a text with "=" in it is a rule already and comes back as it is. start: the
 *  first date, which has to be a day of the repeat. Errors: USAGE. */
char *say_repeat(const SayLanguages *languages, const When *when, gint64 start, const char *text, GError **error);
