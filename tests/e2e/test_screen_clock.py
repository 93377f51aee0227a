"""What a front end does by itself as time passes: the day that ends while it is open, and a book that it is not told about."""
from datetime import datetime, timedelta

from machine import StandingClock, no_inotify
from screens import at_cursor, book, leave, morning, on_screen, press, salon, settle

BEFORE, AFTER = '2026-11-24T23:59:59.990+01:00', '2026-11-25T00:00:00.500+01:00'
LOOKS = 12    # src/base/watch.c looks so often after it starts, at growing intervals, also where it is told nothing
PATIENCE_SECONDS = 50    # each minute the screen looks anyway


def test_midnight(box):
    """A screen that shows today goes along when the day ends, without a key: the date, who is next, the cursor."""
    salon(box)
    book(box, 'Late', '17:00')
    book(box, 'Maria López', 'tomorrow 10:00')
    clock = StandingClock(box, BEFORE)
    term = box.term(cols=120, rows=30)
    term.wait('‹ Tuesday 24 November 2026', 'week 48 ›', 'next  Wed 10:00 Maria López', '23:59')
    clock.set(AFTER)
    term.wait('‹ Wednesday 25 November 2026', 'week 48 ›', 'next  10:00 Maria López', '00:00')
    at_cursor(term, 'Maria López')
    leave(term)


def test_midnight_elsewhere(box):
    """A screen that shows another day stays there; only how far off that is changes."""
    salon(box)
    book(box, 'Ingrid Bø', 'thu 10:00')
    clock = StandingClock(box, BEFORE)
    term = box.term(cols=120, rows=30)
    term.wait('Tuesday 24 November 2026')
    press(term, 'gthu', 'Enter')
    term.wait('Thursday 26 November 2026', 'in 2 days')
    settle(term)
    clock.set(AFTER)
    term.wait('Thursday 26 November 2026', 'tomorrow', '00:00')
    press(term, 't')
    term.wait('Wednesday 25 November 2026 · week 48 ›')
    leave(term)


def test_without_inotify(box):
    """Where the system tells nobody of changes, the book is looked at once a second: each change is seen, also long after the start."""
    made = morning(box)['Kim Lee']
    no_inotify(box)
    StandingClock(box, '2026-11-24T10:42:00+01:00')    # a minute is never near its end
    term = on_screen(box, 120, 30)
    at_cursor(term, 'Kim Lee')
    for n in range(1, LOOKS + 4):
        minutes = 45 + 15 * n
        box.run('edit', made['id'], '--duration', str(minutes))
        until = (datetime(2026, 11, 24, 10, 45) + timedelta(minutes=minutes)).strftime('%H:%M')
        term.wait(f'10:45 – {until}', seconds=PATIENCE_SECONDS)
    at_cursor(term, 'Kim Lee')
    leave(term)
