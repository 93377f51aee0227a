/* src/base/embedded.h - files compiled into the program
 *
 * Layer: base. Tables are made by build-aux/embed at build time, in the order the files are listed, and end with a NULL name. */
#pragma once

typedef struct {
	const char *name; /* the file's name, without its folder */
	const char *text; /* the whole file; every line ends with a newline, the last one too */
} EmbeddedFile;
