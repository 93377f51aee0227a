"""delay, absent: when the day goes wrong. Both are shown before they are done, and one undo takes each back."""
from salon import book, has, is_booking, salon, same

STEP = 'booking start end staff words placed outside alternatives'.split()


def starts(box, day='today'):
    return [(one['start'][11:16], one['staff']['name'], (one['customer'] or {}).get('name')) for one in box.json('list', day)['bookings']]


def morning(box):
    salon(box)
    book(box, 'Kim', '10:00', '--staff', 'Ana', '--phone', '0170 5550101')
    book(box, 'Max', '10:45', '--staff', 'Ana', '--phone', '0170 5550102')
    book(box, 'Zoe', '11:45', '--staff', 'Ana')
    book(box, 'Tom', '10:00', '--staff', 'Boris')
    return starts(box)


def test_delay(box):
    before = morning(box)
    shown = box.json('delay', '20', '--staff', 'Ana', '--dry-run')
    same(starts(box), before)
    done = box.json('delay', '20', '--staff', 'Ana')
    same((shown['steps'], shown['placed'], shown['dry_run']), (done['steps'], 3, True))
    same((done['placed'], done['calls'], done['dry_run']), (3, 0, False))
    for step in done['steps']:
        has(step, STEP, 'step')
        is_booking(step['booking'])
    same([(step['booking']['start'][11:16], step['start'][11:16], step['end'][11:16], step['staff']['name'], step['placed'], step['outside'])
          for step in done['steps']],
         [('10:00', '10:20', '11:05', 'Ana', True, False), ('10:45', '11:05', '11:50', 'Ana', True, False),
          ('11:45', '11:50', '12:35', 'Ana', True, False)])
    same(done['steps'][0]['words'], '10:00–10:45 → 10:20–11:05 with Ana')
    same(starts(box), [('10:00', 'Boris', 'Tom'), ('10:20', 'Ana', 'Kim'), ('11:05', 'Ana', 'Max'), ('11:50', 'Ana', 'Zoe')])
    same(box.json('undo', '--list')['changes'][0]['what'], 'Ana: 20 min late, moved 3 bookings')
    box.run('undo')
    same(starts(box), before)
    box.run('redo')
    same(starts(box)[1], ('10:20', 'Ana', 'Kim'))
    same(box.json('log', 'verify')['ok'], True)


def test_delay_text(box):
    morning(box)
    text = box.run('delay', '20', '--staff', 'Ana', '--dry-run')
    for word in ('Kim', '10:00–10:45 → 10:20–11:05 with Ana', 'To call:', '0170 5550101', 'no phone'):
        assert word in text.out, text
    assert 'without --dry-run' in text.err, text
    text = box.run('delay', '1h', '--from', '17:00')
    assert 'Nothing has to move.' in text.err and text.out == '', text


def test_delay_outside(box):
    salon(box)
    booking = book(box, 'Kim', '17:15', '--staff', 'Ana')
    done = box.json('delay', '30m', '--from', '17:00')
    same([step['outside'] for step in done['steps']], [True])
    same(box.json('show', booking['id'])['overbooked'], 'running late')


def test_delay_refused(box):
    salon(box)
    box.error('delay', status=2)
    box.error('delay', 'soon', status=2)
    box.error('delay', '0', status=2)
    box.error('delay', '20', '--staff', 'Nobody', status=3)
    box.error('delay', '2d', status=2)


def test_absent(box):
    before = morning(box)
    shown = box.json('absent', 'Ana', 'today', '--dry-run')
    same((starts(box), box.json('closure', 'list')['closures']), (before, []))
    done = box.json('absent', 'Ana', 'today', '--reason', 'ill')
    same(shown['steps'], done['steps'])
    same((done['placed'], done['calls']), (2, 1))
    kim, max_, zoe = done['steps']
    same((kim['booking']['customer']['name'], kim['placed'], kim['start'], kim['words']), ('Kim', False, None, 'nobody can do Cut then'))
    same(len(kim['alternatives']), 3)
    same({slot['staff']['name'] for slot in kim['alternatives']}, {'Boris'})
    same((max_['words'], zoe['words']), ('Tue 24 Nov 10:45 with Boris', 'Tue 24 Nov 11:45 with Boris'))
    same(starts(box), [('10:00', 'Ana', 'Kim'), ('10:00', 'Boris', 'Tom'), ('10:45', 'Boris', 'Max'), ('11:45', 'Boris', 'Zoe')])
    leave = box.json('closure', 'list')['closures'][0]
    same((leave['kind'], leave['reason'], leave['staff']['name']), ('leave', 'ill', 'Ana'))
    box.error('book', '--new-customer', 'New', '--service', 'Cut', '--staff', 'Ana', '--start', '15:00', status=5)
    box.run('undo')
    same((starts(box), box.json('closure', 'list')['closures']), (before, []))
    same(box.json('log', 'verify')['ok'], True)


def test_absent_text(box):
    morning(box)
    text = box.run('absent', 'Ana', '2026-11-24 09:00..11:00', '--no-closure')
    for word in ('nobody can do Cut then', 'Tue 24 Nov 10:45 with Boris', 'To call:', '0170 5550101'):
        assert word in text.out, text
    assert '0170 5550102' not in text.out, text
    same(box.json('closure', 'list')['closures'], [])
    text = box.run('absent', 'Ana', '2026-12-01..2026-12-03')
    assert 'Nobody is booked with them then.' in text.err, text
    same([one['kind'] for one in box.json('closure', 'list')['closures']], ['leave'])


def test_absent_refused(box):
    salon(box)
    box.error('absent', 'Ana', status=2)
    box.error('absent', 'Nobody', 'today', status=3)
    box.error('absent', 'Ana', 'someday', status=2)


def test_request_id(box):
    morning(box)
    first = box.json('delay', '20', '--staff', 'Ana', '--request-id', 'k')
    same(box.json('delay', '20', '--staff', 'Ana', '--request-id', 'k'), first)
    same(starts(box)[1], ('10:20', 'Ana', 'Kim'))
