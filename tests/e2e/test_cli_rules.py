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
