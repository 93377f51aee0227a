"""google_http - the wire of the server of google.py: HTTP/1.1 with keep-alive on 127.0.0.1, batches, gzip, and replies that go wrong.

A connection is a thread. Each request becomes a google_api.Request, is answered by Wire.answer (faults around the API or the sign-in),
logged, and written by Handler, which cuts, drips and stalls where the reply says so. A batch is taken apart here; its parts go the same
way, one by one, in a shuffled order.

    httpd = Httpd(server); httpd.serve_forever()      # google.GoogleServer does it, in a thread
"""
import gzip
import json
import re
import socket
import struct
import sys
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from google_api import EVENTS, SECRETS, Refused, Reply, Request, refusal
from google_oauth import page
from google_times import http_date

AUTH, TOKEN, REVOKE, USERINFO = '/o/oauth2/v2/auth', '/token', '/revoke', '/oauth2/v3/userinfo'
BATCH = '/batch/calendar/v3'
PLACES = {('GET', AUTH): 'auth', ('POST', TOKEN): 'token', ('POST', REVOKE): 'revoke', ('GET', USERINFO): 'userinfo', ('POST', BATCH): 'batch'}
LARGEST_BODY = 32 * 1024 * 1024
SMALLEST_GZIP = 300
EVENT_PATH = re.compile(EVENTS + '/([^/]+)$')


class Wire:
    """From a Request to its Reply, whatever it is for."""

    def __init__(self, server):
        self.server = server

    def answer(self, request):
        """The reply, with the faults that are due; the request is in the log when this returns."""
        self.name(request)
        self.look(request)
        self.server.note(request)
        self.server.oauth.held(request, +1)
        try:
            reply = self.server.faults.through(request, self.serve)
        finally:
            self.server.oauth.held(request, -1)
        self.server.done(request, reply)
        return reply

    def name(self, request):
        """The operation, before anything is done, so that faults know it."""
        request.op = PLACES.get((request.method, request.path), 'other')
        if request.op == 'other' or request.batch is not None:
            request.op = 'other'
            request.route()

    def look(self, request):
        for name in SECRETS & {name for name, _ in request.parameters}:
            self.server.sins.add('secret-in-url', name, request)
        if request.path.startswith('/elsewhere'):
            what = 'with the token' if 'authorization' in request.headers else 'without the token'
            self.server.sins.add('redirect-followed', f'{request.path}, {what}', request)

    def serve(self, request):
        oauth = self.server.oauth
        if request.path.startswith('/elsewhere'):
            return page(200, 'Elsewhere', 'Nobody should have come here.')
        if request.op == 'batch':
            return self.batch(request)
        if request.op in ('auth', 'token', 'revoke', 'userinfo'):
            return getattr(oauth, request.op)(request)
        return self.server.api.serve(request)

    # --- batches (section "Batching" of the service's guide) ---

    def batch(self, request):
        settings = self.server.settings
        kind = request.headers.get('content-type', '')
        boundary = re.match(r'multipart/mixed\s*;.*boundary="?([^";]+)"?', kind, re.I)
        if not boundary:
            return refusal(Refused(400, 'badRequest', 'A batch must be multipart/mixed with a boundary.'))
        try:
            if 'authorization' in request.headers:
                request.user = self.server.oauth.user_of(request)
            parts = self.parts_of(request, boundary.group(1).encode())
        except Refused as refused:
            return refusal(refused)
        if len(parts) > settings.batch_limit:
            self.server.sins.add('batch-size', f'{len(parts)} parts', request)
            return refusal(Refused(400, 'badRequest', f'The batch request could not be processed: more than {settings.batch_limit} parts.'))
        if not parts:
            return refusal(Refused(400, 'badRequest', 'Failed to parse batch request, error: 0 items.'))
        self.check_twice(request, [part for _, part in parts])
        return self.serve_parts(parts)

    def serve_parts(self, parts):
        """Executes the parts in any order; the answer has them in order, unless it is to be shuffled."""
        settings, chance = self.server.settings, self.server.state.chance
        order = chance.sample(parts, len(parts)) if settings.batch_shuffle else parts
        answers = {}
        for id, part in order:
            reply = part if isinstance(part, Reply) else self.answer(part)
            if reply.wire not in (None, 'missing', 'bomb'):
                whole = Reply(200, b'--b\r\n', 'multipart/mixed; boundary=b')
                whole.wire, whole.fault = reply.wire, reply.fault
                return whole
            if reply.wire is None:
                answers[id] = reply
        ids = [id for id, _ in parts if id in answers]
        if settings.batch_answers == 'shuffled':
            ids = chance.sample(ids, len(ids))
        boundary = f'batch_{zlib.crc32(repr(ids).encode()):08x}'
        body = b''.join(self.part_text(boundary, id, answers[id]) for id in ids) + f'--{boundary}--\r\n'.encode()
        return Reply(200, body, f'multipart/mixed; boundary={boundary}')

    @staticmethod
    def part_text(boundary, id, reply):
        answer_id = f'Content-ID: <response-{id[1:-1]}>\r\n' if id.startswith('<') else ''
        head = f'--{boundary}\r\nContent-Type: application/http\r\n{answer_id}\r\nHTTP/1.1 {reply.status} {reason_of(reply.status)}\r\n'
        headers = {name: value for name, value in reply.headers.items() if name != 'Date-Skew'}
        if reply.body:
            headers = {'Content-Type': reply.kind, **headers}
        lines = ''.join(f'{name}: {value}\r\n' for name, value in {**headers, 'Content-Length': len(reply.body)}.items())
        return f'{head}{lines}\r\n'.encode() + reply.body + b'\r\n'

    def parts_of(self, request, boundary):
        """[(Content-ID, Request or a Reply that refuses it)] of a batch's body."""
        pieces = re.split(rb'(?:^|\r?\n)--' + re.escape(boundary) + rb'(--)?[ \t]*(?:\r?\n|$)', request.raw)
        bodies, ends = pieces[2::2], pieces[1::2]
        if len(bodies) < 2 or ends[-1] != b'--':
            raise Refused(400, 'badRequest', 'Failed to parse batch request: the closing boundary is missing.')
        parts, seen = [], set()
        for n, body in enumerate(bodies[:-1]):
            id, part = self.part_of(request, n, body)
            if id in seen:
                raise Refused(400, 'badRequest', f'Content-ID {id} is in two parts.')
            seen.add(id)
            parts.append((id, part))
        return parts

    def part_of(self, request, n, text):
        outer, inner = (re.split(rb'\r?\n\r?\n', text, maxsplit=1) + [b''])[:2]
        headers = headers_of(outer.decode('latin-1'))
        id = headers.get('content-id', f'{n}')
        if headers.get('content-type', '').split(';')[0].strip().lower() != 'application/http':
            return id, refusal(Refused(400, 'badRequest', 'A part must be application/http.'))
        head, body = (re.split(rb'\r?\n\r?\n', inner, maxsplit=1) + [b''])[:2]
        line, _, rest = head.decode('latin-1').replace('\r\n', '\n').partition('\n')
        words = line.split(' ')
        if len(words) not in (2, 3) or not words[1].startswith('/calendar/v3/'):
            return id, refusal(Refused(400, 'badRequest', f'A part must be a request of a path only: {line!r}'))
        inner_headers = headers_of(rest)
        if 'authorization' in request.headers:
            inner_headers.setdefault('authorization', request.headers['authorization'])
        length = inner_headers.get('content-length')
        if length is not None and length.isdigit() and int(length) <= len(body):
            body = body[:int(length)]
        return id, Request(words[0], words[1], inner_headers, body, batch=request.n)

    def check_twice(self, request, parts):
        """Parts are executed in any order: two changes of one event are a mistake."""
        seen = set()
        for part in parts:
            found = EVENT_PATH.match(part.path) if isinstance(part, Request) and part.method != 'GET' else None
            key = found.groups() if found else None
            if isinstance(part, Request) and part.method == 'POST':
                try:
                    key = part.path, json.loads(part.raw)['id']
                except (ValueError, KeyError, TypeError):
                    key = None
            if key and key in seen:
                self.server.sins.add('same-event-twice', f'{key[-1]} is in two parts of one batch', request)
            seen.add(key)


def headers_of(text):
    """Names in lower case."""
    pairs = (line.partition(':') for line in text.splitlines() if line.strip())
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def reason_of(status):
    return BaseHTTPRequestHandler.responses.get(status, ('Unknown',))[0]


class Httpd(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, server, port, context=None):
        self.server, self.wire, self.context = server, Wire(server), context
        self.open, self.connections = set(), 0
        super().__init__(('127.0.0.1', port), Handler)

    def get_request(self):
        connection, address = super().get_request()
        self.connections += 1
        if self.context:
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self.open.add(connection)
        return connection, address

    def shutdown_request(self, request):
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address):
        """A client that went away is nothing to write home about; anything else is the test's business."""
        kind, error, _ = sys.exc_info()
        if not issubclass(kind, (ConnectionError, TimeoutError, OSError)):
            self.server.broken.append(repr(error))
            super().handle_error(request, client_address)

    def cut_all(self):
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True
    rbufsize = 256 * 1024

    def log_message(self, *_args):
        pass

    def handle_one_request(self):
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
            return
        if not self.parse_request():
            return
        body = self.read_body()
        if body is None:
            return
        if self.path.startswith('/control/'):
            self.send(self.server.server.control(self.path[9:], body, self.command), {})
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        if self.request_version != 'HTTP/1.1':
            self.server.server.sins.add('http-version', self.request_version, request)
        self.send(self.server.wire.answer(request), headers, request)

    def read_body(self):
        """The whole body; None when it was refused."""
        if self.headers.get('Transfer-Encoding', '').lower() == 'chunked':
            return self.read_chunks()
        length = self.headers.get('Content-Length')
        if length is None and self.command in ('POST', 'PUT', 'PATCH'):
            self.refuse(411, 'Length Required')
            return None
        if length is not None and (not length.isdigit() or int(length) > LARGEST_BODY):
            self.refuse(413, 'Request Entity Too Large')
            return None
        body = self.rfile.read(int(length)) if length else b''
        if length and len(body) < int(length):   # the client died while it sent
            self.close_connection = True
            return None
        return body

    def read_chunks(self):
        body = b''
        while True:
            size = int(self.rfile.readline(100).split(b';')[0] or b'0', 16)
            body += self.rfile.read(size)
            self.rfile.readline(100)
            if size == 0 or len(body) > LARGEST_BODY:
                return body

    def refuse(self, status, words):
        self.close_connection = True
        self.send(page(status, words, words), {})

    def send(self, reply, headers, request=None):
        if reply.wire in ('cut', 'reset', 'hang', 'missing'):
            self.leave(reply)
            return
        encodings, agent = headers.get('accept-encoding', ''), headers.get('user-agent', '')
        body, extra = reply.body, dict(reply.headers)
        if 'gzip' in encodings and 'gzip' not in agent and request is not None and request.op not in ('auth', 'token', 'revoke', 'userinfo'):
            self.server.server.sins.add('gzip-agent', agent, request)
        skew = extra.pop('Date-Skew', 0)
        if self.server.server.settings.date_runs:   # a clock that stands still goes wrong with each second, as its client sees it
            skew += self.server.server.state.clock.passed()
        if self.server.server.settings.gzip and 'gzip' in encodings and 'gzip' in agent and len(body) >= SMALLEST_GZIP or reply.wire == 'bomb':
            body = bomb(reply.fault.more.get('size', 2 ** 30)) if reply.wire == 'bomb' else gzip.compress(body, 1)
            extra['Content-Encoding'] = 'gzip'
        lines = [f'HTTP/1.1 {reply.status} {reason_of(reply.status)}', f'Date: {http_date(self.server.server.now() + skew)}', 'Server: ESF',
                 'Cache-Control: private, max-age=0, must-revalidate, no-transform', 'Vary: Origin, X-Origin, Referer']
        if reply.status != 204 and reply.wire not in ('endless', 'drip'):
            lines += [f'Content-Type: {reply.kind}', f'Content-Length: {len(body)}']
        elif reply.status != 204:
            lines += [f'Content-Type: {reply.kind}', 'Transfer-Encoding: chunked']
        lines += [f'{name}: {value}' for name, value in extra.items()]
        if self.close_connection:
            lines.append('Connection: close')
        self.put(('\r\n'.join(lines) + '\r\n\r\n').encode('latin-1'), body, reply)

    def put(self, head, body, reply):
        if reply.wire == 'cut-body':
            self.wfile.write(head + body[:len(body) // 2])
            self.leave(reply)
        elif reply.wire in ('endless', 'drip'):
            self.without_end(head, reply)
        elif self.command == 'HEAD':
            self.wfile.write(head)
        else:
            self.wfile.write(head + body)

    def leave(self, reply):
        """Closes without (the rest of) an answer, at once, with RST, or when the test lets go."""
        self.close_connection = True
        if reply.wire == 'hang':
            self.server.server.hold(reply.fault.released)
        if reply.wire == 'reset':
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            self.rfile.close()   # the socket is closed with the last file on it
            self.wfile.close()
            self.connection.close()

    def without_end(self, head, reply):
        """A body that never ends, in a hurry or a byte at a time; until the client goes, or the test lets go."""
        self.close_connection = True
        stopped = self.server.server.stopped
        piece = b' ' * 65536 if reply.wire == 'endless' else b' '
        self.wfile.write(head)
        while not stopped.is_set() and not reply.fault.released.is_set():
            self.wfile.write(b'%x\r\n%s\r\n' % (len(piece), piece))
            if reply.wire == 'drip':
                reply.fault.released.wait(reply.fault.more.get('interval', 0.05))


def bomb(size):
    """gzip that unpacks to `size` bytes of nothing."""
    piece, packer, crc = b' ' * 2 ** 20, zlib.compressobj(9, zlib.DEFLATED, -15), 0
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)   # stands alone, so it may be repeated
    for _ in range(size // len(piece)):
        crc = zlib.crc32(piece, crc)
    end = zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return gzip.compress(b'')[:10] + packed * (size // len(piece)) + end + struct.pack('<II', crc, size // len(piece) * len(piece) % 2 ** 32)

