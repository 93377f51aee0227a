#!/usr/bin/python3
"""google - a calendar server for tests, like Google's: Calendar API v3 with batches, and the sign-in of installed programs. Strict about
what the real one refuses, takes note of what it lets pass and a careful client never does, and goes wrong on order. 127.0.0.1 only.

    from google import GoogleServer, Phone

    server = GoogleServer(); server.start()                 # or: with GoogleServer() as server
    cal, tokens = server.primary, server.sign_in()          # the calendar of owner@example.com; an access and a refresh token
    id = cal.create(summary='Dentist', start='2026-11-25T10:00')          # as a person on a phone (google_state.Calendar)
    fault = server.fault('cut', on='events.insert', nth=2, when='after')  # google_faults.Fault
    ...                                                     # run the program against server.url
    server.wait_for('events.insert', n=3); server.advance(3600); Phone(server, seed=7).steps(20)
    server.assert_clean(); server.stop()                    # no violations (server.violations)

server.settings are google_state.Settings, server.oauth is google_oauth.OAuth. As a program, driven by POST /control/NAME with a JSON
object of arguments (google_control), it ends when its stdin closes:

    python3 google.py --port 0 --control [--now 2026-11-24T08:00:00Z|now] [--running] [--tls valid --tls-dir DIR] [--seed N]
"""
import argparse
import fnmatch
import json
import os
import sys
import threading
import time
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True   # the sources may be read-only, and leave nothing behind anyway
if HERE not in sys.path:
    sys.path.insert(0, HERE)

from google_api import WRITES, Api, Request   # noqa: E402
from google_control import Control   # noqa: E402
from google_faults import Faults   # noqa: E402
from google_http import AUTH, BATCH, REVOKE, TOKEN, Httpd   # noqa: E402
from google_oauth import DEFAULT_SCOPES as GOOGLE_SCOPES   # noqa: E402
from google_oauth import OAuth   # noqa: E402
from google_phone import Phone   # noqa: E402
from google_state import Clock, Settings, State   # noqa: E402
from google_tls import context_of   # noqa: E402

__all__ = ['GoogleServer', 'GOOGLE_SCOPES', 'Phone']
NOW = '2026-11-24T08:00:00Z'


class Sins:
    """What a client did that the service lets pass, or that says the client is wrong."""

    def __init__(self):
        self.all, self.allowed = [], set()

    def add(self, rule, what, request):
        if rule not in self.allowed:
            self.all.append({'rule': rule, 'what': what, 'request': repr(request)})


def json_or_none(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


class GoogleServer:
    def __init__(self, port=0, now=NOW, running=False, seed=1, user='owner@example.com', zone='Europe/Berlin', tls=None, tls_dir=None,
                 control=True):
        self.made_with = now, running, seed, user, zone
        self.default_user, self.allow_control = user, control
        context, self.ca_file = context_of(tls, tls_dir) if tls else (None, None)
        self.reset()
        self.httpd = Httpd(self, port, context)
        self.url = f'http{"s" if tls else ""}://127.0.0.1:{self.httpd.server_address[1]}'
        self.thread = None

    def reset(self):
        """As if just made: users, events, tokens, faults, log; the address stays."""
        now, running, seed, user, zone = self.made_with
        if hasattr(self, 'faults'):
            self.faults.clear()
        self.stopped = threading.Event()
        self.settings, self.sins, self.broken, self.requests = Settings(), Sins(), [], []
        self.state = State(Clock(now, running), self.settings, seed)
        self.news = threading.Condition(self.state.lock)
        self.state.changed = self.tell
        self.oauth = OAuth(self.state, self.sins, user)
        self.api, self.faults, self.controller = Api(self.state, self.oauth, self.sins), Faults(self), Control(self)
        self.primary = self.add_user(user, zone)

    # --- life ---

    def start(self):
        self.thread = threading.Thread(target=self.httpd.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True)
        self.thread.start()
        return self

    def stop(self):
        """Ends every connection, held or not."""
        if self.thread:
            self.stopped.set()
            self.faults.clear()
            self.httpd.shutdown()
            self.httpd.cut_all()
            self.thread.join()
            self.thread = None
        self.httpd.server_close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.stop()

    def hold(self, released, seconds=None):
        released.wait(seconds)

    def tell(self):
        with self.news:
            self.news.notify_all()

    def control(self, name, body, method):
        return self.controller.answer(name if self.allow_control else '', body, method)

    def addresses(self):
        return {'url': self.url, 'api': self.url + '/calendar/v3/', 'batch': self.url + BATCH, 'auth': self.url + AUTH,
                'token': self.url + TOKEN, 'revoke': self.url + REVOKE, 'client_id': self.client_id,
                'client_secret': self.client_secret, 'user': self.default_user, 'ca_file': self.ca_file}

    client_id = property(lambda self: self.oauth.client_id)
    client_secret = property(lambda self: self.oauth.client_secret)
    connections = property(lambda self: self.httpd.connections)
    violations = property(lambda self: self.sins.all)
    allow = property(lambda self: self.sins.allowed)

    # --- users, calendars, clock, tokens ---

    def add_user(self, email, zone='Europe/Berlin'):
        return self.state.add_user(email, zone)

    def add_calendar(self, id, summary=None, zone=None, user=None, role='owner'):
        return self.state.add_calendar(id, summary, zone or self.made_with[4], user or self.default_user, role)

    def share(self, id, email, role):
        self.state.share(id, email, role)

    def set_role(self, id, role, user=None):
        self.state.share(id, user or self.default_user, role)

    def vanish(self, id):
        self.state.vanish(id)

    def come_back(self, id):
        self.state.vanish(id, gone=False)

    def calendar(self, id):
        return self.state.calendars[self.default_user if id in (None, 'primary') else id]

    def snapshot(self, id):
        return self.calendar(id).snapshot()

    def now(self):
        return self.state.clock.now()

    def advance(self, seconds):
        self.state.clock.advance(seconds)

    def freeze(self):
        self.state.clock.freeze()

    def unfreeze(self):
        self.state.clock.unfreeze()

    def sign_in(self, user=None, scope=GOOGLE_SCOPES):
        """Tokens without the consent page."""
        with self.state.lock:
            return self.oauth.grant(user or self.default_user, scope)

    def approve(self, auth_url):
        """The address that the consent page sends the browser to, as a person would copy it."""
        reply = self.oauth.auth(Request('GET', auth_url[len(self.url):], {}, b''))
        assert reply.status == 302, reply.body.decode()
        return reply.headers['Location']

    # --- faults ---

    def fault(self, kind, **options):
        return self.faults.add(kind, **options)

    def clear_faults(self):
        self.faults.clear()

    # --- the log ---

    def note(self, request):
        """A request has come: into the log."""
        with self.news:
            request.n, request.at = len(self.requests), self.now()
            self.requests.append(request)

    def done(self, request, reply):
        """A request has its reply: what is kept of it."""
        with self.news:
            request.status = 0 if reply.wire in ('cut', 'reset', 'hang', 'missing') else reply.status   # 0: never answered
            if not self.settings.keep_bodies:
                request.raw, request.body = b'', None
                return self.news.notify_all()
            if request.body is None:   # refused, or a fault came before it was read
                request.body = json_or_none(request.raw)
            if request.op not in ('events.list', 'batch', 'calendarList.list'):
                request.answer = reply.body
            self.news.notify_all()

    def mark(self):
        return len(self.requests)

    def count(self, op='*', since=0):
        return sum(fnmatch.fnmatchcase(request.op, op or '*') for request in self.requests[since:])

    def counts(self, since=0):
        return dict(Counter(request.op for request in self.requests[since:]))

    def round_trips(self, since=0):
        return sum(request.batch is None for request in self.requests[since:])

    def writes(self, since=0):
        return [request for request in self.requests[since:] if request.op in WRITES]

    def wait_until(self, predicate, timeout=20):
        """Until it holds, tried after every request and every change; no sleeping."""
        until = time.monotonic() + timeout
        with self.news:
            while not predicate():
                left = until - time.monotonic()
                assert left > 0, f'not so after {timeout} s; the last requests: {self.requests[-5:]}'
                self.news.wait(left)

    def wait_for(self, op, n=1, since=0, timeout=20):
        """Until n requests of an operation are answered."""
        self.wait_until(lambda: sum(fnmatch.fnmatchcase(one.op, op) and one.status is not None for one in self.requests[since:]) >= n, timeout)

    def assert_clean(self):
        assert not self.broken, f'the test server itself broke: {self.broken}'
        assert not self.violations, f'{len(self.violations)} violations: {json.dumps(self.violations[:10], indent=1)}'


def main():
    options = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    options.add_argument('--port', type=int, default=0)
    options.add_argument('--control', action='store_true', help='answer POST /control/NAME')
    options.add_argument('--now', default=NOW, help='where the clock stands; "now" for the true time')
    options.add_argument('--running', action='store_true', help='the clock runs')
    options.add_argument('--tls', choices=['valid', 'self-signed', 'wrong-host', 'expired'])
    options.add_argument('--tls-dir', help='where its certificates are made')
    options.add_argument('--seed', type=int, default=1)
    args = options.parse_args()
    if args.tls and not args.tls_dir:
        options.error('--tls needs --tls-dir')
    server = GoogleServer(args.port, args.now, args.running, args.seed, tls=args.tls, tls_dir=args.tls_dir, control=args.control)
    with server:
        print(json.dumps(server.addresses()), flush=True)
        try:
            while sys.stdin.buffer.read1(4096):   # until who started it is gone
                pass
        except KeyboardInterrupt:
            pass


if __name__ == '__main__':
    main()
