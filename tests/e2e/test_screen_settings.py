"""0 : opening hours, closures and rules, changed on the screen."""
from screens import book, leave, on_screen, press, salon


def spec(box, staff=None):
    rows = box.json('hours', 'show', *(('--staff', staff) if staff else ()))['hours']
    return [(r['spec'], r['from'], r['until']) for r in rows if (r['staff'] or {}).get('name') == staff]


def test_a_week(box):
    """The business's week is changed day by day; what then lies outside is said, and one undo takes it back."""
    salon(box)
    book(box, 'Late Lou', '2026-11-26 17:00')
    term = on_screen(box, 120, 38)
    press(term, '0')
    term.wait('Settings', 'Opening hours', 'Everybody', 'mo-fr 09:00-18:00', 'works the business', 'Rules of booking')
    press(term, 'Enter')
    term.wait('Hours: the business', 'Thursday', '09:00-18:00')
    press(term, 'Tab', 'Tab', 'Tab', '09:00-12:30 13:30-17:00', 'C-s')
    term.wait('1 coming booking', 'outside the opening hours')
    term.wait('th 09:00-12:30 13:30-17:00')
    press(term, 'Esc', 'u')
    term.wait('Taken back')
    press(term, '0')
    term.wait('mo-fr 09:00-18:00')
    press(term, 'Esc')
    leave(term)


def test_what_is_wrong_is_said_beside_it(box):
    salon(box)
    term = on_screen(box, 120, 38)
    press(term, '0')
    term.wait('Opening hours')
    press(term, 'Enter')
    term.wait('Hours: the business')
    press(term, 'noon', 'C-s')
    term.wait('Monday: ', 'noon')
    term.wait('Hours: the business')
    press(term, 'C-u', '10:00-12:00', 'C-s')
    term.wait('Done.', 'mo 10:00-12:00')
    press(term, 'Esc')
    leave(term)


def test_an_exception_for_one_person(box):
    """n in the hours: other hours for some days; d takes them away again."""
    salon(box)
    term = on_screen(box, 120, 38)
    press(term, '0')
    term.wait('Ana')
    press(term, 'Down', 'n')
    term.wait('Hours: Ana', 'Holds from')
    press(term, 'C-s')
    term.wait('other hours need a first day')
    press(term, '2026-12-07', 'Tab', '2026-12-11', 'C-s')
    term.wait('Done.', 'Mon 7 Dec – Fri 11 Dec')
    assert ('2026-12-07', '2026-12-11') in [row[1:] for row in spec(box, 'Ana')], spec(box, 'Ana')
    press(term, 'Down', 'd')
    term.wait_gone('Mon 7 Dec')
    assert spec(box, 'Ana') == []
    press(term, 'Esc')
    leave(term)


def test_a_closure(box):
    """Its days in words as they are typed; the day shows it, and d opens again."""
    salon(box)
    term = on_screen(box, 120, 38)
    press(term, '0')
    term.wait('Opening hours')
    press(term, 'c')
    term.wait('Closure, leave', 'Whose')
    press(term, 'bor')
    term.wait('Boris')
    press(term, 'Enter', '2026-12-24..2026-12-26')
    term.wait('Thursday 24 December 2026', 'Saturday 26 December 2026', '3 days')
    press(term, 'Tab', 'Tab', 'Skiing', 'Tab', 'Enter')
    term.wait('Done.', 'Thu 24 Dec – Sat 26 Dec', 'leave', 'Skiing')
    made = box.json('closure', 'list')['closures']
    assert [(c['staff']['name'], c['reason']) for c in made] == [('Boris', 'Skiing')], made
    press(term, 'PgUp', *['Down'] * 4)
    press(term, 'd')
    term.wait_gone('Skiing')
    assert box.json('closure', 'list')['closures'] == []
    press(term, 'Esc')
    leave(term)


def test_a_rule(box):
    salon(box)
    term = on_screen(box, 120, 38)
    press(term, '0')
    term.wait('Times begin every')
    press(term, *['Down'] * 4, 'Enter')
    term.wait('slot-step', '15')
    press(term, '10', 'Enter', 'Enter')
    term.wait('Done.')
    assert box.json('policy', 'show')['slot_step'] == 10, box.json('policy', 'show')
    press(term, 'Enter', '3m', 'C-s')
    term.wait_gone('Done.')
    press(term, 'Esc', 'Esc')
    leave(term)


def test_small_and_without_colour(box):
    salon(box)
    for cols, rows, env in ((80, 24, {'NO_COLOR': '1'}), (200, 60, None), (80, 24, {'LC_ALL': 'C', 'TERM': 'vt100'})):
        term = on_screen(box, cols, rows, env)
        press(term, '0')
        term.wait('Settings', 'Opening hours', 'mo-fr 09:00-18:00')
        press(term, 'c')
        term.wait('Whose', 'Days', 'Why')
        press(term, 'Esc', 'Esc')
        leave(term)


def test_holidays_from_a_file(box):
    """Twice is once."""
    salon(box)
    path = box.write('holidays.ics', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:xmas\r\nDTSTAMP:20260101T000000Z\r\n'
                   'DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n')
    term = on_screen(box, 120, 38)
    press(term, '0', 'i')
    term.wait('Calendar file with the holidays')
    press(term, path, 'Enter')
    term.wait('Closures taken in: 1.', 'Fri 25 Dec – Sat 26 Dec', 'Christmas')
    press(term, 'i', path, 'Enter')
    term.wait('Closures taken in: 0. There already: 1.')
    press(term, 'Esc')
    leave(term)
