"""Series on the screen: made in words, every date looked at, changed by one date, those that follow, or all."""
from screens import at_cursor, book, leave, on_screen, press, salon


def dates(box, name='Søren Ås', span='2026-11-24..2027-03-31'):
    return [(b['start'][:16], b['status']) for b in box.json('list', span, '--all')['bookings'] if (b['customer'] or {}).get('name') == name]


def weekly(box):
    salon(box)
    box.run('customer', 'add', 'Søren Ås')
    box.run('book', '--customer', 'Søren Ås', '--service', 'Cut', '--staff', 'Ana', '--start', '2026-11-25 10:00', '--repeat', 'FREQ=WEEKLY;COUNT=4')


def test_in_words_and_with_a_clash(box):
    """The form reads how often in words; a date that does not fit is moved or left out, in a table, before anything is written."""
    salon(box)
    box.run('customer', 'add', 'Søren Ås')
    book(box, 'In the Way', '2026-12-01 12:00', 'Ana')
    term = on_screen(box, 120, 38)
    press(term, 'n', 'sor')
    term.wait('Søren Ås')
    press(term, 'Enter', 'cut', 'Enter')
    term.wait('45 min')
    press(term, *['BTab'] * 3, 'every week, 3 times')
    term.wait('3 dates, all fit')
    press(term, *['BTab'] * 3, '12:00', 'Tab')
    term.wait('1 of 3 clash')
    press(term, 'C-s')
    term.wait('1 of 3 dates do not fit', 'Tue 1 Dec 12:00', 'what becomes of it?', 'In the Way')
    assert dates(box) == []
    press(term, 'Enter')
    term.wait('1 date does not fit yet')
    press(term, 'm')
    term.wait('moved to Tue 1 Dec')
    press(term, 'Enter')
    term.wait('Booked 3 dates')
    made = dates(box)
    assert len(made) == 3 and made[1][0] != '2026-12-01T12:00', made
    press(term, 'u')
    term.wait('Taken back')
    assert dates(box) == []
    leave(term)


def test_cancel_what_follows(box):
    weekly(box)
    term = on_screen(box, 120, 38)
    press(term, 'g', '2.12.', 'Enter')
    term.wait('Wednesday 2 December')
    press(term, '/', 'soren')
    term.wait('Wed 2 Dec')
    press(term, 'Esc', 'Tab')
    at_cursor(term, 'Søren Ås')
    press(term, 'd')
    term.wait('It is one of a series', 'this and the following')
    press(term, 'f')
    term.wait('Cancel the series of Søren Ås')
    press(term, 'moved away', 'Enter')
    term.wait('Cancelled: Søren Ås')
    assert [s for _, s in dates(box)] == ['confirmed', 'cancelled', 'cancelled', 'cancelled'], dates(box)
    press(term, 'u')
    term.wait('Taken back')
    assert [s for _, s in dates(box)] == ['confirmed'] * 4
    leave(term)


def test_move_all(box):
    """Carried to another hour, all that are to come go along, one undo."""
    weekly(box)
    term = on_screen(box, 120, 38)
    press(term, 'g', '25.11.', 'Enter')
    term.wait('Wednesday 25 November')
    press(term, 'Tab')
    at_cursor(term, 'Søren Ås')
    press(term, 'm', 'Down', 'Down', 'Enter')
    term.wait('It is one of a series')
    press(term, 'a')
    term.wait('Moved: Søren Ås')
    moved = [start[11:] for start, _ in dates(box)]
    assert len(set(moved)) == 1 and moved[0] != '10:00' and len(moved) == 4, moved
    press(term, 'u')
    term.wait('Taken back')
    assert [start[11:] for start, _ in dates(box)] == ['10:00'] * 4
    leave(term)


def test_edit_one_or_all(box):
    weekly(box)
    term = on_screen(box, 120, 38)
    press(term, 'g', '25.11.', 'Enter')
    term.wait('Wednesday 25 November')
    press(term, 'Tab')
    at_cursor(term, 'Søren Ås')
    press(term, 'e')
    term.wait('Price')
    press(term, *['Tab'] * 5, '50', 'C-s')
    term.wait('It is one of a series')
    press(term, 'Esc')
    term.wait_gone('It is one of a series')
    press(term, 'C-s')
    term.wait('It is one of a series')
    press(term, 'a')
    term.wait('Changed 4 dates, the first: Søren Ås')
    prices = {b['price']['minor'] for b in box.json('list', '2026-11-24..2027-01-31')['bookings']}
    assert prices == {5000}, prices
    leave(term)


def test_overbooked_with_one_reason(box):
    """o and O ask for the reason once; the table shows what becomes of each date before Enter does it."""
    salon(box)
    box.run('customer', 'add', 'Søren Ås')
    for day in ('2026-12-01', '2026-12-08'):
        book(box, 'In the Way ' + day[-2:], day + ' 12:00', 'Ana')
    term = on_screen(box, 120, 38)
    press(term, 'n', 'sor')
    term.wait('Søren Ås')
    press(term, 'Enter', 'cut', 'Enter', *['BTab'] * 3, 'every week, 3 times', *['BTab'] * 3, '12:00', 'C-s')
    term.wait('2 of 3 dates do not fit')
    press(term, 'O')
    term.wait('Overbook, because:')
    press(term, 'twins', 'Enter')
    term.wait_gone('what becomes of it?')
    term.wait('overbooked')
    press(term, 'Enter')
    term.wait('Booked 3 dates')
    made = [b['overbooked'] for b in box.json('list', '2026-11-24..2026-12-31')['bookings'] if (b['customer'] or {}).get('name') == 'Søren Ås']
    assert made == [None, 'twins', 'twins'], made
    leave(term)
