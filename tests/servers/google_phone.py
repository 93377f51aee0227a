"""google_phone - a person with a phone, at random: edits the calendars of the server of google.py as people do, own events and foreign
ones. The same seed does the same things to the same calendars.

    phone = Phone(server, seed=7, without={'delete_series'})
    phone.steps(20)
    print(phone.done)                                  # ['move 3k9… to 2026-11-27T10:15', …]
"""
import random
from datetime import datetime, timedelta

from google_times import wall_at

NAMES = ['Dentist', 'School', 'Lunch with Kim', 'Yoga', 'Delivery', 'Bank', 'Naïve Ümläut 漢字', '<b>Markup</b> & "quotes"', 'Cut, Anna', '']
DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
RULES = ['RRULE:FREQ=WEEKLY', 'RRULE:FREQ=DAILY;COUNT=10', 'RRULE:FREQ=WEEKLY;BYDAY={day},{other};COUNT=9', 'RRULE:FREQ=MONTHLY;COUNT=4']
WEIGHTS = {   # how often people do it
    'create': 10, 'create_all_day': 2, 'move': 14, 'resize': 4, 'rename': 6, 'describe': 4, 'place': 2, 'colour': 3, 'transparent': 2,
    'decline': 2, 'guest': 2, 'touch': 4, 'delete': 7, 'restore': 3, 'move_to': 3, 'copy': 2, 'series': 2, 'exception': 3,
    'cancel_occurrence': 3, 'delete_series': 1, 'private': 1,
}


class Phone:
    def __init__(self, server, seed, calendars=None, only=None, without=(), own=None, days=28):
        """calendars: ids (all of the server's writable ones); own: True only daybook's events, False only others; days: how far ahead."""
        self.server, self.chance, self.own, self.days = server, random.Random(seed), own, days
        self.ids = calendars
        self.kinds = {kind: weight for kind, weight in WEIGHTS.items() if (only is None or kind in only) and kind not in without}
        self.done = []

    def steps(self, n):
        return [self.step() for _ in range(n)]

    def step(self):
        """Does something; what, in words."""
        with self.server.state.lock:
            kinds = dict(self.kinds)
            while kinds:
                kind = self.chance.choices(list(kinds), list(kinds.values()))[0]
                did = getattr(self, 'do_' + kind)(self.calendar())
                if did:
                    self.done.append(f'{kind} {did}')
                    return self.done[-1]
                del kinds[kind]   # nothing there to do it with
        return 'nothing'

    # --- choosing ---

    def calendar(self):
        ids = self.ids or [id for id, cal in self.server.state.calendars.items() if not cal.gone]
        return self.server.state.calendars[self.chance.choice(sorted(ids))]

    def mine(self, event):
        private = event.body.get('extendedProperties', {}).get('private', {})
        return self.own is None or self.own == ('daybook_id' in private)

    def pick(self, cal, fits=lambda event: True, cancelled=False):
        """The id of an event that fits; None."""
        ids = sorted(event.id for event in cal.stored.values() if event.cancelled == cancelled and fits(event) and self.mine(event))
        return self.chance.choice(ids) if ids else None

    def single(self, cal):
        return self.pick(cal, lambda event: not event.series and 'recurrence' not in event.body and event.body['eventType'] == 'default')

    def series_of(self, cal):
        return self.pick(cal, lambda event: 'recurrence' in event.body)

    def when(self, cal):
        """A quarter of an hour in the days to come, as the calendar's wall shows it."""
        today = wall_at(self.server.now(), cal.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        wall = today + timedelta(days=self.chance.randrange(1, self.days), minutes=15 * self.chance.randrange(7 * 4, 20 * 4))
        return f'{wall:%Y-%m-%dT%H:%M}'

    def change(self, cal, **fields):
        id = self.single(cal)
        return id and f'{cal.edit(id, **fields)} {fields}'

    # --- doing ---

    def do_create(self, cal):
        if self.own:
            return None
        start = self.when(cal)
        end = cal.later(cal.when(start), 900 * self.chance.randrange(1, 12))
        fields = {'transparency': 'transparent'} if self.chance.random() < 0.1 else {}
        return f'{cal.create(start, end, summary=self.chance.choice(NAMES), **fields)} at {start}'

    def do_create_all_day(self, cal):
        if self.own:
            return None
        day = self.when(cal)[:10]
        kind = self.chance.choice(['default', 'default', 'birthday', 'workingLocation'])
        return f'{cal.create(day, summary=self.chance.choice(NAMES), eventType=kind)} on {day}'

    def do_series(self, cal):
        if self.own:
            return None
        start = self.when(cal)
        # a series begins on one of its own days: what one that does not is made of is undefined (RFC 5545 3.8.5.3)
        day = datetime.fromisoformat(start).weekday()
        rule = self.chance.choice(RULES).format(day=DAYS[day], other=DAYS[(day + 2) % 7])
        return f'{cal.create(start, summary=self.chance.choice(NAMES), recurrence=[rule])} from {start}'

    def do_move(self, cal):
        id, start = self.single(cal), self.when(cal)
        return id and f'{cal.move_time(id, start)} to {start}'

    def do_resize(self, cal):
        id = self.single(cal)
        if not id or 'date' in cal.stored[id].body['start']:
            return None
        start, seconds = cal.stored[id].body['start'], 900 * self.chance.randrange(1, 16)
        return f'{cal.edit(id, end=cal.later(start, seconds))} to {seconds // 60} minutes'

    def do_rename(self, cal):
        return self.change(cal, summary=self.chance.choice(NAMES) or None)

    def do_describe(self, cal):
        return self.change(cal, description=self.chance.choice(['bring <b>keys</b>', 'rang twice', None]))

    def do_place(self, cal):
        return self.change(cal, location=self.chance.choice(['Back room', 'Hauptstraße 1', None]))

    def do_colour(self, cal):
        return self.change(cal, colorId=self.chance.choice(['1', '7', '11', None]))

    def do_transparent(self, cal):
        return self.change(cal, transparency=self.chance.choice(['transparent', None]))

    def do_private(self, cal):
        return self.change(cal, extendedProperties={'private': {'another_app': str(self.chance.randrange(100))}})

    def do_decline(self, cal):
        id = self.single(cal)
        return id and cal.decline(id)

    def do_guest(self, cal):
        id = self.single(cal)
        return id and cal.add_guest(id, f'guest{self.chance.randrange(5)}@example.com')

    def do_touch(self, cal):
        id = self.single(cal)
        return id and cal.touch(id)

    def do_delete(self, cal):
        id = self.single(cal)
        return id and cal.delete(id)

    def do_restore(self, cal):
        def fits(event):
            elsewhere = any(event.id in other.stored and not other.stored[event.id].cancelled for other in self.server.state.calendars.values())
            return not event.series and 'recurrence' not in event.body and not elsewhere
        id = self.pick(cal, fits, cancelled=True)
        return id and cal.restore(id)

    def do_move_to(self, cal):
        id, there = self.single(cal), self.calendar()
        return f'{cal.move_to(id, there.id)} to {there.id}' if id and there is not cal else None

    def do_copy(self, cal):
        id = self.single(cal)
        return id and f'{id} as {cal.copy(id)}'

    def occurrence(self, cal):
        """(a series, the wall time of one of its first occurrences that is still as it was); (None, None)."""
        id = self.series_of(cal)
        if not id:
            return None, None
        series = cal.stored[id]
        limit = wall_at(series.start, cal.zone) + timedelta(days=self.days)
        walls = [wall for wall in cal.walls(series, limit) if cal.instance_id(series, wall) not in cal.stored]
        if not walls:
            return None, None
        wall = self.chance.choice(walls)
        return id, f'{wall:%Y-%m-%d}' if 'date' in series.body['start'] else f'{wall:%Y-%m-%dT%H:%M}'

    def do_exception(self, cal):
        series, wall = self.occurrence(cal)
        if not series:
            return None
        fields = {'summary': self.chance.choice(NAMES) or None} if len(wall) == 10 or self.chance.random() < 0.4 else {'start': self.when(cal)}
        return f'{cal.exception(series, wall, **fields)} {fields}'

    def do_cancel_occurrence(self, cal):
        series, wall = self.occurrence(cal)
        return series and cal.cancel_occurrence(series, wall)

    def do_delete_series(self, cal):
        id = self.series_of(cal)
        return id and cal.delete(id)
