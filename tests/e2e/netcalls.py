"""netcalls - the net module by hand: the program tests/e2e/netcall (netcall.c says what it takes), with a test's folder as its home."""
import os
import subprocess
import urllib.error
import urllib.request

from sandbox import same

LIMIT_SECONDS = 120
TOP = os.path.dirname(os.path.dirname(os.path.abspath(os.environ['DAYBOOK'])))   # of the build
NETCALL = os.path.join(TOP, 'tests', 'e2e', 'netcall')
SERVERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'servers')
WITH_KEYRING = os.path.join(SERVERS, 'with-keyring')


def netcall(box, *args, before=(), stdin='', env=None, status=0):
    """The lines that came of it. before: a command that runs it."""
    done = subprocess.run([*before, NETCALL, *args], cwd=box.dir, env={**box.env, **(env or {})}, timeout=LIMIT_SECONDS,
                          input=stdin.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = done.stdout.decode()
    assert done.returncode == status, f'netcall {args}: status {done.returncode}\n{said}{done.stderr.decode()}'
    return said.splitlines()


class SignIn:
    """A sign-in under way; .url is what a browser is to open."""

    def __init__(self, box, auth, token, revoke, client_id, secret, scope, *hint):
        self.process = subprocess.Popen([NETCALL, 'signin', auth, token, revoke, client_id, secret, scope, *hint], cwd=box.dir, env=box.env,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, universal_newlines=True)
        self.url = self.line()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.process.kill()
        self.process.communicate()

    def line(self):
        return self.process.stdout.readline().rstrip('\n')

    def paste(self, line):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()

    def rest(self, status):
        """The lines up to its end, which has this status."""
        said, _ = self.process.communicate(timeout=LIMIT_SECONDS)
        same(self.process.returncode, status, said)
        return said.splitlines()


def browse(url):
    """(status, page) of an address, redirects followed, as a browser does."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=LIMIT_SECONDS) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()
