"""The command line: arguments to calls, and the only place that catches errors."""

from __future__ import annotations

import io
import locale
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import typer

from drenthe_geo.cli.program import program
from drenthe_geo.errors import DrentheGeoError
from drenthe_geo.words.table import LANGUAGES, words_of

if TYPE_CHECKING:
    from drenthe_geo.words.table import Words

# Typer brings its own copy of click in newer versions, so its errors are known by name.
_CLICK_ERROR: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)
FALLBACK = "en"
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
NUMBERS = {"integer": "cli.not_whole", "number": "cli.not_number", "float": "cli.not_number"}
EXTRA = re.compile(r" \(([^()]+)\)$")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; bad input is one sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a redirected stream may know fewer signs
            stream.reconfigure(errors="replace")
    given = sys.argv[1:] if arguments is None else arguments
    words = words_of(screen_language(given))
    try:
        result = program(words)(args=given, prog_name="drenthe-geo", standalone_mode=False)
    except DrentheGeoError as error:
        return _refuse(error.sentence(words))
    except _CLICK_ERROR as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            return 0
        return _refuse(_wrong_arguments(error, words))
    except (typer.Abort, KeyboardInterrupt):
        return _refuse(words.say("cli.stopped"))
    return result if isinstance(result, int) else 0


def screen_language(arguments: list[str]) -> str:
    """Choose the language of the screen: as asked for, else that of the locale, else English."""
    for number, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name == "--lang":
            asked = value if equals else next(iter(arguments[number + 1 : number + 2]), "")
            if asked in LANGUAGES:
                return asked
    names = [os.environ[name] for name in LOCALES if os.environ.get(name)]
    names.append(locale.getlocale()[0] or "")
    first = names[0][:2].lower()
    return first if first in LANGUAGES else FALLBACK


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


def _refuse(sentence: str) -> int:
    print(f"drenthe-geo: {sentence}", file=sys.stderr)  # noqa: T201 - the one place that speaks
    return 1


if __name__ == "__main__":
    sys.exit(main())
