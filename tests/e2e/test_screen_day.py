"""The Day screen: what it shows, at which size and on which terminal, and where the cursor can go."""
import re

from screens import at_cursor, book, cursor_text, footer, leave, morning, on_screen, press, salon, settle, status


def test_first_screen(box):
    """Today, with the next customer under the cursor, at 80x24."""
    morning(box)
    term = on_screen(box)
    assert 'Salon Lumière' in term.row(0) and 'Tuesday 24 November 2026 · week 48' in term.row(0) and '10:42' in term.row(0)
    assert 'next  10:45 Kim Lee · 11:30 Søren Ås · 13:00 王' in term.row(1), term.row(1)
    assert 'Ana' in term.row(2) and 'Boris' in term.row(2) and 'Chloé' in term.row(2)
    assert '2¼ of 9 h' in term.row(2) and '━' in term.row(2), term.row(2)
    assert 'Kim Lee' in cursor_text(term) and 'Cut' in cursor_text(term)
    assert term.row(3).startswith('09:00') and term.row(5).startswith('  :30')
    assert 'from 13:00' in term.text() and '╱╱╱' in term.text()
    assert '● completed' in term.text()
    assert '45 min free' in term.text()
    assert footer(term).startswith('n book') and footer(term).endswith('? keys')
    leave(term)


def test_now_line(box):
    morning(box)
    term = on_screen(box)
    _, y = term.find('10:42│') if '10:42│' in term.text() else term.find('10:42─')
    row = term.row(y)
    assert row.startswith('10:42') and '─────' in row, row
    leave(term)


def test_wide(box):
    """200x60: the panel with the customer and the day in figures."""
    made = morning(box)
    box.run('paid', made['Ingrid Bø']['id'])
    term = on_screen(box, 200, 60)
    term.wait('first visit')
    for words in ('Kim Lee', '10:45 – 11:30', '45 min', '€38.00', 'allergic to PPD', '6 booked', '1 done', 'expected', 'gaps'):
        term.wait(words)
    for hour in range(9, 18):
        assert f'{hour:02}:00' in term.text() or hour == 10, hour
    press(term, 'Tab', 'Tab', 'Tab', 'Tab', 'BTab', 'BTab', 'BTab')
    leave(term)
    term = on_screen(box, 100, 40)
    term.wait('expected')
    rows = [term.row(y) for y in range(40)]
    income = next(y for y, row in enumerate(rows) if 'expected' in row)
    assert 'done' in rows[income] or 'done' in rows[income + 1], rows[income:income + 2]
    leave(term)


def test_story_in_the_panel(box):
    """What became of the booking under the cursor, the newest first; of another one when the cursor goes there."""
    made = morning(box)
    box.run('move', made['Kim Lee']['id'], '14:00', '--by', 'chloé')
    box.run('move', made['Kim Lee']['id'], '10:45', '--by', 'ana')
    term = on_screen(box, 120, 38)
    for words in ('History', '· ana', '· chloé'):
        term.wait(words)
    text = ' '.join(term.row(y)[term.row(y).rfind('│') + 1:].strip() for y in range(2, 36))
    first, second = text.index('moved from Tue 24 Nov 14:00'), text.index('moved from Tue 24 Nov 10:45')
    assert first < second < text.index('booked for Tue 24 Nov 10:45'), text
    assert 'Today' in term.text() and 'expected' in term.text(), term.framed()
    box.run('note', made['Kim Lee']['id'], 'no scent', '--by', 'zoe')     # by another desk: the story goes on
    term.wait('· zoe')
    term.wait('note: no scent')
    press(term, 'Tab')
    term.wait_until(lambda: '· zoe' not in term.text() and 'booked for' in term.text(), 'the story of another booking')
    leave(term)


def test_every_booking_is_reached(box):
    """By Tab, and with the arrows alone: overlapping ones, several in one row, those of the night."""
    salon(box)
    names = []
    for name in ('Anna', 'Bert', 'Carl', 'Dora'):        # in a quarter of a column there is room for four letters
        names.append(name)
        book(box, name, '11:00', 'Ana', 'Cut', '--overbook', 'family')
    for i, start in enumerate(('14:00', '14:05', '14:10')):
        names.append(f'Short {i}')
        box.run('book', '--new-customer', names[-1], '--duration', '5', '--staff', 'Ana', '--start', start)
    for name, start in (('Night', '23:50'), ('Dawn', '00:00')):
        names.append(name)
        box.run('book', '--new-customer', name, '--duration', '10', '--staff', 'Ana', '--start', start, '--overbook', 'asked')
    term = on_screen(box)
    press(term, *['BTab'] * 12)
    at_cursor(term, 'Dawn')
    seen = []
    for _ in names:
        settle(term)
        seen += [name for name in names if name in cursor_text(term)]
        press(term, 'Tab')
    assert sorted(seen) == sorted(names), seen
    # with arrows only, down the column of Ana
    press(term, 't', 'Home', *['Up'] * 96)
    at_cursor(term, 'Dawn')
    reached = set()
    while 'Night' not in reached:
        settle(term)
        reached |= {name for name in names if name in cursor_text(term)}
        assert reached, 'lost on the way'
        press(term, 'Down')
    assert reached == set(names), set(names) - reached
    leave(term)


def test_lanes(box):
    """Four at once stand beside each other, each with its own edge, and the keys go through them."""
    salon(box)
    for name in ('Anna', 'Berta', 'Carla', 'Dora'):
        book(box, name, '11:00', 'Ana', 'Cut', '--overbook', 'family')
    term = on_screen(box, 120, 38)
    row = next(term.row(y) for y in range(3, 38) if term.row(y).count('▌') == 4)
    assert all(name in row for name in ('Anna', 'Berta', 'Carla', 'Dora')), row
    press(term, *['Left'] * 4)
    at_cursor(term, re.search('▌ ?([A-D])', row).group(1))
    assert term.text().count('▌‖') == 3     # the first of them stood in nobody's way
    seen = []
    for _ in range(4):
        settle(term)
        seen.append(cursor_text(term).strip('▌ ')[:2])
        press(term, 'Right')
    assert len(set(seen)) == 4, seen
    leave(term)


def test_travel(box):
    """Days, weeks, a date in words, and back to today."""
    morning(box)
    term = on_screen(box)
    for keys, header in ((']', 'Wednesday 25 November'), ('}', 'Wednesday 2 December'), ('[', 'Tuesday 1 December'), ('{', 'Tuesday 24 November'),
                         (']', 'tomorrow'), ('t', 'Tuesday 24 November 2026 · week 48')):
        press(term, keys)
        term.wait(header)
    at_cursor(term, 'Kim Lee')
    press(term, 'g', '+2w')
    term.wait('Tuesday 8 December 2026')         # what it would be, as it is typed
    press(term, 'Enter')
    term.wait('in 14 days')
    press(term, 'g', '24.12.', 'Enter')
    term.wait('Thursday 24 December')
    press(term, 'g', 'gibberish', 'Enter')
    term.wait('“gibberish” is not')
    assert 'Thursday 24 December' in term.row(0)
    press(term, 'Esc', 'Esc')
    term.wait('Tuesday 24 November')
    leave(term)


def test_the_cursor_keeps_its_hour(box):
    morning(box)
    term = on_screen(box)
    press(term, 't', 'Home', 'Right')
    at_cursor(term, '09:00')
    press(term, ']')
    term.wait('tomorrow')
    at_cursor(term, '09:00')
    press(term, 'End')
    at_cursor(term, '17:45')
    leave(term)


def test_closures_and_whole_days(box):
    salon(box)
    box.run('closure', 'add', '2026-11-25', '--reason', 'Holiday: Founders')
    box.run('block', '2026-11-24', '2d', 'Trade fair', '--staff', 'Boris')
    term = on_screen(box)
    term.wait('Trade fair · Boris · until Wed 25 Nov')
    press(term, *['Up'] * 60)
    at_cursor(term, 'Trade fair')
    press(term, ']')
    term.wait('Holiday: Founders', 'Trade fair')
    leave(term)


def test_processing_time(box):
    """The gap of a colour is shown as one, can be booked, and both halves stand."""
    salon(box)
    book(box, 'Colour Lady', '11:00', 'Ana', 'Colour')
    term = on_screen(box)
    term.wait('││ 45 min free')                     # marked by the edge of the visit it belongs to
    assert term.text().count('▌ Colour Lady') == 2  # both halves
    box.run('book', '--new-customer', 'Quick', '--duration', '30', '--staff', 'Ana', '--start', '11:30')
    term.wait('││ ▌ Quick', '││ 15 min free')
    leave(term)


def test_many_people(box):
    """Eight people page sideways, and the heads say how many lie beside."""
    box.run('init', '--name', 'Big', '--timezone', 'Europe/Berlin', '--staff', 'A1,B2,C3,D4,E5,F6,G7,H8', '--hours', 'mo-su 00:00-24:00')
    box.env['DAYBOOK_NOW'] = '2026-11-24T09:42:00Z'
    book_length(box, 'Far away', 'H8')
    term = on_screen(box)
    press(term, 't')
    at_cursor(term, 'Far away')
    assert 'H8' in term.row(2) and '‹5' in term.row(2), term.row(2)
    press(term, *['Left'] * 7)
    term.wait('A1', '5›')
    leave(term)


def book_length(box, name, staff):
    box.run('book', '--new-customer', name, '--duration', '30', '--staff', staff, '--start', '11:00')


def test_a_whole_day_is_scrolled(box):
    morning(box)
    book(box, 'Evening', '17:15')
    term = on_screen(box)
    assert '▌ Evening' not in term.text()
    press(term, 'End')
    term.wait('▌ Evening')
    press(term, 'Home')
    term.wait('▌ Ingrid Bø')
    press(term, 'PgDn', 'PgDn')
    term.wait('▌ Evening')
    press(term, 'PgUp', 'PgUp')
    term.wait('▌ Ingrid Bø')
    leave(term)


def test_clocks_change(box):
    """25 hours and 23 hours: every row once, the label of the hour that comes twice twice."""
    salon(box)
    for day, twos in (('2026-10-25', 2), ('2026-03-29', 0)):
        term = on_screen(box, 80, 24, {'DAYBOOK_NOW': day + 'T11:00:00+01:00'})
        for _ in range(60):
            press(term, 'Up')
        term.wait('00:00')
        press(term, *['Down'] * 16)
        settle(term)
        assert sum(term.row(y).startswith('02:00') for y in range(24)) == twos, f'{twos} times 02:00 on {day}\n{term.framed()}'
        leave(term)


def test_no_colour(box):
    """Letters and reverse say all there is to say."""
    made = morning(box)
    box.run('arrive', made['Kim Lee']['id'])
    book(box, 'Maybe', '15:00', 'Boris', 'Beard', '--status', 'tentative')
    for env in ({'NO_COLOR': '1'}, {'TERM': 'vt100'}, {'TERM': 'vt100', 'NO_COLOR': '1'}):
        term = on_screen(box, 80, 40, env)
        at_cursor(term, 'Kim Lee')
        colours = {term.cell(x, y).fg for x in range(80) for y in range(40)} | {term.cell(x, y).bg for x in range(80) for y in range(40)}
        assert colours == {'default'}, colours
        term.wait('◐ arrived', '● completed', '?', '─────')
        leave(term)


def test_eight_colours(box):
    morning(box)
    term = on_screen(box, 80, 24, {'TERM': 'xterm-color'})
    term.wait('Kim Lee')
    grounds = {term.cell(x, y).bg for x in range(80) for y in range(24)}
    assert 'white' in grounds and len(grounds) > 2, grounds
    leave(term)


def test_no_utf8(box):
    """ASCII alone: nothing is sent that the locale does not have, and the day can be read."""
    morning(box)
    term = on_screen(box, 80, 24, {'LC_ALL': 'C'})
    text = term.text()
    assert text.isascii(), [c for c in text if not c.isascii()]
    assert 'Soren As' in text or 'Soeren As' in text, text
    assert 'Kim Lee' in text and '/  /  /' in text and '<' in term.row(0), text
    leave(term)


def test_too_small(box):
    """Below 60x16 a plain notice; keys do nothing there but leave."""
    morning(box)
    for cols, rows in ((20, 5), (59, 24), (80, 15), (10, 2)):
        term = box.term(cols=cols, rows=rows)
        term.wait('daybook')
        press(term, 'a', 'x')
        press(term, 'C-c')
        term.wait_end()
    assert [each['status'] for each in box.json('list')['bookings']].count('confirmed') == 5


def test_status_line_names_what_u_takes_back(box):
    morning(box)
    term = on_screen(box)
    term.wait('u takes back:')
    assert status(term)
    leave(term)
