"""Tables that every service's match gives, looked up where an earlier run made the same."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.siting.fit.findings import Finding
from drenthe_geo.siting.kept.measured import kept
from drenthe_geo.siting.reasons import BeyondLimit, InNature, NotNear, OutsideArea
from drenthe_geo.words.message import Message, Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.kept.keys import There
    from drenthe_geo.siting.kept.packed import Arrays

MATCHES = "matches"
"""Kind of what is kept."""

SAID = {one.__name__: one for one in (BeyondLimit, Finding, InNature, NotNear, OutsideArea)}
"""Values that cells may hold, each of plain fields."""


def look_at_tables(
    area: Area, there: There, asked: tuple[object, ...], make: Callable[[], dict[str, pd.DataFrame]]
) -> dict[str, pd.DataFrame]:
    """Look tables up that rest on an area, a situation and what is `asked`, or make them."""
    parts = None
    if there.parts is not None:
        done = (there.situation.scenarios, there.situation.buses)
        parts = (there.parts, area.facts, dict(area.own), done, asked)
    return kept(area, MATCHES, parts, make, pack=_packed, unpack=_unpacked)


def _packed(tables: Mapping[str, pd.DataFrame]) -> Arrays:
    """Pack tables whose rows are counted from nought: numbers as they are, the rest as text."""
    found: Arrays = {"tables": np.array(list(tables), dtype=str)}
    for name, table in tables.items():
        if type(table) is not pd.DataFrame or not _is_counted(table):
            raise TypeError(name)
        about = []
        for at, column in enumerate(table.columns):
            cells, dtype = table[column], table[column].dtype
            about.append([_coded(column), str(dtype)])
            where = f"{name}/{at}"
            if isinstance(dtype, np.dtype) and dtype.kind in "biuf":
                found[where] = cells.to_numpy()
            elif isinstance(dtype, pd.Int64Dtype):
                found[where] = cells.fillna(0).to_numpy(dtype=np.int64)
                found[f"{where}/missing"] = cells.isna().to_numpy()
            elif pd.api.types.is_object_dtype(dtype) or isinstance(dtype, pd.StringDtype):
                found[where] = _text([_coded(one) for one in cells.array])
            else:
                raise TypeError(column)
        found[f"{name}/about"] = _text([len(table), str(table.columns.dtype), about])
    return found


def _unpacked(arrays: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Unpack what `_packed` packed."""
    found = {}
    for name in arrays["tables"].tolist():
        count, of_names, about = _read(arrays[f"{name}/about"])
        columns: list[pd.Series] = []
        index = pd.RangeIndex(count)
        for at, (_, dtype) in enumerate(about):
            raw = arrays[f"{name}/{at}"]
            if dtype == "Int64":
                whole = pd.arrays.IntegerArray(raw.copy(), arrays[f"{name}/{at}/missing"].copy())
                columns.append(pd.Series(whole, index))
            elif raw.dtype != np.uint8 or dtype == "uint8":
                columns.append(pd.Series(raw.copy(), index))
            else:
                cells = np.empty(count, dtype=object)
                for row, one in enumerate(_read(raw)):
                    cells[row] = _decoded(one)
                columns.append(pd.Series(cells, index, dtype=dtype))
        names = pd.Index([_decoded(one) for one, _ in about], dtype=of_names)
        table = pd.concat(columns, axis=1)
        found[name] = table.set_axis(names, axis=1)
    return found


def _is_counted(table: pd.DataFrame) -> bool:
    index, columns = table.index, table.columns
    is_plain = index.equals(pd.RangeIndex(len(table))) and isinstance(index, pd.RangeIndex)
    return is_plain and index.name is None and columns.name is None and columns.is_unique


def _text(value: object) -> Any:  # noqa: ANN401 - an array
    return np.frombuffer(json.dumps(value).encode(), dtype=np.uint8)


def _read(array: Any) -> Any:  # noqa: ANN401 - what was written
    return json.loads(array.tobytes())


def _coded(value: object) -> object:
    """Write a cell so that JSON can hold it: plain values as they are, others with their kind."""
    if value is None or type(value) in {str, bool, int, float}:
        return value
    if type(value) is tuple:
        return [_coded(one) for one in value]
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return {"is": value.dtype.str, "value": value.item()}
    return {"is": "missing"} if value is pd.NA else _coded_words(value)


def _coded_words(value: object) -> object:
    """Write what words are made of."""
    kind = type(value).__name__
    if isinstance(value, Message):
        told = dict(value.values)
        pairs = [[name, _coded(one)] for name, one in told.items()]
        return {"is": "Message", "key": value.key, "values": pairs}
    if isinstance(value, Texts):
        return {"is": "Texts", "texts": dict(value.texts)}
    if SAID.get(kind) is type(value) and is_dataclass(value):
        pairs = [[one.name, _coded(getattr(value, one.name))] for one in fields(value)]
        return {"is": kind, "values": pairs}
    raise TypeError(kind)


def _decoded(value: Any) -> Any:  # noqa: ANN401 - any cell
    """Read what `_coded` wrote."""
    if isinstance(value, list):
        return tuple(_decoded(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value["is"]
    if kind == "missing":
        return pd.NA
    if kind == "Texts":
        return Texts(**value["texts"])
    if "value" in value:
        return np.dtype(kind).type(value["value"])
    values = {name: _decoded(one) for name, one in value["values"]}
    return Message(value["key"], **values) if kind == "Message" else SAID[kind](**values)
