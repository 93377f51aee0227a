"""What sync does by the machine's clock, which is moved here: the weekly full list, the day's limit, pauses till tomorrow, the seven days of an
unpublished project, a clock that is wrong; and the pace of writing."""

from machine import Clock
from salon import book, same
from syncing import GoogleServer, in_step, sign_in, small, synced

WEEK = 7


def full_lists(server, since):
    return [request for request in server.requests if request.n > since and request.op == 'events.list' and not request.get('syncToken')]


def test_everything_is_listed_once_a_week(box):
    with in_step(box) as (server, _):
        clock = Clock(box)
        there = synced(box)
        mark = server.mark()
        clock.ahead(days=WEEK, seconds=-3600)
        box.run('sync')
        same(full_lists(server, mark), [])
        clock.ahead(seconds=7200)
        box.run('sync')
        same(len(full_lists(server, mark)), 1)
        box.run('sync')
        same(len(full_lists(server, mark)), 1, 'and then not for another week')
        same(server.writes(mark), [])
        same(box.json('show', there['id'])['sync']['status'], 'synced')


def test_the_limit_of_a_day(box):
    """It stops, says so in words, and goes on by itself on the next day."""
    with GoogleServer(now='now', running=True) as server:
        shop = small(box, server)
        box.run('account', 'edit', 'Salon', '--daily', '20')
        clock = Clock(box)
        shop.book('Ana', 'Daily', '2026-11-25T10:00', '--repeat', 'FREQ=DAILY;COUNT=50')
        for made in (20, 40):
            error = box.error('sync', status=6)
            assert 'no more than 20 new events a day' in error['message'] and 'tomorrow' in error['message'], error
            same((shop.calendar('Ana').count(), error['details']['pending']), (made, 50 - made))
            mark = server.mark()
            box.run('sync', status=6)
            same((shop.calendar('Ana').count(), server.writes(mark)), (made, []), 'not on the same day')
            waiting = box.json('sync', 'status')['bookings'][0]
            assert '20 new events a day' in waiting['reason'], waiting
            assert waiting['next_attempt'][11:16] in ('01:00', '02:00'), waiting     # the day ends at midnight UTC
            clock.ahead(days=1)
        same(box.json('sync')['pending'], 0)
        same(shop.calendar('Ana').count(), 50)
        shop.law()


def test_pauses_till_the_services_next_day(box):
    """dailyLimitExceeded: nothing is written that day, what comes from there is taken all the same; the next day goes on by itself."""
    with in_step(box) as (server, _):
        clock = Clock(box)
        made = book(box, 'Maria', '10:00')
        fault = server.fault('403:dailyLimitExceeded', on='events.insert')
        box.run('sync', status=6)
        assert fault.hits
        server.primary.create(summary='Dentist', start='2026-11-24T15:00')
        mark = server.mark()
        box.run('sync', status=6)
        same((server.writes(mark), box.json('show', made['id'])['sync']['status']), ([], 'pending'))
        assert 'Dentist' in box.run('list').out
        clock.ahead(days=1, seconds=3600)
        same(box.json('sync')['pushed'], 1)


def test_the_pace_of_writing(box):
    """Fifty at once, then two a second: the server, which counts, has nothing to say. It has where the account is made faster."""
    with GoogleServer(now='now', running=True) as server:
        shop = small(box, server)
        box.run('account', 'edit', 'Salon', '--pace', '2')
        server.settings.pace, server.settings.pace_burst = 2, 51
        shop.book('Ana', 'Daily', '2026-11-25T10:00', '--repeat', 'FREQ=DAILY;COUNT=56')
        mark = server.mark()
        box.run('sync')
        same(shop.calendar('Ana').count(), 56)
        server.assert_clean()
        listed, first, last = [next(request.at for request in order if request.op == op) for order, op in (
            (server.requests[mark:], 'events.list'), (server.requests[mark:], 'batch'), (server.requests[::-1], 'batch'))]
        assert first - listed < 12, f'the first fifty waited for {first - listed} s'     # at two a second it would be 25
        assert last - first >= 2.5, f'the others came after {last - first} s'
        box.run('account', 'edit', 'Salon', '--pace', '1000')
        shop.book('Ana', 'More', '2026-11-25T12:00', '--repeat', 'FREQ=DAILY;COUNT=120')
        box.run('sync')
        same({violation['rule'] for violation in server.violations}, {'pace'})


# --- doctor

def findings(box, word):
    return [each for each in box.json('doctor', status=None)['findings'] if word in each['message']]


def test_a_clock_that_is_wrong(box):
    """doctor says by how much, whichever way; a minute is no reason to."""
    with in_step(box) as (server, _):
        clock = Clock(box)
        same(findings(box, 'clock is'), [])
        clock.ahead(seconds=60)
        same(findings(box, 'clock is'), [])
        clock.ahead(seconds=540)
        wrong, = findings(box, 'ahead of')
        same((wrong['check'], wrong['grade']), ('sync', 'warning'))
        assert 'this machine\'s clock is' in wrong['message'] and '60' in wrong['message'] and 'Set the clock' in wrong['advice'], wrong
        clock.ahead(seconds=-1200)
        assert findings(box, 'behind'), box.json('doctor', status=None)
        box.run('sync')     # goes on as ever


def test_seven_days_of_an_unpublished_project(box):
    """doctor warns while the sign-in lasts, and explains when it has ended; so does the status."""
    with in_step(box) as (server, account):
        clock = Clock(box)
        server.oauth.testing = True
        sign_in(box, server, account)
        synced(box)
        warned, = findings(box, 'Testing')
        assert 'ends after 7 days' in warned['message'] and 'In production' in warned['advice'], warned
        clock.ahead(days=WEEK, seconds=60)
        server.advance(WEEK * 86400 + 60)
        error = box.error('sync', status=6)
        same(error['code'], 'auth')
        assert '7 days' in error['message'] and 'In production' in error['message'], error
        same(box.json('account', 'list')['accounts'][0]['state'], 'needs_sign_in')
        assert [each for each in box.json('doctor', status=None)['findings'] if each['grade'] == 'problem' and each['check'] == 'account']
        explained, = findings(box, 'Testing')
        assert 'In production' in explained['advice'], explained
        server.oauth.testing = False
        sign_in(box, server, account)
        same(findings(box, 'Testing'), [])
        box.run('sync')


def test_seven_days_that_nobody_announced(box):
    """A server that does not say how long: recognised by when it ended."""
    with in_step(box) as (server, account):
        clock = Clock(box)
        synced(box)
        clock.ahead(days=WEEK, seconds=300)
        server.oauth.revoke_user()
        assert '7 days' in box.error('sync', status=6)['message']
        assert 'In production' in findings(box, 'Testing')[0]['advice']
        sign_in(box, server, account)
        clock.ahead(days=3)
        server.oauth.revoke_user()
        assert 'withdrawn' in box.error('sync', status=6)['message'], 'after three days it is something else'
        same(findings(box, 'Testing'), [])
