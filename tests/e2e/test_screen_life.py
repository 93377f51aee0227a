"""The front end's life: the first run, others at the same book, windows of any size, signals, Ctrl-Z, errors at the start."""
import os
import random
import signal

from screens import at_cursor, book, cursor_text, leave, listed, morning, of, on_screen, press, salon, settle, status, until

HIDDEN = ('\x1b[?1049l', '\x1b[?2004l', '\x1b[?25h')    # back from the full screen, no bracketed paste, the cursor shown


def test_first_run(box):
    """A short form, filled in with what is known; the day of the new book follows."""
    term = box.term()
    term.wait('A new appointment book', 'There is no book yet', box.book[:20], 'mo-fr 09:00-18:00', 'Europe/Berlin', 'Appointment 60')
    press(term, 'Salon Eins', 'Tab', 'Mars/Base', 'Tab')
    term.wait('not known; like Europe/Berlin')
    press(term, 'C-s')
    term.wait_until(lambda: 'Mars/Base' in status(term), 'what is wrong')
    assert not os.path.exists(box.book)
    press(term, 'C-u', 'Europe/Paris', 'Tab', 'CHF', 'Tab')
    term.wait('mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00')      # the whole of it, at 80 columns
    press(term, 'tu-sa 08:00-20:00', 'Tab', 'Zoë, Yan', 'Tab', 'Cut 45 38.00', 'Tab', 'Beard 30')
    press(term, *['Enter'] * 4)
    term.wait('next', 'Salon Eins', 'Zoë', 'Yan')
    leave(term)
    assert box.json('business', 'show')['timezone'] == 'Europe/Paris'
    services = box.json('service', 'list')['services']
    assert [each['name'] for each in services] == ['Cut', 'Beard'], services
    term = box.term()
    term.wait('next', 'Salon Eins')
    leave(term)


def test_first_run_left(box):
    """Nothing is made."""
    term = box.term()
    term.wait('A new appointment book')
    press(term, 'Esc')
    term.wait_end()
    assert not os.path.exists(box.book)


def test_first_run_demo(box):
    """By one key."""
    term = box.term(cols=100, rows=30)
    term.wait('^D try a demo first')
    press(term, 'C-d')
    term.wait('next')
    leave(term)
    assert len(box.json('customer', 'list')['customers']) >= 100


def test_first_run_at_every_size(box):
    for cols, rows in ((60, 16), (80, 24), (200, 60)):
        term = box.term(cols=cols, rows=rows)
        term.wait('A new appointment book')
        for _ in range(10):
            press(term, 'Tab')
        press(term, 'Esc')
        term.wait_end()


def test_another_process(box):
    """Its change is seen at once, and the cursor stays on its booking."""
    made = morning(box)
    term = on_screen(box)
    at_cursor(term, 'Kim Lee')
    book(box, 'Other Desk', '14:00', 'Ana')
    term.wait('Other Desk')
    at_cursor(term, 'Kim Lee')
    box.run('move', made['Kim Lee']['id'], '2026-11-24T12:00', '--staff', 'Ana', '--overbook', 'moved')
    term.wait('3½ of 9 h')                # Ana's, with Kim Lee: the quarter that two share counts once
    at_cursor(term, 'Kim Lee')
    box.run('cancel', made['Kim Lee']['id'])
    term.wait_until(lambda: 'Kim Lee' not in cursor_text(term) and cursor_text(term) != '', 'the cursor to stay where it was')
    leave(term)


def test_another_process_while_moving(box):
    """What comes to stand in the way shows on what is being carried."""
    morning(box)
    term = on_screen(box)
    press(term, 'm', 'Down', 'Down', 'Down', 'Down')
    term.wait('11:45 – 12:30')
    book(box, 'Quick', '12:00', 'Boris')
    term.wait('! 11:45 – 12:30', 'Boris has Quick')
    press(term, 'Esc')
    leave(term)


def test_resize_storm(box):
    """Any size at any moment, down to one cell: never a crash, and the cursor's booking is still the cursor's."""
    morning(box)
    term = on_screen(box)
    at_cursor(term, 'Kim Lee')
    chance = random.Random(2)
    for i in range(60):
        term.resize(*chance.choice([(1, 1), (2, 200), (300, 2), (20, 5), (60, 16), (61, 17), (80, 24), (99, 30), (100, 30), (200, 60), (300, 100)]))
        if i % 3 == 0:
            press(term, chance.choice(['?', '/', 'm', 'Esc', 'Esc']))
        term.read(0.01)
    term.resize(120, 38)
    press(term, 'C-l', 'Esc', 'Esc', 'Esc', 't')
    at_cursor(term, 'Kim Lee')
    leave(term)


def test_what_is_shown_is_what_was_drawn(box):
    """After many changes drawn as differences, drawing all of it again shows the same."""
    morning(box)
    book(box, 'กัญญา ศรีสุข', '16:00', 'Boris')
    book(box, 'Zoe\u0301 van Dijk', '15:00', 'Boris')
    term = on_screen(box)
    chance = random.Random(7)
    for _ in range(12):
        press(term, *[chance.choice(['Up', 'Down', 'Left', 'Right', 'Tab', 'BTab', 'PgDn', 'PgUp', '[', ']', 'Home', 'End']) for _ in range(10)])
        shown = settled(term)
        press(term, 'C-l')
        again = settled(term)
        assert again == shown, '\n'.join(f'{a}\n{b}' for a, b in zip(shown, again) if a != b)
    leave(term)


def settled(term):
    """The screen once all keys have been answered; which key was pressed to know that is left out."""
    settle(term)
    # pyte forgets what follows a vowel sign of another script in the same run: rows with one are not compared
    return [row.replace(f'{term.settled} does nothing', 'nothing') for row in term.screen.display if not any('\u0e00' <= c <= '\u0e7f' for c in row)]


def test_signals_give_the_terminal_back(box):
    """Asked to end, it ends in order; crashing, it still puts the terminal back."""
    morning(box)
    asked = [(signal.SIGTERM, 0), (signal.SIGINT, 0)]
    crashes = [(number, f'signal {number.value}') for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE)]
    for number, want in asked + ([] if sanitized(box) else crashes):    # a sanitizer would report the crash that is meant
        term = box.term()
        raw = record(term)
        term.wait('next', 'Kim Lee')
        assert '\x1b[?2004h' in ''.join(raw)
        raw.clear()
        term.child.kill(number)
        term.wait_end(want)
        for bytes_ in HIDDEN:
            assert bytes_ in ''.join(raw), (number, bytes_, raw)
    box.run('log', 'verify')


def sanitized(box):
    """Was the program built with AddressSanitizer?"""
    with open(box.program, 'rb') as file:
        return b'__asan_init' in file.read()


def record(term):
    """What the terminal is sent, as it comes."""
    raw, feed = [], term.stream.feed
    term.stream.feed = lambda data: (raw.append(data.decode('utf-8', 'replace')), feed(data))[1]
    return raw


def test_the_terminal_goes_away(box):
    """SIGHUP, or its other end closed: the program ends, the book is whole."""
    morning(box)
    term = on_screen(box)
    press(term, 'n', 'Half typed')
    term.wait('Half typed')
    term.child.kill(signal.SIGHUP)
    term.wait_end(0)
    term = on_screen(box)
    term.wait('R unfinished form')
    pid = term.child.pid
    term.child.ptyproc.fileobj.close()
    os.waitpid(pid, 0)
    term.child.closed = term.child.ptyproc.closed = term.child.ptyproc.terminated = term.ended = True
    box.run('log', 'verify')


def test_ctrl_z(box):
    """Stopped and gone on with, from a shell with job control: the terminal in order before and after, the book looked at again."""
    from tuiterm import Term
    morning(box)
    term = Term(['/bin/sh', '-i'], 80, 24, cwd=box.dir, env={**box.env, 'PS1': 'shell> ', 'ENV': ''})
    box.terms.append(term)
    term.wait('shell>')
    press(term, box.program, 'Enter')
    term.wait('next', 'Kim Lee')
    raw = record(term)
    press(term, 'C-z')
    term.wait_until(lambda: '\x1b[?2004l' in ''.join(raw) and 'shell>' in ''.join(raw), 'the shell')
    book(box, 'Meanwhile', '14:00', 'Boris')
    raw.clear()
    press(term, 'fg', 'Enter')
    term.wait('Meanwhile', 'Kim Lee')
    assert '\x1b[?2004h' in ''.join(raw)
    press(term, 'q')
    term.wait_until(lambda: '\x1b[?1049l' in ''.join(raw), 'the shell again')
    press(term, 'exit', 'Enter')


def test_unknown_terminals(box):
    """A sentence, and no screen."""
    morning(box)
    for name in ('dumb',) if sanitized(box) else ('dumb', 'no-such-terminal'):      # curses loses memory when it refuses one
        term = box.term(env={'TERM': name})
        term.wait('The terminal type', name)
        term.wait_end(1)


def test_books_that_do_not_open(box):
    """The reason on the terminal as it was; no form to make a new one over it."""
    box.write('book.db', 'this is no book\n' * 400)
    term = box.term()
    term.wait_until(lambda: term.ended or 'book' in term.text(), 'a sentence')
    term.wait_end(7)
    assert 'A new appointment book' not in term.text()


def test_no_terminal(box):
    """With pipes, today's list."""
    morning(box)
    assert 'Kim Lee' in box.run().out


def test_a_new_minute_needs_no_key(box):
    """With the clock running the header shows the time of the business."""
    salon(box)
    del box.env['DAYBOOK_NOW']
    term = box.term(cols=100, rows=30)
    term.wait('next', ':')
    assert term.row(0).strip()[-3] == ':'
    leave(term)


def test_two_at_one_book(box):
    """Two front ends: each sees what the other does; undo is each person's own."""
    morning(box)
    ana = on_screen(box, 80, 24, None, '--by', 'ana')
    berta = on_screen(box, 80, 24, None, '--by', 'berta')
    press(ana, 'a')
    ana.wait('Kim Lee: arrived')
    berta.wait('◐ arrived')
    press(berta, 'u')
    berta.wait('berta has nothing to undo')
    assert of(box, 'Kim Lee')['status'] == 'arrived'
    leave(ana)
    leave(berta)


def test_upkeep(box):
    """The day's copy is made while the front end is open, by the machine's own clock, and nobody waits for it."""
    morning(box)
    term = on_screen(box)
    until(lambda: box.json('backups')['backups'], 'the copy of today', term)
    press(term, 'Tab')
    at_cursor(term, 'Søren Ås')
    leave(term)
    assert box.json('backups')['backups'][0]['bookings'] == 6


def test_random_keys(box):
    """Whatever is pressed, in windows of any size: no crash, and the log gives exactly the book."""
    morning(box)
    seed = int(os.environ.get('SEED', '20261124'))
    print(f'SEED={seed}')
    chance = random.Random(seed)
    pieces = ['Esc'] * 8 + ['Enter', 'Tab', 'BTab', 'Up', 'Down', 'Left', 'Right', 'PgDn', 'Home', 'C-s', 'C-r', 'C-n', 'C-b', 'A-1'] * 2
    pieces += list('nmaWBbdxscCPNutg/?[]{}eR+-123oyk') + ['d'] * 4 + ['mar', 'cut', '10:30', '45 lunch', 'fri', '+2w']
    term = on_screen(box)
    for i in range(400):
        if chance.random() < 0.02:
            term.resize(*chance.choice([(80, 24), (200, 60), (60, 16), (20, 5), (120, 38)]))
        press(term, chance.choice(pieces))
        if i % 5 == 0:
            term.read(0.01)
    press(term, 'C-c')
    term.wait_end()
    box.run('log', 'verify')
