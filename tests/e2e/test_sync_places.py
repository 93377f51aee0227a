"""A visit between two calendars. It is given to another person, the run is killed around the request that puts it there, a phone does something to
either copy, and the desk changes its mind: whatever the order, the visit stands once, where the book says, and what the phone said was taken or is
in the log. LAW_STEPS above 1000 tries all of it, else a part; LAW_ONLY picks one case by its words."""
import json
import os
import random
import sqlite3

from syncing import OVER, GoogleServer, Shop, instant
from test_sync_engine import show
from test_sync_law import killed_run

ALL = int(os.environ.get('LAW_STEPS') or 0) > 1000
ONLY = os.environ.get('LAW_ONLY') or ''

GOES = ['Chloé', 'Boris']                   # another account's, the same account's
KILLED = [(op, when) for op in ('events.insert', 'events.delete') for when in ('before', 'after')]
PHONE = ['nothing'] + [f'{what} {whose}' for whose in ('old', 'new') for what in ('touch', 'resize', 'rename', 'delete', 'move')] + \
    ['delete new, resize old', 'delete old, resize new', 'move new, rename old']
DESK = ['nothing', 'back', 'third', 'cancel', 'cancel and undo', 'later', 'back and later', 'back and forth']
LENGTH = 7200                               # what the phone resizes to, seconds


class Case:
    def __init__(self, shop, n, goes, killed, phone, desk):
        self.shop, self.goes, self.killed, self.phone, self.desk = shop, goes, killed, phone, desk
        self.third = ({'Boris', 'Chloé'} - {goes}).pop()
        day = f'2026-12-{1 + n % 28:02}'
        self.start, self.later = f'{day}T10:00', f'{day}T14:00'
        self.booking = shop.book('Ana', f'Visit {n}', self.start)
        self.id = self.booking['id'].replace('-', '')

    @staticmethod
    def words(goes, killed, phone, desk):
        return f'to {goes}, killed {killed[1]} {killed[0]}, phone: {phone}, desk: {desk}'

    def copies(self):
        return [(calendar, event) for calendar, event in self.shop.ours_there() if event['id'].startswith(self.id)]

    def move(self, staff, when=None):
        self.shop.box.run('move', self.booking['id'], when or show(self.shop, self.booking)['start'][:16], '--staff', staff, '--overbook', 'x')

    def do_phone(self):
        """What the phone does; whether it found something to do it with."""
        return all([self.do_one(*each.partition(' ')[::2]) for each in self.phone.split(', ')])

    def do_one(self, what, whose):
        staff = 'Ana' if whose == 'old' else self.goes
        calendar = self.shop.calendar(staff)
        found = [event for id, event in self.copies() if id == self.shop.calendars[staff]]
        if not found:
            return what == 'nothing'
        event = found[0]
        if what == 'touch':
            calendar.touch(event['id'])
        elif what == 'resize':
            calendar.edit(event['id'], end=calendar.later(event['start'], LENGTH))
        elif what == 'rename':
            calendar.edit(event['id'], description='rang twice')
        elif what == 'delete':
            calendar.delete(event['id'])
        elif any(id == self.shop.calendars[self.third] for id, _ in self.copies()):
            return False
        else:
            calendar.move_to(event['id'], self.shop.calendars[self.third])
        return True

    def do_desk(self):
        box, id = self.shop.box, self.booking['id']
        for step in self.desk.split(' and '):
            if step == 'back':
                self.move('Ana', self.later if self.desk == 'back and later' else None)
            elif step == 'forth':
                self.shop.sync(status=None)
                if show(self.shop, self.booking)['status'] not in OVER:
                    self.move(self.goes)
            elif step == 'third':
                self.move(self.third)
            elif step == 'cancel':
                box.run('cancel', id, '--reason', 'called')
            elif step == 'undo':
                box.run('undo')
            elif step == 'later' and self.desk == 'later':
                box.run('move', id, self.later, '--overbook', 'x')

    def check(self):
        shop, now, copies = self.shop, show(self.shop, self.booking), self.copies()
        if now['status'] in OVER:
            assert not copies, f'cancelled here, and there: {copies}'
            assert 'delete' in self.phone or 'cancel' in self.desk, 'nobody cancelled it'
            return
        assert len(copies) == 1, f'stands there {len(copies)} times: {copies}'
        calendar, event = copies[0]
        assert calendar == shop.calendars[now['staff']['name']], (calendar, now['staff']['name'])
        assert instant(event['start']['dateTime']) == instant(now['start']) and instant(event['end']['dateTime']) == instant(now['end']), (event, now)
        assert now['sync']['status'] == 'synced', now['sync']
        if self.phone.startswith('resize'):
            taken = instant(now['end']) - instant(now['start']) == LENGTH
            log = json.dumps(shop.box.json('log', self.booking['id'])) + shop.box.run('undo', '--list').out
            assert taken or 'not taken' in log or '12:00' in log, f'what the phone said is nowhere: {now["start"]}..{now["end"]}'

    def run(self):
        shop, chance = self.shop, random.Random(1)
        shop.settle()
        self.move(self.goes)
        op, when = self.killed
        assert killed_run(shop, chance, 1, when, on=op), f'no {op} was sent'
        if not self.do_phone():
            return shop.settle()
        self.do_desk()
        shop.settle()
        return self.check()


def cases():
    every = [(goes, killed, phone, desk) for goes in GOES for killed in KILLED for phone in PHONE for desk in DESK]
    if ONLY:
        return [case for case in every if ONLY in Case.words(*case)]
    return every if ALL else every[::17]


def try_case(box, book, n, case):
    """The words of what went wrong; None."""
    words, case = Case.words(*case), Case(book, n, *case)
    try:
        case.run()
        with sqlite3.connect(box.book) as look:     # hours pass: what was deleted in a case before is not counted
            look.execute('DELETE FROM sync_guard')
    except AssertionError as error:
        return f'{words}: {error}\n{book.story(case.booking["id"])}'
    return None


def test_between_two_calendars(box):
    """Each of these histories, and at the end the law."""
    failed, todo = [], list(enumerate(cases()))
    while todo:     # a salon that something went wrong in is no ground for the next case
        with GoogleServer() as server:
            box.env['DAYBOOK_BOOK'] = box.book = box.path(f'{len(todo)}.db')
            shop, wrong = Shop(box, server), None
            while todo and not wrong:
                n, case = todo.pop(0)
                wrong = try_case(box, shop, n, case)
            if wrong:
                failed.append(wrong)
                print(wrong)
            else:
                shop.law()
    assert not failed, f'{len(failed)} of {len(cases())}:\n' + '\n'.join(text.split('\n')[0][:300] for text in failed)
