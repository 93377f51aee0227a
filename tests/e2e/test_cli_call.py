"""How the program is called: its options, its mistakes, its exit statuses, what goes where."""
import json
import os
import subprocess

from salon import salon, same


def test_version_needs_nothing(box):
    same(box.run('version').out, box.run('--version').out)
    same(list(box.json('version')), ['version'])
    assert not os.path.exists(box.path('data')) and not os.path.exists(box.path('state')), 'version touched a file'


def test_usage_mistakes(box):
    """Each is status 2, says the word that is wrong, and where one is near, the word that was meant."""
    salon(box)
    rows = [
        (['lsit'], 'lsit', 'list'),
        (['customers'], 'customers', 'customer'),
        (['customer', 'lst'], 'lst', 'list'),
        (['customer'], 'customer', 'merge'),
        (['list', '--stauts', 'x'], 'stauts', '--status'),
        (['list', '--jsn'], 'jsn', '--json'),
        (['--staff', 'Ana', 'list'], '--staff', ''),
        (['list', '-x'], 'x', ''),
        (['list', 'today', 'tomorrow'], 'tomorrow', 'list [RANGE]'),
        (['move', 'next'], 'move ID TIME', ''),
        (['list', '--staff'], '--staff', 'WHO'),
        (['list', '--all=yes'], '--all', ''),
        (['list', '--staff', 'Ana', '--staff', 'Boris'], '--staff', 'twice'),
        (['list', 'tomorow'], 'tomorow', ''),
        (['list', '--limit', 'many'], 'many', '--limit'),
        (['list', '--limit', '-1'], '-1', ''),
        (['list', '--status', 'cancelled,nope'], 'nope', 'no-show'),
        (['list', '--status', ''], '--status', ''),
        (['list', '--tsv', '--format', '{id}'], '--tsv', '--format'),
        (['list', '--format', '{sevice}'], 'sevice', 'service'),
        (['list', '--format', '{start'], '--format', ''),
        (['list', '--staff', 'Boriss'], 'Boriss', ''),
        (['log', '--follow', 'verify'], 'follow', ''),
        (['--by', ' ', 'list'], '--by', ''),
        (['--request-id', '', 'list'], '--request-id', ''),
        (['--now', 'soonish', 'list'], 'soonish', '--now'),
        (['help', 'lsit'], 'lsit', 'list'),
        (['generate', 'zsh'], 'bash', ''),
        (['', ], '', ''),
    ]
    for args, *words in rows:
        wanted = 3 if 'Boriss' in args else 2
        refused = box.run(*args, status=wanted)
        same(refused.out, '', args)
        for word in words:
            assert word in refused.err, f'{args}: {word!r} is not in {refused.err!r}'
        error = box.error(*args, status=wanted)
        same(error['code'], 'usage' if wanted == 2 else 'not_found', args)
        assert error['message'] and isinstance(error['details'], dict), error


def test_what_is_unknown(box):
    salon(box)
    for words in ('pole list', 'hold lists', 'book maria cut', 'list --as-off today', 'move next 10:00 --serie all'):
        box.run(*words.split(), status=2)


def test_global_options_stand_anywhere(box):
    salon(box)
    elsewhere = {'DAYBOOK_BOOK': box.path('nowhere.db')}
    for args in (['--book', box.book, 'staff', 'list', '--json'], ['staff', '--json', '--book', box.book, 'list'],
                 ['staff', 'list', f'--book={box.book}', '--json'], ['--json', '--json', 'staff', 'list', '--book', 'x', '--book', box.book]):
        same([one['name'] for one in box.run(*args, env=elsewhere).json()['staff']], ['Ana', 'Boris'], args)


def test_the_book_is_never_made_by_itself(box):
    for args in (['list'], ['book', '--start', '14:30', '--duration', '30'], ['undo'], ['backups'], ['customer', 'list']):
        same(box.error(*args, status=3)['code'], 'not_found', args)
    assert not os.path.exists(box.book)


def test_errors_are_one_document(box):
    """Statuses 1 to 5 and 7, with and without --json; nothing on stdout."""
    salon(box)
    box.json('book', '--new-customer', 'Maria', '--service', 'cut', '--staff', 'Ana', '--start', '10:00')
    box.write('text.db', 'this is not a database, and long enough to be sure of that ' * 100)
    rows = [
        (['list', '--limit', 'x'], 2, 'usage'),
        (['show', '00000000'], 3, 'not_found'),
        (['book', '--duration', '30', '--staff', 'Ana', '--start', '10:15'], 4, 'conflict'),
        (['book', '--duration', '30', '--start', '2026-11-29T10:00'], 5, 'policy'),
        (['--book', box.path('text.db'), 'list'], 7, 'damaged'),
        (['import', box.dir], 1, 'failed'),
    ]
    for args, status, code in rows:
        error = box.error(*args, status=status)
        same(error['code'], code, args)
        plain = box.run(*args, status=status)
        same(plain.out, '', args)
        assert plain.err.startswith('daybook: ' + error['message']), plain
        box.run('--quiet', *args, status=status)


def test_times_that_do_not_exist(box):
    salon(box)
    error = box.error('book', '--duration', '30', '--start', '2027-03-28T02:30', status=2)
    assert '01:59' in error['message'] and '03:00' in error['message'], error
    twice = box.run('book', '--duration', '30', '--block', '--overbook', 'night work', '--start', '2026-10-25T02:30')
    assert '02:30' in twice.err, twice
    booking = box.json('show', 'last')
    same(booking['start'], '2026-10-25T02:30:00+02:00')


def test_nothing_asks_without_a_terminal(box):
    salon(box)
    box.run('customer', 'add', 'Maria')
    refused = box.run('customer', 'erase', 'Maria', status=2, stdin='y\n')
    assert '--yes' in refused.err, refused
    box.run('customer', 'show', 'Maria')


def test_no_command_prints_today(box):
    salon(box)
    box.run('book', '--new-customer', 'Maria', '--service', 'Cut', '--start', '14:30')
    same(box.run().out, box.run('list').out)
    same(box.json(), box.json('list', 'today'))


def test_words_go_to_stderr(box):
    salon(box)
    empty = box.run('list', '2027-05-01')
    same(empty.out, '')
    assert empty.err
    same(box.run('--quiet', 'list', '2027-05-01').err, '')
    same(box.json('list', '2027-05-01'), {'bookings': []})
    same(box.run('--json', 'book', '--duration', '10', '--start', '09:00', '--block', '--now', '10:00').err, '')


def test_past_times_are_said(box):
    salon(box)
    late = box.run('--now', '2026-11-24 16:00', 'book', '--duration', '30', '--block', '--start', '14:30')
    assert '14:30' in late.err and late.out, late


def test_now_is_the_business_zone(box):
    box.run('init', '--timezone', 'America/New_York', '--staff', 'Ana', '--hours', 'mo-su 00:00-24:00')
    box.run('book', '--duration', '30', '--block', '--start', '14:30', '--now', '2026-11-24 09:00')
    same(box.json('list', '2026-11-24')['bookings'][0]['start'], '2026-11-24T14:30:00-05:00')
    same(box.json('list', 'today', env={'DAYBOOK_NOW': '2026-11-25T02:00+00:00'})['bookings'][0]['start'], '2026-11-24T14:30:00-05:00')


def test_init_reads_now_in_the_zone_given(box):
    box.run('init', '--timezone', 'Asia/Tokyo', '--staff', 'Ana', '--now', '2026-11-24 23:00')
    log = box.json('log')['events']
    assert {event['at'] for event in log} == {'2026-11-24T23:00:00+09:00'}, log[0]


def test_a_full_disk_is_an_error(box):
    salon(box)
    for args in (['staff', 'list'], ['--json', 'staff', 'list'], ['help'], ['version'], ['export']):
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([box.program, *args], env=box.env, stdout=full, stderr=subprocess.PIPE)
        same(done.returncode, 1, args)
        assert done.stderr, args


def test_a_closed_pipe_is_quiet(box):
    salon(box)
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([box.program, 'staff', 'list'], env=box.env, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert done.returncode in (-13, 0) and done.stderr == b'', done


def test_settings(box):
    """A missing file is fine, a wrong one is named with its line, and the doctor works with it."""
    salon(box)
    conf = box.write('wrong.conf', '[log]\nlevel=info\nnonsense\n')
    wrong = {'DAYBOOK_CONFIG': conf}
    error = box.error('list', env=wrong, status=2)
    assert conf in error['message'] and '3' in error['message'], error
    box.run('version', env=wrong)
    found = box.run('--json', 'doctor', env=wrong, status=1).json()
    same([finding['grade'] for finding in found['findings'] if finding['check'] == 'settings'], ['problem'])
    box.run('list', env={'DAYBOOK_CONFIG': box.path('none.conf')})
    said = box.run('list', env={'DAYBOOK_CONFIG': box.write('loud.conf', '[log]\nlevel=loud\n')}).err
    assert 'loud.conf' in said and '“loud”' in said and 'debug' in said, said
    quiet = box.run('list', env={'DAYBOOK_CONFIG': box.write('fine.conf', '[log]\nlevel=debug\n')})
    assert 'level' not in quiet.err, quiet


def test_help_speaks_of_every_command_and_option(box):
    table = box.json('help')
    assert len(table['commands']) > 50, len(table['commands'])
    overview, everything = box.run('help').out, box.run('help', '--all').out
    for command in table['commands']:
        assert command['name'] in overview, command['name']
        assert command['summary'] and not command['summary'].endswith('.'), command
        words = box.run('help', *command['name'].split()).out
        same(box.run(*command['name'].split(), '--help').out, words)
        assert words in everything, command['name']
        for option in command['options']:
            assert f"--{option['name']}" in words and option['help'] in words, option
        same(box.json('help', command['name']), command)
    same(box.run('--help').out, overview)
    assert 'customer add' in box.run('help', 'customer').out


def test_the_manual_part_lists_the_table(box):
    manual = box.run('generate', 'manual').out
    for command in box.json('help')['commands']:
        assert '\n.It Ic ' + command['name'] + (' ' if command['arguments'] else '\n') in manual, command['name']
    assert 'generate' not in manual


COMPLETE = r'''
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_daybook
printf '%s\n' "${COMPREPLY[@]}"
'''


def test_completion(box):
    script = box.write('completion', box.run('generate', 'bash').out)
    box.write('book.ics', '')

    def complete(*words):
        done = subprocess.run(['bash', '--norc', '-c', COMPLETE, 'bash', script, 'daybook', *words], cwd=box.dir, env=box.env, check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert not done.stderr, done.stderr
        return sorted(done.stdout.decode().split())

    rows = [
        (['custo'], ['customer']),
        (['sear'], ['search']),
        (['customer', 'm'], ['merge']),
        (['--book', 'x', 'customer', 'me'], ['merge']),
        (['list', '--sta'], ['--staff', '--status']),
        (['search', '--li'], ['--limit']),
        (['list', '--js'], ['--json']),
        (['list', 'tom'], ['tomorrow']),
        (['list', '--status', 'no'], ['no-show']),
        (['mark', 'next', 'in'], ['in-service']),
        (['import', 'book.i'], ['book.ics']),
        (['--book', 'book.i'], ['book.ics']),
        (['export', '--output', 'book.i'], ['book.ics']),
        (['log', 'v'], ['verify']),
        (['hours', 'set', '--fr'], ['--from']),
        (['hours', 'set', '--from', 'tod'], ['today']),
    ]
    for words, want in rows:
        same(complete(*words), want, words)
    every = {command['name'].split()[0] for command in box.json('help')['commands']}
    assert every <= set(complete('')), every - set(complete(''))
    assert 'generate' not in complete('')


def test_terminal_text_is_made_safe(box):
    """A name from outside cannot send the terminal anything; a pipe gets no colours either."""
    salon(box)
    box.run('customer', 'add', 'Eve\x1b]0;owned\x07\x1b[31m')
    assert '\x1b' not in box.run('customer', 'list').out
    term = box.term('customer', 'list', cols=100)
    term.wait('Eve')
    assert 'owned' in term.text(), term.text()


def test_no_front_end_with_json(box):
    salon(box)
    term = box.term('--json', cols=100)
    term.wait('{"bookings":[]}')


def test_json_is_utf8_in_any_locale(box):
    salon(box)
    box.run('customer', 'add', 'Søren Ås', '--notes', 'line\none "quoted" \\ back')
    for locale in ('C', 'POSIX', 'C.UTF-8'):
        shown = box.json('customer', 'show', 'søren', env={'LC_ALL': locale})
        same((shown['name'], shown['notes']), ('Søren Ås', 'line\none "quoted" \\ back'), locale)
        assert 'Søren' in box.run('customer', 'list', env={'LC_ALL': locale}).out
    assert json.dumps(shown)
