"""The service for people, data/daybook-sync.service: where it is installed, what systemd thinks of it, and what it starts."""
import fcntl
import os
import shutil
import signal
import subprocess

from salon import book, salon, same
from syncing import in_step

TOP = os.path.dirname(os.path.dirname(os.path.abspath(os.environ['DAYBOOK'])))   # of the build
UNIT = 'lib/systemd/user/daybook-sync.service'


def installed(box):
    """(the folder that daybook was installed into, as if it were /; the prefix in it)"""
    root = box.path('root')
    done = subprocess.run(['make', '-s', '-C', TOP, 'install', f'DESTDIR={root}'], env=box.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    same(done.returncode, 0, done.stdout.decode())
    where, = [folder for folder, _, names in os.walk(root) if 'daybook-sync.service' in names]
    assert where.endswith('/lib/systemd/user'), where      # where systemd looks for what people may start
    return root, where[:-len('/lib/systemd/user')]


def command_of(unit):
    with open(unit, encoding='utf-8') as file:
        line, = [line for line in file if line.startswith('ExecStart=')]
    return line.strip()[len('ExecStart='):].split(' ')


def start(box, prefix):
    """What the unit starts, out of where it was installed."""
    root, program = box.path('root'), command_of(os.path.join(prefix, UNIT))
    assert program[0].startswith('/'), program             # systemd has no PATH
    box.env['DAYBOOK_MODULEDIR'] = os.path.join(prefix, 'lib', 'daybook')
    return subprocess.Popen([root + program[0], *program[1:]], cwd='/', env=box.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def lock_is_free(box):
    with open(box.book + '.sync-lock', 'a', encoding='ascii') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_systemd_takes_it(box):
    root, prefix = installed(box)
    unit = os.path.join(prefix, UNIT)
    program = command_of(unit)[0]
    assert os.access(root + program, os.X_OK), program
    if not shutil.which('systemd-analyze'):
        return
    with open(unit, encoding='utf-8') as file:
        here = box.write('daybook-sync.service', file.read().replace(f'ExecStart={program}', f'ExecStart={root}{program}'))
    done = subprocess.run(['systemd-analyze', 'verify', '--user', '--man=no', here], env={**box.env, 'XDG_RUNTIME_DIR': box.path('tmp')},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    same((done.returncode, done.stdout.decode()), (0, ''))


def test_it_keeps_in_step_and_ends_in_order(box):
    """SIGTERM is how systemd ends it: with status 0, at once although the server is silent, and the lock is free."""
    with in_step(box) as (server, _):
        _, prefix = installed(box)
        child = start(box, prefix)
        mark = server.mark()
        made = book(box, 'Maria', '10:00')
        server.wait_for('events.insert', since=mark)
        fault = server.fault('hang', on='events.*', times=None)
        box.run('move', made['id'], '11:00')
        fault.wait()
        assert not lock_is_free(box), 'a run is under way'
        child.send_signal(signal.SIGTERM)
        out, err = child.communicate(timeout=60)
        same((child.returncode, out, err), (0, b'', b''))
        assert lock_is_free(box)
        server.clear_faults()
        box.run('sync')
        same(server.primary.by_private('daybook_id', made['id'])[0]['start']['dateTime'][11:16], '11:00')


def test_what_waiting_does_not_mend_is_not_started_again(box):
    """No book, and a damaged one: their statuses are among those that the unit names."""
    _, prefix = installed(box)
    with open(os.path.join(prefix, UNIT), encoding='utf-8') as file:
        line, = [line for line in file if line.startswith('RestartPreventExitStatus=')]
    never = [int(word) for word in line.partition('=')[2].split()]
    child = start(box, prefix)
    _, err = child.communicate(timeout=60)
    assert child.returncode in never and err, (child.returncode, err)
    salon(box)
    with open(box.book, 'r+b') as file:
        file.write(b'no book at all, whatever its name says')
    child = start(box, prefix)
    _, err = child.communicate(timeout=60)
    assert child.returncode in never and err, (child.returncode, err)
