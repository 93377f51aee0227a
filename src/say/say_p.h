/* say/say_p.h - inside the reader: the tables, the words of a line, and the readers of each kind of words.
 *
 * A line is cut into tokens. Readers look at the tokens from one on that nobody has taken yet, and say how many belong to what they
 * found; the longest wins, and its tokens are taken. What is left are names. */
#pragma once
#include "say/say.h"

/* --- the tables --- */

typedef enum {
	LEX_VERB,
	LEX_DAY,
	LEX_WEEKDAY,
	LEX_MONTH,
	LEX_NUMBER,
	LEX_ORDINAL,
	LEX_UNIT,
	LEX_LENGTH,
	LEX_PART,
	LEX_CLOCK,
	LEX_PERIOD,
	LEX_REPEAT,
	LEX_WEEKLY, /* "tuesdays" */
	LEX_COUNT,
	LEX_MARK,
	LEX_FILLER,
	LEX_CURRENCY,
	LEX_GROUPS
} LexGroup;

typedef enum { UNIT_MINUTE, UNIT_HOUR, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR } LexUnit;
typedef enum { PART_MORNING, PART_AFTERNOON, PART_EVENING, PART_TODAY_EVENING } LexPart;
typedef enum {
	CLOCK_HALF_PAST,
	CLOCK_HALF_TO,
	CLOCK_QUARTER_PAST,
	CLOCK_QUARTER_TO,
	CLOCK_PAST,
	CLOCK_TO,
	CLOCK_NOON,
	CLOCK_MIDNIGHT,
	CLOCK_AM,
	CLOCK_PM,
	CLOCK_OCLOCK,
	CLOCK_NOW
} LexClock;
typedef enum { PERIOD_THIS_WEEK, PERIOD_NEXT_WEEK, PERIOD_WEEK_AFTER, PERIOD_THIS_MONTH, PERIOD_NEXT_MONTH } LexPeriod;
typedef enum {
	REPEAT_EVERY,
	REPEAT_OTHER,
	REPEAT_DAILY,
	REPEAT_WEEKLY,
	REPEAT_FORTNIGHTLY,
	REPEAT_MONTHLY,
	REPEAT_YEARLY,
	REPEAT_TIMES,
	REPEAT_OF_MONTH
} LexRepeat;
typedef enum {
	MARK_WITH,
	MARK_FOR,
	MARK_FROM,
	MARK_TO,
	MARK_UNTIL,
	MARK_AT,
	MARK_ON,
	MARK_IN,
	MARK_AFTER,
	MARK_BEFORE,
	MARK_BETWEEN,
	MARK_ONWARD,
	MARK_AND,
	MARK_THE,
	MARK_OF,
	MARK_NEXT,
	MARK_THIS,
	MARK_FROM_NOW,
	MARK_NEW,
	MARK_NOTE,
	MARK_TITLE,
	MARK_PHONE,
	MARK_PRICE,
	MARK_ONE,
	MARK_TAKE,
	MARK_NUMBER,
	MARK_START,
	MARK_NTH /* of 24th */
} LexMark;

#define LEX_WORDS_MOST 5 /* of one phrase */

/* One meaning of a phrase. A separable verb ("sag … ab") has its last word apart. */
typedef struct {
	guint8 group, language;
	int value; /* a number, one of the enums above, a weekday, a SayVerb, or the quark of a currency */
	char *last; /* folded, or NULL */
} Lexeme;

struct SayLanguages {
	GHashTable *phrases; /* folded phrase -> GArray of Lexeme, the first language's first */
	GPtrArray *words;    /* of char*: single words of five letters and more that a typo may hide */
};

const GArray *say_lexemes(const SayLanguages *languages, const char *phrase); /* NULL: none */

/* --- tokens --- */

typedef enum { TOKEN_WORD, TOKEN_NUMBER, TOKEN_CLOCK, TOKEN_DECIMAL, TOKEN_DATE, TOKEN_SLASH, TOKEN_SIGN } TokenKind;

typedef struct {
	TokenKind kind;
	guint from, to;
	char *text;        /* folded; as written for numbers and dates */
	int number, minor; /* 14:30 and 14.30: both; 24/12: both */
	guint digits, minor_digits;
	gboolean glued;    /* no space before it */
	gboolean taken, typo;
	GArray *hits;      /* of Hit: the phrases that begin here; NULL: none */
} Token;

typedef struct {
	LexGroup group;
	int value;
	guint n; /* tokens */
	const char *last;
} Hit;

/** GArray of Token. */
GArray *say_tokens(const char *line);

/* --- a reading under way --- */

/* A day that was found. */
typedef struct {
	gint64 day, last, alt; /* last: a range's; alt: the other day that can be meant, NONE */
	gboolean weekday;      /* said by its name alone */
	guint token, n;
} FoundDay;

/* A time of day that was found. */
typedef enum { AT_TIME, AT_AFTER, AT_BEFORE, AT_BETWEEN, AT_PART, AT_INSTANT } FoundKind;
typedef struct {
	FoundKind kind;
	int minute, end;  /* end -1: none */
	gboolean half;    /* minute is before noon and may be twelve hours later */
	gboolean literal; /* written as on a 24 h clock: the earlier where both could be */
	gboolean end_half;
	gint64 instant;
	guint token, n;
} FoundTime;

/* What is repeated how. */
typedef struct {
	const char *frequency; /* NULL: none */
	int interval, count, weekday, nth; /* 0, 0, -1, 0: not said */
	gint64 until;
	gboolean plural; /* "tuesdays": a weekday that goes with "every 3 weeks" */
} FoundRepeat;

typedef struct {
	const SayLanguages *languages;
	const SayContext *context;
	const char *line;
	GArray *tokens;
	SayReading *out;
	GArray *days, *times; /* of FoundDay, FoundTime, in the order of the line */
	FoundRepeat repeat;
	guint repeat_token;
	guint to_token; /* of a move: what stands from here on is the new time; G_MAXUINT: nowhere */
} Reader;

Token *say_token(const Reader *reader, guint i); /* NULL past the end */
/** Is token i there, and not taken? */
gboolean say_is_free(const Reader *reader, guint i);
/** The longest phrase of a group that begins at token i: how many tokens, 0: none. */
guint say_lex(const Reader *reader, guint i, LexGroup group, int *value);
/** How many tokens the mark takes here; 0: it is not here. */
guint say_mark(const Reader *reader, guint i, LexMark mark);
guint say_value(const Reader *reader, guint i, LexGroup group, int value);
gboolean say_is_sign(const Reader *reader, guint i, const char *sign);
/** A number in digits or words. */
guint say_number(const Reader *reader, guint i, int *number);
/** Takes n tokens and gives them a span. became: taken. */
SaySpan *say_take(Reader *reader, guint i, guint n, SayRole role, char *became);
/** Asks about n tokens; choices: taken, of SayChoice, or NULL. The choice that was answered; -1: it stands as a question. */
int say_ask(Reader *reader, guint i, guint n, SayRole role, GPtrArray *choices, char *message);
GPtrArray *say_choices_new(void);
void say_choice_add(GPtrArray *choices, SayRole role, const char *id, const char *name, gint64 value);
char *say_text(const Reader *reader, guint i, guint n); /* as it was written */

/* --- readers: how many tokens from i on are one; 0: none. say_take_* takes them. --- */

guint say_read_day(Reader *reader, guint i, FoundDay *found, char **problem);
guint say_read_time(const Reader *reader, guint i, FoundTime *found);
guint say_read_length(const Reader *reader, guint i, gint64 *seconds);
guint say_read_repeat(const Reader *reader, guint i, FoundRepeat *found);
guint say_read_price(const Reader *reader, guint i, gint64 *minor);

/** Names among what is left: customers, services, staff. */
void say_read_names(Reader *reader);
/** Does a free word from i on begin somebody's name, or something's? For words that a typo may hide. */
gboolean say_is_name(const Reader *reader, guint i);
/** Days and times that were found, put together: out->at, was, start, rrule. */
void say_settle(Reader *reader);
/** One piece of a rule: "every 4 weeks", "6 times", its last day. */
char *say_repeat_words(const FoundRepeat *piece);
char *say_day_words(gint64 day);
char *say_minute_words(int minute);
