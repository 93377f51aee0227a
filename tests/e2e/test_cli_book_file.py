"""The book as a whole: init, undo and redo, the log, request ids, several processes, import and export, backups, doctor."""
import json
import os
import signal
import subprocess

from salon import book, has, salon, same

ICS = '\r\n'.join(['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test', 'BEGIN:VEVENT', 'UID:one@test', 'DTSTART:20261125T090000Z', 'DTEND:20261125T100000Z',
                   'SUMMARY:Dentist', 'END:VEVENT', 'BEGIN:VEVENT', 'UID:two@test', 'DTSTART:20261126T090000Z', 'DTEND:20261126T093000Z',
                   'SUMMARY:Maria Lopez: cut', 'END:VEVENT', 'BEGIN:VEVENT', 'UID:bad@test', 'DTSTART:2026', 'END:VEVENT', 'END:VCALENDAR', ''])


def test_init(box):
    made = box.json('init', '--name', 'Salon', '--timezone', 'Europe/Berlin', '--currency', 'CHF', '--hours', 'mo-fr 09:00-18:00', '--staff', 'Ana, Boris',
                    '--staff', 'Chloé')
    same((made['path'], made['business']['name'], made['business']['currency']), (box.book, 'Salon', 'CHF'))
    same([one['name'] for one in made['staff']], ['Ana', 'Boris', 'Chloé'])
    same(os.stat(box.book).st_mode & 0o777, 0o600)
    with open(box.book, 'rb') as file:
        before = file.read()
    same(box.error('init', '--name', 'Other', status=4)['code'], 'conflict')
    with open(box.book, 'rb') as file:
        same(file.read(), before, 'an existing book is untouched')
    elsewhere = box.path('deep', 'folder', 'b.db')
    made = box.json('--book', elsewhere, 'init')
    same(len(made['staff']), 1, 'the person at the keyboard')
    same(os.stat(os.path.dirname(elsewhere)).st_mode & 0o777, 0o700)
    for args in (['--timezone', 'Mars/Base'], ['--currency', 'XYZW'], ['--hours', 'always'], ['--now', 'x'], ['extra']):
        box.error('--book', box.path('not.db'), 'init', *args, status=2)
    assert not os.path.exists(box.path('not.db'))


def test_demo(box):
    box.run('init', '--demo', '--timezone', 'Europe/Berlin')
    same(len(box.json('staff', 'list')['staff']), 3)
    same(len(box.json('customer', 'list')['customers']), 120)
    same(len(box.json('service', 'list')['services']), 8)
    assert box.json('list')['bookings'], 'a day without bookings is no demonstration'
    box.run('log', 'verify')


def test_undo_and_redo(box):
    salon(box)
    booking = book(box, 'Maria', '10:00')
    box.run('move', 'last', '12:00')
    undone = box.json('undo')['undone']
    has(undone, ['correlation', 'what'])
    same(box.json('show', booking['id'])['start'][11:16], '10:00')
    same(box.json('redo')['redone'], undone)
    same(box.json('show', booking['id'])['start'][11:16], '12:00')
    box.run('undo')
    box.run('undo')
    same(box.json('list', '--all'), {'bookings': []})
    box.run('redo')
    book(box, 'Tom', '15:00')
    same(box.error('redo', status=4)['code'], 'conflict')
    changes = box.json('undo', '--list')['changes']
    same(changes[0]['what'][:10], 'Booked Tom')
    assert 'Tom' in box.run('undo', '--list', '--limit', '1').out
    box.run('undo', changes[0]['correlation'][:8])
    same(len(box.json('list')['bookings']), 1)
    box.error('undo', '00000000', status=3)
    box.error('undo', '--limit', '3', status=2)
    box.error('undo', '--list', 'x', status=2)


def test_undo_that_cannot_be(box):
    salon(box)
    booking = book(box, 'Maria', '10:00')
    box.run('move', booking['id'], '12:00')
    box.run('move', booking['id'], '14:00', '--by', 'other')
    error = box.error('undo', status=4)
    assert 'other' in error['message'], error


def test_log(box):
    salon(box)
    booking = book(box, 'Maria', '10:00')
    events = box.json('log')['events']
    same([event['seq'] for event in events], list(range(1, len(events) + 1)))
    has(events[-1], ['seq', 'id', 'type', 'at', 'source', 'actor', 'correlation', 'entity', 'entity_id'])
    same([event['type'] for event in box.json('log', booking['id'])['events']], ['booking.created'])
    same([event['type'] for event in box.json('log', 'next')['events']], ['booking.created'])
    same(box.json('log', booking['customer']['id'])['events'][0]['type'], 'customer.created')
    same(box.json('log', 'boris')['events'][0]['entity'], 'staff')
    same([event['seq'] for event in box.json('log', '--since', str(len(events) - 1))['events']], [len(events) - 1, len(events)])
    same(box.json('log', '--since', 'tomorrow 9:00'), {'events': []})
    same(len(box.json('log', '--since', '2026-11-24 08:00', '--limit', '2')['events']), 2)
    box.error('log', '00000000', status=3)
    box.error('log', '--since', 'whenever', status=2)
    said = box.run('log').out
    assert events[0]['actor'] in said and '10:00' in said, said
    same(box.json('log', 'verify')['ok'], True)


def lines_of(child, wanted):
    """Reads lines until one holds this text."""
    for line in child.stdout:
        if wanted in line.decode():
            return line.decode()
    raise AssertionError(f'{wanted!r} did not come; {child.stderr.read().decode()}')


def test_log_follow(box):
    salon(box)
    for flags, wanted in ((['--json'], '"booking.created"'), ([], '12:00')):
        child = box.start('log', '--follow', *flags)
        lines_of(child, 'service')   # what there is
        made = book(box, 'Maria', '10:00' if flags else '12:00')
        line = lines_of(child, wanted)
        if flags:
            same(json.loads(line)['entity_id'], made['id'])
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=600)
        same((child.returncode, out, err), (0, b'', b''))


def test_init_again_by_request_id(box):
    """Who does not know whether the book was made asks again under the same key."""
    call = ('init', '--name', 'Salon', '--staff', 'Ana', '--request-id', 'i-1')
    first = box.json(*call)
    same(box.json(*call), first)
    assert 'done before' in box.run(*call).err
    same(box.error('init', '--name', 'Other', '--request-id', 'i-1', status=2)['code'], 'usage')
    same(box.error('init', '--name', 'Salon', '--staff', 'Ana', '--request-id', 'i-2', status=4)['code'], 'conflict')
    same(box.error('init', '--name', 'Salon', '--staff', 'Ana', status=4)['code'], 'conflict')
    same(box.json('business', 'show')['name'], 'Salon')


def test_request_id(box):
    """The same key again does nothing and gives the same answer, in whichever form it is asked."""
    salon(box)
    call = ['book', '--new-customer', 'Maria', '--service', 'Cut', '--start', '10:00']
    first = box.run('--request-id', 'k-1', '--json', *call)
    again = box.run('--json', '--request-id', 'k-1', '--start', '10:00', status=2)
    again = box.run('--json', 'book', '--service', 'Cut', '--start', '10:00', '--request-id', 'k-1', '--new-customer', 'Maria')
    same(again.out, first.out)
    assert 'Maria' in box.run(*call, '--request-id', 'k-1').out
    same(len(box.json('list')['bookings']), 1)
    same(box.error('book', '--request-id', 'k-1', '--new-customer', 'Tom', '--service', 'Cut', '--start', '12:00', status=2)['code'], 'usage')
    box.run('cancel', 'last', '--request-id', 'k-2')
    same(box.run('--json', 'cancel', 'last', '--request-id', 'k-2').json()['status'], 'cancelled')
    box.error('book', '--request-id', 'k-3', '--service', 'Cut', '--start', '2026-11-29T10:00', status=5)
    box.run('book', '--request-id', 'k-3', '--service', 'Cut', '--start', '2026-11-29T10:00', '--overbook', 'now it may', status=0)


def test_two_at_once(box):
    """Many processes want the same hour: one gets it, nobody is lost, the log is whole."""
    salon(box)
    wanted = [box.start('--json', 'book', '--new-customer', f'Customer {i}', '--service', 'Cut', '--staff', 'Ana', '--start', '10:00') for i in range(6)]
    ended = [(child.communicate(timeout=600), child.returncode) for child in wanted]
    same(sorted(status for _, status in ended), [0] + [4] * 5, ended)
    free = [box.start('book', '--new-customer', f'Guest {i}', '--duration', '15', '--start', f'{11 + i // 2}:{30 * (i % 2):02d}', '--staff', 'Boris')
            for i in range(8)]
    same([child.wait(600) for child in free], [0] * 8)
    for child in free:
        child.communicate()
    same(len(box.json('list')['bookings']), 9)
    same(box.json('log', 'verify')['ok'], True)


def test_one_key_at_once(box):
    salon(box)
    call = ['--json', '--request-id', 'same', 'book', '--new-customer', 'Maria', '--duration', '15', '--start', '10:00']
    children = [box.start(*call) for _ in range(4)]
    ended = [(child.communicate(timeout=600), child.returncode) for child in children]
    same(len({out for (out, _), _ in ended}), 1, ended)
    same([status for _, status in ended], [0] * 4)
    same(len(box.json('list')['bookings']), 1)


def test_import_calendar(box):
    salon(box)
    path = box.write('in.ics', ICS)
    report = box.json('import', path)
    same({key: report[key] for key in ('created', 'updated', 'unchanged', 'skipped')}, {'created': 2, 'updated': 0, 'unchanged': 0, 'skipped': 0})
    same([(error['uid'], error['line'] > 0, bool(error['message'])) for error in report['errors']], [('bad@test', True, True)])
    again = box.json('import', path)
    same((again['created'], again['unchanged']), (0, 2))
    dentist = box.json('list', '2026-11-25')['bookings'][0]
    same((dentist['kind'], dentist['title'], dentist['staff'], dentist['source']), ('block', 'Dentist', None, 'import'))
    box.run('undo', box.json('undo', '--list')['changes'][0]['correlation'])
    same(box.json('list', 'week'), {'bookings': []})
    said = box.run('import', path, '--dry-run').out
    assert '2 new' in said and 'bad' not in said.split('\n')[-2], said
    same(box.json('list', 'week'), {'bookings': []})
    box.run('customer', 'add', 'Maria Lopez')
    box.run('import', path, '--match-customers', '--staff', 'Ana')
    same(box.json('list', '2026-11-26')['bookings'][0]['customer']['name'], 'Maria Lopez')
    box.error('import', box.path('none.ics'), status=1)
    for name, text in (('garbage.ics', 'this is no calendar'), ('empty.ics', ''), ('bare.csv', 'colour,size\nred,3\n'), ('empty.csv', '')):
        same(box.error('import', box.write(name, text), status=1)['code'], 'failed', name)
    box.error('import', path, '--staff', 'Zoe', status=3)


def test_import_from_stdin(box):
    salon(box)
    same(box.run('--json', 'import', '-', stdin=ICS).json()['created'], 2)
    with open(box.write('in.ics', ICS), 'rb') as file:
        done = subprocess.run([box.program, '--json', 'import', '-'], env=box.env, stdin=file, stdout=subprocess.PIPE, check=True)
    same(json.loads(done.stdout)['unchanged'], 2)
    same(box.run('--json', 'import', '-', stdin='name,phone\nMaria,123\n').json()['created'], 1)
    same(os.listdir(box.path('tmp')), [])


def test_import_customers(box):
    salon(box)
    path = box.write('people.csv', 'name,phone,email\nMaria Lopez,+49 170 1,m@example.org\n"Ng, Tom",,\n')
    same(box.json('import', path, '--dry-run')['created'], 2)
    same(box.json('customer', 'list'), {'customers': []})
    same(box.json('import', path)['created'], 2)
    same([one['name'] for one in box.json('customer', 'list')['customers']], ['Maria Lopez', 'Ng, Tom'])
    same(box.json('import', path)['created'], 0)
    box.error('import', path, '--match-customers', status=2)
    odd = box.write('odd.csv', 'name,phone,email\n!!!,+49 170 555,\n???,,who@example.org\n...,,\n')
    answer = box.json('import', odd)
    same((answer['created'], [(error['line'], 'letters' in error['message']) for error in answer['errors']]), (2, [(4, True)]))
    same([box.json('import', odd)[key] for key in ('created', 'unchanged')], [0, 2])


def test_export(box):
    salon(box)
    book(box, 'Maria Lopez', '10:00', '--notes', 'secret', '--public-note', 'open')
    book(box, 'Tom', 'tomorrow 10:00')
    whole = box.run('export').out
    same(whole.count('BEGIN:VEVENT'), 2)
    assert 'secret' not in whole and whole.endswith('END:VCALENDAR\r\n'), whole
    assert 'secret' in box.run('export', '--private').out
    same(box.run('export', 'tomorrow').out.count('BEGIN:VEVENT'), 1)
    out = box.path('out.ics')
    answer = box.json('export', '--output', out)
    same((answer['output'], answer['bytes']), (out, os.path.getsize(out)))
    same(os.stat(out).st_mode & 0o777, 0o600)
    same(sorted(name for name in os.listdir(box.dir) if name.startswith('out')), ['out.ics'])
    assert 'Maria Lopez' in box.run('export', '--customers').out
    same(box.run('export', '--output', '-').out.count('BEGIN:VEVENT'), 2)
    box.error('export', status=2)
    box.error('export', 'today', '--customers', status=2)
    box.error('export', '--output', box.path('none', 'x.ics'), status=1)
    box.error('export', '--output', '/dev/full', status=1)
    assert not os.path.isfile('/dev/full')


def test_round_trip(box):
    salon(box)
    book(box, 'Maria Lopez', '10:00', '--notes', 'secret')
    box.run('export', '--private', '--output', box.path('all.ics'))
    report = box.json('import', box.path('all.ics'))
    same((report['created'], report['updated'], report['errors']), (0, 0, []))


# --- images of rows, as an export with private notes holds them, that somebody has written or changed ---

HOSTILE = 2**53
PART = {'service': None, 'staff': None, 'resource': None, 'start': 1795600800, 'end': 1795604400, 'price': None, 'busy': 1,
        'busy_from': 1795600800, 'busy_to': 1795604400}
IMAGE = {'version': 1, 'removed': 0, 'kind': 'appointment', 'customer': None, 'start': 1795600800, 'end': 1795604400,
         'zone': 'Europe/Berlin', 'local_start': 1795604400, 'all_day': 0, 'status': 'confirmed', 'title': 'of a file', 'notes': '',
         'public_note': '', 'series': None, 'occurrence': None, 'source': 'cli', 'overbooked': None, 'busy': 1, 'currency': 'EUR',
         'paid': None, 'deposit': None, 'uid': '', 'recurrence_id': '', 'sequence': 0, 'extra': '', 'cancel_reason': '', 'created': 1,
         'updated': 1, 'parts': [PART]}


def image(number, **changed):
    return {'id': f'11111111-1111-4111-8111-{number:012d}', **IMAGE, **changed}


def escaped(row):
    return json.dumps(row).replace('\\', '\\\\').replace(';', '\\;').replace(',', '\\,')


def carrying(images, house=()):
    lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//EN', *(f'{name}:{escaped(row)}' for name, row in house)]
    for row in images:
        lines += ['BEGIN:VEVENT', f'UID:{row["id"]}', 'DTSTART:20261126T100000Z', 'DTEND:20261126T110000Z', 'SUMMARY:of the event',
                  f'X-DAYBOOK-BOOKING:{escaped(row)}', 'END:VEVENT']
    return '\r\n'.join([*lines, 'END:VCALENDAR', ''])


def titles(box):
    return sorted(one['title'] for one in box.json('list', '2026-11-20..2026-11-30')['bookings'])


def test_images_that_cannot_be(box):
    """Numbers that would overflow, times outside the booking, unknown zones: the event is taken in as anybody else's."""
    salon(box)
    wrong = [{'all_day': HOSTILE}, {'all_day': 3}, {'end': HOSTILE}, {'start': -HOSTILE}, {'paid': HOSTILE}, {'sequence': HOSTILE},
             {'created': -HOSTILE}, {'version': HOSTILE}, {'removed': 1}, {'busy': 7}, {'zone': 'No/Where'}, {'kind': 'x'}, {'parts': []},
             {'status': 'x'}, {'local_start': HOSTILE}, *({'parts': [{**PART, **part}]} for part in (
                 {'end': HOSTILE}, {'start': 0}, {'busy_from': -HOSTILE}, {'busy_to': HOSTILE}, {'price': -1}, {'busy_from': 1795600801}))]
    report = box.json('import', box.write('w.ics', carrying([image(n, **changed) for n, changed in enumerate(wrong)])))
    same((report['created'], report['errors']), (len(wrong), []))
    same(titles(box), ['of the event'] * len(wrong))
    same(box.json('import', box.write('r.ics', carrying([image(99)])))['created'], 1)
    same(titles(box).count('of a file'), 1)
    same(box.json('log', 'verify')['ok'], True)


def test_images_of_a_house_that_cannot_be(box):
    """Neither staff nor services nor series of a file's making get into the book when this book could not hold them."""
    salon(box)
    at = '22222222-2222-4222-8222-222222222222'
    staff = {'id': at, 'version': 1, 'removed': 0, 'name': 'Zoe', 'color': 'red', 'active': 1, 'position': 5}
    service = {'id': at, 'version': 1, 'removed': 0, 'name': 'Odd', 'duration': 30, 'segments': [], 'buffer_before': 0, 'buffer_after': 0,
               'price': None, 'color': '', 'capacity': 1, 'resource_kind': '', 'skills': [], 'max_per_day': None, 'description': '',
               'active': 1, 'position': 9}
    series = {'id': at, 'version': 1, 'removed': 0, 'rrule': 'FREQ=DAILY', 'local_start': 0, 'zone': 'Europe/Berlin', 'filled_until': 1,
              'skipped': [], 'uid': '', 'created': 1}
    house = [('X-DAYBOOK-STAFF', {**staff, **wrong}) for wrong in ({'id': ''}, {'name': ''}, {'name': 'x' * 201}, {'position': HOSTILE})]
    house += [('X-DAYBOOK-SERVICE', {**service, **wrong}) for wrong in (
        {'duration': HOSTILE}, {'duration': 0}, {'buffer_after': HOSTILE}, {'capacity': -1}, {'price': -1},
        {'segments': [{'minutes': -HOSTILE, 'busy': 1}]}, {'skills': [{'staff': 'x', 'minutes': -1, 'price': None}]})]
    house += [('X-DAYBOOK-SERIES', {**series, **wrong}) for wrong in (
        {'rrule': 'FREQ=NEVER'}, {'rrule': ''}, {'zone': 'No/Where'}, {'local_start': HOSTILE})]
    before = box.json('staff', 'list'), box.json('service', 'list')
    report = box.json('import', box.write('h.ics', carrying([image(1)], house)))
    same((report['created'], len(report['errors'])), (1, len(house)))
    same((box.json('staff', 'list'), box.json('service', 'list')), before)
    box.json('import', box.write('g.ics', carrying([], [('X-DAYBOOK-STAFF', staff)])))
    same([one['name'] for one in box.json('staff', 'list')['staff']], ['Ana', 'Boris', 'Zoe'])


def test_images_over_one_another(box):
    """Two bookings of a file on one time: both are taken in, the second is marked. Two dates of one series are one."""
    salon(box)
    ana = box.json('staff', 'list')['staff'][0]['id']
    parts = [{**PART, 'staff': ana}]
    report = box.json('import', box.write('two.ics', carrying([image(1, parts=parts), image(2, parts=parts)])))
    same((report['created'], report['errors']), (2, []))
    same(sorted(one['overbooked'] is not None for one in box.json('list', '2026-11-25')['bookings']), [False, True])
    box.run('doctor')
    series = box.json('book', '--new-customer', 'Maria', '--service', 'Cut', '--start', 'tomorrow 15:00', '--staff', 'Boris', '--repeat',
                      'FREQ=WEEKLY;COUNT=2')['series']['id']
    clash = [image(n, series=series, occurrence=1795618800) for n in (3, 4)]
    same(box.json('import', box.write('s.ics', carrying(clash)))['created'], 2)
    same(box.json('log', 'verify')['ok'], True)


def test_overbooked_round_trip(box):
    """What was laid over another booking is the one that is marked, in whatever order the file has them."""
    salon(box)
    box.run('book', '--new-customer', 'Maria', '--service', 'Cut', '--start', '12:00', '--staff', 'Ana')
    box.run('book', '--new-customer', 'Tom', '--service', 'Cut', '--start', '11:30', '--staff', 'Ana', '--overbook', 'in a hurry')
    box.run('export', '--private', '--output', box.path('all.ics'))
    box.env['DAYBOOK_BOOK'] = box.path('other', 'book.db')
    box.run('init', '--name', 'Other', '--timezone', 'Europe/Berlin', '--currency', 'EUR', '--staff', 'Ana')
    same(box.json('import', box.path('all.ics'))['created'], 2)
    same([one['overbooked'] for one in box.json('list')['bookings']], ['in a hurry', None])


def test_backup_and_restore(box):
    salon(box)
    book(box, 'Maria', '10:00')
    copy = box.path('copy.db')
    made = box.json('backup', copy)
    same((made['path'], made['bookings']), (copy, 1))
    same(os.stat(copy).st_mode & 0o777, 0o600)
    box.error('backup', copy, status=4)
    book(box, 'Tom', '12:00')
    back = box.json('restore', copy)
    same(len(box.json('list')['bookings']), 1)
    assert os.path.exists(back['saved']['path']), back
    box.run('restore', back['saved']['path'])
    same(len(box.json('list')['bookings']), 2)
    assert box.json('backups')['backups'], 'what restore kept is listed'
    box.error('restore', box.path('none.db'), status=3)
    box.error('restore', box.write('no.db', 'no database at all ' * 200), status=7)
    same(len(box.json('list')['bookings']), 2)


def test_doctor(box):
    salon(box)
    found = box.json('doctor')
    same(found['ok'], True)
    for finding in found['findings']:
        has(finding, ['check', 'grade', 'message', 'advice'])
    assert box.run('doctor').out
    box.run('--book', box.write('broken.db', 'not a book ' * 1000), 'doctor', status=1)
    result = box.run('--json', '--book', box.path('missing.db'), 'doctor', status=1)
    same(result.json()['ok'], False)
    same(json.loads(result.err)['error']['code'], 'failed')


def test_what_is_broken_is_named(box):
    """By line, UID and reason; the rest is taken."""
    box.run('init', '--timezone', 'Europe/Berlin')
    good, broken = ('BEGIN:VEVENT\r\nUID:%s\r\nDTSTART:%s\r\nDURATION:PT1H\r\nEND:VEVENT\r\n' % each for each in (('good', '20261201T100000Z'), ('bad@x', '2026')))
    told = box.run('import', box.write('some.ics', f'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{good}{broken}END:VCALENDAR\r\n')).out.splitlines()
    same(told, ['Line 10 (UID bad@x): Its DTSTART “2026” cannot be understood.', '1 new, 0 changed, 0 unchanged, 0 skipped, 1 not understood.'])
