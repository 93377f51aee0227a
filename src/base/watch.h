/* base/watch.h - wakes whoever shows the book when another process writes it. */
#pragma once
#include <glib.h>

typedef struct Watch Watch;

/** Watches the folder of a file (each commit touches its -wal); where no watch is to be had, calls back once a second. The first
 * call comes without anything having happened: what was written between reading the book and this is not missed. */
Watch *watch_start(const char *file, void (*changed)(gpointer data), gpointer data);
void watch_stop(Watch *watch);
