"""The contract of the command line: TIME, DAY, RANGE, DURATION, zones and clock changes."""
import contract
from sandbox import same

BERLIN, NEW_YORK, LORD_HOWE = 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'


def house(box, zone=BERLIN, hours='mo-su 00:00-24:00', now=None):
    """One staff member, always there."""
    if now:
        box.env['DAYBOOK_NOW'] = now
    box.run('init', '--timezone', zone, '--currency', 'EUR', '--hours', hours, '--staff', 'Ana')


def tried(box, start, *more):
    """When a booking would begin and end."""
    booking = contract.booking(box.json('book', '--dry-run', '--title', 'x', '--overbook', 'any time', '--start', start,
                                        *(more or ('--duration', '60'))))
    return booking['start'], booking['end']


def test_times(box):
    house(box)
    for typed, meant in {
            '2026-11-24T14:30': '2026-11-24T14:30:00+01:00', '2026-11-24 14:30': '2026-11-24T14:30:00+01:00',
            '14:30': '2026-11-24T14:30:00+01:00', '08:00': '2026-11-24T08:00:00+01:00', 'now': '2026-11-24T09:00:00+01:00',
            'tomorrow 9:00': '2026-11-25T09:00:00+01:00', 'yesterday 9:00': '2026-11-23T09:00:00+01:00',
            'tue 2pm': '2026-11-24T14:00:00+01:00', 'mon 9:00': '2026-11-30T09:00:00+01:00', 'TUE 2PM': '2026-11-24T14:00:00+01:00',
            '+2h': '2026-11-24T11:00:00+01:00', '+1h30': '2026-11-24T10:30:00+01:00', '24.12. 10:00': '2026-12-24T10:00:00+01:00',
            '2026-11-24 24:00': '2026-11-25T00:00:00+01:00', '12am': '2026-11-24T00:00:00+01:00', '12pm': '2026-11-24T12:00:00+01:00',
            '2026-11-24T14:30Z': '2026-11-24T15:30:00+01:00', '2026-11-24T14:30:00Z': '2026-11-24T15:30:00+01:00',
            '2026-11-24T14:30+05:30': '2026-11-24T10:00:00+01:00', '2026-11-24T14:30:00-03:00': '2026-11-24T18:30:00+01:00',
            '2028-02-29 10:00': '2028-02-29T10:00:00+01:00'}.items():
        same(tried(box, typed)[0], meant, typed)
    for typed in ('', 'soon', '25:00', '24:01', '9', '2026-11-31 10:00', '2027-02-29 10:00', '2026-13-01 10:00', '2026-11-24T14',
                  '2026-11-25', 'tomorrow', 'tue', '+1d', '14:30 14:30'):
        contract.refused(box, 'book', '--title', 'x', '--duration', '60', '--start', typed, status=2)


def test_now(box):
    house(box)
    for now in ('2026-11-24 23:30', '2026-11-24T22:30Z', '2026-11-24T23:30:00+01:00'):
        same(tried(box, 'now', '--duration', '30', '--now', now)[0], '2026-11-24T23:30:00+01:00', now)
        same(box.json('book', '--dry-run', '--duration', '30', '--start', 'tomorrow 9:00', '--now', now)['start'][:10], '2026-11-25', now)
    contract.refused(box, '--now', 'whenever', 'list', status=2)


def test_durations(box):
    house(box)
    for typed, minutes in {'1': 1, '45': 45, '45m': 45, '1h30': 90, '2h': 120, 'PT45M': 45, 'PT1H30M': 90, '1d': 1440,
                           '4w': 4 * 7 * 1440}.items():
        start, end = (contract.instant(typed, time) for time in tried(box, '10:00', '--duration', typed))
        same((end - start).total_seconds(), minutes * 60, typed)
    for typed in ('0', '0m', 'PT0M', '-5', '', 'long', '90s', '1:30', 'h'):
        contract.refused(box, 'book', '--title', 'x', '--start', '10:00', '--duration=' + typed, status=2)
    box.run('service', 'add', 'Cut', '--duration', '30', '--buffer-before', '0', '--buffer-after', '0')
    contract.refused(box, 'service', 'add', 'Dye', '--duration', '30', '--buffer-after=-5', status=2)


def test_ranges(box):
    house(box)
    for day in (['2026-11-%02d' % day for day in range(21, 31)] + ['2026-12-01', '2026-12-24', '2026-12-25']):
        box.run('book', '--title', day, '--start', day + ' 12:00', '--duration', '30')
    week = ['2026-11-%02d' % day for day in range(23, 30)]
    for typed, days in {
            '2026-11-24': ['2026-11-24'], 'today': ['2026-11-24'], 'tomorrow': ['2026-11-25'], 'yesterday': ['2026-11-23'],
            'tue': ['2026-11-24'], 'wed': ['2026-11-25'], 'mon': ['2026-11-30'], '+3d': ['2026-11-27'], '24.12.': ['2026-12-24'],
            '2026-11-28..2026-12-01': ['2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01'], 'week': week,
            'month': ['2026-11-%02d' % day for day in range(21, 31)],
            'today..+30d': ['2026-11-%02d' % day for day in range(24, 31)] + ['2026-12-01', '2026-12-24']}.items():
        same([booking['title'] for booking in contract.bookings(box.json('list', typed))], days, typed)
    box.run('business', 'set', 'week-start', 'sunday')
    same([booking['title'] for booking in box.json('list', 'week')['bookings']], ['2026-11-22'] + week[:-1], 'a week from Sunday on')
    for typed in ('someday', '2026-02-30', '2026-11-30..2026-11-24', '..', 'today..', '..today', '2026-11', ''):
        contract.refused(box, 'list', typed, status=2)
    same(box.json('list', '2026-01-01'), {'bookings': []}, 'an empty list is no failure')


def test_a_range_has_what_overlaps_it(box):
    house(box)
    box.run('book', '--title', 'late', '--start', '23:30', '--duration', '60')
    for day in ('today', 'tomorrow', 'today..tomorrow'):
        same([booking['title'] for booking in box.json('list', day)['bookings']], ['late'], day)
    box.run('book', '--title', 'to midnight', '--start', '2026-11-26 23:00', '--end', '2026-11-26 24:00')
    same(box.json('list', '2026-11-27')['bookings'], [], 'what ends at midnight is over')


def test_a_skipped_time(box):
    house(box)
    for typed in ('2027-03-28 02:00', '2027-03-28T02:30', '2027-03-28 02:59'):
        error = contract.refused(box, 'book', '--title', 'x', '--duration', '60', '--start', typed, status=2)
        assert '01:59' in error['message'] and '03:00' in error['message'], error
    same(tried(box, '2027-03-28 01:30'), ('2027-03-28T01:30:00+01:00', '2027-03-28T03:30:00+02:00'), 'an hour that has elapsed')
    same(tried(box, '2027-03-28T02:30Z')[0], '2027-03-28T04:30:00+02:00', 'with an offset it exists')
    same(tried(box, '2027-03-28 01:00', '--end', '04:00'), ('2027-03-28T01:00:00+01:00', '2027-03-28T04:00:00+02:00'))


def test_a_repeated_time(box):
    house(box)
    same(tried(box, '2027-10-31 02:30'), ('2027-10-31T02:30:00+02:00', '2027-10-31T02:30:00+01:00'), 'the earlier, and an hour elapsed')
    same(tried(box, '2027-10-31T02:30+01:00')[0], '2027-10-31T02:30:00+01:00', 'the later, by its offset')
    box.run('book', '--title', 'first', '--start', '2027-10-31T02:30+02:00', '--duration', '60')
    box.run('book', '--title', 'second', '--start', '2027-10-31T02:30+01:00', '--duration', '60')
    contract.refused(box, 'book', '--title', 'third', '--start', '2027-10-31 02:30', '--duration', '60', status=4)
    same([booking['title'] for booking in box.json('list', '2027-10-31')['bookings']], ['first', 'second'])


def test_elsewhere(box):
    house(box, NEW_YORK, now='2026-11-01T04:00:00Z')
    same(tried(box, '01:30')[0], '2026-11-01T01:30:00-04:00', 'the clocks go back today')
    same(tried(box, '2026-11-01T01:30-05:00')[0], '2026-11-01T01:30:00-05:00')
    error = contract.refused(box, 'book', '--title', 'x', '--duration', '60', '--start', '2027-03-14 02:15', status=2)
    assert '01:59' in error['message'] and '03:00' in error['message'], error


def test_half_an_hour_is_skipped(box):
    house(box, LORD_HOWE, now='2027-10-01T00:00:00Z')
    error = contract.refused(box, 'book', '--title', 'x', '--duration', '60', '--start', '2027-10-03 02:10', status=2)
    assert '01:59' in error['message'] and '02:30' in error['message'], error


def test_odd_zones(box):
    for i, (zone, offset) in enumerate((('UTC', '+00:00'), ('Asia/Kathmandu', '+05:45'), ('Pacific/Kiritimati', '+14:00'),
                                        ('America/St_Johns', '-03:30'), ('Africa/Casablanca', '+01:00'), ('Etc/GMT+5', '-05:00'))):
        box.env['DAYBOOK_BOOK'] = box.path(f'{i}.db')
        house(box, zone)
        booking = contract.booking(box.json('book', '--title', 'x', '--start', '2027-01-04 12:00', '--duration', '60'))
        same((booking['start'], booking['timezone']), ('2027-01-04T12:00:00' + offset, zone))
    for zone in ('Mars/Base', '+01:00', ''):
        box.env['DAYBOOK_BOOK'] = box.path('none.db')
        contract.refused(box, 'init', '--timezone', zone, '--staff', 'Ana', status=2)
        contract.refused(box, 'list', status=3)


def test_a_series_keeps_its_hour(box):
    house(box)
    made = box.json('book', '--title', 'x', '--duration', '60', '--start', '2027-03-14 10:00', '--repeat', 'FREQ=WEEKLY;COUNT=4')
    same([booking['start'][5:] for booking in contract.bookings(made)],
         ['03-14T10:00:00+01:00', '03-21T10:00:00+01:00', '03-28T10:00:00+02:00', '04-04T10:00:00+02:00'])
    same([booking['series']['occurrence'] for booking in made['bookings']], [booking['start'] for booking in made['bookings']])


def test_an_endless_series_is_taken_as_far_as_bookings_are(box):
    house(box)
    made = box.json('book', '--title', 'x', '--duration', '60', '--start', '2026-12-01 10:00', '--repeat', 'FREQ=WEEKLY')
    same((made['bookings'][-1]['start'][:10], len(made['bookings'])), ('2028-11-21', 104))
    same(contract.refused(box, 'book', '--title', 'x', '--duration', '60', '--start', '2029-12-04 10:00', '--repeat', 'FREQ=WEEKLY',
                          status=5)['details']['dates'][0]['fits'], False)
