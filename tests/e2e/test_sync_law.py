"""The law of sync: after any history of changes on both sides, faults, kills and refusals, once both are quiet and one more run has
succeeded, every appointment in the window stands exactly once on each side, equal; nothing has vanished without a trace in the log; a further run
sends nothing and writes nothing. Tried with random histories (LAW_SEED repeats one, LAW_STEPS makes it longer), and by stopping a run at each of its
requests, before and after its effect, and going on."""
import json
import os
import random
import re
import signal
import sqlite3
import urllib.parse

from syncing import OVER, GoogleServer, Shop, instant, sign_in

from google import Phone

SEED = int(os.environ.get('LAW_SEED') or 20261122)
STEPS = int(os.environ.get('LAW_STEPS') or 240)
print(f'LAW_SEED={SEED}')

# (fault, on what, more). Whatever a server or the way to it can do; each may come before or after the effect.
FAULTS = [('cut', '*'), ('reset', '*'), ('cut-body', '*'), ('empty', '*'), ('truncate', '*'), ('garbage', '*'), ('html', '*'), ('redirect', '*'),
          ('401', 'events.*'), ('403:rateLimitExceeded', 'events.*'), ('403:userRateLimitExceeded', 'batch'), ('404', 'events.patch'), ('410:deleted', 'events.patch'),
          ('410:fullSyncRequired', 'events.list'), ('412', 'events.patch'), ('412', 'events.delete'), ('409', 'events.insert'), ('429', '*'), ('500', '*'), ('502', '*'), ('503', 'batch'),
          ('504', 'events.*'), ('missing', 'events.*'), ('mangle', 'events.list'), ('mangle', 'events.insert'), ('mangle', 'batch')]
MANGLES = ['null', 'missing', 'wrong-types', 'huge-numbers', 'duplicate-keys', 'deep', 'not-utf8']


class Desk:
    """Somebody at the book: random commands."""

    def __init__(self, shop, chance):
        self.shop, self.chance, self.n = shop, chance, 0
        self.known = {}     # id -> the (start, end) it had at some time, as this desk knows

    def when(self):
        return f'2026-{self.chance.choice(["11-25", "11-26", "11-27", "11-30", "12-01", "12-02", "12-24"])}T{self.chance.randrange(8, 19):02}:{self.chance.choice(("00", "15", "30", "45"))}'

    def some(self, live=True):
        found = [b for b in self.shop.bookings() if b['kind'] == 'appointment' and (b['status'] not in OVER) == live]
        return self.chance.choice(found) if found else None

    def step(self):
        self.n += 1
        box, chance = self.shop.box, self.chance
        kind = chance.choices(['book', 'move', 'staff', 'cancel', 'edit', 'undo', 'redo', 'mark', 'series', 'rename', 'note'], [30, 22, 8, 9, 8, 8, 3, 6, 2, 2, 2])[0]
        booking = self.some()
        if kind == 'book' or not booking:
            made = self.shop.book(chance.choice(self.shop.STAFF), f'Customer {self.n}', self.when())
            self.known[made['id']] = made
            return f'book {made["id"]}'
        id = booking['id']
        if kind == 'move':
            args = ['move', id, self.when(), '--overbook', 'a test', *(['--duration', chance.choice(['30', '60', '90'])] if chance.random() < .3 else [])]
        elif kind == 'staff':
            args = ['move', id, booking['start'][:16], '--staff', chance.choice(self.shop.STAFF), '--overbook', 'a test']
        elif kind == 'cancel':
            args = ['cancel', id, '--reason', 'called']
        elif kind == 'edit':
            args = ['edit', id, chance.choice(['--title', '--public-note']), chance.choice(['', 'Colour', 'Ünïcode — “quoted”', 'a' * 300])]
        elif kind == 'undo':
            args = ['undo']
        elif kind == 'redo':
            args = ['redo']
        elif kind == 'mark':
            args = ['mark', id, chance.choice(['arrived', 'completed', 'no_show', 'confirmed', 'tentative'])]
        elif kind == 'series':
            args = ['book', '--new-customer', f'Series {self.n}', '--service', 'Cut', '--staff', chance.choice(self.shop.STAFF), '--start', self.when(), '--repeat',
                    'FREQ=WEEKLY;COUNT=3', '--overbook', 'a test']
        elif kind == 'rename':
            args = ['customer', 'edit', booking['customer']['name'], '--name', f'Renamed {self.n}']
        else:
            args = ['note', id, 'private: never leaves']
        box.run(*args, status=None)     # refused by a rule, or nothing to undo: fine
        return ' '.join(args)


def spoil(server, chance):
    """A fault, or a few, for the next run."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        kind, on = chance.choice(FAULTS)
        more = {'how': chance.choice(MANGLES)} if kind == 'mangle' else {'retry_after': 0} if kind in ('429', '503') else {}
        server.fault(kind, on=on, nth=chance.randrange(1, 5), times=chance.choice([1, 1, 2]), when=chance.choice(['before', 'after']), **more)


def killed_run(shop, chance, nth, when, on='*'):
    """A run whose process is killed (SIGKILL) at its nth request, before or after the effect; TRUE when it came to that."""
    child = None

    def kill(_request):
        os.kill(child.pid, signal.SIGKILL)
    fault = shop.server.fault('kill', on=on, nth=nth, when=when, callback=kill, then='cut')
    child = shop.box.start('sync')
    child.communicate(timeout=120)
    fault.cancel()
    return fault.hits > 0


def no_secret_there(server):
    for request in server.requests:
        assert 'never leaves' not in json.dumps([request.body, request.query]), request


def only_own_written(shop, server):
    """Nothing was ever written into an event that this book did not make."""
    with sqlite3.connect(shop.box.book) as look:
        own = {id.replace('-', '') for id, in look.execute('SELECT id FROM booking')}
    for request in server.writes(0):
        event = request.event or (request.body or {}).get('id', '')
        assert event[:32] in own and event[32:].isdigit(), f'{request} is not ours'


def oddity(server, chance):
    """A server may do all of this and still be right."""
    settings = server.settings
    settings.order = chance.choice(['insertion', 'reverse', 'shuffled', 'exceptions-first'])
    settings.pages = chance.choice(['full', 'random'])
    settings.page_cap = chance.choice([None, 3])
    settings.fresh_sync_tokens = chance.random() < .5
    settings.give_sync_token = chance.random() < .8
    settings.tombstones = chance.choice(['bare', 'full'])
    settings.series_delete = chance.choice(['cancel', 'silent'])
    settings.revive = chance.choice(['refuse', 'allow', 404, 410])
    settings.patch_deleted = chance.choice([404, 403, 410])
    settings.batch_answers = chance.choice(['given', 'shuffled'])
    server.oauth.rotate = chance.choice([False, True, 'keep-old'])
    return {name: getattr(settings, name) for name in ('order', 'pages', 'page_cap', 'fresh_sync_tokens', 'give_sync_token', 'tombstones', 'series_delete', 'revive',
                                                        'patch_deleted', 'batch_answers')}


class Trouble:
    """What befalls an account or a calendar for a while, and passes."""

    def __init__(self, shop, chance):
        self.shop, self.server, self.chance = shop, shop.server, chance
        self.over = []      # what ends it

    def step(self):
        server, shop, chance = self.server, self.shop, self.chance
        if self.over and chance.random() < .6:
            self.over.pop()()
            return 'trouble passes'
        kind = chance.choice(['lag', 'level', 'policy', 'sign-out', 'dead account', 'reader', 'vanish', 'full'])
        staff = chance.choice(shop.STAFF)
        id, account, user = shop.calendars[staff], shop.accounts[staff == 'Chloé'], shop.USERS[shop.STAFF.index(staff)]
        if kind == 'lag':
            server.calendar(id).lag()
            self.over.append(server.calendar(id).release_lag)
        elif kind in ('level', 'policy'):
            more = ['--show', chance.choice(['busy', 'initials', 'name', 'service', 'phone'])] if kind == 'level' else ['--on-conflict', chance.choice(['book', 'remote', 'newest', 'ask'])]
            shop.box.run('calendar', 'link', id, '--account', account, '--staff', staff, *more, '--yes', status=None)
            return f'{kind} {staff} {more}'
        elif kind == 'sign-out':
            server.oauth.revoke_user(user)
            self.over.append(lambda: sign_in(shop.box, server, account, user))
        elif kind == 'dead account':
            fault = server.fault('503', on='~/calendars/' + re.escape(urllib.parse.quote(id)), times=None)
            self.over.append(fault.cancel)
        elif kind == 'reader':
            server.set_role(id, 'reader')
            self.over.append(lambda: server.set_role(id, 'owner'))
        elif kind == 'vanish':
            server.vanish(id)
            self.over.append(lambda: server.come_back(id))
        else:
            return f'sync --full: {shop.sync("--full", status=None).status}'
        return f'{kind} {staff}'

    def end(self):
        while self.over:
            self.over.pop()()
        # a new refresh token was on its way when the run was killed, or the answer lost: there is no other way back than a person's
        for account in self.shop.box.json('account', 'list')['accounts']:
            if account['state'] == 'needs_sign_in':
                sign_in(self.shop.box, self.server, account['id'], account['email'])


def history(box, seed, steps, phone_kinds=None, odd=False):
    chance = random.Random(seed)
    with GoogleServer(seed=seed) as server:
        shop = Shop(box, server)
        desk, trouble = Desk(shop, chance), Trouble(shop, chance)
        phone = Phone(server, seed, calendars=list(shop.calendars.values()), **({'only': phone_kinds} if phone_kinds else {'without': ('series', 'exception', 'cancel_occurrence', 'delete_series')}))
        done = [str(oddity(server, chance))] if odd else []
        try:
            for step in range(steps):
                what = chance.random()
                if odd and what < .06:
                    done.append(trouble.step())
                elif what < .5:
                    done.append(desk.step())
                elif what < .8:
                    done.append(f'phone: {phone.step()}')
                elif what < .9:
                    spoil(server, chance)
                    done.append(f'sync, spoilt: {shop.sync(status=None).status}')
                    server.clear_faults()
                elif what < .94:
                    done.append(f'sync: {shop.sync(status=None).status}')
                elif what < .97:
                    nth, when = chance.randrange(1, 8), chance.choice(['before', 'after'])
                    done.append(f'sync, killed {when} {nth}: {killed_run(shop, chance, nth, when)}')
                elif what < .98:
                    server.oauth.expire_access()
                    done.append('access tokens expire')
                else:
                    shop.calendar(chance.choice(shop.STAFF)).expire_tokens(how=chance.choice([410, 400]))
                    done.append('sync tokens expire')
            trouble.end()
            shop.settle()
            shop.law()
            no_secret_there(server)
            only_own_written(shop, server)
        except BaseException:
            print(f'LAW_SEED={seed}', *done, sep='\n  ')
            raise


def test_histories(box):
    """Both sides change, and everything goes wrong that can."""
    history(box, SEED, STEPS)


def test_histories_of_series(box):
    """With series made on the phone, exceptions of them, and their ends."""
    history(box, SEED + 1, STEPS // 2, ('create', 'move', 'resize', 'delete', 'restore', 'series', 'exception', 'cancel_occurrence', 'delete_series'))


def test_histories_of_odd_servers(box):
    """A server that uses every freedom it has; accounts and calendars that are away for a while; levels and policies that change."""
    history(box, SEED + 2, STEPS // 2, odd=True)


def test_stopped_at_every_request(box):
    """A run is killed at its nth request for every n, before and after the effect, and the next goes on: the end is the same as if nothing had been."""
    with GoogleServer() as server:
        shop = Shop(box, server)
        chance = random.Random(SEED)
        nth, when, rounds = 1, 'before', 0
        while rounds < 40:
            rounds += 1
            # a bit of everything to do: three inserts, an update, a deletion, a move to other staff, news from there
            live = [b for b in shop.bookings() if b['kind'] == 'appointment' and b['status'] not in OVER]
            for i, staff in enumerate(shop.STAFF):
                shop.book(staff, f'C{rounds}{i}', f'2026-12-{1 + rounds % 28:02}T{9 + i}:00')
            if len(live) > 3:
                box.run('move', live[0]['id'], f'2026-12-{1 + rounds % 28:02}T15:00', '--overbook', 'x')
                box.run('cancel', live[1]['id'])
                box.run('move', live[2]['id'], live[2]['start'][:16], '--staff', 'Boris' if live[2]['staff']['name'] == 'Ana' else 'Ana', '--overbook', 'x')
                here = [event for id, event in shop.ours_there() if id == shop.calendars[live[3]['staff']['name']] and event['id'].startswith(live[3]['id'].replace('-', ''))]
                if here:
                    shop.calendar(live[3]['staff']['name']).move_time(here[0]['id'], f'2026-12-{1 + rounds % 28:02}T17:00')
            shop.calendar('Ana').create(summary='Lunch', start=f'2026-12-{1 + rounds % 28:02}T12:00')
            hit = killed_run(shop, chance, nth, when)
            shop.settle()
            shop.law()
            if not hit:
                if when == 'after':
                    break
                nth, when = 0, 'after'
            nth += 1
        else:
            raise AssertionError('a run never ended before its request number 20')


def test_nothing_lost(box):
    """Where both sides changed the same field, the one that was overruled is in the log."""
    with GoogleServer() as server:
        shop = Shop(box, server)
        made = {staff: shop.book(staff, f'Of {staff}', '2026-11-25T10:00') for staff in shop.STAFF}
        shop.settle()
        for staff, booking in made.items():
            event = [event for id, event in shop.ours_there() if event['id'].startswith(booking['id'].replace('-', ''))][0]
            shop.calendar(staff).move_time(event['id'], '2026-11-25T14:00')
            box.run('move', booking['id'], '2026-11-25 16:00')
        shop.settle()
        shop.law()
        starts = {b['staff']['name']: instant(b['start']) for b in shop.bookings() if b['kind'] == 'appointment'}
        assert starts['Ana'] == instant('2026-11-25T16:00:00+01:00'), 'policy book: ours stays'
        assert starts['Boris'] == instant('2026-11-25T14:00:00+01:00'), 'policy remote: theirs is taken'
        for staff, lost in (('Ana', '14:00'), ('Boris', '16:00')):
            told = [change for change in box.run('undo', '--list').out.splitlines() if f'Of {staff}: not taken' in change]
            assert told and lost in told[0], f'{staff}: {lost} is in no log'
