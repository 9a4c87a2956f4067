"""The language of the screen."""

from __future__ import annotations

import locale
import os

from drenthe_geo.words.table import LANGUAGES

FALLBACK = "en"
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


def screen_language(arguments: list[str]) -> str:
    """Choose the language of the screen: as asked for, else that of the locale, else English."""
    for number, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name == "--lang":
            asked = value if equals else next(iter(arguments[number + 1 : number + 2]), "")
            if asked in LANGUAGES:
                return asked
    names = [os.environ[name] for name in LOCALES if os.environ.get(name)]
    try:
        names.append(locale.getlocale()[0] or "")
    except ValueError:  # a locale that Python does not know
        names.append("")
    first = names[0][:2].lower()
    return first if first in LANGUAGES else FALLBACK
