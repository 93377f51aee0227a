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


# --- changes of more than one date ---

def dates_of(answer):
    return [booking['start'][5:16] for booking in answer['bookings']]


def test_move_this_following_all(box):
    salon(box)
    made = weekly(box)['bookings']
    ids = [booking['id'] for booking in made]
    one = box.json('move', ids[1], '2026-12-08 12:00')
    same((one['id'], one['start'][11:16], one['series']['id']), (ids[1], '12:00', made[0]['series']['id']))
    said = box.run('move', ids[1], '2026-12-08 11:00')
    assert 'one date of a series' in said.err, said
    assert 'one date' not in box.run('move', ids[1], '2026-12-08 10:00', '--series', 'this').err
    moved = box.json('move', ids[2], '2026-12-16 15:00', '--series', 'following')
    same(dates_of(moved), ['12-16T15:00', '12-23T15:00'])
    same([booking['id'] for booking in moved['bookings']], ids[2:])
    same((moved['series']['rrule'], len(moved['dates'])), ('FREQ=WEEKLY;COUNT=2', 2))
    same(starts(box), ['12-01T10:00', '12-08T10:00', '12-16T15:00', '12-23T15:00'])
    said = box.run('move', ids[0], '2026-12-01 9:00', '--series', 'all')
    for words in ('Moved: ', '2 dates.'):
        assert words in said.out, said
    same(starts(box), ['12-01T09:00', '12-08T09:00', '12-16T15:00', '12-23T15:00'])
    box.run('undo')
    box.run('undo')
    same(starts(box), ['12-01T10:00', '12-08T10:00', '12-15T10:00', '12-22T10:00'])
    box.run('log', 'verify')


def test_edit_a_series(box):
    salon(box)
    ids = [booking['id'] for booking in weekly(box)['bookings']]
    edited = box.json('edit', ids[0], '--series', 'all', '--staff', 'Boris', '--public-note', 'second floor')
    same([(booking['staff']['name'], booking['public_note']) for booking in edited['bookings']], [('Boris', 'second floor')] * 4)
    tried = box.json('edit', ids[1], '--series', 'following', '--repeat', 'every 2 weeks, 3 times', '--dry-run')
    made = box.json('edit', ids[1], '--series', 'following', '--repeat', 'every 2 weeks, 3 times')
    for answer in (tried, made):
        same(dates_of(answer), ['12-08T10:00', '12-22T10:00', '01-05T10:00'])
    same(starts(box), ['12-01T10:00', '12-08T10:00', '12-22T10:00', '01-05T10:00'])
    same(box.json('show', ids[2])['status'], 'cancelled')
    same(made['bookings'][1]['id'], ids[3])
    box.error('edit', ids[1], '--repeat', 'every week', status=2)
    box.error('edit', ids[1], '--clash', 'skip', '--title', 'x', status=2)
    box.error('move', ids[1], '12:00', '--series', 'some', status=2)


def test_clashes_of_a_change(box):
    busy_salon(box)
    ids = [booking['id'] for booking in weekly(box, start='2026-12-01 15:00')['bookings']]
    error = box.error('move', ids[0], '2026-12-01 10:00', '--series', 'all', status=4)
    same([date['choice'] for date in error['details']['dates']], [None, 'refuse', None, None])
    same([date['booking'] for date in error['details']['dates']], ids)
    moved = box.json('move', ids[0], '2026-12-01 10:00', '--series', 'all', '--date', '2026-12-08=skip')
    same(dates_of(moved), ['12-01T10:00', '12-08T15:00', '12-15T10:00', '12-22T10:00'])
    said = box.run('edit', ids[0], '--series', 'all', '--start', '2026-12-01 10:15', '--clash', 'move')
    assert 'moved to Tue 8 Dec 09:45' in said.out, said


def test_cancel_a_series(box):
    salon(box)
    ids = [booking['id'] for booking in weekly(box)['bookings']]
    gone = box.json('cancel', ids[2], '--series', 'following', '--reason', 'moved away')
    same([(booking['status'], booking['cancel_reason']) for booking in gone['bookings']], [('cancelled', 'moved away')] * 2)
    assert 'UNTIL=' in gone['series']['rrule'], gone
    same(starts(box), ['12-01T10:00', '12-08T10:00'])
    said = box.run('cancel', ids[0])
    assert 'one date of a series' in said.err, said
    box.run('undo')
    box.run('undo')
    same(starts(box), ['12-01T10:00', '12-08T10:00', '12-15T10:00', '12-22T10:00'])
    box.run('cancel', ids[1], '--series', 'all')
    same(starts(box), [])
    box.error('cancel', ids[1], '--series', 'all', status=5)
    alone = box.json('book', '--duration', '30', '--start', '2026-12-01 10:00')
    same(box.json('cancel', alone['id'], '--series', 'all')['status'], 'cancelled')


def test_an_imported_series_follows_its_file(box):
    salon(box)
    path = box.write('weekly.ics', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:weekly@x\r\nDTSTAMP:20261101T000000Z\r\n'
                    'DTSTART:20261201T100000Z\r\nDTEND:20261201T110000Z\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nSUMMARY:Class\r\nEND:VEVENT\r\n'
                    'END:VCALENDAR\r\n')
    box.run('import', path, '--staff', 'Ana')
    ids = [booking['id'] for booking in box.json('list', '2026-12-01..2026-12-31')['bookings']]
    for line in (('move', ids[0], '2026-12-01 15:00'), ('edit', ids[0], '--title', 'x'), ('cancel', ids[0])):
        error = box.error(*line, '--series', 'following', status=5)
        assert 'calendar file' in error['message'], error
    same(box.json('edit', ids[0], '--title', 'x')['title'], 'x')


def test_a_split_series_through_a_file(box):
    salon(box)
    ids = [booking['id'] for booking in weekly(box)['bookings']]
    box.run('move', ids[2], '2026-12-16 15:00', '--series', 'following')
    box.run('export', '--private', '--output', box.path('all.ics'))
    before = [box.json('show', one) for one in ids]
    box.env['DAYBOOK_BOOK'] = box.path('other', 'book.db')
    box.run('init', '--name', 'Other', '--timezone', 'Europe/Berlin', '--currency', 'EUR', '--staff', 'Ana')
    report = box.json('import', box.path('all.ics'))
    same((report['created'], report['errors']), (4, []))
    for one, was in zip(ids, before):
        now = box.json('show', one)
        same((now['start'], now['series']), (was['start'], was['series']))
    again = box.json('import', box.path('all.ics'))
    same((again['created'], again['updated']), (0, 0))


def test_a_move_that_moves_nothing(box):
    """Where every date would stay as it is nothing is changed, not even the rule."""
    salon(box)
    made = weekly(box)
    before = box.run('log').out
    error = box.error('move', made['bookings'][1]['id'], '2026-12-13 15:00', '--series', 'following', '--clash', 'skip', status=4)
    assert 'Nothing was changed' in error['message'], error
    same(box.run('log').out, before)
    same(box.json('show', made['bookings'][1]['id'])['series']['id'], made['series']['id'])


def test_dates_that_the_rule_no_longer_has_are_named(box):
    salon(box)
    made = weekly(box)
    for more in (['--dry-run'], []):
        said = box.run('edit', made['bookings'][0]['id'], '--series', 'all', '--repeat', 'every 2 weeks, 2 times', *more).err
        assert '2 dates that the rule no longer has are cancelled: Tue 8 Dec 10:00, Tue 22 Dec 10:00' in said, said
    same(starts(box), ['12-01T10:00', '12-15T10:00'])
