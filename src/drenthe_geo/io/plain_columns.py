"""Columns that any file can hold: what others cannot write is made text, or left out aloud."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import numbers

import geopandas as gpd
import numpy as np
import pandas as pd

from drenthe_geo.files.gate import with_notices
from drenthe_geo.units import WHOLE_IN_FLOAT64
from drenthe_geo.words.message import Message

MOST_WHOLE = 2**63 - 1
"""The largest whole number that a GeoPackage can hold."""

COVER = {"bbox"}
"""Columns that a format adds for itself: left out without a word."""

SIMPLE = (str, bool, np.bool_, numbers.Real, dt.date, dt.time, decimal.Decimal)

REAL = (numbers.Real, decimal.Decimal)

DATED = {str, dt.date, dt.datetime, dt.time, pd.Timestamp}


def plain_columns(frame: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, list[Message]]:
    """Make the columns of a frame such as every file can hold; say which were changed.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Rows as they were read.
    file : str
        What they were read from.

    Returns
    -------
    tuple of geopandas.GeoDataFrame and list of Message
        The rows, and what was done.
    """
    geometry = frame.geometry.name
    columns: dict[str, pd.Series] = {}
    left, as_text = [], []
    for place, name in enumerate(map(str, frame.columns)):
        column = frame.iloc[:, place]
        if name == geometry:
            continue
        if isinstance(column.dtype, gpd.array.GeometryDtype) or name in columns:
            left.append(name)
            continue
        made, how = _plain(column)
        if how == "left":
            left += [] if name.lower() in COVER else [name]
            continue
        if how == "text" and name.lower() != "id":  # an id is text whatever it was
            as_text.append(name)
        columns[name] = made
    notices = [
        Message(f"io.{key}", file=file, columns=names)
        for key, names in (("left_out", left), ("as_text", as_text))
        if names
    ]
    rows = pd.DataFrame(columns, index=frame.index)
    plain = gpd.GeoDataFrame(rows, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    if geometry != plain.geometry.name and geometry not in plain.columns:
        plain = plain.rename_geometry(geometry)
    return with_notices(plain, *notices), notices


def _plain(column: pd.Series) -> tuple[pd.Series, str]:
    """Make one column plain, and tell how: ``kept``, ``text`` or ``left``."""
    kind = column.dtype
    types = pd.api.types
    if isinstance(kind, pd.CategoricalDtype):
        return _plain(column.astype(object))
    if types.is_unsigned_integer_dtype(kind) and (column.dropna() > MOST_WHOLE).any():
        return _as_text(column), "text"
    kept = (types.is_bool_dtype, types.is_numeric_dtype, types.is_datetime64_any_dtype)
    if isinstance(kind, pd.StringDtype) or any(is_kind(kind) for is_kind in kept):
        is_complex = types.is_complex_dtype(kind)
        return (_as_text(column), "text") if is_complex else (column, "kept")
    if types.is_timedelta64_dtype(kind) or isinstance(kind, (pd.PeriodDtype, pd.IntervalDtype)):
        return _as_text(column), "text"
    return _plain_object(column.astype(object))


def _plain_object(column: pd.Series) -> tuple[pd.Series, str]:
    """Make a column of Python objects plain."""
    filled, whole = column.dropna(), bool(column.notna().all())
    kinds = set(map(type, filled))
    if kinds and all(issubclass(kind, (list, tuple, np.ndarray)) for kind in kinds):
        return _lists_as_text(column)
    made, how = column.where(column.notna(), None), "kept"
    if any(not issubclass(kind, SIMPLE) for kind in kinds):
        how = "left"
    elif kinds and kinds <= {bool, np.bool_}:
        made = column.astype(bool) if whole else made.astype("boolean")
    elif kinds and all(issubclass(kind, numbers.Integral) for kind in kinds):
        if max(abs(int(one)) for one in filled) > MOST_WHOLE:
            return _as_text(column), "text"
        made = column.astype("int64" if whole else "Int64")
    elif kinds and all(issubclass(kind, REAL) for kind in kinds):
        # A whole number beyond what a float holds would lose digits.
        large = any(isinstance(one, int) and abs(one) > WHOLE_IN_FLOAT64 for one in filled)
        made, how = (_as_text(column), "text") if large else (column.astype(float), "kept")
    elif kinds - {str}:
        made, how = _as_text(column), "kept" if kinds <= DATED else "text"
    return made, how


def _listed(one: object) -> object:
    """Give a list as Python's own, so that JSON knows its values; what is missing stays so."""
    if isinstance(one, np.ndarray):
        return one.tolist()
    return list(one) if isinstance(one, (list, tuple)) else None


def _lists_as_text(column: pd.Series) -> tuple[pd.Series, str]:
    """Write lists of plain values as JSON, as other programs do; nested ones are left out."""
    try:
        text = [None if _listed(one) is None else json.dumps(_listed(one)) for one in column]
    except (TypeError, ValueError):
        return column, "left"
    return pd.Series(text, index=column.index, dtype=object), "text"


def _as_text(column: pd.Series) -> pd.Series:
    """Write the values of a column as text; what is missing stays missing."""
    text = column.astype(object).map(_text, na_action="ignore")
    return text.where(column.notna(), None)


def _text(value: object) -> str:
    """Write a value; a whole number that was kept as another is whole."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
