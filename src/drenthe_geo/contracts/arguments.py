"""Arguments checked by their annotations: something of a wrong type gets one sentence.

Without it a table where a network is wanted ends in "'GeoDataFrame' object has no attribute
'network'", deep inside. What an annotation does not pin down (arrays, functions, protocols) is
let through.
"""

from __future__ import annotations

import difflib
import inspect
import re
from collections import abc
from collections.abc import Mapping
from functools import wraps
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from drenthe_geo import lazy
from drenthe_geo.contracts.shown import remember_area
from drenthe_geo.errors import ArgumentError
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

Asked = ParamSpec("Asked")
Given = TypeVar("Given")

NUMBERS: dict[type, type] = {float: Real, int: Integral}
"""Numbers of numpy are numbers too; true and false are none."""

MOST_LOOKED_AT = 1000
"""Of a long row the first are looked at."""


def checked(function: abc.Callable[Asked, Given]) -> abc.Callable[Asked, Given]:
    """Let a function refuse arguments whose type is not that of the annotation, in a sentence."""
    signature = inspect.signature(function)
    hints: dict[str, Any] = {}

    @wraps(function)
    def call(*args: Asked.args, **kwargs: Asked.kwargs) -> Given:
        if not hints:
            lazy.complete(function.__module__)
            hints.update(get_type_hints(function))
        try:
            asked = signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise _unbound(function.__name__, signature, kwargs, error) from None
        for name, value in asked.items():
            if name in hints and not fits(value, hints[name]):  # but for `self`
                raise _wrong(function.__name__, name, value, hints[name])
        found = function(*args, **kwargs)
        if "source" not in asked:  # what comes from elsewhere is not of the area
            remember_area(found, asked.get("area"))
        return found

    return call


def _unbound(
    function: str, signature: inspect.Signature, given: Mapping[str, object], error: TypeError
) -> TypeError:
    """Say what is missing or too much as Python does, with the function and a name that is near."""
    known = list(signature.parameters)
    told = [name for name in given if name not in known and repr(name) in str(error)]
    close = [name for one in told for name in difflib.get_close_matches(one, known, n=1)]
    hint = ":" + words_of("en").say("choice.hint", name=close[0]) if close else ""
    return TypeError(f"{function}() {error}{hint}")


def names_in(given: str | abc.Iterable[str]) -> list[str]:
    """Take names of a list or with commas between, whatever the case of their letters.

    >>> names_in("xlsx, CSV-nl"), names_in(["certainty,", "Roads"])
    (['xlsx', 'csv-nl'], ['certainty', 'roads'])
    """
    every = [given] if isinstance(given, str) else given
    names = [name.strip().lower() for one in every for name in str(one).split(",")]
    return [name for name in names if name]


def fits(value: object, wanted: Any) -> bool:  # noqa: ANN401 - annotations are of any kind
    """Tell whether a value is of the type that an annotation says, as far as it can be told."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in {Union, UnionType}:
        return any(fits(value, one) for one in inner)
    if origin is Literal:
        return isinstance(value, tuple({type(one) for one in inner}))
    if origin is not None:
        return _fits_generic(value, origin, inner)
    if wanted in NUMBERS:
        return isinstance(value, NUMBERS[wanted]) and not isinstance(value, bool)
    if not isinstance(wanted, type) or getattr(wanted, "_is_protocol", False):
        return True
    return isinstance(value, wanted)


def _fits_generic(value: object, origin: Any, inner: tuple[Any, ...]) -> bool:  # noqa: ANN401
    """Look into rows and mappings; text is no row of things."""
    if origin is abc.Callable:
        return callable(value)
    if not isinstance(origin, type) or origin.__module__.startswith("numpy"):
        return True
    if not isinstance(value, origin):
        return False
    if isinstance(value, Mapping):
        return all(fits(key, inner[0]) and fits(one, inner[1]) for key, one in value.items())
    if isinstance(value, (str, bytes)):
        return inner[:1] == (str,) and origin is not tuple
    row = isinstance(value, (list, tuple, set, frozenset)) and inner and inner[1:] in {(), (...,)}
    return not row or all(fits(one, inner[0]) for one in list(value)[:MOST_LOOKED_AT])  # type: ignore[call-overload]


def _wrong(function: str, name: str, value: object, wanted: Any) -> ArgumentError:  # noqa: ANN401
    """Say what was given, what is wanted, and where one gets that."""
    kinds = list(dict.fromkeys(_kinds(wanted)))
    known, parts = words_of("en"), re.findall(r"\w+", " ".join(kinds))
    cures = [Message(key) for part in parts if known.has(key := f"arguments.cure.{part}")]
    said = {"function": function, "name": name, "given": _kind_of(value), "wanted": kinds}
    return ArgumentError("arguments.wrong", **said, cure=cures[0] if cures else "")


def _kinds(wanted: Any) -> list[str]:  # noqa: ANN401 - annotations are of any kind
    """Name the types of an annotation, as one writes them."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in {Union, UnionType}:
        return [kind for one in inner for kind in _kinds(one)]
    if origin is Literal:
        return [type(inner[0]).__name__]
    if origin is not None and isinstance(origin, type):
        parts = [" | ".join(_kinds(one)) for one in inner if one is not Ellipsis]
        return [f"{origin.__name__}[{', '.join(parts)}]" if parts else origin.__name__]
    return ["None" if wanted is NoneType else getattr(wanted, "__name__", str(wanted))]


def _kind_of(value: object) -> str:
    """Name what was given, and of a row what is in it."""
    kind = type(value).__name__
    if isinstance(value, (list, tuple, set, frozenset)) and value:
        return f"{kind}[{type(next(iter(value))).__name__}]"
    if isinstance(value, Mapping) and value:
        pair = ", ".join(type(one).__name__ for one in next(iter(value.items())))
        return f"{kind}[{pair}]"
    return "None" if value is None else kind
