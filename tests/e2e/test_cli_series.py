"""Series on the command line: every date looked at first, what becomes of those that do not fit, and changes of more than one date."""
from salon import salon, same


def starts(box, *args):
    return [booking['start'][5:16] for booking in box.json('list', '2026-11-24..2027-02-28', *args)['bookings']]


def weekly(box, *more, repeat='every week, 4 times', status=0, start='2026-12-01 10:00'):
    line = ['book', '--title', 'Weekly', '--service', 'Cut', '--staff', 'Ana', '--start', start, '--repeat', repeat, *more]
    return box.json(*line) if status == 0 else box.error(*line, status=status)


def busy_salon(box):
    salon(box)
    box.run('book', '--new-customer', 'Ben', '--service', 'Cut', '--staff', 'Ana', '--start', '2026-12-08 10:30')


def test_the_table_of_dates(box):
    busy_salon(box)
    error = weekly(box, status=4)
    dates = error['details']['dates']
    same([date['start'][5:16] for date in dates], ['12-01T10:00', '12-08T10:00', '12-15T10:00', '12-22T10:00'])
    same([date['fits'] for date in dates], [True, False, True, True])
    same([date['choice'] for date in dates], [None, 'refuse', None, None])
    same(dates[1]['nearest']['start'][11:16], '09:45')
    same([other['customer']['name'] for other in dates[1]['with']], ['Ben'])
    assert '10:30' in dates[1]['message'], dates[1]
    said = box.run('book', '--service', 'Cut', '--staff', 'Ana', '--start', '2026-12-01 10:00', '--repeat', 'every week, 4 times', status=4).err
    for words in ('1 of 4 dates does not fit', 'nearest: Tue 8 Dec 09:45', 'Ben (Cut)', '--clash'):
        assert words in said, said


def test_what_becomes_of_dates(box):
    busy_salon(box)
    for more, want, choices in (
            (['--clash', 'skip'], ['12-01T10:00', '12-15T10:00', '12-22T10:00'], [None, 'skip', None, None]),
            (['--clash', 'move'], ['12-01T10:00', '12-08T09:45', '12-15T10:00', '12-22T10:00'], [None, 'move', None, None]),
            (['--clash', 'overbook', '--overbook', 'a regular', '--date', '2026-12-22=skip'], ['12-01T10:00', '12-08T10:00', '12-15T10:00'],
             [None, 'overbook', None, 'skip']),
            (['--date', '8.12.=move', '--date', '2026-12-15T10:00=skip'], ['12-01T10:00', '12-08T09:45', '12-22T10:00'],
             [None, 'move', 'skip', None])):
        tried = weekly(box, '--dry-run', *more)
        made = weekly(box, *more)
        for answer in (tried, made):
            same([booking['start'][5:16] for booking in answer['bookings']], want, more)
            same([date['choice'] for date in answer['dates']], choices, more)
        same(len(made['series']['skipped']), choices.count('skip'), more)
        box.run('undo')
        same(starts(box), ['12-08T10:30'], more)
    said = box.run('book', '--service', 'Cut', '--staff', 'Ana', '--start', '2026-12-01 10:00', '--repeat', 'FREQ=WEEKLY;COUNT=4',
                   '--clash', 'move', '--date', '2026-12-22=skip').out
    for words in ('3 dates.', 'moved to Tue 8 Dec 09:45', 'Ben (Cut)', 'left out'):
        assert words in said, said


def test_choices_that_make_no_sense(box):
    busy_salon(box)
    for more in (['--clash', 'perhaps'], ['--clash', 'overbook'], ['--date', '2026-12-08=overbook'], ['--date', '2026-12-09=skip'],
                 ['--date', '2026-12-08'], ['--date', '2026-12-08=never'], ['--date', 'someday=skip']):
        weekly(box, *more, status=2)
    box.error('book', '--service', 'Cut', '--start', '2026-12-01 10:00', '--clash', 'skip', status=2)
    same(starts(box), ['12-08T10:30'])


def test_repeats_in_words(box):
    salon(box)
    for words, rule in (('every 4 weeks, 6 times', 'FREQ=WEEKLY;COUNT=6;INTERVAL=4'), ('every second Tuesday', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU'),
                        ('alle 4 Wochen, 6 mal', 'FREQ=WEEKLY;COUNT=6;INTERVAL=4'), ('freq=daily;count=2', 'FREQ=DAILY;COUNT=2')):
        same(weekly(box, '--dry-run', repeat=words)['series']['rrule'], rule)
        same(box.json('block', '2026-12-01 10:00', '30', '--dry-run', '--repeat', words)['series']['rrule'], rule)
    for words in ('every second wednesday', 'often', 'every 4 weeks for maria', '6 times'):
        weekly(box, repeat=words, status=2)
