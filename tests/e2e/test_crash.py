"""kill -9 at random moments of booking, importing, undoing, restoring, copying and upgrading: what was confirmed is there, nothing is
half done, the log verifies and the doctor finds nothing. A full disk and a read-only file: told, and everything as it was.

The seed is printed; CRASH_SEED repeats it, CRASH_ROUNDS=10 makes it ten times as long."""
import glob
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time

from salon import book, salon, same

SEED = int(os.environ.get('CRASH_SEED') or random.randrange(1, 10**9))
ROUNDS = int(os.environ.get('CRASH_ROUNDS') or 1)
SOURCES = os.environ.get('top_srcdir') or os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
FIRST_VERSION = os.path.join(SOURCES, 'data', 'schema', '001.sql')
print(f'CRASH_SEED={SEED}')
chance = random.Random(SEED)


def seconds_of(box, *args):
    """How long a command takes here and now."""
    began = time.monotonic()
    box.run(*args, status=None)
    return time.monotonic() - began


def killed(box, seconds, *args):
    """Runs a command and kills it at a random moment, or a little too late: (status, what it had printed)."""
    # killed while it looks for leaks, the sanitizer complains of that alone
    child = box.start(*args, env={'ASAN_OPTIONS': box.env.get('ASAN_OPTIONS', '') + ':detect_leaks=0'})
    try:
        out, _err = child.communicate(timeout=chance.uniform(0, 1.2 * seconds))
    except subprocess.TimeoutExpired:
        child.kill()
        out, _err = child.communicate()
    return child.returncode, out.decode()


def printed(text):
    """The JSON that a command printed before it was killed; None when there is none, or half of it."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def ids(box):
    return {booking['id'] for booking in box.json('list', '2020-01-01..2029-12-31', '--all')['bookings']}


def whole(box, label):
    """The log verifies and the doctor finds nothing wrong."""
    checked = box.json('log', 'verify', status=None)
    assert checked.get('ok', True), f'{label}: {checked}'
    doctor = box.json('doctor', status=None)
    wrong = [finding for finding in doctor['findings'] if finding['grade'] == 'problem']
    assert not wrong, f'{label}, CRASH_SEED={SEED}: {wrong}'


# --- killed ---

def test_booking(box):
    salon(box)
    seconds = seconds_of(box, 'block', '2026-11-23 10:00', '15', '--staff', 'Ana')
    confirmed = ids(box)
    survived = 0
    for round in range(60 * ROUNDS):
        before = ids(box)
        at = f'{2026 + round // 300}-{1 + round // 25 % 12:02}-{1 + round % 25:02} 10:00'
        status, out = killed(box, seconds, '--json', 'block', at, '30', 'held', '--staff', 'Boris')
        after = ids(box)
        answer = printed(out)
        if answer:
            confirmed.add(answer['id'])
        assert status != 0 or answer, f'round {round}: done, and nothing printed'
        assert confirmed <= after, f'round {round}, CRASH_SEED={SEED}: confirmed and lost: {confirmed - after}'
        assert before <= after and len(after - before) <= 1, f'round {round}: {before} {after}'
        survived += status == 0
        if round % 10 == 9:
            whole(box, f'round {round}')
    print(f'  {survived} of {60 * ROUNDS} were done before they were killed')


def calendar(events):
    lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:crash']
    for number in range(events):
        day, hour = 1 + number % 28, 8 + number % 10
        lines += ['BEGIN:VEVENT', f'UID:event-{number}@crash', f'DTSTART:2027{1 + number // 28 % 12:02}{day:02}T{hour:02}0000Z', 'DURATION:PT30M',
                  f'SUMMARY:Event {number}', 'END:VEVENT']
    return '\r\n'.join(lines + ['END:VCALENDAR', ''])


def test_importing(box):
    events = 1200
    path = box.write('big.ics', calendar(events))
    for round in range(5 * ROUNDS):
        for old in glob.glob(box.book + '*'):
            os.unlink(old)
        salon(box)
        seconds = seconds_of(box, 'import', path, '--dry-run')
        status, out = killed(box, 3 * seconds, '--json', 'import', path)
        there = len(ids(box))
        if status == 0:
            same(printed(out)['created'], events, 'all at once')
            same(there, events, f'round {round}, CRASH_SEED={SEED}: confirmed and lost')
        print(f'  killed with {there} of {events} in')
        whole(box, f'round {round}, {there} of {events} in')
        again = box.json('import', path)
        same((again['created'], again['unchanged'], again['errors']), (events - there, there, []), f'round {round}: again')
        same(len(ids(box)), events, f'round {round}: each once')
    whole(box, 'imported')


def test_undoing(box):
    salon(box)
    booking = book(box, 'Maria', '10:00')
    seconds = seconds_of(box, 'undo')
    box.run('redo')
    for round in range(25 * ROUNDS):
        box.run('move', booking['id'], f'2026-11-24T{11 + round % 2}:00')
        moved = box.json('show', booking['id'])['start']
        status, out = killed(box, seconds, '--json', 'undo')
        after = box.json('show', booking['id'])
        undone = after['start'] != moved
        assert undone or (status != 0 and not printed(out)), f'round {round}, CRASH_SEED={SEED}: confirmed and lost'
        if round % 8 == 7:
            whole(box, f'round {round}')
    same(box.json('show', booking['id'])['customer']['name'], 'Maria')


def test_restoring(box):
    salon(box)
    book(box, 'Maria', '10:00')
    box.run('backup', box.path('one.db'))
    book(box, 'Tom', '11:00')
    seconds = seconds_of(box, 'restore', box.path('one.db'))
    box.run('backup', box.path('other.db'))
    for round in range(10 * ROUNDS):
        box.run('restore', box.path('other.db'))
        other = book(box, 'Zoe', '15:00')['id']
        before = ids(box)
        status, out = killed(box, seconds, '--json', 'restore', box.path('one.db'))
        after = ids(box)
        restored = other not in after
        assert restored or after == before, f'round {round}, CRASH_SEED={SEED}: half restored'
        assert restored or (status != 0 and not printed(out)), f'round {round}, CRASH_SEED={SEED}: confirmed, and not done'
        whole(box, f'round {round}')
        copies = box.json('backups')['backups']
        assert all(copy['bookings'] is not None for copy in copies), copies
        if restored:   # what it replaced was kept first
            assert any(copy['bookings'] == len(before) for copy in copies), copies


def test_copying(box):
    salon(box)
    for hour in range(10, 16):
        book(box, f'Customer {hour}', f'{hour}:00')
    seconds = seconds_of(box, 'backup', box.path('first.db'))
    for round in range(15 * ROUNDS):
        copy = box.path(f'copy{round}.db')
        status, _out = killed(box, seconds, 'backup', copy)
        assert os.path.exists(copy) or status != 0, f'round {round}, CRASH_SEED={SEED}: confirmed, and not there'
        if os.path.exists(copy):
            same(len(json.loads(box.run('--book', copy, '--json', 'list', '--all').out)['bookings']), 6, 'a copy is whole')
    whole(box, 'copied')


def first_version(box, path):
    """The book as the first daybook would have had it: its tables, what is in them now, and none of what came later."""
    with open(FIRST_VERSION, encoding='utf-8') as file:
        schema = file.read()
    old = sqlite3.connect(path)
    old.executescript(f'PRAGMA journal_mode = WAL; {schema}; PRAGMA application_id = {0x64626b31}; PRAGMA user_version = 1;')
    old.execute('ATTACH ? AS now', (box.book,))
    shadows = tuple(f'{name}_{part}' for name in ('customer_text', 'booking_text') for part in ('data', 'idx', 'content', 'docsize', 'config'))
    tables = [name for name, in old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'") if name not in shadows]
    with old:
        for table in tables:
            columns = ', '.join(f'[{row[1]}]' for row in old.execute(f'PRAGMA main.table_info({table})'))
            columns = 'rowid, text' if table.endswith('_text') else columns
            old.execute(f'INSERT INTO main.{table}({columns}) SELECT {columns} FROM now.{table}')
    old.close()


def test_upgrading(box):
    salon(box)
    for hour in range(10, 16):
        book(box, f'Customer {hour}', f'{hour}:00')
    before = ids(box)
    first_version(box, box.path('old.db'))
    copies = box.path('backups')
    seconds = None
    for round in range(15 * ROUNDS):
        for old in glob.glob(box.book + '*'):
            os.unlink(old)
        shutil.rmtree(copies, ignore_errors=True)
        shutil.copy(box.path('old.db'), box.book)
        os.chmod(box.book, 0o600)
        if seconds is None:
            seconds = seconds_of(box, 'list')
            continue
        killed(box, seconds, 'list')
        same(ids(box), before, f'round {round}, CRASH_SEED={SEED}')   # which opens it, and so finishes the upgrade
        whole(box, f'round {round}')
        kept = box.json('backups')['backups']
        assert kept and all(copy['bookings'] == len(before) for copy in kept), kept
        assert 'before-version' in kept[0]['path'], kept


# --- refused ---

def contents(path):
    with open(path, 'rb') as file:
        return file.read()


def test_read_only(box):
    salon(box)
    booking = book(box, 'Maria', '10:00')
    os.chmod(box.book, 0o400)
    before = contents(box.book)
    same([one['id'] for one in box.json('list')['bookings']], [booking['id']], 'it can be read')
    for args in (['block', '15:00', '30', '--staff', 'Ana'], ['undo'], ['move', 'last', '12:00'], ['customer', 'add', 'Tom']):
        refused = box.error(*args, status=1)
        same(refused['code'], 'failed')
        assert 'read-only' in refused['message'], refused
    same(contents(box.book), before, 'untouched')
    assert [finding for finding in box.json('doctor', status=1)['findings'] if finding['check'] == 'writing' and finding['grade'] == 'problem']


def test_damaged(box):
    """A book that does not open: told and untouched, and a copy can be brought back over it."""
    salon(box)
    booking = book(box, 'Maria', '10:00')
    box.run('backup', box.path('copy.db'))
    for rubbish in (b'Dear diary, ' * 400, contents(box.book)[:20000], b''):
        with open(box.book, 'wb') as file:
            file.write(rubbish)
        for args in (['list'], ['block', '15:00', '30'], ['backups']):
            same(box.error(*args, status=7)['code'], 'damaged', args)
        same(contents(box.book), rubbish, 'untouched')
        problems = [finding['check'] for finding in box.json('doctor', status=1)['findings'] if finding['grade'] == 'problem']
        same(problems, ['book'])
        same(box.error('restore', box.book, status=7)['code'], 'damaged', 'nothing can be had from itself')
        back = box.json('restore', box.path('copy.db'))
        same(contents(back['saved']['path']), rubbish, 'what was there is kept')
        same([one['id'] for one in box.json('list')['bookings']], [booking['id']])
        whole(box, 'brought back')


def limited(bytes_):
    """For a child: no file longer than this, and a call that says so instead of a signal."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))
    return limit


def test_no_room(box):
    """The kernel refuses to make the files longer: a real write fails somewhere in the middle."""
    salon(box)
    confirmed = set()
    for number in range(6):
        limit = limited(os.path.getsize(box.book) // 8 * (number + 1))
        child = box.start('--json', 'block', f'2026-11-2{3 + number} 10:00', '30', '--staff', 'Ana', preexec_fn=limit)
        out, err = child.communicate()
        assert child.returncode in (0, 1), (child.returncode, err)
        if child.returncode == 0:
            confirmed.add(json.loads(out)['id'])
        else:
            same(json.loads(err)['error']['code'], 'failed')
        same(ids(box), confirmed, 'all that was confirmed and no more')
    whole(box, 'there is room again')
    book(box, 'Maria', '15:00')


FULL_DISK = r'''
set -u
mount -t tmpfs -o size=3m none "$1" || exit 77
"$DAYBOOK" init --staff Ana --timezone Europe/Berlin --hours 'mo-su 00:00-24:00' >&2 || exit 1
filler=$1/filler
: > "$filler"
while dd if=/dev/zero bs=16k count=1 status=none >> "$filler" 2>/dev/null; do :; done
n=0
while [ $n -lt 40 ]; do
	day=$((1 + n / 20)); hour=$((n % 20))
	"$DAYBOOK" --json block "2026-12-0$day $(printf %02d $hour):00" 30 --staff Ana > "$2/answer.$n" 2> "$2/refusal.$n"
	echo $? > "$2/status.$n"
	n=$((n + 1))
done
"$DAYBOOK" --json list 2026-12-01..2026-12-03 > "$2/list"
rm "$filler"
"$DAYBOOK" block '2026-12-05 10:00' 30 --staff Ana >&2 || exit 2
"$DAYBOOK" log verify >&2 || exit 3
'''


def test_full_disk(box):
    """A real full disk, where one can be had: a small one of our own, in a namespace of our own."""
    disk, answers = box.path('disk'), box.path('answers')
    os.mkdir(disk)
    os.mkdir(answers)
    unshare = shutil.which('unshare')
    done = unshare and subprocess.run([unshare, '-rm', 'sh', '-c', FULL_DISK, 'sh', disk, answers], stderr=subprocess.PIPE, timeout=600,
                                      env={**box.env, 'DAYBOOK': box.program, 'DAYBOOK_BOOK': os.path.join(disk, 'book.db')})
    if not unshare or done.returncode == 77 or b'unshare' in done.stderr:
        print('  no file system of our own can be mounted here')
        return
    same(done.returncode, 0, done.stderr.decode())
    confirmed, refused = set(), 0
    for number in range(40):
        if contents(f'{answers}/status.{number}').strip() == b'0':
            confirmed.add(json.loads(contents(f'{answers}/answer.{number}'))['id'])
            continue
        refused += 1
        error = json.loads(contents(f'{answers}/refusal.{number}'))['error']
        same(error['code'], 'failed')
        assert 'disk' in error['message'], error
    assert refused, 'it never was full'
    same({booking['id'] for booking in json.loads(contents(f'{answers}/list'))['bookings']}, confirmed, 'all that was confirmed and no more')
