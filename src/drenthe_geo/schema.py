"""The promise that each layer makes, and the one check that holds a frame to it.

A schema is read from the ``datapackage.json`` beside the data (Frictionless Table
Schema), so that the published description and the check cannot drift apart. Three
properties are ours: ``geometry`` on a resource (allowed types, and which columns
hold it in the embedded table), ``default`` and ``default_field`` on a field (what a
user's own file may leave out).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.crs import looks_swapped_deg, place_problem, require_some_crs, to_rd
from drenthe_geo.errors import DataError, LayerError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_EXAMPLES = 3
"""How many offending values a problem names before it says "and n more"."""
RESERVED = frozenset({"fid", "geom", "geometry", "ogc_fid"})
"""Columns that a GeoPackage makes itself; a file's own cannot be written beside them."""
MULTIPOINT = 4
MOST_EXACT = 2.0**53
"""Larger whole numbers are not exact as floats, and no count is that large."""
MOST_DEGREES = 360.0


@dataclass(frozen=True)
class Field:
    """One column: its type, its limits, and what stands in where it is missing.

    Parameters
    ----------
    name : str
        Column name.
    kind : str
        ``"string"``, ``"integer"``, ``"number"`` or ``"boolean"``.
    required : bool
        Whether the column must be there and filled in every row.
    choices : tuple of str
        The only values allowed; empty for any.
    minimum, maximum : float or None
        Bounds of a number, inclusive.
    default : str, float, bool or None
        Value of the column where a file lacks it.
    default_field : str or None
        Column to copy where a file lacks this one.
    """

    name: str
    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    default: str | float | bool | None = None
    default_field: str | None = None


@dataclass(frozen=True)
class LayerSchema:
    """What a layer promises: its key, its columns and its geometry.

    Parameters
    ----------
    name : str
        Name of the layer.
    key : str
        Column whose values are the ids; it becomes the index.
    fields : tuple of Field
        The attribute columns, the key among them.
    geometry_types : tuple of str
        Allowed geometry types, for example ``("Point",)``.
    geometry_columns : tuple of str
        Columns of the embedded table that hold the geometry: either one with WKT
        or two with x and y, in RD New metres.
    """

    name: str
    key: str
    fields: tuple[Field, ...]
    geometry_types: tuple[str, ...]
    geometry_columns: tuple[str, ...]

    @classmethod
    def from_resource(cls, resource: Mapping[str, Any]) -> LayerSchema:
        """Read the schema of a layer from its datapackage resource.

        Parameters
        ----------
        resource : mapping
            One entry of ``resources`` in ``datapackage.json``.

        Returns
        -------
        LayerSchema
            The schema.

        Raises
        ------
        DataError
            If the resource describes no layer.
        """
        geometry = resource.get("geometry")
        if not geometry:
            msg = f"resource {resource.get('name')!r} of datapackage.json describes no layer."
            raise DataError(msg)
        columns = tuple(geometry["columns"])
        fields = tuple(
            _field(raw) for raw in resource["schema"]["fields"] if raw["name"] not in columns
        )
        return cls(
            name=resource["name"],
            key=resource["schema"]["primaryKey"],
            fields=fields,
            geometry_types=tuple(geometry["types"]),
            geometry_columns=columns,
        )


def validate(frame: gpd.GeoDataFrame, schema: LayerSchema, source: str) -> gpd.GeoDataFrame:
    """Hold a frame to the promise of its layer.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Raw rows with a geometry and a CRS. A column ``id`` stands in for the key.
    schema : LayerSchema
        The promise.
    source : str
        Where the frame is from, for the message.

    Returns
    -------
    geopandas.GeoDataFrame
        RD New, ids in an index named after the key, the schema's columns first, in
        its order and types, further columns of the file after them.

    Raises
    ------
    CrsError
        If the frame has no CRS.
    LayerError
        If anything else is wrong; the message counts and names all problems.
    """
    what = f"layer {schema.name!r} from {source}"
    require_some_crs(frame, what)
    problems: list[str] = []
    if len(frame) == 0:
        problems.append("it has no rows")
    frame = _single_points(frame, schema)
    problems += _geometry_problems(frame, schema)
    rows = _named_columns(pd.DataFrame(frame.drop(columns=frame.geometry.name)), schema)
    problems += _key_problems(rows, schema)
    there = ", ".join(str(column) for column in frame.columns if column != frame.geometry.name)
    columns: dict[str, pd.Series] = {}
    for field in schema.fields:
        column, trouble = _typed_column(rows, field, there)
        columns[field.name] = column
        problems += trouble
    in_rd = frame
    if not problems:
        in_rd = to_rd(frame, what)
        bounds = in_rd.geometry.bounds
        for x, y in (("minx", "miny"), ("maxx", "maxy")):
            trouble_text = place_problem(bounds[x].to_numpy(), bounds[y].to_numpy())
            if trouble_text:
                problems.append(f"coordinates: {trouble_text}")
                break
    if problems:
        raise LayerError(_sentence(what, problems))
    extra = rows.drop(columns=[name for name in columns if name in rows])
    extra = extra.drop(columns=[name for name in schema.geometry_columns if name in extra])
    table = pd.concat([pd.DataFrame(columns), extra], axis=1)
    result = gpd.GeoDataFrame(table, geometry=in_rd.geometry.to_numpy(), crs=in_rd.crs)
    return result.set_index(schema.key)


def _field(raw: Mapping[str, Any]) -> Field:
    limits = raw.get("constraints", {})
    return Field(
        name=raw["name"],
        kind=raw["type"],
        required=limits.get("required", False) and not _has_default(raw),
        choices=tuple(limits.get("enum", ())),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        default=raw.get("default"),
        default_field=raw.get("default_field"),
    )


def _has_default(raw: Mapping[str, Any]) -> bool:
    return "default" in raw or "default_field" in raw


def _named_columns(rows: pd.DataFrame, schema: LayerSchema) -> pd.DataFrame:
    """Give columns the schema's names, whatever their case; ``id`` stands for the key.

    Columns that a GeoPackage makes itself are left out, and so are those that differ
    from a kept one in nothing but case: no file could hold both.
    """
    known = {field.name.lower(): field.name for field in schema.fields}
    exact = {str(column) for column in rows.columns}
    names: dict[str, str] = {}
    for column in map(str, rows.columns):
        lower = column.lower()
        name = known.get(lower, column)
        if lower == "id" and not any(other.lower() == schema.key.lower() for other in exact):
            name = schema.key
        clash = name.lower() in {other.lower() for other in names.values()}
        if lower not in RESERVED and not clash and (name == column or name not in exact):
            names[column] = name
    return rows[list(names)].rename(columns=names)


def _single_points(frame: gpd.GeoDataFrame, schema: LayerSchema) -> gpd.GeoDataFrame:
    """Unpack multi-points of one point, as some programs save points."""
    if schema.geometry_types != ("Point",):
        return frame
    shapes = frame.geometry.to_numpy()
    single = (shapely.get_type_id(shapes) == MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    if not single.any():
        return frame
    unpacked = np.where(single, shapely.get_geometry(shapes, 0), shapes)
    return frame.set_geometry(gpd.GeoSeries(unpacked, index=frame.index, crs=frame.crs))


def _geometry_problems(frame: gpd.GeoDataFrame, schema: LayerSchema) -> list[str]:
    problems = []
    geometry = frame.geometry
    missing = geometry.isna() | geometry.is_empty
    if missing.any():
        problems.append(f"{_rows(missing)} without a geometry")
    present = geometry[~missing]
    wrong = ~missing & ~geometry.geom_type.isin(schema.geometry_types)
    if wrong.any():
        found = ", ".join(sorted(set(geometry.geom_type[wrong])))
        wanted = " or ".join(schema.geometry_types)
        problems.append(f"{_rows(wrong)} with geometry type {found} where {wanted} is needed")
    invalid = ~missing & ~geometry.is_valid
    if invalid.any():
        reason = shapely.is_valid_reason(geometry[invalid].iloc[0])
        problems.append(f"{_rows(invalid)} with an invalid geometry ({reason})")
    if frame.crs is not None and frame.crs.is_geographic and len(present):
        bounds = present.bounds
        x, y = bounds["minx"].to_numpy(), bounds["miny"].to_numpy()
        if looks_swapped_deg(x, y):
            problems.append("longitude and latitude are swapped")
        elif (np.abs(x) > MOST_DEGREES).any() or (np.abs(y) > MOST_DEGREES).any():
            problems.append(
                f"coordinates up to {max(np.abs(x).max(), np.abs(y).max()):.0f} cannot be degrees, "
                "though the file says so; these look like metres"
            )
    return problems


def _key_problems(rows: pd.DataFrame, schema: LayerSchema) -> list[str]:
    if schema.key not in rows:
        return []  # said with the missing columns
    ids = _as_text(rows[schema.key]).where(rows[schema.key].notna())
    twice = ids[ids.duplicated() & ids.notna()].unique()
    return [f"duplicate {schema.key}: {_examples(twice)}"] if len(twice) else []


def _typed_column(rows: pd.DataFrame, field: Field, there: str) -> tuple[pd.Series, list[str]]:
    if field.name not in rows:
        if field.required:
            return pd.Series(index=rows.index, dtype=object), [
                f"column {field.name!r} is missing (there is: {there})"
            ]
        if field.default_field is not None and field.default_field in rows:
            return _as_text(rows[field.default_field]), []
        return pd.Series(field.default, index=rows.index), []
    raw = rows[field.name]
    if raw.isna().any():  # a blank cell is a missing value: it takes the same default
        if field.default is not None:
            raw = raw.fillna(field.default)
        elif field.default_field is not None and field.default_field in rows:
            raw = raw.fillna(_as_text(rows[field.default_field]))
    problems = []
    if field.required and raw.isna().any():
        problems.append(f"column {field.name!r} is empty in {_rows(raw.isna())}")
    column, misfit = _converted(raw, field)
    if misfit.any():
        wrong = _examples(raw[misfit].unique())
        problems.append(f"column {field.name!r} holds {wrong} where {_wanted(field)} is needed")
    return column, problems


def _converted(raw: pd.Series, field: Field) -> tuple[pd.Series, pd.Series]:
    """Convert a column to its type; say which filled rows do not fit."""
    filled = raw.notna()
    if field.kind == "string":
        column = raw.where(~filled, _as_text(raw))
        fits = column.isin(field.choices) if field.choices else filled
        return column.where(filled, "").astype(str), filled & ~fits
    if field.kind == "boolean":
        words = raw.astype(str).str.strip().str.lower()
        column = words.map({"true": True, "1": True, "1.0": True}).fillna(value=False)
        fits = words.isin({"true", "false", "1", "0", "1.0", "0.0"})
        return column.astype(bool), filled & ~fits
    if pd.api.types.is_datetime64_any_dtype(raw):
        return raw, filled
    numbers = pd.to_numeric(raw, errors="coerce")
    misfit = filled & (numbers.isna() | (numbers.abs() > MOST_EXACT))
    if field.kind == "integer":
        misfit |= numbers.notna() & (numbers % 1 != 0)
    if field.minimum is not None:
        misfit |= numbers < field.minimum
    if field.maximum is not None:
        misfit |= numbers > field.maximum
    if field.kind == "integer" and not numbers.isna().any() and not misfit.any():
        numbers = numbers.astype("int64")
    return numbers, misfit


def _as_text(raw: pd.Series) -> pd.Series:
    """Numbers read from a file as ids: 7701.0 is the text "7701"."""
    if pd.api.types.is_float_dtype(raw) and (raw.dropna() % 1 == 0).all():
        return raw.astype("Int64").astype(str)
    return raw.astype(str)


def _wanted(field: Field) -> str:
    if field.choices:
        return f"one of {', '.join(field.choices)}"
    names = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}
    wanted = names.get(field.kind, "text")
    if field.minimum is not None and field.maximum is not None:
        return f"{wanted} from {field.minimum:g} to {field.maximum:g}"
    if field.minimum is not None:
        return f"{wanted} of at least {field.minimum:g}"
    if field.maximum is not None:
        return f"{wanted} of at most {field.maximum:g}"
    return wanted


def _rows(mask: pd.Series) -> str:
    count = int(mask.sum())
    first = next(n for n, bad in enumerate(mask, start=1) if bad)
    return f"1 row (row {first})" if count == 1 else f"{count} rows (the first is row {first})"


def _examples(values: Sequence[object] | Any) -> str:  # noqa: ANN401 - pandas arrays
    shown = ", ".join(repr(str(value)) for value in values[:MAX_EXAMPLES])
    more = len(values) - MAX_EXAMPLES
    return f"{shown} and {more} more" if more > 0 else shown


def _sentence(what: str, problems: list[str]) -> str:
    if len(problems) == 1:
        return f"{what}: {problems[0]}."
    listed = "; ".join(f"({n}) {problem}" for n, problem in enumerate(problems, start=1))
    return f"{what} has {len(problems)} problems: {listed}."
