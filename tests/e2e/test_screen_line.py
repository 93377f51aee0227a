"""o : one line of language, read as it is typed, and done with Enter."""
from screens import at_cursor, book, leave, morning, on_screen, press, salon, status


def bookings(box, day):
    return [(b['customer']['name'], b['start'][11:16], b['staff']['name']) for b in box.json('list', day)['bookings']]


def test_read_as_it_is_typed(box):
    """Each word with what it became, and below what the whole comes to; nothing is done before Enter."""
    morning(box)
    term = on_screen(box, 120, 38)
    press(term, 'o')
    term.wait('One line', 'maria cut tue 2pm ana', 'books somebody new')
    press(term, 'soren')
    term.wait('Søren Ås', 'customer', 'What is it? Name a service')
    press(term, ' cut thu 2pm')
    term.wait('Thursday 26 November 2026', '14:00', '✓ Thu 26 Nov 14:00 · 45 min · Ana')
    press(term, ' boris 50m note: window seat')
    term.wait('window seat', '✓ Thu 26 Nov 14:00 · 50 min · Boris')
    assert bookings(box, '2026-11-26') == []
    press(term, 'Enter')
    term.wait('Booked: Søren Ås, Thu 26 Nov 14:00', 'Thursday 26 November')
    at_cursor(term, 'Søren Ås')
    assert bookings(box, '2026-11-26') == [('Søren Ås', '14:00', 'Boris')]
    press(term, 'u')
    term.wait('Taken back')
    assert bookings(box, '2026-11-26') == []
    leave(term)


def test_in_few_keys(box):
    """A known customer with one line: o, the line, Enter, and no question."""
    morning(box)
    term = on_screen(box)
    press(term, 'o', 'new Jane Doe beard 16:00 phone 0170 1234567', 'Enter')
    term.wait('Booked: Jane Doe, Tue 24 Nov 16:00')
    made = box.json('customer', 'show', 'Jane Doe')
    assert [p.replace(' ', '') for p in made['phones']] == ['01701234567'], made
    leave(term)


def test_what_can_mean_two_is_asked(box):
    """Nothing is guessed: the arrows pick, and an answer holds as long as its words stand there."""
    morning(box)
    box.run('customer', 'add', 'María Pérez')
    term = on_screen(box)
    press(term, 'o', 'maria cut thu 2pm')
    term.wait('can mean more than one', 'María López', 'María Pérez')
    press(term, 'Down', 'Enter')
    term.wait_gone('can mean more than one')
    term.wait('María Pérez', '✓ Thu 26 Nov 14:00')
    press(term, ' ana')
    term.wait('with', '✓ Thu 26 Nov 14:00 · 45 min · Ana')
    press(term, 'Enter')
    term.wait('Booked: María Pérez')
    assert bookings(box, '2026-11-26') == [('María Pérez', '14:00', 'Ana')]
    leave(term)


def test_what_is_not_understood_is_said(box):
    morning(box)
    term = on_screen(box)
    press(term, 'o', 'soren cut thu 2pm xyzzy')
    term.wait('not understood', 'xyzzy')
    press(term, 'Enter')
    term.wait('One line')
    assert bookings(box, '2026-11-26') == []
    press(term, 'Esc')
    leave(term)


def test_times_are_offered(box):
    """Without a time of day, and where the time is taken."""
    morning(box)
    term = on_screen(box)
    press(term, 'o', 'kim cut thu ana')
    term.wait('Free; Enter books it:', 'Thu 26 Nov 09:00')
    press(term, 'Down', 'Enter')
    term.wait('Booked: Kim Lee, Thu 26 Nov')
    first = bookings(box, '2026-11-26')
    assert len(first) == 1 and first[0][1] > '09:00', first
    press(term, 'o', 'soren cut thu ana ' + first[0][1])
    term.wait('Ana has Kim Lee')
    press(term, 'Enter')
    term.wait('Booked: Søren Ås')
    assert len(bookings(box, '2026-11-26')) == 2
    leave(term)


def test_a_free_time_opens_the_form(box):
    morning(box)
    term = on_screen(box)
    press(term, 'o', 'free thursday afternoon for colour')
    term.wait('Free; Enter opens the form there:', 'Thu 26 Nov')
    press(term, 'Enter')
    term.wait('New booking', 'Colour', 'Thu 26 Nov')
    press(term, 'Esc')
    leave(term)


def test_move_cancel_and_again(box):
    made = morning(box)
    term = on_screen(box)
    press(term, 'o', 'move kim to thursday 11:00')
    term.wait('✓ Move Kim Lee, Tue 24 Nov 10:45 → Thu 26 Nov 11:00 · Boris')
    press(term, 'Enter')
    term.wait('Moved: Kim Lee, Thu 26 Nov 11:00')
    at_cursor(term, 'Kim Lee')
    press(term, 'o', 'cancel kim thursday')
    term.wait('✓ Cancel Kim Lee, Thu 26 Nov 11:00')
    press(term, 'Enter')
    term.wait('Cancelled: Kim Lee')
    assert box.json('show', made['Kim Lee']['id'])['status'] == 'cancelled'
    press(term, 'o', 'undo')
    term.wait('Take back: ')
    press(term, 'Enter')
    term.wait('Taken back')
    assert box.json('show', made['Kim Lee']['id'])['status'] == 'confirmed'
    leave(term)


def test_who_is_next(box):
    morning(box)
    term = on_screen(box)
    press(term, ']', 'o', 'who is next')
    term.wait('Next; Enter shows it:', 'Kim Lee, Tue 24 Nov 10:45')
    press(term, 'Enter')
    term.wait('Tuesday 24 November')
    at_cursor(term, 'Kim Lee')
    leave(term)


def test_one_of_several_bookings(box):
    """Of two that are meant one is picked; the line goes on with it."""
    salon(box)
    book(box, 'Tom Ng', '2026-11-26 10:00')
    box.json('book', '--customer', 'Tom Ng', '--service', 'Cut', '--staff', 'Boris', '--start', '2026-11-27 12:00')
    term = on_screen(box)
    press(term, 'o', 'cancel tom')
    term.wait('Several bookings can be meant', 'Thu 26 Nov 10:00', 'Fri 27 Nov 12:00')
    press(term, 'Down', 'Enter')
    term.wait('✓ Cancel Tom Ng, Fri 27 Nov 12:00')
    press(term, 'Enter')
    term.wait('Cancelled: Tom Ng, Fri 27 Nov 12:00')
    assert bookings(box, '2026-11-26') == [('Tom Ng', '10:00', 'Ana')]
    assert bookings(box, '2026-11-27') == []
    leave(term)


def test_another_desk_is_quicker(box):
    """What the line comes to follows the book while it stands there."""
    morning(box)
    term = on_screen(box)
    press(term, 'o', 'soren cut thu 2pm ana')
    term.wait('✓ Thu 26 Nov 14:00')
    book(box, 'Quick One', '2026-11-26 14:00')
    term.wait('Ana has Quick One')
    press(term, 'Esc')
    leave(term)


def test_no_colour_and_no_utf8(box):
    morning(box)
    for env in ({'NO_COLOR': '1'}, {'LC_ALL': 'C', 'TERM': 'vt100'}):
        term = on_screen(box, env=env)
        press(term, 'o', 'soren cut thu 2pm')
        term.wait('Thursday 26 November 2026', 'customer', 'Thu 26 Nov 14:00', '45 min')
        press(term, 'Esc')
        leave(term)


def test_a_paste_is_text(box):
    morning(box)
    term = on_screen(box)
    press(term, 'o')
    term.wait('One line')
    term.send('\x1b[200~soren cut thu 2pm\n\x1b[201~')
    term.wait('Thu 26 Nov 14:00 · 45 min')
    assert bookings(box, '2026-11-26') == []
    press(term, 'Esc')
    leave(term)
