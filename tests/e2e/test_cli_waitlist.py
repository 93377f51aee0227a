"""waitlist add, edit, list, match, book, remove; what a freed time does with those who wait."""
import threading

from salon import book, has, is_booking, salon, same

ENTRY = ('id customer service staff duration windows weekdays hours priority auto reach notes status booking created').split()


def wait(box, name, *more, **options):
    return box.json('waitlist', 'add', '--new-customer', name, '--service', 'Cut', *more, **options)


def full_day(box, free='14:30'):
    """Tuesday is full but for one cut at 14:30, which is Maria's; her booking."""
    for staff in ('Ana', 'Boris'):
        box.run('block', '09:00', '5h30', '--staff', staff)
        box.run('block', '15:15', '2h45', '--staff', staff)
    box.run('block', free, '45', '--staff', 'Boris')
    return book(box, 'Maria', '14:30', '--staff', 'Ana')


def test_add(box):
    salon(box)
    entry = wait(box, 'Kim', '--phone', '0170 5550101', '--staff', 'Ana', '--window', '2026-11-24T14:00/16:00,2026-11-25T09:00/12:00',
                 '--weekdays', 'mo,tu-we', '--hours', '10:00-15:00', '--priority', '2', '--duration', '30', '--reach', 'after five',
                 '--notes', 'short', '--auto')
    has(entry, ENTRY, 'entry')
    same((entry['customer']['name'], entry['customer']['phone'], entry['service']['name'], entry['staff']['name'], entry['duration']),
         ('Kim', '0170 5550101', 'Cut', 'Ana', 30))
    same(entry['windows'], [{'start': '2026-11-24T14:00:00+01:00', 'end': '2026-11-24T16:00:00+01:00'},
                            {'start': '2026-11-25T09:00:00+01:00', 'end': '2026-11-25T12:00:00+01:00'}])
    same((entry['weekdays'], entry['hours'], entry['priority'], entry['auto']), (['mo', 'tu', 'we'], {'from': '10:00', 'to': '15:00'}, 2, True))
    same((entry['reach'], entry['notes'], entry['status'], entry['booking']), ('after five', 'short', 'waiting', None))
    same(box.json('waitlist', 'list'), {'waitlist': [entry]})
    out = box.run('waitlist', 'list').out
    for word in ('Kim', 'after five', 'Cut', '30 min', 'Ana', 'Mon, Tue, Wed', '10:00–15:00', '14:00–16:00', 'priority 2', 'booked by itself'):
        assert word in out, out
    same(box.json('customer', 'show', 'Kim')['waiting'], 1)
    assert 'On the waitlist:' in box.run('customer', 'show', 'Kim').out


def test_add_from_to(box):
    salon(box)
    entry = box.json('waitlist', 'add', '--new-customer', 'Kim', '--duration', '45', '--from', 'tomorrow', '--to', '2026-11-27')
    same(entry['windows'], [{'start': '2026-11-25T00:00:00+01:00', 'end': '2026-11-28T00:00:00+01:00'}])
    same((entry['service'], entry['duration'], entry['hours'], entry['weekdays']), (None, 45, None, []))
    same(box.json('waitlist', 'edit', 'Kim', '--from', '2026-12-01')['windows'], [{'start': '2026-12-01T00:00:00+01:00', 'end': None}])
    same(box.json('waitlist', 'edit', 'Kim', '--hours', '22:00-02:00')['hours'], {'from': '22:00', 'to': '02:00'})
    same(box.json('waitlist', 'edit', 'Kim', '--window', 'any', '--hours', 'any', '--service', 'Cut', '--auto')['windows'], [])
    same(box.json('waitlist', 'edit', 'Kim', '--no-auto')['auto'], False)


def test_refused(box):
    salon(box)
    box.error('waitlist', 'add', '--service', 'Cut', status=2)
    box.error('waitlist', 'add', '--new-customer', 'Kim', status=2)
    box.error('waitlist', 'add', '--customer', 'Nobody', '--service', 'Cut', status=3)
    box.error('waitlist', 'add', '--new-customer', 'Kim', '--service', 'Colour', '--staff', 'Boris', status=5)
    for wrong in (('--weekdays', 'someday'), ('--hours', '9'), ('--hours', '09:00-10:00 11:00-12:00'), ('--window', '14:00'),
                  ('--window', '2026-11-24T16:00/15:00'), ('--priority', 'high'), ('--duration', '0')):
        box.error('waitlist', 'add', '--new-customer', 'Kim', '--service', 'Cut', *wrong, status=2)
    same(box.json('customer', 'list')['customers'], [])
    box.error('waitlist', 'remove', 'Kim', status=3)
    box.error('waitlist', 'book', 'abcdef12', '14:30', status=3)
    box.error('waitlist', 'remove', status=2)
    wait(box, 'Kim')
    wait(box, 'Max')
    box.run('waitlist', 'add', '--customer', 'Kim', '--service', 'Colour')
    same(len(box.error('waitlist', 'remove', 'Kim', status=2)['details']['candidates']), 2)


def test_offered(box):
    salon(box)
    maria = full_day(box)
    wait(box, 'Kim', '--hours', '14:00-16:00')
    wait(box, 'Max', '--weekdays', 'we')
    wait(box, 'Zoe', '--priority', '1', '--staff', 'Boris')
    done = box.json('cancel', maria['id'])
    same([(entry['customer']['name'], entry['slots'][0]['start'][11:16], entry['slots'][0]['staff']['name']) for entry in done['offers']],
         [('Kim', '14:30', 'Ana')])
    assert 'filled' not in done
    box.run('undo')
    text = box.run('cancel', maria['id'])
    assert 'Free now for: Kim (Cut, since Tue 24 Nov), Tue 24 Nov 14:30' in text.err, text
    kim = [entry for entry in box.json('waitlist', 'list')['waitlist'] if entry['customer']['name'] == 'Kim'][0]
    assert f'waitlist book {kim["id"][:8]}' in text.err, text


def test_auto(box):
    salon(box)
    maria = full_day(box)
    kim = wait(box, 'Kim', '--auto')
    wait(box, 'Max', '--auto', '--priority', '-1')
    done = box.json('cancel', maria['id'])
    filled = is_booking(done['filled'][0])
    same((len(done['filled']), filled['customer']['name'], filled['start'][11:16], filled['source']), (1, 'Kim', '14:30', 'system'))
    same([entry['customer']['name'] for entry in box.json('waitlist', 'list')['waitlist']], ['Max'])
    entry = [each for each in box.json('waitlist', 'list', '--all')['waitlist'] if each['id'] == kim['id']][0]
    same((entry['status'], entry['booking']), ('booked', filled['id']))
    assert 'Booked Kim from the waitlist' in box.json('undo', '--list')['changes'][0]['what']
    box.run('undo')
    same(len(box.json('waitlist', 'list')['waitlist']), 2)
    same([one['customer']['name'] for one in box.json('list', 'today')['bookings'] if one['customer']], ['Maria'])
    box.run('redo')
    same([one['customer']['name'] for one in box.json('list', 'today')['bookings'] if one['customer']], ['Kim'])
    same(box.json('log', 'verify')['ok'], True)


def test_auto_moved_and_missed(box):
    salon(box)
    maria = full_day(box)
    wait(box, 'Kim', '--auto')
    same(box.json('move', maria['id'], 'tomorrow 10:00')['filled'][0]['customer']['name'], 'Kim')
    wait(box, 'Max', '--auto')
    kim = [one for one in box.json('list', 'today')['bookings'] if one['customer']][0]
    same(box.json('noshow', kim['id'])['filled'][0]['customer']['name'], 'Max')


def test_hours(box):
    salon(box)
    wait(box, 'Kim', '--weekdays', 'su', '--auto')
    wait(box, 'Max', '--weekdays', 'su')
    text = box.run('closure', 'add', '2026-11-29', '--open', '10:00-12:00')
    assert 'Booked Kim from the waitlist, Sun 29 Nov 10:00.' in text.err, text
    assert 'Free now for: Max (Cut, since Tue 24 Nov), Sun 29 Nov' in text.err, text
    same(len(box.json('list', '2026-11-29')['bookings']), 1)
    box.run('undo')
    same(len(box.json('list', '2026-11-29')['bookings']), 0)


def test_match_and_book(box):
    salon(box)
    full_day(box)
    kim = wait(box, 'Kim')
    wait(box, 'Max', '--window', '2026-11-29T10:00/12:00')
    found = box.json('waitlist', 'match')['waitlist']
    same([entry['customer']['name'] for entry in found], ['Kim'])
    same([slot['start'][:16] for slot in found[0]['slots']], ['2026-11-25T09:00', '2026-11-25T09:00', '2026-11-25T09:15'])
    assert '1) Wed 25 Nov 09:00 Ana' in box.run('waitlist', 'match').out
    same(box.json('waitlist', 'match', '--to', 'today'), {'waitlist': []})
    same(len(box.json('waitlist', 'match', 'Kim', '--slots', '5', '--staff', 'Boris')['waitlist'][0]['slots']), 5)
    booking = is_booking(box.json('waitlist', 'book', 'Kim', '3'))
    same((booking['start'][:16], booking['staff']['name'], booking['source']), ('2026-11-25T09:15', 'Ana', 'cli'))
    box.error('waitlist', 'book', kim['id'], '2026-11-25T12:00', status=4)
    box.run('undo')
    booking = box.json('waitlist', 'book', kim['id'][:8], 'tomorrow 16:00', '--staff', 'Boris')
    same((booking['start'][:16], booking['staff']['name']), ('2026-11-25T16:00', 'Boris'))
    same(box.error('waitlist', 'book', 'Max', '2026-11-29T10:00', status=5)['code'], 'policy')
    same(box.error('waitlist', 'book', 'Max', '9', status=3)['code'], 'not_found')
    same(box.error('waitlist', 'book', 'Max', '2026-11-24T12:00', status=4)['code'], 'conflict')


def test_remove(box):
    salon(box)
    kim = wait(box, 'Kim')
    same(box.json('waitlist', 'remove', 'Kim')['status'], 'gone')
    box.error('waitlist', 'remove', kim['id'], status=4)
    same(box.json('waitlist', 'list'), {'waitlist': []})
    box.run('undo')
    same(box.json('waitlist', 'list')['waitlist'][0]['id'], kim['id'])
    assert 'taken off the waitlist' in box.run('log', kim['id']).out


def test_request_id(box):
    salon(box)
    first = wait(box, 'Kim', '--request-id', 'k')
    same(wait(box, 'Kim', '--request-id', 'k'), first)
    same(len(box.json('waitlist', 'list')['waitlist']), 1)


def test_race(box):
    """Two slots free at the same moment, one who waits for either: booked exactly once. And one slot freed by four calls at once."""
    salon(box)
    maria = full_day(box)
    boris = [one for one in box.json('list', 'today')['bookings'] if one['kind'] == 'block' and one['start'][11:16] == '14:30'][0]
    wait(box, 'Kim', '--auto')
    calls = [box.start('--json', 'cancel', one, '--by', who) for one in (maria['id'], boris['id']) for who in ('ana', 'boris')]
    outs = [call.communicate() for call in calls]
    same([call.returncode for call in calls], [0] * 4, outs)
    kims = [one for one in box.json('list', 'today')['bookings'] if one['customer'] and one['customer']['name'] == 'Kim']
    same(len(kims), 1)
    same(box.json('log', 'verify')['ok'], True)


def test_race_for_one_entry(box):
    """Two desks book the same entry at the same moment."""
    salon(box)
    kim = wait(box, 'Kim')
    states = []

    def book_it(slot):
        states.append(box.run('waitlist', 'book', kim['id'], slot, status=None).status)

    threads = [threading.Thread(target=book_it, args=(f'2026-11-25T{hour}:00',)) for hour in (10, 11, 12, 14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    same(sorted(states), [0, 4, 4, 4])
