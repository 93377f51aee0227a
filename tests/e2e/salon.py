"""salon - the small business that the tests of the command line work on, and the shapes its JSON must have.

Tuesday 24 November 2026, 09:00 in Berlin (sandbox.NOW); Ana and Boris, open mo-fr 09-18 and sa 09-13."""

BOOKING = ('id kind status title customer service staff resource parts start end timezone all_day busy overbooked notes public_note paid '
           'price series source version created updated sync').split()
PART = 'service staff resource start end busy price'.split()
SYNC = 'status attempts next_attempt error last_synced account calendar remote_id'.split()
SLOT = 'start end staff resource score reasons'.split()
CUSTOMER = 'id name phones email timezone notes visits no_shows last_visit next_booking created'.split()


def salon(box):
    """Makes the book; the box again."""
    box.run('init', '--name', 'Salon', '--timezone', 'Europe/Berlin', '--currency', 'EUR', '--staff', 'Ana,Boris',
            '--hours', 'mo-fr 09:00-18:00, sa 09:00-13:00')
    box.run('service', 'add', 'Cut', '--duration', '45', '--price', '38')
    box.run('service', 'add', 'Colour', '--segments', '30 busy, 45 free, 30 busy', '--price', '80.50', '--staff', 'Ana')
    return box


def book(box, name, start, *more, **options):
    """A new customer of that name, a cut; the booking."""
    return box.json('book', '--new-customer', name, '--service', 'Cut', '--start', start, *more, **options)


def has(thing, keys, label=''):
    missing = [key for key in keys if key not in thing]
    assert not missing, f'{label} lacks {missing}: {thing}'


def is_booking(booking):
    has(booking, BOOKING, 'booking')
    has(booking['sync'], SYNC, 'sync')
    assert booking['sync']['status'] == 'local', booking['sync']
    for part in booking['parts']:
        has(part, PART, 'part')
    return booking


def same(got, want, label=''):
    assert got == want, f'{label}: got {got!r}, want {want!r}'
