"""google_event - what an event may hold: the table of its fields, how a change is merged into it, which values are refused, and how its
times are told. Pure: no calendar, no clock. The server of google.py and its people both go through it.

    body, start, end = settle({'start': {'dateTime': …}, 'end': …}, 'Europe/Berlin')     # or Refused
    merged = merge(body, {'summary': None, 'extendedProperties': {'private': {'k': 'v'}}})
"""
import re

from google_times import dates_of, instant_at, midnight, rule_of, text_of, wall_of, zone_of

WRITABLE = {
    'summary': str, 'description': str, 'location': str, 'colorId': str, 'transparency': str, 'visibility': str, 'status': str,
    'eventType': str, 'iCalUID': str, 'id': str, 'start': dict, 'end': dict, 'originalStartTime': dict, 'recurringEventId': str,
    'recurrence': list, 'attendees': list, 'attachments': list, 'reminders': dict, 'extendedProperties': dict, 'conferenceData': dict,
    'source': dict, 'gadget': dict, 'sequence': int, 'guestsCanModify': bool, 'guestsCanInviteOthers': bool,
    'guestsCanSeeOtherGuests': bool, 'anyoneCanAddSelf': bool, 'birthdayProperties': dict, 'workingLocationProperties': dict,
    'outOfOfficeProperties': dict, 'focusTimeProperties': dict, 'eventLabelId': str,
}
GIVEN = {'kind', 'etag', 'htmlLink', 'created', 'updated', 'creator', 'organizer', 'hangoutLink', 'locked', 'privateCopy',
         'attendeesOmitted', 'endTimeUnspecified'}   # the server's: taken in a body and ignored
VALUES = {
    'transparency': ('opaque', 'transparent'), 'visibility': ('default', 'public', 'private', 'confidential'),
    'status': ('confirmed', 'tentative', 'cancelled'), 'colorId': tuple(str(n) for n in range(1, 12)),
    'eventType': ('default', 'birthday', 'focusTime', 'fromGmail', 'outOfOffice', 'workingLocation'),
}
TIMES = ('start', 'end', 'originalStartTime')
ID = re.compile(r'[a-v0-9]{5,1024}$')
LONGEST_KEY, LONGEST_VALUE, MOST_PROPERTIES, MOST_PROPERTY_BYTES = 44, 1024, 300, 32 * 1024
MOST_RECURRENCE_BYTES = 8192


class Refused(Exception):
    """An answer in the shape of the API's errors."""

    def __init__(self, status, reason, message, domain='global', location=None, location_type=None):
        super().__init__(f'{status} {reason}: {message}')
        self.status, self.reason, self.message, self.domain = status, reason, message, domain
        self.location, self.location_type = location, location_type


def invalid(what):
    return Refused(400, 'invalid', what)


def unknown_fields(body):
    return [name for name in body if name not in WRITABLE and name not in GIVEN]


def check_types(body):
    """Refuses a value of a wrong type or out of its list; null is for the caller."""
    for name, value in body.items():
        kind = WRITABLE.get(name)
        if kind is None or value is None:
            continue
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise invalid(f'Invalid value for: {name}')
        if name in VALUES and value not in VALUES[name]:
            raise invalid(f'Invalid value for: {value} is not a valid value for {name}')
    for time in TIMES:
        for key, value in (body.get(time) or {}).items():
            if key not in ('date', 'dateTime', 'timeZone') or not isinstance(value, (str, type(None))):
                raise invalid(f'Invalid value for: {time}.{key}')


def merge(old, new):
    """PATCH: what is not named stays, null clears, objects merge by member, arrays are replaced whole. Both stay as they are."""
    merged = dict(old)
    for name, value in new.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            merged[name] = merge(old.get(name) if isinstance(old.get(name), dict) else {}, value)
        else:
            merged[name] = value
    return merged


def settle_time(value, which, calendar_zone):
    """(the time as it is told, its instant, whether it is a whole day)."""
    if not value or ('date' not in value and 'dateTime' not in value):
        raise Refused(400, 'required', f'Missing {which} time.')
    if 'date' in value and 'dateTime' in value:
        raise invalid(f'Invalid {which} time.')
    name = value.get('timeZone')
    zone = zone_of(name) if name else None
    if name and zone is None:
        raise invalid(f'Invalid time zone definition for {which} time.')
    try:
        if 'date' in value:
            return {'date': value['date']}, instant_at(midnight(value['date']), zone_of(calendar_zone)), True
        wall = wall_of(value['dateTime'])
    except ValueError:
        raise invalid(f'Invalid value for: {which}') from None
    if wall.tzinfo is None and zone is None:
        raise Refused(400, 'required', f'Missing time zone definition for {which} time.')
    instant = int((wall if wall.tzinfo else wall.replace(tzinfo=zone)).timestamp())
    return {'dateTime': text_of(instant, zone_of(calendar_zone)), 'timeZone': name or calendar_zone}, instant, False


def check_recurrence(body, lines, given_zone):
    if not all(isinstance(line, str) for line in lines):
        raise invalid('Invalid value for: recurrence')
    if sum(map(len, lines)) > MOST_RECURRENCE_BYTES:
        raise invalid('A provided value exceeds the allowed size limit.')
    if 'dateTime' in body['start'] and not given_zone:
        raise Refused(400, 'required', 'Missing time zone definition for start time.')
    for line in lines:
        kind = re.split('[:;]', line, maxsplit=1)[0].upper()
        try:
            if kind in ('RRULE', 'EXRULE'):
                rule_of(line)
            elif kind in ('EXDATE', 'RDATE'):
                list(dates_of(line, zone_of('UTC')))
            else:
                raise ValueError(line)
        except (ValueError, IndexError):
            raise Refused(400, 'invalid', f'Invalid recurrence rule: {line}') from None


def check_reminders(reminders):
    overrides = reminders.get('overrides', [])
    if reminders.get('useDefault') and overrides:
        raise Refused(400, 'cannotUseDefaultRemindersAndSpecifyOverride', 'Cannot specify both default reminders and overrides.', 'calendar')
    if not isinstance(overrides, list) or len(overrides) > 5:
        raise invalid('Invalid value for: reminders.overrides')
    for one in overrides:
        minutes = one.get('minutes')
        if one.get('method') not in ('popup', 'email') or not isinstance(minutes, int) or not 0 <= minutes <= 40320:
            raise invalid('Invalid value for: reminders.overrides')


def limit_properties(properties):
    """The extended properties as the service keeps them: long keys silently dropped, long values silently cut."""
    kept, count, size = {}, 0, 0
    for side in properties:
        if side not in ('private', 'shared') or not isinstance(properties[side], dict):
            raise invalid('Invalid value for: extendedProperties')
        kept[side] = {}
        for key, value in properties[side].items():
            if not isinstance(value, str):
                raise invalid(f'Invalid value for: extendedProperties.{side}.{key}')
            if len(key) <= LONGEST_KEY:
                kept[side][key] = value[:LONGEST_VALUE]
                count, size = count + 1, size + len(key.encode()) + len(value[:LONGEST_VALUE].encode())
    if count > MOST_PROPERTIES or size > MOST_PROPERTY_BYTES:
        raise invalid('Extended properties exceed the allowed size limit.')
    return {side: values for side, values in kept.items() if values}


def settle(body, calendar_zone):
    """(the event as it is kept, its start, its end as instants), or Refused."""
    body = dict(body)
    given_zone = (body.get('start') or {}).get('timeZone')
    start_value, start, whole_day = settle_time(body.get('start'), 'start', calendar_zone)
    end_value, end, end_whole_day = settle_time(body.get('end'), 'end', calendar_zone)
    if whole_day != end_whole_day:
        raise invalid('Start and end times must either both be date or both be dateTime.')
    if end < start:
        raise Refused(400, 'timeRangeEmpty', 'The specified time range is empty.', 'calendar')
    body['start'], body['end'] = start_value, end_value
    if body.get('recurrence'):
        check_recurrence(body, body['recurrence'], given_zone)
    if 'reminders' in body:
        check_reminders(body['reminders'])
    if 'extendedProperties' in body:
        body['extendedProperties'] = limit_properties(body['extendedProperties'])
    for name, value in list(body.items()):
        if value in ('', {}, []) or (name, value) in (('transparency', 'opaque'), ('visibility', 'default')):
            del body[name]   # told by its absence
    return body, start, end
