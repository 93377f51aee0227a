"""google_state - what the calendar server of google.py knows: users, calendars, events, and what a person with a phone does to them.

An Event never changes: a change stores another of the same id, with the next version and a new etag, and every event stays, deleted
ones as tombstones, so that its id stays taken. A calendar's `changes` are (version, id) in order: what a sync token counts by.

    state = State(Clock('2026-11-24T08:00:00Z'), Settings(), seed=1)
    cal = state.add_user('owner@example.com', 'Europe/Berlin')
    id = cal.create(summary='Dentist', start='2026-11-25T10:00')
    cal.move_time(id, '2026-11-25T12:00'); cal.delete(id); cal.restore(id)
    weekly = cal.create(summary='Class', start='2026-11-26T18:00', recurrence=['RRULE:FREQ=WEEKLY'])
    cal.exception(weekly, '2026-12-03T18:00', summary='Class, other room')
"""
import json
import random
import threading
import time
from datetime import datetime, timedelta
from types import SimpleNamespace

from google_event import TIMES, merge, settle
from google_times import instant_at, instant_of, midnight, occurrences, stamp_of, text_of, wall_at, wall_of, zone_of

DIGITS = '0123456789abcdefghijklmnopqrstuv'
FIRST_ETAG = 3181161784712000
NAMED_IN_A_TOMBSTONE = ('kind', 'etag', 'id', 'status', 'recurringEventId', 'originalStartTime')
MAIN_DATA = ('start', 'end', 'recurrence', 'status')   # a change of these counts `sequence` up


class Settings(SimpleNamespace):
    """What a test may switch; server-api in google.py's header names them all."""

    def __init__(self):
        super().__init__(
            batch_limit=50, batch_shuffle=True, batch_answers='given', revive='refuse', patch_deleted=404, tombstones='bare',
            series_delete='cancel', series_change_drops=True, order='insertion', pages='full', page_cap=None, give_sync_token=True,
            fresh_sync_tokens=False, quota_writes=None, quota_burst=50, pace=None, pace_burst=50, demand_if_match=True, gzip=True,
            keep_bodies=True, updated_min_limit=None, most_inserts=None, date_runs=False)

    def __setattr__(self, name, value):
        assert hasattr(self, name), f'there is no setting {name}'
        super().__setattr__(name, value)


class Clock:
    """The server's own clock: stands still until advanced, unless it runs."""

    def __init__(self, now, running=False):
        self.base = time.time() if now == 'now' else instant_of(now)
        self.began = time.monotonic()
        self.since = self.began if running else None

    def passed(self):
        """Seconds of real time that a clock which stands still has not shown."""
        return time.monotonic() - self.began if self.since is None else 0

    def now(self):
        return self.base + (time.monotonic() - self.since if self.since is not None else 0)

    def advance(self, seconds):
        self.base += seconds

    def freeze(self):
        self.base, self.since = self.now(), None

    def unfreeze(self):
        self.base, self.since = self.now(), time.monotonic()


class Event:
    """One version of one event."""
    __slots__ = ('id', 'version', 'body', 'start', 'end', 'cancelled', 'cache')

    def __init__(self, body, version, start, end):
        self.id, self.version, self.body, self.start, self.end = body['id'], version, body, start, end
        self.cancelled = body['status'] == 'cancelled'
        self.cache = {}

    series = property(lambda self: self.body.get('recurringEventId'))
    etag = property(lambda self: self.body['etag'])
    bare = property(lambda self: {key: self.body[key] for key in NAMED_IN_A_TOMBSTONE if key in self.body})

    def encoded(self, bare=False):
        """Its JSON as bytes; made once."""
        if bare not in self.cache:
            self.cache[bare] = json.dumps(self.bare if bare else self.body, ensure_ascii=False).encode()
        return self.cache[bare]


def plain(event):
    """The canonical form of an event in a snapshot: instants in UTC, days as dates."""
    told = {'id': event.id}
    for name in TIMES:
        value = event.body.get(name)
        if value:
            told[name] = value.get('date') or text_of(instant_of(value['dateTime']), zone_of('UTC'))
    for name in ('summary', 'description', 'location', 'colorId', 'transparency', 'visibility', 'recurrence', 'recurringEventId', 'attendees'):
        if event.body.get(name):
            told[name] = event.body[name]
    private = event.body.get('extendedProperties', {}).get('private')
    if private:
        told['private'] = private
    if event.body['eventType'] != 'default':
        told['eventType'] = event.body['eventType']
    return told


class State:
    def __init__(self, clock, settings, seed):
        self.clock, self.settings, self.chance = clock, settings, random.Random(seed)
        self.lock = threading.RLock()
        self.version = 0
        self.calendars = {}
        self.users = {}          # e-mail -> {calendar id: role}
        self.list_changes = []   # (version, e-mail, calendar id)
        self.changed = lambda: None

    def next_version(self):
        self.version += 1
        return self.version

    def new_id(self):
        return ''.join(self.chance.choice(DIGITS) for _ in range(26))

    def add_user(self, email, zone):
        with self.lock:
            self.users[email] = {}
            return self.add_calendar(email, email, zone, email)

    def add_calendar(self, id, summary, zone, email, role='owner'):
        with self.lock:
            self.calendars[id] = Calendar(self, id, summary or id, zone, email)
            self.share(id, email, role)
            return self.calendars[id]

    def share(self, id, email, role):
        """Gives a user a role on a calendar, or takes it away (None)."""
        with self.lock:
            if role is None:
                self.users[email].pop(id, None)
            else:
                self.users[email][id] = role
            self.list_changes.append((self.next_version(), email, id))

    def vanish(self, id, gone=True):
        """The calendar is deleted, by its owner or an administrator: 404, and gone from every list. Or it comes back."""
        with self.lock:
            self.calendars[id].gone = gone
            self.list_changes += [(self.next_version(), email, id) for email in self.users if id in self.users[email]]


class Calendar:
    """One calendar: its events, and what people do to it."""

    def __init__(self, state, id, summary, zone, owner):
        self.state, self.id, self.summary, self.zone_name, self.owner = state, id, summary, zone, owner
        self.zone = zone_of(zone)
        self.gone = False
        self.stored = {}      # id -> Event, tombstones too
        self.changes = []     # (version, id)
        self.lagged = None    # id -> the Event (or None) that lists still see; None: no lag
        self.lag_version = 0
        self.epoch = 0        # of sync tokens: another one, and the old tokens are dead
        self.dead_tokens = 410
        self.tokens = {}      # sync token -> what it stands for
        self.listings = {}    # page token -> (listing, offset)
        self.exceptions = {}  # series id -> {id of an exception}

    # --- storing ---

    def settled(self, body, zone=None):
        return settle(body, zone or self.zone_name)

    def put(self, body, old=None):
        """Stores another version of an event; body is whole, its times checked here. The Event."""
        body, start, end = self.settled(body)
        return self.put_settled(body, start, end, old)

    def put_settled(self, body, start, end, old=None):
        version, now = self.state.next_version(), stamp_of(self.state.clock.now())
        before = old.body if old else {}
        only_reminders = old is not None and {**before, 'reminders': body.get('reminders')} == {**body, 'reminders': body.get('reminders')}
        main_change = old is not None and any(before.get(name) != body.get(name) for name in MAIN_DATA)
        body.update({
            'kind': 'calendar#event', 'etag': f'"{FIRST_ETAG + 2 * version}"', 'created': before.get('created', now),
            'updated': before['updated'] if only_reminders else now,
            'status': body.get('status', 'confirmed'), 'eventType': body.get('eventType', 'default'),
            'htmlLink': f'https://www.google.com/calendar/event?eid={body["id"]}', 'iCalUID': body.get('iCalUID', body['id'] + '@google.com'),
            'creator': before.get('creator') or body.get('creator') or self.person(self.owner),
            'organizer': before.get('organizer') or body.get('organizer') or self.person(self.id),
            'sequence': max(before.get('sequence', 0) + main_change, body.get('sequence', 0)),
            'reminders': body.get('reminders', {'useDefault': True}),
        })
        event = Event(body, version, start, end)
        if self.lagged is not None:
            self.lagged.setdefault(event.id, self.stored.get(event.id))
        self.stored[event.id] = event
        self.changes.append((version, event.id))
        if event.series:
            self.exceptions.setdefault(event.series, set()).add(event.id)
        self.state.changed()
        return event

    def person(self, email):
        return {'email': email, 'self': True} if email == self.id else {'email': email}

    # --- finding ---

    def find(self, id):
        """The event of this id, deleted ones too, or the occurrence of a series that it names; None."""
        return self.stored.get(id) or self.occurrence(id)

    def occurrence(self, id):
        """The occurrence SERIES_STAMP of a living series that has no exception there; None when there is none."""
        series_id, _, stamp = id.rpartition('_')
        series = self.stored.get(series_id)
        if not series or series.cancelled or 'recurrence' not in series.body:
            return None
        for wall in self.walls(series, limit=self.wall_of_stamp(stamp, series) + timedelta(seconds=1)):
            if self.instance_id(series, wall) == id:
                return self.instance(series, wall)
        return None

    @staticmethod
    def series_zone(series):
        return zone_of(series.body['start'].get('timeZone') or 'UTC')

    def wall_of_stamp(self, stamp, series):
        try:
            if len(stamp) == 8:
                return datetime.strptime(stamp, '%Y%m%d')
            when = datetime.strptime(stamp, '%Y%m%dT%H%M%SZ').replace(tzinfo=zone_of('UTC'))
            return when.astimezone(self.series_zone(series)).replace(tzinfo=None)
        except ValueError:
            return datetime(1, 1, 1)

    def walls(self, series, limit):
        """The wall times of a series' occurrences, exceptions or not."""
        if 'date' in series.body['start']:
            return occurrences(midnight(series.body['start']['date']), series.body['recurrence'], self.zone, limit)
        zone = self.series_zone(series)
        return occurrences(wall_at(series.start, zone), series.body['recurrence'], zone, limit)

    def instance_id(self, series, wall):
        if 'date' in series.body['start']:
            return f'{series.id}_{wall:%Y%m%d}'
        when = datetime.fromtimestamp(instant_at(wall, self.series_zone(series)), zone_of('UTC'))
        return f'{series.id}_{when:%Y%m%dT%H%M%SZ}'

    def instance(self, series, wall):
        """An occurrence as an Event of its own that is stored nowhere."""
        body = {key: value for key, value in series.body.items() if key not in ('recurrence', 'sequence')}
        body.update(id=self.instance_id(series, wall), recurringEventId=series.id, sequence=series.body['sequence'])
        if 'date' in series.body['start']:
            length = round((series.end - series.start) / 86400)
            body['start'], body['end'] = {'date': f'{wall:%Y-%m-%d}'}, {'date': f'{wall + timedelta(days=length):%Y-%m-%d}'}
        else:
            zone = series.body['start']['timeZone']
            start = instant_at(wall, self.series_zone(series))
            body['start'] = {'dateTime': text_of(start, self.zone), 'timeZone': zone}
            body['end'] = {'dateTime': text_of(start + series.end - series.start, self.zone), 'timeZone': zone}
        body['originalStartTime'] = body['start']
        settled, start, end = self.settled(body)
        return Event(settled, series.version, start, end)

    def instances(self, series, start, end):
        """All occurrences of a series between two instants, exceptions in their place, cancelled ones too."""
        walls = self.walls(series, limit=wall_at(end, self.series_zone(series)) + timedelta(days=1))
        ids = {self.instance_id(series, wall): wall for wall in walls}
        found = [self.stored.get(id) or self.instance(series, wall) for id, wall in ids.items()]
        found += [self.stored[id] for id in self.exceptions.get(series.id, ()) if id not in ids]
        return [event for event in found if event.end > start and event.start < end or event.cancelled and event.id in ids]

    # --- the changes that the API and people share ---

    def remove(self, event):
        """Deletes an event, or makes a cancelled exception of an occurrence."""
        body = {**event.body, 'status': 'cancelled'}
        gone = self.put_settled(body, event.start, event.end, event)
        if 'recurrence' in event.body:
            self.drop_exceptions(event.id)
        return gone

    def drop_exceptions(self, series_id):
        """The exceptions of a series that was deleted or has other times now: cancelled too, or simply no more there."""
        for id in sorted(self.exceptions.get(series_id, ())):
            event = self.stored[id]
            if not event.cancelled and self.state.settings.series_delete == 'cancel':
                self.put_settled({**event.body, 'status': 'cancelled'}, event.start, event.end, event)
            else:   # no version of its own: no list ever tells of it
                self.stored[id] = Event({**event.body, 'status': 'cancelled'}, event.version, event.start, event.end)
                self.changes = [change for change in self.changes if change[1] != id]
        self.exceptions.pop(series_id, None)

    def change(self, event, body):
        """Stores the whole new body of an event or of an occurrence."""
        if body.get('status') == 'cancelled':
            return self.remove(event)
        changed = self.put(body, event)
        times = any(event.body.get(name) != changed.body.get(name) for name in ('start', 'recurrence'))
        if 'recurrence' in event.body and times and self.state.settings.series_change_drops:
            self.drop_exceptions(event.id)
        return changed

    # --- a person with a phone ---

    def when(self, value):
        """A time as a person says it ('2026-11-25', '2026-11-25T10:00', with seconds, with an offset), in Google's form."""
        if isinstance(value, dict):
            return value
        if 'T' not in value:
            return {'date': value}
        wall = wall_of(value + ':00' if len(value) == 16 else value)
        return {'dateTime': wall.isoformat(), 'timeZone': self.zone_name}

    def later(self, start, seconds):
        """The time this much later, of the same kind."""
        if 'date' in start:
            return {'date': f'{midnight(start["date"]) + timedelta(days=round(seconds / 86400)):%Y-%m-%d}'}
        wall = wall_of(start['dateTime'])
        instant = wall.timestamp() if wall.tzinfo else instant_at(wall, zone_of(start['timeZone']))
        return {'dateTime': text_of(instant + seconds, self.zone), 'timeZone': start.get('timeZone', self.zone_name)}

    def create(self, start, end=None, id=None, **fields):
        """A new event; its id. Without an end: an hour, a day."""
        with self.state.lock:
            start = self.when(start)
            end = self.when(end) if end else self.later(start, 86400 if 'date' in start else 3600)
            body = {**fields, 'id': id or self.state.new_id(), 'start': start, 'end': end}
            assert body['id'] not in self.stored, f'{id} was used before'
            return self.put(body).id

    def bulk(self, n, start='2026-11-25T09:00', step=15, minutes=30, **fields):
        """n events of half an hour, each a quarter of an hour after the one before; their ids."""
        with self.state.lock:
            first = self.when(start)
            return [self.create(self.later(first, 60 * step * i), self.later(first, 60 * (step * i + minutes)),
                                summary=f'Event {i + 1}', **fields) for i in range(n)]

    def living(self, id):
        event = self.find(id)
        assert event and not event.cancelled, f'there is no event {id} in {self.id}'
        return event

    def edit(self, id, **fields):
        """Changes fields as PATCH does: None clears."""
        with self.state.lock:
            event = self.living(id)
            fields = {name: self.when(value) if name in TIMES and value else value for name, value in fields.items()}
            body = {name: value for name, value in event.body.items() if name not in fields or name not in TIMES}
            return self.change(event, merge(body, fields)).id

    def move_time(self, id, start, end=None):
        """Another time; its length stays when no end is given."""
        with self.state.lock:
            event, start = self.living(id), self.when(start)
            was_day = 'date' in event.body['start']
            length = event.end - event.start if was_day == ('date' in start) else 86400 if 'date' in start else 3600
            return self.edit(id, start=start, end=self.when(end) if end else self.later(start, length))

    def touch(self, id):
        """Another etag, nothing else: as when a guest answers."""
        with self.state.lock:
            event = self.living(id)
            return self.put_settled(dict(event.body), event.start, event.end, event).id

    def delete(self, id):
        with self.state.lock:
            return self.remove(self.living(id)).id

    def restore(self, id):
        """Out of the bin."""
        with self.state.lock:
            event = self.stored[id]
            assert event.cancelled, f'{id} is not deleted'
            return self.put_settled({**event.body, 'status': 'confirmed'}, event.start, event.end, event).id

    def move_to(self, id, other):
        """events.move: the same id in another calendar, a tombstone here."""
        with self.state.lock:
            event, there = self.living(id), self.state.calendars[other]
            body = {name: value for name, value in event.body.items() if name != 'organizer'}
            moved = there.put({**body, 'organizer': there.person(other)}, there.stored.get(id))
            self.remove(event)
            return moved.id

    def copy(self, id):
        """A second event with all that the first has, private properties too."""
        with self.state.lock:
            ties = ('id', 'iCalUID', 'created', 'sequence', 'recurringEventId', 'originalStartTime')
            body = {name: value for name, value in self.living(id).body.items() if name not in ties}
            return self.put({**body, 'id': self.state.new_id()}).id

    def decline(self, id):
        """The owner of the calendar will not come."""
        return self.answer(id, {'email': self.id, 'self': True, 'responseStatus': 'declined'})

    def add_guest(self, id, email):
        return self.answer(id, {'email': email, 'responseStatus': 'needsAction'})

    def answer(self, id, guest):
        with self.state.lock:
            guests = [one for one in self.living(id).body.get('attendees', []) if one['email'] != guest['email']]
            return self.edit(id, attendees=guests + [guest])

    def original(self, series, original):
        """The id of the occurrence of a series that begins at a wall time of the series' zone, or on a day."""
        wall = midnight(original) if 'T' not in original else wall_of(original + ':00' if len(original) == 16 else original)
        if wall.tzinfo:
            wall = wall.astimezone(self.series_zone(self.stored[series])).replace(tzinfo=None)
        return self.instance_id(self.stored[series], wall)

    def exception(self, series, original, **fields):
        """Changes one occurrence only."""
        with self.state.lock:
            id = self.original(series, original)
            fields = {name: self.when(value) if name in TIMES else value for name, value in fields.items()}
            if 'start' in fields and 'end' not in fields:
                event = self.living(id)
                fields['end'] = self.later(fields['start'], event.end - event.start)
            return self.edit(id, **fields)

    def cancel_occurrence(self, series, original):
        with self.state.lock:
            return self.delete(self.original(series, original))

    # --- looking, for tests ---

    def get(self, id):
        with self.state.lock:
            event = self.find(id)
            return json.loads(event.encoded()) if event else None

    def events(self, deleted=False):
        with self.state.lock:
            return [json.loads(event.encoded()) for event in self.stored.values() if deleted or not event.cancelled]

    def alive(self):
        return {event['id']: event for event in self.events()}

    def count(self):
        with self.state.lock:
            return sum(not event.cancelled for event in self.stored.values())

    def by_private(self, key, value):
        """The living events with this private property."""
        return [event for event in self.events() if event.get('extendedProperties', {}).get('private', {}).get(key) == value]

    def snapshot(self):
        """What stands in the calendar, to be compared: without etags, counters and what is told differently from time to time."""
        with self.state.lock:
            return sorted((plain(event) for event in self.stored.values() if not event.cancelled), key=lambda one: one['id'])

    # --- orders ---

    def lag(self):
        """From now on lists do not see what is written (reading one event does), until release_lag()."""
        with self.state.lock:
            self.lagged, self.lag_version = {}, self.state.version

    def release_lag(self):
        with self.state.lock:
            self.lagged = None

    def expire_tokens(self, how=410):
        """Every sync token given so far is dead: 410 fullSyncRequired, or 400 Invalid sync token value."""
        assert how in (400, 410)
        with self.state.lock:
            self.epoch, self.dead_tokens = self.epoch + 1, how
