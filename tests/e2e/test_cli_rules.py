"""The rules of a business from the command line: closures from a calendar, what a change of hours leaves outside, buffers of one booking."""
from salon import salon, same

HOLIDAYS = '''BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:old@x
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260101
SUMMARY:Last new year
END:VEVENT
BEGIN:VEVENT
UID:christmas@x
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20101225
DTEND;VALUE=DATE:20101227
RRULE:FREQ=YEARLY
SUMMARY:Christmas
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:eve@x
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Berlin:20261224T120000
DTEND;TZID=Europe/Berlin:20261224T180000
SUMMARY:Christmas Eve
END:VEVENT
BEGIN:VEVENT
UID:off@x
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261201
SUMMARY:Called off
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
UID:broken@x
DTSTAMP:20260101T000000Z
DTSTART:soon
SUMMARY:Broken
END:VEVENT
END:VCALENDAR
'''


def closures(box):
    return [(one['start'][:16], one['end'][:16], one['reason'], one['kind']) for one in box.json('closure', 'list')['closures']]


def test_a_calendar_of_holidays(box):
    salon(box)
    box.run('book', '--new-customer', 'Maria', '--service', 'Cut', '--start', '2026-12-24 15:00', '--staff', 'Ana')
    path = box.write('holidays.ics', HOLIDAYS.replace('\n', '\r\n'))
    tried = box.json('closure', 'import', path, '--dry-run')
    same(closures(box), [])
    made = box.json('closure', 'import', path)
    for report in (tried, made):
        same((report['created'], report['unchanged'], report['skipped']), (3, 0, 2))
        same([error['uid'] for error in report['errors']], ['broken@x'])
        same([one['customer']['name'] for one in report['outside']], ['Maria'])
    want = [('2026-12-24T12:00', '2026-12-24T18:00', 'Christmas Eve', 'holiday'), ('2026-12-25T00:00', '2026-12-27T00:00', 'Christmas', 'holiday'),
            ('2027-12-25T00:00', '2027-12-27T00:00', 'Christmas', 'holiday')]
    same(closures(box), want)
    again = box.json('closure', 'import', path)
    same((again['created'], again['unchanged'], again['closures'], again['outside']), (0, 3, [], []))
    same(closures(box), want)
    box.error('book', '--service', 'Cut', '--start', '2026-12-25 10:00', status=5)
    box.error('book', '--service', 'Cut', '--start', '2026-12-24 14:00', status=5)
    box.run('undo')
    same(closures(box), [])
    said = box.run('closure', 'import', path)
    for words in ('Christmas', '3 new', '2 skipped'):
        assert words in said.out, said
    for words in ('1 coming booking is now outside', 'Maria'):
        assert words in said.err, said


def test_somebodys_leave(box):
    salon(box)
    path = box.write('leave.ics', HOLIDAYS.replace('\n', '\r\n'))
    box.run('closure', 'import', path, '--staff', 'Ana')
    same({one[3] for one in closures(box)}, {'leave'})
    box.error('book', '--service', 'Cut', '--start', '2026-12-25 10:00', '--staff', 'Ana', status=5)
    box.run('book', '--service', 'Cut', '--start', '2026-12-25 10:00', '--staff', 'Boris')
    same(box.json('closure', 'import', path)['created'], 3)
    box.error('closure', 'import', path, '--staff', 'Zoe', status=3)
    box.error('closure', 'import', box.path('none.ics'), status=1)
    box.error('closure', 'import', box.write('no.ics', 'nothing'), status=2)


def test_what_falls_outside(box):
    salon(box)
    maria = box.json('book', '--new-customer', 'Maria', '--service', 'Cut', '--start', '2026-11-26 17:00', '--staff', 'Ana')['id']
    tom = box.json('book', '--new-customer', 'Tom', '--service', 'Cut', '--start', '2026-11-27 17:00', '--staff', 'Boris')['id']
    box.run('book', '--new-customer', 'Eva', '--service', 'Cut', '--start', '2026-11-27 10:00', '--staff', 'Boris')
    hours = box.json('hours', 'set', 'mo-sa 09:00-17:00')
    same([one['id'] for one in hours['outside']], [maria, tom])
    box.run('undo')
    said = box.run('hours', 'set', 'mo-sa 09:00-17:00')
    for words in ('2 coming bookings', 'Maria', 'Tom'):
        assert words in said.err, said
    same(box.json('hours', 'set', 'mo-sa 09:00-17:00')['outside'], [])
    box.run('undo')
    closed = box.json('closure', 'add', '2026-11-27', '--staff', 'Boris')
    same([one['customer']['name'] for one in closed['outside']], ['Eva', 'Tom'])
    gone = box.json('staff', 'retire', 'Boris')
    same([one['customer']['name'] for one in gone['outside']], ['Eva', 'Tom'])


def buffers(booking):
    return booking['buffer_before'], booking['buffer_after']


def test_buffers_of_one_booking(box):
    """In place of the service's, through everything that is done with a booking."""
    salon(box)
    box.run('service', 'add', 'Deep clean', '--duration', '60', '--buffer-before', '10', '--buffer-after', '20')
    def book(*args, status=0):
        line = ['book', '--service', 'Deep clean', '--staff', 'Ana', *args]
        return box.json(*line) if status == 0 else box.error(*line, status=status)
    same(buffers(book('--start', '2026-11-25 09:00', '--dry-run')), (10, 20))
    made = book('--start', '2026-11-25 10:00', '--buffer-before', '0', '--buffer-after', '45')
    same(buffers(made), (0, 45))
    error = book('--start', '2026-11-25 11:50', status=4)
    assert '55 min are kept free' in error['message'], error
    book('--start', '2026-11-25 11:55')
    same(buffers(box.json('move', made['id'], '2026-11-26 10:00')), (0, 45))
    same(buffers(box.json('edit', made['id'], '--notes', 'x', '--duration', '90')), (0, 45))
    same(buffers(box.json('edit', made['id'], '--buffer-before', '15', '--buffer-after', '0')), (15, 0))
    same(buffers(box.json('rebook', made['id'], '--in', '1w')), (15, 0))
    box.error('edit', made['id'], '--buffer-before', '3d', status=2)
    box.error('edit', made['id'], '--buffer-before', 'x', status=2)
    same(buffers(box.json('show', made['id'])), (15, 0))
    box.run('undo')
    box.run('undo')
    same(buffers(box.json('show', made['id'])), (0, 45))
    box.run('undo')
    box.run('undo')
    series = book('--start', '2026-12-01 10:00', '--repeat', 'every week, 3 times', '--buffer-after', '30')
    same([buffers(one) for one in series['bookings']], [(10, 30)] * 3)
    ids = [one['id'] for one in series['bookings']]
    later = box.json('move', ids[1], '2026-12-08 12:00', '--series', 'following')
    same([buffers(one) for one in later['bookings']], [(10, 30)] * 2)
    wider = box.json('edit', ids[0], '--series', 'all', '--buffer-before', '5')
    same([buffers(one) for one in wider['bookings']], [(5, 30)])
    own = box.json('block', '2026-12-08T13:15', '1h', '--staff', 'Ana', '--dry-run', '--overbook', 'tried')
    assert own['overbooked'] == 'tried', own
    box.run('export', '--private', '--output', box.path('all.ics'))
    box.env['DAYBOOK_BOOK'] = box.path('other', 'book.db')
    box.run('init', '--name', 'Other', '--timezone', 'Europe/Berlin', '--currency', 'EUR', '--staff', 'Ana')
    box.run('import', box.path('all.ics'))
    same([buffers(box.json('show', one)) for one in ids], [(5, 30), (10, 30), (10, 30)])


def test_buffers_at_the_edges_of_a_day(box):
    salon(box)
    line = ['book', '--service', 'Cut', '--staff', 'Ana', '--buffer-before', '15', '--buffer-after', '15']
    box.run(*line, '--start', '2026-11-25 09:00')
    box.run(*line, '--start', '2026-11-25 17:15')
    box.run('policy', 'set', 'buffers-inside-hours', 'on')
    box.error(*line, '--start', '2026-11-26 09:00', status=5)
    box.error(*line, '--start', '2026-11-26 17:15', status=5)
    box.run(*line, '--start', '2026-11-26 09:15')
    box.run(*line, '--start', '2026-11-26 17:00')
    box.run('block', '2026-11-26 12:00', '1h', '--staff', 'Ana')
    box.error(*line, '--start', '2026-11-26 13:10', status=4)
    box.run(*line, '--start', '2026-11-26 13:15')


def test_rules_are_overridden_with_a_reason(box):
    """The log keeps why."""
    salon(box)
    box.run('policy', 'set', 'min-notice', '2h')
    box.run('policy', 'set', 'horizon', '1')
    box.run('policy', 'set', 'max-per-day', '1')
    box.run('book', '--service', 'Cut', '--start', '2026-11-26 10:00', '--staff', 'Ana')
    box.run('closure', 'add', '2026-11-27')
    for start in ('10:00', '2027-03-01 10:00', '2026-11-26 15:00', '2026-11-27 10:00', '2026-11-28 22:00'):
        box.error('book', '--service', 'Cut', '--start', start, '--staff', 'Ana', status=5)
        booking = box.json('book', '--service', 'Cut', '--start', start, '--staff', 'Ana', '--overbook', 'the owner says so')
        same(booking['overbooked'], 'the owner says so')
        log = box.run('log', booking['id'], '--verbose').out + box.run('--json', 'log', booking['id']).out
        assert 'the owner says so' in log, log
    for step in ('5', '60'):
        box.run('policy', 'set', 'slot-step', step)
    for step in ('4', '61', 'x'):
        box.error('policy', 'set', 'slot-step', step, status=2)


def test_hours_of_all_kinds(box):
    """Several ranges a day, a person's own, summer hours, a week's exception, an extra opening."""
    salon(box)
    box.run('hours', 'set', 'mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00')
    box.run('hours', 'set', 'mo-fr 08:00-14:00', '--from', '2027-06-01', '--until', '2027-08-31')
    box.run('hours', 'set', 'mo-fr 12:00-20:00', '--staff', 'Ana')
    box.run('hours', 'set', 'mo-fr 07:00-09:00', '--staff', 'Ana', '--from', '2026-12-07', '--until', '2026-12-11')
    box.run('closure', 'add', '2026-12-20', '--open', '10:00-14:00')

    def fits(when, who):
        return box.json('explain', when, '--duration', '30', '--staff', who)['fits']
    for when, who, want in (
            ('2026-11-26 12:15', 'Boris', False), ('2026-11-26 13:30', 'Boris', True), ('2026-11-26 12:15', 'Ana', True),
            ('2026-11-26 10:00', 'Ana', False), ('2026-11-26 19:30', 'Ana', True), ('2026-12-08 07:30', 'Ana', True),
            ('2026-12-08 13:00', 'Ana', False), ('2026-12-14 13:00', 'Ana', True), ('2027-06-07 08:00', 'Boris', True),
            ('2027-06-07 15:00', 'Boris', False), ('2027-09-06 15:00', 'Boris', True), ('2026-12-20 10:00', 'Boris', True),
            ('2026-12-20 14:00', 'Boris', False)):
        same(fits(when, who), want, f'{when} {who}')
