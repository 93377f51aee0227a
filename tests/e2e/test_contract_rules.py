"""The contract of the command line: who may share time, what is refused with which status, and what `free` lists."""
import contract
from sandbox import same

DAY = '2026-11-25 '   # a Wednesday


def shop(box, staff='Ana,Boris', hours='mo-fr 09:00-18:00, sa 09:00-13:00', zone='Europe/Berlin'):
    box.run('init', '--timezone', zone, '--currency', 'EUR', '--hours', hours, '--staff', staff)


def service(box, name, *options):
    box.run('service', 'add', name, *options)


def book(box, what, start, *more):
    return contract.booking(box.json('book', '--service', what, '--start', start if '-' in start else DAY + start, *more))


def refused(box, what, start, *more, status):
    return contract.refused(box, 'book', '--service', what, '--start', start if '-' in start else DAY + start, *more, status=status)


def free(box, first, last, *more):
    """(start, end, staff) of each slot between two hours of the day, to the minute."""
    times = [time if '-' in time else DAY + time for time in (first, last)]
    slots = contract.slots(box.json('free', '--from', times[0], '--to', times[1], '--limit', '0', *more))
    return [(slot['start'][11:16], slot['end'][11:16], slot['staff']['name']) for slot in slots]


def starts(box, first, last, *more):
    return [slot[0] for slot in free(box, first, last, *more)]


# --- one at a time ---

def test_a_clash_names_whom_and_three_others(box):
    shop(box)
    service(box, 'Cut', '--duration', '45', '--price', '38')
    first = book(box, 'Cut', '14:30', '--new-customer', 'Maria López', '--staff', 'Ana')
    details = refused(box, 'Cut', '15:00', '--staff', 'Ana', status=4)['details']
    same([booking['id'] for booking in details['with']], [first['id']])
    same(len(details['alternatives']), 3)
    for slot in details['alternatives']:
        same(slot['staff']['name'], 'Ana')
        box.run('book', '--dry-run', '--service', 'Cut', '--staff', 'Ana', '--start', slot['start'])
    same(book(box, 'Cut', '15:15', '--staff', 'Ana')['staff']['name'], 'Ana', 'one ends where the next begins')


def test_the_first_free_in_staff_order(box):
    shop(box, 'Zoe,Ana')
    service(box, 'Cut', '--duration', '45')
    same([book(box, 'Cut', '10:00')['staff']['name'] for _ in range(2)], ['Zoe', 'Ana'])
    refused(box, 'Cut', '10:00', status=4)
    box.run('customer', 'add', 'Maria')
    for staff in ('Zoe', 'Ana'):
        book(box, 'Cut', '12:00', '--customer', 'maria', '--staff', staff)   # a customer may be in two places


def test_a_clash_wins_over_a_rule(box):
    shop(box, 'Ana')
    service(box, 'Cut', '--duration', '45')
    refused(box, 'Cut', '20:00', status=5)
    same(book(box, 'Cut', '20:00', '--overbook', 'an old friend')['overbooked'], 'an old friend')
    rules = [rule['rule'] for rule in refused(box, 'Cut', '20:00', status=4)['details']['rules']]
    assert 'staff' in rules and 'open' in rules, rules


def test_overbooking_is_marked(box):
    shop(box, 'Ana')
    service(box, 'Cut', '--duration', '45')
    same(book(box, 'Cut', '10:00', '--overbook', 'not needed')['overbooked'], None, 'nothing spoke against it')
    same(book(box, 'Cut', '10:15', '--overbook', 'the bride')['overbooked'], 'the bride')
    refused(box, 'Cut', '10:00', '--overbook', '', status=2)
    assert 'overbooked' in box.run('list', '2026-11-25').out


def test_any_minute(box):
    shop(box, 'Ana')
    service(box, 'Cut', '--duration', '7')
    refused(box, 'Cut', '17:54', status=5)
    for start in ('10:01', '10:08', '10:15', '17:53'):
        book(box, 'Cut', start)
    refused(box, 'Cut', '10:14', status=4)


def test_the_past(box):
    shop(box, 'Ana')
    service(box, 'Cut', '--duration', '45')
    result = box.run('book', '--service', 'Cut', '--start', '2026-11-23 10:00')
    assert 'past' in result.err and 'past' not in result.out, result
    same(box.json('book', '--service', 'Cut', '--start', '2026-11-23 12:00')['status'], 'confirmed')
    same(box.run('--quiet', 'book', '--service', 'Cut', '--start', '2026-11-23 14:00').err, '')


def test_a_dry_run_writes_nothing(box):
    shop(box, 'Ana')
    service(box, 'Cut', '--duration', '45')
    for more in ((), ('--new-customer', 'Maria'), ('--repeat', 'FREQ=DAILY;COUNT=2'), ('--block',)):
        what = ('--duration', '30') if '--block' in more else ('--service', 'Cut')
        box.json('book', '--dry-run', *what, '--start', DAY + '10:00', *more)
    same(box.json('list', 'today..+60d', '--all')['bookings'], [])
    same(box.json('customer', 'list')['customers'], [])


# --- buffers, gaps, classes, resources ---

def test_buffers_add_up(box):
    shop(box, 'Ana')
    service(box, 'Cut', '--duration', '45', '--buffer-before', '5', '--buffer-after', '10')
    service(box, 'Wash', '--duration', '15')
    book(box, 'Cut', '10:00')
    for what, start, status in (('Cut', '10:59', 4), ('Wash', '10:54', 4), ('Wash', '09:41', 4), ('Cut', '09:01', 4)):
        refused(box, what, start, status=status)
    for what, start in (('Cut', '11:00'), ('Wash', '09:40')):   # 10 + 5 between two cuts, 5 before one
        book(box, what, start)
    refused(box, 'Wash', '11:54', status=4)
    book(box, 'Wash', '11:55')


def test_buffers_and_closing_time(box):
    shop(box, 'Ana')
    service(box, 'Cut', '--duration', '60', '--buffer-before', '10', '--buffer-after', '20')
    same(starts(box, '00:00', '24:00', '--service', 'Cut', '--step', '60'), ['%02d:00' % hour for hour in range(9, 18)])
    box.run('policy', 'set', 'buffers-inside-hours', 'on')
    same(starts(box, '00:00', '24:00', '--service', 'Cut', '--step', '60'), ['%02d:00' % hour for hour in range(10, 17)])
    for start in ('09:09', '16:41'):
        refused(box, 'Cut', start, status=5)
    for start in ('09:10', '16:40'):
        book(box, 'Cut', start)


def test_a_gap_within_a_visit(box):
    shop(box, 'Ana')
    service(box, 'Colour', '--segments', '30 busy, 45 free, 30 busy', '--price', '80')
    service(box, 'Wash', '--duration', '45')
    colour = book(box, 'Colour', '10:00')
    same([(part['busy'], part['start'][11:16], part['end'][11:16], part['price'] and part['price']['minor']) for part in colour['parts']],
         [(True, '10:00', '10:30', 8000), (False, '10:30', '11:15', None), (True, '11:15', '11:45', None)])
    same(colour['price'], {'minor': 8000, 'currency': 'EUR'})
    for start in ('10:29', '10:31'):
        refused(box, 'Wash', start, status=4)
    book(box, 'Wash', '10:30')


def test_several_services_in_one_visit(box):
    shop(box)
    service(box, 'Cut', '--duration', '45', '--price', '38')
    service(box, 'Beard', '--duration', '20', '--price', '12.50', '--staff', 'Boris')
    box.run('service', 'edit', 'Cut', '--for', 'Boris', '--duration', '50', '--price', '40')
    visit = book(box, 'Cut', '10:00', '--staff', 'Ana', '--with', 'Beard', '--with', 'Cut/Boris')
    same([(part['service']['name'], part['staff']['name'], part['start'][11:16], part['end'][11:16], part['price']['minor'])
          for part in visit['parts']],
         [('Cut', 'Ana', '10:00', '10:45', 3800), ('Beard', 'Boris', '10:45', '11:05', 1250), ('Cut', 'Boris', '11:05', '11:55', 4000)])
    same((visit['end'][11:16], visit['price']['minor']), ('11:55', 9050))
    refused(box, 'Beard', '11:00', status=4)
    refused(box, 'Beard', '12:00', '--staff', 'Ana', status=5)   # she does not do it
    refused(box, 'Cut', '12:00', '--with', 'Nails', status=3)
    refused(box, 'Cut', '12:00', '--with', 'Beard/Nobody', status=3)
    for staff in ('Ana', 'Boris'):
        same([booking['id'] for booking in box.json('list', '2026-11-25', '--staff', staff)['bookings']], [visit['id']])


def test_a_class(box):
    shop(box)
    service(box, 'Yoga', '--duration', '60', '--capacity', '2', '--staff', 'Boris')
    first, second = (book(box, 'Yoga', '15:00', '--new-customer', name) for name in ('Ada', 'Ben'))
    details = refused(box, 'Yoga', '15:00', status=4)['details']
    same(sorted(booking['id'] for booking in details['with']), sorted((first['id'], second['id'])))
    box.run('cancel', first['id'])
    same(starts(box, '14:00', '17:00', '--service', 'Yoga', '--step', '30'), ['14:00', '15:00', '16:00'], 'one place is left')
    refused(box, 'Yoga', '15:30', status=4)
    book(box, 'Yoga', '15:00')
    same(starts(box, '14:00', '17:00', '--service', 'Yoga', '--step', '30'), ['14:00', '16:00'])


def test_rooms(box):
    shop(box)
    service(box, 'Massage', '--duration', '60', '--resource', 'room')   # before there is a room
    refused(box, 'Massage', '10:00', status=5)
    box.run('resource', 'add', 'Room 1', '--kind', 'room')
    first = book(box, 'Massage', '10:00')
    same((first['resource']['name'], first['parts'][0]['resource']['name']), ('Room 1', 'Room 1'))
    refused(box, 'Massage', '10:30', '--staff', 'Boris', status=4)
    box.run('resource', 'add', 'Room 2', '--kind', 'room')
    same(book(box, 'Massage', '10:30', '--staff', 'Boris')['resource']['name'], 'Room 2')
    refused(box, 'Massage', '12:00', '--resource', 'Room 3', status=3)
    same([slot['resource']['name'] for slot in box.json('free', '--service', 'Massage', '--resource', 'Room 2', '--from', DAY + '12:00', '--to',
                                                        DAY + '13:00')['slots']], ['Room 2', 'Room 2'])


# --- blocks ---

def test_blocks(box):
    shop(box, 'Ana')
    lunch = contract.booking(box.json('block', DAY + '12:00', '30m', 'Lunch', 'break'))
    same((lunch['kind'], lunch['title'], lunch['customer'], lunch['staff']['name']), ('block', 'Lunch break', None, 'Ana'))
    service(box, 'Cut', '--duration', '45')
    refused(box, 'Cut', '11:30', status=4)
    box.run('block', DAY + '22:00', '1h')   # nobody needs to be open for that
    days = contract.booking(box.json('block', '2026-12-24', '2d', 'Christmas'))
    same((days['all_day'], days['start'], days['end'], days['staff']['name']),
         (True, '2026-12-24T00:00:00+01:00', '2026-12-26T00:00:00+01:00', 'Ana'))
    refused(box, 'Cut', '2026-12-24 10:00', status=4)
    for wrong in (('2026-12-27',), ('2026-12-27', '90m'), ('soon', '1h'), (DAY + '13:00', '0')):
        contract.refused(box, 'block', *wrong, status=2)


def test_a_series_is_all_or_nothing(box):
    shop(box, 'Ana,Boris')
    service(box, 'Cut', '--duration', '45')
    block = box.json('block', '2026-12-02 10:00', '1h', '--staff', 'Ana')
    error = contract.refused(box, 'book', '--service', 'Cut', '--staff', 'Ana', '--start', '2026-12-01 10:00', '--repeat',
                             'FREQ=DAILY;COUNT=3', status=4)
    dates = error['details']['dates']
    same([(date['start'][:16], date['fits'], [booking['id'] for booking in date['with']]) for date in dates],
         [('2026-12-01T10:00', True, []), ('2026-12-02T10:00', False, [block['id']]), ('2026-12-03T10:00', True, [])])
    same(dates[1]['nearest']['start'][11:16], '09:15')
    same(len(box.json('list', '2026-12-01..2026-12-03')['bookings']), 1)
    anybody = box.json('book', '--service', 'Cut', '--start', '2026-12-01 10:00', '--repeat', 'FREQ=DAILY;COUNT=3')
    same([booking['staff']['name'] for booking in contract.bookings(anybody)], ['Boris'] * 3, 'the first who has time on every date')
    made = box.json('book', '--service', 'Cut', '--staff', 'Ana', '--start', '2026-12-01 10:00', '--repeat', 'FREQ=DAILY;COUNT=3',
                    '--overbook', 'a wedding')
    same([(booking['staff']['name'], booking['overbooked']) for booking in contract.bookings(made)],
         [('Ana', None), ('Ana', 'a wedding'), ('Ana', None)], 'all with the same')
    same({booking['series']['id'] for booking in made['bookings']}, {made['series']['id']})
    for rule in ('FREQ=NEVER', '', 'FREQ=DAILY;COUNT=0', 'FREQ=DAILY;COUNT=2;UNTIL=20261224'):
        contract.refused(box, 'book', '--service', 'Cut', '--start', '2026-12-10 10:00', '--repeat', rule, status=2)


# --- rules ---

def test_notice_horizon_and_most_per_day(box):
    shop(box, 'Ana')
    service(box, 'Cut', '--duration', '30')
    box.run('policy', 'set', 'min-notice', '2h')
    refused(box, 'Cut', '2026-11-24 10:59', status=5)
    book(box, 'Cut', '2026-11-24 11:00')
    same(starts(box, '2026-11-24 08:00', '2026-11-24 12:00', '--service', 'Cut', '--step', '30'), ['11:30'])
    box.run('policy', 'set', 'min-notice', '0')
    box.run('policy', 'set', 'horizon', '1 months')
    refused(box, 'Cut', '2026-12-28 10:00', status=5)
    same(starts(box, '2026-12-24 10:00', '2026-12-30 24:00', '--service', 'Cut'), [])
    same(book(box, 'Cut', '2026-12-28 10:00', '--overbook', 'far away')['overbooked'], 'far away')
    box.run('policy', 'set', 'max-per-day', '1')
    book(box, 'Cut', '10:00')
    refused(box, 'Cut', '12:00', status=5)
    refused(box, 'Cut', '10:15', status=4)
    same(starts(box, '00:00', '24:00', '--service', 'Cut'), [])
    box.run('policy', 'set', 'max-per-day', 'none')
    book(box, 'Cut', '12:00')


def test_who_does_what(box):
    shop(box, 'Ana,Boris,Cleo')
    service(box, 'Cut', '--duration', '30', '--staff', 'Boris,Cleo')
    service(box, 'Talk', '--duration', '30')
    same([slot[2] for slot in free(box, '10:00', '10:30', '--service', 'Talk')], ['Ana', 'Boris', 'Cleo'], 'without staff: everybody')
    same([slot[2] for slot in free(box, '10:00', '10:30', '--service', 'Cut')], ['Boris', 'Cleo'])
    same(book(box, 'Cut', '10:00')['staff']['name'], 'Boris')
    box.run('staff', 'retire', 'Cleo')
    same([slot[2] for slot in free(box, '11:00', '11:30', '--service', 'Talk')], ['Ana', 'Boris'])


def test_hours_of_a_day(box):
    shop(box)
    service(box, 'Cut', '--duration', '60')
    box.run('hours', 'set', 'mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00')
    refused(box, 'Cut', '12:00', status=5)
    box.run('hours', 'set', '--staff', 'Ana', 'mo-we 10:00-14:00')
    box.run('hours', 'set', '--from', '2026-12-02', '--until', '2026-12-02', 'we 15:00-17:00')
    box.run('closure', 'add', '2026-12-07..2026-12-09', '--reason', 'Holiday')
    box.run('closure', 'add', '2026-12-14', '--staff', 'Ana')
    box.run('closure', 'add', '2026-12-13', '--open', '10:00-12:00')
    for day, slots in {
            '2026-11-30': ['10:00 Ana', '10:00 Boris', '11:00 Ana', '11:00 Boris', '12:00 Ana', '13:00 Ana'],
            '2026-12-02': ['10:00 Ana', '11:00 Ana', '12:00 Ana', '13:00 Ana', '15:00 Boris', '16:00 Boris'],
            '2026-12-08': [], '2026-12-13': ['10:00 Boris', '11:00 Boris'], '2026-12-14': ['10:00 Boris', '11:00 Boris']}.items():
        got = free(box, day + ' 10:00', day + (' 17:00' if day == '2026-12-02' else ' 14:00'), '--service', 'Cut', '--step', '60')
        same([f'{start} {name}' for start, _end, name in got], slots, day)
    refused(box, 'Cut', '2026-12-08 10:00', status=5)


# --- free ---

def test_the_window(box):
    """features.md 32: 2:00-4:00 and an hour: exactly 2:00, 2:15, 2:30, 2:45, 3:00."""
    shop(box, 'Ana')
    same(starts(box, '14:00', '16:00', '--duration', '60'), ['14:00', '14:15', '14:30', '14:45', '15:00'])
    same(starts(box, '14:07', '15:59', '--duration', '60'), ['14:15', '14:30', '14:45'])
    same(starts(box, '14:00', '15:00', '--duration', '60'), ['14:00'])
    same(starts(box, '14:00', '14:59', '--duration', '60'), [])
    same(starts(box, '2026-11-20 09:00', '2026-11-24 09:45', '--duration', '30'), ['09:00', '09:15'], 'never before now')
    same(starts(box, '16:00', '24:00', '--duration', '90'), ['16:00', '16:15', '16:30'], 'never beyond closing')
    for wrong in (('--from', DAY + '14:00', '--to', DAY + '14:00'), ('--from', DAY + '14:00', '--to', DAY + '13:00'), ('--step', '0'),
                  ('--limit', '-1'), ('--from', 'soon')):
        contract.refused(box, 'free', '--duration', '60', *wrong, status=2)
    contract.refused(box, 'free', status=2)
    contract.refused(box, 'free', '--service', 'Nails', status=3)


def test_how_far_and_how_many(box):
    shop(box, hours='mo-su 00:00-24:00')
    slots = contract.slots(box.json('free', '--duration', '60'))
    same((len(slots), slots[0]['start']), (50, '2026-11-24T09:00:00+01:00'))
    same([(slot['start'][11:16], slot['staff']['name']) for slot in slots[:4]], [('09:00', 'Ana'), ('09:00', 'Boris'), ('09:15', 'Ana'),
                                                                                 ('09:15', 'Boris')], 'by time, then staff order')
    slots = box.json('free', '--duration', '60', '--limit', '0')['slots']
    same((len(slots), slots[-1]['end']), (2 * (14 * 96 - 3), '2026-12-08T09:00:00+01:00'), 'fourteen days')
    same(len(box.json('free', '--duration', '60', '--limit', '3')['slots']), 3)
    same([slot['score'] for slot in slots[:3]], [None] * 3)


def test_the_step_counts_from_midnight(box):
    shop(box, 'Ana', hours='mo-su 09:10-18:00')
    same(starts(box, '09:00', '11:30', '--duration', '30', '--step', '40'), ['09:20', '10:00', '10:40'])
    box.run('policy', 'set', 'slot-step', '20')
    same(starts(box, '09:00', '10:30', '--duration', '30'), ['09:20', '09:40', '10:00'])


def test_free_over_clock_changes(box):
    shop(box, 'Ana', hours='mo-su 00:00-24:00')
    same(free(box, '2027-03-28 01:00', '2027-03-28 05:00', '--duration', '60', '--step', '30'),
         [('01:00', '03:00', 'Ana'), ('01:30', '03:30', 'Ana'), ('03:00', '04:00', 'Ana'), ('03:30', '04:30', 'Ana'), ('04:00', '05:00', 'Ana')])
    same(free(box, '2027-10-31 01:30', '2027-10-31 04:30', '--duration', '60', '--step', '30'),
         [('01:30', '02:30', 'Ana'), ('02:00', '02:00', 'Ana'), ('02:30', '02:30', 'Ana'), ('03:00', '04:00', 'Ana'), ('03:30', '04:30', 'Ana')])


def test_free_over_clock_changes_elsewhere(box):
    box.env['DAYBOOK_NOW'] = '2026-10-01T00:00:00Z'
    shop(box, 'Ana', hours='mo-su 00:00-24:00', zone='America/New_York')
    same(starts(box, '2026-11-01 00:30', '2026-11-01 03:00', '--duration', '60', '--step', '30'), ['00:30', '01:00', '01:30', '02:00'])
    same(starts(box, '2027-03-14 01:00', '2027-03-14 04:00', '--duration', '30', '--step', '30'), ['01:00', '01:30', '03:00', '03:30'])


def test_open_over_midnight(box):
    shop(box, 'Ana', hours='fr 22:00-24:00, sa 00:00-02:00')
    same(free(box, '2026-11-27 22:30', '2026-11-28 02:00', '--duration', '90', '--step', '30'),
         [('22:30', '00:00', 'Ana'), ('23:00', '00:30', 'Ana'), ('23:30', '01:00', 'Ana'), ('00:00', '01:30', 'Ana'), ('00:30', '02:00', 'Ana')])
    service(box, 'Set', '--duration', '90')
    book(box, 'Set', '2026-11-27 23:15')
    refused(box, 'Set', '2026-11-28 00:45', status=5)
    box.run('hours', 'set', 'we 09:00-12:00 12:00-15:00')
    same(starts(box, '11:00', '13:00', '--duration', '90', '--step', '30'), ['11:00', '11:30'], 'adjoining hours are one')


def test_free_and_book_agree(box):
    """Each step of the day, for each of the staff: listed if and only if it may be booked."""
    shop(box, hours='mo-fr 09:00-12:30 13:30-18:00')
    service(box, 'Cut', '--duration', '45', '--buffer-before', '5', '--buffer-after', '10', '--resource', 'chair')
    service(box, 'Colour', '--segments', '30 busy, 45 free, 30 busy', '--buffer-after', '5')
    box.run('resource', 'add', 'Chair', '--kind', 'chair')
    box.run('service', 'edit', 'Cut', '--for', 'Boris', '--duration', '60')
    box.run('hours', 'set', '--staff', 'Boris', 'mo-fr 10:00-20:00')
    box.run('closure', 'add', '2026-11-25 16:00..2026-11-25 17:00')
    book(box, 'Colour', '09:30', '--staff', 'Ana')
    book(box, 'Cut', '14:10', '--staff', 'Boris')
    box.run('block', DAY + '11:30', '20m', '--staff', 'Ana')
    listed = set(free(box, '00:00', '24:00', '--service', 'Cut', '--step', '30'))
    for step in range(18, 40):
        for name, minutes in (('Ana', 45), ('Boris', 60)):
            start, end = (f'{minute // 60:02d}:{minute % 60:02d}' for minute in (step * 30, step * 30 + minutes))
            status = box.run('book', '--dry-run', '--service', 'Cut', '--staff', name, '--start', DAY + start, status=None).status
            same(status == 0, (start, end, name) in listed, f'{name} at {start}: status {status}')
    assert 10 < len(listed) < 44, listed
