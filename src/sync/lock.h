/* sync/lock.h - one process at a time syncs: flock on <book>.sync-lock. The kernel frees it when its holder dies. */
#pragma once
#include <glib.h>

typedef struct Lock Lock;
/** Waits up to wait_ms, or until stop_fd (-1: none) is readable. Errors: NETWORK when another process is syncing, FAILED when the file cannot be made. */
Lock *lock_take(const char *book, gint64 wait_ms, int stop_fd, GError **error);
void lock_free(Lock *lock); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lock, lock_free)
/** Gives it up from another thread; what runs under it finds out by lock_is_held. */
void lock_give_up(Lock *lock);
gboolean lock_is_held(Lock *lock);
