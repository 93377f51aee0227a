/* say/names.c - customers, services and staff among the words that are left.
 *
 * Words that stand together are tried from the longest on. What they can mean is weighed over the whole line: one customer, services,
 * and no more staff than services. Two ways that weigh about the same are asked about. */
#include "say/say_p.h"

#include "base/i18n.h"
#include "base/text.h"
#include <string.h>

#define SEQUENCE 5 /* words of a name at most */
#define ITEMS 7    /* weighed in every way */
#define NEAR_TIE 5 /* ways that weigh this near are both meant */

/* --- how words fit a name --- */

SayName *say_name_new(const char *id, const char *name, SayFit fit)
{
	SayName *made = g_new(SayName, 1);
	*made = (SayName){ g_strdup(id), g_strdup(name), fit };
	return made;
}

void say_name_free(SayName *name)
{
	if (!name)
		return;
	g_free(name->id);
	g_free(name->name);
	g_free(name);
}

/* Short words are too near to one another: of four letters the first must be right. */
static gboolean may_slip(const char *name, const char *word)
{
	glong letters = g_utf8_strlen(word, -1);
	return letters >= 5 || (letters == 4 && g_utf8_get_char(name) == g_utf8_get_char(word));
}

/* Two letters begin too many names: "be" is no beard trim. A sign of a script without spaces is a word. */
static gboolean is_start(const char *word)
{
	return text_is_cjk(g_utf8_get_char(word)) || g_utf8_strlen(word, -1) >= 3;
}

static SayFit fit_word(char **name, const char *word, gboolean typos)
{
	SayFit best = 0;
	for (; *name; name++) {
		if (strcmp(*name, word) == 0)
			return SAY_FIT_WORD;
		if (g_str_has_prefix(*name, word) && is_start(word))
			best = SAY_FIT_START;
		else if (typos && best == 0 && may_slip(*name, word) && text_one_typo(*name, word))
			best = SAY_FIT_TYPO;
	}
	return best;
}

static SayFit fit_words(char **name, const char *const *words, gboolean typos)
{
	SayFit worst = SAY_FIT_WORD;
	guint slips = 0, same = 0, n = 0;
	for (; words[n]; n++) {
		SayFit fit = fit_word(name, words[n], typos);
		if (fit == 0)
			return 0;
		slips += fit == SAY_FIT_TYPO;
		same += name[same] && strcmp(name[same], words[n]) == 0;
		worst = MIN(worst, fit);
	}
	if (n == 0 || slips > 1)
		return 0;
	return worst == SAY_FIT_WORD && same == n && !name[n] ? SAY_FIT_WHOLE : worst;
}

SayFit say_fit(const char *name, const char *const *words, gboolean typos)
{
	g_auto(GStrv) parts = text_words(name);
	return fit_words(parts, words, typos);
}

/* --- what words can mean --- */

enum { AS_CUSTOMER, AS_SERVICE, AS_STAFF, AS_KINDS, AS_NOTHING = AS_KINDS };

typedef struct {
	guint i, n;
	GPtrArray *names[AS_KINDS]; /* of SayName: those that fit best; empty: cannot be meant */
	SayFit fit[AS_KINDS];
	LexMark mark; /* the mark before it; MARK_AND: none that matters */
	int forced;   /* AS_…, or -1 */
	int chosen;   /* of names[forced], or -1 */
} Item;

/* A service or a staff member, its name's words folded once. */
typedef struct {
	const char *id, *name;
	char **words;
} HouseName;

typedef struct {
	Reader *reader;
	GArray *services, *staff; /* of HouseName */
	GArray *items;
	GHashTable *asked; /* what was looked for in this line -> GPtrArray of SayName */
} Names;

static gboolean is_and(const Reader *reader, const char *word)
{
	const GArray *lexemes = say_lexemes(reader->languages, word);
	for (guint i = 0; lexemes && i < lexemes->len; i++)
		if (g_array_index(lexemes, Lexeme, i).group == LEX_MARK &&
		    g_array_index(lexemes, Lexeme, i).value == MARK_AND)
			return TRUE;
	return FALSE;
}

static void house_clear(gpointer house)
{
	g_strfreev(((HouseName *)house)->words);
}

static void house_add(const Reader *reader, GArray *list, const char *id, const char *name)
{
	HouseName house = { id, name, text_words(name) };
	guint kept = 0;
	for (guint i = 0; house.words[i]; i++) {
		char *word = house.words[i];
		if (is_and(reader, word))
			g_free(word);
		else
			house.words[kept++] = word;
		if (kept <= i)
			house.words[i] = NULL;
	}
	house.words[kept] = NULL;
	g_array_append_val(list, house);
}

static void names_init(Names *names, Reader *reader)
{
	const SayContext *context = reader->context;
	names->reader = reader;
	names->services = g_array_new(FALSE, FALSE, sizeof(HouseName));
	names->staff = g_array_new(FALSE, FALSE, sizeof(HouseName));
	names->items = g_array_new(FALSE, TRUE, sizeof(Item));
	names->asked =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	g_array_set_clear_func(names->services, house_clear);
	g_array_set_clear_func(names->staff, house_clear);
	for (guint i = 0; context->services && i < context->services->len; i++) {
		const Service *service = context->services->pdata[i];
		if (service->active)
			house_add(reader, names->services, service->id, service->name);
	}
	for (guint i = 0; context->staff && i < context->staff->len; i++) {
		const Staff *staff = context->staff->pdata[i];
		if (staff->active)
			house_add(reader, names->staff, staff->id, staff->name);
	}
}

static void names_clear(Names *names)
{
	for (guint i = 0; i < names->items->len; i++)
		for (int kind = 0; kind < AS_KINDS; kind++)
			g_ptr_array_unref(g_array_index(names->items, Item, i).names[kind]);
	g_array_unref(names->items);
	g_hash_table_unref(names->asked);
	g_array_unref(names->services);
	g_array_unref(names->staff);
}

static GPtrArray *list_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)say_name_free);
}

/* Only those that fit best stay. */
static SayFit keep_best(GPtrArray *list)
{
	SayFit best = 0;
	for (guint i = 0; i < list->len; i++)
		best = MAX(best, ((SayName *)list->pdata[i])->fit);
	for (guint i = list->len; i-- > 0;)
		if (((SayName *)list->pdata[i])->fit < best)
			g_ptr_array_remove_index(list, i);
	return best;
}

static GPtrArray *in_house(const GArray *house, const char *const *words, gboolean typos)
{
	GPtrArray *list = list_new();
	for (guint i = 0; i < house->len; i++) {
		const HouseName *one = &g_array_index(house, HouseName, i);
		SayFit fit = fit_words(one->words, words, typos);
		if (fit)
			g_ptr_array_add(list, say_name_new(one->id, one->name, fit));
	}
	return list;
}

/* A word that is a service's says no customer's name: such words stand in many notes, and looking through those takes long. */
static gboolean says_service(const Names *names, const char *const *words)
{
	for (; *words; words++) {
		const char *const one[] = { *words, NULL };
		for (guint s = 0; s < names->services->len; s++)
			if (fit_words(g_array_index(names->services, HouseName, s).words, one, FALSE) >=
			    SAY_FIT_WORD)
				return TRUE;
	}
	return FALSE;
}

/* The customers that words can mean. Several words need each of them to begin a name: the last is looked for alone first. */
static GPtrArray *customers(const Names *names, const char *const *words, SayFind how)
{
	const SayContext *context = names->reader->context;
	guint n = g_strv_length((char **)words);
	if (how != SAY_FIND_PHONE && says_service(names, words))
		return list_new();
	if (how == SAY_FIND_NAME && n > 1) {
		const char *const last[] = { words[n - 1], NULL };
		g_autoptr(GPtrArray) some = customers(names, last, how);
		if (some->len == 0)
			return list_new();
	}
	g_autofree char *joined = g_strjoinv(" ", (char **)words);
	g_autofree char *key = g_strdup_printf("%d %s", (int)how, joined);
	GPtrArray *list = g_hash_table_lookup(names->asked, key);
	if (list)
		return g_ptr_array_ref(list);
	list = context->customers ? context->customers(words, how, context->data) : NULL;
	list = list ? list : list_new();
	g_hash_table_insert(names->asked, g_steal_pointer(&key), g_ptr_array_ref(list));
	return list;
}

/* --- sequences --- */

static gboolean is_word(const Reader *reader, guint i)
{
	return say_is_free(reader, i) && say_token(reader, i)->kind == TOKEN_WORD;
}

/* A word that the tables know as no name: "with", "please". It may stand within a whole name. */
static gboolean is_small(const Reader *reader, guint i)
{
	int value;
	return say_lex(reader, i, LEX_FILLER, &value) > 0 || say_lex(reader, i, LEX_MARK, &value) > 0;
}

static gboolean joins(const Reader *reader, guint i)
{
	return say_is_sign(reader, i, "&") || say_is_sign(reader, i, "+") || say_is_sign(reader, i, "-") ||
	       say_is_sign(reader, i, "/") || say_mark(reader, i, MARK_AND) > 0;
}

/* The words of n tokens, without what joins them; NULL where they are not words. A name may be written "O'Brien". */
static char **sequence(const Reader *reader, guint i, guint n)
{
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
	for (guint j = i; j < i + n; j++) {
		if (j > i && j + 1 < i + n && joins(reader, j))
			continue;
		if (!is_word(reader, j) &&
		    !(j > i && say_is_free(reader, j) && say_token(reader, j)->kind == TOKEN_NUMBER))
			return NULL;
		g_autofree char *text = say_text(reader, j, 1);
		g_auto(GStrv) parts =
			text_words(say_token(reader, j)->typo ? say_token(reader, j)->text : text);
		g_strv_builder_addv(words, (const char **)parts);
	}
	return g_strv_builder_end(words);
}

static void item_clear(Item *item)
{
	for (int kind = 0; kind < AS_KINDS; kind++)
		g_clear_pointer(&item->names[kind], g_ptr_array_unref);
}

static gboolean item_any(const Item *item)
{
	return item->fit[AS_CUSTOMER] || item->fit[AS_SERVICE] || item->fit[AS_STAFF];
}

/* What n tokens can mean. TRUE: something. */
static gboolean look_up(const Names *names, guint i, guint n, gboolean typos, Item *item)
{
	g_auto(GStrv) words = sequence(names->reader, i, n);
	*item = (Item){ .i = i, .n = n, .mark = MARK_AND, .forced = -1, .chosen = -1 };
	if (!words || !*words)
		return FALSE;
	const char *const *asked = (const char *const *)words;
	item->names[AS_SERVICE] = in_house(names->services, asked, typos);
	item->names[AS_STAFF] = in_house(names->staff, asked, typos);
	item->names[AS_CUSTOMER] = customers(names, asked, typos ? SAY_FIND_TYPO : SAY_FIND_NAME);
	for (int kind = 0; kind < AS_KINDS; kind++)
		item->fit[kind] = keep_best(item->names[kind]);
	if (item_any(item))
		return TRUE;
	item_clear(item);
	return FALSE;
}

/* Is it better to read the first word apart? "maria ana" may be in one name, and may be a customer and a staff member. */
static gboolean is_apart(const Names *names, const Item *item)
{
	if (item->n < 2 || item->fit[AS_CUSTOMER] >= SAY_FIT_WHOLE || item->fit[AS_SERVICE] ||
	    item->fit[AS_STAFF])
		return FALSE;
	for (guint j = item->i; j < item->i + item->n; j++) {
		g_auto(GStrv) words = is_word(names->reader, j) ? sequence(names->reader, j, 1) : NULL;
		for (guint s = 0; words && *words && s < names->staff->len; s++)
			if (fit_words(g_array_index(names->staff, HouseName, s).words,
				      (const char *const *)words, FALSE) >= SAY_FIT_WHOLE)
				return TRUE;
		for (guint s = 0; words && *words && s < names->services->len; s++)
			if (fit_words(g_array_index(names->services, HouseName, s).words,
				      (const char *const *)words, FALSE) >= SAY_FIT_WHOLE)
				return TRUE;
	}
	return FALSE;
}

/* With small words in it only a whole name counts. */
static gboolean is_good(const Names *names, const Item *item)
{
	gboolean small = FALSE;
	for (guint j = item->i; j < item->i + item->n; j++)
		small |= is_word(names->reader, j) && is_small(names->reader, j) && !joins(names->reader, j);
	if (small)
		return item->n > 1 && MAX(MAX(item->fit[0], item->fit[1]), item->fit[2]) == SAY_FIT_WHOLE;
	return !is_apart(names, item);
}

static gboolean longest(const Names *names, guint i, gboolean typos, Item *found)
{
	guint most = 1;
	gboolean small = is_small(names->reader, i);
	if (small && (typos || !is_word(names->reader, i + 1) || is_small(names->reader, i + 1)))
		return FALSE;
	while (most < SEQUENCE && (is_word(names->reader, i + most) || joins(names->reader, i + most) ||
				   (say_is_free(names->reader, i + most) &&
				    say_token(names->reader, i + most)->kind == TOKEN_NUMBER)))
		most++;
	for (guint n = typos ? MIN(most, 2) : most; n >= 1; n--) {
		if (!look_up(names, i, n, typos, found))
			continue;
		if (is_good(names, found))
			return TRUE;
		item_clear(found);
	}
	return FALSE;
}

static gboolean known_alone(const Names *names, guint i)
{
	Item item;
	if (!look_up(names, i, 1, FALSE, &item))
		return FALSE;
	item_clear(&item);
	return TRUE;
}

/* "maria lopes": a known word, and one beside it that a slip may hide. */
static gboolean longer_with_typo(const Names *names, guint i, Item *found)
{
	Item item;
	if (found->n != 1 || !is_word(names->reader, i + 1) || is_small(names->reader, i + 1) ||
	    known_alone(names, i + 1) || !look_up(names, i, 2, TRUE, &item))
		return FALSE;
	item_clear(found);
	*found = item;
	return TRUE;
}

static LexMark mark_before(const Reader *reader, guint i)
{
	static const LexMark marks[] = { MARK_WITH, MARK_FOR, MARK_TO };
	for (guint back = 1; back <= 2 && back <= i; back++) {
		for (gsize m = 0; m < G_N_ELEMENTS(marks); m++)
			if (say_mark(reader, i - back, marks[m]) > 0)
				return marks[m];
		int value;
		if (say_lex(reader, i - back, LEX_FILLER, &value) == 0)
			break;
	}
	return MARK_AND;
}

/* A phone beside it says that a name that nobody has is a new one. */
static gboolean may_be_typo(const Reader *reader, guint i)
{
	return !is_small(reader, i) && !reader->out->phone && !reader->out->email;
}

static void find_items(Names *names)
{
	Reader *reader = names->reader;
	for (guint i = 0; i < reader->tokens->len && names->items->len < ITEMS;) {
		Item item;
		gboolean typos = may_be_typo(reader, i);
		if (!is_word(reader, i) ||
		    !(longest(names, i, FALSE, &item) || (typos && longest(names, i, TRUE, &item)))) {
			i++;
			continue;
		}
		if (typos)
			longer_with_typo(names, i, &item);
		item.mark = mark_before(reader, i);
		g_array_append_val(names->items, item);
		i += item.n;
	}
}

gboolean say_is_name(const Reader *reader, guint i)
{
	Names names;
	names_init(&names, (Reader *)reader);
	gboolean known = known_alone(&names, i);
	names_clear(&names);
	return known;
}

/* --- weighing --- */

typedef struct {
	int kinds[ITEMS];
	int weight;
} Way;

static int weigh(const Names *names, const Item *item, int kind)
{
	static const int weights[] = { 0, 6, 12, 20, 30 };
	SayVerb verb = names->reader->out->verb;
	if (kind == AS_NOTHING)
		return -20;
	int weight = weights[item->fit[kind]];
	if (kind == AS_CUSTOMER && verb != SAY_FREE)
		weight += 8;
	if (kind == AS_STAFF && (verb == SAY_FREE || verb == SAY_PICK))
		weight += 8;
	if (item->mark == MARK_WITH && kind == AS_STAFF)
		weight += 20;
	if (item->mark == MARK_FOR && kind != AS_STAFF)
		weight += 10;
	if (item->mark == MARK_TO && kind == AS_STAFF)
		weight += 10;
	return weight;
}

typedef struct {
	const Names *names;
	Way now, best, second;
} Weighing;

/* Every way to give the items from i on a meaning. */
static void weigh_from(Weighing *all, guint i, guint customers_now, guint services, guint staff)
{
	const GArray *items = all->names->items;
	if (i == items->len) {
		if (staff > MAX(services, 1))
			all->now.weight -= 40;
		if (all->now.weight > all->best.weight) {
			all->second = all->best;
			all->best = all->now;
		} else if (all->now.weight > all->second.weight) {
			all->second = all->now;
		}
		if (staff > MAX(services, 1))
			all->now.weight += 40;
		return;
	}
	const Item *item = &g_array_index(items, Item, i);
	for (int kind = 0; kind <= AS_NOTHING; kind++) {
		if ((kind < AS_KINDS && item->fit[kind] == 0) || (kind == AS_CUSTOMER && customers_now > 0) ||
		    (item->forced >= 0 && kind != item->forced))
			continue;
		int weight = weigh(all->names, item, kind);
		all->now.kinds[i] = kind;
		all->now.weight += weight;
		weigh_from(all, i + 1, customers_now + (kind == AS_CUSTOMER), services + (kind == AS_SERVICE),
			   staff + (kind == AS_STAFF));
		all->now.weight -= weight;
	}
}

static SayRole role_of(int kind)
{
	return kind == AS_CUSTOMER ? SAY_CUSTOMER : kind == AS_SERVICE ? SAY_SERVICE : SAY_STAFF;
}

static void add_choices(GPtrArray *choices, const Item *item, int kind)
{
	for (guint i = 0; kind < AS_KINDS && i < item->names[kind]->len; i++) {
		const SayName *name = item->names[kind]->pdata[i];
		say_choice_add(choices, role_of(kind), name->id, name->name, 0);
	}
}

/* The two best ways are about as good: the first item that they read differently is asked about. TRUE: an answer is known, weigh
 * again. */
static gboolean ask_kind(Names *names, Way *best, const Way *second)
{
	guint i = 0;
	while (i < names->items->len && best->kinds[i] == second->kinds[i])
		i++;
	if (i == names->items->len || best->kinds[i] == AS_NOTHING || second->kinds[i] == AS_NOTHING)
		return FALSE;
	Item *item = &g_array_index(names->items, Item, i);
	g_autoptr(GPtrArray) choices = say_choices_new();
	g_autofree char *text = say_text(names->reader, item->i, item->n);
	add_choices(choices, item, best->kinds[i]);
	add_choices(choices, item, second->kinds[i]);
	int answer = say_ask(names->reader, item->i, item->n, role_of(best->kinds[i]), choices,
			     g_strdup_printf(_("“%s” can mean more than one."), text));
	if (answer < 0) {
		say_take(names->reader, item->i, item->n, role_of(best->kinds[i]), NULL);
		item->n = 0; /* asked about: nothing comes of it */
		return FALSE;
	}
	gboolean first = (guint)answer < item->names[best->kinds[i]]->len;
	item->forced = first ? best->kinds[i] : second->kinds[i];
	item->chosen = first ? answer : answer - (int)item->names[best->kinds[i]]->len;
	return TRUE;
}

static Way settle_kinds(Names *names)
{
	for (;;) {
		Weighing all = { .names = names,
				 .best = { .weight = G_MININT / 2 },
				 .second = { .weight = G_MININT / 2 } };
		weigh_from(&all, 0, 0, 0, 0);
		if (all.best.weight - all.second.weight >= NEAR_TIE ||
		    !ask_kind(names, &all.best, &all.second))
			return all.best;
	}
}

/* --- what came of it --- */

/* The one of the names that is meant; NULL: asked. */
static const SayName *the_one(Names *names, const Item *item, int kind)
{
	const GPtrArray *list = item->names[kind];
	if (list->len == 1 && item->forced < 0)
		return list->pdata[0];
	if (item->chosen >= 0 && (guint)item->chosen < list->len)
		return list->pdata[item->chosen];
	g_autoptr(GPtrArray) choices = say_choices_new();
	g_autofree char *text = say_text(names->reader, item->i, item->n);
	add_choices(choices, item, kind);
	int answer = say_ask(names->reader, item->i, item->n, role_of(kind), choices,
			     g_strdup_printf(_("“%s” can mean more than one."), text));
	return answer >= 0 ? list->pdata[answer] : NULL;
}

static SayVisit *add_visit(SayReading *out)
{
	SayVisit *visit = g_new0(SayVisit, 1);
	g_ptr_array_add(out->visits, visit);
	return visit;
}

static void take_item(Names *names, const Item *item, SayRole role, const char *name)
{
	SaySpan *span = say_take(names->reader, item->i, item->n, role, g_strdup(name));
	if (item->fit[AS_CUSTOMER] == SAY_FIT_TYPO || item->fit[AS_SERVICE] == SAY_FIT_TYPO ||
	    item->fit[AS_STAFF] == SAY_FIT_TYPO)
		span->typo = TRUE;
}

/* Words beside a customer's that nobody knows may be the rest of another name: "maria schmidt", where only Maria Lopez is known. */
static guint stranger_beside(const Reader *reader, const Item *item)
{
	guint n = 0;
	while (is_word(reader, item->i + item->n + n) && !is_small(reader, item->i + item->n + n))
		n++;
	return n;
}

static void take_customer(Names *names, Item *item)
{
	Reader *reader = names->reader;
	guint more = stranger_beside(reader, item);
	g_autofree char *text = say_text(reader, item->i, item->n + more);
	if (more > 0) {
		item->n += more;
		g_autoptr(GPtrArray) choices = say_choices_new();
		add_choices(choices, item, AS_CUSTOMER);
		int answer = say_ask(
			reader, item->i, item->n, SAY_CUSTOMER, choices,
			g_strdup_printf(_("There is no customer “%s”. A new one is written “new %s”."), text,
					text));
		item->forced = AS_CUSTOMER;
		item->chosen = answer;
		if (answer < 0) {
			take_item(names, item, SAY_CUSTOMER, NULL);
			return;
		}
	}
	const SayName *name = the_one(names, item, AS_CUSTOMER);
	if (name) {
		reader->out->customer = g_strdup(name->id);
		reader->out->customer_name = g_strdup(name->name);
	}
	take_item(names, item, SAY_CUSTOMER, name ? name->name : NULL);
}

static void take_service(Names *names, const Item *item)
{
	const SayName *name = the_one(names, item, AS_SERVICE);
	if (name) {
		SayVisit *visit = add_visit(names->reader->out);
		visit->service = g_strdup(name->id);
		visit->service_name = g_strdup(name->name);
	}
	take_item(names, item, SAY_SERVICE, name ? name->name : NULL);
}

static void set_staff(SayVisit *visit, const SayName *name)
{
	if (visit->staff)
		return;
	visit->staff = g_strdup(name->id);
	visit->staff_name = g_strdup(name->name);
}

/* One person does everything; of several each does the last service before them that has nobody yet. */
static void take_staff(Names *names, const Item *item, guint persons, guint services_before)
{
	const SayName *name = the_one(names, item, AS_STAFF);
	GPtrArray *visits = names->reader->out->visits;
	if (name && visits->len == 0)
		add_visit(names->reader->out);
	for (guint i = 0; name && persons == 1 && i < visits->len; i++)
		set_staff(visits->pdata[i], name);
	guint at = MIN(services_before, visits->len);
	while (at > 0 && ((SayVisit *)visits->pdata[at - 1])->staff)
		at--;
	if (name && persons > 1)
		set_staff(visits->pdata[at > 0 ? at - 1 : 0], name);
	take_item(names, item, SAY_STAFF, name ? name->name : NULL);
}

/* Services first, for staff belong to them; the customer last, so that what stands beside it and is known is taken. */
static void take_items(Names *names, const Way *way)
{
	static const int order[] = { AS_SERVICE, AS_STAFF, AS_CUSTOMER };
	guint persons = 0;
	for (guint i = 0; i < names->items->len; i++)
		persons += way->kinds[i] == AS_STAFF;
	for (gsize round = 0; round < G_N_ELEMENTS(order); round++) {
		guint services = 0;
		for (guint i = 0; i < names->items->len; i++) {
			Item *item = &g_array_index(names->items, Item, i);
			services += way->kinds[i] == AS_SERVICE;
			if (item->n == 0 || way->kinds[i] != order[round])
				continue;
			if (order[round] == AS_SERVICE)
				take_service(names, item);
			else if (order[round] == AS_STAFF)
				take_staff(names, item, persons, services);
			else
				take_customer(names, item);
		}
	}
}

/* --- new customers and phones --- */

/* How many words from i on are a new customer's name: up to a service, a person of the house, or a word of the tables. */
static guint new_name(const Names *names, guint i)
{
	guint n = 0;
	while (is_word(names->reader, i + n) || (n > 0 && say_is_sign(names->reader, i + n, "-"))) {
		Item item;
		if (is_word(names->reader, i + n) && is_small(names->reader, i + n))
			break;
		gboolean known = is_word(names->reader, i + n) && look_up(names, i + n, 1, FALSE, &item);
		gboolean house = known && (item.fit[AS_SERVICE] >= SAY_FIT_START ||
					   item.fit[AS_STAFF] >= SAY_FIT_WORD);
		if (known)
			item_clear(&item);
		if (house && n > 0)
			break;
		n++;
	}
	return n;
}

static void take_new(Names *names)
{
	Reader *reader = names->reader;
	for (guint i = 0; i < reader->tokens->len; i++) {
		guint mark = say_mark(reader, i, MARK_NEW);
		guint colon = mark && say_is_sign(reader, i + mark, ":") ? 1 : 0;
		guint n = mark ? new_name(names, i + mark + colon) : 0;
		if (n == 0)
			continue;
		reader->out->new_customer = say_text(reader, i + mark + colon, n);
		say_take(reader, i, mark + colon + n, SAY_NEW_CUSTOMER, g_strdup(reader->out->new_customer));
		return;
	}
}

/* Whose phone it is. A number that nobody has makes unknown words a new customer's name. */
static void take_stranger(Names *names)
{
	Reader *reader = names->reader;
	SayReading *out = reader->out;
	if (!out->phone || out->new_customer || out->customer || say_question(out, SAY_CUSTOMER))
		return;
	for (guint i = 0; i < reader->tokens->len; i++) {
		guint n = is_word(reader, i) && !is_small(reader, i) ? new_name(names, i) : 0;
		if (n == 0)
			continue;
		out->new_customer = say_text(reader, i, n);
		say_take(reader, i, n, SAY_NEW_CUSTOMER, g_strdup(out->new_customer));
		return;
	}
}

static void name_customer(SayReading *out, const SayChoice *choice)
{
	g_free(out->customer);
	g_free(out->customer_name);
	out->customer = g_strdup(choice->id);
	out->customer_name = g_strdup(choice->name);
}

/* The tokens of a span. */
static void tokens_of(const Reader *reader, const SaySpan *span, guint *i, guint *n)
{
	*i = *n = 0;
	for (guint t = 0; t < reader->tokens->len; t++) {
		const Token *token = say_token(reader, t);
		if (token->from >= span->from && token->to <= span->to) {
			*i = *n == 0 ? t : *i;
			++*n;
		}
	}
}

static const SaySpan *span_of(const SayReading *out, SayRole role)
{
	for (guint s = 0; s < out->spans->len; s++)
		if (((SaySpan *)out->spans->pdata[s])->role == role)
			return out->spans->pdata[s];
	return NULL;
}

/* A number of somebody known: without a name it says who; with another name it is asked who is meant. */
static void match_phone(Names *names)
{
	SayReading *out = names->reader->out;
	g_autofree char *digits = out->phone ? text_digits(out->phone) : NULL;
	const char *const words[] = { digits, NULL };
	if (!digits || say_question(out, SAY_CUSTOMER))
		return;
	g_autoptr(GPtrArray) holders = customers(names, words, SAY_FIND_PHONE);
	g_autoptr(GPtrArray) choices = say_choices_new();
	for (guint i = 0; i < holders->len; i++) {
		const SayName *holder = holders->pdata[i];
		if (g_strcmp0(holder->id, out->customer) == 0)
			return;
		say_choice_add(choices, SAY_CUSTOMER, holder->id, holder->name, 0);
	}
	if (choices->len == 1 && !out->customer && !out->new_customer) {
		name_customer(out, choices->pdata[0]);
		return;
	}
	if (choices->len == 0 && out->new_customer)
		return;
	guint i, n;
	const SaySpan *span = span_of(out, SAY_PHONE);
	gboolean said_new =
		span_of(out, SAY_NEW_CUSTOMER) && names->reader->tokens->len > 0 && choices->len == 0;
	tokens_of(names->reader, span, &i, &n);
	if (out->customer) {
		say_choice_add(choices, SAY_CUSTOMER, out->customer, out->customer_name, 0);
		say_choice_add(choices, SAY_NEW_CUSTOMER, NULL, out->customer_name, 0);
	}
	if (out->new_customer && !said_new)
		say_choice_add(choices, SAY_NEW_CUSTOMER, NULL, out->new_customer, 0);
	int answer =
		say_ask(names->reader, i, n, SAY_CUSTOMER, choices,
			g_strdup_printf(choices->len ? _("Whose number is %s?")
						     : _("Nobody is known with the number %s. Whose is it?"),
					out->phone));
	const SayChoice *choice = answer >= 0 ? choices->pdata[answer] : NULL;
	if (!choice)
		return;
	if (choice->role == SAY_CUSTOMER) {
		name_customer(out, choice);
		g_clear_pointer(&out->new_customer, g_free);
	} else {
		g_autofree char *name = g_strdup(choice->name);
		g_clear_pointer(&out->customer, g_free);
		g_clear_pointer(&out->customer_name, g_free);
		g_free(out->new_customer);
		out->new_customer = g_steal_pointer(&name);
	}
}

void say_read_names(Reader *reader)
{
	Names names;
	names_init(&names, reader);
	take_new(&names);
	find_items(&names);
	Way way = settle_kinds(&names);
	take_items(&names, &way);
	take_stranger(&names);
	match_phone(&names);
	names_clear(&names);
}
