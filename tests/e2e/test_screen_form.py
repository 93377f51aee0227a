"""The form: known and new customers, live conflicts with their ways out, changing, several services, series, drafts, pastes."""
import glob
import os
import re
import signal
import stat
from datetime import datetime, timedelta

from screens import at_cursor, book, footer, leave, listed, morning, of, on_screen, press, salon, status, until


def test_known_customer(box):
    """Type-ahead by name; the last service is offered; end and price are there before it is saved."""
    made = morning(box)
    box.run('done', made['María López']['id'])
    term = on_screen(box)
    press(term, ']', 'Home', 'n')
    term.wait('New booking')
    press(term, 'lop')
    term.wait('María López', '+49 170 5551234', '+ new customer “lop”')
    press(term, 'Enter')
    term.wait('1 visit', 'Cut', '45 min', '€38.00', 'until 09:45', '✓ 09:00 – 09:45')
    press(term, 'Enter', 'Enter')
    term.wait('Booked: María López, Wed 25 Nov 09:00')
    at_cursor(term, 'María López')
    made = of(box, 'María López', '2026-11-25')
    assert made['service']['name'] == 'Cut' and made['staff']['name'] == 'Boris', made
    leave(term)


def test_by_phone(box):
    morning(box)
    term = on_screen(box)
    press(term, 'n', '5551234')
    term.wait('María López', '+49 170 5551234')
    press(term, 'Enter')
    term.wait('first visit')
    press(term, 'Esc', 'Esc', 'd')
    leave(term)


def test_new_customer_with_phone(box):
    """The digits behind a new name are the phone."""
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home', 'n', 'Nina 0170 998877')
    term.wait('+ new customer')
    press(term, 'Enter')
    term.wait('Phone', '0170 998877', 'a new customer')
    press(term, 'cut')
    term.wait('45 min')
    press(term, 'Enter', 'Enter')
    term.wait('Booked: Nina')
    assert of(box, 'Nina', '2026-11-25')['customer']['phone'] == '0170 998877'
    leave(term)


def test_conflict_and_alternatives(box):
    """Whom it clashes with, three ways out by one key each; the key takes it, and it is saved."""
    morning(box)
    term = on_screen(box)
    press(term, 'n', 'ingrid')
    term.wait('Ingrid Bø')
    press(term, 'Enter', 'cut', 'Enter')
    term.wait('✓')                                          # right after Kim Lee
    press(term, 'BTab', 'BTab', 'BTab', 'BTab', 'BTab', 'BTab')
    term.wait('until 12:15')
    press(term, '10:45', 'Enter')
    term.wait('Boris has Kim Lee (Cut)', 'Free instead:', 'o overbook, saying why')
    first = re.search(r'1  (\d\d:\d\d) Boris', term.text()).group(1)
    press(term, '1')
    term.wait_until(lambda: 'Free instead' not in term.text(), 'the conflict to be gone')
    press(term, 'Enter')
    term.wait('Booked: Ingrid Bø')
    assert f'T{first}:00+01:00' in [each for each in listed(box) if each['customer'] and each['customer']['name'] == 'Ingrid Bø'][-1]['start']
    leave(term)


def test_alternative_while_typing(box):
    """With Alt, from a text field."""
    morning(box)
    term = on_screen(box)
    press(term, 'n', 'ingrid')
    term.wait('Ingrid Bø')
    press(term, 'Enter', 'cut', 'Tab', 'Tab', '10:45')
    term.wait('Boris has Kim Lee', 'Alt-1')
    press(term, 'A-2')
    term.wait_until(lambda: 'has Kim Lee' not in term.text(), 'the conflict to be gone')
    press(term, 'C-s')
    term.wait('Booked: Ingrid Bø')
    leave(term)


def test_overbook(box):
    morning(box)
    term = on_screen(box)
    press(term, 'n', 'ingrid')
    term.wait('Ingrid Bø')
    press(term, 'Enter', 'cut', 'Tab', 'Tab', '10:45', 'Enter')
    term.wait('Boris has Kim Lee')
    press(term, 'o', 'twins', 'Enter')
    term.wait('Booked: Ingrid Bø', '‖')
    assert [each['overbooked'] for each in listed(box) if each['overbooked']] == ['twins']
    leave(term)


def test_saving_what_does_not_fit_is_refused(box):
    morning(box)
    term = on_screen(box)
    press(term, 'n', 'ingrid')
    term.wait('Ingrid Bø')
    press(term, 'Enter', 'cut', 'Tab', 'Tab', '10:45', 'C-s')
    term.wait_until(lambda: 'Kim Lee' in status(term), 'the refusal')
    assert len(listed(box)) == 6 and 'New booking' in term.text()
    press(term, 'Esc')
    term.wait('This form is not saved')
    press(term, 'd')
    term.wait_gone('New booking')
    leave(term)


def test_somebody_else_is_quicker(box):
    """What another process books while the form is open shows in it at once."""
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home', 'n', 'ingrid')
    term.wait('Ingrid Bø')
    press(term, 'Enter', 'cut', 'Enter')
    term.wait('✓ 09:00 – 09:45')
    book(box, 'Quick', '2026-11-25 09:00', 'Boris')
    term.wait('Boris has Quick')
    press(term, '1', 'Enter')
    term.wait('Booked: Ingrid Bø')
    leave(term)


def test_when_in_words(box):
    """A time alone is of the day shown; a day alone keeps the time; nonsense is told."""
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home', 'n', 'Tab', 'cut', 'Tab', 'Tab')
    for typed, seen in (('14:30', 'Wed 25 Nov 14:30'), ('9', 'Wed 25 Nov 09:00'), ('fri', 'Fri 27 Nov 09:00'), ('tomorrow 2pm', 'Wed 25 Nov 14:00'),
                        ('27.11. 10:15', 'Fri 27 Nov 10:15')):
        press(term, 'C-u', typed, 'Tab')
        term.wait(seen)
        press(term, 'BTab')
    press(term, 'C-u', 'whenever', 'Tab')
    term.wait('“whenever” is not')
    press(term, 'C-s')
    term.wait_until(lambda: status(term).startswith('“whenever” is not a time'), 'the refusal')
    assert 'New booking' in term.text()
    press(term, 'BTab', 'C-u', '10:00', 'PgDn')
    term.wait('Fri 27 Nov 10:15')
    press(term, 'Esc', 'd')
    leave(term)


def test_length_and_price(box):
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home', 'n', 'ingrid')
    term.wait('Ingrid Bø')
    press(term, 'Enter', 'cut', 'Tab', 'Tab', 'Tab', '1h15', 'Tab', '99.50')
    term.wait('09:00 – 10:15', '€99.50')
    press(term, 'BTab', 'C-u', '09:50')
    term.wait('09:00 – 09:50')
    press(term, 'C-s')
    term.wait('Booked: Ingrid Bø')
    made = of(box, 'Ingrid Bø', '2026-11-25')
    assert made['end'].endswith('T09:50:00+01:00') and made['price']['minor'] == 9950, made
    leave(term)


def test_several_services(box):
    """One visit, two people: the times and prices add up."""
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home', 'n', 'ingrid')
    term.wait('Ingrid Bø')
    press(term, 'Enter', 'cut', 'Tab', 'C-n')
    term.wait_until(lambda: term.text().count('Service') == 2, 'a second service')
    press(term, 'bea', 'Enter')
    term.wait('09:00 – 10:15', '€58.00')
    press(term, 'C-s')
    term.wait('Booked: Ingrid Bø')
    made = of(box, 'Ingrid Bø', '2026-11-25')
    assert [part['service']['name'] for part in made['parts']] == ['Cut', 'Beard'], made['parts']
    leave(term)


def test_series(box):
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home', 'n', 'ingrid')
    term.wait('Ingrid Bø')
    press(term, 'Enter', 'cut', *['Tab'] * 5, 'FREQ=WEEKLY;COUNT=4')
    term.wait('4 dates, all fit')
    press(term, 'C-s')
    term.wait('Booked 4 dates')
    assert len(box.json('list', '2026-11-25..2026-12-16', '--customer', 'Ingrid')['bookings']) == 4
    leave(term)


def test_change(box):
    """Only what was touched is written; who changed it meanwhile is told."""
    morning(box)
    term = on_screen(box)
    press(term, 'e')
    term.wait('Booking', 'Kim Lee', 'allergic to PPD')
    press(term, *['Tab'] * 6, 'End', ', tested', 'C-s')
    term.wait('Changed: Kim Lee')
    made = of(box, 'Kim Lee')
    assert made['notes'] == 'allergic to PPD, tested' and made['start'].endswith('T10:45:00+01:00'), made
    press(term, 'Enter')
    term.wait('Booking', 'Kim Lee')
    box.run('--by', 'berta', 'note', made['id'], 'from the other desk')
    press(term, 'Tab', 'Tab', 'Tab', '11:00', 'C-s')
    term.wait_until(lambda: 'berta' in term.text(), 'who changed it')
    assert of(box, 'Kim Lee')['start'].endswith('T10:45:00+01:00')
    press(term, 'Esc', 'd')
    leave(term)


def test_change_of_customer_and_staff(box):
    morning(box)
    term = on_screen(box)
    press(term, 'e')
    term.wait('Booking', 'Kim Lee')
    press(term, 'mar')
    term.wait('María López')
    press(term, 'Enter', 'BTab', 'BTab', 'BTab', 'BTab', 'BTab', 'BTab')
    press(term, 'C-s')
    term.wait('Changed: María López')
    at_cursor(term, 'María López')
    leave(term)


def test_change_a_block(box):
    morning(box)
    box.run('block', '2026-11-24T15:00', '30', 'Supplier', '--staff', 'Boris')
    term = on_screen(box)
    press(term, *['Tab'] * 8)
    at_cursor(term, 'Supplier')
    press(term, 'e')
    term.wait('Blocked time', 'Supplier')
    press(term, 'End', ' call', *['Tab'] * 3, '60', 'C-s')
    term.wait('Changed: Supplier call')
    made = [each for each in listed(box) if each['kind'] == 'block'][0]
    assert made['title'] == 'Supplier call' and made['end'].endswith('T16:00:00+01:00'), made
    leave(term)


def test_block_instead(box):
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home', 'n', 'C-b')
    term.wait('Block time', 'What for')
    press(term, 'dentist', 'Tab', 'Tab', 'Tab', '2h', 'C-s')
    term.wait('Booked: dentist')
    made = box.json('list', '2026-11-25')['bookings'][0]
    assert made['kind'] == 'block' and made['end'].endswith('T11:00:00+01:00'), made
    leave(term)


def test_esc_asks(box):
    """Keep, throw away, go on; a form nothing was typed in just goes."""
    morning(box)
    term = on_screen(box)
    press(term, 'n')
    term.wait('New booking')
    press(term, 'Esc')
    term.wait_gone('New booking')
    press(term, 'n', 'half a na', 'Tab', 'Esc')
    term.wait('This form is not saved', 'k keep it for later', 'd throw it away')
    press(term, 'Esc')
    term.wait('Enter accept')
    assert 'half a na' in term.text()
    press(term, 'Esc', 'k')
    term.wait('The form is kept', 'R unfinished form')
    press(term, 'R')
    term.wait('New booking', 'half a na')
    press(term, 'Esc', 'd')
    term.wait_gone('New booking', 'R unfinished form')
    assert not glob.glob(box.path('state', 'daybook', '*.draft'))
    leave(term)


def test_a_crash_loses_no_form(box):
    """Killed while typing: the next run offers the form, as it was, and to nobody else while it is open."""
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home', 'n', 'Unfinished Ursula 0170 4242', 'Enter')
    term.wait('a new customer')
    press(term, 'cut', 'Enter')
    term.wait('✓ 09:00 – 09:45')
    path = wait_for_draft(box, term, 'Cut')
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    other = on_screen(box)
    assert 'unfinished' not in footer(other)
    leave(other)
    term.child.kill(signal.SIGKILL)
    term.wait_end(f'signal {signal.SIGKILL.value}')
    term = on_screen(box)
    term.wait('R unfinished form')
    press(term, 'R')
    term.wait('New booking', 'Unfinished Ursula', '0170 4242', '✓ 09:00 – 09:45')
    press(term, 'C-s')
    term.wait('Booked: Unfinished Ursula, Wed 25 Nov 09:00')
    assert not os.path.exists(path)
    term.wait_gone('R unfinished form')
    leave(term)


def wait_for_draft(box, term, what):
    def found():
        return [path for path in glob.glob(box.path('state', 'daybook', '*.draft')) if what in open(path, encoding='utf-8').read()]
    return until(found, 'a draft', term)[0]


def test_leaving_keeps_the_form(box):
    morning(box)
    term = on_screen(box)
    press(term, 'n', 'Later', 'Tab', 'C-c')
    term.wait_end()
    term = on_screen(box)
    term.wait('R unfinished form')
    leave(term)


def test_paste_is_text(box):
    """Line breaks and control keys in a paste are no keys; it goes into the field whole."""
    morning(box)
    term = on_screen(box)
    press(term, 'n')
    term.wait('New booking')
    term.paste('Pasted\r\nPerson\x13\x03')
    term.wait('Pasted  Person')
    assert 'New booking' in term.text() and len(listed(box)) == 6
    press(term, 'Esc', 'Esc', 'd')
    leave(term)


def test_resize_in_the_form(box):
    """What was typed stays, whatever the window does."""
    morning(box)
    term = on_screen(box)
    press(term, 'n', 'Resized')
    term.wait('Resized')
    for cols, rows in ((200, 60), (60, 16), (40, 10), (1, 1), (80, 24), (120, 38)):
        term.resize(cols, rows)
    term.wait('New booking', 'Resized', '+ new customer “Resized”')
    press(term, 'Enter', 'cut', 'Esc', 'Esc')
    term.wait_until(lambda: 'not saved' in term.text(), 'the question')
    press(term, 'd')
    leave(term)


def test_small_form(box):
    """60x16 shows the row in focus, whichever it is."""
    morning(box)
    term = on_screen(box, 60, 16)
    press(term, 'n')
    term.wait('Customer')
    for label in ('Service', 'With', 'When', 'Length', 'Price', 'Repeat', 'Status', 'Note', 'Book'):
        press(term, 'Tab')
        term.wait(label)
    press(term, 'Esc', 'd')
    leave(term)


def test_resource(box):
    """A service that needs a room asks which; without an answer any free one is taken."""
    morning(box)
    box.run('resource', 'add', 'Red room', '--kind', 'room')
    box.run('resource', 'add', 'Blue room', '--kind', 'room')
    box.run('service', 'add', 'Facial', '--duration', '60', '--resource', 'room')
    term = on_screen(box)
    press(term, ']', 'Home', 'n', 'ingrid')
    term.wait('Ingrid Bø')
    press(term, 'Enter', 'fac', 'Tab')
    term.wait('Place')
    press(term, 'Tab', 'blu')
    term.wait('Blue room')
    press(term, 'Enter', 'C-s')
    term.wait('Booked: Ingrid Bø')
    assert of(box, 'Ingrid Bø', '2026-11-25')['resource']['name'] == 'Blue room'
    leave(term)


def test_the_usual_length_is_offered(box):
    """After two visits of another length one key takes it."""
    salon(box)
    box.run('customer', 'add', 'Søren Ås')
    for day in ('2026-11-10', '2026-11-17'):
        made = box.json('book', '--customer', 'Søren Ås', '--service', 'Cut', '--staff', 'Ana', '--start', day + ' 10:00', '--duration', '60')
        box.run('done', made['id'])
    term = on_screen(box, 120, 38)
    press(term, 'n', 'sor')
    term.wait('Søren Ås')
    press(term, 'Enter')
    term.wait('usually 1h: ^Y')
    press(term, 'C-y')
    term.wait_gone('usually 1h')
    press(term, 'C-s')
    term.wait('Booked: Søren Ås')
    booked = listed(box, 'today..+7d')
    start, end = (datetime.fromisoformat(booked[0][key]) for key in ('start', 'end'))
    assert len(booked) == 1 and end - start == timedelta(hours=1), booked
    leave(term)


def test_a_slot_is_held_while_talking(box):
    """For everybody else; Esc lets it go."""
    salon(box)
    box.run('customer', 'add', 'Søren Ås')
    term = on_screen(box, 120, 38)
    press(term, 'n', 'sor')
    term.wait('Søren Ås')
    press(term, 'Enter', 'cut', 'Enter', 'C-k')
    term.wait('The time is held until 10:52')
    holds = box.json('hold', 'list')['holds']
    assert len(holds) == 1 and holds[0]['note'] == 'Søren Ås', holds
    box.error('--by', 'berta', 'book', '--new-customer', 'X', '--service', 'Cut', '--staff', 'Ana', '--start', '2026-11-24T10:45', status=4)
    press(term, 'Esc', 'd')
    term.wait_gone('New booking')
    assert box.json('hold', 'list')['holds'] == []
    leave(term)
