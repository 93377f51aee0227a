"""contract - the shapes that the command line's JSON must have, key by key: type, null or not, and offsets that are right.

Keys may be added by daybook, so more of them are no mistake; one that is missing or of another type is."""
import re
from datetime import datetime
from zoneinfo import ZoneInfo

RFC3339 = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d')
UUID4 = re.compile(r'[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}')
UUID = re.compile(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}')
STATUSES = ('tentative', 'confirmed', 'arrived', 'in_service', 'completed', 'no_show', 'cancelled', 'late_cancelled')
CODES = {1: ('failed',), 2: ('usage',), 3: ('not_found',), 4: ('conflict',), 5: ('policy',), 6: ('network', 'auth'),
         7: ('damaged', 'too_new')}


def check(what, good, value):
    if not good:
        raise AssertionError(f'{what}: {value!r}')


def text(what, value):
    check(what, isinstance(value, str), value)


def number(what, value):
    check(what, isinstance(value, int) and not isinstance(value, bool), value)


def flag(what, value):
    check(what, isinstance(value, bool), value)


def instant(what, value):
    """RFC 3339 with an offset in numbers; the datetime."""
    check(what, isinstance(value, str) and RFC3339.fullmatch(value), value)
    return datetime.fromisoformat(value)


def in_zone(what, value, zone):
    """An instant that has the offset of this zone."""
    when = instant(what, value)
    if re.fullmatch(r'[+-]\d\d:\d\d', zone):
        check(what + ' in ' + zone, value.endswith(zone), value)
    else:
        check(what + ' in ' + zone, when.utcoffset() == when.astimezone(ZoneInfo(zone)).utcoffset(), value)


def null_or(shape):
    return lambda what, value: value is None or shape(what, value)


def keys(what, value, shapes):
    check(what, isinstance(value, dict), value)
    for key, shape in shapes.items():
        check(f'{what} has no "{key}"', key in value, value)
        shape(f'{what}.{key}', value[key])


def named(what, value):
    keys(what, value, {'id': text, 'name': text})


def money(what, value):
    keys(what, value, {'minor': number, 'currency': text})
    check(what, re.fullmatch('[A-Z]{3}', value['currency']), value)


def list_of(shape):
    def each(what, value):
        check(what, isinstance(value, list), value)
        for i, item in enumerate(value):
            shape(f'{what}[{i}]', item)
    return each


def a_series(what, value):
    keys(what, value, {'id': text, 'rrule': text, 'occurrence': instant})


def a_sync(what, value):
    keys(what, value, {'status': text, 'attempts': number, 'next_attempt': null_or(instant), 'error': null_or(text),
                       'last_synced': null_or(instant), 'account': null_or(text), 'calendar': null_or(text), 'remote_id': null_or(text)})
    check(what, value['status'] in ('local', 'pending', 'syncing', 'synced', 'failed', 'conflict', 'deleted'), value)


def a_part(what, value):
    keys(what, value, {'service': null_or(named), 'staff': null_or(named), 'resource': null_or(named), 'start': instant, 'end': instant,
                       'busy': flag, 'price': null_or(money)})


def a_booking(what, value):
    keys(what, value, {
        'id': text, 'kind': text, 'status': text, 'title': text, 'customer': null_or(named), 'service': null_or(named),
        'staff': null_or(named), 'resource': null_or(named), 'parts': list_of(a_part), 'start': instant, 'end': instant, 'timezone': text,
        'all_day': flag, 'busy': flag, 'overbooked': null_or(text), 'notes': text, 'public_note': text, 'paid': null_or(money),
        'price': null_or(money), 'series': null_or(a_series), 'source': text, 'version': number, 'created': instant, 'updated': instant,
        'sync': a_sync})
    check(what, UUID.fullmatch(value['id']), value['id'])
    check(what, value['kind'] in ('appointment', 'block') and value['status'] in STATUSES, value)
    if value['customer']:
        keys(what + '.customer', value['customer'], {'phone': null_or(text)})
    for key in ('start', 'end', 'created', 'updated'):
        in_zone(f'{what}.{key}', value[key], value['timezone'])
    check(what, value['parts'] and all(value[key] == value['parts'][0][key] for key in ('service', 'staff', 'resource', 'start')), value)


def a_slot(what, value):
    keys(what, value, {'start': instant, 'end': instant, 'staff': null_or(named), 'resource': null_or(named),
                       'score': null_or(lambda what, value: check(what, isinstance(value, (int, float)) and 0 <= value <= 1, value)),
                       'reasons': list_of(text)})


def a_customer(what, value):
    keys(what, value, {'id': text, 'name': text, 'phones': list_of(text), 'email': text, 'timezone': text, 'notes': text, 'visits': number,
                       'no_shows': number, 'last_visit': null_or(instant), 'next_booking': null_or(instant), 'created': instant})


def a_date(what, value):
    """A line of what `book --repeat` is refused with."""
    keys(what, value, {'start': instant, 'end': instant, 'fits': flag, 'with': list_of(a_booking), 'nearest': null_or(a_slot),
                       'choice': null_or(text), 'message': text, 'booking': null_or(text)})


def booking(value):
    a_booking('booking', value)
    return value


def bookings(value):
    keys('answer', value, {'bookings': list_of(a_booking)})
    return value['bookings']


def slots(value):
    keys('answer', value, {'slots': list_of(a_slot)})
    return value['slots']


def customer(value):
    a_customer('customer', value)
    return value


def refused(box, *args, status, **options):
    """The error of a command that must fail with this status: one document on stderr, nothing on stdout, the code that belongs to
    the status, a sentence, and details in the shape of the code."""
    error = box.error(*args, status=status, **options)
    keys('error', error, {'code': text, 'message': text, 'details': lambda what, value: check(what, isinstance(value, dict), value)})
    check('code', error['code'] in CODES[status], error)
    check('message', error['message'].strip(), error)
    details = error['details']
    if 'with' in details:
        keys('details', details, {'with': list_of(a_booking), 'alternatives': list_of(a_slot)})
    if 'dates' in details:
        keys('details', details, {'dates': list_of(a_date)})
    if 'candidates' in details:
        keys('details', details, {'candidates': list_of(named)})
    return error
