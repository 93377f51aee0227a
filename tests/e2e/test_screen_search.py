"""/ : what is known, with every key; and Enter goes there."""
from screens import at_cursor, book, cursor_text, leave, morning, on_screen, press, salon, status


def test_as_it_is_typed(box):
    morning(box)
    term = on_screen(box)
    press(term, '/')
    term.wait('A name, a phone number')
    press(term, 'l')
    term.wait('María López', 'Kim Lee')
    press(term, 'op')
    term.wait_gone('Kim Lee ')
    term.wait('María López', '+49 170 5551234', 'Bookings, the nearest first', 'Tue 24 Nov 10:00 2026')
    press(term, 'C-u', 'qqqq')
    term.wait('Nothing was found')
    press(term, 'Enter', 'Esc')
    leave(term)


def test_a_customer_shows_the_next_booking(box):
    """Or the last one; who has none gets a form."""
    morning(box)
    box.run('customer', 'add', 'Hannah Never')
    book(box, 'Old Otto', '2026-10-05 09:00')
    box.run('done', box.json('list', '2026-10-05')['bookings'][0]['id'])
    term = on_screen(box)
    press(term, '/', 'sor')
    term.wait('Søren Ås')
    press(term, 'Enter')
    at_cursor(term, 'Søren Ås')
    press(term, '/', 'otto', 'Enter')
    term.wait('Monday 5 October 2026')
    at_cursor(term, 'Old Otto')
    press(term, '/', 'hannah')
    term.wait('no visit yet')
    press(term, 'Enter')
    term.wait('New booking', 'Hannah Never', 'has no booking yet')
    press(term, 'Esc', 'Esc')
    leave(term)


def test_a_booking(box):
    """By a word of its note, by its service; on its day, with the cursor on it, cancelled or not."""
    morning(box)
    term = on_screen(box)
    press(term, ']', '/', 'allergic')
    term.wait('Kim Lee')
    press(term, 'Enter')
    term.wait('Tuesday 24 November')
    at_cursor(term, 'Kim Lee')
    press(term, 'd', 'Enter')
    term.wait('Cancelled')
    press(term, '/', 'allergic')
    term.wait('cancelled')
    press(term, 'Enter')
    term.wait('It was cancelled: this is where it was')
    at_cursor(term, '10:45')
    leave(term)


def test_other_scripts_and_typos(box):
    morning(box)
    term = on_screen(box)
    press(term, '/', '小')
    term.wait('王小明')
    press(term, 'C-u', 'inrgid')
    term.wait('one letter away', 'Ingrid Bø')
    press(term, 'C-u', '555')
    term.wait('María López')
    press(term, 'Esc')
    leave(term)


def test_list_keys(box):
    """Up and Down go through customers and bookings alike; a long list scrolls."""
    salon(box)
    for i in range(30):
        book(box, f'Anna {i:02}', f'2026-12-{i % 28 + 1:02} 10:00', 'Ana', 'Cut', '--overbook', 'test')
    term = on_screen(box)
    press(term, '/', 'anna')
    term.wait('Anna 00')
    press(term, *['Down'] * 45)
    term.wait('Anna 13')
    press(term, 'Up', 'Enter')
    term.wait('December 2026')
    at_cursor(term, 'Anna')
    leave(term)


def test_paste_into_the_search(box):
    morning(box)
    term = on_screen(box)
    press(term, '/')
    term.paste('Kim\nLee')
    term.wait('Tue 24 Nov 10:45 2026')
    press(term, 'Enter')
    at_cursor(term, 'Kim Lee')
    leave(term)
