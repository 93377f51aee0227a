"""Keys: the budgets, counted; the help and the footer made from the tables; keys.conf."""
import os

from screens import at_cursor, footer, leave, listed, morning, of, on_screen, press, status


def test_budget_known_customer(box):
    """At most 12 keys."""
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home')
    term.wait('tomorrow')
    keys = press(term, 'n', 'lop')
    term.wait('María López')
    keys += press(term, 'Enter', 'cu')
    keys += press(term, 'Enter', 'Enter')
    term.wait('Booked: María López, Wed 25 Nov 09:00')
    assert keys <= 12, keys
    assert of(box, 'María López', '2026-11-25')['service']['name'] == 'Cut'
    leave(term)


def test_budget_walk_in(box):
    """By name in at most 8."""
    morning(box)
    term = on_screen(box)
    keys = press(term, 'W', 'Zoe', 'Enter')
    term.wait('Here now: Zoe')
    assert keys <= 8, keys
    leave(term)


def test_budget_quarter_of_an_hour_later(box):
    """In at most 4."""
    morning(box)
    term = on_screen(box)
    keys = press(term, 'm', 'Down', 'Enter')
    term.wait('Moved: Kim Lee, Tue 24 Nov 11:00')
    assert keys <= 4, keys
    assert of(box, 'Kim Lee')['start'].endswith('T11:00:00+01:00')
    leave(term)


def test_budget_rebook(box):
    """In at most 5, from the finished visit."""
    made = morning(box)
    box.run('done', made['Kim Lee']['id'])
    term = on_screen(box)
    press(term, 'BTab')
    at_cursor(term, 'Kim Lee')
    keys = press(term, 'b', '6', 'Enter')
    term.wait('Booked again: Kim Lee, Tue 5 Jan 10:45')
    assert keys <= 5, keys
    leave(term)


def test_budget_block(box):
    """In at most 6."""
    morning(box)
    term = on_screen(box)
    press(term, ']', 'Home')
    term.wait('tomorrow')
    keys = press(term, 'B', '45', 'Enter')
    term.wait('Blocked: 09:00 – 09:45')
    assert keys <= 6, keys
    leave(term)


def test_help_is_the_table(box):
    """Every action of the day with its keys; it scrolls at 80x24, and is whole at 200x60."""
    morning(box)
    term = on_screen(box, 200, 60)
    press(term, '?')
    term.wait('Keys', 'Day', 'Everywhere')
    for words in ('Book at the cursor', 'Cancel, with a reason', 'Enter e', 'Leave daybook', '^R', 'Draw the screen again'):
        assert words in term.text(), words
    press(term, 'q')
    term.wait_gone('Everywhere')
    leave(term)
    term = on_screen(box)
    press(term, '?')
    term.wait('%')
    press(term, 'PgDn', 'PgDn', 'PgDn', 'PgDn')
    term.wait('100 %', 'Everywhere')
    press(term, 'PgUp', 'Esc')
    term.wait_gone('100 %')
    leave(term)


def test_help_of_other_screens(box):
    """F1, where ? is text."""
    morning(box)
    term = on_screen(box)
    press(term, 'n')
    term.wait('New booking')
    press(term, '?')
    term.wait('new customer “?”')
    press(term, 'F1')
    term.wait('Save from anywhere')
    press(term, 'Esc')
    press(term, 'C-u', 'Esc', 'd', 'm')
    term.wait('Moving Kim Lee')
    press(term, '?')
    term.wait('Put it back where it was')
    press(term, 'Esc', 'Esc')
    leave(term)


def test_footer_follows_the_cursor(box):
    morning(box)
    term = on_screen(box, 120, 38)
    assert 'a arrived' in footer(term) and 'm move' in footer(term)
    press(term, 'End')
    term.wait_until(lambda: 'a arrived' not in footer(term), 'no mark for free time')
    assert 'n book' in footer(term)
    leave(term)


def test_keys_conf(box):
    """Other keys, shown wherever keys are shown."""
    morning(box)
    os.makedirs(box.path('config', 'daybook'))
    box.write('config/daybook/keys.conf', '[day]\nbook = F2 v\narrived =\n')
    term = on_screen(box)
    assert 'F2 book' in footer(term) and 'arrived' not in footer(term), footer(term)
    press(term, 'n')
    term.wait('n does nothing here; ? shows the keys')
    press(term, 'v')
    term.wait('New booking')
    press(term, 'Esc', 'a')
    term.wait('a does nothing here')
    assert of(box, 'Kim Lee')['status'] == 'confirmed'
    leave(term)


def test_keys_conf_problems(box):
    """Named in the status line, and the rest holds."""
    morning(box)
    os.makedirs(box.path('config', 'daybook'))
    for text, said in (('[day]\nbook = Hyper-x\n', 'there is no key “Hyper-x”'), ('[day]\nbok = n\n', 'no action “bok”'),
                       ('[day]\nbook = m\n', 'm is both book and move'), ('[day\n', 'keys.conf was not read'),
                       ('[day]\nbok = n\n[dya]\n', 'and 1 more')):
        box.write('config/daybook/keys.conf', text)
        term = on_screen(box)
        assert said in status(term), status(term)
        leave(term)


def test_a_paste_is_no_command(box):
    """On the grid a paste is left out, whatever is in it."""
    morning(box)
    before = listed(box)
    term = on_screen(box)
    term.paste('xaxcd\rqm\r' * 50)
    term.wait('A paste is text')
    press(term, 'Tab')
    at_cursor(term, 'Søren Ås')
    assert listed(box) == before
    leave(term)


def test_escape_and_a_letter(box):
    """Typed at once they are still two keys, for Alt and that letter mean nothing here."""
    morning(box)
    term = on_screen(box)
    press(term, '/', 'kim')
    term.wait('Kim Lee')
    term.send('\x1bm')
    term.wait('Moving Kim Lee')
    press(term, 'Esc')
    leave(term)
