/* ui/watch.h - wakes the front end when another process writes the book. */
#pragma once
#include <glib.h>

typedef struct Watch Watch;

/** Watches the folder of a file (each commit touches its -wal); where no watch is to be had, calls back once a second. */
Watch *watch_start(const char *file, void (*changed)(gpointer data), gpointer data);
void watch_stop(Watch *watch);
