/* tests/unit/store/faults.c - see faults.h */
#include "tests/unit/store/faults.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 512 /* what a disk writes whole */

/* What is on the disk of one file, as far as it differs from what the file holds now. */
typedef struct {
	char *path;
	GHashTable *blocks; /* number (as a pointer) -> the BLOCK bytes last synced */
	sqlite3_int64 size; /* last synced */
} Disk;

typedef struct {
	sqlite3_file base;
	Disk *disk;         /* NULL for a temporary file */
	sqlite3_file *real; /* in the memory after this */
} File;

static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	sqlite3_io_methods methods;
	GHashTable *disks; /* path -> Disk */
	FaultKind kind;
	int at, counted;
	guint32 seed;
} faults;

/* --- losing power --- */

static void disk_free(gpointer disk_)
{
	Disk *disk = disk_;

	g_hash_table_unref(disk->blocks);
	g_free(disk->path);
	g_free(disk);
}

static Disk *disk_of(const char *path)
{
	Disk *disk = g_hash_table_lookup(faults.disks, path);

	if (!disk) {
		disk = g_new0(Disk, 1);
		disk->path = g_strdup(path);
		disk->blocks = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
		g_hash_table_insert(faults.disks, disk->path, disk);
	}
	return disk;
}

static void take_synced(Disk *disk, sqlite3_file *real)
{
	g_hash_table_remove_all(disk->blocks);
	real->pMethods->xFileSize(real, &disk->size);
}

/* Before bytes are written: what the blocks under them hold is what may come back. */
static void keep_blocks(Disk *disk, sqlite3_file *real, gint64 from, int bytes)
{
	for (gint64 block = from / BLOCK; block * BLOCK < from + bytes; block++) {
		char *old;
		if (g_hash_table_contains(disk->blocks, GSIZE_TO_POINTER((gsize)block)))
			continue;
		old = g_malloc0(BLOCK);
		real->pMethods->xRead(real, old, BLOCK,
				      block * BLOCK); /* beyond the end it gives zeros, as a disk would */
		g_hash_table_insert(disk->blocks, GSIZE_TO_POINTER((gsize)block), old);
	}
}

/* A coin; its own little generator, for the process is about to end and GRand may be in use. */
static gboolean coin(void)
{
	faults.seed = faults.seed * 1664525u + 1013904223u;
	return (faults.seed >> 16) & 1;
}

static void lose_power(void)
{
	GHashTableIter disks, blocks;
	gpointer disk_, block, bytes;

	g_hash_table_iter_init(&disks, faults.disks);
	while (g_hash_table_iter_next(&disks, NULL, &disk_)) {
		Disk *disk = disk_;
		int fd = g_hash_table_size(disk->blocks) ? open(disk->path, O_RDWR | O_CLOEXEC) : -1;
		g_hash_table_iter_init(&blocks, disk->blocks);
		while (fd >= 0 && g_hash_table_iter_next(&blocks, &block, &bytes))
			if (coin() &&
			    pwrite(fd, bytes, BLOCK, (off_t)GPOINTER_TO_SIZE(block) * BLOCK) != BLOCK)
				_exit(70);
		if (fd >= 0 && coin() && ftruncate(fd, disk->size) != 0)
			_exit(71);
		if (fd >= 0)
			close(fd);
	}
}

/* --- operations --- */

/* TRUE when this one has a fault and goes on to tell; a fault that ends the process does not come back. */
static gboolean fails(void (*half)(gpointer), gpointer data)
{
	faults.counted++;
	if (faults.kind == FAULT_NONE || faults.counted < faults.at)
		return FALSE;
	switch (faults.kind) {
	case FAULT_FULL:
		return TRUE;
	case FAULT_ERROR:
		return faults.counted == faults.at;
	case FAULT_POWER:
		lose_power();
		break;
	default:
		if (half)
			half(data);
		break;
	}
	raise(SIGKILL);
	return TRUE;
}

typedef struct {
	sqlite3_file *real;
	const void *bytes;
	int length;
	sqlite3_int64 at;
} Write;

static void write_half(gpointer data)
{
	Write *write_ = data;

	write_->real->pMethods->xWrite(write_->real, write_->bytes, write_->length / 2, write_->at);
}

static int fault_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
	File *f = (File *)file;
	Write half = { f->real, bytes, length, at };

	if (fails(write_half, &half))
		return faults.kind == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
	if (f->disk)
		keep_blocks(f->disk, f->real, at, length);
	return f->real->pMethods->xWrite(f->real, bytes, length, at);
}

static int fault_sync(sqlite3_file *file, int flags)
{
	File *f = (File *)file;

	(void)flags;
	if (fails(NULL, NULL) && faults.kind == FAULT_ERROR)
		return SQLITE_IOERR_FSYNC;
	/* nothing outlives these tests but through the page cache, so the true disk need not be waited for */
	if (f->disk)
		take_synced(f->disk, f->real);
	return SQLITE_OK;
}

static int fault_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	File *f = (File *)file;
	int code;

	if (fails(NULL, NULL) && faults.kind == FAULT_ERROR)
		return SQLITE_IOERR_TRUNCATE;
	code = f->real->pMethods->xTruncate(f->real, size);
	if (code == SQLITE_OK && f->disk)
		f->disk->size = MIN(f->disk->size, size);
	return code;
}

/* --- passed on --- */

#define REAL(file) (((File *)(file))->real)
#define PASS(name, params, ...)                                                                              \
	static int pass_##name params                                                                        \
	{                                                                                                    \
		return REAL(file)->pMethods->name(REAL(file), ##__VA_ARGS__);                                \
	}
PASS(xClose, (sqlite3_file * file))
PASS(xRead, (sqlite3_file * file, void *bytes, int length, sqlite3_int64 at), bytes, length, at)
PASS(xFileSize, (sqlite3_file * file, sqlite3_int64 *size), size)
PASS(xLock, (sqlite3_file * file, int level), level)
PASS(xUnlock, (sqlite3_file * file, int level), level)
PASS(xCheckReservedLock, (sqlite3_file * file, int *out), out)
PASS(xFileControl, (sqlite3_file * file, int what, void *data), what, data)
PASS(xSectorSize, (sqlite3_file * file))
PASS(xDeviceCharacteristics, (sqlite3_file * file))
PASS(xShmMap, (sqlite3_file * file, int region, int size, int extend, void volatile **out), region, size,
     extend, out)
PASS(xShmLock, (sqlite3_file * file, int from, int count, int flags), from, count, flags)
PASS(xShmUnmap, (sqlite3_file * file, int remove), remove)

static void pass_xShmBarrier(sqlite3_file *file)
{
	REAL(file)->pMethods->xShmBarrier(REAL(file));
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, /* without memory mapping, which would pass by xRead and xWrite */
	.xClose = pass_xClose,
	.xRead = pass_xRead,
	.xWrite = fault_write,
	.xTruncate = fault_truncate,
	.xSync = fault_sync,
	.xFileSize = pass_xFileSize,
	.xLock = pass_xLock,
	.xUnlock = pass_xUnlock,
	.xCheckReservedLock = pass_xCheckReservedLock,
	.xFileControl = pass_xFileControl,
	.xSectorSize = pass_xSectorSize,
	.xDeviceCharacteristics = pass_xDeviceCharacteristics,
	.xShmMap = pass_xShmMap,
	.xShmLock = pass_xShmLock,
	.xShmBarrier = pass_xShmBarrier,
	.xShmUnmap = pass_xShmUnmap,
};

static int fault_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
	File *f = (File *)file;
	int code;

	(void)vfs;
	f->base.pMethods = NULL;
	f->real = (sqlite3_file *)(f + 1);
	f->disk = path ? disk_of(path) : NULL;
	code = faults.real->xOpen(faults.real, path, f->real, flags, out);
	if (!f->real->pMethods)
		return code;
	f->base.pMethods = &methods;
	if (code == SQLITE_OK && f->disk && g_hash_table_size(f->disk->blocks) == 0)
		take_synced(f->disk, f->real);
	return code;
}

/* A file that is deleted is gone from the disk too, with all that was waiting for it. */
static int fault_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	(void)vfs;
	g_hash_table_remove_all(disk_of(path)->blocks);
	disk_of(path)->size = 0;
	return faults.real->xDelete(faults.real, path, sync);
}

void faults_install(void)
{
	faults.real = sqlite3_vfs_find(NULL);
	faults.vfs = *faults.real;
	faults.vfs.zName = "faults";
	faults.vfs.szOsFile = (int)sizeof(File) + faults.real->szOsFile;
	faults.vfs.xOpen = fault_open;
	faults.vfs.xDelete = fault_delete;
	faults.disks = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, disk_free);
	faults_arm(FAULT_NONE, 0, 0);
	sqlite3_vfs_register(&faults.vfs, 1);
}

void faults_remove(void)
{
	sqlite3_vfs_unregister(&faults.vfs);
	sqlite3_vfs_register(faults.real, 1);
	g_clear_pointer(&faults.disks, g_hash_table_unref);
}

void faults_arm(FaultKind kind, int at, guint32 seed)
{
	GHashTableIter disks;
	gpointer disk_;

	g_hash_table_iter_init(&disks, faults.disks);
	while (g_hash_table_iter_next(&disks, NULL, &disk_)) {
		Disk *disk = disk_;
		struct stat now = { 0 };
		g_hash_table_remove_all(disk->blocks);
		disk->size = stat(disk->path, &now) == 0 ? now.st_size : 0;
	}
	faults.kind = kind;
	faults.at = at;
	faults.counted = 0;
	faults.seed = seed;
}

int faults_counted(void)
{
	return faults.counted;
}
