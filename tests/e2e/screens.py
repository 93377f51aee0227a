"""screens - the business that the tests of the screen work on, and the keys of a person at it.

Tuesday 24 November 2026, 10:42 in Berlin. Ana and Boris from 9 to 18, Chloé from 13 on Tuesdays."""
import time

from tuiterm import LIMIT_SECONDS

NOW = '2026-11-24T09:42:00Z'

KEYS = {'Enter': '\r', 'Esc': '\x1b', 'Tab': '\t', 'BTab': '\x1b[Z', 'Up': '\x1bOA', 'Down': '\x1bOB', 'Right': '\x1bOC', 'Left': '\x1bOD',
        'Home': '\x1bOH', 'End': '\x1bOF', 'PgUp': '\x1b[5~', 'PgDn': '\x1b[6~', 'Del': '\x1b[3~', 'BS': '\x7f', 'F1': '\x1bOP',
        **{'C-' + c: chr(ord(c) & 31) for c in 'abcdefghijklmnopqrstuvwxyz'}, **{'A-' + c: '\x1b' + c for c in '123o'}}


def salon(box):
    """Makes the book: nothing is booked in it yet. The box again."""
    box.env['DAYBOOK_NOW'] = NOW
    box.run('init', '--name', 'Salon Lumière', '--timezone', 'Europe/Berlin', '--currency', 'EUR', '--staff', 'Ana,Boris,Chloé',
            '--hours', 'mo-fr 09:00-18:00, sa 09:00-13:00')
    box.run('hours', 'set', '--staff', 'Chloé', 'mo 09:00-18:00, tu 13:00-18:00')
    box.run('service', 'add', 'Cut', '--duration', '45', '--price', '38')
    box.run('service', 'add', 'Beard', '--duration', '30', '--price', '20', '--staff', 'Boris')
    box.run('service', 'add', 'Colour', '--segments', '30 busy, 45 free, 30 busy', '--price', '80', '--staff', 'Ana')
    return box


def book(box, name, start, staff='Ana', service='Cut', *more, **options):
    """A new customer of that name; the booking."""
    return box.json('book', '--new-customer', name, '--service', service, '--staff', staff, '--start', start, *more, **options)


def morning(box):
    """A day with something on it; the bookings by name."""
    salon(box)
    made = {'Ingrid Bø': book(box, 'Ingrid Bø', '09:00'), 'María López': book(box, 'María López', '10:00', 'Ana', 'Cut', '--phone', '+49 170 5551234'),
            'Søren Ås': book(box, 'Søren Ås', '11:30'), 'Tom Ng': book(box, 'Tom Ng', '09:30', 'Boris', 'Beard'),
            'Kim Lee': book(box, 'Kim Lee', '10:45', 'Boris', 'Cut', '--notes', 'allergic to PPD'),
            '王小明': book(box, '王小明', '13:00', 'Chloé')}
    box.run('done', made['Ingrid Bø']['id'])
    return made


def on_screen(box, cols=80, rows=24, env=None, *args):
    """The front end, its first screen up, with who is next."""
    term = box.term(*args, cols=cols, rows=rows, env=env)
    term.wait('next')
    term.wait_until(lambda: term.row(1).strip() != 'next', 'to see who is next')
    return term


def press(term, *keys):
    """Names of keys, or text; the number of keys pressed."""
    count = 0
    for key in keys:
        count += 1 if key in KEYS else len(key)
        term.send(KEYS.get(key, key))
    return count


def leave(term):
    press(term, 'q')
    term.wait_end()


def status(term):
    """The status line."""
    return term.row(term.screen.lines - 2).strip()


def footer(term):
    return term.row(term.screen.lines - 1).strip()


def cursor_text(term):
    """What stands on the light ground of the cursor (or, without colours, in reverse), its lines joined."""
    lines = []
    for y in range(2, term.screen.lines - 2):
        cells = [term.cell(x, y) for x in range(6, term.screen.columns)]
        text = ''.join(cell.data for cell in cells if is_cursor(cell)).strip()
        if text:
            lines.append(text)
    return ' | '.join(lines)


def is_cursor(cell):
    return cell.bg == 'e4e4e4' or cell.reverse


def settle(term):
    """Waits until all keys so far have been answered and drawn: a key that means nothing is answered in the status line, which is
    drawn last. Each time another one, so that the answer is a new one."""
    term.settled = 'Z' if getattr(term, 'settled', 'Y') == 'Y' else 'Y'
    press(term, term.settled)
    term.wait(f'{term.settled} does nothing here')


def until(holds, what, term=None):
    """Waits for something that no screen shows: asks again and again, and meanwhile takes in what the program draws (a terminal that
    nobody reads stops who writes to it). What it gave when it held."""
    end = time.monotonic() + LIMIT_SECONDS
    while not (seen := holds()):
        if time.monotonic() > end:
            raise AssertionError(f'not in {LIMIT_SECONDS} s: {what}' + (f'\n{term.framed()}' if term else ''))
        if term:
            term.read(0.02)
    return seen


def at_cursor(term, what):
    """Waits until the cursor is on something with these words in it."""
    term.wait_until(lambda: what in cursor_text(term), f'the cursor on {what!r} (it is on {cursor_text(term)!r})')


def listed(box, *args):
    return box.json('list', *args)['bookings']


def of(box, name, *args):
    """The only booking of a customer in a range (today)."""
    found = [each for each in listed(box, *(args or ('today',)), '--all') if (each['customer'] or {}).get('name') == name]
    assert len(found) == 1, found
    return found[0]
