"""google_api - the calendar methods of the server of google.py: from one request to one reply, without a socket.

Strict: what the service refuses is refused here with the same status and reason, and what it lets pass although a careful client never
does it is put among the violations. A part of a batch comes here as a Request of its own.

    api = Api(state, oauth, sins)
    reply = api.serve(Request('GET', '/calendar/v3/users/me/calendarList', {'authorization': 'Bearer …'}, b''))
    reply.status, reply.headers, reply.body
"""
import bisect
import json
import re
import time
import zlib
from types import SimpleNamespace
from urllib.parse import parse_qsl, unquote

from google_event import ID, TIMES, Refused, check_types, invalid, merge, unknown_fields
from google_times import instant_of, text_of, zone_of

STATUS_WORDS = {400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 409: 'ALREADY_EXISTS',
                412: 'FAILED_PRECONDITION', 429: 'RESOURCE_EXHAUSTED', 500: 'INTERNAL', 503: 'UNAVAILABLE'}
SCOPES = 'https://www.googleapis.com/auth/'
READ = ('calendar.events', 'calendar.events.readonly', 'calendar.events.owned', 'calendar', 'calendar.readonly', 'calendar.app.created')
WRITE = ('calendar.events', 'calendar.events.owned', 'calendar', 'calendar.app.created')
LIST = ('calendar.calendarlist.readonly', 'calendar.calendarlist', 'calendar', 'calendar.readonly')
BUSY = ('calendar.freebusy', 'calendar.events.freebusy', 'calendar', 'calendar.readonly')
SETTINGS = ('calendar.settings.readonly', 'calendar', 'calendar.readonly')
EVENTS = r'/calendar/v3/calendars/([^/]+)/events'
ROUTES = [   # method, path, operation, scopes of which one is enough
    ('GET', r'/calendar/v3/users/me/calendarList', 'calendarList.list', LIST),
    ('GET', r'/calendar/v3/users/me/calendarList/([^/]+)', 'calendarList.get', LIST),
    ('GET', r'/calendar/v3/calendars/([^/]+)', 'calendars.get', ('calendar', 'calendar.readonly', 'calendar.calendars.readonly')),
    ('GET', EVENTS, 'events.list', READ),
    ('POST', EVENTS, 'events.insert', WRITE),
    ('GET', EVENTS + '/([^/]+)', 'events.get', READ),
    ('PATCH', EVENTS + '/([^/]+)', 'events.patch', WRITE),
    ('PUT', EVENTS + '/([^/]+)', 'events.update', WRITE),
    ('DELETE', EVENTS + '/([^/]+)', 'events.delete', WRITE),
    ('POST', EVENTS + '/([^/]+)/move', 'events.move', WRITE),
    ('GET', EVENTS + '/([^/]+)/instances', 'events.instances', READ),
    ('POST', r'/calendar/v3/freeBusy', 'freebusy.query', BUSY),
    ('GET', r'/calendar/v3/colors', 'colors.get', LIST),
    ('GET', r'/calendar/v3/users/me/settings/([^/]+)', 'settings.get', SETTINGS),
]
WRITES = ('events.insert', 'events.patch', 'events.update', 'events.delete', 'events.move')
COMMON = {'fields', 'alt', 'prettyPrint', 'key', 'quotaUser', 'userIp'}
LIST_PARAMETERS = {'alwaysIncludeEmail', 'eventTypes', 'iCalUID', 'maxAttendees', 'maxResults', 'orderBy', 'pageToken', 'q', 'timeZone',
                   'privateExtendedProperty', 'sharedExtendedProperty', 'showDeleted', 'showHiddenInvitations', 'singleEvents',
                   'syncToken', 'timeMax', 'timeMin', 'updatedMin', 'eventLabelVersion'}
WRITE_PARAMETERS = {'sendUpdates', 'sendNotifications', 'conferenceDataVersion', 'maxAttendees', 'supportsAttachments', 'alwaysIncludeEmail',
                    'eventLabelVersion'}
PARAMETERS = {
    'calendarList.list': {'maxResults', 'minAccessRole', 'pageToken', 'showDeleted', 'showHidden', 'syncToken'},
    'events.list': LIST_PARAMETERS, 'events.get': {'maxAttendees', 'timeZone', 'alwaysIncludeEmail', 'eventLabelVersion'},
    'events.insert': WRITE_PARAMETERS, 'events.patch': WRITE_PARAMETERS, 'events.update': WRITE_PARAMETERS,
    'events.delete': {'sendUpdates', 'sendNotifications'}, 'events.move': {'sendUpdates', 'destination'},
    'events.instances': {'maxAttendees', 'maxResults', 'originalStart', 'pageToken', 'showDeleted', 'timeMax', 'timeMin', 'timeZone'},
}
NOT_WITH_SYNC_TOKEN = ('iCalUID', 'orderBy', 'privateExtendedProperty', 'q', 'sharedExtendedProperty', 'timeMin', 'timeMax', 'updatedMin')
NO_TOKEN_AFTER = ('orderBy', 'privateExtendedProperty', 'sharedExtendedProperty', 'q', 'iCalUID', 'updatedMin')
OWN_COPY = {'attendees', 'colorId', 'extendedProperties', 'reminders', 'transparency', 'visibility', 'status', 'sequence'}
FOUND_YEARS = 2 * 366 * 86400   # how far singleEvents=true unrolls an endless series
SECRETS = {'access_token', 'refresh_token', 'client_secret', 'code_verifier', 'oauth_token', 'id_token'}


class Request:
    """One request as it came, and what became of it: an entry of the log."""

    def __init__(self, method, target, headers, body, batch=None):
        self.method, self.headers, self.raw, self.batch = method, headers, body, batch
        self.path, _, self.query = target.partition('?')
        self.parameters = parse_qsl(self.query, keep_blank_values=True)
        self.n = self.at = None
        self.op, self.arguments, self.scopes = 'other', [], ()
        self.body = self.status = self.user = self.calendar = self.event = self.fault = self.answer = None

    def route(self):
        for method, path, op, scopes in ROUTES:
            found = re.fullmatch(path, self.path) if method == self.method else None
            if found:
                self.op, self.scopes = op, scopes
                self.arguments = [unquote(argument) for argument in found.groups()]
                if op.startswith('events.'):
                    self.calendar = self.arguments[0]
                    self.event = self.arguments[1] if len(self.arguments) > 1 else None
                return True
        return False

    def get(self, name, otherwise=None):
        return next((value for key, value in self.parameters if key == name), otherwise)

    def all(self, name):
        return [value for key, value in self.parameters if key == name]

    def true(self, name):
        value = self.get(name, 'false')
        if value not in ('true', 'false'):
            raise parameter(name, f'Invalid boolean value: {value}.')
        return value == 'true'

    def number(self, name, otherwise, most):
        value = self.get(name)
        if value is None:
            return otherwise
        if not value.isdigit() or int(value) < 1:
            raise parameter(name, f'Invalid value {value}. Values must be at least 1.')
        return min(int(value), most)

    def time(self, name):
        try:
            return instant_of(self.get(name)) if self.get(name) is not None else None
        except ValueError:
            raise parameter(name, 'Bad Request', 'badRequest') from None

    def __repr__(self):
        return f'{self.n}: {self.op} {self.method} {self.path}?{self.query} -> {self.status}'


class Reply:
    """What is to be sent; `wire` says how, when it is not sent as it should be (google_faults)."""

    def __init__(self, status, body=b'', kind='application/json; charset=UTF-8', headers=()):
        self.status, self.kind, self.headers, self.wire, self.fault = status, kind, dict(headers), None, None
        self.body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def parameter(name, message, reason='invalidParameter'):
    return Refused(400, reason, message, 'global', name, 'parameter')


def error_reply(status, reason, message, domain='global', location=None, location_type=None, headers=()):
    one = {'domain': domain, 'reason': reason, 'message': message}
    if location:
        one.update(locationType=location_type, location=location)
    error = {'code': status, 'message': message, 'errors': [one]}
    if status in STATUS_WORDS:
        error['status'] = STATUS_WORDS[status]
    return Reply(status, {'error': error}, headers=headers)


def refusal(refused):
    return error_reply(refused.status, refused.reason, refused.message, refused.domain, refused.location, refused.location_type)


def not_found():
    return Refused(404, 'notFound', 'Not Found')


# --- fields= ---

def mask_of(text):
    """'items(id,start/date),etag' -> {'items': {'id': None, 'start': {'date': None}}, 'etag': None}"""
    mask, name, at = {}, '', 0

    def add(path, inner):
        here = mask
        for part in path[:-1]:
            here = here.setdefault(part, None) or here.__setitem__(part, {}) or here[part]
        here[path[-1]] = inner
    while at <= len(text):
        char = text[at] if at < len(text) else ','
        if char == '(':
            depth, end = 1, at + 1
            while end < len(text) and depth:
                depth += {'(': 1, ')': -1}.get(text[end], 0)
                end += 1
            add(name.split('/'), mask_of(text[at + 1:end - 1]))
            name, at = '', end
        elif char == ',':
            if name:
                add(name.split('/'), None)
            name = ''
        else:
            name += char
        at += 1
    return mask


def masked(value, mask):
    if not mask or '*' in mask:
        return value
    if isinstance(value, list):
        return [masked(one, mask) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: masked(value[name], mask[name]) for name in value if name in mask}


class Pace:
    """A bucket: `rate` writes a second over time, `burst` at once; full() says whether one more is too much."""

    def __init__(self):
        self.levels = {}

    def full(self, key, rate, burst):
        now = time.monotonic()
        level, since = self.levels.get(key, (0.0, now))
        level = max(0.0, level - rate * (now - since)) + 1
        if level > burst:
            self.levels[key] = level - 1, now
            return True
        self.levels[key] = level, now
        return False


class Api:
    def __init__(self, state, oauth, sins):
        self.state, self.settings, self.oauth, self.sins = state, state.settings, oauth, sins
        self.pace, self.quota = Pace(), Pace()

    # --- one request ---

    def serve(self, request):
        """The reply; its effect is done when this returns."""
        try:
            with self.state.lock:
                return self.serve_locked(request)
        except Refused as refused:
            return refusal(refused)

    def serve_locked(self, request):
        if request.op == 'other' and not request.route():
            raise Refused(404, 'notFound', 'Not Found')
        self.look(request)
        request.user = self.oauth.user_of(request)
        self.check_scope(request)
        cal = self.calendar_of(request) if request.calendar else None
        if request.op in WRITES:
            self.check_write(request, cal)
        reply = getattr(self, request.op.replace('.', '_'))(request, *([cal] if cal else []))
        if isinstance(reply, dict):
            mask = request.get('fields')
            reply = Reply(200, masked(reply, mask_of(mask)) if mask else reply)
        return reply

    def look(self, request):
        """What the service lets pass, and a careful client never does."""
        known = PARAMETERS.get(request.op, set()) | COMMON
        for name, _ in request.parameters:
            if name not in known:
                self.sins.add('unknown-parameter', name, request)
        if re.search(r'[^A-Za-z0-9._~%!$&\'()*+,;=:/-]', request.path) or '@' in request.path:
            self.sins.add('path-encoding', request.path, request)

    def check_scope(self, request):
        granted = self.oauth.scopes_of(request)
        if not any(SCOPES + scope in granted for scope in request.scopes):
            raise Refused(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.')

    def calendar_of(self, request):
        id = request.user if request.calendar == 'primary' else request.calendar
        cal = self.state.calendars.get(id)
        role = self.state.users[request.user].get(id)
        if cal is None or cal.gone or role is None:
            raise not_found()
        request.calendar = id
        if role == 'freeBusyReader':
            raise not_found()
        granted = self.oauth.scopes_of(request)
        if role != 'owner' and not any(SCOPES + scope in granted for scope in request.scopes if not scope.endswith(('owned', 'created'))):
            raise Refused(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.')
        return cal

    def check_write(self, request, cal):
        if request.get('sendUpdates') != 'none':
            self.sins.add('send-updates', f'{request.op} without sendUpdates=none', request)
        if request.op == 'events.update':
            self.sins.add('put', request.event, request)
        if request.op in ('events.insert', 'events.patch', 'events.update'):
            request.body = self.json_of(request)
        if self.state.users[request.user][cal.id] not in ('writer', 'owner', 'writerWithoutPrivateAccess'):
            raise Refused(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.', 'calendar')
        if self.settings.quota_writes and self.quota.full(cal.id, self.settings.quota_writes, self.settings.quota_burst):
            raise Refused(403, 'rateLimitExceeded', 'Rate Limit Exceeded', 'usageLimits')
        if request.op == 'events.insert' and self.settings.most_inserts is not None and len(cal.stored) >= self.settings.most_inserts:
            raise Refused(403, 'quotaExceeded', 'Calendar usage limits exceeded.', 'usageLimits')
        if self.settings.pace and self.pace.full(cal.id, self.settings.pace, self.settings.pace_burst):
            self.sins.add('pace', f'more than {self.settings.pace} writes a second to {cal.id}', request)

    def json_of(self, request):
        kind = request.headers.get('content-type', '').lower()
        if not re.match(r'application/json(\s*;\s*charset="?utf-8"?)?$', kind):
            raise Refused(400, 'parseError', f'The content type {kind or "(none)"} is not application/json.')
        try:
            body = json.loads(request.raw)
        except ValueError:
            raise Refused(400, 'parseError', 'Parse Error') from None
        if not isinstance(body, dict):
            raise Refused(400, 'parseError', 'Parse Error')
        return body

    # --- calendars ---

    def entry(self, user, id):
        cal = self.state.calendars[id]
        role = self.state.users[user].get(id)
        version = max([change[0] for change in self.state.list_changes if change[1:] == (user, id)], default=0)
        entry = {'kind': 'calendar#calendarListEntry', 'etag': f'"{version}00"', 'id': id}
        if cal.gone or role is None:
            return {**entry, 'deleted': True}
        entry.update(summary=cal.summary, timeZone=cal.zone_name, accessRole=role, colorId='14', backgroundColor='#9fe1e7',
                     foregroundColor='#000000', selected=True, defaultReminders=[], conferenceProperties={})
        return {**entry, 'primary': True} if id == user else entry

    def calendarList_list(self, request):
        user, token, size = request.user, request.get('syncToken'), request.number('maxResults', 100, 250)
        if token and request.get('minAccessRole'):
            raise parameter('syncToken', 'Sync token cannot be used with minAccessRole.', 'badRequest')
        if token and not re.match(r'list-\d+$', token):
            raise invalid('Invalid sync token value.')
        since = int(token[5:]) if token else 0
        ids = list(dict.fromkeys(id for version, email, id in self.state.list_changes if email == user and version > since))
        entries = [self.entry(user, id) for id in ids]
        if not token and not request.true('showDeleted'):
            entries = [entry for entry in entries if 'deleted' not in entry]
        roles = ['freeBusyReader', 'reader', 'writerWithoutPrivateAccess', 'writer', 'owner']
        least = request.get('minAccessRole', roles[0])
        if least not in roles:
            raise parameter('minAccessRole', 'Invalid value')
        entries = [entry for entry in entries if roles.index(entry.get('accessRole', 'owner')) >= roles.index(least)]
        page = request.get('pageToken', 'page-0')
        if not re.match(r'page-\d+$', page):
            raise parameter('pageToken', 'Invalid page token value.')
        at = int(page[5:])
        reply = {'kind': 'calendar#calendarList', 'etag': f'"p{self.state.version}"', 'items': entries[at:at + size]}
        if at + size < len(entries):
            return {**reply, 'nextPageToken': f'page-{at + size}'}
        return {**reply, 'nextSyncToken': f'list-{self.state.version}'}

    def calendarList_get(self, request):
        id = request.user if request.arguments[0] == 'primary' else request.arguments[0]
        entry = self.entry(request.user, id) if id in self.state.calendars else {'deleted': True}
        if 'deleted' in entry:
            raise not_found()
        return entry

    def calendars_get(self, request):
        entry = self.calendarList_get(request)
        return {'kind': 'calendar#calendar', **{name: entry[name] for name in ('etag', 'id', 'summary', 'timeZone')}}

    def settings_get(self, request):
        values = {'timezone': self.state.calendars[request.user].zone_name, 'weekStart': '1', 'locale': 'en', 'format24HourTime': 'true'}
        if request.arguments[0] not in values:
            raise not_found()
        return {'kind': 'calendar#setting', 'etag': '"0"', 'id': request.arguments[0], 'value': values[request.arguments[0]]}

    def colors_get(self, request):
        palette = {str(n): {'background': f'#{n * 1118481 % 0xffffff:06x}', 'foreground': '#1d1d1d'} for n in range(1, 12)}
        return {'kind': 'calendar#colors', 'updated': '2012-02-14T00:00:00.000Z', 'calendar': palette, 'event': palette}

    def freebusy_query(self, request):
        request.body = body = self.json_of(request)
        try:
            low, high = instant_of(body['timeMin']), instant_of(body['timeMax'])
            ids = [item['id'] for item in body.get('items', [])]
        except (KeyError, TypeError, ValueError):
            raise Refused(400, 'badRequest', 'Bad Request') from None
        if high <= low:
            raise Refused(400, 'timeRangeEmpty', 'The specified time range is empty.', 'calendar')
        if len(ids) > 50:
            raise Refused(400, 'tooManyCalendarsRequested', 'Too many calendars requested.', 'calendar')
        return {'kind': 'calendar#freeBusy', 'timeMin': body['timeMin'], 'timeMax': body['timeMax'],
                'calendars': {id: self.busy(request.user, id, low, high) for id in ids}}

    def busy(self, user, id, low, high):
        cal = self.state.calendars.get(user if id == 'primary' else id)
        if cal is None or cal.gone or cal.id not in self.state.users[user]:
            return {'errors': [{'domain': 'global', 'reason': 'notFound'}], 'busy': []}
        spans = []
        for event in self.unrolled(cal, [e for e in cal.stored.values() if not e.cancelled], low, high):
            if not event.cancelled and event.body.get('transparency') != 'transparent' and event.end > low and event.start < high:
                spans.append([max(event.start, low), min(event.end, high)])
        merged = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        utc = zone_of('UTC')
        return {'busy': [{'start': text_of(start, utc), 'end': text_of(end, utc)} for start, end in merged]}

    # --- one event ---

    def found(self, request, cal):
        event = cal.find(request.event)
        if event is None:
            raise not_found()
        return event

    def told(self, request, event, status=200):
        mask = request.get('fields')
        body = event.encoded() if not mask else masked(event.body, mask_of(mask))
        return Reply(status, body, headers={'ETag': event.etag})

    def events_get(self, request, cal):
        event = self.found(request, cal)
        zone = request.get('timeZone')
        if zone:
            return masked(self.in_zone(event.body, zone), mask_of(request.get('fields', '')))
        return self.told(request, event)

    def in_zone(self, body, name):
        zone = zone_of(name)
        if zone is None:
            raise parameter('timeZone', 'Invalid time zone.')
        times = {time: {**body[time], 'dateTime': text_of(instant_of(body[time]['dateTime']), zone)}
                 for time in TIMES if 'dateTime' in body.get(time, {})}
        return {**body, **times}

    def checked(self, request):
        """The body of a write, its types checked, what is not the client's taken out."""
        body = request.body
        for name in unknown_fields(body):
            self.sins.add('unknown-field', name, request)
        check_types(body)
        if 'attendees' in body:
            self.sins.add('attendees', f'guests written: {body["attendees"]}', request)
        if 'sequence' in body and request.op == 'events.patch':
            self.sins.add('sequence-sent', str(body['sequence']), request)
        version = request.get('conferenceDataVersion', '0')
        if version not in ('0', '1'):
            raise parameter('conferenceDataVersion', 'Invalid value')
        kept = {name: value for name, value in body.items() if name not in unknown_fields(body)}
        for name in ('kind', 'etag', 'htmlLink', 'created', 'updated', 'creator', 'organizer', 'recurringEventId', 'originalStartTime'):
            kept.pop(name, None)
        if version == '0':
            kept.pop('conferenceData', None)
        return kept

    def events_insert(self, request, cal):
        body = {name: value for name, value in self.checked(request).items() if value is not None}
        id = body.get('id')
        if id is not None:
            request.event = id
            if not ID.match(id):
                self.sins.add('bad-id', id, request)
                raise invalid('Invalid resource id value.')
            if 'iCalUID' in body:
                raise invalid('Only one of id and iCalUID may be given.')
            if id in cal.stored:
                raise Refused(409, 'duplicate', 'The requested identifier already exists.')
        if body.get('eventType', 'default') in ('fromGmail',):
            raise Refused(400, 'eventTypeRestriction', 'Events of this type cannot be created.', 'calendar')
        body['id'] = request.event = id or self.state.new_id()
        return self.told(request, cal.put(body))

    def check_match(self, request, event):
        match = request.headers.get('if-match')
        if match is None:
            if self.settings.demand_if_match:
                self.sins.add('if-match', f'{request.op} of {event.id} without If-Match', request)
        elif match == '*':
            self.sins.add('if-match-star', request.op, request)
        elif match != event.etag:
            raise Refused(412, 'conditionNotMet', 'Precondition Failed', 'global', 'If-Match', 'header')

    def check_may_change(self, request, event, body):
        """Somebody else's event: only one's own copy may be changed, unless guests may."""
        if event.body['eventType'] in ('birthday', 'fromGmail') and set(body) - {'colorId', 'reminders', 'extendedProperties'}:
            raise Refused(400, 'eventTypeRestriction', 'This event cannot be changed.', 'calendar')
        if event.body['organizer'].get('self') or event.body.get('guestsCanModify') and not event.body.get('locked'):
            return
        for name in set(body) - OWN_COPY:
            if merge(event.body, {name: body[name]}).get(name) != event.body.get(name):
                raise Refused(403, 'forbiddenForNonOrganizer', 'Shared properties can only be changed by the organizer of the event.', 'calendar')

    def check_deleted(self, event, body):
        how = self.settings.revive if body.get('status') in ('confirmed', 'tentative') else self.settings.patch_deleted
        if how in ('refuse', 403):
            raise Refused(403, 'forbidden', 'Forbidden')
        if how == 410:
            raise Refused(410, 'deleted', 'Resource has been deleted')
        if how == 404:
            raise not_found()

    def check_sequence(self, event, body):
        if body.get('sequence') is not None and body['sequence'] < event.body['sequence']:
            raise invalid('Invalid sequence value.')

    def events_patch(self, request, cal):
        event, body = self.found(request, cal), self.checked(request)
        if event.cancelled:
            self.check_deleted(event, body)
        else:
            self.check_match(request, event)
        self.check_may_change(request, event, body)
        self.check_sequence(event, body)
        if body.get('id', event.id) != event.id:
            raise invalid('Invalid resource id value.')
        if any(name in body and body[name] is None for name in ('start', 'end')):
            raise Refused(400, 'required', 'Missing start or end time.')
        return self.told(request, cal.change(event, merge(event.body, body)))

    def events_update(self, request, cal):
        event = self.found(request, cal)
        body = {name: value for name, value in self.checked(request).items() if value is not None}
        if event.cancelled:
            self.check_deleted(event, {'status': 'confirmed'} if body.get('status') != 'cancelled' else body)
        else:
            self.check_match(request, event)
        self.check_may_change(request, event, body)
        self.check_sequence(event, body)
        for name in ('id', 'iCalUID', 'recurringEventId', 'originalStartTime'):
            if name in event.body:
                body[name] = event.body[name]
        return self.told(request, cal.change(event, body))

    def events_delete(self, request, cal):
        event = self.found(request, cal)
        if event.cancelled:
            raise Refused(410, 'deleted', 'Resource has been deleted')
        self.check_match(request, event)
        cal.remove(event)
        return Reply(204)

    def events_move(self, request, cal):
        event = self.found(request, cal)
        there = self.state.calendars.get(request.get('destination', ''))
        if event.cancelled or there is None or there.gone or self.state.users[request.user].get(there.id) not in ('writer', 'owner'):
            raise not_found()
        self.check_match(request, event)
        if event.series:
            raise Refused(400, 'cannotChangeOrganizerOfInstance', 'Cannot change the organizer of an instance.', 'calendar')
        cal.move_to(event.id, there.id)
        return self.told(request, there.stored[event.id])

    def events_instances(self, request, cal):
        series = self.found(request, cal)
        low, high = request.time('timeMin'), request.time('timeMax')
        found = cal.instances(series, low or series.start - 1, high or self.state.clock.now() + FOUND_YEARS) if 'recurrence' in series.body else []
        found = [event for event in found if request.true('showDeleted') or not event.cancelled]
        size = request.number('maxResults', 250, 2500)
        at = int(request.get('pageToken', '0')) if request.get('pageToken', '0').isdigit() else 0
        reply = {'kind': 'calendar#events', 'summary': cal.summary, 'timeZone': cal.zone_name, 'items': [e.body for e in found[at:at + size]]}
        return {**reply, 'nextPageToken': str(at + size)} if at + size < len(found) else reply

    # --- lists ---

    def events_list(self, request, cal):
        size = request.number('maxResults', 250, 2500)
        page = request.get('pageToken')
        if page is not None:
            listing, at = self.listing_of_page(request, cal, page)
        else:
            listing, at = self.new_listing(request, cal), 0
        most = min(size, self.settings.page_cap or size)
        if self.settings.pages == 'random':
            most = 0 if self.state.chance.random() < 0.2 else self.state.chance.randint(1, most)
        items = self.page(request, cal, listing, at, at + most)
        return self.page_reply(request, cal, listing, items, at + most)

    @staticmethod
    def query_key(request, names_out):
        pairs = [(name, value) for name, value in request.parameters if name not in names_out and (name, value) != ('showDeleted', 'false')]
        return tuple(sorted(pairs))

    def listing_of_page(self, request, cal, page):
        if page not in cal.listings:
            raise parameter('pageToken', 'Invalid page token value.', 'invalid')
        listing, at = cal.listings[page]
        if self.query_key(request, {'pageToken'} | COMMON) != listing.query:
            self.sins.add('params-changed', 'a page asked for with other parameters than its list', request)
            raise parameter('pageToken', 'The page token does not fit the other parameters.', 'badRequest')
        if listing.closed:
            self.sins.add('page-token-reused', 'a page of a list whose sync token is already in use', request)
        return listing, at

    def new_listing(self, request, cal):
        token = request.get('syncToken')
        order = request.get('orderBy')
        if order not in (None, 'startTime', 'updated') or order == 'startTime' and not request.true('singleEvents'):
            raise parameter('orderBy', 'The requested ordering is not available for the particular query.', 'badRequest')
        seen = self.state.version if cal.lagged is None else cal.lag_version
        base = self.check_token(request, cal, token) if token is not None else None
        ids = self.changed_ids(cal, base.version, seen) if base else list(cal.stored)
        events = [self.seen(cal, id) for id in ids]
        events = [event for event in events if event and self.matches(request, cal, event, base)]
        if request.true('singleEvents'):
            low, high = request.time('timeMin') or 0, request.time('timeMax') or self.state.clock.now() + FOUND_YEARS
            events = [event for event in self.unrolled(cal, events, low, high) if event.start < high and event.end > low or event.cancelled]
        key = self.query_key(request, {'pageToken', 'syncToken', 'timeMin', 'timeMax'} | COMMON)
        return SimpleNamespace(
            items=[event if event.id not in cal.stored else event.id for event in self.ordered(events, order)],
            query=self.query_key(request, {'pageToken'} | COMMON), key=key, version=seen, closed=False, delta=base is not None,
            token=self.settings.give_sync_token and not any(request.get(name) for name in NO_TOKEN_AFTER))

    def check_token(self, request, cal, token):
        """What a sync token stands for, or the refusal it deserves."""
        base = cal.tokens.get(token)
        for name in NOT_WITH_SYNC_TOKEN:
            if request.get(name) is not None:
                self.sins.add('params-changed', f'{name} with a sync token', request)
                raise parameter('syncToken', f'Sync token cannot be used with {name}.', 'badRequest')
        if request.get('showDeleted') == 'false':
            raise parameter('syncToken', 'showDeleted must be true when a sync token is used.', 'badRequest')
        if base is None:
            raise Refused(400, 'invalid', 'Invalid sync token value.', 'calendar', 'syncToken', 'parameter')
        if base.epoch != cal.epoch and cal.dead_tokens == 400:
            raise Refused(400, 'invalid', 'Invalid sync token value.', 'calendar', 'syncToken', 'parameter')
        if base.epoch != cal.epoch:
            raise Refused(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.', 'calendar', 'syncToken', 'parameter')
        if self.query_key(request, {'pageToken', 'syncToken'} | COMMON) != base.key:
            self.sins.add('params-changed', 'a sync token with other parameters than the first list', request)
            raise parameter('syncToken', 'The sync token does not fit the other parameters.', 'badRequest')
        for listing in base.listings:
            listing.closed = True
        base.listings.clear()
        return base

    @staticmethod
    def seen(cal, id):
        return cal.lagged[id] if cal.lagged is not None and id in cal.lagged else cal.stored[id]

    @staticmethod
    def changed_ids(cal, since, until):
        low = bisect.bisect_right(cal.changes, since, key=lambda change: change[0])
        high = bisect.bisect_right(cal.changes, until, key=lambda change: change[0])
        return list(dict.fromkeys(id for _, id in reversed(cal.changes[low:high])))[::-1]

    def matches(self, request, cal, event, base):
        if base is None and event.cancelled and not request.true('showDeleted') and not self.kept_exception(request, cal, event):
            return False
        types = request.all('eventTypes')
        if types and event.body['eventType'] not in types:
            return False
        if base is not None:
            return True
        return self.matches_window(request, cal, event) and self.matches_words(request, event)

    @staticmethod
    def kept_exception(request, cal, event):
        """A cancelled occurrence of a living series is told of in a full list of series."""
        series = cal.stored.get(event.series) if event.series else None
        return series is not None and not series.cancelled and not request.true('singleEvents')

    def matches_window(self, request, cal, event):
        low, high, since = request.time('timeMin'), request.time('timeMax'), request.time('updatedMin')
        if low is not None and high is not None and high <= low:
            raise Refused(400, 'timeRangeEmpty', 'The specified time range is empty.', 'calendar', 'timeMax', 'parameter')
        if since is not None:
            limit = self.settings.updated_min_limit
            if limit and since < self.state.clock.now() - limit:
                raise Refused(410, 'updatedMinTooLongAgo', 'The requested minimum modification time lies too far in the past.',
                              'calendar', 'updatedMin', 'parameter')
            if instant_of(event.body['updated']) < since:
                return False
        if 'recurrence' in event.body and (low is not None or high is not None) and not event.cancelled:
            span = (low if low is not None else event.start - 1, high if high is not None else self.state.clock.now() + FOUND_YEARS)
            return any(not one.cancelled for one in cal.instances(event, *span))
        return (low is None or event.end > low) and (high is None or event.start < high)

    @staticmethod
    def matches_words(request, event):
        for side in ('private', 'shared'):
            held = event.body.get('extendedProperties', {}).get(side, {})
            for pair in request.all(side + 'ExtendedProperty'):
                key, equals, value = pair.partition('=')
                if not equals:
                    raise parameter(side + 'ExtendedProperty', 'Invalid value')
                if held.get(key) != value:
                    return False
        words = request.get('q')
        if words and not any(words.lower() in event.body.get(name, '').lower() for name in ('summary', 'description', 'location')):
            return False
        return request.get('iCalUID') in (None, event.body['iCalUID'])

    @staticmethod
    def unrolled(cal, events, low, high):
        """Series replaced by their occurrences."""
        single = {}
        for event in events:
            if 'recurrence' in event.body and not event.cancelled:
                single.update((one.id, one) for one in cal.instances(event, low, high) if not one.cancelled)
            elif 'recurrence' not in event.body:
                single[event.id] = event
        return list(single.values())

    def ordered(self, events, order):
        if order == 'startTime':
            return sorted(events, key=lambda event: event.start)
        if order == 'updated':
            return sorted(events, key=lambda event: event.version)
        if self.settings.order == 'reverse':
            return events[::-1]
        if self.settings.order == 'shuffled':
            return self.state.chance.sample(events, len(events))
        if self.settings.order == 'exceptions-first':
            return sorted(events, key=lambda event: event.series is None)
        return events

    def page(self, request, cal, listing, start, end):
        """The encoded items of a page: each as it is now, so that what was deleted since is left out of a full list."""
        mask, zone = request.get('fields'), request.get('timeZone')
        inner = mask_of(mask).get('items') if mask else None
        items = []
        for item in listing.items[start:end]:
            event = self.seen(cal, item) if isinstance(item, str) else item
            if event is None or event.cancelled and not listing.delta and not request.true('showDeleted') \
                    and not self.kept_exception(request, cal, event):
                continue
            bare = event.cancelled and self.settings.tombstones == 'bare'
            if not inner and not zone:
                items.append(event.encoded(bare))
                continue
            body = event.bare if bare else event.body
            key = (bare, mask, zone)
            if key not in event.cache:
                event.cache[key] = json.dumps(masked(self.in_zone(body, zone) if zone else body, inner), ensure_ascii=False).encode()
            items.append(event.cache[key])
        return items

    def page_reply(self, request, cal, listing, items, at):
        head = {'kind': 'calendar#events', 'etag': f'"p{listing.version}"', 'summary': cal.summary, 'updated': '2026-01-01T00:00:00.000Z',
                'timeZone': cal.zone_name, 'accessRole': self.state.users[request.user][cal.id], 'defaultReminders': []}
        if at < len(listing.items):
            head['nextPageToken'] = f'p{len(cal.listings)}.{at}'
            cal.listings[head['nextPageToken']] = listing, at
        elif listing.token:
            head['nextSyncToken'] = self.sync_token(cal, listing)
        mask = mask_of(request.get('fields')) if request.get('fields') else None
        if mask:
            if '*' not in mask and not {'nextPageToken', 'nextSyncToken'} <= set(mask):
                self.sins.add('fields-without-tokens', request.get('fields'), request)
            head = masked(head, mask)
        start = json.dumps(head, ensure_ascii=False).encode()[:-1]
        if mask and 'items' not in mask and '*' not in mask:
            return Reply(200, start + b'}')
        return Reply(200, start + (b', ' if head else b'') + b'"items": [' + b',\n'.join(items) + b']}')

    def sync_token(self, cal, listing):
        """The same token as long as nothing changed, unless another is wanted each time."""
        last = cal.changes[bisect.bisect_right(cal.changes, listing.version, key=lambda change: change[0]) - 1][0] if cal.changes else 0
        fresh = f'.{len(cal.tokens)}' if self.settings.fresh_sync_tokens else ''
        token = f'C{hash_of(cal.id, cal.epoch, listing.key)}{last:x}{fresh}='
        kept = cal.tokens.setdefault(token, SimpleNamespace(version=listing.version, epoch=cal.epoch, key=listing.key, listings=[]))
        kept.listings.append(listing)
        return token


def hash_of(*things):
    return f'{zlib.crc32(repr(things).encode()):08X}'
