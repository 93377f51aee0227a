"""The front end in step with a calendar: signs, the Sync screen, each of its keys, and a server that never answers."""
import fcntl
import os
import re
import sys

from sandbox import same
from screens import at_cursor, book, cursor_text, footer, leave, morning, on_screen, press, salon, settle, status, until
from syncing import GoogleServer, add_account
from tuiterm import Term

OWNER, BORIS = 'owner@example.com', 'boris@group.calendar.google.com'


def link(box, account, calendar, staff, *more):
    box.run('calendar', 'link', calendar, '--account', account, '--staff', staff, '--show', 'service', '--since', '2026-11-24', '--yes', *more,
            status=None)


def connect(box, server):
    """An account that is signed in, no calendar of it linked yet; its id."""
    box.env['DAYBOOK_BACKOFF_MS'] = '1'
    server.add_calendar(BORIS, summary='Boris', user=OWNER)
    account = add_account(box, server, 'Google', OWNER)
    box.run('account', 'edit', account, '--pace', '1000', '--daily', '100000')
    return account


def linked(box, server, *more):
    """A morning whose bookings stand in Ana's and Boris's calendars; Chloé has none. (bookings by name, the account's id)"""
    made = morning(box)
    account = connect(box, server)
    link(box, account, OWNER, 'Ana', *more)
    link(box, account, BORIS, 'Boris')
    return made, account


def there(server, booking, calendar=OWNER):
    """The event of a booking, as it stands there."""
    found = server.calendar(calendar).by_private('daybook_id', booking['id'])
    assert len(found) == 1, found
    return found[0]


def sign_of(term, name):
    """The sign at the right of the block with this name in it: the last thing before the line that ends its column."""
    for row in term.screen.display[3:]:
        for bar in '▌[':
            block = row.partition(f'{bar} {name}')[2]
            if block:
                return (re.split('[│|]', block)[0].split() or [''])[-1]
    return None


def sync_now(term):
    """y, until what came of it is said."""
    press(term, 'y')
    term.wait_until(lambda: status(term).startswith('Synced'), 'to see what came of it')


def browser(box, *lines):
    """A program that is a browser for $BROWSER: its command."""
    path = box.write('browser.py', '\n'.join(['import sys, urllib.request', *lines]))
    return {'BROWSER': f'{sys.executable} {path} %s'}


# --- signs

def test_each_booking_has_a_sign_where_a_calendar_is_linked(box):
    with GoogleServer() as server:
        linked(box, server, '--on-conflict', 'ask')
        term = on_screen(box, 120, 38)
        term.wait('in step')
        assert sign_of(term, 'María López') == '✓' and sign_of(term, 'Tom Ng') == '✓'
        assert sign_of(term, '王小明') == '·'     # Chloé's bookings go nowhere
        leave(term)


def test_without_an_account_nothing_is_shown_and_nothing_is_asked(box):
    morning(box)
    term = on_screen(box, 120, 38)
    settle(term)
    assert sign_of(term, 'María López') == '' and '✓' not in term.text()
    press(term, 'y')
    term.wait('No calendar account is connected')
    press(term, '9')
    term.wait('No calendar account is connected. This book can be kept in step')
    press(term, 'q')
    term.wait('next')
    leave(term)


def test_signs_without_utf8(box):
    with GoogleServer() as server:
        linked(box, server)
        term = box.term(cols=120, rows=38, env={'LC_ALL': 'C'})
        term.wait('+ in step')
        assert sign_of(term, 'Tom Ng') == '+'
        leave(term)


def test_a_change_here_goes_there_by_itself(box):
    with GoogleServer() as server:
        made, _ = linked(box, server)
        term = on_screen(box, 120, 38)
        term.wait('in step')
        mark = server.mark()
        at_cursor(term, 'Kim Lee')
        press(term, 'm', 'Down', 'Enter')
        term.wait('11:00 – 11:45')
        server.wait_for('events.patch', since=mark, timeout=120)
        term.wait_until(lambda: sign_of(term, 'Kim Lee') == '✓', 'to see that it stands there')
        assert there(server, made['Kim Lee'], BORIS)['start']['dateTime'].startswith('2026-11-24T11:00')
        leave(term)


def test_a_change_of_another_process_goes_there_too(box):
    with GoogleServer() as server:
        linked(box, server)
        term = on_screen(box, 120, 38)
        term.wait('in step')
        mark = server.mark()
        book(box, 'Per Dahl', '15:00')
        term.wait('Per Dahl')
        server.wait_for('events.insert', since=mark, timeout=120)
        term.wait_until(lambda: sign_of(term, 'Per Dahl') == '✓', 'to see that it stands there')
        leave(term)


def test_a_change_there_shows_and_the_cursor_stays_on_its_booking(box):
    with GoogleServer() as server:
        made, _ = linked(box, server)
        term = on_screen(box, 120, 38)
        term.wait('in step')
        at_cursor(term, 'Kim Lee')
        event = there(server, made['Kim Lee'], BORIS)
        server.calendar(BORIS).move_time(event['id'], '2026-11-24T14:00')
        server.calendar(OWNER).create(summary='Dentist', start='2026-11-24T15:00', end='2026-11-24T16:00')
        sync_now(term)
        term.wait('14:00 – 14:45', 'Dentist')
        at_cursor(term, 'Kim Lee')
        leave(term)


# --- the Sync screen

def test_a_refused_booking_is_explained_and_tried_again(box):
    with GoogleServer() as server:
        linked(box, server)
        fault = server.fault('400', on='events.insert', times=None, message='The specified time range is empty.')
        book(box, 'Elif Şahin', '13:30')
        box.run('sync', status=None)
        term = on_screen(box, 120, 38)
        term.wait('9 ! 1 failed')
        assert sign_of(term, 'Elif Şahin') == '!'
        while 'Elif' not in cursor_text(term):      # the panel says why
            press(term, 'Tab')
            settle(term)
        term.wait('Google refused it: The', 'tried once', 'waits for you')
        press(term, '9')
        term.wait('Needs you  1', 'Google refused it: The specified time range is empty.', 'failed by kind: new events 1 of')
        assert 'r try again' in footer(term)
        fault.cancel()
        press(term, 'r')
        term.wait('is tried again')
        press(term, 'y')
        term.wait_gone('Needs you')
        term.wait('✓ in step')
        press(term, 'Esc')
        term.wait_until(lambda: sign_of(term, 'Elif Şahin') == '✓', 'to see that it stands there')
        leave(term)


def conflict(box, server):
    """Søren's booking was moved on both sides."""
    made, account = linked(box, server, '--on-conflict', 'ask')
    server.calendar(OWNER).move_time(there(server, made['Søren Ås'])['id'], '2026-11-24T12:30')
    box.run('move', made['Søren Ås']['id'], '12:00')
    box.run('sync', status=None)
    return made, account


def test_a_conflict_shows_both_sides_and_takes_theirs(box):
    with GoogleServer() as server:
        conflict(box, server)
        term = on_screen(box, 80, 24)
        term.wait('≠ 1 changed on both sides')
        assert sign_of(term, 'Søren Ås') == '≠'
        press(term, '9')
        term.wait('Needs you  1', 'was Tue 24 Nov 11:30 – 12:15', 'here Tue 24 Nov 12:00 – 12:45', 'there Tue 24 Nov 12:30 – 13:15')
        press(term, 'Enter')
        term.wait('Before, here, there', 'Tue 24 Nov 11:30 – 12:15', 'Tue 24 Nov 12:30 – 13:15')
        assert 't take theirs' in footer(term) and 'o keep ours' in footer(term)
        press(term, 't')
        term.wait('what stands in the calendar was taken', 'in step')
        press(term, 'q')
        term.wait('next')
        leave(term)
        assert [b['start'][11:16] for b in box.json('list', 'today')['bookings'] if b['customer']['name'] == 'Søren Ås'] == ['12:30']


def test_a_conflict_keeps_ours(box):
    with GoogleServer() as server:
        made, _ = conflict(box, server)
        term = on_screen(box, 120, 38)
        press(term, '9')
        term.wait('Needs you  1')
        mark = server.mark()
        press(term, 'o')
        term.wait('own goes to the calendar')
        server.wait_for('events.patch', since=mark, timeout=120)
        term.wait('✓ in step')
        assert there(server, made['Søren Ås'])['start']['dateTime'].startswith('2026-11-24T12:00')
        press(term, 'q')
        leave(term)


def test_an_edited_text_is_kept_as_note(box):
    with GoogleServer() as server:
        made, _ = linked(box, server)
        server.calendar(OWNER).edit(there(server, made['María López'])['id'], description='brings her daughter')
        box.run('sync', status=None)
        term = on_screen(box, 120, 38)
        press(term, '9')
        term.wait('Needs you  1', 'brings her daughter')
        press(term, 'n')
        term.wait('is the shared note now')
        press(term, 'q')
        leave(term)
        assert box.json('show', made['María López']['id'])['public_note'] == 'brings her daughter'


def test_held_cancellations_wait_for_a_yes(box):
    with GoogleServer() as server:
        salon(box)
        made = [book(box, f'Guest {i}', f'{9 + i // 4:02}:{i % 4 * 15:02}', 'Ana', 'Cut', '--overbook', 'a test') for i in range(12)]
        link(box, connect(box, server), OWNER, 'Ana')
        for each in made[:11]:
            server.calendar(OWNER).delete(there(server, each)['id'])
        box.run('sync', status=None)
        term = on_screen(box, 120, 38)
        term.wait('! 11 need a yes')
        press(term, '9')
        term.wait('Needs you  11', 'waits for your yes before it is cancelled here')
        press(term, 'C')
        term.wait('11 cancellations go ahead', 'in step')
        press(term, 'q')
        leave(term)
        assert len(box.json('list', 'today')['bookings']) == 1


def test_what_the_book_lost_is_brought_back(box):
    with GoogleServer() as server:
        _, account = linked(box, server)
        box.run('backup', box.path('before.db'))
        book(box, 'Per Dahl', '15:00')
        box.run('sync')
        box.run('restore', box.path('before.db'))
        link(box, account, OWNER, 'Ana')    # after a restore a plan is shown again
        link(box, account, BORIS, 'Boris')
        term = on_screen(box, 120, 38)
        press(term, '9')
        term.wait('lost from the book  1', 'Per Dahl')
        while 'Per Dahl' not in cursor_text(term):
            press(term, 'Down')
            settle(term)
        press(term, 'B')
        term.wait('It is in the book again')
        press(term, 'q')
        term.wait('next', 'Per Dahl')
        leave(term)


def test_an_event_from_there_becomes_an_appointment_and_a_block_again(box):
    with GoogleServer() as server:
        linked(box, server)
        server.calendar(OWNER).create(summary='Dentist', start='2026-11-24T15:00', end='2026-11-24T16:00')
        box.run('sync')
        term = on_screen(box, 120, 38)
        term.wait('Dentist', 'in step')
        while 'Dentist' not in cursor_text(term):
            press(term, 'Tab')
            settle(term)
        for key in ('Enter', 'm'):      # neither opens what could not be saved
            press(term, key)
            term.wait('sync adopt')
            assert 'New booking' not in term.text() and 'Dentist' in cursor_text(term)
            settle(term)
        press(term, 'A')
        term.wait('It is an appointment of this book now')
        at_cursor(term, 'Dentist')
        press(term, 'A')
        term.wait('It follows the calendar again')
        assert server.calendar(OWNER).count() == 4
        leave(term)


def test_the_event_opens_in_the_browser(box):
    with GoogleServer() as server:
        conflict(box, server)
        seen = box.path('seen')
        term = on_screen(box, 120, 38, browser(box, f'open({seen!r} + ".new", "w").write(sys.argv[1])', 'import os',
                                               f'os.rename({seen!r} + ".new", {seen!r})'))
        press(term, '9')
        term.wait('Needs you  1')
        press(term, 'b')
        term.wait('Your browser opens it')
        until(lambda: os.path.exists(seen), 'the browser', term)
        with open(seen, encoding='utf-8') as file:
            assert file.read().startswith('https://')
        press(term, 'q')
        leave(term)


def test_without_a_browser_the_address_is_shown(box):
    with GoogleServer() as server:
        conflict(box, server)
        term = on_screen(box, 120, 38)
        press(term, '9')
        term.wait('Needs you  1')
        press(term, 'b')
        term.wait('There is no browser here. The address: https://')
        press(term, 'q')
        leave(term)


# --- signing in

def signed_out(box, server):
    made, account = linked(box, server)
    server.oauth.revoke_user()
    server.oauth.expire_access()
    box.run('sync', status=6)
    return made, account


def test_one_key_signs_in_again(box):
    with GoogleServer() as server:
        signed_out(box, server)
        term = on_screen(box, 120, 38, browser(box, 'urllib.request.urlopen(sys.argv[1]).read()'))
        term.wait('! Sign in to Google Calendar again')
        press(term, '9')
        term.wait('needs a sign-in')
        press(term, 's')
        term.wait('Signed in.', '✓ in step')
        press(term, 'q')
        leave(term)


def test_signing_in_shows_the_address_and_can_be_given_up(box):
    with GoogleServer() as server:
        signed_out(box, server)
        term = on_screen(box, 80, 24)
        press(term, '9')
        term.wait('needs a sign-in')
        press(term, 's')
        term.wait('open this', server.url + '/o/oauth2/v2/auth')
        press(term, 'Esc')
        term.wait('Not signed in.')
        press(term, 's')            # and again: the first one is out of the way
        term.wait(server.url + '/o/oauth2/v2/auth')
        press(term, 'Esc')
        term.wait('Not signed in.')
        press(term, 'q')
        leave(term)


# --- a server that never answers, and none at all

def test_keys_are_answered_while_the_server_never_does(box):
    with GoogleServer() as server:
        linked(box, server)
        term = on_screen(box, 120, 38)
        term.wait('in step')
        fault = server.fault('hang', on='events.*', times=None)
        press(term, 'y')
        fault.wait(timeout=120)
        term.wait('⇅')
        for _ in range(3):
            before = cursor_text(term)
            press(term, 'BTab')
            term.wait_until(lambda: cursor_text(term) != before, 'the cursor to move')
        book(box, 'Per Dahl', '15:00')
        term.wait('Per Dahl')       # another process's change is seen
        press(term, 'g', '2026-11-25', 'Enter')
        term.wait('Wednesday 25 November')
        press(term, '9')
        term.wait('Syncing')
        press(term, 'x')
        term.wait('Stopping after this step')
        press(term, 'q')
        settle(term)
        assert not server.requests[-1].status     # still not answered
        leave(term)


def test_a_server_that_hangs_while_calendars_are_asked_for(box):
    with GoogleServer() as server:
        morning(box)
        connect(box, server)
        term = on_screen(box, 120, 38)
        fault = server.fault('hang', on='calendarList.*', times=None)
        press(term, '9')
        term.wait('No calendar is linked yet')
        press(term, 'l')
        term.wait('Asking for the calendars')
        fault.wait(timeout=120)
        press(term, 'Esc')
        term.wait('Nothing was linked')
        press(term, 'l')
        term.wait('Asking for the calendars')
        press(term, 'C-c')
        term.wait_end()


def test_it_starts_offline_and_says_so(box):
    with GoogleServer() as server:
        linked(box, server)
    term = on_screen(box, 80, 24)
    press(term, 'y')
    term.wait('offline', 'Google cannot be reached. Nothing is lost')
    press(term, 'W', 'Per Dahl', 'Enter')
    term.wait('Per Dahl')
    term.wait_until(lambda: sign_of(term, 'Per Dahl') == '↻', 'to see that it waits')
    press(term, '9')
    term.wait('cannot be reached', 'Waiting  1')
    press(term, 'q')
    leave(term)


def test_offline_is_named_beside_a_conflict(box):
    with GoogleServer() as server:
        conflict(box, server)
    term = on_screen(box, 120, 38)
    term.wait('1 changed on both sides')
    press(term, 'y')
    term.wait('1 changed on both sides · offline', 'Google cannot be reached')
    press(term, '9')
    term.wait('failed by kind: lists')
    press(term, 'q')
    leave(term)


# --- connecting

def test_a_calendar_is_linked_from_the_screen(box):
    with GoogleServer() as server:
        morning(box)
        connect(box, server)
        server.calendar(BORIS).create(summary='Dentist', start='2026-11-24T15:00', end='2026-11-24T16:00')
        term = on_screen(box, 80, 24)
        press(term, '9')
        term.wait('No calendar is linked yet')
        mark = server.mark()
        press(term, 'l')
        term.wait('whose bookings', 'Boris')
        press(term, 'Down')
        while 'Boris' not in [word for word in term.row(term.find('whose bookings')[1]).split()]:
            press(term, 's')
            settle(term)
        press(term, 'Enter')
        term.wait('2  made there', '1  taken in here', 'Nothing has been sent or taken yet')
        assert not server.writes(mark)
        press(term, 'Enter')
        term.wait('Linked.', 'Boris → Boris')
        assert server.calendar(BORIS).count() == 3
        press(term, 'q')
        press(term, 'Tab', 'Tab', 'Tab')
        at_cursor(term, 'Dentist')
        leave(term)


def test_the_first_run_shows_how_far_it_is_and_can_be_stopped(box):
    with GoogleServer() as server:
        salon(box)
        for i in range(3):
            book(box, f'Guest {i}', f'{10 + i}:00')
        connect(box, server)
        term = on_screen(box, 80, 24)
        press(term, '9')
        term.wait('No calendar is linked yet')
        press(term, 'l')
        term.wait('whose bookings')
        press(term, 'Enter')
        term.wait('3  made there')
        fault = server.fault('hang', on='batch', times=None)
        press(term, 'Enter')
        fault.wait(timeout=120)
        term.wait('0 of 3')
        press(term, 'Esc')
        term.wait('the next run goes on from there')
        settle(term)
        press(term, 'q')
        leave(term)


def test_an_account_is_connected_from_the_screen(box):
    salon(box)
    term = on_screen(box, 80, 24)
    press(term, '9')
    term.wait('No calendar account is connected')
    press(term, '+')
    term.wait('Connect a Google account', 'Desktop app')
    press(term, 'Tab', 'Tab', 'my-client', 'Tab', 'my-secret', 'Tab', 'file')
    term.wait('my-client', '*********')
    assert 'my-secret' not in term.text()
    press(term, 'Enter')
    term.wait('The account is connected', 'Google')
    press(term, 'q')
    leave(term)
    [account] = box.json('account', 'list')['accounts']
    assert (account['label'], account['client_id'], account['store'], account['state']) == ('Google', 'my-client', 'file', 'needs_sign_in')


def test_a_resize_while_it_syncs_keeps_everything(box):
    with GoogleServer() as server:
        conflict(box, server)
        term = on_screen(box, 120, 38)
        press(term, '9')
        term.wait('Needs you  1')
        term.resize(80, 24)
        term.wait('there Tue 24 Nov 12:30 – 13:15', '? keys')
        assert '12:00' in cursor_text(term)
        term.resize(200, 60)
        term.wait('q back', 'The last runs')
        press(term, 'q')
        leave(term)


# --- nobody at the keys, and in the background

def lists(server, since):
    """When each list of Ana's calendar was asked for."""
    return [request.at for request in server.requests if request.n >= since and request.op == 'events.list' and request.calendar == OWNER]


def test_with_nobody_at_the_keys_it_looks_less_often(box):
    """Five turns without a key, and a turn takes five times as long (a fifth more or less); a key, and it is as before. A turn is half a second here."""
    with GoogleServer(now='now', running=True) as server:
        linked(box, server)
        term = on_screen(box, 80, 24, {'DAYBOOK_LOOK_MS': '500'})
        mark = server.mark()

        def gaps(since):
            at = lists(server, since)
            return [later - sooner for sooner, later in zip(at, at[1:])]

        until(lambda: any(gap < 1.5 for gap in gaps(mark)), 'turns of somebody at the keys', term)
        until(lambda: [gap for gap in gaps(mark)[-2:] if gap >= 1.95] == gaps(mark)[-2:] != [], 'turns of nobody', term)
        mark = server.mark()
        press(term, 'Tab')
        until(lambda: any(gap < 1.5 for gap in gaps(mark)), 'turns of somebody again', term)
        leave(term)


def test_in_the_background_it_lets_others_sync(box):
    """Ctrl-Z while the server is silent: another process syncs at once; fg, and it syncs again itself."""
    with GoogleServer() as server:
        made, _ = linked(box, server)
        term = Term(['/bin/sh', '-i'], 120, 38, cwd=box.dir, env={**box.env, 'PS1': 'shell> ', 'DAYBOOK_LOOK_MS': '3600000'})
        box.terms.append(term)
        term.wait('shell>')
        mark = server.mark()
        press(term, box.program, 'Enter')
        term.wait('next', '✓')
        server.wait_for('events.list', n=2, since=mark)     # what it does at its start is done
        fault = server.fault('hang', on='events.*', times=None)
        press(term, 'y')
        fault.wait(timeout=120)
        with open(box.book + '.sync-lock', 'a', encoding='ascii') as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                raise AssertionError('nobody syncs')
            except BlockingIOError:
                pass
        press(term, 'C-z')
        term.wait('shell>')
        server.clear_faults()
        box.run('move', made['Kim Lee']['id'], '14:00')
        mark = server.mark()
        box.run('sync')
        assert there(server, made['Kim Lee'], BORIS)['start']['dateTime'].startswith('2026-11-24T14:00')
        same([request.status for request in server.requests[mark:]].count(0), 0)
        mark = server.mark()
        server.calendar(OWNER).create(summary='Dentist', start='2026-11-24T15:00', end='2026-11-24T16:00')
        press(term, 'fg', 'Enter')
        term.wait('Dentist', '14:00', 'n book')
        press(term, 'q')
        term.wait('shell>')
        press(term, 'exit', 'Enter')
