"""account, calendar and sync on the command line: each command, its JSON and its exit statuses, against the calendar server of
tests/servers. What sync does with bookings and events is tested in the tests of sync itself."""
import fcntl
import json
import os
import signal
import stat
import subprocess
import urllib.request

from contract import check, flag, instant, number, text
from salon import book, has, salon, same
from syncing import add_account, google, in_step, sign_in, synced

ACCOUNT = ('id kind label email state reason store client_id api_url signed_in sign_in_ends last_sync pace daily notify created').split()
CALENDAR = 'id name role primary writable timezone color account linked'.split()
LINKED = 'id staff blocks_for show on_conflict since state reason last_pull'.split()
PLAN = 'create_there update_there create_here bind cancel_here cancel_there items'.split()
REPORT = 'pulled pushed failed conflicts held pending requests'.split()
STATUS = 'id kind label state last_sync pending failed conflicts held success_rate average_ms token_refreshes'.split()
CLIENT = ['--client-id', 'an-id', '--client-secret', 'a-secret', '--store', 'file']


def report_of(error):
    has(error['details'], REPORT, 'report')
    return error['details']


# --- words

def test_nothing_to_sync_with(box):
    """Without an account every command says so, and nothing else changes."""
    salon(box)
    same(box.json('account', 'list'), {'accounts': []})
    same(box.json('calendar', 'list'), {'calendars': []})
    same(box.json('sync', 'status')['accounts'], [])
    same(box.json('sync'), dict.fromkeys(REPORT, 0))
    assert 'account' in box.run('sync').err and 'account' in box.run('account', 'list').err
    booking = book(box, 'Maria', '10:00')
    same(booking['sync']['status'], 'local')
    for command in (['account', 'sign-in', 'Google'], ['account', 'remove', 'Google'], ['account', 'edit', 'Google', '--pace', '3'],
                    ['calendar', 'link', 'primary', '--dry-run'], ['calendar', 'link', 'primary', '--yes'], ['calendar', 'unlink', 'primary', '--yes'],
                    ['calendar', 'list', '--account', 'Google'], ['sync', 'take', 'ours', booking['id']], ['sync', 'retry', 'nobody'],
                    ['sync', 'adopt', '00000000']):
        same(box.error(*command, status=3)['code'], 'not_found', command)
    box.error('sync', 'release', booking['id'], status=3)
    same(len(box.json('list', '--sync', 'local')['bookings']), 1)
    same(box.json('list', '--sync', 'pending,failed'), {'bookings': []})
    assert 'Sync:' not in box.run('show', booking['id']).out
    same(box.json('doctor')['ok'], True)


def test_bad_words(box):
    salon(box)
    for command in (['account', 'add'], ['account', 'add', 'yahoo', '--label', 'Y', *CLIENT], ['account', 'add', 'google', *CLIENT],
                    ['account', 'add', 'google', '--label', ' ', *CLIENT], ['account', 'add', 'google', '--label', 'G', '--client-id', 'i'],
                    ['account', 'add', 'google', '--label', 'G', '--client-secret', 's'],
                    ['account', 'add', 'google', '--label', 'G', '--client-file', 'f', '--client-id', 'i'],
                    ['account', 'add', 'google', '--label', 'G', '--client-id', 'i', '--client-secret', '-'],     # an empty stdin
                    ['account', 'add', 'google', '--label', 'G', *CLIENT[:4], '--store', 'attic'],
                    ['account', 'add', 'google', '--label', 'G', *CLIENT, '--pace', '0'],
                    ['account', 'add', 'google', '--label', 'G', *CLIENT, '--notify', 'maybe'],
                    ['account', 'add', 'google', '--label', 'G', *CLIENT, '--api-url', 'http://example.com'],
                    ['account', 'sign-in'], ['calendar', 'link'], ['calendar', 'link', 'primary'], ['sync', '--full', '--watch'], ['sync', 'take', 'mine', 'next'],
                    ['sync', 'take', 'ours'], ['list', '--sync', 'synced,odd'], ['list', '--sync', ','], ['sync', 'status', '--limit', '-1']):
        same(box.error(*command, status=2)['code'], 'usage', command)
    same(box.json('account', 'list'), {'accounts': []})
    assert '“status”' in box.run('sync', 'statsu', status=2).err
    assert '--yes' in box.run('calendar', 'link', 'primary', status=2).err


# --- accounts

def test_an_account_from_beginning_to_end(box):
    salon(box)
    with google() as server:
        account = add_account(box, server, 'Google')
        listed, = box.json('account', 'list')['accounts']
        has(listed, ACCOUNT, 'account')
        same((listed['id'], listed['kind'], listed['label'], listed['email'], listed['state'], listed['store']),
             (account, 'google', 'Google', 'owner@example.com', 'ok', 'file'))
        instant('signed_in', listed['signed_in'])
        for key, kind in (('pace', number), ('daily', number), ('notify', flag), ('reason', text)):
            kind(key, listed[key])
        same(listed['last_sync'], None)
        said = box.run('account', 'list').out
        assert 'Google' in said and 'owner@example.com' in said and account[:8] in said, said

        edited = box.json('account', 'edit', 'owner@example.com', '--label', 'Work', '--pace', '7', '--daily', '70', '--notify', 'on')
        same((edited['label'], edited['pace'], edited['daily'], edited['notify']), ('Work', 7, 70, True))
        same(box.json('account', 'edit', account[:8], '--notify', 'off')['notify'], False)
        box.error('account', 'edit', 'Work', '--pace', '0', status=2)
        error = box.error('account', 'add', 'google', '--label', 'Work', *CLIENT, status=4)
        same(error['code'], 'conflict')

        same(len(server.oauth.live()), 1)
        same(box.json('account', 'remove', 'Work')['id'], account)     # nothing is linked: nothing to ask
        same(box.json('account', 'list'), {'accounts': []})
        same(server.oauth.live(), [], 'the tokens were given back')
        box.error('account', 'remove', 'Work', status=3)
        same(box.json('log', 'verify')['ok'], True)


def secrets_of(box):
    """Path and text of every file under the test's home."""
    for where, _, names in os.walk(box.dir):
        for name in names:
            path = os.path.join(where, name)
            with open(path, 'rb') as file:
                yield path, file.read()


def test_secrets_lie_in_one_place(box):
    """In a 0600 file beside the book's data: not in the book, the log or the settings."""
    with in_step(box) as (server, account):
        synced(box)
        refresh, = server.oauth.live()
        holders = [path for path, data in secrets_of(box) if refresh.encode() in data or server.client_secret.encode() in data]
        same(len(holders), 1, holders)
        same(stat.S_IMODE(os.stat(holders[0]).st_mode), 0o600)
        assert account in holders[0] and '/accounts/' in holders[0], holders
        box.run('account', 'remove', 'Google', '--yes')
        same([path for path, data in secrets_of(box) if server.client_secret.encode() in data], [])


def test_the_client_from_a_file_or_standard_input(box):
    salon(box)
    client = json.dumps({'installed': {'client_id': 'an-id.apps.example', 'client_secret': 'a-secret', 'project_id': 'p',
                                       'auth_uri': 'https://accounts.google.com/o/oauth2/auth', 'token_uri': 'https://oauth2.googleapis.com/token'}})
    made = box.json('account', 'add', 'google', '--label', 'File', '--client-file', box.write('client.json', client), '--store', 'file')
    same((made['client_id'], made['state'], made['email'], made['signed_in']), ('an-id.apps.example', 'needs_sign_in', '', None))
    made = box.json('account', 'add', 'google', '--label', 'Pipe', '--client-file', '-', '--store', 'file', stdin=client)
    same(made['client_id'], 'an-id.apps.example')
    made = box.json('account', 'add', 'google', '--label', 'Line', '--client-id', 'other', '--client-secret', '-', '--store', 'file', stdin='the-secret\n')
    same(made['client_id'], 'other')
    same(len([path for path, data in secrets_of(box) if b'the-secret' in data]), 1)
    box.error('account', 'add', 'google', '--label', 'None', '--client-file', box.path('none.json'), '--store', 'file', status=2)
    for name, words in (('empty.json', ''), ('list.json', '[]'), ('web.json', '{"web": {}}'), ('odd.json', '{"installed": {"client_id": 5}}')):
        box.error('account', 'add', 'google', '--label', 'None', '--client-file', box.write(name, words), '--store', 'file', status=2)
    same([each['label'] for each in box.json('account', 'list')['accounts']], ['File', 'Pipe', 'Line'])
    assert 'needs a sign-in' in box.run('account', 'list').out


# --- sign-in

def new_account(box, server):
    """One that is not signed in yet; its id."""
    salon(box)
    return box.json('account', 'add', 'google', '--label', 'Google', '--client-id', server.client_id, '--client-secret', server.client_secret, '--store', 'file',
                    '--api-url', server.url, '--auth-url', server.url + '/o/oauth2/v2/auth', '--token-url', server.url + '/token',
                    '--revoke-url', server.url + '/revoke')['id']


def test_sign_in_prints_two_lines(box):
    with google() as server:
        account = new_account(box, server)
        child = box.start('--json', 'account', 'sign-in', 'Google', '--no-browser')
        first = json.loads(child.stdout.readline())
        same(list(first), ['open'])
        assert first['open'].startswith(server.url + '/o/oauth2/v2/auth?'), first
        with urllib.request.urlopen(first['open']) as page:
            assert page.status == 200 and page.read(), 'the browser is told'
        out, err = child.communicate(timeout=60)
        same((child.returncode, err), (0, b''))
        signed = json.loads(out)
        same((signed['id'], signed['state'], signed['email']), (account, 'ok', 'owner@example.com'))
        server.assert_clean()


def test_sign_in_by_the_browser(box):
    """$BROWSER is given the address; without it xdg-open, where there is a desktop to open it on."""
    with google() as server:
        new_account(box, server)
        opener = '#!/bin/sh\nexec python3 -c "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()" "$@"\n'
        os.mkdir(box.path('bin'))
        for name in ('my-browser', 'xdg-open'):
            os.chmod(box.write(os.path.join('bin', name), opener), 0o755)
        box.env['PATH'] = box.path('bin') + ':' + box.env['PATH']
        for env in ({'BROWSER': 'no-such-browser:my-browser'}, {'BROWSER': 'my-browser %s'}, {'BROWSER': '', 'DISPLAY': ':0'}, {'WAYLAND_DISPLAY': 'wayland-0'}):
            done = box.run('account', 'sign-in', 'Google', env=env)
            assert 'Signed in' in done.out and server.url in done.out and 'in the browser that opens now' in done.err, done
        for env in ({}, {'BROWSER': 'no-such-browser', 'DISPLAY': ':0'}):
            child = box.start('account', 'sign-in', 'Google', env=env, stdin=subprocess.PIPE)
            url = child.stdout.readline().decode().strip()
            out, err = child.communicate(server.approve(url).encode() + b'\n', timeout=60)
            same((child.returncode, b'in a browser, on any machine' in err), (0, True), err)


def test_sign_in_by_pasting(box):
    with google() as server:
        new_account(box, server)
        child = box.start('account', 'sign-in', 'Google', '--no-browser', stdin=subprocess.PIPE)
        url = child.stdout.readline().decode().strip()
        child.stdin.write(server.approve(url).encode() + b'\n')
        child.stdin.flush()
        out, err = child.communicate(timeout=60)
        same(child.returncode, 0, (out, err))
        assert 'Signed in' in out.decode(), out


def test_sign_in_that_nobody_answers(box):
    """The end of standard input is no answer: it goes on waiting, and ends in order when told to."""
    with google() as server:
        new_account(box, server)
        child = box.start('--json', 'account', 'sign-in', 'Google')   # its stdin is /dev/null
        assert json.loads(child.stdout.readline())['open']
        assert child.poll() is None
        child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=60)
        same((child.returncode, out, json.loads(err)['error']['code']), (6, b'', 'auth'))
        same(box.json('account', 'list')['accounts'][0]['state'], 'needs_sign_in')


def test_sign_in_that_is_refused(box):
    with google() as server:
        new_account(box, server)
        for attribute, value, back in (('deny', True, False), ('omit_refresh_token', True, False), ('untick', {'https://www.googleapis.com/auth/calendar.events'}, set())):
            setattr(server.oauth, attribute, value)
            child = box.start('--json', 'account', 'sign-in', 'Google', '--no-browser')
            with urllib.request.urlopen(json.loads(child.stdout.readline())['open']) as page:
                page.read()
            out, err = child.communicate(timeout=60)
            same((child.returncode, out, json.loads(err)['error']['code']), (6, b'', 'auth'), attribute)
            setattr(server.oauth, attribute, back)
        same(sign_in(box, server, 'Google')['state'], 'ok')


# --- calendars

def test_calendars(box):
    salon(box)
    with google() as server:
        server.add_calendar('room@group.calendar.google.com', summary='Room')
        server.add_calendar('read@group.calendar.google.com', summary='Read', role='reader')
        add_account(box, server, 'Google')
        listed = {each['id']: each for each in box.json('calendar', 'list')['calendars']}
        same(sorted(listed), ['owner@example.com', 'read@group.calendar.google.com', 'room@group.calendar.google.com'])
        for each in listed.values():
            has(each, CALENDAR, 'calendar')
            same((each['linked'], each['account']['label']), (None, 'Google'))
        primary, read = listed['owner@example.com'], listed['read@group.calendar.google.com']
        same((primary['primary'], primary['writable'], primary['role'], read['writable'], read['role']), (True, True, 'owner', False, 'reader'))
        assert 'Room' in box.run('calendar', 'list', '--account', 'Google').out

        box.run('calendar', 'link', 'Room', '--staff', 'ana', '--show', 'busy', '--on-conflict', 'remote', '--since', '2026-11-01', '--yes')
        linked = {each['id']: each for each in box.json('calendar', 'list')['calendars']}['room@group.calendar.google.com']['linked']
        has(linked, LINKED, 'linked')
        same((linked['staff']['name'], linked['blocks_for']['name'], linked['show'], linked['on_conflict'], linked['state']),
             ('Ana', 'Ana', 'busy', 'remote', 'linked'))
        same(linked['since'][:10], '2026-11-01')
        assert 'linked: Ana, busy' in box.run('calendar', 'list').out
        # what is not given stays
        again = box.json('calendar', 'link', 'room@group.calendar.google.com', '--show', 'service', '--yes')['linked']
        same((again['id'], again['staff']['name'], again['show'], again['on_conflict'], again['since']),
             (linked['id'], 'Ana', 'service', 'remote', linked['since']))

        box.error('calendar', 'link', 'primary', '--staff', 'ana', '--yes', status=4)   # hers go elsewhere
        box.error('calendar', 'link', 'Nowhere', '--yes', status=3)
        box.error('calendar', 'link', 'Nowhere', '--dry-run', status=3)
        box.error('calendar', 'link', 'primary', '--staff', 'zoe', '--yes', status=3)
        for wrong in (['--show', 'all'], ['--on-conflict', 'me'], ['--since', 'whenever']):
            same(box.error('calendar', 'link', 'primary', *wrong, '--yes', status=2)['code'], 'usage', wrong)
        box.error('calendar', 'link', 'Read', '--yes', status=5)

        assert '--yes' in box.error('calendar', 'unlink', 'Room', status=2)['message']
        assert '--yes' in box.error('account', 'remove', 'Google', status=2)['message']
        gone = box.json('calendar', 'unlink', 'Room', '--yes')
        same((gone['id'], gone['linked']), ('room@group.calendar.google.com', None))
        box.error('calendar', 'unlink', 'Room', '--yes', status=3)


def test_linking_shows_its_plan_and_asks(box):
    salon(box)
    with google() as server:
        server.primary.create(summary='Dentist', start='2026-11-25T10:00', end='2026-11-25T11:00')
        add_account(box, server, 'Google')
        for hour in ('10:00', '11:00'):
            book(box, f'Maria {hour}', hour)
        mark = server.mark()
        plan = box.json('calendar', 'link', 'primary', '--dry-run')['plan']
        has(plan, PLAN, 'plan')
        same([plan[key] for key in PLAN[:-1]], [2, 0, 1, 0, 0, 0])
        same(sorted(item['kind'] for item in plan['items']), ['create_here', 'create_there', 'create_there'])
        for item in plan['items']:
            has(item, ['kind', 'what', 'start', 'booking', 'remote_id'], 'item')
            instant('start', item['start'])
        said = box.run('calendar', 'link', 'primary', '--dry-run').out
        assert 'Maria 10:00' in said and 'Dentist' in said, said
        same((server.writes(mark), box.json('list', 'week', '--sync', 'pending,synced')['bookings']), ([], []))

        asked = box.term('calendar', 'link', 'primary')
        asked.wait('Dentist', '[y/N]')
        asked.send('n\r')
        asked.wait_end(2)
        same(server.writes(mark), [])
        asked = box.term('calendar', 'link', 'primary')
        asked.wait('[y/N]')
        asked.send('y\r')
        asked.wait('Linked')
        asked.wait_end()
        same(server.primary.count(), 3)
        same(box.json('list', '2026-11-25')['bookings'][0]['title'], 'Dentist')

        mark = server.mark()
        plan = box.json('calendar', 'link', 'primary', '--dry-run')['plan']
        same([plan[key] for key in PLAN[:-1]], [0, 0, 0, 0, 0, 0])
        box.run('calendar', 'link', 'primary', '--yes')
        same(server.writes(mark), [], 'linking twice changes nothing')
        box.run('calendar', 'unlink', 'primary', '--yes')
        same((server.primary.count(), len(box.json('list', 'week')['bookings'])), (3, 2))
        server.assert_clean()


# --- sync

def test_sync_and_its_status(box):
    with in_step(box) as (server, account):
        booking = book(box, 'Maria', '10:00')
        same(booking['sync']['status'], 'pending')
        same([each['id'] for each in box.json('list', '--sync', 'pending')['bookings']], [booking['id']])
        report = box.json('sync')
        has(report, REPORT, 'report')
        same((report['pushed'], report['failed'], report['pending']), (1, 0, 0))
        sync = box.json('show', booking['id'])['sync']
        same((sync['status'], sync['attempts'], sync['next_attempt'], sync['error']), ('synced', 0, None, None))
        instant('last_synced', sync['last_synced'])
        event, = server.primary.by_private('daybook_id', booking['id'])
        same(sync['remote_id'], event['id'])
        same(box.json('list', '--sync', 'synced', '--limit', '5')['bookings'][0]['id'], booking['id'])
        same(box.json('list', '--sync', 'pending,failed,conflict'), {'bookings': []})
        shown = box.run('show', booking['id']).out
        assert 'Sync: in step' in shown and 'Google' in shown, shown

        status, = box.json('sync', 'status')['accounts']
        has(status, STATUS, 'status')
        same((status['id'], status['kind'], status['label'], status['state']), (account, 'google', 'Google', 'ok'))
        same([status[key] for key in ('pending', 'failed', 'conflicts', 'held')], [0, 0, 0, 0])
        instant('last_sync', status['last_sync'])
        check('success_rate', 0 <= status['success_rate'] <= 1, status)
        check('average_ms', isinstance(status['average_ms'], (int, float)), status)
        number('token_refreshes', status['token_refreshes'])
        assert 'owner@example.com' in box.run('sync', 'status').out

        mark = server.mark()
        same(box.json('sync')['pushed'], 0)
        box.run('sync', '--full')
        same(server.writes(mark), [])
        assert box.run('--quiet', 'sync').out == ''


def test_list_counts_what_is_left(box):
    with in_step(box) as (server, _):
        for hour in ('10:00', '11:00', '12:00'):
            book(box, f'Maria {hour}', hour)
        box.run('sync')
        for hour in ('14:00', '15:00', '16:00'):
            book(box, f'Tom {hour}', hour)
        same([each['start'][11:16] for each in box.json('list', '--sync', 'pending', '--limit', '2')['bookings']], ['14:00', '15:00'])
        same(len(box.run('list', '--sync', 'pending,synced', '--tsv').out.splitlines()), 6)
        box.run('cancel', 'Maria 12:00')     # to be deleted there
        same(len(box.json('list', '--sync', 'pending')['bookings']), 3)
        same(len(box.json('list', '--sync', 'pending', '--all')['bookings']), 4)
        box.run('sync')
        same([each['status'] for each in box.json('list', '--sync', 'deleted', '--all')['bookings']], ['cancelled'])


def test_no_network(box):
    """6, and nothing is lost: the next run that a person asks for tries at once."""
    with in_step(box) as (server, _):
        booking = book(box, 'Maria', '10:00')
        fault = server.fault('reset', times=None)
        error = box.error('sync', status=6)
        same((error['code'], report_of(error)['pending']), ('network', 1))
        same(box.json('show', booking['id'])['sync']['status'], 'pending')
        same(box.json('sync', 'status')['accounts'][0]['state'], 'offline')
        assert box.run('sync', status=6).err
        box.error('calendar', 'list', status=6)
        fault.cancel()
        same(box.json('sync')['pushed'], 1)
        for kind in ('503', 'html', 'garbage'):
            book(box, kind, {'503': '11:00', 'html': '12:00', 'garbage': '13:00'}[kind])
            fault = server.fault(kind, on='events.*', times=None)
            same(box.error('sync', status=6)['code'], 'network', kind)
            fault.cancel()
            box.run('sync')
        same(server.primary.count(), 4)


def test_a_refusal(box):
    """1 for a booking that the server does not want; the others go on, and `sync retry` tries it again."""
    with in_step(box) as (server, _):
        first, second = book(box, 'Maria', '10:00'), book(box, 'Tom', '11:00')
        server.fault('400', on='events.insert', message='Bad colour.')
        error = box.error('sync', status=1)
        same((error['code'], report_of(error)['failed'], report_of(error)['pushed']), ('failed', 1, 1))
        bad, = box.json('list', '--sync', 'failed')['bookings']
        assert bad['id'] in (first['id'], second['id']) and 'Bad colour.' in bad['sync']['error'], bad['sync']
        item, = box.json('sync', 'status')['bookings']
        same((item['id'], item['status']), (bad['id'], 'failed'))
        assert 'Bad colour.' in item['reason']
        assert 'Bad colour.' in box.run('sync', 'status').out and 'Bad colour.' in box.run('show', bad['id']).out
        assert 'sync status' in box.run('sync', status=1).err
        same(box.json('sync', 'retry', bad['id'])['pushed'], 1)
        same(server.primary.count(), 2)
        same(box.json('sync', 'retry')['pushed'], 0)


def test_what_is_held(box):
    """5 until somebody says that so many cancellations are meant."""
    with in_step(box) as (server, _):
        made = [book(box, f'Maria {i}', f'{9 + i}:00') for i in range(6)]
        box.run('sync')
        for each in made:
            server.primary.delete(box.json('show', each['id'])['sync']['remote_id'])
        error = box.error('sync', status=5)
        same((error['code'], report_of(error)['held']), ('policy', 6))
        same(len(box.json('list')['bookings']), 6)
        same(box.json('sync', 'status')['accounts'][0]['held'], 6)
        assert 'sync confirm' in box.run('sync', status=5).err
        box.run('sync', 'confirm')
        same(box.json('list'), {'bookings': []})
        box.run('sync', 'confirm')     # nothing is held: a run like any other


def test_both_sides_changed(box):
    with in_step(box, '--on-conflict', 'ask') as (server, _):
        ours, theirs = synced(box, 'Maria', '10:00'), synced(box, 'Tom', '12:00')
        for each, there, here in ((ours, '14:00', '15:00'), (theirs, '16:00', '17:00')):
            server.primary.move_time(each['sync']['remote_id'], f'2026-11-24T{there}')
            box.run('move', each['id'], here)
        error = box.error('sync', status=1)
        same(report_of(error)['conflicts'], 2)
        same(len(box.json('list', '--sync', 'conflict')['bookings']), 2)
        same(box.json('sync', 'take', 'theirs', theirs['id'])['start'][11:16], '16:00')
        same(box.json('sync', 'take', 'ours', ours['id'])['start'][11:16], '15:00')
        box.error('sync', 'take', 'ours', ours['id'], status=3)
        box.run('sync')
        same(server.primary.get(ours['sync']['remote_id'])['start']['dateTime'][11:16], '15:00')
        same(server.primary.get(theirs['sync']['remote_id'])['start']['dateTime'][11:16], '16:00')
        same(box.json('list', '--sync', 'conflict'), {'bookings': []})


def test_what_was_overruled_is_told(box):
    """By itself, whoever wins: the log has the value that was not taken, beside others of the same run."""
    with in_step(box, '--show', 'name') as (server, _):
        made = [synced(box, f'Guest {i}', f'{9 + i // 2:02}:{i % 2 * 30:02}') if not i % 2 else None for i in range(12)]
        many = [each for each in made if each]
        for i, each in enumerate(many):
            server.primary.move_time(each['sync']['remote_id'], f'2026-11-25T{9 + i:02}:15')
            box.run('move', each['id'], f'2026-11-26 {9 + i:02}:30')
        texts = synced(box, 'Ines', '16:00')
        server.primary.edit(texts['sync']['remote_id'], description='brings; her dog')
        box.run('sync')
        for i, each in enumerate(many):
            told = box.run('log', each['id']).out
            assert 'what stands here was kept' in told and f'it said there: start Wed 25 Nov {9 + i:02}:15' in told, told
            assert 'Guest' not in told.partition('what stands here')[2], told      # nobody else's
        assert 'it said there: “brings, her dog”' in box.run('log', texts['id']).out
        assert 'brings; her dog' in box.run('sync', 'status').out
        box.run('calendar', 'link', 'primary', '--on-conflict', 'remote', '--yes')
        server.primary.move_time(texts['sync']['remote_id'], '2026-11-27T10:00')
        box.run('move', texts['id'], '2026-11-27 15:00')
        box.run('sync')
        told = box.run('log', texts['id']).out
        assert 'to Fri 27 Nov 10:00 · ' in told and 'it said here: start Fri 27 Nov 15:00' in told, told


def test_adopt_and_release(box):
    with in_step(box, '--staff', 'ana') as (server, _):
        there = server.primary.create(summary='Photo day', start='2026-11-25T10:00', end='2026-11-25T11:00')
        box.run('sync')
        block, = box.json('list', '2026-11-25')['bookings']
        same((block['kind'], block['title'], block['staff']['name']), ('block', 'Photo day', 'Ana'))
        for command in (['move', block['id'], '2026-11-25 14:00'], ['edit', block['id'], '--title', 'Another'], ['cancel', block['id']],
                        ['mark', block['id'], 'cancelled']):
            assert 'sync adopt' in box.error(*command, status=5)['message'], command
        box.run('note', block['id'], 'bring the lamps')
        adopted = box.json('sync', 'adopt', block['id'])
        same((adopted['id'], adopted['kind']), (block['id'], 'appointment'))
        box.run('move', block['id'], '2026-11-25 14:00')
        box.run('sync')
        same(server.primary.get(there)['start']['dateTime'][11:16], '14:00')
        same(box.json('sync', 'release', block['id'])['kind'], 'block')
        box.error('sync', 'release', book(box, 'Maria', '10:00')['id'], status=5)
        box.error('sync', 'adopt', '0123456789abcdef', status=3)


def unlinked_and_linked(box, server, *expected):
    """Linked again with what was adopted: the plan binds it, and nothing stands twice."""
    box.run('calendar', 'unlink', 'primary', '--yes')
    plan = box.json('calendar', 'link', 'primary', '--staff', 'ana', '--dry-run')['plan']
    same([plan[key] for key in PLAN[:-1]], list(expected))
    mark = server.mark()
    box.run('calendar', 'link', 'primary', '--staff', 'ana', '--yes')
    box.run('sync')
    same((server.count('events.insert', mark), server.count('events.delete', mark)), (0, 0))
    mark = server.mark()
    box.run('sync')
    same(server.writes(mark), [])


def test_adopted_stands_once_when_linked_again(box):
    """A copy of it pasted on the phone is somebody else's all the same."""
    with in_step(box, '--staff', 'ana') as (server, _):
        there = server.primary.create(summary='Photo day', start='2026-11-25T10:00', end='2026-11-25T11:00')
        box.run('sync')
        block, = box.json('list', '2026-11-25')['bookings']
        box.run('sync', 'adopt', block['id'])
        box.run('sync')
        for _ in range(2):
            unlinked_and_linked(box, server, 0, 0, 0, 1, 0, 0)
            same(list(server.primary.alive()), [there])
            stands, = box.json('list', '2026-11-25')['bookings']
            same((stands['id'], stands['kind'], stands['sync']['status']), (block['id'], 'appointment', 'synced'))
        server.primary.move_time(there, '2026-11-25T14:00')
        box.run('sync')
        same(box.json('show', block['id'])['start'][11:16], '14:00')
        box.run('calendar', 'unlink', 'primary', '--yes')
        server.primary.create(summary='Photo day', start='2026-11-25T14:00', end='2026-11-25T15:00')
        box.run('calendar', 'link', 'primary', '--staff', 'ana', '--yes')
        same((server.primary.count(), sorted(b['kind'] for b in box.json('list', '2026-11-25')['bookings'])), (2, ['appointment', 'block']))
        same(box.json('sync', 'release', block['id'])['kind'], 'block')


def test_adopted_date_stands_once_when_linked_again(box):
    with in_step(box, '--staff', 'ana') as (server, _):
        series = server.primary.create(summary='Choir', start='2026-11-25T10:00', recurrence=['RRULE:FREQ=WEEKLY;COUNT=3'])
        box.run('sync')
        first, = box.json('list', '2026-11-25')['bookings']
        second, = box.json('list', '2026-12-02')['bookings']
        box.run('sync', 'adopt', second['id'])
        box.run('move', second['id'], '2026-12-02 14:00')
        box.run('sync')
        box.run('sync', 'adopt', first['id'])  # never written to: it has no event of its own, only its date in the series
        unlinked_and_linked(box, server, 0, 0, 1, 2, 0, 0)
        same({event.get('recurringEventId', series) for event in server.primary.alive().values()}, {series})
        for day, expected in (('2026-11-25', [(first['id'], 'appointment')]), ('2026-12-02', [(second['id'], 'appointment')])):
            same([(b['id'], b['kind']) for b in box.json('list', day)['bookings']], expected)
        same([b['kind'] for b in box.json('list', '2026-12-09')['bookings']], ['block'])


def test_adopt_one_of_a_series(box):
    """The first write to it gives it an id of its own; it stays somebody else's, and can be let go again."""
    with in_step(box, '--staff', 'ana') as (server, _):
        series = server.primary.create(summary='Choir', start='2026-11-25T10:00', recurrence=['RRULE:FREQ=WEEKLY;COUNT=3'])
        box.run('sync')
        block, = box.json('list', '2026-11-25')['bookings']
        box.run('sync', 'adopt', block['id'])
        box.run('move', block['id'], '2026-11-25 14:00')
        mark = server.mark()
        box.run('sync')
        same((server.count('events.delete', mark), len(server.writes(mark))), (0, 1))
        occurrence, = [event for id, event in server.primary.alive().items() if id != series]
        same((occurrence['recurringEventId'], occurrence['start']['dateTime'][11:16]), (series, '14:00'))
        box.run('sync')
        same(len(server.writes(mark)), 1)
        same(box.json('sync', 'release', block['id'])['kind'], 'block')
        server.primary.move_time(occurrence['id'], '2026-11-25T16:00')
        box.run('sync')
        same([b['start'][11:16] for b in box.json('list', '2026-11-25')['bookings']], ['16:00'])
        same(len(server.writes(mark)), 1)


def test_bring_back(box):
    """After a restore: events of this book whose bookings are not in it any more."""
    with in_step(box) as (server, _):
        box.run('backup', box.path('copy.db'))
        lost = synced(box, 'Maria', '10:00')
        box.run('restore', box.path('copy.db'))
        assert 'calendar link' in box.run('sync', status=5).err    # it waits for a person
        linked = box.run('calendar', 'link', 'primary', '--yes').out
        assert '1 of this book, but not in it' in linked, linked   # what was said yes to beforehand
        box.run('sync', '--full')
        same(box.json('list'), {'bookings': []})
        offered, = box.json('sync', 'status')['bring_back']
        same((offered['remote_id'], offered['title']), (lost['sync']['remote_id'], 'Maria'))
        assert offered['remote_id'] in box.run('sync', 'status').out
        back = box.json('sync', 'adopt', offered['remote_id'])
        same((back['kind'], back['start'][11:16]), ('appointment', '10:00'))
        box.run('sync')
        same((server.primary.count(), box.json('sync', 'status')['bring_back']), (1, []))


def test_a_sign_in_that_was_withdrawn(box):
    with in_step(box) as (server, account):
        book(box, 'Maria', '10:00')
        server.oauth.revoke_user()
        server.oauth.expire_access()
        error = box.error('sync', status=6)
        same((error['code'], report_of(error)['pending']), ('auth', 1))
        same(box.json('sync', 'status')['accounts'][0]['state'], 'needs_sign_in')
        assert 'sign-in' in box.run('sync', status=6).err
        findings = box.json('doctor', status=None)['findings']
        signed_out, = [each for each in findings if 'ign in' in (each['advice'] or '') + each['message']]    # named once
        same((signed_out['check'], signed_out['grade']), ('account', 'problem'))
        sign_in(box, server, account)
        same(box.json('sync')['pushed'], 1)


def test_renewed_tokens_are_counted(box):
    """Those of runs that had nothing to write down too, whichever process they were: with the next run that has."""
    with in_step(box) as (server, _):
        def told():
            return box.json('sync', 'status')['accounts'][0]['token_refreshes']

        synced(box)
        same(told(), 0)
        for _ in range(3):
            server.oauth.expire_access()
            box.run('sync')
        same((server.count('token'), told()), (1 + 3, 0))
        book(box, 'Tom', '12:00')
        box.run('sync')
        same(told(), 3)
        book(box, 'Kim', '14:00')
        box.run('sync')
        same(told(), 3, 'each once')


def test_reasons_are_in_the_readers_language(box):
    """What an English process wrote down a German one says in German, and the other way round."""
    german = {'LANGUAGE': 'de'}
    with in_step(box) as (server, account):
        def reads(command, english, words):
            for env, other in (({}, english), (german, words)):
                shown = box.run(*command, env=env, status=None)
                assert other in shown.out, f'{env} {shown}'

        fault = server.fault('400', on='events.insert', times=None, message='Not like this.')
        refused = book(box, 'Maria', '10:00')
        for writer in ({}, german):
            box.run('sync', 'retry', env=writer, status=None)
            reads(['sync', 'status'], 'Google refused it: Not like this.', 'Google hat es abgelehnt: Not like this.')
            reads(['show', refused['id']], 'Google refused it: Not like this.', 'Google hat es abgelehnt: Not like this.')
        fault.cancel()
        box.run('sync', 'retry')
        for writer in ({}, german):
            for fault, english, words in (('503', 'The server has a fault (503).', 'Der Server hat eine Störung (503).'),
                                          ('reset', 'Look whether this machine is on the network.', 'am Netz ist')):
                fault = server.fault(fault, on='events.list', times=None)
                box.run('sync', env=writer, status=6)
                reads(['sync', 'status'], english, words)
                reads(['--json', 'account', 'list'], english, words)
                fault.cancel()
        box.run('sync')
        server.oauth.revoke_user()
        server.oauth.expire_access()
        box.run('sync', status=6)
        reads(['account', 'list'], 'has been withdrawn or has expired', 'Die Anmeldung')


def test_doctor_sees_the_server(box):
    with in_step(box) as (server, _):
        found = box.json('doctor')
        same(found['ok'], True)
        assert any('Google' in each['message'] for each in found['findings']), found


# --- several processes, and ends

def test_one_at_a_time(box):
    with in_step(box) as (server, _):
        book(box, 'Maria', '10:00')
        fault = server.fault('delay', on='events.list')
        first = box.start('--json', 'sync')
        fault.wait()
        second = box.start('--json', 'sync')
        assert first.poll() is None and second.poll() is None
        fault.release()
        ended = [json.loads(child.communicate(timeout=60)[0]) for child in (first, second)]
        same([first.returncode, second.returncode, sum(each['pushed'] for each in ended)], [0, 0, 1])
        same(server.primary.count(), 1)


def test_a_lock_that_is_never_free(box):
    """After 30 seconds it is 6: somebody else is syncing."""
    with in_step(box) as (server, _), open(box.book + '.sync-lock', 'a') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mark = server.mark()
        error = box.error('sync', status=6)
        same((error['code'], server.round_trips(mark)), ('network', 0))


def test_watch(box):
    with in_step(box) as (server, _):
        mark = server.mark()
        child = box.start('sync', '--watch')
        server.wait_for('events.list', since=mark)
        mark = server.mark()
        booking = book(box, 'Maria', '10:00')
        server.wait_for('events.insert', since=mark)
        child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=60)
        same((child.returncode, out, err), (0, b'', b''))
        same(server.primary.by_private('daybook_id', booking['id'])[0]['status'], 'confirmed')
        box.run('sync')


def test_interrupted(box):
    """A run that is broken off ends in order, and the next one goes on from there."""
    with in_step(box) as (server, _):
        book(box, 'Maria', '10:00')
        fault = server.fault('hang', on='events.*')
        child = box.start('--json', 'sync')
        fault.wait()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=60)
        same((child.returncode, out, json.loads(err)['error']['code']), (1, b'', 'failed'))
        server.clear_faults()
        box.run('sync')
        same(server.primary.count(), 1)


def test_progress(box):
    """A long run says on a terminal how far it is."""
    with in_step(box) as (server, _):
        box.run('account', 'edit', 'Google', '--pace', '1000')
        server.fault('delay', on='batch', seconds=0.05, times=None)
        server.fault('delay', on='events.list', seconds=0.3, times=None)
        box.run('book', '--new-customer', 'Maria', '--service', 'Cut', '--start', '10:00', '--repeat', 'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=120')
        term = box.term('sync')
        term.wait(' of ')
        term.wait_end()
        same(server.primary.count(), 120)


# --- without the module

def test_without_the_net_module(box):
    """Everything else works where the module is not installed; what needs it says so."""
    os.mkdir(box.path('none'))
    box.env['DAYBOOK_MODULEDIR'] = box.path('none')
    salon(box)
    book(box, 'Maria', '10:00')
    same(len(box.json('list')['bookings']), 1)
    box.run('sync')
    box.run('sync', 'status')
    box.run('account', 'list')
    error = box.error('account', 'add', 'google', '--label', 'Google', *CLIENT, status=None)
    assert 'daybook-net' in error['message'], error
