"""Tables as plain arrays, and back: the same numbers in the same order of memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import RD_NEW
from drenthe_geo.units import DS_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Arrays = dict[str, "NDArray[Any]"]

SMALL, LARGE = np.dtype("<u2"), np.dtype("<u4")
"""Whole tenths of a second: up to 109 minutes, and whatever there is; the last means missing."""


def pack_minutes(frames: Mapping[str, pd.DataFrame], at: str, index: pd.Index) -> Arrays:
    """Pack tables of numbers by name; `index` is that of each.

    Raises
    ------
    TypeError
        If a table holds something else than numbers, or other rows.
    """
    found: Arrays = {f"{at}": np.array(list(frames), dtype=str)}
    for name, frame in frames.items():
        values = frame.to_numpy()
        if values.dtype != np.float64 or not frame.index.equals(index):
            raise TypeError(name)
        columns = frame.columns.tolist()
        if not all(isinstance(one, str) for one in columns):
            raise TypeError(name)
        by_column = values.flags.f_contiguous
        raw = np.ascontiguousarray(values.T if by_column else values)
        about = {
            "by_column": by_column,
            "name": frame.columns.name,
            "type": str(frame.columns.dtype),
            "rows": [frame.index.name, str(frame.index.dtype)],
        }
        found[f"{at}/{name}/about"] = np.array(json.dumps(about))
        found[f"{at}/{name}/columns"] = np.array(columns, dtype=str)
        found[f"{at}/{name}/values"] = _as_tenths(raw)
    return found


def unpack_minutes(arrays: Mapping[str, NDArray[Any]], at: str, index: pd.Index) -> dict[str, Any]:
    """Unpack what `pack_minutes` packed."""
    found = {}
    for name in arrays[at].tolist():
        about = json.loads(str(arrays[f"{at}/{name}/about"]))
        raw = _from_tenths(arrays[f"{at}/{name}/values"])
        columns = pd.Index(
            arrays[f"{at}/{name}/columns"].tolist(), dtype=about["type"], name=about["name"]
        )
        values, (called, dtype) = raw.T if about["by_column"] else raw, about["rows"]
        rows = index.astype(dtype).rename(called)
        found[name] = pd.DataFrame(values, index=rows, columns=columns, copy=False)
    return found


def pack_words(column: pd.Series) -> Arrays:
    """Pack a column of words, some of them missing."""
    known = column.notna().to_numpy()
    if not all(isinstance(one, str) for one in column[known]):
        raise TypeError(column.name)
    codes, words = pd.factorize(column[known])
    whole = np.full(len(column), -1, dtype=np.int32)
    whole[known] = codes
    about = json.dumps({"name": column.name, "type": str(column.dtype)})
    return {"codes": whole, "words": np.array(list(words), dtype=str), "about": np.array(about)}


def unpack_words(arrays: Mapping[str, NDArray[Any]], index: pd.Index) -> pd.Series:
    """Unpack what `pack_words` packed."""
    about = json.loads(str(arrays["about"]))
    words = pd.array(arrays["words"].tolist(), dtype=about["type"])
    return pd.Series(words.take(arrays["codes"], allow_fill=True), index, name=about["name"])


def pack_points(points: gpd.GeoDataFrame) -> Arrays:
    """Pack points in RD New and their ids."""
    if not all(isinstance(one, str) for one in points.index):
        raise TypeError(points.index.name)
    about = json.dumps({"name": points.index.name, "type": str(points.index.dtype)})
    xy = shapely.get_coordinates(points.geometry.to_numpy())
    return {"xy": xy, "ids": points.index.to_numpy(dtype=str), "about": np.array(about)}


def unpack_points(arrays: Mapping[str, NDArray[Any]]) -> gpd.GeoDataFrame:
    """Unpack what `pack_points` packed."""
    about = json.loads(str(arrays["about"]))
    ids = pd.Index(arrays["ids"].tolist(), dtype=about["type"], name=about["name"])
    return gpd.GeoDataFrame(index=ids, geometry=shapely.points(arrays["xy"]), crs=RD_NEW)


def below(arrays: Mapping[str, NDArray[Any]], at: str) -> Arrays:
    """Take the arrays whose names begin with a part."""
    head = f"{at}/"
    return {name.removeprefix(head): one for name, one in arrays.items() if name.startswith(head)}


def put_below(at: str, arrays: Mapping[str, NDArray[Any]]) -> Arrays:
    """Let the names of arrays begin with a part."""
    return {f"{at}/{name}": one for name, one in arrays.items()}


def _as_tenths(minutes: NDArray[np.float64]) -> NDArray[Any]:
    """Write minutes as whole tenths of a second, where not a bit of them is lost."""
    if not minutes.size or np.isinf(minutes).any():
        return minutes
    is_missing = np.isnan(minutes)
    tenths = np.where(is_missing, 0.0, np.rint(minutes * DS_PER_MIN))
    most = tenths.max()
    kept = SMALL if most < np.iinfo(SMALL).max else LARGE
    if tenths.min() < 0 or most >= np.iinfo(LARGE).max:
        return minutes
    packed = np.where(is_missing, np.iinfo(kept).max, tenths).astype(kept)
    is_same = (_from_tenths(packed).view(np.uint64) == minutes.view(np.uint64)) | is_missing
    return packed if is_same.all() else minutes


def _from_tenths(packed: NDArray[Any]) -> NDArray[np.float64]:
    if packed.dtype not in {SMALL, LARGE}:
        return packed
    minutes: NDArray[np.float64] = packed / DS_PER_MIN
    minutes[packed == np.iinfo(packed.dtype).max] = np.nan
    return minutes


def pack_table(table: pd.DataFrame) -> Arrays:
    """Pack a table of numbers, words and shapes, its rows counted from nought.

    Raises
    ------
    TypeError
        If it holds something else.
    """
    if not table.index.equals(pd.RangeIndex(len(table))) or table.index.name is not None:
        raise TypeError(table.index.name)
    found: Arrays = {"columns": np.array(list(table.columns), dtype=str)}
    for name in table.columns:
        column = table[name]
        if isinstance(column, gpd.GeoSeries):
            shapes = [bytes(one) for one in shapely.to_wkb(column.to_numpy()).tolist()]
            found[f"shapes/{name}"] = np.frombuffer(b"".join(shapes), dtype=np.uint8)
            found[f"ends/{name}"] = np.cumsum([0, *map(len, shapes)])
        elif isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf":
            found[f"numbers/{name}"] = column.to_numpy()
        else:
            found |= put_below(f"words/{name}", pack_words(column))
    return found


def unpack_table(arrays: Mapping[str, NDArray[Any]]) -> gpd.GeoDataFrame:
    """Unpack what `pack_table` packed: a table with shapes in RD New."""
    names = arrays["columns"].tolist()
    index = pd.RangeIndex(len(arrays["ends/geometry"]) - 1)
    columns: dict[str, Any] = {}
    for name in names:
        if f"ends/{name}" in arrays:
            ends, raw = arrays[f"ends/{name}"], arrays[f"shapes/{name}"].tobytes()
            pairs = zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
            columns[name] = shapely.from_wkb([raw[start:end] for start, end in pairs])
        elif f"numbers/{name}" in arrays:
            columns[name] = arrays[f"numbers/{name}"]
        else:
            columns[name] = unpack_words(below(arrays, f"words/{name}"), index)
    return gpd.GeoDataFrame(columns, index=index, crs=RD_NEW)
