"""google_faults - what can go wrong between the server of google.py and a program, on order.

A Fault waits for its request (an operation, the nth one, or by chance), strikes before or after the request has its effect, and either
makes a whole reply of its own or spoils the true one. How a reply is spoiled on the wire (cut, endless, …) is done in google_http.

    fault = faults.add('429', on='events.patch', nth=3, times=2, retry_after=20)
    fault = faults.add('delay', on='events.list'); fault.wait(); ...; fault.release()
    faults.add('kill', on='*', nth=7, when='after', callback=lambda request: child.kill())
"""
import fnmatch
import json
import os
import random
import re
import signal
import threading

from google_api import Reply, error_reply
from google_times import http_date

KINDS_OF_WIRE = ('cut', 'reset', 'cut-body', 'hang', 'endless', 'drip', 'bomb', 'missing')
REPLIES = ('garbage', 'html', 'empty', 'redirect')
OF_THE_ANSWER = ('truncate', 'mangle', 'skew', 'cut-body')   # they need a true answer: always after the effect
REASONS = {   # what a status says when no reason is ordered
    400: 'badRequest', 401: 'authError', 403: 'rateLimitExceeded', 404: 'notFound', 409: 'duplicate', 410: 'deleted',
    412: 'conditionNotMet', 429: 'rateLimitExceeded',
}
WORDS = {   # of a reason: message, domain, location, its type
    'authError': ('Invalid Credentials', 'global', 'Authorization', 'header'),
    'rateLimitExceeded': ('Rate Limit Exceeded', 'usageLimits'), 'userRateLimitExceeded': ('User Rate Limit Exceeded', 'usageLimits'),
    'quotaExceeded': ('Calendar usage limits exceeded.', 'usageLimits'),
    'dailyLimitExceeded': ("Quota exceeded for quota metric 'Queries' and limit 'Queries per day'", 'usageLimits'),
    'forbiddenForNonOrganizer': ('Shared properties can only be changed by the organizer of the event.', 'calendar'),
    'forbidden': ('Forbidden', 'global'), 'requiredAccessLevel': ('You need to have writer access to this calendar.', 'calendar'),
    'insufficientPermissions': ('Request had insufficient authentication scopes.', 'global'),
    'accessNotConfigured': ('Google Calendar API has not been used in project 1 before or it is disabled. Enable it by visiting '
                            'https://console.developers.google.com/apis/api/calendar-json.googleapis.com/overview?project=1 then retry.',
                            'usageLimits'),
    'notFound': ('Not Found', 'global'), 'duplicate': ('The requested identifier already exists.', 'global'),
    'conflict': ('Conflict', 'global'), 'deleted': ('Resource has been deleted', 'global'),
    'fullSyncRequired': ('Sync token is no longer valid, a full sync is required.', 'calendar', 'syncToken', 'parameter'),
    'updatedMinTooLongAgo': ('The requested minimum modification time lies too far in the past.', 'calendar', 'updatedMin', 'parameter'),
    'conditionNotMet': ('Precondition Failed', 'global', 'If-Match', 'header'),
    'timeRangeEmpty': ('The specified time range is empty.', 'calendar'), 'backendError': ('Backend Error', 'global'),
}
PORTAL = b'<!DOCTYPE html><html><head><title>Welcome to HotelNet</title></head><body><h1>Please accept our terms</h1></body></html>'
ERROR_PAGE = b'<!DOCTYPE html><html><title>Error</title><body><p><b>%d.</b> <ins>That\'s an error.</ins></body></html>'
STATUS = re.compile(r'(\d{3})(?::(\w+))?$')


class Fault:
    def __init__(self, kind, on='*', nth=1, times='once', when=None, probability=None, seed=1, **more):
        known = kind in KINDS_OF_WIRE + REPLIES + OF_THE_ANSWER + ('delay', 'kill', 'call') or STATUS.match(kind) or kind.startswith('oauth:')
        assert known, f'there is no fault {kind}'
        allowed = {'retry_after', 'html', 'message', 'seconds', 'interval', 'size', 'location', 'how', 'callback', 'pid', 'then'}
        assert set(more) <= allowed, f'{sorted(set(more) - allowed)}: not known of a fault'
        assert when in (None, 'before', 'after'), when
        self.kind, self.on, self.nth, self.probability, self.more = kind, on, nth, probability, more
        self.times = times if times != 'once' else 1 if probability is None else None
        self.when = 'after' if kind in OF_THE_ANSWER else when or 'before'
        self.chance = random.Random(seed)
        self.seen = self.hits = 0
        self.cancelled = False
        self.requests = []
        self.struck, self.released = threading.Event(), threading.Event()
        self.pattern = re.compile(on[1:]) if on.startswith('~') else None

    def is_for(self, request):
        if self.pattern:
            return bool(self.pattern.search(f'{request.method} {request.path}' + (f'?{request.query}' if request.query else '')))
        return fnmatch.fnmatchcase(request.op, self.on)

    def takes(self, request, taken):
        """Counts a request; whether this fault strikes it. One that another fault has taken already leaves this one due."""
        if self.cancelled or not self.is_for(request):
            return False
        self.seen += 1
        if taken or self.times is not None and self.hits >= self.times:
            return False
        if self.seen < self.nth or self.probability is not None and self.chance.random() >= self.probability:
            return False
        self.hits += 1
        self.requests.append(request)
        return True

    def wait(self, timeout=20):
        assert self.struck.wait(timeout), f'no request for the fault {self.kind} on {self.on} in {timeout} s'

    def release(self):
        self.released.set()

    def cancel(self):
        self.cancelled = True
        self.released.set()


def status_reply(fault, now):
    """A fault like '403:quotaExceeded' as a reply."""
    status, reason = STATUS.match(fault.kind).groups()
    status, more = int(status), fault.more
    headers = {}
    if more.get('retry_after') is not None:
        after = str(more['retry_after'])
        headers['Retry-After'] = http_date(now + int(after[5:])) if after.startswith('date:') else after
    if more.get('html'):
        return Reply(status, ERROR_PAGE % status, 'text/html; charset=UTF-8', headers)
    reason = reason or REASONS.get(status, 'backendError')
    message, domain, *where = WORDS.get(reason, (reason, 'global'))
    return error_reply(status, reason, more.get('message', message), domain, *where, headers=headers)


def oauth_reply(fault):
    error = fault.kind.partition(':')[2]
    words = {'invalid_grant': 'Token has been expired or revoked.', 'unauthorized_client': 'Unauthorized',
             'invalid_client': 'The OAuth client was not found.'}
    told = {'error': error, 'error_description': fault.more.get('message', words.get(error, error))}
    return Reply(401 if error == 'invalid_client' else 400, told)


def own_reply(fault, server):
    """The reply of a fault that needs none of the server's."""
    if STATUS.match(fault.kind):
        return status_reply(fault, server.now())
    if fault.kind.startswith('oauth:'):
        return oauth_reply(fault)
    if fault.kind == 'garbage':
        return Reply(200, random.Random(7).randbytes(4096))
    if fault.kind == 'html':
        return Reply(200, PORTAL, 'text/html')
    if fault.kind == 'redirect':
        return Reply(302, b'', 'text/html', {'Location': fault.more.get('location', server.url + '/elsewhere')})
    return Reply(200)


# --- a true answer made wrong ---

def walk(value, change):
    """The same JSON with change(key, value) at every member below the first level."""
    if isinstance(value, dict):
        return {key: change(key, walk(inner, change)) for key, inner in value.items()}
    return [walk(inner, change) for inner in value] if isinstance(value, list) else value


def wrong_type(_key, value):
    return {'was': value} if isinstance(value, str) else 'none' if isinstance(value, (int, list)) else [value]


def without(value, names):
    if isinstance(value, dict):
        return {key: without(inner, names) for key, inner in value.items() if key not in names}
    return [without(inner, names) for inner in value] if isinstance(value, list) else value


def mangled(body, how):
    """The bytes of an answer, still JSON (but not-utf8), that say something absurd."""
    try:
        value = json.loads(body)
    except ValueError:
        return body
    if how == 'deep':
        return body[:-1] + b', "deep": ' + b'[' * 100000 + b']' * 100000 + b'}'
    if how == 'duplicate-keys':
        return body[:-1] + b', ' + body[1:] if body.startswith(b'{"') else body
    if how == 'not-utf8':
        return re.sub(rb'("(?:summary|access_token|etag)": ?")', b'\\1\xff\xc0\x80', body)
    if how == 'huge-numbers':
        text = json.dumps(walk(value, lambda key, inner: 'HUGE' if isinstance(inner, int) or key in ('date', 'dateTime') else inner))
        return (text[:-1] + ', "number": "HUGE"}').replace('"HUGE"', '9' * 400 + 'e999').encode()
    change = {'null': lambda key, inner: None if not isinstance(inner, (dict, list)) else inner, 'wrong-types': wrong_type}
    if how in change:
        return json.dumps(walk(value, change[how])).encode()
    assert how == 'missing', f'there is no way {how} to mangle'
    return json.dumps(without(value, ('id', 'etag', 'status', 'start', 'access_token', 'expires_in', 'nextSyncToken'))).encode()


def spoiled(fault, reply):
    """The true reply, as this fault lets it out."""
    if fault.kind == 'truncate':
        reply.body = reply.body[:max(1, len(reply.body) * 2 // 3)]
    elif fault.kind == 'mangle':
        reply.body = mangled(reply.body, fault.more.get('how', 'wrong-types'))
    elif fault.kind == 'skew':
        reply.headers['Date-Skew'] = fault.more.get('seconds', 3600)
    elif fault.kind in KINDS_OF_WIRE:
        reply.wire, reply.fault = fault.kind, fault
    return reply


class Faults:
    """All faults that are on order."""

    def __init__(self, server):
        self.server, self.lock, self.all = server, threading.Lock(), []

    def add(self, kind, **options):
        fault = Fault(kind, **options)
        with self.lock:
            self.all.append(fault)
        return fault

    def clear(self):
        with self.lock:
            for fault in self.all:
                fault.cancel()

    def take(self, request):
        """The fault that strikes this request; None."""
        taken = None
        with self.lock:
            for fault in self.all:
                if fault.takes(request, taken):
                    taken = fault
        return taken

    def strike(self, fault, request):
        """What happens at the moment of the fault beside its reply: the call, the wait."""
        request.fault = fault.kind
        fault.struck.set()
        if fault.kind in ('kill', 'call'):
            if 'callback' in fault.more:
                fault.more['callback'](request)
            if 'pid' in fault.more:
                os.kill(fault.more['pid'], signal.SIGKILL)
        elif fault.kind == 'delay':
            self.server.hold(fault.released, fault.more.get('seconds'))

    def through(self, request, serve):
        """One request (or part) with the fault that is due for it; serve(request) has the effect."""
        fault = self.take(request)
        if fault is None:
            return serve(request)
        own = STATUS.match(fault.kind) or fault.kind.startswith('oauth:') or fault.kind in REPLIES + KINDS_OF_WIRE
        if fault.when == 'before':
            self.strike(fault, request)
            if own:
                return spoiled(fault, own_reply(fault, self.server))
            reply = serve(request)
        else:
            reply = serve(request)
            self.strike(fault, request)
            if own and fault.kind not in KINDS_OF_WIRE:
                return own_reply(fault, self.server)
        reply = spoiled(fault, reply)
        if fault.more.get('then') == 'cut':
            reply.wire, reply.fault = 'cut', fault
        return reply
