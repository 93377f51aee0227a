"""f : find a time, and the times on offer in the grid of the day."""
from screens import at_cursor, book, leave, morning, on_screen, press, salon


def test_without_a_customer_it_opens_the_form(box):
    salon(box)
    term = on_screen(box)
    press(term, 'f')
    term.wait('Find a time', 'colour ana next week')
    press(term, 'colour thu')
    term.wait('The best first; Enter opens the form there:', 'Thu 26 Nov 09:00 – 10:45', 'Ana')
    press(term, 'Tab')
    term.wait('The earliest first')
    press(term, 'Down', 'Enter')
    term.wait('New booking', 'Colour', 'Thu 26 Nov 09:15')
    press(term, 'Esc')
    leave(term)


def test_for_the_customer_under_the_cursor(box):
    """It begins with the name, and Enter books at once."""
    morning(box)
    term = on_screen(box)
    press(term, '/', 'kim', 'Enter')
    at_cursor(term, 'Kim Lee')
    press(term, 'f')
    term.wait('Find a time', 'Kim Lee', 'customer', 'What is it for?')
    press(term, 'cut boris fri', 'Tab')
    term.wait('The earliest first; Enter books it:', 'Fri 27 Nov 09:00')
    press(term, 'Enter')
    term.wait('Booked: Kim Lee, Fri 27 Nov 09:00', 'Friday 27 November')
    at_cursor(term, 'Kim Lee')
    leave(term)


def test_nothing_free_is_said(box):
    salon(box)
    term = on_screen(box)
    press(term, 'f', 'cut sunday')
    term.wait('Nothing is free there')
    press(term, 'Enter')
    term.wait('Find a time')
    press(term, 'Esc')
    leave(term)


def test_times_in_the_grid(box):
    """Day by day, until Esc; they follow the book."""
    salon(box)
    book(box, 'Early Bird', '2026-11-26 09:00')
    term = on_screen(box, 120, 38)
    press(term, 'f', 'cut thu ana')
    term.wait('Thu 26 Nov 09:45')
    press(term, 'C-g')
    term.wait('Thursday 26 November', 'Cut: ○ is where it could begin', '○ 10:00')
    assert not any('○ 09:15' in term.row(y) for y in range(38))
    at_cursor(term, '09:45')
    book(box, 'Tom Ng', '2026-11-26 11:00')
    term.wait('Tom Ng')
    term.wait_gone('○ 11:00')
    press(term, ']')
    term.wait('Friday 27 November', '○ 09:15')
    press(term, 'Enter')
    term.wait('New booking', 'Cut', 'Fri 27 Nov')
    press(term, 'Esc')
    term.wait_gone('New booking')
    press(term, 'Esc')
    term.wait_gone('○ 09:15')
    term.wait('Friday 27 November')
    leave(term)


def test_a_slot_held_by_another_desk(box):
    """It stands in the grid with whose it is and how long."""
    salon(box)
    term = on_screen(box, 120, 38)
    box.run('--by', 'berta', 'hold', '15:00', '--service', 'Cut', '--staff', 'Boris', '--notes', 'Frau Weiss')
    term.wait('held to 10:52 · berta', 'Frau Weiss')
    box.run('hold', 'release', box.json('hold', 'list')['holds'][0]['id'])
    term.wait_gone('held to 10:52')
    leave(term)
