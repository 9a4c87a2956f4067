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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class DrentheGeoError(Exception):
    """Base of all errors that the package raises on purpose."""


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


def unknown_choice(what: str, given: str, choices: Iterable[str]) -> ArgumentError:
    """Build the error for a name that is not among the choices.

    Parameters
    ----------
    what : str
        What the name stands for, for example ``"layer"``.
    given : str
        The name that was given.
    choices : iterable of str
        The names that exist.

    Returns
    -------
    ArgumentError
        Its message names the closest spelling, if any, and all choices.

    Examples
    --------
    >>> print(unknown_choice("direction", "form", ["to", "from"]))
    unknown direction 'form': did you mean 'from'? Choices: to, from.
    """
    names, given = list(choices), str(given)
    by_lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(given.lower(), list(by_lower), n=1)
    hint = f" did you mean {by_lower[close[0]]!r}?" if close else ""
    return ArgumentError(f"unknown {what} {given!r}:{hint} Choices: {', '.join(names)}.")
