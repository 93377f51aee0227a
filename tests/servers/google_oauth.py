"""google_oauth - sign-in at the server of google.py: consent, tokens, revocation. An installed program's way only: loopback redirect, PKCE
S256, and a client secret all the same. Every lifetime counts by the server's own clock.

    oauth.testing = True                        # refresh tokens die after seven days, and say so
    oauth.deny = True; oauth.untick = {'https://www.googleapis.com/auth/calendar.events'}
    tokens = oauth.grant('owner@example.com', SCOPES)          # without the consent page
    oauth.expire_access(); oauth.revoke_user('owner@example.com')
"""
import base64
import hashlib
import json
import re
import secrets
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode

from google_api import Refused, Reply

CALENDAR = 'https://www.googleapis.com/auth/calendar'
KNOWN_SCOPES = {CALENDAR + end for end in (
    '', '.readonly', '.events', '.events.readonly', '.events.owned', '.app.created', '.calendarlist', '.calendarlist.readonly',
    '.freebusy', '.events.freebusy', '.settings.readonly', '.calendars.readonly')} | {'openid', 'email', 'profile'}
DEFAULT_SCOPES = f'{CALENDAR}.events {CALENDAR}.calendarlist.readonly openid email'
SPELLED = {'email': 'https://www.googleapis.com/auth/userinfo.email', 'profile': 'https://www.googleapis.com/auth/userinfo.profile'}
LOOPBACK = re.compile(r'http://(127\.0\.0\.1|\[::1\]|localhost)(:\d{1,5})?(/[^?#]*)?$')
VERIFIER = re.compile(r'[A-Za-z0-9._~-]{43,128}$')
CODE_SECONDS, TESTING_SECONDS, UNUSED_SECONDS, MOST_LIVE_TOKENS = 600, 7 * 86400, 183 * 86400, 100
PAGE = '<!DOCTYPE html><html><head><title>Error {status}</title></head><body><h1>{error}</h1><p>{words}</p></body></html>'


class Denied(Exception):
    """An answer of the token endpoint: {"error", "error_description"}."""

    def __init__(self, status, error, description):
        super().__init__(error)
        self.status, self.error, self.description = status, error, description

    def reply(self):
        return Reply(self.status, {'error': self.error, 'error_description': self.description}, headers={'Cache-Control': 'no-store'})


def page(status, error, words):
    return Reply(status, PAGE.format(status=status, error=error, words=words).encode(), 'text/html; charset=utf-8')


def challenge_of(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b'=').decode()


class OAuth:
    def __init__(self, state, sins, default_user):
        self.state, self.sins, self.default_user = state, sins, default_user
        self.client_id, self.client_secret = 'test-client.apps.googleusercontent.com', 'GOCSPX-test-secret'
        self.expires_in, self.rotate, self.testing, self.deny, self.untick = 3600, False, False, False, set()
        self.user, self.omit_refresh_token, self.test_users = None, False, None
        self.codes, self.access, self.refresh, self.consented = {}, {}, {}, set()

    def now(self):
        return self.state.clock.now()

    # --- orders ---

    def grant(self, user, scope, refresh=True):
        """What a sign-in gives, without the signing in."""
        return self.issue(SimpleNamespace(user=user, scope=scope), refresh)

    def expire_access(self, user=None):
        """Every access token, or one user's, is out of date at once."""
        for token in self.access.values():
            if user in (None, token.user):
                token.until = 0

    def revoke_user(self, user=None):
        """The owner withdraws the consent in the account's settings: invalid_grant from now on."""
        self.expire_access(user)
        self.refresh = {key: token for key, token in self.refresh.items() if user not in (None, token.user)}
        self.consented = {one for one in self.consented if user not in (None, one)}

    def live(self, user=None):
        return [key for key, token in self.refresh.items() if user in (None, token.user) and token.until > self.now()]

    # --- whose request is it ---

    def bearer(self, request):
        scheme, _, token = request.headers.get('authorization', '').partition(' ')
        found = self.access.get(token.strip()) if scheme.lower() == 'bearer' else None
        if found is None or found.until <= self.now():
            raise Refused(401, 'authError', 'Invalid Credentials', 'global', 'Authorization', 'header')
        return found

    def user_of(self, request):
        return self.bearer(request).user

    def scopes_of(self, request):
        return self.bearer(request).scope.split()

    # --- consent ---

    def auth(self, request):
        """GET /o/oauth2/v2/auth: the owner says yes at once (or no, see deny); a redirect to the program."""
        asked = dict(request.parameters)
        wrong = self.wrong_in(asked)
        if wrong:
            return page(400, *wrong)
        user = self.user or asked.get('login_hint') or self.default_user
        request.user = user
        if self.test_users is not None and user not in self.test_users:
            return page(403, 'access_denied', 'The app is being tested, and can only be used by developer-approved testers.')
        answer = {'state': asked['state']} if 'state' in asked else {}
        scope = ' '.join(SPELLED.get(one, one) for one in asked['scope'].split() if one not in self.untick)
        if self.deny or user not in self.state.users:
            answer['error'] = 'access_denied'
        elif not set(asked['scope'].split()) <= KNOWN_SCOPES:
            answer['error'] = 'invalid_scope'
        else:
            code = '4/0' + secrets.token_urlsafe(40)
            again = user in self.consented and asked.get('prompt') != 'consent'
            self.codes[code] = SimpleNamespace(
                user=user, scope=scope, redirect=asked['redirect_uri'], challenge=asked['code_challenge'], until=self.now() + CODE_SECONDS,
                refresh=asked.get('access_type') == 'offline' and not again)
            self.consented.add(user)
            answer.update(code=code, scope=scope)
        return Reply(302, b'', 'text/html; charset=utf-8', {'Location': asked['redirect_uri'] + '?' + urlencode(answer)})

    def wrong_in(self, asked):
        """What is wrong with a consent address, or None: (error, words)."""
        if asked.get('client_id') != self.client_id:
            return 'invalid_client', 'The OAuth client was not found.'
        if not LOOPBACK.match(asked.get('redirect_uri', '')):
            return 'redirect_uri_mismatch', 'The redirect_uri must be http on a loopback address; out-of-band codes are gone.'
        if asked.get('response_type') != 'code':
            return 'unsupported_response_type', 'response_type must be code.'
        if not asked.get('scope'):
            return 'invalid_request', 'Missing required parameter: scope'
        if asked.get('code_challenge_method') != 'S256' or not re.match(r'[A-Za-z0-9_-]{43}$', asked.get('code_challenge', '')):
            return 'invalid_request', 'A code_challenge of method S256 is required.'
        if not asked.get('state'):
            return 'invalid_request', 'Missing state.'
        return None

    # --- tokens ---

    def form(self, request):
        kind = request.headers.get('content-type', '').split(';')[0].strip().lower()
        if kind != 'application/x-www-form-urlencoded':
            raise Denied(400, 'invalid_request', 'The body must be application/x-www-form-urlencoded.')
        if request.query:
            self.sins.add('secret-in-url', 'the token endpoint takes no query', request)
        pairs = parse_qsl(request.raw.decode('utf-8', 'replace'), keep_blank_values=True)
        if len(dict(pairs)) != len(pairs):
            raise Denied(400, 'invalid_request', 'A parameter was given twice.')
        request.body = dict(pairs)
        return request.body

    def token(self, request):
        try:
            with self.state.lock:
                return self.token_locked(request, self.form(request))
        except Denied as denied:
            return denied.reply()

    def token_locked(self, request, form):
        kind = form.get('grant_type')
        if not kind:
            raise Denied(400, 'invalid_request', 'Required parameter is missing: grant_type')
        if not form.get('client_id'):
            raise Denied(400, 'invalid_request', 'Could not determine client ID from request.')
        if form['client_id'] != self.client_id:
            raise Denied(401, 'invalid_client', 'The OAuth client was not found.')
        if not form.get('client_secret'):
            raise Denied(400, 'invalid_request', 'client_secret is missing.')
        if form['client_secret'] != self.client_secret:
            raise Denied(401, 'invalid_client', 'The provided client secret is invalid.')
        if kind == 'authorization_code':
            reply = self.exchange(form)
        elif kind == 'refresh_token':
            reply = self.renew(request, form)
        else:
            raise Denied(400, 'unsupported_grant_type', f'Invalid grant_type: {kind}')
        return Reply(200, reply, headers={'Cache-Control': 'no-store'})

    def exchange(self, form):
        code = self.codes.get(form.get('code', ''))
        if code is None or code.until <= self.now():
            raise Denied(400, 'invalid_grant', 'Malformed auth code.')
        if form.get('redirect_uri') != code.redirect:
            raise Denied(400, 'redirect_uri_mismatch', 'Bad Request')
        verifier = form.get('code_verifier')
        if not verifier:
            raise Denied(400, 'invalid_grant', 'Missing code verifier.')
        if not VERIFIER.match(verifier) or challenge_of(verifier) != code.challenge:
            raise Denied(400, 'invalid_grant', 'Invalid code verifier.')
        del self.codes[form['code']]   # good for once
        return self.issue(code, code.refresh and not self.omit_refresh_token)

    def renew(self, request, form):
        held = self.refresh.get(form.get('refresh_token', ''))
        now = self.now()
        if held is None or held.until <= now or held.used + UNUSED_SECONDS < now:
            raise Denied(400, 'invalid_grant', 'Token has been expired or revoked.')
        request.user = held.user
        if held.renewing > 1:
            self.sins.add('token-refresh-race', f'two refreshes of {held.user} at once', request)
        held.used = now
        reply = self.issue(held, bool(self.rotate))
        if self.rotate is True:
            del self.refresh[form['refresh_token']]
        return reply

    def held(self, request, step):
        """Told by the server at the begin (+1) and end (-1) of every request, so that two refreshes at once are seen."""
        if request.op != 'token':
            return
        token = dict(parse_qsl(request.raw.decode('utf-8', 'replace'))).get('refresh_token', '')
        with self.state.lock:
            if token in self.refresh:
                self.refresh[token].renewing = max(0, self.refresh[token].renewing + step)

    def issue(self, granted, refresh):
        now = self.now()
        access = 'ya29.' + secrets.token_urlsafe(60)
        self.access[access] = SimpleNamespace(user=granted.user, scope=granted.scope, until=now + self.expires_in)
        reply = {'access_token': access, 'expires_in': self.expires_in, 'scope': granted.scope, 'token_type': 'Bearer'}
        if refresh:
            reply['refresh_token'] = token = '1//0' + secrets.token_urlsafe(60)
            until = now + TESTING_SECONDS if self.testing else float('inf')
            self.refresh[token] = SimpleNamespace(user=granted.user, scope=granted.scope, until=until, used=now, renewing=0)
            if self.testing:
                reply['refresh_token_expires_in'] = TESTING_SECONDS
            for oldest in self.live(granted.user)[:-MOST_LIVE_TOKENS]:
                del self.refresh[oldest]
        if 'openid' in granted.scope.split():
            reply['id_token'] = self.id_token(granted, now)
        return reply

    def id_token(self, granted, now):
        claims = {'iss': 'https://accounts.google.com', 'aud': self.client_id, 'azp': self.client_id, 'sub': self.subject(granted.user),
                  'iat': int(now), 'exp': int(now) + 3600}
        if any('email' in scope for scope in granted.scope.split()):
            claims.update(email=granted.user, email_verified=True)
        parts = [{'alg': 'RS256', 'kid': 'test', 'typ': 'JWT'}, claims]
        encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b'=').decode() for part in parts]
        return '.'.join(encoded + ['c2lnbmF0dXJl'])

    @staticmethod
    def subject(user):
        return str(int(hashlib.sha256(user.encode()).hexdigest()[:16], 16))

    def revoke(self, request):
        try:
            with self.state.lock:
                token = self.form(request).get('token', '')
                if token in self.refresh:
                    user = self.refresh[token].user
                elif token in self.access and self.access[token].until > self.now():
                    user = self.access[token].user
                else:
                    raise Denied(400, 'invalid_token', 'Token expired or revoked')
                request.user = user
                self.revoke_user(user)   # the whole consent goes with any of its tokens
                return Reply(200, {})
        except Denied as denied:
            return denied.reply()

    def userinfo(self, request):
        try:
            with self.state.lock:
                token = self.bearer(request)
        except Refused:
            return Reply(401, {'error': 'invalid_request', 'error_description': 'Invalid Credentials'})
        request.user = token.user
        known = {'sub': self.subject(token.user)}
        if any('email' in scope for scope in token.scope.split()):
            known.update(email=token.user, email_verified=True)
        return Reply(200, known)
