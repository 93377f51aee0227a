"""Signing in, from the browser to tokens that end: against the server of tests/servers/google.py, which checks PKCE, secrets and redirects."""
import os
import sys

from netcalls import SERVERS, SignIn, browse
from sandbox import same

sys.path.insert(0, SERVERS)
from google import GOOGLE_SCOPES, GoogleServer   # noqa: E402


def sign_in(box, server, client_id=None, secret=None, scope=GOOGLE_SCOPES):
    return SignIn(box, server.url + '/o/oauth2/v2/auth', server.url + '/token', server.url + '/revoke', client_id or server.client_id,
                  server.client_secret if secret is None else secret, scope)


def fields(line, word):
    assert line.startswith(word + ' '), line
    return line[len(word) + 1:].split('|')


def test_whole(box):
    """Consent, code, tokens, refresh, revocation; then nobody is signed in any more."""
    with GoogleServer(now='now', running=True) as server, sign_in(box, server) as flow:
        status, page = browse(flow.url)
        same(status, 200)
        assert 'You are signed in' in page, page
        lines = flow.rest(status=1)
        first, again = fields(lines[0], 'tokens'), fields(lines[1], 'refreshed')
        assert first[0] != again[0], lines
        same(again[1], first[1], 'the refresh token stays')
        same(lines[2], 'revoked')
        assert lines[3].startswith('refresh failed auth: ') and 'invalid_grant' in lines[3], lines
        same(server.oauth.live(), [])
        server.assert_clean()


def test_rotated(box):
    with GoogleServer(now='now', running=True) as server, sign_in(box, server) as flow:
        server.oauth.rotate = True
        browse(flow.url)
        lines = flow.rest(status=1)
        assert fields(lines[0], 'tokens')[1] != fields(lines[1], 'refreshed')[1], lines
        same(lines[2], 'revoked')
        server.assert_clean()


def test_wrong_state_and_twice(box):
    """A forged redirect is turned away and waited through; the true one comes twice and counts once."""
    with GoogleServer(now='now', running=True) as server, sign_in(box, server) as flow:
        true = server.approve(flow.url)
        forged = true.split('?')[0] + '?code=stolen&state=0000'
        same(browse(forged)[0], 400)
        same(browse(true.split('/daybook')[0] + '/favicon.ico')[0], 404)
        same(browse(true)[0], 200)
        try:
            browse(true)
        except OSError:
            pass   # nobody listens any more
        lines = flow.rest(status=1)
        fields(lines[0], 'tokens')
        same(server.count('token'), 3)   # exchanged once, refreshed, refused
        server.assert_clean()


def test_denied(box):
    with GoogleServer(now='now', running=True) as server, sign_in(box, server) as flow:
        server.oauth.deny = True
        assert 'was refused' in browse(flow.url)[1]
        assert flow.rest(status=1)[0].startswith('wait failed auth: '), 'access_denied'


def test_pasted(box):
    """No browser here: the address is opened elsewhere, and what it ends with is pasted, after a line that is something else."""
    with GoogleServer(now='now', running=True) as server, sign_in(box, server) as flow:
        flow.paste('yes')
        assert flow.line().startswith('wait failed usage: That is not the address'), 'told'
        flow.paste(server.approve(flow.url))
        fields(flow.rest(status=1)[0], 'tokens')
        server.assert_clean()


def test_pasted_query(box):
    with GoogleServer(now='now', running=True) as server, sign_in(box, server) as flow:
        flow.paste(server.approve(flow.url).split('?')[1])
        fields(flow.rest(status=1)[0], 'tokens')


def refusal(box, prepare, **client):
    with GoogleServer(now='now', running=True) as server, sign_in(box, server, **client) as flow:
        prepare(server)
        flow.paste(server.approve(flow.url))
        lines = flow.rest(status=1)
        for secret in (server.client_secret, *server.oauth.live()):
            assert secret not in ''.join(lines), lines
        return lines[0]


def test_no_refresh_token(box):
    said = refusal(box, lambda server: setattr(server.oauth, 'omit_refresh_token', True))
    assert said.startswith('exchange failed auth: ') and 'no refresh token' in said, said


def test_unticked_scope(box):
    one = next(scope for scope in GOOGLE_SCOPES.split() if 'calendarlist' in scope)
    said = refusal(box, lambda server: setattr(server.oauth, 'untick', {one}))
    assert said.startswith('exchange failed auth: ') and 'calendarlist' in said, said


def test_wrong_secret(box):
    said = refusal(box, lambda server: None, secret='wrong')
    assert said.startswith('exchange failed usage: ') and 'client secret' in said, said


def test_no_secret(box):
    """Google wants it even with PKCE."""
    said = refusal(box, lambda server: None, secret='')
    assert said.startswith('exchange failed usage: ') and 'client_secret' in said, said


def test_faults(box):
    """Whatever may pass is a fault of the network, and not a sign-out."""
    for kind in ('500', '503', '429', 'html', 'truncate', 'cut', 'reset', 'garbage', 'redirect', 'empty'):
        said = refusal(box, lambda server: server.fault(kind, on='token', times=None))
        assert said.startswith('exchange failed network: '), f'{kind}: {said}'


def test_german(box):
    box.env.update(LANGUAGE='de', DAYBOOK_LOCALEDIR=os.environ.get('DAYBOOK_LOCALEDIR', ''))
    with GoogleServer(now='now', running=True) as server, sign_in(box, server) as flow:
        page = browse(flow.url)[1]
        assert 'Sie sind angemeldet.' in page, page
