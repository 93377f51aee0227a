"""Booking from the command line: book, walkin, block, move, edit, rebook, the marks, cancel, paid, note."""
from salon import SLOT, book, has, is_booking, salon, same


def starts(box, *args):
    return [booking['start'][11:16] for booking in box.json('list', *args)['bookings']]


def test_book_a_new_customer(box):
    salon(box)
    booking = is_booking(box.json('book', '--new-customer', 'Maria Lopez', '--phone', '+49 170 1234567', '--email', 'maria@example.org',
                                  '--service', 'Cut', '--staff', 'Boris', '--start', '14:30', '--notes', 'private', '--public-note', 'shared',
                                  '--title', 'First visit'))
    same(booking['customer']['name'], 'Maria Lopez')
    same(booking['customer']['phone'], '+491701234567')
    same((booking['service']['name'], booking['staff']['name'], booking['resource']), ('Cut', 'Boris', None))
    same((booking['start'], booking['end'], booking['timezone']),
         ('2026-11-24T14:30:00+01:00', '2026-11-24T15:15:00+01:00', 'Europe/Berlin'))
    same((booking['kind'], booking['status'], booking['source'], booking['version']), ('appointment', 'confirmed', 'cli', 1))
    same((booking['price'], booking['paid'], booking['series']), ({'minor': 3800, 'currency': 'EUR'}, None, None))
    same((booking['notes'], booking['public_note'], booking['title']), ('private', 'shared', 'First visit'))
    same((booking['all_day'], booking['busy'], booking['overbooked']), (False, True, None))
    again = box.json('book', '--customer', '1234567', '--service', 'cut', '--start', 'tomorrow 9:00')
    same(again['customer']['id'], booking['customer']['id'])


def test_book_says_what_it_did(box):
    salon(box)
    said = box.run('book', '--new-customer', 'Maria', '--service', 'Cut', '--start', '14:30')
    for word in ('Maria', 'Cut', 'Ana', '14:30–15:15', '€38.00'):
        assert word in said.out, said
    same(box.run('--quiet', 'book', '--duration', '15', '--start', '16:00').out, '')
    loud = box.run('--verbose', 'book', '--duration', '15', '--start', '17:00')
    assert 'daybook undo ' in loud.err, loud
    box.run('undo', loud.err.split('daybook undo ')[1].split()[0])
    same(starts(box), ['14:30', '16:00'])


def test_how_long(box):
    salon(box)
    rows = [
        (['--duration', '1h30'], '10:30'), (['--duration', '45'], '09:45'), (['--end', '11:15'], '11:15'), (['--end', '+1h'], '10:00'),
        (['--end', '2026-11-24T11:20'], '11:20'), (['--service', 'Cut'], '09:45'), (['--service', 'Cut', '--duration', '1h'], '10:00'),
    ]
    for args, end in rows:
        booking = box.json('book', '--dry-run', '--start', '09:00', *args)
        same(booking['end'][11:16], end, args)
    same(box.json('book', '--dry-run', '--start', 'thu 09:00', '--end', '10:05')['end'], '2026-11-26T10:05:00+01:00')
    same(box.json('list', 'month'), {'bookings': []})


def test_bad_input_books_nothing(box):
    salon(box)
    rows = [
        ([], 2), (['--start', '10:00'], 2), (['--duration', '30'], 2),
        (['--start', '10:00', '--duration', '30', '--end', '11:00'], 2), (['--start', '10:00', '--end', '09:00'], 2),
        (['--start', '10:00', '--end', '10:00'], 2), (['--start', '10:00', '--duration', '0'], 2),
        (['--start', '10:00', '--duration', '-5'], 2), (['--start', '10:00', '--duration', 'long'], 2),
        (['--start', '25:00', '--duration', '30'], 2), (['--start', 'tomorrow', '--duration', '30'], 2),
        (['--start', '10:00', '--service', 'Manicure'], 3), (['--start', '10:00', '--service', 'Cut', '--staff', 'Zoe'], 3),
        (['--start', '10:00', '--service', 'Cut', '--resource', 'Room'], 3), (['--start', '10:00', '--service', 'Cut', '--customer', 'Nobody'], 3),
        (['--start', '10:00', '--service', 'Cut', '--customer', 'x', '--new-customer', 'y'], 2),
        (['--start', '10:00', '--service', 'Cut', '--phone', '123'], 2), (['--start', '10:00', '--duration', '30', '--block', '--new-customer', 'y'], 2),
        (['--start', '10:00', '--service', 'Cut', '--price', '3,8,0'], 2), (['--start', '10:00', '--service', 'Cut', '--price', '-1'], 2),
        (['--start', '10:00', '--service', 'Cut', '--deposit', 'ten'], 2), (['--start', '10:00', '--service', 'Cut', '--status', 'maybe'], 2),
        (['--start', '10:00', '--service', 'Cut', '--overbook', ''], 2), (['--start', '10:00', '--service', 'Cut', '--with', 'Nothing'], 3),
        (['--start', '10:00', '--service', 'Cut', '--with', 'Cut/Zoe'], 3), (['--start', '10:00', '--end', '12:00', '--service', 'Cut', '--with', 'Cut'], 2),
        (['--start', '10:00', '--service', 'Cut', '--repeat', 'FREQ=SOMETIMES'], 2), (['--start', '10:00', '--service', 'Cut', '--new-customer', ' '], 2),
    ]
    for args, status in rows:
        box.error('book', *args, status=status)
    same(box.json('list', 'month', '--all'), {'bookings': []})
    same(box.json('customer', 'list'), {'customers': []})


def test_conflict_names_whom_and_alternatives(box):
    salon(box)
    first = book(box, 'Maria', '10:00', '--staff', 'Ana')
    error = box.error('book', '--new-customer', 'Tom', '--service', 'Cut', '--staff', 'Ana', '--start', '10:30', status=4)
    same([is_booking(other)['id'] for other in error['details']['with']], [first['id']])
    same(len(error['details']['alternatives']), 3)
    for slot in error['details']['alternatives']:
        has(slot, SLOT)
        same(slot['staff']['name'], 'Ana')
    said = box.run('book', '--new-customer', 'Tom', '--service', 'Cut', '--staff', 'Ana', '--start', '10:30', status=4).err
    assert 'Maria' in said and 'Free:' in said, said
    same([customer['name'] for customer in box.json('customer', 'list')['customers']], ['Maria'])
    # Conflict (4) wins over policy (5); without staff it is whoever is free.
    book(box, 'Late', '17:45', '--staff', 'Ana', '--overbook', 'stays longer')
    box.error('book', '--duration', '60', '--staff', 'Ana', '--start', '17:30', status=4)
    box.error('book', '--duration', '60', '--staff', 'Boris', '--start', '17:30', status=5)
    same(box.json('book', '--duration', '30', '--start', '10:00')['staff']['name'], 'Boris')


def test_overbook(box):
    salon(box)
    book(box, 'Maria', '10:00', '--staff', 'Ana')
    over = book(box, 'Tom', '10:00', '--staff', 'Ana', '--overbook', 'she insists')
    same(over['overbooked'], 'she insists')
    same(book(box, 'Eve', '2026-11-29T22:00', '--overbook', 'wedding')['overbooked'], 'wedding')
    same(book(box, 'Bob', '12:00', '--overbook', 'not needed')['overbooked'], None)
    assert 'overbooked' in box.run('list').out


def test_visits_of_several_services(box):
    salon(box)
    box.run('service', 'add', 'Wash/Dry', '--duration', '15')
    booking = box.json('book', '--new-customer', 'Maria', '--service', 'Colour', '--with', 'Cut/Boris', '--with', 'Wash/Dry', '--start', '10:00')
    parts = [(part['service']['name'], part['staff'] and part['staff']['name'], part['start'][11:16], part['end'][11:16], part['busy'])
             for part in booking['parts'] if part['busy']]
    same(parts[:3], [('Colour', 'Ana', '10:00', '10:30', True), ('Colour', 'Ana', '11:15', '11:45', True), ('Cut', 'Boris', '11:45', '12:30', True)])
    same((booking['end'][11:16], booking['price']['minor'], booking['service']['name']), ('12:45', 11850, 'Colour'))
    box.run('book', '--new-customer', 'Tom', '--service', 'Cut', '--staff', 'Ana', '--start', '10:30')
    box.error('book', '--new-customer', 'Tom', '--service', 'Cut', '--staff', 'Ana', '--start', '10:45', status=4)


def test_repeat(box):
    salon(box)
    made = box.json('book', '--new-customer', 'Maria', '--service', 'Cut', '--staff', 'Ana', '--start', '2026-11-25T10:00',
                    '--repeat', 'FREQ=WEEKLY;COUNT=4')
    has(made['series'], ['id', 'rrule'])
    same([is_booking(one)['start'][:16] for one in made['bookings']], [f'2026-{day}T10:00' for day in ('11-25', '12-02', '12-09', '12-16')])
    same({one['series']['id'] for one in made['bookings']}, {made['series']['id']})
    has(made['bookings'][0]['series'], ['id', 'rrule', 'occurrence'])
    error = box.error('book', '--duration', '30', '--staff', 'Ana', '--start', '2026-12-01T10:15', '--repeat', 'FREQ=DAILY;COUNT=3', status=4)
    same([date['fits'] for date in error['details']['dates']], [True, False, True])
    has(error['details']['dates'][1], ['start', 'fits', 'with', 'nearest'])
    same(len(box.json('list', '2026-11-24..2026-12-31')['bookings']), 4)
    said = box.run('book', '--duration', '30', '--staff', 'Ana', '--start', '2026-12-01T10:15', '--repeat', 'FREQ=DAILY;COUNT=3', status=4).err
    assert '2 Dec' in said and 'nearest' in said, said
    box.run('undo')
    same(box.json('list', 'today..+60d'), {'bookings': []})


def test_dry_run_changes_nothing(box):
    salon(box)
    booking = is_booking(box.json('book', '--dry-run', '--new-customer', 'Maria', '--phone', '123456', '--service', 'Cut', '--start', '10:00'))
    same((booking['staff']['name'], booking['end'][11:16]), ('Ana', '10:45'))
    assert 'Maria' in box.run('book', '--dry-run', '--new-customer', 'Maria', '--service', 'Cut', '--start', '10:00').out
    box.error('book', '--dry-run', '--duration', '30', '--start', '2026-11-29T10:00', status=5)
    real = book(box, 'Tom', '10:00')
    same(box.json('move', real['id'], '12:00', '--dry-run')['start'][11:16], '12:00')
    same(box.json('edit', real['id'], '--title', 'x', '--dry-run')['title'], 'x')
    same((starts(box), box.json('show', real['id'])['version']), (['10:00'], 1))
    same([customer['name'] for customer in box.json('customer', 'list')['customers']], ['Tom'])


def test_walkin(box):
    salon(box)
    booking = is_booking(box.json('walkin', 'Tom', 'Cut', '--now', '2026-11-24 10:42'))
    same((booking['start'][11:16], booking['end'][11:16], booking['customer']['name']), ('10:45', '11:30', 'Tom'))
    same(box.json('walkin', 'Eve', '--now', '2026-11-24 10:45')['staff']['name'], 'Boris')
    same(box.json('walkin', 'Kim', '--now', '2026-11-24 15:00', '--duration', '20')['end'][11:16], '15:20')
    box.error('walkin', 'Bob', 'Nothing', status=3)
    box.error('walkin', 'Bob', '--now', '2026-11-24 20:00', status=5)
    box.error('walkin', '', status=2)


def test_block(box):
    salon(box)
    booking = is_booking(box.json('block', '12:00', '30', 'lunch', 'break', '--staff', 'Boris'))
    same((booking['kind'], booking['title'], booking['customer'], booking['staff']['name']), ('block', 'lunch break', None, 'Boris'))
    whole = box.json('block', '2026-12-24', '2d', 'Christmas', '--staff', 'Ana')
    same((whole['all_day'], whole['start'], whole['end']), (True, '2026-12-24T00:00:00+01:00', '2026-12-26T00:00:00+01:00'))
    assert 'all day' in box.run('list', '2026-12-25').out
    box.error('block', 'tomorrow', '30', status=2)
    box.error('block', '12:00', status=2)
    weekly = box.json('block', '2026-12-01T08:00', '1h', '--staff', 'Ana', '--repeat', 'FREQ=WEEKLY;COUNT=2', '--overbook', 'before opening')
    same(len(weekly['bookings']), 2)
    same(box.json('book', '--block', '--start', '16:00', '--end', '16:30', '--title', 'call')['kind'], 'block')


def test_move(box):
    salon(box)
    booking = book(box, 'Maria', '10:00', '--staff', 'Ana')
    key = booking['id'][:6]
    rows = [
        (['14:15'], '2026-11-24T14:15', '2026-11-24T15:00', 'Ana'),
        (['tomorrow'], '2026-11-25T14:15', '2026-11-25T15:00', 'Ana'),
        (['fri', '2pm'], '2026-11-27T14:00', '2026-11-27T14:45', 'Ana'),
        (['2026-11-26T09:00:00Z', '--staff', 'Boris'], '2026-11-26T10:00', '2026-11-26T10:45', 'Boris'),
        (['2026-11-26 11:00', '--duration', '1h'], '2026-11-26T11:00', '2026-11-26T12:00', 'Boris'),
    ]
    for args, start, end, staff in rows:
        moved = is_booking(box.json('move', key, *args))
        same((moved['start'][:16], moved['end'][:16], moved['staff']['name']), (start, end, staff), args)
    same(moved['version'], 6)
    box.error('move', key, '2026-11-29 10:00', status=5)
    box.error('move', '999999', '10:00', status=3)
    box.error('move', key, 'never', status=2)
    book(box, 'Tom', '2026-11-26T15:00', '--staff', 'Boris')
    box.error('move', key, '2026-11-26 15:15', status=4)
    same(box.json('move', key, '2026-11-26 15:15', '--overbook', 'both')['overbooked'], 'both')
    box.run('cancel', key)
    same(box.error('move', key, '2026-11-26 11:00', status=5)['code'], 'policy')


def test_edit(box):
    salon(box)
    book(box, 'Maria', '10:00')
    box.run('customer', 'add', 'Tom')
    rows = [
        (['--title', 'T'], lambda b: b['title'], 'T'),
        (['--notes', 'two\nlines'], lambda b: b['notes'], 'two\nlines'),
        (['--public-note', 'P'], lambda b: b['public_note'], 'P'),
        (['--notes', ''], lambda b: b['notes'], ''),
        (['--price', '41,50'], lambda b: b['price'], {'minor': 4150, 'currency': 'EUR'}),
        (['--customer', 'Tom'], lambda b: b['customer']['name'], 'Tom'),
        (['--customer', ''], lambda b: b['customer'], None),
        (['--new-customer', 'Kim', '--phone', '0170 5'], lambda b: b['customer']['name'], 'Kim'),
        (['--staff', 'Boris'], lambda b: b['staff']['name'], 'Boris'),
        (['--start', '11:00'], lambda b: b['start'][11:16], '11:00'),
        (['--start', 'tomorrow'], lambda b: b['start'][:16], '2026-11-25T11:00'),
        (['--end', '12:00'], lambda b: b['end'][:16], '2026-11-25T12:00'),
        (['--duration', '30'], lambda b: b['end'][11:16], '11:30'),
        (['--status', 'arrived'], lambda b: b['status'], 'arrived'),
        (['--service', 'Colour', '--staff', 'Ana'], lambda b: (b['service']['name'], b['end'][11:16]), ('Colour', '12:45')),
        (['--with', 'Cut/Boris'], lambda b: [p['service']['name'] for p in b['parts'] if p['busy']], ['Colour', 'Colour', 'Cut']),
        (['--service', 'Cut', '--with', 'Cut/Ana'], lambda b: len(b['parts']), 2),
    ]
    for args, read, want in rows:
        same(read(is_booking(box.json('edit', 'last', *args))), want, args)
    version = box.json('show', 'last')['version']
    same(box.json('edit', 'last', '--title', 'T')['version'], version, 'nothing different')
    for args, status in ((['--service', 'Colour'], 2), (['--status', 'tentative'], 5), (['--phone', '1'], 2), (['--service', 'None', '--with', 'Cut'], 3),
                         (['--customer', 'Tom', '--new-customer', 'x'], 2), (['--end', '08:00'], 2)):
        box.error('edit', 'last', *args, status=status)
    box.run('cancel', 'last')
    box.error('edit', 'last', '--title', 'x', status=5)


def test_marks(box):
    salon(box)
    book(box, 'Maria', '10:00')
    same(is_booking(box.json('arrive', 'last'))['status'], 'arrived')
    same(box.json('mark', 'last', 'in-service')['status'], 'in_service')
    same(box.json('mark', 'last', 'in_service')['version'], 3, 'the same again')
    same(box.json('done', 'last')['status'], 'completed')
    book(box, 'Tom', '12:00')
    same(box.json('noshow', 'last')['status'], 'no_show')
    book(box, 'Eve', '12:00')   # a no-show frees the time
    box.run('cancel', 'last')
    same(box.error('noshow', 'last', status=5)['code'], 'policy')
    box.error('mark', 'last', 'wobbly', status=2)
    box.error('mark', '123456', 'arrived', status=3)


def test_cancel(box):
    salon(box)
    booking = book(box, 'Maria', '10:00')
    gone = is_booking(box.json('cancel', booking['id'], '--reason', 'ill'))
    same(gone['status'], 'cancelled')
    same(box.json('cancel', booking['id'])['version'], gone['version'], 'a cancelled one stays as it is')
    same(starts(box), [])
    same(starts(box, '--all'), ['10:00'])
    same(starts(box, '--status', 'cancelled'), ['10:00'])
    assert 'ill' in box.run('show', booking['id']).out
    book(box, 'Tom', '10:00', '--staff', 'Ana')
    box.run('policy', 'set', 'cancel-deadline', '1d')
    box.error('cancel', 'last', status=5)
    same(box.json('cancel', 'last', '--late')['status'], 'late_cancelled')


def test_rebook(box):
    salon(box)
    first = book(box, 'Maria', '10:00', '--staff', 'Boris')
    again = is_booking(box.json('rebook', first['id']))
    same((again['start'][:16], again['customer'], again['staff']['name']), ('2026-12-22T10:00', first['customer'], 'Boris'))
    same(box.json('rebook', first['id'], '--in', '2w')['start'][:16], '2026-12-08T10:00')
    box.error('rebook', first['id'], '--in', '2w', status=4)
    box.error('rebook', first['id'], '--in', 'soon', status=2)
    summer = book(box, 'Tom', '2027-03-22T10:00')
    same(box.json('rebook', summer['id'], '--in', '1w')['start'], '2027-03-29T10:00:00+02:00', 'the same hour on the wall')


def test_paid(box):
    salon(box)
    book(box, 'Maria', '10:00')
    same(box.json('paid', 'last', '12,50')['paid'], {'minor': 1250, 'currency': 'EUR'})
    same(is_booking(box.json('paid', 'last'))['paid'], {'minor': 3800, 'currency': 'EUR'})
    box.error('paid', 'last', 'much', status=2)
    box.error('paid', 'last', '-5', status=2)


def test_notes(box):
    salon(box)
    box.run('customer', 'add', 'Tom')
    book(box, 'Maria', '10:00')
    same(box.json('note', 'last', 'bring', 'the', 'file')['notes'], '2026-11-24 09:00: bring the file')
    assert box.json('note', 'next', 'again')['notes'].endswith('again')
    assert box.json('note', 'Tom', 'likes tea')['notes'].endswith('likes tea')
    box.error('note', 'Nobody', 'x', status=3)
    box.error('note', 'Tom', status=2)


def test_ids(box):
    """A prefix, last, next, a customer with exactly one upcoming booking; ambiguous ones name the candidates."""
    salon(box)
    early = book(box, 'Maria', '10:00')
    late = book(box, 'Tom', '12:00')
    rows = [(early['id'], early), (early['id'][:6], early), (early['id'].upper()[:8], early), ('last', late), ('next', early), ('tom', late),
            ('Maria', early)]
    for word, want in rows:
        same(box.json('show', word)['id'], want['id'], word)
    box.error('show', late['id'][:5], status=3)
    box.run('book', '--customer', 'Tom', '--service', 'Cut', '--start', '15:00')
    same(len(box.error('show', 'tom', status=2)['details']['candidates']), 2)
    box.run('customer', 'add', 'Maria Lopez')
    box.run('customer', 'add', 'Marian')
    error = box.error('customer', 'show', 'mari', status=2)
    same(len(error['details']['candidates']), 3)
    assert 'Marian' in box.run('customer', 'show', 'mari', status=2).err
    same(box.json('customer', 'show', 'maria')['name'], 'Maria', 'a whole name wins')
    same(box.error('show', 'last', '--by', 'somebody else', status=3)['code'], 'not_found')


def test_by_is_in_the_log(box):
    salon(box)
    book(box, 'Maria', '10:00', '--by', 'Zoë')
    same(box.json('show', 'next')['history'][0]['actor'], 'Zoë')
    same(box.error('undo', '--by', 'Nobody', status=4)['code'], 'conflict')
    same(box.json('undo', '--by', 'Zoë')['undone']['what'].split()[0], 'Booked')
