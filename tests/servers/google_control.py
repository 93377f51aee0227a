"""google_control - drives the server of google.py over HTTP: POST /control/NAME with a JSON object of arguments. The answer is JSON,
{"ok": what it gave} or, with status 400, {"error": why not}.

    curl -s $URL/control/create -d '{"summary": "Lunch", "start": "2026-11-25T12:00"}'
    curl -s $URL/control/fault -d '{"kind": "429", "on": "events.patch", "retry_after": 5}'
    curl -s $URL/control/set -d '{"batch_limit": 1000}'
    curl -s $URL/control/counts -d '{}'
"""
import json

from google_api import Reply
from google_phone import Phone

OF_A_CALENDAR = ('create', 'edit', 'move_time', 'delete', 'restore', 'move_to', 'copy', 'touch', 'bulk', 'exception', 'cancel_occurrence',
                 'decline', 'add_guest', 'get', 'alive', 'count', 'events', 'by_private', 'lag', 'release_lag', 'expire_tokens', 'snapshot')
OF_THE_SERVER = ('sign_in', 'share', 'set_role', 'vanish', 'come_back', 'advance', 'freeze', 'unfreeze', 'now', 'counts', 'round_trips', 'mark',
                 'reset', 'clear_faults', 'approve', 'wait_for', 'addresses')
OF_THE_SIGN_IN = ('expire_access', 'revoke_user', 'live')


class Control:
    def __init__(self, server):
        self.server, self.faults, self.phones = server, [], {}

    def answer(self, name, body, method):
        try:
            assert method == 'POST', 'POST it'
            arguments = json.loads(body or b'{}')
            assert isinstance(arguments, dict), 'the arguments are a JSON object'
            return Reply(200, {'ok': self.call(name, arguments)})
        except Exception as wrong:   # whatever it is, it is for the person who asked
            return Reply(400, {'error': f'{type(wrong).__name__}: {wrong}'})

    def call(self, name, arguments):
        if name == 'count' and 'calendar' not in arguments and arguments:
            return self.server.count(**arguments)
        if name in OF_A_CALENDAR:
            return getattr(self.server.calendar(arguments.pop('calendar', None)), name)(**arguments)
        if name in OF_THE_SERVER:
            return getattr(self.server, name)(**arguments)
        if name in OF_THE_SIGN_IN:
            return getattr(self.server.oauth, name)(**arguments)
        assert hasattr(self, 'do_' + name), f'there is no control {name}'
        return getattr(self, 'do_' + name)(**arguments)

    def do_add_user(self, email, **more):
        return self.server.add_user(email, **more).id

    def do_add_calendar(self, **arguments):
        return self.server.add_calendar(**arguments).id

    def do_fault(self, **arguments):
        self.faults.append(self.server.fault(**arguments))
        return len(self.faults) - 1

    def do_faults(self):
        return [{'fault': n, 'kind': fault.kind, 'on': fault.on, 'seen': fault.seen, 'hits': fault.hits} for n, fault in enumerate(self.faults)]

    def do_release(self, fault):
        self.faults[fault].release()

    def do_wait(self, fault, timeout=20):
        self.faults[fault].wait(timeout)

    def do_set(self, **settings):
        self.assign(self.server.settings, settings)

    def do_oauth(self, **values):
        if 'untick' in values:
            values['untick'] = set(values['untick'])
        self.assign(self.server.oauth, values)

    @staticmethod
    def assign(what, values):
        for name, value in values.items():
            assert hasattr(what, name), f'there is no setting {name}'
            setattr(what, name, value)

    def do_allow(self, rule):
        self.server.allow.add(rule)

    def do_violations(self):
        return self.server.violations

    def do_requests(self, since=0):
        return [{'n': one.n, 'at': one.at, 'op': one.op, 'method': one.method, 'path': one.path, 'query': one.query, 'status': one.status,
                 'user': one.user, 'calendar': one.calendar, 'event': one.event, 'batch': one.batch, 'fault': one.fault,
                 'body': one.body if isinstance(one.body, dict) else None} for one in self.server.requests[since:]]

    def do_connections(self):
        return self.server.connections

    def do_phone(self, seed=1, steps=1, **options):
        """The phone of a seed goes on where it was."""
        key = json.dumps([seed, options], sort_keys=True)
        if key not in self.phones:
            self.phones[key] = Phone(self.server, seed, **options)
        return self.phones[key].steps(steps)
