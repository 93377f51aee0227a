/* sync/service.h - sync, as src/main.c hands it to both front ends (book/sync_service.h says what each function does). */
#pragma once
#include "book/sync_service.h"

/** Borrowed for ever. Opens nothing by itself. */
const SyncService *sync_service(void);
