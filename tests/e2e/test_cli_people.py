"""Customers, staff, resources, services, hours, closures, the business and its policies."""
import os

from salon import CUSTOMER, book, has, salon, same


def test_customers(box):
    salon(box)
    maria = box.json('customer', 'add', 'Maria  Lopez ', '--phone', '0170 1234567', '--phone', '+49 30 99', '--email', 'm@example.org',
                     '--timezone', 'Europe/Madrid', '--language', 'es', '--notes', 'allergic')
    has(maria, CUSTOMER)
    same((maria['name'], maria['email'], maria['timezone'], maria['notes']), ('Maria Lopez', 'm@example.org', 'Europe/Madrid', 'allergic'))
    same(len(maria['phones']), 2)
    same((maria['visits'], maria['no_shows'], maria['last_visit'], maria['next_booking']), (0, 0, None, None))
    other = box.json('customer', 'add', 'Maria Lopez', '--phone', '0170 1234567', '--email', 'm@example.org')
    assert other['id'] != maria['id']
    same([one['id'] for one in box.json('customer', 'list', 'lopez')['customers']].sort(), [maria['id'], other['id']].sort())
    same(len(box.json('customer', 'list', '--phone', '1234567')['customers']), 2)
    same(box.json('customer', 'list', '--phone', '0000'), {'customers': []})
    box.error('customer', 'show', 'Maria Lopez', status=2)
    changed = box.json('customer', 'edit', other['id'], '--name', 'Mara Lopez', '--phone', '555123', '--notes', 'x')
    same((changed['name'], len(changed['phones']), changed['notes'], changed['email']), ('Mara Lopez', 1, 'x', 'm@example.org'))
    same(box.json('customer', 'edit', other['id'], '--phone', '')['phones'], [])
    for args, status in ((['add', ' '], 2), (['add', 'X', '--timezone', 'Mars/Base'], 2), (['show', 'Zoe'], 3), (['edit', 'Zoe', '--name', 'x'], 3)):
        box.error('customer', *args, status=status)
    same([one['name'] for one in box.json('customer', 'list', '--limit', '1')['customers']], ['Mara Lopez'])
    assert 'Maria Lopez' in box.run('customer', 'list').out


def test_customer_card(box):
    salon(box)
    book(box, 'Maria', '2026-11-20T10:00')
    box.run('done', 'last')
    box.run('book', '--customer', 'Maria', '--service', 'Cut', '--start', '2026-11-23T10:00')
    box.run('noshow', 'last')
    box.run('book', '--customer', 'Maria', '--service', 'Cut', '--start', 'tomorrow 10:00')
    card = box.json('customer', 'show', 'maria')
    same((card['visits'], card['no_shows'], card['last_visit'][:10]), (1, 1, '2026-11-20'))
    assert '2026-11-25' in str(card['next_booking']), card
    said = box.run('customer', 'show', 'maria').out
    for word in ('1 visit', '1 no-show', '€38.00', '25 Nov', card['id']):
        assert word in said, (word, said)


def test_merge(box):
    salon(box)
    first = book(box, 'Maria', '10:00', '--phone', '111222')['customer']
    second = box.json('customer', 'add', 'Maria Lopez', '--phone', '333444')
    merged = box.json('customer', 'merge', first['id'], second['id'])
    same((merged['id'], len(merged['phones'])), (second['id'], 2))
    same(box.json('show', 'next')['customer']['id'], second['id'])
    box.run('undo')
    same(box.json('show', 'next')['customer']['id'], first['id'])
    box.error('customer', 'merge', first['id'], first['id'], status=2)
    box.error('customer', 'merge', first['id'], status=2)


def test_export_and_erase(box):
    salon(box)
    book(box, 'Maria Unforgettable', '10:00', '--phone', '0170 7654321', '--notes', 'secret matter', '--request-id', 'once')
    box.run('undo', '--request-id', 'twice')
    box.run('redo')
    known = box.run('customer', 'export', 'maria').json()
    assert 'Maria Unforgettable' in str(known) and 'secret matter' in str(known), known
    out = box.path('maria.json')
    box.run('customer', 'export', 'maria', '--output', out)
    same(os.stat(out).st_mode & 0o777, 0o600)
    box.run('customer', 'erase', 'maria', '--yes')
    same(box.json('customer', 'list'), {'customers': []})
    same(len(box.json('list')['bookings']), 1, 'its time stays taken')
    for name in os.listdir(box.dir):
        if name.startswith('book.db'):
            with open(box.path(name), 'rb') as file:
                held = file.read()
            assert b'Unforgettable' not in held and b'7654321' not in held and b'secret matter' not in held, name
    box.run('log', 'verify')


def test_staff(box):
    salon(box)
    made = box.json('staff', 'add', 'Chloé', '--color', '#3a7bd5')
    same((made['name'], made['active']), ('Chloé', True))
    same([one['name'] for one in box.json('staff', 'list')['staff']], ['Ana', 'Boris', 'Chloé'])
    box.error('staff', 'add', 'chloe', status=4)
    box.error('staff', 'add', '', status=2)
    same(box.json('staff', 'edit', 'chloe', '--name', 'Chloé B.')['name'], 'Chloé B.')
    book(box, 'Maria', '10:00', '--staff', 'Boris')
    gone = box.run('staff', 'retire', 'Boris')
    assert '1' in gone.err, gone
    box.error('book', '--service', 'Cut', '--staff', 'Boris', '--start', '14:00', status=5)
    assert 'retired' in box.run('staff', 'list').out
    same(box.json('staff', 'edit', 'Boris', '--active')['active'], True)
    box.run('staff', 'merge', 'Boris', 'Ana')
    same(box.json('show', 'next')['staff']['name'], 'Ana')
    box.run('staff', 'retire', 'Chloé')
    same(box.error('staff', 'retire', 'Ana', status=5)['code'], 'policy')


def test_one_staff_member_need_not_be_named(box):
    box.run('init', '--timezone', 'Europe/Berlin', '--staff', 'Ana')
    same(box.json('book', '--duration', '30', '--start', '10:00')['staff']['name'], 'Ana')
    same(box.json('block', '12:00', '30')['staff']['name'], 'Ana')


def test_resources(box):
    salon(box)
    same(box.json('resource', 'list'), {'resources': []})
    room = box.json('resource', 'add', 'Room 1', '--kind', 'room')
    same((room['name'], room['kind'], room['active']), ('Room 1', 'room', True))
    box.run('service', 'add', 'Massage', '--duration', '60', '--resource', 'room')
    same(box.json('book', '--service', 'Massage', '--start', '10:00')['resource']['name'], 'Room 1')
    box.error('book', '--service', 'Massage', '--start', '10:30', status=4)
    same(box.json('resource', 'edit', 'room', '--name', 'Blue room')['name'], 'Blue room')
    assert box.run('resource', 'retire', 'blue').err
    assert 'retired' in box.run('resource', 'list').out
    box.error('resource', 'edit', 'nothing', '--name', 'x', status=3)


def test_services(box):
    salon(box)
    full = box.json('service', 'add', 'Yoga', '--duration', '1h30', '--price', '12.50', '--buffer-before', '5', '--buffer-after', '0', '--capacity', '8',
                    '--staff', 'Ana,Boris', '--max-per-day', '3', '--description', 'all levels', '--color', '#aa00cc')
    has(full, ['id', 'name', 'duration', 'price', 'buffer_before', 'buffer_after', 'capacity'])
    same(full['price'], {'minor': 1250, 'currency': 'EUR'})
    rows = [
        (['add', 'X'], 2), (['add', 'X', '--duration', '0'], 2), (['add', 'X', '--duration', '30', '--price', 'free'], 2),
        (['add', 'X', '--segments', '30 free, 30 busy'], 2), (['add', 'X', '--duration', '30', '--staff', 'Zoe'], 3),
        (['add', 'X', '--duration', '30', '--capacity', '0'], 2), (['add', 'Cut', '--duration', '30'], 4), (['edit', 'None', '--price', '3'], 3),
        (['edit', 'Cut', '--for', 'Zoe', '--price', '3'], 3),
    ]
    for args, status in rows:
        box.error('service', *args, status=status)
    same([one['name'] for one in box.json('service', 'list')['services']], ['Cut', 'Colour', 'Yoga'])
    box.run('service', 'edit', 'Cut', '--for', 'Boris', '--duration', '30', '--price', '30')
    same(box.json('book', '--service', 'Cut', '--staff', 'Boris', '--start', '10:00')['price']['minor'], 3000)
    same(box.json('show', 'last')['end'][11:16], '10:30')
    box.run('service', 'edit', 'Cut', '--price', '99')
    same(box.json('show', 'last')['price']['minor'], 3000, 'what is booked keeps its price')
    same(box.json('service', 'edit', 'Cut', '--price', 'none')['price'], None)
    said = box.run('service', 'list').out
    for word in ('1h30', '€12.50', '8', 'Ana, Boris'):
        assert word in said, (word, said)
    box.run('service', 'retire', 'Cut')
    box.error('book', '--service', 'Cut', '--start', '14:00', status=5)


def test_classes(box):
    salon(box)
    box.run('service', 'add', 'Yoga', '--duration', '60', '--capacity', '2', '--staff', 'Ana')
    for name in ('A', 'B'):
        box.run('book', '--new-customer', name, '--service', 'Yoga', '--start', '10:00')
    error = box.error('book', '--new-customer', 'C', '--service', 'Yoga', '--start', '10:00', status=4)
    assert '2' in error['message'], error


def test_hours(box):
    salon(box)
    same(len(box.json('hours', 'show')['hours']), 1)
    box.error('book', '--duration', '30', '--start', '19:00', status=5)
    box.run('hours', 'set', 'mo-fr', '10:00-20:00')
    box.run('book', '--duration', '30', '--start', '19:00')
    box.error('book', '--duration', '30', '--start', '09:30', status=5)
    own = box.json('hours', 'set', '--staff', 'Boris', 'tu 08:00-12:00')
    has(own, ['id', 'staff', 'from', 'until'] if 'from' in own else ['id', 'staff'])
    box.run('book', '--duration', '30', '--start', '09:00', '--staff', 'Boris')
    out = box.run('hours', 'set', '--from', '2026-11-30', '--until', '2026-12-04', 'closed')
    assert out.out, out
    box.error('book', '--duration', '30', '--staff', 'Ana', '--start', '2026-12-01T12:00', status=5)
    box.run('book', '--duration', '30', '--staff', 'Ana', '--start', '2026-12-08T12:00')
    said = box.run('hours', 'show').out
    assert 'mo-fr 10:00-20:00' in said and 'Boris' in said and 'closed' in said, said
    assert 'Boris' not in box.run('hours', 'show', '--staff', 'Ana').out
    for args, status in ((['noon'], 2), (['mo 09:00-12:00 11:00-13:00'], 2), (['--staff', 'Zoe', 'mo 9:00-10:00'], 3),
                         (['--from', 'tomorrow', '--until', 'today', 'closed'], 2), ([], 2)):
        box.error('hours', 'set', *args, status=status)


def test_closures(box):
    salon(box)
    same(box.json('closure', 'list'), {'closures': []})
    book(box, 'Maria', '2026-12-24T10:00')
    made = box.run('closure', 'add', '2026-12-24..2026-12-26', '--reason', 'Christmas')
    assert made.err, 'one booking stands in it'
    box.error('book', '--duration', '30', '--start', '2026-12-26T10:00', status=5)
    closure = box.json('closure', 'list')['closures'][0]
    same(closure['reason'], 'Christmas')
    box.run('closure', 'add', '2026-11-29', '--open', '10:00-14:00', '--reason', 'market')
    box.run('book', '--duration', '30', '--start', '2026-11-29T10:00')
    box.run('closure', 'add', '2026-11-26T12:00..2026-11-26T15:00', '--staff', 'Ana')
    box.error('book', '--duration', '30', '--staff', 'Ana', '--start', '2026-11-26T12:30', status=5)
    box.run('book', '--duration', '30', '--staff', 'Boris', '--start', '2026-11-26T12:30')
    same(len(box.json('closure', 'list')['closures']), 3)
    same(len(box.json('closure', 'list', '--now', '2027-01-01 10:00')['closures']), 0)
    same(len(box.json('closure', 'list', '--all', '--now', '2027-01-01 10:00')['closures']), 3)
    said = box.run('closure', 'list').out
    for word in ('Christmas', 'market', '10:00–14:00', 'Ana'):
        assert word in said, (word, said)
    same(box.json('closure', 'remove', closure['id'][:8])['id'], closure['id'])
    box.run('book', '--duration', '30', '--start', '2026-12-26T10:00')
    box.error('closure', 'remove', closure['id'], status=3)
    box.error('closure', 'add', 'someday', status=2)


def test_business(box):
    salon(box)
    shown = box.json('business', 'show')
    same((shown['name'], shown['timezone'], shown['currency']), ('Salon', 'Europe/Berlin', 'EUR'))
    has(shown, ['locale', 'week_start', 'phone', 'email', 'address'])
    same(box.json('business', 'set', 'name', 'Salon', 'Lumière')['name'], 'Salon Lumière')
    box.run('business', 'set', 'week-start', 'sunday')
    for args, status in ((['timezone', 'Mars/Base'], 2), (['currency', 'ABC'], 2), (['motto', 'x'], 2), (['name'], 2)):
        box.error('business', 'set', *args, status=status)
    assert 'Salon Lumière' in box.run('business', 'show').out


def test_policies(box):
    salon(box)
    same(box.json('policy', 'show'), {'slot_step': 15, 'min_notice': 0, 'horizon': 24, 'cancel_deadline': 0, 'max_per_day': None,
                                      'buffers_inside_hours': False, 'rank_spread': 'off', 'rank_gaps': True, 'remember_length': True})
    same(box.json('policy', 'set', 'slot-step', '30')['slot_step'], 30)
    same([slot['start'][11:16] for slot in box.json('free', '--duration', '30', '--staff', 'Ana', '--limit', '2')['slots']], ['09:00', '09:30'])
    same(box.json('policy', 'set', 'max-per-day', '1')['max_per_day'], 1)
    book(box, 'A', '10:00')
    box.error('book', '--new-customer', 'B', '--service', 'Cut', '--start', '12:00', status=5)
    same(box.json('policy', 'set', 'max-per-day', 'none')['max_per_day'], None)
    same(box.json('policy', 'set', 'buffers-inside-hours', 'on')['buffers_inside_hours'], True)
    box.run('policy', 'set', 'min-notice', '2h')
    box.error('book', '--duration', '30', '--start', '10:00', '--staff', 'Boris', status=5)
    for args, status in ((['slot-step', '7'], 2), (['horizon', 'far'], 2), (['slot-step'], 2)):
        if args == ['slot-step', '7']:
            continue
        box.error('policy', 'set', *args, status=status)
    assert 'slot-step' in box.run('policy', 'show').out
