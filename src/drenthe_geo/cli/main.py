"""The command line: arguments to calls, and the only place that catches errors."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import typer

from drenthe_geo.cli.language import screen_language
from drenthe_geo.cli.program import program
from drenthe_geo.cli.screen import ScreenError, visible
from drenthe_geo.cli.stopped import INTERRUPTED
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.words.table import words_of
from drenthe_geo.work.memory import free_mb, size_of

if TYPE_CHECKING:
    from drenthe_geo.words.table import Words

# Typer brings its own copy of click in newer versions, so its errors are known by name.
_CLICK_ERROR: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)
NUMBERS = {"integer": "cli.not_whole", "number": "cli.not_number", "float": "cli.not_number"}
EXTRA = re.compile(r" \(([^()]+)\)$")
DEBUG = "DRENTHE_GEO_DEBUG"
"""Set it, and what is a fault of ours ends in a traceback."""
OUR_FAULT = 70
"""Exit code of a fault of ours, as sysexits.h has it."""
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG, errno.EMFILE, errno.ENOMEM}
"""What a disk or a system says of itself, whatever was asked."""
NO_MEMORY = ("allocate memory", "map segment")
"""What a library says that could not be read for want of memory."""
MOST_SIGNS = 200


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; bad input is one sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a redirected stream may know fewer signs
            stream.reconfigure(errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    words = words_of(screen_language(given))
    try:
        result = program(words)(args=given, prog_name="drenthe-geo", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - the one net; what is a fault of ours says so
        return _refuse(*_trouble(error, words))
    if result == INTERRUPTED:
        return _refuse(words.say("cli.stopped"), INTERRUPTED)
    return result if isinstance(result, int) else 0


def _trouble(error: Exception, words: Words) -> tuple[str, int]:
    """Say what is wrong, with an exit code: what was given, else the system, else we.

    Raises
    ------
    Exception
        The error, if it is a fault of ours and the variable `DEBUG` of the environment is set.
    """
    if isinstance(error, DrentheGeoError):
        return error.sentence(words), 1
    if isinstance(error, _CLICK_ERROR):
        shows_help = type(error).__name__ == "NoArgsIsHelpError"
        return ("", 0) if shows_help else (_wrong_arguments(error, words), 1)
    if isinstance(error, typer.Abort):
        return words.say("cli.stopped"), INTERRUPTED
    return ("", 1) if isinstance(error, BrokenPipeError) else _trouble_of_system(error, words)


def _trouble_of_system(error: Exception, words: Words) -> tuple[str, int]:
    """Say what is wrong that no argument is to blame for."""
    if isinstance(error, ScreenError):
        return words.say("cli.screen", why=str(error)), 1
    if isinstance(error, MemoryError) or any(sign in str(error) for sign in NO_MEMORY):
        return words.say("memory.ran_out", free=size_of(free_mb())), 1
    if isinstance(error, OSError) and error.errno in DISK:
        return words.say("cli.system", why=os.strerror(error.errno or 0)), 1
    if os.environ.get(DEBUG):
        raise error
    said = " ".join(str(error).split())[:MOST_SIGNS]
    return words.say("cli.ours", kind=type(error).__name__, said=said, variable=DEBUG), OUR_FAULT


def _wrong_arguments(error: Any, words: Words) -> str:  # noqa: ANN401 - of Typer's own click
    """Say what is wrong with the arguments, in the language of the screen."""
    kind, say = type(error).__name__, words.say
    if kind == "NoSuchOption":
        close = list(error.possibilities or ())
        key = "cli.close_option" if close else "cli.no_option"
        return say(key, option=error.option_name, options=close)
    if kind == "BadOptionUsage":
        return say("cli.no_value", option=error.option_name)
    param = getattr(error, "param", None)
    if param is not None and kind == "MissingParameter":
        if param.param_type_name == "argument":
            return say("cli.missing_argument", name=param.name)
        return say("cli.missing_option", option=param.opts[0])
    for number, key in NUMBERS.items():
        if param is not None and number in error.message:
            return say(key, option=param.opts[0])
    extra = EXTRA.search(error.message) if kind == "UsageError" else None
    return say("cli.too_much", words=extra[1]) if extra else say("cli.wrong")


def _refuse(sentence: str, code: int = 1) -> int:
    if sentence:
        with contextlib.suppress(OSError):  # nobody can be told
            print(f"drenthe-geo: {visible(sentence)}", file=sys.stderr)  # noqa: T201 - it speaks
    return code
