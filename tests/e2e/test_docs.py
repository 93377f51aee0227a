"""What the documents say to type is typed: the README's tour, its picture, and the manual's examples."""
import os
import re
import subprocess

from sandbox import same
from screens import press

TOP = os.environ['top_srcdir']
PICTURE = 100, 30   # columns and rows


def document(name):
    with open(os.path.join(TOP, name), encoding='utf-8') as file:
        return file.read()


def blocks(text, language):
    """The fenced blocks of a language, without their fences."""
    found = re.findall(rf'^```{language}\n(.*?)^```$', text, re.M | re.S)
    assert found, language
    return found


def in_the_box(box, text):
    """The tour's folder is one of the test's, where all is run: whatever TMPDIR is called, the shell sees no space in it."""
    return text.replace('/tmp/tour', 'tour')


def put_in_path(box):
    """`daybook` is the program under test."""
    os.makedirs(box.path('bin'))
    os.symlink(os.path.abspath(box.program), box.path('bin', 'daybook'))
    box.env['PATH'] = box.path('bin') + ':' + box.env['PATH']


def shell(box, command):
    """What a command prints, remarks and all; it must succeed."""
    done = subprocess.run(['sh', '-c', command], cwd=box.dir, env=box.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    assert done.returncode == 0, (command, done)
    return done.stdout.decode()


def start_tour(box):
    """Runs the first block; the screen that its last line opens."""
    lines = in_the_box(box, blocks(document('README.md'), 'sh')[0]).splitlines()
    same(lines[-1], 'daybook')
    put_in_path(box)
    for line in lines[:-1]:
        if not line.startswith('export '):
            shell(box, line)
        for name, value in re.findall(r'\b(DAYBOOK_BOOK|DAYBOOK_NOW)="?([^"\s]+(?: [\d:]+)?)"?', line):
            box.env[name] = value
    return box.term(cols=PICTURE[0], rows=PICTURE[1])


def steps():
    """(keys, what is seen then) of each row of the table of keys."""
    rows = re.findall(r'^\| (`.*?`) \| (.*) \|$', document('README.md').split('| press | and see |')[1].split('\n\n')[0], re.M)
    assert len(rows) > 5, rows
    return [(re.findall(r'`(.+?)`', keys), re.findall(r'`(.+?)`', seen)) for keys, seen in rows]


def take_step(term, keys, seen):
    for key in keys:
        press(term, key.replace('Ctrl-R', 'C-r'))
    if seen:
        term.wait(*seen)


def test_the_picture_is_the_screen(box):
    term = start_tour(box)
    picture = blocks(document('README.md'), 'text')[0].rstrip('\n').split('\n')

    def seen():
        return [row.rstrip() for row in term.screen.display]
    try:
        term.wait_until(lambda: seen() == picture, 'the picture of the README')
    except AssertionError:
        same('\n' + '\n'.join(seen()), '\n' + '\n'.join(picture), 'the screen')
        raise


def test_the_tour(box):
    term = start_tour(box)
    term.wait('next  11:00', 'gaps')
    *keys, last = steps()
    for each in keys:
        take_step(term, *each)
    same(last[0], ['q'])
    press(term, 'q')
    term.wait_end()

    talk = re.split(r'^\$ (.*)\n', in_the_box(box, blocks(document('README.md'), 'console')[0]), flags=re.M)[1:]
    for command, wanted in zip(talk[::2], talk[1::2]):
        same(without_ids(shell(box, command)), without_ids(wanted), command)
    for line in in_the_box(box, blocks(document('README.md'), 'sh')[1]).splitlines():
        shell(box, line)
    assert not os.path.exists(box.path('tour'))


def without_ids(text):
    """Ids are random: their beginnings, eight hexadecimal digits, are all one. How much is in the log depends on the day on which the
    screen of the tour was open: the daily upkeep goes by the machine's own clock, and fills series."""
    text = re.sub(r'\b\d+ (events give exactly the) \d+ rows', r'# \1 # rows', text)
    return re.sub(r'\b[0-9a-f]{8}\b', '########', text).rstrip('\n')


def test_the_examples_of_the_manual(box):
    put_in_path(box)
    text = document('man/daybook.1.in').split('.Sh EXAMPLES')[1].split('.Sh ')[0]
    examples = re.findall(r'^\.Bd -literal.*?\n(.*?)^\.Ed$', text, re.M | re.S)
    assert len(examples) > 4, text
    for example in examples:
        for command in example.replace('\\e\n', '').replace('\\(`e', 'è').splitlines():
            assert command.startswith('daybook ') and '\\' not in command, command
            shell(box, command)
