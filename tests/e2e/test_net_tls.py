"""HTTP over TLS: who a server says it is, is checked always; and against faults of tests/servers/google.py at the size they come in."""
import subprocess
import sys

from netcalls import NETCALL, SERVERS, netcall
from sandbox import same

sys.path.insert(0, SERVERS)
from google import GoogleServer   # noqa: E402

TLS = 2   # HttpFailure


def test_valid(box):
    with GoogleServer(tls='valid', tls_dir=box.path('tls')) as server:
        env = {'DAYBOOK_CA_FILE': server.ca_file}
        same(netcall(box, 'get', server.url + '/o/oauth2/v2/auth', env=env)[0].split()[0], 'fine')
        # The system's own store does not know this authority, however the address is written.
        for url in (server.url, server.url.replace('127.0.0.1', 'localhost')):
            said = netcall(box, 'get', url + '/')[0]
            assert said.startswith(f'failed {TLS} network: ') and 'could not prove' in said, said


def test_wrong(box):
    """A certificate of its own making, for another host, or too old."""
    for kind in ('self-signed', 'wrong-host', 'expired'):
        with GoogleServer(tls=kind, tls_dir=box.path(kind)) as server:
            said = netcall(box, 'get', server.url + '/', env={'DAYBOOK_CA_FILE': server.ca_file})[0]
            assert said.startswith(f'failed {TLS} network: '), f'{kind}: {said}'
            same(server.count(), 0, 'requests that came through')


def openssl_server(box, *args):
    """openssl s_server with a valid certificate; (process, address)."""
    with GoogleServer(tls='valid', tls_dir=box.path('tls')):
        pass   # makes the certificate
    server = subprocess.Popen(['openssl', 's_server', '-accept', '127.0.0.1:0', '-cert', 'server.pem', '-key', 'server.key', '-www', *args],
                              cwd=box.path('tls'), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for line in server.stdout:
        if line.startswith(b'ACCEPT'):
            return server, 'https://127.0.0.1:%d/' % int(line.decode().rsplit(':', 1)[1])
    raise AssertionError('openssl s_server does not listen')


def test_version(box):
    """TLS 1.2 and 1.3, and nothing older."""
    for version, fine in (('-tls1_3', True), ('-tls1_2', True), ('-tls1_1', False)):
        server, url = openssl_server(box, version, '-cipher', 'DEFAULT:@SECLEVEL=0')
        try:
            said = netcall(box, 'get', url, env={'DAYBOOK_CA_FILE': box.path('tls', 'ca.pem')})[0]
        finally:
            server.kill()
            server.communicate()
        same(said.split()[:2], ['fine', '200'] if fine else ['failed', str(TLS)], version)


def test_no_tls_there(box):
    """http spoken to a port of https, and the other way round."""
    with GoogleServer() as server:
        said = netcall(box, 'get', server.url.replace('http:', 'https:') + '/')[0]
        assert said.startswith('failed ') and ' network: ' in said, said


def test_log(box):
    """Nothing that a URL holds is written down; what it was is."""
    with GoogleServer() as server:
        done = subprocess.run([NETCALL, 'get', server.url + '/secret-path?token=secret-value'], env={**box.env, 'G_MESSAGES_DEBUG': 'all'},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
    said = done.stdout.decode()
    assert f'GET {server.url}: 404' in said, said
    assert 'secret' not in said, said
