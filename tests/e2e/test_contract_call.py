"""The contract of the command line: how commands are called, what they answer with, who and what is meant, and the house."""
import json
import os
import sqlite3

import contract
from sandbox import same


def shop(box, staff='Ana,Boris', *more):
    box.run('init', '--name', 'Salon', '--timezone', 'Europe/Berlin', '--currency', 'EUR', '--hours', 'mo-fr 09:00-18:00', '--staff', staff,
            *more)


def book(box, name, start, *more):
    return contract.booking(box.json('book', '--new-customer', name, '--duration', '30', '--start', start, *more))


# --- calling ---

def test_unknown_words(box):
    shop(box)
    for args, nearest in ((['bok'], 'book'), (['lsit'], 'list'), (['customer', 'lst'], 'list'), (['list', '--staf', 'Ana'], '--staff'),
                          (['--jsn', 'list'], '--json'), (['book', '--strat', '10:00'], '--start')):
        assert nearest in contract.refused(box, *args, status=2)['message'], args
    for args in (['customer'], ['list', '--staff'], ['list', '--all=yes'], ['show'], ['move', 'last'], ['list', 'today', 'tomorrow'],
                 ['policy', 'set', 'motto', 'x'], ['business', 'set', 'motto', 'x'],
                 ['log', '--follow', 'verify']):
        contract.refused(box, *args, status=2)


def test_a_line_of_language_is_no_command(box):
    shop(box)
    book(box, 'Ada', '10:00')
    contract.refused(box, 'book', 'maria lopez haircut tue 14:30 with ana', status=2)


def test_global_options_anywhere(box):
    shop(box)
    book(box, 'Ada', '10:00')
    for args in (['--json', 'list'], ['list', '--json'], ['--json', '--book', box.book, 'list', 'today'], ['list', '--book=' + box.book, '--json'],
                 ['list', 'today', '--now', '2026-11-24 12:00', '--json', '--by', 'Zoë']):
        same([booking['customer']['name'] for booking in contract.bookings(box.run(*args).json())], ['Ada'], args)
    same(box.json('--now', '2026-11-25 12:00', 'list')['bookings'], [])
    same(box.json('list', env={'DAYBOOK_NOW': '2026-11-25 12:00'})['bookings'], [])


def test_one_document(box):
    """Each command with --json: one document on stdout and not a word on stderr; or one on stderr and nothing on stdout."""
    shop(box)
    box.run('service', 'add', 'Cut', '--duration', '45')
    for line in '''list | list week --all | next | next 3 | business show | staff list | service list | resource list | customer list
        hours show | closure list | policy show | log | log verify | undo --list | backups | version | help | help book | find Ada
        free --duration 30 | book --new-customer Ada --service Cut --start 08:00 --overbook early | show last | move last 12:00 | note last hello
        paid last 5 | arrive last | walkin Ben Cut | block 16:00 30m | cancel last | undo | redo | customer show Ada | customer export Ada
        closure add 2026-12-24 | hours set mo-fr\t09:00-18:00 | staff add Cleo | resource add Room --kind room | policy set slot-step 15
        business set phone 030\t123 | customer merge Ada Ben | customer erase Ben --yes | backup copy.db | doctor'''.replace('\n', '|').split('|'):
        args = [word.replace('\t', ' ') for word in line.split(' ') if word]
        result = box.run('--json', *args)
        same((result.err, result.out[-1], type(json.loads(result.out))), ('', '\n', dict), args)
    for args, status in ((['show', 'nobody'], 3), (['book', '--duration', '30', '--start', '03:00'], 5), (['nonsense'], 2),
                         (['list', 'someday'], 2), (['init'], 4)):
        same(contract.refused(box, *args, status=status)['code'], contract.CODES[status][0], args)


def test_lists_are_named(box):
    shop(box)
    for args, key in ((['list'], 'bookings'), (['next'], 'bookings'), (['customer', 'list'], 'customers'), (['staff', 'list'], 'staff'),
                      (['service', 'list'], 'services'), (['resource', 'list'], 'resources'), (['closure', 'list'], 'closures'),
                      (['free', '--duration', '30', '--limit', '1'], 'slots'), (['hours', 'show'], 'hours'), (['log'], 'events'),
                      (['backups'], 'backups')):
        assert isinstance(box.json(*args).get(key), list), args


def test_words_for_people(box):
    shop(box)
    same(box.run('list').out, '')
    assert box.run('list').err.strip(), 'an empty day is said'
    same(box.run('--quiet', 'list').err, '')
    book(box, 'Ada', '10:00')
    assert '10:00' in box.run().out, 'with no terminal, no command is the list of today'
    same(contract.bookings(box.run('--json').json())[0]['customer']['name'], 'Ada')
    assert 'daybook' in box.run('help').out and '--service' in box.run('help', 'book').out
    contract.refused(box, 'help', 'nonsense', status=2)


def test_nothing_asks(box):
    shop(box)
    box.run('customer', 'add', 'Ada')
    assert '--yes' in contract.refused(box, 'customer', 'erase', 'Ada', status=2)['message']
    same(len(box.json('customer', 'list')['customers']), 1)


def test_the_book(box):
    for args in (['list'], ['show', 'last'], ['customer', 'add', 'Ada'], ['export'], ['backups'], []):
        contract.refused(box, *args, status=3)
    same(os.listdir(box.dir), ['tmp'], 'nothing was made')
    shop(box)
    with open(box.book, 'rb') as file:
        before = file.read()
    contract.refused(box, 'init', '--name', 'Another', status=4)
    with open(box.book, 'rb') as file:
        assert file.read() == before
    same(os.stat(box.book).st_mode & 0o777, 0o600)


def test_no_book(box):
    shop(box)
    junk, empty, other, newer = box.write('junk.db', 'no database, ' * 500), box.write('empty.db', ''), box.path('other.db'), box.path('newer.db')
    with sqlite3.connect(other) as file:
        file.execute('CREATE TABLE notes (text)')
    file.close()
    box.run('backup', newer)
    with sqlite3.connect(newer) as file:
        file.execute('PRAGMA user_version = 9999')
    file.close()
    for path, code in ((junk, 'damaged'), (empty, 'damaged'), (other, 'damaged'), (newer, 'too_new')):
        with open(path, 'rb') as file:
            before = file.read()
        same(contract.refused(box, '--book', path, 'list', status=7)['code'], code, path)
        contract.refused(box, '--book', path, 'customer', 'add', 'Ada', status=7)
        contract.refused(box, '--book', path, 'init', status=4)
        with open(path, 'rb') as file:
            assert file.read() == before, path
        box.run('--book', path, 'doctor', status=1)
    contract.refused(box, '--book', box.path('none.db'), 'list', status=3)


def test_reading_goes_on_while_another_writes(box):
    shop(box)
    writer = sqlite3.connect(box.book, isolation_level=None)
    writer.execute('BEGIN IMMEDIATE')
    for args in (['list'], ['free', '--duration', '30'], ['find', 'Ada'], ['export']):
        box.run(*args)
    writer.execute('ROLLBACK')
    writer.close()
    box.run('customer', 'add', 'Ada')


def test_several_at_once(box):
    shop(box)
    running = [box.start('book', '--title', str(i), '--start', '10:00', '--duration', '30', '--staff', 'Ana') for i in range(5)]
    done = [(process.communicate(), process.returncode)[1] for process in running]
    same(sorted(done), [0, 4, 4, 4, 4])
    same(len(box.json('list')['bookings']), 1)


# --- who and what ---

def test_who(box):
    shop(box)
    people = ('Maria López', 'Maria', 'Mariana Lopes', 'Jörg Weiß', "Ann-Marie O'Neil", '王小明', 'Øyvind Ås')
    for i, name in enumerate(people):
        box.run('customer', 'add', name, '--phone', f'+49 170 55{i}{i}{i}{i}')
    for typed, name in {'maria': 'Maria', 'MARÍA LÓPEZ': 'Maria López', 'maria lopez': 'Maria López', 'lopez': 'Maria López', 'lope': None,
                        'mar': None, 'mariana': 'Mariana Lopes', 'weiss': 'Jörg Weiß', 'jorg': 'Jörg Weiß', 'neil': "Ann-Marie O'Neil",
                        'marie': "Ann-Marie O'Neil", '王': '王小明', 'oyvind as': 'Øyvind Ås', '3333': 'Jörg Weiß', '55 4444': "Ann-Marie O'Neil",
                        '+49 170 552222': 'Mariana Lopes', '4917055': None}.items():
        if name:
            same(contract.customer(box.json('customer', 'show', typed))['name'], name, typed)
        else:
            error = contract.refused(box, 'customer', 'show', typed, status=2)
            assert len(error['details']['candidates']) > 1, error
    same({candidate['name'] for candidate in contract.refused(box, 'customer', 'show', 'mar', status=2)['details']['candidates']},
         {'Maria', 'Maria López', 'Mariana Lopes', "Ann-Marie O'Neil"})
    for typed in ('nobody', 'aria', 'pez', '', '333', '9999'):
        contract.refused(box, 'customer', 'show', typed, status=3)
    same(box.json('customer', 'show', box.json('customer', 'show', 'jorg')['id'][:6])['name'], 'Jörg Weiß')


def test_two_people_may_share_everything(box):
    shop(box)
    twins = [box.json('customer', 'add', 'Maria Lopez', '--phone', '+4917055', '--email', 'm@example.com') for _ in range(2)]
    assert twins[0]['id'] != twins[1]['id']
    error = contract.refused(box, 'book', '--customer', 'Maria Lopez', '--duration', '30', '--start', '10:00', status=2)
    same({candidate['id'] for candidate in error['details']['candidates']}, {twin['id'] for twin in twins})
    booking = contract.booking(box.json('book', '--customer', twins[1]['id'], '--duration', '30', '--start', '10:00'))
    same(booking['customer']['id'], twins[1]['id'])
    same(len(box.json('find', 'lopez')['customers']), 2)


def test_what(box):
    shop(box, 'Ana,Anabel,Boris')
    for name in ('Colour', 'Cut & Colour', 'Cutting class'):
        box.run('service', 'add', name, '--duration', '30')
    for typed, name in (('colour', 'Colour'), ('COLOUR', 'Colour'), ('cut & col', 'Cut & Colour'), ('class', 'Cutting class')):
        same(box.json('book', '--dry-run', '--service', typed, '--start', '10:00')['service']['name'], name, typed)
    for args, status in ((['--service', 'cut'], 2), (['--service', 'nails'], 3), (['--service', 'class', '--staff', 'an'], 2),
                         (['--service', 'class', '--staff', 'zoe'], 3), (['--service', 'class', '--resource', 'room'], 3)):
        error = contract.refused(box, 'book', *args, '--start', '10:00', status=status)
        same('candidates' in error['details'], status == 2, args)
    same(box.json('book', '--service', 'class', '--staff', 'ana', '--start', '10:00')['staff']['name'], 'Ana', 'a whole name wins')


def test_ids(box):
    shop(box)
    contract.refused(box, 'show', 'next', status=3)
    contract.refused(box, 'show', 'last', status=3)
    ada, ben = book(box, 'Ada', '10:00', '--staff', 'Boris'), book(box, 'Ben', '14:00')
    assert contract.UUID4.fullmatch(ada['id']), ada['id']
    for typed, meant in ((ada['id'], ada), (ada['id'].upper(), ada), (ada['id'][:6], ada), ('next', ada), ('last', ben), ('ben', ben)):
        same(box.json('show', typed)['id'], meant['id'], typed)
    contract.refused(box, 'show', ada['id'][:5], status=3)
    contract.refused(box, 'show', 'last', '--by', 'Somebody', status=3)
    box.run('move', ada['id'], '11:00')
    same(box.json('show', 'last')['id'], ada['id'], 'the one changed last')
    box.run('book', '--customer', 'ada', '--duration', '30', '--start', 'tomorrow 10:00')
    same(len(contract.refused(box, 'show', 'ada', status=2)['details']['candidates']), 2)
    same(box.json('show', 'next', env={'DAYBOOK_NOW': '2026-11-24 12:00'})['id'], ben['id'])
    same([booking['id'] for booking in contract.bookings(box.json('next', '2'))], [ada['id'], ben['id']])
    box.run('cancel', ben['id'])
    contract.refused(box, 'show', 'ben', status=3)   # no upcoming booking any more


def test_the_order_of_a_list(box):
    shop(box, 'Zoe,Ana')
    for name, start, staff in (('C', '12:00', 'Ana'), ('B', '12:00', 'Zoe'), ('A', '10:00', 'Ana')):
        book(box, name, start, '--staff', staff)
    same([booking['customer']['name'] for booking in contract.bookings(box.json('list'))], ['A', 'B', 'C'])
    same([booking['customer']['name'] for booking in box.json('list', '--limit', '2')['bookings']], ['A', 'B'])
    same([booking['customer']['name'] for booking in box.json('list', '--staff', 'Ana')['bookings']], ['A', 'C'])
    same([booking['customer']['name'] for booking in box.json('list', '--customer', 'b')['bookings']], ['B'])
    same(box.run('list', '--format', '{start} {customer}').out.splitlines()[0], '2026-11-24T10:00:00+01:00 A')
    same([len(line.split('\t')) > 5 for line in box.run('list', '--tsv').out.splitlines()], [True] * 3)
    contract.refused(box, 'list', '--status', 'happy', status=2)


# --- the house ---

def test_a_new_book(box):
    made = box.json('init')
    same(len(box.json('staff', 'list')['staff']), 1, 'the person at the keyboard')
    contract.refused(box, 'staff', 'retire', box.json('staff', 'list')['staff'][0]['name'], status=5)
    contract.keys('init', made, {'path': contract.text})
    booking = contract.booking(box.json('book', '--title', 'x', '--start', '10:00', '--duration', '30'))
    same(booking['staff']['name'], box.json('staff', 'list')['staff'][0]['name'])
    for args in (['--hours', 'always'], ['--currency', 'XX'], ['--timezone', 'Mars/Base'], ['now']):
        box.env['DAYBOOK_BOOK'] = box.path('wrong.db')
        contract.refused(box, 'init', *args, status=2)
        assert not os.path.exists(box.path('wrong.db')), args


def test_the_demo_is_the_same_every_time(box):
    books = []
    for name in ('one.db', 'two.db'):
        box.env['DAYBOOK_BOOK'] = box.path(name)
        box.run('init', '--demo', '--timezone', 'Europe/Berlin')
        books.append([box.run('--json', *args).out for args in (['list', 'today..+42d', '--all'], ['customer', 'list'], ['service', 'list'],
                                                               ['staff', 'list'], ['hours', 'show'])])
    assert books[0] == books[1]
    assert len(contract.bookings(json.loads(books[0][0]))) > 100
    for customer in box.json('customer', 'list')['customers']:
        contract.customer(customer)
    same(box.json('log', 'verify')['ok'], True)


def test_services(box):
    shop(box)
    box.run('service', 'add', 'Cut', '--duration', '45', '--price', '45.00', '--staff', 'Ana,Boris', '--max-per-day', '3', '--description', 'd')
    box.run('service', 'edit', 'Cut', '--for', 'Boris', '--duration', '1h', '--price', '50')
    cut = box.json('service', 'list')['services'][0]
    contract.keys('service', cut, {'id': contract.text, 'name': contract.text, 'price': contract.money})
    for staff, minutes, price in (('Ana', 45, 4500), ('Boris', 60, 5000)):
        booking = contract.booking(box.json('book', '--service', 'Cut', '--staff', staff, '--start', '10:00'))
        length = contract.instant('end', booking['end']) - contract.instant('start', booking['start'])
        same((length.total_seconds() / 60, booking['price']['minor']), (minutes, price), staff)
    for args, status in ((['Nails'], 2), (['Nails', '--duration', '0'], 2), (['Nails', '--segments', '30 busy, 45 free'], 2),
                         (['Nails', '--duration', '30', '--staff', 'Zoe'], 3), (['Nails', '--duration', '30', '--capacity', '0'], 2),
                         (['Nails', '--duration', '30', '--price', 'free'], 2), (['Cut', '--duration', '30'], 4)):
        contract.refused(box, 'service', 'add', *args, status=status)
    box.run('service', 'retire', 'Cut')
    contract.refused(box, 'book', '--service', 'Cut', '--start', '12:00', status=5)
    same(box.json('list', '--service', 'Cut')['bookings'][0]['service']['name'], 'Cut', 'what was booked keeps its name')


def test_hours_and_closures(box):
    shop(box)
    for spec in ('mo-fr 09:00-12:30 13:30-18:00, sa 09:00-13:00', 'mo 09:00-17:00', 'mo-su 00:00-24:00', 'fr 22:00-02:00'):
        box.run('hours', 'set', spec)
    for spec in ('always', 'mo', 'mo 09:00-25:00', 'mo 09:00-12:00 11:00-13:00', 'xx 09:00-10:00'):
        contract.refused(box, 'hours', 'set', spec, status=2)
    contract.refused(box, 'hours', 'set', '--staff', 'Zoe', 'mo 09:00-10:00', status=3)
    box.run('closure', 'add', '2026-12-24..2026-12-26', '--reason', 'Christmas')
    closures = box.json('closure', 'list')['closures']
    same((len(closures), closures[0]['reason']), (1, 'Christmas'))
    for args, status in ((['add', 'someday'], 2), (['add'], 2), (['remove', 'nothing'], 3), (['add', '2026-12-27', '--open', 'late'], 2)):
        contract.refused(box, 'closure', *args, status=status)
    box.run('closure', 'remove', closures[0]['id'])
    contract.refused(box, 'closure', 'remove', closures[0]['id'], status=3)


def test_find(box):
    shop(box)
    box.run('customer', 'add', 'Søren Ås', '--phone', '+4917055501234')
    box.run('customer', 'add', '王小明')
    box.run('book', '--customer', 'soren', '--title', 'Fitting', '--notes', 'blue dress', '--start', '10:00', '--duration', '30')
    for typed in ('soren', 'SØREN', 'as soren', 'ås', '501234', 'sorne'):
        found = box.json('find', typed)
        same([contract.customer(customer)['name'] for customer in found['customers']], ['Søren Ås'], typed)
    for typed in ('fitting', 'dress blue', 'fitting soren'):
        same([contract.booking(booking)['title'] for booking in box.json('search', typed)['bookings']], ['Fitting'], typed)
    same([customer['name'] for customer in box.json('find', '小明')['customers']], ['王小明'])
    found = box.json('find', 'nowhere')
    same((found['customers'], found['bookings']), ([], []))
