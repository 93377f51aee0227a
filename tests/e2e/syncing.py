"""syncing - a salon in step with the calendar server of tests/servers/google.py, and the law that both must obey in the end.

    with GoogleServer() as server:
        shop = Shop(box, server)            # three staff, two accounts, a calendar each
        shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()                       # sync until nothing is left to do
        shop.law()                          # both sides equal; a further run sends nothing and writes nothing
    with in_step(box) as (server, account): # the salon of the command line's tests, in step with the real clock
        booking = synced(box)
"""
import collections
import contextlib
import json
import os
import sqlite3
import sys
import urllib.parse
import urllib.request
from datetime import datetime, timezone

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'servers'))

from google import GoogleServer  # noqa: E402,F401  (for the tests that import it from here)
from salon import book, salon    # noqa: E402

SINCE = '2026-11-24'
FROM, UNTIL = '2026-11-01', '2028-06-30'     # what the tests look at
SERIES_UNTIL = 1825000000                    # November 2027: series without an end are told out for a year
OVER = ('cancelled', 'late_cancelled')


def instant(text):
    """Seconds since 1970 of a time as the contract or Google writes it."""
    return int(datetime.fromisoformat(text.replace('Z', '+00:00')).astimezone(timezone.utc).timestamp())


def add_account(box, server, label, user=None, *more):
    """An account that is signed in as that user; its id. Tokens lie in a file: no keyring is needed."""
    urls = dict(api_url=server.url, auth_url=server.url + '/o/oauth2/v2/auth', token_url=server.url + '/token', revoke_url=server.url + '/revoke')
    made = box.json('account', 'add', 'google', '--label', label, '--client-id', server.client_id, '--client-secret', server.client_secret,
                    '--store', 'file', *(word for name, url in urls.items() for word in ('--' + name.replace('_', '-'), url)), *more)
    sign_in(box, server, made['id'], user)
    return made['id']


def sign_in(box, server, account, user=None):
    """Signs in headless: opens the address that the program prints, as a browser would."""
    server.oauth.user = user
    child = box.start('--json', 'account', 'sign-in', account, '--no-browser')
    line = child.stdout.readline()
    try:
        url = json.loads(line)['open']
    except ValueError:
        raise AssertionError(f'no address to open: {line!r} {child.communicate()}') from None
    with urllib.request.urlopen(url) as page:
        page.read()
    out, err = child.communicate(timeout=60)
    assert child.returncode == 0, (out, err)
    server.oauth.user = None
    return json.loads(out)


class Shop:
    STAFF = ('Ana', 'Boris', 'Chloé')
    USERS = ('owner@example.com', 'owner@example.com', 'chloe@example.com')
    POLICIES = ('book', 'remote', 'newest')

    def __init__(self, box, server, policies=POLICIES, show='service'):
        self.box, self.server = box, server
        server.settings.date_runs = True      # however long a test takes, the clocks differ by the same
        box.env['DAYBOOK_BACKOFF_MS'] = '1'     # what is tried again is tried again soon
        box.run('init', '--name', 'Salon', '--timezone', 'Europe/Berlin', '--currency', 'EUR', '--staff', ','.join(self.STAFF),
                '--hours', 'mo-su 00:00-24:00')
        box.run('service', 'add', 'Cut', '--duration', '45', '--price', '38')
        server.add_user('chloe@example.com')
        server.add_calendar('boris@group.calendar.google.com', summary='Boris', user='owner@example.com')
        self.accounts = [add_account(box, server, 'Salon', 'owner@example.com'), add_account(box, server, 'Chloé', 'chloe@example.com')]
        for account in self.accounts:
            box.run('account', 'edit', account, '--pace', '1000', '--daily', '100000')
        self.calendars = dict(zip(self.STAFF, ['owner@example.com', 'boris@group.calendar.google.com', 'chloe@example.com']))
        for staff, account, policy in zip(self.STAFF, [self.accounts[0], self.accounts[0], self.accounts[1]], policies):
            self.link(staff, account, policy, show)

    def link(self, staff, account, policy='book', show='service'):
        self.box.run('calendar', 'link', self.calendars[staff], '--account', account, '--staff', staff, '--show', show, '--on-conflict', policy,
                     '--since', SINCE, '--yes')

    def calendar(self, staff):
        return self.server.calendar(self.calendars[staff])

    def book(self, staff, name, start, *more, status=0):
        return self.box.json('book', '--new-customer', name, '--service', 'Cut', '--staff', staff, '--start', start, '--overbook', 'a test', *more,
                             status=status)

    def bookings(self):
        """Everything in the book, cancelled ones too."""
        return self.box.json('list', f'{FROM}..{UNTIL}', '--all')['bookings']

    def sync(self, *more, status=0):
        return self.box.run('sync', *more, status=status)

    def settle(self, rounds=8):
        """Syncs until nothing is left: what is held is confirmed, conflicts keep ours."""
        for _ in range(rounds):
            done = self.sync(status=None)
            if done.status == 0:
                return
            if done.status == 5:
                self.box.run('sync', 'confirm', status=None)
            for booking in self.bookings():
                if booking['sync']['status'] == 'conflict':
                    self.box.run('sync', 'take', 'ours', booking['id'])
        raise AssertionError(f'not settled after {rounds} runs\n{done}\n{self.box.run("sync", "status").out}')

    # --- the law

    def ours_there(self):
        """[(calendar, event)] of what is alive there under an id of this book's."""
        found = []
        for id in set(self.calendars.values()):
            for event in self.server.calendar(id).alive().values():
                booking = event.get('extendedProperties', {}).get('private', {}).get('daybook_id')
                if booking and event['id'].startswith(booking.replace('-', '')) and len(event['id']) <= 36:
                    found.append((id, event))
        return found

    def foreign_there(self, since=SINCE):
        """Counter of (calendar, start, end) of everything else that stands there in the window, series told out."""
        counter = collections.Counter()
        ours = {(id, event['id']): event for id, event in self.ours_there()}
        for id in set(self.calendars.values()):
            for event in self.instances(id, since):
                # one of ours that was made to repeat: its first date is the appointment
                master = ours.get((id, event.get('recurringEventId')))
                first = master and span_of(master, 'start') == span_of({'start': event['originalStartTime']}, 'start')
                if (id, event['id']) not in ours and not first and span_of(event, 'start') < SERIES_UNTIL:
                    counter[id, span_of(event, 'start'), span_of(event, 'end')] += 1
        return counter

    def instances(self, id, since):
        user = 'chloe@example.com' if id == 'chloe@example.com' else 'owner@example.com'
        tokens = self.__dict__.setdefault('tokens', {})   # not one each time: a user has no more than a hundred refresh tokens that live
        held = self.server.oauth.access.get(tokens.get(user, ''))
        if held is None or held.until <= self.server.oauth.now():
            tokens[user] = self.server.sign_in(user)['access_token']
        token, page, items = tokens[user], None, []
        while True:
            query = dict(singleEvents='true', timeMin=since + 'T00:00:00+01:00', timeMax='2027-11-24T09:00:00+01:00', maxResults='2500')
            if page:
                query['pageToken'] = page
            request = urllib.request.Request(f'{self.server.url}/calendar/v3/calendars/{urllib.parse.quote(id, safe="")}/events?'
                                             + urllib.parse.urlencode(query), headers={'Authorization': 'Bearer ' + token})
            with urllib.request.urlopen(request) as answer:
                body = json.load(answer)
            items += body.get('items', [])
            page = body.get('nextPageToken')
            if not page:
                return items

    def law(self, foreign=True):
        """Both sides are equal, each booking exactly once; a further run sends nothing and writes nothing."""
        bookings = self.bookings()
        here = {b['id']: b for b in bookings if b['kind'] == 'appointment' and b['status'] not in OVER and instant(b['end']) > instant(SINCE + 'T00:00:00+01:00')}
        there = collections.defaultdict(list)
        for calendar, event in self.ours_there():
            there[event['extendedProperties']['private']['daybook_id']].append((calendar, event))
        for id, booking in here.items():
            if booking['status'] in ('completed', 'no_show') and booking['sync']['status'] in ('deleted', 'local'):
                continue    # what has happened stays so, though its event was deleted there
            assert len(there[id]) == 1, f'{id} stands there {len(there[id])} times: {booking}\n{there[id]}\n{self.story(id)}'
            calendar, event = there[id][0]
            assert calendar == self.calendars[booking['staff']['name']], (calendar, booking)
            assert span_of(event, 'start') == instant(booking['start']) and span_of(event, 'end') == instant(booking['end']), \
                f'{booking["start"]}..{booking["end"]} here, {event["start"]}..{event["end"]} there\n{self.story(id)}'
            assert booking['sync']['status'] == 'synced', booking['sync']
        strays = {id: events for id, events in there.items() if events and id not in here}
        assert not strays, f'there but not here: {strays}\n{"".join(self.story(id) for id in strays)}'
        if foreign:
            blocks = collections.Counter()
            for booking in bookings:
                if booking['kind'] == 'block' and booking['status'] not in OVER and instant(booking['start']) < SERIES_UNTIL:
                    blocks[self.calendars.get((booking['staff'] or {}).get('name')) or booking['sync']['calendar'], instant(booking['start']), instant(booking['end'])] += 1
            want = self.foreign_there()
            assert blocks == want, f'blocks only here: {dict(blocks - want)}\nevents only there: {dict(want - blocks)}\n{self.around(blocks - want, want - blocks, bookings)}'
        self.quiet()
        checked = self.box.json('log', 'verify')
        assert checked.get('ok', True), checked
        self.server.assert_clean()

    def around(self, here, there, bookings):
        """What is known of blocks and events that have no counterpart."""
        spans = {span for _calendar, *span in map(tuple, {**here, **there}) for span in [tuple(span)]}
        lines = []
        for booking in bookings:
            if booking['kind'] == 'block' and (instant(booking['start']), instant(booking['end'])) in spans:
                link = sqlite3.connect(self.box.book).execute('SELECT * FROM sync_link WHERE booking = ?', (booking['id'],)).fetchall()
                lines.append(f'here: {booking["id"]} {booking["start"]} {booking["title"]} {link} {self.story(booking["id"])[:600]}')
                for row in link:
                    for id in set(self.calendars.values()):
                        for event in self.server.calendar(id).events(deleted=True):
                            if any(part and str(part) in json.dumps(event) for part in row if isinstance(part, str) and len(part) > 8 and '{' not in part and part != booking['id'][:4]):
                                lines.append(f'    there in {id}: {event}')
        return '\n'.join(lines)

    def quiet(self):
        """A further run sends nothing; when it has heard the echoes of what was sent, one more writes nothing either."""
        mark = self.server.mark()
        self.sync()
        assert not self.server.writes(mark), self.server.writes(mark)
        mark = self.server.mark()
        with sqlite3.connect(self.box.book) as look:
            before, rows = look.execute('PRAGMA data_version').fetchone(), sync_rows(look)
            self.sync()
            after = look.execute('PRAGMA data_version').fetchone()
            assert before == after, f'a run that found nothing wrote to the book: {sync_rows(look) ^ rows}'
        assert not self.server.writes(mark), self.server.writes(mark)
        counts = self.server.counts(mark)
        lists, calendars = counts.get('events.list', 0), len(set(self.calendars.values()))
        paged = self.server.settings.pages != 'full' or self.server.settings.page_cap
        assert set(counts) <= {'events.list', 'token'} and (lists >= calendars if paged else lists == calendars), counts

    def story(self, id):
        return json.dumps(self.box.json('log', id), ensure_ascii=False)[-3000:] + '\n'


def small(box, server, policy='book', show='service'):
    """One person, one calendar; a Shop that knows no others."""
    shop = Shop.__new__(Shop)
    shop.box, shop.server, shop.calendars = box, server, {'Ana': 'owner@example.com'}
    server.settings.date_runs = True      # however long a test takes, the clocks differ by the same
    box.env['DAYBOOK_BACKOFF_MS'] = '1'
    box.run('init', '--name', 'Salon', '--timezone', 'Europe/Berlin', '--currency', 'EUR', '--staff', 'Ana', '--hours', 'mo-su 00:00-24:00')
    box.run('service', 'add', 'Cut', '--duration', '45', '--price', '38')
    shop.accounts = [add_account(box, server, 'Salon')]
    box.run('account', 'edit', shop.accounts[0], '--pace', '1000', '--daily', '100000')
    shop.link('Ana', shop.accounts[0], policy, show)
    return shop


def event_of(shop, booking):
    found = [event for _, event in shop.ours_there() if event['id'].startswith(booking['id'].replace('-', ''))]
    assert len(found) == 1, found
    return found[0]


def show(shop, booking):
    return shop.box.json('show', booking['id'])


def link_of(shop, booking):
    return show(shop, booking)['sync']


@contextlib.contextmanager
def in_step(box, *link):
    """A salon whose bookings go to the server's primary calendar: (server, account)."""
    with google() as server:
        box.env['DAYBOOK_BACKOFF_MS'] = '1'
        salon(box)
        account = add_account(box, server, 'Google')
        box.run('calendar', 'link', 'primary', '--yes', *link)
        yield server, account
        server.assert_clean()


def google():
    """With the real clock, as tokens are."""
    return GoogleServer(now='now', running=True)


def synced(box, name='Maria', start='10:00'):
    """A booking that stands there; as the book has it then."""
    made = book(box, name, start)
    box.run('sync')
    return box.json('show', made['id'])


def sync_rows(book):
    """What sync keeps for itself, to see what became another."""
    tables = [name for name, in book.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND (name LIKE 'sync%' OR name IN ('account', 'calendar', 'change', 'meta'))")]
    return {(table, *map(str, row)) for table in tables for row in book.execute(f'SELECT * FROM {table}')}


def span_of(event, end):
    """The instant at which an event there starts or ends; whole days in Berlin."""
    at = event[end]
    if 'dateTime' in at:
        return instant(at['dateTime'])
    from zoneinfo import ZoneInfo
    return int(datetime.fromisoformat(at['date']).replace(tzinfo=ZoneInfo('Europe/Berlin')).timestamp())
