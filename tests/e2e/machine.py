"""machine - what is around the program on a person's machine, moved by a test: its clocks, and a desktop with notifications and NetworkManager.

    clock = Clock(box); clock.ahead(days=1); clock.sleep(3600)      # every command from here on; a running one too
    clock = StandingClock(box, '2026-11-24T23:59:59.990+01:00'); clock.set(...)
    no_inotify(box)
    with Desktop(box) as desktop:                                   # a private bus; the box's programs are told of it
        desktop.network(False)
        desktop.notified()                                          # [(replaces, summary, body)] so far
"""
import os
import shutil
import subprocess
import sys
import threading
from datetime import datetime

HERE = os.path.dirname(os.path.abspath(__file__))
BUILT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(os.environ['DAYBOOK']))), 'tests', 'e2e')
LIMIT_SECONDS = 60
DAY = 86400


def preload(box, **env):
    """The box's programs run with clockshift.c from now on."""
    box.env.update(LD_PRELOAD=os.path.join(BUILT, 'clockshift.so'), **env)
    box.env['ASAN_OPTIONS'] += ':verify_asan_link_order=0'


def write_whole(path, text):
    """At once: a program may read it just now."""
    with open(path + '.new', 'w', encoding='ascii') as file:
        file.write(text)
    os.rename(path + '.new', path)


def no_inotify(box):
    """The system tells the box's programs of no change to any file."""
    preload(box, NO_INOTIFY='1')


class StandingClock:
    """The wall clock of the box's programs stands at an instant until it is set to another; what is waited for goes on. (clockshift.c)"""

    def __init__(self, box, instant):
        self.path = box.path('standing-clock')
        self.set(instant)
        preload(box, CLOCK_STANDS=self.path)
        box.env.pop('DAYBOOK_NOW', None)

    def set(self, instant):
        write_whole(self.path, str(int(datetime.fromisoformat(instant).timestamp() * 1_000_000)))


class Clock:
    """The clocks of the programs that the box runs from now on. (clockshift.c)"""

    def __init__(self, box):
        self.path, self.shift = box.path('clock'), [0, 0]
        preload(box, CLOCK_SHIFT=self.path)
        self.write()

    def write(self):
        write_whole(self.path, '%d %d\n' % tuple(self.shift))

    def ahead(self, seconds=0, days=0):
        """So much later than it is, or was moved to before."""
        self.shift[0] += seconds + days * DAY
        self.write()

    def sleep(self, seconds):
        """The machine sleeps so long, and wakes up."""
        self.shift[0] += seconds
        self.shift[1] += seconds
        self.write()


def need_bus():
    """Called first in a file that needs a Desktop: skips it where there is no dbus-daemon."""
    if not shutil.which('dbus-daemon'):
        print('skipped: dbus-daemon is not here; on Debian or Ubuntu: apt-get install dbus')
        sys.exit(77)


class Desktop:
    """A bus of its own for the box, with desktop.c on it."""

    def __init__(self, box):
        os.makedirs(box.path('bus'))
        config = box.write('bus.conf', f'''<busconfig><type>session</type><listen>unix:dir={box.path('bus')}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>''')
        self.bus = subprocess.Popen(['dbus-daemon', '--nofork', '--print-address', '--config-file', config], env=box.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        address = self.bus.stdout.readline().decode().strip()
        box.env.update(DBUS_SESSION_BUS_ADDRESS=address, DBUS_SYSTEM_BUS_ADDRESS=address)
        plain = {name: value for name, value in box.env.items() if name != 'LD_PRELOAD'}
        self.program = subprocess.Popen([os.path.join(BUILT, 'desktop')], env=plain, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.notes, self.answers, self.news = [], [], threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.wait(lambda: 'ready' in self.answers)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.program.stdin.close()
        self.program.wait(LIMIT_SECONDS)
        self.reader.join()
        self.bus.terminate()
        self.bus.communicate()

    def read(self):
        for line in self.program.stdout:
            with self.news:
                if line.startswith('notified '):
                    replaces, summary, body = line[len('notified '):].rstrip('\n').split('\t')
                    self.notes.append((int(replaces), summary, body))
                else:
                    self.answers.append(line.rstrip('\n'))
                self.news.notify_all()

    def wait(self, predicate, timeout=LIMIT_SECONDS):
        with self.news:
            assert self.news.wait_for(predicate, timeout), f'{self.answers} {self.notes}'

    def network(self, there):
        """NetworkManager says that the network is there, or is not; on the bus when this returns."""
        before = self.answers.count('network')
        self.program.stdin.write('network %s\n' % ('up' if there else 'down'))
        self.wait(lambda: self.answers.count('network') > before)

    def notified(self):
        with self.news:
            return list(self.notes)
