"""The command line on the made-up area, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paths import VELDLAND_DIR

from drenthe_geo.cli.main import main

if TYPE_CHECKING:
    import pytest


class Heard(NamedTuple):
    """What a command gave back."""

    code: int
    out: str
    err: str


def ask(words: str | list[str], capsys: pytest.CaptureFixture[str], lang: str = "en") -> Heard:
    """Call a command on Veldland; `words` are its name, arguments and options."""
    given = words.split() if isinstance(words, str) else words
    capsys.readouterr()
    code = main([*given, "--area", str(VELDLAND_DIR), "--lang", lang])
    return Heard(code, *capsys.readouterr())
