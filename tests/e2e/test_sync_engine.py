"""The engine of sync against the Google-like server: what it sends, what it takes, how often it asks, and what it makes of refusals. The law as
a whole, with random histories and kills, is test_sync_law.py's."""
import sqlite3

from syncing import GoogleServer, Shop, event_of, instant, link_of, show, small


def books(shop, n, day='2026-11-25'):
    """n bookings, quickly: a series of one service in the small hours."""
    return [shop.book('Ana', f'Customer {i}', f'{day}T{i // 4 % 24:02}:{i % 4 * 15:02}') for i in range(n)]


def test_round_trips(box):
    """N pending bookings go out in N/50 requests, and two for the lists."""
    with GoogleServer() as server:
        shop = small(box, server)
        shop.book('Ana', 'Series', '2026-11-25T10:00', '--repeat', 'FREQ=DAILY;COUNT=120')
        mark = server.mark()
        shop.sync()
        assert shop.calendar('Ana').count() == 120
        assert server.round_trips(mark) <= 120 / 50 + 1 + 2, server.counts(mark)
        assert server.count('events.get', since=mark) == 0
        shop.law()


def test_two_thousand_and_more(box):
    """Every page is followed; all of it becomes busy time, and the next look costs one request."""
    with GoogleServer() as server:
        shop = small(box, server)
        shop.calendar('Ana').bulk(2501, start='2026-11-25T09:00', step=15)
        shop.sync()
        shop.law()


def test_many_changes_are_one(box):
    """200 changes made offline to a few bookings send one change for each."""
    with GoogleServer() as server:
        shop = small(box, server)
        made = books(shop, 5)
        shop.settle()
        for n in range(8):
            for booking in made:
                box.run('move', booking['id'], f'2026-11-2{6 + n % 3} {8 + n:02}:{made.index(booking)}0', '--overbook', 'x')
        mark = server.mark()
        shop.sync()
        assert len(server.writes(mark)) == 5, server.counts(mark)
        shop.law()


def test_patch_sends_what_differs(box):
    """A change is a PATCH of what differs, with If-Match; what a person added there stays."""
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        event = event_of(shop, booking)
        shop.calendar('Ana').add_guest(event['id'], 'friend@example.com')
        shop.settle()
        box.run('move', booking['id'], '2026-11-25 12:00')
        mark = server.mark()
        shop.sync()
        write, = server.writes(mark)
        assert (write.op, set(write.body)) == ('events.patch', {'start', 'end'}), (write.op, write.body)
        assert shop.calendar('Ana').get(event['id'])['attendees'], 'a guest that a person asked'
        shop.law()


def test_level_hides(box):
    """A lower level renders again: what it hides is cleared there, and nothing is taken for an edit."""
    with GoogleServer() as server:
        shop = small(box, server, show='phone')
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00', '--phone', '+49 170 1234567')
        shop.settle()
        assert '1234567' in str(event_of(shop, booking)), event_of(shop, booking)
        shop.link('Ana', shop.accounts[0], show='busy')
        shop.settle()
        event = event_of(shop, booking)
        assert event['summary'] == 'Busy' and 'description' not in event and 'Maria' not in str(event), event
        shop.law()


def test_lost_answers(box):
    """The answer to each kind of write is lost after it was done: no double, and nobody is taken to have edited anything."""
    for op, change in (('events.insert', None), ('events.patch', 'move'), ('events.delete', 'cancel')):
        with GoogleServer() as server:
            box.env['DAYBOOK_BOOK'] = box.book = box.path(f'{op}.db')
            shop = small(box, server, policy='ask')
            booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
            if change:
                shop.settle()
                box.run(change, booking['id'], *(['2026-11-26 11:00'] if change == 'move' else []))
            fault = server.fault('cut', on=op, when='after', times=2)     # libcurl tries once more by itself
            done = shop.sync(status=6)
            assert fault.hits and 'offline' in box.json('sync', 'status')['accounts'][0]['state'], done
            if change == 'move':     # and changed again before anybody knows
                box.run('move', booking['id'], '2026-11-27 09:00')
            shop.settle()
            shop.law()
            if change != 'cancel':
                assert link_of(shop, booking)['status'] == 'synced'


def test_id_taken(box):
    """An id that was used and deleted stays taken: undoing a cancellation makes a new one."""
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        box.run('cancel', booking['id'])
        shop.settle()
        assert not shop.ours_there()
        box.run('undo')
        shop.settle()
        assert event_of(shop, booking)['id'].endswith('1')
        shop.law()


def test_deleted_there(box):
    """Deleted on the phone is cancelled here, with that reason; undoing it puts it back there."""
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        shop.calendar('Ana').delete(event_of(shop, booking)['id'])
        shop.sync()
        now = show(shop, booking)
        assert (now['status'], 'Google' in now['cancel_reason']) == ('cancelled', True), now
        change = [event['correlation'] for event in now['history'] if event['type'] == 'booking.cancelled'][0]
        box.run('undo', change)
        shop.settle()
        assert show(shop, booking)['status'] == 'confirmed'
        shop.law()


def test_moved_between_calendars(box):
    """An event moved to another person's calendar hands the booking over; it is never taken for a deletion, whichever list is read first."""
    with GoogleServer() as server:
        shop = Shop(box, server)
        for source, target in (('Ana', 'Boris'), ('Boris', 'Ana'), ('Boris', 'Chloé')):
            booking = shop.book(source, f'From {source} to {target}', '2026-11-25T10:00')
            shop.settle()
            event = event_of(shop, booking)
            shop.calendar(source).move_to(event['id'], shop.calendars[target])
            shop.settle()
            now = show(shop, booking)
            assert (now['status'], now['staff']['name']) == ('confirmed', target), now
            shop.law()


def test_guard(box):
    """Everything deleted there: held, said, and nothing else stands still; a yes lets it go. The other way round the same."""
    with GoogleServer() as server:
        shop = small(box, server)
        made = books(shop, 12)
        shop.settle()
        for _, event in shop.ours_there():
            shop.calendar('Ana').delete(event['id'])
        shop.calendar('Ana').create(summary='Lunch', start='2026-11-26T12:00')
        shop.sync(status=5)
        assert all(show(shop, booking)['status'] == 'confirmed' for booking in made)
        assert any(b['kind'] == 'block' for b in shop.bookings()), 'the rest of the run goes on'
        box.run('sync', 'confirm')
        assert all(show(shop, booking)['status'] == 'cancelled' for booking in made)
        shop.law()


def test_guard_there(box):
    with GoogleServer() as server:
        shop = small(box, server)
        made = books(shop, 12)
        shop.settle()
        for booking in made:
            box.run('cancel', booking['id'])
        mark = server.mark()
        shop.sync(status=5)
        assert not server.writes(mark) and len(shop.ours_there()) == 12
        box.run('sync', 'confirm')
        assert not shop.ours_there()
        shop.law()


def test_expired_tokens(box):
    """410 and "Invalid sync token value." are neither "no news" nor a wipe: a full list, and what is absent was deleted."""
    for how in (410, 400):
        with GoogleServer() as server:
            box.env['DAYBOOK_BOOK'] = box.book = box.path(f'{how}.db')
            shop = small(box, server)
            stays, goes = shop.book('Ana', 'Stays', '2026-11-25T10:00'), shop.book('Ana', 'Goes', '2026-11-25T12:00')
            shop.settle()
            shop.calendar('Ana').delete(event_of(shop, goes)['id'])
            shop.calendar('Ana').expire_tokens(how=how)
            mark = server.mark()
            shop.sync()
            assert (show(shop, stays)['status'], show(shop, goes)['status']) == ('confirmed', 'cancelled')
            assert not server.writes(mark)
            shop.law()


def test_trouble_changes_nothing(box):
    """Whatever the server says that is not an answer: nothing here changes, it is said, and the next run is fine."""
    refusals = ('500', '503', '429', '403:rateLimitExceeded', 'html', 'garbage', 'truncate', 'redirect', 'empty', 'cut', 'reset', 'cut-body', '404')
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        for kind in refusals:
            server.fault(kind, on='events.list', times=None, **({'html': True} if kind == '404' else {}))
            before = show(shop, booking)
            done = shop.sync(status=6)
            after = show(shop, booking)
            assert (before['status'], before['start'], after['sync']['status']) == (after['status'], after['start'], 'synced'), kind
            assert 'Salon' in done.err, done
            server.clear_faults()
            shop.sync()
        shop.law()


def test_mangled_lists(box):
    """A list that is not as documented is refused whole: nothing of it is applied in part, and the token stays."""
    with GoogleServer() as server:
        shop = small(box, server)
        shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        for how in ('wrong-types', 'duplicate-keys', 'deep', 'not-utf8'):
            shop.calendar('Ana').create(summary=how, start='2026-11-26T12:00')
            blocks = sum(b['kind'] == 'block' for b in shop.bookings())
            server.fault('mangle', on='events.list', how=how, times=None)
            shop.sync(status=6)
            assert sum(b['kind'] == 'block' for b in shop.bookings()) == blocks, how
            server.clear_faults()
            shop.sync()
            assert sum(b['kind'] == 'block' for b in shop.bookings()) == blocks + 1, how
        shop.law()


def test_quota_pauses_writes(box):
    """Calendar usage limits: nothing more is written for an hour, what comes from there still does."""
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        server.fault('403:quotaExceeded', on='events.insert', times=None)
        shop.sync(status=6)
        server.clear_faults()
        shop.calendar('Ana').create(summary='Lunch', start='2026-11-26T12:00')
        mark = server.mark()
        shop.sync(status=6)
        assert not server.writes(mark) and server.count('events.list', since=mark) == 1
        assert any(b['kind'] == 'block' for b in shop.bookings())
        assert link_of(shop, booking)['attempts'] == 0, 'it is not to blame'


def test_refused_booking(box):
    """A refusal of one booking is its own; the others go on. An edit makes it wait again."""
    with GoogleServer() as server:
        shop = small(box, server)
        one, two = shop.book('Ana', 'One', '2026-11-25T10:00'), shop.book('Ana', 'Two', '2026-11-25T12:00')
        server.fault('400', on='events.insert', nth=1, message='The specified time range is empty.')
        shop.sync(status=1)
        states = sorted(link_of(shop, booking)['status'] for booking in (one, two))
        assert states == ['failed', 'synced'], states
        failed = one if link_of(shop, one)['status'] == 'failed' else two
        assert 'time range' in str(link_of(shop, failed)['error']), link_of(shop, failed)
        box.run('sync', 'retry', failed['id'])
        shop.law()


def test_changed_meanwhile(box):
    """412: asked for, merged, sent again, in the same run."""
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        event = event_of(shop, booking)
        box.run('edit', booking['id'], '--public-note', 'Bring a towel')
        fault = server.fault('call', on='events.patch', callback=lambda _request: shop.calendar('Ana').move_time(event['id'], '2026-11-25T15:00'))
        shop.sync()
        assert fault.hits
        shop.settle()
        now = show(shop, booking)
        assert instant(now['start']) == instant('2026-11-25T15:00:00+01:00') and 'towel' in event_of(shop, booking)['description']
        shop.law()


def test_signed_out(box):
    """invalid_grant, and only that, signs out; it is said, nothing is lost, and signing in again goes on."""
    with GoogleServer() as server:
        shop = small(box, server)
        shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        server.oauth.expire_access()
        server.fault('500', on='token', times=None)
        shop.sync(status=6)
        assert box.json('account', 'list')['accounts'][0]['state'] == 'offline'
        server.clear_faults()
        server.oauth.revoke_user()
        done = shop.sync(status=6)
        assert 'sign' in done.err.lower(), done
        assert box.json('account', 'list')['accounts'][0]['state'] == 'needs_sign_in'
        mark = server.mark()
        shop.sync(status=6)
        assert server.round_trips(mark) == 0, 'nobody is asked before a person signs in'


def test_access_token_dies(box):
    """A 401 is answered with one new token and the same request again; rotated refresh tokens are kept."""
    with GoogleServer() as server:
        server.oauth.rotate = True
        shop = small(box, server)
        shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        for _ in range(3):
            server.oauth.expire_access()
            shop.sync()
        assert server.count('token') >= 4
        shop.law()


def test_calendar_rests(box):
    """A calendar that is gone, or that may only be read: it rests and says so, and nothing is cancelled. When it can be written to again it goes on."""
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        for rest, resume in ((lambda: server.vanish('owner@example.com'), lambda: server.come_back('owner@example.com')),
                             (lambda: server.set_role('owner@example.com', 'reader'), lambda: server.set_role('owner@example.com', 'owner'))):
            rest()
            box.run('edit', booking['id'], '--public-note', f'note {rest}')
            shop.sync(status=None)
            assert show(shop, booking)['status'] == 'confirmed'
            assert box.run('calendar', 'list', status=None).status is not None
            resume()
            shop.settle()
            assert link_of(shop, booking)['status'] == 'synced'
        shop.law()


def test_lag(box):
    """A list that lags behind what was written: nothing is sent again and nothing cancelled."""
    with GoogleServer() as server:
        shop = small(box, server)
        shop.calendar('Ana').lag()
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.sync()
        box.run('sync', '--full')
        assert show(shop, booking)['status'] == 'confirmed'
        box.run('cancel', booking['id'])
        shop.sync()
        shop.calendar('Ana').release_lag()
        shop.settle()
        assert show(shop, booking)['status'] == 'cancelled'
        shop.law()


def test_plan_changes_nothing(box):
    """What linking would do is shown, and nothing is sent or taken before a yes; linking twice changes nothing."""
    with GoogleServer() as server:
        shop = small(box, server)
        box.run('calendar', 'unlink', 'owner@example.com', '--yes')
        shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.calendar('Ana').create(summary='Lunch', start='2026-11-26T12:00')
        mark = server.mark()
        plan = box.json('calendar', 'link', 'owner@example.com', '--staff', 'Ana', '--since', '2026-11-24', '--dry-run')['plan']
        assert (plan['create_there'], plan['create_here'], plan['cancel_here'], plan['cancel_there']) == (1, 1, 0, 0), plan
        assert not server.writes(mark) and not [b for b in shop.bookings() if b['kind'] == 'block']
        for _ in range(2):
            shop.link('Ana', shop.accounts[0])
        assert len(shop.ours_there()) == 1
        shop.law()


def test_one_process(box):
    """While one process syncs, another waits, and the kernel frees the lock of one that died."""
    with GoogleServer() as server:
        shop = small(box, server)
        shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        fault = server.fault('hang', on='events.list')
        first = box.start('sync')
        fault.wait()
        second = box.start('sync')
        first.kill()
        first.communicate()
        out, err = second.communicate(timeout=60)
        assert second.returncode == 0, (out, err)
        fault.release()
        shop.law()


def test_interrupted(box):
    """Ctrl-C ends a run while a server does not answer."""
    import signal
    with GoogleServer() as server:
        shop = small(box, server)
        shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        fault = server.fault('hang', on='events.list')
        child = box.start('sync')
        fault.wait()
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=20)
        assert child.returncode not in (0, None), child.returncode
        fault.release()
        shop.settle()
        shop.law()


def test_watch(box):
    """`sync --watch` sends a change made beside it within seconds, and finds no reason in its own writing to look again."""
    with GoogleServer() as server:
        shop = small(box, server)
        mark = server.mark()
        child = box.start('sync', '--watch')
        server.wait_for('events.list', since=mark)
        shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        server.wait_for('events.insert', since=mark, timeout=20)
        child.terminate()
        child.communicate(timeout=20)
        assert len(shop.ours_there()) == 1
        with sqlite3.connect(box.book) as look:
            assert look.execute('PRAGMA integrity_check').fetchone() == ('ok',)
        server.assert_clean()
