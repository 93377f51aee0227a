/* sync/limit.h - ends whatever waits for the network when a descriptor becomes readable, or when a time is over. A thread of its own does the watching. */
#pragma once
#include "net/net.h"

typedef struct Limit Limit;
/** Sets stop (borrowed) when fd (-1: none) is readable, or after ms (-1: never). */
Limit *limit_new(NetStop *stop, int fd, int ms);
void limit_free(Limit *limit); /* NULL is fine */
