/* ical/index.c - the first pass */
#include "ical/index_p.h"

#include "base/error.h"
#include "base/i18n.h"
#include "ical/ical.h"
#include "ical/parse_p.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_EXCEPTIONS (1024 * 1024)
#define MOST_REPEATED (256 * 1024)
#define LEAST_FILTER (64 * 1024)
#define MOST_FILTER (4 * 1024 * 1024)
#define FILTER_LINE 64 /* bytes: one memory access for each UID */

/* A Bloom filter over the masters' UIDs: those seen a second time, and a few others, are then looked at again. */
typedef struct {
	guint64 *words;
	gsize lines; /* of FILTER_LINE bytes */
} Filter;

/* --- SipHash-2-4 (Aumasson and Bernstein, 2012) --- */

static guint64 rotate(guint64 x, int by)
{
	return x << by | x >> (64 - by);
}

static void sip_round(guint64 v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

static guint64 sip_hash(const guint64 key[2], const char *text, gsize length)
{
	guint64 v[4] = { key[0] ^ G_GUINT64_CONSTANT(0x736f6d6570736575),
			 key[1] ^ G_GUINT64_CONSTANT(0x646f72616e646f6d),
			 key[0] ^ G_GUINT64_CONSTANT(0x6c7967656e657261),
			 key[1] ^ G_GUINT64_CONSTANT(0x7465646279746573) };
	guint64 last = (guint64)length << 56;
	gsize whole = length / 8 * 8;
	for (gsize i = 0; i <= whole; i += 8) {
		guint64 word = last;
		if (i < whole) {
			memcpy(&word, text + i, 8);
			word = GUINT64_FROM_LE(word);
		} else {
			for (gsize j = whole; j < length; j++)
				word |= (guint64)(guchar)text[j] << (8 * (j - whole));
		}
		v[3] ^= word;
		sip_round(v);
		sip_round(v);
		v[0] ^= word;
	}
	v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

guint64 index_hash(const Index *index, const char *uid)
{
	return sip_hash(index->key, uid, strlen(uid));
}

/* --- the filter --- */

static Filter filter_new(gint64 file_bytes)
{
	gsize bytes = (gsize)CLAMP(file_bytes / 32, LEAST_FILTER, MOST_FILTER) / FILTER_LINE * FILTER_LINE;
	return (Filter){ g_malloc0(bytes), bytes / FILTER_LINE };
}

/* Sets the hash's eight bits; TRUE when all were set before. */
static gboolean filter_add(Filter *filter, guint64 hash)
{
	guint64 *line = filter->words + (hash >> 32) % filter->lines * (FILTER_LINE / sizeof(guint64));
	guint64 more = hash * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	gboolean seen = TRUE;
	for (int i = 0; i < 8; i++, more >>= 6) {
		guint64 bit = G_GUINT64_CONSTANT(1) << (more & 63);
		seen &= (line[i] & bit) != 0;
		line[i] |= bit;
	}
	return seen;
}

/* --- passes --- */

static int by_hash_and_offset(gconstpointer a, gconstpointer b)
{
	const IndexedException *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* In place: the usual sorts want as much memory again. A heap with the largest on top, taken down from the end. */
static void sift_down(IndexedException *all, guint from, guint length)
{
	IndexedException moved = all[from];
	for (guint child; (child = 2 * from + 1) < length; from = child) {
		if (child + 1 < length && by_hash_and_offset(&all[child], &all[child + 1]) < 0)
			child++;
		if (by_hash_and_offset(&moved, &all[child]) >= 0)
			break;
		all[from] = all[child];
	}
	all[from] = moved;
}

static void sort_exceptions(GArray *exceptions)
{
	IndexedException *all = (IndexedException *)(void *)exceptions->data;
	for (guint i = exceptions->len / 2; i-- > 0;)
		sift_down(all, i, exceptions->len);
	for (guint length = exceptions->len; length-- > 1;) {
		IndexedException largest = all[0];
		all[0] = all[length];
		all[length] = largest;
		sift_down(all, 0, length);
	}
}

static int masters_order(gconstpointer a, gconstpointer b)
{
	const IndexedMaster *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static int by_number(gconstpointer a, gconstpointer b)
{
	guint64 x = *(const guint64 *)a, y = *(const guint64 *)b;
	return x < y ? -1 : x > y;
}

static gboolean too_many(GError **error)
{
	return daybook_fail(error, DAYBOOK_ERROR_FAILED,
			    _("The file holds more than a million changed occurrences or repeated UIDs. "
			      "Import it in parts."));
}

gboolean index_is_own(const ContentLine *line)
{
	return line->name.length > 10 && g_ascii_strncasecmp(line->name.text, "X-DAYBOOK-", 10) == 0 &&
	       !memchr(line->rest.text, '\0', line->rest.length);
}

/* What both passes work with. */
typedef struct {
	Index *index;
	Zones *zones;
	int fd;
	Scan *side; /* made when an event without UID is met */
	Filter filter;
	GArray *suspects; /* of guint64: hashes of masters that may have been seen before */
} Passes;

/* An event's hash; one without UID is read again, for what its name is made of was not kept. FALSE when the file fails. */
static gboolean hash_of(Passes *passes, const Block *block, guint64 *hash, GError **error)
{
	if (block->id->len) {
		*hash = index_hash(passes->index, block->id->str);
		return TRUE;
	}
	if (!passes->side)
		passes->side = scan_new(passes->fd, TRUE);
	if (scan_at(passes->side, block->offset, block->line, error) == SCAN_FAILED)
		return FALSE;
	g_autofree char *uid = parse_made_uid(scan_block(passes->side));
	*hash = index_hash(passes->index, uid);
	return TRUE;
}

static gboolean first_look(Passes *passes, const Block *block, GError **error)
{
	Index *index = passes->index;
	guint64 hash;
	if (!hash_of(passes, block, &hash, error))
		return FALSE;
	if (block->is_exception &&
	    block->id->len) { /* without a UID it belongs to nothing, and stands alone */
		IndexedException entry = { .hash = (guint32)hash, .line = block->line };
		entry.offset = (guint64)block->offset & (G_MAXUINT64 >> 1);
		g_array_append_val(index->exceptions, entry);
	} else if (filter_add(&passes->filter, hash)) {
		g_array_append_val(passes->suspects, hash);
	}
	if (index->exceptions->len > MOST_EXCEPTIONS || passes->suspects->len > MOST_REPEATED)
		return too_many(error);
	return TRUE;
}

/* Where there are suspects: where the masters of those UIDs stand. */
static gboolean second_look(Passes *passes, const Block *block, GError **error)
{
	GArray *suspects = passes->suspects, *masters = passes->index->masters;
	IndexedMaster entry = { 0, block->offset, block->sequence, block->line, 0 };
	if (block->is_exception && block->id->len)
		return TRUE;
	if (!hash_of(passes, block, &entry.hash, error))
		return FALSE;
	if (bsearch(&entry.hash, suspects->data, suspects->len, sizeof(guint64), by_number))
		g_array_append_val(masters, entry);
	return masters->len <= 2 * MOST_REPEATED || too_many(error);
}

/* Goes through the whole file. */
static gboolean run_pass(Passes *passes, gboolean first, gboolean *begun, GError **error)
{
	g_autoptr(Scan) scan = scan_new(passes->fd, FALSE);
	for (;;) {
		ScanItem item = scan_next(scan, error);
		const Block *block = scan_block(scan);
		*begun = scan_has_begun(scan);
		if (item == SCAN_END || item == SCAN_FAILED)
			return item == SCAN_END;
		if (item == SCAN_ZONE && first)
			zones_add(passes->zones, block);
		if (item == SCAN_PROPERTY && first && index_is_own(scan_property(scan)))
			passes->index->n_properties++;
		if (item != SCAN_EVENT || block->trouble)
			continue;
		if (!(first ? first_look(passes, block, error) : second_look(passes, block, error)))
			return FALSE;
	}
}

/* Of several masters the highest SEQUENCE counts, and of those the last in the file. */
static void choose_masters(Index *index)
{
	g_array_sort(index->masters, masters_order);
	IndexedMaster *all = (IndexedMaster *)(void *)index->masters->data;
	for (guint i = 0, end; i < index->masters->len; i = end) {
		guint best = i;
		for (end = i; end < index->masters->len && all[end].hash == all[i].hash; end++)
			if (all[end].sequence >= all[best].sequence)
				best = end;
		for (guint j = i; j < end; j++)
			all[j].newer = j == best ? 0 : all[best].line;
	}
}

static gboolean refuse(int fd, const char *name, GError **error)
{
	guchar start[2] = { 0, 0 };
	ssize_t got = pread(fd, start, sizeof start, 0);
	if (got == 0)
		return daybook_fail(error, DAYBOOK_ERROR_USAGE, _("“%s” is empty."), name);
	if (got == 2 && ((start[0] == 0xff && start[1] == 0xfe) || (start[0] == 0xfe && start[1] == 0xff)))
		return daybook_fail(error, DAYBOOK_ERROR_USAGE,
				    _("“%s” is written in UTF-16. Save it as UTF-8."), name);
	return daybook_fail(error, DAYBOOK_ERROR_USAGE,
			    _("“%s” is no iCalendar file: it has no BEGIN:VCALENDAR."), name);
}

static gboolean run_passes(Passes *passes, const char *name, GError **error)
{
	struct stat info = { 0 };
	gboolean begun = FALSE;
	if (fstat(passes->fd, &info) != 0)
		info.st_size = 0;
	passes->filter = filter_new(info.st_size);
	gboolean good = run_pass(passes, TRUE, &begun, error);
	g_clear_pointer(&passes->filter.words, g_free);
	if (good && !begun)
		return refuse(passes->fd, name, error);
	if (!good || !passes->suspects->len)
		return good;
	g_array_sort(passes->suspects, by_number);
	return run_pass(passes, FALSE, &begun, error);
}

Index *index_file(int fd, const char *name, Zones *zones, GError **error)
{
	g_autoptr(Index) index = g_new0(Index, 1);
	for (int i = 0; i < 4; i++)
		index->key[i / 2] = index->key[i / 2] << 32 | g_random_int();
	index->exceptions = g_array_new(FALSE, FALSE, sizeof(IndexedException));
	index->masters = g_array_new(FALSE, FALSE, sizeof(IndexedMaster));
	Passes passes = { .index = index, .zones = zones, .fd = fd };
	passes.suspects = g_array_new(FALSE, FALSE, sizeof(guint64));
	gboolean good = run_passes(&passes, name, error);
	scan_free(passes.side);
	g_array_unref(passes.suspects);
	if (!good)
		return NULL;
	sort_exceptions(index->exceptions);
	choose_masters(index);
	return g_steal_pointer(&index);
}

void index_free(Index *index)
{
	if (!index)
		return;
	g_array_unref(index->exceptions);
	g_array_unref(index->masters);
	g_free(index);
}

/* --- asking --- */

guint index_exceptions(const Index *index, const char *uid, guint *first)
{
	const IndexedException *all = (const IndexedException *)(const void *)index->exceptions->data;
	guint32 hash = (guint32)index_hash(index, uid);
	guint low = 0, high = index->exceptions->len, count = 0;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (all[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + count < index->exceptions->len && all[low + count].hash == hash)
		count++;
	*first = low;
	return count;
}

gboolean index_is_unused(const Index *index, const char *uid, gint64 offset)
{
	IndexedException wanted = { .hash = (guint32)index_hash(index, uid) };
	wanted.offset = (guint64)offset & (G_MAXUINT64 >> 1);
	const IndexedException *found =
		index->exceptions->len ? bsearch(&wanted, index->exceptions->data, index->exceptions->len,
						 sizeof wanted, by_hash_and_offset)
				       : NULL;
	return found && !found->used;
}

guint index_newer(const Index *index, const char *uid, gint64 offset)
{
	if (!index->masters->len)
		return 0;
	IndexedMaster wanted = { .hash = index_hash(index, uid), .offset = offset };
	const IndexedMaster *found =
		bsearch(&wanted, index->masters->data, index->masters->len, sizeof wanted, masters_order);
	return found ? found->newer : 0;
}
