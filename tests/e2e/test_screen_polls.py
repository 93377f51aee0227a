"""T : a time for several people, asked, answered and booked on the screen."""
from screens import at_cursor, book, leave, on_screen, press, salon


def test_ask_answer_book(box):
    """Staff answer by the book; what others say is written down; the best time is booked with one key, and undone."""
    salon(box)
    book(box, 'In the Way', '2026-11-26 14:00')
    term = on_screen(box, 120, 38)
    press(term, 'T')
    term.wait('A time for several people', 'Nobody is being asked')
    press(term, 'n')
    term.wait('When it could be')
    press(term, 'Team', 'Tab', 'Tab', '2026-11-26 14:00..2026-11-26 17:00', 'Tab', 'Ana, Boris', 'Tab', 'Jane Doe:jane@example.org', 'C-s')
    term.wait('Team · 1h', '2 of 3 have answered', 'Thu 26 Nov 14:45', 'can: Ana, Boris', 'no answer: Jane Doe')
    press(term, 'a')
    term.wait('Team', 'In their time zone')
    press(term, 'jane', 'Enter')
    term.wait('Without a time it is a no')
    press(term, '2026-11-26 16:00..17:00', 'C-s')
    term.wait('Jane Doe has answered', '3 of 3 have answered', '1  Thu 26 Nov 16:00')
    press(term, 'Enter')
    term.wait('Booked: Thu 26 Nov 16:00', 'Thursday 26 November')
    made = [b for b in box.json('list', '2026-11-26')['bookings'] if b['start'][11:16] == '16:00']
    assert len(made) == 1 and {p['staff']['name'] for p in made[0]['parts']} == {'Ana', 'Boris'}, made
    press(term, 'u')
    term.wait('Taken back')
    press(term, 'T')
    term.wait('1  Thu 26 Nov 16:00')
    press(term, 'd')
    term.wait('Closed: Team', 'Nobody is being asked')
    press(term, 'Esc')
    leave(term)


def test_what_is_wrong_is_said(box):
    salon(box)
    for env in ({'NO_COLOR': '1'}, {'LC_ALL': 'C', 'TERM': 'vt100'}):
        term = on_screen(box, env=env)
        press(term, 'T', 'a')
        term.wait('No poll is open.')
        press(term, 'n', 'Team', 'C-s')
        term.wait('When it could be: Say when it could be')
        press(term, 'thu', 'Tab', 'Nobody', 'C-s')
        term.wait('Staff: ')
        press(term, 'Esc', 'Esc')
        leave(term)
