"""The book as it was: list --as-of; and what became of one booking or customer: log ID."""
from salon import book, salon, same


def at(time):
    return {'DAYBOOK_NOW': f'2026-11-24T{time}:00+01:00'}


def history(box):
    """A day at which something happens every hour. The ids."""
    salon(box)
    maria = book(box, 'Maria Lopez', '10:00', '--staff', 'Ana', '--phone', '0170 1', env=at('09:00'))
    box.run('move', maria['id'], 'tomorrow 11:00', '--staff', 'Boris', env=at('10:00'))
    box.run('customer', 'edit', 'maria', '--name', 'Maria Ruiz', '--phone', '0170 2', env=at('11:00'))
    tom = book(box, 'Tom Ng', '16:00', '--staff', 'Ana', env=at('12:00'))
    box.run('cancel', maria['id'], '--reason', 'ill', env=at('13:00'))
    box.run('staff', 'edit', 'ana', '--name', 'Anna', env=at('14:00'))
    box.run('service', 'edit', 'cut', '--name', 'Haircut', env=at('14:30'))
    return maria['id'], tom['id']


def says(box, as_of, *more, **options):
    """10:00 Maria Lopez Cut Ana, as it was."""
    words = ['--as-of', as_of] if as_of else []
    found = box.json('list', *more, *words, env=at('15:00'), **options)['bookings']
    return ['{} {} {} {}'.format(one['start'][8:16], one['customer']['name'], one['service']['name'], one['staff']['name']) for one in found]


def test_as_of(box):
    history(box)
    week = ['week']
    for time, want in (
            ('08:59', []),
            ('09:00', ['24T10:00 Maria Lopez Cut Ana']),
            ('09:59', ['24T10:00 Maria Lopez Cut Ana']),
            ('10:00', ['25T11:00 Maria Lopez Cut Boris']),
            ('11:30', ['25T11:00 Maria Ruiz Cut Boris']),
            ('12:00', ['24T16:00 Tom Ng Cut Ana', '25T11:00 Maria Ruiz Cut Boris']),
            ('13:59', ['24T16:00 Tom Ng Cut Ana']),
            ('14:29', ['24T16:00 Tom Ng Cut Anna']),
            ('15:00', ['24T16:00 Tom Ng Haircut Anna'])):
        same(says(box, time, *week), want, time)
    same(says(box, None, *week), says(box, '15:00', *week))
    same(says(box, '2026-11-23'), [])
    same(says(box, '1999-01-01', *week), [])


def test_with_every_option(box):
    maria, _ = history(box)
    same(says(box, '13:30', 'week', '--all'), ['24T16:00 Tom Ng Cut Ana', '25T11:00 Maria Ruiz Cut Boris'])
    same(says(box, '13:30', 'week', '--status', 'cancelled'), ['25T11:00 Maria Ruiz Cut Boris'])
    same(says(box, '12:30', 'week', '--status', 'cancelled'), [])
    same(says(box, '09:30', 'week', '--staff', 'anna'), ['24T10:00 Maria Lopez Cut Ana'])
    same(says(box, '12:30', 'week', '--staff', 'boris'), ['25T11:00 Maria Ruiz Cut Boris'])
    same(says(box, '12:30', 'week', '--customer', 'ruiz'), ['25T11:00 Maria Ruiz Cut Boris'])
    same(says(box, '12:30', 'week', '--service', 'colour'), [])
    same(says(box, '12:30', 'week', '--limit', '1'), ['24T16:00 Tom Ng Cut Ana'])
    same(says(box, '12:30', 'tomorrow'), ['25T11:00 Maria Ruiz Cut Boris'])
    same(says(box, '09:30', 'tomorrow'), [])
    one = box.json('list', '--as-of', '09:30', env=at('15:00'))['bookings'][0]
    same((one['id'], one['version'], one['customer']['phone'], one['parts'][0]['staff']['name']), (maria, 1, '0170 1', 'Ana'))
    same(box.run('list', '--as-of', '09:30', '--format', '{start} {customer} {staff}', env=at('15:00')).out, '2026-11-24T10:00:00+01:00 Maria Lopez Ana\n')
    assert 'Maria Lopez' in box.run('list', '--as-of', '09:30', '--tsv', env=at('15:00')).out
    lines = box.run('list', 'week', '--as-of', '12:30', env=at('15:00')).out.splitlines()
    same([line for line in lines if 'day' in line], ['Tuesday 24 November 2026', 'Wednesday 25 November 2026'])
    for words, line in (('Tom Ng Cut Ana confirmed', lines[1]), ('Maria Ruiz Cut Boris confirmed', lines[4])):
        for word in words.split():
            assert word in line, line


def test_what_list_printed_then(box):
    """Each list of a day, kept as it was printed, is printed again."""
    salon(box)
    printed = []

    def look(time):
        printed.append((time, box.json('list', 'week', '--all', env=at(time)), box.run('list', 'week', '--tsv', env=at(time)).out))

    look('08:10')
    box.run('book', '--new-customer', 'Eva', '--service', 'Colour', '--start', '10:00', '--repeat', 'FREQ=DAILY;COUNT=3', env=at('08:20'))
    look('08:21')
    box.run('edit', 'last', '--title', 'fringe', env=at('08:30'))
    look('08:31')
    box.run('undo', env=at('08:32'))
    look('08:33')
    box.run('undo', env=at('08:34'))
    look('08:35')
    box.run('redo', env=at('08:36'))
    look('08:37')
    box.run('customer', 'add', 'Eve', env=at('08:40'))
    box.run('customer', 'merge', 'Eva', 'Eve', env=at('08:41'))
    look('08:42')
    box.run('staff', 'merge', 'Ana', 'Boris', env=at('08:50'))
    look('08:51')
    for time, listed, lines in printed:
        same(box.json('list', 'week', '--all', '--as-of', time, env=at('09:00')), listed, time)
        same(box.run('list', 'week', '--tsv', '--as-of', time, env=at('09:00')).out, lines, time)


def test_not_what_is_to_come(box):
    history(box)
    text = box.error('list', '--as-of', '15:01', status=2, env=at('15:00'))['message']
    assert 'has not come yet' in text, text
    box.error('list', '--as-of', 'nonsense', status=2)
    box.error('list', '--as-of', '10:00', '--sync', 'local', status=2, env=at('15:00'))


def test_erased_since(box):
    """The time is still told; the person is not."""
    maria, _ = history(box)
    box.run('customer', 'erase', 'maria', '--yes', env=at('14:45'))
    found = box.json('list', 'week', '--all', '--as-of', '09:30', env=at('15:00'))
    same([(one['id'], one['customer']) for one in found['bookings']], [(maria, None)])
    assert 'Maria' not in str(found), found


def steps(result):
    """When, who, what: the columns without the id of the change."""
    return [line.rsplit('  ', 1)[0].rstrip() for line in result.out.splitlines()]


def test_story_of_a_booking(box):
    maria, _ = history(box)
    said = box.run('log', maria, env=at('15:00'))
    same(steps(said), [
        'Tue 24 Nov 13:00  tester  cancelled: ill',
        'Tue 24 Nov 10:00  tester  moved from Tue 24 Nov 10:00 to Wed 25 Nov 11:00, with Boris instead of Anna',
        'Tue 24 Nov 09:00  tester  booked for Tue 24 Nov 10:00: Haircut with Anna'])
    same(steps(box.run('log', maria, '--limit', '1', env=at('15:00'))), ['Tue 24 Nov 13:00  tester  cancelled: ill'])
    same(len(steps(box.run('log', maria, '--since', '10:00', env=at('15:00')))), 2)
    # what a step names can be taken back by that name
    change = said.out.splitlines()[0].split()[-1]
    box.run('undo', change, '--by', 'owner', env=at('15:00'))
    same(steps(box.run('log', maria, env=at('15:00')))[0], 'Tue 24 Nov 15:00  owner   confirmed (undone)')


def test_story_of_a_customer(box):
    """With all their bookings; for programs the log stays events."""
    history(box)
    customer = box.json('customer', 'show', 'ruiz')['id']
    book_again = box.json('book', '--customer', customer, '--duration', '30', '--start', 'fri 9:00', '--title', 'a talk', env=at('15:00'))
    box.run('done', book_again['id'], env=at('15:00'))
    same([line.split('  ', 2)[2] for line in steps(box.run('log', customer, env=at('15:00')))], [
        'a talk, Fri 27 Nov 09:00: completed',
        'booked for Fri 27 Nov 09:00: a talk with Anna',
        'Haircut, Wed 25 Nov 11:00: cancelled: ill',
        'name Maria Ruiz instead of Maria Lopez, phone: 0170 2',
        'Haircut: moved from Tue 24 Nov 10:00 to Wed 25 Nov 11:00, with Boris instead of Anna',
        'booked for Tue 24 Nov 10:00: Haircut with Anna',
        'added: Maria Lopez'])
    same([event['type'] for event in box.json('log', customer)['events']], ['customer.created', 'customer.changed'])
    assert 'staff added' in box.run('log', 'boris').out
    box.error('log', '00000000-0000-4000-8000-000000000000', status=3)
