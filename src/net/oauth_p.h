/* net/oauth_p.h - between oauth.c (what is said to the server) and oauth_listen.c (what the browser brings). */
#pragma once
#include "net/oauth.h"

#define OAUTH_PATH "/daybook" /* of the redirect */

struct OAuthFlow {
	OAuthClient client; /* a copy */
	int listener;
	char *redirect; /* http://127.0.0.1:PORT/daybook */
	char *verifier, *state, *url;
	GString *pasted; /* what came on the paste line so far */
};

/** A socket that listens on 127.0.0.1, at a port of the kernel's choice; -1 and an error when there is none to be had. */
int oauth_listen(guint16 *port, GError **error);
