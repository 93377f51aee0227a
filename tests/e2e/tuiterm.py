"""tuiterm - drives a full-screen program through a pseudo-terminal and reads what its screen shows (pexpect and pyte).

Every wait is for something to be seen and has an end; none is for time to pass. A program that marks its drawings as one
(synchronized output, private mode 2026) is only looked at between two of them: half a drawing is nothing that a person sees.
Columns and rows count from 0."""
import os
import time

import pexpect
import pyte

LIMIT_SECONDS = 120    # patience with a busy machine; what is waited for is there in milliseconds
PIECE_BYTES = int(os.environ.get('TUITERM_PIECE', '65536'))   # 1: what is seen too early by a test is found
FRAME_BEGIN, FRAME_END = b'\x1b[?2026h', b'\x1b[?2026l'
BUTTONS = {'left': 0, 'middle': 1, 'right': 2, 'wheel-up': 64, 'wheel-down': 65}


class Term:
    def __init__(self, command, cols=80, rows=24, cwd=None, env=None):
        # ncurses sends real line-drawing characters with NCURSES_NO_UTF8_ACS; pyte does not draw the alternate set in UTF-8.
        env = {'TERM': 'xterm-256color', 'ESCDELAY': '25', 'NCURSES_NO_UTF8_ACS': '1', **(env or {})}
        for name in ('COLUMNS', 'LINES', 'TMUX'):
            env.pop(name, None)
        self.screen = pyte.Screen(cols, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(command[0], command[1:], dimensions=(rows, cols), cwd=cwd, env=env)
        self.child.delaybeforesend = None
        self.ended = False
        self.drawing = False    # half a drawing has come in
        self.tail = b''          # of the last piece: a mark may be cut in two

    # --- what is seen

    def text(self):
        return '\n'.join(self.screen.display)

    def row(self, y):
        return self.screen.display[y]

    def cell(self, x, y):
        """pyte's Char: data, fg, bg, bold, reverse, underscore."""
        return self.screen.buffer[y][x]

    def find(self, what):
        """(x, y) of the first place that shows this text; fails when nothing does."""
        for y, row in enumerate(self.screen.display):
            if what in row:
                return column_of(row, row.index(what)), y
        raise AssertionError(f'not on the screen: {what!r}\n{self.framed()}')

    def framed(self):
        edge = '+' + '-' * self.screen.columns + '+'
        return '\n'.join([edge, *(f'|{row}|' for row in self.screen.display), edge])

    # --- waiting

    def read(self, seconds):
        """Takes in one piece of output; False when none came in that time. Sees the end of the program."""
        try:
            piece = self.child.read_nonblocking(PIECE_BYTES, timeout=max(seconds, 0))
            self.stream.feed(piece)
            seen = self.tail + piece
            begin, end = seen.rfind(FRAME_BEGIN), seen.rfind(FRAME_END)
            if begin != end:    # -1 both: no mark in it
                self.drawing = begin > end
            self.tail = seen[1 - len(FRAME_BEGIN):]
            return True
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            self.ended = True
            return False

    def wait_until(self, holds, what, seconds=LIMIT_SECONDS):
        """Until holds() is true of the screen; `what` names it when it never is."""
        end = time.monotonic() + seconds
        while self.drawing or not holds():
            left = end - time.monotonic()
            if left <= 0 or self.ended:
                why = 'the program ended' if self.ended else f'not in {seconds} s'
                raise AssertionError(f'{why}: {what}\n{self.framed()}')
            self.read(left)

    def wait(self, *texts, seconds=LIMIT_SECONDS):
        """Until all of them are on the screen at once."""
        self.wait_until(lambda: all(text in self.text() for text in texts), f'to see {texts!r}', seconds)

    def wait_gone(self, *texts, seconds=LIMIT_SECONDS):
        """Until none of them is on the screen."""
        self.wait_until(lambda: not any(text in self.text() for text in texts), f'{texts!r} to go', seconds)

    # --- what the person does

    def send(self, keys):
        self.child.send(keys.encode() if isinstance(keys, str) else keys)

    def paste(self, text):
        """As a terminal with bracketed paste sends it."""
        self.send(f'\x1b[200~{text}\x1b[201~')

    def click(self, x, y, button='left'):
        """One press and release (SGR protocol). The wheel has no release."""
        code = BUTTONS[button]
        self.send(f'\x1b[<{code};{x + 1};{y + 1}M' + (f'\x1b[<{code};{x + 1};{y + 1}m' if code < 64 else ''))

    def click_on(self, what, button='left'):
        self.click(*self.find(what), button=button)

    def resize(self, cols, rows):
        self.screen.resize(rows, cols)
        self.child.setwinsize(rows, cols)   # the kernel sends SIGWINCH

    # --- the end

    def wait_end(self, status=0, seconds=LIMIT_SECONDS):
        """Until the program has ended; its exit status must be this one."""
        end = time.monotonic() + seconds
        while not self.ended and time.monotonic() < end:
            self.read(end - time.monotonic())
        if not self.ended:
            raise AssertionError(f'it did not end in {seconds} s\n{self.framed()}')
        self.child.close()
        got = self.child.exitstatus if self.child.signalstatus is None else f'signal {self.child.signalstatus}'
        if got != status:
            raise AssertionError(f'it ended with {got}, wanted {status}\n{self.framed()}')

    def kill(self):
        self.child.close(force=True)


def column_of(row, index):
    """The column of the index-th character of a displayed row: a wide one takes two columns and one place in the text."""
    from wcwidth import wcwidth
    return sum(max(wcwidth(char), 0) for char in row[:index])
