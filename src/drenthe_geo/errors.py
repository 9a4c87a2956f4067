"""Every error the package raises on purpose.

::

    DrentheGeoError
    ├── CrsError          (ValueError)  no CRS, the wrong CRS, swapped axes
    ├── LayerError        (ValueError)  a layer that breaks its promise
    ├── FileError         (OSError)     a file that cannot be read or written
    ├── ArgumentError     (ValueError)  an argument outside its choices
    └── DataError         (RuntimeError) the embedded data are damaged

Each also derives from the builtin that a reader would expect, so ``except
ValueError`` works for who does not know the package.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Self

from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drenthe_geo.words.table import Words


class DrentheGeoError(Exception):
    """Base of all errors that the package raises on purpose.

    Parameters
    ----------
    what : str or Message
        Key of the sentence that says what is wrong, or a message.
    **values : object
        What fills the places of the sentence.

    Attributes
    ----------
    message : Message
        What is wrong, in no language yet; ``str`` of the error says it in English.

    Examples
    --------
    >>> error = ArgumentError("choice.hint", name="from")
    >>> str(error)
    " did you mean 'from'?"
    >>> error.sentence(words_of("nl"))
    " Bedoelde u 'from'?"
    """

    message: Message

    def __init__(self, what: str | Message, /, **values: object) -> None:
        """Say it in English at once: a key that does not exist is noticed where it is raised."""
        self.message = what if isinstance(what, Message) else Message(what, **values)
        super().__init__(words_of("en").say(self.message))

    def __reduce__(self) -> tuple[type[Self], tuple[Message]]:
        """Pickle the message, from which all else follows."""
        return type(self), (self.message,)

    def sentence(self, words: Words) -> str:
        """Say what is wrong in any language.

        Parameters
        ----------
        words : Words
            The words of the language.

        Returns
        -------
        str
            The sentence.
        """
        return words.say(self.message)


class CrsError(DrentheGeoError, ValueError):
    """A layer has no coordinate reference system, or one that does not fit."""


class LayerError(DrentheGeoError, ValueError):
    """A layer breaks the promise that its schema makes."""


class FileError(DrentheGeoError, OSError):
    """A file is missing, is not what its name says, or cannot be written."""


class ArgumentError(DrentheGeoError, ValueError):
    """An argument is outside its choices."""


class DataError(DrentheGeoError, RuntimeError):
    """The data that ship with the package are missing or damaged."""


ALIKE = 0.75
"""Share of two names that must match for one to be taken for a slip of the other."""


def close_to(name: str, choices: Iterable[str]) -> bool:
    """Tell whether a name is nearly one of the choices."""
    return bool(difflib.get_close_matches(str(name), list(choices), n=1, cutoff=ALIKE))


def unknown_choice(
    what: str | Message, given: str, choices: Iterable[str | Message]
) -> ArgumentError:
    """Build the error for a name that is not among the choices.

    `what` is a key below ``noun``, a message, or text that stands as it is.
    """
    names, given = list(choices), str(given)
    by_lower = {name.lower(): name for name in names if isinstance(name, str)}
    close = difflib.get_close_matches(given.lower(), list(by_lower), n=1)
    hint = Message("choice.hint", name=by_lower[close[0]]) if close else ""
    noun = f"noun.{what}".replace(" ", "_")
    if isinstance(what, str) and words_of("en").has(noun):
        what = Message(noun)
    if not names:
        return ArgumentError("choice.none", what=what, given=given)
    return ArgumentError("choice.unknown", what=what, given=given, hint=hint, choices=names)
