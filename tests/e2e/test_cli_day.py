"""Looking: list, next, show, free, find."""
import subprocess

from salon import CUSTOMER, SLOT, book, has, is_booking, salon, same

KIB_OF_DATA = 7000  # more than twice what ten lines take


def filled(box):
    salon(box)
    box.run('service', 'add', 'Beard', '--duration', '20')
    book(box, 'Maria Lopez', '10:00', '--staff', 'Ana', '--phone', '+49 170 1234567')
    box.json('book', '--new-customer', 'Tom Ng', '--service', 'Beard', '--staff', 'Boris', '--start', '10:00', '--title', 'quick')
    book(box, 'Søren Ås', 'tomorrow 09:00', '--staff', 'Boris')
    box.run('block', 'tomorrow 12:00', '1h', 'lunch', '--staff', 'Ana')
    box.json('book', '--customer', 'Maria', '--service', 'Colour', '--start', '2026-12-01T10:00')
    box.run('cancel', 'last')
    return box


def names(answer):
    return [(one['customer'] or {'name': one['title']})['name'] for one in answer['bookings']]


def test_list(box):
    filled(box)
    rows = [
        ([], ['Maria Lopez', 'Tom Ng']), (['today'], ['Maria Lopez', 'Tom Ng']), (['tomorrow'], ['Søren Ås', 'lunch']),
        (['2026-11-25'], ['Søren Ås', 'lunch']), (['wed'], ['Søren Ås', 'lunch']), (['-1d'], []), (['yesterday'], []),
        (['week'], ['Maria Lopez', 'Tom Ng', 'Søren Ås', 'lunch']), (['month'], ['Maria Lopez', 'Tom Ng', 'Søren Ås', 'lunch']),
        (['today..+30d'], ['Maria Lopez', 'Tom Ng', 'Søren Ås', 'lunch']), (['2026-12-01'], []), (['2026-12-01', '--all'], ['Maria Lopez']),
        (['2026-12-01', '--status', 'late-cancelled,cancelled'], ['Maria Lopez']), (['week', '--status', 'arrived'], []),
        (['week', '--staff', 'ana'], ['Maria Lopez', 'lunch']), (['week', '--customer', 'ng'], ['Tom Ng']), (['week', '--service', 'Cut'], ['Maria Lopez', 'Søren Ås']),
        (['week', '--limit', '2'], ['Maria Lopez', 'Tom Ng']), (['week', '--limit', '0'], ['Maria Lopez', 'Tom Ng', 'Søren Ås', 'lunch']),
        (['2026-11-25T11:00..2026-11-25T12:30'], ['lunch']),
    ]
    for args, want in rows:
        answer = box.json('list', *args)
        same(names(answer), want, args)
        for one in answer['bookings']:
            is_booking(one)
    box.error('list', 'tomorrow..today', status=2)
    box.error('list', '--customer', 'Zoe', status=3)


def test_list_for_people(box):
    filled(box)
    lines = box.run('list', 'week').out.splitlines()
    same(lines[0], 'Tuesday 24 November 2026')
    same([line.split()[0] for line in lines[1:3]], ['10:00–10:45', '10:00–10:20'])
    for word in ('45 min', 'Maria Lopez', 'Cut', 'Ana', 'confirmed'):
        assert word in lines[1], lines[1]
    same(lines[4], 'Wednesday 25 November 2026')
    assert 'lunch' in lines[6] and 'blocked' in lines[6], lines
    assert all(line == line.rstrip() for line in lines), lines


def test_list_is_aligned_by_display_width(box):
    salon(box)
    for name, start in (('山田太郎', '10:00'), ('Zoë', '11:00'), ('e\u0301mile', '12:00'), ('x', '13:00')):
        book(box, name, start)
    lines = box.run('list').out.splitlines()[1:]
    wide = {'山': 1, '田': 1, '太': 1, '郎': 1, '\u0301': -1}
    columns = {line.index('Cut') + sum(wide.get(letter, 0) for letter in line[:line.index('Cut')]) for line in lines}
    same(len(columns), 1, lines)


def test_list_lines(box):
    filled(box)
    same([line.split('\t')[:4] for line in box.run('list', '--tsv').out.splitlines()],
         [['2026-11-24T10:00:00+01:00', '2026-11-24T10:45:00+01:00', 'confirmed', 'Maria Lopez'],
          ['2026-11-24T10:00:00+01:00', '2026-11-24T10:20:00+01:00', 'confirmed', 'Tom Ng']])
    same({line.count('\t') for line in box.run('list', 'week', '--tsv').out.splitlines()}, {11})
    box.run('edit', 'next', '--notes', 'a\tb\nc')
    same(box.run('list', '--format', '{time}-{until} {customer}: {service} {staff} {{x}} {minutes}\\t{price} {notes}').out,
         '10:00-10:45 Maria Lopez: Cut Ana {x} 45\t38.00 a b c\n10:00-10:20 Tom Ng: Beard Boris {x} 20\t \n')
    same(box.run('list', '2030-01-01', '--tsv').out, '')
    fields = [line.split('}')[0][3:] for line in box.run('help', 'list').out.splitlines() if line.startswith('  {')]
    assert len(fields) > 20, fields
    every = box.run('list', '--format', '|'.join('{' + field + '}' for field in fields)).out.splitlines()
    same([line.count('|') for line in every], [len(fields) - 1] * 2)


def test_a_narrow_terminal_cuts_names_only(box):
    salon(box)
    book(box, 'A customer with a remarkably long name that goes on and on', '10:00')
    term = box.term('list', cols=60)
    term.wait('confirmed')
    row = next(line for line in term.screen.display if '10:00–10:45' in line)
    assert '…' in row and 'confirmed' in row and len(row.rstrip()) <= 60, row


def test_colours_only_where_they_belong(box):
    salon(box)
    book(box, 'Maria', '10:00')
    for env, colored in (({}, True), ({'NO_COLOR': '1'}, False), ({'TERM': 'dumb'}, False)):
        term = box.term('list', cols=100, env=env)
        term.wait('Maria')
        y = next(i for i, line in enumerate(term.screen.display) if 'Tuesday' in line)
        same(bool(term.cell(0, y).bold), colored, env)


def test_next(box):
    filled(box)
    same(names(box.json('next')), ['Maria Lopez'])
    same(names(box.json('next', '3')), ['Maria Lopez', 'Tom Ng', 'Søren Ås'])
    same(names(box.json('next', '--now', '2026-11-24 10:01')), ['Søren Ås'])
    same(box.json('next', '--now', '2027-01-01 10:01'), {'bookings': []})
    box.error('next', '0', status=2)
    assert box.run('next', '--now', '2027-01-01 10:01').err


def test_show(box):
    filled(box)
    box.run('move', 'next', '10:15')
    shown = is_booking(box.json('show', 'last'))
    same([event['type'] for event in shown['history']], ['booking.created', 'booking.moved'])
    has(shown['history'][0], ['seq', 'at', 'actor', 'source', 'correlation', 'type'])
    said = box.run('show', 'last').out
    for word in ('Maria Lopez', '10:15–11:00', 'Cut', 'Ana', '€38.00', shown['id'], 'moved'):
        assert word in said, (word, said)
    box.error('show', 'nobody', status=3)


def test_free(box):
    """Row 32 of the feature list: 60 minutes between two and four."""
    salon(box)
    window = ['--from', '14:00', '--to', '16:00']
    slots = box.json('free', '--duration', '60', '--staff', 'Ana', *window)['slots']
    same([slot['start'][11:16] for slot in slots], ['14:00', '14:15', '14:30', '14:45', '15:00'])
    for slot in slots:
        has(slot, SLOT)
        same((slot['staff']['name'], slot['resource']), ('Ana', None))
    same([(slot['start'][11:16], slot['staff']['name']) for slot in box.json('free', '--service', 'Cut', '--limit', '3', *window)['slots']],
         [('14:00', 'Ana'), ('14:00', 'Boris'), ('14:15', 'Ana')])
    same(len(box.json('free', '--duration', '60', '--staff', 'Ana', '--step', '5', *window)['slots']), 13)
    same(len(box.json('free', '--service', 'Cut')['slots']), 50)
    same(box.json('free', '--service', 'Cut')['slots'][0]['start'], '2026-11-24T09:00:00+01:00')
    last = box.json('free', '--service', 'Cut', '--limit', '0')['slots'][-1]
    assert '2026-12-07' <= last['start'][:10] <= '2026-12-08', last
    same(box.json('free', '--duration', '30', '--from', '2026-11-29', '--to', '2026-11-29'), {'slots': []})
    whole = box.json('free', '--duration', '30', '--staff', 'Ana', '--from', 'tomorrow', '--to', 'tomorrow', '--limit', '0')['slots']
    same((whole[0]['start'][:16], whole[-1]['end'][:16]), ('2026-11-25T09:00', '2026-11-25T18:00'), 'a day alone at --to is whole')
    visit = box.json('free', '--service', 'Colour', '--with', 'Cut/Boris', '--limit', '1')['slots'][0]
    same((visit['start'][11:16], visit['end'][11:16]), ('09:00', '11:30'))
    for args, status in (([], 2), (['--service', 'None'], 3), (['--duration', '30', '--from', '15:00', '--to', '14:00'], 2),
                         (['--duration', '30', '--step', '0'], 2), (['--duration', '30', '--limit', '-2'], 2), (['--duration', '0'], 2)):
        box.error('free', *args, status=status)
    said = box.run('free', '--service', 'Cut', '--limit', '2').out.splitlines()
    same((said[0], said[1].split()), ('Tuesday 24 November 2026', ['09:00–09:45', 'Ana']))


def test_free_slots_can_be_booked(box):
    filled(box)
    for slot in box.json('free', '--service', 'Colour', '--limit', '4', '--from', 'tomorrow 11:00')['slots']:
        box.json('book', '--dry-run', '--service', 'Colour', '--start', slot['start'], '--staff', slot['staff']['name'])


def test_find(box):
    filled(box)
    rows = [
        (['maria'], ['Maria Lopez']), (['lopez', 'mar'], ['Maria Lopez']), (['SOREN'], ['Søren Ås']), (['as'], ['Søren Ås']), (['1234'], ['Maria Lopez']),
        (['marja'], ['Maria Lopez']), (['zzz'], []), (['ng'], ['Tom Ng']),
    ]
    for words, want in rows:
        answer = box.json('find', *words)
        same([customer['name'] for customer in answer['customers']], want, words)
        for customer in answer['customers']:
            has(customer, CUSTOMER)
        for booking in answer['bookings']:
            is_booking(booking)
        same(box.json('search', *words), answer)
    same(len(box.json('find', 'maria')['bookings']), 2)
    same(names(box.json('find', 'lunch')), ['lunch'])
    one = box.json('find', 'maria', '--limit', '1')
    same((len(one['bookings']), one['more']), (1, True))
    assert '--limit' in box.run('find', 'maria', '--limit', '1').err
    said = box.run('find', 'maria').out
    assert '+49 170 1234567' in said and 'Colour' in said, said
    assert 'letter' in box.run('find', 'marja').err


def test_a_terminal_without_utf8(box):
    salon(box)
    book(box, 'Zoë Łuk', '10:00')
    term = box.term('list', cols=100, env={'LC_ALL': 'C'})
    term.wait('10:00-10:45')
    assert 'Zoe Luk' in term.text(), term.text()


def test_one_long_title_widens_no_other_row(box):
    salon(box)
    long = 'x' * 5000
    box.run('block', '10:00', '30m', long, '--staff', 'Ana')
    book(box, 'Maria', '12:00')
    lines = box.run('list').out.split('\n')
    assert any(long in line for line in lines), 'a pipe gets the whole title'
    assert all(len(line) < 300 for line in lines if 'Maria' in line), lines


def test_a_long_list_is_not_held(box):
    """Whatever a list's length, it takes the memory of a short one: 6,000 lines in what 10 need."""
    salon(box)
    events = ''.join(f'BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:2027{n // 280 % 12 + 1:02}{n // 10 % 28 + 1:02}T{n % 10 + 8:02}0000Z\r\n'
                     f'DURATION:PT20M\r\nSUMMARY:{"of the supplier " * 12}\r\nEND:VEVENT\r\n' for n in range(6000))
    box.run('import', box.write('many.ics', f'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n'))
    with open(box.program, 'rb') as file:
        sanitized = b'__asan_init' in file.read()           # which takes more memory than any limit
    for how in [], ['--json'], ['--tsv']:
        words = [box.program, 'list', '2027-01-01..2027-12-31', *how]
        limit = '' if sanitized else f'ulimit -d {KIB_OF_DATA}; '
        done = subprocess.run(['sh', '-c', limit + 'exec "$@"', 'sh', *words], env=box.env, stdout=subprocess.PIPE, check=True)
        same(done.stdout.decode().count('of the supplier') // 12, 6000, how)
    for how, what in (['--json'], '"seq":'), ([], ' booked for '):
        done = subprocess.run(['sh', '-c', limit + 'exec "$@"', 'sh', box.program, 'log', *how], env=box.env, stdout=subprocess.PIPE, check=True)
        assert done.stdout.decode().count(what) >= 6000, how
