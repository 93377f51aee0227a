"""The tests' own calendar server (tests/servers/google.py): each rule that it holds programs to, once, by plain HTTP."""
import base64
import gzip
import hashlib
import http.client
import json
import os
import ssl
import subprocess
import sys
import threading
import urllib.request
from urllib.parse import parse_qs, quote, urlencode, urlsplit

SERVERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'servers')
sys.path.insert(0, SERVERS)

from google import GOOGLE_SCOPES, GoogleServer, Phone   # noqa: E402
from sandbox import same   # noqa: E402

EVENTS = '/calendar/v3/calendars/primary/events'
QUIET = '?sendUpdates=none'
CUT = {'summary': 'Cut, Anna', 'start': {'dateTime': '2026-11-25T10:00:00+01:00'}, 'end': {'dateTime': '2026-11-25T10:45:00+01:00'}}
CALENDAR_SCOPE = 'https://www.googleapis.com/auth/calendar'


class Client:
    """One connection with a token; answers are (status, JSON or bytes)."""

    def __init__(self, server, **sign_in):
        self.server, self.token = server, server.sign_in(**sign_in)['access_token']
        self.http = http.client.HTTPConnection(*server.httpd.server_address, timeout=20)
        self.headers = {}

    def send(self, method, path, body=None, **headers):
        headers = {'Authorization': 'Bearer ' + self.token, **{name.replace('_', '-'): value for name, value in headers.items()}}
        if isinstance(body, dict):
            body = json.dumps(body)
            headers.setdefault('Content-Type', 'application/json')
        self.http.request(method, path, body, {name: value for name, value in headers.items() if value})
        reply = self.http.getresponse()
        self.headers = reply.headers
        data = reply.read()
        return reply.status, json.loads(data) if data[:1] == b'{' else data

    def ok(self, *args, **headers):
        status, answer = self.send(*args, **headers)
        assert status in (200, 204), (args, status, answer)
        return answer

    def refused(self, status, reason, *args, **headers):
        got, answer = self.send(*args, **headers)
        assert got == status, (args, got, answer)
        error = answer['error']
        same((error['code'], error['errors'][0]['reason']), (status, reason), args)
        return error

    def insert(self, id, **fields):
        return self.ok('POST', EVENTS + QUIET, {**CUT, 'id': id, **fields})

    def list(self, **query):
        """All pages: (items, nextSyncToken or None)."""
        items, page = [], {}
        while True:
            answer = self.ok('GET', f'{EVENTS}?{urlencode({**query, **page})}')
            items += answer['items']
            if 'nextPageToken' not in answer:
                return items, answer.get('nextSyncToken')
            page = {'pageToken': answer['nextPageToken']}

    def batch(self, parts, limit=None):
        """parts: [(method, path, body or None, headers)]; {id: (status, JSON or bytes)} of the answer, in its order."""
        text = ''
        for n, (method, path, body, headers) in enumerate(parts):
            lines = ''.join(f'{name}: {value}\r\n' for name, value in {'Content-Type': 'application/json', **headers}.items())
            text += f'--dbk\r\nContent-Type: application/http\r\nContent-ID: <{n}>\r\n\r\n{method} {path} HTTP/1.1\r\n{lines}\r\n'
            text += (json.dumps(body) if body else '') + '\r\n'
        status, answer = self.send('POST', '/batch/calendar/v3', text + '--dbk--\r\n', Content_Type='multipart/mixed; boundary=dbk')
        if status != 200:
            return status, answer
        boundary = self.headers['Content-Type'].partition('boundary=')[2].encode()
        found = {}
        for part in answer.split(b'--' + boundary)[1:-1]:
            outer, _, whole = part.partition(b'\r\n\r\n')
            inner, _, body = whole.partition(b'\r\n\r\n')
            id = outer.split(b'<response-')[1].split(b'>')[0].decode()
            found[id] = int(inner.split(b' ')[1]), json.loads(body) if body[:1] == b'{' else body
        return found


def rules(server):
    return sorted({sin['rule'] for sin in server.violations})


# --- events ---

def test_ids_are_checked_and_stay_taken(_box):
    with GoogleServer() as server:
        client = Client(server)
        same(client.insert('0f3ca1')['status'], 'confirmed')
        client.refused(409, 'duplicate', 'POST', EVENTS + QUIET, {**CUT, 'id': '0f3ca1'})
        for bad in ('abcd', 'ABCDEF', 'xyzwz', 'a-b-c-d', 'a' * 1025):
            client.refused(400, 'invalid', 'POST', EVENTS + QUIET, {**CUT, 'id': bad})
        client.refused(400, 'invalid', 'POST', EVENTS + QUIET, {**CUT, 'id': 'abcde', 'iCalUID': 'x@y'})
        assert client.ok('POST', EVENTS + QUIET, CUT)['id']
        etag = client.ok('GET', f'{EVENTS}/0f3ca1')['etag']
        same(client.ok('DELETE', f'{EVENTS}/0f3ca1{QUIET}', If_Match=etag), b'')
        client.refused(410, 'deleted', 'DELETE', f'{EVENTS}/0f3ca1{QUIET}')
        client.refused(409, 'duplicate', 'POST', EVENTS + QUIET, {**CUT, 'id': '0f3ca1'})
        gone = client.ok('GET', f'{EVENTS}/0f3ca1')
        same((gone['status'], gone['summary']), ('cancelled', 'Cut, Anna'))
        client.refused(403, 'forbidden', 'PATCH', f'{EVENTS}/0f3ca1{QUIET}', {'status': 'confirmed'})
        client.refused(404, 'notFound', 'PATCH', f'{EVENTS}/0f3ca1{QUIET}', {'summary': 'x'})
        server.settings.revive = 'allow'
        same(client.ok('PATCH', f'{EVENTS}/0f3ca1{QUIET}', {'status': 'confirmed'})['status'], 'confirmed')
        client.refused(404, 'notFound', 'GET', f'{EVENTS}/never0')
        same(rules(server), ['bad-id'])


def test_patch_keeps_clears_replaces_and_put_resets(_box):
    with GoogleServer() as server:
        client = Client(server)
        private = {'private': {'daybook_id': '1', 'k' * 45: 'dropped', 'long': 'v' * 1100}, 'shared': {'s': '1'}}
        soon = {'useDefault': False, 'overrides': [{'method': 'popup', 'minutes': 5}]}
        made = client.insert('abcde', description='d', extendedProperties=private, reminders=soon)
        same(made['extendedProperties']['private'], {'daybook_id': '1', 'long': 'v' * 1024})
        same(client.headers['ETag'], made['etag'])
        assert made['etag'][0] == made['etag'][-1] == '"'
        path = f'{EVENTS}/abcde{QUIET}'
        change = {'description': None, 'location': 'L', 'extendedProperties': {'private': {'long': None}}}
        patched = client.ok('PATCH', path, change, If_Match=made['etag'])
        assert 'description' not in patched and patched['etag'] != made['etag']
        same((patched['summary'], patched['location'], patched['sequence']), ('Cut, Anna', 'L', 0))
        same(patched['extendedProperties'], {'private': {'daybook_id': '1'}, 'shared': {'s': '1'}})
        error = client.refused(412, 'conditionNotMet', 'PATCH', path, {'summary': 'x'}, If_Match=made['etag'])
        same((error['errors'][0]['location'], error['errors'][0]['locationType']), ('If-Match', 'header'))
        client.refused(412, 'conditionNotMet', 'DELETE', path, If_Match=made['etag'])
        server.primary.add_guest('abcde', 'kim@example.com')
        etag = client.ok('GET', f'{EVENTS}/abcde')['etag']
        moved = client.ok('PATCH', path, {'start': {'dateTime': '2026-11-25T09:00:00Z', 'timeZone': None}}, If_Match=etag)
        same((moved['start']['dateTime'], moved['sequence'], len(moved['attendees'])), ('2026-11-25T10:00:00+01:00', 0, 1))
        moved = client.ok('PATCH', path, {'end': {'dateTime': '2026-11-25T12:00:00'}}, If_Match=moved['etag'])
        same((moved['end'], moved['sequence']), ({'dateTime': '2026-11-25T12:00:00+01:00', 'timeZone': 'Europe/Berlin'}, 1))
        client.refused(400, 'invalid', 'PATCH', path, {'sequence': 0}, If_Match=moved['etag'])
        same(rules(server), ['sequence-sent'])
        reset = client.ok('PUT', path, CUT, If_Match=moved['etag'])
        assert not {'attendees', 'location', 'extendedProperties'} & set(reset) and reset['reminders'] == {'useDefault': True}
        same(rules(server), ['put', 'sequence-sent'])


def test_reminders_are_no_change_of_the_event(_box):
    with GoogleServer() as server:
        client = Client(server)
        made = client.insert('abcde')
        server.advance(60)
        own = {'reminders': {'useDefault': False, 'overrides': [{'method': 'email', 'minutes': 0}]}}
        reminded = client.ok('PATCH', f'{EVENTS}/abcde{QUIET}', own, If_Match=made['etag'])
        assert reminded['etag'] != made['etag']
        same((reminded['updated'], reminded['sequence']), (made['updated'], 0))
        assert client.ok('PATCH', f'{EVENTS}/abcde{QUIET}', {'summary': 'x'}, If_Match=reminded['etag'])['updated'] > made['updated']


def test_times_are_checked(_box):
    with GoogleServer() as server:
        client = Client(server)

        def refused(reason, start, end, **more):
            client.refused(400, reason, 'POST', EVENTS + QUIET, {'start': start, 'end': end, **more})
        nine, ten = {'dateTime': '2026-11-25T09:00:00Z'}, {'dateTime': '2026-11-25T10:00:00Z'}
        refused('required', None, ten)
        refused('required', nine, {})
        refused('required', {'dateTime': '2026-11-25T09:00:00'}, ten)
        refused('timeRangeEmpty', ten, nine)
        refused('invalid', {'date': '2026-11-25'}, ten)
        refused('invalid', {**nine, 'date': '2026-11-25'}, ten)
        refused('invalid', {**nine, 'timeZone': 'Nowhere/Town'}, ten)
        refused('invalid', {'dateTime': '2026-11-25 09:00:00Z'}, ten)
        refused('invalid', {'date': '2026-02-30'}, {'date': '2026-03-01'})
        refused('required', nine, ten, recurrence=['RRULE:FREQ=DAILY'])
        refused('invalid', {**nine, 'timeZone': 'Europe/Berlin'}, ten, recurrence=['DTSTART:20261125T090000Z'])
        refused('invalid', {**nine, 'timeZone': 'Europe/Berlin'}, ten, recurrence=['RRULE:FREQ=DAILY;UNTIL=20261225T090000'])
        refused('invalid', nine, ten, colorId='12')
        refused('invalid', nine, ten, transparency='glass')
        refused('invalid', nine, ten, summary=7)
        refused('invalid', nine, ten, reminders={'useDefault': False, 'overrides': [{'method': 'popup', 'minutes': 40321}]})
        client.insert('point', start=nine, end=nine)
        same(client.insert('abroad', start={'dateTime': '2026-07-01T09:00:00', 'timeZone': 'America/New_York'},
                           end={'dateTime': '2026-07-01T10:00:00.123', 'timeZone': 'America/New_York'})['start'],
             {'dateTime': '2026-07-01T15:00:00+02:00', 'timeZone': 'America/New_York'})
        same(client.insert('alld0', start={'date': '2026-11-24'}, end={'date': '2026-11-25'})['end'], {'date': '2026-11-25'})
        # from timed to all-day by PATCH: the old kind has to be cleared
        both = {'start': {'date': '2026-11-25'}, 'end': {'date': '2026-11-26'}}
        etag = client.ok('GET', f'{EVENTS}/point')['etag']
        client.refused(400, 'invalid', 'PATCH', f'{EVENTS}/point{QUIET}', both, If_Match=etag)
        clear = {side: {**value, 'dateTime': None, 'timeZone': None} for side, value in both.items()}
        same(client.ok('PATCH', f'{EVENTS}/point{QUIET}', clear, If_Match=etag)['start'], {'date': '2026-11-25'})
        client.refused(400, 'parseError', 'POST', EVENTS + QUIET, '{"summary": ', Content_Type='application/json')
        client.refused(400, 'parseError', 'POST', EVENTS + QUIET, json.dumps(CUT), Content_Type='text/plain')
        same(rules(server), [])


def test_what_is_let_pass_is_noted(_box):
    with GoogleServer() as server:
        client = Client(server)
        client.ok('POST', EVENTS, {**CUT, 'id': 'abcde', 'colour': 'red', 'attendees': [{'email': 'a@example.com'}]})
        same(rules(server), ['attendees', 'send-updates', 'unknown-field'])
        client.ok('PATCH', f'{EVENTS}/abcde{QUIET}', {'summary': 'x'})
        client.ok('PATCH', f'{EVENTS}/abcde{QUIET}', {'summary': 'y'}, If_Match='*')
        client.ok('GET', f'/calendar/v3/calendars/owner@example.com/events?fields=items(id)&access_token={client.token}&colour=1')
        client.ok('GET', EVENTS, Accept_Encoding='gzip', User_Agent='daybook')
        same(rules(server), ['attendees', 'fields-without-tokens', 'gzip-agent', 'if-match', 'if-match-star', 'path-encoding', 'secret-in-url',
                             'send-updates', 'unknown-field', 'unknown-parameter'])
        try:
            server.assert_clean()
        except AssertionError:
            return
        raise AssertionError('violations, and no complaint')


def test_somebody_elses_event(_box):
    with GoogleServer() as server:
        client, cal = Client(server), server.primary
        id = cal.create('2026-11-25T10:00', summary='Theirs', organizer={'email': 'kim@example.com'})
        birthday = cal.create('2026-11-25', summary='Kim', eventType='birthday')
        client.refused(403, 'forbiddenForNonOrganizer', 'PATCH', f'{EVENTS}/{id}{QUIET}', {'summary': 'Mine'}, If_Match=cal.get(id)['etag'])
        client.ok('PATCH', f'{EVENTS}/{id}{QUIET}', {'colorId': '3'}, If_Match=cal.get(id)['etag'])
        client.refused(400, 'eventTypeRestriction', 'PATCH', f'{EVENTS}/{birthday}{QUIET}', {'summary': 'x'}, If_Match=cal.get(birthday)['etag'])
        cal.edit(id, guestsCanModify=True)
        client.ok('PATCH', f'{EVENTS}/{id}{QUIET}', {'summary': 'Mine'}, If_Match=cal.get(id)['etag'])
        server.set_role('owner@example.com', 'reader')
        client.refused(403, 'requiredAccessLevel', 'POST', EVENTS + QUIET, {**CUT, 'id': 'abcde'})
        client.ok('GET', EVENTS)
        server.vanish('owner@example.com')
        client.refused(404, 'notFound', 'GET', EVENTS)
        client.refused(404, 'notFound', 'POST', EVENTS + QUIET, CUT)
        same(rules(server), [])


# --- lists ---

def test_lists_come_in_pages_and_deltas(_box):
    with GoogleServer() as server:
        client, cal = Client(server), server.primary
        ids = cal.bulk(7)
        items, token = client.list(maxResults=3)
        same([item['id'] for item in items], ids)
        same(server.count('events.list'), 3)
        same(client.list(maxResults=3, syncToken=token), ([], token))
        cal.edit(ids[0], summary='Renamed')
        cal.delete(ids[1])
        new = cal.create('2026-12-01')
        items, later = client.list(maxResults=3, syncToken=token)
        assert later != token
        same([item['id'] for item in items], [ids[0], ids[1], new])
        same(items[1], {'kind': 'calendar#event', 'etag': items[1]['etag'], 'id': ids[1], 'status': 'cancelled'})
        same(client.list(maxResults=3, syncToken=token), (items, later))
        same(len(client.list(maxResults=3)[0]), 7)
        same(len(client.list(showDeleted='true')[0]), 8)
        server.settings.pages = 'random'
        for _ in range(5):
            same(len(client.list(maxResults=2)[0]), 7)
        server.settings.pages, server.settings.fresh_sync_tokens = 'full', True
        assert client.list(maxResults=3, syncToken=later)[1] != later
        server.settings.give_sync_token = False
        same(client.list()[1], None)
        same(rules(server), [])


def test_a_list_is_consistent_while_things_change(_box):
    with GoogleServer() as server:
        client, cal = Client(server), server.primary
        ids = cal.bulk(6)
        first = client.ok('GET', f'{EVENTS}?maxResults=2')
        cal.delete(ids[3])
        cal.edit(ids[4], summary='Late')
        new = cal.create('2026-12-01')
        path = f'{EVENTS}?maxResults=2&pageToken='
        second = client.ok('GET', path + first['nextPageToken'])
        same([item['id'] for item in second['items']], [ids[2]])
        third = client.ok('GET', path + second['nextPageToken'])
        same(third['items'][0]['summary'], 'Late')
        same(client.ok('GET', path + second['nextPageToken']), third)
        delta, _ = client.list(maxResults=2, syncToken=third['nextSyncToken'])
        same([item['id'] for item in delta], [ids[3], ids[4], new])
        same(rules(server), [])
        client.ok('GET', path + second['nextPageToken'])
        same(rules(server), ['page-token-reused'])
        client.refused(400, 'badRequest', 'GET', f'{EVENTS}?maxResults=3&pageToken=' + second['nextPageToken'])
        same(rules(server), ['page-token-reused', 'params-changed'])


def test_what_does_not_go_with_a_sync_token(_box):
    with GoogleServer() as server:
        client = Client(server)
        token = client.list(singleEvents='false', timeMin='2026-01-01T00:00:00Z')[1]
        path = f'{EVENTS}?singleEvents=false&syncToken={quote(token)}'
        client.ok('GET', path)
        for more in ('timeMin=2026-01-01T00:00:00Z', 'timeMax=2027-01-01T00:00:00Z', 'q=x', 'orderBy=updated', 'iCalUID=x',
                     'privateExtendedProperty=a%3Db', 'sharedExtendedProperty=a%3Db', 'updatedMin=2026-01-01T00:00:00Z',
                     'showDeleted=false', 'maxResults=5'):
            client.refused(400, 'badRequest', 'GET', f'{path}&{more}')
        client.refused(400, 'badRequest', 'GET', f'{EVENTS}?syncToken={quote(token)}')
        same(client.refused(400, 'invalid', 'GET', f'{EVENTS}?syncToken=nonsense')['message'], 'Invalid sync token value.')
        server.primary.expire_tokens()
        error = client.refused(410, 'fullSyncRequired', 'GET', path)
        same((error['errors'][0]['location'], error['errors'][0]['locationType']), ('syncToken', 'parameter'))
        fresh = client.list(singleEvents='false')[1]
        server.primary.expire_tokens(400)
        client.refused(400, 'invalid', 'GET', f'{EVENTS}?singleEvents=false&syncToken={quote(fresh)}')
        for query in ('orderBy=updated', 'q=x', 'privateExtendedProperty=a%3Db', 'updatedMin=2026-01-01T00:00:00Z'):
            assert 'nextSyncToken' not in client.ok('GET', f'{EVENTS}?{query}'), query
        client.refused(400, 'badRequest', 'GET', f'{EVENTS}?orderBy=startTime')


def test_windows_and_filters(_box):
    with GoogleServer() as server:
        client, cal = Client(server), server.primary
        before = cal.create('2026-11-25T08:00', '2026-11-25T09:00')
        within = cal.create('2026-11-25T08:30', '2026-11-25T09:30', extendedProperties={'private': {'daybook_id': '7'}})
        after = cal.create('2026-11-25T10:00', summary='Yoga', eventType='focusTime')
        window = {'timeMin': '2026-11-25T09:00:00+01:00', 'timeMax': '2026-11-25T10:00:00+01:00'}
        items, token = client.list(**window)
        same([item['id'] for item in items], [within])
        cal.touch(before)
        same([item['id'] for item in client.list(syncToken=token)[0]], [before])
        same([item['id'] for item in client.list(privateExtendedProperty='daybook_id=7')[0]], [within])
        same([item['id'] for item in client.list(q='yoga')[0]], [after])
        same([item['id'] for item in client.list(eventTypes='focusTime')[0]], [after])
        for bad in ('2026-11-25T09:00:00', '2026-11-25', '2026-11-25T09:00:00+01:00'):   # a bare + is a space
            client.refused(400, 'badRequest', 'GET', f'{EVENTS}?timeMin={bad}')
        same(client.ok('GET', f'{EVENTS}?fields=nextPageToken,nextSyncToken,items(id,start/dateTime)&timeZone=UTC')['items'][0],
             {'id': before, 'start': {'dateTime': '2026-11-25T07:00:00Z'}})
        busy = client.send('POST', '/calendar/v3/freeBusy', {})
        same(busy[0], 403)   # this client did not ask for that scope
        other = Client(server, scope=CALENDAR_SCOPE)
        answer = other.ok('POST', '/calendar/v3/freeBusy', {**window, 'items': [{'id': 'primary'}, {'id': 'no@example.com'}]})['calendars']
        same(answer['primary']['busy'], [{'start': '2026-11-25T08:00:00Z', 'end': '2026-11-25T08:30:00Z'}])
        same(answer['no@example.com']['errors'][0]['reason'], 'notFound')


def test_lists_lag_behind_on_order(_box):
    with GoogleServer() as server:
        client, cal = Client(server), server.primary
        old = cal.create('2026-11-25', summary='Before')
        token = client.list()[1]
        cal.lag()
        client.insert('abcde')
        cal.edit(old, summary='After')
        same(client.ok('GET', f'{EVENTS}/abcde')['id'], 'abcde')
        same(client.list(syncToken=token), ([], token))
        same([item['summary'] for item in client.list()[0]], ['Before'])
        cal.release_lag()
        same([item['id'] for item in client.list(syncToken=token)[0]], ['abcde', old])


def test_series_and_their_exceptions(_box):
    with GoogleServer() as server:
        client, cal = Client(server), server.primary
        rule = ['RRULE:FREQ=WEEKLY;COUNT=6', 'EXDATE;TZID=Europe/Berlin:20261117T180000']
        series = cal.create('2026-10-20T18:00', summary='Class', recurrence=rule)
        token = client.list()[1]
        ids = [f'{series}_{stamp}' for stamp in ('20261020T160000Z', '20261027T170000Z', '20261103T170000Z', '20261110T170000Z', '20261124T170000Z')]
        same([item['id'] for item in client.ok('GET', f'{EVENTS}/{series}/instances')['items']], ids)
        same([item['id'] for item in client.list(singleEvents='true', timeMax='2026-11-05T00:00:00Z')[0]], ids[:3])
        one = client.ok('GET', f'{EVENTS}/{ids[1]}')
        same((one['recurringEventId'], one['originalStartTime']['dateTime']), (series, '2026-10-27T18:00:00+01:00'))
        moved = {'start': {'dateTime': '2026-10-28T18:00:00+01:00'}, 'end': {'dateTime': '2026-10-28T19:00:00+01:00'}}
        client.ok('PATCH', f'{EVENTS}/{ids[1]}{QUIET}', {'summary': 'Moved', **moved}, If_Match=one['etag'])
        client.ok('DELETE', f'{EVENTS}/{ids[2]}{QUIET}', If_Match=one['etag'])
        client.refused(404, 'notFound', 'GET', f'{EVENTS}/{series}_20261117T170000Z')
        delta, token = client.list(syncToken=token)
        same([item['id'] for item in delta], ids[1:3])
        same({key: delta[1][key] for key in delta[1] if key not in ('etag', 'kind')}, {
            'id': ids[2], 'status': 'cancelled', 'recurringEventId': series,
            'originalStartTime': {'dateTime': '2026-11-03T18:00:00+01:00', 'timeZone': 'Europe/Berlin'}})
        same([item['id'] for item in client.list()[0]], [series, *ids[1:3]])   # cancelled exceptions of a living series too
        server.settings.order = 'exceptions-first'
        same([item['id'] for item in client.list()[0]], [*ids[1:3], series])
        same([item['id'] for item in client.list(timeMin='2026-11-25T00:00:00Z')[0]], [])
        cal.delete(series)
        same(sorted(item['id'] for item in client.list(syncToken=token)[0]), [series, ids[1]])
        server.settings.series_delete = 'silent'
        other = cal.create('2026-11-24', recurrence=['RRULE:FREQ=DAILY'])
        exception = cal.exception(other, '2026-11-30', summary='Other')
        same(exception, f'{other}_20261130')
        token = client.list(showDeleted='true')[1]
        cal.delete(other)
        same([item['id'] for item in client.list(showDeleted='true', syncToken=token)[0]], [other])
        same(rules(server), [])


def test_calendar_lists(_box):
    with GoogleServer() as server:
        client = Client(server)
        for n in range(4):
            server.add_calendar(f'team{n}@group.calendar.google.com', f'Team {n}', role='reader' if n == 3 else 'owner')
        server.add_user('kim@example.com')
        path = '/calendar/v3/users/me/calendarList'
        first = client.ok('GET', path + '?maxResults=3')
        second = client.ok('GET', f'{path}?maxResults=3&pageToken={first["nextPageToken"]}')
        same([(item['id'][:5], item['accessRole']) for item in first['items'] + second['items']],
             [('owner', 'owner'), ('team0', 'owner'), ('team1', 'owner'), ('team2', 'owner'), ('team3', 'reader')])
        same(len(client.ok('GET', path + '?minAccessRole=writer')['items']), 4)
        server.vanish('team1@group.calendar.google.com')
        server.set_role('team2@group.calendar.google.com', 'reader')
        delta = client.ok('GET', f'{path}?syncToken={second["nextSyncToken"]}')['items']
        same([(item['id'][:5], item.get('accessRole'), item.get('deleted')) for item in delta], [('team1', None, True), ('team2', 'reader', None)])
        same([item['id'] for item in Client(server, user='kim@example.com').ok('GET', path)['items']], ['kim@example.com'])
        events = f'/calendar/v3/calendars/{quote("team0@group.calendar.google.com", safe="")}/events'
        same(client.ok('GET', events)['items'], [])
        Client(server, user='kim@example.com').refused(404, 'notFound', 'GET', events)
        less = Client(server, scope=CALENDAR_SCOPE + '.events')
        less.refused(403, 'insufficientPermissions', 'GET', path)
        less.refused(403, 'insufficientPermissions', 'GET', '/calendar/v3/colors')
        same(rules(server), [])


def test_moving_to_another_calendar(_box):
    with GoogleServer() as server:
        client, cal, team = Client(server), server.primary, server.add_calendar('team@group.calendar.google.com')
        id = cal.create('2026-11-25T10:00', summary='Dentist', extendedProperties={'private': {'daybook_id': '7'}})
        token = client.list()[1]
        moved = client.ok('POST', f'{EVENTS}/{id}/move{QUIET}&destination={quote(team.id)}', {}, If_Match=cal.get(id)['etag'])
        same((moved['id'], moved['organizer']['email']), (id, team.id))
        same([item['status'] for item in client.list(syncToken=token)[0]], ['cancelled'])
        same([event['id'] for event in team.by_private('daybook_id', '7')], [id])
        team.move_to(id, cal.id)
        same((cal.get(id)['status'], team.get(id)['status']), ('confirmed', 'cancelled'))
        copy = cal.copy(id)
        same(sorted(event['id'] for event in cal.by_private('daybook_id', '7')), sorted([id, copy]))
        same(rules(server), [])


# --- the wire ---

def test_batches(_box):
    with GoogleServer() as server:
        client = Client(server)
        done = client.batch([('POST', EVENTS + QUIET, {**CUT, 'id': f'abcd{n}'}, {}) for n in range(5)])
        same(list(done), ['0', '1', '2', '3', '4'])
        same({answer[1]['id'] for answer in done.values()}, {f'abcd{n}' for n in range(5)})
        order = [one.event for one in server.requests if one.batch is not None]
        assert order != sorted(order), 'executed in the order given'
        etag = done['0'][1]['etag']
        mixed = client.batch([('PATCH', f'{EVENTS}/abcd0{QUIET}', {'summary': 'x'}, {'If-Match': etag}),
                              ('DELETE', f'{EVENTS}/abcd1{QUIET}', None, {'If-Match': '"0"'}),
                              ('DELETE', f'{EVENTS}/abcd2{QUIET}', None, {'If-Match': done['2'][1]['etag']}), ('GET', f'{EVENTS}/never', None, {}),
                              ('GET', server.url + EVENTS, None, {})])
        same([answer[0] for answer in mixed.values()], [200, 412, 204, 404, 400])
        same(rules(server), [])
        same(server.round_trips(), 2)
        client.batch([('PATCH', f'{EVENTS}/abcd0{QUIET}', {'summary': word}, {'If-Match': '*'}) for word in 'ab'])
        status, answer = client.batch([('GET', EVENTS, None, {})] * 51)
        same((status, answer['error']['errors'][0]['reason']), (400, 'badRequest'))
        same(rules(server), ['batch-size', 'if-match-star', 'same-event-twice'])
        server.settings.batch_answers = 'shuffled'
        server.fault('429', on='events.get', nth=2, retry_after=3)
        server.fault('missing', on='events.get', nth=3)
        got = client.batch([('GET', f'{EVENTS}/abcd0', None, {})] * 8)
        same(sorted(answer[0] for answer in got.values()), [200] * 6 + [429])
        assert list(got) != sorted(got), 'answered in order'
        client.token = 'wrong'
        same(client.batch([('GET', EVENTS, None, {})])[0], 401)


def test_gzip_keepalive_and_clock(_box):
    with GoogleServer() as server:
        client = Client(server)
        server.primary.bulk(20)
        zipped = client.ok('GET', EVENTS, Accept_Encoding='gzip', User_Agent='daybook (gzip)')
        same(len(json.loads(gzip.decompress(zipped))['items']), 20)
        for _ in range(3):
            client.ok('GET', EVENTS)
        same((server.connections, server.counts()), (1, {'events.list': 4}))
        same(client.headers['Date'], 'Tue, 24 Nov 2026 08:00:00 GMT')
        server.fault('skew', on='events.list', seconds=-7200)
        client.ok('GET', EVENTS)
        same(client.headers['Date'], 'Tue, 24 Nov 2026 06:00:00 GMT')
        server.advance(3601)
        client.refused(401, 'authError', 'GET', EVENTS)
        same(rules(server), [])


def test_quota_and_pace(_box):
    with GoogleServer() as server:
        client = Client(server)
        server.settings.quota_writes, server.settings.quota_burst = 0.001, 2
        server.settings.pace, server.settings.pace_burst = 0.001, 1
        client.insert('abcd0')
        client.insert('abcd1')
        error = client.refused(403, 'rateLimitExceeded', 'POST', EVENTS + QUIET, {**CUT, 'id': 'abcd2'})
        same((error['errors'][0]['domain'], rules(server)), ('usageLimits', ['pace']))
        server.settings.quota_writes, server.settings.most_inserts = None, 2
        client.refused(403, 'quotaExceeded', 'POST', EVENTS + QUIET, {**CUT, 'id': 'abcd2'})
        try:
            server.settings.quota_write = 1
        except AssertionError:
            return
        raise AssertionError('a setting that there is not was set')


def lost(client, *args):
    """The request ends without a whole answer; a fresh connection afterwards."""
    try:
        client.send(*args)
    except (http.client.HTTPException, OSError):
        client.http.close()
        return True
    return False


def test_faults_before_and_after_the_effect(_box):
    with GoogleServer() as server:
        client, cal = Client(server), server.primary
        for n, (kind, when, made) in enumerate([('cut', 'before', 0), ('cut', 'after', 1), ('reset', 'after', 2), ('cut-body', None, 3)]):
            fault = server.fault(kind, on='events.insert', when=when)
            assert lost(client, 'POST', EVENTS + QUIET, {**CUT, 'id': f'abcd{n}'}), kind
            same((fault.hits, cal.count()), (1, made), kind)
        server.fault('503', on='events.*', nth=2, times=2, html=True)
        same([client.send('GET', EVENTS)[0] for _ in range(4)], [200, 503, 503, 200])
        server.fault('429', on='~^GET .*/events$', retry_after='date:60')
        client.refused(429, 'rateLimitExceeded', 'GET', EVENTS)
        same(client.headers['Retry-After'], 'Tue, 24 Nov 2026 08:01:00 GMT')
        for kind in ('401', '403:quotaExceeded', '403:accessNotConfigured', '404', '409:conflict', '410:fullSyncRequired', '412', '500'):
            server.fault(kind, on='events.list')
            usual = {'401': 'authError', '404': 'notFound', '412': 'conditionNotMet', '500': 'backendError'}
            client.refused(int(kind[:3]), kind[4:] or usual[kind], 'GET', EVENTS)
        server.fault('500', on='events.insert', when='after')
        same((client.send('POST', EVENTS + QUIET, {**CUT, 'id': 'abcd9'})[0], cal.count()), (500, 4))
        seen = []
        server.fault('kill', on='events.insert', callback=lambda request: seen.append((request.op, cal.count())))
        server.fault('call', on='events.get', when='after', callback=lambda request: seen.append(request.op), then='cut')
        client.insert('abcda')
        assert lost(client, 'GET', f'{EVENTS}/abcda')
        same(seen, [('events.insert', 4), 'events.get'])
        twins = [server.fault('500', on='events.get'), server.fault('404', on='events.get')]
        same([client.send('GET', f'{EVENTS}/abcda')[0] for _ in range(3)], [500, 404, 200])
        same([twin.hits for twin in twins], [1, 1])
        server.fault('503', on='events.get', probability=0.5, seed=3)
        assert 2 < sum(client.send('GET', f'{EVENTS}/abcda')[0] == 503 for _ in range(20)) < 18
        same(rules(server), [])


def test_faults_of_the_answer(_box):
    with GoogleServer() as server:
        client, cal = Client(server), server.primary
        id = cal.create('2026-11-25T10:00', summary='Dentist')

        def raw(kind, **more):
            server.fault(kind, on='events.get', **more)
            client.http.request('GET', f'{EVENTS}/{id}', headers={'Authorization': 'Bearer ' + client.token})
            reply = client.http.getresponse()
            return reply, reply.read(200000)
        assert raw('truncate')[1][-1:] != b'}'
        assert b'HotelNet' in raw('html')[1]
        same(raw('empty')[1], b'')
        assert b'\xff' in raw('mangle', how='not-utf8')[1]
        same(json.loads(raw('mangle', how='null')[1])['summary'], None)
        same(json.loads(raw('mangle', how='wrong-types')[1])['summary'], {'was': 'Dentist'})
        assert 'etag' not in json.loads(raw('mangle', how='missing')[1])
        assert b'9' * 400 in raw('mangle', how='huge-numbers')[1]
        same(raw('mangle', how='duplicate-keys')[1].count(b'"etag"'), 2)
        assert b'[' * 1000 in raw('mangle', how='deep')[1]
        client.http.close()
        same(raw('garbage')[0].status, 200)
        assert raw('redirect')[0].headers['Location'].endswith('/elsewhere')
        same(client.send('GET', '/elsewhere')[0], 200)
        same(rules(server), ['redirect-followed'])
        reply, data = raw('bomb', size=2 ** 24)
        same((reply.headers['Content-Encoding'], len(data) < 2 ** 16, len(gzip.decompress(data))), ('gzip', True, 2 ** 24))
        for kind, more in (('endless', {}), ('drip', {'interval': 0.001})):
            server.fault(kind, on='events.get', **more)
            client.http.request('GET', f'{EVENTS}/{id}', headers={'Authorization': 'Bearer ' + client.token})
            assert client.http.getresponse().read(20), kind
            client.http.close()


def test_held_requests_are_let_go(_box):
    with GoogleServer() as server:
        client, cal = Client(server), server.primary
        fault = server.fault('delay', on='events.insert')
        thread = threading.Thread(target=client.insert, args=('abcde',))
        thread.start()
        fault.wait()
        same(cal.count(), 0)
        fault.release()
        thread.join(20)
        server.wait_for('events.insert', n=1)
        same((cal.count(), client.send('GET', f'{EVENTS}/abcde')[0]), (1, 200))
        hung = server.fault('hang', on='events.list')
        results = []
        thread = threading.Thread(target=lambda: results.append(lost(client, 'GET', EVENTS)))
        thread.start()
        hung.wait()
    thread.join(20)   # the server's end frees it
    same(results, [True])


def test_tls(box):
    for kind, wrong in (('valid', None), ('expired', 'expired'), ('self-signed', 'self-signed'), ('wrong-host', 'not valid for')):
        with GoogleServer(tls=kind, tls_dir=box.path(kind)) as server:
            context = ssl.create_default_context(cafile=server.ca_file)
            try:
                urllib.request.urlopen(server.url + '/calendar/v3/colors', context=context)
            except urllib.error.URLError as error:
                assert (wrong or '401') in str(error), (kind, error)


# --- sign-in ---

VERIFIER = 'v' * 64


def ask(server, **changes):
    query = {'client_id': server.client_id, 'redirect_uri': 'http://127.0.0.1:4711/back', 'response_type': 'code', 'scope': GOOGLE_SCOPES,
             'state': 'st',
             'code_challenge': base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b'=').decode(),
             'code_challenge_method': 'S256', 'access_type': 'offline', 'prompt': 'consent', **changes}
    return f'{server.url}/o/oauth2/v2/auth?' + urlencode({name: value for name, value in query.items() if value is not None})


def answer_of(server, **changes):
    return {name: values[0] for name, values in parse_qs(urlsplit(server.approve(ask(server, **changes))).query).items()}


def form(server, path, kind='application/x-www-form-urlencoded', **fields):
    """(status, JSON) of the token endpoint."""
    request = urllib.request.Request(server.url + path, urlencode(fields).encode(), {'Content-Type': kind})
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def exchange(server, code, **changes):
    fields = {'grant_type': 'authorization_code', 'code': code, 'client_id': server.client_id, 'client_secret': server.client_secret,
              'redirect_uri': 'http://127.0.0.1:4711/back', 'code_verifier': VERIFIER, **changes}
    return form(server, '/token', **{name: value for name, value in fields.items() if value is not None})


def refresh(server, token):
    return form(server, '/token', grant_type='refresh_token', refresh_token=token, client_id=server.client_id, client_secret=server.client_secret)


def test_sign_in(_box):
    with GoogleServer() as server:
        answer = answer_of(server)
        same(answer['state'], 'st')
        for wrong, status, error in (({'client_secret': None}, 400, 'invalid_request'), ({'client_secret': 'x'}, 401, 'invalid_client'),
                                     ({'client_id': 'x'}, 401, 'invalid_client'), ({'code_verifier': 'w' * 64}, 400, 'invalid_grant'),
                                     ({'code_verifier': None}, 400, 'invalid_grant'), ({'code': 'x'}, 400, 'invalid_grant'),
                                     ({'redirect_uri': 'http://127.0.0.1:4712/back'}, 400, 'redirect_uri_mismatch')):
            got, body = exchange(server, **{'code': answer['code'], **wrong})
            same((got, body['error']), (status, error), wrong)
        same(exchange(server, answer['code'], client_secret=None)[1]['error_description'], 'client_secret is missing.')
        same(exchange(server, answer['code'], kind='application/json')[0], 400)
        status, tokens = exchange(server, answer['code'])
        same((status, tokens['token_type'], tokens['expires_in']), (200, 'Bearer', 3600))
        same(exchange(server, answer['code'])[1]['error'], 'invalid_grant')   # for once only
        claims = json.loads(base64.urlsafe_b64decode(tokens['id_token'].split('.')[1] + '=='))
        same(claims['email'], 'owner@example.com')
        status, renewed = refresh(server, tokens['refresh_token'])
        same((status, 'refresh_token' in renewed), (200, False))
        same(form(server, '/revoke', token=tokens['refresh_token'])[0], 200)
        same(refresh(server, tokens['refresh_token']), (400, {'error': 'invalid_grant', 'error_description': 'Token has been expired or revoked.'}))
        same(rules(server), [])


def test_consent(_box):
    with GoogleServer() as server:
        for wrong in ({'redirect_uri': 'urn:ietf:wg:oauth:2.0:oob'}, {'redirect_uri': 'https://127.0.0.1:1/'}, {'code_challenge': None},
                      {'code_challenge_method': 'plain'}, {'client_id': 'x'}, {'response_type': 'token'}, {'state': None}):
            try:
                urllib.request.urlopen(ask(server, **wrong))
            except urllib.error.HTTPError as error:
                same(error.code, 400)
        assert 'refresh_token' not in exchange(server, answer_of(server, access_type=None)['code'])[1]
        assert 'refresh_token' not in exchange(server, answer_of(server, prompt=None)['code'])[1]   # consented before
        same(answer_of(server, scope='what')['error'], 'invalid_scope')
        server.oauth.untick = {CALENDAR_SCOPE + '.events'}
        answer = answer_of(server)
        assert CALENDAR_SCOPE + '.events ' not in answer['scope'] + ' '
        same(exchange(server, answer['code'])[1]['scope'], answer['scope'])
        server.oauth.deny = True
        same(answer_of(server), {'state': 'st', 'error': 'access_denied'})


def test_tokens_die(_box):
    with GoogleServer() as server:
        server.oauth.testing = True
        _, tokens = exchange(server, answer_of(server)['code'])
        same(tokens['refresh_token_expires_in'], 7 * 86400)
        server.advance(6 * 86400)
        same(refresh(server, tokens['refresh_token'])[0], 200)
        server.advance(86401)
        same(refresh(server, tokens['refresh_token'])[1]['error'], 'invalid_grant')
        server.oauth.testing, server.oauth.rotate = False, True
        first = server.sign_in()['refresh_token']
        second = refresh(server, first)[1]['refresh_token']
        same([refresh(server, first)[0], refresh(server, second)[0]], [400, 200])
        server.fault('oauth:unauthorized_client', on='token')
        server.fault('503', on='token', html=True)
        same(refresh(server, second)[1]['error'], 'unauthorized_client')
        client = Client(server)
        client.ok('GET', EVENTS)
        server.oauth.expire_access()
        client.refused(401, 'authError', 'GET', EVENTS)
        live = [server.sign_in()['refresh_token'] for _ in range(101)]
        same(len(server.oauth.live()), 100)
        assert live[0] not in server.oauth.live()


def test_who_is_it(_box):
    with GoogleServer() as server:
        server.add_user('kim@example.com')
        client = Client(server, user='kim@example.com')
        same(client.ok('GET', '/oauth2/v3/userinfo')['email'], 'kim@example.com')
        same(client.refused(403, 'insufficientPermissions', 'GET', '/calendar/v3/users/me/settings/timezone')['status'], 'PERMISSION_DENIED')
        whole = Client(server, scope=CALENDAR_SCOPE)
        same(whole.ok('GET', '/calendar/v3/users/me/settings/timezone')['value'], 'Europe/Berlin')
        same(len(whole.ok('GET', '/calendar/v3/colors')['event']), 11)
        same(exchange(server, answer_of(server, login_hint='kim@example.com')['code'])[1]['scope'].split()[-1],
             'https://www.googleapis.com/auth/userinfo.email')
        server.oauth.test_users = {'kim@example.com'}
        try:
            urllib.request.urlopen(ask(server))
        except urllib.error.HTTPError as error:
            same(error.code, 403)
        server.oauth.revoke_user('kim@example.com')
        client.refused(401, 'authError', 'GET', EVENTS)
        whole.ok('GET', EVENTS)


def test_two_refreshes_at_once_are_noted(_box):
    with GoogleServer() as server:
        token = server.sign_in()['refresh_token']
        held = server.fault('delay', on='token')
        thread = threading.Thread(target=refresh, args=(server, token))
        thread.start()
        held.wait()
        same(refresh(server, token)[0], 200)
        held.release()
        thread.join(20)
        same(rules(server), ['token-refresh-race'])


# --- people, and the program ---

def test_a_random_phone(_box):
    histories = []
    for _ in range(2):
        server = GoogleServer()
        team = server.add_calendar('team@group.calendar.google.com')
        phone = Phone(server, seed=5)
        phone.steps(300)
        histories.append((phone.done, server.snapshot('primary'), team.snapshot()))
        server.stop()
    same(histories[0], histories[1])
    done, primary, team = histories[0]
    same({words.split()[0] for words in done}, set(phone.kinds))
    assert primary and team


def test_deltas_add_up_to_the_whole(_box):
    """The law a client lives by: what a full list gives equals an old list with every delta since."""
    with GoogleServer(seed=3) as server:
        client, phone = Client(server), Phone(server, seed=3)
        items, token = client.list(maxResults=50)
        held = {item['id']: item for item in items}
        server.settings.pages, server.settings.order = 'random', 'shuffled'
        for _ in range(40):
            phone.steps(5)
            items, token = client.list(maxResults=50, syncToken=token)
            held.update((item['id'], item) for item in items)
        alive = {id: item for id, item in held.items() if item['status'] != 'cancelled'}
        same({id: item['etag'] for id, item in alive.items()}, {id: item['etag'] for id, item in server.primary.alive().items()})


def test_as_a_program(_box):
    child = subprocess.Popen([sys.executable, os.path.join(SERVERS, 'google.py'), '--control'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        about = json.loads(child.stdout.readline())

        def control(name, status=200, **arguments):
            request = urllib.request.Request(f'{about["url"]}/control/{name}', json.dumps(arguments).encode())
            try:
                with urllib.request.urlopen(request) as reply:
                    return json.load(reply)['ok']
            except urllib.error.HTTPError as error:
                same(error.code, status)
                return json.load(error)['error']
        id = control('create', summary='Lunch', start='2026-11-25T12:00')
        token = control('sign_in')['access_token']
        control('fault', kind='503', on='events.get')
        statuses = []
        for _ in range(2):
            request = urllib.request.Request(f'{about["api"]}calendars/primary/events/{id}', headers={'Authorization': 'Bearer ' + token})
            try:
                statuses.append(urllib.request.urlopen(request).status)
            except urllib.error.HTTPError as error:
                statuses.append(error.code)
        same(statuses, [503, 200])
        same(control('counts'), {'events.get': 2})
        same(control('faults')[0]['hits'], 1)
        same(len(control('phone', seed=1, steps=3)), 3)
        assert 'no control' in control('nonsense', status=400)
        control('reset')
        same(control('alive'), {})
        child.stdin.close()
        same(child.wait(20), 0)
    finally:
        child.kill()
        child.stdout.close()
