"""Trouble, one kind at a time, and always the same end (the law of syncing.py): each fault of a server in each thing that is done with it, a process
killed at each write to its file, days without a network, an account that is dead while another goes on, sign-ins that end, tokens that are lost,
a backup that is brought back. LAW_STEPS above 1000 tries all of them, else a part that differs little."""
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess

from syncing import OVER, GoogleServer, Shop, event_of, instant, link_of, show, sign_in, small

ALL = int(os.environ.get('LAW_STEPS') or 0) > 1000

KINDS = ['cut', 'reset', 'cut-body', 'empty', 'truncate', 'garbage', 'html', 'endless', 'bomb', 'redirect', '401', '403:rateLimitExceeded',
         '403:userRateLimitExceeded', '403:quotaExceeded', '403:dailyLimitExceeded', '403:forbidden', '403:insufficientPermissions', '403:accessNotConfigured', '400', '404',
         '409', '410:deleted', '410:fullSyncRequired', '412', '429', '500', '502', '503', '504', 'missing', 'skew'] + \
        ['mangle ' + how for how in ('null', 'missing', 'wrong-types', 'huge-numbers', 'duplicate-keys', 'deep', 'not-utf8')]
OPS = ['events.list', 'events.insert', 'events.patch', 'events.delete', 'batch', 'token']


def live(shop):
    return [b for b in shop.bookings() if b['kind'] == 'appointment' and b['status'] not in OVER]


def hours_pass(box):
    """The hour, or the day, that a server asked for is over, and that in which cancellations are counted."""
    with sqlite3.connect(box.book) as book:
        book.execute('UPDATE account SET pause_until = 0, write_pause_until = 0')
        book.execute('DELETE FROM sync_guard')


def sentences(*texts):
    """What a person is told: words, and no secret and no wire format."""
    for text in texts:
        assert '{"' not in text and 'Bearer' not in text and 'ya29' not in text and 'errors' not in text, text
        assert '_token' not in text and 'refresh' not in text.lower().replace('refreshed', ''), text


def fault_once(shop, turn, kind, op, when):
    """One booking to insert, one to patch, one to delete, one event to pull; the fault; then quiet."""
    box, server = shop.box, shop.server
    while len(live(shop)) < 2:
        shop.book('Ana', f'Filler {turn}', '2026-12-01T10:00')
        shop.settle()
    one, two = live(shop)[:2]
    shop.book('Ana', f'New {turn}', '2026-11-25T10:00')
    box.run('move', one['id'], f'2026-11-{26 + turn % 4} {8 + turn % 9:02}:00', '--overbook', 'x')
    box.run('cancel', two['id'])
    shop.calendar('Ana').create(summary=f'Lunch {turn}', start=f'2026-11-27T{10 + turn % 9}:30')
    if op == 'token':
        server.oauth.expire_access()
    name, _, how = kind.partition(' ')
    fault = server.fault(name, on=op, when=when, times=2, **({'how': how} if how else {'size': 1 << 24} if name == 'bomb' else {'seconds': 900} if name == 'skew' else {}))
    done = shop.sync(status=None)
    server.clear_faults()
    told = box.run('sync', 'status').out
    sentences(done.err, told)
    report = box.json('sync', 'status')
    states = {account['state'] for account in report['accounts']}
    words = f'{kind} in {op} {when}: {done}\n{told}'
    assert done.status in (0, 1, 5, 6), words
    assert (done.status == 0) == (not done.err), words
    if states != {'ok'}:
        assert done.status == 6, words
        assert all(account['why'] for account in report['accounts'] if account['state'] != 'ok'), words
    if op == 'events.list' and fault.hits and name not in ('skew', '401') and when == 'before' and not re.match('410:fullSync|40[034]|412|409|410', name):
        assert done.status in (0, 6), words
    if states & {'needs_sign_in'}:
        sign_in(box, server, shop.accounts[0], 'owner@example.com')
    hours_pass(box)
    box.run('sync', 'retry', status=None)
    shop.settle(4)
    assert {b['id']: b['status'] for b in shop.bookings()}[two['id']] in OVER, words
    return words


def test_every_fault_in_everything(box):
    """Whatever a server does wrong, in whatever it is asked: said in words, and mended by the next run."""
    with GoogleServer() as server:
        shop = small(box, server)
        for i in range(3):
            shop.book('Ana', f'First {i}', f'2026-11-25T1{i}:00')
        shop.settle()
        turn, words = 0, ''
        for n, kind in enumerate(KINDS):
            for o, op in enumerate(OPS):
                if (kind, op) == ('410:deleted', 'events.delete'):
                    continue    # who says of an event that it is deleted is believed
                if not ALL and (n + o) % 4:
                    continue
                for when in ('before', 'after') if ALL else (('before', 'after')[n % 2],):
                    turn += 1
                    try:
                        words = fault_once(shop, turn, kind, op, when)
                        if ALL or turn % 12 == 0:
                            shop.law()
                    except AssertionError:
                        print(f'after {kind} in {op} {when}: {words}')
                        raise
        shop.law()


def strace(*inject):
    return ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=pwrite64', *inject]


def traced(box, *inject):
    """`daybook sync` under strace; its status. Where it is built with sanitizers the one for leaks cannot be traced."""
    env = {**box.env, 'ASAN_OPTIONS': box.env['ASAN_OPTIONS'] + ':detect_leaks=0'}
    return subprocess.run([*strace(*inject), box.program, 'sync'], cwd=box.dir, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=300, check=False).returncode


def can_trace(box):
    if not shutil.which('strace'):
        return False
    done = subprocess.run([*strace(), '-e', 'inject=pwrite64:signal=KILL:when=60000', 'true'], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return done.returncode == 0


def test_killed_at_every_write(box):
    """Killed at the nth write to the book, for every n of a run that inserts, changes, deletes and takes in: the next run ends as if it had not been."""
    if not can_trace(box):
        return print('no strace here, or it may not trace')
    with GoogleServer() as server:
        shop = small(box, server)
        n, rounds = 1, 0
        for i in range(3):
            shop.book('Ana', f'First {i}', f'2026-11-25T1{i}:00')
        shop.settle()
        while rounds < (400 if ALL else 14):
            rounds += 1
            one, two = (live(shop) + [None])[:2] if len(live(shop)) > 1 else (None, None)
            shop.book('Ana', f'New {rounds}', f'2026-12-01T{rounds % 20:02}:00')
            if two:
                box.run('move', one['id'], f'2026-12-02 {rounds % 20:02}:00', '--overbook', 'x')
                box.run('cancel', two['id'])
            shop.calendar('Ana').create(summary='Lunch', start=f'2026-12-03T{rounds % 20:02}:00')
            status = traced(box, '-e', f'inject=pwrite64:signal=KILL:when={n}')
            shop.settle()
            if rounds % 5 == 0:
                shop.law()
            if status == 0:
                break
            n += 3 if ALL else 1 + n // 2
        else:
            assert not ALL, 'a run never came to its end'
        shop.law()
        with sqlite3.connect(box.book) as look:
            assert look.execute('PRAGMA integrity_check').fetchone() == ('ok',)


def test_days_without_a_network(box):
    """Nobody answers at all: 200 changes to 50 bookings wait, and are 50 when somebody does; nothing was counted against them."""
    with GoogleServer() as server:
        shop = small(box, server)
        shop.book('Ana', 'Weekly', '2026-11-25T10:00', '--repeat', 'FREQ=DAILY;COUNT=50')
        shop.settle()
        made = live(shop)
        server.httpd.socket.close()     # refused from now on
        server.httpd.cut_all()
        for n in range(4):
            for i, booking in enumerate(made):
                box.run('move', booking['id'], f'{booking["start"][:10]} {12 + n:02}:{i % 4 * 15:02}', '--overbook', 'x')
            done = shop.sync(status=6)
            assert 'Salon' in done.err, done
        with sqlite3.connect(box.book) as look:
            assert look.execute("SELECT count(*), sum(attempts) FROM sync_link WHERE status = 'pending'").fetchone() == (50, 0)
        come_back(server)
        mark = server.mark()
        shop.sync()
        assert server.count('events.patch', since=mark) == 50 and len(server.writes(mark)) == 50, server.counts(mark)
        shop.law()


def come_back(server):
    """The server's port is listened to again."""
    import socket
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.httpd.shutdown()
    server.thread.join()
    listener.bind(server.httpd.server_address)
    listener.listen(64)
    server.httpd.socket = listener
    server.start()


def test_one_account_is_dead(box):
    """An account that answers nothing but 503 neither holds up the other nor loses anything; what was moved over to it on the phone is found there."""
    with GoogleServer() as server:
        shop = Shop(box, server)
        moved, gone = shop.book('Ana', 'Moved', '2026-11-25T10:00'), shop.book('Ana', 'Gone', '2026-11-25T12:00')
        shop.settle()
        for rounds in range(2):     # the first time it is waited for, then no more
            dead = server.fault('503', on='~/calendars/chloe', times=None)
            if rounds:
                shop.sync(status=6)
            mine = shop.book('Ana', f'Mine {rounds}', '2026-11-26T10:00')
            hers = shop.book('Chloé', f'Hers {rounds}', '2026-11-26T10:00')
            if rounds:
                shop.calendar('Ana').delete(event_of(shop, gone)['id'])
            else:
                shop.calendar('Ana').move_to(event_of(shop, moved)['id'], shop.calendars['Chloé'])
            done = shop.sync(status=6)
            assert 'Chloé' in done.err and link_of(shop, mine)['status'] == 'synced' and link_of(shop, hers)['status'] == 'pending', done
            assert show(shop, moved)['status'] == 'confirmed'
            assert show(shop, gone)['status'] == ('cancelled' if rounds else 'confirmed')
            dead.cancel()
            shop.settle()
            assert show(shop, moved)['staff']['name'] == 'Chloé'
            shop.law()


def test_moved_out_of_a_calendar_that_rests(box):
    """What leaves a calendar that may only be read now, for an account that cannot be reached when it may be written again: still no cancellation."""
    with GoogleServer() as server:
        shop = Shop(box, server)
        booking = shop.book('Boris', 'Moved', '2026-11-25T10:00')
        shop.settle()
        server.set_role(shop.calendars['Boris'], 'reader')
        shop.sync(status=None)
        shop.calendar('Boris').move_to(event_of(shop, booking)['id'], shop.calendars['Chloé'])
        shop.sync(status=None)
        server.set_role(shop.calendars['Boris'], 'owner')
        dead = server.fault('503', on='~/calendars/chloe', times=None)
        shop.sync(status=None)
        shop.sync(status=None)
        dead.cancel()
        shop.settle()
        now = show(shop, booking)
        assert (now['status'], now['staff']['name']) == ('confirmed', 'Chloé'), now
        shop.law()


def test_all_that_moved_away_is_taken_out(box):
    """What was left behind in a calendar is deleted by the run that moved it: that of a second account's round too, and more than a few batches."""
    with GoogleServer() as server:
        shop = Shop(box, server)
        within, across = (shop.book('Ana', name, '2026-11-25T10:00') for name in ('Within', 'Across'))
        shop.settle()
        box.run('move', within['id'], '2026-11-25T10:00', '--staff', 'Boris', '--overbook', 'x')
        box.run('move', across['id'], '2026-11-25T10:00', '--staff', 'Chloé', '--overbook', 'x')
        shop.sync()
        assert shop.calendar('Ana').count() == 0, shop.calendar('Ana').alive()
        shop.law()
        shop.book('Ana', 'Series', '2026-11-25T12:00', '--repeat', 'FREQ=DAILY;COUNT=110')
        shop.settle()
        for booking in live(shop):
            if booking['staff']['name'] == 'Ana':
                box.run('move', booking['id'], booking['start'][:16], '--staff', 'Boris', '--overbook', 'x')
        shop.sync()
        assert shop.calendar('Ana').count() == 0, shop.calendar('Ana').count()
        shop.law()


def test_sign_in_ends(box):
    """A token server that fails signs nobody out; invalid_grant does, the queue stays, and after a new sign-in all of it goes."""
    with GoogleServer() as server:
        shop = small(box, server)
        made = [shop.book('Ana', f'Of {i}', f'2026-11-25T1{i}:00') for i in range(4)]
        server.oauth.expire_access()
        for kind in ('500', '503', 'cut', 'html', 'garbage'):
            server.fault(kind, on='token', times=None)
            shop.sync(status=6)
            assert box.json('account', 'list')['accounts'][0]['state'] in ('offline', 'paused'), kind
            server.clear_faults()
        server.oauth.revoke_user()
        shop.sync(status=6)
        assert {link_of(shop, booking)['status'] for booking in made} == {'pending'}
        told = box.run('sync', 'status').out
        assert 'Sign in again' in told, told
        sentences(told)
        sign_in(box, server, shop.accounts[0])
        shop.sync()
        assert len(shop.ours_there()) == 4
        shop.law()


def test_new_refresh_tokens(box):
    """A server that gives a new refresh token each time, and a run that is killed between the answer and its keeping: where the old one still is good
    nothing is seen of it; where it is not, a person signs in again, and nothing is lost."""
    for rotate in ('keep-old', True):
        with GoogleServer() as server:
            box.env['DAYBOOK_BOOK'] = box.book = box.path(f'{rotate}.db')
            server.oauth.rotate = rotate
            shop = small(box, server)
            shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
            server.oauth.expire_access()
            child = None
            fault = server.fault('kill', on='token', when='after', callback=lambda _request: os.kill(child.pid, signal.SIGKILL), then='cut')
            child = box.start('sync')
            child.communicate(timeout=60)
            assert fault.hits
            done = shop.sync(status=None)
            assert done.status == (0 if rotate == 'keep-old' else 6), done
            if done.status:
                assert box.json('account', 'list')['accounts'][0]['state'] == 'needs_sign_in'
                sign_in(box, server, shop.accounts[0])
            shop.settle()
            shop.law()


def test_more_than_a_day_takes(box):
    """A first push that is larger than the day's limit is spread over days, and says that it waits."""
    with GoogleServer() as server:
        shop = small(box, server)
        box.run('account', 'edit', shop.accounts[0], '--daily', '20')
        shop.book('Ana', 'Daily', '2026-11-25T10:00', '--repeat', 'FREQ=DAILY;COUNT=50')
        for want in (20, 40, 50):
            shop.sync(status=None)
            shop.sync(status=None)
            assert shop.calendar('Ana').count() == want, shop.calendar('Ana').count()
            with sqlite3.connect(box.book) as book:     # the day after
                book.execute('UPDATE account SET made_day = made_day - 1')
        shop.settle()
        shop.law()


def test_killed_and_still_counted(box):
    """Events count from the moment they are on their way: a run that is killed at each of its batches makes no more of them in a day than the limit."""
    with GoogleServer() as server:
        shop = small(box, server)
        box.run('account', 'edit', shop.accounts[0], '--daily', '20')
        shop.book('Ana', 'Daily', '2026-11-25T10:00', '--repeat', 'FREQ=DAILY;COUNT=50')
        for when in ('before', 'after', 'before'):
            child = None
            fault = server.fault('kill', on='batch', when=when, callback=lambda _request: os.kill(child.pid, signal.SIGKILL), then='cut')
            child = box.start('sync')
            child.communicate(timeout=60)
            fault.cancel()
            shop.sync(status=None)
            assert shop.calendar('Ana').count() == 20, shop.calendar('Ana').count()
        box.run('account', 'edit', shop.accounts[0], '--daily', '100')
        shop.settle()
        assert shop.calendar('Ana').count() == 50
        shop.law()


def test_guard_and_second_thoughts(box):
    """Held, and then put back there, or here, or stood again: the hold is over by itself; the rest waits for its yes."""
    with GoogleServer() as server:
        shop = small(box, server)
        made = [shop.book('Ana', f'Of {i}', f'2026-11-2{5 + i // 8}T{9 + i % 8:02}:00') for i in range(16)]
        shop.settle()
        events = {booking['id']: event_of(shop, booking)['id'] for booking in made}
        for booking in made:
            shop.calendar('Ana').delete(events[booking['id']])
        shop.sync(status=5)
        shop.sync(status=5)
        for booking in made[:4]:
            shop.calendar('Ana').restore(events[booking['id']])
        shop.sync(status=5)
        states = [(show(shop, booking)['status'], link_of(shop, booking)['held']) for booking in made]
        assert states == [('confirmed', False)] * 4 + [('confirmed', True)] * 12, states
        box.run('sync', 'take', 'ours', made[4]['id'])
        box.run('sync', 'take', 'theirs', made[5]['id'])
        box.run('sync', 'confirm')
        shop.settle()
        assert [show(shop, booking)['status'] for booking in made] == ['confirmed'] * 5 + ['cancelled'] * 11
        shop.law()


def test_levels_on_the_wire(box):
    """What each level lets stand there, and nothing else; what a lower one hides is cleared. Private notes never leave."""
    with GoogleServer() as server:
        shop = small(box, server, show='phone')
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00', '--phone', '+49 170 1234567')
        box.run('edit', booking['id'], '--public-note', 'Bring a towel')
        box.run('note', booking['id'], 'private: pays late')
        told = {'busy': (False, False, False, False), 'initials': (False, False, False, False), 'name': (True, False, False, True),
                'service': (True, True, False, True), 'phone': (True, True, True, True)}
        for level in ('phone', 'busy', 'service', 'initials', 'name', 'busy', 'phone'):
            shop.link('Ana', shop.accounts[0], show=level)
            shop.settle()
            text = json.dumps({name: value for name, value in event_of(shop, booking).items() if name != 'creator' and name != 'organizer'})
            assert tuple(part in text for part in ('Maria', 'Cut', '1234567', 'towel')) == told[level], (level, text)
            assert 'pays late' not in text
        for request in server.requests:
            assert 'pays late' not in json.dumps(request.body), request
        shop.law()


def test_unlinked_and_linked_again(box):
    """Unlinking takes busy times away and leaves both sides' appointments; linking again binds them and makes nothing twice."""
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.calendar('Ana').create(summary='Lunch', start='2026-11-26T12:00')
        shop.settle()
        for _ in range(2):
            box.run('calendar', 'unlink', 'owner@example.com', '--yes')
            assert [b['kind'] for b in shop.bookings()] == ['appointment']
            box.run('move', booking['id'], '2026-11-25 13:00', status=None)
            mark = server.mark()
            box.run('sync', status=None)
            assert server.round_trips(mark) == 0, 'a calendar that is no longer linked is neither read nor written'
            for _ in range(2):
                shop.link('Ana', shop.accounts[0])
            shop.settle()
            assert len(shop.ours_there()) == 1 and shop.calendar('Ana').count() == 2
            shop.law()


def test_what_is_not_ours_stays(box):
    """Guests, meetings and reminders that a person put into an event are the same after we changed it, adopted it and let it go; a copy is somebody else's."""
    def others(event):
        return {name: event.get(name) for name in ('attendees', 'conferenceData', 'reminders', 'guestsCanModify', 'visibility')}

    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        cal, ours = shop.calendar('Ana'), event_of(shop, booking)['id']
        foreign = cal.create(summary='Photo day', start='2026-11-26T10:00', end='2026-11-26T11:00', reminders={'useDefault': False, 'overrides': [{'method': 'popup', 'minutes': 7}]},
                             visibility='private', conferenceData={'conferenceId': 'abc-defg-hij', 'entryPoints': [{'entryPointType': 'video', 'uri': 'https://meet.example/abc'}]})
        for id in (ours, foreign):
            cal.add_guest(id, 'friend@example.com')
        copy = cal.copy(ours)
        before = {id: others(cal.get(id)) for id in (ours, foreign, copy)}
        shop.settle()
        block, = [b for b in shop.bookings() if b['title'] == 'Photo day']
        box.run('sync', 'adopt', block['id'])
        for id, day in ((booking['id'], '2026-11-25'), (block['id'], '2026-11-26')):
            box.run('move', id, f'{day} 15:00', '--overbook', 'x')
            box.run('edit', id, '--public-note', 'Bring a towel')
        shop.settle()
        assert cal.get(foreign)['start']['dateTime'][11:16] == '15:00' and cal.get(ours)['start']['dateTime'][11:16] == '15:00'
        assert {id: others(cal.get(id)) for id in before} == before
        box.run('sync', 'release', block['id'])
        shop.settle()
        cal.move_time(foreign, '2026-11-26T17:00')
        shop.settle()
        now = show(shop, block)
        assert (now['kind'], instant(now['start'])) == ('block', instant('2026-11-26T17:00:00+01:00')), now
        assert {id: others(cal.get(id)) for id in before} == before
        assert sum(b['kind'] == 'block' for b in shop.bookings() if b['status'] not in OVER) == 2, 'the copy is busy time'
        shop.law()


def test_ours_becomes_a_series(box):
    """A person makes one of our events repeat: its first date is the appointment, the others are busy time, and taking that back takes them away."""
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        event = event_of(shop, booking)['id']
        shop.calendar('Ana').edit(event, recurrence=['RRULE:FREQ=WEEKLY;COUNT=3'])
        shop.settle()
        kinds = sorted(b['kind'] for b in shop.bookings() if b['status'] not in OVER)
        assert kinds == ['appointment', 'block', 'block'], kinds
        shop.calendar('Ana').edit(event, recurrence=None)
        shop.settle()
        kinds = sorted(b['kind'] for b in shop.bookings() if b['status'] not in OVER)
        assert kinds == ['appointment'], kinds
        shop.law()


def test_overruled_is_said(box):
    """A time that both sides changed: the sentence says which stands and which does not; where the calendar's won nothing of it is left to keep."""
    for policy, stands in (('book', '16:00'), ('remote', '14:00')):
        with GoogleServer() as server:
            box.env['DAYBOOK_BOOK'] = box.book = box.path(f'{policy}.db')
            shop = small(box, server, policy=policy)
            booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
            shop.settle()
            shop.calendar('Ana').move_time(event_of(shop, booking)['id'], '2026-11-25T14:00')
            box.run('move', booking['id'], '2026-11-25 16:00')
            shop.settle()
            told = box.run('sync', 'status').out
            assert show(shop, booking)['start'][11:16] == stands
            if policy == 'book':
                assert 'here to Wed 25 Nov 16:00–16:45, which stands; there to Wed 25 Nov 14:00–14:45.' in told, told
                box.run('sync', 'take', 'theirs', booking['id'])
                shop.settle()
                assert show(shop, booking)['start'][11:16] == '14:00'
            assert 'stands' not in box.run('sync', 'status').out
            shop.law()


def test_an_older_copy_comes_back(box):
    """After a restore nothing is sent or taken before a yes; what the copy does not know is offered; then the law holds."""
    with GoogleServer() as server:
        shop = small(box, server)
        old = shop.book('Ana', 'Old', '2026-11-25T10:00')
        shop.settle()
        box.run('backup', box.path('copy.db'))
        new = shop.book('Ana', 'New', '2026-11-25T12:00')
        box.run('move', old['id'], '2026-11-26 10:00')
        shop.calendar('Ana').create(summary='Lunch', start='2026-11-26T12:00')
        shop.settle()
        box.run('restore', box.path('copy.db'))
        mark = server.mark()
        shop.sync(status=None)
        assert not server.writes(mark) and [b['id'] for b in shop.bookings()] == [old['id']]
        assert 'plan' in box.run('sync', 'status').out
        shop.link('Ana', shop.accounts[0])
        box.run('sync', '--full', status=None)
        offered = box.json('sync', 'status')['bring_back']
        assert [each['title'] for each in offered] == ['Cut · New'], offered
        box.run('sync', 'adopt', offered[0]['remote_id'])
        shop.settle()
        assert {b['id'] for b in live(shop)} == {old['id'], new['id']}
        shop.law()


def test_ten_thousand(box):
    """A salon's whole year goes out in hours' worth of batches, and each booking once."""
    if not ALL:
        return
    with GoogleServer() as server:
        shop = small(box, server)
        box.run('service', 'add', 'Quick', '--duration', '5')
        for day in range(28):
            shop.box.run('book', '--new-customer', f'Daily {day}', '--service', 'Quick', '--staff', 'Ana', '--start', f'2026-11-25T{day % 24:02}:{day // 24 * 5:02}', '--repeat',
                         'FREQ=DAILY;COUNT=360', '--overbook', 'x')
        mark = server.mark()
        shop.sync()
        assert shop.calendar('Ana').count() == 28 * 360
        assert server.round_trips(mark) <= 28 * 360 / 50 + 20, server.counts(mark)
        shop.law()
