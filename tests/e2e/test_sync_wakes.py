"""What makes the worker look at the calendars: its turn, the network coming back, the machine waking up; and whom it tells on the desktop."""
import contextlib
import json
import signal
import sqlite3

from machine import DAY, Clock, Desktop, need_bus
from salon import book, same
from syncing import in_step, sign_in

need_bus()

NEVER = {'DAYBOOK_LOOK_MS': str(20 * DAY * 1000)}    # its turn does not come within a test


@contextlib.contextmanager
def watching(box, *options, **env):
    """`sync --watch` running; ended in order."""
    child = box.start(*options, 'sync', '--watch', env=env)
    try:
        yield child
    except BaseException:
        child.kill()
        child.communicate()
        raise
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
    out, err = child.communicate(timeout=60)
    same((child.returncode, err), (0, b''), out)


def sql(box, *statement):
    with contextlib.closing(sqlite3.connect(box.book)) as there, there:
        return there.execute(*statement).fetchall()


def looks(server, since):
    return server.count('events.list', since)


# --- turns

def test_an_hour_in_which_nothing_happens(box):
    """Sixty looks, a minute each made short: one request a look and calendar, and the book is not written."""
    with in_step(box) as (server, account):
        server.add_calendar('boris@group.calendar.google.com', summary='Boris')
        box.run('calendar', 'link', 'Boris', '--staff', 'Boris', '--yes')
        box.run('sync')
        with contextlib.closing(sqlite3.connect(box.book)) as book_file:
            before = book_file.execute('PRAGMA data_version').fetchone()
            mark = server.mark()
            with watching(box, DAYBOOK_LOOK_MS='20'):
                server.wait_for('events.list', n=2 * 60, since=mark, timeout=120)
            same(book_file.execute('PRAGMA data_version').fetchone(), before)
        same(set(server.counts(mark)), {'events.list'})
        by_calendar = [request.calendar for request in server.requests if request.n > mark]
        assert abs(by_calendar.count('owner@example.com') - by_calendar.count('boris@group.calendar.google.com')) <= 1, by_calendar


def test_a_line_of_json_for_each_run(box):
    with in_step(box) as (server, _):
        with watching(box, '--json', DAYBOOK_LOOK_MS='100') as child:
            first = json.loads(child.stdout.readline())
            same((first['ok'], first['reason'], first['pushed'], first['pulled']), (True, None, 0, 0))
            made = book(box, 'Maria', '10:00')
            lines = iter(lambda: json.loads(child.stdout.readline()), None)
            sent = next(line for line in lines if line['pushed'])
            same((sent['ok'], sent['pending'], sent['failed']), (True, 0, 0))
            assert sent['ended'] >= first['ended'], (first, sent)
            server.primary.move_time(box.json('show', made['id'])['sync']['remote_id'], '2026-11-24T12:00')
            same(next(line for line in lines if line['pulled'])['ok'], True)
            server.fault('400', on='events.insert', times=None, message='Not like this.')
            book(box, 'Tom', '15:00')
            refused = next(line for line in lines if line['failed'])
            same((refused['ok'], refused['reason']), (False, '1 failed'))


# --- the network

def test_at_once_when_the_network_is_back(box):
    """An account that is offline and rests for an hour is asked at once when NetworkManager says that there is a network; without that it is not."""
    with in_step(box) as (server, _), Desktop(box) as desktop:
        fault = server.fault('reset', on='*', times=None)
        book(box, 'Maria', '10:00')
        box.run('sync', status=6)
        same(box.json('account', 'list')['accounts'][0]['state'], 'offline')
        fault.cancel()
        desktop.network(False)
        sql(box, "UPDATE account SET pause_until = unixepoch() + 3600, pause_round = 8")
        mark = server.mark()
        with watching(box, '--json', **NEVER) as child:
            first = json.loads(child.stdout.readline())     # the first look leaves it alone
            same((first['ok'], first['requests'], server.count(since=mark)), (False, 0, 0))
            desktop.network(True)
            server.wait_for('events.insert', since=mark)
            back = json.loads(child.stdout.readline())
            same((back['ok'], back['pushed']), (True, 1))
        same(box.json('account', 'list')['accounts'][0]['state'], 'ok')


def test_no_network_is_no_reason_to_look(box):
    with in_step(box) as (server, _), Desktop(box) as desktop, watching(box, '--json', **NEVER) as child:
        child.stdout.readline()
        mark = server.mark()
        desktop.network(False)
        desktop.network(True)
        server.wait_for('events.list', since=mark)      # what came before it would have been heard before it
        child.stdout.readline()
        same(looks(server, mark), 1)


# --- sleep

def test_at_once_after_waking_up(box):
    with in_step(box) as (server, _):
        clock = Clock(box)
        with watching(box, '--json', **NEVER) as child:
            child.stdout.readline()
            server.primary.create(summary='Dentist', start='2026-11-24T15:00')
            mark = server.mark()
            clock.sleep(600)
            server.wait_for('events.list', since=mark, timeout=120)
            same(json.loads(child.stdout.readline())['pulled'], 1)


# --- the desktop

def test_told_once_for_each_cause(box):
    """Told when a person is needed, once, also across processes; again when it is over and comes again; and only where the owner wants it."""
    with in_step(box) as (server, account), Desktop(box) as desktop:
        def turn():
            """A few looks of a new process."""
            mark = server.mark()
            with watching(box, '--json', DAYBOOK_LOOK_MS='50') as child:
                for _ in range(3):
                    child.stdout.readline()
            return mark

        fault = server.fault('400', on='events.insert', times=None, message='Not like this.')
        refused = book(box, 'Maria', '10:00')
        turn()
        same(desktop.notified(), [], 'not wanted')
        box.run('account', 'edit', account, '--notify', 'on')
        turn()
        turn()
        same(desktop.notified(), [(0, 'daybook: the calendar needs you', 'Google: 1 failed')])

        server.oauth.revoke_user()      # another cause
        server.oauth.expire_access()
        turn()
        turn()
        same(desktop.notified()[1:], [(0, 'daybook: the calendar needs you', 'Google: Sign in to Google Calendar again')])

        sign_in(box, server, account)
        fault.cancel()
        box.run('sync', 'retry')
        box.run('sync')
        turn()
        same(len(desktop.notified()), 2)
        server.fault('400', on='events.patch', times=None, message='Not like this.')
        box.run('move', refused['id'], '11:00')
        turn()
        same(len(desktop.notified()), 3, 'it was over, and came again')


def test_told_when_there_is_a_desktop(box):
    """Where nobody takes notifications nothing is lost: the next desktop is told."""
    with in_step(box) as (server, account):
        box.run('account', 'edit', account, '--notify', 'on')
        server.oauth.revoke_user()
        server.oauth.expire_access()
        with watching(box, '--json', DAYBOOK_LOOK_MS='50') as child:
            for _ in range(3):
                child.stdout.readline()
        with Desktop(box) as desktop, watching(box, **NEVER):
            desktop.wait(desktop.notified)
