"""What a calendar server, or whoever writes into its calendars, may do that no decent one would: sync goes on, ends, and believes nothing by half."""
import json
import time

from syncing import GoogleServer, event_of, link_of, show, small
from google_api import Reply   # syncing knows where the servers are


def state_of(shop):
    return shop.box.json('account', 'list')['accounts'][0]['state']


def test_a_list_that_is_refused(box):
    """A refusal of the list itself is neither "ok" nor asked for again and again: the account pauses, and says why."""
    with GoogleServer() as server:
        shop = small(box, server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        for kind in ('400', '403:forbiddenForNonOrganizer', '412', '409:duplicate'):
            fault = server.fault(kind, on='events.list', times=None)
            done = shop.sync(status=6)
            assert fault.hits and 'Salon' in done.err, (kind, done)
            assert state_of(shop) == 'paused', (kind, state_of(shop))
            assert link_of(shop, booking)['status'] == 'synced', kind
            server.clear_faults()
            shop.sync()
            assert state_of(shop) == 'ok', kind
        shop.law()


def test_pages_without_end(box):
    """A list that always has one more page, with nothing on it or with the same thing: it ends as a fault of the server's."""
    with GoogleServer() as server:
        shop = small(box, server)
        shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        shop.settle()
        true_list = server.api.events_list
        for fresh in (False, True):
            asked = []

            def endless(request, cal):
                asked.append(request)
                return Reply(200, json.dumps({'accessRole': 'owner', 'items': [], 'nextPageToken': f'p{len(asked) if fresh else 1}'}).encode())

            server.api.events_list = endless
            began = time.monotonic()
            shop.sync(status=6)
            assert state_of(shop) == 'paused' and len(asked) <= 2000, len(asked)
            assert time.monotonic() - began < 60
            server.api.events_list = true_list
            shop.sync()
        shop.law()


def test_words_that_look_like_an_escape(box):
    """Anybody may invite the owner to an event; no text in it may stop sync."""
    with GoogleServer() as server:
        shop = small(box, server)
        for i, words in enumerate(('a\\u0000b', '\\\\u0000', '\\', '"\\u0000"', '\x07\x1b[31m', '%s%n', "'; DROP TABLE booking; --")):
            shop.calendar('Ana').create(summary=words, start=f'2026-11-26T{10 + i}:00', description=words * 3, location=words)
        shop.sync()
        assert sum(b['kind'] == 'block' for b in shop.bookings()) == 7
        shop.law()


def test_absent_and_no_answer(box):
    """What a full list left out is asked for; while the server does not say, it neither stands nor is gone, and it is asked for again."""
    with GoogleServer() as server:
        shop = small(box, server)
        bookings = [shop.book('Ana', f'Customer {i}', f'2026-11-25T1{i}:00') for i in range(6)]
        shop.settle()
        for booking in bookings[:2]:
            shop.calendar('Ana').delete(event_of(shop, booking)['id'])
        shop.calendar('Ana').expire_tokens(how=410)
        fault = server.fault('500', on='events.get', times=None)
        shop.sync(status=None)
        assert fault.hits
        assert {show(shop, booking)['status'] for booking in bookings} == {'confirmed'}
        server.clear_faults()
        shop.settle()
        assert [show(shop, booking)['status'] for booking in bookings] == ['cancelled'] * 2 + ['confirmed'] * 4
        shop.law()


def test_a_part_that_is_not_let_in(box):
    """A batch is let in and one of its parts is not: the token is renewed once, and that part alone is sent again in the same run."""
    with GoogleServer() as server:
        shop = small(box, server)
        for i in range(6):
            shop.book('Ana', f'Customer {i}', f'2026-11-25T1{i}:00')
        server.fault('401', on='events.insert', nth=3)
        mark = server.mark()
        shop.sync()
        assert server.count('token', since=mark) == 1 and server.count('events.insert', since=mark) == 7, server.counts(mark)
        assert shop.calendar('Ana').count() == 6
        shop.law()
        # refused with the new one too: that is the server's fault, nobody is signed out for it
        booking = shop.book('Ana', 'Another', '2026-11-26T10:00')
        shop.book('Ana', 'And another', '2026-11-26T11:00')
        server.fault('401', on='events.insert', nth=1, times=None)
        mark = server.mark()
        shop.sync(status=None)
        assert server.count('token', since=mark) == 1, server.counts(mark)
        assert state_of(shop) != 'needs_sign_in' and link_of(shop, booking)['status'] == 'pending'
        server.clear_faults()
        shop.settle()
        shop.law()


class Unreadable:
    """Some events of a server are not as documented from now on, in lists and asked for by themselves."""

    def __init__(self, server, everywhere=True):
        self.ids, self.server = set(), server
        true_list, true_get = server.api.events_list, server.api.events_get

        def events_list(request, cal):
            body = json.loads(true_list(request, cal).body)
            return Reply(200, {**body, 'items': [self.spoilt(item) for item in body.get('items', [])]})

        def events_get(request, cal):
            reply = true_get(request, cal)
            return Reply(200, self.spoilt(json.loads(reply.body))) if everywhere and reply.status == 200 else reply

        server.api.events_list, server.api.events_get = events_list, events_get

    def spoilt(self, event):
        return {**event, 'start': {'whenever': 'it suits'}} if event['id'] in self.ids else event


def not_understood(shop):
    return [(each['calendar'], each['title']) for each in shop.box.json('sync', 'status')['not_understood']]


def test_an_event_that_nobody_understands(box):
    """It is left as it was known, named, and takes nothing else with it; nothing of it is cancelled by a full list; the list goes on from where it
    was; understood again, or gone, it is named no more."""
    with GoogleServer() as server:
        shop = small(box, server)
        cal, spoilt = shop.calendar('Ana'), Unreadable(server)
        booking = shop.book('Ana', 'Maria Lopez', '2026-11-25T10:00')
        lunch = cal.create(summary='Lunch', start='2026-11-25T12:00')
        shop.settle()
        ours = event_of(shop, booking)['id']
        spoilt.ids |= {ours, lunch}
        cal.move_time(ours, '2026-11-26T10:00')
        cal.move_time(lunch, '2026-11-26T12:00')
        cal.create(summary='School', start='2026-11-25T15:00')
        for more in ((), ('--full',), ()):
            shop.sync(*more)
            assert sorted((b['title'] or 'ours', b['status'], b['start'][8:16]) for b in shop.bookings()) == [
                ('Lunch', 'confirmed', '25T12:00'), ('School', 'confirmed', '25T15:00'), ('ours', 'confirmed', '25T10:00')]
            assert sorted(not_understood(shop)) == [('owner@example.com', 'Cut · Maria Lopez'), ('owner@example.com', 'Lunch')]
        assert state_of(shop) == 'ok'
        told = box.run('sync', 'status').out
        assert 'Lunch' in told and 'Not understood' in told, told
        mark = server.mark()
        shop.sync()
        assert all(request.get('syncToken') for request in server.requests if request.n > mark and request.op == 'events.list'), 'all of it again'
        # a change here cannot be sent over what nobody understands: it waits, and says why
        box.run('edit', booking['id'], '--public-note', 'Bring a towel')
        done = shop.sync(status=None)
        assert link_of(shop, booking)['status'] == 'pending' and state_of(shop) == 'ok', (done, state_of(shop))
        assert 'cannot be understood' in box.run('sync', 'status').out
        spoilt.ids.discard(ours)
        cal.delete(lunch)
        shop.settle()
        assert not_understood(shop) == []
        assert show(shop, booking)['start'][:16] == '2026-11-26T10:00' and cal.get(ours)['description'] == 'Bring a towel'
        shop.law()


def test_a_slip_of_a_list(box):
    """What only the list tells wrongly is asked for by itself, in the same run."""
    with GoogleServer() as server:
        shop = small(box, server)
        spoilt = Unreadable(server, everywhere=False)
        spoilt.ids.add(shop.calendar('Ana').create(summary='Lunch', start='2026-11-25T12:00'))
        shop.sync()
        assert [b['title'] for b in shop.bookings()] == ['Lunch'] and not_understood(shop) == []
        spoilt.ids.clear()
        shop.law()
