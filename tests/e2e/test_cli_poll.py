"""poll: a time for several people, on the command line."""
from contract import instant
from salon import book, has, is_booking, salon, same

WINDOW = '2026-11-24T14:00/2026-11-24T16:00'
POLL = 'id title duration windows people answers'.split()


def asked(box, *people, title='Team meeting', window=WINDOW):
    return box.json('poll', 'new', title, '--duration', '1h', '--window', window, *people)


def golden(box):
    """The example of the contract: A, B and C have answered."""
    salon(box)
    poll = asked(box, '--person', 'A', '--person', 'B:b@example.org', '--person', 'C')
    for who, free in (('A', '2026-11-24T14:00/2026-11-24T15:30'), ('B', '2026-11-24T14:00/16:00'), ('C', '2026-11-24T15:00/2026-11-24T16:00')):
        box.run('poll', 'answer', poll['id'], '--who', who, '--free', free)
    return poll['id']


def ranked(box, which, *more):
    """14:00 AB, as the contract writes it."""
    found = box.json('poll', 'rank', which, *more)['candidates']
    for one in found:
        has(one, 'start end can cannot unknown score'.split(), 'candidate')
        assert (instant('end', one['end']) - instant('start', one['start'])).seconds == 3600, one
    return ', '.join(one['start'][11:16] + ' ' + ''.join(one['can']) for one in found)


def test_golden(box):
    poll = golden(box)
    same(ranked(box, poll), '14:00 AB, 14:15 AB, 14:30 AB, 15:00 BC, 14:45 B')
    same(ranked(box, poll, '--by-time'), '14:00 AB, 14:15 AB, 14:30 AB, 14:45 B, 15:00 BC')
    first, *_, last = box.json('poll', 'rank', poll)['candidates']
    same((first['cannot'], first['unknown'], first['score'], first['n']), (['C'], [], 0.667, 1))
    same((last['cannot'], last['score']), (['A', 'C'], 0.333))
    same([one['n'] for one in box.json('poll', 'rank', poll, '--by-time')['candidates']], [1, 2, 3, 5, 4])
    same(len(box.json('poll', 'rank', poll, '--limit', '2')['candidates']), 2)


def test_poll_is_shown(box):
    salon(box)
    made = asked(box, '--staff', 'ana', '--person', 'Zoë Ås:zoe@example.org', '--person', 'Tom', '--must', 'zoe,ana')
    has(made, POLL, 'poll')
    same((made['title'], made['duration'], made['status'], made['booking']), ('Team meeting', 60, 'open', None))
    same(made['windows'], [{'start': '2026-11-24T14:00:00+01:00', 'end': '2026-11-24T16:00:00+01:00'}])
    same([(one['name'], one['answered'], one['must']) for one in made['people']], [('Ana', True, True), ('Zoë Ås', False, True), ('Tom', False, False)])
    same(made['answers'], [])
    box.run('poll', 'decline', 'team', '--who', 'tom')
    shown = box.json('poll', 'answer', 'team', '--who', 'zoe', '--free', '2026-11-24T09:00/10:00,2026-11-24T10:00/10:30', '--timezone', 'America/New_York')
    same(shown, box.json('poll', 'show', 'team meeting'))
    same([(one['name'], one['declined'], one['timezone']) for one in shown['answers']],
         [('Tom', True, 'Europe/Berlin'), ('Zoë Ås', False, 'America/New_York')])
    same(shown['answers'][1]['free'], [{'start': '2026-11-24T09:00:00-05:00', 'end': '2026-11-24T10:30:00-05:00'}])
    same(ranked(box, 'team'), '15:00 AnaZoë Ås, 14:00 Ana, 14:15 Ana, 14:30 Ana, 14:45 Ana')
    text = box.run('poll', 'show', 'team').out
    for words in ('Team meeting · 1h · 3 people · open', 'by the book', 'must be there', 'zoe@example.org',
                  'Tue 24 Nov 15:00–16:30 (America/New_York: Tue 24 Nov 09:00–10:30)'):
        assert words in text, text


def test_across_zones_and_clock_changes(box):
    """Berlin leaves summer time on the night of Sunday 25 October, New York a week later."""
    salon(box)
    box.run('poll', 'new', 'Call', '--duration', '60', '--window', '2026-10-25T00:30/2026-10-25T05:00', '--step', '30', '--person', 'Kim', '--person', 'Lee')
    box.run('poll', 'answer', 'call', '--who', 'kim', '--free', '2026-10-24T21:00/2026-10-25T00:00', '--timezone', 'America/New_York')
    box.run('poll', 'answer', 'call', '--who', 'lee', '--free', '2026-10-25T00:30/2026-10-25T03:00')
    found = box.json('poll', 'rank', 'call', '--by-time', env={'DAYBOOK_NOW': '2026-10-01T08:00:00Z'})['candidates']
    starts = [one['start'] for one in found]
    same(starts, sorted(starts, key=lambda text: instant('start', text)))
    who = {one['start']: one['can'] for one in found}
    # 21:00 in New York is 03:00 in summer time and 02:00 a second time: of the hour shown twice only the first pass is offered
    same(who.get('2026-10-25T02:00:00+02:00'), ['Lee'])
    same(who.get('2026-10-25T03:00:00+01:00'), ['Kim'])
    same(who.get('2026-10-25T04:00:00+01:00'), ['Kim'])
    assert '2026-10-25T02:00:00+01:00' not in who, who


def test_staff_answer_by_the_book(box):
    salon(box)
    book(box, 'Maria Lopez', '14:30', '--staff', 'Ana')                    # until 15:15
    asked(box, '--staff', 'Ana,Boris', '--person', 'Tom')
    same(ranked(box, 'team'), '14:00 Boris, 14:15 Boris, 14:30 Boris, 14:45 Boris, 15:00 Boris')
    same(box.json('poll', 'rank', 'team')['candidates'][0]['unknown'], ['Tom'])
    box.run('cancel', 'last')
    same(ranked(box, 'team'), '14:00 AnaBoris, 14:15 AnaBoris, 14:30 AnaBoris, 14:45 AnaBoris, 15:00 AnaBoris')
    text = box.error('poll', 'answer', 'team', '--who', 'Ana', '--free', WINDOW, status=2)['message']
    assert 'the book itself answers' in text, text


def test_booking(box):
    salon(box)
    poll = asked(box, '--staff', 'Ana,Boris', '--person', 'Tom:tom@example.org', '--person', 'Kim')['id']
    box.run('poll', 'answer', 'team', '--who', 'Tom', '--free', '2026-11-24T15:00/16:00')
    box.error('poll', 'book', 'team', '9', status=3)
    box.error('poll', 'book', 'team', '0', status=2)
    made = is_booking(box.json('poll', 'book', 'team', '1'))
    same((made['title'], made['start'], made['end']), ('Team meeting', '2026-11-24T15:00:00+01:00', '2026-11-24T16:00:00+01:00'))
    same([(part['staff']['name'], part['start'][11:16]) for part in made['parts']], [('Ana', '15:00'), ('Boris', '15:00')])
    same(made['notes'], 'With: Tom <tom@example.org>\nNot answered: Kim')
    box.error('book', '--new-customer', 'X', '--service', 'Cut', '--start', '15:15', '--staff', 'Boris', status=4)
    same(box.json('poll', 'show', poll)['booking'], made['id'])
    for words in (['answer', 'team', '--who', 'Kim', '--free', WINDOW], ['decline', 'team', '--who', 'Kim'], ['book', 'team', '1'], ['close', 'team']):
        box.error('poll', *words, status=5)
    same(box.json('poll', 'list')['polls'], [])
    same([one['status'] for one in box.json('poll', 'list', '--all')['polls']], ['booked'])

    same(box.json('undo')['undone']['what'], 'Booked Team meeting, Tue 24 Nov 15:00')
    same(box.json('list')['bookings'], [])
    same(box.json('poll', 'list')['polls'][0]['status'], 'open')
    box.run('redo')
    same(box.json('list')['bookings'][0]['id'], made['id'])
    # the meeting stays one when it is moved: both go along
    moved = box.json('move', made['id'], '16:30')
    same([part['start'][11:16] for part in moved['parts']], ['16:30', '16:30'])
    longer = box.json('move', made['id'], '16:00', '--duration', '90')
    same([(part['start'][11:16], part['end'][11:16]) for part in longer['parts']], [('16:00', '17:30')] * 2)
    again = box.json('rebook', made['id'], '--in', '1w')
    same([(part['staff']['name'], part['start'][5:16]) for part in again['parts']], [('Ana', '12-01T16:00'), ('Boris', '12-01T16:00')])
    box.run('log', 'verify')


def test_closing(box):
    golden(box)
    same(box.json('poll', 'close', 'team')['status'], 'closed')
    same(box.json('poll', 'close', 'team')['status'], 'closed')
    box.error('poll', 'answer', 'team', '--who', 'A', '--free', WINDOW, status=5)
    box.error('poll', 'book', 'team', '1', status=5)
    same(ranked(box, 'team'), '14:00 AB, 14:15 AB, 14:30 AB, 15:00 BC, 14:45 B')
    same([event['type'] for event in box.json('log', 'team')['events']], ['poll.created', *['poll.answered'] * 3, 'poll.closed'])


def test_refused(box):
    salon(box)
    new = ['poll', 'new', 'Meeting', '--duration', '1h', '--window', WINDOW]
    for words, status in (
            (new, 2),                                                              # nobody: staff are never assumed
            (['poll', 'new', 'Meeting', '--duration', '1h', '--person', 'A'], 2),
            (['poll', 'new', 'Meeting', '--window', WINDOW, '--person', 'A'], 2),
            (['poll', 'new', '', '--duration', '1h', '--window', WINDOW, '--person', 'A'], 2),
            (['poll', 'new', 'Meeting', '--duration', '3h', '--window', WINDOW, '--person', 'A'], 2),
            (['poll', 'new', 'Meeting', '--duration', '1h', '--window', '2026-11-24T14:00', '--person', 'A'], 2),
            (['poll', 'new', 'Meeting', '--duration', '1h', '--window', '2026-11-24T16:00/14:00', '--person', 'A'], 2),
            ([*new, '--person', 'A', '--person', 'á'], 2),
            ([*new, '--person', 'A:nowhere'], 2),
            ([*new, '--staff', 'Zoe'], 3),
            ([*new, '--person', 'A', '--must', 'B'], 3),
            ([*new, '--person', 'A', '--step', '0'], 2)):
        box.error(*words, status=status)
    same(box.json('poll', 'list', '--all')['polls'], [])
    asked(box, '--person', 'Tom Ray', '--person', 'Tom Fox')
    same(len(box.error('poll', 'answer', 'team', '--who', 'tom', '--free', WINDOW, status=2)['details']['candidates']), 2)
    box.error('poll', 'answer', 'team', '--who', 'Kim', '--free', WINDOW, status=3)
    box.error('poll', 'answer', 'team', '--who', 'Tom Ray', status=2)
    box.error('poll', 'answer', 'team', '--free', WINDOW, status=2)
    box.error('poll', 'answer', 'team', '--who', 'Tom Ray', '--free', WINDOW, '--timezone', 'Berlin', status=2)
    box.error('poll', 'answer', 'nothing', '--who', 'Tom Ray', '--free', WINDOW, status=3)
    box.error('poll', 'show', 'nothing', status=3)


def test_undo_of_each_step(box):
    poll = golden(box)
    before = box.json('poll', 'show', poll)
    box.run('poll', 'decline', poll, '--who', 'B')
    same(ranked(box, poll), '14:00 A, 14:15 A, 14:30 A, 15:00 C')
    same(box.json('undo')['undone']['what'], 'B declined “Team meeting”')
    after = box.json('poll', 'show', poll)
    same({**after, 'version': 0}, {**before, 'version': 0})
    for _ in range(4):
        box.run('undo')
    box.error('poll', 'show', poll, status=3)
    box.run('log', 'verify')


def test_request_id(box):
    """The same key again asks nobody twice."""
    salon(box)
    words = ['poll', 'new', 'Meeting', '--duration', '1h', '--window', WINDOW, '--person', 'A', '--request-id', 'once']
    first, second = box.json(*words), box.json(*words)
    same(first, second)
    same(len(box.json('poll', 'list')['polls']), 1)


def test_for_people(box):
    """Aligned by what a name takes on the screen; who has not answered stands apart."""
    salon(box)
    asked(box, '--person', 'A', '--person', '山田太郎', '--person', 'Kim', '--person', 'Lee', '--must', '山田')
    box.run('poll', 'answer', 'team', '--who', 'A', '--free', '2026-11-24T14:00/15:15')
    box.run('poll', 'answer', 'team', '--who', '山田', '--free', WINDOW)
    box.run('poll', 'decline', 'team', '--who', 'Kim')
    lines = box.run('poll', 'rank', 'team').out.splitlines()
    same(lines[0], 'Team meeting')
    same(lines[1], '1  Tue 24 Nov 14:00–15:00  2 of 4  A, 山田太郎  without Kim')
    same(lines[3], '3  Tue 24 Nov 14:30–15:30  1 of 4  山田太郎     without A, Kim')
    same(lines[-1], 'Not answered yet: Lee')
    same(box.run('poll', 'list').out.split('  ')[:4], ['Team meeting', '1h', 'Tue 24 Nov 14:00–16:00', '3 of 4 answered'])
    empty = asked(box, '--person', 'Lee', title='Another')['id']
    result = box.run('poll', 'rank', empty)
    assert 'no time yet' in result.err and 'Not answered yet: Lee' in result.out, result
