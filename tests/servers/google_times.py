"""google_times - times as the calendar server of google.py understands them: RFC 3339 and dates in, instants and text of a zone out,
and the occurrences of a series (RFC 5545 rules of days, weeks, months and years; nothing smaller than a day).

An instant is a number of seconds since 1970 UTC. A wall time is a datetime without a zone. A day is told by its midnight.

    when = instant_of('2026-11-25T10:00:00+01:00')
    text_of(when, zone_of('Europe/Berlin'))                       # '2026-11-25T10:00:00+01:00'
    walls = occurrences(datetime(2026, 11, 25, 10), ['RRULE:FREQ=WEEKLY'], zone_of('Europe/Berlin'), limit=datetime(2027, 1, 1))
"""
import re
from calendar import monthrange
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo

RFC3339 = re.compile(r'\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)?$')
DATE = re.compile(r'\d{4}-\d\d-\d\d$')
DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
MOST_OCCURRENCES = 3000


@lru_cache(maxsize=None)
def zone_of(name):
    """The zone of an IANA name; None when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def wall_of(text):
    """A datetime, with the zone of its offset if it has one; ValueError when it is no RFC 3339 time."""
    if not RFC3339.match(text):
        raise ValueError(text)
    text = text.upper().replace('Z', '+00:00')
    whole, dot, rest = text.partition('.')
    if dot:   # fractions of any length, which fromisoformat does not take
        digits = re.match(r'\d+', rest).group()
        text = f'{whole}.{digits[:6]:0<6}{rest[len(digits):]}'
    return datetime.fromisoformat(text)


def instant_of(text):
    """Seconds since 1970 of an RFC 3339 time with an offset; ValueError otherwise."""
    when = wall_of(text)
    if when.tzinfo is None:
        raise ValueError(f'{text} has no offset')
    return when.timestamp()


def instant_at(wall, zone):
    return wall.replace(tzinfo=zone).timestamp()


def wall_at(instant, zone):
    return datetime.fromtimestamp(instant, zone).replace(tzinfo=None)


def text_of(instant, zone):
    """RFC 3339 with the zone's offset, Z for UTC."""
    return datetime.fromtimestamp(instant, zone).isoformat(timespec='seconds').replace('+00:00', 'Z')


def stamp_of(instant):
    """created, updated: UTC with milliseconds."""
    return datetime.fromtimestamp(instant, timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.') + f'{int(instant * 1000) % 1000:03d}Z'


def http_date(instant):
    return datetime.fromtimestamp(instant, timezone.utc).strftime('%a, %d %b %Y %H:%M:%S GMT')


def midnight(text):
    """The wall time at which a date begins; ValueError when it is none."""
    if not DATE.match(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


# --- series ---

def rule_of(line):
    """'RRULE:FREQ=WEEKLY;BYDAY=MO' -> {'FREQ': 'WEEKLY', 'BYDAY': 'MO'}; ValueError when it is none that a calendar takes."""
    parts = dict(part.split('=', 1) for part in line.split(':', 1)[1].upper().split(';') if part)
    if parts.get('FREQ') not in ('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'):
        raise ValueError(line)
    if 'UNTIL' in parts and not re.match(r'\d{8}(T\d{6}Z)?$', parts['UNTIL']):
        raise ValueError(line)   # with a time it must be UTC
    for number in ('INTERVAL', 'COUNT'):
        if number in parts and int(parts[number]) < 1:
            raise ValueError(line)
    if 'BYDAY' in parts:
        for day in parts['BYDAY'].split(','):
            if not re.match(r'([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$', day):
                raise ValueError(line)
    return parts


def numbers(parts, name):
    return [int(part) for part in parts[name].split(',')] if name in parts else []


def days_of_month(parts, year, month, default_day):
    """The days of one month that a MONTHLY or YEARLY rule names."""
    length = monthrange(year, month)[1]
    days = {day if day > 0 else length + 1 + day for day in numbers(parts, 'BYMONTHDAY')}
    if 'BYDAY' in parts:
        named = set()
        for word in parts['BYDAY'].split(','):
            same = [day for day in range(1, length + 1) if datetime(year, month, day).weekday() == DAYS.index(word[-2:])]
            nth = int(word[:-2] or 0)
            named.update(same if not nth else same[nth - 1:nth] if nth > 0 else same[nth:][:1])
        days = days & named if days else named
    elif not days:
        days = {default_day}
    return sorted(day for day in days if 1 <= day <= length)


def beginning(freq, first, n):
    """A time not after the first day of the period that lies n days, weeks, months or years after the one of `first`."""
    days = {'DAILY': 1, 'WEEKLY': 7, 'MONTHLY': 28, 'YEARLY': 365}[freq] * n
    return datetime.max if days > 1000000 else first + timedelta(days=days - 366 * (freq == 'YEARLY') - 31 * (freq == 'MONTHLY') - 7)


def periods(parts, first, limit):
    """Lists of the days (datetimes) of one period after the other, a day, a week, a month, a year, as far as they begin before `limit`."""
    step = int(parts.get('INTERVAL', 1))
    months, weekdays = numbers(parts, 'BYMONTH'), [DAYS.index(word[-2:]) for word in parts.get('BYDAY', '').split(',') if word]
    week = first - timedelta(days=(first.weekday() - DAYS.index(parts.get('WKST', 'MO'))) % 7)
    for n in count(0, step):
        if beginning(parts['FREQ'], first, n) >= limit:
            return
        if parts['FREQ'] == 'DAILY':
            day = first + timedelta(days=n)
            fits = (not months or day.month in months) and (not weekdays or day.weekday() in weekdays)
            yield [day] if fits and (not numbers(parts, 'BYMONTHDAY') or day.day in numbers(parts, 'BYMONTHDAY')) else []
        elif parts['FREQ'] == 'WEEKLY':
            days = [week + timedelta(days=7 * n + i) for i in range(7)]
            yield [day for day in days if day.weekday() in (weekdays or [first.weekday()]) and (not months or day.month in months)]
        elif parts['FREQ'] == 'MONTHLY':
            year, month = first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1
            fits = not months or month in months
            yield [first.replace(year=year, month=month, day=day) for day in days_of_month(parts, year, month, first.day)] if fits else []
        else:
            yield [first.replace(year=first.year + n, month=month, day=day) for month in sorted(months or [first.month])
                   for day in days_of_month(parts, first.year + n, month, first.day)]


def by_rule(parts, first, zone, limit):
    """The wall times of a rule, in order, up to `limit` (exclusive)."""
    until = None
    if 'UNTIL' in parts:
        until = datetime.strptime(parts['UNTIL'][:8], '%Y%m%d') + timedelta(days=1) - timedelta(seconds=1)
        if 'T' in parts['UNTIL']:
            until = wall_at(datetime.strptime(parts['UNTIL'], '%Y%m%dT%H%M%SZ').replace(tzinfo=timezone.utc).timestamp(), zone)
    left, given = int(parts.get('COUNT', MOST_OCCURRENCES)), []
    for days in periods(parts, first, limit):
        if 'BYSETPOS' in parts:
            days = [days[at - 1 if at > 0 else at] for at in numbers(parts, 'BYSETPOS') if -len(days) <= at <= len(days) and at]
        for day in days:
            if day < first:
                continue
            if left == 0 or day >= limit or (until and day > until):
                return given
            given.append(day)
            left -= 1
    return given


def dates_of(line, zone):
    """The wall times of an EXDATE or RDATE line."""
    head, values = line.split(':', 1)
    named = re.search(r'TZID=([^;:]+)', head)
    for value in values.split(','):
        if len(value) == 8:
            yield datetime.strptime(value, '%Y%m%d')
        elif value.endswith('Z'):
            yield wall_at(datetime.strptime(value, '%Y%m%dT%H%M%SZ').replace(tzinfo=timezone.utc).timestamp(), zone)
        else:
            wall = datetime.strptime(value, '%Y%m%dT%H%M%S')
            yield wall_at(instant_at(wall, zone_of(named.group(1)) or zone), zone) if named else wall


def occurrences(first, lines, zone, limit):
    """The wall times at which a series' occurrences begin, sorted, before `limit`. `first` is the series' own start."""
    walls, out = set(), set()
    for line in lines:
        kind = re.split('[:;]', line, maxsplit=1)[0].upper()
        if kind == 'RRULE':
            walls.update(by_rule(rule_of(line), first, zone, limit))
        elif kind == 'RDATE':
            walls.update(wall for wall in dates_of(line, zone) if wall < limit)
        elif kind == 'EXDATE':
            out.update(dates_of(line, zone))
    if not any(line.upper().startswith('RRULE') for line in lines):
        walls.add(first)
    return sorted(walls - out)
