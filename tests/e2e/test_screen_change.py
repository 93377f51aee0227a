"""What a person does on the Day screen: marks, cancelling, moving, rebooking, walk-ins, blocks, notes, money, undo. Each seen on the
screen and in the book."""
from screens import at_cursor, book, cursor_text, footer, leave, listed, morning, of, on_screen, press, salon, settle, status


def test_a_visit_from_arrival_to_payment(box):
    morning(box)
    term = on_screen(box)
    for key, words, state in (('a', 'arrived', 'arrived'), ('s', 'in service', 'in_service'), ('c', 'completed', 'completed')):
        press(term, key)
        term.wait(f'Kim Lee: {words}')
        assert of(box, 'Kim Lee')['status'] == state
    press(term, 'P')
    term.wait('Paid by Kim Lee:')
    press(term, 'Enter')                                     # the price, as offered
    term.wait('Kim Lee has paid €38.00')
    assert of(box, 'Kim Lee')['paid']['minor'] == 3800
    press(term, 'N', 'next time shorter', 'Enter')
    term.wait('Noted: Kim Lee')
    assert 'next time shorter' in of(box, 'Kim Lee')['notes']
    at_cursor(term, 'Kim Lee')
    leave(term)


def test_steps_that_are_not_allowed(box):
    """A completed visit is no no-show, and free time has no status; nothing changes."""
    morning(box)
    term = on_screen(box)
    press(term, 'BTab', 'BTab', 'BTab', 'BTab', 'BTab')
    at_cursor(term, 'Ingrid Bø')
    press(term, 'x')
    term.wait('does not follow from the status')
    assert of(box, 'Ingrid Bø')['status'] == 'completed'
    assert 'x no-show' not in footer(term)
    press(term, 'End')
    at_cursor(term, '17:45')                            # and the words of before are gone
    press(term, 'a')
    term.wait_until(lambda: status(term).startswith('That does not'), 'a refusal')
    leave(term)


def test_no_show_and_tentative(box):
    morning(box)
    book(box, 'Maybe', '15:00', 'Boris', 'Beard', '--status', 'tentative')
    term = on_screen(box)
    press(term, 'x')
    term.wait('Kim Lee: no-show', '✗ no-show')
    press(term, *['Tab'] * 8)
    at_cursor(term, 'Maybe')
    press(term, 'C')
    term.wait('Maybe: confirmed')
    assert of(box, 'Maybe')['status'] == 'confirmed'
    leave(term)


def test_cancel_and_bring_back(box):
    """With a reason; the time is free at once, and u brings the booking back."""
    morning(box)
    term = on_screen(box)
    press(term, 'd', 'has the flu', 'Enter')
    term.wait('Cancelled: Kim Lee. u brings it back.')
    assert of(box, 'Kim Lee')['status'] == 'cancelled'
    at_cursor(term, '10:45')
    assert 'free' in cursor_text(term)
    press(term, 'u')
    term.wait('Taken back: Cancelled Kim Lee', '▌ Kim Lee')
    assert of(box, 'Kim Lee')['status'] == 'confirmed'
    press(term, 'C-r')
    term.wait('Done again:')
    assert of(box, 'Kim Lee')['status'] == 'cancelled'
    press(term, 'u', 'd', 'Esc')
    leave(term)


def test_cancel_after_the_deadline(box):
    morning(box)
    box.run('policy', 'set', 'cancel-deadline', '24h')
    term = on_screen(box)
    press(term, 'd', 'too late', 'Enter')
    term.wait('cancel it as late')
    press(term, 'Esc')
    term.wait('It stays booked')
    assert of(box, 'Kim Lee')['status'] == 'confirmed'
    press(term, 'd', 'too late', 'Enter')
    term.wait('cancel it as late')
    press(term, 'y')
    term.wait('Cancelled: Kim Lee')
    assert of(box, 'Kim Lee')['status'] == 'late_cancelled'
    leave(term)


def test_move(box):
    """It follows the arrows over time, people and days, says when it cannot stand there, and is written when it is dropped."""
    morning(box)
    term = on_screen(box)
    press(term, 'm', 'Down', 'Down')
    term.wait('11:15 – 12:00', 'Kim Lee to Tue 24 Nov 11:15')
    press(term, 'Left')
    term.wait('! 11:15 – 12:00', 'Ana has Søren Ås')
    press(term, 'Enter')
    settle(term)
    term.wait('! 11:15 – 12:00')                        # refused, still in hand
    assert of(box, 'Kim Lee')['start'].endswith('T10:45:00+01:00')
    press(term, 'Right', ']')
    term.wait('Wednesday 25 November', 'Kim Lee to Wed 25 Nov 11:15 · Boris')
    press(term, 'Enter')
    term.wait('Moved: Kim Lee, Wed 25 Nov 11:15')
    at_cursor(term, 'Kim Lee')
    moved = of(box, 'Kim Lee', '2026-11-25')
    assert moved['start'] == '2026-11-25T11:15:00+01:00' and moved['staff']['name'] == 'Boris'
    press(term, 'u')
    term.wait('Taken back: Moved Kim Lee')
    press(term, 't')
    at_cursor(term, 'Kim Lee')
    leave(term)


def test_a_move_is_put_back(box):
    morning(box)
    term = on_screen(box)
    press(term, 'm', 'Down', 'Right', ']', 'Esc')
    term.wait('It stays where it was')
    at_cursor(term, 'Kim Lee')
    assert of(box, 'Kim Lee')['start'].endswith('T10:45:00+01:00')
    leave(term)


def test_resize(box):
    morning(box)
    term = on_screen(box)
    press(term, 'm', '+', '+', '-', 'Enter')
    term.wait('Moved: Kim Lee')
    assert of(box, 'Kim Lee')['end'].endswith('T11:45:00+01:00')
    leave(term)


def test_overbook_by_moving(box):
    morning(box)
    term = on_screen(box)
    press(term, 'm', 'Left', 'Down', 'Down', 'Down')
    term.wait('! 11:30 – 12:15')
    press(term, 'o', 'Enter')
    term.wait('needs a reason')
    press(term, 'asked for it', 'Enter')
    term.wait('Moved: Kim Lee')
    kim = of(box, 'Kim Lee')
    assert kim['overbooked'] == 'asked for it' and kim['staff']['name'] == 'Ana'
    assert '▌ Søren Ås' in term.text() and 'Kim Lee' in cursor_text(term)
    leave(term)


def test_walk_in(box):
    """By name, now, with whoever is free; the hint says where before it is done."""
    morning(box)
    term = on_screen(box)
    press(term, 'W', 'Zoe')
    term.wait('Walk-in:', '10:45 – 11:15 Ana')           # Boris, whose column it is, has Kim Lee
    press(term, 'Enter')
    term.wait('Here now: Zoe')
    at_cursor(term, 'Zoe')
    made = of(box, 'Zoe')
    assert made['start'].endswith('T10:45:00+01:00') and made['staff']['name'] == 'Ana'
    press(term, 'W', 'Yan, beard')
    term.wait('Boris has Kim Lee (Cut) 10:45')
    press(term, 'Enter')
    term.wait('or overbook with')
    press(term, 'Esc', 'W', 'Xu, wash', 'Enter')
    term.wait('There is no service “wash”. Known: Cut, Beard and Colour.')
    assert not [each for each in listed(box) if each['customer'] and each['customer']['name'] == 'Xu']
    press(term, 'Esc')
    leave(term)


def test_block(box):
    """Minutes or days, with the reason behind; shown, and in nobody's statistics."""
    morning(box)
    term = on_screen(box)
    press(term, 'Home')
    at_cursor(term, '09:00')
    press(term, 'B', '15 phone', 'Enter')
    term.wait('Blocked: 09:00 – 09:15')
    at_cursor(term, 'phone')
    press(term, 'B', '2d fair', 'Enter')
    term.wait('Boris has phone 09:00', 'Boris has Tom Ng (Beard)')
    press(term, 'Esc', ']', 'B', '2d fair', 'Enter')
    term.wait('Blocked: Wed 25 Nov', 'fair · Boris · until Thu 26 Nov')
    made = [each for each in box.json('list', '2026-11-25')['bookings'] if each['title'] == 'fair']
    assert made[0]['kind'] == 'block' and made[0]['all_day'], made
    leave(term)


def test_rebook(box):
    morning(box)
    term = on_screen(box)
    press(term, 'b')
    term.wait('Kim Lee again in weeks:', 'Tue 22 Dec 10:45')
    press(term, '2')
    term.wait('Tue 8 Dec 10:45')
    press(term, 'Enter')
    term.wait('Booked again: Kim Lee, Tue 8 Dec 10:45')
    assert of(box, 'Kim Lee', '2026-12-08')['staff']['name'] == 'Boris'
    press(term, 'b', 'never', 'Enter')
    term.wait('“never” is not a length of time')
    press(term, 'Esc')
    leave(term)


def test_undo_across_runs(box):
    """What another run of this person did can be taken back, and redone, until there is nothing."""
    salon(box)
    book(box, 'Kim Lee', '11:00')
    term = on_screen(box)
    term.wait('u takes back: Booked Kim Lee')
    press(term, 'u')
    term.wait('Taken back: Booked Kim Lee', 'nobody')
    leave(term)
    term = on_screen(box)
    press(term, 'C-r')
    term.wait('Done again: Booked Kim Lee')
    leave(term)
    assert of(box, 'Kim Lee')['status'] == 'confirmed'


def test_who_serves_is_kept_when_two_do(box):
    """A visit with two people is not moved to a third by an arrow; its time can be."""
    salon(box)
    box.run('book', '--new-customer', 'Tandem', '--service', 'Cut', '--staff', 'Ana', '--with', 'Beard/Boris', '--start', '11:00')
    term = on_screen(box)
    at_cursor(term, 'Tandem')
    press(term, 'm', 'Right')
    term.wait('Several people serve this visit')
    press(term, 'Down', 'Enter')
    term.wait('Moved: Tandem, Tue 24 Nov 11:15')
    parts = of(box, 'Tandem')['parts']
    assert [part['staff']['name'] for part in parts] == ['Ana', 'Boris'], parts
    leave(term)
