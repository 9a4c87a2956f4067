"""What every class of results and choices can: compare, be kept in a file, be shown in short.

A frozen dataclass that holds tables can do none of that by itself: ``==`` of two tables is
a table, what it read before is not for a file, and its text would be that of all its rows.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import partial, wraps
from pathlib import PurePath
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.contracts.shown import card_of

Made = TypeVar("Made")

WIDTH, MOST_TEXT, MOST_SHOWN = 100, 60, 4
"""Signs of a line, of a text in it, and how many of a row are shown."""

MOST_SIGNS = 280
"""Signs that a result shows itself in; the rest of its fields is left out."""


class Frozen(Mapping[Any, Any]):
    """A mapping that nobody can change; unlike that of `types` it can be pickled and copied.

    Parameters
    ----------
    held : mapping
        What it holds; copied.
    """

    __slots__ = ("_held",)

    def __init__(self, held: Mapping[Any, Any] | Iterable[tuple[Any, Any]] = ()) -> None:
        """Keep a copy."""
        self._held = dict(held)

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - keys and values of any kind
        """Look a value up."""
        return self._held[key]

    def __iter__(self) -> Iterator[Any]:
        """Go through the keys in order."""
        return iter(self._held)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._held)

    def __or__(self, other: Mapping[Any, Any]) -> dict[Any, Any]:
        """Give both in one dict, the other's values first."""
        return {**self._held, **other}

    def __ror__(self, other: Mapping[Any, Any]) -> dict[Any, Any]:
        """Give both in one dict, these values first."""
        return {**other, **self._held}

    def __hash__(self) -> int:
        """Hash keys and values, as far as they can be hashed."""
        return hash(frozenset(self._held.items()))

    def __repr__(self) -> str:
        """Write it as the dict that it is."""
        return repr(self._held)

    def __reduce__(self) -> tuple[type[Frozen], tuple[dict[Any, Any]]]:
        """Pickle the dict."""
        return Frozen, (self._held,)


def result(cls: type[Made]) -> type[Made]:
    """Let a frozen dataclass compare, be pickled and copied, and be shown in a few lines.

    Two are equal if all they hold is equal: tables, arrays and shapes by their content. What
    is kept to save work (fields that begin with ``_`` and have a default) is not compared,
    shown or pickled. Arrays cannot be written to, and mappings can not be changed.
    """
    made = cls.__init__
    hashed = cls.__hash__

    @wraps(made)
    def init(self: Made, *args: object, **kwargs: object) -> None:
        made(self, *args, **kwargs)
        _freeze(self)

    def digest(self: Made) -> int:
        try:
            return hashed(self)
        except TypeError:
            kind = f"unhashable type: {type(self).__name__!r}"
            raise TypeError(kind) from None

    more: dict[str, Any] = {
        "__init__": init,
        "__eq__": lambda self, other: same(self, other) if type(other) is cls else NotImplemented,
        "__hash__": digest,
        "__repr__": shown,
        "_repr_html_": card_of,
        "__getstate__": _state,
        "__setstate__": _set_state,
    }
    for name, function in more.items():
        setattr(cls, name, function)
    return cls


def same(one: object, other: object) -> bool:
    """Tell whether two things hold the same, whatever they are."""
    if one is other:
        return True
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if type(one) is not type(other):
        return _plainly_equal(one, other)
    for kinds, compare in COMPARED:
        if isinstance(one, kinds):
            return compare(one, other)
    return _same_fields(one, other) if is_dataclass(one) else _plainly_equal(one, other)


def _same_fields(one: Any, other: Any) -> bool:  # noqa: ANN401 - dataclasses
    compared = [field.name for field in fields(one) if field.compare]
    return all(same(getattr(one, name), getattr(other, name)) for name in compared)


def _same_calls(one: partial[Any], other: partial[Any]) -> bool:
    mine, theirs = (one.args, one.keywords), (other.args, other.keywords)
    return one.func is other.func and same(mine, theirs)


def _plainly_equal(one: Any, other: Any) -> bool:  # noqa: ANN401 - values of any kind
    """Compare by ``==``; missing numbers are equal, and what cannot be compared is not."""
    try:
        return bool(one == other) or (bool(one != one) and bool(other != other))  # noqa: PLR0124
    except (TypeError, ValueError):
        return False


def _same_rows(one: Any, other: Any) -> bool:  # noqa: ANN401 - lists or tuples
    return len(one) == len(other) and all(map(same, one, other))


def _same_arrays(one: Any, other: Any) -> bool:  # noqa: ANN401 - arrays
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype != object:
        return bool(np.array_equal(one, other, equal_nan=one.dtype.kind in "fc"))
    return _same_rows(one.ravel().tolist(), other.ravel().tolist())


def _same_tables(one: Any, other: Any) -> bool:  # noqa: ANN401 - tables, columns or indexes
    """Compare values, types, and the names of rows and columns."""
    if one.shape != other.shape or getattr(one, "crs", None) != getattr(other, "crs", None):
        return False
    if isinstance(one, pd.Index):
        return one.names == other.names and one.dtype == other.dtype and bool(one.equals(other))
    if not _same_tables(one.index, other.index):
        return False
    if isinstance(one, pd.Series):
        return one.name == other.name and one.dtype == other.dtype and _same_cells(one, other)
    if not _same_tables(one.columns, other.columns):
        return False
    pairs = [(one.iloc[:, at], other.iloc[:, at]) for at in range(one.shape[1])]
    return all(mine.dtype == theirs.dtype and _same_cells(mine, theirs) for mine, theirs in pairs)


def _same_cells(one: pd.Series, other: pd.Series) -> bool:
    """Compare two columns of one type; cells that hold lists or arrays one by one."""
    if one.dtype != object:
        return bool(one.array.equals(other.array))
    return _same_rows(one.tolist(), other.tolist())


COMPARED: tuple[tuple[Any, Callable[[Any, Any], bool]], ...] = (
    (np.ndarray, _same_arrays),
    ((pd.DataFrame, pd.Series, pd.Index), _same_tables),
    ((list, tuple), _same_rows),
    (partial, _same_calls),
)
"""What is compared by its content, and how."""


def shown(self: object) -> str:
    """Show a result in a few lines: what it is, and how large what it holds."""
    held = [f"{one.name}={short(vars(self)[one.name])}" for one in fields(_data(self)) if one.repr]
    text = f"{type(self).__name__}({', '.join(held)})"
    while len(text) > MOST_SIGNS and held:
        held.pop()
        text = f"{type(self).__name__}({', '.join([*held, '…'])})"
    return "\n".join(textwrap.wrap(text, WIDTH, subsequent_indent="    ", break_on_hyphens=False))


def short(value: object) -> str:
    """Show a value in a few words; where a folder lies is of the machine."""
    kind = value.name if isinstance(value, PurePath) else type(value).__name__
    if isinstance(value, (pd.DataFrame, pd.Series, pd.Index, np.ndarray)):
        return f"<{kind} {' × '.join(map(str, value.shape))}>"
    if isinstance(value, Mapping):
        names = [str(name) for name in list(value)[:MOST_SHOWN]]
        more = ["…"] if len(value) > MOST_SHOWN else []
        return f"<{len(value)}: {', '.join([*names, *more])}>" if value else "{}"
    if isinstance(value, (list, tuple, set, frozenset)):
        few = len(value) <= MOST_SHOWN and all(isinstance(one, (str, float, int)) for one in value)
        return _cut(repr(value)) if few else f"<{kind} {len(value)}>"
    if is_dataclass(value) or isinstance(value, PurePath):
        return f"<{kind}>"
    if callable(value):
        return f"<{getattr(getattr(value, 'func', value), '__name__', kind)}>"
    return _cut(repr(value))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"


def _data(value: object) -> Any:  # noqa: ANN401 - `fields` wants to know that it is a dataclass
    return value


def _is_cache(field: Field[Any]) -> bool:
    has_default = field.default is not MISSING or field.default_factory is not MISSING
    return field.name.startswith("_") and has_default


def _freeze(value: object) -> None:
    """Make arrays read-only, as views, and mappings that cannot be changed."""
    for field in fields(_data(value)):
        held = vars(value)[field.name]
        if isinstance(held, np.ndarray) and held.flags.writeable:
            view = held.view()
            view.setflags(write=False)
            object.__setattr__(value, field.name, view)
        elif isinstance(held, dict) and str(field.type).startswith("Mapping["):
            object.__setattr__(value, field.name, Frozen(held))


class _Shapes(tuple[Any, ...]):
    """Shapes of an array as they are pickled: bytes, which is some ten times faster."""

    __slots__ = ()


class _Words(tuple[Any, ...]):
    """A set of words as it is pickled: in order, so that equal ones are equal bytes."""

    __slots__ = ()


def _state(self: object) -> dict[str, object]:
    """Give what is pickled: all fields but what is kept to save work."""
    names = [field.name for field in fields(_data(self)) if not _is_cache(field)]
    return {name: _packed(vars(self)[name]) for name in names}


def _set_state(self: object, state: dict[str, object]) -> None:
    """Take what was pickled, with nothing kept yet."""
    for field in fields(_data(self)):
        value: object = _unpacked(state[field.name]) if field.name in state else field.default
        if value is MISSING and field.default_factory is not MISSING:
            value = field.default_factory()
        object.__setattr__(self, field.name, value)
    if hasattr(self, "__post_init__"):
        self.__post_init__()
    _freeze(self)


def _packed(value: object) -> object:
    if isinstance(value, frozenset) and all(isinstance(one, str) for one in value):
        return _Words(sorted(value))
    if isinstance(value, np.ndarray) and value.dtype == object and value.size:
        known = shapely.is_geometry(value) | (value == None)  # noqa: E711 - cell by cell
        if known.all():
            return _Shapes((value.shape, *shapely.to_wkb(value.ravel()).tolist()))
    return value


def _unpacked(value: object) -> object:
    if isinstance(value, _Words):
        return frozenset(value)
    if not isinstance(value, _Shapes):
        return value
    return np.asarray(shapely.from_wkb(list(value[1:])), dtype=object).reshape(value[0])
