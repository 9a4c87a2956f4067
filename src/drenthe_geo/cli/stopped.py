"""What is said when a command is stopped: ready to be said from the first moment on."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from drenthe_geo.cli.language import screen_language
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from drenthe_geo.words.table import Words

INTERRUPTED = 130
"""Exit code of what was interrupted, as shells have it."""

_sentences = [words_of(screen_language(sys.argv[1:])).say("cli.stopped")]


def note_written(words: Words, out: str) -> None:
    """Remember that the answer stands: who stops the command now is told so."""
    _sentences[:] = [words.say("cli.stopped_late", out=out)]


def note_fetching(words: Words, to: str) -> None:
    """Remember that files are on their way: who stops the command is told that they are kept."""
    _sentences[:] = [words.say("cli.stopped_fetching", to=to)]


def say_stopped() -> None:
    """Say that the command was stopped, past all streams of Python: one may be in use."""
    with contextlib.suppress(OSError):
        os.write(2, f"\ndrenthe-geo: {_sentences[0]}\n".encode(errors="replace"))
