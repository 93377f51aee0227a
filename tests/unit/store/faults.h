/* tests/unit/store/faults.h - a disk that fails when it is told to: a layer under SQLite (sqlite.org/vfs.html) that counts what is
 * written, synced and cut, and at the n-th of these fills up, errs, kills the process or loses power. */
#pragma once
#include <glib.h>

typedef enum {
	FAULT_NONE,  /* only counts */
	FAULT_FULL,  /* nothing can be written from then on */
	FAULT_ERROR, /* that one fails, the next do not */
	FAULT_KILL,  /* kill -9, in the middle of a write */
	FAULT_POWER, /* kill -9, and of each block not synced by then either the old or the new is on the disk */
} FaultKind;

/** Every book opened from now on lies on that disk. */
void faults_install(void);
void faults_remove(void);
/** The at-th operation from now (from 1) has the fault; all that was written before is on the disk. seed decides which blocks power
 *  loss takes. */
void faults_arm(FaultKind kind, int at, guint32 seed);
/** Operations since it was armed. */
int faults_counted(void);
