"""One line of language from the command line: say, and book LINE."""
import os
import random
import re
import stat

import pexpect

from salon import has, is_booking, salon, same

PEOPLE = ('Maria Lopez', 'Tom Ng', 'Anna Müller', 'Anna Becker')


def house(box):
    """The salon with people; ids by name."""
    salon(box)
    return {name: box.json('customer', 'add', name)['id'] for name in PEOPLE}


def bookings(box, *args):
    return [(one['customer']['name'], one['start'][:16]) for one in box.json('list', 'today..+90d', *args)['bookings']]


def said(box, *line, **options):
    """The result of a line that is done."""
    return box.json('say', ' '.join(line), '--yes', **options)['result']


def test_books(box):
    people = house(box)
    answer = box.json('say', 'maria cut tue 2pm ana 45m every 4 weeks 3 times note: allergic', '--yes')
    has(answer, ['reading', 'result'])
    reading = answer['reading']
    same((reading['verb'], reading['customer']), ('book', {'id': people['Maria Lopez'], 'name': 'Maria Lopez'}))
    same((reading['start'], reading['rrule'], reading['notes']), ('2026-11-24T14:00:00+01:00', 'FREQ=WEEKLY;INTERVAL=4;COUNT=3', 'allergic'))
    same([(word['text'], word['role']) for word in reading['words']],
         [('maria', 'customer'), ('cut', 'service'), ('tue', 'day'), ('2pm', 'time'), ('ana', 'staff'), ('45m', 'length'),
          ('every 4 weeks', 'repeat'), ('3 times', 'repeat'), ('note: allergic', 'note')])
    same(reading['questions'], [])
    same([is_booking(one)['start'][:16] for one in answer['result']['bookings']],
         ['2026-11-24T14:00', '2026-12-22T14:00', '2027-01-19T14:00'])
    one = is_booking(said(box, 'tom colour and cut thursday 10am with ana'))
    same([part['service']['name'] for part in one['parts'] if part['busy']], ['Colour', 'Colour', 'Cut'])


def test_words_may_be_apart(box):
    house(box)
    text = box.run('say', 'tom', 'cut', 'wed', '10am', '--yes')
    assert 'Booked: Tom Ng' in text.out and 'tom → Tom Ng · cut → Cut' in text.err, text


def test_a_yes_is_asked(box):
    house(box)
    box.run('say', 'maria cut tue 2pm', '--yes')
    for line in ('tom cut wed 10am', 'move maria to thursday', 'cancel maria', 'undo', 'rebook maria in 4 weeks'):
        before = box.json('log')
        error = box.error('say', line, status=2)
        assert '--yes' in error['message'], error
        has(error['details'], ['reading'])
        same(box.json('log'), before, line)


def test_noise_changes_nothing(box):
    house(box)
    said(box, 'maria cut tue 2pm')
    before = box.json('log')
    words = 'maria tom anna cut colour ana boris tue fri 10am 14:30 next week move cancel undo rebook to at 2 the one every 6 times note: x'.split()
    seed = int(os.environ.get('DAYBOOK_SEED', '20261124'))
    dice = random.Random(seed)
    for _ in range(60):
        line = ' '.join(dice.choices(words, k=dice.randint(1, 8)))
        result = box.run('say', line, status=None)
        assert result.status in (0, 2, 3, 4, 5), (seed, result)
    same(box.json('log'), before, seed)


def test_ambiguous_and_not_understood(box):
    people = house(box)
    error = box.error('say', 'anna cut fri 10am', '--yes', status=2)
    same({one['id'] for one in error['details']['candidates']}, {people['Anna Müller'], people['Anna Becker']})
    same(error['details']['reading']['questions'][0]['role'], 'customer')
    rows = ['maria blub fri 10am', 'maria cut next friday 10am', 'maria cut fri 7', 'maria schmidt cut fri 10am', 'maria cut 30.2. 10am',
            'maria cut 2027-03-28 02:30', 'cut fri 10am', 'maria fri 10am', 'maria cut fri sat 10am', 'move maria friday 10am 11am',
            'maria cut fri 10am $40', '...', 'move tom', 'who is next 2pm', 'maria cut weekly']
    for line in rows:
        same(box.error('say', line, '--yes', status=2)['code'], 'usage', line)
        same(bookings(box), [], line)
    same(box.error('say', 'maria cut next friday 10am', '--yes', status=2)['details']['candidates'][1]['name'], 'Friday 4 December 2026')
    text = box.run('say', 'anna cut fri 10am', '--yes', status=2).err
    assert 'Anna Müller' in text and 'Anna Becker' in text, text


def test_refusals_with_alternatives(box):
    house(box)
    box.run('say', 'maria cut fri 10am ana', '--yes')
    error = box.error('say', 'tom cut fri 10:15 ana', '--yes', status=4)
    same(len(error['details']['alternatives']), 3)
    box.error('say', 'tom cut sun 10:00', '--yes', status=5)
    box.error('say', 'tom cut fri 10:15 ana', status=4)   # before anybody is asked
    same(len(bookings(box)), 1)


def test_new_customer(box):
    house(box)
    one = said(box, 'new Jane Doe 0170 7654321 cut fri 10am')
    same((one['customer']['name'], one['customer']['phone']), ('Jane Doe', '0170 7654321'))
    same(said(box, '0170 7654321 cut fri 2pm')['customer'], one['customer'])
    error = box.error('say', 'maria 0170 7654321 cut fri 3pm', '--yes', status=2)
    same([each['name'] for each in error['details']['candidates']], ['Jane Doe', 'Maria Lopez', 'Maria Lopez'])


def test_move_cancel_rebook_undo(box):
    house(box)
    said(box, 'tom cut wed 10am')
    same(said(box, 'move tom to thursday')['start'][:16], '2026-11-26T10:00')
    same(said(box, 'move tom to 11:30')['start'][:16], '2026-11-26T11:30')
    same(said(box, 'verschiebe tom auf freitag 9 uhr')['start'][:16], '2026-11-27T09:00')
    same(said(box, 'move tom to boris')['staff']['name'], 'Boris')
    same(said(box, 'undo')['undone']['what'][:5], 'Moved')
    same(said(box, 'redo')['redone']['what'][:5], 'Moved')
    same(said(box, 'rebook tom in 4 weeks')['start'][:16], '2026-12-25T09:00')
    error = box.error('say', 'cancel tom', '--yes', status=2)
    same(len(error['details']['candidates']), 2)
    box.error('say', 'cancel tom tomorrow', '--yes', status=3)
    same(said(box, 'cancel tom friday')['status'], 'cancelled')
    same(said(box, 'sag tom am 25.12. ab')['status'], 'cancelled')
    box.error('say', 'cancel tom', '--yes', status=3)


def test_next_and_free(box):
    house(box)
    said(box, 'tom cut wed 10am')
    same([one['customer']['name'] for one in box.json('say', 'who is next')['result']['bookings']], ['Tom Ng'])
    same([one['customer']['name'] for one in box.json('say', 'wer ist der nächste?')['result']['bookings']], ['Tom Ng'])
    slots = box.json('say', 'free friday afternoon for colour')['result']['slots']
    same((slots[0]['start'][:16], slots[-1]['end'][11:16]), ('2026-11-27T12:00', '18:00'))
    same({slot['staff']['name'] for slot in slots}, {'Ana'})
    box.error('say', 'free friday', status=2)


def test_offers(box):
    house(box)
    offered = box.json('say', 'book maria cut next week')['result']['slots']
    same([slot['start'][:10] for slot in offered], [f'2026-{day}' for day in ('11-30', '12-01', '12-02', '12-03', '12-04', '12-05')])
    box.error('say', 'the sunday one', '--yes', status=3)
    box.error('say', 'the tuesday one', status=2)
    same(said(box, 'the tuesday one')['start'][:16], '2026-12-01T09:00')
    box.error('say', '2', '--yes', status=2)   # it was taken
    text = box.run('say', 'maria cut friday morning')
    assert re.search(r'1 +Fri 27 Nov 09:00', text.out) and 'daybook say 2' in text.err, text
    box.error('say', '2', '--yes', '--by', 'somebody else', status=2)
    box.error('say', '2', '--yes', '--now', '2026-11-24 09:10', status=2)
    box.run('say', 'maria cut friday morning')
    same(said(box, 'take number 2')['start'][:10], '2026-11-27')
    same(box.json('say', 'maria cut sunday')['result'], {'slots': []})


def test_an_offer_is_private(box):
    house(box)
    box.run('say', 'maria cut friday morning')
    folder = os.path.join(box.env['XDG_STATE_HOME'], 'daybook')
    offers = [name for name in os.listdir(folder) if name.startswith('offer-')]
    same(len(offers), 1)
    same(stat.S_IMODE(os.stat(os.path.join(folder, offers[0])).st_mode), 0o600)


def test_book_line(box):
    people = house(box)
    one = is_booking(box.json('book', 'maria colour fri 10'))
    same((one['customer']['id'], one['start'][:16]), (people['Maria Lopez'], '2026-11-27T10:00'))
    one = box.json('book', 'anna cut fri 10', '--customer', 'tom', '--start', 'sat 9:30', '--duration', '1h', '--notes', 'x')
    same((one['customer']['name'], one['start'][:16], one['end'][11:16], one['notes']), ('Tom Ng', '2026-11-28T09:30', '10:30', 'x'))
    text = box.run('book', 'tom cut', 'mon 9am')
    assert 'tom → Tom Ng' in text.err, text
    same(box.json('book', '--dry-run', 'tom cut wed 9am')['start'][:16], '2026-11-25T09:00')
    for line in ('anna cut wed 9am', 'move tom to friday', 'tom cut', 'tom blub wed 9am'):
        box.error('book', line, status=2)
    box.error('book', 'tom cut fri 10 ana', status=4)
    same(len(bookings(box)), 3)


def test_either_language(box):
    house(box)
    same(said(box, 'maria cut donnerstag halb drei bei ana')['start'][:16], '2026-11-26T14:30')
    same(said(box, 'tom cut thursday half past two boris')['start'][:16], '2026-11-26T14:30')


def test_request_id(box):
    house(box)
    first = box.json('say', 'tom cut wed 10am', '--yes', '--request-id', 'k1')
    same(box.json('say', 'tom cut wed 10am', '--yes', '--request-id', 'k1'), first)
    same(len(bookings(box)), 1)


def talk(box, line, *turns):
    """A line on a terminal: what is seen, what is typed for it. The status."""
    child = pexpect.spawn(box.program, ['say', line], env={**box.env, 'TERM': 'dumb'}, timeout=60, encoding='utf-8')
    for seen, typed in turns:
        child.expect_exact(seen)
        child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_a_talk(box):
    house(box)
    same(talk(box, 'tom cut wed 10am', ('Book it?', 'y')), 0)
    same(talk(box, 'tom cut wed 2pm', ('Book it?', 'n')), 2)
    same(bookings(box), [('Tom Ng', '2026-11-25T10:00')])
    same(talk(box, 'anna cut next friday 10am', ('Anna Becker', '2'), ('4 December', '1'), ('Book it?', 'y')), 0)
    same(bookings(box)[1][1], '2026-11-27T10:00')
    same(talk(box, 'maria thu 9am', ('What is it?', 'cut'), ('Book it?', 'y')), 0)
    same(talk(box, 'book maria cut next week', ('Which one?', 'the tuesday one'), ('Book it?', 'y')), 0)
    same(talk(box, 'book maria cut next week', ('Which one?', '')), 0)
    same(talk(box, 'cancel maria', ('Which?', '1'), ('Cancel it?', 'y')), 0)
    same([one[1] for one in bookings(box)], ['2026-11-25T10:00', '2026-11-27T10:00', '2026-12-01T09:00'])
    same(talk(box, 'undo', ('Take it back?', 'y')), 0)
    same(len(bookings(box)), 4)


def test_words_not_understood_in_a_talk(box):
    house(box)
    same(talk(box, 'maria cut on the frobday 9am', ('“frobday”', 'friday'), ('Book it?', 'y')), 0)
    same(bookings(box), [('Maria Lopez', '2026-11-27T09:00')])
