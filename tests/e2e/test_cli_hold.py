"""hold, hold list, hold release: a slot kept while somebody talks on the phone, seen by every other call."""
from salon import has, salon, same

HOLD = 'id owner note start end until staff service resource'.split()


def test_hold(box):
    salon(box)
    hold = box.json('hold', '14:30', '--service', 'Cut', '--staff', 'Ana', '--notes', 'for Kim')
    has(hold, HOLD, 'hold')
    same((hold['owner'], hold['note'], hold['staff']['name'], hold['service']['name'], hold['resource']),
         ('tester', 'for Kim', 'Ana', 'Cut', None))
    same((hold['start'][11:16], hold['end'][11:16], hold['until'][11:16]), ('14:30', '15:15', '09:10'))
    error = box.error('book', '--new-customer', 'Max', '--service', 'Cut', '--staff', 'Ana', '--start', '15:00', '--by', 'boris', status=4)
    assert 'Ana 14:30–15:15 is held by tester until 09:10.' in error['message'], error
    same([slot['start'][11:16] for slot in box.json('free', '--service', 'Cut', '--staff', 'Ana', '--from', '14:00', '--to', '15:30',
                                                    '--by', 'boris')['slots']], [])
    same(len(box.json('free', '--service', 'Cut', '--staff', 'Ana', '--from', '14:30', '--to', '15:15')['slots']), 1)
    same(box.json('explain', '14:30', '--service', 'Cut', '--staff', 'Ana', '--by', 'boris')['fits'], False)
    same(box.json('explain', '14:30', '--service', 'Cut', '--staff', 'Ana')['fits'], True)
    same(box.json('hold', 'list', '--by', 'boris'), {'holds': [hold]})
    assert 'held by tester until 09:10' in box.run('hold', 'list').out
    assert box.run('log', 'verify')
    same(box.json('log')['events'][-1]['entity'], 'service')
    box.json('book', '--new-customer', 'Kim', '--service', 'Cut', '--staff', 'Ana', '--start', '14:30')
    same(box.json('hold', 'list'), {'holds': []})


def test_hold_without_service(box):
    salon(box)
    hold = box.json('hold', '14:30', '--staff', 'Boris', '--for', '1h')
    same((hold['end'][11:16], hold['until'][11:16], hold['service']), ('15:00', '10:00', None))
    same(box.json('hold', '16:00', '--staff', 'Boris', '--duration', '20')['end'][11:16], '16:20')


def test_hold_is_over(box):
    salon(box)
    box.run('hold', '14:30', '--service', 'Cut', '--staff', 'Ana')
    box.error('hold', '14:30', '--service', 'Cut', '--staff', 'Ana', '--by', 'boris', '--now', '2026-11-24 09:09', status=4)
    box.run('hold', '14:30', '--service', 'Cut', '--staff', 'Ana', '--by', 'boris', '--now', '2026-11-24 09:10')
    same([hold['owner'] for hold in box.json('hold', 'list', '--now', '2026-11-24 09:11')['holds']], ['boris'])


def test_hold_refused(box):
    salon(box)
    box.run('book', '--new-customer', 'Max', '--service', 'Cut', '--staff', 'Ana', '--start', '14:30')
    assert box.error('hold', '14:45', '--service', 'Cut', '--staff', 'Ana', status=4)['details']['alternatives']
    same(box.error('hold', '20:00', '--service', 'Cut', '--staff', 'Ana', status=5)['code'], 'policy')
    box.error('hold', 'tomorrow', '--service', 'Cut', status=2)
    box.error('hold', status=2)
    box.error('hold', '16:00', '--service', 'Cut', '--for', '2d', status=2)
    box.error('hold', 'release', 'abcdef', status=3)


def test_hold_release(box):
    salon(box)
    hold = box.json('hold', '14:30', '--service', 'Cut', '--staff', 'Ana')
    same(box.json('hold', 'release', hold['id'][:8], '--by', 'boris'), hold)
    same(box.json('hold', 'list'), {'holds': []})
    box.error('hold', 'release', hold['id'], status=3)


def test_hold_request_id(box):
    salon(box)
    first = box.json('hold', '14:30', '--service', 'Cut', '--staff', 'Ana', '--request-id', 'k1')
    box.run('hold', 'release', first['id'])
    same(box.json('hold', '14:30', '--service', 'Cut', '--staff', 'Ana', '--request-id', 'k1'), first)
    same(box.json('hold', 'list'), {'holds': []})


def test_hold_two_at_once(box):
    """Two desks want the same slot held at the same moment: one has it."""
    salon(box)
    calls = [box.start('--json', 'hold', '14:30', '--service', 'Cut', '--staff', 'Ana', '--by', who) for who in ('ana', 'boris', 'cleo', 'dora')]
    states = sorted(call.wait() for call in calls)
    for call in calls:
        call.communicate()
    same(states, [0, 4, 4, 4])
    same(len(box.json('hold', 'list')['holds']), 1)


def test_hold_and_restore(box):
    salon(box)
    box.run('hold', '14:30', '--service', 'Cut', '--staff', 'Ana')
    box.run('backup', box.path('copy.db'))
    box.run('restore', box.path('copy.db'))
    same(box.json('hold', 'list'), {'holds': []})
    same(box.json('doctor')['ok'], True)
