"""The keyring, against a real gnome-keyring on a bus of its own, and notifications; every way in which there is none says which one it is."""
import os
import shutil
import sys

from netcalls import NETCALL, WITH_KEYRING, netcall
from sandbox import same

for tool in ('gnome-keyring-daemon', 'dbus-daemon', 'dbus-run-session', 'dbus-send'):
    if not shutil.which(tool):
        print(f'skipped: {tool} is not here; on Debian or Ubuntu: apt-get install gnome-keyring dbus')
        sys.exit(77)

SECRET = '{"refresh_token":"1//€"}'


def within(box, *options, script, stdin='', status=0):
    """netcall's lines from a shell script that runs it as $N, with a keyring."""
    return netcall(box, before=[WITH_KEYRING, *options, 'sh', '-c', f'N={NETCALL}; {script}'], stdin=stdin, status=status)


def refused(lines, what, words):
    """The one line of a call that failed: an auth error that says why and what else there is."""
    last = lines[-1]
    assert last.startswith(f'{what} failed auth: ') and words in last and '--store file' in last, lines


def test_open(box):
    """Kept, replaced, told apart by account, cleared; and an open keyring with nothing in it is no error."""
    lines = within(box, stdin=SECRET, script='$N store a && $N load a && printf new | $N store a && $N load a && $N load b && '
                                             '$N clear a && $N load a && $N clear a')
    same(lines, ['stored', SECRET, 'stored', 'new', '(none)', 'cleared', '(none)', 'cleared'])


def test_lasts(box):
    """What is kept is there in the next session, once the keyring is open; locked, it says so."""
    os.mkdir(box.path('keyring'))
    home = ('--home', box.path('keyring'))
    same(within(box, *home, stdin=SECRET, script='$N store a'), ['stored'])
    same(within(box, *home, script='$N load a'), [SECRET])
    for how in (('--locked',), ('--pass', 'wrong')):
        refused(within(box, *home, *how, script='$N load a', status=1), 'load', 'locked')
        refused(within(box, *home, *how, stdin=SECRET, script='$N store a', status=1), 'store', 'locked')
        refused(within(box, *home, *how, script='$N clear a', status=1), 'clear', 'locked')
    same(within(box, *home, script='$N load a'), [SECRET])


def test_none_made(box):
    for what in ('load', 'store', 'clear'):
        refused(within(box, '--locked', stdin=SECRET, script=f'$N {what} a', status=1), what, 'No keyring has been made')


def test_no_service(box):
    for what in ('load', 'store', 'clear'):
        refused(within(box, '--none', stdin=SECRET, script=f'$N {what} a', status=1), what, 'no keyring service')


def test_killed(box):
    refused(within(box, script='kill -KILL $KEYRING_PID; $N load a', status=1), 'load', 'no keyring service')


def test_no_bus(box):
    for what in ('load', 'store', 'clear'):
        refused(netcall(box, what, 'a', stdin=SECRET, status=1), what, 'no session bus')


def test_frozen(box):
    """A service that hangs holds nobody for ever (15 s)."""
    refused(within(box, script='kill -STOP $KEYRING_PID; $N load a', status=1), 'load', 'did not answer')


def test_notify(box):
    lines = within(box, '--none', script='$N notify')
    assert lines[0].startswith('notify failed failed: No desktop takes notifications here'), lines
    same(lines[1:], ['daybook replaces 0: One: 1 &lt; 2', 'daybook replaces 0: Two: ', 'daybook replaces 41: Three: x'])
