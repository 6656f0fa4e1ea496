"""Progress: silent for short runs, one line on a terminal, few lines in a log."""

import io

from nagi.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, seconds_per_call: float) -> str:
    clock = iter(seconds_per_call * k for k in range(1000))
    progress = Progress("en", stream, lambda: next(clock))
    for done in range(1, 101):
        progress(done, 100)
    progress.close()
    return stream.getvalue()


def test_a_short_run_says_nothing() -> None:
    assert told(io.StringIO(), 0.01) == ""


def test_a_log_gets_a_line_every_tenth() -> None:
    lines = told(io.StringIO(), 1).splitlines()
    assert len(lines) == 9
    assert lines[4] == "50 of 100 patient-arms (50 %), about 50 s left"


def test_a_terminal_gets_one_line_that_is_cleared_at_the_end() -> None:
    said = told(Terminal(), 1)
    assert "\n" not in said
    assert said.count("\r\033[K") == 99
    assert said.endswith("\r\033[K")
