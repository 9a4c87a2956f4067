"""The files of an area, read and held to their description."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.check import table_problems, unknown_references, validate
from drenthe_geo.area.ground import require_outline
from drenthe_geo.area.package import damaged
from drenthe_geo.area.schema import OF_LAYER, LayerSchema, fields_of, references_of
from drenthe_geo.errors import DataError
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from drenthe_geo.area.identity import Facts
    from drenthe_geo.crs import Grid

TYPES = {"string": "str", "boolean": "boolean", "number": "float64", "integer": "Int64"}

HOW: dict[str, Any] = {"keep_default_na": False, "na_values": [""]}
"""An id "NA" is a code in some sources: only an empty field is missing."""


def read_table(path: Path, resource: Mapping[str, Any]) -> pd.DataFrame:
    """Read a table, each column in the type that its description says, and check it."""
    fields = fields_of(resource)
    key = resource["schema"].get("primaryKey", [])
    key = [key] if isinstance(key, str) else list(key)
    dtypes: Any = {one.name: TYPES[one.kind] for one in fields}
    try:
        with np.errstate(invalid="ignore"):  # a number that is too large is said below
            rows: pd.DataFrame = pd.read_csv(path, dtype=dtypes, **HOW)
    # TypeError, OverflowError: of fractions and infinities where whole numbers are.
    except (OSError, ValueError, TypeError, OverflowError) as error:
        _refuse(path, resource, table_problems(_as_text(path), fields, key))
        raise damaged(path, error) from error
    _refuse(path, resource, table_problems(rows, fields, key))
    for one in resource["schema"]["fields"]:
        name, required = one["name"], one.get("constraints", {}).get("required")
        if name not in rows:  # it may be left out
            rows[name] = pd.Series(one.get("default"), rows.index, dtype=TYPES[one["type"]])
        elif one["type"] == "integer" and required and not rows[name].isna().any():
            rows[name] = rows[name].astype("int64")
    return rows


def with_references(
    rows: pd.DataFrame, resource: Mapping[str, Any], read: Callable[[str], pd.DataFrame]
) -> pd.DataFrame:
    """Give the rows of a table, refused if they refer to rows of others that are not there."""
    problems = [
        problem
        for one in references_of(resource)
        for problem in unknown_references(rows, one, read(one.table))
    ]
    _refuse(Path(str(resource["path"])), resource, problems)
    return rows


def handed_in(frame: gpd.GeoDataFrame, schema: LayerSchema, grid: Grid) -> gpd.GeoDataFrame:
    """Hold a layer of a user, in any CRS, to the promise of the area's; its notes stay with it."""
    flat = frame.reset_index() if frame.index.name == schema.key else frame
    layer = validate(flat, schema, Message("schema.handed_in"), grid=grid)
    layer.attrs.update(frame.attrs)
    return layer


def read_layer(
    path: Path, resource: Mapping[str, Any], table: pd.DataFrame, facts: Facts
) -> gpd.GeoDataFrame:
    """Make the layer that the rows of a table are."""
    schema = LayerSchema.from_resource(resource)
    columns = list(schema.geometry_columns)
    if len(columns) == 1:
        shapes = shapely.from_wkt(table[columns[0]].to_numpy(dtype=object), on_invalid="ignore")
    else:
        shapes = shapely.points(table[columns].to_numpy(dtype=float))
    raw = gpd.GeoDataFrame(table.drop(columns=columns), geometry=shapes, crs=facts.crs)
    if raw.empty:  # what nobody publishes of an area is a layer without rows
        return no_rows(schema, raw.crs)
    layer = validate(raw, schema, path.name, grid=facts.grid)
    if schema.name == facts.outline:
        require_outline(layer, facts.grid, path)
    return layer


def no_rows(schema: LayerSchema, crs: object) -> gpd.GeoDataFrame:
    """Give a layer that an area has nothing in: its columns in their types."""
    columns = {one.name: pd.Series(dtype=OF_LAYER[one.kind]) for one in schema.fields}
    return gpd.GeoDataFrame(columns, geometry=[], crs=crs).set_index(schema.key)


def _as_text(path: Path) -> pd.DataFrame:
    """Read a table whose values do not fit as plain text, to see which these are."""
    try:
        rows: pd.DataFrame = pd.read_csv(path, dtype=str, **HOW)
    except (OSError, ValueError) as error:
        raise damaged(path, error) from error
    return rows


def _refuse(path: Path, resource: Mapping[str, Any], problems: list[Message]) -> None:
    """Raise if there are problems."""
    if problems:
        what = Message("layers.table", name=resource["name"], file=path.name)
        raise DataError("schema.problems", what=what, problems=problems)
