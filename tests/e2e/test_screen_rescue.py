"""7, w, L, I : the waitlist, what a freed time is offered to, running late, somebody away."""
from screens import at_cursor, book, leave, morning, on_screen, press, salon


def starts(box, name='today'):
    return {(b['customer'] or {}).get('name'): (b['start'][11:16], b['staff']['name']) for b in box.json('list', name)['bookings']}


def test_the_waitlist(box):
    """Empty, one more by its form, what would suit it, and off it again."""
    morning(box)
    term = on_screen(box, 120, 38)
    press(term, '7')
    term.wait('Waitlist', 'Nobody waits.')
    press(term, 'n')
    term.wait('Onto the waitlist', 'Customer')
    press(term, 'sor')
    term.wait('Søren Ås')
    press(term, 'Enter', 'cut')
    term.wait('Cut')
    press(term, 'Enter', 'bor', 'Enter', '2026-11-26..2026-11-27', 'C-s')
    term.wait('is on the waitlist', 'Waitlist · 1', 'Cut with Boris', 'free now: Thu 26 Nov 09:00 Boris')
    press(term, 'Enter')
    term.wait('Booked from the waitlist: Søren Ås, Thu 26 Nov 09:00')
    at_cursor(term, 'Søren Ås')
    assert starts(box, '2026-11-26') == {'Søren Ås': ('09:00', 'Boris')}
    press(term, '7')
    term.wait('Nobody waits.')
    press(term, 'Esc', 'u')
    term.wait('Taken back')
    press(term, '7')
    term.wait('Waitlist · 1')
    press(term, 'd')
    term.wait('waits no more', 'Nobody waits.')
    press(term, 'Esc')
    leave(term)


def test_what_is_freed_is_offered(box):
    """A cancellation shows whom it would suit; one key books."""
    made = morning(box)
    box.run('waitlist', 'add', '--customer', 'Kim Lee', '--service', 'Cut', '--staff', 'Ana', '--from', '2026-11-24 11:00', '--to', '2026-11-24 13:00')
    box.run('block', '2026-11-24 10:45', '45m', '--staff', 'Ana')
    box.run('block', '2026-11-24 12:15', '5h45', '--staff', 'Ana')
    term = on_screen(box, 120, 38)
    press(term, '/', 'soren', 'Enter')
    at_cursor(term, 'Søren Ås')
    press(term, 'd', 'ill', 'Enter')
    term.wait('Free now for who waits', 'Kim Lee', 'Tue 24 Nov 11:30 Ana')
    press(term, 'Enter')
    term.wait('Booked from the waitlist: Kim Lee, Tue 24 Nov 11:30')
    assert box.json('show', made['Søren Ås']['id'])['status'] == 'cancelled'
    leave(term)


def test_who_could_take_this_time(box):
    salon(box)
    book(box, 'Kim Lee', '2026-11-26 10:00')
    term = on_screen(box)
    press(term, 'w')
    term.wait('Nobody on the waitlist could take this time')
    box.run('waitlist', 'add', '--customer', 'Kim Lee', '--service', 'Cut')
    press(term, 'w')
    term.wait('Free now for who waits', 'Kim Lee')
    press(term, 'Esc')
    leave(term)


def test_running_late(box):
    """Shown before it is done, the gaps eaten first; then whom it concerns; one undo."""
    morning(box)
    before = starts(box)
    term = on_screen(box, 120, 38)
    press(term, '/', 'kim', 'Enter')
    at_cursor(term, 'Kim Lee')
    press(term, 'L')
    term.wait('Running late', 'Boris', '15')
    press(term, 'Tab', '30', 'C-s')
    term.wait('Boris: 30 minutes late', 'This is what would be done', 'Kim Lee', '11:15')
    assert starts(box) == before
    press(term, 'Enter')
    term.wait('Done: 1 moved, 0 to be called')
    assert starts(box)['Kim Lee'] == ('11:15', 'Boris')
    press(term, 'Enter')
    term.wait_gone('minutes late')
    press(term, 'u')
    term.wait('Taken back')
    assert starts(box) == before
    leave(term)


def test_somebody_is_away(box):
    """Others take over what they can; who cannot be placed is listed with the number to call."""
    morning(box)
    book(box, 'Carla Colour', '15:00', 'Ana', 'Colour', '--phone', '+49 30 1234')
    term = on_screen(box, 120, 38)
    press(term, 'I')
    term.wait('Somebody is away', 'Boris')
    press(term, 'ana', 'Enter', 'C-s')
    term.wait('Ana is away', 'Søren Ås', 'somebody must call', 'Carla Colour', '+49 30 1234')
    assert starts(box)['Søren Ås'][1] == 'Ana'
    press(term, 'Enter')
    term.wait('Done: ', '1 to be called')
    assert starts(box)['Søren Ås'][1] != 'Ana'
    press(term, 'Enter', 'u')
    term.wait('Taken back')
    assert starts(box)['Søren Ås'][1] == 'Ana'
    leave(term)


def test_small_and_without_colour(box):
    morning(box)
    for env in ({'NO_COLOR': '1'}, {'LC_ALL': 'C', 'TERM': 'vt100'}):
        term = on_screen(box, env=env)
        press(term, 'L')
        term.wait('Running late', 'How late')
        press(term, 'Esc', '7')
        term.wait('Waitlist', 'Nobody waits')
        press(term, 'n')
        term.wait('Onto the waitlist', 'Customer', 'Wait')
        press(term, 'Esc', 'Esc')
        leave(term)


def test_undo_from_where_it_was_done(box):
    """u takes back what was done from its own list, and on the waitlist."""
    morning(box)
    before = starts(box)
    term = on_screen(box)
    press(term, 'L')
    term.wait('Running late')
    press(term, 'Tab', '30', 'C-s')
    term.wait('11:15')
    press(term, 'u')
    term.wait('Nothing is done yet.')
    press(term, 'Enter')
    term.wait('Done: 1 moved')
    press(term, 'u')
    term.wait('Taken back')
    assert starts(box) == before
    box.run('waitlist', 'add', '--customer', 'Kim Lee', '--service', 'Cut')
    press(term, '7')
    term.wait('Waitlist · 1')
    press(term, 'd')
    term.wait('Nobody waits.')
    press(term, 'u')
    term.wait('Waitlist · 1')
    press(term, 'Esc')
    leave(term)
