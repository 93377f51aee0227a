"""Free time by wishes, ranked, explained; the length that is usual; most per day of a person."""
from datetime import datetime

from salon import book, has, salon, same


def starts(answer):
    """Month, day and wall time of each."""
    return [slot['start'][5:16] for slot in answer['slots']]


def free(box, *args):
    return box.json('free', '--duration', '60', '--staff', 'Ana', '--from', '2026-11-24', '--to', '2026-12-07', '--step', '60', '--limit', '0', *args)


def test_weekdays(box):
    salon(box)
    for days, want in (('tu', {'11-24', '12-01'}), ('mo,we', {'11-25', '11-30', '12-02', '12-07'}), ('fr-sa', {'11-27', '11-28', '12-04', '12-05'}),
                       ('montag', {'11-30', '12-07'}), ('su', set())):
        same({start[:5] for start in starts(free(box, '--weekdays', days))}, want, days)
    for wrong in ('', 'mo,', 'xx', 'mo 09:00'):
        box.error('free', '--duration', '60', '--weekdays', wrong, status=2)


def test_hours_of_the_day(box):
    salon(box)
    box.run('hours', 'set', 'mo-su 00:00-24:00')
    ask = ('free', '--duration', '60', '--staff', 'Ana', '--from', '2026-11-25T12:00', '--to', '2026-11-26T12:00', '--step', '60')
    for hours, want in (('09:00-12:00', ['09:00', '10:00', '11:00']), ('22:00-', ['22:00', '23:00']), ('-02:00', ['00:00', '01:00']),
                        ('22:30-01:30', ['23:00', '00:00']), ('10:00-10:30', []), ('00:00-24:00', [f'{hour % 24:02d}:00' for hour in range(12, 36)])):
        same([start[6:] for start in starts(box.json(*ask, '--hours', hours))], want, hours)
    for wrong in ('9', '09:00', '09:00-10:00 11:00-12:00', '25:00-26:00', ''):
        box.error(*ask, '--hours', wrong, status=2)


def test_a_least_gap(box):
    salon(box)
    book(box, 'Maria', '12:00', '--staff', 'Ana')  # to 12:45
    day = ('free', '--duration', '30', '--staff', 'Ana', '--from', '10:30', '--to', '14:30', '--limit', '0')
    same([start[6:] for start in starts(box.json(*day))],
         ['10:30', '10:45', '11:00', '11:15', '11:30', '12:45', '13:00', '13:15', '13:30', '13:45', '14:00'])
    same([start[6:] for start in starts(box.json(*day, '--gap', '30'))], ['10:30', '10:45', '11:00', '11:30', '12:45', '13:15', '13:30', '13:45', '14:00'])
    same([start[6:] for start in starts(box.json(*day, '--gap', '2h'))], ['11:30', '12:45'])
    box.error(*day, '--gap', 'wide', status=2)


def test_pages(box):
    salon(box)
    ask = ('free', '--service', 'Cut', '--from', '2026-11-24', '--to', '2027-11-24')
    whole = box.json(*ask, '--limit', '0')['slots']
    assert len(whole) > 10000, len(whole)
    same(box.json(*ask)['slots'], whole[:50])
    same(box.json(*ask, '--offset', '1990', '--limit', '20')['slots'], whole[1990:2010])
    same(box.json(*ask, '--offset', str(len(whole) - 3))['slots'], whole[-3:])
    same(box.json(*ask, '--offset', str(len(whole)))['slots'], [])
    ranked = box.json(*ask, '--rank', '--limit', '30')['slots']
    same(box.json(*ask, '--rank', '--limit', '10', '--offset', '20')['slots'], ranked[20:])


def test_ranked(box):
    salon(box)
    book(box, 'Maria', '12:00', '--staff', 'Ana')
    day = ('free', '--service', 'Cut', '--from', '10:00', '--to', '15:00', '--rank')
    best = box.json(*day)['slots'][0]
    same((best['start'][11:16], best['staff']['name'], best['reasons']), ('11:15', 'Ana', ['joins the 12:00']))
    scores = [slot['score'] for slot in box.json(*day)['slots']]
    assert scores == sorted(scores, reverse=True) and 0 <= scores[-1] and scores[0] <= 1, scores
    assert all(slot['score'] is None and slot['reasons'] == [] for slot in box.json(*day[:-1])['slots'])
    dead = next(slot for slot in box.json(*day)['slots'] if slot['start'][11:16] == '11:00' and slot['staff']['name'] == 'Ana')
    same(dead['reasons'], ['but leaves 15 min that hold no service'])
    box.run('policy', 'set', 'rank-gaps', 'off')
    dead = next(slot for slot in box.json(*day)['slots'] if slot['start'][11:16] == '11:00' and slot['staff']['name'] == 'Ana')
    same(dead['reasons'], [])
    line = box.run(*day).out.splitlines()[0]
    assert '11:15–12:00' in line and 'Tue 24 Nov' in line and 'joins the 12:00' in line, line
    same(box.json(*day), box.json(*day), 'the same again')


def test_ranked_by_habit(box):
    salon(box)
    box.run('customer', 'add', 'Maria')
    for start in ('2026-11-03T15:00', '2026-11-10T15:00', '2026-11-17T15:00'):
        box.run('book', '--customer', 'Maria', '--service', 'Cut', '--staff', 'Boris', '--start', start)
    box.run('policy', 'set', 'rank-gaps', 'off')
    best = box.json('free', '--service', 'Cut', '--rank', '--customer', 'Maria')['slots'][0]
    same((best['start'][:16], best['staff']['name']), ('2026-11-24T14:00', 'Boris'))
    same(best['reasons'], ['Boris, as usual', 'the usual day of the week', 'about the usual hour'])
    box.error('free', '--service', 'Cut', '--rank', '--customer', 'Nobody', status=3)


def test_ranked_by_load(box):
    salon(box)
    box.run('block', '09:00', '7h', '--staff', 'Ana')
    box.run('policy', 'set', 'rank-gaps', 'off')
    ask = ('free', '--service', 'Cut', '--from', '16:30', '--to', '17:30', '--rank', '--limit', '1')
    for policy, want, why in (('on', 'Boris', ['a quiet day']), ('gather', 'Ana', ['a day that is busy anyway'])):
        box.run('policy', 'set', 'rank-spread', policy)
        best = box.json(*ask)['slots'][0]
        same((best['staff']['name'], best['reasons']), (want, why), policy)


def test_most_per_day_of_a_person(box):
    salon(box)
    same(box.json('staff', 'edit', 'Ana', '--max-per-day', '2')['max_per_day'], 2)
    same([one['max_per_day'] for one in box.json('staff', 'list')['staff']], [2, None])
    assert 'at most 2 a day' in box.run('staff', 'list').out
    book(box, 'Eins', '10:00', '--staff', 'Ana')
    book(box, 'Zwei', '11:00', '--staff', 'Ana')
    refused = box.error('book', '--new-customer', 'Drei', '--service', 'Cut', '--staff', 'Ana', '--start', '14:00', status=5)
    same([rule['rule'] for rule in refused['details']['rules']], ['max-per-day'])
    assert 'Ana has, on Tue 24 Nov, 2 of at most 2 appointments.' in refused['message'], refused
    same(book(box, 'Vier', '14:00')['staff']['name'], 'Boris')
    slots = box.json('free', '--service', 'Cut', '--from', '2026-11-24', '--to', '2026-11-25', '--limit', '0')['slots']
    same({(slot['start'][:10], slot['staff']['name']) for slot in slots}, {('2026-11-24', 'Boris'), ('2026-11-25', 'Ana'), ('2026-11-25', 'Boris')})
    same(box.json('staff', 'edit', 'Ana', '--max-per-day', 'none')['max_per_day'], None)
    book(box, 'Fünf', '14:00', '--staff', 'Ana')
    for wrong in ('0', '-1', 'x', '10001'):
        box.error('staff', 'edit', 'Ana', '--max-per-day', wrong, status=2)
    same(box.json('staff', 'add', 'Cleo', '--max-per-day', '8')['max_per_day'], 8)


# --- explain ---

RULES = 'exists open closure staff skill resource capacity buffers notice horizon max-per-day'.split()


def explained(box, *args):
    answer = box.json('explain', *args)
    same([rule['rule'] for rule in answer['rules']], RULES, args)
    for rule in answer['rules']:
        assert rule['message'] and isinstance(rule['ok'], bool), rule
    same(answer['fits'], all(rule['ok'] for rule in answer['rules']))
    if answer['fits']:
        same((answer['nearest'], answer['change'], answer['changed']), (None, None, None))
    return answer


def against(answer):
    return [rule['rule'] for rule in answer['rules'] if not rule['ok']]


def apply(box, answer):
    """Books what the change says, to the letter."""
    changed = answer['changed']
    first, rest = changed['visits'][0], changed['visits'][1:]
    args = ['book', '--new-customer', 'Applied', '--start', changed['start']]
    for option in ('service', 'staff', 'resource'):
        args += [f'--{option}', first[option]['id']] if first[option] else []
    args += ['--duration', str(first['duration'])] if first['duration'] else []
    for visit in rest:
        args += ['--with', visit['service']['id'] + ('/' + visit['staff']['id'] if visit['staff'] else '')]
    return box.json(*args)


def test_explain_what_fits(box):
    salon(box)
    answer = explained(box, '10:00', '--service', 'Cut', '--staff', 'Ana')
    same(answer['fits'], True)
    messages = {rule['rule']: rule['message'] for rule in answer['rules']}
    same((messages['open'], messages['staff'], messages['skill']), ('Open 09:00-18:00.', 'Ana is there and free.', 'Ana does “Cut”.'))
    said = box.run('explain', '10:00', '--service', 'Cut').out
    assert said.startswith('Tue 24 Nov 10:00 can be booked.') and 'max-per-day' in said and 'yes' in said, said


def test_explain_each_rule(box):
    salon(box)
    book(box, 'Maria', '10:00', '--staff', 'Ana')
    box.run('service', 'edit', 'Cut', '--buffer-after', '10')
    box.run('closure', 'add', '2026-12-24', '--reason', 'Christmas')
    box.run('resource', 'add', 'Room', '--kind', 'room')
    box.run('policy', 'set', 'min-notice', '30')
    for args, rules, change in (
            (['10:15', '--service', 'Cut', '--staff', 'Ana'], ['staff'], 'start 30 min later'),
            (['10:00', '--service', 'Cut', '--staff', 'Ana'], ['staff'], 'start 45 min later'),
            (['09:30', '--service', 'Cut', '--staff', 'Ana'], ['staff'], 'with Boris instead of Ana'),
            (['18:00', '--service', 'Cut', '--staff', 'Ana'], ['open'], 'start 45 min earlier'),
            (['21:00', '--service', 'Cut', '--staff', 'Ana'], ['open'], 'start 3h45 earlier'),
            (['2026-12-24T10:00', '--service', 'Cut', '--staff', 'Ana'], ['closure'], 'start Wed 23 Dec 17:15'),
            (['2026-11-29T10:00', '--service', 'Cut', '--staff', 'Ana'], ['open'], 'start Sat 28 Nov 12:15'),
            (['11:00', '--service', 'Colour', '--staff', 'Boris'], ['skill'], 'with Ana instead of Boris'),
            (['09:10', '--service', 'Cut', '--staff', 'Boris'], ['notice'], 'start 20 min later'),
            (['2029-11-24T10:00', '--service', 'Cut', '--staff', 'Boris'], ['horizon'], None)):
        answer = explained(box, *args)
        same((against(answer), answer['change'] if change else change), (rules, change), args)
        assert change or answer['change'].startswith('start '), answer
        applied = apply(box, answer)
        box.run('undo')
        has(applied, ['id'])
    same([rule['message'] for rule in explained(box, '2026-12-24T10:00', '--service', 'Cut')['rules'] if not rule['ok']],
         ['The business is closed: Thu 24 Dec (Christmas).'])
    for wrong in ([], ['10:00'], ['tomorrow', '--service', 'Cut'], ['10:00', '--duration', 'x']):
        box.error('explain', *wrong, status=2)
    box.error('explain', '10:00', '--service', 'Massage', status=3)


def test_the_nearest_is_what_free_lists(box):
    salon(box)
    book(box, 'Maria', '10:00', '--staff', 'Ana')
    for when in ('10:15', '12:01', '08:00', '20:00', '2026-11-28T14:00', '2026-11-29T10:00'):
        answer = explained(box, when, '--service', 'Cut', '--staff', 'Ana')
        listed = box.json('free', '--service', 'Cut', '--staff', 'Ana', '--limit', '0')['slots']
        if answer['fits']:
            continue
        asked = box.json('book', '--new-customer', 'X', '--service', 'Cut', '--staff', 'Ana', '--start', when, '--overbook', 'to know when', '--dry-run')['start']
        away = [abs(datetime.fromisoformat(slot['start']) - datetime.fromisoformat(asked)) for slot in listed]
        same(answer['nearest'], listed[away.index(min(away))], when)


def test_a_refusal_explains_itself(box):
    salon(box)
    book(box, 'Maria', '10:00', '--staff', 'Ana')
    moved = book(box, 'Tom', '14:00', '--staff', 'Ana')
    ways = (['book', '--new-customer', 'Eve', '--service', 'Cut', '--staff', 'Ana', '--start', '10:15'], ['move', moved['id'], '10:15'],
            ['edit', moved['id'], '--start', '10:15'])
    for args in ways:
        refused = box.error(*args, status=4)
        details = refused['details']
        same((details['change'], details['changed']['start'][11:16]), ('start 30 min later', '10:45'), args)
        same(details['nearest']['start'][11:16], '10:45', args)
        assert refused['message'].endswith(' It would fit: start 30 min later.'), refused
    same(box.json('move', moved['id'], '10:45')['start'][11:16], '10:45')
    # a booking is not in its own way
    refused = box.error('move', moved['id'], '10:30', status=4)
    same((refused['details']['change'], refused['details']['nearest']['start'][11:16]), ('start 15 min later', '10:45'))
    refused = box.error('block', '10:00', '2h', 'lunch', '--staff', 'Ana', status=4)
    assert refused['message'].endswith(' It would fit: start 1h30 later.') or 'instead of' in refused['message'], refused


def test_another_room(box):
    salon(box)
    box.run('service', 'add', 'Massage', '--duration', '60', '--resource', 'room')
    for room in ('Red', 'Blue'):
        box.run('resource', 'add', room, '--kind', 'room')
    box.run('block', '10:00', '1h', '--staff', 'Boris', '--resource', 'Red')
    answer = explained(box, '10:00', '--service', 'Massage', '--staff', 'Ana', '--resource', 'Red')
    same((against(answer), answer['change']), (['resource'], 'in Blue instead of Red'))
    same(apply(box, answer)['resource']['name'], 'Blue')


def test_several_services_explained(box):
    salon(box)
    book(box, 'Maria', '11:00', '--staff', 'Boris')
    answer = explained(box, '10:30', '--service', 'Cut', '--staff', 'Ana', '--with', 'Cut/Boris')
    same((against(answer), answer['change']), (['staff'], 'start 30 min later'))
    same(apply(box, answer)['start'][11:16], '11:00')


# --- the length that is usual ---

def visit(box, day, *more):
    return box.run('book', '--customer', 'Maria', '--service', 'Cut', '--staff', 'Ana', '--start', f'2026-{day}T10:00', *more)


def test_the_usual_length(box):
    salon(box)
    box.run('customer', 'add', 'Maria')
    assert 'usually' not in visit(box, '11-03', '--duration', '60').err
    assert 'usually' not in visit(box, '11-10', '--duration', '60').err
    third = visit(box, '11-24')
    assert 'Maria usually takes 60 min: --duration 60' in third.err, third
    same(box.json('show', 'last')['end'][11:16], '10:45')  # offered, not done
    assert 'usually' not in visit(box, '11-25', '--duration', '45').err
    assert 'usually' not in visit(box, '11-26').err  # twice its own by now, and those are newer
    for day in ('11-30', '12-01', '12-03'):
        visit(box, day, '--duration', '60')
    assert 'usually takes 60 min' in visit(box, '12-02', '--dry-run').err
    box.run('policy', 'set', 'remember-length', 'off')
    assert 'usually' not in visit(box, '12-02').err
