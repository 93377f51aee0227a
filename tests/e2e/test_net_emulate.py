"""Signing in to somebody else's server: npm's emulate, pinned in tests/servers/emulate/, put into the build's folder at the first run (77,
skipped, where that cannot be done). Where it differs from Google: any redirect is taken, and its paths are other ones."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request

from netcalls import SERVERS, TOP, SignIn, browse
from sandbox import same

CLIENT, SECRET, USER = 'cid.apps.googleusercontent.com', 'sec', 'shop@example.com'
SEED = f"""google:
  users: [{{email: {USER}, name: Shop Owner}}]
  oauth_clients:
    - {{client_id: {CLIENT}, client_secret: {SECRET}, name: daybook, redirect_uris: ["http://127.0.0.1:8765/callback"]}}
"""
FOLDER = os.path.join(TOP, 'tests', 'emulate-installed')
PROGRAM = os.path.join(FOLDER, 'node_modules', 'emulate', 'dist', 'index.js')
# It was made for Node 20; Node 18 has what it wants under another name.
NODE_18 = 'globalThis.crypto ??= require("crypto").webcrypto;\n'


def skip(why):
    print(f'skipped, for want of something from outside: {why}')
    sys.exit(77)


def install():
    if os.path.exists(PROGRAM):
        return
    if not shutil.which('npm') or not shutil.which('node'):
        skip('npm and node are not here; on Debian or Ubuntu: apt-get install npm')
    os.makedirs(FOLDER, exist_ok=True)
    for name in ('package.json', 'package-lock.json'):
        shutil.copyfile(os.path.join(SERVERS, 'emulate', name), os.path.join(FOLDER, name))
    try:
        done = subprocess.run(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], cwd=FOLDER, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    except subprocess.TimeoutExpired:
        skip('the registry does not answer')
    if done.returncode != 0:
        skip(f'npm: {done.stdout.decode(errors="replace")}')


install()


class Emulate:
    """The server, on a port that was free a moment ago. It listens on all interfaces and cannot be told otherwise: it runs only as long as
    a test, with an invented client and user. Started as node itself and ended by its process id: npx would leave it behind."""

    def __init__(self, box):
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.port = free.getsockname()[1]
        self.url = f'http://127.0.0.1:{self.port}'
        self.log = open(box.path('emulate.log'), 'wb')
        self.process = subprocess.Popen(
            ['node', '--require', box.write('node-18.cjs', NODE_18), PROGRAM, 'start', '--service', 'google', '--port', str(self.port),
             '--seed', box.write('seed.yaml', SEED), '--base-url', self.url],
            cwd=box.dir, env=box.env, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)

    def __enter__(self):
        while self.process.poll() is None:
            try:
                same(browse(self.url + '/.well-known/openid-configuration')[0], 200)
                return self
            except OSError:
                pass   # not yet; the harness bounds the test
        with open(self.log.name, encoding='utf-8', errors='replace') as file:
            raise AssertionError(f'emulate ended: {file.read()}')

    def __exit__(self, *_error):
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait()
        self.log.close()

    def sign_in(self, box, secret=SECRET):
        return SignIn(box, self.url + '/o/oauth2/v2/auth', self.url + '/oauth2/token', self.url + '/oauth2/revoke', CLIENT, secret,
                      'openid email https://www.googleapis.com/auth/calendar.events', USER)

    def consent(self, url):
        """What the person's click on the consent page ends in: the redirect's address."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        form = {name: asked[name] for name in ('client_id', 'redirect_uri', 'scope', 'state', 'code_challenge', 'code_challenge_method')}
        form['email'] = asked['login_hint']

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_args):
                return None

        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay).open(
                self.url + '/o/oauth2/v2/auth/callback', urllib.parse.urlencode(form).encode())
        except urllib.error.HTTPError as redirect:
            with redirect:
                return redirect.headers['Location']
        raise AssertionError('no redirect')


def test_whole(box):
    with Emulate(box) as server, server.sign_in(box) as flow:
        same(browse(server.consent(flow.url))[0], 200)
        lines = flow.rest(status=1)
        first, again = lines[0].split(' ', 1)[1].split('|'), lines[1].split(' ', 1)[1].split('|')
        same(first[3], USER, 'the ID token says who it is')
        assert first[0] != again[0], 'a new access token'
        same(again[1], first[1], 'the refresh token stays')
        same(lines[2], 'revoked')
        assert lines[3].startswith('refresh failed auth: ') and 'invalid_grant' in lines[3], lines


def test_wrong_secret(box):
    with Emulate(box) as server, server.sign_in(box, secret='wrong') as flow:
        flow.paste(server.consent(flow.url))
        said = flow.rest(status=1)[0]
        assert said.startswith('exchange failed usage: ') and 'invalid_client' in said, said


def test_code_twice(box):
    """A code works once: whoever comes second, with the true state, has none."""
    with Emulate(box) as server, server.sign_in(box) as flow:
        address = server.consent(flow.url)
        flow.paste(address)
        assert flow.line().startswith('tokens '), 'the first'
        with server.sign_in(box) as other:
            state = urllib.parse.parse_qs(urllib.parse.urlsplit(other.url).query)['state'][0]
            code = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)['code'][0]
            other.paste(f'code={code}&state={state}')
            said = other.rest(status=1)[0]
            assert said.startswith('exchange failed auth: '), said
