"""Results as plain arrays, and back: the same values of the same kinds, numbers to the last bit.

What is kept between runs is a file of arrays of numbers and text, see `Cache`. Whatever a result
is made of becomes such arrays here, with a text that says how to put them together again.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.words.message import Message, Texts
from drenthe_geo.work.cache import user_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from drenthe_geo.work.cache import Kind

Arrays = dict[str, "NDArray[Any]"]
Made = TypeVar("Made")
Told = Any
"""What JSON holds."""

ABOUT = "about"
"""Name of the array with the text; the others are named by their number."""

NUMBERS = "biuf"
"""Kinds of numbers, which are kept as they are."""

SMALL, LARGE = np.dtype("<u2"), np.dtype("<u4")
"""Whole steps: as few bytes as they fit in; the last number means missing."""

AT_ONCE = 2**18
"""Numbers that are written as steps at once: more only take memory."""


def pack(value: object, *, kinds: Iterable[type] = (), steps: int = 0) -> Arrays:
    """Pack a result as plain arrays.

    Parameters
    ----------
    value : object
        Tables, columns, ids, arrays, shapes, words, numbers and messages; rows and mappings of
        those.
    kinds : iterable of type
        Dataclasses that may stand in a cell.
    steps : int
        Numbers that are whole if multiplied by this are kept as whole ones, in a quarter of the
        room: minutes in tenths of a second.

    Returns
    -------
    dict of str to numpy.ndarray
        For `Cache.keep`.

    Raises
    ------
    TypeError
        If something is of another kind, so that it would not come back as it was.

    Examples
    --------
    >>> table = pd.DataFrame({"score": [0.5, 1 / 3], "site": ["a", None]})
    >>> bool(unpack(pack({"found": table}))["found"].equals(table))
    True
    """
    packing = _Packing({one.__name__: one for one in kinds}, steps)
    made = packing.value(value)
    about = json.dumps({"ids": packing.told_ids, "made": made})
    return {ABOUT: np.frombuffer(about.encode(), dtype=np.uint8), **packing.arrays}


def unpack(arrays: Mapping[str, NDArray[Any]], *, kinds: Iterable[type] = ()) -> Any:  # noqa: ANN401 - as it was packed
    """Unpack what `pack` packed; `kinds` are the same.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is something else.
    """
    about = json.loads(arrays[ABOUT].tobytes())
    packing = _Unpacking({one.__name__: one for one in kinds}, arrays)
    packing.ids = [packing.index(told) for told in about["ids"]]
    return packing.value(about["made"])


def kept(
    kind: Kind,
    key: str | None,
    make: Callable[[], Made],
    *,
    steps: int = 0,
    may_keep: Callable[[], bool] = lambda: True,
) -> Made:
    """Look a result up by its key, or make it and keep it if that can be and it may be kept.

    Examples
    --------
    >>> kept("cells", None, lambda: 3.5)
    3.5
    """
    cache = user_cache()
    arrays = None if key is None else cache.load(kind, key)
    if arrays is not None:
        with suppress(KeyError, ValueError, TypeError):  # whole, but not what it is to be
            return cast("Made", unpack(arrays))
    made = make()
    if key is not None and cache.folder is not None and may_keep():
        with suppress(TypeError):  # of a user's own: what would not come back as it was
            cache.keep(kind, key, pack(made, steps=steps))
    return made


class _Packing:
    """Arrays as far as they are packed, and ids, which many tables share."""

    def __init__(self, kinds: Mapping[str, type], steps: int) -> None:
        self.kinds, self.steps = kinds, steps
        self.arrays: Arrays = {}
        self.told_ids: list[Told] = []
        self._ids: list[pd.Index] = []

    def value(self, value: object) -> Told:
        """Tell a value so that JSON can hold it: plain ones as they are, others with their kind."""
        if value is None or type(value) in {str, bool, int, float}:
            return value
        if isinstance(value, (tuple, list, dict)):
            return self._row(value)
        if isinstance(value, np.generic) and value.dtype.kind in NUMBERS:
            return {"is": "number", "type": value.dtype.str, "of": value.item()}
        if isinstance(value, (np.ndarray, pd.Series, pd.DataFrame, pd.Index)):
            return self._of_many(value)
        return {"is": "missing"} if value is pd.NA else self._words(value)

    def _row(self, value: object) -> Told:
        """Tell a row or a mapping; those of another name are more than they hold."""
        if type(value) is dict:
            return {"is": "dict", "of": self._pairs(value)}
        if type(value) not in {tuple, list}:
            raise TypeError(type(value).__name__)
        told = [self.value(one) for one in cast("list[object]", value)]
        return told if type(value) is tuple else {"is": "list", "of": told}

    def _pairs(self, values: Mapping[str, object]) -> list[Told]:
        if not all(type(name) is str for name in values):
            raise TypeError(list(values))
        return [[name, self.value(one)] for name, one in values.items()]

    def _words(self, value: object) -> Told:
        """Tell what sentences are made of, and cells of several fields."""
        kind = type(value).__name__
        if isinstance(value, Message):
            return {"is": "Message", "key": value.key, "of": self._pairs(dict(value.values))}
        if isinstance(value, Texts):
            return {"is": "Texts", "of": dict(value.texts)}
        if self.kinds.get(kind) is type(value) and is_dataclass(value):
            held = {one.name: getattr(value, one.name) for one in fields(value)}
            return {"is": "kind", "name": kind, "of": self._pairs(held)}
        raise TypeError(kind)

    def _of_many(self, value: Any) -> Told:  # noqa: ANN401 - arrays and tables
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, pd.Index):
            return {"is": "ids", "number": self._number(value)}
        if isinstance(value, pd.Series):
            told = {"is": "column", "name": self.value(value.name)}
            return {**told, "rows": self._number(value.index), "cells": self._cells(value)}
        return self._table(value)

    def _number(self, ids: pd.Index) -> int:
        """Give the number of ids; equal ones are kept once."""
        for number, known in enumerate(self._ids):
            if known is ids or known.identical(ids):
                return number
        if type(ids) is pd.RangeIndex:
            told: Told = {"from": ids.start, "to": ids.stop, "by": ids.step}
        elif type(ids) is pd.Index:
            told = {"cells": self._cells(ids), "type": str(ids.dtype)}
        else:
            raise TypeError(type(ids).__name__)
        self._ids.append(ids)
        self.told_ids.append({**told, "name": self.value(ids.name)})
        return len(self._ids) - 1

    def _table(self, table: pd.DataFrame) -> Told:
        if type(table) not in {pd.DataFrame, gpd.GeoDataFrame}:
            raise TypeError(type(table).__name__)
        told: Told = {"is": "table", "rows": self._number(table.index)}
        told["columns"] = self._number(table.columns)
        if isinstance(table, gpd.GeoDataFrame):
            told["shapes"] = table._geometry_column_name  # noqa: SLF001 - None where it has none
        kinds = set(table.dtypes)
        if len(kinds) == 1 and _is_plain(*kinds):
            return {**told, "block": self._array(table.to_numpy())}
        return {**told, "cells": [self._cells(table.iloc[:, at]) for at in range(table.shape[1])]}

    def _cells(self, column: Any) -> Told:  # noqa: ANN401 - a column or ids
        """Tell the cells of a column: numbers as they are, words by number, all else one by one."""
        dtype = column.dtype
        if _is_plain(dtype):
            return self._array(column.to_numpy())
        if isinstance(column, gpd.GeoSeries):
            crs = None if column.crs is None else column.crs.to_string()
            return {**self._array(column.to_numpy()), "crs": crs}
        if isinstance(dtype, pd.Int64Dtype):
            whole, missing = column.fillna(0).to_numpy(dtype=np.int64), column.isna().to_numpy()
            return {"is": "Int64", "at": self._put(whole), "missing": self._put(missing)}
        is_object = pd.api.types.is_object_dtype(dtype)
        if not (is_object or isinstance(dtype, pd.StringDtype)):
            raise TypeError(str(dtype))
        if not is_object or _holds_words(column):
            codes, words = pd.factorize(column)
            at = self._put(codes.astype(np.int32))
            return {"is": "words", "type": str(dtype), "at": at, "of": list(words)}
        return {"is": "cells", "type": str(dtype), "of": [self.value(one) for one in column]}

    def _array(self, values: NDArray[Any]) -> Told:
        if values.dtype == object:
            if not all(one is None or isinstance(one, shapely.Geometry) for one in values):
                raise TypeError(str(values.dtype))
            raw = [b"" if one is None else one for one in shapely.to_wkb(values).tolist()]
            ends = self._put(np.cumsum([0, *map(len, raw)]))
            return {
                "is": "shapes",
                "at": self._put(np.frombuffer(b"".join(raw), np.uint8)),
                "ends": ends,
            }
        if values.dtype.kind not in f"{NUMBERS}U":
            raise TypeError(str(values.dtype))
        by_column = values.ndim > 1 and values.flags.f_contiguous and not values.flags.c_contiguous
        raw_values = np.ascontiguousarray(values.T if by_column else values)
        whole = _in_steps(raw_values, self.steps) if self.steps and values.dtype == float else None
        at = self._put(raw_values if whole is None else whole)
        told: Told = {"is": "array", "at": at, "by_column": by_column}
        return told if whole is None else {**told, "steps": self.steps}

    def _put(self, array: NDArray[Any]) -> str:
        name = str(len(self.arrays))
        self.arrays[name] = array
        return name


class _Unpacking:
    """What `_Packing` told."""

    def __init__(self, kinds: Mapping[str, type], arrays: Mapping[str, NDArray[Any]]) -> None:
        self.kinds, self.arrays = kinds, arrays
        self.ids: list[pd.Index] = []

    def value(self, told: Told) -> Any:  # noqa: ANN401 - of any kind
        """Read a value."""
        if isinstance(told, list):
            return tuple(self.value(one) for one in told)
        return getattr(self, f"_{told['is'].lower()}")(told) if isinstance(told, dict) else told

    def index(self, told: Told) -> pd.Index:
        """Read ids."""
        if "from" in told:
            return pd.RangeIndex(
                told["from"], told["to"], told["by"], name=self.value(told["name"])
            )
        cells, name = self.value(told["cells"]), self.value(told["name"])
        found: pd.Index = pd.Index(cells, dtype=told["type"], name=name)
        return found

    def _list(self, told: Told) -> list[Any]:
        return [self.value(one) for one in told["of"]]

    def _dict(self, told: Told) -> dict[str, Any]:
        return {name: self.value(one) for name, one in told["of"]}

    def _number(self, told: Told) -> Any:  # noqa: ANN401 - a number
        return np.dtype(told["type"]).type(told["of"])

    def _missing(self, _: Told) -> Any:  # noqa: ANN401 - the library has no type of it
        return pd.NA

    def _message(self, told: Told) -> Message:
        return Message(told["key"], **self._dict(told))

    def _texts(self, told: Told) -> Texts:
        return Texts(**told["of"])

    def _kind(self, told: Told) -> Any:  # noqa: ANN401 - one of the kinds
        return self.kinds[told["name"]](**self._dict(told))

    def _ids(self, told: Told) -> pd.Index:
        found: pd.Index = self.ids[told["number"]]
        return found

    def _column(self, told: Told) -> pd.Series:
        cells = self.value(told["cells"])
        rows, name = self.ids[told["rows"]], self.value(told["name"])
        if isinstance(cells, gpd.array.GeometryArray):
            column: pd.Series = gpd.GeoSeries(cells, rows, name=name)
        else:
            column = pd.Series(cells, rows, dtype=cells.dtype, name=name, copy=False)
        return column

    def _table(self, told: Told) -> pd.DataFrame:
        rows, columns = self.ids[told["rows"]], self.ids[told["columns"]]
        if "block" in told:
            values = self.value(told["block"])
            return pd.DataFrame(values, index=rows, columns=columns, copy=False)
        every = enumerate(map(self.value, told["cells"]))
        cells = {at: pd.Series(one, rows, dtype=one.dtype, copy=False) for at, one in every}
        table = pd.DataFrame(cells, index=rows, copy=False).set_axis(columns, axis=1)
        if "shapes" in told:
            table = gpd.GeoDataFrame(table, geometry=told["shapes"])
        return table

    def _array(self, told: Told) -> NDArray[Any]:
        values = self.arrays[told["at"]]
        if "steps" in told:
            values = _from_steps(values, told["steps"])
        return values.T if told["by_column"] else values

    def _shapes(self, told: Told) -> Any:  # noqa: ANN401 - shapes, of a table with their CRS
        raw, ends = self.arrays[told["at"]].tobytes(), self.arrays[told["ends"]].tolist()
        shapes = np.empty(len(ends) - 1, dtype=object)
        shapes[:] = shapely.from_wkb([raw[start:end] or None for start, end in pairwise(ends)])
        return gpd.array.from_shapely(shapes, crs=told["crs"]) if "crs" in told else shapes

    def _int64(self, told: Told) -> Any:  # noqa: ANN401 - an array of pandas
        return pd.arrays.IntegerArray(self.arrays[told["at"]], self.arrays[told["missing"]])

    def _words(self, told: Told) -> Any:  # noqa: ANN401 - an array of pandas
        codes = self.arrays[told["at"]]
        if told["type"] == "object":
            return np.array([*told["of"], None], dtype=object)[codes]
        return pd.array(told["of"], dtype=told["type"]).take(codes, allow_fill=True)

    def _cells(self, told: Told) -> Any:  # noqa: ANN401 - an array of pandas
        cells = np.empty(len(told["of"]), dtype=object)
        for row, one in enumerate(told["of"]):
            cells[row] = self.value(one)
        return cells if told["type"] == "object" else pd.array(cells, dtype=told["type"])


def _is_plain(dtype: object) -> bool:
    return isinstance(dtype, np.dtype) and dtype.kind in NUMBERS


def _holds_words(column: Any) -> bool:  # noqa: ANN401 - a column or ids
    """Tell whether all cells are words or None, and nothing that only looks like it."""
    return all(one is None or type(one) is str for one in column)


def _in_steps(values: NDArray[np.float64], steps: int) -> NDArray[Any] | None:
    """Write numbers as whole steps; nothing where a bit of them would be lost."""
    flat = values.ravel()
    least, most = (some.reduce(flat, initial=np.nan) for some in (np.fmin, np.fmax))
    if not (least >= 0 and most < np.iinfo(LARGE).max / steps):
        return None
    kept = SMALL if np.rint(most * steps) < np.iinfo(SMALL).max else LARGE
    packed = np.empty(flat.shape, dtype=kept)
    for start in range(0, len(flat), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        part, is_missing = flat[some], np.isnan(flat[some])
        whole = np.where(is_missing, 0.0, np.rint(part * steps))
        packed[some] = np.where(is_missing, np.iinfo(kept).max, whole)
        back = _from_steps(packed[some], steps)
        if not ((back.view(np.uint64) == part.view(np.uint64)) | is_missing).all():
            return None
    return packed.reshape(values.shape)


def _from_steps(whole: NDArray[Any], steps: int) -> NDArray[np.float64]:
    values: NDArray[np.float64] = whole / steps
    values[whole == np.iinfo(whole.dtype).max] = np.nan
    return values
