"""Layers as GeoJSON and GeoParquet: empty is missing, numbers have no more decimals than mean."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import numpy as np
import shapely

from drenthe_geo.crs import WGS84, to_crs_cut
from drenthe_geo.io.out.cells import as_value, is_text
from drenthe_geo.io.out.columns import headings_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import Path
    from typing import TypeVar

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.io.out.columns import Column, Columns, Heading
    from drenthe_geo.words.table import Words

    Frame = TypeVar("Frame", bound=pd.DataFrame)

DECIMALS = 3
"""Of numbers that were computed: a tenth of a second in minutes, a millimetre."""

DEGREES = 7
"""Decimals of longitude and latitude."""


def as_missing(table: Frame) -> Frame:
    """Put nothing where a text is empty: a program tells the two apart."""
    blank = {
        str(name): cells.astype(object).where(cells.ne("").fillna(value=True), None)
        for name in table.columns
        if is_text(cells := table[name]) and (cells == "").any()
    }
    return table.assign(**blank) if blank else table


def rounded(table: Frame, known: Container[str]) -> Frame:
    """Round what was computed; columns of a user's own stay as they are."""
    fewer = {
        str(column): cells.round(DECIMALS)
        for column in table.columns
        if str((cells := table[column]).dtype) in {"float64", "Float64"} and str(column) in known
    }
    return table.assign(**fewer) if fewer else table


def whole(
    layer: gpd.GeoDataFrame, name: str, words: Words, given: Mapping[str, Column]
) -> tuple[gpd.GeoDataFrame, list[Heading]]:
    """Make a layer as it is written: its index a column, computed numbers rounded.

    Beside it stands what its columns are.
    """
    frame = layer.reset_index() if layer.index.name else layer
    columns = [one for one in frame.columns if one != frame.geometry.name]
    headings = headings_of(name, columns, words, given)
    known = {one.name for one in headings if one.means}
    return rounded(as_missing(frame), known), headings


def write_geojson(
    layers: Mapping[str, gpd.GeoDataFrame],
    folder: Path,
    *,
    stem: str,
    words: Words,
    given: Columns,
) -> None:
    """Write each layer as GeoJSON by RFC 7946: longitude and latitude in WGS 84."""
    for name, layer in layers.items():
        frame, _ = whole(layer, name, words, given.get(name, {}))
        path = folder / f"{file_of(stem, name)}.geojson"
        with path.open("w", encoding="utf-8", newline="\n") as file:
            head = json.dumps({"type": "FeatureCollection", "name": name}, ensure_ascii=False)
            file.write(f'{head[:-1]}, "features": [')
            file.write(",".join(_features(frame)))
            file.write("\n]}\n")


def _features(frame: gpd.GeoDataFrame) -> Iterator[str]:
    """Write features; GDAL does so too, and takes a minute for areas with a million corners."""
    # Outlines run to the left, and seven decimals are a centimetre, as the RFC has it.
    degrees = shapely.orient_polygons(to_crs_cut(frame.geometry, WGS84).array, exterior_cw=False)
    shapes = shapely.to_geojson(shapely.transform(degrees, lambda xy: np.round(xy, DEGREES)))
    table = frame.drop(columns=frame.geometry.name)
    names = [str(name) for name in table.columns]
    rows = zip(*(table[name].tolist() for name in table.columns), strict=True)
    for shape, row in zip(shapes, rows if names else [()] * len(frame), strict=True):
        cells = dict(zip(names, map(_json, row), strict=True))
        head = json.dumps({"type": "Feature", "properties": cells}, ensure_ascii=False)
        yield "".join(("\n", head[:-1], ', "geometry": ', "null" if shape is None else shape, "}"))


def _json(value: object) -> object:
    """Turn a cell into what JSON knows."""
    plain = as_value(value)
    return plain.isoformat() if isinstance(plain, dt.date) else plain


def write_geoparquet(
    layers: Mapping[str, gpd.GeoDataFrame],
    folder: Path,
    *,
    stem: str,
    words: Words,
    given: Columns,
) -> None:
    """Write each layer as GeoParquet, in RD New as it is."""
    for name, layer in layers.items():
        frame, _ = whole(layer, name, words, given.get(name, {}))
        frame.to_parquet(folder / f"{file_of(stem, name)}.parquet", index=False)


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet: all decimals, empty texts missing."""
    as_missing(table).to_parquet(path, index=False)


def file_of(stem: str, layer: str) -> str:
    """Name the file of a layer that stands alone, so that it is no table's."""
    return f"{stem}-{layer}"
