"""sandbox - where one end-to-end test lives: a folder that is its home and goes away with it, a book, a frozen clock, no network
and nothing of the person's or the machine's settings.

    def test_something(box):
        box.run('init', '--name', 'Test')                       # status 0, or the test fails
        booking = box.json('book', '--start', '14:30', ...)     # its stdout, parsed
        refused = box.run('book', ..., status=4)                # .out and .err
        same(booking['title'], 'Cut')                           # shows both when they differ
        screen = box.term(cols=80, rows=24); screen.wait('Today')
"""
import glob
import json
import os
import shutil
import subprocess
import tempfile

NOW = '2026-11-24T08:00:00Z'   # a Tuesday, 09:00 in Berlin
KEEP = ('PATH', 'DAYBOOK_MODULEDIR', 'DAYBOOK_LOCALEDIR', 'LSAN_OPTIONS', 'LD_LIBRARY_PATH')
LIMIT_SECONDS = 600            # of one command


def same(got, want, what=''):
    """Fails, showing both, when they differ."""
    if got != want:
        raise AssertionError(f'{what or "got"}: {got!r}\nwant: {want!r}')


class Result:
    def __init__(self, args, status, out, err):
        self.args, self.status, self.out, self.err = args, status, out, err

    def __str__(self):
        return f'daybook {" ".join(self.args)}: status {self.status}\n--- stdout\n{self.out}--- stderr\n{self.err}---'

    def json(self):
        try:
            return json.loads(self.out)
        except ValueError as wrong:
            raise AssertionError(f'no JSON: {wrong}\n{self}') from None


class Sandbox:
    def __init__(self):
        self.program = os.environ['DAYBOOK']
        self.dir = tempfile.mkdtemp(prefix='daybook-e2e-')
        self.book = self.path('book.db')
        self.terms = []
        self.env = {name: os.environ[name] for name in KEEP if name in os.environ}
        self.env.update(HOME=self.dir, TMPDIR=self.path('tmp'), TZ='Europe/Berlin', LC_ALL='C.UTF-8', LOGNAME='tester', USER='tester',
                        DAYBOOK_BOOK=self.book, DAYBOOK_NOW=NOW, G_DEBUG='fatal-criticals')
        for name in ('DATA', 'CONFIG', 'STATE', 'CACHE'):
            self.env[f'XDG_{name}_HOME'] = self.path(name.lower())
        os.mkdir(self.env['TMPDIR'])
        # A sanitizer's report goes to a file: a full screen would eat it, and a test may expect the command to fail.
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS'):
            self.env[name] = ':'.join(filter(None, [os.environ.get(name), 'log_path=' + self.path('sanitizer')]))

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _trace):
        for term in self.terms:
            term.kill()
        reports = ''
        for path in glob.glob(self.path('sanitizer.*')):
            with open(path, encoding='utf-8', errors='replace') as file:
                reports += file.read()
        shutil.rmtree(self.dir)
        if reports and kind is None:
            raise AssertionError(reports)
        if reports:
            print(reports)

    def path(self, *names):
        return os.path.join(self.dir, *names)

    def write(self, name, text):
        """A file in the test's folder; its path."""
        with open(self.path(name), 'w', encoding='utf-8', newline='') as file:
            file.write(text)
        return self.path(name)

    def start(self, *args, env=None, **options):
        """The program, running, as a subprocess.Popen with pipes."""
        options = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **options}
        return subprocess.Popen([self.program, *args], cwd=self.dir, env={**self.env, **(env or {})}, **options)

    def run(self, *args, status=0, stdin=None, env=None):
        """Runs a command to its end, which must have this status (None: any)."""
        done = subprocess.run([self.program, *args], cwd=self.dir, env={**self.env, **(env or {})}, timeout=LIMIT_SECONDS,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              **({'input': stdin.encode()} if stdin is not None else {'stdin': subprocess.DEVNULL}))
        result = Result(args, done.returncode, done.stdout.decode(), done.stderr.decode())
        if status is not None and result.status != status:
            raise AssertionError(f'wanted status {status}\n{result}')
        return result

    def json(self, *args, **options):
        """What `daybook --json ARGS` prints, parsed."""
        return self.run('--json', *args, **options).json()

    def error(self, *args, status, **options):
        """The error object of a command that must fail with this status; stdout must be empty."""
        result = self.run('--json', *args, status=status, **options)
        if result.out:
            raise AssertionError(f'a failed command wrote on stdout\n{result}')
        try:
            return json.loads(result.err)['error']
        except (ValueError, KeyError, TypeError):
            raise AssertionError(f'no error object on stderr\n{result}') from None

    def term(self, *args, cols=80, rows=24, env=None):
        """The program in a terminal of this size."""
        from tuiterm import Term
        term = Term([self.program, *args], cols, rows, cwd=self.dir, env={**self.env, **(env or {})})
        self.terms.append(term)
        return term
