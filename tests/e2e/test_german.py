"""In German: what a person reads is, what is typed and what programs read is not."""
import re

from salon import book, salon
from sandbox import same
from screens import footer, press, status


def german(box):
    """The book is made in German too; the box again."""
    box.env['LANGUAGE'] = 'de'
    return salon(box)


def examples(message):
    """What a message offers to be written instead: "… Schreiben Sie zum Beispiel A, B oder C.\""""
    words = re.search(r'Schreiben Sie zum Beispiel (.*)$', message.strip()).group(1)
    return [re.sub(r' \(.*\)', '', word) for word in re.split(r', | oder ', words if words.endswith('24.12.') else words[:-1])]


# --- commands

def test_help(box):
    """Every line of help: the commands and options are the same, what they do is told in German."""
    pairs = [(english, box.run(*call, env={'LANGUAGE': 'de'}).out)
             for call in (['help'], ['help', '--all'], ['help', 'list']) for english in [box.run(*call).out]]
    for english, words in pairs:
        lines = [line.strip() for line in english.splitlines()]
        for line in (line.strip() for line in words.splitlines()):
            parts = re.split(r'  +', line, maxsplit=1)
            if len(parts) == 2:
                assert line not in lines, line
                assert any(other.startswith(parts[0] + '  ') for other in lines), line
    overview = pairs[0][1]
    assert 'Termine auflisten' in overview and 'Einen Termin buchen' in overview and 'daybook help BEFEHL' in overview, overview
    assert box.run('help', 'list', env={'LANGUAGE': 'de'}).out.startswith('daybook list [RANGE] [OPTIONEN]\n')


def test_day(box):
    german(box)
    made = book(box, 'Jürgen Groß', '14:30', '--staff', 'Boris')
    book(box, 'Ana Ábalos', '16:00')
    box.run('block', '12:00', '30', 'Pause', '--staff', 'Ana')
    box.run('arrive', made['id'])
    lines = [line.split('  ') for line in box.run('list').out.splitlines()]
    same(lines[0], ['Dienstag, 24. November 2026'])
    rows = [[cell.strip() for cell in line if cell] for line in lines[1:]]
    same([row[1:2] + row[2:3] + row[-2:-1] for row in rows],
         [['30 min', 'Pause', 'gesperrt'], ['45 min', 'Jürgen Groß', 'ist da'], ['45 min', 'Ana Ábalos', 'bestätigt']])
    shown = box.run('show', made['id']).out
    for words in ('Di 24. Nov', '38,00 €', 'Verlauf', 'gebucht für Di 24. Nov 14:30 bei Boris', 'ist da'):
        assert words in shown, shown


def test_what_was_done(box):
    german(box)
    made = book(box, 'Jürgen Groß', '14:30', '--staff', 'Boris')
    assert box.run('move', made['id'], 'do 15:00').out.startswith('Verschoben: Jürgen Groß')
    assert box.run('cancel', made['id'], '--reason', 'krank').out.startswith('Abgesagt: ')
    same(box.run('undo').out, 'Zurückgenommen: Jürgen Groß abgesagt, Do 26. Nov 15:00\n')
    same(box.run('undo').out, 'Zurückgenommen: Jürgen Groß verschoben auf Do 26. Nov 15:00\n')
    assert box.run('list', 'gestern').err.startswith('Da ist nichts gebucht.')


def test_errors(box):
    german(box)
    made = book(box, 'Jürgen Groß', '14:30', '--staff', 'Boris')
    taken = box.run('book', '--new-customer', 'Ines', '--service', 'Cut', '--staff', 'Boris', '--start', '14:45', status=4)
    assert 'Boris hat Jürgen Groß (Cut), 14:30–15:15. Wählen Sie eine andere Zeit' in taken.err, taken
    assert 'Frei: Di 24. Nov ' in taken.err, taken
    closed = box.run('book', '--new-customer', 'Ines', '--service', 'Cut', '--start', 'so 10:00', status=5)
    assert 'Der Betrieb ist am Sonntag geschlossen.' in closed.err, closed
    assert 'Den Befehl „lst“ gibt es nicht. Meinten Sie „list“?' in box.run('lst', status=2).err
    assert 'Kunde „Xaver“ nicht gefunden.' in box.run('customer', 'show', 'Xaver', status=3).err
    box.run('done', made['id'])
    assert 'Aus „fertig“ kann nicht „abgesagt“ werden.' in box.run('cancel', made['id'], status=5).err
    assert 'In ' in box.run('list', '--book', box.path('none.db'), status=3).err
    skipped = box.run('book', '--new-customer', 'Ines', '--service', 'Cut', '--start', '2027-03-28 02:30', status=2)
    assert '02:30 gibt es am Sonntag, 28. März 2027 nicht' in skipped.err, skipped


def test_examples_are_understood(box):
    """What a German message tells to write can be written."""
    german(box)
    made = book(box, 'Jürgen Groß', '14:30')
    tried = 0
    for wrong, call in (('di 25:00', ['book', '--block', '--duration', '5', '--overbook', 'Probe', '--dry-run', '--start']),
                        ('nie', ['hours', 'set', 'mo-fr 09:00-18:00', '--from']),
                        ('nie', ['list']),
                        ('lang', ['free', '--limit', '1', '--duration'])):
        for example in examples(box.run(*call, wrong, status=2).err):
            box.run(*call, example)
            tried += 1
    assert tried >= 20, tried
    box.run('business', 'set', 'week-start', 'montag')
    box.run('hours', 'set', 'mo-do 09:00-18:00, sa geschlossen')
    box.run('paid', made['id'], '30,50')
    assert '30,50 €' in box.run('show', made['id']).out


def test_programs_read_no_german(box):
    """JSON, tabs and the words that are typed are the same in every language."""
    german(box)
    made = book(box, 'Jürgen Groß', '14:30')
    box.run('noshow', made['id'])
    for call in (['--json', 'list'], ['--json', 'show', made['id']], ['--json', 'customer', 'list'], ['list', '--tsv'], ['policy', 'show'],
                 ['--json', 'policy', 'show'], ['--json', 'hours', 'show'], ['list', '--format', '{status} {price} {kind} {date}']):
        same(box.run(*call).out, box.run(*call, env={'LANGUAGE': 'en'}).out, ' '.join(call))
    wrong = box.error('customer', 'show', 'Xaver', status=3)
    same(wrong['code'], 'not_found')
    assert 'nicht gefunden' in wrong['message']


# --- the screen

def on_screen(box, cols=80, rows=24):
    term = box.term(cols=cols, rows=rows)
    term.wait('nächste')
    term.wait_until(lambda: term.row(1).strip() != 'nächste', 'to see who is next')
    return term


def test_screen_day(box):
    german(box)
    book(box, 'Jürgen Groß', '09:30', '--staff', 'Boris')
    term = on_screen(box)
    assert '‹ Dienstag, 24. November 2026 · Woche 48 ›' in term.row(0), term.row(0)
    assert term.row(1).startswith(' nächste  09:30 Jürgen Groß'), term.row(1)
    assert '0 von 9 h' in term.row(2) or '¾ von 9 h' in term.row(2), term.row(2)
    assert footer(term).startswith('n neu  ') and footer(term).endswith('m schieben  a ist da  ? Hilfe'), footer(term)
    press(term, 'a')
    term.wait('ist da')
    term.wait_until(lambda: 'Jürgen Groß' in status(term), 'to be told what was done')
    press(term, 'u')
    term.wait('Zurückgenommen')
    press(term, ']')
    term.wait('Mittwoch, 25. November 2026', 'morgen')
    press(term, 'q')
    term.wait_end()


def test_screen_form(box):
    """At 80x24 the labels end before the fields begin, and what is said of the time is whole."""
    german(box)
    term = on_screen(box)
    press(term, 'n')
    term.wait('Neuer Termin')
    left, first = term.find('Kunde ')
    labels = [term.row(y)[left:left + 11] for y in range(first, first + 9)]
    assert all(label.endswith(' ') for label in labels), labels
    labels = [label.strip() for label in labels]
    same(labels, ['Kunde', 'Leistung', 'Bei', 'Wann', 'Dauer', 'Preis', 'Serie', 'Status', 'Notiz'])
    term.wait('Buchen')
    press(term, 'Ines Öz', 'Enter')
    term.wait('ein neuer Kunde')
    assert footer(term).endswith('F1 Hilfe'), footer(term)
    press(term, 'F1')
    term.wait('Formular eines Termins', 'Von überall speichern')
    press(term, 'Esc')
    term.wait_gone('Von überall speichern')
    press(term, 'Esc')          # away with the list of services
    term.wait('Wählen Sie eine Leistung, oder sagen Sie, wie lange.')
    press(term, 'Esc')
    term.wait('Dieses Formular ist nicht gespeichert.', 'k für später', 'd verwerfen', 'Esc weiter')
    press(term, 'd')
    term.wait_gone('Neuer Termin')
    press(term, 'q')
    term.wait_end()


def test_screen_first_run(box):
    box.env['LANGUAGE'] = 'de'
    term = box.term()
    term.wait('Ein neues Terminbuch', 'Betrieb', 'Zeitzone', 'Währung', 'Geöffnet', 'Team', 'Leistungen', 'Das Buch öffnen',
              'alles lässt sich später ändern', '^S Buch öffnen', 'Termin 60', 'z. B. Schnitt 45 38,00')
    press(term, 'Esc')
    term.wait_end()


def test_demo(box):
    """Its own words are German; its names, times and ids are those of any other language."""
    def demo(language):
        box.env.update(DAYBOOK_NOW='2026-11-24T09:42:00Z', DAYBOOK_BOOK=box.path(f'{language}.db'), LANGUAGE=language)
        box.run('init', '--demo', '--timezone', 'Europe/Berlin')
        return [box.json(noun, 'list')[noun + 's'] for noun in ('service', 'resource', 'customer', 'closure')
                ] + [box.json('list', '2026-05-01..2027-01-05', '--all')['bookings']]

    def words(rows, *keys):
        return {row[key] for row in rows for key in keys if row.get(key)}

    english, german_ones = demo('en'), demo('de')
    services, resources, customers, closures, bookings = german_ones
    assert {'Schnitt', 'Schnitt & Föhnen', 'Farbe · Ansatz', 'Flechtkurs'} <= words(services, 'name'), services
    same(words(resources, 'name', 'kind'), {'Behandlungsraum', 'Raum'})
    assert {'In den Bergen', 'Neuer Boden'} <= words(closures, 'reason'), closures
    assert {'Mittagspause', 'Lieferant am Telefon', 'Messe in der Stadt'} <= words(bookings, 'title'), words(bookings, 'title')
    for ours, theirs in zip(german_ones, english):
        same([row['id'] for row in ours], [row['id'] for row in theirs])
        told = ('name', 'kind', 'description', 'title', 'notes', 'reason', 'cancel_reason', 'overbooked')
        both = words(ours, *told) & words(theirs, *told) - words(customers, 'name')
        assert not both - {'appointment', 'block', 'leave', 'holiday'}, both
    same([row['name'] for row in customers], [row['name'] for row in english[2]])
    same([(row['start'], row['status']) for row in bookings], [(row['start'], row['status']) for row in english[4]])
