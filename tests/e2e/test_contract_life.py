"""The contract of the command line: a booking's life after it was made, undo, the log, and what comes in and goes out."""
import os
import sqlite3

import contract
from sandbox import same


def shop(box, staff='Ana,Boris'):
    box.run('init', '--name', 'Salon', '--timezone', 'Europe/Berlin', '--currency', 'EUR', '--hours', 'mo-fr 09:00-18:00, sa 09:00-13:00',
            '--staff', staff)
    box.run('service', 'add', 'Cut', '--duration', '45', '--price', '38')
    box.run('service', 'add', 'Wash', '--duration', '15', '--price', '9.50')


def book(box, name, start, *more):
    return contract.booking(box.json('book', '--new-customer', name, '--service', 'Cut', '--start', start, '--staff', 'Ana', *more))


def changed(box, *args, **options):
    return contract.booking(box.json(*args, **options))


def shown(box, of):
    booking = contract.booking(box.json('show', of))
    contract.list_of(lambda what, value: contract.keys(what, value, {'type': contract.text, 'at': contract.instant, 'actor': contract.text}))(
        'history', booking['history'])
    return booking


# --- move and edit ---

def test_move(box):
    shop(box)
    ada, ben = book(box, 'Ada', '10:00'), book(box, 'Ben', '12:00')
    moved = changed(box, 'move', ada['id'], '14:00')
    same((moved['start'][11:16], moved['end'][11:16], moved['version']), ('14:00', '14:45', ada['version'] + 1))
    same(contract.refused(box, 'move', ada['id'], '11:45', status=4)['details']['with'][0]['id'], ben['id'])
    contract.refused(box, 'move', ada['id'], '20:00', status=5)
    contract.refused(box, 'move', ada['id'], 'soon', status=2)
    contract.refused(box, 'move', ada['id'], '10:00', '--staff', 'Nobody', status=3)
    contract.refused(box, 'move', '00000000-0000-4000-8000-000000000000', '10:00', status=3)
    same(shown(box, ada['id'])['start'], moved['start'], 'nothing of that moved it')
    moved = changed(box, 'move', ada['id'], '12:00', '--staff', 'Boris', '--duration', '1h')
    same((moved['staff']['name'], moved['start'][11:16], moved['end'][11:16], moved['price']['minor']), ('Boris', '12:00', '13:00', 3800))
    same(changed(box, 'move', ada['id'], '12:15', '--staff', 'Ana', '--overbook', 'sisters')['overbooked'], 'sisters')
    same(changed(box, 'move', ada['id'], '15:00')['overbooked'], None, 'it fits again')


def test_edit(box):
    shop(box)
    box.run('customer', 'add', 'Cy', '--phone', '+491701234567')
    ada = book(box, 'Ada', '10:00')
    fields = {'--title': 'T', '--notes': 'N', '--public-note': 'P', '--price': '40.00', '--customer': 'Cy', '--start': '11:00', '--end': '12:00'}
    edited = changed(box, 'edit', ada['id'], *[word for option in fields.items() for word in option])
    same((edited['title'], edited['notes'], edited['public_note'], edited['price'], edited['customer']['name'], edited['customer']['phone'],
          edited['start'][11:16], edited['end'][11:16]),
         ('T', 'N', 'P', {'minor': 4000, 'currency': 'EUR'}, 'Cy', '+491701234567', '11:00', '12:00'))
    same(changed(box, 'edit', ada['id'], '--service', 'Wash')['end'][11:16], '11:15')
    same(changed(box, 'edit', ada['id'], '--title', '')['title'], '')
    same(changed(box, 'edit', ada['id'], '--status', 'arrived')['status'], 'arrived')
    contract.refused(box, 'edit', ada['id'], '--status', 'tentative', status=5)
    contract.refused(box, 'edit', ada['id'], '--end', '10:00', status=2)
    version = shown(box, ada['id'])['version']
    same(changed(box, 'edit', ada['id'])['version'], version, 'nothing was to be changed')


def test_a_price_is_kept(box):
    shop(box)
    ada = book(box, 'Ada', '10:00')
    box.run('service', 'edit', 'Cut', '--price', '99')
    same(shown(box, ada['id'])['price']['minor'], 3800)
    for wrong in ('-1', '1.234', 'much', ''):
        contract.refused(box, 'edit', ada['id'], '--price=' + wrong, status=2)


# --- statuses ---

def test_statuses(box):
    shop(box)
    ada = book(box, 'Ada', '2026-12-01 10:00')
    for status in ('tentative', 'confirmed', 'arrived', 'in-service', 'completed'):
        same(changed(box, 'mark', ada['id'], status)['status'], status.replace('-', '_'))   # the day is yet to come: no matter
    for status in ('no_show', 'tentative', 'confirmed', 'cancelled'):
        contract.refused(box, 'mark', ada['id'], status, status=5)
    contract.refused(box, 'mark', ada['id'], 'happy', status=2)
    contract.refused(box, 'mark', ada['id'], status=2)
    same(changed(box, 'mark', ada['id'], 'completed')['status'], 'completed', 'again')
    for name, command, status in (('B', 'arrive', 'arrived'), ('C', 'done', 'completed'), ('D', 'noshow', 'no_show')):
        booking = book(box, name, f'2026-12-0{ord(name) - 64} 12:00')
        same(changed(box, command, booking['id'])['status'], status)
    box.run('policy', 'set', 'cancel-deadline', '30d')
    ben = book(box, 'Ben', '12:00')
    same(changed(box, 'mark', ben['id'], 'cancelled')['status'], 'cancelled', 'a mark looks at no clock')


def test_cancel(box):
    shop(box)
    ada = book(box, 'Ada', '10:00')
    same(changed(box, 'cancel', ada['id'], '--reason', 'ill')['status'], 'cancelled')
    before = shown(box, ada['id'])
    for more in ((), ('--late',), ('--reason', 'other')):
        box.json('cancel', ada['id'], *more)
        same(shown(box, ada['id']), before, 'a cancelled one is unchanged')
    for args in (['move', ada['id'], '12:00'], ['edit', ada['id'], '--title', 'x'], ['noshow', ada['id']], ['mark', ada['id'], 'no-show'],
                 ['arrive', ada['id']], ['done', ada['id']]):
        contract.refused(box, *args, status=5)
    ben = book(box, 'Ben', '10:00')   # its time is free at once
    same([booking['id'] for booking in box.json('list')['bookings']], [ben['id']])
    for more in (['--all'], ['--status', 'cancelled,confirmed']):
        same(sorted(booking['id'] for booking in box.json('list', *more)['bookings']), sorted((ada['id'], ben['id'])), more)
    same(changed(box, 'cancel', ben['id'], '--late')['status'], 'late_cancelled')
    contract.refused(box, 'noshow', ben['id'], status=5)
    box.run('policy', 'set', 'cancel-deadline', '1d')
    cy = book(box, 'Cy', '14:00')
    contract.refused(box, 'cancel', cy['id'], status=5)
    same(changed(box, 'cancel', cy['id'], '--late')['status'], 'late_cancelled')


def test_money_and_notes(box):
    shop(box)
    ada = book(box, 'Ada', '10:00', '--deposit', '10')
    same(ada['paid'], None)
    same(changed(box, 'paid', ada['id'])['paid'], {'minor': 3800, 'currency': 'EUR'})
    same(changed(box, 'paid', ada['id'], '20,50')['paid'], {'minor': 2050, 'currency': 'EUR'})
    contract.refused(box, 'paid', ada['id'], 'much', status=2)
    changed(box, 'note', ada['id'], 'likes', 'tea')
    notes = changed(box, 'note', 'last', 'no sugar')['notes'].splitlines()
    same((len(notes), '2026-11-24' in notes[0], notes[0].endswith('likes tea'), notes[1].endswith('no sugar')), (2, True, True, True))
    assert contract.customer(box.json('note', 'Ada', 'pays in cash'))['notes'].endswith('pays in cash')
    contract.refused(box, 'note', 'Nobody', 'x', status=3)


def test_rebook(box):
    shop(box)
    ada = book(box, 'Ada', '10:00', '--with', 'Wash/Boris')
    again = changed(box, 'rebook', ada['id'])
    same((again['start'][:16], again['customer']['id'], [part['service']['name'] for part in again['parts']],
          [part['staff']['name'] for part in again['parts']], again['status']),
         ('2026-12-22T10:00', ada['customer']['id'], ['Cut', 'Wash'], ['Ana', 'Boris'], 'confirmed'))
    same(changed(box, 'rebook', ada['id'], '--in', '1w')['start'][:10], '2026-12-01')
    contract.refused(box, 'rebook', ada['id'], '--in', '1w', status=4)
    contract.refused(box, 'rebook', ada['id'], '--in', '5d', status=5)


def test_figures_of_a_customer(box):
    shop(box)
    box.run('customer', 'add', 'Ada', '--phone', '+491701234567', '--email', 'ada@example.com')
    for day, command in (('2026-11-16', 'done'), ('2026-11-17', 'noshow'), ('2026-11-18', 'cancel')):
        box.run(command, box.json('book', '--customer', 'Ada', '--service', 'Cut', '--start', day + ' 10:00')['id'])
    box.run('book', '--customer', 'Ada', '--service', 'Cut', '--start', '2026-12-01 10:00')
    ada = contract.customer(box.json('customer', 'show', 'ada'))
    same((ada['visits'], ada['no_shows'], ada['last_visit'], ada['next_booking'], ada['phones'], ada['email']),
         (1, 1, '2026-11-16T10:00:00+01:00', '2026-12-01T10:00:00+01:00', ['+491701234567'], 'ada@example.com'))


# --- undo and the log ---

def test_undo_goes_back_and_redo_forth(box):
    shop(box)
    ada = book(box, 'Ada', '10:00')
    box.run('move', ada['id'], '12:00')
    box.run('cancel', ada['id'])
    steps = []
    for status, start in (('confirmed', '12:00'), ('confirmed', '10:00')):
        undone = box.json('undo')['undone']
        contract.keys('undone', undone, {'correlation': contract.text, 'what': contract.text})
        steps.append(undone['correlation'])
        booking = shown(box, ada['id'])
        same((booking['status'], booking['start'][11:16]), (status, start))
    box.run('undo')
    contract.refused(box, 'show', ada['id'], status=3)
    same(box.json('customer', 'list')['customers'], [], 'the new customer came with the booking')
    box.run('redo')
    same([box.json('redo')['redone']['correlation'] for _ in range(2)], steps[::-1])
    same(shown(box, ada['id'])['status'], 'cancelled')
    contract.refused(box, 'redo', status=4)
    box.run('undo')
    box.run('note', ada['id'], 'x')
    contract.refused(box, 'redo', status=4)   # a new change empties it
    box.run('policy', 'set', 'slot-step', '30')
    box.run('undo')   # passes over the policy
    same((shown(box, ada['id'])['notes'], box.json('policy', 'show')['slot_step']), ('', 30))
    same(box.json('log', 'verify')['ok'], True)


def test_undo_that_is_impossible(box):
    shop(box)
    contract.refused(box, 'undo', '--by', 'nobody yet', status=4)
    ada = book(box, 'Ada', '10:00')
    box.run('cancel', ada['id'])
    cancelled = box.json('undo', '--list')['changes'][0]['correlation']
    book(box, 'Ben', '10:00')
    contract.refused(box, 'undo', cancelled, status=4)   # the time is taken
    box.run('--by', 'Cleo', 'move', 'ben', '11:00')
    assert 'Cleo' in contract.refused(box, 'undo', status=4)['message']
    contract.refused(box, 'undo', '00000000-0000-4000-8000-000000000000', status=3)
    box.run('undo', cancelled)
    same(shown(box, ada['id'])['status'], 'confirmed')


def test_a_series_is_one_undo(box):
    shop(box)
    box.run('block', '2026-12-01 12:00', '1h', '--repeat', 'FREQ=DAILY;COUNT=3')
    box.run('undo')
    same(box.json('list', '2026-12-01..2026-12-31')['bookings'], [])
    box.run('redo')
    same(len(box.json('list', '2026-12-01..2026-12-31')['bookings']), 3)


def test_the_log(box):
    shop(box)
    ada = book(box, 'Ada', '10:00', '--by', 'Zoë')
    box.run('move', ada['id'], '12:00')
    events = box.json('log')['events']
    same([event['seq'] for event in events], list(range(1, len(events) + 1)))
    same({event['actor'] for event in events}, {'tester', 'Zoë'}, 'the new book too is the login name\'s')
    same([event['type'] for event in box.json('log', ada['id'])['events']], ['booking.created', 'booking.moved'])
    same(box.json('log', '--since', str(len(events)))['events'][-1], events[-1])
    same(box.json('log', '--since', '2026-11-24 09:01')['events'], [])
    contract.refused(box, 'log', 'nobody', status=3)
    with sqlite3.connect(box.book) as book_file:
        book_file.execute("UPDATE event SET after = replace(after, 'Ada', 'Eve') WHERE type = 'customer.created'")
    book_file.close()
    result = box.run('--json', 'log', 'verify', status=7)
    same(result.json()['ok'], False)
    same(box.run('--json', 'doctor', status=1).json()['ok'], False)


def test_one_request_once(box):
    shop(box)
    box.run('customer', 'add', 'Ada')
    for i, args in enumerate((['book', '--customer', 'Ada', '--service', 'Cut', '--start', '10:00'], ['customer', 'add', 'Zed'],
                              ['walkin', 'Wendy', 'Wash'], ['cancel', 'last'], ['undo'], ['block', '16:00', '1h'])):
        key = f'key {i}'
        first = box.run('--json', '--request-id', key, *args).out
        same(box.run('--json', *args, '--request-id', key).out, first, args)
        contract.refused(box, '--request-id', key, 'customer', 'add', 'Somebody else', status=2)
    same(sorted(customer['name'] for customer in box.json('customer', 'list')['customers']), ['Ada', 'Wendy', 'Zed'])
    contract.refused(box, '--request-id', 'late', 'book', '--customer', 'Nobody', '--service', 'Cut', '--start', '12:00', status=3)
    box.run('--request-id', 'late', 'book', '--customer', 'Ada', '--service', 'Cut', '--start', '12:00')   # what failed was not done


# --- in and out ---

EVENTS = '''BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
BEGIN:VEVENT
UID:one@example.com
DTSTAMP:20261101T000000Z
DTSTART;TZID=America/New_York:20261125T090000
DURATION:PT45M
SUMMARY:Call with Ada
DESCRIPTION:bring the folder
END:VEVENT
BEGIN:VEVENT
UID:series@example.com
DTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/Berlin:20261201T100000
DTEND;TZID=Europe/Berlin:20261201T110000
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Weekly
END:VEVENT
BEGIN:VEVENT
UID:wrong@example.com
DTSTAMP:20261101T000000Z
DTSTART:notatime
SUMMARY:Wrong
END:VEVENT
END:VCALENDAR
'''


def test_import(box):
    shop(box)
    box.run('customer', 'add', 'Ada')
    path = box.write('events.ics', EVENTS)
    counts = {'created': 4, 'updated': 0, 'unchanged': 0, 'skipped': 0}
    for more in (['--dry-run'], []):
        report = box.json('import', path, *more)
        same({key: report[key] for key in counts}, counts, more)
        same([(error['uid'], error['line']) for error in report['errors']], [('wrong@example.com', 23)])
        contract.text('message', report['errors'][0]['message'])
    call = contract.bookings(box.json('list', '2026-11-25'))[0]
    same((call['kind'], call['title'], call['start'], call['timezone'], call['staff'], call['source'], call['notes'], call['public_note']),
         ('block', 'Call with Ada', '2026-11-25T09:00:00-05:00', 'America/New_York', None, 'import', '', 'bring the folder'))
    assert '15:00–15:45' in box.run('list', '2026-11-25').out, 'people see their own clock'
    box.run('book', '--service', 'Cut', '--staff', 'Ana', '--start', '2026-11-25 15:00')   # nobody's event closes no one's time
    box.run('note', call['id'], 'ours alone')
    same([box.json('import', path)[key] for key in ('created', 'updated', 'unchanged')], [0, 0, 4], 'the same file again changes nothing')
    assert shown(box, call['id'])['notes'].endswith('ours alone')
    report = box.json('import', box.write('fewer.ics', EVENTS.replace('COUNT=3', 'COUNT=2')))
    same((report['updated'], [booking['status'] for booking in box.json('list', '2026-12-01..2026-12-31', '--all')['bookings']]),
         (1, ['confirmed', 'confirmed', 'cancelled']))
    assert contract.bookings(box.json('list', '2026-11-25'))
    box.run('import', path, '--match-customers')
    call = shown(box, call['id'])
    same((call['kind'], call['customer']['name']), ('appointment', 'Ada'))
    for wrong in (box.path('none.ics'), box.dir, box.write('text.ics', 'hello'), box.write('empty.ics', '')):
        contract.refused(box, 'import', wrong, status=1)


def test_import_with_staff(box):
    shop(box, 'Ana')
    box.json('import', '-', '--staff', 'Ana', stdin=EVENTS)
    same(box.json('list', '2026-12-01')['bookings'][0]['staff']['name'], 'Ana')
    contract.refused(box, 'book', '--service', 'Cut', '--start', '2026-12-01 10:30', status=4)


def test_export(box):
    shop(box)
    ada = book(box, 'Ada Lovelace', '10:00', '--notes', 'SECRET', '--public-note', 'OPEN')
    box.run('cancel', book(box, 'Ben', '12:00')['id'])
    whole = box.run('export').out
    same((whole.count('BEGIN:VEVENT'), 'SECRET' in whole, 'OPEN' in whole, 'STATUS:CANCELLED' in whole, whole.count('\r\n') > 10),
         (2, False, True, True, True))
    assert 'SECRET' in box.run('export', '--private').out
    same(box.run('export', '2026-11-25').out.count('BEGIN:VEVENT'), 0)
    box.run('export', '--private', '--output', box.path('all.ics'))
    box.env['DAYBOOK_BOOK'] = box.path('other.db')
    shop(box)
    box.run('import', box.path('all.ics'))
    there = shown(box, ada['id'])
    same((there['customer']['name'], there['notes'], there['start'], there['price'], there['staff']['name']),
         ('Ada Lovelace', 'SECRET', ada['start'], ada['price'], 'Ana'))


def test_customers_as_csv(box):
    shop(box)
    path = box.write('people.csv', 'name,phone,email\nZoë,+49301234567,zoe@example.com\n"Ng, Tom",,\n')
    same(box.json('import', path, '--dry-run')['created'], 2)
    same(box.json('customer', 'list')['customers'], [])
    same(box.json('import', path)['created'], 2)
    same(box.json('import', path)['unchanged'], 2)
    same([customer['name'] for customer in box.json('customer', 'list')['customers']], ['Ng, Tom', 'Zoë'])
    assert '"Ng, Tom"' in box.run('export', '--customers').out


def test_backup_and_restore(box):
    shop(box)
    ada = book(box, 'Ada', '10:00')
    box.run('backup', box.path('copy.db'))
    contract.refused(box, 'backup', box.path('copy.db'), status=4)
    box.run('cancel', ada['id'])
    box.run('restore', box.path('copy.db'))
    same(shown(box, ada['id'])['status'], 'confirmed')
    same(len(box.json('backups')['backups']), 1, 'what was restored over is kept')
    same(box.json('log', 'verify')['ok'], True)
    contract.refused(box, 'restore', box.path('none.db'), status=3)
    contract.refused(box, 'restore', box.write('junk.db', 'no database, ' * 500), status=7)
    same(shown(box, ada['id'])['status'], 'confirmed')
    for name in ('book.db', 'copy.db'):
        same(os.stat(box.path(name)).st_mode & 0o777, 0o600, name)
